//! Inventory x register -> gaps. Pure and total: no I/O, no clock; the same
//! inputs in any order give the same gaps, and no inventory makes it panic.
//!
//! The story: `survey` arranges the inventory and binds each place to its
//! activities (`bind`); `decide` judges each datum against each fiche in the
//! order of the design. One file makes each kind of gap: `undeclared` (G01),
//! `compared` (G02 to G05, exclusions), `people` (G06), `kept` (G07), `silent`
//! (G08), `abroad` (G09), `copies` (G10), `secured` (G11), `claims` (G12), `vendor`
//! (G13), `quality` (G14), `unread` (G15); `evidence` weighs and words them,
//! `persons` counts whom they concern; `warn` says which lines of the register could
//! not count.
//!
//! Wording is neutral on purpose: a gap is a difference to be confirmed by a
//! person, never a verdict of compliance.

mod abroad;
mod accepted;
mod aged;
mod bind;
mod claims;
mod clock;
mod cluster;
mod compared;
mod copies;
mod decide;
mod duplicate;
mod evidence;
mod exposure;
mod extent;
mod gap;
mod id;
mod kept;
mod matrix;
mod note;
mod people;
mod persons;
mod profile;
mod quality;
mod region;
mod secured;
mod seen;
mod severity;
mod silent;
mod subject;
mod suggest;
mod survey;
mod tables;
mod undeclared;
mod unread;
mod vendor;
mod waive;
mod warn;
mod words;

pub use clock::{Clock, Reading};
pub use gap::{
    Code, Decided, Extent, Gap, GapId, Level, PlaceRef, Quote, Severity, Standing, Step, Terms,
};
pub use kept::{Period, Untold};
pub use matrix::{Cell, Mark, Matrix, Row, Subject};
pub use note::{Note, NoteKind};
pub use profile::{Amount, Dates, People, Profile};
pub use severity::{FLOOR_NIR, FLOOR_SENSITIVE, Weight, level, severity};
pub use suggest::{Kind as SuggestionKind, Suggestion, suggest};
pub use warn::{Warning, WarningKind};

use crate::decision::{self, Decision};
use crate::inventory::Inventory;
use crate::model::{Locator, Place};
use crate::register::{Date, Register};
use std::collections::BTreeMap;
use survey::Survey;

/// Everything that comparing an inventory with a register says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reconciliation {
    /// Gravest first.
    pub gaps: Vec<Gap>,
    /// Beside gaps: inference, silence of the register, data of clients.
    pub notes: Vec<Note>,
    /// Lines of the register that could not count.
    pub warnings: Vec<Warning>,
    /// Holdings too weak to make a gap.
    pub weak: u64,
    /// Register and reality side by side.
    pub matrix: Matrix,
    /// How old data are, against how long they are to be kept.
    pub periods: Vec<Period>,
    /// What is known of each undeclared place (G01), in the order of their gaps.
    pub profiles: Vec<Profile>,
}

/// Compares, and says everything. Without a register there is nothing to
/// compare with: only what was not inspected (G15) is listed.
///
/// `as_of` is the day on which ages, fiches and decisions are looked at.
#[must_use]
pub fn compare(inventory: &Inventory, register: Option<&Register>, as_of: Date) -> Reconciliation {
    compare_masked(inventory, register, as_of, &|_| None)
}

/// The same where outputs mask names: `said` tells a path as they do, so that
/// what a waiver remembers does not give the names away.
#[must_use]
pub fn compare_masked(
    inventory: &Inventory,
    register: Option<&Register>,
    as_of: Date,
    said: &dyn Fn(&str) -> Option<String>,
) -> Reconciliation {
    compare_decided(inventory, register, (&[], as_of), as_of, said)
}

