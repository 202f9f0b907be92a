//! Exports of this program, read back exactly: the same sections as any fiche
//! or sheet, whose lines follow the grammar of `export::words`. What somebody
//! has written into an export since is read as in any other document.
//!
//! An export is known by the id that each activity bears (`Référence limier`).

use super::answer::answer;
use super::block::Line;
use super::draft::{
    Contact, Draft, DraftActivity, Keeping, Promise, RecipientsDraft, Rubric, Said, Secured,
    TransfersDraft, Unread, Why,
};
use super::form::{Fiche, Section};
use super::item::{named, negates};
use super::phrase;
use super::retention;
use super::template::{Worth, worth};
use super::vocabulary::Field;
use crate::model::{Datum, folded_words};
use crate::register::label::{self, Of, quoted_tail};
use crate::register::{Answer, ClaimKind, Measure, Negated, RetentionKind, State, Status};

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
        let words = words.unwrap_or_else(|| whole(line));
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
            a.basis_said.push(whole(first));
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
            let items = items.into_iter().map(|d| (d, whole(line)));
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
                (_, None) if denies(&said) => unread.push(unknown(line)),
                (Some((measure, _)), state) => a.security.push(Secured {
                    measure,
                    state: state.unwrap_or(State::Declared),
                    said: vec![words.unwrap_or_else(|| whole(&said))],
                }),
                (None, _) => a.measures.push(whole(line)),
            }
        }
    }
}

/// The answer of some words: a label's, or as people write it.
fn answered(facts: &str, line: &Line) -> Option<Answer> {
    let said = Line {
        text: facts.to_owned(),
        bold: Vec::new(),
        ..line.clone()
    };
    label::keyword::<Answer>(Of::Answer, facts).or_else(|| answer(&said))
}

/// Whether a line says no, or no to what it names.
fn denies(line: &Line) -> bool {
    negates(&line.text) || answered(&line.text, line) == Some(Answer::No) || ends_with_no(line)
}

/// `Antivirus : non`.
fn ends_with_no(line: &Line) -> bool {
    let value = line.text.rsplit_once(':');
    value.is_some_and(|(_, value)| answered(value.trim(), line) == Some(Answer::No))
}

/// All of a line.
fn whole(line: &Line) -> Said {
    Said {
        text: line.text.clone(),
        at: line.at.clone(),
    }
}

fn unknown(line: &Line) -> Unread {
    Unread {
        said: whole(line),
        why: Why::Unknown,
    }
}

/// The facts of a line, and the words that it quotes.
fn cut(line: &Line) -> (&str, Option<Said>) {
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
fn aside<'t>(text: &'t str, word: &str) -> (&'t str, Option<&'t str>) {
    for (french, colon) in [(true, " : "), (false, ": ")] {
        let mark = format!(" — {}{colon}", label::text(Of::Word, word, french));
        if let Some((before, after)) = text.split_once(&mark) {
            return (before, Some(after));
        }
    }
    (text, None)
}

/// `Nom : valeur` where the name is known.
fn named_part<T>(text: &str, known: impl Fn(&str) -> Option<T>) -> Option<(T, &str)> {
    [" : ", ": "].iter().find_map(|colon| {
        let (name, value) = text.split_once(colon)?;
        Some((known(name)?, value.trim()))
    })
}

/// `Vie professionnelle : Fonction ; CV — condition : si client « … »`.
fn rubric(line: &Line, unread: &mut Vec<Unread>) -> Option<Rubric> {
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
        said: vec![words.unwrap_or_else(|| Said {
            text: facts.to_owned(),
            at: line.at.clone(),
        })],
        at: line.at.clone(),
    })
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

fn excluded(line: &Line) -> Option<(Negated, Said)> {
    let (facts, words) = cut(line);
    let said = words.unwrap_or_else(|| whole(line));
    let item = || named(facts).all().first().copied().map(Negated::Item);
    Some((what(facts).or_else(item)?, said))
}

/// `IBAN : 10 ans à compter de la fin de l’exercice « Dix ans. »`.
fn keeping(line: &Line) -> Vec<Keeping> {
    let (facts, words) = cut(line);
    let said = words.unwrap_or_else(|| whole(line));
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
        said,
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
fn promise(line: &Line, unread: &mut Vec<Unread>) -> Option<Promise> {
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
        said: words.unwrap_or_else(|| whole(line)),
        system: system.map(str::to_owned),
        items: items.map(|i| named(i).items).unwrap_or_default(),
        days: days.and_then(|d| d.parse().ok()),
    })
}

#[cfg(test)]
mod tests;
