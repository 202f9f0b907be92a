//! XLSB: the binary form of XLSX. Cells, strings and comments are records; what
//! surrounds them is XML as in XLSX.

use super::super::office::package::Package;
use super::super::office::properties;
use super::super::office::relations::{main_part, targets};
use super::super::office::story::Story;
use super::super::office::xml::{Fault, Halt};
use super::super::{CellKind, Flow, Header, Limits, Sink, Start, Stop};
use super::records::{Fields, Records};
use super::rows::Rows;
use super::surroundings;
use super::value::{Epoch, Format};
use super::worksheet::Shared;
use crate::model::{Problem, Reason};
use std::collections::BTreeMap;
use std::io::BufRead;

/// Record types ([MS-XLSB] 2.3.2).
mod kind {
    pub(super) const ROW: u16 = 0;
    pub(super) const RK: u16 = 2;
    pub(super) const BOOL: u16 = 4;
    pub(super) const REAL: u16 = 5;
    pub(super) const STRING: u16 = 6;
    pub(super) const SHARED: u16 = 7;
    pub(super) const FORMULA_STRING: u16 = 8;
    pub(super) const FORMULA_NUMBER: u16 = 9;
    pub(super) const FORMULA_BOOL: u16 = 10;
    pub(super) const RICH_STRING: u16 = 62;
    pub(super) const SHARED_ITEM: u16 = 19;
    pub(super) const FORMAT: u16 = 44;
    pub(super) const STYLE: u16 = 47;
    pub(super) const WORKBOOK: u16 = 153;
    pub(super) const SHEET: u16 = 156;
    pub(super) const PAGE_HEADERS: u16 = 479;
    pub(super) const STYLES_BEGIN: u16 = 617;
    pub(super) const STYLES_END: u16 = 618;
    pub(super) const AUTHOR: u16 = 632;
    pub(super) const COMMENT: u16 = 637;
}

#[derive(Debug, Default)]
struct Workbook {
    /// Name, id of its part, whether hidden.
    sheets: Vec<(String, String, bool)>,
    shared: Shared,
    /// Page headers and comments.
    texts: Vec<String>,
    authors: Vec<String>,
}

pub(super) fn read(mut package: Package<'_>, limits: &Limits, sink: &mut dyn Sink) -> Flow {
    let main = main_part(&mut package, "xl/workbook.bin");
    if !package.has(&main) {
        sink.problem(Problem::new(Reason::Damaged, "no main part"));
    }
    let mut book = Workbook::default();
    book.read_shared(&mut package, &main, limits, sink)?;
    book.read_sheets(&mut package, &main, limits, sink)?;
    for name in package.select(|n| n.contains("comments") && n.ends_with(".bin")) {
        visit(&mut package, &name, sink, |records, _| {
            book.comments(records)
        })?;
    }
    let mut story = Story::new(limits, sink);
    surroundings::read(&mut package, &[], &book.texts, &mut story)?;
    for author in &book.authors {
        sink.keyed("author", author, Start::Field)?;
    }
    if package
        .names()
        .iter()
        .any(|n| n.contains("pivotCacheRecords"))
    {
        sink.problem(Problem::new(Reason::UnsupportedKind, "pivot cache"));
    }
    properties::office_open(&mut package, sink)?;
    for name in package.select(|name| name.contains("/embeddings/")) {
        package.give(&name, sink)?;
    }
    package.give_pictures(sink)
}

/// Reads a part of records, if it exists; what is wrong with it is told.
fn visit(
    package: &mut Package<'_>,
    name: &str,
    sink: &mut dyn Sink,
    read: impl FnOnce(&mut Records<&mut dyn BufRead>, &mut dyn Sink) -> Result<(), Halt>,
) -> Flow {
    let outcome = match package.part(name) {
        Ok(None) => return Ok(()),
        Err(problem) => Err(problem),
        Ok(Some(mut bytes)) => {
            let bytes: &mut dyn BufRead = &mut bytes;
            match read(&mut Records::new(bytes), sink) {
                Ok(()) => Ok(()),
                Err(Halt::Stop) => return Err(Stop),
                Err(Halt::Fault(fault)) => Err(fault.problem(name)),
            }
        }
    };
    if let Err(problem) = outcome {
        sink.problem(problem);
    }
    Ok(())
}

