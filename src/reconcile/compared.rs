//! G02, G03, G04, G05 and the negations of G12: data found in bound places and
//! compared with what their activities declare. One gap per code, activity
//! and category; what is no gap but worth saying becomes a note.

use super::bind::Bond;
use super::decide::{Decision, Judgement, judge, judge_without_exclusions};
use super::evidence::{self, Draft};
use super::gap::{Code, Gap, Quote};
use super::note::{Note, NoteKind};
use super::survey::{BondsIx, Find, Survey};
use super::words;
use crate::model::{Category, Datum};
use crate::register::{Activity, Binding, Message, Register};
use std::collections::BTreeMap;

/// A judgement and the activity it comes from.
#[derive(Debug, Clone)]
pub(super) struct Ruling {
    /// The location through which the activity is bound.
    pub(super) bond: Bond,
    /// What it says.
    pub(super) judgement: Judgement,
    /// Of the fiches that share the place, the first that excludes the datum,
    /// where this one does not: the exclusion makes no gap and is told.
    pub(super) excluded: Option<(usize, Quote)>,
}

/// The ruling on every (bound activities, datum) that occurs. Of several
/// activities the most favourable counts; ties go to the first in the register.
pub(super) type Rulings = BTreeMap<(BondsIx, Datum), Ruling>;

/// Rules on every strong, bound find.
pub(super) fn rulings(survey: &Survey<'_>, register: &Register) -> Rulings {
    let mut out = Rulings::new();
    for find in survey.finds.iter().filter(|f| f.is_strong()) {
        let key = (find.bonds, find.datum);
        if find.bonds.is_unbound() || out.contains_key(&key) {
            continue;
        }
        let best = survey
            .bonds(find.bonds)
            .iter()
            .map(|bond| Ruling {
                bond: *bond,
                judgement: judge(register, &survey.fiches[bond.activity], find.datum),
                excluded: None,
            })
            .min_by_key(|r| r.judgement.decision);
        if let Some(mut ruling) = best {
            ruling.excluded = excluded(survey, register, find, &ruling);
            out.insert(key, ruling);
        }
    }
    out
}

/// Whether a find is this activity's: nobody else's, or decided by its fiche.
pub(super) fn belongs(
    survey: &Survey<'_>,
    rulings: &Rulings,
    find: &Find<'_>,
    activity: usize,
) -> bool {
    let bonds = survey.bonds(find.bonds);
    let bound = find.is_strong() && bonds.iter().any(|b| b.activity == activity);
    let decides = || {
        let ruling = rulings.get(&(find.bonds, find.datum));
        ruling.is_some_and(|r| r.bond.activity == activity)
    };
    bound && (bonds.len() == 1 || decides())
}

/// Step 0 of the other fiches of a shared place.
fn excluded(
    survey: &Survey<'_>,
    register: &Register,
    find: &Find<'_>,
    ruling: &Ruling,
) -> Option<(usize, Quote)> {
    if ruling.judgement.decision == Decision::Contradiction {
        return None;
    }
    survey.bonds(find.bonds).iter().find_map(|bond| {
        let other = judge(register, &survey.fiches[bond.activity], find.datum);
        let quote = other
            .quote
            .filter(|_| other.decision == Decision::Contradiction);
        quote.map(|q| (bond.activity, q))
    })
}

/// Gaps and notes of all bound finds.
pub(super) fn compare(
    survey: &Survey<'_>,
    register: &Register,
    rulings: &Rulings,
) -> (Vec<Gap>, Vec<Note>) {
    let mut groups: BTreeMap<(Code, usize, Category), Vec<usize>> = BTreeMap::new();
    let mut remarks: BTreeMap<(NoteKind, usize), Vec<usize>> = BTreeMap::new();
    for (i, find) in survey.finds.iter().enumerate().filter(|f| f.1.is_strong()) {
        let Some(ruling) = rulings.get(&(find.bonds, find.datum)) else {
            continue;
        };
        let decision = ruling.judgement.decision;
        if let Some((activity, _)) = &ruling.excluded {
            let key = (NoteKind::Excluded, *activity);
            remarks.entry(key).or_default().push(i);
        }
        if let Some(code) = decision.gap() {
            let key = (code, ruling.bond.activity, find.datum.category());
            groups.entry(key).or_default().push(i);
        } else if let Some(kind) = NoteKind::of(decision) {
            let key = (kind, ruling.bond.activity);
            remarks.entry(key).or_default().push(i);
        }
    }
    let gaps = groups
        .iter()
        .map(|(group, finds)| gap(survey, register, rulings, *group, finds))
        .collect();
    let notes = remarks
        .iter()
        .map(|((kind, activity), finds)| {
            Note::of(
                survey,
                rulings,
                *kind,
                &register.activities[*activity],
                finds,
            )
        })
        .collect();
    (gaps, notes)
}

fn gap(
    survey: &Survey<'_>,
    register: &Register,
    rulings: &Rulings,
    (code, index, category): (Code, usize, Category),
    finds: &[usize],
) -> Gap {
    let activity = &register.activities[index];
    let bindings = bindings(survey, activity, rulings, finds);
    let data = words::set(finds.iter().map(|i| survey.finds[*i].datum));
    let judgement = gravest(survey, rulings, finds);
    let mut because = vec![judgement.why.clone()];
    because.extend(bindings.iter().map(|b| bound_line(register, b)));
    because.extend(shared_line(survey, register, index, finds));
    let places: Vec<&str> = bindings.iter().map(|b| b.uri.value.as_str()).collect();
    evidence::gap(
        survey,
        Draft {
            code,
            title: title(code, activity, category, &data, judgement),
            cluster: places.join(", "),
            signature: vec![activity.id.value.clone(), category.as_str().to_owned()],
            shown: None,
            also: without_exclusion(survey, register, index, code, &data),
            activity: Some((activity.id.value.clone(), activity.name.value.clone())),
            register: judgement.quote.clone(),
            step: judgement.step,
            because,
            most: None,
            finds,
        },
    )
}

