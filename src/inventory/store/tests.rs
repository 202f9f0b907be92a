//! The store from outside: what goes in comes out, in order, and privately.

use super::*;
use crate::inventory::{Ages, Evidence, Holding, Inventory, Occurrence, RuleIx, Table};
use crate::model::{
    Confidence, Fingerprint, Kind, Locator, Masked, Outcome, PathName, Place, Position, Problem,
    Reason, Sketch, SourceId, State, Verdict,
};
use proptest::prelude::*;
use std::os::unix::fs::PermissionsExt as _;

fn run() -> Run {
    Run {
        id: String::new(),
        started: 1_700_000_000,
        finished: None,
        version: "0.1.0".into(),
        rules_sha256: "ab".into(),
        sources: Vec::new(),
        rules: Vec::new(),
    }
}

fn outcome(at: &Locator) -> Outcome {
    Outcome {
        at: at.clone(),
        kind: Kind::of("text"),
        state: State::Complete,
        problems: Vec::new(),
        notes: Vec::new(),
        bytes: 12,
        rows: 3,
        modified: Some(-4),
        mode: Some(0o100_640),
    }
}

fn table(at: &Locator, ages: &[(&str, &[(i32, u64)])]) -> Table {
    Table {
        at: at.clone(),
        sheet: Some("Feuil1".into()),
        columns: ages.iter().map(|(name, _)| (*name).into()).collect(),
        rows: 4,
        ages: (0..)
            .zip(ages)
            .map(|(column, (_, months))| Ages {
                column,
                births: false,
                months: months.to_vec(),
            })
            .collect(),
    }
}

fn holding(at: &Locator, place: &Place, rule: u16) -> Holding {
    let mut distinct = Sketch::default();
    (0..600).for_each(|i| distinct.insert(Fingerprint(u64::MAX / (i + 1))));
    distinct.settle();
    Holding {
        at: at.clone(),
        place: place.clone(),
        rule: RuleIx(rule),
        count: 600,
        distinct,
        confidence: Confidence::High,
        verdict: Verdict::Verified,
        first: Position::Cell { row: 2, column: 4 },
        samples: vec![Masked::already("2 55 **".into())],
        evidence: Evidence {
            pattern: "nir".into(),
            proven: 600,
            word: Some("sécu".into()),
            ..Evidence::default()
        },
    }
}

fn occurrence(at: &Locator, place: &Place, position: Position) -> Occurrence {
    Occurrence {
        at: at.clone(),
        place: place.clone(),
        position,
        rule: RuleIx(1),
        masked: Masked::already("06 ** ** ** 12".into()),
        confidence: None,
    }
}

fn column(number: u32) -> Place {
    Place {
        sheet: Some("Feuil1".into()),
        column: Some(number),
        header: Some("tél".into()),
    }
}

fn scratch() -> (tempfile::TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("new/scan.db");
    (dir, path)
}

fn all_occurrences(store: &Store, run: &str) -> Vec<Occurrence> {
    let mut all = Vec::new();
    store.occurrences(run, &mut |o| all.push(o)).unwrap();
    all
}

#[test]
fn what_is_written_is_read_again() {
    let (_dir, path) = scratch();
    let mut store = Store::create(&path).unwrap();
    let mut run = store.begin_run(run()).unwrap();
    let odd = Locator::new(SourceId(1), PathName::from_bytes(b"a\xff\nb"));
    let member = odd.member("feuille.csv");
    let mut partial = outcome(&member);
    partial.state = State::Partial;
    partial.problems = vec![Problem::new(Reason::ValueCut, "row 3")];
    partial.notes = vec!["hidden sheet read".into()];
    let found = vec![
        holding(&odd, &Place::default(), 3),
        holding(&member, &column(2), 1),
    ];
    let outcomes = [partial.clone(), outcome(&odd)];
    let tables = vec![
        table(&odd, &[("Embauche", &[(24_000, 3), (24_100, 1)])]),
        table(&member, &[]),
    ];
    store
        .write_item(&run.id, &outcomes, &found, &tables, &[])
        .unwrap();
    run.finished = Some(1_700_000_100);
    store.finish_run(&run, RunState::Complete).unwrap();
    drop(store);

    let store = Store::open(&path).unwrap();
    let expected = Inventory {
        run: run.clone(),
        coverage: vec![outcome(&odd), partial],
        holdings: found,
        tables,
    };
    assert_eq!(store.load_inventory(&run.id).unwrap(), expected);
    let ledger = store.load_ledger(&run.id).unwrap();
    assert_eq!((ledger.items, ledger.complete), (2, 1));
    assert_eq!(ledger, expected.into());
    assert_eq!(store.latest_complete().unwrap().unwrap().run, run);
}

