//! What a scan knows of an undeclared cluster beyond its gap: which data, in how
//! many places, of whom, who can read them, since when. A draft fiche starts from
//! it; what nobody can read off files (purpose, legal basis, recipients, period)
//! is not here.

use super::cluster::Cluster;
use super::exposure::Exposure;
use super::gap::{Gap, GapId};
use super::region::folder;
use super::subject::{self, Names, Told};
use super::suggest::place::{is_meant, pattern};
use super::survey::Survey;
use super::words;
use crate::model::{Datum, Sketch};
use crate::register::{Message, Pattern, inert};
use std::collections::{BTreeMap, BTreeSet};

/// Patterns after which the rest is left to the pattern of the whole cluster.
const LOCATIONS: usize = 40;

/// What is known of one undeclared cluster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// Its gap.
    pub gap: GapId,
    /// The location patterns that mean it; one, unless it gathers several places.
    pub locations: Vec<String>,
    /// What was found, in the order of the register's items.
    pub found: Vec<Amount>,
    /// Whose data they seem to be.
    pub subjects: Vec<People>,
    /// Who can read them, the most exposed first, and how many files or tables.
    pub exposure: Vec<(Message, u64)>,
    /// When its files were first and last changed, seconds since the epoch.
    pub modified: Option<(i64, i64)>,
    /// Columns of dates: hints of how long data are kept.
    pub dates: Vec<Dates>,
    /// Files with data, and tables of databases.
    pub files: u64,
    /// Tables of databases.
    pub tables: u64,
}

/// How much of one datum there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Amount {
    /// The datum.
    pub datum: Datum,
    /// Values.
    pub count: u64,
    /// Distinct values; an estimate from some hundred on.
    pub distinct: u64,
    /// Files or tables.
    pub places: u64,
}

/// People whom a place speaks of, and by what it is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct People {
    /// What they are called.
    pub name: Message,
    /// Names of columns, sheets and files that say so.
    pub by: BTreeSet<String>,
    /// Births of minors, and births.
    pub births: Option<(u64, u64)>,
}

/// The dates of columns that bear one name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dates {
    /// The name of the columns.
    pub column: String,
    /// Months since the year 0 of the oldest and the newest date.
    pub span: (i32, i32),
    /// How many dates.
    pub count: u64,
}

/// The profiles of the undeclared clusters (G01) among some gaps, in their order.
/// A masked name becomes a wildcard in a pattern.
pub(super) fn profiles(
    survey: &Survey<'_>,
    gaps: &[Gap],
    clusters: &BTreeMap<GapId, &Cluster>,
) -> Vec<Profile> {
    let own = gaps.iter().filter_map(|g| Some((g, clusters.get(&g.id)?)));
    own.map(|(gap, cluster)| profile(survey, gap, cluster))
        .collect()
}

fn profile(survey: &Survey<'_>, gap: &Gap, cluster: &Cluster) -> Profile {
    let spots = cluster.finds.iter().map(|f| survey.finds[*f].spot);
    let spots = words::set(spots);
    let tables = match survey.is_database(cluster.source) {
        true => spots.len() as u64,
        false => 0,
    };
    Profile {
        gap: gap.id.clone(),
        locations: locations(survey, cluster, &spots),
        found: found(survey, &spots),
        subjects: subjects(survey, &spots),
        exposure: exposure(survey, &spots),
        modified: modified(survey, &spots),
        dates: dates(survey, &spots),
        files: spots.len() as u64 - tables,
        tables,
    }
}

/// The pattern of the cluster; of one that gathers several places, the pattern of
/// each.
fn locations(survey: &Survey<'_>, cluster: &Cluster, spots: &[usize]) -> Vec<String> {
    let whole = pattern(survey, cluster.source, cluster.files, &cluster.folder);
    let means_all = |uri: &String| {
        let parsed = Pattern::parse(uri).ok();
        parsed.is_some_and(|p| spots.iter().all(|s| is_meant(survey, *s, &p)))
    };
    if let Some(uri) = whole.filter(|uri| cluster.bindable && means_all(uri)) {
        return vec![uri];
    }
    let each = apart(survey, cluster, spots);
    match each.is_empty() || each.len() > LOCATIONS {
        true => vec![
            survey
                .said(&cluster.name)
                .unwrap_or_else(|| cluster.name.clone()),
        ],
        false => each,
    }
}

