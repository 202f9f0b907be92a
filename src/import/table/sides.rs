//! Fiches that stand side by side: pairs of label and value, or blocks of them, that
//! begin again further to the right (`Traitement | Paie | | Traitement | Accueil`).
//!
//! A table is cut where columns repeat the same labels in the same rows; other labels
//! to the right are more of one fiche, and come below the first.

use super::super::block::{Cell, Row, Table};
use super::super::vocabulary::{Field, column, labelled};
use super::FIELDS;
use std::borrow::Cow;
use std::collections::BTreeSet;

/// Rows and columns among which labels are looked for.
const ROWS: usize = 500;
const COLUMNS: usize = 200;

/// The fiches of a table, each a table of its own with its labels in one column; the
/// table where it is one.
pub(super) fn parts(table: &Table) -> Vec<Cow<'_, Table>> {
    let columns = label_columns(table);
    if columns.len() < 2 {
        return vec![Cow::Borrowed(table)];
    }
    let first = &columns[0].1;
    let again = |labels: &Labels| first.intersection(labels).count() >= FIELDS;
    let starts: Vec<usize> = columns
        .iter()
        .filter(|(_, labels)| again(labels))
        .map(|(c, _)| *c)
        .collect();
    let ends = starts.iter().skip(1).copied().chain([usize::MAX]);
    // what stands before the first labels belongs to them
    let begins = std::iter::once(0).chain(starts.iter().skip(1).copied());
    let part = |(from, to): (usize, usize)| {
        let own = columns.iter().map(|(c, _)| *c);
        let own: Vec<usize> = own.filter(|c| (from..to).contains(c)).collect();
        Cow::Owned(Table {
            sheet: table.sheet.clone(),
            rows: rows(table, (from, to), &own),
        })
    };
    begins.zip(ends).map(part).collect()
}

/// The rows of some columns; those of each further column of labels below the first.
fn rows(table: &Table, (from, to): (usize, usize), labels: &[usize]) -> Vec<Row> {
    let ends = labels.iter().skip(1).copied().chain([to]);
    let begins = std::iter::once(from).chain(labels.iter().skip(1).copied());
    let pairs: Vec<(usize, usize)> = begins.zip(ends).collect();
    let slice = |row: &Row, (from, to): (usize, usize)| -> Row {
        let to = to.min(row.len());
        row.get(from..to).unwrap_or_default().to_vec()
    };
    let all = table.rows.iter().flat_map(|row| {
        let each = pairs.iter().map(|pair| slice(row, *pair));
        each.collect::<Vec<Row>>()
    });
    let filled = |row: &Row| row.iter().any(|c| !c.text.trim().is_empty());
    all.filter(filled).collect()
}

/// The labels of a column, and their rows.
type Labels = BTreeSet<(usize, Field)>;

/// The columns that hold labels, none right beside another.
fn label_columns(table: &Table) -> Vec<(usize, Labels)> {
    let columns = table.rows.iter().map(Vec::len).max().unwrap_or_default();
    let mut all: Vec<(usize, Labels)> = Vec::new();
    for c in 0..columns.min(COLUMNS) {
        let rows = table.rows.iter().take(ROWS).enumerate();
        let labels: Labels = rows
            .filter_map(|(r, row)| Some((r, label(row.get(c)?)?)))
            .collect();
        let different: BTreeSet<Field> = labels.iter().map(|(_, f)| *f).collect();
        let cells = table.rows.iter().take(ROWS).filter_map(|row| row.get(c));
        let filled = cells.filter(|c| !c.text.trim().is_empty()).count();
        let apart = all.last().is_none_or(|(last, _)| last + 1 < c);
        if different.len() >= FIELDS && labels.len() * 2 >= filled && apart {
            all.push((c, labels));
        }
    }
    all
}

/// The field that a cell is the label of; measures and rubrics are values too.
fn label(cell: &Cell) -> Option<Field> {
    let short = cell.text.len() < 120;
    let field = column(&cell.text).or_else(|| labelled(&cell.text));
    let is_value = |f: &Field| {
        let vague = matches!(
            f,
            Field::Other | Field::Rubric(_) | Field::Nir | Field::Department
        );
        vague || f.is_measure()
    };
    field.filter(|f| short && !is_value(f))
}
