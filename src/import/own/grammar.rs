//! The lines of an export: the grammar of `export::words`, read back. A fact, what
//! stands beside it, and the words that it quotes.

use super::super::answer::answer;
use super::super::block::Line;
use super::super::draft::{Keeping, Promise, Rubric, Said, Unread, Why};
use super::super::item::{named, negates};
use super::super::{phrase, retention};
use crate::model::folded_words;
use crate::register::label::{self, Of, quoted_tail};
use crate::register::{Answer, ClaimKind, Negated, RetentionKind, State};

/// The answer of some words: a label's, or as people write it.
pub(super) fn answered(facts: &str, line: &Line) -> Option<Answer> {
    let said = Line {
        text: facts.to_owned(),
        bold: Vec::new(),
        ..line.clone()
    };
    label::keyword::<Answer>(Of::Answer, facts).or_else(|| answer(&said))
}

/// Whether a line says no, or no to what it names.
pub(super) fn denies(line: &Line) -> bool {
    negates(&line.text) || answered(&line.text, line) == Some(Answer::No) || ends_with_no(line)
}

/// `Antivirus : non`.
pub(super) fn ends_with_no(line: &Line) -> bool {
    let value = line.text.rsplit_once(':');
    value.is_some_and(|(_, value)| answered(value.trim(), line) == Some(Answer::No))
}

/// All of a line.
pub(super) fn whole(line: &Line) -> Said {
    Said {
        text: line.text.clone(),
        at: line.at.clone(),
    }
}

/// The place of a line that only says in labels what is a fact: no word of the
/// register.
pub(super) fn wordless(line: &Line) -> Said {
    Said {
        text: String::new(),
        at: line.at.clone(),
    }
}

pub(super) fn unknown(line: &Line) -> Unread {
    Unread {
        said: whole(line),
        why: Why::Unknown,
    }
}

/// The facts of a line, and the words that it quotes.
pub(super) fn cut(line: &Line) -> (&str, Option<Said>) {
    match quoted_tail(&line.text) {
        Some((facts, words)) => {
            let said = Said {
                text: words.to_owned(),
                at: line.at.clone(),
            };
            (facts, Some(said))
        }
        None => (line.text.as_str(), None),
    }
}

/// What stands before ` — condition : `, and what after it.
pub(super) fn aside<'t>(text: &'t str, word: &str) -> (&'t str, Option<&'t str>) {
    for (french, colon) in [(true, " : "), (false, ": ")] {
        let mark = format!(" — {}{colon}", label::text(Of::Word, word, french));
        if let Some((before, after)) = text.split_once(&mark) {
            return (before, Some(after));
        }
    }
    (text, None)
}

/// `Nom : valeur` where the name is known.
pub(super) fn named_part<T>(text: &str, known: impl Fn(&str) -> Option<T>) -> Option<(T, &str)> {
    [" : ", ": "].iter().find_map(|colon| {
        let (name, value) = text.split_once(colon)?;
        Some((known(name)?, value.trim()))
    })
}

/// `Vie professionnelle : Fonction ; CV — condition : si client « … »`.
pub(super) fn rubric(line: &Line, unread: &mut Vec<Unread>) -> Option<Rubric> {
    let Some((category, said)) = named_part(&line.text, label::category_named) else {
        unread.push(unknown(line));
        return None;
    };
    let said = Line {
        text: said.to_owned(),
        ..line.clone()
    };
    let (facts, words) = cut(&said);
    let (facts, condition) = aside(facts, "condition");
    let (first, rest) = facts.split_once(" ; ").unwrap_or((facts, ""));
    let (state, listed) = match label::keyword(Of::State, first) {
        Some(state) => (state, rest),
        None => (State::Declared, facts),
    };
    let found = named(listed);
    let mut items = found.items;
    // what cannot list items lists none
    items.retain(|_| matches!(state, State::Declared | State::Indeterminate));
    Some(Rubric {
        category,
        state,
        items,
        condition: condition.map(str::to_owned).or(found.condition),
        said: vec![words.unwrap_or_else(|| match is_of_labels(facts) {
            true => wordless(line),
            false => Said {
                text: facts.to_owned(),
                at: line.at.clone(),
            },
        })],
        at: line.at.clone(),
    })
}

