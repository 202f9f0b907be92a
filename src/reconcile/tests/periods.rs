//! Why a period cannot be evaluated, and how many persons are beyond one.

use super::build::{find, inventory, locate, read, register, sketch, today};
use crate::inventory::{Ages, Table};
use crate::model::Confidence;
use crate::reconcile::{Code, Untold, compare};

const KEPT: &str = "
- id: clients
  name: Clients
  data: [{category: identite, state: declared}]
  retention: [{applies_to: all, kind: bounded, months: 36, trigger: last_contact}]
  locations: [{uri: \"Clients/**\", binding: confirmed, by: dpo, on: 2026-01-01}]
";

/// Why the periods of a register tell nothing of a file that was last changed in 2014
/// and has a column of this name, with these months.
fn whys(activities: &str, column: &str, months: &[(i32, u64)]) -> Vec<Option<(Untold, String)>> {
    let mut inv = inventory();
    read(&mut inv, "Clients/a.csv", Some(0o600));
    inv.coverage[0].modified = Some(1_394_582_400);
    find(&mut inv, "Clients/a.csv", "email", 30, Confidence::High);
    inv.tables.push(Table {
        at: locate("Clients/a.csv"),
        sheet: None,
        columns: vec!["email".into(), column.into()],
        rows: 30,
        ages: match months {
            [] => Vec::new(),
            months => vec![Ages {
                column: 1,
                births: false,
                months: months.to_vec(),
            }],
        },
    });
    let result = compare(&inv, Some(&register(activities)), today());
    let periods = result.periods.into_iter();
    let said = periods.map(|p| Some((p.why?, p.column.unwrap_or_default())));
    said.collect()
}

#[test]
fn a_clock_that_tells_nothing_is_named() {
    let unreadable = Some((Untold::Unreadable, "dernier_contact".to_owned()));
    assert_eq!(whys(KEPT, "dernier_contact", &[]), [unreadable]);
    let future = Some((Untold::Future, "dernier_contact".to_owned()));
    let months = [(2099 * 12, 30)];
    assert_eq!(whys(KEPT, "dernier_contact", &months), [future]);
    // one day that was tells
    let mixed = [(2014 * 12, 1), (2099 * 12, 29)];
    assert_eq!(whys(KEPT, "dernier_contact", &mixed), [None]);
    // by the day of the file
    assert_eq!(whys(KEPT, "Contact", &[]), [None]);
}

#[test]
fn a_period_beside_a_longer_one_is_not_said_to_have_found_nothing() {
    let longer = KEPT
        .replace("id: clients", "id: archives")
        .replace("name: Clients", "name: Archives")
        .replace("months: 36", "months: 60");
    let shared = Some((Untold::Shared, String::new()));
    let both = format!("{}{}", KEPT.trim_end(), longer.trim_end());
    assert_eq!(whys(&both, "date", &[(2026 * 12, 30)]), [shared, None]);
}

/// The inventory of a place of which a file (10 persons) was last changed in 2014, and a
/// table beside it has 3 of 203 rows beyond the period.
fn two_clocks(file: &str) -> crate::inventory::Inventory {
    let mut inv = inventory();
    read(&mut inv, file, Some(0o600));
    inv.coverage[0].modified = Some(1_394_582_400);
    find(&mut inv, file, "email", 10, Confidence::High);
    inv.holdings[0].distinct = sketch(1_000..1_010);
    read(&mut inv, "Clients/b.csv", Some(0o600));
    find(&mut inv, "Clients/b.csv", "email", 203, Confidence::High);
    inv.tables.push(Table {
        at: locate("Clients/b.csv"),
        sheet: None,
        columns: vec!["email".into(), "dernier_contact".into()],
        rows: 203,
        ages: vec![Ages {
            column: 1,
            births: false,
            months: vec![(2015 * 12, 3), (2026 * 12, 200)],
        }],
    });
    inv
}

#[test]
fn persons_are_the_rows_beyond_and_those_of_whole_files() {
    let inv = two_clocks("Clients/a.csv");
    let result = compare(&inv, Some(&register(KEPT)), today());
    let late = result.gaps.iter().find(|g| g.code == Code::G07);
    let late = late.expect("kept too long");
    assert_eq!((late.persons, late.at_most), (Some(13), None));
}

#[test]
fn a_copy_is_counted_and_said_where_nothing_else_is() {
    let inv = two_clocks("Clients/a (1).csv");
    let result = compare(&inv, Some(&register(KEPT)), today());
    let late = result.gaps.iter().find(|g| g.code == Code::G07);
    assert_eq!(late.expect("kept too long").persons, Some(3));
    let period = &result.periods[0];
    assert_eq!((period.copies, period.untold, period.why), (1, 0, None));

    let mut alone = inv;
    alone.coverage.truncate(1);
    alone.holdings.truncate(1);
    alone.tables.clear();
    let result = compare(&alone, Some(&register(KEPT)), today());
    assert_eq!(result.periods[0].why, Some(Untold::Copy));
}

#[test]
fn what_is_said_to_be_destroyed_is_told_like_a_period() {
    let claim = "claims: [{kind: destroyed_after, days: 30, text: \"30 jours\"}]";
    let promised = KEPT.replace(
        "retention: [{applies_to: all, kind: bounded, months: 36, trigger: last_contact}]",
        claim,
    );
    let mut inv = two_clocks("Clients/a.csv");
    inv.tables[0].columns[1] = "date_candidature".into();
    inv.tables[0].ages[0].months[1].0 = 2026 * 12 + 9;
    let result = compare(&inv, Some(&register(&promised)), today());
    let gap = result.gaps.iter().find(|g| g.code == Code::G12);
    let gap = gap.expect("older than 30 days");
    assert_eq!((gap.persons, gap.at_most), (Some(13), None));
    let [file, table] = &gap.evidence_en[..2] else {
        panic!("{:?}", gap.evidence_en)
    };
    assert_eq!(
        file,
        "Clients/a.csv: unchanged since 03/2014 (clock: date of modification of the file)"
    );
    assert_eq!(
        table,
        "Clients/b.csv: 3 rows of 203 beyond it, the oldest of 01/2015 (clock: column \"date_candidature\")"
    );
}
