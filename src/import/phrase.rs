//! Phrases that say more than a field: legal bases, promises, dates.

use super::denial;
use super::draft::{Promise, Said};
use super::item::named;
use super::retention;
use super::vocabulary::without_asides;
use crate::model::{Datum, folded_words};
use crate::register::{ClaimKind, Date, LegalBasis, Role};
use serde::Deserialize;
use std::collections::HashSet;
use std::sync::LazyLock;
use unicode_normalization::char::is_combining_mark;

#[derive(Deserialize)]
struct Phrases {
    basis: Vec<Basis>,
    claim: Vec<Claim>,
    foreign: Vec<String>,
    outside: Vec<String>,
    safeguards: Vec<String>,
    phases: Vec<String>,
    role: Vec<RoleWords>,
    ended: Vec<String>,
    unready: Vec<String>,
    internal: Vec<String>,
    external: Vec<String>,
    processors: Vec<String>,
    on_behalf: Vec<String>,
}

#[derive(Deserialize)]
struct RoleWords {
    id: String,
    words: Vec<String>,
}

#[derive(Deserialize)]
struct Basis {
    code: String,
    words: Vec<String>,
}

#[derive(Deserialize)]
struct Claim {
    kind: String,
    /// Parts of words, one of which stands beside the phrase.
    #[serde(default)]
    with: Vec<String>,
    words: Vec<String>,
}

static PHRASES: LazyLock<Phrases> = LazyLock::new(|| {
    toml::from_str(include_str!("../../rules/register/phrases.toml"))
        .expect("phrases.toml is well-formed: tested")
});

/// The legal bases that texts name, each once, in the order of Art. 6.
pub(super) fn bases<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<LegalBasis> {
    let mut all = Vec::new();
    for text in texts {
        let words = format!(" {} ", affirmed(text));
        let says = |w: &String| words.contains(&format!(" {w} "));
        let named = PHRASES.basis.iter().filter(|b| b.words.iter().any(says));
        all.extend(named.filter_map(|b| code(&b.code)));
    }
    all.sort_unstable();
    all.dedup();
    all
}

/// The folded words of a text without its clauses that deny something.
fn affirmed(text: &str) -> String {
    let clauses = text
        .split(['(', ')', ';', ',', ':', '\n'])
        .filter_map(|clause| {
            let folded = folded_words(clause);
            let denied =
                denial::whole(&folded) || denial::detail(&folded) || denial::ended(&folded);
            (!denied).then(|| denial::split(&folded).0.to_owned())
        });
    let clauses: Vec<String> = clauses.filter(|c| !c.is_empty()).collect();
    clauses.join(" ")
}

/// In which capacity a text says that the organisation acts.
pub(super) fn role(text: &str) -> Option<Role> {
    let folded = folded_words(&without_asides(text));
    let words = format!(" {} ", denial::split(&folded).0);
    let found = PHRASES.role.iter().find(|r| {
        let says = |w: &String| words.contains(&format!(" {w} "));
        r.words.iter().any(says)
    })?;
    [Role::Joint, Role::Processor, Role::Controller]
        .into_iter()
        .find(|r| r.as_str() == found.id)
}

/// Whether a status says that the processing has ended.
pub(super) fn ended(text: &str) -> bool {
    PHRASES.ended.contains(&folded_words(text))
}

/// Whether a status says that nobody has approved the fiche yet: it covers nothing.
pub(super) fn unready(text: &str) -> bool {
    PHRASES.unready.contains(&folded_words(text))
}

/// Whether a recipient is called a processor, and nothing else or what follows.
pub(super) fn is_processor(text: &str) -> bool {
    let words = format!("{} ", folded_words(text));
    PHRASES
        .processors
        .iter()
        .any(|w| words.starts_with(&format!("{w} ")))
}

/// Whether a text names a country out of the European Economic Area, or one of
/// its parts (`France et Suisse`).
pub(super) fn out_of_union(text: &str) -> bool {
    let words = format!(" {} ", folded_words(text));
    let says = |w: &String| words.contains(&format!(" {w} "));
    PHRASES.outside.iter().any(says) || !countries(text).is_empty()
}

/// The countries out of the European Economic Area that a text names, as it
/// spells them.
pub(super) fn countries(text: &str) -> Vec<&str> {
    let found = places(text, |words, spelt| {
        // in small letters they are words
        matches!(spelt, "US" | "VS") || FOREIGN.contains(words)
    });
    let said = found.into_iter().filter(|r| !is_refused(&text[..r.start]));
    said.map(|r| &text[r]).collect()
}

/// Bytes before a word in which a "no" to it stands.
const BEFORE: usize = 40;

/// Whether what stands right before a word is a "no" (`Suisse, non Chine`).
fn is_refused(before: &str) -> bool {
    let near = &before[before.floor_char_boundary(before.len().saturating_sub(BEFORE))..];
    let last = near.rsplit([',', ';', ':', '(']).next().unwrap_or_default();
    let words = folded_words(last);
    words.rsplit(' ').next().is_some_and(denial::is_no)
}

