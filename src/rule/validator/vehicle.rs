//! French number plates: SIV (since 2009) and FNI (before).

use super::compact::{Compact, is_space, number};
use super::{Accepted, Grade};

const fn separator(c: char) -> bool {
    is_space(c) || matches!(c, '-' | '\u{2010}' | '\u{2011}' | '.')
}

/// SIV: two letters, 001-999, two letters; never I, O, U, never SS, and WW (left)
/// is for vehicles that are not registered yet. Written with hyphens it is plain;
/// otherwise a word or a header must agree.
pub(super) fn plate_siv(text: &str) -> Option<Accepted> {
    let read = Compact::<7>::alphanumerics(text, separator);
    let c = read.whole()?;
    let pair = |p: &[u8]| {
        p.iter()
            .all(|b| b.is_ascii_uppercase() && !matches!(b, b'I' | b'O' | b'U'))
            && p != b"SS"
    };
    let digits = c[2..5].iter().all(u8::is_ascii_digit) && number(&c[2..5]) != 0;
    let apart = text.as_bytes();
    let hyphens = apart.get(2) == Some(&b'-') && apart.get(6) == Some(&b'-');
    (pair(&c[..2]) && pair(&c[5..]) && digits && !c.starts_with(b"WW")).then(|| Accepted {
        len: read.end(7),
        grade: if hyphens { Grade::Plain } else { Grade::Weak },
        test: &c[..] == b"AA123AA" || &c[..] == b"AB123CD",
    })
}

/// FNI: one to four digits, one to three letters, department. Only with a word
/// or a header: bus lines and product codes look alike.
pub(super) fn plate_fni(text: &str) -> Option<Accepted> {
    let read = Compact::<10>::alphanumerics(text, separator);
    let c = read.as_bytes();
    let digits = c.iter().take_while(|b| b.is_ascii_digit()).count();
    let letters = c[digits..]
        .iter()
        .take_while(|b| b.is_ascii_uppercase())
        .count();
    let department = &c[digits + letters..];
    let known = match department {
        [b'2', b'A' | b'B'] => true,
        [b'9', b'7', third] => (b'1'..=b'8').contains(third),
        [b'0'..=b'9', b'0'..=b'9'] => (1..=95).contains(&number(department)),
        _ => false,
    };
    let good = (1..=4).contains(&digits) && (1..=3).contains(&letters) && c[0] != b'0' && known;
    (good && !read.runs_on()).then(|| Accepted {
        len: read.end(c.len()),
        grade: Grade::Weak,
        test: false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn new_plates() {
        assert_eq!(plate_siv("HC-600-KL").map(|a| a.grade), Some(Grade::Plain));
        assert_eq!(plate_siv("hc 600 kl").map(|a| a.grade), Some(Grade::Weak));
        assert_eq!(plate_siv("HC600KL").map(|a| a.len), Some(7));
        for bad in [
            "HC-000-KL",
            "SS-123-AB",
            "WW-123-AB",
            "IO-123-AB",
            "HC-6001-K",
            "HC-600-KLM",
        ] {
            assert!(plate_siv(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn old_plates() {
        for ok in ["123 AB 75", "4567 XY 2A", "12 ABC 974", "4567XY69"] {
            assert_eq!(plate_fni(ok).map(|a| a.len), Some(ok.len()), "{ok}");
        }
        for bad in [
            "123 AB 96",
            "0123 AB 75",
            "12345 AB 75",
            "123 ABCD 75",
            "123 75",
        ] {
            assert!(plate_fni(bad).is_none(), "{bad}");
        }
    }
}
