//! The one value that every renderer reads.

use super::diff::{self, Compared};
use super::found::{self, Found, Holder, RuleUse};
use super::gaps::GapView;
use super::heat::{self, Heat};
use super::names::Names;
use super::persons::{self, Persons};
use super::unread::{self, Remark, Unread};
use crate::inventory::{CoverageTotals, Inventory};
use crate::model::{Locator, Reason, SourceId, State};
use crate::reconcile::{Code, Gap, Matrix, Note, Period, Profile, Reconciliation, Warning};
use crate::register::{Date, Register};
use crate::source::SourceRef;
use std::collections::BTreeSet;

/// Items that a report names as the ones to look at first.
const FOREMOST: usize = 15;

/// What a report says of the register it compared with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisterFacts {
    /// The organisation the register speaks of.
    pub organisation: String,
    /// Name of the register's file, without its directory.
    pub file: String,
    /// SHA-256 of that file, hex.
    pub sha256: Option<String>,
    /// When one of its activities was last updated.
    pub updated: Option<Date>,
    /// Number of activities.
    pub activities: u64,
    /// The decisions that were applied, where they stand in a file of their own.
    pub decisions: Option<DecisionFacts>,
}

/// What a report says of `decisions.toml`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecisionFacts {
    /// Name of the file, without its directory.
    pub file: String,
    /// SHA-256 of it, hex.
    pub sha256: String,
    /// Number of decisions.
    pub count: u64,
}

impl RegisterFacts {
    /// The facts of a register; `sha256` is that of the file it was read from.
    #[must_use]
    pub fn of(register: &Register, sha256: Option<String>) -> Self {
        let name = register.organisation.name.as_ref();
        let file = register.file.rsplit(['/', '\\']).next();
        let updated = register
            .activities
            .iter()
            .filter_map(|a| a.updated.as_ref());
        Self {
            organisation: name.map_or_else(String::new, |n| n.value.clone()),
            file: file.unwrap_or_default().to_owned(),
            sha256,
            updated: updated.map(|d| d.value).max(),
            activities: register.activities.len() as u64,
            decisions: None,
        }
    }
}

/// What comparing with a register gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reconciled {
    /// The register.
    pub register: RegisterFacts,
    /// What it gave: gaps (waived ones among them, in any order), notes, matrix.
    pub reconciliation: Reconciliation,
}

/// Everything a reader is told about one scan, in the order in which it is told.
/// The same inventory and reconciliation always give the same report.
#[derive(Debug, Clone)]
pub struct Report {
    pub(crate) scan: Scan,
    pub(crate) totals: CoverageTotals,
    pub(crate) found: Vec<Found>,
    pub(crate) heat: Heat,
    /// The items to look at first, at most [`FOREMOST`].
    pub(crate) foremost: Vec<Holder>,
    pub(crate) unread: Vec<Unread>,
    pub(crate) remarks: Vec<Remark>,
    pub(crate) rules: Vec<RuleUse>,
    /// None: the scan was not compared with a register.
    pub(crate) comparison: Option<Comparison>,
    /// Sources in which there was nothing at all, as the user named them.
    pub(crate) empty: Vec<String>,
    /// Sources of which nothing was listed, those that were refused among them.
    pub(crate) silent: BTreeSet<SourceId>,
    /// Persons in what was found.
    pub(crate) persons: Option<Persons>,
    pub(crate) names: Names,
    /// What has changed since an earlier scan.
    pub(crate) compared: Option<Compared>,
}

/// The run behind a report. Its id stays out: it differs from run to run.
#[derive(Debug, Clone)]
pub(crate) struct Scan {
    /// Seconds since the epoch; shown as days.
    pub(crate) started: i64,
    pub(crate) finished: Option<i64>,
    pub(crate) version: String,
    pub(crate) rules_sha256: String,
    pub(crate) sources: Vec<SourceRef>,
    /// It was stopped before its end.
    pub(crate) interrupted: bool,
}

/// Gaps and matrix of a report that was compared with a register.
#[derive(Debug, Clone)]
pub(crate) struct Comparison {
    pub(crate) register: RegisterFacts,
    /// Open gaps, the gravest first.
    pub(crate) gaps: Vec<GapView>,
    /// Gaps set aside by a decision; listed, never counted.
    pub(crate) waived: Vec<GapView>,
    pub(crate) matrix: Matrix,
    /// Beside gaps: inference, silence of the register, data of clients.
    pub(crate) notes: Vec<Note>,
    /// Lines of the register that could not count.
    pub(crate) warnings: Vec<Warning>,
    /// How old data are, against how long they are to be kept.
    pub(crate) periods: Vec<Period>,
    /// What is known of the undeclared places of open gaps.
    pub(crate) profiles: Vec<Profile>,
    /// Persons concerned by the open gaps; where none is open, by those set aside.
    pub(crate) persons: Option<Persons>,
}

impl Comparison {
    /// Open gaps that say how register and data differ. What was not inspected
    /// (G15) is listed among the gaps, but is no difference.
    pub(crate) fn differences(&self) -> impl Iterator<Item = &GapView> {
        self.gaps.iter().filter(|g| g.gap.code != Code::G15)
    }

