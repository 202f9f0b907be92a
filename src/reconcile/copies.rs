//! G10: places outside the register whose values are those of a declared table.
//! Four in five of the distinct values of a datum must be there too, of ten at
//! least; the same names of columns are told beside, and make names of persons count,
//! which alone prove nothing. Values are compared by keyed
//! fingerprints; of large tables by the part of them that both sketches keep, so
//! that a small extract of a very large table may not be seen.

use super::evidence::{self, Draft};
use super::gap::{Code, Gap, Quote, Step};
use super::survey::{Find, Survey};
use super::words;
use crate::model::{Datum, Fingerprint, Sketch, folded_words};
use crate::register::{Message, Register, inert};
use std::collections::{BTreeMap, HashMap};

/// Values in common, of a hundred.
const SHARE: u64 = 80;
/// Values that must be comparable.
const LEAST: u64 = 10;
/// Copies that a gap names.
const NAMED: usize = 4;
/// Fingerprints by which tables that may be the original are looked up.
const PROBES: usize = 64;
/// Originals that are remembered of one value: a list that is exported each month has
/// as many as months, and any of them shows the copy.
const ORIGINALS: usize = 64;
/// Tables that are compared wholly with a find.
const CANDIDATES: usize = 16;

/// A copy and what it is one of.
struct Copy {
    find: usize,
    original: usize,
    /// Values in common, of so many.
    common: (u64, u64),
}

/// One gap per activity whose values lie elsewhere too.
pub(super) fn gaps(survey: &Survey<'_>, register: &Register) -> Vec<Gap> {
    let originals = Originals::of(survey, |f| !f.bonds.is_unbound());
    let mut copies: BTreeMap<usize, Vec<Copy>> = BTreeMap::new();
    for (i, find) in survey.finds.iter().enumerate() {
        let loose = find.is_strong() && find.bonds.is_unbound() && find.datum.counts_persons();
        let best = || originals.best(survey, find, |_| true);
        if let Some((original, common)) = loose.then(best).flatten() {
            let copy = Copy {
                find: i,
                original,
                common,
            };
            let bonds = survey.bonds(survey.finds[original].bonds);
            let id = |a: &usize| register.activities[*a].id.value.as_str();
            // the order of the register must not make the gap another one
            let activity = bonds.iter().map(|b| b.activity).min_by_key(id);
            if let Some(activity) = activity {
                copies.entry(activity).or_default().push(copy);
            }
        }
    }
    copies
        .into_iter()
        .map(|(activity, copies)| gap(survey, register, activity, &copies))
        .collect()
}

/// Columns of tables, by their fingerprints.
#[derive(Debug)]
pub(super) struct Originals {
    by: HashMap<(Datum, Fingerprint), Vec<usize>>,
}

impl Originals {
    /// Those of the survey that may be originals.
    pub(super) fn of(survey: &Survey<'_>, may_be: impl Fn(&Find<'_>) -> bool) -> Self {
        let mut by: HashMap<_, Vec<usize>> = HashMap::new();
        for (i, find) in survey.finds.iter().enumerate() {
            let may_be = find.is_strong() && may_be(find);
            if may_be && find.holding.place.is_column() && find.datum.counts_persons() {
                for value in find.holding.distinct.kept() {
                    let originals: &mut Vec<usize> = by.entry((find.datum, *value)).or_default();
                    if originals.len() < ORIGINALS {
                        originals.push(i);
                    }
                }
            }
        }
        Self { by }
    }

    /// The column that has most of a find's values, the first of equals, of those that
    /// `fits` takes; and how many they have in common, of so many.
    pub(super) fn best(
        &self,
        survey: &Survey<'_>,
        find: &Find<'_>,
        fits: impl Fn(&Find<'_>) -> bool,
    ) -> Option<(usize, (u64, u64))> {
        let kept = find.holding.distinct.kept();
        let known = |value: &Fingerprint| self.by.get(&(find.datum, *value));
        let mut met: BTreeMap<usize, usize> = BTreeMap::new();
        for original in kept.iter().take(PROBES).filter_map(known).flatten() {
            *met.entry(*original).or_default() += 1;
        }
        // those that share most of the probes; the first of equals
        let met = met.into_iter();
        let mut candidates: Vec<(usize, usize)> =
            met.filter(|(o, _)| fits(&survey.finds[*o])).collect();
        candidates.sort_by_key(|(original, hits)| (std::cmp::Reverse(*hits), *original));
        candidates.truncate(CANDIDATES);
        let candidates = candidates.into_iter().map(|(original, _)| original);
        let all = candidates.filter_map(|original| {
            let common = common(
                &find.holding.distinct,
                &survey.finds[original].holding.distinct,
            );
            let (same, of) = common;
            let other = &survey.finds[original];
            // surnames are shared by people who have nothing to do with each other
            let names = find.datum != Datum::PersonName || same_names(survey, find, other);
            (of >= LEAST && same * 100 >= of * SHARE && names).then_some((original, common))
        });
        all.max_by_key(|(original, common)| (common.0, std::cmp::Reverse(*original)))
    }
}

