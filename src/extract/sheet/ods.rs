//! ODS: every sheet streamed, hidden or not; comments, shapes and page headers
//! around the cells.
//!
//! Cells and rows may say that they repeat: only those that hold something are
//! repeated, so that a million empty rows cost nothing.

use super::super::office::opendocument::{self, Prose, Withdrawing, characters, collapse, tell};
use super::super::office::package::Package;
use super::super::office::story::Story;
use super::super::office::xml::{Element, Halt, Token, Xml};
use super::super::{CellKind, Flow, Header, Limits, Sink};
use super::rows::{COLUMNS, Rows};
use super::value::spelled;
use crate::model::{Problem, Reason};
use std::collections::BTreeSet;

pub(super) fn read(mut package: Package<'_>, limits: &Limits, sink: &mut dyn Sink) -> Flow {
    if let Some(problem) = opendocument::encryption(&mut package) {
        sink.problem(problem);
        return Ok(());
    }
    let mut prose = Prose::default();
    let mut sheets = Sheets::default();
    let mut rows = Rows::new(limits, sink);
    let problem = package.visit("content.xml", |xml| sheets.read(xml, &mut prose, &mut rows))?;
    if sheets.is_open {
        rows.end()?;
    }
    let given = rows.given();
    if let Some(problem) = problem {
        sink.problem(problem);
    }
    super::note_hidden(sheets.hidden, sink);
    let told = around(&mut package, &sheets.texts, &mut prose, limits, sink)?;
    opendocument::surroundings(&mut package, sink)?;
    let has_pictures = package.names().iter().any(|n| n.starts_with("Pictures/"));
    if given == 0 && told == 0 && has_pictures {
        sink.problem(Problem::new(Reason::ImageOnly, ""));
        return Ok(());
    }
    package.give_pictures(sink)
}

/// Shapes, page headers, charts; the number of characters of text.
fn around(
    package: &mut Package<'_>,
    shapes: &[String],
    prose: &mut Prose,
    limits: &Limits,
    sink: &mut dyn Sink,
) -> Result<u64, super::super::Stop> {
    let mut story = Story::new(limits, sink);
    story.begin_aside()?;
    for text in shapes {
        story.open_paragraph();
        story.push(text);
        story.close_paragraph()?;
    }
    story.end_part()?;
    let objects = package.select(|name| name.ends_with("/content.xml"));
    for name in std::iter::once("styles.xml".to_owned()).chain(objects) {
        story.begin_aside()?;
        tell(package, &name, prose, &mut story)?;
    }
    prose.finish(&mut story)?;
    Ok(story.characters())
}

/// What is read of the sheets, and where the reader stands.
#[derive(Debug, Default)]
struct Sheets {
    /// Styles of tables that are not shown.
    hidden_styles: BTreeSet<String>,
    /// Styles whose text is struck out or not shown.
    withdrawn: Withdrawing,
    style: String,
    /// Columns that the sheet has declared.
    declared: u64,
    /// Whether the style of the cell strikes it out.
    is_struck: bool,
    /// Of each open stretch of text, whether it is withdrawn.
    spans: Vec<bool>,
    /// What is withdrawn of the text of the cell.
    gone: String,
    /// Hidden sheets read.
    hidden: usize,
    /// Text outside cells: shapes.
    texts: Vec<String>,
    is_open: bool,
    row: u64,
    column: u64,
    repeats: u64,
    cell: Option<Typed>,
    /// Text of the cell or shape.
    text: String,
    /// Open paragraphs.
    paragraphs: u32,
    /// Open tables: those inside a cell are part of its text.
    depth: u32,
}

/// A cell as its attributes say.
#[derive(Debug, Default)]
struct Typed {
    kind: Stored,
    value: String,
    repeats: u64,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Stored {
    #[default]
    Text,
    Number,
    Date,
    Bool,
}

impl Sheets {
    fn read(
        &mut self,
        xml: &mut Xml<'_>,
        prose: &mut Prose,
        rows: &mut Rows<'_>,
    ) -> Result<(), Halt> {
        while let Some(token) = xml.next()? {
            match token {
                Token::Open(element) => match element.name() {
                    "annotation" | "tracked-changes" => prose.remarks(xml)?,
                    _ => self.open(&element, rows)?,
                },
                Token::Text(text) if self.spans.last() == Some(&true) => self.gone.push_str(&text),
                Token::Text(text) if self.paragraphs > 0 => {
                    let starts = self.text.is_empty() || self.text.ends_with([' ', '\n']);
                    collapse(&text, starts, |part| self.text.push_str(part));
                }
                Token::Close(end) => self.close(end.name(), rows)?,
                Token::Text(_) | Token::Other => {}
            }
            if rows.is_spent() {
                break;
            }
        }
        Ok(())
    }

