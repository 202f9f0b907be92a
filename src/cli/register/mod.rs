//! `limier register ...`, one file per command.

mod check;
mod import;

use super::exit::Verdict;
use super::lang::Lang;
use anyhow::Result;
use clap::Subcommand;

/// What to do with a register.
#[derive(Debug, Subcommand)]
pub(super) enum RegisterCommand {
    /// Make a register.yaml from a register in another form: fiches (CNIL), tables (XLSX, ODS, CSV, Markdown, DOCX)
    Import(import::ImportArgs),
    /// Check a register.yaml: errors with line and cure, then what a DPO should look at
    Check(check::CheckArgs),
}

pub(super) fn run(command: &RegisterCommand, lang: Lang) -> Result<Verdict> {
    match command {
        RegisterCommand::Import(args) => import::run(args, lang),
        RegisterCommand::Check(args) => check::run(args, lang),
    }
}
