//! `show --reveal`: values as they are, on a terminal (that `script` makes) only,
//! from files and from a real database, and recorded.

use super::postgres::{ADMIN, Server, Setup};
use super::{Limier, Said, json_lines, said};
use std::process::Command;

/// A NIR with the right key, of nobody.
const NIR: &str = "2 55 08 14 168 025 38";

/// The same command with a terminal of its own; `out` is what it shows.
fn at_a_terminal(limier: &Limier, arguments: &[&str]) -> Said {
    let quoted = |s: &str| format!("'{}'", s.replace('\'', "'\\''"));
    let mut line = quoted(env!("CARGO_BIN_EXE_limier"));
    for argument in arguments {
        line = format!("{line} {}", quoted(argument));
    }
    let data = limier.home.path().join("data");
    let output = Command::new("script")
        .args(["-q", "-e", "-c", &line, "/dev/null"])
        .env("HOME", limier.home.path())
        .env("LANG", "fr_FR.UTF-8")
        .env("LIMIER_DATA", data)
        .stdin(std::process::Stdio::null())
        .output()
        .expect("`script` makes terminals (bsdutils, util-linux)");
    said(&output)
}

/// The id of the only undeclared place.
fn gap(limier: &Limier) -> String {
    let report = limier.path("ecarts.json");
    let shown = report.display().to_string();
    let done = limier.run(&["report", "-o", &shown, "-r", &register(limier)]);
    assert!(done.code < 2, "{}", done.err);
    let text = std::fs::read_to_string(report).expect("it was written");
    let value: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let mut gaps = value["gaps"].as_array().expect("gaps").iter();
    let gap = gaps.find(|g| g["code"] == "G01");
    let gap = gap.unwrap_or_else(|| panic!("an undeclared place: {text}"));
    gap["id"].as_str().expect("an id").to_owned()
}

fn register(limier: &Limier) -> String {
    let path = limier.path("register.yaml");
    std::fs::write(&path, "version: 1\nactivities: []\n").expect("it can be written");
    path.display().to_string()
}

#[test]
fn values_are_shown_on_a_terminal_only_and_the_look_is_recorded() {
    let limier = Limier::new();
    let share = limier.path("share");
    std::fs::create_dir(&share).expect("a folder");
    let file = share.join("note.txt");
    std::fs::write(&file, format!("Numéro de sécurité sociale : {NIR}\n")).expect("a file");
    let folder = share.display().to_string();
    let scanned = limier.run(&["scan", &folder, "-q"]);
    assert_eq!(scanned.code, 0, "{}", scanned.err);
    let (id, register) = (gap(&limier), register(&limier));
    let show = ["show", &id, "-r", &register, "--reveal"];

    let piped = limier.run(&show);
    assert_eq!(piped.code, 2, "{}", piped.err);
    assert!(piped.err.contains("terminal"), "{}", piped.err);
    let record = limier.home.path().join("data/reveals.jsonl");
    assert!(!record.exists(), "nobody has seen anything");
    let both = limier.run(&[&show[..], &["--json"]].concat());
    assert_eq!(both.code, 2, "{}", both.err);
    assert!(!format!("{}{}{}", piped.out, piped.err, both.out).contains("168 025"));

    let shown = at_a_terminal(&limier, &show);
    assert_eq!(shown.code, 0, "{}", shown.out);
    assert!(shown.out.contains(NIR), "{}", shown.out);
    assert!(shown.out.contains("l. 1, c. 30"), "{}", shown.out);
    let lines = json_lines(&record);
    assert_eq!(lines.len(), 1);
    assert_eq!(lines[0]["schema"], "limier.reveal.v1");
    assert_eq!(lines[0]["gap"], id.as_str());
    assert_eq!(lines[0]["places"][0]["place"], "note.txt");
    assert_eq!(lines[0]["places"][0]["values"], 1);
    assert!(!lines[0].to_string().contains("168"), "{}", lines[0]);

    // what has changed or gone is said
    std::fs::write(&file, "Plus rien ici\n").expect("a file");
    let shown = at_a_terminal(&limier, &show).out;
    assert!(shown.contains("modifié depuis l’analyse"), "{shown}");
    assert!(shown.contains("aucune valeur retrouvée"), "{shown}");
    std::fs::remove_file(&file).expect("it goes");
    let shown = at_a_terminal(&limier, &show).out;
    assert!(shown.contains("non relu"), "{shown}");

    // no record, no values
    std::fs::write(&file, format!("Numéro de sécurité sociale : {NIR}\n")).expect("a file");
    std::fs::remove_file(&record).expect("it goes");
    std::fs::create_dir(&record).expect("something else of that name");
    let refused = at_a_terminal(&limier, &show);
    assert_eq!(refused.code, 2, "{}", refused.out);
    assert!(!refused.out.contains("168 025"), "{}", refused.out);
    assert!(refused.out.contains("rien n’est montré"), "{}", refused.out);
}

#[test]
fn values_of_a_database_are_read_again_from_it() {
    let server = Server::start(&Setup::default());
    let db = server.database("erp");
    db.run("CREATE SCHEMA \"T.3\"");
    db.run("CREATE TABLE \"T.3\".\"les \"\"agents\"\"\" (id int, nir text)");
    db.run(&format!(
        "INSERT INTO \"T.3\".\"les \"\"agents\"\"\" SELECT i, '{}' FROM generate_series(1, 30) i",
        NIR.replace(' ', "")
    ));
    let limier = Limier::new();
    let scanned = limier.run(&["scan", &server.url(ADMIN, "erp"), "-q"]);
    assert_eq!(scanned.code, 0, "{}", scanned.err);
    let id = gap(&limier);
    let shown = at_a_terminal(&limier, &["show", &id, "--reveal"]);
    assert_eq!(shown.code, 0, "{}", shown.out);
    assert!(shown.out.contains("255081416802538"), "{}", shown.out);
    assert!(shown.out.contains("ligne "), "{}", shown.out);
}
