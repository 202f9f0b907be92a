//! The scan store: one SQLite file that keeps runs, so that a finished scan can
//! be reported and reconciled again without reading its sources.
//!
//! Invariants: no raw value is ever stored (masked values and keyed
//! fingerprints only); the file is private (0600, in a directory of 0700 where
//! we make it); one writer at a time, held by a lock that says who; an item's
//! outcome and findings enter in one transaction, so that whatever has an
//! outcome is whole. Reading and writing of rows live in `read` and `write`.

mod file;
mod lock;
mod read;
mod row;
mod schema;
mod write;

pub use write::{Batch, Listed, WorkId};

use super::Run;
use lock::Lock;
use rusqlite::{Connection, OpenFlags, params};
use std::path::{Path, PathBuf};
use write::Unfinished;

/// What goes wrong with a store. No message quotes stored content.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// SQLite reported an error (disk full, damaged file).
    #[error("{path}: {source}", path = .path.display())]
    Sqlite {
        /// The store.
        path: PathBuf,
        /// What SQLite says.
        source: rusqlite::Error,
    },
    /// The file or its directory cannot be made, opened or made private.
    #[error("{path}: {source}", path = .path.display())]
    File {
        /// The file or directory.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// Another process is writing.
    #[error("{path}: in use by {holder}", path = .path.display())]
    Locked {
        /// The store.
        path: PathBuf,
        /// Who holds it: `process 123 since 2026-03-01T20:00:00Z`.
        holder: String,
    },
    /// A file of something else, or a damaged one.
    #[error("{path}: not a limier store", path = .path.display())]
    NotAStore {
        /// The file.
        path: PathBuf,
    },
    /// Made by a later version of limier.
    #[error("{path}: store of a later version (schema {found}, this program knows {known})", path = .path.display())]
    Newer {
        /// The store.
        path: PathBuf,
        /// Its schema version.
        found: i64,
        /// The version this program knows.
        known: i64,
    },
    /// There is no run of that id.
    #[error("no run `{0}` in this store")]
    NoSuchRun(String),
    /// A row does not hold what this version writes.
    #[error("the store is damaged: {0}")]
    Damaged(&'static str),
}

/// How a run ended, or that it has not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RunState {
    /// At work.
    Running,
    /// Every source was listed to its end and every item has its outcome.
    Complete,
    /// A source could not be listed to its end; the rest is there.
    Partial,
    /// Stopped or killed before its end.
    Interrupted,
}

impl RunState {
    /// The name in the store and in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Complete => "complete",
            Self::Partial => "partial",
            Self::Interrupted => "interrupted",
        }
    }

    pub(super) fn of(name: &str) -> Option<Self> {
        [
            Self::Running,
            Self::Complete,
            Self::Partial,
            Self::Interrupted,
        ]
        .into_iter()
        .find(|s| s.as_str() == name)
    }
}

/// One run of a store, without its findings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredRun {
    /// What it is.
    pub run: Run,
    /// How it ended.
    pub state: RunState,
}

/// An open store.
#[derive(Debug)]
pub struct Store {
    db: Connection,
    path: PathBuf,
    unfinished: Unfinished,
    /// Held while this store may write.
    lock: Option<Lock>,
}

impl Store {
    /// Opens a store for writing, making it (and its directory) if there is
    /// none. Runs that a killed process left as running become interrupted.
    ///
    /// # Errors
    /// [`StoreError::Locked`] while another process writes; the others as named.
    pub fn create(path: &Path) -> Result<Self, StoreError> {
        file::refuse_other(path)?;
        file::make_directory(path)?;
        let lock = Lock::take(path)?;
        file::make_private(path)?;
        let mut store = Self::connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE, Some(lock))?;
        store.sql(schema::tune_writer)?;
        store.migrate()?;
        store.sql(|db| {
            db.execute(
                "UPDATE run SET state = ?1 WHERE state = ?2",
                params![RunState::Interrupted.as_str(), RunState::Running.as_str()],
            )
        })?;
        Ok(store)
    }

    /// Opens an existing store for reading.
    ///
    /// # Errors
    /// When there is none, or it is of another version.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        file::refuse_link(path)?;
        let mut store = Self::connect(path, OpenFlags::SQLITE_OPEN_READ_ONLY, None)?;
        if store.version()? < schema::VERSION {
            drop(store);
            drop(Self::create(path)?);
            store = Self::connect(path, OpenFlags::SQLITE_OPEN_READ_ONLY, None)?;
        }
        Ok(store)
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    fn connect(path: &Path, flags: OpenFlags, lock: Option<Lock>) -> Result<Self, StoreError> {
        let flags = flags | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let db = Connection::open_with_flags(path, flags).map_err(|source| StoreError::Sqlite {
            path: path.to_owned(),
            source,
        })?;
        let store = Self {
            db,
            path: path.to_owned(),
            unfinished: Unfinished::default(),
            lock,
        };
        store.sql(schema::tune)?;
        store.check()?;
        Ok(store)
    }

    /// Refuses files of others and of later versions.
    fn check(&self) -> Result<(), StoreError> {
        let not_ours = || StoreError::NotAStore {
            path: self.path.clone(),
        };
        let found = self.version().map_err(|_| not_ours())?;
        if found > schema::VERSION {
            return Err(StoreError::Newer {
                path: self.path.clone(),
                found,
                known: schema::VERSION,
            });
        }
        let ours = self.sql(schema::is_ours)?;
        let new = self.lock.is_some() && self.sql(schema::is_empty)?;
        if ours || new { Ok(()) } else { Err(not_ours()) }
    }

    fn version(&self) -> Result<i64, StoreError> {
        self.sql(schema::version)
    }

    fn migrate(&mut self) -> Result<(), StoreError> {
        schema::migrate(&mut self.db).map_err(|source| StoreError::Sqlite {
            path: self.path.clone(),
            source,
        })
    }

    /// Runs SQL and names the store in its errors.
    fn sql<T>(&self, f: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, StoreError> {
        f(&self.db).map_err(|source| self.error(source))
    }

    fn error(&self, source: rusqlite::Error) -> StoreError {
        StoreError::Sqlite {
            path: self.path.clone(),
            source,
        }
    }
}

#[cfg(test)]
mod tests;
