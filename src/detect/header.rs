//! Which row of a table is its header, if any.

use crate::rule::RuleSet;
use std::collections::BTreeMap;

/// How many rows are looked at before the judgement.
pub(super) const LOOK: usize = 30;
/// The header is sought in this many first rows (titles stand before it).
const WITHIN: usize = 15;
/// Longest header cell in characters.
const LONGEST: usize = 80;

/// What the first rows say of the layout.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layout {
    /// This row (index) names the columns.
    Header(usize),
    /// No row does.
    Headerless,
    /// The first column names the rows ("Champ | Valeur").
    Transposed,
}

/// What a cell is that could name a column.
#[derive(Debug, Clone, Copy)]
pub(super) struct Look {
    /// Something a rule finds (an address, a number with a valid key).
    pub(super) value: bool,
    /// A person's name.
    pub(super) person: bool,
}

/// Judges the first rows. A row with a value in it is no header; nor is one with
/// a person's name, unless it holds two names that columns bear.
pub(super) fn layout(
    rows: &[Vec<String>],
    ended: bool,
    rules: &RuleSet,
    look: &mut dyn FnMut(&str) -> Look,
) -> Layout {
    let width = rows.iter().map(|r| filled(r)).max().unwrap_or(0);
    if width == 0 {
        return Layout::Headerless;
    }
    let known = |cell: &str| !rules.compiled().named(cell).is_empty();
    let labels: Vec<bool> = rows
        .iter()
        .take(WITHIN)
        .map(|r| filled(r) * 2 > width && names_columns(r))
        .collect();
    // a row that holds names the rules know is the header, if its cells look so
    let best = (0..labels.len())
        .filter(|i| labels[*i] && before_is_title(rows, *i, width))
        .map(|i| (rows[i].iter().filter(|c| known(c)).count(), i))
        .max_by_key(|(n, i)| (*n, std::cmp::Reverse(*i)));
    let mut data = |row: &[String], known: usize| {
        row.iter().filter(|c| !c.trim().is_empty()).any(|c| {
            let cell = look(c);
            cell.value || cell.person && known < 2
        })
    };
    if let Some((n, i)) = best
        && n > 0
        && !data(&rows[i], n)
    {
        if width == 2 && ended && transposed(rows, &known) {
            return Layout::Transposed;
        }
        return Layout::Header(i);
    }
    if width == 2 && ended && transposed(rows, &known) {
        return Layout::Transposed;
    }
    let Some(first) = labels.iter().position(|l| *l) else {
        return Layout::Headerless;
    };
    if before_is_title(rows, first, width) && differs(rows, first) && !data(&rows[first], 0) {
        return Layout::Header(first);
    }
    Layout::Headerless
}

fn filled(row: &[String]) -> usize {
    row.iter().filter(|c| !c.trim().is_empty()).count()
}

/// Text that could name a column: has a letter, is short, is not mostly digits.
pub(super) fn is_label(cell: &str) -> bool {
    let (mut letters, mut digits, mut n) = (0, 0, 0);
    for c in cell.chars() {
        n += 1;
        letters += usize::from(c.is_alphabetic());
        digits += usize::from(c.is_ascii_digit());
    }
    letters > 0 && n <= LONGEST && digits <= letters && !cell.contains('@')
}

/// Every cell that is filled could name a column, by itself or as one of a
/// numbered series (`c10`, `c11`, `question_127`).
fn names_columns(row: &[String]) -> bool {
    let mut series: BTreeMap<&str, usize> = BTreeMap::new();
    for (stem, _) in row.iter().filter_map(|c| numbered(c)) {
        *series.entry(stem).or_default() += 1;
    }
    let is_one_of_many = |cell: &str| {
        numbered(cell).is_some_and(|(stem, _)| series.get(stem).is_some_and(|n| *n > 2))
    };
    row.iter()
        .all(|c| c.trim().is_empty() || is_label(c) || is_one_of_many(c))
}

/// A cell of a word and a number of up to five digits, which count columns and
/// are neither years nor codes in a series this short.
fn numbered(cell: &str) -> Option<(&str, &str)> {
    let cell = cell.trim();
    let stem = cell.trim_end_matches(|c: char| c.is_ascii_digit());
    let number = &cell[stem.len()..];
    let is_word = stem.starts_with(char::is_alphabetic) && is_label(stem);
    (is_word && (1..=5).contains(&number.len())).then_some((stem, number))
}

/// Two columns of which the first holds at least two known names, and more than
/// the first row does.
fn transposed(rows: &[Vec<String>], known: &impl Fn(&str) -> bool) -> bool {
    let down = rows
        .iter()
        .filter(|r| r.first().is_some_and(|c| known(c)))
        .count();
    let across = rows
        .first()
        .map_or(0, |r| r.iter().filter(|c| known(c)).count());
    down >= 2 && down > across
}

/// Rows before the header hold fewer cells than it does.
fn before_is_title(rows: &[Vec<String>], at: usize, width: usize) -> bool {
    rows[..at].iter().all(|r| filled(r) * 2 <= width)
}

/// Some column's cells are of another shape than the would-be header's cell: a
/// header of words over numbers, dates, addresses or codes.
fn differs(rows: &[Vec<String>], at: usize) -> bool {
    let below = &rows[at + 1..];
    if below.is_empty() {
        return false;
    }
    (0..rows[at].len()).any(|col| {
        let cells: Vec<&str> = below
            .iter()
            .filter_map(|r| r.get(col).map(|c| c.trim()).filter(|c| !c.is_empty()))
            .collect();
        let other = cells.iter().filter(|c| !is_label(c)).count();
        // a number in a series differs from nothing: codes look so too
        !cells.is_empty() && is_label(&rows[at][col]) && other * 2 > cells.len()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(cells: &str) -> Vec<String> {
        cells.split(';').map(str::to_owned).collect()
    }

    #[test]
    fn columns_counted_past_ten_are_names() {
        let series: Vec<String> = (0..9000).map(|i| format!("c{i}")).collect();
        assert!(names_columns(&row(&(series.join(";") + ";nir"))));
        assert!(names_columns(&row("q 98;q 99;q 100;nom")));
        assert!(!names_columns(&row("A123;B456;C789")));
        assert!(!names_columns(&row("A1234567;A1234568;A1234569;nom")));
    }
}
