//! The places of a gap in the words that a waiver remembers them by.

use super::gap::Extent;
use super::survey::Survey;
use super::words;
use crate::model::Locator;
use sha2::{Digest as _, Sha256};

/// Places that are listed; more are remembered by their digest alone.
const LISTED: usize = 40;
/// Bytes of names that are listed, for the same reason.
const LONG: usize = 3_000;

/// Gathers the files and tables of a gap. Names that outputs mask are masked: a
/// bare digest of a number in one would be undone by trying them all.
pub(super) fn of<'a>(survey: &Survey<'_>, places: impl Iterator<Item = &'a Locator>) -> Extent {
    let places = names(survey, places).into_iter();
    of_names(words::set(places.map(|p| survey.said(&p).unwrap_or(p))))
}

/// Gathers what is remembered by its name; `places` is sorted.
pub(super) fn of_names(places: Vec<String>) -> Extent {
    let digest = digest(&places);
    let length: usize = places.iter().map(String::len).sum();
    // a name with a wildcard in it would be read as a pattern
    let plain = places.iter().all(|p| !is_pattern(p) && !p.is_empty());
    let listed = plain && places.len() <= LISTED && length <= LONG;
    Extent {
        places: if listed { places } else { Vec::new() },
        digest,
    }
}

/// Every file and table, sorted.
pub(super) fn names<'a>(
    survey: &Survey<'_>,
    places: impl Iterator<Item = &'a Locator>,
) -> Vec<String> {
    let places = words::set(places);
    words::set(places.into_iter().map(|at| name(survey, at)))
}

/// Whether a remembered place means more than one name.
pub(super) fn is_pattern(place: &str) -> bool {
    place.contains(['*', '?'])
}

/// A place wherever its source is mounted: the path in the only tree, else with
/// the name of its source; a table with the address of its database.
fn name(survey: &Survey<'_>, at: &Locator) -> String {
    let origin = survey.origin(at.source);
    let path = at.path.to_text();
    let mut name = match origin.as_str() {
        "" => path.into_owned(),
        origin => format!("{}/{path}", origin.trim_end_matches('/')),
    };
    if let Some(entry) = &at.entry {
        name += "!/";
        name += entry;
    }
    name
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
