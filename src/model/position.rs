//! Where inside an item something stands.

use serde::{Deserialize, Serialize};

/// Position of one occurrence inside its item. Small and `Copy`; all numbers
/// are 1-based except byte offsets, which are 0-based.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Position {
    /// In text as it lies in the file. Columns are in characters;
    /// `end_column` is exclusive (on the line where the value ends).
    Text {
        /// Line, counted by `\n`; by `\r` in texts of old Macs, which have no `\n`.
        line: u64,
        /// First character.
        column: u64,
        /// One past the last character.
        end_column: u64,
        /// Byte offsets `[start, end)` in the file; only where the text is
        /// UTF-8 on disk.
        bytes: Option<(u64, u64)>,
    },
    /// In a cell of a sheet, CSV or database table. The header row counts.
    Cell {
        /// Row of the sheet or record of the file, a first line `sep=;` included.
        row: u64,
        /// Column, `A` = 1; 0 where columns have names only (databases).
        column: u32,
    },
    /// On a page of a paged document.
    Page {
        /// Page.
        page: u32,
    },
    /// In a paragraph of a document without lines (DOCX, ODT, decoded mail).
    Paragraph {
        /// Paragraph, table cells counted in reading order.
        paragraph: u32,
    },
    /// In what surrounds the content: document information, form fields,
    /// comments, the name of the file.
    Field,
}

/// Which part of an item a holding or an occurrence belongs to: a sheet and
/// column of a workbook, a key path of a JSON document, or nothing for text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Place {
    /// Sheet of a workbook, table inside a document.
    pub sheet: Option<Box<str>>,
    /// Column, `A` = 1; 0 where there is no order (JSON keys, databases).
    pub column: Option<u32>,
    /// Header of the column, key path, field name.
    pub header: Option<Box<str>>,
}

impl Place {
    /// Whether this is a column (and is judged as a column).
    #[must_use]
    pub const fn is_column(&self) -> bool {
        self.column.is_some() || self.header.is_some()
    }
}
