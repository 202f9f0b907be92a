//! Which activity a place without one may belong to: suggestions, for a person to
//! accept or refuse. Strongest first, as the design has it: the system that the
//! activity names, the columns of a table that is bound already, the service that
//! works there, the words of the path.
//!
//! A suggestion binds nothing. What was refused, or lies wholly within what was,
//! is not suggested again.

pub(super) mod place;
mod reason;
mod terms;

use super::cluster;
use super::survey::Survey;
use crate::inventory::Inventory;
use crate::model::Datum;
use crate::register::{BindingState, Message, Pattern, Register, Status};
use place::{Place, is_meant, items, places};
use reason::{Clue, Fiches};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;

/// Activities suggested for one place.
const OFFERED: usize = 4;
/// Places of one cluster suggested for one activity.
const PLACES: usize = 3;
/// Scores below are not worth a line.
const LEAST: u8 = 38;

/// Why a binding is suggested, strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// The activity runs on a system that the place belongs to.
    System,
    /// The same columns as a table that is bound.
    Columns,
    /// The service that works there.
    Department,
    /// Words of the path.
    Words,
    /// It stands in the register as suggested.
    Written,
}

impl Kind {
    /// The word used in machine output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Columns => "columns",
            Self::Department => "department",
            Self::Words => "words",
            Self::Written => "written",
        }
    }
}

/// A binding that a person may accept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// The same as long as activity and place are.
    pub id: String,
    /// Index of the activity in the register.
    pub activity: usize,
    /// The location pattern.
    pub uri: String,
    /// Which of the activity's locations it is already, as `suggested`.
    pub location: Option<usize>,
    /// Why.
    pub kind: Kind,
    /// How sure, 0 to 100.
    pub score: u8,
    /// Why, in words.
    pub reason: Message,
    /// Files and tables with data that it would bind.
    pub places: usize,
    /// What was found there.
    pub items: Vec<Datum>,
}

/// Suggests bindings for what was found where no activity is bound, strongest
/// first. `said` tells a name as outputs do: values in names are masked, and not
/// repeated in patterns.
#[must_use]
pub fn suggest(
    inventory: &Inventory,
    register: &Register,
    said: &dyn Fn(&str) -> Option<String>,
) -> Vec<Suggestion> {
    let survey =
        Survey::new(inventory, Some(register), crate::register::Date::ZERO).masked(Some(said));
    let fiches = Fiches::of(&survey, register);
    let mut all: BTreeMap<String, Suggestion> = BTreeMap::new();
    for cluster in cluster::clusters(&survey, &cluster::Pins::new()) {
        for suggestion in of_cluster(&survey, register, &fiches, &places(&survey, &cluster)) {
            all.insert(suggestion.id.clone(), suggestion);
        }
    }
    for suggestion in written(&survey, register) {
        all.entry(suggestion.id.clone()).or_insert(suggestion);
    }
    let mut all: Vec<Suggestion> = all.into_values().collect();
    all.sort_by(|a, b| {
        let key = |s: &Suggestion| (s.kind, std::cmp::Reverse(s.score), s.activity);
        key(a).cmp(&key(b)).then_with(|| a.uri.cmp(&b.uri))
    });
    all
}

/// The best activities for the places of one cluster.
fn of_cluster(
    survey: &Survey<'_>,
    register: &Register,
    fiches: &Fiches,
    places: &[Place],
) -> Vec<Suggestion> {
    let mut offered: Vec<(usize, &Place, Clue)> = Vec::new();
    for (activity, a) in register.activities.iter().enumerate() {
        if a.status != Status::Archived {
            let best = best_places(fiches, activity, places);
            offered.extend(
                best.into_iter()
                    .map(|(place, clue)| (activity, place, clue)),
            );
        }
    }
    // a service works in many places: it decides only where nothing else speaks
    let weak = |clue: &Clue| clue.alone && clue.kind == Kind::Department;
    let told: Vec<&Place> = offered
        .iter()
        .filter(|o| !weak(&o.2))
        .map(|o| o.1)
        .collect();
    offered.retain(|(_, place, clue)| !weak(clue) || !told.iter().any(|t| place.overlaps(t)));
    offered.retain(|(activity, place, _)| !is_decided(survey, register, *activity, place));
    offered
        .sort_by_key(|(activity, _, clue)| (clue.kind, std::cmp::Reverse(clue.score), *activity));
    let mut named: BTreeMap<&[String], usize> = BTreeMap::new();
    offered.retain(|(_, place, _)| {
        let n = named.entry(&place.path).or_insert(0);
        *n += 1;
        *n <= OFFERED
    });
    let all = offered.into_iter();
    all.map(|(activity, place, clue)| suggestion(register, activity, place, clue))
        .collect()
}

