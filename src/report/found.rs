//! What was found, added up by datum and by rule.

use super::names::Names;
use super::text::Lang;
use crate::inventory::{Holding, Inventory, RuleCard};
use crate::model::{Confidence, Datum, Locator, Sketch};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// All that was found of one datum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) datum: Datum,
    /// Occurrences at medium confidence or higher.
    pub(crate) count: u64,
    /// Distinct values among them, over all places.
    pub(crate) distinct: u64,
    /// Items that hold some.
    pub(crate) places: u64,
    /// Items where only weak hints of it were seen; not in the other numbers.
    pub(crate) weak_places: u64,
}

/// One rule of the run and what it found at medium confidence or higher, as in the
/// inventory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RuleUse {
    pub(crate) id: String,
    pub(crate) title_fr: String,
    pub(crate) title_en: String,
    pub(crate) datum: Option<Datum>,
    pub(crate) places: u64,
    pub(crate) count: u64,
}

impl RuleUse {
    pub(crate) fn title(&self, lang: Lang) -> &str {
        lang.pick(&self.title_fr, &self.title_en)
    }
}

/// Whether a holding counts in a report's figures: a personal datum, and more
/// than a hint.
pub(crate) fn counts(h: &Holding, card: &RuleCard) -> bool {
    card.datum.is_some() && h.confidence >= Confidence::Medium
}

/// Totals by datum, the gravest first, then the most frequent.
pub(crate) fn by_datum(inventory: &Inventory) -> Vec<Found> {
    let mut by: BTreeMap<Datum, Tally<'_>> = BTreeMap::new();
    for h in &inventory.holdings {
        let card = inventory.rule(h.rule);
        if let Some(datum) = card.datum {
            by.entry(datum).or_default().add(h, counts(h, card));
        }
    }
    let mut found: Vec<Found> = by.into_iter().map(|(d, t)| t.finish(d)).collect();
    found.sort_by_key(|f| (Reverse(f.datum.sensitivity()), Reverse(f.count), f.datum));
    found
}

#[derive(Default)]
struct Tally<'a> {
    count: u64,
    distinct: Sketch,
    places: BTreeSet<&'a Locator>,
    weak: BTreeSet<&'a Locator>,
}

impl<'a> Tally<'a> {
    fn add(&mut self, h: &'a Holding, sure: bool) {
        if sure {
            self.count += h.count;
            self.distinct.merge(&h.distinct);
            self.places.insert(&h.at);
        } else {
            self.weak.insert(&h.at);
        }
    }

    fn finish(self, datum: Datum) -> Found {
        Found {
            datum,
            count: self.count,
            distinct: self.distinct.estimate().min(self.count),
            places: self.places.len() as u64,
            weak_places: self.weak.difference(&self.places).count() as u64,
        }
    }
}

/// One item and what it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Holder {
    /// Inert name.
    pub(crate) label: String,
    /// The gravest datum first.
    pub(crate) data: Vec<(Datum, u64)>,
}

/// The items to look at first: the gravest datum counts, then the number of
/// kinds, then of values.
pub(crate) fn foremost(inventory: &Inventory, names: &Names, most: usize) -> Vec<Holder> {
    let mut by: BTreeMap<&Locator, BTreeMap<Datum, u64>> = BTreeMap::new();
    for h in &inventory.holdings {
        let card = inventory.rule(h.rule);
        if let Some(datum) = card.datum.filter(|_| counts(h, card)) {
            *by.entry(&h.at).or_default().entry(datum).or_default() += h.count;
        }
    }
    let weight = |data: &BTreeMap<Datum, u64>| {
        let gravest = data.keys().map(|d| d.sensitivity()).max();
        Reverse((gravest, data.len(), data.values().sum::<u64>()))
    };
    let mut items: Vec<_> = by
        .into_iter()
        .map(|(at, data)| (weight(&data), at, data))
        .collect();
    items.sort();
    let shown = items.into_iter().take(most);
    shown
        .map(|(_, at, data)| holder(names.of(at), data))
        .collect()
}

fn holder(label: String, data: BTreeMap<Datum, u64>) -> Holder {
    let mut data: Vec<(Datum, u64)> = data.into_iter().collect();
    data.sort_by_key(|(d, n)| (Reverse(d.sensitivity()), Reverse(*n)));
    Holder { label, data }
}

/// Every rule of the run, in the order of ids.
pub(crate) fn by_rule(inventory: &Inventory) -> Vec<RuleUse> {
    let mut uses: Vec<RuleUse> = inventory.run.rules.iter().map(unused).collect();
    let mut items = vec![BTreeSet::new(); uses.len()];
    let sure = |h: &&Holding| h.confidence >= Confidence::Medium;
    for h in inventory.holdings.iter().filter(sure) {
        let rule = usize::from(h.rule.0);
        items[rule].insert(&h.at);
        uses[rule].count += h.count;
    }
    for (used, items) in uses.iter_mut().zip(items) {
        used.places = items.len() as u64;
    }
    uses
}

fn unused(card: &RuleCard) -> RuleUse {
    RuleUse {
        id: card.id.clone(),
        title_fr: card.title_fr.clone(),
        title_en: card.title_en.clone(),
        datum: card.datum,
        places: 0,
        count: 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::SourceId;
    use crate::report::sample;

    #[test]
    fn hints_are_kept_apart_from_what_counts() {
        let mut inventory = sample::inventory(0);
        let run = inventory.run.clone();
        let at = |path| Locator::new(SourceId(0), path);
        let mut weak = sample::holding(&run, at("b.txt"), Datum::Nir, 9, 0);
        weak.confidence = Confidence::Low;
        let mut both = sample::holding(&run, at("a.txt"), Datum::Nir, 1, 0);
        both.confidence = Confidence::Low;
        let sure = sample::holding(&run, at("a.txt"), Datum::Nir, 5, 0);
        inventory.holdings = vec![sure, both, weak];
        let expected = Found {
            datum: Datum::Nir,
            count: 5,
            distinct: 5,
            places: 1,
            weak_places: 1,
        };
        assert_eq!(by_datum(&inventory), [expected]);
    }

    #[test]
    fn rules_count_items_and_not_columns() {
        let mut inventory = sample::inventory(0);
        let run = inventory.run.clone();
        let at = Locator::new(SourceId(0), "a.csv");
        let mut columns = vec![sample::holding(&run, at, Datum::Nir, 5, 0); 3];
        columns[1].place.column = Some(7);
        columns[2].place.column = Some(8);
        columns[2].confidence = Confidence::Low;
        inventory.holdings = columns;
        let used: Vec<(u64, u64)> = by_rule(&inventory)
            .iter()
            .filter(|u| u.count > 0)
            .map(|u| (u.places, u.count))
            .collect();
        assert_eq!(used, [(1, 10)]);
        let found = &by_datum(&inventory)[0];
        assert_eq!((found.places, found.count), (1, 10));
    }

    #[test]
    fn the_gravest_datum_leads() {
        let found = by_datum(&sample::inventory(60));
        assert!(found.is_sorted_by_key(|f| Reverse(f.datum.sensitivity())));
        let inventory = sample::inventory(60);
        let first = foremost(&inventory, &Names::new(&inventory.run), 4);
        assert_eq!(first.len(), 4);
        assert_eq!(first[0].data[0].0.sensitivity(), 40);
    }
}
