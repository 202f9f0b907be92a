//! 64 bytes of text at a time, as one bit per byte and class: where a word or a
//! number begins, where a symbol stands that a pattern is anchored at.

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
        let (mut two, mut three, mut four) = (0u64, 0u64, 0u64);
        for (k, part) in bytes.as_chunks::<16>().0.iter().enumerate() {
            let b = u8x16::new(*part);
            let mask = |m: u8x16| u64::from(m.to_bitmask()) << (16 * k);
            let all = u8x16::splat;
            let upto = |x: u8x16, n: u8| x.simd_le(all(n));
            letters |= mask(upto((b | all(0x20)) - all(b'a'), 25));
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
            symbols,
        }
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
