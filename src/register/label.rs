//! The words in which a register is written for people, and what they mean when
//! they come back: one table (`rules/register/labels.toml`) for the room that
//! writes sheets and fiches and the one that reads them.
//!
//! Labels are compared folded (case, accents, punctuation). Within one table no
//! two ids share a label, in either language.

use super::keyword::Keyword;
use crate::model::{Category, Datum, folded_words};
use serde::Deserialize;
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

/// Which table a label is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Of {
    /// Headings of fiches, columns of sheets.
    Heading,
    /// Rubrics of data.
    Category,
    /// What is said of a rubric or of the legal basis.
    State,
    /// What is said of a security measure.
    InPlace,
    /// Security measures.
    Measure,
    /// Answers to a question.
    Answer,
    /// In which capacity.
    Role,
    /// How far a fiche counts.
    Status,
    /// Legal bases.
    Basis,
    /// How long, where no number says it.
    Kind,
    /// What a time runs from.
    Trigger,
    /// Promises.
    Claim,
    /// Words between facts.
    Word,
}

#[derive(Deserialize)]
struct Tables {
    datum: Vec<DatumLabel>,
    label: Vec<Label>,
}

#[derive(Deserialize)]
struct DatumLabel {
    id: Datum,
    pd: String,
    fr: Option<String>,
}

#[derive(Deserialize)]
struct Label {
    of: Of,
    id: String,
    fr: String,
    en: String,
}

static TABLES: LazyLock<Tables> = LazyLock::new(|| {
    toml::from_str(include_str!("../../rules/register/labels.toml"))
        .expect("labels.toml is well-formed: tested")
});

/// Folded labels and the ids they mean.
static IDS: LazyLock<HashMap<(Of, String), &'static str>> = LazyLock::new(|| {
    let each = |l: &'static Label| [&l.fr, &l.en].map(|t| ((l.of, folded_words(t)), l.id.as_str()));
    TABLES.label.iter().flat_map(each).collect()
});

/// The label of an id; the id itself where the table has none.
#[must_use]
pub fn text(of: Of, id: &str, french: bool) -> &str {
    let found = TABLES.label.iter().find(|l| l.of == of && l.id == id);
    found.map_or(id, |l| if french { &l.fr } else { &l.en })
}

/// What a time runs from: the label of its id, or of the id that has the same words
/// in another order (`contract_end`); of a code that is not known, its words.
#[must_use]
pub fn trigger_text(id: &str, french: bool) -> Cow<'_, str> {
    let shown = text(Of::Trigger, trigger_id(id), french);
    if shown != id || !id.contains('_') {
        return Cow::Borrowed(shown);
    }
    Cow::Owned(id.replace('_', " "))
}

/// The id of a trigger that is written with the words of a known one in another
/// order (`contract_end`); else as it is.
#[must_use]
pub fn trigger_id(id: &str) -> &str {
    let words = |id: &str| {
        let telling = |w: &&str| !matches!(*w, "of" | "the" | "");
        let mut words: Vec<String> = id.split('_').filter(telling).map(str::to_owned).collect();
        words.sort();
        words
    };
    let wanted = words(id);
    let mut triggers = TABLES.label.iter().filter(|l| l.of == Of::Trigger);
    triggers
        .find(|l| words(&l.id) == wanted)
        .map_or(id, |l| l.id.as_str())
}

/// The id that a label of a table means, in either language.
#[must_use]
pub fn id(of: Of, label: &str) -> Option<&'static str> {
    IDS.get(&(of, folded_words(label))).copied()
}

/// The word of a closed list that a label means.
pub(crate) fn keyword<K: Keyword>(of: Of, label: &str) -> Option<K> {
    K::from_word(id(of, label)?)
}

/// What a datum is called in sheets and fiches.
#[must_use]
pub fn datum(datum: Datum, french: bool) -> &'static str {
    let own = TABLES.datum.iter().find(|d| d.id == datum);
    match own.and_then(|d| d.fr.as_deref()).filter(|_| french) {
        Some(label) => label,
        None if french => datum.title_fr(),
        None => datum.title_en(),
    }
}

/// The term of the W3C's vocabulary of personal data that is nearest.
#[must_use]
pub fn pd_term(datum: Datum) -> &'static str {
    let own = TABLES.datum.iter().find(|d| d.id == datum);
    own.map_or("PersonalData", |d| d.pd.as_str())
}

/// What a rubric is called.
#[must_use]
pub fn category(category: Category, french: bool) -> &'static str {
    let found = TABLES
        .label
        .iter()
        .find(|l| l.of == Of::Category && l.id == category.as_str());
    match found {
        Some(l) if french => &l.fr,
        Some(l) => &l.en,
        None if french => category.title_fr(),
        None => category.title_en(),
    }
}

/// The rubric that a label means.
#[must_use]
pub fn category_named(label: &str) -> Option<Category> {
    if let Some(id) = id(Of::Category, label) {
        return id.parse().ok();
    }
    let words = folded_words(label);
    let titles = |c: &Category| [c.title_fr(), c.title_en()].map(folded_words);
    Category::ALL
        .iter()
        .copied()
        .find(|c| titles(c).contains(&words))
}

/// A trigger without the article that stands before it in a sentence.
#[must_use]
pub fn without_article(label: &str) -> &str {
    let articles = ["de la ", "du ", "de l’", "d’", "the "];
    let rest = articles.iter().find_map(|a| label.strip_prefix(a));
    rest.unwrap_or(label)
}

/// The trigger that a label means with or without its article.
#[must_use]
pub fn trigger(label: &str) -> Option<&'static str> {
    let words = folded_words(label);
    let means = |l: &&Label| {
        let each = [l.fr.as_str(), l.en.as_str()];
        l.of == Of::Trigger
            && each
                .iter()
                .any(|t| [t, without_article(t)].map(folded_words).contains(&words))
    };
    TABLES.label.iter().find(means).map(|l| l.id.as_str())
}