/// The same with the decisions of `decisions.toml`; the waivers of the register
/// count beside them, in the same way.
/// `day`: the one on which decisions are looked at; never before `as_of`, that of
/// the scan.
#[must_use]
pub fn compare_decided(
    inventory: &Inventory,
    register: Option<&Register>,
    (decisions, day): (&[Decision], Date),
    as_of: Date,
    said: &dyn Fn(&str) -> Option<String>,
) -> Reconciliation {
    let survey = Survey::new(inventory, register, as_of).masked(Some(said));
    let mut gaps = unread::gaps(&survey, inventory);
    let mut notes = Vec::new();
    let mut periods = Vec::new();
    let mut rulings = compared::Rulings::new();
    let mut decided = decisions.to_vec();
    decided.extend(register.into_iter().flat_map(decision::waivers));
    let clusters = register.map_or_else(Vec::new, |_| {
        cluster::clusters(&survey, &waive::pins(&decided))
    });
    let mut by_gap = BTreeMap::new();
    if let Some(register) = register {
        let against = Against::of(&survey, register);
        gaps.extend(against.gaps);
        let undeclared = undeclared::gaps(&survey, register, &clusters);
        let ids = undeclared.iter().map(|g| g.id.clone());
        by_gap.extend(ids.zip(&clusters));
        gaps.extend(undeclared);
        gaps.extend(quality::gaps(register, as_of));
        rulings = against.rulings;
        notes = against.notes;
        periods = against.periods;
    }
    arrange(&mut gaps);
    let mut warnings = register.map_or_else(Vec::new, |r| warn::warnings(&survey, r));
    warnings.extend(waive::apply(&survey, &mut gaps, &decided, day));
    Reconciliation {
        matrix: Matrix::of(&survey, &rulings, &gaps),
        profiles: profile::profiles(&survey, &gaps, &by_gap),
        weak: survey.finds.iter().filter(|f| !f.is_strong()).count() as u64,
        gaps,
        notes,
        warnings,
        periods,
    }
}

/// What was found, compared with the activities that it is bound to.
struct Against {
    rulings: compared::Rulings,
    gaps: Vec<Gap>,
    notes: Vec<Note>,
    periods: Vec<Period>,
}

impl Against {
    fn of(survey: &Survey<'_>, register: &Register) -> Self {
        let rulings = compared::rulings(survey, register);
        let (mut gaps, notes) = compared::compare(survey, register, &rulings);
        let (late, periods) = kept::judge(survey, register);
        gaps.extend(late);
        gaps.extend(silent::gaps(survey, register));
        gaps.extend(claims::gaps(survey, register, &rulings));
        gaps.extend(people::gaps(survey, register));
        gaps.extend(abroad::gaps(survey, register, &rulings));
        gaps.extend(copies::gaps(survey, register));
        gaps.extend(secured::gaps(survey, register, &rulings));
        gaps.extend(vendor::gaps(survey, register, &rulings));
        Self {
            rulings,
            gaps,
            notes,
            periods,
        }
    }
}

/// The gaps alone; see [`compare`].
#[must_use]
pub fn reconcile(inventory: &Inventory, register: Option<&Register>, as_of: Date) -> Vec<Gap> {
    compare(inventory, register, as_of).gaps
}

/// The matrix alone; see [`compare`]. Waivers do not show in it.
#[must_use]
pub fn matrix(inventory: &Inventory, register: Option<&Register>) -> Matrix {
    compare(inventory, register, Date::ZERO).matrix
}

/// Gravest first; then code, place and title.
fn arrange(gaps: &mut [Gap]) {
    single(gaps);
    gaps.sort_by(|a, b| {
        let gravity = |g: &Gap| std::cmp::Reverse((g.severity.level, g.severity.score));
        let rest = |g: &Gap| {
            (
                // what was not read is told before what may be written better
                g.code == Code::G14,
                g.code,
                g.cluster.clone(),
                g.title_fr.clone(),
                g.items.clone(),
            )
        };
        gravity(a)
            .cmp(&gravity(b))
            .then_with(|| rest(a).cmp(&rest(b)))
            .then_with(|| places(a).cmp(places(b)))
    });
}

/// Ids made alike (one source given twice) are told apart by the order of their
/// places, never by how grave they are: a decision keeps its gap.
fn single(gaps: &mut [Gap]) {
    let mut alike: BTreeMap<GapId, Vec<usize>> = BTreeMap::new();
    for (i, gap) in gaps.iter().enumerate() {
        alike.entry(gap.id.clone()).or_default().push(i);
    }
    for (id, mut same) in alike.into_iter().filter(|(_, same)| same.len() > 1) {
        same.sort_by(|a, b| places(&gaps[*a]).cmp(places(&gaps[*b])));
        for (rank, i) in same.into_iter().enumerate().skip(1) {
            let again = [id.0.clone(), (rank + 1).to_string()];
            gaps[i].id = id::of(gaps[i].code, &again);
        }
    }
}

fn places(gap: &Gap) -> impl Iterator<Item = (&Locator, &Place)> {
    gap.places.iter().map(|p| (&p.at, &p.place))
}

#[cfg(test)]
mod tests;
