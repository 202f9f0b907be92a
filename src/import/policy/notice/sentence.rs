//! What one sentence of a notice says: data, what for, how long, on what ground, to
//! whom, with what; or that something is not so.

use super::super::super::draft::{Said, TransfersDraft, Unread, Why};
use super::super::super::item::named;
use super::super::super::phrase;
use super::super::super::template::{Worth, worth};
use super::super::label::{label, whole};
use super::super::words::{Folded, Kind, WORDS as POLICY};
use super::super::{fact, recipient, security, time, transfer, voice};
use super::list::{named_systems, piece, systems};
use super::words::{self, Denied, WORDS, aim};
use super::{Here, Notice, part};
use crate::register::{Answer, LegalBasis};

impl Notice {
    /// One part of a sentence: whether that is the `first` of its paragraph, and
    /// whether the part before says that data are taken; whether this one does.
    pub(super) fn sentence(
        &mut self,
        said: &Said,
        (first, taken): (bool, bool),
        here: &mut Here,
    ) -> bool {
        let folded = Folded::of(&said.text);
        if worth(&said.text) == Worth::Definition {
            self.unread(said, Why::Definition);
            return false;
        }
        if WORDS.doubts.stand_in(&folded) {
            self.unread(said, Why::Unknown);
            return false;
        }
        if voice::is_aside(&said.text, words::gathers(&said.text)) {
            if tells(&said.text) {
                self.unread(said, Why::Unknown);
            }
            return false;
        }
        let denied = words::denied(&said.text);
        if denied != Denied::Nothing {
            self.denial(said, denied, taken, here);
            return false;
        }
        let took = self.data(said, &folded, here);
        let told = self.purpose(said, &folded, took, here);
        let told = self.facts(said, &folded, took, first, here) || told;
        if !took && !told && words::takes(&folded).is_some() {
            self.unread(said, Why::Unknown);
        }
        took
    }

    pub(super) fn unread(&mut self, said: &Said, why: Why) {
        let said = said.clone();
        self.unread.push(Unread { said, why });
    }

    /// The data that a sentence says are taken; whether it says so.
    fn data(&mut self, said: &Said, folded: &Folded, here: &mut Here) -> bool {
        let Some((verb, passive)) = words::takes(folded) else {
            return false;
        };
        if words::refers(folded) == words::Refers::Only {
            return false;
        }
        let text = said.text.as_str();
        let after = folded.bytes[verb.end - 1].end;
        let served = || words::serves(folded).map(|end| folded.bytes[end - 1].start);
        let list = match passive {
            true => &text[..served().unwrap_or(text.len())],
            false => &text[after..],
        };
        // what they are for names no data, nor does what allows it
        let aimed = aim(text, folded, verb.end).filter(|(lead, _)| {
            let listed = text[*lead..].contains(':') && !tells(&text[after..*lead]);
            !passive && !listed
        });
        let list = aimed
            .and_then(|(lead, _)| text.get(after..lead))
            .unwrap_or(list);
        let ground = words::basis(list).filter(|b| !passive && !of(b).is_empty());
        let ground = ground.and_then(|b| list.find(b));
        let list = &list[..ground.unwrap_or(list.len())];
        let list = if passive { list } else { words::untimed(list) };
        let list = part(list.trim_matches([' ', ',', '.', ':']), said);
        if !tells(&list.text) {
            return false;
        }
        let i = self.opened(said, Some(verb.end), here);
        here.current = Some(i);
        if let Some(what) = before(said, folded).filter(|_| here.name.is_some()) {
            let all = &mut self.families.0[i].activity.purposes;
            if all.iter().all(|p| p.text != what.text) {
                all.push(what);
            }
        }
        fact::declared(&list, &mut self.families.0[i].activity)
    }

