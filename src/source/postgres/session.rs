//! One connection. It is lent to one worker at a time and does its work on
//! that worker's thread, inside the calls below: this is where async ends.
//!
//! Every statement of ours runs in a transaction that is read-only, bounded in
//! time and looks names up nowhere. The settings are local to the transaction,
//! so that behind a connection pooler nothing of ours stays in a session that
//! another program gets next.

use super::DatabaseLimits;
use super::fault::{self, Failure};
use super::target::{Host, SslMode, Target};
use crate::model::{Problem, Reason};
use crate::source::Fault;
use futures_util::stream::Fuse;
use futures_util::{FutureExt as _, Stream, StreamExt as _};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;
use tokio::task::JoinHandle;
use tokio_postgres::config::SslMode as Encryption;
use tokio_postgres::{Client, Config, CopyOutStream, SimpleQueryMessage, SimpleQueryRow};
use tokio_postgres_rustls::MakeRustlsConnect;

/// How long a connection may take to say goodbye.
const GOODBYE: Duration = Duration::from_secs(2);

/// How often who waits for the server looks whether the run is to end.
const LOOK: Duration = Duration::from_millis(200);

/// Time a server gets beyond its own statement timeout.
const GRACE: Duration = Duration::from_secs(30);

/// Opens every transaction. `row_security = off` makes hidden rows an error;
/// the planner settings keep rows in the order in which they are stored, so
/// that two scans give the same row numbers.
const SETTINGS: &str = "\
    SET LOCAL row_security = off; \
    SET LOCAL search_path = ''; \
    SET LOCAL DateStyle = 'ISO, YMD'; \
    SET LOCAL IntervalStyle = 'iso_8601'; \
    SET LOCAL TimeZone = 'UTC'; \
    SET LOCAL bytea_output = 'hex'; \
    SET LOCAL extra_float_digits = 1; \
    SET LOCAL synchronize_seqscans = off; \
    SET LOCAL max_parallel_workers_per_gather = 0; \
    SET LOCAL enable_indexscan = off; \
    SET LOCAL enable_indexonlyscan = off; ";

/// Rows taken from the connection at a time.
const BATCH: usize = 4096;

/// The statement that bounds those that follow.
fn statement_timeout(time: Duration) -> String {
    format!("SET LOCAL statement_timeout = {}", time.as_millis())
}

/// How to make connections.
pub(super) struct Connector {
    target: Target,
    tls: MakeRustlsConnect,
    limits: DatabaseLimits,
    stop: Arc<AtomicBool>,
}

/// One connection.
pub(super) struct Session {
    /// Gone only while it is dropped.
    client: Option<Client>,
    tls: MakeRustlsConnect,
    driver: Option<JoinHandle<()>>,
    /// The database has no encoding: text may be any bytes.
    any_bytes: bool,
    stop: Arc<AtomicBool>,
    runtime: Runtime,
}

impl Connector {
    /// # Errors
    /// When a certificate or key file cannot be used.
    pub(super) fn new(
        target: Target,
        limits: DatabaseLimits,
        stop: Arc<AtomicBool>,
    ) -> Result<Self, Fault> {
        let tls = super::tls::connector(&target)?;
        Ok(Self {
            target,
            tls,
            limits,
            stop,
        })
    }

    /// Whether the user ends the run.
    pub(super) fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    pub(super) const fn limits(&self) -> &DatabaseLimits {
        &self.limits
    }

    /// Makes a connection. Its default is read-only transactions; a pooler that
    /// takes no such option is asked again without, since every transaction
    /// says so itself.
    pub(super) fn connect(&self) -> Result<Session, Fault> {
        let mut config = self.config();
        config.options("-c default_transaction_read_only=on");
        match self.connect_with(&config) {
            Err(Fault::Sql(code)) if code == "08P01" => self.connect_with(&self.config()),
            result => result,
        }
    }

    fn config(&self) -> Config {
        let target = &self.target;
        let mut config = Config::new();
        for host in &target.hosts {
            config.host(&host.name).port(host.port);
        }
        config
            .user(&target.user)
            .dbname(&target.database)
            .application_name("limier")
            .connect_timeout(target.connect_timeout)
            .tcp_user_timeout(Duration::from_secs(60))
            .keepalives_idle(Duration::from_secs(30))
            .keepalives_interval(Duration::from_secs(10))
            .channel_binding(target.channel_binding)
            .ssl_mode(self.encryption());
        if let Some(password) = &target.password {
            config.password(password);
        }
        config
    }

    fn encryption(&self) -> Encryption {
        if self.target.hosts.iter().all(Host::is_socket) {
            return Encryption::Disable;
        }
        match self.target.ssl {
            SslMode::Disable => Encryption::Disable,
            SslMode::Prefer => Encryption::Prefer,
            SslMode::Require | SslMode::VerifyCa | SslMode::VerifyFull => Encryption::Require,
        }
    }

