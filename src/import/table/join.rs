//! What several tables say of one activity: a list of all and a sheet of each, two
//! sheets of other columns. They meet by name, or by the number that the list
//! gives and the sheet bears.

use super::super::block::{Grid, Row, Spot, Table};
use super::super::draft::{DraftActivity, Said, Unread, Why};
use super::super::form::Fiche;
use super::super::template::{Worth, worth};
use super::super::vocabulary::{Field, exact};
use super::wide::bare_name;
use super::{LOOK, field};
use crate::model::folded_words;
use std::collections::{BTreeMap, BTreeSet};

/// Rows of a list that are read.
const MOST: usize = 20_000;
/// Letters and figures that a number has at most.
const NUMBER: usize = 12;

/// Where an activity was read.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) read: Read,
    /// A sheet or column of its own.
    pub(super) own: bool,
    /// The table, by its place among the others.
    pub(super) table: usize,
}

/// What was read of an activity.
#[derive(Debug)]
pub(super) enum Read {
    /// All of it: an export.
    Whole(Box<DraftActivity>),
    /// What a table says of it.
    Fiche(Fiche),
    /// Its name alone, in a list of all.
    Listed(Fiche),
}

impl Entry {
    fn fiche(&self) -> Option<&Fiche> {
        match &self.read {
            Read::Fiche(fiche) | Read::Listed(fiche) => Some(fiche),
            Read::Whole(_) => None,
        }
    }

    fn key(&self) -> String {
        match &self.read {
            Read::Whole(a) => folded_words(&a.name.text),
            Read::Fiche(f) | Read::Listed(f) => folded_words(&f.name.text),
        }
    }

    /// The number that it bears: its own, else its sheet's.
    fn number(&self) -> Option<Number> {
        let fiche = self.fiche()?;
        let own = fiche.sections.iter().find(|s| s.field == Field::Reference);
        let own = own.and_then(|s| number(&s.lines.first()?.text));
        let sheet = match &fiche.name.at {
            Spot::Cell {
                grid: Grid::Sheet(sheet),
                ..
            } if self.own => number(sheet),
            _ => None,
        };
        own.or(sheet)
    }
}

/// The number of an activity: of `RH-01`, `1` in the series `rh`; of `Fiche n° 03`,
/// `3` in none.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Number {
    series: Option<String>,
    bare: String,
}

/// A number without what stands around it.
fn number(text: &str) -> Option<Number> {
    let words = folded_words(text);
    let (before, word) = words.rsplit_once(' ').unwrap_or(("", &words));
    let bare = word.trim_start_matches('0');
    let is_number = bare.chars().any(|c| c.is_ascii_digit()) && bare.len() <= NUMBER;
    let last = before.rsplit(' ').next().unwrap_or_default();
    let series = last.contains(char::is_alphabetic) && !is_generic(before) && !is_generic(last);
    is_number.then(|| Number {
        series: series.then(|| last.to_owned()),
        bare: bare.to_owned(),
    })
}

/// Whether words only say that a number follows (`Fiche n°`).
fn is_generic(words: &str) -> bool {
    matches!(exact(words), Some(Field::Reference | Field::Activity))
}

/// What bears which numbers; one that does not tell its series may be of any.
#[derive(Debug, Default)]
struct Numbers {
    /// By number, the one that alone bears it.
    exact: BTreeMap<Number, Option<usize>>,
    /// The same, whatever the series.
    any: BTreeMap<String, Option<usize>>,
}

impl Numbers {
    fn of(all: impl Iterator<Item = (usize, Number)>) -> Self {
        let mut out = Self::default();
        for (at, number) in all {
            let known = out.any.entry(number.bare.clone()).or_insert(Some(at));
            *known = known.filter(|k| *k == at);
            let known = out.exact.entry(number).or_insert(Some(at));
            *known = known.filter(|k| *k == at);
        }
        out
    }

    /// Who bears a number, or one that may be it: one alone, or several.
    fn bearer(&self, number: &Number) -> Option<Option<usize>> {
        let Number { series, bare } = number;
        if series.is_none() {
            return self.any.get(bare).copied();
        }
        let no_series = Number {
            series: None,
            bare: bare.clone(),
        };
        match (self.exact.get(number), self.exact.get(&no_series)) {
            (Some(_), Some(_)) => Some(None),
            (one, other) => one.or(other).copied(),
        }
    }
}