    /// The activity that a sentence is of, a new one where none is open.
    pub(super) fn opened(&mut self, said: &Said, verb: Option<usize>, here: &mut Here) -> usize {
        let text = said.text.as_str();
        let own = label(text).filter(|l| l.opened && words::takes(&Folded::of(l.head)).is_none());
        if let Some(own) = own {
            let name = part(own.name, said);
            let aims = POLICY.label.aims.begin(&Folded::of(own.head)).is_some();
            let i = self.families.of(here.name.as_ref().unwrap_or(&name));
            if aims {
                self.families.0[i].activity.purposes.push(name);
            }
            return i;
        }
        if let Some(i) = here.current {
            return i;
        }
        let folded = Folded::of(text);
        let before = before(said, &folded);
        if let Some(what) = before.as_ref().filter(|_| here.name.is_none()) {
            let i = self.families.of(what);
            self.families.0[i].activity.purposes.push(what.clone());
            return i;
        }
        let what_for = || {
            let (_, at) = aim(text, &folded, verb.unwrap_or(0))?;
            Some(part(whole(&text[at..]), said))
        };
        let name = here.name.clone().or_else(what_for);
        let name = name.or_else(|| here.aim.clone());
        here.unnamed = name.is_none();
        if here.name.is_none() && name.is_some() && name == here.aim {
            let aim = here.aim.take().expect("it is some");
            let i = self.families.of(&aim);
            let all = &mut self.families.0[i].activity.purposes;
            if all.is_empty() {
                all.push(aim);
            }
            return i;
        }
        self.families
            .of(&name.unwrap_or_else(|| part(whole(text), said)))
    }

    /// What a sentence says that something is for; whether it says so.
    pub(super) fn purpose(
        &mut self,
        said: &Said,
        folded: &Folded,
        took: bool,
        here: &mut Here,
    ) -> bool {
        let text = said.text.as_str();
        let serves = words::serves(folded);
        let verb = words::takes(folded).map(|(verb, _)| verb.end);
        let at = match (&serves, verb) {
            (Some(serves), _) => folded.bytes.get(*serves).map(|b| b.start),
            (None, Some(verb)) => aim(text, folded, verb)
                .filter(|(lead, at)| !is_aside(text, *lead, *at))
                .map(|(_, at)| at),
            (None, None) => None,
        };
        let Some(at) = at else { return false };
        let end = text.trim_end_matches(['.', ' ', ';', ',']).len();
        let Some(what) = text.get(at..end).filter(|w| !w.is_empty()) else {
            return false;
        };
        let what = part(what, said);
        let named = here.name.is_some() || serves.is_some();
        if here.current.is_none() && named {
            let name = here.name.clone();
            let name = name.unwrap_or_else(|| part(whole(&what.text), said));
            here.current = Some(self.families.of(&name));
        }
        if let Some(i) = here.current.filter(|_| here.unnamed) {
            let name = part(whole(&what.text), said);
            self.families.called(i, &name.text);
            self.families.0[i].activity.name = name;
            here.unnamed = false;
        }
        let of_it = took || named || words::goes_on(text);
        match here.current {
            Some(i) if of_it => self.families.0[i].activity.purposes.push(what),
            _ => here.aim = Some(part(whole(&what.text), said)),
        }
        true
    }

    /// Times, grounds, recipients, transfers, tools, measures; whether any was told.
    fn facts(
        &mut self,
        said: &Said,
        folded: &Folded,
        took: bool,
        first: bool,
        here: &mut Here,
    ) -> bool {
        let text = said.text.as_str();
        let mut told = false;
        let kept = time::is_kept(text) || WORDS.kept.stand_in(folded);
        if kept && time::is_timed(text) {
            match self.target(here) {
                Some(i) => {
                    let rules = time::rules(said, None);
                    self.families.0[i].activity.keeping.extend(rules);
                }
                None => self.times.push(said.clone()),
            }
            told = true;
        }
        if let Some(words) = words::basis(text).filter(|b| !of(b).is_empty()) {
            match self.target(here) {
                Some(i) => self.ground(i, part(words, said)),
                None => self.grounds.push(said.clone()),
            }
            told = true;
        }
        told |= self.recipients(said, folded, first && !took, here);
        told |= self.places(said, folded, took, here);
        if !took {
            let all = &mut self.general;
            let before = all.security.len();
            // who says that data are recorded says nothing of how they are watched
            let other = here.name.is_some() || here.current.is_some();
            let open = !other && words::takes(folded).is_none();
            if here.kind == Some(Kind::Security) || open {
                security::read(&[piece(said)], &mut all.security, &mut all.measures);
            }
            told |= all.security.len() > before;
        }
        told
    }