/// The places that most speaks for of one activity, none within another.
fn best_places<'p>(
    fiches: &Fiches,
    activity: usize,
    places: &'p [Place],
) -> Vec<(&'p Place, Clue)> {
    let clue = |place| Some((place, fiches.clue(activity, place)?));
    let clues = places.iter().filter_map(clue);
    let mut clues: Vec<(&Place, Clue)> = clues.filter(|(_, c)| c.score >= LEAST).collect();
    // the best, and of those that say as much the widest
    clues.sort_by_key(|(place, clue)| (std::cmp::Reverse(clue.score), place.path.len()));
    let mut best: Vec<(&Place, Clue)> = Vec::new();
    for (place, clue) in clues {
        if best.len() < PLACES && !best.iter().any(|(other, _)| place.overlaps(other)) {
            best.push((place, clue));
        }
    }
    best
}

/// Whether a person has already said no to all of a place, or the register binds
/// it without effect (a draft).
fn is_decided(survey: &Survey<'_>, register: &Register, activity: usize, place: &Place) -> bool {
    let locations = register.activities[activity].locations.iter();
    let decided = locations.filter(|b| b.state != BindingState::Suggested);
    let patterns: Vec<&Pattern> = decided.map(|b| &b.pattern).collect();
    let covered = |s: &usize| patterns.iter().any(|p| is_meant(survey, *s, p));
    !patterns.is_empty() && place.spots.iter().all(covered)
}

fn suggestion(register: &Register, activity: usize, place: &Place, clue: Clue) -> Suggestion {
    let a = &register.activities[activity];
    let pattern = Pattern::parse(&place.uri).ok();
    let same = |p: &Pattern| pattern.as_ref().is_some_and(|own| own.text() == p.text());
    let location = a
        .locations
        .iter()
        .position(|b| b.state == BindingState::Suggested && same(&b.pattern));
    // as it is written there, so that the id stays
    let uri = location.map_or(place.uri.clone(), |l| a.locations[l].uri.value.clone());
    Suggestion {
        id: id(&a.id.value, &uri),
        activity,
        uri,
        location,
        kind: clue.kind,
        score: clue.score,
        reason: clue.reason,
        places: place.spots.len(),
        items: place.items.clone(),
    }
}

/// Those that stand in the register.
fn written(survey: &Survey<'_>, register: &Register) -> Vec<Suggestion> {
    let mut out = Vec::new();
    for (activity, a) in register.activities.iter().enumerate() {
        for (location, b) in a.locations.iter().enumerate() {
            if b.state != BindingState::Suggested {
                continue;
            }
            let meant = |s: &usize| is_meant(survey, *s, &b.pattern);
            let spots: Vec<usize> = (0..survey.spots.len()).filter(meant).collect();
            let score = b.score.unwrap_or_default().min(100);
            out.push(Suggestion {
                id: id(&a.id.value, &b.uri.value),
                activity,
                uri: b.uri.value.clone(),
                location: Some(location),
                kind: Kind::Written,
                score: u8::try_from(score).unwrap_or(100),
                reason: b.reason.as_deref().map_or_else(
                    || Message::new("proposé dans le registre", "suggested in the register"),
                    Message::both,
                ),
                places: spots
                    .iter()
                    .filter(|s| !survey.finds_of(**s).is_empty())
                    .count(),
                items: items(survey, &spots),
            });
        }
    }
    out
}

/// `B-` and eight hex digits of SHA-256 over activity and pattern.
fn id(activity: &str, uri: &str) -> String {
    let mut hash = Sha256::new();
    for part in [activity, uri] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    let hex: String = hash
        .finalize()
        .iter()
        .take(4)
        .map(|b| format!("{b:02x}"))
        .collect();
    format!("B-{hex}")
}
