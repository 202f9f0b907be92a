//! Tables that were pasted out of a PDF: no bars, no tabs, only white space.
//!
//! Each cell came with its own line ends. What is left of the table: two blanks
//! (or an empty line) part cells, three or more at the end of a line mean that
//! the cell goes on below, no blank at all that the word does. Rows have no mark
//! of their own: the last column's vocabulary (a legal basis, a duration, an
//! answer) closes them, wherever pages break. Headers that pages repeat are
//! dropped, and what never comes to an end is no row.

use super::answer::answer;
use super::block::{Line, Mark, Spot};
use super::document::Document;
use super::draft::{Draft, Said, Unread, Why};
use super::form::fiche::activity;
use super::form::{Fiche, Section};
use super::item::named;
use super::line::{Read, read as read_line, spaces};
use super::phrase;
use super::retention;
use super::vocabulary::{Field, column};
use crate::model::folded_words;
use std::collections::BTreeSet;

/// Columns that a header names at least.
const COLUMNS: usize = 3;
/// Blanks at the end of a line that say that the cell goes on.
const WRAPPED: usize = 3;

/// One cell as it came: its lines.
#[derive(Debug, Clone, Default)]
struct Piece {
    lines: Vec<(Spot, String)>,
    /// The last line goes on: inside a word, or after it.
    open: Option<Join>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Join {
    Word,
    Line,
}

impl Piece {
    fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    fn whole(&self) -> String {
        let all: Vec<&str> = self.lines.iter().map(|(_, t)| t.as_str()).collect();
        all.join(" ")
    }

    fn add(&mut self, at: &Spot, text: &str) {
        let text = spaces(text);
        // a list goes on below its last comma; an item begins anew
        let open = self.open.take();
        let last = self.lines.last().map_or("", |(_, t)| t.as_str());
        let open = match open {
            _ if text.starts_with(['-', '•']) => None,
            None if last.ends_with(',') => Some(Join::Line),
            open => open,
        };
        match (open, self.lines.last_mut()) {
            _ if text.is_empty() => {}
            (Some(Join::Word), Some((_, last))) => last.push_str(&text),
            (Some(Join::Line), Some((_, last))) => {
                last.push(' ');
                last.push_str(&text);
            }
            _ => self.lines.push((at.clone(), text)),
        }
    }
}

/// Reads the pasted table of a document; none where it has none.
pub(super) fn read(document: &Document) -> Option<Draft> {
    let raw = &document.raw;
    let (start, header) = raw
        .iter()
        .enumerate()
        .find_map(|(i, (_, line))| Some((i, header(line)?)))?;
    let mut rows = Rows {
        header,
        draft: Draft::default(),
        row: Vec::new(),
        piece: Piece::default(),
        closed: false,
    };
    for (at, line) in &raw[start + 1..] {
        if rows.ends_at(line) {
            break;
        }
        rows.line(at, line);
    }
    rows.end();
    (!rows.draft.activities.is_empty()).then_some(rows.draft)
}

/// The fields of a header: cells of two blanks, an activity or purpose among
/// them, and a last column whose words close a row.
fn header(line: &str) -> Option<Vec<Field>> {
    let cells = cells(line);
    let named: Vec<&str> = cells
        .iter()
        .map(|c| c.trim())
        .filter(|c| !c.is_empty())
        .collect();
    if named.len() < COLUMNS {
        return None;
    }
    let fields: Vec<Field> = named.iter().map(|c| column(c)).collect::<Option<_>>()?;
    let different: BTreeSet<&Field> = fields.iter().collect();
    let begins = matches!(fields[0], Field::Activity | Field::Purposes);
    (begins && different.len() >= COLUMNS && closes(*fields.last()?)).then_some(fields)
}

/// Whether the vocabulary of a field can close a row.
fn closes(field: Field) -> bool {
    matches!(
        field,
        Field::LegalBasis | Field::Retention | Field::Transfers
    )
}

/// A line cut at each two blanks; blanks at its end are no cells.
fn cells(line: &str) -> Vec<&str> {
    let line = line.trim_end_matches(is_blank);
    let (mut out, mut from, mut run) = (Vec::new(), 0, 0);
    for (at, c) in line.char_indices() {
        run = if is_blank(c) { run + 1 } else { 0 };
        if run == 2 {
            let end = at + c.len_utf8();
            out.push(&line[from..end]);
            (from, run) = (end, 0);
        }
    }
    out.push(&line[from..]);
    out
}

fn is_blank(c: char) -> bool {
    c.is_whitespace() || c == '\u{feff}'
}

struct Rows {
    header: Vec<Field>,
    draft: Draft,
    row: Vec<Piece>,
    piece: Piece,
    /// The last cell closes the row as soon as it does not go on.
    closed: bool,
}

impl Rows {
    /// A numbered heading ends the table.
    fn ends_at(&self, line: &str) -> bool {
        let text = spaces(line);
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let is_heading = (1..=2).contains(&digits) && text[digits..].starts_with(". ");
        is_heading && !self.draft.activities.is_empty()
    }

    fn line(&mut self, at: &Spot, line: &str) {
        if header(line).is_some_and(|h| h == self.header) {
            return self.end_piece();
        }
        if line.trim_matches(is_blank).is_empty() {
            return self.end_piece();
        }
        // a row of which the last cell is complete
        if self.closed && self.piece.open.is_none() {
            self.end_piece();
        }
        let parts = cells(line);
        let last = parts.len() - 1;
        for (i, part) in parts.into_iter().enumerate() {
            self.part(at, part);
            if i < last {
                self.end_piece();
            }
        }
        let blanks = line.chars().rev().take_while(|c| is_blank(*c)).count();
        match blanks {
            0 => self.piece.open = Some(Join::Word),
            1 => self.piece.open = None,
            2 => self.end_piece(),
            WRAPPED.. => self.piece.open = Some(Join::Line),
        }
        self.piece.open = self.piece.open.filter(|_| !self.piece.is_empty());
        self.closed = self.piece_closes();
    }

