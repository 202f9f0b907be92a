//! G09: files in a folder that a service synchronises whose provider is
//! established outside the European Economic Area, although the activity answers
//! that nothing is transferred. The folder's name speaks; where the provider
//! hosts the files nobody can tell from here, so the gap asks.

use super::compared::{Rulings, belongs};
use super::evidence::{self, Draft};
use super::exposure::{self, Exposure};
use super::gap::{Code, Gap, Quote, Step};
use super::survey::{Spot, Survey};
use super::words;
use crate::register::{Activity, Answer, Message, Register, Role, normal, system};
use std::collections::BTreeMap;

/// One gap per activity and service.
pub(super) fn gaps(survey: &Survey<'_>, register: &Register, rulings: &Rulings) -> Vec<Gap> {
    let services: Vec<Option<&system::Known>> = survey
        .spots
        .iter()
        .map(|spot| service(survey, spot))
        .collect();
    let mut found: BTreeMap<(usize, &str), Vec<usize>> = BTreeMap::new();
    for (index, a) in register.activities.iter().enumerate() {
        let answers = a.transfers.outside_eu.value == Answer::No;
        if !answers || !a.is_in_force() || a.role == Role::Processor {
            continue;
        }
        for (i, find) in survey.finds.iter().enumerate() {
            if let Some(service) = services[find.spot]
                && belongs(survey, rulings, find, index)
            {
                found.entry((index, &service.id)).or_default().push(i);
            }
        }
    }
    found
        .iter()
        .map(|((activity, id), finds)| {
            let service = services.iter().flatten().find(|s| s.id == *id);
            let service = service.expect("it was found among them");
            gap(
                survey,
                register,
                &register.activities[*activity],
                service,
                finds,
            )
        })
        .collect()
}

/// The foreign service that synchronises a place.
fn service(survey: &Survey<'_>, spot: &Spot<'_>) -> Option<&'static system::Known> {
    if spot.exposure != Exposure::Cloud {
        return None;
    }
    let path = spot.path.to_lossy();
    let folders = path.rsplit_once('/').map_or("", |(f, _)| f);
    let root = survey.source(spot.source).map(|s| normal::uri(&s.uri));
    let root = root.unwrap_or_default();
    // a folder that is only called like a service synchronises nothing
    let parts = exposure::away(folders).chain(exposure::away(&root));
    let mut known = parts.flat_map(system::named).map(|(system, _)| system);
    known.find(|system| system.country.is_some())
}

fn gap(
    survey: &Survey<'_>,
    register: &Register,
    a: &Activity,
    service: &system::Known,
    finds: &[usize],
) -> Gap {
    let name = words::quoted(&a.name.value);
    let country = service.country.as_deref().unwrap_or_default();
    evidence::gap(
        survey,
        Draft {
            code: Code::G09,
            title: Message::new(
                format!(
                    "Transfert à vérifier pour {}\u{a0}: fichiers dans {}",
                    name.fr, service.name
                ),
                format!(
                    "Transfer to be checked for {}: files in {}",
                    name.en, service.name
                ),
            ),
            cluster: a.name.value.clone(),
            shown: None,
            signature: vec![a.id.value.clone(), service.id.clone()],
            also: None,
            activity: Some((a.id.value.clone(), a.name.value.clone())),
            register: Some(quote(register, a)),
            step: Step::Transfer,
            because: vec![Message::new(
                format!(
                    "Le nom d’un dossier désigne {}, dont le prestataire est établi hors de l’Espace économique européen ({country})\u{a0}; le lieu d’hébergement est à vérifier",
                    service.name
                ),
                format!(
                    "The name of a folder means {}, whose provider is established outside the European Economic Area ({country}); where it hosts the files is to be checked",
                    service.name
                ),
            )],
            most: None,
            finds,
        },
    )
}

fn quote(register: &Register, a: &Activity) -> Quote {
    let t = &a.transfers;
    let at = ("transfers", t.outside_eu.at);
    words::quote(register, t.text.as_ref(), at, t.source.as_ref())
}
