//! Codes of organisations, securities and publications, told apart so that
//! nobody takes them for a person's: LEI, ISIN, CUSIP, ISSN, excise numbers.

use super::compact::{Compact, all_digits, all_same, digit, is_space, mod_97};
use super::{Accepted, Grade};

const fn accepted(len: usize, grade: Grade) -> Accepted {
    Accepted {
        len,
        grade,
        test: false,
    }
}

/// Value of a letter or digit: A = 10 ... Z = 35.
fn place(b: u8) -> u32 {
    if b.is_ascii_digit() {
        digit(b)
    } else {
        u32::from(b.wrapping_sub(b'A')) + 10
    }
}

/// Legal entity identifier (ISO 17442): eighteen characters and two digits, mod
/// 97-10.
pub(super) fn lei(text: &str) -> Option<Accepted> {
    let read = Compact::<20>::alphanumerics(text, is_space);
    let c = read.whole()?;
    let keyed = all_digits(&c[18..]) && mod_97(c.iter().copied()) == 1;
    let grouped = read.contiguous(20) || text.split(is_space).take(5).all(|g| g.len() >= 4);
    let letters = c.iter().any(u8::is_ascii_uppercase);
    (keyed && grouped && letters && !all_same(&c[..18]))
        .then(|| accepted(read.end(20), Grade::Strong))
}

/// Security (ISO 6166): country, nine characters, Luhn over the expanded text.
pub(super) fn isin(text: &str) -> Option<Accepted> {
    let read = Compact::<12>::alphanumerics(text, is_space);
    let c = read.whole()?;
    let shape = c[..2].iter().all(u8::is_ascii_uppercase) && c[11].is_ascii_digit();
    let (mut sum, mut doubled) = (0, false);
    for b in c.iter().rev() {
        let mut n = place(*b);
        loop {
            let d = n % 10 * if doubled { 2 } else { 1 };
            sum += d / 10 + d % 10;
            doubled = !doubled;
            n /= 10;
            if n == 0 {
                break;
            }
        }
    }
    let digits = c.iter().filter(|b| b.is_ascii_digit()).count();
    (shape && digits >= 3 && sum.is_multiple_of(10)).then(|| accepted(read.end(12), Grade::Strong))
}

/// North American security (ANSI X9.6): eight characters and a digit.
pub(super) fn cusip(text: &str) -> Option<Accepted> {
    let read = Compact::<9>::alphanumerics(text, |_| false);
    let c = read.whole()?;
    let sum: u32 = c[..8]
        .iter()
        .enumerate()
        .map(|(i, b)| place(*b) * if i % 2 == 1 { 2 } else { 1 })
        .map(|n| n / 10 + n % 10)
        .sum();
    let keyed = c[8].is_ascii_digit() && (10 - sum % 10) % 10 == digit(c[8]);
    (keyed && !all_same(c)).then(|| accepted(read.end(9), Grade::Plain))
}

/// Serial (ISO 3297): seven digits and a check, `X` for ten.
pub(super) fn issn(text: &str) -> Option<Accepted> {
    let read = Compact::<8>::alphanumerics(text, |c| matches!(c, '-' | '\u{2010}' | '\u{2011}'));
    let c = read.whole()?;
    let last = if c[7] == b'X' { 10 } else { digit(c[7]) };
    let sum: u32 = (2..=8).rev().zip(&c[..7]).map(|(w, b)| w * digit(*b)).sum();
    let shape = all_digits(&c[..7]) && (c[7] == b'X' || c[7].is_ascii_digit()) && !all_same(c);
    let hyphen = text.as_bytes().get(4).is_some_and(|b| !b.is_ascii_digit());
    (shape && hyphen && (sum + last).is_multiple_of(11))
        .then(|| accepted(read.end(8), Grade::Plain))
}

/// Excise number (directive (EU) 2020/262, SEED): the country and eleven letters
/// and digits; a French one is a zero, the office (department and number), the
/// letter of the trade, four digits.
pub(super) fn excise(text: &str) -> Option<Accepted> {
    const COUNTRIES: &[u8] = b"ATBEBGCYCZDEDKEEELESFIFRGBHRHUIEITLTLULVMTNLPLPTROSESISKXI";
    let read = Compact::<13>::alphanumerics(text, is_space);
    let c = read.whole()?;
    let known = COUNTRIES
        .as_chunks::<2>()
        .0
        .iter()
        .any(|k| c.starts_with(k));
    let digits = c[2..].iter().filter(|b| b.is_ascii_digit()).count();
    let office = c[2] == b'0' && all_digits(&c[3..8]);
    let french = office && c[8].is_ascii_uppercase() && all_digits(&c[9..]);
    (known && (french || !c.starts_with(b"FR")) && digits >= 5)
        .then(|| accepted(read.end(13), Grade::Plain))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_hold_by_their_checks() {
        type Check = fn(&str) -> Option<Accepted>;
        let cases: [(Check, &[&str], &[&str]); 5] = [
            (
                lei,
                &["969500KQ7Z2TX4VB9N81"],
                &["969500KQ7Z2TX4VB9N82", "969500KQ7Z2TX4VB9N4"],
            ),
            (
                isin,
                &["FR0013847191", "US8472KD1037"],
                &["FR0013847195", "FR00138471915", "1R0013847194"],
            ),
            (cusip, &["84K72D106"], &["84K72D104", "84K72D10"]),
            (
                issn,
                &["2847-1032", "2847-113X"],
                &["2847-1034", "28471032"],
            ),
            (
                excise,
                &["FR069471E0023"],
                &["FR0XX907E0820", "FR012345", "ZZ069471E0023"],
            ),
        ];
        for (check, good, bad) in cases {
            for text in good {
                assert_eq!(check(text).map(|a| a.len), Some(text.len()), "{text}");
            }
            for text in bad {
                assert!(check(text).is_none(), "{text}");
            }
        }
    }
}
