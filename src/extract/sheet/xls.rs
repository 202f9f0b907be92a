//! XLS (Excel 5 to 2003): every sheet, and its comments, text boxes, page
//! headers and links.
//!
//! The workbook stream is held in memory; cells are given as they come, so that
//! two cells at opposite corners of a sheet cost two rows.

use super::super::office::story::Story;
use super::super::office::{compound, embedded, summary};
use super::super::{CellKind, Flow, Header, Limits, ReadSeek, Sink, Start, Stop};
use super::biff::{Chain, Dialect, Record, Records, code_page};
use super::records::{Fields, utf16};
use super::rows::Rows;
use super::value::{Epoch, Format};
use super::worksheet::{Shared, page_text};
use crate::model::{Problem, Reason};
use std::collections::{BTreeMap, BTreeSet};

/// Record types ([MS-XLS] 2.3.2).
mod kind {
    pub(super) const FORMULA: u16 = 0x06;
    pub(super) const END: u16 = 0x0A;
    pub(super) const PAGE_HEADER: u16 = 0x14;
    pub(super) const PAGE_FOOTER: u16 = 0x15;
    pub(super) const NOTE: u16 = 0x1C;
    pub(super) const DATE_MODE: u16 = 0x22;
    pub(super) const PASSWORD: u16 = 0x2F;
    pub(super) const CODE_PAGE: u16 = 0x42;
    pub(super) const USER: u16 = 0x5C;
    pub(super) const SHEET: u16 = 0x85;
    pub(super) const COMPRESSED_NUMBERS: u16 = 0xBD;
    pub(super) const RICH_TEXT: u16 = 0xD6;
    pub(super) const STYLE: u16 = 0xE0;
    pub(super) const STRINGS: u16 = 0xFC;
    pub(super) const SHARED_TEXT: u16 = 0xFD;
    pub(super) const BOX_TEXT: u16 = 0x1B6;
    pub(super) const LINK: u16 = 0x1B8;
    pub(super) const NUMBER: u16 = 0x203;
    pub(super) const TEXT: u16 = 0x204;
    pub(super) const BOOL_OR_ERROR: u16 = 0x205;
    pub(super) const FORMULA_TEXT: u16 = 0x207;
    pub(super) const COMPRESSED_NUMBER: u16 = 0x27E;
    pub(super) const FORMAT: u16 = 0x41E;
    pub(super) const BEGIN: u16 = 0x809;
    pub(super) const CHART_TEXT: u16 = 0x100D;
}

/// A sheet that holds program code only.
const MODULE: u8 = 6;

pub(super) fn read(mut file: Box<dyn ReadSeek + '_>, limits: &Limits, sink: &mut dyn Sink) -> Flow {
    let names = ["Workbook", "Book"];
    let Some(stream) = compound::stream(&mut *file, &names, limits.memory) else {
        sink.problem(Problem::new(Reason::Damaged, "no workbook stream"));
        return Ok(());
    };
    let mut book = Book::new();
    if let Err(problem) = book.globals(&stream, limits) {
        let is_encrypted = problem.what == Reason::Encrypted;
        sink.problem(problem);
        if is_encrypted {
            return Ok(());
        }
    }
    book.read_sheets(&stream, limits, sink)?;
    book.around(limits, sink)?;
    embedded::give(&mut *file, limits.memory / 4, sink)?;
    summary::read(
        |name| compound::stream(&mut *file, &[name], limits.memory),
        sink,
    )
}

/// What the first part of the stream says, and what is kept for the end.
struct Book {
    dialect: Dialect,
    shared: Shared,
    codes: BTreeMap<u64, Format>,
    sheets: Vec<Listed>,
    user: Option<String>,
    /// Comments, boxes, headers.
    texts: Vec<String>,
    links: Vec<String>,
    authors: BTreeSet<String>,
}

/// A sheet that the workbook lists.
struct Listed {
    name: String,
    offset: usize,
    is_hidden: bool,
    sort: u8,
}

