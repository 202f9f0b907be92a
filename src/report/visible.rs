//! Hostile names made inert: what would move the cursor, hide itself or turn
//! the reading direction is shown as an escape.
//!
//! Every renderer that people read (terminal, HTML) passes foreign text through
//! here; markup and quoting are then the renderer's own business. The result of
//! [`text`] passes through unchanged a second time.

pub use crate::model::is_hidden;
use crate::model::{Locator, PathName};
use std::borrow::Cow;
use std::fmt::Write as _;

/// The text with every hidden character written as `\n`, `\t` or `\u{202e}`.
#[must_use]
pub fn text(s: &str) -> Cow<'_, str> {
    // bytes below 0xC2 that are not controls are plain ASCII: the common case
    if s.bytes().all(|b| (0x20..0x7f).contains(&b)) || !s.chars().any(is_hidden) {
        return Cow::Borrowed(s);
    }
    let mut out = String::with_capacity(s.len() + 16);
    for c in s.chars() {
        push(&mut out, c);
    }
    Cow::Owned(out)
}

fn push(out: &mut String, c: char) {
    match c {
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        c if is_hidden(c) => {
            write!(out, "\\u{{{:x}}}", c as u32).expect("writing to a String cannot fail");
        }
        c => out.push(c),
    }
}

/// A path as people read it; bytes that are not UTF-8 show as `\xE9` (see
/// [`PathName::to_text`]).
#[must_use]
pub fn path(p: &PathName) -> String {
    text(&p.to_text()).into_owned()
}

/// A locator as people read it: `archives/2019.zip › paie/liste.csv`.
#[must_use]
pub fn locator(at: &Locator) -> String {
    let mut out = path(&at.path);
    for step in at.entry.iter().flat_map(|e| e.split("!/")) {
        out.push_str(" › ");
        out.push_str(&text(step));
    }
    out
}

/// At most `max` characters: the middle gives way to `…`, because the start of
/// a path says where it is and its end what it is.
#[must_use]
pub fn shorten(s: &str, max: usize) -> Cow<'_, str> {
    let n = s.chars().count();
    if n <= max {
        return Cow::Borrowed(s);
    }
    let keep = max.saturating_sub(1);
    let head = keep / 2;
    let tail = keep - head;
    let mut out: String = s.chars().take(head).collect();
    out.push('…');
    out.extend(s.chars().skip(n - tail));
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::SourceId;
    use proptest::prelude::*;

    #[test]
    fn tricks_become_visible() {
        assert_eq!(
            text("a\u{1b}[31m\u{202e}gpj.exe"),
            "a\\u{1b}[31m\\u{202e}gpj.exe"
        );
        assert_eq!(text("deux\nlignes\u{85}"), "deux\\nlignes\\u{85}");
        assert_eq!(text("caf\u{e9} Ω 日本 👍"), "café Ω 日本 👍");
    }

    #[test]
    fn bytes_that_are_not_utf8_show() {
        let at = Locator::new(SourceId(0), PathName::from_bytes(b"caf\xe9/\n.zip"));
        assert_eq!(
            locator(&at.member("a!b").member("c")),
            "caf\\xE9/\\n.zip › a!b › c"
        );
    }

    #[test]
    fn long_names_lose_their_middle() {
        assert_eq!(shorten("abcdefghij", 5), "ab…ij");
        assert_eq!(shorten("abc", 3), "abc");
    }

    proptest! {
        #[test]
        fn nothing_hidden_is_left(s in any::<String>()) {
            let shown = text(&s);
            prop_assert!(!shown.chars().any(is_hidden));
            prop_assert_eq!(text(&shown), shown.clone());
        }

        #[test]
        fn any_bytes_make_a_path(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
            let shown = path(&PathName::from_bytes(&bytes));
            prop_assert!(!shown.chars().any(is_hidden));
        }

        #[test]
        fn shortened_is_short(s in any::<String>(), max in 1usize..50) {
            prop_assert!(shorten(&s, max).chars().count() <= max);
        }
    }
}
