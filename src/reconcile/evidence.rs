//! From finds to a gap: places, persons, exposure, severity and the lines a
//! person can check. Every kind of gap that rests on finds is built here.

use super::exposure::Exposure;
use super::gap::{Code, Gap, Level, PlaceRef, Quote, Severity, Step};
use super::severity::{Weight, severity};
use super::survey::{Find, Survey};
use super::{extent, id, people, tables, words};
use crate::model::{Confidence, Datum, Sketch};
use crate::register::Message;
use std::collections::{BTreeMap, BTreeSet};

/// Lines of evidence about single data that a gap shows.
const LINES: usize = 6;
/// Tables of minors that a gap names.
const TABLES: usize = 2;

/// What a gap rests on, collected before it is weighed.
pub(super) struct Draft<'s> {
    /// Kind.
    pub(super) code: Code,
    /// Title.
    pub(super) title: Message,
    /// Name of the cluster or place.
    pub(super) cluster: String,
    /// The same for people, where it differs.
    pub(super) shown: Option<Message>,
    /// What the id is made of, beside the code.
    pub(super) signature: Vec<String>,
    /// See [`Weight::also`].
    pub(super) also: Option<Code>,
    /// The activity compared with.
    pub(super) activity: Option<(String, String)>,
    /// The words of the register.
    pub(super) register: Option<Quote>,
    /// Decision step.
    pub(super) step: Step,
    /// Lines that come first in the evidence.
    pub(super) because: Vec<Message>,
    /// No more persons than this are concerned, likely and at most.
    pub(super) most: Option<(u64, u64)>,
    /// Indexes of the finds, any order, at least one.
    pub(super) finds: &'s [usize],
}

/// Weighs a draft.
pub(super) fn gap(survey: &Survey<'_>, draft: Draft<'_>) -> Gap {
    let finds: Vec<&Find<'_>> = words::set(draft.finds.iter().copied())
        .into_iter()
        .filter_map(|i| survey.finds.get(i))
        .collect();
    let items = words::set(finds.iter().map(|f| f.datum));
    let weighed = weigh(survey, (draft.code, draft.also, draft.most), &finds, &items);
    let within = within(survey, &draft, &finds);
    let mut evidence = draft.because;
    evidence.extend(data_lines(&finds, &items));
    evidence.extend(volume_lines(survey, &finds));
    evidence.extend(persons_line(weighed.persons, weighed.at_most, weighed.rows));
    evidence.extend(minors_lines(survey, &finds, weighed.severity.terms.minors));
    evidence.push(weighed.exposure.because());
    let shown = draft.shown;
    let shown = shown.unwrap_or_else(|| Message::both(&draft.cluster));
    let (evidence_fr, evidence_en) = split(evidence);
    Gap {
        id: id::of(draft.code, &draft.signature),
        code: draft.code,
        title_fr: draft.title.fr,
        title_en: draft.title.en,
        severity: weighed.severity,
        places: places(&finds),
        items,
        cluster: draft.cluster,
        where_fr: shown.fr,
        where_en: shown.en,
        persons: weighed.persons,
        at_most: weighed.at_most,
        activity: draft.activity,
        register: draft.register,
        step: draft.step,
        evidence_fr,
        evidence_en,
        extent: extent::of(survey, finds.iter().map(|f| &f.holding.at), &within),
        waived: None,
        decided: None,
    }
}

