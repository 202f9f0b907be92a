//! Undeclared places become a handful of stable lines.

use super::build::{find, inventory, read, register, today};
use crate::decision::{About, Decision, Origin, Verdict};
use crate::inventory::Inventory;
use crate::model::Confidence;
use crate::reconcile::{Code, Gap, compare_decided, reconcile};

const REGISTER: &str = r#"
- id: paie
  name: Paie
  locations:
  - {uri: "RH/Paie/**", binding: confirmed, by: dpo, on: 2026-01-01}
  - {uri: "postgres://srv/erp/rh.salaries", binding: confirmed, by: dpo, on: 2026-01-01}
"#;

fn add(inv: &mut Inventory, place: &str, rules: &[&str]) {
    read(inv, place, Some(0o644));
    for rule in rules {
        find(inv, place, rule, 20, Confidence::High);
    }
}

fn undeclared(inv: &Inventory) -> Vec<Gap> {
    let mut gaps = reconcile(inv, Some(&register(REGISTER)), today());
    gaps.retain(|g| g.code == Code::G01);
    gaps
}

fn names(inv: &Inventory) -> Vec<String> {
    let mut names: Vec<String> = undeclared(inv).into_iter().map(|g| g.cluster).collect();
    names.sort();
    names
}

#[test]
fn a_cluster_is_the_largest_folder_without_a_declared_place() {
    let mut inv = inventory();
    inv.run.sources.truncate(1);
    add(&mut inv, "RH/Paie/a.csv", &[]);
    add(&mut inv, "RH/Absences/2023/a.csv", &["email"]);
    add(&mut inv, "RH/Absences/2024/b.csv", &["email"]);
    add(&mut inv, "RH/liste.csv", &["email"]);
    add(&mut inv, "Commun/Export/2022/x.csv", &["email"]);
    add(&mut inv, "racine.csv", &["email"]);
    let expected = ["*", "Commun/Export/2022", "RH/*", "RH/Absences"];
    assert_eq!(names(&inv), expected);
}

#[test]
fn special_data_in_one_place_are_told_apart() {
    let mut inv = inventory();
    add(&mut inv, "Commun/Annuaire/a.csv", &["email"]);
    add(&mut inv, "Commun/Annuaire/b.csv", &["phone"]);
    add(
        &mut inv,
        "Commun/Export/paie/n.csv",
        &["nir", "person_name"],
    );
    add(&mut inv, "Commun/Export/paie/m.csv", &["person_name"]);
    let gaps = undeclared(&inv);
    let shown: Vec<(&str, usize)> = gaps
        .iter()
        .map(|g| (g.cluster.as_str(), g.places.len()))
        .collect();
    assert_eq!(shown, [("Commun/Export/paie", 3), ("Commun/Annuaire", 2)]);
    assert!(gaps[0].severity.score > gaps[1].severity.score);
}

#[test]
fn members_of_containers_belong_to_their_container() {
    let mut inv = inventory();
    add(&mut inv, "RH/Paie/a.zip!/b.csv", &["person_name"]);
    add(&mut inv, "Commun/a.zip!/b.csv", &["nir"]);
    assert_eq!(names(&inv), ["Commun"]);
}

#[test]
fn tables_gather_by_schema_and_stand_alone_beside_declared_ones() {
    let mut inv = inventory();
    inv.run.sources.remove(0);
    add(&mut inv, "pg:rh.salaries", &["nir"]);
    add(&mut inv, "pg:rh.conges", &["email"]);
    add(&mut inv, "pg:public.a", &["email"]);
    add(&mut inv, "pg:public.b", &["email"]);
    let root = "postgres://srv:5432/erp/";
    assert_eq!(
        names(&inv),
        [format!("{root}public"), format!("{root}rh.conges")]
    );
}

#[test]
fn a_name_is_a_location_that_binds_the_cluster() {
    let mut inv = inventory();
    add(&mut inv, "RH/Paie/a.csv", &[]);
    add(&mut inv, "RH/liste.csv", &["email"]);
    add(&mut inv, "Commun/x/y.csv", &["nir"]);
    add(&mut inv, "pg:public.b", &["email"]);
    let mut text = REGISTER.to_owned();
    for name in names(&inv) {
        text += &format!("  - {{uri: \"{name}\", binding: confirmed, by: dpo, on: 2026-01-01}}\n");
    }
    let gaps = reconcile(&inv, Some(&register(&text)), today());
    assert!(gaps.iter().all(|g| g.code != Code::G01), "{gaps:?}");
}

