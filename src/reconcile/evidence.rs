//! From finds to a gap: places, persons, exposure, severity and the lines a
//! person can check. Every kind of gap that rests on finds is built here.

use super::exposure::Exposure;
use super::gap::{Code, Gap, Level, PlaceRef, Quote, Severity, Step};
use super::persons::{self, Persons};
use super::severity::{Weight, severity};
use super::survey::{Find, Survey};
use super::{extent, id, people, tables, words};
use crate::model::{Confidence, Datum, Sketch};
use crate::register::Message;
use std::collections::BTreeSet;

/// Lines of evidence about single data that a gap shows.
const LINES: usize = 6;
/// Tables of minors that a gap names.
const TABLES: usize = 2;

/// What a gap rests on, collected before it is weighed.
pub(super) struct Draft<'s> {
    /// Kind.
    pub(super) code: Code,
    /// Title.
    pub(super) title: Message,
    /// Name of the cluster or place.
    pub(super) cluster: String,
    /// The same for people, where it differs.
    pub(super) shown: Option<Message>,
    /// What the id is made of, beside the code.
    pub(super) signature: Vec<String>,
    /// See [`Weight::also`].
    pub(super) also: Option<Code>,
    /// The activity compared with.
    pub(super) activity: Option<(String, String)>,
    /// The words of the register.
    pub(super) register: Option<Quote>,
    /// Decision step.
    pub(super) step: Step,
    /// Lines that come first in the evidence.
    pub(super) because: Vec<Message>,
    /// No more persons than this are concerned, likely and at most.
    pub(super) most: Option<(u64, u64)>,
    /// Indexes of the finds, any order, at least one.
    pub(super) finds: &'s [usize],
}

/// Weighs a draft.
pub(super) fn gap(survey: &Survey<'_>, draft: Draft<'_>) -> Gap {
    let finds: Vec<&Find<'_>> = words::set(draft.finds.iter().copied())
        .into_iter()
        .filter_map(|i| survey.finds.get(i))
        .collect();
    let items = words::set(finds.iter().map(|f| f.datum));
    let weighed = weigh(survey, (draft.code, draft.also, draft.most), &finds, &items);
    let within = within(survey, &draft, &finds);
    let mut evidence = draft.because;
    evidence.extend(data_lines(&finds, &items));
    evidence.extend(volume_lines(survey, &finds));
    evidence.extend(weighed.persons.line());
    evidence.extend(minors_lines(survey, &finds, weighed.severity.terms.minors));
    evidence.push(weighed.exposure.because());
    let shown = draft.shown;
    let shown = shown.unwrap_or_else(|| Message::both(&draft.cluster));
    let (evidence_fr, evidence_en) = split(evidence);
    Gap {
        id: id::of(draft.code, &draft.signature),
        code: draft.code,
        title_fr: draft.title.fr,
        title_en: draft.title.en,
        severity: weighed.severity,
        places: places(&finds),
        items,
        cluster: draft.cluster,
        where_fr: shown.fr,
        where_en: shown.en,
        persons: weighed.persons.least,
        at_most: weighed.persons.at_most,
        activity: draft.activity,
        register: draft.register,
        step: draft.step,
        evidence_fr,
        evidence_en,
        extent: extent::of(survey, finds.iter().map(|f| &f.holding.at), &within),
        waived: None,
        decided: None,
    }
}

