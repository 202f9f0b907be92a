//! G15: what was not inspected, or not wholly, gathered by reason. Always
//! listed, with or without a register, so that silence is never taken for
//! absence. It weighs nothing: nobody knows what is inside.
//!
//! Its id is its group of reasons; a waiver remembers the items, so that what is
//! unread later was not accepted.
//! In these gaps a [`PlaceRef`] stands for an unread item: `rule` holds the
//! reason's code, `datum` is none, the counts are 0.

use super::gap::{Code, Gap, PlaceRef, Step};
use super::severity::{Weight, severity};
use super::survey::Survey;
use super::{evidence, extent, id, words};
use crate::inventory::Inventory;
use crate::model::{Outcome, Place, Reason, State};
use crate::register::Message;
use crate::source::FOREIGN_TABLE;
use std::collections::BTreeMap;

/// Reasons that call for the same answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Group {
    Protected,
    Pictures,
    NoReader,
    Refused,
    Failed,
    ByDesign,
}

impl Group {
    const fn of(reason: Reason) -> Self {
        match reason {
            Reason::Encrypted => Self::Protected,
            Reason::ImageOnly | Reason::UnreliableText => Self::Pictures,
            Reason::UnsupportedKind => Self::NoReader,
            Reason::PermissionDenied
            | Reason::Vanished
            | Reason::Changed
            | Reason::IoError
            | Reason::DatabaseTimeout
            | Reason::DatabaseError => Self::Refused,
            Reason::Link | Reason::NotRegular | Reason::NotATable | Reason::Excluded => {
                Self::ByDesign
            }
            Reason::Damaged
            | Reason::Timeout
            | Reason::Memory
            | Reason::Crash
            | Reason::ExpansionLimit
            | Reason::DepthLimit
            | Reason::MemberLimit
            | Reason::CellLimit
            | Reason::ValueCut
            | Reason::Interrupted => Self::Failed,
        }
    }

    const fn as_str(self) -> &'static str {
        match self {
            Self::Protected => "protected",
            Self::Pictures => "pictures",
            Self::NoReader => "no_reader",
            Self::Refused => "refused",
            Self::Failed => "failed",
            Self::ByDesign => "by_design",
        }
    }

    fn title(self) -> Message {
        let (fr, en) = match self {
            Self::Protected => ("protégé par un mot de passe", "protected by a password"),
            Self::Pictures => ("image sans texte lisible", "pictures without readable text"),
            Self::NoReader => ("format sans lecteur", "format without a reader"),
            Self::Refused => ("accès refusé ou perdu", "access refused or lost"),
            Self::Failed => (
                "lecture interrompue ou incomplète",
                "reading interrupted or incomplete",
            ),
            Self::ByDesign => (
                "hors du périmètre (liens, vues, exclusions)",
                "out of scope (links, views, exclusions)",
            ),
        };
        Message::new(fr, en)
    }
}

/// At most one gap per group of reasons.
pub(super) fn gaps(survey: &Survey<'_>, inventory: &Inventory) -> Vec<Gap> {
    let mut groups: BTreeMap<Group, Vec<&Outcome>> = BTreeMap::new();
    for o in inventory
        .coverage
        .iter()
        .filter(|o| o.state != State::Complete)
    {
        groups.entry(group(o)).or_default().push(o);
    }
    groups.into_iter().map(|(g, o)| gap(survey, g, o)).collect()
}

/// The rows of a foreign table are data that nothing here can read; a view shows
/// those of tables that are.
fn group(outcome: &Outcome) -> Group {
    let first = outcome.problems.first();
    match first {
        Some(p) if p.what == Reason::NotATable && p.detail == FOREIGN_TABLE => Group::NoReader,
        _ => Group::of(reason(outcome)),
    }
}

/// Why an item was not inspected, in few words.
pub(super) fn why(outcome: &Outcome) -> Message {
    group(outcome).title()
}

/// The first problem is the one reported.
fn reason(outcome: &Outcome) -> Reason {
    outcome
        .problems
        .first()
        .map_or(Reason::Interrupted, |p| p.what)
}

fn gap(survey: &Survey<'_>, group: Group, mut outcomes: Vec<&Outcome>) -> Gap {
    outcomes.sort();
    let title = group.title();
    let n = words::count(
        outcomes.len() as u64,
        ["élément", "éléments"],
        ["item", "items"],
    );
    let (evidence_fr, evidence_en) = evidence::split(lines(&outcomes));
    Gap {
        id: id::of(Code::G15, &[group.as_str().to_owned()]),
        code: Code::G15,
        title_fr: format!("Non inspecté\u{a0}: {}, {}", n.fr, title.fr),
        title_en: format!("Not inspected: {}, {}", n.en, title.en),
        severity: severity(&Weight {
            code: Code::G15,
            also: None,
            items: &[],
            persons: None,
            exposure: 0,
            minors: false,
        }),
        items: Vec::new(),
        places: outcomes.iter().map(|o| place(o)).collect(),
        cluster: group.as_str().to_owned(),
        where_fr: title.fr,
        where_en: title.en,
        persons: None,
        at_most: None,
        activity: None,
        register: None,
        step: Step::Coverage,
        evidence_fr,
        evidence_en,
        extent: extent::of(survey, outcomes.iter().map(|o| &o.at), &[]),
        waived: None,
        decided: None,
    }
}

fn place(outcome: &Outcome) -> PlaceRef {
    PlaceRef {
        at: outcome.at.clone(),
        place: Place::default(),
        datum: None,
        count: 0,
        distinct: 0,
        samples: Vec::new(),
        rule: reason(outcome).as_str().to_owned(),
    }
}

/// How far they were read, and which kinds they are.
fn lines(outcomes: &[&Outcome]) -> Vec<Message> {
    let partial = outcomes
        .iter()
        .filter(|o| o.state == State::Partial)
        .count() as u64;
    let unread = words::number(outcomes.len() as u64 - partial);
    let partial = words::number(partial);
    let mut kinds: BTreeMap<&str, u64> = BTreeMap::new();
    for o in outcomes {
        *kinds.entry(o.kind.as_str()).or_default() += 1;
    }
    let mut kinds: Vec<(&str, u64)> = kinds.into_iter().collect();
    kinds.sort_by_key(|(name, n)| (std::cmp::Reverse(*n), *name));
    let kinds: Vec<String> = kinds
        .iter()
        .take(6)
        .map(|(name, n)| format!("{} ({n})", if name.is_empty() { "?" } else { name }))
        .collect();
    let kinds = kinds.join(", ");
    vec![
        Message::new(
            format!(
                "Non lus\u{a0}: {}\u{a0}; lus en partie\u{a0}: {}",
                unread.fr, partial.fr
            ),
            format!("Not read: {}; read in part: {}", unread.en, partial.en),
        ),
        Message::new(format!("Formats\u{a0}: {kinds}"), format!("Kinds: {kinds}")),
    ]
}
