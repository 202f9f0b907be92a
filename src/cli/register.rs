//! `limier register check`.

use super::args::RegisterCommand;
use super::exit::Verdict;
use super::judge::load_register;
use super::lang::Lang;
use super::{environment, print};
use crate::register::{Summary, check, utc_date};
use anyhow::Result;
use std::path::Path;

pub(super) fn run(command: &RegisterCommand, lang: Lang) -> Result<Verdict> {
    match command {
        RegisterCommand::Check { file, json } => check_file(file, *json, lang),
    }
}

fn check_file(file: &Path, json: bool, lang: Lang) -> Result<Verdict> {
    let register = load_register(file, lang)?.register;
    let french = lang == Lang::Fr;
    let remarks = check(&register, utc_date(environment::now()));
    let s = Summary::of(&register);
    let mut out = String::new();
    if json {
        for r in &remarks {
            let line = serde_json::json!({
                "schema": "limier.remark.v1", "file": register.file, "line": r.at.line,
                "code": r.code, "activity": r.activity,
                "what": r.what.text(french), "cure": r.cure.text(french),
            });
            out += &format!("{line}\n");
        }
    } else {
        out += &match lang {
            Lang::Fr => format!(
                "{} activité(s), dont {} brouillon(s) et {} archivée(s) ; {} donnée(s) listée(s) ; {} rubrique(s) sans contenu ; {} indéterminée(s) ; {} emplacement(s) confirmé(s), {} proposé(s)\n",
                s.activities,
                s.drafts,
                s.archived,
                s.items,
                s.empty_headings,
                s.indeterminate,
                s.confirmed,
                s.suggested
            ),
            Lang::En => format!(
                "{} activities, {} drafts and {} archived among them; {} items listed; {} headings without content; {} indeterminate; {} locations confirmed, {} suggested\n",
                s.activities,
                s.drafts,
                s.archived,
                s.items,
                s.empty_headings,
                s.indeterminate,
                s.confirmed,
                s.suggested
            ),
        };
        for r in &remarks {
            out += &format!("{}\n", r.render(&register, french));
        }
    }
    print::out(&out)?;
    let n = remarks.len();
    let reason = match lang {
        Lang::Fr => format!("limier : code 0, registre lisible, {n} remarque(s)"),
        Lang::En => format!("limier: code 0, the register can be read, {n} remark(s)"),
    };
    Ok(Verdict { code: 0, reason })
}
