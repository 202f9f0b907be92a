//! What words mean when a place is compared with an activity: stems, matters
//! (`paie` and `bulletins`), services, products. The tables are data
//! (`rules/register/binding.toml`).

use crate::model::folded_words;
use rust_stemmers::{Algorithm, Stemmer};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Tables {
    ignored: Vec<String>,
    idle: Vec<String>,
    topic: Vec<Entry>,
    department: Vec<Entry>,
    product: Vec<Product>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: String,
    words: Vec<String>,
}

/// A product, by what its data look like.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Product {
    /// Its name.
    pub(super) id: String,
    /// Folded words of the names of systems that are this product.
    pub(super) words: Vec<String>,
    /// How the names of its tables begin.
    #[serde(default)]
    pub(super) tables: Vec<String>,
    /// Extensions of its files.
    #[serde(default)]
    pub(super) files: Vec<String>,
}

/// Phrases of words without plural, each with the entry it stands for. Stems would
/// take `comptes` for `comptable`.
#[derive(Debug, Default)]
struct Phrases {
    /// By the first word.
    first: BTreeMap<String, Vec<(Vec<String>, String)>>,
}

impl Phrases {
    fn new(entries: &[Entry]) -> Self {
        let mut phrases = Self::default();
        for entry in entries {
            for word in &entry.words {
                let words: Vec<String> = word.split(' ').map(singular).collect();
                let all = phrases.first.entry(words[0].clone()).or_default();
                all.push((words, entry.id.clone()));
            }
        }
        phrases
    }

    /// The entries that words stand for, with the word that says so.
    fn meant(&self, words: &[(String, String)]) -> Vec<(String, String)> {
        let mut out = Vec::new();
        for (i, (first, _)) in words.iter().enumerate() {
            for (phrase, id) in self.first.get(first).into_iter().flatten() {
                let rest = words[i..].iter().map(|(s, _)| s).take(phrase.len());
                if rest.eq(phrase.iter()) {
                    let said = words[i..i + phrase.len()].iter().map(|(_, w)| w.as_str());
                    out.push((id.clone(), said.collect::<Vec<_>>().join(" ")));
                }
            }
        }
        out
    }
}

struct Vocabulary {
    ignored: BTreeSet<String>,
    idle: Vec<String>,
    topics: Phrases,
    departments: Phrases,
    products: Vec<Product>,
}

static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(|| {
    let tables: Tables = toml::from_str(include_str!("../../../rules/register/binding.toml"))
        .expect("the embedded table is read by a test");
    Vocabulary {
        ignored: tables.ignored.into_iter().collect(),
        idle: tables.idle,
        topics: Phrases::new(&tables.topic),
        departments: Phrases::new(&tables.department),
        products: tables.product,
    }
});

/// The products that are known.
pub(super) fn products() -> &'static [Product] {
    &VOCABULARY.products
}

/// What words mean, and the first of them that means it.
#[derive(Debug, Clone, Default)]
pub(super) struct Terms {
    /// Matters and stems.
    pub(super) matters: BTreeMap<String, String>,
    /// Services.
    pub(super) departments: BTreeMap<String, String>,
}

impl Terms {
    /// Of a text or the name of a place.
    pub(super) fn of(text: &str) -> Self {
        let v = &*VOCABULARY;
        let mut folded = format!(" {} ", folded_words(text));
        for idle in &v.idle {
            folded = folded.replace(&format!(" {idle} "), " ");
        }
        let words: Vec<(String, String)> = folded
            .split_whitespace()
            .map(|w| (singular(w), w.to_owned()))
            .collect();
        let mut terms = Self::default();
        for (id, word) in v.topics.meant(&words) {
            terms.matters.entry(format!("={id}")).or_insert(word);
        }
        for (id, word) in v.departments.meant(&words) {
            terms.departments.entry(id).or_insert(word);
        }
        let matters = terms.matters.values();
        let known: BTreeSet<String> = matters
            .flat_map(|w| w.split(' ').map(str::to_owned))
            .collect();
        for (_, word) in words {
            let letters = word.chars().all(char::is_alphabetic);
            let telling = letters && word.chars().count() > 2 && !v.ignored.contains(&word);
            // a word that has a matter counts once, as that
            if telling && !known.contains(&word) {
                terms.matters.entry(stem(&word)).or_insert(word);
            }
        }
        terms
    }
}

/// A folded word without the mark of a plural.
fn singular(word: &str) -> String {
    let short = word.strip_suffix(['s', 'x']).filter(|w| w.len() > 2);
    short.unwrap_or(word).to_owned()
}

/// The stem of a folded word.
fn stem(word: &str) -> String {
    // the stemmer is for words; anything else is compared as it is
    if word.len() > 3 && word.bytes().all(|b| b.is_ascii_lowercase()) {
        Stemmer::create(Algorithm::French).stem(word).into_owned()
    } else {
        word.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_table_is_well_formed() {
        let v = &*VOCABULARY;
        assert!(
            v.ignored.len() > 50 && !v.topics.first.is_empty() && !v.departments.first.is_empty()
        );
        let tables: Tables =
            toml::from_str(include_str!("../../../rules/register/binding.toml")).expect("TOML");
        for entry in tables.topic.iter().chain(&tables.department) {
            for word in &entry.words {
                assert_eq!(*word, folded_words(word), "{}", entry.id);
            }
        }
        for p in products() {
            assert!(!(p.tables.is_empty() && p.files.is_empty()), "{}", p.id);
            assert!(p.words.iter().all(|w| *w == folded_words(w)), "{}", p.id);
        }
    }

    #[test]
    fn words_meet_by_stem_and_matter() {
        let share = |a: &str, b: &str| {
            let (a, b) = (Terms::of(a), Terms::of(b));
            a.matters.keys().any(|k| b.matters.contains_key(k))
        };
        assert!(share("Bulletins 2024", "Gestion de la paie"));
        assert!(share("DSN", "Payer les salaires"));
        assert!(share("propales_2023", "Établissement des devis"));
        assert!(share("Vaccinations", "Suivi de la vaccination"));
        assert!(share("Ressources Humaines", "Administration des salariés"));
        assert!(!share("Commun/Divers", "Gestion des données diverses"));
        assert!(!share("Factures", "Recrutement des candidats"));
        assert!(!share("Comptes rendus", "Comptabilité générale"));
        assert!(share("RH/Personnel", "Gestion administrative du personnel"));
        assert!(!share(
            "Personnel",
            "Protéger les données à caractère personnel"
        ));
        assert_eq!(
            Terms::of("Service RH").departments["ressources humaines"],
            "rh"
        );
    }
}
