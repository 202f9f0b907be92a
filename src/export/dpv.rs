//! The register as JSON-LD in the W3C's Data Privacy Vocabulary, version 2
//! (<https://w3id.org/dpv>), with its extensions for personal data (`pd`) and
//! the GDPR (`eu-gdpr`). What that vocabulary has no term for (states, the
//! answers of templates, items, the words of a source) is said in `limier:`.

use crate::model::Datum;
use crate::register::label;
use crate::register::{
    Activity, Answer, Claim, Fact, Forbidden, LegalBasis, Measure, Negated, Person, Register,
    Retention, RetentionKind, Role, Secured, State, Worded,
};
use serde_json::{Map, Value, json};

/// The register as JSON-LD.
#[must_use]
pub fn json_ld(register: &Register, french: bool) -> String {
    let graph = register
        .activities
        .iter()
        .map(|a| process(register, a, french));
    let document = json!({
        "@context": {
            "dpv": "https://w3id.org/dpv#",
            "pd": "https://w3id.org/dpv/pd#",
            "eu-gdpr": "https://w3id.org/dpv/legal/eu/gdpr#",
            "dct": "http://purl.org/dc/terms/",
            "skos": "http://www.w3.org/2004/02/skos/core#",
            "xsd": "http://www.w3.org/2001/XMLSchema#",
            "foaf": "http://xmlns.com/foaf/0.1/",
            "limier": "urn:limier:register:",
            "@language": if french { "fr" } else { "en" },
        },
        "@graph": graph.collect::<Vec<_>>(),
    });
    let mut text = serde_json::to_string_pretty(&document).expect("a value is always JSON");
    text.push('\n');
    text
}

/// An object without the fields that say nothing.
fn object(fields: Vec<(&str, Value)>) -> Value {
    let says = |v: &Value| match v {
        Value::Null => false,
        Value::Array(all) => !all.is_empty(),
        Value::Object(fields) => !fields.is_empty(),
        _ => true,
    };
    let fields = fields.into_iter().filter(|(_, v)| says(v));
    let fields: Map<String, Value> = fields.map(|(k, v)| (k.to_owned(), v)).collect();
    Value::Object(fields)
}

/// Something of a type, called so.
fn labelled(class: &str, words: &Worded) -> Value {
    object(vec![
        ("@type", json!(class)),
        ("skos:prefLabel", json!(words.text.value)),
        ("dct:source", json!(words.source)),
    ])
}

fn each<T>(all: &[T], one: impl Fn(&T) -> Value) -> Value {
    Value::Array(all.iter().map(one).collect())
}

fn texts(class: &'static str) -> impl Fn(&Worded) -> Value {
    move |w| labelled(class, w)
}

fn process(register: &Register, a: &Activity, french: bool) -> Value {
    let parts = [
        identity(register, a),
        reasons(a),
        data(a, french),
        flows(a),
        keeping(register, a, french),
    ];
    object(parts.concat())
}

