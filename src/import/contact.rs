//! Whom a register names: `Nom : ... Prénom : ... Adresse de messagerie : ...`,
//! or a name and an address without labels.

use super::block::Line;
use super::draft::Contact;
use crate::model::folded_words;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    labels: Labels,
    row: Vec<RowLabel>,
    cover: Cover,
}

/// Labels of what is said of a person.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Labels {
    given: Vec<String>,
    name: Vec<String>,
    phone: Vec<String>,
    company: Vec<String>,
    other: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RowLabel {
    label: String,
    words: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cover {
    controller_title: Vec<String>,
    controller: Vec<String>,
    dpo: Vec<String>,
    organisation: Vec<String>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    toml::from_str(include_str!("../../rules/register/contacts.toml"))
        .expect("contacts.toml is well-formed: tested")
});

/// All labels, the longest first.
static LABELS: LazyLock<Vec<&str>> = LazyLock::new(|| {
    let l = &WORDS.labels;
    let all = [&l.given, &l.name, &l.phone, &l.company, &l.other];
    let mut all: Vec<&str> = all.into_iter().flatten().map(String::as_str).collect();
    all.sort_unstable_by_key(|w| (usize::MAX - w.len(), *w));
    all
});

/// What a label of a sheet is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum About {
    Controller,
    Dpo,
    Organisation,
}

/// What a label is about on a sheet without activities.
pub(super) fn on_cover(label: &str) -> Option<About> {
    let words = folded_words(label);
    let of = |list: &[String]| list.contains(&words);
    match () {
        () if of(&WORDS.cover.controller) => Some(About::Controller),
        () if of(&WORDS.cover.dpo) => Some(About::Dpo),
        () if of(&WORDS.cover.organisation) => Some(About::Organisation),
        () => None,
    }
}

/// Whether a title stands above the labels of the controller.
pub(super) fn is_controller_title(title: &str) -> bool {
    WORDS.cover.controller_title.contains(&folded_words(title))
}

/// The label by which what stands beside a cell is read.
pub(super) fn row_label(text: &str) -> Option<&'static str> {
    let words = folded_words(text);
    let row = WORDS.row.iter().find(|r| r.words.contains(&words))?;
    Some(&row.label)
}

/// What some lines say of a person; none where they hold no word.
pub(super) fn contact(lines: &[Line]) -> Option<Contact> {
    let first = lines.first()?;
    let all: Vec<&Line> = lines.iter().collect();
    let said = labelled(&all).unwrap_or_default();
    let text = joined(&all);
    Some(Contact {
        name: said.name.or_else(|| bare_name(&first.text, &labels(&text))),
        email: email(&text),
        at: Some(first.at.clone()),
        ..said
    })
}

/// What labels in some lines say of a person; none where none has a name.
pub(super) fn labelled(lines: &[&Line]) -> Option<Contact> {
    let text = joined(lines);
    let labels = labels(&text);
    let value = |words: &[String]| words.iter().find_map(|l| value(&text, &labels, l));
    let family = value(&WORDS.labels.name);
    let name = match (value(&WORDS.labels.given), family) {
        (Some(given), Some(name)) => Some(format!("{given} {name}")),
        (given, name) => given.or(name),
    };
    (!labels.is_empty()).then(|| Contact {
        name,
        email: email(&text),
        phone: value(&WORDS.labels.phone),
        address: None,
        company: value(&WORDS.labels.company),
        at: lines.first().map(|l| l.at.clone()),
    })
}

fn joined(lines: &[&Line]) -> String {
    let all: Vec<&str> = lines.iter().map(|l| l.text.as_str()).collect();
    all.join("\n")
}

/// Where labels begin, in order.
fn labels(text: &str) -> Vec<(usize, &'static str)> {
    let lower = text.to_lowercase();
    let mut starts: BTreeMap<usize, &'static str> = BTreeMap::new();
    for label in LABELS.iter().copied() {
        for (at, _) in lower.match_indices(label) {
            let before = lower[..at].chars().next_back();
            let after = lower[at + label.len()..].trim_start();
            let free = before.is_none_or(|c| !c.is_alphanumeric());
            let ends = after.starts_with([':', '(']);
            let before = starts.range(..=at).next_back();
            let taken = before.is_some_and(|(s, l)| s + l.len() > at);
            if free && ends && !taken && text.is_char_boundary(at) {
                starts.insert(at, label);
            }
        }
    }
    starts.into_iter().collect()
}

fn value(text: &str, labels: &[(usize, &str)], label: &str) -> Option<String> {
    let i = labels.iter().position(|(_, l)| *l == label)?;
    let from = labels[i].0 + label.len();
    let to = labels.get(i + 1).map_or(text.len(), |n| n.0);
    let found = text.get(from..to)?.lines().next()?;
    let found = found.rsplit_once("):").map_or(found, |x| x.1);
    let found = found.trim_matches(|c: char| c == ':' || c.is_whitespace());
    (!found.is_empty() && !found.starts_with('(')).then(|| found.to_owned())
}

/// The first e-mail address in a text.
pub(super) fn email(text: &str) -> Option<String> {
    let words = text.split(|c: char| c.is_whitespace() || "()[]<>,;\"".contains(c));
    let address =
        |w: &&str| w.contains('@') && w.rsplit('@').next().is_some_and(|d| d.contains('.'));
    let mut words = words.map(|w| w.trim_start_matches("mailto:"));
    let found = words.find(address)?;
    Some(
        found
            .trim_matches(|c: char| !c.is_alphanumeric())
            .to_owned(),
    )
}

/// The words before a comma, a label or an address, where the name has no label.
fn bare_name(first: &str, labels: &[(usize, &str)]) -> Option<String> {
    let until = labels.first().map_or(first.len(), |(at, _)| *at);
    let name = first.get(..until.min(first.len()))?;
    let name = name.split([',', '(', ';', ':']).next()?.trim();
    let is_name = !name.contains('@') && name.split_whitespace().count() <= 8;
    (is_name && name.chars().any(char::is_alphabetic)).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::super::block::{Mark, Spot};
    use super::*;

    fn read(text: &str) -> Option<Contact> {
        contact(&[Line {
            text: text.to_owned(),
            bold: Vec::new(),
            mark: Mark::Plain,
            at: Spot::Line(1),
        }])
    }

    #[test]
    fn words_of_sheets_are_folded() {
        let c = &WORDS.cover;
        let lists = [&c.controller_title, &c.controller, &c.dpo, &c.organisation];
        let rows = WORDS.row.iter().flat_map(|r| &r.words);
        let mut all = lists.into_iter().flatten().chain(rows);
        assert!(all.all(|w| &folded_words(w) == w));
    }

    #[test]
    fn labels_within_labels() {
        let dpo = read("Nom : Leroux Prénom : Ada Adresse de messagerie : a@b.fr").unwrap();
        assert_eq!(dpo.name.as_deref(), Some("Ada Leroux"));
        assert_eq!(dpo.email.as_deref(), Some("a@b.fr"));
    }

    #[test]
    fn very_many_labels() {
        let dpo = read(&"nom: A tel: 1 ".repeat(40_000)).unwrap();
        assert_eq!(dpo.name.as_deref(), Some("A"));
    }
}
