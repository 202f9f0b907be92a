//! French telephone numbers: metropolitan and overseas, as people write them.
//!
//! Source: ARCEP's numbering plan (decisions 2018-0881 and 2022-1583) as read by
//! libphonenumber 9.0.43, and the overseas mobiles that it refuses when they are
//! dialled nationally. Services (08, 3xxx) are nobody's and are refused.

use super::compact::{is_space, number};
use super::{Accepted, Grade};

/// Country codes whose numbers are French, with nine national digits.
const FRENCH_CODES: [&[u8]; 5] = [b"33", b"262", b"590", b"594", b"596"];

/// A number as written: `06 12 34 56 78`, `+33 (0)6 12...`, `0033 6...`.
pub(super) fn fr_phone(text: &str) -> Option<Accepted> {
    let mut at = Reader::new(text);
    let international = at.prefix()?;
    let digits = at.national()?;
    if at.slashes && at.others {
        return None;
    }
    let found = judge(&digits, at.end, international || at.grouped)?;
    // "01 1402 0140", "05 78 006 084": hardly anybody writes a number so
    let odd = !international && (at.longest == 4 && at.separated == 1 || at.longest == 3);
    Some(if odd {
        Accepted {
            grade: Grade::Weak,
            ..found
        }
    } else {
        found
    })
}

/// Seven numbers of two digits or more in a row, all of `text`; not where the last
/// five may be a telephone number after another one, or after the end of one.
pub(super) fn series(text: &str) -> Option<Accepted> {
    let groups = || {
        text.split(|c: char| !c.is_ascii_digit())
            .filter(|g| !g.is_empty())
    };
    let n = groups().count();
    let telephone = |g: &str| g.starts_with('0') && g != "00";
    let last = n <= 10 && groups().nth(n.checked_sub(5)?).is_some_and(telephone);
    (n >= 7 && !last).then_some(Accepted {
        len: text.len(),
        grade: Grade::Plain,
        test: false,
    })
}

/// A number that a spreadsheet has robbed of its zero or its plus: nine digits
/// (`612345678`), or eleven (`33612345678`). Only a header makes it a phone.
pub(super) fn fr_phone_bare(text: &str) -> Option<Accepted> {
    let run = text.bytes().take_while(u8::is_ascii_digit).count();
    let skip = match run {
        9 => 0,
        11 if text.starts_with("33") => 2,
        12 if FRENCH_CODES[1..]
            .iter()
            .any(|c| text.as_bytes().starts_with(c)) =>
        {
            3
        }
        _ => return None,
    };
    let mut digits = [0; 9];
    digits.copy_from_slice(&text.as_bytes()[skip..run]);
    judge(&digits, run, false).map(|a| Accepted {
        grade: Grade::Weak,
        ..a
    })
}

fn judge(n: &[u8; 9], len: usize, shaped: bool) -> Option<Accepted> {
    (allocated(n) && !counted(n)).then(|| Accepted {
        len,
        grade: if shaped { Grade::Strong } else { Grade::Plain },
        test: fiction(n) || placeholder(n),
    })
}

/// Whether a number may begin so: `n` is without the leading zero.
fn allocated(n: &[u8; 9]) -> bool {
    match (n[0], n[1]) {
        (b'1' | b'3' | b'6' | b'9', _) => true,
        (b'2', b'0'..=b'9') => true,
        (b'4', second) => second != b'0',
        (b'5', second) => second != b'9' || n[2] != b'0' || n[3] != b'0',
        // 070x: only the overseas blocks 0708 (PM) and 0709[0-3].
        (b'7', b'0') => n[2] == b'8' || (n[2] == b'9' && n[3] <= b'3'),
        (b'7', second) => second >= b'3',
        _ => false,
    }
}

/// `06 07 08 09 10`, `02 03 01 00 01`: lists and dumps of small numbers.
fn counted(n: &[u8; 9]) -> bool {
    let pair = |i: usize| number(&n[2 * i - 1..=2 * i]);
    let small = (1..=4).all(|i| pair(i) < 10) && (1..=4).any(|i| pair(i) != 0);
    small || (1..=4).all(|i| pair(i) == number(&n[..1]) + i as u64)
}

/// `01 23 45 67 89`, `06 00 00 00 00`: what forms give as an example.
fn placeholder(n: &[u8; 9]) -> bool {
    n.windows(2).all(|w| w[1] == w[0] + 1) || n[1..].iter().all(|b| *b == b'0')
}

/// The ranges kept for films and documentation (ARCEP decision 2018-0881).
fn fiction(n: &[u8; 9]) -> bool {
    const RANGES: [&[u8; 5]; 6] = [b"19900", b"26191", b"35301", b"46571", b"53649", b"63998"];
    RANGES.iter().any(|r| n.starts_with(*r))
}

/// Reads a number from left to right.
struct Reader<'a> {
    bytes: &'a [u8],
    text: &'a str,
    end: usize,
    grouped: bool,
    /// Slashes part the groups, and something else does: two dates do so.
    slashes: bool,
    others: bool,
    /// Digits of the longest group after the first separator.
    longest: usize,
    /// Separators between groups of the national number.
    separated: usize,
}

impl<'a> Reader<'a> {
    const fn new(text: &'a str) -> Self {
        Self {
            bytes: text.as_bytes(),
            text,
            end: 0,
            grouped: false,
            slashes: false,
            others: false,
            longest: 0,
            separated: 0,
        }
    }

