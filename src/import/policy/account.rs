//! The account of a policy: what of it became no fact, no remark and is no passage
//! that every policy has. Nothing that a document says is lost without a word.

use super::super::block::Spot;
use super::super::draft::{Draft, DraftActivity, Said, Unread, Why};
use super::super::item::named;
use super::notice::words::acts;
use super::piece::{Level, Piece, apart, pieces};
use super::section::Section;
use super::voice;
use super::words::{Folded, Kind, WORDS};
use std::collections::HashMap;

/// Words of a sentence, at least.
const WORDS_LEAST: usize = 3;
/// Words of a title, at most.
const TITLE: usize = 8;

/// Adds the sentences that nothing was made of.
pub(super) fn tell(sections: &[Section], draft: &mut Draft) {
    let told = told(draft);
    let mut missed: Vec<Said> = Vec::new();
    for section in sections {
        for piece in apart(&pieces(&section.lines)) {
            let head = section.label.is_none();
            if is_counted(section.kind, head, &piece) && !is_told(&piece.said, &told) {
                missed.push(piece.said);
            }
        }
    }
    let why = Why::Passage;
    let missed = missed.into_iter().map(|said| Unread { said, why });
    draft.unread.extend(missed);
}

/// Whether a passage should have become something.
fn is_counted(kind: Option<Kind>, head: bool, piece: &Piece) -> bool {
    let text = piece.said.text.as_str();
    let folded = Folded::of(text);
    let few = folded.words().take(WORDS_LEAST).count() < WORDS_LEAST;
    // a mention on its own is a title
    let short = folded.words().take(TITLE + 1).count() <= TITLE;
    let bare = short && !text.ends_with(['.', '!', ';']);
    let title = bare && piece.level == Level::Plain;
    // lines over the first heading
    let is_name = bare && head;
    if few || title || piece.is_open() || WORDS.usual.words.stand_in(&folded) || text.contains('@')
    {
        return false;
    }
    let right = voice::is_right(&folded);
    let dated = WORDS.updated.words.begin(&folded).is_some();
    if short && dated {
        return false;
    }
    match kind {
        Some(Kind::Rights | Kind::Definitions) => false,
        // where other things are said, what speaks of data is
        Some(Kind::Other | Kind::Dpo | Kind::Organisation) => !right && speaks(text, &folded),
        Some(_) => !right,
        None => !right && !is_name,
    }
}

/// Whether a sentence says that something is done with data, or names some.
fn speaks(text: &str, folded: &Folded) -> bool {
    let names = || {
        let found = named(text);
        !found.items.is_empty() || !found.generic.is_empty() || !found.denied.is_empty()
    };
    let shares = WORDS.recipient.shared.stand_in(folded) || WORDS.transfer.moved.stand_in(folded);
    let held = WORDS.processor.words.stand_in(folded);
    acts(folded) || held || shares || WORDS.time.kept.stand_in(folded) || names()
}

/// The texts of a draft and of its remarks, by their places.
type Told = HashMap<Spot, Vec<String>>;

fn told(draft: &Draft) -> Told {
    let mut all = Told::new();
    let mut add = |said: &Said| {
        all.entry(said.at.clone())
            .or_default()
            .push(said.text.clone())
    };
    draft.organisation.iter().for_each(&mut add);
    draft.places.iter().for_each(&mut add);
    draft.unread.iter().for_each(|u| add(&u.said));
    for a in &draft.activities {
        of_activity(a).into_iter().for_each(&mut add);
    }
    for contact in draft.controller.iter().chain(&draft.dpo) {
        if let (Some(at), Some(name)) = (&contact.at, &contact.name) {
            let text = name.clone();
            add(&Said {
                text,
                at: at.clone(),
            });
        }
    }
    all
}

fn of_activity(a: &DraftActivity) -> Vec<&Said> {
    let mut all = vec![&a.name];
    all.extend(a.purposes.iter().chain(&a.basis_said).chain(&a.subjects));
    all.extend(a.rubrics.iter().flat_map(|r| &r.said));
    all.extend(a.sensitive.answer.iter().map(|(_, s)| s));
    all.extend(a.sensitive.items.iter().map(|(_, s)| s));
    all.extend(a.sensitive.nir.iter());
    all.extend(a.forbidden.iter().map(|(_, s)| s));
    all.extend(a.forbidden_categories.iter().map(|(_, s)| s));
    all.extend(a.keeping.iter().map(|k| &k.said));
    let to = &a.recipients;
    all.extend(to.internal.iter().chain(&to.external).chain(&to.processors));
    all.extend(a.transfers.answer.iter().map(|(_, s)| s));
    all.extend(a.transfers.countries.iter().chain(&a.transfers.safeguards));
    all.extend(a.security.iter().flat_map(|s| &s.said));
    all.extend(a.measures.iter().chain(&a.systems).chain(&a.places));
    all.extend(a.promises.iter().map(|p| &p.said));
    all
}

/// Whether a part of a passage, or all of it, was told.
fn is_told(said: &Said, told: &Told) -> bool {
    let text = said.text.trim_end_matches(['.', ';', ',', ' ']);
    let holds = |t: &String| t.contains(text) || said.text.contains(t.trim_end_matches('.'));
    told.get(&said.at).is_some_and(|all| all.iter().any(holds))
}
