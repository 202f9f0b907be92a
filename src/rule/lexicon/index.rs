//! Phrases by the key of one of their words: one load and two bits say that a
//! word is in none, which is so for nearly all words.

use super::PhraseIx;
use super::beside::Beside;
use super::fold::{KEY, prefix_at};
use std::collections::BTreeMap;

/// A phrase, filed under its word number `before`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Filed {
    pub(super) phrase: PhraseIx,
    pub(super) before: u8,
    /// What stands beside that word.
    pub(super) beside: Beside,
}

/// Phrases, each under the key of its rarest word.
#[derive(Debug, Default)]
pub struct Index {
    /// Two bits per key, in one word of 64.
    sieve: Vec<u64>,
    /// Open table: (key, start, length); the length 0 is free.
    table: Vec<(u64, u32, u32)>,
    filed: Vec<Filed>,
    /// Some phrase has no word that begins with a letter.
    digits: bool,
}

/// Words of the sieve, as a power of two: 16 KiB stay in the nearest cache.
const SIEVE: u32 = 11;

/// A hash whose high bits depend on all of the key: that of a short word ends in
/// zeros.
#[inline]
const fn mixed(key: u64) -> u64 {
    (key ^ key >> 32).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

/// The word of the sieve that a key belongs to, and its two bits.
#[inline]
const fn place(key: u64) -> (usize, u64) {
    let h = mixed(key);
    let bits = 1 << (h >> 47 & 63) | 1 << (h >> 41 & 63);
    ((h >> (64 - SIEVE)) as usize, bits)
}

impl Index {
    /// Files folded phrases, each with the first letters of what may follow it;
    /// those under one key stay in their order.
    pub(super) fn new(phrases: &[(PhraseIx, &str, u64)]) -> Self {
        let mut by_key: BTreeMap<u64, Vec<Filed>> = BTreeMap::new();
        let mut shared: BTreeMap<&str, u32> = BTreeMap::new();
        for word in phrases.iter().flat_map(|(_, text, _)| text.split(' ')) {
            *shared.entry(word).or_default() += 1;
        }
        let mut digits = false;
        for (phrase, text, follow) in phrases {
            let (before, word) = rarest(text, &shared);
            digits |= begins_with_digit(word);
            let filed = Filed {
                phrase: *phrase,
                before,
                beside: Beside::of_phrase(text, before, *follow),
            };
            for key in keys(word) {
                by_key.entry(key).or_default().push(filed);
            }
        }
        let size = (by_key.len() * 2 + 1).next_power_of_two();
        let mut index = Self {
            sieve: vec![0; 1 << SIEVE],
            table: vec![(0, 0, 0); size],
            filed: Vec::new(),
            digits: false,
        };
        index.digits = digits;
        for (key, list) in by_key {
            let (word, bits) = place(key);
            index.sieve[word] |= bits;
            let mut at = index.first_probe(key);
            while index.table[at].2 != 0 {
                at = (at + 1) & (size - 1);
            }
            index.table[at] = (key, index.filed.len() as u32, list.len() as u32);
            index.filed.extend(list);
        }
        index
    }

    #[inline]
    fn first_probe(&self, key: u64) -> usize {
        (mixed(key) >> 36) as usize & (self.table.len() - 1)
    }

    /// Whether a phrase may be filed under this key; wrongly yes now and then.
    #[inline]
    #[must_use]
    pub fn may_hold(&self, key: u64) -> bool {
        let (word, bits) = place(key);
        self.sieve.get(word).is_some_and(|s| s & bits == bits)
    }

    /// Whether words that begin with a digit must be looked up too.
    #[inline]
    #[must_use]
    pub const fn holds_numbers(&self) -> bool {
        self.digits
    }

    /// How many phrases are filed under this key.
    #[must_use]
    pub fn count(&self, key: u64) -> usize {
        self.filed_under(key).len()
    }

    /// The phrases filed under this key.
    #[inline]
    pub(super) fn filed_under(&self, key: u64) -> &[Filed] {
        if self.table.is_empty() {
            return &[];
        }
        let mut probe = self.first_probe(key);
        loop {
            let (k, start, len) = self.table[probe];
            if len == 0 {
                return &[];
            }
            if k == key {
                return &self.filed[start as usize..(start + len) as usize];
            }
            probe = (probe + 1) & (self.table.len() - 1);
        }
    }
}

/// The keys a word is filed under: itself and, if it is shorter than a key, its
/// plurals.
fn keys(word: &str) -> Vec<u64> {
    let mut keys = vec![prefix_at(word.as_bytes(), 0)];
    if (word.chars().count() as u32) < KEY {
        for plural in ['s', 'x'] {
            keys.push(prefix_at(format!("{word}{plural}").as_bytes(), 0));
        }
    }
    keys
}

/// The word of a phrase that says most of it, and its number: none that is common
/// in any text, then the one that the fewest phrases share, then the first. Of
/// common words the longest.
fn rarest<'a>(phrase: &'a str, shared: &BTreeMap<&str, u32>) -> (u8, &'a str) {
    let common = |w: &str| w.chars().count() < 3 || COMMON.contains(&w);
    let rank = |(at, w): &(u8, &str)| match common(w) {
        // numbers are no words to whoever walks over a text
        _ if begins_with_digit(w) => (2, 0, *at),
        false => (0, shared.get(w).copied().unwrap_or_default(), *at),
        true => (1, u32::MAX - w.chars().count() as u32, *at),
    };
    let words = (0u8..).zip(phrase.split(' '));
    words.min_by_key(rank).unwrap_or((0, phrase))
}

