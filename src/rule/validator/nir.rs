//! NIR: the French social security number (decree 82-103; INSEE's register
//! RNIPP), with its key, without it, and the provisional forms.
//!
//! Sex (1), year (2), month (2), department (2), commune (3), order (3), key (2).
//! The key alone accepts 1 % of random numbers, so the structure is checked too,
//! and the grade says how much of it held.

use super::compact::{Compact, WIDE_GAP, any_separator, digit, number, wide_separator};
use super::{Accepted, Grade};

/// Fifteen characters: thirteen and the key, in any grouping.
pub(super) fn nir(text: &str) -> Option<Accepted> {
    let mut read = Compact::<15>::read(text, 1, nir_character, any_separator);
    if read.as_bytes().len() != 15 {
        // `... 025 / 38`: up to three separators before the key.
        read = Compact::<15>::read(text, 3, nir_character, any_separator);
    }
    if read.as_bytes().len() != 15 {
        read = Compact::<15>::read(text, WIDE_GAP, nir_character, wide_separator);
    }
    let mut chars = *read.whole().filter(|_| !read.is_decimal(text, 15))?;
    let lenient = correct_confusions(&mut chars);
    let grade = structure(&chars[..13])?;
    if u64::from(key(&chars[..13])?) != number(&chars[13..]) {
        return None;
    }
    Some(Accepted {
        len: read.end(15),
        grade: if lenient { Grade::Weak } else { grade },
        test: is_specimen(&chars),
    })
}

/// Thirteen characters, the word "clé", and the key: `... 025 clé 38`.
pub(super) fn nir_worded(text: &str) -> Option<Accepted> {
    let word = text.find(['c', 'C'])?;
    let read = Compact::<13>::read(text, 1, nir_character, any_separator);
    let chars = read.whole()?;
    let at = word + text[word..].find(|c: char| c.is_ascii_digit())?;
    let keyed = text.as_bytes().get(at..at + 2)?;
    let grade = structure(chars)?;
    let good = keyed.iter().all(u8::is_ascii_digit) && u64::from(key(chars)?) == number(keyed);
    good.then_some(Accepted {
        len: at + 2,
        grade,
        test: false,
    })
}

/// Thirteen characters without the key: only a label or a header makes it one.
pub(super) fn nir_keyless(text: &str) -> Option<Accepted> {
    let read = Compact::<13>::read(text, 1, nir_character, any_separator);
    let mut chars = *read.whole().filter(|_| !read.is_decimal(text, 13))?;
    if correct_confusions(&mut chars) {
        return None;
    }
    structure(&chars)?;
    Some(Accepted {
        len: read.end(13),
        grade: Grade::Weak,
        test: false,
    })
}

/// NNP (first digit 7 or 8, abolished at the end of 2022) and MIG (5 or 6):
/// sex `[12]` second (or 0 before 2012, NNP only), office (3), order (8), no key;
/// and the NIR-like numbers of persons being registered (first digit 3 or 4),
/// which bear a key.
pub(super) fn nir_provisional(text: &str) -> Option<Accepted> {
    let first = text.bytes().next()?;
    let len = match first {
        b'3' | b'4' => waiting(text)?,
        b'5'..=b'8' => {
            let read = Compact::<13>::digits(text, any_separator);
            let digits = read.whole()?;
            let sex = digits[1];
            let named = matches!(sex, b'1' | b'2') || (sex == b'0' && first >= b'7');
            (named && number(&digits[5..]) != 0).then(|| read.end(13))?
        }
        _ => return None,
    };
    Some(Accepted {
        len,
        grade: Grade::Weak,
        test: false,
    })
}

/// A number of a person who is being registered: a NIR but for its first digit.
fn waiting(text: &str) -> Option<usize> {
    let read = Compact::<15>::digits(text, any_separator);
    let digits = read.whole()?;
    let mut as_nir = *digits;
    as_nir[0] -= 2;
    structure(&as_nir[..13])?;
    (u64::from(key(&digits[..13])?) == number(&digits[13..])).then(|| read.end(15))
}

/// Digits, the letters of Corsica, and those that a scanner takes for 0 and 1.
const fn nir_character(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, 'A' | 'B' | 'a' | 'b' | 'O' | 'o' | 'l' | 'I')
}

/// Turns `O` into 0 and `I`, `l` into 1; true if there was one.
fn correct_confusions(chars: &mut [u8]) -> bool {
    let mut found = false;
    for c in chars {
        let right = match *c {
            b'O' => b'0',
            b'I' | b'L' => b'1',
            _ => continue,
        };
        *c = right;
        found = true;
    }
    found
}

