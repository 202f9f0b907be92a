//! Columns are judged as columns: the share of valid cells against chance, the
//! number of distinct values, the name.

use super::Scanner;
use super::arbitrate::Claim;
use super::candidate::Candidate;
use super::chance::{BEYOND, by_chance, tail};
use super::dated::Dated;
use super::kin::{self, Lists, Towns};
use super::memo::Memo;
use super::tally::{Tally, Value};
use crate::inventory::{Ages, Holding};
use crate::model::Confidence::{self, High, Low, Medium};
use crate::model::{Datum, Fingerprint, Locator, Place, Position, Sketch, Verdict};
use crate::rule::validator::Grade;
use crate::rule::{Column as Policy, Rule, RuleSet};
use std::collections::BTreeMap;

/// What is being learnt of one column (or JSON key).
#[derive(Debug, Default)]
pub(super) struct ColumnState {
    pub(super) place: Place,
    /// Rules whose header names agree, sorted.
    pub(super) named: Vec<u16>,
    /// Rules whose header names deny that values alone prove anything.
    denied: Vec<u16>,
    /// The header says nothing of what the column holds.
    mute: bool,
    /// What its name says of the table, and then what all names do.
    pub(super) lists: Lists,
    /// Its name says only that something is called so.
    bare: bool,
    /// Which of its cells are towns, under such a name.
    towns: Towns,
    /// Cells that are not empty.
    pub(super) filled: u64,
    /// Those of them that are dates.
    dated: Dated,
    rules: BTreeMap<u16, InColumn>,
    /// Cells that it repeats.
    pub(super) memo: Memo,
}

/// One rule in one column.
#[derive(Debug, Default)]
struct InColumn {
    /// Values that are the whole of their cell.
    whole: Tally,
    /// How many of them are weak: a name must agree, their share counts for
    /// nothing without one.
    weak: u64,
    /// How many prove something without a name or a word.
    sure: u64,
    /// Values inside longer cells: judged as in text.
    part: Tally,
    /// Distinct whole-cell values of the right shape, accepted or refused.
    tested: Sketch,
    /// Distinct ones that a validator accepted.
    proven: Sketch,
}

impl ColumnState {
    /// `header`: its name as it stands in the table, which only picks the rules
    /// that agree with it.
    pub(super) fn new(place: Place, header: Option<&str>, rules: &RuleSet) -> Self {
        let named = header
            .filter(|h| !kin::defines_data(h))
            .map(|h| rules.compiled().named(h))
            .unwrap_or_default();
        Self {
            place,
            named,
            denied: header.map(|h| denied(h, rules)).unwrap_or_default(),
            mute: header.is_none_or(says_nothing),
            lists: header.map_or(Lists::Anything, kin::told_by),
            bare: header.is_some_and(kin::is_bare_name),
            dated: Dated::under(header),
            ..Self::default()
        }
    }

    /// A cell that is not empty, before it is judged.
    pub(super) fn note(&mut self, cell: &str) {
        self.filled += 1;
        self.dated.note(cell);
        if self.bare {
            self.towns.note(cell);
        }
    }

    /// The same column, of which nothing is known but its name.
    pub(super) fn stretch(&self) -> Self {
        Self {
            place: self.place.clone(),
            named: self.named.clone(),
            denied: self.denied.clone(),
            mute: self.mute,
            lists: self.lists,
            bare: self.bare,
            dated: self.dated.stretch(),
            ..Self::default()
        }
    }

    /// Adds what was learnt of a stretch of it, which keeps its memory of cells.
    pub(super) fn join(&mut self, stretch: &mut Self) {
        self.filled += std::mem::take(&mut stretch.filled);
        self.towns.merge(std::mem::take(&mut stretch.towns));
        self.dated.merge(&mut stretch.dated);
        for (rule, entry) in std::mem::take(&mut stretch.rules) {
            self.rules.entry(rule).or_default().merge(entry);
        }
    }

    /// Its dates, if it is a column of dates.
    pub(super) fn ages(&self, column: u32, rules: &RuleSet) -> Option<Ages> {
        let born = |r: &u16| rules.rules()[usize::from(*r)].item == Some(Datum::BirthDate);
        Some(Ages {
            column,
            births: self.named.iter().any(born),
            months: self.dated.of(self.filled)?,
        })
    }

    /// What the column's name says of a rule.
    fn name(&self, rule: u16) -> Name {
        match self.mute {
            _ if self.is_named(rule) => Name::Agrees,
            _ if self.denied.contains(&rule) => Name::Denies,
            true => Name::Mute,
            false => Name::Other,
        }
    }

