//! Tables as RTF has them: there are no tables, only paragraphs that stand in a
//! table (`\intbl`), ends of cells and ends of rows. A table ends where a
//! paragraph stands outside.

use super::super::Flow;
use super::super::office::story::Story;

/// Tables inside tables.
const DEEPEST: usize = 32;

/// The tables that are open, the innermost last.
#[derive(Debug, Default)]
pub(super) struct Rows(Vec<Table>);

#[derive(Debug, Default)]
struct Table {
    row: bool,
    cell: bool,
    /// `\pard` since the last cell: the next paragraph says itself where it is.
    told: bool,
}

impl Rows {
    /// How deep a paragraph stands that says `depth`: rows that are begun go on
    /// until something else is said.
    pub(super) fn depth_of_paragraph(&self, depth: usize) -> usize {
        let begun = self.0.last().is_some_and(|t| t.row && !t.told);
        if depth == 0 && begun {
            self.0.len()
        } else {
            depth.min(DEEPEST)
        }
    }

    /// A paragraph begins whose place is said anew.
    pub(super) fn tell(&mut self) {
        if let Some(table) = self.0.last_mut() {
            table.told = true;
        }
    }

    /// Opens and closes tables until `depth` are open, with a cell open in the
    /// innermost.
    pub(super) fn go(&mut self, depth: usize, story: &mut Story<'_>) -> Flow {
        while self.0.len() > depth {
            let table = self.0.pop().unwrap_or_default();
            if table.row {
                story.close_row()?;
            }
            story.close_table()?;
        }
        self.cell(story);
        while self.0.len() < depth.min(DEEPEST) {
            story.open_table()?;
            self.0.push(Table::default());
            self.cell(story);
        }
        Ok(())
    }

    /// Makes sure that a cell is open in the innermost table.
    fn cell(&mut self, story: &mut Story<'_>) {
        let Some(table) = self.0.last_mut() else {
            return;
        };
        if !table.row {
            story.open_row();
            table.row = true;
            table.cell = false;
        }
        if !table.cell {
            story.open_cell(1);
            table.cell = true;
        }
    }

    /// The cell of the innermost table ends.
    pub(super) fn end_cell(&mut self) {
        if let Some(table) = self.0.last_mut() {
            table.cell = false;
            table.told = false;
        }
    }

    /// The row of the table at `depth` ends.
    pub(super) fn end_row(&mut self, depth: usize, story: &mut Story<'_>) -> Flow {
        while self.0.len() > depth {
            let table = self.0.pop().unwrap_or_default();
            if table.row {
                story.close_row()?;
            }
            story.close_table()?;
        }
        if self.0.len() == depth
            && let Some(table) = self.0.last_mut().filter(|t| t.row)
        {
            story.close_row()?;
            *table = Table::default();
        }
        Ok(())
    }
}
