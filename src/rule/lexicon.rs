//! Every word and phrase that any rule knows, found in one look per word of the
//! text.
//!
//! A phrase is folded words parted by one space. In text, one to three
//! characters that are neither letter nor digit may part them (`N° Sécu`,
//! `num_secu`, `sécurité-sociale`), and each word may take a plural `s` or `x`.
//! A phrase is filed under the rarest of its words, by the first eight folded
//! characters, so that "de" and "par" are no reason to look closer.
//!
//! Two indexes: of the phrases that begin something where they stand, which the
//! fast pass looks for, and of all, which are sought around what was found.

mod beside;
mod fold;
mod index;
mod stand;

pub use beside::Beside;
pub use fold::{KEY, key_of_ascii, key_of_latin, prefix_at};
pub use index::Index;

use crate::model::folded_words;
use index::Filed;
use stand::matches;
use std::collections::BTreeMap;
use std::ops::BitOr;

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
    /// The phrases that begin something where they stand.
    pub acting: Index,
    /// All phrases.
    pub all: Index,
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

/// A word of a text at which a phrase may be filed.
#[derive(Debug, Clone, Copy)]
pub struct Word {
    /// Its first byte.
    pub at: usize,
    /// What it is filed under (see [`prefix_at`]).
    pub key: u64,
    /// Its bytes, if it is ASCII and shorter than a key and that is known.
    pub short: Option<usize>,
    /// What stands beside it.
    pub beside: Beside,
}

impl Lexicon {
    /// Compiles phrases; equal ones are joined. `follow`: the first letters of
    /// what a pattern that a phrase announces may begin with after a space (see
    /// [`Beside::letters`]).
    pub fn new(
        entries: impl IntoIterator<Item = (String, Use)>,
        follow: impl Fn(u16) -> u64,
    ) -> Self {
        let mut by_text: BTreeMap<String, Vec<Use>> = BTreeMap::new();
        for (text, used) in entries {
            let text = folded_words(&text);
            if !text.is_empty() {
                by_text.entry(text).or_default().push(used);
            }
        }
        let mut lexicon = Self::default();
        for (text, mut uses) in by_text {
            uses.sort_unstable_by_key(|u| (!u.acts(), *u));
            uses.dedup();
            lexicon.phrases.push(Phrase {
                whole: !text.contains(' ') && (text.len() as u32) < KEY && text.is_ascii(),
                text: text.into(),
                acts: uses.iter().filter(|u| u.acts()).count(),
                uses,
            });
        }
        lexicon.acting = lexicon.index(|p| &p.uses[..p.acts], &follow);
        lexicon.all = lexicon.index(|p| &p.uses, &follow);
        lexicon
    }

    /// An index of the phrases that have uses among those wanted, the longest
    /// first under each key.
    fn index<'p>(
        &'p self,
        wanted: impl Fn(&'p Phrase) -> &'p [Use],
        follow: &impl Fn(u16) -> u64,
    ) -> Index {
        let after = |used: &Use| match used {
            Use::Label(ix) => follow(*ix),
            _ => u64::MAX,
        };
        let numbered = (0..).map(PhraseIx).zip(&self.phrases);
        let mut filed: Vec<_> = numbered
            .filter(|(_, p)| !wanted(p).is_empty())
            .map(|(ix, p)| {
                (
                    ix,
                    &*p.text,
                    wanted(p).iter().map(after).fold(0, BitOr::bitor),
                )
            })
            .collect();
        filed.sort_by_key(|(_, text, _)| std::cmp::Reverse(text.len()));
        Index::new(&filed)
    }

    /// Calls `found` for every phrase of an index that is filed under a word of a
    /// text, the longest first; one whose rarest word this is may start before it.
    #[inline]
    pub fn at(&self, index: &Index, text: &str, word: Word, mut found: impl FnMut(Seen)) {
        for Filed {
            phrase,
            before,
            beside,
        } in index.filed_under(word.key)
        {
            if !beside.fits(word.beside) {
                continue;
            }
            let p = &self.phrases[phrase.0 as usize];
            let Some(start) = start_of(text, word.at, *before) else {
                continue;
            };
            let end = match word.short {
                // equal keys: the word itself or its plural
                Some(len) if p.whole => Some(word.at + len),
                _ => matches(text, start, &p.text),
            };
            if let Some(end) = end.filter(|end| *end > word.at) {
                found(Seen {
                    start: start as u32,
                    end: end as u32,
                    phrase: *phrase,
                });
            }
        }
    }

    /// Every phrase in a text, for callers without a pass of their own.
    pub fn find_all(&self, text: &str, mut found: impl FnMut(Seen)) {
        let mut in_word = false;
        for (at, c) in text.char_indices() {
            let word = c.is_alphanumeric();
            if word && !in_word {
                let key = prefix_at(text.as_bytes(), at);
                if self.all.may_hold(key) {
                    let word = Word {
                        at,
                        key,
                        short: None,
                        beside: Beside::ANY,
                    };
                    self.at(&self.all, text, word, &mut found);
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

/// Where a phrase starts whose word number `before` stands at byte `at`; none
/// where the words before are parted otherwise than those of a phrase.
#[inline]
fn start_of(text: &str, at: usize, before: u8) -> Option<usize> {
    let mut start = at;
    for _ in 0..before {
        start = word_before(text, start)?;
    }
    Some(start)
}

/// Characters of the longest word that a phrase may begin with: what is looked
/// back over is bounded, so that a text without an end of words stays linear.
const LONGEST: usize = 64;

/// The first byte of the word before the one at byte `at`.
fn word_before(text: &str, at: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    if at == 0 || bytes[at - 1].is_ascii_alphanumeric() {
        return None;
    }
    // nearly always one space after a short word
    if let [.., before, b' '] = bytes[..at]
        && before.is_ascii_alphanumeric()
    {
        let word = bytes[..at - 1].iter().rev();
        let letters = word
            .clone()
            .take(LONGEST + 1)
            .take_while(|b| b.is_ascii_alphanumeric())
            .count();
        if letters > LONGEST {
            return None;
        }
        let start = at - 1 - letters;
        if start == 0 || bytes[start - 1].is_ascii() {
            return Some(start);
        }
    }
    let mut back = text[..at].char_indices().rev();
    let mut parted = 0;
    let is_part = |c: char| c.is_alphanumeric() || fold::is_mark(c);
    let mut start = loop {
        let (i, c) = back.next()?;
        if is_part(c) {
            break i;
        }
        parted += 1;
        if parted > 3 || c == '\n' {
            return None;
        }
    };
    if parted == 0 {
        return None;
    }
    for (n, (i, c)) in back.enumerate() {
        if !is_part(c) {
            return Some(start);
        }
        if n == LONGEST {
            return None;
        }
        start = i;
    }
    Some(start)
}

#[cfg(test)]
mod tests;