    /// The column's neighbours say that it holds values of a rule.
    pub(super) fn agree(&mut self, rule: u16) {
        if let Err(at) = self.named.binary_search(&rule) {
            self.named.insert(at, rule);
        }
    }

    pub(super) fn is_named(&self, rule: u16) -> bool {
        self.named.binary_search(&rule).is_ok()
    }

    /// Whether the masked form of a value may become a sample.
    #[inline]
    pub(super) fn wants_sample(&self, c: &Candidate, lot: u64) -> bool {
        self.rules.get(&c.rule).is_none_or(|entry| {
            let tally = if c.whole { &entry.whole } else { &entry.part };
            tally.wants_sample(lot)
        })
    }

    /// Adds a value that won its cell.
    pub(super) fn add(&mut self, v: &Value, position: Position, rules: &RuleSet) {
        let c = &v.claim.candidate;
        let entry = self.rules.entry(c.rule).or_default();
        if c.whole {
            entry.whole.add(v, position, rules);
            entry.weak += u64::from(c.grade == Some(Grade::Weak));
            let own = &rules.rules()[usize::from(c.rule)];
            let proves = c.proves_alone(own).is_some() && c.grade > Some(Grade::Weak);
            entry.sure += u64::from(proves);
            entry.tested.insert(v.fingerprint);
            entry.proven.insert(v.fingerprint);
        } else {
            entry.part.add(v, position, rules);
        }
    }

    /// Adds a value of the right shape that its validator refused.
    pub(super) fn refuse(&mut self, rule: u16, pattern: u8, whole: bool, value: Fingerprint) {
        let entry = self.rules.entry(rule).or_default();
        if whole {
            entry.tested.insert(value);
            entry.whole.refuse(pattern);
        } else {
            entry.part.refuse(pattern);
        }
    }

    /// Whether what looks like persons here is what else the table lists.
    fn is_of_things(&self, rule: &Rule, entry: &InColumn) -> bool {
        let few = entry.sure * 5 < entry.whole.count * 2;
        let things = match self.lists {
            Lists::Persons => false,
            Lists::Things => true,
            Lists::Hints => few || self.towns.are_most(),
            Lists::Anything => self.towns.are_most() && few,
        };
        rule.item == Some(Datum::PersonName) && self.bare && things
    }

    /// Whether the column holds something that is a person's own.
    pub(super) fn holds_persons(&mut self, s: &Scanner) -> bool {
        let rules = s.rules().rules();
        let filled = self.filled;
        let mut of_rules = std::mem::take(&mut self.rules);
        let found = of_rules.iter_mut().any(|(rule, entry)| {
            let own = &rules[usize::from(*rule)];
            // a birth date or a staff number must be named: values alone tell
            // little of whom they are
            let counts = own.item.is_some_and(Datum::counts_persons);
            let tells = self.is_named(*rule) && own.item.is_some_and(Datum::tells_of_persons);
            (counts || tells) && !self.is_of_things(own, entry) && {
                let (whole, part) = entry.judge(own, filled, self.name(*rule), false);
                let sure = |(verdict, c)| c >= Medium || tells && verdict == Verdict::Verified;
                [whole, part].into_iter().flatten().any(sure)
            }
        });
        self.rules = of_rules;
        found
    }

    /// Verdicts on whole cells and on values in longer ones, lowered by what the
    /// column and its neighbours are called.
    fn tempered(
        &self,
        rule: u16,
        own: &Rule,
        entry: &InColumn,
        (mut whole, mut part): (Option<Judged>, Option<Judged>),
    ) -> (Option<Judged>, Option<Judged>) {
        let low = |(verdict, c): Judged| (verdict, c.min(Low));
        let name = self.name(rule);
        if name == Name::Denies || self.is_of_things(own, entry) {
            // nor are the few that stand in longer cells what else they would be
            let few = entry.part.count * 5 < self.filled;
            whole = whole.map(low);
            part = if few { part.map(low) } else { part };
        }
        // words of the row speak for one cell of it, and not for all
        let unproven = own.item == Some(Datum::PersonName) && entry.sure == 0;
        if unproven && name == Name::Other {
            let isolated = |j: Judged| {
                if j.0 == Verdict::Indication {
                    low(j)
                } else {
                    j
                }
            };
            whole = whole.map(isolated);
        }
        (whole, part)
    }

