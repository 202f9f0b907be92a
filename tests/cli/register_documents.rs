//! `register show` and `register export`: documents that people work on, and
//! that come back.

use super::Limier;
use std::path::Path;

const DEMO: &str = "fixtures/register.yaml";

/// An export of the demo's register under a name, and its bytes.
fn exported(limier: &Limier, name: &str, more: &[&str]) -> Vec<u8> {
    let path = limier.path(name);
    let mut arguments = vec![
        "register",
        "export",
        DEMO,
        "-o",
        path.to_str().expect("UTF-8"),
    ];
    arguments.extend(more);
    let said = limier.run(&arguments);
    assert_eq!(said.code, 0, "{name}: {}", said.err);
    assert!(
        said.last_line().contains("12 activités exportées"),
        "{}",
        said.err
    );
    std::fs::read(&path).expect("the file was written")
}

/// The register as `show --json` has it, without lines and sources.
fn shown(limier: &Limier, register: &Path) -> serde_json::Value {
    let path = register.to_str().expect("UTF-8");
    let said = limier.run(&["register", "show", path, "--json"]);
    assert_eq!(said.code, 0, "{}", said.err);
    let value: serde_json::Value = serde_json::from_str(&said.out).expect("JSON");
    assert_eq!(value["schema"], "limier.register.v1");
    value
}

#[test]
fn exports_come_back_through_import() {
    let limier = Limier::new();
    let facts = |register: &Path| {
        let activities = shown(&limier, register)["activities"].clone();
        let each = activities.as_array().expect("a list").iter();
        let fact = |a: &serde_json::Value| {
            let items: Vec<String> = a["data"]
                .as_array()
                .expect("rubrics")
                .iter()
                .flat_map(|d| d["items"].as_array().expect("items"))
                .map(|i| i["value"].to_string())
                .collect();
            let kept = &a["retention"][0];
            format!(
                "{} {} {} {items:?} {} {} {}",
                a["id"],
                a["name"]["value"],
                a["sensitive"]["nir"]["purpose"]["value"],
                kept["months"],
                kept["trigger"],
                a["forbidden"][0]["item"]
            )
        };
        each.map(fact).collect::<Vec<_>>()
    };
    let wanted = facts(Path::new(DEMO));
    assert_eq!(wanted.len(), 12);
    for name in ["r.xlsx", "r.csv", "r.md", "r.docx"] {
        exported(&limier, name, &[]);
        let back = limier.path(&format!("{name}.yaml"));
        let document = limier.path(name);
        let arguments = [
            "register".as_ref(),
            "import".as_ref(),
            document.as_os_str(),
            "-o".as_ref(),
            back.as_os_str(),
        ];
        let said = limier.run(&arguments);
        assert_eq!(said.code, 0, "{}", said.err);
        assert_eq!(facts(&back), wanted, "{name}");
        let check = limier.run(&["register", "check", back.to_str().expect("UTF-8")]);
        assert_eq!(check.code, 0, "{}", check.err);
    }
}

#[test]
fn the_same_register_gives_the_same_bytes() {
    let limier = Limier::new();
    for extension in ["xlsx", "csv", "md", "docx", "jsonld"] {
        let one = exported(&limier, &format!("a.{extension}"), &[]);
        let two = exported(&limier, &format!("b.{extension}"), &[]);
        assert!(one == two, "{extension}");
        // --lang stands anywhere
        let english = exported_in_english(&limier, &format!("c.{extension}"));
        assert!(one != english, "{extension}");
    }
}

