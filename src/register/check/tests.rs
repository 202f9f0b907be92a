use super::*;

/// A fiche to which there is nothing to say.
const GOOD: &str = r#"version: 1
organisation: {name: Ateliers Fictifs, controller: {name: "Claire Dufour"}, dpo: {name: "Hugo Lambert"}}
systems: [{id: erp, name: ERP, hosting: {country: FR}}]
activities:
- id: paie
  name: Paie
  updated: 2026-01-07
  purposes: ["Établir les bulletins de paie"]
  legal_basis: {codes: [legal_obligation]}
  data_subjects: [salaries]
  data: [{category: identite, state: declared, items: [person_name]}]
  sensitive: {answer: "oui", nir: {declared: true, purpose: "paie et DSN"}}
  retention: [{kind: bounded, months: 60, trigger: payslip_issue}]
  recipients: {internal: [RH]}
  transfers: {outside_eu: "non"}
  security: {access_control: declared}
  systems: [erp]
  locations: [{uri: "RH/Paie/**", binding: confirmed, by: dpo, on: 2026-11-21}]
"#;

fn codes(text: &str) -> Vec<(u32, &'static str)> {
    let register = Register::parse(text, "register.yaml").expect("valid");
    check(&register, "2026-11-21".parse().expect("a date"))
        .iter()
        .map(|r| (r.at.line, r.code))
        .collect()
}

#[test]
fn a_complete_fiche_calls_for_no_remark() {
    assert_eq!(codes(GOOD), []);
}

#[test]
fn each_remark_stands_on_its_line() {
    for (from, to, expected) in [
        ("Hugo Lambert", "DUFOUR Claire", (2, "dpo-conflict")),
        ("country: FR", "country: US", (15, "transfer-contradiction")),
        ("[erp]", "[erp2]", (17, "system-unknown")),
        (
            "{internal: [RH]}",
            "{internal: [RH], processors: [\"envois par Mailchimp\"]}",
            (15, "transfer-tool"),
        ),
        (
            "kind: bounded, months: 60, trigger: payslip_issue",
            "kind: indeterminate, text: \"selon la loi\"",
            (13, "retention-unclear"),
        ),
        (
            "  systems: [erp]\n  loc",
            "  systems: [erp]\n  claims: [{kind: destroyed_after, text: \"détruites après 30 jours\"}]\n  loc",
            (18, "claim-undated"),
        ),
        ("2026-01-07", "2024-11-20", (7, "fiche-stale")),
        ("  updated: 2026-01-07\n", "", (5, "fiche-undated")),
        (
            "kind: bounded",
            "kind: unbounded",
            (13, "retention-unbounded"),
        ),
        ("{internal: [RH]}", "{internal: []}", (5, "field-empty")),
        (
            "codes: [legal_obligation]",
            "state: not_stated",
            (5, "field-empty"),
        ),
        (
            "answer: \"oui\"",
            "answer: \"non\", art9: [health]",
            (12, "sensitive-contradiction"),
        ),
        ("paie et DSN", "identifier les clients", (12, "nir-purpose")),
        (
            ", nir: {declared: true, purpose: \"paie et DSN\"}",
            "",
            (12, "sensitive-unlisted"),
        ),
        (
            "  retention:",
            "  forbidden: [nir]\n  retention:",
            (13, "forbidden-declared"),
        ),
        (
            "  retention:",
            "  status: draft\n  retention:",
            (5, "draft"),
        ),
        (
            "binding: confirmed",
            "binding: suggested",
            (5, "location-none"),
        ),
        (
            "systems: [{",
            "waivers: [{gap: G-00000001, reason: r, by: b, until: 2026-11-20}]\nsystems: [{",
            (3, "waiver-expired"),
        ),
        (
            "systems: [{",
            "waivers: [{gap: G-00000001, reason: r, by: b, until: 2099-11-20}]\nsystems: [{",
            (3, "waiver-empty"),
        ),
    ] {
        assert!(GOOD.contains(from), "{from}");
        let found = codes(&GOOD.replacen(from, to, 1));
        assert!(found.contains(&expected), "{to}: {found:?}");
    }
}

