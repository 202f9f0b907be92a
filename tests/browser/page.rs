//! What the page owes everyone who opens it: nothing is loaded, axe-core finds no
//! barrier (light, dark, on paper, in both languages), and nothing runs out of a
//! narrow screen. Asked of the demo's report and of a report with many gaps.

use crate::devtools::Browser;
use crate::limier;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// The rules of axe-core that are asked: all of WCAG 2.2 A and AA, and its own
/// best practices.
const ASKED: &str = "{resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', \
    'wcag21aa', 'wcag22aa', 'best-practice']}";

/// Kinds of data by folder.
const KINDS: &[&str] = &[
    "nom;email\nClaire Fontaine;claire.fontaine@exemple.fr\n",
    "nom;iban\nClaire Fontaine;FR7630006000011234567890189\n",
    "nom;telephone\nClaire Fontaine;06 12 34 56 78\n",
    "nom;date de naissance;nir\nClaire Fontaine;12/03/1985;2 85 03 75 116 001 55\n",
    "adresse ip;login\n88.120.14.7;cfontaine\n",
];

fn demo(home: &Path) -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let (share, register) = (root.join("share"), root.join("register.yaml"));
    let path = |p: &Path| p.to_str().expect("text").to_owned();
    let (share, register) = (path(&share), path(&register));
    let french = ["scan", &share, "-q", "-r", &register, "-o", "demo.html"];
    limier(home, &french);
    let english = [
        "report",
        "-q",
        "-r",
        &register,
        "--lang",
        "en",
        "-o",
        "demo.en.html",
    ];
    limier(home, &english);
    vec![home.join("demo.html"), home.join("demo.en.html")]
}

/// Sixty activities, each with a folder that holds more than it declares.
fn many(home: &Path) -> PathBuf {
    let mut register =
        String::from("version: 1\norganisation: {name: Ateliers Fictifs}\nactivities:\n");
    for i in 0..60 {
        let long = "dossier-partage-des-equipes-de-terrain-sans-espace".repeat(i % 3 + 1);
        let folder = home.join("partage").join(format!("{long}-{i}"));
        std::fs::create_dir_all(&folder).expect("a folder");
        let (head, row) = KINDS[i % KINDS.len()].split_once('\n').expect("two lines");
        let text = format!("{head};champ-{i}\n{}", row.repeat(i + 2));
        std::fs::write(folder.join("export.csv"), text).expect("written");
        register += &format!(
            "- id: a{i}\n  name: Équipe {i}\n  data:\n  - {{category: identite, state: declared, \
             items: [person_name]}}\n  locations:\n  - {{uri: \"{long}-{i}/**\", binding: \
             confirmed, by: dpo, on: 2026-01-12}}\n"
        );
    }
    std::fs::write(home.join("r.yaml"), register).expect("written");
    let scan = ["scan", "partage", "-q", "-r", "r.yaml"];
    let outputs = ["-o", "many.html", "-o", "many.json"];
    limier(home, &[&scan[..], &outputs].concat());
    let report = std::fs::read(home.join("many.json")).expect("a report");
    let report: Value = serde_json::from_slice(&report).expect("JSON");
    let gaps = report["gaps"].as_array().map_or(0, Vec::len);
    assert!(gaps >= 50, "{gaps}");
    let size = std::fs::metadata(home.join("many.html")).map_or(0, |m| m.len());
    assert!(
        size < 300 * 1024 * gaps as u64 / 50,
        "{size} bytes for {gaps} gaps"
    );
    home.join("many.html")
}

fn axe() -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/axe-core/axe.min.js");
    std::fs::read_to_string(file).expect("axe-core is needed (tests/run.sh fetches it)")
}

/// Rule, place and what is wrong, a line each.
fn barriers(page: &mut Browser) -> Vec<String> {
    let asked = format!("axe.run(document, {ASKED}).then(r => [r.passes.length, r.violations])");
    let answer = page.eval(&asked);
    assert!(
        answer[0].as_u64() > Some(20),
        "rules that were asked: {answer}"
    );
    let found = answer[1].as_array().expect("a list");
    let line = |v: &Value| format!("{} {}: {:#}", v["id"], v["help"], v["nodes"]);
    found.iter().map(line).collect()
}

#[test]
fn axe_finds_no_barrier_and_nothing_is_loaded() {
    let home = tempfile::tempdir().expect("a temporary directory");
    let mut pages = demo(home.path());
    pages.push(many(home.path()));
    let axe = axe();
    for file in pages {
        let mut page = Browser::start(home.path());
        page.open(&file);
        let url = format!("file://{}", file.display());
        assert_eq!(page.requests(), [url], "one request: itself");
        page.eval("document.querySelectorAll('details').forEach(d => { d.open = true })");
        page.eval(&axe);
        let unnamed =
            "document.body.append(Object.assign(document.createElement('input'), {id: 'unnamed'}))";
        page.eval(unnamed);
        assert!(
            barriers(&mut page).concat().contains("unnamed"),
            "axe sees what is wrong"
        );
        page.eval("document.getElementById('unnamed').remove()");
        for (media, scheme) in [("screen", "light"), ("screen", "dark"), ("print", "light")] {
            let features = json!([{"name": "prefers-color-scheme", "value": scheme}]);
            let media = json!({"media": media, "features": features});
            page.call("Emulation.setEmulatedMedia", media.clone());
            let barriers = barriers(&mut page);
            assert!(
                barriers.is_empty(),
                "{media} {}: {barriers:#?}",
                file.display()
            );
        }
    }
}

/// 320 CSS pixels: a page at 400 % (WCAG 2.2, 1.4.10).
#[test]
fn nothing_runs_out_of_a_narrow_screen() {
    let home = tempfile::tempdir().expect("a temporary directory");
    let mut pages = demo(home.path());
    pages.push(many(home.path()));
    let mut page = Browser::start(home.path());
    let screen = json!({"width": 320, "height": 640, "deviceScaleFactor": 1, "mobile": false});
    page.call("Emulation.setDeviceMetricsOverride", screen);
    for file in pages {
        page.open(&file);
        page.eval("document.querySelectorAll('details').forEach(d => { d.open = true })");
        let widths = page.eval(
            "[window.innerWidth, document.documentElement.clientWidth - document.documentElement.scrollWidth]",
        );
        assert_eq!(widths, json!([320, 0]), "{}", file.display());
    }
}
