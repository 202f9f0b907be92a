//! 64 bytes of text at a time, as one bit per byte and class: where a word or a
//! number begins, where a symbol stands that a pattern is anchored at.

use crate::rule::lexicon::{Beside, Index, KEY, Word, key_of_ascii, key_of_latin, prefix_at};
use wide::u8x16;

/// Bytes in a block.
const BLOCK: usize = 64;

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
    /// First bytes of the letters of Latin-1 (`C3`).
    pub latin: u64,
    /// Capitals of ASCII.
    pub capitals: u64,
    /// `@`, `:` and `+`.
    pub symbols: u64,
}

/// Reads a text block by block.
#[derive(Debug, Default)]
struct Blocks {
    /// The last block ended inside a word or number.
    inside: u64,
    /// Bytes of the next block that end a symbol beyond ASCII.
    symbol: u64,
}

impl Blocks {
    /// For a text that is read from its middle on; `inside`: a word or number
    /// stands before.
    const fn after(inside: bool) -> Self {
        Self {
            inside: inside as u64,
            symbol: 0,
        }
    }

    /// The masks of the next block, whose bytes after the `used` first are zero.
    ///
    /// `C2`, `E2`, `EE`, `EF` and `F0` begin symbols (no-break spaces, quotes,
    /// dashes, private glyphs, marks, pictures), other bytes beyond ASCII are
    /// letters; exact judgement is left to the boundaries of a pattern.
    #[inline]
    fn next(&mut self, bytes: &[u8; BLOCK], used: usize) -> Block {
        let (mut letters, mut digits, mut wide, mut symbols) = (0u64, 0u64, 0u64, 0u64);
        let (mut capitals, mut latin) = (0u64, 0u64);
        let (mut two, mut three, mut four) = (0u64, 0u64, 0u64);
        let parts = bytes.as_chunks::<16>().0.iter().enumerate();
        for (k, part) in parts.take(used.div_ceil(16)) {
            let b = u8x16::new(*part);
            let mask = |m: u8x16| u64::from(m.to_bitmask()) << (16 * k);
            let all = u8x16::splat;
            let upto = |x: u8x16, n: u8| x.simd_le(all(n));
            letters |= mask(upto((b | all(0x20)) - all(b'a'), 25));
            capitals |= mask(upto(b - all(b'A'), 25));
            digits |= mask(upto(b - all(b'0'), 9));
            wide |= mask(b);
            latin |= mask(b.simd_eq(all(0xC3)));
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
            latin,
            capitals,
            symbols,
        }
    }
}

/// A block and what a word that begins in its last byte may need: a key of
/// letters of two bytes each.
const WINDOW: usize = BLOCK + 2 * KEY as usize;

/// A block's bytes and the few after it; zeros past the end of the text.
pub(super) type Window = [u8; WINDOW];

/// The first bytes of what stands at byte `k` of a block.
#[inline]
fn first<const N: usize>(window: &Window, k: u32) -> [u8; N] {
    *window[k as usize % BLOCK..]
        .first_chunk()
        .expect("a window is larger than a block")
}

