//! Ce qui n'a pas été lu: every reason with its count, what it means, its cure
//! and the items.

use super::markup::Markup;
use crate::report::text::{detail, figures, phrase, reason};
use crate::report::unread::{Remark, Unread};
use crate::report::{Report, visible};

/// Characters of a path before its middle gives way.
const LONG: usize = 160;
/// Kinds of file that are named for one reason.
const KINDS: usize = 8;
/// Remarks that are listed.
const REMARKS: usize = 15;

pub(super) fn write(m: &mut Markup, r: &Report) {
    if r.unread.is_empty() {
        m.el_say("p", &[], phrase::ALL_READ);
    } else {
        m.el_say("p", &[("class", "lead")], phrase::UNREAD_LEAD);
        r.unread.iter().for_each(|u| one(m, u));
    }
    if !r.remarks.is_empty() {
        remarks(m, &r.remarks);
    }
}

fn one(m: &mut Markup, u: &Unread) {
    let lang = m.lang();
    let texts = u.reason.map_or(reason::NONE_GIVEN, reason::of);
    m.raw("\n");
    m.el("div", &[("class", "reason")], |m| {
        m.el("h3", &[], |m| {
            m.text(&capital(&texts.title.say(lang)));
            m.text(" ");
            m.el("small", &[], |m| {
                m.text(&sums(lang, u));
            });
        });
        m.el("p", &[], |m| {
            m.say(texts.why);
            m.text(" ");
            m.say(texts.cure);
        });
        if !u.kinds.is_empty() {
            kinds(m, u);
        }
        m.el("details", &[], |m| {
            m.el("summary", &[], |m| {
                m.count(phrase::SEE_ITEMS, u.items.len() as u64)
            });
            items(m, u);
        });
    });
}

/// "12 éléments, dont 3 lus en partie · 4,2 Mo"
fn sums(lang: crate::report::Lang, u: &Unread) -> String {
    let mut out = phrase::N_ITEMS.count(lang, u.total());
    if u.partial > 0 {
        out += &phrase::OF_WHICH_PARTLY.count(lang, u.partial);
    }
    if u.bytes > 0 {
        out += " · ";
        out += &figures::bytes(lang, u.bytes);
    }
    out
}

fn kinds(m: &mut Markup, u: &Unread) {
    let lang = m.lang();
    let named = u.kinds.iter().take(KINDS);
    let mut list: Vec<String> = named
        .map(|(kind, n)| format!("{kind} ({})", figures::number(lang, *n)))
        .collect();
    if u.kinds.len() > KINDS {
        list.push(phrase::N_OTHERS.count(lang, (u.kinds.len() - KINDS) as u64));
    }
    m.el("p", &[("class", "src")], |m| {
        m.say(phrase::FORMATS);
        m.text(&list.join(", "));
    });
}

fn items(m: &mut Markup, u: &Unread) {
    let lang = m.lang();
    m.el("ul", &[("class", "paths")], |m| {
        for item in &u.items {
            m.el("li", &[], |m| {
                m.el_text("code", &[], &visible::shorten(&item.label, LONG));
                if item.partial {
                    m.text(" ");
                    m.say(phrase::PARTLY);
                }
                if !item.detail.is_empty() {
                    m.text(" ");
                    m.el_text("small", &[], &detail::of(lang, &item.detail));
                }
            });
        }
    });
    let left = u.total() - u.items.len() as u64;
    if left > 0 {
        m.el("p", &[], |m| m.count(phrase::CAPPED_ITEMS, left));
    }
}

fn remarks(m: &mut Markup, all: &[Remark]) {
    let lang = m.lang();
    m.el_say("h3", &[], phrase::REMARKS);
    m.el_say("p", &[], phrase::REMARKS_WHY);
    m.el("ul", &[("class", "paths")], |m| {
        for r in all.iter().take(REMARKS) {
            m.el("li", &[], |m| {
                match r.phrase {
                    Some(phrase) => m.text(&capital(&phrase.say(lang))),
                    None => m.text(&r.note),
                }
                m.text(&format!(" ({})", phrase::N_ITEMS.count(lang, r.count)));
                m.say(phrase::FIRST_OF_THEM);
                m.el_text("code", &[], &visible::shorten(&r.first, LONG));
            });
        }
        if all.len() > REMARKS {
            m.el("li", &[], |m| {
                m.count(phrase::N_OTHERS, (all.len() - REMARKS) as u64)
            });
        }
    });
}

/// With a capital first letter.
fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars
        .next()
        .map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect())
}
