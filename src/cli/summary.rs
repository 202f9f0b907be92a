//! `limier summary`: the screen that ends a scan, once more.

use super::args::{JudgeArgs, OutputArgs, ReportArgs, StoreArgs};
use super::exit::Verdict;
use super::lang::Lang;
use super::report;
use anyhow::Result;
use clap::Args;

const AFTER: &str = "\
Examples:
  limier summary -r register.yaml
  limier summary                     (without a register: what was read and found)

Exit codes: those of a scan, see limier --help.";

/// What `summary` takes.
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub(super) struct SummaryArgs {
    #[command(flatten)]
    judge: JudgeArgs,
    #[command(flatten)]
    store: StoreArgs,
}

pub(super) fn run(args: SummaryArgs, lang: Lang) -> Result<Verdict> {
    let out = OutputArgs {
        outputs: Vec::new(),
        findings: None,
        coverage: None,
        occurrences: None,
        force: false,
    };
    let report = ReportArgs {
        judge: args.judge,
        out,
        store: args.store,
        quiet: false,
    };
    report::run(&report, lang)
}
