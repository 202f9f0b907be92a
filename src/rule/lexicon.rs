//! Every word and phrase that any rule knows, found in one look per word of the
//! text.
//!
//! A phrase is folded words parted by one space. In text, one to three
//! characters that are neither letter nor digit may part them (`N° Sécu`,
//! `num_secu`, `sécurité-sociale`), and each word may take a plural `s` or `x`.
//! The words of a text are looked up by their first eight folded characters in
//! a bitmap, so that nearly all of them cost one test.

use crate::model::folded_words;
use std::collections::BTreeMap;

/// Index of a phrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PhraseIx(pub u32);

/// What a phrase means to a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Use {
    /// Raises findings of this rule near it.
    Context(u16),
    /// Lowers findings of this rule near it.
    Against(u16),
    /// This pattern (index in the compiled set) is tried after it.
    Label(u16),
    /// This pattern is searched around it.
    Word(u16),
    /// It is itself a finding of (rule, group of terms).
    Term(u16, u8),
}

impl Use {
    /// Whether it begins something where it stands.
    const fn acts(self) -> bool {
        matches!(self, Self::Label(_) | Self::Word(_) | Self::Term(..))
    }
}

#[derive(Debug)]
struct Phrase {
    /// Folded, words parted by one space.
    text: Box<str>,
    uses: Vec<Use>,
    /// Those that begin something (all but context), which come first in `uses`.
    acts: usize,
    /// One word that is shorter than a key: its key is all of it.
    whole: bool,
}

/// The compiled lexicon.
#[derive(Debug, Default)]
pub struct Lexicon {
    phrases: Vec<Phrase>,
    /// First eight folded characters -> phrases, longest first.
    by_prefix: BTreeMap<u64, Vec<PhraseIx>>,
    /// `by_prefix` again as one flat open table: (prefix, start, length).
    table: Vec<(u64, u32, u32)>,
    flat: Vec<PhraseIx>,
    /// One bit per hashed prefix.
    bitmap: Vec<u64>,
}

/// A phrase seen in a text: byte range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    /// First byte.
    pub start: u32,
    /// One past the last byte (plural included).
    pub end: u32,
    /// Which.
    pub phrase: PhraseIx,
}

const BITS: u32 = 16;

const fn slot(prefix: u64) -> usize {
    (prefix.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - BITS)) as usize
}

/// Folded characters that a word is filed under.
pub const KEY: u32 = 8;

impl Lexicon {
    /// Compiles phrases; equal ones are joined.
    pub fn new(entries: impl IntoIterator<Item = (String, Use)>) -> Self {
        let mut by_text: BTreeMap<String, Vec<Use>> = BTreeMap::new();
        for (text, used) in entries {
            let text = folded_words(&text);
            if !text.is_empty() {
                by_text.entry(text).or_default().push(used);
            }
        }
        let mut lexicon = Self {
            bitmap: vec![0; 1 << (BITS - 6)],
            ..Self::default()
        };
        for (text, mut uses) in by_text {
            uses.sort_unstable_by_key(|u| (!u.acts(), *u));
            uses.dedup();
            let ix = PhraseIx(lexicon.phrases.len() as u32);
            for prefix in prefixes(&text) {
                lexicon.by_prefix.entry(prefix).or_default().push(ix);
                lexicon.bitmap[slot(prefix) >> 6] |= 1 << (slot(prefix) & 63);
            }
            lexicon.phrases.push(Phrase {
                whole: !text.contains(' ') && (text.len() as u32) < KEY && text.is_ascii(),
                text: text.into(),
                acts: uses.iter().filter(|u| u.acts()).count(),
                uses,
            });
        }
        lexicon.flatten();
        lexicon
    }

    fn flatten(&mut self) {
        let size = (self.by_prefix.len() * 2 + 1).next_power_of_two();
        self.table = vec![(0, 0, 0); size];
        for (prefix, list) in &mut self.by_prefix {
            list.sort_by_key(|ix| std::cmp::Reverse(self.phrases[ix.0 as usize].text.len()));
            let mut at = slot(*prefix) & (size - 1);
            while self.table[at].2 != 0 {
                at = (at + 1) & (size - 1);
            }
            self.table[at] = (*prefix, self.flat.len() as u32, list.len() as u32);
            self.flat.extend_from_slice(list);
        }
        self.by_prefix.clear();
    }

