//! G06: tables of people whom none of the activities of their place mentions.
//! Nothing is said where a fiche names nobody, or somebody whom the vocabulary does
//! not know: then its answer could be the same.

use super::evidence::{self, Draft};
use super::gap::{Code, Gap, Quote, Step};
use super::subject::{self, Told};
use super::survey::Survey;
use super::words;
use crate::register::{Message, Register, Role, inert};
use std::collections::BTreeMap;

/// Places that a gap names.
const NAMED: usize = 4;

/// What speaks of one group in the places of one activity.
#[derive(Default)]
struct Mismatch {
    finds: Vec<usize>,
    because: Vec<Message>,
}

/// One gap per activity and group of people.
pub(super) fn gaps(survey: &Survey<'_>, register: &Register) -> Vec<Gap> {
    let mut found: BTreeMap<(usize, &str), (Mismatch, Told)> = BTreeMap::new();
    for (i, spot) in survey.spots.iter().enumerate() {
        let finds = spot.finds.clone().filter(|f| {
            let find = &survey.finds[*f];
            find.is_strong() && !find.bonds.is_unbound() && subject::matters(find.datum)
        });
        let finds: Vec<usize> = finds.collect();
        if finds.is_empty() {
            continue;
        }
        for told in subject::of(survey, spot) {
            if let Some(activity) = silent(survey, register, &finds, told.group.id.as_str()) {
                let key = (activity, told.group.id.as_str());
                let line = line(survey, i, &told);
                let entry = found.entry(key);
                let (own, _) = entry.or_insert_with(|| (Mismatch::default(), told));
                own.finds.extend(&finds);
                own.because.push(line);
            }
        }
    }
    found
        .into_iter()
        .map(|((activity, _), (own, told))| gap(survey, register, activity, own, &told))
        .collect()
}

/// The first activity of the place, if none of them declares the group and all of
/// them say whom they are about.
fn silent(survey: &Survey<'_>, register: &Register, finds: &[usize], group: &str) -> Option<usize> {
    let sets = words::set(finds.iter().map(|f| survey.finds[*f].bonds));
    let all = sets.iter().flat_map(|b| survey.bonds(*b));
    let all = words::set(all.map(|b| b.activity));
    let mentions = |a: &usize| {
        let activity = &register.activities[*a];
        let declared = subject::declared(activity);
        activity.role == Role::Processor || declared.is_none_or(|d| d.contains(group))
    };
    all.first().copied().filter(|_| !all.iter().any(mentions))
}

fn line(survey: &Survey<'_>, spot: usize, told: &Told) -> Message {
    let place = survey.spots[spot].path.to_text();
    if let Some((minors, all)) = told.births {
        let (minors, all) = (words::number(minors), words::number(all));
        return Message::new(
            format!(
                "{place}\u{a0}: {} naissances sur {} de moins de 18 ans",
                minors.fr, all.fr
            ),
            format!("{place}: {} births of {} under 18 years", minors.en, all.en),
        );
    }
    let by: Vec<&str> = told.by.iter().map(String::as_str).collect();
    Message::new(
        format!(
            "{place}\u{a0}: «\u{a0}{}\u{a0}»",
            by.join("\u{a0}», «\u{a0}")
        ),
        format!("{place}: \"{}\"", by.join("\", \"")),
    )
}

fn gap(
    survey: &Survey<'_>,
    register: &Register,
    activity: usize,
    mut own: Mismatch,
    told: &Told,
) -> Gap {
    let a = &register.activities[activity];
    let name = words::quoted(&a.name.value);
    let (fr, en) = (&told.group.fr, &told.group.en);
    let more = own.because.len().saturating_sub(NAMED) as u64;
    own.because.truncate(NAMED);
    if more > 0 {
        let places = words::count(
            more,
            ["autre lieu", "autres lieux"],
            ["other place", "other places"],
        );
        own.because.push(Message::new(
            format!("Et {}", places.fr),
            format!("And {}", places.en),
        ));
    }
    evidence::gap(
        survey,
        Draft {
            code: Code::G06,
            title: Message::new(
                format!("Personnes que {} ne mentionne pas\u{a0}: {fr}", name.fr),
                format!("Data subjects that {} does not mention: {en}", name.en),
            ),
            cluster: a.name.value.clone(),
            shown: None,
            signature: vec![a.id.value.clone(), told.group.id.clone()],
            also: None,
            activity: Some((a.id.value.clone(), a.name.value.clone())),
            register: subjects(register, activity),
            step: Step::Subjects,
            because: own.because,
            most: None,
            finds: &own.finds,
        },
    )
}

/// The people that an activity declares, in its words.
fn subjects(register: &Register, activity: usize) -> Option<Quote> {
    let all = &register.activities[activity].data_subjects;
    let first = all.first()?;
    let texts: Vec<&str> = all.iter().map(|s| s.text.value.as_str()).collect();
    let mut source = register.cite(first.text.at);
    if let Some(original) = &first.source {
        source = format!("{source} ({original})");
    }
    Some(Quote {
        quote: inert(texts.join(", ")),
        source: inert(source),
    })
}
