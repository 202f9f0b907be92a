//! How exposed a place is: the term E of the severity, with its reason.
//!
//! The mode of a file, lessened by those of its folders, is a fact of that file. A
//! share that is mounted (CIFS, FAT) shows one mode for all that it holds, which says
//! nothing of the rights on its server: since folders must be passable there, its data
//! files are executable, which data are not elsewhere. Only a tree whose files all show
//! one such mode is taken for a mount; then rights are unknown, never assumed.

use super::survey::Spot;
use crate::model::{Outcome, Reason, SourceId, fold};
use crate::register::{Message, normal};
use crate::source::{SourceKind, SourceRef};
use std::collections::{BTreeMap, BTreeSet};

/// Points and the fact they rest on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Exposure {
    /// Owner and group (with an ACL: all that it names), or named database roles.
    Group,
    /// Nothing is known of who can read it.
    Unknown,
    /// Nothing is known either: its rights are those that a mount shows for all.
    Mounted,
    /// Every account of the server can read it.
    Staff,
    /// A folder that leaves the premises: synchronised or removable.
    Cloud,
}

impl Exposure {
    /// E, 0-20.
    pub(super) const fn points(self) -> u8 {
        match self {
            Self::Group => 5,
            Self::Unknown | Self::Mounted => 8,
            Self::Staff => 12,
            Self::Cloud => 15,
        }
    }

    /// The fact, for the evidence.
    pub(super) fn because(self) -> Message {
        let (fr, en) = match self {
            Self::Group => (
                "Exposition : accès réservé à un groupe ou à un compte nommé",
                "Exposure: access limited to a group or a named account",
            ),
            Self::Unknown => (
                "Exposition : droits d’accès inconnus",
                "Exposure: access rights unknown",
            ),
            Self::Mounted => (
                "Exposition : droits d’accès inconnus\u{a0}; tous les fichiers de la source montrent les mêmes droits, exécution comprise, comme ceux d’un partage monté, qui ne disent rien des droits sur le serveur",
                "Exposure: access rights unknown; all files of the source show the same rights, execution included, as those of a mounted share do, which say nothing of the rights on the server",
            ),
            Self::Staff => (
                "Exposition : lisible par tous les comptes du serveur",
                "Exposure: readable by every account of the server",
            ),
            Self::Cloud => (
                "Exposition : dossier synchronisé ou support amovible, d’après son nom",
                "Exposure: synchronised folder or removable medium, by its name",
            ),
        };
        Message::new(fr, en)
    }
}

/// Names of folders that synchronise or are carried away, folded; a component
/// that starts with one counts (`OneDrive - Ateliers`).
const AWAY: &[&str] = &[
    "dropbox",
    "onedrive",
    "google drive",
    "googledrive",
    "gdrive",
    "icloud",
    "kdrive",
    "nextcloud",
    "owncloud",
    "pcloud",
    "hubic",
    "box sync",
    "mega sync",
    "cle usb",
    "usb disk",
    "disque usb",
];

/// Others may read, POSIX; of a table, PUBLIC.
const OTHERS_READ: u32 = 0o004;

/// The exposure of an item, from its mode bits and its names.
pub(super) fn of(source: Option<&SourceRef>, path: &str, outcome: Option<&Outcome>) -> Exposure {
    // the last part of a path is the file; that of a tree's address a folder
    let folders = |path: &str| path.rsplit_once('/').map_or("", |(f, _)| f).to_owned();
    let root = source.map_or(String::new(), |s| match s.kind {
        SourceKind::Tree => normal::uri(&s.uri),
        _ => folders(&normal::uri(&s.uri)),
    });
    if away(&folders(path)).chain(away(&root)).next().is_some() {
        return Exposure::Cloud;
    }
    let database = source.is_some_and(|s| s.kind == SourceKind::Postgres);
    match outcome.and_then(|o| o.mode) {
        Some(mode) if mode & OTHERS_READ != 0 => Exposure::Staff,
        Some(_) => Exposure::Group,
        // a database asks for an account at least
        None if database => Exposure::Group,
        None => Exposure::Unknown,
    }
}

