//! From errors of the client library to our own: codes only, since a server's
//! words may quote data.

use super::tls;
use crate::model::{Problem, Reason};
use crate::source::Fault;
use std::error::Error as _;
use std::io::ErrorKind;
use tokio_postgres::Error;
use tokio_postgres::error::SqlState;

/// Why reading a table ended early.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Failure {
    /// The sink wants no more.
    Stopped,
    /// The connection broke, perhaps not for long.
    Lost,
    /// No connection to be had.
    Refused(Fault),
    /// It is over for this table: the server said so.
    Told(Problem),
    /// It is over for this table: we say so, the server is still sending.
    Enough(Problem),
}

impl Failure {
    /// The user ends the run.
    pub(super) fn interrupted() -> Self {
        Self::Enough(Problem::new(Reason::Interrupted, ""))
    }

    /// Whether the server is still sending what nobody wants.
    pub(super) const fn is_in_flight(&self) -> bool {
        matches!(self, Self::Stopped | Self::Enough(_))
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let Some(code) = error.code() else {
            return Self::Lost;
        };
        if broken(code) {
            return Self::Lost;
        }
        Self::Told(problem(code))
    }
}

impl From<crate::extract::Stop> for Failure {
    fn from(_: crate::extract::Stop) -> Self {
        Self::Stopped
    }
}

/// The server ended the connection, or is going down or coming up.
fn broken(code: &SqlState) -> bool {
    code.code().starts_with("08")
        || [
            SqlState::ADMIN_SHUTDOWN,
            SqlState::CRASH_SHUTDOWN,
            SqlState::CANNOT_CONNECT_NOW,
        ]
        .contains(code)
}

fn problem(code: &SqlState) -> Problem {
    let what = match code.code() {
        // query_canceled (statement_timeout), lock_not_available (lock_timeout),
        // idle_in_transaction_session_timeout
        "57014" | "55P03" | "25P03" => Reason::DatabaseTimeout,
        "42501" => Reason::PermissionDenied,
        "42P01" | "3F000" => Reason::Vanished,
        "42703" => Reason::Changed,
        _ => Reason::DatabaseError,
    };
    Problem::new(what, format!("SQLSTATE {}", code.code()))
}

/// Why a connection could not be made.
pub(super) fn connecting(error: &Error) -> Fault {
    if let Some(code) = error.code() {
        return sql(code);
    }
    let Some(source) = error.source() else {
        return Fault::Lost;
    };
    if let Some(io) = source.downcast_ref::<std::io::Error>() {
        return network(io);
    }
    // The library tells these apart by its words only.
    match source.to_string().as_str() {
        "password missing" => Fault::NoPassword,
        "server does not support TLS" => Fault::NoTls,
        "no hostname provided for TLS handshake" => Fault::NoTls,
        _ => Fault::NotAllowed,
    }
}

fn sql(code: &SqlState) -> Fault {
    match code.code() {
        "28P01" => Fault::Password,
        "28000" => Fault::NotAllowed,
        "3D000" => Fault::NoDatabase,
        "53300" => Fault::TooMany,
        code => Fault::Sql(code.to_owned()),
    }
}

fn network(error: &std::io::Error) -> Fault {
    let inner = error.get_ref();
    if let Some(tls_error) = inner.and_then(|e| e.downcast_ref::<rustls::Error>()) {
        return Fault::Certificate(tls::reason(tls_error));
    }
    match error.kind() {
        ErrorKind::TimedOut => Fault::Timeout,
        ErrorKind::ConnectionRefused => Fault::Unreachable("connection refused".to_owned()),
        ErrorKind::NotFound => Fault::Unreachable("no such socket".to_owned()),
        ErrorKind::UnexpectedEof | ErrorKind::ConnectionReset | ErrorKind::BrokenPipe => {
            Fault::Lost
        }
        // Name resolution has no kind and no code of its own.
        _ if error.raw_os_error().is_none() => Fault::UnknownHost,
        kind => Fault::Unreachable(kind.to_string()),
    }
}
