//! Every text that reports show, in French and in English, side by side.
//!
//! A [`Phrase`] holds both languages, so that a text cannot exist in one only;
//! the tests below check that neither is empty and that both take the same
//! parameters. Texts are written with plain spaces: [`Phrase::say`] sets the
//! French no-break spaces, so that the sources stay readable.
//!
//! Catalogues: [`phrase`] (labels and sentences), [`reason`] (why something was
//! not read, and the cure), [`note`] (remarks on
//! what was), [`output`] (headings of tables, lines of CI systems), [`gap`] (kinds of gap, proposed actions, legal
//! hooks, decision steps).

pub(crate) mod column;
pub(crate) mod detail;
pub(crate) mod figures;
pub(crate) mod gap;
pub(crate) mod measured;
pub(crate) mod note;
pub(crate) mod output;
pub(crate) mod phrase;
pub(crate) mod reason;
mod typeset;

pub use measured::measured;
pub(crate) use typeset::typeset;

use crate::model::{Category, Datum, Problem};
use std::borrow::Cow;
use std::fmt::{Display, Write as _};

/// Language of what users read. Identifiers and keys stay English.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Lang {
    /// French, the default.
    #[default]
    Fr,
    /// English.
    En,
}

impl Lang {
    /// The BCP 47 tag, as in `<html lang>` and `--lang`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Fr => "fr",
            Self::En => "en",
        }
    }

    /// What a reader calls a category.
    #[must_use]
    pub const fn category(self, c: Category) -> &'static str {
        match self {
            Self::Fr => c.title_fr(),
            Self::En => c.title_en(),
        }
    }

    /// What a reader calls a datum.
    #[must_use]
    pub const fn datum(self, d: Datum) -> &'static str {
        match self {
            Self::Fr => d.title_fr(),
            Self::En => d.title_en(),
        }
    }

    /// The one of two texts that is in this language.
    pub(crate) const fn pick<'a>(self, fr: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::Fr => fr,
            Self::En => en,
        }
    }
}

impl std::str::FromStr for Lang {
    type Err = ();

    /// `fr`, `en`, or a locale that begins with one of them (`fr_FR.UTF-8`).
    fn from_str(s: &str) -> Result<Self, ()> {
        match s.split(['_', '-', '.']).next() {
            Some("fr") => Ok(Self::Fr),
            Some("en") => Ok(Self::En),
            _ => Err(()),
        }
    }
}

/// What went wrong in an item, as a reader sees it.
pub(crate) fn problem(lang: Lang, problem: &Problem) -> String {
    let title = reason::of(problem.what).title.say(lang);
    match problem.detail.as_str() {
        "" => title.into_owned(),
        detail => format!("{title} ({})", detail::of(lang, detail)),
    }
}

/// A remark on an item that was read, as a reader sees it.
pub(crate) fn remark(lang: Lang, note: &str) -> String {
    let known = note::of(note).map(|phrase| phrase.say(lang).into_owned());
    known.unwrap_or_else(|| note.to_owned())
}

/// One text in both languages; `{name}` stands for a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Phrase {
    pub(crate) fr: &'static str,
    pub(crate) en: &'static str,
}

impl Phrase {
    /// The text, typeset.
    pub(crate) fn say(self, lang: Lang) -> Cow<'static, str> {
        typeset(lang, lang.pick(self.fr, self.en))
    }

    /// The text with its parameters filled in; they are not typeset.
    pub(crate) fn with(self, lang: Lang, parameters: &[(&str, &dyn Display)]) -> String {
        let text = self.say(lang);
        let mut out = String::with_capacity(text.len() + 16);
        // one pass: a value that looks like a parameter stays what it is
        let mut rest = text.as_ref();
        while let Some((before, name, after)) = next_parameter(rest) {
            out.push_str(before);
            let value = parameters.iter().find(|(n, _)| *n == name);
            debug_assert!(value.is_some(), "no value for {name}");
            if let Some((_, value)) = value {
                write!(out, "{value}").expect("writing to a String cannot fail");
            }
            rest = after;
        }
        out + rest
    }
}

