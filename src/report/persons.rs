//! Persons over several gaps, or over all that was found: how many at least, and how
//! many if nobody known by one kind of identifier is known by another.

use super::found;
use super::gaps::{GapView, holding};
use crate::inventory::{Holding, Inventory};
use crate::model::{Datum, Locator, Place, Sketch};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// How many persons there are: `low` if they are the same wherever they may be,
/// `high` if nobody known by one kind of identifier is known by another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Persons {
    pub(crate) low: u64,
    pub(crate) high: u64,
}

impl Persons {
    fn of(low: u64, high: u64) -> Option<Self> {
        let high = high.max(low);
        (low > 0).then_some(Self { low, high })
    }

    /// Whether `low` is only the least there can be; what the estimates err by
    /// makes no range.
    pub(crate) const fn is_open(self) -> bool {
        self.high > self.low + self.low / 20
    }
}

/// Persons concerned by all these gaps together. The least is the largest number
/// of distinct identifiers of one kind, or that of one gap: summing the gaps would count a person
/// once per gap. None where nothing counts persons.
pub(crate) fn persons(gaps: &[GapView], inventory: &Inventory) -> Option<Persons> {
    let mut apart = Apart::of(inventory);
    for place in gaps.iter().flat_map(|g| &g.gap.places) {
        if let (Some(datum), Some(h)) = (place.datum, holding(place, inventory)) {
            apart.add(&place.at, &place.place, datum, h);
        }
    }
    let alone = gaps.iter().filter_map(|g| g.gap.persons);
    let low = alone.chain(apart.most()).max().unwrap_or(0);

    let (mut high, mut counted) = apart.sum();
    // gaps whose persons are told by what lies beside their own data
    for g in gaps {
        let files = || g.gap.places.iter().map(|p| &p.at);
        if !files().any(|at| counted.contains(at)) {
            high = high.saturating_add(g.gap.persons.unwrap_or(0));
            counted.extend(files());
        }
    }
    // rows that nothing tells apart, once for each table
    let mut widened: BTreeSet<&Locator> = BTreeSet::new();
    for g in gaps {
        let files = || g.gap.places.iter().map(|p| &p.at);
        if let Some(rows) = g
            .gap
            .at_most
            .filter(|_| !files().any(|at| widened.contains(at)))
        {
            high = high.saturating_add(rows.saturating_sub(g.gap.persons.unwrap_or(0)));
            widened.extend(files());
        }
    }
    // never more than if no gap had a person in common with another
    let all = gaps.iter().map(|g| g.gap.most_persons().unwrap_or(0));
    let all = all.fold(0, u64::saturating_add);
    Persons::of(low, if all > 0 { high.min(all) } else { high })
}

/// Persons in everything that was found, by the same measure.
pub(crate) fn persons_found(inventory: &Inventory) -> Option<Persons> {
    let mut apart = Apart::of(inventory);
    for h in &inventory.holdings {
        let card = inventory.rule(h.rule);
        if let Some(datum) = card.datum.filter(|_| found::counts(h, card)) {
            apart.add(&h.at, &h.place, datum, h);
        }
    }
    let low = apart.most().unwrap_or(0);
    let high = apart.sum().0.saturating_add(pairs(inventory));
    Persons::of(low, high)
}

/// How many persons more there may be in tables that only surnames and first names
/// in columns of their own tell apart: as many as rows.
fn pairs(inventory: &Inventory) -> u64 {
    let known = rows(inventory);
    let mut tables: BTreeMap<_, Vec<(Datum, &Holding)>> = BTreeMap::new();
    for h in &inventory.holdings {
        let card = inventory.rule(h.rule);
        let datum = card
            .datum
            .filter(|d| found::counts(h, card) && d.counts_persons());
        if let (Some(datum), true) = (datum, h.place.is_column()) {
            let table = (&h.at, h.place.sheet.as_deref());
            tables.entry(table).or_default().push((datum, h));
        }
    }
    let more = tables.iter().map(|(table, columns)| {
        let names = || columns.iter().filter(|(d, _)| *d == Datum::PersonName);
        let rows = names().map(|(_, h)| h.count).max().unwrap_or(0);
        // several names in a cell are one row
        let rows = known.get(table).map_or(rows, |all| rows.min(*all));
        let told = |(d, h): &(Datum, &Holding)| {
            *d != Datum::PersonName && u128::from(h.count) * 10 >= u128::from(rows) * 9
        };
        if names().count() < 2 || columns.iter().any(told) {
            return 0;
        }
        let distinct = names().map(|(_, h)| h.values()).max().unwrap_or(0);
        rows.saturating_sub(distinct)
    });
    more.fold(0, u64::saturating_add)
}

/// A table: its item and its sheet.
type TableOf<'a> = (&'a Locator, Option<&'a str>);

/// The rows of each table; several in one place are added up, as their columns are.
fn rows(inventory: &Inventory) -> BTreeMap<TableOf<'_>, u64> {
    let mut rows: BTreeMap<TableOf<'_>, u64> = BTreeMap::new();
    for t in &inventory.tables {
        let own = rows.entry((&t.at, t.sheet.as_deref())).or_default();
        *own = own.saturating_add(t.rows);
    }
    rows
}