#[test]
fn occurrences_take_the_confidence_of_their_column_or_none() {
    let (_dir, path) = scratch();
    let mut store = Store::create(&path).unwrap();
    let id = store.begin_run(run()).unwrap().id;
    let at = Locator::new(SourceId(0), "a.csv");
    let cell = |row| Position::Cell { row, column: 2 };
    let mut told = occurrence(&at, &column(3), cell(9));
    told.confidence = Some(Confidence::Low);
    let given = [
        occurrence(&at, &column(2), cell(10)),
        occurrence(&at, &column(2), cell(9)),
        told.clone(),
        occurrence(&at, &column(4), cell(9)), // its column holds nothing
    ];
    store
        .write_item(
            &id,
            &[outcome(&at)],
            &[holding(&at, &column(2), 1)],
            &[],
            &given,
        )
        .unwrap();
    let judged = |position| Occurrence {
        confidence: Some(Confidence::High),
        ..occurrence(&at, &column(2), position)
    };
    assert_eq!(
        all_occurrences(&store, &id),
        [judged(cell(9)), judged(cell(10)), told]
    );
}

#[test]
fn nothing_of_an_unfinished_item_shows() {
    let (_dir, path) = scratch();
    let mut store = Store::create(&path).unwrap();
    let id = store.begin_run(run()).unwrap().id;
    let at = Locator::new(SourceId(0), "a.zip");
    let listed = Listed {
        at: &at,
        bytes: 7,
        modified: None,
        mode: None,
    };
    let part = [occurrence(
        &at.member("b"),
        &Place::default(),
        Position::Field,
    )];
    store
        .batch(&id, |b| {
            let work = b.start(listed)?;
            b.part(work, &part)
        })
        .unwrap();
    drop(store); // as if killed

    let store = Store::create(&path).unwrap();
    assert_eq!(store.runs().unwrap()[0].state, RunState::Interrupted);
    assert_eq!(all_occurrences(&store, &id), []);
    let coverage = store.load_inventory(&id).unwrap().coverage;
    assert_eq!(coverage.len(), 1);
    assert_eq!(coverage[0].state, State::NotScanned);
    assert_eq!(coverage[0].problems[0].what, Reason::Interrupted);
    assert!(store.latest_complete().unwrap().is_none());
}

#[test]
fn a_discarded_attempt_leaves_nothing() {
    let (_dir, path) = scratch();
    let mut store = Store::create(&path).unwrap();
    let id = store.begin_run(run()).unwrap().id;
    let at = Locator::new(SourceId(0), "a.zip");
    let member = at.member("b");
    let listed = Listed {
        at: &at,
        bytes: 7,
        modified: None,
        mode: None,
    };
    let text = |line| Position::Text {
        line,
        column: 1,
        end_column: 3,
        bytes: Some((0, 2)),
    };
    let said = |position| Occurrence {
        confidence: Some(Confidence::Medium),
        ..occurrence(&member, &Place::default(), position)
    };
    store
        .batch(&id, |b| {
            let work = b.start(listed)?;
            b.part(work, &[said(text(1)), said(Position::Field)])?;
            b.discard(work)?;
            b.part(work, &[said(text(2))])?;
            b.finish(work, &[outcome(&at), outcome(&member)], &[], &[])
        })
        .unwrap();
    assert_eq!(all_occurrences(&store, &id), [said(text(2))]);
    assert_eq!(store.load_inventory(&id).unwrap().coverage.len(), 2);
}

#[test]
fn a_failing_batch_changes_nothing() {
    let (_dir, path) = scratch();
    let mut store = Store::create(&path).unwrap();
    let id = store.begin_run(run()).unwrap().id;
    let at = Locator::new(SourceId(0), "a");
    let failed = store.batch(&id, |b| {
        let work = b.start(Listed {
            at: &at,
            bytes: 0,
            modified: None,
            mode: None,
        })?;
        b.finish(work, &[outcome(&at)], &[], &[])?;
        Err::<(), _>(StoreError::Damaged("test"))
    });
    assert!(failed.is_err());
    assert_eq!(store.load_inventory(&id).unwrap().coverage, []);
}

#[test]
fn files_are_private() {
    let (_dir, path) = scratch();
    let mut store = Store::create(&path).unwrap();
    store.begin_run(run()).unwrap();
    let mode = |p: &Path| p.metadata().unwrap().permissions().mode() & 0o777;
    let dir = path.parent().unwrap();
    assert_eq!(mode(dir), 0o700);
    for file in dir.read_dir().unwrap() {
        let file = file.unwrap().path();
        assert_eq!(mode(&file), 0o600, "{}", file.display());
    }
    assert!(path.with_file_name("scan.db-wal").exists());
}

#[test]
fn a_second_writer_is_told_who_holds_it() {
    let (_dir, path) = scratch();
    let first = Store::create(&path).unwrap();
    let told = Store::create(&path).unwrap_err().to_string();
    let me = format!("in use by process {} since 20", std::process::id());
    assert!(told.contains(&me), "{told}");
    assert_eq!(Store::open(&path).unwrap().runs().unwrap(), []);
    drop(first);
    Store::create(&path).unwrap();
}

