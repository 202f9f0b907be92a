use crate::model::{Category, Datum};
use crate::register::{Answer, BindingState, Gravity, LegalBasis, Register, RetentionKind, State};

/// The shape of the documentation, every key used once.
const FULL: &str = r#"version: 1
organisation: {name: Ateliers Fictifs, controller: {name: "Claire Dufour", email: direction@exemple.fr}, dpo: {name: "Hugo Lambert", email: dpo@exemple.fr, external: false}}
sources: [{id: s1, file: registre.docx, sha256: "6e25d193", importer: cnil-base}]
systems: [{id: filemaker, name: Filemaker, aliases: [FileMaker, fmp12], hosting: {place: "Paris", country: FR}}]
activities:
- id: prospects
  name: "Gestion des prospects"
  role: controller            # controller | joint | processor
  status: active
  created: 2018-09-24
  updated: 2022-01-07
  purposes: ["Suivi des prospects.", {text: "Relances", source: "s1:l.9"}]
  legal_basis: {state: declared, codes: [legitimate_interests, 6.1.a]}
  data_subjects: [prospects, clients]
  data:
  - {category: identite, state: declared, items: [person_name, phone, email], source: "s1:l.101"}
  - {category: economique_financier, state: declared, items: [iban, bic], condition: "si client"}
  - {category: connexion, state: heading_only}
  sensitive: {answer: "non", art9: [], art10: false, nir: {declared: false, purpose: null, legal_ground: null}}
  forbidden: [health, {item: art10, text: "aucune donnée pénale"}]
  retention: [{applies_to: all, kind: unbounded, trigger: erasure_request, text: "Temps que…"}]
  recipients: {internal: [Commerciaux], external: ["Partenaire"], processors: []}
  transfers: {outside_eu: "non", countries: [], safeguards: []}
  security: {access_control: declared, encryption: heading_only, processor_control: absent}
  claims: [{kind: no_export_outside_system, system: filemaker, text: "Aucune donnée ne sort."}]
  systems: [filemaker]
  locations:
  - {uri: "odbc://filemaker/Commercial/**", binding: confirmed, by: dpo, on: 2026-11-21}
  - {uri: "Commercial/**", binding: suggested, score: 46, reason: "mots du chemin"}
waivers: [{gap: G-3f2a9c01, reason: "jeu de test", by: dpo, until: 2027-03-31, level: high, items: [health], persons: 9, places: ["RH/a.csv"]}]
"#;

fn faults(text: &str) -> Vec<(u32, String, String)> {
    let e = Register::parse(text, "register.yaml").expect_err("must be refused");
    e.faults
        .iter()
        .map(|f| {
            let line = f.at.map_or(0, |a| a.line);
            (line, f.what.en.clone(), f.cure.en.clone())
        })
        .collect()
}

/// A register with one activity made of these lines.
fn with(lines: &str) -> String {
    format!("version: 1\nactivities:\n- id: a\n  name: A\n{lines}")
}

#[test]
fn the_documented_register_is_read_whole() {
    let r = Register::parse(FULL, "dir/register.yaml").expect("valid");
    let a = &r.activities[0];
    assert_eq!(a.purposes[1].source.as_deref(), Some("s1:l.9"));
    assert_eq!(a.legal_basis.codes[1].value, LegalBasis::Consent);
    assert_eq!(a.data[0].items[2].value, Datum::Email);
    assert_eq!(a.data[2].state, State::HeadingOnly);
    assert_eq!(a.data[2].category.value, Category::Connexion);
    assert_eq!(a.sensitive.answer.value, Answer::No);
    assert_eq!(a.retention[0].kind.value, RetentionKind::Unbounded);
    assert!(a.forbidden[1].what.value.covers(Datum::Offence));
    assert_eq!(a.locations[1].state, BindingState::Suggested);
    assert_eq!(a.lists(Datum::Iban).map(|(_, at)| at.line), Some(17));
    assert_eq!(r.cite(a.data[0].category.at), "register.yaml:16");
    let w = &r.waivers[0];
    assert_eq!(w.until.value.to_string(), "2027-03-31");
    assert_eq!(
        (w.accepts.level, w.accepts.persons),
        (Some(Gravity::High), Some(9))
    );
    assert_eq!(w.accepts.items, [Datum::Health]);
    assert_eq!(w.accepts.places, ["RH/a.csv"]);
    assert_eq!(r.organisation.dpo.and_then(|d| d.external), Some(false));
}

