//! Cells in, rows out: whatever order and gaps a file has, rows go to the sink
//! with their number and empty cells where there are none, so that columns line
//! up.

use super::super::{Cell, CellKind, Flow, Header, Limits, Sink, Standing, TableHead, Withdrawn};
use crate::model::{Problem, Reason};
use std::collections::BTreeSet;
use std::ops::{Range, RangeInclusive};

/// Columns that a sheet can have (`XFD`). Cells beyond are read into the last.
pub(super) const COLUMNS: u32 = 16_384;

/// Gathers the cells of one row at a time, within the budget of the item.
pub(super) struct Rows<'s> {
    sink: &'s mut dyn Sink,
    /// Cells that may still be given, empty ones included: they cost work too.
    left: u64,
    /// The row being gathered.
    row: u64,
    text: String,
    cells: Vec<Placed>,
    /// Whether the budget ran out, which is declared once.
    spent: bool,
    given: u64,
    /// What the sheet does not show, where that is told apart.
    hidden: Option<Hidden>,
}

/// What of a sheet does not show.
#[derive(Debug, Default)]
struct Hidden {
    sheet: bool,
    row: Option<u64>,
    columns: Vec<RangeInclusive<u32>>,
    /// Rows and columns of which a cell was told.
    told: BTreeSet<(bool, u64)>,
}

/// Stretches of hidden columns that are kept of a sheet.
const STRETCHES: usize = 1_000;

impl Hidden {
    /// Under which number a cell that does not show is told once: its sheet's, its
    /// row's or its column's.
    fn key(&self, row: u64, column: u32) -> Option<(bool, u64)> {
        let is_hidden = |columns: &RangeInclusive<u32>| columns.contains(&column);
        if self.sheet {
            Some((true, 0))
        } else if self.row == Some(row) {
            Some((true, row))
        } else {
            let column = u64::from(column);
            let in_column = self.columns.iter().any(is_hidden);
            in_column.then_some((false, column))
        }
    }
}

struct Placed {
    column: u32,
    text: Range<usize>,
    kind: CellKind,
}

impl<'s> Rows<'s> {
    /// No rows yet.
    pub(super) fn new(limits: &Limits, sink: &'s mut dyn Sink) -> Self {
        Self {
            hidden: sink.as_shown().then(Hidden::default),
            sink,
            left: limits.cells,
            row: 0,
            text: String::new(),
            cells: Vec::new(),
            spent: false,
            given: 0,
        }
    }

    /// The sink, for what is no row.
    pub(super) fn sink(&mut self) -> &mut dyn Sink {
        self.sink
    }

    /// Whether the budget of cells is spent: reading on gives nothing.
    pub(super) const fn is_spent(&self) -> bool {
        self.spent
    }

    /// Rows given so far.
    pub(super) const fn given(&self) -> u64 {
        self.given
    }

    /// A sheet begins.
    pub(super) fn begin(&mut self, sheet: &str, header: Header<'_>) -> Flow {
        self.row = 0;
        self.hidden.iter_mut().for_each(|h| *h = Hidden::default());
        self.sink.begin_table(TableHead {
            sheet: Some(sheet),
            header,
            first_column: 1,
        })
    }

    /// Whether what does not show, or is struck out, is told apart.
    pub(super) const fn as_shown(&self) -> bool {
        self.hidden.is_some()
    }

    /// The sheet that was begun does not show.
    pub(super) fn hide_sheet(&mut self) {
        self.hidden.iter_mut().for_each(|h| h.sheet = true);
    }

    /// A row of the sheet does not show.
    pub(super) fn hide_row(&mut self, row: u64) {
        self.hidden.iter_mut().for_each(|h| h.row = Some(row));
    }

    /// Columns of the sheet do not show; counted from 0.
    pub(super) fn hide_columns(&mut self, columns: RangeInclusive<u32>) {
        let kept = self.hidden.iter_mut();
        kept.filter(|h| h.columns.len() < STRETCHES)
            .for_each(|h| h.columns.push(columns.clone()));
    }

    /// Words of a cell that are struck out: row from 1, column from 0.
    pub(super) fn struck(&mut self, row: u64, column: u32, text: &str) {
        if !text.trim().is_empty() {
            self.withdraw(row, column, text, false);
        }
    }

    fn withdraw(&mut self, row: u64, column: u32, text: &str, hidden: bool) {
        self.sink.withdrawn(Withdrawn {
            text,
            at: Standing::Cell {
                row,
                column: column + 1,
            },
            hidden,
        });
    }

