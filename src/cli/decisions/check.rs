//! `limier decisions check`: errors of the file; then what is expired or accepts
//! nothing, and, with a register and a scan, what is exceeded or about no gap.

use super::super::args::StoreArgs;
use super::super::exit::Verdict;
use super::super::judge::{last_gaps, load_with_decisions};
use super::super::lang::{Lang, plural};
use super::super::{environment, print};
use super::Place;
use super::file::DecisionFile;
use crate::decision::{Remark, check};
use crate::reconcile::WarningKind;
use crate::register::{Message, utc_date};
use anyhow::Result;
use clap::Args;

const AFTER: &str = "\
Exit codes: 0 every decision holds (a review that is past is only told), 1 decisions to be made
again (expired, exceeded, accepting nothing), 2 the file cannot be used.";

/// What `decisions check` takes.
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub(in crate::cli) struct CheckArgs {
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    store: StoreArgs,
    /// Machine-readable: one JSON line per remark
    #[arg(long)]
    json: bool,
}

/// One line of the answer.
struct Line {
    code: &'static str,
    source: String,
    what: Message,
    cure: Option<Message>,
    reopens: bool,
}

pub(super) fn run(args: &CheckArgs, lang: Lang) -> Result<Verdict> {
    let file = DecisionFile::needed(&args.place.file(), lang)?;
    let remarks = check(file.decisions(), utc_date(environment::now()));
    let mut lines: Vec<Line> = remarks.into_iter().map(Line::of).collect();
    lines.extend(against_the_scan(&args.place, &args.store, &file, lang)?);
    let mut out = String::new();
    for line in &lines {
        out += &line.render(args.json, lang);
    }
    print::out(&out)?;
    Ok(verdict(&lines, file.decisions().len(), lang))
}

/// What the last scan says of the decisions; nothing where there is no register or
/// no scan, which is told.
fn against_the_scan(
    place: &Place,
    store: &StoreArgs,
    file: &DecisionFile,
    lang: Lang,
) -> Result<Vec<Line>> {
    let Some(register) = place.register.as_deref() else {
        print::err(match lang {
            Lang::Fr => "sans registre (-r), les décisions ne sont pas confrontées aux écarts",
            Lang::En => "without a register (-r), decisions are not compared with gaps",
        });
        return Ok(Vec::new());
    };
    let loaded = load_with_decisions(register, Some(file), lang)?;
    let result = match last_gaps(&loaded, store, lang) {
        Ok(result) => result,
        Err(e) => {
            print::err(&match lang {
                Lang::Fr => format!("les décisions ne sont pas confrontées aux écarts : {e:#}"),
                Lang::En => format!("decisions are not compared with gaps: {e:#}"),
            });
            return Ok(Vec::new());
        }
    };
    let line = |w: crate::reconcile::Warning| {
        let reopens = match w.kind {
            WarningKind::DecisionExceeded => true,
            WarningKind::DecisionUnmatched => false,
            _ => return None,
        };
        Some(Line {
            code: w.kind.as_str(),
            source: w.source,
            what: w.text,
            cure: None,
            reopens,
        })
    };
    Ok(result.warnings.into_iter().filter_map(line).collect())
}

/// Where each decision stands that is to be looked at again, and what is said of it.
pub(super) fn lines(
    place: &Place,
    store: &StoreArgs,
    file: &DecisionFile,
    lang: Lang,
) -> Result<Vec<(String, String)>> {
    let remarks = check(file.decisions(), utc_date(environment::now()));
    let mut lines: Vec<Line> = remarks.into_iter().map(Line::of).collect();
    lines.extend(against_the_scan(place, store, file, lang)?);
    let lines = lines.into_iter();
    Ok(lines
        .map(|l| (l.source.clone(), l.render(false, lang)))
        .collect())
}

/// A remark on a decision as it is printed.
pub(in crate::cli) fn decision_line(remark: Remark, json: bool, lang: Lang) -> String {
    Line::of(remark).render(json, lang)
}

impl Line {
    fn of(r: Remark) -> Self {
        Self {
            code: r.code,
            source: r.source,
            what: r.what,
            cure: Some(r.cure),
            reopens: r.reopens,
        }
    }

    fn render(&self, json: bool, lang: Lang) -> String {
        let french = lang == Lang::Fr;
        let cure = self.cure.as_ref().map(|c| c.text(french));
        let what = self.what.text(french);
        if json {
            let line = serde_json::json!({
                "schema": "limier.decision-remark.v1", "code": self.code,
                "source": self.source, "what": what, "cure": cure, "reopens": self.reopens,
            });
            return format!("{line}\n");
        }
        let cure = cure.map_or_else(String::new, |c| format!("\n  → {c}"));
        format!("{}: {what}{cure}\n", self.source)
    }
}

fn verdict(lines: &[Line], all: usize, lang: Lang) -> Verdict {
    let again = lines.iter().filter(|l| l.reopens).count();
    let n = plural(
        lang,
        all,
        ["décision", "décisions"],
        ["decision", "decisions"],
    );
    let code = u8::from(again > 0);
    let reason = match (lang, again) {
        (Lang::Fr, 0) => format!("limier : code 0, {n}, aucune à reprendre"),
        (Lang::En, 0) => format!("limier: code 0, {n}, none to be made again"),
        (Lang::Fr, _) => format!("limier : code 1, {n}, {again} à reprendre"),
        (Lang::En, _) => format!("limier: code 1, {n}, {again} to be made again"),
    };
    Verdict { code, reason }
}
