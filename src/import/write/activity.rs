//! One activity as an entry of `activities:`.

use super::super::draft::{DraftActivity, Keeping, Promise, Rubric, Said};
use super::super::system;
use super::{plain, put, quoted, source};
use crate::model::Category;
use crate::register::{Answer, State};

/// Writes an activity under an id.
pub(super) fn activity(a: &DraftActivity, id: &str, out: &mut String) {
    put(
        out,
        format_args!("- id: {id}\n  name: {}\n", quoted(&a.name.text)),
    );
    put(
        out,
        format_args!(
            "  role: {}\n",
            a.role.map_or("controller", crate::register::Role::as_str)
        ),
    );
    put(out, format_args!("  status: {}\n", status(a)));
    if a.review {
        out.push_str("  review_required: true\n");
    }
    for (key, day) in [("created", a.created), ("updated", a.updated)] {
        if let Some(day) = day {
            put(out, format_args!("  {key}: {day}\n"));
        }
    }
    put(out, format_args!("  source: {}\n", source(&a.name.at)));
    list(out, "purposes", &a.purposes, worded);
    basis(a, out);
    list(out, "data_subjects", &a.subjects, worded);
    list(out, "data", &a.rubrics, rubric);
    sensitive(a, out);
    let items = a.forbidden.iter().map(|(i, s)| (i.as_str(), s));
    let categories = a.forbidden_categories.iter();
    let categories = categories.map(|(c, s)| (c.as_str(), s));
    let forbidden: Vec<(&str, &Said)> = items.chain(categories).collect();
    list(out, "forbidden", &forbidden, |(what, s)| {
        format!(
            "{{item: {what}{}, source: {}}}",
            text(std::slice::from_ref(s)),
            source(&s.at)
        )
    });
    list(out, "retention", &a.keeping, keeping);
    recipients(a, out);
    transfers(a, out);
    security(a, out);
    list(out, "claims", &a.promises, promise);
    let ids = system::of(a);
    if !ids.is_empty() {
        put(
            out,
            format_args!(
                "  systems: [{}]\n",
                ids.iter().map(|i| plain(i)).collect::<Vec<_>>().join(", ")
            ),
        );
    }
}

const fn status(a: &DraftActivity) -> &'static str {
    match (a.status, a.review) {
        (Some(status), _) => status.as_str(),
        (None, true) => "draft",
        (None, false) => "active",
    }
}

fn list<T>(out: &mut String, key: &str, all: &[T], one: impl Fn(&T) -> String) {
    if !all.is_empty() {
        put(out, format_args!("  {key}:\n"));
        for item in all {
            put(out, format_args!("  - {}\n", one(item)));
        }
    }
}

/// Words with their place.
fn worded(said: &Said) -> String {
    format!(
        "{{text: {}, source: {}}}",
        quoted(&said.text),
        source(&said.at)
    )
}

/// `, text: "..."`; nothing where only a place is known.
fn text(said: &[Said]) -> String {
    match said.iter().all(|s| s.text.is_empty()) {
        true => String::new(),
        false => format!(", text: {}", joined(said)),
    }
}

/// The words of several places, each on a line of its own.
fn joined(said: &[Said]) -> String {
    let texts: Vec<&str> = said.iter().map(|s| s.text.as_str()).collect();
    quoted(&texts.join("\n"))
}

fn security(a: &DraftActivity, out: &mut String) {
    let silent = a.security.iter().all(|s| s.state == State::Absent);
    if silent && a.measures.is_empty() {
        return;
    }
    out.push_str("  security:\n");
    for s in a.security.iter().filter(|_| !silent) {
        let (measure, state) = (s.measure.as_str(), s.state.as_str());
        match s.said.first() {
            None => put(out, format_args!("    {measure}: {state}\n")),
            Some(first) => put(
                out,
                format_args!(
                    "    {measure}: {{state: {state}{}, source: {}}}\n",
                    text(&s.said),
                    source(&first.at)
                ),
            ),
        }
    }
    if !a.measures.is_empty() {
        let all: Vec<String> = a.measures.iter().map(worded).collect();
        put(out, format_args!("    other: [{}]\n", all.join(", ")));
    }
}

fn basis(a: &DraftActivity, out: &mut String) {
    let Some(first) = a.basis_said.first() else {
        return out.push_str("  legal_basis: {state: not_stated}\n");
    };
    let text = text(&a.basis_said);
    let codes: Vec<&str> = a.basis.iter().map(|b| b.as_str()).collect();
    let read = match codes.is_empty() {
        true => State::Indeterminate,
        false => State::Declared,
    };
    let state = a.basis_state.unwrap_or(read);
    put(
        out,
        format_args!(
            "  legal_basis: {{state: {}, codes: [{}]{text}, source: {}}}\n",
            state.as_str(),
            codes.join(", "),
            source(&first.at)
        ),
    );
}

fn rubric(r: &Rubric) -> String {
    let mut fields = vec![format!(
        "category: {}, state: {}",
        r.category,
        r.state.as_str()
    )];
    if !r.items.is_empty() {
        let items: Vec<&str> = r.items.iter().map(|i| i.as_str()).collect();
        fields.push(format!("items: [{}]", items.join(", ")));
    }
    if let Some(condition) = &r.condition {
        fields.push(format!("condition: {}", quoted(condition)));
    }
    if r.said.iter().any(|s| !s.text.is_empty()) {
        fields.push(format!("text: {}", joined(&r.said)));
    }
    let at = r.said.first().map_or(&r.at, |s| &s.at);
    fields.push(format!("source: {}", source(at)));
    format!("{{{}}}", fields.join(", "))
}

