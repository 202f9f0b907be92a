//! The United States, Canada, Brazil.

use super::plain;
use crate::rule::validator::Accepted;
use crate::rule::validator::compact::{
    Compact, all_same, digit, is_space, luhn, number, plain_separator, weighted,
};

/// US social security number, `AAA-GG-SSSS`: no check digit; area not 000, 666 or
/// 900-999, group not 00, serial not 0000 (SSA POMS RM 10201.030; randomised
/// since 25 June 2011). Numbers that the SSA has withdrawn, and those of manuals, are
/// known specimens.
pub(in crate::rule::validator) fn ssn(text: &str) -> Option<Accepted> {
    let read = Compact::<9>::digits(text, |c| is_space(c) || matches!(c, '-' | '\u{2011}'));
    let d = read.whole()?;
    let (area, group, serial) = (number(&d[..3]), number(&d[3..5]), number(&d[5..]));
    let given = area != 0 && area != 666 && area < 900 && group != 0 && serial != 0;
    let specimen = matches!(
        d,
        b"078051120" | b"219099999" | b"457555462" | b"123456789" | b"111223333"
    );
    (given && !all_same(d)).then(|| Accepted {
        test: specimen,
        ..plain(&read)
    })
}

/// US individual taxpayer identification number: 9, and a group of 50-65, 70-88,
/// 90-92 or 94-99 (IRS Publication 4757; IRM 3.21.263).
pub(in crate::rule::validator) fn itin(text: &str) -> Option<Accepted> {
    let read = Compact::<9>::digits(text, |c| is_space(c) || matches!(c, '-' | '\u{2011}'));
    let d = read.whole()?;
    let group = matches!(number(&d[3..5]), 50..=65 | 70..=88 | 90..=92 | 94..=99);
    (d[0] == b'9' && group && !all_same(d)).then(|| plain(&read))
}

/// Canadian social insurance number: nine digits, Luhn; 0 and 8 are not given to
/// persons (Social Insurance Registry, Code of Practice, annex 1).
pub(in crate::rule::validator) fn sin(text: &str) -> Option<Accepted> {
    let read = Compact::<9>::digits(text, plain_separator);
    let d = read.whole()?;
    let given = !matches!(d[0], b'0' | b'8');
    (given && luhn(d) && !all_same(d) && !read.is_decimal(text, 9)).then(|| plain(&read))
}

/// Brazilian CPF: nine digits and two check digits modulo 11 (Receita Federal,
/// Instrução Normativa RFB nº 2.172/2024).
pub(in crate::rule::validator) fn cpf(text: &str) -> Option<Accepted> {
    let read = Compact::<11>::digits(text, plain_separator);
    let d = read.whole()?;
    let check = |weights: &[u32]| (11 - weighted(d, weights) % 11) % 11 % 10;
    let first = check(&[10, 9, 8, 7, 6, 5, 4, 3, 2]);
    let second = check(&[11, 10, 9, 8, 7, 6, 5, 4, 3, 2]);
    let keyed = first == digit(d[9]) && second == digit(d[10]);
    (keyed && !all_same(d)).then(|| plain(&read))
}
