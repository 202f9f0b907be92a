//! Which tables of a page hold data and which only lay it out, and the row that
//! is being read of a table of data.

use super::super::Cell;
use super::lex::{Lexer, Tag, Token};
use super::lines::Lines;
use std::collections::BTreeSet;

/// A cell of more text than this lays a page out.
const CELL: usize = 4096;

/// Most cells of a row given as one.
const CELLS: usize = 1 << 16;

/// Tables inside one another that are told apart.
const DEEPEST: usize = 1024;

/// Most columns that a spanning cell may claim.
const WIDEST: usize = 1024;

/// A table that is open while tables are counted.
#[derive(Default)]
struct Open {
    at: usize,
    holds_table: bool,
    rows: usize,
    /// Cells of the row, and of the widest one.
    cells: usize,
    widest: usize,
    /// Bytes of the cell's text, and of the longest one.
    text: usize,
    longest: usize,
}

impl Open {
    const fn is_data(&self) -> bool {
        !self.holds_table && self.rows > 1 && self.widest > 1 && self.longest <= CELL
    }
}

/// Where the tables begin that hold data: rows of several cells, no table
/// inside, no cell that is a page.
pub(super) fn of_data(html: &str) -> BTreeSet<usize> {
    let mut data = BTreeSet::new();
    let mut open: Vec<Open> = Vec::new();
    // open tables deeper than that: they lay out
    let mut deeper = 0_usize;
    for token in Lexer::new(html) {
        match token {
            Token::Open(tag) if tag.is("table") => {
                if let Some(outer) = open.last_mut() {
                    outer.holds_table = true;
                }
                if open.len() >= DEEPEST {
                    deeper += 1;
                    continue;
                }
                let at = tag.at;
                open.push(Open {
                    at,
                    ..Open::default()
                });
            }
            Token::Open(tag) => {
                if let Some(table) = open.last_mut() {
                    table.count(&tag);
                }
            }
            Token::Text(range) => {
                if let Some(table) = open.last_mut() {
                    table.text += html[range].trim_ascii().len();
                    table.longest = table.longest.max(table.text);
                }
            }
            Token::Close(name, _) if name.eq_ignore_ascii_case("table") => {
                if deeper > 0 {
                    deeper -= 1;
                    continue;
                }
                data.extend(open.pop().filter(Open::is_data).map(|t| t.at));
            }
            Token::Close(..) | Token::Hidden(_) => {}
        }
    }
    // what is never closed ends with the page
    data.extend(open.iter().filter(|t| t.is_data()).map(|t| t.at));
    data
}

impl Open {
    fn count(&mut self, tag: &Tag<'_>) {
        if tag.is("tr") {
            self.rows += 1;
            self.cells = 0;
            self.text = 0;
        } else if is_cell(tag) {
            self.cells += 1;
            self.widest = self.widest.max(self.cells);
            self.text = 0;
        }
    }
}

/// Whether a tag begins a cell.
pub(super) fn is_cell(tag: &Tag<'_>) -> bool {
    tag.is("td") || tag.is("th")
}

/// A table of data while it is read.
#[derive(Default)]
pub(super) struct Table {
    /// Number of the row that is open, or was last.
    pub(super) row: u64,
    cells: Vec<String>,
    /// The cell that is open: which, and its text.
    pub(super) cell: Option<(usize, Lines)>,
    /// Rows that cells from above still reach into, by column.
    above: Vec<u32>,
    /// What those cells say, where it is given for each row that they stand in.
    spanning: Option<Vec<String>>,
    /// Whether the cell that is open is one of them.
    repeats: bool,
}

/// Rows in which the text of a spanning cell is given, and its bytes, at most.
const SPANNED: u32 = 500;
const REPEATED: usize = 1024;

impl Table {
    /// A table whose spanning cells are given in each row that they stand in, as who
    /// reads the page takes them.
    pub(super) fn as_shown() -> Self {
        Self {
            spanning: Some(Vec::new()),
            ..Self::default()
        }
    }