#[test]
fn home_directories_are_one_line() {
    let mut inv = inventory();
    for i in 0..50 {
        add(&mut inv, &format!("home/u{i:02}/contacts.csv"), &["email"]);
    }
    add(&mut inv, "home/u99/RIB.csv", &["iban"]);
    add(&mut inv, "RH/Paie/a.csv", &[]);
    // bind one of them, so that `home` itself is no region
    let text = format!(
        "{REGISTER}  - {{uri: \"home/u00/**\", binding: confirmed, by: x, on: 2026-01-01}}\n"
    );
    let mut gaps = reconcile(&inv, Some(&register(&text)), today());
    gaps.retain(|g| g.code == Code::G01);
    let shown: Vec<(&str, usize)> = gaps
        .iter()
        .map(|g| (g.cluster.as_str(), g.places.len()))
        .collect();
    assert_eq!(shown, [("home/u99", 1), ("home", 49)]);
}

#[test]
fn four_thousand_files_make_few_lines() {
    let mut inv = inventory();
    let rules = ["email", "iban", "nir", "phone", "birth_date"];
    for i in 0..4_000 {
        let rule = rules[(i / 7) % rules.len()];
        add(
            &mut inv,
            &format!("Service{:02}/Dossier{}/f{i}.csv", i % 40, i % 3),
            &[rule],
        );
    }
    let gaps = undeclared(&inv);
    assert!(gaps.len() <= 20, "{}", gaps.len());
    let places: usize = gaps.iter().map(|g| g.places.len()).sum();
    assert_eq!(places, 4_000);
}

#[test]
fn a_folder_in_use_keeps_its_gap() {
    let ids = |files: &[(&str, &str)]| {
        let mut inv = inventory();
        add(&mut inv, "RH/Paie/a.csv", &[]);
        for (place, rule) in files {
            add(&mut inv, place, &[rule]);
        }
        undeclared(&inv)
            .into_iter()
            .map(|g| g.id)
            .collect::<Vec<_>>()
    };
    let two = [("Commun/a/x.csv", "email"), ("Commun/b/y.csv", "phone")];
    let before = ids(&two);
    assert_eq!(before.len(), 1);
    for more in [
        ("Commun/c/z.csv", "email"),
        ("Commun/a/x.csv", "person_name"),
        ("RH/Paie/b.csv", "person_name"),
    ] {
        assert_eq!(before, ids(&[more, two[1], two[0]]), "{more:?}");
    }
}

#[test]
fn a_share_mounted_elsewhere_keeps_its_ids() {
    let ids = |uri: &str| {
        let mut inv = inventory();
        inv.run.sources.remove(1);
        inv.run.sources[0].uri = uri.to_owned();
        add(&mut inv, "Commun/a.csv", &["email"]);
        undeclared(&inv)[0].id.clone()
    };
    assert_eq!(ids("file:///srv/partage"), ids("file:///mnt/x/partage/"));
    assert_eq!(ids("file:///srv/partage"), ids("file:///mnt/copie"));
}

#[test]
fn titles_name_places_as_people_do() {
    let mut inv = inventory();
    inv.run.sources.truncate(1);
    add(&mut inv, "racine.csv", &["email"]);
    for i in 0..30 {
        add(&mut inv, &format!("D{i:02}/x.csv"), &["email"]);
    }
    add(&mut inv, "RH/Paie/a.csv", &[]);
    let titles: Vec<String> = undeclared(&inv).into_iter().map(|g| g.title_fr).collect();
    let all = titles.join("\n");
    assert!(all.contains("fichiers à la racine de partage –"), "{all}");
    assert!(all.contains("30 dossiers de partage –"), "{all}");
    assert!(!all.contains('*') && !all.contains("file:"), "{all}");
}

#[test]
fn an_id_made_twice_stays_with_its_place() {
    let ids = |graver: bool| {
        let mut inv = inventory();
        let mut twin = inv.run.sources[0].clone();
        twin.id = crate::model::SourceId(2);
        inv.run.sources.push(twin);
        add(&mut inv, "Commun/a.csv", &["email"]);
        add(&mut inv, "Commun/a.csv", &["email"]);
        inv.holdings[1].at.source = crate::model::SourceId(2);
        inv.coverage[1].at.source = crate::model::SourceId(2);
        let more = usize::from(graver);
        inv.holdings[more].distinct = super::build::sketch(0..400);
        let mut gaps = undeclared(&inv);
        gaps.sort_by_key(|g| g.places[0].at.source);
        gaps.into_iter().map(|g| g.id).collect::<Vec<_>>()
    };
    assert_eq!(ids(false), ids(true));
}