/// The folders that the activity of a gap is declared in: where its data lie in
/// them does not matter, unless the gap is about single files.
fn within(survey: &Survey<'_>, draft: &Draft<'_>, finds: &[&Find<'_>]) -> Vec<String> {
    use Code::{G02, G03, G04, G05, G06, G07, G12};
    let of_place = matches!(draft.code, G02 | G03 | G04 | G05 | G06 | G07 | G12);
    let (Some(register), Some((id, _)), true) = (survey.register, &draft.activity, of_place) else {
        return Vec::new();
    };
    let bonds = words::set(finds.iter().map(|f| (f.holding.at.source, f.bonds)));
    let bonds = bonds
        .iter()
        .flat_map(|(source, ix)| survey.bonds(*ix).iter().map(|b| (*source, *b)));
    let own = bonds.filter(|(_, b)| register.activities[b.activity].id.value == *id);
    let patterns = words::set(own).into_iter().filter_map(|(source, b)| {
        let binding = &register.activities[b.activity].locations[b.location];
        extent::location(survey, source, &binding.pattern)
    });
    words::set(patterns)
}

/// What finds weigh together.
struct Weighed {
    severity: Severity,
    persons: Persons,
    exposure: Exposure,
}

/// The level that a gap about some finds would have.
pub(super) fn level(survey: &Survey<'_>, code: Code, finds: &[usize]) -> Level {
    let finds: Vec<&Find<'_>> = finds.iter().map(|i| &survey.finds[*i]).collect();
    let items = words::set(finds.iter().map(|f| f.datum));
    weigh(survey, (code, None, None), &finds, &items)
        .severity
        .level
}

/// Weighs finds as a gap of a code, perhaps of another one too, of no more persons
/// than so many.
fn weigh(
    survey: &Survey<'_>,
    (code, also, most): (Code, Option<Code>, Option<(u64, u64)>),
    finds: &[&Find<'_>],
    items: &[Datum],
) -> Weighed {
    let exposure = exposure(survey, finds);
    let persons = persons::count(survey, finds, most);
    let severity = severity(&Weight {
        code,
        also,
        items,
        persons: persons.at_most.or(persons.least),
        exposure: exposure.points(),
        minors: finds.iter().any(|f| survey.tables.is_of_minors(f)),
    });
    Weighed {
        severity,
        persons,
        exposure,
    }
}

/// Both languages apart, as [`Gap`] keeps them.
pub(super) fn split(lines: Vec<Message>) -> (Vec<String>, Vec<String>) {
    lines.into_iter().map(|m| (m.fr, m.en)).unzip()
}

/// Every place, sorted.
fn places(finds: &[&Find<'_>]) -> Vec<PlaceRef> {
    let mut out: Vec<PlaceRef> = finds.iter().map(|f| place(f)).collect();
    out.sort_by(|a, b| {
        (&a.at, &a.place, a.datum, &a.rule).cmp(&(&b.at, &b.place, b.datum, &b.rule))
    });
    out
}

fn place(find: &Find<'_>) -> PlaceRef {
    let h = find.holding;
    PlaceRef {
        at: h.at.clone(),
        place: h.place.clone(),
        datum: Some(find.datum),
        count: h.count,
        distinct: distinct([find]),
        samples: h.samples.clone(),
        rule: find.card.id.clone(),
    }
}

fn exposure(survey: &Survey<'_>, finds: &[&Find<'_>]) -> Exposure {
    finds
        .iter()
        .filter_map(|f| survey.spots.get(f.spot))
        .map(|s| s.exposure)
        .max()
        .unwrap_or(Exposure::Unknown)
}

/// Distinct values of all these finds together.
fn distinct<'f, 'a: 'f>(finds: impl IntoIterator<Item = &'f Find<'a>>) -> u64 {
    let mut finds = finds.into_iter().peekable();
    let first = finds.next();
    if let (Some(only), None) = (first, finds.peek()) {
        let sketch = &only.holding.distinct;
        if sketch.is_settled() {
            return only.holding.values();
        }
    }
    let mut all = Sketch::default();
    let mut count = 0;
    for find in first.into_iter().chain(finds) {
        persons::absorb(&mut all, &find.holding.distinct);
        count += find.holding.count;
    }
    all.settle();
    all.estimate().min(count)
}

/// One line per datum, gravest first.
fn data_lines(finds: &[&Find<'_>], items: &[Datum]) -> Vec<Message> {
    let mut sorted = items.to_vec();
    sorted.sort_by_key(|d| (std::cmp::Reverse(d.sensitivity()), *d));
    let mut lines: Vec<Message> = sorted
        .iter()
        .take(LINES)
        .map(|d| data_line(finds, *d))
        .collect();
    if sorted.len() > LINES {
        let rest = words::items(&sorted[LINES..]);
        lines.push(Message::new(
            format!("Aussi\u{a0}: {}", rest.fr),
            format!("Also: {}", rest.en),
        ));
    }
    lines
}

fn data_line(finds: &[&Find<'_>], datum: Datum) -> Message {
    let own: Vec<&Find<'_>> = finds.iter().copied().filter(|f| f.datum == datum).collect();
    let values = own
        .iter()
        .map(|f| f.holding.count)
        .fold(0, u64::saturating_add);
    let test = own
        .iter()
        .map(|f| f.holding.evidence.probable_test)
        .fold(0, u64::saturating_add);
    let confidence = own.iter().map(|f| f.holding.confidence).max();
    let values = words::count(values, ["valeur", "valeurs"], ["value", "values"]);
    let different = words::count(
        distinct(own.iter().copied()),
        ["distincte", "distinctes"],
        ["distinct", "distinct"],
    );
    let (sure_fr, sure_en) = match confidence {
        Some(Confidence::High) => ("confiance élevée", "high confidence"),
        Some(Confidence::Medium) => ("confiance moyenne", "medium confidence"),
        Some(Confidence::Low) | None => ("confiance faible", "low confidence"),
    };
    let mut line = Message::new(
        format!(
            "{}\u{a0}: {}, {}, {sure_fr}",
            datum.title_fr(),
            values.fr,
            different.fr
        ),
        format!(
            "{}: {}, {}, {sure_en}",
            datum.title_en(),
            values.en,
            different.en
        ),
    );
    if test > 0 {
        let n = words::count(
            test,
            ["valeur de test probable", "valeurs de test probables"],
            ["probable test value", "probable test values"],
        );
        line.fr += &format!(", dont {}", n.fr);
        line.en += &format!(", of which {}", n.en);
    }
    line
}

/// In how many files and tables.
fn volume_lines(survey: &Survey<'_>, finds: &[&Find<'_>]) -> Vec<Message> {
    // members of a container count for themselves, as in the ledger
    let items: BTreeSet<_> = finds.iter().map(|f| &f.holding.at).collect();
    let tables = items
        .iter()
        .filter(|at| survey.is_database(at.source))
        .count();
    let files = items.len() - tables;
    let mut parts = Vec::new();
    if files > 0 {
        parts.push(words::count(
            files as u64,
            ["fichier", "fichiers"],
            ["file", "files"],
        ));
    }
    if tables > 0 {
        parts.push(words::count(
            tables as u64,
            ["table", "tables"],
            ["table", "tables"],
        ));
    }
    let (fr, en) = split(parts);
    vec![Message::new(
        format!("Volume\u{a0}: {}", fr.join(" et ")),
        format!("Volume: {}", en.join(" and ")),
    )]
}

/// By what minors are told, where they weigh, and how much they do.
fn minors_lines(survey: &Survey<'_>, finds: &[&Find<'_>], points: u8) -> Vec<Message> {
    if points == 0 {
        return Vec::new();
    }
    let own = finds.iter().filter(|f| survey.tables.is_of_minors(f));
    let spots: BTreeSet<usize> = own.map(|f| f.spot).collect();
    let told = spots.iter().flat_map(|s| survey.tables.told(*s));
    let told: Vec<_> = told
        .filter(|(table, told)| {
            told.is_of_minors() && finds.iter().any(|f| tables::holds(table, f))
        })
        .collect();
    let more = told.len().saturating_sub(TABLES);
    let mut lines = vec![Message::new(
        format!("Mineurs probables\u{a0}: {points} points de plus de sensibilité"),
        format!("Probable minors: {points} more points of sensitivity"),
    )];
    let shown = told.iter().take(TABLES);
    lines.extend(shown.map(|(table, told)| people::line(table, told)));
    lines.extend(words::rest(
        more,
        ["autre table", "autres tables"],
        ["other table", "other tables"],
    ));
    lines
}
