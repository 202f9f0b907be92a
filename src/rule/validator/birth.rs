//! Dates that a person can be born on: numbers in French, English and ISO order,
//! months in letters, dates wholly in words.
//!
//! That a date is one of *birth* is said by its label or its column; here only
//! the calendar and the span of a life are checked.

use super::words::Reader;
use super::{Accepted, Grade};
use crate::model::fold;

/// Years a person in today's files can be born in.
const YEARS: std::ops::RangeInclusive<u32> = 1900..=2035;
/// Years that adults of today and those who still stand in files were born in.
const ADULTS: std::ops::RangeInclusive<u32> = 1920..=2012;
/// Two-digit years above this one are of the last century.
const PIVOT: u32 = 30;

/// Judges the date that starts `text`.
pub(super) fn check(text: &str) -> Option<Accepted> {
    numeric(text)
        .or_else(|| lettered(text))
        .or_else(|| spelled(text))
}

/// A date that is all there is in a cell. One that no adult was born on is weak:
/// the column's name must agree.
pub(super) fn check_cell(text: &str) -> Option<Accepted> {
    let a = check(text)?;
    let midnight = text[a.len..].trim_end();
    if !matches!(midnight, "" | "T00:00:00" | " 00:00:00" | " 00:00") {
        return None;
    }
    let adult = year(&text[..a.len]).is_some_and(|y| ADULTS.contains(&y));
    Some(Accepted {
        len: text.trim_end().len(),
        grade: if adult { Grade::Plain } else { Grade::Weak },
        ..a
    })
}

/// Eight digits in the boxes of a form, the birth of an adult.
pub(super) fn check_boxed(text: &str) -> Option<Accepted> {
    let a = spaced(text)?;
    let digits: String = text[..a.len].split(' ').collect();
    let year = digits.get(4..)?.parse::<u32>().ok()?;
    ADULTS.contains(&year).then_some(a)
}

/// A date with its whole year, the birth of an adult: beside a name, where a
/// date of today would be something else.
pub(super) fn check_adult(text: &str) -> Option<Accepted> {
    let a = check(text)?;
    let whole = text[..a.len]
        .split(|c: char| !c.is_ascii_digit())
        .any(|n| n.len() == 4);
    let year = year(&text[..a.len]).filter(|_| whole)?;
    ADULTS.contains(&year).then_some(a)
}

/// The year of a date that [`check`] accepts, as far as its figures say it.
pub(super) fn year(text: &str) -> Option<u32> {
    let numbers = || {
        text.split(|c: char| !c.is_ascii_digit())
            .filter(|n| !n.is_empty())
    };
    if let Some(year) = numbers().find(|n| n.len() == 4) {
        return year.parse().ok();
    }
    let last = numbers().next_back()?;
    match last.len() {
        2 => Some(century(last.parse().ok()?, 2)),
        8 => [&last[..4], &last[4..]]
            .iter()
            .filter_map(|y| y.parse().ok())
            .find(|y| YEARS.contains(y)),
        _ => None,
    }
}

fn accept(len: usize, day: u32, month: u32, year: u32, grade: Grade) -> Option<Accepted> {
    let leap = year.is_multiple_of(4) && !year.is_multiple_of(100) || year.is_multiple_of(400);
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => return None,
    };
    ((1..=days).contains(&day) && YEARS.contains(&year)).then_some(Accepted {
        len,
        grade,
        test: false,
    })
}

fn century(year: u32, digits: usize) -> u32 {
    match digits {
        2 if year > PIVOT => 1900 + year,
        2 => 2000 + year,
        _ => year,
    }
}

/// `22/08/1923`, `22.8.23`, `1997-12-09`, `08 . 04 . 1941`, `0 7 0 8 1 9 8 3`,
/// `19970412`.
fn numeric(text: &str) -> Option<Accepted> {
    let mut r = Reader::new(text);
    let (a, digits) = r.number()?;
    if digits == 8 {
        return compact(&text[..8], 8);
    }
    if digits == 1
        && let Some(found) = spaced(text)
    {
        return Some(found);
    }
    let first = r.separator(&['/', '.', '-', '|', ' ', '\u{a0}'])?;
    let (b, b_digits) = r.number()?;
    let second = r.separator(&['/', '.', '-', '|', ' ', '\u{a0}'])?;
    let (c, c_digits) = r.number()?;
    if first != second || b_digits > 2 {
        return None;
    }
    let len = r.at();
    if digits == 4 {
        return (c_digits <= 2)
            .then(|| accept(len, c, b, a, Grade::Strong))
            .flatten();
    }
    if digits > 2 || !matches!(c_digits, 2 | 4) {
        return None;
    }
    let year = century(c, c_digits);
    let grade = if c_digits == 4 {
        Grade::Strong
    } else {
        Grade::Plain
    };
    // day before month; where that cannot be, the American way round
    accept(len, a, b, year, grade).or_else(|| accept(len, b, a, year, Grade::Plain))
}

