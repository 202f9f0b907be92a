//! `limier register import`: a register in any form becomes `register.yaml`.

use super::super::exit::Verdict;
use super::super::lang::{Lang, plural};
use super::super::{print, writing};
use super::documents::{Listed, Listing, Unread, shown};
use super::file::{self, RegisterFile};
use super::reading::{Reader, ReadingArgs, cure};
use super::summary;
use crate::import::{Imported, merge};
use crate::model::{Problem, Reason};
use crate::report::problem;
use anyhow::{Result, anyhow, bail};
use clap::Args;
use std::path::{Path, PathBuf};

const AFTER: &str = "\
Read are: fiches of the CNIL's model and its simplified register, tables (an activity a row,
a column or a sheet), records of two columns, policies in prose (as drafts), exports of
register software, fideslang, DPV, in DOCX, ODT, RTF, PDF, XLSX, XLS, ODS, CSV, Markdown,
HTML, text, JSON, YAML, SQL, in a ZIP too. The form is recognised. Nothing is guessed: headings, examples
and placeholders of a template declare nothing.

Examples:
  limier register import registre.docx -o register.yaml
  limier register import fiches/ politique.pdf -o register.yaml   (a folder or ZIP: each file in it)
  limier register import registre-2027.docx -o register.yaml      (again: says what changed)

Exit codes: 0 all was read, 2 error (nothing written), 3 something was not read (the rest is written).";

/// What `register import` takes.
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub(in crate::cli) struct ImportArgs {
    /// The documents, or folders of them
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Where to write the register; `-`: standard output. A register that is there
    /// already is brought up to date: what people wrote in it stays
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// Replace the file if it exists, with everything in it
    #[arg(long)]
    force: bool,
    /// Bring back activities that were deleted from the register by hand and that a
    /// document still has
    #[arg(long, conflicts_with = "force")]
    restore: bool,
    /// List every passage that gave no fact, also those that a template printed
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    reading: ReadingArgs,
}

pub(super) fn run(args: &ImportArgs, lang: Lang) -> Result<Verdict> {
    let to_stdout = args.output.as_os_str() == "-";
    let existing = match to_stdout {
        true => None,
        false => existing(&args.output, args.force, lang)?,
    };
    let mut text = existing.as_ref().map(|f| f.text().to_owned());
    let mut reader = Reader::new(&args.reading, lang);
    let mut unpack = |bytes: &[u8], name: &str, most| reader.unpack(bytes, name, most);
    let listing = Listing::of(&args.files, &args.output, &mut unpack, lang)?;
    let (mut read, mut silent) = (0, listing.unread.len());
    for path in &listing.ignored {
        let shown = shown(path);
        print::err(&match lang {
            Lang::Fr => format!("{shown} : fichier caché ou verrou d’un document ouvert, ignoré"),
            Lang::En => format!("{shown}: hidden file or lock of an open document, ignored"),
        });
    }
    for unread in &listing.unread {
        print::err(&not_had(unread, lang));
    }
    let mut files = listing.documents;
    let paths: Vec<&Path> = files.iter().map(|f| f.path.as_path()).collect();
    let names = merge::names(&paths, text.as_deref());
    let mut run = merge::Run::over(names.iter().cloned()).restoring(args.restore);
    for (file, name) in files.iter_mut().zip(names) {
        let Some(imported) = read_one(file, name, &mut reader, lang)? else {
            silent += 1;
            continue;
        };
        let file = file.path.as_path();
        let (lines, whole) = summary::of(&imported, file, args.all, lang);
        lines.iter().for_each(|line| print::err(line));
        silent += usize::from(!whole);
        if imported.is_empty() {
            continue;
        }
        read += 1;
        text = Some(match text {
            None => run.begin(&imported).map_err(|e| refused(&e, file, lang))?,
            Some(text) => {
                let done = run.merge(&text, &imported, &shown(&args.output));
                let done = done.map_err(|e| refused(&e, &args.output, lang))?;
                told(&done, existing.is_some(), lang);
                done.text
            }
        });
    }
    let Some(text) = text.filter(|_| read > 0) else {
        bail!(match lang {
            Lang::Fr =>
                "aucune activité de traitement reconnue ; rien n’a été écrit. Voir `limier register import --help` : quels documents sont lus",
            Lang::En =>
                "no processing activity was recognised; nothing was written. See `limier register import --help`: which documents are read",
        });
    };
    match &existing {
        _ if to_stdout => print::out(&text)?,
        Some(file) => file.replace(&text, lang)?,
        None => writing::write(&args.output, text.as_bytes(), lang)?,
    }
    summary::to_confirm(&text, &args.output, lang)
        .iter()
        .for_each(|line| print::err(line));
    Ok(verdict(silent, lang))
}

