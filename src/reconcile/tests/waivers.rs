//! What a waiver accepts, and what opens its gap again.

use super::build::{find, inventory, register, today, unread};
use super::whole::{CLIENTS, add};
use crate::inventory::Inventory;
use crate::model::{Confidence, Datum, Reason};
use crate::reconcile::{Code, compare, reconcile};

/// The gaps of an inventory once this one has been waived.
fn waived(
    inv: &Inventory,
    text: &str,
    facts: &str,
    until: &str,
) -> crate::reconcile::Reconciliation {
    let text = format!(
        "{text}waivers: [{{gap: {}, reason: jeu de test, by: dpo, until: {until}{facts}}}]\n",
        first(inv, text).id.0
    );
    compare(inv, Some(&register(&text)), today())
}

fn first(inv: &Inventory, text: &str) -> crate::reconcile::Gap {
    reconcile(inv, Some(&register(text)), today()).remove(0)
}

#[test]
fn a_waiver_of_remarks_hides_no_other_remarks() {
    let fiche = |id: &str| format!("- id: {id}\n  name: {id}\n");
    let text = |ids: &[&str]| ids.iter().map(|id| fiche(id)).collect::<String>();
    let inv = inventory();
    let of = |ids: &[&str]| {
        let mut gaps = reconcile(&inv, Some(&register(&text(ids))), today());
        gaps.retain(|g| g.code == Code::G14);
        gaps
    };
    let before = of(&["paie"]);
    assert!(!before.is_empty());
    for gap in before {
        let open = |ids: &[&str], facts: &str| {
            let text = format!(
                "{}waivers: [{{gap: {}, reason: jeu de test, by: dpo, until: 2027-01-01, {facts}}}]\n",
                text(ids),
                gap.id.0
            );
            let gaps = compare(&inv, Some(&register(&text)), today()).gaps;
            let own = gaps.iter().find(|g| g.id == gap.id);
            own.is_some_and(|g| g.waived.is_none())
        };
        assert!(gap.accepts().contains("places"), "{}", gap.accepts());
        assert!(!open(&["paie"], &gap.accepts()), "{}", gap.title_en);
        // fewer are none of its business, others are
        let grown = of(&["paie", "clients"])
            .into_iter()
            .find(|g| g.id == gap.id);
        let more = grown.is_some_and(|g| g.extent != gap.extent);
        assert_eq!(
            open(&["paie", "clients"], &gap.accepts()),
            more,
            "{}",
            gap.title_en
        );
        assert!(open(&["paie"], "level: info"), "{}", gap.title_en);
        let many: Vec<String> = (0..60).map(|i| format!("f{i}")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).chain(["paie"]).collect();
        let grown = of(&many).into_iter().find(|g| g.id == gap.id);
        if let Some(grown) = grown.filter(|g| g.extent != gap.extent) {
            assert!(open(&many, &gap.accepts()));
            assert!(!open(&many, &grown.accepts()));
        }
    }
}

#[test]
fn an_unread_file_more_reopens_its_gap() {
    let inv = |files: &[&str]| {
        let mut inv = inventory();
        files
            .iter()
            .for_each(|f| unread(&mut inv, f, Reason::Encrypted));
        inv
    };
    let facts = format!(", {}", first(&inv(&["RH/a.pdf"]), CLIENTS).accepts());
    let open = |files: &[&str]| {
        let gaps = waived(&inv(files), CLIENTS, &facts, "2027-01-01").gaps;
        let own = gaps.iter().filter(|g| g.code != Code::G14);
        own.filter(|g| g.waived.is_none()).count()
    };
    assert_eq!(open(&["RH/a.pdf"]), 0);
    assert_eq!(open(&["RH/a.pdf", "Compta/b.pdf"]), 1);
}

