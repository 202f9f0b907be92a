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
    let total = value.chars().filter(|c| c.is_alphanumeric()).count();
    let most = total * 2 / 5;
    let start = usize::from(policy.start)
        .min(most)
        .min(of_first_word(value));
    let end = usize::from(policy.end).min(most - start);
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
    let mut buffer = [0u8; 4];
    for c in value.chars().filter(|c| c.is_alphanumeric()) {
        if c.is_ascii() {
            h.write_u8(c.to_ascii_uppercase() as u8);
        } else {
            c.to_uppercase()
                .for_each(|u| h.write(u.encode_utf8(&mut buffer).as_bytes()));
        }
    }
    Fingerprint(h.finish())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NIR: Mask = Mask {
        start: 3,
        end: 0,
        fixed: false,
    };

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
