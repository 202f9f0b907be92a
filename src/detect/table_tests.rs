//! Columns whose names say the wrong thing, and tables of things.

use super::tests::Bench;
use crate::model::Confidence::{Low, Medium};

const TOWNS: [&str; 10] = [
    "Abbeville",
    "Lamballe",
    "Denain",
    "Vire",
    "Bastia",
    "Nogent",
    "Avignon",
    "Orange",
    "Bernay",
    "Lourdes",
];

const NAMES: [&str; 10] = [
    "Bernard", "Nguyen", "Le Gall", "Petit", "Haddad", "Da Silva", "Roux", "Lyon", "Moreau",
    "Girard",
];

/// A table of two columns.
fn two(headers: [&str; 2], first: &[&str], second: &[&str]) -> Vec<[String; 2]> {
    let head = headers.map(str::to_owned);
    let rows = first.iter().zip(second.iter().cycle());
    let rows = rows.map(|(a, b)| [(*a).to_owned(), (*b).to_owned()]);
    std::iter::once(head).chain(rows).collect()
}

fn judged(rows: &[[String; 2]], rule: &str) -> Option<crate::model::Confidence> {
    let cells: Vec<Vec<&str>> = rows
        .iter()
        .map(|r| r.iter().map(String::as_str).collect())
        .collect();
    let rows: Vec<&[&str]> = cells.iter().map(Vec::as_slice).collect();
    let mut d = Bench::new();
    let out = d.table(&rows);
    d.holds(&out, rule)
}

#[test]
fn a_name_is_a_persons_or_a_towns_by_its_neighbours() {
    let beside =
        |header, cells: &[&str]| judged(&two(["nom", header], cells, &["7"]), "person-name");
    assert!(beside("population", &TOWNS) <= Some(Low));
    assert!(beside("note", &TOWNS) <= Some(Low), "towns by themselves");
    assert!(beside("note", &NAMES) >= Some(Medium));
    assert!(beside("population", &NAMES) <= Some(Low));
    assert!(beside("matricule", &TOWNS) >= Some(Medium));
}

#[test]
fn numbers_that_never_hold_their_key_are_none_of_what_their_title_says() {
    let numbers: Vec<String> = (0..60u64)
        .map(|i| format!("2{:014}", 79_046_311_304_200 + i * 7_919_003))
        .collect();
    let cells: Vec<&str> = numbers.iter().map(String::as_str).collect();
    let rows = two(["nir", "note"], &cells, &["7"]);
    assert!(judged(&rows, "fr-nir") <= Some(Low));
}

#[test]
fn references_are_no_plates() {
    let cells = [
        "AB-345-CE",
        "BC-456-DF",
        "CD-567-EG",
        "DE-678-FH",
        "EF-789-GJ",
        "FG-890-HK",
    ];
    let under = |header| judged(&two([header, "prix"], &cells, &["7"]), "fr-plate");
    assert!(under("reference") <= Some(Low));
    assert!(under("plaque") >= Some(Medium));
}

#[test]
fn a_table_tells_its_names_and_the_months_of_its_dates() {
    let mut rows: Vec<Vec<String>> = vec![
        ["courriel", "Date de naissance", "Dernier contact", "code"]
            .map(str::to_owned)
            .to_vec(),
    ];
    for i in 1..=30 {
        rows.push(vec![
            format!("p{i}@exemple.fr"),
            format!("{:02}/05/1980", i % 28 + 1),
            format!("2019-{:02}-11", i % 3 + 1),
            format!("{i}"),
        ]);
    }
    let cells: Vec<Vec<&str>> = rows
        .iter()
        .map(|r| r.iter().map(String::as_str).collect())
        .collect();
    let rows: Vec<&[&str]> = cells.iter().map(Vec::as_slice).collect();
    let out = Bench::new().table(&rows);
    let [table] = out.tables.as_slice() else {
        panic!("one table, not {}", out.tables.len());
    };
    let names: Vec<&str> = table.columns.iter().map(|c| &**c).collect();
    assert_eq!(
        names,
        ["courriel", "Date de naissance", "Dernier contact", "code"]
    );
    assert_eq!(table.rows, 30);
    let ages: Vec<_> = table.ages.iter().map(|a| (a.column, a.births)).collect();
    assert_eq!(ages, [(1, true), (2, false)]);
    let january = 2019 * 12;
    assert_eq!(
        table.ages[1].months,
        [(january, 10), (january + 1, 10), (january + 2, 10)]
    );
    let nothing = Bench::new().table(&[&["taux", "note"], &["3", "a"], &["4", "b"]]);
    assert!(nothing.tables.is_empty(), "what holds nothing is not told");
}
