//! What decisions must not do: give a value away, outlive their day, hide what was
//! not read, or be lost on the way. All names and values are invented.

use super::decisions::Desk;
use std::io::Read as _;
use std::path::Path;

/// A NIR that passes its check, as people write it.
const NIR: &str = "2 55 08 14 168 025 38";

/// The text of an output; of a workbook, that of its parts.
fn text(path: &Path) -> String {
    let bytes = std::fs::read(path).expect("an output");
    let Ok(mut book) = zip::ZipArchive::new(std::io::Cursor::new(&bytes)) else {
        return String::from_utf8(bytes).expect("UTF-8");
    };
    let mut all = String::new();
    for i in 0..book.len() {
        let mut part = book.by_index(i).expect("a part");
        part.read_to_string(&mut all).expect("XML");
    }
    all
}

fn leaks(said: &str) -> bool {
    let bare: String = said.chars().filter(|c| !c.is_whitespace()).collect();
    let nir: String = NIR.chars().filter(|c| !c.is_whitespace()).collect();
    bare.contains(&nir) || said.contains("jean.dupont")
}

#[test]
fn what_people_write_goes_out_masked() {
    let desk = Desk::new();
    let register = std::fs::read_to_string(desk.register()).expect("a register");
    let register = register.replace(
        "Suivi des prospects",
        &format!("Suivi de {NIR} (jean.dupont@orange.fr)"),
    );
    std::fs::write(desk.register(), register).expect("written");
    desk.people("Prospects/a.csv", 12);
    desk.scan();
    let id = desk.gap("G01")["id"].as_str().expect("an id").to_owned();
    let (reason, owner) = (format!("le NIR {NIR} est fictif"), "jean.dupont@orange.fr");
    for verdict in ["accept", "delete"] {
        let done = desk.run(&[
            "decide",
            &id,
            verdict,
            "--reason",
            &reason,
            "--owner",
            owner,
            "--expires",
            "2027-03-31",
        ]);
        assert_eq!(done.code, 0, "{}", done.err);
        for name in [
            "r.html",
            "r.json",
            "r.jsonl",
            "r.csv",
            "r.xlsx",
            "r.md",
            "r.sarif",
            "junit=r.xml",
            "github=r.txt",
            "gitlab=r.gl.json",
            "csv-fr=r.fr.csv",
        ] {
            let (format, file) = name.split_once('=').unwrap_or(("", name));
            let file = desk.limier.path(file);
            let asked = match format {
                "" => file.display().to_string(),
                format => format!("{format}={}", file.display()),
            };
            let said = desk.run(&["report", "--force", "-o", &asked]);
            assert!(said.code < 2, "{name}: {}", said.err);
            assert!(!leaks(&text(&file)), "{verdict}, {name}: {}", text(&file));
            assert!(!leaks(&said.out) && !leaks(&said.err), "{}", said.out);
        }
        for arguments in [
            vec!["show", &id],
            vec!["show", &id, "--json"],
            vec!["summary"],
            vec!["decisions", "check"],
        ] {
            let said = desk.run(&arguments);
            assert!(
                !leaks(&said.out) && !leaks(&said.err),
                "{arguments:?}: {}",
                said.out
            );
        }
        let shown = desk.run(&["show", &id]).out;
        assert!(shown.contains("2027-03-31, decisions.toml:"), "{shown}");
    }
}

#[test]
fn a_decision_that_has_run_out_since_the_scan_hides_nothing() {
    let desk = Desk::new();
    desk.scan();
    let id = desk.gap("G01")["id"].as_str().expect("an id").to_owned();
    let done = desk.run(&[
        "decide",
        &id[2..],
        "accept",
        "--reason",
        "essai",
        "--expires",
        "2026-12-31",
    ]);
    assert_eq!(done.code, 0, "{}", done.err);
    let on = |day: &str, arguments: &[&str]| {
        let mut command = desk.limier.command();
        command.env("SOURCE_DATE_EPOCH", day);
        command.env("LIMIER_REGISTER", desk.register());
        super::said(&command.args(arguments).output().expect("it starts"))
    };
    // 2026-12-31, 2027-01-01, and before the scan
    for (day, code) in [("1798675200", 0), ("1798761600", 1), ("1790000000", 0)] {
        assert_eq!(
            on(day, &["report", "-q", "--fail-on", "low"]).code,
            code,
            "{day}"
        );
        assert_eq!(
            on(day, &["summary", "--fail-on", "low"]).code,
            code,
            "{day}"
        );
        let shown = on(day, &["show", &id]).out;
        assert_eq!(
            shown.contains("expirée le 2026-12-31"),
            code == 1,
            "{shown}"
        );
    }
}