#[test]
fn what_looks_filled_in_and_is_not_is_told() {
    for (from, to, expected) in [
        (
            "[\"Établir les bulletins de paie\"]",
            "[\"Cliquez ici.\"]",
            (8, "placeholder"),
        ),
        ("Établir les bulletins de paie", "TBD", (8, "placeholder")),
        ("Établir les bulletins de paie", "xxx", (8, "placeholder")),
        (
            "Établir les bulletins de paie",
            "[À COMPLÉTER PAR LE DPO]",
            (8, "placeholder"),
        ),
        (
            "  sensitive: {answer: \"oui\", nir: {declared: true, purpose: \"paie et DSN\"}}\n",
            "",
            (5, "field-empty"),
        ),
        ("items: [person_name]", "items: []", (11, "items-none")),
        (
            "items: [person_name]}]\n  sensitive: {answer: \"oui\", nir: {declared: true",
            "items: [nir]}]\n  sensitive: {answer: \"oui\", nir: {declared: false",
            (12, "nir-contradiction"),
        ),
        ("on: 2026-11-21", "on: 2027-11-21", (18, "binding-future")),
        ("months: 60", "months: 0", (13, "retention-zero")),
        (
            "systems: [{",
            "waivers: [{gap: G-00000001, reason: r, by: b, until: 2027-11-20}, {gap: G-00000001, reason: r, by: b, until: 2027-11-20}]\nsystems: [{",
            (3, "waiver-twice"),
        ),
    ] {
        assert!(GOOD.contains(from), "{from}");
        let found = codes(&GOOD.replacen(from, to, 1));
        assert!(found.contains(&expected), "{to}: {found:?}");
    }
}

#[test]
fn the_nir_is_its_own_regime() {
    let text = GOOD.replace("answer: \"oui\"", "answer: \"non\"");
    assert_eq!(codes(&text), []);
}

#[test]
fn a_staff_fingerprint_contradicts_the_answer() {
    let text = GOOD
        .replace(
            "Établir les bulletins de paie",
            "Connexion par empreinte digitale",
        )
        .replace(", nir: {declared: true, purpose: \"paie et DSN\"}", "")
        .replace("answer: \"oui\"", "answer: \"non\"");
    assert!(codes(&text).contains(&(12, "sensitive-contradiction")));
}

#[test]
fn two_patterns_of_equal_rank_are_told_once() {
    let second = GOOD
        .split_once("- id: paie")
        .map(|(_, rest)| rest.replace("RH/Paie/**", "./RH/Paie/**"))
        .expect("an activity");
    let text = format!("{GOOD}- id: rh{second}");
    assert_eq!(codes(&text), [(32, "location-shared")]);
    // a more specific one is no conflict
    let text = text.replace("./RH/Paie/**", "RH/Paie/2024/**");
    assert_eq!(codes(&text), []);
}

#[test]
fn remarks_are_shown_with_file_line_and_cure() {
    let register = Register::parse(&GOOD.replace("bounded", "unbounded"), "r.yaml").expect("valid");
    let remarks = check(&register, "2026-11-21".parse().expect("a date"));
    assert_eq!(
        remarks[0].render(&register, true),
        "r.yaml:13: [retention-unbounded] conservation sans limite (toutes les données) → à confirmer : donner une durée et son point de départ (RGPD art. 5.1.e)"
    );
}

#[test]
fn the_summary_counts() {
    let register = Register::parse(GOOD, "r.yaml").expect("valid");
    let s = Summary::of(&register);
    assert_eq!((s.activities, s.items, s.confirmed, s.drafts), (1, 2, 1, 0));
}

#[test]
fn dates_that_cannot_be_are_told() {
    let future = GOOD.replace("updated: 2026-01-07", "updated: 2027-01-07");
    assert_eq!(codes(&future), [(7, "fiche-future")]);
    let turned = GOOD.replace(
        "updated: 2026-01-07",
        "created: 2026-02-01\n  updated: 2026-01-07",
    );
    assert_eq!(codes(&turned), [(7, "fiche-dates")]);
}

#[test]
fn an_exclusion_that_a_shared_place_undoes_is_told() {
    let second = GOOD[GOOD.find("- id: paie").expect("there")..]
        .replace("id: paie", "id: salon")
        .replace("  sensitive:", "  forbidden: [person_name]\n  sensitive:")
        .replace("items: [person_name]", "items: [email]");
    let told = codes(&format!("{GOOD}{second}"));
    assert!(
        told.iter().any(|(_, code)| *code == "forbidden-shared"),
        "{told:?}"
    );
}

#[test]
fn measures_may_contradict_the_answer() {
    let text = GOOD
        .replace(
            "\"oui\", nir: {declared: true, purpose: \"paie et DSN\"}",
            "\"non\"",
        )
        .replace(
            "{access_control: declared}",
            "{access_control: {state: declared, text: \"session par empreinte digitale\"}}",
        );
    assert_eq!(codes(&text), [(12, "sensitive-contradiction")]);
}

