//! What must hold of any inventory and any register.

use super::build::{find, inventory, locate, read, register, today, unread};
use crate::inventory::{Ages, Inventory, Table};
use crate::model::{Category, Confidence, Datum, Reason};
use crate::reconcile::{Gap, Step, compare, reconcile};
use proptest::prelude::*;

const FOLDERS: &[&str] = &[
    "",
    "RH/",
    "RH/Paie/",
    "RH/Paie/2024/",
    "Commun/",
    "Commun/x/",
    "pg:",
];
/// Names of columns that mean something to one question or another.
const NAMES: &[&str] = &[
    "Date d’embauche",
    "Salaire brut",
    "Dernier contact",
    "Date de sortie",
    "classe",
    "nom du père",
    "MEMBER_RATING",
    "OPTIN_TIME",
    "LEID",
    "EUID",
    "",
];
const TABLES: &[&str] = &["rh.salaries", "public.clients", "public.a"];

fn place() -> impl Strategy<Value = String> {
    (0..FOLDERS.len(), 0..4_usize).prop_map(|(f, n)| {
        if FOLDERS[f] == "pg:" {
            format!("pg:{}", TABLES[n % TABLES.len()])
        } else if n == 3 {
            format!("{}a.zip!/m{n}.csv", FOLDERS[f])
        } else {
            format!("{}f{n}.csv", FOLDERS[f])
        }
    })
}

fn confidence() -> impl Strategy<Value = Confidence> {
    prop_oneof![
        Just(Confidence::Low),
        Just(Confidence::Medium),
        Just(Confidence::High)
    ]
}

pub(super) fn any_inventory() -> impl Strategy<Value = Inventory> {
    let finds = prop::collection::vec(
        (place(), 0..Datum::ALL.len(), 0u64..1500, confidence()),
        0..25,
    );
    let items = prop::collection::vec((place(), any::<Option<u16>>(), any::<bool>()), 0..15);
    let ages = prop::collection::vec(
        (0..8_u32, any::<bool>(), 24_000..24_330_i32, 1..60_u64),
        0..3,
    );
    let names = prop::collection::vec(0..NAMES.len(), 0..5);
    let tables = prop::collection::vec((place(), names, ages), 0..6);
    (finds, items, tables).prop_map(|(finds, items, tables)| {
        let mut inv = inventory();
        for (at, mode, complete) in items {
            if complete {
                read(&mut inv, &at, mode.map(u32::from));
            } else {
                unread(&mut inv, &at, Reason::Encrypted);
            }
        }
        for (at, datum, n, c) in finds {
            find(&mut inv, &at, Datum::ALL[datum].as_str(), n, c);
        }
        for (at, names, ages) in tables {
            let own = inv.holdings.iter().filter(|h| h.at == locate(&at));
            let mut columns: Vec<Box<str>> = own.filter_map(|h| h.place.header.clone()).collect();
            columns.extend(names.into_iter().map(|n| NAMES[n].into()));
            let most = u32::try_from(columns.len()).expect("few columns");
            inv.tables.push(Table {
                at: locate(&at),
                sheet: None,
                columns,
                rows: 30,
                ages: ages
                    .into_iter()
                    .filter(|(column, ..)| *column < most)
                    .map(|(column, births, month, n)| Ages {
                        column,
                        births,
                        months: vec![(month, n), (month + 40, n)],
                    })
                    .collect(),
            });
        }
        inv
    })
}

/// One fiche, as YAML lines without its locations.
fn fiche() -> impl Strategy<Value = String> {
    let states = [
        "declared",
        "heading_only",
        "indeterminate",
        "absent",
        "not_stated",
    ];
    let rubric = (
        0..Category::ALL.len(),
        0..states.len(),
        prop::collection::vec(0..Datum::ALL.len(), 0..3),
    )
        .prop_map(move |(c, s, items)| {
            let items: Vec<&str> = items.iter().map(|i| Datum::ALL[*i].as_str()).collect();
            let items = if s == 0 {
                items.join(", ")
            } else {
                String::new()
            };
            format!(
                "    - {{category: {}, state: {}, items: [{items}]}}\n",
                Category::ALL[c],
                states[s]
            )
        });
    let answers = ["oui", "non", "partiel", "non_precise"];
    let rest = (
        0..answers.len(),
        any::<bool>(),
        0..3_usize,
        0..3_usize,
        any::<bool>(),
    );
    (prop::collection::vec(rubric, 0..4), rest).prop_map(move |(data, (answer, nir, role, status, paie))| {
        let name = if paie { "Gestion de la paie" } else { "Clients" };
        let nir = if nir { "{declared: true, purpose: paie}" } else { "{declared: false}" };
        let role = ["controller", "joint", "processor"][role];
        let status = ["active", "active", "draft"][status];
        format!(
            "  name: {name}\n  role: {role}\n  status: {status}\n  sensitive: {{answer: \"{}\", nir: {nir}}}\n  data:\n{}",
            answers[answer],
            data.concat()
        )
    })
}

