//! Gives rows of many tables that come in turns to a sink that has one table
//! open at a time: those of one table are given on the spot, those of others
//! wait, so that what belongs together is judged together.

use crate::extract::{Cell, Flow, Header, Sink, Start, TableHead};
use std::collections::BTreeMap;

/// Bytes of rows that wait.
const MOST: usize = 8 << 20;

/// What a row that waits takes beside its cells.
const OVERHEAD: usize = 96;

/// A table: its name (none in a listing) and its columns as the rows have them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) struct Key {
    pub(super) table: Option<String>,
    pub(super) columns: Vec<String>,
}

/// A cell that waits, and where it stands.
type Kept = (String, Option<Start>);

/// Rows that wait for their table.
#[derive(Debug, Default)]
struct Waiting {
    rows: Vec<(u64, Vec<Kept>)>,
    bytes: usize,
}

/// See the module.
#[derive(Debug, Default)]
pub(super) struct Shelf {
    open: Option<Key>,
    waiting: BTreeMap<Key, Waiting>,
    /// Bytes of all that waits.
    bytes: usize,
    /// Rows given.
    pub(super) rows: u64,
}

impl Shelf {
    /// One row.
    pub(super) fn row(
        &mut self,
        key: &Key,
        row: u64,
        cells: &[Cell<'_>],
        sink: &mut dyn Sink,
    ) -> Flow {
        self.rows += 1;
        if self.open.is_none() {
            self.begin(key.clone(), sink)?;
        }
        if self.open.as_ref() == Some(key) {
            return sink.row(row, cells);
        }
        let taken = cells.iter().map(|c| c.text.len() + OVERHEAD).sum::<usize>() + OVERHEAD;
        let owned = cells.iter().map(|c| (c.text.to_owned(), c.at)).collect();
        if !self.waiting.contains_key(key) {
            let names = key
                .columns
                .iter()
                .map(|c| c.len() + OVERHEAD)
                .sum::<usize>();
            let table = key.table.as_ref().map_or(0, String::len);
            let bytes = 2 * (names + table) + OVERHEAD;
            let rows = Vec::new();
            self.waiting.insert(key.clone(), Waiting { rows, bytes });
            self.bytes += bytes;
        }
        if let Some(waiting) = self.waiting.get_mut(key) {
            waiting.rows.push((row, owned));
            waiting.bytes += taken;
        }
        self.bytes += taken;
        while self.bytes > MOST {
            self.change(sink)?;
        }
        Ok(())
    }

    /// Opens the table of which most waits.
    fn change(&mut self, sink: &mut dyn Sink) -> Flow {
        let largest = self.waiting.iter().max_by_key(|(_, w)| w.bytes);
        let Some((key, waiting)) = largest
            .map(|(key, _)| key.clone())
            .and_then(|key| self.waiting.remove_entry(&key))
        else {
            self.bytes = 0;
            return Ok(());
        };
        self.bytes -= waiting.bytes;
        if self.open.take().is_some() {
            sink.end_table()?;
        }
        self.begin(key, sink)?;
        for (row, cells) in &waiting.rows {
            let mut row_cells: Vec<Cell<'_>> = cells.iter().map(|c| Cell::text(&c.0)).collect();
            for (cell, kept) in row_cells.iter_mut().zip(cells) {
                cell.at = kept.1;
            }
            let cells = row_cells;
            sink.row(*row, &cells)?;
        }
        Ok(())
    }

    fn begin(&mut self, key: Key, sink: &mut dyn Sink) -> Flow {
        let names: Vec<&str> = key.columns.iter().map(String::as_str).collect();
        sink.begin_table(TableHead {
            sheet: key.table.as_deref(),
            header: Header::Declared(&names),
            first_column: 1,
        })?;
        self.open = Some(key);
        Ok(())
    }

    /// Gives all that waits; the last table ends.
    pub(super) fn finish(&mut self, sink: &mut dyn Sink) -> Flow {
        while !self.waiting.is_empty() {
            self.change(sink)?;
        }
        if self.open.take().is_some() {
            sink.end_table()?;
        }
        Ok(())
    }
}