/// The folders that the activity of a gap is declared in: where its data lie in
/// them does not matter, unless the gap is about single files.
fn within(survey: &Survey<'_>, draft: &Draft<'_>, finds: &[&Find<'_>]) -> Vec<String> {
    use Code::{G02, G03, G04, G05, G06, G07, G12};
    let of_place = matches!(draft.code, G02 | G03 | G04 | G05 | G06 | G07 | G12);
    let (Some(register), Some((id, _)), true) = (survey.register, &draft.activity, of_place) else {
        return Vec::new();
    };
    let bonds = words::set(finds.iter().map(|f| (f.holding.at.source, f.bonds)));
    let bonds = bonds
        .iter()
        .flat_map(|(source, ix)| survey.bonds(*ix).iter().map(|b| (*source, *b)));
    let own = bonds.filter(|(_, b)| register.activities[b.activity].id.value == *id);
    let patterns = words::set(own).into_iter().filter_map(|(source, b)| {
        let binding = &register.activities[b.activity].locations[b.location];
        extent::location(survey, source, &binding.pattern)
    });
    words::set(patterns)
}

/// What finds weigh together.
struct Weighed {
    severity: Severity,
    persons: Option<u64>,
    /// See [`Gap::at_most`].
    at_most: Option<u64>,
    /// Rows are among what that counts.
    rows: bool,
    exposure: Exposure,
}

/// The level that a gap about some finds would have.
pub(super) fn level(survey: &Survey<'_>, code: Code, finds: &[usize]) -> Level {
    let finds: Vec<&Find<'_>> = finds.iter().map(|i| &survey.finds[*i]).collect();
    let items = words::set(finds.iter().map(|f| f.datum));
    weigh(survey, (code, None, None), &finds, &items)
        .severity
        .level
}

/// Weighs finds as a gap of a code, perhaps of another one too, of no more persons
/// than so many.
fn weigh(
    survey: &Survey<'_>,
    (code, also, most): (Code, Option<Code>, Option<(u64, u64)>),
    finds: &[&Find<'_>],
    items: &[Datum],
) -> Weighed {
    let exposure = exposure(survey, finds);
    let no_more = |n: u64| most.map_or(n, |(_, most)| n.min(most));
    let likely = |n: u64| most.map_or(n, |(likely, _)| n.min(likely));
    let persons = persons(survey, finds).map(likely);
    let (at_most, rows) = at_most(survey, finds, persons);
    let at_most = at_most.map(no_more);
    let at_most = at_most.filter(|n| *n > persons.unwrap_or(0));
    let severity = severity(&Weight {
        code,
        also,
        items,
        persons: at_most.or(persons),
        exposure: exposure.points(),
        minors: finds.iter().any(|f| survey.tables.is_of_minors(f)),
    });
    Weighed {
        severity,
        persons,
        at_most,
        rows,
        exposure,
    }
}

/// Both languages apart, as [`Gap`] keeps them.
pub(super) fn split(lines: Vec<Message>) -> (Vec<String>, Vec<String>) {
    lines.into_iter().map(|m| (m.fr, m.en)).unzip()
}

/// Every place, sorted.
fn places(finds: &[&Find<'_>]) -> Vec<PlaceRef> {
    let mut out: Vec<PlaceRef> = finds.iter().map(|f| place(f)).collect();
    out.sort_by(|a, b| {
        (&a.at, &a.place, a.datum, &a.rule).cmp(&(&b.at, &b.place, b.datum, &b.rule))
    });
    out
}

fn place(find: &Find<'_>) -> PlaceRef {
    let h = find.holding;
    PlaceRef {
        at: h.at.clone(),
        place: h.place.clone(),
        datum: Some(find.datum),
        count: h.count,
        distinct: distinct([find]),
        samples: h.samples.clone(),
        rule: find.card.id.clone(),
    }
}

fn exposure(survey: &Survey<'_>, finds: &[&Find<'_>]) -> Exposure {
    finds
        .iter()
        .filter_map(|f| survey.spots.get(f.spot))
        .map(|s| s.exposure)
        .max()
        .unwrap_or(Exposure::Unknown)
}

/// Distinct values of all these finds together.
fn distinct<'f, 'a: 'f>(finds: impl IntoIterator<Item = &'f Find<'a>>) -> u64 {
    let mut finds = finds.into_iter().peekable();
    let first = finds.next();
    if let (Some(only), None) = (first, finds.peek()) {
        let sketch = &only.holding.distinct;
        if sketch.is_settled() {
            return only.holding.values();
        }
    }
    let mut all = Sketch::default();
    let mut count = 0;
    for find in first.into_iter().chain(finds) {
        absorb(&mut all, &find.holding.distinct);
        count += find.holding.count;
    }
    all.settle();
    all.estimate().min(count)
}

/// Adds one sketch to another without sorting each time: once full, the larger
/// fingerprints cost one comparison.
fn absorb(into: &mut Sketch, from: &Sketch) {
    let settled;
    let from = if from.is_settled() {
        from
    } else {
        let mut copy = from.clone();
        copy.settle();
        settled = copy;
        &settled
    };
    for f in from.kept() {
        into.insert(*f);
    }
}

/// Distinct persons: the most distinct values of one datum that counts persons,
/// among the gap's own data if one does, else among all that the same files and
/// tables hold (300 names beside 300 birth dates are 300 persons).
pub(super) fn persons(survey: &Survey<'_>, finds: &[&Find<'_>]) -> Option<u64> {
    let own = finds.iter().copied().filter(|f| f.datum.counts_persons());
    most(own).or_else(|| {
        let spots: BTreeSet<usize> = finds.iter().map(|f| f.spot).collect();
        let beside = spots
            .into_iter()
            .flat_map(|s| survey.finds_of(s))
            .filter(|f| f.is_strong() && f.datum.counts_persons());
        most(beside)
    })
}

