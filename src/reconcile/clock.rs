//! How old data are, by which clock: the dates of a column, else the day on which
//! a file was last changed. What neither can tell is not told; nor is it where a
//! column by its name is the clock and its cells are no dates.
//!
//! Which dates may stand for the trigger of a period is data
//! (`rules/reconcile/clocks.toml`). Birth dates never do.

use super::duplicate;
use super::survey::{Find, Survey};
use crate::inventory::{Ages, Table};
use crate::model::{Locator, folded_words, names_a_day};
use crate::register::{Date, says, utc_date};
use serde::Deserialize;
use std::sync::LazyLock;

/// Months that a period may be late: exports are dated, and nobody deletes on the day.
const MARGIN: i32 = 3;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Kind {
    id: String,
    words: Vec<String>,
}

/// From when a period runs.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Trigger {
    id: String,
    columns: Vec<String>,
    modified: bool,
    #[serde(default)]
    more: i32,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rows {
    kind: Vec<Kind>,
    trigger: Vec<Trigger>,
}

static TABLE: LazyLock<Rows> = LazyLock::new(|| {
    toml::from_str(include_str!("../../rules/reconcile/clocks.toml"))
        .expect("the embedded table is read by a test")
});

/// A trigger that the table knows.
pub(super) fn trigger(id: &str) -> Option<&'static Trigger> {
    TABLE.trigger.iter().find(|t| t.id == id)
}

/// The kind of a column whose name says nothing.
const PLAIN: &str = "plain";

/// What a column of dates is called.
fn kind(name: &str) -> &'static str {
    let name = folded_words(name);
    let kinds = TABLE.kind.iter();
    let known = |k: &&Kind| k.words.iter().any(|w| says(&name, w));
    kinds.into_iter().find(known).map_or(PLAIN, |k| &k.id)
}

/// By what the age of data was told.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Clock {
    /// A column of dates, by its name.
    Column(String),
    /// The day on which the file was last changed.
    Modified,
}

/// Why a table tells no age.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Mute {
    /// No date may stand for the trigger.
    NoDate,
    /// No cell of the column that is the clock by its name is a date.
    Unreadable(String),
    /// All dates of the clock are to come.
    Future(String),
    /// The file is a copy, and its day the only date.
    Copy,
}

/// The age of the data of one file or table.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reading {
    /// The file or table.
    pub at: Locator,
    /// The sheet, where there are several.
    pub sheet: Option<Box<str>>,
    /// By what.
    pub clock: Clock,
    /// Months since the year 0 of the oldest and the newest date.
    pub span: (i32, i32),
    /// Rows with a date, or the one file.
    pub total: u64,
    /// How many of them are older than the period and its margin.
    pub beyond: u64,
}

impl Reading {
    /// The oldest and the newest month, as `2020-01`.
    #[must_use]
    pub fn months(&self) -> (String, String) {
        let written = |m: i32| format!("{:04}-{:02}", m.div_euclid(12), m.rem_euclid(12) + 1);
        (written(self.span.0), written(self.span.1))
    }
}

/// Months since the year 0 of a day.
pub(super) fn month_of(day: Date) -> i32 {
    i32::from(day.year()) * 12 + i32::from(day.month()) - 1
}

/// The last month that a period of `months` before `as_of` still covers.
pub(super) fn limit(trigger: &Trigger, months: u32, as_of: Date) -> i32 {
    let months = i32::try_from(months).unwrap_or(i32::MAX / 2);
    month_of(as_of)
        .saturating_sub(months)
        .saturating_sub(MARGIN + trigger.more)
}

/// The age of the data that a find stands among, or why nothing tells it. The day of a
/// file that is a copy tells nothing: neither that its data are old, if it is called
/// one, nor, where they live elsewhere too, that they are kept too long.
pub(super) fn reading(
    survey: &Survey<'_>,
    find: &Find<'_>,
    trigger: &Trigger,
    limit: i32,
) -> Result<Reading, Mute> {
    let reading = alone(survey, find, trigger, limit)?;
    let lives = || duplicate::lives_elsewhere(survey, find, trigger, limit);
    let copy = || duplicate::is_called(survey, find.spot) || reading.beyond > 0 && lives();
    match reading.clock == Clock::Modified && copy() {
        true => Err(Mute::Copy),
        false => Ok(reading),
    }
}

/// The same, whatever is known of copies.
pub(super) fn alone(
    survey: &Survey<'_>,
    find: &Find<'_>,
    trigger: &Trigger,
    limit: i32,
) -> Result<Reading, Mute> {
    if let Some(table) = survey.tables.of_find(find) {
        let tables = &survey.tables;
        let dates = || table.ages.iter().filter(|a| !tables.is_birth(table, a));
        let best = newest(table, dates(), trigger);
        if let Some(name) = unreadable(table, trigger, best.map(|b| b.1)) {
            return Err(Mute::Unreadable(name.to_owned()));
        }
        if let Some((ages, name)) = best {
            return dated(survey, table, ages, name, limit);
        }
        // dates that may not stand for the trigger are still dates of living rows
        if dates().next().is_some() {
            return Err(Mute::NoDate);
        }
    }
    let changed = || changed(survey, find, limit);
    let changed = trigger.modified.then(changed).flatten();
    changed.ok_or(Mute::NoDate)
}

