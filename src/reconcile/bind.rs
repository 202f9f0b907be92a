//! Which activities a scanned place belongs to: the most specific location
//! pattern wins, several activities may share it.
//!
//! Patterns are indexed by their literal prefix, so that a place is tried
//! against the few patterns that start like it, whatever the register's size.

use crate::model::PathName;
use crate::register::{Binding, Pattern, Rank, Register, normal};
use crate::source::{SourceKind, SourceRef};
use std::collections::HashMap;

/// A location pattern of an activity; both are indexes into the register.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Bond {
    /// Which activity.
    pub(super) activity: usize,
    /// Which of its locations.
    pub(super) location: usize,
}

/// The two names of a scanned place.
#[derive(Debug, Clone)]
pub(super) struct PlaceName {
    /// Normal URI of the place.
    absolute: String,
    /// Characters of the source's URI and the `/` after it.
    base: usize,
    /// Path below the root, where scheme-less patterns apply.
    relative: Option<String>,
    /// Whether columns continue the name with `.`.
    dotted: bool,
}

impl PlaceName {
    /// Names a path of a source.
    pub(super) fn new(source: Option<&SourceRef>, path: &PathName) -> Self {
        let path = normal::path(&path.to_lossy());
        let (uri, kind) = source.map_or((String::new(), SourceKind::Stdin), |s| {
            (normal::uri(&s.uri), s.kind)
        });
        let root = if uri.ends_with('/') { uri } else { uri + "/" };
        Self {
            base: root.chars().count(),
            absolute: format!("{root}{path}"),
            relative: matches!(kind, SourceKind::Tree | SourceKind::File).then_some(path),
            dotted: kind == SourceKind::Postgres,
        }
    }

    /// The normal form of its whole address.
    pub(super) fn absolute(&self) -> &str {
        &self.absolute
    }

    /// Its path below the root, where patterns without scheme apply.
    pub(super) fn relative(&self) -> Option<&str> {
        self.relative.as_deref()
    }

    /// The name that a pattern is compared with; none: it never means it.
    pub(super) fn against(&self, pattern: &Pattern) -> Option<&str> {
        if pattern.is_relative() {
            self.relative()
        } else {
            Some(&self.absolute)
        }
    }

    /// A column of this table.
    pub(super) fn column(&self, header: &str) -> Option<Self> {
        self.dotted.then(|| Self {
            absolute: format!("{}.{}", self.absolute, normal::path(header)),
            ..self.clone()
        })
    }
}

/// Patterns of one sort (confirmed, or only proposed), ready to be asked.
#[derive(Debug, Default)]
pub(super) struct Index<'a> {
    entries: Vec<(Bond, &'a Binding)>,
    /// Patterns without wildcard, by their whole text.
    literal: HashMap<&'a str, Vec<usize>>,
    /// The others, by their literal prefix up to its last `/`.
    glob: HashMap<&'a str, Vec<usize>>,
    /// Bytes of the longest key: beyond, a long path is not looked at.
    longest: usize,
}

impl<'a> Index<'a> {
    /// Indexes the locations of a register that are wanted.
    pub(super) fn new(register: &'a Register, wanted: impl Fn(Bond, &Binding) -> bool) -> Self {
        let mut index = Self::default();
        for (activity, a) in register.activities.iter().enumerate() {
            for (location, binding) in a.locations.iter().enumerate() {
                let bond = Bond { activity, location };
                if wanted(bond, binding) {
                    index.add(bond, binding);
                }
            }
        }
        index
    }

    fn add(&mut self, bond: Bond, binding: &'a Binding) {
        let at = self.entries.len();
        self.entries.push((bond, binding));
        let prefix = binding.pattern.prefix();
        let (map, key) = if binding.pattern.is_literal() {
            (&mut self.literal, prefix)
        } else {
            let cut = prefix.rfind('/').map_or(0, |i| i + 1);
            (&mut self.glob, &prefix[..cut])
        };
        map.entry(key).or_default().push(at);
        self.longest = self.longest.max(key.len());
    }

    /// Whether there is no pattern at all.
    pub(super) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Every pattern that means this place, with its rank.
    pub(super) fn all(&self, name: &PlaceName) -> Vec<(Rank, Bond)> {
        let mut found = Vec::new();
        self.collect(&name.absolute, name, false, &mut found);
        if let Some(relative) = &name.relative {
            self.collect(relative, name, true, &mut found);
        }
        found
    }

