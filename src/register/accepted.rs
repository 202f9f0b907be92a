//! What a decision accepts of a gap: how far the gap had gone when it was decided.
//! The same facts stand in a waiver of the register, in `decisions.toml`, in the
//! JSON report and in the sheet of decisions; this is their one type, and the one
//! line they are written as where there are no keys of their own.

use super::fault::Fault;
use super::keyword::Gravity;
use super::parse::accepted;
use super::read::{Faults, Fields};
use super::yaml;
use crate::model::{Datum, is_hidden};
use std::fmt::Write as _;

/// The facts of a gap that a decision remembers. What goes beyond them was not
/// accepted, and what is not written was not seen.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Accepted {
    /// How grave the gap was.
    pub level: Option<Gravity>,
    /// The data it was about.
    pub items: Vec<Datum>,
    /// How many persons, or rows where nothing counts persons.
    pub persons: Option<u64>,
    /// The files and tables, or patterns that mean them.
    pub places: Vec<String>,
    /// Stands for all of them where they are too many to be listed.
    pub digest: Option<String>,
}

impl Accepted {
    /// Whether nothing is remembered: such a decision accepts nothing.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        let counts = self.level.is_none() && self.persons.is_none() && self.digest.is_none();
        counts && self.items.is_empty() && self.places.is_empty()
    }

    /// The inside of a YAML flow mapping, in one line:
    /// `level: high, items: [nir], persons: 84, places: ["RH/a.csv"]`.
    #[must_use]
    pub fn line(&self) -> String {
        let mut parts = Vec::new();
        if let Some(level) = self.level {
            parts.push(format!("level: {}", level.as_str()));
        }
        if !self.items.is_empty() {
            let items: Vec<&str> = self.items.iter().map(|d| d.as_str()).collect();
            parts.push(format!("items: [{}]", items.join(", ")));
        }
        if let Some(n) = self.persons {
            parts.push(format!("persons: {n}"));
        }
        if !self.places.is_empty() {
            let places: Vec<String> = self.places.iter().map(|p| scalar(p)).collect();
            parts.push(format!("places: [{}]", places.join(", ")));
        }
        if let Some(digest) = &self.digest {
            parts.push(format!("digest: {}", scalar(digest)));
        }
        parts.join(", ")
    }

    /// Reads what [`line`](Self::line) wrote.
    ///
    /// # Errors
    /// The first thing that is wrong with it.
    pub fn parse(line: &str) -> Result<Self, Box<Fault>> {
        let Some(node) = yaml::parse(&format!("{{{line}}}"))? else {
            return Ok(Self::default());
        };
        let faults = Faults::default();
        let read = Fields::open(&node, "accepts", &faults).map(|mut f| {
            let read = accepted(&mut f, &faults);
            f.close();
            read
        });
        match faults.finish().into_iter().next() {
            Some(fault) => Err(Box::new(fault)),
            None => Ok(read.unwrap_or_default()),
        }
    }
}

/// A double-quoted YAML scalar; whatever is not printed plainly is escaped.
fn scalar(text: &str) -> String {
    let mut out = String::from('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if is_hidden(c) && u32::from(c) > 0xffff => {
                write!(out, "\\U{:08X}", u32::from(c)).expect("a string takes every text");
            }
            c if is_hidden(c) => {
                write!(out, "\\u{:04X}", u32::from(c)).expect("a string takes every text");
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_wrong_is_told() {
        assert_eq!(Accepted::parse("").expect("nothing"), Accepted::default());
        for wrong in ["level: grave", "items: [nirr]", "x: 1", "persons: dix", "}"] {
            assert!(Accepted::parse(wrong).is_err(), "{wrong}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn a_line_is_read_back(
            places in prop::collection::vec("\\PC{1,12}|[\"\\\\\n\u{85}\u{2028}a ]{1,6}", 0..3),
            persons in any::<Option<u32>>(), datum in 0..Datum::ALL.len(),
        ) {
            let facts = Accepted {
                level: Some(Gravity::High),
                items: vec![Datum::ALL[datum]],
                persons: persons.map(u64::from),
                places,
                digest: Some("0a1b".to_owned()),
            };
            let line = facts.line();
            prop_assert!(!line.contains('\n'));
            prop_assert_eq!(Accepted::parse(&line).expect("our own line"), facts);
        }
    }
}
