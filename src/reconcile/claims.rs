//! G12 for promises: claims of the register that what was found contradicts.
//! Only what an inventory can decide is decided here; what is said to be destroyed
//! is judged by its dates, as periods are (`clock`), and told like them (`aged`). How
//! long is never read from the words of a claim: without days it is not judged, which
//! `register check` says.

use super::aged::{self, Ages};
use super::clock::{self, Mute, Reading};
use super::compared::{Rulings, belongs};
use super::evidence::{self, Draft};
use super::gap::{Code, Gap, Quote, Step};
use super::survey::{Find, Survey};
use super::words;
use crate::model::fold;
use crate::register::{Activity, Claim, ClaimKind, Message, Register, inert};

/// One gap per claim that is contradicted.
pub(super) fn gaps(survey: &Survey<'_>, register: &Register, rulings: &Rulings) -> Vec<Gap> {
    let mut out = Vec::new();
    for (index, a) in register.activities.iter().enumerate() {
        if !a.is_in_force() || a.claims.is_empty() {
            continue;
        }
        let own: Vec<usize> = (0..survey.finds.len())
            .filter(|i| belongs(survey, rulings, &survey.finds[*i], index))
            .collect();
        for claim in &a.claims {
            let against: Vec<usize> = own
                .iter()
                .copied()
                .filter(|i| contradicts(survey, register, claim, &survey.finds[*i]))
                .collect();
            if !against.is_empty() {
                let old = ages(survey, claim, &against);
                out.push(gap(survey, register, a, claim, (&against, &old)));
            }
        }
    }
    out
}

fn contradicts(survey: &Survey<'_>, register: &Register, claim: &Claim, find: &Find<'_>) -> bool {
    let about = claim.items.is_empty() || claim.items.iter().any(|i| i.value == find.datum);
    let file = !survey.is_database(survey.spots[find.spot].source);
    about
        && match claim.kind.value {
            // rows of persons in a file: an export
            ClaimKind::NoExportOutsideSystem => {
                file && find.holding.place.is_column()
                    && find.datum.counts_persons()
                    && outside(survey, register, claim, find)
            }
            // what could be opened was not encrypted
            ClaimKind::FilesEncrypted => file,
            ClaimKind::NotStored | ClaimKind::EnteredOnly => !claim.items.is_empty(),
            ClaimKind::DestroyedAfter => {
                let read = claim.days.map(|days| reading(survey, find, days));
                matches!(read, Some(Ok(r)) if r.beyond > 0)
            }
        }
}

/// How old the data are that a find stands among, against so many days.
fn reading(survey: &Survey<'_>, find: &Find<'_>, days: u32) -> Result<Reading, Mute> {
    let collected = clock::trigger("collection").expect("a trigger of the table: tested");
    let limit = clock::limit(collected, days.div_ceil(30), survey.as_of);
    clock::reading(survey, find, collected, limit)
}

/// What is older than the days of a claim; nothing where it tells none.
fn ages(survey: &Survey<'_>, claim: &Claim, finds: &[usize]) -> Ages {
    let mut ages = Ages::new();
    let days = claim
        .days
        .filter(|_| claim.kind.value == ClaimKind::DestroyedAfter);
    let all = days
        .into_iter()
        .flat_map(|days| finds.iter().map(move |i| (*i, days)));
    for (i, days) in all {
        if let Ok(read) = reading(survey, &survey.finds[i], days) {
            ages.entry(read).or_default().push(i);
        }
    }
    ages
}

/// Whether a place is known to lie outside the system a claim is about. Of a
/// system that the register does not describe nobody can tell; a place that bears
/// its name is its own.
fn outside(survey: &Survey<'_>, register: &Register, claim: &Claim, find: &Find<'_>) -> bool {
    let Some(name) = &claim.system else {
        return true;
    };
    let Some(system) = register.system(&name.value) else {
        return false;
    };
    // whole words, whatever and however much parts them
    let words = |text: &str| {
        let folded = fold(text);
        let parts = folded.split(|c: char| !c.is_alphanumeric());
        let parts: Vec<&str> = parts.filter(|p| !p.is_empty()).collect();
        format!(" {} ", parts.join(" "))
    };
    let place = words(survey.spots[find.spot].name.absolute());
    let names = system.aliases.iter().chain(&system.name);
    let mut names = names.chain([&system.id.value]).map(|n| words(n));
    !names.any(|n| !n.trim().is_empty() && place.contains(&n))
}

fn gap(
    survey: &Survey<'_>,
    register: &Register,
    a: &Activity,
    claim: &Claim,
    (finds, old): (&[usize], &Ages),
) -> Gap {
    let name = words::quoted(&a.name.value);
    let why = why(claim.kind.value);
    let quote = claim
        .text
        .clone()
        .unwrap_or_else(|| register.under("claims", claim.kind.at));
    let mut source = register.cite(claim.kind.at);
    if let Some(original) = &claim.source {
        source = format!("{source} ({original})");
    }
    let system = claim.system.as_ref().map(|s| s.value.clone());
    evidence::gap(
        survey,
        Draft {
            code: Code::G12,
            title: Message::new(
                format!("Contraire à un engagement de {}\u{a0}: {}", name.fr, why.fr),
                format!("Contrary to a commitment of {}: {}", name.en, why.en),
            ),
            cluster: a.name.value.clone(),
            signature: vec![
                a.id.value.clone(),
                claim.kind.value.as_str().to_owned(),
                system.unwrap_or_default(),
            ],
            shown: None,
            also: None,
            activity: Some((a.id.value.clone(), a.name.value.clone())),
            register: Some(Quote {
                quote: inert(quote),
                source: inert(source),
            }),
            step: Step::Claim,
            because: aged::lines(old),
            most: aged::most(survey, old).filter(|_| !old.is_empty()),
            finds,
        },
    )
}

fn why(kind: ClaimKind) -> Message {
    let (fr, en) = match kind {
        ClaimKind::NoExportOutsideSystem => (
            "fichiers de personnes hors du système déclaré",
            "files of persons outside the declared system",
        ),
        ClaimKind::FilesEncrypted => (
            "fichiers lisibles sans déchiffrement",
            "files readable without decryption",
        ),
        ClaimKind::NotStored => (
            "données conservées et annoncées comme non conservées",
            "data stored and said not to be",
        ),
        ClaimKind::EnteredOnly => (
            "données conservées et annoncées comme seulement saisies",
            "data stored and said to be entered only",
        ),
        ClaimKind::DestroyedAfter => ("durée annoncée dépassée", "announced period exceeded"),
    };
    Message::new(fr, en)
}
