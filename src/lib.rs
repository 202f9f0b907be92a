//! limier finds personal data in files and databases and reconciles it with
//! the declared register of processing activities (GDPR Art. 30).
//!
//! Data goes one way:
//! `Source -> Item -> Extractor -> Chunk -> Detector -> Hit -> Occurrence ->
//! Holding -> Inventory`, then `Inventory x Register -> Gap -> Report`.
//! `ARCHITECTURE.md` says which room may know which, and
//! `tests/architecture.rs` holds it to that.

pub mod cli;
pub mod decision;
pub mod detect;
pub mod draft;
pub mod export;
pub mod extract;
pub mod import;
pub mod inventory;
pub mod measure;
pub mod model;
pub mod reconcile;
pub mod register;
pub mod report;
pub mod rule;
pub mod scan;
pub mod source;
