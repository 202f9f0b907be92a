//! What the register says and this run could not use: confirmed locations that
//! mean nothing scanned, what could not be opened, or places of several sources; and
//! decisions that no gap answers to (`waive`). No gap, and never silence: who wrote it believes that it counts.

use super::bind::Bond;
use super::seen::Unread;
use super::survey::{Spot, Survey};
use crate::model::fold;
use crate::register::{Binding, Message, Register, inert};

/// Which sort of warning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WarningKind {
    /// A confirmed location means nothing that was scanned.
    BindingUnmatched,
    /// A confirmed location lies in what could not be opened.
    BindingUnread,
    /// A confirmed location without scheme means places of several sources.
    BindingAmbiguous,
    /// A waiver names no gap of this run.
    WaiverUnmatched,
    /// A gap has gone beyond what its waiver accepted.
    WaiverExceeded,
    /// A decision is about no gap of this run.
    DecisionUnmatched,
    /// A gap has gone beyond what its decision accepted.
    DecisionExceeded,
}

impl WarningKind {
    /// The name used in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::BindingUnmatched => "binding_unmatched",
            Self::BindingUnread => "binding_unread",
            Self::BindingAmbiguous => "binding_ambiguous",
            Self::WaiverUnmatched => "waiver_unmatched",
            Self::WaiverExceeded => "waiver_exceeded",
            Self::DecisionUnmatched => "decision_unmatched",
            Self::DecisionExceeded => "decision_exceeded",
        }
    }
}

/// One line of the register that did not count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// Which sort.
    pub kind: WarningKind,
    /// One sentence.
    pub text: Message,
    /// Where in the register: `register.yaml:34`.
    pub source: String,
}

/// Every warning about locations, in the order of the register.
pub(super) fn warnings(survey: &Survey<'_>, register: &Register) -> Vec<Warning> {
    let mut out = Vec::new();
    let closed = Unread::of(survey);
    for (activity, a) in register.activities.iter().enumerate() {
        for (location, b) in a.locations.iter().enumerate() {
            let bond = Bond { activity, location };
            if !a.is_in_force() || b.state != crate::register::BindingState::Confirmed {
                continue;
            }
            if survey.ambiguous.contains(&bond) {
                out.push(ambiguous(register, b));
            } else if !survey.met.contains(&bond) && b.pattern.is_scannable() {
                if let Some(spot) = closed.above(b) {
                    out.push(unread(survey, register, b, spot));
                    continue;
                }
                let near = near(survey, b).or_else(|| elsewhere(survey, b));
                if near.is_some() || in_scope(survey, b) {
                    out.push(unmatched(register, b, near));
                }
            }
        }
    }
    out
}

/// Whether the location could have been met: relative ones in any tree, the
/// others below or above a source. A column of a table that was read is met
/// without anything being found in it.
fn in_scope(survey: &Survey<'_>, binding: &Binding) -> bool {
    let pattern = &binding.pattern;
    if pattern.is_relative() {
        return survey.trees() > 0;
    }
    let prefix = pattern.prefix();
    let inside = survey.sources().any(|s| {
        let root = crate::register::normal::uri(&s.uri);
        let below = prefix.strip_prefix(root.as_str());
        below.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    });
    inside && survey.table_of(pattern).is_none()
}

fn ambiguous(register: &Register, b: &Binding) -> Warning {
    let uri = &b.uri.value;
    Warning {
        kind: WarningKind::BindingAmbiguous,
        text: Message::new(
            format!(
                "L’emplacement `{uri}` existe dans plusieurs sources analysées : il n’est confirmé pour aucune ; écrire l’adresse complète (`file:///…/{uri}`)"
            ),
            format!(
                "The location `{uri}` exists in several scanned sources: it is confirmed for none of them; write the whole address (`file:///…/{uri}`)"
            ),
        ),
        source: register.cite(b.uri.at),
    }
}