/// The register that is to be brought up to date; none where there is none yet, or
/// it is to be replaced.
fn existing(output: &Path, force: bool, lang: Lang) -> Result<Option<RegisterFile>> {
    let Ok(meta) = std::fs::metadata(output) else {
        return Ok(None);
    };
    file::writable(output, &meta, lang)?;
    if meta.is_file() && meta.len() == 0 {
        let shown = shown(output);
        print::err(&match lang {
            Lang::Fr => format!("{shown} : fichier vide, pris pour un nouveau registre"),
            Lang::En => format!("{shown}: an empty file, taken as a new register"),
        });
        return Ok(None);
    }
    match force {
        true => Ok(None),
        false => RegisterFile::read(output, lang).map(Some),
    }
}

/// What of folders and archives was not read.
fn not_had(unread: &Unread, lang: Lang) -> String {
    match unread {
        Unread::Unhad(said) => said.clone(),
        Unread::Broken(path, what) => match what.what {
            Reason::Crash | Reason::Timeout | Reason::Memory => broken(path, what, lang),
            _ => not_read(path, &problem(lang, what), lang),
        },
    }
}

fn not_read(path: &Path, why: &str, lang: Lang) -> String {
    let shown = shown(path);
    match lang {
        Lang::Fr => format!("{shown} : non lu : {why}"),
        Lang::En => format!("{shown}: not read: {why}"),
    }
}

/// Reads a document that has this name in the register; none where that failed,
/// which is told.
///
/// # Errors
/// It was named, and cannot be had or is a register with errors.
fn read_one(
    file: &mut Listed,
    name: String,
    reader: &mut Reader,
    lang: Lang,
) -> Result<Option<Imported>> {
    let bytes = match file.bytes(lang) {
        Ok(bytes) => bytes,
        Err(e) if file.named => return Err(e),
        Err(e) => {
            print::err(&e.to_string());
            return Ok(None);
        }
    };
    let imported = reader.read(&bytes, &file.base())?;
    drop(bytes);
    let mut imported = match imported {
        Ok(imported) => imported,
        Err(what) => {
            print::err(&broken(&file.path, &what, lang));
            return Ok(None);
        }
    };
    imported.file = name;
    let shown = shown(&file.path);
    if let Err(e) = imported.register() {
        let wrong = format!("{shown}\n{}", e.render(lang == Lang::Fr));
        if file.named {
            bail!(wrong);
        }
        print::err(&wrong);
        return Ok(None);
    }
    let is_locked = |i: &Imported| i.problems.iter().any(|p| p.what == Reason::Encrypted);
    if imported.is_empty() && is_locked(&imported) {
        print::err(&match lang {
            Lang::Fr => format!(
                "{shown} : protégé par un mot de passe ; l’ouvrir, retirer le mot de passe (ou exporter de nouveau) et recommencer"
            ),
            Lang::En => format!(
                "{shown}: protected by a password; open it, remove the password (or export again) and try again"
            ),
        });
    }
    Ok(Some(imported))
}

/// A document that killed its reader, and what helps.
fn broken(path: &Path, what: &Problem, lang: Lang) -> String {
    let why = not_read(path, &problem(lang, what), lang);
    let cure = cure(what.what, lang);
    match lang {
        Lang::Fr => format!("{why} ; {cure}"),
        Lang::En => format!("{why}; {cure}"),
    }
}

fn verdict(silent: usize, lang: Lang) -> Verdict {
    let partly = plural(
        lang,
        silent,
        [
            "document lu en partie ou sans activité",
            "documents lus en partie ou sans activité",
        ],
        [
            "document read in part or without activity",
            "documents read in part or without activity",
        ],
    );
    let (code, reason) = match (silent, lang) {
        (0, Lang::Fr) => (
            0,
            "limier : code 0, à relire et à confirmer par une personne".to_owned(),
        ),
        (0, Lang::En) => (
            0,
            "limier: code 0, to be reviewed and confirmed by a person".to_owned(),
        ),
        (_, Lang::Fr) => (3, format!("limier : code 3, {partly} ; le reste est écrit")),
        (_, Lang::En) => (3, format!("limier: code 3, {partly}; the rest is written")),
    };
    Verdict { code, reason }
}

/// Why a document could not be merged, and what helps; `file` is what is wrong.
fn refused(error: &merge::MergeError, file: &Path, lang: Lang) -> anyhow::Error {
    let file = shown(file);
    let cure = match lang {
        Lang::Fr => format!(
            "rien n’a été écrit ; corriger {file}, ou --force pour remplacer le registre tout entier"
        ),
        Lang::En => format!(
            "nothing was written; mend {file}, or --force to replace the register as a whole"
        ),
    };
    anyhow!("{}\n{cure}", error.render(lang == Lang::Fr))
}

/// Says what changed; of a register that is being made (`!known`) nothing that
/// its documents only add.
fn told(merged: &merge::Merged, known: bool, lang: Lang) {
    let french = lang == Lang::Fr;
    let news = |c: &&merge::Change| known || !c.is_addition();
    for change in merged.changes.iter().filter(news) {
        let mark = if change.is_conflict() { '!' } else { '~' };
        print::err(&format!("  {mark} {}", change.message().text(french)));
    }
    if known && merged.changes.is_empty() {
        print::err(&format!("  {}", merge::nothing_changed().text(french)));
    }
}
