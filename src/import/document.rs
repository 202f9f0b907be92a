//! A document read into blocks by the readers of `extract`.

use super::block::{Block, Cell, Line, Mark, Row, Spot, Table};
use super::draft::Said;
use super::drawn;
use super::line::{self, Read};
use super::twice;
use crate::extract::{
    self, Cell as Extracted, Flow, Header, Input, Limits, Member, Reader, Sink, Start, TableHead,
    Text, identify,
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
    /// What its pages repeat at their head or foot, once each.
    pub(super) repeated: Vec<Said>,
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
            Some(Reader::Delimited) if !is_table(name) => Some(Reader::Text),
            reader => reader,
        };
        match reader {
            // the sink never stops its reader
            Some(reader) => _ = extract::read(reader, input, &Limits::default(), &mut sink),
            None => sink.problem(Problem::new(
                crate::model::Reason::UnsupportedKind,
                "no reader",
            )),
        }
        sink.flush();
        if sink.raw.iter().any(|(at, _)| matches!(at, Spot::Page(_))) {
            let (blocks, repeated) = drawn::blocks(&sink.raw);
            sink.blocks.extend(blocks);
            sink.repeated = repeated;
        }
        Self {
            name: name.to_owned(),
            kind: identified.kind.as_str().to_owned(),
            blocks: sink.blocks,
            raw: sink.raw,
            repeated: sink.repeated,
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
        _ = extract::read(Reader::Text, input, &Limits::default(), &mut whole);
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

/// Whether a name says that a text is a table.
fn is_table(name: &str) -> bool {
    let lower = name.to_lowercase();
    [".csv", ".tsv", ".tab", ".psv"]
        .iter()
        .any(|e| lower.ends_with(e))
}

/// Collects blocks.
#[derive(Default)]
struct Blocks {
    blocks: Vec<Block>,
    raw: Vec<(Spot, String)>,
    repeated: Vec<Said>,
    /// Text that has come, and where it begins.
    pending: String,
    start: Option<Start>,
    table: Option<Table>,
    first_column: u32,
    problems: Vec<Problem>,
    notes: Vec<String>,
    mended: usize,
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
        let Some(start) = self.start.take() else {
            return;
        };
        for (n, raw) in text.split('\n').enumerate() {
            let raw = &*self.meant(raw);
            let at = match start {
                Start::Lines { line, .. } => Spot::Line(line + n as u64),
                Start::Page(page) => Spot::Page(page),
                Start::Paragraph(first) => Spot::Paragraph(first + n as u32),
                Start::Field => Spot::Field,
            };
            if matches!(at, Spot::Line(_) | Spot::Page(_)) {
                self.raw.push((at.clone(), raw.to_owned()));
            }
            if matches!(at, Spot::Page(_)) {
                continue;
            }
            match line::read(raw, &at) {
                Read::Blank => self.end_drawn(),
                Read::Rule => {}
                Read::Line(line) => {
                    self.end_drawn();
                    self.blocks.push(Block::Line(line));
                }
                Read::Row(row) => self.drawn_row(row),
            }
        }
        self.end_drawn();
    }

    /// A row that is drawn in text continues the table before it.
    fn drawn_row(&mut self, row: Row) {
        self.table.get_or_insert_default().rows.push(row);
    }

    fn end_drawn(&mut self) {
        if let Some(table) = self.table.take().filter(|t| !t.rows.is_empty()) {
            self.blocks.push(Block::Table(table));
        }
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
        Start::Paragraph(n) => Start::Paragraph(n + lines as u32),
        other => other,
    }
}

impl Sink for Blocks {
    fn text(&mut self, text: Text<'_>) -> Flow {
        let start = own_start(&text);
        if !continues(self.start, start) {
            self.flush();
        }
        self.start.get_or_insert(start);
        self.pending.push_str(&text.text[text.own]);
        Ok(())
    }

    fn begin_table(&mut self, head: TableHead<'_>) -> Flow {
        self.flush();
        self.first_column = head.first_column.max(1);
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
        let texts: Vec<Cow<'_, str>> = cells.iter().map(|c| self.meant(c.text)).collect();
        if let Some(table) = &mut self.table
            && texts.iter().any(|t| !t.trim().is_empty())
        {
            let first = self.first_column;
            let cell = |(i, text): (usize, &Cow<'_, str>)| Cell {
                text: text.trim().to_owned(),
                at: match cells[i].at {
                    // a dump is read as the text that it is
                    Some(Start::Lines { line, .. }) => Spot::Line(line),
                    _ => Spot::Cell {
                        sheet: table.sheet.clone(),
                        row,
                        column: first + i as u32,
                    },
                },
            };
            let row = texts.iter().enumerate().map(cell).collect();
            table.rows.push(row);
        }
        Ok(())
    }

    fn end_table(&mut self) -> Flow {
        self.end_drawn();
        Ok(())
    }

    fn keyed(&mut self, key: &str, value: &str, _: Start) -> Flow {
        self.flush();
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
        self.notes.push(format!("not read: {}", member.name));
        Ok(())
    }

    fn problem(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    fn note(&mut self, note: &str) {
        self.notes.push(note.to_owned());
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
        assert_eq!(table.rows[1][1].at.to_string(), "B2");
    }
}
