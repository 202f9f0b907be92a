//! The folders, schemas and tables of a cluster that a binding may name, and the
//! pattern for each.

use super::terms::Terms;
use crate::model::{Datum, SourceId, folded_words};
use crate::reconcile::cluster::{Cluster, address};
use crate::reconcile::region::folder;
use crate::reconcile::survey::Survey;
use crate::reconcile::words;
use crate::register::Pattern;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// Folders of one cluster that are looked at.
const FOLDERS: usize = 300;
/// Names of files of one place that are looked at.
const NAMES: usize = 200;
/// Levels below a cluster that are looked at.
const LEVELS: usize = 5;

/// A place that may be bound, and what its names say.
#[derive(Debug)]
pub(super) struct Place {
    /// The components of its path.
    pub(super) path: Vec<String>,
    /// Files and tables with data in it.
    pub(super) spots: Vec<usize>,
    /// The pattern that means it.
    pub(super) uri: String,
    /// What each component means, as outputs say it.
    pub(super) terms: Vec<Terms>,
    /// What the names of most of its files mean.
    pub(super) common: BTreeMap<String, String>,
    /// Folded components; of a database its name first.
    pub(super) folded: Vec<String>,
    /// Extensions of its files.
    pub(super) files: BTreeSet<String>,
    /// Its tables, lower case.
    pub(super) tables: BTreeSet<String>,
    /// Folded names of columns with data, of each file and table.
    pub(super) columns: BTreeSet<BTreeSet<String>>,
    /// What was found there.
    pub(super) items: Vec<Datum>,
}

/// The places of a cluster, itself first, then what lies below it.
pub(super) fn places(survey: &Survey<'_>, cluster: &Cluster) -> Vec<Place> {
    let database = survey.is_database(cluster.source);
    let top = cluster.folder.len();
    let mut spots: BTreeMap<Vec<String>, BTreeSet<usize>> = BTreeMap::new();
    for find in &cluster.finds {
        let spot = survey.finds[*find].spot;
        let path = folder(&survey.spots[spot].path.to_lossy(), database);
        let deepest = match cluster.files {
            true => top,
            false => path.len().min(top + LEVELS),
        };
        for depth in top..=deepest.max(top) {
            let known = path.get(..depth).unwrap_or(&cluster.folder).to_vec();
            if spots.len() < FOLDERS || spots.contains_key(&known) {
                spots.entry(known).or_default().insert(spot);
            }
        }
    }
    let place = |(path, spots): (Vec<String>, BTreeSet<usize>)| {
        let spots: Vec<usize> = spots.into_iter().collect();
        let uri = uri(survey, cluster, &path)?;
        let pattern = Pattern::parse(&uri).ok()?;
        let meant = spots.iter().all(|s| is_meant(survey, *s, &pattern));
        meant.then(|| Place::new(survey, cluster.source, path, spots, uri))
    };
    spots.into_iter().filter_map(place).collect()
}

impl Place {
    fn new(
        survey: &Survey<'_>,
        source: SourceId,
        path: Vec<String>,
        spots: Vec<usize>,
        uri: String,
    ) -> Self {
        let database = survey.is_database(source);
        let said: Vec<String> = path.iter().map(|c| said(survey, c)).collect();
        let names = spots.iter().map(|s| survey.spots[*s].path.to_lossy());
        let names: Vec<String> = names.map(|n| last(&n, database)).collect();
        let base = survey.source(source).filter(|_| database);
        let base = base.and_then(|s| s.uri.rsplit('/').next());
        let whole = base.into_iter().chain(said.iter().map(String::as_str));
        let lower = || names.iter().map(|n| n.to_lowercase());
        let extension = |n: String| n.rsplit_once('.').map(|(_, e)| e.to_owned());
        Self {
            terms: said.iter().map(|c| Terms::of(c)).collect(),
            common: common(survey, &names),
            folded: whole.map(folded_words).collect(),
            files: lower()
                .filter(|_| !database)
                .filter_map(extension)
                .collect(),
            tables: lower().filter(|_| database).collect(),
            columns: spots.iter().map(|s| columns(survey, *s)).collect(),
            items: items(survey, &spots),
            path,
            spots,
            uri,
        }
    }

    /// Whether one lies within the other.
    pub(super) fn overlaps(&self, other: &Self) -> bool {
        self.path.starts_with(&other.path) || other.path.starts_with(&self.path)
    }
}

/// The name of a file, or of a table without its schema.
fn last(path: &str, database: bool) -> String {
    let cut = if database {
        path.split_once('.')
    } else {
        path.rsplit_once('/')
    };
    cut.map_or(path, |(_, name)| name).to_owned()
}

/// What the names of most files mean.
fn common(survey: &Survey<'_>, names: &[String]) -> BTreeMap<String, String> {
    let names = &names[..names.len().min(NAMES)];
    let mut all: BTreeMap<String, (String, usize)> = BTreeMap::new();
    for name in names {
        for (term, word) in Terms::of(&said(survey, name)).matters {
            all.entry(term).or_insert((word, 0)).1 += 1;
        }
    }
    let most = all.into_iter().filter(|(_, (_, n))| n * 2 > names.len());
    most.map(|(term, (word, _))| (term, word)).collect()
}

