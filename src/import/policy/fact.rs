//! What a piece of prose says of one activity.

use super::super::block::Spot;
use super::super::draft::{DraftActivity, Rubric, Said, Unread, Why};
use super::super::item::{Named, named, negates};
use super::super::phrase;
use super::super::template::{Worth, worth};
use super::general::{places, promises};
use super::notice::words::{Denied, denied, gathers, parts};
use super::piece::{Level, Piece, clauses};
use super::words::{Folded, WORDS};
use super::{time, transfer, voice};
use crate::model::Datum;
use crate::register::State;

/// Adds the data, places, promises and times that a piece names to an activity;
/// what names nothing goes to `unread`.
pub(super) fn read(piece: &Piece, a: &mut DraftActivity, unread: &mut Vec<Unread>) {
    let mut told = false;
    for (n, clause) in clauses(&piece.said.text).into_iter().enumerate() {
        let item = n == 0 && piece.level != Level::Plain;
        // a list denies word by word, a sentence by its verb
        let prose = !item || collects(clause) || voice::denies(clause);
        let mut parts = if prose { parts(clause) } else { Vec::new() };
        if parts.len() < 2 {
            parts = vec![clause];
        }
        let mut taken = false;
        for text in parts {
            let said = Said {
                text: text.to_owned(),
                at: piece.said.at.clone(),
            };
            if voice::is_aside(text, gathers(text)) {
                // what people can ask for is in every policy
                told |= voice::is_right(&Folded::of(text));
                continue;
            }
            told |= match prose.then(|| denied(text)) {
                Some(how @ (Denied::All | Denied::Partly)) => denial(&said, how, taken, a),
                _ => of_clause(&said, item, a, unread),
            };
            taken |= collects(text);
        }
    }
    let found = places(std::slice::from_ref(piece));
    let promised = promises(piece);
    told |= !found.is_empty() || !promised.is_empty();
    for place in found {
        if a.places.iter().all(|p| p.text != place.text) {
            a.places.push(place);
        }
    }
    for promise in promised {
        if a.promises.iter().all(|p| p.kind != promise.kind) {
            a.promises.push(promise);
        }
    }
    transfer::read(std::slice::from_ref(piece), false, &mut a.transfers);
    if !told && !piece.is_open() {
        let said = piece.said.clone();
        let why = Why::Unknown;
        unread.push(Unread { said, why });
    }
}

/// Whether a sentence that denies told anything: data that are not had, or, where it
/// makes exceptions, something that a person must read.
fn denial(said: &Said, how: Denied, taken: bool, a: &mut DraftActivity) -> bool {
    if phrase::claim(&said.text).is_some() {
        return false;
    }
    // "aucune donnée sensible" is read for the whole document
    if WORDS.special.words.stand_in(&Folded::of(&said.text)) {
        return true;
    }
    let had = taken || collects(&said.text) || voice::refuses(&said.text);
    let items = named(&said.text).all();
    if how == Denied::Partly || !had || items.is_empty() {
        return false;
    }
    // cookies are many things: who has none of one sort may have others
    let exact = items.into_iter().filter(|d| *d != Datum::Cookie);
    a.forbidden.extend(exact.map(|d| (d, said.clone())));
    true
}

/// Whether a clause told anything; `item` where it begins an item of a list.
fn of_clause(said: &Said, item: bool, a: &mut DraftActivity, unread: &mut Vec<Unread>) -> bool {
    if worth(&said.text) == Worth::Definition {
        let (said, why) = (said.clone(), Why::Definition);
        unread.push(Unread { said, why });
        return true;
    }
    let list = collected(&said.text);
    let found = named(list);
    if phrase::claim(&said.text).is_some() {
        return false;
    }
    if negates(&said.text) {
        let items = found.all().into_iter().filter(|_| collects(&said.text));
        let all: Vec<(Datum, Said)> = items.map(|d| (d, said.clone())).collect();
        a.forbidden.extend(all.iter().cloned());
        // "aucune donnée sensible" is read for the whole document
        let special = WORDS.special.words.stand_in(&Folded::of(&said.text));
        return special || !all.is_empty();
    }
    if time::is_kept(&said.text) && time::is_timed(&said.text) {
        a.keeping.extend(time::rules(said, None));
        return true;
    }
    let folded = Folded::of(&said.text);
    let of_those = WORDS.forms.these.begin(&folded).is_some();
    let kept = WORDS.forms.stored.stand_in(&folded) && !item;
    if (of_those || kept) && !collects(&said.text) {
        return false;
    }
    if found.items.is_empty() && found.generic.is_empty() {
        let catches = found.catch_all && !said.text.ends_with(':');
        if catches {
            let (said, why) = (said.clone(), Why::CatchAll);
            unread.push(Unread { said, why });
        }
        return catches;
    }
    declare(&found, said, a);
    true
}

/// Whether a text says that data are collected.
pub(super) fn collects(text: &str) -> bool {
    WORDS.forms.collect.stand_in(&Folded::of(text))
}

/// What follows the verb that says that data are collected (`nous collectons
/// ...`); all of the text where none does, or where the verb follows the data
/// (`... sont collectées`).
fn collected(text: &str) -> &str {
    let folded = Folded::of(text);
    if WORDS.forms.passive.stand_in(&folded) {
        return text;
    }
    match WORDS.forms.collect.first_in(&folded) {
        Some(verb) => &text[folded.bytes[verb.end - 1].end..],
        None => text,
    }
}

/// Whether a text names data where it says that they are collected.
pub(super) fn names_data(text: &str) -> bool {
    parts(text).into_iter().any(|part| {
        let says = collects(part) && !negates(part) && denied(part) == Denied::Nothing;
        let ours = says && !voice::is_aside(part, gathers(part));
        ours && !named(collected(part)).items.is_empty()
    })
}

/// Declares what a text names, without asking how it says so; whether it named
/// anything.
pub(super) fn declared(said: &Said, a: &mut DraftActivity) -> bool {
    let found = named(&said.text);
    let tells = !found.items.is_empty() || !found.generic.is_empty();
    if tells {
        declare(&found, said, a);
    }
    tells
}

/// Declares what a clause names, each item under its rubric; what is sensitive
/// under its own.
fn declare(found: &Named, said: &Said, a: &mut DraftActivity) {
    for item in &found.items {
        match item {
            Datum::Nir => _ = a.sensitive.nir.get_or_insert_with(|| said.clone()),
            item if item.category().is_special() => a.sensitive.items.push((*item, said.clone())),
            item => {
                let rubric = rubric(a, item.category(), &said.at);
                if !rubric.items.contains(item) {
                    rubric.items.push(*item);
                }
                say(rubric, said);
            }
        }
    }
    for category in &found.generic {
        say(rubric(a, *category, &said.at), said);
    }
}

fn say(rubric: &mut Rubric, said: &Said) {
    // the items of one text come one after the other
    if rubric.said.last() != Some(said) {
        rubric.said.push(said.clone());
    }
}

fn rubric<'a>(
    a: &'a mut DraftActivity,
    category: crate::model::Category,
    at: &Spot,
) -> &'a mut Rubric {
    let known = a.rubrics.iter().position(|r| r.category == category);
    let i = known.unwrap_or_else(|| {
        a.rubrics.push(Rubric {
            category,
            state: State::Declared,
            items: Vec::new(),
            condition: None,
            said: Vec::new(),
            at: at.clone(),
        });
        a.rubrics.len() - 1
    });
    &mut a.rubrics[i]
}
