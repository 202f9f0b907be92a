//! `limier register bind`: which activity the places of a scan may belong to,
//! and what a person decides about it, written into the register.

use super::super::args::StoreArgs;
use super::super::conceal::Conceal;
use super::super::exit::Verdict;
use super::super::lang::{Lang, plural};
use super::super::{environment, key, print, store};
use super::file::RegisterFile;
use crate::detect::Scanner;
use crate::reconcile::{Suggestion, suggest};
use crate::register::edit::{ACTIVITY, Editor, Step, Style, Value};
use crate::register::{BindingState, Date, Register, inert, utc_date};
use crate::rule::RuleSet;
use anyhow::{Result, anyhow, bail};
use clap::Args;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

const AFTER: &str = "\
Examples:
  limier register bind register.yaml                         (suggestions from the last scan)
  limier register bind register.yaml --accept B-3f2a9c01 --refuse B-77d01e2b --by dpo

A location that is accepted counts from the next report on; one that is refused is
not suggested again. Comments and layout of the register stay as they are.";

/// What `register bind` takes.
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub(in crate::cli) struct BindArgs {
    /// The register
    file: PathBuf,
    /// Write this suggestion down as confirmed. Repeatable
    #[arg(long, value_name = "ID")]
    accept: Vec<String>,
    /// Write this suggestion down as refused. Repeatable
    #[arg(long, value_name = "ID")]
    refuse: Vec<String>,
    /// Write the other suggestions down as suggested: reports then say what would
    /// remain if they were accepted
    #[arg(long)]
    write: bool,
    /// Who decides: a name or a function
    #[arg(long, value_name = "NAME", env = "LIMIER_BY")]
    by: Option<String>,
    /// Machine-readable: one JSON line per suggestion (limier.binding.v1)
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    store: StoreArgs,
}

pub(super) fn run(args: &BindArgs, lang: Lang) -> Result<Verdict> {
    let by = decider(args, lang)?;
    let file = RegisterFile::read(&args.file, lang)?;
    let shown = args.file.display().to_string();
    let register = Register::parse(file.text(), &shown)
        .map_err(|e| anyhow!("{}", e.render(lang == Lang::Fr)))?;
    let all = suggestions(args, &register, lang)?;
    let decisions = decisions(args, &all, lang)?;
    if decisions.is_empty() {
        print::out(&match args.json {
            true => lines(&all, &register, lang),
            false => table(&all, &register, lang),
        })?;
        return Ok(verdict(&all, lang));
    }
    let today = utc_date(environment::now());
    let text = written(file.text(), &decisions, &by, today, lang)?;
    Register::parse(&text, &shown).map_err(|e| anyhow!("{}", e.render(lang == Lang::Fr)))?;
    file.replace(&text, lang)?;
    let decided: Vec<&Suggestion> = decisions.iter().map(|d| d.suggestion).collect();
    if args.json {
        let decided: Vec<Suggestion> = decided.into_iter().cloned().collect();
        print::out(&lines(&decided, &register, lang))?;
    } else {
        print::out(&told(&decisions, &register, lang))?;
    }
    let n = decisions.len();
    let said = plural(
        lang,
        n,
        ["rattachement écrit", "rattachements écrits"],
        ["binding written", "bindings written"],
    );
    let reason = match lang {
        Lang::Fr => format!("limier : code 0, {said} dans {shown}"),
        Lang::En => format!("limier: code 0, {said} to {shown}"),
    };
    Ok(Verdict { code: 0, reason })
}

/// Who decides; empty where nothing is decided.
fn decider(args: &BindArgs, lang: Lang) -> Result<String> {
    let by = args.by.as_deref().unwrap_or_default().trim().to_owned();
    if by.is_empty() && !(args.accept.is_empty() && args.refuse.is_empty()) {
        bail!(match lang {
            Lang::Fr =>
                "--accept et --refuse demandent qui décide : ajouter --by NOM (ou la variable LIMIER_BY)",
            Lang::En =>
                "--accept and --refuse need to know who decides: add --by NAME (or the variable LIMIER_BY)",
        });
    }
    Ok(by)
}

