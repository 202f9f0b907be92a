//! Words folded to keys: case and accents do not count, and the first eight
//! characters do.

/// The first eight folded characters of the word that starts at `at`, packed;
/// zero-padded where the word is shorter.
#[inline]
#[must_use]
pub fn prefix_at(bytes: &[u8], at: usize) -> u64 {
    let (mut key, mut i, mut n) = (0u64, at, 0);
    let mut push = |c: u8| {
        if n < KEY {
            key = key << 8 | u64::from(c);
            n += 1;
        }
        n < KEY
    };
    while i < bytes.len() {
        let b = bytes[i];
        let more = if b.is_ascii_alphanumeric() {
            i += 1;
            push(b.to_ascii_lowercase())
        } else if b < 0x80 {
            break;
        } else {
            let Some(wide) = folded_wide(bytes, i) else {
                break;
            };
            i += wide.width;
            wide.chars.into_iter().flatten().all(&mut push)
        };
        if !more {
            break;
        }
    }
    // no letter at all (a lone accent): nothing starts here
    key.checked_shl(8 * (KEY - n)).unwrap_or(0)
}

/// Folded characters that a word is filed under.
pub const KEY: u32 = 8;

/// The same of a word whose first eight bytes are ASCII; `letters`: how many of
/// them are of the word, 8 where there are more.
#[inline]
#[must_use]
pub fn key_of_ascii(eight: [u8; 8], letters: u32) -> u64 {
    // a digit has the bit of a small letter
    let folded = u64::from_be_bytes(eight) | 0x2020_2020_2020_2020;
    folded & !u64::MAX.checked_shr(8 * letters).unwrap_or(0)
}

/// The same of a word of ASCII letters and letters of Latin-1: `leads` are those
/// of its first 16 bytes that are `C3`, `letters` how many of these are of the
/// word. None for what folds to two letters or none.
#[inline]
#[must_use]
pub fn key_of_latin(sixteen: [u8; 16], letters: u32, leads: u32) -> Option<u64> {
    let (mut word, mut letters, mut leads) = (u128::from_le_bytes(sixteen), letters, leads);
    while leads != 0 {
        let lead = leads.trailing_zeros();
        if lead >= KEY {
            break;
        }
        let before = word & ((1 << (8 * lead)) - 1);
        let from = word >> (8 * lead + 8);
        let base = FOLDED[(from & 0x3F) as usize];
        if base == 0 {
            return None;
        }
        word = before | (from & !0xFF | u128::from(base)) << (8 * lead);
        leads = (leads & (leads - 1)) >> 1;
        letters -= 1;
    }
    let eight = (word as u64).to_le_bytes();
    Some(key_of_ascii(eight, letters.min(KEY)))
}

/// What one letter of Latin-1 folds to, by the low bits of its second byte; 0
/// for those that fold to two letters or none.
const FOLDED: &[u8; 64] = &{
    let mut folded = *LATIN1;
    let two = [0x06, 0x26, 0x1F];
    let mut i = 0;
    while i < two.len() {
        folded[two[i]] = 0;
        i += 1;
    }
    folded
};

/// What one letter of Latin-1 folds to, by its second byte; 0 for those that fold
/// to two letters or none.
#[inline]
pub(super) const fn folded_latin(second: u8) -> u8 {
    FOLDED[(second & 0x3F) as usize]
}

/// A non-ASCII letter, folded: its first bytes and its width in the text.
struct Wide {
    chars: [Option<u8>; 2],
    width: usize,
}

