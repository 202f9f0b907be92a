//! One run of the importer: its documents stand beside each other, none is a
//! version of another.

use super::super::Imported;
use super::{MergeError, Merged, list};
use crate::register::edit::{Editor, Value};
use std::collections::BTreeSet;
use std::path::Path;

/// What one document says, as its importer wrote it.
#[derive(Debug)]
pub(super) struct Incoming {
    pub(super) yaml: String,
    /// Ids that the document gives itself; the others are made of names. None:
    /// all are its own.
    pub(super) ids: Option<BTreeSet<String>>,
    /// Places of activities of which it does not say the role.
    pub(super) without_role: BTreeSet<usize>,
}

impl Incoming {
    pub(super) fn of(imported: &Imported) -> Self {
        let activities = &imported.draft.activities;
        let own = activities.iter().filter_map(|a| a.id.clone()).collect();
        let silent = activities.iter().enumerate();
        let silent = silent.filter(|(_, a)| a.role.is_none()).map(|(n, _)| n);
        Self {
            yaml: imported.yaml(),
            ids: (imported.importer != "native").then_some(own),
            without_role: silent.collect(),
        }
    }

    /// Whether an id is one that the document gives.
    pub(super) fn declares(&self, id: &str) -> bool {
        self.ids.as_ref().is_none_or(|own| own.contains(id))
    }
}

/// The documents of one run.
#[derive(Debug, Default)]
pub struct Run {
    /// Their names.
    names: BTreeSet<String>,
    /// The register's ids of those that were read.
    pub(super) read: BTreeSet<String>,
    /// Whether activities that people have deleted come back.
    pub(super) restores: bool,
}

impl Run {
    /// A run over documents of these names.
    pub fn over(names: impl IntoIterator<Item = String>) -> Self {
        Self {
            names: names.into_iter().collect(),
            read: BTreeSet::new(),
            restores: false,
        }
    }

    /// The same run, in which activities that people have deleted come back where
    /// a document has them.
    #[must_use]
    pub const fn restoring(mut self, restores: bool) -> Self {
        self.restores = restores;
        self
    }

    /// The text of a new register with the digests that the next import will need.
    ///
    /// # Errors
    /// The text cannot be changed safely.
    pub fn begin(&mut self, imported: &Imported) -> Result<String, MergeError> {
        self.stamp(&Incoming::of(imported))
    }

    pub(super) fn stamp(&mut self, new: &Incoming) -> Result<String, MergeError> {
        let text = super::stamp_with(new)?;
        let whole = Editor::open(&text)?.value().clone();
        let ids = list(&whole, "sources").iter().map(super::source::id);
        self.read.extend(ids);
        Ok(text)
    }

    /// Merges a document into the text of a register; `file` names that register
    /// in errors.
    ///
    /// # Errors
    /// The register cannot be read, or not be changed without touching what a
    /// person wrote.
    pub fn merge(
        &mut self,
        existing: &str,
        imported: &Imported,
        file: &str,
    ) -> Result<Merged, MergeError> {
        super::merge_with(existing, &Incoming::of(imported), file, self)
    }

    /// Whether a document of the register may be an earlier version of one that
    /// has another name.
    pub(super) fn may_be_older(&self, known: &Value) -> bool {
        let file = known.get("file").and_then(Value::as_text);
        !self.read.contains(&super::source::id(known))
            && file.is_some_and(|f| !self.names.contains(f))
    }
}

/// Names of the documents of a run: the file name alone, with as much of the path
/// as it was given as tells two apart, or as a register (`known`: its text) names
/// it already.
#[must_use]
pub fn names(files: &[&Path], known: Option<&str>) -> Vec<String> {
    let known = known.map(files_of).unwrap_or_default();
    let parts: Vec<Vec<String>> = files.iter().map(|f| parts(f)).collect();
    let name = |parts: &[String], depth: usize| parts[parts.len() - depth..].join("/");
    let mut depths: Vec<usize> = parts
        .iter()
        .map(|p| {
            let mut deepest = (1..=p.len()).rev();
            deepest
                .find(|d| known.contains(&name(p, *d)))
                .unwrap_or(1.min(p.len()))
        })
        .collect();
    loop {
        let all: Vec<String> = parts
            .iter()
            .zip(&depths)
            .map(|(p, d)| name(p, *d))
            .collect();
        let mut seen = BTreeSet::new();
        let twice: BTreeSet<&String> = all.iter().filter(|n| !seen.insert(*n)).collect();
        let mut grown = false;
        for (n, own) in all.iter().enumerate() {
            if twice.contains(own) && depths[n] < parts[n].len() {
                depths[n] += 1;
                grown = true;
            }
        }
        if !grown {
            return all;
        }
    }
}

/// The parts of a path as it was given.
fn parts(path: &Path) -> Vec<String> {
    use std::path::Component as C;
    let part = |c: C<'_>| match c {
        C::Normal(_) | C::ParentDir => Some(c.as_os_str().to_string_lossy().into_owned()),
        C::CurDir | C::RootDir | C::Prefix(_) => None,
    };
    path.components().filter_map(part).collect()
}

/// The files that a register names; none of a text that is no register.
fn files_of(register: &str) -> BTreeSet<String> {
    let whole = Editor::open(register).map(|e| e.value().clone());
    let whole = whole.unwrap_or(Value::Null);
    let file = |s: &Value| s.get("file").and_then(Value::as_text).map(str::to_owned);
    list(&whole, "sources").iter().filter_map(file).collect()
}
