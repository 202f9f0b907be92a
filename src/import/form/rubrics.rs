//! Rubrics of data of a fiche: what is listed under each, and what nobody knows.

use super::super::answer::answer;
use super::super::block::{Line, Mark, Spot};
use super::super::draft::{Rubric, Said, Unread, Why};
use super::super::item::{named, strangers};
use super::super::vocabulary::{Field, is_rubric};
use super::Fiche;
use super::fiche::{lines, said, texts};
use crate::model::{Category, Datum};
use crate::register::{Answer, State};

/// The rubrics of the CNIL's fiche: details imply the tick, a heading alone
/// declares nothing, and where all are empty the ticks were lost (T9).
pub(super) fn rubrics(fiche: &Fiche, unread: &mut Vec<Unread>) -> Vec<Rubric> {
    let mut order: Vec<(Category, Spot)> = Vec::new();
    for section in &fiche.sections {
        if let Field::Rubric(category) = section.field
            && !order.iter().any(|(c, _)| *c == category)
        {
            order.push((category, section.at.clone()));
        }
    }
    let mut all: Vec<Rubric> = order
        .into_iter()
        .map(|(category, at)| rubric(category, at, &lines(fiche, Field::Rubric(category)), unread))
        .collect();
    let general = lines(fiche, Field::Data);
    if let (false, Some(first)) = (general.is_empty(), general.first()) {
        for more in in_general(&general, first.at.clone(), unread) {
            add_rubric(&mut all, more);
        }
    }
    if !all.is_empty() && all.iter().all(|r| r.state == State::HeadingOnly) {
        for r in &mut all {
            r.state = State::Indeterminate;
        }
    }
    all
}

/// Adds a rubric, or what it says to the one of its category.
fn add_rubric(all: &mut Vec<Rubric>, more: Rubric) {
    let Some(r) = all.iter_mut().find(|r| r.category == more.category) else {
        return all.push(more);
    };
    r.state = more.state;
    r.condition = r.condition.take().or(more.condition);
    r.said.extend(more.said);
    for item in more.items {
        if !r.items.contains(&item) {
            r.items.push(item);
        }
    }
}

fn rubric(category: Category, at: Spot, lines: &[Line], unread: &mut Vec<Unread>) -> Rubric {
    // a column of yes and no: a no fills nothing in
    let says = |l: &&Line| answer(l) != Some(Answer::No) || !named(&l.text).items.is_empty();
    let mut lines: Vec<Line> = lines.iter().filter(says).cloned().collect();
    // its own tick says nothing more than its details do
    let is_tick = |l: &Line| l.mark == Mark::Ticked && is_rubric(&l.text, category);
    if lines.iter().any(|l| !is_tick(l)) {
        lines.retain(|l| !is_tick(l));
    }
    let lines = lines.as_slice();
    let mut r = Rubric {
        category,
        state: if lines.is_empty() {
            State::HeadingOnly
        } else {
            State::Declared
        },
        items: Vec::new(),
        condition: None,
        said: texts(lines),
        at,
    };
    let mut denies = !lines.is_empty();
    for line in lines {
        let found = named(&line.text);
        note_unknown(line, &found, unread);
        denies &= found.items.is_empty() && !found.denied.is_empty();
        r.condition = r.condition.or(found.condition);
        for item in found.items {
            if !r.items.contains(&item) {
                r.items.push(item);
            }
        }
    }
    if denies {
        r.state = State::HeadingOnly;
    }
    r
}

/// Data that are listed without rubrics, each item under its own.
fn in_general(lines: &[Line], at: Spot, unread: &mut Vec<Unread>) -> Vec<Rubric> {
    let mut all: Vec<Rubric> = Vec::new();
    let mut add = |category: Category, item: Option<Datum>, line: &Line| {
        let known = all.iter().position(|r| r.category == category);
        let i = known.unwrap_or_else(|| {
            all.push(Rubric {
                category,
                state: State::Declared,
                items: Vec::new(),
                condition: None,
                said: Vec::new(),
                at: at.clone(),
            });
            all.len() - 1
        });
        let r = &mut all[i];
        r.items.extend(item.filter(|item| !r.items.contains(item)));
        if r.said.last().is_none_or(|s| s.text != line.text) {
            r.said.push(said(line));
        }
    };
    for line in lines {
        let found = named(&line.text);
        note_unknown(line, &found, unread);
        for item in found.items {
            add(item.category(), Some(item), line);
        }
        for category in found.generic {
            add(category, None, line);
        }
    }
    all
}

pub(super) fn note_unknown(
    line: &Line,
    found: &super::super::item::Named,
    unread: &mut Vec<Unread>,
) {
    if !found.doubtful.is_empty() {
        let (said, why) = (said(line), Why::Unknown);
        unread.push(Unread { said, why });
    }
    let why = if found.catch_all {
        Why::CatchAll
    } else if found.items.is_empty()
        && found.generic.is_empty()
        && !found.known
        && answer(line).is_none()
    {
        Why::Unknown
    } else {
        // words that stand beside known ones
        let strange = strangers(&line.text).into_iter().map(|text| Unread {
            said: Said {
                text: text.to_owned(),
                at: line.at.clone(),
            },
            why: Why::Unknown,
        });
        return unread.extend(strange);
    };
    let said = said(line);
    unread.push(Unread { said, why });
}
