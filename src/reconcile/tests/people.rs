//! What people are called of whom a table speaks.

use super::build::{find, inventory, locate, read, register, today};
use crate::inventory::Table;
use crate::model::Confidence;
use crate::reconcile::{Code, compare};

const CUSTOMERS: &str = "
- id: clients
  name: Clients
  data_subjects: [Clients]
  data: [{category: identite, state: declared}]
  locations: [{uri: \"Clients/**\", binding: confirmed, by: dpo, on: 2026-01-01}]
";

/// The title of the gap about whom the tables of these files speak.
fn title(files: &[&str]) -> String {
    let mut inv = inventory();
    for file in files {
        read(&mut inv, file, Some(0o600));
        find(&mut inv, file, "email", 30, Confidence::High);
        inv.tables.push(Table {
            at: locate(file),
            sheet: None,
            columns: vec!["email".into(), "date_embauche".into(), "salaire".into()],
            rows: 30,
            ages: Vec::new(),
        });
    }
    let result = compare(&inv, Some(&register(CUSTOMERS)), today());
    let gap = result.gaps.into_iter().find(|g| g.code == Code::G06);
    gap.expect("of others").title_en
}

#[test]
fn nobody_is_named_of_whom_nothing_speaks() {
    let staff = title(&["Clients/x.csv"]);
    assert!(staff.ends_with(": staff"), "{staff}");
    let applicants = title(&["Clients/candidats.csv"]);
    assert!(applicants.ends_with(": applicants"), "{applicants}");
    let both = title(&["Clients/candidats.csv", "Clients/x.csv"]);
    assert!(both.ends_with(": staff and applicants"), "{both}");
}
