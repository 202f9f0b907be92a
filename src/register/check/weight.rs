//! How much a remark weighs: what a DPO reads first.

/// The weights, the heaviest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// The register contradicts itself, or what it names.
    Contradiction,
    /// Art. 30 asks for it and it is not there.
    Missing,
    /// Legal to write; a person must say that it is meant.
    Doubt,
    /// Dates and places to be kept up.
    Upkeep,
}

use Weight::{Contradiction, Doubt, Missing, Upkeep};

/// Every code of a remark.
pub(super) const CODES: &[(&str, Weight)] = &[
    ("dpo-conflict", Contradiction),
    ("sensitive-contradiction", Contradiction),
    ("nir-contradiction", Contradiction),
    ("nir-purpose", Contradiction),
    ("forbidden-declared", Contradiction),
    ("forbidden-shared", Contradiction),
    ("transfer-contradiction", Contradiction),
    ("transfer-tool", Contradiction),
    ("activities-none", Missing),
    ("field-empty", Missing),
    ("placeholder", Missing),
    ("sensitive-unlisted", Missing),
    ("retention-unbounded", Missing),
    ("retention-zero", Missing),
    ("draft", Doubt),
    ("items-none", Doubt),
    ("retention-unclear", Doubt),
    ("claim-undated", Doubt),
    ("system-unknown", Doubt),
    ("location-shared", Doubt),
    ("location-none", Upkeep),
    ("fiche-stale", Upkeep),
    ("fiche-undated", Upkeep),
    ("fiche-future", Upkeep),
    ("fiche-dates", Upkeep),
    ("binding-future", Upkeep),
    ("waiver-twice", Upkeep),
    ("waiver-empty", Upkeep),
    ("waiver-expired", Upkeep),
];

impl Weight {
    /// Every weight, the heaviest first.
    pub const ALL: &'static [Self] = &[Contradiction, Missing, Doubt, Upkeep];

    /// The weight of a code.
    pub(super) fn of(code: &str) -> Self {
        let known = CODES.iter().find(|(c, _)| *c == code);
        debug_assert!(known.is_some(), "{code} has no weight");
        known.map_or(Doubt, |(_, weight)| *weight)
    }

    /// Its name for machines.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Contradiction => "contradiction",
            Missing => "missing",
            Doubt => "doubt",
            Upkeep => "upkeep",
        }
    }

    /// In words.
    #[must_use]
    pub const fn title(self, french: bool) -> &'static str {
        match (self, french) {
            (Contradiction, true) => "Contradictions à lever",
            (Contradiction, false) => "Contradictions to settle",
            (Missing, true) => "À compléter",
            (Missing, false) => "To complete",
            (Doubt, true) => "À confirmer",
            (Doubt, false) => "To confirm",
            (Upkeep, true) => "À tenir à jour",
            (Upkeep, false) => "To keep up to date",
        }
    }
}
