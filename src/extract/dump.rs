//! Dumps of databases in text: `INSERT` of every dialect, `COPY ... FROM stdin`
//! of pg_dump, and tables as psql, the MySQL client and Markdown draw them.
//!
//! Rows are given as tables, with the columns that the statement or the
//! `CREATE TABLE` before it names. A row's number is that of the row in its
//! table, as in the database (the first one is 1, whatever stands between), and
//! each cell knows its line, column and bytes in the file. Everything else,
//! comments and other statements, is given as text; so is what breaks off or
//! cannot be parsed, from there on.
//!
//! Memory is that of one row, and of the rows that [`shelf`] keeps.

mod listing;
mod shelf;
mod values;
mod window;
mod words;

use super::chars::Chars;
use super::text::close;
use super::{Cell, Flow, Input, Limits, Sink, Stop, forward_or_say};
use crate::model::{Problem, Reason};
use listing::{Drawn, Line};
use shelf::{Key, Shelf};
use std::collections::BTreeMap;
use values::{Parsed, Row};
use window::Window;
use words::Head;

/// The beginning of a statement is within so many bytes.
const LOOK: usize = 64 << 10;

/// Tables whose columns are remembered.
const TABLES: usize = 10_000;

/// A string that is longer than this may have been read with the wrong escapes.
const DOUBT: usize = 1 << 20;

/// Rows may be this long, however many before them never ended.
const LEAST: usize = 4 << 10;

/// What a text without a telling name holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sniffed {
    /// Statements with rows.
    Statements,
    /// Drawn tables.
    Listing,
}

/// Whether the beginning of a text holds rows that this reader knows.
pub(super) fn sniff(sample: &str) -> Option<Sniffed> {
    let mut at = 0;
    while at < sample.len() {
        let rest = &sample[at..];
        let start = rest.trim_start_matches([' ', '\t']);
        let head = &start[..start.floor_char_boundary(LOOK)];
        if words::insert(head).is_some() || words::copy(head).is_some() {
            return Some(Sniffed::Statements);
        }
        let (line, length) = listing::line(rest);
        if listing::begin(rest).is_some() || listing::record(line).is_some() {
            return Some(Sniffed::Listing);
        }
        at += length;
    }
    None
}

/// Reads a dump.
pub(super) fn read(input: Input<'_>, limits: &Limits, sink: &mut dyn Sink) -> Flow {
    forward_or_say(input, sink, |input, sink| {
        let mut chars = Chars::new(input);
        read_chars(&mut chars, limits, sink)?;
        close(chars, sink);
        Ok(())
    })
}

fn read_chars(chars: &mut Chars<'_>, limits: &Limits, sink: &mut dyn Sink) -> Flow {
    let mut dump = Dump {
        window: Window::new(chars),
        sink,
        shelf: Shelf::default(),
        created: BTreeMap::new(),
        counts: BTreeMap::new(),
        row: Row::default(),
        escapes: false,
        most: limits.value.clamp(16, 1 << 28) * 4,
        cells: limits.cells,
        broken: 0,
        binary: 0,
    };
    dump.window.ahead(LOOK);
    dump.escapes = is_mysql(dump.window.rest());
    let goes_on = dump.statements()?;
    dump.shelf.finish(dump.sink)?;
    dump.remarks(goes_on);
    Ok(())
}

/// Whether backslashes escape in every string.
fn is_mysql(start: &str) -> bool {
    let start = &start[..start.floor_char_boundary(LOOK)];
    start.contains('`') || start.contains("MySQL dump") || start.contains("MariaDB dump")
}

/// What follows a row of an `INSERT`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Between {
    /// A row, behind so many bytes.
    Row(usize),
    /// A remark that ends after so many bytes.
    Remark(usize),
    /// The text ends too early to tell.
    Cut,
    /// No row.
    Other,
}

impl Between {
    fn of(rest: &str) -> Self {
        let between = rest.trim_start_matches([',', ' ', '\t', '\r', '\n']);
        let gap = rest.len() - between.len();
        match between.as_bytes() {
            [b'(', ..] => Self::Row(gap),
            [] | [b'-' | b'/'] => Self::Cut,
            [b'-', b'-', ..] | [b'/', b'*', ..] => match words::remark(between) {
                length if length < between.len() => Self::Remark(gap + length),
                _ => Self::Cut,
            },
            _ => Self::Other,
        }
    }
}

