//! The inventory seen from the register: every scanned thing with the
//! activities it is bound to, every personal holding with its datum.
//!
//! Everything is sorted here once, so that nothing downstream depends on the
//! order of its inputs.

use super::bind::{self, Bond, Index, PlaceName};
use super::copies::Originals;
use super::decide::Fiche;
use super::exposure::{self, Exposure};
use super::tables::Tables;
use crate::inventory::{Holding, Inventory, RuleCard, Run, Table};
use crate::model::{Confidence, Datum, Outcome, PathName, SourceId, State};
use crate::register::{BindingState, Date, Pattern, Register, normal};
use crate::source::{SourceKind, SourceRef};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

/// Activities bound to a place, interned; 0 is "none".
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct BondsIx(usize);

impl BondsIx {
    /// No activity.
    pub(super) const NONE: Self = Self(0);

    /// Whether no activity is bound.
    pub(super) fn is_unbound(self) -> bool {
        self == Self::NONE
    }
}

/// One scanned thing as its source lists it: a file with all its members, a
/// table.
#[derive(Debug)]
pub(super) struct Spot<'a> {
    /// Its source.
    pub(super) source: SourceId,
    /// Its path.
    pub(super) path: &'a PathName,
    /// Its lines of the ledger, members included.
    pub(super) outcomes: Vec<&'a Outcome>,
    /// Activities bound to it.
    pub(super) bonds: BondsIx,
    /// Who can read it.
    pub(super) exposure: Exposure,
    /// Its names, for further questions.
    pub(super) name: PlaceName,
    /// Range of its finds.
    pub(super) finds: std::ops::Range<usize>,
    /// Tables in it that hold something, sorted.
    pub(super) tables: Vec<&'a Table>,
}

impl Spot<'_> {
    /// Whether all of it was read.
    pub(super) fn is_complete(&self) -> bool {
        self.outcomes.iter().all(|o| o.state == State::Complete)
    }
}

/// A holding that a register speaks of.
#[derive(Debug)]
pub(super) struct Find<'a> {
    /// The holding.
    pub(super) holding: &'a Holding,
    /// Its rule.
    pub(super) card: &'a RuleCard,
    /// What it is.
    pub(super) datum: Datum,
    /// Index of its spot.
    pub(super) spot: usize,
    /// Activities bound to it (a column may be bound apart from its table).
    pub(super) bonds: BondsIx,
}

impl Find<'_> {
    /// Whether it makes gaps on its own; weaker ones are only counted.
    pub(super) fn is_strong(&self) -> bool {
        self.holding.confidence >= Confidence::Medium
    }
}

/// A path with its names masked; none where none is.
pub(super) type Masks<'a> = &'a dyn Fn(&str) -> Option<String>;

/// The inventory, arranged.
pub(super) struct Survey<'a> {
    /// The register, if one was given.
    pub(super) register: Option<&'a Register>,
    /// Sorted by source and path.
    pub(super) spots: Vec<Spot<'a>>,
    /// Sorted by spot, then locator, place, rule.
    pub(super) finds: Vec<Find<'a>>,
    /// Fiches of the register, in its order.
    pub(super) fiches: Vec<Fiche<'a>>,
    /// Patterns that are only proposed, or of fiches that do not count; not those
    /// that a person has refused.
    pub(super) hints: Index<'a>,
    /// Confirmed patterns without scheme that mean places of several sources:
    /// nobody has said which, so they count as proposed.
    pub(super) ambiguous: BTreeSet<Bond>,
    /// Confirmed patterns that mean something scanned.
    pub(super) met: BTreeSet<Bond>,
    /// The run behind the inventory.
    pub(super) run: &'a Run,
    /// The day on which ages, fiches and waivers are looked at.
    pub(super) as_of: Date,
    /// Data that some rule of the run can find, sorted.
    pub(super) detectable: Vec<Datum>,
    /// Tables in which something was found.
    pub(super) tables: Tables<'a>,
    /// Columns that persons are told by, whether bound or not, once somebody asks.
    pub(super) columns: OnceLock<Originals>,
    /// Says a path as outputs do.
    masks: Option<Masks<'a>>,
    bonds: Vec<Vec<Bond>>,
    sources: BTreeMap<SourceId, &'a SourceRef>,
}