/// What stands before the first `{name}`, the name, and what follows.
fn next_parameter(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once('{')?;
    let (name, after) = rest.split_once('}')?;
    Some((before, name, after))
}

/// A phrase that depends on a number, which is its parameter `{n}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Plural {
    pub(crate) one: Phrase,
    pub(crate) other: Phrase,
}

impl Plural {
    /// The right form. French takes the singular for 0 and 1, English for 1.
    pub(crate) const fn form(self, lang: Lang, n: u64) -> Phrase {
        match (lang, n) {
            (_, 1) | (Lang::Fr, 0) => self.one,
            _ => self.other,
        }
    }

    /// The right form with `{n}` filled in, digits grouped.
    pub(crate) fn count(self, lang: Lang, n: u64) -> String {
        self.form(lang, n)
            .with(lang, &[("n", &figures::number(lang, n))])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reconcile::Code;

    fn parameters(text: &str) -> Vec<&str> {
        let mut found: Vec<&str> = text
            .split('{')
            .skip(1)
            .filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
            .collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    fn complete(name: &str, p: Phrase) {
        assert!(!p.fr.trim().is_empty(), "{name} has no French text");
        assert!(!p.en.trim().is_empty(), "{name} has no English text");
        assert_eq!(parameters(p.fr), parameters(p.en), "{name}");
        for text in [p.fr, p.en] {
            assert!(!text.contains('\''), "{name}: ' should be ’");
            assert!(!text.contains("  "), "{name}: two spaces");
        }
    }

    #[test]
    fn both_languages_are_complete() {
        for (name, p) in phrase::ALL {
            complete(name, *p);
        }
        for (name, p) in output::ALL {
            complete(name, *p);
        }
        for (name, p) in phrase::ALL_PLURALS {
            complete(name, p.one);
            complete(name, p.other);
            assert!(parameters(p.other.fr).contains(&"n"), "{name} counts {{n}}");
        }
        for (reason, texts) in reason::ALL {
            complete(reason.as_str(), texts.title);
            complete(reason.as_str(), texts.why);
            complete(reason.as_str(), texts.cure);
        }
        for (code, texts) in gap::ALL {
            complete(&format!("{code:?}"), texts.title);
            complete(&format!("{code:?}"), texts.action);
            complete(&format!("{code:?}"), texts.legal);
        }
        for (fragment, p) in note::ALL {
            complete(fragment, *p);
        }
        for (bound, p) in gap::BOUNDS {
            complete(bound, *p);
        }
        for (step, p) in gap::STEPS {
            complete(step, *p);
        }
    }

    #[test]
    fn catalogues_answer_for_themselves() {
        for (reason, texts) in reason::ALL {
            assert_eq!(reason::of(*reason).title, texts.title);
        }
        for (code, texts) in gap::ALL {
            assert_eq!(gap::of(*code).title, texts.title);
        }
        assert_eq!(gap::of(Code::G05).title.en, "NIR without declaration");
    }

    #[test]
    fn plural_rules_differ() {
        let p = phrase::N_GAPS;
        assert_eq!(p.count(Lang::Fr, 0), "0 écart");
        assert_eq!(p.count(Lang::En, 0), "0 gaps");
        assert_eq!(p.count(Lang::Fr, 1), "1 écart");
        assert_eq!(p.count(Lang::Fr, 12_500), "12\u{202f}500 écarts");
    }

    #[test]
    fn locales_are_understood() {
        assert_eq!("fr_FR.UTF-8".parse(), Ok(Lang::Fr));
        assert_eq!("en-GB".parse(), Ok(Lang::En));
        assert_eq!("de".parse::<Lang>(), Err(()));
    }
}
