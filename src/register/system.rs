//! Software, services and media that registers name as places of data.
//!
//! The table is data (`rules/register/systems.toml`). A system is known by whole
//! words, the longest of them first; what is known says what it keeps data on
//! and where its provider is established, never where a register hosts it.

use super::keyword::{Keyword as _, Medium};
use crate::model::fold;
use serde::Deserialize;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

/// A system that the table knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// Stable name.
    pub id: String,
    /// As its makers write it.
    pub name: String,
    /// What it keeps data on.
    pub medium: Medium,
    /// ISO 3166 code of its provider's country, if outside the European
    /// Economic Area and the provider hosts it.
    pub country: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    id: String,
    name: String,
    medium: String,
    country: Option<String>,
    words: Vec<String>,
    /// Words that are its name only where they are all that is said.
    #[serde(default)]
    alone: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rows {
    system: Vec<Row>,
}

struct Table {
    systems: Vec<Known>,
    words: HashMap<String, usize>,
    alone: HashMap<String, usize>,
    longest: usize,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let rows: Rows = toml::from_str(include_str!("../../rules/register/systems.toml"))
        .expect("the embedded table is read by a test");
    let (mut systems, mut words, mut alone) = (Vec::new(), HashMap::new(), HashMap::new());
    for (at, row) in rows.system.into_iter().enumerate() {
        words.extend(row.words.into_iter().map(|w| (w, at)));
        alone.extend(row.alone.into_iter().map(|w| (w, at)));
        systems.push(Known {
            id: row.id,
            name: row.name,
            medium: Medium::from_word(&row.medium).expect("a medium of the closed list: tested"),
            country: row.country,
        });
    }
    let longest = words.keys().map(|w| w.split(' ').count()).max();
    Table {
        systems,
        words,
        alone,
        longest: longest.unwrap_or(1),
    }
});

/// The systems that a text names, in its order, with the bytes of their words.
#[must_use]
pub fn named(text: &str) -> Vec<(&'static Known, Range<usize>)> {
    let words = words(text);
    let (mut found, mut at) = (Vec::new(), 0);
    while at < words.len() {
        let most = TABLE.longest.min(words.len() - at);
        let known = (1..=most).rev().find_map(|n| {
            let phrase: Vec<&str> = words[at..at + n].iter().map(|(w, _)| w.as_str()).collect();
            Some((n, *TABLE.words.get(&phrase.join(" "))?))
        });
        match known {
            Some((n, i)) => {
                let range = words[at].1.start..words[at + n - 1].1.end;
                found.push((&TABLE.systems[i], range));
                at += n;
            }
            None => at += 1,
        }
    }
    found
}

/// The system that a name is of, where the name alone is what is said (`Sage` in a
/// column of software; in a sentence it may be a midwife).
#[must_use]
pub fn called(name: &str) -> Option<&'static Known> {
    let folded: Vec<String> = words(name).into_iter().map(|(w, _)| w).collect();
    let folded = folded.join(" ");
    let at = TABLE
        .words
        .get(&folded)
        .or_else(|| TABLE.alone.get(&folded))?;
    TABLE.systems.get(*at)
}

/// The words of a text, folded, and their bytes.
fn words(text: &str) -> Vec<(String, Range<usize>)> {
    let mut out: Vec<(String, Range<usize>)> = Vec::new();
    let mut start = None;
    let ends = text.char_indices().chain([(text.len(), ' ')]);
    for (at, c) in ends {
        match (c.is_alphanumeric(), start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                out.push((fold(&text[from..at]), from..at));
                start = None;
            }
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_well_formed() {
        let rows: Rows =
            toml::from_str(include_str!("../../rules/register/systems.toml")).expect("well-formed");
        let n: usize = rows.system.iter().map(|r| r.words.len()).sum();
        let mut ids: Vec<&str> = rows.system.iter().map(|r| r.id.as_str()).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), rows.system.len(), "two systems share an id");
        for row in &rows.system {
            assert!(Medium::from_word(&row.medium).is_some(), "{}", row.id);
            for phrase in &row.words {
                let known = named(phrase);
                assert_eq!(known.len(), 1, "{phrase}");
                assert_eq!(known[0].0.id, row.id, "{phrase} is of two systems");
            }
        }
        let distinct: std::collections::BTreeSet<&String> =
            rows.system.iter().flat_map(|r| &r.words).collect();
        assert_eq!(distinct.len(), n, "a phrase stands twice");
    }

    #[test]
    fn systems_are_known_by_their_longest_words() {
        let text = "stockées sur Dropbox, puis « Microsoft Exchange Office 365 » et en papier";
        let found: Vec<(&str, &str)> = named(text)
            .into_iter()
            .map(|(k, at)| (k.id.as_str(), &text[at]))
            .collect();
        assert_eq!(
            found,
            [
                ("dropbox", "Dropbox"),
                ("exchange", "Microsoft Exchange Office 365"),
                ("papier", "papier"),
            ]
        );
        assert!(
            named("un drop box-office papierpeint")
                .iter()
                .all(|(k, _)| k.id == "dropbox")
        );
        assert!(named("").is_empty());
    }
}
