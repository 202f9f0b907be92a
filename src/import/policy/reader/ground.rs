//! On what grounds a policy says that its activities rest: each sentence of those
//! that it names or is about; one that names none is of all, where it is the only.

use super::super::super::draft::{Said, Unread, Why};
use super::super::super::phrase;
use super::super::family::Whose;
use super::super::label::label;
use super::super::piece::{Piece, apart};
use super::super::voice;
use super::{Reader, part};
use crate::register::LegalBasis;

impl Reader {
    /// A section about legal bases.
    pub(super) fn grounds(&mut self, pieces: &[Piece]) {
        let mut open: Vec<Said> = Vec::new();
        for piece in apart(pieces).iter().filter(|p| !p.is_open()) {
            for said in grounds(&piece.said) {
                match self.rests_on(&said) {
                    Whose::These(all) => {
                        for i in all {
                            self.ground(i, &said);
                        }
                    }
                    Whose::All => open.push(said),
                    Whose::Nobody => self.untold(&said),
                }
            }
        }
        let one = open.len() == 1 || self.families.0.len() == 1;
        for said in open {
            match one {
                true => (0..self.families.0.len()).for_each(|i| self.ground(i, &said)),
                // which of them is of which activity, a person must say
                false => self.untold(&said),
            }
        }
    }

    /// The activities whose ground a sentence tells: the one that it names first,
    /// else those that it is about.
    fn rests_on(&mut self, said: &Said) -> Whose {
        let named = label(&said.text).filter(|l| bases(l.head).is_empty());
        if let Some(name) = named.map(|l| l.name) {
            let known = self.families.find(name).map(|i| Whose::These(vec![i]));
            return known.unwrap_or_else(|| match self.families.whose(name) {
                Whose::All => Whose::Nobody,
                whose => whose,
            });
        }
        self.families.whose(&said.text)
    }

    fn ground(&mut self, i: usize, said: &Said) {
        let a = &mut self.families.0[i].activity;
        if !a.basis_said.contains(said) {
            a.basis_said.push(said.clone());
            a.basis = phrase::bases(a.basis_said.iter().map(|s| s.text.as_str()));
        }
    }

    /// What is said of no activity in particular is left to a person.
    pub(super) fn untold(&mut self, said: &Said) {
        let (said, why) = (said.clone(), Why::Unknown);
        self.unread.push(Unread { said, why });
    }
}

fn bases(text: &str) -> Vec<LegalBasis> {
    phrase::bases(std::iter::once(text))
}

/// The parts of a text that tell a ground each (`le contrat pour ..., votre
/// consentement pour ...`); none where it tells none.
fn grounds(said: &Said) -> Vec<Said> {
    if bases(&said.text).is_empty() || voice::is_aside(&said.text, true) {
        return Vec::new();
    }
    let (mut out, mut from): (Vec<Said>, usize) = (Vec::new(), 0);
    let ends = said.text.match_indices([',', ';']).map(|(at, _)| at);
    for end in ends.chain([said.text.len()]) {
        let (here, rest) = (&said.text[from..end], &said.text[end..]);
        let both = !bases(here).is_empty() && (rest.is_empty() || !bases(rest).is_empty());
        if both {
            out.push(part(here.trim_start_matches([',', ';', ' ']), said));
            from = end;
        }
    }
    // what follows the last is of it
    match out.len() {
        0 | 1 => vec![said.clone()],
        _ => out,
    }
}
