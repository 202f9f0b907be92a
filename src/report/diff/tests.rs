//! What became of gaps, on scans as small as they can be.

use super::snapshot::{Seen, Spot};
use super::*;
use crate::report::text::Lang;
use std::collections::BTreeSet;

fn spot(path: &str) -> Spot {
    Spot {
        source: "file:///share".to_owned(),
        path: path.to_owned(),
        entry: None,
    }
}

fn seen(id: &str, level: Level, persons: u64, places: &[&str]) -> Seen {
    Seen {
        id: GapId(id.to_owned()),
        code: Code::G01,
        title: (format!("Écart {id}"), format!("Gap {id}")),
        weight: Weight {
            level,
            score: 40,
            persons: Some(persons),
            at_most: None,
        },
        items: vec![Datum::Email],
        waived: false,
        places: places.iter().map(|p| spot(p)).collect(),
    }
}

fn scan(gaps: Vec<Seen>, unread: &[&str]) -> Snapshot {
    Snapshot {
        name: "a".to_owned(),
        day: "2026-11-22".to_owned(),
        whole: true,
        sources: BTreeSet::from(["file:///share".to_owned()]),
        blind: BTreeSet::new(),
        register: None,
        rules: String::new(),
        gaps,
        unread: unread.iter().map(|p| spot(p)).collect(),
    }
}

/// What becomes of a lone gap.
fn became(before: Seen, after: Option<Seen>, unread: &[&str]) -> Became {
    let before = scan(vec![before], &[]);
    let after = scan(after.into_iter().collect(), unread);
    compare(&before, &after).changes[0].became
}

#[test]
fn levels_and_persons_tell_worse_from_better() {
    let was = || seen("G-1", Level::Medium, 84, &["RH/a.csv"]);
    for (level, persons, wanted) in [
        (Level::High, 84, Became::Worse),
        (Level::Medium, 85, Became::Worse),
        (Level::Medium, 84, Became::Open),
        (Level::Medium, 83, Became::Better),
        (Level::Low, 900, Became::Better),
    ] {
        let is = seen("G-1", level, persons, &["RH/a.csv"]);
        assert_eq!(became(was(), Some(is), &[]), wanted, "{level:?} {persons}");
    }
    // estimates that differ by what they err by
    let was = seen("G-1", Level::Medium, 10_000, &["RH/a.csv"]);
    let is = seen("G-1", Level::Medium, 10_400, &["RH/a.csv"]);
    assert_eq!(became(was, Some(is), &[]), Became::Open);
}

#[test]
fn what_was_not_read_again_is_not_fixed() {
    let was = || seen("G-1", Level::Medium, 84, &["RH/a.csv", "RH/b.csv"]);
    for (unread, wanted) in [
        (&[][..], Became::Fixed),
        (&["RH/c.csv"][..], Became::Fixed),
        (&["RH/b.csv"][..], Became::Unread),
        (&["RH"][..], Became::Unread),
        (&["R"][..], Became::Fixed),
        (&[""][..], Became::Unread),
    ] {
        assert_eq!(became(was(), None, unread), wanted, "{unread:?}");
    }
    let (before, mut after) = (scan(vec![was()], &[]), scan(Vec::new(), &[]));
    after.whole = false;
    assert_eq!(compare(&before, &after).changes[0].became, Became::Unread);
    after.whole = true;
    after.sources.clear();
    assert_eq!(compare(&before, &after).changes[0].became, Became::Unread);
    // fewer persons in what was read is no progress
    let fewer = seen("G-1", Level::Medium, 9, &["RH/a.csv"]);
    assert_eq!(became(was(), Some(fewer), &["RH/b.csv"]), Became::Open);
}

#[test]
fn a_source_in_which_there_is_nothing_left_was_not_read_again() {
    let was = || seen("G-1", Level::Medium, 84, &["RH/a.csv"]);
    let full = scan(vec![was()], &[]);
    // nothing is mounted there now
    let mut empty = scan(Vec::new(), &[]);
    empty.blind = empty.sources.clone();
    let c = compare(&full, &empty);
    assert_eq!(c.changes[0].became, Became::Unread);
    assert_eq!(c.lost, ["file:///share"]);
    assert!(sentence(&c, Lang::Fr).contains("1 non relu"));
    for text in [table(&c, Lang::Fr, false), markdown(&c, Lang::En)] {
        assert!(text.contains("///share"), "{text}");
    }
    // and it is again: what was there before is not told as new
    let again = compare(&empty, &full);
    assert_eq!(again.changes[0].became, Became::Open);
    assert_eq!(again.failing(Level::Info).count(), 0);
    assert!(again.lost.is_empty());
    // the rest of a source that could not be listed stands as one item
    assert_eq!(became(was(), None, &["."]), Became::Unread);
    // a source that never had anything hides nothing of the others
    let two = |gaps: Vec<Seen>| {
        let mut s = scan(gaps, &[]);
        s.sources.insert("file:///vide".to_owned());
        s.blind.insert("file:///vide".to_owned());
        s
    };
    let c = compare(&two(vec![was()]), &two(Vec::new()));
    assert_eq!((c.changes[0].became, c.lost.len()), (Became::Fixed, 0));
}

