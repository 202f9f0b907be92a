//! Belgium, Luxembourg, the Netherlands.

use super::{graded, is_date, plain};
use crate::rule::validator::compact::{
    Compact, all_same, any_separator, digit, luhn, number, plain_separator, verhoeff, weighted,
};
use crate::rule::validator::{Accepted, Grade};

/// Births of this century are told up to this year: there is no clock here.
const LAST_YEAR: u64 = 50;

/// Belgian national number, `YYMMDD-SSS.CC`: 97 less the first nine digits
/// modulo 97, a 2 before them for births since 2000 (Service public fédéral
/// Intérieur, Registre national, IT000). BIS numbers add 20 or 40 to the month;
/// 00 stands for what is not known.
pub(in crate::rule::validator) fn nrn(text: &str) -> Option<Accepted> {
    let read = Compact::<11>::digits(text, any_separator);
    let d = read.whole()?;
    let (body, key) = (number(&d[..9]), number(&d[9..]));
    let (year, day) = (number(&d[..2]), number(&d[4..6]));
    let month = match number(&d[2..4]) {
        m @ 0..=12 => m,
        m @ (20..=32 | 40..=52) => m % 20,
        _ => return None,
    };
    let keyed = |century: u64| 97 - (century * 1_000_000_000 + body) % 97 == key;
    let born = |year: u64| month == 0 || day == 0 || is_date(year, month, day);
    let held = keyed(0) && born(1900 + year) || year < LAST_YEAR && keyed(2) && born(2000 + year);
    let grade = if month == 0 || day == 0 {
        Grade::Weak
    } else {
        Grade::Plain
    };
    (held && number(&d[6..9]) != 0).then(|| graded(&read, 11, grade))
}

/// Luxembourg, `YYYYMMDD XXX C1 C2`: Luhn over the first twelve digits, Verhoeff
/// over the first eleven and the last (loi du 19 juin 2013 relative à
/// l'identification des personnes physiques ; règlement grand-ducal du
/// 28 novembre 2013).
pub(in crate::rule::validator) fn luxembourg(text: &str) -> Option<Accepted> {
    let read = Compact::<13>::digits(text, plain_separator);
    let d = read.whole()?;
    let (year, month, day) = (number(&d[..4]), number(&d[4..6]), number(&d[6..8]));
    let mut second = [0; 12];
    second[..11].copy_from_slice(&d[..11]);
    second[11] = d[12];
    let born = (1850..2100).contains(&year) && is_date(year, month, day);
    (born && luhn(&d[..12]) && verhoeff(&second)).then(|| plain(&read))
}

/// Dutch BSN: nine digits (a zero at the start may be left out) weighted 9 to 2
/// and -1, a multiple of 11 (Wet algemene bepalingen burgerservicenummer;
/// Besluit burgerservicenummer, art. 2).
pub(in crate::rule::validator) fn bsn(text: &str) -> Option<Accepted> {
    let read = Compact::<9>::digits(text, plain_separator);
    let d = read.as_bytes();
    let short = match d.len() {
        9 => 0,
        8 => 1,
        _ => return None,
    };
    let (body, check) = d.split_at(d.len() - 1);
    let sum = weighted(body, &[9, 8, 7, 6, 5, 4, 3, 2][short..]);
    let good = sum % 11 == digit(check[0]) && !all_same(d) && !read.runs_on();
    let grade = if short == 0 {
        Grade::Plain
    } else {
        Grade::Weak
    };
    (good && !read.is_decimal(text, d.len())).then(|| graded(&read, d.len(), grade))
}
