//! Whether a phrase stands at a place of a text.

use super::fold::folded_char;

/// Whether `phrase` stands at byte `at` of `text` as whole words; the end.
pub(super) fn matches(text: &str, at: usize, phrase: &str) -> Option<usize> {
    // nearly all phrases part from the text within their first word's ASCII
    let (word, there) = (phrase.as_bytes(), &text.as_bytes()[at..]);
    let mut n = 0;
    for (w, b) in word.iter().zip(there) {
        if *w == b' ' || !b.is_ascii() {
            break;
        }
        if *w != b.to_ascii_lowercase() {
            return None;
        }
        n += 1;
    }
    if n == word.len()
        && let Some(end) = plainly_ended(there, n)
    {
        return end.map(|n| at + n);
    }
    let mut rest = text[at..].char_indices().peekable();
    let mut pending: Option<char> = None;
    for w in phrase.chars() {
        if w == ' ' {
            skip_plural(&mut rest);
            if pending.is_some() || !skip_separators(&mut rest) {
                return None;
            }
            continue;
        }
        if let Some(second) = pending.take() {
            if second != w {
                return None;
            }
            continue;
        }
        let (_, c) = rest.next()?;
        let (first, second) = folded_char(c);
        if first != w {
            return None;
        }
        pending = second;
        while rest.peek().is_some_and(|(_, c)| {
            !c.is_ascii() && unicode_normalization::char::is_combining_mark(*c)
        }) {
            rest.next();
        }
    }
    if pending.is_some() {
        return None;
    }
    skip_plural(&mut rest);
    match rest.peek() {
        Some((_, c)) if c.is_alphanumeric() => None,
        Some((i, _)) => Some(at + i),
        None => Some(text.len()),
    }
}

/// Where a word that has been read as far as byte `n` ends, a plural passed; the
/// inner none: it goes on. The outer none: there is more than ASCII.
fn plainly_ended(text: &[u8], n: usize) -> Option<Option<usize>> {
    let on = |n: usize| match text.get(n) {
        None => Some(false),
        Some(b) => b.is_ascii().then_some(b.is_ascii_alphanumeric()),
    };
    if !on(n)? {
        return Some(Some(n));
    }
    let plural = matches!(text[n], b's' | b'S' | b'x' | b'X') && !on(n + 1)?;
    Some(plural.then_some(n + 1))
}

type Rest<'a> = std::iter::Peekable<std::str::CharIndices<'a>>;

/// Passes a plural `s` or `x` that ends the word.
fn skip_plural(rest: &mut Rest<'_>) {
    let mut ahead = rest.clone();
    let plural = matches!(ahead.next(), Some((_, 's' | 'S' | 'x' | 'X')));
    if plural && !ahead.peek().is_some_and(|(_, c)| c.is_alphanumeric()) {
        rest.next();
    }
}

/// Passes one to three characters that are no letters, digits or line ends.
fn skip_separators(rest: &mut Rest<'_>) -> bool {
    let mut n = 0;
    while n < 3
        && rest
            .peek()
            .is_some_and(|(_, c)| !c.is_alphanumeric() && *c != '\n')
    {
        rest.next();
        n += 1;
    }
    n > 0
}