    fn connect_with(&self, config: &Config) -> Result<Session, Fault> {
        let unavailable = |e: std::io::Error| Fault::Unreachable(e.kind().to_string());
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_io()
            .enable_time()
            .build()
            .map_err(unavailable)?;
        // Name resolution, handshakes and authentication of all hosts.
        let hosts = u32::try_from(self.target.hosts.len()).unwrap_or(1);
        let patience = self.target.connect_timeout * (hosts + 1);
        let connected = runtime.block_on(async {
            tokio::time::timeout(patience, config.connect(self.tls.clone())).await
        });
        let (client, connection) = connected
            .map_err(|_| Fault::Timeout)?
            .map_err(|error| fault::connecting(&error))?;
        let any_bytes = connection.parameter("server_encoding") == Some("SQL_ASCII");
        let driver = runtime.spawn(async move {
            // What ends a connection is told to whoever waits for an answer.
            let _told = connection.await;
        });
        Ok(Session {
            client: Some(client),
            tls: self.tls.clone(),
            driver: Some(driver),
            any_bytes,
            stop: Arc::clone(&self.stop),
            runtime,
        })
    }
}

/// A row of COPY, as the server sent it, or why there are no more.
pub(super) type Line = <CopyOutStream as Stream>::Item;

/// Rows on their way.
pub(super) struct Rows<'a> {
    session: &'a Session,
    stream: Pin<Box<Fuse<CopyOutStream>>>,
    patience: Duration,
}

impl Rows<'_> {
    /// Replaces `batch` by the next rows that are there; empty at the end.
    pub(super) fn next(&mut self, batch: &mut Vec<Line>) -> Result<(), Failure> {
        batch.clear();
        let stream = &mut self.stream;
        self.session.wait(self.patience, async {
            batch.extend(stream.next().await);
            while let 1..BATCH = batch.len()
                && let Some(Some(line)) = stream.next().now_or_never()
            {
                batch.push(line);
            }
            Ok(())
        })
    }
}

impl Session {
    /// Runs `work` in one read-only transaction.
    pub(super) fn transaction<T>(
        &self,
        limits: &DatabaseLimits,
        work: impl FnOnce(&Self) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let begin = format!(
            "BEGIN TRANSACTION READ ONLY; {}; SET LOCAL lock_timeout = {}; \
             SET LOCAL idle_in_transaction_session_timeout = {}; {SETTINGS}",
            statement_timeout(limits.statement),
            limits.lock.as_millis(),
            limits.idle.as_millis(),
        );
        self.execute(&begin, limits.statement)?;
        if self.any_bytes {
            // The server would refuse to send what is not UTF-8.
            self.execute("SET LOCAL client_encoding = 'SQL_ASCII'", limits.statement)?;
        }
        let result = work(self);
        if result.as_ref().is_err_and(Failure::is_in_flight) {
            self.interrupt();
            return result;
        }
        let ended = self.execute("ROLLBACK", limits.statement);
        let value = result?;
        ended.map(|()| value)
    }

    /// The rows of a catalog query.
    pub(super) fn query(
        &self,
        sql: &str,
        patience: Duration,
    ) -> Result<Vec<SimpleQueryRow>, Failure> {
        let messages = self.wait(patience, async {
            Ok(self.client()?.simple_query(sql).await?)
        })?;
        let rows = messages.into_iter().filter_map(|message| match message {
            SimpleQueryMessage::Row(row) => Some(row),
            _ => None,
        });
        Ok(rows.collect())
    }

    /// Begins `COPY ... TO STDOUT`, which may take `patience`.
    pub(super) fn copy(&self, sql: &str, patience: Duration) -> Result<Rows<'_>, Failure> {
        self.execute(&statement_timeout(patience), patience)?;
        let stream = self.wait(patience, async { Ok(self.client()?.copy_out(sql).await?) })?;
        Ok(Rows {
            session: self,
            stream: Box::pin(stream.fuse()),
            patience,
        })
    }

    fn execute(&self, sql: &str, patience: Duration) -> Result<(), Failure> {
        self.wait(patience, async {
            Ok(self.client()?.batch_execute(sql).await?)
        })
    }

    fn client(&self) -> Result<&Client, Failure> {
        self.client.as_ref().ok_or(Failure::Lost)
    }

    /// Drives the connection until `work` is done; gives up on a server that
    /// is silent well beyond its own timeout, and when the user ends the run.
    fn wait<T>(
        &self,
        patience: Duration,
        work: impl Future<Output = Result<T, Failure>>,
    ) -> Result<T, Failure> {
        let mut work = std::pin::pin!(work);
        let begun = Instant::now();
        let patience = patience.saturating_add(GRACE);
        loop {
            let looked = self
                .runtime
                .block_on(async { tokio::time::timeout(LOOK, &mut work).await });
            if let Ok(result) = looked {
                return result;
            }
            if self.stop.load(Ordering::Relaxed) {
                return Err(Failure::interrupted());
            }
            if begun.elapsed() >= patience {
                let silent = Problem::new(Reason::DatabaseTimeout, "no answer");
                return Err(Failure::Enough(silent));
            }
        }
    }

    /// Asks the server to stop what it is sending. The session cannot be used
    /// again: the request may reach the server late.
    fn interrupt(&self) {
        let Some(client) = &self.client else { return };
        let token = client.cancel_token();
        let asked = async {
            let asked = token.cancel_query(self.tls.clone());
            tokio::time::timeout(GOODBYE, asked).await
        };
        let _best_effort = self.runtime.block_on(asked);
    }

    /// Whether it can be used.
    pub(super) fn is_open(&self) -> bool {
        self.client.as_ref().is_some_and(|c| !c.is_closed())
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        // Without its client the driver says goodbye to the server and ends.
        drop(self.client.take());
        if let Some(driver) = self.driver.take() {
            let _ended = self
                .runtime
                .block_on(async { tokio::time::timeout(GOODBYE, driver).await });
        }
    }
}
