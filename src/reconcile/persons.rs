//! How many persons some finds concern: at least, and at most.
//!
//! Each table is counted by what tells its rows best: identifiers that stand in
//! nearly every row the finds are in, the gap's own before those beside them. Names
//! tell only where no identifier does, and where they stand in one column. What
//! nothing tells counts by its rows, and by no more: a cell may hold several values
//! of a datum that identifies nobody. Texts are counted by their own identifiers, else
//! by those beside.
//!
//! The least is what one sort of identifiers tells apart over all places; the most is
//! the sum over sorts, because nobody can tell whether those that are known by another
//! sort are other people.

use super::survey::{Find, Survey};
use super::words;
use crate::model::{Datum, Locator, Sketch};
use crate::register::Message;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// See the module.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Persons {
    /// The least there are; none where nothing counts them.
    pub(super) least: Option<u64>,
    /// The most there can be, where that is more.
    pub(super) at_most: Option<u64>,
    doubt: Doubt,
}

/// Why the most may be more than the least.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Doubt {
    /// Identifiers differ from place to place.
    Sorts,
    /// No identifier stands in each row: rows are what is counted.
    Rows,
    /// Rows here, identifiers there.
    Both,
    /// Cells with several identifiers: one person's, or several persons'.
    Cells,
}

/// A sort of identifiers; internal ones mean the same persons only where their
/// columns are called alike.
type Sort<'f> = (Datum, Option<&'f str>);

/// Identifiers by sort, settled.
type Sketches<'f> = BTreeMap<Sort<'f>, Sketch>;

/// Where finds stand: the spot, the item, the sheet, and whether in a table.
type Stand<'f> = (usize, &'f Locator, Option<&'f str>, bool);

/// What one table or text tells.
struct Told<'f> {
    sketches: Sketches<'f>,
    /// Whether they tell its persons one by one.
    surely: bool,
    /// No more persons than this, if one row is one person.
    rows: u64,
    /// The same if several in a cell are several persons; where nothing tells them,
    /// the rows that the finds stand in.
    most: u64,
}

/// Counts the persons of some finds: no more than `bound` says, by the best estimate
/// and at most.
pub(super) fn count(
    survey: &Survey<'_>,
    finds: &[&Find<'_>],
    bound: Option<(u64, u64)>,
) -> Persons {
    let mut stands: BTreeMap<Stand<'_>, Vec<&Find<'_>>> = BTreeMap::new();
    for &find in finds {
        stands.entry(stand(find)).or_default().push(find);
    }
    let told: Vec<Told<'_>> = stands
        .iter()
        .map(|(stand, own)| match stand.3 {
            true => table(survey, *stand, own),
            false => text(survey, *stand, own),
        })
        .collect();
    let likely = |n: u64| bound.map_or(n, |(likely, _)| n.min(likely));
    let no_more = |n: u64| bound.map_or(n, |(_, most)| n.min(most));
    let least = least(&told).map(likely);
    let (by_sorts, sorts) = apart(&told);
    let by_rows = total(told.iter().filter(|t| !t.surely).map(|t| t.most));
    let at_most = no_more(by_sorts.saturating_add(by_rows));
    let open = at_most > least.unwrap_or(0) && (by_rows > 0 || least.is_some());
    Persons {
        least,
        at_most: open.then_some(at_most),
        doubt: match (by_rows > 0, by_sorts > 0) {
            (true, true) => Doubt::Both,
            (true, false) => Doubt::Rows,
            (false, _) if sorts == 1 => Doubt::Cells,
            (false, _) => Doubt::Sorts,
        },
    }
}

/// The persons of some finds, by the best estimate and at most; none where nothing
/// counts them.
pub(super) fn people(survey: &Survey<'_>, finds: &[usize]) -> Option<(u64, u64)> {
    let finds: Vec<&Find<'_>> = finds.iter().map(|i| &survey.finds[*i]).collect();
    let counted = count(survey, &finds, None);
    let least = counted.least?;
    Some((least, counted.at_most.unwrap_or(least)))
}

fn total(numbers: impl Iterator<Item = u64>) -> u64 {
    numbers.fold(0, u64::saturating_add)
}

fn stand<'f>(find: &'f Find<'_>) -> Stand<'f> {
    let place = &find.holding.place;
    let sheet = place.sheet.as_deref();
    (find.spot, &find.holding.at, sheet, place.is_column())
}

/// The strong finds of a table or text; those of a spot are sorted, and a dump has
/// thousands of tables.
fn beside<'f>(
    survey: &'f Survey<'_>,
    (spot, at, sheet, _): Stand<'_>,
) -> impl Iterator<Item = &'f Find<'f>> {
    let all = survey.finds_of(spot);
    let key = |f: &Find<'_>| {
        let place = &f.holding.place;
        (&f.holding.at, place.sheet.as_deref()).cmp(&(at, sheet))
    };
    let own = &all[all.partition_point(|f| key(f).is_lt())..];
    let own = &own[..own.partition_point(|f| key(f).is_le())];
    own.iter().filter(|f| f.is_strong())
}

