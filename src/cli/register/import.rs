//! `limier register import`: a register in any form becomes `register.yaml`.

use super::super::exit::Verdict;
use super::super::lang::{Lang, plural};
use super::super::print;
use super::file::RegisterFile;
use crate::import::{Imported, merge};
use crate::register::inert;
use crate::report::write_atomic;
use anyhow::{Context as _, Result, anyhow, bail};
use clap::Args;
use std::path::{Path, PathBuf};

/// What `register import` takes.
#[derive(Debug, Args)]
pub(in crate::cli) struct ImportArgs {
    /// The document
    file: PathBuf,
    /// Where to write the register; `-`: standard output. A register that is there
    /// already is brought up to date: what people wrote in it stays
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// Replace the file if it exists, with everything in it
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
    let mut told = Vec::new();
    match to_stdout {
        true => print::out(&merge::stamp(&text))?,
        false if output.exists() && !force => told = into_existing(output, &text, lang)?,
        false => write_atomic(output, merge::stamp(&text).as_bytes())?,
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
    told.iter().for_each(|line| print::err(line));
    let reason = match lang {
        Lang::Fr => "limier : code 0, à relire et à confirmer par une personne".to_owned(),
        Lang::En => "limier: code 0, to be reviewed and confirmed by a person".to_owned(),
    };
    Ok(Verdict { code: 0, reason })
}

/// Brings a register that people have worked on up to date with a new import, and
/// says what changed. Where nothing did, the file is not touched.
fn into_existing(output: &Path, yaml: &str, lang: Lang) -> Result<Vec<String>> {
    let french = lang == Lang::Fr;
    let file = RegisterFile::read(output, lang)?;
    let merged = merge::merge(file.text(), yaml, &output.display().to_string());
    let merged = merged.map_err(|e| {
        let cure = match lang {
            Lang::Fr => "rien n’a été écrit ; corriger ce registre, ou --force pour le remplacer tout entier",
            Lang::En => "nothing was written; mend this register, or --force to replace it as a whole",
        };
        anyhow!("{}\n{cure}", e.render(french))
    })?;
    file.replace(&merged.text, lang)?;
    let mut told: Vec<String> = merged
        .changes
        .iter()
        .map(|c| {
            let mark = if c.is_conflict() { '!' } else { '~' };
            format!("  {mark} {}", c.message().text(french))
        })
        .collect();
    if told.is_empty() {
        told.push(format!("  {}", merge::nothing_changed().text(french)));
    }
    Ok(told)
}
