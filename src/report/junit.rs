//! JUnit XML, as GitLab, Jenkins and Azure read it: a test case per activity of
//! the register, per gap outside it, and per reason for which something was not
//! read.
//!
//! | case | is |
//! |---|---|
//! | open gaps at or above `--fail-on` | a failure |
//! | open gaps below it | passed, named in `system-out` |
//! | gaps that a decision covers | skipped |
//! | an activity whose places were not read | skipped |
//! | not read | an error: it never counts as passed |

use super::gaps::GapView;
use super::text::{Lang, gap as gap_texts, output as o, phrase};
use super::value::Comparison;
use super::{Report, brief};
use crate::reconcile::{Code, Level, Mark, Row, Subject};
use quick_xml::escape::escape;

/// What a file of ours begins with.
pub const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"limier\"";

/// How a case ended.
enum End {
    Passed,
    Failed {
        kind: String,
        message: String,
        text: String,
    },
    Skipped(String),
    Error {
        kind: String,
        message: String,
        text: String,
    },
}

struct Case {
    name: String,
    end: End,
    /// What is worth saying though it fails nothing.
    out: Vec<String>,
}

struct Suite {
    name: String,
    cases: Vec<Case>,
}

/// Renders the report; open gaps from `fail_on` up fail, none if it is none.
#[must_use]
pub fn render(report: &Report, lang: Lang, fail_on: Option<Level>) -> String {
    let mut suites = Vec::new();
    match &report.comparison {
        Some(c) => {
            suites.push(activities(c, lang, fail_on));
            suites.push(outside(c, lang, fail_on));
        }
        None => suites.push(not_compared(lang)),
    }
    suites.push(unread(report, lang));
    suites.retain(|s| !s.cases.is_empty());
    document(&suites)
}

fn activities(c: &Comparison, lang: Lang, fail_on: Option<Level>) -> Suite {
    let rows = c.matrix.rows.iter().filter_map(|row| match &row.subject {
        Subject::Activity { id, name, .. } => {
            let own = |g: &&GapView| g.gap.activity.as_ref().is_some_and(|(a, _)| a == id);
            let open: Vec<&GapView> = c.gaps.iter().filter(own).collect();
            let waived: Vec<&GapView> = c.waived.iter().filter(own).collect();
            let mut case = case(
                super::visible::text(name).into_owned(),
                &open,
                &waived,
                lang,
                fail_on,
            );
            if matches!(case.end, End::Passed) && open.is_empty() && is_unread(row) {
                case.end = End::Skipped(o::NOT_VERIFIABLE.say(lang).into_owned());
            }
            Some(case)
        }
        Subject::Cluster { .. } => None,
    });
    Suite {
        name: o::SUITE_ACTIVITIES.say(lang).into_owned(),
        cases: rows.collect(),
    }
}

/// Nothing of the activity was found, and something of it could not be checked.
fn is_unread(row: &Row) -> bool {
    let mut marks = row.cells.values();
    let found = row.cells.values().any(|c| c.confirmed);
    !found && marks.any(|c| c.mark == Mark::DeclaredNotScanned)
}

/// Gaps of no activity of the register, each a case; what was not inspected is told
/// by reason instead.
fn outside(c: &Comparison, lang: Lang, fail_on: Option<Level>) -> Suite {
    let listed = |id: &str| {
        c.matrix
            .rows
            .iter()
            .any(|r| matches!(&r.subject, Subject::Activity { id: own, .. } if own == id))
    };
    let apart = |g: &&GapView| {
        let known = g.gap.activity.as_ref().is_some_and(|(id, _)| listed(id));
        !known && g.gap.code != Code::G15
    };
    let cases = c.all().filter(apart).map(|g| {
        let name = format!("{} {}", g.gap.id.0, brief::title(lang, &g.gap));
        match g.gap.waived {
            None => case(name, &[g], &[], lang, fail_on),
            Some(_) => case(name, &[], &[g], lang, fail_on),
        }
    });
    Suite {
        name: o::SUITE_OUTSIDE.say(lang).into_owned(),
        cases: cases.collect(),
    }
}

/// The case of some gaps together.
fn case(
    name: String,
    open: &[&GapView],
    waived: &[&GapView],
    lang: Lang,
    fail_on: Option<Level>,
) -> Case {
    let fails = |g: &&&GapView| fail_on.is_some_and(|l| g.gap.severity.level >= l);
    let failing: Vec<&GapView> = open.iter().filter(fails).copied().collect();
    let below = open.iter().filter(|g| !fails(g));
    let mut out: Vec<String> = below
        .map(|g| {
            format!(
                "{}{}{}",
                o::BELOW.say(lang),
                phrase::COLON.say(lang),
                line(lang, g)
            )
        })
        .collect();
    let aside: Vec<String> = waived
        .iter()
        .map(|g| {
            let why = brief::decided(lang, &g.gap);
            format!("{}{}{why}", line(lang, g), phrase::COLON.say(lang))
        })
        .collect();
    let end = if let Some(first) = failing.first() {
        let codes: std::collections::BTreeSet<&str> =
            failing.iter().map(|g| g.gap.code.as_str()).collect();
        let message = match failing.len() {
            1 => brief::title(lang, &first.gap),
            n => phrase::N_GAPS.count(lang, n as u64),
        };
        let told: Vec<String> = failing.iter().map(|g| detail(lang, g)).collect();
        out.extend(aside);
        End::Failed {
            kind: codes.into_iter().collect::<Vec<_>>().join(","),
            message,
            text: told.join("\n\n"),
        }
    } else if open.is_empty() && !aside.is_empty() {
        End::Skipped(aside.join(" ; "))
    } else {
        out.extend(aside);
        End::Passed
    };
    Case { name, end, out }
}

