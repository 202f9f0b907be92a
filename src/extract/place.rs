//! Lines, columns and byte offsets of a text that passes in pieces.

use super::Start;
use super::chars::Piece;

/// Where one character stands: lines are counted by `\n` from 1, columns in
/// characters from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    /// Line, 1-based.
    pub(super) line: u64,
    /// Characters before it on its line.
    pub(super) column: u64,
}

impl Place {
    /// The first character of a text.
    pub(super) const START: Self = Self { line: 1, column: 0 };

    /// Moves behind `text`.
    #[inline]
    pub(super) fn pass(&mut self, text: &str) {
        let bytes = text.as_bytes();
        if bytes.len() > SHORT {
            return self.pass_long(bytes);
        }
        for &byte in bytes {
            if byte == b'\n' {
                self.line += 1;
                self.column = 0;
            } else {
                self.column += u64::from(begins_character(byte));
            }
        }
    }

    fn pass_long(&mut self, bytes: &[u8]) {
        match memchr::memrchr(b'\n', bytes) {
            None => self.column += characters(bytes),
            Some(last) => {
                self.line += memchr::memchr_iter(b'\n', bytes).count() as u64;
                self.column = characters(&bytes[last + 1..]);
            }
        }
    }

    /// As the start of a text.
    pub(super) const fn start(self, byte: Option<u64>) -> Start {
        Start::Lines {
            line: self.line,
            column: self.column,
            byte,
        }
    }
}

/// How the lines of a text end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ends {
    /// With `\n`, whatever stands before it.
    Newline,
    /// With `\r` alone, as on old Macs.
    Return,
}

impl Ends {
    /// Those of a text that begins so.
    pub(super) fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        match memchr::memchr2(b'\n', b'\r', bytes) {
            Some(at) if bytes[at] == b'\r' && memchr::memchr(b'\n', bytes).is_none() => {
                Self::Return
            }
            _ => Self::Newline,
        }
    }

    /// Makes every line from byte `from` of `text` on end with `\n`. No byte is
    /// added or taken away.
    pub(super) fn make_newlines(self, text: &mut String, from: usize) {
        if self == Self::Newline {
            return;
        }
        let mut bytes = text.split_off(from).into_bytes();
        for at in 0..bytes.len() {
            if bytes[at] == b'\r' && bytes.get(at + 1) != Some(&b'\n') {
                bytes[at] = b'\n';
            }
        }
        text.push_str(&String::from_utf8(bytes).expect("a byte of ASCII for another"));
    }
}

/// Up to this many bytes a plain loop is faster than searching.
const SHORT: usize = 64;

/// Whether a byte of UTF-8 continues no character.
const fn begins_character(byte: u8) -> bool {
    (byte as i8) >= -0x40
}

/// Number of characters in UTF-8 bytes.
fn characters(bytes: &[u8]) -> u64 {
    count(bytes, begins_character) as u64
}

/// Number of bytes of which `is` holds: in runs short enough for a byte-wide
/// sum, which compiles to vector instructions.
#[inline]
pub(super) fn count(bytes: &[u8], is: impl Fn(u8) -> bool) -> usize {
    let sum = |run: &[u8]| run.iter().map(|&b| u8::from(is(b))).sum::<u8>();
    bytes.chunks(255).map(|run| usize::from(sum(run))).sum()
}

/// Offsets in the file of a buffer that is filled piece by piece at its end and
/// emptied at its front.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Offsets {
    /// Offset in the file of the buffer's end, where known.
    end: u64,
    /// Bytes at the front of the buffer that are not the file's own.
    foreign: usize,
}

impl Offsets {
    /// A piece has come: the buffer had `before` bytes and now has `after`.
    pub(super) const fn push(&mut self, piece: Piece, before: usize, after: usize) {
        match piece.byte {
            Some(byte) => self.end = byte + (after - before) as u64,
            None => self.foreign = after,
        }
    }

    /// The first `n` bytes have gone.
    pub(super) const fn drop_front(&mut self, n: usize) {
        self.foreign = self.foreign.saturating_sub(n);
    }

    /// Offset in the file of byte `at` of a buffer of `length` bytes.
    pub(super) const fn of(&self, at: usize, length: usize) -> Option<u64> {
        if at < self.foreign {
            None
        } else {
            self.end.checked_sub((length - at) as u64)
        }
    }
}
