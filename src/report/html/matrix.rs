//! Le registre face à la réalité: activities by categories, below them what
//! stands outside the register, and what the register leaves vague.

use super::markup::Markup;
use super::parts;
use crate::model::Category;
use crate::reconcile::{Mark, Matrix, Note, Row, Subject, Warning};
use crate::register::Status;
use crate::report::Report;
use crate::report::gaps::GapView;
use crate::report::matrix::{gap_of, is_declared};
use crate::report::text::{Phrase, phrase, typeset};
use crate::report::value::Comparison;

/// Notes that are listed.
const NOTES: usize = 40;

pub(super) fn write(m: &mut Markup, r: &Report) {
    let Some(c) = &r.comparison else {
        return;
    };
    let columns = c.matrix.categories();
    if columns.is_empty() {
        m.el_say("p", &[], phrase::NO_MATRIX);
        warnings(m, &c.warnings);
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
    if !c.notes.is_empty() {
        notes(m, &c.notes);
    }
    warnings(m, &c.warnings);
}

fn legend(m: &mut Markup, matrix: &Matrix) {
    let all = [
        Mark::DeclaredFound,
        Mark::FoundPartly,
        Mark::FoundImplied,
        Mark::DeclaredWeak,
        Mark::DeclaredNotFound,
        Mark::DeclaredNotScanned,
        Mark::FoundUnclear,
        Mark::FoundNotDeclared,
    ];
    let cells = || matrix.rows.iter().flat_map(|r| r.cells.values());
    let used = |mark: &Mark| cells().any(|c| c.mark == *mark);
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
        ("grp", columns.len() - special, phrase::ORDINARY),
        ("grp sens", special, phrase::SENSITIVE),
    ];
    m.el("thead", &[], |m| {
        m.el("tr", &[], |m| {
            before.iter().for_each(|_| m.raw("<td></td>"));
            for (class, n, name) in groups.into_iter().filter(|g| g.1 > 0) {
                let n = n.to_string();
                let attributes = [("scope", "colgroup"), ("colspan", &*n), ("class", class)];
                m.el_say("th", &attributes, name);
            }
        });
        m.el("tr", &[], |m| {
            for name in before {
                m.el_say("th", &[("scope", "col"), ("class", "corner")], *name);
            }
            for c in columns {
                let class = if c.is_special() { "cat sens" } else { "cat" };
                let attributes = [("scope", "col"), ("class", class)];
                m.el_text("th", &attributes, lang.category(*c));
            }
        });
    });
}

fn body(m: &mut Markup, c: &Comparison, columns: &[Category]) {
    let (inside, outside): (Vec<_>, Vec<_>) = c.matrix.rows.iter().partition(|r| is_declared(r));
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

fn line(m: &mut Markup, row: &Row, columns: &[Category], gaps: &[GapView]) {
    m.raw("\n");
    m.el("tr", &[], |m| {
        m.el("th", &[("scope", "row")], |m| subject(m, &row.subject));
        for category in columns {
            match row.cells.get(category) {
                Some(cell) => mark(m, cell.mark, gap_of(row, *category, gaps)),
                None => m.raw("<td></td>"),
            }
        }
    });
}

fn subject(m: &mut Markup, subject: &Subject) {
    match subject {
        Subject::Cluster { fr, en, .. } => {
            let name = m.lang().pick(fr, en);
            m.text(name);
        }
        Subject::Activity { name, status, .. } => {
            m.text(name);
            let status = match status {
                Status::Active => return,
                Status::Draft => phrase::DRAFT,
                Status::Archived => phrase::ARCHIVED,
            };
            m.text(" ");
            m.el_say("small", &[], status);
        }
    }
}

/// One mark; what was found without being declared leads to its gap.
fn mark(m: &mut Markup, mark: Mark, gap: Option<&str>) {
    let (class, symbol, name) = parts::mark(mark);
    let name = name.say(m.lang());
    let linked = matches!(
        mark,
        Mark::FoundNotDeclared | Mark::FoundPartly | Mark::FoundUnclear
    );
    m.el("td", &[("class", class)], |m| {
        match gap.filter(|_| linked) {
            Some(id) => {
                let name = format!("{name}, {id}");
                m.el("a", &[("href", &format!("#{id}"))], |m| {
                    parts::named_icon(m, symbol, &name);
                });
            }
            None => parts::named_icon(m, symbol, &name),
        }
    });
}

/// Lines of the register that could not count: all of them, so that nobody
/// believes that they did.
fn warnings(m: &mut Markup, all: &[Warning]) {
    if all.is_empty() {
        return;
    }
    let lang = m.lang();
    m.el_say("h3", &[], phrase::WARNINGS);
    m.el("ul", &[("class", "paths")], |m| {
        for w in all {
            m.el("li", &[], |m| {
                m.text(&typeset(lang, lang.pick(&w.text.fr, &w.text.en)));
                m.text(" ");
                m.el_text("small", &[], &w.source);
            });
        }
    });
}

/// What makes no gap and still asks for a look at the register.
fn notes(m: &mut Markup, notes: &[Note]) {
    let lang = m.lang();
    m.el_say("h3", &[], phrase::NOTES);
    m.el("ul", &[("class", "paths")], |m| {
        for note in notes.iter().take(NOTES) {
            m.el("li", &[], |m| {
                m.text(&typeset(lang, lang.pick(&note.text.fr, &note.text.en)));
                if let Some(quote) = &note.register {
                    m.text(" ");
                    m.el_text("small", &[], &quote.source);
                }
            });
        }
        if notes.len() > NOTES {
            m.el("li", &[], |m| {
                m.count(phrase::N_OTHERS, (notes.len() - NOTES) as u64);
            });
        }
    });
}
