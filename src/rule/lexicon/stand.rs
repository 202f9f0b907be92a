//! Whether a phrase stands at a place of a text.

use super::fold::{folded_char, folded_latin};

/// Whether `phrase` stands at byte `at` of `text` as whole words; the end.
pub(super) fn matches(text: &str, at: usize, phrase: &str) -> Option<usize> {
    let there = &text.as_bytes()[at..];
    match plainly(there, phrase.as_bytes()) {
        Plain::Ends(n) => Some(at + n),
        Plain::Parts => None,
        Plain::Unsure => slowly(text, at, phrase),
    }
}

/// What can be said of a phrase without reading characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Plain {
    /// It stands there and ends after so many bytes.
    Ends(usize),
    /// It does not stand there.
    Parts,
    /// There is more in the text than ASCII and the letters of Latin-1.
    Unsure,
}

/// Reads bytes: ASCII, and letters of Latin-1 that fold to one letter.
fn plainly(text: &[u8], phrase: &[u8]) -> Plain {
    let mut n = 0;
    for w in phrase {
        if *w == b' ' {
            match gap(text, n) {
                Ok(Some(on)) => n = on,
                Ok(None) => return Plain::Parts,
                Err(()) => return Plain::Unsure,
            }
            continue;
        }
        let (letter, width) = match text[n..] {
            [] => return Plain::Parts,
            [b, ..] if b.is_ascii() => (b.to_ascii_lowercase(), 1),
            [0xC3, second, ..] => (folded_latin(second), 2),
            _ => return Plain::Unsure,
        };
        // a combining accent may follow a letter that is the phrase's
        if letter == 0 || !w.is_ascii() {
            return Plain::Unsure;
        }
        if letter != *w {
            return Plain::Parts;
        }
        n += width;
    }
    match plainly_ended(text, n) {
        Some(Some(end)) => Plain::Ends(end),
        Some(None) => Plain::Parts,
        None => Plain::Unsure,
    }
}

/// Where the next word begins after a word that has been read as far as byte
/// `n`: a plural passed and one to three ASCII characters that are no letters,
/// digits or line ends. The inner none: none begins so.
fn gap(text: &[u8], n: usize) -> Result<Option<usize>, ()> {
    let byte = |at: usize| match text.get(at) {
        None => Ok(None),
        Some(b) if b.is_ascii() => Ok(Some(*b)),
        Some(_) => Err(()),
    };
    let mut at = n;
    if matches!(byte(at)?, Some(b's' | b'S' | b'x' | b'X')) {
        if byte(at + 1)?.is_some_and(|b| b.is_ascii_alphanumeric()) {
            return Ok(None);
        }
        at += 1;
    }
    let first = at;
    while at - first < 3 && byte(at)?.is_some_and(|b| !b.is_ascii_alphanumeric() && b != b'\n') {
        at += 1;
    }
    Ok((at > first).then_some(at))
}

/// The same by characters.
fn slowly(text: &str, at: usize, phrase: &str) -> Option<usize> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn bytes_and_characters_agree(
            text in "[nN][eé°sx \u{a0}'\n_-]{0,4}[aàs]{0,2}[ \n._\u{301}œ-]{0,4}[bBßøðþÿ]?[sx]?[ ,éa]?",
            phrase in "n(e|es)?( (a|as|sa|aa)( (b|s|oe|bs|o|d|t|y))?)?",
        ) {
            let slow = slowly(&text, 0, &phrase);
            match plainly(text.as_bytes(), phrase.as_bytes()) {
                Plain::Ends(n) => prop_assert_eq!(slow, Some(n)),
                Plain::Parts => prop_assert_eq!(slow, None),
                Plain::Unsure => {}
            }
        }
    }
}