fn begins_with_digit(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit())
}

/// Words that are frequent in any French or English text, folded. Only speed
/// depends on them.
const COMMON: &[&str] = &[
    "les", "des", "une", "est", "par", "pour", "que", "qui", "dans", "sur", "avec", "son", "ses",
    "sont", "pas", "plus", "aux", "ont", "ete", "etre", "fait", "cette", "ces", "leur", "leurs",
    "nous", "vous", "elle", "ils", "tout", "tous", "toute", "toutes", "autre", "autres", "comme",
    "mais", "dont", "sous", "sans", "entre", "lors", "date", "nom", "numero", "num", "type",
    "nombre", "the", "and", "for", "with", "from", "this", "that", "are", "was", "not", "you",
    "your", "his", "her", "has", "have", "been", "all", "name", "number", "mise", "jour", "ans",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phrase_is_filed_under_its_rarest_word() {
        let shared = BTreeMap::from([("identifiant", 3), ("caf", 1), ("client", 1)]);
        for (phrase, word) in [
            ("numero de securite sociale", (2, "securite")),
            ("de la", (0, "de")),
            ("ne le", (0, "ne")),
            ("date de naissance", (2, "naissance")),
            ("nir", (0, "nir")),
            ("identifiant caf", (1, "caf")),
            ("client caf", (0, "client")),
            ("le 06", (0, "le")),
            ("gir 4", (0, "gir")),
            ("loi 1901", (0, "loi")),
        ] {
            assert_eq!(rarest(phrase, &shared), word);
        }
    }

    #[test]
    fn a_sieve_lets_little_through() {
        let mut words: Vec<String> = (0..2000).map(|i| format!("mot{i:04}")).collect();
        words.extend(["a", "né", "tel", "nir", "rue", "ip", "mot", "nom"].map(str::to_owned));
        let phrases: Vec<_> = (0..)
            .map(PhraseIx)
            .zip(&words)
            .map(|(ix, word)| (ix, word.as_str(), u64::MAX))
            .collect();
        let index = Index::new(&phrases);
        let key = |w: &str| prefix_at(w.as_bytes(), 0);
        assert!(
            words
                .iter()
                .all(|w| index.may_hold(key(w)) && !index.filed_under(key(w)).is_empty())
        );
        // no place is far from where it is sought
        let far = |key| {
            let mut probe = index.first_probe(key);
            let mut steps = 0;
            while index.table[probe].0 != key {
                probe = (probe + 1) & (index.table.len() - 1);
                steps += 1;
            }
            steps
        };
        assert!(words.iter().map(|w| far(key(w))).sum::<usize>() < 2 * words.len());
        let wrong = (0..10_000)
            .filter(|i| index.may_hold(key(&format!("x{i:05}"))))
            .count();
        assert!(wrong < 200, "{wrong}");
    }
}