/// The blocks of a text, from a place on, each with its bytes and where it
/// begins; as many as `visit` wants.
#[inline]
pub(super) fn each_block(
    text: &str,
    from: usize,
    mut visit: impl FnMut(&Window, &Pair, usize) -> bool,
) {
    let bytes = text.as_bytes();
    let before = text[..from].chars().next_back();
    let in_word = |c: char| c.is_alphanumeric() || ('\u{300}'..='\u{36F}').contains(&c);
    let mut blocks = Blocks::after(before.is_some_and(in_word));
    let mut block = None;
    let mut base = from;
    // the blocks that are whole, with a whole one behind
    while let Some(two) = bytes[base..].first_chunk::<{ 2 * BLOCK }>() {
        let half = |from: usize| two[from..].first_chunk().expect("half of two blocks");
        let here = block.unwrap_or_else(|| blocks.next(half(0), BLOCK));
        let next = blocks.next(half(BLOCK), BLOCK);
        let window = two.first_chunk().expect("two blocks hold a window");
        if !visit(window, &Pair { block: here, next }, base) {
            return;
        }
        block = Some(next);
        base += BLOCK;
    }
    let left = &bytes[base..];
    if left.len() <= BLOCK {
        let mut window = [0; WINDOW];
        window[..left.len()].copy_from_slice(left);
        let whole = window.first_chunk().expect("a window holds a block");
        let here = block.unwrap_or_else(|| blocks.next(whole, left.len()));
        let next = Block::default();
        visit(&window, &Pair { block: here, next }, base);
        return;
    }
    let mut rest = [0; 3 * BLOCK];
    rest[..left.len()].copy_from_slice(left);
    let part = |from: usize| rest[from..].first_chunk().expect("three blocks");
    let window = |from: usize| rest[from..].first_chunk().expect("three blocks");
    let here = block.unwrap_or_else(|| blocks.next(part(0), BLOCK));
    let next = blocks.next(part(BLOCK), left.len() - BLOCK);
    if visit(window(0), &Pair { block: here, next }, base) {
        let pair = Pair {
            block: next,
            next: Block::default(),
        };
        visit(window(BLOCK), &pair, base + BLOCK);
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

    /// The masks at byte `k` and after, those of the next block behind them.
    #[inline]
    const fn from(here: u64, next: u64, k: u32) -> u64 {
        here >> k | (next << 1) << (63 - k)
    }

    /// How many bytes the word at byte `k` of the block has, at most those of a
    /// key, if all of these are ASCII.
    #[inline]
    pub(super) fn ascii_word(&self, k: u32) -> Option<u32> {
        let letters = Self::from(self.block.inside, self.next.inside, k).trailing_ones();
        let letters = letters.min(KEY);
        let wide = Self::from(self.block.wide, self.next.wide, k).trailing_zeros();
        (wide >= letters).then_some(letters)
    }

    /// Words with a byte beyond ASCII among their first eight, and those that
    /// such a byte stands close behind.
    #[inline]
    const fn wide_near(&self) -> u64 {
        let (w, n) = (self.block.wide, self.next.wide);
        let (w2, n2) = (w | w >> 1 | n << 63, n | n >> 1);
        let (w4, n4) = (w2 | w2 >> 2 | n2 << 62, n2 | n2 >> 2);
        w4 | w4 >> 4 | n4 << 60
    }

    /// What the word at byte `k`, which is not all ASCII, is filed under.
    #[inline(never)]
    fn wide_key(&self, window: &Window, text: &[u8], base: usize, k: u32) -> u64 {
        let letters = Self::from(self.block.inside, self.next.inside, k).trailing_ones();
        let letters = letters.min(2 * KEY);
        let of_word = (1 << letters) - 1;
        let leads = Self::from(self.block.latin, self.next.latin, k) & of_word;
        let wide = Self::from(self.block.wide, self.next.wide, k) & of_word;
        let latin = (wide == (leads | leads << 1) & of_word)
            .then(|| key_of_latin(first(window, k), letters, leads as u32));
        latin
            .flatten()
            .unwrap_or_else(|| prefix_at(text, base + k as usize))
    }

    /// What the word at byte `k` of the block is filed under.
    #[inline(always)]
    pub(super) fn key(&self, window: &Window, text: &[u8], base: usize, k: u32) -> u64 {
        match self.ascii_word(k) {
            Some(letters) => key_of_ascii(first(window, k), letters),
            None => self.wide_key(window, text, base, k),
        }
    }

    /// The word at byte `k` of the block.
    #[inline]
    pub(super) fn word(&self, window: &Window, text: &[u8], base: usize, k: u32) -> Word {
        let at = base + k as usize;
        let ends = |n: &usize| text.get(at + n).is_none_or(u8::is_ascii);
        let short = self.ascii_word(k).filter(|n| *n < KEY).map(|n| n as usize);
        let end = self.length(text, base, k).map(|n| at + n as usize);
        Word {
            at,
            key: self.key(window, text, base, k),
            short: short.filter(ends),
            beside: Beside::of_text(text, at, end),
        }
    }

    /// How many bytes the word at byte `k` of the block has, if all of them are
    /// ASCII or letters of Latin-1 and it ends within the next 64.
    #[inline]
    fn length(&self, text: &[u8], base: usize, k: u32) -> Option<u32> {
        let letters = Self::from(self.block.inside, self.next.inside, k).trailing_ones();
        let of_word = 1u64.checked_shl(letters)? - 1;
        let wide = Self::from(self.block.wide, self.next.wide, k) & of_word;
        if wide == 0 {
            return Some(letters);
        }
        let mut leads = Self::from(self.block.latin, self.next.latin, k) & of_word;
        if wide != leads | leads << 1 {
            return None;
        }
        while leads != 0 {
            let second = text.get(base + (k + leads.trailing_zeros()) as usize + 1)?;
            // the two signs among them
            if second & 0x1F == 0x17 {
                return None;
            }
            leads &= leads - 1;
        }
        Some(letters)
    }

    /// Those of the words at which a phrase of an index may be filed. Most are
    /// ASCII: these are looked up without a branch.
    #[inline]
    pub(super) fn known(
        &self,
        window: &Window,
        text: &[u8],
        base: usize,
        words: u64,
        index: &Index,
    ) -> u64 {
        let wide = words & self.wide_near();
        let (mut known, mut plain) = (0, words & !wide);
        while plain != 0 {
            let k = plain.trailing_zeros();
            plain &= plain - 1;
            let letters = Self::from(self.block.inside, self.next.inside, k).trailing_ones();
            let key = key_of_ascii(first(window, k), letters.min(KEY));
            known |= u64::from(index.may_hold(key)) << k;
        }
        let mut wide = wide;
        while wide != 0 {
            let k = wide.trailing_zeros();
            wide &= wide - 1;
            let key = self.key(window, text, base, k);
            known |= u64::from(index.may_hold(key)) << k;
        }
        known
    }
}

/// Calls `found` with each word of a part of a text at which a phrase of an index
/// may be filed.
pub(super) fn each_known(
    text: &str,
    within: std::ops::Range<usize>,
    index: &Index,
    mut found: impl FnMut(Word),
) {
    let bytes = text.as_bytes();
    each_block(text, within.start, |window, pair, base| {
        let words = match index.holds_numbers() {
            true => pair.block.starts,
            false => pair.block.starts & !pair.block.digits,
        };
        let mut known = pair.known(window, bytes, base, words, index);
        while known != 0 {
            let k = known.trailing_zeros();
            known &= known - 1;
            if base + k as usize >= within.end {
                return false;
            }
            found(pair.word(window, bytes, base, k));
        }
        base + BLOCK < within.end
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::lexicon::{PhraseIx, Use};
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
            let block = blocks.next(&bytes, part.len());
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

    /// Every phrase that the shipped rules know, found word by word.
    fn shipped() -> &'static crate::rule::RuleSet {
        static RULES: std::sync::LazyLock<crate::rule::RuleSet> = std::sync::LazyLock::new(|| {
            crate::rule::RuleSet::load(&[]).expect("the shipped rules load")
        });
        &RULES
    }

    type Found = std::collections::BTreeSet<(u32, u32, u32)>;

    fn by_blocks(text: &str) -> Found {
        let lexicon = &shipped().compiled().lexicon;
        let mut found = Found::new();
        each_known(text, 0..text.len(), &lexicon.all, |word| {
            lexicon.at(&lexicon.all, text, word, |s| {
                found.insert((s.start, s.end, s.phrase.0));
            });
        });
        found
    }

    fn by_characters(text: &str) -> Found {
        let mut found = Found::new();
        shipped().compiled().lexicon.find_all(text, |s| {
            found.insert((s.start, s.end, s.phrase.0));
        });
        found
    }

    /// The phrases that are found by characters alone announce nothing there:
    /// they are labels of patterns that cannot begin with what follows.
    fn agree(text: &str) -> Result<(), String> {
        let compiled = shipped().compiled();
        let (blocks, characters) = (by_blocks(text), by_characters(text));
        let idle = |end: usize, used: &Use| match used {
            Use::Label(ix) => {
                let wicket = compiled.patterns[usize::from(*ix)].wicket.as_ref();
                wicket.is_some_and(|w| !w.may_begin(text, end) && !w.may_begin(text, end + 1))
            }
            _ => false,
        };
        for f @ (_, end, phrase) in &characters {
            let uses = compiled.lexicon.uses(PhraseIx(*phrase));
            let all_idle = uses.iter().all(|u| idle(*end as usize, u));
            if !blocks.contains(f) && !all_idle {
                return Err(format!(
                    "{f:?} {} in {text:?}",
                    compiled.lexicon.text(PhraseIx(*phrase))
                ));
            }
        }
        match blocks.is_subset(&characters) {
            true => Ok(()),
            false => Err(format!("{blocks:?} {characters:?} in {text:?}")),
        }
    }

    #[test]
    fn every_shipped_phrase_is_found_where_it_stands() {
        let lexicon = &shipped().compiled().lexicon;
        for n in 0..lexicon.len() as u32 {
            let phrase = lexicon.text(PhraseIx(n));
            for text in [phrase.to_owned(), format!("{:61}{phrase}.", "")] {
                assert!(by_blocks(&text).iter().any(|f| f.2 == n), "{phrase}");
                assert_eq!(agree(&text), Ok(()));
            }
        }
    }

    proptest! {
        #[test]
        fn phrases_are_the_same_by_every_road(
            picks in proptest::collection::vec((0u32..6000, 0usize..6, 0usize..4), 1..12),
            before in 0usize..130,
        ) {
            let lexicon = &shipped().compiled().lexicon;
            let mut text = " ".repeat(before);
            for (pick, gap, dress) in picks {
                let phrase = lexicon.text(PhraseIx(pick % lexicon.len() as u32));
                match dress {
                    0 => text.push_str(&phrase.to_uppercase()),
                    1 => text.push_str(&phrase.replace('e', "é").replace('c', "ç")),
                    2 => text.push_str(&phrase.replace(' ', "\u{a0}_")),
                    _ => text.push_str(phrase),
                }
                text.push_str([" ", "s ", ", ", "\n", " 06 ", ""][gap]);
            }
            // symbols to blocks (`Nº12`), letters to Unicode
            prop_assume!(!text.contains(['º', 'ª']));
            prop_assert_eq!(agree(&text), Ok(()));
        }

        #[test]
        fn a_block_says_what_its_bytes_say(text in "[a-zA-Z0-9 @:+éœ\u{a0}’“€漢😀µ\u{f095}\u{fffd}.-]{0,300}") {
            prop_assert_eq!(quickly(&text), slowly(&text));
        }
    }
}