/// What a text tells: its own identifiers, else all that stand in it.
fn text<'f>(survey: &'f Survey<'_>, stand: Stand<'f>, own: &[&'f Find<'f>]) -> Told<'f> {
    let counts = |f: &&Find<'_>| f.datum.counts_persons();
    let mut ids: Vec<&Find<'_>> = own.iter().copied().filter(counts).collect();
    if ids.is_empty() {
        ids.extend(beside(survey, stand).filter(counts));
    }
    let sketches = by_sort(&ids);
    let all = sketches.values().map(Sketch::estimate).max().unwrap_or(0);
    Told {
        sketches,
        surely: true,
        rows: all,
        most: all,
    }
}

/// What a table tells of the rows that its own finds stand in.
fn table<'f>(survey: &'f Survey<'_>, stand: Stand<'f>, own: &[&'f Find<'f>]) -> Told<'f> {
    let fullest = own.iter().map(|f| f.holding.count).max().unwrap_or(0);
    let all = own.first().and_then(|f| survey.tables.rows_of(f));
    let filled = all.map_or(fullest, |all| {
        all.min(total(own.iter().map(|f| f.holding.count)))
    });
    let columns: Vec<&Find<'_>> = beside(survey, stand)
        .filter(|f| f.holding.place.is_column())
        .collect();
    let is_own = |f: &&Find<'_>| own.iter().any(|o| std::ptr::eq(o.holding, f.holding));
    let tellers = tellers(&columns, filled);
    let identifiers = |f: &&Find<'_>| f.datum != Datum::PersonName;
    let first: Vec<&Find<'_>> = tellers.iter().copied().filter(identifiers).collect();
    let own_first: Vec<&Find<'_>> = first.iter().copied().filter(is_own).collect();
    let by = [own_first, first, tellers]
        .into_iter()
        .find(|t| !t.is_empty());
    let surely = by.is_some();
    let by = by.unwrap_or_else(|| {
        let counts = |f: &&Find<'_>| f.datum.counts_persons();
        let own: Vec<&Find<'_>> = own.iter().copied().filter(counts).collect();
        match own.is_empty() {
            true => columns.into_iter().filter(counts).collect(),
            false => own,
        }
    });
    let rows = match surely && by.iter().all(is_own) {
        true => filled,
        // those beside may stand in more rows
        false => all.unwrap_or(u64::MAX),
    };
    // more values than rows in one column: several in a cell
    let crowded = by.iter().copied().filter(is_own).map(values).max();
    let most = if surely { rows } else { filled };
    Told {
        sketches: by_sort(&by),
        surely,
        rows,
        most: most.max(crowded.unwrap_or(0)),
    }
}

