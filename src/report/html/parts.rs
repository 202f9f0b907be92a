//! Small pieces that several sections share.

use super::markup::Markup;
use crate::reconcile::{Level, Mark};
use crate::report::text::{Phrase, gap, phrase};

/// The shapes of severities and marks, drawn once and used by reference. They
/// differ by shape, so that nothing depends on telling colours apart.
pub(super) const SYMBOLS: &str = concat!(
    "<svg class=\"defs\" aria-hidden=\"true\" focusable=\"false\"><defs>",
    "<symbol id=\"s4\" viewBox=\"0 0 16 16\"><path d=\"M8 1.2 15.2 14.6H.8Z\" fill=\"currentColor\"/></symbol>",
    "<symbol id=\"s3\" viewBox=\"0 0 16 16\"><path d=\"M8 .8 15.2 8 8 15.2.8 8Z\" fill=\"currentColor\"/></symbol>",
    "<symbol id=\"s2\" viewBox=\"0 0 16 16\"><circle cx=\"8\" cy=\"8\" r=\"5.2\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"3.6\"/></symbol>",
    "<symbol id=\"s1\" viewBox=\"0 0 16 16\"><circle cx=\"8\" cy=\"8\" r=\"5.4\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.6\"/></symbol>",
    "<symbol id=\"s0\" viewBox=\"0 0 16 16\"><path d=\"M2 8H14\" stroke=\"currentColor\" stroke-width=\"2.4\"/></symbol>",
    "<symbol id=\"mb\" viewBox=\"0 0 16 16\"><circle cx=\"8\" cy=\"8\" r=\"5.2\" fill=\"currentColor\"/></symbol>",
    "<symbol id=\"md\" viewBox=\"0 0 16 16\"><circle cx=\"8\" cy=\"8\" r=\"4.6\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.5\"/></symbol>",
    "<symbol id=\"mw\" viewBox=\"0 0 16 16\"><circle cx=\"8\" cy=\"8\" r=\"4.6\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.5\"/><circle cx=\"8\" cy=\"8\" r=\"1.7\" fill=\"currentColor\"/></symbol>",
    "<symbol id=\"mv\" viewBox=\"0 0 16 16\"><circle cx=\"8\" cy=\"8\" r=\"4.6\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.5\" stroke-dasharray=\"2.1 2.7\"/></symbol>",
    "<symbol id=\"mu\" viewBox=\"0 0 16 16\"><path d=\"M8 2 14 8 8 14 2 8Z\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.6\"/></symbol>",
    "<symbol id=\"mi\" viewBox=\"0 0 16 16\"><circle cx=\"8\" cy=\"8\" r=\"4.6\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.5\"/><path d=\"M8 3.4a4.6 4.6 0 0 1 0 9.2Z\" fill=\"currentColor\"/></symbol>",
    "<symbol id=\"mp\" viewBox=\"0 0 16 16\"><circle cx=\"4.6\" cy=\"8\" r=\"3.6\" fill=\"currentColor\"/><path d=\"M12 4.6 15.6 11.2H8.4Z\" fill=\"currentColor\"/></symbol>",
    "<symbol id=\"mf\" viewBox=\"0 0 16 16\"><path d=\"M8 1.8 14.8 14H1.2Z\" fill=\"currentColor\"/></symbol>",
    "</defs></svg>",
);

/// A drawing by reference that says nothing by itself.
pub(super) fn icon(m: &mut Markup, symbol: &'static str) {
    m.el("svg", &[("aria-hidden", "true")], |m| {
        m.el("use", &[("href", symbol)], |_| {});
    });
}

/// The same with a name for those who do not see it.
pub(super) fn named_icon(m: &mut Markup, symbol: &'static str, name: &str) {
    m.el("svg", &[("role", "img"), ("aria-label", name)], |m| {
        m.el("use", &[("href", symbol)], |_| {});
    });
}

/// Class of a level: its colour, and what the filter compares.
pub(super) const fn level_class(level: Level) -> &'static str {
    match level {
        Level::Critical => "l4",
        Level::High => "l3",
        Level::Medium => "l2",
        Level::Low => "l1",
        Level::Info => "l0",
    }
}

/// Symbol of a level.
pub(super) const fn level_symbol(level: Level) -> &'static str {
    match level {
        Level::Critical => "#s4",
        Level::High => "#s3",
        Level::Medium => "#s2",
        Level::Low => "#s1",
        Level::Info => "#s0",
    }
}

/// A level as shape and word.
pub(super) fn severity(m: &mut Markup, level: Level) {
    let class = format!("lv {}", level_class(level));
    m.el("span", &[("class", &class)], |m| {
        icon(m, level_symbol(level));
        m.say(gap::level(level));
    });
}

/// Symbol and name of a mark.
pub(super) const fn mark(mark: Mark) -> (&'static str, &'static str, Phrase) {
    match mark {
        Mark::DeclaredFound => ("b", "#mb", phrase::MARK_BOTH),
        Mark::DeclaredNotFound => ("d", "#md", phrase::MARK_DECLARED),
        Mark::DeclaredWeak => ("w", "#mw", phrase::MARK_WEAK),
        Mark::DeclaredNotScanned => ("v", "#mv", phrase::MARK_UNVERIFIED),
        Mark::FoundImplied => ("i", "#mi", phrase::MARK_IMPLIED),
        Mark::FoundPartly => ("p", "#mp", phrase::MARK_PARTLY),
        Mark::FoundUnclear => ("u", "#mu", phrase::MARK_UNCLEAR),
        Mark::FoundNotDeclared => ("f", "#mf", phrase::MARK_FOUND),
    }
}

/// The heads of a table's columns.
pub(super) fn columns(m: &mut Markup, names: &[Phrase]) {
    m.el("thead", &[], |m| {
        m.el("tr", &[], |m| {
            for name in names {
                m.el_say("th", &[("scope", "col")], *name);
            }
        });
    });
}

/// A wide table in a box that scrolls by itself, so that the page never does.
pub(super) fn scrolling(m: &mut Markup, name: Phrase, inside: impl FnOnce(&mut Markup)) {
    let name = name.say(m.lang());
    let attributes = [
        ("class", "scroll"),
        ("role", "region"),
        ("tabindex", "0"),
        ("aria-label", name.as_ref()),
    ];
    m.el("p", &[("class", "cue"), ("aria-hidden", "true")], |m| {
        m.say(phrase::SCROLL_CUE)
    });
    m.el("div", &attributes, inside);
}
