//! Writing: what was listed, what was found, what became of it.
//!
//! The life of an item: [`Batch::start`] when it is listed, before any worker
//! has it; [`Batch::part`] as often as occurrences come; then one
//! [`Batch::finish`] with outcomes and holdings. Readers see nothing of an item
//! without an outcome, so parts written early never show alone, and what a dead
//! process left unfinished is simply read again.

use super::row::{self, signed};
use super::{RunState, Store, StoreError};
use crate::inventory::{Holding, Occurrence, Run, Table};
use crate::model::{Locator, Outcome, Place};
use rusqlite::{Transaction, params};
use std::collections::HashMap;

/// An item at work in this store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WorkId(i64);

/// What is known of an item when it is listed.
#[derive(Debug, Clone, Copy)]
pub struct Listed<'a> {
    /// Where it is.
    pub at: &'a Locator,
    /// Bytes, as listed.
    pub bytes: u64,
    /// Modification time, seconds since the epoch.
    pub modified: Option<i64>,
    /// POSIX mode bits.
    pub mode: Option<u32>,
}

/// What is known of items that have begun and not ended, so that no row has to
/// be looked for.
#[derive(Debug, Default)]
pub(super) struct Unfinished {
    rows: HashMap<WorkId, Rows>,
    /// Number of the next item row, once known.
    next: Option<i64>,
}

/// Rows that one item has in the store so far, beside its own.
#[derive(Debug, Default)]
struct Rows {
    /// Members, by entry.
    members: HashMap<Box<str>, i64>,
    /// By item row and place: the place's row, and occurrences written to it.
    places: HashMap<(i64, Place), (i64, i64)>,
}

/// One transaction. Dropped without commit it changes nothing, see
/// [`Store::batch`].
#[derive(Debug)]
pub struct Batch<'a> {
    tx: Transaction<'a>,
    unfinished: &'a mut Unfinished,
    run: i64,
}

impl Store {
    /// Begins a run and gives it its id.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn begin_run(&mut self, mut run: Run) -> Result<Run, StoreError> {
        let insert = |db: &rusqlite::Connection| {
            db.execute(
                "INSERT INTO run (state, body) VALUES (?1, '{}')",
                [RunState::Running.as_str()],
            )?;
            Ok(db.last_insert_rowid())
        };
        let id = self.sql(insert)?;
        run.id = id.to_string();
        self.set_run(&run, RunState::Running)?;
        Ok(run)
    }

    /// Ends a run: its state and its last times.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn finish_run(&mut self, run: &Run, state: RunState) -> Result<(), StoreError> {
        self.unfinished.rows.clear();
        self.set_run(run, state)
    }

    fn set_run(&self, run: &Run, state: RunState) -> Result<(), StoreError> {
        let body = serde_json::to_string(run).expect("texts and numbers always serialise");
        let changed = self.sql(|db| {
            db.execute(
                "UPDATE run SET state = ?2, body = ?3 WHERE id = ?1",
                params![run_key(&run.id).unwrap_or(-1), state.as_str(), body],
            )
        })?;
        if changed == 1 {
            Ok(())
        } else {
            Err(StoreError::NoSuchRun(run.id.clone()))
        }
    }

    /// Does `work` in one transaction; all of it is kept, or nothing when it
    /// fails.
    ///
    /// # Errors
    /// Those of `work`, and of the transaction.
    pub fn batch<T>(
        &mut self,
        run: &str,
        work: impl FnOnce(&mut Batch<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let path = self.path.clone();
        let error = |source| StoreError::Sqlite {
            path: path.clone(),
            source,
        };
        let run = run_key(run)?;
        let tx = self.db.transaction().map_err(error)?;
        let mut batch = Batch {
            tx,
            unfinished: &mut self.unfinished,
            run,
        };
        let done = work(&mut batch)?;
        batch.tx.commit().map_err(error)?;
        Ok(done)
    }

    /// Writes one item at once, for callers that have it whole.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn write_item(
        &mut self,
        run: &str,
        outcomes: &[Outcome],
        holdings: &[Holding],
        tables: &[Table],
        occurrences: &[Occurrence],
    ) -> Result<(), StoreError> {
        let Some(top) = outcomes.iter().find(|o| o.at.entry.is_none()) else {
            return Err(StoreError::Damaged("an item without its own outcome"));
        };
        let listed = Listed {
            at: &top.at,
            bytes: top.bytes,
            modified: top.modified,
            mode: top.mode,
        };
        self.batch(run, |batch| {
            let work = batch.start(listed)?;
            batch.part(work, occurrences)?;
            batch.finish(work, outcomes, holdings, tables)
        })
    }
}

pub(super) fn run_key(run: &str) -> Result<i64, StoreError> {
    run.parse()
        .map_err(|_| StoreError::NoSuchRun(run.to_owned()))
}

