//! Identifiers that a table keeps in parts: bank, branch, account and key of a
//! RIB, a NIR and its key, each in a column, side by side.
//!
//! The rule says how the columns are called and how wide each part is
//! (`column.parts`); here the columns are found and the cells of a row joined.
//! Whether the joined text is a value is for the scanner to say. A first part of
//! width 0 is never joined: it says what its neighbour is (`né le`, `à`).

use crate::extract::Cell;
use crate::model::folded_words;
use crate::rule::{Part, RuleSet};

/// Columns side by side that hold the parts of one rule's values.
#[derive(Debug, Clone)]
pub(super) struct Split {
    pub(super) rule: u16,
    first: usize,
    widths: Vec<usize>,
    /// The column of the widest part, under which the joined value stands.
    pub(super) column: usize,
}

/// The columns that hold values in parts, by their headers.
pub(super) fn find(headers: &[Option<&str>], rules: &RuleSet) -> Vec<Split> {
    let mut found = Vec::new();
    for (r, rule) in rules.rules().iter().enumerate() {
        let parts = &rule.column.parts;
        if parts.is_empty() {
            continue;
        }
        for (first, columns) in headers.windows(parts.len()).enumerate() {
            if fits(columns, parts, r as u16, rules) {
                found.push(split(r as u16, first, parts));
            }
        }
    }
    found
}

fn fits(columns: &[Option<&str>], parts: &[Part], rule: u16, rules: &RuleSet) -> bool {
    columns.iter().zip(parts).all(|(header, part)| {
        header.is_some_and(|h| match part.names.as_slice() {
            [] => rules.compiled().named(h).binary_search(&rule).is_ok(),
            names => {
                let folded = folded_words(h);
                names.iter().any(|n| agrees(&folded, n))
            }
        })
    })
}

/// Whether a header holds all words of a name, in order.
fn agrees(header: &str, name: &str) -> bool {
    let mut words = header.split(' ');
    name.split(' ').all(|n| words.any(|w| w == n))
}

fn split(rule: u16, first: usize, parts: &[Part]) -> Split {
    let widths: Vec<usize> = parts.iter().map(|p| usize::from(p.width)).collect();
    let widest = widths.iter().max();
    let at = widths.iter().position(|w| Some(w) == widest).unwrap_or(0);
    Split {
        rule,
        first,
        widths,
        column: first + at,
    }
}

impl Split {
    /// The parts of a row, joined; none where one is missing or too wide.
    pub(super) fn join(&self, cells: &[Cell<'_>]) -> Option<String> {
        if self.widths.first() == Some(&0) {
            return None;
        }
        let mut joined = String::new();
        for (cell, width) in cells.get(self.first..)?.iter().zip(&self.widths) {
            let bare: String = cell.text.chars().filter(|c| !c.is_whitespace()).collect();
            if bare.is_empty() || bare.len() > *width || !bare.is_ascii() {
                return None;
            }
            // a spreadsheet drops the zeros that a number begins with
            joined.extend(std::iter::repeat_n('0', width - bare.len()));
            joined.push_str(&bare);
        }
        (joined.len() == self.widths.iter().sum::<usize>()).then_some(joined)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(headers: &[&str]) -> Vec<(String, usize)> {
        let rules = RuleSet::load(&[]).expect("the shipped rules load");
        let headers: Vec<Option<&str>> = headers.iter().map(|h| Some(*h)).collect();
        find(&headers, &rules)
            .iter()
            .map(|s| (rules.rules()[usize::from(s.rule)].id.clone(), s.column))
            .collect()
    }

    #[test]
    fn parts_stand_side_by_side_in_order() {
        let rib = |column| vec![("fr-rib".to_owned(), column)];
        for headers in [
            ["code_banque", "code_guichet", "numero_compte", "cle_rib"],
            ["banque", "guichet", "compte", "cle"],
            ["Établissement", "Guichet", "N° de compte", "Clé"],
        ] {
            assert_eq!(found(&headers), rib(2), "{headers:?}");
        }
        assert_eq!(found(&["nom", "nir", "cle"]), [("fr-nir".to_owned(), 1)]);
        let place = [("birth-place".to_owned(), 1)];
        assert_eq!(found(&["Né(e) le", "à", "Adresse"]), place);
        assert_eq!(found(&["nir13", "cle_nir"]), [("fr-nir".to_owned(), 0)]);
        assert_eq!(found(&["guichet", "banque", "compte", "cle"]), []);
        assert_eq!(found(&["nir", "nom", "cle"]), []);
    }

    #[test]
    fn lost_zeros_come_back_and_gaps_do_not_join() {
        let split = Split {
            rule: 0,
            first: 0,
            widths: vec![5, 5, 11, 2],
            column: 2,
        };
        let join = |cells: [&str; 4]| split.join(&cells.map(Cell::text));
        assert_eq!(
            join(["30004", "828", "10173245", "7"]).as_deref(),
            Some("30004008280001017324507")
        );
        assert_eq!(join(["30004", "", "10173245", "7"]), None);
        assert_eq!(join(["300040", "828", "10173245", "7"]), None);
    }
}
