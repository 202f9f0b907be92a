//! Which characters the bytes of a text stand for: byte-order mark, strict
//! UTF-8, UTF-16 by its pattern of zeros, then the old one-byte and East Asian
//! encodings by their statistics. Also says what is not text at all.
//!
//! A decision made on the first bytes may be wrong further on, so text taken
//! for UTF-8 is decoded leniently (see [`push_utf8`]) and nothing is lost.

use super::pages::{Accents, Page, cut_character, push_utf8};
use super::place::count;
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{MACINTOSH, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::borrow::Cow;

/// An encoding of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    /// UTF-8, with Windows-1252 wherever it is not.
    Utf8,
    /// One byte a character.
    Single(Page),
    /// Four bytes a character, the highest first or last; only with a mark.
    Utf32 {
        /// The highest byte comes first.
        big: bool,
    },
    /// Any other.
    Other(&'static encoding_rs::Encoding),
}

/// An encoding and the length of the byte-order mark that announced it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Guess {
    /// Encoding of what follows the mark.
    pub(super) encoding: Encoding,
    /// Bytes of the mark.
    pub(super) mark: usize,
}

impl Guess {
    const fn bare(encoding: Encoding) -> Self {
        Self { encoding, mark: 0 }
    }
}

/// How many bytes the statistics look at: more changes no answer.
const SAMPLE: usize = 64 << 10;

/// How many of them the detector is fed with.
const DETECTED: usize = 8 << 10;

/// The encoding of a text that begins with `head`; none if these bytes are no
/// text.
pub(super) fn guess(head: &[u8]) -> Option<Guess> {
    if let Some(guess) = utf32(head) {
        return Some(guess);
    }
    if let Some((encoding, mark)) = encoding_rs::Encoding::for_bom(head) {
        let encoding = if encoding == UTF_8 {
            Encoding::Utf8
        } else {
            Encoding::Other(encoding)
        };
        let is_utf32 = head.starts_with(&[0xFF, 0xFE, 0, 0]);
        return (!is_utf32).then_some(Guess { encoding, mark });
    }
    if let Some(wide) = utf16_by_zeros(head) {
        return Some(Guess::bare(Encoding::Other(wide)));
    }
    let counts = Counts::of(head);
    let mix = Utf8Mix::of(head);
    if !counts.look_like_text(mix.invalid == 0) {
        return None;
    }
    Some(Guess::bare(if mix.invalid <= mix.valid {
        Encoding::Utf8
    } else {
        by_statistics(&head[..head.len().min(SAMPLE)])
    }))
}

/// UTF-32 by its mark, if what follows are characters.
fn utf32(head: &[u8]) -> Option<Guess> {
    let big = match head {
        [0, 0, 0xFE, 0xFF, ..] => true,
        [0xFF, 0xFE, 0, 0, ..] => false,
        _ => return None,
    };
    let units = head[4..head.len().min(4096)].as_chunks::<4>().0;
    let is_text = units.iter().all(|unit| {
        let character = character(*unit, big);
        character.is_some_and(|c| !c.is_control() || c.is_whitespace())
    });
    (is_text && !units.is_empty()).then_some(Guess {
        encoding: Encoding::Utf32 { big },
        mark: 4,
    })
}

fn character(unit: [u8; 4], big: bool) -> Option<char> {
    char::from_u32(match big {
        true => u32::from_be_bytes(unit),
        false => u32::from_le_bytes(unit),
    })
}

/// Appends UTF-32; returns how many bytes were used, all but half a character.
pub(super) fn push_utf32(bytes: &[u8], big: bool, last: bool, out: &mut String) -> usize {
    let (units, rest) = bytes.as_chunks::<4>();
    let decoded = units.iter().map(|unit| character(*unit, big));
    out.extend(decoded.map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)));
    if last && !rest.is_empty() {
        out.push(char::REPLACEMENT_CHARACTER);
        return bytes.len();
    }
    bytes.len() - rest.len()
}

/// How bytes spread over what texts have and have not.
struct Counts {
    total: usize,
    zeros: usize,
    controls: usize,
}

impl Counts {
    fn of(head: &[u8]) -> Self {
        let zeros = count(head, |b| b == 0);
        let controls = count(head, is_control);
        Self {
            total: head.len(),
            zeros,
            controls,
        }
    }

