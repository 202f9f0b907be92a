//! How many persons a gap concerns, and how many at most.

use super::build::{find, inventory, read, register, today};
use super::whole::CLIENTS;
use crate::inventory::Inventory;
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
