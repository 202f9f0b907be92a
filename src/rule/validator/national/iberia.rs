//! Spain and Portugal.

use super::plain;
use crate::rule::validator::Accepted;
use crate::rule::validator::compact::{
    Compact, all_digits, all_same, any_separator, digit, is_space, number, plain_separator,
    weighted,
};

/// The letters of a Spanish number by its remainder modulo 23.
const LETTERS: &[u8; 23] = b"TRWAGMYFPDXBNJZSQVHLCKE";

/// DNI (eight digits and a letter), NIE (X, Y or Z, seven digits, letter) and the
/// NIF of persons without either (K, L, M): the letter is the number modulo 23
/// (Real Decreto 1065/2007, art. 19 and 20; Orden EHA/451/2008).
pub(in crate::rule::validator) fn dni(text: &str) -> Option<Accepted> {
    let read = Compact::<9>::alphanumerics(text, plain_separator);
    let c = read.whole()?;
    let lead = match c[0] {
        d @ b'0'..=b'9' => u64::from(digit(d)),
        b'X' | b'K' | b'L' | b'M' => 0,
        b'Y' => 1,
        b'Z' => 2,
        _ => return None,
    };
    if !all_digits(&c[1..8]) || all_same(&c[..8]) {
        return None;
    }
    let rest = (lead * 10_000_000 + number(&c[1..8])) % 23;
    let letter = usize::try_from(rest).is_ok_and(|i| LETTERS[i] == c[8]);
    letter.then(|| Accepted {
        test: c == b"12345678Z" || c == b"00000001R" || c == b"99999999R",
        ..plain(&read)
    })
}

/// Spanish social security number: province (2), number (8), and both modulo 97;
/// of a number below ten million the zero at its start counts for nothing (Real
/// Decreto 84/1996; Tesorería General de la Seguridad Social).
pub(in crate::rule::validator) fn nuss(text: &str) -> Option<Accepted> {
    let read = Compact::<12>::digits(text, any_separator);
    let d = read.whole()?;
    let (province, order) = (number(&d[..2]), number(&d[2..10]));
    let whole = match order {
        0..10_000_000 => province * 10_000_000 + order,
        _ => province * 100_000_000 + order,
    };
    let held = matches!(province, 1..=53 | 66) && order != 0;
    (held && whole % 97 == number(&d[10..])).then(|| plain(&read))
}

/// Portuguese NIF of a natural person: it begins with 1, 2, 3 or 45; weights 9
/// to 2 modulo 11 (Decreto-Lei n.º 14/2013; Decreto-Lei n.º 463/79).
pub(in crate::rule::validator) fn nif(text: &str) -> Option<Accepted> {
    let read = Compact::<9>::digits(text, plain_separator);
    let d = read.whole()?;
    let person = matches!(d[0], b'1'..=b'3') || d.starts_with(b"45");
    let check = (11 - weighted(d, &[9, 8, 7, 6, 5, 4, 3, 2]) % 11) % 11 % 10;
    let good = person && check == digit(d[8]) && !all_same(d) && !read.is_decimal(text, 9);
    good.then(|| plain(&read))
}

/// Cartão de cidadão: number (8), its check digit, version (2), check digit; Luhn
/// over letters and digits, A = 10 (Portaria n.º 203/2007; AMA, algoritmo de
/// validação do número de documento).
pub(in crate::rule::validator) fn cartao(text: &str) -> Option<Accepted> {
    let read = Compact::<12>::alphanumerics(text, is_space);
    let c = read.whole()?;
    let digits = all_digits(&c[..9]) && c[11].is_ascii_digit() && !all_same(&c[..9]);
    let lettered = c[9].is_ascii_uppercase() || c[10].is_ascii_uppercase();
    let value = |b: u8| match b {
        b'0'..=b'9' => digit(b),
        _ => u32::from(b - b'A') + 10,
    };
    let sum: u32 = c
        .iter()
        .rev()
        .enumerate()
        .map(|(i, b)| match (i % 2, value(*b)) {
            (0, v) => v,
            (_, v) if v > 4 => 2 * v - 9,
            (_, v) => 2 * v,
        })
        .sum();
    (digits && lettered && sum.is_multiple_of(10)).then(|| plain(&read))
}
