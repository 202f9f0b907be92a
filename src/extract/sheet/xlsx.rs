//! XLSX and XLSM: every sheet, hidden or not, streamed row by row; then all the
//! text that surrounds the cells.
//!
//! Read here and not by a library, so that no cell reference, count or size that
//! the file claims is believed, and one broken cell does not end its sheet.

use super::super::office::package::Package;
use super::super::office::properties;
use super::super::office::relations::{main_part, targets};
use super::super::office::story::Story;
use super::super::office::xml::{Halt, Token, Xml};
use super::super::{Flow, Header, Limits, Sink, Start, Stop};
use super::rows::Rows;
use super::strings::formats;
use super::value::Epoch;
use super::worksheet::{self, Around, Shared};
use super::{pivot, surroundings};
use crate::model::{Problem, Reason};
use std::collections::BTreeSet;

/// Fewer characters than this beside pictures: the pictures are the workbook.
const FEW: u64 = 10;

/// A sheet that the workbook lists.
#[derive(Debug)]
struct Listed {
    name: String,
    part: String,
    is_hidden: bool,
}

/// What the workbook part says.
#[derive(Debug, Default)]
struct Workbook {
    /// Name, id of its part, whether hidden.
    sheets: Vec<(String, String, bool)>,
    epoch: Epoch,
    /// Names and what they stand for.
    names: Vec<(String, String)>,
}

pub(super) fn read(mut package: Package<'_>, limits: &Limits, sink: &mut dyn Sink) -> Flow {
    let main = main_part(&mut package, "xl/workbook.xml");
    let mut workbook = Workbook::default();
    if package.has(&main) {
        package.with_xml(&main, sink, |xml, _| workbook.read(xml))?;
    } else {
        sink.problem(Problem::new(Reason::Damaged, "no main part"));
    }
    let folder = main.rsplit_once('/').map_or("", |(folder, _)| folder);
    let shared = shared(&mut package, folder, workbook.epoch, limits, sink)?;
    let sheets = sheets(&mut package, &main, &workbook, sink);
    let mut around = Around::within(limits);
    let rows = read_sheets(&mut package, &sheets, &shared, limits, sink, &mut around)?;
    for (name, meaning) in &workbook.names {
        sink.keyed(name, meaning, Start::Field)?;
    }
    let characters = surrounding(&mut package, &sheets, &around, limits, sink)?;
    for name in package.foreign(folder) {
        if !name.contains("/embeddings/") {
            package.give(&name, sink)?;
        }
    }
    let has_pictures = package.names().iter().any(|name| name.contains("/media/"));
    if rows == 0 && characters < FEW && has_pictures {
        sink.problem(Problem::new(Reason::ImageOnly, ""));
        return Ok(());
    }
    package.give_pictures(sink)
}

