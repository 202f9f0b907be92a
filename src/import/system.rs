//! The systems that a draft names: each once, whatever it is called where.

use super::draft::{Draft, DraftActivity, Said};
use crate::model::folded_words;
use crate::register::{Medium, system};
use std::collections::BTreeMap;

/// Words that the name of a system has at most; more are a sentence, in which
/// only known systems are looked for.
const NAME: usize = 6;

/// A system that a document names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SystemDraft {
    /// Known or of its name.
    pub(super) id: String,
    /// As written where it is named first.
    pub(super) name: Said,
    /// What it keeps data on, where the system is known.
    pub(super) medium: Option<Medium>,
}

/// The systems of a draft, in the order in which they are named.
pub(super) fn all(draft: &Draft) -> Vec<SystemDraft> {
    let mut known: BTreeMap<String, ()> = BTreeMap::new();
    let mut all = Vec::new();
    let activities = draft.activities.iter().flat_map(of_activity);
    let places = draft.places.iter().flat_map(named);
    for system in activities.chain(places) {
        if known.insert(system.id.clone(), ()).is_none() {
            all.push(system);
        }
    }
    all
}

/// The ids of the systems that one activity names, each once.
pub(super) fn of(a: &DraftActivity) -> Vec<String> {
    let found = said_of(a).collect::<Vec<_>>();
    ids(found.iter().map(|s| s.id.as_str()))
}

fn ids<'a>(all: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut ids: Vec<String> = Vec::new();
    for id in all {
        if !ids.iter().any(|known| known == id) {
            ids.push(id.to_owned());
        }
    }
    ids
}

/// The systems of an activity and those that its promises are about.
fn of_activity(a: &DraftActivity) -> impl Iterator<Item = SystemDraft> {
    let promised = a.promises.iter().filter_map(|p| {
        let text = p.system.clone()?;
        let at = p.said.at.clone();
        Some(exact(&Said { text, at }))
    });
    said_of(a).chain(promised)
}

fn said_of(a: &DraftActivity) -> impl Iterator<Item = SystemDraft> {
    let is_export = a.id.is_some();
    let said = a.systems.iter().chain(&a.places);
    said.flat_map(move |said| match is_export {
        true => vec![exact(said)],
        false => named(said),
    })
}

/// The system that all of some words name.
fn exact(said: &Said) -> SystemDraft {
    let known = system::named(&said.text);
    let medium = match known.as_slice() {
        [(one, _)] => Some(one.medium),
        _ => None,
    };
    SystemDraft {
        id: exact_id(&said.text),
        name: said.clone(),
        medium,
    }
}

/// The id of a system by its whole name: that of the known one whose name it is.
pub(super) fn exact_id(name: &str) -> String {
    let folded = folded_words(name);
    let known = system::named(name);
    match known.as_slice() {
        [(one, _)] if folded_words(&one.name) == folded => return one.id.clone(),
        _ => {}
    }
    let words: Vec<&str> = folded.split(' ').filter(|w| w.is_ascii()).collect();
    match words.join("-") {
        id if id.is_empty() => "systeme".to_owned(),
        id => id,
    }
}

/// The systems that some words name.
fn named(said: &Said) -> Vec<SystemDraft> {
    let parts = said.text.split([',', ';', '•']).map(str::trim);
    parts.flat_map(|part| of_part(part, said)).collect()
}

fn of_part(part: &str, said: &Said) -> Vec<SystemDraft> {
    let at = |text: &str| Said {
        text: text.trim().to_owned(),
        at: said.at.clone(),
    };
    let found = system::named(part);
    let short = part.split_whitespace().count() <= NAME;
    match found.as_slice() {
        [] => {
            let called = system::called(part);
            let unknown = SystemDraft {
                name: at(part),
                id: called.map_or_else(|| slug(part), |known| known.id.clone()),
                medium: called.map(|known| known.medium),
            };
            let tells = short && !unknown.id.is_empty();
            tells.then_some(unknown).into_iter().collect()
        }
        [(one, _)] if short => vec![SystemDraft {
            id: one.id.clone(),
            name: at(part),
            medium: Some(one.medium),
        }],
        several => several
            .iter()
            .map(|(known, range)| SystemDraft {
                id: known.id.clone(),
                name: at(&part[range.clone()]),
                medium: Some(known.medium),
            })
            .collect(),
    }
}

fn slug(name: &str) -> String {
    let folded = folded_words(name);
    let words = folded.split(' ').filter(|w| w.is_ascii());
    words.take(4).collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::super::block::Spot;
    use super::*;

    fn ids_of(text: &str) -> Vec<String> {
        let said = Said {
            text: text.to_owned(),
            at: Spot::Line(1),
        };
        let found = named(&said);
        ids(found.iter().map(|s| s.id.as_str()))
    }

    #[test]
    fn systems_are_named_once() {
        assert_eq!(
            ids_of("Filemaker Pro, Excel ; Zorglub"),
            ["filemaker", "excel", "zorglub"]
        );
        assert_eq!(
            ids_of(
                "ces données sont stockées sur une plateforme Dropbox et chiffrées, puis sur Dropbox"
            ),
            ["dropbox"]
        );
        assert!(ids_of("Les données sont gardées comme il faut par nos équipes").is_empty());
    }
}
