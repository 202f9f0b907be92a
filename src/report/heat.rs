//! Where the data are: folders and schemas by categories, folded to a screen.
//!
//! The heaviest folder is opened again and again for as long as its parts still
//! fit, so that twenty rows say as much as twenty rows can.

use super::found::counts;
use super::names::Names;
use crate::inventory::Inventory;
use crate::model::{Category, Locator, PathName, SourceId};
use crate::report::visible;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// Rows before folding starts.
const ROWS: usize = 20;
/// Folders below this depth are counted with their parent; it also bounds the
/// depth of the tree whatever the names.
const DEPTH: usize = 12;

/// Occurrences by category.
type Counts = BTreeMap<Category, u64>;

/// The picture: places by categories.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Heat {
    /// Categories that were found, in the order of the catalogue.
    pub(crate) columns: Vec<Category>,
    /// In the order of sources and paths.
    pub(crate) rows: Vec<HeatRow>,
    pub(crate) totals: Counts,
}

impl Heat {
    /// The largest cell, for the scale.
    pub(crate) fn peak(&self) -> u64 {
        let cells = self.rows.iter().flat_map(|r| r.counts.values());
        cells.copied().max().unwrap_or(0)
    }
}

/// Which part of a folder a row stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Extent {
    /// The folder and all below it.
    Whole,
    /// What lies in the folder itself, its subfolders having rows of their own.
    Direct,
    /// So many further folders of it.
    Others(u64),
}

/// One place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct HeatRow {
    pub(crate) source: SourceId,
    /// Folder below the source; `schema.table` in a database.
    pub(crate) path: PathName,
    /// Inert name of it.
    pub(crate) label: String,
    pub(crate) extent: Extent,
    pub(crate) counts: Counts,
    /// Items that hold something.
    pub(crate) items: u64,
}

impl HeatRow {
    pub(crate) fn total(&self) -> u64 {
        self.counts.values().sum()
    }

    /// By source and path, what is folded last.
    fn order(&self) -> impl Ord + '_ {
        let folded = matches!(self.extent, Extent::Others(_));
        (self.source, folded, &self.path, self.extent)
    }
}

/// One folder while the tree stands.
#[derive(Default)]
struct Node {
    counts: Counts,
    items: u64,
    children: BTreeMap<Vec<u8>, Self>,
    /// What lies directly here.
    own: Option<(Counts, u64)>,
}

impl Node {
    fn total(&self) -> u64 {
        self.counts.values().sum()
    }
}

/// What one item holds.
type Held<'a> = BTreeMap<&'a Locator, Counts>;

/// Draws the picture of an inventory.
pub(crate) fn heat(inventory: &Inventory, names: &Names) -> Heat {
    let mut held: Held<'_> = BTreeMap::new();
    let mut totals = Counts::new();
    for h in &inventory.holdings {
        let card = inventory.rule(h.rule);
        let category = card
            .category
            .or(card.datum.map(crate::model::Datum::category));
        if let Some(category) = category.filter(|_| counts(h, card)) {
            *held.entry(&h.at).or_default().entry(category).or_default() += h.count;
            *totals.entry(category).or_default() += h.count;
        }
    }
    let roots = tree(&held, names);
    let mut rows: Vec<HeatRow> = unfold(&roots)
        .into_iter()
        .map(|r| r.finish(names))
        .collect();
    rows.sort_by(|a, b| a.order().cmp(&b.order()));
    Heat {
        columns: totals
            .keys()
            .copied()
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect(),
        rows,
        totals,
    }
}

fn tree(held: &Held<'_>, names: &Names) -> BTreeMap<SourceId, Node> {
    let mut roots: BTreeMap<SourceId, Node> = BTreeMap::new();
    for (at, found) in held {
        let database = names.is_database(at.source);
        let mut node = roots.entry(at.source).or_default();
        add(&mut node.counts, found);
        node.items += 1;
        for folder in folders(at.path.as_bytes(), database) {
            node = node.children.entry(folder.to_vec()).or_default();
            add(&mut node.counts, found);
            node.items += 1;
        }
        let own = node.own.get_or_insert_with(Default::default);
        add(&mut own.0, found);
        own.1 += 1;
    }
    roots
}

fn add(into: &mut Counts, from: &Counts) {
    for (category, n) in from {
        *into.entry(*category).or_default() += n;
    }
}

/// The folders above a file; in a database, the schema and the table.
fn folders(path: &[u8], database: bool) -> Vec<&[u8]> {
    if database {
        return path.splitn(2, |b| *b == b'.').collect();
    }
    let mut parts: Vec<&[u8]> = path.split(|b| *b == b'/').collect();
    parts.pop();
    parts.truncate(DEPTH);
    parts
}

/// A row that may still be opened.
#[derive(Clone)]
struct Row<'a> {
    source: SourceId,
    path: Vec<&'a [u8]>,
    extent: Extent,
    counts: Counts,
    items: u64,
    /// Its folder, while opening it is still worth a try.
    node: Option<&'a Node>,
}

fn unfold(roots: &BTreeMap<SourceId, Node>) -> Vec<Row<'_>> {
    let mut rows: Vec<Row<'_>> = roots
        .iter()
        .map(|(source, node)| Row::whole(*source, Vec::new(), node))
        .collect();
    while let Some(heaviest) = heaviest(&rows) {
        let parts = rows[heaviest].open();
        let room = (ROWS + 1).saturating_sub(rows.len());
        if parts.len() <= room {
            rows.swap_remove(heaviest);
            rows.extend(parts);
        } else if rows[heaviest].path.is_empty() && room >= 3 {
            let folded = fold(rows.swap_remove(heaviest), parts, room);
            rows.extend(folded);
        } else {
            rows[heaviest].node = None;
        }
    }
    rows
}

