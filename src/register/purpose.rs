//! What the words of an activity imply: whether its purpose is one for which
//! the law recognises the NIR, and which items go without saying.
//!
//! The tables are data (`rules/register/purposes.toml`), each NIR line citing
//! its text. A purpose that no line recognises is not said to be unlawful: it
//! is put before a person.

use super::Activity;
use crate::model::{Datum, folded_words};
use serde::Deserialize;
use std::sync::LazyLock;

/// A purpose for which the NIR is recognised.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NirPurpose {
    /// Stable name.
    pub id: String,
    /// French.
    pub title_fr: String,
    /// English.
    pub title_en: String,
    words: Vec<String>,
    /// The text that recognises it.
    pub text: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Implied {
    words: Vec<String>,
    items: Vec<Datum>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Tables {
    nir: Vec<NirPurpose>,
    implied: Vec<Implied>,
}

static TABLES: LazyLock<Tables> = LazyLock::new(|| {
    toml::from_str(include_str!("../../rules/register/purposes.toml"))
        .expect("the embedded table is read by a test")
});

/// The line that recognises the NIR for what these words say, the first in
/// table order.
#[must_use]
pub fn nir_purpose(words: &str) -> Option<&'static NirPurpose> {
    let text = folded_words(words);
    TABLES
        .nir
        .iter()
        .find(|p| p.words.iter().any(|w| says(&text, w)))
}

/// The purpose that covers the NIR in an activity: the one it states for the
/// NIR if it states one, else what its name and purposes say.
#[must_use]
pub fn recognised(activity: &Activity) -> Option<&'static NirPurpose> {
    match &activity.sensitive.nir.purpose {
        Some(stated) => nir_purpose(&stated.value),
        None => nir_purpose(&words(activity)),
    }
}

/// An item that an activity implies, and the word that says so.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Implication {
    /// The item.
    pub item: Datum,
    /// The word of the table, folded.
    pub word: &'static str,
}

/// Everything the name and purposes of an activity imply, sorted by item; for
/// each item the first word in table order.
#[must_use]
pub fn implied(activity: &Activity) -> Vec<Implication> {
    let text = folded_words(&words(activity));
    let mut out: Vec<Implication> = Vec::new();
    for line in &TABLES.implied {
        let Some(word) = line.words.iter().find(|w| says(&text, w)) else {
            continue;
        };
        for item in &line.items {
            if !out.iter().any(|i| i.item == *item) {
                out.push(Implication { item: *item, word });
            }
        }
    }
    out.sort();
    out
}

fn words(activity: &Activity) -> String {
    let purposes = activity.purposes.iter().map(|p| p.text.value.as_str());
    let all: Vec<&str> = std::iter::once(activity.name.value.as_str())
        .chain(purposes)
        .collect();
    all.join(" / ")
}

/// Whether folded text contains a folded phrase as whole words.
#[must_use]
pub fn says(text: &str, phrase: &str) -> bool {
    let text: Vec<&str> = text.split(' ').collect();
    let phrase: Vec<&str> = phrase.split(' ').collect();
    text.windows(phrase.len())
        .any(|w| w.iter().zip(&phrase).all(|(t, p)| same(t, p)))
}

/// Equal, or equal but for a plural.
fn same(text: &str, word: &str) -> bool {
    text.strip_prefix(word)
        .is_some_and(|rest| matches!(rest, "" | "s" | "x"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_table_is_well_formed() {
        for p in &TABLES.nir {
            assert!(p.text.contains("art."), "{} cites no text", p.id);
            for w in &p.words {
                assert_eq!(&folded_words(w), w, "{w} is not folded");
            }
        }
        for line in &TABLES.implied {
            assert!(!line.items.is_empty());
            for w in &line.words {
                assert_eq!(&folded_words(w), w, "{w} is not folded");
            }
            let special = line
                .items
                .iter()
                .find(|d| d.category().is_special() && **d != Datum::Nir);
            assert_eq!(special, None, "special data are never implied");
        }
    }

    #[test]
    fn recognised_purposes_of_the_nir() {
        for (words, id) in [
            ("Gestion de la PAIE", Some("paie")),
            ("Établissement des bulletins de salaire", Some("paie")),
            ("Déclarations sociales nominatives", Some("dsn")),
            ("Prise en charge des patients", Some("soins")),
            ("Formation professionnelle (OPCO)", Some("emploi-formation")),
            ("Paiement des fournisseurs", None),
            ("Recrutement : offres d'emploi", None),
            ("Identification des clients", None),
            ("", None),
        ] {
            assert_eq!(nir_purpose(words).map(|p| p.id.as_str()), id, "{words}");
        }
    }
}
