//! `limier decide` and `limier decisions ...`, one file per command.

mod check;
mod decide;
mod export;
pub(super) mod file;
mod import;
mod sheet;

use super::exit::Verdict;
use super::lang::Lang;
use anyhow::Result;
use clap::{Args, Subcommand};
use std::path::PathBuf;

pub(super) use check::decision_line;
pub(super) use decide::{DecideArgs, run as decide};

/// Where decisions and the register stand.
#[derive(Debug, Args)]
pub(super) struct Place {
    /// Declared register (register.yaml)
    #[arg(short, long, value_name = "FILE", env = "LIMIER_REGISTER")]
    pub(super) register: Option<PathBuf>,
    /// File of decisions (default: decisions.toml beside the register)
    #[arg(long, value_name = "FILE", env = "LIMIER_DECISIONS")]
    pub(super) decisions: Option<PathBuf>,
}

impl Place {
    /// The file asked for, else the one beside the register, there or not; without
    /// a register the one of the current directory.
    pub(super) fn file(&self) -> PathBuf {
        let beside = || file::beside(self.register.as_deref());
        self.decisions.clone().unwrap_or_else(beside)
    }
}

/// What to do with decisions.
#[derive(Debug, Subcommand)]
pub(super) enum DecisionsCommand {
    /// Check the file: errors with line and cure; what is expired, exceeded, about no gap
    Check(check::CheckArgs),
    /// Add the decisions that the HTML page saved, or of the sheet of the XLSX report
    Import(import::ImportArgs),
    /// Write the decisions as CSV or JSON
    Export(export::ExportArgs),
}

pub(super) fn run(command: &DecisionsCommand, lang: Lang) -> Result<Verdict> {
    match command {
        DecisionsCommand::Check(args) => check::run(args, lang),
        DecisionsCommand::Import(args) => import::run(args, lang),
        DecisionsCommand::Export(args) => export::run(args, lang),
    }
}