/// Whether a list is made of labels only: states and data as an export calls them.
fn is_of_labels(facts: &str) -> bool {
    let ours = |part: &str| {
        label::keyword::<State>(Of::State, part).is_some() || label::datum_named(part).is_some()
    };
    facts.split(" ; ").all(|part| ours(part.trim()))
}

/// A datum, or `toute la rubrique …`.
fn what(text: &str) -> Option<Negated> {
    let words = folded_words(text);
    let whole = [true, false].iter().find_map(|french| {
        let mark = folded_words(label::text(Of::Word, "whole_category", *french));
        let rest = words.strip_prefix(&mark)?.strip_prefix(' ')?;
        label::category_named(rest)
    });
    let item = || label::datum_named(text).map(Negated::Item);
    whole.map(Negated::Category).or_else(item)
}

pub(super) fn excluded(line: &Line) -> Option<(Negated, Said)> {
    let (facts, words) = cut(line);
    let said = words.unwrap_or_else(|| match what(facts) {
        Some(_) => wordless(line),
        None => whole(line),
    });
    let item = || named(facts).all().first().copied().map(Negated::Item);
    Some((what(facts).or_else(item)?, said))
}

/// `IBAN : 10 ans à compter de la fin de l’exercice « Dix ans. »`.
pub(super) fn keeping(line: &Line) -> Vec<Keeping> {
    let (facts, words) = cut(line);
    let after = |colon: &&str| {
        let (applies, rest) = facts.rsplit_once(*colon)?;
        Some((Some(applies), time(rest)?))
    };
    let alone = time(facts).map(|t| (None, t));
    let found = alone.or_else(|| [" : ", ": "].iter().find_map(after));
    let Some((applies, (kind, months, trigger))) = found else {
        return retention::rules(&whole(line), "all");
    };
    let applies_to = applies.map_or("all".to_owned(), |text| match what(text) {
        Some(what) => what.as_str().to_owned(),
        None => text.to_owned(),
    });
    vec![Keeping {
        applies_to,
        kind,
        months,
        trigger,
        said: words.unwrap_or_else(|| wordless(line)),
    }]
}

type Time = (RetentionKind, Option<u32>, Option<String>);

/// `5 ans à compter du dernier contact`, `sans limite (demande d’effacement)`.
fn time(text: &str) -> Option<Time> {
    for french in [true, false] {
        let mark = format!(" {} ", label::text(Of::Word, "from", french));
        if let Some((left, right)) = text.split_once(&mark)
            && let Some(trigger) = label::trigger(right)
        {
            let (kind, months) = length(left)?;
            return Some((kind, months, Some(trigger.to_owned())));
        }
    }
    let inner = text.strip_suffix(')').and_then(|t| t.split_once(" ("));
    if let Some((left, right)) = inner
        && let Some((kind, months)) = length(left)
    {
        let trigger = label::trigger(right).unwrap_or(right);
        return Some((kind, months, Some(trigger.to_owned())));
    }
    let (kind, months) = length(text)?;
    Some((kind, months, None))
}

fn length(text: &str) -> Option<(RetentionKind, Option<u32>)> {
    if let Some(kind) = label::keyword(Of::Kind, text) {
        return Some((kind, None));
    }
    let (number, unit) = text.split_once(' ')?;
    let number: u32 = number.parse().ok()?;
    let months = match unit {
        "an" | "ans" | "year" | "years" => number.checked_mul(12)?,
        "mois" | "month" | "months" => number,
        _ => return None,
    };
    Some((RetentionKind::Bounded, Some(months)))
}

/// `Données non conservées — données : Carte bancaire « … »`.
/// Else what the words of any document would promise.
pub(super) fn promise(line: &Line, unread: &mut Vec<Unread>) -> Option<Promise> {
    let (facts, words) = cut(line);
    let (rest, days) = aside(facts, "days");
    let (rest, items) = aside(rest, "items");
    let (kind, system) = aside(rest, "system");
    let Some(kind) = label::keyword::<ClaimKind>(Of::Claim, kind) else {
        let promise = phrase::promise(&whole(line)).filter(|_| !ends_with_no(line));
        unread.extend(promise.is_none().then(|| unknown(line)));
        return promise;
    };
    Some(Promise {
        kind,
        said: words.unwrap_or_else(|| wordless(line)),
        system: system.map(str::to_owned),
        items: items.map(|i| named(i).items).unwrap_or_default(),
        days: days.and_then(|d| d.parse().ok()),
    })
}
