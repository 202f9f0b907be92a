//! Undeclared places gathered into a handful of lines.
//!
//! 1. *Regions*: the largest folders (schemas, tables) below which nothing is
//!    bound; the files that lie directly in a folder with bound neighbours are a
//!    region of their own. The root of a source is never a region, so that
//!    `RH` and `Compta` stay apart when nothing is declared yet.
//! 2. *Siblings*: many folders of one parent with the same data (home directories,
//!    one folder per customer) become one; a folder of other data stays apart.
//! 3. *Parts*: where special data lie in one place inside a region, that place
//!    is told apart from the rest.
//! 4. *Rest*: beyond [`LIMIT`], the least grave are gathered by source; what is
//!    grave never is, even if the lines are more then.
//!
//! A cluster is identified by its region, so that a folder in use keeps its gap
//! from one run to the next. A folder (or a group) that a decision speaks of is
//! never gathered (nor told apart) anew: the decision keeps its gap. Which places it
//! has accepted, the decision remembers (see `waive`).

use super::region::{Form, Region, Tree, folder, unbound};
use super::survey::Survey;
use super::{Code, GapId, Level, evidence, extent, id, words};
use crate::model::{Datum, SourceId};
use crate::register::{Message, inert};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// Lines after which the least grave clusters are gathered.
const LIMIT: usize = 20;
/// Folders of one parent with the same data that still stay apart.
const SIBLINGS: usize = 8;

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
    /// Patterns of the folders that a decision about it accepts; of a database
    /// none, its tables are told one by one.
    pub(super) within: Vec<String>,
}

/// Gaps about which there is a decision: what they speak of keeps its gap.
pub(super) type Pins = BTreeSet<GapId>;

/// Gathers the strong finds that no activity is bound to.
pub(super) fn clusters(survey: &Survey<'_>, pins: &Pins) -> Vec<Cluster> {
    let mut regions = Vec::new();
    for source in words::set(survey.spots.iter().map(|s| s.source)) {
        Tree::of(survey, source).regions(&mut regions);
    }
    let regions = siblings(survey, regions, pins);
    let mut regions: Vec<Region> = regions.into_iter().flat_map(|r| parts(survey, r)).collect();
    if regions.len() > LIMIT {
        regions = gathered(survey, regions, pins);
    }
    regions.iter().map(|r| cluster(survey, r)).collect()
}

/// What makes folders alike: their data, and whether they are of minors.
type Kind = (BTreeSet<Datum>, bool);

fn kind(survey: &Survey<'_>, spots: &[usize]) -> Kind {
    let finds = || spots.iter().flat_map(|s| unbound(survey, *s));
    (
        finds().map(|i| survey.finds[i].datum).collect(),
        finds().any(|i| survey.tables.is_of_minors(&survey.finds[i])),
    )
}

/// Whether a decision speaks of a region.
fn is_pinned(survey: &Survey<'_>, region: &Region, pins: &Pins) -> bool {
    !pins.is_empty() && pins.contains(&id::of(Code::G01, &signature(survey, region)))
}

