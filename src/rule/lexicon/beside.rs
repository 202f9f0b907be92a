//! What stands beside a word, as far as two bytes tell: nearly every word that
//! phrases are filed under is followed, or preceded, by what none of them has.

/// Sets of first letters of the next word and of last letters of the one before:
/// of a phrase, those that may stand there; of a text, the one that does, or all
/// where that is not seen at a glance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Beside {
    /// One bit per ASCII letter and digit, capitals apart, and one for all else.
    next: u64,
    /// One bit per ASCII letter.
    last: u32,
}

/// The bit of an ASCII letter or digit.
#[inline]
const fn bit(b: u8) -> Option<u64> {
    match b {
        b'a'..=b'z' => Some(1 << (b - b'a')),
        b'A'..=b'Z' => Some(1 << (26 + b - b'A')),
        b'0'..=b'9' => Some(1 << (52 + b - b'0')),
        _ => None,
    }
}

/// The bit of what is no ASCII letter or digit: always in the set of a phrase.
const ELSE: u64 = 1 << 63;

/// The bit of an ASCII letter, of either case.
#[inline]
const fn letter(b: u8) -> Option<u32> {
    match b.to_ascii_lowercase() {
        b @ b'a'..=b'z' => Some(1 << (b - b'a')),
        _ => None,
    }
}

impl Beside {
    /// Whatever it is.
    pub const ANY: Self = Self {
        next: u64::MAX,
        last: u32::MAX,
    };

    /// Around the word of a text that begins at byte `start`; `end`: where it
    /// ends, if that is known.
    #[inline]
    #[must_use]
    pub fn of_text(text: &[u8], start: usize, end: Option<usize>) -> Self {
        let mut beside = Self::ANY;
        if let Some([b' ', next]) = end.and_then(|end| text.get(end..end + 2)) {
            beside.next = bit(*next).unwrap_or(ELSE);
        }
        if let [.., last, b' '] = text[..start] {
            beside.last = letter(last).unwrap_or(u32::MAX);
        }
        beside
    }

    /// Around word number `at` of a folded phrase; `follow`: the first letters
    /// of what may stand after the whole phrase.
    pub(super) fn of_phrase(phrase: &str, at: u8, follow: u64) -> Self {
        let mut words = phrase.split(' ').skip(usize::from(at.saturating_sub(1)));
        let before = if at > 0 { words.next() } else { None };
        let next = words.nth(1).and_then(|w| w.bytes().next());
        let plural = letter(b's').zip(letter(b'x')).map(|(s, x)| s | x);
        let last = |w: &str| Some(letter(*w.as_bytes().last()?)? | plural?);
        Self {
            next: match next {
                None => follow,
                Some(b) => bit(b).map_or(u64::MAX, |small| {
                    ELSE | small | bit(b.to_ascii_uppercase()).unwrap_or(0)
                }),
            },
            last: before.and_then(last).unwrap_or(u32::MAX),
        }
    }

    /// The first letters and digits for which `may` holds.
    pub fn letters(may: impl Fn(u8) -> bool) -> u64 {
        (0..128u8)
            .filter(|b| may(*b))
            .filter_map(bit)
            .fold(ELSE, |all, b| all | b)
    }

    /// Whether a phrase may stand where the text is so.
    #[inline]
    #[must_use]
    pub const fn fits(self, text: Self) -> bool {
        self.next & text.next != 0 && self.last & text.last != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phrase_fits_where_its_neighbours_stand() {
        let phrase = |text, at| Beside::of_phrase(text, at, u64::MAX);
        let text = |text: &str, word: &str| {
            let start = text.find(word).expect("the word is there");
            Beside::of_text(text.as_bytes(), start, Some(start + word.len()))
        };
        let securite = phrase("numero de securite sociale", 2);
        assert!(securite.fits(text("de sécurité sociale", "sécurité")));
        assert!(securite.fits(text("DE sécurité Sociale", "sécurité")));
        assert!(securite.fits(text("ces sécurité, sociale", "sécurité")));
        assert!(securite.fits(text("sécurité", "sécurité")));
        assert!(!securite.fits(text("la sécurité sociale", "sécurité")));
        assert!(!securite.fits(text("de sécurité routière", "sécurité")));
        // nothing known of what is beyond ASCII
        assert!(securite.fits(text("dé sécurité", "sécurité")));
        assert!(phrase("mot eleve", 0).fits(text("mot élevé", "mot")));
        let capital = Beside::of_phrase("avec", 0, Beside::letters(|b| b.is_ascii_uppercase()));
        assert!(capital.fits(text("avec Jean", "avec")) && capital.fits(text("avec : un", "avec")));
        assert!(!capital.fits(text("avec un", "avec")));
        let nothing = Beside::of_phrase("f", 0, Beside::letters(|_| false));
        assert!(nothing.fits(text("f | 3", "f")) && !nothing.fits(text("f a", "f")));
    }
}
