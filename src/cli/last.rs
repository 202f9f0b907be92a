//! Scans of a store compared with a register, as `draft`, `show` and `diff` look
//! at them: names that hold a value are masked, as in every output.

use super::args::StoreArgs;
use super::conceal::Conceal;
use super::decisions::file::DecisionFile;
use super::judge::{Day, Loaded, compare_with, load_with_decisions};
use super::lang::Lang;
use super::{key, store};
use crate::detect::Scanner;
use crate::inventory::{Inventory, RunState, Store, StoredRun};
use crate::reconcile::Reconciliation;
use crate::report::Reconciled;
use crate::rule::RuleSet;
use anyhow::Result;
use std::path::Path;
use std::sync::Arc;

/// A scan compared, with masked names.
pub(super) struct Compared {
    pub(super) inventory: Inventory,
    pub(super) reconciled: Reconciled,
}

impl Compared {
    /// Gaps, notes, periods, profiles.
    pub(super) fn reconciliation(&self) -> &Reconciliation {
        &self.reconciled.reconciliation
    }
}

/// The register given, else one that declares nothing: then every place is
/// undeclared.
pub(super) fn register(path: Option<&Path>, lang: Lang) -> Result<Loaded> {
    match path {
        Some(path) => {
            let decisions = DecisionFile::of(None, path, lang)?;
            load_with_decisions(path, decisions.as_ref(), lang)
        }
        None => Ok(Loaded::nothing()),
    }
}

/// Compares one run. `scanner` is asked for only where names may hold a value.
pub(super) fn compared(
    store: &Store,
    run: &str,
    loaded: &Loaded,
    day: Day,
    scanner: impl FnOnce() -> Result<Scanner>,
) -> Result<Compared> {
    let mut inventory = store.load_inventory(run)?;
    let mut conceal = Conceal::of(&inventory, true, scanner)?;
    let mut reconciled = compare_with(loaded, &inventory, &conceal, day);
    conceal.inventory(&mut inventory);
    conceal.reconciliation(&mut reconciled.reconciliation);
    Ok(Compared {
        inventory,
        reconciled,
    })
}

/// Finds values in names, with the builtin rules and the key of the organisation.
pub(super) fn scanner(args: &StoreArgs) -> Result<Scanner> {
    let key = key::load(&store::directory(args)?)?;
    Ok(Scanner::new(Arc::new(RuleSet::load(&[])?), key))
}

/// The youngest run of those given that saw something in each of its sources, else
/// the youngest: a scan of a share that was not mounted is nothing to compare with.
///
/// # Errors
/// The store cannot be read.
pub(super) fn sighted<'r>(store: &Store, runs: &[&'r StoredRun]) -> Result<Option<&'r StoredRun>> {
    for run in runs.iter().rev() {
        let ledger = store.load_ledger(&run.run.id)?;
        if ledger.sources.iter().all(|s| ledger.read.contains(s)) {
            return Ok(Some(run));
        }
    }
    Ok(runs.last().copied())
}

/// The runs of a store that came to their end, the oldest first.
pub(super) fn ended(store: &Store) -> Result<Vec<StoredRun>> {
    let mut runs = store.runs()?;
    runs.retain(|r| matches!(r.state, RunState::Complete | RunState::Partial));
    Ok(runs)
}
