//! Undeclared places gathered into a handful of lines.
//!
//! 1. *Regions*: the largest folders (schemas, tables) below which nothing is
//!    bound; the files that lie directly in a folder with bound neighbours are a
//!    region of their own. The root of a source is never a region, so that
//!    `RH` and `Compta` stay apart when nothing is declared yet.
//! 2. *Siblings*: many folders of one parent with the same categories (home
//!    directories) become one.
//! 3. *Parts*: where special data lie in one place inside a region, that place
//!    is told apart from the rest.
//! 4. *Rest*: beyond [`LIMIT`], the least grave are gathered by source.
//!
//! A cluster is identified by its region, so that a folder in use keeps its gap
//! from one run to the next; which places a decision about it has accepted, the
//! waiver remembers (see `waive`).

use super::survey::{Spot, Survey};
use super::words;
use crate::model::{Category, SourceId};
use crate::register::{Message, inert};
use std::collections::{BTreeMap, BTreeSet};

/// Lines after which the least grave clusters are gathered.
const LIMIT: usize = 20;
/// Folders of one parent with the same categories that still stay apart.
const SIBLINGS: usize = 8;
/// Folder levels told apart; what lies deeper counts as lying there.
const LEVELS: usize = 64;

/// A group of undeclared places.
#[derive(Debug)]
pub(super) struct Cluster {
    /// Name: a folder, schema or table; also a location pattern that binds it.
    pub(super) name: String,
    /// The same as a person calls it.
    pub(super) shown: Message,
    /// Whether the name may be proposed as a location.
    pub(super) bindable: bool,
    /// What its identity is made of.
    pub(super) signature: Vec<String>,
    /// Indexes of its finds, sorted.
    pub(super) finds: Vec<usize>,
    /// Where it lies.
    pub(super) source: SourceId,
    /// The folder or schema and table that it shows.
    pub(super) folder: Vec<String>,
    /// Only the files directly in that folder.
    pub(super) files: bool,
}

/// How a cluster came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Folder,
    Files,
    Siblings,
    Special,
    Rest,
}

impl Form {
    /// A total order, to break ties by.
    const fn rank(self) -> u8 {
        self as u8
    }