/// What a text says that makes a transfer lawful, as it spells it.
pub(super) fn safeguards(text: &str) -> Vec<&str> {
    slices(text, |words, _| {
        PHRASES.safeguards.iter().any(|w| w == words)
    })
}

/// The phase of keeping that a text names first, as it spells it.
pub(super) fn phase(text: &str) -> Option<&str> {
    let is_phase = |words: &str, _: &str| PHRASES.phases.iter().any(|w| w == words);
    slices(text, is_phase).first().copied()
}

static FOREIGN: LazyLock<HashSet<&str>> =
    LazyLock::new(|| PHRASES.foreign.iter().map(String::as_str).collect());

/// Words that a phrase of which slices are taken has at most.
const PHRASE: usize = 6;

/// The parts of a text whose folded words are wanted, the longest first.
fn slices(text: &str, wanted: impl Fn(&str, &str) -> bool) -> Vec<&str> {
    let found = places(text, wanted).into_iter();
    found.map(|range| &text[range]).collect()
}

/// Where those parts stand.
fn places(text: &str, wanted: impl Fn(&str, &str) -> bool) -> Vec<std::ops::Range<usize>> {
    let words = ranges(text);
    let (mut out, mut at) = (Vec::new(), 0);
    while at < words.len() {
        let most = PHRASE.min(words.len() - at);
        let found = (1..=most).rev().find_map(|n| {
            let place = words[at].start..words[at + n - 1].end;
            let spelt = &text[place.clone()];
            wanted(&folded_words(spelt), spelt).then_some((n, place))
        });
        match found {
            Some((n, place)) => {
                out.push(place);
                at += n;
            }
            None => at += 1,
        }
    }
    out
}

/// Where the words of a text stand.
fn ranges(text: &str) -> Vec<std::ops::Range<usize>> {
    let (mut out, mut from) = (Vec::new(), None);
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (c.is_alphanumeric() || is_combining_mark(c), from) {
            (true, None) => from = Some(at),
            (false, Some(start)) => {
                out.push(start..at);
                from = None;
            }
            _ => {}
        }
    }
    out
}

/// Whether the name of an activity says that it is done for others.
pub(super) fn for_others(name: &str) -> bool {
    let words = format!(" {} ", folded_words(name));
    let says = |w: &String| words.contains(&format!(" {w} "));
    PHRASES.on_behalf.iter().any(says)
}

/// Whether a recipient is of the organisation itself: one of its services, its
/// staff.
pub(super) fn is_internal(text: &str) -> bool {
    let words = format!(" {} ", folded_words(text));
    let has = |list: &[String]| list.iter().any(|w| words.contains(&format!(" {w} ")));
    has(&PHRASES.internal) && !has(&PHRASES.external)
}

/// Whether a text begins with a legal basis (`L'exécution d'un contrat ou de
/// mesures ...`), articles left out.
pub(super) fn opens_basis(text: &str) -> bool {
    const ARTICLES: [&str; 12] = [
        "l",
        "le",
        "la",
        "les",
        "necessite",
        "aux",
        "fins",
        "des",
        "de",
        "d",
        "the",
        "sur",
    ];
    let words = folded_words(text);
    let rest: Vec<&str> = words
        .split(' ')
        .skip_while(|w| ARTICLES.contains(w))
        .collect();
    let rest = format!("{} ", rest.join(" "));
    PHRASES
        .basis
        .iter()
        .flat_map(|b| &b.words)
        .any(|w| rest.starts_with(&format!("{w} ")))
}

fn code(word: &str) -> Option<LegalBasis> {
    use LegalBasis::*;
    [
        Consent,
        Contract,
        LegalObligation,
        VitalInterests,
        PublicTask,
        LegitimateInterests,
    ]
    .into_iter()
    .find(|b| b.as_str() == word)
}

/// The promise that a text makes.
pub(super) fn claim(text: &str) -> Option<ClaimKind> {
    use ClaimKind::*;
    let words = format!(" {} ", folded_words(text));
    let says = |w: &String| words.contains(&format!(" {w} "));
    let made = PHRASES.claim.iter().find(|c| {
        let with = c.with.is_empty() || c.with.iter().any(|w| words.contains(w.as_str()));
        with && c.words.iter().any(says)
    })?;
    if made.kind == FilesEncrypted.as_str() && denial::whole(&words) {
        return None;
    }
    [
        NoExportOutsideSystem,
        FilesEncrypted,
        NotStored,
        EnteredOnly,
        DestroyedAfter,
    ]
    .into_iter()
    .find(|k| k.as_str() == made.kind)
}

/// The promise that a text makes, where a scan could test it: one about what is
/// not stored must name it.
pub(super) fn promise(said: &Said) -> Option<Promise> {
    let (kind, text) = (claim(&said.text)?, said.text.as_str());
    promise_of(kind, said, named(text).all(), text)
}

