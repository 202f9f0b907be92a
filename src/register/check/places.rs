//! Remarks on where data live: bindings, systems, hosting against transfers.

use super::Remark;
use crate::register::fact::Message;
use crate::register::{Activity, Answer, Binding, Register, System, system};
use std::collections::BTreeMap;

/// European Economic Area, ISO 3166-1 alpha-2 (EU 27, Iceland, Liechtenstein,
/// Norway).
const EEA: &[&str] = &[
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IS",
    "IT", "LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK",
];

/// French overseas territories with codes of their own.
const FRANCE_OVERSEAS: &[&str] = &["GF", "GP", "MQ", "RE", "YT", "MF"];

/// What one activity says of its places.
pub(super) fn activity(register: &Register, a: &Activity, out: &mut Vec<Remark>) {
    if a.is_in_force() && a.confirmed().next().is_none() {
        out.push(no_location(a));
    }
    for name in &a.systems {
        match register.system(&name.value) {
            None => out.push(unknown_system(&name.value, name.at)),
            Some(system) => out.extend(outside(a, system)),
        }
    }
    out.extend(foreign_tools(register, a));
    for claim in &a.claims {
        let Some(name) = &claim.system else { continue };
        if register.system(&name.value).is_none() {
            out.push(unknown_system(&name.value, name.at));
        }
    }
}

fn no_location(a: &Activity) -> Remark {
    Remark::new(
        "location-none",
        a.id.at,
        Message::new(
            "aucun emplacement confirmé : rien n’est rattaché à la fiche",
            "no confirmed location: nothing is bound to the fiche",
        ),
        match a.suggested().next() {
            Some(b) => Message::new(
                format!(
                    "confirmer l’emplacement proposé ligne {} : `binding: confirmed, by: …, on: …`",
                    b.uri.at.line
                ),
                format!(
                    "confirm the location suggested on line {}: `binding: confirmed, by: …, on: …`",
                    b.uri.at.line
                ),
            ),
            None => Message::new(
                "après un scan, `limier register bind` propose des lieux ; ou ajouter `locations: [{uri: …, binding: confirmed, by: …, on: …}]`",
                "after a scan, `limier register bind` suggests places; or add `locations: [{uri: …, binding: confirmed, by: …, on: …}]`",
            ),
        },
    )
}

fn unknown_system(name: &str, at: crate::register::At) -> Remark {
    Remark::new(
        "system-unknown",
        at,
        Message::new(
            format!("le système `{name}` n’est pas décrit dans `systems`"),
            format!("the system `{name}` is not described under `systems`"),
        ),
        Message::new(
            "le décrire (nom, hébergement, pays) ou corriger son identifiant",
            "describe it (name, hosting, country) or correct its id",
        ),
    )
}

/// Hosting outside the EEA although the register answers "non".
fn outside(a: &Activity, system: &System) -> Option<Remark> {
    let country = system.country.as_ref()?;
    let code = country.value.trim().to_uppercase();
    let inside = EEA.contains(&code.as_str()) || FRANCE_OVERSEAS.contains(&code.as_str());
    let said_no = a.transfers.outside_eu.value == Answer::No;
    (said_no && !inside && !code.is_empty()).then(|| {
        Remark::new(
            "transfer-contradiction",
            a.transfers.outside_eu.at,
            Message::new(
                format!(
                    "transferts hors UE : « non », mais `{}` est hébergé : {code}",
                    system.id.value
                ),
                format!(
                    "transfers outside the EU: \"non\", but `{}` is hosted in: {code}",
                    system.id.value
                ),
            ),
            Message::new(
                "à confirmer : pays d’hébergement, ou transfert et garanties à déclarer",
                "to be confirmed: the hosting country, or a transfer and its safeguards to declare",
            ),
        )
    })
}

