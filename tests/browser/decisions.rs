//! A decision is made in the page, saved, and imported; names and contents of
//! files stay text.

use crate::devtools::Browser;
use crate::limier;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

const REGISTER: &str = "\
version: 1
organisation: {name: Ateliers Fictifs}
activities:
- id: prospects
  name: Suivi des prospects
  data:
  - {category: identite, state: declared, items: [person_name]}
";

/// A name that would be markup, a comment and the end of a string.
const HOSTILE: &str = "a\" # <img src=x onerror=alert(1)>'.csv";

struct Desk {
    home: tempfile::TempDir,
}

impl Desk {
    fn new() -> Self {
        let home = tempfile::tempdir().expect("a temporary directory");
        let desk = Self { home };
        for (folder, n) in [("Commun", 40), ("Marketing", 90)] {
            let folder = desk.path("partage").join(folder);
            std::fs::create_dir_all(&folder).expect("a folder");
            let rows = (0..n).map(|i| format!("Martin{i};martin{i}@ateliers-fictifs.fr\n"));
            let text = format!("nom;email\n{}", rows.collect::<String>());
            std::fs::write(folder.join(HOSTILE), text).expect("written");
        }
        std::fs::write(desk.path("register.yaml"), REGISTER).expect("written");
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    fn limier(&self, arguments: &[&str]) -> i32 {
        limier(self.home.path(), arguments)
    }

    fn gaps(&self) -> Vec<Value> {
        let text = std::fs::read(self.path("e.json")).expect("a report");
        let report: Value = serde_json::from_slice(&text).expect("JSON");
        report["gaps"].as_array().expect("gaps").clone()
    }
}

/// What a person does on a card.
fn decide(page: &mut Browser, id: &str, verdict: &str, fields: &[(&str, &str)]) {
    let script = format!(
        "(() => {{
            const card = document.getElementById({});
            card.querySelector('.decide details').open = true;
            card.querySelector('input[value=' + {} + ']').click();
            for (const [key, value] of {}) {{
                const input = card.querySelector('[data-key=' + key + ']');
                input.value = value;
                input.dispatchEvent(new Event('change', {{bubbles: true}}));
            }}
            return card.querySelector('.chosen').textContent;
        }})()",
        json!(id),
        json!(verdict),
        json!(fields)
    );
    assert_ne!(page.eval(&script), json!(""), "{id}");
}

fn saved(page: &mut Browser, file: &Path) -> String {
    page.eval("document.getElementById('save').click()");
    for _ in 0..600 {
        if let Ok(text) = std::fs::read_to_string(file)
            && !text.is_empty()
        {
            return text;
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    let said = page.eval("document.getElementById('status').textContent");
    panic!("nothing was saved: {said}");
}

#[test]
fn a_decision_made_in_the_page_is_imported_and_counts() {
    let desk = Desk::new();
    let outputs = ["-r", "register.yaml", "-o", "r.html", "-o", "e.json"];
    let scan = [&["scan", "partage", "-q"][..], &outputs].concat();
    assert_eq!(desk.limier(&scan), 1);
    let ids: Vec<String> = desk
        .gaps()
        .iter()
        .filter(|g| g["code"] == "G01")
        .map(|g| g["id"].as_str().expect("an id").to_owned())
        .collect();
    let [accepted, declared] = ids.as_slice() else {
        panic!("two undeclared folders, not {ids:?}");
    };
    let downloads = desk.path("telechargements");
    std::fs::create_dir(&downloads).expect("a directory");
    let mut page = Browser::start(&downloads);
    page.open(&desk.path("r.html"));

    // nothing is loaded beside the page, and names are text
    assert_eq!(
        page.eval("performance.getEntriesByType('resource').length"),
        json!(0)
    );
    assert_eq!(
        page.eval("document.querySelectorAll('img').length"),
        json!(0)
    );
    assert_eq!(
        page.eval("document.body.textContent.includes('onerror=alert(1)')"),
        json!(true)
    );
    assert_eq!(
        page.eval("document.getElementById('save').disabled"),
        json!(true)
    );

    // without a reason and a day nothing is saved
    decide(&mut page, accepted, "accept", &[("owner", "dpo")]);
    page.eval("document.getElementById('save').click()");
    let said = page.eval("document.getElementById('status').textContent");
    assert!(
        said.as_str().is_some_and(|s| s.contains(accepted)),
        "{said}"
    );

    // nor with a day that is past
    let past = [("reason", "x"), ("owner", "dpo"), ("expires", "2020-01-01")];
    decide(&mut page, accepted, "accept", &past);
    page.eval("document.getElementById('save').click()");
    let said = page.eval("document.getElementById('status').textContent");
    assert!(
        said.as_str().is_some_and(|s| s.contains("à venir")),
        "{said}"
    );
    assert!(!downloads.join("decisions.toml").exists());

    let reason = "jeu \"de test\" # \\ é\u{7f}";
    let fields = [("reason", reason), ("expires", "2099-03-31")];
    decide(&mut page, accepted, "accept", &fields);
    decide(&mut page, declared, "declare", &[("owner", "rh")]);
    let text = saved(&mut page, &downloads.join("decisions.toml"));
    assert!(
        text.contains("[[decision]]") && text.contains(declared),
        "{text}"
    );
    drop(page);

    let import = [
        "decisions",
        "import",
        "telechargements/decisions.toml",
        "-r",
        "register.yaml",
    ];
    assert_eq!(desk.limier(&import), 0);
    let report = [&["report", "-q"][..], &outputs].concat();
    assert_eq!(desk.limier(&report), 1);
    let gaps = desk.gaps();
    let decision = |id: &String| {
        let gap = gaps.iter().find(|g| g["id"] == json!(id));
        gap.expect("the id stays")["decision"].clone()
    };
    assert_eq!(decision(accepted)["standing"], "set_aside");
    assert_eq!(decision(accepted)["owner"], "dpo");
    assert_eq!(decision(declared)["standing"], "to_do");
    let written = std::fs::read_to_string(desk.path("decisions.toml")).expect("imported");
    assert!(written.contains("persons = "), "{written}");
}

/// Without scripts the fields stand on each card as lines to fill in by hand.
#[test]
fn without_scripts_a_card_is_a_form_to_print() {
    let desk = Desk::new();
    desk.limier(&[
        "scan",
        "partage",
        "-q",
        "-r",
        "register.yaml",
        "-o",
        "r.html",
    ]);
    let mut page = Browser::start(desk.home.path());
    let shown = "getComputedStyle(document.querySelector('.gap .paper')).display";
    page.open(&desk.path("r.html"));
    assert_eq!(page.eval(shown), json!("none"));
    page.call(
        "Emulation.setScriptExecutionDisabled",
        json!({"value": true}),
    );
    page.open(&desk.path("r.html"));
    assert_eq!(page.eval(shown), json!("block"));
    assert_eq!(
        page.eval("document.querySelector('.decide').childElementCount"),
        json!(0)
    );
}
