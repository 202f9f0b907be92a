//! What decisions do to gaps: those of `decisions.toml` and the waivers of the
//! register, in one way. `accept` and `false_positive` set a gap aside as far as it
//! had gone when it was decided: a graver level, a datum, a place, or persons
//! beyond what is written open it again, and so does the last day. What is not
//! written was not accepted. `declare` and `delete` leave a gap open and say so.
//!
//! A decision about one gap goes before those that match several; of those that
//! contradict each other the one that hides nothing counts. So the order in which
//! they are written never matters.

use super::cluster::Pins;
use super::extent::{self, Name, is_pattern};
use super::gap::{Code, Decided, Gap, GapId, Level, Standing};
use super::survey::Survey;
use super::warn::{Warning, WarningKind};
use super::words;
use crate::decision::{About, Decision, Match, Verdict};
use crate::register::{Date, Gravity, Message, Pattern, inert};
use std::cell::OnceCell;
use std::cmp::Reverse;

/// Marks the gaps that were decided about; says which decisions are exceeded, and
/// which are about no gap.
pub(super) fn apply(
    survey: &Survey<'_>,
    gaps: &mut [Gap],
    decisions: &[Decision],
    as_of: Date,
) -> Vec<Warning> {
    let mut all: Vec<&Decision> = decisions.iter().collect();
    // the one that holds longest is told
    all.sort_by_cached_key(|d| (Reverse(d.expires), d.reason.clone(), rest(d)));
    let mut warnings: Vec<Warning> = Vec::new();
    let mut met = vec![false; all.len()];
    for gap in gaps {
        let looked = Looked::at(survey, gap);
        let own = (0..all.len()).filter(|i| is_about(&looked, all[*i]));
        let own: Vec<usize> = own.collect();
        own.iter().for_each(|i| met[*i] = true);
        let (one, several): (Vec<&Decision>, Vec<&Decision>) = own
            .iter()
            .map(|i| all[*i])
            .partition(|d| matches!(d.about, About::Gap(_)));
        let rulings = [one, several];
        let rulings = rulings.iter().filter_map(|tier| rule(&looked, tier, as_of));
        let mut rulings: Vec<Ruling<'_>> = rulings.collect();
        let last = rulings.iter().position(Ruling::settles);
        rulings.truncate(last.map_or(1, |i| i + 1));
        if let Some(ruling) = rulings.pop() {
            warnings.extend(ruling.mark(gap));
        }
    }
    let mut idle: Vec<&Decision> = all
        .iter()
        .zip(met)
        .filter_map(|(d, met)| (!met).then_some(*d))
        .collect();
    idle.sort_by_key(|d| (!d.origin.waiver, d.origin.at));
    idle.into_iter().map(unmatched).chain(warnings).collect()
}

/// What tells two decisions apart that hold as long for the same reason.
fn rest(d: &Decision) -> (String, String, String) {
    (d.owner.clone(), d.accepts.line(), d.origin.source.clone())
}

/// The gaps that decisions name.
pub(super) fn pins(decisions: &[Decision]) -> Pins {
    let ids = decisions.iter().filter_map(|d| match &d.about {
        About::Gap(id) => Some(id.to_ascii_lowercase().replacen("g-", "G-", 1)),
        About::Match(_) => None,
    });
    ids.map(GapId).collect()
}

/// A gap and the names of its places, built once and only if they are asked for.
struct Looked<'a> {
    survey: &'a Survey<'a>,
    gap: &'a Gap,
    names: OnceCell<Vec<Name>>,
}

impl<'a> Looked<'a> {
    fn at(survey: &'a Survey<'a>, gap: &'a Gap) -> Self {
        Self {
            survey,
            gap,
            names: OnceCell::new(),
        }
    }

    fn names(&self) -> &[Name] {
        let places = || self.gap.places.iter().map(|p| &p.at);
        self.names
            .get_or_init(|| extent::names(self.survey, places()))
    }
}