/// Tools of providers established outside the EEA that a fiche names although it
/// answers "non"; where the register says that one is hosted is judged by
/// [`outside`].
fn foreign_tools(register: &Register, a: &Activity) -> Option<Remark> {
    if a.transfers.outside_eu.value != Answer::No {
        return None;
    }
    let hosted = |name: &str| register.system(name).is_some_and(|s| s.country.is_some());
    let systems = a.systems.iter().filter(|s| !hosted(&s.value));
    let names = systems.map(|s| {
        let known = register.system(&s.value).and_then(|s| s.name.as_deref());
        known.unwrap_or(&s.value)
    });
    let recipients = [&a.recipients.external, &a.recipients.processors];
    let recipients = recipients
        .into_iter()
        .flatten()
        .map(|r| r.text.value.as_str());
    let purposes = a.purposes.iter().map(|p| p.text.value.as_str());
    let measures = a.security.iter().filter_map(|s| s.text.as_deref());
    let said = names.chain(recipients).chain(purposes).chain(measures);
    let (tool, country) = said
        .flat_map(system::named)
        .find_map(|(known, _)| Some((&known.name, known.country.as_ref()?)))?;
    Some(Remark::new(
        "transfer-tool",
        a.transfers.outside_eu.at,
        Message::new(
            format!(
                "transferts hors UE : « non », mais la fiche nomme {tool}, dont le fournisseur est établi : {country}"
            ),
            format!(
                "transfers outside the EU: \"non\", but the fiche names {tool}, whose provider is established in: {country}"
            ),
        ),
        Message::new(
            "à confirmer : pays d’hébergement (`systems: hosting: country`) et accès du fournisseur, ou transfert et garanties à déclarer",
            "to be confirmed: hosting country (`systems: hosting: country`) and the provider's access, or a transfer and its safeguards to declare",
        ),
    ))
}

/// Pairs of remarks are cut after this many patterns under one prefix.
const COMPARED: usize = 200;

/// Steps spent on comparing patterns, seconds at most; what is left over is not
/// compared.
const EFFORT: usize = 300_000_000;

/// Two confirmed patterns of equal specificity on one place, of different
/// activities: both count, so that either may cover what is found.
pub(super) fn shared(register: &Register, out: &mut Vec<Remark>) {
    let mut by_prefix: BTreeMap<&str, Vec<(&Activity, &Binding)>> = BTreeMap::new();
    for a in register.activities.iter().filter(|a| a.is_in_force()) {
        for b in a.confirmed() {
            by_prefix
                .entry(b.pattern.prefix())
                .or_default()
                .push((a, b));
        }
    }
    let mut effort = EFFORT;
    for group in by_prefix.values() {
        let group = &group[..group.len().min(COMPARED)];
        for (i, (a, first)) in group.iter().enumerate() {
            for (other, second) in &group[i + 1..] {
                let equal = first.pattern.rank(0) == second.pattern.rank(0);
                if a.id.value == other.id.value || !equal {
                    continue;
                }
                if first.pattern.meets(&second.pattern, &mut effort) {
                    out.push(both(a, first, second).of(other));
                    out.extend(excluded(a, other, second).map(|r| r.of(a)));
                    out.extend(excluded(other, a, first).map(|r| r.of(other)));
                }
            }
        }
    }
}

/// An exclusion of one fiche that another, bound to the same place, declares.
fn excluded(a: &Activity, other: &Activity, place: &Binding) -> Option<Remark> {
    let declared = other.declared_items();
    let (negation, item) = a.forbidden.iter().find_map(|f| {
        let item = declared.iter().find(|d| f.what.value.covers(**d))?;
        Some((f, item))
    })?;
    let (fr, en) = super::word::item(*item);
    Some(Remark::new(
        "forbidden-shared",
        negation.what.at,
        Message::new(
            format!(
                "{fr} : exclu ici et déclaré par « {} », confirmé pour le même lieu (`{}`)",
                other.name.value, place.uri.value
            ),
            format!(
                "{en}: excluded here and declared by \"{}\", confirmed for the same place (`{}`)",
                other.name.value, place.uri.value
            ),
        ),
        Message::new(
            "préciser l’un des deux emplacements, ou retirer l’exclusion",
            "make one of the two locations more specific, or remove the exclusion",
        ),
    ))
}

fn both(a: &Activity, first: &Binding, second: &Binding) -> Remark {
    Remark::new(
        "location-shared",
        second.uri.at,
        Message::new(
            format!(
                "« {} » est aussi confirmé ligne {} pour « {} », sans être moins précis",
                second.uri.value, first.uri.at.line, a.name.value
            ),
            format!(
                "\"{}\" is also confirmed on line {} for \"{}\", and no less specific",
                second.uri.value, first.uri.at.line, a.name.value
            ),
        ),
        Message::new(
            "si le partage est voulu, ne rien faire : chaque fiche peut couvrir ; sinon préciser l’un des deux",
            "if the place is shared on purpose, leave it: either fiche may cover; else make one more specific",
        ),
    )
}