    fn part(&mut self, at: &Spot, part: &str) {
        // an aside, or one more item of a list, goes on with the cell before
        let text = part.trim_matches(is_blank);
        let item = |t: &str| t.starts_with(['-', '•', '–']);
        let goes_on = self.piece.is_empty()
            && self.row.last().is_some_and(|p| {
                text.starts_with('(') || item(text) && item(p.lines.last().map_or("", |l| &l.1))
            });
        if goes_on && let Some(before) = self.row.pop() {
            self.piece = before;
            self.piece.open = text.starts_with('(').then_some(Join::Line);
        }
        self.piece.add(at, part);
    }

    /// Whether the cell that is read is one of the last column.
    fn piece_closes(&self) -> bool {
        if self.row.is_empty() || self.piece.is_empty() {
            return false;
        }
        let text = self.piece.whole();
        match self.header.last() {
            Some(Field::LegalBasis) => phrase::opens_basis(&text),
            Some(Field::Retention) => retention::has_duration(&text),
            Some(Field::Transfers) => {
                matches!(read_line(&text, &Spot::Field), Read::Line(l) if answer(&l).is_some())
            }
            _ => false,
        }
    }

    fn end_piece(&mut self) {
        let closes = self.piece_closes();
        let piece = std::mem::take(&mut self.piece);
        self.closed = false;
        if !piece.is_empty() {
            self.row.push(piece);
        }
        if closes {
            self.end_row();
        }
    }

    fn end_row(&mut self) {
        let mut row = std::mem::take(&mut self.row);
        let (Some(last), false) = (row.pop(), row.is_empty()) else {
            return;
        };
        let name = row.remove(0);
        let mut fiche = Fiche {
            name: Said {
                text: name.whole(),
                at: name.lines[0].0.clone(),
            },
            sections: Vec::new(),
        };
        let middle = &self.header[1..self.header.len() - 1];
        for (i, piece) in row.iter().enumerate() {
            let field = middle
                .get(i)
                .or(middle.last())
                .copied()
                .unwrap_or(Field::Other);
            fiche.sections.extend(sections(field, piece));
        }
        let field = *self.header.last().expect("a header has columns");
        fiche.sections.extend(sections(field, &last));
        let mut read = activity(&fiche, &mut self.draft.unread);
        read.places.extend(storage(&fiche.name));
        self.draft.activities.push(read);
    }

    /// What never came to an end is no row: the foot of a page.
    fn end(&mut self) {
        self.end_piece();
        for (at, text) in self.row.drain(..).flat_map(|p| p.lines) {
            self.draft.unread.push(Unread {
                said: Said { text, at },
                why: Why::Unknown,
            });
        }
    }
}

/// An activity that is a way of storing names places by its name.
fn storage(name: &Said) -> Vec<Said> {
    let found = crate::register::system::named(&name.text).into_iter();
    let said = |range: std::ops::Range<usize>| Said {
        text: name.text[range].to_owned(),
        at: name.at.clone(),
    };
    found.map(|(_, range)| said(range)).collect()
}

/// A cell under its column's field, unless its words are of another: data that
/// are listed by persons ("Clients : - nom, prénom") declare both.
fn sections(field: Field, piece: &Piece) -> Vec<Section> {
    let lines: Vec<Line> = piece
        .lines
        .iter()
        .filter_map(|(at, text)| match read_line(without_dash(text), at) {
            Read::Line(line) => Some(line),
            _ => None,
        })
        .collect();
    let purpose = matches!(field, Field::Purposes | Field::SubPurposes);
    if !purpose || !lists_data(&lines) {
        let at = piece.lines[0].0.clone();
        return vec![Section {
            field,
            at,
            lines,
            about: None,
        }];
    }
    let section = |field, line: &Line| Section {
        about: None,
        field,
        at: line.at.clone(),
        lines: vec![Line {
            text: line.text.trim_end_matches([':', ' ']).to_owned(),
            bold: Vec::new(),
            mark: Mark::Plain,
            at: line.at.clone(),
        }],
    };
    lines
        .iter()
        .map(|line| match line.text.ends_with(':') {
            true => section(Field::DataSubjects, line),
            false => section(Field::Data, line),
        })
        .collect()
}

/// `-statistiques`: an item whose dash touches it.
fn without_dash(text: &str) -> &str {
    let rest = text.strip_prefix(['-', '–', '•']).unwrap_or(text);
    match rest.starts_with(char::is_alphabetic) {
        true => rest,
        false => text,
    }
}

/// Whether a cell lists data: a rubric by its name, or below a kind of person
/// nothing but data.
fn lists_data(lines: &[Line]) -> bool {
    let names = |l: &Line| !named(&l.text).items.is_empty();
    let below = match lines {
        [first, rest @ ..] => {
            first.text.ends_with(':') && !rest.is_empty() && rest.iter().all(names)
        }
        [] => false,
    };
    below || lines.iter().any(|l| opens_data(&l.text))
}

/// A line that begins with the name of a rubric or of the NIR.
fn opens_data(text: &str) -> bool {
    let words = folded_words(text);
    let opens = [
        "donnees ",
        "numero de securite sociale",
        "data ",
        "gegevens ",
    ];
    let found = named(text);
    opens.iter().any(|o| words.starts_with(o))
        && !(found.items.is_empty() && found.generic.is_empty())
}
