//! French organisations: SIREN, SIRET, FINESS; and the tax number of persons.

use super::compact::{Compact, all_same, digit, is_space, luhn, luhn_sum, number, plain_separator};
use super::{Accepted, Grade};

/// SIREN: nine digits, Luhn. One random number in ten passes.
pub(super) fn siren(text: &str) -> Option<Accepted> {
    let read = Compact::<9>::digits(text, plain_separator);
    let digits = read.whole()?;
    let decimal = read.is_decimal(text, 9);
    (luhn(digits) && !all_same(digits) && !decimal).then(|| Accepted {
        len: read.end(9),
        grade: Grade::Plain,
        test: false,
    })
}

/// SIRET: a SIREN and five digits, Luhn over all; La Poste's establishments have
/// a digit sum that is a multiple of five instead.
pub(super) fn siret(text: &str) -> Option<Accepted> {
    let read = Compact::<14>::digits(text, plain_separator);
    let digits = read.whole()?;
    let sum: u32 = digits.iter().map(|b| digit(*b)).sum();
    let la_poste = digits.starts_with(b"356000000");
    let keyed = match la_poste {
        true => sum.is_multiple_of(5) || digits == b"35600000000048",
        false => luhn(digits) && luhn(&digits[..9]),
    };
    let decimal = read.is_decimal(text, 14);
    (keyed && !all_same(&digits[..9]) && !decimal).then(|| Accepted {
        len: read.end(14),
        grade: if read.contiguous(14) {
            Grade::Plain
        } else {
            Grade::Strong
        },
        test: false,
    })
}

/// FINESS: nine characters, Luhn; in Corsica the second is A or B, which count
/// as 0 (2A) and 1 (2B) of the former numbers.
pub(super) fn finess(text: &str) -> Option<Accepted> {
    let read = Compact::<9>::alphanumerics(text, is_space);
    let chars = read.whole()?;
    let mut digits = *chars;
    digits[1] = match (chars[0], chars[1]) {
        (b'2', b'A') => b'0',
        (b'2', b'B') => b'1',
        (_, b) => b,
    };
    let department = number(&digits[..2]);
    let sane = digits.iter().all(u8::is_ascii_digit) && department != 0 && department != 99;
    (sane && luhn(&digits) && !all_same(&digits)).then(|| Accepted {
        len: read.end(9),
        grade: Grade::Plain,
        test: false,
    })
}

/// SPI (numéro fiscal): thirteen digits, the first 0-3, the last three the
/// remainder of the first ten by 511.
pub(super) fn spi(text: &str) -> Option<Accepted> {
    let read = Compact::<13>::digits(text, is_space);
    let digits = read.whole()?;
    let keyed = number(&digits[..10]) % 511 == number(&digits[10..]);
    (digits[0] <= b'3' && keyed && number(digits) != 0).then(|| Accepted {
        len: read.end(13),
        grade: if read.contiguous(13) {
            Grade::Plain
        } else {
            Grade::Strong
        },
        test: false,
    })
}

/// RPPS: eleven digits, Luhn, the first 1; with the `8` that national files
/// prefix, twelve; between the `4` and the rank (3) of a practice, fifteen.
pub(super) fn rpps(text: &str) -> Option<Accepted> {
    let read = Compact::<15>::digits(text, is_space);
    let digits = read.as_bytes();
    let rpps = match digits.len() {
        11 => digits,
        12 if digits[0] == b'8' => &digits[1..],
        15 if digits[0] == b'4' => &digits[1..12],
        _ => return None,
    };
    (rpps[0] == b'1' && !read.runs_on() && luhn(rpps)).then(|| Accepted {
        len: read.end(digits.len()),
        grade: Grade::Plain,
        test: false,
    })
}

/// ADELI (obsolete since 2024): department (2), then seven digits. No key.
pub(super) fn adeli(text: &str) -> Option<Accepted> {
    let read = Compact::<9>::alphanumerics(text, is_space);
    let chars = read.whole()?;
    let department = matches!(chars[..2], [b'2', b'A' | b'B'] | [b'0'..=b'9', b'1'..=b'9'])
        || matches!(chars[..2], [b'1'..=b'9', b'0']);
    (department && chars[2..].iter().all(u8::is_ascii_digit) && !all_same(&chars[2..])).then(|| {
        Accepted {
            len: read.end(9),
            grade: Grade::Weak,
            test: false,
        }
    })
}

/// Luhn over a number in one piece or grouped, of four digits or more.
pub(super) fn luhn_number(text: &str) -> Option<Accepted> {
    let read = Compact::<32>::digits(text, plain_separator);
    let digits = read.as_bytes();
    let good = digits.len() >= 4 && !read.runs_on() && !all_same(digits);
    (good && luhn_sum(digits).is_multiple_of(10)).then(|| Accepted {
        len: read.end(digits.len()),
        grade: Grade::Plain,
        test: false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(f: fn(&str) -> Option<Accepted>, text: &str) -> bool {
        f(text).is_some_and(|a| a.len == text.len())
    }

    #[test]
    fn siren_and_siret() {
        assert!(all(siren, "552 100 554"));
        assert!(!all(siren, "552 100 555"));
        for ok in [
            "732 829 320 00074",
            "3 24 34 54 20 000 40",
            "329.338.88300153",
        ] {
            assert!(all(siret, ok), "{ok}");
        }
        assert!(!all(siret, "73282932000079"));
        assert!(all(siret, "35600000049837"));
        assert!(!all(siret, "35600000059843"));
    }

    #[test]
    fn tax_number() {
        assert!(all(spi, "30 23 217 600 053"));
        assert!(all(spi, "0701987765493"));
        assert!(!all(spi, "3 023217-600/053"));
        assert!(!all(spi, "3023217600054"));
    }

    #[test]
    fn health_professionals() {
        assert!(all(rpps, "10003879623"));
        assert!(all(rpps, "810003879623"));
        assert!(!all(rpps, "10101538079"));
        assert!(all(finess, "750712184"));
        assert!(!all(finess, "750712185"));
        assert!(all(adeli, "759312345"));
        assert!(!all(adeli, "009312345"));
    }
}
