//! Where scans are kept: which store a set of sources uses, and which one a
//! report reads.

use super::args::StoreArgs;
use super::environment;
use crate::inventory::{RunState, Store, StoredRun};
use anyhow::{Context as _, Result, anyhow, bail};
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

/// Everything that a run keeps: the store and its companion files, the directory
/// of stores, the key. Not the whole data directory: it may be one of the user's.
pub(super) fn files(args: &StoreArgs) -> Vec<PathBuf> {
    let mut files = Vec::new();
    if let Some(store) = &args.store {
        for suffix in ["", "-wal", "-shm", "-journal", ".lock"] {
            files.push(beside(store, suffix));
        }
    }
    if let Ok(directory) = directory(args) {
        files.extend([directory.join("scans"), directory.join("key")]);
    }
    files
}

fn beside(store: &Path, suffix: &str) -> PathBuf {
    let mut name = store.as_os_str().to_owned();
    name.push(suffix);
    name.into()
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
/// else of the data directory the one written last that has such a run.
pub(super) fn latest(args: &StoreArgs) -> Result<(Store, StoredRun)> {
    if let Some(path) = &args.store {
        if !path.exists() {
            bail!(
                "{}: there is no such store; run limier scan first",
                path.display()
            );
        }
        return finished(path);
    }
    let scans = directory(args)?.join("scans");
    let mut first = None;
    for path in youngest_first(&scans) {
        match finished(&path) {
            Ok(found) => return Ok(found),
            Err(e) => first = first.or(Some(e)),
        }
    }
    Err(first.unwrap_or_else(|| {
        anyhow!(
            "no scan is kept below {}; run limier scan first",
            scans.display()
        )
    }))
}

/// The youngest run of a store that came to its end.
fn finished(path: &Path) -> Result<(Store, StoredRun)> {
    let store = Store::open(path)?;
    let ended = |r: &StoredRun| matches!(r.state, RunState::Complete | RunState::Partial);
    let Some(run) = store.runs()?.into_iter().rfind(ended) else {
        bail!(
            "{}: no scan in this store came to its end; run limier scan again",
            path.display()
        );
    };
    Ok((store, run))
}

fn youngest_first(scans: &Path) -> Vec<PathBuf> {
    let written = |path: &Path| path.metadata().and_then(|m| m.modified()).ok();
    let mut found: Vec<_> = std::fs::read_dir(scans)
        .into_iter()
        .flatten()
        .filter_map(|entry| {
            let path = entry.ok()?.path();
            let is_store = path.extension().is_some_and(|e| e == "sqlite");
            // what was written last may still stand in the log beside it
            let when = written(&path).max(written(&beside(&path, "-wal")));
            is_store.then_some((when, path))
        })
        .collect();
    found.sort();
    found.into_iter().rev().map(|(_, path)| path).collect()
}