#[test]
fn a_share_that_is_not_mounted_is_neither_fixed_nor_new() {
    let desk = Desk::new();
    desk.scan();
    let (share, off) = (desk.limier.path("partage"), desk.limier.path("ailleurs"));
    std::fs::rename(&share, &off).expect("unmounted");
    std::fs::create_dir(&share).expect("a mount point");
    let json = desk.limier.path("vide.json");
    let said = desk.run(&[
        "scan",
        &share.display().to_string(),
        "-o",
        &json.display().to_string(),
    ]);
    assert!(!said.out.contains("corrigé"), "{}", said.out);
    let first = desk.limier.path("e.json").display().to_string();
    let empty = json.display().to_string();
    for arguments in [vec!["diff"], vec!["diff", &first, &empty]] {
        let said = desk.run(&arguments);
        assert_eq!(said.code, 3, "{}", said.out);
        assert!(
            said.out.contains("non relu") && said.out.contains("partage"),
            "{}",
            said.out
        );
        assert!(!said.out.contains("1 corrigé"), "{}", said.out);
    }
    std::fs::remove_dir(&share).expect("empty");
    std::fs::rename(&off, &share).expect("mounted");
    std::fs::remove_file(desk.limier.path("e.json")).expect("there");
    let said = desk.scan();
    assert!(!said.out.contains("nouveau"), "{}", said.out);
    for arguments in [
        vec!["diff"],
        vec!["diff", "2", "3"],
        vec!["diff", &empty, &first],
    ] {
        let said = desk.run(&arguments);
        assert_eq!(said.code, 0, "{}", said.out);
        assert!(!said.out.contains("nouveau"), "{arguments:?}: {}", said.out);
    }
}

#[test]
fn what_an_import_cannot_keep_is_told() {
    let desk = Desk::new();
    desk.scan();
    let id = desk.gap("G01")["id"].as_str().expect("an id").to_owned();
    let sheet = desk.limier.path("d.csv");
    let import = |rows: &str| {
        let text = format!(
            "gap;verdict;reason;owner;expires\n{}",
            rows.replace("ID", &id)
        );
        std::fs::write(&sheet, text).expect("written");
        desk.run(&["decisions", "import", &sheet.display().to_string()])
    };
    for (rows, told) in [
        ("ID;;vu en comité;dpo;2027-03-31\n", "ligne 2 : un motif"),
        ("ID;declare;;;\nID;delete;;;\n", "ligne 3 : "),
    ] {
        let said = import(rows);
        assert_eq!(said.code, 2, "{rows}");
        assert!(said.err.contains(told), "{}", said.err);
        assert!(!desk.limier.path("decisions.toml").exists());
    }
    let said = import("ID;delete;;;\nG-00000000;declare;;;\n");
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(said.err.contains("G-00000000"), "{}", said.err);
    assert!(
        desk.decisions().contains("decided = 2026-11-21"),
        "{}",
        desk.decisions()
    );
    let said = import("ID;accept;essai;dpo;2026-11-20\n");
    assert!(
        said.err.contains("échéance du 2026-11-20 passée"),
        "{}",
        said.err
    );
    // nobody may write it: it is not replaced
    let file = desk.limier.path("decisions.toml");
    let mut rights = std::fs::metadata(&file).expect("there").permissions();
    rights.set_readonly(true);
    std::fs::set_permissions(&file, rights).expect("set");
    let before = desk.decisions();
    let said = import("ID;declare;;;\n");
    assert_eq!(said.code, 2, "{}", said.err);
    assert!(said.err.contains("lecture seule"), "{}", said.err);
    assert_eq!(desk.decisions(), before);
}
