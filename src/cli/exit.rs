//! The one place that decides the exit code and the sentence that explains it.

use super::lang::{Lang, plural};
use crate::inventory::Ledger;
use crate::model::{Outcome, Problem, Reason, SourceId};
use crate::reconcile::{Code, Gap, Level};
use crate::source::FOREIGN_TABLE;
use std::collections::BTreeSet;

/// How a command ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Verdict {
    /// 0, 1, 2, 3 or 130.
    pub(super) code: u8,
    /// The last line printed.
    pub(super) reason: String,
}

impl Verdict {
    /// An error that has been told.
    pub(super) fn error(lang: Lang) -> Self {
        let reason = match lang {
            Lang::Fr => "limier : code 2, erreur (voir ci-dessus)",
            Lang::En => "limier: code 2, error (see above)",
        };
        Self {
            code: 2,
            reason: reason.to_owned(),
        }
    }
}

/// What may stay unread without failing the run.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Tolerance {
    reasons: Vec<String>,
    items: u64,
    percent: f64,
}

/// Reasons that are choices, not failures: nothing that belongs to the sources
/// was missed.
const BY_DESIGN: [Reason; 4] = [
    Reason::Link,
    Reason::NotRegular,
    Reason::Excluded,
    Reason::NotATable,
];

/// A view shows rows of tables that are read; a foreign table holds rows that
/// nobody has read.
fn is_by_design(problem: &Problem) -> bool {
    let foreign = problem.what == Reason::NotATable && problem.detail == FOREIGN_TABLE;
    BY_DESIGN.contains(&problem.what) && !foreign
}

impl Tolerance {
    /// Reads `--tolerate`.
    ///
    /// # Errors
    /// A message naming the known forms.
    pub(super) fn parse(words: &[String], lang: Lang) -> Result<Self, String> {
        let bad = |word: &str| bad(word, lang);
        let mut t = Self::default();
        for word in words.iter().map(|w| w.trim()).filter(|w| !w.is_empty()) {
            if let Some(percent) = word.strip_suffix('%') {
                let share: Option<f64> = percent.parse().ok();
                let share = share.filter(|s| (0.0..=100.0).contains(s));
                t.percent = share.ok_or_else(|| bad(word))?;
            } else if word.chars().all(|c| c.is_ascii_digit()) {
                t.items = word.parse().map_err(|_| bad(word))?;
            } else if Reason::ALL.iter().any(|r| r.as_str() == word) {
                t.reasons.push(word.to_owned());
            } else {
                return Err(bad(word));
            }
        }
        Ok(t)
    }

    fn covers(&self, o: &Outcome) -> bool {
        let known =
            |p: &Problem| is_by_design(p) || self.reasons.iter().any(|r| r == p.what.as_str());
        !o.problems.is_empty() && o.problems.iter().all(known)
    }

    /// What was not wholly read and is not tolerated by reason; none if the
    /// number or share tolerates it. A source that held nothing counts as one
    /// item: a mistaken path and a share that is not mounted look like that.
    fn exceeded(&self, ledger: &Ledger) -> Option<Missed> {
        let items = ledger.unread.iter().filter(|o| !self.covers(o)).count() as u64;
        let empty = empty_sources(ledger);
        let unread = items + empty;
        let all = ledger.items + empty;
        let share = unread as f64 * 100.0 / all.max(1) as f64;
        let exceeded = unread > self.items && (self.percent == 0.0 || share > self.percent);
        let aside = ledger.unread.len() as u64 - items;
        exceeded.then_some(Missed {
            items,
            aside,
            empty,
        })
    }
}

/// What keeps a scan from being complete.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Missed {
    /// Items not read, or read in part.
    items: u64,
    /// Items left aside by choice: links, pipes, exclusions, reasons tolerated.
    aside: u64,
    /// Sources in which there was nothing to read.
    empty: u64,
}

/// Sources in which nothing was listed but what is left out by design.
fn empty_sources(ledger: &Ledger) -> u64 {
    let missed = |o: &&Outcome| o.problems.iter().any(|p| !is_by_design(p));
    let held = ledger.unread.iter().filter(missed).map(|o| o.at.source);
    let held: BTreeSet<SourceId> = held.chain(ledger.read.iter().copied()).collect();
    let sources = ledger.sources.iter();
    sources.filter(|s| !held.contains(s)).count() as u64
}

fn bad(word: &str, lang: Lang) -> String {
    let known: Vec<&str> = Reason::ALL.iter().map(|r| r.as_str()).collect();
    let known = known.join(", ");
    match lang {
        Lang::Fr => format!(
            "--tolerate {word} : donner un nombre d’éléments, une part comme 2%, ou des motifs parmi {known}"
        ),
        Lang::En => format!(
            "--tolerate {word}: give a number of items, a share such as 2%, or reasons among {known}"
        ),
    }
}

/// What the caller asked to be judged.
#[derive(Debug)]
pub(super) struct Policy {
    pub(super) fail_on: Option<Level>,
    pub(super) tolerance: Tolerance,
    pub(super) strict_coverage: bool,
}

/// Decides code and sentence of a scan or report.
pub(super) fn decide(
    ledger: &Ledger,
    gaps: Option<&[Gap]>,
    policy: &Policy,
    lang: Lang,
) -> Verdict {
    let failing = gaps.map_or(0, |g| failing(g, policy.fail_on));
    let unread = policy.tolerance.exceeded(ledger);
    let coverage_first = policy.strict_coverage || failing == 0;
    match (failing, unread) {
        (_, Some(n)) if coverage_first => Verdict {
            code: 3,
            reason: unread_reason(n, failing, lang),
        },
        (0, _) => Verdict {
            code: 0,
            reason: clean_reason(ledger, gaps.is_some(), lang),
        },
        (n, unread) => Verdict {
            code: 1,
            reason: gap_reason(n, open(gaps.unwrap_or_default()), unread, lang),
        },
    }
}

