//! `limier register check`: errors with line and cure, then what a DPO should
//! look at.

use super::super::decisions::{decision_line, file::DecisionFile};
use super::super::exit::Verdict;
use super::super::judge::{Unusable, load_register};
use super::super::lang::{Lang, plural};
use super::super::{environment, print};
use crate::decision;
use crate::register::{Group, Register, Remark, Summary, Weight, check, groups, inert, utc_date};
use anyhow::{Result, bail};
use clap::{Args, ValueEnum};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

const EXAMPLES: &str = "\
Examples:
  limier register check register.yaml
  limier register check register.yaml --lines | grep retention
  limier register check register.yaml --fail-on contradiction   (in a pipeline)

Exit codes: 0 the register can be read, 1 a remark that weighs as much as --fail-on says,
2 it cannot be read.";

/// What `register check` takes.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(in crate::cli) struct CheckArgs {
    /// The register
    file: PathBuf,
    /// Decisions to check with it (default: decisions.toml beside it, if it is there)
    #[arg(long, value_name = "FILE", env = "LIMIER_DECISIONS")]
    decisions: Option<PathBuf>,
    /// Machine-readable: one JSON line per error or remark
    #[arg(long)]
    json: bool,
    /// One line per remark, in the order of the file, instead of groups
    #[arg(long, conflicts_with = "json")]
    lines: bool,
    /// Exit with 1 where a remark weighs this much, or more
    #[arg(long, value_enum, value_name = "WEIGHT")]
    fail_on: Option<FailOn>,
}

/// The weights, the heaviest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FailOn {
    /// The register contradicts itself
    Contradiction,
    /// What Art. 30 asks for is not there
    Missing,
    /// Something is to be confirmed
    Doubt,
    /// Anything
    Upkeep,
}

impl FailOn {
    const fn weight(self) -> Weight {
        match self {
            Self::Contradiction => Weight::Contradiction,
            Self::Missing => Weight::Missing,
            Self::Doubt => Weight::Doubt,
            Self::Upkeep => Weight::Upkeep,
        }
    }
}

pub(super) fn run(args: &CheckArgs, lang: Lang) -> Result<Verdict> {
    let french = lang == Lang::Fr;
    let register = match load_register(&args.file, lang) {
        Ok(loaded) => loaded.register,
        Err(e) if args.json => {
            print::out(&faults(&args.file, &e, french))?;
            return Ok(Verdict::error(lang));
        }
        Err(e) => bail!("{}", e.render(lang)),
    };
    let remarks = check(&register, utc_date(environment::now()));
    let s = Summary::of(&register);
    let mut out = String::new();
    if args.json {
        out = remarks
            .iter()
            .map(|r| json_line(r, &register, french))
            .collect();
    } else {
        out += &heading(&s, lang);
        match args.lines {
            true => remarks
                .iter()
                .for_each(|r| out += &format!("{}\n", r.render(&register, french))),
            false => out += &grouped(&remarks, &register, lang),
        }
    }
    let file = DecisionFile::of(args.decisions.as_deref(), &args.file, lang)?;
    let decisions = file.as_ref().map_or(&[][..], |f| f.decisions());
    for r in decision::check(decisions, utc_date(environment::now())) {
        out += &decision_line(r, args.json, lang);
    }
    print::out(&out)?;
    Ok(verdict(&remarks, args.fail_on.map(FailOn::weight), lang))
}

fn json_line(r: &Remark, register: &Register, french: bool) -> String {
    let line = serde_json::json!({
        "schema": "limier.remark.v1", "file": register.file, "line": r.at.line,
        "code": r.code, "weight": r.weight().as_str(), "activity": r.activity,
        "what": r.what.text(french), "cure": r.cure.text(french),
    });
    format!("{line}\n")
}