impl Batch<'_> {
    /// Records that an item is about to be read.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn start(&mut self, item: Listed<'_>) -> Result<WorkId, StoreError> {
        let id = self.next_item()?;
        self.run_sql(
            "INSERT INTO item (id, run, work, source, path, bytes, modified, mode)
             VALUES (?1, ?2, ?1, ?3, ?4, ?5, ?6, ?7)",
            params![
                id,
                self.run,
                item.at.source.0,
                item.at.path.as_bytes(),
                signed(item.bytes),
                item.modified,
                item.mode
            ],
        )?;
        Ok(WorkId(id))
    }

    /// Adds occurrences of an item (or of its members) that is being read.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn part(&mut self, work: WorkId, occurrences: &[Occurrence]) -> Result<(), StoreError> {
        for o in occurrences {
            let (place, number) = self.place(work, &o.at, &o.place)?;
            let (form, a, b, c, d, e) = row::columns_of(o.position);
            self.run_sql(
                "INSERT INTO occurrence VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
                params![
                    place,
                    number,
                    o.rule.0,
                    form,
                    a,
                    b,
                    c,
                    d,
                    e,
                    o.masked.as_str(),
                    o.confidence.map(crate::model::Confidence::as_str)
                ],
            )?;
        }
        Ok(())
    }

    /// Forgets what was written of an item, which will be read once more.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn discard(&mut self, work: WorkId) -> Result<(), StoreError> {
        let rows = self.unfinished.rows.remove(&work).unwrap_or_default();
        let mut members: Vec<i64> = rows.members.into_values().collect();
        members.sort_unstable();
        self.run_sql("DELETE FROM place WHERE item = ?1", [work.0])?;
        for member in members {
            self.run_sql("DELETE FROM item WHERE id = ?1", [member])?;
        }
        Ok(())
    }

    /// Ends an item: one outcome for itself and for each member, everything they
    /// hold, folded (one holding per place and rule), and the tables that hold it.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn finish(
        &mut self,
        work: WorkId,
        outcomes: &[Outcome],
        holdings: &[Holding],
        tables: &[Table],
    ) -> Result<(), StoreError> {
        for o in outcomes {
            self.outcome(work, o)?;
        }
        for h in holdings {
            let (place, _) = self.place(work, &h.at, &h.place)?;
            self.run_sql(
                "INSERT INTO holding VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                params![
                    place,
                    h.rule.0,
                    signed(h.count),
                    h.confidence.as_str(),
                    h.verdict.as_str(),
                    row::kept_of(&h.distinct),
                    row::body_of(h)
                ],
            )?;
        }
        for t in tables {
            self.table(work, t)?;
        }
        self.unfinished.rows.remove(&work);
        Ok(())
    }

    fn table(&mut self, work: WorkId, t: &Table) -> Result<(), StoreError> {
        let item = self.item(work, &t.at)?;
        self.run_sql(
            "INSERT INTO tabular (item, sheet, row_count, columns, ages) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![
                item,
                t.sheet,
                signed(t.rows),
                serde_json::to_string(&t.columns).expect("texts always serialise"),
                row::list_of(&t.ages)
            ],
        )
    }

    fn outcome(&mut self, work: WorkId, o: &Outcome) -> Result<(), StoreError> {
        let id = self.item(work, &o.at)?;
        self.run_sql(
            "UPDATE item SET state = ?2, kind = ?3, row_count = ?4, problems = ?5, notes = ?6,
                    bytes = ?7, modified = ?8, mode = ?9 WHERE id = ?1",
            params![
                id,
                o.state.as_str(),
                o.kind.as_str(),
                signed(o.rows),
                row::list_of(&o.problems),
                row::list_of(&o.notes),
                signed(o.bytes),
                o.modified,
                o.mode
            ],
        )
    }

    /// The row of an item or member; a member's is made at first sight.
    fn item(&mut self, work: WorkId, at: &Locator) -> Result<i64, StoreError> {
        let Some(entry) = &at.entry else {
            return Ok(work.0);
        };
        let known = self.unfinished.rows.get(&work);
        if let Some(id) = known.and_then(|r| r.members.get(entry)) {
            return Ok(*id);
        }
        let id = self.next_item()?;
        self.run_sql(
            "INSERT INTO item (id, run, work, source, path, entry, bytes)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0)",
            params![
                id,
                self.run,
                work.0,
                at.source.0,
                at.path.as_bytes(),
                at.entry
            ],
        )?;
        let rows = self.unfinished.rows.entry(work).or_default();
        rows.members.insert(entry.clone(), id);
        Ok(id)
    }

    /// The row of a place, made at first sight, and the number of its next
    /// occurrence.
    fn place(
        &mut self,
        work: WorkId,
        at: &Locator,
        place: &Place,
    ) -> Result<(i64, i64), StoreError> {
        let item = self.item(work, at)?;
        let key = (item, place.clone());
        let known = self.unfinished.rows.get_mut(&work);
        if let Some((id, number)) = known.and_then(|r| r.places.get_mut(&key)) {
            *number += 1;
            return Ok((*id, *number));
        }
        self.run_sql(
            "INSERT INTO place (item, sheet, ordinal, header) VALUES (?1, ?2, ?3, ?4)",
            params![item, place.sheet, place.column, place.header],
        )?;
        let id = self.tx.last_insert_rowid();
        let rows = self.unfinished.rows.entry(work).or_default();
        rows.places.insert(key, (id, 0));
        Ok((id, 0))
    }

    /// Rows are numbered here, not by SQLite, since `work` repeats the number;
    /// nobody else writes.
    fn next_item(&mut self) -> Result<i64, StoreError> {
        let next = match self.unfinished.next {
            Some(next) => next,
            None => self
                .tx
                .query_row("SELECT ifnull(max(id), 0) + 1 FROM item", (), |row| {
                    row.get(0)
                })
                .map_err(|e| self.error(e))?,
        };
        self.unfinished.next = Some(next + 1);
        Ok(next)
    }

    fn run_sql(&self, sql: &str, params: impl rusqlite::Params) -> Result<(), StoreError> {
        self.tx
            .prepare_cached(sql)
            .and_then(|mut statement| statement.execute(params))
            .map(drop)
            .map_err(|e| self.error(e))
    }

    fn error(&self, source: rusqlite::Error) -> StoreError {
        StoreError::Sqlite {
            path: self.tx.path().unwrap_or_default().into(),
            source,
        }
    }
}
