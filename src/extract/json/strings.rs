//! Strings of JSON and their escapes.

use std::ops::Range;

/// A string between its quotes, in the buffer.
pub(super) struct Quoted {
    /// Its bytes.
    pub(super) text: Range<usize>,
    /// Whether there are escapes among them.
    pub(super) escaped: bool,
}

/// What numbers and literals are made of.
pub(super) const fn is_scalar(byte: u8) -> bool {
    matches!(byte, b'-' | b'+' | b'.' | b'0'..=b'9' | b'a'..=b'z' | b'E')
}

/// The end of a string's piece in `bytes` from `from` on, whether its quote
/// stands there, and whether there are escapes before it.
pub(super) fn piece(bytes: &[u8], from: usize) -> (usize, bool, bool) {
    let mut at = from;
    let mut escaped = false;
    while let Some(n) = memchr::memchr2(b'"', b'\\', &bytes[at..]) {
        if bytes[at + n] == b'"' {
            return (at + n, true, escaped);
        }
        // An escape is not parted from what it escapes.
        let is_unicode = bytes.get(at + n + 1) == Some(&b'u');
        if at + n + if is_unicode { 6 } else { 2 } > bytes.len() {
            return (at + n, false, escaped);
        }
        escaped = true;
        at += n + 2;
    }
    (bytes.len(), false, escaped)
}

/// The text that a string stands for.
pub(super) fn decoded<'t>(text: &'t str, quoted: &Quoted, scratch: &'t mut String) -> &'t str {
    let raw = &text[quoted.text.clone()];
    if !quoted.escaped {
        return raw;
    }
    scratch.clear();
    unescape(raw, scratch);
    scratch
}

/// Appends `raw` with its escapes undone; what is no escape stays as it is.
fn unescape(raw: &str, out: &mut String) {
    let mut rest = raw;
    while let Some(n) = memchr::memchr(b'\\', rest.as_bytes()) {
        out.push_str(&rest[..n]);
        let escape = &rest[n..];
        let (character, length) = match escape.as_bytes().get(1) {
            Some(b'n') => ('\n', 2),
            Some(b't') => ('\t', 2),
            Some(b'r') => ('\r', 2),
            Some(b'b') => ('\u{8}', 2),
            Some(b'f') => ('\u{C}', 2),
            Some(b'u') => unicode(escape),
            Some(&other) if other.is_ascii() => (char::from(other), 2),
            _ => ('\\', 1),
        };
        out.push(character);
        rest = &escape[length..];
    }
    out.push_str(rest);
}

/// The character of `\uXXXX` or of a pair of them, and the length of it.
fn unicode(escape: &str) -> (char, usize) {
    let unit = |at: usize| {
        let hex = escape.get(at..at + 6)?.strip_prefix("\\u")?;
        let digits = hex.bytes().all(|b| b.is_ascii_hexdigit());
        digits.then(|| u16::from_str_radix(hex, 16).ok()).flatten()
    };
    let Some(first) = unit(0) else {
        return ('\\', 1);
    };
    let second = matches!(first, 0xD800..=0xDBFF).then(|| unit(6)).flatten();
    let units = [first, second.unwrap_or(0)];
    match char::decode_utf16(units).next() {
        Some(Ok(c)) if c.len_utf16() == 2 => (c, 12),
        Some(Ok(c)) => (c, 6),
        _ => (char::REPLACEMENT_CHARACTER, 6),
    }
}
