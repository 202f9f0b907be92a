//! What became of each gap.

use super::snapshot::{REST, Seen, Snapshot, Spot};
use super::{Became, Change, Compared, Side, Weight};
use crate::reconcile::{Code, GapId};
use std::cmp::{Ordering, Reverse};
use std::collections::{BTreeMap, BTreeSet};

/// Numbers of persons beyond which an estimate errs: one part in so many makes no
/// difference there.
const EXACT: u64 = 512;
/// See [`EXACT`].
const PART: u64 = 10;

/// Compares an earlier scan with a later one.
#[must_use]
pub fn compare(before: &Snapshot, after: &Snapshot) -> Compared {
    let old = by_id(before);
    let new = by_id(after);
    let view = View::of(before, after);
    let present = after.gaps.iter().map(|gap| match old.get(&gap.id) {
        Some(was) => both(&view, was, gap, None),
        None => appeared(&view, before, after, gap),
    });
    let gone = before.gaps.iter().filter(|g| !new.contains_key(&g.id));
    // what is told as the origin of another gap is not told again
    let mut changes: Vec<Change> = present.collect();
    let followed: BTreeSet<GapId> = changes.iter().filter_map(|c| c.gathered.clone()).collect();
    let gone = gone.filter(|g| !followed.contains(&g.id));
    changes.extend(gone.map(|gap| vanished(&view, after, gap)));
    changes.sort_by(|a, b| order(a).cmp(&order(b)));
    let side = |s: &Snapshot| Side {
        name: s.name.clone(),
        day: s.day.clone(),
    };
    let had = |s: &&String| before.sources.contains(*s) && !before.blind.contains(*s);
    Compared {
        lost: after.blind.iter().filter(had).cloned().collect(),
        before: side(before),
        after: side(after),
        changes,
        other_register: differ(&before.register, &after.register),
        other_rules: before.rules != after.rules,
        other_scope: !after.whole || before.sources != after.sources,
    }
}

fn differ(a: &Option<String>, b: &Option<String>) -> bool {
    a.is_some() && b.is_some() && a != b
}

fn by_id(s: &Snapshot) -> BTreeMap<&GapId, &Seen> {
    s.gaps.iter().map(|g| (&g.id, g)).collect()
}

fn order(c: &Change) -> impl Ord + '_ {
    let weight = c.after.or(c.before);
    let grave = weight.map(|w| (w.level, w.score));
    (c.became, Reverse(grave), c.code, &c.id)
}

/// What the later of two scans did not read.
pub(super) struct View<'a> {
    /// Paths of items that were not wholly read, by source.
    unread: BTreeMap<&'a str, BTreeSet<&'a str>>,
    /// Members of them, where only these were not read.
    members: BTreeSet<&'a Spot>,
    sources: &'a BTreeSet<String>,
    /// Sources of which nothing was listed.
    blind: &'a BTreeSet<String>,
    whole: bool,
    /// Something that was read before was not read again.
    less: bool,
}

impl<'a> View<'a> {
    pub(super) fn of(before: &'a Snapshot, after: &'a Snapshot) -> Self {
        let mut unread: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for spot in after.unread.iter().filter(|s| s.entry.is_none()) {
            unread.entry(&spot.source).or_default().insert(&spot.path);
        }
        Self {
            unread,
            members: after.unread.iter().filter(|s| s.entry.is_some()).collect(),
            sources: &after.sources,
            blind: &after.blind,
            whole: after.whole,
            less: !after.unread.is_subset(&before.unread) || !after.blind.is_subset(&before.blind),
        }
    }

    /// Whether a place was not, or not wholly, looked at: itself, the container or
    /// folder it lies in, its source, or the end of the scan.
    pub(super) fn hides(&self, spot: &Spot) -> bool {
        let blind = self.blind.contains(&spot.source);
        if blind || !self.whole || !self.sources.contains(&spot.source) {
            return true;
        }
        let member = |entry: &str| {
            let above = ends(entry, "!/").map(|e| Some(e.to_owned()));
            let mut above = above.chain([Some(entry.to_owned())]);
            above.any(|entry| {
                let (source, path) = (spot.source.clone(), spot.path.clone());
                self.members.contains(&Spot {
                    source,
                    path,
                    entry,
                })
            })
        };
        let folders = ends(&spot.path, "/").chain([spot.path.as_str(), "", REST]);
        let own = self.unread.get(spot.source.as_str());
        own.is_some_and(|names| folders.into_iter().any(|f| names.contains(f)))
            || spot.entry.as_deref().is_some_and(member)
    }

    /// Whether something that the earlier one read was not read again.
    pub(super) fn saw_less(&self) -> bool {
        self.less || !self.whole
    }

