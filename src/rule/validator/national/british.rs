//! The United Kingdom, Ireland, Malta.

use super::{graded, plain};
use crate::rule::validator::compact::{
    Compact, all_digits, all_same, any_separator, digit, is_space, plain_separator, weighted,
};
use crate::rule::validator::{Accepted, Grade};

/// NHS number: ten digits, weights 10 to 2 modulo 11 (NHS Data Dictionary, NHS
/// NUMBER; ISB 0149). 999 begins those given to
/// tests.
pub(in crate::rule::validator) fn nhs(text: &str) -> Option<Accepted> {
    let read = Compact::<10>::digits(text, plain_separator);
    let d = read.whole()?;
    let sum = weighted(d, &[10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
    let held = sum.is_multiple_of(11) && !all_same(d);
    held.then(|| Accepted {
        test: d.starts_with(b"999"),
        ..plain(&read)
    })
}

/// National Insurance number: two letters, six digits, A to D; no check digit
/// (HMRC, NIM39110).
pub(in crate::rule::validator) fn nino(text: &str) -> Option<Accepted> {
    let read = Compact::<9>::alphanumerics(text, any_separator);
    let c = read.whole()?;
    let never = |b: u8| matches!(b, b'D' | b'F' | b'I' | b'Q' | b'U' | b'V');
    let prefix = c[0].is_ascii_uppercase()
        && c[1].is_ascii_uppercase()
        && !never(c[0])
        && !never(c[1])
        && c[1] != b'O'
        && !matches!(
            &c[..2],
            b"BG" | b"GB" | b"KN" | b"NK" | b"NT" | b"TN" | b"ZZ"
        );
    let tail = all_digits(&c[2..8]) && matches!(c[8], b'A'..=b'D') && !all_same(&c[2..8]);
    (prefix && tail).then(|| plain(&read))
}

/// UTR (tax): ten digits, the first the check: weights 6 7 8 9 10 5 4 3 2
/// modulo 11 (HMRC, UTR validation; OECD TIN sheet).
pub(in crate::rule::validator) fn utr(text: &str) -> Option<Accepted> {
    let read = Compact::<10>::digits(text, is_space);
    let d = read.whole()?;
    let rest = weighted(&d[1..], &[6, 7, 8, 9, 10, 5, 4, 3, 2]) % 11;
    let check = b"21987654321"[rest as usize % 11];
    (check == d[0] && !all_same(d)).then(|| plain(&read))
}

/// Irish PPSN: seven digits, check letter modulo 23, and perhaps a second letter,
/// of which A, B and H count nine times their place (Social Welfare
/// Consolidation Act 2005, s. 262; S.I. No. 433 of 2012).
pub(in crate::rule::validator) fn pps(text: &str) -> Option<Accepted> {
    let read = Compact::<9>::alphanumerics(text, plain_separator);
    let c = read.as_bytes();
    let second =
        |n: usize| matches!(c.get(8), Some(b'A' | b'B' | b'H' | b'T' | b'W' | b'X')) && n == 9;
    [9, 8]
        .into_iter()
        .filter(|n| c.len() >= *n && read.free_after(*n) && (*n == 8 || second(*n)))
        .find(|n| irish(&c[..*n]))
        .map(|n| graded(&read, n, Grade::Plain))
}

fn irish(c: &[u8]) -> bool {
    if !all_digits(&c[..7]) || all_same(&c[..7]) {
        return false;
    }
    let extra = match c.get(8) {
        Some(b @ (b'A' | b'B' | b'H')) => 9 * u32::from(b - b'A' + 1),
        _ => 0,
    };
    let rest = (weighted(c, &[8, 7, 6, 5, 4, 3, 2]) + extra) % 23;
    b"WABCDEFGHIJKLMNOPQRSTUV"[rest as usize % 23] == c[7]
}

/// Maltese identity number: up to seven digits and A, B, G, H, L, M, P or Z; no
/// check digit: weak (Identity Card Act, Cap. 258; OECD TIN sheet).
pub(in crate::rule::validator) fn maltese(text: &str) -> Option<Accepted> {
    let read = Compact::<8>::alphanumerics(text, is_space);
    let c = read.as_bytes();
    let (letter, body) = c.split_last()?;
    let letters = matches!(
        letter,
        b'A' | b'B' | b'G' | b'H' | b'L' | b'M' | b'P' | b'Z'
    );
    let good = letters && body.len() >= 4 && all_digits(body) && !all_same(body);
    let zeroes = body.iter().all(|b| digit(*b) == 0);
    (good && !zeroes && !read.runs_on()).then(|| graded(&read, c.len(), Grade::Weak))
}