/// The datum that a label means, in either language.
#[must_use]
pub fn datum_named(label: &str) -> Option<Datum> {
    let words = folded_words(label);
    let labels = |d: &Datum| [true, false].map(|french| folded_words(datum(*d, french)));
    Datum::ALL
        .iter()
        .copied()
        .find(|d| labels(d).contains(&words))
}

/// Whether a spreadsheet may take a cell for a formula.
fn is_formula(cell: &str) -> bool {
    cell.starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// A cell of a text table that no spreadsheet takes for a formula: one `'` more
/// before it where it would, see [`unguarded`].
#[must_use]
pub fn guarded(cell: &str) -> Cow<'_, str> {
    match is_formula(cell.trim_start_matches('\'')) {
        true => Cow::Owned(format!("'{cell}")),
        false => Cow::Borrowed(cell),
    }
}

/// The cell that [`guarded`] wrote.
#[must_use]
pub fn unguarded(cell: &str) -> &str {
    let rest = cell.strip_prefix('\'');
    let guarded = |rest: &&str| is_formula(rest.trim_start_matches('\''));
    rest.filter(guarded).unwrap_or(cell)
}

/// A line cut where words between `« »` end it: what stands before, the words.
/// Marks inside the words must come in pairs.
#[must_use]
pub fn quoted_tail(line: &str) -> Option<(&str, &str)> {
    let inside = line.strip_suffix('»')?;
    let mut depth = 1usize;
    for (at, c) in inside.char_indices().rev() {
        match c {
            '»' => depth += 1,
            '«' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            let words = &inside[at + '«'.len_utf8()..];
            return Some((inside[..at].trim_end(), words.trim()));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::{
        Answer, ClaimKind, LegalBasis, Measure, RetentionKind, Role, State, Status,
    };
    use super::*;

    #[test]
    fn labels_mean_one_id_each() {
        for l in &TABLES.label {
            for french in [true, false] {
                let shown = text(l.of, &l.id, french);
                assert_eq!(id(l.of, shown), Some(l.id.as_str()), "{shown}");
            }
        }
    }

    fn every<K: Keyword>(of: Of) {
        for word in K::WORDS {
            assert_ne!(
                text(of, word, true),
                *word,
                "{of:?} has no label for {word}"
            );
            for french in [true, false] {
                let label = text(of, word, french);
                let has = TABLES.label.iter().any(|l| l.of == of && l.id == *word);
                assert!(has && !label.contains('_'), "{of:?} {word}: {label}");
                assert!(keyword::<K>(of, label).is_some());
            }
        }
    }

    #[test]
    fn no_label_is_a_code() {
        for l in &TABLES.label {
            for label in [&l.fr, &l.en] {
                assert!(
                    !label.contains('_') && !label.is_empty(),
                    "{} {label}",
                    l.id
                );
            }
        }
        for french in [true, false] {
            let data = Datum::ALL.iter().map(|d| datum(*d, french));
            let rubrics = Category::ALL.iter().map(|c| category(*c, french));
            for label in data.chain(rubrics) {
                assert!(!label.contains('_') && !label.is_empty(), "{label}");
            }
            for id in ["contract_end", "end_of_contract", "no_such_thing"] {
                assert!(!trigger_text(id, french).contains('_'), "{id}");
            }
        }
        assert_eq!(trigger_text("contract_end", true), "de la fin du contrat");
        assert_eq!(trigger_text("départ", true), "départ");
    }

    #[test]
    fn every_word_of_the_closed_lists_has_a_label() {
        every::<State>(Of::State);
        every::<State>(Of::InPlace);
        every::<Measure>(Of::Measure);
        every::<Answer>(Of::Answer);
        every::<Role>(Of::Role);
        every::<Status>(Of::Status);
        every::<LegalBasis>(Of::Basis);
        every::<RetentionKind>(Of::Kind);
        every::<ClaimKind>(Of::Claim);
    }

    #[test]
    fn formulas_are_guarded_and_come_back() {
        for (cell, wanted) in [
            ("=1+1", "'=1+1"),
            ("'=1", "''=1"),
            ("-5", "'-5"),
            ("'s Gravenhage", "'s Gravenhage"),
            ("Paie", "Paie"),
        ] {
            assert_eq!(guarded(cell), wanted);
            assert_eq!(unguarded(wanted), cell);
        }
    }

    #[test]
    fn words_are_cut_from_the_end() {
        let cut = quoted_tail;
        assert_eq!(cut("5 ans « Cinq ans. »"), Some(("5 ans", "Cinq ans.")));
        assert_eq!(cut("a « b » c « d « e » »"), Some(("a « b » c", "d « e »")));
        assert_eq!(cut("5 ans"), None);
        assert_eq!(cut("a » »"), None);
    }

    #[test]
    fn triggers_with_and_without_article() {
        for label in [
            "de la fin du contrat",
            "fin du contrat",
            "the end of contract",
        ] {
            assert_eq!(trigger(label), Some("end_of_contract"), "{label}");
        }
        assert_eq!(trigger("no_such_thing"), None);
    }

    #[test]
    fn every_datum_and_rubric_has_a_label() {
        let ids: Vec<Datum> = TABLES.datum.iter().map(|d| d.id).collect();
        assert_eq!(ids, Datum::ALL);
        for c in Category::ALL {
            for french in [true, false] {
                assert_eq!(category_named(category(*c, french)), Some(*c), "{c}");
            }
        }
        for d in Datum::ALL {
            for french in [true, false] {
                assert_eq!(datum_named(datum(*d, french)), Some(*d), "{d}");
            }
        }
    }
}
