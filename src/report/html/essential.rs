//! L'essentiel: one sentence, three figures, what was read and what was not, and
//! what to look at first.

use super::markup::Markup;
use super::parts;
use crate::reconcile::{Code, Level};
use crate::report::Report;
use crate::report::diff;
use crate::report::gaps::{GapView, by_level};
use crate::report::matrix;
use crate::report::persons::Persons;
use crate::report::text::{figures, gap as gap_texts, phrase, reason, typeset};
use crate::report::value::Comparison;

/// Gaps in the ordered list; the section on gaps has them all.
const LISTED: usize = 12;

pub(super) fn write(m: &mut Markup, r: &Report) {
    if r.scan.interrupted {
        m.el("p", &[("class", "warn")], |m| m.say(phrase::INTERRUPTED));
    }
    if !r.empty.is_empty() {
        let text = phrase::EMPTY_SOURCES.with(m.lang(), &[("sources", &r.empty.join(", "))]);
        m.el_text("p", &[("class", "warn")], &text);
    }
    m.el("div", &[("class", "ess")], |m| {
        m.el("div", &[], |m| {
            sentence(m, r);
            if let Some(compared) = &r.compared {
                m.el_text("p", &[], &diff::sentence(compared, m.lang()));
            }
            figures_line(m, r);
            coverage(m, r);
            // beside a list of gaps there is room for what was found
            if r.comparison.as_ref().is_some_and(|c| !c.gaps.is_empty()) {
                found(m, r);
            }
        });
        m.el("div", &[], |m| match &r.comparison {
            Some(c) if !c.gaps.is_empty() => to_do(m, c),
            Some(_) => found(m, r),
            None => {
                invitation(m);
                found(m, r);
            }
        });
    });
}

fn sentence(m: &mut Markup, r: &Report) {
    let lang = m.lang();
    m.el("p", &[("class", "big")], |m| match &r.comparison {
        _ if r.totals.items == 0 => m.say(phrase::SENTENCE_EMPTY),
        _ if r.totals.complete + r.totals.partial == 0 => m.say(phrase::SENTENCE_UNREAD),
        None if r.volume().1 == 0 => {
            m.say(phrase::SENTENCE_NOTHING);
            not_wholly_read(m, r);
        }
        None => {
            let sorts = r.found.iter().filter(|f| f.count > 0).count() as u64;
            let text = phrase::SENTENCE_INVENTORY.with(
                lang,
                &[
                    ("sorts", &phrase::N_SORTS.count(lang, sorts)),
                    ("places", &phrase::N_ITEMS.count(lang, r.volume().0)),
                ],
            );
            m.text(&text);
        }
        Some(c) if c.differences().next().is_none() && c.set_aside() > 0 => {
            m.count(phrase::SENTENCE_SET_ASIDE, c.set_aside());
            not_wholly_read(m, r);
        }
        Some(c) if c.differences().next().is_none() => {
            m.say(phrase::SENTENCE_NO_GAP);
            not_wholly_read(m, r);
        }
        Some(c) => {
            m.count(phrase::SENTENCE_GAPS, c.differences().count() as u64);
            gravest(m, c);
        }
    });
}

/// Said wherever nothing was found: only what was wholly read can be clean.
fn not_wholly_read(m: &mut Markup, r: &Report) {
    let unread = r.totals.partial + r.totals.not_scanned;
    if unread > 0 {
        m.text(" ");
        m.count(phrase::NOT_WHOLLY_READ, unread);
    }
}

/// "2 sont critiques.", where the gravest gaps are at least of high severity.
fn gravest(m: &mut Markup, c: &Comparison) {
    let by_level = by_level(c.differences());
    let Some((level, n)) = by_level.first() else {
        return;
    };
    let plural = match level {
        Level::Critical => phrase::OF_WHICH_CRITICAL,
        Level::High => phrase::OF_WHICH_HIGH,
        Level::Medium | Level::Low | Level::Info => return,
    };
    m.text(" ");
    m.el("strong", &[("class", parts::level_class(*level))], |m| {
        m.count(plural, *n);
    });
}

fn figures_line(m: &mut Markup, r: &Report) {
    m.el("dl", &[("class", "kpi")], |m| match &r.comparison {
        Some(c) => figures_of_gaps(m, c),
        None => figures_of_data(m, r),
    });
}

