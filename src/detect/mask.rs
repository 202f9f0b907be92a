//! Masking: the only way a value leaves this room, and its fingerprint.

use super::Key;
use crate::model::{Fingerprint, Masked};
use crate::rule::Mask;
use siphasher::sip::SipHasher24;
use std::hash::Hasher as _;

/// Longest masked text in characters; what is longer ends in `…`.
const LONGEST: usize = 64;

/// Masks a value: letters and digits beyond what the rule shows become `*`,
/// separators stay (line ends and control characters become spaces). Never more
/// than 40 % of the letters and digits are shown, whatever the rule says, nor of
/// a first word of letters (`a@b.co`, `o'brien@…`).
pub(super) fn mask(value: &str, policy: Mask) -> Masked {
    if policy.fixed {
        return Masked::already("********".into());
    }
    let total = match value.is_ascii() {
        true => value.bytes().filter(u8::is_ascii_alphanumeric).count(),
        false => value.chars().filter(|c| c.is_alphanumeric()).count(),
    };
    let most = total * 2 / 5;
    let mut start = usize::from(policy.start).min(most);
    if start > 0 {
        start = start.min(of_first_word(value));
    }
    let end = usize::from(policy.end).min(most - start);
    if value.is_ascii() && value.len() <= LONGEST {
        return ascii(value, start..total - end);
    }
    let mut seen = 0;
    let mut out = String::with_capacity(value.len().min(LONGEST * 2));
    for (n, c) in value.chars().enumerate() {
        if n == LONGEST {
            out.push('…');
            break;
        }
        if c.is_alphanumeric() {
            let shown = seen < start || seen >= total - end;
            out.push(if shown { c } else { '*' });
            seen += 1;
        } else if c.is_control() || c.is_whitespace() {
            out.push(' ');
        } else if c.is_ascii() {
            out.push(c);
        } else {
            out.push('*');
        }
    }
    Masked::already(out)
}

/// The same of a short value of ASCII alone: `hidden` are the letters and digits
/// that become `*`, by their number.
fn ascii(value: &str, hidden: std::ops::Range<usize>) -> Masked {
    let mut seen = 0;
    let mask = |b: u8| {
        if b.is_ascii_alphanumeric() {
            seen += 1;
            return if hidden.contains(&(seen - 1)) {
                b'*'
            } else {
                b
            };
        }
        if b <= b' ' || b == 0x7F { b' ' } else { b }
    };
    let bytes: Vec<u8> = value.bytes().map(mask).collect();
    Masked::already(String::from_utf8(bytes).expect("ASCII bytes became ASCII bytes"))
}

/// How many letters may be shown of the word that a value begins with; where it
/// holds a digit, or there is no second word, any number.
fn of_first_word(value: &str) -> usize {
    let (mut letters, mut digits) = (0, false);
    for c in value.chars() {
        if c.is_alphanumeric() {
            letters += 1;
            digits |= c.is_numeric();
        } else if letters > 0 {
            return if digits { usize::MAX } else { letters * 2 / 5 };
        }
    }
    usize::MAX
}

/// The same of a telephone number: `+33 6 …`, `0033 (0)6 …` and `06 …` are one.
pub(super) fn phone_fingerprint(value: &str, key: &Key) -> Fingerprint {
    let mut national = String::with_capacity(value.len());
    national.extend(value.chars().filter(char::is_ascii_digit));
    let plus = value.trim_start().trim_start_matches('(').starts_with('+');
    let abroad = match plus {
        true => national.strip_prefix("33"),
        false => national.strip_prefix("0033"),
    };
    if let Some(rest) = abroad {
        national = format!("0{}", rest.trim_start_matches('0'));
    } else if plus {
        national.insert_str(0, "00");
    }
    fingerprint(&national, key)
}