#[test]
fn the_same_source_given_twice_keeps_ids_apart() {
    let mut inv = inventory();
    let mut twin = inv.run.sources[0].clone();
    twin.id = crate::model::SourceId(2);
    inv.run.sources.push(twin);
    add(&mut inv, "Commun/a.csv", &["email"]);
    add(&mut inv, "Commun/a.csv", &["email"]);
    inv.holdings[1].at.source = crate::model::SourceId(2);
    inv.coverage[1].at.source = crate::model::SourceId(2);
    let gaps = undeclared(&inv);
    assert_eq!(gaps.len(), 2);
    assert_ne!(gaps[0].id, gaps[1].id);
}

/// So many folders of one kind, and others of their own data.
fn share(alike: usize, others: &[(&str, &[&str])]) -> Inventory {
    let mut inv = inventory();
    inv.run.sources.truncate(1);
    add(&mut inv, "RH/Paie/a.csv", &[]);
    for i in 1..=alike {
        add(
            &mut inv,
            &format!("Dossier{i}/f.csv"),
            &["person_name", "email"],
        );
    }
    for (place, rules) in others {
        add(&mut inv, place, rules);
    }
    inv
}

#[test]
fn a_folder_unlike_its_neighbours_has_a_gap_of_its_own() {
    let children: &[(&str, &[&str])] = &[("Colonie/liste.csv", &["person_name", "birth_date"])];
    let before = undeclared(&share(12, &[]));
    let after = undeclared(&share(12, children));
    assert_eq!((before.len(), after.len()), (1, 2));
    assert!(after.iter().any(|g| g.id == before[0].id));
    assert!(after.iter().any(|g| g.cluster == "Colonie"));
    // wholly other folders are another gap
    let mut others = inventory();
    others.run.sources.truncate(1);
    for i in 1..=12 {
        add(&mut others, &format!("Dossier{i}/f.csv"), &["iban"]);
    }
    assert_ne!(undeclared(&others)[0].id, before[0].id);
}

#[test]
fn what_is_grave_is_never_gathered_with_what_is_not() {
    let light = [
        "email",
        "phone",
        "person_name",
        "birth_date",
        "postal_address",
        "iban",
    ];
    let mut inv = inventory();
    inv.run.sources.truncate(1);
    for i in 1..64_usize {
        let rules: Vec<&str> = (0..6)
            .filter(|b| i >> b & 1 == 1)
            .map(|b| light[b])
            .collect();
        add(&mut inv, &format!("D{i:02}/f.csv"), &rules);
    }
    for i in 0..25 {
        let rules = ["health", "nir"]
            .into_iter()
            .chain(light.into_iter().skip(i % 6));
        let rules: Vec<&str> = rules.skip(i % 2).take(1 + i / 6).collect();
        add(&mut inv, &format!("G{i:02}/f.csv"), &rules);
    }
    let gaps = undeclared(&inv);
    let rest = gaps.iter().filter(|g| g.cluster == "**");
    let rest: Vec<&Gap> = rest.collect();
    assert_eq!(rest.len(), 1, "the lightest are gathered");
    let special = |p: &crate::reconcile::PlaceRef| p.at.path.to_text().starts_with('G');
    assert!(!rest[0].places.iter().any(special), "{:?}", rest[0].items);
    assert!(gaps.len() < 63 + 25);
}

