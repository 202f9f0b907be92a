//! Codes of diseases and of acts: CIM-10 (ICD-10) and CCAM.
//!
//! Neither has a key: a code proves nothing without the label or the column that
//! says what it is. Chapters and their last categories are checked.

use super::{Accepted, Grade};

/// The last category of each letter of the CIM-10 (World Health Organization,
/// 2019; ATIH for French hospitals). Letters without a gap end at 99.
const LAST: &[(u8, u8)] = &[(b'K', 93), (b'P', 96), (b'T', 98), (b'Y', 98)];

/// First letters of CCAM acts (version 75): systems, and what has none.
const SYSTEMS: &[u8] = b"ABCDEFGHJKLMNPQYZ";

/// Judges the CIM-10 code that starts `text`: a letter, two digits (the second may
/// be A or B in national extensions), and up to four more after a point or none.
pub(super) fn icd10(text: &str) -> Option<Accepted> {
    let b = text.as_bytes();
    let (letter, category) = (b.first()?.to_ascii_uppercase(), b.get(1..3)?);
    let extended = matches!(category[1], b'A' | b'B');
    if !letter.is_ascii_uppercase() || !category[0].is_ascii_digit() {
        return None;
    }
    if !extended && !category[1].is_ascii_digit() {
        return None;
    }
    let number = (category[0] - b'0') * 10 + if extended { 0 } else { category[1] - b'0' };
    let last = LAST.iter().find(|(l, _)| *l == letter).map_or(99, |l| l.1);
    let first = u8::from(letter == b'V');
    if !(first..=last).contains(&number) {
        return None;
    }
    let tail = b[3..].strip_prefix(b".").unwrap_or(&b[3..]);
    let more = tail.iter().take_while(|c| is_more(**c)).count();
    let point = b.get(3) == Some(&b'.');
    if more > 4 || point && more == 0 && tail.first().is_some_and(u8::is_ascii_alphabetic) {
        return None;
    }
    let len = if more == 0 {
        3
    } else {
        3 + usize::from(point) + more
    };
    Some(plain(len))
}

const fn is_more(c: u8) -> bool {
    c.is_ascii_digit() || c.is_ascii_uppercase() || c == b'+'
}

/// Judges the CCAM code that starts `text`: four letters, of which the first names
/// a system, and three digits.
pub(super) fn ccam(text: &str) -> Option<Accepted> {
    let code = text.as_bytes().get(..7)?;
    let letters = code[..4].iter().all(u8::is_ascii_uppercase);
    let digits = code[4..].iter().all(u8::is_ascii_digit);
    (letters && digits && SYSTEMS.contains(&code[0]) && code[4..] != *b"000").then(|| plain(7))
}

const fn plain(len: usize) -> Accepted {
    Accepted {
        len,
        grade: Grade::Plain,
        test: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn codes_of_diseases() {
        for (text, len) in [
            ("F32.1", 5),
            ("E119", 4),
            ("C50", 3),
            ("Z51.1 séance", 5),
            ("S72.00", 6),
            ("E11.", 3),
        ] {
            assert_eq!(icd10(text).map(|a| a.len), Some(len), "{text}");
        }
        for text in ["F3", "K95", "P97.1", "V00", "32F", "é12", "A1Z", "F3212345"] {
            assert_eq!(icd10(text), None, "{text}");
        }
    }

    #[test]
    fn codes_of_acts() {
        assert_eq!(ccam("NEKA020").map(|a| a.len), Some(7));
        for text in ["IEKA020", "NEKA02", "NEKA000", "neka020", "NEK0020", "été"] {
            assert_eq!(ccam(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_gives_a_prefix_or_nothing(text in "\\PC{0,20}") {
            for accepted in [icd10(&text), ccam(&text)].into_iter().flatten() {
                prop_assert!(text.is_char_boundary(accepted.len));
            }
        }
    }
}
