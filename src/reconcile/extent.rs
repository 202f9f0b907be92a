//! The places of a gap in the words that a waiver remembers them by.

use super::gap::Extent;
use super::survey::Survey;
use super::words;
use crate::model::{Locator, SourceId};
use crate::register::{Pattern, normal};
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// Places that are listed; more are remembered by their digest alone.
const LISTED: usize = 40;
/// Bytes of names that are listed, for the same reason.
const LONG: usize = 3_000;

/// Gathers the files and tables of a gap. What one of these patterns means is
/// remembered by it: a file that is renamed or moved within its place is no new
/// place. Names that outputs mask are masked: a bare digest of a number in one
/// would be undone by trying them all.
pub(super) fn of<'a>(
    survey: &Survey<'_>,
    places: impl Iterator<Item = &'a Locator>,
    within: &[String],
) -> Extent {
    let within = within.iter().filter(|p| survey.said(p).is_none());
    let within: Vec<Pattern> = within.filter_map(|p| Pattern::parse(p).ok()).collect();
    let (mut patterns, mut others) = (BTreeSet::new(), BTreeSet::new());
    for name in names(survey, places) {
        match within.iter().find(|p| name.fits(p)) {
            Some(pattern) => _ = patterns.insert(pattern.text().to_owned()),
            None => _ = others.insert(survey.said(&name.short).unwrap_or(name.short)),
        }
    }
    // a name with a wildcard in it would be read as a pattern
    let plain = others.iter().all(|p| !is_pattern(p) && !p.is_empty());
    remembered(words::set(patterns.into_iter().chain(others)), plain)
}

/// Gathers what is remembered by its name; `names` is sorted.
pub(super) fn of_names(names: Vec<String>) -> Extent {
    let plain = names.iter().all(|p| !is_pattern(p) && !p.is_empty());
    remembered(names, plain)
}

fn remembered(places: Vec<String>, plain: bool) -> Extent {
    let digest = digest(&places);
    let length: usize = places.iter().map(String::len).sum();
    let listed = plain && places.len() <= LISTED && length <= LONG;
    Extent {
        places: if listed { places } else { Vec::new() },
        digest,
    }
}

/// A file or table as decisions call it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Name {
    /// Its path; with the name of its source where an earlier tree has the same
    /// path.
    pub(super) short: String,
    /// With the name of its source.
    long: String,
}

impl Name {
    /// Whether it is called so.
    pub(super) fn is(&self, name: &str) -> bool {
        self.short == name || self.long == name
    }

    /// Whether a pattern means it.
    pub(super) fn fits(&self, pattern: &Pattern) -> bool {
        pattern.matches(&self.short) || pattern.matches(&self.long)
    }
}

/// Every file and table, sorted.
pub(super) fn names<'a>(
    survey: &Survey<'_>,
    places: impl Iterator<Item = &'a Locator>,
) -> Vec<Name> {
    let places = words::set(places);
    let sources = words::set(places.iter().map(|at| at.source));
    let called = |id: SourceId| match survey.is_database(id) {
        true => survey.origin(id, &[]),
        false => survey.label(id),
    };
    let called: BTreeMap<SourceId, String> = sources.into_iter().map(|s| (s, called(s))).collect();
    words::set(
        places
            .into_iter()
            .map(|at| name(survey, at, &called[&at.source])),
    )
}

/// The pattern of a folder of a tree in the words of [`Name`]; `files`: of those
/// directly in it. None where a name in it would be read as a wildcard, or trimmed.
pub(super) fn folder(
    survey: &Survey<'_>,
    source: SourceId,
    folder: &[String],
    files: bool,
) -> Option<String> {
    let odd = |c: char| !(c.is_alphanumeric() || " ._-()'’&,+@#°".contains(c));
    if folder.iter().any(|c| c.contains(odd) || c.trim() != c) {
        return None;
    }
    let path = folder.join("/");
    let twin = survey.twins(source, &path) > 0;
    let label = twin.then(|| survey.label(source));
    let end = if files { "*" } else { "**" };
    let parts = label.into_iter().chain(Some(path)).chain([end.to_owned()]);
    let parts: Vec<String> = parts.filter(|p| !p.is_empty()).collect();
    Some(parts.join("/"))
}

/// The folder that a location of the register names, in the same words; none where
/// it names single files, or all that is called so wherever it lies.
pub(super) fn location(survey: &Survey<'_>, source: SourceId, pattern: &Pattern) -> Option<String> {
    let root = normal::uri(&survey.source(source)?.uri);
    let text = pattern.text();
    let own = text.strip_prefix(root.trim_end_matches('/'));
    let path = own.map_or(text, |own| own.trim_start_matches('/'));
    let (first, _) = path.split_once('/').unwrap_or((path, ""));
    let named = !first.is_empty() && !first.contains(['*', '?', ':']);
    let alone = survey.trees() < 2 && !survey.is_database(source);
    let path = path.trim_end_matches('/');
    let end = if is_pattern(path) { "" } else { "/**" };
    (named && alone).then(|| format!("{path}{end}"))
}

/// Whether a remembered place means more than one name.
pub(super) fn is_pattern(place: &str) -> bool {
    place.contains(['*', '?'])
}

/// A place wherever its source is mounted; a table with the address of its database.
fn name(survey: &Survey<'_>, at: &Locator, source: &str) -> Name {
    let mut path = at.path.to_text().into_owned();
    let twin = survey.is_database(at.source) || survey.twins(at.source, &path) > 0;
    if let Some(entry) = &at.entry {
        path += "!/";
        path += entry;
    }
    let long = format!("{}/{path}", source.trim_end_matches('/'));
    Name {
        short: if twin { long.clone() } else { path },
        long,
    }
}

fn digest(places: &[String]) -> String {
    if places.is_empty() {
        return String::new();
    }
    let mut hash = Sha256::new();
    for place in places {
        hash.update((place.len() as u64).to_be_bytes());
        hash.update(place.as_bytes());
    }
    let digest = hash.finalize();
    digest.iter().take(8).map(|b| format!("{b:02x}")).collect()
}
