//! Sources that lie in one another: their files would be read, counted and
//! reported twice.

use super::SourceError;
use super::open::path_of;
use super::redact;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// The first source, of those the user gave, that another one holds, or that is
/// given twice.
#[must_use]
pub fn overlap(given: &[String]) -> Option<SourceError> {
    let real = |g: &String| path_of(g).and_then(|p| p.canonicalize().ok());
    // what is no path of ours stands for itself
    let places: Vec<PathBuf> = given
        .iter()
        .map(|g| real(g).unwrap_or_else(|| g.into()))
        .collect();
    let mut first = BTreeMap::new();
    for (i, place) in places.iter().enumerate() {
        first.entry(place.as_path()).or_insert(i);
    }
    let holder = |inner: usize| {
        let above = places[inner].ancestors().filter_map(|p| first.get(p));
        above.copied().find(|outer| *outer != inner)
    };
    let (inner, outer) = (0..given.len()).find_map(|i| Some((i, holder(i)?)))?;
    Some(SourceError::Overlap {
        inner: redact(&given[inner]),
        outer: redact(&given[outer]),
    })
}
