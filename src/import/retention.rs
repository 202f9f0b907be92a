//! How long data are kept, as registers say it.

use super::draft::{Keeping, Said};
use super::duration::{Duration, durations, runs_from};
use super::phrase;
use super::vocabulary::{Field, exact};
use crate::model::folded_words;
use crate::register::RetentionKind;
use serde::Deserialize;
use std::sync::LazyLock;

#[derive(Deserialize)]
struct Phrases {
    then: Vec<String>,
    what_for: Vec<String>,
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
    // what a line says of itself first is told again by its first part
    let own = applies_to == "all" || said.text.starts_with(applies_to);
    let each = bounded.into_iter().map(|b| {
        // a number of days that makes no months is only kept in its words
        let kind = match b.months {
            Some(_) => RetentionKind::Bounded,
            None => RetentionKind::Indeterminate,
        };
        let one = rule(kind, b.months, b.trigger);
        let scope = b.scope.filter(|_| own).map(str::to_owned);
        Keeping {
            applies_to: scope.unwrap_or(one.applies_to),
            ..one
        }
    });
    each.collect()
}

/// One duration of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Bounded<'t> {
    /// Whole months; none of days that make none.
    months: Option<u32>,
    /// What it runs from.
    trigger: Option<String>,
    /// What it is for, where the text has several.
    scope: Option<&'t str>,
}

/// The durations of a text, each once, what they run from (what their own
/// sentence says, or the next one that says nothing else) and what they are for.
fn bounded(text: &str) -> Vec<Bounded<'_>> {
    let mut all: Vec<Bounded<'_>> = Vec::new();
    let parts: Vec<&str> = sentences(text).into_iter().flat_map(clauses).collect();
    let told = parts.iter().filter(|p| has_duration(p)).count();
    for part in parts {
        let durations = durations(part);
        if durations.is_empty() {
            if let Some(Bounded {
                trigger: known @ None,
                ..
            }) = all.last_mut()
                && runs_from(part)
            {
                *known = trigger(&padded(part));
            }
            continue;
        }
        let trigger = trigger(&padded(part));
        let scope = if told > 1 { scope(part) } else { None };
        for months in durations.into_iter().map(Duration::months) {
            let known = |b: &Bounded<'_>| {
                let runs = b.trigger.is_none() || trigger.is_none() || b.trigger == trigger;
                b.months == months && b.scope == scope && runs
            };
            match all.iter().position(known) {
                Some(i) => all[i].trigger = all[i].trigger.take().or_else(|| trigger.clone()),
                None if all.len() < RULES => all.push(Bounded {
                    months,
                    trigger: trigger.clone(),
                    scope,
                }),
                None => {}
            }
        }
    }
    all
}

/// A sentence cut so that each part tells one duration and what it is for; whole
/// where no part says what it is for.
fn clauses(sentence: &str) -> Vec<&str> {
    let all = durations(sentence).len();
    if all < 2 {
        return vec![sentence];
    }
    let parts = joined(sentence, &cuts(sentence));
    let one_each = parts.len() == all && parts.iter().all(|p| durations(p).len() == 1);
    match one_each && parts.iter().any(|p| scope(p).is_some()) {
        true => parts,
        false => vec![sentence],
    }
}

/// Where a sentence may be cut: signs that part, and words that say what is next;
/// nothing in brackets.
fn cuts(sentence: &str) -> Vec<usize> {
    let (mut out, mut depth) = (Vec::new(), 0usize);
    for (at, c) in sentence.char_indices() {
        let rest = &sentence[at..];
        let word = || THEN.iter().any(|w| rest.starts_with(w.as_str()));
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            ',' | '/' | '+' | ';' | ' ' if depth == 0 => {
                let sign = c != ' ' && rest[1..].starts_with(' ') || rest.starts_with("/");
                if sign || c == ' ' && word() {
                    out.push(at);
                }
            }
            _ => {}
        }
    }
    out
}

/// Words between two durations, each between spaces.
static THEN: LazyLock<Vec<String>> = LazyLock::new(|| {
    let words = PHRASES.then.iter();
    words.map(|w| format!(" {w} ")).collect()
});

/// The parts of a sentence, those without a duration being of the one before, or
/// of the first.
fn joined<'t>(sentence: &'t str, cuts: &[usize]) -> Vec<&'t str> {
    let mut starts = vec![0];
    let mut tells = false;
    let ends = cuts.iter().skip(1).copied().chain([sentence.len()]);
    let first = cuts.first().map_or(sentence, |at| &sentence[..*at]);
    tells |= has_duration(first);
    for (start, end) in cuts.iter().copied().zip(ends) {
        let is_told = has_duration(&sentence[start..end]);
        if is_told && tells {
            starts.push(start);
        }
        tells |= is_told;
    }
    let ends: Vec<usize> = starts[1..]
        .iter()
        .copied()
        .chain([sentence.len()])
        .collect();
    let parts = starts.into_iter().zip(ends);
    parts.map(|(from, to)| &sentence[from..to]).collect()
}

