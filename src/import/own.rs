//! Exports of this program, read back exactly: the same sections as any fiche
//! or sheet, whose lines follow the grammar of `export::words`. What somebody
//! has written into an export since is read as in any other document.
//!
//! An export is known by the id that each activity bears (`Référence limier`).

use super::answer::answer;
use super::block::Line;
use super::draft::{
    Contact, Draft, DraftActivity, Keeping, Promise, RecipientsDraft, Rubric, Said, Secured,
    SensitiveDraft, TransfersDraft, Unread, Why,
};
use super::form::{Fiche, Section};
use super::item::named;
use super::phrase;
use super::retention;
use super::template::{Worth, worth};
use super::vocabulary::Field;
use crate::model::{Datum, folded_words};
use crate::register::label::{self, Of, quoted_tail};
use crate::register::{Answer, ClaimKind, Measure, Negated, RetentionKind, State};

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
    f.head(&mut a);
    a.purposes = f.said(Field::Purposes);
    f.basis(&mut a);
    a.subjects = f.said(Field::DataSubjects);
    let lines = f.lines(Field::Data);
    let rubrics = lines.iter().filter_map(|l| rubric(l, unread));
    a.rubrics = rubrics.collect();
    a.sensitive = f.sensitive();
    f.excluded(&mut a, unread);
    a.recipients = RecipientsDraft {
        internal: f.said(Field::RecipientsInternal),
        external: f.said(Field::RecipientsExternal),
        processors: f.said(Field::Processors),
    };
    a.transfers = TransfersDraft {
        answer: f.answer(Field::Transfers),
        countries: f.said(Field::TransferCountries),
        safeguards: f.said(Field::Safeguards),
    };
    let kept = f.lines(Field::Retention);
    a.keeping = kept.iter().flat_map(|l| keeping(l)).collect();
    a.security = f.security();
    a.measures = f.said(Field::OtherMeasures);
    let claims = f.lines(Field::Claims);
    a.promises = claims.iter().filter_map(|l| promise(l)).collect();
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

    /// Values that share a line.
    fn parts(&self, field: Field) -> Vec<String> {
        let lines = self.lines(field);
        let parts = lines.iter().flat_map(|l| l.text.split(" ; "));
        parts.map(str::to_owned).collect()
    }

    fn answer(&self, field: Field) -> Option<(Answer, Said)> {
        let line = self.first(field)?;
        let (facts, words) = cut(line);
        let said = label::keyword::<Answer>(Of::Answer, facts).or_else(|| answer(line))?;
        let words = words.unwrap_or_else(|| whole(line));
        (said != Answer::NotStated).then_some((said, words))
    }

    /// What it is called, in which capacity, how far it counts.
    fn head(&self, a: &mut DraftActivity) {
        let date = |field| self.first(field).and_then(|l| phrase::date(&l.text));
        a.id = self.first(Field::LimierReference).map(|l| l.text.clone());
        a.created = date(Field::Created);
        a.updated = date(Field::Updated);
        let role = self.first(Field::Role);
        a.role = role.and_then(|l| label::keyword(Of::Role, &l.text));
        for part in self.parts(Field::Status) {
            match label::id(Of::Word, &part) {
                Some("to_review") => a.review = true,
                _ => a.status = label::keyword(Of::Status, &part).or(a.status),
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

    fn basis(&self, a: &mut DraftActivity) {
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
                (None, None) => a.basis.extend(phrase::bases(std::iter::once(facts))),
            }
        }
        let lines = self.lines(Field::LegalBasis);
        if let (true, Some(first)) = (a.basis_said.is_empty(), lines.first()) {
            a.basis_said.push(whole(first));
        }
    }

    fn sensitive(&self) -> SensitiveDraft {
        let mut s = SensitiveDraft {
            answer: self.answer(Field::Sensitive),
            ..SensitiveDraft::default()
        };
        for line in self.lines(Field::SensitiveWhich) {
            let special = |d: &Datum| d.category().is_special() && *d != Datum::Nir;
            let items = named(&line.text).items.into_iter().filter(special);
            s.items.extend(items.map(|d| (d, whole(line))));
        }
        if let Some(line) = self.first(Field::Nir) {
            let (facts, words) = cut(line);
            let (rest, ground) = aside(facts, "ground");
            let (answer, purpose) = aside(rest, "purpose");
            let said = |text: &str| Said {
                text: text.to_owned(),
                at: line.at.clone(),
            };
            if label::keyword(Of::Answer, answer) == Some(Answer::Yes) {
                let purpose = purpose.map(said).or(words);
                s.nir = Some(purpose.unwrap_or_else(|| whole(line)));
            }
            s.nir_ground = ground.map(said);
        }
        s
    }

    fn security(&self) -> Vec<Secured> {
        let lines = self.lines(Field::Security);
        let each = lines.iter().filter_map(|l| {
            let of = |w: &str| label::keyword::<Measure>(Of::Measure, w);
            let (measure, said) = named_part(&l.text, of)?;
            let said = Line {
                text: said.to_owned(),
                ..(*l).clone()
            };
            let (facts, words) = cut(&said);
            Some(Secured {
                measure,
                state: label::keyword(Of::InPlace, facts).unwrap_or(State::Declared),
                said: vec![words.unwrap_or_else(|| whole(&said))],
            })
        });
        each.collect()
    }
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
    let item = || named(facts).items.first().copied().map(Negated::Item);
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
fn promise(line: &Line) -> Option<Promise> {
    let (facts, words) = cut(line);
    let (rest, days) = aside(facts, "days");
    let (rest, items) = aside(rest, "items");
    let (kind, system) = aside(rest, "system");
    let kind: Option<ClaimKind> = label::keyword(Of::Claim, kind);
    Some(Promise {
        kind: kind?,
        said: words.unwrap_or_else(|| whole(line)),
        system: system.map(str::to_owned),
        items: items.map(|i| named(i).items).unwrap_or_default(),
        days: days.and_then(|d| d.parse().ok()),
    })
}

#[cfg(test)]
mod tests {
    use super::super::document::Document;
    use super::super::table;
    use super::*;
    use crate::register::{LegalBasis, Status};

    /// What people write into an export is read as in any other document.
    #[test]
    fn what_was_edited_is_read() {
        let sheet = "Référence limier;Nom du traitement;Statut;Objectifs poursuivis;Base légale;Catégories de données;Données sensibles;Durées de conservation;Sous-traitants\n\
            rh;Personnel;En vigueur;Suivi;\"Contrat de travail\";\"Vie professionnelle : Fonction, CV et horaires\nDivers : n'importe quoi\";Aucune;\"3 ans après la fin du contrat\nBulletins : 5 ans\";[À COMPLÉTER PAR LE DPO]\n";
        let document = Document::read(sheet.as_bytes(), "registre.csv");
        let draft = table::read(&document).expect("a sheet");
        let a = &draft.activities[0];
        assert_eq!(
            (a.id.as_deref(), a.status),
            (Some("rh"), Some(Status::Active))
        );
        assert_eq!(a.basis, [LegalBasis::Contract]);
        assert_eq!(a.rubrics.len(), 1);
        assert_eq!(
            a.rubrics[0].items,
            [Datum::JobTitle, Datum::Cv, Datum::WorkingHours]
        );
        assert_eq!(draft.unread[0].said.text, "Divers : n'importe quoi");
        let kept: Vec<_> = a
            .keeping
            .iter()
            .map(|k| (k.applies_to.as_str(), k.months, k.trigger.as_deref()))
            .collect();
        assert_eq!(
            kept,
            [
                ("all", Some(36), Some("end_of_contract")),
                ("Bulletins", Some(60), None)
            ]
        );
        assert!(a.recipients.processors.is_empty());
        let answer = a.sensitive.answer.as_ref().map(|a| a.0);
        assert_eq!(answer, Some(Answer::No));
    }

    #[test]
    fn only_brackets_are_open() {
        for (text, wanted) in [
            ("[À COMPLÉTER PAR LE DPO]", true),
            ("[non précisé]", true),
            ("Aucun", false),
            ("[a] et [b]", false),
        ] {
            assert_eq!(is_open(text), wanted, "{text}");
        }
    }
}
