//! `rules measure`: figures of a set, and what it refuses.

use super::Limier;

/// A set of one document in which one of two numbers is labelled.
fn set(limier: &Limier) -> String {
    let dir = limier.path("set");
    std::fs::create_dir_all(&dir).expect("can be made");
    let line = r#"{"doc":"a","path":"a.txt","source":"note","split":"tune","labels":[{"start":7,"end":21,"type":"PHONE"}],"text":"Tél. : 06 45 12 78 93\nMobile : 07 45 12 78 94\n"}"#;
    std::fs::write(dir.join("docs.jsonl"), line).expect("written");
    dir.to_str().expect("UTF-8").to_owned()
}

#[test]
fn figures_and_errors() {
    let limier = Limier::new();
    let set = set(&limier);
    let errors = limier.path("errors.tsv");
    let errors = errors.to_str().expect("UTF-8");
    let said = limier.run(&[
        "rules", "measure", "--set", &set, "--json", "--errors", errors,
    ]);
    assert_eq!(said.code, 0, "{}", said.err);
    let json: serde_json::Value = serde_json::from_str(&said.out).expect("one object");
    assert_eq!(json["schema"], "limier.measures.v1");
    let phone = &json["text"]["PHONE"];
    assert_eq!((&phone["right"], &phone["wrong"]), (&1.into(), &1.into()));
    assert_eq!(phone["recall"], 1.0);
    assert_eq!(
        &json["document_families"]["note"]["types"]["PHONE"], phone,
        "the kind stands for the family"
    );
    let sure = &json["confidence_by_type"]["PHONE"];
    assert_eq!(sure["keyed"], true);
    let right: u64 = ["high", "medium", "low"]
        .iter()
        .filter_map(|level| sure[level]["right"].as_u64())
        .sum();
    assert_eq!(right, 1);
    // places and shapes, no values
    let listed = std::fs::read_to_string(errors).expect("written");
    assert!(
        listed.contains("wrong\ta\tnote\tPHONE\tfr-phone\t"),
        "{listed}"
    );
    assert!(listed.contains("\t31\t45\t99 99 99 99 99"), "{listed}");
    assert!(!listed.contains("78 94"));
    // again over our own list, but not over another file
    let again = ["rules", "measure", "--set", &set, "--errors", errors];
    assert_eq!(limier.run(&again).code, 0);
    std::fs::write(errors, "mine").expect("written");
    assert_eq!(limier.run(&again).code, 2);
    assert_eq!(std::fs::read_to_string(errors).expect("there"), "mine");
    let text = limier.run(&["rules", "measure", "--set", &set]);
    assert!(text.out.contains("0,500 ["), "{}", text.out);
    for table in [
        "par donnée à clé",
        "Documents, par famille",
        "par donnée et famille",
    ] {
        assert!(text.out.contains(table), "{table}: {}", text.out);
    }
    assert!(text.err.contains("code 0, moitié tune"), "{}", text.err);
}

#[test]
fn the_half_for_reporting_is_not_for_mending() {
    let limier = Limier::new();
    let set = set(&limier);
    let refused = |more: &[&str], why: &str| {
        let mut all = vec!["rules", "measure", "--set", &set];
        all.extend(more);
        let said = limier.run(&all);
        assert_eq!(said.code, 2, "{more:?}");
        assert!(said.err.contains(why), "{}", said.err);
    };
    refused(&["--half", "report", "--errors", "x.tsv"], "moitié tune");
    refused(&["--half", "all", "--errors", "x.tsv"], "moitié tune");
    refused(&["--half", "tune", "--write"], "moitié report");
    refused(&["--half", "report"], "rien dans la moitié report");
    refused(&["--write", "--rules", "x"], "--rules");
}

#[test]
fn explain_says_what_was_measured() {
    let limier = Limier::new();
    let said = limier.run(&["explain", "fr-nir"]);
    assert!(
        said.out.contains("Mesuré: dans le texte précision"),
        "{}",
        said.out
    );
    assert!(said.out.contains("jeu limier-eval v"));
    let english = limier.run(&["--lang", "en", "explain", "iban"]);
    assert!(english.out.contains("Measured: in text precision"));
}

#[test]
fn a_set_that_is_not_there_is_told() {
    let limier = Limier::new();
    let said = limier.run(&["rules", "measure", "--set", "/nowhere"]);
    assert_eq!(said.code, 2);
    assert!(said.err.contains("--set"), "{}", said.err);
}
