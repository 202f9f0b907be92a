//! Écarts: the filter, the cards (grouped by activity when there are many), what
//! was set aside, and the form for decisions.

use super::markup::Markup;
use super::{GROUP_FROM, card, parts};
use crate::decision::Verdict;
use crate::reconcile::{Code, Gap};
use crate::report::Report;
use crate::report::gaps::{GapView, by_level};
use crate::report::text::{Phrase, figures, gap as gap_texts, phrase, typeset};
use crate::report::value::Comparison;

/// Folded places of all cards together: what keeps fifty gaps below 300 KB. The
/// JSON report has every place.
const FOLDED: usize = 700;

pub(super) fn write(m: &mut Markup, r: &Report) {
    let Some(c) = &r.comparison else {
        return;
    };
    if c.gaps.is_empty() && r.totals.items == 0 {
        m.el_say("p", &[], phrase::SENTENCE_EMPTY);
    } else if c.gaps.is_empty() && c.set_aside() > 0 {
        m.el("p", &[], |m| {
            m.count(phrase::SENTENCE_SET_ASIDE, c.set_aside());
        });
    } else if c.gaps.is_empty() {
        m.el_say("p", &[], phrase::SENTENCE_NO_GAP);
    } else {
        tools(m, c);
        let folded = (FOLDED / c.gaps.len()).clamp(4, 100);
        if c.gaps.len() < GROUP_FROM {
            c.gaps.iter().for_each(|g| card::write(m, g, "h3", folded));
        } else {
            groups(m, &c.gaps, folded);
        }
    }
    if !c.waived.is_empty() {
        waived(m, &c.waived);
    }
}

/// The filter and the button to save decisions: shown by the script only.
fn tools(m: &mut Markup, c: &Comparison) {
    let attributes = [("class", "tools"), ("id", "tools"), ("hidden", "")];
    m.el("div", &attributes, |m| {
        m.el("label", &[], |m| {
            m.say(phrase::FILTER);
            m.text(" ");
            m.el("select", &[("id", "filter")], |m| levels(m, c));
        });
        m.el("label", &[], |m| {
            m.say(phrase::SEARCH);
            m.text(" ");
            m.empty("input", &[("id", "search"), ("type", "search")]);
        });
        status(m);
        let attributes = [("id", "save"), ("type", "button"), ("disabled", "")];
        m.el_say("button", &attributes, phrase::SAVE);
        m.el_say("p", &[("class", "save-why")], phrase::SAVE_WHY);
    });
}

/// The choices of the filter.
fn levels(m: &mut Markup, c: &Comparison) {
    let lang = m.lang();
    m.el_say("option", &[("value", "")], phrase::EVERY_LEVEL);
    for (level, n) in by_level(&c.gaps) {
        let name = gap_texts::level(level).say(lang);
        let name = format!("{name} ({})", figures::number(lang, n));
        m.el_text("option", &[("value", parts::level_class(level))], &name);
    }
}

/// Where the script says what it did; its sentences come from the catalogue.
fn status(m: &mut Markup) {
    let say = |p: Phrase| p.say(m.lang());
    let attributes = [
        ("id", "status"),
        ("role", "status"),
        ("data-decided", &*say(phrase::DECIDED)),
        ("data-shown", &*say(phrase::SHOWN)),
        ("data-missing", &*say(phrase::FIELDS_MISSING)),
        ("data-saved", &*say(phrase::SAVED)),
        ("data-head", &*say(phrase::DECISIONS_HEAD)),
    ];
    m.el("p", &attributes, |_| {});
}

/// What a group of cards has in common.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Group<'a> {
    Activity(&'a str),
    OutsideRegister,
    NotInspected,
}

impl<'a> Group<'a> {
    fn of(gap: &'a Gap) -> Self {
        match &gap.activity {
            Some((_, name)) => Self::Activity(name),
            None if gap.code == Code::G15 => Self::NotInspected,
            None => Self::OutsideRegister,
        }
    }
}

