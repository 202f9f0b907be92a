//! What is exported is read back as the same register, whatever the form.

use limier::export::{Block, Booklet, Fiche, Section, csv, docx, json, json_ld, markdown, xlsx};
use limier::import::Imported;
use limier::model::{Category, Datum};
use limier::register::{Activity, Answer, Date, Register, State, label};
use std::fmt::Write as _;

/// All facts of a register that an export carries, one a line.
fn facts(register: &Register) -> Vec<String> {
    let o = &register.organisation;
    let mut out = vec![format!(
        "organisation {:?}",
        o.name.as_ref().map(|n| &n.value)
    )];
    for (role, who) in [("controller", &o.controller), ("dpo", &o.dpo)] {
        let who = who.as_ref();
        let name = who.and_then(|w| w.name.as_ref()).map(|n| &n.value);
        let email = who.and_then(|w| w.email.as_ref()).map(|n| &n.value);
        let other = who.map(|w| (&w.phone, &w.company, &w.address));
        out.push(format!("{role} {name:?} {email:?} {other:?}"));
    }
    for a in &register.activities {
        out.extend(of_activity(register, a));
    }
    out
}

fn of_activity(register: &Register, a: &Activity) -> Vec<String> {
    let id = &a.id.value;
    let texts = |all: &[limier::register::Worded]| {
        let all: Vec<&str> = all.iter().map(|w| w.text.value.as_str()).collect();
        format!("{all:?}")
    };
    let date = |d: &Option<limier::register::Fact<Date>>| d.as_ref().map(|d| d.value.to_string());
    let mut out = vec![
        format!("{id} name {}", a.name.value),
        format!("{id} {:?} {:?} {}", a.role, a.status, a.review_required),
        format!("{id} dates {:?} {:?}", date(&a.created), date(&a.updated)),
        format!("{id} subjects {}", texts(&a.data_subjects)),
        format!(
            "{id} basis {:?} {:?}",
            a.legal_basis.state,
            a.legal_basis
                .codes
                .iter()
                .map(|c| c.value)
                .collect::<Vec<_>>()
        ),
        format!("{id} internal {}", texts(&a.recipients.internal)),
        format!("{id} external {}", texts(&a.recipients.external)),
        format!("{id} processors {}", texts(&a.recipients.processors)),
        format!(
            "{id} transfers {:?} {} {}",
            a.transfers.outside_eu.value,
            texts(&a.transfers.countries),
            texts(&a.transfers.safeguards)
        ),
    ];
    out.extend(
        a.purposes
            .iter()
            .map(|p| format!("{id} for {}", p.text.value)),
    );
    for d in &a.data {
        let items: Vec<Datum> = d.items.iter().map(|i| i.value).collect();
        let c = d.category.value;
        out.push(format!(
            "{id} {c} {:?} {items:?} {:?}",
            d.state, d.condition
        ));
    }
    out.extend(of_data(a));
    out.extend(of_keeping(register, a));
    out
}

fn of_data(a: &Activity) -> Vec<String> {
    let id = &a.id.value;
    let mut out = Vec::new();
    let s = &a.sensitive;
    let special: Vec<Datum> = s.declared.iter().map(|d| d.value).collect();
    let nir = s.nir.is_declared();
    let nir = nir.then(|| {
        let purpose = s.nir.purpose.as_ref().map(|p| p.value.clone());
        (
            purpose,
            s.nir.legal_ground.as_ref().map(|g| g.value.clone()),
        )
    });
    out.push(format!(
        "{id} sensitive {:?} {special:?} {nir:?}",
        s.answer.value
    ));
    // the register may list what is not processed in any order
    let mut excluded: Vec<&str> = a.forbidden.iter().map(|f| f.what.value.as_str()).collect();
    excluded.sort_unstable();
    out.push(format!("{id} without {excluded:?}"));
    out
}

fn of_keeping(register: &Register, a: &Activity) -> Vec<String> {
    let id = &a.id.value;
    let mut out = Vec::new();
    for r in &a.retention {
        out.push(format!(
            "{id} kept {} {:?} {:?} {:?}",
            r.applies_to, r.kind.value, r.months, r.trigger
        ));
    }
    for s in &a.security {
        // what a document does not speak of is absent from it
        if s.state.value != State::Absent {
            out.push(format!("{id} {:?} {:?}", s.measure, s.state.value));
        }
    }
    for other in &a.other_measures {
        out.push(format!("{id} measure {}", other.text.value));
    }
    for c in &a.claims {
        let items: Vec<Datum> = c.items.iter().map(|i| i.value).collect();
        out.push(format!(
            "{id} claims {:?} {:?} {items:?} {:?}",
            c.kind.value,
            c.system.as_ref().map(|s| name_of(register, &s.value)),
            c.days
        ));
    }
    let systems: Vec<String> = a
        .systems
        .iter()
        .map(|s| name_of(register, &s.value))
        .collect();
    out.push(format!("{id} systems {systems:?}"));
    out
}

