//! Which activity of a new import is which of the register: the same id and
//! name; the name it had when it was imported; the same name; the same id, where
//! the document gives it (one that an importer made of the first words of a name
//! says no more than these words); a name that is nearly the same; another name of
//! which the same is said. Each is taken once. Of several that are called the same,
//! what is said of them tells which is which.

use super::facts::Facts;
use super::keys::digest;
use super::name_of;
use crate::model::folded_words;
use crate::register::edit::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Share of words that two names have in common to be nearly the same, in tenths.
const ALIKE: usize = 6;
/// Pairs of names that are compared word by word.
const COMPARED: usize = 1_000_000;

/// How well the documents of a new import are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Acquaintance {
    /// One of them was read before.
    Again,
    /// One may be a new version of one that was.
    Perhaps,
    /// They stand beside those of the register.
    None,
}

/// Which is which.
#[derive(Debug)]
pub(super) struct Pairs {
    /// The new one, by the place of the old one.
    new: BTreeMap<usize, usize>,
    /// New ones that are paired.
    taken: BTreeSet<usize>,
    /// Old ones that are known by what is said of them alone.
    renamed: BTreeSet<usize>,
}

impl Pairs {
    /// Pairs activities. Names that are nearly the same, or other names of which
    /// the same is said, mean one activity only where the document is one that was
    /// read before, or may be a version of it and half of its activities are known:
    /// two registers may have activities of like names. `declared`: whether the
    /// document gives an id itself.
    pub(super) fn of(
        old: &[Value],
        new: &[Value],
        declared: &dyn Fn(&str) -> bool,
        known: Acquaintance,
    ) -> Self {
        let mut pairs = Self {
            new: BTreeMap::new(),
            taken: BTreeSet::new(),
            renamed: BTreeSet::new(),
        };
        let facts = Facts::of(old, new);
        let id = |v: &Value| v.get("id").and_then(Value::as_text).map(str::to_owned);
        let name = |v: &Value| Some(folded_words(name_of(v))).filter(|n| !n.is_empty());
        let both = |v: &Value| Some((id(v)?, name(v)?));
        let of = (old, new, &facts);
        // of several that are called the same, an id of a name says but the order
        let ids_tell = |v: &Value| name(v).filter(|n| facts.is_alone(n)).and_then(|_| both(v));
        pairs.by(of, ids_tell, ids_tell);
        let now = |v: &Value| v.get("name").map(digest);
        pairs.by(of, names_then, now);
        pairs.by(of, name, name);
        let given = |v: &Value| id(v).filter(|id| declared(id));
        pairs.by(of, id, given);
        let half = pairs.new.len() * 2 >= new.len().max(1);
        if known == Acquaintance::Again || known == Acquaintance::Perhaps && half {
            pairs.alike(old, new);
            let found = facts.renamed(&pairs.new, &pairs.taken);
            for (n, m) in found {
                pairs.take(n, m);
                pairs.renamed.insert(n);
            }
        }
        pairs
    }

    fn take(&mut self, old: usize, new: usize) {
        self.new.insert(old, new);
        self.taken.insert(new);
    }

    /// Pairs those with the same key: of several the ones of which the same is
    /// said, then in their order.
    fn by<K: Ord, I: IntoIterator<Item = K>>(
        &mut self,
        (old, new, facts): (&[Value], &[Value], &Facts),
        of_old: impl Fn(&Value) -> I,
        of_new: impl Fn(&Value) -> Option<K>,
    ) {
        let mut groups: BTreeMap<K, (Vec<usize>, Vec<usize>)> = BTreeMap::new();
        for m in (0..new.len()).filter(|m| !self.taken.contains(m)) {
            if let Some(key) = of_new(&new[m]) {
                groups.entry(key).or_default().1.push(m);
            }
        }
        for n in (0..old.len()).filter(|n| !self.new.contains_key(n)) {
            let mut keys = of_old(&old[n]).into_iter();
            if let Some(key) = keys.find(|k| groups.contains_key(k))
                && let Some(group) = groups.get_mut(&key)
            {
                group.0.push(n);
            }
        }
        for (n, m) in groups
            .into_values()
            .flat_map(|(o, n)| facts.matched(&o, &n))
        {
            self.take(n, m);
        }
    }

