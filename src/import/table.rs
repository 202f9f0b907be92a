//! Registers that are tables: an activity a row under a header of field names,
//! or `Champ | Valeur` with an activity a column, a sheet or a heading. One
//! reader for spreadsheets, CSV, tables of documents and of Markdown.

use super::block::{Block, Cell, Line, Mark, Row, Table};
use super::card;
use super::document::Document;
use super::draft::{Draft, Said, Unread, Why};
use super::form::fiche::activity;
use super::form::{Fiche, Section};
use super::item::named;
use super::line::{Read, read as read_line};
use super::name::is_numbered_label;
use super::own;
use super::stacked;
use super::template::{Sheet, Worth, explains, is_answer, sheet, worth};
use super::under;
use super::vocabulary::{Field, column, exact, heading, question, without_asides};
use crate::model::folded_words;
use crate::register::Status;
use join::Entry;
use std::collections::{BTreeMap, BTreeSet};

mod beside;
mod header;
mod join;
mod matrix;
pub(super) mod merged;
mod people;
mod plain;
mod wide;

/// Rows among which a header is looked for.
const LOOK: usize = 15;
/// Rows among which names of fields are looked for that stand in a column.
const NAMES: usize = 500;
/// Words that each value of a list has at most.
const LIST: usize = 6;
/// Different fields that a header names at least.
const FIELDS: usize = 3;

/// Reads the tables of a document; none where none is a register's.
pub(super) fn read(document: &Document) -> Option<Draft> {
    let mut reader = Reader::default();
    let mut aside: Vec<&Table> = Vec::new();
    for block in &document.blocks {
        match block {
            Block::Line(line) if is_over(line) => {
                reader.title = Some(Said {
                    text: line.text.clone(),
                    at: line.at.clone(),
                });
            }
            Block::Line(_) => {}
            Block::Table(table) => match table.sheet.as_deref().map_or(Sheet::Register, sheet) {
                Sheet::Register => reader.tables(table),
                Sheet::Lists => reader.aside(table),
                Sheet::Model => aside.push(table),
            },
        }
    }
    // a register may be kept in the sheet of the model itself
    let alone = reader.entries.is_empty();
    for table in aside {
        match alone {
            true => reader.tables(table),
            false => reader.aside(table),
        }
    }
    reader.end()
}

/// Whether a line says what the tables below it are about.
fn is_over(line: &Line) -> bool {
    matches!(line.mark, Mark::Heading(_)) || is_numbered_label(&line.text)
}

#[derive(Default)]
struct Reader {
    draft: Draft,
    /// The heading above.
    title: Option<Said>,
    /// What was read, in its order.
    entries: Vec<Entry>,
    /// Names in tables that say no more.
    listed: Vec<Entry>,
    /// Tables so far.
    tables: usize,
}

impl Reader {
    fn tables(&mut self, table: &Table) {
        for part in stacked::parts(table) {
            self.table(&part);
        }
    }

    fn table(&mut self, table: &Table) {
        let whole = beside::joined(table).or_else(|| under::straight(table));
        let table = whole.as_ref().unwrap_or(table);
        self.tables += 1;
        people::read(table, &mut self.draft);
        let is_card = card::is_card(table);
        let title = self.title.as_ref();
        // columns that are fields make a sheet of it, crosses alone a matrix
        let crosses = match is_card {
            true => None,
            false => matrix::of_data(table, title, &mut self.draft.unread),
        };
        let is_matrix = crosses.is_some();
        let fiches = crosses.or_else(|| match is_card {
            true => Some(card::fiches(table)),
            false => wide::read(table, &mut self.draft.unread),
        });
        let own = is_card || is_matrix || fiches.is_none();
        let fiches = fiches.or_else(|| match is_card {
            true => None,
            false => merged::read(table, title)
                .or_else(|| transposed(table, title, &mut self.draft.unread))
                .or_else(|| matrix::with_fields(table, title, &mut self.draft.unread)),
        });
        if fiches.is_none() {
            people::cover(table, &mut self.draft);
            self.listed.extend(join::listed(table, self.tables));
        }
        for fiche in fiches.unwrap_or_default() {
            self.fiche(fiche, own);
        }
    }

    fn fiche(&mut self, fiche: Fiche, own: bool) {
        let table = self.tables;
        if own::is_own(&fiche) {
            own::people(&fiche, &mut self.draft);
            let read = own::activity(&fiche, &mut self.draft.unread);
            self.entries.extend(read.map(|a| Entry {
                read: join::Read::Whole(Box::new(a)),
                own: true,
                table,
            }));
            return;
        }
        let fiche = filled(fiche, &mut self.draft.unread);
        if worth(&fiche.name.text) != Worth::Said {
            return;
        }
        people::of_fiche(&fiche, &mut self.draft);
        self.entries.push(Entry {
            read: join::Read::Fiche(fiche),
            own,
            table,
        });
    }

