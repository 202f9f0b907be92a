//! How the values of cells are written: numbers so that an identifier stored as
//! a number comes out as its digits, dates as ISO 8601.

use jiff::civil::Date;
use std::fmt::Write;

/// Largest magnitude below which every integer is exact in a double.
const EXACT: f64 = 9_007_199_254_740_992.0;
const DAY: f64 = 86_400.0;

/// Writes a number: integral ones up to 2^53 as plain digits, others in their
/// shortest form, larger ones with an exponent, since their digits are lost.
pub(super) fn number(value: f64, out: &mut String) {
    let written = if !value.is_finite() {
        Ok(())
    } else if value.abs() > EXACT {
        write!(out, "{value:E}")
    } else if value.fract() == 0.0 {
        write!(out, "{value:.0}")
    } else {
        write!(out, "{value}")
    };
    written.expect("writing to a string cannot fail");
}

/// Writes a number as a file spells it: digits stay as they are, even where a
/// double could not hold them. False: it is no number.
pub(super) fn spelled(raw: &str, out: &mut String) -> bool {
    let raw = raw.trim();
    let digits = raw.strip_prefix('-').unwrap_or(raw);
    if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) {
        out.push_str(raw);
        return true;
    }
    match raw.parse() {
        Ok(value) => {
            number(value, out);
            true
        }
        Err(_) => false,
    }
}

/// Writes a whole number with zeros before it, as its format shows it. False: it
/// is no such number, or needs none.
pub(super) fn padded(value: f64, width: u8, out: &mut String) -> bool {
    if !(0.0..=EXACT).contains(&value) || value.fract() != 0.0 {
        return false;
    }
    let digits = format!("{value:.0}");
    let width = usize::from(width);
    if digits.len() >= width {
        return false;
    }
    write!(out, "{digits:0>width$}").expect("writing to a string cannot fail");
    true
}

/// Day 0 of a workbook's calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Epoch {
    /// 1900, with the leap day that year did not have.
    #[default]
    Of1900,
    /// 1904, of old Macintosh workbooks.
    Of1904,
}

/// Writes a serial date: `2024-05-31`, `2024-05-31T08:30:00`, or `08:30:00` when
/// there is no day. False: no date of this calendar.
pub(super) fn date(serial: f64, epoch: Epoch, out: &mut String) -> bool {
    if !(0.0..2_958_466.0).contains(&serial) {
        return false;
    }
    let seconds = (serial.fract() * DAY).round();
    let (days, seconds) = (serial.trunc() + (seconds / DAY).trunc(), seconds % DAY);
    let has_time = seconds > 0.0;
    if days > 0.0 || !has_time {
        let Some(day) = civil(days as i64, epoch) else {
            return false;
        };
        write!(out, "{day}").expect("writing to a string cannot fail");
    }
    if has_time {
        if days > 0.0 {
            out.push('T');
        }
        let seconds = seconds as u32;
        let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
        write!(out, "{hours:02}:{minutes:02}:{:02}", seconds % 60)
            .expect("writing to a string cannot fail");
    }
    true
}

fn civil(days: i64, epoch: Epoch) -> Option<Date> {
    let (first, days) = match epoch {
        Epoch::Of1904 => (jiff::civil::date(1904, 1, 1), days),
        // Day 60 is 29 February 1900, which did not exist.
        Epoch::Of1900 if days < 60 => (jiff::civil::date(1899, 12, 31), days),
        Epoch::Of1900 => (jiff::civil::date(1899, 12, 30), days),
    };
    first
        .checked_add(jiff::Span::new().try_days(days).ok()?)
        .ok()
}

/// Writes a duration in days as ISO 8601: `PT26H30M0S`.
pub(super) fn duration(days: f64, out: &mut String) {
    let seconds = (days * DAY).round();
    if !seconds.is_finite() || seconds.abs() > EXACT {
        return number(days, out);
    }
    let sign = if seconds < 0.0 { "-" } else { "" };
    let seconds = seconds.abs() as u64;
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
    write!(out, "{sign}PT{hours}H{minutes}M{}S", seconds % 60)
        .expect("writing to a string cannot fail");
}

/// What a number format makes of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Format {
    /// A number, however dressed.
    #[default]
    Number,
    /// A date or a time of day.
    Date,
    /// Elapsed time: `[h]:mm`.
    Duration,
    /// A whole number of at least so many digits: postal codes, telephones.
    Padded(u8),
}

impl Format {
    /// The formats that have a number and no code (ECMA-376 part 1, 18.8.30,
    /// East Asian ones included).
    pub(super) const fn builtin(id: u64) -> Self {
        match id {
            14..=22 | 27..=36 | 45 | 47 | 50..=58 => Self::Date,
            46 => Self::Duration,
            _ => Self::Number,
        }
    }