/// The folded headers of what was found in a file or table.
pub(super) fn columns(survey: &Survey<'_>, spot: usize) -> BTreeSet<String> {
    let finds = survey.finds_of(spot).iter().filter(|f| f.is_strong());
    let names = finds.filter_map(|f| f.holding.place.header.as_deref());
    names.map(folded_words).filter(|n| !n.is_empty()).collect()
}

/// What was found in some files and tables.
pub(super) fn items(survey: &Survey<'_>, spots: &[usize]) -> Vec<Datum> {
    let finds = spots.iter().flat_map(|s| survey.finds_of(*s));
    words::set(finds.filter(|f| f.is_strong()).map(|f| f.datum))
}

/// Whether a pattern means a scanned place.
pub(in crate::reconcile) fn is_meant(survey: &Survey<'_>, spot: usize, pattern: &Pattern) -> bool {
    let name = survey.spots[spot].name.against(pattern);
    name.is_some_and(|n| pattern.matches(n))
}

/// A component as outputs say it.
fn said(survey: &Survey<'_>, component: &str) -> String {
    survey
        .said(component)
        .unwrap_or_else(|| component.to_owned())
}

/// The pattern for a place. A name that holds a value is given by what outputs say
/// of it, so that the register does not repeat the value.
fn uri(survey: &Survey<'_>, cluster: &Cluster, path: &[String]) -> Option<String> {
    pattern(survey, cluster.source, cluster.files, path)
}

/// The pattern for a folder, schema or table of a source, or for the files that
/// lie directly in a folder.
pub(in crate::reconcile) fn pattern(
    survey: &Survey<'_>,
    source: SourceId,
    files: bool,
    path: &[String],
) -> Option<String> {
    let database = survey.is_database(source);
    let parts: Vec<String> = path
        .iter()
        .map(|c| survey.said(c).map_or_else(|| escaped(c), |s| wild(&s)))
        .collect();
    let mut text = parts.join(if database { "." } else { "/" });
    if files && !database {
        text = if text.is_empty() {
            "*".to_owned()
        } else {
            text + "/*"
        };
    }
    // only a name without wildcards means what lies below it
    let masked = path.iter().any(|c| survey.said(c).is_some());
    if masked && !files && !database {
        text += "/**";
    }
    (!text.is_empty()).then(|| address(survey, source, text))
}

/// A name in which no character is a wildcard, parts folders, ends a scheme or is
/// trimmed away. What looks encoded stays: patterns and places are decoded alike.
fn escaped(name: &str) -> String {
    let (first, last) = (0, name.chars().count().saturating_sub(1));
    let mut out = String::with_capacity(name.len());
    for (i, (at, c)) in name.char_indices().enumerate() {
        let edge = (i == first || i == last) && c.is_whitespace();
        let sign = c == '%' && !is_decoded(&name[at + 1..]);
        if edge || sign || matches!(c, '*' | '?' | '\\' | ':') {
            for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                write!(out, "%{byte:02X}").expect("writing to a String cannot fail");
            }
        } else {
            out.push(c);
        }
    }
    out
}

/// Whether what follows a percent sign in a name is decoded with it.
fn is_decoded(after: &str) -> bool {
    let hex = after.get(..2);
    hex.is_some_and(|h| h.bytes().all(|b| b.is_ascii_hexdigit()) && !h.eq_ignore_ascii_case("2f"))
}

/// A masked name with a wildcard in the place of what was masked and its tag
/// (`dossier_255*****~3fa9c1.pdf`).
fn wild(said: &str) -> String {
    let Some((before, rest)) = said.split_once('*') else {
        return "*".to_owned();
    };
    let after = rest.rsplit_once('~').and_then(|(_, tag)| tag.get(6..));
    format!("{}*{}", escaped(before), escaped(after.unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is offered as the pattern of a folder means that folder, whatever it is
    /// called.
    #[test]
    fn every_name_has_a_pattern_that_means_it() {
        for name in [
            "RH",
            "100 %",
            "a%41b",
            "%2A",
            "x%2Fy",
            " devant",
            "derrière ",
            "a\\b",
            "12:30",
            "paper:x",
            "C:",
            "**",
            "qui ?",
            "\u{a0}insécable",
        ] {
            let below = crate::register::normal::path(&format!("{name}/liste.csv"));
            let pattern = Pattern::parse(&escaped(name)).expect("a pattern");
            assert!(pattern.matches(&below), "{name:?}: {pattern:?} {below:?}");
            let other = crate::register::normal::path("autre/liste.csv");
            assert!(!pattern.matches(&other), "{name:?}");
        }
    }

    #[test]
    fn names_become_patterns() {
        assert_eq!(escaped("100 % *?"), "100 %25 %2A%3F");
        assert_eq!(
            wild("dossier_255************~3fa9c1.pdf"),
            "dossier_255*.pdf"
        );
        assert_eq!(wild("CV j***.d*****@o*****.fr~aabbcc"), "CV j*");
        assert_eq!(wild("odd"), "*");
    }
}