fn name_of(register: &Register, id: &str) -> String {
    let named = register.system(id).and_then(|s| s.name.clone());
    named.unwrap_or_else(|| id.to_owned())
}

fn parsed(yaml: &str) -> Register {
    match Register::parse(yaml, "register.yaml") {
        Ok(register) => register,
        Err(e) => panic!("{}\n{yaml}", e.render(false)),
    }
}

/// Each form in which a register can be read back, and its file name.
fn forms(register: &Register, french: bool) -> Vec<(&'static str, Vec<u8>)> {
    let booklet = Booklet::of(register, None, french);
    let delimiter = if french { b';' } else { b',' };
    vec![
        (
            "registre.xlsx",
            xlsx(register, french, None).expect("short cells"),
        ),
        ("registre.csv", csv(register, french, delimiter)),
        ("registre.md", markdown(&booklet).into_bytes()),
        ("registre.docx", docx(&booklet)),
        ("registre.jsonld", json_ld(register, french).into_bytes()),
        ("registre.json", json(register, None).into_bytes()),
    ]
}

fn come_back(register: &Register, skip: &[&str]) {
    let wanted = facts(register);
    for french in [true, false] {
        for (file, bytes) in forms(register, french) {
            if skip.contains(&file) {
                continue;
            }
            let imported = Imported::read(&bytes, file);
            let yaml = imported.yaml();
            let read = facts(&parsed(&yaml));
            let lost: Vec<&String> = wanted.iter().filter(|f| !read.contains(f)).collect();
            let new: Vec<&String> = read.iter().filter(|f| !wanted.contains(f)).collect();
            assert!(
                read == wanted,
                "{file}, French: {french}: {lost:#?} became {new:#?}"
            );
            let unread = &imported.draft.unread;
            assert!(unread.is_empty(), "{file}: {unread:?}");
        }
    }
}

#[test]
fn the_register_of_the_demo_comes_back() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/register.yaml");
    let text = std::fs::read_to_string(path).expect("the demo has a register");
    come_back(&parsed(&text), &[]);
}

/// Everything that the native format can say, invented.
const FULL: &str = r#"
version: 1
organisation:
  name: "Ateliers Vernay & fils"
  controller: {name: "C. Vernay", email: direction@vernay.example, phone: "01 99 00 00 01", address: "12 quai des Lys, 29000 Port-Lys"}
  dpo: {name: "Cabinet Lis", email: dpo@vernay.example, company: "Lis, conseil", external: true}
