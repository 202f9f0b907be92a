//! `at`: where a value stands, with the keys that mean something there.

use crate::model::{Place, Position};
use schemars::JsonSchema;
use serde::Serialize;

/// A position of `limier.occurrence.v1`; keys without a value are absent.
#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
pub(super) enum At<'a> {
    /// Text, 1-based; bytes `[start, end)` only where it is UTF-8 on disk.
    Text {
        line: u64,
        column: u64,
        end_column: u64,
        #[serde(skip_serializing_if = "Option::is_none")]
        byte_start: Option<u64>,
        #[serde(skip_serializing_if = "Option::is_none")]
        byte_end: Option<u64>,
        /// The table of a database dump.
        #[serde(skip_serializing_if = "Option::is_none")]
        sheet: Option<&'a str>,
        /// The key path in a JSON document, the column of a dump.
        #[serde(skip_serializing_if = "Option::is_none")]
        header: Option<&'a str>,
    },
    /// A cell, 1-based, the header row counted. No sheet in a CSV file, neither
    /// sheet nor column number in a database.
    Cell {
        #[serde(skip_serializing_if = "Option::is_none")]
        sheet: Option<&'a str>,
        row: u64,
        #[serde(skip_serializing_if = "Option::is_none")]
        column: Option<u32>,
        #[serde(skip_serializing_if = "Option::is_none")]
        header: Option<&'a str>,
    },
    /// A page of a document.
    Page { page: u32 },
    /// A paragraph of a document without lines.
    Paragraph { paragraph: u32 },
    /// What surrounds the content, under its name.
    Field { field: Option<&'a str> },
}

impl<'a> At<'a> {
    pub(super) fn new(position: Position, place: &'a Place) -> Self {
        let header = place.header.as_deref();
        match position {
            Position::Text {
                line,
                column,
                end_column,
                bytes,
            } => Self::Text {
                line,
                column,
                end_column,
                byte_start: bytes.map(|b| b.0),
                byte_end: bytes.map(|b| b.1),
                sheet: place.sheet.as_deref(),
                header,
            },
            Position::Cell { row, column } => Self::Cell {
                sheet: place.sheet.as_deref(),
                row,
                column: Some(column).filter(|c| *c > 0),
                header,
            },
            Position::Page { page } => Self::Page { page },
            Position::Paragraph { paragraph } => Self::Paragraph { paragraph },
            Position::Field => Self::Field { field: header },
        }
    }
}
