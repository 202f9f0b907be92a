//! How long data are kept, as registers say it.

use super::draft::{Keeping, Said};
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

/// The rules that a text holds: one for each duration, or one without an end.
pub(super) fn rules(said: &Said, applies_to: &str) -> Vec<Keeping> {
    let words = folded_words(&said.text);
    let list: Vec<&str> = words.split(' ').collect();
    let trigger = trigger(&words);
    let rule = |kind, months| Keeping {
        applies_to: applies_to.to_owned(),
        kind,
        months,
        trigger: trigger.clone(),
        said: said.clone(),
    };
    let mut months: Vec<u32> = (0..list.len())
        .filter_map(|at| duration(&list[at..]))
        .collect();
    months.dedup();
    if !months.is_empty() {
        return months
            .into_iter()
            .map(|m| rule(RetentionKind::Bounded, Some(m)))
            .collect();
    }
    let endless = PHRASES
        .unbounded
        .iter()
        .flat_map(|u| &u.words)
        .any(|w| contains(&words, w));
    let ends_never = endless || trigger.is_some();
    vec![rule(
        if ends_never {
            RetentionKind::Unbounded
        } else {
            RetentionKind::Indeterminate
        },
        None,
    )]
}

/// Whether a text tells a number of days, weeks, months or years.
pub(super) fn has_duration(text: &str) -> bool {
    let words = folded_words(text);
    let list: Vec<&str> = words.split(' ').collect();
    (0..list.len()).any(|at| duration(&list[at..]).is_some())
}

/// The number of days that a text tells, months and years being 30 and 365.
pub(super) fn days(text: &str) -> Option<u32> {
    let words = folded_words(text);
    let list: Vec<&str> = words.split(' ').collect();
    let months = |at: usize| match (number(list[at])?, unit_months(list.get(at + 1)?)?) {
        (n, Unit::Days(days)) => n.checked_mul(days),
        (n, Unit::Months(12)) => n.checked_mul(365),
        (n, Unit::Months(months)) => n.checked_mul(months)?.checked_mul(30),
    };
    (0..list.len()).find_map(months)
}

/// What the time runs from: the phrase that stands last, since it is the one
/// after the duration.
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

/// Whether folded words hold others, as whole words.
fn contains(words: &str, phrase: &str) -> bool {
    format!(" {words} ").contains(&format!(" {phrase} "))
}

/// The months of a duration that a list of words begins with.
fn duration(words: &[&str]) -> Option<u32> {
    let [first, rest @ ..] = words else {
        return None;
    };
    if let Some(months) = iso_duration(first) {
        return Some(months);
    }
    let number = number(first)?;
    // `3 (trois) ans`
    let unit = match rest {
        [unit, ..] if unit_months(unit).is_some() => unit,
        [_, unit, ..] if self::number(rest[0]) == Some(number) => unit,
        _ => return None,
    };
    match unit_months(unit)? {
        Unit::Months(n) => number.checked_mul(n),
        Unit::Days(n) => Some((number.checked_mul(n)?).div_ceil(30)),
    }
}

/// `p5y`, `p36m`, `p30d`: a duration of ISO 8601, folded.
fn iso_duration(word: &str) -> Option<u32> {
    let mut rest = word.strip_prefix('p')?;
    let (mut months, mut days) = (0u32, 0u32);
    while !rest.is_empty() {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let number: u32 = rest[..digits].parse().ok()?;
        let unit = rest[digits..].chars().next()?;
        match unit {
            'y' => months = months.checked_add(number.checked_mul(12)?)?,
            'm' => months = months.checked_add(number)?,
            'w' => days = days.checked_add(number.checked_mul(7)?)?,
            'd' => days = days.checked_add(number)?,
            _ => return None,
        }
        rest = &rest[digits + 1..];
    }
    months.checked_add(days.div_ceil(30)).filter(|n| *n > 0)
}

enum Unit {
    Months(u32),
    Days(u32),
}

fn unit_months(word: &str) -> Option<Unit> {
    Some(match word {
        "an" | "ans" | "annee" | "annees" | "year" | "years" | "jaar" | "jaren" => Unit::Months(12),
        "mois" | "month" | "months" | "maand" | "maanden" => Unit::Months(1),
        "semaine" | "semaines" | "week" | "weeks" | "weken" => Unit::Days(7),
        "jour" | "jours" | "day" | "days" | "dag" | "dagen" => Unit::Days(1),
        _ => return None,
    })
}

/// A number in figures, or in French or English words.
fn number(word: &str) -> Option<u32> {
    const NUMBERS: &[(&str, u32)] = &[
        ("un", 1),
        ("une", 1),
        ("deux", 2),
        ("trois", 3),
        ("quatre", 4),
        ("cinq", 5),
        ("six", 6),
        ("sept", 7),
        ("huit", 8),
        ("neuf", 9),
        ("dix", 10),
        ("douze", 12),
        ("treize", 13),
        ("vingt", 20),
        ("trente", 30),
        ("cinquante", 50),
        ("one", 1),
        ("two", 2),
        ("three", 3),
        ("four", 4),
        ("five", 5),
        ("seven", 7),
        ("ten", 10),
        ("twelve", 12),
    ];
    if let Ok(n) = word.parse::<u32>() {
        return (1..=200).contains(&n).then_some(n);
    }
    NUMBERS.iter().find(|(w, _)| *w == word).map(|(_, n)| *n)
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
}
