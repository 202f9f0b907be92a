//! `rules measure`: runs an evaluation set and says how well the rules do.

mod print;

use super::args::{HalfArg, MeasureArgs};
use super::exit::Verdict;
use super::lang::Lang;
use super::{print as out, rules};
use crate::measure::{Half, Measures, Miss, Question, Set, measure};
use crate::report::AtomicFile;
use crate::rule::RuleSet;
use crate::rule::measured::SET;
use anyhow::{Context as _, Result, bail};
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// Where the measures are compiled in from, in the source tree.
const WRITTEN: &str = "rules/measured/limier-eval.toml";

pub(super) fn run(args: &MeasureArgs, lang: Lang) -> Result<Verdict> {
    let question = question(args, lang)?;
    let rules = rules::load(&args.rules)?;
    let set = Set::read(&args.set).with_context(|| match lang {
        Lang::Fr => "le jeu d’évaluation ne peut pas être lu (--set)",
        Lang::En => "the evaluation set cannot be read (--set)",
    })?;
    let measures = measure(&set, &rules, question)?;
    if measures.documents + measures.tables == 0 {
        let half = question.half.map_or("", Half::as_str);
        bail!(match lang {
            Lang::Fr => format!("le jeu n’a rien dans la moitié {half} ; voir --half"),
            Lang::En => format!("the set has nothing in the half {half}; see --half"),
        });
    }
    if let Some(file) = &args.errors {
        write_errors(file, &measures, lang)?;
    }
    if args.write {
        write_measured(&set, &measures, question, &rules, lang)?;
    }
    out::out(&match args.json {
        true => print::json(&set, &measures, question, &rules),
        false => print::text(&set, &measures, question, &rules, lang),
    })?;
    Ok(Verdict {
        code: 0,
        reason: print::reason(&measures, question, lang),
    })
}

/// The half and the confidence that are asked. What is written is measured on the
/// half for reporting; its errors are not listed.
fn question(args: &MeasureArgs, lang: Lang) -> Result<Question> {
    let default = if args.write {
        HalfArg::Report
    } else {
        HalfArg::Tune
    };
    let half = args.half.unwrap_or(default);
    if args.write && half != HalfArg::Report {
        bail!(match lang {
            Lang::Fr => "--write n’écrit que les mesures de la moitié report",
            Lang::En => "--write only writes what the half report measures",
        });
    }
    if args.errors.is_some() && half != HalfArg::Tune {
        bail!(match lang {
            Lang::Fr =>
                "les erreurs ne sont listées que pour la moitié tune : l’autre sert à rendre compte, pas à corriger les règles",
            Lang::En =>
                "errors are only listed for the half tune: the other is for reporting, not for mending rules",
        });
    }
    Ok(Question {
        half: match half {
            HalfArg::Tune => Some(Half::Tune),
            HalfArg::Report => Some(Half::Report),
            HalfArg::All => None,
        },
        least: args.min.into(),
    })
}

fn write_measured(
    set: &Set,
    measures: &Measures,
    question: Question,
    rules: &RuleSet,
    lang: Lang,
) -> Result<()> {
    if set.name != SET {
        bail!(match lang {
            Lang::Fr => format!(
                "--write ne garde que les mesures de {SET}, pas de {}",
                set.name
            ),
            Lang::En => format!(
                "--write only keeps the measures of {SET}, not of {}",
                set.name
            ),
        });
    }
    let text = measures.measured(set, question, rules).to_toml();
    // part of the source tree: an ordinary file with an ordinary mode
    std::fs::write(WRITTEN, text).with_context(|| match lang {
        Lang::Fr => format!(
            "{WRITTEN} ne peut pas être écrit ; --write se lance dans les sources de limier"
        ),
        Lang::En => format!("{WRITTEN} cannot be written; --write is for limier's source tree"),
    })
}

/// First line of a list of errors, by which it is known as ours.
const HEAD: &str = "error\tid\tkind\ttype\trule\tconfidence\tfrom\tto\tshape\n";

fn write_errors(file: &Path, measures: &Measures, lang: Lang) -> Result<()> {
    may_write(file, lang)?;
    let mut text = HEAD.to_owned();
    measures.misses.iter().for_each(|m| line(&mut text, m));
    let mut writing = AtomicFile::create(file)?;
    writing.write_all(text.as_bytes())?;
    Ok(writing.commit()?)
}

/// A file that is there is overwritten if it is such a list.
fn may_write(file: &Path, lang: Lang) -> Result<()> {
    let ours = std::fs::read(file).map_or(true, |b| b.starts_with(HEAD.as_bytes()));
    if !ours {
        let file: PathBuf = file.to_owned();
        bail!(match lang {
            Lang::Fr => format!("{} existe et n’est pas une liste d’erreurs", file.display()),
            Lang::En => format!("{} exists and is no list of errors", file.display()),
        });
    }
    Ok(())
}

fn line(out: &mut String, m: &Miss) {
    let error = if m.wrong { "wrong" } else { "missed" };
    let rule = m.rule.as_deref().unwrap_or("-");
    let sure = m.confidence.map_or("-", |c| c.as_str());
    let (from, to) = m.at;
    let _ = writeln!(
        out,
        "{error}\t{}\t{}\t{}\t{rule}\t{sure}\t{from}\t{to}\t{}",
        m.id,
        m.source,
        m.kind,
        m.shape.replace('\t', " ")
    );
}