fn is_about(looked: &Looked<'_>, decision: &Decision) -> bool {
    match &decision.about {
        About::Gap(id) => id.eq_ignore_ascii_case(&looked.gap.id.0),
        About::Match(fits) => fits_gap(looked, fits),
    }
}

fn fits_gap(looked: &Looked<'_>, fits: &Match) -> bool {
    let gap = looked.gap;
    let activity = gap.activity.as_ref().map(|(id, _)| id);
    let code = fits.code.as_ref().is_none_or(|c| c == gap.code.as_str());
    let same = fits.activity.as_ref().is_none_or(|a| Some(a) == activity);
    code && same
        && fits.place.as_ref().is_none_or(|place| {
            let pattern = Pattern::parse(place);
            pattern.is_ok_and(|p| looked.names().iter().any(|n| n.fits(&p)))
        })
}

/// What one of the decisions about a gap comes to.
struct Ruling<'a> {
    decision: &'a Decision,
    standing: Standing,
    /// What is said of the gap; nothing where it is set aside.
    said: Message,
}

/// Of decisions about a gap that are alike in what they are about, the one that
/// counts.
fn rule<'a>(looked: &Looked<'_>, tier: &[&'a Decision], as_of: Date) -> Option<Ruling<'a>> {
    let ruling = |decision, standing, said| {
        Some(Ruling {
            decision,
            standing,
            said,
        })
    };
    if let Some(d) = tier.iter().find(|d| !d.verdict.sets_aside()) {
        let standing = match d.is_past(as_of) {
            true => Standing::ReviewPast,
            false => Standing::ToDo,
        };
        return ruling(d, standing, to_do(d, standing));
    }
    let in_force = || tier.iter().filter(|d| !d.is_past(as_of));
    if let Some(d) = in_force().find(|d| beyond(looked, d).is_empty()) {
        return ruling(d, Standing::SetAside, Message::default());
    }
    match (in_force().next(), tier.first()) {
        (Some(d), _) => ruling(d, Standing::Exceeded, exceeded(d, &beyond(looked, d))),
        (None, Some(d)) => ruling(d, Standing::Expired, expired(d)),
        (None, None) => None,
    }
}

impl Ruling<'_> {
    /// Whether decisions about more gaps are not asked any more.
    const fn settles(&self) -> bool {
        matches!(
            self.standing,
            Standing::SetAside | Standing::ToDo | Standing::ReviewPast
        )
    }

    fn mark(self, gap: &mut Gap) -> Option<Warning> {
        let d = self.decision;
        if self.standing == Standing::SetAside {
            gap.waived = Some(inert(format!("{}{}", d.reason, who(d, d.expires))));
        } else {
            gap.evidence_fr.insert(0, self.said.fr.clone());
            gap.evidence_en.insert(0, self.said.en.clone());
        }
        let warning = (self.standing == Standing::Exceeded).then(|| warning(gap, d, &self.said));
        gap.decided = Some(Decided {
            verdict: d.verdict,
            reason: inert(d.reason.clone()),
            owner: inert(d.owner.clone()),
            expires: d.expires,
            standing: self.standing,
            said: self.said,
            source: d.origin.source.clone(),
        });
        warning
    }
}

/// " (dpo, 2027-03-31)", without what is not said.
fn who(d: &Decision, day: Option<Date>) -> String {
    let owner = Some(d.owner.clone()).filter(|o| !o.trim().is_empty());
    let parts: Vec<String> = owner
        .into_iter()
        .chain(day.map(|d| d.to_string()))
        .collect();
    match parts.is_empty() {
        true => String::new(),
        false => format!(" ({})", parts.join(", ")),
    }
}

