//! Who keeps a register: what a fiche says, what stands above a table.

use super::super::block::{Cell, Line, Mark, Table};
use super::super::contact::{About, contact, is_controller_title, on_cover, row_label};
use super::super::draft::{Draft, Said};
use super::super::form::{Fiche, head};
use super::super::template::{Worth, worth};
use super::super::vocabulary::{Field, column, exact};

/// Rows of a sheet among which addresses stand.
const LOOK: usize = 15;
/// Rows of a cover.
const COVER: usize = 60;

/// Whether the organisation, the controller and the officer are known.
pub(super) fn known(draft: &Draft) -> [bool; 3] {
    let organisation = draft.organisation.is_some();
    [
        organisation,
        draft.controller.is_some(),
        draft.dpo.is_some(),
    ]
}

/// What a fiche says of the controller and the officer: the first that does.
pub(super) fn of_fiche(fiche: &Fiche, draft: &mut Draft) {
    for section in &fiche.sections {
        let label = section.about.as_deref().and_then(row_label);
        let of_group = |l: &Line| match label {
            // a column under the name of whom it is about
            Some(label) => Line {
                text: format!("{label} : {}", l.text),
                bold: Vec::new(),
                ..l.clone()
            },
            None => l.clone(),
        };
        let lines: Vec<Line> = section.lines.iter().map(of_group).collect();
        set(section.field, &lines, draft);
    }
}

fn set(field: Field, lines: &[Line], draft: &mut Draft) {
    let place = match field {
        Field::Controller => &mut draft.controller,
        Field::Dpo => &mut draft.dpo,
        _ => return,
    };
    if place.is_none() {
        *place = contact(lines);
    }
}

/// Reads what the first rows of a sheet say: a name beside `Data controller`, or
/// the labels and values below it.
pub(super) fn read(table: &Table, draft: &mut Draft) {
    let rows = &table.rows[..table.rows.len().min(LOOK)];
    for (r, row) in rows.iter().enumerate() {
        title(row, draft);
        for (c, cell) in row.iter().enumerate() {
            let Some(field) = whose(&cell.text) else {
                continue;
            };
            let beside = row.get(c + 1).filter(|v| is_value(v));
            let lines = match beside {
                Some(value) if c == 0 && row.len() == 2 => vec![line(None, value)],
                Some(_) => continue,
                None => below(&rows[r + 1..], c),
            };
            if !lines.is_empty() {
                set(field, &lines, draft);
            }
        }
    }
}

/// The name in the title of a sheet, alone in its row.
fn title(row: &super::Row, draft: &mut Draft) {
    let mut filled = row.iter().filter(|c| !c.text.trim().is_empty());
    let (Some(cell), None) = (filled.next(), filled.next()) else {
        return;
    };
    let text = head::organisation(&cell.text).filter(|name| !name.is_empty());
    if let (Some(text), None) = (text, &draft.organisation) {
        let at = cell.at.clone();
        draft.organisation = Some(Said { text, at });
    }
}

fn whose(text: &str) -> Option<Field> {
    if is_controller_title(text) {
        return Some(Field::Controller);
    }
    exact(text).filter(|f| matches!(f, Field::Controller | Field::Dpo))
}

/// Reads a sheet without activities: rows of a label and a value.
pub(super) fn cover(table: &Table, draft: &mut Draft) {
    for row in table.rows.iter().take(COVER) {
        let mut filled = row.iter().filter(|c| !c.text.trim().is_empty());
        let (Some(label), Some(value), None) = (filled.next(), filled.next(), filled.next()) else {
            continue;
        };
        if !is_value(value) || column(&value.text).is_some() {
            continue;
        }
        match (on_cover(&label.text), whose(&label.text)) {
            (Some(About::Organisation), _) if draft.organisation.is_none() => {
                draft.organisation = Some(Said {
                    text: super::super::line::spaces(&value.text),
                    at: value.at.clone(),
                });
            }
            (Some(About::Controller), _) => set(Field::Controller, &[line(None, value)], draft),
            (Some(About::Dpo), _) => set(Field::Dpo, &[line(None, value)], draft),
            (None, Some(field)) => set(field, &[line(None, value)], draft),
            _ => {}
        }
    }
}

/// `Name | A`, `Email | b@c` in the columns of a title, until a row has none.
fn below(rows: &[super::Row], c: usize) -> Vec<Line> {
    let pair = |row: &super::Row| {
        let label = row_label(&row.get(c)?.text)?;
        let value = row.get(c + 1);
        Some(value.filter(|v| is_value(v)).map(|v| line(Some(label), v)))
    };
    rows.iter().map_while(pair).flatten().collect()
}

fn is_value(cell: &Cell) -> bool {
    !cell.text.trim().is_empty() && worth(&cell.text) == Worth::Said
}

fn line(label: Option<&str>, cell: &Cell) -> Line {
    let value = super::super::line::spaces(&cell.text);
    Line {
        text: label.map_or_else(|| value.clone(), |l| format!("{l} : {value}")),
        bold: Vec::new(),
        mark: Mark::Plain,
        at: cell.at.clone(),
    }
}
