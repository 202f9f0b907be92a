//! VAT numbers: France and Monaco, the other member states, the United Kingdom
//! and Switzerland, each with the check its tax office uses.

use super::compact::{
    Compact, all_digits, digit, is_space, luhn, luhn_sum, mod_11_10, mod_97, number, weighted,
};
use super::{Accepted, Grade};

/// The longest number after the country code (NL, SE, LT: 12).
const LONGEST: usize = 14;

/// Country code, then the country's number; the longest prefix that checks.
pub(super) fn vat(text: &str) -> Option<Accepted> {
    if !text.bytes().next()?.is_ascii_alphabetic() {
        return None;
    }
    let read = Compact::<{ LONGEST + 2 }>::read(
        text,
        3,
        |c| c.is_ascii_alphanumeric(),
        |c| is_space(c) || matches!(c, '.' | '-' | ':' | '/'),
    );
    let chars = read.as_bytes();
    let country = chars.get(..2)?;
    let rest = &chars[2..];
    let len = (7..=rest.len())
        .rev()
        .find(|n| read.free_after(n + 2) && holds(country, &rest[..*n]))?;
    Some(Accepted {
        len: read.end(len + 2),
        grade: Grade::Strong,
        test: false,
    })
}

/// Whether the number (without its country code) checks.
fn holds(country: &[u8], n: &[u8]) -> bool {
    match country {
        b"FR" | b"MC" => france(n),
        b"ES" => spain(n),
        b"IE" => ireland(n),
        b"AT" => austria(n),
        b"CY" => cyprus(n),
        b"NL" => netherlands(n),
        b"CH" => switzerland(n),
        _ => all_digits(n) && digits_hold(country, n),
    }
}

