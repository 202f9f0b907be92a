//! French identifiers without a key: allocataire, France Travail, URSSAF,
//! foreigner's number, association, activity code, tax notice, NUMEN, parcel.
//!
//! Their structure is all that can be checked, so that a label or a header must
//! agree; every grade is weak but where said.

use super::compact::{Compact, all_digits, all_same, is_space, number};
use super::{Accepted, Grade};

const fn weak(len: usize) -> Accepted {
    graded(len, Grade::Weak)
}

const fn graded(len: usize, grade: Grade) -> Accepted {
    Accepted {
        len,
        grade,
        test: false,
    }
}

/// Number of a family-benefit recipient: seven digits and, on letters of the
/// CAF, a letter.
pub(super) fn caf(text: &str) -> Option<Accepted> {
    let read = Compact::<8>::alphanumerics(text, is_space);
    let c = read.as_bytes();
    let lettered = c.len() == 8 && c[7].is_ascii_uppercase();
    let shape = (lettered || c.len() == 7) && all_digits(&c[..7]);
    (shape && !read.runs_on() && !all_same(&c[..7])).then(|| weak(read.end(c.len())))
}

/// Number of a job seeker: seven digits and a letter or a digit, after the three
/// digits of the region in the national form (ten or eleven characters).
pub(super) fn france_travail(text: &str) -> Option<Accepted> {
    let read = Compact::<11>::alphanumerics(text, is_space);
    let c = read.as_bytes();
    let (digits, last) = c.split_at(c.len().saturating_sub(1));
    let ends = last.first().is_some_and(u8::is_ascii_alphanumeric);
    let shape = matches!(c.len(), 8 | 10 | 11) && all_digits(digits) && ends;
    (shape && !read.runs_on() && !all_same(digits)).then(|| weak(read.end(c.len())))
}

/// Account of a contributor at an URSSAF: eighteen digits, the body's code first.
pub(super) fn urssaf(text: &str) -> Option<Accepted> {
    let read = Compact::<18>::digits(text, is_space);
    let c = read.whole()?;
    let body = number(&c[..3]);
    ((100..=999).contains(&body) && !all_same(&c[3..])).then(|| weak(read.end(18)))
}

/// Number of a foreigner in AGDREF: ten digits.
pub(super) fn agdref(text: &str) -> Option<Accepted> {
    let read = Compact::<10>::digits(text, is_space);
    let c = read.whole()?;
    (!all_same(&c[1..])).then(|| weak(read.end(10)))
}

/// Association in the national register: `W`, the registry (department and
/// district), six digits.
pub(super) fn rna(text: &str) -> Option<Accepted> {
    let read = Compact::<10>::read(text, 0, |c| c.is_ascii_alphanumeric(), |_| false);
    let c = read.whole()?;
    let department = match &c[1..4] {
        [b'2', b'A' | b'B', third] => third.is_ascii_digit(),
        [b'9', b'7' | b'8', third] => third.is_ascii_digit(),
        digits => all_digits(digits) && (1..=95).contains(&number(&digits[..2])),
    };
    let sane = c[0] == b'W' && department && all_digits(&c[4..]) && !all_same(&c[4..]);
    sane.then(|| graded(read.end(10), Grade::Plain))
}

/// Activity code (NAF rev. 2): division, group, class and a letter.
pub(super) fn ape(text: &str) -> Option<Accepted> {
    let read = Compact::<5>::alphanumerics(text, |c| is_space(c) || c == '.');
    let c = read.whole()?;
    let division = number(&c[..2]);
    let shape = all_digits(&c[..4]) && c[4].is_ascii_uppercase();
    // divisions that the nomenclature leaves free
    let free = matches!(
        division,
        0 | 4 | 34 | 40 | 44 | 48 | 54 | 57 | 67 | 76 | 83 | 89
    );
    (shape && !free).then(|| graded(read.end(5), Grade::Plain))
}

/// Reference of a tax notice: year, two characters, a letter or digit, six
/// digits, two digits.
pub(super) fn tax_notice(text: &str) -> Option<Accepted> {
    let read = Compact::<13>::alphanumerics(text, is_space);
    let c = read.whole()?;
    let shape = all_digits(&c[..2]) && all_digits(&c[5..]) && (5..=60).contains(&number(&c[..2]));
    (shape && !all_same(&c[5..])).then(|| weak(read.end(13)))
}

/// NUMEN of staff of the education ministry: two digits, a letter, seven digits,
/// three letters.
pub(super) fn numen(text: &str) -> Option<Accepted> {
    let read = Compact::<13>::alphanumerics(text, |_| false);
    let c = read.whole()?;
    let letters = |s: &[u8]| s.iter().all(u8::is_ascii_uppercase);
    let shape =
        all_digits(&c[..2]) && letters(&c[2..3]) && all_digits(&c[3..10]) && letters(&c[10..]);
    (shape && !all_same(&c[3..10])).then(|| graded(read.end(13), Grade::Plain))
}

/// Parcel of the cadastre: commune (INSEE), absorbed commune, section, number;
/// fourteen characters.
pub(super) fn parcel(text: &str) -> Option<Accepted> {
    let read = Compact::<14>::alphanumerics(text, is_space);
    let c = read.whole()?;
    let commune = match &c[..2] {
        [b'2', b'A' | b'B'] => true,
        digits => all_digits(digits) && (1..=97).contains(&number(digits)),
    };
    let section = match &c[8..10] {
        [b'0', last] => last.is_ascii_alphanumeric() && *last != b'0',
        [first, last] => first.is_ascii_alphanumeric() && last.is_ascii_alphanumeric(),
        _ => false,
    };
    let numbers = all_digits(&c[2..8]) && all_digits(&c[10..]) && number(&c[10..]) != 0;
    let lettered = c[9].is_ascii_uppercase();
    (commune && section && numbers).then(|| {
        let grade = if lettered { Grade::Plain } else { Grade::Weak };
        graded(read.end(14), grade)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    type Check = fn(&str) -> Option<Accepted>;

    #[test]
    fn shapes_hold_and_others_do_not() {
        let cases: [(Check, &[&str], &[&str]); 9] = [
            (
                caf,
                &["4718236", "4718236 K", "4718236K"],
                &["471823", "47182365", "7777777"],
            ),
            (
                france_travail,
                &["4718236K", "03547182365", "035 4718236K"],
                &["471823KK", "4718236", "035471823655"],
            ),
            (
                urssaf,
                &["827 000004718236554", "117000001564783920"],
                &["017000001564783920", "11700000156478392"],
            ),
            (
                agdref,
                &["9203118472", "75 03 118472"],
                &["920311847", "92031184725", "1111111111"],
            ),
            (
                rna,
                &["W691071825", "W2A1004718", "W974100471"],
                &["W961071825", "W69107182", "X691071825", "W691000000"],
            ),
            (
                ape,
                &["6201Z", "62.01Z", "0116Z"],
                &["4412A", "62011", "6201ZZ"],
            ),
            (
                tax_notice,
                &["24 69 1471823 55", "2469A47182365"],
                &["9969147182355", "24691471823"],
            ),
            (
                numen,
                &["10E1847236KDZ"],
                &["10E1847236KD", "1OE1847236KDZ", "10E1111111KDZ"],
            ),
            (
                parcel,
                &["69123000AB0147", "2A0040000B0012", "97411000CD0003"],
                &["69123000AB0000", "99123000AB0147", "69123000AB147"],
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