    /// Whether a phrase may start with these folded characters.
    #[inline]
    #[must_use]
    pub fn may_start(&self, prefix: u64) -> bool {
        let s = slot(prefix);
        self.bitmap[s >> 6] >> (s & 63) & 1 == 1
    }

    /// Calls `found` for every phrase that starts at byte `at` of `text`, which
    /// must be the start of a word with this prefix; longest first. `ascii`: the
    /// bytes of a word that is ASCII and shorter than a key, if that is known.
    #[inline]
    pub fn at(
        &self,
        text: &str,
        at: usize,
        prefix: u64,
        ascii: Option<usize>,
        mut found: impl FnMut(Seen),
    ) {
        let mask = self.table.len() - 1;
        let mut probe = slot(prefix) & mask;
        loop {
            let (p, start, len) = self.table[probe];
            if len == 0 {
                return;
            }
            if p == prefix {
                for phrase in &self.flat[start as usize..(start + len) as usize] {
                    let p = &self.phrases[phrase.0 as usize];
                    let end = match ascii {
                        // equal keys: the word itself or its plural
                        Some(len) if p.whole => Some(at + len),
                        _ => matches(text, at, &p.text),
                    };
                    if let Some(end) = end {
                        found(Seen {
                            start: at as u32,
                            end: end as u32,
                            phrase: *phrase,
                        });
                    }
                }
                return;
            }
            probe = (probe + 1) & mask;
        }
    }

    /// Every phrase in a text, for callers without a pass of their own.
    pub fn find_all(&self, text: &str, mut found: impl FnMut(Seen)) {
        let mut in_word = false;
        for (i, c) in text.char_indices() {
            let word = c.is_alphanumeric();
            if word && !in_word {
                let prefix = prefix_at(text.as_bytes(), i);
                if self.may_start(prefix) {
                    self.at(text, i, prefix, None, &mut found);
                }
            }
            in_word = word;
        }
    }

    /// What a phrase means.
    #[must_use]
    pub fn uses(&self, phrase: PhraseIx) -> &[Use] {
        &self.phrases[phrase.0 as usize].uses
    }

    /// What it begins where it stands: labels, words and terms.
    #[inline]
    #[must_use]
    pub fn acts(&self, phrase: PhraseIx) -> &[Use] {
        let p = &self.phrases[phrase.0 as usize];
        &p.uses[..p.acts]
    }

    /// The phrase, folded.
    #[must_use]
    pub fn text(&self, phrase: PhraseIx) -> &str {
        &self.phrases[phrase.0 as usize].text
    }

    /// How many phrases there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.phrases.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.phrases.is_empty()
    }
}

/// The keys a phrase is filed under: its first word's first characters, and the
/// plurals of a word that is shorter than a key.
fn prefixes(text: &str) -> Vec<u64> {
    let word = text.split(' ').next().unwrap_or_default();
    let mut keys = vec![prefix_at(text.as_bytes(), 0)];
    if (word.chars().count() as u32) < KEY {
        for plural in ['s', 'x'] {
            keys.push(prefix_at(format!("{word}{plural}").as_bytes(), 0));
        }
    }
    keys
}

/// The first eight folded characters of the word that starts at `at`, packed;
/// zero-padded where the word is shorter.
#[inline]
#[must_use]
pub fn prefix_at(bytes: &[u8], at: usize) -> u64 {
    let (mut key, mut i, mut n) = (0u64, at, 0);
    let mut push = |c: u8| {
        if n < KEY {
            key = key << 8 | u64::from(c);
            n += 1;
        }
        n < KEY
    };
    while i < bytes.len() {
        let b = bytes[i];
        let more = if b.is_ascii_alphanumeric() {
            i += 1;
            push(b.to_ascii_lowercase())
        } else if b < 0x80 {
            break;
        } else {
            let Some(wide) = folded_wide(bytes, i) else {
                break;
            };
            i += wide.width;
            wide.chars.into_iter().flatten().all(&mut push)
        };
        if !more {
            break;
        }
    }
    // no letter at all (a lone accent): nothing starts here
    key.checked_shl(8 * (KEY - n)).unwrap_or(0)
}