impl Workbook {
    fn read(&mut self, xml: &mut Xml<'_>) -> Result<(), Halt> {
        while let Some(token) = xml.next()? {
            let Token::Open(element) = token else {
                continue;
            };
            match element.name() {
                "workbookPr" => {
                    let is_1904 = element.attribute("date1904");
                    if matches!(is_1904.as_deref(), Some("1" | "true")) {
                        self.epoch = Epoch::Of1904;
                    }
                }
                "sheet" => {
                    let attribute = |name| element.attribute(name).unwrap_or_default();
                    let is_hidden = matches!(&*attribute("state"), "hidden" | "veryHidden");
                    let name = attribute("name").into_owned();
                    self.sheets
                        .push((name, attribute("id").into_owned(), is_hidden));
                }
                "definedName" => {
                    let name = element.attribute("name").unwrap_or_default().into_owned();
                    let meaning = xml.inner_text()?;
                    // Print areas and filters.
                    if !name.starts_with("_xlnm") {
                        self.names.push((name, meaning));
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }
}

fn shared(
    package: &mut Package<'_>,
    folder: &str,
    epoch: Epoch,
    limits: &Limits,
    sink: &mut dyn Sink,
) -> Result<Shared, Stop> {
    let mut shared = Shared {
        epoch,
        ..Shared::default()
    };
    let part = |file: &str| {
        format!("{folder}/{file}")
            .trim_start_matches('/')
            .to_owned()
    };
    package.with_xml(&part("sharedStrings.xml"), sink, |xml, sink| {
        shared.strings.read(xml, sink.as_shown(), limits)
    })?;
    package.with_xml(&part("styles.xml"), sink, |xml, _| {
        let styles = formats(xml)?;
        let struck = (0..).zip(&styles).filter(|(_, (_, struck))| *struck);
        shared.struck = struck.map(|(n, _)| n).collect();
        shared.formats = styles.into_iter().map(|(format, _)| format).collect();
        Ok(())
    })?;
    Ok(shared)
}

/// The sheets that the workbook lists, in its order, then those it forgot.
fn sheets(
    package: &mut Package<'_>,
    main: &str,
    workbook: &Workbook,
    sink: &mut dyn Sink,
) -> Vec<Listed> {
    let targets = targets(package, main);
    let mut sheets = Vec::new();
    let mut seen = BTreeSet::new();
    let mut lost = 0;
    for (name, id, is_hidden) in &workbook.sheets {
        match targets.get(id).filter(|part| package.has(part)) {
            Some(part) => {
                seen.insert(part.clone());
                sheets.push(Listed {
                    name: name.clone(),
                    part: part.clone(),
                    is_hidden: *is_hidden,
                });
            }
            None => lost += 1,
        }
    }
    let is_sheet = |name: &str| name.contains("/worksheets/sheet") && name.ends_with(".xml");
    for part in package.select(is_sheet) {
        if !seen.contains(&part) {
            lost = lost.max(1) - 1;
            let file = part.rsplit_once('/').map_or(&*part, |(_, file)| file);
            sheets.push(Listed {
                name: file.trim_end_matches(".xml").to_owned(),
                is_hidden: true,
                part,
            });
        }
    }
    super::declare_missing(lost, sheets.len(), sink);
    sheets
}

/// Reads all sheets; the number of rows given.
fn read_sheets(
    package: &mut Package<'_>,
    sheets: &[Listed],
    shared: &Shared,
    limits: &Limits,
    sink: &mut dyn Sink,
    around: &mut Around,
) -> Result<u64, Stop> {
    let mut rows = Rows::new(limits, sink);
    for sheet in sheets {
        if rows.is_spent() {
            break;
        }
        rows.begin(&sheet.name, Header::Unknown)?;
        if sheet.is_hidden {
            rows.hide_sheet();
        }
        let problem = package.visit(&sheet.part, |xml| {
            worksheet::read(xml, shared, &mut rows, around)
        })?;
        rows.end()?;
        if let Some(problem) = problem {
            rows.sink().problem(problem);
        }
    }
    let given = rows.given();
    super::declare_lost(&shared.strings, sink);
    super::note_hidden(sheets.iter().filter(|sheet| sheet.is_hidden).count(), sink);
    Ok(given)
}

/// Text around the cells, properties, pivot caches, embedded files; the number
/// of characters of text.
fn surrounding(
    package: &mut Package<'_>,
    sheets: &[Listed],
    around: &Around,
    limits: &Limits,
    sink: &mut dyn Sink,
) -> Result<u64, Stop> {
    let characters = {
        let mut story = Story::new(limits, sink);
        let sheets: Vec<&str> = sheets.iter().map(|sheet| &*sheet.part).collect();
        surroundings::read(package, &sheets, &around.texts, &mut story)?;
        story.characters()
    };
    for formula in &around.formulas {
        sink.keyed("formula", formula, Start::Field)?;
    }
    around.problem().into_iter().for_each(|p| sink.problem(p));
    pivot::read(package, limits, sink)?;
    properties::office_open(package, sink)?;
    for name in package.select(|name| name.contains("/embeddings/")) {
        package.give(&name, sink)?;
    }
    Ok(characters)
}
