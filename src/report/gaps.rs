//! A gap with what a reader needs beside it: volumes and places in order of
//! weight.

use super::names::Names;
use crate::inventory::{Holding, Inventory, RuleIx};
use crate::model::{Datum, Locator, Place, Position, Sketch};
use crate::reconcile::{Gap, Level, PlaceRef};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// One gap, ready to be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct GapView {
    pub(crate) gap: Gap,
    /// Items concerned that are files (or members of files), and tables.
    pub(crate) files: u64,
    pub(crate) tables: u64,
    /// Per datum, the gravest first.
    pub(crate) volumes: Vec<Volume>,
    /// Every place, the gravest first, then the fullest.
    pub(crate) spots: Vec<Spot>,
    /// Where the first value of each of the gap's places stands, in their order;
    /// none for what was not read.
    pub(crate) firsts: Vec<Option<Position>>,
}

/// How much of one datum a gap concerns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Volume {
    pub(crate) datum: Datum,
    pub(crate) count: u64,
    /// Distinct values over all places of the gap.
    pub(crate) distinct: u64,
}

/// One item of a gap with everything of the gap that was found in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Spot {
    /// Inert name of the item.
    pub(crate) label: String,
    /// Indices into the gap's places.
    pub(crate) places: Vec<usize>,
}

impl GapView {
    pub(crate) fn new(gap: Gap, inventory: &Inventory, names: &Names) -> Self {
        let spots = spots(&gap.places, names);
        let tables = gap.places.iter().filter(|p| names.is_database(p.at.source));
        let tables = distinct_items(tables);
        let first = |p: &PlaceRef| holding(p, inventory).map(|h| h.first);
        Self {
            firsts: gap.places.iter().map(first).collect(),
            files: distinct_items(gap.places.iter()) - tables,
            tables,
            volumes: volumes(&gap.places, inventory),
            spots,
            gap,
        }
    }

    /// Order of reports: the gravest first; ids make it total.
    pub(crate) fn order(&self) -> impl Ord + '_ {
        let g = &self.gap;
        let persons = Reverse(g.persons.unwrap_or(0));
        let grave = Reverse((g.severity.level, g.severity.score));
        (grave, persons, g.code, &g.id)
    }
}

fn distinct_items<'a>(places: impl Iterator<Item = &'a PlaceRef>) -> u64 {
    let mut items: Vec<&Locator> = places.map(|p| &p.at).collect();
    items.sort_unstable();
    items.dedup();
    items.len() as u64
}

/// The holding behind a place of a gap.
pub(crate) fn holding<'a>(place: &PlaceRef, inventory: &'a Inventory) -> Option<&'a Holding> {
    let rules = &inventory.run.rules;
    let rule = rules
        .binary_search_by(|c| c.id.as_str().cmp(&place.rule))
        .ok()?;
    let key = (&place.at, &place.place, RuleIx(u16::try_from(rule).ok()?));
    let identity =
        |h: &'a Holding| -> (&'a Locator, &'a Place, RuleIx) { (&h.at, &h.place, h.rule) };
    let i = inventory
        .holdings
        .binary_search_by(|h| identity(h).cmp(&key))
        .ok()?;
    Some(&inventory.holdings[i])
}

/// Distinct values of one datum over several places. Places without a holding
/// (an older scan) count by their largest number.
#[derive(Default)]
struct Tally {
    count: u64,
    values: Sketch,
    largest: u64,
}

impl Tally {
    fn add(&mut self, place: &PlaceRef, inventory: &Inventory) {
        self.count += place.count;
        self.largest = self.largest.max(place.distinct);
        if let Some(h) = holding(place, inventory) {
            self.values.merge(&h.distinct);
        }
    }

    fn distinct(&self) -> u64 {
        self.values.estimate().max(self.largest).min(self.count)
    }
}

fn tallies<'a>(
    places: impl Iterator<Item = &'a PlaceRef>,
    inventory: &Inventory,
) -> BTreeMap<Datum, Tally> {
    let mut by: BTreeMap<Datum, Tally> = BTreeMap::new();
    for place in places {
        if let Some(datum) = place.datum {
            by.entry(datum).or_default().add(place, inventory);
        }
    }
    by
}

