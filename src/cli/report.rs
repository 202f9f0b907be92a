//! `limier report`: the last scan again, without reading the sources.

use super::args::ReportArgs;
use super::exit::Verdict;
use super::judge::Judge;
use super::lang::Lang;
use super::outputs::Outputs;
use super::store;
use anyhow::Result;

pub(super) fn run(args: &ReportArgs, lang: Lang) -> Result<Verdict> {
    let outputs = Outputs::new(&args.out)?;
    let judge = Judge::new(&args.judge, lang, args.quiet)?;
    let (store, stored) = store::latest(&args.store)?;
    judge.conclude(&store, &stored.run.id, &outputs)
}
