//! Where scans are kept: which store a set of sources uses, and which one a
//! report reads.

use super::args::StoreArgs;
use super::environment;
use crate::inventory::{RunState, Store, StoredRun};
use anyhow::{Context as _, Result, bail};
use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// The data directory.
///
/// # Errors
/// There is no home directory and none was named.
pub(super) fn directory(args: &StoreArgs) -> Result<PathBuf> {
    environment::data_directory(args.data.clone())
        .context("no home directory is known; say with --data where the key and the scans are kept")
}

/// The store for these sources: the named one, else one of their own below the
/// data directory, so that different trees never share a lock.
pub(super) fn path_for(args: &StoreArgs, uris: &[&str]) -> Result<PathBuf> {
    if let Some(path) = &args.store {
        return Ok(path.clone());
    }
    let mut hash = Sha256::new();
    for uri in uris {
        hash.update(uri);
        hash.update([0]);
    }
    let name = hash
        .finalize()
        .iter()
        .take(8)
        .fold(String::new(), |mut s, b| {
            let _ = write!(s, "{b:02x}");
            s
        });
    Ok(directory(args)?
        .join("scans")
        .join(format!("{name}.sqlite")))
}

/// The store to report from and its youngest finished run: the named store,
/// else the one of the data directory that was written last.
pub(super) fn latest(args: &StoreArgs) -> Result<(Store, StoredRun)> {
    let path = match &args.store {
        Some(path) => path.clone(),
        None => youngest(&directory(args)?.join("scans"))?,
    };
    if !path.exists() {
        bail!(
            "{}: there is no such store; run limier scan first",
            path.display()
        );
    }
    let store = Store::open(&path)?;
    let finished = |r: &StoredRun| matches!(r.state, RunState::Complete | RunState::Partial);
    let Some(run) = store.runs()?.into_iter().rfind(finished) else {
        bail!(
            "{}: no scan in this store came to its end; run limier scan again",
            path.display()
        );
    };
    Ok((store, run))
}

fn youngest(scans: &Path) -> Result<PathBuf> {
    let mut found: Vec<(std::time::SystemTime, PathBuf)> = std::fs::read_dir(scans)
        .into_iter()
        .flatten()
        .filter_map(|entry| {
            let path = entry.ok()?.path();
            let is_store = path.extension().is_some_and(|e| e == "sqlite");
            is_store.then(|| Some((path.metadata().ok()?.modified().ok()?, path)))?
        })
        .collect();
    found.sort();
    let last = found.pop().map(|(_, path)| path);
    last.with_context(|| {
        format!(
            "no scan is kept below {}; run limier scan first",
            scans.display()
        )
    })
}
