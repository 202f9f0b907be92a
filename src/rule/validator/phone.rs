//! Telephone numbers of other countries, in international form, and in the
//! national forms that a label or a header makes one.
//!
//! Country codes and the lengths of their numbers are those of fixed, mobile and
//! personal numbers in libphonenumber 9.0.43, as facts: the library itself would
//! add megabytes of patterns for a gain that has not been measured.

use super::compact::is_space;
use super::{Accepted, Grade};

/// `+44 20 7946 0018`, `0041 22 ...`, `+32 (0)470 ...`: the longest prefix whose
/// length the country has. French codes are left to `fr_phone`.
pub(super) fn phone(text: &str) -> Option<Accepted> {
    let open = usize::from(text.starts_with('('));
    let rest = &text[open..];
    let skip = if rest.starts_with('+') {
        1
    } else if rest.starts_with("00") {
        2
    } else {
        return None;
    };
    let digits = Digits::read(text, open + skip);
    let (code, lengths) = country(digits.as_bytes())?;
    let trunk = digits.trunk_zero(code);
    let national = &digits.as_bytes()[code + trunk..];
    if !begins_well(&digits.as_bytes()[..code], national) {
        return None;
    }
    let len = lengths
        .iter()
        .rev()
        .map(|l| usize::from(*l))
        .find(|l| *l <= national.len() && digits.ends_at(code + trunk + l))?;
    let value = &national[..len];
    let written = &text[..digits.end(code + trunk + len)];
    if is_position(written) || is_decimal(written) {
        return None;
    }
    (!value.windows(2).all(|w| w[0] == w[1])).then(|| Accepted {
        len: digits.end(code + trunk + len),
        grade: Grade::Strong,
        test: is_fiction(&digits.as_bytes()[..code], value),
    })
}

/// `+4852-12325`, `+485213-0012345`: latitude and longitude of ISO 6709.
fn is_position(text: &str) -> bool {
    let lengths = |(a, b): (&str, &str)| (a.len(), b.len());
    let parts = text[1..]
        .split_once('-')
        .filter(|(_, b)| b.bytes().all(|c| c.is_ascii_digit()));
    matches!(parts.map(lengths), Some((4, 5) | (6, 7)))
}

/// `2014-04-12`.
fn is_day(text: &str) -> bool {
    let mut parts = text.split('-').map(str::len);
    text.starts_with(['1', '2'])
        && (parts.next(), parts.next(), parts.next(), parts.next())
            == (Some(4), Some(2), Some(2), None)
}

/// `+35236450.6`: one point, and one or two digits after it.
fn is_decimal(text: &str) -> bool {
    let last = text
        .rsplit_once('.')
        .map(|(before, last)| (before, last.len()));
    last.is_some_and(|(before, n)| n <= 2 && before[1..].bytes().all(|b| b.is_ascii_digit()))
}

/// A number as dialled inside a country: ten digits of North America
/// (`415-555-0132`), a leading zero and eight to eleven more, or nine grouped
/// digits. Only after a label or under a header.
pub(super) fn phone_national(text: &str) -> Option<Accepted> {
    let digits = Digits::read(text, usize::from(text.starts_with('(')));
    let n = digits.as_bytes();
    let grouped = digits.end(n.len()) > n.len();
    let good = match (n.len(), n.first()?) {
        (10, b'2'..=b'9') => grouped && (b'2'..=b'9').contains(&n[3]),
        // the prefix of long-distance calls of North America
        (11, b'1') => grouped && (b'2'..=b'9').contains(&n[1]) && (b'2'..=b'9').contains(&n[4]),
        (9..=12, b'0') => n[1] != b'0' && n.get(1) != Some(&b'8'),
        (8 | 9, b'2' | b'6' | b'7' | b'9') => grouped,
        _ => false,
    };
    let len = digits.end(n.len());
    let touched = text[len..].starts_with(|c: char| c.is_alphanumeric());
    let good = good && !is_day(&text[..len]);
    (good && !touched && !super::compact::all_same(&n[1..])).then_some(Accepted {
        len,
        grade: Grade::Weak,
        test: false,
    })
}

/// The digits of a number, and where each ends.
struct Digits {
    bytes: [u8; 17],
    ends: [usize; 17],
    len: usize,
    /// Digits before `(0)`, when a trunk zero stands in brackets.
    bracketed_zero: Option<usize>,
}

