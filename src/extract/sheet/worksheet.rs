//! One sheet of an XLSX workbook, streamed: its cells, and the text that stands
//! around them (page headers, input lists, formulas that spell out a value).

use super::super::office::xml::{Element, Halt, Token, Xml};
use super::super::{CellKind, Flow, Limits};
use super::rows::{COLUMNS, Rows};
use super::strings::{Strings, unescaped};
use super::value::{Epoch, Format, date, duration, number, padded, spelled};
use crate::model::{Problem, Reason};
use std::collections::BTreeSet;

/// What all sheets of a workbook share.
#[derive(Debug, Default)]
pub(super) struct Shared {
    /// Strings by number.
    pub(super) strings: Strings,
    /// Number formats by style.
    pub(super) formats: Vec<Format>,
    /// Styles whose font strikes out.
    pub(super) struck: BTreeSet<usize>,
    /// The calendar of its dates.
    pub(super) epoch: Epoch,
}

impl Shared {
    /// Writes a number as its format means it.
    pub(super) fn show(&self, value: f64, format: Option<Format>, out: &mut String) -> CellKind {
        match format.unwrap_or_default() {
            Format::Date if date(value, self.epoch, out) => CellKind::Date,
            Format::Duration => {
                duration(value, out);
                CellKind::Date
            }
            Format::Padded(width) if padded(value, width, out) => CellKind::Text,
            Format::Date | Format::Padded(_) | Format::Number => {
                number(value, out);
                CellKind::Number
            }
        }
    }
}

/// What stands around the cells of a sheet.
#[derive(Debug, Default)]
pub(super) struct Around {
    /// Page headers and footers, lists of allowed input, what input checks say.
    pub(super) texts: Vec<String>,
    /// Formulas that hold an address or a long number.
    pub(super) formulas: BTreeSet<String>,
    /// Bytes that they may still take.
    room: u64,
    /// Formulas for which there was no room.
    lost: u64,
}

impl Around {
    /// For one workbook; its formulas may take a sixty-fourth of the memory.
    pub(super) fn within(limits: &Limits) -> Self {
        Self {
            room: limits.memory / 64,
            ..Self::default()
        }
    }

    /// What could not be kept.
    pub(super) fn problem(&self) -> Option<Problem> {
        let detail = || format!("{} formulas and input checks not read", self.lost);
        (self.lost > 0).then(|| Problem::new(Reason::CellLimit, detail()))
    }

    /// Keeps what an input check tells whoever fills in the cell.
    fn keep_prompts(&mut self, check: &Element<'_>) {
        for attribute in ["promptTitle", "prompt", "errorTitle", "error"] {
            if let Some(text) = check.attribute(attribute).filter(|t| !t.is_empty()) {
                self.keep_text(&unescaped(&text));
            }
        }
    }

    fn keep_text(&mut self, text: &str) {
        match self.room.checked_sub(text.len() as u64) {
            Some(room) => {
                self.room = room;
                self.texts.push(text.to_owned());
            }
            None => self.lost += 1,
        }
    }

    /// Keeps the list of allowed input, if it is spelled out and no reference to
    /// cells.
    fn keep_list(&mut self, formula: &str) {
        if formula.starts_with('"') {
            self.keep_text(formula.trim_matches('"'));
        }
    }

    /// Keeps formulas that spell out something worth reading: an address, digits
    /// enough for an identifier. References to cells have neither.
    fn keep_formula(&mut self, formula: &str) {
        let is_address = formula.contains('@') && formula.contains('"');
        let mut runs = formula.split(|c: char| !c.is_ascii_digit());
        let worth = is_address || runs.any(|digits| digits.len() >= 9);
        if !worth || self.formulas.contains(formula) {
            return;
        }
        match self.room.checked_sub(formula.len() as u64) {
            Some(room) => {
                self.room = room;
                self.formulas.insert(formula.to_owned());
            }
            None => self.lost += 1,
        }
    }
}

/// Reads the rows of one sheet; the caller opens and closes its table.
pub(super) fn read(
    xml: &mut Xml<'_>,
    shared: &Shared,
    rows: &mut Rows<'_>,
    around: &mut Around,
) -> Result<(), Halt> {
    let mut reader = Reader {
        shared,
        row: 0,
        cell: At::default(),
        takes: Takes::Nothing,
        value: String::new(),
        formula: String::new(),
        shown: String::new(),
        lists: false,
    };
    while let Some(token) = xml.next()? {
        match token {
            Token::Open(element) => match element.name() {
                "rPh" => xml.skip()?,
                "dataValidation" => around.keep_prompts(&element),
                _ => reader.open(&element, rows),
            },
            Token::Text(text) => reader.text(&text),
            Token::Close(end) => reader.close(end.name(), rows, around)?,
            Token::Other => {}
        }
        if rows.is_spent() {
            break;
        }
    }
    Ok(())
}