/// The locations through which the finds are this activity's, in its order.
fn bindings<'r>(
    survey: &Survey<'_>,
    activity: &'r Activity,
    rulings: &Rulings,
    finds: &[usize],
) -> Vec<&'r Binding> {
    let rulings = finds.iter().filter_map(|i| {
        let find = &survey.finds[*i];
        rulings.get(&(find.bonds, find.datum))
    });
    let locations = words::set(rulings.map(|r| r.bond.location));
    let all = locations.into_iter();
    all.map(|l| &activity.locations[l]).collect()
}

/// What the gap would be if the fiche did not exclude the data.
fn without_exclusion(
    survey: &Survey<'_>,
    register: &Register,
    activity: usize,
    code: Code,
    data: &[Datum],
) -> Option<Code> {
    if code != Code::G12 {
        return None;
    }
    let fiche = &survey.fiches[activity];
    data.iter()
        .map(|d| judge_without_exclusions(register, fiche, *d).decision)
        .max()
        .and_then(Decision::gap)
}

/// The judgement of the gravest datum, so that the quote is about what matters.
fn gravest<'r>(survey: &Survey<'_>, rulings: &'r Rulings, finds: &[usize]) -> &'r Judgement {
    let ruling = finds
        .iter()
        .map(|i| &survey.finds[*i])
        .max_by_key(|f| (f.datum.sensitivity(), std::cmp::Reverse((f.datum, f.bonds))))
        .and_then(|f| rulings.get(&(f.bonds, f.datum)));
    &ruling
        .expect("finds are grouped by their ruling, and a group is never empty")
        .judgement
}

fn bound_line(register: &Register, binding: &Binding) -> Message {
    let (uri, place) = (&binding.uri.value, register.cite(binding.uri.at));
    let by = binding.by.as_deref().unwrap_or("?");
    let on = binding.on.map_or_else(String::new, |d| d.to_string());
    Message::new(
        format!("Rattaché par `{uri}` ({place}, confirmé par {by} le {on})"),
        format!("Bound by `{uri}` ({place}, confirmed by {by} on {on})"),
    )
}

/// The other activities of a shared place, none of which covers the datum.
fn shared_line(
    survey: &Survey<'_>,
    register: &Register,
    activity: usize,
    finds: &[usize],
) -> Option<Message> {
    let sets = words::set(finds.iter().map(|i| survey.finds[*i].bonds));
    let others = sets.iter().flat_map(|b| survey.bonds(*b));
    let others = words::set(others.map(|b| b.activity).filter(|a| *a != activity));
    if others.is_empty() {
        return None;
    }
    let name = |i: &usize| words::quoted(&register.activities[*i].name.value);
    let names: Vec<Message> = others.iter().map(name).collect();
    let (fr, en) = evidence::split(names);
    Some(Message::new(
        format!(
            "Emplacement partagé avec {} : aucune fiche ne couvre cette donnée",
            fr.join(", ")
        ),
        format!(
            "Location shared with {}: no fiche covers this datum",
            en.join(", ")
        ),
    ))
}

fn title(
    code: Code,
    activity: &Activity,
    category: Category,
    data: &[Datum],
    judgement: &Judgement,
) -> Message {
    let name = words::quoted(&activity.name.value);
    let items = words::items(data);
    let category = words::category(category);
    match code {
        Code::G03 => Message::new(
            format!("Donnée non listée dans {}\u{a0}: {}", name.fr, items.fr),
            format!("Item not listed in {}: {}", name.en, items.en),
        ),
        Code::G04 => Message::new(
            format!(
                "Donnée sensible alors que {} répond «\u{a0}non\u{a0}»\u{a0}: {}",
                name.fr, items.fr
            ),
            format!(
                "Sensitive data although {} answers \"non\": {}",
                name.en, items.en
            ),
        ),
        Code::G05 => nir_title(&name, judgement),
        Code::G12 => Message::new(
            format!(
                "Contraire à une exclusion de {}\u{a0}: {}",
                name.fr, items.fr
            ),
            format!("Contrary to an exclusion of {}: {}", name.en, items.en),
        ),
        // a special category and its item bear one name
        _ if category.fr == items.fr => Message::new(
            format!(
                "Catégorie non déclarée dans {}\u{a0}: {}",
                name.fr, items.fr
            ),
            format!("Category not declared in {}: {}", name.en, items.en),
        ),
        _ => Message::new(
            format!(
                "Catégorie non déclarée dans {}\u{a0}: {} – {}",
                name.fr, category.fr, items.fr
            ),
            format!(
                "Category not declared in {}: {} – {}",
                name.en, category.en, items.en
            ),
        ),
    }
}

fn nir_title(name: &Message, judgement: &Judgement) -> Message {
    debug_assert_eq!(judgement.decision, Decision::NirUndeclared);
    Message::new(
        format!("NIR dans {} sans déclaration ou finalité reconnue", name.fr),
        format!(
            "NIR in {} without declaration or recognised purpose",
            name.en
        ),
    )
}
