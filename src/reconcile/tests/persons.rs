//! How many persons a gap concerns, and how many at most.

use super::build::locate;
use super::build::{find, inventory, read, register, today};
use super::whole::CLIENTS;
use crate::inventory::{Inventory, Table};
use crate::model::Confidence;
use crate::reconcile::{Code, reconcile};

/// A table of nine surnames and eight first names, each pair once.
fn pairs(more: &[(&str, u64, u64)]) -> Inventory {
    let mut inv = inventory();
    read(&mut inv, "Clients/h.csv", Some(0o640));
    let columns = [
        ("person_name", 9, 72),
        ("person_name", 8, 72),
        ("health", 1, 72),
    ];
    for (i, (rule, distinct, rows)) in columns.iter().chain(more).enumerate() {
        find(&mut inv, "Clients/h.csv", rule, *distinct, Confidence::High);
        let last = inv.holdings.last_mut().expect("just added");
        last.count = *rows;
        last.place.column = u32::try_from(i + 1).ok();
    }
    inv
}

#[test]
fn names_in_columns_of_their_own_are_never_taken_for_few_persons() {
    let gap = |inv: &Inventory| {
        let gaps = reconcile(inv, Some(&register(CLIENTS)), today());
        gaps.into_iter()
            .find(|g| g.code == Code::G04)
            .expect("health")
    };
    let split = gap(&pairs(&[]));
    assert_eq!((split.persons, split.at_most), (Some(9), Some(72)));
    assert_eq!(split.severity.terms.volume, 6);
    assert_eq!(split.severity.level, crate::reconcile::Level::Critical);
    let said = split.evidence_fr.join("\n");
    assert!(said.contains("au moins 9, jusqu’à 72 lignes"), "{said}");
    // an identifier in every row tells
    let told = gap(&pairs(&[("nir", 40, 72)]));
    assert_eq!((told.persons, told.at_most), (Some(40), None));
    let few = gap(&pairs(&[("nir", 3, 3)]));
    assert_eq!((few.persons, few.at_most), (Some(9), Some(72)));
}

#[test]
fn a_switchboard_never_lowers_the_persons() {
    let gap = |more: &[(&str, u64)]| {
        let mut inv = inventory();
        read(&mut inv, "Clients/h.csv", Some(0o640));
        for (rule, distinct) in [("birth_date", 40), ("health", 12)].iter().chain(more) {
            find(&mut inv, "Clients/h.csv", rule, *distinct, Confidence::High);
            inv.holdings.last_mut().expect("added").count = 40;
        }
        let gaps = reconcile(&inv, Some(&register(CLIENTS)), today());
        let gap = gaps.into_iter().find(|g| g.code == Code::G04);
        gap.expect("health")
    };
    let bare = gap(&[]);
    assert_eq!((bare.persons, bare.at_most), (None, Some(40)));
    assert_eq!(bare.severity.level, crate::reconcile::Level::Critical);
    for shared in [[("phone", 1)], [("email", 3)]] {
        let more = gap(&shared);
        assert_eq!(more.at_most, Some(40), "{shared:?}");
        assert_eq!(more.severity.level, bare.severity.level, "{shared:?}");
    }
    let told = gap(&[("phone", 1), ("nir", 40)]);
    assert_eq!((told.persons, told.at_most), (Some(40), None));
}

#[test]
fn rows_without_an_identifier_count() {
    let mut inv = inventory();
    read(&mut inv, "Clients/h.csv", Some(0o640));
    find(&mut inv, "Clients/h.csv", "health", 2, Confidence::High);
    inv.holdings[0].count = 72;
    let gaps = reconcile(&inv, Some(&register(CLIENTS)), today());
    let gap = gaps.iter().find(|g| g.code == Code::G04).expect("health");
    assert_eq!((gap.persons, gap.at_most), (None, Some(72)));
    assert_eq!(gap.severity.level, crate::reconcile::Level::Critical);
    let said = gap.evidence_fr.join("\n");
    assert!(
        said.contains("estimation impossible") && said.contains("72 lignes"),
        "{said}"
    );
}