/// The keyed hash of a value: letters and digits only, upper case, so that
/// `2 55 08…` and `25508…` are one person.
pub(super) fn fingerprint(value: &str, key: &Key) -> Fingerprint {
    let mut h = SipHasher24::new_with_key(&key.0);
    let mut upper = [0; AT_ONCE];
    let mut n = 0;
    if value.len() <= AT_ONCE && value.is_ascii() {
        for b in value.bytes() {
            upper[n] = b.to_ascii_uppercase();
            n += usize::from(b.is_ascii_alphanumeric());
        }
        h.write(&upper[..n]);
        return Fingerprint(h.finish());
    }
    for c in value.chars().filter(|c| c.is_alphanumeric()) {
        if n + MOST_UPPER > AT_ONCE {
            h.write(&upper[..n]);
            n = 0;
        }
        if c.is_ascii() {
            upper[n] = c.to_ascii_uppercase() as u8;
            n += 1;
        } else {
            for u in c.to_uppercase() {
                n += u.encode_utf8(&mut upper[n..]).len();
            }
        }
    }
    h.write(&upper[..n]);
    Fingerprint(h.finish())
}

/// Bytes hashed at once.
const AT_ONCE: usize = 64;
/// Bytes of one character in upper case: three characters of four bytes.
const MOST_UPPER: usize = 12;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NIR: Mask = Mask {
        start: 3,
        end: 0,
        fixed: false,
    };

    proptest! {
        #[test]
        fn hashed_at_once_or_by_the_character(value in "[a-zA-Z0-9éßŉ .-]{0,90}") {
            let mut h = SipHasher24::new_with_key(&[7; 16]);
            let plain = value.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase);
            h.write(plain.collect::<String>().as_bytes());
            prop_assert_eq!(fingerprint(&value, &Key([7; 16])), Fingerprint(h.finish()));
        }

        #[test]
        fn masked_alike_with_and_without_other_letters(value in "[a-zA-Z0-9 .@\t-]{0,70}", start in 0u8..5, end in 0u8..5) {
            let policy = Mask { start, end, fixed: false };
            let quick = mask(&value, policy);
            let slow = mask(&format!("{value} \u{2019}"), policy);
            if value.len() < LONGEST - 2 {
                prop_assert_eq!(format!("{} *", quick.as_str()), slow.as_str());
            }
        }
    }

    #[test]
    fn separators_stay_and_the_rest_is_hidden() {
        assert_eq!(
            mask("2 55 08 14 168 025 38", NIR).as_str(),
            "2 55 ** ** *** *** **"
        );
        let password = Mask {
            start: 4,
            end: 4,
            fixed: true,
        };
        assert_eq!(mask("secret", password).as_str(), "********");
        let greedy = Mask {
            start: 9,
            end: 9,
            fixed: false,
        };
        assert_eq!(mask("Li", greedy).as_str(), "**");
        assert_eq!(mask("abcde", greedy).as_str(), "ab***");
    }

    #[test]
    fn a_short_first_word_is_hidden_whole() {
        let email = Mask {
            start: 1,
            end: 2,
            fixed: false,
        };
        for (value, wanted) in [
            ("a@b.co", "*@*.*o"),
            ("jo@exemple.fr", "**@*******.fr"),
            ("o'brien@exemple.fr", "*'*****@*******.fr"),
            ("j.martin@exemple.fr", "*.******@*******.fr"),
            ("lea@exemple.fr", "l**@*******.fr"),
        ] {
            assert_eq!(mask(value, email).as_str(), wanted);
        }
        assert_eq!(mask("7b 1234 5678", NIR).as_str(), "7b 1*** ****");
    }

    #[test]
    fn spelling_does_not_change_the_fingerprint() {
        let key = Key([7; 16]);
        assert_eq!(fingerprint("2 55 08", &key), fingerprint("25508", &key));
        assert_eq!(fingerprint("dupont", &key), fingerprint("DUPONT", &key));
        assert_ne!(
            fingerprint("25508", &key),
            fingerprint("25508", &Key([8; 16]))
        );
    }

    proptest! {
        #[test]
        fn most_is_always_hidden(value in "\\PC{1,80}", start in 0u8..20, end in 0u8..20) {
            let masked = mask(&value, Mask { start, end, fixed: false });
            let total = value.chars().filter(|c| c.is_alphanumeric()).count();
            let shown = masked.as_str().chars().filter(|c| c.is_alphanumeric()).count();
            prop_assert!(shown * 5 <= total * 2);
        }
    }
}
