//! The vocabulary of policies in prose, from `rules/register/policy.toml`: what
//! their sections are about, and the phrases that say what a field would say.

use super::super::denial;
use crate::model::fold_into;
use serde::Deserialize;
use std::ops::Range;
use std::sync::LazyLock;
use unicode_normalization::char::is_combining_mark;

/// What a section is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Kind {
    /// What words mean: declares nothing.
    Definitions,
    /// What people can ask for: declares nothing.
    Rights,
    /// Known and of no use here.
    Other,
    Minors,
    Retention,
    Transfers,
    Location,
    Recipients,
    Security,
    Sensitive,
    LegalBasis,
    Data,
    Purposes,
    Cookies,
    Dpo,
    Organisation,
}

/// Phrases of folded words, each between two spaces so that only whole words
/// match.
#[derive(Debug, Default)]
pub(super) struct Phrases(Vec<String>);

impl<'de> Deserialize<'de> for Phrases {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let words = Vec::<String>::deserialize(d)?;
        Ok(Self(
            words.iter().map(|w| format!(" {} ", w.trim())).collect(),
        ))
    }
}

impl Phrases {
    /// Whether a text holds one of them.
    pub(super) fn stand_in(&self, text: &Folded) -> bool {
        self.0.iter().any(|w| text.text.contains(w.as_str()))
    }

    /// Where the first of them stands, the longest of those that begin
    /// together: the numbers of its first word and of the one after it.
    pub(super) fn first_in(&self, text: &Folded) -> Option<Range<usize>> {
        let found = self
            .0
            .iter()
            .filter_map(|w| Some((text.text.find(w.as_str())?, w)));
        let (at, phrase) = found.min_by_key(|(at, w)| (*at, usize::MAX - w.len()))?;
        let first = text.text[..at].split_ascii_whitespace().count();
        Some(first..first + phrase.split_ascii_whitespace().count())
    }

    /// The longest that a text begins with, in words.
    pub(super) fn begin(&self, text: &Folded) -> Option<usize> {
        let begins = |w: &&String| text.text.starts_with(w.as_str());
        let longest = self.0.iter().filter(begins).max_by_key(|w| w.len())?;
        Some(longest.split_whitespace().count())
    }

    /// Whether a word is one of them.
    pub(super) fn has(&self, word: &str) -> bool {
        self.0.iter().any(|w| w.trim() == word)
    }
}

/// A text as it is compared: folded words between spaces, each with its bytes.
#[derive(Debug, Clone)]
pub(super) struct Folded {
    text: String,
    /// The bytes of each word in the text as it was.
    pub(super) bytes: Vec<Range<usize>>,
}

impl Folded {
    pub(super) fn of(text: &str) -> Self {
        let mut folded = Self {
            text: String::with_capacity(text.len() + 2),
            bytes: Vec::new(),
        };
        folded.text.push(' ');
        let mut start = None;
        for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
            match (c.is_alphanumeric() || is_combining_mark(c), start) {
                (true, None) => start = Some(at),
                (false, Some(from)) => {
                    fold_into(&text[from..at], &mut folded.text);
                    folded.text.push(' ');
                    folded.bytes.push(from..at);
                    start = None;
                }
                _ => {}
            }
        }
        folded
    }

    pub(super) fn words(&self) -> impl Iterator<Item = &str> {
        self.text.split_ascii_whitespace()
    }
}

/// Whether a text says that something is not done.
pub(super) fn denies(text: &Folded) -> bool {
    WORDS.none.words.stand_in(text) || denial::whole(text.text.trim())
}

#[derive(Deserialize)]
pub(super) struct SectionWords {
    pub(super) kind: Kind,
    words: Phrases,
    #[serde(default)]
    not: Phrases,
}

/// One list of words.
#[derive(Deserialize)]
pub(super) struct List {
    pub(super) words: Phrases,
}

/// Words of one subject.
#[derive(Deserialize)]
struct Topic {
    words: Phrases,
    /// What is about it is about nothing else.
    #[serde(default)]
    exclusive: bool,
}

/// How items of prose name what they are about.
#[derive(Deserialize)]
pub(super) struct Labels {
    pub(super) openers: Phrases,
    pub(super) aims: Phrases,
    pub(super) articles: Phrases,
    pub(super) subjects: Phrases,
    pub(super) rest: Phrases,
    pub(super) empty: Phrases,
}

#[derive(Deserialize)]
pub(super) struct Controller {
    pub(super) words: Phrases,
    pub(super) is: Phrases,
    pub(super) being: Phrases,
}

#[derive(Deserialize)]
pub(super) struct Officer {
    pub(super) words: Phrases,
    pub(super) titles: Vec<String>,
    pub(super) chief: Phrases,
}

#[derive(Deserialize)]
pub(super) struct Transfer {
    pub(super) outside: Phrases,
    pub(super) inside: Phrases,
    pub(super) keeping: Phrases,
    pub(super) moved: Phrases,
    pub(super) reserve: Phrases,
    pub(super) hypothetical: Vec<String>,
    pub(super) safeguards: Phrases,
}

#[derive(Deserialize)]
pub(super) struct Country {
    #[serde(default)]
    pub(super) outside: bool,
    pub(super) words: Phrases,
}

#[derive(Deserialize)]
pub(super) struct MeasureWords {
    pub(super) id: String,
    pub(super) words: Phrases,
}

