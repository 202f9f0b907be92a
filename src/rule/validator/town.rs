//! Towns and countries that somebody was born in: how many words from here on
//! are the name of one.
//!
//! The longest run of words that the dictionary of communes knows; else the
//! capitalised words, for towns abroad. In capitals a name has no visible end
//! (`NÉE À LORIENT LE 3 MAI`): there the dictionary, or a small word, ends it.

use super::{Accepted, Grade};
use crate::model::fold;
use crate::rule::dictionary::{self, Key};

/// Most words of a name (`Saint-Julien-de-Crempse` has four).
const MOST: usize = 7;
/// Words inside a name, none of which ends one.
const SMALL: &[&str] = &[
    "sur", "sous", "en", "le", "la", "les", "de", "du", "des", "d", "l", "lès", "lez", "les",
    "aux", "au", "et", "a", "al", "el", "ben", "bou", "the", "of",
];
/// Words that stand beside a label of birth and name no town.
const NONE: &[&str] = &[
    "place",
    "date",
    "lieu",
    "code",
    "nom",
    "prenom",
    "commune",
    "departement",
    "dept",
    "pays",
    "ville",
    "adresse",
    "nationalite",
    "sexe",
    "profession",
    "country",
    "city",
    "town",
    "of",
    "inconnu",
    "inconnue",
    "neant",
    "non",
];

/// Inhabitants, as a power of ten, below which a town that is also a word (Rang) is
/// the word.
const LARGE: u8 = 4;

/// Judges the French town that starts `text`, where anything else may stand.
pub(super) fn check_known(text: &str) -> Option<Accepted> {
    let found = check(text).filter(|a| a.grade == Grade::Strong)?;
    let key = Key::of(&text[..found.len])?;
    let small = dictionary::commune(&key).is_some_and(|c| c.inhabitants < LARGE);
    (!small || !dictionary::is_common_word(&key)).then_some(found)
}

/// Judges the town that starts `text`.
pub(super) fn check(text: &str) -> Option<Accepted> {
    let mut known = None;
    let mut plain = None;
    for (n, end) in word_ends(text).enumerate() {
        let word = &text[..end];
        let last = word.rsplit([' ', '-', '\'', '’', '\u{a0}']).next()?;
        let folded = fold(last);
        if n == 0 && NONE.contains(&folded.as_str()) {
            return None;
        }
        let small = SMALL.contains(&folded.as_str());
        let joined = text[..end - last.len()].ends_with(['-', '\'', '’']);
        let over = n > 0 && !joined && ends(last);
        if Key::of(word).is_some_and(|k| dictionary::commune(&k).is_some()) {
            known = Some(end);
        }
        if over || !small && !last.starts_with(char::is_uppercase) {
            break;
        }
        if !small {
            plain = Some(end);
        }
    }
    let upper = text[..plain?]
        .chars()
        .all(|c| !c.is_alphabetic() || c.is_uppercase());
    let end = match known {
        // "LORIENT LE VINGT-CINQ": what follows a known town in capitals is none of it
        Some(k) if upper || plain == Some(k) => k,
        _ => plain?,
    };
    let grade = if known == Some(end) {
        Grade::Strong
    } else {
        Grade::Plain
    };
    Some(Accepted {
        len: end,
        grade,
        test: false,
    })
}

/// Whether a word is no part of a name: a month, a heading.
fn ends(word: &str) -> bool {
    let never = || Key::of(word).and_then(|k| dictionary::word(&k));
    super::birth::is_month(word)
        || NONE.contains(&fold(word).as_str())
        || never().is_some_and(|w| w.never_a_name)
}

/// Ends of the first words, parted by one space, hyphen or apostrophe.
fn word_ends(text: &str) -> impl Iterator<Item = usize> {
    let mut at = 0;
    let mut done = 0;
    std::iter::from_fn(move || {
        if done == MOST || at > text.len() {
            return None;
        }
        let rest = &text[at..];
        let length = rest
            .find(|c: char| !c.is_alphabetic())
            .unwrap_or(rest.len());
        if length == 0 {
            return None;
        }
        let end = at + length;
        at = match text[end..].chars().next() {
            Some(c) if matches!(c, ' ' | '-' | '\'' | '’' | '\u{a0}') => end + c.len_utf8(),
            _ => text.len() + 1,
        };
        done += 1;
        Some(end)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn town(text: &str) -> Option<&str> {
        check(text).map(|a| &text[..a.len])
    }

    #[test]
    fn towns_end_where_their_names_do() {
        for (text, wanted) in [
            ("Saint-Malo, demeurant", "Saint-Malo"),
            ("LORIENT LE VINGT-CINQ OCTOBRE", "LORIENT"),
            ("Vizille le 4 mars", "Vizille"),
            ("Aix-les-Bains", "Aix-les-Bains"),
            ("LE MANS (72)", "LE MANS"),
            ("Bourg-en-Bresse", "Bourg-en-Bresse"),
            ("L'Haÿ-les-Roses", "L'Haÿ-les-Roses"),
            ("Casablanca (Maroc)", "Casablanca"),
            ("Addis Abeba", "Addis Abeba"),
            ("Clermont-Ferrand Nationalité", "Clermont-Ferrand"),
        ] {
            assert_eq!(town(text), Some(wanted), "{text}");
        }
        for text in ["Place of birth", "Date", "Code INSEE", "12", "inconnu", ""] {
            assert_eq!(town(text), None, "{text}");
        }
    }
}
