//! What two documents have in common: whether one is a version of the other.

use super::facts::Facts;
use super::list;
use super::pair::Pairs;
use super::source::{id, source_of, text};
use crate::model::folded_words;
use crate::register::edit::Value;
use std::collections::BTreeMap;

/// Activities of documents of the register that new documents have too.
#[derive(Debug)]
pub(super) struct Shared<'v> {
    before: &'v [Value],
    now: &'v [Value],
    /// How many, by the ids of both documents, and of how many a fact is the same.
    counts: BTreeMap<(String, String), (usize, usize)>,
}

impl<'v> Shared<'v> {
    pub(super) fn of(old: &'v Value, new: &'v Value, pairs: &Pairs) -> Self {
        let (before, now) = (list(old, "activities"), list(new, "activities"));
        let facts = Facts::of(before, now);
        let mut counts: BTreeMap<(String, String), (usize, usize)> = BTreeMap::new();
        for (n, m) in pairs.iter() {
            if let (Some(then), Some(said)) = (source_of(&before[n]), source_of(&now[m])) {
                let count = counts.entry((then, said)).or_default();
                count.0 += 1;
                count.1 += usize::from(facts.shared(n, m) > 0);
            }
        }
        Self {
            before,
            now,
            counts,
        }
    }

    /// How many activities two documents share.
    pub(super) fn count(&self, known: &str, said: &str) -> usize {
        let key = (known.to_owned(), said.to_owned());
        self.counts.get(&key).map_or(0, |(n, _)| *n)
    }

    /// Whether two documents of one name are one: half of the activities of the
    /// smaller one are in the other, or the register has none of one of them.
    pub(super) fn is_one(&self, known: &str, said: &str) -> bool {
        let least = own(self.before, known).min(own(self.now, said));
        self.count(known, said) * 2 >= least
    }

    /// The place of the document that a new one of another name is a version of:
    /// most activities of both are the same, and so are their names or what is said
    /// of the activities.
    pub(super) fn version(&self, said: &Value, known: &[Value]) -> Option<usize> {
        let new = id(said);
        let of = self.counts.iter().filter(|((_, s), _)| *s == new);
        let ((best, _), (n, agreeing)) = of.max_by_key(|(_, (n, _))| *n)?;
        let most = own(self.before, best).max(own(self.now, &new));
        let at = known.iter().position(|s| id(s) == *best)?;
        let alike = alike(said, &known[at]) || *n > 1 && agreeing * 2 >= *n;
        (n * 2 > most && alike).then_some(at)
    }
}

/// How many activities come from a document.
fn own(all: &[Value], id: &str) -> usize {
    let own = |a: &&Value| source_of(a).as_deref() == Some(id);
    all.iter().filter(own).count()
}

/// Whether two documents are called the same but for years, versions and what
/// stands after: `registre.docx`, `registre-v2.docx`.
fn alike(said: &Value, known: &Value) -> bool {
    let words = |s: &Value| -> Vec<String> {
        let file = text(s, "file").unwrap_or_default();
        let base = file.rsplit('/').next().unwrap_or_default();
        let stem = base.rsplit_once('.').map_or(base, |(stem, _)| stem);
        let folded = folded_words(stem);
        let kept = folded
            .split(' ')
            .filter(|w| !w.chars().any(char::is_numeric));
        kept.map(str::to_owned).collect()
    };
    let (a, b) = (words(said), words(known));
    let within = a.starts_with(&b) || b.starts_with(&a);
    within && !a.is_empty() && !b.is_empty()
}
