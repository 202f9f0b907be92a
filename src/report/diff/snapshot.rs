//! One scan as a comparison needs it: from a store, or from a JSON report.

use super::Weight;
use crate::inventory::Inventory;
use crate::model::{Datum, Locator, State};
use crate::reconcile::{Code, Gap, GapId, Level};
use crate::report::text::figures;
use crate::report::value::silent;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// Why a file is no report that can be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SnapshotError {
    /// It is no JSON of this program.
    #[error("not a limier.report.v1")]
    NotAReport,
    /// The scan was not compared with a register: there are no gaps to compare.
    #[error("the report was made without a register")]
    NoRegister,
}

/// A file, a member of one, or a table.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Spot {
    pub(super) source: String,
    pub(super) path: String,
    pub(super) entry: Option<String>,
}

impl Spot {
    /// The folder it lies in; a table is its own.
    pub(super) fn folder(&self) -> (&str, &str) {
        let table = self.source.starts_with("postgres");
        let folder = match table {
            true => self.path.as_str(),
            false => self.path.rsplit_once('/').map_or("", |(f, _)| f),
        };
        (&self.source, folder)
    }
}

/// A gap as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Seen {
    pub(super) id: GapId,
    pub(super) code: Code,
    pub(super) title: (String, String),
    pub(super) weight: Weight,
    pub(super) items: Vec<Datum>,
    pub(super) waived: bool,
    pub(super) places: BTreeSet<Spot>,
}

/// The path of the item that stands for what of a source could not be listed.
pub(in crate::report) const REST: &str = ".";

/// The gaps of one scan and what it did not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    pub(super) name: String,
    pub(super) day: String,
    pub(super) whole: bool,
    pub(super) sources: BTreeSet<String>,
    /// Those of which nothing at all was listed: nothing is mounted there, or the
    /// root was refused.
    pub(super) blind: BTreeSet<String>,
    pub(super) register: Option<String>,
    pub(super) rules: String,
    pub(super) gaps: Vec<Seen>,
    pub(super) unread: BTreeSet<Spot>,
}

impl Snapshot {
    /// A scan of a store. `whole`: it came to its end; `gaps`: waived ones among
    /// them; `register`: SHA-256 of the file, where it is known.
    #[must_use]
    pub fn of(name: &str, inventory: &Inventory, gaps: &[Gap], whole: bool) -> Self {
        let run = &inventory.run;
        let uris = run.sources.iter().map(|s| (s.id, s.uri.as_str()));
        let uris: BTreeMap<_, _> = uris.collect();
        let spot = |at: &Locator| Spot {
            source: uris
                .get(&at.source)
                .map_or_else(String::new, |u| (*u).to_owned()),
            path: at.path.to_text().into_owned(),
            entry: at.entry.as_deref().map(str::to_owned),
        };
        let silent = silent(inventory);
        let blind = run.sources.iter().filter(|s| silent.contains(&s.id));
        let unread = inventory.coverage.iter();
        let unread = unread.filter(|o| o.state != State::Complete);
        Self {
            name: name.to_owned(),
            day: figures::iso_day(run.started).unwrap_or_default(),
            whole: whole && run.finished.is_some(),
            sources: run.sources.iter().map(|s| s.uri.clone()).collect(),
            blind: blind.map(|s| s.uri.clone()).collect(),
            register: None,
            rules: run.rules_sha256.clone(),
            gaps: gaps
                .iter()
                .map(|g| Seen {
                    id: g.id.clone(),
                    code: g.code,
                    title: (g.title_fr.clone(), g.title_en.clone()),
                    weight: Weight {
                        level: g.severity.level,
                        score: g.severity.score,
                        persons: g.persons,
                        at_most: g.at_most,
                    },
                    items: g.items.clone(),
                    waived: g.waived.is_some(),
                    places: g.places.iter().map(|p| spot(&p.at)).collect(),
                })
                .collect(),
            unread: unread.map(|o| spot(&o.at)).collect(),
        }
    }

    /// A JSON report. What it did not read are the places of its G15.
    ///
    /// # Errors
    /// It is none, or was made without a register.
    pub fn read(name: &str, text: &str) -> Result<Self, SnapshotError> {
        let read: Written = serde_json::from_str(text).map_err(|_| SnapshotError::NotAReport)?;
        if read.schema != "limier.report.v1" {
            return Err(SnapshotError::NotAReport);
        }
        let register = read.run.register.ok_or(SnapshotError::NoRegister)?;
        let gaps: Vec<Seen> = read.gaps.into_iter().map(Line::seen).collect();
        let unread = gaps.iter().filter(|g| g.code == Code::G15);
        Ok(Self {
            name: name.to_owned(),
            day: read.run.started.unwrap_or_default(),
            whole: read.run.complete,
            blind: read
                .run
                .sources
                .iter()
                .filter(|s| s.empty)
                .map(|s| s.uri.clone())
                .collect(),
            sources: read.run.sources.into_iter().map(|s| s.uri).collect(),
            register: register.sha256,
            rules: read.run.rules_sha256,
            unread: unread.flat_map(|g| g.places.clone()).collect(),
            gaps,
        })
    }

    /// A gap and how grave it was: for its history.
    #[must_use]
    pub fn weight(&self, id: &GapId) -> Option<(Weight, bool)> {
        let gap = self.gaps.iter().find(|g| g.id == *id)?;
        Some((gap.weight, gap.waived))
    }

    /// Its day.
    #[must_use]
    pub fn day(&self) -> &str {
        &self.day
    }
}

/// What is read of `limier.report.v1`; keys that came later are passed over.
#[derive(Deserialize)]
struct Written {
    schema: String,
    run: Run,
    gaps: Vec<Line>,
}

#[derive(Deserialize)]
struct Run {
    started: Option<String>,
    complete: bool,
    rules_sha256: String,
    sources: Vec<Source>,
    register: Option<Register>,
}

#[derive(Deserialize)]
struct Source {
    uri: String,
    #[serde(default)]
    empty: bool,
}

#[derive(Deserialize)]
struct Register {
    sha256: Option<String>,
}

#[derive(Deserialize)]
struct Line {
    id: GapId,
    code: Code,
    title: String,
    severity: Severity,
    items: Vec<Datum>,
    places: Vec<Place>,
    persons: Option<u64>,
    #[serde(default)]
    persons_at_most: Option<u64>,
    #[serde(default)]
    waived: Option<String>,
}

#[derive(Deserialize)]
struct Severity {
    level: Level,
    score: u8,
}

#[derive(Deserialize)]
struct Place {
    path: String,
    entry: Option<String>,
    source: String,
}

impl Line {
    fn seen(self) -> Seen {
        Seen {
            id: self.id,
            code: self.code,
            title: (self.title.clone(), self.title),
            weight: Weight {
                level: self.severity.level,
                score: self.severity.score,
                persons: self.persons,
                at_most: self.persons_at_most,
            },
            items: self.items,
            waived: self.waived.is_some(),
            places: self.places.into_iter().map(Place::spot).collect(),
        }
    }
}

impl Place {
    fn spot(self) -> Spot {
        Spot {
            source: self.source,
            path: self.path,
            entry: self.entry,
        }
    }
}