impl<'a> Survey<'a> {
    /// The same, with what outputs say instead of some paths.
    pub(super) fn masked(mut self, masks: Option<Masks<'a>>) -> Self {
        self.masks = masks;
        self
    }

    /// See [`Masks`].
    pub(super) fn said(&self, path: &str) -> Option<String> {
        self.masks.and_then(|said| said(path))
    }

    /// Arranges an inventory.
    pub(super) fn new(
        inventory: &'a Inventory,
        register: Option<&'a Register>,
        as_of: Date,
    ) -> Self {
        let mut survey = Self {
            register,
            spots: Vec::new(),
            finds: Vec::new(),
            fiches: fiches(register),
            hints: Index::default(),
            ambiguous: BTreeSet::new(),
            met: BTreeSet::new(),
            run: &inventory.run,
            as_of,
            detectable: detectable(inventory),
            tables: Tables::default(),
            columns: OnceLock::new(),
            masks: None,
            bonds: vec![Vec::new()],
            sources: inventory.run.sources.iter().map(|s| (s.id, s)).collect(),
        };
        let counts = |bond: Bond, state: BindingState| {
            let active = register.is_some_and(|r| r.activities[bond.activity].is_in_force());
            active && state == BindingState::Confirmed
        };
        let confirmed = register.map_or_else(Index::default, |r| {
            Index::new(r, |bond, b| counts(bond, b.state))
        });
        survey.arrange(inventory, &confirmed);
        survey.tables = Tables::of(&survey.spots, &survey.finds, as_of);
        if let Some(r) = register {
            let ambiguous = &survey.ambiguous;
            survey.hints = Index::new(r, |bond, b| {
                let open = !counts(bond, b.state) || ambiguous.contains(&bond);
                open && b.state != BindingState::Refused
            });
        }
        survey
    }

    fn arrange(&mut self, inventory: &'a Inventory, confirmed: &Index<'a>) {
        let groups = group(inventory);
        let mut names: Vec<PlaceName> = Vec::with_capacity(groups.len());
        let mut meant = Vec::with_capacity(groups.len());
        let mut roots: BTreeMap<Bond, BTreeSet<String>> = BTreeMap::new();
        for (source, path) in groups.keys() {
            let reference = self.source(*source);
            let name = PlaceName::new(reference, path);
            let all = confirmed.all(&name);
            for (_, bond) in &all {
                if self.met.insert(*bond) || self.sources.len() > 1 {
                    let uri = reference.map_or(String::new(), |s| normal::uri(&s.uri));
                    roots.entry(*bond).or_default().insert(uri);
                }
            }
            names.push(name);
            meant.push(all);
        }
        self.ambiguous = self.several(&roots);
        let mut interned = BTreeMap::from([(Vec::new(), BondsIx::NONE)]);
        let places = groups.into_iter().zip(names).zip(meant);
        for ((((source, path), (outcomes, holdings, tables)), name), mut all) in places {
            let reference = self.source(source);
            all.retain(|(_, bond)| !self.ambiguous.contains(bond));
            let bonds = self.intern(&mut interned, bind::most_specific(all));
            let own = outcomes.iter().find(|o| o.at.entry.is_none()).copied();
            let start = self.finds.len();
            for (holding, card, datum) in holdings {
                let bonds = match &holding.place.header {
                    Some(header) if !confirmed.is_empty() => match name.column(header) {
                        Some(column) => {
                            let best = confirmed.best(&column);
                            self.met.extend(&best);
                            self.intern(&mut interned, best)
                        }
                        None => bonds,
                    },
                    _ => bonds,
                };
                self.finds.push(Find {
                    holding,
                    card,
                    datum,
                    spot: self.spots.len(),
                    bonds,
                });
            }
            self.spots.push(Spot {
                source,
                path,
                exposure: exposure::of(reference, &path.to_lossy(), own),
                outcomes,
                bonds,
                name,
                finds: start..self.finds.len(),
                tables,
            });
        }
        self.unveil();
    }

