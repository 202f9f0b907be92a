//! What the validators share: reading the significant characters of a value
//! through its separators, and the check-digit arithmetic of several norms.
//!
//! Nothing here allocates: a value's characters fit a small array.

/// The separators met inside identifiers: space, no-break spaces, thin spaces,
/// dot, hyphens, slash.
pub(super) const fn any_separator(c: char) -> bool {
    is_space(c) || matches!(c, '.' | '-' | '/' | '\u{2010}' | '\u{2011}' | '\u{2013}')
}

/// What parts the groups of a value in laid-out text: also tabs, line ends, low
/// lines, several in a row.
pub(super) const fn wide_separator(c: char) -> bool {
    any_separator(c) || matches!(c, '\t' | '\n' | '\r' | '_' | '\u{2012}')
}

/// Most separators in a row in laid-out text.
pub(super) const WIDE_GAP: usize = 9;

/// The spaces met inside identifiers.
pub(super) const fn is_space(c: char) -> bool {
    matches!(
        c,
        ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '\u{2007}' | '\u{2008}' | '\u{200a}'
    )
}

/// Spaces, dots and hyphens: what bank and company numbers are grouped with.
pub(super) const fn plain_separator(c: char) -> bool {
    is_space(c) || matches!(c, '.' | '-' | '\u{2010}' | '\u{2011}')
}

/// The significant characters of a value, upper-cased ASCII, and where each ends.
pub(super) struct Compact<const N: usize> {
    bytes: [u8; N],
    ends: [u16; N],
    len: usize,
    /// What follows directly after the last character read.
    next: Option<char>,
}

impl<const N: usize> Compact<N> {
    /// Reads at most `N` characters for which `take` holds, with at most `gap`
    /// separators between two of them; stops at anything else.
    pub(super) fn read(
        text: &str,
        gap: usize,
        take: impl Fn(char) -> bool,
        separator: impl Fn(char) -> bool,
    ) -> Self {
        let mut it = Self {
            bytes: [0; N],
            ends: [0; N],
            len: 0,
            next: None,
        };
        let mut skipped = 0;
        // the bytes at the start that are wanted, which is often all there is
        let wanted = |b: &u8| b.is_ascii() && take(char::from(*b));
        for b in text.bytes().take(N).take_while(wanted) {
            it.bytes[it.len] = b.to_ascii_uppercase();
            it.len += 1;
            it.ends[it.len - 1] = it.len as u16;
        }
        let head = it.len;
        for (at, c) in text[head..].char_indices() {
            let end = head + at + c.len_utf8();
            if it.len > 0 && it.next.is_none() {
                it.next = Some(c);
            }
            if c.is_ascii() && take(c) {
                if it.len == N || end > usize::from(u16::MAX) {
                    break;
                }
                it.bytes[it.len] = (c as u8).to_ascii_uppercase();
                it.ends[it.len] = end as u16;
                it.len += 1;
                it.next = None;
                skipped = 0;
            } else if it.len > 0 && it.len < N && skipped < gap && separator(c) {
                skipped += 1;
            } else {
                break;
            }
        }
        it
    }

    /// Digits, with at most one separator between two of them.
    pub(super) fn digits(text: &str, separator: impl Fn(char) -> bool) -> Self {
        Self::read(text, 1, |c| c.is_ascii_digit(), separator)
    }

    /// Letters and digits, with at most one separator between two of them.
    pub(super) fn alphanumerics(text: &str, separator: impl Fn(char) -> bool) -> Self {
        Self::read(text, 1, |c| c.is_ascii_alphanumeric(), separator)
    }

    /// The characters read.
    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.bytes[..self.len]
    }

    /// The characters, when there are exactly `N` and no digit follows directly:
    /// a value is never the head of a longer number.
    pub(super) fn whole(&self) -> Option<&[u8; N]> {
        (self.len == N && !self.runs_on()).then_some(&self.bytes)
    }

    /// True when a letter or digit follows directly after the last character.
    pub(super) fn runs_on(&self) -> bool {
        self.next.is_some_and(|c| c.is_ascii_alphanumeric())
    }

    /// True when no letter or digit follows directly after the `n`-th character
    /// (1-based): the value may end there.
    pub(super) fn free_after(&self, n: usize) -> bool {
        if n < self.len {
            self.end(n + 1) > self.end(n) + 1
        } else {
            !self.runs_on()
        }
    }

    /// Bytes of the text up to and with the `n`-th character (1-based).
    pub(super) fn end(&self, n: usize) -> usize {
        n.checked_sub(1)
            .and_then(|i| self.ends.get(i))
            .map_or(0, |e| usize::from(*e))
    }

    /// True when the text up to the `n`-th character is a decimal number rather
    /// than groups: a single dot is all that parts it.
    pub(super) fn is_decimal(&self, text: &str, n: usize) -> bool {
        let value = &text[..self.end(n)];
        value.len() == n + 1 && value.bytes().filter(|b| *b == b'.').count() == 1
    }

    /// True when the first `n` characters follow each other without separator.
    pub(super) fn contiguous(&self, n: usize) -> bool {
        self.end(n) == n
    }
}

/// The value of an ASCII digit.
pub(super) const fn digit(b: u8) -> u32 {
    (b.wrapping_sub(b'0')) as u32
}