struct Reader<'s> {
    shared: &'s Shared,
    /// Number of the row, from 1.
    row: u64,
    cell: At,
    takes: Takes,
    value: String,
    formula: String,
    shown: String,
    /// Inside the list of an input check.
    lists: bool,
}

/// The cell being read.
#[derive(Debug, Default, Clone, Copy)]
struct At {
    /// From 0.
    column: u32,
    style: usize,
    kind: Stored,
}

/// Type of a cell: the attribute `t`.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Stored {
    #[default]
    Number,
    Shared,
    Text,
    Bool,
    Error,
    Iso,
}

/// Which text the open element holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Takes {
    Nothing,
    Value,
    Formula,
}

impl Reader<'_> {
    fn open(&mut self, element: &Element<'_>, rows: &mut Rows<'_>) {
        match element.name() {
            "col" if hides(element) => {
                let number = |name| element.number(name).unwrap_or(0).min(u64::from(COLUMNS));
                let column = |n: u64| (n as u32).saturating_sub(1);
                rows.hide_columns(column(number("min"))..=column(number("max")));
            }
            "row" => {
                self.row = element.number("r").unwrap_or(self.row + 1);
                if hides(element) {
                    rows.hide_row(self.row);
                }
                // So that a first cell without reference is in the first column.
                self.cell.column = u32::MAX;
            }
            // `cell` in the sheets of other workbooks that a workbook remembers.
            "c" | "cell" => self.open_cell(element),
            "v" | "t" | "oddHeader" | "oddFooter" | "evenHeader" | "evenFooter" | "firstHeader"
            | "firstFooter" => self.takes = Takes::Value,
            // The formula of newer checks stands in an `f` inside.
            "formula1" => {
                self.takes = Takes::Value;
                self.lists = true;
            }
            "f" => self.takes = Takes::Formula,
            _ => {}
        }
    }

    fn open_cell(&mut self, element: &Element<'_>) {
        self.value.clear();
        self.cell = At {
            column: self.cell.column.wrapping_add(1),
            ..At::default()
        };
        for (name, value) in element.attributes() {
            match name {
                "r" => {
                    if let Some((column, row)) = reference(&value) {
                        (self.cell.column, self.row) = (column, row);
                    }
                }
                "s" => self.cell.style = value.parse().unwrap_or(0),
                "t" => self.cell.kind = stored(&value),
                _ => {}
            }
        }
    }

    fn text(&mut self, text: &str) {
        match self.takes {
            Takes::Nothing => {}
            Takes::Value => self.value.push_str(text),
            Takes::Formula => self.formula.push_str(text),
        }
    }

    fn close(&mut self, name: &str, rows: &mut Rows<'_>, around: &mut Around) -> Flow {
        match name {
            "c" | "cell" => self.close_cell(rows)?,
            "v" | "t" => self.takes = Takes::Nothing,
            "f" => {
                self.takes = Takes::Nothing;
                if self.lists {
                    around.keep_list(&self.formula);
                } else {
                    around.keep_formula(&self.formula);
                }
                self.formula.clear();
            }
            "oddHeader" | "oddFooter" | "evenHeader" | "evenFooter" | "firstHeader"
            | "firstFooter" => {
                self.takes = Takes::Nothing;
                around.texts.push(page_text(&self.value));
                self.value.clear();
            }
            "formula1" => {
                self.takes = Takes::Nothing;
                self.lists = false;
                around.keep_list(&self.value);
                self.value.clear();
            }
            _ => {}
        }
        Ok(())
    }

    fn close_cell(&mut self, rows: &mut Rows<'_>) -> Flow {
        if self.value.is_empty() {
            return Ok(());
        }
        let mut shown = std::mem::take(&mut self.shown);
        shown.clear();
        let flow = match self.show(&mut shown) {
            Some(_) if rows.as_shown() && self.shared.struck.contains(&self.cell.style) => {
                rows.struck(self.row, self.cell.column, &shown);
                Ok(())
            }
            Some(kind) => rows.cell(self.row, self.cell.column, &shown, kind),
            None => Ok(()),
        };
        self.shown = shown;
        if let Some(struck) = self.struck_words() {
            rows.struck(self.row, self.cell.column, struck);
        }
        flow
    }

    /// The words of a shared string that are struck out.
    fn struck_words(&self) -> Option<&str> {
        let is_shared = self.cell.kind == Stored::Shared;
        let number = is_shared
            .then(|| self.value.trim().parse().ok())
            .flatten()?;
        self.shared.strings.struck(number)
    }

    /// Writes the value of the cell; none: there is no such shared string.
    fn show(&self, out: &mut String) -> Option<CellKind> {
        let value = self.value.as_str();
        match self.cell.kind {
            Stored::Error => {}
            Stored::Shared => {
                out.push_str(self.shared.strings.get(value.trim().parse().ok()?)?);
            }
            Stored::Text => out.push_str(&unescaped(value)),
            Stored::Bool if value.trim() == "1" => out.push_str("TRUE"),
            Stored::Bool => out.push_str("FALSE"),
            Stored::Iso => {
                out.push_str(value);
                return Some(CellKind::Date);
            }
            Stored::Number => return Some(self.show_number(value.trim(), out)),
        }
        Some(CellKind::Text)
    }

    /// What is called a number and is none is still read, as text.
    fn show_number(&self, value: &str, out: &mut String) -> CellKind {
        let format = self.shared.formats.get(self.cell.style).copied();
        match (format.unwrap_or_default(), value.parse()) {
            (Format::Number, _) if spelled(value, out) => CellKind::Number,
            (Format::Number, _) | (_, Err(_)) => {
                out.push_str(value);
                CellKind::Text
            }
            (_, Ok(number)) => self.shared.show(number, format, out),
        }
    }
}

