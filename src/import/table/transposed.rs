//! `Champ | Valeur`: names of fields in one column, an activity in each further one.

use super::super::block::{Cell, Row, Table};
use super::super::draft::{Said, Unread, Why};
use super::super::form::{Fiche, Section};
use super::super::item::named;
use super::super::line;
use super::super::stacked;
use super::super::template::{self, Worth, explains, worth};
use super::super::vocabulary::{Field, heading, labelled, question};
use super::{
    FIELDS, also, beside, different, field, first_purpose, merged, row, said, section, wide,
};
use crate::model::folded_words;
use std::collections::{BTreeMap, BTreeSet};

/// Rows among which names of fields are looked for that stand in a column.
const NAMES: usize = 500;

/// Field names in one column, an activity in each further one.
pub(super) fn transposed(
    table: &Table,
    title: Option<&Said>,
    unread: &mut Vec<Unread>,
) -> Option<Vec<Fiche>> {
    if explains(table) || beside::is_broken(table) || merged::has_sublabels(table) {
        return None;
    }
    let (at, names) = names(table)?;
    let columns = table.rows.iter().map(Vec::len).max()?;
    let told: Vec<usize> = (at + 1..columns).filter(|c| tells(table, *c)).collect();
    let heads = heads(table, &names, at, &told);
    let title = title_row(table, &names).or_else(|| title.cloned());
    let mut fiches = Vec::new();
    for c in told {
        let head = heads.and_then(|row| Some(said(row.get(c)?)));
        let title = head.as_ref().or(title.as_ref());
        fiches.extend(of_column(table, &names, (at, c), title, unread));
    }
    if !fiches.is_empty() {
        note_labels(table, &names, at, unread);
    }
    (!fiches.is_empty()).then_some(fiches)
}

/// The row above the first field that names each column: `Rubrique | Paie |
/// Recrutement`.
fn heads<'t>(
    table: &'t Table,
    names: &[Option<Field>],
    at: usize,
    told: &[usize],
) -> Option<&'t Row> {
    let first = names.iter().position(Option::is_some)?;
    if names.contains(&Some(Field::Activity)) || told.len() < 2 {
        return None;
    }
    let row = table.rows[..first].last()?;
    let heads = told
        .iter()
        .map(|c| row.get(*c).map(|c| folded_words(&c.text)));
    let different: BTreeSet<String> = heads.flatten().filter(|w| is_name(w)).collect();
    let label = row.get(at).is_none_or(|c| c.text.len() < LABEL);
    (label && different.len() == told.len()).then_some(row)
}

/// Letters that the label of a row of names has at most.
const LABEL: usize = 60;

/// Whether folded words may name an activity: a word that is no title of a column of
/// values.
fn is_name(words: &str) -> bool {
    words.chars().filter(|c| c.is_alphabetic()).count() > 1 && !template::is_value(words)
}

/// Labels of rows that are no known field, where something stands beside them.
fn note_labels(table: &Table, names: &[Option<Field>], at: usize, unread: &mut Vec<Unread>) {
    let first = names.iter().position(Option::is_some).unwrap_or_default();
    let rows = names.iter().zip(&table.rows).skip(first);
    for (_, row) in rows.filter(|(field, _)| field.is_none()) {
        let filled = |c: &Cell| worth(&c.text) == Worth::Said;
        let label = row.get(at).filter(|c| filled(c));
        let Some(label) = label.filter(|l| named(&row::asked(&l.text)).items.is_empty()) else {
            continue;
        };
        if row.iter().skip(at + 1).any(filled) {
            unread.push(Unread {
                said: said(label),
                why: Why::Field,
            });
        }
    }
}

/// Whether a column says something of its own: not one letter for each field,
/// not the same in most, not terms of a vocabulary.
fn tells(table: &Table, c: usize) -> bool {
    let cells = table.rows.iter().filter_map(|r| r.get(c));
    let filled: Vec<&str> = cells
        .map(|c| c.text.trim())
        .filter(|t| !t.is_empty())
        .collect();
    let letters = |t: &&&str| t.chars().filter(|c| c.is_alphabetic()).count() > 1;
    let words = filled.iter().filter(letters).count();
    let terms = filled.iter().filter(|t| wide::is_term(t)).count();
    let mut same: BTreeMap<&str, usize> = BTreeMap::new();
    for text in &filled {
        *same.entry(text).or_default() += 1;
    }
    let most = same.values().max().copied().unwrap_or_default();
    let many = filled.len() > FIELDS;
    !many || words * 2 > filled.len() && terms * 2 < filled.len() && most * 2 <= filled.len()
}

