//! Inventory x register -> gaps. Pure and total: no I/O, no clock; the same
//! inputs in any order give the same gaps.

mod gap;

pub use gap::{Code, Gap, GapId, Level, PlaceRef, Quote, Severity, Terms};
