//! Estonia, Lithuania, Latvia.

use super::{graded, is_date, plain};
use crate::rule::validator::compact::{
    Compact, digit, is_space, number, plain_separator, weighted,
};
use crate::rule::validator::{Accepted, Grade};

/// Estonian isikukood and Lithuanian asmens kodas: century and sex, YYMMDD,
/// serial (3), check digit: weights 1 to 9 and 1, or 3 to 9 and 1 to 3 when they
/// give ten (EVS 585:2007; Lietuvos Respublikos gyventojų registro įstatymas).
/// A Lithuanian 9 has no date: weak.
pub(in crate::rule::validator) fn baltic(text: &str) -> Option<Accepted> {
    let read = Compact::<11>::digits(text, is_space);
    let d = read.whole()?;
    let first = weighted(d, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 1]) % 11;
    let check = match first {
        10 => weighted(d, &[3, 4, 5, 6, 7, 8, 9, 1, 2, 3]) % 11 % 10,
        _ => first,
    };
    let dated = |century: u8| {
        let year = 1800 + u64::from(century - b'1') / 2 * 100 + number(&d[1..3]);
        is_date(year, number(&d[3..5]), number(&d[5..7]))
    };
    let grade = match d[0] {
        century @ b'1'..=b'8' if dated(century) => Grade::Plain,
        b'9' => Grade::Weak,
        _ => return None,
    };
    (check == digit(d[10])).then(|| graded(&read, 11, grade))
}

/// Latvian personas kods, `DDMMYY-CNNNX`: C the century, or 32 and no date since
/// July 2017; X is 1 plus the weighted sum modulo 11 (Fizisko personu reģistra
/// likums; the weights as the tax office's VAT check has them).
pub(in crate::rule::validator) fn latvian(text: &str) -> Option<Accepted> {
    let read = Compact::<11>::digits(text, plain_separator);
    let d = read.whole()?;
    let check = (1 + weighted(d, &[10, 5, 8, 4, 2, 1, 6, 3, 7, 9])) % 11 % 10;
    let year = 1800 + u64::from(digit(d[6])) * 100 + number(&d[4..6]);
    let dated = d[6] <= b'2' && is_date(year, number(&d[2..4]), number(&d[..2]));
    let undated = d.starts_with(b"32");
    ((dated || undated) && check == digit(d[10])).then(|| plain(&read))
}