#[test]
fn byte_order_mark_and_crlf_change_nothing() {
    let windows = format!("\u{feff}{}", FULL.replace('\n', "\r\n"));
    let plain = Register::parse(FULL, "r").expect("valid");
    assert_eq!(Register::parse(&windows, "r"), Ok(plain));
}

#[test]
fn several_faults_are_reported_at_once_in_order() {
    let text = with(
        "  statut: active\n  data:\n  - {category: identites, state: declared, items: [persone_name, email]}\n  sensitive: {answer: no}\n",
    );
    let found = faults(&text);
    let lines: Vec<u32> = found.iter().map(|f| f.0).collect();
    assert_eq!(lines, [5, 7, 7, 8]);
    assert!(found[0].2.contains("`status`"), "{found:?}");
    assert!(found[1].2.contains("`identite`"), "{found:?}");
    assert!(found[2].2.contains("`person_name`"), "{found:?}");
    assert!(found[3].2.contains("\"non\""), "{found:?}");
}

#[test]
fn each_rule_of_the_format_is_enforced() {
    for (lines, line, what) in [
        ("  retention: [{kind: bounded, months: 24}]\n", 5, "bounded"),
        (
            "  sensitive: {nir: {declared: true}}\n",
            5,
            "without a purpose",
        ),
        (
            "  sensitive: {nir: {declared: true, purpose: \" \"}}\n",
            5,
            "without a purpose",
        ),
        (
            "  locations: [{uri: RH/**, binding: confirmed, by: dpo}]\n",
            5,
            "`by` and `on`",
        ),
        ("  locations: [{uri: RH/**}]\n", 5, "`binding` is missing"),
        (
            "  locations: [{uri: \"\", binding: suggested}]\n",
            5,
            "empty",
        ),
        (
            "  data: [{category: identite, state: heading_only, items: [email]}]\n",
            5,
            "cannot list",
        ),
        (
            "  data: [{category: identite, state: declare}]\n",
            5,
            "unknown word",
        ),
        ("  data: [{category: identite}]\n", 5, "`state` is missing"),
        ("  updated: 07/01/2022\n", 5, "not a date"),
        ("  created: 2022-13-01\n", 5, "not a date"),
        ("  claims: [{kind: not_stored}]\n", 5, "which items"),
        ("  sensitive: {art9: [nir]}\n", 5, "Art. 9"),
        ("  sensitive: oui\n", 5, "set of keys"),
        ("  status: active\n  status: draft\n", 6, "twice"),
        ("- id: a\n  name: B\n", 5, "already taken on line 3"),
        ("- name: B\n", 5, "`id` is missing"),
        ("  <<: {role: joint}\n", 5, "unknown key"),
        (
            "waivers: [{gap: EC-01, reason: r, by: b, until: 2027-01-01}]\n",
            5,
            "not the id",
        ),
        (
            "waivers: [{gap: G-3f2a9c01, reason: r, by: b}]\n",
            5,
            "`until` is missing",
        ),
    ] {
        let found = faults(&with(lines));
        assert!(
            found.iter().any(|f| f.0 == line && f.1.contains(what)),
            "{lines} -> {found:?}"
        );
    }
}

#[test]
fn the_file_as_a_whole_is_checked() {
    for (text, what) in [
        ("", "empty"),
        ("# rien\n", "empty"),
        ("---\n", "empty"),
        ("bonjour\n", "set of keys"),
        ("activities: []\n", "`version` is missing"),
        ("version: 2\nactivities: []\n", "unknown version"),
        ("version: 1\nactivites: []\n", "unknown key"),
    ] {
        let found = faults(text);
        assert!(
            found.iter().any(|f| f.1.contains(what)),
            "{text} -> {found:?}"
        );
    }
}

#[test]
fn a_fault_is_shown_with_its_caret_in_french() {
    let text = with("  data:\n  - {category: identite, state: declared, items: [persone_name]}\n");
    let e = Register::parse(&text, "register.yaml").expect_err("item");
    let shown = e.render(true);
    let caret = format!("| {}^^^^^^^^^^^^", " ".repeat(50));
    assert!(
        shown.starts_with("register.yaml:6:51: item inconnu `persone_name`"),
        "{shown}"
    );
    assert!(shown.contains(&caret), "{shown}");
    assert!(shown.contains("remède: écrire `person_name` ?"), "{shown}");
}