/// Groups of one activity each, in the order of their gravest gap.
fn groups(m: &mut Markup, gaps: &[GapView], folded: usize) {
    let mut groups: Vec<(Group<'_>, Vec<&GapView>)> = Vec::new();
    for g in gaps {
        let group = Group::of(&g.gap);
        match groups.iter_mut().find(|(known, _)| *known == group) {
            Some((_, of)) => of.push(g),
            None => groups.push((group, vec![g])),
        }
    }
    for (group, of) in groups {
        m.el("div", &[("class", "group")], |m| {
            m.el("h3", &[("class", "act")], |m| {
                match group {
                    Group::Activity(name) => m.text(name),
                    Group::OutsideRegister => m.say(phrase::OUTSIDE_REGISTER),
                    Group::NotInspected => m.say(gap_texts::of(Code::G15).title),
                }
                m.text(" ");
                m.el("small", &[], |m| m.count(phrase::N_GAPS, of.len() as u64));
            });
            of.iter().for_each(|g| card::write(m, g, "h4", folded));
        });
    }
}

fn waived(m: &mut Markup, gaps: &[GapView]) {
    let lang = m.lang();
    m.el("details", &[("class", "waived")], |m| {
        m.el("summary", &[], |m| {
            let points = gaps.iter().filter(|g| g.gap.code == Code::G15).count() as u64;
            let differences = gaps.len() as u64 - points;
            if differences > 0 {
                m.count(phrase::N_WAIVED, differences);
            }
            if differences > 0 && points > 0 {
                m.text(", ");
            }
            if points > 0 {
                m.count(phrase::N_NOT_INSPECTED, points);
            }
        });
        m.el("ul", &[], |m| {
            for g in gaps {
                m.el("li", &[("id", &g.gap.id.0)], |m| {
                    m.el_text("b", &[], &g.gap.id.0);
                    m.text(" ");
                    m.text(&typeset(lang, lang.pick(&g.gap.title_fr, &g.gap.title_en)));
                    m.say(phrase::COLON);
                    let decided = g.gap.decided.as_ref().map(|d| d.verdict);
                    if decided == Some(Verdict::FalsePositive) {
                        m.say(phrase::FALSE_POSITIVE);
                        m.say(phrase::COLON);
                    }
                    m.text(g.gap.waived.as_deref().unwrap_or_default());
                });
            }
        });
    });
}

/// The decision form; the script copies it into each card.
pub(super) fn template(m: &mut Markup) {
    let choices = [
        ("declare", phrase::DECLARE),
        ("delete", phrase::DELETE),
        ("accept", phrase::ACCEPT),
        ("false_positive", phrase::FALSE_POSITIVE),
    ];
    m.el("template", &[("id", "decision")], |m| {
        m.el("details", &[], |m| {
            m.el("summary", &[], |m| {
                m.say(phrase::DECISION);
                m.el("span", &[("class", "chosen")], |_| {});
            });
            m.el("fieldset", &[], |m| {
                m.el_say("legend", &[("class", "vh")], phrase::DECISION);
                for (value, name) in choices {
                    m.el("label", &[], |m| {
                        m.empty("input", &[("type", "radio"), ("value", value)]);
                        m.text(" ");
                        m.el_say("span", &[], name);
                    });
                }
                field(m, phrase::UNTIL, "date", "expires");
                field(m, phrase::OWNER, "text", "owner");
                field(m, phrase::REASON, "text", "reason");
            });
        });
    });
}

fn field(m: &mut Markup, name: Phrase, kind: &str, key: &str) {
    m.el(
        "label",
        &[("class", if kind == "text" { "wide" } else { "" })],
        |m| {
            m.say(name);
            m.text(" ");
            m.empty("input", &[("type", kind), ("data-key", key)]);
        },
    );
}
