//! `limier decide`: one decision about one gap of the last scan, with what the
//! gap has now, written into decisions.toml.

use super::super::args::StoreArgs;
use super::super::exit::Verdict as Exit;
use super::super::judge::{last_gaps, load_with_decisions};
use super::super::lang::Lang;
use super::super::{environment, print};
use super::Place;
use super::file::DecisionFile;
use crate::decision::{About, Decision, Done, Origin, Verdict, facts};
use crate::reconcile::Gap;
use crate::register::{Accepted, Date, utc_date};
use anyhow::{Result, anyhow, bail};
use clap::{Args, ValueEnum};

const AFTER: &str = "\
Examples:
  limier decide G-3f2a9c1b accept -r register.yaml --reason \"jeu de test\" --owner dpo --expires 2027-03-31
  limier decide G-77d01e2b declare -r register.yaml --owner rh --expires 2027-01-31

accept and false_positive set the gap aside until that day, as far as it has gone; it opens again
when it grows. declare and delete leave it open; --expires is then the day of the next review.";

/// Gaps that an error names beside an unknown id.
const NEAR: usize = 3;

/// What `decide` takes.
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub(in crate::cli) struct DecideArgs {
    /// Id of the gap (`G-3f2a9c1b`), as the report writes it
    id: String,
    /// What is decided
    verdict: VerdictArg,
    /// Why; needed for accept and false_positive
    #[arg(long, value_name = "TEXT", default_value = "")]
    reason: String,
    /// Who answers for it
    #[arg(long, value_name = "NAME", default_value = "")]
    owner: String,
    /// Last day of the decision, or day of its review (YYYY-MM-DD)
    #[arg(long, value_name = "DATE")]
    expires: Option<String>,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    store: StoreArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
enum VerdictArg {
    /// Complete the register: the gap stays open until it is done
    Declare,
    /// Delete the data: the gap stays open until it is done
    Delete,
    /// Accept it for a time
    Accept,
    /// Nothing personal is there
    FalsePositive,
}

impl From<VerdictArg> for Verdict {
    fn from(v: VerdictArg) -> Self {
        match v {
            VerdictArg::Declare => Self::Declare,
            VerdictArg::Delete => Self::Delete,
            VerdictArg::Accept => Self::Accept,
            VerdictArg::FalsePositive => Self::FalsePositive,
        }
    }
}

pub(in crate::cli) fn run(args: &DecideArgs, lang: Lang) -> Result<Exit> {
    let verdict = Verdict::from(args.verdict);
    let today = utc_date(environment::now());
    let expires = day(args.expires.as_deref(), today, lang)?;
    needed(args, verdict, lang)?;
    let Some(register) = args.place.register.as_deref() else {
        bail!(match lang {
            Lang::Fr => "un écart se compare à un registre : ajouter -r register.yaml",
            Lang::En => "a gap is one with a register: add -r register.yaml",
        });
    };
    let file = DecisionFile::read(&args.place.file(), lang)?;
    let loaded = load_with_decisions(register, Some(&file), lang)?;
    let gaps = last_gaps(&loaded, &args.store, lang)?.gaps;
    let gap = named(&gaps, &args.id, lang)?;
    let decision = Decision {
        about: About::Gap(gap.id.0.clone()),
        verdict,
        reason: args.reason.trim().to_owned(),
        owner: args.owner.trim().to_owned(),
        decided: Some(today),
        expires,
        accepts: match verdict.sets_aside() {
            true => gap.accepted(),
            false => Accepted::default(),
        },
        origin: Origin::default(),
    };
    let done = file.put(std::slice::from_ref(&decision), lang)?;
    print::out(&told(gap, &decision, lang))?;
    let what = said(done[0], lang);
    let (id, shown) = (&gap.id.0, file.shown());
    let reason = match lang {
        Lang::Fr => format!("limier : code 0, {id} : {what} dans {shown}"),
        Lang::En => format!("limier: code 0, {id}: {what} {shown}"),
    };
    Ok(Exit { code: 0, reason })
}

const fn said(done: Done, lang: Lang) -> &'static str {
    match (done, lang) {
        (Done::Added, Lang::Fr) => "décision écrite",
        (Done::Replaced, Lang::Fr) => "décision remplacée",
        (Done::Kept, Lang::Fr) => "décision déjà écrite",
        (Done::Added, Lang::En) => "decision written to",
        (Done::Replaced, Lang::En) => "decision replaced in",
        (Done::Kept, Lang::En) => "decision already in",
    }
}

