//! How long data are kept, as registers say it.

use super::draft::{Keeping, Said};
use super::duration::{Duration, durations, runs_from};
use crate::model::folded_words;
use crate::register::RetentionKind;
use serde::Deserialize;
use std::sync::LazyLock;

#[derive(Deserialize)]
struct Phrases {
    trigger: Vec<Trigger>,
    unbounded: Vec<Unbounded>,
}

#[derive(Deserialize)]
struct Trigger {
    id: String,
    words: Vec<String>,
}

#[derive(Deserialize)]
struct Unbounded {
    words: Vec<String>,
}

static PHRASES: LazyLock<Phrases> = LazyLock::new(|| {
    toml::from_str(include_str!("../../rules/register/phrases.toml"))
        .expect("phrases.toml is well-formed: tested")
});

/// Rules that one text holds at most: each keeps all its words.
const RULES: usize = 8;

/// The rules that a text holds: one for each duration, or one without an end.
pub(super) fn rules(said: &Said, applies_to: &str) -> Vec<Keeping> {
    let rule = |kind, months, trigger| Keeping {
        applies_to: applies_to.to_owned(),
        kind,
        months,
        trigger,
        said: said.clone(),
    };
    let bounded = bounded(&said.text);
    if bounded.is_empty() {
        let words = padded(&said.text);
        let kind = match is_endless(&words) {
            true => RetentionKind::Unbounded,
            false => RetentionKind::Indeterminate,
        };
        return vec![rule(kind, None, trigger(&words))];
    }
    let each = bounded.into_iter();
    each.map(|(months, trigger)| rule(RetentionKind::Bounded, Some(months), trigger))
        .collect()
}

/// The durations of a text, each once, and what they run from: what their own
/// sentence says, or the next one that says nothing else.
fn bounded(text: &str) -> Vec<(u32, Option<String>)> {
    let mut all: Vec<(u32, Option<String>)> = Vec::new();
    for sentence in sentences(text) {
        let durations = durations(sentence);
        if durations.is_empty() {
            if let Some((_, known @ None)) = all.last_mut()
                && runs_from(sentence)
            {
                *known = trigger(&padded(sentence));
            }
            continue;
        }
        let trigger = trigger(&padded(sentence));
        for months in durations.into_iter().map(Duration::months) {
            let known = |(m, t): &(u32, Option<String>)| {
                *m == months && (t.is_none() || trigger.is_none() || *t == trigger)
            };
            match all.iter().position(known) {
                Some(i) => all[i].1 = all[i].1.take().or_else(|| trigger.clone()),
                None if all.len() < RULES => all.push((months, trigger.clone())),
                None => {}
            }
        }
    }
    all
}

/// The sentences of a text: their end is a point before a capital or a number, a
/// semicolon, the end of a line.
fn sentences(text: &str) -> Vec<&str> {
    let (mut all, mut from) = (Vec::new(), 0);
    for (at, c) in text.char_indices() {
        let next = at + c.len_utf8();
        let rest = &text[next..];
        let begins = |r: &str| r.starts_with(|c: char| c.is_uppercase() || c.is_numeric());
        let ends = match c {
            '\n' => true,
            ';' | '!' | '?' => rest.starts_with(char::is_whitespace),
            '.' => rest.strip_prefix(char::is_whitespace).is_some_and(begins),
            _ => false,
        };
        if ends {
            all.push(&text[from..next]);
            from = next;
        }
    }
    all.push(&text[from..]);
    all
}

/// Whether a text without a duration says that there is no end, or that people
/// must ask for it. That something ends the time, and when nobody knows, is
/// another thing.
fn is_endless(words: &str) -> bool {
    let asked = PHRASES.trigger.iter().filter(|t| t.id == ASKED);
    let endless = PHRASES.unbounded.iter().flat_map(|u| &u.words);
    let mut all = endless.chain(asked.flat_map(|t| &t.words));
    all.any(|w| contains(words, w))
}

/// What people ask for.
const ASKED: &str = "erasure_request";

pub(super) use super::duration::goes_on;

/// Whether a text tells a number of days, weeks, months or years.
pub(super) fn has_duration(text: &str) -> bool {
    !durations(text).is_empty()
}

/// The number of days that a text tells, months and years being 30 and 365.
pub(super) fn days(text: &str) -> Option<u32> {
    durations(text).first().map(|d| d.days())
}

/// What the time runs from: the longest phrase, since it tells most.
fn trigger(words: &str) -> Option<String> {
    let found = PHRASES.trigger.iter().flat_map(|t| {
        let id = &t.id;
        t.words
            .iter()
            .filter(|w| contains(words, w))
            .map(move |w| (w.len(), id))
    });
    found.max().map(|(_, id)| id.clone())
}

