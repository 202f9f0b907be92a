//! Denmark, Finland, Iceland, Norway, Sweden.

use super::{graded, is_date, plain, some_century};
use crate::rule::validator::compact::{
    Compact, all_digits, is_space, luhn, number, plain_separator, weighted,
};
use crate::rule::validator::{Accepted, Grade};

/// Danish numbers of births from this year on are not given yet, and the digit
/// that says the century would allow them.
const LAST_YEAR: u64 = 2037;

/// Danish CPR number, `DDMMYY-SSSS`: a day of the calendar. Weights 4 3 2 7 6 5 4
/// 3 2 1 modulo 11 held for all until 2007 and hold for nearly all: without them
/// it is weak (CPR-kontoret, Personnummeret i CPR).
pub(in crate::rule::validator) fn cpr(text: &str) -> Option<Accepted> {
    let read = Compact::<10>::digits(text, |c| is_space(c) || c == '-');
    let d = read.whole()?;
    let keyed = weighted(d, &[4, 3, 2, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11);
    let year = number(&d[4..6]) + danish_century(d);
    let born = year < LAST_YEAR && is_date(year, number(&d[2..4]), number(&d[..2]));
    let grade = if keyed { Grade::Plain } else { Grade::Weak };
    (born && number(&d[6..]) != 0).then(|| graded(&read, 10, grade))
}

/// The seventh digit and the year say the century.
fn danish_century(d: &[u8]) -> u64 {
    match (d[6], number(&d[4..6])) {
        (b'0'..=b'3', _) | (b'4' | b'9', 37..) => 1900,
        (b'5'..=b'8', 58..) => 1800,
        _ => 2000,
    }
}

/// Finnish personal identity code, `DDMMYYCZZZQ`: C says the century (`+` 1800,
/// `-` and Y X W V U 1900, A to F 2000), Q is the number modulo 31 (Väestötietolaki;
/// Valtioneuvoston asetus 128/2010, new signs since 2023). 900-999 are given to
/// tests.
pub(in crate::rule::validator) fn hetu(text: &str) -> Option<Accepted> {
    let b = text.as_bytes().get(..11)?;
    if !all_digits(&b[..6]) || !all_digits(&b[7..10]) {
        return None;
    }
    let century = match b[6].to_ascii_uppercase() {
        b'+' => 1800,
        b'-' | b'U'..=b'Y' => 1900,
        b'A'..=b'F' => 2000,
        _ => return None,
    };
    let (birth, order) = (number(&b[..6]), number(&b[7..10]));
    let rest = usize::try_from((birth * 1000 + order) % 31).ok()?;
    let keyed = b"0123456789ABCDEFHJKLMNPRSTUVWXY"[rest] == b[10].to_ascii_uppercase();
    let year = century + number(&b[4..6]);
    let born = is_date(year, number(&b[2..4]), number(&b[..2]));
    let runs_on = text
        .as_bytes()
        .get(11)
        .is_some_and(u8::is_ascii_alphanumeric);
    (keyed && born && order >= 2 && !runs_on).then_some(Accepted {
        len: 11,
        grade: Grade::Plain,
        test: order >= 900,
    })
}

/// Icelandic kennitala of a person, `DDMMYY-NNCX`: weights 3 2 7 6 5 4 3 2 1
/// modulo 11, X the century (Þjóðskrá, lög nr. 140/2019). Those of companies
/// (day + 40) are none.
pub(in crate::rule::validator) fn kennitala(text: &str) -> Option<Accepted> {
    let read = Compact::<10>::digits(text, |c| is_space(c) || c == '-');
    let d = read.whole()?;
    let century = match d[9] {
        b'8' => 1800,
        b'9' => 1900,
        b'0' => 2000,
        _ => return None,
    };
    let year = century + number(&d[4..6]);
    let born = is_date(year, number(&d[2..4]), number(&d[..2]));
    let keyed = weighted(d, &[3, 2, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11);
    (born && keyed).then(|| plain(&read))
}

/// Norwegian fødselsnummer and D-number (day + 40): birth DDMMYY, individual
/// number (3), two check digits modulo 11 (folkeregisterforskriften § 2-2-1).
/// Months beyond 40 are those of help numbers, beyond 65 and 80 of test
/// populations.
pub(in crate::rule::validator) fn fodselsnummer(text: &str) -> Option<Accepted> {
    let read = Compact::<11>::digits(text, plain_separator);
    let d = read.whole()?;
    let first = weighted(d, &[3, 7, 6, 1, 8, 9, 4, 5, 2, 1]);
    let second = weighted(d, &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]);
    if !first.is_multiple_of(11) || !second.is_multiple_of(11) {
        return None;
    }
    let (month, test) = match number(&d[2..4]) {
        m @ 81..=92 => (m - 80, true),
        m @ 66..=77 => (m - 65, true),
        m @ 41..=52 => (m - 40, false),
        m => (m, false),
    };
    let day = match number(&d[..2]) {
        day @ 41..=71 => day - 40,
        day => day,
    };
    let year = norwegian_year(number(&d[4..6]), number(&d[6..9]))?;
    is_date(year, month, day).then(|| Accepted {
        test,
        ..plain(&read)
    })
}

/// The year of birth, whose century the individual number says.
const fn norwegian_year(year: u64, individual: u64) -> Option<u64> {
    match (individual, year) {
        (0..500, _) => Some(1900 + year),
        (500..750, 54..) => Some(1800 + year),
        (500..1000, 0..40) => Some(2000 + year),
        (900..1000, _) => Some(1900 + year),
        _ => None,
    }
}

/// Swedish personnummer and samordningsnummer (day + 60), `YYMMDD-NNNC`, the
/// century before it or not, `+` from the hundredth year: Luhn over ten digits
/// (folkbokföringslagen 1991:481 § 18; Skatteverket SKV 704).
pub(in crate::rule::validator) fn personnummer(text: &str) -> Option<Accepted> {
    let separator = |c: char| is_space(c) || matches!(c, '-' | '+' | '\u{2011}' | '\u{2013}');
    let read = Compact::<12>::digits(text, separator);
    let d = read.as_bytes();
    let ten = |d: &[u8]| {
        let day = match number(&d[4..6]) {
            day @ 61..=91 => day - 60,
            day => day,
        };
        let born = some_century(number(&d[..2]), number(&d[2..4]), day);
        born && luhn(d) && number(&d[6..9]) != 0
    };
    let full = d.len() == 12 && matches!(&d[..2], b"18" | b"19" | b"20");
    if full && read.free_after(12) && ten(&d[2..]) {
        return Some(graded(&read, 12, Grade::Plain));
    }
    let short = d.len() >= 10 && read.free_after(10) && ten(&d[..10]);
    short.then(|| graded(&read, 10, Grade::Plain))
}