    /// The name in the identity of a gap.
    const fn as_str(self) -> &'static str {
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
struct Region {
    source: SourceId,
    /// Components that name the region: its identity.
    folder: Vec<String>,
    /// Components shown: the nearest common folder.
    shown: Vec<String>,
    form: Form,
    spots: Vec<usize>,
}

/// Gathers the strong finds that no activity is bound to.
pub(super) fn clusters(survey: &Survey<'_>) -> Vec<Cluster> {
    let mut regions = Vec::new();
    for source in words::set(survey.spots.iter().map(|s| s.source)) {
        Tree::of(survey, source).regions(&mut regions);
    }
    let regions = siblings(survey, regions);
    let mut regions: Vec<Region> = regions.into_iter().flat_map(|r| parts(survey, r)).collect();
    if regions.len() > LIMIT {
        regions = gathered(survey, regions);
    }
    regions.iter().map(|r| cluster(survey, r)).collect()
}

/// The strong unbound finds of a spot.
fn unbound<'s>(survey: &'s Survey<'_>, spot: usize) -> impl Iterator<Item = usize> + 's {
    let range = survey.spots[spot].finds.clone();
    range.filter(|i| {
        let find = &survey.finds[*i];
        find.is_strong() && find.bonds.is_unbound()
    })
}

fn categories(survey: &Survey<'_>, spots: &[usize]) -> BTreeSet<Category> {
    spots
        .iter()
        .flat_map(|s| unbound(survey, *s))
        .map(|i| survey.finds[i].datum.category())
        .collect()
}

/// The folders of one source.
#[derive(Debug)]
struct Tree {
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
    fn of(survey: &Survey<'_>, source: SourceId) -> Self {
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

    /// Step 1.
    fn regions(&self, out: &mut Vec<Region>) {
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

/// Step 2.
fn siblings(survey: &Survey<'_>, regions: Vec<Region>) -> Vec<Region> {
    let mut groups: BTreeMap<_, Vec<Region>> = BTreeMap::new();
    let mut out = Vec::new();
    for r in regions {
        match r.folder.split_last() {
            Some((_, parent)) if r.form == Form::Folder => {
                let key = (r.source, parent.to_vec(), categories(survey, &r.spots));
                groups.entry(key).or_default().push(r);
            }
            _ => out.push(r),
        }
    }
    for ((source, parent, _), group) in groups {
        if group.len() <= SIBLINGS {
            out.extend(group);
            continue;
        }
        out.push(Region {
            source,
            shown: parent.clone(),
            folder: parent,
            form: Form::Siblings,
            spots: words::set(group.into_iter().flat_map(|r| r.spots)),
        });
    }
    out
}

/// Step 3.
fn parts(survey: &Survey<'_>, mut region: Region) -> Vec<Region> {
    let database = survey.is_database(region.source);
    let path = |spot: &usize| folder(&survey.spots[*spot].path.to_lossy(), database);
    if region.form != Form::Folder {
        return vec![region];
    }
    let special: Vec<usize> = region
        .spots
        .iter()
        .copied()
        .filter(|s| {
            let data = unbound(survey, *s).map(|i| survey.finds[i].datum);
            data.into_iter().any(|d| d.category().is_special())
        })
        .collect();
    let Some(place) = common(special.iter().map(path)) else {
        region.shown = common(region.spots.iter().map(path)).unwrap_or(region.shown);
        return vec![region];
    };
    let (inside, outside): (Vec<usize>, Vec<usize>) = region
        .spots
        .iter()
        .partition(|s| path(s).starts_with(&place));
    if outside.is_empty() {
        region.shown = place;
        return vec![region];
    }
    let rest = Region {
        shown: common(outside.iter().map(path)).unwrap_or_default(),
        spots: outside,
        folder: region.folder.clone(),
        ..region
    };
    let special = Region {
        source: rest.source,
        folder: rest.folder.clone(),
        shown: place,
        form: Form::Special,
        spots: inside,
    };
    vec![special, rest]
}

/// The nearest common folder.
fn common(mut paths: impl Iterator<Item = Vec<String>>) -> Option<Vec<String>> {
    let mut shared = paths.next()?;
    for path in paths {
        let same = shared.iter().zip(&path).take_while(|(a, b)| a == b).count();
        shared.truncate(same);
    }
    Some(shared)
}

/// Step 4: the gravest stay, the others are gathered by source.
fn gathered(survey: &Survey<'_>, mut regions: Vec<Region>) -> Vec<Region> {
    regions.sort_by_cached_key(|r| {
        let data = r.spots.iter().flat_map(|s| unbound(survey, *s));
        let gravest = data.map(|i| survey.finds[i].datum.sensitivity()).max();
        let size = std::cmp::Reverse(r.spots.len());
        let place = (r.source, r.folder.clone(), r.form.rank());
        (std::cmp::Reverse(gravest), size, place)
    });
    let sources = words::set(regions.iter().map(|r| r.source)).len();
    let kept = LIMIT.saturating_sub(sources).max(1);
    let mut by_source: BTreeMap<SourceId, Vec<Region>> = BTreeMap::new();
    for r in regions.split_off(kept.min(regions.len())) {
        by_source.entry(r.source).or_default().push(r);
    }
    for (source, mut group) in by_source {
        if group.len() == 1 {
            regions.append(&mut group);
            continue;
        }
        regions.push(Region {
            source,
            folder: Vec::new(),
            shown: Vec::new(),
            form: Form::Rest,
            spots: words::set(group.into_iter().flat_map(|r| r.spots)),
        });
    }
    regions
}

fn cluster(survey: &Survey<'_>, region: &Region) -> Cluster {
    let finds: Vec<usize> = region
        .spots
        .iter()
        .flat_map(|s| unbound(survey, *s))
        .collect();
    let whole = !region.shown.is_empty() && region.form != Form::Rest;
    Cluster {
        name: inert(name(survey, region)),
        shown: shown(survey, region),
        bindable: whole || region.form == Form::Files,
        signature: signature(survey, region),
        finds,
        source: region.source,
        folder: region.shown.clone(),
        files: region.form == Form::Files,
    }
}

/// What makes a region the same in the next run: its source, its folder and how it
/// came about; of siblings their categories, which alone tell two groups apart.
fn signature(survey: &Survey<'_>, region: &Region) -> Vec<String> {
    let mut parts = vec![
        survey.origin(region.source),
        region.form.as_str().to_owned(),
        region.folder.join("/"),
    ];
    if region.form == Form::Siblings {
        let own = categories(survey, &region.spots).into_iter();
        parts.extend(own.map(|c| c.as_str().to_owned()));
    }
    parts
}

/// The name of a region for people: its folder, and its source where there are
/// several.
fn shown(survey: &Survey<'_>, region: &Region) -> Message {
    let database = survey.is_database(region.source);
    let label = survey.label(region.source);
    let several = survey.sources().count() > 1;
    let folder = region.shown.join(if database { "." } else { "/" });
    let at_root = folder.is_empty();
    let place = match (at_root, database, several) {
        (true, ..) => label,
        (false, true, _) => format!("{label} › {folder}"),
        (false, false, true) => format!("{label}/{folder}"),
        (false, false, false) => folder,
    };
    let top = |spot: &usize| {
        let depth = region.shown.len();
        let own = self::folder(&survey.spots[*spot].path.to_lossy(), database);
        own.into_iter().take(depth + 1).collect::<Vec<_>>()
    };
    let parts = words::set(region.spots.iter().map(top)).len() as u64;
    let folders = if database {
        words::count(parts, ["schéma", "schémas"], ["schema", "schemas"])
    } else {
        words::count(parts, ["dossier", "dossiers"], ["folder", "folders"])
    };
    match (region.form, at_root) {
        (Form::Files, true) if !database => Message::new(
            format!("fichiers à la racine de {place}"),
            format!("files at the root of {place}"),
        ),
        (Form::Files, false) if !database => Message::new(
            format!("fichiers directement dans {place}"),
            format!("files directly in {place}"),
        ),
        (Form::Siblings, _) | (_, true) => Message::new(
            format!("{} de {place}", folders.fr),
            format!("{} of {place}", folders.en),
        ),
        _ => Message::both(&place),
    }
}

/// A name that is also a location pattern.
fn name(survey: &Survey<'_>, region: &Region) -> String {
    let database = survey.is_database(region.source);
    let mut text = region.shown.join(if database { "." } else { "/" });
    match region.form {
        Form::Files if !database => {
            text = if text.is_empty() {
                "*".to_owned()
            } else {
                text + "/*"
            };
        }
        _ if text.is_empty() && !database => "**".clone_into(&mut text),
        _ => {}
    }
    address(survey, region.source, text)
}

/// The pattern for a path of a source: its whole address where several trees, or a
/// database, make the path alone say too little.
pub(super) fn address(survey: &Survey<'_>, source: SourceId, text: String) -> String {
    match survey.source(source) {
        Some(known) if survey.is_database(source) || survey.trees() > 1 => {
            let root = known.uri.trim_end_matches('/');
            if text.is_empty() {
                root.to_owned()
            } else {
                format!("{root}/{text}")
            }
        }
        _ => text,
    }
}