#[test]
fn a_waiver_accepts_what_it_remembers_until_its_last_day() {
    let mut inv = inventory();
    add(&mut inv, "Clients/a.csv", &[("birth_date", 3), ("iban", 3)]);
    let gap = first(&inv, CLIENTS);
    assert_eq!(
        gap.accepts(),
        "level: low, items: [iban], persons: 3, places: [\"Clients/**\"]"
            .replace("low", gap.severity.level.as_str())
    );
    let facts = format!(", {}", gap.accepts());
    let result = waived(&inv, CLIENTS, &facts, "2026-11-21");
    assert_eq!(
        result.gaps[0].waived.as_deref(),
        Some("jeu de test (dpo, 2026-11-21)")
    );
    assert!(result.gaps[1..].iter().all(|g| g.waived.is_none()));
    assert_eq!(result.warnings, []);
    let expired = waived(&inv, CLIENTS, &facts, "2026-11-20").gaps;
    assert_eq!(expired[0].waived, None);
    assert!(expired[0].evidence_fr[0].contains("rouvert"));
}

#[test]
fn a_waiver_hides_nothing_new() {
    let folder = CLIENTS.replace("Clients/**", "**");
    let health = |more: &[(&str, &str, u64)]| {
        let mut inv = inventory();
        inv.run.sources.truncate(1);
        add(&mut inv, "h.csv", &[("health", 3), ("person_name", 3)]);
        for (place, rule, n) in more {
            add(&mut inv, place, &[(rule, *n)]);
        }
        inv
    };
    let before = first(&health(&[]), &folder);
    assert_eq!(before.code, Code::G04);
    let facts = format!(", {}", before.accepts());
    let after = |facts: &str, more: &[(&str, &str, u64)]| {
        let result = waived(&health(more), &folder, facts, "2027-01-01");
        let gap = result.gaps.iter().find(|g| g.id == before.id);
        let gap = gap.expect("the id stays").clone();
        assert_eq!(gap.waived.is_none(), !result.warnings.is_empty());
        (gap.waived.is_some(), gap.evidence_fr[0].clone())
    };
    assert!(after(&facts, &[]).0);
    // other data of the fiche are no business of this waiver
    assert!(after(&facts, &[("i.csv", "iban", 3)]).0);
    let (held, said) = after(
        &facts,
        &[
            ("sous/b.csv", "health", 400),
            ("sous/b.csv", "person_name", 400),
        ],
    );
    assert!(!held);
    assert_eq!(
        said,
        "Dérogation dépassée (dpo)\u{a0}: niveau monté de élevé à critique, personnes\u{a0}: 3 acceptées, 400 à présent, 1 lieu nouveau ; écart rouvert"
    );
    // the same file, grown
    assert!(!after(&facts, &[("h.csv", "email", 400)]).0);
    // a pattern accepts what will come, as long as it is no graver
    let wide = facts.replace("\"h.csv\"", "\"h.csv\", \"sous/**\"");
    let wide = wide.replace("persons: 3", "persons: 9");
    assert!(after(&wide, &[("sous/b.csv", "health", 2)]).0);
    assert!(!after(&wide, &[("autre/b.csv", "health", 2)]).0);
    let (held, said) = after("", &[]);
    assert!(
        !held && said.contains("ne dit pas ce qu’elle accepte"),
        "{said}"
    );
}

#[test]
fn one_person_more_reopens_a_waived_gap() {
    let inv = |n| {
        let mut inv = inventory();
        add(&mut inv, "Clients/a.csv", &[("iban", n)]);
        inv
    };
    let facts = format!(", {}", first(&inv(1), CLIENTS).accepts());
    let held = |n, facts: &str| {
        let gap = waived(&inv(n), CLIENTS, facts, "2027-01-01").gaps.remove(0);
        (gap.waived.is_some(), gap.evidence_fr[0].clone())
    };
    assert!(held(1, &facts).0);
    let (kept, said) = held(9, &facts);
    assert!(
        !kept && said.contains("personnes\u{a0}: 1 acceptées, 9 à présent"),
        "{said}"
    );
    // headroom that a person wrote
    let wide = facts.replace("persons: 1", "persons: 9");
    assert!(held(9, &wide).0 && !held(10, &wide).0);
}