/// A gap over files that hold these identifiers, so many each, none in common.
fn over_files(files: &[&[(&str, u64)]]) -> (Option<u64>, Option<u64>) {
    let mut inv = inventory();
    for (i, finds) in files.iter().enumerate() {
        let place = format!("Divers/{i}.csv");
        read(&mut inv, &place, Some(0o640));
        for (rule, distinct) in *finds {
            find(&mut inv, &place, rule, *distinct, Confidence::High);
        }
    }
    let gaps = reconcile(&inv, Some(&register(CLIENTS)), today());
    let gap = gaps.into_iter().find(|g| g.code == Code::G01);
    let gap = gap.expect("an undeclared place");
    (gap.persons, gap.at_most)
}

#[test]
fn files_with_other_identifiers_may_speak_of_other_people() {
    let apart: [&[(&str, u64)]; 4] = [
        &[("nir", 60)],
        &[("email", 60)],
        &[("iban", 60)],
        &[("phone", 60)],
    ];
    assert_eq!(over_files(&apart), (Some(60), Some(240)));
    // what all of them have in common tells
    let common: [&[(&str, u64)]; 2] = [&[("nir", 60), ("email", 60)], &[("email", 60)]];
    assert_eq!(over_files(&common), (Some(60), None));
    assert_eq!(
        over_files(&[&[("nir", 60), ("phone", 20)]]),
        (Some(60), None)
    );
}

/// A table at a place: its columns as rule, distinct values and occurrences.
fn table(inv: &mut Inventory, place: &str, rows: u64, columns: &[(&str, u64, u64)]) {
    read(inv, place, Some(0o640));
    for (i, (rule, distinct, count)) in columns.iter().enumerate() {
        find(inv, place, rule, *distinct, Confidence::High);
        let last = inv.holdings.last_mut().expect("just added");
        last.count = *count;
        last.place.column = u32::try_from(i + 1).ok();
    }
    inv.tables.push(Table {
        at: locate(place),
        sheet: None,
        columns: columns.iter().map(|(rule, ..)| (*rule).into()).collect(),
        rows,
        ages: Vec::new(),
    });
}

/// The persons of the gap of a code over one table, and what is said of them.
fn of_table(
    code: Code,
    rows: u64,
    columns: &[(&str, u64, u64)],
) -> (Option<u64>, Option<u64>, String) {
    let mut inv = inventory();
    table(&mut inv, "Clients/h.csv", rows, columns);
    let gaps = reconcile(&inv, Some(&register(CLIENTS)), today());
    let gap = gaps.into_iter().find(|g| g.code == code);
    let gap = gap.unwrap_or_else(|| panic!("{code:?}"));
    let said = gap
        .evidence_en
        .into_iter()
        .find(|l| l.starts_with("Persons"));
    (gap.persons, gap.at_most, said.unwrap_or_default())
}

#[test]
fn several_hits_in_a_cell_are_no_more_rows_than_the_table_has() {
    let names = [("person_name", 24, 60), ("person_name", 22, 60)];
    let hits = ("health", 3, 180);
    let (least, most, said) = of_table(Code::G04, 60, &[names[0], names[1], hits]);
    assert_eq!((least, most), (Some(24), Some(60)), "{said}");
    assert!(said.contains("at least 24, up to 60 rows"), "{said}");
    // without names, too
    let (least, most, said) = of_table(Code::G04, 60, &[hits]);
    assert_eq!((least, most), (None, Some(60)), "{said}");
    // an identifier of every row is not measured by the hits
    let told = [names[0], names[1], hits, ("nir", 58, 60)];
    let (least, most, _) = of_table(Code::G04, 60, &told);
    assert_eq!((least, most), (Some(58), None));
}