/// Eight digits, year first or last.
fn compact(digits: &str, len: usize) -> Option<Accepted> {
    let n = |range: std::ops::Range<usize>| digits[range].parse::<u32>().ok();
    accept(len, n(6..8)?, n(4..6)?, n(0..4)?, Grade::Plain)
        .or_else(|| accept(len, n(0..2)?, n(2..4)?, n(4..8)?, Grade::Plain))
}

/// Eight digits, each in a box of a form.
fn spaced(text: &str) -> Option<Accepted> {
    let bytes = text.as_bytes().get(..15)?;
    let boxes = bytes.iter().enumerate().all(|(i, b)| {
        if i % 2 == 0 {
            b.is_ascii_digit()
        } else {
            *b == b' '
        }
    });
    // a ninth box: no date
    let on = text.as_bytes().get(15..).unwrap_or_default();
    let more = matches!(on, [b' ', b'0'..=b'9', rest @ ..] if !rest.first().is_some_and(u8::is_ascii_digit));
    if !boxes || more {
        return None;
    }
    let digits: String = text[..15].split(' ').collect();
    compact(&digits, 15)
}

/// Months by their first letters, French and English.
const MONTHS: &[(&str, u32)] = &[
    ("janvier", 1),
    ("january", 1),
    ("jan", 1),
    ("janv", 1),
    ("fevrier", 2),
    ("february", 2),
    ("fev", 2),
    ("feb", 2),
    ("fevr", 2),
    ("mars", 3),
    ("march", 3),
    ("mar", 3),
    ("avril", 4),
    ("april", 4),
    ("avr", 4),
    ("apr", 4),
    ("mai", 5),
    ("may", 5),
    ("juin", 6),
    ("june", 6),
    ("jun", 6),
    ("juillet", 7),
    ("july", 7),
    ("juil", 7),
    ("jul", 7),
    ("aout", 8),
    ("august", 8),
    ("aug", 8),
    ("septembre", 9),
    ("september", 9),
    ("sept", 9),
    ("sep", 9),
    ("octobre", 10),
    ("october", 10),
    ("oct", 10),
    ("novembre", 11),
    ("november", 11),
    ("nov", 11),
    ("decembre", 12),
    ("december", 12),
    ("dec", 12),
];

fn month(word: &str) -> Option<u32> {
    let word = fold(word);
    MONTHS.iter().find(|(m, _)| *m == word).map(|(_, n)| *n)
}

/// Whether a word is the name of a month.
pub(super) fn is_month(word: &str) -> bool {
    word.len() >= 3 && month(word).is_some()
}

/// `2 mars 1980`, `1er juin 75`, `March 2, 1980`, `03feb1971`.
fn lettered(text: &str) -> Option<Accepted> {
    let mut r = Reader::new(text);
    if let Some((day, digits)) = r.number() {
        if digits > 2 {
            return None;
        }
        r.suffix(&["er", "st", "nd", "rd", "th", "ème", "e"]);
        r.separator(&[' ', '\u{a0}', '-', '/', '.']);
        let month = month(r.word()?)?;
        return year_after(r, day, month);
    }
    let month = month(r.word()?)?;
    r.separator(&[' ', '\u{a0}', '-', '/', '.'])?;
    let (day, digits) = r.number()?;
    if digits > 2 {
        return None;
    }
    r.suffix(&["st", "nd", "rd", "th"]);
    year_after(r, day, month)
}

fn year_after(mut r: Reader<'_>, day: u32, month: u32) -> Option<Accepted> {
    r.suffix(&["."]);
    r.separator(&[',']);
    r.separator(&[' ', '\u{a0}', '-', '/', ',']);
    let (year, digits) = r.number()?;
    matches!(digits, 2 | 4).then_some(())?;
    let grade = if digits == 4 {
        Grade::Strong
    } else {
        Grade::Plain
    };
    accept(r.at(), day, month, century(year, digits), grade)
}

