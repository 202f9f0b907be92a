//! Poland, Czechia and Slovakia, Hungary.

use super::{graded, is_date, plain};
use crate::rule::validator::compact::{
    Compact, all_same, digit, is_space, number, plain_separator, weighted,
};
use crate::rule::validator::{Accepted, Grade};

/// PESEL: YYMMDD (the month says the century), serial, sex, check digit: weights
/// 1 3 7 9 (ustawa z 24 września 2010 o ewidencji ludności, art. 15).
pub(in crate::rule::validator) fn pesel(text: &str) -> Option<Accepted> {
    let read = Compact::<11>::digits(text, is_space);
    let d = read.whole()?;
    let month = number(&d[2..4]);
    let century = [1900, 2000, 2100, 2200, 1800][(month / 20) as usize % 5];
    let born = is_date(century + number(&d[..2]), month % 20, number(&d[4..6]));
    let sum = weighted(d, &[1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1]);
    (born && sum.is_multiple_of(10)).then(|| plain(&read))
}

/// NIP: weights 6 5 7 2 3 4 5 6 7 modulo 11 (ustawa z 13 października 1995 o
/// zasadach ewidencji i identyfikacji podatników).
pub(in crate::rule::validator) fn nip(text: &str) -> Option<Accepted> {
    let read = Compact::<10>::digits(text, plain_separator);
    let d = read.whole()?;
    let check = weighted(d, &[6, 5, 7, 2, 3, 4, 5, 6, 7]) % 11;
    (d[0] != b'0' && check == digit(d[9]) && !all_same(d)).then(|| plain(&read))
}

/// Rodné číslo, `YYMMDD/SSSC`: women's months + 50, since 2004 also + 20; ten
/// digits since 1954, a multiple of 11, or the rest 10 written 0, which was
/// given up in 1985 and is weak after; nine digits before have no check and are
/// weak (zákon č. 133/2000 Sb., § 13;
/// zákon č. 301/1995 Z. z.).
pub(in crate::rule::validator) fn rodne_cislo(text: &str) -> Option<Accepted> {
    let read = Compact::<10>::digits(text, |c| is_space(c) || c == '/');
    let d = read.as_bytes();
    let year = match (d.len(), number(d.get(..2)?)) {
        (9, year @ 0..=53) => 1900 + year,
        (10, year @ 0..=53) => 2000 + year,
        (10, year) => 1900 + year,
        _ => return None,
    };
    let month = match number(&d[2..4]) % 50 {
        month @ 21..=32 if year >= 2004 => month - 20,
        month => month,
    };
    let born = number(&d[2..4]) < 90 && is_date(year, month, number(&d[4..6]));
    if !born || read.runs_on() || number(&d[6..9]) == 0 {
        return None;
    }
    if d.len() == 9 {
        return Some(graded(&read, 9, Grade::Weak));
    }
    let rest = number(&d[..9]) % 11;
    let grade = match (rest, year) {
        (10, 1986..) => Grade::Weak,
        _ => Grade::Plain,
    };
    (rest % 10 == u64::from(digit(d[9]))).then(|| graded(&read, 10, grade))
}

/// Hungarian személyi szám, `S-YYMMDD-NNNC`: weights 1 to 10, or 10 to 1 for
/// births since 1997, modulo 11 (1996. évi XX. törvény, 2. melléklet).
pub(in crate::rule::validator) fn szemelyi(text: &str) -> Option<Accepted> {
    let read = Compact::<11>::digits(text, plain_separator);
    let d = read.whole()?;
    let year = number(&d[1..3]);
    let late = weighted(d, &[10, 9, 8, 7, 6, 5, 4, 3, 2, 1]) % 11;
    let early = weighted(d, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]) % 11;
    // 1, 2: born 1900-1999; 3, 4: before and since; 5-8: foreigners
    let (born, check) = match d[0] {
        b'1' | b'2' | b'5' | b'6' => (1900 + year, if year > 96 { late } else { early }),
        b'3' | b'4' | b'7' | b'8' if year < 50 => (2000 + year, late),
        b'3' | b'4' | b'7' | b'8' => (1800 + year, early),
        _ => return None,
    };
    let dated = is_date(born, number(&d[3..5]), number(&d[5..7]));
    (dated && check == digit(d[10])).then(|| plain(&read))
}

/// Hungarian TAJ (social insurance): nine digits, weights 3 and 7 modulo 10
/// (1996. évi XX. törvény, 2. melléklet; 217/1997. (XII. 1.) Korm. rendelet).
pub(in crate::rule::validator) fn taj(text: &str) -> Option<Accepted> {
    let read = Compact::<9>::digits(text, plain_separator);
    let d = read.whole()?;
    let check = weighted(d, &[3, 7, 3, 7, 3, 7, 3, 7]) % 10;
    (check == digit(d[8]) && !all_same(d) && !read.is_decimal(text, 9)).then(|| plain(&read))
}

/// Hungarian adóazonosító jel: 8, days since 1867 (5), serial (3), check digit:
/// weights 1 to 9 modulo 11 (2017. évi CL. törvény az adózás rendjéről).
pub(in crate::rule::validator) fn tax_hungary(text: &str) -> Option<Accepted> {
    let read = Compact::<10>::digits(text, plain_separator);
    let d = read.whole()?;
    let check = weighted(d, &[1, 2, 3, 4, 5, 6, 7, 8, 9]) % 11;
    // born between 1890 and 2050
    let days = (8_400..67_000).contains(&number(&d[1..6]));
    (d[0] == b'8' && days && check == digit(d[9])).then(|| plain(&read))
}