    /// Judges the column and gives its holdings; the flag says that the column's
    /// identifiers are destroyed. `persons`: the table holds persons.
    pub(super) fn finish(
        mut self,
        at: &Locator,
        s: &Scanner,
        persons: bool,
    ) -> (Vec<Holding>, bool) {
        let rules = s.rules();
        let mut holdings = Vec::new();
        let mut destroyed = false;
        for (rule, mut entry) in std::mem::take(&mut self.rules) {
            if !s.lists(rule) {
                continue;
            }
            let own = &rules.rules()[usize::from(rule)];
            let judged = entry.judge(own, self.filled, self.name(rule), persons);
            let (whole, part) = self.tempered(rule, own, &entry, judged);
            destroyed |= matches!(whole, Some((Verdict::Destroyed, _)));
            let (tally, judged) = match (whole, part) {
                (Some(w), Some(p)) => {
                    let mut both = entry.whole;
                    both.merge(entry.part);
                    (both, stronger(w, p))
                }
                (Some(w), None) => (entry.whole, w),
                (None, Some(p)) => (entry.part, p),
                (None, None) => continue,
            };
            holdings.extend(tally.holding(at, self.place.clone(), rule, judged, rules));
        }
        (holdings, destroyed)
    }
}

type Judged = (Verdict, Confidence);

/// Up to this chance a key that hardly any cell passes says that the column holds
/// something else: numbers are also written without their check digit.
const STRICT: f64 = 0.05;

/// Above this chance a check says little of a number.
const LAX: f64 = 0.5;

/// What a column's name says of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Name {
    /// It is one of the rule's.
    Agrees,
    /// Nothing of anything, or there is none.
    Mute,
    /// That its values are none of the rule's, however much they look it.
    Denies,
    /// Something else.
    Other,
}

/// The rules that a header denies.
fn denied(header: &str, rules: &RuleSet) -> Vec<u16> {
    let folded = crate::model::folded_words(header);
    let denies = |rule: &Rule| {
        let list = &rule.column.denies;
        folded.split(' ').any(|w| list.iter().any(|d| d == w))
    };
    let numbered = (0..).zip(rules.rules());
    numbered
        .filter(|(_, rule)| denies(rule))
        .map(|(ix, _)| ix)
        .collect()
}

/// Whether a header could stand over any column: `c3`, `field 2`, `date`.
fn says_nothing(header: &str) -> bool {
    const MUTE: [&str; 20] = [
        "date", "dates", "dt", "day", "jour", "col", "colonne", "column", "champ", "field",
        "valeur", "value", "val", "var", "variable", "attr", "attribut", "data", "donnee",
        "unnamed",
    ];
    crate::model::folded_words(header).split(' ').all(|word| {
        let word = word.trim_matches(|c: char| c.is_ascii_digit());
        word.len() < 2 || MUTE.contains(&word)
    })
}

fn stronger(a: Judged, b: Judged) -> Judged {
    if (b.1, b.0) > (a.1, a.0) { b } else { a }
}

impl InColumn {
    fn merge(&mut self, other: Self) {
        self.whole.merge(other.whole);
        self.weak += other.weak;
        self.sure += other.sure;
        self.part.merge(other.part);
        self.tested.merge(&other.tested);
        self.proven.merge(&other.proven);
    }

    /// The verdicts on whole cells and on values inside longer cells.
    fn judge(
        &mut self,
        rule: &Rule,
        filled: u64,
        name: Name,
        persons: bool,
    ) -> (Option<Judged>, Option<Judged>) {
        self.tested.settle();
        self.proven.settle();
        let mut whole = self.judge_whole(&rule.column, filled, name, persons);
        let mut part = judge_part(&self.part, &rule.column);
        if rule.context.person {
            if persons {
                whole = whole
                    .into_iter()
                    .chain(self.whole.beside_persons())
                    .reduce(stronger);
                part = part
                    .into_iter()
                    .chain(self.part.beside_persons())
                    .reduce(stronger);
            } else if !self.whole.alone {
                whole = whole.map(|(verdict, c)| (verdict, c.min(Low)));
            }
        }
        (whole, part)
    }

