//! GitHub's workflow commands: a line per open gap, shown beside the file it is
//! in, and a line per reason for which something was not read.
//!
//! Syntax and escapes: "Workflow commands for GitHub Actions". No line can be
//! forged: line ends are escaped, and so are `:` and `,` in properties.

use super::gaps::GapView;
use super::text::{Lang, gap as gap_texts, phrase};
use super::{Report, brief, repository};
use crate::model::Position;
use crate::reconcile::{Code, Level};
use std::collections::BTreeMap;

/// The first line begins so: what was found, as a notice.
pub const HEAD: &str = "::notice title=limier::";

/// Annotations of one sort that GitHub shows of a step ("Annotations limits"); it
/// drops the others without a word.
const SHOWN: usize = 10;
/// Of the warnings, how many are kept for what was not read.
const UNREAD: usize = 5;

/// Writes the commands, the gravest gaps first: as many of each sort as are shown,
/// and how many there are besides in the first line. What a decision covers is not
/// annotated.
#[must_use]
pub fn render(report: &Report, lang: Lang) -> String {
    let mut lines = String::new();
    let mut used: BTreeMap<&str, usize> = BTreeMap::from([("notice", 1)]);
    let mut left = 0;
    let unread = report.unread.len().min(UNREAD);
    for g in report.comparison.iter().flat_map(|c| c.differences()) {
        let word = word(g.gap.severity.level);
        let most = SHOWN - if word == "warning" { unread } else { 0 };
        match room(&mut used, word, most) {
            true => annotate(&mut lines, report, g, lang),
            false => left += 1,
        }
    }
    for u in &report.unread {
        if !room(&mut used, "warning", SHOWN) {
            left += 1;
            continue;
        }
        let title = gap_texts::of(Code::G15).title.say(lang).into_owned();
        let properties = [("title", title)];
        command(&mut lines, "warning", &properties, &brief::unread(lang, u));
    }
    let mut head = brief::sentence(lang, report);
    if left > 0 {
        head = format!("{head} {}", phrase::NOT_ANNOTATED.count(lang, left));
    }
    format!("{HEAD}{}\n{lines}", data(&head))
}

/// Whether one more of a sort is shown; counts it then.
fn room<'a>(used: &mut BTreeMap<&'a str, usize>, word: &'a str, most: usize) -> bool {
    let n = used.entry(word).or_default();
    let shown = *n < most;
    *n += usize::from(shown);
    shown
}

/// A gap beside the file that it is first in.
fn annotate(out: &mut String, report: &Report, g: &GapView, lang: Lang) {
    let gap = &g.gap;
    let level = gap_texts::level(gap.severity.level).say(lang);
    let kind = gap_texts::of(gap.code).title.say(lang);
    let title = format!("{} {kind} ({level})", gap.id.0);
    let mut properties = Vec::new();
    let first = g.spots.first().and_then(|s| s.places.first());
    if let Some(i) = first {
        let place = &gap.places[*i];
        properties.push(("file", repository::path(&report.names, &place.at)));
        if let Some(Position::Text { line, .. }) = g.firsts[*i].filter(|_| place.at.entry.is_none())
        {
            properties.push(("line", line.to_string()));
        }
    }
    properties.push(("title", title));
    let facts = brief::facts(lang, g);
    let parts = [
        brief::title(lang, gap),
        facts,
        brief::register(lang, gap),
        brief::decided(lang, gap),
    ];
    let said: Vec<String> = parts.into_iter().filter(|p| !p.is_empty()).collect();
    command(out, word(gap.severity.level), &properties, &said.join("\n"));
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn what_is_not_shown_is_counted_in_the_first_line() {
        let report = sample::report(60);
        let told = render(&report, Lang::Fr);
        let mut by: BTreeMap<&str, usize> = BTreeMap::new();
        for line in told.lines() {
            let word = line[2..].split([' ', ':']).next().expect("a command");
            *by.entry(word).or_default() += 1;
        }
        assert!(by.values().all(|n| *n <= SHOWN), "{by:?}");
        let comparison = report.comparison.as_ref().expect("compared");
        let all = comparison.differences().count() + report.unread.len();
        let left = all + 1 - told.lines().count();
        let head = told.lines().next().expect("a line");
        assert!(
            left > 0 && head.contains(&format!("{left} de plus")),
            "{head}"
        );
        let unread = gap_texts::of(Code::G15).title.say(Lang::Fr);
        assert!(told.contains(&*unread), "what was not read has its place");
        let few = render(&sample::report(2), Lang::En);
        assert!(!few.contains("more that GitHub"), "{few}");
    }
}