    /// Pairs names that are nearly the same, where each is the only one for the
    /// other.
    fn alike(&mut self, old: &[Value], new: &[Value]) {
        let words = |v: &Value| -> BTreeSet<String> {
            let folded = folded_words(name_of(v));
            let telling = |w: &&str| w.chars().count() > 3 && !w.chars().all(char::is_numeric);
            let plural = |w: &str| w.trim_end_matches(['s', 'x']).to_owned();
            folded.split(' ').filter(telling).map(plural).collect()
        };
        let rest = |n: usize, taken: &dyn Fn(&usize) -> bool| -> Vec<usize> {
            (0..n).filter(|i| !taken(i)).collect()
        };
        let left = rest(old.len(), &|n| self.new.contains_key(n));
        let right = rest(new.len(), &|m| self.taken.contains(m));
        if left.len().saturating_mul(right.len()) > COMPARED {
            return;
        }
        let right: Vec<(usize, BTreeSet<String>)> =
            right.into_iter().map(|m| (m, words(&new[m]))).collect();
        let mut found: Vec<(usize, usize)> = Vec::new();
        for n in left {
            let own = words(&old[n]);
            let near = right.iter().filter(|(_, other)| {
                let shared = own.intersection(other).count();
                let all = own.len() + other.len() - shared;
                // two that each have a word of their own are two
                let within = shared == own.len().min(other.len());
                shared > 0 && within && shared * 10 >= all * ALIKE
            });
            found.extend(near.map(|(m, _)| (n, *m)));
        }
        let (mut left, mut right) = (BTreeMap::new(), BTreeMap::new());
        for (n, m) in &found {
            *left.entry(*n).or_insert(0) += 1;
            *right.entry(*m).or_insert(0) += 1;
        }
        found.retain(|(n, m)| left[n] == 1 && right[m] == 1);
        for (n, m) in found {
            self.take(n, m);
        }
    }

    /// Whether an old activity has another name now and is known by the rest.
    pub(super) fn is_renamed(&self, old: usize) -> bool {
        self.renamed.contains(&old)
    }

    /// The new activity that an old one is.
    pub(super) fn new_of(&self, old: usize) -> Option<usize> {
        self.new.get(&old).copied()
    }

    /// Old and new, in the order of the old.
    pub(super) fn iter(&self) -> impl Iterator<Item = (usize, usize)> {
        self.new.iter().map(|(n, m)| (*n, *m))
    }

    /// New activities that are none of the old.
    pub(super) fn unpaired(&self, all: usize) -> impl Iterator<Item = usize> {
        (0..all).filter(|m| !self.taken.contains(m))
    }
}

/// Digests of the names that documents gave an activity when they were imported.
fn names_then(activity: &Value) -> Vec<String> {
    let known = activity.get("imported").map_or(&[][..], Value::pairs);
    let names = known
        .iter()
        .filter(|(k, _)| k == "name" || k.ends_with(".name"));
    names
        .filter_map(|(_, v)| v.as_text().map(str::to_owned))
        .collect()
}

/// The ids that are taken.
pub(super) fn ids(activities: &[Value]) -> BTreeSet<String> {
    let id = |v: &Value| v.get("id").and_then(Value::as_text).map(str::to_owned);
    activities.iter().filter_map(id).collect()
}

/// An entry under an id that is not taken.
pub(super) fn with_new_id(entry: &Value, taken: &mut BTreeSet<String>) -> Value {
    let own = entry.get("id").and_then(Value::as_text).unwrap_or_default();
    let others = (2..).map(|n| format!("{own}-{n}"));
    let mut free = std::iter::once(own.to_owned()).chain(others);
    let id = free
        .find(|id| !taken.contains(id))
        .expect("numbers do not end");
    taken.insert(id.clone());
    let keys = entry.pairs().iter().map(|(k, v)| match k.as_str() {
        "id" => (k.clone(), Value::word(id.clone())),
        _ => (k.clone(), v.clone()),
    });
    Value::Map(keys.collect())
}