/// Whether the thirteen characters have the structure of a NIR, and how strongly.
fn structure(c: &[u8]) -> Option<Grade> {
    let digits_but_department = c
        .iter()
        .enumerate()
        .all(|(i, b)| i == 6 || b.is_ascii_digit());
    if !digits_but_department || !matches!(c[0], b'1' | b'2') || number(&c[10..13]) == 0 {
        return None;
    }
    let month = match number(&c[3..5]) {
        1..=12 => Grade::Strong,
        20 | 30..=42 => Grade::Plain,
        50..=99 => Grade::Weak,
        _ => return None,
    };
    Some(month.min(birthplace(&c[5..10])?))
}

/// Department and commune, or country of birth.
fn birthplace(place: &[u8]) -> Option<Grade> {
    let commune = place[2..]
        .iter()
        .all(u8::is_ascii_digit)
        .then(|| number(&place[2..]))?;
    match (place[0], place[1]) {
        (b'2', b'A' | b'B') => metropolitan(commune),
        (b'9', b'7' | b'8') => overseas(place[1], commune),
        (b'9', b'9') => abroad(commune),
        (b'0', b'0') => None,
        (b'0'..=b'9', b'0'..=b'9') => metropolitan(commune),
        _ => None,
    }
}

/// No commune's code exceeds 919; 920-999 is possible in theory (INSEE takes
/// special codes there when the order numbers of a commune overflow): weak.
fn metropolitan(commune: u64) -> Option<Grade> {
    match commune {
        0 => None,
        1..=919 => Some(Grade::Strong),
        _ => Some(Grade::Weak),
    }
}

/// 971-978 and 984-989, then a commune of two digits.
fn overseas(second: u8, rest: u64) -> Option<Grade> {
    let (territory, commune) = (rest / 100, rest % 100);
    match (second, territory, commune) {
        (_, _, 0) => None,
        (b'7', 1..=8, _) | (b'8', 4..=9, _) => Some(Grade::Strong),
        _ => Some(Grade::Weak),
    }
}

/// 99, then the country by INSEE's code (its first digit is the continent).
fn abroad(country: u64) -> Option<Grade> {
    match country {
        0 => None,
        100..=599 | 990 => Some(Grade::Strong),
        _ => Some(Grade::Weak),
    }
}

/// 97 less the remainder by 97 of the thirteen digits; 2A counts as 19 and 2B as 18.
fn key(c: &[u8]) -> Option<u32> {
    let mut n = 0_u64;
    for (i, b) in c.iter().enumerate() {
        let d = match (i, *b) {
            (6, b'A') => 9,
            (6, b'B') => 8,
            (_, b'0'..=b'9') => u64::from(digit(*b)),
            _ => return None,
        };
        n = n * 10 + d;
    }
    if matches!(c[6], b'A' | b'B') {
        n -= 10_000_000; // 2A is 19, not 29; 2B is 18, not 28
    }
    u32::try_from(97 - n % 97).ok()
}

