//! Text put together as a reader of the page sees it: white space is one space,
//! blocks stand on lines of their own, entities are characters. Every character
//! knows where it comes from.

use super::super::decoded::Decoded;
use super::super::pages::Page;
use mail_parser::decoders::html::add_html_token;
use std::ops::Range;

/// Tags that begin a new line.
const BLOCKS: [&str; 43] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "br",
    "button",
    "caption",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hr",
    "legend",
    "li",
    "main",
    "nav",
    "ol",
    "optgroup",
    "option",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "textarea",
    "title",
    "tr",
    "ul",
];

/// Whether a tag of this name begins a new line.
pub(super) fn is_block(name: &str) -> bool {
    let mut lower = [0; 12];
    let Some(lower) = lower.get_mut(..name.len()) else {
        return false;
    };
    lower.copy_from_slice(name.as_bytes());
    lower.make_ascii_lowercase();
    let lower: &[u8] = lower;
    BLOCKS.binary_search_by(|b| b.as_bytes().cmp(lower)).is_ok()
}

/// Tags that stand in a line and part words: they begin something of its own.
const PARTING: [&str; 19] = [
    "a", "embed", "iframe", "img", "input", "label", "meter", "noscript", "object", "output",
    "picture", "progress", "select", "sub", "sup", "svg", "template", "text", "video",
];

/// Text being put together.
#[derive(Debug, Default)]
pub(super) struct Lines {
    /// What there is of it.
    pub(super) out: Decoded,
    /// A tag in the line has passed since the last character.
    joint: Option<Joint>,
}

/// What a tag in a line does to the words beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Joint {
    /// One word may go on behind it (`2 55 0<b>8</b>`, `DU<small>PONT</small>`).
    Soft,
    /// It parts words.
    Hard,
}

impl Lines {
    /// Appends a stretch of the source: white space becomes one space, except
    /// where lines are kept, entities characters.
    pub(super) fn text(&mut self, source: &str, range: Range<usize>, keeps_lines: bool) {
        self.join(&source[range.clone()]);
        let mut at = range.start;
        while at < range.end {
            let rest = &source[at..range.end];
            let first = rest.as_bytes()[0];
            if first == b'\n' && keeps_lines {
                self.line();
                at += 1;
            } else if first.is_ascii_whitespace() {
                self.space(' ');
                at += 1;
            } else if let Some((characters, length)) = entity(rest) {
                self.out.decoded(&characters, at, length);
                at += length;
            } else {
                let is_end = |b: &u8| *b == b'&' || b.is_ascii_whitespace();
                let next = rest.as_bytes()[1..].iter().position(is_end);
                let length = next.map_or(rest.len(), |n| n + 1);
                self.out.verbatim(&rest[..length], at);
                at += length;
            }
        }
    }

    /// A sign that `length` bytes at `from` show, apart from the words beside it.
    pub(super) fn sign(&mut self, sign: &str, from: usize, length: usize) {
        self.joint = None;
        self.space(' ');
        self.out.decoded(sign, from, length);
        self.space(' ');
    }

    /// A tag that begins no line has passed.
    pub(super) fn tag(&mut self, name: &str) {
        let parts = PARTING.iter().any(|p| name.eq_ignore_ascii_case(p));
        let joint = if parts { Joint::Hard } else { Joint::Soft };
        self.joint = self.joint.max(Some(joint));
    }

    /// Parts what stands before and behind a tag where one word can hardly go on:
    /// from a digit to a letter or back, from a small letter to a capital.
    fn join(&mut self, next: &str) {
        let (before, first) = (self.out.text.chars().next_back(), next.chars().next());
        let Some(joint) = self.joint.take() else {
            return;
        };
        let (Some(before), Some(first)) = (before, first) else {
            return;
        };
        let words = before.is_alphanumeric() && first.is_alphanumeric();
        let changes = before.is_numeric() != first.is_numeric()
            || before.is_lowercase() && first.is_uppercase();
        if words && (joint == Joint::Hard || changes) {
            self.space(' ');
        }
    }

    /// Begins a new line, unless one has just begun.
    pub(super) fn line(&mut self) {
        let kept = self.out.text.trim_end_matches([' ', '\t']).len();
        self.out.truncate(kept);
        let text = &mut self.out.text;
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
    }

    /// Parts words, unless they are parted.
    pub(super) fn space(&mut self, space: char) {
        let text = &mut self.out.text;
        if !text.is_empty() && !text.ends_with([' ', '\t', '\n']) {
            text.push(space);
        }
    }
}

