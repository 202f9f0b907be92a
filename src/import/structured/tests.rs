//! What is an activity in a structured text, and what is not.

use super::super::draft::Draft;
use super::super::draft::DraftActivity;
use super::super::draft::Why;
use crate::model::Datum;
use proptest::prelude::*;

fn read(kind: &str, text: &str) -> Draft {
    let (draft, problems) = super::read(kind, "x", text).expect("a structured kind");
    assert!(problems.is_empty(), "{problems:?}");
    draft
}

fn one(kind: &str, text: &str) -> DraftActivity {
    let mut all = read(kind, text).activities;
    assert_eq!(all.len(), 1, "{all:?}");
    all.remove(0)
}

fn items(a: &DraftActivity) -> Vec<Datum> {
    a.rubrics.iter().flat_map(|r| r.items.clone()).collect()
}

#[test]
fn an_activity_may_be_called_by_its_key() {
    let a = one(
        "yaml",
        "traitements:\n  paie des agents:\n    finalité: Payer\n    base légale: Contrat\n    données: nom, salaire\n",
    );
    assert_eq!(a.name.text, "paie des agents");
    assert_eq!(a.name.at.to_string(), "l.2");
    assert_eq!(items(&a), [Datum::PersonName, Datum::Salary]);
}

#[test]
fn words_of_registers_make_no_register() {
    for text in [
        "cookies: [{name: _ga, purpose: analytics, duration: 2 years, recipients: x}]",
        "purpose: demo\nsecurity: {encryption: true}\n",
        "name: x\ndata: [a]\ntools: [b]\nstatus: ok\n",
        "- just\n- a list\n",
        "a text",
    ] {
        let draft = read("yaml", text);
        assert!(draft.activities.is_empty(), "{text}");
        assert_eq!(draft.unread.len(), 1, "{text}");
    }
    assert!(super::read("text", "x.txt", "a: b").is_none());
}

#[test]
fn things_that_refer_to_one_another() {
    let a = one(
        "json",
        r#"{"@graph": [{"@id": "p", "@type": "dpv:Process", "dct:title": "P", "dpv:hasPersonalData": {"@id": "a"},
            "dpv:hasDataController": {"@id": "c"}},
            {"@id": "a", "k": "email", "z": {"@id": "a"}}, {"@id": "c", "contact": {"@id": "c"}, "x": 1}]}"#,
    );
    assert_eq!(items(&a), [Datum::Email]);
    // each refers to the next ten times: 10^40 ways
    let level = |n: usize| {
        let next: Vec<String> = (0..10)
            .map(|i| format!(r#""k{i}": {{"@id": "n{}"}}"#, n + 1))
            .collect();
        format!(r#"{{"@id": "n{n}", {}}}"#, next.join(", "))
    };
    let levels: Vec<String> = (0..40).map(level).collect();
    let a = one(
        "json",
        &format!(
            r#"{{"@graph": [{{"@type": "dpv:Process", "dct:title": "P", "dpv:hasPersonalData": {{"@id": "n0"}}}},
                {}, {{"@id": "n40", "name": "email"}}]}}"#,
            levels.join(",")
        ),
    );
    assert_eq!(items(&a), [Datum::Email]);
}

#[test]
fn only_what_is_said_to_be_processed_is_declared() {
    let a = one(
        "json",
        r#"{"name": "A", "purposes": "B", "legalBasis": "Consent", "dataSubjects": ["C"],
            "data": {"nir": false, "health": false, "email": true, "phone": null},
            "sensitiveData": false, "encryption": false}"#,
    );
    assert_eq!(items(&a), [Datum::Email]);
    assert!(a.sensitive.nir.is_none() && a.sensitive.items.is_empty());
    assert_eq!(
        a.sensitive.answer.map(|s| s.0),
        Some(crate::register::Answer::No)
    );
}

#[test]
fn durations_in_every_dress() {
    for retention in [
        "retention: 3 years",
        "retention: P3Y",
        "retention_months: 36",
        "duréeConservationEnMois: 36",
        "retention: {value: 36, unit: months}",
        "retention: [{duration: 3, period: ans}]",
        "retention: {description: kept for three years}",
    ] {
        let text =
            format!("name: A\npurposes: B\nlegal_basis: Consent\ndata: email\n{retention}\n");
        let a = one("yaml", &text);
        let months: Vec<_> = a.keeping.iter().map(|k| k.months).collect();
        assert_eq!(months, [Some(36)], "{retention}");
    }
}

#[test]
fn lines_of_json_are_activities() {
    let line = |name: &str| {
        format!(
            "{{\"name\":\"{name}\",\"purposes\":\"p\",\"legalBasis\":\"Contract\",\"data\":[\"email\"]}}\n"
        )
    };
    let draft = read("ndjson", &(line("A") + &line("B")));
    let found = draft.activities.iter();
    let found: Vec<String> = found
        .map(|a| format!("{} {}", a.name.text, a.name.at))
        .collect();
    assert_eq!(found, ["A l.1", "B l.2"]);
}