/// The names of a table that only lists activities: a column of names, at most with
/// numbers and what no register's table needs.
pub(super) fn listed(table: &Table, at: usize) -> Vec<Entry> {
    let heads = |row: &Row| {
        row.iter()
            .position(|c| exact(&c.text) == Some(Field::Activity))
    };
    let head = table.rows.iter().take(LOOK).enumerate();
    let Some((above, c)) = head.filter_map(|(r, row)| Some((r, heads(row)?))).next() else {
        return Vec::new();
    };
    let fields: Vec<Option<Field>> = table.rows[above].iter().map(|c| field(&c.text)).collect();
    let entry = |row: &Row| {
        let cell = row.get(c).filter(|c| worth(&c.text) == Worth::Said)?;
        let name = Said {
            text: bare_name(&cell.text),
            at: cell.at.clone(),
        };
        let cells = fields
            .iter()
            .zip(row)
            .filter(|(f, _)| **f != Some(Field::Activity));
        let sections = cells.filter_map(|(f, cell)| Some(super::section((*f)?, cell)));
        let sections = sections.filter(|s| !s.lines.is_empty()).collect();
        Some(Entry {
            read: Read::Listed(Fiche { name, sections }),
            own: false,
            table: at,
        })
    };
    let rows = table.rows[above + 1..].iter().take(MOST);
    rows.filter_map(entry).collect()
}

/// All that was read, each activity once; names that are only listed stay where
/// the list is of these activities.
pub(super) fn joined(
    mut all: Vec<Entry>,
    listed: Vec<Entry>,
    unread: &mut Vec<Unread>,
) -> Vec<Entry> {
    let known: BTreeSet<String> = all.iter().map(Entry::key).collect();
    let numbered = all.iter().filter_map(Entry::number);
    let numbers = Numbers::of((0..).zip(numbered));
    let tables: BTreeSet<usize> = listed
        .iter()
        .filter(|l| {
            let numbered = || l.number().is_some_and(|n| numbers.bearer(&n).is_some());
            known.contains(&l.key()) || numbered()
        })
        .map(|l| l.table)
        .collect();
    all.extend(listed.into_iter().filter(|l| tables.contains(&l.table)));
    let into = targets(&all);
    let owned: BTreeSet<usize> = (0..all.len()).filter(|at| all[*at].own).collect();
    let mut moved: Vec<(usize, Fiche)> = Vec::new();
    let mut kept: Vec<Option<Entry>> = Vec::with_capacity(all.len());
    for (entry, into) in all.into_iter().zip(into) {
        match (into, entry.read) {
            (Some(into), Read::Fiche(fiche) | Read::Listed(fiche)) => {
                moved.push((into, fiche));
                kept.push(None);
            }
            (_, read) => kept.push(Some(Entry { read, ..entry })),
        }
    }
    for (into, fiche) in moved {
        let Some(Some(Entry {
            read: Read::Fiche(target) | Read::Listed(target),
            ..
        })) = kept.get_mut(into)
        else {
            continue;
        };
        // a sheet of the same name is plainly the list's
        if !owned.contains(&into)
            || folded_words(&fiche.name.text) != folded_words(&target.name.text)
        {
            unread.push(Unread {
                said: fiche.name.clone(),
                why: Why::Joined,
            });
        }
        merge(target, fiche);
    }
    kept.into_iter().flatten().collect()
}

/// Of each entry, the one that says more of the same activity.
fn targets(all: &[Entry]) -> Vec<Option<usize>> {
    let mut by_name: BTreeMap<String, usize> = BTreeMap::new();
    // a sheet of its own before a row, a row before a name in a list
    let weight = |e: &Entry| (e.own, !matches!(e.read, Read::Listed(_)));
    for (at, entry) in all.iter().enumerate() {
        let known = by_name.entry(entry.key()).or_insert(at);
        if weight(entry) > weight(&all[*known]) {
            *known = at;
        }
    }
    let sheets = (0..).zip(all).filter(|(_, e)| e.own);
    let sheets = Numbers::of(sheets.filter_map(|(at, e)| Some((at, e.number()?))));
    let mut taken: BTreeSet<usize> = BTreeSet::new();
    let mut out: Vec<Option<usize>> = Vec::with_capacity(all.len());
    for (at, entry) in all.iter().enumerate() {
        let same = by_name.get(&entry.key()).copied().filter(|to| *to != at);
        let to = same.filter(|to| meet(entry, &all[*to]));
        taken.extend(to);
        out.push(to);
    }
    let mut numbered: Vec<(usize, usize)> = Vec::new();
    for (at, entry) in all.iter().enumerate().filter(|(_, e)| !e.own) {
        let alone = out[at].is_none() && !taken.contains(&at);
        let to = entry.number().filter(|_| alone);
        let to = to.and_then(|n| sheets.bearer(&n).flatten());
        numbered.extend(to.filter(|to| !taken.contains(to)).map(|to| (at, to)));
    }
    for (at, to) in of_one_row(all, &numbered) {
        out[at] = Some(to);
    }
    out
}