fn failing(gaps: &[Gap], fail_on: Option<Level>) -> u64 {
    let counts = |g: &&Gap| g.waived.is_none() && fail_on.is_some_and(|l| g.severity.level >= l);
    gaps.iter().filter(counts).count() as u64
}

/// Open gaps that say how register and data differ, as the report counts them.
fn open(gaps: &[Gap]) -> u64 {
    let differs = |g: &&Gap| g.waived.is_none() && g.code != Code::G15;
    gaps.iter().filter(differs).count() as u64
}

fn gaps_of(n: u64, lang: Lang) -> String {
    plural(lang, n, ["écart", "écarts"], ["gap", "gaps"])
}

fn unread_reason(missed: Missed, failing: u64, lang: Lang) -> String {
    let also = match (failing, lang) {
        (0, _) => String::new(),
        (g, Lang::Fr) => format!(" (et {} au seuil demandé)", gaps_of(g, lang)),
        (g, Lang::En) => format!(" (and {} at the level asked)", gaps_of(g, lang)),
    };
    let what = missed.say(lang);
    match (lang, missed.items) {
        (Lang::Fr, 0) => format!(
            "limier : code 3, {what}{also} ; est-ce le bon chemin, est-il monté ? Sinon --tolerate"
        ),
        (Lang::En, 0) => format!(
            "limier: code 3, {what}{also}; is the path right, and mounted? If so, --tolerate"
        ),
        (Lang::Fr, _) => {
            format!("limier : code 3, {what}{also} ; voir « Ce qui n’a pas été lu », ou --tolerate")
        }
        (Lang::En, _) => {
            format!("limier: code 3, {what}{also}; see \"What was not read\", or --tolerate")
        }
    }
}

impl Missed {
    fn say(self, lang: Lang) -> String {
        let n = |n: u64, fr, en| plural(lang, n, fr, en);
        let items = n(
            self.items,
            [
                "élément non lu ou lu en partie",
                "éléments non lus ou lus en partie",
            ],
            [
                "item not read or read in part",
                "items not read or read in part",
            ],
        );
        let empty = n(
            self.empty,
            [
                "source où il n’y avait rien à lire",
                "sources où il n’y avait rien à lire",
            ],
            [
                "source with nothing to read",
                "sources with nothing to read",
            ],
        );
        let items = match (self.aside, lang) {
            (0, _) => items,
            (n, Lang::Fr) => format!(
                "{items} (sans compter {n} {} : liens, tubes, vues, exclusions, motifs tolérés)",
                if n == 1 {
                    "laissé de côté"
                } else {
                    "laissés de côté"
                }
            ),
            (n, Lang::En) => format!(
                "{items} (beside {n} left aside: links, pipes, views, exclusions, reasons tolerated)"
            ),
        };
        match (self.items, self.empty) {
            (0, _) => empty,
            (_, 0) => items,
            _ => format!("{items}, {empty}"),
        }
    }
}

/// How many gaps reach the level asked, and out of how many where that differs.
/// At the level `info` points not inspected count too.
fn gap_reason(n: u64, open: u64, missed: Option<Missed>, lang: Lang) -> String {
    let what = match lang {
        Lang::Fr if n == open => format!("{} avec le registre", gaps_of(n, lang)),
        Lang::Fr if n > open => format!("{n} écarts et points non contrôlés"),
        Lang::Fr if n == 1 => {
            format!("1 des {open} écarts avec le registre atteint le seuil demandé (--fail-on)")
        }
        Lang::Fr => {
            format!(
                "{n} des {open} écarts avec le registre atteignent le seuil demandé (--fail-on)"
            )
        }
        Lang::En if n == open => format!("{} with the register", gaps_of(n, lang)),
        Lang::En if n > open => format!("{n} gaps and points not inspected"),
        Lang::En => {
            format!("{n} of {open} gaps with the register reach the level asked (--fail-on)")
        }
    };
    let also = missed.map_or_else(String::new, |m| match lang {
        Lang::Fr => format!(" ; {}", m.say(lang)),
        Lang::En => format!("; {}", m.say(lang)),
    });
    match lang {
        Lang::Fr => format!("limier : code 1, {what}{also}"),
        Lang::En => format!("limier: code 1, {what}{also}"),
    }
}

fn clean_reason(t: &Ledger, register: bool, lang: Lang) -> String {
    if t.items == 0 {
        return match lang {
            Lang::Fr => {
                "limier : code 0, rien à lire dans les sources : rien n’a été contrôlé".to_owned()
            }
            Lang::En => {
                "limier: code 0, nothing to read in the sources: nothing was checked".to_owned()
            }
        };
    }
    let n = |n: u64, fr, en| plural(lang, n, fr, en);
    let items = n(
        t.items,
        ["élément listé", "éléments listés"],
        ["item listed", "items listed"],
    );
    let read = n(
        t.complete,
        ["lu en entier", "lus en entier"],
        ["wholly read", "wholly read"],
    );
    let what = match (lang, register) {
        (Lang::Fr, true) => "aucun écart au seuil demandé",
        (Lang::Fr, false) => "analyse sans registre",
        (Lang::En, true) => "no gap at the level asked",
        (Lang::En, false) => "scanned without a register",
    };
    match lang {
        Lang::Fr => format!("limier : code 0, {what} ; {items}, {read}"),
        Lang::En => format!("limier: code 0, {what}; {items}, {read}"),
    }
}
