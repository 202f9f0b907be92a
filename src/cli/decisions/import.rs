//! `limier decisions import`: what the HTML page saved, or the sheet of decisions
//! of a workbook or CSV file, into decisions.toml.

use super::super::args::StoreArgs;
use super::super::environment;
use super::super::exit::Verdict;
use super::super::lang::{Lang, plural};
use super::super::print;
use super::Place;
use super::file::DecisionFile;
use super::{check, sheet};
use crate::decision::{Decision, Done, Refused};
use crate::register::{Date, inert, utc_date};
use anyhow::{Context as _, Result, bail};
use clap::Args;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

const AFTER: &str = "\
Examples:
  limier decisions import ~/decisions.toml -r register.yaml     (saved in the HTML report)
  limier decisions import rapport.xlsx -r register.yaml         (sheet Décisions)

A decision replaces the one about the same gap; all others, their order and every comment stay.
A wrong row is told with its number, and nothing is written.";

/// What `decisions import` takes.
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub(in crate::cli) struct ImportArgs {
    /// decisions.toml as saved in the HTML report; .xlsx, .ods or .csv with the columns
    /// gap, verdict, reason, owner, expires, accepts
    file: PathBuf,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    store: StoreArgs,
}

pub(super) fn run(args: &ImportArgs, lang: Lang) -> Result<Verdict> {
    let file = DecisionFile::read(&args.place.file(), lang)?;
    let today = utc_date(environment::now());
    let new = decisions(&args.file, lang)?.into_iter();
    let new: Vec<Decision> = new.map(|d| dated(d, file.decisions(), today)).collect();
    let done = file.put(&new, lang)?;
    for (d, done) in new.iter().zip(&done) {
        let about = inert(d.about.say());
        let said = told(*done, lang);
        print::out(&format!("{about}  {}  {said}\n", d.verdict.as_str()))?;
    }
    remarks(args, &new, lang)?;
    let count = |wanted| done.iter().filter(|d| **d == wanted).count();
    let (added, replaced, kept) = (count(Done::Added), count(Done::Replaced), count(Done::Kept));
    let shown = file.shown();
    let reason = match lang {
        Lang::Fr => format!(
            "limier : code 0, {} dans {shown}, {}, {kept} déjà là",
            plural(
                lang,
                added,
                ["décision ajoutée", "décisions ajoutées"],
                ["", ""]
            ),
            plural(lang, replaced, ["remplacée", "remplacées"], ["", ""]),
        ),
        Lang::En => format!(
            "limier: code 0, {} to {shown}, {replaced} replaced, {kept} already there",
            plural(lang, added, ["", ""], ["decision added", "decisions added"]),
        ),
    };
    Ok(Verdict { code: 0, reason })
}

/// A row without a day was decided today, or on the day that the file has for the
/// same.
fn dated(new: Decision, before: &[Decision], today: Date) -> Decision {
    if new.decided.is_some() {
        return new;
    }
    let earlier = before.iter().find(|d| d.about.same(&new.about));
    let day = earlier.and_then(|d| d.decided).filter(|day| {
        let there = Decision {
            decided: Some(*day),
            about: earlier.map_or(new.about.clone(), |d| d.about.clone()),
            ..new.clone()
        };
        earlier.is_some_and(|d| d.same(&there))
    });
    Decision {
        decided: day.or(Some(today)),
        ..new
    }
}

/// What `decisions check` would say of the decisions that were imported.
fn remarks(args: &ImportArgs, new: &[Decision], lang: Lang) -> Result<()> {
    let file = DecisionFile::read(&args.place.file(), lang)?;
    let own = file.decisions().iter();
    let own = own.filter(|d| new.iter().any(|n| n.about.same(&d.about)));
    let own: BTreeSet<String> = own.map(|d| d.origin.source.clone()).collect();
    for (source, line) in check::lines(&args.place, &args.store, &file, lang)? {
        if own.contains(&source) {
            let word = match lang {
                Lang::Fr => "Attention : ",
                Lang::En => "Warning: ",
            };
            print::err(&format!("{word}{}", line.trim_end()));
        }
    }
    Ok(())
}

const fn told(done: Done, lang: Lang) -> &'static str {
    match (done, lang) {
        (Done::Added, Lang::Fr) => "ajoutée",
        (Done::Replaced, Lang::Fr) => "remplacée",
        (Done::Kept, Lang::Fr) => "déjà là",
        (Done::Added, Lang::En) => "added",
        (Done::Replaced, Lang::En) => "replaced",
        (Done::Kept, Lang::En) => "already there",
    }
}

fn decisions(path: &Path, lang: Lang) -> Result<Vec<Decision>> {
    let extension = path.extension().unwrap_or_default().to_ascii_lowercase();
    if extension == "toml" {
        return Ok(DecisionFile::needed(path, lang)?.decisions().to_vec());
    }
    let shown = inert(path.display().to_string());
    let bytes = std::fs::read(path).with_context(|| shown.clone())?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let Some((found, refused)) = sheet::decisions(&bytes, &name) else {
        bail!(match lang {
            Lang::Fr => format!(
                "{shown} : aucun tableau n’a les colonnes gap et verdict ; donner le decisions.toml de la page HTML, ou le rapport XLSX (feuille Décisions)"
            ),
            Lang::En => format!(
                "{shown}: no table has the columns gap and verdict; give the decisions.toml of the HTML page, or the XLSX report (sheet Decisions)"
            ),
        });
    };
    if !refused.is_empty() {
        bail!("{}", wrong(&shown, &refused, lang));
    }
    Ok(found)
}

fn wrong(shown: &str, refused: &[Refused], lang: Lang) -> String {
    let (row, colon) = match lang {
        Lang::Fr => ("ligne", " :"),
        Lang::En => ("row", ":"),
    };
    let each = refused.iter();
    let mut lines: Vec<String> = each
        .map(|r| {
            format!(
                "{shown}, {row} {}{colon} {}",
                r.row,
                r.why.text(lang == Lang::Fr)
            )
        })
        .collect();
    lines.push(
        match lang {
            Lang::Fr => "rien n’a été écrit",
            Lang::En => "nothing was written",
        }
        .to_owned(),
    );
    lines.join("\n")
}
