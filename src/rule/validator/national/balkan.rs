//! Bulgaria, Croatia, Romania, Slovenia and the former Yugoslavia, Greece, Cyprus,
//! Türkiye.

use super::{day_first, graded, is_date, plain};
use crate::rule::validator::compact::{
    Compact, all_same, digit, is_space, luhn, mod_11_10, number, plain_separator, weighted,
};
use crate::rule::validator::{Accepted, Grade, vat};

/// Bulgarian EGN: YYMMDD (month + 20 before 1900, + 40 since 2000), serial,
/// check digit modulo 11 (ЗГР, чл. 11; Наредба № РД-02-20-9 of 2012); and the
/// number of foreigners (ЛНЧ), which has no date: weak.
pub(in crate::rule::validator) fn egn(text: &str) -> Option<Accepted> {
    let read = Compact::<10>::digits(text, is_space);
    let d = read.whole()?;
    let (century, month) = match number(&d[2..4]) {
        m @ 41..=52 => (2000, m - 40),
        m @ 21..=32 => (1800, m - 20),
        m => (1900, m),
    };
    let born = is_date(century + number(&d[..2]), month, number(&d[4..6]));
    let citizen = weighted(d, &[2, 4, 8, 5, 10, 9, 7, 3, 6]) % 11 % 10 == digit(d[9]);
    let foreigner = weighted(d, &[21, 19, 17, 13, 11, 9, 7, 3, 1]) % 10 == digit(d[9]);
    if born && citizen {
        return Some(plain(&read));
    }
    (foreigner && !all_same(d)).then(|| graded(&read, 10, Grade::Weak))
}

/// Croatian OIB: eleven digits, ISO/IEC 7064 mod 11,10 (Zakon o osobnom
/// identifikacijskom broju, NN 60/2008).
pub(in crate::rule::validator) fn oib(text: &str) -> Option<Accepted> {
    let read = Compact::<11>::digits(text, is_space);
    let d = read.whole()?;
    (mod_11_10(d) && !all_same(d)).then(|| plain(&read))
}

/// Romanian CNP: sex and century, YYMMDD, county (2), serial (3), check digit
/// modulo 11 (Legea nr. 105/1996; OUG nr. 97/2005).
pub(in crate::rule::validator) fn cnp(text: &str) -> Option<Accepted> {
    let read = Compact::<13>::digits(text, plain_separator);
    let d = read.whole()?;
    let year = number(&d[1..3]);
    let dated = |century: u64| is_date(century + year, number(&d[3..5]), number(&d[5..7]));
    let born = match d[0] {
        b'1' | b'2' => dated(1900),
        b'3' | b'4' => dated(1800),
        b'5' | b'6' => dated(2000),
        // residents and foreigners: the century is not said
        b'7'..=b'9' => dated(1900) || dated(2000),
        _ => false,
    };
    let county = matches!(number(&d[7..9]), 1..=48 | 51 | 52 | 70 | 80..=83);
    let rest = weighted(d, &[2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9]) % 11;
    let check = if rest == 10 { 1 } else { rest };
    (born && county && check == digit(d[12])).then(|| plain(&read))
}

/// EMŠO (Slovenia) and JMBG (former Yugoslavia): DDMMYYY, region (2), serial (3),
/// check digit modulo 11 (Zakon o centralnem registru prebivalstva; Zakon o
/// matičnom broju).
pub(in crate::rule::validator) fn emso(text: &str) -> Option<Accepted> {
    let read = Compact::<13>::digits(text, is_space);
    let d = read.whole()?;
    let year = match number(&d[4..7]) {
        year @ 0..=99 => 2000 + year,
        year @ 850..=999 => 1000 + year,
        _ => return None,
    };
    let born = is_date(year, number(&d[2..4]), number(&d[..2]));
    let check = (11 - weighted(d, &[7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11) % 11;
    // those whose check would be ten are not given
    (born && check == digit(d[12])).then(|| plain(&read))
}

/// Greek AFM (tax): powers of two modulo 11, modulo 10 (ΠΟΛ 1/1994).
pub(in crate::rule::validator) fn afm(text: &str) -> Option<Accepted> {
    let read = Compact::<9>::digits(text, is_space);
    let d = read.whole()?;
    let check = weighted(d, &[256, 128, 64, 32, 16, 8, 4, 2]) % 11 % 10;
    (check == digit(d[8]) && !all_same(d)).then(|| plain(&read))
}

/// Greek AMKA (social insurance): birth DDMMYY, serial (4), Luhn (ν. 3655/2008,
/// άρθρο 153).
pub(in crate::rule::validator) fn amka(text: &str) -> Option<Accepted> {
    let read = Compact::<11>::digits(text, plain_separator);
    let d = read.whole()?;
    (day_first(d) && luhn(d)).then(|| plain(&read))
}

/// Cypriot TIC (tax): eight digits and a letter modulo 26, as in VAT numbers
/// (Cyprus Tax Department; OECD TIN sheet).
pub(in crate::rule::validator) fn tic(text: &str) -> Option<Accepted> {
    let read = Compact::<9>::alphanumerics(text, is_space);
    let c = read.whole()?;
    (vat::cyprus(c) && !all_same(&c[..8])).then(|| plain(&read))
}

/// Turkish T.C. kimlik no: eleven digits, the tenth and eleventh computed of those
/// before (5490 sayılı Nüfus Hizmetleri Kanunu).
pub(in crate::rule::validator) fn tckn(text: &str) -> Option<Accepted> {
    let read = Compact::<11>::digits(text, is_space);
    let d = read.whole()?;
    // 7 times the odd places less the even ones, which are 9 times themselves
    let tenth = weighted(d, &[7, 9, 7, 9, 7, 9, 7, 9, 7]) % 10;
    let last = weighted(d, &[1; 10]) % 10;
    let keyed = tenth == digit(d[9]) && last == digit(d[10]);
    (d[0] != b'0' && keyed).then(|| plain(&read))
}
