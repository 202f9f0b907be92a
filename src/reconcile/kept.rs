//! G07: data older than the activity says it keeps them, and what can be said of
//! each period at all.
//!
//! A place that several activities share is kept as long as the one that keeps it
//! longest; if one of them says no period, nothing can be told. Which clock spoke
//! is always said; a period that files cannot tell is not evaluated, never passed.

use super::aged::{self, Ages};
use super::clock::{self, Mute, Reading, Trigger};
use super::evidence::{self, Draft};
use super::gap::{Code, Gap, Quote, Step};
use super::survey::{BondsIx, Find, Survey};
use super::words;
use crate::model::{Category, Datum, Place};
use crate::register::{Activity, Message, Register, Retention, RetentionKind, Role, label};
use std::collections::{BTreeMap, BTreeSet};

/// The trigger of a period whose start is not said.
const NOT_STATED: &str = "not_stated";

/// A period of the register and what was seen of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Period {
    /// The activity: (id, name).
    pub activity: (String, String),
    /// What it applies to, as the register says it.
    pub applies_to: String,
    /// Months, where it is bounded.
    pub months: Option<u32>,
    /// From when it runs, as people say it.
    pub trigger: Message,
    /// The register's words.
    pub register: Quote,
    /// Ages of the files and tables it applies to, by place.
    pub readings: Vec<Reading>,
    /// Files and tables of which nothing tells the age.
    pub untold: u64,
    /// Files that are copies and have no other date than that of the file.
    pub copies: u64,
    /// Why nothing could be evaluated at all; none where something was.
    pub why: Option<Untold>,
    /// The column that this is said of: [`Untold::Unreadable`], [`Untold::Future`].
    pub column: Option<String>,
}

/// Why a period cannot be evaluated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Untold {
    /// The register sets no limit.
    Unbounded,
    /// It runs from an event that no file shows.
    Event,
    /// The register does not say how long, or from when.
    Unclear,
    /// Nothing of it was found in a confirmed place.
    NothingFound,
    /// No date, or none that may stand for the trigger.
    NoDate,
    /// It is for something that no datum is called.
    Words,
    /// The column that is its clock by its name holds no date that can be read.
    Unreadable,
    /// All dates of its clock are to come.
    Future,
    /// The only date is that of a file that is a copy.
    Copy,
    /// Its places are shared with a rule that keeps longer, or with an activity
    /// that does not say.
    Shared,
}

impl Untold {
    /// The name in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unbounded => "unbounded",
            Self::Event => "event",
            Self::Unclear => "unclear",
            Self::NothingFound => "nothing_found",
            Self::NoDate => "no_date",
            Self::Words => "words",
            Self::Unreadable => "unreadable",
            Self::Future => "future",
            Self::Copy => "copy",
            Self::Shared => "shared",
        }
    }
}

impl Period {
    /// Rows and files with a date, and how many of them are beyond it.
    #[must_use]
    pub fn totals(&self) -> (u64, u64) {
        let add = |(all, beyond): (u64, u64), r: &Reading| {
            (all.saturating_add(r.total), beyond.saturating_add(r.beyond))
        };
        self.readings.iter().fold((0, 0), add)
    }
}

/// A rule of an activity: indexes into the register.
type RuleIx = (usize, usize);

/// What was seen of one rule.
#[derive(Default)]
struct Seen {
    readings: Ages,
    untold: BTreeSet<(usize, Option<Box<str>>)>,
    /// Copies, of which their own day tells nothing.
    copies: BTreeSet<usize>,
    /// Why, of each of them.
    mutes: BTreeSet<Mute>,
    /// Something is there to which another rule applies too, which decides.
    shared: bool,
}

/// Gaps and periods, in the order of the register.
pub(super) fn judge(survey: &Survey<'_>, register: &Register) -> (Vec<Gap>, Vec<Period>) {
    let mut seen: BTreeMap<RuleIx, Seen> = BTreeMap::new();
    let mut rules: BTreeMap<(BondsIx, Datum), Option<RuleIx>> = BTreeMap::new();
    for (i, find) in survey.finds.iter().enumerate().filter(|f| f.1.is_strong()) {
        let rule = *rules.entry((find.bonds, find.datum)).or_insert_with(|| {
            let rule = rule_of(survey, register, find);
            for other in rules_of(survey, register, find).filter(|r| Some(*r) != rule) {
                seen.entry(other).or_default().shared = true;
            }
            rule
        });
        if let Some((activity, rule)) = rule {
            let own = &register.activities[activity].retention[rule];
            let seen = seen.entry((activity, rule)).or_default();
            look(survey, find, i, own, seen);
        }
    }
    let gaps = seen
        .iter()
        .filter_map(|(rule, seen)| gap(survey, register, *rule, seen))
        .collect();
    (gaps, periods(register, seen))
}