/// The same of a word whose first eight bytes are ASCII; `letters`: how many of
/// them are of the word, 8 where there are more.
#[inline]
#[must_use]
pub fn prefix_of_ascii(eight: [u8; 8], letters: u32) -> u64 {
    // a digit has the bit of a small letter
    let folded = u64::from_be_bytes(eight) | 0x2020_2020_2020_2020;
    folded & !u64::MAX.checked_shr(8 * letters).unwrap_or(0)
}

/// A non-ASCII letter, folded: its first bytes and its width in the text.
struct Wide {
    chars: [Option<u8>; 2],
    width: usize,
}

/// Folds the non-ASCII letter at `i`; none for symbols (no-break space, quotes,
/// degree sign). A combining accent folds to nothing.
#[inline]
fn folded_wide(bytes: &[u8], i: usize) -> Option<Wide> {
    let second = *bytes.get(i + 1)?;
    let wide = |chars, width| Some(Wide { chars, width });
    match (bytes[i], second) {
        (0xC2 | 0xE2 | 0xEE | 0xEF | 0xF0, _) => None,
        (0xC3, 0x86 | 0xA6) => wide([Some(b'a'), Some(b'e')], 2),
        (0xC3, 0x9F) => wide([Some(b's'), Some(b's')], 2),
        (0xC3, _) => latin1(second).and_then(|c| wide([Some(c), None], 2)),
        (0xC5, 0x92 | 0x93) => wide([Some(b'o'), Some(b'e')], 2),
        (0xCC, _) | (0xCD, 0x80..=0xAF) => wide([None, None], 2),
        (b @ 0xC4..=0xDF, _) => wide([Some(b ^ second | 0x80), None], 2),
        (b @ 0xE0..=0xEF, _) => wide([Some(b ^ second | 0x80), None], 3),
        (b, _) => wide([Some(b | 0x80), None], 4),
    }
}

/// Folded base letter of `U+00C0 + (second - 0x80)`.
#[inline]
fn latin1(second: u8) -> Option<u8> {
    const BASE: &[u8; 64] = b"aaaaaaaceeeeiiiidnooooo\0ouuuuytsaaaaaaaceeeeiiiidnooooo\0ouuuuyty";
    match BASE[usize::from(second & 0x3F)] {
        0 => None,
        c => Some(c),
    }
}

/// Whether `phrase` stands at byte `at` of `text` as whole words; the end.
fn matches(text: &str, at: usize, phrase: &str) -> Option<usize> {
    // nearly all phrases part from the text within their first word's ASCII
    let (word, there) = (phrase.as_bytes(), &text.as_bytes()[at..]);
    let mut n = 0;
    for (w, b) in word.iter().zip(there) {
        if *w == b' ' || !b.is_ascii() {
            break;
        }
        if *w != b.to_ascii_lowercase() {
            return None;
        }
        n += 1;
    }
    if n == word.len()
        && let Some(end) = plainly_ended(there, n)
    {
        return end.map(|n| at + n);
    }
    let mut rest = text[at..].char_indices().peekable();
    let mut pending: Option<char> = None;
    for w in phrase.chars() {
        if w == ' ' {
            skip_plural(&mut rest);
            if pending.is_some() || !skip_separators(&mut rest) {
                return None;
            }
            continue;
        }
        if let Some(second) = pending.take() {
            if second != w {
                return None;
            }
            continue;
        }
        let (_, c) = rest.next()?;
        let (first, second) = folded_char(c);
        if first != w {
            return None;
        }
        pending = second;
        while rest.peek().is_some_and(|(_, c)| {
            !c.is_ascii() && unicode_normalization::char::is_combining_mark(*c)
        }) {
            rest.next();
        }
    }
    if pending.is_some() {
        return None;
    }
    skip_plural(&mut rest);
    match rest.peek() {
        Some((_, c)) if c.is_alphanumeric() => None,
        Some((i, _)) => Some(at + i),
        None => Some(text.len()),
    }
}

