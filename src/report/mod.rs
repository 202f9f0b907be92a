//! What people and programs read: one [`Report`] value, built once from the
//! inventory and the reconciliation, and one renderer for each output.
//!
//! | output | renderer | for |
//! |---|---|---|
//! | `rapport.html` | [`html::render`] | the DPO: one file, no network, prints |
//! | `ecarts.json` | [`json::render`] | programs: `limier.report.v1` |
//! | JSON Lines | [`lines`] | programs: one line per finding, item, occurrence |
//! | one gap | [`one`] | who looks into it |
//! | comparison | [`diff`] | two scans side by side |
//! | terminal | [`terminal::summary`] | who ran the scan: one screen |
//!
//! Invariants: renderers are pure (same report, same bytes; no clock, no
//! environment); days, not hours, are shown, so that two runs of one day are
//! equal; values come masked and are escaped all the same; names that people
//! read pass through [`visible`]. Files are written by [`write_atomic`], whoever
//! decides where. Exit codes and options are the command line's business.

pub mod diff;
mod file;
mod found;
mod gaps;
mod heat;
pub mod html;
pub mod json;
pub mod lines;
mod matrix;
mod names;
pub mod one;
#[cfg(test)]
mod sample;
pub mod schema;
pub mod terminal;
mod text;
mod unread;
mod value;
pub mod visible;

pub use file::{AtomicFile, WriteError, write_atomic};
pub use text::{Lang, measured};
pub(crate) use text::{problem, remark};
pub use value::{DecisionFacts, Reconciled, RegisterFacts, Report};
