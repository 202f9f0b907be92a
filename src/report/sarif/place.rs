//! Locations of SARIF: files and tables relative to their source, members of
//! archives and columns as logical locations, a region where a line is known.

use super::message;
use crate::model::{Locator, Position};
use crate::reconcile::PlaceRef;
use crate::report::text::{Lang, column};
use crate::report::{Report, visible};
use crate::source::SourceKind;
use serde_json::{Map, Value, json};

/// The base of paths in the register's directory, which is not known.
const REGISTER: &str = "REGISTER";

/// What paths are relative to: a base per source, and that of the register.
pub(super) fn bases(report: &Report) -> Value {
    let mut bases = Map::new();
    for s in &report.scan.sources {
        let mut base = json!({ "description": message(&s.given) });
        if s.kind != SourceKind::Stdin {
            let root = s.uri.trim_end_matches('/');
            base["uri"] = json!(format!("{}/", encoded(root.as_bytes(), true)));
        }
        bases.insert(id(s.id), base);
    }
    if report.comparison.is_some() {
        bases.insert(
            REGISTER.to_owned(),
            json!({ "description": { "text": "register" } }),
        );
    }
    Value::Object(bases)
}

fn id(source: crate::model::SourceId) -> String {
    format!("SOURCE{}", source.0)
}

/// An item by itself.
pub(super) fn item(report: &Report, at: &Locator) -> Value {
    let mut location = json!({ "physicalLocation": { "artifactLocation": artifact(at) } });
    if let Some(member) = &at.entry {
        location["logicalLocations"] = json!([logical(member, "member")]);
    }
    debug_assert!(
        report.names.source(at.source).is_some(),
        "items have a source"
    );
    location
}

/// What a gap has found in one place.
pub(super) fn found(report: &Report, p: &PlaceRef, first: Option<Position>, lang: Lang) -> Value {
    let mut location = item(report, &p.at);
    let name = column::of(lang, &p.place);
    if !name.is_empty() {
        let logical = logical(&name, "column");
        match location["logicalLocations"].as_array_mut() {
            Some(list) => list.push(logical),
            None => location["logicalLocations"] = json!([logical]),
        }
    }
    // lines of a member are not those of the file
    if let Some(region) = first.and_then(region).filter(|_| p.at.entry.is_none()) {
        location["physicalLocation"]["region"] = region;
    }
    if let Some(datum) = p.datum {
        location["message"] = message(&format!("{} ({})", lang.datum(datum), p.count));
    }
    location
}

fn region(first: Position) -> Option<Value> {
    match first {
        Position::Text { line, column, .. } => {
            Some(json!({ "startLine": line, "startColumn": column }))
        }
        // a record may span lines, pages and paragraphs are no lines
        Position::Cell { .. }
        | Position::Page { .. }
        | Position::Paragraph { .. }
        | Position::Field => None,
    }
}

fn logical(name: &str, kind: &str) -> Value {
    let name = visible::text(name);
    json!({ "fullyQualifiedName": name, "kind": kind })
}

/// A line of the register, or its file.
pub(super) fn register(report: &Report, source: Option<&str>) -> Value {
    let file = report.comparison.as_ref().map_or("", |c| &c.register.file);
    let uri = match encoded(file.as_bytes(), false) {
        name if name.is_empty() => "register.yaml".to_owned(),
        name => name,
    };
    let mut physical = json!({ "artifactLocation": { "uri": uri, "uriBaseId": REGISTER } });
    let line = source
        .and_then(|s| s.rsplit_once(':'))
        .filter(|(name, _)| name.ends_with(file));
    let line = line
        .and_then(|(_, n)| n.parse::<u64>().ok())
        .filter(|n| *n > 0);
    if let Some(line) = line {
        physical["region"] = json!({ "startLine": line });
    }
    json!({ "physicalLocation": physical })
}

fn artifact(at: &Locator) -> Value {
    let path = at.path.as_bytes();
    let uri = match path.is_empty() {
        true => ".".to_owned(),
        false => encoded(path, false),
    };
    json!({ "uri": uri, "uriBaseId": id(at.source) })
}

/// Percent-encoded (RFC 3986): everything but unreserved characters and `/`; of a
/// whole address also what parts it.
fn encoded(bytes: &[u8], address: bool) -> String {
    let mut out = String::with_capacity(bytes.len() + 8);
    for (i, b) in bytes.iter().enumerate() {
        let hex = |n: usize| bytes.get(i + n).is_some_and(u8::is_ascii_hexdigit);
        let plain = b.is_ascii_alphanumeric()
            || b"-._~/".contains(b)
            || address && (b":@[]".contains(b) || *b == b'%' && hex(1) && hex(2));
        match plain {
            true => out.push(char::from(*b)),
            false => out += &format!("%{b:02X}"),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_relative_references() {
        assert_eq!(
            encoded("Données RH/a b.csv".as_bytes(), false),
            "Donn%C3%A9es%20RH/a%20b.csv"
        );
        assert_eq!(encoded(b"a:b?c#d%41", false), "a%3Ab%3Fc%23d%2541");
        assert_eq!(encoded(b"caf\xe9\n", false), "caf%E9%0A");
        assert_eq!(
            encoded(b"file:///srv/a%20b%z", true),
            "file:///srv/a%20b%25z"
        );
    }
}