/// `deux janvier mille neuf cent soixante dix-huit`.
fn spelled(text: &str) -> Option<Accepted> {
    let mut r = Reader::new(text);
    let (day, next) = cardinal(r)?;
    r = next;
    let month = month(r.spaced_word()?)?;
    let (year, end) = cardinal(r)?;
    accept(end.at(), day, month, year, Grade::Strong)
}

/// A French number in words, to 2,999; the reader behind it.
fn cardinal(mut r: Reader<'_>) -> Option<(u32, Reader<'_>)> {
    let (mut total, mut part) = (0u32, 0u32);
    let mut end = None;
    while let Some(word) = r.spaced_word() {
        match fold(word).as_str() {
            "mille" | "mil" => {
                total = part.max(1).saturating_mul(1000).saturating_add(total);
                part = 0;
            }
            "cent" | "cents" => part = part.max(1).saturating_mul(100),
            // quatre-vingt
            "vingt" | "vingts" if part % 100 == 4 => part += 76,
            "et" if end.is_some() => continue,
            w => match unit(w) {
                Some(n) => part = n.saturating_add(part),
                None => break,
            },
        }
        end = Some(r);
    }
    end.map(|r| (part.saturating_add(total), r))
}

fn unit(word: &str) -> Option<u32> {
    const UNITS: &[&str] = &[
        "zero", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix",
        "onze", "douze", "treize", "quatorze", "quinze", "seize",
    ];
    const TENS: &[(&str, u32)] = &[
        ("premier", 1),
        ("une", 1),
        ("vingt", 20),
        ("trente", 30),
        ("quarante", 40),
        ("cinquante", 50),
        ("soixante", 60),
        ("septante", 70),
        ("huitante", 80),
        ("nonante", 90),
    ];
    let tens = || TENS.iter().find(|(t, _)| *t == word).map(|(_, n)| *n);
    UNITS
        .iter()
        .position(|u| *u == word)
        .map(|n| n as u32)
        .or_else(tens)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Option<&str> {
        check(text).map(|a| &text[..a.len])
    }

    #[test]
    fn dates_in_every_dress() {
        for (text, wanted) in [
            ("22/08/1923 à", "22/08/1923"),
            ("22|8|1923", "22|8|1923"),
            ("10.05.86.", "10.05.86"),
            ("1997-12-09T00:00", "1997-12-09"),
            ("08 . 04 . 1941", "08 . 04 . 1941"),
            ("0 7 0 8 1 9 8 3 42", "0 7 0 8 1 9 8 3"),
            ("19970412", "19970412"),
            ("1er juin 1975", "1er juin 1975"),
            ("2 mars 1980,", "2 mars 1980"),
            ("27 juillet 1967", "27 juillet 1967"),
            ("March 2, 1980", "March 2, 1980"),
            ("2nd of", ""),
            ("12/25/1980", "12/25/1980"),
            (
                "deux janvier mille neuf cent soixante dix huit à",
                "deux janvier mille neuf cent soixante dix huit",
            ),
            (
                "trente-et-un décembre mille neuf cent quatre-vingt-dix-neuf",
                "trente-et-un décembre mille neuf cent quatre-vingt-dix-neuf",
            ),
            ("premier mars deux mille un", "premier mars deux mille un"),
        ] {
            assert_eq!(date(text).unwrap_or_default(), wanted, "{text}");
        }
    }

    #[test]
    fn the_year_in_every_order() {
        for (text, wanted) in [
            ("1987-05-31", Some(1987)),
            ("31/05/1987", Some(1987)),
            ("24 juillet 1969", Some(1969)),
            ("31.05.87", Some(1987)),
            ("19870531", Some(1987)),
            ("31051987", Some(1987)),
            ("deux mars mille neuf cent", None),
        ] {
            assert_eq!(year(text), wanted, "{text}");
        }
    }

    #[test]
    fn the_calendar_and_a_life_bound_them() {
        for text in [
            "31/02/1980",
            "12/04/1834",
            "45/13/1980",
            "00/01/1990",
            "12/1980",
            "1.2.3.4",
            "2 5 0 2 0 0 8 9 9",
        ] {
            assert_eq!(date(text), None, "{text}");
        }
        let grade = |text| check_cell(text).map(|a| a.grade);
        assert_eq!(grade("12/04/1974"), Some(Grade::Plain));
        assert_eq!(grade("12/04/2024"), Some(Grade::Weak));
        assert_eq!(grade("12/04/1974 10:00"), None);
    }
}