/// Where a word that has been read as far as byte `n` ends, a plural passed; the
/// inner none: it goes on. The outer none: there is more than ASCII.
fn plainly_ended(text: &[u8], n: usize) -> Option<Option<usize>> {
    let on = |n: usize| match text.get(n) {
        None => Some(false),
        Some(b) => b.is_ascii().then_some(b.is_ascii_alphanumeric()),
    };
    if !on(n)? {
        return Some(Some(n));
    }
    let plural = matches!(text[n], b's' | b'S' | b'x' | b'X') && !on(n + 1)?;
    Some(plural.then_some(n + 1))
}

type Rest<'a> = std::iter::Peekable<std::str::CharIndices<'a>>;

/// Passes a plural `s` or `x` that ends the word.
fn skip_plural(rest: &mut Rest<'_>) {
    let mut ahead = rest.clone();
    let plural = matches!(ahead.next(), Some((_, 's' | 'S' | 'x' | 'X')));
    if plural && !ahead.peek().is_some_and(|(_, c)| c.is_alphanumeric()) {
        rest.next();
    }
}

/// Passes one to three characters that are no letters, digits or line ends.
fn skip_separators(rest: &mut Rest<'_>) -> bool {
    let mut n = 0;
    while n < 3
        && rest
            .peek()
            .is_some_and(|(_, c)| !c.is_alphanumeric() && *c != '\n')
    {
        rest.next();
        n += 1;
    }
    n > 0
}

/// A character folded: one or two characters.
fn folded_char(c: char) -> (char, Option<char>) {
    if c.is_ascii() {
        return (c.to_ascii_lowercase(), None);
    }
    match c {
        'œ' | 'Œ' => ('o', Some('e')),
        'æ' | 'Æ' => ('a', Some('e')),
        'ß' => ('s', Some('s')),
        _ => {
            let mut base = None;
            unicode_normalization::char::decompose_canonical(c, |part| {
                base.get_or_insert(part);
            });
            let lower = base.unwrap_or(c).to_lowercase().next();
            (lower.unwrap_or(c), None)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(phrases: &[&str], text: &str) -> Vec<(String, String)> {
        let lexicon = Lexicon::new(phrases.iter().map(|p| ((*p).to_owned(), Use::Context(0))));
        let mut out = Vec::new();
        lexicon.find_all(text, |s| {
            out.push((
                lexicon.text(s.phrase).to_owned(),
                text[s.start as usize..s.end as usize].to_owned(),
            ));
        });
        out
    }

    #[test]
    fn whole_words_in_any_dress() {
        for text in [
            "N° de Sécurité  Sociale :",
            "n de securite sociale",
            "N_de_SÉCURITÉ-SOCIALE.",
        ] {
            assert_eq!(found(&["n° de sécurité sociale"], text).len(), 1, "{text}");
        }
        assert_eq!(found(&["lic"], "public lic. lics licence").len(), 2);
        assert_eq!(found(&["né le"], "Née le 3; né\u{a0}le 4; né le5").len(), 1);
        assert_eq!(found(&["œuvre"], "ŒUVRES sociales oeuvre")[0].1, "ŒUVRES");
        assert!(found(&["sécurité sociale"], "sécurité\nsociale").is_empty());
    }

    #[test]
    fn the_longest_phrase_comes_first() {
        let f = found(&["nir", "nir de l'assuré"], "NIR de l’assuré");
        assert_eq!(f[0].0, "nir de l assure");
        assert_eq!(f.len(), 2);
    }

    #[test]
    fn decomposed_accents_are_folded() {
        assert_eq!(found(&["né le"], "ne\u{301} le 3").len(), 1);
    }
}
