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
use crate::model::{Locator, SourceId};
use crate::reconcile::Reconciliation;
use crate::report::Reconciled;
use crate::report::diff::Snapshot;
use crate::rule::RuleSet;
use anyhow::Result;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

/// Scans before one that are asked what it did not read.
const RUNS: usize = 10;

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

/// One run, compared, as another is compared with it.
pub(super) fn snapshot(
    store: &Store,
    run: &StoredRun,
    loaded: &Loaded,
    day: Day,
    scanner: impl FnOnce() -> Result<Scanner>,
) -> Result<Snapshot> {
    let judged = compared(store, &run.run.id, loaded, day, scanner)?;
    let whole = run.state == RunState::Complete;
    let gaps = &judged.reconciliation().gaps;
    Ok(Snapshot::of(&run.run.id, &judged.inventory, gaps, whole))
}

/// The same as a later run is compared with it: of what it did not read, it knows what
/// the last run of the same sources before it did that read it.
///
/// # Errors
/// The store cannot be read.
pub(super) fn remembered(
    store: &Store,
    run: &StoredRun,
    loaded: &Loaded,
    day: Day,
    scanner: &dyn Fn() -> Result<Scanner>,
) -> Result<Snapshot> {
    let own = snapshot(store, run, loaded, day, scanner)?;
    let runs = ended(store)?;
    let before = runs.iter().take_while(|r| r.run.id != run.run.id);
    let before: Vec<&StoredRun> = before.filter(|r| uris(r) == uris(run)).collect();
    let mut left = dark(store, run)?;
    let mut older = Vec::new();
    for earlier in before.into_iter().rev().take(RUNS) {
        if left.is_empty() {
            break;
        }
        let not_read = dark(store, earlier)?;
        // what neither has read need not be asked for
        if !left.is_subset(&not_read) {
            older.push(snapshot(store, earlier, loaded, Day::Scan, scanner)?);
            left.retain(|d| not_read.contains(d));
        }
    }
    Ok(own.recalling(&older))
}

/// The addresses of a run's sources.
pub(super) fn uris(run: &StoredRun) -> Vec<&str> {
    run.run.sources.iter().map(|s| s.uri.as_str()).collect()
}

/// What a run did not read.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Dark {
    /// An item, or a folder with all that is in it.
    Item(Locator),
    /// A source of which it saw nothing.
    Source(SourceId),
    /// What was left when it stopped.
    Rest,
}

fn dark(store: &Store, run: &StoredRun) -> Result<BTreeSet<Dark>> {
    let ledger = store.load_ledger(&run.run.id)?;
    let blind = ledger.sources.iter().filter(|s| !ledger.read.contains(s));
    let mut dark: BTreeSet<Dark> = blind.map(|s| Dark::Source(*s)).collect();
    dark.extend(ledger.unread.into_iter().map(|o| Dark::Item(o.at)));
    dark.extend((run.state != RunState::Complete).then_some(Dark::Rest));
    Ok(dark)
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