/// The folders (schemas and tables) of some spots, none within another.
fn apart(survey: &Survey<'_>, cluster: &Cluster, spots: &[usize]) -> Vec<String> {
    let database = survey.is_database(cluster.source);
    let paths = spots.iter().map(|s| survey.spots[*s].path.to_lossy());
    let folders: BTreeSet<Vec<String>> = paths.map(|p| folder(&p, database)).collect();
    let within = |f: &&Vec<String>| {
        let above = |o: &&Vec<String>| !o.is_empty() && o.len() < f.len() && f.starts_with(o);
        !folders.iter().any(|o| above(&o))
    };
    let mut tops: BTreeSet<Vec<String>> = folders.iter().filter(within).cloned().collect();
    if tops.len() > LOCATIONS {
        tops = tops
            .into_iter()
            .map(|f| f.into_iter().take(1).collect())
            .collect();
    }
    let uri = |f: &Vec<String>| pattern(survey, cluster.source, f.is_empty(), f);
    tops.iter().filter_map(uri).collect()
}

/// The strong unbound finds of the cluster by datum.
fn found(survey: &Survey<'_>, spots: &[usize]) -> Vec<Amount> {
    let mut by: BTreeMap<Datum, (u64, Sketch, u64, BTreeSet<usize>)> = BTreeMap::new();
    for spot in spots {
        for find in survey.finds_of(*spot) {
            if find.is_strong() && find.bonds.is_unbound() {
                let (count, values, largest, places) = by.entry(find.datum).or_default();
                *count += find.holding.count;
                values.merge(&find.holding.distinct);
                *largest = find.holding.values().max(*largest);
                places.insert(*spot);
            }
        }
    }
    by.into_iter()
        .map(|(datum, (count, values, largest, places))| Amount {
            datum,
            count,
            distinct: values.estimate().max(largest).min(count),
            places: places.len() as u64,
        })
        .collect()
}

/// Whom the tables of the cluster speak of, each group once.
fn subjects(survey: &Survey<'_>, spots: &[usize]) -> Vec<People> {
    let mut by: BTreeMap<&str, (People, Names)> = BTreeMap::new();
    for spot in spots {
        let spot = &survey.spots[*spot];
        let told = spot
            .tables
            .iter()
            .flat_map(|t| subject::of(spot, t, survey.as_of));
        for told in told {
            let Told {
                group,
                by: titles,
                births,
                names,
            } = told;
            let new = || {
                let people = People {
                    name: Message::default(),
                    by: BTreeSet::new(),
                    births: None,
                };
                (people, Names::new())
            };
            let (known, called) = by.entry(group.id.as_str()).or_insert_with(new);
            called.extend(names);
            let shown = titles
                .iter()
                .map(|n| survey.said(n).unwrap_or_else(|| n.clone()));
            known.by.extend(shown.map(inert));
            if let Some((minors, all)) = births {
                let (m, a) = known.births.unwrap_or_default();
                known.births = Some((m + minors, a + all));
            }
        }
    }
    let named = by.into_values().map(|(people, names)| People {
        name: subject::called(&names),
        ..people
    });
    named.collect()
}

fn exposure(survey: &Survey<'_>, spots: &[usize]) -> Vec<(Message, u64)> {
    let mut by: BTreeMap<Exposure, u64> = BTreeMap::new();
    for spot in spots {
        *by.entry(survey.spots[*spot].exposure).or_default() += 1;
    }
    let all = by.into_iter().rev();
    all.map(|(e, n)| (e.because(), n)).collect()
}

fn modified(survey: &Survey<'_>, spots: &[usize]) -> Option<(i64, i64)> {
    let own = spots.iter().flat_map(|s| &survey.spots[*s].outcomes);
    let days: Vec<i64> = own
        .filter(|o| o.at.entry.is_none())
        .filter_map(|o| o.modified)
        .collect();
    Some((*days.iter().min()?, *days.iter().max()?))
}

/// Columns of dates by their name; births say nothing of how long data are kept.
fn dates(survey: &Survey<'_>, spots: &[usize]) -> Vec<Dates> {
    let mut by: BTreeMap<String, (i32, i32, u64)> = BTreeMap::new();
    let tables = spots.iter().flat_map(|s| &survey.spots[*s].tables);
    for (table, ages) in tables.flat_map(|t| t.ages.iter().map(move |a| (t, a))) {
        let name = table.columns.get(ages.column as usize);
        let (first, last) = (ages.months.first(), ages.newest());
        if let (false, Some(name), Some((first, _)), Some(last)) = (ages.births, name, first, last)
        {
            let shown = survey.said(name).unwrap_or_else(|| name.to_string());
            let known = by.entry(inert(shown));
            let (a, b, n) = known.or_insert((*first, last, 0));
            (*a, *b, *n) = ((*a).min(*first), (*b).max(last), *n + ages.count());
        }
    }
    by.into_iter()
        .map(|(column, (a, b, count))| Dates {
            column,
            span: (a, b),
            count,
        })
        .collect()
}
