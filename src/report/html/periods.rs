//! Durées: each period of the register beside the dates found, with an honest
//! "cannot be evaluated" where files do not tell.

use super::markup::Markup;
use super::parts;
use crate::reconcile::{Clock, Period, Reading, Untold};
use crate::report::text::{Lang, Phrase, phrase};
use crate::report::{Report, visible};

/// Places that are shown of one period, those with most beyond it first.
const SHOWN: usize = 4;
/// The same where none is beyond it.
const SHOWN_WITHIN: usize = 2;
/// Characters of a place before its middle gives way.
const LONG: usize = 90;

pub(super) fn write(m: &mut Markup, r: &Report) {
    let periods = r.comparison.as_ref().map_or(&[][..], |c| &c.periods);
    if periods.is_empty() {
        m.el_say("p", &[], phrase::NO_PERIOD);
        return;
    }
    m.el_say("p", &[("class", "lead")], phrase::PERIODS_LEAD);
    parts::scrolling(m, phrase::PERIODS_CAPTION, |m| {
        m.el("table", &[("class", "periods")], |m| {
            m.el_say("caption", &[("class", "vh")], phrase::PERIODS_CAPTION);
            let heads = [
                phrase::ACTIVITY,
                phrase::PERIOD_DECLARED,
                phrase::PERIOD_SEEN,
                phrase::PERIOD_CLOCK,
            ];
            parts::columns(m, &heads);
            m.el("tbody", &[], |m| periods.iter().for_each(|p| line(m, r, p)));
        });
    });
}

fn line(m: &mut Markup, r: &Report, p: &Period) {
    let lang = m.lang();
    m.raw("\n");
    m.el("tr", &[], |m| {
        m.el("th", &[("scope", "row")], |m| {
            m.text(&visible::text(&p.activity.1))
        });
        m.el("td", &[], |m| {
            m.text(&declared(lang, p));
            if p.applies_to != "all" {
                m.raw("<br>");
                let what = what_for(lang, &p.applies_to);
                m.el_text(
                    "small",
                    &[],
                    &phrase::PERIOD_FOR.with(lang, &[("what", &what)]),
                );
            }
        });
        m.el("td", &[], |m| m.text(&seen(lang, p)));
        m.el("td", &[], |m| clocks(m, r, p));
    });
}

/// "36 mois à compter du dernier contact"
fn declared(lang: Lang, p: &Period) -> String {
    let Some(n) = p.months else {
        return phrase::PERIOD_NONE.say(lang).into_owned();
    };
    let months = phrase::N_MONTHS.count(lang, u64::from(n));
    let from = lang.pick(&p.trigger.fr, &p.trigger.en);
    match from.is_empty() {
        true => months,
        false => {
            phrase::PERIOD_OF.with(lang, &[("months", &months), ("from", &visible::text(from))])
        }
    }
}

/// A datum or a category by its title; other words as they are.
fn what_for(lang: Lang, applies_to: &str) -> String {
    if let Ok(datum) = applies_to.parse::<crate::model::Datum>() {
        return lang.datum(datum).to_owned();
    }
    match applies_to.parse::<crate::model::Category>() {
        Ok(c) => lang.pick(c.title_fr(), c.title_en()).to_owned(),
        Err(_) => visible::text(applies_to).into_owned(),
    }
}

fn seen(lang: Lang, p: &Period) -> String {
    if let Some(why) = p.why {
        let column = visible::text(p.column.as_deref().unwrap_or_default());
        let why = untold(why).with(lang, &[("column", &column)]);
        return phrase::UNTOLD.with(lang, &[("why", &why)]);
    }
    let (all, beyond) = p.totals();
    let all = phrase::N_DATES.count(lang, all);
    let mut said = match beyond {
        0 => phrase::PERIOD_WITHIN.with(lang, &[("all", &all)]),
        n => phrase::PERIOD_BEYOND.with(
            lang,
            &[
                ("n", &crate::report::text::figures::number(lang, n)),
                ("all", &all),
            ],
        ),
    };
    if p.untold > 0 {
        said += &phrase::AND_UNDATED.count(lang, p.untold);
    }
    if p.copies > 0 {
        said += &phrase::AND_COPIES.count(lang, p.copies);
    }
    said
}

const fn untold(why: Untold) -> Phrase {
    match why {
        Untold::Unbounded => phrase::UNTOLD_UNBOUNDED,
        Untold::Event => phrase::UNTOLD_EVENT,
        Untold::Unclear => phrase::UNTOLD_UNCLEAR,
        Untold::NothingFound => phrase::UNTOLD_NOTHING,
        Untold::NoDate => phrase::UNTOLD_NO_DATE,
        Untold::Words => phrase::UNTOLD_WORDS,
        Untold::Unreadable => phrase::UNTOLD_UNREADABLE,
        Untold::Future => phrase::UNTOLD_FUTURE,
        Untold::Copy => phrase::UNTOLD_COPY,
        Untold::Shared => phrase::UNTOLD_SHARED,
    }
}

/// The places with their clocks, those with most beyond first.
fn clocks(m: &mut Markup, r: &Report, p: &Period) {
    let mut sorted: Vec<&Reading> = p.readings.iter().collect();
    sorted.sort_by_key(|r| (std::cmp::Reverse(r.beyond), *r));
    if sorted.is_empty() {
        return;
    }
    let shown = match p.totals() {
        (_, 0) => SHOWN_WITHIN,
        _ => SHOWN,
    };
    m.el("ul", &[("class", "paths")], |m| {
        for reading in sorted.iter().take(shown) {
            m.el("li", &[], |m| clock(m, r, reading));
        }
        if sorted.len() > shown {
            m.el("li", &[], |m| {
                m.count(phrase::N_OTHERS, (sorted.len() - shown) as u64)
            });
        }
    });
}

fn clock(m: &mut Markup, r: &Report, reading: &Reading) {
    let lang = m.lang();
    let mut label = r.names.of(&reading.at);
    if let Some(sheet) = &reading.sheet {
        label += " › ";
        label += &visible::text(sheet);
    }
    m.el_text("code", &[], &visible::shorten(&label, LONG));
    let by = match &reading.clock {
        Clock::Column(name) => phrase::CLOCK_COLUMN.with(lang, &[("name", &visible::text(name))]),
        Clock::Modified => phrase::CLOCK_MODIFIED.say(lang).into_owned(),
    };
    let (from, to) = reading.months();
    let span = match from == to {
        true => from,
        false => phrase::FROM_TO.with(lang, &[("from", &from), ("to", &to)]),
    };
    m.text(" ");
    m.el_text("small", &[], &format!("{by}, {span}"));
}
