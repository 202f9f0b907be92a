//! The shape of `limier.report.v1`. Keys are added, never renamed or reused;
//! a change of meaning needs a `v2`.

use super::periods::PeriodLine;
use crate::model::{Category, Datum, Locator, Place, Reason};
use crate::reconcile::{Code, Decided, Gap, Level, PlaceRef, Quote, Severity};
use crate::report::found::Found;
use crate::report::gaps::GapView;
use crate::report::heat::{Extent, HeatRow};
use crate::report::lines::base64;
use crate::report::text::{Lang, figures};
use crate::report::value::{Comparison, RegisterFacts};
use crate::source::{SourceKind, SourceRef};
use schemars::JsonSchema;
use serde::Serialize;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The whole file.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "limier.report.v1")]
pub(crate) struct Report<'a> {
    #[schemars(extend("const" = "limier.report.v1"))]
    schema: &'static str,
    run: Run<'a>,
    coverage: Coverage,
    inventory: Inventory<'a>,
    gaps: Vec<GapLine<'a>>,
    /// Lines of the register that could not count.
    warnings: Vec<WarningLine<'a>>,
    /// How old data are, against how long they are to be kept.
    periods: Vec<PeriodLine<'a>>,
}

#[derive(Serialize, JsonSchema)]
struct WarningLine<'a> {
    kind: &'static str,
    text: &'a str,
    source: &'a str,
}

#[derive(Serialize, JsonSchema)]
struct Run<'a> {
    version: &'a str,
    /// Days, so that two runs of one day are equal.
    started: Option<String>,
    finished: Option<String>,
    complete: bool,
    rules_sha256: &'a str,
    rules: usize,
    sources: Vec<Source<'a>>,
    register: Option<Register<'a>>,
}

#[derive(Serialize, JsonSchema)]
struct Source<'a> {
    kind: SourceKind,
    uri: &'a str,
    given: &'a str,
    /// Nothing at all was listed there.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    empty: bool,
}

#[derive(Serialize, JsonSchema)]
struct Register<'a> {
    organisation: &'a str,
    file: &'a str,
    sha256: Option<&'a str>,
    updated: Option<String>,
    activities: u64,
    /// `decisions.toml`, where one was used.
    #[serde(skip_serializing_if = "Option::is_none")]
    decisions: Option<DecisionsFile<'a>>,
}

#[derive(Serialize, JsonSchema)]
struct DecisionsFile<'a> {
    file: &'a str,
    sha256: &'a str,
    count: u64,
}

#[derive(Serialize, JsonSchema)]
struct Coverage {
    items: u64,
    complete: u64,
    partial: u64,
    not_scanned: u64,
    bytes: u64,
    /// Items not wholly read, by first reason.
    reasons: BTreeMap<&'static str, u64>,
}

#[derive(Serialize, JsonSchema)]
struct Inventory<'a> {
    items: Vec<Item>,
    locations: Vec<Location<'a>>,
}

/// All that was found of one item of the register's vocabulary.
#[derive(Serialize, JsonSchema)]
struct Item {
    item: Datum,
    category: Category,
    /// At medium confidence or higher.
    count: u64,
    distinct: u64,
    places: u64,
    /// Places with weak hints only.
    weak_places: u64,
}

/// A row of the picture "where the data are".
#[derive(Serialize, JsonSchema)]
struct Location<'a> {
    source: &'a str,
    path: Cow<'a, str>,
    /// `whole`, `direct` (without its subfolders) or `others`.
    extent: &'static str,
    places: u64,
    count: u64,
    categories: BTreeMap<Category, u64>,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct GapLine<'a> {
    id: &'a str,
    code: Code,
    title: &'a str,
    severity: SeverityLine<'a>,
    items: &'a [Datum],
    places: Vec<PlaceLine<'a>>,
    persons: Option<u64>,
    /// Rows that may each be a person, where `persons` is only the least.
    persons_at_most: Option<u64>,
    activity: Option<Activity<'a>>,
    register: Option<QuoteLine<'a>>,
    step: &'a str,
    evidence: &'a [String],
    /// What a decision writes down so as to accept it as it is.
    accepts: String,
    /// Set aside by a decision: its reason and expiry.
    #[serde(skip_serializing_if = "Option::is_none")]
    waived: Option<&'a str>,
    /// What was decided, whether the gap is open or set aside.
    #[serde(skip_serializing_if = "Option::is_none")]
    decision: Option<DecisionLine<'a>>,
}

