//! The report for a merge request: a sentence, the open gaps by severity, what
//! was not read; how each gap was established is folded away. A page of text,
//! whatever the size of the scan: lists are capped, and say so.
//!
//! CommonMark with the tables of GitHub and GitLab. Foreign text is inert (see
//! `escape`).

mod escape;

pub(super) use escape::text as escaped;

use super::brief;
use super::gaps::GapView;
use super::text::{Lang, Phrase, figures, gap as gap_texts, output as o, phrase, reason};
use super::unread::Unread;
use super::value::Comparison;
use super::{Report, visible};
use crate::model::Masked;
use crate::reconcile::{Code, Level};
use escape::{code, text};

/// Gaps in the table and in the details.
const GAPS: usize = 50;
/// Places of one gap in the details.
const PLACES: usize = 5;
/// Facts of one gap in the details: the first ones, and the last, which explain the
/// score ([`crate::reconcile::Gap::evidence_fr`]).
const FACTS: [usize; 2] = [9, 7];

/// The first line, by which a file of ours is known.
pub const HEAD: &str = "<!-- limier.markdown.v1 -->";

/// Renders the report.
#[must_use]
pub fn render(report: &Report, lang: Lang) -> String {
    let title = match report.comparison {
        Some(_) => phrase::TITLE_GAPS,
        None => phrase::TITLE_INVENTORY,
    };
    let mut out = format!("{HEAD}\n# {}\n\n", title.say(lang));
    out += &format!("{}\n", text(&brief::sentence(lang, report)));
    if let Some(c) = &report.comparison {
        gaps(&mut out, c, lang);
    } else {
        found(&mut out, report, lang);
    }
    unread(&mut out, &report.unread, lang);
    if let Some(c) = &report.comparison {
        set_aside(&mut out, c, lang);
    }
    out += &format!("\n{}\n", text(&colophon(report, lang)));
    out
}

fn colophon(r: &Report, lang: Lang) -> String {
    let day = figures::day(lang, r.scan.started);
    phrase::COLOPHON.with(lang, &[("version", &r.scan.version), ("day", &day)])
}

/// The header of a table; columns marked `true` hold numbers.
fn header(out: &mut String, lang: Lang, columns: &[(Phrase, bool)]) {
    let names = columns.iter().map(|(p, _)| text(&p.say(lang)));
    *out += &format!("| {} |\n", names.collect::<Vec<_>>().join(" | "));
    let rules = columns.iter().map(|(_, n)| if *n { "---:" } else { "---" });
    *out += &format!("| {} |\n", rules.collect::<Vec<_>>().join(" | "));
}

fn row(out: &mut String, cells: &[String]) {
    *out += &format!("| {} |\n", cells.join(" | "));
}

fn heading(out: &mut String, lang: Lang, name: Phrase) {
    *out += &format!("\n## {}\n\n", name.say(lang));
}

fn gaps(out: &mut String, c: &Comparison, lang: Lang) {
    let open: Vec<&GapView> = c.differences().collect();
    if open.is_empty() {
        return;
    }
    heading(out, lang, phrase::GAPS_SECTION);
    header(
        out,
        lang,
        &[
            (o::LEVEL, false),
            (o::GAP, false),
            (o::TITLE, false),
            (o::WHERE, false),
            (phrase::PERSONS_CONCERNED, true),
        ],
    );
    for g in open.iter().take(GAPS) {
        let persons = phrase::persons_of(lang, g.gap.persons, g.gap.at_most);
        row(
            out,
            &[
                level(g.gap.severity.level, lang),
                format!("{} {}", code(&g.gap.id.0), g.gap.code.as_str()),
                text(&brief::title(lang, &g.gap)),
                code(&brief::place(lang, g)),
                text(&persons.unwrap_or_default()),
            ],
        );
    }
    if let Some(left) = open.len().checked_sub(GAPS).filter(|n| *n > 0) {
        *out += &format!("\n{}\n", text(&phrase::N_MORE.count(lang, left as u64)));
    }
    *out += &format!("\n<details>\n<summary>{}</summary>\n", o::DETAILS.say(lang));
    open.iter().take(GAPS).for_each(|g| detail(out, g, lang));
    *out += "\n</details>\n";
}

fn level(level: Level, lang: Lang) -> String {
    let name = gap_texts::level(level).say(lang);
    match level {
        Level::Critical | Level::High => format!("**{name}**"),
        Level::Medium | Level::Low | Level::Info => name.into_owned(),
    }
}