/// The countries whose numbers are digits only.
fn digits_hold(country: &[u8], n: &[u8]) -> bool {
    match (country, n.len()) {
        (b"BE", 9 | 10) => belgium(n),
        (b"BG", 9) => bulgarian_company(n),
        (b"BG", 10) => {
            (11 - weighted(n, &[4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11) % 11 == digit(n[9])
                || weighted(n, &[2, 4, 8, 5, 10, 9, 7, 3, 6]) % 11 % 10 == digit(n[9])
                || weighted(n, &[21, 19, 17, 13, 11, 9, 7, 3, 1]) % 10 == digit(n[9])
        }
        (b"CZ", 8) => n[0] != b'9' && czech_company(n),
        (b"CZ", 9) if n[0] == b'6' => {
            let check = weighted(&n[1..8], &[8, 7, 6, 5, 4, 3, 2]) % 11;
            (18 - (21 - check) % 11) % 10 == digit(n[8]) || birth_number(n)
        }
        (b"CZ", 9 | 10) => birth_number(n),
        (b"DE", 9) => n[0] != b'0' && mod_11_10(n),
        (b"HR", 11) => mod_11_10(n),
        (b"DK", 8) => n[0] != b'0' && weighted(n, &[2, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11),
        (b"EE", 9) => weighted(n, &[3, 7, 1, 3, 7, 1, 3, 7, 1]).is_multiple_of(10),
        (b"EL" | b"GR", 9) => {
            weighted(n, &[256, 128, 64, 32, 16, 8, 4, 2]) % 11 % 10 == digit(n[8])
        }
        (b"FI", 8) => weighted(n, &[7, 9, 10, 5, 8, 4, 2, 1]).is_multiple_of(11),
        (b"GB" | b"XI", 9 | 12) => british(n),
        (b"HU", 8) => weighted(n, &[9, 7, 3, 1, 9, 7, 3, 1]).is_multiple_of(10),
        (b"IT", 11) => luhn(n) && number(&n[..7]) != 0 && number(&n[7..10]) <= 999,
        (b"LT", 9 | 12) => n[n.len() - 2] == b'1' && lithuania(n),
        (b"LU", 8) => number(&n[..6]) % 89 == number(&n[6..]),
        (b"LV", 11) => latvia(n),
        (b"MT", 8) => n[0] != b'0' && weighted(n, &[3, 4, 6, 7, 8, 9, 10, 1]).is_multiple_of(37),
        (b"PL", 10) => weighted(n, &[6, 5, 7, 2, 3, 4, 5, 6, 7]) % 11 == digit(n[9]),
        (b"PT", 9) => {
            n[0] != b'0'
                && (11 - weighted(n, &[9, 8, 7, 6, 5, 4, 3, 2]) % 11) % 11 % 10 == digit(n[8])
        }
        (b"RO", 7..=10) => romania(n),
        (b"SE", 12) => n.ends_with(b"01") && luhn(&n[..10]),
        (b"SI", 8) => n[0] != b'0' && slovenia(n),
        (b"SK", 10) => number(n).is_multiple_of(11) && n[0] != b'0',
        _ => false,
    }
}

/// A French number without its `FR`, after a label: key and SIREN.
pub(super) fn french_bare(text: &str) -> Option<Accepted> {
    let read = Compact::<11>::alphanumerics(text, |c| is_space(c) || c == '.');
    let c = read.whole()?;
    (all_digits(&c[..2]) && france(c)).then(|| Accepted {
        len: read.end(11),
        grade: Grade::Plain,
        test: false,
    })
}

/// Two check characters and a SIREN; Monaco's SIREN begins with 000 and has no
/// Luhn. Keys with a letter never use I or O.
fn france(n: &[u8]) -> bool {
    if n.len() != 11 || !all_digits(&n[2..]) || matches!(n[0], b'I' | b'O') {
        return false;
    }
    let siren = &n[2..];
    if !siren.starts_with(b"000") && !luhn(siren) {
        return false;
    }
    if all_digits(&n[..2]) {
        return (number(siren) * 100 + 12) % 97 == number(&n[..2]);
    }
    lettered_french_key(n)
}

/// The keys with a letter: position in an alphabet without I and O, then mod 11.
fn lettered_french_key(n: &[u8]) -> bool {
    const ALPHABET: &[u8; 34] = b"0123456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    let place = |b: u8| ALPHABET.iter().position(|a| *a == b);
    let (Some(first), Some(second)) = (place(n[0]), place(n[1])) else {
        return false;
    };
    let check = if n[0].is_ascii_digit() {
        (first * 24 + second).checked_sub(10)
    } else {
        (first * 34 + second).checked_sub(100)
    };
    let Some(check) = check.and_then(|c| u64::try_from(c).ok()) else {
        return false;
    };
    (number(&n[2..]) + 1 + check / 11) % 11 == check % 11
}

/// DNI, NIE (mod 23) and CIF (Luhn).
fn spain(n: &[u8]) -> bool {
    const LETTERS: &[u8; 23] = b"TRWAGMYFPDXBNJZSQVHLCKE";
    if n.len() != 9 || !all_digits(&n[1..8]) {
        return false;
    }
    let person = |lead: u64| {
        let n23 = (lead * 10_000_000 + number(&n[1..8])) % 23;
        usize::try_from(n23).is_ok_and(|i| LETTERS[i] == n[8])
    };
    match n[0] {
        b'0'..=b'9' => person(u64::from(digit(n[0]))),
        b'K' | b'L' | b'M' | b'X' => person(0),
        b'Y' => person(1),
        b'Z' => person(2),
        b'A'..=b'H' | b'J' | b'N' | b'P'..=b'S' | b'U' | b'V' | b'W' => spanish_company(n),
        _ => false,
    }
}

fn spanish_company(n: &[u8]) -> bool {
    let check = (0..10_u8).find(|d| {
        let mut digits = [0; 8];
        digits[..7].copy_from_slice(&n[1..8]);
        digits[7] = b'0' + d;
        luhn(&digits)
    });
    check.is_some_and(|d| n[8] == b'0' + d || n[8] == b"JABCDEFGHI"[usize::from(d)])
}

/// Seven digits and a letter, and perhaps a second one; or the old form.
fn ireland(n: &[u8]) -> bool {
    if !matches!(n.len(), 8 | 9) || !n[0].is_ascii_digit() || !all_digits(&n[2..7]) {
        return false;
    }
    let letter = |b: u8| match b {
        b'W' => Some(0),
        b'A'..=b'V' => Some(u32::from(b - b'A') + 1),
        _ => None,
    };
    let Some(second) = n.get(8).map_or(Some(0), |b| letter(*b)) else {
        return false;
    };
    let sum = if n[1].is_ascii_digit() {
        weighted(&n[..7], &[8, 7, 6, 5, 4, 3, 2]) + 9 * second
    } else {
        weighted(&n[2..7], &[7, 6, 5, 4, 3]) + 2 * digit(n[0])
    };
    letter(n[7]) == Some(sum % 23)
}

/// `U`, seven digits weighted 1 and 2 in turn, and what makes their sum and four
/// a multiple of ten.
fn austria(n: &[u8]) -> bool {
    n.len() == 9
        && n[0] == b'U'
        && all_digits(&n[1..])
        && (luhn_sum(&n[1..8]) + digit(n[8]) + 4).is_multiple_of(10)
}

/// Eight digits, those at odd places by a table, and their letter mod 26.
pub(super) fn cyprus(n: &[u8]) -> bool {
    const ODD: [u32; 10] = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21];
    if n.len() != 9 || !all_digits(&n[..8]) || n.starts_with(b"12") {
        return false;
    }
    let sum: u32 = n[..8]
        .iter()
        .enumerate()
        .map(|(i, b)| match i % 2 {
            0 => ODD[digit(*b) as usize % 10],
            _ => digit(*b),
        })
        .sum();
    n[8].is_ascii_uppercase() && u32::from(n[8] - b'A') == sum % 26
}

/// Nine digits (leading zero sometimes dropped), `B`, two digits: the old elevens
/// test or mod 97 over the whole, country included.
fn netherlands(n: &[u8]) -> bool {
    let Some(at) = n.len().checked_sub(3).filter(|at| matches!(at, 8 | 9)) else {
        return false;
    };
    let (body, tail) = n.split_at(at);
    if !all_digits(body) || tail[0] != b'B' || !all_digits(&tail[1..]) {
        return false;
    }
    let sum = weighted(&body[..at - 1], &[9, 8, 7, 6, 5, 4, 3, 2][9 - at..]);
    let elevens = sum % 11 == digit(body[at - 1]);
    let whole = b"NL".iter().chain(n).copied();
    number(body) != 0 && number(&tail[1..]) != 0 && (elevens || mod_97(whole) == 1)
}

/// `E`, nine digits, perhaps MWST, TVA or IVA.
fn switzerland(n: &[u8]) -> bool {
    let tail = n.get(10..);
    n.first() == Some(&b'E')
        && matches!(tail, Some(b"" | b"MWST" | b"TVA" | b"IVA"))
        && all_digits(&n[1..10])
        && (11 - weighted(&n[1..], &[5, 4, 3, 2, 7, 6, 5, 4]) % 11) % 11 == digit(n[9])
}

fn belgium(n: &[u8]) -> bool {
    let value = number(n);
    let first = n.len() == 9 || matches!(n[0], b'0' | b'1');
    first && value != 0 && (value / 100 + value % 100).is_multiple_of(97)
}

fn bulgarian_company(n: &[u8]) -> bool {
    let first = weighted(n, &[1, 2, 3, 4, 5, 6, 7, 8]) % 11;
    let check = if first == 10 {
        weighted(n, &[3, 4, 5, 6, 7, 8, 9, 10]) % 11 % 10
    } else {
        first
    };
    check == digit(n[8])
}

fn czech_company(n: &[u8]) -> bool {
    let check = (11 - weighted(n, &[8, 7, 6, 5, 4, 3, 2]) % 11) % 11;
    (if check == 0 { 1 } else { check % 10 }) == digit(n[7])
}

/// Rodné číslo: year, month (women +50, overflow +20), day, order; ten digits
/// since 1954, then a multiple of eleven.
fn birth_number(n: &[u8]) -> bool {
    let month = number(&n[2..4]) % 50 % 20;
    let day = number(&n[4..6]);
    let date = (1..=12).contains(&month) && (1..=31).contains(&day);
    date && match n.len() {
        9 => number(&n[..2]) <= 53,
        _ => number(&n[..9]) % 11 % 10 == u64::from(digit(n[9])),
    }
}

/// Weights 8 to 2; a multiple of 97, or of 97 less 55. Branches add three digits.
fn british(n: &[u8]) -> bool {
    let sum = weighted(n, &[8, 7, 6, 5, 4, 3, 2, 10, 1]);
    matches!(sum % 97, 0 | 42) && number(&n[..7]) != 0
}

fn lithuania(n: &[u8]) -> bool {
    let (body, check) = n.split_at(n.len() - 1);
    let sum = |shift: usize| -> u32 {
        body.iter()
            .enumerate()
            .map(|(i, b)| digit(*b) * (1 + ((i + shift) % 9) as u32))
            .sum()
    };
    let first = sum(0) % 11;
    (if first == 10 { sum(2) % 11 % 10 } else { first }) == digit(check[0])
}

/// Companies (first digit above 3): weighted sum 3 modulo 11. Persons' numbers
/// hold a birth date or begin with 32.
fn latvia(n: &[u8]) -> bool {
    if n[0] > b'3' {
        return weighted(n, &[9, 1, 4, 8, 3, 10, 2, 5, 7, 6, 1]) % 11 == 3;
    }
    let dated = (1..=31).contains(&number(&n[..2])) && (1..=12).contains(&number(&n[2..4]));
    let check = 1 + weighted(n, &[10, 5, 8, 4, 2, 1, 6, 3, 7, 9]);
    (dated || n.starts_with(b"32")) && check % 11 % 10 == digit(n[10])
}

/// Weights 7 5 3 2 1 7 5 3 2 from the right, times ten.
fn romania(n: &[u8]) -> bool {
    const WEIGHTS: [u32; 9] = [7, 5, 3, 2, 1, 7, 5, 3, 2];
    let (body, check) = n.split_at(n.len() - 1);
    let sum = weighted(body, &WEIGHTS[9 - body.len()..]);
    n[0] != b'0' && sum * 10 % 11 % 10 == digit(check[0])
}

fn slovenia(n: &[u8]) -> bool {
    match 11 - weighted(n, &[8, 7, 6, 5, 4, 3, 2]) % 11 {
        10 => n[7] == b'0',
        11 => false,
        check => check == digit(n[7]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accepts(text: &str) -> bool {
        vat(text).is_some_and(|a| a.len == text.len())
    }

    #[test]
    fn french_numbers_of_every_key() {
        for ok in [
            "FR40303265045",
            "FR 40 303 265 045",
            "fr40303265045",
            "FRK7399859412",
            "FR4Z123456782",
            "FR 41-343848552",
            "FR88000008820",
        ] {
            assert!(accepts(ok), "{ok}");
        }
        for bad in [
            "FR84323140391",
            "FRIO334175221",
            "FR4030326504",
            "FR403032650455",
        ] {
            assert!(vat(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn one_number_of_each_state() {
        for ok in [
            "ATU13585627",
            "BE0428759497",
            "BG175074752",
            "CY-10189098G",
            "CZ25123891",
            "CZ 640903926",
            "DE136695976",
            "DK13585628",
            "EE100931558",
            "EL094259216",
            "ES54362315K",
            "ESJ99216582",
            "ESX2482300W",
            "FI20774740",
            "GB980780684",
            "HR33392005961",
            "HU12892312",
            "IE6433435F",
            "IE8D79739I",
            "IT00743110157",
            "LT119511515",
            "LT100001919017",
            "LU15027442",
            "LV40003521600",
            "MT11679112",
            "NL004495445B01",
            "NL68357370B01",
            "PL8567346215",
            "PT501964843",
            "RO18547290",
            "SE556188840401",
            "SI50223054",
            "SK2022749619",
        ] {
            assert!(accepts(ok), "{ok}");
            // the first digit changed
            let at = ok.find(|c: char| c.is_ascii_digit()).expect("a digit");
            let mut bytes = ok.as_bytes().to_vec();
            bytes[at] = b'0' + (bytes[at] - b'0' + 1) % 10;
            let other = String::from_utf8(bytes).expect("ASCII");
            assert!(!accepts(&other), "{other}");
        }
    }

    #[test]
    fn what_follows_is_left() {
        let a = vat("FR40303265045 12 rue").expect("a French number");
        assert_eq!(a.len, 13);
        assert!(vat("DE - 113866163").is_some());
    }
}