/// What the last scan suggests.
fn suggestions(args: &BindArgs, register: &Register, lang: Lang) -> Result<Vec<Suggestion>> {
    let latest = store::latest(&args.store, lang)?;
    let inventory = latest.store.load_inventory(&latest.run.run.id)?;
    let conceal = Conceal::of(&inventory, false, || {
        let key = key::load(&store::directory(&args.store)?)?;
        Ok(Scanner::new(Arc::new(RuleSet::load(&[])?), key))
    })?;
    Ok(suggest(&inventory, register, &|path| conceal.said(path)))
}

/// A suggestion, and what is to be written of it.
#[derive(Debug)]
struct Decision<'a> {
    suggestion: &'a Suggestion,
    state: BindingState,
}

fn decisions<'a>(args: &BindArgs, all: &'a [Suggestion], lang: Lang) -> Result<Vec<Decision<'a>>> {
    let mut states: BTreeMap<&str, BindingState> = BTreeMap::new();
    let asked = args.accept.iter().map(|id| (id, BindingState::Confirmed));
    let asked = asked.chain(args.refuse.iter().map(|id| (id, BindingState::Refused)));
    for (id, state) in asked {
        if !all.iter().any(|s| s.id == *id) {
            bail!(unknown(id, &args.file.display().to_string(), lang));
        }
        if states.insert(id, state).is_some_and(|other| other != state) {
            bail!(match lang {
                Lang::Fr => format!("{id} est à la fois accepté et refusé ; choisir"),
                Lang::En => format!("{id} is accepted and refused; choose one"),
            });
        }
    }
    let decide = |suggestion: &'a Suggestion| {
        let asked = states.get(suggestion.id.as_str()).copied();
        let open = args.write && suggestion.location.is_none();
        let state = asked.or(open.then_some(BindingState::Suggested))?;
        Some(Decision { suggestion, state })
    };
    Ok(all.iter().filter_map(decide).collect())
}

fn unknown(id: &str, file: &str, lang: Lang) -> String {
    let id = inert(id);
    match lang {
        Lang::Fr => format!(
            "{id} n’est aucune des propositions du moment ; `limier register bind {file}` les montre (celles qui ont été acceptées ou refusées n’y sont plus)"
        ),
        Lang::En => format!(
            "{id} is none of the present suggestions; `limier register bind {file}` shows them (those accepted or refused are no longer there)"
        ),
    }
}