fn exported_in_english(limier: &Limier, name: &str) -> Vec<u8> {
    let path = limier.path(name);
    let path = path.to_str().expect("UTF-8");
    let said = limier.run(&["--lang", "en", "register", "export", DEMO, "-o", path]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(
        said.last_line().contains("12 activities exported"),
        "{}",
        said.err
    );
    std::fs::read(path).expect("written")
}

#[test]
fn csv_opens_where_people_live() {
    let limier = Limier::new();
    let french = String::from_utf8(exported(&limier, "r.csv", &[])).expect("UTF-8");
    assert!(french.starts_with("\u{feff}Nom du traitement;"), "{french}");
    let english = String::from_utf8(exported_in_english(&limier, "e.csv")).expect("UTF-8");
    assert!(
        english.starts_with("\u{feff}Name of the processing,"),
        "{english}"
    );
    let tabs = exported(&limier, "t.csv", &["--delimiter", "\t"]);
    assert!(
        String::from_utf8(tabs)
            .expect("UTF-8")
            .contains("Nom du traitement\t")
    );
}

#[test]
fn text_goes_to_standard_output_and_nothing_is_overwritten() {
    let limier = Limier::new();
    let said = limier.run(&["register", "export", DEMO, "-o", "-", "--format", "jsonld"]);
    assert_eq!(said.code, 0, "{}", said.err);
    let value: serde_json::Value = serde_json::from_str(&said.out).expect("JSON");
    assert_eq!(value["@graph"].as_array().map(Vec::len), Some(12));

    let path = limier.path("r.md");
    std::fs::write(&path, "mine").expect("written");
    let shown = path.to_str().expect("UTF-8");
    for (arguments, says) in [
        (vec!["-o", shown], "--force"),
        (vec!["-o", "-", "--format", "docx"], "-o registre.xlsx"),
        (vec!["-o", "registre.pdf"], "--format xlsx, csv"),
        (vec!["-o", "x.csv", "--delimiter", "é"], "--delimiter"),
    ] {
        let mut all = vec!["register", "export", DEMO];
        all.extend(&arguments);
        let said = limier.run(&all);
        assert_eq!(said.code, 2, "{arguments:?}: {}", said.err);
        assert!(said.err.contains(says), "{arguments:?}: {}", said.err);
    }
    assert_eq!(std::fs::read_to_string(&path).expect("there"), "mine");
    let forced = limier.run(&["register", "export", DEMO, "-o", shown, "--force"]);
    assert_eq!(forced.code, 0, "{}", forced.err);
    assert!(
        std::fs::read_to_string(&path)
            .expect("there")
            .starts_with("# Registre")
    );
}

#[test]
fn a_register_is_shown_as_a_table_and_as_a_fiche() {
    let limier = Limier::new();
    let table = limier
        .command()
        .env("COLUMNS", "90")
        .args(["register", "show", DEMO])
        .output();
    let table = super::said(&table.expect("the program starts"));
    assert_eq!(table.code, 0, "{}", table.err);
    assert_eq!(table.out.lines().count(), 13, "{}", table.out);
    assert!(
        table.out.lines().all(|l| l.chars().count() <= 90),
        "{}",
        table.out
    );
    let payroll = table.out.lines().nth(1).unwrap_or_default();
    assert!(
        payroll.starts_with("paie") && payroll.contains("NIR"),
        "{payroll}"
    );

    let fiche = limier.run(&["register", "show", DEMO, "--activity", "clients"]);
    for text in [
        "Relation avec les clients",
        "Devis, commandes",
        "IBAN « Aucune",
        "Commercial/Devis/**",
    ] {
        assert!(fiche.out.contains(text), "{text}:\n{}", fiche.out);
    }
    assert!(!fiche.out.contains("Gestion de la paie"));
    let none = limier.run(&["register", "show", DEMO, "--activity", "client"]);
    assert_eq!(none.code, 2);
    assert!(
        none.err.contains("`client`") && none.err.contains("clients,"),
        "{}",
        none.err
    );

    let one = limier.run(&["register", "show", DEMO, "--activity", "paie", "--json"]);
    let value: serde_json::Value = serde_json::from_str(&one.out).expect("JSON");
    let activities = value["activities"].as_array().expect("a list");
    assert_eq!(activities.len(), 1);
    assert_eq!(activities[0]["data"][0]["items"][0]["value"], "person_name");
    let text = std::fs::read_to_string(DEMO).expect("there");
    let line = text.lines().position(|l| l.contains("category: identite"));
    let line = line.expect("a rubric") + 1;
    assert_eq!(activities[0]["data"][0]["line"], line);
}
