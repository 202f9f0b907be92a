//! What the terminal shows: items, their places, values with where they stand.
//! Control characters of values and names are escaped.

use super::super::lang::{Lang, plural};
use super::Revealed;
use super::look::Raw;
use crate::inventory::Inventory;
use crate::model::Position;
use crate::report::visible;
use crate::report::{column_letters, column_of, problem};
use std::fmt::Write as _;
use std::path::Path;

/// Longest value that is shown whole, in characters.
const LONGEST: usize = 200;

pub(super) fn text(
    revealed: &[Revealed],
    inventory: &Inventory,
    kept: &Path,
    lang: Lang,
) -> String {
    let fr = lang == Lang::Fr;
    let pick = |french: &'static str, english: &'static str| if fr { french } else { english };
    let mut out = String::from("\n");
    let head = pick(
        "Valeurs en clair, relues à l’instant",
        "Values as they are, read again just now",
    );
    put(&mut out, head);
    let other = |r: &&Revealed| {
        let by = r.seen.as_ref().map(|s| s.rules.as_str());
        by.is_ok_and(|by| by != inventory.run.rules_sha256)
    };
    if revealed.iter().any(|r| other(&r)) {
        let said = pick(
            "  Les règles ne sont pas celles de l’analyse (--rules ? autre version ?) : des valeurs peuvent manquer",
            "  The rules are not those of the scan (--rules? another version?): values may be missing",
        );
        put(&mut out, said);
    }
    for r in revealed {
        put(&mut out, &format!("  {}", visible::locator(&r.item.at)));
        if r.changed {
            let said = pick(
                "    modifié depuis l’analyse : ce qui suit est l’état présent",
                "    changed since the scan: what follows is its present state",
            );
            put(&mut out, said);
        }
        match &r.seen {
            Err(said) => {
                let not = pick("non relu", "not read again");
                put(&mut out, &format!("    {not} : {said}"));
            }
            Ok(seen) => {
                if let Some(p) = &seen.problem {
                    let said = pick("relu en partie", "read again in part");
                    put(&mut out, &format!("    {said} : {}", problem(lang, p)));
                }
                for (place, values) in r.item.places.iter().zip(&seen.values) {
                    let datum = place.datum.map_or("", |d| lang.datum(d));
                    let column = column_of(lang, &place.place);
                    let inside = place.at.entry.as_deref().map(visible::text);
                    let of = [inside.as_deref(), Some(column.as_str())];
                    let of: Vec<&str> =
                        of.into_iter().flatten().filter(|s| !s.is_empty()).collect();
                    let of = match of.is_empty() {
                        true => String::new(),
                        false => format!(" [{}]", of.join(", ")),
                    };
                    put(&mut out, &format!("    {datum}{of} · {}", place.rule));
                    let none = pick("aucune valeur retrouvée", "no value found again");
                    if values.is_empty() {
                        put(&mut out, &format!("      {none}"));
                    }
                    for (at, Raw(value)) in values {
                        let value = visible::shorten(&visible::text(value), LONGEST).into_owned();
                        put(
                            &mut out,
                            &format!("      {:<14}  {value}", position(*at, lang)),
                        );
                    }
                }
            }
        }
    }
    let n: usize = revealed.len();
    let items = plural(lang, n as u64, ["élément", "éléments"], ["item", "items"]);
    let noted = pick("consultation notée dans", "recorded in");
    put(&mut out, &format!("{items} · {noted} {}", kept.display()));
    out
}

/// Where a value stands in its item.
fn position(at: Position, lang: Lang) -> String {
    let fr = lang == Lang::Fr;
    match at {
        Position::Text { line, column, .. } => format!("l. {line}, c. {column}"),
        Position::Cell { row, column: 0 } => match fr {
            true => format!("ligne {row}"),
            false => format!("row {row}"),
        },
        Position::Cell { row, column } => format!("{}{row}", column_letters(column)),
        Position::Page { page } => format!("p. {page}"),
        Position::Paragraph { paragraph } => format!("§ {paragraph}"),
        Position::Field => match fr {
            true => "propriété".to_owned(),
            false => "property".to_owned(),
        },
    }
}

fn put(out: &mut String, line: &str) {
    writeln!(out, "{line}").expect("writing to a String cannot fail");
}