impl Digits {
    /// Reads from byte `start`, passing over one or two separators at a time.
    fn read(text: &str, start: usize) -> Self {
        let mut it = Self {
            bytes: [0; 17],
            ends: [0; 17],
            len: 0,
            bracketed_zero: None,
        };
        let mut gap = 0;
        for (i, c) in text[start..].char_indices() {
            let at = start + i;
            if c.is_ascii_digit() {
                if it.len == it.bytes.len() {
                    break;
                }
                if c == '0' && text[..at].ends_with('(') && text[at + 1..].starts_with(')') {
                    it.bracketed_zero = Some(it.len);
                }
                it.bytes[it.len] = c as u8;
                it.ends[it.len] = at + 1;
                it.len += 1;
                gap = 0;
            } else if c == '/' && it.len >= 8 {
                // `01 44 55 66 77/78`: the next number
                break;
            } else if gap < 2 && (is_space(c) || matches!(c, '.' | '-' | '/' | '(' | ')')) {
                gap += 1;
            } else {
                break;
            }
        }
        it
    }

    fn as_bytes(&self) -> &[u8] {
        &self.bytes[..self.len]
    }

    fn end(&self, n: usize) -> usize {
        n.checked_sub(1).map_or(0, |i| self.ends[i])
    }

    /// True when the `n`-th digit ends a group.
    fn ends_at(&self, n: usize) -> bool {
        n == self.len || self.ends[n] > self.ends[n - 1] + 1
    }

    /// One when the country code is followed by `(0)`.
    fn trunk_zero(&self, code: usize) -> usize {
        usize::from(self.bracketed_zero == Some(code))
    }
}

/// Digits of the country code, and the lengths of its national numbers.
fn country(digits: &[u8]) -> Option<(usize, &'static [u8])> {
    (1..=3).find_map(|n| {
        let code = std::str::from_utf8(digits.get(..n)?).ok()?;
        LENGTHS
            .iter()
            .find(|(_, codes)| codes.split(' ').any(|c| c == code))
            .map(|(lengths, _)| (n, *lengths))
    })
}

/// First digits that the larger countries' numbers cannot have.
fn begins_well(code: &[u8], n: &[u8]) -> bool {
    let (Some(first), fourth) = (n.first(), n.get(3)) else {
        return false;
    };
    match code {
        b"1" => *first >= b'2' && fourth.is_some_and(|d| *d >= b'2'),
        b"7" => *first >= b'3',
        b"32" | b"44" | b"49" => *first != b'0',
        b"34" => matches!(first, b'5'..=b'9'),
        b"39" => matches!(first, b'0' | b'1' | b'3' | b'8'),
        b"41" => *first >= b'2',
        b"212" => matches!(first, b'5'..=b'8'),
        b"213" => matches!(first, b'1'..=b'7' | b'9'),
        b"216" => *first >= b'2',
        b"351" => matches!(first, b'2' | b'3' | b'6'..=b'9'),
        b"225" | b"229" | b"241" | b"242" | b"378" => true,
        _ => *first != b'0',
    }
}

/// Ranges kept for films: 555-01xx (North America), Ofcom's (United Kingdom).
fn is_fiction(code: &[u8], n: &[u8]) -> bool {
    match code {
        b"1" => n.get(3..8) == Some(b"55501"),
        b"44" => {
            n.starts_with(b"7700900") || n.starts_with(b"2079460") || n.starts_with(b"1632960")
        }
        _ => false,
    }
}

