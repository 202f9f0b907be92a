//! The activities that a policy names, each once: sections about purposes, data,
//! time and recipients call one activity by names that are alike.

use super::super::draft::{DraftActivity, Said};
use super::label::{same, stems};
use super::words::{Folded, exclusive, topics};

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

/// All activities of a document.
#[derive(Debug, Clone, Default)]
pub(super) struct Families(pub(super) Vec<Family>);

impl Families {
    /// The activity of a name that is known.
    pub(super) fn find(&self, name: &str) -> Option<usize> {
        let wanted = stems(name);
        let known = |f: &Family| f.names.contains(&wanted);
        let alike = |f: &Family| f.names.iter().any(|n| same(n, &wanted));
        let exact = self.0.iter().position(known).filter(|_| !wanted.is_empty());
        exact.or_else(|| self.0.iter().position(alike))
    }

    /// The activity of a name; a new one where none is known by it.
    pub(super) fn of(&mut self, name: &Said) -> usize {
        if let Some(i) = self.find(&name.text) {
            self.0[i].called(&name.text);
            return i;
        }
        let mut activity = DraftActivity::named(name.clone());
        activity.review = true;
        let mut family = Family {
            activity,
            names: Vec::new(),
            topics: 0,
            used: (0, 0),
        };
        family.called(&name.text);
        self.0.push(family);
        self.0.len() - 1
    }

    /// The activities that a text is most about; none where it is about none.
    pub(super) fn about(&mut self, text: &str) -> Vec<usize> {
        let (words, topics) = (stems(text), topics(&Folded::of(text)));
        self.0.iter_mut().for_each(Family::look);
        let scores: Vec<u32> = self.0.iter().map(|f| f.score(&words, topics)).collect();
        let most = scores.iter().copied().max().unwrap_or(0);
        let best = (0..scores.len()).filter(|i| most > 0 && scores[*i] == most);
        best.collect()
    }
}

impl Family {
    /// Another name of it.
    pub(super) fn called(&mut self, name: &str) {
        let words = stems(name);
        if !self.names.contains(&words) {
            self.names.push(words);
            self.topics |= topics(&Folded::of(name));
        }
    }

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

    /// How much it has in common with a text: words and subjects of its names
    /// count more than those of its purposes.
    fn score(&self, words: &[String], about: u32) -> u32 {
        let named = |w: &&String| self.names.iter().any(|n| n.contains(w));
        let words = words.iter().filter(named).count() as u32;
        let purposes = self.used.0;
        // one that is apart is about what its name says, whatever it is used for
        let apart = self.topics & exclusive() != 0;
        let purposes = if apart { 0 } else { purposes };
        2 * words
            + 2 * (about & self.topics).count_ones()
            + (about & purposes & !self.topics).count_ones()
    }
}