/// Identifiers of persons by kind and item; of several columns of one sheet that
/// hold the same kind (surname and first name, two telephones) the fullest.
struct Apart<'a> {
    kinds: BTreeMap<Datum, BTreeMap<&'a Locator, BTreeMap<Option<&'a str>, &'a Sketch>>>,
    rows: BTreeMap<TableOf<'a>, u64>,
}

impl<'a> Apart<'a> {
    fn of(inventory: &'a Inventory) -> Self {
        Self {
            kinds: BTreeMap::new(),
            rows: rows(inventory),
        }
    }

    /// The most persons that one kind tells apart; of a table no more than it has rows.
    fn most(&self) -> Option<u64> {
        let kinds = self.kinds.values().map(|items| {
            let (mut union, mut most) = (Sketch::default(), 0u64);
            for (at, sheets) in items {
                for (sheet, sketch) in sheets {
                    union.merge(sketch);
                    let rows = self.rows.get(&(*at, *sheet));
                    most = most.saturating_add(rows.map_or(u64::MAX, |r| *r));
                }
            }
            union.estimate().min(most)
        });
        kinds.max()
    }

    fn add(&mut self, at: &'a Locator, place: &'a Place, datum: Datum, h: &'a Holding) {
        if !datum.counts_persons() {
            return;
        }
        let sheets = self.kinds.entry(datum).or_default().entry(at).or_default();
        let best = sheets.entry(place.sheet.as_deref()).or_insert(&h.distinct);
        if h.distinct.estimate() > best.estimate() {
            *best = &h.distinct;
        }
    }

    /// The sum over kinds, each item counted under the kind that tells most
    /// persons among those it has; and the items counted.
    fn sum(&self) -> (u64, BTreeSet<&'a Locator>) {
        let all = |kind: &BTreeMap<&'a Locator, _>, without: &BTreeSet<&'a Locator>| {
            let mut union = Sketch::default();
            let items: &BTreeMap<&Locator, BTreeMap<Option<&str>, &Sketch>> = kind;
            let left = items.iter().filter(|(at, _)| !without.contains(*at));
            left.flat_map(|(_, sheets)| sheets.values())
                .for_each(|s| union.merge(s));
            union.estimate()
        };
        let none = BTreeSet::new();
        let mut kinds: Vec<_> = self.kinds.values().collect();
        kinds.sort_by_key(|kind| Reverse(all(kind, &none)));
        let (mut sum, mut counted) = (0u64, BTreeSet::new());
        for kind in kinds {
            sum = sum.saturating_add(all(kind, &counted));
            counted.extend(kind.keys().copied());
        }
        (sum, counted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::SourceId;
    use crate::report::gaps::tests::{gap_over, scan};
    use crate::report::sample;

    #[test]
    fn a_person_in_two_gaps_is_counted_once() {
        let inventory = scan();
        let gaps = [gap_over(&inventory, &[0, 2]), gap_over(&inventory, &[1])];
        let range = persons(&gaps, &inventory).expect("NIRs count persons");
        assert_eq!((range.low, range.high, range.is_open()), (50, 50, false));
        assert_eq!(persons(&[], &inventory), None);
    }

    #[test]
    fn persons_known_by_different_identifiers_are_at_least_so_many() {
        let mut inventory = scan();
        let run = inventory.run.clone();
        let email = sample::holding(
            &run,
            Locator::new(SourceId(0), "d.xlsx"),
            Datum::Email,
            30,
            0,
        );
        let beside = sample::holding(&run, inventory.holdings[0].at.clone(), Datum::Email, 20, 0);
        inventory.holdings.extend([email, beside]);
        inventory
            .holdings
            .sort_by(|a, b| (&a.at, &a.place, a.rule).cmp(&(&b.at, &b.place, b.rule)));
        let all: Vec<usize> = (0..inventory.holdings.len()).collect();
        let range = persons(&[gap_over(&inventory, &all)], &inventory).expect("counted");
        // 50 by NIR in three files; 30 more in the file that has none
        assert_eq!((range.low, range.high, range.is_open()), (50, 80, true));
    }

    #[test]
    fn a_table_holds_no_more_persons_than_rows() {
        // surname and first name of twelve persons, one of whom shares both
        let mut inventory = scan();
        let run = inventory.run.clone();
        let at = Locator::new(SourceId(0), "e.csv");
        let column = |n: u32, datum, values: std::ops::Range<u64>, count| {
            let mut h = sample::holding(&run, at.clone(), datum, count, 0);
            h.distinct = sample::sketch(values);
            h.place.column = Some(n);
            h
        };
        let names = [
            column(1, Datum::PersonName, 0..11, 12),
            column(2, Datum::PersonName, 20..30, 12),
        ];
        inventory.holdings = names.to_vec();
        inventory.tables = vec![crate::inventory::Table {
            at: at.clone(),
            sheet: None,
            columns: vec!["prenom".into(), "nom".into()],
            rows: 12,
            ages: Vec::new(),
        }];
        let found = persons_found(&inventory).expect("names");
        assert_eq!((found.low, found.high), (11, 12));
        // two telephones of each
        inventory.holdings = vec![
            column(1, Datum::Phone, 0..12, 12),
            column(2, Datum::Phone, 20..32, 12),
        ];
        let found = persons_found(&inventory).expect("telephones");
        assert_eq!((found.low, found.high), (12, 12));
    }
}
