//! Takes what readers of formats give and makes blocks of it: lines and tables in
//! the order of the document, each with its place; what is withdrawn, repeated or
//! beyond the room is told.

use super::super::block::{Block, Cell, Grid, Line, Mark, Row, Spot, Table};
use super::super::draft::{Said, Why};
use super::super::gone::Gone;
use super::super::laid;
use super::super::line::{self, Read};
use super::super::placed;
use super::super::room::{self, Room};
use super::super::twice;
use super::super::wiki::Wiki;
use crate::extract::{
    Cell as Extracted, Flow, Header, Member, Sink, Standing, Start, TableHead, Text, Withdrawn,
};
use crate::model::Problem;
use std::borrow::Cow;
use std::sync::Arc;

/// Collects blocks.
#[derive(Default)]
pub(super) struct Blocks {
    pub(super) blocks: Vec<Block>,
    pub(super) raw: Vec<(Spot, String)>,
    pub(super) repeated: Vec<Said>,
    /// Text that has come, and where it begins.
    pending: String,
    /// Lines of it that say something, at least.
    said: usize,
    start: Option<Start>,
    /// The line of the file on which each of its lines stands.
    lines: Vec<u64>,
    /// Ends of lines in it.
    breaks: u64,
    table: Option<Table>,
    first_column: u32,
    /// Tables without a name that have come.
    tables: u32,
    /// Whether the rows of the table are lines of a text.
    pub(super) is_lines: bool,
    /// Lines that its cells have had beyond one a row.
    folded: u64,
    /// Whether the table has more columns than are read.
    is_wide: bool,
    pub(super) problems: Vec<Problem>,
    pub(super) notes: Vec<String>,
    pub(super) mended: usize,
    pub(super) room: Room,
}

