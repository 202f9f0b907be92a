//! Writing an output, and why it cannot be written, with what helps.

use super::lang::Lang;
use crate::inventory::StoreError;
use crate::register::inert;
use crate::report::{WriteError, write_atomic};
use anyhow::{Result, anyhow};
use std::io::{Error, ErrorKind};
use std::path::Path;

/// Writes a file wholly or not at all.
///
/// # Errors
/// It cannot be written: why, and what helps.
pub(super) fn write(path: &Path, bytes: &[u8], lang: Lang) -> Result<()> {
    write_atomic(path, bytes).map_err(|e| anyhow!(said(&e, lang)))
}

fn said(error: &WriteError, lang: Lang) -> String {
    let shown = |path: &Path| inert(path.display().to_string());
    match (error, lang) {
        (WriteError::Link(path), Lang::Fr) => {
            let path = shown(path);
            format!("{path} est un lien ; rien n’a été écrit. Nommer le fichier lui-même")
        }
        (WriteError::Link(path), Lang::En) => {
            let path = shown(path);
            format!("{path} is a link; nothing was written. Name the file itself")
        }
        (WriteError::NotRegular(path), Lang::Fr) => {
            let path = shown(path);
            format!(
                "{path} n’est pas un fichier ordinaire (dossier, tube ou périphérique) ; rien n’a été écrit. Donner le nom d’un fichier"
            )
        }
        (WriteError::NotRegular(path), Lang::En) => {
            let path = shown(path);
            format!(
                "{path} is no regular file (a directory, pipe or device); nothing was written. Give the name of a file"
            )
        }
        (WriteError::NoDirectory(path), Lang::Fr) => {
            let path = shown(path);
            format!(
                "le dossier {path} n’existe pas ; rien n’a été écrit. Le créer (mkdir -p) ou choisir une autre sortie"
            )
        }
        (WriteError::NoDirectory(path), Lang::En) => {
            let path = shown(path);
            format!(
                "there is no directory {path}; nothing was written. Create it (mkdir -p) or choose another output"
            )
        }
        (WriteError::Io { path, error }, _) => refused(&shown(path), error, lang),
    }
}

/// Why a scan store cannot be made or opened, and what helps.
pub(super) fn store(error: &StoreError, lang: Lang) -> String {
    let why = match (error, lang) {
        (StoreError::File { path, source }, _) => {
            return refused(&inert(path.display().to_string()), source, lang);
        }
        (StoreError::Locked { path, holder }, Lang::Fr) => {
            let number = holder.split(' ').find(|w| w.parse::<u32>().is_ok());
            let number = number.map_or_else(String::new, |n| format!(" (processus {n})"));
            format!(
                "{} sert déjà à une autre analyse{number} ; attendre sa fin",
                path.display()
            )
        }
        (StoreError::NotAStore { path }, Lang::Fr) => {
            format!("{} n’est pas un magasin de limier", path.display())
        }
        (StoreError::Newer { path, .. }, Lang::Fr) => {
            format!(
                "{} vient d’une version plus récente de limier",
                path.display()
            )
        }
        (other, _) => other.to_string(),
    };
    let why = inert(why);
    match lang {
        Lang::Fr => format!(
            "le magasin d’analyses ne peut servir : {why}, ou en nommer un autre avec --store"
        ),
        Lang::En => format!("the scan store cannot be used: {why}; name another with --store"),
    }
}

/// What the system said to it.
fn refused(shown: &str, error: &Error, lang: Lang) -> String {
    let (why, cure) = match (error.kind(), lang) {
        (ErrorKind::PermissionDenied, Lang::Fr) => (
            "accès refusé".to_owned(),
            "demander le droit d’écriture dans ce dossier ou choisir une autre sortie",
        ),
        (ErrorKind::PermissionDenied, Lang::En) => (
            "access denied".to_owned(),
            "ask for the right to write in this directory or choose another output",
        ),
        (ErrorKind::ReadOnlyFilesystem, Lang::Fr) => (
            "ce disque est en lecture seule".to_owned(),
            "choisir une autre sortie",
        ),
        (ErrorKind::ReadOnlyFilesystem, Lang::En) => {
            ("this disk is read-only".to_owned(), "choose another output")
        }
        (ErrorKind::StorageFull | ErrorKind::QuotaExceeded, Lang::Fr) => (
            "plus de place sur ce disque".to_owned(),
            "libérer de la place ou choisir une autre sortie",
        ),
        (ErrorKind::StorageFull | ErrorKind::QuotaExceeded, Lang::En) => (
            "no space left on this disk".to_owned(),
            "make room or choose another output",
        ),
        (_, Lang::Fr) => (code(error, lang), "choisir une autre sortie"),
        (_, Lang::En) => (code(error, lang), "choose another output"),
    };
    match lang {
        Lang::Fr => {
            format!("{shown} : écriture impossible ({why}) ; rien n’a été écrit. Remède : {cure}")
        }
        Lang::En => {
            format!("{shown}: cannot be written ({why}); nothing was written. Cure: {cure}")
        }
    }
}

fn code(error: &Error, lang: Lang) -> String {
    match (error.raw_os_error(), lang) {
        (Some(code), Lang::Fr) => format!("erreur système {code}"),
        (Some(code), Lang::En) => format!("system error {code}"),
        (None, Lang::Fr) => "erreur du système".to_owned(),
        (None, Lang::En) => "an error of the system".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_written_has_its_cure() {
        let folder = tempfile::tempdir().unwrap();
        let of = |path: &Path, lang| write(path, b"x", lang).unwrap_err().to_string();
        let missing = folder.path().join("absent/r.yaml");
        assert!(of(&missing, Lang::Fr).contains("n’existe pas ; rien n’a été écrit. Le créer"));
        assert!(of(&missing, Lang::En).contains("there is no directory"));
        assert!(of(folder.path(), Lang::Fr).contains("n’est pas un fichier ordinaire"));
        let held = StoreError::Locked {
            path: "s.db".into(),
            holder: "process 12 since 2026-03-01T20:00:00Z".to_owned(),
        };
        let told = store(&held, Lang::Fr);
        assert!(
            told.contains("(processus 12)") && !told.contains("in use"),
            "{told}"
        );
        assert!(store(&held, Lang::En).contains("in use by process 12"));
        let full = Error::from(ErrorKind::StorageFull);
        let told = refused("r.yaml", &full, Lang::Fr);
        assert!(
            told.contains("plus de place") && told.contains("Remède"),
            "{told}"
        );
        let odd = Error::from_raw_os_error(5);
        assert!(refused("r.yaml", &odd, Lang::En).contains("system error 5"));
    }
}
