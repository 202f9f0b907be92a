//! `limier register import`: a register in any form becomes `register.yaml`.

use super::super::exit::Verdict;
use super::super::lang::{Lang, plural};
use super::super::print;
use crate::import::Imported;
use crate::register::inert;
use crate::report::write_atomic;
use anyhow::{Context as _, Result, bail};
use clap::Args;
use std::path::{Path, PathBuf};

/// What `register import` takes.
#[derive(Debug, Args)]
pub(in crate::cli) struct ImportArgs {
    /// The document
    file: PathBuf,
    /// Where to write the register; `-`: standard output
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// Replace the file if it exists
    #[arg(long)]
    force: bool,
}

pub(super) fn run(args: &ImportArgs, lang: Lang) -> Result<Verdict> {
    import(&args.file, &args.output, args.force, lang)
}

/// Reads a document and writes the register that it holds.
fn import(file: &Path, output: &Path, force: bool, lang: Lang) -> Result<Verdict> {
    let french = lang == Lang::Fr;
    let to_stdout = output.as_os_str() == "-";
    if !to_stdout && !force && output.exists() {
        match french {
            true => bail!("{} existe ; --force le remplace", output.display()),
            false => bail!("{} exists; --force replaces it", output.display()),
        }
    }
    let bytes = std::fs::read(file).with_context(|| file.display().to_string())?;
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let imported = Imported::read(&bytes, &name);
    let read = &imported.draft;
    if read.activities.is_empty() {
        let why = imported
            .problems
            .first()
            .map(|p| format!(" ({p})"))
            .unwrap_or_default();
        match french {
            true => bail!(
                "{} : aucune activité de traitement reconnue{why} ; sont lus les fiches de la CNIL et les tableaux dont les colonnes ou les lignes portent des noms de rubriques (finalités, base légale, personnes concernées, ...)",
                file.display()
            ),
            false => bail!(
                "{}: no processing activity was recognised{why}; fiches of the CNIL and tables whose columns or rows bear the names of fields (purposes, legal basis, data subjects, ...) are read",
                file.display()
            ),
        }
    }
    let text = imported.yaml();
    match to_stdout {
        true => print::out(&text)?,
        false => write_atomic(output, text.as_bytes())?,
    }
    let mut summary = String::new();
    let n = read.activities.len();
    summary += &plural(
        lang,
        n,
        ["activité lue", "activités lues"],
        ["activity read", "activities read"],
    );
    for said in &read.unread {
        summary += &format!(
            "\n  {}  {}  {}",
            said.said.at,
            said.why.text(french),
            inert(said.said.text.as_str())
        );
    }
    for problem in &imported.problems {
        summary += &format!("\n  {problem}");
    }
    print::err(&inert(summary.lines().next().unwrap_or_default()));
    summary.lines().skip(1).for_each(print::err);
    let reason = match lang {
        Lang::Fr => "limier : code 0, à relire et à confirmer par une personne".to_owned(),
        Lang::En => "limier: code 0, to be reviewed and confirmed by a person".to_owned(),
    };
    Ok(Verdict { code: 0, reason })
}
