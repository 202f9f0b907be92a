//! What was seen of a document in which no activity was recognised: how much of
//! it, which names of columns and labels, and what they lack. Whoever kept the
//! register sees from it what to change.
//!
//! Values are never kept, since they may be persons': only names of columns and
//! labels, and of those whose row or column holds known ones.

use super::block::{Block, Cell, Line, Mark, Row, Table};
use super::card::is_title;
use super::document::Document;
use super::item::named;
use super::line::spaces;
use super::vocabulary::{Field, column, exact, heading};
use crate::model::folded_words;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Names that are kept at most.
const NAMES: usize = 12;
/// Rows of a table among which names of columns are looked for.
const LOOK: usize = 15;
/// Rows of a column of labels that are looked at.
const ROWS: usize = 200;
/// Words and characters that a name has at most.
const WORDS: usize = 6;
const LONG: usize = 48;

/// What a document has that is no register to the importers.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Seen {
    /// Its headings.
    pub headings: usize,
    /// Its tables and sheets.
    pub tables: usize,
    /// Its lines outside of tables.
    pub lines: usize,
    /// Names of columns and labels, as they are written, each once.
    pub names: Vec<String>,
    /// What it lacks first.
    pub lacks: Lack,
}

/// What a document lacks to be read as a register.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Lack {
    /// It holds no word.
    Text,
    /// No name of a column, label or heading is a register's.
    #[default]
    Fields,
    /// None names an activity or says a purpose.
    Purpose,
    /// None is of personal data: data, people, legal basis, retention.
    PersonalData,
    /// There are such names, in no layout that is read.
    Layout,
}

/// Looks over a document that gave no activity.
pub(super) fn seen(document: &Document) -> Seen {
    let mut seen = Seen::default();
    let mut fields: BTreeSet<Field> = BTreeSet::new();
    let mut known: BTreeSet<String> = BTreeSet::new();
    for block in &document.blocks {
        match block {
            Block::Line(line) if super::form::is_beside(line) => {}
            Block::Line(line) => {
                seen.lines += 1;
                seen.headings += usize::from(matches!(line.mark, Mark::Heading(_)));
                if let Some((field, label)) = label(line) {
                    fields.insert(field);
                    seen.name(&label, &mut known);
                }
            }
            Block::Table(table) => {
                seen.tables += 1;
                for cell in names(table) {
                    fields.extend(column(&cell.text));
                    seen.name(&spaces(&cell.text), &mut known);
                }
            }
        }
    }
    seen.lacks = lacks(&fields, seen.lines + seen.tables == 0);
    seen
}

impl Seen {
    fn name(&mut self, name: &str, known: &mut BTreeSet<String>) {
        if self.names.len() < NAMES && known.insert(folded_words(name)) {
            self.names.push(name.to_owned());
        }
    }
}

fn lacks(fields: &BTreeSet<Field>, empty: bool) -> Lack {
    use Field::{Activity, Data, DataSubjects, LegalBasis, Purposes, Retention, Sensitive};
    let has = |list: &[Field]| list.iter().any(|f| fields.contains(f));
    match () {
        () if empty => Lack::Text,
        () if fields.is_empty() => Lack::Fields,
        () if !has(&[Activity, Purposes]) => Lack::Purpose,
        () if !has(&[Data, DataSubjects, LegalBasis, Retention, Sensitive]) => Lack::PersonalData,
        () => Lack::Layout,
    }
}

/// The field that a line is about by its label, and the label.
fn label(line: &Line) -> Option<(Field, String)> {
    let marked = line.text.contains(':') || matches!(line.mark, Mark::Heading(_));
    let (field, _) = heading(&line.text).filter(|_| marked)?;
    let label = line.text.split(':').next().unwrap_or_default().trim();
    // what a heading goes on with may be a person's name
    (is_name(label) && exact(label).is_some()).then(|| (field, label.to_owned()))
}

/// The names of a table's columns or rows: those of the first row, or of the
/// first column, that holds known names at least as often as others.
fn names(table: &Table) -> Vec<&Cell> {
    let rows = table.rows.iter().take(LOOK).map(filled);
    // of rows that hold as many the first, which values do not precede
    let best = rows.rev().max_by_key(|row| known(row)).unwrap_or_default();
    let first = || table.rows.iter().take(ROWS).filter_map(|r| r.first());
    let labels: Vec<&Cell> = first().filter(|c| exact(&c.text).is_some()).collect();
    let alone = |c: &&Cell| is_name(&c.text) && exact(&c.text).is_some();
    match known(&best) {
        n if labels.len() > n => labels.into_iter().filter(alone).collect(),
        n if n > 1 && n * 2 >= best.len() => {
            best.into_iter().filter(|c| is_name(&c.text)).collect()
        }
        _ => best.into_iter().filter(alone).collect(),
    }
}

fn filled(row: &Row) -> Vec<&Cell> {
    row.iter().filter(|c| !c.text.trim().is_empty()).collect()
}

fn known(cells: &[&Cell]) -> usize {
    cells.iter().filter(|c| is_known(c)).count()
}

/// Whether a cell is a name that registers and lists of data have.
fn is_known(cell: &Cell) -> bool {
    let text = &cell.text;
    is_name(text) && (column(text).is_some() || is_title(text) || !named(text).items.is_empty())
}

/// Whether a text looks like a label and no value: a few words, no number, no
/// address.
fn is_name(text: &str) -> bool {
    let text = text.trim();
    let words = text.split_whitespace().count();
    (1..=WORDS).contains(&words)
        && text.chars().count() <= LONG
        && text.contains(char::is_alphabetic)
        && !text.contains(|c: char| c.is_ascii_digit() || c == '@')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str, name: &str) -> Seen {
        seen(&Document::read(text.as_bytes(), name))
    }

    #[test]
    fn names_of_columns_are_told_and_values_are_not() {
        let clients = "Nom;Prénom;Ville;Courriel\nDupont;Jeanne;Nantes;j@exemple.fr\n";
        let found = of(clients, "clients.csv");
        assert_eq!(found.names, ["Nom", "Prénom", "Ville", "Courriel"]);
        assert_eq!((found.tables, found.lacks), (1, Lack::Fields));
        // no row of names: rows of persons
        let bare = "Dupont;Jeanne;Nantes\nMartin;Paul;Rennes\n";
        assert_eq!(of(bare, "clients.csv").names, Vec::<String>::new());
        // of two that hold as many, the first is that of names
        let tie = "Nom;Prénom;Canal;Autre\nDupont;Jeanne;Email;Téléphone\n";
        let found = of(tie, "clients.csv");
        assert_eq!(found.names, ["Nom", "Prénom", "Canal", "Autre"]);
        let told = "Responsable du traitement : Jeanne Dupont\nJeanne Dupont : absente\n\
            Responsable du traitement Jeanne Dupont :\n";
        let found = of(told, "note.txt");
        assert_eq!(found.names, ["Responsable du traitement"]);
        assert_eq!((found.lines, found.lacks), (3, Lack::Purpose));
    }

    #[test]
    fn what_a_document_lacks() {
        for (text, lacks) in [
            ("", Lack::Text),
            ("Il était une fois.\n", Lack::Fields),
            ("Durée de conservation : 3 ans\n", Lack::Purpose),
            ("Finalité : livrer\n", Lack::PersonalData),
            ("Finalité : livrer\nBase légale : contrat\n", Lack::Layout),
        ] {
            assert_eq!(of(text, "note.txt").lacks, lacks, "{text}");
        }
    }
}