fn to_do(d: &Decision, standing: Standing) -> Message {
    let (fr, en) = match d.verdict {
        Verdict::Declare => ("à déclarer", "to be declared"),
        _ => ("à supprimer", "to be deleted"),
    };
    let who = who(d, None);
    let (fr, en) = (
        format!("Décidé\u{a0}: {fr}{who}"),
        format!("Decided: {en}{who}"),
    );
    match (d.expires, standing) {
        (Some(day), Standing::ReviewPast) => Message::new(
            format!("{fr} ; la revue prévue le {day} est passée"),
            format!("{en}; the review of {day} is past"),
        ),
        (Some(day), _) => Message::new(
            format!("{fr}, revue le {day}"),
            format!("{en}, review on {day}"),
        ),
        (None, _) => Message::new(fr, en),
    }
}

/// What a gap has that the decision did not accept.
fn beyond(looked: &Looked<'_>, decision: &Decision) -> Vec<Message> {
    let gap = looked.gap;
    if decision.accepts.is_empty() {
        return vec![Message::new(
            "elle ne dit pas ce qu’elle accepte (level, items, persons, places)",
            "it does not say what it accepts (level, items, persons, places)",
        )];
    }
    let parts = [
        graver(gap, decision),
        more_items(gap, decision),
        more_persons(gap, decision),
        more_places(looked, decision),
    ];
    parts.into_iter().flatten().collect()
}

fn graver(gap: &Gap, decision: &Decision) -> Option<Message> {
    let accepted = decision.accepts.level.map_or(Level::Info, level);
    let now = gap.severity.level;
    (now > accepted).then(|| {
        Message::new(
            format!("niveau monté de {} à {}", name(accepted).fr, name(now).fr),
            format!("level risen from {} to {}", name(accepted).en, name(now).en),
        )
    })
}

fn more_items(gap: &Gap, decision: &Decision) -> Option<Message> {
    let new = gap
        .items
        .iter()
        .filter(|i| !decision.accepts.items.contains(i));
    let new = words::set(new.copied());
    (!new.is_empty()).then(|| {
        let n = words::count(
            new.len() as u64,
            ["donnée nouvelle", "données nouvelles"],
            ["new item", "new items"],
        );
        let list = words::items(&new);
        Message::new(
            format!("{} ({})", n.fr, list.fr),
            format!("{} ({})", n.en, list.en),
        )
    })
}

/// Every person beyond what was accepted counts; whoever wants headroom
/// for a list in use writes a larger number.
fn more_persons(gap: &Gap, decision: &Decision) -> Option<Message> {
    let (now, then) = (gap.most_persons()?, decision.accepts.persons.unwrap_or(0));
    (now > then).then(|| {
        let (then, now) = (words::number(then), words::number(now));
        Message::new(
            format!(
                "personnes\u{a0}: {} acceptées, {} à présent",
                then.fr, now.fr
            ),
            format!("persons: {} accepted, {} now", then.en, now.en),
        )
    })
}

fn more_places(looked: &Looked<'_>, decision: &Decision) -> Option<Message> {
    if decision.accepts.digest.as_ref() == Some(&looked.gap.extent.digest) {
        return None;
    }
    let (patterns, names): (Vec<&str>, Vec<&str>) = decision
        .accepts
        .places
        .iter()
        .map(String::as_str)
        .partition(|p| is_pattern(p));
    let own = match &decision.about {
        About::Match(fits) => fits.place.as_deref(),
        About::Gap(_) => None,
    };
    let patterns = patterns.into_iter().chain(own);
    let patterns: Vec<Pattern> = patterns.filter_map(|p| Pattern::parse(p).ok()).collect();
    let remarks = looked.gap.code == Code::G14;
    let new = match remarks {
        true => more_remarks(looked.gap, &names, &patterns),
        false => {
            let known = |place: &&Name| {
                names.iter().any(|n| place.is(n)) || patterns.iter().any(|p| place.fits(p))
            };
            looked.names().iter().filter(|p| !known(p)).count() as u64
        }
    };
    if new == 0 {
        return None;
    }
    if remarks {
        return Some(Message::new("autres remarques", "other remarks"));
    }
    if decision.accepts.places.is_empty() && decision.accepts.digest.is_some() {
        return Some(Message::new(
            "les lieux ne sont plus les mêmes",
            "the places are no longer the same",
        ));
    }
    Some(words::count(
        new,
        ["lieu nouveau", "lieux nouveaux"],
        ["new place", "new places"],
    ))
}