impl Book {
    fn new() -> Self {
        Self {
            dialect: Dialect::Biff8,
            shared: Shared::default(),
            codes: BTreeMap::new(),
            sheets: Vec::new(),
            user: None,
            texts: Vec::new(),
            links: Vec::new(),
            authors: BTreeSet::new(),
        }
    }

    /// Reads what comes before the sheets.
    fn globals(&mut self, stream: &[u8], limits: &Limits) -> Result<(), Problem> {
        let (mut is_begun, mut is_ended) = (false, false);
        for record in Records::at(stream, 0) {
            match record.kind {
                kind::BEGIN if !is_begun => {
                    is_begun = true;
                    let version = Fields(record.data).u16();
                    if version.is_some_and(|version| version < 0x600) {
                        self.dialect = Dialect::Biff5(encoding_rs::WINDOWS_1252);
                    }
                }
                _ if !is_begun => break,
                kind::PASSWORD => return Err(Problem::new(Reason::Encrypted, "")),
                kind::END => {
                    is_ended = true;
                    break;
                }
                _ => self.global(&record, limits)?,
            }
        }
        match is_begun && is_ended && !self.sheets.is_empty() {
            true => Ok(()),
            // What was understood till here is still read.
            false => Err(Problem::new(Reason::Damaged, "workbook without its sheets")),
        }
    }

    /// One record before the sheets.
    fn global(&mut self, record: &Record<'_>, limits: &Limits) -> Result<(), Problem> {
        let mut fields = Fields(record.data);
        match (record.kind, self.dialect) {
            (kind::CODE_PAGE, Dialect::Biff5(_)) => {
                self.dialect = Dialect::Biff5(code_page(fields.u16().unwrap_or(1252)));
            }
            (kind::DATE_MODE, _) if fields.u16() == Some(1) => self.shared.epoch = Epoch::Of1904,
            (kind::USER, Dialect::Biff8) => {
                self.user = Chain::new(record, 0).string(self.dialect);
            }
            (kind::SHEET, _) => self.sheets.extend(self.listed(record)),
            (kind::FORMAT, _) => {
                let id = u64::from(fields.u16().unwrap_or(0));
                let mut chain = Chain::new(record, 2);
                let code = match self.dialect {
                    Dialect::Biff8 => chain.string(self.dialect),
                    Dialect::Biff5(_) => chain.short_string(self.dialect),
                };
                self.codes.insert(id, Format::of(&code.unwrap_or_default()));
            }
            (kind::STYLE, _) => {
                let _font = fields.u16();
                let id = u64::from(fields.u16().unwrap_or(0));
                let own = self.codes.get(&id).copied();
                let format = own.unwrap_or_else(|| Format::builtin(id));
                self.shared.formats.push(format);
            }
            (kind::STRINGS, _) => self.strings(record, limits)?,
            _ => {}
        }
        Ok(())
    }

    fn listed(&self, record: &Record<'_>) -> Option<Listed> {
        let mut fields = Fields(record.data);
        let offset = usize::try_from(fields.u32()?).ok()?;
        let (state, sort) = (fields.u8()?, fields.u8()?);
        Some(Listed {
            name: Chain::new(record, 6).short_string(self.dialect)?,
            offset,
            is_hidden: state & 3 != 0,
            sort,
        })
    }

    fn strings(&mut self, record: &Record<'_>, limits: &Limits) -> Result<(), Problem> {
        let mut chain = Chain::new(record, 8);
        while let Some(text) = chain.string(self.dialect) {
            let pushed = self.shared.strings.push(&text, limits);
            pushed.map_err(|fault| fault.problem("shared strings"))?;
        }
        Ok(())
    }

