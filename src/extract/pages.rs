//! Characters of bytes that are not, or not wholly, UTF-8: the one-byte code
//! pages of French files, and UTF-8 with strangers in it.

use encoding_rs::UTF_8;

/// A code page: one byte is one character, the first 128 are ASCII.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Page {
    /// Windows and the web; holds Latin-1.
    Windows1252,
    /// DOS and its exports.
    Cp850,
}

impl Page {
    /// What a byte stands for.
    pub(super) const fn character(self, byte: u8) -> char {
        match (self, byte) {
            (_, 0..0x80) => byte as char,
            (Self::Cp850, _) => CP850[byte as usize - 0x80],
            (Self::Windows1252, 0x80..0xA0) => WINDOWS[byte as usize - 0x80],
            (Self::Windows1252, _) => byte as char,
        }
    }

    /// Appends `bytes`.
    pub(super) fn push(self, bytes: &[u8], out: &mut String) {
        let table = match self {
            Self::Windows1252 => &WINDOWS_UTF8,
            Self::Cp850 => &CP850_UTF8,
        };
        let mut buffer = [0; RUN * 3 + 3];
        out.reserve(bytes.len() + bytes.len() / 8);
        for run in bytes.chunks(RUN) {
            let mut end = 0;
            for eight in run.chunks(8) {
                if eight.is_ascii() {
                    buffer[end..end + eight.len()].copy_from_slice(eight);
                    end += eight.len();
                    continue;
                }
                for byte in eight {
                    let (utf8, length) = table[usize::from(*byte)];
                    buffer[end..end + 3].copy_from_slice(&utf8);
                    end += length;
                }
            }
            push_utf8(&buffer[..end], out);
        }
    }

    /// `bytes` as text.
    pub(super) fn decode(self, bytes: &[u8]) -> String {
        let mut text = String::new();
        self.push(bytes, &mut text);
        text
    }
}

/// Bytes that [`Page::push`] encodes at a time.
const RUN: usize = 1024;

/// The bytes of a page in UTF-8, and how many of the three count.
type Utf8Table = [([u8; 3], usize); 256];
static WINDOWS_UTF8: Utf8Table = utf8_table(Page::Windows1252);
static CP850_UTF8: Utf8Table = utf8_table(Page::Cp850);

const fn utf8_table(page: Page) -> Utf8Table {
    let mut table = [([0; 3], 0); 256];
    let mut byte = 0;
    while byte < 256 {
        let character = page.character(byte as u8);
        let mut utf8 = [0; 4];
        let length = character.encode_utf8(&mut utf8).len();
        table[byte] = ([utf8[0], utf8[1], utf8[2]], length);
        byte += 1;
    }
    table
}

/// How many bytes are lower-case accented letters of French beside an ASCII
/// letter, in each of the encodings of French before UTF-8.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Accents {
    /// In Windows-1252.
    pub(super) windows: usize,
    /// In CP850.
    pub(super) dos: usize,
    /// In the encoding of old Macs.
    pub(super) mac: usize,
}

impl Accents {
    pub(super) fn of(bytes: &[u8]) -> Self {
        let mut found = Self {
            windows: 0,
            dos: 0,
            mac: 0,
        };
        let letter = |i: usize| bytes.get(i).is_some_and(u8::is_ascii_alphabetic);
        for (i, byte) in bytes.iter().enumerate() {
            if !byte.is_ascii() && (letter(i + 1) || (i > 0 && letter(i - 1))) {
                found.windows += usize::from(FRENCH_WINDOWS[usize::from(*byte)]);
                found.dos += usize::from(FRENCH_DOS[usize::from(*byte)]);
                found.mac += usize::from(FRENCH_MAC[usize::from(*byte)]);
            }
        }
        found
    }
}

/// `é è à ç ê â î ô û ù ë ï ü œ`, a byte each (DOS has no `œ`).
const FRENCH_WINDOWS: [bool; 256] =
    set(b"\xE9\xE8\xE0\xE7\xEA\xE2\xEE\xF4\xFB\xF9\xEB\xEF\xFC\x9C");
const FRENCH_DOS: [bool; 256] = set(b"\x82\x8A\x85\x87\x88\x83\x8C\x93\x96\x97\x89\x8B\x81");
const FRENCH_MAC: [bool; 256] = set(b"\x8E\x8F\x88\x8D\x90\x89\x94\x99\x9E\x9D\x91\x95\x9F\xCF");

const fn set(bytes: &[u8]) -> [bool; 256] {
    let mut set = [false; 256];
    let mut i = 0;
    while i < bytes.len() {
        set[bytes[i] as usize] = true;
        i += 1;
    }
    set
}

/// The name of a member of an archive: UTF-8 where it is, else the code page of
/// whoever packed it, which formats do not tell.
pub(super) fn legacy_name(bytes: &[u8]) -> String {
    if let Ok(name) = std::str::from_utf8(bytes) {
        return name.to_owned();
    }
    let accents = Accents::of(bytes);
    let page = if accents.windows > accents.dos {
        Page::Windows1252
    } else {
        Page::Cp850
    };
    page.decode(bytes)
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
        let strangers = chunk.invalid().iter();
        out.extend(strangers.map(|b| Page::Windows1252.character(*b)));
    }
    false
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

/// What a byte from 0x80 to 0x9F stands for in Windows-1252.
const WINDOWS: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8D}', 'Ž', '\u{8F}',
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9D}', 'ž', 'Ÿ',
];

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

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::{MACINTOSH, WINDOWS_1252};

    #[test]
    fn windows_1252_is_that_of_the_standard() {
        let bytes: Vec<u8> = (0..=255).collect();
        let (text, _) = WINDOWS_1252.decode_without_bom_handling(&bytes);
        assert_eq!(text, Page::Windows1252.decode(&bytes));
    }

    #[test]
    fn the_letters_of_french_are_those_of_each_page() {
        let all = |set: &[bool; 256]| (0..=255u8).filter(|b| set[usize::from(*b)]).collect();
        let bytes: Vec<u8> = all(&FRENCH_MAC);
        let (mac, _) = MACINTOSH.decode_without_bom_handling(&bytes);
        let sorted = |text: &str| {
            let mut letters: Vec<char> = text.chars().collect();
            letters.sort_unstable();
            letters
        };
        let windows: Vec<u8> = all(&FRENCH_WINDOWS);
        let windows = Page::Windows1252.decode(&windows);
        assert_eq!(sorted(&mac), sorted(&windows));
        let dos: Vec<u8> = all(&FRENCH_DOS);
        let dos = Page::Cp850.decode(&dos);
        assert_eq!(sorted(&dos), sorted(&windows.replace('œ', "")));
    }

    #[test]
    fn names_are_read_in_the_likelier_page() {
        assert_eq!(legacy_name(b"\x82t\x82.csv"), "été.csv");
        assert_eq!(legacy_name(b"\xE9t\xE9.csv"), "été.csv");
        assert_eq!(legacy_name("été.csv".as_bytes()), "été.csv");
    }

    #[test]
    fn strangers_in_utf8_are_windows_1252() {
        let mut text = String::new();
        assert!(!push_utf8(b"\xC3\xA9t\xE9 \x80\xF0\x9F", &mut text));
        assert_eq!(text, "été €ðŸ");
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
        assert_eq!(cut_character(b"\xF4\x90"), 0);
        assert_eq!(cut_character(b""), 0);
    }
}
