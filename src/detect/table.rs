//! One table under judgement: finds its header, then feeds its columns.

use super::arbitrate::Claim;
use super::candidate::Candidate;
use super::column::{ColumnState, counts, is_nothing};
use super::header::{LOOK, Layout, Look, is_label, layout};
use super::locate::Spot;
use super::memo::Judged;
use super::split::{self, Split};
use super::tally::Value;
use super::{Receiver, Scanner};
use crate::extract::{Cell, Header, TableHead, encoded};
use crate::inventory::{self, Occurrence, RuleIx};
use crate::model::{Locator, Place, Position};
use crate::rule::lexicon::PhraseIx;
use std::borrow::Cow;
use std::sync::Arc;

/// Widest row that is judged; cells beyond are read together as one column.
const WIDEST: usize = 4096;

/// The table being read.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) sheet: Option<Box<str>>,
    pub(super) first_column: u32,
    pub(super) columns: Vec<ColumnState>,
    /// Rows kept until the header is known: (number, cells).
    pub(super) held: Option<Vec<(u64, Vec<String>)>>,
    /// Phrases of the row's cells, in small tables only.
    pub(super) row_words: Vec<PhraseIx>,
    /// Columns that hold the parts of values.
    pub(super) splits: Vec<Split>,
}

impl Table {
    pub(super) fn new(head: TableHead<'_>, s: &mut Scanner) -> Self {
        let mut table = Self {
            sheet: head.sheet.map(|name| s.public_name(name, |_, _, _| {})),
            first_column: head.first_column,
            columns: Vec::new(),
            held: Some(Vec::new()),
            row_words: Vec::new(),
            splits: Vec::new(),
        };
        if let Header::Declared(names) = head.header {
            table.held = None;
            for name in names {
                table.push_column(Some((name, None)), s);
            }
            let names: Vec<Option<&str>> = names.iter().map(|n| Some(*n)).collect();
            table.find_parts(&names, s);
        }
        table
    }

    /// Adds a column. `header`: its name, and the row that it stands in.
    fn push_column(&mut self, header: Option<(&str, Option<u64>)>, s: &mut Scanner) {
        let column = match self.first_column {
            0 => None,
            first => Some(first + self.columns.len() as u32),
        };
        let header = header
            .map(|(name, row)| (name.trim(), row))
            .filter(|(name, _)| !name.is_empty());
        let mut inside = Vec::new();
        let public = header.map(|(name, row)| {
            s.public_name(name, |s, claim, text| {
                if let Some(row) = row {
                    let column = column.unwrap_or(0);
                    inside.push((
                        s.value(claim, text, |_| true),
                        Position::Cell { row, column },
                    ));
                }
            })
        });
        let named = header.map(|(name, _)| name);
        let place = Place {
            sheet: self.sheet.clone(),
            column,
            header: public,
        };
        let mut state = ColumnState::new(place, named, s.rules());
        for (value, position) in &inside {
            state.add(value, *position, s.rules());
        }
        self.columns.push(state);
    }

    /// Finds columns that hold the parts of values; the one under which the whole
    /// value is counted bears its rule's name.
    fn find_parts(&mut self, headers: &[Option<&str>], s: &Scanner) {
        self.splits = split::find(headers, s.rules());
        for split in &self.splits {
            self.columns[split.column].agree(split.rule);
        }
    }

