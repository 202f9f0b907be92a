//! Germany, Austria, Switzerland and Liechtenstein.

use super::{day_first, graded, plain};
use crate::rule::validator::compact::{
    Compact, all_digits, all_same, any_separator, digit, is_space, mod_11_10, number,
    plain_separator, weighted,
};
use crate::rule::validator::{Accepted, Grade};

/// German tax identification number: eleven digits, the first no zero, ISO/IEC
/// 7064 mod 11,10; of the first ten exactly one figure is there twice or three
/// times, and then not three in a row (§ 139b AO; § 1 StIdV;
/// Bundeszentralamt für Steuern, Aufbau der IdNr).
pub(in crate::rule::validator) fn idnr(text: &str) -> Option<Accepted> {
    let read = Compact::<11>::digits(text, any_separator);
    let d = read.whole()?;
    let (body, _) = d.split_at(10);
    let times = |figure: u8| body.iter().filter(|b| **b == figure).count();
    let mut repeated = (b'0'..=b'9').map(times).filter(|n| *n > 1);
    let one = matches!((repeated.next(), repeated.next()), (Some(2 | 3), None));
    let in_a_row = body.windows(3).any(all_same);
    (d[0] != b'0' && one && !in_a_row && mod_11_10(d)).then(|| plain(&read))
}

/// German pension insurance number: area (2), birth DDMMYY, initial, serial (2),
/// check digit (§ 147 SGB VI; VKVV §§ 2-4). 00 stands for a day or month that is
/// not known; days beyond 31 are those of a serial that ran out.
pub(in crate::rule::validator) fn rvnr(text: &str) -> Option<Accepted> {
    let read = Compact::<12>::alphanumerics(text, any_separator);
    let c = read.whole()?;
    let shape = all_digits(&c[..8]) && c[8].is_ascii_uppercase() && all_digits(&c[9..]);
    let (area, day, month) = (number(&c[..2]), number(&c[2..4]), number(&c[4..6]));
    if !shape || area < 2 || day > 93 || month > 12 {
        return None;
    }
    let rank = c[8] - b'A' + 1;
    let mut digits = [0; 12];
    digits[..8].copy_from_slice(&c[..8]);
    digits[8..10].copy_from_slice(&[b'0' + rank / 10, b'0' + rank % 10]);
    digits[10..].copy_from_slice(&c[9..11]);
    let keyed = crossed(&digits, &[2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1]) == digit(c[11]);
    let dated = day_first(&c[2..8]);
    let grade = if dated { Grade::Plain } else { Grade::Weak };
    keyed.then(|| graded(&read, 12, grade))
}

/// German health insurance number (unchanging part): letter, eight digits, check
/// digit (§ 290 SGB V; GKV-Spitzenverband, Richtlinie Krankenversichertennummer).
pub(in crate::rule::validator) fn kvnr(text: &str) -> Option<Accepted> {
    let read = Compact::<10>::alphanumerics(text, is_space);
    let c = read.whole()?;
    if !c[0].is_ascii_uppercase() || !all_digits(&c[1..]) || all_same(&c[1..]) {
        return None;
    }
    let rank = c[0] - b'A' + 1;
    let mut digits = [0; 10];
    digits[..2].copy_from_slice(&[b'0' + rank / 10, b'0' + rank % 10]);
    digits[2..].copy_from_slice(&c[1..9]);
    let keyed = crossed(&digits, &[1, 2, 1, 2, 1, 2, 1, 2, 1, 2]) == digit(c[9]);
    keyed.then(|| plain(&read))
}

/// Digits times weights, the digits of each product added, modulo 10.
fn crossed(digits: &[u8], weights: &[u32]) -> u32 {
    let products = digits.iter().zip(weights).map(|(b, w)| digit(*b) * w);
    products.map(|p| p / 10 + p % 10).sum::<u32>() % 10
}

