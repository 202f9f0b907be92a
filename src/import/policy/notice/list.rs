//! The lists of a notice: data after `nous recueillons :`, what is not taken after
//! `nous ne demandons jamais :`, the activities of `voici nos traitements :`.

use super::super::super::denial;
use super::super::super::draft::{DraftActivity, Said, Why};
use super::super::super::item::named;
use super::super::super::retention;
use super::super::fact;
use super::super::label::{stems, whole};
use super::super::piece::Piece;
use super::super::section::Section;
use super::super::words::{Folded, Kind};
use super::super::{general, recipient, time};
use super::words::{self, Denied, WORDS};
use super::{Here, Notice, part};
use crate::model::folded_words;
use crate::register::system;

/// What the items of a list are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Open {
    /// No list is open, or one of nothing that is known.
    #[default]
    Nothing,
    /// Data that are taken.
    Data,
    /// What is not taken.
    Denied,
    /// Activities.
    Activities,
    /// Whom data go to.
    Recipients,
}

/// What the items below a heading are.
pub(super) fn below(section: &Section) -> Open {
    let title = section.label.as_ref().or(section.title.as_ref());
    let title = title.map_or("", |t| t.text.as_str());
    match section.kind {
        _ if words::denied(title) != Denied::Nothing => Open::Denied,
        _ if WORDS.lists.stand_in(&Folded::of(title)) => Open::Activities,
        Some(Kind::Recipients) => Open::Recipients,
        _ => Open::Nothing,
    }
}

/// A text without the number of its item (`2. Les congés`), and whether it had one.
pub(super) fn unnumbered(text: &str) -> (&str, bool) {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = text.len() - rest.len();
    let after = rest.strip_prefix(['.', ')']).filter(|r| r.starts_with(' '));
    match after.filter(|_| (1..=2).contains(&digits)) {
        Some(rest) => (rest.trim_start(), true),
        None => (text, false),
    }
}

impl Notice {
    /// A sentence that a list follows.
    pub(super) fn opens(&mut self, said: &Said, here: &mut Here) {
        let folded = Folded::of(&said.text);
        let takes = words::takes(&folded).is_some();
        here.list = match words::denied(&said.text) {
            Denied::Nothing if WORDS.lists.stand_in(&folded) => Open::Activities,
            Denied::Nothing if takes => Open::Data,
            Denied::Nothing => Open::Nothing,
            _ => Open::Denied,
        };
        if here.list == Open::Data {
            let text = said.text.trim_end_matches([':', ' ', '\u{a0}']);
            let i = self.opened(said, None, here);
            here.current = Some(i);
            self.purpose(&part(text, said), &folded, false, here);
        }
    }

    /// An item of a list.
    pub(super) fn item(&mut self, said: &Said, here: &mut Here) {
        match (here.list, here.current) {
            (Open::Activities, _) => self.entry(said),
            (Open::Data, Some(i)) => {
                let found = named(&said.text);
                let a = &mut self.families.0[i].activity;
                a.forbidden
                    .extend(found.denied.iter().map(|d| (*d, said.clone())));
                fact::declared(said, a);
            }
            (Open::Denied, current) => {
                let all = named(&said.text).all();
                // in some respect only, or not passed on: they may well be there
                let partly = words::is_limited(&said.text)
                    || denial::keeps_inside(&folded_words(&said.text));
                match partly || all.is_empty() {
                    true => self.unread(said, Why::Unknown),
                    false => self.forbid(&all, said, current),
                }
            }
            (Open::Recipients, _) => recipient::names(said, &mut self.general.recipients),
            _ => {}
        }
    }

    /// An activity in one item: its name, then what is said of it, between commas.
    fn entry(&mut self, said: &Said) {
        let text = said.text.as_str();
        let (head, rest) = text.split_once(':').unwrap_or((text, ""));
        let name = whole(head);
        if stems(name).is_empty() || words::denied(head) != Denied::Nothing {
            return;
        }
        let i = self.families.of(&part(name, said));
        let a = &mut self.families.0[i].activity;
        systems(&part(head, said), a);
        if let Some((_, inner)) = head.split_once('(') {
            systems(&part(inner.trim_end_matches([')', ' ']), said), a);
        }
        for detail in details(rest) {
            of_entry(&part(detail, said), a);
        }
    }
}

/// The systems that a text names.
pub(super) fn systems(said: &Said, a: &mut DraftActivity) {
    for place in named_systems(said) {
        if a.places.iter().all(|p| p.text != place.text) {
            a.places.push(place);
        }
    }
}

/// The systems that a text names, as they stand there.
pub(super) fn named_systems(said: &Said) -> Vec<Said> {
    let found = system::named(&said.text).into_iter();
    found
        .map(|(_, bytes)| part(&said.text[bytes], said))
        .collect()
}

/// The details of an entry; those in brackets are of the one before.
fn details(text: &str) -> Vec<&str> {
    let (mut out, mut from, mut depth) = (Vec::new(), 0, 0usize);
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            ',' | ';' if depth == 0 => {
                out.push(&text[from..at]);
                from = at + 1;
            }
            _ => {}
        }
    }
    out.push(&text[from..]);
    let ends = |d: &&str| d.trim_end_matches(['.', ' ']).trim().is_empty();
    out.retain(|d| !ends(d));
    out.iter().map(|d| d.trim().trim_end_matches('.')).collect()
}

/// What one detail says.
fn of_entry(said: &Said, a: &mut DraftActivity) {
    let folded = Folded::of(&said.text);
    if WORDS.doubts.stand_in(&folded) {
        return;
    }
    if words::denied(&said.text) != Denied::Nothing {
        let all = named(&said.text).denied;
        a.forbidden
            .extend(all.into_iter().map(|d| (d, said.clone())));
        return;
    }
    if time::is_timed(&said.text) {
        a.keeping.extend(retention::rules(said, "all"));
        return;
    }
    if WORDS.given.stand_in(&folded) {
        return recipient::names(said, &mut a.recipients);
    }
    systems(said, a);
    fact::declared(said, a);
    for promise in general::promises(&piece(said)) {
        a.promises.push(promise);
    }
}

/// A sentence as a paragraph.
pub(super) fn piece(said: &Said) -> Piece {
    Piece {
        said: said.clone(),
        level: super::Level::Plain,
    }
}
