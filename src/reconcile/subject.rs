//! Of whom the tables of a place speak: staff, customers, patients, minors. Told by
//! names of columns, sheets and files, and minors also by their births.
//!
//! What is not told twice is not told: one word on a file proves nothing. Groups and
//! their words are data (`rules/reconcile/subjects.toml`).

use super::clock::month_of;
use super::survey::Spot;
use crate::inventory::{Ages, Table};
use crate::model::{Datum, folded_words};
use crate::register::{Activity, Date, says};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// People that registers and tables speak of.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Group {
    /// Stable name.
    pub(super) id: String,
    /// What French readers call them.
    pub(super) fr: String,
    /// What English readers call them.
    pub(super) en: String,
    words: Vec<String>,
    columns: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rows {
    group: Vec<Group>,
}

static TABLE: LazyLock<Vec<Group>> = LazyLock::new(|| {
    let rows: Rows = toml::from_str(include_str!("../../rules/reconcile/subjects.toml"))
        .expect("the embedded table is read by a test");
    rows.group
});

/// The group whose members have not come of age.
const MINORS: &str = "minors";
/// Months to the age of majority.
const OF_AGE: i32 = 18 * 12;
/// Births of minors that make a table one of minors: so many at least, and a third.
const BIRTHS: u64 = 5;

/// A group and why a place is said to speak of it.
#[derive(Debug, Clone)]
pub(super) struct Told {
    /// The group.
    pub(super) group: &'static Group,
    /// Names of columns, sheet and file that say so.
    pub(super) by: BTreeSet<String>,
    /// Births of minors, and births.
    pub(super) births: Option<(u64, u64)>,
}

impl Told {
    /// Whether it is of those who have not come of age.
    pub(super) fn is_of_minors(&self) -> bool {
        self.group.id == MINORS
    }
}

/// The groups that a table speaks of: at most one by its words, and minors by their
/// births.
pub(super) fn of(spot: &Spot<'_>, table: &Table, as_of: Date) -> Vec<Told> {
    let columns: Vec<String> = table.columns.iter().map(|c| folded_words(c)).collect();
    let all = TABLE.iter().map(|g| by_words(spot, table, &columns, g));
    let told: Vec<(usize, Told)> = all.filter(|(strength, _)| *strength >= 2).collect();
    let most = told.iter().map(|(s, _)| *s).max().unwrap_or(0);
    let mut best = told.into_iter().filter(|(s, _)| *s == most).map(|(_, t)| t);
    // two groups that are told as well as each other are not told at all
    let mut found: Vec<Told> = match (best.next(), best.next()) {
        (Some(only), None) => vec![only],
        _ => Vec::new(),
    };
    if !found.iter().any(Told::is_of_minors) {
        let minors = TABLE.iter().find(|g| g.id == MINORS);
        found.extend(minors.and_then(|g| by_births(table, g, month_of(as_of))));
    }
    found
}

/// How often a table's names say that it is of a group; one of its columns must.
fn by_words(
    spot: &Spot<'_>,
    table: &Table,
    columns: &[String],
    group: &'static Group,
) -> (usize, Told) {
    let own = |name: &str| {
        group.columns.iter().any(|c| {
            // "ca" or "classe" is a name, not a word of one
            name == c || c.contains(' ') && says(name, c)
        })
    };
    let named = table.columns.iter().zip(columns);
    let named = named.filter(|(_, folded)| own(folded));
    let mut by: BTreeSet<String> = named.map(|(name, _)| name.to_string()).collect();
    let told = |by| Told {
        group,
        by,
        births: None,
    };
    if by.is_empty() {
        return (0, told(by));
    }
    let path = spot.path.to_text();
    let file = path.rsplit_once('/').map_or(&*path, |(_, f)| f);
    let titles = [
        Some(file),
        table.at.entry.as_deref(),
        table.sheet.as_deref(),
    ];
    for title in titles.into_iter().flatten() {
        let folded = folded_words(title);
        if group.words.iter().any(|w| says(&folded, w)) {
            by.insert(title.to_owned());
        }
    }
    (by.len(), told(by))
}

/// Minors by the births of the fullest column of births.
fn by_births(table: &Table, group: &'static Group, today: i32) -> Option<Told> {
    let births = table.ages.iter().filter(|a| a.births);
    let fullest = births.max_by_key(|a| a.count())?;
    let (minors, all) = (young(fullest, today), fullest.count());
    (minors >= BIRTHS && minors.saturating_mul(3) >= all).then(|| Told {
        group,
        by: BTreeSet::new(),
        births: Some((minors, all)),
    })
}

/// Births of those who are under age today; births to come are none.
fn young(births: &Ages, today: i32) -> u64 {
    let born = births.before(today + 1);
    born.saturating_sub(births.before(today + 1 - OF_AGE))
}

/// The groups that an activity declares; none where it names nobody, or somebody
/// that the table does not know.
pub(super) fn declared(activity: &Activity) -> Option<BTreeSet<&'static str>> {
    let mut out = BTreeSet::new();
    for subject in &activity.data_subjects {
        let folded = folded_words(&subject.text.value);
        let groups = TABLE
            .iter()
            .filter(|g| g.words.iter().any(|w| says(&folded, w)));
        let known = groups.map(|g| g.id.as_str()).collect::<Vec<_>>();
        if known.is_empty() {
            return None;
        }
        out.extend(known);
    }
    (!out.is_empty()).then_some(out)
}

/// Whether a datum is some person's own, so that it matters whose.
pub(super) const fn matters(datum: Datum) -> bool {
    datum.counts_persons() || matches!(datum, Datum::BirthDate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_table_is_well_formed() {
        assert!(TABLE.iter().any(|g| g.id == MINORS));
        for g in TABLE.iter() {
            for word in g.words.iter().chain(&g.columns) {
                assert_eq!(&folded_words(word), word, "{word} is not folded");
            }
        }
    }

    #[test]
    fn the_young_are_counted_to_the_month() {
        let today = 2026 * 12 + 10;
        let births = Ages {
            column: 0,
            births: true,
            months: vec![
                (today - OF_AGE, 1),
                (today - OF_AGE + 1, 2),
                (today, 4),
                (today + 1, 8),
            ],
        };
        assert_eq!(young(&births, today), 6);
    }
}