#[derive(Serialize, JsonSchema)]
struct DecisionLine<'a> {
    verdict: &'static str,
    /// `set_aside`, `to_do`, `review_past`, `expired`, `exceeded`.
    standing: &'static str,
    reason: &'a str,
    owner: &'a str,
    expires: Option<String>,
    source: &'a str,
}

impl<'a> DecisionLine<'a> {
    fn of(d: &'a Decided) -> Self {
        Self {
            verdict: d.verdict.as_str(),
            standing: d.standing.as_str(),
            reason: &d.reason,
            owner: &d.owner,
            expires: d.expires.map(|d| d.to_string()),
            source: &d.source,
        }
    }
}

/// One gap by itself: a line of JSON Lines.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "limier.gap.v1")]
pub(crate) struct Alone<'a> {
    #[schemars(extend("const" = "limier.gap.v1"))]
    schema: &'static str,
    status: Status,
    #[serde(flatten)]
    gap: GapLine<'a>,
}

/// Whether a gap counts.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Status {
    Open,
    /// A decision covers it.
    Waived,
}

impl<'a> Alone<'a> {
    pub(crate) fn new(r: &'a crate::report::Report, g: &'a Gap, lang: Lang) -> Self {
        Self {
            schema: "limier.gap.v1",
            status: match g.waived {
                None => Status::Open,
                Some(_) => Status::Waived,
            },
            gap: gap(r, g, lang),
        }
    }
}

#[derive(Serialize, JsonSchema)]
struct SeverityLine<'a> {
    level: Level,
    score: u8,
    terms: Terms,
    /// The floor or ceiling that moved the level away from the score.
    #[serde(skip_serializing_if = "Option::is_none")]
    bound_by: Option<&'a str>,
}

#[derive(Serialize, JsonSchema)]
struct Terms {
    sensitivity: u8,
    volume: u8,
    exposure: u8,
    kind: u8,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct Activity<'a> {
    pub(super) id: &'a str,
    pub(super) name: &'a str,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct QuoteLine<'a> {
    quote: &'a str,
    source: &'a str,
}

#[derive(Serialize, JsonSchema)]
struct PlaceLine<'a> {
    path: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    path_b64: Option<String>,
    entry: Option<&'a str>,
    source: &'a str,
    #[serde(flatten)]
    column: Column<'a>,
    item: Option<Datum>,
    count: u64,
    distinct: u64,
    rule: &'a str,
}

/// Which column of an item; keys that mean nothing there are absent.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Column<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    sheet: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    header: Option<&'a str>,
}

impl<'a> Column<'a> {
    pub(crate) fn of(place: &'a Place) -> Self {
        Self {
            sheet: place.sheet.as_deref(),
            // 0: columns have names only
            column: place.column.filter(|c| *c > 0),
            header: place.header.as_deref(),
        }
    }

    pub(crate) const fn is_nothing(&self) -> bool {
        self.sheet.is_none() && self.column.is_none() && self.header.is_none()
    }
}

/// The path of a locator, and its bytes where the text is not the path itself.
pub(crate) fn path(at: &Locator) -> (Cow<'_, str>, Option<String>) {
    let exact = at.path.is_escaped().then(|| base64(at.path.as_bytes()));
    (at.path.to_text(), exact)
}

impl<'a> Report<'a> {
    pub(super) fn new(r: &'a crate::report::Report, lang: Lang) -> Self {
        let gaps = r.comparison.iter().flat_map(Comparison::all);
        Self {
            schema: "limier.report.v1",
            run: run(r),
            coverage: coverage(r),
            inventory: Inventory {
                items: r.found.iter().map(Item::of).collect(),
                locations: r.heat.rows.iter().map(|row| location(r, row)).collect(),
            },
            gaps: gaps.map(|g| gap(r, &g.gap, lang)).collect(),
            warnings: r
                .comparison
                .iter()
                .flat_map(|c| &c.warnings)
                .map(|w| WarningLine {
                    kind: w.kind.as_str(),
                    text: lang.pick(&w.text.fr, &w.text.en),
                    source: &w.source,
                })
                .collect(),
            periods: r
                .comparison
                .iter()
                .flat_map(|c| &c.periods)
                .map(|p| PeriodLine::of(r, p, lang))
                .collect(),
        }
    }
}

impl Comparison {
    /// Open gaps, then waived ones.
    pub(crate) fn all(&self) -> impl Iterator<Item = &GapView> {
        self.gaps.iter().chain(&self.waived)
    }
}