/// How many remarks of a G14 were not accepted; where they are too many to be
/// listed none of them is known by its name.
fn more_remarks(gap: &Gap, names: &[&str], patterns: &[Pattern]) -> u64 {
    let known = |remark: &String| {
        names.contains(&remark.as_str()) || patterns.iter().any(|p| p.matches(remark))
    };
    match gap.extent.places.is_empty() {
        true => 1,
        false => gap.extent.places.iter().filter(|r| !known(r)).count() as u64,
    }
}

/// A waiver of the register and a decision are called by their names.
const fn noun(d: &Decision) -> (&'static str, &'static str) {
    match d.origin.waiver {
        true => ("Dérogation", "Waiver"),
        false => ("Décision", "Decision"),
    }
}

fn exceeded(decision: &Decision, beyond: &[Message]) -> Message {
    let join = |text: fn(&Message) -> &str| {
        let parts: Vec<&str> = beyond.iter().map(text).collect();
        parts.join(", ")
    };
    let ((fr, en), by) = (noun(decision), who(decision, None));
    Message::new(
        format!(
            "{fr} dépassée{by}\u{a0}: {} ; écart rouvert",
            join(|m| &m.fr)
        ),
        format!("{en} exceeded{by}: {}; gap open again", join(|m| &m.en)),
    )
}

fn expired(decision: &Decision) -> Message {
    let ((fr, en), by) = (noun(decision), who(decision, None));
    let until = decision.expires.unwrap_or(Date::ZERO);
    Message::new(
        format!("{fr} expirée le {until}{by}\u{a0}: écart rouvert"),
        format!("{en} expired on {until}{by}: gap open again"),
    )
}

fn warning(gap: &Gap, decision: &Decision, said: &Message) -> Warning {
    let (id, waiver) = (&gap.id.0, decision.origin.waiver);
    Warning {
        kind: match waiver {
            true => WarningKind::WaiverExceeded,
            false => WarningKind::DecisionExceeded,
        },
        text: Message::new(
            format!(
                "{id} : {}, à décider de nouveau (limier decide l’écrit ; le rapport HTML et `accepts` du JSON donnent les constats)",
                said.fr
            ),
            format!(
                "{id}: {}, to be decided again (limier decide writes it; the HTML report and `accepts` of the JSON give the facts)",
                said.en
            ),
        ),
        source: decision.origin.source.clone(),
    }
}

fn unmatched(decision: &Decision) -> Warning {
    let (fr, en) = noun(decision);
    let (en, about) = (en.to_lowercase(), decision.about.say());
    Warning {
        kind: match decision.origin.waiver {
            true => WarningKind::WaiverUnmatched,
            false => WarningKind::DecisionUnmatched,
        },
        text: Message::new(
            format!(
                "La {} {about} ne correspond à aucun écart de cette analyse : l’écart a disparu, ou son lieu a changé et il est ouvert sous un autre identifiant",
                fr.to_lowercase()
            ),
            format!(
                "The {en} {about} answers to no gap of this scan: the gap is gone, or its place has changed and it is open under another id"
            ),
        ),
        source: decision.origin.source.clone(),
    }
}

const fn level(written: Gravity) -> Level {
    match written {
        Gravity::Info => Level::Info,
        Gravity::Low => Level::Low,
        Gravity::Medium => Level::Medium,
        Gravity::High => Level::High,
        Gravity::Critical => Level::Critical,
    }
}

fn name(level: Level) -> Message {
    let (fr, en) = match level {
        Level::Info => ("information", "information"),
        Level::Low => ("faible", "low"),
        Level::Medium => ("modéré", "medium"),
        Level::High => ("élevé", "high"),
        Level::Critical => ("critique", "critical"),
    };
    Message::new(fr, en)
}
