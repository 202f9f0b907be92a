//! A stretch of an item judged apart, by another worker, and joined again.
//!
//! Windows of a text and rows of a table are judged each by itself; what is
//! learnt of them adds up, in their order, to what one worker would have learnt.

use super::ItemDetector;
use super::column::ColumnState;
use super::memo::Memo;
use super::table::Table;

/// Columns of a table of which stretches may remember cells from one to the next.
const REMEMBERED: usize = 64;

impl ItemDetector {
    /// A detector for what comes next of this item, with nothing learnt. None
    /// while the first rows of a table are held back.
    #[must_use]
    pub fn stretch(&self) -> Option<Self> {
        let mut stretch = Self::new(self.at.clone());
        if let Some(table) = &self.table {
            stretch.table = Some(table.stretch()?);
        }
        Some(stretch)
    }

    /// Adds what was learnt of a stretch, which must be that of the same table.
    /// It is left with nothing learnt, for another.
    pub fn join(&mut self, stretch: &mut Self) {
        for (rule, tally) in std::mem::take(&mut stretch.text) {
            self.text.entry(rule).or_default().merge(tally);
        }
        if let (Some(own), Some(other)) = (&mut self.table, &mut stretch.table) {
            own.join(other);
        }
    }
}

impl Table {
    /// The same table, of which nothing is known but its names.
    fn stretch(&self) -> Option<Self> {
        let columns = self.columns.iter().map(ColumnState::stretch).collect();
        self.held.is_none().then(|| Self {
            sheet: self.sheet.clone(),
            first_column: self.first_column,
            columns,
            held: None,
            row_words: Vec::new(),
            splits: self.splits.clone(),
        })
    }

    fn join(&mut self, other: &mut Self) {
        for column in &other.columns[self.columns.len().min(other.columns.len())..] {
            self.columns.push(column.stretch());
        }
        // each worker remembers cells of each column
        let wide = other.columns.len() > REMEMBERED;
        for (own, other) in self.columns.iter_mut().zip(&mut other.columns) {
            own.join(other);
            if wide {
                other.memo = Memo::default();
            }
        }
    }
}
