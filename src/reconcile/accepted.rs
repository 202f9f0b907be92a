//! What would remain if a proposed binding counted. The places it means are
//! reconciled again as if it did, so that what is promised is what the next run
//! will say: exclusions, commitments and what is declared and not found included.

use super::bind::Bond;
use super::survey::Survey;
use super::{Against, Code, words};
use crate::inventory::Inventory;
use crate::model::SourceId;
use crate::register::{BindingState, Date, Message, Register, Status};
use std::collections::{BTreeMap, BTreeSet};

/// Answers already given: one proposal may stand in several gaps.
pub(super) type Answers = BTreeMap<(Bond, SourceId), Vec<Code>>;

/// The gaps that the activity would then have and has not now, by code.
pub(super) fn remaining(
    answers: &mut Answers,
    survey: &Survey<'_>,
    register: &Register,
    bond: Bond,
    source: SourceId,
) -> Vec<Code> {
    let known = answers.entry((bond, source));
    known
        .or_insert_with(|| ask(survey, register, bond, source))
        .clone()
}

fn ask(survey: &Survey<'_>, register: &Register, bond: Bond, source: SourceId) -> Vec<Code> {
    let inventory = concerned(survey, register, bond, source);
    let with = |state: BindingState| {
        let mut register = register.clone();
        let activity = &mut register.activities[bond.activity];
        if state == BindingState::Confirmed {
            activity.status = Status::Active;
        }
        activity.locations[bond.location].state = state;
        gaps(&inventory, &register, bond.activity, survey.as_of)
    };
    let now = with(BindingState::Suggested);
    let then = with(BindingState::Confirmed);
    let new = then.into_iter().filter(|(id, _)| !now.contains_key(id));
    words::sorted(new.map(|(_, code)| code))
}

/// The part of the inventory that the proposal or its activity speaks of, and
/// what was not read, which may hide more.
fn concerned(survey: &Survey<'_>, register: &Register, bond: Bond, source: SourceId) -> Inventory {
    let pattern = &register.activities[bond.activity].locations[bond.location].pattern;
    let bound = |bonds| {
        survey
            .bonds(bonds)
            .iter()
            .any(|b| b.activity == bond.activity)
    };
    let mut inventory = Inventory {
        run: survey.run.clone(),
        coverage: Vec::new(),
        holdings: Vec::new(),
        tables: Vec::new(),
    };
    for (i, spot) in survey.spots.iter().enumerate() {
        let name = spot.name.against(pattern);
        let meant = spot.source == source && name.is_some_and(|n| pattern.matches(n));
        let finds = survey.finds_of(i);
        let own = bound(spot.bonds) || finds.iter().any(|f| bound(f.bonds));
        if meant || own {
            let holdings = finds.iter().map(|f| f.holding.clone());
            inventory.holdings.extend(holdings);
            let tables = survey.tables_of(i).iter();
            inventory.tables.extend(tables.map(|t| (*t).clone()));
        }
        if meant || own || !spot.is_complete() {
            let outcomes = spot.outcomes.iter().map(|o| (*o).clone());
            inventory.coverage.extend(outcomes);
        }
    }
    inventory
}

/// Ids and codes of the gaps of one activity.
fn gaps(
    inventory: &Inventory,
    register: &Register,
    activity: usize,
    as_of: Date,
) -> BTreeMap<String, Code> {
    let survey = Survey::new(inventory, Some(register), as_of);
    let gaps = Against::of(&survey, register).gaps;
    let id = &register.activities[activity].id.value;
    let own = gaps
        .into_iter()
        .filter(|g| g.activity.as_ref().is_some_and(|(own, _)| own == id));
    own.map(|g| (g.id.0, g.code)).collect()
}

/// "; s’il était accepté : il resterait 2 écarts (G02, G03)".
pub(super) fn outcome(codes: &[Code], left_out: usize) -> Message {
    let n = codes.len() as u64;
    let count = words::count(n, ["écart", "écarts"], ["gap", "gaps"]);
    let names: BTreeSet<&str> = codes.iter().map(|c| c.as_str()).collect();
    let names: Vec<&str> = names.into_iter().collect();
    let list = if names.is_empty() {
        String::new()
    } else {
        format!(" ({})", names.join(", "))
    };
    let mut said = Message::new(
        format!("\u{a0}; s’il était accepté\u{a0}: {}{list}", count.fr),
        format!("; if accepted: {}{list}", count.en),
    );
    if left_out > 0 {
        let rest = words::count(
            left_out as u64,
            ["élément resterait", "éléments resteraient"],
            ["item would stay", "items would stay"],
        );
        said.fr += &format!(", et {} sans activité", rest.fr);
        said.en += &format!(", and {} without an activity", rest.en);
    }
    said
}