/// The persons of some finds, likely and at most.
pub(super) fn people(survey: &Survey<'_>, finds: &[usize]) -> Option<(u64, u64)> {
    let finds: Vec<&Find<'_>> = finds.iter().map(|i| &survey.finds[*i]).collect();
    let likely = persons(survey, &finds)?;
    let (most, _) = at_most(survey, &finds, Some(likely));
    Some((likely, most.unwrap_or(likely).max(likely)))
}

/// The most persons there can be, where nothing tells them well: columns of
/// surnames and first names are counted apart, never as pairs, and a table may
/// have no identifier at all. There every row may be a person. None where the
/// estimate stands. So it is where files are told by different sorts of identifiers
/// ([`apart`]). Whether rows are among what is counted comes second.
fn at_most(survey: &Survey<'_>, finds: &[&Find<'_>], persons: Option<u64>) -> (Option<u64>, bool) {
    let mut rows: BTreeMap<_, u64> = BTreeMap::new();
    for find in finds.iter().filter(|f| f.holding.place.is_column()) {
        let table = (find.spot, &find.holding.at, &find.holding.place.sheet);
        let most = rows.entry(table).or_default();
        *most = find.holding.count.max(*most);
    }
    rows.retain(|(spot, at, sheet), rows| {
        // the finds of a spot are sorted: a dump has thousands of tables
        let table = (*at, *sheet);
        let key = |f: &Find<'_>| (&f.holding.at, &f.holding.place.sheet).cmp(&table);
        let beside = survey.finds_of(*spot);
        let from = beside.partition_point(|f| key(f).is_lt());
        let own = &beside[from..];
        !is_told(&own[..own.partition_point(|f| key(f).is_le())], *rows)
    });
    let untold = rows.values().fold(0, |sum: u64, n| sum.saturating_add(*n));
    let told = finds.iter().copied().filter(|f| {
        let table = (f.spot, &f.holding.at, &f.holding.place.sheet);
        !f.holding.place.is_column() || !rows.contains_key(&table)
    });
    let told: Vec<&Find<'_>> = told.collect();
    let most = apart(survey, &told).saturating_add(untold);
    let most = (most > persons.unwrap_or(0)).then_some(most);
    (most.filter(|_| untold > 0 || persons.is_some()), untold > 0)
}