/// What an export as JSON-LD says beside the vocabulary's own terms.
#[test]
fn what_an_export_adds_to_the_vocabulary_is_read() {
    let text = r#"{"@graph": [{"@type": "dpv:Process", "dct:title": "Paie",
        "dpv:hasPurpose": [{"skos:prefLabel": "Payer"}],
        "dpv:hasPersonalData": [{"limier:item": "nir", "skos:prefLabel": "NIR"}],
        "limier:sensitive": {"limier:nir": {"limier:declared": true, "limier:purpose": "DSN", "limier:legalGround": "décret"}},
        "limier:excluded": [{"limier:category": "vie_personnelle", "dct:description": "Rien de privé"},
            {"limier:item": "iban", "dct:description": "Pas de RIB"}],
        "dpv:hasStorageCondition": [{"limier:months": 24, "limier:trigger": "end_of_year", "dct:description": "Deux ans."},
            {"limier:months": 12, "limier:trigger": "end_of_contract", "dct:description": "Jusqu'au départ."}]}]}"#;
    let (draft, _) = super::read("json", "x.jsonld", text).expect("structured");
    let a = &draft.activities[0];
    let whole: Vec<_> = a.forbidden_categories.iter().collect();
    assert_eq!(whole.len(), 1, "{whole:?}");
    assert_eq!(whole[0].0, crate::model::Category::ViePersonnelle);
    assert_eq!(whole[0].1.text, "Rien de privé");
    assert_eq!(a.forbidden.len(), 1);
    assert_eq!(a.keeping[0].trigger.as_deref(), Some("end_of_year"));
    let months: Vec<_> = a.keeping.iter().map(|k| k.months).collect();
    assert_eq!(months, [Some(24), Some(12)]);
    let ground = a.sensitive.nir_ground.as_ref().map(|s| s.text.as_str());
    assert_eq!(ground, Some("décret"));
}

/// Anything that JSON can hold, with keys that mean something.
fn json() -> impl Strategy<Value = serde_json::Value> {
    let key = prop::sample::select(vec![
        "name",
        "purposes",
        "data",
        "items",
        "category",
        "state",
        "retention",
        "unit",
        "duration",
        "recipients",
        "scope",
        "transfers",
        "countries",
        "sensitive",
        "nir",
        "declared",
        "purpose",
        "@id",
        "@type",
        "security",
        "measure",
        "claim",
        "kind",
        "excluded",
        "item",
        "rubric",
        "controller",
        "contact",
        "email",
        "privacy_declarations",
        "legalBasis",
        "x",
    ]);
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i32>().prop_map(Into::into),
        prop::sample::select(vec![
            "",
            "oui",
            "non",
            "dpv:Process",
            "email",
            "nir",
            "[x]",
            "n/a",
            "5 ans",
            "a@b.fr",
            "user.name",
            "heading_only"
        ])
        .prop_map(Into::into),
    ];
    leaf.prop_recursive(5, 60, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Into::into),
            prop::collection::vec((key.clone(), inner), 0..8).prop_map(|all| {
                let all = all.into_iter().map(|(k, v)| (k.to_owned(), v));
                serde_json::Value::Object(all.collect())
            }),
        ]
    })
}

proptest! {
    #[test]
    fn any_document_is_read(value in json()) {
        super::read("json", "x", &value.to_string());
    }

    #[test]
    fn any_text_is_read(text in "([-a: \\[\\]{}\",&*|>\n]|name|data){0,60}") {
        super::read("yaml", "x", &text);
        super::read("json", "x", &text);
        super::read("ndjson", "x", &text);
    }
}

#[test]
fn a_draft_of_an_export_stays_one() {
    let text = r#"{"@context": {"dpv": "https://w3id.org/dpv#"}, "@graph": [
      {"@type": "dpv:Process", "dct:title": "Dons", "limier:status": "draft", "limier:role": "joint",
       "dpv:hasPurpose": [{"@type": "dpv:Purpose", "skos:prefLabel": "Recevoir les dons"}]},
      {"@type": "dpv:Process", "dct:title": "Tombola", "limier:status": "archived", "limier:role": "processor",
       "dpv:hasPurpose": [{"@type": "dpv:Purpose", "skos:prefLabel": "Organiser la tombola"}]}]}"#;
    let found = crate::import::Imported::read(text.as_bytes(), "registre.jsonld");
    let all = found.draft.activities.iter();
    let told: Vec<_> = all.map(|a| (a.status, a.role)).collect();
    use crate::register::{Role, Status};
    assert_eq!(
        told,
        [
            (Some(Status::Draft), Some(Role::Joint)),
            (Some(Status::Archived), Some(Role::Processor)),
        ]
    );
}

#[test]
fn words_that_an_export_does_not_have_are_told() {
    let export = |more: &str| {
        format!(
            r#"{{"@graph": [{{"@type": "dpv:Process", "@id": "limier:activity/prets", "dct:title": "Prêts", {more}}}]}}"#
        )
    };
    for more in [
        r#""dpv:hasRecipient": {"skos:prefLabel": "Banque", "limier:scope": "lunar"}"#,
        r#""limier:sensitive": {"limier:answer": "non", "limier:nir": {"limier:declared": "perhaps"}}"#,
        r#""dpv:hasStorageCondition": {"limier:kind": "bounded", "limier:months": "many", "dct:description": "x"}"#,
        r#""limier:claim": {"limier:kind": "destroyed_after", "limier:days": "many", "dct:description": "x"}"#,
    ] {
        let draft = read("json", &export(more));
        let [a] = draft.activities.as_slice() else {
            panic!("{more}: {:?}", draft.activities);
        };
        assert!(a.recipients.external.is_empty() && a.sensitive.nir.is_none());
        let told: Vec<Why> = draft.unread.iter().map(|u| u.why).collect();
        assert_eq!(told, [Why::Unknown], "{more}");
    }
}