/// Adds what one find says of its rule.
fn look(survey: &Survey<'_>, find: &Find<'_>, index: usize, rule: &Retention, seen: &mut Seen) {
    let place: &Place = &find.holding.place;
    let read = clock_of(rule).map(|(trigger, months)| {
        let limit = clock::limit(trigger, months, survey.as_of);
        clock::reading(survey, find, trigger, limit)
    });
    match read.unwrap_or(Err(Mute::NoDate)) {
        Ok(reading) => seen.readings.entry(reading).or_default().push(index),
        Err(mute) => {
            if mute == Mute::Copy {
                seen.copies.insert(find.spot);
            } else {
                seen.untold.insert((find.spot, place.sheet.clone()));
            }
            seen.mutes.insert(mute);
        }
    }
}

/// The trigger and the months of a rule that dates can tell.
fn clock_of(rule: &Retention) -> Option<(&'static Trigger, u32)> {
    let trigger = clock::trigger(label::trigger_id(rule.trigger.as_deref()?))?;
    Some((trigger, rule.months?))
}

/// The rule that holds for a find: of all activities of its place the one that
/// keeps longest. None where one of them says nothing, or the place is a client's.
fn rule_of(survey: &Survey<'_>, register: &Register, find: &Find<'_>) -> Option<RuleIx> {
    let own = survey.bonds(find.bonds).iter().map(|bond| {
        let a = &register.activities[bond.activity];
        let rule = (a.role != Role::Processor).then(|| longest(a, find.datum))?;
        rule.map(|r| (bond.activity, r))
    });
    let all: Option<Vec<RuleIx>> = own.collect();
    let months = |(a, r): &RuleIx| register.activities[*a].retention[*r].months;
    // without months it is kept for ever
    let bound = |r: &RuleIx| (months(r).is_none(), months(r), std::cmp::Reverse(*r));
    all?.into_iter().max_by_key(bound)
}

/// All rules that could be about a find, whichever decides.
fn rules_of(
    survey: &Survey<'_>,
    register: &Register,
    find: &Find<'_>,
) -> impl Iterator<Item = RuleIx> {
    let datum = find.datum;
    let own = survey.bonds(find.bonds).iter().map(|b| b.activity);
    own.flat_map(move |a| {
        let rules = register.activities[a].retention.iter().enumerate();
        let about = rules.filter(move |(_, r)| match Scope::of(&r.applies_to) {
            Scope::All => true,
            Scope::Category(c) => c == datum.category(),
            Scope::Item(d) => d == datum,
            Scope::Words => false,
        });
        about.map(move |(i, _)| (a, i))
    })
}

/// The longest of the rules that apply to a datum most narrowly. A rule for what no
/// datum is called (`contrats`, `base active`) may be about it or not: one that is
/// longer stands in for the rule for all data, and alone it tells nothing.
fn longest(activity: &Activity, datum: Datum) -> Option<usize> {
    let rules = || activity.retention.iter().enumerate();
    let narrow = |r: &Retention| match Scope::of(&r.applies_to) {
        Scope::All => Some(1),
        Scope::Category(c) => (c == datum.category()).then_some(2),
        Scope::Item(d) => (d == datum).then_some(3),
        Scope::Words => None,
    };
    let length = |r: &Retention| (r.months.is_none(), r.months);
    let fits = rules().filter_map(|(i, r)| Some((narrow(r)?, length(r), std::cmp::Reverse(i))));
    let (narrow, own, best) = fits.max()?;
    let other = rules().filter(|(_, r)| Scope::of(&r.applies_to) == Scope::Words);
    let longer = other.filter(|(_, r)| narrow == 1 && length(r) > own);
    let longer = longer.max_by_key(|(i, r)| (length(r), std::cmp::Reverse(*i)));
    Some(longer.map_or(best.0, |(i, _)| i))
}

/// What a rule is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scope {
    All,
    Category(Category),
    Item(Datum),
    /// Something that no datum is called.
    Words,
}

impl Scope {
    fn of(applies_to: &str) -> Self {
        let item = || applies_to.parse().ok().map(Self::Item);
        let category = || applies_to.parse().ok().map(Self::Category);
        match applies_to {
            "all" => Self::All,
            _ => item().or_else(category).unwrap_or(Self::Words),
        }
    }
}

