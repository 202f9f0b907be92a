//! Méthode et limites: how to read the figures, what the report does not say,
//! the rules of the run, sources, versions and hashes.

use super::markup::Markup;
use super::parts;
use crate::report::Report;
use crate::report::found::RuleUse;
use crate::report::text::{Phrase, figures, measured, phrase};
use crate::rule::measured::Measured;

pub(super) fn write(m: &mut Markup, r: &Report) {
    m.el("div", &[("class", "cols")], |m| {
        m.el("div", &[], |m| {
            m.el_say("h3", &[], phrase::READING_FIGURES);
            m.el_say("p", &[], phrase::HOW_COUNTED);
            m.el_say("p", &[], phrase::HOW_PERSONS);
            m.el_say("p", &[], phrase::HOW_MASKED);
        });
        m.el("div", &[], |m| {
            m.el_say("h3", &[], phrase::NOT_SAID);
            m.el_say("p", &[], phrase::NO_PROOF);
            m.el_say("p", &[], phrase::NO_IMAGES);
            m.el_say("p", &[], phrase::NO_VERDICT);
        });
    });
    if r.comparison.is_some() {
        severity(m);
    }
    rules(m, r);
    provenance(m, r);
}

/// How the score is made, with the numbers to check it by.
fn severity(m: &mut Markup) {
    m.el_say("h3", &[], phrase::SEVERITY_HEAD);
    m.el_say("p", &[], phrase::SEVERITY_SUM);
    m.el("dl", &[("class", "defs-list")], |m| {
        for (name, text) in [
            (phrase::TERM_SENSITIVITY, phrase::SENSITIVITY_IS),
            (phrase::TERM_VOLUME, phrase::VOLUME_IS),
            (phrase::TERM_EXPOSURE, phrase::EXPOSURE_IS),
            (phrase::TERM_KIND, phrase::KIND_IS),
            (phrase::TERM_LEVELS, phrase::LEVELS_ARE),
        ] {
            m.el("div", &[], |m| {
                m.el_say("dt", &[], name);
                m.el_say("dd", &[], text);
            });
        }
    });
}

fn rules(m: &mut Markup, r: &Report) {
    let lang = m.lang();
    let used = r.rules.iter().filter(|u| u.places > 0).count() as u64;
    m.el("h3", &[], |m| m.say(phrase::RULES_HEAD));
    let text = phrase::RULES_SENTENCE.with(
        lang,
        &[
            ("rules", &phrase::N_RULES.count(lang, r.rules.len() as u64)),
            ("used", &figures::number(lang, used)),
        ],
    );
    m.el_text("p", &[], &text);
    if r.rules.is_empty() {
        return;
    }
    let known = Measured::builtin();
    if !known.rules.is_empty() {
        let on = measured::on(lang, known, &r.scan.rules_sha256);
        let text = phrase::MEASURED_SENTENCE.with(lang, &[("on", &on)]);
        m.el_text("p", &[], &text);
    }
    m.el("details", &[], |m| {
        m.el_say("summary", &[], phrase::SEE_RULES);
        parts::scrolling(m, phrase::RULES_HEAD, |m| rules_table(m, r));
        silent_rules(m, r);
    });
}

/// What there is to say of a rule: it found something, or it was measured.
fn is_told(rule: &RuleUse) -> bool {
    rule.count > 0 || Measured::builtin().of(&rule.id).is_some()
}

/// The rules that have no row of their own.
fn silent_rules(m: &mut Markup, r: &Report) {
    let ids: Vec<&str> = r
        .rules
        .iter()
        .filter(|u| !is_told(u))
        .map(|u| u.id.as_str())
        .collect();
    if ids.is_empty() {
        return;
    }
    let n = figures::number(m.lang(), ids.len() as u64);
    let text = phrase::RULES_SILENT.with(m.lang(), &[("n", &n), ("ids", &ids.join(", "))]);
    m.el_text("p", &[], &text);
}

fn rules_table(m: &mut Markup, r: &Report) {
    let lang = m.lang();
    m.el("table", &[("class", "list")], |m| {
        m.el("thead", &[], |m| {
            m.el("tr", &[], |m| {
                for name in [phrase::RULE, phrase::DATUM] {
                    m.el_say("th", &[("scope", "col")], name);
                }
                for name in [phrase::PLACES, phrase::VALUES] {
                    m.el_say("th", &[("scope", "col"), ("class", "n")], name);
                }
                m.el_say("th", &[("scope", "col")], phrase::MEASURED);
            });
        });
        m.el("tbody", &[], |m| {
            for u in r.rules.iter().filter(|u| is_told(u)) {
                m.el("tr", &[], |m| {
                    m.el("th", &[("scope", "row")], |m| {
                        m.el_text("code", &[], &u.id);
                        m.text(" ");
                        m.text(u.title(lang));
                    });
                    let datum = u.datum.map(|d| lang.datum(d).to_owned());
                    let datum = datum.unwrap_or_else(|| phrase::TOLD_APART.say(lang).into_owned());
                    m.el_text("td", &[], &datum);
                    m.el_text("td", &[("class", "n")], &figures::number(lang, u.places));
                    m.el_text("td", &[("class", "n")], &figures::number(lang, u.count));
                    let score = Measured::builtin().of(&u.id);
                    let shares = score.and_then(|s| measured::shares(lang, s));
                    m.el_text("td", &[], shares.as_deref().unwrap_or("–"));
                });
            }
        });
    });
}

fn provenance(m: &mut Markup, r: &Report) {
    m.el_say("h3", &[], phrase::PROVENANCE);
    m.el("dl", &[("class", "defs-list")], |m| {
        entry(m, phrase::SOURCES, |m| {
            for (i, s) in r.scan.sources.iter().enumerate() {
                m.raw(if i > 0 { "<br>" } else { "" });
                m.el_text("code", &[], &s.given);
            }
        });
        entry(m, phrase::PROGRAM, |m| {
            m.text(&format!("limier {}", r.scan.version))
        });
        entry(m, phrase::RULES_HEAD, |m| sha256(m, &r.scan.rules_sha256));
        if let Some(c) = &r.comparison {
            entry(m, phrase::REGISTER, |m| {
                m.el_text("code", &[], &c.register.file);
                if let Some(hash) = &c.register.sha256 {
                    m.raw("<br>");
                    sha256(m, hash);
                }
            });
            if let Some(d) = &c.register.decisions {
                entry(m, phrase::DECISIONS_FILE, |m| {
                    m.el_text("code", &[], &d.file);
                    m.text(&format!(" ({})", d.count));
                    m.raw("<br>");
                    sha256(m, &d.sha256);
                });
            }
        }
    });
}

fn sha256(m: &mut Markup, hash: &str) {
    m.text("sha256 ");
    m.el_text("code", &[], hash);
}

fn entry(m: &mut Markup, name: Phrase, inside: impl FnOnce(&mut Markup)) {
    m.el("div", &[], |m| {
        m.el_say("dt", &[], name);
        m.el("dd", &[], inside);
    });
}

/// The last line of the page.
pub(super) fn colophon(m: &mut Markup, r: &Report) {
    let day = figures::day(m.lang(), r.scan.started);
    let text = phrase::COLOPHON.with(m.lang(), &[("version", &r.scan.version), ("day", &day)]);
    m.text(&text);
}
