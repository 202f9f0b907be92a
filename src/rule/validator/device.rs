//! What identifies a device, a line or a vehicle: IMEISV, IMSI, ICCID, VIN,
//! cookies of measurement, identifiers for advertisers.

use super::compact::{Compact, all_same, digit, is_space, luhn, number};
use super::{Accepted, Grade};

const fn accepted(len: usize, grade: Grade) -> Accepted {
    Accepted {
        len,
        grade,
        test: false,
    }
}

/// IMEI with the version of its software: sixteen digits, no check (3GPP TS
/// 23.003, 6.2.2).
pub(super) fn imeisv(text: &str) -> Option<Accepted> {
    let read = Compact::<16>::digits(text, |c| is_space(c) || matches!(c, '-' | '/'));
    let c = read.whole()?;
    let body = number(&c[..2]);
    let known = matches!(
        body,
        1 | 10 | 30 | 33 | 35 | 44 | 45 | 49..=54 | 86 | 91 | 98 | 99
    );
    (known && !all_same(&c[2..])).then(|| accepted(read.end(16), Grade::Weak))
}

/// Subscriber (ITU-T E.212): fourteen or fifteen digits, the country 2xx-7xx
/// first.
pub(super) fn imsi(text: &str) -> Option<Accepted> {
    let read = Compact::<15>::digits(text, |c| is_space(c) || c == '-');
    let c = read.as_bytes();
    let country = c.len() >= 14 && (b'2'..=b'7').contains(&c[0]);
    (country && !read.runs_on() && !all_same(&c[3..]))
        .then(|| accepted(read.end(c.len()), Grade::Weak))
}

/// SIM card (ITU-T E.118): 89, country, issuer, nineteen digits with Luhn, or
/// twenty, which some issuers end with a filler.
pub(super) fn iccid(text: &str) -> Option<Accepted> {
    let read = Compact::<20>::alphanumerics(text, |c| is_space(c) || c == '-');
    let c = read.as_bytes();
    let end = match c {
        [head @ .., b'F'] => head.len(),
        _ => c.len(),
    };
    let digits = &c[..end];
    let shape = digits.starts_with(b"89") && digits.iter().all(u8::is_ascii_digit);
    let keyed = matches!(end, 19 | 20) && luhn(digits) || end == 20 && luhn(&digits[..19]);
    (shape && keyed && !read.runs_on()).then(|| accepted(read.end(c.len()), Grade::Plain))
}

/// Vehicle (ISO 3779): seventeen characters without I, O and Q. The ninth is a
/// check digit in North America and China; elsewhere nothing can be checked.
pub(super) fn vin(text: &str) -> Option<Accepted> {
    const WEIGHTS: [u32; 17] = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
    let read = Compact::<17>::alphanumerics(text, |_| false);
    let c = read.whole()?;
    let digits = c.iter().filter(|b| b.is_ascii_digit()).count();
    let letters = 17 - digits;
    let alphabet = !c.iter().any(|b| matches!(b, b'I' | b'O' | b'Q'));
    // the serial number ends in digits everywhere
    let serial = c[13..].iter().all(u8::is_ascii_digit);
    if !alphabet || !serial || digits < 5 || letters < 3 || c[0] == b'0' {
        return None;
    }
    let sum: u32 = c.iter().zip(WEIGHTS).map(|(b, w)| weight(*b) * w).sum();
    let check = match sum % 11 {
        10 => b'X',
        n => b'0' + n as u8,
    };
    let keyed = c[8] == check;
    // North America demands it
    if matches!(c[0], b'1'..=b'5') && !keyed {
        return None;
    }
    let grade = if keyed { Grade::Strong } else { Grade::Plain };
    Some(accepted(read.end(17), grade))
}

/// A character's value in the check of a VIN.
fn weight(b: u8) -> u32 {
    match b {
        b'0'..=b'9' => digit(b),
        b'A'..=b'H' => u32::from(b - b'A') + 1,
        b'J'..=b'R' => u32::from(b - b'J') + 1,
        _ => u32::from(b.saturating_sub(b'S')) + 2,
    }
}

