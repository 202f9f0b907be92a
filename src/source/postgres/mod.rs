//! A PostgreSQL database as a source: every schema, tables, leaf partitions
//! and materialised views; views and foreign tables are named, not read, since
//! reading them may run functions or reach other servers.
//!
//! Invariants: every statement runs in a read-only transaction bounded in time
//! (`session`); only catalogs and plain columns are selected; no password
//! prints. Each table is read in a transaction of its own, so that a long scan
//! holds back no vacuum.

mod catalog;
mod fault;
mod pool;
mod row;
mod secrets;
mod session;
mod table;
mod target;
mod tls;

use self::fault::Failure;
use self::pool::Pool;
use self::session::Connector;
use self::target::Target;
use super::tree::Skip;
use super::{
    Content, Fault, Item, Options, Source, SourceError, SourceKind, SourceRef, Warning, redact,
};
use crate::extract::{Flow, Limits, Sink};
use crate::model::{Locator, Problem, Reason, SourceId};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// Budgets of a database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatabaseLimits {
    /// Time for one statement, and the least for a table.
    pub statement: Duration,
    /// Time added per megabyte of a table.
    pub per_megabyte: Duration,
    /// Time to wait for a table that another program has locked.
    pub lock: Duration,
    /// Time a transaction of ours may do nothing before the server ends it.
    pub idle: Duration,
}

impl Default for DatabaseLimits {
    fn default() -> Self {
        Self {
            statement: Duration::from_secs(120),
            per_megabyte: Duration::from_secs(1),
            lock: Duration::from_secs(10),
            idle: Duration::from_secs(60),
        }
    }
}

/// The schema and the table of an item's path (`schema.table`, quoted where a name
/// holds a dot or a quote), as [`super::Source::read_table`] takes them.
#[must_use]
pub fn relation(path: &str) -> Option<(String, String)> {
    catalog::names(path)
}

/// A database, connected.
pub(super) struct Postgres {
    reference: SourceRef,
    warnings: Vec<Warning>,
    skip: Skip,
    pool: Pool,
}

impl Postgres {
    /// Connects.
    pub(super) fn open(given: &str, id: SourceId, options: &Options) -> Result<Self, SourceError> {
        let (target, warnings) =
            Target::resolve(given, &options.environment).map_err(|why| SourceError::Url {
                // What stands behind the `?` may be a secret under a wrong name.
                given: redact(given.split('?').next().unwrap_or_default()),
                why,
            })?;
        let uri = target.uri();
        let refused = |fault| SourceError::Database {
            uri: uri.clone(),
            fault,
        };
        let skip = Skip::new(options)?;
        let connector = Connector::new(target, options.database.clone(), Arc::clone(&options.stop))
            .map_err(refused)?;
        let pool = Pool::open(connector).map_err(refused)?;
        Ok(Self {
            reference: SourceRef {
                id,
                kind: SourceKind::Postgres,
                uri: uri.clone(),
                given: redact(given),
            },
            warnings,
            skip,
            pool,
        })
    }

    /// The items of the database. The exact size of a table takes a lock; where
    /// another program holds it, sizes are as of the last vacuum.
    fn items(&self) -> Result<Vec<Item>, Failure> {
        match self.items_sized(true) {
            Err(Failure::Told(_)) => self.items_sized(false),
            Err(Failure::Lost) => self.items_sized(true),
            result => result,
        }
    }

    fn items_sized(&self, exact: bool) -> Result<Vec<Item>, Failure> {
        let limits = self.pool.limits();
        let (relations, objects) = self.pool.with(|session| {
            session.transaction(limits, |session| {
                let objects = catalog::large_objects(session, limits.statement)?;
                let relations = catalog::relations(session, exact, limits.statement)?;
                Ok((relations, objects))
            })
        })?;
        let planned = catalog::plan(&relations);
        let mut items: Vec<Item> = planned
            .into_iter()
            .map(|(relation, size, content)| {
                let path = catalog::path(&relation.schema, &relation.name);
                let left_out = self.skip.verdict(Path::new(""), path.as_bytes(), false);
                Item {
                    size,
                    mode: Some(catalog::mode(relation)),
                    content: left_out.map_or(content, Content::Unreadable),
                    ..self.unread(&path, Problem::new(Reason::UnsupportedKind, ""))
                }
            })
            .collect();
        let beside = match objects {
            Some(0) => None,
            Some(n) => Some(Problem::new(
                Reason::UnsupportedKind,
                format!("{n} large objects"),
            )),
            None => Some(Problem::new(
                Reason::PermissionDenied,
                "large objects cannot be counted",
            )),
        };
        items.extend(beside.map(|problem| self.unread("pg_catalog.pg_largeobject", problem)));
        Ok(items)
    }

