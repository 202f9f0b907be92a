//! Machine-readable zones (ICAO 9303): TD1 (3 lines of 30), TD2 (2 of 36), TD3
//! (2 of 44), visas, and the French identity card of 1988-2021 (2 of 36).
//!
//! Check digits weigh 7, 3, 1; the lines may be parted by any line break or, in
//! text taken from a PDF, by spaces. The line with the checks alone is enough.

use super::{Accepted, Grade};

/// One or more lines of a zone whose check digits hold.
pub(super) fn mrz(text: &str) -> Option<Accepted> {
    let lines = Lines::read(text);
    [french_card, td3, td2, td1]
        .into_iter()
        .find_map(|form| form(&lines))
        .map(|len| Accepted {
            len,
            grade: Grade::Strong,
            test: lines.specimen(),
        })
}

/// Up to three lines of capitals, digits and `<`, with the byte each ends at.
struct Lines<'a> {
    lines: [&'a [u8]; 3],
    ends: [usize; 3],
}

impl<'a> Lines<'a> {
    fn read(text: &'a str) -> Self {
        let bytes = text.as_bytes();
        let mut it = Self {
            lines: [&[]; 3],
            ends: [0; 3],
        };
        let mut at = 0;
        for i in 0..3 {
            let len = bytes[at..]
                .iter()
                .take(45)
                .take_while(|b| filler(**b))
                .count();
            it.lines[i] = &bytes[at..at + len];
            it.ends[i] = at + len;
            at += len;
            let gap = bytes[at..]
                .iter()
                .take(8)
                .take_while(|b| matches!(b, b'\r' | b'\n' | b' ' | b'\t'))
                .count();
            if gap == 0 {
                break;
            }
            at += gap;
        }
        it
    }

    /// Two neighbouring lines of that length, and where the second ends.
    fn pair(&self, len: usize) -> Option<(&[u8], &[u8], usize)> {
        let (first, second) = (self.lines[0], self.lines[1]);
        (first.len() == len && second.len() == len).then_some((first, second, self.ends[1]))
    }

    /// The State `UTO` (Utopia) is ICAO's specimen.
    fn specimen(&self) -> bool {
        let utopia = |l: &[u8]| l.windows(3).any(|w| w == b"UTO");
        self.lines[0].get(..15).is_some_and(utopia) || self.lines[0].starts_with(b"IDFRABERTHIER<")
    }
}

const fn filler(b: u8) -> bool {
    b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'<'
}

/// `IDFRA` + name (25) + office (6); number (12), check, first names (14), birth
/// (6), check, sex, check over both lines but itself.
fn french_card(l: &Lines<'_>) -> Option<usize> {
    let (first, second, end) = l.pair(36)?;
    let whole = first.iter().chain(&second[..35]).copied();
    (first.starts_with(b"IDFRA")
        && checks(&second[..12], second[12])
        && checks(&second[27..33], second[33])
        && check_digit(whole) == Some(second[35]))
    .then_some(end)
}

/// Passports and visas of that size; the second line alone is enough.
fn td3(l: &Lines<'_>) -> Option<usize> {
    if let Some((first, second, end)) = l.pair(44) {
        let kind = matches!(first[0], b'P' | b'V');
        return (kind && td3_second(second, first[0] == b'V')).then_some(end);
    }
    let alone = l.lines[0];
    (alone.len() == 44 && td3_second(alone, false)).then_some(l.ends[0])
}

fn td3_second(line: &[u8], visa: bool) -> bool {
    number_birth_expiry(line)
        && (visa || {
            let whole = line[..10]
                .iter()
                .chain(&line[13..20])
                .chain(&line[21..43])
                .copied();
            check_digit(whole) == Some(line[43])
        })
}

/// Cards and visas of the middle size.
fn td2(l: &Lines<'_>) -> Option<usize> {
    let (first, second, end) = l.pair(36)?;
    let visa = first[0] == b'V';
    let whole = second[..10]
        .iter()
        .chain(&second[13..20])
        .chain(&second[21..35])
        .copied();
    let composite = visa || check_digit(whole) == Some(second[35]);
    (matches!(first[0], b'I' | b'A' | b'C' | b'V' | b'P')
        && number_birth_expiry(second)
        && composite)
        .then_some(end)
}

/// Cards of credit-card size: number on the first line, birth and expiry on the
/// second, the composite check over both, the name on the third.
fn td1(l: &Lines<'_>) -> Option<usize> {
    let (first, second, mut end) = l.pair(30)?;
    if l.lines[2].len() == 30 {
        end = l.ends[2];
    }
    let whole = first[5..30]
        .iter()
        .chain(&second[..7])
        .chain(&second[8..15])
        .chain(&second[18..29])
        .copied();
    (matches!(first[0], b'I' | b'A' | b'C')
        && (first[14] == b'<' || checks(&first[5..14], first[14]))
        && checks(&second[..6], second[6])
        && checks(&second[8..14], second[14])
        && check_digit(whole) == Some(second[29]))
    .then_some(end)
}

/// Number (9), birth (13-18) and expiry (21-26), each with its check digit.
fn number_birth_expiry(line: &[u8]) -> bool {
    checks(&line[..9], line[9])
        && checks(&line[13..19], line[19])
        && checks(&line[21..27], line[27])
}

fn checks(field: &[u8], check: u8) -> bool {
    check_digit(field.iter().copied()) == Some(check)
}

/// Weights 7, 3, 1; letters count from A = 10, `<` as 0.
fn check_digit(field: impl Iterator<Item = u8>) -> Option<u8> {
    let mut sum = 0_u32;
    for (b, weight) in field.zip([7, 3, 1].into_iter().cycle()) {
        sum += weight
            * match b {
                b'0'..=b'9' => u32::from(b - b'0'),
                b'A'..=b'Z' => u32::from(b - b'A') + 10,
                b'<' => 0,
                _ => return None,
            };
    }
    u8::try_from(sum % 10).ok().map(|d| b'0' + d)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn specimens_of_the_norm() {
        let td3 = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10";
        assert_eq!(mrz(td3).map(|a| a.len), Some(td3.len()));
        assert!(mrz("L898902C36UTO7408122F1204159ZE184226B<<<<<10").is_some_and(|a| a.test));
        let td1 = "I<UTOD231458907<<<<<<<<<<<<<<<\r\n7408122F1204159UTO<<<<<<<<<<<6\r\nERIKSSON<<ANNA<MARIA<<<<<<<<<<";
        assert_eq!(mrz(td1).map(|a| a.len), Some(td1.len()));
        let td2 = "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nD231458907UTO7408122F1204159<<<<<<<6";
        assert_eq!(mrz(td2).map(|a| a.len), Some(td2.len()));
    }

    #[test]
    fn french_cards() {
        let card = "IDFRABERTHIER<<<<<<<<<<<<<<<<<<<<<<<\n8806923102858CORINNE<<<<<<<6512068F6";
        assert_eq!(mrz(card).map(|a| a.len), Some(card.len()));
        assert!(mrz(&card.replace("6512068F6", "6512069F6")).is_none());
    }

    #[test]
    fn one_changed_digit_is_refused() {
        assert!(mrz("L898902C36UTO7408132F1204159ZE184226B<<<<<10").is_none());
        assert!(mrz("L898902C46UTO7408122F1204159ZE184226B<<<<<10").is_none());
        assert!(mrz("").is_none());
    }
}
