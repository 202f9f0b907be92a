//! A table as a whole: what its columns are called and how old its rows are.
//! Holdings say what single columns hold; this says what makes two tables copies
//! of each other, of whom they speak, and whether they are kept too long.

use crate::model::Locator;
use serde::{Deserialize, Serialize};

/// Names that are kept of one table.
pub const NAMES: usize = 256;

/// A table (a sheet, a file of records, a database table, the keys of a document)
/// in which something was found.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Table {
    /// The item it stands in.
    pub at: Locator,
    /// The sheet, or the table of a dump; none where the item is the table.
    pub sheet: Option<Box<str>>,
    /// Names of its columns as outputs show them (values in them are masked), in
    /// their order; empty where a column has none. [`NAMES`] at most.
    pub columns: Vec<Box<str>>,
    /// Filled cells of the fullest column: how many records there are.
    pub rows: u64,
    /// The columns that hold dates.
    pub ages: Vec<Ages>,
}

/// The dates of one column, by month: nothing of single rows.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Ages {
    /// Index into [`Table::columns`].
    pub column: u32,
    /// The dates are births.
    pub births: bool,
    /// Months since the year 0 (`year * 12 + month - 1`) and how many dates fall
    /// into each; sorted.
    pub months: Vec<(i32, u64)>,
}

impl Ages {
    /// How many dates there are.
    #[must_use]
    pub fn count(&self) -> u64 {
        let all = self.months.iter().map(|(_, n)| *n);
        all.fold(0, u64::saturating_add)
    }

    /// The last month that has a date.
    #[must_use]
    pub fn newest(&self) -> Option<i32> {
        self.months.last().map(|(month, _)| *month)
    }

    /// Dates before a month.
    #[must_use]
    pub fn before(&self, month: i32) -> u64 {
        let older = self.months.iter().take_while(|(m, _)| *m < month);
        older.map(|(_, n)| *n).fold(0, u64::saturating_add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_are_counted_by_month() {
        let ages = Ages {
            column: 0,
            births: false,
            months: vec![(24_000, 2), (24_010, 3), (24_020, 1)],
        };
        assert_eq!((ages.count(), ages.newest()), (6, Some(24_020)));
        assert_eq!(
            [24_000, 24_001, 24_020, 24_021].map(|m| ages.before(m)),
            [0, 2, 5, 6]
        );
    }
}
