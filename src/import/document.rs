//! A document read into blocks by the readers of `extract`.

mod blocks;

use super::block::{Block, Spot};
use super::draft::{Said, Unread};
use super::drawn;
use super::headed::Headed;
use super::laid;
use super::room;
use crate::extract::{
    self, Cell as Extracted, Flow, Input, Member, Reader, Sink, Start, TableHead, Text, identify,
};
use crate::model::Problem;
use blocks::Blocks;
use std::collections::HashMap;
use std::io::Cursor;

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
