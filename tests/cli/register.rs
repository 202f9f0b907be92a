//! A register that people keep: bound to places, imported again, and nothing that
//! they wrote lost. All names are invented.

use super::{Limier, Said};
use std::path::PathBuf;

/// A table as a register, in two versions.
const FIRST: &str = "\
Nom du traitement;Finalités;Base légale;Personnes concernées
Gestion de la paie;Payer les salariés;Contrat;Salariés
Suivi des prospects;Relancer les prospects;Intérêt légitime;Prospects
";

/// A register with the marks of those who keep it.
const KEPT: &str = "\
version: 1
# Ateliers Fictifs, tenu par la DPO
activities:
- id: paie   # revu en mars
  name: 'Gestion de la paie'
  status: active
- {id: leads, name: \"Suivi des prospects\"} # à compléter
";

struct Desk {
    limier: Limier,
}

impl Desk {
    fn new() -> Self {
        Self {
            limier: Limier::new(),
        }
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.limier.path(name);
        let directory = path.parent().expect("below the home");
        std::fs::create_dir_all(directory).expect("a directory");
        std::fs::write(&path, text).expect("written");
        path
    }

    fn text(&self, name: &str) -> String {
        std::fs::read_to_string(self.limier.path(name)).expect("it is there")
    }

    /// `limier register ARGUMENTS` in the directory of the desk.
    fn register(&self, arguments: &[&str]) -> Said {
        let output = self
            .limier
            .command()
            .current_dir(self.limier.path(""))
            .env("SOURCE_DATE_EPOCH", "1795219200")
            .arg("register")
            .args(arguments)
            .output()
            .expect("the program starts");
        super::said(&output)
    }

    /// A share that is scanned, and the register beside it.
    fn scanned() -> Self {
        let desk = Self::new();
        let rows: String = (1..40)
            .map(|i| {
                format!(
                    "prenom.nom{i}@exemple-fictif.fr;06 12 34 5{} {:02}\n",
                    i % 10,
                    i
                )
            })
            .collect();
        let table = format!("email;telephone\n{rows}");
        desk.write("partage/Prive/Leads 255081416802538/liste.csv", &table);
        desk.write("partage/Prive/Bulletins/bulletins.csv", &table);
        desk.write("partage/Autre/x.csv", &table);
        desk.write("register.yaml", KEPT);
        let share = desk.limier.path("partage");
        let said = desk
            .limier
            .run(&["scan", "-q", share.to_str().expect("UTF-8")]);
        assert_eq!(said.code, 0, "{}", said.err);
        desk
    }

    fn suggestions(&self) -> Vec<serde_json::Value> {
        let said = self.register(&["bind", "register.yaml", "--json"]);
        assert_eq!(said.code, 0, "{}", said.err);
        let lines = said.out.lines();
        lines
            .map(|l| serde_json::from_str(l).expect("JSON"))
            .collect()
    }
}

fn id(suggestions: &[serde_json::Value], activity: &str) -> String {
    let own = suggestions.iter().find(|s| s["activity"] == activity);
    let id = own.unwrap_or_else(|| panic!("{activity}: {suggestions:?}"))["id"].as_str();
    id.expect("a text").to_owned()
}

#[test]
fn what_is_bound_is_written_beside_what_was_there() {
    let desk = Desk::scanned();
    let all = desk.suggestions();
    assert_eq!(all[0]["schema"], "limier.binding.v1");
    let (paie, leads) = (id(&all, "paie"), id(&all, "leads"));
    let said = desk.register(&[
        "bind",
        "register.yaml",
        "--accept",
        &paie,
        "--refuse",
        &leads,
        "--by",
        "M. Exemple",
    ]);
    assert_eq!(said.code, 0, "{}", said.err);
    let expected = "\
version: 1
# Ateliers Fictifs, tenu par la DPO
activities:
- id: paie   # revu en mars
  name: 'Gestion de la paie'
  status: active
  locations:
  - {uri: \"Prive/Bulletins\", binding: confirmed, by: \"M. Exemple\", on: 2026-11-21, score: 60, reason: \"mots du chemin : bulletins (paie)\"}
- {id: leads, name: \"Suivi des prospects\", locations: [{uri: \"Prive/Leads 255*/**\", binding: refused, by: \"M. Exemple\", on: 2026-11-21, score: 60, reason: \"mots du chemin : leads (prospects)\"}]} # à compléter
";
    assert_eq!(desk.text("register.yaml"), expected);
    // what was decided is not asked again, and counts
    assert_eq!(desk.suggestions(), [] as [serde_json::Value; 0]);
    let said = desk.register(&["bind", "register.yaml", "--accept", &paie, "--by", "x"]);
    assert_eq!(said.code, 2);
    assert!(said.err.contains("aucune des propositions"), "{}", said.err);
    assert_eq!(desk.register(&["check", "register.yaml"]).code, 0);
    let report = desk.limier.path("r.json");
    let register = desk.limier.path("register.yaml");
    let arguments = [
        "report",
        "-q",
        "-r",
        register.to_str().expect("UTF-8"),
        "-o",
    ];
    desk.limier
        .run(&[&arguments[..], &[report.to_str().expect("UTF-8")]].concat());
    let report: serde_json::Value =
        serde_json::from_str(&desk.text("r.json")).expect("a report in JSON");
    let gaps = report["gaps"].as_array().expect("gaps");
    let undeclared: Vec<&str> = gaps
        .iter()
        .filter(|g| g["code"] == "G01")
        .filter_map(|g| g["places"][0]["path"].as_str())
        .collect();
    assert_eq!(undeclared.len(), 2, "{undeclared:?}");
    assert!(
        !undeclared.iter().any(|p| p.contains("Bulletins")),
        "{undeclared:?}"
    );
    let leads = undeclared.iter().any(|p| p.starts_with("Prive/Leads"));
    assert!(leads, "{undeclared:?}");
}

#[test]
fn suggestions_are_shown_and_may_be_written_as_such() {
    let desk = Desk::scanned();
    let shown = desk.register(&["bind", "register.yaml"]);
    assert!(
        shown
            .out
            .contains("60  Prive/Bulletins  ->  Gestion de la paie"),
        "{}",
        shown.out
    );
    assert!(
        shown.last_line().contains("2 rattachements proposés"),
        "{}",
        shown.err
    );
    // a value in the name of a folder is neither shown nor written
    assert!(
        shown
            .out
            .contains("60  Prive/Leads 255*/**  ->  Suivi des prospects"),
        "{}",
        shown.out
    );
    assert!(!shown.out.contains("2550814"), "{}", shown.out);
    assert_eq!(desk.text("register.yaml"), KEPT);
    let before = desk.suggestions();
    let said = desk.register(&["bind", "register.yaml", "--write"]);
    assert_eq!(said.code, 0, "{}", said.err);
    let text = desk.text("register.yaml");
    assert!(
        text.contains("{uri: \"Prive/Bulletins\", binding: suggested, score: 60"),
        "{text}"
    );
    // the same ids; accepting one signs the line that is there
    let after = desk.suggestions();
    assert_eq!(id(&before, "paie"), id(&after, "paie"));
    let said = desk.register(&[
        "bind",
        "register.yaml",
        "--accept",
        &id(&after, "paie"),
        "--by",
        "dpo",
    ]);
    assert_eq!(said.code, 0, "{}", said.err);
    let expected = text.replace(
        "{uri: \"Prive/Bulletins\", binding: suggested, score",
        "{uri: \"Prive/Bulletins\", binding: confirmed, by: \"dpo\", on: 2026-11-21, score",
    );
    assert_eq!(desk.text("register.yaml"), expected);
}

#[test]
fn a_decision_needs_somebody_who_decides() {
    let desk = Desk::scanned();
    let paie = id(&desk.suggestions(), "paie");
    let said = desk.register(&["bind", "register.yaml", "--accept", &paie]);
    assert_eq!(said.code, 2);
    assert!(said.err.contains("--by NOM"), "{}", said.err);
    let both = [
        "bind",
        "register.yaml",
        "--accept",
        &paie,
        "--refuse",
        &paie,
        "--by",
        "x",
    ];
    let said = desk.register(&both);
    assert_eq!(said.code, 2);
    assert!(said.err.contains("à la fois"), "{}", said.err);
    assert_eq!(desk.text("register.yaml"), KEPT);
    std::fs::remove_dir_all(desk.limier.path("data")).expect("the store is there");
    let said = desk.register(&["bind", "register.yaml"]);
    assert_eq!(said.code, 2);
    assert!(said.err.contains("limier scan"), "{}", said.err);
}

#[test]
fn a_register_is_imported_again_and_keeps_what_people_wrote() {
    let desk = Desk::new();
    desk.write("registre.csv", FIRST);
    let import = || desk.register(&["import", "registre.csv", "-o", "register.yaml"]);
    assert_eq!(import().code, 0);
    let worked = desk
        .text("register.yaml")
        .replace("activities:\n", "activities:\n# relu par la DPO\n")
        .replacen("  status: active\n", "  status: draft # en attente\n", 1);
    let worked = worked.replacen("Contrat", "Obligation légale, vu avec la DRH", 1);
    desk.write("register.yaml", &worked);
    let said = import();
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(said.err.contains("rien n’a changé"), "{}", said.err);
    assert_eq!(desk.text("register.yaml"), worked);
    let second = FIRST
        .replace(
            "Payer les salariés;Contrat",
            "Payer le personnel;Consentement",
        )
        .replace(
            "Prospects\n",
            "Prospects\nVisiteurs;Accueillir;Intérêt légitime;Visiteurs\n",
        );
    desk.write("registre.csv", &second);
    let said = import();
    assert_eq!(said.code, 0, "{}", said.err);
    for line in [
        "  ~ « Gestion de la paie », Objectifs poursuivis (purposes) : modifié : « Payer les salariés »",
        "  ! « Gestion de la paie », Base légale (legal_basis) : le document dit maintenant Consentement (RGPD, art. 6.1.a)",
        "  ~ « Visiteurs » : activité ajoutée",
    ] {
        let shown = said.err.replace('\u{a0}', " ");
        assert!(shown.contains(line), "{line}\n{}", said.err);
    }
    let text = desk.text("register.yaml");
    for kept in [
        "# relu par la DPO",
        "status: draft # en attente",
        "vu avec la DRH",
        "Payer le personnel",
    ] {
        assert!(text.contains(kept), "{kept}\n{text}");
    }
    assert!(text.contains("- id: visiteurs\n"), "{text}");
    assert_eq!(desk.register(&["check", "register.yaml"]).code, 0);
    assert!(import().err.contains("rien n’a changé"));
    assert_eq!(desk.text("register.yaml"), text);
}

#[test]
fn what_is_no_register_is_never_overwritten() {
    let desk = Desk::new();
    desk.write("registre.csv", FIRST);
    for text in [
        "notes de réunion\n",
        "version: 1\nactivities:\n- {id: a, nom: A}\n",
    ] {
        desk.write("register.yaml", text);
        let said = desk.register(&["import", "registre.csv", "-o", "register.yaml"]);
        assert_eq!(said.code, 2, "{}", said.err);
        assert!(said.err.contains("rien n’a été écrit"), "{}", said.err);
        assert_eq!(desk.text("register.yaml"), text);
    }
    let forced = ["import", "registre.csv", "-o", "register.yaml", "--force"];
    assert_eq!(desk.register(&forced).code, 0);
    assert!(desk.text("register.yaml").contains("Gestion de la paie"));
}

#[test]
#[cfg(unix)]
fn who_may_read_the_register_stays() {
    use std::os::unix::fs::PermissionsExt as _;
    let desk = Desk::scanned();
    let path = desk.limier.path("register.yaml");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o664)).expect("ours");
    let said = desk.register(&["bind", "register.yaml", "--write"]);
    assert_eq!(said.code, 0, "{}", said.err);
    let mode = std::fs::metadata(&path)
        .expect("there")
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o664);
}

