//! What the four sheets say.

use super::book::{Cell, Column, MOST, Sheet, Use};
use crate::inventory::{Holding, Inventory};
use crate::model::{Confidence, Masked, Outcome, State};
use crate::report::gaps::GapView;
use crate::report::text::{Lang, Phrase, column, detail, gap as gap_texts, output as o, reason};
use crate::report::{Report, brief, visible};
use std::cmp::Reverse;

/// Rows of a sheet; a last one counts the others.
const ROWS: usize = 50_000;
/// Places that the row of a gap names.
const PLACES: usize = 5;
/// What `verdict` takes.
const VERDICTS: &[&str] = &["declare", "delete", "accept", "false_positive"];

fn shown(lang: Lang, heading: Phrase, width: u8) -> Column {
    Column {
        heading: heading.say(lang).into_owned(),
        width,
        used: Use::Shown,
    }
}

fn text(s: impl Into<String>) -> Cell {
    let s = s.into();
    match s.is_empty() {
        true => Cell::Nothing,
        false => Cell::Text(s),
    }
}

fn number(n: Option<u64>) -> Cell {
    n.map_or(Cell::Nothing, Cell::Number)
}

/// A gap a row.
pub(super) fn gaps(report: &Report, lang: Lang) -> Sheet {
    let columns = [
        (o::GAP, 13),
        (o::CODE, 7),
        (o::LEVEL, 11),
        (o::SCORE, 7),
        (o::STATUS, 11),
        (o::TITLE, 50),
        (o::ACTIVITY, 24),
        (o::WHERE, 40),
        (o::PLACES, 13),
        (o::ITEM, 24),
        (o::PERSONS, 12),
        (o::PERSONS_AT_MOST, 12),
        (o::SENSITIVITY, 11),
        (o::VOLUME, 9),
        (o::EXPOSURE, 11),
        (o::NATURE, 9),
        (o::REGISTER, 40),
        (o::REGISTER_SOURCE, 20),
        (o::EVIDENCE, 50),
        (o::ACTION, 50),
        (o::LEGAL, 26),
        (o::WAIVED, 30),
    ];
    let columns: Vec<Column> = columns
        .into_iter()
        .map(|(p, w)| shown(lang, p, w))
        .collect();
    let mut rows: Vec<Vec<Cell>> = match &report.comparison {
        Some(c) => c.all().map(|g| gap(g, lang)).collect(),
        None => {
            let mut note: Vec<Cell> = columns.iter().map(|_| Cell::Nothing).collect();
            note[5] = text(o::NOT_COMPARED.say(lang));
            vec![note]
        }
    };
    // as many as there are sorts of gaps and clusters: never so many
    rows.truncate(ROWS);
    Sheet {
        name: o::SHEET_GAPS.say(lang).into_owned(),
        columns,
        rows,
    }
}

fn gap(g: &GapView, lang: Lang) -> Vec<Cell> {
    let gap = &g.gap;
    let (severity, terms) = (&gap.severity, gap.severity.terms);
    let texts = gap_texts::of(gap.code);
    let items: Vec<&str> = gap.items.iter().map(|d| lang.datum(*d)).collect();
    let status = if gap.waived.is_some() {
        o::SET_ASIDE
    } else {
        o::OPEN
    };
    let evidence = match lang {
        Lang::Fr => &gap.evidence_fr,
        Lang::En => &gap.evidence_en,
    };
    let points = |n: u8| Cell::Number(u64::from(n));
    vec![
        text(&gap.id.0),
        text(gap.code.as_str()),
        text(gap_texts::level(severity.level).say(lang)),
        points(severity.score),
        text(status.say(lang)),
        text(brief::title(lang, gap)),
        text(gap.activity.as_ref().map_or("", |(_, name)| name)),
        text(places(g, lang)),
        Cell::Number(g.files + g.tables),
        text(items.join(", ")),
        number(gap.persons),
        number(gap.at_most),
        points(terms.sensitivity),
        points(terms.volume),
        points(terms.exposure),
        points(terms.kind),
        text(gap.register.as_ref().map_or("", |q| &q.quote)),
        text(gap.register.as_ref().map_or("", |q| &q.source)),
        text(evidence.join("\n")),
        text(texts.action.say(lang)),
        text(texts.legal.say(lang)),
        text(brief::decided(lang, gap)),
    ]
}

/// The first places, a line each, and how many others; else where the gap is.
fn places(g: &GapView, lang: Lang) -> String {
    if g.spots.is_empty() {
        return brief::place(lang, g);
    }
    let shown = g.spots.iter().take(PLACES).map(|s| s.label.clone());
    let mut lines: Vec<String> = shown.collect();
    if g.spots.len() > PLACES {
        let left = (g.spots.len() - PLACES) as u64;
        lines.push(crate::report::text::phrase::AND_OTHERS.count(lang, left));
    }
    lines.join("\n")
}

/// A place and rule a row; beyond [`ROWS`] the gravest are kept.
pub(super) fn findings(report: &Report, inventory: &Inventory, lang: Lang) -> Sheet {
    let columns = [
        (o::PATH, 50),
        (o::HEADER, 28),
        (o::ITEM, 24),
        (o::CATEGORY, 24),
        (o::COUNT, 10),
        (o::DISTINCT, 10),
        (o::CONFIDENCE, 11),
        (o::SAMPLE, 28),
        (o::RULE, 20),
    ];
    let columns: Vec<Column> = columns
        .into_iter()
        .map(|(p, w)| shown(lang, p, w))
        .collect();
    let datum = |h: &Holding| inventory.rule(h.rule).datum;
    let mut all: Vec<&Holding> = inventory
        .holdings
        .iter()
        .filter(|h| datum(h).is_some())
        .collect();
    let left = all.len().saturating_sub(ROWS);
    if left > 0 {
        all.sort_by_key(|h| (Reverse(datum(h).map(|d| d.sensitivity())), Reverse(h.count)));
        all.truncate(ROWS);
        all.sort_by(|a, b| (&a.at, &a.place, a.rule).cmp(&(&b.at, &b.place, b.rule)));
    }
    let mut rows: Vec<Vec<Cell>> = all
        .iter()
        .map(|h| finding(report, inventory, h, lang))
        .collect();
    if left > 0 {
        let mut last: Vec<Cell> = columns.iter().map(|_| Cell::Nothing).collect();
        last[0] = text(format!("{left} {}", o::OTHER_FINDINGS.say(lang)));
        rows.push(last);
    }
    Sheet {
        name: o::SHEET_FINDINGS.say(lang).into_owned(),
        columns,
        rows,
    }
}

