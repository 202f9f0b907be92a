//! The report as one HTML file for people: no network, no dependency, works
//! without JavaScript, prints on A4, light and dark.
//!
//! The policy allows exactly the one style sheet and the one script of this
//! file, by their hashes; there are no inline styles and nothing is loaded. The
//! script only filters the gaps, saves decisions as `decisions.toml`, and
//! opens what is folded before printing.

mod card;
mod drafts;
mod essential;
mod gaps;
mod markup;
mod matrix;
mod method;
mod parts;
mod periods;
mod places;
mod unread;

use super::text::{Lang, Phrase, figures, phrase};
use super::{Report, visible};
use markup::Markup;
use sha2::{Digest as _, Sha256};

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");

/// Gaps from which on cards are grouped by activity.
const GROUP_FROM: usize = 13;

/// Renders the whole file.
#[must_use]
pub fn render(report: &Report, lang: Lang) -> String {
    let mut m = Markup::new(lang);
    m.raw("<!doctype html>\n");
    m.el("html", &[("lang", lang.as_str())], |m| {
        m.el("head", &[], |m| head(m, report));
        m.raw("\n");
        m.el("body", &[], |m| body(m, report));
    });
    m.raw("\n");
    m.finish()
}

fn head(m: &mut Markup, r: &Report) {
    m.raw("<meta charset=\"utf-8\">");
    let policy = policy();
    m.empty(
        "meta",
        &[
            ("http-equiv", "Content-Security-Policy"),
            ("content", &policy),
        ],
    );
    m.raw(concat!(
        "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">",
        "<meta name=\"generator\" content=\"limier\">",
        "<meta name=\"robots\" content=\"noindex,nofollow\">",
        "<meta name=\"referrer\" content=\"no-referrer\">",
        "<meta name=\"color-scheme\" content=\"light dark\">",
    ));
    let title = format!(
        "{} · {} · {}",
        title(r).say(m.lang()),
        subject(r),
        figures::day(m.lang(), r.scan.started)
    );
    m.el_text("title", &[], &title);
    m.raw("<style>");
    m.raw(STYLE);
    m.raw("</style>");
}

/// Nothing may be loaded; only this style sheet and this script may act.
fn policy() -> String {
    let hash = |text: &str| super::lines::base64(&Sha256::digest(text.as_bytes()));
    format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
        hash(STYLE),
        hash(SCRIPT)
    )
}

const fn title(r: &Report) -> Phrase {
    if r.comparison.is_some() {
        phrase::TITLE_GAPS
    } else {
        phrase::TITLE_INVENTORY
    }
}

/// Who or what the report is about.
fn subject(r: &Report) -> String {
    let organisation = r.comparison.as_ref().map(|c| &c.register.organisation);
    match organisation.filter(|o| !o.trim().is_empty()) {
        Some(name) => visible::text(name).into_owned(),
        None => {
            let given = r.scan.sources.iter().map(|s| r.names.given(s.id));
            given.collect::<Vec<_>>().join(", ")
        }
    }
}

fn body(m: &mut Markup, r: &Report) {
    let skip = [("class", "skip"), ("href", "#contenu")];
    m.el_say("a", &skip, phrase::SKIP);
    m.raw(parts::SYMBOLS);
    m.el("header", &[("class", "top")], |m| masthead(m, r));
    let sections = sections(r);
    contents(m, &sections);
    m.el("main", &[("id", "contenu")], |m| {
        sections.iter().for_each(|s| s.write(m, r));
    });
    m.raw("\n");
    m.el("footer", &[], |m| method::colophon(m, r));
    if r.comparison.as_ref().is_some_and(|c| !c.gaps.is_empty()) {
        gaps::template(m);
        m.raw("<script>");
        m.raw(SCRIPT);
        m.raw("</script>");
    }
}

fn contents(m: &mut Markup, sections: &[Section]) {
    let name = phrase::CONTENTS.say(m.lang());
    m.el("nav", &[("class", "toc"), ("aria-label", &name)], |m| {
        m.el("ol", &[], |m| {
            for s in sections {
                let target = format!("#{}", s.id);
                m.el("li", &[], |m| {
                    m.el_say("a", &[("href", &target)], s.title);
                });
            }
        });
    });
}

/// One section of the report.
struct Section {
    id: &'static str,
    title: Phrase,
    content: fn(&mut Markup, &Report),
}

impl Section {
    fn write(&self, m: &mut Markup, r: &Report) {
        let title = format!("t-{}", self.id);
        m.raw("\n");
        let attributes = [("id", self.id), ("aria-labelledby", title.as_str())];
        m.el("section", &attributes, |m| {
            m.el_say("h2", &[("id", &title)], self.title);
            (self.content)(m, r);
        });
    }
}

fn sections(r: &Report) -> Vec<Section> {
    let compared = r.comparison.is_some();
    let drafted = r
        .comparison
        .as_ref()
        .is_some_and(|c| !c.profiles.is_empty());
    let section = |id, title, content| Section { id, title, content };
    let all: [(bool, Section); 8] = [
        (
            true,
            section("essentiel", phrase::ESSENTIAL, essential::write),
        ),
        (
            compared,
            section("ecarts", phrase::GAPS_SECTION, gaps::write),
        ),
        (
            compared,
            section("registre", phrase::MATRIX_SECTION, matrix::write),
        ),
        (
            true,
            section("emplacements", phrase::PLACES_SECTION, places::write),
        ),
        (
            compared,
            section("durees", phrase::PERIODS_SECTION, periods::write),
        ),
        (
            drafted,
            section("brouillons", phrase::DRAFTS_SECTION, drafts::write),
        ),
        (
            true,
            section("non-lu", phrase::UNREAD_SECTION, unread::write),
        ),
        (
            true,
            section("methode", phrase::METHOD_SECTION, method::write),
        ),
    ];
    let shown = all.into_iter().filter(|(shown, _)| *shown);
    shown.map(|(_, section)| section).collect()
}

fn masthead(m: &mut Markup, r: &Report) {
    let lang = m.lang();
    m.el("div", &[("class", "who")], |m| {
        m.el_text("p", &[("class", "org")], &subject(r));
        m.el_say("h1", &[], title(r));
        let mut dates =
            vec![phrase::SCANNED_ON.with(lang, &[("day", &figures::day(lang, r.scan.started))])];
        if let Some(c) = &r.comparison {
            dates.push(register_line(lang, &c.register));
        }
        m.el("p", &[("class", "meta")], |m| m.text(&dates.join(" · ")));
    });
    m.el("p", &[("class", "notice")], |m| {
        m.el_say("strong", &[], phrase::RESTRICTED);
        m.text(" ");
        m.say(phrase::NOTHING_CLEAR);
    });
}

fn register_line(lang: Lang, register: &super::RegisterFacts) -> String {
    let file = &register.file;
    match &register.updated {
        Some(day) => {
            let day = figures::long_day(lang, *day);
            phrase::REGISTER_OF.with(lang, &[("file", file), ("day", &day)])
        }
        None => phrase::REGISTER_FILE.with(lang, &[("file", file)]),
    }
}

#[cfg(test)]
mod tests;