/// Step 2. Those that a decision speaks of stay apart, so that it keeps its gap.
fn siblings(survey: &Survey<'_>, regions: Vec<Region>, pins: &Pins) -> Vec<Region> {
    let mut groups: BTreeMap<_, Vec<Region>> = BTreeMap::new();
    let mut out = Vec::new();
    for r in regions {
        match r.folder.split_last() {
            Some((_, parent)) if r.form == Form::Folder && !is_pinned(survey, &r, pins) => {
                let key = (r.source, parent.to_vec(), kind(survey, &r.spots));
                groups.entry(key).or_default().push(r);
            }
            _ => out.push(r),
        }
    }
    for ((source, parent, _), group) in groups {
        let one = Region {
            source,
            shown: parent.clone(),
            folder: parent,
            form: Form::Siblings,
            folders: group.iter().flat_map(|r| r.folders.clone()).collect(),
            spots: words::set(group.iter().flat_map(|r| r.spots.iter().copied())),
        };
        let decided = group.len() > 1 && is_pinned(survey, &one, pins);
        match group.len() > SIBLINGS || decided {
            true => out.push(one),
            false => out.extend(group),
        }
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
        folders: region.folders.clone(),
        ..region
    };
    let special = Region {
        source: rest.source,
        folder: rest.folder.clone(),
        folders: vec![(place.clone(), false)],
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

/// Step 4: the gravest stay, the others are gathered by source; never those of
/// special data, NIRs or minors, those of a high level, and those decided about.
fn gathered(survey: &Survey<'_>, regions: Vec<Region>, pins: &Pins) -> Vec<Region> {
    let mut regions: Vec<(bool, Region)> = regions
        .into_iter()
        .map(|r| (is_grave(survey, &r), r))
        .collect();
    regions.sort_by_cached_key(|(grave, r)| {
        let data = r.spots.iter().flat_map(|s| unbound(survey, *s));
        let gravest = data.map(|i| survey.finds[i].datum.sensitivity()).max();
        let size = Reverse(r.spots.len());
        let place = (r.source, r.folder.clone(), r.form.rank());
        // two groups of one parent differ in their data
        let own = signature(survey, r);
        (Reverse((*grave, gravest)), size, place, own)
    });
    let sources = words::set(regions.iter().map(|(_, r)| r.source)).len();
    let kept = LIMIT.saturating_sub(sources).max(1);
    let mut by_source: BTreeMap<SourceId, Vec<Region>> = BTreeMap::new();
    let mut out = Vec::new();
    for (rank, (grave, r)) in regions.into_iter().enumerate() {
        match rank < kept || grave || is_pinned(survey, &r, pins) {
            true => out.push(r),
            false => by_source.entry(r.source).or_default().push(r),
        }
    }
    for (source, mut group) in by_source {
        if group.len() == 1 {
            out.append(&mut group);
            continue;
        }
        out.push(Region {
            source,
            folder: Vec::new(),
            shown: Vec::new(),
            form: Form::Rest,
            folders: group.iter().flat_map(|r| r.folders.clone()).collect(),
            spots: words::set(group.into_iter().flat_map(|r| r.spots)),
        });
    }
    out
}

/// Whether a region is too grave to vanish among others.
fn is_grave(survey: &Survey<'_>, region: &Region) -> bool {
    let (data, minors) = kind(survey, &region.spots);
    let special = |d: &Datum| *d == Datum::Nir || d.category().is_special();
    let finds = region.spots.iter().flat_map(|s| unbound(survey, *s));
    let finds: Vec<usize> = finds.collect();
    minors || data.iter().any(special) || evidence::level(survey, Code::G01, &finds) >= Level::High
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
        within: within(survey, region),
    }
}

fn within(survey: &Survey<'_>, region: &Region) -> Vec<String> {
    if survey.is_database(region.source) {
        return Vec::new();
    }
    let folders = region.folders.iter();
    folders
        .filter_map(|(folder, files)| extent::folder(survey, region.source, folder, *files))
        .collect()
}

/// What makes a region the same in the next run: its source, its folder and how it
/// came about; of siblings what makes them alike, which tells two groups apart.
fn signature(survey: &Survey<'_>, region: &Region) -> Vec<String> {
    let mut parts = vec![
        survey.origin(region.source, &region.folder),
        region.form.as_str().to_owned(),
        region.folder.join("/"),
    ];
    if region.form == Form::Siblings {
        let (data, minors) = kind(survey, &region.spots);
        parts.extend(data.iter().map(|d| d.as_str().to_owned()));
        parts.extend(minors.then(|| "minors".to_owned()));
    }
    parts
}

/// The name of a region for people: its folder, and its source where there are
/// several.
fn shown(survey: &Survey<'_>, region: &Region) -> Message {
    let database = survey.is_database(region.source);
    let label = survey.label(region.source);
    let several = survey.sources().count() > 1;
    let path = region.shown.join(if database { "." } else { "/" });
    let at_root = path.is_empty();
    let place = match (at_root, database, several) {
        (true, ..) => label,
        (false, true, _) => format!("{label} › {path}"),
        (false, false, true) => format!("{label}/{path}"),
        (false, false, false) => path,
    };
    let top = |spot: &usize| {
        let depth = region.shown.len();
        let own = folder(&survey.spots[*spot].path.to_lossy(), database);
        own.into_iter().take(depth + 1).collect::<Vec<_>>()
    };
    let parts = words::set(region.spots.iter().map(top)).len() as u64;
    let folders = match (database, region.shown.is_empty()) {
        (true, true) => words::count(parts, ["schéma", "schémas"], ["schema", "schemas"]),
        (true, false) => words::count(parts, ["table", "tables"], ["table", "tables"]),
        _ => words::count(parts, ["dossier", "dossiers"], ["folder", "folders"]),
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