#[test]
fn an_internal_identifier_of_each_row_tells_its_persons() {
    let names = [("person_name", 24, 60), ("person_name", 22, 60)];
    let health = ("health", 3, 180);
    let number = |distinct| ("internal_id", distinct, 60);
    let (least, most, said) = of_table(Code::G04, 60, &[number(60), names[0], names[1], health]);
    assert_eq!((least, most), (Some(60), None), "{said}");
    // that of the agent who keeps the file tells nothing
    let (least, most, said) = of_table(Code::G04, 60, &[number(4), names[0], names[1], health]);
    assert_eq!((least, most), (Some(24), Some(60)), "{said}");
    assert!(!said.contains("nothing tells"), "{said}");
}

#[test]
fn two_columns_of_one_sort_are_one_person_a_row() {
    let phones = [("phone", 60, 60), ("phone", 40, 40), ("health", 3, 60)];
    let (least, most, said) = of_table(Code::G04, 60, &phones);
    assert_eq!((least, most), (Some(60), None), "{said}");
}

#[test]
fn several_identifiers_in_a_cell_may_be_several_persons() {
    let mut inv = inventory();
    table(&mut inv, "Divers/listes.csv", 2, &[("email", 40, 40)]);
    table(&mut inv, "Divers/copie.csv", 2, &[("email", 40, 40)]);
    let gaps = reconcile(&inv, Some(&register(CLIENTS)), today());
    let gap = gaps.iter().find(|g| g.code == Code::G01).expect("a list");
    assert_eq!((gap.persons, gap.at_most), (Some(4), Some(40)));
    let said = gap.evidence_en.join("\n");
    assert!(said.contains("several identifiers in one cell"), "{said}");
}

#[test]
fn names_never_join_small_files_that_identifiers_tell() {
    // three rows each, all different people; of 25 first names some come again
    let over = |files: &[(u64, &str)]| {
        let mut inv = inventory();
        let mut from = 0;
        for (i, (rows, rule)) in files.iter().enumerate() {
            let place = format!("Divers/{i}.csv");
            let n = *rows;
            let columns = [("person_name", n, n), ("person_name", n, n), (*rule, n, n)];
            table(&mut inv, &place, n, &columns);
            let own = inv.holdings.last_mut().expect("just added");
            own.distinct = super::build::sketch(from..from + n);
            from += n;
        }
        let gaps = reconcile(&inv, Some(&register(CLIENTS)), today());
        let gap = gaps.into_iter().find(|g| g.code == Code::G01);
        let gap = gap.expect("an undeclared place");
        (gap.persons, gap.at_most)
    };
    let mut files = vec![(3, "email"); 10];
    files.push((60, "iban"));
    assert_eq!(over(&files), (Some(60), Some(90)));
    files[10] = (3, "iban");
    assert_eq!(over(&files), (Some(30), Some(33)));
}

#[test]
fn one_file_has_one_count() {
    const SAV: &str = r#"
- id: sav
  name: Service après-vente
  data: [{category: identite, state: declared, items: [person_name]}]
  sensitive: {answer: "non", nir: {declared: false, purpose: null}}
  claims: [{kind: not_stored, items: [person_name], text: "Ces données ne sont pas stockées."}]
  locations: [{uri: "SAV/**", binding: confirmed, by: dpo, on: 2026-01-01}]
"#;
    let mut inv = inventory();
    let columns = [
        ("person_name", 11, 12),
        ("person_name", 10, 12),
        ("nir", 12, 12),
    ];
    table(&mut inv, "SAV/assures.csv", 12, &columns);
    let gaps = reconcile(&inv, Some(&register(SAV)), today());
    let of = |code| {
        let gap = gaps.iter().find(|g| g.code == code);
        gap.map(|g| (g.persons, g.at_most))
    };
    assert_eq!(of(Code::G05), Some((Some(12), None)));
    assert_eq!(of(Code::G12), Some((Some(12), None)));
}