fn volumes(places: &[PlaceRef], inventory: &Inventory) -> Vec<Volume> {
    let by = tallies(places.iter(), inventory);
    let mut volumes: Vec<Volume> = by
        .into_iter()
        .map(|(datum, t)| Volume {
            datum,
            count: t.count,
            distinct: t.distinct(),
        })
        .collect();
    volumes.sort_by_key(|v| (Reverse(v.datum.sensitivity()), Reverse(v.count), v.datum));
    volumes
}

fn spots(places: &[PlaceRef], names: &Names) -> Vec<Spot> {
    let mut by: BTreeMap<&Locator, Vec<usize>> = BTreeMap::new();
    for (i, place) in places.iter().enumerate() {
        by.entry(&place.at).or_default().push(i);
    }
    let mut items: Vec<(&Locator, Vec<usize>)> = by.into_iter().collect();
    // stable: equal weights stay in the order of locators
    items.sort_by_key(|(_, indices)| Reverse(weight(places, indices)));
    let shown = |(at, mut indices): (&Locator, Vec<usize>)| {
        indices.sort_by_key(|i| (Reverse(places[*i].datum.map(Datum::sensitivity)), *i));
        Spot {
            label: names.of(at),
            places: indices,
        }
    };
    items.into_iter().map(shown).collect()
}

fn weight(places: &[PlaceRef], indices: &[usize]) -> (u8, u64) {
    let of = || indices.iter().map(|i| &places[*i]);
    let gravest = of().filter_map(|p| p.datum).map(Datum::sensitivity).max();
    (gravest.unwrap_or(0), of().map(|p| p.count).sum())
}

/// How many gaps stand at each level, the gravest first; levels without any are
/// left out.
pub(crate) fn by_level<'a>(gaps: impl IntoIterator<Item = &'a GapView>) -> Vec<(Level, u64)> {
    let mut by: BTreeMap<Reverse<Level>, u64> = BTreeMap::new();
    for g in gaps {
        *by.entry(Reverse(g.gap.severity.level)).or_default() += 1;
    }
    by.into_iter().map(|(level, n)| (level.0, n)).collect()
}

#[cfg(test)]
pub(in crate::report) mod tests {
    use super::*;
    use crate::model::SourceId;
    use crate::report::sample;

    /// Two files that hold the same 40 NIRs, and one that holds 10 others.
    pub(in crate::report) fn scan() -> Inventory {
        let mut inventory = sample::inventory(0);
        let run = inventory.run.clone();
        inventory.holdings = [("a.xlsx", 0..40), ("b.xlsx", 0..40), ("c.xlsx", 90..100)]
            .into_iter()
            .map(|(path, values)| {
                let at = Locator::new(SourceId(0), path);
                let mut h = sample::holding(&run, at, Datum::Nir, 50, 0);
                h.distinct = sample::sketch(values);
                h
            })
            .collect();
        inventory
    }

    pub(in crate::report) fn gap_over(inventory: &Inventory, holdings: &[usize]) -> GapView {
        let mut gap = sample::gaps(inventory, 1).remove(0);
        gap.persons = None;
        gap.places = holdings
            .iter()
            .map(|i| sample::place(inventory, &inventory.holdings[*i]))
            .collect();
        GapView::new(gap, inventory, &Names::new(&inventory.run))
    }

    #[test]
    fn a_value_in_two_files_is_counted_once() {
        let inventory = scan();
        let view = gap_over(&inventory, &[0, 1, 2]);
        let nir = Volume {
            datum: Datum::Nir,
            count: 150,
            distinct: 50,
        };
        assert_eq!(view.volumes, [nir]);
        assert_eq!((view.files, view.tables), (3, 0));
    }

    #[test]
    fn places_of_an_older_scan_count_by_what_the_gap_says() {
        let inventory = scan();
        let mut places = gap_over(&inventory, &[0]).gap.places;
        places[0].rule = "gone".to_owned();
        assert_eq!(volumes(&places, &inventory)[0].distinct, 40);
    }

    #[test]
    fn the_gravest_and_fullest_place_comes_first() {
        let inventory = scan();
        let mut gap = gap_over(&inventory, &[0, 1, 2]).gap;
        gap.places[1].count = 900;
        gap.places[2].datum = Some(Datum::Email);
        let view = GapView::new(gap, &inventory, &Names::new(&inventory.run));
        let labels: Vec<&str> = view.spots.iter().map(|s| s.label.as_str()).collect();
        assert_eq!(
            labels,
            [
                "/srv/partage/b.xlsx",
                "/srv/partage/a.xlsx",
                "/srv/partage/c.xlsx"
            ]
        );
    }
}
