//! `limier.coverage.v1`: one line per item, read or not.

use super::line;
use crate::inventory::Inventory;
use crate::model::{Outcome, Problem, Reason, State};
use crate::report::json::path;
use crate::report::names::Names;
use schemars::JsonSchema;
use serde::Serialize;
use std::borrow::Cow;
use std::io::{self, Write};

#[derive(Serialize, JsonSchema)]
#[schemars(title = "limier.coverage.v1")]
pub(crate) struct Coverage<'a> {
    #[schemars(extend("const" = "limier.coverage.v1"))]
    schema: &'static str,
    source: &'a str,
    path: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    path_b64: Option<String>,
    entry: Option<&'a str>,
    state: State,
    /// The first problem's; null when complete.
    reason: Option<Reason>,
    problems: Vec<ProblemLine<'a>>,
    notes: &'a [String],
    kind: &'a str,
    bytes: u64,
    rows: u64,
}

#[derive(Serialize, JsonSchema)]
struct ProblemLine<'a> {
    reason: Reason,
    detail: &'a str,
}

/// Writes the whole ledger.
///
/// # Errors
/// What `out` gives.
pub fn coverage(inventory: &Inventory, out: &mut impl Write) -> io::Result<()> {
    let names = Names::new(&inventory.run);
    for o in &inventory.coverage {
        line(out, &entry(o, &names))?;
    }
    Ok(())
}

fn entry<'a>(o: &'a Outcome, names: &'a Names) -> Coverage<'a> {
    let (path, path_b64) = path(&o.at);
    Coverage {
        schema: "limier.coverage.v1",
        source: names.uri(o.at.source),
        path,
        path_b64,
        entry: o.at.entry.as_deref(),
        state: o.state,
        reason: o.problems.first().map(|p| p.what),
        problems: o.problems.iter().map(ProblemLine::of).collect(),
        notes: &o.notes,
        kind: o.kind.as_str(),
        bytes: o.bytes,
        rows: o.rows,
    }
}

impl<'a> ProblemLine<'a> {
    fn of(p: &'a Problem) -> Self {
        Self {
            reason: p.what,
            detail: &p.detail,
        }
    }
}
