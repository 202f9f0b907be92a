//! Reading: runs, the inventory of a run, its occurrences in order.

use super::row::{self, unsigned};
use super::write::run_key;
use super::{RunState, Store, StoreError, StoredRun};
use crate::inventory::{Holding, Inventory, Ledger, Occurrence, RuleIx, Run, Table};
use crate::model::{
    Confidence, Kind, Locator, Masked, Outcome, Place, Problem, Reason, SourceId, State,
};
use rusqlite::Row;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Listed things, and those members of containers that have an outcome.
const COVERAGE: &str = "
    SELECT source, path, entry, state, kind, problems, notes, bytes, row_count, modified, mode
    FROM item WHERE run = ?1 AND (state IS NOT NULL OR work = id)";

/// As [`COVERAGE`], without what was wholly read.
const UNREAD: &str = "
    SELECT source, path, entry, state, kind, problems, notes, bytes, row_count, modified, mode
    FROM item WHERE run = ?1
    AND (state IS NOT NULL AND state <> 'complete' OR state IS NULL AND work = id)";

/// How much was wholly read of each source, and whether any of it held something.
const READ: &str = "
    SELECT source, count(*), max(bytes > 0 OR row_count > 0) FROM item WHERE run = ?1 AND state = 'complete' GROUP BY source";

const HOLDINGS: &str = "
    SELECT source, path, entry, sheet, ordinal, header, rule, count, confidence, verdict, kept, body
    FROM item JOIN place ON place.item = item.id JOIN holding ON holding.place = place.id
    WHERE run = ?1 AND state IS NOT NULL";

const TABLES: &str = "
    SELECT source, path, entry, sheet, tabular.row_count, columns, ages
    FROM item JOIN tabular ON tabular.item = item.id
    WHERE run = ?1 AND state IS NOT NULL";

/// Nulls sort first and texts by their bytes, as in Rust.
const PLACES: &str = "
    SELECT place.id FROM item JOIN place ON place.item = item.id
    WHERE run = ?1 AND state IS NOT NULL
    ORDER BY source, path, entry, sheet, ordinal, header";

const PLACE: &str = "
    SELECT source, path, entry, sheet, ordinal, header
    FROM place JOIN item ON item.id = place.item WHERE place.id = ?1";

const OCCURRENCES: &str = "
    SELECT form, a, b, c, d, e, rule, masked, confidence FROM occurrence WHERE place = ?1
    ORDER BY form, a, b, c, d, e, rule, masked";

impl Store {
    /// All runs, oldest first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn runs(&self) -> Result<Vec<StoredRun>, StoreError> {
        self.rows("SELECT state, body FROM run ORDER BY id", (), stored_run)
    }

    /// The youngest run that came to its end.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn latest_complete(&self) -> Result<Option<StoredRun>, StoreError> {
        let mut runs = self.runs()?;
        runs.retain(|r| r.state == RunState::Complete);
        Ok(runs.pop())
    }

    /// Everything one run found, in canonical order. Items that were listed but
    /// have no outcome (the run was killed) are not scanned, interrupted.
    ///
    /// # Errors
    /// When there is no such run or the store cannot be read.
    pub fn load_inventory(&self, run: &str) -> Result<Inventory, StoreError> {
        let mut inventory = Inventory {
            run: self.run(run)?.run,
            coverage: self.rows(COVERAGE, [run_key(run)?], outcome)?,
            holdings: self.rows(HOLDINGS, [run_key(run)?], row::holding_of)?,
            tables: self.rows(TABLES, [run_key(run)?], table)?,
        };
        // in place: a ledger may have millions of rows, and none of them twice
        inventory.tables.sort_unstable();
        inventory.coverage.sort_unstable();
        inventory
            .holdings
            .sort_unstable_by(|a, b| identity(a).cmp(&identity(b)));
        Ok(inventory)
    }

    /// What a verdict needs of a run: the same as `load_inventory(run)?.into()`,
    /// without holding what was wholly read.
    ///
    /// # Errors
    /// When there is no such run or the store cannot be read.
    pub fn load_ledger(&self, run: &str) -> Result<Ledger, StoreError> {
        let mut unread = self.rows(UNREAD, [run_key(run)?], outcome)?;
        unread.sort_unstable();
        let read = self.rows(READ, [run_key(run)?], |row| {
            let read = || Ok((SourceId(row.get(0)?), unsigned(row.get(1)?), row.get(2)?));
            read().map_err(|_: rusqlite::Error| StoreError::Damaged("row of an item"))
        })?;
        Ok(Ledger::new(&self.run(run)?.run, read, unread))
    }

    /// Gives every stored occurrence of a run in canonical order (locator,
    /// place, position, rule, value), with the confidence of its column where it
    /// has none of its own. A value in a column that was judged to hold nothing
    /// of its rule is left out.
    ///
    /// # Errors
    /// When there is no such run or the store cannot be read.
    pub fn occurrences(
        &self,
        run: &str,
        each: &mut dyn FnMut(Occurrence),
    ) -> Result<(), StoreError> {
        self.run(run)?;
        for place in self.places(run)? {
            let judged = self.confidences(place)?;
            let (at, where_in) = self.place(place)?;
            self.each(
                OCCURRENCES,
                [place],
                |row| {
                    let found = occurrence(row, &at, &where_in)?;
                    Ok(resolve(found, &judged))
                },
                |found| found.into_iter().for_each(&mut *each),
            )?;
        }
        Ok(())
    }

    fn run(&self, run: &str) -> Result<StoredRun, StoreError> {
        let sql = "SELECT state, body FROM run WHERE id = ?1";
        let mut found = self.rows(sql, [run_key(run)?], stored_run)?;
        found
            .pop()
            .ok_or_else(|| StoreError::NoSuchRun(run.to_owned()))
    }

    /// Places of a run in canonical order. Only their numbers are held: one run
    /// may have millions of occurrences.
    fn places(&self, run: &str) -> Result<Vec<i64>, StoreError> {
        self.rows(PLACES, [run_key(run)?], |row| {
            row.get(0)
                .map_err(|_| StoreError::Damaged("row of a place"))
        })
    }

    fn place(&self, place: i64) -> Result<(Locator, Place), StoreError> {
        let mut found = self.rows(PLACE, [place], |row| {
            let read = || Ok((row::locator_of(row)?, row::place_of(row, 3)?));
            read().map_err(|_: rusqlite::Error| StoreError::Damaged("row of a place"))
        })?;
        found.pop().ok_or(StoreError::Damaged("a place is missing"))
    }

    fn confidences(&self, place: i64) -> Result<BTreeMap<RuleIx, Confidence>, StoreError> {
        let sql = "SELECT rule, confidence FROM holding WHERE place = ?1";
        let pairs = self.rows(sql, [place], |row| {
            let read = || Ok((RuleIx(row.get(0)?), row.get::<_, String>(1)?));
            let (rule, name) =
                read().map_err(|_: rusqlite::Error| StoreError::Damaged("row of a holding"))?;
            Ok((rule, row::confidence_of(&name)?))
        })?;
        Ok(pairs.into_iter().collect())
    }

    fn rows<T>(
        &self,
        sql: &str,
        params: impl rusqlite::Params,
        read: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        let mut all = Vec::new();
        self.each(sql, params, read, |one| all.push(one))?;
        Ok(all)
    }

    fn each<T>(
        &self,
        sql: &str,
        params: impl rusqlite::Params,
        mut read: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
        mut each: impl FnMut(T),
    ) -> Result<(), StoreError> {
        let mut statement = self.db.prepare_cached(sql).map_err(|e| self.error(e))?;
        let mut rows = statement.query(params).map_err(|e| self.error(e))?;
        while let Some(row) = rows.next().map_err(|e| self.error(e))? {
            each(read(row)?);
        }
        Ok(())
    }
}

