//! The tables of an inventory, ready to be asked: which one a find is a column of,
//! which columns hold births, of whom each speaks. Built once, so that a dump of ten
//! thousand tables is not walked for each find.

use super::subject::{self, Told};
use super::survey::{Find, Spot};
use crate::inventory::{Ages, Table};
use crate::model::{Datum, Locator};
use crate::register::Date;
use std::collections::{BTreeMap, BTreeSet};

/// Where a table stands: its item and its sheet.
type Key<'a> = (&'a Locator, Option<&'a str>);

/// See the module.
#[derive(Debug, Default)]
pub(super) struct Tables<'a> {
    by: BTreeMap<Key<'a>, Vec<&'a Table>>,
    /// Columns that were found to hold births.
    births: BTreeSet<(Key<'a>, &'a str)>,
    /// What speaks of whom, by spot.
    told: BTreeMap<usize, Vec<(&'a Table, Told)>>,
    /// Tables of minors.
    minors: BTreeSet<Key<'a>>,
}

impl<'a> Tables<'a> {
    /// Arranges the tables of all spots; ages are told as of a day.
    pub(super) fn of(spots: &[Spot<'a>], finds: &[Find<'a>], as_of: Date) -> Self {
        let mut all = Self::default();
        for find in finds.iter().filter(|f| f.datum == Datum::BirthDate) {
            if let Some(name) = find.holding.place.header.as_deref() {
                all.births.insert((place(find), name));
            }
        }
        for (i, spot) in spots.iter().enumerate() {
            for &table in &spot.tables {
                all.by.entry(key(table)).or_default().push(table);
                for told in subject::of(spot, table, as_of) {
                    if told.is_of_minors() {
                        all.minors.insert(key(table));
                    }
                    all.told.entry(i).or_default().push((table, told));
                }
            }
        }
        all
    }

    /// The table that a find is a column of; none where two could be.
    pub(super) fn of_find(&self, find: &Find<'_>) -> Option<&'a Table> {
        if !find.holding.place.is_column() {
            return None;
        }
        let name = find.holding.place.header.as_deref().unwrap_or_default();
        let here = self.by.get(&place(find))?;
        let mut own = here
            .iter()
            .filter(|t| t.columns.iter().any(|c| **c == *name));
        let first = own.next()?;
        own.next().is_none().then_some(*first)
    }

    /// The rows of the table that a find is a column of, of all where several stand
    /// in its place; none where none is known.
    pub(super) fn rows_of(&self, find: &Find<'_>) -> Option<u64> {
        let here = self.by.get(&place(find))?;
        let rows = here.iter().map(|t| t.rows);
        Some(rows.fold(0, u64::saturating_add))
    }

    /// Whether a column of dates holds births, by its name or by what was found.
    pub(super) fn is_birth(&self, table: &Table, ages: &Ages) -> bool {
        let name = table.columns.get(ages.column as usize);
        ages.births || name.is_some_and(|n| self.births.contains(&(key(table), n)))
    }

    /// The tables of a spot that speak of somebody, and of whom.
    pub(super) fn told(&self, spot: usize) -> &[(&'a Table, Told)] {
        self.told.get(&spot).map_or(&[], Vec::as_slice)
    }

    /// Whether a find is a column of a table of minors.
    pub(super) fn is_of_minors(&self, find: &Find<'_>) -> bool {
        find.holding.place.is_column() && self.minors.contains(&place(find))
    }
}

/// Whether a find stands in a table.
pub(super) fn holds(table: &Table, find: &Find<'_>) -> bool {
    find.holding.place.is_column() && key(table) == place(find)
}

fn key(table: &Table) -> Key<'_> {
    (&table.at, table.sheet.as_deref())
}

fn place<'f>(find: &Find<'f>) -> Key<'f> {
    (&find.holding.at, find.holding.place.sheet.as_deref())
}
