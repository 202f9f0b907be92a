//! Exports of this program, read back exactly: the same sections as any fiche
//! or sheet, whose lines follow the grammar of `export::words`. What somebody
//! has written into an export since is read as in any other document.
//!
//! An export is known by the id that each activity bears (`Référence limier`).

mod grammar;

use super::answer::answer;
use super::block::Line;
use super::draft::{
    Contact, Draft, DraftActivity, RecipientsDraft, Said, Secured, TransfersDraft, Unread,
};
use super::form::{Fiche, Section};
use super::item::named;
use super::measure::is_taken;
use super::phrase;
use super::template::{Worth, worth};
use super::vocabulary::Field;
use crate::model::Datum;
use crate::register::label::{self, Of};
use crate::register::{Answer, LegalBasis, Measure, Negated, State, Status};
use grammar::{
    answered, aside, cut, denies, ends_with_no, excluded, keeping, named_part, promise, rubric,
    unknown, whole, wordless,
};

/// Sections among which the id of an activity stands: those of a sheet.
const LOOK: usize = 64;

/// Whether a fiche is an export's.
pub(super) fn is_own(fiche: &Fiche) -> bool {
    let reference = |s: &Section| s.field == Field::LimierReference;
    fiche.sections.iter().take(LOOK).any(reference)
}

/// Whether somebody was to fill a line in and has not.
pub(super) fn is_open(text: &str) -> bool {
    let text = text.trim();
    text.starts_with('[') && text.ends_with(']') && worth(text) == Worth::Placeholder
}

/// The activity of a fiche that is an export's; none of another.
pub(super) fn activity(fiche: &Fiche, unread: &mut Vec<Unread>) -> Option<DraftActivity> {
    if !is_own(fiche) {
        return None;
    }
    let f = Own { fiche };
    let mut a = DraftActivity::named(fiche.name.clone());
    f.head(&mut a, unread);
    a.purposes = f.said(Field::Purposes);
    f.basis(&mut a, unread);
    a.subjects = f.said(Field::DataSubjects);
    let lines = f.lines(Field::Data);
    let rubrics = lines.iter().filter_map(|l| rubric(l, unread));
    a.rubrics = rubrics.collect();
    a.sensitive.answer = f.answer(Field::Sensitive, unread);
    f.special(&mut a, unread);
    f.nir(&mut a, unread);
    f.excluded(&mut a, unread);
    a.recipients = RecipientsDraft {
        internal: f.said(Field::RecipientsInternal),
        external: f.said(Field::RecipientsExternal),
        processors: f.said(Field::Processors),
    };
    a.transfers = TransfersDraft {
        answer: f.answer(Field::Transfers, unread),
        countries: f.said(Field::TransferCountries),
        safeguards: f.said(Field::Safeguards),
    };
    let kept = f.lines(Field::Retention);
    a.keeping = kept.iter().flat_map(|l| keeping(l)).collect();
    f.security(&mut a, unread);
    a.measures.extend(f.said(Field::OtherMeasures));
    let claims = f.lines(Field::Claims);
    let promised = claims.iter().filter_map(|l| promise(l, unread));
    a.promises = promised.collect();
    a.systems = f.said(Field::System);
    Some(a)
}

/// Who keeps the register, from the first fiche that says it.
pub(super) fn people(fiche: &Fiche, draft: &mut Draft) {
    let f = Own { fiche };
    for (field, is_controller) in [(Field::Controller, true), (Field::Dpo, false)] {
        let mut who = Contact::default();
        for line in f.lines(field) {
            for part in line.text.split(" ; ") {
                let Some((word, value)) = named_part(part, |w| label::id(Of::Word, w)) else {
                    continue;
                };
                let value = value.to_owned();
                match word {
                    "organisation" if draft.organisation.is_none() => {
                        draft.organisation = Some(Said {
                            text: value,
                            at: line.at.clone(),
                        });
                    }
                    "person" => who.name = Some(value),
                    "email" => who.email = Some(value),
                    "phone" => who.phone = Some(value),
                    "address" => who.address = Some(value),
                    "company" => who.company = Some(value),
                    _ => {}
                }
            }
        }
        let place = match is_controller {
            true => &mut draft.controller,
            false => &mut draft.dpo,
        };
        let says = who != Contact::default();
        who.at = f.first(field).map(|l| l.at.clone());
        if place.is_none() && says {
            *place = Some(who);
        }
    }
}

