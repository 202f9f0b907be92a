//! What a document is made of, in reading order: lines and tables, each piece
//! with its place.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;

/// Where a piece of a document stands, as people find it again.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Spot {
    /// A line of a text file, 1-based.
    Line(u64),
    /// A page, 1-based.
    Page(u32),
    /// A paragraph of a word processor's document, 1-based.
    Paragraph(u32),
    /// A cell; rows and columns are 1-based.
    Cell {
        /// What it is a cell of.
        grid: Grid,
        /// The row's number.
        row: u64,
        /// The column's number (`A` = 1).
        column: u32,
    },
    /// A key of a structured file (`systems[].name`).
    Key(Arc<str>),
    /// Beside the text: a form field, a comment, a header.
    Field,
}

/// What has rows and columns.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Grid {
    /// A sheet of a workbook, by its name.
    Sheet(Arc<str>),
    /// A table of a document, by its number, 1-based.
    Table(u32),
    /// A text file of records: its rows are counted as its lines.
    Lines,
}

impl fmt::Display for Spot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line(n) => write!(f, "l.{n}"),
            Self::Page(n) => write!(f, "p.{n}"),
            Self::Paragraph(n) => write!(f, "par.{n}"),
            Self::Cell { grid, row, column } => {
                let column = letters(*column);
                match grid {
                    Grid::Sheet(sheet) => write!(f, "{sheet}!{column}{row}"),
                    Grid::Table(n) => write!(f, "tab.{n}, {column}{row}"),
                    Grid::Lines => write!(f, "l.{row}, col.{column}"),
                }
            }
            Self::Key(key) => f.write_str(key),
            Self::Field => f.write_str("field"),
        }
    }
}

impl Spot {
    /// The place so many columns further in its row.
    pub(super) fn beside(&self, columns: u32) -> Self {
        match self {
            Self::Cell { grid, row, column } => Self::Cell {
                grid: grid.clone(),
                row: *row,
                column: column + columns,
            },
            other => other.clone(),
        }
    }
}

/// The letters of a spreadsheet's column.
fn letters(mut column: u32) -> String {
    let mut letters = Vec::new();
    while column > 0 {
        column -= 1;
        letters.push(char::from(b'A' + (column % 26) as u8));
        column /= 26;
    }
    letters.iter().rev().collect()
}

/// How a line is marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// Running text.
    Plain,
    /// A heading by its markup; 1 is the highest.
    Heading(u8),
    /// An item of a list.
    Item,
    /// An item of a list inside another: indented, or with the bullet that
    /// word processors give to the second level.
    Subitem,
    /// An item whose box is ticked.
    Ticked,
    /// An item whose box is empty.
    Empty,
}

/// One line or paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its words, without markup; one space between them.
    pub text: String,
    /// Byte ranges of `text` that are in bold.
    pub bold: Vec<std::ops::Range<usize>>,
    /// How it is marked.
    pub mark: Mark,
    /// Where it stands.
    pub at: Spot,
}

/// One cell of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// Its words; line ends inside it are kept.
    pub text: String,
    /// Where it stands.
    pub at: Spot,
}

/// One row of a table.
pub type Row = Vec<Cell>;

/// A table.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Table {
    /// The name of its sheet.
    pub sheet: Option<Arc<str>>,
    /// Its rows, those without a word left out.
    pub rows: Vec<Row>,
}

/// A piece of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A line or paragraph.
    Line(Line),
    /// A table.
    Table(Table),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_told_as_people_find_them() {
        let cell = |grid, column| Spot::Cell {
            grid,
            row: 9,
            column,
        };
        let sheet = || Grid::Sheet("Registre".into());
        assert_eq!(cell(sheet(), 1).to_string(), "Registre!A9");
        assert_eq!(cell(sheet(), 28).to_string(), "Registre!AB9");
        assert_eq!(cell(Grid::Table(2), 2).to_string(), "tab.2, B9");
        assert_eq!(cell(Grid::Lines, 2).to_string(), "l.9, col.B");
        assert_eq!(Spot::Line(101).to_string(), "l.101");
    }
}