fn run(r: &crate::report::Report) -> Run<'_> {
    Run {
        version: &r.scan.version,
        started: figures::iso_day(r.scan.started),
        finished: r.scan.finished.and_then(figures::iso_day),
        complete: !r.scan.interrupted,
        rules_sha256: &r.scan.rules_sha256,
        rules: r.rules.len(),
        sources: r.scan.sources.iter().map(|s| Source::of(s, r)).collect(),
        register: r.comparison.as_ref().map(|c| Register::of(&c.register)),
    }
}

impl<'a> Source<'a> {
    fn of(s: &'a SourceRef, r: &crate::report::Report) -> Self {
        Self {
            kind: s.kind,
            uri: &s.uri,
            given: &s.given,
            empty: r.silent.contains(&s.id),
        }
    }
}

impl<'a> Register<'a> {
    fn of(r: &'a RegisterFacts) -> Self {
        Self {
            organisation: &r.organisation,
            file: &r.file,
            sha256: r.sha256.as_deref(),
            updated: r.updated.map(|d| d.to_string()),
            activities: r.activities,
            decisions: r.decisions.as_ref().map(|d| DecisionsFile {
                file: &d.file,
                sha256: &d.sha256,
                count: d.count,
            }),
        }
    }
}

impl Item {
    const fn of(f: &Found) -> Self {
        Self {
            item: f.datum,
            category: f.datum.category(),
            count: f.count,
            distinct: f.distinct,
            places: f.places,
            weak_places: f.weak_places,
        }
    }
}

fn coverage(r: &crate::report::Report) -> Coverage {
    let t = r.totals;
    let reason = |u: &crate::report::unread::Unread| {
        (u.reason.map_or("none_given", Reason::as_str), u.total())
    };
    Coverage {
        items: t.items,
        complete: t.complete,
        partial: t.partial,
        not_scanned: t.not_scanned,
        bytes: t.bytes,
        reasons: r.unread.iter().map(reason).collect(),
    }
}

fn location<'a>(r: &'a crate::report::Report, row: &'a HeatRow) -> Location<'a> {
    Location {
        source: r.names.uri(row.source),
        path: row.path.to_text(),
        extent: match row.extent {
            Extent::Whole => "whole",
            Extent::Direct => "direct",
            Extent::Others(_) => "others",
        },
        places: row.items,
        count: row.total(),
        categories: row.counts.clone(),
    }
}

pub(super) fn gap<'a>(r: &'a crate::report::Report, g: &'a Gap, lang: Lang) -> GapLine<'a> {
    GapLine {
        id: &g.id.0,
        code: g.code,
        title: lang.pick(&g.title_fr, &g.title_en),
        severity: SeverityLine::of(&g.severity),
        items: &g.items,
        places: g.places.iter().map(|p| place(r, p)).collect(),
        persons: g.persons,
        persons_at_most: g.at_most,
        activity: g.activity.as_ref().map(|(id, name)| Activity { id, name }),
        register: g.register.as_ref().map(QuoteLine::of),
        step: g.step.as_str(),
        evidence: match lang {
            Lang::Fr => &g.evidence_fr,
            Lang::En => &g.evidence_en,
        },
        accepts: g.accepts(),
        waived: g.waived.as_deref(),
        decision: g.decided.as_ref().map(DecisionLine::of),
    }
}

impl<'a> SeverityLine<'a> {
    fn of(s: &'a Severity) -> Self {
        Self {
            level: s.level,
            score: s.score,
            terms: Terms {
                sensitivity: s.terms.sensitivity,
                volume: s.terms.volume,
                exposure: s.terms.exposure,
                kind: s.terms.kind,
            },
            bound_by: s.bound_by.as_deref(),
        }
    }
}

impl<'a> QuoteLine<'a> {
    pub(super) fn of(q: &'a Quote) -> Self {
        Self {
            quote: &q.quote,
            source: &q.source,
        }
    }
}

fn place<'a>(r: &'a crate::report::Report, p: &'a PlaceRef) -> PlaceLine<'a> {
    let (path, path_b64) = path(&p.at);
    PlaceLine {
        path,
        path_b64,
        entry: p.at.entry.as_deref(),
        source: r.names.uri(p.at.source),
        column: Column::of(&p.place),
        item: p.datum,
        count: p.count,
        distinct: p.distinct,
        rule: &p.rule,
    }
}