/// Numbers printed on specimen cards and in documentation.
fn is_specimen(chars: &[u8; 15]) -> bool {
    const SPECIMENS: [&[u8; 15]; 2] = [b"269054958815780", b"185057800608436"];
    SPECIMENS.contains(&chars)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn grade(text: &str) -> Option<Grade> {
        nir(text).filter(|a| a.len == text.len()).map(|a| a.grade)
    }

    /// A number with the right key.
    fn keyed(thirteen: &str) -> String {
        let k = key(thirteen.as_bytes()).expect("thirteen characters of a NIR");
        format!("{thirteen}{k:02}")
    }

    #[test]
    fn months_give_the_grade() {
        assert_eq!(grade(&keyed("1850775115042")), Some(Grade::Strong));
        assert_eq!(grade(&keyed("1853175115042")), Some(Grade::Plain));
        assert_eq!(grade(&keyed("1852075115042")), Some(Grade::Plain));
        assert_eq!(grade(&keyed("1856075115042")), Some(Grade::Weak));
        for month in ["00", "13", "19", "21", "29", "43", "49"] {
            assert_eq!(grade(&keyed(&format!("185{month}75115042"))), None);
        }
    }

    #[test]
    fn impossible_structures_are_refused() {
        for bad in [
            "3850775115042", // sex
            "1850700115042", // department 00
            "1850775000042", // commune 000
            "1850775115000", // order 000
            "1850799000042", // country 000
            "1850797100042", // overseas commune 00
        ] {
            assert_eq!(grade(&keyed(bad)), None, "{bad}");
        }
    }

    #[test]
    fn corsica_counts_as_19_and_18() {
        for n in ["197022A004117", "298112B033005"] {
            let v = keyed(n);
            assert_eq!(grade(&v), Some(Grade::Strong));
            assert_eq!(grade(&v.to_lowercase()), Some(Grade::Strong));
        }
        assert_eq!(grade("253072C07300443"), None);
    }

    #[test]
    fn every_separator_and_grouping() {
        let v = keyed("2790463113042");
        for groups in [
            &[1, 2, 2, 2, 3, 3, 2][..],
            &[1, 2, 2, 5, 3, 2],
            &[13, 2],
            &[3, 4, 3, 3, 2],
        ] {
            for sep in [" ", "\u{a0}", "\u{202f}", "\u{2009}", ".", "-", "/"] {
                if sep == "." && groups.len() == 2 {
                    continue; // a decimal number
                }
                let mut parts = Vec::new();
                let mut at = 0;
                for g in groups {
                    parts.push(&v[at..at + g]);
                    at += g;
                }
                assert_eq!(grade(&parts.join(sep)), Some(Grade::Strong));
            }
        }
        assert_eq!(
            grade(&format!("{} / {}", &v[..13], &v[13..])),
            Some(Grade::Strong)
        );
    }

    #[test]
    fn the_rest_of_the_text_is_left() {
        let v = keyed("2790463113042");
        assert_eq!(nir(&format!("{v} 12")).map(|a| a.len), Some(15));
        assert_eq!(nir(&format!("{v}1")), None);
        assert_eq!(nir(&format!("{}.{}", &v[..7], &v[7..])), None);
        assert_eq!(nir(&format!("{v}A")), None);
    }

    #[test]
    fn scanner_confusions_are_weak() {
        let v = keyed("1900163113010");
        let scanned = v.replacen('0', "O", 2);
        assert_eq!(grade(&scanned), Some(Grade::Weak));
        assert_eq!(grade(&v.replacen('1', "l", 1)), Some(Grade::Weak));
    }

    #[test]
    fn keyless_and_provisional_are_weak() {
        assert_eq!(
            nir_keyless("2790463113042").map(|a| a.grade),
            Some(Grade::Weak)
        );
        assert_eq!(nir_keyless("27904631130421"), None);
        assert_eq!(nir_keyless("2791363113042"), None);
        for ok in [
            "7112312345678",
            "8278965432189",
            "7012312345678",
            "5112312345678",
        ] {
            assert!(nir_provisional(ok).is_some(), "{ok}");
        }
        for bad in ["5012312345678", "7912312345678", "2790463113042"] {
            assert!(nir_provisional(bad).is_none(), "{bad}");
        }
    }

    /// The rates of the shape, on random 15-digit numbers (SplitMix64).
    #[test]
    fn chance_stays_below_the_bound() {
        const RUNS: u64 = 3_000_000;
        let (mut accepted, mut strong) = (0_u64, 0_u64);
        let mut state = 0x1234_5678_9abc_def0_u64;
        for _ in 0..RUNS {
            state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut z = state;
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            let mut n = (z ^ (z >> 31)) % 1_000_000_000_000_000;
            let mut text = [b'0'; 15];
            for b in text.iter_mut().rev() {
                *b = b'0' + (n % 10) as u8;
                n /= 10;
            }
            let text = std::str::from_utf8(&text).expect("ASCII digits");
            match nir(text).map(|a| a.grade) {
                Some(Grade::Strong) => strong += 1,
                Some(Grade::Plain) => accepted += 1,
                _ => {}
            }
        }
        accepted += strong;
        let rate = |n: u64| n as f64 / RUNS as f64;
        assert!(accepted > 0 && rate(accepted) <= 0.0005);
        assert!(strong > 0 && rate(strong) <= 0.00025);
    }

    proptest! {
        #[test]
        fn one_changed_digit_is_refused(
            sex in 1..=2_u8, yy in 0..100_u8, mm in 1..=12_u8, dept in 1..=95_u8,
            commune in 1..=919_u16, order in 1..=999_u16, at in 0..15_usize, by in 1..=9_u8,
        ) {
            let v = keyed(&format!("{sex}{yy:02}{mm:02}{dept:02}{commune:03}{order:03}"));
            prop_assert_eq!(grade(&v), Some(Grade::Strong));
            let mut other = v.into_bytes();
            other[at] = b'0' + (other[at] - b'0' + by) % 10;
            let other = String::from_utf8(other).expect("ASCII digits");
            prop_assert_eq!(grade(&other), None);
        }
    }
}
