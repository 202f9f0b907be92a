//! The text that a reader of HTML mail sees: tags gone, blocks on lines of
//! their own, cells apart, entities undone. Addresses in links are kept.

use mail_parser::decoders::html::add_html_token;

/// Tags that begin a new line.
const BLOCKS: [&str; 24] = [
    "address",
    "article",
    "blockquote",
    "br",
    "dd",
    "div",
    "dt",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "li",
    "ol",
    "option",
    "p",
    "pre",
    "table",
    "tr",
    "ul",
];

/// The longest entity looked for.
const ENTITY: usize = 32;

/// Strips the tags of `html`. What is opened and never closed is text.
pub(super) fn strip(html: &str) -> String {
    let mut out = Lines::default();
    let mut rest = html;
    while let Some(at) = memchr::memchr(b'<', rest.as_bytes()) {
        out.text(&rest[..at]);
        rest = &rest[at..];
        let hidden = HIDDEN.into_iter().find(|(open, _)| begins(rest, open));
        rest = match hidden {
            Some((open, close)) => match behind(&rest[open.len()..], close) {
                Some(next) => next,
                None => break,
            },
            None => match tag(rest, &mut out) {
                Some(next) => next,
                None => break,
            },
        };
    }
    out.text(rest);
    out.text
}

/// What is not shown, from and to.
const HIDDEN: [(&str, &str); 3] = [
    ("<!--", "-->"),
    ("<style", "</style"),
    ("<script", "</script"),
];

/// What follows `close` and the end of its tag.
fn behind<'t>(text: &'t str, close: &str) -> Option<&'t str> {
    let at = find_ignore_case(text, close)? + close.len() - 1;
    let end = memchr::memchr(b'>', &text.as_bytes()[at..])?;
    Some(&text[at + end + 1..])
}

fn begins(text: &str, with: &str) -> bool {
    let head = text.as_bytes().get(..with.len());
    head.is_some_and(|h| h.eq_ignore_ascii_case(with.as_bytes()))
}

/// Where an ASCII `needle` stands in `text`, whatever its case.
fn find_ignore_case(text: &str, needle: &str) -> Option<usize> {
    let first = needle.as_bytes()[0];
    memchr::memchr_iter(first, text.as_bytes())
        .find(|&at| begins(text.get(at..).unwrap_or_default(), needle))
}

/// Reads the tag that `rest` begins with; returns what follows it, none if it
/// has no end.
fn tag<'t>(rest: &'t str, out: &mut Lines) -> Option<&'t str> {
    let inner = &rest[1..];
    if !inner.starts_with(|c: char| c.is_ascii_alphabetic() || "/!?".contains(c)) {
        out.text("<");
        return Some(inner);
    }
    let end = memchr::memchr(b'>', inner.as_bytes())?;
    let name = inner.trim_start_matches('/');
    let length = name.find(|c: char| !c.is_ascii_alphanumeric());
    let name = name[..length.unwrap_or(name.len())].to_ascii_lowercase();
    if BLOCKS.contains(&name.as_str()) {
        out.line();
    } else if name == "td" || name == "th" {
        out.space('\t');
    }
    link(&inner[..end], out);
    Some(&inner[end + 1..])
}

/// Keeps the address of a link that names a person.
fn link(tag: &str, out: &mut Lines) {
    for scheme in ["mailto:", "tel:"] {
        if let Some(at) = find_ignore_case(tag, scheme) {
            let value = &tag[at + scheme.len()..];
            let end = value.find(['"', '\'', '?', ' ', '>']);
            out.space(' ');
            out.text(&value[..end.unwrap_or(value.len())]);
            out.space(' ');
        }
    }
}

/// Text being put together.
#[derive(Default)]
struct Lines {
    text: String,
}

impl Lines {
    /// Appends text: white space becomes one space, entities characters.
    fn text(&mut self, text: &str) {
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            if c.is_ascii_whitespace() {
                self.space(' ');
                rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace());
            } else if let Some(entity) = entity(rest) {
                add_html_token(&mut self.text, entity.as_bytes(), false);
                rest = &rest[entity.len()..];
            } else {
                let next = rest[c.len_utf8()..].find(|c: char| c == '&' || c.is_ascii_whitespace());
                let end = next.map_or(rest.len(), |n| n + c.len_utf8());
                self.text.push_str(&rest[..end]);
                rest = &rest[end..];
            }
        }
    }

    fn line(&mut self) {
        self.text
            .truncate(self.text.trim_end_matches([' ', '\t']).len());
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
    }

    fn space(&mut self, space: char) {
        if !self.text.is_empty() && !self.text.ends_with([' ', '\t', '\n']) {
            self.text.push(space);
        }
    }
}

/// The entity that `text` begins with.
fn entity(text: &str) -> Option<&str> {
    if !text.starts_with('&') {
        return None;
    }
    let head = &text.as_bytes()[..text.len().min(ENTITY)];
    let end = memchr::memchr(b';', head)?;
    let inner = &head[1..end];
    let plain = |b: &u8| b.is_ascii_alphanumeric() || *b == b'#';
    (!inner.is_empty() && inner.iter().all(plain)).then(|| &text[..=end])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_seen_is_kept_apart() {
        let html = "<html><head><style>a{b:c}</style></head><body><p>Bonjour&nbsp;L&eacute;a,</p>\
            <table><tr><td>Dupont</td><td>06<b>12</b>345678</td></tr><tr><td>x &lt; y</td></tr></table>\
            <!-- <p>non</p> --><a href=\"mailto:a@b.fr?subject=x\">écrire</a></body></html>";
        assert_eq!(
            strip(html),
            "Bonjour\u{a0}Léa,\nDupont\t0612345678\nx < y\na@b.fr écrire"
        );
    }

    #[test]
    fn what_is_no_tag_is_text() {
        assert_eq!(strip("a < b & c &unknown; <3"), "a < b & c &unknown; <3");
        assert_eq!(strip("<script>x"), "<script>x");
        assert_eq!(strip("x<b y"), "x<b y");
    }

    proptest! {
        #[test]
        fn nothing_panics(html in "[<>&;/!a-dé\\-# \n\"]{0,60}|(<!--|<style>|&eacute;|<p>|é){0,8}") {
            strip(&html);
        }
    }
}
