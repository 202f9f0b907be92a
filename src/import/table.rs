//! Registers that are tables: an activity a row under a header of field names,
//! or `Champ | Valeur` with an activity a column, a sheet or a heading. One
//! reader for spreadsheets, CSV, tables of documents and of Markdown.

use super::block::{Block, Cell, Grid, Line, Mark, Row, Spot, Table};
use super::card;
use super::document::Document;
use super::draft::{Draft, Said, Unread, Why};
use super::form::fiche::activity;
use super::form::{Fiche, Section, head, is_plain_title};
use super::item::named;
use super::name::is_numbered_label;
use super::own;
use super::stacked;
use super::template::{Sheet, Worth, is_printed_name, may_name, sheet, worth};
use super::under;
use super::vocabulary::{Field, column, exact, without_asides};
use crate::register::Status;
use join::Entry;
use std::collections::BTreeSet;

mod beside;
mod cells;
mod header;
mod join;
mod matrix;
pub(super) mod merged;
mod people;
mod plain;
mod row;
mod sides;
mod transposed;
mod wide;

use cells::said;
pub(super) use cells::{also, filled, first_purpose, lists, section, several};
use transposed::{named_fiche, title_row, transposed};

/// Rows among which a header is looked for.
const LOOK: usize = 15;
/// Different fields that a header names at least.
const FIELDS: usize = 3;

/// Reads the tables of a document; none where none is a register's.
pub(super) fn read(document: &Document) -> Option<Draft> {
    let mut reader = Reader::default();
    let mut aside: Vec<&Table> = Vec::new();
    // a heading that no table has come below yet
    let mut heads = false;
    for (i, block) in document.blocks.iter().enumerate() {
        match block {
            Block::Line(line) if is_over(line) => {
                heads = names(&line.text);
                reader.title = Some(said_of(line));
            }
            // a title without marks stands right above its own table
            Block::Line(line) if !heads && stands_over(line, document.blocks.get(i + 1)) => {
                reader.own_title = Some(said_of(line));
            }
            Block::Line(_) => {}
            Block::Table(table) => {
                match table.sheet.as_deref().map_or(Sheet::Register, sheet) {
                    Sheet::Register => reader.tables(table),
                    Sheet::Lists => reader.aside(table),
                    Sheet::Model => aside.push(table),
                }
                heads = false;
                reader.own_title = None;
            }
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

fn said_of(line: &Line) -> Said {
    Said {
        text: line.text.clone(),
        at: line.at.clone(),
    }
}

/// Whether a heading names something of its own, and no register or field.
fn names(text: &str) -> bool {
    head::organisation(text).is_none() && column(text).is_none()
}

/// Whether a line without marks is the title of the table right below it.
fn stands_over(line: &Line, next: Option<&Block>) -> bool {
    let above = matches!(next, Some(Block::Table(t)) if t.sheet.is_none());
    above && is_plain_title(line)
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
    /// The line right above the table that is read, where it is a title.
    own_title: Option<Said>,
    /// What was read, in its order.
    entries: Vec<Entry>,
    /// Names in tables that say no more.
    listed: Vec<Entry>,
    /// Tables so far.
    tables: usize,
    /// The first cell of those that are none of a register's.
    unread: Vec<Unread>,
}

impl Reader {
    fn tables(&mut self, table: &Table) {
        for side in sides::parts(table) {
            for part in stacked::parts(&side) {
                self.table(&part);
            }
        }
    }

    fn table(&mut self, table: &Table) {
        let whole = beside::joined(table).or_else(|| under::straight(table));
        let table = whole.as_ref().unwrap_or(table);
        self.tables += 1;
        people::read(table, &mut self.draft);
        let is_card = card::is_card(table);
        let title = self.own_title.as_ref().or(self.title.as_ref());
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
        let sheet_name = sheet_name(table);
        let fiches = fiches.or_else(|| match is_card {
            true => None,
            false => merged::read(table, title.or(sheet_name.as_ref()))
                .or_else(|| {
                    let title = title.or(sheet_name.as_ref());
                    transposed(table, title, &mut self.draft.unread)
                })
                .or_else(|| matrix::with_fields(table, title, &mut self.draft.unread)),
        });
        if fiches.is_none() {
            let known = people::known(&self.draft);
            people::cover(table, &mut self.draft);
            let listed = join::listed(table, self.tables);
            let lost = listed.is_empty() && people::known(&self.draft) == known;
            if lost && (beside::is_broken(table) || is_further_sheet(table)) {
                self.unread.extend(first_cell(table));
            }
            self.listed.extend(listed);
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
        if is_printed_name(&fiche.name.text) {
            let (said, why) = (fiche.name, Why::Template);
            self.draft.unread.push(Unread { said, why });
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
        self.draft.unread.extend(first_cell(table));
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
        draft.unread.extend(self.unread);
        (!draft.activities.is_empty()).then_some(draft)
    }
}

/// The remark that a table is not read.
fn first_cell(table: &Table) -> Option<Unread> {
    let row = table.rows.first()?;
    let cell = row.iter().find(|c| !c.text.is_empty())?;
    let (said, why) = (said(cell), Why::Aside);
    Some(Unread { said, why })
}

/// Whether a table is a sheet of rows that say several things each; a cover has labels
/// and values.
fn is_further_sheet(table: &Table) -> bool {
    let several = |row: &&Row| row.iter().filter(|c| !c.text.trim().is_empty()).count() > 2;
    let in_sheet = |cell: &Cell| {
        matches!(
            cell.at,
            Spot::Cell {
                grid: Grid::Sheet(_),
                row: 1..,
                ..
            }
        )
    };
    let first = table.rows.first().and_then(|r| r.first());
    first.is_some_and(in_sheet) && table.rows.iter().filter(several).count() > 1
}

/// The name of a sheet that may be that of the activity in it: labels and values, and
/// nothing beside them. The tables of a dump are no sheets.
fn sheet_name(table: &Table) -> Option<Said> {
    let name = table.sheet.as_deref().filter(|name| may_name(name))?;
    let filled = |row: &Row| row.iter().filter(|c| !c.text.trim().is_empty()).count();
    let cells = || table.rows.iter().flatten();
    let in_sheet = |cell: &Cell| matches!(cell.at, Spot::Cell { row: 1.., .. });
    if !cells().all(in_sheet) || table.rows.iter().any(|r| filled(r) > 2) {
        return None;
    }
    let cell = cells().next()?;
    Some(Said {
        text: super::line::spaces(name),
        at: cell.at.clone(),
    })
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

#[cfg(test)]
mod tests;