    /// Reads `0`, `+33`, `(+33)`, `0033`, each with `(0)` or a superfluous zero
    /// after it; true for the international forms.
    fn prefix(&mut self) -> Option<bool> {
        let open = self.take(b"(");
        let plus = self.take(b"+") || self.take(b"00");
        if !plus {
            return (!open && self.take(b"0")).then_some(false);
        }
        self.spaces();
        FRENCH_CODES.iter().find(|c| self.take(c))?;
        // `(+33) 6 …`: what was given may begin at the plus
        if !self.take(b")") && open {
            return None;
        }
        self.separators(2);
        if self.take(b"(0)") || self.take(b"0") {
            self.separators(1);
        }
        Some(true)
    }

    /// Nine digits, with at most one separator between groups of two or more;
    /// the first may stand alone.
    fn national(&mut self) -> Option<[u8; 9]> {
        let mut digits = [0; 9];
        let mut group = 1;
        for (i, slot) in digits.iter_mut().enumerate() {
            let before = self.end;
            if i > 0 && self.separators(1) {
                if group == 1 && i > 1 {
                    self.end = before;
                    return None;
                }
                let slash = self.bytes[before] == b'/';
                self.slashes |= slash;
                self.others |= !slash;
                self.separated += 1;
                self.grouped = true;
                group = 0;
            }
            *slot = self
                .bytes
                .get(self.end)
                .copied()
                .filter(u8::is_ascii_digit)?;
            self.end += 1;
            group += 1;
            self.longest = self.longest.max(group);
        }
        let follows = self.bytes.get(self.end);
        (digits[0] != b'0' && group >= 2 && !follows.is_some_and(u8::is_ascii_alphanumeric))
            .then_some(digits)
    }

    fn take(&mut self, what: &[u8]) -> bool {
        let found = self.bytes[self.end..].starts_with(what);
        if found {
            self.end += what.len();
        }
        found
    }

    fn spaces(&mut self) {
        while let Some(c) = self.text[self.end..]
            .chars()
            .next()
            .filter(|c| is_space(*c))
        {
            self.end += c.len_utf8();
        }
    }

    /// Passes over at most `n` separators; true if there was one.
    fn separators(&mut self, n: usize) -> bool {
        let start = self.end;
        for _ in 0..n {
            let next = self.text[self.end..].chars().next();
            let Some(c) = next.filter(|c| {
                is_space(*c) || matches!(c, '.' | '-' | '/' | '\u{2010}' | '\u{2011}' | '\u{2013}')
            }) else {
                break;
            };
            self.end += c.len_utf8();
        }
        self.end > start
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accepts(text: &str) -> bool {
        fr_phone(text).is_some_and(|a| a.len == text.len())
    }

    #[test]
    fn every_way_of_writing() {
        for ok in [
            "06 31 24 57 86",
            "06.31.24.57.86",
            "06-31-24-57-86",
            "06/31/24/57/86",
            "06\u{a0}31\u{a0}24\u{a0}57\u{a0}86",
            "0631245786",
            "0631 245 786",
            "06 3124 5786",
            "+33 6 31 24 57 86",
            "+33631245786",
            "+33 (0)6 31 24 57 86",
            "+33(0)631245786",
            "+33 (0) 1 53 87 74 74",
            "(+33) 6 31 24 57 86",
            "0033 6 31 24 57 86",
            "0033631245786",
            "+33.1.53.87.74.74",
            "03 01 23.56 74",
        ] {
            assert!(accepts(ok), "{ok}");
        }
    }

    #[test]
    fn overseas_numbers_dialled_nationally() {
        for ok in [
            "0262 41 25 63",
            "0692 85 12 47",
            "0693 30 12 47",
            "0639 69 12 47",
            "0269 61 12 47",
            "0590 82 12 47",
            "0690 35 12 47",
            "0691 28 12 47",
            "0594 31 12 47",
            "0694 23 12 47",
            "0596 63 12 47",
            "0696 45 12 47",
            "0697 25 12 47",
            "0508 41 12 47",
            "0709 30 12 47",
            "0708 41 12 47",
            "+262 692 85 12 47",
            "+590 590 82 12 47",
            "+594694231247",
            "+596 696 20 12 34",
        ] {
            assert!(accepts(ok), "{ok}");
        }
    }

    #[test]
    fn services_and_other_numbers_are_refused() {
        for bad in [
            "08 06 21 37 89",
            "0892 68 12 34",
            "3639",
            "0712457898",
            "0412",
            "6625388263",
            "01288398",
            "06312457861",
            "0 131 959 006",
            "00 12 47 75 90",
            "04 01 23 45 67",
            "06 07 08 09 10",
            "02 03 01 00 01",
            "06 3 12 45 78 6",
            "+34612457898",
        ] {
            assert!(!accepts(bad), "{bad}");
        }
    }

    #[test]
    fn shape_and_fiction_are_told() {
        assert_eq!(fr_phone("0631245786").map(|a| a.grade), Some(Grade::Plain));
        assert_eq!(
            fr_phone("06 31 24 57 86").map(|a| a.grade),
            Some(Grade::Strong)
        );
        assert!(fr_phone("06 39 98 12 34").is_some_and(|a| a.test));
        assert!(fr_phone("01 23 45 67 89").is_some_and(|a| a.test));
    }

    #[test]
    fn spreadsheets_drop_the_zero() {
        assert_eq!(
            fr_phone_bare("631245786").map(|a| a.grade),
            Some(Grade::Weak)
        );
        assert!(fr_phone_bare("33631245786").is_some());
        assert!(fr_phone_bare("262692851247").is_some());
        assert!(fr_phone_bare("831245786").is_none());
        assert!(fr_phone_bare("6312457860").is_none());
    }
}
