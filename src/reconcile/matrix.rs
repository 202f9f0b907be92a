//! The register and reality side by side: activity × category. Values, not
//! drawings: the report draws them.

use super::compared::Rulings;
use super::decide::Decision;
use super::gap::{Code, Gap, GapId};
use super::seen::Seen;
use super::survey::Survey;
use crate::model::{Category, Datum};
use crate::register::{Activity, Register, Status};
use std::collections::BTreeMap;

/// How register and reality meet in one cell, from the least to the most to
/// look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mark {
    /// Declared; its places were not, or not wholly, scanned.
    DeclaredNotScanned,
    /// Declared, its places were read whole, nothing was found.
    DeclaredNotFound,
    /// Declared, and seen too weakly to be called found.
    DeclaredWeak,
    /// Declared and found.
    DeclaredFound,
    /// Found; covered only by what the fiche's words imply.
    FoundImplied,
    /// Found where the register does not say, or for a client.
    FoundUnclear,
    /// Declared and found, beside something that is not declared.
    FoundPartly,
    /// Found and not declared.
    FoundNotDeclared,
}

impl Mark {
    /// The name used in JSON and as a class of the page.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::DeclaredNotScanned => "declared_not_scanned",
            Self::DeclaredNotFound => "declared_not_found",
            Self::DeclaredWeak => "declared_weak",
            Self::DeclaredFound => "declared_found",
            Self::FoundImplied => "found_implied",
            Self::FoundUnclear => "found_unclear",
            Self::FoundPartly => "found_partly_declared",
            Self::FoundNotDeclared => "found_not_declared",
        }
    }
}

/// One cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// How register and reality meet.
    pub mark: Mark,
    /// Data found, sorted; of a cell without finds, data declared.
    pub items: Vec<Datum>,
    /// Values found.
    pub values: u64,
    /// Whether something declared was found, whatever lies beside it.
    pub confirmed: bool,
}

/// What a row is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// An activity of the register.
    Activity {
        /// Its id.
        id: String,
        /// Its name.
        name: String,
        /// How far it counts.
        status: Status,
    },
    /// An undeclared cluster, and its gap.
    Cluster {
        /// The G01 gap.
        gap: GapId,
        /// What a French reader calls it.
        fr: String,
        /// The same in English.
        en: String,
    },
}

/// One row; a category without a cell is neither declared nor found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// What it is about.
    pub subject: Subject,
    /// Cells by category.
    pub cells: BTreeMap<Category, Cell>,
}

/// The picture.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Matrix {
    /// Activities in the order of the register, then clusters in the order of
    /// their gaps.
    pub rows: Vec<Row>,
}

impl Matrix {
    pub(super) fn of(survey: &Survey<'_>, rulings: &Rulings, gaps: &[Gap]) -> Self {
        let mut rows = Vec::new();
        if let Some(register) = survey.register {
            rows = activities(survey, register, rulings);
        }
        rows.extend(gaps.iter().filter(|g| g.code == Code::G01).map(cluster));
        Self { rows }
    }

    /// Categories that some row speaks of, in the order of the catalogue.
    #[must_use]
    pub fn categories(&self) -> Vec<Category> {
        let used = |c: &Category| self.rows.iter().any(|r| r.cells.contains_key(c));
        Category::ALL.iter().copied().filter(used).collect()
    }
}

fn activities(survey: &Survey<'_>, register: &Register, rulings: &Rulings) -> Vec<Row> {
    let mut cells: Vec<BTreeMap<Category, Cell>> = vec![BTreeMap::new(); register.activities.len()];
    for find in survey.finds.iter().filter(|f| f.is_strong()) {
        let Some(ruling) = rulings.get(&(find.bonds, find.datum)) else {
            continue;
        };
        let mark = found(ruling.judgement.decision);
        let own = &mut cells[ruling.bond.activity];
        note(own, find.datum, mark, find.holding.count);
    }
    let seen = Seen::of(survey, register);
    let each = register.activities.iter().zip(cells).enumerate();
    each.map(|(i, (a, mut cells))| {
        let weak = |d: Datum| seen.holds(i, d);
        declared(a, seen.is_whole(i), weak, &mut cells);
        Row {
            subject: Subject::Activity {
                id: a.id.value.clone(),
                name: a.name.value.clone(),
                status: a.status,
            },
            cells,
        }
    })
    .collect()
}

const fn found(decision: Decision) -> Mark {
    match decision {
        Decision::Covered | Decision::CoveredByCategory => Mark::DeclaredFound,
        Decision::CoveredImplied => Mark::FoundImplied,
        Decision::ProcessorData | Decision::Indeterminate => Mark::FoundUnclear,
        Decision::ItemNotListed
        | Decision::UndeclaredCategory
        | Decision::SensitiveDeclaredNo
        | Decision::NirUndeclared
        | Decision::Contradiction => Mark::FoundNotDeclared,
    }
}

fn note(cells: &mut BTreeMap<Category, Cell>, datum: Datum, mark: Mark, values: u64) {
    let cell = cells.entry(datum.category()).or_insert(Cell {
        mark,
        items: Vec::new(),
        values: 0,
        confirmed: false,
    });
    cell.confirmed |= mark == Mark::DeclaredFound;
    cell.mark = match cell.mark.max(mark) {
        Mark::FoundNotDeclared | Mark::FoundPartly if cell.confirmed => Mark::FoundPartly,
        mark => mark,
    };
    cell.values = cell.values.saturating_add(values);
    if let Err(at) = cell.items.binary_search(&datum) {
        cell.items.insert(at, datum);
    }
}

/// Categories declared and not found; `weak` says of which data there is a hint
/// that makes no find.
fn declared(
    a: &Activity,
    whole: bool,
    weak: impl Fn(Datum) -> bool,
    cells: &mut BTreeMap<Category, Cell>,
) {
    let absent = if whole {
        Mark::DeclaredNotFound
    } else {
        Mark::DeclaredNotScanned
    };
    let items = a.declared_items();
    for category in a.declared_categories() {
        let own = items.iter().copied().filter(|d| d.category() == category);
        let own: Vec<Datum> = own.collect();
        let all = Datum::ALL.iter().filter(|d| d.category() == category);
        let meant = |d: &Datum| own.is_empty() || own.contains(d);
        let mark = if all.copied().filter(meant).any(&weak) {
            Mark::DeclaredWeak
        } else {
            absent
        };
        cells.entry(category).or_insert_with(|| Cell {
            mark,
            items: own,
            values: 0,
            confirmed: false,
        });
    }
}

fn cluster(gap: &Gap) -> Row {
    let mut cells = BTreeMap::new();
    for place in &gap.places {
        if let Some(datum) = place.datum {
            note(&mut cells, datum, Mark::FoundNotDeclared, place.count);
        }
    }
    Row {
        subject: Subject::Cluster {
            gap: gap.id.clone(),
            fr: gap.where_fr.clone(),
            en: gap.where_en.clone(),
        },
        cells,
    }
}
