//! `limier decisions export`: the decisions as CSV or JSON.

use super::super::exit::Verdict;
use super::super::lang::{Lang, plural};
use super::super::{print, writing};
use super::Place;
use super::file::DecisionFile;
use crate::decision::{About, COLUMNS, Decision, cells};
use crate::export::csv_of;
use crate::register::{Date, Gravity};
use anyhow::{Result, bail};
use clap::{Args, ValueEnum};
use serde_json::{Value, json};
use std::path::PathBuf;

/// What `decisions export` takes.
#[derive(Debug, Args)]
pub(in crate::cli) struct ExportArgs {
    #[command(flatten)]
    place: Place,
    /// File to write; `-`: standard output
    #[arg(short, long, value_name = "FILE", default_value = "-")]
    output: PathBuf,
    /// The format (default: that of the extension, else csv)
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// Replace the file if it exists
    #[arg(long)]
    force: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A row a decision, with the columns that import reads
    Csv,
    /// limier.decisions.v1
    Json,
}

pub(super) fn run(args: &ExportArgs, lang: Lang) -> Result<Verdict> {
    let file = DecisionFile::needed(&args.place.file(), lang)?;
    let is_json = args
        .output
        .extension()
        .is_some_and(|e| e.eq_ignore_ascii_case("json"));
    let by_name = if is_json { Format::Json } else { Format::Csv };
    let all = file.decisions();
    let bytes = match args.format.unwrap_or(by_name) {
        Format::Json => document(all).into_bytes(),
        Format::Csv => {
            let headings: Vec<String> = COLUMNS.map(str::to_owned).to_vec();
            let rows: Vec<Vec<String>> = all.iter().map(|d| cells(d).to_vec()).collect();
            csv_of(headings, rows, if lang == Lang::Fr { b';' } else { b',' })
        }
    };
    if args.output.as_os_str() == "-" {
        print::out(&String::from_utf8(bytes)?)?;
    } else if args.output.exists() && !args.force {
        let shown = args.output.display();
        match lang {
            Lang::Fr => bail!("{shown} existe ; --force le remplace"),
            Lang::En => bail!("{shown} exists; --force replaces it"),
        }
    } else {
        writing::write(&args.output, &bytes, lang)?;
    }
    let fr = ["décision exportée", "décisions exportées"];
    let n = plural(
        lang,
        all.len(),
        fr,
        ["decision exported", "decisions exported"],
    );
    let reason = match lang {
        Lang::Fr => format!("limier : code 0, {n}"),
        Lang::En => format!("limier: code 0, {n}"),
    };
    Ok(Verdict { code: 0, reason })
}

fn document(all: &[Decision]) -> String {
    let document = json!({
        "schema": "limier.decisions.v1",
        "decisions": all.iter().map(one).collect::<Vec<_>>(),
    });
    let mut out = serde_json::to_string_pretty(&document).expect("a value is always JSON");
    out.push('\n');
    out
}

fn one(d: &Decision) -> Value {
    let day = |day: Option<Date>| day.map(|d| d.to_string());
    let (gap, fits) = match &d.about {
        About::Gap(id) => (Some(id), None),
        About::Match(m) => {
            let fits = json!({"code": m.code, "activity": m.activity, "place": m.place});
            (None, Some(fits))
        }
    };
    let facts = &d.accepts;
    json!({
        "gap": gap, "match": fits, "verdict": d.verdict.as_str(), "reason": d.reason,
        "owner": d.owner, "decided": day(d.decided), "expires": day(d.expires),
        "level": facts.level.map(Gravity::as_str), "items": facts.items,
        "persons": facts.persons, "places": facts.places, "digest": facts.digest,
        "source": d.origin.source,
    })
}
