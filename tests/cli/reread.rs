//! A place that one scan could not read, and the next can again: nobody has closed its
//! gaps, and nobody has opened them.

use super::Limier;
use serde_json::Value;
use std::path::Path;

const REGISTER: &str = "version: 1
activities:
- id: conges
  name: Congés
  data: [{category: identite, state: declared}]
  sensitive: {answer: \"non\"}
  locations: [{uri: \"RH/Absences/**\", binding: confirmed, by: dpo, on: 2026-01-12}]
";

fn text(path: &Path) -> &str {
    path.to_str().expect("UTF-8")
}

#[test]
fn a_gap_whose_place_is_read_again_is_open_and_not_new() {
    let limier = Limier::new();
    let (share, register) = (limier.path("share"), limier.path("register.yaml"));
    std::fs::write(&register, REGISTER).expect("written");
    std::fs::create_dir_all(share.join("RH/Absences")).expect("made");
    std::fs::create_dir_all(share.join("Doc")).expect("made");
    std::fs::write(share.join("Doc/n.txt"), "bonjour\n").expect("written");
    let mut rows = "prenom;nom;motif\n".to_owned();
    for name in ["Granier", "Lopez", "Martel", "Vasselin", "Ruelle", "Costa"] {
        rows += &format!("Zoé;{name};arrêt maladie : dépression\n");
    }
    std::fs::write(share.join("RH/Absences/a.csv"), rows).expect("written");
    let report = limier.path("r.json");
    let scan = |more: &[&str]| {
        let own = ["scan", "-q", text(&share), "-r", text(&register), "--force"];
        let own = [&own[..], &["-o", text(&report)], more].concat();
        limier.run(&own);
        let json = std::fs::read_to_string(&report).expect("written");
        serde_json::from_str::<Value>(&json).expect("JSON")
    };
    let diff = |more: &[&str]| {
        let said = limier.run(&[&["diff"], more, &["-r", text(&register), "--json"]].concat());
        let json: Value = serde_json::from_str(&said.out).expect("JSON");
        (said.code, json["counts"].clone())
    };
    let first = scan(&[]);
    let health = |g: &&Value| g["code"] == "G04";
    let gaps = first["gaps"].as_array().expect("gaps");
    let id = gaps.iter().find(health).expect("health")["id"].clone();

    // the folder stays closed: its gap is neither gone nor forgotten, nor its binding wrong
    let closed = ["--exclude", "RH/Absences"];
    let second = scan(&closed);
    assert_eq!(second["warnings"][0]["kind"], "binding_unread", "{second}");
    let (code, counts) = diff(&[]);
    assert_eq!(
        (code, &counts["fixed"], &counts["not_read"]),
        (0, &0.into(), &1.into())
    );
    scan(&closed);
    assert_eq!(diff(&[]).1["not_read"], 1);

    // and opens again
    let screen = limier
        .run(&["scan", text(&share), "-r", text(&register)])
        .out;
    assert!(!screen.contains("nouveau"), "{screen}");
    for runs in [&[][..], &["2", "4"][..], &["3", "4"][..]] {
        let (code, counts) = diff(runs);
        assert_eq!((code, &counts["new"]), (0, &0.into()), "{runs:?} {counts}");
    }
    let id = id.as_str().expect("an id");
    let shown = limier.run(&["show", id, "-r", text(&register)]).out;
    assert_eq!(shown.matches("non lu").count(), 2, "{shown}");
    assert!(!shown.contains(")  absent"), "{shown}");
}
