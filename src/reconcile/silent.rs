//! G08: declared, and not found where the register says it is. Said only of
//! fiches in force all of whose confirmed locations were scanned and wholly
//! read, and only of data that some rule of the run can find. One line per
//! activity; it weighs nothing (accuracy, not exposure).

use super::evidence;
use super::gap::{Code, Gap, Quote};
use super::severity::{Weight, severity};
use super::survey::Survey;
use super::{id, words};
use crate::model::{Confidence, Datum};
use crate::register::{Activity, Binding, Message, Register, Role, State, normal};
use std::collections::BTreeSet;

/// One gap per activity that declares something not found.
pub(super) fn gaps(survey: &Survey<'_>, register: &Register) -> Vec<Gap> {
    let seen = Seen::of(survey, register.activities.len());
    register
        .activities
        .iter()
        .enumerate()
        .filter(|(_, a)| a.is_in_force() && a.role != Role::Processor)
        .filter_map(|(i, a)| gap(survey, register, &seen, i, a))
        .collect()
}

/// What was seen of each activity.
struct Seen {
    /// Locations, as (activity, location), that some scanned thing belongs to.
    locations: BTreeSet<(usize, usize)>,
    /// Files and tables of each activity.
    spots: Vec<usize>,
    /// Whether all of them were read whole.
    complete: Vec<bool>,
    /// Data found in them, at any confidence.
    found: Vec<BTreeSet<Datum>>,
}

impl Seen {
    fn of(survey: &Survey<'_>, activities: usize) -> Self {
        let mut seen = Self {
            locations: BTreeSet::new(),
            spots: vec![0; activities],
            complete: vec![true; activities],
            found: vec![BTreeSet::new(); activities],
        };
        for spot in &survey.spots {
            for bond in survey.bonds(spot.bonds) {
                seen.locations.insert((bond.activity, bond.location));
                seen.spots[bond.activity] += 1;
                seen.complete[bond.activity] &= spot.is_complete();
            }
        }
        for find in &survey.finds {
            for bond in survey.bonds(find.bonds) {
                seen.locations.insert((bond.activity, bond.location));
                seen.found[bond.activity].insert(find.datum);
                seen.complete[bond.activity] &= survey.spots[find.spot].is_complete();
            }
        }
        seen
    }
}

fn gap(
    survey: &Survey<'_>,
    register: &Register,
    seen: &Seen,
    index: usize,
    a: &Activity,
) -> Option<Gap> {
    let mut confirmed = a
        .locations
        .iter()
        .enumerate()
        .filter(|(_, b)| b.state == crate::register::BindingState::Confirmed);
    let first = a.confirmed().next()?;
    let evaluated = confirmed.all(|(location, b)| {
        seen.locations.contains(&(index, location)) || is_empty_place(survey, b)
    });
    if !evaluated || !seen.complete[index] {
        return None;
    }
    let missing: Vec<Datum> = promised(a)
        .into_iter()
        .filter(|d| survey.detectable.contains(d) && !seen.found[index].contains(d))
        .collect();
    let quote = quote(register, a, *missing.first()?);
    let (evidence_fr, evidence_en) = evidence::split(lines(register, a, seen.spots[index]));
    let title = title(a, &missing);
    Some(Gap {
        id: id::of(Code::G08, std::slice::from_ref(&a.id.value), &missing),
        code: Code::G08,
        title_fr: title.fr,
        title_en: title.en,
        severity: severity(&Weight {
            code: Code::G08,
            items: &[],
            persons: None,
            exposure: 0,
            confidence: Confidence::High,
        }),
        items: missing,
        places: Vec::new(),
        cluster: first.uri.value.clone(),
        persons: None,
        activity: Some((a.id.value.clone(), a.name.value.clone())),
        register: Some(quote),
        step: "declared".to_owned(),
        evidence_fr,
        evidence_en,
        waived: None,
    })
}

/// A location inside a scanned source under which there is nothing at all. A
/// scheme-less pattern may be about another share, and a column cannot be told
/// from its table: of those nothing is said.
fn is_empty_place(survey: &Survey<'_>, binding: &Binding) -> bool {
    let pattern = &binding.pattern;
    !pattern.is_relative()
        && survey.sources().any(|s| {
            let root = normal::uri(&s.uri);
            let below = pattern.prefix().strip_prefix(root.trim_end_matches('/'));
            below.is_some_and(|rest| {
                let inside = rest.is_empty() || rest.starts_with('/');
                let column = survey.is_database(s.id) && rest.matches('.').count() > 1;
                inside && !column
            })
        })
}

/// Items declared without a condition, sorted.
fn promised(a: &Activity) -> Vec<Datum> {
    let listed = a
        .data
        .iter()
        .filter(|d| d.state == State::Declared && d.condition.is_none())
        .flat_map(|d| d.items.iter().map(|i| i.value));
    let special = a.sensitive.declared.iter().map(|d| d.value);
    let nir = a.sensitive.nir.is_declared().then_some(Datum::Nir);
    words::set(listed.chain(special).chain(nir))
}

fn quote(register: &Register, a: &Activity, first: Datum) -> Quote {
    let sensitive = || {
        let listed = a.sensitive.declared.iter().find(|d| d.value == first);
        let nir = a.sensitive.nir.declared.as_ref().map(|d| d.at);
        listed.map(|d| d.at).or(nir).unwrap_or(a.id.at)
    };
    let at = a.lists(first).map_or_else(sensitive, |(_, at)| at);
    Quote {
        quote: format!("{}: {first}", first.category()),
        source: register.cite(at),
    }
}

fn title(a: &Activity, missing: &[Datum]) -> Message {
    let name = words::quoted(&a.name.value);
    let items = words::items(missing);
    Message::new(
        format!("Déclaré et non trouvé dans {}\u{a0}: {}", name.fr, items.fr),
        format!("Declared and not found in {}: {}", name.en, items.en),
    )
}

fn lines(register: &Register, a: &Activity, spots: usize) -> Vec<Message> {
    let read = words::count(
        spots as u64,
        [
            "fichier ou table lu en entier",
            "fichiers ou tables lus en entier",
        ],
        ["file or table read whole", "files or tables read whole"],
    );
    let mut lines = vec![if spots == 0 {
        Message::new(
            "Aucun fichier ni table sous les emplacements confirmés",
            "No file or table under the confirmed locations",
        )
    } else {
        Message::new(
            format!("{} sous les emplacements confirmés", read.fr),
            format!("{} under the confirmed locations", read.en),
        )
    }];
    for b in a.confirmed() {
        let place = format!("`{}` ({})", b.uri.value, register.cite(b.uri.at));
        lines.push(Message::new(
            format!("Emplacement\u{a0}: {place}"),
            format!("Location: {place}"),
        ));
    }
    lines
}
