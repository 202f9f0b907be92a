//! Reads the sections of a policy into draft activities.
//!
//! Purposes name the activities; sections about data, recipients and time give
//! each what they say of it by a name that is alike. What they say of none goes
//! to those that are about the same, or to all.

use super::super::draft::{Draft, Said, Unread, Why};
use super::super::phrase;
use super::super::retention;
use super::super::vocabulary::{Field, heading};
use super::fact;
use super::family::Families;
use super::general::General;
use super::label::{Label, is_rest, label, lead, opens, whole};
use super::piece::{Level, Piece, apart, pieces, sentences};
use super::recipient;
use super::section::Section;
use super::time;
use super::words::{self, Folded, Kind, WORDS};
use crate::register::Role;

mod ground;
mod purpose;
mod shared;

/// The draft that some sections give; none where they name no activity.
pub(super) fn read(sections: &[Section]) -> Option<Draft> {
    let mut reader = Reader {
        general: General::read(sections, |kind| READ.contains(&kind)),
        ..Reader::default()
    };
    for kind in READ.iter().map(|k| Some(*k)).chain([None]) {
        for section in sections.iter().filter(|s| s.kind == kind) {
            reader.section(section);
        }
        if kind == Some(Kind::Purposes) {
            reader.purpose_of_aims();
            reader.purpose_of_all(sections);
        }
    }
    reader.finish(sections)
}

/// The kinds of section that tell of activities, in the order in which they are
/// read: purposes name them, recipients add names, then come times.
const READ: [Kind; 6] = [
    Kind::Purposes,
    Kind::Data,
    Kind::Cookies,
    Kind::LegalBasis,
    Kind::Recipients,
    Kind::Retention,
];

#[derive(Debug, Default)]
struct Reader {
    families: Families,
    general: General,
    unread: Vec<Unread>,
    /// Sentences about purposes that name no activity by themselves.
    aims: Vec<Said>,
    /// Data that stand under no activity, and the heading above.
    pool: Vec<(Option<Said>, Piece)>,
}

/// A part of a piece, where the piece stands.
fn part(text: &str, of: &Said) -> Said {
    Said {
        text: text.trim().to_owned(),
        at: of.at.clone(),
    }
}

fn denies(text: &str) -> bool {
    words::denies(&Folded::of(text))
}

impl Reader {
    fn section(&mut self, section: &Section) {
        let pieces = pieces(&section.lines);
        match (section.kind, &section.label) {
            (Some(Kind::Purposes), Some(label)) => self.named(label, &pieces, false),
            (Some(Kind::Purposes), None) => self.purposes(&pieces),
            (Some(Kind::Data), label) => self.data(label.as_ref(), &pieces),
            (Some(Kind::Cookies), _) => self.cookies(section, &pieces),
            (Some(Kind::LegalBasis), _) => self.grounds(&pieces),
            (Some(Kind::Recipients), _) => self.recipients(&pieces),
            (Some(Kind::Retention), label) => self.retention(label.as_ref(), &pieces),
            (None, Some(label)) if tells(&pieces) => self.named(label, &pieces, true),
            _ => {}
        }
    }

    /// An activity that a heading names. `strict` where the heading may be of
    /// anything: only sentences that say what data are for are purposes then.
    fn named(&mut self, name: &Said, pieces: &[Piece], strict: bool) {
        let says = pieces.iter().filter(|p| !p.is_open());
        if is_rest(&name.text) || pieces.is_empty() || says.clone().all(|p| denies(&p.said.text)) {
            return;
        }
        let i = self.families.of(name);
        let mut field = None;
        for piece in pieces {
            match field_of(piece) {
                Some((found, value)) => {
                    field = Some(found);
                    if !value.is_empty() {
                        self.field(found, part(&value, &piece.said), i);
                    }
                }
                None if field.is_some() && piece.level != Level::Plain => {
                    let found = field.expect("it is some");
                    self.field(found, piece.said.clone(), i);
                }
                None => {
                    field = None;
                    self.prose(piece, i, strict);
                }
            }
        }
    }

    /// A value whose field its label tells.
    fn field(&mut self, field: Field, said: Said, i: usize) {
        let a = &mut self.families.0[i].activity;
        match field {
            Field::Purposes | Field::SubPurposes => a.purposes.push(said),
            Field::LegalBasis => {
                a.basis_said.push(said);
                a.basis = phrase::bases(a.basis_said.iter().map(|s| s.text.as_str()));
            }
            Field::Retention => {
                let clear = time::rules(&said, None);
                let any = || retention::rules(&said, "all");
                a.keeping
                    .extend(if clear.is_empty() { any() } else { clear });
            }
            Field::DataSubjects => a.subjects.push(said),
            Field::RecipientsInternal => a.recipients.internal.push(said),
            Field::Processors => a.recipients.processors.push(said),
            Field::Recipients | Field::RecipientsExternal => {
                recipient::names(&said, &mut a.recipients);
            }
            Field::System | Field::Location => a.places.push(said),
            Field::Data | Field::Rubric(_) => {
                let level = Level::Item;
                fact::read(&Piece { said, level }, a, &mut self.unread);
            }
            _ => {}
        }
    }

