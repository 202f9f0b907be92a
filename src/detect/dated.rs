//! Dates in the cells of a column, counted by month: how old the rows of a table
//! are, without keeping any of them.
//!
//! Read are dates as exports write them: `2019-03-12` (with or without a time),
//! `12/03/2019`, `12.03.19`, `20190312`. A day that cannot be, or a year outside
//! 1900-2199, is no date. Where day and month could be either, the day comes first.

use std::collections::BTreeMap;

/// Dates of one column so far.
#[derive(Debug, Default)]
pub(super) struct Dated {
    months: BTreeMap<i32, u64>,
}

impl Dated {
    /// Adds a cell that is not empty, if it is a date.
    #[inline]
    pub(super) fn note(&mut self, cell: &str) {
        // nearly all cells of other columns end here
        let first = cell.as_bytes().first();
        if (6..=40).contains(&cell.len())
            && first.is_some_and(|b| b.is_ascii_digit() || b.is_ascii_whitespace())
            && let Some(month) = month(cell.trim_ascii())
        {
            *self.months.entry(month).or_default() += 1;
        }
    }

    /// Adds what was counted of a stretch of the column.
    pub(super) fn merge(&mut self, other: Self) {
        for (month, n) in other.months {
            *self.months.entry(month).or_default() += n;
        }
    }

    /// The months of a column of dates: of `filled` cells at least nine in ten.
    pub(super) fn of(&self, filled: u64) -> Option<Vec<(i32, u64)>> {
        let dates: u64 = self.months.values().sum();
        let most = u128::from(dates) * 10 >= u128::from(filled) * 9;
        (dates > 0 && most).then(|| self.months.iter().map(|(m, n)| (*m, *n)).collect())
    }
}

/// Months since the year 0 of a text that is a date, with or without a time.
fn month(text: &str) -> Option<i32> {
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
            let (second, rest) = leading(&text[digits + 1..])?;
            let rest = rest.strip_prefix(char::from(separator))?;
            let length = rest.bytes().take_while(u8::is_ascii_digit).count();
            let year = rest.get(..length)?.parse::<i32>().ok()?;
            let year = match length {
                4 => year,
                2 if year < 70 => 2000 + year,
                2 => 1900 + year,
                _ => return None,
            };
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
            assert_eq!(month(text), expected, "{text}");
        }
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
        fn no_text_makes_it_panic(text in "[0-9./ T:é-]{0,14}") {
            let _date = month(&text);
        }
    }
}