    fn unread(&self, path: &str, problem: Problem) -> Item {
        Item::unreadable(Locator::new(self.reference.id, path), problem)
    }
}

impl Source for Postgres {
    fn reference(&self) -> &SourceRef {
        &self.reference
    }

    fn warnings(&self) -> &[Warning] {
        &self.warnings
    }

    fn list(&self, each: &mut dyn FnMut(Item) -> Flow) -> Result<(), SourceError> {
        let items = self.items().map_err(|failure| SourceError::Database {
            uri: self.reference.uri.clone(),
            fault: failure.into_fault(),
        })?;
        // A stop is the caller's own wish, not an error.
        let _stopped = items.into_iter().try_for_each(each);
        Ok(())
    }

    fn read_table(&self, schema: &str, table: &str, limits: &Limits, sink: &mut dyn Sink) -> Flow {
        table::read(&self.pool, schema, table, limits, sink)
    }
}

impl Failure {
    /// The same as the fault of the whole source.
    fn into_fault(self) -> Fault {
        match self {
            Self::Refused(fault) => fault,
            Self::Stopped | Self::Lost => Fault::Lost,
            Self::Told(problem) | Self::Enough(problem) => {
                let code = problem.detail.strip_prefix("SQLSTATE ");
                code.map_or(Fault::Timeout, |code| Fault::Sql(code.to_owned()))
            }
        }
    }
}

#[cfg(test)]
#[path = "../../../tests/common/postgres.rs"]
#[expect(dead_code, reason = "shared with tests/, which uses the rest of it")]
mod server;

#[cfg(test)]
mod tests {
    use super::server::{ADMIN, Server, Setup};
    use super::*;
    use crate::source::Environment;

    /// A superuser tries to write through a session of ours, inside and outside
    /// our transactions: the server refuses.
    #[test]
    fn a_session_cannot_write() {
        let server = Server::start(&Setup::default());
        let db = server.database("ecriture");
        db.run(
            "CREATE TABLE t (a int); CREATE SEQUENCE s;
             CREATE FUNCTION effet() RETURNS int LANGUAGE sql AS
                'INSERT INTO public.t VALUES (1) RETURNING a';
             CREATE VIEW v AS SELECT effet() AS a;",
        );
        let url = server.url(ADMIN, "ecriture");
        let (target, _) = Target::resolve(&url, &Environment::default()).unwrap();
        let limits = DatabaseLimits::default();
        let session = Connector::new(target, limits.clone(), Arc::default())
            .unwrap()
            .connect()
            .unwrap();
        let refused = Problem::new(Reason::DatabaseError, "SQLSTATE 25006");
        for sql in [
            "INSERT INTO public.t VALUES (1)",
            "DELETE FROM public.t",
            "CREATE TABLE public.u (a int)",
            "DROP TABLE public.t",
            "SELECT pg_catalog.nextval('public.s')",
            "SELECT * FROM public.v",
            "COPY public.t FROM STDIN",
            "SELECT * FROM public.t FOR UPDATE",
        ] {
            let outside = session.query(sql, limits.statement).err();
            assert_eq!(outside, Some(Failure::Told(refused.clone())), "{sql}");
            let inside = session
                .transaction(&limits, |session| session.query(sql, limits.statement))
                .err();
            assert_eq!(inside, Some(Failure::Told(refused.clone())), "{sql}");
        }
        // What the settings of a transaction are.
        let shown = |name: &str| {
            let sql = format!("SELECT pg_catalog.current_setting('{name}')");
            let rows = session.transaction(&limits, |s| s.query(&sql, limits.statement));
            rows.unwrap()[0].get(0).unwrap_or_default().to_owned()
        };
        for (name, value) in [
            ("transaction_read_only", "on"),
            ("application_name", "limier"),
            ("statement_timeout", "2min"),
            ("lock_timeout", "10s"),
            ("idle_in_transaction_session_timeout", "1min"),
            ("search_path", "\"\""),
            ("row_security", "off"),
        ] {
            assert_eq!(shown(name), value, "{name}");
        }
    }
}