#[test]
fn what_is_said_of_many_fiches_is_told_once_and_the_heaviest_first() {
    let fiche = |id: &str| {
        format!(
            "- id: {id}\n  name: {id}\n  sensitive: {{answer: \"non\", art9: [health]}}\n  retention: [{{kind: unbounded}}]\n"
        )
    };
    let text = format!("version: 1\nactivities:\n{}{}", fiche("a"), fiche("b"));
    let register = Register::parse(&text, "r.yaml").expect("valid");
    let remarks = check(&register, "2026-11-21".parse().expect("a date"));
    let groups = groups(&remarks);
    let told: usize = groups.iter().map(|g| g.remarks.len()).sum();
    assert_eq!(told, remarks.len());
    assert!(groups.is_sorted_by_key(|g| g.weight));
    let first = &groups[0];
    assert_eq!(
        (first.weight, first.agrees()),
        (Weight::Contradiction, true)
    );
    let lines: Vec<u32> = first.remarks.iter().map(|r| r.at.line).collect();
    assert_eq!(lines, [5, 9]);
    // each field that is empty stands for itself
    let empty = groups.iter().filter(|g| g.remarks[0].code == "field-empty");
    assert!(empty.clone().count() > 5 && empty.clone().all(Group::agrees));
}

#[test]
fn what_differs_is_told_after_what_is_common() {
    let fiche = |id: &str, day: &str| format!("- {{id: {id}, name: {id}, updated: {day}}}\n");
    let text = format!(
        "version: 1\nactivities:\n{}{}",
        fiche("a", "2018-01-02"),
        fiche("b", "2018-01-30")
    );
    let register = Register::parse(&text, "r.yaml").expect("valid");
    let remarks = check(&register, "2026-11-21".parse().expect("a date"));
    let groups = groups(&remarks);
    let stale = groups.iter().find(|g| g.remarks[0].code == "fiche-stale");
    let stale = stale.expect("both are old");
    assert_eq!((stale.agrees(), stale.common(true)), (false, "fiche du "));
}

#[test]
fn only_what_an_article_asks_for_is_missing() {
    let empty = |fields: &str| -> Vec<String> {
        let text = format!(
            "version: 1\norganisation: {{name: A, controller: {{name: B}}}}\nactivities:\n- {{id: a, name: A{fields}}}\n"
        );
        let register = Register::parse(&text, "r.yaml").expect("valid");
        let remarks = check(&register, "2026-11-21".parse().expect("a date"));
        let empty = remarks.iter().filter(|r| r.code == "field-empty");
        empty.map(|r| r.what.en.clone()).collect()
    };
    assert_eq!(empty("").len(), 9);
    let sensitive = "(`sensitive`): not filled in (GDPR Art. 9 and 10)";
    assert!(empty("").iter().any(|w| w.ends_with(sensitive)));
    // Art. 30(2)
    let processor = empty(", role: processor");
    assert_eq!(processor.len(), 3, "{processor:?}");
    assert!(
        processor.iter().all(|w| w.contains("GDPR Art. 30(2)(")),
        "{processor:?}"
    );
    // what has ended
    assert_eq!(empty(", status: archived"), Vec::<String>::new());
    // measures in the register's own words
    let own = empty(", security: {other: [\"Charte\"]}");
    assert!(!own.iter().any(|w| w.contains("`security`")), "{own:?}");
}

#[test]
fn a_group_of_remarks_that_begin_otherwise_is_called_by_its_sort() {
    let fiche = "- {id: a, name: A, data: [{category: identite, state: declared}, {category: connexion, state: declared}]}";
    let register = Register::parse(&format!("version: 1\nactivities:\n{fiche}\n"), "r.yaml");
    let register = register.expect("valid");
    let remarks = check(&register, "2026-11-21".parse().expect("a date"));
    let groups = groups(&remarks);
    let of = groups.iter().find(|g| g.remarks[0].code == "items-none");
    let of = of.expect("neither has items");
    assert_eq!(of.title(true), "rubriques déclarées sans détail (2)");
    assert_eq!(of.title(false), "categories declared without detail (2)");
    let codes = super::weight::CODES.iter();
    let without = codes.filter(|(code, _)| sort_name(code).is_none());
    assert_eq!(without.count(), 0);
}

#[test]
fn a_fiche_in_force_that_is_to_be_read_is_no_draft() {
    let remark = |fields: &str| {
        let text = GOOD.replacen("  name: Paie\n", &format!("  name: Paie\n{fields}"), 1);
        let register = Register::parse(&text, "r.yaml").expect("valid");
        let mut all = check(&register, "2026-11-21".parse().expect("a date"));
        all.retain(|r| r.code == "draft");
        all.pop().map(|r| (r.what.fr, r.cure.fr))
    };
    assert_eq!(remark(""), None);
    let (what, cure) = remark("  status: draft\n  review_required: true\n").expect("a draft");
    assert!(what.contains("un brouillon ne couvre rien") && cure.contains("`status: active`"));
    let (what, cure) = remark("  review_required: true\n").expect("to be read");
    assert!(!what.contains("brouillon") && cure.ends_with("retirer `review_required`"));
}