/// The gap and what is accepted of it.
fn told(gap: &Gap, decision: &Decision, lang: Lang) -> String {
    let title = lang.pick(&gap.title_fr, &gap.title_en);
    let mut out = format!(
        "{}  {title}\n  verdict = \"{}\"\n",
        gap.id.0,
        decision.verdict.as_str()
    );
    for (key, value) in facts(&decision.accepts) {
        out += &format!("  {key} = {value}\n");
    }
    out
}

/// Reason and last day, where a gap is set aside.
fn needed(args: &DecideArgs, verdict: Verdict, lang: Lang) -> Result<()> {
    let word = verdict.as_str();
    let lacks = match (args.reason.trim().is_empty(), args.expires.is_none()) {
        (true, true) => "--reason, --expires",
        (true, false) => "--reason",
        (false, true) => "--expires",
        (false, false) => return Ok(()),
    };
    if verdict.sets_aside() {
        bail!(match lang {
            Lang::Fr => format!(
                "{word} demande {lacks} : un écart n’est mis de côté qu’avec un motif et une échéance"
            ),
            Lang::En =>
                format!("{word} needs {lacks}: a gap is set aside with a reason and an expiry only"),
        });
    }
    Ok(())
}

fn day(written: Option<&str>, today: Date, lang: Lang) -> Result<Option<Date>> {
    let Some(written) = written else {
        return Ok(None);
    };
    let day = written
        .trim()
        .parse::<Date>()
        .ok()
        .filter(|_| written.trim().len() == 10);
    match day {
        Some(day) if day >= today => Ok(Some(day)),
        Some(day) => bail!(match lang {
            Lang::Fr => format!("--expires {day} est passé ; donner un jour à venir"),
            Lang::En => format!("--expires {day} is past; give a day to come"),
        }),
        None => bail!(match lang {
            Lang::Fr => "--expires : écrire AAAA-MM-JJ, par exemple 2027-03-31",
            Lang::En => "--expires: write YYYY-MM-DD, for instance 2027-03-31",
        }),
    }
}

/// The gap of an id, else an error with the nearest ones.
fn named<'a>(gaps: &'a [Gap], id: &str, lang: Lang) -> Result<&'a Gap> {
    // with or without the `G-` before it
    let digits = |id: &str| {
        let own = id.trim().to_ascii_lowercase();
        own.strip_prefix("g-").map_or(own.clone(), str::to_owned)
    };
    if let Some(gap) = gaps.iter().find(|g| digits(&g.id.0) == digits(id)) {
        return Ok(gap);
    }
    let id = crate::register::inert(id);
    let mut near: Vec<&Gap> = gaps.iter().collect();
    near.sort_by_key(|g| (unlike(&g.id.0, &id), g.id.clone()));
    let near: Vec<String> = near
        .iter()
        .take(NEAR)
        .map(|g| format!("\n  {}  {}", g.id.0, lang.pick(&g.title_fr, &g.title_en)))
        .collect();
    Err(anyhow!(match (lang, near.is_empty()) {
        (Lang::Fr, true) => format!("{id} : la dernière analyse n’a aucun écart"),
        (Lang::En, true) => format!("{id}: the last scan has no gap"),
        (Lang::Fr, false) => format!(
            "{id} : aucun écart de la dernière analyse n’a cet identifiant ; les plus proches :{}",
            near.concat()
        ),
        (Lang::En, false) => format!(
            "{id}: no gap of the last scan has this id; the nearest:{}",
            near.concat()
        ),
    }))
}

/// In how many characters two ids differ.
fn unlike(a: &str, b: &str) -> usize {
    let (a, b) = (a.to_lowercase(), b.to_lowercase());
    let differ = a.chars().zip(b.chars()).filter(|(x, y)| x != y).count();
    differ + a.len().abs_diff(b.len())
}