/// The location may be right: nobody could look.
fn unread(survey: &Survey<'_>, register: &Register, b: &Binding, spot: &Spot<'_>) -> Warning {
    let uri = &b.uri.value;
    let outcome = spot.outcomes.iter().find(|o| o.at.entry.is_none());
    let why = outcome.map_or_else(Message::default, |o| {
        let why = super::unread::why(o);
        Message::new(format!(" ({})", why.fr), format!(" ({})", why.en))
    });
    let path = spot.path.to_text();
    let place = inert(survey.said(&path).unwrap_or_else(|| path.into_owned()));
    Warning {
        kind: WarningKind::BindingUnread,
        text: Message::new(
            format!(
                "L’emplacement `{uri}` n’a pas été lu : `{place}` n’a pas été ouvert{} ; ce qui s’y trouve n’est pas comparé",
                why.fr
            ),
            format!(
                "The location `{uri}` was not read: `{place}` was not opened{}; what is in it is not compared",
                why.en
            ),
        ),
        source: register.cite(b.uri.at),
    }
}

fn unmatched(register: &Register, b: &Binding, near: Option<String>) -> Warning {
    let uri = &b.uri.value;
    let mut text = Message::new(
        format!("L’emplacement `{uri}` ne correspond à rien de ce qui a été analysé"),
        format!("The location `{uri}` means nothing that was scanned"),
    );
    if let Some(near) = near {
        text.fr += &format!(" ; vouliez-vous dire `{near}` ?");
        text.en += &format!("; did you mean `{near}`?");
    }
    Warning {
        kind: WarningKind::BindingUnmatched,
        text: Message::new(text.fr, text.en),
        source: register.cite(b.uri.at),
    }
}

/// The folder that a location means but for case and accents, as it is written
/// on disk.
fn near(survey: &Survey<'_>, b: &Binding) -> Option<String> {
    let prefix = b.pattern.prefix();
    let folder = if b.pattern.is_literal() {
        prefix
    } else {
        &prefix[..prefix.rfind('/')?]
    };
    let wanted: Vec<String> = folder.split('/').map(fold).collect();
    survey.spots.iter().find_map(|spot| {
        let name = spot.name.against(&b.pattern)?;
        let parts: Vec<&str> = name.split('/').take(wanted.len()).collect();
        let same =
            parts.len() == wanted.len() && parts.iter().zip(&wanted).all(|(p, w)| fold(p) == *w);
        same.then(|| parts.join("/"))
    })
}

/// The place that a whole address means but for its server, drive or first
/// folders, as the scan names it: `smb://srv/partage/RH/**` where `RH` was scanned.
fn elsewhere(survey: &Survey<'_>, b: &Binding) -> Option<String> {
    let pattern = &b.pattern;
    if pattern.is_relative() || survey.table_of(pattern).is_some() {
        return None;
    }
    let (_, place) = pattern.text().split_once("://")?;
    in_a_database(survey, place).or_else(|| in_a_tree(survey, pattern.prefix(), place))
}

/// The same database on another server or port, or under another of its names.
fn in_a_database(survey: &Survey<'_>, place: &str) -> Option<String> {
    let (_, path) = place.split_once('/')?;
    let databases = survey.sources().filter(|s| survey.is_database(s.id));
    databases.into_iter().find_map(|s| {
        let uri = crate::register::normal::uri(&s.uri);
        let (server, name) = uri.rsplit_once('/')?;
        let rest = path.strip_prefix(name)?;
        let scanned = server.split_once("://").map_or("", |(_, s)| s);
        let same = place.split_once('/').is_some_and(|(own, _)| own == scanned);
        (!same && (rest.is_empty() || rest.starts_with('/'))).then(|| format!("{uri}{rest}"))
    })
}

/// The longest end of the fixed folders that the scan knows.
fn in_a_tree(survey: &Survey<'_>, prefix: &str, place: &str) -> Option<String> {
    let (_, fixed) = prefix.split_once("://")?;
    let whole = fixed.len() == place.len();
    let fixed = match whole {
        true => fixed,
        false => &fixed[..fixed.rfind('/')? + 1],
    };
    let rest = place.get(fixed.len()..).unwrap_or_default();
    let folders: Vec<String> = fixed
        .split('/')
        .filter(|p| !p.is_empty())
        .map(fold)
        .collect();
    (0..folders.len()).find_map(|start| {
        let wanted = &folders[start..];
        survey.spots.iter().find_map(|spot| {
            let parts: Vec<&str> = spot
                .name
                .relative()?
                .split('/')
                .take(wanted.len())
                .collect();
            let same =
                parts.len() == wanted.len() && parts.iter().zip(wanted).all(|(p, w)| fold(p) == *w);
            let rest = if rest.is_empty() {
                String::new()
            } else {
                format!("/{rest}")
            };
            same.then(|| parts.join("/") + &rest)
        })
    })
}
