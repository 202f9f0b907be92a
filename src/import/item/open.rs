//! What a detail leaves open (`éventuellement un handicap`), and what a denial leaves
//! over (`aucune donnée sensible hormis les allergies`).
//!
//! Special data in doubt are never named as processed: who reads tells them.

use super::super::answer::is_unsaid;
use super::super::denial;
use super::super::template::{Worth, worth};
use super::{Detail, Named, of_detail};
use crate::model::{Datum, folded_words};

impl Named {
    /// Takes what a detail in doubt names: ordinary data as they are, special ones as
    /// doubtful.
    pub(super) fn doubt(&mut self, other: Self) {
        let special = |d: &Datum| d.category().is_special();
        let (doubtful, items): (Vec<Datum>, Vec<Datum>) =
            other.items.into_iter().partition(special);
        self.known = true;
        self.heard |= other.heard;
        self.catch_all |= other.catch_all;
        self.add(&items);
        let generic = other.generic.into_iter().filter(|c| !c.is_special());
        self.add_generic(&generic.collect::<Vec<_>>());
        self.deny(Self {
            items: other.denied,
            ..Self::default()
        });
        self.doubtful.extend(doubtful);
    }
}

/// What a denial denies, and the data that it leaves over (`aucune donnée sensible
/// hormis les allergies`).
pub(super) fn left_over(folded: &str, refused: bool) -> Option<(&str, &str)> {
    let (before, left) = denial::leaves(folded)?;
    let begins_denied = || denial::split(before).0.is_empty() && !before.is_empty();
    let denies = refused || denial::is_no(before) || begins_denied() || denial::whole(before);
    (denies && !of_detail(left).items.is_empty()).then_some((before, left))
}

/// Whether a detail is a no and nothing else.
pub(super) fn is_no_before(before: &Detail<'_>) -> bool {
    before.end == Some(',') && denial::is_no(&folded_words(before.text))
}

/// Whether a doubt is the first of what some folded words say.
pub(super) fn begins_in_doubt(folded: &str) -> bool {
    let mut ends = folded.match_indices(' ').map(|(at, _)| at);
    let first = [ends.next(), ends.next()].into_iter().flatten();
    first
        .chain([folded.len()])
        .any(|end| denial::doubts(&folded[..end]) && end < folded.len())
}

/// Whether a detail only leaves the one before it open (`santé : peut-être`).
pub(super) fn is_doubt(detail: &Detail<'_>) -> bool {
    let folded = folded_words(detail.text);
    denial::doubts(&folded) && of_detail(&folded).items.is_empty()
}

/// Whether what stands behind the name of data, in folded words, leaves open
/// whether they are processed (`santé : non précisé`).
pub(super) fn is_open(words: &str, sign: Option<char>) -> bool {
    match sign {
        Some(':') => !words.is_empty() && worth(words) == Worth::Placeholder,
        Some('(') => is_unsaid(words),
        _ => false,
    }
}
