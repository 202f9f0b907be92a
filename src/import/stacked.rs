//! Fiches that stand one below another in one sheet or table: labels in a column,
//! which begin again with each activity.

use super::block::{Cell, Row, Table};
use super::card::is_title;
use super::draft::Said;
use super::line::spaces;
use super::name::is_numbered_label;
use super::template::{Worth, worth};
use super::vocabulary::{Field, column};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// Different fields between two beginnings.
const FIELDS: usize = 3;
/// Beginnings are looked for in the first columns.
const COLUMNS: usize = 2;

/// The fiches of a table, each a table of its own; the table where it is one.
pub(super) fn parts(table: &Table) -> Vec<Cow<'_, Table>> {
    let cuts = (0..COLUMNS)
        .map(|c| cuts(table, c))
        .find(|cuts| cuts.len() > 1);
    let Some(cuts) = cuts else {
        return vec![Cow::Borrowed(table)];
    };
    let ends = cuts.iter().skip(1).copied().chain([table.rows.len()]);
    // what stands above the first fiche belongs to it
    let starts = std::iter::once(0).chain(cuts.iter().skip(1).copied());
    let part = |(from, to): (usize, usize)| {
        Cow::Owned(Table {
            sheet: table.sheet.clone(),
            rows: table.rows[from..to].to_vec(),
        })
    };
    starts.zip(ends).map(part).collect()
}

/// The rows with which fiches begin whose labels stand in a column: where the
/// label of the first comes again, after other fields.
fn cuts(table: &Table, c: usize) -> Vec<usize> {
    // a value may be a word that names a column elsewhere (`Finalités | Hébergement`)
    let pairs = is_of_pairs(table);
    let label = |row: &Row| {
        row.get(c)
            .and_then(|cell| column(&cell.text))
            .filter(|_| told(row) || pairs && filled(row).len() == 2)
    };
    let fields: Vec<Option<Field>> = table.rows.iter().map(label).collect();
    let Some((first, begins)) = fields
        .iter()
        .enumerate()
        .find_map(|(i, f)| Some((i, (*f)?)))
    else {
        return Vec::new();
    };
    // an activity a row repeats no label, a list repeats one
    if !matches!(begins, Field::Activity | Field::Reference | Field::Purposes) {
        return Vec::new();
    }
    let mut cuts = vec![first];
    let mut seen: BTreeSet<Field> = BTreeSet::new();
    for (i, field) in fields.iter().enumerate().skip(first + 1) {
        match field {
            Some(field) if *field == begins && seen.len() >= FIELDS => {
                cuts.push(titled(&table.rows, i));
                seen.clear();
            }
            Some(field) if *field != begins && *field != Field::Other => _ = seen.insert(*field),
            _ => {}
        }
    }
    match seen.len() >= FIELDS - 1 {
        true => cuts,
        false => Vec::new(),
    }
}

fn filled(row: &Row) -> Vec<&Cell> {
    row.iter().filter(|c| !c.text.trim().is_empty()).collect()
}

/// Whether a table is one of labels with a value beside each, and no wider.
pub(super) fn is_of_pairs(table: &Table) -> bool {
    let labels = |row: &&Row| {
        let label = filled(row).first().and_then(|c| column(&c.text));
        label.is_some() && told(row)
    };
    let labelled = table.rows.iter().filter(labels).count();
    let pairs = table.rows.iter().filter(|row| filled(row).len() == 2);
    let wide = table.rows.iter().any(|row| filled(row).len() > 2);
    !wide && labelled * 2 > pairs.count()
}

/// Whether a value stands beside the label; the names of columns have theirs too.
fn told(row: &Row) -> bool {
    let filled = filled(row);
    let names = filled.iter().filter(|c| column(&c.text).is_some()).count();
    filled.len() > 1 && names * 2 <= filled.len()
}

/// The name at the head of a column of values, where several activities stand side
/// by side under names that no label announces.
pub(super) fn head(table: &Table, names: &[Option<Field>], c: usize) -> Option<Said> {
    let first = names.iter().position(Option::is_some)?;
    let row = table.rows[..first].last()?;
    let heads: Vec<&Cell> = row
        .iter()
        .skip(1)
        .filter(|c| !c.text.trim().is_empty())
        .collect();
    let is_name = |cell: &&Cell| {
        worth(&cell.text) == Worth::Said && column(&cell.text).is_none() && !is_title(&cell.text)
    };
    let texts: BTreeSet<&str> = heads.iter().map(|c| c.text.as_str()).collect();
    let name = row.get(c).filter(|c| !c.text.trim().is_empty())?;
    let side = heads.len() > 1 && texts.len() == heads.len() && heads.iter().all(is_name);
    side.then(|| Said {
        text: spaces(&name.text),
        at: name.at.clone(),
    })
}

/// The row of the title right above a fiche (`FICHE 2`), or its first.
fn titled(rows: &[Row], first: usize) -> usize {
    let Some(above) = first.checked_sub(1) else {
        return first;
    };
    let mut filled = rows[above].iter().filter(|c| !c.text.trim().is_empty());
    let title = |cell: &Cell| {
        let short = cell.text.split_whitespace().count() <= 12;
        is_numbered_label(&cell.text) || short && !cell.text.contains([':', '.', ';'])
    };
    match (filled.next(), filled.next()) {
        (Some(one), None) if title(one) => above,
        _ => first,
    }
}
