//! Pivot caches of XLSX: copies of the source rows that stay in the workbook
//! when the source sheet is gone.

use super::super::office::package::Package;
use super::super::office::relations::targets;
use super::super::office::xml::{Element, Halt, Token, Xml};
use super::super::{CellKind, Flow, Header, Limits, Sink, Start};
use super::rows::Rows;
use super::value::spelled;
use crate::model::{Problem, Reason};

/// One field of a cache: its name and the values that records refer to.
#[derive(Debug, Default)]
struct Field {
    name: String,
    items: Vec<(String, CellKind)>,
}

/// Reads every cache: its records as a table, or, where they are not stored, the
/// distinct values of each field.
pub(super) fn read(package: &mut Package<'_>, limits: &Limits, sink: &mut dyn Sink) -> Flow {
    let is_cache = |name: &str| name.contains("/pivotCacheDefinition") && name.ends_with(".xml");
    for (number, definition) in (1..).zip(package.select(is_cache)) {
        let mut fields = Vec::new();
        let mut lost = 0;
        package.with_xml(&definition, sink, |xml, _| {
            lost = read_fields(xml, limits.memory / 8, &mut fields)?;
            Ok(())
        })?;
        if lost > 0 {
            let detail = format!("pivot cache {number}, {lost} values");
            sink.problem(Problem::new(Reason::CellLimit, detail));
        }
        let mut parts = targets(package, &definition).into_values();
        let records = parts.find(|part| part.contains("Records") && package.has(part));
        match records {
            Some(part) => read_records(package, &part, number, &fields, limits, sink)?,
            None => give_items(&fields, sink)?,
        }
    }
    Ok(())
}

/// Reads the fields and their items, of which at most `room` bytes are kept to
/// resolve the records; the number of those lost.
fn read_fields(xml: &mut Xml<'_>, room: u64, fields: &mut Vec<Field>) -> Result<u64, Halt> {
    let (mut bytes, mut lost) = (0, 0);
    while let Some(token) = xml.next()? {
        let Token::Open(element) = token else {
            continue;
        };
        if element.name() == "cacheField" {
            fields.push(Field {
                name: element.attribute("name").unwrap_or_default().into_owned(),
                items: Vec::new(),
            });
        } else if let (Some(field), Some(item)) = (fields.last_mut(), item(&element)) {
            bytes += item.0.len() + size_of::<(String, CellKind)>();
            match (bytes as u64) < room {
                true => field.items.push(item),
                false => lost += 1,
            }
        }
    }
    Ok(lost)
}

/// A value: string, number, date, boolean, error or missing.
fn item(element: &Element<'_>) -> Option<(String, CellKind)> {
    let value = || element.attribute("v").unwrap_or_default();
    Some(match element.name() {
        "s" => (value().into_owned(), CellKind::Text),
        "n" => {
            let mut out = String::new();
            spelled(&value(), &mut out);
            (out, CellKind::Number)
        }
        "d" => (value().into_owned(), CellKind::Date),
        "b" | "e" | "m" => (String::new(), CellKind::Text),
        _ => return None,
    })
}

fn read_records(
    package: &mut Package<'_>,
    part: &str,
    number: u32,
    fields: &[Field],
    limits: &Limits,
    sink: &mut dyn Sink,
) -> Flow {
    let names: Vec<&str> = fields.iter().map(|field| field.name.as_str()).collect();
    let mut rows = Rows::new(limits, sink);
    rows.begin(&format!("pivot cache {number}"), Header::Declared(&names))?;
    let problem = package.visit(part, |xml| records(xml, fields, &mut rows))?;
    rows.end()?;
    if let Some(problem) = problem {
        rows.sink().problem(problem);
    }
    Ok(())
}

fn records(xml: &mut Xml<'_>, fields: &[Field], rows: &mut Rows<'_>) -> Result<(), Halt> {
    let (mut row, mut column) = (0, 0);
    while let Some(token) = xml.next()? {
        let Token::Open(element) = token else {
            continue;
        };
        match element.name() {
            "r" => (row, column) = (row + 1, 0),
            "x" => {
                let place = element.number("v").and_then(|v| usize::try_from(v).ok());
                let items = fields.get(column as usize).map(|field| &field.items);
                if let Some((text, kind)) = items.and_then(|items| items.get(place?)) {
                    rows.cell(row, column, text, *kind)?;
                }
                column += 1;
            }
            _ => {
                if let Some((text, kind)) = item(&element) {
                    rows.cell(row, column, &text, kind)?;
                    column += 1;
                }
            }
        }
        if rows.is_spent() {
            break;
        }
    }
    Ok(())
}

fn give_items(fields: &[Field], sink: &mut dyn Sink) -> Flow {
    for field in fields {
        for (text, _) in field.items.iter().filter(|(text, _)| !text.is_empty()) {
            sink.keyed(&field.name, text, Start::Field)?;
        }
    }
    Ok(())
}
