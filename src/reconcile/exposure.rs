//! How exposed a place is: the term E of the severity, with its reason.

use crate::model::{Outcome, fold};
use crate::register::{Message, normal};
use crate::source::{SourceKind, SourceRef};

/// Points and the fact they rest on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Exposure {
    /// Owner and group (with an ACL: all that it names), or named database roles.
    Group,
    /// Nothing is known of who can read it.
    Unknown,
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
            Self::Unknown => 8,
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