#[test]
fn an_inventory_without_items_is_of_a_blind_source() {
    let mut inventory = crate::report::sample::inventory(5);
    let whole = Snapshot::of("1", &inventory, &[], true);
    assert_eq!(whole.blind, BTreeSet::new());
    inventory.coverage.clear();
    let none = Snapshot::of("2", &inventory, &[], true);
    assert_eq!(none.blind, none.sources);
}

#[test]
fn members_of_what_was_not_read_are_not_fixed() {
    let member = |entry: &str| Spot {
        entry: Some(entry.to_owned()),
        ..spot("a.zip")
    };
    let mut was = seen("G-1", Level::Medium, 84, &[]);
    was.places = BTreeSet::from([member("b.zip!/c.csv")]);
    for (unread, wanted) in [
        (spot("a.zip"), Became::Unread),
        (member("b.zip"), Became::Unread),
        (member("b.zip!/c.csv"), Became::Unread),
        (member("b.zip!/d.csv"), Became::Fixed),
    ] {
        let mut after = scan(Vec::new(), &[]);
        after.unread.insert(unread);
        let before = scan(vec![was.clone()], &[]);
        assert_eq!(compare(&before, &after).changes[0].became, wanted);
    }
}

#[test]
fn a_cluster_that_was_gathered_with_others_is_not_new() {
    let rest = || seen("G-rest", Level::Medium, 90, &["u/a.csv", "v/b.csv"]);
    let own = || seen("G-v", Level::Medium, 90, &["v/renamed.csv"]);
    let less = || seen("G-rest", Level::Medium, 90, &["u/a.csv"]);
    let apart = compare(&scan(vec![rest()], &[]), &scan(vec![less(), own()], &[]));
    let v = apart
        .changes
        .iter()
        .find(|c| c.id.0 == "G-v")
        .expect("told");
    assert_eq!(
        (v.became, v.gathered.as_ref()),
        (Became::Open, Some(&rest().id))
    );
    assert_eq!(apart.failing(Level::Info).count(), 0);
    let together = compare(&scan(vec![less(), own()], &[]), &scan(vec![rest()], &[]));
    let v = together
        .changes
        .iter()
        .find(|c| c.id.0 == "G-v")
        .expect("told");
    assert_eq!(
        (v.became, v.gathered.as_ref()),
        (Became::Open, Some(&rest().id))
    );
    // data that the others do not have are new
    let mut graver = own();
    graver.items.push(Datum::Nir);
    let new = compare(&scan(vec![rest()], &[]), &scan(vec![less(), graver], &[]));
    assert_eq!(new.changes[0].became, Became::New);
}

#[test]
fn what_rises_to_the_level_fails() {
    let of = |level| vec![seen("G-1", level, 84, &["a"])];
    let fails = |a, b, least| {
        let c = compare(&scan(a, &[]), &scan(b, &[]));
        c.failing(least).count() == 1
    };
    assert!(fails(Vec::new(), of(Level::High), Level::High));
    assert!(!fails(Vec::new(), of(Level::Medium), Level::High));
    assert!(fails(of(Level::Medium), of(Level::High), Level::High));
    // a rise counts at every level that it reaches, also from above the threshold
    for least in [Level::Low, Level::Medium, Level::High, Level::Critical] {
        assert!(
            fails(of(Level::Medium), of(Level::Critical), least),
            "{least:?}"
        );
    }
    assert!(!fails(of(Level::Medium), of(Level::High), Level::Critical));
    let more = vec![seen("G-1", Level::High, 900, &["a"])];
    assert!(!fails(of(Level::High), more, Level::Low));
    assert!(!fails(of(Level::High), Vec::new(), Level::Info));
}