struct Dump<'a, 'c, 's> {
    window: Window<'a, 'c>,
    sink: &'s mut dyn Sink,
    shelf: Shelf,
    /// Columns of the tables that were made so far.
    created: BTreeMap<String, Vec<String>>,
    /// Rows of each table so far.
    counts: BTreeMap<String, u64>,
    row: Row,
    escapes: bool,
    /// Bytes of the longest row.
    most: usize,
    /// Cells that may still be given.
    cells: u64,
    broken: u64,
    /// Values that were no text.
    binary: u64,
}

impl Dump<'_, '_, '_> {
    /// Reads all; false if the budget of cells ended it.
    fn statements(&mut self) -> Result<bool, Stop> {
        let mut at_line = true;
        loop {
            self.window.ahead(LOOK);
            if self.window.rest().is_empty() {
                self.window.skip(0, self.sink)?;
                return Ok(true);
            }
            if !self.statement(at_line)? {
                return Ok(false);
            }
            at_line = self.pass()?;
        }
    }

    /// Passes text up to where a statement may begin; whether a line begins there.
    fn pass(&mut self) -> Result<bool, Stop> {
        let bytes = self.window.rest().as_bytes();
        let (mut length, mut is_line) = match memchr::memchr2(b'\n', b';', bytes) {
            Some(n) => (n + 1, bytes[n] == b'\n'),
            None => (bytes.len(), false),
        };
        // empty lines at once: each would be looked at as far as the next word
        let blank = bytes[length..]
            .iter()
            .take_while(|b| b.is_ascii_whitespace());
        let blank = &bytes[length..length + blank.count()];
        if let Some(last) = memchr::memrchr(b'\n', blank) {
            length += last + 1;
            is_line = true;
        }
        self.window.wait(length, self.sink)?;
        Ok(is_line)
    }

    /// Reads a statement or a drawn table that begins here, if there is one;
    /// false if the budget of cells is spent.
    fn statement(&mut self, at_line: bool) -> Result<bool, Stop> {
        let rest = self.window.rest();
        let look = &rest[..rest.floor_char_boundary(LOOK)];
        let start = look.trim_ascii_start();
        match start.as_bytes().first() {
            Some(b'i' | b'I' | b'r' | b'R') => {
                if let Some(head) = words::insert(start) {
                    let blank = look.len() - start.len();
                    self.window.skip(blank + head.length, self.sink)?;
                    return self.tuples(head);
                }
            }
            Some(b'c' | b'C') => {
                if let Some((table, columns)) = words::created(start)
                    && self.created.len() < TABLES
                {
                    self.created.insert(table.to_lowercase(), columns);
                } else if let Some(head) = words::copy(start) {
                    let blank = look.len() - start.len();
                    self.window.skip(blank + head.length, self.sink)?;
                    return self.lines(head);
                }
            }
            _ => {}
        }
        if !at_line {
            return Ok(true);
        }
        if let Some(drawn) = listing::begin(look) {
            return self.drawn(drawn);
        }
        let (line, length) = listing::line(look);
        if let Some(mark) = listing::record(line) {
            self.window.skip(length, self.sink)?;
            self.record(mark)?;
        }
        Ok(true)
    }

    /// The table of a statement.
    fn key(&self, head: Head) -> Key {
        let known = |name: &str| self.created.get(name).cloned();
        let name = head.table.to_lowercase();
        let bare = name.rsplit('.').next().unwrap_or(&name);
        let columns = head
            .columns
            .or_else(|| known(&name))
            .or_else(|| known(bare));
        Key {
            table: Some(head.table),
            columns: columns.unwrap_or_default(),
        }
    }

    /// Reads the rows of an `INSERT`.
    fn tuples(&mut self, head: Head) -> Result<bool, Stop> {
        let key = self.key(head);
        loop {
            let rest = self.window.rest();
            let between = Between::of(rest);
            if matches!(between, Between::Cut) && rest.len() <= self.most && self.window.more() {
                continue;
            }
            match between {
                Between::Remark(length) => {
                    self.window.wait(length, self.sink)?;
                    continue;
                }
                Between::Row(gap) => self.window.skip(gap, self.sink)?,
                Between::Cut | Between::Other => return Ok(true),
            }
            let Some(length) = self.tuple() else {
                return Ok(true);
            };
            self.window.skip(length, self.sink)?;
            if !self.give(&key, length)? {
                return Ok(false);
            }
        }
    }

    /// Reads one row in parentheses, with more text and other escapes if it
    /// needs them; its length, none if it is broken and stays text.
    fn tuple(&mut self) -> Option<usize> {
        loop {
            let (text, last) = (self.window.rest(), self.window.is_last());
            let parsed = self.row.tuple(text, self.escapes, last);
            if let Parsed::Row(length) = parsed {
                return Some(length);
            }
            let doubtful = parsed == Parsed::Broken || last || text.len() > DOUBT;
            if doubtful && let Parsed::Row(length) = self.row.tuple(text, !self.escapes, last) {
                self.escapes = !self.escapes;
                return Some(length);
            }
            let is_broken = parsed == Parsed::Broken;
            if is_broken || text.len() > self.most || !self.window.more() {
                self.broken += 1;
                if !is_broken {
                    // a text made of beginnings is not to be read over and over
                    self.most = (self.most / 2).max(LEAST);
                }
                return None;
            }
        }
    }

    /// Reads the rows of a `COPY`, up to the line `\.`.
    fn lines(&mut self, head: Head) -> Result<bool, Stop> {
        let key = self.key(head);
        loop {
            let rest = self.window.rest();
            let is_whole = memchr::memchr(b'\n', rest.as_bytes()).is_some();
            if !is_whole && rest.len() <= self.most && self.window.more() {
                continue;
            }
            let (line, length) = listing::line(self.window.rest());
            if length == 0 {
                return Ok(true);
            }
            if !is_whole && line.len() > self.most {
                self.broken += 1;
                return Ok(true);
            }
            if line == "\\." {
                self.window.skip(length, self.sink)?;
                return Ok(true);
            }
            self.row.line(line);
            self.window.skip(length, self.sink)?;
            if !self.give(&key, length)? {
                return Ok(false);
            }
        }
    }

    /// Reads as far as the end of the line, if it is not longer than a row may be.
    fn whole_line(&mut self) {
        self.window.ahead(LOOK);
        let is_whole = |rest: &str| memchr::memchr(b'\n', rest.as_bytes()).is_some();
        while !is_whole(self.window.rest())
            && self.window.rest().len() <= self.most
            && self.window.more()
        {}
    }

    /// Reads the rows of a drawn table.
    fn drawn(&mut self, drawn: Drawn) -> Result<bool, Stop> {
        let key = Key {
            table: None,
            columns: drawn.columns,
        };
        self.window.skip(drawn.length, self.sink)?;
        loop {
            self.whole_line();
            let (line, length) = listing::line(self.window.rest());
            match listing::kind(line, drawn.style) {
                Line::Row => self.row.set(listing::placed(line)),
                Line::Rule => {
                    self.window.skip(length, self.sink)?;
                    continue;
                }
                Line::Other => return Ok(true),
            }
            self.window.skip(length, self.sink)?;
            if !self.give(&key, length)? {
                return Ok(false);
            }
        }
    }

    /// Reads a record of which every line is a column and its value.
    fn record(&mut self, mark: char) -> Flow {
        loop {
            self.whole_line();
            let (line, length) = listing::line(self.window.rest());
            if listing::record(line).is_some() {
                self.window.skip(length, self.sink)?;
                continue;
            }
            let Some((name, value)) = line.split_once(mark) else {
                return Ok(());
            };
            let value_at = line.len() - value.trim_start().len();
            let (name, value) = (name.trim().to_owned(), value.trim().to_owned());
            self.window.skip(length, self.sink)?;
            let at = self.window.start(length - value_at, true);
            self.sink.keyed(&name, &value, at)?;
        }
    }

    /// Gives the row that was read from the last `length` bytes; false if the
    /// budget of cells is spent.
    fn give(&mut self, key: &Key, length: usize) -> Result<bool, Stop> {
        let mut cells: Vec<Cell<'_>> = self.row.cells().map(Cell::text).collect();
        let Some(left) = self.cells.checked_sub(cells.len() as u64) else {
            return Ok(false);
        };
        self.cells = left;
        for (cell, (at, as_it_is)) in cells.iter_mut().zip(self.row.places()) {
            cell.at = Some(self.window.start(length - at, *as_it_is));
        }
        self.binary += self.row.binary;
        let table = key.table.as_deref().unwrap_or_default();
        let is_known = self.counts.len() < TABLES || self.counts.contains_key(table);
        let table = if is_known { table } else { "" };
        let count = self.counts.entry(table.to_owned()).or_default();
        *count += 1;
        self.shelf.row(key, *count, &cells, self.sink)?;
        Ok(true)
    }

    /// Says what was odd.
    fn remarks(&mut self, all: bool) {
        if !all {
            let detail = format!("stopped after {} rows", self.shelf.rows);
            self.sink.problem(Problem::new(Reason::CellLimit, detail));
        }
        if self.broken > 0 {
            let note = format!("sql: {} rows are broken, read as text", self.broken);
            self.sink.note(&note);
        }
        if self.binary > 0 {
            let note = format!("sql: {} binary values are not read", self.binary);
            self.sink.note(&note);
        }
    }
}

#[cfg(test)]
mod tests;
