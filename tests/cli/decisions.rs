//! Decisions as people make them: on the command line, in a sheet, and what the
//! next scan makes of them. All names and values are invented.

use super::{Limier, Said};
use std::fmt::Write as _;
use std::path::PathBuf;

const REGISTER: &str = "\
version: 1
organisation: {name: Ateliers Fictifs}
activities:
- id: prospects
  name: Suivi des prospects
  status: active
  purposes: [Relancer les prospects]
  data:
  - {category: identite, state: declared, items: [person_name]}
  locations: [{uri: \"Prospects/**\", binding: confirmed, by: dpo, on: 2026-11-21}]
";

/// 2026-11-21.
const TODAY: &str = "1795219200";

pub(super) struct Desk {
    pub(super) limier: Limier,
}

impl Desk {
    /// A tree with e-mails in an undeclared folder, and a register beside it.
    pub(super) fn new() -> Self {
        let desk = Self {
            limier: Limier::new(),
        };
        desk.people("Commun/liste.csv", 40);
        std::fs::write(desk.register(), REGISTER).expect("written");
        desk
    }

    pub(super) fn people(&self, name: &str, n: u32) {
        let path = self.limier.path("partage").join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        let mut text = "nom;email\n".to_owned();
        for i in 0..n {
            writeln!(text, "Martin{i};martin{i}@ateliers-fictifs.fr").expect("a string");
        }
        std::fs::write(path, text).expect("written");
    }

    pub(super) fn register(&self) -> PathBuf {
        self.limier.path("register.yaml")
    }

    pub(super) fn run(&self, arguments: &[&str]) -> Said {
        let mut command = self.limier.command();
        command.env("SOURCE_DATE_EPOCH", TODAY);
        command.env("LIMIER_REGISTER", self.register());
        super::said(
            &command
                .args(arguments)
                .output()
                .expect("the program starts"),
        )
    }

    pub(super) fn scan(&self) -> Said {
        let (tree, json) = (self.limier.path("partage"), self.limier.path("e.json"));
        let (tree, json) = (tree.display().to_string(), json.display().to_string());
        self.run(&["scan", &tree, "-o", &json])
    }

    fn gaps(&self) -> Vec<serde_json::Value> {
        let text = std::fs::read(self.limier.path("e.json")).expect("a report");
        let report: serde_json::Value = serde_json::from_slice(&text).expect("JSON");
        report["gaps"].as_array().expect("gaps").clone()
    }

    pub(super) fn gap(&self, code: &str) -> serde_json::Value {
        let gaps = self.gaps();
        let found = gaps.iter().find(|g| g["code"] == code);
        found
            .unwrap_or_else(|| panic!("no {code} in {gaps:#?}"))
            .clone()
    }

    pub(super) fn decisions(&self) -> String {
        std::fs::read_to_string(self.limier.path("decisions.toml")).expect("decisions")
    }
}

#[test]
fn an_accepted_gap_stays_aside_until_it_grows() {
    let desk = Desk::new();
    assert_eq!(desk.scan().code, 1);
    let id = desk.gap("G01")["id"].as_str().expect("an id").to_owned();
    let accept = [
        "--reason",
        "jeu de test",
        "--owner",
        "dpo",
        "--expires",
        "2027-03-31",
    ];
    let said = desk.run(&[&["decide", &id, "accept"][..], &accept].concat());
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(said.out.contains("persons = 40"), "{}", said.out);
    assert!(
        desk.decisions()
            .contains("decided = 2026-11-21\nexpires = 2027-03-31\nlevel = ")
    );

    let said = desk.scan();
    assert!(said.err.contains("decisions.toml (1)"), "{}", said.err);
    assert_eq!(said.code, 0, "{}\n{}", said.out, said.err);
    let gap = desk.gap("G01");
    assert_eq!(gap["waived"], "jeu de test (dpo, 2027-03-31)");
    assert_eq!(gap["decision"]["standing"], "set_aside");

    desk.people("Commun/liste.csv", 41);
    assert_eq!(desk.scan().code, 1);
    let gap = desk.gap("G01");
    assert_eq!(gap["decision"]["standing"], "exceeded");
    let check = desk.run(&["decisions", "check"]);
    assert_eq!(check.code, 1, "{}", check.err);
    assert!(
        check.out.contains("40 acceptées, 41 à présent"),
        "{}",
        check.out
    );

    // decided again: replaced in its place, comments kept
    let text = desk
        .decisions()
        .replace("owner = \"dpo\"", "owner = \"dpo\" # Mme D.");
    std::fs::write(desk.limier.path("decisions.toml"), text).expect("written");
    let said = desk.run(&[&["decide", &id, "accept"][..], &accept].concat());
    assert!(
        said.last_line().contains("remplacée"),
        "{}",
        said.last_line()
    );
    assert!(desk.decisions().contains("# Mme D.") && desk.decisions().contains("persons = 41"));
    assert_eq!(desk.scan().code, 0);
    assert_eq!(desk.run(&["decisions", "check"]).code, 0);
}

#[test]
fn what_is_to_be_done_stays_open() {
    let desk = Desk::new();
    desk.scan();
    let id = desk.gap("G01")["id"].as_str().expect("an id").to_owned();
    let said = desk.run(&[
        "decide",
        &id,
        "declare",
        "--owner",
        "rh",
        "--expires",
        "2027-01-31",
    ]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert_eq!(desk.scan().code, 1);
    let gap = desk.gap("G01");
    assert_eq!(gap["decision"]["standing"], "to_do");
    assert_eq!(
        gap["evidence"][0],
        "Décidé\u{a0}: à déclarer (rh), revue le 2027-01-31"
    );
}

#[test]
fn what_cannot_be_decided_is_told_with_its_cure() {
    let desk = Desk::new();
    desk.scan();
    let id = desk.gap("G01")["id"].as_str().expect("an id").to_owned();
    for (arguments, said) in [
        (vec!["decide", "G-00000000", "delete"], id.as_str()),
        (
            vec!["decide", &id, "accept", "--reason", "x"],
            "demande --expires",
        ),
        (
            vec!["decide", &id, "false_positive", "--expires", "2027-01-01"],
            "demande --reason",
        ),
        (
            vec![
                "decide",
                &id,
                "accept",
                "--reason",
                "x",
                "--expires",
                "2026-11-20",
            ],
            "est passé",
        ),
        (
            vec![
                "decide",
                &id,
                "accept",
                "--reason",
                "x",
                "--expires",
                "demain",
            ],
            "AAAA-MM-JJ",
        ),
        (vec!["decisions", "check"], "n’existe pas"),
    ] {
        let found = desk.run(&arguments);
        assert_eq!(found.code, 2, "{arguments:?}");
        assert!(found.err.contains(said), "{arguments:?}: {}", found.err);
    }
    assert!(!desk.limier.path("decisions.toml").exists());
    std::fs::write(
        desk.limier.path("decisions.toml"),
        format!("[[decision]]\ngap = \"{id}\"\nverdict = \"acept\"\n"),
    )
    .expect("written");
    for arguments in [vec!["decisions", "check"], vec!["report", "-q"]] {
        let found = desk.run(&arguments);
        assert_eq!(found.code, 2);
        assert!(
            found.err.contains("decisions.toml:3:11") && found.err.contains("`accept`"),
            "{}",
            found.err
        );
    }
}

#[test]
fn a_sheet_goes_out_and_comes_back() {
    let desk = Desk::new();
    desk.scan();
    let gap = desk.gap("G01");
    let (id, accepts) = (
        gap["id"].as_str().expect("an id"),
        gap["accepts"].as_str().expect("facts"),
    );
    let sheet = desk.limier.path("decisions.csv");
    let row = |verdict: &str| {
        format!(
            "gap;verdict;reason;owner;expires;accepts\r\n{id};{verdict};'=jeu de test;dpo;31/03/2027;\"{}\"\r\n",
            accepts.replace('"', "\"\"")
        )
    };
    std::fs::write(&sheet, row("Acepter")).expect("written");
    let shown = sheet.display().to_string();
    let wrong = desk.run(&["decisions", "import", &shown]);
    assert_eq!(wrong.code, 2);
    assert!(
        wrong.err.contains("2 : verdict inconnu") && wrong.err.contains("rien n’a été écrit"),
        "{}",
        wrong.err
    );
    std::fs::write(&sheet, row("Accepter")).expect("written");
    let said = desk.run(&["decisions", "import", &shown]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(
        desk.decisions().contains("reason = \"=jeu de test\""),
        "{}",
        desk.decisions()
    );
    assert_eq!(desk.scan().code, 0);
    let out = desk.limier.path("sortie.csv");
    let exported = desk.run(&["decisions", "export", "-o", &out.display().to_string()]);
    assert_eq!(exported.code, 0, "{}", exported.err);
    let text = std::fs::read_to_string(&out).expect("exported");
    assert!(text.contains(";'=jeu de test;"), "{text}");
    let again = desk.run(&["decisions", "import", &out.display().to_string()]);
    assert!(again.last_line().contains("1 déjà là"), "{}", again.err);
    let json = desk.run(&["decisions", "export", "--format", "json"]);
    assert!(
        json.out.contains("\"schema\": \"limier.decisions.v1\""),
        "{}",
        json.out
    );
}

/// The workbook's facts stand in a hidden column, its days are days.
#[test]
fn the_sheet_of_a_workbook_is_read_with_its_hidden_column() {
    use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
    let desk = Desk::new();
    desk.scan();
    let gap = desk.gap("G01");
    let mut book = Workbook::new();
    book.add_worksheet().set_name("Écarts").expect("a name");
    let sheet = book.add_worksheet().set_name("Décisions").expect("a name");
    for (column, heading) in (0..).zip(["gap", "verdict", "reason", "owner", "expires", "accepts"])
    {
        sheet.write(0, column, heading).expect("a cell");
    }
    let day = ExcelDateTime::from_ymd(2027, 3, 31).expect("a day");
    let format = Format::new().set_num_format("yyyy-mm-dd");
    sheet
        .write(1, 0, gap["id"].as_str().expect("an id"))
        .expect("a cell");
    sheet.write(1, 1, "false_positive").expect("a cell");
    sheet.write(1, 2, "jeu de test").expect("a cell");
    sheet
        .write_with_format(1, 4, &day, &format)
        .expect("a cell");
    sheet
        .write(1, 5, gap["accepts"].as_str().expect("facts"))
        .expect("a cell");
    sheet.set_column_hidden(5).expect("hidden");
    let path = desk.limier.path("rapport.xlsx");
    book.save(&path).expect("written");
    let said = desk.run(&["decisions", "import", &path.display().to_string()]);
    assert_eq!(said.code, 0, "{}", said.err);
    let text = desk.decisions();
    assert!(
        text.contains("expires = 2027-03-31") && text.contains("persons = 40"),
        "{text}"
    );
    assert_eq!(desk.scan().code, 0);
    assert_eq!(desk.gap("G01")["decision"]["verdict"], "false_positive");
}

#[test]
fn register_check_looks_at_the_decisions_beside_it() {
    let desk = Desk::new();
    std::fs::write(
        desk.limier.path("decisions.toml"),
        "[[decision]]\ngap = \"G-00000001\"\nverdict = \"accept\"\nreason = \"x\"\nexpires = 2026-11-20\nlevel = \"low\"\n",
    )
    .expect("written");
    let said = desk.run(&["register", "check", &desk.register().display().to_string()]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(
        said.out
            .contains("decisions.toml:1: G-00000001 : échéance du 2026-11-20 passée"),
        "{}",
        said.out
    );
}
