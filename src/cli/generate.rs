//! `limier generate`: what other programs need to read the outputs.

use super::args::GenerateCommand;
use super::exit::Verdict;
use super::lang::Lang;
use super::print;
use crate::report::schema::schema;
use anyhow::Result;

pub(super) fn run(command: &GenerateCommand, lang: Lang) -> Result<Verdict> {
    match command {
        GenerateCommand::Schema { name } => {
            let schema = schema(name).expect("the command line takes known names only");
            print::out(&schema)?;
            Ok(done(name, lang))
        }
    }
}

fn done(name: &str, lang: Lang) -> Verdict {
    let reason = match lang {
        Lang::Fr => format!("limier : code 0, schéma de limier.{name}.v1"),
        Lang::En => format!("limier: code 0, schema of limier.{name}.v1"),
    };
    Verdict { code: 0, reason }
}
