//! Tables, versions and settings of the scan store.
//!
//! `user_version` is the number of migrations applied; a released migration is
//! never edited, a change is a new one at the end of [`MIGRATIONS`].

use rusqlite::Connection;

/// `limr`: tells our files from other SQLite files.
pub(super) const APPLICATION_ID: i64 = 0x6C69_6D72;

/// In order; each takes the store from the version of its index to the next.
///
/// - `item`: one row per listed thing (inserted when it is handed to a worker,
///   `work` = its own id) and per member of a container (`work` = id of the
///   listed thing). `state` is null until the outcome is known.
/// - `place`: the columns (or the text) of an item that hold something.
/// - `holding`: what a place holds of a rule; `kept` are the fingerprints of
///   the sketch, 8 bytes each, little-endian; `body` is JSON.
/// - `occurrence`: single values; `form` and `a`..`e` are the position.
/// - `tabular`: tables in which something was found; `columns` and `ages` are JSON.
const MIGRATIONS: &[&str] = &[
    "
    CREATE TABLE run (
        id INTEGER PRIMARY KEY,
        state TEXT NOT NULL,
        body TEXT NOT NULL
    ) STRICT;
    CREATE TABLE item (
        id INTEGER PRIMARY KEY,
        run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
        work INTEGER NOT NULL,
        source INTEGER NOT NULL,
        path BLOB NOT NULL,
        entry TEXT,
        bytes INTEGER NOT NULL,
        modified INTEGER,
        mode INTEGER,
        state TEXT,
        kind TEXT,
        row_count INTEGER NOT NULL DEFAULT 0,
        problems TEXT,
        notes TEXT
    ) STRICT;
    CREATE INDEX item_of_run ON item (run);
    CREATE TABLE place (
        id INTEGER PRIMARY KEY,
        item INTEGER NOT NULL REFERENCES item (id) ON DELETE CASCADE,
        sheet TEXT,
        ordinal INTEGER,
        header TEXT
    ) STRICT;
    CREATE INDEX place_of_item ON place (item);
    CREATE TABLE holding (
        place INTEGER NOT NULL REFERENCES place (id) ON DELETE CASCADE,
        rule INTEGER NOT NULL,
        count INTEGER NOT NULL,
        confidence TEXT NOT NULL,
        verdict TEXT NOT NULL,
        kept BLOB NOT NULL,
        body TEXT NOT NULL,
        PRIMARY KEY (place, rule)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE occurrence (
        place INTEGER NOT NULL REFERENCES place (id) ON DELETE CASCADE,
        number INTEGER NOT NULL,
        rule INTEGER NOT NULL,
        form INTEGER NOT NULL,
        a INTEGER NOT NULL,
        b INTEGER NOT NULL,
        c INTEGER NOT NULL,
        d INTEGER,
        e INTEGER,
        masked TEXT NOT NULL,
        confidence TEXT,
        PRIMARY KEY (place, number)
    ) STRICT, WITHOUT ROWID;
",
    "
    CREATE TABLE tabular (
        id INTEGER PRIMARY KEY,
        item INTEGER NOT NULL REFERENCES item (id) ON DELETE CASCADE,
        sheet TEXT,
        row_count INTEGER NOT NULL,
        columns TEXT NOT NULL,
        ages TEXT
    ) STRICT;
    CREATE INDEX tabular_of_item ON tabular (item);
",
];

/// The version that this program writes.
pub(super) const VERSION: i64 = MIGRATIONS.len() as i64;

pub(super) fn version(db: &Connection) -> rusqlite::Result<i64> {
    db.query_row("PRAGMA user_version", (), |row| row.get(0))
}

pub(super) fn is_ours(db: &Connection) -> rusqlite::Result<bool> {
    let id: i64 = db.query_row("PRAGMA application_id", (), |row| row.get(0))?;
    Ok(id == APPLICATION_ID)
}

pub(super) fn is_empty(db: &Connection) -> rusqlite::Result<bool> {
    db.query_row("SELECT count(*) = 0 FROM sqlite_schema", (), |row| {
        row.get(0)
    })
}

/// For every connection.
pub(super) fn tune(db: &Connection) -> rusqlite::Result<()> {
    db.busy_timeout(std::time::Duration::from_secs(10))?;
    db.execute_batch("PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF;")?;
    db.set_prepared_statement_cache_capacity(32);
    Ok(())
}

/// For the one that writes: readers are never blocked, and a power cut costs at
/// most the last transactions, which are then scanned again.
pub(super) fn tune_writer(db: &Connection) -> rusqlite::Result<()> {
    db.query_row("PRAGMA journal_mode = WAL", (), |_| Ok(()))?;
    db.execute_batch("PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 4000;")
}

/// Brings the store to [`VERSION`], one transaction for all steps.
pub(super) fn migrate(db: &mut Connection) -> rusqlite::Result<()> {
    let from = version(db)?;
    if from == VERSION {
        return Ok(());
    }
    let tx = db.transaction()?;
    for step in MIGRATIONS.iter().skip(from as usize) {
        tx.execute_batch(step)?;
    }
    tx.pragma_update(None, "application_id", APPLICATION_ID)?;
    tx.pragma_update(None, "user_version", VERSION)?;
    tx.commit()
}