    /// Runs of zeros are tolerated (files preallocated or torn by a crash) and
    /// so are the separators of EDI and HL7; compressed and binary data have
    /// one control character in ten.
    const fn look_like_text(&self, is_utf8: bool) -> bool {
        let written = self.total - self.zeros;
        if self.zeros == 0 && is_utf8 {
            return self.controls * 6 <= self.total;
        }
        let zeros_are_rare = self.zeros * 50 <= self.total;
        written >= 8 * (self.zeros > 0) as usize
            && (is_utf8 || zeros_are_rare)
            && self.controls * 100 <= written
    }
}

/// Control characters that texts do not have (tab, line and page ends, escape
/// and the end mark of DOS are had).
const fn is_control(byte: u8) -> bool {
    let had = (byte >= 0x09) & (byte <= 0x0D) | (byte == 0x1A) | (byte == 0x1B) | (byte == 0);
    (byte < 0x20) & !had | (byte == 0x7F)
}

/// How much of a text is UTF-8 beyond ASCII and how much is not UTF-8.
struct Utf8Mix {
    valid: usize,
    invalid: usize,
}

impl Utf8Mix {
    fn of(head: &[u8]) -> Self {
        let head = &head[..head.len() - cut_character(head)];
        let (text, rest) = head.split_at(encoding_rs::Encoding::utf8_valid_up_to(head));
        let mut mix = Self {
            valid: count(text, |b| b >= 0xC0),
            invalid: 0,
        };
        for chunk in rest[..rest.len().min(SAMPLE)].utf8_chunks() {
            mix.valid += count(chunk.valid().as_bytes(), |b| b >= 0xC0);
            mix.invalid += usize::from(!chunk.invalid().is_empty());
        }
        mix
    }
}

