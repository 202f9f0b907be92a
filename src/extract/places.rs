//! Lines and columns of any byte of a text, without a list of its lines.

use super::place::Place;

/// Bytes between two places that are remembered.
const STEP: usize = 4096;

/// Remembers a place in every so many bytes.
#[derive(Debug)]
pub(super) struct Places(Vec<(usize, Place)>);

impl Places {
    /// Those of a text.
    pub(super) fn of(text: &str) -> Self {
        let mut places = Vec::with_capacity(text.len() / STEP + 1);
        let mut place = Place::START;
        let mut at = 0;
        places.push((at, place));
        while text.len() - at > STEP {
            let next = text.floor_char_boundary(at + STEP);
            place.pass(&text[at..next]);
            places.push((next, place));
            at = next;
        }
        Self(places)
    }

    /// Where byte `at` of the text stands.
    pub(super) fn at(&self, text: &str, at: usize) -> Place {
        let after = self.0.partition_point(|(from, _)| *from <= at);
        let (from, mut place) = self.0[after.saturating_sub(1)];
        place.pass(&text[from..at]);
        place
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn places_are_those_counted_from_the_start(text in "([aé]{0,900}\n?){0,12}", at: prop::sample::Index) {
            let at = text.floor_char_boundary(at.index(text.len() + 1));
            let mut counted = Place::START;
            counted.pass(&text[..at]);
            prop_assert_eq!(Places::of(&text).at(&text, at), counted);
        }
    }
}