    /// The verdict on whole-cell values; none: nothing worth a holding.
    fn judge_whole(
        &self,
        policy: &Policy,
        filled: u64,
        name: Name,
        persons: bool,
    ) -> Option<Judged> {
        let w = self.whole.count;
        let named = name == Name::Agrees;
        if self.whole.destroyed > 0 && (named || self.whole.destroyed * 2 > filled) {
            return Some((Verdict::Destroyed, Medium));
        }
        if w == 0 {
            return None;
        }
        let share = |n: u64| n as f64 / filled.max(1) as f64;
        if named {
            let judged = self.named_verdict(policy, share(w))?;
            // no adult was born on any of these days, and nobody is there
            let newborn = policy.spread_over_lives && self.weak == w && !persons;
            Some(if newborn {
                (Verdict::Indication, Low)
            } else {
                judged
            })
        } else {
            let beside_persons = name == Name::Mute && persons;
            let lives = beside_persons && self.whole.spread_over_lives();
            // a check that most numbers pass proves a column only where nothing
            // else is said of it
            let lax = policy.chance > LAX && policy.chance < 1.0;
            let some = beside_persons && self.whole.confidence.is_some();
            let may = (lives || !policy.spread_over_lives) && (some || !lax);
            let may = may && name != Name::Denies;
            let judged = self.unnamed_verdict(policy, share(w - self.weak), may)?;
            Some(if name == Name::Denies {
                (judged.0, judged.1.min(Low))
            } else {
                judged
            })
        }
    }

    fn named_verdict(&self, policy: &Policy, share: f64) -> Option<Judged> {
        let values = self.whole.confidence.unwrap_or(Low);
        let by_values = self.whole.count > self.whole.by_name;
        if by_values && (share >= policy.share || self.chance(policy) < BEYOND) {
            return Some((Verdict::Verified, values.max(Medium)));
        }
        // numbers that pass their key no oftener than any number does are none,
        // whatever the column is called
        let (passed, tried) = (self.proven.estimate(), self.tested.estimate());
        let random = policy.chance <= STRICT && by_chance(passed, tried, policy.chance);
        if by_values && random {
            return Some((Verdict::Undetermined, Low));
        }
        Some((Verdict::Indication, Medium))
    }

    /// `may`: a share of values may prove the column.
    fn unnamed_verdict(&self, policy: &Policy, share: f64, may: bool) -> Option<Judged> {
        // patterns that prove nothing without a word or a name prove a column only
        // where the rule says which share of it would
        let alone = self.whole.confidence;
        if alone.is_none() && policy.share_alone.is_none() {
            return None;
        }
        if policy.chance < 1.0 && alone.is_some() {
            let chance = self.chance(policy);
            if chance < BEYOND {
                let sure = if share >= 0.5 {
                    High
                } else {
                    alone.unwrap_or(Low).max(Medium)
                };
                return Some((Verdict::Verified, sure));
            }
            if by_chance(
                self.proven.estimate(),
                self.tested.estimate(),
                policy.chance,
            ) {
                return Some((Verdict::Undetermined, Low));
            }
        }
        // few values could agree by accident: a column is five distinct ones
        let enough = may && self.proven.estimate() >= 5;
        if enough && policy.share_alone.is_some_and(|s| share >= s) {
            return Some((Verdict::Verified, alone.unwrap_or(Medium).max(Medium)));
        }
        alone.map(|c| (Verdict::Indication, c))
    }

    /// Probability that chance alone would pass so many distinct values.
    fn chance(&self, policy: &Policy) -> f64 {
        tail(
            self.proven.estimate(),
            self.tested.estimate(),
            policy.chance,
        )
    }
}

/// Values inside longer cells (comments) stand on their own, unless they are no
/// more than chance gives.
fn judge_part(part: &Tally, policy: &Policy) -> Option<Judged> {
    let confidence = part.confidence?;
    if part.by_chance(policy.chance) {
        return Some((Verdict::Undetermined, Low));
    }
    Some((Verdict::Indication, confidence))
}

/// Whether a cell's claim counts: whole values are judged with their column,
/// values inside longer cells must be findings by themselves, or become some
/// when the table turns out to hold persons.
pub(super) fn counts(claim: &Claim, rules: &RuleSet) -> bool {
    claim.candidate.whole || claim.confidence.is_some() || super::waits(claim, rules)
}

/// Whether a cell says that there is nothing to say.
pub(super) fn is_nothing(cell: &str) -> bool {
    // "oui" under "RQTH" says a lot
    const NOTHING: [&str; 18] = [
        "non", "no", "n", "0", "na", "n a", "nc", "neant", "aucun", "aucune", "rien", "ras",
        "sans", "none", "nil", "null", "false", "faux",
    ];
    let folded = crate::model::folded_words(cell);
    folded.is_empty() || NOTHING.contains(&folded.as_str())
}
