//! The parts of a register beside its activities.

use super::declared;
use crate::register::accepted::Accepted;
use crate::register::fact::{Fact, Message};
use crate::register::fault::Fault;
use crate::register::organisation::{Organisation, Person, SourceDocument, System, Waiver};
use crate::register::read::{Faults, Fields, shorten};

/// `organisation:`.
pub(super) fn read(f: &mut Fields<'_>, faults: &Faults) -> Organisation {
    let Some(mut o) = f.fields("organisation") else {
        return Organisation::default();
    };
    let found = Organisation {
        at: Some(o.at),
        name: o.text("name"),
        controller: person(&mut o, "controller"),
        representative: person(&mut o, "representative"),
        dpo: person(&mut o, "dpo"),
        source: o.plain("source"),
    };
    declared::imported(&mut o, faults);
    o.close();
    found
}

fn person(f: &mut Fields<'_>, key: &'static str) -> Option<Person> {
    let mut p = f.fields(key)?;
    let found = Person {
        at: p.at,
        name: p.text("name"),
        email: p.text("email"),
        phone: p.plain("phone"),
        address: p.plain("address"),
        company: p.plain("company"),
        external: p.boolean("external").map(|b| b.value),
        source: p.plain("source"),
    };
    p.close();
    Some(found)
}

/// `sources:`.
pub(super) fn sources(f: &mut Fields<'_>, faults: &Faults) -> Vec<SourceDocument> {
    let mut out = Vec::new();
    for node in f.each("sources") {
        let Some(mut s) = Fields::open(node, "sources[]", faults) else {
            continue;
        };
        let id = s.needed_text("id");
        let file = s.needed_text("file");
        let (sha256, importer) = (s.plain("sha256"), s.plain("importer"));
        declared::imported(&mut s, faults);
        s.close();
        if let (Some(id), Some(file)) = (id, file) {
            out.push(SourceDocument {
                id,
                file: file.value,
                sha256,
                importer,
            });
        }
    }
    out
}

/// `systems:`.
pub(super) fn systems(f: &mut Fields<'_>, faults: &Faults) -> Vec<System> {
    let mut out = Vec::new();
    for node in f.each("systems") {
        let Some(mut s) = Fields::open(node, "systems[]", faults) else {
            continue;
        };
        let id = s.needed_text("id");
        let name = s.plain("name");
        let aliases = s.texts("aliases").into_iter().map(|a| a.value).collect();
        let medium = s.word("medium").map(|m| m.value);
        let source = s.plain("source");
        let hosting = s.fields("hosting");
        s.close();
        let (place, country) = hosting.map_or((None, None), |mut h| {
            let found = (h.plain("place"), h.text("country"));
            h.close();
            found
        });
        if let Some(id) = id {
            out.push(System {
                id,
                name,
                aliases,
                medium,
                source,
                place,
                country,
            });
        }
    }
    out
}

/// `waivers:`; each needs gap, reason, author and expiry.
pub(super) fn waivers(f: &mut Fields<'_>, faults: &Faults) -> Vec<Waiver> {
    let mut out = Vec::new();
    for node in f.each("waivers") {
        let Some(mut w) = Fields::open(node, "waivers[]", faults) else {
            continue;
        };
        let gap = w.needed_text("gap");
        let reason = w.needed_text("reason");
        let by = w.needed_text("by");
        let until = w.needed_date("until");
        let accepts = accepted(&mut w, faults);
        w.close();
        if let Some(id) = &gap {
            well_formed(id, faults);
        }
        if let (Some(gap), Some(reason), Some(by), Some(until)) = (gap, reason, by, until) {
            out.push(Waiver {
                gap,
                reason: reason.value,
                by: by.value,
                until,
                accepts,
            });
        }
    }
    out
}

/// The facts that a waiver or decision remembers, beside its other keys.
pub(crate) fn accepted(f: &mut Fields<'_>, faults: &Faults) -> Accepted {
    let items = f.each("items").iter();
    let items = items.filter_map(|n| declared::item(n, faults));
    Accepted {
        items: items.map(|i| i.value).collect(),
        level: f.word("level").map(|l| l.value),
        persons: f.number("persons").map(|n| u64::from(n.value)),
        places: f.texts("places").into_iter().map(|p| p.value).collect(),
        digest: f.plain("digest"),
    }
}

/// Whether an id is one of a gap; if not, that is a fault.
pub(crate) fn well_formed(id: &Fact<String>, faults: &Faults) {
    let digits = id.value.strip_prefix("G-").unwrap_or_default();
    if digits.len() >= 6 && digits.chars().all(|c| c.is_ascii_hexdigit()) {
        return;
    }
    let name = shorten(&id.value);
    faults.add(Fault::at(
        id.at,
        u32::try_from(id.value.chars().count()).unwrap_or(1),
        Message::new(
            format!("`{name}` n’est pas un identifiant d’écart"),
            format!("`{name}` is not the id of a gap"),
        ),
        Message::new(
            "recopier l’identifiant du rapport, par exemple G-3f2a9c01",
            "copy the id from the report, for instance G-3f2a9c01",
        ),
    ));
}