fn figures_of_gaps(m: &mut Markup, c: &Comparison) {
    let lang = m.lang();
    let number = |n| figures::number(lang, n);
    let beside = [
        (phrase::N_NOT_INSPECTED, c.not_inspected()),
        (phrase::N_WAIVED, c.set_aside()),
    ];
    let beside = beside.into_iter().filter(|(_, n)| *n > 0);
    let notes: Vec<String> = beside.map(|(p, n)| p.count(lang, n)).collect();
    let note = (!notes.is_empty()).then(|| notes.join(", "));
    let open = c.differences().count() as u64;
    figure(m, phrase::OPEN_GAPS, &number(open), note);
    persons(m, c.persons);
    let (found, all) = matrix::confirmed(&c.matrix);
    let value = format!("{} / {}", number(found), number(all));
    let note = phrase::CONFIRMED_NOTE.say(lang).into_owned();
    figure(m, phrase::ACTIVITIES_CONFIRMED, &value, Some(note));
}

fn figures_of_data(m: &mut Markup, r: &Report) {
    let lang = m.lang();
    let (places, values) = r.volume();
    let (places, values) = (figures::number(lang, places), figures::number(lang, values));
    figure(m, phrase::VALUES_FOUND, &values, None);
    figure(m, phrase::PLACES_CONCERNED, &places, None);
    persons(m, r.persons);
}

fn persons(m: &mut Markup, n: Option<Persons>) {
    let lang = m.lang();
    let estimate = |n| figures::estimate(lang, n);
    let (value, note) = match n {
        Some(n) if n.is_open() => (
            phrase::AT_LEAST.with(lang, &[("n", &estimate(n.low))]),
            Some(phrase::PERSONS_RANGE.with(lang, &[("high", &estimate(n.high))])),
        ),
        Some(n) => (
            estimate(n.low),
            Some(phrase::BY_IDENTIFIERS.say(lang).into_owned()),
        ),
        None => (phrase::NOT_ESTIMATED.say(lang).into_owned(), None),
    };
    figure(m, phrase::PERSONS_CONCERNED, &value, note);
}

fn figure(m: &mut Markup, name: crate::report::text::Phrase, value: &str, note: Option<String>) {
    m.el("div", &[], |m| {
        m.el_say("dt", &[], name);
        m.el("dd", &[], |m| {
            m.el_text("b", &[], value);
            if let Some(note) = note {
                m.el_text("small", &[], &note);
            }
        });
    });
}

/// What was read and not read, as a bar and in words.
fn coverage(m: &mut Markup, r: &Report) {
    let lang = m.lang();
    let t = r.totals;
    m.el("div", &[("class", "cov")], |m| {
        m.el_say("h3", &[], phrase::WHAT_WAS_READ);
        let text = phrase::READ_SENTENCE.with(
            lang,
            &[
                ("items", &phrase::N_ITEMS.count(lang, t.items)),
                (
                    "sources",
                    &phrase::N_SOURCES.count(lang, r.scan.sources.len() as u64),
                ),
                ("bytes", &figures::bytes(lang, t.bytes)),
            ],
        );
        m.el_text("p", &[], &text);
        let parts = [
            ("full", phrase::READ_WHOLLY, t.complete),
            ("part", phrase::READ_PARTLY, t.partial),
            ("none", phrase::N_UNREAD, t.not_scanned),
        ];
        bar(m, &parts.map(|(class, _, n)| (class, n)), t.items);
        m.el("ul", &[("class", "legend")], |m| {
            for (class, name, n) in parts {
                m.el("li", &[("class", class)], |m| {
                    let said = name.count(lang, n);
                    let (number, what) = said.split_once(' ').unwrap_or((&said, ""));
                    m.el_text("b", &[], number);
                    m.text(&format!(" {what}"));
                    m.text(&format!(" ({})", figures::share(lang, n, t.items)));
                });
            }
        });
        if !r.unread.is_empty() {
            main_reasons(m, r);
        }
    });
}

fn main_reasons(m: &mut Markup, r: &Report) {
    let lang = m.lang();
    let named = r.unread.iter().take(4).map(|u| {
        let title = u.reason.map_or(reason::NONE_GIVEN, reason::of).title;
        format!("{} ({})", title.say(lang), figures::number(lang, u.total()))
    });
    let text = named.collect::<Vec<_>>().join(", ");
    m.el("p", &[("class", "why")], |m| {
        m.text(&text);
        m.text(". ");
        m.el_say("a", &[("href", "#non-lu")], phrase::SEE_UNREAD);
    });
}