fn verdict(remarks: &[Remark], fail_on: Option<Weight>, lang: Lang) -> Verdict {
    let n = remarks.len();
    let said = plural(lang, n, ["remarque", "remarques"], ["remark", "remarks"]);
    let heavy = |r: &&Remark| fail_on.is_some_and(|least| r.weight() <= least);
    let (code, reason) = match (remarks.iter().filter(heavy).count(), lang) {
        (0, Lang::Fr) => (0, format!("limier : code 0, registre lisible, {said}")),
        (0, Lang::En) => (
            0,
            format!("limier: code 0, the register can be read, {said}"),
        ),
        (heavy, Lang::Fr) => (
            1,
            format!("limier : code 1, {said}, dont {heavy} pour --fail-on"),
        ),
        (heavy, Lang::En) => (
            1,
            format!("limier: code 1, {said}, {heavy} of them for --fail-on"),
        ),
    };
    Verdict { code, reason }
}

/// Places of a group that are listed one by one, and lines where there are more.
const LISTED: usize = 6;

/// Remarks by their weight; what several fiches have in common once.
fn grouped(remarks: &[Remark], register: &Register, lang: Lang) -> String {
    let french = lang == Lang::Fr;
    let all = groups(remarks);
    let mut out = String::new();
    for weight in Weight::ALL.iter().copied() {
        let of: Vec<&Group<'_>> = all.iter().filter(|g| g.weight == weight).collect();
        let n: usize = of.iter().map(|g| g.remarks.len()).sum();
        if n > 0 {
            let colon = if french { " :" } else { ":" };
            out += &format!("\n{}{colon} {n}\n", weight.title(french));
        }
        of.into_iter()
            .for_each(|g| out += &group(g, register, lang));
    }
    out
}

fn group(g: &Group<'_>, register: &Register, lang: Lang) -> String {
    let french = lang == Lang::Fr;
    let first = g.remarks[0];
    let agrees = g.agrees();
    let common = g.common(french);
    let mut out = format!(
        "  [{}] {}\n    → {}\n",
        first.code,
        g.title(french),
        first.cure.text(french)
    );
    if agrees && g.remarks.len() > LISTED {
        return out + &lines(g, register, lang);
    }
    let listed = if agrees { LISTED } else { 2 * LISTED };
    for r in g.remarks.iter().take(listed) {
        let what = match agrees {
            true => String::new(),
            false => format!("  {}", &r.what.text(french)[common.len()..]),
        };
        out += &format!(
            "    {}{}{what}\n",
            place(r, register),
            name(r, register, french)
        );
    }
    let rest = g.remarks.len().saturating_sub(listed);
    if rest > 0 {
        out += &match lang {
            Lang::Fr => format!("    … {rest} de plus : --lines\n"),
            Lang::En => format!("    … {rest} more: --lines\n"),
        };
    }
    out
}

/// `29 fiches sur 32 : lignes 18, 48, 78`.
fn lines(g: &Group<'_>, register: &Register, lang: Lang) -> String {
    let lines: Vec<String> = g.remarks.iter().map(|r| r.at.line.to_string()).collect();
    let lines = lines.join(", ");
    let fiches: BTreeSet<&str> = g
        .remarks
        .iter()
        .filter_map(|r| r.activity.as_deref())
        .collect();
    let (n, all) = (fiches.len(), register.activities.len());
    match (lang, n == all) {
        (Lang::Fr, true) => format!("    toutes les fiches ({all}) : lignes {lines}\n"),
        (Lang::Fr, false) => format!("    {n} fiches sur {all} : lignes {lines}\n"),
        (Lang::En, true) => format!("    all fiches ({all}): lines {lines}\n"),
        (Lang::En, false) => format!("    {n} fiches of {all}: lines {lines}\n"),
    }
}

/// `register.yaml:12`.
fn place(r: &Remark, register: &Register) -> String {
    match r.at.line {
        0 => inert(register.file.clone()),
        line => inert(format!("{}:{line}", register.file)),
    }
}

/// The name of the fiche that a remark is about.
fn name(r: &Remark, register: &Register, french: bool) -> String {
    let of = |id: &String| register.activities.iter().find(|a| a.id.value == *id);
    let Some(activity) = r.activity.as_ref().and_then(of) else {
        return String::new();
    };
    let name = inert(activity.name.value.as_str());
    match french {
        true => format!("  «\u{a0}{name}\u{a0}»"),
        false => format!("  \"{name}\""),
    }
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
