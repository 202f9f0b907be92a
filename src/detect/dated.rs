//! Dates in the cells of a column, counted by month: how old the rows of a table
//! are, without keeping any of them.
//!
//! Read are dates as exports write them: `2019-03-12` (with or without a time),
//! `12/03/2019`, `12.03.19`, `20190312`, `12 mars 2019`, `03/2019`. A day that cannot
//! be, or a year outside 1900-2199, is no date. Where day and month could be either,
//! the day comes first. Bare numbers are days only under a name that promises them.
//! Days that stand for none (`1900-01-01`, `9999-12-31`) are dates without a month.

use crate::model::{fold, names_a_day};
use std::collections::BTreeMap;

/// The month of a day that programs write where they know none.
const UNSAID: i32 = i32::MIN;
/// Those days.
const NO_DAY: [(i32, i32, i32); 4] = [(1900, 1, 1), (1970, 1, 1), (2999, 12, 31), (9999, 12, 31)];
/// Days of a spreadsheet (counted from 1899-12-30) from 1990 to 2099.
const SERIALS: std::ops::RangeInclusive<i64> = 32_874..=73_050;
/// Seconds since 1970 from 1990 to 2099.
const SECONDS: std::ops::Range<i64> = 631_152_000..4_102_444_800;
/// How months are called, French and English, folded, without a point.
const MONTHS: [&[&str]; 12] = [
    &["janvier", "janv", "jan", "january"],
    &["fevrier", "fevr", "fev", "february", "feb"],
    &["mars", "march", "mar"],
    &["avril", "avr", "april", "apr"],
    &["mai", "may"],
    &["juin", "june", "jun"],
    &["juillet", "juil", "july", "jul"],
    &["aout", "august", "aug"],
    &["septembre", "september", "sept", "sep"],
    &["octobre", "october", "oct"],
    &["novembre", "november", "nov"],
    &["decembre", "december", "dec"],
];
/// How days of the week begin.
const WEEK: [&str; 14] = [
    "lun", "mar", "mer", "jeu", "ven", "sam", "dim", "mon", "tue", "wed", "thu", "fri", "sat",
    "sun",
];

/// Dates of one column so far.
#[derive(Debug, Default)]
pub(super) struct Dated {
    /// Its name promises days.
    named: bool,
    months: BTreeMap<i32, u64>,
}

impl Dated {
    /// The dates of a column that is called so.
    pub(super) fn under(header: Option<&str>) -> Self {
        Self {
            named: header.is_some_and(names_a_day),
            months: BTreeMap::new(),
        }
    }

    /// The same column, of which nothing was read.
    pub(super) const fn stretch(&self) -> Self {
        Self {
            named: self.named,
            months: BTreeMap::new(),
        }
    }

    /// Adds a cell that is not empty, if it is a date.
    #[inline]
    pub(super) fn note(&mut self, cell: &str) {
        // nearly all cells of other columns end here
        let bytes = cell.as_bytes();
        let starts = bytes
            .first()
            .is_some_and(|b| b.is_ascii_digit() || b.is_ascii_whitespace());
        let named = bytes.last().is_some_and(u8::is_ascii_digit);
        if (4..=40).contains(&cell.len())
            && (starts || named)
            && let Some(month) = month(cell.trim_ascii(), self.named)
        {
            *self.months.entry(month).or_default() += 1;
        }
    }

    /// Takes what was counted of a stretch of the column.
    pub(super) fn merge(&mut self, other: &mut Self) {
        for (month, n) in std::mem::take(&mut other.months) {
            *self.months.entry(month).or_default() += n;
        }
    }

    /// The months of a column of dates: of `filled` cells at least nine in ten.
    pub(super) fn of(&self, filled: u64) -> Option<Vec<(i32, u64)>> {
        let dates: u64 = self.months.values().sum();
        let most = u128::from(dates) * 10 >= u128::from(filled) * 9;
        let said = self.months.iter().filter(|(m, _)| **m != UNSAID);
        let said: Vec<(i32, u64)> = said.map(|(m, n)| (*m, *n)).collect();
        (most && !said.is_empty()).then_some(said)
    }
}

/// Months since the year 0 of a cell that is a date; `named`: of a column whose name
/// promises days.
fn month(text: &str, named: bool) -> Option<i32> {
    let bare = || named.then(|| number(text)).flatten();
    figures(text).or_else(|| worded(text)).or_else(bare)
}