/// Lengths of national numbers, and the country codes that have them.
const LENGTHS: &[(&[u8], &str)] = &[
    (&[4, 5], "290"),
    (&[4, 5, 6, 7], "690"),
    (&[4, 7], "683"),
    (&[5], "247 500 682"),
    (&[5, 6, 7], "688"),
    (&[5, 6, 7, 8, 9], "27"),
    (&[5, 6, 7, 10], "685"),
    (&[5, 7], "676 677 678"),
    (&[5, 8], "686"),
    (&[6], "298 299 672 681 687"),
    (&[6, 7], "597"),
    (&[6, 7, 8, 9], "252 359"),
    (&[6, 7, 8, 9, 10], "95 358 880"),
    (&[6, 7, 8, 9, 10, 11], "352"),
    (&[6, 7, 8, 9, 10, 11, 12], "39"),
    (&[6, 7, 8, 9, 10, 11, 12, 13], "43 49"),
    (&[6, 7, 8, 10], "53"),
    (&[6, 7, 9], "421"),
    (&[6, 7, 10], "98"),
    (&[6, 8, 9, 10], "63"),
    (&[6, 8, 9, 10, 11], "82"),
    (&[6, 9], "40 376 508"),
    (
        &[7],
        "238 239 246 248 269 291 297 501 592 673 674 679 680 691 692 960",
    ),
    (&[7, 8], "230 241 267 372 507 599 670 675 961 975"),
    (&[7, 8, 9], "46 231 254 595 967"),
    (&[7, 8, 9, 10], "243 353"),
    (&[7, 8, 9, 10, 11], "86"),
    (&[7, 8, 9, 10, 11, 12], "62 381"),
    (&[7, 9], "48 220 245 265 354 423"),
    (
        &[8],
        "45 47 65 216 222 223 226 227 228 232 235 236 253 257 266 268 350 356 357 370 371 373 374 382 386 389 502 503 504 505 506 509 591 598 689 852 853 965 968 973 974 993",
    ),
    (
        &[8, 9],
        "32 36 51 66 213 224 250 258 264 355 377 385 387 593 855 962 963 970 971",
    ),
    (&[8, 9, 10], "20 60 64 378 856 964 976"),
    (&[8, 9, 10, 11], "886"),
    (&[8, 9, 10, 11, 12], "383"),
    (&[8, 9, 11, 12], "972"),
    (&[8, 10], "57 850 977"),
    (
        &[9],
        "34 41 56 61 93 94 211 212 218 221 233 237 240 242 244 249 251 255 256 260 261 351 375 380 420 966 992 994 995 996 998",
    ),
    (&[9, 10], "81 84 92 263"),
    (&[9, 11], "31"),
    (&[10], "1 7 30 44 52 58 90 91 225 229 234"),
    (&[10, 11], "54 55"),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn accepts(text: &str) -> bool {
        phone(text).is_some_and(|a| a.len == text.len())
    }

    #[test]
    fn countries_and_lengths() {
        for ok in [
            "+32470123456",
            "+32 (0)470 12 34 56",
            "0032 470 12 34 56",
            "+41 21 234 56 78",
            "+49 1512 3456789",
            "+34 612 34 56 78",
            "+44 56 1234 5678",
            "+39 331 0123 4501",
            "+352 27 12 34 56",
            "+377 90 12 34 56",
            "+1 415-666-7777",
            "+55 11 98456 5666",
            "+30 21 0 1234567",
            "(+41) 21 234 56 78",
            "+212 661 23 45 67",
            "+689 87 12 34 56",
        ] {
            assert!(accepts(ok), "{ok}");
        }
        for bad in [
            "+3212345",
            "+346547893210",
            "+44 121",
            "+45 345 6782395",
            "+999 12 34 56 78",
            "+33 6 12 34 56 78",
            "0470 12 34 56",
            "+1 123 456 7890",
            "+",
        ] {
            assert!(!accepts(bad), "{bad}");
        }
    }

    #[test]
    fn the_next_number_is_left() {
        let a = phone("+41 21 234 56 78 12 rue").expect("a Swiss number");
        assert_eq!(a.len, 16);
        assert!(phone("+1 212 555 0132").is_some_and(|a| a.test));
    }

    #[test]
    fn national_forms_are_weak() {
        for ok in [
            "415-555-0132",
            "(415) 555-0132",
            "079 123 45 67",
            "0470 12 34 56",
        ] {
            assert_eq!(
                phone_national(ok).map(|a| (a.len, a.grade)),
                Some((ok.len(), Grade::Weak))
            );
        }
        for bad in [
            "1735097947035",
            "115-555-0132",
            "4155550132",
            "0800 12 34 56",
            "12 34",
        ] {
            assert!(phone_national(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn every_code_is_listed_once() {
        let mut codes: Vec<&str> = LENGTHS.iter().flat_map(|(_, c)| c.split(' ')).collect();
        let n = codes.len();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), n);
        assert!(codes.iter().all(|c| (1..=3).contains(&c.len())));
    }
}
