//! Decisions of the register about gaps. A waiver accepts a gap as far as it had
//! gone when it was decided: a graver level, a datum, a place, or persons beyond
//! what it remembers reopen the gap, and so does its last day. What a waiver does
//! not write down it has not accepted. Nothing is hidden: a gap that is open again
//! says why.

use super::extent::{self, is_pattern};
use super::gap::{Gap, Level};
use super::survey::Survey;
use super::warn::{Warning, WarningKind};
use super::words;
use crate::register::{Date, Gravity, Message, Pattern, Register, Waiver, inert};

/// Marks the gaps that a waiver is about; says which waivers are exceeded.
pub(super) fn apply(
    survey: &Survey<'_>,
    gaps: &mut [Gap],
    register: &Register,
    as_of: Date,
) -> Vec<Warning> {
    let mut warnings = Vec::new();
    for gap in gaps {
        let mut own: Vec<&Waiver> = register
            .waivers
            .iter()
            .filter(|w| w.gap.value.eq_ignore_ascii_case(&gap.id.0))
            .collect();
        // the one that holds longest is told
        own.sort_by_key(|w| (std::cmp::Reverse(w.until.value), &w.reason));
        let Some(last) = own.first() else { continue };
        let in_force = own.iter().filter(|w| w.until.value >= as_of);
        if let Some(waiver) = in_force.clone().find(|w| beyond(survey, gap, w).is_empty()) {
            gap.waived = Some(inert(format!(
                "{} ({}, {})",
                waiver.reason, waiver.by, waiver.until.value
            )));
            continue;
        }
        let said = match in_force.clone().next() {
            Some(waiver) => {
                let said = exceeded(waiver, &beyond(survey, gap, waiver));
                warnings.push(warning(register, waiver, &said));
                said
            }
            None => expired(last),
        };
        gap.evidence_fr.insert(0, said.fr);
        gap.evidence_en.insert(0, said.en);
    }
    warnings
}

/// What a gap has that the waiver did not accept.
fn beyond(survey: &Survey<'_>, gap: &Gap, waiver: &Waiver) -> Vec<Message> {
    if remembers_nothing(waiver) {
        return vec![Message::new(
            "elle ne dit pas ce qu’elle accepte (level, items, persons, places)",
            "it does not say what it accepts (level, items, persons, places)",
        )];
    }
    let parts = [
        graver(gap, waiver),
        more_items(gap, waiver),
        more_persons(gap, waiver),
        more_places(survey, gap, waiver),
    ];
    parts.into_iter().flatten().collect()
}

fn remembers_nothing(w: &Waiver) -> bool {
    let counts = w.level.is_none() && w.persons.is_none() && w.digest.is_none();
    counts && w.items.is_empty() && w.places.is_empty()
}

fn graver(gap: &Gap, waiver: &Waiver) -> Option<Message> {
    let accepted = waiver.level.map_or(Level::Info, level);
    let now = gap.severity.level;
    (now > accepted).then(|| {
        Message::new(
            format!("niveau monté de {} à {}", name(accepted).fr, name(now).fr),
            format!("level risen from {} to {}", name(accepted).en, name(now).en),
        )
    })
}

fn more_items(gap: &Gap, waiver: &Waiver) -> Option<Message> {
    let new = gap.items.iter().filter(|i| !waiver.items.contains(i));
    let new = words::set(new.copied());
    (!new.is_empty()).then(|| {
        let n = words::count(
            new.len() as u64,
            ["donnée nouvelle", "données nouvelles"],
            ["new item", "new items"],
        );
        let list = words::items(&new);
        Message::new(
            format!("{} ({})", n.fr, list.fr),
            format!("{} ({})", n.en, list.en),
        )
    })
}

/// Every person beyond what was accepted counts; a register that wants headroom
/// for a list in use writes a larger number.
fn more_persons(gap: &Gap, waiver: &Waiver) -> Option<Message> {
    let (now, then) = (gap.most_persons()?, waiver.persons.unwrap_or(0));
    (now > then).then(|| {
        let (then, now) = (words::number(then), words::number(now));
        Message::new(
            format!(
                "personnes\u{a0}: {} acceptées, {} à présent",
                then.fr, now.fr
            ),
            format!("persons: {} accepted, {} now", then.en, now.en),
        )
    })
}

fn more_places(survey: &Survey<'_>, gap: &Gap, waiver: &Waiver) -> Option<Message> {
    if waiver.digest.as_ref() == Some(&gap.extent.digest) {
        return None;
    }
    let (patterns, names): (Vec<&str>, Vec<&str>) = waiver
        .places
        .iter()
        .map(String::as_str)
        .partition(|p| is_pattern(p));
    let patterns: Vec<Pattern> = patterns
        .into_iter()
        .filter_map(|p| Pattern::parse(p).ok())
        .collect();
    let accepted = |place: &String| {
        names.contains(&place.as_str()) || patterns.iter().any(|p| p.matches(place))
    };
    let places = extent::names(survey, gap.places.iter().map(|p| &p.at));
    let new = places.iter().filter(|p| !accepted(p)).count() as u64;
    if new == 0 {
        return None;
    }
    if waiver.places.is_empty() && waiver.digest.is_some() {
        return Some(Message::new(
            "les lieux ne sont plus les mêmes",
            "the places are no longer the same",
        ));
    }
    Some(words::count(
        new,
        ["lieu nouveau", "lieux nouveaux"],
        ["new place", "new places"],
    ))
}

fn exceeded(waiver: &Waiver, beyond: &[Message]) -> Message {
    let join = |text: fn(&Message) -> &str| {
        let parts: Vec<&str> = beyond.iter().map(text).collect();
        parts.join(", ")
    };
    let by = &waiver.by;
    Message::new(
        format!(
            "Dérogation dépassée ({by})\u{a0}: {} ; écart rouvert",
            join(|m| &m.fr)
        ),
        format!(
            "Waiver exceeded ({by}): {}; gap open again",
            join(|m| &m.en)
        ),
    )
}

fn expired(waiver: &Waiver) -> Message {
    let (until, by) = (waiver.until.value, &waiver.by);
    Message::new(
        format!("Dérogation expirée le {until} ({by})\u{a0}: écart rouvert"),
        format!("Waiver expired on {until} ({by}): gap open again"),
    )
}

fn warning(register: &Register, waiver: &Waiver, said: &Message) -> Warning {
    let id = &waiver.gap.value;
    Warning {
        kind: WarningKind::WaiverExceeded,
        text: Message::new(
            format!(
                "{id} : {}, à décider de nouveau (le rapport HTML et `accepts` du JSON donnent les constats à écrire)",
                said.fr
            ),
            format!(
                "{id}: {}, to be decided again (the HTML report and `accepts` of the JSON give the facts to write)",
                said.en
            ),
        ),
        source: register.cite(waiver.gap.at),
    }
}

const fn level(written: Gravity) -> Level {
    match written {
        Gravity::Info => Level::Info,
        Gravity::Low => Level::Low,
        Gravity::Medium => Level::Medium,
        Gravity::High => Level::High,
        Gravity::Critical => Level::Critical,
    }
}

fn name(level: Level) -> Message {
    let (fr, en) = match level {
        Level::Info => ("information", "information"),
        Level::Low => ("faible", "low"),
        Level::Medium => ("modéré", "medium"),
        Level::High => ("élevé", "high"),
        Level::Critical => ("critique", "critical"),
    };
    Message::new(fr, en)
}
