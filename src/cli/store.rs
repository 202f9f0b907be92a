//! Where scans are kept: which store a set of sources uses, and which one a
//! report reads.

use super::args::StoreArgs;
use super::environment;
use super::lang::Lang;
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
pub(super) fn path_for(args: &StoreArgs, uris: &[&str], lang: Lang) -> Result<PathBuf> {
    if let Some(path) = &args.store {
        let directory = path.parent().filter(|d| !d.as_os_str().is_empty());
        if let Some(directory) = directory.filter(|d| !d.is_dir()) {
            let (shown, directory) = (path.display(), directory.display());
            bail!(match lang {
                Lang::Fr => format!(
                    "--store {shown} : le dossier {directory} n’existe pas ; le créer d’abord, ou choisir un autre nom"
                ),
                Lang::En => format!(
                    "--store {shown}: there is no directory {directory}; create it first, or choose another name"
                ),
            });
        }
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

/// What a report is made from.
#[derive(Debug)]
pub(super) struct Latest {
    pub(super) store: Store,
    /// The youngest run that came to its end.
    pub(super) run: StoredRun,
    /// A younger one that did not.
    pub(super) unfinished: Option<StoredRun>,
}

/// The store to report from and its youngest finished run: the named store,
/// else of the data directory the one written last that has such a run.
pub(super) fn latest(args: &StoreArgs, lang: Lang) -> Result<Latest> {
    if let Some(path) = &args.store {
        if !path.exists() {
            let path = path.display();
            bail!(match lang {
                Lang::Fr =>
                    format!("{path} : ce magasin n’existe pas ; lancer d’abord limier scan"),
                Lang::En => format!("{path}: there is no such store; run limier scan first"),
            });
        }
        let (store, runs) = read(path)?;
        return finished(store, runs, None, lang);
    }
    let scans = directory(args)?.join("scans");
    let (mut first, mut unfinished) = (None, None);
    for path in youngest_first(&scans) {
        let found = read(&path).and_then(|(store, runs)| {
            // stores of other sources, written later, in which nothing was finished
            unfinished = younger(unfinished.take(), runs.last());
            finished(store, runs, unfinished.clone(), lang)
        });
        match found {
            Ok(found) => return Ok(found),
            Err(e) => first = first.or(Some(e)),
        }
    }
    Err(first.unwrap_or_else(|| {
        let scans = scans.display();
        anyhow!(match lang {
            Lang::Fr =>
                format!("aucune analyse n’est gardée sous {scans} ; lancer d’abord limier scan"),
            Lang::En => format!("no scan is kept below {scans}; run limier scan first"),
        })
    }))
}

fn read(path: &Path) -> Result<(Store, Vec<StoredRun>)> {
    let store = Store::open(path)?;
    let runs = store.runs()?;
    Ok((store, runs))
}

const fn ended(run: &StoredRun) -> bool {
    matches!(run.state, RunState::Complete | RunState::Partial)
}

/// The younger of two runs, of those that did not come to their end.
fn younger(known: Option<StoredRun>, last: Option<&StoredRun>) -> Option<StoredRun> {
    let last = last.filter(|r| !ended(r)).cloned();
    known.into_iter().chain(last).max_by_key(|r| r.run.started)
}

/// The youngest run of a store that came to its end.
fn finished(
    store: Store,
    runs: Vec<StoredRun>,
    unfinished: Option<StoredRun>,
    lang: Lang,
) -> Result<Latest> {
    let unfinished = younger(unfinished, runs.last());
    let Some(run) = runs.into_iter().rfind(ended) else {
        let path = store.path().display();
        bail!(match lang {
            Lang::Fr => format!(
                "{path} : aucune analyse de ce magasin n’est allée à son terme ; relancer limier scan"
            ),
            Lang::En =>
                format!("{path}: no scan in this store came to its end; run limier scan again"),
        });
    };
    let later = |r: &StoredRun| r.run.started >= run.run.started;
    Ok(Latest {
        unfinished: unfinished.filter(later),
        store,
        run,
    })
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