#[test]
fn other_files_links_and_later_versions_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    let text = dir.path().join("notes.txt");
    std::fs::write(&text, "courses: pain, lait").unwrap();
    assert!(matches!(
        Store::create(&text),
        Err(StoreError::NotAStore { .. })
    ));
    let other = dir.path().join("other.db");
    let db = Connection::open(&other).unwrap();
    db.execute_batch("CREATE TABLE clients (nom TEXT)").unwrap();
    assert!(matches!(
        Store::create(&other),
        Err(StoreError::NotAStore { .. })
    ));
    assert!(matches!(
        Store::open(&other),
        Err(StoreError::NotAStore { .. })
    ));

    let later = dir.path().join("later.db");
    let store = Store::create(&later).unwrap();
    store.db.execute_batch("PRAGMA user_version = 99").unwrap();
    drop(store);
    assert!(matches!(
        Store::open(&later),
        Err(StoreError::Newer { found: 99, .. })
    ));

    let link = dir.path().join("link.db");
    std::os::unix::fs::symlink(&later, &link).unwrap();
    assert!(matches!(Store::create(&link), Err(StoreError::File { .. })));
    assert!(matches!(Store::open(&link), Err(StoreError::File { .. })));
    assert!(Store::open(&dir.path().join("none.db")).is_err());
}

#[test]
fn a_run_that_is_not_there_is_an_error() {
    let (_dir, path) = scratch();
    let store = Store::create(&path).unwrap();
    for id in ["1", "x"] {
        assert!(matches!(
            store.load_inventory(id),
            Err(StoreError::NoSuchRun(_))
        ));
    }
}

fn position() -> impl Strategy<Value = Position> {
    let n = 0..3u64;
    let m = 0..3u32;
    prop_oneof![
        (
            n.clone(),
            n.clone(),
            n.clone(),
            prop::option::of((n.clone(), n.clone()))
        )
            .prop_map(|(line, column, end_column, bytes)| Position::Text {
                line,
                column,
                end_column,
                bytes
            }),
        (n, m.clone()).prop_map(|(row, column)| Position::Cell { row, column }),
        m.clone().prop_map(|page| Position::Page { page }),
        m.prop_map(|paragraph| Position::Paragraph { paragraph }),
        Just(Position::Field),
    ]
}

fn any_occurrence() -> impl Strategy<Value = Occurrence> {
    let name = || prop::option::of("[aé]{0,2}");
    let at = (0..2u16, "[ab]{1,2}", name());
    let place = (name(), prop::option::of(0..3u32), name());
    (at, place, position(), 0..2u16, "[*0]{1,2}").prop_map(
        |((source, path, entry), (sheet, column, header), position, rule, masked)| Occurrence {
            at: Locator {
                source: SourceId(source),
                path: path.as_str().into(),
                entry: entry.map(Into::into),
            },
            place: Place {
                sheet: sheet.map(Into::into),
                column,
                header: header.map(Into::into),
            },
            position,
            rule: RuleIx(rule),
            masked: Masked::already(masked),
            confidence: Some(Confidence::Low),
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn occurrences_come_in_the_order_of_rust(
        given in prop::collection::vec(any_occurrence(), 0..40)
    ) {
        let (_dir, path) = scratch();
        let mut store = Store::create(&path).unwrap();
        let id = store.begin_run(run()).unwrap().id;
        let mut by_item = std::collections::BTreeMap::<_, Vec<_>>::new();
        for o in &given {
            let top = Locator { entry: None, ..o.at.clone() };
            by_item.entry(top).or_default().push(o.clone());
        }
        for (top, found) in by_item {
            let mut outcomes = vec![outcome(&top)];
            let mut members: Vec<_> = found.iter().map(|o| o.at.clone()).collect();
            members.sort();
            members.dedup();
            outcomes.extend(members.iter().filter(|m| m.entry.is_some()).map(outcome));
            store
                .write_item(&id, &outcomes, &[], &[], &found)
                .unwrap();
        }
        let mut expected = given;
        expected.sort_by(|a, b| {
            let key = |o: &Occurrence| (o.at.clone(), o.place.clone(), o.position, o.rule, o.masked.clone());
            key(a).cmp(&key(b))
        });
        prop_assert_eq!(all_occurrences(&store, &id), expected);
    }
}

#[test]
fn nothing_is_made_beside_a_file_of_something_else() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    for (name, content) in [
        ("a.txt", &b"Jean Dupont"[..]),
        ("b.db", b"SQLite format 3\0"),
    ] {
        let path = dir.path().join(name);
        std::fs::write(&path, content).expect("written");
        let refused = Store::create(&path).err();
        assert!(
            matches!(refused, Some(StoreError::NotAStore { .. })),
            "{refused:?}"
        );
        assert_eq!(std::fs::read(&path).expect("there"), content);
    }
    assert_eq!(std::fs::read_dir(dir.path()).expect("listed").count(), 2);
}
