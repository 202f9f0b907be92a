//! What is inside an item: one file per format, each pushing text, rows and
//! members into a [`Sink`]. Extraction never judges what it sees.
//!
//! Push, not pull: a reader lends what it has just decoded and takes it back,
//! so nothing is allocated per chunk or per cell.

mod card;
mod chars;
mod decoded;
mod delimited;
mod docx;
mod dump;
pub mod encoded;
mod encoding;
mod gzip;
mod html;
mod json;
mod kind;
mod mail;
mod odt;
mod office;
mod origin;
mod pages;
mod pdf;
mod place;
mod places;
mod rtf;
mod sheet;
mod spool;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod text;
mod wide;
mod zip;

pub use gzip::unpacked_name;
pub use kind::{identify, kind_by_name};
pub use origin::Origin;
pub use spool::{Refused, io_problem};
use spool::{forward, forward_or_say, in_memory};

use crate::model::{Kind, Problem};
use std::io::{Read, Seek};
use std::ops::Range;

/// Reads one item with the reader that [`identify`] named. What cannot be read
/// goes to [`Sink::problem`].
///
/// # Errors
/// [`Stop`], as soon as the sink gives it.
pub fn read(reader: Reader, input: Input<'_>, limits: &Limits, sink: &mut dyn Sink) -> Flow {
    match reader {
        Reader::Text => text::read(input, limits, sink),
        Reader::Card => card::read(input, limits, sink),
        Reader::Delimited => delimited::read(input, limits, sink),
        Reader::Dump => dump::read(input, limits, sink),
        Reader::Html => html::read(input, limits, sink),
        Reader::Json => json::read(input, limits, sink),
        Reader::Sheet => sheet::read(input, limits, sink),
        Reader::Pdf => pdf::read(input, limits, sink),
        Reader::Docx => docx::read(input, limits, sink),
        Reader::Odt => odt::read(input, limits, sink),
        Reader::Rtf => rtf::read(input, limits, sink),
        Reader::Zip => zip::read(input, limits, sink),
        Reader::Gzip => gzip::read(input, limits, sink),
        Reader::Mail => mail::read(input, limits, sink),
    }
}

/// Where the first character of a [`Text`] stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    /// Text as it lies in the file.
    Lines {
        /// Line of the first character, 1-based.
        line: u64,
        /// Characters before it on that line (0 at the start of a line).
        column: u64,
        /// Byte offset in the file, only where the text is UTF-8 on disk.
        byte: Option<u64>,
    },
    /// Text of one page, 1-based.
    Page(u32),
    /// Text without lines: `\n` parts paragraphs, this is the number of the
    /// first one, 1-based.
    Paragraph(u32),
    /// Document information, a form field, a comment.
    Field,
}

/// A window of text lent to a sink.
///
/// Long texts come in windows that overlap, so that a value across a cut and
/// the words around it are seen whole: `own` is the part of `text` that belongs
/// to this window, the rest is context that the neighbours own. What *starts*
/// in `own` is reported, so nothing is reported twice.
#[derive(Debug, Clone)]
pub struct Text<'a> {
    /// The characters, context included.
    pub text: &'a str,
    /// Byte range of `text` that is this window's own.
    pub own: Range<usize>,
    /// Where `text` starts, or its origin where it has one.
    pub start: Start,
    /// What it was decoded from, where that is text with a place of its own.
    pub origin: Option<Origin<'a>>,
}

impl<'a> Text<'a> {
    /// A text given whole, in one piece.
    #[must_use]
    pub const fn whole(text: &'a str, start: Start) -> Self {
        Self {
            text,
            own: 0..text.len(),
            start,
            origin: None,
        }
    }
}

/// What a cell holds in its file, before it became text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CellKind {
    /// Characters (also every CSV field).
    #[default]
    Text,
    /// A number: leading zeros are lost, digits past the 15th are wrong.
    Number,
    /// A date or time, given as ISO 8601.
    Date,
}

/// One cell of a row; empty cells are given too, so that columns line up.
#[derive(Debug, Clone, Copy, Default)]
pub struct Cell<'a> {
    /// Its text. Integral numbers come without exponent and decimal point.
    pub text: &'a str,
    /// What it was.
    pub kind: CellKind,
    /// Where it begins in a text file that people read as such (a database
    /// dump): its values are placed there, not in a row. With a byte only where
    /// the file has it character by character.
    pub at: Option<Start>,
}

impl<'a> Cell<'a> {
    /// A cell of characters.
    #[must_use]
    pub const fn text(text: &'a str) -> Self {
        Self {
            text,
            kind: CellKind::Text,
            at: None,
        }
    }
}

/// Names of the columns, where the format declares them.
#[derive(Debug, Clone, Copy)]
pub enum Header<'a> {
    /// The source declares them (database): no row is a header.
    Declared(&'a [&'a str]),
    /// Perhaps in the first rows; whoever judges columns decides.
    Unknown,
}

/// Opens a table: a sheet, a CSV file, a database table, a table in a document.
#[derive(Debug, Clone, Copy)]
pub struct TableHead<'a> {
    /// Name of the sheet; none for CSV and databases.
    pub sheet: Option<&'a str>,
    /// Column names.
    pub header: Header<'a>,
    /// Number of the first cell of every row (`A` = 1). 0: columns have names
    /// only, positions give no number (databases).
    pub first_column: u32,
}