/// The persons of files and tables, if those that are told by different sorts of
/// identifiers speak of different people: whether they do nobody can tell. Each is
/// counted by the sort that most of them share, of those that tell it best.
fn apart(survey: &Survey<'_>, finds: &[&Find<'_>]) -> u64 {
    let tables = identifiers(survey, finds);
    let best: Vec<Vec<(Datum, &Sketch)>> = tables.values().map(telling).collect();
    let mut shared: BTreeMap<Datum, usize> = BTreeMap::new();
    for (datum, _) in best.iter().flatten() {
        *shared.entry(*datum).or_default() += 1;
    }
    let mut by: BTreeMap<Datum, Sketch> = BTreeMap::new();
    for own in &best {
        let common = own
            .iter()
            .max_by_key(|(d, _)| (shared[d], std::cmp::Reverse(*d)));
        if let Some((datum, sketch)) = common {
            absorb(by.entry(*datum).or_default(), sketch);
        }
    }
    by.into_values().map(settled).fold(0, u64::saturating_add)
}

/// Where finds stand: the spot, the item and the sheet.
type TableOf<'f> = (usize, &'f crate::model::Locator, Option<&'f str>);

fn table_of<'f>(find: &'f Find<'_>) -> TableOf<'f> {
    let place = &find.holding.place;
    (find.spot, &find.holding.at, place.sheet.as_deref())
}

/// The identifiers that stand beside finds, by file or table and by sort: those of
/// the gap's own data if there are any, else all.
fn identifiers<'f>(
    survey: &'f Survey<'_>,
    finds: &[&'f Find<'_>],
) -> BTreeMap<TableOf<'f>, BTreeMap<Datum, Sketch>> {
    let mut own: BTreeMap<TableOf<'f>, Vec<&Find<'_>>> = BTreeMap::new();
    for find in finds {
        let here = own.entry(table_of(find)).or_default();
        if find.datum.counts_persons() {
            here.push(find);
        }
    }
    let sketches = |(key, mut here): (TableOf<'f>, Vec<&Find<'_>>)| {
        if here.is_empty() {
            let beside = survey.finds_of(key.0).iter();
            let beside = beside.filter(|f| f.is_strong() && f.datum.counts_persons());
            here.extend(beside.filter(|f| table_of(f) == key));
        }
        (key, by_datum(here.into_iter()))
    };
    own.into_iter().map(sketches).collect()
}

/// The sorts that tell the persons of a table best, and as well as each other; large
/// numbers are estimates.
fn telling(table: &BTreeMap<Datum, Sketch>) -> Vec<(Datum, &Sketch)> {
    let most = table.values().map(Sketch::estimate).max().unwrap_or(0);
    let near = |s: &Sketch| s.estimate().saturating_add(s.estimate() / 16) >= most;
    let all = table.iter().filter(|(_, s)| near(s));
    all.map(|(d, s)| (*d, s)).collect()
}

fn settled(mut sketch: Sketch) -> u64 {
    sketch.settle();
    sketch.estimate()
}

/// Whether identifiers stand in nearly every one of so many rows of a table: any
/// but names, or names that stand in one column. A column with fewer values than
/// another that describes persons, or with one value all the way down (a
/// switchboard, a shared mailbox), is not one for each person and tells nothing.
fn is_told(table: &[Find<'_>], rows: u64) -> bool {
    let describes = |d: Datum| d.counts_persons() || d == Datum::BirthDate;
    let columns = table
        .iter()
        .filter(|f| f.is_strong() && f.holding.place.is_column() && describes(f.datum));
    let columns: Vec<(&Find<'_>, u64)> = columns.map(|f| (f, distinct([f]))).collect();
    let most = columns.iter().map(|(_, values)| *values).max().unwrap_or(0);
    let tells = |find: &Find<'_>, values: u64| {
        let full = u128::from(find.holding.count) * 10 >= u128::from(rows) * 9;
        // large numbers of values are estimates
        let each = values.saturating_add(values / 16) >= most;
        full && each && (values > 1 || rows <= 1)
    };
    let names = columns.iter().filter(|(f, _)| f.datum == Datum::PersonName);
    let one_name = names.count() == 1;
    columns.iter().any(|(f, values)| {
        f.datum.counts_persons() && (f.datum != Datum::PersonName || one_name) && tells(f, *values)
    })
}

fn most<'f, 'a: 'f>(finds: impl Iterator<Item = &'f Find<'a>>) -> Option<u64> {
    by_datum(finds).values().map(Sketch::estimate).max()
}

