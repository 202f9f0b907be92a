//! Data that are older than they should be, as gaps tell them (G07, G12): where they
//! stand, since when, by which clock, and of how many persons they can be.

use super::clock::{Clock, Reading};
use super::persons;
use super::survey::Survey;
use super::words;
use crate::register::Message;
use std::collections::BTreeMap;

/// Places that a gap names with their clock.
const NAMED: usize = 4;

/// Ages, and the finds that they are told of.
pub(super) type Ages = BTreeMap<Reading, Vec<usize>>;

/// Those with something beyond the limit.
pub(super) fn beyond(ages: &Ages) -> Ages {
    let old = ages.iter().filter(|(r, _)| r.beyond > 0);
    old.map(|(r, finds)| (r.clone(), finds.clone())).collect()
}

/// The finds of all of them.
pub(super) fn finds(old: &Ages) -> Vec<usize> {
    old.values().flatten().copied().collect()
}

/// No more persons than so many are concerned, by the best estimate and at most: of a
/// table the rows that are beyond the limit, of a file told by its own day all that it
/// holds. Rows of one table stand under each of its data, and count once.
pub(super) fn most(survey: &Survey<'_>, old: &Ages) -> Option<(u64, u64)> {
    let rows = old.keys().filter(|r| r.clock != Clock::Modified);
    let rows = rows.fold(0u64, |sum, r| sum.saturating_add(r.beyond));
    let whole = old.iter().filter(|(r, _)| r.clock == Clock::Modified);
    let whole: Vec<usize> = whole.flat_map(|(_, finds)| finds).copied().collect();
    let (likely, most) = match whole.is_empty() {
        true => (0, 0),
        false => persons::people(survey, &whole)?,
    };
    Some((rows.saturating_add(likely), rows.saturating_add(most)))
}

/// The oldest places, each with its clock.
pub(super) fn lines(old: &Ages) -> Vec<Message> {
    let mut sorted: Vec<&Reading> = old.keys().collect();
    sorted.sort_by_key(|r| (r.span.0, *r));
    let mut lines: Vec<Message> = sorted.iter().take(NAMED).map(|r| line(r)).collect();
    lines.extend(words::rest(
        sorted.len().saturating_sub(NAMED),
        ["autre fichier ou table", "autres fichiers ou tables"],
        ["other file or table", "other files or tables"],
    ));
    lines
}

fn line(r: &Reading) -> Message {
    let at = r.at.to_string();
    let place = match &r.sheet {
        Some(sheet) => format!("{at} › {sheet}"),
        None => at,
    };
    let month = |m: i32| format!("{:02}/{}", m.rem_euclid(12) + 1, m.div_euclid(12));
    match &r.clock {
        Clock::Column(name) => {
            let rows = words::count(r.beyond, ["ligne", "lignes"], ["row", "rows"]);
            let total = words::number(r.total);
            Message::new(
                format!(
                    "{place}\u{a0}: {} sur {} au-delà, la plus ancienne de {} (horloge\u{a0}: colonne «\u{a0}{name}\u{a0}»)",
                    rows.fr,
                    total.fr,
                    month(r.span.0)
                ),
                format!(
                    "{place}: {} of {} beyond it, the oldest of {} (clock: column \"{name}\")",
                    rows.en,
                    total.en,
                    month(r.span.0)
                ),
            )
        }
        Clock::Modified => Message::new(
            format!(
                "{place}\u{a0}: inchangé depuis {} (horloge\u{a0}: date de modification du fichier)",
                month(r.span.0)
            ),
            format!(
                "{place}: unchanged since {} (clock: date of modification of the file)",
                month(r.span.0)
            ),
        ),
    }
}
