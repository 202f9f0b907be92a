//! One gap as a card: how grave, what, how much, where, what the register says,
//! what to do, and how it was established.

use super::markup::Markup;
use super::parts;
use crate::decision::facts;
use crate::model::Masked;
use crate::reconcile::{Code, Gap, PlaceRef, Quote, Standing};
use crate::report::gaps::{GapView, Spot};
use crate::report::text::{Lang, Phrase, column, figures, gap as gap_texts, phrase, typeset};
use crate::report::visible;

/// Places shown on a card; the others are folded away.
const SHOWN: usize = 3;
/// Characters of a path or a quote before its middle gives way.
const LONG: usize = 180;
const LONG_QUOTE: usize = 600;
/// Data whose numbers are given; the others are named.
const VOLUMES: usize = 4;
/// Columns of one item that are spelled out.
const COLUMNS: usize = 4;
/// Checkable facts that are listed.
const EVIDENCE: usize = 12;

/// Writes the card. `heading` is `h3`, or `h4` below an activity; at most `folded`
/// places stand behind the first ones.
pub(super) fn write(m: &mut Markup, g: &GapView, heading: &'static str, folded: usize) {
    let gap = &g.gap;
    let lang = m.lang();
    let title = format!("t-{}", gap.id.0);
    let accepts = facts(&gap.accepted());
    let mut attributes = vec![
        ("class", "gap"),
        ("id", gap.id.0.as_str()),
        ("data-level", parts::level_class(gap.severity.level)),
        ("aria-labelledby", title.as_str()),
    ];
    let facts = accepts.iter();
    attributes.extend(facts.map(|(key, value)| (attribute(key), value.as_str())));
    let in_force = gap.decided.as_ref();
    let in_force = in_force.filter(|d| matches!(d.standing, Standing::ToDo | Standing::ReviewPast));
    let day = in_force.and_then(|d| d.expires).map(|day| day.to_string());
    attributes.extend(in_force.into_iter().flat_map(|d| {
        [
            ("data-d-verdict", d.verdict.as_str()),
            ("data-d-reason", d.reason.as_str()),
            ("data-d-owner", d.owner.as_str()),
            ("data-d-expires", day.as_deref().unwrap_or_default()),
        ]
    }));
    m.raw("\n");
    m.el("article", &attributes, |m| {
        m.el("p", &[("class", "tag")], |m| {
            parts::severity(m, gap.severity.level);
            m.el_text("span", &[("class", "id")], &gap.id.0);
            m.el_say("span", &[], gap_texts::of(gap.code).title);
        });
        m.el(heading, &[("id", &title), ("class", "title")], |m| {
            m.text(&typeset(lang, lang.pick(&gap.title_fr, &gap.title_en)));
        });
        volumes(m, g);
        m.el("dl", &[("class", "facts")], |m| {
            fact(m, phrase::WHERE, |m| places(m, g, folded));
            fact(m, phrase::REGISTER_SAYS, |m| register(m, gap));
            fact(m, phrase::PROPOSED, |m| proposed(m, gap.code));
        });
        severity_terms(m, gap);
        if let Some(d) = &gap.decided {
            let said = lang.pick(&d.said.fr, &d.said.en);
            m.el("p", &[("class", "decided")], |m| {
                m.text(&typeset(lang, said));
                if !d.reason.is_empty() {
                    m.say(phrase::COLON);
                    m.text(&d.reason);
                }
            });
        }
        m.el("div", &[("class", "more-of")], |m| {
            evidence(m, gap);
            // filled by the script from the template; without it and on paper,
            // the line below is to be ticked
            m.el("div", &[("class", "decide")], |_| {});
        });
        m.el_say("p", &[("class", "paper")], phrase::PAPER_DECISION);
    });
}

/// Where the script finds what a decision has to write down.
const fn attribute(key: &str) -> &'static str {
    match key.as_bytes() {
        b"level" => "data-a-level",
        b"items" => "data-a-items",
        b"persons" => "data-a-persons",
        b"places" => "data-a-places",
        _ => "data-a-digest",
    }
}

fn fact(m: &mut Markup, name: Phrase, inside: impl FnOnce(&mut Markup)) {
    m.el("div", &[], |m| {
        m.el_say("dt", &[], name);
        m.el("dd", &[], inside);
    });
}

/// "37 fichiers · NIR 1 734 (84 distincts) · ≈ 84 personnes"
fn volumes(m: &mut Markup, g: &GapView) {
    let lang = m.lang();
    let mut parts: Vec<String> = Vec::new();
    if g.files > 0 {
        parts.push(phrase::N_FILES.count(lang, g.files));
    }
    if g.tables > 0 {
        parts.push(phrase::N_TABLES.count(lang, g.tables));
    }
    for v in g.volumes.iter().take(VOLUMES) {
        let mut part = format!("{} {}", lang.datum(v.datum), figures::number(lang, v.count));
        if v.distinct > 0 && v.distinct < v.count {
            part += &format!(" ({})", phrase::N_DISTINCT.count(lang, v.distinct));
        }
        parts.push(part);
    }
    if g.volumes.len() > VOLUMES {
        let others = &g.volumes[VOLUMES..];
        let names = others.iter().map(|v| lang.datum(v.datum));
        parts.push(names.collect::<Vec<_>>().join(", "));
    }
    let persons = phrase::persons_of(lang, g.gap.persons, g.gap.at_most);
    if parts.is_empty() && persons.is_none() {
        return;
    }
    m.el("p", &[("class", "vol")], |m| {
        m.text(&parts.join(" · "));
        if let Some(n) = persons {
            m.text(if parts.is_empty() { "" } else { " · " });
            m.el_text("b", &[], &n);
        }
    });
}

