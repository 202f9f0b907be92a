//! Whom a policy says that data go to.

use super::super::draft::{RecipientsDraft, Said};
use super::piece::{Level, Piece, sentences};
use super::words::{Folded, WORDS, denies};

/// Words that a recipient has at most; more are a sentence about it.
const NAME: usize = 30;
/// Words that a sentence about recipients has at most.
const SENTENCE: usize = 35;
/// Words that a name in a list has at most.
const CLAUSE: usize = 10;

/// Reads the pieces of a section about recipients: items, lists after a colon,
/// sentences that say that data are passed on. Denials name nobody.
pub(super) fn read(pieces: &[Piece], found: &mut RecipientsDraft) {
    let mut open = false;
    for (i, piece) in pieces.iter().enumerate() {
        let item = piece.level != Level::Plain;
        let denied = |p: &Piece| denies(&Folded::of(&p.said.text));
        // an item that a paragraph below it denies
        let taken_back = item
            && pieces.get(i + 1).is_some_and(|next| {
                next.level == Level::Plain && denied(next) && shares(piece, next)
            });
        if piece.is_open() || taken_back {
            open = piece.is_open();
            continue;
        }
        if item || open {
            names(&piece.said, found);
        } else {
            passed_on(&piece.said, found);
        }
        open &= item;
    }
}

/// Whether a piece says that something is not passed on.
pub(super) fn denied(piece: &Piece) -> bool {
    denies(&Folded::of(&piece.said.text))
}

/// Whether a paragraph is a list of names: one sentence without a verb.
pub(super) fn is_list(piece: &Piece) -> bool {
    let text = piece.said.text.as_str();
    let folded = Folded::of(text);
    let verb = |w: &str| WORDS.time.verbs.has(w) || WORDS.label.subjects.has(w);
    let says = WORDS.recipient.shared.stand_in(&folded) || folded.words().any(verb);
    !says && sentences(text).len() == 1 && text.contains(',')
}

/// Whether two pieces speak of one thing.
fn shares(a: &Piece, b: &Piece) -> bool {
    let words = Folded::of(&b.said.text);
    let long = |w: &&str| w.len() > 4;
    let own = Folded::of(&a.said.text);
    own.words()
        .filter(long)
        .any(|w| words.words().any(|o| o == w))
}

/// The recipients that an item names.
pub(super) fn names(said: &Said, found: &mut RecipientsDraft) {
    // an address is where to ask
    if said.text.contains('@') || denies(&Folded::of(&said.text)) {
        return;
    }
    // what comes before a colon says which kind
    let list = said
        .text
        .split_once(": ")
        .map_or(said.text.as_str(), |(_, list)| list);
    let list = list.split(" ; ").next().unwrap_or(list);
    let inside = |text: &str| WORDS.recipient.internal.stand_in(&Folded::of(text));
    let parts = top_level(list);
    // `Les collaborateurs de la vente, du support`: all of them are
    let internal = parts.first().is_some_and(|p| inside(p));
    for name in parts {
        let name = name.trim().trim_end_matches(['.', ';', '…', ' ']);
        let name = ["et ", "and ", "en "]
            .iter()
            .find_map(|w| name.strip_prefix(w))
            .unwrap_or(name);
        let words = name.split_whitespace().count();
        if words <= NAME && name.chars().any(char::is_alphabetic) {
            let text = name.to_owned();
            let said = Said {
                text,
                at: said.at.clone(),
            };
            let list = match list_of(&said.text) {
                List::External if internal => List::Internal,
                list => list,
            };
            add(said, list, found);
        }
        // a part that long is a clause: its commas part no list
        if words > CLAUSE {
            break;
        }
    }
}

/// The parts of a list between its commas, asides left whole; one part where a
/// comma belongs to a sentence.
fn top_level(list: &str) -> Vec<&str> {
    let (mut parts, mut depth, mut from) = (Vec::new(), 0usize, 0);
    for (at, c) in list.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            ',' | ';' if depth == 0 => {
                parts.push(&list[from..at]);
                from = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&list[from..]);
    let begins = |p: &&str| {
        let folded = Folded::of(p);
        let word = folded.words().next().unwrap_or_default().to_owned();
        WORDS.recipient.goes_on.has(&word)
    };
    match parts.iter().skip(1).any(begins) {
        true => vec![list],
        false => parts,
    }
}

/// A sentence that says that data are passed on.
fn passed_on(said: &Said, found: &mut RecipientsDraft) {
    for sentence in sentences(&said.text) {
        let folded = Folded::of(sentence);
        let few = sentence.split_whitespace().count() <= SENTENCE;
        let supposed = WORDS
            .transfer
            .hypothetical
            .iter()
            .any(|h| sentence.to_lowercase().starts_with(h.as_str()));
        if few && !supposed && !denies(&folded) && WORDS.recipient.shared.stand_in(&folded) {
            let said = Said {
                text: sentence.to_owned(),
                at: said.at.clone(),
            };
            add(said, list_of(sentence), found);
        }
    }
}

/// Which of the three lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum List {
    Internal,
    External,
    Processors,
}

fn list_of(text: &str) -> List {
    let folded = Folded::of(text);
    let words = &WORDS.recipient;
    match () {
        () if words.processors.stand_in(&folded) => List::Processors,
        () if words.internal.stand_in(&folded) => List::Internal,
        () => List::External,
    }
}

fn add(said: Said, list: List, found: &mut RecipientsDraft) {
    let list = match list {
        List::Internal => &mut found.internal,
        List::External => &mut found.external,
        List::Processors => &mut found.processors,
    };
    if !list.contains(&said) {
        list.push(said);
    }
}
