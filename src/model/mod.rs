//! Plain values that every other room shares: where a thing is, what kind of
//! datum it is, how sure we are, and what went wrong.
//!
//! Invariants: nothing here does I/O or imports another room of the house; a
//! raw personal value never sits in a type of this module ([`Masked`] is the
//! only form in which a value leaves detection).

mod confidence;
mod dating;
mod datum;
mod fold;
mod hidden;
mod locator;
mod masked;
mod outcome;
mod position;
mod sketch;

pub use confidence::{Confidence, Verdict};
pub use dating::names_a_day;
pub use datum::{Category, Datum, UnknownName, nearest};
pub use fold::{fold, fold_into, folded_words};
pub use hidden::is_hidden;
pub use locator::{Locator, PathName, SourceId};
pub use masked::Masked;
pub use outcome::{Kind, Outcome, Problem, Reason, State};
pub use position::{Place, Position};
pub use sketch::{Fingerprint, Sketch};