/// Identifier of a visitor in a cookie of measurement: a random number and the
/// second (Google, `GA1.2.…`) or the millisecond (Meta, `fb.1.…`) of the first
/// visit.
pub(super) fn visitor(text: &str) -> Option<Accepted> {
    let len = text
        .bytes()
        .take(80)
        .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'))
        .count();
    let value = text[..len].trim_end_matches(['.', '-', '_']);
    let parts: Parts<'_> = Parts::of(value)?;
    let second = |p: &str| p.len() == 10 && p.starts_with('1') && all_digits(p);
    let sane = match parts {
        Parts("GA1" | "GA2", id, at) => all_digits(id) && id.len() >= 6 && second(at),
        Parts("fb", at, id) => at.len() == 13 && all_digits(at) && id.len() >= 8,
        _ => false,
    };
    sane.then(|| accepted(value.len(), Grade::Strong))
}

/// The parts of such a cookie, parted by dots; the second, the depth of the
/// domain, says nothing.
struct Parts<'t>(&'t str, &'t str, &'t str);

impl<'t> Parts<'t> {
    fn of(value: &'t str) -> Option<Self> {
        let mut parts = value.splitn(4, '.');
        let first = parts.next()?;
        parts.next()?;
        Some(Self(first, parts.next()?, parts.next()?))
    }
}

fn all_digits(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit())
}

/// Identifier for advertisers or of an installation: a UUID that is not all
/// zeros, or sixteen hexadecimal digits (Android).
pub(super) fn device(text: &str) -> Option<Accepted> {
    let len = text
        .bytes()
        .take(40)
        .take_while(|b| b.is_ascii_hexdigit() || *b == b'-')
        .count();
    let value = &text.as_bytes()[..len];
    let hyphens = value
        .iter()
        .enumerate()
        .all(|(i, b)| (*b == b'-') == matches!(i, 8 | 13 | 18 | 23));
    let shape = match len {
        36 => hyphens,
        16 => {
            !value.contains(&b'-')
                && value.iter().any(u8::is_ascii_digit)
                && value.iter().any(u8::is_ascii_alphabetic)
        }
        _ => false,
    };
    let distinct = (0..=u8::MAX).filter(|b| value.contains(b)).count();
    let runs_on = text
        .as_bytes()
        .get(len)
        .is_some_and(u8::is_ascii_alphanumeric);
    (shape && distinct > 5 && !runs_on).then(|| accepted(len, Grade::Plain))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn devices_lines_and_vehicles() {
        type Check = fn(&str) -> Option<Accepted>;
        let cases: [(Check, &[&str], &[&str]); 6] = [
            (
                imeisv,
                &["3584710926431807", "35-847109-264318-07"],
                &["358471092643180", "3711111111111111"],
            ),
            (
                imsi,
                &["208011847203651", "20801184720365"],
                &["108011847203651", "2080118472036"],
            ),
            (
                iccid,
                &["8933 0112 8472 0365 189", "8933011284720365189F"],
                &["8933011284720365184", "8833011284720365189"],
            ),
            (
                vin,
                &["VF1RFB00X64718236", "5YJ3K7EB7LF471823"],
                &["VF1RFB00O64718236", "5YJ3K7EB8LF471823", "VF1RFB00X6471823"],
            ),
            (
                visitor,
                &[
                    "GA1.2.1847203651.1719847203",
                    "fb.1.1719847203651.1847203651",
                ],
                &["GA1.2.18.1719847203", "fb.1.17198.1847203651", "a.b.c.d"],
            ),
            (
                device,
                &["6d92078a-8246-4ba4-ae5b-76104861e7dc", "9774d56d682e549c"],
                &[
                    "00000000-0000-0000-0000-000000000000",
                    "1234567890123456",
                    "9774d56d682e549",
                ],
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
