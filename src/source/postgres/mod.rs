//! A PostgreSQL database as a source.

use super::{Fault, Item, Options, Source, SourceError, SourceRef};
use crate::extract::Flow;
use crate::model::SourceId;

/// Budgets of a database.
#[derive(Debug, Clone, Default)]
pub struct DatabaseLimits {}

/// A database.
pub(super) struct Postgres {
    reference: SourceRef,
}

impl Postgres {
    pub(super) fn open(given: &str, _: SourceId, _: &Options) -> Result<Self, SourceError> {
        Err(SourceError::Database {
            uri: super::redact(given),
            fault: Fault::Lost,
        })
    }
}

impl Source for Postgres {
    fn reference(&self) -> &SourceRef {
        &self.reference
    }
    fn list(&self, _: &mut dyn FnMut(Item) -> Flow) -> Result<(), SourceError> {
        Ok(())
    }
}
