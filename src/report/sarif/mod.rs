//! SARIF 2.1.0 (OASIS): rules are the codes of the taxonomy, results the gaps,
//! notifications what was not read and lines of the register without effect.
//!
//! A waived gap is a result with a suppression. `baselineState` is left out: one
//! report knows no other (`limier diff` does). Times are left out: reports carry
//! days. Message strings follow section 3.11: braces are doubled, and no name can
//! make a link.

mod place;

use super::gaps::GapView;
use super::text::{Lang, gap as gap_texts, phrase, reason};
use super::unread::Unread;
use super::value::Comparison;
use super::{Report, brief};
use crate::model::Reason;
use crate::reconcile::{Code, Level};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Locations of one result, and of one notification; the message says how many
/// there are.
const PLACES: usize = 100;

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// What a file of ours has near its start.
pub const HEAD: &str = "\"id\": \"limier/\"";

/// Renders the report.
#[must_use]
pub fn render(report: &Report, lang: Lang) -> String {
    let gaps = report.comparison.iter().flat_map(Comparison::all);
    let results: Vec<Value> = gaps.map(|g| result(report, g, lang)).collect();
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "automationDetails": { "id": "limier/", "description": message(&brief::sentence(lang, report)) },
            "columnKind": "unicodeCodePoints",
            "language": lang.as_str(),
            "originalUriBaseIds": place::bases(report),
            "tool": { "driver": driver(report, lang) },
            "invocations": [invocation(report, lang)],
            "results": results,
        }],
    });
    let json =
        serde_json::to_string_pretty(&log).expect("values with string keys always serialise");
    super::json::inert(json.into()).into_owned() + "\n"
}

/// A message whose text is foreign (SARIF 3.11): no placeholder, no link.
fn message(text: &str) -> Value {
    // lines of our own stay lines
    let lines: Vec<_> = text.split('\n').map(super::visible::text).collect();
    let plain = lines.join("\n").replace('{', "{{").replace('}', "}}");
    json!({ "text": plain.replace("](", "] (") })
}

fn driver(report: &Report, lang: Lang) -> Value {
    let reasons: BTreeSet<Option<Reason>> = report.unread.iter().map(|u| u.reason).collect();
    json!({
        "name": "limier",
        "version": report.scan.version,
        "semanticVersion": report.scan.version,
        "language": lang.as_str(),
        "properties": { "rules_sha256": report.scan.rules_sha256 },
        "rules": Code::ALL.iter().map(|c| rule(*c, lang)).collect::<Vec<_>>(),
        "notifications": reasons.into_iter().map(|r| descriptor(r, lang)).collect::<Vec<_>>(),
    })
}

fn rule(code: Code, lang: Lang) -> Value {
    let texts = gap_texts::of(code);
    let (title, action, legal) = (
        texts.title.say(lang),
        texts.action.say(lang),
        texts.legal.say(lang),
    );
    json!({
        "id": code.as_str(),
        "shortDescription": message(&title),
        "fullDescription": message(&format!("{title} ({legal})")),
        "help": message(&format!("{action} {legal}")),
        "defaultConfiguration": { "level": if code == Code::G15 { "note" } else { "warning" } },
        "properties": { "tags": ["privacy", "gdpr"], "legal": legal },
    })
}

fn reason_id(reason: Option<Reason>) -> &'static str {
    reason.map_or("none_given", Reason::as_str)
}

fn descriptor(reason: Option<Reason>, lang: Lang) -> Value {
    let texts = reason.map_or(reason::NONE_GIVEN, reason::of);
    json!({
        "id": reason_id(reason),
        "shortDescription": message(&texts.title.say(lang)),
        "fullDescription": message(&texts.why.say(lang)),
        "help": message(&texts.cure.say(lang)),
    })
}

fn invocation(report: &Report, lang: Lang) -> Value {
    let unread = report.unread.iter().map(|u| notification(report, u, lang));
    let warnings = report.comparison.iter().flat_map(|c| &c.warnings);
    let warnings = warnings.map(|w| {
        json!({
            "level": "warning",
            "message": message(lang.pick(&w.text.fr, &w.text.en)),
            "locations": [place::register(report, Some(&w.source))],
        })
    });
    json!({
        "executionSuccessful": !report.scan.interrupted,
        "toolExecutionNotifications": unread.collect::<Vec<_>>(),
        "toolConfigurationNotifications": warnings.collect::<Vec<_>>(),
    })
}

fn notification(report: &Report, u: &Unread, lang: Lang) -> Value {
    let items = u.items.iter().take(PLACES);
    json!({
        "level": "warning",
        "descriptor": { "id": reason_id(u.reason) },
        "message": message(&brief::unread(lang, u)),
        "locations": items.map(|i| place::item(report, &i.at)).collect::<Vec<_>>(),
        "properties": { "partial": u.partial, "not_scanned": u.not_scanned },
    })
}

fn result(report: &Report, g: &GapView, lang: Lang) -> Value {
    let gap = &g.gap;
    let index = Code::ALL.iter().position(|c| *c == gap.code);
    let waived = gap.waived.is_some().then(|| {
        let why = brief::decided(lang, gap);
        json!({ "kind": "external", "status": "accepted", "justification": why })
    });
    json!({
        "ruleId": gap.code.as_str(),
        "ruleIndex": index.expect("every code is in the list"),
        "level": level(gap.severity.level),
        "rank": f64::from(gap.severity.score),
        "message": message(&told(g, lang)),
        "locations": locations(report, g, lang),
        "partialFingerprints": { "limierGap/v1": gap.id.0 },
        // an empty list says that nothing suppresses it
        "suppressions": waived.into_iter().collect::<Vec<_>>(),
        "properties": properties(g),
    })
}

fn locations(report: &Report, g: &GapView, lang: Lang) -> Vec<Value> {
    let gap = &g.gap;
    let places = g.spots.iter().flat_map(|s| &s.places).take(PLACES);
    let listed: Vec<Value> = places
        .map(|i| place::found(report, &gap.places[*i], g.firsts[*i], lang))
        .collect();
    match listed.is_empty() {
        true => vec![place::register(
            report,
            gap.register.as_ref().map(|q| q.source.as_str()),
        )],
        false => listed,
    }
}

fn told(g: &GapView, lang: Lang) -> String {
    let action = gap_texts::of(g.gap.code).action.say(lang);
    let said = format!(
        "{}{}{}",
        phrase::REGISTER_SAYS.say(lang),
        phrase::COLON.say(lang),
        brief::register(lang, &g.gap)
    );
    let parts = [
        brief::title(lang, &g.gap),
        brief::facts(lang, g),
        said,
        action.into_owned(),
    ];
    let parts = parts.into_iter().filter(|p| !p.is_empty());
    parts.collect::<Vec<_>>().join("\n")
}

fn properties(g: &GapView) -> Value {
    let gap = &g.gap;
    let terms = gap.severity.terms;
    json!({
        "gap": gap.id.0,
        "severity": gap.severity.level.as_str(),
        "terms": { "sensitivity": terms.sensitivity, "volume": terms.volume, "exposure": terms.exposure, "kind": terms.kind },
        "items": gap.items,
        "persons": gap.persons,
        "persons_at_most": gap.at_most,
        "places": gap.places.len(),
        "step": gap.step.as_str(),
        "activity": gap.activity.as_ref().map(|(id, _)| id),
    })
}

const fn level(level: Level) -> &'static str {
    match level {
        Level::Critical | Level::High => "error",
        Level::Medium => "warning",
        Level::Low | Level::Info => "note",
    }
}