    /// A paragraph or an item below an activity's heading.
    fn prose(&mut self, piece: &Piece, i: usize, strict: bool) {
        let a = &mut self.families.0[i].activity;
        if piece.level != Level::Plain && !strict {
            return a
                .purposes
                .push(part(end_free(&piece.said.text), &piece.said));
        }
        for sentence in sentences(&piece.said.text) {
            let said = part(sentence, &piece.said);
            let (timed, data) = (is_timed(sentence), fact::names_data(sentence));
            if timed || data {
                let level = piece.level;
                fact::read(
                    &Piece {
                        said: said.clone(),
                        level,
                    },
                    a,
                    &mut self.unread,
                );
            }
            let what_for = WORDS.forms.what_for.stand_in(&Folded::of(sentence));
            if what_for && !timed && !denies(sentence) && !said.text.ends_with(':') {
                a.purposes.push(said);
            }
        }
    }

    /// Data: of the activity that an item names, of those that purposes named
    /// otherwise.
    fn data(&mut self, under: Option<&Said>, pieces: &[Piece]) {
        if let Some(client) = pieces.iter().find(|p| is_for_clients(&p.said.text)) {
            let name = part(whole(&client.said.text), &client.said);
            let i = self.families.of(&name);
            self.families.0[i].activity.role = Some(Role::Processor);
            let of = |p: &&Piece| under.is_some() || *p == client;
            for piece in pieces.iter().filter(of) {
                self.fact(piece, Some(i), under);
            }
            if under.is_some() {
                return;
            }
        }
        let above = under.and_then(|u| self.families.find(&u.text));
        let mut current = above;
        for piece in pieces.iter().filter(|p| !is_for_clients(&p.said.text)) {
            let goes_on = piece.level == Level::Subitem
                || WORDS
                    .forms
                    .these
                    .begin(&Folded::of(&piece.said.text))
                    .is_some();
            let mut all = apart(std::slice::from_ref(piece));
            // `Account data. When you sign up, we collect ...`
            let title = is_titled(&all).then(|| all.remove(0));
            for (n, part) in all.into_iter().enumerate() {
                match self.label_of(&part) {
                    Some((i, rest)) => {
                        current = Some(i);
                        if let Some(title) = title.as_ref().filter(|_| n == 0) {
                            self.families.called(i, &title.said.text);
                        }
                        if !rest.text.is_empty() {
                            let level = part.level;
                            self.fact(&Piece { said: rest, level }, current, under);
                        }
                    }
                    // what begins with a name that nobody knows is of something else
                    None if current.is_some() && (goes_on || n > 0 && !opens(&part.said.text)) => {
                        self.fact(&part, current, under);
                    }
                    None => {
                        current = above;
                        self.fact(&part, current, under);
                    }
                }
            }
        }
    }

    /// The activity that a piece of a section about data names, and what it says
    /// of it: one that is known by the name, or one that the sentence tells
    /// (`Lors de ..., nous collectons ...`).
    fn label_of(&mut self, piece: &Piece) -> Option<(usize, Said)> {
        if piece.level == Level::Subitem {
            return None;
        }
        let Some(found): Option<Label<'_>> = label(&piece.said.text).filter(|l| !is_rest(l.head))
        else {
            let (name, rest) = lead(&piece.said.text)?;
            return Some((self.families.find(name)?, part(rest, &piece.said)));
        };
        let known = self.families.find(found.name);
        let item = piece.level == Level::Item;
        let names =
            found.opened && (item || fact::collects(found.rest)) || found.processing && item;
        let rest = part(found.rest, &piece.said);
        match known {
            Some(i) => {
                self.families.called(i, found.name);
                Some((i, rest))
            }
            None if names => {
                let i = self.families.of(&part(found.name, &piece.said));
                if WORDS.label.aims.begin(&Folded::of(found.head)).is_some() {
                    let aim = part(found.head, &piece.said);
                    self.families.0[i].activity.purposes.push(aim);
                }
                Some((i, rest))
            }
            None => None,
        }
    }

    fn fact(&mut self, piece: &Piece, of: Option<usize>, under: Option<&Said>) {
        match of {
            Some(i) => fact::read(piece, &mut self.families.0[i].activity, &mut self.unread),
            None => self.pool.push((under.cloned(), piece.clone())),
        }
    }