/// A date in words: `12 mars 2019`, `lun. 12 mars 2019`, `12-mars-19`, `mars 2019`.
fn worded(text: &str) -> Option<i32> {
    let parts = text.split([' ', '-', '/', '.', ',', '\u{a0}']);
    let mut parts = parts.filter(|p| !p.is_empty()).peekable();
    let day = |p: &str| p.strip_suffix("er").unwrap_or(p).parse::<i32>().ok();
    let called = |p: &str| {
        let letters = p.starts_with(|c: char| c.is_alphabetic());
        let folded = letters.then(|| fold(p))?;
        let at = MONTHS.iter().position(|m| m.contains(&folded.as_str()))?;
        i32::try_from(at + 1).ok()
    };
    let first = parts.next()?;
    let (month, day) = match (day(first), called(first)) {
        (Some(d), _) => (called(parts.next()?)?, d),
        // "mar. 12 mars", "mars 12, 2019", "mars 2019"
        (None, known) => {
            let next = parts.next()?;
            let after = parts.peek().and_then(|p| called(p));
            match (after, known) {
                (Some(month), _) if is_weekday(first) => {
                    parts.next();
                    (month, day(next)?)
                }
                (None, Some(month)) if next.len() <= 2 => (month, day(next)?),
                (None, Some(month)) => {
                    return of(year(next)?, month, 1).filter(|_| parts.next().is_none());
                }
                _ => return None,
            }
        }
    };
    let year = year(parts.next()?)?;
    let time = parts.find(|p| !matches!(*p, "à" | "at"));
    let over = time.is_none_or(|p| p.starts_with(|c: char| c.is_ascii_digit()));
    over.then(|| of(year, month, day)).flatten()
}

fn is_weekday(word: &str) -> bool {
    let word = fold(word);
    WEEK.iter().any(|d| word.starts_with(d))
}

/// A year of four figures or two.
fn year(text: &str) -> Option<i32> {
    let year: i32 = text.parse().ok().filter(|y| *y >= 0)?;
    match text.len() {
        4 => Some(year),
        2 if year < 70 => Some(2000 + year),
        2 => Some(1900 + year),
        _ => None,
    }
}

/// A bare number: a year (its end), a day of a spreadsheet, seconds or milliseconds
/// since 1970.
fn number(text: &str) -> Option<i32> {
    let whole = text.split(['.', ',']).next().unwrap_or(text);
    let rest = text[whole.len()..].trim_start_matches(['.', ',']);
    if !whole
        .bytes()
        .chain(rest.bytes())
        .all(|b| b.is_ascii_digit())
    {
        return None;
    }
    let n: i64 = whole.parse().ok()?;
    match whole.len() {
        4 if rest.is_empty() => of(year(whole)?, 12, 1),
        5 => SERIALS.contains(&n).then(|| of_day(n - 25_569)),
        9 | 10 => SECONDS.contains(&n).then(|| of_day(n.div_euclid(86_400))),
        12 | 13 => SECONDS
            .contains(&(n / 1_000))
            .then(|| of_day(n.div_euclid(86_400_000))),
        _ => None,
    }
}

/// The month of a day since 1970, between 1990 and 2099.
fn of_day(days: i64) -> i32 {
    // civil date of a day count, years from March (no century in between but 2000)
    let since = days + 719_468;
    let era = since.rem_euclid(146_097);
    let years = (era - era / 1_460 + era / 36_524 - era / 146_096) / 365;
    let of_year = era - (365 * years + years / 4 - years / 100);
    let from_march = (5 * of_year + 2) / 153;
    let months = (since.div_euclid(146_097) * 400 + years) * 12 + from_march + 2;
    i32::try_from(months).unwrap_or(UNSAID)
}

/// Months since the year 0 of a date in figures, with or without a time.
fn figures(text: &str) -> Option<i32> {
    let bytes = text.as_bytes();
    let digits = bytes.iter().take_while(|b| b.is_ascii_digit()).count();
    let number = |from: usize, to: usize| text.get(from..to)?.parse::<i32>().ok();
    match digits {
        4 => {
            let separator = *bytes.get(4).filter(|b| b"-/.".contains(b))?;
            let rest = &text[5..];
            let (m, rest) = leading(rest)?;
            let rest = rest.strip_prefix(char::from(separator))?;
            let (d, rest) = leading(rest)?;
            ends(rest).then(|| of(number(0, 4)?, m, d)).flatten()
        }
        1 | 2 => {
            let separator = *bytes.get(digits).filter(|b| b"-/.".contains(b))?;
            let first = number(0, digits)?;
            let rest = &text[digits + 1..];
            if rest.len() == 4 && separator != b'.' && rest.bytes().all(|b| b.is_ascii_digit()) {
                return of(year(rest)?, first, 1);
            }
            let (second, rest) = leading(rest)?;
            let rest = rest.strip_prefix(char::from(separator))?;
            let length = rest.bytes().take_while(u8::is_ascii_digit).count();
            let year = year(rest.get(..length)?)?;
            if !ends(&rest[length..]) {
                return None;
            }
            of(year, second, first).or_else(|| of(year, first, second))
        }
        8 => {
            let whole = ends(&text[8..]) || text[8..].starts_with('T');
            let date = of(number(0, 4)?, number(4, 6)?, number(6, 8)?);
            date.filter(|_| whole)
        }
        _ => None,
    }
}

/// One or two digits, and what follows.
fn leading(text: &str) -> Option<(i32, &str)> {
    let length = text.bytes().take_while(u8::is_ascii_digit).count();
    let number = text.get(..length).filter(|_| (1..=2).contains(&length))?;
    Some((number.parse().ok()?, &text[length..]))
}