/// Folds the non-ASCII letter at `i`; none for symbols (no-break space, quotes,
/// degree sign). A combining accent folds to nothing.
#[inline]
fn folded_wide(bytes: &[u8], i: usize) -> Option<Wide> {
    let second = *bytes.get(i + 1)?;
    let wide = |chars, width| Some(Wide { chars, width });
    match (bytes[i], second) {
        (0xC2 | 0xE2 | 0xEE | 0xEF | 0xF0, _) => None,
        (0xC3, 0x86 | 0xA6) => wide([Some(b'a'), Some(b'e')], 2),
        (0xC3, 0x9F) => wide([Some(b's'), Some(b's')], 2),
        (0xC3, _) => latin1(second).and_then(|c| wide([Some(c), None], 2)),
        (0xC5, 0x92 | 0x93) => wide([Some(b'o'), Some(b'e')], 2),
        (0xCC, _) | (0xCD, 0x80..=0xAF) => wide([None, None], 2),
        (b, _) => {
            let width = match b {
                0..=0xDF => 2,
                0xE0..=0xEF => 3,
                _ => 4,
            };
            let c = std::str::from_utf8(bytes.get(i..i + width)?).ok()?;
            let (first, second) = folded_char(c.chars().next()?);
            wide([Some(in_key(first)), second.map(in_key)], width)
        }
    }
}

/// A folded character as one byte of a key; of those beyond ASCII, some share one.
const fn in_key(c: char) -> u8 {
    let code = c as u32;
    if code < 0x80 {
        code as u8
    } else {
        (code ^ code >> 7) as u8 | 0x80
    }
}

/// Base letters of `U+00C0` to `U+00FF`.
const LATIN1: &[u8; 64] = b"aaaaaaaceeeeiiiidnooooo\0ouuuuytsaaaaaaaceeeeiiiidnooooo\0ouuuuyty";

/// Folded base letter of `U+00C0 + (second - 0x80)`.
#[inline]
fn latin1(second: u8) -> Option<u8> {
    match LATIN1[usize::from(second & 0x3F)] {
        0 => None,
        c => Some(c),
    }
}

/// A character folded: one or two characters.
pub(super) fn folded_char(c: char) -> (char, Option<char>) {
    if c.is_ascii() {
        return (c.to_ascii_lowercase(), None);
    }
    match c {
        'œ' | 'Œ' => ('o', Some('e')),
        'æ' | 'Æ' => ('a', Some('e')),
        'ß' => ('s', Some('s')),
        'ø' | 'Ø' => ('o', None),
        'ð' | 'Ð' => ('d', None),
        'þ' | 'Þ' => ('t', None),
        _ => {
            let mut base = None;
            unicode_normalization::char::decompose_canonical(c, |part| {
                base.get_or_insert(part);
            });
            let lower = base.unwrap_or(c).to_lowercase().next();
            (lower.unwrap_or(c), None)
        }
    }
}

/// Whether a character is an accent of its own, which words may hold.
pub(super) fn is_mark(c: char) -> bool {
    !c.is_ascii() && unicode_normalization::char::is_combining_mark(c)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn case_and_accents_do_not_count_in_any_script() {
        let key = |w: &str| prefix_at(w.as_bytes(), 0);
        for (a, b) in [
            ("Šibenik", "sibenik"),
            ("ЕГН", "егн"),
            ("ΑΦΜ", "αφμ"),
            ("EMŠO", "emso"),
            ("Łódź", "łodz"),
        ] {
            assert_eq!(key(a), key(b), "{a}");
        }
        assert_ne!(key("ЕГН"), key("ЕГМ"));
    }

    proptest! {
        #[test]
        fn keys_are_the_same_by_every_road(word in "[a-zA-Z0-9éÉàçùïÔœßæÿ×]{1,12}", after in "([ ,]é?)?") {
            let letters = word.find('×').unwrap_or(word.len()) as u32;
            prop_assume!(letters > 0);
            let mut bytes = [0; 16];
            let text = format!("{word}{after}");
            let n = text.len().min(16);
            bytes[..n].copy_from_slice(&text.as_bytes()[..n]);
            let mask = u32::MAX.checked_shl(letters.min(16)).map_or(u32::MAX, |m| !m);
            let leads = (0..16).filter(|k| bytes[*k] == 0xC3).fold(0, |m, k| m | 1 << k) & mask;
            let key = prefix_at(text.as_bytes(), 0);
            if let Some(quick) = key_of_latin(bytes, letters.min(16), leads)
                && !word.contains('œ')
            {
                prop_assert_eq!(quick, key);
            }
            if word.is_ascii() {
                let eight = *bytes.first_chunk().expect("sixteen hold eight");
                prop_assert_eq!(key_of_ascii(eight, letters.min(KEY)), key);
            }
        }
    }
}
