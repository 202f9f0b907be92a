//! UTF-16 as logs and exports really hold it: programs that append to a file do
//! not ask for its encoding, so 8-bit lines stand between UTF-16 ones. Read as
//! UTF-16 they would be Chinese characters, without any error.
//!
//! What is decoded depends on the bytes alone, not on how they are cut.

use super::pages::{cut_character, push_utf8};
use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};

/// Units that look like 8-bit text, one after the other, before it is believed:
/// in Chinese a pair of such bytes is one in five.
const RUN: usize = 12;

/// Bytes that a decision may take: a block has more.
pub(super) const LEAST: usize = 4 * RUN;

/// A decoder of UTF-16 that notices 8-bit text.
pub(super) struct Wide {
    encoding: &'static Encoding,
    decoder: encoding_rs::Decoder,
    /// Whether the text is of 8 bits here.
    narrow: bool,
    /// Some of it was.
    pub(super) mixed: bool,
    /// Some of it was neither.
    pub(super) malformed: bool,
}

impl Wide {
    /// A decoder of UTF-16, little or big endian.
    pub(super) fn new(encoding: &'static Encoding) -> Self {
        Self {
            encoding,
            decoder: encoding.new_decoder_without_bom_handling(),
            narrow: false,
            mixed: false,
            malformed: false,
        }
    }

    /// A decoder of a text that begins with `head`, which is of 8 bits, if UTF-16
    /// follows in it.
    pub(super) fn behind(head: &[u8]) -> Option<Self> {
        let mut zeros = memchr::memchr_iter(0, head).map(|at| at.saturating_sub(1));
        let pairs = |at: usize| {
            let units = head.get(at..at + 2 * RUN)?.as_chunks::<2>().0;
            let all = |f: fn(&[u8; 2]) -> bool| units.iter().all(f);
            let is_little = all(|[a, b]| is_written(*a) && *b == 0);
            // a line's end, then a zero
            let is_big =
                is_little && matches!(head[at], b'\n') || all(|[a, b]| *a == 0 && is_written(*b));
            match (is_big, is_little) {
                (true, _) => Some(UTF_16BE),
                (_, true) => Some(UTF_16LE),
                _ => None,
            }
        };
        let mut wide = Self::new(zeros.find_map(pairs)?);
        wide.narrow = true;
        wide.mixed = true;
        Some(wide)
    }

    /// Decodes `bytes` and returns how many were used; the others are to be
    /// given again, with more behind them.
    pub(super) fn decode(&mut self, bytes: &[u8], last: bool, out: &mut String) -> usize {
        let mut at = 0;
        loop {
            let (used, switches) = match self.narrow {
                true => self.narrow(&bytes[at..], last, out),
                false => self.wide(&bytes[at..], last, out),
            };
            at += used;
            if !switches {
                return at;
            }
            self.narrow = !self.narrow;
            self.mixed = true;
        }
    }

    /// Decodes UTF-16 up to 8-bit text; whether there is any.
    fn wide(&mut self, bytes: &[u8], last: bool, out: &mut String) -> (usize, bool) {
        let mut run = 0;
        for (number, unit) in bytes.as_chunks::<2>().0.iter().enumerate() {
            run = if self.is_strange(*unit) { run + 1 } else { 0 };
            if run == RUN {
                let end = 2 * (number + 1 - RUN);
                self.push(&bytes[..end], true, out);
                self.decoder = self.encoding.new_decoder_without_bom_handling();
                return (end, true);
            }
        }
        let end = match last {
            true => bytes.len(),
            false => bytes.len() / 2 * 2 - 2 * run,
        };
        self.push(&bytes[..end], last, out);
        (end, false)
    }

    /// Two characters of 8 bits, or the halves of two of 16: a byte too many
    /// stands somewhere before.
    fn is_strange(&self, unit: [u8; 2]) -> bool {
        let [high, low] = match self.encoding == UTF_16BE {
            true => unit,
            false => [unit[1], unit[0]],
        };
        is_written(high) && (is_written(low) || low == 0)
    }

    fn push(&mut self, bytes: &[u8], last: bool, out: &mut String) {
        let room = self.decoder.max_utf8_buffer_length(bytes.len());
        out.reserve(room.unwrap_or(bytes.len() * 3 + 16));
        let (_, _, malformed) = self.decoder.decode_to_string(bytes, out, last);
        self.malformed |= malformed;
    }