/// A promise of a kind, where a scan could test it: the items that its sentence
/// names, the days that its paragraph does.
pub(super) fn promise_of(
    kind: ClaimKind,
    said: &Said,
    items: Vec<Datum>,
    paragraph: &str,
) -> Option<Promise> {
    let about = matches!(kind, ClaimKind::NotStored | ClaimKind::EnteredOnly);
    let items = if about { items } else { Vec::new() };
    let days = retention::days(paragraph).filter(|_| kind == ClaimKind::DestroyedAfter);
    (!about || !items.is_empty()).then(|| Promise {
        kind,
        items,
        days,
        said: said.clone(),
        system: None,
    })
}

/// A day: `24/09/2018`, `08-12-2018`, `2018-09-24`, `1er septembre 2018`,
/// `September 24, 2018`.
pub(super) fn date(text: &str) -> Option<Date> {
    let words = folded_words(text);
    let is_part = |w: &&str| month(w).is_some() || day_number(w).is_some();
    let mut parts = words.split(' ').skip_while(|w| !is_part(w)).peekable();
    let first_is_month = parts.peek().copied().and_then(month).is_some();
    let mut numbers = parts.map_while(|w| match month(w) {
        Some(m) => Some(m),
        None => day_number(w),
    });
    let (a, b, c) = (numbers.next()?, numbers.next()?, numbers.next()?);
    let (year, month, day) = match () {
        () if first_is_month => (c, a, b),
        () if a > 31 => (a, b, c),
        () => (c, b, a),
    };
    let year = if year < 100 { year + 2000 } else { year };
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// `24`, `1er`, `3rd`.
fn day_number(word: &str) -> Option<i16> {
    let ends = ["er", "st", "nd", "rd", "th", "e"];
    let bare = ends.iter().find_map(|e| word.strip_suffix(e));
    bare.unwrap_or(word).parse().ok()
}

/// The number of a month, by its French, English or Dutch name.
fn month(word: &str) -> Option<i16> {
    #[rustfmt::skip]
    const MONTHS: [[&str; 3]; 12] = [
        ["janvier", "january", "januari"], ["fevrier", "february", "februari"], ["mars", "march", "maart"],
        ["avril", "april", "april"], ["mai", "may", "mei"], ["juin", "june", "juni"],
        ["juillet", "july", "juli"], ["aout", "august", "augustus"], ["septembre", "september", "september"],
        ["octobre", "october", "oktober"], ["novembre", "november", "november"], ["decembre", "december", "december"],
    ];
    let at = MONTHS.iter().position(|m| m.contains(&word))?;
    Some(at as i16 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_of_the_data_means_something() {
        assert!(PHRASES.basis.iter().all(|b| code(&b.code).is_some()));
        for c in &PHRASES.claim {
            let with = c.with.first().map_or("", String::as_str);
            let made = |w: &String| claim(&format!("{w} {with}")).is_some();
            assert!(c.words.iter().all(made), "{}", c.kind);
        }
    }

    #[test]
    fn countries_as_they_are_spelt() {
        assert_eq!(
            countries("Oui, vers le Maroc et les États-Unis d’Amérique (US)"),
            ["Maroc", "États-Unis d’Amérique", "US"]
        );
        assert_eq!(countries("tell us, en France"), [""; 0]);
        assert!(out_of_union("Hors UE") && countries("Hors UE").is_empty());
        assert_eq!(safeguards("US (SCCs)"), ["SCCs"]);
        assert_eq!(
            phase("2 ans d'archivage intermédiaire"),
            Some("archivage intermédiaire")
        );
        let lists = [
            &PHRASES.foreign,
            &PHRASES.outside,
            &PHRASES.safeguards,
            &PHRASES.phases,
        ];
        let few = |w: &&String| w.split(' ').count() <= PHRASE && &&folded_words(w) == w;
        assert!(lists.into_iter().flatten().all(|w| few(&w)));
    }

    #[test]
    fn bases_and_dates() {
        let found = bases(
            [
                "L’exécution d’un contrat ou de mesures",
                "Intérêts légitimes poursuivis",
            ]
            .into_iter(),
        );
        assert_eq!(
            found,
            [LegalBasis::Contract, LegalBasis::LegitimateInterests]
        );
        let day = |d: Date| d.to_string();
        assert_eq!(date("24/09/2018").map(day).as_deref(), Some("2018-09-24"));
        assert_eq!(
            date("1 septembre 2020").map(day).as_deref(),
            Some("2020-09-01")
        );
        assert_eq!(date("2018-12-08").map(day).as_deref(), Some("2018-12-08"));
        assert_eq!(
            date("March 13th, 2024").map(day).as_deref(),
            Some("2024-03-13")
        );
        assert_eq!(
            date("1er mars 2021").map(day).as_deref(),
            Some("2021-03-01")
        );
        assert_eq!(date("Cliquez ici."), None);
    }
}
