//! Findings folded into holdings ("this column holds 1,734 NIR of 84
//! persons"), the tables they stand in, the coverage ledger, and the scan store
//! that keeps them all.

mod fold;
mod holding;
mod ledger;
mod run;
pub mod store;
mod table;

pub use fold::Fold;
pub use holding::{Evidence, Holding, Occurrence};
pub use ledger::Ledger;
pub use run::{CoverageTotals, Inventory, RuleCard, RuleIx, Run};
pub use store::{RunState, Store, StoreError, StoredRun};
pub use table::{Ages, NAMES, Table};