#[derive(Deserialize)]
pub(super) struct Processor {
    pub(super) words: Phrases,
    pub(super) held: Phrases,
    pub(super) servers: Phrases,
}

#[derive(Deserialize)]
pub(super) struct Forms {
    pub(super) collect: Phrases,
    pub(super) passive: Phrases,
    pub(super) stored: Phrases,
    pub(super) what_for: Phrases,
    pub(super) used_for: Phrases,
    pub(super) these: Phrases,
}

#[derive(Deserialize)]
pub(super) struct Recipients {
    pub(super) processors: Phrases,
    pub(super) internal: Phrases,
    pub(super) shared: Phrases,
    pub(super) goes_on: Phrases,
}

/// Whether a sentence is about all data or about some.
#[derive(Deserialize)]
pub(super) struct WhoseWords {
    pub(super) all: Phrases,
    pub(super) led: Phrases,
    pub(super) of: Phrases,
    pub(super) bare: Phrases,
    pub(super) groups: Phrases,
}

#[derive(Deserialize)]
pub(super) struct Time {
    pub(super) kept: Phrases,
    pub(super) long: Phrases,
    pub(super) varies: Phrases,
    pub(super) leads: Phrases,
    pub(super) verbs: Phrases,
    pub(super) pronouns: Phrases,
}

/// All of it.
#[derive(Deserialize)]
pub(super) struct Vocabulary {
    section: Vec<SectionWords>,
    pub(super) subject: List,
    pub(super) label: Labels,
    topic: Vec<Topic>,
    pub(super) controller: Controller,
    pub(super) officer: Officer,
    pub(super) updated: List,
    pub(super) law: List,
    pub(super) time: Time,
    pub(super) adults: List,
    pub(super) transfer: Transfer,
    pub(super) country: Vec<Country>,
    pub(super) measure: Vec<MeasureWords>,
    pub(super) processor: Processor,
    pub(super) none: List,
    pub(super) forms: Forms,
    pub(super) special: List,
    pub(super) recipient: Recipients,
    pub(super) whose: WhoseWords,
    pub(super) usual: List,
    pub(super) planned: List,
}

pub(super) static WORDS: LazyLock<Vocabulary> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../rules/register/policy.toml"))
        .expect("policy.toml is well-formed: tested")
});

/// What a heading says that its section is about.
pub(super) fn kind(title: &str) -> Option<Kind> {
    let title = Folded::of(title);
    let about = |s: &&SectionWords| s.words.stand_in(&title) && !s.not.stand_in(&title);
    WORDS.section.iter().find(about).map(|s| s.kind)
}

/// The words of the phrase by which a heading tells its kind.
pub(super) fn named_words(title: &str) -> Option<usize> {
    let title = Folded::of(title);
    let about = |s: &&SectionWords| s.words.stand_in(&title) && !s.not.stand_in(&title);
    let section = WORDS.section.iter().find(about)?;
    section.words.first_in(&title).map(|words| words.len())
}

/// The subjects that a text is about: bits of the table's rows.
pub(super) fn topics(text: &Folded) -> u32 {
    let rows = WORDS.topic.iter().enumerate();
    rows.filter(|(_, t)| t.words.stand_in(text))
        .fold(0, |bits, (i, _)| bits | 1 << i)
}

/// The subjects that are apart from all others.
pub(super) fn exclusive() -> u32 {
    let rows = WORDS.topic.iter().enumerate();
    rows.filter(|(_, t)| t.exclusive)
        .fold(0, |bits, (i, _)| bits | 1 << i)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_are_folded_and_known() {
        for s in &WORDS.section {
            for phrase in s.words.0.iter().map(|w| w.trim()) {
                assert_eq!(crate::model::folded_words(phrase), phrase);
                assert!(kind(phrase).is_some(), "{phrase}");
            }
        }
        assert!(WORDS.topic.len() <= 32, "a bit each");
        for m in &WORDS.measure {
            assert!(super::super::security::measure(&m.id).is_some(), "{}", m.id);
        }
    }

    #[test]
    fn headings_of_policies() {
        for (title, wanted) in [
            ("Finalité et légitimité de nos traitements", Kind::Purposes),
            ("Type de données collectées selon les finalités", Kind::Data),
            ("Durée de conservation des données", Kind::Retention),
            ("Lieu de conservation des données", Kind::Location),
            ("Vos droits en matière de gestion des cookies", Kind::Rights),
            ("Droits d'accès", Kind::Rights),
            ("Accès aux données", Kind::Recipients),
            ("Partage de vos informations", Kind::Recipients),
            ("Comment vos données sont-elles protégées ?", Kind::Security),
            ("Exclusion de toute donnée sensible", Kind::Sensitive),
            (
                "Mes données sont-elles transférées en dehors de l’Union Européenne ?",
                Kind::Transfers,
            ),
            ("What we collect", Kind::Data),
            ("How long do we keep it?", Kind::Retention),
            ("Why we use it", Kind::Purposes),
            ("Hoe lang bewaren wij uw gegevens?", Kind::Retention),
            ("Responsable des traitements", Kind::Organisation),
        ] {
            assert_eq!(kind(title), Some(wanted), "{title}");
        }
        for other in ["Important", "Gestion des commandes", "Installation"] {
            assert_eq!(kind(other), None, "{other}");
        }
    }
}