fn finding(report: &Report, inventory: &Inventory, h: &Holding, lang: Lang) -> Vec<Cell> {
    let card = inventory.rule(h.rule);
    let confidence = match h.confidence {
        Confidence::Low => o::LOW,
        Confidence::Medium => o::MEDIUM,
        Confidence::High => o::HIGH,
    };
    vec![
        text(report.names.of(&h.at)),
        text(column::of(lang, &h.place)),
        text(card.datum.map_or("", |d| lang.datum(d))),
        text(card.datum.map_or("", |d| lang.category(d.category()))),
        Cell::Number(h.count),
        Cell::Number(h.values()),
        text(confidence.say(lang)),
        text(h.samples.first().map_or("", Masked::as_str)),
        text(&card.id),
    ]
}

/// What was wholly read in one row, then every item that was not.
pub(super) fn coverage(report: &Report, inventory: &Inventory, lang: Lang) -> Sheet {
    let columns = [
        (o::STATE, 14),
        (o::ITEMS, 10),
        (o::REASON, 28),
        (o::PATH, 60),
        (o::DETAIL, 24),
        (o::FORMAT, 10),
        (o::BYTES, 13),
        (o::CURE, 50),
    ];
    let columns: Vec<Column> = columns
        .into_iter()
        .map(|(p, w)| shown(lang, p, w))
        .collect();
    let line = |what: String, n: u64| {
        let mut row: Vec<Cell> = columns.iter().map(|_| Cell::Nothing).collect();
        (row[0], row[1]) = (Cell::Text(what), Cell::Number(n));
        row
    };
    let mut rows = vec![line(
        o::COMPLETE.say(lang).into_owned(),
        report.totals.complete,
    )];
    let unread = || {
        inventory
            .coverage
            .iter()
            .filter(|c| c.state != State::Complete)
    };
    rows.extend(unread().take(ROWS).map(|c| item(report, c, lang)));
    let left = unread().count().saturating_sub(ROWS) as u64;
    if left > 0 {
        rows.push(line(o::OTHERS.say(lang).into_owned(), left));
    }
    Sheet {
        name: o::SHEET_COVERAGE.say(lang).into_owned(),
        columns,
        rows,
    }
}

fn item(report: &Report, c: &Outcome, lang: Lang) -> Vec<Cell> {
    let state = match c.state {
        State::Complete => o::COMPLETE,
        State::Partial => o::PARTIAL,
        State::NotScanned => o::NOT_SCANNED,
    };
    let first = c.problems.first();
    let texts = first.map_or(reason::NONE_GIVEN, |p| reason::of(p.what));
    vec![
        text(state.say(lang)),
        Cell::Number(1),
        text(texts.title.say(lang)),
        text(report.names.of(&c.at)),
        text(first.map_or_else(String::new, |p| detail::of(lang, &p.detail))),
        text(c.kind.as_str()),
        Cell::Number(c.bytes),
        text(texts.cure.say(lang)),
    ]
}

/// An open gap a row, to be decided. Headings are the keys that `decisions import`
/// reads, in either language; the last three columns only help who fills it in.
pub(super) fn decisions(report: &Report, lang: Lang) -> Sheet {
    let key = |heading: &str, width, used| Column {
        heading: heading.to_owned(),
        width,
        used,
    };
    let hint = |p: Phrase| p.say(lang).into_owned();
    let columns = vec![
        key("gap", 13, Use::Shown),
        key("verdict", 15, Use::Choice(hint(o::VERDICT_HINT), VERDICTS)),
        key("reason", 40, Use::Free(hint(o::REASON_HINT))),
        key("owner", 20, Use::Free(hint(o::OWNER_HINT))),
        key("expires", 13, Use::Free(hint(o::EXPIRES_HINT))),
        key("accepts", 20, Use::Hidden),
        shown(lang, o::LEVEL, 11),
        shown(lang, o::TITLE, 60),
        shown(lang, o::WHERE, 60),
    ];
    let open = report.comparison.iter().flat_map(|c| &c.gaps);
    let rows = open.take(ROWS).map(|g| {
        let mut row = vec![text(&g.gap.id.0)];
        row.extend((0..4).map(|_| Cell::Nothing));
        row.extend([
            accepts(g),
            text(gap_texts::level(g.gap.severity.level).say(lang)),
            text(brief::title(lang, &g.gap)),
            text(visible::shorten(&brief::place(lang, g), 200)),
        ]);
        row
    });
    Sheet {
        name: o::SHEET_DECISIONS.say(lang).into_owned(),
        columns,
        rows: rows.collect(),
    }
}

/// Cut, it would accept something else: what is too long for a cell is left out, and
/// whoever imports it is told that nothing is accepted.
fn accepts(g: &GapView) -> Cell {
    let accepts = g.gap.accepts();
    match accepts.encode_utf16().count() <= MOST {
        true => text(accepts),
        false => Cell::Nothing,
    }
}