/// The register with the decisions in it.
fn written(
    text: &str,
    decisions: &[Decision<'_>],
    by: &str,
    on: Date,
    lang: Lang,
) -> Result<String> {
    let french = lang == Lang::Fr;
    let failed = |e: crate::register::edit::EditError| anyhow!("{}", e.message().text(french));
    let mut editor = Editor::open(text).map_err(failed)?;
    let mut new: BTreeMap<usize, Vec<Value>> = BTreeMap::new();
    for d in decisions {
        let s = d.suggestion;
        let entry = entry(d, by, on, french);
        let Some(location) = s.location else {
            new.entry(s.activity).or_default().push(Value::Map(entry));
            continue;
        };
        let path = [
            Step::Key("activities"),
            Step::Item(s.activity),
            Step::Key("locations"),
            Step::Item(location),
        ];
        for (key, value) in entry.into_iter().filter(|(k, _)| k != "uri") {
            // the words that stand there are the person's
            let kept = matches!(key.as_str(), "score" | "reason");
            if !kept {
                editor
                    .set(&path, &key, value, &["uri", "binding", "by"])
                    .map_err(failed)?;
            }
        }
    }
    for (activity, entries) in new {
        let path = [Step::Key("activities"), Step::Item(activity)];
        editor
            .append(&path, "locations", entries, Style::Braces, ACTIVITY)
            .map_err(failed)?;
    }
    editor.finish().map_err(failed)
}

/// An entry of `locations`.
fn entry(d: &Decision<'_>, by: &str, on: Date, french: bool) -> Vec<(String, Value)> {
    let s = d.suggestion;
    let mut keys = vec![
        ("uri", Value::text(&s.uri)),
        ("binding", Value::word(d.state.as_str())),
    ];
    if d.state != BindingState::Suggested {
        keys.push(("by", Value::text(by)));
        keys.push(("on", Value::word(on.to_string())));
    }
    keys.push(("score", Value::word(s.score.to_string())));
    keys.push(("reason", Value::text(s.reason.text(french))));
    keys.into_iter().map(|(k, v)| (k.to_owned(), v)).collect()
}

/// One JSON line per suggestion.
fn lines(all: &[Suggestion], register: &Register, lang: Lang) -> String {
    let line = |s: &Suggestion| {
        let a = &register.activities[s.activity];
        let items: Vec<&str> = s.items.iter().map(|d| d.as_str()).collect();
        let line = serde_json::json!({
            "schema": "limier.binding.v1", "id": s.id,
            "activity": a.id.value, "name": a.name.value, "status": a.status.as_str(),
            "uri": s.uri, "kind": s.kind.as_str(), "score": s.score,
            "reason": s.reason.text(lang == Lang::Fr),
            "places": s.places, "items": items,
            "line": s.location.map(|l| a.locations[l].uri.at.line),
        });
        format!("{line}\n")
    };
    all.iter().map(line).collect()
}

/// Suggestions for people: two lines each.
fn table(all: &[Suggestion], register: &Register, lang: Lang) -> String {
    let line = |s: &Suggestion| {
        let name = &register.activities[s.activity].name.value;
        let places = plural(
            lang,
            s.places,
            ["fichier ou table", "fichiers ou tables"],
            ["file or table", "files or tables"],
        );
        let reason = s.reason.text(lang == Lang::Fr);
        let row = format!("{}  {:>3}  {}  ->  {name}", s.id, s.score, s.uri);
        format!(
            "{}\n                 {}\n",
            inert(row),
            inert(format!("{reason} ; {places}"))
        )
    };
    all.iter().map(line).collect()
}

/// What was written, for people.
fn told(decisions: &[Decision<'_>], register: &Register, lang: Lang) -> String {
    let line = |d: &Decision<'_>| {
        let name = &register.activities[d.suggestion.activity].name.value;
        let what = match (d.state, lang) {
            (BindingState::Confirmed, Lang::Fr) => "confirmé",
            (BindingState::Confirmed, Lang::En) => "confirmed",
            (BindingState::Refused, Lang::Fr) => "refusé",
            (BindingState::Refused, Lang::En) => "refused",
            (BindingState::Suggested, Lang::Fr) => "proposé",
            (BindingState::Suggested, Lang::En) => "suggested",
        };
        let uri = &d.suggestion.uri;
        format!(
            "{}\n",
            inert(format!("{}  {what}  {uri}  ->  {name}", d.suggestion.id))
        )
    };
    let lines: String = decisions.iter().map(line).collect();
    let covers = |d: &&Decision<'_>| register.activities[d.suggestion.activity].is_in_force();
    let confirmed = decisions
        .iter()
        .filter(|d| d.state == BindingState::Confirmed);
    match (confirmed.filter(|d| !covers(d)).count(), lang) {
        (0, _) => lines,
        (n, Lang::Fr) => format!(
            "{lines}{n} sur {} : fiche en brouillon ou archivée, elle ne couvre rien avant `status: active`\n",
            decisions.len()
        ),
        (n, Lang::En) => format!(
            "{lines}{n} of {}: the fiche is a draft or archived, it covers nothing before `status: active`\n",
            decisions.len()
        ),
    }
}

fn verdict(all: &[Suggestion], lang: Lang) -> Verdict {
    let n = plural(
        lang,
        all.len(),
        ["rattachement proposé", "rattachements proposés"],
        ["binding suggested", "bindings suggested"],
    );
    let reason = match (lang, all.is_empty()) {
        (Lang::Fr, true) => "limier : code 0, aucun rattachement à proposer".to_owned(),
        (Lang::En, true) => "limier: code 0, no binding to suggest".to_owned(),
        (Lang::Fr, false) => {
            format!("limier : code 0, {n} ; --accept ID --by NOM confirme, --refuse ID refuse")
        }
        (Lang::En, false) => {
            format!("limier: code 0, {n}; --accept ID --by NAME confirms, --refuse ID refuses")
        }
    };
    Verdict { code: 0, reason }
}
