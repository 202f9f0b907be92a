//! The words by which people name data in registers, and what they mean: data
//! items, whole rubrics, promises that cover nothing. The table is data
//! (`rules/register/items.toml`); it serves the errors of `register.yaml` and the
//! reading of registers in any other form.

use crate::model::{Category, Datum, folded_words};
use serde::Deserialize;
use std::collections::HashMap;
use std::sync::LazyLock;

#[derive(Deserialize)]
struct Words {
    item: Vec<ItemWords>,
    generic: Vec<GenericWords>,
    catch_all: Vec<CatchAll>,
}

#[derive(Deserialize)]
struct ItemWords {
    item: String,
    #[serde(default)]
    alone: bool,
    words: Vec<String>,
}

#[derive(Deserialize)]
struct GenericWords {
    category: Category,
    #[serde(default)]
    alone: bool,
    words: Vec<String>,
}

#[derive(Deserialize)]
struct CatchAll {
    words: Vec<String>,
}

/// What a phrase means.
#[derive(Debug, Clone, Default)]
pub struct Meaning {
    /// The items that it names wherever it stands.
    pub items: Vec<Datum>,
    /// Those that it names where it is all that a detail says.
    pub alone: Vec<Datum>,
    /// Rubrics that it names as a whole.
    pub generic: Vec<Category>,
    /// Rubrics that it names where it is all that a detail says.
    pub alone_generic: Vec<Category>,
    /// It promises everything.
    pub catch_all: bool,
}

/// Phrases of singular words, and the words of the longest.
struct Phrases {
    meanings: HashMap<String, Meaning>,
    longest: usize,
}

static PHRASES: LazyLock<Phrases> = LazyLock::new(|| {
    let words: Words = toml::from_str(include_str!("../../rules/register/items.toml"))
        .expect("items.toml is well-formed: tested");
    let mut meanings: HashMap<String, Meaning> = HashMap::new();
    let mut of = |phrase: &str, set: &dyn Fn(&mut Meaning)| {
        set(meanings.entry(singular(phrase)).or_default());
    };
    for entry in &words.item {
        // `none`: words that name no item keep their place
        let item: Option<Datum> = entry.item.parse().ok();
        for phrase in &entry.words {
            of(phrase, &|m| match entry.alone {
                true => m.alone.extend(item),
                false => m.items.extend(item),
            });
        }
    }
    for entry in &words.generic {
        for phrase in &entry.words {
            of(phrase, &|m| match entry.alone {
                true => m.alone_generic.push(entry.category),
                false => m.generic.push(entry.category),
            });
        }
    }
    for phrase in words.catch_all.iter().flat_map(|c| &c.words) {
        of(phrase, &|m| m.catch_all = true);
    }
    let longest = meanings.keys().map(|p| p.split(' ').count()).max();
    Phrases {
        meanings,
        longest: longest.unwrap_or(1),
    }
});

/// Folded words without the `s` or `x` of a plural.
pub fn singular(folded: &str) -> String {
    let one = |w: &str| {
        let long = w.len() > 3;
        let end = if long && (w.ends_with('s') || w.ends_with('x')) {
            w.len() - 1
        } else {
            w.len()
        };
        w[..end].to_owned()
    };
    folded.split(' ').map(one).collect::<Vec<_>>().join(" ")
}

/// What a phrase of singular folded words means.
#[must_use]
pub fn phrase(words: &str) -> Option<&'static Meaning> {
    PHRASES.meanings.get(words)
}

/// Words of the longest phrase.
#[must_use]
pub fn longest() -> usize {
    PHRASES.longest
}

/// The item that a word of `items:` means: an item, or words that name one.
#[must_use]
pub fn item(word: &str) -> Option<Datum> {
    if let Ok(item) = word.trim().parse() {
        return Some(item);
    }
    let words = singular(&folded_words(&word.replace(['_', '-'], " ")));
    let meaning = phrase(&words)?;
    meaning.items.first().or(meaning.alone.first()).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_means_an_item() {
        let words: Words =
            toml::from_str(include_str!("../../rules/register/items.toml")).expect("well-formed");
        for entry in &words.item {
            assert!(
                entry.item == "none" || entry.item.parse::<Datum>().is_ok(),
                "{}",
                entry.item
            );
            for phrase in &entry.words {
                assert_eq!(&folded_words(phrase), phrase);
            }
        }
    }

    #[test]
    fn words_of_people_mean_items() {
        for (word, wanted) in [
            ("date_naissance", Datum::BirthDate),
            ("Prénom", Datum::PersonName),
            ("téléphone", Datum::Phone),
            ("adresse", Datum::PostalAddress),
            ("RIB", Datum::Iban),
            ("nss", Datum::Nir),
            ("santé", Datum::Health),
            ("email", Datum::Email),
            ("titre", Datum::Civility),
            ("geboortedatum", Datum::BirthDate),
        ] {
            assert_eq!(item(word), Some(wanted), "{word}");
        }
        assert_eq!(item("zzz"), None);
    }
}
