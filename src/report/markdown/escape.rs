//! Foreign text inside Markdown: shown as it is, by any renderer, and obeyed by
//! none. Markup is written as numeric entities; what GitHub and GitLab look for
//! in the *rendered* text (mentions, references, addresses) is parted by an empty
//! element, which they keep and nobody sees.

use crate::report::visible;

/// Parts a word without being seen.
const PARTED: &str = "<span></span>";

/// A text in running text or a cell.
pub(in crate::report) fn text(s: &str) -> String {
    inert(s, None)
}

/// A name or value. Renderers look for addresses inside of the element, too.
pub(super) fn code(s: &str) -> String {
    format!("<code>{}</code>", inert(s, Some(' ')))
}

fn inert(s: &str, mut before: Option<char>) -> String {
    let s = visible::text(s);
    let mut out = String::with_capacity(s.len() + 16);
    for (at, c) in s.char_indices() {
        shown(&mut out, c, before);
        if is_reference(c, before, &s[at + c.len_utf8()..]) {
            out += PARTED;
        }
        before = Some(c);
    }
    out
}

/// ASCII punctuation may be markup: what is so only at the start of a block, or
/// behind the number of a list, stays readable elsewhere.
fn shown(out: &mut String, c: char, before: Option<char>) {
    let plain = match c {
        ' ' | ',' | ';' | '/' | '%' | '"' | '\'' | '?' => true,
        '.' | ')' => before.is_some_and(|b| !b.is_ascii_digit()),
        '(' | '-' | '+' | '=' | ':' | '#' | '!' => before.is_some(),
        c => !c.is_ascii_punctuation(),
    };
    match plain {
        true => out.push(c),
        false => *out += &format!("&#{};", c as u32),
    }
}

/// Whether a renderer would make a link of what begins here: `@name`, `#12`,
/// `!12`, `&12`, `%12`, `~12`, `$12`, `://`, `www.`, `:smile:`.
fn is_reference(c: char, before: Option<char>, rest: &str) -> bool {
    let next = rest.chars().next();
    let named = |c: char| c.is_alphanumeric() || matches!(c, '_' | '"' | '/');
    match c {
        '@' | '#' | '!' | '&' | '%' | '~' | '$' => next.is_some_and(named),
        ':' => next.is_some_and(|n| n == '/' || n.is_alphanumeric()),
        'w' | 'W' => before.is_some_and(|b| b.eq_ignore_ascii_case(&'w')) && next == Some('.'),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn markup_is_shown_and_not_obeyed() {
        for (given, wanted) in [
            ("Paie, RH/2024", "Paie, RH/2024"),
            ("a|b", "a&#124;b"),
            ("<script>", "&#60;script&#62;"),
            ("**x**", "&#42;&#42;x&#42;&#42;"),
            ("a\nb", "a&#92;nb"),
            ("\u{202e}", "&#92;u&#123;202e&#125;"),
            ("@all", "&#64;<span></span>all"),
            ("www.x", "www<span></span>.x"),
            ("https://x", "https:<span></span>//x"),
            ("- a (b) 1. c", "&#45; a (b) 1&#46; c"),
        ] {
            assert_eq!(text(given), wanted);
        }
        assert_eq!(code("a`b"), "<code>a&#96;b</code>");
    }

    proptest! {
        #[test]
        fn nothing_is_left_that_markdown_would_read(s in any::<String>()) {
            let shown = text(&s).replace(PARTED, "");
            let mut entities = 0;
            for c in shown.chars() {
                prop_assert!(!matches!(c, '|' | '<' | '>' | '`' | '*' | '_' | '[' | ']' | '\\' | '\n'));
                entities += usize::from(c == '&');
            }
            prop_assert_eq!(entities, shown.matches("&#").count());
        }
    }
}