    fn read_sheets(&mut self, stream: &[u8], limits: &Limits, sink: &mut dyn Sink) -> Flow {
        let sheets = std::mem::take(&mut self.sheets);
        let mut rows = Rows::new(limits, sink);
        for sheet in sheets.iter().filter(|sheet| sheet.sort != MODULE) {
            if rows.is_spent() {
                break;
            }
            rows.begin(&sheet.name, Header::Unknown)?;
            if sheet.is_hidden {
                rows.hide_sheet();
            }
            let is_whole = self.read_sheet(Records::at(stream, sheet.offset), &mut rows)?;
            rows.end()?;
            if !is_whole {
                let problem = Problem::new(Reason::Damaged, "truncated sheet");
                rows.sink().problem(problem);
            }
        }
        super::declare_lost(&self.shared.strings, sink);
        super::note_hidden(sheets.iter().filter(|sheet| sheet.is_hidden).count(), sink);
        Ok(())
    }

    /// Reads a sheet; false: it has no end. Charts inside it are nested.
    fn read_sheet(&mut self, records: Records<'_>, rows: &mut Rows<'_>) -> Result<bool, Stop> {
        let mut depth = 0u32;
        // The formula whose text comes in a record of its own.
        let mut formula = (0, 0);
        let mut shown = String::new();
        for record in records {
            match record.kind {
                kind::BEGIN => depth += 1,
                _ if depth == 0 => return Ok(false),
                kind::END if depth == 1 => return Ok(true),
                kind::END => depth -= 1,
                kind::CHART_TEXT => self
                    .texts
                    .extend(Chain::new(&record, 2).short_string(self.dialect)),
                _ if depth > 1 => {}
                kind::COMPRESSED_NUMBERS => self.numbers(&record, rows)?,
                kind::FORMULA_TEXT => {
                    let text = Chain::new(&record, 0).string(self.dialect);
                    let (row, column) = formula;
                    rows.cell(row, column, &text.unwrap_or_default(), CellKind::Text)?;
                }
                _ => {
                    self.aside(&record);
                    shown.clear();
                    if let Some((at, kind)) = self.cell(&record, &mut shown) {
                        formula = at;
                        rows.cell(at.0, at.1, &shown, kind)?;
                    }
                }
            }
            if rows.is_spent() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Writes the value of a cell; none: the record is no cell.
    fn cell(&self, record: &Record<'_>, out: &mut String) -> Option<((u64, u32), CellKind)> {
        const CELLS: [u16; 7] = [
            kind::NUMBER,
            kind::COMPRESSED_NUMBER,
            kind::SHARED_TEXT,
            kind::TEXT,
            kind::RICH_TEXT,
            kind::FORMULA,
            kind::BOOL_OR_ERROR,
        ];
        if !CELLS.contains(&record.kind) {
            return None;
        }
        let mut fields = Fields(record.data);
        let at = (u64::from(fields.u16()?) + 1, u32::from(fields.u16()?));
        let format = self.format(fields.u16()?);
        let kind = match record.kind {
            kind::NUMBER => self.shared.show(fields.f64()?, format, out),
            kind::COMPRESSED_NUMBER => self.shared.show(fields.rk()?, format, out),
            kind::FORMULA => self.result(fields, format, out)?,
            kind::SHARED_TEXT => {
                let number = usize::try_from(fields.u32()?).ok()?;
                out.push_str(self.shared.strings.get(number)?);
                CellKind::Text
            }
            kind::BOOL_OR_ERROR => {
                let (value, is_error) = (fields.u8()?, fields.u8()?);
                out.push_str(boolean(value, is_error != 0));
                CellKind::Text
            }
            _ => {
                out.push_str(&Chain::new(record, 6).string(self.dialect)?);
                CellKind::Text
            }
        };
        Some((at, kind))
    }

    fn format(&self, style: u16) -> Option<Format> {
        self.shared.formats.get(usize::from(style)).copied()
    }

    /// The last result of a formula: a number, or, marked by what is no number, a
    /// text that follows, a boolean, an error.
    fn result(
        &self,
        mut fields: Fields<'_>,
        format: Option<Format>,
        out: &mut String,
    ) -> Option<CellKind> {
        let raw: [u8; 8] = fields.bytes()?;
        if raw[6..] != [0xFF, 0xFF] {
            return Some(self.shared.show(f64::from_le_bytes(raw), format, out));
        }
        if raw[0] == 1 {
            out.push_str(boolean(raw[2], false));
        }
        Some(CellKind::Text)
    }

    /// A row's run of numbers: style and number of each.
    fn numbers(&self, record: &Record<'_>, rows: &mut Rows<'_>) -> Flow {
        let mut fields = Fields(record.data);
        let (Some(row), Some(first)) = (fields.u16(), fields.u16()) else {
            return Ok(());
        };
        let mut shown = String::new();
        for column in u32::from(first).. {
            let (Some(style), Some(value)) = (fields.u16(), fields.rk()) else {
                break;
            };
            shown.clear();
            let kind = self.shared.show(value, self.format(style), &mut shown);
            rows.cell(u64::from(row) + 1, column, &shown, kind)?;
        }
        Ok(())
    }

    /// What is no cell: comments, boxes, page headers, links.
    fn aside(&mut self, record: &Record<'_>) {
        let dialect = self.dialect;
        match (record.kind, dialect) {
            (kind::BOX_TEXT, _) => {
                let count = Fields(record.data.get(10..).unwrap_or_default()).u16();
                let mut chain = Chain::new(record, record.data.len());
                self.texts
                    .push(chain.characters(usize::from(count.unwrap_or(0)), false));
            }
            (kind::NOTE, Dialect::Biff8) => {
                self.authors.extend(Chain::new(record, 8).string(dialect));
            }
            (kind::NOTE, Dialect::Biff5(_)) => {
                self.texts.extend(Chain::new(record, 4).string(dialect));
            }
            (kind::PAGE_HEADER | kind::PAGE_FOOTER, _) => {
                let mut chain = Chain::new(record, 0);
                let text = match dialect {
                    Dialect::Biff8 => chain.string(dialect),
                    Dialect::Biff5(_) => chain.short_string(dialect),
                };
                self.texts.extend(text.map(|text| page_text(&text)));
            }
            (kind::LINK, _) => self.links.extend(link(record.data)),
            _ => {}
        }
    }

    /// Gives what was kept for the end.
    fn around(&self, limits: &Limits, sink: &mut dyn Sink) -> Flow {
        let mut story = Story::new(limits, sink);
        story.begin_aside()?;
        for text in self.texts.iter().filter(|text| !text.trim().is_empty()) {
            story.open_paragraph();
            story.push(text.trim());
            story.close_paragraph()?;
        }
        story.end_part()?;
        let authors = self
            .authors
            .iter()
            .chain(&self.user)
            .map(|author| ("author", author));
        let links = self.links.iter().map(|link| ("hyperlink", link));
        for (key, value) in authors.chain(links) {
            if !value.trim().is_empty() {
                sink.keyed(key, value.trim(), Start::Field)?;
            }
        }
        Ok(())
    }
}

const fn boolean(value: u8, is_error: bool) -> &'static str {
    match (is_error, value) {
        (true, _) => "",
        (false, 0) => "FALSE",
        (false, _) => "TRUE",
    }
}

/// The address in a link, which follows the identifier of URL monikers
/// ([MS-OSHARED] 2.3.7.6).
fn link(data: &[u8]) -> Option<String> {
    const MONIKER: [u8; 16] = [
        0xE0, 0xC9, 0xEA, 0x79, 0xF9, 0xBA, 0xCE, 0x11, 0x8C, 0x82, 0x00, 0xAA, 0x00, 0x4B, 0xA9,
        0x0B,
    ];
    let at = data.windows(16).position(|window| window == MONIKER)?;
    let mut fields = Fields(data.get(at + 16..)?);
    let length = usize::try_from(fields.u32()?).ok()?;
    let address = utf16(fields.slice(length.min(fields.0.len()))?);
    address.split('\0').next().map(str::to_owned)
}
