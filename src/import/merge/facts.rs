//! What is said of activities, by digests: tells those of one name apart, and
//! knows one again that has another name now.

use super::keys::{digest, is_managed};
use super::name_of;
use super::silence::is_silent;
use crate::model::folded_words;
use crate::register::edit::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Keys that say the same of most activities.
const COMMON: &[&str] = &["name", "role", "review_required"];

/// Pairs of activities of one name that are compared.
const COMPARED: usize = 100_000;

/// Facts that are said of no other activity, for one to be known by them alone.
const TELLING: usize = 2;

type Said = BTreeSet<(String, String)>;

/// The facts of the activities of a register and of a new import.
#[derive(Debug)]
pub(super) struct Facts {
    old: Vec<Said>,
    new: Vec<Said>,
    /// Folded names that two activities of one side have.
    twice: BTreeSet<String>,
}

impl Facts {
    pub(super) fn of(old: &[Value], new: &[Value]) -> Self {
        let mut twice = BTreeSet::new();
        for side in [old, new] {
            let mut seen = BTreeSet::new();
            let names = side.iter().map(|a| folded_words(name_of(a)));
            twice.extend(names.filter(|n| !seen.insert(n.clone())));
        }
        Self {
            old: old.iter().map(then).collect(),
            new: new.iter().map(now).collect(),
            twice,
        }
    }

    /// Whether no two activities of one side have this folded name.
    pub(super) fn is_alone(&self, name: &str) -> bool {
        !self.twice.contains(name)
    }

    /// How many facts two activities share.
    pub(super) fn shared(&self, old: usize, new: usize) -> usize {
        self.old[old].intersection(&self.new[new]).count()
    }

    /// Which is which of some that are called the same: the ones that share most,
    /// then in their order.
    pub(super) fn matched(&self, old: &[usize], new: &[usize]) -> Vec<(usize, usize)> {
        let one = old.len() < 2 && new.len() < 2;
        if one || old.len().saturating_mul(new.len()) > COMPARED {
            return old.iter().copied().zip(new.iter().copied()).collect();
        }
        let pairs = old.iter().flat_map(|n| new.iter().map(move |m| (*n, *m)));
        let mut pairs: Vec<(usize, usize)> = pairs.collect();
        pairs.sort_by_cached_key(|(n, m)| std::cmp::Reverse(self.shared(*n, *m)));
        let (mut olds, mut news) = (BTreeSet::new(), BTreeSet::new());
        pairs.retain(|(n, m)| {
            let free = !olds.contains(n) && !news.contains(m);
            if free {
                olds.insert(*n);
                news.insert(*m);
            }
            free
        });
        pairs
    }

    /// Activities that are paired with none and of which most is said of another,
    /// under another name: facts that no third activity has tell which.
    pub(super) fn renamed(
        &self,
        paired: &BTreeMap<usize, usize>,
        taken: &BTreeSet<usize>,
    ) -> Vec<(usize, usize)> {
        let (holders, sayers) = (only(&self.old), only(&self.new));
        let mut telling: BTreeMap<(usize, usize), usize> = BTreeMap::new();
        for (fact, m) in &sayers {
            if let (Some(m), Some(Some(n))) = (m, holders.get(fact)) {
                *telling.entry((*n, *m)).or_default() += 1;
            }
        }
        telling.retain(|(n, m), count| {
            let most = self.old[*n].len().max(self.new[*m].len());
            let free = !paired.contains_key(n) && !taken.contains(m);
            free && *count >= TELLING && self.shared(*n, *m) * 2 > most
        });
        // facts are one activity's alone: each side has one partner that has most
        let (mut olds, mut news) = (BTreeMap::new(), BTreeMap::new());
        for (n, m) in telling.keys() {
            *olds.entry(*n).or_insert(0) += 1;
            *news.entry(*m).or_insert(0) += 1;
        }
        let all = telling.into_keys();
        all.filter(|(n, m)| olds[n] == 1 && news[m] == 1).collect()
    }
}

/// The activity that each fact is said of; none where it is said of several.
fn only(all: &[Said]) -> BTreeMap<&(String, String), Option<usize>> {
    let mut found = BTreeMap::new();
    for (n, said) in all.iter().enumerate() {
        for fact in said {
            found
                .entry(fact)
                .and_modify(|known| *known = None)
                .or_insert(Some(n));
        }
    }
    found
}

fn tells(key: &str) -> bool {
    is_managed(key) && !COMMON.contains(&key)
}

/// What a document says of an activity.
fn now(activity: &Value) -> Said {
    let keys = activity.pairs().iter();
    let keys = keys.filter(|(k, v)| tells(k) && !is_silent(k, v));
    keys.map(|(k, v)| (k.clone(), digest(v))).collect()
}

/// What documents said of an activity when they were imported; of one that no
/// document gave, what stands there.
fn then(activity: &Value) -> Said {
    let Some(digests) = activity.get("imported") else {
        return now(activity);
    };
    let own = |k: &str| k.rsplit_once('.').map_or(k, |(_, key)| key).to_owned();
    let said = digests.pairs().iter();
    let said = said.filter_map(|(k, v)| Some((own(k), v.as_text()?.to_owned())));
    said.filter(|(k, _)| tells(k)).collect()
}
