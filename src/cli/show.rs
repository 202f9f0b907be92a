//! `limier show ID`: everything about one gap of the last scan.

use super::args::{RuleDirs, StoreArgs};
use super::exit::Verdict;
use super::judge::{Day, Loaded};
use super::lang::Lang;
use super::store::Latest;
use super::{last, print, reveal, store};
use crate::reconcile::GapId;
use crate::register::inert;
use crate::report::Report;
use crate::report::one::{One, Past};
use anyhow::{Result, bail};
use clap::Args;
use std::path::PathBuf;

const AFTER: &str = "\
Examples:
  limier show G-3f2a9c01 -r register.yaml
  limier show G-3f2a9c01 -r register.yaml --page 2      (places, 20 a page; 0: all)
  limier show G-3f2a9c01 -r register.yaml --json        (limier.show.v1, all places)
  limier show G-3f2a9c01 -r register.yaml --reveal      (values as they are, on a terminal)

Values are masked. --reveal reads the items of the page again, where the scan found
them, and shows values as they are on the terminal only; who looked at which gap is
added to reveals.jsonl in the data directory (of a database the password comes from
PGPASSWORD or ~/.pgpass). Exit codes: 0 shown, 2 error (usage, register, store, unknown id).";

/// Runs before the one shown that its history looks at.
const RUNS: usize = 10;

/// What `show` takes.
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub(super) struct ShowArgs {
    /// The gap, as reports name it
    #[arg(value_name = "ID")]
    id: String,
    /// Declared register that the scan is compared with
    #[arg(short, long, value_name = "FILE", env = "LIMIER_REGISTER")]
    register: Option<PathBuf>,
    /// Page of places; 0: all of them
    #[arg(long, value_name = "N", default_value_t = 1)]
    page: usize,
    /// Machine-readable (limier.show.v1)
    #[arg(long)]
    json: bool,
    /// Show values as they are: on a terminal only, read again, recorded
    #[arg(long, conflicts_with = "json")]
    reveal: bool,
    /// Different values shown of each place, with --reveal
    #[arg(long, value_name = "N", default_value_t = 5, requires = "reveal",
        value_parser = clap::value_parser!(u16).range(1..))]
    values: u16,
    #[command(flatten)]
    rules: RuleDirs,
    #[command(flatten)]
    store: StoreArgs,
}

pub(super) fn run(args: &ShowArgs, lang: Lang) -> Result<Verdict> {
    // before anything is read: values are shown on a terminal or not at all
    let mut terminal = args.reveal.then(|| reveal::terminal(lang)).transpose()?;
    let loaded = last::register(args.register.as_deref(), lang)?;
    let latest = store::latest(&args.store, lang)?;
    let run = &latest.run.run.id;
    let judged = last::compared(&latest.store, run, &loaded, Day::Today, || {
        last::scanner(&args.store)
    })?;
    let last::Compared {
        inventory,
        reconciled,
    } = judged;
    let report = Report::new(&inventory, Some(reconciled));
    let named = report.gap(&args.id).map(|g| g.id.clone());
    let history = match &named {
        Some(id) => history(args, id, &latest, &loaded)?,
        None => Vec::new(),
    };
    let Some(one) = One::find(&report, &inventory, &args.id, &history) else {
        let (id, n) = (inert(args.id.as_str()), report.open_gaps().count());
        bail!(match lang {
            Lang::Fr => format!(
                "{id} n’est pas un écart de la dernière analyse ({n} ouverts) ; `limier summary` et les rapports donnent leurs noms ; ajouter -r si le registre manque"
            ),
            Lang::En => format!(
                "{id} is no gap of the last scan ({n} open); `limier summary` and reports give their names; add -r if the register is missing"
            ),
        });
    };
    print::out(&match args.json {
        true => one.json(lang),
        false => one.text(lang, args.page),
    })?;
    if let Some(terminal) = &mut terminal {
        let asked = reveal::Asked {
            gap: &one.gap().id,
            page: args.page,
            most: usize::from(args.values),
            rules: &args.rules,
            store: &args.store,
        };
        reveal::run(&asked, &latest, &loaded, terminal, lang)?;
    }
    let (id, n) = (&one.gap().id.0, one.spots());
    let reason = match lang {
        Lang::Fr => format!("limier : code 0, {id}, emplacements : {n}"),
        Lang::En => format!("limier: code 0, {id}, places: {n}"),
    };
    Ok(Verdict { code: 0, reason })
}

/// What the gap was in the scans of the store up to the last, the youngest
/// [`RUNS`] of them.
fn history(args: &ShowArgs, id: &GapId, latest: &Latest, loaded: &Loaded) -> Result<Vec<Past>> {
    let runs = last::ended(&latest.store)?;
    let end = runs.iter().position(|r| r.run.id == latest.run.run.id);
    let end = end.map_or(runs.len(), |i| i + 1);
    let looked = &runs[end.saturating_sub(RUNS)..end];
    let mut seen = Vec::with_capacity(looked.len());
    for run in looked {
        let day = match run.run.id == latest.run.run.id {
            true => Day::Today,
            false => Day::Scan,
        };
        let scanner = || last::scanner(&args.store);
        seen.push(last::snapshot(&latest.store, run, loaded, day, scanner)?);
    }
    let now = seen.last();
    let past = looked.iter().zip(&seen).map(|(run, scan)| Past {
        run: run.run.id.clone(),
        day: scan.day().to_owned(),
        weight: scan.weight(id),
        unread: now.is_some_and(|now| scan.hides(id, now)),
    });
    Ok(past.collect())
}
