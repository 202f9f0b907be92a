//! A comparison as lines for a terminal, as Markdown and as JSON.

use super::{Became, Change, Compared, Weight};
use crate::report::markdown::escaped;
use crate::report::text::{Lang, figures, gap as gap_texts, phrase};
use crate::report::{json as reports, visible};
use serde::Serialize;
use serde_json::{Value, json as value};
use std::fmt::Write as _;

/// A line for each gap below what became of it. Gaps that are open as before are
/// only counted, unless `all`.
#[must_use]
pub fn table(c: &Compared, lang: Lang, all: bool) -> String {
    let mut out = format!("{}\n", head(c, lang));
    for remark in remarks(c, lang) {
        put(&mut out, &remark);
    }
    for became in Became::ALL {
        let own: Vec<&Change> = c.changes.iter().filter(|g| g.became == became).collect();
        if own.is_empty() {
            continue;
        }
        out.push('\n');
        put(&mut out, &heading(became, own.len() as u64, lang));
        if became == Became::Open && !all {
            continue;
        }
        for change in own {
            let (title, told) = (title(change, lang), told(change, lang));
            put(
                &mut out,
                &format!(
                    "  {}  {}  {told}\n      {title}",
                    change.id.0,
                    change.code.as_str()
                ),
            );
        }
    }
    out
}

fn put(out: &mut String, line: &str) {
    writeln!(out, "{line}").expect("writing to a String cannot fail");
}

/// The same as Markdown, for a merge request or a page of a wiki.
#[must_use]
pub fn markdown(c: &Compared, lang: Lang) -> String {
    let mut out = format!("# {}\n", escaped(&head(c, lang)));
    for remark in remarks(c, lang) {
        put(&mut out, &format!("\n{}", escaped(&remark)));
    }
    for became in Became::ALL {
        let own: Vec<&Change> = c.changes.iter().filter(|g| g.became == became).collect();
        if own.is_empty() {
            continue;
        }
        let head = escaped(&heading(became, own.len() as u64, lang));
        let columns = match lang {
            Lang::Fr => "| Écart | Code | Intitulé | Avant, après |",
            Lang::En => "| Gap | Code | Title | Before, after |",
        };
        put(
            &mut out,
            &format!("\n## {head}\n\n{columns}\n|---|---|---|---|"),
        );
        for g in own {
            let cells = [&g.id.0, g.code.as_str(), &title(g, lang), &told(g, lang)];
            let cells: Vec<String> = cells.iter().map(|t| escaped(t)).collect();
            put(&mut out, &format!("| {} |", cells.join(" | ")));
        }
    }
    out
}

/// `limier.diff.v1`.
#[must_use]
pub fn json(c: &Compared, lang: Lang) -> String {
    let side = |s: &super::Side| value!({"name": s.name, "day": s.day});
    let counts = Became::ALL.map(|b| (b.as_str().to_owned(), value!(c.count(b))));
    let document = Document {
        schema: "limier.diff.v1",
        before: side(&c.before),
        after: side(&c.after),
        other_register: c.other_register,
        other_rules: c.other_rules,
        other_scope: c.other_scope,
        sources_lost: &c.lost,
        counts: counts.into_iter().collect(),
        gaps: c.changes.iter().map(|g| line(g, lang)).collect(),
    };
    let text = serde_json::to_string_pretty(&document);
    let text = text.expect("plain structs with string keys always serialise");
    format!("{}\n", reports::inert(text.into()))
}

/// The keys of `limier.diff.v1`, the schema first.
#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    before: Value,
    after: Value,
    other_register: bool,
    other_rules: bool,
    other_scope: bool,
    sources_lost: &'a [String],
    counts: serde_json::Map<String, Value>,
    gaps: Vec<Value>,
}

fn line(g: &Change, lang: Lang) -> Value {
    let weight = |w: &Option<Weight>| {
        w.map(|w| {
            value!({
                "level": w.level, "score": w.score,
                "persons": w.persons, "persons_at_most": w.at_most,
            })
        })
    };
    value!({
        "id": g.id, "code": g.code, "change": g.became.as_str(),
        "title": lang.pick(&g.title.0, &g.title.1), "items": g.items,
        "before": weight(&g.before), "after": weight(&g.after),
        "same_as": g.gathered,
        "places_not_read": g.unread.0, "places_before": g.unread.1,
    })
}