    fn open(&mut self, element: &Element<'_>, rows: &mut Rows<'_>) -> Flow {
        let repeats = |name| element.number(name).unwrap_or(1).max(1);
        match element.name() {
            "style" => self.style = element.attribute("name").unwrap_or_default().into_owned(),
            "table-properties" if element.attribute("display").as_deref() == Some("false") => {
                self.hidden_styles.insert(self.style.clone());
            }
            "text-properties" => self.withdrawn.learn(&self.style, element),
            "table-column" if self.depth == 1 => {
                let columns = self.declared
                    ..self
                        .declared
                        .saturating_add(repeats("number-columns-repeated"));
                self.declared = columns.end;
                if is_collapsed(element) {
                    let last = |n: u64| n.min(u64::from(COLUMNS)) as u32;
                    rows.hide_columns(last(columns.start)..=last(columns.end - 1));
                }
            }
            "table" => {
                self.depth += 1;
                if self.depth == 1 {
                    self.open_sheet(element, rows)?;
                }
            }
            "table-row" if self.depth == 1 => {
                self.column = 0;
                self.repeats = repeats("number-rows-repeated");
                if is_collapsed(element) {
                    rows.hide_row(self.row);
                }
            }
            "table-cell" | "covered-table-cell" if self.depth == 1 => {
                self.cell = Some(typed(element, repeats("number-columns-repeated")));
                let style = element.attribute("style-name").unwrap_or_default();
                self.is_struck = rows.as_shown() && self.withdrawn.gone(&style).is_some();
                self.text.clear();
            }
            "span" => {
                let style = element.attribute("style-name").unwrap_or_default();
                let outer = self.spans.last() == Some(&true);
                let own = rows.as_shown() && self.withdrawn.gone(&style).is_some();
                self.spans.push(outer || own);
            }
            "p" | "h" => {
                self.paragraphs += 1;
                if !self.text.is_empty() {
                    self.text.push('\n');
                }
            }
            _ if self.paragraphs > 0 => {
                self.text.push_str(&characters(element).unwrap_or_default());
            }
            _ => {}
        }
        Ok(())
    }

    fn open_sheet(&mut self, element: &Element<'_>, rows: &mut Rows<'_>) -> Flow {
        let style = element.attribute("style-name").unwrap_or_default();
        let is_hidden = self.hidden_styles.contains(&*style);
        self.hidden += usize::from(is_hidden);
        self.is_open = true;
        self.row = 1;
        self.declared = 0;
        let name = element.attribute("name").unwrap_or_default();
        rows.begin(&name, Header::Unknown)?;
        if is_hidden {
            rows.hide_sheet();
        }
        Ok(())
    }

    fn close(&mut self, name: &str, rows: &mut Rows<'_>) -> Flow {
        match name {
            "span" => _ = self.spans.pop(),
            "p" | "h" => {
                self.paragraphs = self.paragraphs.saturating_sub(1);
                if self.cell.is_none() && self.paragraphs == 0 {
                    self.texts.push(std::mem::take(&mut self.text));
                }
            }
            "table-cell" | "covered-table-cell" if self.depth == 1 => self.close_cell(rows)?,
            "table-row" if self.depth == 1 => {
                rows.end_row(self.repeats)?;
                self.row = self.row.saturating_add(self.repeats);
            }
            "table" => {
                self.depth = self.depth.saturating_sub(1);
                if self.depth == 0 && self.is_open {
                    self.is_open = false;
                    rows.end()?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn close_cell(&mut self, rows: &mut Rows<'_>) -> Flow {
        let Some(cell) = self.cell.take() else {
            return Ok(());
        };
        let mut number = String::new();
        let (text, kind) = cell.shown(&self.text, &mut number);
        let columns = self.column..self.column.saturating_add(cell.repeats);
        self.column = columns.end;
        let gone = std::mem::take(&mut self.gone);
        rows.struck(self.row, columns.start as u32, gone.trim());
        if text.is_empty() {
            return Ok(());
        }
        if self.is_struck {
            rows.struck(self.row, columns.start as u32, text);
            self.text.clear();
            return Ok(());
        }
        for column in columns.take_while(|&column| column < u64::from(COLUMNS)) {
            rows.cell(self.row, column as u32, text, kind)?;
        }
        self.text.clear();
        Ok(())
    }
}

/// Whether a row or column does not show.
fn is_collapsed(element: &Element<'_>) -> bool {
    let shows = element.attribute("visibility");
    matches!(shows.as_deref(), Some("collapse" | "filter"))
}

fn typed(element: &Element<'_>, repeats: u64) -> Typed {
    let attribute = |name| element.attribute(name).unwrap_or_default().into_owned();
    let (kind, value) = match &*attribute("value-type") {
        "float" | "percentage" | "currency" => (Stored::Number, attribute("value")),
        "date" => (Stored::Date, attribute("date-value")),
        "time" => (Stored::Date, attribute("time-value")),
        "boolean" => (Stored::Bool, attribute("boolean-value")),
        _ => (Stored::Text, attribute("string-value")),
    };
    Typed {
        kind,
        value,
        repeats,
    }
}

impl Typed {
    /// What the cell shows: its value where it has one, or its text.
    fn shown<'a>(&'a self, text: &'a str, number: &'a mut String) -> (&'a str, CellKind) {
        match self.kind {
            Stored::Number if spelled(&self.value, number) => {
                if keeps_zeros(text, number) {
                    (text, CellKind::Text)
                } else {
                    (number, CellKind::Number)
                }
            }
            Stored::Date if !self.value.is_empty() => (&self.value, CellKind::Date),
            Stored::Bool if self.value == "true" => ("TRUE", CellKind::Text),
            Stored::Bool if self.value == "false" => ("FALSE", CellKind::Text),
            _ if text.is_empty() => (&self.value, CellKind::Text),
            _ => (text, CellKind::Text),
        }
    }
}

/// Whether the cell is formatted so that it shows the zeros its number lost: a
/// telephone number as `06 12 34 56 78`.
fn keeps_zeros(text: &str, number: &str) -> bool {
    let is_spaced = |c: char| c.is_ascii_digit() || c.is_whitespace() || c == '.' || c == '-';
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    digits.len() > number.len()
        && text.chars().all(is_spaced)
        && digits.trim_start_matches('0') == number
}
