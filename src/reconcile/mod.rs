//! Inventory x register -> gaps. Pure and total: no I/O, no clock; the same
//! inputs in any order give the same gaps, and no inventory makes it panic.
//!
//! The story: `survey` arranges the inventory and binds each place to its
//! activities (`bind`); `decide` judges each datum against each fiche in the
//! order of the design; `compared`, `undeclared`, `silent`, `claims` and
//! `unread` make the gaps; `evidence` weighs and words them.
//!
//! Wording is neutral on purpose: a gap is a difference to be confirmed by a
//! person, never a verdict of compliance.

mod bind;
mod claims;
mod cluster;
mod compared;
mod decide;
mod evidence;
mod exposure;
mod gap;
mod id;
mod matrix;
mod note;
mod severity;
mod silent;
mod survey;
mod undeclared;
mod unread;
mod waive;
mod words;

pub use gap::{Code, Gap, GapId, Level, PlaceRef, Quote, Severity, Terms};
pub use matrix::{Cell, HeatRow, Mark, Matrix, Row, Subject};
pub use note::{Note, NoteKind};
pub use severity::{CEILING_LOW, FLOOR_NIR, FLOOR_SENSITIVE, Weight, level, severity};

use crate::inventory::Inventory;
use crate::register::{Date, Register};
use survey::Survey;

/// Everything that comparing an inventory with a register says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reconciliation {
    /// Gravest first.
    pub gaps: Vec<Gap>,
    /// Beside gaps: inference, silence of the register, data of clients.
    pub notes: Vec<Note>,
    /// Holdings too weak to make a gap.
    pub weak: u64,
    /// Register and reality side by side.
    pub matrix: Matrix,
}

/// Compares, and says everything. Without a register there is nothing to
/// compare with: only what was not inspected (G15) is listed.
///
/// `as_of` is the day on which waivers are looked at.
#[must_use]
pub fn compare(inventory: &Inventory, register: Option<&Register>, as_of: Date) -> Reconciliation {
    let survey = Survey::new(inventory, register);
    let mut gaps = unread::gaps(inventory);
    let mut notes = Vec::new();
    let mut rulings = compared::Rulings::new();
    if let Some(register) = register {
        rulings = compared::rulings(&survey, register);
        let (mut own, remarks) = compared::compare(&survey, register, &rulings);
        gaps.append(&mut own);
        gaps.extend(undeclared::gaps(&survey, register));
        gaps.extend(silent::gaps(&survey, register));
        gaps.extend(claims::gaps(&survey, register, &rulings));
        notes = remarks;
    }
    arrange(&mut gaps);
    if let Some(register) = register {
        waive::apply(&mut gaps, register, as_of);
    }
    Reconciliation {
        matrix: Matrix::of(&survey, &rulings, &gaps),
        weak: survey.finds.iter().filter(|f| !f.is_strong()).count() as u64,
        gaps,
        notes,
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

/// Gravest first; then code, place and title. Ids made alike (one source given
/// twice) are told apart by their rank.
fn arrange(gaps: &mut [Gap]) {
    gaps.sort_by(|a, b| {
        let gravity = |g: &Gap| std::cmp::Reverse((g.severity.level, g.severity.score));
        let rest = |g: &Gap| {
            (
                g.code,
                g.cluster.clone(),
                g.title_fr.clone(),
                g.items.clone(),
            )
        };
        gravity(a)
            .cmp(&gravity(b))
            .then_with(|| rest(a).cmp(&rest(b)))
            .then_with(|| first_place(a).cmp(&first_place(b)))
    });
    let mut seen = std::collections::BTreeMap::new();
    for gap in gaps {
        let times = seen.entry(gap.id.clone()).or_insert(0_u32);
        *times += 1;
        if *times > 1 {
            let again = [gap.id.0.clone(), times.to_string()];
            gap.id = id::of(gap.code, &again, &[]);
        }
    }
}

fn first_place(gap: &Gap) -> Option<&crate::model::Locator> {
    gap.places.first().map(|p| &p.at)
}

#[cfg(test)]
mod tests;