/// The identifiers of finds by sort, settled.
fn by_datum<'f, 'a: 'f>(finds: impl Iterator<Item = &'f Find<'a>>) -> BTreeMap<Datum, Sketch> {
    let mut by: BTreeMap<Datum, Sketch> = BTreeMap::new();
    // surname and first name in two columns are one person: of the name columns
    // of a table the fullest counts
    let mut names: BTreeMap<_, &Find<'_>> = BTreeMap::new();
    for find in finds {
        let place = &find.holding.place;
        if find.datum == Datum::PersonName && place.is_column() {
            let table = (&find.holding.at, &place.sheet);
            let best = names.entry(table).or_insert(find);
            if distinct([find]) > distinct([*best]) {
                *best = find;
            }
        } else {
            absorb(by.entry(find.datum).or_default(), &find.holding.distinct);
        }
    }
    for find in names.into_values() {
        absorb(by.entry(find.datum).or_default(), &find.holding.distinct);
    }
    by.values_mut().for_each(Sketch::settle);
    by
}

/// One line per datum, gravest first.
fn data_lines(finds: &[&Find<'_>], items: &[Datum]) -> Vec<Message> {
    let mut sorted = items.to_vec();
    sorted.sort_by_key(|d| (std::cmp::Reverse(d.sensitivity()), *d));
    let mut lines: Vec<Message> = sorted
        .iter()
        .take(LINES)
        .map(|d| data_line(finds, *d))
        .collect();
    if sorted.len() > LINES {
        let rest = words::items(&sorted[LINES..]);
        lines.push(Message::new(
            format!("Aussi\u{a0}: {}", rest.fr),
            format!("Also: {}", rest.en),
        ));
    }
    lines
}

fn data_line(finds: &[&Find<'_>], datum: Datum) -> Message {
    let own: Vec<&Find<'_>> = finds.iter().copied().filter(|f| f.datum == datum).collect();
    let values = own
        .iter()
        .map(|f| f.holding.count)
        .fold(0, u64::saturating_add);
    let test = own
        .iter()
        .map(|f| f.holding.evidence.probable_test)
        .fold(0, u64::saturating_add);
    let confidence = own.iter().map(|f| f.holding.confidence).max();
    let values = words::count(values, ["valeur", "valeurs"], ["value", "values"]);
    let different = words::count(
        distinct(own.iter().copied()),
        ["distincte", "distinctes"],
        ["distinct", "distinct"],
    );
    let (sure_fr, sure_en) = match confidence {
        Some(Confidence::High) => ("confiance élevée", "high confidence"),
        Some(Confidence::Medium) => ("confiance moyenne", "medium confidence"),
        Some(Confidence::Low) | None => ("confiance faible", "low confidence"),
    };
    let mut line = Message::new(
        format!(
            "{}\u{a0}: {}, {}, {sure_fr}",
            datum.title_fr(),
            values.fr,
            different.fr
        ),
        format!(
            "{}: {}, {}, {sure_en}",
            datum.title_en(),
            values.en,
            different.en
        ),
    );
    if test > 0 {
        let n = words::count(
            test,
            ["valeur de test probable", "valeurs de test probables"],
            ["probable test value", "probable test values"],
        );
        line.fr += &format!(", dont {}", n.fr);
        line.en += &format!(", of which {}", n.en);
    }
    line
}

/// In how many files and tables.
fn volume_lines(survey: &Survey<'_>, finds: &[&Find<'_>]) -> Vec<Message> {
    // members of a container count for themselves, as in the ledger
    let items: BTreeSet<_> = finds.iter().map(|f| &f.holding.at).collect();
    let tables = items
        .iter()
        .filter(|at| survey.is_database(at.source))
        .count();
    let files = items.len() - tables;
    let mut parts = Vec::new();
    if files > 0 {
        parts.push(words::count(
            files as u64,
            ["fichier", "fichiers"],
            ["file", "files"],
        ));
    }
    if tables > 0 {
        parts.push(words::count(
            tables as u64,
            ["table", "tables"],
            ["table", "tables"],
        ));
    }
    let (fr, en) = split(parts);
    vec![Message::new(
        format!("Volume\u{a0}: {}", fr.join(" et ")),
        format!("Volume: {}", en.join(" and ")),
    )]
}

/// By what minors are told, where they weigh, and how much they do.
fn minors_lines(survey: &Survey<'_>, finds: &[&Find<'_>], points: u8) -> Vec<Message> {
    if points == 0 {
        return Vec::new();
    }
    let own = finds.iter().filter(|f| survey.tables.is_of_minors(f));
    let spots: BTreeSet<usize> = own.map(|f| f.spot).collect();
    let told = spots.iter().flat_map(|s| survey.tables.told(*s));
    let told: Vec<_> = told
        .filter(|(table, told)| {
            told.is_of_minors() && finds.iter().any(|f| tables::holds(table, f))
        })
        .collect();
    let more = told.len().saturating_sub(TABLES);
    let mut lines = vec![Message::new(
        format!("Mineurs probables\u{a0}: {points} points de plus de sensibilité"),
        format!("Probable minors: {points} more points of sensitivity"),
    )];
    let shown = told.iter().take(TABLES);
    lines.extend(shown.map(|(table, told)| people::line(table, told)));
    lines.extend(words::rest(
        more,
        ["autre table", "autres tables"],
        ["other table", "other tables"],
    ));
    lines
}