    /// Rights that a mount shows for all its files are those of none of them.
    fn unveil(&mut self) {
        let mounted = exposure::mounted(&self.spots);
        let told = |s: &SourceId| mounted.contains(s) && !self.is_database(*s);
        let shown = |e| matches!(e, Exposure::Group | Exposure::Staff);
        let all = (0..self.spots.len()).filter(|i| {
            let spot = &self.spots[*i];
            told(&spot.source) && shown(spot.exposure)
        });
        for i in all.collect::<Vec<_>>() {
            self.spots[i].exposure = Exposure::Mounted;
        }
    }

    /// The patterns without scheme that mean places of more than one source.
    fn several(&self, roots: &BTreeMap<Bond, BTreeSet<String>>) -> BTreeSet<Bond> {
        let Some(register) = self.register else {
            return BTreeSet::new();
        };
        let several = roots.iter().filter(|(bond, uris)| {
            let binding = &register.activities[bond.activity].locations[bond.location];
            uris.len() > 1 && binding.pattern.is_relative()
        });
        several.map(|(bond, _)| *bond).collect()
    }

    fn intern(&mut self, known: &mut BTreeMap<Vec<Bond>, BondsIx>, bonds: Vec<Bond>) -> BondsIx {
        if let Some(ix) = known.get(&bonds) {
            return *ix;
        }
        let ix = BondsIx(self.bonds.len());
        self.bonds.push(bonds.clone());
        known.insert(bonds, ix);
        ix
    }

    /// The activities behind an interned set.
    pub(super) fn bonds(&self, ix: BondsIx) -> &[Bond] {
        &self.bonds[ix.0]
    }

    /// A source of the run.
    pub(super) fn source(&self, id: SourceId) -> Option<&'a SourceRef> {
        self.sources.get(&id).copied()
    }

    /// Whether a source is a database.
    pub(super) fn is_database(&self, id: SourceId) -> bool {
        self.source(id)
            .is_some_and(|s| s.kind == SourceKind::Postgres)
    }

    /// The sources, by id.
    pub(super) fn sources(&self) -> impl Iterator<Item = &'a SourceRef> {
        self.sources.values().copied()
    }

    /// What a person calls a source: the last part of its address, and as many
    /// parts before it as it takes to tell the sources of the run apart.
    pub(super) fn label(&self, id: SourceId) -> String {
        let of = |s: &SourceRef| normal::uri(&s.uri);
        let Some(own) = self.source(id).map(of) else {
            return id.0.to_string();
        };
        let others: Vec<String> = self.sources().map(of).filter(|u| *u != own).collect();
        let starts = own.match_indices('/').map(|(i, _)| i + 1);
        let mut parts: Vec<&str> = starts.map(|i| &own[i..]).collect();
        parts.reverse();
        let alone = |part: &&&str| {
            let ends = |uri: &String| uri.ends_with(*part) && uri.len() > part.len();
            let whole = |uri: &String| {
                let before = uri.len() - part.len();
                ends(uri) && uri.as_bytes()[before - 1] == b'/'
            };
            !part.is_empty() && !others.iter().any(whole)
        };
        parts
            .iter()
            .find(alone)
            .map_or(own.as_str(), |p| p)
            .to_owned()
    }

    /// What stands for a source in an identity: nothing for a tree, so that a share
    /// mounted or copied elsewhere, or scanned beside others, keeps its gaps; if
    /// earlier trees have the same folder, how many.
    pub(super) fn origin(&self, id: SourceId, folder: &[String]) -> String {
        if self.is_database(id) {
            let uri = self.source(id).map(|s| normal::uri(&s.uri));
            return uri.unwrap_or_default();
        }
        match self.twins(id, &folder.join("/")) {
            0 => String::new(),
            n => n.to_string(),
        }
    }

    /// How many trees before this one hold a path, or something below it.
    pub(super) fn twins(&self, id: SourceId, path: &str) -> usize {
        let from = |source: SourceId, path: &str| {
            let key = |s: &Spot<'_>| (s.source, s.path.as_bytes()).cmp(&(source, path.as_bytes()));
            let first = self.spots.partition_point(|s| key(s).is_lt());
            let spot = self.spots.get(first).filter(|s| s.source == source);
            spot.map(|s| s.path.as_bytes())
        };
        let below = format!("{path}/");
        let has = |source: SourceId| match path {
            "" => true,
            path => {
                from(source, path).is_some_and(|p| p == path.as_bytes())
                    || from(source, &below).is_some_and(|p| p.starts_with(below.as_bytes()))
            }
        };
        let earlier = self.sources().filter(|s| s.id < id).map(|s| s.id);
        earlier.filter(|s| !self.is_database(*s) && has(*s)).count()
    }

    /// The table whose column a pattern names.
    pub(super) fn table_of(&self, pattern: &Pattern) -> Option<&Spot<'a>> {
        let (table, _) = pattern.text().rsplit_once('.')?;
        if !pattern.is_literal() {
            return None;
        }
        let mut databases = self.spots.iter().filter(|s| self.is_database(s.source));
        databases.find(|s| s.name.absolute() == table)
    }

    /// How many sources are no databases.
    pub(super) fn trees(&self) -> usize {
        self.sources().filter(|s| !self.is_database(s.id)).count()
    }

    /// The tables of a spot that hold something.
    pub(super) fn tables_of(&self, spot: usize) -> &[&'a Table] {
        self.spots.get(spot).map_or(&[], |s| &s.tables)
    }

    /// The finds of a spot.
    pub(super) fn finds_of(&self, spot: usize) -> &[Find<'a>] {
        self.spots
            .get(spot)
            .map_or(&[], |s| &self.finds[s.finds.clone()])
    }

    /// The finds of the table, sheet or text that a find stands in.
    pub(super) fn beside(&self, find: &Find<'_>) -> &[Find<'a>] {
        // sorted: a dump has thousands of tables
        let place = |f: &Find<'_>| {
            (&f.holding.at, &f.holding.place.sheet)
                .cmp(&(&find.holding.at, &find.holding.place.sheet))
        };
        let all = self.finds_of(find.spot);
        let from = all.partition_point(|f| place(f).is_lt());
        let own = &all[from..];
        &own[..own.partition_point(|f| place(f).is_le())]
    }
}

