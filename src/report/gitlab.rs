//! GitLab's Code Quality report: an entry per open gap, and one per reason for
//! which something was not read. The fingerprint is the gap's id, so that a merge
//! request shows what is new.

use super::gaps::GapView;
use super::text::{Lang, gap as gap_texts};
use super::{Report, brief, repository};
use crate::model::{Locator, Position, Reason};
use crate::reconcile::Level;
use serde::Serialize;

/// What a file of ours begins with; one without entries is `[]`.
pub const HEAD: &str = "[\n  {\n    \"type\": \"issue\",\n    \"check_name\": \"limier.";

#[derive(Serialize)]
struct Entry {
    r#type: &'static str,
    check_name: String,
    description: String,
    categories: [&'static str; 1],
    severity: &'static str,
    fingerprint: String,
    location: Location,
    content: Content,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u64,
}

#[derive(Serialize)]
struct Content {
    body: String,
}

/// Writes the report. What a decision covers is no entry.
#[must_use]
pub fn render(report: &Report, lang: Lang) -> String {
    let open = report.comparison.iter().flat_map(|c| c.differences());
    let mut entries: Vec<Entry> = open.map(|g| gap(report, g, lang)).collect();
    entries.extend(report.unread.iter().map(|u| {
        let at = u.items.first().map(|i| &i.at);
        let reason = u.reason.map_or("none_given", Reason::as_str);
        Entry {
            r#type: "issue",
            check_name: "limier.G15".to_owned(),
            description: brief::unread(lang, u),
            categories: ["Security"],
            severity: "minor",
            fingerprint: format!("unread-{reason}"),
            location: location(report, at, None),
            content: Content {
                body: gap_texts::of(crate::reconcile::Code::G15)
                    .action
                    .say(lang)
                    .into_owned(),
            },
        }
    }));
    let json = serde_json::to_string_pretty(&entries).expect("plain structs always serialise");
    super::json::inert(json.into()).into_owned() + "\n"
}

fn gap(report: &Report, g: &GapView, lang: Lang) -> Entry {
    let texts = gap_texts::of(g.gap.code);
    let first = g.spots.first().and_then(|s| s.places.first()).copied();
    let facts = [
        brief::facts(lang, g),
        brief::register(lang, &g.gap),
        texts.action.say(lang).into_owned(),
        texts.legal.say(lang).into_owned(),
    ];
    let facts: Vec<String> = facts.into_iter().filter(|f| !f.is_empty()).collect();
    Entry {
        r#type: "issue",
        check_name: format!("limier.{}", g.gap.code.as_str()),
        description: brief::title(lang, &g.gap),
        categories: ["Security"],
        severity: severity(g.gap.severity.level),
        fingerprint: g.gap.id.0.clone(),
        location: location(
            report,
            first.map(|i| &g.gap.places[i].at),
            first.and_then(|i| g.firsts[i]),
        ),
        content: Content {
            body: facts.join(" · "),
        },
    }
}

/// The item and line; without an item the register, which is then what differs.
fn location(report: &Report, at: Option<&Locator>, first: Option<Position>) -> Location {
    let register = || {
        report
            .comparison
            .as_ref()
            .map_or("-", |c| c.register.file.as_str())
    };
    let begin = match (first, at) {
        (Some(Position::Text { line, .. }), Some(at)) if at.entry.is_none() => line,
        _ => 1,
    };
    let path = at.map_or_else(
        || super::visible::text(register()).into_owned(),
        |at| repository::path(&report.names, at),
    );
    Location {
        path,
        lines: Lines { begin },
    }
}

const fn severity(level: Level) -> &'static str {
    match level {
        Level::Critical => "blocker",
        Level::High => "critical",
        Level::Medium => "major",
        Level::Low => "minor",
        Level::Info => "info",
    }
}
