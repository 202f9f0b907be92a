//! One file, or standard input, as a source.

use super::tree::Skip;
use super::{Content, Item, Source, SourceError, SourceKind, SourceRef};
use crate::extract::Flow;
use crate::model::{Locator, PathName, Problem, SourceId};
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

/// One file. Its path in locators is its name; its URI is its directory's, so
/// that a binding matches it as it would in a tree.
pub(super) struct OneFile {
    reference: SourceRef,
    path: PathBuf,
    skip: Skip,
}

impl OneFile {
    /// The file at `path`, an absolute path without links.
    pub(super) fn new(given: String, path: PathBuf, id: SourceId, skip: Skip) -> Self {
        let dir = path.parent().unwrap_or(Path::new("/"));
        Self {
            reference: SourceRef {
                id,
                kind: SourceKind::File,
                uri: super::tree::file_uri(dir),
                given,
            },
            path,
            skip,
        }
    }

    /// Why it is left out.
    fn left_out(&self) -> Option<Problem> {
        let dir = self.path.parent()?;
        let name = self.path.file_name()?.as_bytes();
        let above = self.skip.above(dir, name);
        above.or_else(|| self.skip.verdict(dir, name, false))
    }
}

impl Source for OneFile {
    fn reference(&self) -> &SourceRef {
        &self.reference
    }

    fn list(&self, each: &mut dyn FnMut(Item) -> Flow) -> Result<(), SourceError> {
        let name = self.path.file_name().unwrap_or_default();
        let at = Locator::new(self.reference.id, PathName::from_bytes(name.as_bytes()));
        if let Some(problem) = self.left_out() {
            let _stopped = each(Item::unreadable(at, problem));
            return Ok(());
        }
        let meta = self.path.symlink_metadata().ok();
        // Gone since it was named: opening it will say so.
        let _stopped = each(Item {
            at,
            size: meta.as_ref().map_or(0, std::fs::Metadata::len),
            modified: meta.as_ref().map(std::fs::Metadata::mtime),
            mode: meta.as_ref().map(|m| m.mode() & 0o7777),
            content: Content::File(self.path.clone()),
        });
        Ok(())
    }
}

/// Standard input.
pub(super) struct Stdin {
    reference: SourceRef,
}

impl Stdin {
    /// Standard input as the source `id`.
    pub(super) fn new(id: SourceId) -> Self {
        Self {
            reference: SourceRef {
                id,
                kind: SourceKind::Stdin,
                uri: "-".to_owned(),
                given: "-".to_owned(),
            },
        }
    }
}

impl Source for Stdin {
    fn reference(&self) -> &SourceRef {
        &self.reference
    }

    fn list(&self, each: &mut dyn FnMut(Item) -> Flow) -> Result<(), SourceError> {
        let _stopped = each(Item {
            at: Locator::new(self.reference.id, "-"),
            size: 0,
            modified: None,
            mode: None,
            content: Content::Stdin,
        });
        Ok(())
    }
}
