//! How long a policy says that data are kept: one rule for each duration, with
//! what it is for.

use super::super::draft::{Keeping, Said};
use super::super::retention;
use super::piece::sentences;
use super::words::{Folded, Phrases, WORDS};
use crate::register::RetentionKind;

/// Words of what a rule is for at most.
const FEW: usize = 12;
/// The rules of a text; `label` is what it is for, where something before it
/// says so. What tells no time gives none.
pub(super) fn rules(text: &Said, label: Option<&str>) -> Vec<Keeping> {
    let mut all: Vec<Keeping> = Vec::new();
    for sentence in sentences(&text.text) {
        for (part, own) in parts(sentence) {
            let said = Said {
                text: part.to_owned(),
                at: text.at.clone(),
            };
            let applies = own.or(label).unwrap_or("all");
            let found = retention::rules(&said, applies);
            all.extend(found.into_iter().filter(|r| tells(r, part)));
        }
    }
    if all.iter().any(|r| r.kind == RetentionKind::Bounded) {
        all.retain(|r| r.kind != RetentionKind::Indeterminate || r.trigger.is_some());
    }
    all
}

/// Whether a rule says something of time, a number or not.
fn tells(rule: &Keeping, text: &str) -> bool {
    let folded = Folded::of(text);
    let has = |list: &Phrases| list.stand_in(&folded);
    let words = &WORDS.time;
    match rule.kind {
        RetentionKind::Bounded => true,
        _ if has(&words.varies) => false,
        _ if rule.trigger.is_some() => has(&words.kept) || has(&words.long),
        RetentionKind::Unbounded => has(&words.kept) || has(&words.long),
        _ => has(&words.kept) && has(&words.long),
    }
}

/// Whether a text holds a duration.
pub(super) fn is_timed(text: &str) -> bool {
    let said = Said {
        text: text.to_owned(),
        at: super::super::block::Spot::Field,
    };
    retention::rules(&said, "")
        .iter()
        .any(|r| r.kind == RetentionKind::Bounded)
}

/// Whether a text says that data are kept.
pub(super) fn is_kept(text: &str) -> bool {
    WORDS.time.kept.stand_in(&Folded::of(text))
}

/// Whether a sentence speaks of what the one before it names (`Elles sont ensuite
/// détruites`).
pub(super) fn goes_on(text: &str) -> bool {
    let folded = Folded::of(text);
    let mut first = folded.words().take(FEW);
    first.any(|w| WORDS.time.pronouns.has(w)) || WORDS.forms.these.begin(&folded).is_some()
}

/// A sentence cut so that each part has one duration, and what each is for.
fn parts(sentence: &str) -> Vec<(&str, Option<&str>)> {
    let subject = subject(sentence);
    let mut ends: Vec<usize> = sentence
        .match_indices([',', ';', '('])
        .map(|(at, _)| at)
        .collect();
    ends.extend(
        [" et ", " and ", " en "]
            .iter()
            .flat_map(|w| sentence.match_indices(w))
            .map(|(at, _)| at)
            .filter(|at| !retention::goes_on(&sentence[..*at], &sentence[*at..])),
    );
    ends.push(sentence.len());
    ends.sort_unstable();
    let (mut from, mut upto, mut timed) = (0, 0, Vec::new());
    let mut before = 0;
    for end in ends {
        if end > before && is_timed(&sentence[before..end]) {
            if upto > from && !timed.is_empty() {
                // a duration stands in what came before: it ends there
                from = before;
            }
            timed.push((from, end));
        }
        upto = end;
        before = end;
    }
    if timed.len() < 2 {
        return vec![(sentence, subject)];
    }
    for i in 0..timed.len() {
        timed[i].1 = timed.get(i + 1).map_or(sentence.len(), |n| n.0);
    }
    let part = |(from, to): (usize, usize)| {
        let text = trimmed(&sentence[from..to]);
        (text, target(text))
    };
    timed.into_iter().map(part).collect()
}