/// "G-3f2a9c G05 (Critique) : title"
fn line(lang: Lang, g: &GapView) -> String {
    let gap = &g.gap;
    let level = gap_texts::level(gap.severity.level).say(lang);
    format!(
        "{} {} ({level}){}{}",
        gap.id.0,
        gap.code.as_str(),
        phrase::COLON.say(lang),
        brief::title(lang, gap)
    )
}

fn detail(lang: Lang, g: &GapView) -> String {
    let action = gap_texts::of(g.gap.code).action.say(lang);
    let parts = [
        line(lang, g),
        brief::facts(lang, g),
        brief::place(lang, g),
        brief::register(lang, &g.gap),
        action.into_owned(),
    ];
    let parts = parts.into_iter().filter(|p| !p.is_empty());
    parts.collect::<Vec<_>>().join("\n  ")
}

fn not_compared(lang: Lang) -> Suite {
    let case = Case {
        name: o::COMPARED.say(lang).into_owned(),
        end: End::Skipped(o::NOT_COMPARED.say(lang).into_owned()),
        out: Vec::new(),
    };
    Suite {
        name: o::SUITE_ACTIVITIES.say(lang).into_owned(),
        cases: vec![case],
    }
}

fn unread(report: &Report, lang: Lang) -> Suite {
    let mut cases: Vec<Case> = report
        .unread
        .iter()
        .map(|u| {
            let items: Vec<String> = u.items.iter().map(|i| i.label.clone()).collect();
            let left = u.total() - items.len() as u64;
            let mut text = items.join("\n");
            if left > 0 {
                text += &format!("\n{}", phrase::AND_OTHERS.count(lang, left));
            }
            let kind = u.reason.map_or("none_given", crate::model::Reason::as_str);
            let end = End::Error {
                kind: kind.to_owned(),
                message: brief::unread(lang, u),
                text,
            };
            Case {
                name: brief::why(lang, u.reason),
                end,
                out: Vec::new(),
            }
        })
        .collect();
    let t = report.totals;
    if t.items == 0 || report.scan.interrupted || !report.empty.is_empty() {
        let message = brief::sentence(lang, report);
        let end = End::Error {
            kind: "incomplete".to_owned(),
            text: message.clone(),
            message,
        };
        cases.push(Case {
            name: o::ALL_READ.say(lang).into_owned(),
            end,
            out: Vec::new(),
        });
    } else if cases.is_empty() {
        let read = phrase::READ_WHOLLY.count(lang, t.complete);
        cases.push(Case {
            name: o::ALL_READ.say(lang).into_owned(),
            end: End::Passed,
            out: vec![read],
        });
    }
    Suite {
        name: o::SUITE_UNREAD.say(lang).into_owned(),
        cases,
    }
}

fn document(suites: &[Suite]) -> String {
    let all = || suites.iter().flat_map(|s| &s.cases);
    let mut out = format!("{HEAD}{}>\n", totals(all()));
    for suite in suites {
        let name = escape(&suite.name);
        out += &format!(
            "  <testsuite name=\"{name}\"{}>\n",
            totals(suite.cases.iter())
        );
        suite
            .cases
            .iter()
            .for_each(|c| test(&mut out, &suite.name, c));
        out += "  </testsuite>\n";
    }
    out + "</testsuites>\n"
}

fn totals<'a>(cases: impl Iterator<Item = &'a Case>) -> String {
    let (mut tests, mut failures, mut errors, mut skipped) = (0, 0, 0, 0);
    for case in cases {
        tests += 1;
        match case.end {
            End::Passed => {}
            End::Failed { .. } => failures += 1,
            End::Error { .. } => errors += 1,
            End::Skipped(_) => skipped += 1,
        }
    }
    format!(
        " tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\" skipped=\"{skipped}\" time=\"0\""
    )
}

fn test(out: &mut String, suite: &str, case: &Case) {
    let (suite, name) = (escape(suite), escape(&case.name));
    *out += &format!("    <testcase classname=\"limier.{suite}\" name=\"{name}\" time=\"0\">\n");
    let mut told = |tag: &str, kind: &str, message: &str, text: &str| {
        let (kind, message, text) = (escape(kind), escape(message), escape(text));
        *out += &format!("      <{tag} type=\"{kind}\" message=\"{message}\">{text}</{tag}>\n");
    };
    match &case.end {
        End::Passed => {}
        End::Failed {
            kind,
            message,
            text,
        } => told("failure", kind, message, text),
        End::Error {
            kind,
            message,
            text,
        } => told("error", kind, message, text),
        End::Skipped(why) => *out += &format!("      <skipped message=\"{}\"/>\n", escape(why)),
    }
    if !case.out.is_empty() {
        let text = case.out.join("\n");
        *out += &format!("      <system-out>{}</system-out>\n", escape(&text));
    }
    *out += "    </testcase>\n";
}
