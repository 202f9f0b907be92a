//! Sheets that were printed on pages without lines around their cells: where cells
//! wrap, a line holds words of some columns only, and nothing says of which. A fact
//! in the wrong column is worse than none: such a table is left out, and told.
//!
//! A page without a head goes on with the table of the page before.

use super::super::block::Spot;
use super::super::draft::{Said, Unread, Why};
use super::super::line::spaces;
use super::super::vocabulary::{Field, exact};
use super::{Cut, NARROW, ROW_END};
use std::collections::BTreeSet;

/// Names of fields side by side that are the head of a sheet.
const FIELDS: usize = 3;

/// Lines that are left out, and where.
#[derive(Debug, Default)]
pub(super) struct Untold {
    lines: BTreeSet<usize>,
    /// The head of each table.
    pub(super) unread: Vec<Unread>,
}

impl Untold {
    pub(super) fn of(raw: &[(Spot, String)], left_out: impl Fn(usize) -> bool) -> Self {
        let mut found = Self::default();
        let mut goes_on = false;
        let mut from = 0;
        for page in raw.chunk_by(|a, b| a.0 == b.0) {
            let lines: Vec<(usize, Cut<'_>)> = (from..)
                .zip(page)
                .filter(|(i, line)| !left_out(*i) && !line.1.trim().is_empty())
                .map(|(i, line)| (i, Cut::new(line)))
                .collect();
            from += page.len();
            let is_drawn = page.iter().any(|(_, line)| line == ROW_END);
            goes_on = !is_drawn && found.page(&lines, goes_on);
        }
        found
    }

    pub(super) fn has(&self, line: usize) -> bool {
        self.lines.contains(&line)
    }

    /// Leaves out the table of a page whose columns cannot be told apart; whether it
    /// did.
    fn page(&mut self, lines: &[(usize, Cut<'_>)], goes_on: bool) -> bool {
        let head = lines.iter().position(|(_, cut)| is_head(cut));
        let many = lines.iter().filter(|(_, cut)| cut.cells.len() > 1).count();
        let rest = goes_on && head.is_none() && many * 2 > lines.len();
        let first = match head {
            Some(head) if is_broken(&lines[head..]) => head,
            None if rest => 0,
            _ => return false,
        };
        let Some((_, cut)) = lines.get(first) else {
            return false;
        };
        self.unread.push(Unread {
            said: Said {
                text: spaces(cut.raw),
                at: cut.at.clone(),
            },
            why: Why::Columns,
        });
        self.lines.extend(lines[first..].iter().map(|(i, _)| *i));
        true
    }
}

/// Whether a line is the head of a register's sheet: names of fields side by side.
fn is_head(cut: &Cut<'_>) -> bool {
    use Field::{Activity, LegalBasis, Purposes};
    let fields = cut.cells.iter().filter_map(|(_, words)| exact(words));
    let fields: BTreeSet<Field> = fields.collect();
    let of_register = [Activity, LegalBasis, Purposes];
    fields.len() >= FIELDS && of_register.iter().any(|f| fields.contains(f))
}

/// Whether a line below a head, by itself, may stand in other columns than it seems:
/// it fills neither all columns nor all from where it starts.
fn is_broken(lines: &[(usize, Cut<'_>)]) -> bool {
    let (mut columns, mut wide, mut all) = (0, 0, 0);
    for (_, cut) in lines {
        let end = cut.cells.last().map_or(0, |(c, _)| c + 1);
        if is_head(cut) {
            columns = end;
            continue;
        }
        all += 1;
        match cut.cells.as_slice() {
            [(0, words)] => wide += usize::from(words.chars().count() > NARROW),
            [_] if end <= columns => {}
            _ if end == columns => {}
            _ => return true,
        }
    }
    // cells that run into each other leave lines of one
    wide * 2 > all
}

#[cfg(test)]
mod tests {
    use super::super::tests::raw;
    use super::*;

    fn left_out(pages: &[&str]) -> Vec<String> {
        let raw = raw(pages);
        let untold = Untold::of(&raw, |_| false);
        let heads = untold.unread.iter().map(|u| u.said.text.clone());
        let lines = raw.iter().enumerate().filter(|(i, _)| untold.has(*i));
        heads.chain(lines.map(|(_, l)| l.1.clone())).collect()
    }

    const HEAD: &str = "Registre\nTraitement   Finalités   Données   Durée\n";

    #[test]
    fn lines_that_skip_a_column_leave_their_table_out() {
        let page = format!("{HEAD}Paie   Payer les   Nom   5 ans\n   salariés   après le départ\n");
        let found = left_out(&[
            &page,
            "Prêt   Prêter   Nom   1 an\nLettre   Informer   Nom   2 ans",
            "Fin",
        ]);
        assert_eq!(found.len(), 2 + 5, "{found:?}");
        assert_eq!(found[0], "Traitement Finalités Données Durée");
        for line in [
            "Paie   Payer   Nom, RIB   5 ans   Non",
            "Recrutement   Choisir les candidats Nom   2 ans",
            "Recrutement Choisir les candidats et garder une réserve Nom, CV 2 ans",
        ] {
            let found = left_out(&[&format!("{HEAD}{line}")]);
            assert_eq!(found.last().map(String::as_str), Some(line));
        }
    }

    #[test]
    fn tables_whose_columns_are_known_stay() {
        for page in [
            "Paie   Payer   Nom   5 ans\nPrêt   Prêter   Nom   1 an",
            "Paie   Payer les   Nom   5 ans\n   salariés\n      prénom\nPrêt   Prêter   Nom   1 an\n      prénom   2 ans",
            "Gestion\nPaie   Payer   Nom   5 ans",
            // drawn lines part the cells
            "Paie   Payer   Nom\n ",
        ] {
            assert!(left_out(&[&format!("{HEAD}{page}")]).is_empty(), "{page}");
        }
        assert!(left_out(&["Finalités   Payer   vite\nDonnées   Nom"]).is_empty());
    }
}
