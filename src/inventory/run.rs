//! A finished scan as one value: what reports and reconciliation read.

use super::{Holding, Table};
use crate::model::{Category, Datum, Outcome, State};
use crate::source::SourceRef;
use serde::{Deserialize, Serialize};

/// Index of a rule in [`Run::rules`] (sorted by rule id).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
pub struct RuleIx(pub u16);

/// What a report needs to know of a rule, kept with the scan so that a report
/// never needs the rule files again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleCard {
    /// The rule's id, `fr-nir`.
    pub id: String,
    /// The register item; none for what is only told apart (SIRET, VAT).
    pub datum: Option<Datum>,
    /// The register category.
    pub category: Option<Category>,
    /// French title.
    pub title_fr: String,
    /// English title.
    pub title_en: String,
}

/// One scan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// Stable id of the run in its store.
    pub id: String,
    /// Seconds since the epoch (`SOURCE_DATE_EPOCH` wins).
    pub started: i64,
    /// Seconds since the epoch; none while running or after a crash.
    pub finished: Option<i64>,
    /// Version of limier.
    pub version: String,
    /// SHA-256 of the compiled rule set, hex.
    pub rules_sha256: String,
    /// In the order given.
    pub sources: Vec<SourceRef>,
    /// Sorted by id; [`RuleIx`] points here.
    pub rules: Vec<RuleCard>,
}

/// Everything one scan found, in canonical order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inventory {
    /// The run.
    pub run: Run,
    /// One per item, sorted by locator.
    pub coverage: Vec<Outcome>,
    /// Sorted by locator, place, rule.
    pub holdings: Vec<Holding>,
    /// Tables in which something was found, sorted.
    pub tables: Vec<Table>,
}

impl Inventory {
    /// The card of a holding's rule.
    ///
    /// # Panics
    /// If `rule` is not of this run.
    #[must_use]
    pub fn rule(&self, rule: RuleIx) -> &RuleCard {
        &self.run.rules[usize::from(rule.0)]
    }

    /// Counts the ledger.
    #[must_use]
    pub fn totals(&self) -> CoverageTotals {
        let mut t = CoverageTotals::default();
        for o in &self.coverage {
            t.items += 1;
            t.bytes = t.bytes.saturating_add(o.bytes);
            match o.state {
                State::Complete => t.complete += 1,
                State::Partial => t.partial += 1,
                State::NotScanned => t.not_scanned += 1,
            }
        }
        t
    }
}

/// Totals of the coverage ledger; `items` is the sum of the three states.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct CoverageTotals {
    /// Items listed, members of containers included.
    pub items: u64,
    /// Wholly read.
    pub complete: u64,
    /// Read in part.
    pub partial: u64,
    /// Not read.
    pub not_scanned: u64,
    /// Bytes of all items, members counted by their expanded size.
    pub bytes: u64,
}