struct Own<'f> {
    fiche: &'f Fiche,
}

impl<'f> Own<'f> {
    /// The lines of a section that somebody has filled in.
    fn lines(&self, field: Field) -> Vec<&'f Line> {
        let sections = self.fiche.sections.iter().filter(|s| s.field == field);
        let lines = sections.flat_map(|s| &s.lines);
        lines.filter(|l| !is_open(&l.text)).collect()
    }

    fn first(&self, field: Field) -> Option<&'f Line> {
        self.lines(field).into_iter().next()
    }

    fn said(&self, field: Field) -> Vec<Said> {
        self.lines(field).iter().map(|l| whole(l)).collect()
    }

    fn answer(&self, field: Field, unread: &mut Vec<Unread>) -> Option<(Answer, Said)> {
        let lines = self.lines(field);
        let (line, more) = lines.split_first()?;
        unread.extend(more.iter().map(|l| unknown(l)));
        let (facts, words) = cut(line);
        let Some(said) = answered(facts, line) else {
            unread.push(unknown(line));
            return None;
        };
        // a label of the export is no word of the register
        let label = label::keyword::<Answer>(Of::Answer, facts).is_some();
        let words = words.unwrap_or_else(|| match label {
            true => wordless(line),
            false => whole(line),
        });
        (said != Answer::NotStated).then_some((said, words))
    }

    /// What it is called, in which capacity, how far it counts.
    fn head(&self, a: &mut DraftActivity, unread: &mut Vec<Unread>) {
        let mut date = |field| {
            let line = self.first(field)?;
            let date = phrase::date(&line.text);
            unread.extend(date.is_none().then(|| unknown(line)));
            date
        };
        a.created = date(Field::Created);
        a.updated = date(Field::Updated);
        a.id = self.first(Field::LimierReference).map(|l| l.text.clone());
        if let Some(line) = self.first(Field::Role) {
            let known = label::keyword(Of::Role, &line.text);
            a.role = known.or_else(|| phrase::role(&line.text));
            unread.extend(a.role.is_none().then(|| unknown(line)));
        }
        for line in self.lines(Field::Status) {
            for part in line.text.split(" ; ") {
                let known = label::keyword(Of::Status, part);
                let ended = phrase::ended(part).then_some(Status::Archived);
                match known.or(ended) {
                    _ if label::id(Of::Word, part) == Some("to_review") => a.review = true,
                    Some(status) => a.status = Some(status),
                    None => unread.push(unknown(line)),
                }
            }
        }
    }

    fn excluded(&self, a: &mut DraftActivity, unread: &mut Vec<Unread>) {
        for line in self.lines(Field::Excluded) {
            match excluded(line) {
                Some((Negated::Item(d), said)) => a.forbidden.push((d, said)),
                Some((Negated::Category(c), said)) => a.forbidden_categories.push((c, said)),
                None => unread.push(unknown(line)),
            }
        }
    }

    fn basis(&self, a: &mut DraftActivity, unread: &mut Vec<Unread>) {
        for line in self.lines(Field::LegalBasis) {
            let (facts, words) = cut(line);
            a.basis_said.extend(words);
            if facts.is_empty() {
                continue;
            }
            match (
                label::keyword(Of::Basis, facts),
                label::keyword(Of::State, facts),
            ) {
                (Some(code), _) => a.basis.push(code),
                (None, Some(state)) => a.basis_state = Some(state),
                (None, None) => {
                    let found = phrase::bases(std::iter::once(facts));
                    unread.extend(found.is_empty().then(|| unknown(line)));
                    a.basis.extend(found);
                }
            }
        }
        let lines = self.lines(Field::LegalBasis);
        if let (true, Some(first)) = (a.basis_said.is_empty(), lines.first()) {
            let ours = |l: &&Line| {
                let (facts, _) = cut(l);
                label::keyword::<LegalBasis>(Of::Basis, facts).is_some()
                    || label::keyword::<State>(Of::State, facts).is_some()
            };
            a.basis_said.push(match lines.iter().all(ours) {
                true => wordless(first),
                false => whole(first),
            });
        }
    }

    /// Items of Art. 9 and 10: named as processed, or as not.
    fn special(&self, a: &mut DraftActivity, unread: &mut Vec<Unread>) {
        for line in self.lines(Field::SensitiveWhich) {
            let mut found = named(&line.text);
            if ends_with_no(line) {
                found.denied.append(&mut found.items);
            }
            let denied = found.denied.iter().map(|d| (*d, whole(line)));
            a.forbidden.extend(denied);
            let special = found.items.iter().copied();
            let special = special.filter(|d| d.category().is_special());
            let (nir, items): (Vec<Datum>, Vec<Datum>) = special.partition(|d| *d == Datum::Nir);
            let none = nir.is_empty() && items.is_empty() && found.denied.is_empty();
            if none && answer(line).is_none() {
                unread.push(unknown(line));
            }
            let ours = label::datum_named(&line.text).is_some();
            let said = match ours {
                true => wordless(line),
                false => whole(line),
            };
            let items = items.into_iter().map(|d| (d, said.clone()));
            a.sensitive.items.extend(items);
            // the NIR has a field of its own, which decides
            match (nir.first(), self.first(Field::Nir)) {
                (Some(_), Some(_)) => unread.push(unknown(line)),
                (Some(_), None) => a.sensitive.nir = Some(whole(line)),
                (None, _) => {}
            }
        }
    }

    /// `Oui — finalité : paie — fondement : décret n° 2019-341`.
    fn nir(&self, a: &mut DraftActivity, unread: &mut Vec<Unread>) {
        for line in self.lines(Field::Nir) {
            let (facts, words) = cut(line);
            let (rest, ground) = aside(facts, "ground");
            let (said, purpose) = aside(rest, "purpose");
            let of = |text: &str| Said {
                text: text.to_owned(),
                at: line.at.clone(),
            };
            match answered(said, line) {
                Some(Answer::Yes) => {
                    let purpose = purpose.map(of).or(words);
                    let nir = &mut a.sensitive.nir;
                    nir.get_or_insert(purpose.unwrap_or_else(|| whole(line)));
                }
                Some(Answer::No | Answer::NotStated) => {}
                Some(Answer::Partial) | None => unread.push(unknown(line)),
            }
            let known = a.sensitive.nir_ground.take();
            a.sensitive.nir_ground = known.or_else(|| ground.map(of));
        }
    }

    /// Measures of the closed list, else others: what is said not to be there is
    /// neither.
    fn security(&self, a: &mut DraftActivity, unread: &mut Vec<Unread>) {
        for line in self.lines(Field::Security) {
            let of = |w: &str| label::keyword::<Measure>(Of::Measure, w);
            let known = named_part(&line.text, of);
            let said = Line {
                text: known
                    .map_or(line.text.as_str(), |(_, said)| said)
                    .to_owned(),
                ..line.clone()
            };
            let (facts, words) = cut(&said);
            let state = label::keyword(Of::InPlace, facts);
            match (known, state) {
                (_, None) if denies(&said) || !is_taken(&said.text) => unread.push(unknown(line)),
                (Some((measure, _)), state) => a.security.push(Secured {
                    measure,
                    state: state.unwrap_or(State::Declared),
                    said: vec![words.unwrap_or_else(|| match state {
                        Some(_) => wordless(&said),
                        None => whole(&said),
                    })],
                }),
                (None, _) => a.measures.push(whole(line)),
            }
        }
    }
}

#[cfg(test)]
mod tests;
