//! Who keeps a register: what a fiche says, what stands above a table.

use super::super::block::{Cell, Line, Mark, Table};
use super::super::contact::contact;
use super::super::draft::{Draft, Said};
use super::super::form::{Fiche, head};
use super::super::template::{Worth, worth};
use super::super::vocabulary::{Field, exact};
use crate::model::folded_words;

/// Rows of a sheet among which addresses stand.
const LOOK: usize = 15;

/// What a fiche says of the controller and the officer: the first that does.
pub(super) fn of_fiche(fiche: &Fiche, draft: &mut Draft) {
    for section in &fiche.sections {
        set(section.field, &section.lines, draft);
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
    let words = folded_words(text);
    if matches!(
        words.as_str(),
        "name and contact details" | "nom et coordonnees" | "naam en contactgegevens"
    ) {
        return Some(Field::Controller);
    }
    exact(text).filter(|f| matches!(f, Field::Controller | Field::Dpo))
}

/// `Name | A`, `Email | b@c` in the columns of a title, until a row has none.
fn below(rows: &[super::Row], c: usize) -> Vec<Line> {
    let pair = |row: &super::Row| {
        let label = label(&row.get(c)?.text)?;
        let value = row.get(c + 1);
        Some(value.filter(|v| is_value(v)).map(|v| line(Some(label), v)))
    };
    rows.iter().map_while(pair).flatten().collect()
}

fn is_value(cell: &Cell) -> bool {
    !cell.text.trim().is_empty() && worth(&cell.text) == Worth::Said
}

/// The label by which a contact is read.
fn label(text: &str) -> Option<&'static str> {
    Some(match folded_words(text).as_str() {
        "name" | "nom" | "naam" | "denomination" => "Nom",
        "email" | "e mail" | "mail" | "adresse de messagerie" | "courriel" => "Email",
        "telephone" | "phone" | "tel" | "telefoon" => "Téléphone",
        "address" | "adresse" | "adres" => "Adresse",
        _ => return None,
    })
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