#[test]
fn renderings_name_every_gap_and_stay_inert() {
    let mut odd = seen("G-2", Level::High, 3, &["y/x"]);
    odd.title.0 = "a|b <i>\u{202e}".to_owned();
    let c = compare(
        &scan(vec![seen("G-1", Level::Low, 84, &["a"])], &["a"]),
        &scan(vec![odd], &["a"]),
    );
    for text in [
        table(&c, Lang::Fr, false),
        markdown(&c, Lang::Fr),
        json(&c, Lang::Fr),
    ] {
        assert!(text.contains("G-1") && text.contains("G-2"), "{text}");
        assert!(!text.contains('\u{202e}'), "{text}");
    }
    assert!(markdown(&c, Lang::Fr).contains("a&#124;b &#60;i&#62;"));
    // no renderer finds a mention or a reference in a title
    let mut calling = seen("G-2", Level::High, 3, &["y/x"]);
    calling.title.0 = "Écart dans @all, voir !12 et https://x.example".to_owned();
    let told = markdown(
        &compare(&scan(Vec::new(), &[]), &scan(vec![calling], &[])),
        Lang::Fr,
    );
    assert!(
        !told.contains("@all") && !told.contains("!12") && !told.contains("https://x"),
        "{told}"
    );
    let json: serde_json::Value = serde_json::from_str(&json(&c, Lang::En)).expect("JSON");
    assert_eq!(json["schema"], "limier.diff.v1");
    assert_eq!(
        (&json["counts"]["new"], &json["counts"]["not_read"]),
        (&1.into(), &1.into())
    );
    assert!(sentence(&c, Lang::Fr).ends_with("1 nouveau, 1 non relu"));
}

#[test]
fn a_json_report_gives_what_its_scan_gives() {
    let report = crate::report::sample::report(5);
    let text = crate::report::json::render(&report, Lang::Fr);
    let read = Snapshot::read("r.json", &text).expect("a report");
    assert_eq!(read.gaps.len(), 5);
    assert!(
        compare(&read, &read)
            .changes
            .iter()
            .all(|c| matches!(c.became, Became::Open | Became::Waived))
    );
    assert_eq!(Snapshot::read("x", "{}"), Err(SnapshotError::NotAReport));
    let bare = crate::report::Report::new(&crate::report::sample::inventory(3), None);
    let bare = crate::report::json::render(&bare, Lang::Fr);
    assert_eq!(Snapshot::read("x", &bare), Err(SnapshotError::NoRegister));
}

#[test]
fn what_an_earlier_scan_could_not_read_is_remembered_from_the_last_that_did() {
    let gap = |persons| seen("G-1", Level::High, persons, &["RH/a.csv"]);
    let known = |s: Snapshot, older: &[Snapshot], after: Vec<Seen>| {
        let compared = compare(&s.recalling(older), &scan(after, &[]));
        let of = |c: &Change| (c.became, c.before.map(|w| w.persons));
        compared.changes.iter().map(of).collect::<Vec<_>>()
    };
    let denied = || scan(Vec::new(), &["RH"]);
    let open = || scan(vec![gap(84)], &[]);
    // open, refused, open again: nobody has closed it, and no run fails
    let told = known(denied(), &[open()], vec![gap(84)]);
    assert_eq!(told, [(Became::Open, Some(Some(84)))]);
    assert_eq!(
        known(denied(), &[open()], vec![gap(90)])[0].0,
        Became::Worse
    );
    // closed while nobody looked
    assert_eq!(known(denied(), &[open()], Vec::new())[0].0, Became::Fixed);
    // nobody knows of any, or the last that looked found none
    assert_eq!(known(denied(), &[], vec![gap(84)])[0].0, Became::New);
    let clean = || scan(Vec::new(), &[]);
    let told = known(denied(), &[clean(), open()], vec![gap(84)]);
    assert_eq!(told[0].0, Became::New);
    // refused twice
    let told = known(denied(), &[denied(), open()], vec![gap(84)]);
    assert_eq!(told[0].0, Became::Open);
    // what was read is not asked for again
    assert_eq!(known(clean(), &[open()], vec![gap(84)])[0].0, Became::New);
    assert!(known(clean(), &[open()], Vec::new()).is_empty());
    // still refused
    let still = compare(&denied().recalling(&[open()]), &denied());
    assert_eq!(still.changes[0].became, Became::Unread);
}

#[test]
fn the_part_of_a_gap_that_was_not_read_does_not_grow_back() {
    let whole = || seen("G-1", Level::High, 84, &["RH/a.csv", "RH/b/c.csv"]);
    let part = seen("G-1", Level::Medium, 9, &["RH/a.csv"]);
    let before = scan(vec![part], &["RH/b"]).recalling(&[scan(vec![whole()], &[])]);
    let compared = compare(&before, &scan(vec![whole()], &[]));
    assert_eq!(compared.changes[0].became, Became::Open);
}

#[test]
fn a_scan_that_could_not_read_a_place_does_not_know_its_gaps() {
    let id = GapId("G-1".to_owned());
    let open = scan(vec![seen("G-1", Level::High, 84, &["RH/a.csv"])], &[]);
    assert!(scan(Vec::new(), &["RH"]).hides(&id, &open));
    assert!(!scan(Vec::new(), &["Paie"]).hides(&id, &open));
    assert!(!scan(Vec::new(), &["RH"]).hides(&GapId("G-2".to_owned()), &open));
}
