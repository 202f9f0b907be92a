//! Fiches: one activity after another, each with its headings, as the CNIL's
//! model prints them, as word processors, PDFs and wikis keep them.
//!
//! A fiche is first cut into sections (a heading and the lines below it), which
//! are read when it is complete: page breaks repeat sections, and the copy that
//! says more wins (T12). What the template prints is left out before.

mod below;
mod bounds;
mod chapters;
pub(super) mod fiche;
pub(super) mod head;
mod labels;
mod measures;
mod peers;
mod people;
mod reader;
mod rows;
mod rubrics;
mod starts;
mod strange;
mod text;
mod ticks;
mod transfers;

use super::block::{Block, Line, Spot};
pub(super) use super::contact::contact;
use super::document::Document;
use super::draft::{Draft, Said};
use super::vocabulary::{Field, heading};
use crate::model::folded_words;
use reader::Reader;
pub(super) use starts::{WORDS, is_plain_title};
pub(super) use strange::pair;

/// A heading and what stands below it.
#[derive(Debug, Clone)]
pub(super) struct Section {
    pub(super) field: Field,
    pub(super) at: Spot,
    pub(super) lines: Vec<Line>,
    /// What its label says that it is about, where that tells more than the field.
    pub(super) about: Option<String>,
}

/// One fiche as it is cut.
#[derive(Debug, Clone)]
pub(super) struct Fiche {
    pub(super) name: Said,
    pub(super) sections: Vec<Section>,
}

/// Reads the fiches of a document; none where it has none.
pub(super) fn read(document: &Document) -> Option<Draft> {
    let mut reader = Reader::default();
    let blocks = chapters::marked(labels::apart(&document.blocks));
    let starts = starts::starts(&blocks);
    for (i, block) in blocks.iter().enumerate() {
        match block {
            Block::Line(line) if is_beside(line) => {}
            Block::Line(line) if starts.contains_key(&i) => reader.start(line, starts[&i]),
            Block::Line(line) if reader.ends(line) => {}
            Block::Line(line) => reader.line(line),
            Block::Table(table) => reader.table(table),
        }
    }
    reader.end_fiche();
    (!reader.draft.activities.is_empty()).then_some(reader.draft)
}

/// Whether a line that names a fiche announces it as one.
fn announces(text: &str) -> bool {
    let words = folded_words(text);
    let begins = ["fiche", "record of processing activity"];
    let named = begins.iter().any(|b| words.starts_with(b));
    named && heading(text).is_some_and(|(field, _)| field == Field::Activity)
}

/// Beside the text: properties, bookmarks, running headers.
pub(super) fn is_beside(line: &Line) -> bool {
    matches!(line.at, Spot::Key(_) | Spot::Field)
}

#[cfg(test)]
mod tests;
