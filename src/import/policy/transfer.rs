//! What a policy says of transfers out of the Union, and of the countries where
//! data are kept.

use super::super::answer::answer;
use super::super::block::{Line, Mark, Spot};
use super::super::draft::{Said, TransfersDraft};
use super::piece::{Piece, apart, sentences};
use super::words::{Folded, WORDS, denies};
use crate::register::{Answer, system};

/// Reads the pieces of a section that is of no activity; `whole` where all of it is
/// about transfers or places, and not a sentence of another.
pub(super) fn read_general(pieces: &[Piece], whole: bool, found: &mut TransfersDraft) {
    // one tool that stands inside the Union says nothing of the others
    let of_all = |p: &&Piece| whole || WORDS.whose.all.stand_in(&Folded::of(&p.said.text));
    for piece in apart(pieces) {
        let mut own = TransfersDraft::default();
        read(std::slice::from_ref(&piece), whole, &mut own);
        let no = matches!(own.answer, Some((Answer::No, _)));
        let denied = denies(&Folded::of(&piece.said.text));
        if !no || denied || of_all(&&piece) {
            read(std::slice::from_ref(&piece), whole, found);
        }
    }
}

/// Reads the pieces of a section; `whole` where all of it is about transfers or
/// places, and not a sentence of another.
pub(super) fn read(pieces: &[Piece], whole: bool, found: &mut TransfersDraft) {
    for piece in pieces {
        for sentence in sentences(&piece.said.text) {
            let said = Said {
                text: sentence.to_owned(),
                at: piece.said.at.clone(),
            };
            sentence_of(said, whole, found);
        }
    }
}

fn sentence_of(said: Said, whole: bool, found: &mut TransfersDraft) {
    let words = &WORDS.transfer;
    let folded = Folded::of(&said.text);
    let lower = said.text.to_lowercase();
    let supposed = words
        .hypothetical
        .iter()
        .any(|h| lower.starts_with(h.as_str()));
    let (moved, kept) = (
        words.moved.stand_in(&folded),
        words.keeping.stand_in(&folded),
    );
    let safe = words.safeguards.stand_in(&folded);
    let out = words.outside.stand_in(&folded) || (moved || kept || safe) && foreign(&folded);
    let inside = words.inside.stand_in(&folded) && (kept || whole && moved);
    let tool = || foreign(&folded) && !system::named(&said.text).is_empty();
    if whole && safe {
        found.safeguards.push(said.clone());
    }
    if whole || kept || out && moved || tool() {
        countries(&said, &folded, found);
    }
    let denied = denies(&folded) || refuses(&said.text);
    // where one tool stands says nothing of the others
    let inside = inside && (whole || denied || WORDS.whose.all.stand_in(&folded));
    let reserved = words.reserve.stand_in(&folded);
    let answer = match () {
        () if supposed => None,
        () if out && denied => Some(if reserved {
            Answer::Partial
        } else {
            Answer::No
        }),
        () if out && (moved || kept || safe) || !denied && tool() => Some(Answer::Yes),
        () if inside => Some(if reserved {
            Answer::Partial
        } else {
            Answer::No
        }),
        // "Toutefois, ..." after a "no" takes part of it back
        () if whole && reserved && moved => Some(Answer::Yes),
        () => None,
    };
    let Some(answer) = answer else { return };
    let known = found.answer.as_ref().map(|(a, _)| *a);
    let all = match (known, answer) {
        (None, answer) => answer,
        (Some(Answer::No), Answer::Yes | Answer::Partial) => Answer::Partial,
        // what was said first stands
        _ => return,
    };
    found.answer = Some((all, said));
}

/// Whether a sentence answers no, in part or whole (`Pas de transfert, sauf ...`).
fn refuses(text: &str) -> bool {
    let line = Line {
        text: text.to_owned(),
        bold: Vec::new(),
        mark: Mark::Plain,
        at: Spot::Field,
    };
    matches!(answer(&line), Some(Answer::No | Answer::Partial))
}

/// Whether a text names a country out of the Union.
fn foreign(folded: &Folded) -> bool {
    WORDS
        .country
        .iter()
        .any(|c| c.outside && c.words.stand_in(folded))
}

/// The countries that a sentence names, as they stand there.
fn countries(said: &Said, folded: &Folded, found: &mut TransfersDraft) {
    // what stays in the Union is no transfer
    for country in WORDS.country.iter().filter(|c| c.outside) {
        let Some(range) = country.words.first_in(folded) else {
            continue;
        };
        let bytes = folded.bytes[range.start].start..folded.bytes[range.end - 1].end;
        let text = &said.text[bytes];
        // the word, not a name that holds it
        let proper = text.starts_with(char::is_uppercase);
        if proper && found.countries.iter().all(|c| c.text != text) {
            found.countries.push(Said {
                text: text.to_owned(),
                at: said.at.clone(),
            });
        }
    }
}