fn gap(
    survey: &Survey<'_>,
    register: &Register,
    (activity, rule): RuleIx,
    seen: &Seen,
) -> Option<Gap> {
    let a = &register.activities[activity];
    let rule = &a.retention[rule];
    let old = aged::beyond(&seen.readings);
    let finds = aged::finds(&old);
    if finds.is_empty() {
        return None;
    }
    let name = words::quoted(&a.name.value);
    let period = period(rule);
    Some(evidence::gap(
        survey,
        Draft {
            code: Code::G07,
            title: Message::new(
                format!(
                    "Conservé plus longtemps que {} ne le dit\u{a0}: {}",
                    name.fr, period.fr
                ),
                format!("Kept longer than {} says: {}", name.en, period.en),
            ),
            cluster: a.name.value.clone(),
            shown: None,
            signature: vec![a.id.value.clone(), rule.applies_to.clone()],
            also: None,
            activity: Some((a.id.value.clone(), a.name.value.clone())),
            register: Some(quote(register, rule)),
            step: Step::Retention,
            because: aged::lines(&old),
            most: aged::most(survey, &old),
            finds: &finds,
        },
    ))
}

/// A rule in the register's words.
fn quote(register: &Register, rule: &Retention) -> Quote {
    let at = ("retention", rule.kind.at);
    words::quote(register, rule.text.as_ref(), at, rule.source.as_ref())
}

/// "24 mois à compter de la fin du contrat".
fn period(rule: &Retention) -> Message {
    let from = trigger(rule);
    let months = words::count(
        u64::from(rule.months.unwrap_or(0)),
        ["mois", "mois"],
        ["month", "months"],
    );
    if from.fr.is_empty() {
        return months;
    }
    Message::new(
        format!("{} à compter {}", months.fr, from.fr),
        format!("{} from {}", months.en, from.en),
    )
}

/// From when a rule runs, as people say it.
fn trigger(rule: &Retention) -> Message {
    let Some(id) = rule.trigger.as_deref().filter(|id| *id != NOT_STATED) else {
        return Message::default();
    };
    Message::new(
        label::trigger_text(id, true),
        label::trigger_text(id, false),
    )
}

/// Every period of the activities in force, in the order of the register.
fn periods(register: &Register, mut seen: BTreeMap<RuleIx, Seen>) -> Vec<Period> {
    let mut out = Vec::new();
    for (i, a) in register.activities.iter().enumerate() {
        if !a.is_in_force() || a.role == Role::Processor {
            continue;
        }
        for (j, rule) in a.retention.iter().enumerate() {
            let seen = seen.remove(&(i, j)).unwrap_or_default();
            let (why, column) = why(rule, &seen).unzip();
            let readings: Vec<Reading> = seen.readings.into_keys().collect();
            out.push(Period {
                activity: (a.id.value.clone(), a.name.value.clone()),
                applies_to: rule.applies_to.clone(),
                months: rule.months,
                trigger: trigger(rule),
                register: quote(register, rule),
                why,
                column: column.flatten(),
                readings,
                untold: seen.untold.len() as u64,
                copies: seen.copies.len() as u64,
            });
        }
    }
    out
}

/// Why a rule could not be evaluated, and the column that this is said of.
fn why(rule: &Retention, seen: &Seen) -> Option<(Untold, Option<String>)> {
    if !seen.readings.is_empty() {
        return None;
    }
    let nothing = seen.untold.is_empty() && seen.copies.is_empty();
    let said = rule.trigger.as_deref().filter(|id| *id != NOT_STATED);
    let why = match clock_of(rule) {
        _ if rule.kind.value == RetentionKind::Unbounded => Untold::Unbounded,
        None if rule.months.is_none() || said.is_none() => Untold::Unclear,
        _ if nothing && Scope::of(&rule.applies_to) == Scope::Words => Untold::Words,
        _ if nothing && seen.shared => Untold::Shared,
        _ if nothing => Untold::NothingFound,
        None => Untold::Event,
        Some(_) => return Some(mute(seen)),
    };
    Some((why, None))
}

/// The first reason that names a column, else that there are copies only, or no date.
fn mute(seen: &Seen) -> (Untold, Option<String>) {
    let named = seen.mutes.iter().find_map(|mute| match mute {
        Mute::NoDate | Mute::Copy => None,
        Mute::Unreadable(name) => Some((Untold::Unreadable, Some(name.clone()))),
        Mute::Future(name) => Some((Untold::Future, Some(name.clone()))),
    });
    named.unwrap_or(match seen.copies.is_empty() {
        true => (Untold::NoDate, None),
        false => (Untold::Copy, None),
    })
}