/// Decimal value of ASCII digits; saturates (no identifier is that long).
pub(super) fn number(digits: &[u8]) -> u64 {
    digits.iter().fold(0_u64, |n, b| {
        n.saturating_mul(10).saturating_add(u64::from(digit(*b)))
    })
}

/// Luhn (ISO/IEC 7812-1 annex B) over ASCII digits.
pub(super) fn luhn(digits: &[u8]) -> bool {
    luhn_sum(digits).is_multiple_of(10)
}

/// The Luhn sum, check digit included.
pub(super) fn luhn_sum(digits: &[u8]) -> u32 {
    digits
        .iter()
        .rev()
        .enumerate()
        .map(|(i, b)| {
            let d = digit(*b) << (i & 1);
            if d > 9 { d - 9 } else { d }
        })
        .sum()
}

/// Sum of digits times weights, pairwise.
pub(super) fn weighted(digits: &[u8], weights: &[u32]) -> u32 {
    digits.iter().zip(weights).map(|(b, w)| digit(*b) * w).sum()
}

/// Remainder of a number written in digits and letters (A = 10 ... Z = 35), as
/// ISO/IEC 7064 mod 97-10 reads it.
pub(super) fn mod_97(bytes: impl Iterator<Item = u8>) -> u32 {
    bytes.fold(0, |r, b| match b {
        b'0'..=b'9' => (r * 10 + digit(b)) % 97,
        _ => (r * 100 + u32::from(b.wrapping_sub(b'A')) + 10) % 97,
    })
}

/// ISO/IEC 7064 mod 11,10 over ASCII digits, the check digit last.
pub(super) fn mod_11_10(n: &[u8]) -> bool {
    let Some((check, body)) = n.split_last() else {
        return false;
    };
    let product = body.iter().fold(10, |p, b| {
        let s = (p + digit(*b)) % 10;
        (if s == 0 { 10 } else { s }) * 2 % 11
    });
    (product + digit(*check)) % 10 == 1
}

/// Verhoeff over ASCII digits, the check digit last: a walk through the group of
/// the symmetries of a pentagon (J. Verhoeff, "Error detecting decimal codes",
/// Mathematisch Centrum, 1969).
pub(super) fn verhoeff(digits: &[u8]) -> bool {
    const TURN: [u32; 10] = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];
    let turned = |d: u32, times: usize| (0..times % 8).fold(d, |d, _| TURN[d as usize % 10]);
    let places = digits.iter().rev().enumerate();
    places.fold(0, |c, (i, b)| pentagon(c, turned(digit(*b), i))) == 0
}

/// The product of two symmetries of a pentagon: 0-4 are turns, 5-9 reflections.
const fn pentagon(a: u32, b: u32) -> u32 {
    let same = match a < 5 {
        true => (a + b) % 5,
        false => (a + 5 - b % 5) % 5,
    };
    same + if (a < 5) == (b < 5) { 0 } else { 5 }
}

/// True when all characters are the same one: a placeholder, not a value.
pub(super) fn all_same(bytes: &[u8]) -> bool {
    bytes.windows(2).all(|w| w[0] == w[1])
}

/// True when all are ASCII digits.
pub(super) fn all_digits(bytes: &[u8]) -> bool {
    bytes.iter().all(u8::is_ascii_digit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_are_skipped_and_ends_kept() {
        let c = Compact::<4>::digits("1\u{a0}2 34", is_space);
        assert_eq!(c.as_bytes(), b"1234");
        assert_eq!((c.end(1), c.end(2), c.end(4)), (1, 4, 7));
        assert!(c.whole().is_some());
    }

    #[test]
    fn a_longer_run_is_not_whole() {
        assert!(Compact::<4>::digits("12345", is_space).whole().is_none());
        assert!(Compact::<4>::digits("1234 5", is_space).whole().is_some());
        assert!(Compact::<4>::digits("123", is_space).whole().is_none());
        assert!(Compact::<4>::digits("12  34", is_space).whole().is_none());
    }

    #[test]
    fn luhn_of_the_norm() {
        assert!(luhn(b"79927398713"));
        assert!(!luhn(b"79927398710"));
    }

    #[test]
    fn values_end_where_nothing_follows() {
        let c = Compact::<6>::digits("12 34", is_space);
        assert!(c.free_after(2) && c.free_after(4));
        assert!(!c.free_after(1) && !c.free_after(3));
        assert!(!Compact::<2>::digits("123", is_space).free_after(2));
    }

    #[test]
    fn verhoeff_of_the_thesis() {
        assert!(verhoeff(b"2363"));
        assert!(!verhoeff(b"3263"));
        assert!(verhoeff(b"123451"));
        assert!(!verhoeff(b"123454"));
    }

    #[test]
    fn iso_7064_hybrid() {
        assert!(mod_11_10(b"07945"));
        assert!(!mod_11_10(b"07954"));
        assert!(!mod_11_10(b""));
    }

    #[test]
    fn mod_97_reads_letters() {
        assert_eq!(mod_97(b"3214282912345698765432161182".iter().copied()), 1);
        assert_eq!(mod_97(b"BE".iter().copied()), 1114 % 97);
    }
}