type Fields = Vec<(&'static str, Value)>;

/// What it is called, whose it is, how far it counts.
fn identity(register: &Register, a: &Activity) -> Fields {
    let day = |d: &Option<Fact<crate::register::Date>>| match d {
        Some(d) => json!({"@type": "xsd:date", "@value": d.value.to_string()}),
        None => Value::Null,
    };
    let review = a.review_required.then_some(true);
    vec![
        ("@id", json!(format!("limier:activity/{}", a.id.value))),
        ("@type", json!("dpv:Process")),
        ("dct:identifier", json!(a.id.value)),
        ("dct:title", json!(a.name.value)),
        ("dct:created", day(&a.created)),
        ("dct:modified", day(&a.updated)),
        ("dct:source", json!(a.source)),
        ("limier:role", json!(a.role.as_str())),
        ("limier:status", json!(a.status.as_str())),
        ("limier:reviewRequired", json!(review)),
        (controller_property(a.role), controller(register)),
        ("dpv:hasDataProtectionOfficer", dpo(register)),
    ]
}

/// What it is for, and on what ground.
fn reasons(a: &Activity) -> Fields {
    let basis = object(vec![
        ("limier:state", json!(a.legal_basis.state.as_str())),
        ("dct:description", json!(a.legal_basis.text)),
        ("dct:source", json!(a.legal_basis.source)),
    ]);
    let codes = each(&a.legal_basis.codes, |c| json!({"@id": article(c.value)}));
    vec![
        ("dpv:hasPurpose", each(&a.purposes, texts("dpv:Purpose"))),
        ("dpv:hasLegalBasis", codes),
        ("limier:legalBasis", basis),
    ]
}

/// Whose data, which, and which not.
fn data(a: &Activity, french: bool) -> Fields {
    let subjects = each(&a.data_subjects, texts("dpv:DataSubject"));
    vec![
        ("dpv:hasDataSubject", subjects),
        ("dpv:hasPersonalData", personal_data(a, french)),
        ("limier:rubric", each(&a.data, rubric)),
        ("limier:sensitive", sensitive(a)),
        ("limier:excluded", each(&a.forbidden, excluded)),
    ]
}

/// To whom, and where to.
fn flows(a: &Activity) -> Fields {
    let r = &a.recipients;
    let internal = r.internal.iter().map(|f| recipient(f, "internal"));
    let external = r.external.iter().map(|f| recipient(f, "external"));
    let processors = each(&r.processors, texts("dpv:DataProcessor"));
    vec![
        ("dpv:hasRecipient", internal.chain(external).collect()),
        ("dpv:hasDataProcessor", processors),
        ("dpv:hasProcessing", transfers(a)),
    ]
}

/// For how long, how protected, in what.
fn keeping(register: &Register, a: &Activity, french: bool) -> Fields {
    let system = |s: &Fact<String>| json!(named(register, &s.value));
    let claim = |c: &Claim| claim(register, c);
    let known = a.security.iter().map(|s| measure(s, french));
    let class = "dpv:TechnicalOrganisationalMeasure";
    let other = a.other_measures.iter().map(texts(class));
    let measures: Value = known.chain(other).collect();
    vec![
        ("dpv:hasStorageCondition", each(&a.retention, storage)),
        ("dpv:hasTechnicalOrganisationalMeasure", measures),
        ("limier:claim", each(&a.claims, claim)),
        ("limier:system", each(&a.systems, system)),
    ]
}

fn excluded(f: &Forbidden) -> Value {
    let key = match f.what.value {
        Negated::Item(_) => "limier:item",
        Negated::Category(_) => "limier:category",
    };
    object(vec![
        (key, json!(f.what.value.as_str())),
        ("dct:description", json!(f.text)),
        ("dct:source", json!(f.source)),
    ])
}

/// The name of a system; its id where the register has no name for it.
fn named<'r>(register: &'r Register, id: &'r str) -> &'r str {
    let name = register.system(id).and_then(|s| s.name.as_deref());
    name.unwrap_or(id)
}

fn claim(register: &Register, c: &Claim) -> Value {
    let system = c.system.as_ref().map(|s| named(register, &s.value));
    object(vec![
        ("limier:kind", json!(c.kind.value.as_str())),
        ("limier:system", json!(system)),
        ("limier:item", each(&c.items, |i| json!(i.value))),
        ("limier:days", json!(c.days)),
        ("dct:description", json!(c.text)),
        ("dct:source", json!(c.source)),
    ])
}

const fn controller_property(role: Role) -> &'static str {
    match role {
        Role::Joint => "dpv:hasJointDataControllers",
        Role::Controller | Role::Processor => "dpv:hasDataController",
    }
}

fn controller(register: &Register) -> Value {
    let o = &register.organisation;
    let name = o.name.as_ref().map(|n| n.value.as_str());
    if name.is_none() && o.controller.is_none() {
        return Value::Null;
    }
    object(vec![
        ("@type", json!("dpv:DataController")),
        ("skos:prefLabel", json!(name)),
        ("dpv:hasContact", contact(o.controller.as_ref())),
    ])
}

fn dpo(register: &Register) -> Value {
    let Some(dpo) = &register.organisation.dpo else {
        return Value::Null;
    };
    object(vec![
        ("@type", json!("dpv:DataProtectionOfficer")),
        ("dpv:hasContact", contact(Some(dpo))),
    ])
}

fn contact(who: Option<&Person>) -> Value {
    let Some(who) = who else { return Value::Null };
    object(vec![
        ("foaf:name", json!(who.name.as_ref().map(|n| &n.value))),
        ("foaf:mbox", json!(who.email.as_ref().map(|e| &e.value))),
        ("foaf:phone", json!(who.phone)),
        ("dpv:hasAddress", json!(who.address)),
        ("dct:publisher", json!(who.company)),
    ])
}

/// The concept of the GDPR extension: Art. 6(1).
const fn article(basis: LegalBasis) -> &'static str {
    match basis {
        LegalBasis::Consent => "eu-gdpr:A6-1-a",
        LegalBasis::Contract => "eu-gdpr:A6-1-b",
        LegalBasis::LegalObligation => "eu-gdpr:A6-1-c",
        LegalBasis::VitalInterests => "eu-gdpr:A6-1-d",
        LegalBasis::PublicTask => "eu-gdpr:A6-1-e",
        LegalBasis::LegitimateInterests => "eu-gdpr:A6-1-f",
    }
}

