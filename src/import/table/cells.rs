//! Cells as sections of a fiche: their lines, the values in a line, and what of
//! them the template printed.

use super::super::block::{Cell, Line, Mark};
use super::super::draft::{Said, Unread, Why};
use super::super::form::{Fiche, Section};
use super::super::line::{self, Read, read as read_line};
use super::super::template::{Worth, is_answer, worth};
use super::super::vocabulary::Field;

/// Words that each value of a list has at most.
const LIST: usize = 6;

pub(super) fn said(cell: &Cell) -> Said {
    Said {
        text: line::spaces(&cell.text),
        at: cell.at.clone(),
    }
}

/// A section, and what a cell about sensitive data names.
pub(in crate::import) fn also(section: Section) -> Vec<Section> {
    if section.field != Field::Sensitive {
        return vec![section];
    }
    let which = Section {
        field: Field::SensitiveWhich,
        ..section.clone()
    };
    vec![section, which]
}

pub(in crate::import) fn first_purpose(fiche: &Fiche) -> Option<Said> {
    let purposes = fiche.sections.iter().find(|s| s.field == Field::Purposes)?;
    let line = purposes.lines.first()?;
    Some(Said {
        text: line.text.clone(),
        at: line.at.clone(),
    })
}

/// A cell as a section: each of its lines is one.
pub(in crate::import) fn section(field: Field, cell: &Cell) -> Section {
    let mut lines = Vec::new();
    for raw in cell.text.split('\n') {
        match read_line(raw, &cell.at) {
            Read::Line(line) => lines.push(line),
            Read::Row(cells) => lines.extend(cells.into_iter().map(|c| Line {
                text: c.text,
                bold: Vec::new(),
                mark: Mark::Plain,
                at: c.at,
            })),
            Read::Blank | Read::Rule => {}
        }
    }
    if lists(field) {
        lines = lines.iter().flat_map(several).collect();
    }
    Section {
        field,
        at: cell.at.clone(),
        lines,
        about: None,
    }
}

/// Fields of which a line may hold several values.
pub(in crate::import) fn lists(field: Field) -> bool {
    matches!(
        field,
        Field::DataSubjects
            | Field::Recipients
            | Field::RecipientsInternal
            | Field::RecipientsExternal
            | Field::Processors
            | Field::System
            | Field::TransferCountries
    )
}

/// The values of a line: parted by semicolons, by commas where each is a few
/// words (an address is one value).
pub(in crate::import) fn several(line: &Line) -> Vec<Line> {
    let short = |p: &str| {
        p.split_whitespace().count() <= LIST && !p.starts_with(|c: char| c.is_ascii_digit())
    };
    let by_commas = |p: &'_ str| -> Vec<String> {
        let parts: Vec<&str> = p.split(',').map(str::trim).collect();
        match parts.iter().all(|p| short(p)) {
            true => parts.into_iter().map(str::to_owned).collect(),
            false => vec![p.trim().to_owned()],
        }
    };
    let value = |text: String| Line {
        text,
        bold: Vec::new(),
        ..line.clone()
    };
    let parts = line.text.split([';', '•']).flat_map(by_commas);
    parts.filter(|p| !p.is_empty()).map(value).collect()
}

/// A fiche without what the template printed.
pub(in crate::import) fn filled(mut fiche: Fiche, unread: &mut Vec<Unread>) -> Fiche {
    for section in &mut fiche.sections {
        let field = section.field;
        section.lines.retain(|line| {
            let why = match worth(&line.text) {
                _ if line.mark == Mark::Ticked => return true,
                _ if is_answer(field, &line.text) => return true,
                Worth::Said => return true,
                Worth::Instruction => Why::Template,
                Worth::Placeholder => Why::Placeholder,
                Worth::Definition => Why::Definition,
            };
            let said = Said {
                text: line.text.clone(),
                at: line.at.clone(),
            };
            // a cell may serve two fields
            if unread.last().is_none_or(|last| last.said != said) {
                unread.push(Unread { said, why });
            }
            false
        });
    }
    fiche
}
