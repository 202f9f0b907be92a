//! `limier register ...`, one file per command.

mod bind;
mod check;
mod documents;
mod export;
mod file;
mod import;
mod reading;
mod seen;
mod show;
mod summary;

pub(super) use file::{RegisterFile, writable};

use super::exit::Verdict;
use super::lang::Lang;
use anyhow::Result;
use clap::Subcommand;

/// What to do with a register.
#[derive(Debug, Subcommand)]
pub(super) enum RegisterCommand {
    /// Make a register.yaml from registers in any other form, or bring one up to date
    Import(import::ImportArgs),
    /// Check a register.yaml: errors with line and cure, then what a DPO should look at
    Check(check::CheckArgs),
    /// Show a register.yaml as a table, or the whole fiche of one activity
    Show(show::ShowArgs),
    /// Write a register.yaml as the sheet of Art. 30 (XLSX, CSV), fiches (DOCX, Markdown) or JSON-LD (DPV)
    Export(export::ExportArgs),
    /// Suggest which activity the places of the last scan belong to; accept or refuse
    Bind(Box<bind::BindArgs>),
}

pub(super) fn run(command: &RegisterCommand, lang: Lang) -> Result<Verdict> {
    match command {
        RegisterCommand::Import(args) => import::run(args, lang),
        RegisterCommand::Check(args) => check::run(args, lang),
        RegisterCommand::Show(args) => show::run(args, lang),
        RegisterCommand::Export(args) => export::run(args, lang),
        RegisterCommand::Bind(args) => bind::run(args, lang),
    }
}
