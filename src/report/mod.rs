//! What people and programs read: one [`Report`] value, built once from the
//! inventory and the reconciliation, and one renderer for each output.
//!
//! | output | renderer | for |
//! |---|---|---|
//! | `rapport.html` | [`html::render`] | the DPO: one file, no network, prints |
//! | `ecarts.json` | [`json::render`] | programs: `limier.report.v1` |
//! | one gap | [`one`] | who looks into it |
//! | comparison | [`diff`] | two scans side by side |
//! | JSON Lines | [`lines`] | programs: one line per finding, item, occurrence, gap |
//! | `ecarts.csv`, `csv-fr=` | [`csv::render`] | scripts, spreadsheets: a line per gap and place |
//! | `ecarts.xlsx` | [`xlsx::render`] | the DPO: filters, decisions to fill in |
//! | `ecarts.md` | [`markdown::render`] | a merge request |
//! | `x.sarif` | [`sarif::render`] | viewers of SARIF 2.1.0 |
//! | `x.xml` | [`junit::render`] | CI: a test case per activity |
//! | `github=`, `gitlab=` | [`github::render`], [`gitlab::render`] | annotations |
//! | terminal | [`terminal::summary`] | who ran the scan: one screen |
//!
//! Invariants: renderers are pure (same report, same bytes; no clock, no
//! environment); days, not hours, are shown, so that two runs of one day are
//! equal; values come masked and are escaped all the same; names that people
//! read pass through [`visible`]. Files are written by [`write_atomic`], whoever
//! decides where. Exit codes and options are the command line's business.

mod brief;
pub mod csv;
pub mod diff;
mod file;
mod format;
mod found;
mod gaps;
pub mod github;
pub mod gitlab;
mod heat;
pub mod html;
pub mod json;
pub mod junit;
pub mod lines;
pub mod markdown;
mod matrix;
mod names;
pub mod one;
mod persons;
mod repository;
#[cfg(test)]
mod sample;
pub mod sarif;
pub mod schema;
pub mod terminal;
#[cfg(test)]
mod tests;
mod text;
mod unread;
mod value;
pub mod visible;
pub mod xlsx;

pub use file::{AtomicFile, WriteError, write_atomic};
pub use format::{Format, is_ours, render};
pub(crate) use text::column::{letters as column_letters, of as column_of};
pub use text::{Lang, measured};
pub(crate) use text::{problem, remark};
pub use value::{DecisionFacts, Reconciled, RegisterFacts, Report};