fn trimmed(text: &str) -> &str {
    let text = text.trim_matches([' ', ',', ';', '(', ')']);
    let text = ["et ", "and ", "en "]
        .iter()
        .find_map(|w| text.strip_prefix(w))
        .unwrap_or(text);
    text.trim_end_matches([' ', ',', ';', '(', ')', '.'])
}

/// `Les données de configuration, 1 an après ...`: what stands before the
/// duration, where it names something.
pub(super) fn before(text: &str) -> Option<&str> {
    let folded = Folded::of(text);
    let words: Vec<&str> = folded.words().collect();
    let first = (0..words.len()).find(|i| {
        let spelt = words
            .get(i + 2)
            .filter(|_| words[*i].parse::<u32>().is_ok());
        let to = if spelt.is_some() {
            i + 2
        } else {
            (i + 1).min(words.len() - 1)
        };
        is_timed(&text[folded.bytes[*i].start..folded.bytes[to].end])
    })?;
    let head = text[..folded.bytes[first].start].trim_end_matches([' ', ',', ':', '–', '-', '(']);
    let told = words[..first]
        .last()
        .is_some_and(|w| !WORDS.time.leads.has(w));
    let verb = words[..first].iter().any(|w| WORDS.time.kept.has(w));
    let few = head.split_whitespace().count() <= 2 * FEW;
    (told && few && !verb).then_some(head)
}

/// `5 ans pour les contrats`: what the duration is for.
fn target(text: &str) -> Option<&str> {
    let found = [" pour ", " for ", " voor "]
        .iter()
        .find_map(|w| text.rsplit_once(w));
    let (_, what) = found?;
    let few = what.split_whitespace().count() <= FEW;
    (few && !is_timed(what)).then(|| what.trim_end_matches(['.', ' ']))
}

/// `Les données de navigation sont conservées ...`: what is kept.
fn subject(sentence: &str) -> Option<&str> {
    let folded = Folded::of(sentence);
    let words: Vec<&str> = folded.words().collect();
    let verb = words
        .iter()
        .take(FEW + 1)
        .position(|w| WORDS.time.verbs.has(w))?;
    let kept = words[verb..].iter().any(|w| WORDS.time.kept.has(w));
    let empty = |w: &&str| WORDS.label.empty.has(w) || WORDS.time.pronouns.has(w);
    let last = folded.bytes.get(verb.checked_sub(1)?)?;
    (kept && !words[..verb].iter().all(empty)).then(|| sentence[..last.end].trim())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::block::Spot;

    fn read(text: &str) -> Vec<(String, Option<u32>, Option<String>)> {
        let said = Said {
            text: text.to_owned(),
            at: Spot::Line(1),
        };
        let all = rules(&said, None).into_iter();
        all.map(|r| (r.applies_to, r.months, r.trigger)).collect()
    }

    #[test]
    fn each_duration_has_its_own_words() {
        let is = |what: &str, months, trigger: Option<&str>| {
            (what.to_owned(), months, trigger.map(str::to_owned))
        };
        assert_eq!(
            read(
                "Elles sont archivées (5 ans pour les contrats, 10 ans pour les contrats électroniques et 10 ans à partir de la fin de l’exercice pour les pièces comptables)."
            ),
            [
                is("les contrats", Some(60), None),
                is("les contrats électroniques", Some(120), None),
                is("les pièces comptables", Some(120), Some("end_of_year")),
            ]
        );
        assert_eq!(
            read(
                "Les données de navigation sont conservées 13 mois. Nous révisons nos informations."
            ),
            [is("Les données de navigation", Some(13), None)]
        );
        assert_eq!(
            read("Les données de paie sont conservées 2 ans et 6 mois."),
            [is("Les données de paie", Some(30), None)]
        );
        assert_eq!(read("Bonjour à tous, il est temps."), []);
    }
}