/// Whether a date is over: the end, or a time.
fn ends(rest: &str) -> bool {
    let time = rest
        .strip_prefix([' ', 'T', ','])
        .map(str::trim_ascii_start);
    rest.is_empty() || time.is_some_and(|t| t.starts_with(|c: char| c.is_ascii_digit()))
}

fn of(year: i32, month: i32, day: i32) -> Option<i32> {
    if NO_DAY.contains(&(year, month, day)) {
        return Some(UNSAID);
    }
    let days = match month {
        2 => 29,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    let may = (1900..2200).contains(&year) && (1..=12).contains(&month);
    (may && (1..=days).contains(&day)).then_some(year * 12 + month - 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn dates_as_exports_write_them() {
        let march = Some(2019 * 12 + 2);
        for (text, expected) in [
            ("2019-03-12", march),
            ("2019/3/12", march),
            ("2019-03-12T08:15:00Z", march),
            ("2019-03-12 08:15:00+01", march),
            ("12/03/2019", march),
            ("12.3.19", march),
            ("12-03-2019 08:15", march),
            ("20190312", march),
            // the month comes first where the day cannot be one
            ("03/25/2019", march),
            ("01/02/84", Some(1984 * 12 + 1)),
            ("2019-02-30", None),
            ("2019-03-12-04", None),
            ("2019-03.12", None),
            ("12/13/14/15", None),
            ("12/03/219", None),
            ("192.168.1.10", None),
            ("06 12 34 56 78", None),
            ("0612345678", None),
            ("20191312", None),
            ("20190312045", None),
            ("2019", None),
            ("3000-01-01", None),
            ("12/03/2019 environ", None),
            ("12/03/é019", None),
        ] {
            assert_eq!(month(text, false), expected, "{text}");
        }
    }

    #[test]
    fn dates_in_words_and_months_alone() {
        let march = Some(2014 * 12 + 2);
        for (text, expected) in [
            ("12 mars 2014", march),
            ("1er mars 2014", march),
            ("lun. 12 mars 2014", march),
            ("mar. 11 mars 2014 à 14:22", march),
            ("mercredi 12 mars 2014", march),
            ("12-mars-14", march),
            ("March 12, 2014", march),
            ("mars 2014", march),
            ("12 août 2014", Some(2014 * 12 + 7)),
            ("03/2014", march),
            ("3-2014", march),
            ("3.2014", None),
            ("13/2014", None),
            ("12 rue 2014", None),
            ("12 mars 2014 environ", None),
            ("32 mars 2014", None),
            ("Mars 12", None),
        ] {
            assert_eq!(month(text, false), expected, "{text}");
        }
    }

    #[test]
    fn numbers_are_days_only_where_the_name_says_so() {
        for (text, expected) in [
            ("2014", Some(2014 * 12 + 11)),
            // 2012-04-01
            ("41000", Some(2012 * 12 + 3)),
            ("41000.75", Some(2012 * 12 + 3)),
            // 2014-03-12
            ("1394582400", Some(2014 * 12 + 2)),
            ("1394582400000", Some(2014 * 12 + 2)),
            // 2024-02-29, 2024-03-01
            ("45351", Some(2024 * 12 + 1)),
            ("45352", Some(2024 * 12 + 2)),
            ("0612345678", None),
            ("12", None),
            ("99999", None),
            ("41000 €", None),
        ] {
            assert_eq!(month(text, true), expected, "{text}");
            assert_eq!(month(text, false), None, "{text}");
        }
        let mut column = Dated::under(Some("dernier_contact"));
        let mut part = column.stretch();
        part.note("2014");
        column.merge(&mut part);
        part.note("2015");
        column.merge(&mut part);
        assert_eq!(
            column.of(2),
            Some(vec![(2014 * 12 + 11, 1), (2015 * 12 + 11, 1)])
        );
        let mut amounts = Dated::under(Some("montant"));
        amounts.note("2014");
        assert_eq!(amounts.of(1), None);
    }

    #[test]
    fn days_that_stand_for_none_have_no_month_and_spoil_no_column() {
        let mut column = Dated::default();
        for cell in ["1900-01-01", "1970-01-01", "9999-12-31", "31/12/2999"] {
            column.note(cell);
        }
        assert_eq!(column.of(4), None);
        column.note("2014-03-12");
        assert_eq!(column.of(5), Some(vec![(2014 * 12 + 2, 1)]));
    }

    #[test]
    fn a_column_of_dates_is_nearly_all_dates() {
        let mut column = Dated::default();
        for _ in 0..9 {
            column.note(" 12/03/2019 ");
        }
        assert_eq!(column.of(10), Some(vec![(2019 * 12 + 2, 9)]));
        assert_eq!(column.of(11), None);
        assert_eq!(Dated::default().of(0), None);
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "[0-9./ ,T:ésmar-]{0,16}") {
            let _date = month(&text, true);
        }
    }
}
