//! `limier register check`: errors with line and cure, then what a DPO should
//! look at.

use super::super::exit::Verdict;
use super::super::judge::{Unusable, load_register};
use super::super::lang::{Lang, plural};
use super::super::{environment, print};
use crate::register::{Summary, check, utc_date};
use anyhow::{Result, bail};
use clap::Args;
use std::path::{Path, PathBuf};

/// What `register check` takes.
#[derive(Debug, Args)]
pub(in crate::cli) struct CheckArgs {
    /// The register
    file: PathBuf,
    /// Machine-readable: one JSON line per error or remark
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &CheckArgs, lang: Lang) -> Result<Verdict> {
    check_file(&args.file, args.json, lang)
}

fn check_file(file: &Path, json: bool, lang: Lang) -> Result<Verdict> {
    let french = lang == Lang::Fr;
    let register = match load_register(file, lang) {
        Ok(loaded) => loaded.register,
        Err(e) if json => {
            print::out(&faults(file, &e, french))?;
            return Ok(Verdict::error(lang));
        }
        Err(e) => bail!("{}", e.render(lang)),
    };
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
        out += &heading(&s, lang);
        for r in &remarks {
            out += &format!("{}\n", r.render(&register, french));
        }
    }
    print::out(&out)?;
    let n = remarks.len();
    let said = plural(lang, n, ["remarque", "remarques"], ["remark", "remarks"]);
    let reason = match lang {
        Lang::Fr => format!("limier : code 0, registre lisible, {said}"),
        Lang::En => format!("limier: code 0, the register can be read, {said}"),
    };
    Ok(Verdict { code: 0, reason })
}

/// What the register holds, in numbers.
fn heading(s: &Summary, lang: Lang) -> String {
    let n = |n, fr, en| plural(lang, n, fr, en);
    let activities = n(
        s.activities,
        ["activité", "activités"],
        ["activity", "activities"],
    );
    let drafts = n(s.drafts, ["brouillon", "brouillons"], ["draft", "drafts"]);
    let archived = n(
        s.archived,
        ["archivée", "archivées"],
        ["archived", "archived"],
    );
    let items = n(
        s.items,
        ["donnée listée", "données listées"],
        ["item listed", "items listed"],
    );
    let empty = n(
        s.empty_headings,
        ["rubrique sans contenu", "rubriques sans contenu"],
        ["heading without content", "headings without content"],
    );
    let unclear = n(
        s.indeterminate,
        ["rubrique indéterminée", "rubriques indéterminées"],
        ["indeterminate heading", "indeterminate headings"],
    );
    let confirmed = n(
        s.confirmed,
        ["emplacement confirmé", "emplacements confirmés"],
        ["location confirmed", "locations confirmed"],
    );
    let suggested = n(
        s.suggested,
        ["proposé", "proposés"],
        ["suggested", "suggested"],
    );
    match lang {
        Lang::Fr => format!(
            "{activities}, dont {drafts} et {archived} ; {items} ; {empty} ; {unclear} ; {confirmed}, {suggested}\n"
        ),
        Lang::En => format!(
            "{activities}, {drafts} and {archived} among them; {items}; {empty}; {unclear}; {confirmed}, {suggested}\n"
        ),
    }
}

/// One JSON line per fault.
fn faults(file: &Path, e: &Unusable, french: bool) -> String {
    let file = file.display().to_string();
    let line = |at: Option<crate::register::At>, what: &str, cure: Option<&str>| {
        let line = serde_json::json!({
            "schema": "limier.fault.v1", "file": file,
            "line": at.map(|a| a.line), "column": at.map(|a| a.column),
            "what": what, "cure": cure,
        });
        format!("{line}\n")
    };
    match e {
        Unusable::File(said) => line(None, said, None),
        Unusable::Content(e) => {
            let each = e.faults.iter();
            each.map(|f| line(f.at, f.what.text(french), Some(f.cure.text(french))))
                .collect()
        }
    }
}