/// In one sentence what has changed.
pub(crate) fn sentence(c: &Compared, lang: Lang) -> String {
    let parts = [
        (Became::New, phrase::N_NEW),
        (Became::Reopened, phrase::N_REOPENED),
        (Became::Worse, phrase::N_WORSE),
        (Became::Better, phrase::N_BETTER),
        (Became::Fixed, phrase::N_FIXED),
        (Became::Unread, phrase::N_NOT_READ_AGAIN),
    ];
    let parts = parts.into_iter().filter_map(|(became, n)| {
        let count = c.count(became);
        (count > 0).then(|| n.count(lang, count))
    });
    let parts: Vec<String> = parts.collect();
    let what = match parts.is_empty() {
        true => phrase::NO_CHANGE.say(lang).into_owned(),
        false => parts.join(", "),
    };
    let said = phrase::SINCE.with(lang, &[("day", &c.before.day), ("what", &what)]);
    match lost(c, lang) {
        Some(lost) => format!("{said}. {lost}"),
        None => said,
    }
}

fn head(c: &Compared, lang: Lang) -> String {
    let side = |s: &super::Side| {
        let name = visible::text(&s.name);
        format!("{name} ({})", s.day)
    };
    let (from, to) = (side(&c.before), side(&c.after));
    phrase::DIFF_HEAD.with(lang, &[("from", &from), ("to", &to)])
}

/// The sources in which nothing is left; none where there is none.
pub(super) fn lost(c: &Compared, lang: Lang) -> Option<String> {
    let sources: Vec<_> = c.lost.iter().map(|s| visible::text(s)).collect();
    let list = sources.join(", ");
    (!sources.is_empty()).then(|| phrase::DIFF_LOST.with(lang, &[("sources", &list)]))
}

/// What makes two scans less than comparable.
fn remarks(c: &Compared, lang: Lang) -> Vec<String> {
    let all = [
        (c.other_register, phrase::DIFF_REGISTER),
        (c.other_rules, phrase::DIFF_RULES),
        (c.other_scope, phrase::DIFF_SCOPE),
    ];
    let told = all.into_iter().filter(|(is, _)| *is);
    let told = told.map(|(_, p)| p.say(lang).into_owned());
    told.chain(lost(c, lang)).collect()
}

fn heading(became: Became, n: u64, lang: Lang) -> String {
    let plural = match became {
        Became::New => phrase::N_NEW,
        Became::Reopened => phrase::N_REOPENED,
        Became::Worse => phrase::N_WORSE,
        Became::Open => phrase::N_UNCHANGED,
        Became::Better => phrase::N_BETTER,
        Became::Unread => phrase::N_NOT_READ_AGAIN,
        Became::Fixed => phrase::N_FIXED,
        Became::Waived => phrase::N_WAIVED,
    };
    plural.count(lang, n)
}

fn title(g: &Change, lang: Lang) -> String {
    visible::text(lang.pick(&g.title.0, &g.title.1)).into_owned()
}

/// `Élevé 60, ≈ 84 personnes → Critique 80, ≈ 210 personnes`, and what else is to
/// be said.
fn told(g: &Change, lang: Lang) -> String {
    let weight = |w: Weight| {
        let level = gap_texts::level(w.level).say(lang);
        let persons = phrase::persons_of(lang, w.persons, w.at_most);
        let persons = persons.map_or_else(String::new, |p| format!(", {p}"));
        format!("{level} {}{persons}", w.score)
    };
    let mut out = match (g.before, g.after) {
        (Some(a), Some(b)) if a == b => weight(b),
        (Some(a), Some(b)) => format!("{} → {}", weight(a), weight(b)),
        (Some(one), None) | (None, Some(one)) => weight(one),
        (None, None) => String::new(),
    };
    if let Some(other) = &g.gathered {
        out += &format!(" · {}", phrase::SAME_AS.with(lang, &[("id", &other.0)]));
    }
    if g.unread.0 > 0 {
        let number = |n| figures::number(lang, n);
        let text = phrase::PLACES_NOT_READ.with(
            lang,
            &[("n", &number(g.unread.0)), ("all", &number(g.unread.1))],
        );
        out += &format!(" · {text}");
    }
    out
}
