//! The only place that asks for environment variables, the date and the home
//! directory.

use std::path::PathBuf;

/// A variable as text; none when unset or not UTF-8.
#[expect(
    clippy::disallowed_methods,
    reason = "this is the home of the environment"
)]
pub(super) fn text(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// A variable as a path; none when unset or empty.
#[expect(
    clippy::disallowed_methods,
    reason = "this is the home of the environment"
)]
pub(super) fn path(name: &str) -> Option<PathBuf> {
    std::env::var_os(name)
        .filter(|v| !v.is_empty())
        .map(PathBuf::from)
}

/// Seconds since the epoch; `SOURCE_DATE_EPOCH` wins, so that a run can be
/// repeated to the byte.
pub(super) fn now() -> i64 {
    let fixed = text("SOURCE_DATE_EPOCH").and_then(|s| s.trim().parse().ok());
    fixed.unwrap_or_else(clock)
}

/// What `SOURCE_DATE_EPOCH` says where it is set and is no number of seconds: then
/// nobody gets the day that was asked for.
pub(super) fn wrong_epoch() -> Option<String> {
    text("SOURCE_DATE_EPOCH").filter(|s| s.trim().parse::<i64>().is_err())
}

/// Seconds since the epoch as the system's clock says, for records of who did what
/// when.
#[expect(clippy::disallowed_methods, reason = "this is the home of the clock")]
pub(super) fn clock() -> i64 {
    std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .map_or(0, |d| d.as_secs() as i64)
}

/// Where stores and the key lie: the argument, `$XDG_DATA_HOME/limier`,
/// `~/.local/share/limier`; none when there is no home.
pub(super) fn data_directory(asked: Option<PathBuf>) -> Option<PathBuf> {
    asked
        .or_else(|| path("XDG_DATA_HOME").map(|d| d.join("limier")))
        .or_else(|| path("HOME").map(|h| h.join(".local/share/limier")))
}
