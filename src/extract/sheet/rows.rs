//! Cells in, rows out: whatever order and gaps a file has, rows go to the sink
//! with their number and empty cells where there are none, so that columns line
//! up.

use super::super::{Cell, CellKind, Flow, Header, Limits, Sink, TableHead};
use crate::model::{Problem, Reason};
use std::ops::Range;

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
        self.sink.begin_table(TableHead {
            sheet: Some(sheet),
            header,
            first_column: 1,
        })
    }

    /// A cell that is not empty: row from 1, column from 0.
    pub(super) fn cell(&mut self, row: u64, column: u32, text: &str, kind: CellKind) -> Flow {
        if text.is_empty() {
            return Ok(());
        }
        let column = column.min(COLUMNS - 1);
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