/// How many of the values of `a` are among those of `b`, of so many that both
/// sketches can tell.
fn common(a: &Sketch, b: &Sketch) -> (u64, u64) {
    let bound = |s: &Sketch| (!s.is_exact()).then(|| s.kept().last().copied()).flatten();
    let most = [bound(a), bound(b)].into_iter().flatten().min();
    let comparable = |f: &&Fingerprint| most.is_none_or(|m| **f <= m);
    let own = a.kept().iter().filter(comparable);
    let of = own.clone().count() as u64;
    let same = own.filter(|f| b.kept().binary_search(f).is_ok()).count() as u64;
    (same, of)
}

fn gap(survey: &Survey<'_>, register: &Register, activity: usize, copies: &[Copy]) -> Gap {
    let a = &register.activities[activity];
    let name = words::quoted(&a.name.value);
    let finds: Vec<usize> = copies.iter().map(|c| c.find).collect();
    evidence::gap(
        survey,
        Draft {
            code: Code::G10,
            title: Message::new(
                format!("Copie de données de {} hors de ses emplacements", name.fr),
                format!("Copy of data of {} outside its locations", name.en),
            ),
            cluster: a.name.value.clone(),
            shown: None,
            signature: vec![a.id.value.clone()],
            also: None,
            activity: Some((a.id.value.clone(), a.name.value.clone())),
            register: quote(survey, register, activity, copies),
            step: Step::Copy,
            because: lines(survey, copies),
            most: None,
            finds: &finds,
        },
    )
}

/// The location through which the first original is declared.
fn quote(
    survey: &Survey<'_>,
    register: &Register,
    activity: usize,
    copies: &[Copy],
) -> Option<Quote> {
    let original = &survey.finds[copies.first()?.original];
    let mut bonds = survey.bonds(original.bonds).iter();
    let bond = bonds.find(|b| b.activity == activity)?;
    let binding = &register.activities[bond.activity].locations[bond.location];
    Some(Quote {
        quote: inert(binding.uri.value.clone()),
        source: register.cite(binding.uri.at),
    })
}

/// The copies by place, the one with most in common first.
fn lines(survey: &Survey<'_>, copies: &[Copy]) -> Vec<Message> {
    let mut by_spot: BTreeMap<usize, &Copy> = BTreeMap::new();
    for copy in copies {
        let best = by_spot.entry(survey.finds[copy.find].spot).or_insert(copy);
        if copy.common.0 > best.common.0 {
            *best = copy;
        }
    }
    let mut sorted: Vec<&Copy> = by_spot.into_values().collect();
    sorted.sort_by_key(|c| (std::cmp::Reverse(c.common.0), c.find));
    let more = sorted.len().saturating_sub(NAMED);
    sorted.truncate(NAMED);
    let mut lines: Vec<Message> = sorted.iter().map(|c| line(survey, c)).collect();
    lines.extend(words::rest(
        more,
        ["autre copie", "autres copies"],
        ["other copy", "other copies"],
    ));
    lines
}

fn line(survey: &Survey<'_>, copy: &Copy) -> Message {
    let (find, original) = (&survey.finds[copy.find], &survey.finds[copy.original]);
    let (same, of) = copy.common;
    let share = same * 100 / of.max(1);
    let datum = find.datum;
    let alike = same_names(survey, find, original);
    let (fr, en) = match alike {
        true => (", mêmes noms de colonnes", ", same names of columns"),
        false => ("", ""),
    };
    Message::new(
        format!(
            "{}\u{a0}: {share}\u{a0}% de ses valeurs distinctes ({}) sont dans {}{fr}",
            find.holding.at,
            datum.title_fr(),
            original.holding.at
        ),
        format!(
            "{}: {share}% of its distinct values ({}) are in {}{en}",
            find.holding.at,
            datum.title_en(),
            original.holding.at
        ),
    )
}

/// Whether both stand in tables whose columns are called the same.
fn same_names(survey: &Survey<'_>, a: &Find<'_>, b: &Find<'_>) -> bool {
    let names = |find: &Find<'_>| {
        let table = survey.tables.of_find(find)?;
        let names = table.columns.iter().map(|c| folded_words(c));
        let names: Vec<String> = names.collect();
        (names.iter().filter(|n| !n.is_empty()).count() >= 3).then_some(names)
    };
    names(a).is_some_and(|own| Some(own) == names(b))
}

#[cfg(test)]
mod tests {
    use super::super::tests::build::sketch;
    use super::*;

    #[test]
    fn values_in_common_are_those_that_both_can_tell() {
        assert_eq!(common(&sketch(0..40), &sketch(0..100)), (40, 40));
        assert_eq!(common(&sketch(0..100), &sketch(0..40)), (40, 100));
        assert_eq!(common(&sketch(0..40), &sketch(50..90)), (0, 40));
        // both are estimates: the share is near three in four
        let (same, of) = common(&sketch(0..4_000), &sketch(1_000..9_000));
        assert!(
            of > 100 && (65..85).contains(&(same * 100 / of)),
            "{same} of {of}"
        );
        assert_eq!(common(&sketch(0..0), &sketch(0..9)), (0, 0));
    }
}