/// How many persons, and what was weighed where that is not sure.
fn persons_line(persons: Option<u64>, at_most: Option<u64>, by_rows: bool) -> Option<Message> {
    let n = words::number(persons.unwrap_or(0));
    if let (Some(_), Some(most), false) = (persons, at_most, by_rows) {
        let most = words::number(most);
        return Some(Message::new(
            format!(
                "Personnes\u{a0}: au moins ≈\u{a0}{}, jusqu’à ≈\u{a0}{} si ce ne sont pas les mêmes\u{a0}; les identifiants diffèrent d’un fichier à l’autre, la gravité retient le plus grand nombre",
                n.fr, most.fr
            ),
            format!(
                "Persons: at least ≈ {}, up to ≈ {} if they are not the same; identifiers differ between files, the severity takes the larger number",
                n.en, most.en
            ),
        ));
    }
    let rows = at_most.map(|rows| words::count(rows, ["ligne", "lignes"], ["row", "rows"]));
    let said = match (persons, rows) {
        (Some(_), None) => Message::new(
            format!(
                "Personnes\u{a0}: ≈\u{a0}{}, par identifiants distincts",
                n.fr
            ),
            format!("Persons: ≈ {}, by distinct identifiers", n.en),
        ),
        (Some(_), Some(rows)) => Message::new(
            format!(
                "Personnes\u{a0}: au moins {}, jusqu’à {}\u{a0}; rien ne les distingue mieux (noms et prénoms en colonnes séparées, ou aucun identifiant), la gravité retient le plus grand nombre",
                n.fr, rows.fr
            ),
            format!(
                "Persons: at least {}, up to {}; nothing tells them better apart (surnames and first names in columns of their own, or no identifier), the severity takes the larger number",
                n.en, rows.en
            ),
        ),
        (None, Some(rows)) => Message::new(
            format!(
                "Personnes\u{a0}: estimation impossible, aucun identifiant à compter\u{a0}; {}, que la gravité retient",
                rows.fr
            ),
            format!(
                "Persons: no estimate, there is no identifier to count; {}, which the severity takes",
                rows.en
            ),
        ),
        (None, None) => return None,
    };
    Some(said)
}
