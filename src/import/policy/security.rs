//! What a policy says of security: measures of the closed list by their words.

use super::super::draft::{Said, Secured};
use super::notice::words::{Denied, denied};
use super::piece::{Level, Piece, clauses};
use super::words::{Folded, WORDS};
use crate::register::{Measure, State};

/// The measure that a word of the vocabulary means.
pub(super) fn measure(id: &str) -> Option<Measure> {
    use Measure::*;
    let all = [
        AccessControl,
        Traceability,
        SoftwareProtection,
        Backup,
        Encryption,
        ProcessorControl,
    ];
    all.into_iter().find(|m| m.as_str() == id)
}

/// Adds what some pieces say; items that name no measure of the list are kept
/// as others.
pub(super) fn read(pieces: &[Piece], secured: &mut Vec<Secured>, others: &mut Vec<Said>) {
    for piece in pieces.iter().filter(|p| !p.is_open()) {
        let mut known = false;
        for clause in clauses(&piece.said.text) {
            let folded = Folded::of(clause);
            // what is not done, or not yet, protects nothing
            let planned = WORDS.planned.words.stand_in(&folded);
            if planned || denied(clause) == Denied::All {
                known |= planned;
                continue;
            }
            for words in WORDS.measure.iter().filter(|m| m.words.stand_in(&folded)) {
                let said = Said {
                    text: clause.to_owned(),
                    at: piece.said.at.clone(),
                };
                let which = measure(&words.id).expect("a measure of the list: tested");
                add(which, said, secured);
                known = true;
            }
        }
        if !known && piece.level != Level::Plain {
            others.push(piece.said.clone());
        }
    }
}

fn add(measure: Measure, said: Said, secured: &mut Vec<Secured>) {
    let at = secured.iter().position(|s| s.measure == measure);
    match at {
        Some(at) => {
            let all = &mut secured[at].said;
            if !all.contains(&said) {
                all.push(said);
            }
        }
        None => secured.push(Secured {
            measure,
            state: State::Declared,
            said: vec![said],
        }),
    }
}
