//! Folding of case, accents and separators: `"N° Sécu."` and `n_secu` meet.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// Lower-case, without accents; `œ` becomes `oe`, `æ` `ae`, `ß` `ss`, typographic
/// apostrophes `'`. Everything else stays.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    fold_into(text, &mut out);
    out
}

/// As [`fold`], into a buffer that is reused.
pub fn fold_into(text: &str, out: &mut String) {
    if text.is_ascii() {
        out.extend(text.bytes().map(|b| char::from(b.to_ascii_lowercase())));
        return;
    }
    for c in text.nfd() {
        match c {
            'œ' | 'Œ' => out.push_str("oe"),
            'æ' | 'Æ' => out.push_str("ae"),
            'ß' => out.push_str("ss"),
            'ø' | 'Ø' => out.push('o'),
            'ð' | 'Ð' => out.push('d'),
            'þ' | 'Þ' => out.push('t'),
            '’' | 'ʼ' | '‘' => out.push('\''),
            c if is_combining_mark(c) => {}
            c => out.extend(c.to_lowercase()),
        }
    }
}

/// Folded words joined by one space: separators (`_ - . / '` and spaces), the
/// degree sign and the switch from lower to upper case (`numSecu`) all part
/// words. Headers and vocabulary are compared in this form.
#[must_use]
pub fn folded_words(text: &str) -> String {
    let mut spaced = String::with_capacity(text.len() + 4);
    let mut before: Option<char> = None;
    for c in text.chars() {
        let camel = before.is_some_and(char::is_lowercase) && c.is_uppercase();
        if camel || !(c.is_alphanumeric() || is_combining_mark(c)) {
            spaced.push(' ');
        }
        if c.is_alphanumeric() || is_combining_mark(c) {
            spaced.push(c);
        }
        before = Some(c);
    }
    let folded = fold(&spaced);
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_accents_fold() {
        assert_eq!(
            fold("Sécurité SOCIALE d’Œuvre"),
            "securite sociale d'oeuvre"
        );
        assert_eq!(fold("e\u{301}te\u{301}"), "ete");
    }

    #[test]
    fn headers_fold_to_words() {
        assert_eq!(folded_words("N° Sécu."), "n secu");
        assert_eq!(folded_words("num_secu-sociale"), "num secu sociale");
        assert_eq!(folded_words("dateNaissance"), "date naissance");
        assert_eq!(folded_words("  E-Mail "), "e mail");
    }
}