/// The column of field names: the first, or the second after numbers.
fn names(table: &Table) -> Option<(usize, Vec<Option<Field>>)> {
    let of = |c: usize, rows: usize| -> Vec<Option<Field>> {
        let cells = table.rows.iter().take(rows).map(|r| r.get(c));
        let cells: Vec<Option<&str>> = cells.map(|cell| Some(cell?.text.as_str())).collect();
        // who plans asks what, who and why; who keeps a register also how long
        let asks = cells
            .iter()
            .flatten()
            .any(|t| question(t) == Some(Field::Retention));
        let field = |text: &str| {
            let several = || labelled(text).filter(|_| text.trim().contains(' '));
            let asked = || question(text).filter(|_| asks);
            field(text).or_else(asked).or_else(several)
        };
        cells.into_iter().map(|text| field(text?)).collect()
    };
    let (c, first) = (0..2)
        .map(|c| (c, of(c, NAMES)))
        .max_by_key(|(c, f)| (different(f), 2 - c))?;
    if different(&first) < FIELDS {
        return None;
    }
    let best = (c, of(c, usize::MAX));
    use Field::{Data, DataSubjects, LegalBasis, Purposes, Retention};
    let core = [Purposes, LegalBasis, Data, DataSubjects, Retention];
    let tells = core.iter().any(|f| best.1.contains(&Some(*f)));
    (different(&best.1) >= FIELDS && tells).then_some(best)
}

/// The only cell of a row above the first field: the table's title.
pub(super) fn title_row(table: &Table, names: &[Option<Field>]) -> Option<Said> {
    let first = names.iter().position(Option::is_some)?;
    let mut alone = table.rows[..first].iter().rev().filter_map(|row| {
        let mut cells = row.iter().filter(|c| !c.text.trim().is_empty());
        let one = cells.next()?;
        cells.next().is_none().then_some(one)
    });
    let cell = alone.next()?;
    Some(Said {
        text: line::spaces(&cell.text),
        at: cell.at.clone(),
    })
}

/// Cells that say whether a column compares.
const COMPARED: usize = 6;

/// Whether a column says the same few words of all fields (`Exact`, `Partial`): it
/// compares something with them and describes no activity.
fn is_compared(table: &Table, names: &[Option<Field>], c: usize) -> bool {
    let cells = names.iter().zip(&table.rows).filter(|(f, _)| f.is_some());
    let texts = cells.filter_map(|(_, row)| Some(folded_words(&row.get(c)?.text)));
    let filled: Vec<String> = texts.filter(|t| !t.is_empty()).collect();
    let distinct = filled.iter().collect::<BTreeSet<_>>().len();
    filled.len() >= COMPARED && distinct * 3 <= filled.len()
}

/// The fiches of a column: each name begins another, where several stand one below
/// the other.
fn of_column(
    table: &Table,
    names: &[Option<Field>],
    (at, c): (usize, usize),
    title: Option<&Said>,
    unread: &mut Vec<Unread>,
) -> Vec<Fiche> {
    if is_compared(table, names, c) {
        return Vec::new();
    }
    let begun = || Fiche {
        name: Said {
            text: String::new(),
            at: table.rows[0][0].at.clone(),
        },
        sections: Vec::new(),
    };
    let mut all = vec![begun()];
    for (field, row) in names.iter().zip(&table.rows) {
        let (Some(cell), Some(last)) = (row.get(c), all.last()) else {
            continue;
        };
        if *field == Some(Field::Activity) {
            let name = Said {
                text: wide::bare_name(&cell.text),
                at: cell.at.clone(),
            };
            let again = folded_words(&name.text) == folded_words(&last.name.text);
            if !again && !last.name.text.is_empty() && worth(&name.text) == Worth::Said {
                all.push(begun());
            }
            if let Some(fiche) = all.last_mut().filter(|f| f.name.text.is_empty()) {
                fiche.name = name;
            }
        } else if let Some(fiche) = all.last_mut() {
            fiche.sections.extend(match field {
                Some(field) => parts(*field, cell).into_iter().flat_map(also).collect(),
                None => Vec::from_iter(row::item(&row[at], cell, unread)),
            });
        }
    }
    let head = stacked::head(table, names, c);
    let title = head.as_ref().or(title);
    all.into_iter()
        .filter_map(|f| named_fiche(f, title))
        .collect()
}

/// A fiche that says something, under its name, that of its column or what it is for.
pub(super) fn named_fiche(mut fiche: Fiche, title: Option<&Said>) -> Option<Fiche> {
    if fiche.name.text.is_empty() {
        let named = || title.cloned().or_else(|| first_purpose(&fiche));
        fiche.name = named()?;
    }
    let filled = fiche.sections.iter().any(|s| !s.lines.is_empty());
    filled.then_some(fiche)
}

/// A cell as sections: a line in it that is the name of a field and ends with a
/// colon begins another (`Categories of data:`).
fn parts(field: Field, cell: &Cell) -> Vec<Section> {
    let whole = section(field, cell);
    let mut all = vec![Section {
        lines: Vec::new(),
        ..whole.clone()
    }];
    for line in whole.lines {
        let named = heading(&line.text).filter(|_| line.text.ends_with(':'));
        match (named, all.last_mut()) {
            (Some((field, _)), _) => all.push(Section {
                field,
                at: line.at.clone(),
                lines: Vec::new(),
                about: None,
            }),
            (None, Some(section)) => section.lines.push(line),
            (None, None) => {}
        }
    }
    all
}
