//! `decisions.toml` as a file: found, read, written back only if nobody has
//! changed it in the meantime.

use super::super::lang::Lang;
use super::super::register::writable;
use super::super::writing;
use crate::decision::{Decision, Done, put, read};
use crate::register::inert;
use crate::report::DecisionFacts;
use anyhow::{Context as _, Result, anyhow, bail};
use sha2::{Digest as _, Sha256};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// Its usual name.
const NAME: &str = "decisions.toml";
/// Longest file that is read.
const LONGEST: usize = 16 << 20;

/// The file beside a register, there or not.
pub(in crate::cli) fn beside(register: Option<&Path>) -> PathBuf {
    register.map_or_else(|| NAME.into(), |r| r.with_file_name(NAME))
}

/// A file of decisions as it was read; a missing one is empty.
#[derive(Debug)]
pub(in crate::cli) struct DecisionFile {
    path: PathBuf,
    /// None: there is no file.
    text: Option<String>,
    decisions: Vec<Decision>,
}

impl DecisionFile {
    /// Reads it.
    ///
    /// # Errors
    /// It cannot be read, or is wrong: every fault with line, caret and cure.
    pub(in crate::cli) fn read(path: &Path, lang: Lang) -> Result<Self> {
        let shown = inert(path.display().to_string());
        let text = match std::fs::read(path) {
            Ok(bytes) => Some(text(bytes, &shown, lang)?),
            Err(e) if e.kind() == ErrorKind::NotFound => None,
            Err(e) => return Err(e).context(shown),
        };
        let decisions = read(text.as_deref().unwrap_or_default(), &shown)
            .map_err(|e| anyhow!("{}", e.render(lang == Lang::Fr)))?;
        Ok(Self {
            path: path.to_owned(),
            text,
            decisions,
        })
    }

    /// The same, where it has to be there.
    ///
    /// # Errors
    /// As [`Self::read`], and if there is no file.
    pub(in crate::cli) fn needed(path: &Path, lang: Lang) -> Result<Self> {
        let file = Self::read(path, lang)?;
        if file.text.is_none() {
            let shown = file.shown();
            bail!(match lang {
                Lang::Fr => format!(
                    "{shown} : ce fichier de décisions n’existe pas ; vérifier le chemin, ou décider d’abord (limier decide)"
                ),
                Lang::En => format!(
                    "{shown}: there is no such file of decisions; check the path, or decide first (limier decide)"
                ),
            });
        }
        Ok(file)
    }

    /// The one asked for, else the one beside the register if it is there.
    ///
    /// # Errors
    /// As [`Self::needed`] for the one asked for.
    pub(in crate::cli) fn of(
        asked: Option<&Path>,
        register: &Path,
        lang: Lang,
    ) -> Result<Option<Self>> {
        if let Some(path) = asked {
            return Self::needed(path, lang).map(Some);
        }
        let file = Self::read(&beside(Some(register)), lang)?;
        Ok(Some(file).filter(|f| f.text.is_some()))
    }

    pub(in crate::cli) fn decisions(&self) -> &[Decision] {
        &self.decisions
    }

    /// Its name for messages.
    pub(in crate::cli) fn shown(&self) -> String {
        inert(self.path.display().to_string())
    }

    /// What reports say of it.
    pub(in crate::cli) fn facts(&self) -> DecisionFacts {
        let name = self.path.file_name().unwrap_or_default();
        let digest = Sha256::digest(self.text.as_deref().unwrap_or_default());
        DecisionFacts {
            file: inert(name.to_string_lossy()),
            sha256: digest.iter().map(|b| format!("{b:02x}")).collect(),
            count: self.decisions.len() as u64,
        }
    }

    /// Writes decisions into it, wholly or not at all.
    ///
    /// # Errors
    /// Somebody has changed it since, it cannot be changed, or not be written.
    pub(in crate::cli) fn put(&self, new: &[Decision], lang: Lang) -> Result<Vec<Done>> {
        let shown = self.shown();
        let before = self.text.as_deref().unwrap_or_default();
        let (text, done) =
            put(before, &shown, new).map_err(|e| anyhow!("{}", e.render(lang == Lang::Fr)))?;
        if done.iter().all(|d| *d == Done::Kept) {
            return Ok(done);
        }
        let now = std::fs::read(&self.path).ok();
        if now.as_deref() != self.text.as_deref().map(str::as_bytes) {
            bail!(match lang {
                Lang::Fr =>
                    format!("{shown} a été modifié entre-temps ; rien n’a été écrit, recommencer"),
                Lang::En =>
                    format!("{shown} was changed in the meantime; nothing was written, try again"),
            });
        }
        let meta = std::fs::metadata(&self.path).ok();
        if let Some(meta) = &meta {
            writable(&self.path, meta, lang)?;
        }
        let rights = meta.map(|m| m.permissions());
        writing::write(&self.path, text.as_bytes(), lang)?;
        if let Some(rights) = rights {
            std::fs::set_permissions(&self.path, rights).context(shown)?;
        }
        Ok(done)
    }
}

fn text(bytes: Vec<u8>, shown: &str, lang: Lang) -> Result<String> {
    let short = bytes.len() <= LONGEST;
    let text = String::from_utf8(bytes).ok().filter(|_| short);
    text.ok_or_else(|| {
        anyhow!(match lang {
            Lang::Fr =>
                format!("{shown} n’est pas un decisions.toml (texte UTF-8, 16 Mio au plus)"),
            Lang::En => format!("{shown} is no decisions.toml (text in UTF-8, at most 16 MiB)"),
        })
    })
}