/// UTF-16 without mark: texts in Latin letters have a zero in every other byte.
fn utf16_by_zeros(head: &[u8]) -> Option<&'static encoding_rs::Encoding> {
    let sample = &head[..head.len().min(4096) & !1];
    if sample.len() < 8 || memchr::memchr(0, sample).is_none() {
        return None;
    }
    let units = sample.len() / 2;
    let zeros = |from: usize| sample.iter().skip(from).step_by(2).filter(|b| **b == 0);
    let (first, second) = (zeros(0).count(), zeros(1).count());
    let letters = |from: usize| {
        let is_letter = |b: &&u8| matches!(**b, b'\t' | b'\n' | b'\r' | 0x20..=0x7E | 0xA0..);
        sample.iter().skip(from).step_by(2).filter(is_letter)
    };
    let often = |n: usize| n * 10 >= units * 6;
    let rarely = |n: usize| n * 20 <= units;
    if often(second) && rarely(first) && letters(0).count() * 10 >= units * 9 {
        Some(UTF_16LE)
    } else if often(first) && rarely(second) && letters(1).count() * 10 >= units * 9 {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// The most likely of the old encodings, those of French first. The detector is
/// asked only where they do not fit: it is a hundred times slower, and it knows
/// neither the code page of DOS nor that of old Macs.
fn by_statistics(sample: &[u8]) -> Encoding {
    let high = count(sample, |b| !b.is_ascii());
    let Accents { windows, dos, mac } = Accents::of(sample);
    let fits = |score: usize| score * 10 >= high * 7;
    if fits(windows) && windows >= dos && windows >= mac {
        return Encoding::Single(Page::Windows1252);
    }
    if fits(dos) && dos >= mac {
        return Encoding::Single(Page::Cp850);
    }
    if fits(mac) {
        return Encoding::Other(MACINTOSH);
    }
    let first = sample.iter().position(|b| !b.is_ascii()).unwrap_or(0);
    let from = &sample[first.saturating_sub(16)..];
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(&from[..from.len().min(DETECTED)], false);
    let encoding = detector.guess(Some(b"fr"), Utf8Detection::Deny);
    if encoding == WINDOWS_1252 {
        Encoding::Single(Page::Windows1252)
    } else {
        Encoding::Other(encoding)
    }
}

/// The first characters of a text whose encoding is known, at most 64 KiB of
/// it; a character cut at the end is left out.
pub(super) fn sample(head: &[u8], guess: Guess) -> Cow<'_, str> {
    let bytes = &head[guess.mark..];
    let bytes = &bytes[..bytes.len().min(64 << 10)];
    match guess.encoding {
        Encoding::Utf8 => {
            let bytes = &bytes[..bytes.len() - cut_character(bytes)];
            if let Ok(text) = std::str::from_utf8(bytes) {
                return Cow::Borrowed(text);
            }
            let mut text = String::new();
            push_utf8(bytes, &mut text);
            Cow::Owned(text)
        }
        Encoding::Single(page) => Cow::Owned(page.decode(bytes)),
        Encoding::Utf32 { big } => {
            let mut text = String::new();
            push_utf32(bytes, big, false, &mut text);
            Cow::Owned(text)
        }
        Encoding::Other(other) => other.decode_without_bom_handling(bytes).0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guessed(bytes: &[u8]) -> Encoding {
        guess(bytes).expect("is text").encoding
    }

    const FRENCH: &str = "Le salarié a été muté à Orléans, où la société possède un dépôt. \
        Son épouse, née Lefèvre, préfère rester près de Besançon jusqu'à l'été.";

    #[test]
    fn french_in_every_encoding_of_the_house() {
        assert_eq!(guessed(FRENCH.as_bytes()), Encoding::Utf8);
        let (latin, _, _) = WINDOWS_1252.encode(FRENCH);
        assert_eq!(guessed(&latin), Encoding::Single(Page::Windows1252));
        let (mac, _, _) = MACINTOSH.encode(FRENCH);
        assert_eq!(guessed(&mac), Encoding::Other(MACINTOSH));
        let dos = |c: char| (0..=255).find(|b| Page::Cp850.character(*b) == c);
        let dos: Vec<u8> = FRENCH.chars().filter_map(dos).collect();
        assert_eq!(guessed(&dos), Encoding::Single(Page::Cp850));
        let le: Vec<u8> = FRENCH.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(guessed(&le), Encoding::Other(UTF_16LE));
        let be: Vec<u8> = FRENCH.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(guessed(&be), Encoding::Other(UTF_16BE));
        let marked = [b"\xFF\xFE".as_slice(), &le].concat();
        assert_eq!(guess(&marked).expect("is text").mark, 2);
    }

    #[test]
    fn utf_32_is_text_with_its_mark() {
        for big in [true, false] {
            let marked = format!("\u{FEFF}{FRENCH}");
            let units = marked.chars().map(u32::from);
            let bytes: Vec<u8> = match big {
                true => units.flat_map(u32::to_be_bytes).collect(),
                false => units.flat_map(u32::to_le_bytes).collect(),
            };
            let found = guess(&bytes).expect("is text");
            assert_eq!(found.encoding, Encoding::Utf32 { big });
            assert_eq!(sample(&bytes, found), FRENCH);
        }
        assert_eq!(guess(b"\xFF\xFE\0\0\xFF\xFF\xFF\xFF"), None);
    }

    #[test]
    fn one_bad_byte_does_not_garble_utf8() {
        let bytes = [FRENCH.as_bytes(), b" caf\xE9 ", FRENCH.as_bytes()].concat();
        assert_eq!(guessed(&bytes), Encoding::Utf8);
        let mut text = String::new();
        assert!(!push_utf8(&bytes, &mut text));
        assert_eq!(text, format!("{FRENCH} café {FRENCH}"));
    }

    #[test]
    fn binaries_are_no_text() {
        let noise: Vec<u8> = (0..4096u32)
            .map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8)
            .collect();
        assert_eq!(guess(&noise), None);
        assert_eq!(guess(&[0; 512]), None);
        assert_eq!(guess(b"\x00\x01\x02\x03\x00\x00\x00\x10"), None);
    }

    #[test]
    fn zeros_and_separators_are_tolerated_in_text() {
        let torn = [FRENCH.as_bytes(), &[0; 4096], FRENCH.as_bytes()].concat();
        assert_eq!(guessed(&torn), Encoding::Utf8);
        assert_eq!(
            guessed(b"ISA\x1d00\x1d          \x1dNM1\x1dMARTIN\x1dLEA\x1eREF"),
            Encoding::Utf8
        );
    }

    #[test]
    fn other_alphabets_are_left_to_the_detector() {
        use encoding_rs::{SHIFT_JIS, WINDOWS_1251};
        let (russian, ..) = WINDOWS_1251.encode("Привет, это обычный русский текст для проверки.");
        assert_eq!(guessed(&russian), Encoding::Other(WINDOWS_1251));
        let (japanese, ..) =
            SHIFT_JIS.encode("これは日本語の文章です。名前と住所が書かれています。");
        assert_eq!(guessed(&japanese), Encoding::Other(SHIFT_JIS));
    }
}