systems: [{id: compta, name: "Compta Plus", aliases: [cp]}]
activities:
- id: "12"
  name: "Tout : le reste (y compris, etc.)"
  role: joint
  status: archived
  review_required: true
  created: 2020-02-29
  purposes: ["Finalité : gérer, et 1. payer", "Registre des activités de traitement", "Base légale"]
  legal_basis: {state: declared, codes: [legitimate_interests, consent], text: "Intérêt « bien compris », art. 6"}
  data_subjects: ["salariés, anciens salariés", Direction, Services]
  data:
  - {category: identite, state: declared, items: [person_name, iban, email], condition: "si client ; compte", text: "Nom, RIB, courriel : voir « fiche »"}
  - {category: identite, state: declared, text: "Identité au sens large"}
  - {category: vie_personnelle, state: heading_only}
  - {category: connexion, state: indeterminate, items: [login]}
  - {category: localisation, state: absent}
  - {category: internet, state: not_stated}
  - {category: art9.health, state: declared, items: [health]}
  - {category: autres, state: declared, items: [plate]}
  sensitive: {answer: partiel, art9: [health, trade_union], art10: true, nir: {declared: true, purpose: "Paie : DSN", legal_ground: "décret n° 2019-341, art. 2"}}
  forbidden: [religion, {item: vie_professionnelle, text: "Aucune donnée « pro »"}, {item: iban, text: "Aucun RIB n'est gardé."}]
  retention:
  - {applies_to: all, kind: bounded, months: 60, trigger: end_of_contract, text: "Cinq ans, puis 10 ans."}
  - {applies_to: iban, kind: bounded, months: 250, trigger: last_contact}
  - {applies_to: vie_professionnelle, kind: bounded, months: 1, trigger: end_of_use}
  - {applies_to: "pièces : factures", kind: bounded, months: 120, trigger: not_stated}
  - {applies_to: all, kind: unbounded, trigger: erasure_request, text: "Tant que « le client » ne demande rien"}
  - {applies_to: all, kind: indeterminate, text: "Voir » la politique"}
  - {applies_to: all, kind: not_stated}
  recipients: {internal: ["Direction", "Paie, RH"], external: ["URSSAF ; caisses"], processors: ["Aucun", "Nuage SA"]}
  transfers: {outside_eu: partiel, countries: [US, "Royaume-Uni"], safeguards: ["clauses types, 2021"]}
  security: {access_control: declared, traceability: heading_only, software_protection: indeterminate, backup: not_stated, encryption: {state: declared, text: "Disques chiffrés"}, processor_control: absent, other: ["Charte, signée"]}
  claims:
  - {kind: no_export_outside_system, system: compta, text: "Rien ne sort."}
  - {kind: not_stored, items: [card_pan, iban], text: "ne sont pas stockées"}
  - {kind: destroyed_after, days: 30, text: "30 jours, puis détruites"}
  systems: [compta, "Tableur maison"]
- id: vide
  name: "=Cellule(\"dangereuse\")"
  role: processor
  status: draft
  purposes: ["-1+1", "@nom", "Sans limite"]
- id: silence
  name: "o Silence"
  legal_basis: {state: heading_only}
  sensitive: {answer: "non"}
  transfers: {outside_eu: "oui"}
"#;

#[test]
fn everything_that_can_be_said_comes_back() {
    come_back(&parsed(FULL), &[]);
}

/// What a register says in facts only, without a word of its own.
const WORDLESS: &str = r"
version: 1
activities:
- id: a
  name: A
  legal_basis: {state: declared, codes: [consent]}
  data:
  - {category: identite, state: declared, items: [person_name, email]}
  - {category: autres, state: not_stated}
  sensitive: {answer: oui, art9: [health], nir: {declared: true, purpose: Paie}}
  forbidden: [religion]
  retention: [{applies_to: all, kind: bounded, months: 12, trigger: last_contact}, {applies_to: iban, kind: not_stated}]
  transfers: {outside_eu: non}
  security: {encryption: declared, backup: not_stated}
- id: b
  name: B
";

#[test]
fn words_that_nobody_wrote_are_not_read_back() {
    let register = parsed(WORDLESS);
    come_back(&register, &[]);
    for french in [true, false] {
        for (file, bytes) in forms(&register, french) {
            let back = parsed(&Imported::read(&bytes, file).yaml());
            for a in &back.activities {
                let s = &a.sensitive;
                let mut words = vec![&a.legal_basis.text, &s.text, &a.transfers.text];
                words.extend(a.data.iter().map(|d| &d.text));
                words.extend(a.forbidden.iter().map(|f| &f.text));
                words.extend(a.retention.iter().map(|r| &r.text));
                words.extend(a.security.iter().map(|s| &s.text));
                let words: Vec<&String> = words.into_iter().flatten().collect();
                assert!(words.is_empty(), "{file}: {words:?}");
            }
        }
    }
}

/// What is shown to machines, without lines and the file's name.
fn shown(register: &Register) -> serde_json::Value {
    fn bare(value: serde_json::Value) -> serde_json::Value {
        match value {
            serde_json::Value::Array(all) => all.into_iter().map(bare).collect(),
            serde_json::Value::Object(map) => {
                let kept = map.into_iter().filter(|(k, _)| k != "line" && k != "file");
                kept.map(|(k, v)| (k, bare(v))).collect()
            }
            other => other,
        }
    }
    bare(serde_json::from_str(&json(register, None)).expect("JSON"))
}