impl Blocks {
    /// A text as it was meant.
    fn meant<'t>(&mut self, text: &'t str) -> Cow<'t, str> {
        match twice::mended(text) {
            Some(meant) => {
                self.mended += 1;
                Cow::Owned(meant)
            }
            None => Cow::Borrowed(text),
        }
    }

    /// Turns the text that has come into lines and rows.
    pub(super) fn flush(&mut self) {
        let text = std::mem::take(&mut self.pending);
        let lines = std::mem::take(&mut self.lines);
        self.said = 0;
        self.breaks = 0;
        let Some(start) = self.start.take() else {
            return;
        };
        let mut gone = Gone::of(&text);
        let mut wiki = match start {
            Start::Lines { .. } => Wiki::of(&text),
            _ => None,
        };
        for (n, raw) in text.split('\n').enumerate() {
            let raw = &*self.meant(raw);
            let at = match (start, lines.get(n)) {
                (Start::Lines { .. }, Some(line)) => Spot::Line(*line),
                _ => spot(start, n),
            };
            let (shown, passages) = gone.read(raw);
            for passage in passages {
                self.tell_gone(passage.hidden, &at, &passage.text);
            }
            if !raw.trim().is_empty() && !self.room.take(0, &at, raw) {
                break;
            }
            if matches!(at, Spot::Line(_) | Spot::Page(_)) {
                self.raw.push((at.clone(), raw.to_owned()));
            }
            if matches!(at, Spot::Page(_)) {
                continue;
            }
            match &mut wiki {
                Some(wiki) => wiki
                    .read(&shown, &at)
                    .into_iter()
                    .for_each(|r| self.take(r)),
                None => self.take(line::read(&shown, &at)),
            }
        }
        if let Some(last) = wiki.as_mut().and_then(Wiki::end) {
            self.take(last);
        }
        self.end_drawn();
    }

    /// Whether a text begins on a later line than the one that has come ends on: the
    /// headers of a message end without a line's end.
    fn is_apart(&self, now: Start) -> bool {
        let (Some(Start::Lines { line, .. }), Start::Lines { line: now, .. }) = (self.start, now)
        else {
            return false;
        };
        !self.pending.ends_with('\n') && now > line + self.breaks
    }

    /// Adds what a line is.
    fn take(&mut self, read: Read) {
        match read {
            Read::Blank => self.end_drawn(),
            Read::Rule => {}
            Read::Line(line) => {
                self.end_drawn();
                self.blocks.push(Block::Line(line));
            }
            Read::Row(row) => self.drawn_row(row),
        }
    }

    /// Tells what is withdrawn.
    fn tell_gone(&mut self, hidden: bool, at: &Spot, text: &str) {
        let why = match hidden {
            true => Why::Hidden,
            false => Why::Struck,
        };
        self.room.tell(why, at, text);
    }

    /// A row that is drawn in text continues the table before it.
    fn drawn_row(&mut self, row: Row) {
        self.table.get_or_insert_default().rows.push(row);
    }

    /// The place of a cell of the open table, by its row and how many cells of it
    /// come before, and itself.
    fn cell(&self, row: u64, nth: u32) -> Spot {
        let sheet = self.table.as_ref().and_then(|t| t.sheet.clone());
        Spot::Cell {
            grid: match sheet {
                Some(sheet) => Grid::Sheet(sheet),
                None if self.is_lines => Grid::Lines,
                None => Grid::Table(self.tables),
            },
            // a cell may have lines of its own
            row: row + self.folded,
            column: self.first_column + nth - 1,
        }
    }

    /// Takes one row or record.
    fn record(&mut self, row: u64, cells: &[Extracted<'_>]) -> Flow {
        let says = |cells: &[Extracted<'_>]| cells.iter().position(|c| !c.text.trim().is_empty());
        let (near, far) = cells.split_at(cells.len().min(room::COLUMNS));
        if let Some(n) = says(far) {
            let at = self.cell(row, (room::COLUMNS + n + 1) as u32);
            if !std::mem::replace(&mut self.is_wide, true) {
                self.room.tell(Why::Limit, &at, far[n].text);
            }
        }
        let Some(n) = says(near) else {
            return Ok(());
        };
        let at = self.cell(row, (n + 1) as u32);
        if !self.room.take(near.len(), &at, near[n].text) {
            return self.room.flow();
        }
        let cells = near;
        let texts: Vec<Cow<'_, str>> = cells.iter().map(|c| self.meant(c.text)).collect();
        if texts.iter().all(|t| t.trim().is_empty()) {
            return Ok(());
        }
        // word processors give a break inside a cell as a tab
        let drawn = self.table.as_ref().is_some_and(|t| t.sheet.is_none()) && !self.is_lines;
        let lines = |text: &str| match drawn {
            true => text.trim().replace('\t', "\n"),
            false => text.trim().to_owned(),
        };
        let cell = |(i, text): (usize, &Cow<'_, str>)| Cell {
            text: lines(text),
            at: match cells[i].at {
                // a dump is read as the text that it is
                Some(Start::Lines { line, .. }) => Spot::Line(line),
                _ => self.cell(row, i as u32 + 1),
            },
        };
        let row = texts.iter().enumerate().map(cell).collect();
        if let Some(table) = &mut self.table {
            table.rows.push(row);
        }
        Ok(())
    }

    pub(super) fn end_drawn(&mut self) {
        if let Some(mut table) = self.table.take().filter(|t| !t.rows.is_empty()) {
            if self.is_lines {
                laid::parted(&mut table);
            }
            self.blocks.push(Block::Table(table));
        }
    }
}

/// Where the line so many lines behind a start stands.
fn spot(start: Start, lines: usize) -> Spot {
    match start {
        Start::Lines { line, .. } => Spot::Line(line + lines as u64),
        Start::Page(page) => Spot::Page(page),
        Start::Paragraph(first) => Spot::Paragraph(first.saturating_add(lines as u32)),
        Start::Field => Spot::Field,
    }
}

/// Whether a text goes on where another ended, whose start is known.
fn continues(before: Option<Start>, now: Start) -> bool {
    match (before, now) {
        (Some(Start::Lines { .. }), Start::Lines { .. }) => true,
        (Some(Start::Page(a)), Start::Page(b)) => a == b,
        (Some(Start::Paragraph(_)), Start::Paragraph(_)) => true,
        _ => false,
    }
}

/// Where the window's own part begins.
fn own_start(text: &Text<'_>) -> Start {
    let before = &text.text[..text.own.start];
    let lines = before.bytes().filter(|b| *b == b'\n').count();
    match text.start {
        Start::Lines { line, .. } => Start::Lines {
            line: line + lines as u64,
            column: 0,
            byte: None,
        },
        Start::Paragraph(n) => Start::Paragraph(n.saturating_add(lines as u32)),
        other => other,
    }
}

impl Sink for Blocks {
    fn text(&mut self, text: Text<'_>) -> Flow {
        let start = own_start(&text);
        if !continues(self.start, start) || self.is_apart(start) {
            self.flush();
        }
        let placed = placed::lines(&text);
        let own = &text.text[text.own];
        if !self.room.holds(own) {
            self.flush();
            self.room.fill(&spot(start, 0), own.trim_start());
            return self.room.flow();
        }
        self.start.get_or_insert(start);
        // the first line goes on where the last window ended within one
        let goes_on = !(self.pending.is_empty() || self.pending.ends_with('\n'));
        let lines = placed.into_iter().flatten();
        if self.pending.ends_with('\n') {
            self.lines.pop();
        }
        self.lines.extend(lines.skip(usize::from(goes_on)));
        self.pending.push_str(own);
        self.breaks += own.bytes().filter(|b| *b == b'\n').count() as u64;
        self.said += own.lines().filter(|l| !l.trim().is_empty()).count();
        if self.room.is_beyond(self.said) {
            self.flush();
        }
        self.room.flow()
    }

    fn begin_table(&mut self, head: TableHead<'_>) -> Flow {
        self.flush();
        self.first_column = head.first_column.max(1);
        self.is_wide = false;
        self.tables += u32::from(head.sheet.is_none());
        self.table = Some(Table {
            sheet: head.sheet.map(Arc::from),
            rows: Vec::new(),
        });
        if let Header::Declared(names) = head.header {
            let names: Vec<Extracted<'_>> = names.iter().map(|n| Extracted::text(n)).collect();
            self.row(0, &names)?;
        }
        Ok(())
    }

    fn row(&mut self, row: u64, cells: &[Extracted<'_>]) -> Flow {
        let flow = self.record(row, cells);
        if self.is_lines {
            let ends = |c: &Extracted<'_>| c.text.bytes().filter(|b| *b == b'\n').count();
            self.folded += cells.iter().map(ends).sum::<usize>() as u64;
        }
        flow
    }

    fn end_table(&mut self) -> Flow {
        self.end_drawn();
        Ok(())
    }

    fn keyed(&mut self, key: &str, value: &str, _: Start) -> Flow {
        self.flush();
        if !self.room.take(0, &Spot::Key(key.into()), value) {
            return self.room.flow();
        }
        let value = self.meant(value);
        self.blocks.push(Block::Line(Line {
            text: line::spaces(&value),
            bold: Vec::new(),
            mark: Mark::Plain,
            at: Spot::Key(key.into()),
        }));
        Ok(())
    }

    fn member(&mut self, member: Member<'_>) -> Flow {
        if !room::is_enough(self.notes.len()) {
            self.notes.push(format!("not read: {}", member.name));
        }
        self.room.flow()
    }

    fn problem(&mut self, problem: Problem) {
        if !room::is_enough(self.problems.len()) {
            self.problems.push(problem);
        }
    }

    fn note(&mut self, note: &str) {
        if !room::is_enough(self.notes.len()) {
            self.notes.push(note.to_owned());
        }
    }

    fn as_shown(&self) -> bool {
        true
    }

    fn withdrawn(&mut self, said: Withdrawn<'_>) {
        let at = match said.at {
            Standing::Text(start) => spot(start, 0),
            Standing::Cell { row, column } => self.cell(row, column),
        };
        self.tell_gone(said.hidden, &at, said.text);
    }
}