/// What a column of dates tells. Contracts end in days to come, nothing else has.
fn dated(
    survey: &Survey<'_>,
    table: &Table,
    ages: &Ages,
    name: &str,
    limit: i32,
) -> Result<Reading, Mute> {
    let first = ages.months.first().map(|m| m.0);
    let (Some(first), Some(last)) = (first, ages.newest()) else {
        return Err(Mute::NoDate);
    };
    if first > month_of(survey.as_of) && kind(name) != "end" {
        return Err(Mute::Future(name.to_owned()));
    }
    Ok(Reading {
        at: table.at.clone(),
        sheet: table.sheet.clone(),
        clock: Clock::Column(name.to_owned()),
        span: (first, last),
        total: ages.count(),
        beyond: ages.before(limit),
    })
}

/// The column that by its name is a better clock than `best`, and holds no dates.
fn unreadable<'t>(table: &'t Table, trigger: &Trigger, best: Option<&str>) -> Option<&'t str> {
    let rank = |name: &str| trigger.columns.iter().position(|k| k == kind(name));
    let own = best.and_then(rank).unwrap_or(usize::MAX);
    let names = table.columns.iter().enumerate();
    let clocks = names.filter(|(i, name)| {
        let read = table.ages.iter().any(|a| a.column as usize == *i);
        let promised = kind(name) != PLAIN && names_a_day(name);
        promised && !read && rank(name).is_some_and(|r| r < own)
    });
    let mut names = clocks.map(|(_, name)| &**name);
    names.next()
}

/// Of the columns whose dates may stand for a trigger, in the order in which the
/// trigger wants them, the one with the newest date.
fn newest<'t>(
    table: &'t Table,
    dates: impl Iterator<Item = &'t Ages>,
    trigger: &Trigger,
) -> Option<(&'t Ages, &'t str)> {
    let name = |ages: &Ages| table.columns.get(ages.column as usize);
    let named = dates.filter_map(|a| Some((a, &**name(a)?)));
    let named: Vec<(&Ages, &str)> = named.collect();
    trigger.columns.iter().find_map(|wanted| {
        let fits = named.iter().filter(|(_, name)| kind(name) == wanted);
        fits.copied()
            .max_by_key(|(a, _)| (a.newest(), a.count(), a.column))
    })
}

/// The day on which the file was last changed.
fn changed(survey: &Survey<'_>, find: &Find<'_>, limit: i32) -> Option<Reading> {
    let spot = &survey.spots[find.spot];
    let own = spot.outcomes.iter().find(|o| o.at.entry.is_none())?;
    let month = month_of(utc_date(own.modified?));
    Some(Reading {
        at: own.at.clone(),
        sheet: None,
        clock: Clock::Modified,
        span: (month, month),
        total: 1,
        beyond: u64::from(month < limit),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_table_is_well_formed() {
        let kinds: Vec<&str> = TABLE.kind.iter().map(|k| k.id.as_str()).collect();
        assert_eq!(kinds, ["end", "deletion", "change", "contact", "start"]);
        for word in TABLE.kind.iter().flat_map(|k| &k.words) {
            assert_eq!(&folded_words(word), word, "{word} is not folded");
        }
        assert!(trigger("collection").is_some(), "claims are judged by it");
        for t in &TABLE.trigger {
            let known = |c: &String| kinds.contains(&c.as_str()) || c == "plain";
            assert!(t.columns.iter().all(known), "{}", t.id);
        }
    }

    #[test]
    fn names_of_columns_say_what_their_dates_are() {
        for (name, expected) in [
            ("Date de fin du dernier contrat", "end"),
            ("date_sortie", "end"),
            ("Dernière commande", "contact"),
            ("updated_at", "change"),
            ("Date de dernière modification", "change"),
            ("Échéance", "plain"),
            ("Expiration CNI", "plain"),
            ("Échéance du contrat", "end"),
            ("deleted_at", "deletion"),
            ("Date d’embauche", "start"),
            ("created_at", "start"),
            ("Date", "plain"),
            ("", "plain"),
        ] {
            assert_eq!(kind(name), expected, "{name}");
        }
    }

    #[test]
    fn a_period_ends_after_its_months_and_the_margin() {
        let day = "2026-11-21".parse().expect("a date");
        let last = |id, months| limit(trigger(id).expect("known"), months, day);
        let november = 2026 * 12 + 10;
        assert_eq!(last("last_contact", 36), november - 39);
        assert_eq!(last("end_of_year", 120), november - 135);
        assert!(last("collection", u32::MAX) < 0);
    }
}