/// Whether a row or column does not show.
fn hides(element: &Element<'_>) -> bool {
    matches!(element.attribute("hidden").as_deref(), Some("1" | "true"))
}

fn stored(kind: &str) -> Stored {
    match kind {
        "s" => Stored::Shared,
        "str" | "inlineStr" => Stored::Text,
        "b" => Stored::Bool,
        "e" => Stored::Error,
        "d" => Stored::Iso,
        _ => Stored::Number,
    }
}

/// `AB12` as column from 0 and row from 1.
fn reference(text: &str) -> Option<(u32, u64)> {
    let text = text.trim();
    let letters = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    let column = text[..letters].bytes().try_fold(0u32, |column, letter| {
        let digit = u32::from(letter.to_ascii_uppercase() - b'A') + 1;
        column.checked_mul(26)?.checked_add(digit)
    })?;
    Some((column.checked_sub(1)?, text[letters..].parse().ok()?))
}

/// Text of a page header without its codes: `&L&"Arial,Bold"&10Left&RRight`.
pub(super) fn page_text(coded: &str) -> String {
    let mut out = String::new();
    let mut characters = coded.chars().peekable();
    while let Some(character) = characters.next() {
        if character != '&' {
            out.push(character);
            continue;
        }
        match characters.next() {
            Some('&') => out.push('&'),
            Some('L' | 'C' | 'R') => out.push('\t'),
            Some('"') => while !matches!(characters.next(), Some('"') | None) {},
            Some('K') => drop(characters.by_ref().take(6).count()),
            Some(digit) if digit.is_ascii_digit() => {
                while characters.next_if(char::is_ascii_digit).is_some() {}
            }
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_columns_and_rows() {
        assert_eq!(reference("A1"), Some((0, 1)));
        assert_eq!(reference("XFD1048576"), Some((16_383, 1_048_576)));
        assert_eq!(reference("ZZZZZZZZZ1"), None);
        assert_eq!(reference("12"), None);
        assert_eq!(reference("A"), None);
    }

    #[test]
    fn page_headers_lose_their_codes() {
        assert_eq!(
            page_text("&L&\"Arial,Bold\"&10Left&C&KFF0000Mid &P&RR&&D"),
            "\tLeft\tMid \tR&D"
        );
        assert_eq!(page_text("&\"open"), "");
    }

    #[test]
    fn formulas_that_spell_out_a_value_are_kept() {
        let limits = Limits {
            memory: 64 * 40,
            ..Limits::default()
        };
        let mut around = Around::within(&limits);
        for formula in [
            "SUM(A1:A1048576)",
            "\"a@b.fr\"",
            "IF(A1=1,\"255081416802538\",0)",
        ] {
            around.keep_formula(formula);
        }
        assert_eq!(around.formulas.len(), 2);
        assert_eq!(around.problem(), None);
        // what there is no room for is declared
        around.keep_formula("\"c@d.fr\"");
        assert!(around.problem().is_some());
    }
}
