//! Decoded text of a stream of bytes, in blocks of fixed size: what text, CSV
//! and JSON are read through. Memory does not depend on the stream's length.
//!
//! What is delivered depends on the bytes alone, not on how the stream cuts
//! them; the block size changes where blocks end, never the characters.

use super::encoding::{self, Encoding, Guess};
use super::io_problem;
use super::pages::{Page, cut_character, push_utf8};
use super::wide::{self, Wide};
use crate::model::Problem;
use encoding_rs::{UTF_16BE, UTF_16LE};
use std::io::Read;

/// Bytes read and decoded at a time.
pub(super) const BLOCK: usize = 1 << 20;

/// The decision on the encoding is made on this many bytes.
const HEAD: usize = 1 << 20;

/// What one call of [`Chars::next`] appended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Piece {
    /// Offset in the file of its first byte, where all its bytes are the
    /// file's own (UTF-8 on disk).
    pub(super) byte: Option<u64>,
}

enum Decoder {
    Utf8,
    Single(Page),
    Wide(Wide),
    /// UTF-32; whether the highest byte comes first.
    Utf32(bool),
    Other(encoding_rs::Decoder),
}

/// A decoder of a stream.
pub(super) struct Chars<'a> {
    input: &'a mut dyn Read,
    block: usize,
    decoder: Decoder,
    /// Bytes read and not yet decoded.
    raw: Vec<u8>,
    /// Where in `raw` they begin.
    start: usize,
    /// Offset in the file of `raw[start]`.
    offset: u64,
    /// The input gives no more.
    ended: bool,
    finished: bool,
    /// Some of the text was not UTF-8 though the rest is.
    mixed: bool,
    /// The input failed: what was read until then has been given.
    pub(super) failed: Option<Problem>,
}

impl<'a> Chars<'a> {
    /// Reads the head of `input` and decides on its encoding.
    pub(super) fn new(input: &'a mut dyn Read) -> Self {
        Self::with_block(input, BLOCK)
    }

    /// The same with blocks of `block` bytes, at least 8.
    pub(super) fn with_block(input: &'a mut dyn Read, block: usize) -> Self {
        let mut chars = Self {
            input,
            block: block.max(8),
            decoder: Decoder::Utf8,
            raw: Vec::new(),
            start: 0,
            offset: 0,
            ended: false,
            finished: false,
            mixed: false,
            failed: None,
        };
        chars.read(HEAD);
        let guess = encoding::guess(&chars.raw).unwrap_or(Guess {
            encoding: Encoding::Utf8,
            mark: 0,
        });
        chars.decoder = match guess.encoding {
            Encoding::Utf8 | Encoding::Single(_) if let Some(wide) = Wide::behind(&chars.raw) => {
                chars.block = chars.block.max(wide::LEAST);
                Decoder::Wide(wide)
            }
            Encoding::Utf8 => Decoder::Utf8,
            Encoding::Single(page) => Decoder::Single(page),
            Encoding::Utf32 { big } => Decoder::Utf32(big),
            Encoding::Other(wide) if wide == UTF_16LE || wide == UTF_16BE => {
                chars.block = chars.block.max(wide::LEAST);
                Decoder::Wide(Wide::new(wide))
            }
            Encoding::Other(other) => Decoder::Other(other.new_decoder_without_bom_handling()),
        };
        chars.start = guess.mark;
        chars.offset = guess.mark as u64;
        chars
    }

    /// Fills `raw` up to `want` undecoded bytes.
    fn read(&mut self, want: usize) {
        if self.start > 0 {
            self.raw.drain(..self.start);
            self.start = 0;
        }
        let have = self.raw.len();
        if self.ended || have >= want {
            return;
        }
        let more = (want - have) as u64;
        let mut input = (&mut *self.input).take(more);
        match input.read_to_end(&mut self.raw) {
            Ok(n) => self.ended = (n as u64) < more,
            Err(e) => {
                self.failed = Some(io_problem(&e));
                self.ended = true;
            }
        }
    }