    /// A sheet that is not read, though it has the words of a register.
    fn aside(&mut self, table: &Table) {
        let first = table
            .rows
            .first()
            .and_then(|r| r.iter().find(|c| !c.text.is_empty()));
        if let Some(cell) = first {
            let said = Said {
                text: super::line::spaces(&cell.text),
                at: cell.at.clone(),
            };
            let why = Why::Aside;
            self.draft.unread.push(Unread { said, why });
        }
    }

    /// Each activity once, whatever tables speak of it.
    fn end(self) -> Option<Draft> {
        let mut draft = self.draft;
        let all = join::joined(self.entries, self.listed, &mut draft.unread);
        for entry in all {
            let read = match entry.read {
                join::Read::Whole(a) => *a,
                join::Read::Fiche(fiche) => activity(&fiche, &mut draft.unread),
                join::Read::Listed(fiche) => {
                    let fiche = filled(fiche, &mut draft.unread);
                    let mut a = activity(&fiche, &mut draft.unread);
                    a.status = a.status.or(Some(Status::Draft));
                    a
                }
            };
            draft.activities.push(read);
        }
        (!draft.activities.is_empty()).then_some(draft)
    }
}

/// The fields of a row that may be a header, by column.
fn fields(row: &Row) -> Vec<Option<Field>> {
    row.iter().map(|c| field(&c.text)).collect()
}

/// The field that a column's name means; none where it is named after one sort of
/// data (`Données de santé`).
fn field(name: &str) -> Option<Field> {
    let of_items = |field: &Field| {
        let bare = without_asides(name);
        *field == Field::Data && exact(name).is_none() && !named(&bare).items.is_empty()
    };
    column(name).filter(|f| !of_items(f))
}

fn different(fields: &[Option<Field>]) -> usize {
    let named = fields.iter().flatten().filter(|f| **f != Field::Other);
    named.collect::<BTreeSet<_>>().len()
}

/// Field names in one column, an activity in each further one.
fn transposed(table: &Table, title: Option<&Said>, unread: &mut Vec<Unread>) -> Option<Vec<Fiche>> {
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

fn said(cell: &Cell) -> Said {
    Said {
        text: super::line::spaces(&cell.text),
        at: cell.at.clone(),
    }
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
    words.chars().filter(|c| c.is_alphabetic()).count() > 1 && !super::template::is_value(words)
}

/// Labels of rows that are no known field, where something stands beside them.
fn note_labels(table: &Table, names: &[Option<Field>], at: usize, unread: &mut Vec<Unread>) {
    let first = names.iter().position(Option::is_some).unwrap_or_default();
    let rows = names.iter().zip(&table.rows).skip(first);
    for (_, row) in rows.filter(|(field, _)| field.is_none()) {
        let filled = |c: &Cell| worth(&c.text) == Worth::Said;
        let label = row.get(at).filter(|c| filled(c));
        let Some(label) = label.filter(|l| named(&wide::asked(&l.text)).items.is_empty()) else {
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
        let field = |text: &str| field(text).or_else(|| question(text).filter(|_| asks));
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
fn title_row(table: &Table, names: &[Option<Field>]) -> Option<Said> {
    let first = names.iter().position(Option::is_some)?;
    let mut alone = table.rows[..first].iter().rev().filter_map(|row| {
        let mut cells = row.iter().filter(|c| !c.text.trim().is_empty());
        let one = cells.next()?;
        cells.next().is_none().then_some(one)
    });
    let cell = alone.next()?;
    Some(Said {
        text: super::line::spaces(&cell.text),
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
                None => Vec::from_iter(wide::item(&row[at], cell, unread)),
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
fn named_fiche(mut fiche: Fiche, title: Option<&Said>) -> Option<Fiche> {
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

/// A section, and what a cell about sensitive data names.
pub(super) fn also(section: Section) -> Vec<Section> {
    if section.field != Field::Sensitive {
        return vec![section];
    }
    let which = Section {
        field: Field::SensitiveWhich,
        ..section.clone()
    };
    vec![section, which]
}

pub(super) fn first_purpose(fiche: &Fiche) -> Option<Said> {
    let purposes = fiche.sections.iter().find(|s| s.field == Field::Purposes)?;
    let line = purposes.lines.first()?;
    Some(Said {
        text: line.text.clone(),
        at: line.at.clone(),
    })
}

/// A cell as a section: each of its lines is one.
pub(super) fn section(field: Field, cell: &Cell) -> Section {
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
pub(super) fn lists(field: Field) -> bool {
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
pub(super) fn several(line: &Line) -> Vec<Line> {
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
pub(super) fn filled(mut fiche: Fiche, unread: &mut Vec<Unread>) -> Fiche {
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

#[cfg(test)]
mod tests;