/// The columns that tell so many rows of a table apart, person by person: identifiers
/// in nearly each of them, or names that stand in one column. A column with fewer
/// values than another that describes persons, or with one value all the way down (a
/// switchboard, a shared mailbox), is not one for each person and tells nothing; an
/// internal identifier, which may be that of whoever keeps the file, only where each
/// row has its own.
fn tellers<'f>(columns: &[&'f Find<'f>], rows: u64) -> Vec<&'f Find<'f>> {
    let describes = |f: &&&Find<'_>| f.datum.counts_persons() || f.datum == Datum::BirthDate;
    let most = columns.iter().filter(describes).map(|f| values(f)).max();
    let most = most.unwrap_or(0).min(rows);
    let names = columns.iter().filter(|f| f.datum == Datum::PersonName);
    let one_name = names.count() == 1;
    let tells = |f: &&Find<'_>| {
        let own = values(f);
        let least = match f.datum {
            Datum::PersonName if !one_name => return false,
            Datum::InternalId => rows,
            datum if datum.counts_persons() => most,
            _ => return false,
        };
        let full = u128::from(f.holding.count) * 10 >= u128::from(rows) * 9;
        // large numbers of values are estimates
        let each = own.saturating_add(own / 16) >= least;
        full && each && (own > 1 || rows <= 1)
    };
    columns.iter().copied().filter(tells).collect()
}

/// How many different values a find has.
fn values(find: &Find<'_>) -> u64 {
    let sketch = &find.holding.distinct;
    match sketch.is_settled() {
        true => find.holding.values(),
        false => settled(sketch).estimate().min(find.holding.count),
    }
}

fn settled(sketch: &Sketch) -> Sketch {
    let mut own = sketch.clone();
    own.settle();
    own
}

/// Adds one sketch to another without sorting each time: once full, the larger
/// fingerprints cost one comparison.
pub(super) fn absorb(into: &mut Sketch, from: &Sketch) {
    let own;
    let from = if from.is_settled() {
        from
    } else {
        own = settled(from);
        &own
    };
    for f in from.kept() {
        into.insert(*f);
    }
}

/// Identifiers by their sort; surname and first name in two columns are one person:
/// of the name columns of a table the fullest counts.
fn by_sort<'f>(finds: &[&'f Find<'f>]) -> Sketches<'f> {
    let mut by: Sketches<'f> = BTreeMap::new();
    let is_name = |f: &&&Find<'_>| f.datum == Datum::PersonName && f.holding.place.is_column();
    let mut best: Option<&Find<'_>> = None;
    for find in finds.iter().filter(is_name) {
        if best.is_none_or(|b| values(find) > values(b)) {
            best = Some(find);
        }
    }
    let others = finds.iter().filter(|f| !is_name(f)).copied();
    for find in others.chain(best) {
        let header = find.holding.place.header.as_deref();
        let sort = (
            find.datum,
            header.filter(|_| find.datum == Datum::InternalId),
        );
        absorb(by.entry(sort).or_default(), &find.holding.distinct);
    }
    by.values_mut().for_each(Sketch::settle);
    by
}

/// The most that one sort of identifiers tells apart over all places; where one row
/// is one person, no more than there are rows.
fn least(told: &[Told<'_>]) -> Option<u64> {
    let mut by: BTreeMap<Sort<'_>, (Sketch, u64)> = BTreeMap::new();
    for one in told {
        for (sort, sketch) in &one.sketches {
            let (all, rows) = by.entry(*sort).or_default();
            absorb(all, sketch);
            *rows = rows.saturating_add(one.rows);
        }
    }
    let count = |(sketch, rows): &(Sketch, u64)| settled(sketch).estimate().min(*rows);
    by.values().map(count).max()
}

/// The persons of the places that tell theirs, if those that are told by different
/// sorts of identifiers speak of different people: whether they do nobody can tell.
/// Each place is counted by the sort that most of them share, of those that tell it
/// best. How many sorts that takes comes second.
fn apart(told: &[Told<'_>]) -> (u64, usize) {
    let sure = || told.iter().filter(|t| t.surely);
    let mut shared: BTreeMap<Sort<'_>, usize> = BTreeMap::new();
    for sort in sure().flat_map(best) {
        *shared.entry(sort).or_default() += 1;
    }
    let mut by: BTreeMap<Sort<'_>, (Sketch, u64)> = BTreeMap::new();
    for one in sure() {
        let common = best(one)
            .into_iter()
            .max_by_key(|s| (shared[s], Reverse(*s)));
        if let Some(sort) = common {
            let (all, most) = by.entry(sort).or_default();
            absorb(all, &one.sketches[&sort]);
            *most = most.saturating_add(one.most);
        }
    }
    let count = |(sketch, most): &(Sketch, u64)| settled(sketch).estimate().min(*most);
    (total(by.values().map(count)), by.len())
}

/// The sorts that tell the persons of a place best, and as well as each other (large
/// numbers are estimates); names only where nothing else does, for people share them.
fn best<'f>(told: &Told<'f>) -> Vec<Sort<'f>> {
    let all = &told.sketches;
    let most = all.values().map(Sketch::estimate).max().unwrap_or(0);
    let near = |s: &Sketch| s.estimate().saturating_add(s.estimate() / 16) >= most;
    let near: Vec<Sort<'_>> = all
        .iter()
        .filter(|(_, s)| near(s))
        .map(|(k, _)| *k)
        .collect();
    let is_name = |sort: &Sort<'_>| sort.0 == Datum::PersonName;
    let surer: Vec<Sort<'_>> = near.iter().copied().filter(|s| !is_name(s)).collect();
    if surer.is_empty() { near } else { surer }
}

