//! Numbers of things that look like numbers of persons: ISBN, EAN/GTIN, IMEI,
//! UUID and digests. They are recognised so that nothing else takes them.

use super::compact::{Compact, all_same, digit, is_space, luhn, number};
use super::{Accepted, Grade};

const fn hyphen(c: char) -> bool {
    is_space(c) || matches!(c, '-' | '\u{2010}' | '\u{2011}')
}

/// ISBN-13 (978, 979) and ISBN-10 (mod 11, `X` for ten).
pub(super) fn isbn(text: &str) -> Option<Accepted> {
    let read = Compact::<13>::read(
        text,
        1,
        |c| c.is_ascii_digit() || matches!(c, 'X' | 'x'),
        hyphen,
    );
    let chars = read.as_bytes();
    if read.runs_on() {
        return None;
    }
    let good = match chars.len() {
        13 => (chars.starts_with(b"978") || chars.starts_with(b"979")) && gtin(chars),
        10 => isbn_10(chars),
        _ => false,
    };
    (good && !all_same(chars)).then(|| Accepted {
        len: read.end(chars.len()),
        grade: Grade::Plain,
        test: false,
    })
}

fn isbn_10(chars: &[u8]) -> bool {
    let (body, check) = chars.split_at(9);
    if !body.iter().all(u8::is_ascii_digit) {
        return false;
    }
    let sum: u32 = (2..=10).rev().zip(body).map(|(w, b)| w * digit(*b)).sum();
    let last = if check[0] == b'X' {
        10
    } else {
        digit(check[0])
    };
    (sum + last).is_multiple_of(11)
}

/// GTIN-8, -13 and -14 (EAN): weights 3 and 1 from the right.
pub(super) fn ean(text: &str) -> Option<Accepted> {
    let read = Compact::<14>::digits(text, hyphen);
    let digits = read.as_bytes();
    let good = matches!(digits.len(), 8 | 13 | 14) && !read.runs_on();
    (good && gtin(digits) && !all_same(digits)).then(|| Accepted {
        len: read.end(digits.len()),
        grade: Grade::Plain,
        test: false,
    })
}

fn gtin(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(i, b)| digit(*b) * if i % 2 == 0 { 1 } else { 3 })
        .sum();
    digits.iter().all(u8::is_ascii_digit) && sum.is_multiple_of(10)
}

/// IMEI: fifteen digits, Luhn, a reporting body's code first (3GPP TS 23.003).
pub(super) fn imei(text: &str) -> Option<Accepted> {
    let read = Compact::<15>::digits(text, |c| hyphen(c) || c == '/');
    let digits = read.whole()?;
    let body = number(&digits[..2]);
    let known = matches!(
        body,
        1 | 10 | 30 | 33 | 35 | 44 | 45 | 49..=54 | 86 | 91 | 98 | 99
    );
    (known && luhn(digits)).then(|| Accepted {
        len: read.end(15),
        grade: Grade::Plain,
        test: false,
    })
}

/// UUID (RFC 9562): 8-4-4-4-12 hexadecimal, versions 1-8 and their variants, or
/// any version a vendor has put there; nil excluded.
pub(super) fn uuid(text: &str) -> Option<Accepted> {
    let bytes = text.as_bytes().get(..36)?;
    let shape = bytes.iter().enumerate().all(|(i, b)| match i {
        8 | 13 | 18 | 23 => *b == b'-',
        _ => b.is_ascii_hexdigit(),
    });
    let variant = matches!(bytes[19].to_ascii_lowercase(), b'8' | b'9' | b'a' | b'b');
    let runs_on = text
        .as_bytes()
        .get(36)
        .is_some_and(u8::is_ascii_alphanumeric);
    (shape && variant && !runs_on).then_some(Accepted {
        len: 36,
        grade: Grade::Strong,
        test: false,
    })
}

/// MD5, SHA-1, SHA-224, SHA-256, SHA-384, SHA-512 in hexadecimal: the exact
/// lengths, with digits and letters both (a run of digits alone is a number).
pub(super) fn digest(text: &str) -> Option<Accepted> {
    let len = text.bytes().take_while(u8::is_ascii_hexdigit).count();
    let hex = &text.as_bytes()[..len];
    let runs_on = text
        .as_bytes()
        .get(len)
        .is_some_and(u8::is_ascii_alphanumeric);
    let mixed = hex.iter().any(u8::is_ascii_digit) && hex.iter().any(u8::is_ascii_alphabetic);
    (matches!(len, 32 | 40 | 56 | 64 | 96 | 128) && mixed && !runs_on).then_some(Accepted {
        len,
        grade: Grade::Strong,
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
    fn books_and_goods() {
        for ok in [
            "978-0-11-316767-8",
            "9780119191257",
            "2-07-036002-4",
            "080442957X",
        ] {
            assert!(all(isbn, ok), "{ok}");
        }
        assert!(!all(isbn, "978-0-11-316767-9"));
        for ok in ["73513537", "4012345678901", "00012345600012"] {
            assert!(all(ean, ok), "{ok}");
        }
        assert!(!all(ean, "5901234123451"));
    }

    #[test]
    fn devices() {
        assert!(all(imei, "49-015420-323751-8"));
        assert!(all(imei, "490154203237518"));
        assert!(!all(imei, "490154203237519"));
        assert!(!all(imei, "378282246310005"));
    }

    #[test]
    fn identifiers_of_machines() {
        assert!(all(uuid, "A987FBC9-4BED-5078-AF07-9141BA07C9F3"));
        assert!(!all(uuid, "A987FBC9-4BED-3078-CF07-9141BA07C9F3"));
        assert!(!all(uuid, "A987FBC9-4BED-5078-AF07-9141BA07C9F3x"));
        assert!(all(digest, "d41d8cd98f00b204e9800998ecf8427e"));
        assert!(!all(digest, "12345678901234567890123456789012"));
        assert!(!all(digest, "d41d8cd98f00b204e9800998ecf8427"));
    }
}
