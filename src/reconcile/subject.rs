//! Of whom the tables of a place speak: staff, customers, patients, minors. Told by
//! names of columns, sheets and files, and minors also by their births.
//!
//! What is not told twice is not told: one word on a file proves nothing. Groups and
//! their words are data (`rules/reconcile/subjects.toml`).

use super::clock::month_of;
use super::survey::Spot;
use crate::inventory::{Ages, Table};
use crate::model::{Datum, folded_words};
use crate::register::{Activity, Date, Message, says};
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
    #[serde(default)]
    part: Vec<Part>,
}

/// People of a group who have a name of their own.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Part {
    fr: String,
    en: String,
    words: Vec<String>,
}

/// What people are called, in French and in English, in the order of the table.
pub(super) type Names = BTreeSet<(usize, &'static str, &'static str)>;

/// All these names as one.
pub(super) fn called(names: &Names) -> Message {
    let fr: Vec<&str> = names.iter().map(|n| n.1).collect();
    let en: Vec<&str> = names.iter().map(|n| n.2).collect();
    Message::new(fr.join(" et "), en.join(" and "))
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

impl Group {
    /// What all of the group are called of whom nothing more is known.
    fn name(&'static self) -> (usize, &'static str, &'static str) {
        (0, &self.fr, &self.en)
    }

    /// Of whom the folded words of a title speak: parts of the group, and the rest of
    /// it where a word is not one of a part.
    fn named(&'static self, title: &str) -> Names {
        let of = |p: &Part| p.words.iter().any(|w| says(title, w));
        let parts = (1..).zip(&self.part).filter(|(_, p)| of(p));
        let mut names: Names = parts.map(|(i, p)| (i, &*p.fr, &*p.en)).collect();
        let own = |w: &&String| !self.part.iter().any(|p| p.words.contains(w));
        if self.words.iter().filter(own).any(|w| says(title, w)) {
            names.insert(self.name());
        }
        names
    }
}

/// A group and why a place is said to speak of it.
#[derive(Debug, Clone)]
pub(super) struct Told {
    /// The group.
    pub(super) group: &'static Group,
    /// Names of columns, sheet and file that say so.
    pub(super) by: BTreeSet<String>,
    /// Births of minors, and births.
    pub(super) births: Option<(u64, u64)>,
    /// What those of the group are called of whom titles speak.
    pub(super) names: Names,
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
    let told = |by, names| Told {
        group,
        by,
        births: None,
        names,
    };
    if by.is_empty() {
        return (0, told(by, Names::new()));
    }
    let mut names = Names::new();
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
            names.extend(group.named(&folded));
        }
    }
    if names.is_empty() {
        names.insert(group.name());
    }
    (by.len(), told(by, names))
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
        names: [group.name()].into(),
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
            for word in g.part.iter().flat_map(|p| &p.words) {
                assert!(g.words.contains(word), "{word} is not of {}", g.id);
            }
        }
    }

    #[test]
    fn people_are_called_what_titles_say() {
        let staff = TABLE.iter().find(|g| g.id == "staff").expect("there");
        for (title, expected) in [
            ("candidats 2024 csv", "applicants"),
            ("paie csv", "staff"),
            ("salaries et candidats", "staff and applicants"),
        ] {
            assert_eq!(called(&staff.named(title)).en, expected, "{title}");
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
