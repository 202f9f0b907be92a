//! The command line: the only room that prints, reads the environment or
//! decides how the program ends.

mod args;
mod conceal;
mod decisions;
mod diff;
mod doctor;
mod draft;
mod environment;
mod errands;
mod exit;
mod generate;
mod judge;
mod key;
mod lang;
mod last;
mod measure;
mod outputs;
mod print;
mod register;
mod report;
mod reveal;
mod rules;
mod scan;
mod show;
mod store;
mod summary;
mod usage;
mod writing;

use crate::scan::{errand, worker};
use args::{Cli, Command};
use clap::Parser as _;
use exit::Verdict;
use lang::Lang;
use std::process::ExitCode;

/// Runs the program: parses, dispatches, prints the reason, gives the code.
#[must_use]
pub fn main() -> ExitCode {
    match std::env::args_os().nth(1) {
        Some(a) if a == worker::ARGUMENT => return worker::serve(),
        Some(a) if a == errand::ARGUMENT => return errand::serve(errands::answer),
        _ => {}
    }
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(e) => return usage::answer(&e),
    };
    let lang = lang::choose(cli.lang);
    let verdict = run(cli.command, lang).unwrap_or_else(|e| failed(&e, lang));
    print::err(&verdict.reason);
    ExitCode::from(verdict.code)
}

fn run(command: Command, lang: Lang) -> anyhow::Result<Verdict> {
    if let Some(said) = environment::wrong_epoch() {
        let said = crate::register::inert(said);
        anyhow::bail!(match lang {
            Lang::Fr => format!(
                "SOURCE_DATE_EPOCH={said} n’est pas un nombre de secondes depuis 1970 ; le corriger (date +%s) ou l’effacer (unset SOURCE_DATE_EPOCH)"
            ),
            Lang::En => format!(
                "SOURCE_DATE_EPOCH={said} is no number of seconds since 1970; correct it (date +%s) or remove it (unset SOURCE_DATE_EPOCH)"
            ),
        });
    }
    match command {
        Command::Scan(args) => scan::run(*args, lang),
        Command::Report(args) => report::run(&args, lang),
        Command::Register { command } => register::run(&command, lang),
        Command::Decide(args) => decisions::decide(&args, lang),
        Command::Decisions { command } => decisions::run(&command, lang),
        Command::Rules { command } => rules::run(&command, lang),
        Command::Explain { rule, rules } => rules::explain(&rule, &rules, lang),
        Command::Summary(args) => summary::run(args, lang),
        Command::Show(args) => show::run(&args, lang),
        Command::Diff(args) => diff::run(&args, lang),
        Command::Draft(args) => draft::run(&args, lang),
        Command::Generate { command } => generate::run(&command, lang),
        Command::Doctor { store } => doctor::run(&store, lang),
    }
}

/// An error of the run: its causes, then the reason.
fn failed(e: &anyhow::Error, lang: Lang) -> Verdict {
    let mut said: Vec<String> = Vec::new();
    for cause in e.chain().map(ToString::to_string) {
        // a cause that its parent already quotes is not said twice
        if !said.iter().any(|s| s.contains(&cause)) {
            said.push(cause);
        }
    }
    let word = match lang {
        Lang::Fr => "erreur",
        Lang::En => "error",
    };
    print::err(&usage::redacted(&format!("{word}: {}", said.join(": "))));
    Verdict::error(lang)
}
