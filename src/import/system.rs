//! The systems that a draft names: each once, whatever it is called where.

use super::draft::{Draft, Said};
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
    let said = draft
        .activities
        .iter()
        .flat_map(|a| a.systems.iter().chain(&a.places))
        .chain(&draft.places);
    for system in said.flat_map(named) {
        if known.insert(system.id.clone(), ()).is_none() {
            all.push(system);
        }
    }
    all
}

/// Their ids as one activity names them, each once.
pub(super) fn ids<'a>(said: impl Iterator<Item = &'a Said>) -> Vec<String> {
    let mut ids: Vec<String> = Vec::new();
    for system in said.flat_map(named) {
        if !ids.contains(&system.id) {
            ids.push(system.id);
        }
    }
    ids
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
            let id = slug(part);
            let unknown = SystemDraft {
                name: at(part),
                id,
                medium: None,
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
        ids(std::iter::once(&said))
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
