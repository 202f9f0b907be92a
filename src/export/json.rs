//! A register as `limier.register.v1`: one JSON document in which every fact has
//! the line of the register file that says it and, where the register was
//! imported, the place of the original document (`source`).

use crate::register::{Activity, At, Fact, Negated, Person, Register, Worded};
use serde_json::{Value, json};

/// The schema's name.
pub const SCHEMA: &str = "limier.register.v1";

/// The register, or one activity of it, as one JSON document.
#[must_use]
pub fn json(register: &Register, activity: Option<&str>) -> String {
    let asked = |a: &&Activity| activity.is_none_or(|id| a.id.value == id);
    let activities = register.activities.iter().filter(asked);
    let o = &register.organisation;
    let document = json!({
        "schema": SCHEMA,
        "file": register.file,
        "organisation": {
            "name": o.name.as_ref().map(text), "source": o.source,
            "controller": o.controller.as_ref().map(person),
            "representative": o.representative.as_ref().map(person),
            "dpo": o.dpo.as_ref().map(person),
        },
        "sources": register.sources.iter().map(|s| json!({
            "id": s.id.value, "line": s.id.at.line, "file": s.file,
            "sha256": s.sha256, "importer": s.importer,
        })).collect::<Vec<_>>(),
        "systems": register.systems.iter().map(|s| json!({
            "id": s.id.value, "line": s.id.at.line, "name": s.name, "aliases": s.aliases,
            "medium": s.medium.map(crate::register::Medium::as_str), "source": s.source,
            "place": s.place, "country": s.country.as_ref().map(|c| &c.value),
        })).collect::<Vec<_>>(),
        "activities": activities.map(of_activity).collect::<Vec<_>>(),
        "waivers": register.waivers.iter().map(|w| json!({
            "gap": w.gap.value, "line": w.gap.at.line, "reason": w.reason, "by": w.by,
            "until": w.until.value.to_string(), "level": w.accepts.level.map(crate::register::Gravity::as_str),
            "items": w.accepts.items, "persons": w.accepts.persons, "places": w.accepts.places, "digest": w.accepts.digest,
        })).collect::<Vec<_>>(),
    });
    let mut out = serde_json::to_string_pretty(&document).expect("a value is always JSON");
    out.push('\n');
    out
}

fn text(fact: &Fact<String>) -> Value {
    json!({"value": fact.value, "line": fact.at.line})
}

fn texts(all: &[Fact<String>]) -> Value {
    all.iter().map(text).collect()
}

fn worded(all: &[Worded]) -> Value {
    let each = all.iter();
    each.map(|w| json!({"value": w.text.value, "line": w.text.at.line, "source": w.source}))
        .collect()
}

/// A word of a closed list and its line.
fn word(value: &str, at: At) -> Value {
    json!({"value": value, "line": at.line})
}

fn person(p: &Person) -> Value {
    json!({
        "name": p.name.as_ref().map(text), "email": p.email.as_ref().map(text),
        "phone": p.phone, "address": p.address, "company": p.company,
        "external": p.external, "line": p.at.line, "source": p.source,
    })
}

fn of_activity(a: &Activity) -> Value {
    let date = |d: &Option<Fact<crate::register::Date>>| {
        d.as_ref().map(|d| word(&d.value.to_string(), d.at))
    };
    let line = |at: Option<At>| at.map(|at| at.line);
    json!({
        "id": a.id.value, "line": a.id.at.line, "source": a.source,
        "name": text(&a.name),
        "role": {"value": a.role.as_str(), "line": line(a.role_at)},
        "status": a.status.as_str(),
        "review_required": a.review_required,
        "created": date(&a.created), "updated": date(&a.updated),
        "purposes": worded(&a.purposes),
        "legal_basis": {
            "state": a.legal_basis.state.as_str(),
            "codes": a.legal_basis.codes.iter()
                .map(|c| word(c.value.as_str(), c.at)).collect::<Vec<_>>(),
            "text": a.legal_basis.text, "line": line(a.legal_basis.at),
            "source": a.legal_basis.source,
        },
        "data_subjects": worded(&a.data_subjects),
        "data": data(a),
        "sensitive": sensitive(a),
        "forbidden": a.forbidden.iter().map(|f| json!({
            "item": matches!(f.what.value, Negated::Item(_)).then(|| f.what.value.as_str()),
            "category": matches!(f.what.value, Negated::Category(_)).then(|| f.what.value.as_str()),
            "line": f.what.at.line, "text": f.text, "source": f.source,
        })).collect::<Vec<_>>(),
        "retention": a.retention.iter().map(|r| json!({
            "applies_to": r.applies_to, "kind": r.kind.value.as_str(), "line": r.kind.at.line,
            "months": r.months, "trigger": r.trigger, "text": r.text, "source": r.source,
        })).collect::<Vec<_>>(),
        "recipients": {
            "internal": worded(&a.recipients.internal),
            "external": worded(&a.recipients.external),
            "processors": worded(&a.recipients.processors),
        },
        "transfers": {
            "outside_eu": word(a.transfers.outside_eu.value.as_str(), a.transfers.outside_eu.at),
            "countries": worded(&a.transfers.countries),
            "safeguards": worded(&a.transfers.safeguards),
            "text": a.transfers.text, "source": a.transfers.source,
        },
        "security": a.security.iter().map(|s| json!({
            "measure": s.measure.as_str(), "state": s.state.value.as_str(),
            "line": s.state.at.line, "text": s.text, "source": s.source,
        })).collect::<Vec<_>>(),
        "other_measures": worded(&a.other_measures),
        "claims": a.claims.iter().map(|c| json!({
            "kind": c.kind.value.as_str(), "line": c.kind.at.line,
            "system": c.system.as_ref().map(|s| &s.value),
            "items": c.items.iter().map(|i| i.value).collect::<Vec<_>>(),
            "days": c.days, "text": c.text, "source": c.source,
        })).collect::<Vec<_>>(),
        "systems": texts(&a.systems),
        "locations": a.locations.iter().map(|b| json!({
            "uri": b.uri.value, "line": b.uri.at.line,
            "binding": b.state.as_str(),
            "by": b.by, "on": b.on.map(|d| d.to_string()), "score": b.score, "reason": b.reason,
        })).collect::<Vec<_>>(),
    })
}

fn data(a: &Activity) -> Value {
    let rubric = |d: &crate::register::Declared| {
        json!({
            "category": d.category.value, "line": d.category.at.line,
            "state": d.state.as_str(),
            "items": d.items.iter()
                .map(|i| word(i.value.as_str(), i.at)).collect::<Vec<_>>(),
            "condition": d.condition, "text": d.text, "source": d.source,
        })
    };
    a.data.iter().map(rubric).collect()
}

fn sensitive(a: &Activity) -> Value {
    let s = &a.sensitive;
    json!({
        "answer": word(s.answer.value.as_str(), s.answer.at),
        "items": s.declared.iter()
            .map(|i| word(i.value.as_str(), i.at)).collect::<Vec<_>>(),
        "nir": {
            "declared": s.nir.declared.as_ref().map(|d| d.value),
            "line": s.nir.declared.as_ref().map(|d| d.at.line),
            "purpose": s.nir.purpose.as_ref().map(text),
            "legal_ground": s.nir.legal_ground.as_ref().map(text),
            "source": s.nir.source,
        },
        "text": s.text, "source": s.source,
    })
}
