//! What a register says that its documents have no place for: who exports hears of it,
//! since an import of the export will not bring it back.

use super::words::flat;
use crate::register::Register;
use std::collections::BTreeSet;

/// What sheets, fiches and JSON-LD do not hold of a register.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Unheld {
    /// Systems that no activity names.
    pub systems: Vec<String>,
    /// Systems of which the register says more than their name (aliases, medium, place,
    /// country).
    pub described: usize,
    /// Gaps that are accepted for a time.
    pub waivers: usize,
    /// The representative in the Union is named.
    pub representative: bool,
    /// It is said whether the officer is of another organisation.
    pub external: bool,
}

impl Unheld {
    /// Whether all is held.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// What of a register stays behind in `register.yaml`.
#[must_use]
pub fn unheld(register: &Register) -> Unheld {
    let activities = register.activities.iter();
    let named: BTreeSet<&str> = activities
        .flat_map(|a| {
            let claimed = a.claims.iter().filter_map(|c| c.system.as_ref());
            a.systems.iter().chain(claimed)
        })
        .map(|s| s.value.as_str())
        .collect();
    let alone = register.systems.iter();
    let alone = alone.filter(|s| !named.contains(s.id.value.as_str()));
    let described = register.systems.iter().filter(|s| {
        let placed = s.place.is_some() || s.country.is_some();
        placed || s.medium.is_some() || !s.aliases.is_empty()
    });
    let o = &register.organisation;
    Unheld {
        systems: alone
            .map(|s| flat(s.name.as_deref().unwrap_or(&s.id.value)))
            .collect(),
        described: described.count(),
        waivers: register.waivers.len(),
        representative: o.representative.is_some(),
        external: o.dpo.as_ref().is_some_and(|d| d.external.is_some()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(yaml: &str) -> Unheld {
        match Register::parse(yaml, "register.yaml") {
            Ok(register) => unheld(&register),
            Err(e) => panic!("{}", e.render(false)),
        }
    }

    #[test]
    fn what_no_document_holds_is_told() {
        let paie = "version: 1\nsystems: [{id: paie, name: Paie Plus}]\nactivities:\n- {id: a, name: A, systems: [paie]}\n";
        assert!(of(paie).is_empty());
        let more = paie.replace(
            "name: Paie Plus}",
            "name: Paie Plus, medium: files}, {id: vieux, name: Vieux serveur}",
        );
        let found = of(&more);
        assert_eq!(found.systems, ["Vieux serveur"]);
        assert_eq!((found.described, found.waivers), (1, 0));
        let person = paie.replace(
            "systems: [{",
            "organisation:\n  representative: {name: R}\n  dpo: {name: D, external: true}\nsystems: [{",
        );
        assert!(of(&person).representative && of(&person).external);
    }
}
