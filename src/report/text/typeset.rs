//! French typography: the spaces that belong to punctuation may not break.

use super::Lang;
use std::borrow::Cow;

/// What may be written where a narrow no-break space belongs.
const SPACES: [char; 2] = [' ', '\u{a0}'];
/// Narrow no-break space.
const THIN: char = '\u{202f}';

/// French: the space before `; : ! ? % »` and after `«` or `≈`, ordinary or not,
/// becomes a narrow no-break space. English: unchanged.
pub(crate) fn typeset(lang: Lang, text: &str) -> Cow<'_, str> {
    if lang == Lang::En || !text.contains(SPACES) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    let mut chars = text.chars().peekable();
    let mut before = None;
    while let Some(c) = chars.next() {
        let glued = matches!(chars.peek(), Some(';' | ':' | '!' | '?' | '%' | '»'));
        let opened = matches!(before, Some('«' | '≈'));
        let thin = SPACES.contains(&c) && (glued || opened);
        out.push(if thin { THIN } else { c });
        before = Some(c);
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spaces_of_punctuation_do_not_break() {
        assert_eq!(
            typeset(Lang::Fr, "Voici\u{a0}: « oui » ; 12 % !"),
            "Voici\u{202f}: «\u{202f}oui\u{202f}»\u{202f}; 12\u{202f}%\u{202f}!"
        );
    }

    #[test]
    fn english_and_tight_punctuation_stay() {
        assert_eq!(typeset(Lang::En, "so : what"), "so : what");
        assert_eq!(
            typeset(Lang::Fr, "postgres://hote/db"),
            "postgres://hote/db"
        );
    }
}
