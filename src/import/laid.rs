//! Tables that are put right before anything reads them: cells that hold lines of
//! labels and values (a fiche in a box), rows whose labels have boxes, and a first line of a text of records that
//! another character parts than the records below it.

use super::block::{Block, Cell, Line, Row, Table};
use super::boxes::{has_box, labelled as labelled_box};
use super::draft::{Said, Unread, Why};
use super::form::pair;
use super::line::{Read, read, spaces};
use super::vocabulary::{Field, column, labelled};
use std::collections::BTreeSet;

/// Different labels with a value that make a table one of boxes.
const LABELS: usize = 3;
/// Different names of fields that make a header of a line.
const FIELDS: usize = 3;
/// Cells of the largest table of boxes.
const CELLS: usize = 2000;
/// What may part the cells of a line.
const DELIMITERS: [char; 4] = [';', ',', '\t', '|'];

/// Takes the boxes from the labels of a table's rows (`☒ Économique | RIB`). What
/// stands behind an empty one (`☐ Vie professionnelle | employeur`) is what its template
/// prints, where others are ticked: it is taken out and given back. Where all are empty,
/// the ticks may be lost, and nothing is known.
pub(super) fn ticked_rows(table: &mut Table) -> Vec<Unread> {
    let state = |row: &Row| {
        let mut filled = row.iter().filter(|c| !c.text.trim().is_empty());
        let (ticked, _) = labelled_box(&filled.next()?.text)?;
        filled.all(|c| !has_box(&c.text)).then_some(ticked)
    };
    let states: Vec<Option<bool>> = table.rows.iter().map(state).collect();
    if !states.contains(&Some(true)) {
        return Vec::new();
    }
    let mut unread = Vec::new();
    let rows = std::mem::take(&mut table.rows);
    for (mut row, state) in rows.into_iter().zip(states) {
        let label = row.iter().position(|c| !c.text.trim().is_empty());
        match (state, label) {
            (Some(true), Some(at)) => {
                let bare = labelled_box(&row[at].text).map(|(_, label)| label.to_owned());
                row[at].text = bare.unwrap_or_default();
                table.rows.push(row);
            }
            (Some(false), Some(at)) => {
                let told = row.drain(at + 1..).filter(|c| !c.text.trim().is_empty());
                unread.extend(told.map(|cell| Unread {
                    said: Said {
                        text: spaces(&cell.text),
                        at: cell.at,
                    },
                    why: Why::Placeholder,
                }));
            }
            _ => table.rows.push(row),
        }
    }
    unread
}

/// The blocks of a document, tables that are only boxes around lines of labels as
/// those lines.
pub(super) fn unboxed(blocks: Vec<Block>) -> Vec<Block> {
    let is_box = |b: &Block| matches!(b, Block::Table(t) if is_of_boxes(t));
    if !blocks.iter().any(is_box) {
        return blocks;
    }
    let mut out = Vec::with_capacity(blocks.len());
    for block in blocks {
        match block {
            Block::Table(table) if is_of_boxes(&table) => out.extend(lines(&table)),
            block => out.push(block),
        }
    }
    out
}

fn lines(table: &Table) -> Vec<Block> {
    let mut all = Vec::new();
    for cell in table.rows.iter().flatten() {
        for raw in cell.text.split('\n') {
            match read(raw, &cell.at) {
                Read::Line(line) => all.push(Block::Line(line)),
                Read::Row(row) => all.push(Block::Table(Table {
                    sheet: None,
                    rows: vec![row],
                })),
                Read::Blank | Read::Rule => {}
            }
        }
    }
    all
}

/// Whether each cell of a table holds labels with their values, or a title, and several
/// stand in a cell or row: no cell is a value of another.
fn is_of_boxes(table: &Table) -> bool {
    if table.rows.iter().map(Vec::len).sum::<usize>() > CELLS {
        return false;
    }
    let mut all: BTreeSet<Field> = BTreeSet::new();
    let mut several = false;
    for row in &table.rows {
        let filled: Vec<&Cell> = row.iter().filter(|c| !c.text.trim().is_empty()).collect();
        for cell in &filled {
            let known = fields(cell);
            let lines = cell
                .text
                .split('\n')
                .filter(|l| !l.trim().is_empty())
                .count();
            let titled = filled.len() == 1 && lines == 1;
            if known.is_empty() && !titled {
                return false;
            }
            several |= known.len() > 1 || filled.len() > 1;
            all.extend(known);
        }
    }
    several && all.len() >= LABELS
}

/// The fields that the lines of a cell say, the first of which must be one.
fn fields(cell: &Cell) -> Vec<Field> {
    let of = |raw: &str| match read(raw, &cell.at) {
        Read::Line(Line { text, .. }) => pair(&text).and_then(|(label, _)| labelled(label)),
        _ => None,
    };
    let mut lines = cell.text.split('\n').filter(|l| !l.trim().is_empty());
    let Some(first) = lines.next().and_then(of) else {
        return Vec::new();
    };
    std::iter::once(first).chain(lines.filter_map(of)).collect()
}

/// Cuts the line over the records of a text that is in one cell, where it names as
/// many fields as the records have cells.
pub(super) fn parted(table: &mut Table) {
    let widest = table.rows.iter().map(Vec::len).max().unwrap_or_default();
    let lead = table.rows.iter().take_while(|r| filled(r).count() == 1);
    let at = lead.count().checked_sub(1);
    let Some(row) = at
        .filter(|_| widest > 1)
        .and_then(|at| table.rows.get_mut(at))
    else {
        return;
    };
    let Some(whole) = filled(row).next().cloned() else {
        return;
    };
    let header = DELIMITERS.iter().find_map(|delimiter| {
        let names: Vec<&str> = whole.text.split(*delimiter).map(unquoted).collect();
        let known: BTreeSet<Field> = names.iter().filter_map(|n| column(n)).collect();
        (names.len() == widest && known.len() >= FIELDS).then(|| cut(&names, &whole))
    });
    if let Some(header) = header {
        *row = header;
    }
}

fn filled(row: &Row) -> impl Iterator<Item = &Cell> {
    row.iter().filter(|c| !c.text.trim().is_empty())
}

fn unquoted(name: &str) -> &str {
    let name = name.trim();
    let inner = name.strip_prefix('"').and_then(|n| n.strip_suffix('"'));
    inner.unwrap_or(name)
}

/// The names as cells, each where it would stand.
fn cut(names: &[&str], whole: &Cell) -> Row {
    let cell = |(n, name): (usize, &&str)| Cell {
        text: (*name).to_owned(),
        at: whole.at.beside(n as u32),
    };
    names.iter().enumerate().map(cell).collect()
}