/// The folded words of a text, each between spaces.
fn padded(text: &str) -> String {
    format!(" {} ", folded_words(text))
}

/// Whether folded words hold others, as whole words.
fn contains(padded: &str, phrase: &str) -> bool {
    let ends = |at: usize| {
        let bytes = padded.as_bytes();
        at > 0 && bytes[at - 1] == b' ' && bytes.get(at + phrase.len()) == Some(&b' ')
    };
    padded.match_indices(phrase).any(|(at, _)| ends(at))
}

#[cfg(test)]
mod tests {
    use super::super::block::Spot;
    use super::*;

    fn read(text: &str) -> Vec<(RetentionKind, Option<u32>, Option<String>)> {
        let said = Said {
            text: text.to_owned(),
            at: Spot::Line(1),
        };
        let rules = rules(&said, "all").into_iter();
        rules.map(|r| (r.kind, r.months, r.trigger)).collect()
    }

    #[test]
    fn durations_and_what_they_run_from() {
        let bounded = |months, trigger: &str| {
            let trigger = (!trigger.is_empty()).then(|| trigger.to_owned());
            vec![(RetentionKind::Bounded, Some(months), trigger)]
        };
        assert_eq!(
            read("trois ans à compter de la fin de la relation commerciale"),
            bounded(36, "end_of_relationship")
        );
        assert_eq!(read("P5Y"), bounded(60, ""));
        assert_eq!(read("P30D"), bounded(1, ""));
        assert_eq!(read("PDF")[0].0, RetentionKind::Indeterminate);
        assert_eq!(
            read("Jusqu'à 10 ans (obligations légales)."),
            bounded(120, "")
        );
        assert_eq!(read("13 mois au maximum"), bounded(13, ""));
        assert_eq!(
            read("30 jours à compter de la résiliation du contrat"),
            bounded(1, "end_of_contract")
        );
        assert_eq!(
            read("5 (cinq) ans après le dernier contact"),
            bounded(60, "last_contact")
        );
        let two = read("5 ans pour les contrats, 10 ans pour les pièces comptables");
        assert_eq!(
            two.iter().map(|r| r.1).collect::<Vec<_>>(),
            [Some(60), Some(120)]
        );
        let endless =
            read("Temps que le client ne nous a pas demandé l'effacement de ces données.");
        assert_eq!(
            endless,
            [(
                RetentionKind::Unbounded,
                None,
                Some("erasure_request".to_owned())
            )]
        );
        assert_eq!(read("Voir la politique")[0].0, RetentionKind::Indeterminate);
    }
    #[test]
    fn what_ends_the_time_is_no_lack_of_an_end() {
        let kind = |text: &str| {
            let all = read(text);
            assert_eq!(all.len(), 1, "{text}");
            (all[0].0, all[0].2.clone().unwrap_or_default())
        };
        use RetentionKind::{Indeterminate, Unbounded};
        for (text, wanted, trigger) in [
            (
                "Jusqu'à la fin du contrat",
                Indeterminate,
                "end_of_contract",
            ),
            (
                "Supprimées à la clôture du dossier",
                Indeterminate,
                "end_of_year",
            ),
            (
                "Jusqu'à votre demande de suppression",
                Unbounded,
                "erasure_request",
            ),
            ("Durée illimitée", Unbounded, ""),
            ("Le temps nécessaire", Indeterminate, ""),
        ] {
            assert_eq!(kind(text), (wanted, trigger.to_owned()), "{text}");
        }
    }

    #[test]
    fn what_time_runs_from_is_said_by_its_sentence() {
        let months = |text: &str| -> Vec<(u32, String)> {
            let all = read(text).into_iter();
            all.map(|r| (r.1.unwrap_or_default(), r.2.unwrap_or_default()))
                .collect()
        };
        let contract = |m: u32| (m, "end_of_contract".to_owned());
        assert_eq!(
            months("3 ans après la fin du contrat. Sauvegardes conservées 30 jours."),
            [contract(36), (1, String::new())]
        );
        assert_eq!(
            months("5 ans. À compter de la fin du contrat."),
            [contract(60)]
        );
        assert_eq!(
            months("Au plus 5 ans, soit 5 ans après la fin du contrat; 5 ans"),
            [contract(60)]
        );
    }

    #[test]
    fn a_text_of_very_many_durations() {
        assert_eq!(read(&"1 an 2 ans ".repeat(20_000)).len(), 2);
        let different: Vec<String> = (1..150).map(|n| format!("{n} mois")).collect();
        assert_eq!(read(&different.join(", ")).len(), RULES);
    }
}