#[test]
fn what_was_deleted_comes_back_when_it_is_asked_for() {
    let desk = Desk::new();
    desk.write("registre.csv", FIRST);
    let import = |more: &[&str]| {
        let arguments = ["import", "registre.csv", "-o", "register.yaml"];
        desk.register(&[&arguments, more].concat())
    };
    assert_eq!(import(&[]).code, 0);
    let whole = desk.text("register.yaml");
    let second = whole.rfind("- id: ").expect("two activities");
    desk.write("register.yaml", &whole[..second]);
    let said = import(&[]);
    let told = "! « Suivi des prospects » : est dans le document ; retirée à la main";
    assert!(
        said.err.replace('\u{a0}', " ").contains(told),
        "{}",
        said.err
    );
    assert_eq!(desk.text("register.yaml"), whole[..second]);
    assert_eq!(import(&["--restore"]).code, 0);
    assert!(desk.text("register.yaml").contains("Suivi des prospects"));
}

#[test]
fn remarks_are_told_once_for_all_fiches() {
    let desk = Desk::new();
    desk.write("registre.csv", FIRST);
    let fiches: String = (1..10)
        .map(|n| {
            format!(
                "- {{id: a{n}, name: \"A{n}\", sensitive: {{answer: \"non\", art9: [health]}}}}\n"
            )
        })
        .collect();
    desk.write(
        "register.yaml",
        &format!("version: 1\nactivities:\n{fiches}"),
    );
    let said = desk.register(&["check", "register.yaml"]);
    assert_eq!(said.code, 0, "{}", said.err);
    let lines: Vec<&str> = said.out.lines().collect();
    assert_eq!(lines[2], "Contradictions à lever : 9");
    assert!(
        lines[3].starts_with("  [sensitive-contradiction] "),
        "{}",
        said.out
    );
    let places = "    toutes les fiches (9) : lignes 3, 4, 5, 6, 7, 8, 9, 10, 11";
    assert!(lines.contains(&places), "{}", said.out);
    assert_eq!(said.out.matches("[location-none]").count(), 1);
    let flat = desk.register(&["check", "register.yaml", "--lines"]);
    assert_eq!(flat.out.matches("[location-none]").count(), 9);
    let json = desk.register(&["check", "register.yaml", "--json"]);
    let first: serde_json::Value =
        serde_json::from_str(json.out.lines().next().expect("a line")).expect("JSON");
    assert_eq!(first["schema"], "limier.remark.v1");
    assert_eq!(json.out.lines().count(), flat.out.lines().count() - 1);
    assert_eq!(json.out.matches("\"weight\":\"contradiction\"").count(), 9);
    for (weight, code) in [("contradiction", 1), ("upkeep", 1)] {
        let said = desk.register(&["check", "register.yaml", "--fail-on", weight]);
        assert_eq!(said.code, code, "{weight}: {}", said.err);
    }
    let settled = fiches.replace(", art9: [health]", "");
    desk.write(
        "register.yaml",
        &format!("version: 1\nactivities:\n{settled}"),
    );
    let said = desk.register(&["check", "register.yaml", "--fail-on", "contradiction"]);
    assert_eq!(said.code, 0, "{}", said.err);
}

#[test]
fn a_draft_that_is_bound_covers_nothing_yet() {
    let desk = Desk::scanned();
    desk.write("register.yaml", &KEPT.replace("active", "draft"));
    let paie = id(&desk.suggestions(), "paie");
    let arguments = ["bind", "register.yaml", "--accept", &paie, "--by", "DPO"];
    let said = desk.register(&arguments);
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(
        said.out.contains("1 sur 1 : fiche en brouillon"),
        "{}",
        said.out
    );
    assert!(
        desk.text("register.yaml")
            .contains("binding: confirmed, by: \"DPO\"")
    );
    // decided: it is not suggested again, nor is what is refused
    assert!(desk.suggestions().iter().all(|s| s["id"] != paie.as_str()));
}