fn places(m: &mut Markup, g: &GapView, folded: usize) {
    if g.spots.is_empty() {
        let place = m.lang().pick(&g.gap.where_fr, &g.gap.where_en);
        m.text(place);
        if g.gap.where_fr.is_empty() {
            m.say(phrase::NO_PLACE);
        }
        return;
    }
    let (first, rest) = g.spots.split_at(g.spots.len().min(SHOWN));
    m.el("ul", &[("class", "spots")], |m| {
        first.iter().for_each(|s| spot(m, s, &g.gap.places, true));
    });
    if rest.is_empty() {
        return;
    }
    m.el("details", &[], |m| {
        m.el("summary", &[], |m| {
            m.count(phrase::AND_OTHERS, rest.len() as u64)
        });
        m.el("ul", &[("class", "spots")], |m| {
            let shown = &rest[..rest.len().min(folded)];
            shown.iter().for_each(|s| spot(m, s, &g.gap.places, false));
        });
        if rest.len() > folded {
            m.el("p", &[], |m| {
                m.count(phrase::CAPPED_PLACES, (rest.len() - folded) as u64)
            });
        }
    });
}

/// One item: its path, and what was found in which part of it.
fn spot(m: &mut Markup, s: &Spot, places: &[PlaceRef], full: bool) {
    let lang = m.lang();
    m.el("li", &[], |m| {
        m.el_text("code", &[], &visible::shorten(&s.label, LONG));
        if !full {
            return;
        }
        let told = s.places.iter().map(|i| &places[*i]);
        for place in told.filter(|p| p.datum.is_some()).take(COLUMNS) {
            m.el("span", &[("class", "in")], |m| {
                part(m, lang, place);
                if let Some(sample) = place.samples.first() {
                    m.text(", ");
                    m.say(phrase::SAMPLE);
                    m.el_text("code", &[], Masked::as_str(sample));
                }
            });
        }
        if s.places.len() > COLUMNS {
            m.el("span", &[("class", "in")], |m| {
                m.count(phrase::N_OTHERS, (s.places.len() - COLUMNS) as u64);
            });
        }
    });
}

/// "Feuil1, colonne « num_secu » : NIR 1 734"
fn part(m: &mut Markup, lang: Lang, place: &PlaceRef) {
    let name = column::of(lang, &place.place);
    if !name.is_empty() {
        m.text(&name);
        if place.datum.is_some() {
            m.say(phrase::COLON);
        }
    }
    if let Some(datum) = place.datum {
        m.text(&format!(
            "{} {}",
            lang.datum(datum),
            figures::number(lang, place.count)
        ));
    }
}

fn register(m: &mut Markup, gap: &Gap) {
    let lang = m.lang();
    if let Some((_, name)) = &gap.activity {
        m.el("p", &[], |m| {
            m.text(&phrase::QUOTED.with(lang, &[("text", &visible::text(name))]))
        });
    }
    match &gap.register {
        Some(Quote { quote, source }) => {
            m.el("blockquote", &[], |m| {
                m.text(&visible::shorten(quote, LONG_QUOTE))
            });
            m.el_text("p", &[("class", "src")], source);
        }
        None if gap.code == Code::G15 => m.el_say("p", &[], phrase::NOTHING_TO_COMPARE),
        None => m.el_say("p", &[], phrase::NO_DECLARATION),
    }
}

fn proposed(m: &mut Markup, code: Code) {
    let texts = gap_texts::of(code);
    m.el_say("p", &[], texts.action);
    m.el_say("p", &[("class", "src")], texts.legal);
}

/// The four terms, so that each number can be contested.
fn severity_terms(m: &mut Markup, gap: &Gap) {
    let s = &gap.severity;
    let text = phrase::terms_of(m.lang(), s);
    m.el("p", &[("class", "terms")], |m| {
        m.text(&text);
        if let Some(bound) = &s.bound_by {
            m.text(" · ");
            match gap_texts::bound(bound) {
                Some(phrase) => m.say(phrase),
                None => m.text(bound),
            }
        }
    });
}

fn evidence(m: &mut Markup, gap: &Gap) {
    let lang = m.lang();
    let facts = match lang {
        Lang::Fr => &gap.evidence_fr,
        Lang::En => &gap.evidence_en,
    };
    m.el("details", &[("class", "why")], |m| {
        m.el_say("summary", &[], phrase::HOW_DECIDED);
        m.el("ul", &[], |m| {
            m.el("li", &[], |m| {
                // steps of the design have numbers, the others only a meaning
                if gap.step.is_numbered() {
                    m.text(&phrase::STEP.with(lang, &[("step", &gap.step.as_str())]));
                }
                m.say(gap_texts::step(gap.step));
            });
            for fact in facts.iter().take(EVIDENCE) {
                m.el("li", &[], |m| m.text(&typeset(lang, fact)));
            }
            if facts.len() > EVIDENCE {
                m.el("li", &[], |m| {
                    m.count(phrase::N_OTHERS, (facts.len() - EVIDENCE) as u64)
                });
            }
        });
    });
}