type Grouped<'a> = BTreeMap<(SourceId, &'a PathName), Group<'a>>;

/// What lies in one spot.
type Group<'a> = (
    Vec<&'a Outcome>,
    Vec<(&'a Holding, &'a RuleCard, Datum)>,
    Vec<&'a Table>,
);

/// Ledger, holdings and tables by spot, each sorted. Holdings without a datum are what
/// is only told apart (SIRET, VAT): never reconciled.
fn group(inventory: &Inventory) -> Grouped<'_> {
    let mut spots: Grouped<'_> = BTreeMap::new();
    for o in &inventory.coverage {
        spots
            .entry((o.at.source, &o.at.path))
            .or_default()
            .0
            .push(o);
    }
    for h in &inventory.holdings {
        let Some(card) = inventory.run.rules.get(usize::from(h.rule.0)) else {
            continue;
        };
        if let Some(datum) = card.datum {
            let key = (h.at.source, &h.at.path);
            spots.entry(key).or_default().1.push((h, card, datum));
        }
    }
    for t in &inventory.tables {
        if let Some(group) = spots.get_mut(&(t.at.source, &t.at.path)) {
            group.2.push(t);
        }
    }
    for (outcomes, holdings, tables) in spots.values_mut() {
        outcomes.sort();
        tables.sort();
        holdings.sort_by(|(a, x, _), (b, y, _)| {
            let place = (&a.at, &a.place, &x.id).cmp(&(&b.at, &b.place, &y.id));
            place.then_with(|| content(a).cmp(&content(b)))
        });
    }
    spots
}

/// What tells two holdings of one place and rule apart: an inventory should
/// hold none such, but the result must not depend on their order if it does.
fn content(h: &Holding) -> impl Ord + '_ {
    let strength = (h.confidence, h.verdict, h.first, h.count);
    (strength, &h.samples, &h.evidence, h.distinct.kept())
}

fn detectable(inventory: &Inventory) -> Vec<Datum> {
    let mut data: Vec<Datum> = inventory.run.rules.iter().filter_map(|r| r.datum).collect();
    data.sort_unstable();
    data.dedup();
    data
}

fn fiches(register: Option<&Register>) -> Vec<Fiche<'_>> {
    let activities = register.map_or(&[][..], |r| &r.activities);
    activities.iter().map(Fiche::new).collect()
}