#[test]
fn anchors_may_share_values() {
    let text = "version: 1\nactivities:\n- {id: a, name: A, recipients: &r {internal: [RH]}}\n- {id: b, name: B, recipients: *r}\n";
    let r = Register::parse(text, "r").expect("valid");
    assert_eq!(r.activities[1].recipients.internal[0].text.value, "RH");
}

/// How fast is measured by `benches/reconcile.rs`.
#[test]
fn ten_megabytes_are_read() {
    let one = FULL
        .split_once("activities:\n")
        .and_then(|(_, rest)| rest.split_once("waivers:"))
        .map(|(a, _)| a)
        .expect("the activity");
    let mut text = "version: 1\nactivities:\n".to_owned();
    let mut n = 0;
    while text.len() < 10 << 20 {
        text += &one.replace("id: prospects", &format!("id: p{n}"));
        n += 1;
    }
    let r = Register::parse(&text, "r").expect("valid");
    assert_eq!(r.activities.len(), n);
}

#[test]
fn a_date_that_cannot_be_read_is_told_once() {
    let text = "version: 1\nactivities:\n- {id: a, name: A, locations: [{uri: x, binding: confirmed, by: dpo, on: 2026-02-30}]}\n";
    let e = Register::parse(text, "r").expect_err("must be refused");
    assert_eq!(e.faults.len(), 1, "{e}");
    assert!(e.faults[0].what.fr.contains("date"), "{e}");
}

#[test]
fn french_words_and_missing_brackets_are_understood() {
    let with = |items: &str| {
        let text = format!(
            "version: 1\nactivities:\n- id: a\n  name: A\n  data:\n  - {{category: identite, state: declared, items: {items}}}\n"
        );
        Register::parse(&text, "r")
            .expect_err("must be refused")
            .render(true)
    };
    assert!(with("[date_naissance]").contains("`birth_date`"));
    assert!(with("\"nom, prénom, email\"").contains("[person_name, email]"));
}

/// What is said of a register, in French: (line, text).
fn told(text: &str) -> Vec<(u32, String)> {
    let error = Register::parse(text, "r.yaml").expect_err("must be refused");
    let faults = error.faults.iter();
    let line = |f: &crate::register::Fault| f.at.map_or(0, |a| a.line);
    faults
        .map(|f| (line(f), format!("{} {}", f.what.fr, f.cure.fr)))
        .collect()
}

#[test]
fn each_slip_is_told_once_where_it_was_made() {
    let fiche = "- id: a\n  name: A\n";
    for (text, line, says) in [
        (
            format!("version: 1\nactivities:\n{fiche}  id: b\n  name: B\n  role: x\n"),
            5,
            "manque `- `",
        ),
        (
            format!("version: 1\nactivities:\n- id:\u{a0}a\n  name: A\n{fiche}"),
            3,
            "insécable",
        ),
        (
            format!(
                "version: 1\nactivities:\n{fiche}  retention: [{{kind: bounded, months: \"10 ans\", trigger: x}}]\n"
            ),
            5,
            "`months`",
        ),
        (
            format!(
                "version: 1\nactivities:\n{fiche}  locations: [{{uri: a, binding: confirmed, by: \"\", on: 2026-01-01}}]\n"
            ),
            5,
            "`by` et `on`",
        ),
    ] {
        let told = told(&text);
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(told[0].0 == line && told[0].1.contains(says), "{told:?}");
    }
}

#[test]
fn refusals_are_signed_and_what_imports_remember_is_kept_apart() {
    let activity = |rest: &str| {
        Register::parse(
            &format!(
                "version: 1\norganisation: {{name: X, imported: {{name: abcdefgh}}}}\nactivities:\n- {{id: a, name: A, {rest}}}\n"
            ),
            "r",
        )
    };
    let signed = "locations: [{uri: RH, binding: refused, by: dpo, on: 2026-11-21}], imported: {name: abcdefgh}";
    let register = activity(signed).expect("valid");
    let a = &register.activities[0];
    assert_eq!(a.locations[0].state, BindingState::Refused);
    assert_eq!((a.confirmed().count(), a.suggested().count()), (0, 0));
    let e = activity("locations: [{uri: RH, binding: refused}]").expect_err("unsigned");
    assert!(
        e.to_string()
            .contains("a `refused` location needs `by` and `on`"),
        "{e}"
    );
    for wrong in [
        "imported: yes",
        "imported: {name: 12}",
        "imported: {name: [abcdefgh]}",
    ] {
        let e = activity(wrong).expect_err(wrong);
        assert!(e.to_string().contains("kept by limier"), "{e}");
    }
}
