//! Regions: the largest folders (schemas, tables) below which nothing is bound. The
//! files that lie directly in a folder with bound neighbours are a region of their
//! own; the root of a source never is one.

use super::survey::{Spot, Survey};
use super::words;
use crate::model::SourceId;
use std::collections::BTreeMap;

/// Folder levels told apart; what lies deeper counts as lying there.
const LEVELS: usize = 64;

/// How a cluster came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Folder,
    Files,
    Siblings,
    Special,
    Rest,
}

impl Form {
    /// A total order, to break ties by.
    pub(super) const fn rank(self) -> u8 {
        self as u8
    }

    /// The name in the identity of a gap.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Folder => "folder",
            Self::Files => "files",
            Self::Siblings => "siblings",
            Self::Special => "special",
            Self::Rest => "rest",
        }
    }
}

/// A region and what was found in it.
#[derive(Debug)]
pub(super) struct Region {
    /// Where it lies.
    pub(super) source: SourceId,
    /// Components that name the region: its identity.
    pub(super) folder: Vec<String>,
    /// Components shown: the nearest common folder.
    pub(super) shown: Vec<String>,
    /// How it came about.
    pub(super) form: Form,
    /// The folders that it was made of; whether only the files directly in one.
    pub(super) folders: Vec<(Vec<String>, bool)>,
    /// Its spots with unbound finds, sorted.
    pub(super) spots: Vec<usize>,
}

/// The strong unbound finds of a spot.
pub(super) fn unbound<'s>(survey: &'s Survey<'_>, spot: usize) -> impl Iterator<Item = usize> + 's {
    let range = survey.spots[spot].finds.clone();
    range.filter(|i| {
        let find = &survey.finds[*i];
        find.is_strong() && find.bonds.is_unbound()
    })
}

/// The folders of one source.
#[derive(Debug)]
pub(super) struct Tree {
    source: SourceId,
    database: bool,
    nodes: Vec<Node>,
}

#[derive(Debug, Default)]
struct Node {
    folder: Vec<String>,
    children: BTreeMap<String, usize>,
    /// Scanned things directly here, clean ones included.
    scanned: usize,
    /// Spots directly here with unbound finds.
    own: Vec<usize>,
    /// Whether anything here or below is bound.
    bound: bool,
    /// Whether anything here or below has unbound finds.
    found: bool,
}

impl Tree {
    /// Arranges a source.
    pub(super) fn of(survey: &Survey<'_>, source: SourceId) -> Self {
        let mut tree = Self {
            source,
            database: survey.is_database(source),
            nodes: vec![Node::default()],
        };
        for (i, spot) in survey.spots.iter().enumerate() {
            if spot.source == source {
                tree.add(survey, i, spot);
            }
        }
        tree
    }

    fn add(&mut self, survey: &Survey<'_>, index: usize, spot: &Spot<'_>) {
        let found = unbound(survey, index).next().is_some();
        let finds = survey.finds_of(index);
        let bound = !spot.bonds.is_unbound() || finds.iter().any(|f| !f.bonds.is_unbound());
        let mut at = 0;
        self.mark(at, bound, found);
        for component in folder(&spot.path.to_lossy(), self.database) {
            at = self.child(at, component);
            self.mark(at, bound, found);
        }
        self.nodes[at].scanned += 1;
        if found {
            self.nodes[at].own.push(index);
        }
    }

    fn mark(&mut self, at: usize, bound: bool, found: bool) {
        self.nodes[at].bound |= bound;
        self.nodes[at].found |= found;
    }

    fn child(&mut self, at: usize, component: String) -> usize {
        if let Some(known) = self.nodes[at].children.get(&component) {
            return *known;
        }
        let new = self.nodes.len();
        let mut folder = self.nodes[at].folder.clone();
        folder.push(component.clone());
        self.nodes[at].children.insert(component, new);
        self.nodes.push(Node {
            folder,
            ..Node::default()
        });
        new
    }

    /// Its regions.
    pub(super) fn regions(&self, out: &mut Vec<Region>) {
        let mut todo = vec![(0, true)];
        while let Some((at, top)) = todo.pop() {
            let node = &self.nodes[at];
            if !node.found {
                continue;
            }
            if !node.bound && !top {
                out.push(self.region(at, Form::Folder, self.below(at)));
                continue;
            }
            if !node.own.is_empty() {
                out.push(self.region(at, Form::Files, node.own.clone()));
            }
            // a lone folder at the top is only a way to the tree
            let lone = top && !self.database && node.scanned == 0 && node.children.len() == 1;
            todo.extend(node.children.values().rev().map(|c| (*c, lone)));
        }
    }

    fn below(&self, at: usize) -> Vec<usize> {
        let mut spots = Vec::new();
        let mut todo = vec![at];
        while let Some(at) = todo.pop() {
            spots.extend(&self.nodes[at].own);
            todo.extend(self.nodes[at].children.values());
        }
        spots
    }

    fn region(&self, at: usize, form: Form, spots: Vec<usize>) -> Region {
        let folder = self.nodes[at].folder.clone();
        Region {
            source: self.source,
            shown: folder.clone(),
            folders: vec![(folder.clone(), form == Form::Files)],
            folder,
            form,
            spots: words::set(spots),
        }
    }
}

/// The folders of a path: of a file, without its name; of a table, its schema
/// and itself.
pub(super) fn folder(path: &str, database: bool) -> Vec<String> {
    if database {
        return path.splitn(2, '.').map(str::to_owned).collect();
    }
    let folders = path.rsplit_once('/').map_or("", |(f, _)| f);
    folders
        .split('/')
        .filter(|c| !c.is_empty())
        .take(LEVELS)
        .map(str::to_owned)
        .collect()
}
