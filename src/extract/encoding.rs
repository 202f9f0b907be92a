//! Which characters the bytes of a text stand for: byte-order mark, strict
//! UTF-8, UTF-16 by its pattern of zeros, then the old one-byte and East Asian
//! encodings by their statistics. Also says what is not text at all.
//!
//! A decision made on the first bytes may be wrong further on, so text taken
//! for UTF-8 is decoded leniently ([`push_utf8`]): what is not UTF-8 is read as
//! Windows-1252, byte by byte, and nothing is lost.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{MACINTOSH, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::borrow::Cow;

/// An encoding of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    /// UTF-8, with Windows-1252 wherever it is not.
    Utf8,
    /// The code page of French DOS and of old exports.
    Cp850,
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
const SAMPLE: usize = 128 << 10;

/// The encoding of a text that begins with `head`; none if these bytes are no
/// text.
pub(super) fn guess(head: &[u8]) -> Option<Guess> {
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

/// How bytes spread over what texts have and have not.
struct Counts {
    total: usize,
    zeros: usize,
    controls: usize,
}

impl Counts {
    fn of(head: &[u8]) -> Self {
        let zeros = head.iter().filter(|&&b| b == 0).count();
        let controls = head.iter().filter(|&&b| is_control(b)).count();
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
    matches!(byte, 0x01..=0x08 | 0x0E..=0x19 | 0x1C..=0x1F | 0x7F)
}

/// How much of a text is UTF-8 beyond ASCII and how much is not UTF-8.
struct Utf8Mix {
    valid: usize,
    invalid: usize,
}

impl Utf8Mix {
    fn of(head: &[u8]) -> Self {
        let head = &head[..head.len() - cut_character(head)];
        if encoding_rs::Encoding::utf8_valid_up_to(head) == head.len() {
            return Self {
                valid: 1,
                invalid: 0,
            };
        }
        let mut mix = Self {
            valid: 0,
            invalid: 0,
        };
        for chunk in head.utf8_chunks() {
            mix.valid += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
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

/// The most likely of the old encodings, Western Europe first.
fn by_statistics(sample: &[u8]) -> Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(sample, false);
    let encoding = detector.guess(Some(b"fr"), Utf8Detection::Deny);
    let single = encoding.is_single_byte();
    if !single {
        return Encoding::Other(encoding);
    }
    // The detector knows neither the code page of DOS nor that of old Macs: it
    // calls both Windows-1252, where their accents are quotes and controls.
    let score = |decode: fn(u8) -> char| accents(sample, decode);
    let windows = score(windows_1252);
    let dos = score(cp850);
    let mac = score(macintosh);
    if dos > 2 * windows && dos >= mac {
        Encoding::Cp850
    } else if mac > 2 * windows && mac > dos {
        Encoding::Other(MACINTOSH)
    } else {
        Encoding::Other(encoding)
    }
}

/// The name of a member of an archive: UTF-8 where it is, else the code page of
/// whoever packed it, which formats do not tell.
pub(super) fn legacy_name(bytes: &[u8]) -> String {
    if let Ok(name) = std::str::from_utf8(bytes) {
        return name.to_owned();
    }
    let windows = accents(bytes, windows_1252) > accents(bytes, cp850);
    let decode = if windows { windows_1252 } else { cp850 };
    bytes.iter().copied().map(decode).collect()
}

/// How many bytes are French lower-case accented letters beside a letter.
fn accents(sample: &[u8], decode: fn(u8) -> char) -> usize {
    let is_accent = |b: u8| b >= 0x80 && "éèàçêâîôûùëïüœö".contains(decode(b));
    let beside = |pair: &&[u8]| {
        (pair[0].is_ascii_alphabetic() && is_accent(pair[1]))
            || (is_accent(pair[0]) && pair[1].is_ascii_alphabetic())
    };
    sample.windows(2).filter(beside).count()
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
        Encoding::Cp850 => bytes.iter().copied().map(cp850).collect(),
        Encoding::Other(other) => other.decode_without_bom_handling(bytes).0,
    }
}

/// What a byte from 0x80 stands for in CP850.
const CP850: [char; 128] = [
    'Ç', 'ü', 'é', 'â', 'ä', 'à', 'å', 'ç', 'ê', 'ë', 'è', 'ï', 'î', 'ì', 'Ä', 'Å', //
    'É', 'æ', 'Æ', 'ô', 'ö', 'ò', 'û', 'ù', 'ÿ', 'Ö', 'Ü', 'ø', '£', 'Ø', '×', 'ƒ', //
    'á', 'í', 'ó', 'ú', 'ñ', 'Ñ', 'ª', 'º', '¿', '®', '¬', '½', '¼', '¡', '«', '»', //
    '░', '▒', '▓', '│', '┤', 'Á', 'Â', 'À', '©', '╣', '║', '╗', '╝', '¢', '¥', '┐', //
    '└', '┴', '┬', '├', '─', '┼', 'ã', 'Ã', '╚', '╔', '╩', '╦', '╠', '═', '╬', '¤', //
    'ð', 'Ð', 'Ê', 'Ë', 'È', 'ı', 'Í', 'Î', 'Ï', '┘', '┌', '█', '▄', '¦', 'Ì', '▀', //
    'Ó', 'ß', 'Ô', 'Ò', 'õ', 'Õ', 'µ', 'þ', 'Þ', 'Ú', 'Û', 'Ù', 'ý', 'Ý', '¯', '´', //
    '\u{AD}', '±', '‗', '¾', '¶', '§', '÷', '¸', '°', '¨', '·', '¹', '³', '²', '■', '\u{A0}',
];

/// The character of one byte of CP850.
pub(super) const fn cp850(byte: u8) -> char {
    if byte < 0x80 {
        byte as char
    } else {
        CP850[byte as usize - 0x80]
    }
}

fn macintosh(byte: u8) -> char {
    one(MACINTOSH, byte)
}

/// The character of one byte of Windows-1252.
pub(super) fn windows_1252(byte: u8) -> char {
    if matches!(byte, 0x80..=0x9F) {
        one(WINDOWS_1252, byte)
    } else {
        char::from(byte)
    }
}

fn one(encoding: &'static encoding_rs::Encoding, byte: u8) -> char {
    let (text, _) = encoding.decode_without_bom_handling(std::slice::from_ref(&byte));
    text.chars().next().unwrap_or(char::REPLACEMENT_CHARACTER)
}

/// Bytes at the end of `bytes` that begin a character and do not end it (0 to 3).
pub(super) fn cut_character(bytes: &[u8]) -> usize {
    for back in 1..=bytes.len().min(3) {
        let byte = bytes[bytes.len() - back];
        let length = match byte {
            0x80..=0xBF => continue,
            0xC2..=0xDF => 2,
            0xE0..=0xEF => 3,
            0xF0..=0xF4 => 4,
            _ => 1,
        };
        let tail = &bytes[bytes.len() - back..];
        let broken = std::str::from_utf8(tail).is_err_and(|e| e.error_len().is_some());
        return if length > back && !broken { back } else { 0 };
    }
    0
}

/// Appends `bytes`, UTF-8 as it is and the rest as Windows-1252. Returns
/// whether all of it was UTF-8.
pub(super) fn push_utf8(bytes: &[u8], out: &mut String) -> bool {
    if let Some(text) = UTF_8.decode_without_bom_handling_and_without_replacement(bytes) {
        out.push_str(&text);
        return true;
    }
    for chunk in bytes.utf8_chunks() {
        out.push_str(chunk.valid());
        out.extend(chunk.invalid().iter().copied().map(windows_1252));
    }
    false
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
        assert_eq!(guessed(&latin), Encoding::Other(WINDOWS_1252));
        let (mac, _, _) = MACINTOSH.encode(FRENCH);
        assert_eq!(guessed(&mac), Encoding::Other(MACINTOSH));
        let dos: Vec<u8> = FRENCH
            .chars()
            .map(|c| {
                CP850
                    .iter()
                    .position(|x| *x == c)
                    .map_or(c as u8, |i| i as u8 + 0x80)
            })
            .collect();
        assert_eq!(guessed(&dos), Encoding::Cp850);
        let le: Vec<u8> = FRENCH.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(guessed(&le), Encoding::Other(UTF_16LE));
        let be: Vec<u8> = FRENCH.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(guessed(&be), Encoding::Other(UTF_16BE));
        let marked = [b"\xFF\xFE".as_slice(), &le].concat();
        assert_eq!(guess(&marked).expect("is text").mark, 2);
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
    fn cut_characters_are_measured() {
        for text in ["é", "€", "😀"] {
            for cut in 1..text.len() {
                let bytes = [b"abc", &text.as_bytes()[..cut]].concat();
                assert_eq!(cut_character(&bytes), cut);
            }
            assert_eq!(cut_character(text.as_bytes()), 0);
        }
        assert_eq!(cut_character(b"\x80\x80\x80"), 0);
        assert_eq!(cut_character(b""), 0);
    }
}
