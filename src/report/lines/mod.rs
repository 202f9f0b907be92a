//! Machine files: JSON Lines, one object a line, written as they come.
//!
//! | file | schema | one line per |
//! |---|---|---|
//! | `--findings` | `limier.finding.v1` | place and rule |
//! | `--coverage` | `limier.coverage.v1` | item |
//! | `--occurrences` | `limier.occurrence.v1` | value |
//! | `-o x.jsonl` | `limier.gap.v1` | gap |
//!
//! Paths are text; where a name is not UTF-8 its bytes show as `\xE9` and
//! `path_b64` holds them all. The order of keys is part of the promise.

mod at;
mod coverage;
mod finding;
mod gap;
mod occurrence;

pub use coverage::coverage;
pub use finding::findings;
pub(crate) use finding::findings_of;
pub use gap::gaps;
pub use occurrence::Occurrences;

pub(super) use coverage::Coverage;
pub(super) use finding::Finding;
pub(super) use occurrence::OccurrenceLine;

use serde::Serialize;
use std::io::{self, Write};

/// Writes one object and a line feed.
fn line(out: &mut impl Write, object: &impl Serialize) -> io::Result<()> {
    let json = serde_json::to_string(object)?;
    out.write_all(super::json::inert(json.into()).as_bytes())?;
    out.write_all(b"\n")
}