#[test]
fn what_is_shown_to_machines_comes_back_with_every_decision() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/register.yaml");
    let demo = std::fs::read_to_string(path).expect("the demo has a register");
    for text in [demo.as_str(), FULL] {
        let register = parsed(text);
        let view = json(&register, None);
        let imported = Imported::read(view.as_bytes(), "vue.json");
        let back = parsed(&imported.yaml());
        assert_eq!(shown(&back), shown(&register), "{}", imported.yaml());
        assert_eq!((imported.importer, imported.is_empty()), ("native", false));
        let id = &register.activities[0].id.value;
        let one = Imported::read(json(&register, Some(id)).as_bytes(), "vue.json");
        let back = parsed(&one.yaml());
        assert_eq!(back.activities.len(), 1);
        assert_eq!(back.activities[0].id.value, *id);
    }
}

#[test]
fn texts_that_look_like_markup_come_back() {
    let texts = [
        "a | b | c",
        "**gras** et __gras__",
        "<b>balise</b> &amp; &#42;",
        "[x] coché",
        "☐ vide",
        "# titre",
        "- - liste",
        "1. un",
        "| cellule |",
        "C:\\partage\\RH",
        "\\\\srv\\rh",
        "*a* *b*",
        "llx_societe",
        "« guillemets »",
        "fin : ",
        "~~x~~",
        "`code`",
        "'=1",
        "+33",
    ];
    let mut yaml = String::from("version: 1\nactivities:\n");
    for (n, text) in texts.iter().enumerate() {
        let quoted = serde_json::to_string(text.trim()).expect("a text");
        write!(
            yaml,
            "- id: a{n}\n  name: {quoted}\n  purposes: [{quoted}]\n  data_subjects: [{quoted}]\n  \
             recipients: {{external: [{quoted}]}}\n  retention: [{{kind: not_stated, text: {quoted}}}]\n"
        )
        .expect("writing to a String cannot fail");
    }
    // Word has no escapes: markup in its text is read as markup
    come_back(&parsed(&yaml), &["registre.docx"]);
}

#[test]
fn nothing_depends_on_anything_but_the_register() {
    let register = parsed(FULL);
    for french in [true, false] {
        assert_eq!(forms(&register, french), forms(&register, french));
    }
    let dated = xlsx(&register, true, Some(Date::constant(2026, 1, 5))).expect("short cells");
    assert_ne!(dated, xlsx(&register, true, None).expect("short cells"));
}

#[test]
fn no_cell_is_a_formula() {
    let register = parsed(FULL);
    let text = String::from_utf8(csv(&register, true, b';')).expect("UTF-8");
    assert!(text.starts_with('\u{feff}'));
    assert!(
        text.contains(";\"'-1+1\n") || text.contains(";'-1+1"),
        "{text}"
    );
    let mut reader = ::csv::ReaderBuilder::new()
        .delimiter(b';')
        .from_reader(text.as_bytes());
    for record in reader.records() {
        let record = record.expect("a record");
        let formula = |c: &str| c.starts_with(['=', '+', '-', '@']);
        assert!(!record.iter().any(formula), "{record:?}");
    }
    let bytes = xlsx(&register, true, None).expect("short cells");
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("a workbook");
    let mut sheet = String::new();
    let mut part = zip.by_name("xl/worksheets/sheet1.xml").expect("a sheet");
    std::io::Read::read_to_string(&mut part, &mut sheet).expect("text");
    assert!(
        !sheet.contains("<f>") && sheet.contains("frozen"),
        "{sheet}"
    );
}

#[test]
fn what_is_to_complete_is_not_declared() {
    for french in [true, false] {
        let of = |id: &str| label::text(label::Of::Heading, id, french).to_owned();
        let email = label::datum(Datum::Email, french).to_owned();
        let rubric = label::category(Category::Identite, french).to_owned();
        let fiche = Fiche {
            title: Fiche::title("Partage RH", french),
            sections: vec![
                Section {
                    heading: None,
                    blocks: vec![Block::Table(vec![
                        vec![of("reference"), "partage-rh".to_owned()],
                        vec![
                            of("status"),
                            label::text(label::Of::Status, "draft", french).to_owned(),
                        ],
                    ])],
                },
                Section::to_complete("purposes", french),
                Section::to_complete("legal_basis", french),
                Section::under(
                    "data",
                    vec![Block::Table(vec![vec![rubric, email]])],
                    french,
                ),
                Section::to_complete("retention", french),
            ],
        };
        let booklet = Booklet {
            title: of("register"),
            fiches: vec![fiche],
        };
        for (file, bytes) in [
            ("f.md", markdown(&booklet).into_bytes()),
            ("f.docx", docx(&booklet)),
        ] {
            let read = parsed(&Imported::read(&bytes, file).yaml());
            let a = &read.activities[0];
            assert_eq!(a.status, limier::register::Status::Draft);
            assert!(a.purposes.is_empty() && a.retention.is_empty(), "{a:?}");
            assert_eq!(a.legal_basis.state, State::NotStated);
            assert_eq!(a.declared_items(), [Datum::Email]);
            assert_eq!(a.sensitive.answer.value, Answer::NotStated);
        }
    }
}