    /// What a format code says: letters of dates outside quotes, escapes and
    /// brackets; only the part for positive numbers counts.
    pub(super) fn of(code: &str) -> Self {
        let mut characters = code.chars();
        let mut padding = String::new();
        while let Some(character) = characters.next() {
            match character {
                '"' => while !matches!(characters.next(), Some('"') | None) {},
                '\\' | '_' | '*' => drop(characters.next()),
                '[' => {
                    let inside: String = characters.by_ref().take_while(|c| *c != ']').collect();
                    if is_elapsed(&inside) {
                        return Self::Duration;
                    }
                }
                ';' => break,
                // `General` and its like hold no date.
                'G' | 'g' if code.to_ascii_lowercase().contains("general") => break,
                'd' | 'm' | 'y' | 'h' | 's' | 'D' | 'M' | 'Y' | 'H' | 'S' => return Self::Date,
                '0' | '#' => padding.push(character),
                '.' | ',' | '%' | '/' | '?' | 'E' | 'e' => padding.push('x'),
                _ => {}
            }
        }
        Self::padded(&padding)
    }

    /// `0#" "##" "##` shows six digits at least: those from the first `0` on.
    fn padded(placeholders: &str) -> Self {
        let shown = placeholders.trim_start_matches('#');
        match u8::try_from(shown.len()) {
            Ok(width @ 2..) if !shown.contains('x') => Self::Padded(width),
            _ => Self::Number,
        }
    }
}

/// `[h]`, `[mm]`, `[s]`: hours, minutes or seconds beyond a day.
fn is_elapsed(inside: &str) -> bool {
    let mut letters = inside.chars().map(|c| c.to_ascii_lowercase());
    let first = letters.next();
    matches!(first, Some('h' | 'm' | 's')) && letters.all(|c| Some(c) == first)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(write: impl FnOnce(&mut String)) -> String {
        let mut out = String::new();
        write(&mut out);
        out
    }

    #[test]
    fn identifiers_keep_their_digits() {
        let cases = [
            (255_081_416_802_538.0, "255081416802538"),
            (612_345_678.0, "612345678"),
            (-3.0, "-3"),
            (0.1, "0.1"),
            (9_007_199_254_740_992.0, "9007199254740992"),
            (7.630006000011234e26, "7.630006000011234E26"),
            (f64::NAN, ""),
        ];
        for (value, want) in cases {
            assert_eq!(written(|out| number(value, out)), want);
        }
        let cases = [
            ("2.55081416802538E14", "255081416802538"),
            ("0612345678", "0612345678"),
            ("30006000011234567890189", "30006000011234567890189"),
            (" 12.50 ", "12.5"),
        ];
        for (raw, want) in cases {
            assert_eq!(written(|out| assert!(spelled(raw, out))), want);
        }
        assert!(!spelled("x", &mut String::new()));
    }

    #[test]
    fn zeros_that_the_format_shows_are_given_back() {
        assert_eq!(
            written(|out| assert!(padded(612_345_678.0, 10, out))),
            "0612345678"
        );
        assert_eq!(written(|out| assert!(padded(1000.0, 5, out))), "01000");
        for (value, width) in [(33_612_345_678.0, 10), (1.5, 5), (-1.0, 5)] {
            assert_eq!(written(|out| assert!(!padded(value, width, out))), "");
        }
    }

    #[test]
    fn dates_are_iso() {
        let cases = [
            (45943.0, Epoch::Of1900, "2025-10-13"),
            (45943.541, Epoch::Of1900, "2025-10-13T12:59:02"),
            (1.0, Epoch::Of1900, "1900-01-01"),
            (59.0, Epoch::Of1900, "1900-02-28"),
            (61.0, Epoch::Of1900, "1900-03-01"),
            (0.5, Epoch::Of1900, "12:00:00"),
            (0.999_999_9, Epoch::Of1900, "1900-01-01"),
            (0.0, Epoch::Of1904, "1904-01-01"),
            (44481.0, Epoch::Of1904, "2025-10-13"),
        ];
        for (serial, epoch, want) in cases {
            assert_eq!(
                written(|out| assert!(date(serial, epoch, out))),
                want,
                "{serial}"
            );
        }
        assert!(!date(-1.0, Epoch::Of1900, &mut String::new()));
        assert!(!date(f64::NAN, Epoch::Of1900, &mut String::new()));
        assert_eq!(written(|out| duration(1.104_166_666_7, out)), "PT26H30M0S");
    }

    #[test]
    fn formats_are_told_apart() {
        let cases = [
            ("dd/mm/yyyy", Format::Date),
            ("[$-40C]d mmmm yyyy;@", Format::Date),
            ("[h]:mm:ss", Format::Duration),
            ("[Red]#,##0.00\\ \"days\"", Format::Number),
            ("0#\" \"##\" \"##", Format::Padded(6)),
            ("00000", Format::Padded(5)),
            ("#,##0", Format::Number),
            ("0.00E+00", Format::Number),
            ("##0", Format::Number),
            ("00.0%", Format::Number),
            ("General", Format::Number),
            ("_-* #,##0.00\\ _m_-", Format::Number),
            ("#,##0.00;[Red]-#,##0.00\" d\"", Format::Number),
            ("h:mm AM/PM", Format::Date),
        ];
        for (code, want) in cases {
            assert_eq!(Format::of(code), want, "{code}");
        }
        assert_eq!(Format::builtin(14), Format::Date);
        assert_eq!(Format::builtin(46), Format::Duration);
        assert_eq!(Format::builtin(49), Format::Number);
    }
}
