//! Où se trouvent les données: places by categories, with the numbers.

use super::markup::Markup;
use super::{matrix, parts};
use crate::model::Category;
use crate::report::Report;
use crate::report::heat::{Extent, HeatRow};
use crate::report::text::{figures, phrase};
use crate::report::visible;

/// Characters of a place's name before its middle gives way.
const LONG: usize = 120;
/// Kinds of data that are named for one item.
const KINDS: usize = 6;

pub(super) fn write(m: &mut Markup, r: &Report) {
    let heat = &r.heat;
    if heat.rows.is_empty() {
        m.el_say("p", &[], phrase::FOUND_NOTHING);
        return;
    }
    m.el_say("p", &[("class", "lead")], phrase::PLACES_LEAD);
    let peak = heat.peak();
    parts::scrolling(m, phrase::PLACES_CAPTION, |m| {
        m.el("table", &[("class", "grid heat")], |m| {
            m.el_say("caption", &[("class", "vh")], phrase::PLACES_CAPTION);
            matrix::head(m, &heat.columns, &[phrase::PLACE, phrase::PLACES]);
            m.el("tbody", &[], |m| {
                heat.rows
                    .iter()
                    .for_each(|row| line(m, row, &heat.columns, peak));
            });
            m.el("tfoot", &[], |m| {
                m.el("tr", &[], |m| {
                    m.el_say("th", &[("scope", "row")], phrase::TOTAL);
                    let items = heat.rows.iter().map(|row| row.items).sum();
                    m.el_text(
                        "td",
                        &[("class", "items")],
                        &figures::number(m.lang(), items),
                    );
                    for c in &heat.columns {
                        let n = heat.totals.get(c).copied().unwrap_or(0);
                        m.el_text("td", &[], &figures::number(m.lang(), n));
                    }
                });
            });
        });
    });
    weak(m, r);
    foremost(m, r);
}

/// The items to look at first: open where there are no gaps to tell it.
fn foremost(m: &mut Markup, r: &Report) {
    if r.comparison.is_none() {
        m.el_say("h3", &[], phrase::FOREMOST);
        holders(m, r);
        return;
    }
    m.el("details", &[], |m| {
        m.el_say("summary", &[], phrase::FOREMOST);
        holders(m, r);
    });
}

fn holders(m: &mut Markup, r: &Report) {
    let lang = m.lang();
    m.el("ul", &[("class", "paths")], |m| {
        for h in &r.foremost {
            let data = h.data.iter().take(KINDS);
            let mut list: Vec<String> = data
                .map(|(d, n)| format!("{} {}", lang.datum(*d), figures::number(lang, *n)))
                .collect();
            if h.data.len() > KINDS {
                list.push(phrase::N_OTHERS.count(lang, (h.data.len() - KINDS) as u64));
            }
            m.el("li", &[], |m| {
                m.el_text("code", &[], &visible::shorten(&h.label, LONG));
                m.text(" ");
                m.el_text("small", &[], &list.join(" · "));
            });
        }
    });
}

fn line(m: &mut Markup, row: &HeatRow, columns: &[Category], peak: u64) {
    let lang = m.lang();
    m.raw("\n");
    m.el("tr", &[], |m| {
        m.el("th", &[("scope", "row")], |m| {
            m.el_text("code", &[], &visible::shorten(&row.label, LONG));
            match row.extent {
                Extent::Whole => {}
                Extent::Direct => {
                    m.text(" ");
                    m.el_say("small", &[], phrase::DIRECTLY);
                }
                Extent::Others(n) => {
                    m.text(" ");
                    m.el("small", &[], |m| m.count(phrase::N_OTHER_FOLDERS, n));
                }
            }
        });
        m.el_text(
            "td",
            &[("class", "items")],
            &figures::number(lang, row.items),
        );
        for c in columns {
            match row.counts.get(c) {
                Some(n) => {
                    let class = shade(*c, *n, peak);
                    m.el_text("td", &[("class", class)], &figures::number(lang, *n));
                }
                None => m.raw("<td></td>"),
            }
        }
    });
}

/// One of six shades on a logarithmic scale: counts span several powers of ten.
fn shade(category: Category, n: u64, peak: u64) -> &'static str {
    const ORDINARY: [&str; 6] = ["h0", "h1", "h2", "h3", "h4", "h5"];
    const SPECIAL: [&str; 6] = ["h0 s", "h1 s", "h2 s", "h3 s", "h4 s", "h5 s"];
    let scale = u64::from(peak.max(2).ilog2()).max(1);
    let step = (u64::from(n.max(1).ilog2()) * 6 / (scale + 1)).min(5) as usize;
    if category.is_special() {
        SPECIAL[step]
    } else {
        ORDINARY[step]
    }
}

/// Hints too weak to be counted: said, so that nothing is hidden.
fn weak(m: &mut Markup, r: &Report) {
    let lang = m.lang();
    let hints: Vec<String> = r
        .found
        .iter()
        .filter(|f| f.weak_places > 0)
        .map(|f| {
            format!(
                "{} ({})",
                lang.datum(f.datum),
                figures::number(lang, f.weak_places)
            )
        })
        .collect();
    if hints.is_empty() {
        return;
    }
    m.el("p", &[("class", "note")], |m| {
        m.say(phrase::WEAK_HINTS);
        m.text(&hints.join(", "));
        m.text(".");
    });
}
