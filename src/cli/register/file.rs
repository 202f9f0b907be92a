//! A register.yaml that is changed in place: read, and written back only if
//! nobody has changed it in the meantime. Who may read it stays as it was.

use super::super::lang::Lang;
use super::super::writing;
use super::documents::of_io;
use crate::register::inert;
use anyhow::{Result, bail};
use std::path::{Path, PathBuf};

/// Longest register that is read.
const LONGEST: u64 = 64 << 20;

/// The file, as it was read.
#[derive(Debug)]
pub(in crate::cli) struct RegisterFile {
    path: PathBuf,
    text: String,
}

impl RegisterFile {
    /// Reads it.
    ///
    /// # Errors
    /// It cannot be read, is too large, or no UTF-8.
    pub(in crate::cli) fn read(path: &Path, lang: Lang) -> Result<Self> {
        let shown = inert(path.display().to_string());
        let meta = std::fs::metadata(path).map_err(|e| of_io(path, &e, lang))?;
        let text = match meta.is_file() && meta.len() <= LONGEST {
            true => String::from_utf8(std::fs::read(path).map_err(|e| of_io(path, &e, lang))?).ok(),
            false => None,
        };
        let Some(text) = text else {
            bail!(match lang {
                Lang::Fr => format!(
                    "{shown} n’est pas un register.yaml (fichier texte UTF-8, 64 Mio au plus) ; rien n’a été écrit. Vérifier le nom donné ou en donner un autre"
                ),
                Lang::En => format!(
                    "{shown} is no register.yaml (a text file in UTF-8, at most 64 MiB); nothing was written. Check the name given or give another one"
                ),
            });
        };
        Ok(Self {
            path: path.to_owned(),
            text,
        })
    }

    /// Its text.
    pub(in crate::cli) fn text(&self) -> &str {
        &self.text
    }

    /// Writes another text, wholly or not at all; the same text is not written.
    ///
    /// # Errors
    /// Somebody has changed the file since it was read, or it cannot be written.
    pub(in crate::cli) fn replace(&self, text: &str, lang: Lang) -> Result<()> {
        if text == self.text {
            return Ok(());
        }
        let shown = inert(self.path.display().to_string());
        let told = |e: std::io::Error| of_io(&self.path, &e, lang);
        let meta = std::fs::metadata(&self.path).map_err(told)?;
        let now = std::fs::read(&self.path).map_err(told)?;
        if now != self.text.as_bytes() {
            bail!(match lang {
                Lang::Fr =>
                    format!("{shown} a été modifié entre-temps ; rien n’a été écrit, recommencer"),
                Lang::En =>
                    format!("{shown} was changed in the meantime; nothing was written, try again"),
            });
        }
        writable(&self.path, &meta, lang)?;
        writing::write(&self.path, text.as_bytes(), lang)?;
        std::fs::set_permissions(&self.path, meta.permissions()).map_err(told)
    }
}

/// Refuses a file that nobody may write: replacing it would pass over that, also
/// for an administrator, whom the system does not stop.
///
/// # Errors
/// The file has no right to write.
pub(in crate::cli) fn writable(path: &Path, meta: &std::fs::Metadata, lang: Lang) -> Result<()> {
    if !meta.is_file() || !meta.permissions().readonly() {
        return Ok(());
    }
    let shown = inert(path.display().to_string());
    bail!(match lang {
        Lang::Fr => format!(
            "{shown} est en lecture seule ; rien n’a été écrit. Donner le droit d’écriture (chmod u+w) ou nommer un autre fichier"
        ),
        Lang::En => format!(
            "{shown} is read-only; nothing was written. Give the right to write (chmod u+w) or name another file"
        ),
    });
}