impl Workbook {
    fn read_shared(
        &mut self,
        package: &mut Package<'_>,
        main: &str,
        limits: &Limits,
        sink: &mut dyn Sink,
    ) -> Flow {
        let folder = main.rsplit_once('/').map_or("xl", |(folder, _)| folder);
        visit(package, main, sink, |records, _| {
            while let Some((kind, fields)) = records.next()? {
                self.workbook_record(kind, fields);
            }
            Ok(())
        })?;
        let strings = format!("{folder}/sharedStrings.bin");
        visit(package, &strings, sink, |records, _| {
            while let Some((kind, mut fields)) = records.next()? {
                if kind == kind::SHARED_ITEM {
                    let text = rich_string(&mut fields).unwrap_or_default();
                    self.shared.strings.push(&text, limits)?;
                }
            }
            Ok(())
        })?;
        let styles = format!("{folder}/styles.bin");
        visit(package, &styles, sink, |records, _| {
            self.shared.formats = formats(records)?;
            Ok(())
        })
    }

    fn workbook_record(&mut self, kind: u16, mut fields: Fields<'_>) {
        match kind {
            kind::WORKBOOK if fields.u32().is_some_and(|flags| flags & 1 != 0) => {
                self.shared.epoch = Epoch::Of1904;
            }
            kind::SHEET => {
                let is_hidden = fields.u32().is_some_and(|state| state != 0);
                let _tab = fields.u32();
                let (id, name) = (fields.wide_string(), fields.wide_string());
                self.sheets
                    .push((name.unwrap_or_default(), id.unwrap_or_default(), is_hidden));
            }
            _ => {}
        }
    }

    fn read_sheets(
        &mut self,
        package: &mut Package<'_>,
        main: &str,
        limits: &Limits,
        sink: &mut dyn Sink,
    ) -> Flow {
        let targets = targets(package, main);
        let part = |id: &String| targets.get(id).filter(|part| package.has(part));
        let lost = self
            .sheets
            .iter()
            .filter(|(_, id, _)| part(id).is_none())
            .count();
        super::declare_missing(lost, self.sheets.len(), sink);
        let mut rows = Rows::new(limits, sink);
        for (name, id, is_hidden) in &self.sheets {
            let Some(part) = targets.get(id).filter(|part| part.ends_with(".bin")) else {
                continue;
            };
            if rows.is_spent() {
                break;
            }
            rows.begin(name, Header::Unknown)?;
            if *is_hidden {
                rows.hide_sheet();
            }
            let problem = sheet_part(package, part, &self.shared, &mut rows, &mut self.texts)?;
            rows.end()?;
            if let Some(problem) = problem {
                rows.sink().problem(problem);
            }
        }
        super::declare_lost(&self.shared.strings, sink);
        super::note_hidden(self.sheets.iter().filter(|sheet| sheet.2).count(), sink);
        Ok(())
    }

    fn comments(&mut self, records: &mut Records<&mut dyn BufRead>) -> Result<(), Halt> {
        while let Some((kind, mut fields)) = records.next()? {
            match kind {
                kind::AUTHOR => self.authors.extend(fields.wide_string()),
                kind::COMMENT => self.texts.extend(rich_string(&mut fields)),
                _ => {}
            }
        }
        Ok(())
    }
}

/// A string with a byte of flags before it.
fn rich_string(fields: &mut Fields<'_>) -> Option<String> {
    fields.u8()?;
    fields.wide_string()
}

