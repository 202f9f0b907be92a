//! Values of the model as columns, and back.
//!
//! Invariant: the column order of a position equals the order of
//! [`Position`], so that SQL sorts occurrences as Rust would.

use super::StoreError;
use crate::inventory::{Evidence, Holding, RuleIx};
use crate::model::{
    Confidence, Fingerprint, Locator, Masked, PathName, Place, Position, Sketch, SourceId, State,
    Verdict,
};
use rusqlite::Row;
use serde::{Deserialize, Serialize};

/// `form`, `a`, `b`, `c`, `d`, `e` of table `occurrence`.
pub(super) type Columns = (u8, i64, i64, i64, Option<i64>, Option<i64>);

pub(super) fn columns_of(position: Position) -> Columns {
    match position {
        Position::Text {
            line,
            column,
            end_column,
            bytes,
        } => (
            0,
            signed(line),
            signed(column),
            signed(end_column),
            bytes.map(|b| signed(b.0)),
            bytes.map(|b| signed(b.1)),
        ),
        Position::Cell { row, column } => (1, signed(row), column.into(), 0, None, None),
        Position::Page { page } => (2, page.into(), 0, 0, None, None),
        Position::Paragraph { paragraph } => (3, paragraph.into(), 0, 0, None, None),
        Position::Field => (4, 0, 0, 0, None, None),
    }
}

pub(super) fn position_of((form, a, b, c, d, e): Columns) -> Result<Position, StoreError> {
    Ok(match form {
        0 => Position::Text {
            line: unsigned(a),
            column: unsigned(b),
            end_column: unsigned(c),
            bytes: d.zip(e).map(|(d, e)| (unsigned(d), unsigned(e))),
        },
        1 => Position::Cell {
            row: unsigned(a),
            column: small(b)?,
        },
        2 => Position::Page { page: small(a)? },
        3 => Position::Paragraph {
            paragraph: small(a)?,
        },
        4 => Position::Field,
        _ => return Err(StoreError::Damaged("form of a position")),
    })
}

/// SQLite has signed numbers only; no count or offset of ours passes 2^63.
pub(super) fn signed(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

pub(super) const fn unsigned(n: i64) -> u64 {
    n.unsigned_abs()
}

fn small(n: i64) -> Result<u32, StoreError> {
    u32::try_from(n).map_err(|_| StoreError::Damaged("number out of range"))
}

/// The part of a holding that is not in columns of its own.
#[derive(Serialize, Deserialize)]
struct Body {
    first: Position,
    samples: Vec<Masked>,
    evidence: Evidence,
}

pub(super) fn body_of(holding: &Holding) -> String {
    let body = Body {
        first: holding.first,
        samples: holding.samples.clone(),
        evidence: holding.evidence.clone(),
    };
    serde_json::to_string(&body).expect("numbers, texts and lists always serialise")
}

pub(super) fn kept_of(sketch: &Sketch) -> Vec<u8> {
    sketch
        .kept()
        .iter()
        .flat_map(|f| f.0.to_le_bytes())
        .collect()
}

fn sketch_of(kept: &[u8]) -> Sketch {
    let eights = kept.as_chunks::<8>().0.iter();
    Sketch::of(
        eights
            .map(|eight| Fingerprint(u64::from_le_bytes(*eight)))
            .collect(),
    )
}

/// The first columns of a row that begins with `source, path, entry`.
pub(super) fn locator_of(row: &Row<'_>) -> rusqlite::Result<Locator> {
    let path = row.get_ref(1)?.as_blob().map_err(rusqlite::Error::from)?;
    Ok(Locator {
        source: SourceId(row.get(0)?),
        path: PathName::from_bytes(path),
        entry: row.get(2)?,
    })
}

/// Three columns `sheet, ordinal, header` from `at` on.
pub(super) fn place_of(row: &Row<'_>, at: usize) -> rusqlite::Result<Place> {
    Ok(Place {
        sheet: row.get(at)?,
        column: row.get(at + 1)?,
        header: row.get(at + 2)?,
    })
}

/// `source, path, entry, sheet, ordinal, header, rule, count, confidence,
/// verdict, kept, body`.
pub(super) fn holding_of(row: &Row<'_>) -> Result<Holding, StoreError> {
    let read = || -> rusqlite::Result<_> {
        Ok((
            locator_of(row)?,
            place_of(row, 3)?,
            RuleIx(row.get(6)?),
            row.get::<_, i64>(7)?,
            row.get::<_, String>(8)?,
            row.get::<_, String>(9)?,
            row.get::<_, Vec<u8>>(10)?,
            row.get::<_, String>(11)?,
        ))
    };
    let (at, place, rule, count, confidence, verdict, kept, body) =
        read().map_err(|_| StoreError::Damaged("row of a holding"))?;
    let body: Body =
        serde_json::from_str(&body).map_err(|_| StoreError::Damaged("body of a holding"))?;
    Ok(Holding {
        at,
        place,
        rule,
        count: unsigned(count),
        distinct: sketch_of(&kept),
        confidence: confidence_of(&confidence)?,
        verdict: verdict_of(&verdict)?,
        first: body.first,
        samples: body.samples,
        evidence: body.evidence,
    })
}

pub(super) fn confidence_of(name: &str) -> Result<Confidence, StoreError> {
    [Confidence::Low, Confidence::Medium, Confidence::High]
        .into_iter()
        .find(|c| c.as_str() == name)
        .ok_or(StoreError::Damaged("name of a confidence"))
}

fn verdict_of(name: &str) -> Result<Verdict, StoreError> {
    [
        Verdict::Undetermined,
        Verdict::Indication,
        Verdict::Verified,
        Verdict::Destroyed,
    ]
    .into_iter()
    .find(|v| v.as_str() == name)
    .ok_or(StoreError::Damaged("name of a verdict"))
}

pub(super) fn state_of(name: &str) -> Result<State, StoreError> {
    [State::Complete, State::Partial, State::NotScanned]
        .into_iter()
        .find(|s| s.as_str() == name)
        .ok_or(StoreError::Damaged("name of a state"))
}

/// A list as JSON; an empty one is null.
pub(super) fn list_of<T: Serialize>(list: &[T]) -> Option<String> {
    (!list.is_empty())
        .then(|| serde_json::to_string(list).expect("names and texts always serialise"))
}

pub(super) fn from_list<T: for<'de> Deserialize<'de>>(
    json: Option<String>,
) -> Result<Vec<T>, StoreError> {
    json.map_or(Ok(Vec::new()), |text| {
        serde_json::from_str(&text).map_err(|_| StoreError::Damaged("list of an outcome"))
    })
}
