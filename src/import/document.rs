//! A document read into blocks by the readers of `extract`.

use super::block::{Block, Cell, Grid, Line, Mark, Row, Spot, Table};
use super::draft::{Said, Unread, Why};
use super::drawn;
use super::gone::Gone;
use super::headed::Headed;
use super::laid;
use super::line::{self, Read};
use super::placed;
use super::room::{self, Room};
use super::twice;
use super::wiki::Wiki;
use crate::extract::{
    self, Cell as Extracted, Flow, Header, Input, Member, Reader, Sink, Standing, Start, TableHead,
    Text, Withdrawn, identify,
};
use crate::model::Problem;
use std::borrow::Cow;
use std::collections::HashMap;
use std::io::Cursor;
use std::sync::Arc;

/// Bytes that are looked at to know what a document is.
const HEAD: usize = 64 << 10;

/// A document as its readers give it.
#[derive(Debug, Default)]
pub struct Document {
    /// Its name.
    pub name: String,
    /// What it was recognised as (`docx`, `text`, ...).
    pub kind: String,
    /// Its pieces, in reading order.
    pub blocks: Vec<Block>,
    /// Its lines as they lie, where it is a text or has pages: how wide white
    /// space is may part cells.
    pub(super) raw: Vec<(Spot, String)>,
    /// Which of its lines are headings, where it is a web page.
    pub(super) headed: Headed,
    /// What its pages repeat at their head or foot, once each.
    pub(super) repeated: Vec<Said>,
    /// What was struck out, hidden, or too much.
    pub(super) unread: Vec<Unread>,
    /// What could not be read.
    pub problems: Vec<Problem>,
    /// Remarks of its reader.
    pub notes: Vec<String>,
    /// Pieces that had been encoded twice and were mended.
    pub mended: usize,
}

impl Document {
    /// Reads a document of any form that `extract` knows.
    #[must_use]
    pub fn read(bytes: &[u8], name: &str) -> Self {
        let head = &bytes[..bytes.len().min(HEAD)];
        let identified = identify(head, name);
        let mut sink = Blocks::default();
        let mut cursor = Cursor::new(bytes);
        let input = Input::Seekable(&mut cursor);
        // tables that are drawn in text are read line by line here
        let reader = match identified.reader {
            Some(Reader::Dump) if identified.kind.as_str() != "sql" => Some(Reader::Text),
            Some(Reader::Delimited) if !is_table(name, head) => Some(Reader::Text),
            reader => reader,
        };
        sink.is_lines = matches!(reader, Some(Reader::Delimited));
        match reader {
            // the sink stops its reader where there is too much, and has told it
            Some(reader) => _ = extract::read(reader, input, &room::limits(), &mut sink),
            None => sink.problem(Problem::new(crate::model::Reason::UnsupportedKind, "")),
        }
        sink.flush();
        // a table that its reader was stopped in
        sink.end_drawn();
        if sink.raw.iter().any(|(at, _)| matches!(at, Spot::Page(_))) {
            let pages = drawn::pages(&mut sink.raw);
            sink.blocks.extend(pages.blocks);
            sink.repeated = pages.repeated;
            sink.room.unread.extend(pages.unread);
        }
        let mut blocks = laid::unboxed(sink.blocks);
        for block in &mut blocks {
            if let Block::Table(table) = block {
                sink.room.unread.extend(laid::ticked_rows(table));
            }
        }
        let page = matches!(reader, Some(Reader::Html));
        let headed = page.then(|| Headed::of(&Self::text(bytes)));
        Self {
            name: name.to_owned(),
            headed: headed.unwrap_or_default(),
            kind: identified.kind.as_str().to_owned(),
            blocks,
            raw: sink.raw,
            repeated: sink.repeated,
            unread: sink.room.unread,
            problems: sink.problems,
            notes: sink.notes,
            mended: sink.mended,
        }
    }

    /// All its words, in reading order, a piece a line.
    #[must_use]
    pub fn words(&self) -> String {
        let mut out = String::new();
        for block in &self.blocks {
            match block {
                Block::Line(line) => out += &format!("{}\n", line.text),
                Block::Table(table) => {
                    for cell in table.rows.iter().flatten() {
                        out += &format!("{}\n", cell.text);
                    }
                }
            }
        }
        out
    }

    /// The words of the first line or cell of each place.
    pub(super) fn by_place(&self) -> HashMap<&Spot, &str> {
        let mut all = HashMap::new();
        for block in &self.blocks {
            match block {
                Block::Line(line) => _ = all.entry(&line.at).or_insert(line.text.as_str()),
                Block::Table(table) => {
                    let cells = table.rows.iter().flatten();
                    for cell in cells.filter(|c| !c.text.trim().is_empty()) {
                        all.entry(&cell.at).or_insert(cell.text.as_str());
                    }
                }
            }
        }
        all
    }

    /// The text of a file, whatever its encoding.
    #[must_use]
    pub(super) fn text(bytes: &[u8]) -> String {
        let mut whole = Whole::default();
        let mut cursor = Cursor::new(bytes);
        let input = Input::Seekable(&mut cursor);
        // the sink never stops its reader
        _ = extract::read(Reader::Text, input, &room::limits(), &mut whole);
        whole.0
    }

    /// Whether it is a workbook.
    pub(super) fn has_sheets(&self) -> bool {
        let is_sheet = |b: &Block| matches!(b, Block::Table(t) if t.sheet.is_some());
        self.blocks.iter().any(is_sheet)
    }