fn heaviest(rows: &[Row<'_>]) -> Option<usize> {
    let open = rows
        .iter()
        .enumerate()
        .filter_map(|(i, r)| Some((i, r.node?)));
    open.filter(|(_, n)| !n.children.is_empty())
        .max_by_key(|(i, n)| (n.total(), Reverse((rows[*i].source, &rows[*i].path))))
        .map(|(i, _)| i)
}

/// The heaviest parts, and one row for the others.
fn fold<'a>(parent: Row<'a>, mut parts: Vec<Row<'a>>, room: usize) -> Vec<Row<'a>> {
    parts.sort_by_key(|r| Reverse(r.counts.values().sum::<u64>()));
    let others = parts.split_off(room - 1);
    let mut rest = Row {
        extent: Extent::Others(others.len() as u64),
        counts: Counts::new(),
        items: 0,
        node: None,
        ..parent
    };
    for other in others {
        add(&mut rest.counts, &other.counts);
        rest.items += other.items;
    }
    parts.push(rest);
    parts
}

impl<'a> Row<'a> {
    fn whole(source: SourceId, path: Vec<&'a [u8]>, node: &'a Node) -> Self {
        Self {
            source,
            path,
            extent: Extent::Whole,
            counts: node.counts.clone(),
            items: node.items,
            node: Some(node),
        }
    }

    /// The parts of this row's folder.
    fn open(&self) -> Vec<Self> {
        let Some(node) = self.node else {
            return Vec::new();
        };
        let below = node.children.iter().map(|(name, child)| {
            let mut path = self.path.clone();
            path.push(name);
            Self::whole(self.source, path, child)
        });
        let direct = node.own.iter().map(|(counts, items)| Self {
            extent: Extent::Direct,
            counts: counts.clone(),
            items: *items,
            node: None,
            ..self.clone()
        });
        direct.chain(below).collect()
    }

    fn finish(self, names: &Names) -> HeatRow {
        let database = names.is_database(self.source);
        let separator: &[u8] = if database { b"." } else { b"/" };
        let path = PathName::from_bytes(&self.path.join(separator));
        HeatRow {
            source: self.source,
            label: names.below(self.source, &visible::path(&path)),
            path,
            extent: self.extent,
            counts: self.counts,
            items: self.items,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Datum;
    use crate::report::sample;
    use proptest::prelude::*;

    /// A scan in which each path holds so many e-mail addresses.
    fn scan(paths: &[(&str, u64)]) -> Inventory {
        let mut inventory = sample::inventory(0);
        inventory.run.sources.truncate(1);
        let run = inventory.run.clone();
        let holding = |(path, n): &(&str, u64)| {
            sample::holding(&run, Locator::new(SourceId(0), *path), Datum::Email, *n, 0)
        };
        inventory.holdings = paths.iter().map(holding).collect();
        inventory.holdings.sort_by(|a, b| a.at.cmp(&b.at));
        inventory
    }

    fn drawn(inventory: &Inventory) -> Vec<(String, Extent, u64)> {
        let heat = heat(inventory, &Names::new(&inventory.run));
        let rows = heat.rows.iter();
        rows.map(|r| (r.label.clone(), r.extent, r.total()))
            .collect()
    }

    #[test]
    fn a_single_chain_is_followed_to_where_the_data_are() {
        let rows = drawn(&scan(&[("a/b/c/x.csv", 5), ("a/b/c/y.csv", 6)]));
        assert_eq!(rows, [("a/b/c".to_owned(), Extent::Whole, 11)]);
    }

    #[test]
    fn files_beside_folders_have_their_own_row() {
        let rows = drawn(&scan(&[("x.csv", 5), ("rh/y.csv", 6)]));
        assert_eq!(
            rows,
            [
                ("/srv/partage".to_owned(), Extent::Direct, 5),
                ("rh".to_owned(), Extent::Whole, 6)
            ]
        );
    }

    #[test]
    fn many_folders_fold_into_one_row_of_others() {
        let names: Vec<String> = (0..50).map(|i| format!("d{i:02}/x.csv")).collect();
        let paths: Vec<(&str, u64)> = names
            .iter()
            .zip(100..)
            .map(|(p, n)| (p.as_str(), n))
            .collect();
        let rows = drawn(&scan(&paths));
        assert_eq!(rows.len(), ROWS);
        assert_eq!(rows[ROWS - 1].1, Extent::Others(31));
        assert_eq!(rows[0].0, "d31");
    }

    #[test]
    fn a_deep_path_costs_no_depth() {
        let deep = "d/".repeat(20_000) + "x.csv";
        assert_eq!(drawn(&scan(&[(&deep, 1)])).len(), 1);
    }

    proptest! {
        #[test]
        fn rows_add_up_and_fit(paths in prop::collection::btree_map("[a-d](/[a-e]{1,2}){0,4}", 1u64..1000, 1..120)) {
            let paths: Vec<(&str, u64)> = paths.iter().map(|(p, n)| (p.as_str(), *n)).collect();
            let inventory = scan(&paths);
            let heat = heat(&inventory, &Names::new(&inventory.run));
            prop_assert!(heat.rows.len() <= ROWS);
            let sum: u64 = heat.rows.iter().map(HeatRow::total).sum();
            prop_assert_eq!(sum, paths.iter().map(|(_, n)| n).sum::<u64>());
            let items: u64 = heat.rows.iter().map(|r| r.items).sum();
            prop_assert_eq!(items, paths.len() as u64);
        }
    }
}
