//! G08: declared, and not found where the register says it is. Said only of
//! fiches in force all of whose confirmed locations were scanned and wholly
//! read, and only of data that some rule of the run can find. One line per
//! activity; it weighs nothing (accuracy, not exposure).

use super::decide::rubric_words;
use super::evidence;
use super::gap::{Code, Extent, Gap, Quote, Step};
use super::seen::Seen;
use super::severity::{Weight, severity};
use super::survey::Survey;
use super::{id, words};
use crate::model::Datum;
use crate::register::{Activity, Message, Register, Role, State, inert};

/// One gap per activity that declares something not found.
pub(super) fn gaps(survey: &Survey<'_>, register: &Register) -> Vec<Gap> {
    let seen = Seen::of(survey, register);
    register
        .activities
        .iter()
        .enumerate()
        .filter(|(_, a)| a.is_in_force() && a.role != Role::Processor)
        .filter_map(|(i, a)| gap(survey, register, &seen, i, a))
        .collect()
}

fn gap(
    survey: &Survey<'_>,
    register: &Register,
    seen: &Seen,
    index: usize,
    a: &Activity,
) -> Option<Gap> {
    let first = a.confirmed().next()?;
    if !seen.is_whole(index) {
        return None;
    }
    let missing: Vec<Datum> = promised(a)
        .into_iter()
        .filter(|d| survey.detectable.contains(d) && !seen.holds(index, *d))
        .collect();
    let quote = quote(register, a, *missing.first()?);
    let (evidence_fr, evidence_en) = evidence::split(lines(register, a, seen.places(index)));
    let title = title(a, &missing);
    Some(Gap {
        id: id::of(Code::G08, std::slice::from_ref(&a.id.value)),
        code: Code::G08,
        title_fr: title.fr,
        title_en: title.en,
        severity: severity(&Weight {
            code: Code::G08,
            also: None,
            items: &[],
            persons: None,
            exposure: 0,
            minors: false,
        }),
        items: missing,
        places: Vec::new(),
        cluster: first.uri.value.clone(),
        where_fr: first.uri.value.clone(),
        where_en: first.uri.value.clone(),
        persons: None,
        at_most: None,
        activity: Some((a.id.value.clone(), a.name.value.clone())),
        register: Some(quote),
        step: Step::Declared,
        evidence_fr,
        evidence_en,
        extent: Extent::default(),
        waived: None,
        decided: None,
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
    let (quote, at) = match a.lists(first) {
        Some((rubric, at)) => (rubric_words(register, rubric), at),
        None => {
            let at = sensitive();
            (register.under("sensitive", at), at)
        }
    };
    Quote {
        quote: inert(quote),
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