    fn finish(mut self, sections: &[Section]) -> Option<Draft> {
        self.share_pool();
        self.share_promises();
        self.drop_vague();
        self.share_transfers(sections);
        let mut activities: Vec<_> = self.families.0.into_iter().map(|f| f.activity).collect();
        let says = |a: &super::super::draft::DraftActivity| {
            !a.rubrics.is_empty() || !a.keeping.is_empty() || !a.promises.is_empty()
        };
        let real = activities.iter().any(says) || !self.general.retention.is_empty();
        activities.retain(|a| says(a) || !a.purposes.is_empty() || a.role.is_some());
        if !real || activities.is_empty() {
            return None;
        }
        for a in &mut activities {
            self.general.complete(a);
            let declared: Vec<_> = a.rubrics.iter().flat_map(|r| r.items.clone()).collect();
            let (against, rest) = std::mem::take(&mut a.forbidden)
                .into_iter()
                .partition(|(item, _)| declared.contains(item));
            a.forbidden = rest;
            // which of the two holds, a person must say
            let why = Why::Unknown;
            let against: Vec<(crate::model::Datum, Said)> = against;
            let told = against.into_iter().map(|(_, said)| Unread { said, why });
            self.unread.extend(told);
        }
        self.unread.extend(self.general.unread);
        Some(Draft {
            organisation: self.general.organisation,
            controller: self.general.controller,
            dpo: self.general.dpo,
            activities,
            places: self.general.places,
            unread: self.unread,
        })
    }
}

/// The field that a label tells, and its value.
fn field_of(piece: &Piece) -> Option<(Field, String)> {
    let text = piece.said.text.as_str();
    let (field, value) = heading(text).filter(|_| text.contains(':'))?;
    let listed = matches!(
        field,
        Field::Purposes
            | Field::SubPurposes
            | Field::LegalBasis
            | Field::Retention
            | Field::DataSubjects
            | Field::Recipients
            | Field::RecipientsExternal
            | Field::RecipientsInternal
            | Field::Processors
            | Field::System
            | Field::Location
            | Field::Data
            | Field::Rubric(_)
            | Field::Transfers
            | Field::Security
            | Field::Sensitive
    );
    listed.then_some((field, value))
}

/// Labelled fields that make a section a fiche.
const FIELDS: usize = 3;

/// Whether a section under a heading of its own is a fiche: labels say what it is
/// for and which data it takes.
pub(super) fn is_fiche(section: &Section) -> bool {
    if section.kind.is_some() || section.label.is_none() {
        return false;
    }
    let pieces = pieces(&section.lines);
    let fields: Vec<Field> = pieces.iter().filter_map(|p| Some(field_of(p)?.0)).collect();
    let data = |f: &Field| matches!(f, Field::Data | Field::Rubric(_));
    fields.len() >= FIELDS && fields.contains(&Field::Purposes) && fields.iter().any(data)
}

/// Whether a section of any heading says what is done with personal data: which
/// are collected, and what for or how long.
fn tells(pieces: &[Piece]) -> bool {
    let any = |says: fn(&str) -> bool| {
        pieces
            .iter()
            .any(|p| sentences(&p.said.text).into_iter().any(says))
    };
    let fields = pieces.iter().filter(|p| field_of(p).is_some()).count();
    fields >= 2
        || any(fact::names_data)
            && any(|s| is_timed(s) || WORDS.forms.what_for.stand_in(&Folded::of(s)))
}

fn is_timed(text: &str) -> bool {
    time::is_timed(text) && time::is_kept(text)
}

/// Whether data are kept for somebody else.
fn is_for_clients(text: &str) -> bool {
    let folded = Folded::of(text);
    let words = &WORDS.processor;
    words.words.stand_in(&folded) || words.held.stand_in(&folded) && words.servers.stand_in(&folded)
}

/// Words of a title that a sentence follows on its line, at most.
const TITLE: usize = 4;

/// Whether the first of some sentences is a title.
fn is_titled(sentences: &[Piece]) -> bool {
    let [first, second, ..] = sentences else {
        return false;
    };
    let folded = Folded::of(&first.said.text);
    let few = folded.words().take(TITLE + 1).count() <= TITLE;
    let verb = folded.words().any(|w| WORDS.time.verbs.has(w));
    let named = label(&second.said.text).is_some_and(|l| l.opened);
    few && !verb && named && first.said.text.ends_with('.') && !denies(&first.said.text)
}

/// A text without the mark that ends an item.
fn end_free(text: &str) -> &str {
    text.trim_end_matches([';', ',', ' ', '.', '\u{a0}'])
}