#[test]
fn json_ld_says_every_fact_in_real_terms() {
    let value: serde_json::Value =
        serde_json::from_str(&json_ld(&parsed(FULL), true)).expect("JSON");
    assert_eq!(value["@context"]["dpv"], "https://w3id.org/dpv#");
    let first = &value["@graph"][0];
    assert_eq!(first["@type"], "dpv:Process");
    assert_eq!(first["dpv:hasLegalBasis"][0]["@id"], "eu-gdpr:A6-1-f");
    let data = first["dpv:hasPersonalData"].as_array().expect("a list");
    let said: Vec<(&str, &str)> = data
        .iter()
        .filter_map(|d| Some((d["limier:item"].as_str()?, d["limier:category"].as_str()?)))
        .collect();
    assert!(
        said.contains(&("iban", "identite")) && said.contains(&("nir", "nir")),
        "{said:?}"
    );
    // what is only a heading, or cannot be told, is no datum
    assert!(!said.contains(&("login", "connexion")), "{said:?}");
    let kept = &first["dpv:hasStorageCondition"][0];
    assert_eq!(kept["dpv:hasDuration"]["@value"], "P60M");
    let measures = first["dpv:hasTechnicalOrganisationalMeasure"].to_string();
    assert_eq!(measures.matches("dpv:").count(), 3, "{measures}");
}

#[test]
fn the_registers_of_the_seeds_come_back() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/seeds");
    let Ok(seeds) = std::fs::read_dir(path) else {
        let notice =
            std::io::Write::write_all(&mut std::io::stderr(), b"no seeds here: not compared\n");
        notice.expect("standard error can be written to");
        return;
    };
    for seed in seeds.flatten() {
        let name = seed.file_name().to_string_lossy().into_owned();
        let bytes = std::fs::read(seed.path()).expect("a seed can be read");
        let read = Imported::read(&bytes, &name);
        if !read.draft.activities.is_empty() {
            come_back(&parsed(&read.yaml()), &[]);
        }
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(48))]
    /// Whatever its texts look like, an activity comes back.
    #[test]
    fn any_text_comes_back(texts in proptest::collection::vec(text_of_pieces(), 6)) {
        let q: Vec<String> = texts.iter().map(|t| serde_json::to_string(t).expect("a text")).collect();
        let yaml = format!(
            "version: 1\nactivities:\n- id: a\n  name: {}\n  purposes: [{}, {}]\n  \
             data_subjects: [{}]\n  data: [{{category: identite, state: declared, items: [email], text: {}}}]\n  \
             recipients: {{internal: [{}]}}\n  \
             retention: [{{kind: bounded, months: 14, trigger: collection, text: {}}}]\n",
            q[0], q[1], q[2], q[3], q[4], q[5], q[4]
        );
        come_back(&parsed(&yaml), &["registre.docx"]);
    }
}

/// Pieces that mean something in one of the forms.
fn text_of_pieces() -> impl proptest::strategy::Strategy<Value = String> {
    use proptest::strategy::Strategy as _;
    const PIECES: &[&str] = &[
        "Paie",
        "é",
        " ",
        " : ",
        ": ",
        " ; ",
        ", ",
        " — ",
        "condition",
        "«",
        "»",
        " « ",
        " »",
        "|",
        " | ",
        "*",
        "**",
        "_",
        "__",
        "`",
        "~",
        "#",
        "- ",
        "• ",
        "o ",
        "1. ",
        "12",
        "<b>",
        "</b>",
        "<",
        "&amp;",
        "&#42;",
        "&",
        "[",
        "]",
        "[x] ",
        "(",
        ")",
        "'",
        "=",
        "+",
        "@",
        "\\",
        "/",
        "5 ans",
        "Non",
        "Base légale",
        "....",
        "\u{a0}",
    ];
    let pieces = proptest::collection::vec(proptest::sample::select(PIECES), 1..7);
    // one line of words, which is not all in brackets
    pieces.prop_map(|p| {
        let text = format!("{}x", p.concat());
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    })
}
