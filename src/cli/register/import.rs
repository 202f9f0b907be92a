//! `limier register import`: a register in any form becomes `register.yaml`.

use super::super::exit::Verdict;
use super::super::lang::{Lang, plural};
use super::super::print;
use super::file::RegisterFile;
use super::summary;
use crate::import::{Imported, merge};
use crate::report::write_atomic;
use anyhow::{Context as _, Result, anyhow, bail};
use clap::Args;
use std::path::{Path, PathBuf};

const AFTER: &str = "\
Read are: fiches of the CNIL's model and its simplified register, tables (an activity a row,
a column or a sheet), records of two columns, policies in prose (as drafts), exports of
register software, fideslang, DPV, in DOCX, ODT, RTF, PDF, XLSX, XLS, ODS, CSV, Markdown,
HTML, text, JSON, YAML, SQL. The form is recognised. Nothing is guessed: headings, examples
and placeholders of a template declare nothing.

Examples:
  limier register import registre.docx -o register.yaml
  limier register import fiches/ politique.pdf -o register.yaml   (a folder: each file in it)
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
    /// List every passage that gave no fact, also those that a template printed
    #[arg(long)]
    all: bool,
}

pub(super) fn run(args: &ImportArgs, lang: Lang) -> Result<Verdict> {
    let to_stdout = args.output.as_os_str() == "-";
    let existing = match !to_stdout && !args.force && args.output.exists() {
        true => Some(RegisterFile::read(&args.output, lang)?),
        false => None,
    };
    let mut text = existing.as_ref().map(|f| f.text().to_owned());
    let (mut read, mut silent) = (0, 0);
    for file in documents(&args.files, &args.output)? {
        let imported = read_one(&file, lang)?;
        let (lines, whole) = summary::of(&imported, &file, args.all, lang);
        lines.iter().for_each(|line| print::err(line));
        silent += usize::from(!whole);
        if imported.is_empty() {
            continue;
        }
        read += 1;
        text = Some(match text {
            None => merge::stamp(&imported.yaml()),
            Some(text) => merged(&text, &imported, &args.output, existing.is_some(), lang)?,
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
        None => write_atomic(&args.output, text.as_bytes())?,
    }
    summary::to_confirm(&text, &args.output, lang)
        .iter()
        .for_each(|line| print::err(line));
    Ok(verdict(silent, lang))
}

/// The files that are named, and those in the folders that are; never the output.
fn documents(named: &[PathBuf], output: &Path) -> Result<Vec<PathBuf>> {
    let same = |path: &Path| match (path.canonicalize(), output.canonicalize()) {
        (Ok(a), Ok(b)) => a == b,
        _ => false,
    };
    let mut files = Vec::new();
    for path in named {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        let walk = ignore::WalkBuilder::new(path)
            .standard_filters(false)
            .hidden(true)
            .sort_by_file_path(Path::cmp)
            .build();
        for entry in walk {
            let entry = entry.with_context(|| path.display().to_string())?;
            if entry.file_type().is_some_and(|t| t.is_file()) && !same(entry.path()) {
                files.push(entry.into_path());
            }
        }
    }
    Ok(files)
}

/// Longest document that is read.
const LONGEST: u64 = 1 << 30;

fn read_one(file: &Path, lang: Lang) -> Result<Imported> {
    let shown = file.display();
    let length = std::fs::metadata(file)
        .with_context(|| shown.to_string())?
        .len();
    if length > LONGEST {
        bail!(match lang {
            Lang::Fr =>
                format!("{shown} : {length} octets, plus d’un Gio : ce n’est pas un registre"),
            Lang::En => format!("{shown}: {length} bytes, more than a GiB: that is no register"),
        });
    }
    let bytes = std::fs::read(file).with_context(|| shown.to_string())?;
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let imported = Imported::read(&bytes, &name);
    if let Err(e) = imported.register() {
        bail!("{shown}\n{}", e.render(lang == Lang::Fr));
    }
    Ok(imported)
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

/// Brings a register up to date with a new import, and says what changed; of a
/// register that is being made (`!known`) only what its documents disagree on.
fn merged(
    text: &str,
    imported: &Imported,
    output: &Path,
    known: bool,
    lang: Lang,
) -> Result<String> {
    let french = lang == Lang::Fr;
    let merged = merge::merge(text, &imported.yaml(), &output.display().to_string());
    let merged = merged.map_err(|e| {
        let cure = match lang {
            Lang::Fr => "rien n’a été écrit ; corriger ce registre, ou --force pour le remplacer tout entier",
            Lang::En => "nothing was written; mend this register, or --force to replace it as a whole",
        };
        anyhow!("{}\n{cure}", e.render(french))
    })?;
    let told = |c: &&merge::Change| known || c.is_conflict();
    for change in merged.changes.iter().filter(told) {
        let mark = if change.is_conflict() { '!' } else { '~' };
        print::err(&format!("  {mark} {}", change.message().text(french)));
    }
    if known && merged.changes.is_empty() {
        print::err(&format!("  {}", merge::nothing_changed().text(french)));
    }
    Ok(merged.text)
}
