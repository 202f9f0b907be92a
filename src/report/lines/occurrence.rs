//! `limier.occurrence.v1`: one line per value, streamed.

use super::at::At;
use super::line;
use crate::inventory::{Inventory, Occurrence};
use crate::model::{Confidence, Datum};
use crate::report::json::path;
use crate::report::names::Names;
use schemars::JsonSchema;
use serde::Serialize;
use std::borrow::Cow;
use std::io::{self, Write};

#[derive(Serialize, JsonSchema)]
#[schemars(title = "limier.occurrence.v1")]
pub(crate) struct OccurrenceLine<'a> {
    #[schemars(extend("const" = "limier.occurrence.v1"))]
    schema: &'static str,
    path: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    path_b64: Option<String>,
    entry: Option<&'a str>,
    rule: &'a str,
    item: Option<Datum>,
    at: At<'a>,
    masked: &'a str,
    confidence: Confidence,
    /// Only in a run of several sources, whose paths may collide.
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<&'a str>,
}

/// Writes occurrences one by one, as the store lends them.
pub struct Occurrences<'a, W> {
    out: W,
    inventory: &'a Inventory,
    names: Names,
}

impl<'a, W: Write> Occurrences<'a, W> {
    /// Begins the file of one scan.
    pub fn new(out: W, inventory: &'a Inventory) -> Self {
        Self {
            out,
            inventory,
            names: Names::new(&inventory.run),
        }
    }

    /// Writes one occurrence. Those of a column take the column's confidence; a
    /// column that was judged to hold nothing has no holding, and its
    /// candidates are no findings: they are passed over, and `false` says so.
    ///
    /// # Errors
    /// What the output gives.
    pub fn write(&mut self, o: &Occurrence) -> io::Result<bool> {
        let Some(confidence) = o.confidence.or_else(|| self.of_column(o)) else {
            return Ok(false);
        };
        let card = self.inventory.rule(o.rule);
        let (path, path_b64) = path(&o.at);
        let several = self.inventory.run.sources.len() > 1;
        let object = OccurrenceLine {
            schema: "limier.occurrence.v1",
            path,
            path_b64,
            entry: o.at.entry.as_deref(),
            rule: &card.id,
            item: card.datum,
            at: At::new(o.position, &o.place),
            masked: o.masked.as_str(),
            confidence,
            source: several.then(|| self.names.uri(o.at.source)),
        };
        line(&mut self.out, &object)?;
        Ok(true)
    }

    /// Gives the output back.
    pub fn into_inner(self) -> W {
        self.out
    }

    fn of_column(&self, o: &Occurrence) -> Option<Confidence> {
        let key = (&o.at, &o.place, o.rule);
        let holdings = &self.inventory.holdings;
        let found = holdings.binary_search_by(|h| (&h.at, &h.place, h.rule).cmp(&key));
        found.ok().map(|i| holdings[i].confidence)
    }
}
