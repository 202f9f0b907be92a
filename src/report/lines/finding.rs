//! `limier.finding.v1`: one line per place and rule.

use super::at::At;
use super::line;
use crate::inventory::{Evidence, Holding, Inventory};
use crate::model::{Confidence, Datum, Masked, Verdict};
use crate::report::json::{Column, path};
use crate::report::names::Names;
use schemars::JsonSchema;
use serde::Serialize;
use std::borrow::Cow;
use std::io::{self, Write};

#[derive(Serialize, JsonSchema)]
#[schemars(title = "limier.finding.v1")]
pub(crate) struct Finding<'a> {
    #[schemars(extend("const" = "limier.finding.v1"))]
    schema: &'static str,
    source: &'a str,
    path: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    path_b64: Option<String>,
    entry: Option<&'a str>,
    rule: &'a str,
    item: Option<Datum>,
    /// Null in running text.
    #[serde(rename = "where")]
    column: Option<Column<'a>>,
    count: u64,
    distinct: u64,
    verdict: Verdict,
    confidence: Confidence,
    sample: Option<&'a str>,
    samples: Vec<&'a str>,
    evidence: EvidenceLine<'a>,
    first: At<'a>,
}

/// Why it is believed. Words are those of the rule, never of the content.
#[derive(Serialize, JsonSchema)]
struct EvidenceLine<'a> {
    pattern: &'a str,
    proven: u64,
    tested: u64,
    word: Option<&'a str>,
    against: Option<&'a str>,
    column_named: bool,
    probable_test: u64,
}

/// Writes every holding of a scan.
///
/// # Errors
/// What `out` gives.
pub fn findings(inventory: &Inventory, out: &mut impl Write) -> io::Result<()> {
    let names = Names::new(&inventory.run);
    for h in &inventory.holdings {
        line(out, &finding(h, inventory, &names))?;
    }
    Ok(())
}

/// The same for some holdings, as values.
pub(crate) fn findings_of(found: &[&Holding], inventory: &Inventory) -> Vec<serde_json::Value> {
    let names = Names::new(&inventory.run);
    let line = |h: &&Holding| {
        serde_json::to_value(finding(h, inventory, &names))
            .expect("plain structs with string keys always serialise")
    };
    found.iter().map(line).collect()
}

fn finding<'a>(h: &'a Holding, inventory: &'a Inventory, names: &'a Names) -> Finding<'a> {
    let card = inventory.rule(h.rule);
    let (path, path_b64) = path(&h.at);
    Finding {
        schema: "limier.finding.v1",
        source: names.uri(h.at.source),
        path,
        path_b64,
        entry: h.at.entry.as_deref(),
        rule: &card.id,
        item: card.datum,
        column: Some(Column::of(&h.place)).filter(|c| !c.is_nothing()),
        count: h.count,
        distinct: h.values(),
        verdict: h.verdict,
        confidence: h.confidence,
        sample: h.samples.first().map(Masked::as_str),
        samples: h.samples.iter().map(Masked::as_str).collect(),
        evidence: EvidenceLine::of(&h.evidence),
        first: At::new(h.first, &h.place),
    }
}

impl<'a> EvidenceLine<'a> {
    fn of(e: &'a Evidence) -> Self {
        Self {
            pattern: &e.pattern,
            proven: e.proven,
            tested: e.tested,
            word: e.word.as_deref(),
            against: e.against.as_deref(),
            column_named: e.column_named,
            probable_test: e.probable_test,
        }
    }
}