/// Anything a format reader can read from: a file or bytes in memory.
pub trait ReadSeek: Read + Seek {}
impl<T: Read + Seek> ReadSeek for T {}

/// The bytes of an item.
pub enum Input<'a> {
    /// A file, or bytes already in memory.
    Seekable(&'a mut dyn ReadSeek),
    /// Bytes that come once: standard input, a member of a container.
    Stream(&'a mut dyn Read),
}

/// A thing inside a container: member of an archive, attachment, embedded file.
pub struct Member<'a> {
    /// Its name in the container, as stored; empty where it has none (gzip,
    /// see [`unpacked_name`]).
    pub name: &'a str,
    /// Stored (compressed) size in bytes, where known: the ratio budget needs it.
    pub stored: Option<u64>,
    /// Its bytes, or why they cannot be had (encrypted, unknown method).
    pub content: Result<&'a mut dyn Read, Problem>,
}

/// The receiver wants no more (a budget is spent, the run is stopping).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stop;

/// Whether to go on. A reader returns `Err(Stop)` at once when it gets one.
pub type Flow = Result<(), Stop>;

/// What a document holds and says no longer: a sink that reads a document as a
/// person does ([`Sink::as_shown`]) gets it apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Withdrawn<'a> {
    /// Its words; of a hidden row, column or sheet the first that stand in it.
    pub text: &'a str,
    /// Where it stands.
    pub at: Standing,
    /// Not shown, rather than struck out or deleted.
    pub hidden: bool,
}

/// Where something stands that was withdrawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// In running text.
    Text(Start),
    /// In the table that is being given; both are 1-based.
    Cell {
        /// The row's number.
        row: u64,
        /// The column's number (`A` = 1).
        column: u32,
    },
}

/// Receives what readers find.
pub trait Sink {
    /// Whether documents are wanted as they show themselves to a person: what is
    /// struck out, deleted or hidden goes to [`Sink::withdrawn`] instead of text
    /// and rows, and what is filled into a form stands at its place on the page
    /// instead of under its key. A scan wants everything as data: no.
    fn as_shown(&self) -> bool {
        false
    }
    /// What does not show, where [`Sink::as_shown`].
    fn withdrawn(&mut self, _: Withdrawn<'_>) {}
    /// Running text.
    fn text(&mut self, text: Text<'_>) -> Flow;
    /// A table begins; rows follow until [`Sink::end_table`].
    fn begin_table(&mut self, head: TableHead<'_>) -> Flow;
    /// One row. `row` is its 1-based number in its sheet, file or table.
    fn row(&mut self, row: u64, cells: &[Cell<'_>]) -> Flow;
    /// The table is complete.
    fn end_table(&mut self) -> Flow;
    /// A value under a key: JSON leaf (`client.adresse[].rue`, array indexes
    /// left out), form field, document property. Same keys are one column.
    fn keyed(&mut self, key: &str, value: &str, at: Start) -> Flow;
    /// A contained file, to be read with the budgets of the whole item.
    fn member(&mut self, member: Member<'_>) -> Flow;
    /// Something could not be read. The item ends partial, or not scanned if
    /// nothing of it was delivered.
    fn problem(&mut self, problem: Problem);
    /// A remark that takes nothing from completeness.
    fn note(&mut self, note: &str);
}

/// Budgets inside one format reader. Those of containers (depth, members,
/// expansion, ratio) are the sink's, which sees all members.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Limits {
    /// Bytes that a format which must be read whole may take in memory.
    pub memory: u64,
    /// Cells of one item.
    pub cells: u64,
    /// Bytes of one part of a zipped document after expansion.
    pub part: u64,
    /// Nesting of XML elements.
    pub xml_depth: u32,
    /// Nesting of JSON values; deeper is read as text.
    pub json_depth: u32,
    /// Bytes of one CSV field or database value; longer is cut and said.
    pub value: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            memory: 512 << 20,
            cells: 50_000_000,
            part: 1 << 30,
            xml_depth: 256,
            json_depth: 512,
            value: 16 << 20,
        }
    }
}

/// What the start of an item and its name say it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identified {
    /// The kind, for coverage and reports.
    pub kind: Kind,
    /// Who reads it; none: no reader yet.
    pub reader: Option<Reader>,
}

/// The closed set of format readers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reader {
    /// Text in any encoding, logs, source, other markup read as text.
    Text,
    /// HTML.
    Html,
    /// Contacts, calendars, directory entries: VCF, ICS, LDIF.
    Card,
    /// CSV and TSV.
    Delimited,
    /// Dumps of databases in text, and tables drawn with characters.
    Dump,
    /// JSON and NDJSON.
    Json,
    /// XLSX, XLSM, XLSB, XLS, ODS.
    Sheet,
    /// PDF.
    Pdf,
    /// DOCX, DOCM.
    Docx,
    /// ODT.
    Odt,
    /// RTF.
    Rtf,
    /// ZIP.
    Zip,
    /// GZIP.
    Gzip,
    /// Mail.
    Mail,
}

impl Reader {
    /// Whether it must run in an isolated worker process: it uses a third-party
    /// parser that has been seen to crash, hang or eat memory, or it keeps much
    /// of the file in memory or looks far ahead (pages, dumps).
    #[must_use]
    pub const fn isolated(self) -> bool {
        !matches!(self, Self::Text | Self::Card | Self::Delimited | Self::Json)
    }
}
