//! Small readings of PDF objects: text strings, trees that may run in circles.

use hayro_syntax::object::{Array, Dict, MaybeRef, Object, Stream};
use hayro_syntax::xref::XRef;
use std::collections::BTreeSet;

/// Nodes of any tree beyond this are not visited.
pub(super) const NODES: usize = 100_000;

/// The characters of a text string (ISO 32000-2, 7.9.2.2): UTF-16 or UTF-8 when a
/// byte order mark says so, PDFDocEncoding otherwise.
pub(super) fn text(bytes: &[u8]) -> String {
    let text = match bytes {
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        bytes => bytes.iter().map(|byte| document_character(*byte)).collect(),
    };
    text.trim_matches(|c: char| c.is_whitespace() || c == '\0')
        .to_owned()
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units = bytes.as_chunks::<2>().0.iter().map(|pair| unit(*pair));
    let mut text = String::new();
    let mut in_language = false;
    for character in char::decode_utf16(units) {
        match character.unwrap_or(char::REPLACEMENT_CHARACTER) {
            // Between two escapes stands the language of what follows.
            '\u{1b}' => in_language = !in_language,
            _ if in_language => {}
            character => text.push(character),
        }
    }
    text
}

/// PDFDocEncoding (ISO 32000-2, annex D.3) where it is not Latin-1.
const fn document_character(byte: u8) -> char {
    const LOW: [char; 8] = ['˘', 'ˇ', 'ˆ', '˙', '˝', '˛', '˚', '˜'];
    const HIGH: [char; 32] = [
        '•', '†', '‡', '…', '—', '–', 'ƒ', '⁄', '‹', '›', '−', '‰', '„', '“', '”', '‘', '’', '‚',
        '™', 'ﬁ', 'ﬂ', 'Ł', 'Œ', 'Š', 'Ÿ', 'Ž', 'ı', 'ł', 'œ', 'š', 'ž', '\u{fffd}',
    ];
    match byte {
        0x18..=0x1F => LOW[byte as usize - 0x18],
        0x80..=0x9F => HIGH[byte as usize - 0x80],
        0xA0 => '€',
        _ => byte as char,
    }
}

/// The text string under a key; none when there is none or it is blank.
pub(super) fn string(dict: &Dict<'_>, key: &[u8]) -> Option<String> {
    match dict.get::<Object<'_>>(key)? {
        Object::String(string) => Some(text(string.as_bytes())),
        Object::Stream(stream) => Some(text(&stream.decoded_data().ok()?)),
        _ => None,
    }
    .filter(|text| !text.is_empty())
}

/// The objects of an array, references followed; broken ones are left out and do
/// not hide those behind them.
pub(super) fn items<'a>(array: &Array<'a>, xref: &'a XRef) -> Vec<Object<'a>> {
    let items = array.raw_iter().take(NODES);
    items
        .filter_map(|item| match item {
            MaybeRef::Ref(id) => xref.get::<Object<'a>>(id.into()),
            MaybeRef::NotRef(object) => Some(object),
        })
        .collect()
}

/// Whether the array under a key has more items than are visited.
pub(super) fn is_long(dict: &Dict<'_>, key: &[u8]) -> bool {
    let array = dict.get::<Array<'_>>(key);
    array.is_some_and(|array| array.raw_iter().nth(NODES).is_some())
}

/// The dictionaries of the array under a key.
pub(super) fn dicts<'a>(dict: &Dict<'a>, key: &[u8], xref: &'a XRef) -> Vec<Dict<'a>> {
    let Some(array) = dict.get::<Array<'a>>(key) else {
        return Vec::new();
    };
    let items = items(&array, xref).into_iter();
    items.filter_map(Object::into_dict).collect()
}

/// Dictionaries in circles are met once: what has been met already.
#[derive(Debug, Default)]
pub(super) struct Met(BTreeSet<(u32, i32)>);

impl Met {
    /// Whether the dictionary is new. Those that are no objects of their own
    /// cannot be met twice.
    pub(super) fn is_new(&mut self, dict: &Dict<'_>) -> bool {
        let id = dict.obj_id();
        id.is_none_or(|id| self.0.insert((id.obj_number, id.gen_number)))
    }
}

/// Bytes of a stream under a key.
pub(super) fn stream(dict: &Dict<'_>, key: &[u8]) -> Option<Vec<u8>> {
    let stream = dict.get::<Stream<'_>>(key)?;
    Some(stream.decoded_data().ok()?.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_strings_of_every_encoding() {
        assert_eq!(text(b"Ren\xe9 \x80 \xa0\0"), "Ren\u{e9} \u{2022} \u{20ac}");
        assert_eq!(text(b"\xfe\xff\0R\0\xe9"), "R\u{e9}");
        assert_eq!(text(b"\xff\xfeR\0\xe9\0"), "R\u{e9}");
        assert_eq!(text(b"\xef\xbb\xbfR\xc3\xa9"), "R\u{e9}");
        assert_eq!(text(b"\xfe\xff\0\x1b\0f\0r\0\x1b\0A"), "A");
    }
}
