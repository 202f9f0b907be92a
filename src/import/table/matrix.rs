//! Data and activities as rows and columns, a cross where an activity has the data
//! (`Données \ Traitements | Paie | Recrutement`), either way round.
//!
//! A cross declares what its row and column say and nothing more; an empty cell, a
//! dash or a zero says nothing. Rows that are fields (`Durée de conservation`) are
//! read as such. Profiles, programs and jobs have matrices too: something must say
//! that these are activities.

use super::super::answer::answer;
use super::super::block::{Cell, Line, Mark, Row, Table};
use super::super::draft::{Said, Unread, Why};
use super::super::form::{Fiche, Section};
use super::super::item::named;
use super::super::line::spaces;
use super::super::template::{Worth, worth};
use super::super::vocabulary::{Field, column, exact};
use super::header::is_filled;
use super::{also, row, said, section};
use crate::model::folded_words;
use crate::register::Answer;
use std::collections::BTreeSet;

/// Rows among which the head is looked for.
const LOOK: usize = 6;
/// Rows of the longest matrix.
const MOST: usize = 2000;
/// Data, and activities, that a matrix has at least.
const LEAST: usize = 2;
/// Cells of a matrix at most that are read the other way round.
const TURNED: usize = 1 << 16;
/// Signs that tick for some and cross out for others.
const DOUBTFUL: [&str; 5] = ["✘", "✗", "❌", "✖", "❎"];
/// Signs of a point in a matrix.
const POINTS: [&str; 7] = ["●", "•", "■", "◼", "⬤", "✓", "✔"];

/// The activities of a matrix of nothing but data; none where a table is none.
pub(super) fn of_data(
    table: &Table,
    title: Option<&Said>,
    unread: &mut Vec<Unread>,
) -> Option<Vec<Fiche>> {
    read(table, title, false, unread)
}

/// The activities of a matrix, some of whose rows may be fields.
pub(super) fn with_fields(
    table: &Table,
    title: Option<&Said>,
    unread: &mut Vec<Unread>,
) -> Option<Vec<Fiche>> {
    read(table, title, true, unread)
}

fn read(
    table: &Table,
    title: Option<&Said>,
    with_fields: bool,
    unread: &mut Vec<Unread>,
) -> Option<Vec<Fiche>> {
    if table.rows.len() > MOST {
        return None;
    }
    let at = table.rows.iter().take(LOOK).position(is_head)?;
    let above = table.rows[..at].iter().flatten().map(|c| c.text.as_str());
    let above: Vec<&str> = above.chain(title.map(|t| t.text.as_str())).collect();
    let rows = &table.rows[at..];
    if let Some(found) = fiches(rows, &above, with_fields, unread) {
        return Some(found);
    }
    let width = rows.iter().map(Vec::len).max()?;
    let small = width.saturating_mul(rows.len()) <= TURNED;
    small.then(|| fiches(&turned(rows, width), &above, with_fields, unread))?
}

/// Whether a row may head a matrix: something over several columns.
fn is_head(row: &Row) -> bool {
    row.iter().skip(1).filter(|c| is_filled(c)).count() >= LEAST
}

/// Rows as columns.
fn turned(rows: &[Row], width: usize) -> Vec<Row> {
    let blank = |row: &Row| Cell {
        text: String::new(),
        at: row[0].at.clone(),
    };
    let cell = |row: &Row, c: usize| row.get(c).cloned().unwrap_or_else(|| blank(row));
    let filled = rows.iter().filter(|r| !r.is_empty());
    let filled: Vec<&Row> = filled.collect();
    let column = |c| filled.iter().map(|row| cell(row, c)).collect();
    (0..width).map(column).collect()
}

/// The activities that the columns of a matrix are.
fn fiches(
    rows: &[Row],
    above: &[&str],
    with_fields: bool,
    unread: &mut Vec<Unread>,
) -> Option<Vec<Fiche>> {
    let (head, below) = rows.split_first()?;
    let labels: Vec<Label> = below.iter().map(label).collect();
    let columns: Vec<usize> = (1..head.len()).filter(|c| is_filled(&head[*c])).collect();
    let may_be = with_fields || !labels.iter().any(|l| matches!(l, Label::Field(_)));
    let is = may_be && is_matrix(below, &labels, &columns);
    if !is || !are_activities(head, &columns) || !says_so(head, above, &labels) {
        return None;
    }
    let doubtful = doubtful(below, &columns);
    unread.extend(doubtful.map(|cell| Unread {
        said: said(cell),
        why: Why::Unknown,
    }));
    let mut found = Vec::new();
    for c in columns {
        if column(&head[c].text).is_some() {
            unread.push(Unread {
                said: said(&head[c]),
                why: Why::Field,
            });
            continue;
        }
        let cells = below.iter().zip(&labels);
        let cells = cells.filter_map(|(row, label)| Some((&row[0], row.get(c)?, *label)));
        let sections: Vec<Section> = cells.flat_map(|(l, c, label)| of(l, c, label)).collect();
        if sections.iter().any(|s| !s.lines.is_empty()) {
            found.push(Fiche {
                name: said(&head[c]),
                sections,
            });
        }
    }
    note_unknown(below, &labels, unread);
    (!found.is_empty()).then_some(found)
}

/// What the first cell of a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Label {
    Data,
    Field(Field),
    Other,
}

fn label(row: &Row) -> Label {
    let Some(cell) = row.first().filter(|c| is_filled(c)) else {
        return Label::Other;
    };
    let text = row::asked(&cell.text);
    match super::field(&text) {
        _ if !named(&text).items.is_empty() => Label::Data,
        Some(Field::Rubric(_)) | None => Label::Other,
        Some(field) => Label::Field(field),
    }
}

