//! Periods of `limier.report.v1`: ages of data against the time they are to be kept.

use super::v1::{Activity, QuoteLine, path};
use crate::reconcile::{Clock, Period, Reading};
use crate::report::text::Lang;
use schemars::JsonSchema;
use serde::Serialize;
use std::borrow::Cow;

#[derive(Serialize, JsonSchema)]
pub(super) struct PeriodLine<'a> {
    activity: Activity<'a>,
    applies_to: &'a str,
    /// None: no limit.
    months: Option<u32>,
    trigger: &'a str,
    register: QuoteLine<'a>,
    readings: Vec<ReadingLine<'a>>,
    /// Files and tables without a date.
    undated: u64,
    /// Copies whose only date is that of the file.
    copies: u64,
    /// Why nothing could be evaluated: `unbounded`, `event`, `unclear`, `nothing_found`,
    /// `no_date`, `words`, `unreadable`, `future`, `copy`, `shared`.
    not_evaluable: Option<&'static str>,
}

#[derive(Serialize, JsonSchema)]
struct ReadingLine<'a> {
    source: &'a str,
    path: Cow<'a, str>,
    entry: Option<&'a str>,
    sheet: Option<&'a str>,
    /// `column` or `modified`.
    clock: &'static str,
    column: Option<&'a str>,
    /// Months, `2020-01`.
    oldest: String,
    newest: String,
    dates: u64,
    beyond: u64,
}

impl<'a> PeriodLine<'a> {
    pub(super) fn of(r: &'a crate::report::Report, p: &'a Period, lang: Lang) -> Self {
        let (id, name) = &p.activity;
        Self {
            activity: Activity { id, name },
            applies_to: &p.applies_to,
            months: p.months,
            trigger: lang.pick(&p.trigger.fr, &p.trigger.en),
            register: QuoteLine::of(&p.register),
            readings: p.readings.iter().map(|x| ReadingLine::of(r, x)).collect(),
            undated: p.untold,
            copies: p.copies,
            not_evaluable: p.why.map(crate::reconcile::Untold::as_str),
        }
    }
}

impl<'a> ReadingLine<'a> {
    fn of(r: &'a crate::report::Report, reading: &'a Reading) -> Self {
        let (oldest, newest) = reading.months();
        let column = match &reading.clock {
            Clock::Column(name) => Some(name.as_str()),
            Clock::Modified => None,
        };
        Self {
            source: r.names.uri(reading.at.source),
            path: path(&reading.at).0,
            entry: reading.at.entry.as_deref(),
            sheet: reading.sheet.as_deref(),
            clock: if column.is_some() {
                "column"
            } else {
                "modified"
            },
            column,
            oldest,
            newest,
            dates: reading.total,
            beyond: reading.beyond,
        }
    }
}