/// Of rows and the sheets that their numbers are those of, the rows that are alone
/// in their table with that number.
fn of_one_row(all: &[Entry], numbered: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let mut rows: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for (at, to) in numbered {
        *rows.entry((all[*at].table, *to)).or_default() += 1;
    }
    let alone = |(at, to): &&(usize, usize)| rows[&(all[*at].table, *to)] == 1;
    numbered.iter().filter(alone).copied().collect()
}

/// Whether two entries of one name are one activity: of different tables, and with
/// nothing against it in what they are for and on which basis.
fn meet(entry: &Entry, other: &Entry) -> bool {
    let (Some(a), Some(b)) = (entry.fiche(), other.fiche()) else {
        return !entry.own && entry.fiche().is_some();
    };
    let said = |f: &Fiche, field: Field| -> BTreeSet<String> {
        let sections = f.sections.iter().filter(|s| s.field == field);
        let lines = sections.flat_map(|s| &s.lines);
        lines.map(|l| folded_words(&l.text)).collect()
    };
    let against = |field: Field| {
        let (a, b) = (said(a, field), said(b, field));
        !a.is_empty() && !b.is_empty() && a.is_disjoint(&b)
    };
    // what a list says is said again by the sheet of each
    let of_list = !entry.own && other.own;
    let apart = against(Field::Purposes) || against(Field::LegalBasis);
    entry.table != other.table && (of_list || !entry.own && !apart)
}

/// Adds what a fiche says of fields of which another says nothing.
fn merge(target: &mut Fiche, from: Fiche) {
    let silent = |field: Field| {
        let said = |s: &super::Section| s.field == field && !s.lines.is_empty();
        !target.sections.iter().any(said)
    };
    let more = from.sections.into_iter().filter(|s| !s.lines.is_empty());
    let more: Vec<super::Section> = more.filter(|s| silent(s.field)).collect();
    target.sections.extend(more);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(name: &str, reference: &str, own: bool, table: usize) -> Entry {
        let cell = |text: &str| super::super::super::block::Cell {
            text: text.to_owned(),
            at: Spot::Line(1),
        };
        let name = Said {
            text: name.to_owned(),
            at: Spot::Line(1),
        };
        let sections = vec![super::super::section(Field::Reference, &cell(reference))];
        Entry {
            read: Read::Fiche(Fiche { name, sections }),
            own,
            table,
        }
    }

    #[test]
    fn numbers_that_are_of_one_activity() {
        for (rows, sheet, wanted) in [
            (&["Fiche n° 03"][..], "3", Some(0)),
            (&["T-003", "T-004"], "3 - T-003", Some(0)),
            (&["3"], "RH-03", Some(0)),
            // others of the same number
            (&["RH-01"], "COM-01", None),
            (&["RH-01", "COM-01"], "COM-01", Some(1)),
            (&["RH-01", "COM-01"], "1", None),
            (&["1", "1"], "1", None),
        ] {
            let mut all = vec![entry("Fiche", sheet, true, 0)];
            let of = (0..)
                .zip(rows)
                .map(|(n, r)| entry(&format!("Ligne {n}"), r, false, 1));
            all.extend(of);
            let into = targets(&all);
            assert_eq!(into[0], None);
            let joined: Vec<usize> = (0..rows.len()).filter(|n| into[n + 1] == Some(0)).collect();
            assert_eq!(
                joined,
                wanted.into_iter().collect::<Vec<_>>(),
                "{rows:?} {sheet}"
            );
        }
    }

    #[test]
    fn numbers_without_their_words() {
        for (text, wanted) in [
            ("Fiche n° 03", Some((None, "3"))),
            ("Réf. 7", Some((None, "7"))),
            ("1", Some((None, "1"))),
            ("RH-01", Some((Some("rh"), "1"))),
            ("3 - T-001", Some((Some("t"), "1"))),
            ("T01", Some((None, "t01"))),
            ("Accueil", None),
            ("", None),
            ("0", None),
        ] {
            let found = number(text);
            let found = found
                .as_ref()
                .map(|n| (n.series.as_deref(), n.bare.as_str()));
            assert_eq!(found, wanted, "{text}");
        }
    }
}
