//! The activities that a policy names, each once: sections about purposes, data,
//! time and recipients call one activity by names that are alike.

use super::super::draft::{DraftActivity, Said};
use super::super::item::named;
use super::label::{same, stems};
use super::words::{Folded, WORDS, exclusive, topics};
use std::collections::{BTreeSet, HashMap};

/// One activity and what it is called.
#[derive(Debug, Clone)]
pub(super) struct Family {
    pub(super) activity: DraftActivity,
    /// The stems of each of its names.
    names: Vec<Vec<String>>,
    /// What its names are about.
    topics: u32,
    /// What its purposes are about, and how many of them were looked at.
    used: (u32, usize),
}

/// Families that share a word at most for it to tell them apart.
const COMMON: usize = 500;

/// Names of one activity at most.
const NAMES: usize = 64;

/// All activities of a document.
#[derive(Debug, Clone, Default)]
pub(super) struct Families(pub(super) Vec<Family>, Index);

/// By what families are found.
#[derive(Debug, Clone, Default)]
struct Index {
    /// The first that has a name, by its stems.
    names: HashMap<Vec<String>, usize>,
    /// Those that have a stem in one of their names.
    stems: HashMap<String, BTreeSet<usize>>,
}

impl Families {
    /// The activity of a name that is known.
    pub(super) fn find(&self, name: &str) -> Option<usize> {
        let wanted = stems(name);
        let exact = self.1.names.get(&wanted).filter(|_| !wanted.is_empty());
        exact.copied().or_else(|| {
            let with = wanted.iter().filter_map(|w| self.1.stems.get(w));
            let near: BTreeSet<usize> = with
                .filter(|all| all.len() <= COMMON)
                .flatten()
                .copied()
                .collect();
            let alike = |i: &usize| self.0[*i].names.iter().any(|n| same(n, &wanted));
            near.into_iter().find(alike)
        })
    }

    /// The activity of a name; a new one where none is known by it.
    pub(super) fn of(&mut self, name: &Said) -> usize {
        if let Some(i) = self.find(&name.text) {
            self.called(i, &name.text);
            return i;
        }
        let mut activity = DraftActivity::named(name.clone());
        activity.review = true;
        self.0.push(Family {
            activity,
            names: Vec::new(),
            topics: 0,
            used: (0, 0),
        });
        let i = self.0.len() - 1;
        self.called(i, &name.text);
        i
    }

    /// Another name of an activity.
    pub(super) fn called(&mut self, i: usize, name: &str) {
        let words = stems(name);
        let family = &mut self.0[i];
        if family.names.len() >= NAMES || family.names.contains(&words) {
            return;
        }
        family.topics |= topics(&Folded::of(name));
        for word in &words {
            self.1.stems.entry(word.clone()).or_default().insert(i);
        }
        let first = self.1.names.entry(words.clone()).or_insert(i);
        *first = i.min(*first);
        family.names.push(words);
    }

    /// The activities that a text is most about; none where it is about none.
    pub(super) fn about(&mut self, text: &str) -> Vec<usize> {
        let (words, topics, apart) = (stems(text), topics(&Folded::of(text)), exclusive());
        self.0.iter_mut().for_each(Family::look);
        let mut scores: Vec<u32> = self.0.iter().map(|f| f.score(topics, apart)).collect();
        for i in words.iter().filter_map(|w| self.1.stems.get(w)).flatten() {
            scores[*i] += WORD;
        }
        let most = scores.iter().copied().max().unwrap_or(0);
        let best = (0..scores.len()).filter(|i| most > 0 && scores[*i] == most);
        best.collect()
    }
}

/// Whose a fact is that stands apart from the activities.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Whose {
    /// Of these.
    These(Vec<usize>),
    /// Of all: it names nobody and nothing in particular.
    All,
    /// Of some that are unknown: of a group or of data that no activity is about.
    Nobody,
}

impl Families {
    /// Whose a fact is, by the words that tell it.
    pub(super) fn whose(&mut self, text: &str) -> Whose {
        let about = self.about(text);
        let apart = topics(&Folded::of(text)) & exclusive();
        match about.is_empty() {
            false => Whose::These(about),
            true if apart != 0 || is_particular(text) => Whose::Nobody,
            true => Whose::All,
        }
    }
}

/// Whether a text is about some data or people, and not about all.
fn is_particular(text: &str) -> bool {
    let folded = Folded::of(text);
    let words: Vec<&str> = folded.words().collect();
    let generic = |i: &usize| WORDS.whose.all.has(words[*i]);
    let Some(at) = (0..words.len()).find(generic) else {
        // `Les CV sont conservés ...`: no word for all of them
        let some = !named(text).all().is_empty() || topics(&folded) != 0;
        return some || WORDS.whose.groups.stand_in(&folded);
    };
    let of = |i: usize| words.get(i).is_some_and(|w| WORDS.whose.of.has(w));
    let empty = |i: usize| {
        words
            .get(i)
            .is_none_or(|w| WORDS.label.empty.has(w) || WORDS.whose.bare.has(w))
    };
    let next = (at + 1..words.len())
        .find(|i| !of(*i))
        .unwrap_or(words.len());
    let qualified = next > at + 1 && !empty(next);
    let before = at.checked_sub(1).is_some_and(|i| !empty(i)) && WORDS.whose.led.has(words[at]);
    qualified || before || WORDS.whose.groups.stand_in(&folded)
}

/// What a word in common counts; a subject of a purpose counts one.
const WORD: u32 = 2;

impl Family {
    /// Whether its name says that it is about one of some subjects.
    pub(super) fn is_about(&self, topics: u32) -> bool {
        self.topics & topics != 0
    }

    /// Looks at the purposes that came since the last time.
    fn look(&mut self) {
        let all = &self.activity.purposes;
        let about = |p: &Said| topics(&Folded::of(&p.text));
        let new = all[self.used.1..].iter().fold(0, |t, p| t | about(p));
        self.used = (self.used.0 | new, all.len());
    }

    /// How much it has in common with what a text is about: subjects of its
    /// names count more than those of its purposes.
    fn score(&self, about: u32, exclusive: u32) -> u32 {
        let purposes = self.used.0;
        // one that is apart is about what its name says, whatever it is used for
        let apart = self.topics & exclusive != 0;
        let purposes = if apart { 0 } else { purposes };
        WORD * (about & self.topics).count_ones() + (about & purposes & !self.topics).count_ones()
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::block::Spot;
    use super::*;

    fn name(text: &str) -> Said {
        Said {
            text: text.to_owned(),
            at: Spot::Line(1),
        }
    }

    #[test]
    fn names_that_are_alike() {
        let mut all = Families::default();
        let one = all.of(&name("Traitements commerciaux et marketing"));
        let two = all.of(&name("Vidéosurveillance des locaux"));
        assert_eq!(all.of(&name("Traitements commerciaux")), one);
        assert_eq!(all.find("vidéosurveillance"), Some(two));
        assert_eq!(all.find("Newsletter"), None);
        assert_eq!(all.find(""), None);
        all.called(one, "Newsletter");
        assert_eq!(all.find("Newsletter"), Some(one));
        assert_eq!(all.about("les images des locaux"), [two]);
    }

    #[test]
    fn very_many_names() {
        let mut all = Families::default();
        for i in 0..3_000 {
            let said = name(&format!("atelier a{i}b c{i}d e{i}f"));
            assert_eq!(all.of(&said), i);
            assert_eq!(all.find(&said.text), Some(i));
        }
        assert_eq!(all.about("le a7b"), [7]);
    }
}
