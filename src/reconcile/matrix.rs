//! The register and reality side by side: activity × category, and place ×
//! category. Values, not drawings: the report draws them.

use super::compared::Rulings;
use super::decide::Decision;
use super::gap::{Code, Gap, GapId};
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
    /// Declared and found.
    DeclaredFound,
    /// Found where the register does not say, or for a client.
    FoundUnclear,
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
            Self::DeclaredFound => "declared_found",
            Self::FoundUnclear => "found_unclear",
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
        /// Its name.
        name: String,
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

/// One line of the map of places.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeatRow {
    /// First folder or schema, with its source where there are several.
    pub place: String,
    /// Values found, by category; zero is left out.
    pub values: BTreeMap<Category, u64>,
    /// Their sum.
    pub total: u64,
}

/// Both pictures.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Matrix {
    /// Activities in the order of the register, then clusters in the order of
    /// their gaps.
    pub rows: Vec<Row>,
    /// Sorted by source and place.
    pub heat: Vec<HeatRow>,
}

impl Matrix {
    pub(super) fn of(survey: &Survey<'_>, rulings: &Rulings, gaps: &[Gap]) -> Self {
        let mut rows = Vec::new();
        if let Some(register) = survey.register {
            rows = activities(survey, register, rulings);
        }
        rows.extend(gaps.iter().filter(|g| g.code == Code::G01).map(cluster));
        Self {
            rows,
            heat: heat(survey),
        }
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
    let whole = whole(survey, register);
    register
        .activities
        .iter()
        .zip(cells)
        .zip(whole)
        .map(|((a, mut cells), whole)| {
            declared(a, whole, &mut cells);
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
    if decision.is_covered() {
        Mark::DeclaredFound
    } else if decision.gap().is_some() {
        Mark::FoundNotDeclared
    } else {
        Mark::FoundUnclear
    }
}

fn note(cells: &mut BTreeMap<Category, Cell>, datum: Datum, mark: Mark, values: u64) {
    let cell = cells.entry(datum.category()).or_insert(Cell {
        mark,
        items: Vec::new(),
        values: 0,
    });
    cell.mark = cell.mark.max(mark);
    cell.values = cell.values.saturating_add(values);
    if let Err(at) = cell.items.binary_search(&datum) {
        cell.items.insert(at, datum);
    }
}

/// Categories declared and not found.
fn declared(a: &Activity, whole: bool, cells: &mut BTreeMap<Category, Cell>) {
    let mark = if whole {
        Mark::DeclaredNotFound
    } else {
        Mark::DeclaredNotScanned
    };
    let items = a.declared_items();
    for category in a.declared_categories() {
        let own = items.iter().copied().filter(|d| d.category() == category);
        cells.entry(category).or_insert_with(|| Cell {
            mark,
            items: own.collect(),
            values: 0,
        });
    }
}

/// Whether something of each activity was scanned, and all of that read whole.
fn whole(survey: &Survey<'_>, register: &Register) -> Vec<bool> {
    let mut seen = vec![false; register.activities.len()];
    let mut complete = vec![true; register.activities.len()];
    for spot in &survey.spots {
        for bond in survey.bonds(spot.bonds) {
            seen[bond.activity] = true;
            complete[bond.activity] &= spot.is_complete();
        }
    }
    seen.into_iter()
        .zip(complete)
        .map(|(s, c)| s && c)
        .collect()
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
            name: gap.cluster.clone(),
        },
        cells,
    }
}

fn heat(survey: &Survey<'_>) -> Vec<HeatRow> {
    let several = survey.sources().count() > 1;
    let mut by: BTreeMap<_, BTreeMap<Category, u64>> = BTreeMap::new();
    for find in survey.finds.iter().filter(|f| f.is_strong()) {
        let spot = &survey.spots[find.spot];
        let database = survey.is_database(spot.source);
        let path = spot.path.to_text();
        let parted = path.split_once(if database { '.' } else { '/' });
        let first = parted.map_or("", |(first, _)| first).to_owned();
        let row = by.entry((spot.source, first)).or_default();
        let sum = row.entry(find.datum.category()).or_default();
        *sum = sum.saturating_add(find.holding.count);
    }
    by.into_iter()
        .map(|((source, first), values)| {
            let uri = survey.source(source).map_or("", |s| s.uri.as_str());
            let place = match (several || survey.is_database(source), first.is_empty()) {
                (true, true) => uri.to_owned(),
                (true, false) => format!("{}/{first}", uri.trim_end_matches('/')),
                (false, true) => "/".to_owned(),
                (false, false) => first,
            };
            HeatRow {
                place,
                total: values.values().fold(0, |a: u64, b| a.saturating_add(*b)),
                values,
            }
        })
        .collect()
}