    /// A legal basis of an activity.
    pub(super) fn ground(&mut self, i: usize, said: Said) {
        let a = &mut self.families.0[i].activity;
        a.basis_said.push(said);
        a.basis = phrase::bases(a.basis_said.iter().map(|s| s.text.as_str()));
    }

    /// The activity that a fact is of: the one that is open, or the one that the
    /// words over it name.
    fn target(&mut self, here: &mut Here) -> Option<usize> {
        if here.current.is_none() && here.list == super::list::Open::Nothing {
            here.current = here.name.as_ref().map(|name| self.families.of(name));
        }
        here.current
    }

    fn recipients(&mut self, said: &Said, folded: &Folded, list: bool, here: &Here) -> bool {
        let to = match here.current {
            Some(i) => &mut self.families.0[i].activity.recipients,
            None => &mut self.general.recipients,
        };
        let before = to.clone();
        if POLICY.recipient.shared.stand_in(folded) {
            recipient::read(&[piece(said)], to);
        } else if list && here.kind == Some(Kind::Recipients) && !is_sentence(folded) {
            recipient::names(said, to);
        }
        *to != before
    }

    /// Tools, and the countries to which data go.
    fn places(&mut self, said: &Said, folded: &Folded, took: bool, here: &mut Here) -> bool {
        let safe = POLICY.transfer.safeguards.stand_in(folded);
        let found = named_systems(said);
        let target = match here.current {
            None if !took && !found.is_empty() => self.target(here),
            current => current,
        };
        match target {
            Some(i) => {
                let a = &mut self.families.0[i].activity;
                systems(said, a);
                transfer::read(&[piece(said)], safe, &mut a.transfers);
            }
            None => {
                self.general.places.extend(found.iter().cloned());
                let mut gone = TransfersDraft::default();
                transfer::read(&[piece(said)], safe, &mut gone);
                let all = POLICY.subject.words.stand_in(folded);
                if !all && matches!(gone.answer, Some((Answer::Yes, _))) {
                    self.moved.push(said.clone());
                } else {
                    let all = &mut self.general.transfers;
                    transfer::read_general(&[piece(said)], safe, all);
                }
            }
        }
        safe || !found.is_empty()
    }
}

/// Whether what something is for stands between two commas: of one thing of a list
/// (`..., et, pour les contrats, un questionnaire`).
fn is_aside(text: &str, lead: usize, at: usize) -> bool {
    text[..lead].trim_end().ends_with(',') && text[at..].contains(',')
}

/// What a sentence is for, where it says so before its verb (`Pour la paie nous
/// utilisons ...`, `Voor de facturatie gebruiken wij ...`).
fn before(said: &Said, folded: &Folded) -> Option<Said> {
    let (verb, passive) = words::takes(folded)?;
    let first = folded.bytes[verb.start].start;
    let head = said.text[..first].trim_end();
    let (lead, at) = aim(head, &Folded::of(head), 0)?;
    if lead > 0 || passive {
        return None;
    }
    let what = head[at..].trim_end_matches([',', ' ']);
    // `Pour établir la paie, l'entreprise traite ...`
    let what = what
        .rsplit_once(", ")
        .map_or(what, |(aim, who)| match words::is_body(who) {
            true => aim,
            false => what,
        });
    let last = what.rsplit(' ').next().unwrap_or_default();
    let subject = POLICY.label.subjects.has(&last.to_lowercase());
    let what = if subject {
        &what[..what.len() - last.len()]
    } else {
        what
    };
    let what = whole(what);
    (!what.is_empty()).then(|| part(what, said))
}

/// Whether a text has a verb.
fn is_sentence(text: &Folded) -> bool {
    text.words().any(|w| POLICY.time.verbs.has(w))
}

fn of(text: &str) -> Vec<LegalBasis> {
    phrase::bases(std::iter::once(text))
}

/// Whether a text names data.
fn tells(text: &str) -> bool {
    let found = named(text);
    !found.items.is_empty() || !found.generic.is_empty()
}
