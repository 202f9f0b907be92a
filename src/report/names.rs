//! How places are called in a report that may cover several sources.

use super::visible;
use crate::inventory::Run;
use crate::model::{Locator, SourceId};
use crate::source::{SourceKind, SourceRef};

/// The sources of a run, to name what lies in them.
#[derive(Debug, Clone)]
pub(crate) struct Names {
    sources: Vec<SourceRef>,
}

impl Names {
    pub(crate) fn new(run: &Run) -> Self {
        Self {
            sources: run.sources.clone(),
        }
    }

    pub(crate) fn source(&self, id: SourceId) -> Option<&SourceRef> {
        self.sources.iter().find(|s| s.id == id)
    }

    /// Whether the source is a database, whose items are tables.
    pub(crate) fn is_database(&self, id: SourceId) -> bool {
        self.source(id)
            .is_some_and(|s| s.kind == SourceKind::Postgres)
    }

    /// The canonical address of a source, for programs.
    pub(crate) fn uri(&self, id: SourceId) -> &str {
        self.source(id).map_or("", |s| &s.uri)
    }

    /// The source as the user named it.
    pub(crate) fn given(&self, id: SourceId) -> String {
        self.source(id)
            .map_or_else(String::new, |s| visible::text(&s.given).into_owned())
    }

    /// A place below its source; with several sources, their name comes first.
    /// The result is inert (see [`visible`]).
    pub(crate) fn of(&self, at: &Locator) -> String {
        self.below(at.source, &visible::locator(at))
    }

    /// The same for a path that is already inert; an empty one is the source.
    pub(crate) fn below(&self, source: SourceId, path: &str) -> String {
        if self.sources.len() < 2 && !path.is_empty() {
            return path.to_owned();
        }
        let given = self.given(source);
        match path {
            "" | "-" => given,
            _ if self.is_database(source) => format!("{given} › {path}"),
            _ => format!("{}/{path}", given.trim_end_matches('/')),
        }
    }
}
