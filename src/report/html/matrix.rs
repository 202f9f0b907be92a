//! Le registre face à la réalité: activities by categories, and below them what
//! stands outside the register.

use super::markup::Markup;
use super::parts;
use crate::model::Category;
use crate::report::gaps::GapView;
use crate::report::matrix::columns;
use crate::report::text::{Phrase, phrase};
use crate::report::value::Comparison;
use crate::report::{Mark, MatrixRow, Report};

pub(super) fn write(m: &mut Markup, r: &Report) {
    let Some(c) = &r.comparison else {
        return;
    };
    let columns = columns(&c.matrix);
    if columns.is_empty() {
        m.el_say("p", &[], phrase::NO_MATRIX);
        return;
    }
    m.el_say("p", &[("class", "lead")], phrase::MATRIX_LEAD);
    legend(m, &c.matrix);
    parts::scrolling(m, phrase::MATRIX_CAPTION, |m| {
        m.el("table", &[("class", "grid marks")], |m| {
            m.el_say("caption", &[("class", "vh")], phrase::MATRIX_CAPTION);
            head(m, &columns, &[phrase::ACTIVITY]);
            body(m, c, &columns);
        });
    });
}

fn legend(m: &mut Markup, rows: &[MatrixRow]) {
    let all = [
        Mark::Both,
        Mark::DeclaredOnly,
        Mark::Unverified,
        Mark::Unclear,
        Mark::FoundOnly,
    ];
    let used = |mark: &Mark| rows.iter().flat_map(|r| &r.cells).any(|(_, m)| m == mark);
    m.el("ul", &[("class", "key")], |m| {
        for mark in all.iter().filter(|m| used(m)) {
            let (class, symbol, name) = parts::mark(*mark);
            m.el("li", &[("class", class)], |m| {
                parts::icon(m, symbol);
                m.say(name);
            });
        }
    });
}

/// Column heads: those before the categories, ordinary categories, then NIR and
/// sensitive ones.
pub(super) fn head(m: &mut Markup, columns: &[Category], before: &[Phrase]) {
    let lang = m.lang();
    let special = columns.iter().filter(|c| c.is_special()).count();
    let groups = [
        ("", columns.len() - special, phrase::ORDINARY),
        ("sens", special, phrase::SENSITIVE),
    ];
    m.el("thead", &[], |m| {
        m.el("tr", &[], |m| {
            before.iter().for_each(|_| m.raw("<td></td>"));
            for (class, n, name) in groups.into_iter().filter(|g| g.1 > 0) {
                let attributes = [
                    ("scope", "colgroup"),
                    ("colspan", &*n.to_string()),
                    ("class", if class.is_empty() { "grp" } else { "grp sens" }),
                ];
                m.el_say("th", &attributes, name);
            }
        });
        m.el("tr", &[], |m| {
            for name in before {
                m.el_say("th", &[("scope", "col"), ("class", "corner")], *name);
            }
            for c in columns {
                let class = if c.is_special() { "cat sens" } else { "cat" };
                m.el_text(
                    "th",
                    &[("scope", "col"), ("class", class)],
                    lang.category(*c),
                );
            }
        });
    });
}

fn body(m: &mut Markup, c: &Comparison, columns: &[Category]) {
    let (inside, outside): (Vec<_>, Vec<_>) = c.matrix.iter().partition(|r| r.in_register);
    m.el("tbody", &[], |m| {
        inside.iter().for_each(|row| line(m, row, columns, &c.gaps));
    });
    if outside.is_empty() {
        return;
    }
    let width = (columns.len() + 1).to_string();
    m.el("tbody", &[("class", "out")], |m| {
        m.el("tr", &[], |m| {
            let attributes = [
                ("scope", "rowgroup"),
                ("colspan", &*width),
                ("class", "sep"),
            ];
            m.el_say("th", &attributes, phrase::OUTSIDE_REGISTER);
        });
        outside
            .iter()
            .for_each(|row| line(m, row, columns, &c.gaps));
    });
}

fn line(m: &mut Markup, row: &MatrixRow, columns: &[Category], gaps: &[GapView]) {
    m.raw("\n");
    m.el("tr", &[], |m| {
        m.el_text("th", &[("scope", "row")], &row.label);
        for category in columns {
            let Some(mark) = row.mark(*category) else {
                m.raw("<td></td>");
                continue;
            };
            let (class, symbol, name) = parts::mark(mark);
            let name = name.say(m.lang());
            m.el("td", &[("class", class)], |m| {
                match gap_of(row, *category, gaps) {
                    Some(id) if mark == Mark::FoundOnly || mark == Mark::Unclear => {
                        let name = format!("{name}, {id}");
                        m.el("a", &[("href", &format!("#{id}"))], |m| {
                            parts::named_icon(m, symbol, &name)
                        });
                    }
                    _ => parts::named_icon(m, symbol, &name),
                }
            });
        }
    });
}

/// The gravest gap that speaks of this cell.
fn gap_of<'a>(row: &MatrixRow, category: Category, gaps: &'a [GapView]) -> Option<&'a str> {
    let same_row = |g: &&GapView| match &g.gap.activity {
        Some((_, name)) if row.in_register => *name == row.label,
        None if !row.in_register => g.gap.cluster == row.label,
        _ => false,
    };
    let mut here = gaps.iter().filter(same_row);
    let found = here.find(|g| g.gap.items.iter().any(|d| d.category() == category));
    found.map(|g| g.gap.id.0.as_str())
}