/// One gap: what, where, against which words, how it was decided.
fn detail(out: &mut String, g: &GapView, lang: Lang) {
    let gap = &g.gap;
    *out += &format!(
        "\n### {} {}\n\n",
        code(&gap.id.0),
        text(&brief::title(lang, gap))
    );
    let facts = brief::facts(lang, g);
    let mut points: Vec<String> = (!facts.is_empty())
        .then(|| text(&facts))
        .into_iter()
        .collect();
    points.extend(g.spots.iter().take(PLACES).map(|s| spot(g, s, lang)));
    if let Some(left) = g.spots.len().checked_sub(PLACES).filter(|n| *n > 0) {
        points.push(text(&phrase::AND_OTHERS.count(lang, left as u64)));
    }
    let named = |name: Phrase, said: &str| {
        format!(
            "{}{}{}",
            name.say(lang),
            phrase::COLON.say(lang),
            text(said)
        )
    };
    points.push(named(o::REGISTER_SAYS, &brief::register(lang, gap)));
    let texts = gap_texts::of(gap.code);
    points.push(named(o::PROPOSED, &texts.action.say(lang)));
    points.push(text(&texts.legal.say(lang)));
    points.push(text(&gap_texts::step(gap.step).say(lang)));
    let evidence = match lang {
        Lang::Fr => &gap.evidence_fr,
        Lang::En => &gap.evidence_en,
    };
    points.extend(told(evidence, lang));
    points.push(terms(g, lang));
    points.iter().for_each(|p| *out += &format!("- {p}\n"));
}

/// The facts of a gap; those left out are counted where they stood.
fn told(facts: &[String], lang: Lang) -> Vec<String> {
    let [first, last] = FACTS;
    let left = facts.len().saturating_sub(first + last);
    let (head, tail) = match left {
        0 => (facts, &[][..]),
        _ => (&facts[..first], &facts[first + left..]),
    };
    let more = (left > 0).then(|| text(&phrase::AND_FACTS.count(lang, left as u64)));
    let said = |facts: &[String]| facts.iter().map(|f| text(f)).collect::<Vec<_>>();
    said(head)
        .into_iter()
        .chain(more)
        .chain(said(tail))
        .collect()
}

fn spot(g: &GapView, s: &super::gaps::Spot, lang: Lang) -> String {
    let mut said = code(&visible::shorten(&s.label, 180));
    let first = s.places.first().map(|i| &g.gap.places[*i]);
    if let Some(sample) = first.and_then(|p| p.samples.first()) {
        said += &format!(
            ", {}{}",
            phrase::SAMPLE.say(lang),
            code(Masked::as_str(sample))
        );
    }
    said
}

fn terms(g: &GapView, lang: Lang) -> String {
    text(&phrase::terms_of(lang, &g.gap.severity))
}

/// Without a register: what was found, by kind of data.
fn found(out: &mut String, r: &Report, lang: Lang) {
    if r.volume().1 == 0 {
        return;
    }
    heading(out, lang, phrase::WHAT_WAS_FOUND);
    header(
        out,
        lang,
        &[
            (phrase::DATUM, false),
            (phrase::VALUES, true),
            (phrase::PLACES, true),
        ],
    );
    for f in r.found.iter().filter(|f| f.count > 0) {
        let number = |n| figures::number(lang, n);
        row(
            out,
            &[text(lang.datum(f.datum)), number(f.count), number(f.places)],
        );
    }
}

fn unread(out: &mut String, all: &[Unread], lang: Lang) {
    heading(out, lang, phrase::UNREAD_SECTION);
    if all.is_empty() {
        *out += &format!("{}\n", phrase::ALL_READ.say(lang));
        return;
    }
    header(
        out,
        lang,
        &[(o::REASON, false), (o::ITEMS, true), (o::CURE, false)],
    );
    for u in all {
        let cure = u.reason.map_or(reason::NONE_GIVEN, reason::of).cure;
        let why = brief::why(lang, u.reason);
        row(
            out,
            &[
                text(&why),
                figures::number(lang, u.total()),
                text(&cure.say(lang)),
            ],
        );
    }
    *out += &format!(
        "\n<details>\n<summary>{}</summary>\n\n",
        phrase::UNREAD_SECTION.say(lang)
    );
    for u in all {
        *out += &format!("- {}\n", text(&brief::unread(lang, u)));
        let shown = u.items.iter().take(PLACES);
        shown.for_each(|i| *out += &format!("  - {}\n", code(&visible::shorten(&i.label, 180))));
        let left = u.total() - u.items.len().min(PLACES) as u64;
        if left > 0 {
            *out += &format!("  - {}\n", text(&phrase::AND_OTHERS.count(lang, left)));
        }
    }
    *out += "\n</details>\n";
}

/// Gaps that a decision covers: listed, never counted.
fn set_aside(out: &mut String, c: &Comparison, lang: Lang) {
    let all: Vec<&GapView> = c
        .waived
        .iter()
        .filter(|g| g.gap.code != Code::G15)
        .collect();
    if all.is_empty() {
        return;
    }
    let count = phrase::N_WAIVED.count(lang, all.len() as u64);
    *out += &format!("\n<details>\n<summary>{}</summary>\n\n", text(&count));
    for g in all.iter().take(GAPS) {
        let why = brief::decided(lang, &g.gap);
        let title = text(&brief::title(lang, &g.gap));
        *out += &format!(
            "- {} {title}{}{}\n",
            code(&g.gap.id.0),
            phrase::COLON.say(lang),
            text(&why)
        );
    }
    *out += "\n</details>\n";
}
