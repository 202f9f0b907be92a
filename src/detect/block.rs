//! 64 bytes of text at a time, as one bit per byte and class: where a word or a
//! number begins, where a symbol stands that a pattern is anchored at.

use crate::rule::lexicon::{KEY, prefix_of_ascii};
use wide::u8x16;

/// Bytes in a block.
pub(super) const BLOCK: usize = 64;

/// One bit per byte of a block, lowest first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Block {
    /// First bytes of a word or a number.
    pub starts: u64,
    /// Bytes of words and numbers.
    pub inside: u64,
    /// Digits.
    pub digits: u64,
    /// Bytes beyond ASCII.
    pub wide: u64,
    /// Capitals of ASCII.
    pub capitals: u64,
    /// `@`, `:` and `+`.
    pub symbols: u64,
}

/// Reads a text block by block.
#[derive(Debug, Default)]
pub(super) struct Blocks {
    /// The last block ended inside a word or number.
    inside: u64,
    /// Bytes of the next block that end a symbol beyond ASCII.
    symbol: u64,
}

impl Blocks {
    /// The masks of the next block.
    ///
    /// `C2`, `E2`, `EE`, `EF` and `F0` begin symbols (no-break spaces, quotes,
    /// dashes, private glyphs, marks, pictures), other bytes beyond ASCII are
    /// letters; exact judgement is left to the boundaries of a pattern.
    #[inline]
    pub(super) fn next(&mut self, bytes: &[u8; BLOCK]) -> Block {
        let (mut letters, mut digits, mut wide, mut symbols) = (0u64, 0u64, 0u64, 0u64);
        let mut capitals = 0u64;
        let (mut two, mut three, mut four) = (0u64, 0u64, 0u64);
        for (k, part) in bytes.as_chunks::<16>().0.iter().enumerate() {
            let b = u8x16::new(*part);
            let mask = |m: u8x16| u64::from(m.to_bitmask()) << (16 * k);
            let all = u8x16::splat;
            let upto = |x: u8x16, n: u8| x.simd_le(all(n));
            letters |= mask(upto((b | all(0x20)) - all(b'a'), 25));
            capitals |= mask(upto(b - all(b'A'), 25));
            digits |= mask(upto(b - all(b'0'), 9));
            wide |= mask(b);
            two |= mask(b.simd_eq(all(0xC2)));
            three |= mask(b.simd_eq(all(0xE2)) | (b | all(1)).simd_eq(all(0xEF)));
            four |= mask(b.simd_eq(all(0xF0)));
            symbols |= mask(b.simd_eq(all(b'@')) | b.simd_eq(all(b':')) | b.simd_eq(all(b'+')));
        }
        let long = three | four;
        let leads = two | long;
        let no_letter = leads | leads << 1 | long << 2 | four << 3 | self.symbol;
        self.symbol = leads >> 63 | long >> 62 | four >> 61;
        let inside = letters | digits | wide & !no_letter;
        let starts = inside & !(inside << 1 | self.inside);
        self.inside = inside >> 63;
        Block {
            starts,
            inside,
            digits,
            wide,
            capitals,
            symbols,
        }
    }
}

/// A block's bytes and the few after it; zeros past the end of the text.
#[derive(Debug)]
pub(super) enum Window<'a> {
    Inside(&'a [u8; WINDOW]),
    Last([u8; WINDOW]),
}

/// A block and what a word that begins in its last byte may need.
const WINDOW: usize = BLOCK + KEY as usize;

impl<'a> Window<'a> {
    /// Of the block at byte `base`.
    #[inline]
    pub(super) fn at(text: &'a [u8], base: usize) -> Self {
        if let Some(bytes) = text.get(base..).and_then(<[u8]>::first_chunk) {
            return Self::Inside(bytes);
        }
        let mut bytes = [0; WINDOW];
        let rest = text.get(base..).unwrap_or_default();
        bytes[..rest.len()].copy_from_slice(rest);
        Self::Last(bytes)
    }

    #[inline]
    const fn bytes(&self) -> &[u8; WINDOW] {
        match self {
            Self::Inside(bytes) => bytes,
            Self::Last(bytes) => bytes,
        }
    }

    /// The bytes of the block.
    #[inline]
    pub(super) fn block(&self) -> &[u8; BLOCK] {
        self.bytes()
            .first_chunk()
            .expect("a window is larger than a block")
    }

    /// What an ASCII word at byte `k` is filed under; `letters`: its bytes, as
    /// [`Pair::ascii_word`] says.
    #[inline]
    pub(super) fn prefix(&self, k: u32, letters: u32) -> u64 {
        let eight = self.bytes()[k as usize % BLOCK..].first_chunk();
        prefix_of_ascii(*eight.expect("a window is larger than a block"), letters)
    }
}

/// A block and the next.
#[derive(Debug)]
pub(super) struct Pair {
    pub(super) block: Block,
    pub(super) next: Block,
}

impl Pair {
    /// Places with a digit among their five bytes.
    #[inline]
    pub(super) const fn digit_near(&self) -> u64 {
        let (d, n) = (self.block.digits, self.next.digits);
        let two = d | d >> 1 | n << 63;
        two | two >> 2 | (n | n >> 1) << 62 | d >> 4 | n << 60
    }

    /// How many bytes the word at byte `k` of the block has, at most those of a
    /// key, if all of these are ASCII.
    #[inline]
    pub(super) fn ascii_word(&self, k: u32) -> Option<u32> {
        let join = |a: u64, b: u64| a >> k | (b << 1) << (63 - k);
        let letters = join(self.block.inside, self.next.inside).trailing_ones();
        let letters = letters.min(KEY);
        let wide = join(self.block.wide, self.next.wide).trailing_zeros();
        (wide >= letters).then_some(letters)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The same, byte by byte.
    fn slowly(text: &str) -> Vec<(bool, bool, bool)> {
        let mut before = false;
        let mut lead = 0;
        text.bytes()
            .map(|b| {
                if b & 0xC0 != 0x80 {
                    lead = b;
                }
                let inside = lead.is_ascii_alphanumeric()
                    || lead >= 0x80 && !matches!(lead, 0xC2 | 0xE2 | 0xEE | 0xEF | 0xF0);
                let start = inside && !before;
                before = inside;
                (start, inside, matches!(b, b'@' | b':' | b'+'))
            })
            .collect()
    }

    fn quickly(text: &str) -> Vec<(bool, bool, bool)> {
        let mut blocks = Blocks::default();
        let mut out = Vec::new();
        for part in text.as_bytes().chunks(BLOCK) {
            let mut bytes = [0; BLOCK];
            bytes[..part.len()].copy_from_slice(part);
            let block = blocks.next(&bytes);
            for (k, byte) in part.iter().enumerate() {
                let bit = |m: u64| m >> k & 1 == 1;
                assert_eq!(bit(block.digits), byte.is_ascii_digit());
                assert_eq!(bit(block.wide), !byte.is_ascii());
                assert_eq!(bit(block.capitals), byte.is_ascii_uppercase());
                out.push((bit(block.starts), bit(block.inside), bit(block.symbols)));
            }
        }
        out
    }

    proptest! {
        #[test]
        fn a_block_says_what_its_bytes_say(text in "[a-zA-Z0-9 @:+éœ\u{a0}’“€漢😀µ\u{f095}\u{fffd}.-]{0,300}") {
            prop_assert_eq!(quickly(&text), slowly(&text));
        }
    }
}