/// Words that what a duration is for has at most.
const SCOPE: usize = 8;

/// What a duration is for: before its colon, in brackets behind it, a phase, or
/// behind `pour`.
fn scope(part: &str) -> Option<&str> {
    let part = part.trim_matches(|c: char| !c.is_alphanumeric() && !"()".contains(c));
    let is_scope = |s: &&str| {
        let some = s.chars().filter(|c| c.is_alphabetic()).count() > 1;
        some && s.split_whitespace().count() <= SCOPE && !has_duration(s)
    };
    let named = part.split_once(':').map(|(name, _)| name.trim());
    // the label of the field says nothing of what is kept
    let named = named.filter(|name| exact(name) != Some(Field::Retention));
    let bracket = || {
        let all: Vec<usize> = part.match_indices('(').map(|(at, _)| at).collect();
        // what stands before a bracket stands before the next ones too
        let before = all.partition_point(|at| !has_duration(&part[..*at]));
        let open = all.get(before)?;
        let inner = &part[open + 1..];
        let inner = inner[..inner.find(')')?].trim();
        trigger(&padded(inner)).is_none().then_some(inner)
    };
    let what_for = || {
        let lower = part.to_lowercase();
        let at = FOR
            .iter()
            .find_map(|w| Some(lower.find(w.as_str())? + w.len()))?;
        // folding may change the length of odd letters
        part.get(at..).filter(|_| lower.len() == part.len())
    };
    named
        .filter(is_scope)
        .or_else(|| bracket().filter(is_scope))
        .or_else(|| phrase::phase(part))
        .or_else(|| what_for().map(str::trim).filter(is_scope))
}

/// Words before what a duration is for, each between spaces.
static FOR: LazyLock<Vec<String>> = LazyLock::new(|| {
    let words = PHRASES.what_for.iter();
    words.map(|w| format!(" {w}")).collect()
});

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
    fn durations_are_for_what_they_say() {
        let scopes = |text: &str| -> Vec<(String, u32)> {
            let said = Said {
                text: text.to_owned(),
                at: Spot::Line(1),
            };
            let rules = rules(&said, "all").into_iter();
            rules
                .map(|r| (r.applies_to, r.months.unwrap_or_default()))
                .collect()
        };
        for (text, wanted) in [
            (
                "5 ans (contrats), 10 ans (factures)",
                &[("contrats", 60), ("factures", 120)][..],
            ),
            (
                "3 ans en base active puis 2 ans d'archivage intermédiaire",
                &[("base active", 36), ("archivage intermédiaire", 24)],
            ),
            (
                "Contrats : 5 ans ; factures, devis : 10 ans",
                &[("Contrats", 60), ("factures, devis", 120)],
            ),
            (
                "5 ans pour les contrats, 10 ans pour les pièces comptables",
                &[("contrats", 60), ("pièces comptables", 120)],
            ),
            (
                "2 ans (candidats, stagiaires) et 5 (cinq) ans (salariés)",
                &[("candidats, stagiaires", 24), ("salariés", 60)],
            ),
            (
                "Durée de conservation : 5 ans ; archivage : 10 ans",
                &[("all", 60), ("archivage", 120)],
            ),
            ("2 ans et 6 mois", &[("all", 30)]),
            ("5 ans (contrats)", &[("all", 60)]),
            ("3 ans, puis 2 ans", &[("all", 36), ("all", 24)]),
            (
                "2 ans (après le départ), 5 ans",
                &[("all", 24), ("all", 60)],
            ),
        ] {
            let found = scopes(text);
            let found: Vec<(&str, u32)> = found.iter().map(|(s, m)| (s.as_str(), *m)).collect();
            assert_eq!(found, wanted, "{text}");
        }
    }

    #[test]
    fn a_text_of_very_many_durations() {
        assert_eq!(read(&"1 an 2 ans ".repeat(20_000)).len(), 2);
        let brackets = format!("{}5 ans; 10 ans", "(a) ".repeat(100_000));
        assert_eq!(read(&brackets).len(), 2);
        let different: Vec<String> = (1..150).map(|n| format!("{n} mois")).collect();
        assert_eq!(read(&different.join(", ")).len(), RULES);
    }
}