/// German identity card: nine letters and digits of a reduced alphabet, and with
/// them perhaps the check digit of ICAO Doc 9303 and `D` (PAuswV, Anhang). The
/// number alone has no check: weak.
pub(in crate::rule::validator) fn id_card(text: &str) -> Option<Accepted> {
    let read = Compact::<11>::alphanumerics(text, is_space);
    let c = read.as_bytes();
    let serial = c.get(..9)?;
    let allowed = |b: &u8| b.is_ascii_digit() || b"CFGHJKLMNPRTVWXYZ".contains(b);
    let digits = serial.iter().filter(|b| b.is_ascii_digit()).count();
    let first = serial[0].is_ascii_uppercase();
    if !serial.iter().all(allowed) || digits < 2 || !first || all_same(&serial[1..]) {
        return None;
    }
    let keyed = c.get(9) == Some(&icao_check(serial));
    let nation = c.get(10) == Some(&b'D') && read.free_after(11);
    match keyed {
        true if nation && read.contiguous(11) => Some(graded(&read, 11, Grade::Plain)),
        true if read.contiguous(10) && read.free_after(10) => Some(graded(&read, 10, Grade::Plain)),
        _ => read.free_after(9).then(|| graded(&read, 9, Grade::Weak)),
    }
}

/// The check digit of ICAO Doc 9303: weights 7, 3, 1; A = 10.
fn icao_check(c: &[u8]) -> u8 {
    let value = |b: u8| match b {
        b'0'..=b'9' => digit(b),
        _ => u32::from(b - b'A') + 10,
    };
    let weights = [7, 3, 1].into_iter().cycle();
    let sum: u32 = c.iter().zip(weights).map(|(b, w)| value(*b) * w).sum();
    b'0' + (sum % 10) as u8
}

/// German tax number of a person or a business: ten or eleven digits as a Land
/// writes it, or thirteen as the federation does, whose fifth is 0 (AO § 139a;
/// ELSTER, Aufbau der Steuernummer). Its check digit differs by Land and is not
/// tried: weak.
pub(in crate::rule::validator) fn steuernummer(text: &str) -> Option<Accepted> {
    let read = Compact::<13>::read(text, 3, |c| c.is_ascii_digit(), any_separator);
    let d = read.as_bytes();
    let land = match d.len() {
        13 => matches!(
            (number(&d[..2]), number(&d[..1])),
            (10 | 11 | 21..=24 | 26..=28 | 30..=32 | 40 | 41, _) | (_, 5 | 9)
        ),
        // Hesse and others begin with 0, Saxony 2, Saxony-Anhalt and Thuringia 1
        10 | 11 => true,
        _ => return None,
    };
    let federal = d.len() != 13 || d[4] == b'0';
    let good = land && federal && !read.runs_on() && !all_same(d);
    good.then(|| graded(&read, d.len(), Grade::Weak))
}

/// Austrian social insurance number: serial (3, no zero first), check digit,
/// birth DDMMYY; months 13 to 15 where a day's numbers ran out (§ 31 ASVG;
/// Dachverband der Sozialversicherungsträger).
pub(in crate::rule::validator) fn svnr(text: &str) -> Option<Accepted> {
    let read = Compact::<10>::digits(text, plain_separator);
    let d = read.whole()?;
    let check = weighted(d, &[3, 7, 9, 0, 5, 8, 4, 2, 1, 6]) % 11;
    let beyond = (1..=31).contains(&number(&d[4..6])) && matches!(&d[6..8], b"13" | b"14" | b"15");
    let grade = if beyond { Grade::Weak } else { Grade::Plain };
    let born = beyond || day_first(&d[4..]);
    (d[0] != b'0' && born && check == digit(d[3])).then(|| graded(&read, 10, grade))
}

/// AHV/AVS number of Switzerland: 756 (ISO 3166), nine digits, the
/// check digit of EAN-13 (LAVS art. 50c; RAVS art. 133; OFAS, NAVS13).
pub(in crate::rule::validator) fn ahv(text: &str) -> Option<Accepted> {
    let read = Compact::<13>::digits(text, plain_separator);
    let d = read.whole()?;
    let sum = weighted(d, &[1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1]);
    let held = d.starts_with(b"756") && sum.is_multiple_of(10) && !all_same(&d[3..12]);
    held.then(|| {
        let grouped = !read.contiguous(13);
        let grade = if grouped { Grade::Strong } else { Grade::Plain };
        graded(&read, 13, grade)
    })
}
