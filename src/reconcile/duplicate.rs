//! Files that are copies, by their names (`rules/reconcile/copies.toml`) or by what they
//! hold: values that stand in another place too, which is not as old. The day on which
//! such a file was changed does not tell how old its data are: they may live elsewhere.

use super::clock::{self, Trigger};
use super::copies::Originals;
use super::survey::{Find, Spot, Survey};
use crate::model::folded_words;
use crate::register::says;
use serde::Deserialize;
use std::sync::LazyLock;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    starts: Vec<String>,
    ends: Vec<String>,
    beside: Vec<String>,
    endings: Vec<String>,
    folders: Vec<String>,
}

static TABLE: LazyLock<Words> = LazyLock::new(|| {
    toml::from_str(include_str!("../../rules/reconcile/copies.toml"))
        .expect("the embedded table is read by a test")
});

/// Whether a spot is called a copy.
pub(super) fn is_called(survey: &Survey<'_>, spot: usize) -> bool {
    let spot = &survey.spots[spot];
    let path = spot.path.to_text();
    let (folders, name) = path.rsplit_once('/').unwrap_or(("", &path));
    let kept = |folder: &str| {
        let folder = folded_words(folder);
        TABLE.folders.iter().any(|w| says(&folder, w))
    };
    let beside = || without_mark(name).is_some_and(|bare| has(survey, spot, folders, &bare));
    by_name(name) || folders.split('/').any(kept) || beside()
}

/// Whether a file whose name is these words stands in the folder of a spot.
fn has(survey: &Survey<'_>, spot: &Spot<'_>, folder: &str, bare: &str) -> bool {
    let folder = match folder {
        "" => String::new(),
        folder => format!("{folder}/"),
    };
    let key = (spot.source, folder.as_bytes());
    let first = survey
        .spots
        .partition_point(|s| (s.source, s.path.as_bytes()) < key);
    let inside = survey.spots[first..].iter().map_while(|s| {
        let below = s.path.as_bytes().strip_prefix(folder.as_bytes());
        below.filter(|_| s.source == spot.source)
    });
    let mut files = inside.filter(|name| !name.contains(&b'/'));
    files.any(|name| words(parts(&String::from_utf8_lossy(name)).0) == bare)
}

/// The name and its ending.
fn parts(name: &str) -> (&str, &str) {
    match name.rsplit_once('.') {
        Some((stem, ending)) if !stem.is_empty() => (stem, ending),
        _ => (name, ""),
    }
}

/// The words of a name that are no numbers.
fn words(stem: &str) -> String {
    let words = folded_words(stem);
    let words = words.split(' ').filter(|w| w.parse::<u64>().is_err());
    words.collect::<Vec<_>>().join(" ")
}

/// Whether the name alone says it.
fn by_name(name: &str) -> bool {
    let (stem, ending) = parts(name);
    let ending = ending.to_lowercase();
    let words = words(stem);
    let last = words.rsplit(' ').next().unwrap_or_default();
    let starts = |w: &String| {
        words
            .strip_prefix(w.as_str())
            .is_some_and(|r| r.starts_with(' '))
    };
    name.ends_with('~')
        || TABLE.endings.contains(&ending)
        || TABLE.starts.iter().any(starts)
        || TABLE.ends.iter().any(|w| w == last)
        || is_numbered(stem)
}

/// `export (1)`: what downloads and copies are called. A year is none.
fn is_numbered(stem: &str) -> bool {
    let number = stem.trim_end().strip_suffix(')');
    let number = number.and_then(|s| s.rsplit_once('(')).map(|(_, n)| n);
    number.is_some_and(|n| (1..=2).contains(&n.len()) && n.bytes().all(|b| b.is_ascii_digit()))
}

/// What the original of `clients_old` is called.
fn without_mark(name: &str) -> Option<String> {
    let words = words(parts(name).0);
    let (bare, last) = words.rsplit_once(' ')?;
    TABLE
        .beside
        .iter()
        .any(|w| w == last)
        .then(|| bare.to_owned())
}

/// Whether what stands in the table of a find stands elsewhere too, in a place that is
/// not wholly beyond a limit and is no copy by its name.
pub(super) fn lives_elsewhere(
    survey: &Survey<'_>,
    find: &Find<'_>,
    trigger: &Trigger,
    limit: i32,
) -> bool {
    let lives = |other: &Find<'_>| {
        let old = || clock::alone(survey, other, trigger, limit);
        other.spot != find.spot
            && !is_called(survey, other.spot)
            && old().map_or(true, |r| r.beyond < r.total)
    };
    let originals = survey
        .columns
        .get_or_init(|| Originals::of(survey, |_| true));
    survey.beside(find).iter().any(|own| {
        let counts = own.is_strong() && own.datum.counts_persons();
        counts && originals.best(survey, own, lives).is_some()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_table_is_well_formed() {
        let t = &*TABLE;
        for word in [&t.starts, &t.ends, &t.beside, &t.endings, &t.folders]
            .into_iter()
            .flatten()
        {
            assert_eq!(&folded_words(word), word, "{word} is not folded");
        }
    }

    #[test]
    fn names_of_copies() {
        for (name, expected) in [
            ("Copie de clients.csv", true),
            ("Copie (2) de clients.csv", true),
            ("Copy of clients.xlsx", true),
            ("clients - Copie.csv", true),
            ("clients - Copie (2).csv", true),
            ("clients_copy.csv", true),
            ("clients (1).csv", true),
            ("clients.csv.bak", true),
            ("clients.bak.csv", true),
            ("clients.csv~", true),
            ("clients_backup_20150301.csv", true),
            ("clients.csv", false),
            ("clients (2015).csv", false),
            ("Copies CNI.csv", false),
            ("photocopie.csv", false),
            ("clients_old.csv", false),
        ] {
            assert_eq!(by_name(name), expected, "{name}");
        }
        assert_eq!(without_mark("clients_old.csv").as_deref(), Some("clients"));
        assert_eq!(without_mark("old.csv"), None);
    }
}
