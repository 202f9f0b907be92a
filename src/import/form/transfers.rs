//! Transfers out of the Union: the answer, the countries and the safeguards.

use super::super::answer::{answer, is_yes};
use super::super::block::{Line, Mark};
use super::super::denial;
use super::super::draft::{DraftActivity, Said};
use super::super::item::negates;
use super::super::phrase;
use super::fiche::said;
use crate::model::folded_words;
use crate::register::Answer;
use std::collections::BTreeSet;

/// Transfers: as they are answered, or by a country outside of the Union that is
/// named.
pub(super) fn transfers(a: &mut DraftActivity, lines: &[Line], listed: &[Line]) {
    // who leaves it open says neither yes nor where
    let sure = |all: &[Line]| -> Vec<Line> {
        let sure = all.iter().filter(|l| !is_left_open(l));
        sure.cloned().collect()
    };
    let (lines, listed) = (sure(lines), sure(listed));
    let (lines, listed) = (lines.as_slice(), listed.as_slice());
    let mut both = lines.iter().chain(listed);
    a.transfers.answer = both.find_map(|l| Some((transferred(l)?, said(l))));
    let denied = |l: &&Line| transferred(l) == Some(Answer::No);
    let (mut outside, mut inside) = (Vec::new(), Vec::new());
    for line in listed.iter().filter(|l| !denied(l) && !negates(&l.text)) {
        let named = named_countries(line);
        match named.is_empty() && answer(line).is_none() {
            true if phrase::out_of_union(&line.text) => outside.push(said(line)),
            true => inside.push(said(line)),
            false => outside.extend(named),
        }
    }
    for line in lines.iter().filter(|l| !denied(l)) {
        let named = named_countries(line);
        match named.is_empty() {
            true => inside.extend(after_yes(line).as_ref().map(said)),
            false => outside.extend(named),
        }
        let spelt = phrase::safeguards(&line.text).into_iter();
        a.transfers.safeguards.extend(spelt.map(|text| Said {
            text: text.to_owned(),
            at: line.at.clone(),
        }));
    }
    if a.transfers.answer.is_none() {
        let first = lines.iter().filter(|l| !denied(l) && !negates(&l.text));
        let mut first = first.filter(|l| phrase::out_of_union(&l.text));
        let named = first.next().map(said).or_else(|| outside.first().cloned());
        a.transfers.answer = named.map(|said| (Answer::Yes, said));
    }
    let mut seen = BTreeSet::new();
    outside.extend(inside);
    outside.retain(|s| seen.insert(folded_words(&s.text)));
    a.transfers.countries = outside;
}

/// Whether a line only supposes a transfer (`Possibly (US)`).
fn is_left_open(line: &Line) -> bool {
    transferred(line).is_none() && denial::doubts(&folded_words(&line.text))
}

/// Whether a line about transfers says nothing that is read: no answer, no country,
/// no safeguard, no denial.
pub(super) fn is_unclear(line: &Line) -> bool {
    let named = !named_countries(line).is_empty() || phrase::out_of_union(&line.text);
    let read = transferred(line).is_some() || named || !phrase::safeguards(&line.text).is_empty();
    let read = read && !is_left_open(line);
    !read && !negates(&line.text) && line.mark != Mark::Empty
}

fn named_countries(line: &Line) -> Vec<Said> {
    let spelt = phrase::countries(&line.text).into_iter();
    let one = |text: &str| Said {
        text: text.to_owned(),
        at: line.at.clone(),
    };
    spelt.map(one).collect()
}

/// What a line answers of transfers: itself, or what stands behind their name
/// (`Hors UE : non`).
fn transferred(line: &Line) -> Option<Answer> {
    let of = |text: &str| Line {
        text: text.trim().to_owned(),
        bold: Vec::new(),
        mark: Mark::Plain,
        at: line.at.clone(),
    };
    // `Hors UE : non / Intra UE : oui` is two answers, one of which counts
    let behind = |part: &str| {
        let (name, rest) = part.rsplit_once(':')?;
        phrase::out_of_union(name).then(|| answer(&of(rest)))?
    };
    let mut parts = line.text.split(['/', ';', '|']);
    parts
        .find_map(behind)
        .or_else(|| behind(&line.text))
        .or_else(|| answer(line))
}

/// What follows a yes: `Oui, Suisse`.
fn after_yes(line: &Line) -> Option<Line> {
    let end = line.text.find(|c: char| !c.is_alphanumeric())?;
    let (yes, rest) = line.text.split_at(end);
    let name = rest.trim_start_matches([' ', ',', ':', '-', '–', '(', '.']);
    let name = name.trim_end_matches(['.', ' ']);
    // the parentheses of `Oui (Suisse)`
    let name = match name.contains('(') {
        true => name,
        false => name.trim_end_matches(')'),
    };
    let few = (1..=4).contains(&name.split_whitespace().count());
    (few && is_yes(yes) && name.starts_with(char::is_uppercase)).then(|| Line {
        text: name.to_owned(),
        bold: Vec::new(),
        ..line.clone()
    })
}