const LOCATIONS: &[&str] = &[
    "RH/**",
    "RH/Paie/**",
    "**/a.zip",
    "Commun/?/**",
    "postgres://srv/erp/rh.*",
    "**",
    "/srv/partage/RH",
];

pub(super) fn any_register() -> impl Strategy<Value = String> {
    let one = (
        fiche(),
        prop::collection::vec((0..LOCATIONS.len(), any::<bool>()), 0..3),
    );
    prop::collection::vec(one, 0..4).prop_map(|fiches| {
        let mut text = String::new();
        for (i, (fiche, locations)) in fiches.into_iter().enumerate() {
            text += &format!("- id: a{i}\n{fiche}  locations:\n");
            for (l, confirmed) in locations {
                let state = if confirmed {
                    "confirmed, by: dpo, on: 2026-01-01"
                } else {
                    "suggested"
                };
                text += &format!("    - {{uri: \"{}\", binding: {state}}}\n", LOCATIONS[l]);
            }
        }
        text
    })
}

fn concerning(gaps: &[Gap], activity: &str, datum: Datum) -> usize {
    let about = |g: &&Gap| {
        g.items.contains(&datum) && g.activity.as_ref().is_some_and(|(id, _)| id == activity)
    };
    gaps.iter()
        .filter(about)
        .filter(|g| g.code != crate::reconcile::Code::G08)
        .count()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn order_of_inputs_never_matters(inv in any_inventory(), text in any_register(), seed in any::<u64>()) {
        let register = register(&text);
        let expected = compare(&inv, Some(&register), today());
        let mut shuffled = inv;
        let mut state = seed | 1;
        let mut random = move || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state
        };
        shuffled.holdings.sort_by_cached_key(|_| random());
        shuffled.coverage.sort_by_cached_key(|_| random());
        shuffled.run.sources.reverse();
        prop_assert_eq!(compare(&shuffled, Some(&register), today()), expected);
    }

    #[test]
    fn ids_are_stable_and_unique(inv in any_inventory(), text in any_register()) {
        let register = register(&text);
        let gaps = reconcile(&inv, Some(&register), today());
        prop_assert_eq!(&gaps, &reconcile(&inv, Some(&register), today()));
        let mut ids: Vec<_> = gaps.iter().map(|g| &g.id).collect();
        ids.sort();
        ids.dedup();
        prop_assert_eq!(ids.len(), gaps.len());
    }

    #[test]
    fn every_strong_find_is_seen_exactly_once(inv in any_inventory(), text in any_register()) {
        let register = register(&text);
        let result = compare(&inv, Some(&register), today());
        let strong = || inv.holdings.iter().filter(|h| h.confidence > Confidence::Low);
        let cells = result.matrix.rows.iter().flat_map(|r| r.cells.values());
        prop_assert_eq!(cells.map(|c| c.values).sum::<u64>(), strong().map(|h| h.count).sum::<u64>());
        prop_assert_eq!(result.weak, (inv.holdings.len() - strong().count()) as u64);
        // other questions are asked of the same finds
        let decided = |g: &&Gap| !matches!(g.step, Step::Copy | Step::Security | Step::Recipient | Step::Subjects | Step::Retention | Step::Transfer);
        let places = result.gaps.iter().filter(decided).flat_map(|g| &g.places);
        let places = places.filter(|p| p.datum.is_some());
        prop_assert!(places.count() <= strong().count());
    }

    #[test]
    fn declaring_an_item_never_adds_a_gap_about_it(
        inv in any_inventory(), text in any_register(), datum in 0..Datum::ALL.len(), at in 0..4_usize,
    ) {
        let datum = Datum::ALL[datum];
        let before = register(&text);
        prop_assume!(at < before.activities.len());
        let id = format!("a{at}");
        let line = format!("- id: {id}\n");
        let (head, tail) = text.split_once(&line).expect("the activity");
        let declared = tail.replacen(
            "  data:\n",
            &format!("  data:\n    - {{category: {}, state: declared, items: [{datum}]}}\n", datum.category()),
            1,
        );
        let after = register(&format!("{head}{line}{declared}"));
        let gaps = |r| concerning(&reconcile(&inv, Some(r), today()), &id, datum);
        prop_assert!(gaps(&after) <= gaps(&before));
    }

    #[test]
    fn a_waiver_accepts_its_gap_and_nothing_else(inv in any_inventory(), text in any_register(), which in any::<prop::sample::Index>()) {
        let open = reconcile(&inv, Some(&register(&text)), today());
        prop_assume!(!open.is_empty() && !text.is_empty());
        let gap = which.get(&open);
        let bare = format!("{text}waivers: [{{gap: {}, reason: r, by: b, until: 2027-01-01}}]\n", gap.id.0);
        let after = reconcile(&inv, Some(&register(&bare)), today());
        prop_assert!(after.iter().all(|g| g.waived.is_none()));
        let whole = bare.replace("2027-01-01", &format!("2027-01-01, {}", gap.accepts()));
        let mut after = reconcile(&inv, Some(&register(&whole)), today());
        for other in &mut after {
            prop_assert_eq!(other.waived.is_some(), other.id == gap.id);
            (other.waived, other.decided) = (None, None);
        }
        prop_assert_eq!(after, open);
    }

    #[test]
    fn what_is_found_more_reopens_a_waived_gap(
        inv in any_inventory(), text in any_register(), which in any::<prop::sample::Index>(),
        at in place(), datum in 0..Datum::ALL.len(), n in 1u64..5_000,
    ) {
        let open = reconcile(&inv, Some(&register(&text)), today());
        prop_assume!(!open.is_empty() && !text.is_empty());
        let gap = which.get(&open);
        let waived = format!("{text}waivers: [{{gap: {}, reason: r, by: b, until: 2027-01-01, {}}}]\n", gap.id.0, gap.accepts());
        let mut more = inv;
        find(&mut more, &at, Datum::ALL[datum].as_str(), n, Confidence::High);
        for after in reconcile(&more, Some(&register(&waived)), today()) {
            if after.waived.is_some() {
                prop_assert!(after.severity.level <= gap.severity.level);
                prop_assert!(after.items.iter().all(|i| gap.items.contains(i)));
                let patterns = gap.extent.places.iter();
                let patterns: Vec<_> = patterns.filter_map(|p| crate::register::Pattern::parse(p).ok()).collect();
                let known = |p: &crate::reconcile::PlaceRef| {
                    let within = patterns.iter().any(|k| k.matches(&p.at.path.to_text()));
                    within || gap.places.iter().any(|k| k.at == p.at)
                };
                prop_assert!(after.places.iter().all(known));
                prop_assert!(after.severity.terms.volume <= gap.severity.terms.volume);
            }
        }
    }

    #[test]
    fn hostile_paths_and_indexes_never_panic(
        paths in prop::collection::vec("(\\PC|[\u{1b}\n\u{202e}/]){0,40}", 1..6), rule in any::<u16>(), source in any::<u16>(),
    ) {
        let mut inv = inventory();
        for path in &paths {
            read(&mut inv, path, None);
            find(&mut inv, path, "email", 3, Confidence::High);
        }
        let deep = "a/".repeat(2_000);
        find(&mut inv, &deep, "nir", 3, Confidence::High);
        inv.holdings[0].rule = crate::inventory::RuleIx(rule);
        inv.holdings[0].at.source = crate::model::SourceId(source);
        inv.holdings[0].count = u64::MAX;
        let _ = locate(&paths[0]);
        let register = register("- {id: a, name: A, locations: [{uri: \"**/x*\", binding: suggested}]}\n");
        let result = compare(&inv, Some(&register), today());
        prop_assert!(!result.gaps.is_empty());
        for gap in &result.gaps {
            let lines = gap.evidence_fr.iter().chain(&gap.evidence_en);
            for text in lines.chain([&gap.title_fr, &gap.title_en, &gap.cluster]) {
                prop_assert!(!text.contains(|c: char| c.is_control() || c == '\u{202e}'), "{text:?}");
            }
        }
    }
}
