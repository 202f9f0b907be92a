//! G06: tables of people whom none of the activities of their place mentions.
//! Nothing is said where a fiche names nobody, or somebody whom the vocabulary does
//! not know: then its answer could be the same.

use super::evidence::{self, Draft};
use super::gap::{Code, Gap, Step};
use super::subject::{self, Names, Told};
use super::survey::Survey;
use super::{tables, words};
use crate::inventory::Table;
use crate::register::{Message, Register, Role};
use std::collections::{BTreeMap, BTreeSet};

/// Places that a gap names.
const NAMED: usize = 4;

/// What speaks of one group in the places of one activity.
#[derive(Default)]
struct Mismatch {
    finds: Vec<usize>,
    because: Vec<Message>,
    names: Names,
}

/// One gap per activity and group of people.
pub(super) fn gaps(survey: &Survey<'_>, register: &Register) -> Vec<Gap> {
    let declared: Vec<_> = register.activities.iter().map(subject::declared).collect();
    let mut found: BTreeMap<(usize, &str), Mismatch> = BTreeMap::new();
    for (i, spot) in survey.spots.iter().enumerate() {
        for (table, told) in survey.tables.told(i) {
            let finds = spot.finds.clone().filter(|f| {
                let find = &survey.finds[*f];
                let bound = find.is_strong() && !find.bonds.is_unbound();
                bound && subject::matters(find.datum) && tables::holds(table, find)
            });
            let finds: Vec<usize> = finds.collect();
            let group = told.group.id.as_str();
            if let Some(activity) = silent(survey, register, &declared, &finds, group) {
                let own = found.entry((activity, group)).or_default();
                own.finds.extend(&finds);
                own.names.extend(&told.names);
                own.because.push(line(table, told));
            }
        }
    }
    found
        .into_iter()
        .map(|((activity, group), own)| gap(survey, register, (activity, group), own))
        .collect()
}

/// Of the activities of the place the one of the least id, if none of them declares the group and all of
/// them say whom they are about.
fn silent(
    survey: &Survey<'_>,
    register: &Register,
    declared: &[Option<BTreeSet<&'static str>>],
    finds: &[usize],
    group: &str,
) -> Option<usize> {
    let sets = words::set(finds.iter().map(|f| survey.finds[*f].bonds));
    let all = sets.iter().flat_map(|b| survey.bonds(*b));
    let all = words::set(all.map(|b| b.activity));
    let mentions = |a: &usize| {
        let client = register.activities[*a].role == Role::Processor;
        let names = declared[*a].as_ref();
        client || names.is_none_or(|d| d.contains(group))
    };
    let id = |a: &usize| register.activities[*a].id.value.as_str();
    let least = all.iter().copied().min_by_key(id);
    least.filter(|_| !all.iter().any(mentions))
}

/// By what a table tells of whom it is.
pub(super) fn line(table: &Table, told: &Told) -> Message {
    let at = table.at.to_string();
    let place = match &table.sheet {
        Some(sheet) => format!("{at} › {sheet}"),
        None => at,
    };
    if let Some((minors, all)) = told.births {
        let (minors, all) = (words::number(minors), words::number(all));
        return Message::new(
            format!(
                "{place}\u{a0}: {} dates de naissance sur {} sont de personnes de moins de 18 ans",
                minors.fr, all.fr
            ),
            format!(
                "{place}: {} dates of birth of {} are of persons under 18 years",
                minors.en, all.en
            ),
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
    (activity, group): (usize, &str),
    mut own: Mismatch,
) -> Gap {
    let a = &register.activities[activity];
    let name = words::quoted(&a.name.value);
    let Message { fr, en } = subject::called(&own.names);
    let more = own.because.len().saturating_sub(NAMED);
    own.because.truncate(NAMED);
    let rest = words::rest(
        more,
        ["autre table", "autres tables"],
        ["other table", "other tables"],
    );
    own.because.extend(rest);
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
            signature: vec![a.id.value.clone(), group.to_owned()],
            also: None,
            activity: Some((a.id.value.clone(), a.name.value.clone())),
            register: words::quote_all(register, &a.data_subjects),
            step: Step::Subjects,
            because: own.because,
            most: None,
            finds: &own.finds,
        },
    )
}