    /// Tells the first cell of a sheet, row or column that does not show; whether
    /// the cell is in one.
    fn is_withdrawn(&mut self, row: u64, column: u32, text: &str) -> bool {
        let Some(hidden) = &mut self.hidden else {
            return false;
        };
        let Some(key) = hidden.key(row, column) else {
            return false;
        };
        if hidden.told.insert(key) {
            self.withdraw(row, column, text, true);
        }
        true
    }

    /// A cell that is not empty: row from 1, column from 0.
    pub(super) fn cell(&mut self, row: u64, column: u32, text: &str, kind: CellKind) -> Flow {
        if text.is_empty() {
            return Ok(());
        }
        let column = column.min(COLUMNS - 1);
        if self.is_withdrawn(row, column, text) {
            return Ok(());
        }
        let is_taken = self.cells.last().is_some_and(|last| last.column >= column);
        if row != self.row || is_taken {
            self.end_row(1)?;
            self.row = row;
        }
        let start = self.text.len();
        self.text.push_str(text);
        self.cells.push(Placed {
            column,
            text: start..self.text.len(),
            kind,
        });
        Ok(())
    }

    /// The row that is being gathered ends; it stands `times` times in the sheet.
    pub(super) fn end_row(&mut self, times: u64) -> Flow {
        let times = if self.cells.is_empty() { 0 } else { times };
        for row in self.row..self.row.saturating_add(times) {
            self.lend(row)?;
            if self.spent {
                break;
            }
        }
        self.cells.clear();
        self.text.clear();
        Ok(())
    }

    /// The sheet ends.
    pub(super) fn end(&mut self) -> Flow {
        self.end_row(1)?;
        self.sink.end_table()
    }

    fn lend(&mut self, row: u64) -> Flow {
        let Some(last) = self.cells.last() else {
            return Ok(());
        };
        let width = last.column as usize + 1;
        if self.spent || width as u64 > self.left {
            if !self.spent {
                self.sink.problem(Problem::new(Reason::CellLimit, ""));
            }
            self.spent = true;
            return Ok(());
        }
        self.left -= width as u64;
        self.given += 1;
        let mut cells = vec![Cell::default(); width];
        for placed in &self.cells {
            cells[placed.column as usize] = Cell {
                text: &self.text[placed.text.clone()],
                kind: placed.kind,
                at: None,
            };
        }
        self.sink.row(row, &cells)
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::office::testing::Heard;
    use super::*;

    #[test]
    fn gaps_are_empty_cells_and_disorder_makes_rows() {
        let mut heard = Heard::default();
        let mut rows = Rows::new(&Limits::default(), &mut heard);
        rows.begin("S", Header::Unknown).unwrap();
        rows.cell(2, 1, "b", CellKind::Text).unwrap();
        rows.cell(2, 3, "4", CellKind::Number).unwrap();
        rows.cell(5, 0, "", CellKind::Text).unwrap();
        rows.cell(7, 1, "x", CellKind::Text).unwrap();
        rows.cell(7, 1, "again", CellKind::Text).unwrap();
        rows.cell(3, 0, "late", CellKind::Text).unwrap();
        rows.end().unwrap();
        assert_eq!(
            heard.lines,
            [
                "table Some(\"S\")",
                "row 2: |b||n:4",
                "row 7: |x",
                "row 7: |again",
                "row 3: late",
                "end",
            ]
        );
    }

    #[test]
    fn rows_that_repeat_are_given_as_often() {
        let mut heard = Heard::default();
        let mut rows = Rows::new(&Limits::default(), &mut heard);
        rows.cell(4, 0, "a", CellKind::Text).unwrap();
        rows.end_row(2).unwrap();
        rows.end_row(u64::MAX).unwrap();
        assert_eq!(heard.lines, ["row 4: a", "row 5: a"]);
    }

    #[test]
    fn far_cells_cost_their_row_and_the_budget_is_declared_once() {
        let mut heard = Heard::default();
        let limits = Limits {
            cells: 20_000,
            ..Limits::default()
        };
        let mut rows = Rows::new(&limits, &mut heard);
        rows.begin("S", Header::Unknown).unwrap();
        for row in 1..=5 {
            rows.cell(row, u32::MAX, "far", CellKind::Text).unwrap();
        }
        assert!(rows.is_spent());
        rows.end().unwrap();
        assert_eq!(heard.starting("row ").len(), 1);
        assert_eq!(heard.starting("problem "), ["problem cell_limit"]);
    }
}
