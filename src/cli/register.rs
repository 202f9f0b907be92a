//! `limier register check`.

use super::args::RegisterCommand;
use super::exit::Verdict;
use super::judge::{Unusable, load_register};
use super::lang::{Lang, plural};
use super::{environment, print};
use crate::import::Imported;
use crate::register::inert;
use crate::register::{Summary, check, utc_date};
use crate::report::write_atomic;
use anyhow::{Context as _, Result, bail};
use std::path::Path;

pub(super) fn run(command: &RegisterCommand, lang: Lang) -> Result<Verdict> {
    match command {
        RegisterCommand::Check { file, json } => check_file(file, *json, lang),
        RegisterCommand::Import {
            file,
            output,
            force,
        } => import(file, output, *force, lang),
    }
}

/// Reads a document and writes the register that it holds.
fn import(file: &Path, output: &Path, force: bool, lang: Lang) -> Result<Verdict> {
    let french = lang == Lang::Fr;
    let to_stdout = output.as_os_str() == "-";
    if !to_stdout && !force && output.exists() {
        match french {
            true => bail!("{} existe ; --force le remplace", output.display()),
            false => bail!("{} exists; --force replaces it", output.display()),
        }
    }
    let bytes = std::fs::read(file).with_context(|| file.display().to_string())?;
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let imported = Imported::read(&bytes, &name);
    let read = &imported.draft;
    if read.activities.is_empty() {
        let why = imported
            .problems
            .first()
            .map(|p| format!(" ({p})"))
            .unwrap_or_default();
        match french {
            true => bail!(
                "{} : aucune activité de traitement reconnue{why} ; sont lus les fiches de la CNIL et les tableaux dont les colonnes ou les lignes portent des noms de rubriques (finalités, base légale, personnes concernées, ...)",
                file.display()
            ),
            false => bail!(
                "{}: no processing activity was recognised{why}; fiches of the CNIL and tables whose columns or rows bear the names of fields (purposes, legal basis, data subjects, ...) are read",
                file.display()
            ),
        }
    }
    let text = imported.yaml();
    match to_stdout {
        true => print::out(&text)?,
        false => write_atomic(output, text.as_bytes())?,
    }
    let mut summary = String::new();
    let n = read.activities.len();
    summary += &plural(
        lang,
        n,
        ["activité lue", "activités lues"],
        ["activity read", "activities read"],
    );
    for said in &read.unread {
        summary += &format!(
            "\n  {}  {}  {}",
            said.said.at,
            said.why.text(french),
            inert(said.said.text.as_str())
        );
    }
    for problem in &imported.problems {
        summary += &format!("\n  {problem}");
    }
    print::err(&inert(summary.lines().next().unwrap_or_default()));
    summary.lines().skip(1).for_each(print::err);
    let reason = match lang {
        Lang::Fr => "limier : code 0, à relire et à confirmer par une personne".to_owned(),
        Lang::En => "limier: code 0, to be reviewed and confirmed by a person".to_owned(),
    };
    Ok(Verdict { code: 0, reason })
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