/// A bar of three parts; every part that exists is wide enough to be seen.
fn bar(m: &mut Markup, parts: &[(&'static str, u64); 3], all: u64) {
    let attributes = [
        ("class", "bar"),
        ("viewBox", "0 0 1000 12"),
        ("preserveAspectRatio", "none"),
        ("aria-hidden", "true"),
    ];
    m.el("svg", &attributes, |m| {
        let widths = widths(parts.map(|(_, n)| n), all);
        let mut x = 0;
        for ((class, _), width) in parts.iter().zip(widths) {
            let (left, wide) = (x.to_string(), width.to_string());
            if width > 0 {
                m.el(
                    "rect",
                    &[
                        ("class", class),
                        ("x", &left),
                        ("width", &wide),
                        ("height", "12"),
                    ],
                    |_| {},
                );
            }
            x += width;
        }
    });
}

/// Thousandths of the bar; what is not zero gets at least eight.
fn widths(parts: [u64; 3], all: u64) -> [u64; 3] {
    let share = |n: u64| (u128::from(n) * 1000 / u128::from(all.max(1))) as u64;
    let mut widths = parts.map(|n| if n > 0 { share(n).max(8) } else { 0 });
    // the widest part pays for the others' minimum
    let widest = (0..3).max_by_key(|i| widths[*i]).unwrap_or(0);
    let others: u64 = (0..3).filter(|i| *i != widest).map(|i| widths[i]).sum();
    if widths[widest] > 0 {
        widths[widest] = 1000 - others;
    }
    widths
}

/// The gaps in order, each a link to its card.
fn to_do(m: &mut Markup, c: &Comparison) {
    m.el_say("h3", &[], phrase::TO_LOOK_AT);
    m.el("ol", &[("class", "todo")], |m| {
        for g in c.gaps.iter().take(LISTED) {
            m.el("li", &[], |m| to_do_line(m, g));
        }
    });
    let rest = c.gaps.get(LISTED..).unwrap_or_default();
    if rest.is_empty() {
        return;
    }
    // what was not inspected is no gap
    let points = rest.iter().filter(|g| g.gap.code == Code::G15).count();
    let gaps = rest.len() - points;
    m.el("p", &[("class", "more")], |m| {
        m.el("a", &[("href", "#ecarts")], |m| {
            if gaps > 0 {
                m.count(phrase::N_MORE, gaps as u64);
            }
            if gaps > 0 && points > 0 {
                m.text(", ");
            }
            if points > 0 {
                m.count(phrase::N_NOT_INSPECTED, points as u64);
            }
        });
    });
}

fn to_do_line(m: &mut Markup, g: &GapView) {
    let lang = m.lang();
    let level = g.gap.severity.level;
    let class = format!("lv {}", parts::level_class(level));
    m.el("a", &[("href", &format!("#{}", g.gap.id.0))], |m| {
        m.el("span", &[("class", &class)], |m| {
            let name = gap_texts::level(level).say(lang);
            parts::named_icon(m, parts::level_symbol(level), &name);
        });
        m.el("span", &[("class", "t")], |m| {
            m.text(&typeset(lang, lang.pick(&g.gap.title_fr, &g.gap.title_en)));
        });
        if let Some(n) = phrase::persons_of(lang, g.gap.persons, g.gap.at_most) {
            m.el_text("span", &[("class", "p")], &n);
        }
    });
}

/// Without a register there are no gaps: how to get them.
fn invitation(m: &mut Markup) {
    m.el("div", &[("class", "invite")], |m| {
        m.el_say("h3", &[], phrase::NO_REGISTER);
        m.el_say("p", &[], phrase::NO_REGISTER_WHY);
        m.raw("<p><code>limier scan … --register register.yaml</code></p>");
    });
}

/// What was found, by kind of data.
fn found(m: &mut Markup, r: &Report) {
    let lang = m.lang();
    if r.volume().1 == 0 {
        return;
    }
    m.el_say("h3", &[], phrase::WHAT_WAS_FOUND);
    m.el("table", &[("class", "list")], |m| {
        m.el("thead", &[], |m| {
            m.el("tr", &[], |m| {
                m.el_say("th", &[("scope", "col")], phrase::DATUM);
                m.el_say("th", &[("scope", "col"), ("class", "n")], phrase::VALUES);
                m.el_say("th", &[("scope", "col"), ("class", "n")], phrase::PLACES);
            });
        });
        m.el("tbody", &[], |m| {
            for f in r.found.iter().filter(|f| f.count > 0) {
                m.el("tr", &[], |m| {
                    m.el_text("th", &[("scope", "row")], lang.datum(f.datum));
                    m.el_text("td", &[("class", "n")], &figures::number(lang, f.count));
                    m.el_text("td", &[("class", "n")], &figures::number(lang, f.places));
                });
            }
        });
    });
}
