//! What the look of a line says: numbers before it, bold, leader dots.

use super::super::block::{Cell, Line, Mark};
use super::super::item::named;
use super::super::line::spaces;
use super::super::phrase;
use super::super::vocabulary::{Field, heading};

/// Whether all of a line is bold.
pub(super) fn is_bold(line: &Line) -> bool {
    let bold: usize = line.bold.iter().map(|b| b.len()).sum();
    bold > 0 && bold + 3 >= line.text.len()
}

/// `1. Commerciaux`.
pub(super) fn is_numbered(text: &str) -> bool {
    unnumbered(text).len() < text.len()
}

/// A line without its number in a list.
pub(super) fn unnumbered(text: &str) -> &str {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let rest = &text[digits..];
    match rest.strip_prefix(['.', ')']) {
        Some(rest) if (1..=2).contains(&digits) && rest.starts_with([' ', '\u{a0}']) => {
            rest.trim_start()
        }
        _ => text,
    }
}

/// A line of a table of contents: leader dots before a page number.
pub(super) fn is_contents(text: &str) -> bool {
    let trimmed = text.trim_end_matches(|c: char| c.is_ascii_digit() || c == ' ');
    trimmed.len() < text.len() && trimmed.ends_with("....") || trimmed.ends_with(".....")
}

/// A page number.
pub(super) fn is_page(text: &str) -> bool {
    let text = text.trim();
    !text.is_empty() && text.len() <= 3 && text.bytes().all(|b| b.is_ascii_digit())
}

pub(super) fn as_line(cell: &Cell) -> Line {
    Line {
        text: spaces(&cell.text),
        bold: Vec::new(),
        mark: Mark::Plain,
        at: cell.at.clone(),
    }
}

/// A line cut where a bold heading follows another: both are headings.
pub(super) fn parts(line: &Line) -> Vec<Line> {
    for range in &line.bold {
        let Some((before, after)) = line.text.split_at_checked(range.start) else {
            continue;
        };
        if !before.trim().is_empty() && heading(before).is_some() && heading(after).is_some() {
            let part = |text: &str| Line {
                text: text.trim().to_owned(),
                bold: Vec::new(),
                ..line.clone()
            };
            return vec![part(before), part(after)];
        }
    }
    vec![line.clone()]
}

/// Whether a field is one that every activity has: a line that is its name and
/// nothing else is its heading.
pub(super) const fn is_core(field: Field) -> bool {
    use Field::{
        Activity, Data, DataSubjects, LegalBasis, Purposes, Recipients, Retention, Sensitive,
    };
    matches!(
        field,
        Activity | Data | DataSubjects | LegalBasis | Purposes | Recipients | Retention | Sensitive
    )
}

/// Whether a label and its value are asked of personal data only; letters and
/// plans have objects, recipients and durations too, programs have data.
pub(super) fn is_of_data(field: Field, label: &str, value: &str) -> bool {
    let label = label.split([':', '?']).next().unwrap_or_default();
    let one = label.split_whitespace().count() < 2;
    match field {
        Field::Data if one => !named(value).items.is_empty(),
        Field::LegalBasis if one => !phrase::bases(std::iter::once(value)).is_empty(),
        Field::Retention | Field::DataSubjects => !one,
        Field::LegalBasis
        | Field::Data
        | Field::Sensitive
        | Field::SensitiveWhich
        | Field::Nir
        | Field::Transfers
        | Field::Rubric(_) => true,
        _ => false,
    }
}
