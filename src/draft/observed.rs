//! What a scan saw of an undeclared place, in sentences. They are told beside the
//! fields of a fiche, never as one: none of them is a declaration.

use super::Undeclared;
use crate::reconcile::Amount;
use crate::register::{inert, label, utc_date};

/// Names that tell whose the data are, of one group.
const NAMES: usize = 4;

/// All that was seen, a sentence each.
pub(super) fn lines(u: &Undeclared<'_>, french: bool) -> Vec<String> {
    let mut out = vec![reason(u, french)];
    out.extend(special(u, french));
    out.extend(persons(u, french));
    out.extend(subjects(u, french));
    for (exposure, n) in &u.profile.exposure {
        let places = places(*n, u.profile.tables > 0, french);
        out.push(format!("{} ({places})", exposure.text(french)));
    }
    out.extend(modified(u, french));
    out.extend(dates(u, french));
    out.into_iter().map(inert).collect()
}

/// `Écart G-3f2a9c1d, analyse du 2026-11-22 : 12 fichiers`.
pub(super) fn reason(u: &Undeclared<'_>, french: bool) -> String {
    let (id, day) = (&u.gap.id.0, utc_date(u.scanned));
    let p = u.profile;
    let files = (p.files > 0).then(|| places(p.files, false, french));
    let tables = (p.tables > 0).then(|| places(p.tables, true, french));
    let all: Vec<String> = files.into_iter().chain(tables).collect();
    let all = all.join(", ");
    match french {
        true => format!("Écart {id}, analyse du {day} : {all}"),
        false => format!("Gap {id}, scan of {day}: {all}"),
    }
}

fn places(n: u64, tables: bool, french: bool) -> String {
    let word = match (tables, french, n > 1) {
        (false, true, false) => "fichier",
        (false, true, true) => "fichiers",
        (false, false, false) => "file",
        (false, false, true) => "files",
        (true, _, false) => "table",
        (true, _, true) => "tables",
    };
    format!("{n} {word}")
}

/// `12 adresses électroniques distinctes` of each datum, as a rubric's words.
pub(super) fn amounts(found: &[&Amount], french: bool) -> String {
    let one = |a: &&Amount| {
        let (name, n, d) = (label::datum(a.datum, french), a.count, a.distinct);
        let (places, more) = (a.places, a.places > 1);
        match french {
            true => format!(
                "{name} : {n} valeur{}, {d} distincte{}, dans {places} lieu{}",
                if n > 1 { "s" } else { "" },
                if d > 1 { "s" } else { "" },
                if more { "x" } else { "" }
            ),
            false => format!(
                "{name}: {n} value{}, {d} distinct, in {places} place{}",
                if n > 1 { "s" } else { "" },
                if more { "s" } else { "" }
            ),
        }
    };
    let all: Vec<String> = found.iter().map(one).collect();
    all.join(" ; ")
}

/// Special data and the NIR stand in no rubric: how much of them there is.
fn special(u: &Undeclared<'_>, french: bool) -> Option<String> {
    let found = u.profile.found.iter();
    let own: Vec<&Amount> = found.filter(|a| a.datum.category().is_special()).collect();
    (!own.is_empty()).then(|| match french {
        true => format!("Données sensibles et NIR : {}", amounts(&own, french)),
        false => format!("Special data and NIR: {}", amounts(&own, french)),
    })
}

fn persons(u: &Undeclared<'_>, french: bool) -> Option<String> {
    let least = u.gap.persons?;
    let most = u.gap.at_most.filter(|m| *m > least);
    Some(match (french, most) {
        (true, None) => format!("Personnes : environ {least} (estimation)"),
        (true, Some(m)) => format!("Personnes : de {least} à {m} (estimation)"),
        (false, None) => format!("Persons: about {least} (estimate)"),
        (false, Some(m)) => format!("Persons: {least} to {m} (estimate)"),
    })
}

fn subjects(u: &Undeclared<'_>, french: bool) -> Vec<String> {
    let each = u.profile.subjects.iter();
    each.map(|p| {
        let name = p.name.text(french);
        let mut by: Vec<String> = p.by.iter().take(NAMES).cloned().collect();
        if let Some((minors, all)) = p.births {
            by.push(match french {
                true => format!("{minors} naissances sur {all} de moins de 18 ans"),
                false => format!("{minors} births of {all} under 18 years"),
            });
        }
        let by = by.join(", ");
        match french {
            true => format!("Personnes concernées, à confirmer : {name} (d’après {by})"),
            false => format!("Data subjects, to be confirmed: {name} (by {by})"),
        }
    })
    .collect()
}

fn modified(u: &Undeclared<'_>, french: bool) -> Option<String> {
    let (first, last) = u.profile.modified?;
    let (first, last) = (utc_date(first), utc_date(last));
    Some(match french {
        true => format!("Fichiers modifiés entre le {first} et le {last}"),
        false => format!("Files changed between {first} and {last}"),
    })
}

/// Columns of dates, as hints of how long data are kept.
pub(super) fn dates(u: &Undeclared<'_>, french: bool) -> Vec<String> {
    let each = u.profile.dates.iter();
    each.map(|d| {
        let (column, n) = (inert(d.column.as_str()), d.count);
        let (from, to) = (month(d.span.0), month(d.span.1));
        match french {
            true => format!(
                "dates vues, colonne {column} : {from} à {to}, {n} ligne{}",
                if n > 1 { "s" } else { "" }
            ),
            false => format!(
                "dates seen, column {column}: {from} to {to}, {n} row{}",
                if n > 1 { "s" } else { "" }
            ),
        }
    })
    .collect()
}

/// `2024-03` of months since the year 0.
fn month(months: i32) -> String {
    let (year, month) = (months.div_euclid(12), months.rem_euclid(12) + 1);
    format!("{year:04}-{month:02}")
}
