//! `limier report`: the last scan again, without reading the sources.

use super::args::ReportArgs;
use super::exit::Verdict;
use super::judge::Judge;
use super::lang::Lang;
use super::outputs::Outputs;
use super::store::Latest;
use super::{key, print, store};
use crate::detect::Scanner;
use crate::inventory::{RunState, StoredRun};
use crate::register::utc_date;
use crate::report::visible;
use crate::rule::RuleSet;
use anyhow::Result;
use std::sync::Arc;

pub(super) fn run(args: &ReportArgs, lang: Lang) -> Result<Verdict> {
    let outputs = Outputs::new(&args.out, lang)?;
    let judge = Judge::new(&args.judge, lang, args.quiet)?;
    let latest = store::latest(&args.store, lang)?;
    if !args.quiet {
        print::err(&reported(&latest.run, lang));
    }
    if let Some(run) = &latest.unfinished {
        print::err(&passed_over(run, lang));
    }
    let Latest { store, run, .. } = latest;
    judge.conclude(&store, &run.run.id, &outputs, || {
        let key = key::load(&store::directory(&args.store)?)?;
        Ok(Scanner::new(Arc::new(RuleSet::load(&[])?), key))
    })
}

/// Which scan this is a report of.
fn reported(run: &StoredRun, lang: Lang) -> String {
    let (when, what) = named(run);
    match lang {
        Lang::Fr => format!("Analyse rapportée : {when}, {what}"),
        Lang::En => format!("Scan reported: {when}, {what}"),
    }
}

/// That a younger scan is not reported, and why.
fn passed_over(run: &StoredRun, lang: Lang) -> String {
    let (when, what) = named(run);
    match (lang, run.state == RunState::Running) {
        (Lang::Fr, false) => format!(
            "Attention : une analyse plus récente ({when}, {what}) a été interrompue et n’est pas rapportée ; relancer limier scan"
        ),
        (Lang::Fr, true) => format!(
            "Attention : une analyse plus récente ({when}, {what}) est en cours ou a été arrêtée net ; elle n’est pas rapportée"
        ),
        (Lang::En, false) => format!(
            "Warning: a later scan ({when}, {what}) was interrupted and is not reported; run limier scan again"
        ),
        (Lang::En, true) => format!(
            "Warning: a later scan ({when}, {what}) is running or was killed; it is not reported"
        ),
    }
}

/// When a run started, and what it read as the user named it.
fn named(run: &StoredRun) -> (String, String) {
    let seconds = run.run.started;
    let time = seconds.rem_euclid(86_400) / 60;
    let when = format!(
        "{} {:02}:{:02} UTC",
        utc_date(seconds),
        time / 60,
        time % 60
    );
    let sources = run.run.sources.iter().map(|s| visible::text(&s.given));
    (when, sources.collect::<Vec<_>>().join(", "))
}
