//! Names of columns, sheets and keys: people write values in them too. What a
//! name holds of persons is masked before it becomes part of a place, because
//! places are shown as they are.

use super::arbitrate::Claim;
use super::candidate::Origin;
use super::{Scanner, mask};
use crate::model::{Confidence, Datum};
use crate::rule::validator::Grade;

/// Digits in a row that no name of a column has.
const NUMBER: usize = 9;

impl Scanner {
    /// A name in the form that may leave: values that rules find in it are
    /// masked, and so are long numbers that none does. `found` takes each
    /// finding and its value.
    pub(super) fn public_name(
        &mut self,
        name: &str,
        mut found: impl FnMut(&Self, &Claim, &str),
    ) -> Box<str> {
        if self.is_person(name) {
            let masked = mask::mask(name, crate::rule::Mask::default());
            return masked.as_str().into();
        }
        self.claim_text(name, 0..name.len());
        let mut public = String::with_capacity(name.len());
        let mut done = 0;
        for claim in &self.claims {
            let c = &claim.candidate;
            let (from, to) = (c.start as usize, c.end as usize);
            let value = matches!(c.origin, Origin::Pattern(_));
            if value && from >= done && claim.confidence.is_some() {
                let rule = &self.rules.rules()[usize::from(c.rule)];
                public.push_str(&name[done..from]);
                public.push_str(mask::mask(&name[from..to], rule.mask).as_str());
                done = to;
                if claim.confidence >= Some(Confidence::Medium) {
                    found(self, claim, &name[from..to]);
                }
            }
        }
        public.push_str(&name[done..]);
        without_numbers(public).into()
    }

    /// Whether a text is, as a whole, the name of a person and no name that a
    /// column bears.
    pub(super) fn is_person(&mut self, text: &str) -> bool {
        if !self.rules.compiled().named(text).is_empty() {
            return false;
        }
        self.pass.run_cell(&self.rules, text, None);
        let rules = self.rules.rules();
        self.pass.candidates.iter().any(|c| {
            c.whole
                && c.grade >= Some(Grade::Plain)
                && rules[usize::from(c.rule)].item == Some(Datum::PersonName)
        })
    }
}

/// Long numbers, masked.
fn without_numbers(mut name: String) -> String {
    let mut run = 0;
    let mut long = Vec::new();
    for (i, b) in name.bytes().chain([0]).enumerate() {
        if b.is_ascii_digit() {
            run += 1;
        } else {
            if run >= NUMBER {
                long.push(i - run..i);
            }
            run = 0;
        }
    }
    for range in long {
        let stars = "*".repeat(range.len());
        name.replace_range(range, &stars);
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::Key;
    use crate::rule::RuleSet;
    use std::sync::Arc;

    fn scanner() -> Scanner {
        let rules = RuleSet::load(&[]).expect("the shipped rules load");
        Scanner::new(Arc::new(rules), Key([1; 16]))
    }

    fn public(s: &mut Scanner, name: &str) -> (String, usize) {
        let mut n = 0;
        let name = s.public_name(name, |_, _, _| n += 1);
        (name.into(), n)
    }

    #[test]
    fn names_that_hold_a_value_are_masked() {
        let s = &mut scanner();
        let (name, found) = public(s, "N° sécu de Mme Élodie Martin : 255081416802538");
        assert!(!name.contains("Martin"), "{name}");
        assert!(!name.contains("81416802"), "{name}");
        assert!(name.starts_with("N° sécu de "), "{name}");
        assert_eq!(found, 2);
        assert!(!public(s, "999081416802539").0.contains("81416802539"));
        assert_eq!(without_numbers("x 1234567890 12".into()), "x ********** 12");
        let (name, _) = public(s, "Dupont Jean");
        assert!(!name.contains("Dupont"), "{name}");
        assert!(!name.contains("Jean"), "{name}");
    }

    #[test]
    fn names_of_columns_stay() {
        let names = "Nom,Prénom,N° de sécurité sociale,Client,2024-01-31,Montant HT,Maladie,\
                     date_naissance,Tél. portable,contrats.salarie.nir,Janvier 2025,IBAN,Marque,\
                     Objet,Type,Statut,Réf.,Ville,Site,Code postal,Total,Libellé,Lot,Prix,Service,\
                     Poste,Feuil1,Paie,Salariés,Date,Heure,Couleur,Taille,Article,Désignation";
        let s = &mut scanner();
        for name in names.split(',') {
            assert_eq!(public(s, name), (name.to_owned(), 0));
        }
    }
}