fn formats(records: &mut Records<&mut dyn BufRead>) -> Result<Vec<Format>, Fault> {
    let mut codes = BTreeMap::new();
    let mut formats = Vec::new();
    let mut is_cell_style = false;
    while let Some((kind, mut fields)) = records.next()? {
        match kind {
            kind::FORMAT => {
                if let (Some(id), Some(code)) = (fields.u16(), fields.wide_string()) {
                    codes.insert(u64::from(id), Format::of(&code));
                }
            }
            kind::STYLES_BEGIN => is_cell_style = true,
            kind::STYLES_END => is_cell_style = false,
            kind::STYLE if is_cell_style => {
                let _parent = fields.u16();
                let id = u64::from(fields.u16().unwrap_or(0));
                let own = codes.get(&id).copied();
                formats.push(own.unwrap_or_else(|| Format::builtin(id)));
            }
            _ => {}
        }
    }
    Ok(formats)
}

fn sheet_part(
    package: &mut Package<'_>,
    part: &str,
    shared: &Shared,
    rows: &mut Rows<'_>,
    texts: &mut Vec<String>,
) -> Result<Option<Problem>, Stop> {
    let mut bytes = match package.part(part) {
        Ok(Some(bytes)) => bytes,
        Ok(None) => return Ok(None),
        Err(problem) => return Ok(Some(problem)),
    };
    let bytes: &mut dyn BufRead = &mut bytes;
    match read_sheet(&mut Records::new(bytes), shared, rows, texts) {
        Ok(()) => Ok(None),
        Err(Halt::Stop) => Err(Stop),
        Err(Halt::Fault(fault)) => Ok(Some(fault.problem(part))),
    }
}

fn read_sheet(
    records: &mut Records<&mut dyn BufRead>,
    shared: &Shared,
    rows: &mut Rows<'_>,
    texts: &mut Vec<String>,
) -> Result<(), Halt> {
    let mut row = 0;
    let mut shown = String::new();
    while let Some((kind, mut fields)) = records.next()? {
        match kind {
            kind::ROW => row = u64::from(fields.u32().unwrap_or(0)) + 1,
            kind::PAGE_HEADERS => {
                let _flags = fields.u16();
                while let Some(text) = fields.wide_string() {
                    texts.push(super::worksheet::page_text(&text));
                }
            }
            _ => {
                let (Some(column), Some(style)) = (fields.u32(), fields.u32()) else {
                    continue;
                };
                let format = shared.formats.get((style & 0xFF_FFFF) as usize);
                shown.clear();
                if let Some(kind) = cell(kind, fields, format.copied(), shared, &mut shown) {
                    rows.cell(row, column, &shown, kind)?;
                }
            }
        }
        if rows.is_spent() {
            break;
        }
    }
    Ok(())
}

/// Writes the value of a cell; none: the record is no cell with a value.
fn cell(
    kind: u16,
    mut fields: Fields<'_>,
    format: Option<Format>,
    shared: &Shared,
    shown: &mut String,
) -> Option<CellKind> {
    match kind {
        kind::RK => Some(shared.show(fields.rk()?, format, shown)),
        kind::REAL | kind::FORMULA_NUMBER => Some(shared.show(fields.f64()?, format, shown)),
        kind::BOOL | kind::FORMULA_BOOL => {
            shown.push_str(if fields.u8()? == 0 { "FALSE" } else { "TRUE" });
            Some(CellKind::Text)
        }
        kind::STRING | kind::FORMULA_STRING => {
            shown.push_str(&fields.wide_string()?);
            Some(CellKind::Text)
        }
        kind::RICH_STRING => {
            shown.push_str(&rich_string(&mut fields)?);
            Some(CellKind::Text)
        }
        kind::SHARED => {
            let number = usize::try_from(fields.u32()?).ok()?;
            shown.push_str(shared.strings.get(number)?);
            Some(CellKind::Text)
        }
        _ => None,
    }
}