fn stored_run(row: &Row<'_>) -> Result<StoredRun, StoreError> {
    let read = || Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?));
    let (state, body) = read().map_err(|_: rusqlite::Error| StoreError::Damaged("row of a run"))?;
    Ok(StoredRun {
        state: RunState::of(&state).ok_or(StoreError::Damaged("state of a run"))?,
        run: serde_json::from_str::<Run>(&body)
            .map_err(|_| StoreError::Damaged("body of a run"))?,
    })
}

/// A row of [`COVERAGE`].
fn outcome(row: &Row<'_>) -> Result<Outcome, StoreError> {
    let damaged = |_: rusqlite::Error| StoreError::Damaged("row of an item");
    let state: Option<String> = row.get(3).map_err(damaged)?;
    let kind: Option<String> = row.get(4).map_err(damaged)?;
    let mut outcome = Outcome {
        at: row::locator_of(row).map_err(damaged)?,
        kind: Kind(Cow::Owned(kind.unwrap_or_default())),
        state: State::NotScanned,
        problems: row::from_list(row.get(5).map_err(damaged)?)?,
        notes: row::from_list(row.get(6).map_err(damaged)?)?,
        bytes: unsigned(row.get(7).map_err(damaged)?),
        rows: unsigned(row.get(8).map_err(damaged)?),
        modified: row.get(9).map_err(damaged)?,
        mode: row.get(10).map_err(damaged)?,
    };
    match state {
        Some(name) => outcome.state = row::state_of(&name)?,
        None => outcome.problems = vec![Problem::new(Reason::Interrupted, "")],
    }
    Ok(outcome)
}

/// A row of [`TABLES`].
fn table(row: &Row<'_>) -> Result<Table, StoreError> {
    let damaged = |_: rusqlite::Error| StoreError::Damaged("row of a table");
    let columns: String = row.get(5).map_err(damaged)?;
    Ok(Table {
        at: row::locator_of(row).map_err(damaged)?,
        sheet: row.get(3).map_err(damaged)?,
        rows: unsigned(row.get(4).map_err(damaged)?),
        columns: serde_json::from_str(&columns)
            .map_err(|_| StoreError::Damaged("columns of a table"))?,
        ages: row::from_list(row.get(6).map_err(damaged)?)?,
    })
}

/// A row of [`OCCURRENCES`].
fn occurrence(row: &Row<'_>, at: &Locator, place: &Place) -> Result<Occurrence, StoreError> {
    let read = || {
        Ok((
            (
                row.get(0)?,
                row.get(1)?,
                row.get(2)?,
                row.get(3)?,
                row.get(4)?,
                row.get(5)?,
            ),
            RuleIx(row.get(6)?),
            row.get::<_, String>(7)?,
            row.get::<_, Option<String>>(8)?,
        ))
    };
    let (columns, rule, masked, confidence) =
        read().map_err(|_: rusqlite::Error| StoreError::Damaged("row of an occurrence"))?;
    Ok(Occurrence {
        at: at.clone(),
        place: place.clone(),
        position: row::position_of(columns)?,
        rule,
        masked: Masked::already(masked),
        confidence: confidence.as_deref().map(row::confidence_of).transpose()?,
    })
}

/// Gives a value of a column the confidence of its column; none if the column
/// holds nothing of the rule.
fn resolve(mut found: Occurrence, judged: &BTreeMap<RuleIx, Confidence>) -> Option<Occurrence> {
    found.confidence = found
        .confidence
        .or_else(|| judged.get(&found.rule).copied());
    found.confidence.is_some().then_some(found)
}

fn identity(h: &Holding) -> (&Locator, &Place, RuleIx) {
    (&h.at, &h.place, h.rule)
}
