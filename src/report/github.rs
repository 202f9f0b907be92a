//! GitHub's workflow commands: a line per open gap, shown beside the file it is
//! in, and a line per reason for which something was not read.
//!
//! Syntax and escapes: "Workflow commands for GitHub Actions". No line can be
//! forged: line ends are escaped, and so are `:` and `,` in properties.

use super::text::{Lang, gap as gap_texts};
use super::{Report, brief, repository};
use crate::model::Position;
use crate::reconcile::{Code, Level};

/// The first line begins so: what was found, as a notice.
pub const HEAD: &str = "::notice title=limier::";

/// Writes the commands. What a decision covers is not annotated.
#[must_use]
pub fn render(report: &Report, lang: Lang) -> String {
    let mut out = format!("{HEAD}{}\n", data(&brief::sentence(lang, report)));
    let open = report.comparison.iter().flat_map(|c| c.differences());
    for g in open {
        let gap = &g.gap;
        let level = gap_texts::level(gap.severity.level).say(lang);
        let title = format!(
            "{} {} ({level})",
            gap.id.0,
            gap_texts::of(gap.code).title.say(lang)
        );
        let mut properties = Vec::new();
        let first = g.spots.first().and_then(|s| s.places.first());
        if let Some(i) = first {
            let place = &gap.places[*i];
            properties.push(("file", repository::path(&report.names, &place.at)));
            if let Some(Position::Text { line, .. }) =
                g.firsts[*i].filter(|_| place.at.entry.is_none())
            {
                properties.push(("line", line.to_string()));
            }
        }
        properties.push(("title", title));
        let facts = brief::facts(lang, g);
        let parts = [brief::title(lang, gap), facts, brief::register(lang, gap)];
        let said: Vec<String> = parts.into_iter().filter(|p| !p.is_empty()).collect();
        command(
            &mut out,
            word(gap.severity.level),
            &properties,
            &said.join("\n"),
        );
    }
    for u in &report.unread {
        let title = gap_texts::of(Code::G15).title.say(lang).into_owned();
        command(
            &mut out,
            "warning",
            &[("title", title)],
            &brief::unread(lang, u),
        );
    }
    out
}

const fn word(level: Level) -> &'static str {
    match level {
        Level::Critical | Level::High => "error",
        Level::Medium => "warning",
        Level::Low | Level::Info => "notice",
    }
}

fn command(out: &mut String, name: &str, properties: &[(&str, String)], message: &str) {
    let properties = properties
        .iter()
        .map(|(k, v)| format!("{k}={}", property(v)));
    let properties = properties.collect::<Vec<_>>().join(",");
    *out += &format!("::{name} {properties}::{}\n", data(message));
}

fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