    pub(super) fn row(
        &mut self,
        at: &Locator,
        s: &mut Scanner,
        row: u64,
        cells: &[Cell<'_>],
        out: &mut dyn Receiver,
    ) {
        if let Some(held) = &mut self.held {
            held.push((row, cells.iter().map(|c| c.text.to_owned()).collect()));
            if held.len() >= LOOK {
                self.settle(at, s, false, out);
            }
            return;
        }
        self.feed(at, s, row, cells, out);
    }

    /// Decides the layout and feeds the rows held so far.
    fn settle(&mut self, at: &Locator, s: &mut Scanner, ended: bool, out: &mut dyn Receiver) {
        let Some(held) = self.held.take() else { return };
        let (numbers, rows): (Vec<u64>, Vec<Vec<String>>) = held.into_iter().unzip();
        let rules = Arc::clone(s.rules());
        let layout = layout(&rows, ended, &rules, &mut |cell| Look {
            value: s.is_value(cell),
            person: s.is_person(cell),
        });
        let data = match layout {
            Layout::Header(i) => {
                for name in &rows[i] {
                    self.push_column(Some((name, Some(numbers[i]))), s);
                }
                let names: Vec<Option<&str>> = rows[i].iter().map(|n| Some(n.as_str())).collect();
                self.find_parts(&names, s);
                // titles above the header are read like any row, below
                numbers
                    .iter()
                    .zip(&rows)
                    .enumerate()
                    .filter(|(k, _)| *k != i)
                    .map(|x| x.1)
                    .collect()
            }
            Layout::Headerless => numbers.iter().zip(&rows).collect::<Vec<_>>(),
            Layout::Transposed => return self.feed_transposed(at, s, &numbers, &rows, out),
        };
        for (number, row) in data {
            let cells: Vec<Cell<'_>> = row.iter().map(|c| Cell::text(c)).collect();
            if ended {
                self.note_row_words(s, &cells);
            }
            self.feed(at, s, *number, &cells, out);
        }
        self.row_words.clear();
    }

    /// "Champ | Valeur": each row is a column of its own, named by its first cell.
    fn feed_transposed(
        &mut self,
        at: &Locator,
        s: &mut Scanner,
        numbers: &[u64],
        rows: &[Vec<String>],
        out: &mut dyn Receiver,
    ) {
        for (number, row) in numbers.iter().zip(rows) {
            let Some((name, values)) = row.split_first() else {
                continue;
            };
            let name = name.trim();
            let known = !s.rules().compiled().named(name).is_empty();
            let names = known || is_label(name) && !s.is_person(name);
            let header = names.then(|| s.public_name(name, |_, _, _| {}));
            // a first cell that names nothing is a value like the others
            let skip = usize::from(names);
            let values = if names { values } else { row.as_slice() };
            for (i, value) in values.iter().enumerate() {
                let which = self.first_column + (skip + i) as u32;
                let place = Place {
                    sheet: self.sheet.clone(),
                    column: Some(which),
                    header: header.clone(),
                };
                let column = match self.columns.iter().position(|c| c.place == place) {
                    Some(known) => known,
                    None => {
                        let named = names.then_some(name);
                        let state = ColumnState::new(place, named, s.rules());
                        self.columns.push(state);
                        self.columns.len() - 1
                    }
                };
                let position = Position::Cell {
                    row: *number,
                    column: which,
                };
                let spot = &mut Spot::Cell(position);
                scan_cell(at, s, &mut self.columns[column], value, spot, &[], out);
            }
        }
    }

    /// Collects the context words of a row of a small table: label cells beside
    /// their values.
    fn note_row_words(&mut self, s: &Scanner, cells: &[Cell<'_>]) {
        self.row_words.clear();
        let words = &mut self.row_words;
        for cell in cells.iter().filter(|c| c.text.len() <= 200) {
            s.rules()
                .compiled()
                .lexicon
                .find_all(cell.text, |seen| words.push(seen.phrase));
        }
    }

    fn feed(
        &mut self,
        at: &Locator,
        s: &mut Scanner,
        row: u64,
        cells: &[Cell<'_>],
        out: &mut dyn Receiver,
    ) {
        while self.columns.len() < cells.len().min(WIDEST) {
            self.push_column(None, s);
        }
        for (i, cell) in cells.iter().enumerate() {
            let text = cell.text;
            if text.is_empty() {
                continue;
            }
            let column = match self.first_column {
                0 => 0,
                first => first + i as u32,
            };
            let position = Position::Cell { row, column };
            let joined = self.joined(i, cells, s);
            let state = &mut self.columns[i.min(WIDEST - 1)];
            let spot = &mut match (cell.at, &joined) {
                (Some(start), None) => Spot::keyed(text, start),
                _ => Spot::Cell(position),
            };
            let text = joined.as_deref().unwrap_or(text);
            scan_cell(at, s, state, text, spot, &self.row_words, out);
        }
    }

    /// The value whose parts stand in a row, where it is counted under the
    /// column `i` and its rule accepts it.
    fn joined(&self, i: usize, cells: &[Cell<'_>], s: &mut Scanner) -> Option<String> {
        let mut here = self.splits.iter().filter(|split| split.column == i);
        here.find_map(|split| {
            let joined = split.join(cells)?;
            s.is_value_of(split.rule, &joined).then_some(joined)
        })
    }

    pub(super) fn finish(mut self, at: &Locator, s: &mut Scanner, out: &mut dyn Receiver) {
        self.settle(at, s, true, out);
        finish_columns(self.columns, at, s, out);
    }
}

/// Judges columns that stand beside each other and hands their holdings on.
pub(super) fn finish_columns(
    mut columns: Vec<ColumnState>,
    at: &Locator,
    s: &Scanner,
    out: &mut dyn Receiver,
) {
    let lists = columns.iter().map(|c| c.lists).max().unwrap_or_default();
    columns.iter_mut().for_each(|c| c.lists = lists);
    let persons = columns.iter_mut().any(|c| c.holds_persons(s));
    let table = table_of(&columns, at, s);
    let mut found = false;
    for column in columns {
        let number = column.place.column;
        let (holdings, destroyed) = column.finish(at, s, persons);
        if destroyed {
            let which = number.map_or_else(|| "a column".to_owned(), |n| format!("column {n}"));
            out.note(&format!(
                "identifiers destroyed by a spreadsheet in {which}"
            ));
        }
        found |= !holdings.is_empty();
        holdings.into_iter().for_each(|h| out.holding(h));
    }
    if found {
        out.table(table);
    }
}

/// What is told of the table beside what its columns hold.
fn table_of(columns: &[ColumnState], at: &Locator, s: &Scanner) -> inventory::Table {
    let known = || columns.iter().take(inventory::NAMES).zip(0..);
    let name = |c: &ColumnState| c.place.header.clone().unwrap_or_default();
    inventory::Table {
        at: at.clone(),
        sheet: columns.iter().find_map(|c| c.place.sheet.clone()),
        columns: known().map(|(c, _)| name(c)).collect(),
        rows: columns.iter().map(|c| c.filled).max().unwrap_or(0),
        ages: known().filter_map(|(c, i)| c.ages(i, s.rules())).collect(),
    }
}

/// Scans one cell for its column.
pub(super) fn scan_cell(
    at: &Locator,
    s: &mut Scanner,
    column: &mut ColumnState,
    text: &str,
    spot: &mut Spot<'_>,
    row_words: &[PhraseIx],
    out: &mut dyn Receiver,
) {
    if text.trim_ascii().is_empty() {
        return;
    }
    column.note(text);
    // words of the row could make another cell of the same text
    let alone = row_words.is_empty();
    if let Some(known) = column.memo.get(text).filter(|_| alone) {
        return add_cell(at, s, column, (text, &known), spot, out);
    }
    let mut judged = std::mem::take(&mut s.judged);
    let listed = out.wants_occurrences();
    judge_cell(s, column, text, row_words, listed, &mut judged);
    add_cell(at, s, column, (text, &judged), spot, out);
    if alone && column.memo.wants(text) {
        column.memo.keep(text, judged);
    } else {
        s.judged = judged;
    }
}

/// What a cell gives its column; `listed`: each value is given out.
fn judge_cell(
    s: &mut Scanner,
    column: &ColumnState,
    text: &str,
    row_words: &[PhraseIx],
    listed: bool,
    judged: &mut Judged,
) {
    judged.refusals.clear();
    judged.values.clear();
    let text = &*without_fraction(text);
    let hidden = encoded::decoded(text);
    s.claim_cell(text, column, row_words);
    s.refusals(text, Some(column), |r, whole, value| {
        judged.refusals.push((r.rule, r.pattern, whole, value));
    });
    if s.claims.is_empty() && column.named.is_empty() && hidden.is_none() {
        return;
    }
    let rules = &**s.rules();
    let mut whole = false;
    for claim in &s.claims {
        let c = &claim.candidate;
        whole |= c.whole;
        if counts(claim, rules) {
            let part = &text[c.start as usize..c.end as usize];
            let shown = |lot| listed || column.wants_sample(c, lot);
            judged.values.push(s.value(claim, part, shown));
        }
    }
    if !whole && !column.named.is_empty() && !is_nothing(text) {
        by_name(s, column, text, listed, &mut judged.values);
    }
    if let Some(hidden) = hidden.filter(|_| !whole) {
        encoded_values(s, column, text, &hidden, listed, &mut judged.values);
    }
}

/// Adds what a cell holds encoded, each value at the whole of the cell, unless it
/// was found as it is written.
fn encoded_values(
    s: &mut Scanner,
    column: &ColumnState,
    cell: &str,
    decoded: &str,
    listed: bool,
    values: &mut Vec<Value>,
) {
    s.claim_text(decoded, 0..decoded.len());
    for claim in s.claims.iter().filter(|c| c.confidence.is_some()) {
        let c = &claim.candidate;
        let shown = |lot| listed || column.wants_sample(c, lot);
        let mut value = s.value(claim, &decoded[c.start as usize..c.end as usize], shown);
        let same =
            |v: &Value| v.claim.candidate.rule == c.rule && v.fingerprint == value.fingerprint;
        if !values.iter().any(same) {
            value.claim.candidate.start = 0;
            value.claim.candidate.end = cell.len() as u32;
            values.push(value);
        }
    }
}

/// Adds what a cell gave to its column.
fn add_cell(
    at: &Locator,
    s: &Scanner,
    column: &mut ColumnState,
    (text, judged): (&str, &Judged),
    spot: &mut Spot<'_>,
    out: &mut dyn Receiver,
) {
    for (rule, pattern, whole, value) in &judged.refusals {
        column.refuse(*rule, *pattern, *whole, *value);
    }
    for value in &judged.values {
        let c = &value.claim.candidate;
        let position = spot.position(c.start as usize, c.end as usize);
        column.add(value, position, s.rules());
        if let Some(masked) = &value.masked
            && out.wants_occurrences()
            && s.lists(c.rule)
        {
            let occurrence = Occurrence {
                at: at.clone(),
                place: column.place.clone(),
                position,
                rule: RuleIx(c.rule),
                masked: masked.clone(),
                confidence: if c.whole {
                    None
                } else {
                    value.claim.confidence
                },
            };
            // the cell as it is, where it was judged as something else (`1.8E14`)
            let part = text.get(c.start as usize..c.end as usize);
            let written = part.filter(|_| !c.whole).unwrap_or(text);
            out.written(&occurrence, written.trim());
            out.occurrence(occurrence);
        }
    }
}

/// A whole number that an export wrote as a decimal one (`612457896.0`,
/// `1.84127645108946E14`), as it was meant; anything else as it is.
fn without_fraction(text: &str) -> Cow<'_, str> {
    let number = text.trim_ascii();
    if number.len() > 24 || !number.starts_with(|c: char| c.is_ascii_digit()) {
        return Cow::Borrowed(text);
    }
    let plain = |n: &str| (8..=16).contains(&n.len()) && n.bytes().all(|b| b.is_ascii_digit());
    let ends = [".0", ",0", ".00"];
    if let Some(whole) = ends.iter().find_map(|e| number.strip_suffix(e)) {
        // what stands before stays, so that the number keeps its place
        let before = text.len() - text.trim_ascii_start().len();
        let upto = &text[..before + whole.len()];
        return Cow::Borrowed(if plain(whole) { upto } else { text });
    }
    let Some((mantissa, exponent)) = number.split_once(['E', 'e']) else {
        return Cow::Borrowed(text);
    };
    let digits = mantissa.replacen(['.', ','], "", 1);
    let exponent = exponent.trim_start_matches('+').parse::<usize>();
    // with fewer digits than the number has, they are lost, and the rules say so
    let exact = mantissa.len() == digits.len() + 1 && exponent == Ok(digits.len() - 1);
    if plain(&digits) && exact {
        return Cow::Owned(digits);
    }
    Cow::Borrowed(text)
}

/// Adds a cell that no rule recognises to the rules for which the name of the
/// column says enough.
fn by_name(s: &Scanner, column: &ColumnState, text: &str, listed: bool, values: &mut Vec<Value>) {
    let rules = s.rules().rules();
    for rule in &column.named {
        let suffices = rules[usize::from(*rule)].column.name_suffices;
        if suffices && !s.claims.iter().any(|c| c.candidate.rule == *rule) {
            let claim = Claim::by_name(Candidate::by_name(*rule, text.len()));
            let shown = |lot| listed || column.wants_sample(&claim.candidate, lot);
            values.push(s.value(&claim, text, shown));
        }
    }
}
