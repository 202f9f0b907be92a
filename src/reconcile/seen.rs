//! What was seen of each activity's confirmed places: whether all of them were
//! read whole, so that "not found" may be said, and what was found in them.

use super::survey::{Spot, Survey};
use crate::model::{Datum, Reason};
use crate::register::{Activity, Binding, BindingState, Pattern, Register, normal};
use std::collections::BTreeSet;

/// What was seen, by activity.
pub(super) struct Seen {
    /// Locations, as (activity, location), that some scanned thing belongs to.
    locations: BTreeSet<(usize, usize)>,
    /// Files and tables of each activity, those bound by columns included.
    spots: Vec<BTreeSet<usize>>,
    /// Data found in them, at any confidence.
    found: Vec<BTreeSet<Datum>>,
    /// Whether all places were evaluated and read whole.
    whole: Vec<bool>,
}

impl Seen {
    pub(super) fn of(survey: &Survey<'_>, register: &Register) -> Self {
        let activities = register.activities.len();
        let mut seen = Self {
            locations: BTreeSet::new(),
            spots: vec![BTreeSet::new(); activities],
            found: vec![BTreeSet::new(); activities],
            whole: Vec::new(),
        };
        for (i, spot) in survey.spots.iter().enumerate() {
            for bond in survey.bonds(spot.bonds) {
                seen.locations.insert((bond.activity, bond.location));
                seen.spots[bond.activity].insert(i);
            }
        }
        for find in &survey.finds {
            for bond in survey.bonds(find.bonds) {
                seen.locations.insert((bond.activity, bond.location));
                seen.spots[bond.activity].insert(find.spot);
                seen.found[bond.activity].insert(find.datum);
            }
        }
        let unread = Unread::of(survey);
        let each = register.activities.iter().enumerate();
        seen.whole = each
            .map(|(i, a)| seen.is_evaluated(survey, &unread, i, a))
            .collect();
        seen
    }

    /// Files and tables of an activity.
    pub(super) fn places(&self, activity: usize) -> usize {
        self.spots[activity].len()
    }

    /// Whether a datum was found in the places of an activity.
    pub(super) fn holds(&self, activity: usize, datum: Datum) -> bool {
        self.found[activity].contains(&datum)
    }

    /// Whether every confirmed place of an activity was scanned and read whole;
    /// false for an activity without one.
    pub(super) fn is_whole(&self, activity: usize) -> bool {
        self.whole[activity]
    }

    fn is_evaluated(
        &self,
        survey: &Survey<'_>,
        unread: &Unread<'_>,
        index: usize,
        a: &Activity,
    ) -> bool {
        let confirmed = || {
            let all = a.locations.iter().enumerate();
            all.filter(|(_, b)| b.state == BindingState::Confirmed)
        };
        let read = self.spots[index]
            .iter()
            .all(|s| survey.spots[*s].is_complete());
        let reached = |(location, b): (usize, &Binding)| {
            self.locations.contains(&(index, location))
                || survey.table_of(&b.pattern).is_some_and(Spot::is_complete)
                || is_empty_place(survey, b)
        };
        confirmed().next().is_some()
            && read
            && confirmed().all(reached)
            && !confirmed().any(|(_, b)| unread.hides(b))
    }
}

/// A location inside a scanned tree under which there is nothing at all. A
/// scheme-less pattern may be about another share, and a pattern of a database
/// that means no table is more likely misspelled (`rh/**`): of those nothing is
/// said here, but that they mean nothing.
fn is_empty_place(survey: &Survey<'_>, binding: &Binding) -> bool {
    let pattern = &binding.pattern;
    let trees = || survey.sources().filter(|s| !survey.is_database(s.id));
    !pattern.is_relative()
        && survey.run.finished.is_some()
        && trees().any(|s| {
            let root = normal::uri(&s.uri);
            let below = pattern.prefix().strip_prefix(root.trim_end_matches('/'));
            below.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
}

/// What was not opened and may be a folder: a link, an exclusion, a refusal.
pub(super) struct Unread<'a> {
    names: Vec<&'a Spot<'a>>,
    interrupted: bool,
}

impl<'a> Unread<'a> {
    pub(super) fn of(survey: &'a Survey<'_>) -> Self {
        let closed = |s: &&Spot<'_>| {
            let unopened =
                |o: &&crate::model::Outcome| o.at.entry.is_none() && o.kind.as_str().is_empty();
            !s.is_complete() && s.outcomes.iter().any(unopened)
        };
        let interrupted = |s: &Spot<'_>| {
            let problems = s.outcomes.iter().flat_map(|o| &o.problems);
            problems.into_iter().any(|p| p.what == Reason::Interrupted)
        };
        Self {
            names: survey.spots.iter().filter(closed).collect(),
            interrupted: survey.run.finished.is_none() || survey.spots.iter().any(interrupted),
        }
    }

    /// What a location lies in, or is, that was not opened.
    pub(super) fn above(&self, binding: &Binding) -> Option<&'a Spot<'a>> {
        let pattern = &binding.pattern;
        let is_above = |spot: &&&Spot<'_>| {
            let name = spot.name.against(pattern);
            name.is_some_and(|name| stands_above(name, pattern))
        };
        self.names.iter().find(is_above).copied()
    }

    /// Whether places of a location may lie in something that was not opened: it
    /// stands above the location, or where its wildcards reach.
    fn hides(&self, binding: &Binding) -> bool {
        let pattern = &binding.pattern;
        let prefix = pattern.prefix();
        let fixed = prefix.rfind('/').map_or("", |i| &prefix[..=i]);
        self.interrupted
            || self.names.iter().any(|spot| {
                let name = spot.name.against(pattern);
                name.is_some_and(|name| {
                    let beside = !pattern.is_literal() && name.starts_with(fixed);
                    beside || stands_above(name, pattern)
                })
            })
    }
}

/// Whether a name is that of a folder in which all places of a pattern lie.
fn stands_above(name: &str, pattern: &Pattern) -> bool {
    let folder = format!("{}/", name.trim_end_matches('/'));
    name.is_empty() || pattern.prefix().starts_with(&folder)
}