/// A text with its entities undone, white space as it is.
pub(super) fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memchr::memchr(b'&', rest.as_bytes()) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let length = match entity(rest) {
            Some((characters, length)) if rest[..length].ends_with(';') => {
                out.push_str(&characters);
                length
            }
            _ => {
                out.push('&');
                1
            }
        };
        rest = &rest[length..];
    }
    out.push_str(rest);
    out
}

/// The longest entity looked for.
const ENTITY: usize = 32;

/// Entities that old pages write without `;`.
const BARE: [&str; 30] = [
    "Agrave", "Ccedil", "Eacute", "Ecirc", "Egrave", "Icirc", "Ocirc", "Ucirc", "agrave", "acirc",
    "amp", "ccedil", "deg", "eacute", "ecirc", "egrave", "euml", "gt", "icirc", "iuml", "laquo",
    "lt", "nbsp", "ocirc", "ouml", "quot", "raquo", "ucirc", "ugrave", "uuml",
];

/// What the entity that `text` begins with stands for, and its length. What
/// stands inside words unseen (a soft hyphen) is nothing.
pub(in crate::extract) fn entity(text: &str) -> Option<(String, usize)> {
    if !text.starts_with('&') {
        return None;
    }
    if let Some(digits) = text.strip_prefix("&#") {
        return number(digits).map(|(c, length)| (seen(c), length + 2));
    }
    let head = &text.as_bytes()[1..text.len().min(ENTITY)];
    let length = head.iter().take_while(|b| b.is_ascii_alphanumeric());
    let length = length.count();
    let name = &text[1..=length];
    if head.get(length) == Some(&b';') {
        let whole = &text[..length + 2];
        let mut out = String::new();
        add_html_token(&mut out, whole.as_bytes(), false);
        let mut characters = out.chars();
        let one = characters.next().filter(|_| characters.next().is_none())?;
        return Some((seen(one), whole.len()));
    }
    let bare = BARE.iter().find(|b| name.starts_with(**b))?;
    let mut out = String::new();
    add_html_token(&mut out, format!("&{bare};").as_bytes(), false);
    let follows = text.as_bytes().get(bare.len() + 1);
    (follows != Some(&b'=')).then_some((out, bare.len() + 1))
}

/// The character of a number, `;` or not, and its length. Numbers of control
/// characters mean those of Windows-1252.
fn number(text: &str) -> Option<(char, usize)> {
    let (digits, radix, before) = match text.strip_prefix(['x', 'X']) {
        Some(digits) => (digits, 16, 1),
        None => (text, 10, 0),
    };
    let head = &digits.as_bytes()[..digits.len().min(12)];
    let length = head.iter().take_while(|b| char::from(**b).is_digit(radix));
    let length = length.count();
    let code = u32::from_str_radix(&digits[..length], radix).ok()?;
    let character = match code {
        0 => return None,
        0x80..0xA0 => Page::Windows1252.character(code as u8),
        _ => char::from_u32(code)?,
    };
    let ends = usize::from(digits.as_bytes().get(length) == Some(&b';'));
    Some((character, before + length + ends))
}

/// The character; nothing where it is not seen and stands inside words.
fn seen(character: char) -> String {
    match character {
        '\u{AD}' | '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}' => String::new(),
        '\n' | '\r' => ' '.into(),
        other => other.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entities_are_characters() {
        for (written, character, length) in [
            ("&eacute;x", "é", 8),
            ("&#64;x", "@", 5),
            ("&#x40;x", "@", 6),
            ("&#64x", "@", 4),
            ("&#128;", "€", 6),
            ("&eacutes", "é", 7),
            ("&shy;", "", 5),
            ("&#x200B;", "", 8),
            ("&nbsp;", "\u{a0}", 6),
        ] {
            assert_eq!(
                entity(written),
                Some((character.into(), length)),
                "{written}"
            );
        }
        for plain in [
            "&",
            "& b",
            "&unknown;",
            "&#;",
            "&#0;",
            "&#x110000;",
            "&lt=3",
            "&é;",
        ] {
            assert_eq!(entity(plain), None, "{plain}");
        }
        assert_eq!(unescaped("a&#64;b&lt=c & d"), "a@b&lt=c & d");
    }

    #[test]
    fn the_list_of_blocks_is_sorted() {
        assert!(BLOCKS.is_sorted());
        assert!(is_block("DIV") && !is_block("span") && !is_block("a-very-long-name"));
    }
}