fn sensitive(a: &DraftActivity, out: &mut String) {
    let s = &a.sensitive;
    let of = |category: fn(&Category) -> bool| -> Vec<&str> {
        let mut all: Vec<&str> = s
            .items
            .iter()
            .filter(|(i, _)| category(&i.category()))
            .map(|(i, _)| i.as_str())
            .collect();
        all.dedup();
        all
    };
    let (art9, art10) = (
        of(|c| *c != Category::Offence),
        of(|c| *c == Category::Offence),
    );
    let answer = s.answer.as_ref().map_or(Answer::NotStated, |(a, _)| *a);
    let mut fields = vec![format!("answer: \"{}\"", answer.as_str())];
    if !art9.is_empty() {
        fields.push(format!("art9: [{}]", art9.join(", ")));
    }
    if !art10.is_empty() {
        fields.push("art10: true".to_owned());
    }
    let ground = s.nir_ground.as_ref().map_or(String::new(), |g| {
        format!(", legal_ground: {}", quoted(&g.text))
    });
    match &s.nir {
        Some(said) => {
            let purpose = match said.text.is_empty() {
                true => String::new(),
                false => format!(", purpose: {}", quoted(&said.text)),
            };
            fields.push(format!(
                "nir: {{declared: true{purpose}{ground}, source: {}}}",
                source(&said.at)
            ));
        }
        // "no" speaks of the NIR too; silence says nothing of it
        None if answer == Answer::No || s.nir_denied => {
            fields.push("nir: {declared: false}".to_owned())
        }
        None => {}
    }
    let mut said: Vec<Said> = s.answer.iter().map(|(_, said)| said.clone()).collect();
    said.extend(s.items.iter().map(|(_, said)| said.clone()));
    said.dedup();
    if let Some(first) = said.first() {
        let texts = said.iter().map(|s| s.text.as_str());
        let texts: Vec<&str> = texts.filter(|t| !t.is_empty()).collect();
        fields.push(placed(&Said {
            text: texts.join("\n"),
            at: first.at.clone(),
        }));
    }
    put(
        out,
        format_args!("  sensitive: {{{}}}\n", fields.join(", ")),
    );
}

fn promise(p: &Promise) -> String {
    let mut fields = vec![format!("kind: {}", p.kind.as_str())];
    if let Some(system) = &p.system {
        fields.push(format!("system: {}", plain(&system::exact_id(system))));
    }
    if !p.items.is_empty() {
        let items: Vec<&str> = p.items.iter().map(|i| i.as_str()).collect();
        fields.push(format!("items: [{}]", items.join(", ")));
    }
    fields.extend(p.days.map(|days| format!("days: {days}")));
    fields.push(placed(&p.said));
    format!("{{{}}}", fields.join(", "))
}

/// Words and their place; of no words the place.
fn placed(said: &Said) -> String {
    match said.text.is_empty() {
        true => format!("source: {}", source(&said.at)),
        false => format!("text: {}, source: {}", quoted(&said.text), source(&said.at)),
    }
}

fn keeping(k: &Keeping) -> String {
    let mut fields = vec![format!(
        "applies_to: {}, kind: {}",
        quoted(&k.applies_to),
        k.kind.as_str()
    )];
    if let Some(months) = k.months {
        fields.push(format!("months: {months}"));
    }
    let bounded = k.kind == crate::register::RetentionKind::Bounded;
    let trigger = k.trigger.as_deref().or(bounded.then_some("not_stated"));
    if let Some(trigger) = trigger {
        let is_word = trigger.chars().all(|c| c.is_ascii_lowercase() || c == '_');
        match is_word {
            true => fields.push(format!("trigger: {trigger}")),
            false => fields.push(format!("trigger: {}", quoted(trigger))),
        }
    }
    fields.push(placed(&k.said));
    format!("{{{}}}", fields.join(", "))
}

fn recipients(a: &DraftActivity, out: &mut String) {
    let r = &a.recipients;
    let kinds = [
        ("internal", &r.internal),
        ("external", &r.external),
        ("processors", &r.processors),
    ];
    if kinds.iter().all(|(_, all)| all.is_empty()) {
        return;
    }
    out.push_str("  recipients:\n");
    for (key, all) in kinds {
        let all: Vec<String> = all.iter().map(worded).collect();
        put(out, format_args!("    {key}: [{}]\n", all.join(", ")));
    }
}

fn transfers(a: &DraftActivity, out: &mut String) {
    let t = &a.transfers;
    let answer = t.answer.as_ref().map_or(Answer::NotStated, |(a, _)| *a);
    let each = |all: &[Said]| all.iter().map(worded).collect::<Vec<_>>().join(", ");
    let said = t
        .answer
        .as_ref()
        .map_or(String::new(), |(_, s)| format!(", {}", placed(s)));
    put(
        out,
        format_args!(
            "  transfers: {{outside_eu: \"{}\", countries: [{}], safeguards: [{}]{said}}}\n",
            answer.as_str(),
            each(&t.countries),
            each(&t.safeguards),
        ),
    );
}