    fn unread(&self, gap: &Seen) -> (u64, u64) {
        let hidden = gap.places.iter().filter(|p| self.hides(p)).count();
        (hidden as u64, gap.places.len() as u64)
    }
}

/// What stands before each separator.
fn ends<'t>(text: &'t str, separator: &'t str) -> impl Iterator<Item = &'t str> {
    text.match_indices(separator).map(|(at, _)| &text[..at])
}

/// A gap of both scans; `origin` is the id it had.
fn both(view: &View<'_>, was: &Seen, is: &Seen, origin: Option<GapId>) -> Change {
    let unread = view.unread(was);
    let became = match (was.waived, is.waived, weigh(&was.weight, &is.weight)) {
        (_, true, _) => Became::Waived,
        (true, false, _) => Became::Reopened,
        (_, _, Ordering::Greater) => Became::Worse,
        // fewer persons in what was read again says nothing of the rest
        (_, _, Ordering::Less) if unread.0 == 0 => Became::Better,
        _ => Became::Open,
    };
    Change {
        before: Some(was.weight),
        gathered: origin,
        unread,
        ..change(is, became, true)
    }
}

/// Graver or of more persons; estimates that differ by what they err by are equal.
fn weigh(was: &Weight, is: &Weight) -> Ordering {
    let grave = (is.level, is.score).cmp(&(was.level, was.score));
    let persons = |w: &Weight| w.at_most.max(w.persons).unwrap_or(0);
    let (then, now) = (persons(was), persons(is));
    let errs = then.max(now) > EXACT && then.abs_diff(now) <= then.max(now) / PART;
    grave.then(if errs {
        Ordering::Equal
    } else {
        now.cmp(&then)
    })
}

/// A gap whose id the earlier scan did not have: new, or told apart from another.
///
/// Of a source in which the earlier scan saw nothing at all, nobody knows what is
/// new: the gap is told as open.
fn appeared(view: &View<'_>, before: &Snapshot, after: &Snapshot, gap: &Seen) -> Change {
    if let Some(was) = same_place(gap, before, gap.items.as_slice()) {
        return both(view, was, gap, Some(was.id.clone()));
    }
    let unseen = |p: &Spot| before.blind.contains(&p.source);
    let all_unseen = match gap.places.is_empty() {
        // declared and not found, quality: of no source
        true => gap.code != Code::G14 && !before.blind.is_subset(&after.blind),
        false => gap.places.iter().all(unseen),
    };
    let became = match (gap.waived, all_unseen) {
        (true, _) => Became::Waived,
        (false, true) => Became::Open,
        (false, false) => Became::New,
    };
    change(gap, became, true)
}

/// A gap whose id the later scan does not have: gone, gathered with others, or not
/// looked at.
fn vanished(view: &View<'_>, after: &Snapshot, gap: &Seen) -> Change {
    if let Some(now) = same_place(gap, after, gap.items.as_slice()) {
        let gone = both(view, gap, now, Some(now.id.clone()));
        return Change {
            became: if now.waived {
                Became::Waived
            } else {
                Became::Open
            },
            id: gap.id.clone(),
            title: gap.title.clone(),
            items: gap.items.clone(),
            ..gone
        };
    }
    let unread = view.unread(gap);
    let placeless = gap.places.is_empty() && gap.code != Code::G14;
    let hidden = unread.0 > 0 || placeless && view.saw_less();
    let became = if hidden {
        Became::Unread
    } else {
        Became::Fixed
    };
    Change {
        unread,
        ..change(gap, became, false)
    }
}

/// The undeclared cluster of another scan that holds the folders of one, and its
/// data: clusters are gathered and told apart as their neighbours change.
fn same_place<'s>(
    gap: &Seen,
    other: &'s Snapshot,
    items: &[crate::model::Datum],
) -> Option<&'s Seen> {
    if gap.code != Code::G01 {
        return None;
    }
    let folders: BTreeSet<_> = gap.places.iter().map(Spot::folder).collect();
    let holds = |g: &&Seen| {
        g.code == Code::G01
            && g.places.iter().any(|p| folders.contains(&p.folder()))
            && items.iter().all(|i| g.items.contains(i))
    };
    other.gaps.iter().find(holds)
}

fn change(gap: &Seen, became: Became, later: bool) -> Change {
    Change {
        became,
        id: gap.id.clone(),
        code: gap.code,
        title: gap.title.clone(),
        items: gap.items.clone(),
        before: (!later).then_some(gap.weight),
        after: later.then_some(gap.weight),
        gathered: None,
        unread: (0, if later { 0 } else { gap.places.len() as u64 }),
    }
}
