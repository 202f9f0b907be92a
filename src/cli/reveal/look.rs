//! Reads one item again for the values of a gap as they are written: what is asked
//! ([`Wanted`]), what is answered ([`Seen`]), and the receiver between them. Values
//! live here, in the answer and on the terminal, and nowhere else.

use crate::detect::{Key, Receiver, Scanner, Whole};
use crate::extract::{Flow, Limits, Sink};
use crate::inventory::{Holding, Occurrence};
use crate::model::{Locator, Place, Position, Problem};
use crate::rule::RuleSet;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// One place of one rule whose values are asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Spot {
    /// The way into a container, as in [`Locator`].
    pub(super) entry: Option<Box<str>>,
    pub(super) place: Place,
    /// Id of the rule.
    pub(super) rule: String,
}

/// What is asked of one item.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(in crate::cli) struct Wanted {
    /// Where it is, and its name, which tells its format.
    pub(super) at: Locator,
    pub(super) name: String,
    pub(super) spots: Vec<Spot>,
    /// Different values of each spot, at most.
    pub(super) most: usize,
    /// Rules beside those shipped: (id, file, text).
    pub(super) rules: Vec<(String, String, String)>,
    pub(super) key: [u8; 16],
}

/// A value as it is written. Prints nothing of it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Raw(pub(super) String);

impl std::fmt::Debug for Raw {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Raw(..)")
    }
}

/// What is answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::cli) struct Seen {
    /// Of each spot, in the order asked: different values, in the order of the item.
    pub(super) values: Vec<Vec<(Position, Raw)>>,
    /// Why the item was not read whole.
    pub(super) problem: Option<Problem>,
    /// SHA-256 of the rules by which it was read, hex.
    pub(super) rules: String,
}

/// Reads a document, in the process that does errands. None: its rules are none.
pub(in crate::cli) fn document(wanted: &Wanted, bytes: &[u8]) -> Option<Seen> {
    look(wanted, |whole| {
        whole.document(wanted.at.clone(), &wanted.name, bytes)
    })
}

/// Reads what a source lends, in this process. None: its rules are none.
pub(super) fn lent(wanted: &Wanted, read: impl FnOnce(&mut dyn Sink) -> Flow) -> Option<Seen> {
    look(wanted, |whole| whole.lent(wanted.at.clone(), read))
}

fn look(
    wanted: &Wanted,
    read: impl FnOnce(&mut Whole<'_, Look<'_>>) -> Option<Problem>,
) -> Option<Seen> {
    let rules = Arc::new(RuleSet::shipped_and(wanted.rules.clone()).ok()?);
    let sha256 = rules.sha256().to_owned();
    let mut scanner = Scanner::new(Arc::clone(&rules), Key(wanted.key));
    let mut look = Look {
        wanted,
        rules,
        values: vec![Vec::new(); wanted.spots.len()],
    };
    let limits = Limits::default();
    let problem = read(&mut Whole::new(&mut scanner, &limits, &mut look));
    let problem = problem.filter(|_| !look.is_full());
    Some(Seen {
        values: look.values,
        problem,
        rules: sha256,
    })
}

/// Keeps the values that are wanted.
struct Look<'a> {
    wanted: &'a Wanted,
    rules: Arc<RuleSet>,
    values: Vec<Vec<(Position, Raw)>>,
}

impl Receiver for Look<'_> {
    fn written(&mut self, o: &Occurrence, value: &str) {
        let rule = &self.rules.rules()[usize::from(o.rule.0)].id;
        let asked = self.wanted.spots.iter().zip(&mut self.values);
        for (spot, kept) in asked {
            let here = spot.entry == o.at.entry && spot.place == o.place && spot.rule == *rule;
            let known = |(_, v): &(Position, Raw)| v.0 == value;
            if here && kept.len() < self.wanted.most && !kept.iter().any(known) {
                kept.push((o.position, Raw(value.to_owned())));
            }
        }
    }

    fn occurrence(&mut self, _: Occurrence) {}

    fn holding(&mut self, _: Holding) {}

    fn note(&mut self, _: &str) {}

    fn is_full(&self) -> bool {
        self.values.iter().all(|v| v.len() >= self.wanted.most)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::SourceId;

    fn wanted(name: &str, spots: Vec<Spot>, most: usize) -> Wanted {
        Wanted {
            at: Locator::new(SourceId(0), name),
            name: name.to_owned(),
            spots,
            most,
            rules: Vec::new(),
            key: [1; 16],
        }
    }

    fn spot(place: Place, rule: &str) -> Spot {
        Spot {
            entry: None,
            place,
            rule: rule.to_owned(),
        }
    }

    #[test]
    fn values_of_text_and_of_columns_come_as_they_are_written() {
        let text = "Mme A, n° de sécurité sociale 2 55 08 14 168 025 38, puis jean@exemple.fr\n";
        let asked = wanted("note.txt", vec![spot(Place::default(), "fr-nir")], 5);
        let seen = document(&asked, text.as_bytes()).expect("the shipped rules load");
        let values: Vec<&str> = seen.values[0].iter().map(|(_, v)| v.0.as_str()).collect();
        assert_eq!(values, ["2 55 08 14 168 025 38"]);
        assert_eq!(seen.problem, None);

        let rows: String = (0..40)
            .map(|i| format!("{i};p{}@exemple.fr\n", i % 7))
            .collect();
        let column = Place {
            column: Some(2),
            header: Some("courriel".into()),
            ..Place::default()
        };
        let asked = wanted("clients.csv", vec![spot(column, "email")], 3);
        let csv = format!("id;courriel\n{rows}");
        let seen = document(&asked, csv.as_bytes()).expect("the shipped rules load");
        let values: Vec<(Position, &str)> = seen.values[0]
            .iter()
            .map(|(at, v)| (*at, v.0.as_str()))
            .collect();
        let cell = |row| Position::Cell { row, column: 2 };
        let first = [
            (cell(2), "p0@exemple.fr"),
            (cell(3), "p1@exemple.fr"),
            (cell(4), "p2@exemple.fr"),
        ];
        assert_eq!(values, first);
    }

    #[test]
    fn nothing_is_printed_of_a_value_by_accident() {
        assert_eq!(format!("{:?}", Raw("2550814168025".into())), "Raw(..)");
    }
}