    /// Decodes 8-bit text up to UTF-16, which a zero shows; whether there is any.
    fn narrow(&mut self, bytes: &[u8], last: bool, out: &mut String) -> (usize, bool) {
        let zero = memchr::memchr(0, bytes);
        let Some(zero) = zero else {
            // the last one may be half a unit
            let whole = &bytes[..bytes.len() - usize::from(!last && !bytes.is_empty())];
            let cut = if last { 0 } else { cut_character(whole) };
            let used = whole.len() - cut;
            push_utf8(&whole[..used], out);
            return (used, false);
        };
        let is_big = self.encoding == UTF_16BE;
        // a zero without its other half is passed over
        let (end, next) = match (is_big, zero) {
            (true, _) => (zero, zero),
            (false, 0) => (0, 1),
            (false, _) => (zero - 1, zero - 1),
        };
        let mark: &[u8] = if is_big { b"\xFE\xFF" } else { b"\xFF\xFE" };
        let text = &bytes[..end];
        push_utf8(text.strip_suffix(mark).unwrap_or(text), out);
        (next, true)
    }
}

/// Printable ASCII and the ends of lines.
const fn is_written(byte: u8) -> bool {
    matches!(byte, b'\t' | b'\n' | b'\r' | 0x20..=0x7E)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn encoded(text: &str, encoding: &'static Encoding) -> Vec<u8> {
        let units = text.encode_utf16();
        match encoding == UTF_16BE {
            true => units.flat_map(u16::to_be_bytes).collect(),
            false => units.flat_map(u16::to_le_bytes).collect(),
        }
    }

    fn decoded(bytes: &[u8], block: usize, encoding: &'static Encoding) -> (String, bool) {
        let mut wide = Wide::new(encoding);
        let (mut out, mut at) = (String::new(), 0);
        loop {
            let end = bytes.len().min(at + block.max(LEAST));
            let last = end == bytes.len();
            at += wide.decode(&bytes[at..end], last, &mut out);
            if last {
                return (out, wide.mixed);
            }
        }
    }

    const LINES: [&str; 3] = [
        "Démarrage du service à 10 h\r\n",
        "NIR 2 55 08 14 168 025 38 de Léa\r\n",
        "Arrêt du service à 11 h\r\n",
    ];

    #[test]
    fn lines_of_8_bits_are_read_between_those_of_16() {
        for encoding in [UTF_16LE, UTF_16BE] {
            for odd in ["", "x"] {
                let middle = format!("{odd}{}", LINES[1]);
                let marked = format!("\u{FEFF}{}", LINES[2]);
                for third in [LINES[2], &marked] {
                    let bytes = [
                        encoded(LINES[0], encoding),
                        middle.clone().into_bytes(),
                        encoded(third, encoding),
                    ]
                    .concat();
                    let whole = format!("{}{middle}{}", LINES[0], LINES[2]);
                    assert_eq!(decoded(&bytes, 1 << 20, encoding), (whole, true));
                }
            }
        }
    }

    #[test]
    fn a_byte_too_many_costs_one_character() {
        for encoding in [UTF_16LE, UTF_16BE] {
            let mut bytes = encoded(LINES[0], encoding);
            bytes.push(b'x');
            bytes.extend(encoded(LINES[2], encoding));
            let (text, mixed) = decoded(&bytes, 1 << 20, encoding);
            assert!(text.ends_with("du service à 11 h\r\n") && mixed, "{text}");
        }
    }

    #[test]
    fn lines_of_16_bits_behind_those_of_8_are_read() {
        for encoding in [UTF_16LE, UTF_16BE] {
            let bytes = [LINES[0].as_bytes(), &encoded(LINES[1], encoding)].concat();
            let mut wide = Wide::behind(&bytes).expect("UTF-16 in it");
            let mut text = String::new();
            wide.decode(&bytes, true, &mut text);
            assert_eq!(text, format!("{}{}", LINES[0], LINES[1]));
        }
        assert!(
            Wide::behind(b"torn\n\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0end")
                .is_none()
        );
        assert!(Wide::behind(b"a\0b\0c\0 fields parted by zeros").is_none());
    }

    #[test]
    fn chinese_is_chinese() {
        let text = "本报告说明了公司在上一年度的经营情况以及员工的个人信息处理方式。".repeat(200);
        for encoding in [UTF_16LE, UTF_16BE] {
            let bytes = encoded(&text, encoding);
            assert_eq!(decoded(&bytes, 1 << 20, encoding), (text.clone(), false));
        }
    }

    proptest! {
        #[test]
        fn cuts_change_no_character(parts in proptest::collection::vec(("[a-zé€😀本\n]{0,40}", any::<bool>()), 0..8), block in 48usize..90) {
            let bytes: Vec<u8> = parts.iter().flat_map(|(text, is_wide)| match is_wide {
                true => encoded(text, UTF_16LE),
                false => text.clone().into_bytes(),
            }).collect();
            prop_assert_eq!(decoded(&bytes, block, UTF_16LE), decoded(&bytes, 1 << 20, UTF_16LE));
        }

        #[test]
        fn any_bytes_pass(bytes in proptest::collection::vec(any::<u8>(), 0..300), block in 48usize..90) {
            prop_assert_eq!(decoded(&bytes, block, UTF_16BE), decoded(&bytes, 1 << 20, UTF_16BE));
        }
    }
}