/// Standard base64 with padding (RFC 4648, section 4).
pub(crate) fn base64(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inventory::{Inventory, Occurrence};
    use crate::model::{Confidence, Datum, Locator, Masked, PathName, Place, Position, SourceId};
    use crate::report::sample;

    /// One source only: occurrences then bear no `source`.
    fn alone() -> Inventory {
        let mut inventory = sample::inventory(2);
        inventory.run.sources.truncate(1);
        inventory
    }

    fn occurrence(inventory: &Inventory, place: Place, position: Position) -> Occurrence {
        let rule = inventory
            .run
            .rules
            .iter()
            .position(|c| c.datum == Some(Datum::Nir));
        Occurrence {
            at: Locator::new(SourceId(0), "rh/a.txt"),
            place,
            position,
            rule: crate::inventory::RuleIx(rule.expect("a rule") as u16),
            masked: Masked::already("2 55 ** ** *** *** **".to_owned()),
            confidence: Some(Confidence::High),
        }
    }

    fn written(inventory: &Inventory, o: &Occurrence) -> String {
        let mut out = Occurrences::new(Vec::new(), inventory);
        out.write(o).expect("a vector takes all");
        String::from_utf8(out.into_inner()).expect("JSON is UTF-8")
    }

    #[test]
    fn an_occurrence_in_text_is_exactly_as_promised() {
        let inventory = alone();
        let position = Position::Text {
            line: 3,
            column: 5,
            end_column: 20,
            bytes: Some((120, 135)),
        };
        assert_eq!(
            written(
                &inventory,
                &occurrence(&inventory, Place::default(), position)
            ),
            concat!(
                r#"{"schema":"limier.occurrence.v1","path":"rh/a.txt","entry":null,"rule":"fr-nir","item":"nir","#,
                r#""at":{"line":3,"column":5,"end_column":20,"byte_start":120,"byte_end":135},"#,
                r#""masked":"2 55 ** ** *** *** **","confidence":"high"}"#,
                "\n"
            )
        );
    }

    #[test]
    fn every_position_has_its_keys_and_no_others() {
        let inventory = alone();
        let sheet = Place {
            sheet: Some("Feuil1".into()),
            column: Some(3),
            header: Some("num_secu".into()),
        };
        let database = Place {
            sheet: None,
            column: Some(0),
            header: Some("nss".into()),
        };
        let keyed = Place {
            header: Some("client.nir".into()),
            ..Place::default()
        };
        let text = Position::Text {
            line: 1,
            column: 2,
            end_column: 9,
            bytes: None,
        };
        for (place, position, at) in [
            (
                &sheet,
                Position::Cell { row: 12, column: 3 },
                r#"{"sheet":"Feuil1","row":12,"column":3,"header":"num_secu"}"#,
            ),
            (
                &database,
                Position::Cell { row: 42, column: 0 },
                r#"{"row":42,"header":"nss"}"#,
            ),
            (
                &Place::default(),
                Position::Page { page: 2 },
                r#"{"page":2}"#,
            ),
            (
                &Place::default(),
                Position::Paragraph { paragraph: 7 },
                r#"{"paragraph":7}"#,
            ),
            (&keyed, Position::Field, r#"{"field":"client.nir"}"#),
            (
                &keyed,
                text,
                r#"{"line":1,"column":2,"end_column":9,"header":"client.nir"}"#,
            ),
        ] {
            let line = written(&inventory, &occurrence(&inventory, place.clone(), position));
            assert!(line.contains(&format!(r#""at":{at},"#)), "{line}");
        }
    }

    #[test]
    fn a_cell_takes_the_confidence_of_its_column() {
        let inventory = alone();
        let h = &inventory.holdings[0];
        let mut o = Occurrence {
            at: h.at.clone(),
            place: h.place.clone(),
            position: h.first,
            rule: h.rule,
            masked: h.samples[0].clone(),
            confidence: None,
        };
        assert!(written(&inventory, &o).contains(r#""confidence":"high""#));
        o.place.column = Some(99);
        assert_eq!(
            written(&inventory, &o),
            "",
            "its column was judged to hold nothing"
        );
    }

    #[test]
    fn several_sources_are_told_apart() {
        let inventory = sample::inventory(2);
        let o = occurrence(&inventory, Place::default(), Position::Page { page: 1 });
        assert!(written(&inventory, &o).contains(r#""source":"file:///srv/partage"}"#));
    }

    #[test]
    fn a_finding_has_its_keys_in_order() {
        let mut inventory = alone();
        inventory.holdings.truncate(1);
        let mut out = Vec::new();
        findings(&inventory, &mut out).expect("a vector takes all");
        let line = String::from_utf8(out).expect("UTF-8");
        let keys = [
            "schema",
            "source",
            "path",
            "entry",
            "rule",
            "item",
            "where",
            "count",
            "distinct",
            "verdict",
            "confidence",
            "sample",
            "samples",
            "evidence",
            "first",
        ];
        let at = keys.map(|k| line.find(&format!("\"{k}\":")).expect(k));
        assert!(at.is_sorted(), "{line}");
        assert!(
            line.contains(r#""where":{"sheet":"Feuil1","column":3,"header":"#),
            "{line}"
        );
    }

    #[test]
    fn names_that_are_not_text_keep_their_bytes() {
        let mut inventory = alone();
        inventory.coverage.truncate(1);
        inventory.coverage[0].at.path = PathName::from_bytes(b"caf\xe9\n.txt");
        let mut out = Vec::new();
        coverage(&inventory, &mut out).expect("a vector takes all");
        let line = String::from_utf8(out).expect("UTF-8");
        assert!(
            line.contains(r#""path":"caf\\xE9\n.txt","path_b64":"Y2Fm6QoudHh0","#),
            "{line}"
        );
        assert!(
            line.contains(r#""state":"complete","reason":null,"problems":[]"#),
            "{line}"
        );
        assert_eq!(line.matches('\n').count(), 1, "a name forges no line");
    }

    #[test]
    fn an_unread_item_says_why() {
        let inventory = alone();
        let mut out = Vec::new();
        coverage(&inventory, &mut out).expect("a vector takes all");
        let text = String::from_utf8(out).expect("UTF-8");
        assert_eq!(text.lines().count(), inventory.coverage.len());
        let unread = text
            .lines()
            .find(|l| l.contains("not_scanned"))
            .expect("one is unread");
        assert!(
            unread.contains(
                r#""reason":"image_only","problems":[{"reason":"image_only","detail":"pages 1-4"}]"#
            ),
            "{unread}"
        );
    }
}