#[test]
fn what_was_decided_of_single_folders_holds_when_they_are_many() {
    let decide = |gap: &Gap| Decision {
        about: About::Gap(gap.id.0.to_lowercase()),
        verdict: Verdict::Accept,
        reason: "jeu de test".to_owned(),
        owner: "dpo".to_owned(),
        decided: None,
        expires: "2027-01-01".parse().ok(),
        accepts: gap.accepted(),
        origin: Origin::default(),
    };
    let judged = |inv: &Inventory, decisions: &[Decision]| {
        let register = register(REGISTER);
        let result = compare_decided(inv, Some(&register), (decisions, today()), today(), &|_| {
            None
        });
        assert_eq!(result.warnings, []);
        let gaps = result.gaps.iter().filter(|g| g.code == Code::G01);
        let (held, open): (Vec<Gap>, Vec<Gap>) = gaps.cloned().partition(|g| g.waived.is_some());
        assert_eq!(result.profiles.len(), held.len() + open.len());
        let open: Vec<String> = open.into_iter().map(|g| g.cluster).collect();
        (held.len(), open)
    };
    let eight: Vec<Decision> = undeclared(&share(8, &[])).iter().map(decide).collect();
    assert_eq!(eight.len(), 8);
    assert_eq!(
        judged(&share(9, &[]), &eight),
        (8, vec!["Dossier9".to_owned()])
    );
    // and the other way round: a group that was decided about stays one
    let nine: Vec<Decision> = undeclared(&share(9, &[])).iter().map(decide).collect();
    assert_eq!(nine.len(), 1);
    assert_eq!(judged(&share(5, &[]), &nine), (1, vec![]));
    let register = register(REGISTER);
    let ten = compare_decided(
        &share(10, &[]),
        Some(&register),
        (&nine, today()),
        today(),
        &|_| None,
    );
    assert!(ten.gaps.iter().all(|g| g.waived.is_none()), "a folder more");
}

#[test]
fn another_source_changes_no_id() {
    let ids = |beside: &[&str]| {
        let mut inv = share(3, &[("RH/liste.csv", &["email"])]);
        let mut other = inv.run.sources[0].clone();
        other.id = crate::model::SourceId(7);
        other.uri = "file:///srv/autre".to_owned();
        let mut ids: Vec<_> = undeclared(&inv)
            .into_iter()
            .map(|g| (g.id, g.extent))
            .collect();
        if !beside.is_empty() {
            inv.run.sources.push(other);
        }
        for place in beside {
            add(&mut inv, place, &["email"]);
            let at = &mut inv.holdings.last_mut().expect("added").at;
            at.source = crate::model::SourceId(7);
            inv.coverage.last_mut().expect("added").at = at.clone();
        }
        let all = undeclared(&inv).into_iter().map(|g| (g.id, g.extent));
        let all: Vec<_> = all.collect();
        ids.retain(|own| all.contains(own));
        (ids, all.len())
    };
    let (alone, n) = ids(&[]);
    assert_eq!(alone.len(), n);
    let (beside, more) = ids(&["Dossier1/f.csv", "Autre/x.csv"]);
    assert_eq!(beside.len(), n);
    assert_eq!(more, n + 2);
}

#[test]
fn minors_are_said_with_what_they_add() {
    let mut inv = share(0, &[("Ecole/liste.csv", &["person_name", "birth_date"])]);
    let title = |inv: &Inventory| undeclared(inv).remove(0);
    assert_eq!(title(&inv).severity.terms.minors, 0);
    inv.tables.push(crate::inventory::Table {
        at: super::build::locate("Ecole/liste.csv"),
        sheet: None,
        columns: vec![
            "person_name".into(),
            "birth_date".into(),
            "classe".into(),
            "élève".into(),
        ],
        rows: 20,
        ages: vec![crate::inventory::Ages {
            column: 1,
            births: true,
            months: vec![(2015 * 12, 20)],
        }],
    });
    let gap = title(&inv);
    assert_eq!(gap.severity.terms.minors, 10, "{gap:?}");
    let said = "Mineurs probables\u{a0}: 10 points de plus de sensibilité";
    assert!(
        gap.evidence_fr.iter().any(|l| l == said),
        "{:?}",
        gap.evidence_fr
    );
    assert!(
        gap.evidence_fr
            .iter()
            .any(|l| l.starts_with("Ecole/liste.csv\u{a0}: "))
    );
}

/// A folder called `**` would cover everything, once copied into the register.
#[test]
fn a_name_that_is_a_wildcard_is_offered_as_no_pattern() {
    let offered = |place: &str| {
        let gaps = undeclared(&share(0, &[(place, &["email"])]));
        let gap = gaps.first().expect("undeclared");
        gap.evidence_fr.iter().any(|e| e.starts_with("Motif qui"))
    };
    assert!(offered("Clients/a.csv"));
    for odd in ["**/a.csv", "a?b/a.csv", "ligne\nautre/a.csv"] {
        assert!(!offered(odd), "{odd}");
    }
}