impl Persons {
    /// How many persons, and what was weighed where that is not sure.
    pub(super) fn line(self) -> Option<Message> {
        let (fr, en) = match (self.least, self.at_most) {
            (Some(least), None) => {
                let n = words::number(least);
                (
                    format!("≈\u{a0}{}, par identifiants distincts", n.fr),
                    format!("≈ {}, by distinct identifiers", n.en),
                )
            }
            (Some(least), Some(most)) => self.between(least, most),
            (None, Some(most)) => {
                let rows = words::count(most, ["ligne", "lignes"], ["row", "rows"]);
                (
                    format!(
                        "estimation impossible, aucun identifiant à compter\u{a0}; {}, que la gravité retient",
                        rows.fr
                    ),
                    format!(
                        "no estimate, there is no identifier to count; {}, which the severity takes",
                        rows.en
                    ),
                )
            }
            (None, None) => return None,
        };
        Some(Message::new(
            format!("Personnes\u{a0}: {fr}"),
            format!("Persons: {en}"),
        ))
    }

    fn between(self, least: u64, most: u64) -> (String, String) {
        let rows = words::count(most, ["ligne", "lignes"], ["row", "rows"]);
        let (least, most) = (words::number(least), words::number(most));
        let (most_fr, most_en) = match self.doubt {
            Doubt::Rows => (rows.fr, rows.en),
            _ => (format!("≈\u{a0}{}", most.fr), format!("≈ {}", most.en)),
        };
        let (why_fr, why_en) = match self.doubt {
            Doubt::Sorts => (
                "si ce ne sont pas les mêmes\u{a0}; les identifiants diffèrent d’un fichier à l’autre",
                "if they are not the same; identifiers differ between files",
            ),
            Doubt::Rows => (
                "\u{a0}; aucun identifiant propre à chaque ligne ne les distingue mieux (noms et prénoms en colonnes séparées, ou identifiants absents ou partagés)",
                "; no identifier of each row tells them better apart (surnames and first names in columns of their own, or identifiers missing or shared)",
            ),
            Doubt::Both => (
                "si ce ne sont pas les mêmes, chaque ligne sans identifiant propre comptée pour une personne",
                "if they are not the same, each row without an identifier of its own counted as a person",
            ),
            Doubt::Cells => (
                "si plusieurs identifiants d’une même cellule sont de personnes différentes",
                "if several identifiers in one cell are of different persons",
            ),
        };
        let gap = |why: &str| {
            if why.starts_with([';', '\u{a0}']) {
                ""
            } else {
                " "
            }
        };
        (
            format!(
                "au moins {}, jusqu’à {most_fr}{}{why_fr}\u{a0}; la gravité retient le plus grand nombre",
                least.fr,
                gap(why_fr)
            ),
            format!(
                "at least {}, up to {most_en}{}{why_en}; the severity takes the larger number",
                least.en,
                gap(why_en)
            ),
        )
    }
}