    /// Takes the column that the row has come to, where a cell from above reaches
    /// into it.
    fn take_spanned(&mut self) -> bool {
        let column = self.cells.len();
        if self.above.get(column).is_none_or(|n| *n == 0) {
            return false;
        }
        self.above[column] -= 1;
        let text = self.spanning.as_ref().and_then(|all| all.get(column));
        self.cells.push(text.cloned().unwrap_or_default());
        true
    }

    /// Whether the row holds as many cells as are given at a time.
    pub(super) const fn is_full(&self) -> bool {
        self.cells.len() >= CELLS
    }

    /// The number of the column whose cell is open.
    pub(super) fn column(&self) -> Option<u32> {
        let (which, _) = self.cell.as_ref()?;
        u32::try_from(which + 1).ok()
    }

    /// A cell begins.
    pub(super) fn open_cell(&mut self, tag: &Tag<'_>) {
        self.close_cell();
        // a cell before any row begins the first
        self.row = self.row.max(1);
        let number = |name| tag.attribute(name).and_then(|n| n.trim().parse().ok());
        while self.take_spanned() {}
        let first = self.cells.len();
        let columns: usize = number("colspan").unwrap_or(1).max(1);
        let width = first.saturating_add(columns).min(WIDEST).max(first + 1);
        self.cells.resize(width, String::new());
        let rows = number("rowspan").unwrap_or(1).clamp(1, 65_534) as u32;
        if rows > 1 {
            let reach = self.above.len().max(width);
            self.above.resize(reach, 0);
            self.above[first..width].fill(rows - 1);
        }
        if let Some(all) = &mut self.spanning {
            let reach = all.len().max(width);
            all.resize(reach, String::new());
            all[first..width].fill(String::new());
            self.repeats = (2..=SPANNED).contains(&rows);
        }
        self.cell = Some((first, Lines::default()));
    }

    /// The cell ends; lines inside are parted by spaces, unless the table is given as
    /// it shows.
    pub(super) fn close_cell(&mut self) {
        let Some((which, lines)) = self.cell.take() else {
            return;
        };
        let text = lines.out.text.trim_ascii();
        let Some(all) = &mut self.spanning else {
            self.cells[which] = text.replace('\n', " ");
            return;
        };
        if self.repeats && text.len() <= REPEATED {
            all[which] = text.to_owned();
        }
        self.cells[which] = text.to_owned();
    }

    /// The row ends: what it holds, if it holds anything.
    pub(super) fn close_row(&mut self) -> Option<Vec<String>> {
        self.close_cell();
        // `</tr><tr>` ends one row, not two
        if self.cells.is_empty() {
            return None;
        }
        if self.spanning.is_some() {
            while self.cells.len() < CELLS && self.take_spanned() {}
        }
        let cells = std::mem::take(&mut self.cells);
        let further = self.above.get_mut(cells.len()..).unwrap_or_default();
        further.iter_mut().for_each(|n| *n = n.saturating_sub(1));
        Some(cells)
    }
}

/// Cells of text.
pub(super) fn cells(row: &[String]) -> Vec<Cell<'_>> {
    row.iter().map(|cell| Cell::text(cell)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_of_data_have_rows_of_cells_and_no_table_inside() {
        let data = "<table><tr><th>a<th>b<tr><td>1<td>2</table>";
        assert_eq!(of_data(data).len(), 1);
        assert_eq!(of_data(&data.replace("</table>", "")).len(), 1);
        let list = "<table><tr><td>1<tr><td>2</table>";
        assert!(of_data(list).is_empty());
        let layout = format!("<table><tr><td>{data}<td>x<tr><td>y</table>");
        assert_eq!(of_data(&layout).into_iter().collect::<Vec<_>>(), [15]);
        let page = data.replace('1', &"x".repeat(CELL + 1));
        assert!(of_data(&page).is_empty());
    }
}