/// What a cell of a matrix says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sign {
    Yes,
    /// In so many letters.
    No,
    Nothing,
    /// Words, or a sign that may mean either.
    Else,
}

fn sign(cell: &Cell) -> Sign {
    let text = cell.text.trim();
    if POINTS.contains(&text) {
        return Sign::Yes;
    }
    let line = match section(Field::Other, cell).lines.as_slice() {
        [one] => one.clone(),
        _ if text.chars().any(char::is_alphanumeric) => return Sign::Else,
        _ if DOUBTFUL.contains(&text) => return Sign::Else,
        _ => return Sign::Nothing,
    };
    let word = line.text.chars().filter(|c| c.is_alphabetic()).count() > 1;
    match answer(&line) {
        _ if line.mark == Mark::Empty => Sign::Nothing,
        _ if line.text.split_whitespace().count() > 1 => Sign::Else,
        Some(Answer::Yes) => Sign::Yes,
        Some(Answer::No) if word => Sign::No,
        Some(Answer::No) => Sign::Nothing,
        _ if worth(&line.text) == Worth::Placeholder => Sign::Nothing,
        _ => Sign::Else,
    }
}

/// Whether most labels are data, and the cells beside them crosses.
fn is_matrix(below: &[Row], labels: &[Label], columns: &[usize]) -> bool {
    let filled = below.iter().filter(|r| r.first().is_some_and(is_filled));
    let data = labels.iter().filter(|l| **l == Label::Data).count();
    let fields = labels.iter().filter(|l| matches!(l, Label::Field(_)));
    let others = filled.count() - data - fields.count();
    let of_data = below.iter().zip(labels).filter(|(_, l)| **l == Label::Data);
    let cells = of_data.flat_map(|(row, _)| columns.iter().filter_map(|c| row.get(*c)));
    let (mut crosses, mut words) = (0, 0);
    for cell in cells.filter(|c| is_filled(c)) {
        match sign(cell) {
            Sign::Yes => crosses += 1,
            Sign::Else => words += 1,
            Sign::No | Sign::Nothing => {}
        }
    }
    data >= LEAST && data > others && crosses >= LEAST && words * 5 <= crosses
}

/// Whether the heads of columns may be names of activities: different words, most
/// of them no data and no fields.
fn are_activities(head: &Row, columns: &[usize]) -> bool {
    let texts = columns.iter().map(|c| head[*c].text.as_str());
    let words: BTreeSet<String> = texts.clone().map(folded_words).collect();
    let is_name = |t: &&str| t.chars().filter(|c| c.is_alphabetic()).count() > 1;
    let names = texts.clone().filter(is_name).count();
    let data = texts.filter(|t| !named(t).items.is_empty() || column(t).is_some());
    let different = columns.len() >= LEAST && words.len() == columns.len();
    different && names == columns.len() && data.count() * 2 < columns.len()
}

/// Whether anything says that the columns are activities: the corner, a title of
/// data and activities, a purpose or legal basis of each.
fn says_so(head: &Row, above: &[&str], labels: &[Label]) -> bool {
    let corner = head.first().map_or("", |c| c.text.as_str());
    let says = |text: &str, field: Field| {
        let words = folded_words(text);
        words.split(' ').any(|w| exact(w) == Some(field))
    };
    let crosses = |text: &&str| says(text, Field::Activity) && says(text, Field::Data);
    let each = [Field::Purposes, Field::LegalBasis];
    let told = |f: &Field| labels.contains(&Label::Field(*f));
    says(corner, Field::Activity) || above.iter().any(crosses) || each.iter().any(told)
}

/// What a cell says of the activity of its column.
fn of(label: &Cell, cell: &Cell, kind: Label) -> Vec<Section> {
    let line = |text: String| Line {
        text,
        bold: Vec::new(),
        mark: Mark::Plain,
        at: cell.at.clone(),
    };
    let name = row::asked(&label.text);
    match (kind, sign(cell)) {
        (Label::Field(field), _) if is_filled(cell) => also(section(field, cell)),
        (Label::Data, Sign::Yes) => vec![Section {
            field: Field::Data,
            at: cell.at.clone(),
            lines: vec![line(name)],
            about: None,
        }],
        (Label::Data, Sign::No) => vec![Section {
            field: Field::Excluded,
            at: cell.at.clone(),
            lines: vec![line(spaces(&cell.text))],
            about: Some(name),
        }],
        _ => Vec::new(),
    }
}

/// The first sign that may mean either.
fn doubtful<'r>(below: &'r [Row], columns: &[usize]) -> Option<&'r Cell> {
    let cells = below
        .iter()
        .flat_map(|r| columns.iter().filter_map(|c| r.get(*c)));
    let mut doubtful = cells.filter(|c| DOUBTFUL.contains(&c.text.trim()));
    doubtful.next()
}

/// Labels that name nothing known, where a cross stands beside them, and words in
/// the place of a cross.
fn note_unknown(below: &[Row], labels: &[Label], unread: &mut Vec<Unread>) {
    for (row, label) in below.iter().zip(labels) {
        let values = || row.iter().skip(1).filter(|c| is_filled(c));
        let Some(name) = row.first().filter(|c| is_filled(c)) else {
            continue;
        };
        if *label == Label::Other && values().any(|c| sign(c) == Sign::Yes) {
            let (said, why) = (said(name), Why::Unknown);
            unread.push(Unread { said, why });
        }
        let words = values().filter(|c| *label == Label::Data && sign(c) == Sign::Else);
        let words = words.filter(|c| c.text.chars().any(char::is_alphanumeric));
        unread.extend(words.map(|c| Unread {
            said: said(c),
            why: Why::Unknown,
        }));
    }
}