#[test]
fn a_digest_is_over_the_masked_names() {
    use crate::reconcile::compare_masked;
    let mut inv = inventory();
    add(&mut inv, "Clients/255081416802538.csv", &[("iban", 3)]);
    let said = |path: &str| Some(path.replace("255081416802538", "255***~3fa9c1"));
    let masked = |text: &str| {
        let register = register(text);
        compare_masked(&inv, Some(&register), today(), &said).gaps
    };
    let (plain, gap) = (first(&inv, CLIENTS), masked(CLIENTS).remove(0));
    assert!(gap.extent.places.is_empty());
    assert_ne!(gap.extent.digest, plain.extent.digest);
    // it holds at the next scan, and so does the name written by hand
    for facts in [gap.accepts(), plain.accepts()] {
        let text = format!(
            "{CLIENTS}waivers: [{{gap: {}, reason: r, by: b, until: 2027-01-01, {facts}}}]\n",
            gap.id.0
        );
        assert!(masked(&text)[0].waived.is_some(), "{facts}");
    }
}

#[test]
fn many_places_are_remembered_by_their_digest() {
    let inv = |n: usize| {
        let mut inv = inventory();
        for i in 0..n {
            add(&mut inv, &format!("Clients/{i}.csv"), &[("iban", 3)]);
        }
        inv
    };
    // no folder is named: files are told one by one
    let all = CLIENTS.replace("Clients/**", "**");
    let facts = format!(", {}", first(&inv(90), &all).accepts());
    assert!(facts.contains("digest: ") && facts.len() < 200, "{facts}");
    let held = |n| {
        waived(&inv(n), &all, &facts, "2027-01-01").gaps[0]
            .waived
            .is_some()
    };
    assert!(held(90) && !held(91));
}

#[test]
fn ids_depend_neither_on_spelling_nor_on_other_data() {
    let ids = |location: &str, more: &[(&str, u64)]| {
        let mut inv = inventory();
        add(&mut inv, "Clients/a.csv", &[("birth_date", 3)]);
        for (rule, n) in more {
            find(&mut inv, "Clients/a.csv", rule, *n, Confidence::High);
        }
        let text = CLIENTS.replace("Clients/**", location);
        let gaps = reconcile(&inv, Some(&register(&text)), today());
        let about = |g: &&crate::reconcile::Gap| g.items.contains(&Datum::BirthDate);
        gaps.iter().find(about).expect("a gap").id.clone()
    };
    let id = ids("Clients/**", &[]);
    for location in [
        "Clients",
        "Clients/",
        "./Clients/**",
        "file:///srv/partage/Clients",
    ] {
        assert_eq!(ids(location, &[]), id, "{location}");
    }
    assert_eq!(ids("Clients/**", &[("birth_place", 3), ("iban", 3)]), id);
}

/// A decision remembers the place, not its files: what is renamed or moved within it
/// opens nothing, what lies elsewhere does.
#[test]
fn a_file_moved_within_its_place_reopens_nothing() {
    let inv = |place: &str| {
        let mut inv = inventory();
        inv.run.sources.truncate(1);
        // a lone folder would be only a way to the tree
        add(&mut inv, "Divers/x.csv", &[]);
        add(&mut inv, place, &[("iban", 3)]);
        inv
    };
    let two = CLIENTS.replace(
        "on: 2026-11-21}]",
        "on: 2026-11-21}, {uri: \"Ventes/**\", binding: confirmed, by: x, on: 2026-01-01}]",
    );
    let declared = [
        "Clients/a.csv",
        "Clients/b.csv",
        "Clients/vieux/a.csv",
        "Ventes/a.csv",
    ];
    let undeclared = [
        "Ecole/a.csv",
        "Ecole/b.csv",
        "Ecole/6e/a.csv",
        "Lycee/a.csv",
    ];
    for places in [declared, undeclared] {
        let facts = format!(", {}", first(&inv(places[0]), &two).accepts());
        let until = "2027-01-01";
        let held = |place: &str| {
            let base = first(&inv(places[0]), &two).id.0;
            let text = format!(
                "{two}waivers: [{{gap: {base}, reason: r, by: b, until: {until}{facts}}}]\n"
            );
            let gaps = compare(&inv(place), Some(&register(&text)), today()).gaps;
            gaps.iter().any(|g| g.waived.is_some())
        };
        let expected = [true, true, true, false];
        assert_eq!(places.map(held), expected, "{places:?} {facts}");
    }
}