/// Every item that is declared, special ones too.
fn personal_data(a: &Activity, french: bool) -> Value {
    let listed = a.data.iter().filter(|d| d.state == State::Declared);
    let listed = listed.flat_map(|d| {
        let category = d.category.value.as_str();
        d.items.iter().map(move |i| (i.value, category))
    });
    let s = &a.sensitive;
    let special = s.declared.iter().map(|i| i.value);
    let nir = s.nir.is_declared().then_some(Datum::Nir);
    let special = special.chain(nir).map(|d| (d, d.category().as_str()));
    let all = listed.chain(special).map(|(item, category)| {
        let term = format!("pd:{}", label::pd_term(item));
        let class = match item.category().is_special() && item != Datum::Nir {
            true => json!([term, "dpv:SpecialCategoryPersonalData"]),
            false => json!(term),
        };
        json!({
            "@type": class, "skos:prefLabel": label::datum(item, french),
            "limier:item": item, "limier:category": category,
        })
    });
    Value::Array(all.collect())
}

fn rubric(d: &crate::register::Declared) -> Value {
    object(vec![
        ("limier:category", json!(d.category.value)),
        ("limier:state", json!(d.state.as_str())),
        ("limier:item", each(&d.items, |i| json!(i.value))),
        ("limier:condition", json!(d.condition)),
        ("dct:description", json!(d.text)),
        ("dct:source", json!(d.source)),
    ])
}

fn sensitive(a: &Activity) -> Value {
    let s = &a.sensitive;
    let nir = object(vec![
        (
            "limier:declared",
            json!(s.nir.declared.as_ref().map(|d| d.value)),
        ),
        (
            "limier:purpose",
            json!(s.nir.purpose.as_ref().map(|p| &p.value)),
        ),
        (
            "limier:legalGround",
            json!(s.nir.legal_ground.as_ref().map(|g| &g.value)),
        ),
    ]);
    object(vec![
        ("limier:answer", json!(s.answer.value.as_str())),
        ("limier:item", each(&s.declared, |i| json!(i.value))),
        ("limier:nir", nir),
        ("dct:description", json!(s.text)),
        ("dct:source", json!(s.source)),
    ])
}

fn recipient(w: &Worded, scope: &str) -> Value {
    let class = match scope {
        "external" => "dpv:ThirdParty",
        _ => "dpv:Recipient",
    };
    object(vec![
        ("@type", json!(class)),
        ("skos:prefLabel", json!(w.text.value)),
        ("limier:scope", json!(scope)),
        ("dct:source", json!(w.source)),
    ])
}

/// What leaves the Union: an operation of its own, said to be there or not.
fn transfers(a: &Activity) -> Value {
    let t = &a.transfers;
    let no_list = t.countries.is_empty() && t.safeguards.is_empty();
    if t.outside_eu.value == Answer::NotStated && no_list && t.text.is_none() {
        return Value::Null;
    }
    let transfer = object(vec![
        ("@type", json!("dpv:Transfer")),
        ("limier:outsideEu", json!(t.outside_eu.value.as_str())),
        ("dct:description", json!(t.text)),
        ("dct:source", json!(t.source)),
        ("dpv:hasLocation", each(&t.countries, texts("dpv:Country"))),
        (
            "dpv:hasTechnicalOrganisationalMeasure",
            each(&t.safeguards, texts("dpv:Safeguard")),
        ),
    ]);
    json!([transfer])
}

fn storage(r: &Retention) -> Value {
    let duration = r.months.filter(|_| r.kind.value == RetentionKind::Bounded);
    let duration = match duration {
        Some(months) => json!({"@type": "xsd:duration", "@value": format!("P{months}M")}),
        None => Value::Null,
    };
    object(vec![
        ("@type", json!("dpv:StorageDuration")),
        ("dpv:hasDuration", duration),
        ("limier:kind", json!(r.kind.value.as_str())),
        ("limier:months", json!(r.months)),
        ("limier:trigger", json!(r.trigger)),
        ("limier:appliesTo", json!(r.applies_to)),
        ("dct:description", json!(r.text)),
        ("dct:source", json!(r.source)),
    ])
}

/// A measure and its state: what is only a heading is no measure in the
/// vocabulary's sense, so the state stands beside it.
fn measure(s: &Secured, french: bool) -> Value {
    let class = match (s.state.value, s.measure) {
        (State::Declared, measure) => measure_class(measure),
        _ => "limier:UnconfirmedMeasure",
    };
    let name = label::text(label::Of::Measure, s.measure.as_str(), french);
    object(vec![
        ("@type", json!(class)),
        ("skos:prefLabel", json!(name)),
        ("limier:measure", json!(s.measure.as_str())),
        ("limier:state", json!(s.state.value.as_str())),
        ("dct:description", json!(s.text)),
        ("dct:source", json!(s.source)),
    ])
}

const fn measure_class(measure: Measure) -> &'static str {
    match measure {
        Measure::AccessControl => "dpv:AccessControlMethod",
        Measure::Traceability => "dpv:ActivityMonitoring",
        Measure::SoftwareProtection => "dpv:SecurityMethod",
        Measure::Backup => "dpv:DataBackupProtocols",
        Measure::Encryption => "dpv:Encryption",
        Measure::ProcessorControl => "dpv:ThirdPartySecurityProcedures",
    }
}