    fn collect(&self, text: &str, name: &PlaceName, relative: bool, out: &mut Vec<(Rank, Bond)>) {
        let mut take = |candidates: Option<&Vec<usize>>| {
            for &i in candidates.into_iter().flatten() {
                let (bond, binding) = self.entries[i];
                let p = &binding.pattern;
                if p.is_relative() == relative && p.matches(text) {
                    out.push((p.rank(name.base), bond));
                }
            }
        };
        take(self.glob.get(""));
        for (i, c) in text.char_indices().take_while(|(i, _)| *i <= self.longest) {
            if c == '/' {
                take(self.glob.get(&text[..=i]));
                take(self.literal.get(&text[..=i]));
            }
            if c == '/' || (c == '.' && name.dotted) {
                take(self.literal.get(&text[..i]));
            }
        }
        take(self.literal.get(text));
    }

    /// The most specific patterns, one per activity, in the order of the
    /// register; empty: unbound.
    pub(super) fn best(&self, name: &PlaceName) -> Vec<Bond> {
        most_specific(self.all(name))
    }

    /// Every activity that means this place at all, in the order of the register.
    pub(super) fn every(&self, name: &PlaceName) -> Vec<Bond> {
        let mut bonds: Vec<Bond> = self.all(name).into_iter().map(|(_, b)| b).collect();
        bonds.sort_unstable();
        bonds.dedup_by_key(|b| b.activity);
        bonds
    }
}

/// Of the patterns that mean a place, the most specific ones; see [`Index::best`].
pub(super) fn most_specific(all: Vec<(Rank, Bond)>) -> Vec<Bond> {
    let Some(best) = all.iter().map(|(rank, _)| *rank).max() else {
        return Vec::new();
    };
    let mut bonds: Vec<Bond> = all
        .into_iter()
        .filter(|(rank, _)| *rank == best)
        .map(|(_, bond)| bond)
        .collect();
    bonds.sort_unstable();
    bonds.dedup_by_key(|b| b.activity);
    bonds
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::SourceId;

    fn register(uris: &[&str]) -> Register {
        let mut text = "version: 1\nactivities:\n".to_owned();
        for (i, uri) in uris.iter().enumerate() {
            text += &format!(
                "- {{id: a{i}, name: A{i}, locations: [{{uri: \"{uri}\", binding: confirmed, by: x, on: 2026-01-01}}]}}\n"
            );
        }
        Register::parse(&text, "r").expect("valid")
    }

    fn source(kind: SourceKind, uri: &str) -> SourceRef {
        SourceRef {
            id: SourceId(0),
            kind,
            uri: uri.to_owned(),
            given: uri.to_owned(),
        }
    }

    fn bound(uris: &[&str], source: &SourceRef, path: &str, column: Option<&str>) -> Vec<usize> {
        let register = register(uris);
        let index = Index::new(&register, |_, _| true);
        let mut name = PlaceName::new(Some(source), &path.into());
        if let Some(column) = column {
            name = name.column(column).expect("a database");
        }
        index.best(&name).iter().map(|b| b.activity).collect()
    }

    #[test]
    fn the_most_specific_pattern_wins_and_equals_share() {
        let tree = source(SourceKind::Tree, "file:///srv/partage");
        let uris = [
            "RH/**",
            "RH/Paie/**",
            "file:///srv/partage/RH/Paie/**",
            "**/x.csv",
            "/srv/partage/RH/Sécurité",
        ];
        let at = |path| bound(&uris, &tree, path, None);
        assert_eq!(at("RH/a.txt"), [0]);
        assert_eq!(at("RH/Paie/a.txt"), [1, 2]);
        assert_eq!(at("Commun/x.csv"), [3]);
        assert_eq!(at("RH/Se\u{301}curite\u{301}/a/b.txt"), [4]);
        assert_eq!(at("Commun/y.csv"), [] as [usize; 0]);
    }

    #[test]
    fn databases_bind_by_schema_table_and_column() {
        let db = source(SourceKind::Postgres, "postgres://srv:5432/erp");
        let uris = [
            "postgres://SRV/erp/rh",
            "postgresql://srv:5432/erp/rh.salaries",
            "postgres://srv/erp/rh.salaries.nir",
            "rh.*",
        ];
        let at = |path, column| bound(&uris, &db, path, column);
        assert_eq!(at("rh.conges", None), [0]);
        assert_eq!(at("rh.salaries", None), [1]);
        assert_eq!(at("rh.salaries", Some("nir")), [2]);
        assert_eq!(at("rh.salaries", Some("nom")), [1]);
        assert_eq!(at("public.x", None), [] as [usize; 0]);
    }

    #[test]
    fn a_source_may_be_the_root_or_below_the_pattern() {
        let root = source(SourceKind::Tree, "file:///");
        assert_eq!(bound(&["/srv/RH/**"], &root, "srv/RH/a", None), [0]);
        let deep = source(SourceKind::Tree, "file:///srv/RH/Paie");
        assert_eq!(bound(&["/srv/RH/**"], &deep, "a", None), [0]);
        let stdin = source(SourceKind::Stdin, "-");
        assert_eq!(bound(&["**"], &stdin, "-", None), [] as [usize; 0]);
    }
}