/// Any may execute, POSIX.
const EXECUTE: u32 = 0o111;

/// The sources whose files show the rights of a mount instead of their own: one mode
/// for all of them, and an executable one. Links have no rights of their own.
pub(super) fn mounted(spots: &[Spot<'_>]) -> BTreeSet<SourceId> {
    let mut modes: BTreeMap<SourceId, BTreeSet<u32>> = BTreeMap::new();
    for spot in spots {
        let own = spot.outcomes.iter().find(|o| o.at.entry.is_none());
        let own = own.filter(|o| !is_no_file(o)).and_then(|o| o.mode);
        if let Some(mode) = own {
            modes.entry(spot.source).or_default().insert(mode & 0o777);
        }
    }
    let one = |modes: &BTreeSet<u32>| modes.len() == 1 && modes.iter().all(|m| m & EXECUTE != 0);
    modes.retain(|_, modes| one(modes));
    modes.into_keys().collect()
}

/// A link, a device, a socket.
fn is_no_file(outcome: &Outcome) -> bool {
    let mut problems = outcome.problems.iter();
    problems.any(|p| matches!(p.what, Reason::Link | Reason::NotRegular))
}

/// The folders of a path that synchronise or are carried away.
pub(super) fn away(folders: &str) -> impl Iterator<Item = &str> {
    folders.split('/').filter(|c| {
        let folded = fold(c);
        c.len() > 3 && AWAY.iter().any(|name| folded.starts_with(name))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Kind, Locator, SourceId, State};

    fn outcome(mode: Option<u32>) -> Outcome {
        Outcome {
            at: Locator::new(SourceId(0), "a"),
            kind: Kind::of("text"),
            state: State::Complete,
            problems: Vec::new(),
            notes: Vec::new(),
            bytes: 0,
            rows: 0,
            modified: None,
            mode,
        }
    }

    #[test]
    fn mode_bits_and_names_decide() {
        for (path, mode, expected) in [
            ("RH/a", Some(0o100_644), Exposure::Staff),
            ("RH/a", Some(0o100_640), Exposure::Group),
            ("RH/a", Some(0o100_600), Exposure::Group),
            ("RH/a", None, Exposure::Unknown),
            ("x/OneDrive - Ateliers/a", Some(0o600), Exposure::Cloud),
            ("Clé USB/a", None, Exposure::Cloud),
            ("Dropbox.txt", Some(0o600), Exposure::Group),
        ] {
            assert_eq!(of(None, path, Some(&outcome(mode))), expected, "{path}");
        }
    }

    #[test]
    fn a_table_is_open_where_everyone_was_granted_it() {
        let source = SourceRef {
            id: SourceId(0),
            kind: SourceKind::Postgres,
            uri: "postgresql://h/rh".to_owned(),
            given: String::new(),
        };
        for (mode, expected) in [
            (Some(0o444), Exposure::Staff),
            (Some(0o440), Exposure::Group),
            (None, Exposure::Group),
        ] {
            let table = outcome(mode);
            assert_eq!(of(Some(&source), "public.t", Some(&table)), expected);
        }
    }

    #[test]
    fn the_root_of_a_tree_is_a_folder_too() {
        let at = |kind, uri: &str| {
            let source = SourceRef {
                id: SourceId(0),
                kind,
                uri: uri.to_owned(),
                given: String::new(),
            };
            of(Some(&source), "a", Some(&outcome(Some(0o600))))
        };
        for uri in ["file:///home/a/Dropbox", "file:///media/Cl%C3%A9%20USB/"] {
            assert_eq!(at(SourceKind::Tree, uri), Exposure::Cloud, "{uri}");
        }
        let file = "file:///home/a/Dropbox.csv";
        assert_eq!(at(SourceKind::File, file), Exposure::Group);
    }
}