    /// How many differences a decision set aside: points that were not inspected
    /// are counted apart.
    pub(crate) fn set_aside(&self) -> u64 {
        let all = self.waived.iter();
        all.filter(|g| g.gap.code != Code::G15).count() as u64
    }

    /// How many gaps say that something was not inspected: a decision about one
    /// makes nothing read, so those set aside count too.
    pub(crate) fn not_inspected(&self) -> u64 {
        let all = self.gaps.iter().chain(&self.waived);
        all.filter(|g| g.gap.code == Code::G15).count() as u64
    }
}

impl Report {
    /// Builds the report of a scan, with or without a register.
    #[must_use]
    pub fn new(inventory: &Inventory, reconciled: Option<Reconciled>) -> Self {
        let names = Names::new(&inventory.run);
        let found = found::by_datum(inventory);
        Self {
            scan: scan(inventory),
            totals: inventory.totals(),
            heat: heat::heat(inventory, &names),
            foremost: found::foremost(inventory, &names, FOREMOST),
            unread: unread::by_reason(inventory, &names),
            remarks: unread::remarks(inventory, &names),
            rules: found::by_rule(inventory),
            empty: empty(inventory, &names),
            silent: silent(inventory),
            persons: persons::persons_found(inventory),
            comparison: reconciled.map(|r| compare(r, inventory, &names)),
            found,
            names,
            compared: None,
        }
    }

    /// The same, told beside what an earlier scan found.
    #[must_use]
    pub fn since(mut self, compared: Option<Compared>) -> Self {
        self.compared = compared;
        self
    }

    /// Open gaps (not waived), the gravest first.
    pub fn open_gaps(&self) -> impl Iterator<Item = &Gap> {
        let open = self.comparison.iter().flat_map(|c| &c.gaps);
        open.map(|g| &g.gap)
    }

    /// The gap of an id, whatever its case, waived ones among them.
    #[must_use]
    pub fn gap(&self, id: &str) -> Option<&Gap> {
        let all = self.comparison.iter();
        let mut all = all.flat_map(|c| c.gaps.iter().chain(&c.waived));
        let named = all.find(|g| g.gap.id.0.eq_ignore_ascii_case(id));
        named.map(|g| &g.gap)
    }

    /// Totals of the coverage ledger.
    #[must_use]
    pub const fn totals(&self) -> CoverageTotals {
        self.totals
    }

    /// Items that hold personal data at medium confidence or higher, and the
    /// values in them.
    pub(crate) fn volume(&self) -> (u64, u64) {
        let places = self.heat.rows.iter().map(|r| r.items).sum();
        (places, self.found.iter().map(|f| f.count).sum())
    }
}

fn scan(inventory: &Inventory) -> Scan {
    let run = &inventory.run;
    let stopped = |o: &crate::model::Outcome| {
        o.state != State::Complete && o.problems.iter().any(|p| p.what == Reason::Interrupted)
    };
    Scan {
        started: run.started,
        finished: run.finished,
        version: run.version.clone(),
        rules_sha256: run.rules_sha256.clone(),
        sources: run.sources.clone(),
        interrupted: run.finished.is_none() || inventory.coverage.iter().any(stopped),
    }
}

fn compare(r: Reconciled, inventory: &Inventory, names: &Names) -> Comparison {
    let Reconciliation {
        gaps,
        notes,
        matrix,
        warnings,
        periods,
        mut profiles,
        ..
    } = r.reconciliation;
    let views = gaps.into_iter().map(|g| GapView::new(g, inventory, names));
    let (waived, open): (Vec<_>, Vec<_>) = views.partition(|g| g.gap.waived.is_some());
    let (gaps, waived) = (sorted(open), sorted(waived));
    let open = gaps.iter().any(|g| g.gap.code != Code::G15);
    profiles.retain(|p| gaps.iter().any(|g| g.gap.id == p.gap));
    Comparison {
        persons: persons::persons(if open { &gaps } else { &waived }, inventory),
        register: r.register,
        gaps,
        waived,
        matrix,
        notes,
        warnings,
        periods,
        profiles,
    }
}

/// The sources of which the ledger has no line.
/// Sources of which nothing was listed; the rest that stands for a refused one is
/// nothing.
pub(super) fn silent(inventory: &Inventory) -> BTreeSet<SourceId> {
    let listed = inventory.coverage.iter().filter(|o| !is_rest(&o.at));
    let listed: BTreeSet<_> = listed.map(|o| o.at.source).collect();
    let all = inventory.run.sources.iter().map(|s| s.id);
    all.filter(|id| !listed.contains(id)).collect()
}

fn is_rest(at: &Locator) -> bool {
    at.entry.is_none() && at.path.to_text() == diff::REST
}

fn empty(inventory: &Inventory, names: &Names) -> Vec<String> {
    let sources = inventory.run.sources.iter();
    let silent = sources.filter(|s| !inventory.coverage.iter().any(|o| o.at.source == s.id));
    silent.map(|s| names.given(s.id)).collect()
}

fn sorted(mut gaps: Vec<GapView>) -> Vec<GapView> {
    gaps.sort_by(|a, b| a.order().cmp(&b.order()));
    gaps
}