    /// Whether no piece of it holds a word.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.blocks.is_empty()
    }
}

/// Collects running text as it lies.
#[derive(Default)]
struct Whole(String);

impl Sink for Whole {
    fn text(&mut self, text: Text<'_>) -> Flow {
        self.0.push_str(&text.text[text.own]);
        Ok(())
    }
    fn begin_table(&mut self, _: TableHead<'_>) -> Flow {
        Ok(())
    }
    fn row(&mut self, _: u64, _: &[Extracted<'_>]) -> Flow {
        Ok(())
    }
    fn end_table(&mut self) -> Flow {
        Ok(())
    }
    fn keyed(&mut self, _: &str, _: &str, _: Start) -> Flow {
        Ok(())
    }
    fn member(&mut self, _: Member<'_>) -> Flow {
        Ok(())
    }
    fn problem(&mut self, _: Problem) {}
    fn note(&mut self, _: &str) {}
}

/// Whether a text that may be delimited is a table: its name says so, or has no
/// extension and its first lines have the same delimiter equally often.
fn is_table(name: &str, head: &[u8]) -> bool {
    let lower = name.to_lowercase();
    let named = [".csv", ".tsv", ".tab", ".psv"];
    named.iter().any(|e| lower.ends_with(e))
        || !name.trim_start_matches('.').contains('.') && is_delimited(head)
}

/// Columns that a table without a name has at least.
const FEWEST: usize = 3;

/// Whether all first lines have as many fields as the first.
fn is_delimited(head: &[u8]) -> bool {
    let text = String::from_utf8_lossy(head);
    let whole = head.len() < HEAD || text.ends_with('\n');
    let lines: Vec<&str> = text.lines().filter(|l| !l.trim().is_empty()).collect();
    // the last may be cut
    let lines = &lines[..lines.len() - usize::from(!whole && !lines.is_empty())];
    [';', '\t', ','].iter().any(|delimiter| {
        let fields = |line: &&str| {
            let mut quoted = false;
            let parts = line.chars().filter(|c| {
                quoted ^= *c == '"';
                c == delimiter && !quoted
            });
            parts.count() + 1
        };
        let first = lines.first().map_or(0, fields);
        first >= FEWEST && lines.len() > 1 && lines.iter().all(|l| fields(l) == first)
    })
}

/// Collects blocks.
#[derive(Default)]
struct Blocks {
    blocks: Vec<Block>,
    raw: Vec<(Spot, String)>,
    repeated: Vec<Said>,
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
    is_lines: bool,
    /// Lines that its cells have had beyond one a row.
    folded: u64,
    /// Whether the table has more columns than are read.
    is_wide: bool,
    problems: Vec<Problem>,
    notes: Vec<String>,
    mended: usize,
    room: Room,
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
    fn flush(&mut self) {
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

    fn end_drawn(&mut self) {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_lines_and_tables() {
        let text = "# Registre\n\nFinalité\tPaie\nBase légale\tContrat\n\n- Nom\n";
        let document = Document::read(text.as_bytes(), "registre.txt");
        let shown: Vec<String> = document
            .blocks
            .iter()
            .map(|b| match b {
                Block::Line(l) => format!("{} {:?} {}", l.at, l.mark, l.text),
                Block::Table(t) => format!("{} rows from {}", t.rows.len(), t.rows[0][0].at),
            })
            .collect();
        assert_eq!(
            shown,
            ["l.1 Heading(1) Registre", "2 rows from l.3", "l.6 Item Nom"]
        );
    }

    #[test]
    fn a_sheet_is_a_table() {
        let drawn = "Externes\n\n|----|---|\n| 1. Banque | 2. Poste |\n|----|---|\n";
        let drawn = Document::read(drawn.as_bytes(), "fiche.txt");
        assert!(matches!(&drawn.blocks[1], Block::Table(t) if t.rows[0][1].text == "2. Poste"));
        let document = Document::read(b"Nom;Finalit\xe9\nPaie;Salaires\n", "registre.csv");
        let [Block::Table(table)] = document.blocks.as_slice() else {
            panic!("{:?}", document.blocks);
        };
        assert_eq!(table.rows[1][1].text, "Salaires");
        assert_eq!(table.rows[1][1].at.to_string(), "l.2, col.B");
    }
    #[test]
    fn each_table_has_places_of_its_own() {
        let places = |text: &str, name: &str| -> Vec<String> {
            let document = Document::read(text.as_bytes(), name);
            let tables = document.blocks.iter().filter_map(|b| match b {
                Block::Table(t) => Some(t),
                Block::Line(_) => None,
            });
            let last = tables.filter_map(|t| t.rows.last()?.last());
            last.map(|cell| format!("{} {}", cell.text, cell.at))
                .collect()
        };
        let html = "<table><tr><th>Nom<th>But<tr><td>Paie<td>Payer</table><p>et</p>\
            <table><tr><th>Nom<th>But<tr><td>Achats<td>Acheter</table>";
        assert_eq!(
            places(html, "r.html"),
            ["Payer tab.1, B2", "Acheter tab.2, B2"]
        );
        // lines of a text editor, also after a cell of several
        let csv = "Nom;But\n\"Paie\net primes\";Payer\n\nAchats;Acheter\n";
        assert_eq!(places(csv, "r.csv"), ["Acheter l.5, col.B"]);
    }
}