    /// What is to be said of the encoding, once all has been given.
    pub(super) const fn note(&self) -> Option<&'static str> {
        match &self.decoder {
            Decoder::Wide(wide) if wide.mixed => {
                Some("encoding: not all UTF-16, rest read as 8-bit text")
            }
            Decoder::Wide(wide) if wide.malformed => Some("encoding: not all UTF-16"),
            Decoder::Utf8 if self.mixed => {
                Some("encoding: not all UTF-8, rest read as windows-1252")
            }
            _ => None,
        }
    }

    /// Whether all has been given.
    pub(super) const fn is_done(&self) -> bool {
        self.finished
    }

    /// Appends the next block to `out`; none at the end.
    pub(super) fn next(&mut self, out: &mut String) -> Option<Piece> {
        if self.finished {
            return None;
        }
        if self.raw.len() - self.start < self.block {
            self.read(self.block);
        }
        let bytes = &self.raw[self.start..];
        let bytes = &bytes[..bytes.len().min(self.block)];
        let last = self.ended && self.start + bytes.len() == self.raw.len();
        let before = out.len();
        let (used, exact) = self.decoder.decode(bytes, last, out);
        let byte = exact.then_some(self.offset);
        self.mixed |= !exact && matches!(self.decoder, Decoder::Utf8);
        self.start += used;
        self.offset += used as u64;
        self.finished = last;
        (out.len() > before || !last).then_some(Piece { byte })
    }
}

impl Decoder {
    /// Decodes `bytes`, returns how many were used (all but a cut character)
    /// and whether the text has the very same bytes.
    fn decode(&mut self, bytes: &[u8], last: bool, out: &mut String) -> (usize, bool) {
        match self {
            Self::Utf8 => {
                let cut = if last { 0 } else { cut_character(bytes) };
                let bytes = &bytes[..bytes.len() - cut];
                (bytes.len(), push_utf8(bytes, out))
            }
            Self::Single(page) => {
                page.push(bytes, out);
                (bytes.len(), false)
            }
            Self::Wide(wide) => (wide.decode(bytes, last, out), false),
            Self::Utf32(big) => (encoding::push_utf32(bytes, *big, last, out), false),
            Self::Other(decoder) => {
                let room = decoder.max_utf8_buffer_length(bytes.len());
                out.reserve(room.unwrap_or(bytes.len() * 3 + 16));
                let (_, used, _) = decoder.decode_to_string(bytes, out, last);
                (used, false)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::WINDOWS_1252;
    use proptest::prelude::*;

    fn all(bytes: &[u8], block: usize) -> String {
        let mut input = bytes;
        let mut chars = Chars::with_block(&mut input, block);
        let mut out = String::new();
        while chars.next(&mut out).is_some() {}
        out
    }

    #[test]
    fn latin_1_far_behind_utf_8_is_read() {
        let mut bytes = "é".repeat(HEAD).into_bytes();
        bytes.extend_from_slice(b"Lef\xE8vre");
        assert!(all(&bytes, BLOCK).ends_with("éLefèvre"));
    }

    #[test]
    fn a_cut_character_at_the_end_is_not_lost() {
        assert_eq!(all(b"\xC3\xA9t\xC3", 8), "étÃ");
    }

    #[test]
    fn lines_of_8_bits_behind_utf_16_are_read() {
        let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let mut bytes: Vec<u8> = wide("\u{FEFF}Journal ouvert\r\n");
        bytes.extend(b"NIR 2 55 08 14 168 025 38\r\n");
        let mut input = bytes.as_slice();
        let mut chars = Chars::with_block(&mut input, 8);
        let mut out = String::new();
        while chars.next(&mut out).is_some() {}
        assert_eq!(out, "Journal ouvert\r\nNIR 2 55 08 14 168 025 38\r\n");
        assert!(chars.note().is_some());
    }

    #[test]
    fn offsets_count_the_mark() {
        let mut input: &[u8] = b"\xEF\xBB\xBFabc";
        let mut chars = Chars::new(&mut input);
        let mut out = String::new();
        assert_eq!(chars.next(&mut out), Some(Piece { byte: Some(3) }));
        assert_eq!(out, "abc");
        assert_eq!(chars.next(&mut out), None);
    }

    proptest! {
        #[test]
        fn blocks_change_no_character(bytes in proptest::collection::vec(any::<u8>(), 0..600), block in 8usize..64) {
            prop_assert_eq!(all(&bytes, block), all(&bytes, BLOCK));
        }

        #[test]
        fn text_survives_its_encoding(text in "[a-zA-Z éèàç€\n]{40,200}", block in 8usize..64) {
            prop_assert_eq!(&all(text.as_bytes(), block), &text);
            let wide: Vec<u8> = std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
            prop_assert_eq!(&all(&wide, block), &text);
            let wider: Vec<u8> = std::iter::once('\u{FEFF}').chain(text.chars()).flat_map(|c| u32::from(c).to_le_bytes()).collect();
            prop_assert_eq!(&all(&wider, block), &text);
            let (latin, _, bad) = WINDOWS_1252.encode(&text);
            prop_assert!(!bad);
            let vouched = [b"L'\xE9t\xE9 \xE0 l'\xE9cole, la soci\xE9t\xE9 pr\xE9f\xE8re ".as_slice(), &latin].concat();
            prop_assert!(all(&vouched, block).ends_with(&text));
        }
    }
}
