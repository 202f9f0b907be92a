//! Identity documents by their number: passport, identity card, driving licence.
//!
//! None bears a check digit outside the machine-readable zone: a label or a
//! header must agree, and every grade is weak or plain accordingly.

use super::compact::{Compact, all_same, is_space, number};
use super::{Accepted, Grade};

/// French passport: two digits, two letters, five digits (also the title number
/// of driving licences since 2013).
pub(super) fn fr_passport(text: &str) -> Option<Accepted> {
    let read = Compact::<9>::alphanumerics(text, is_space);
    let c = read.whole()?;
    let shape = c.iter().enumerate().all(|(i, b)| match i {
        2 | 3 => b.is_ascii_uppercase(),
        _ => b.is_ascii_digit(),
    });
    shape.then(|| weak(read.end(9)))
}

/// Any country's passport, after a label: eight or nine letters and digits, of
/// which five digits at least.
pub(super) fn passport(text: &str) -> Option<Accepted> {
    let read = Compact::<9>::alphanumerics(text, is_space);
    let c = read.as_bytes();
    let digits = c.iter().filter(|b| b.is_ascii_digit()).count();
    (!read.runs_on() && c.len() >= 7 && digits >= 5 && !all_same(c))
        .then(|| weak(read.end(c.len())))
}

/// Any country's identity card or driving licence, after a label: six to
/// eighteen letters and digits in one piece or two, of which five digits at
/// least; digits alone are eight or more, and no date.
pub(super) fn document(text: &str) -> Option<Accepted> {
    let read = Compact::<19>::alphanumerics(text, |c| is_space(c) || c == '-');
    let n = (6..=read.as_bytes().len().min(18))
        .rev()
        .find(|n| *n >= 6 && read.free_after(*n))?;
    let c = &read.as_bytes()[..n];
    let digits = c.iter().filter(|b| b.is_ascii_digit()).count();
    let numeric = digits == n;
    let dated = n == 8 && matches!(&c[..2], b"19" | b"20");
    let enough = digits >= 5 && (!numeric || n >= 8 && !dated);
    let alike = c.iter().filter(|b| b.is_ascii_digit());
    let one_figure = alike.clone().all(|b| Some(b) == alike.clone().next());
    (enough && !one_figure).then(|| weak(read.end(n)))
}

/// Identity card issued until 2021: twelve characters, year, month, department.
pub(super) fn cni(text: &str) -> Option<Accepted> {
    let read = Compact::<12>::alphanumerics(text, is_space);
    let c = read.whole()?;
    let digits = c
        .iter()
        .enumerate()
        .all(|(i, b)| b.is_ascii_digit() || (i == 5 && c[4] == b'2' && matches!(b, b'A' | b'B')));
    (digits && month(c) && department(&c[4..7]) && !all_same(&c[6..])).then(|| weak(read.end(12)))
}

/// Identity card issued since 2021: nine letters and digits, both present.
pub(super) fn cni_2021(text: &str) -> Option<Accepted> {
    let read = Compact::<9>::read(text, 0, |c| c.is_ascii_alphanumeric(), |_| false);
    let c = read.whole()?;
    let (letters, digits) = (
        c.iter().filter(|b| b.is_ascii_uppercase()).count(),
        c.iter().filter(|b| b.is_ascii_digit()).count(),
    );
    (letters >= 2 && digits >= 2).then(|| weak(read.end(9)))
}

/// Driving licence: NEPH, twelve digits (year, month, department, order).
pub(super) fn neph(text: &str) -> Option<Accepted> {
    let read = Compact::<12>::digits(text, is_space);
    let c = read.whole()?;
    (month(c) && department(&c[4..7]) && !all_same(&c[7..])).then(|| weak(read.end(12)))
}

const fn weak(len: usize) -> Accepted {
    Accepted {
        len,
        grade: Grade::Weak,
        test: false,
    }
}

fn month(c: &[u8]) -> bool {
    (1..=12).contains(&number(&c[2..4]))
}

/// 01-95, 2A, 2B, 97x, 98x and 99 (abroad).
fn department(c: &[u8]) -> bool {
    match c {
        [b'2', b'A' | b'B', ..] => true,
        [b'9', b'7' | b'8', third, ..] => third.is_ascii_digit(),
        [b'9', b'9', ..] => true,
        [a, b, ..] if a.is_ascii_digit() && b.is_ascii_digit() => {
            (1..=95).contains(&number(&c[..2]))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_by_their_shape() {
        assert!(fr_passport("14AB12345").is_some());
        assert!(fr_passport("01C234567").is_none());
        assert!(passport("X4RTB12345").is_none());
        assert!(passport("LA080402").is_some());
        for good in [
            "AA1234567",
            "1234567AB",
            "CA00417RM",
            "MORGA657054SM9IJ",
            "U1K711J11M",
        ] {
            assert!(
                document(good).is_some_and(|a| a.len == good.len()),
                "{good}"
            );
        }
        for bad in [
            "20240131",
            "KK0000000",
            "CONDUIRE",
            "1234567",
            "A12345678901234567890",
        ] {
            assert!(document(bad).is_none(), "{bad}");
        }
        assert!(cni("140692310285").is_some());
        assert!(cni("141392310285").is_none());
        assert!(cni_2021("D2H6862M2").is_some());
        assert!(cni_2021("PASSEPORT").is_none());
        assert!(neph("210692106990").is_some());
        assert!(neph("211392106990").is_none());
    }
}
