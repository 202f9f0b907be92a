//! What a decision says of itself, without any scan: its day is past, it accepts
//! nothing, another says otherwise.

use super::{Decision, Verdict};
use crate::register::{Date, Message};

/// One thing to be looked at again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// `expired`, `review`, `accepts-nothing`, `twice`, `contradiction`.
    pub code: &'static str,
    /// Where: `decisions.toml:12`.
    pub source: String,
    /// What.
    pub what: Message,
    /// What to do.
    pub cure: Message,
    /// Whether its gap is open because of it.
    pub reopens: bool,
}

/// Remarks on decisions, in their order, as of a day.
#[must_use]
pub fn check(decisions: &[Decision], as_of: Date) -> Vec<Remark> {
    let mut out = Vec::new();
    for (i, d) in decisions.iter().enumerate() {
        out.extend(past(d, as_of));
        if d.verdict.sets_aside() && d.accepts.is_empty() {
            out.push(nothing(d));
        }
        let earlier = decisions[..i].iter().find(|e| e.about.same(&d.about));
        out.extend(earlier.map(|e| twice(d, e)));
    }
    out
}

fn remark(d: &Decision, code: &'static str, what: [String; 2], cure: [&str; 2]) -> Remark {
    let (about, [fr, en]) = (d.about.say(), what);
    Remark {
        code,
        source: d.origin.source.clone(),
        what: Message::new(format!("{about} : {fr}"), format!("{about}: {en}")),
        cure: Message::new(cure[0], cure[1]),
        reopens: false,
    }
}

fn past(d: &Decision, as_of: Date) -> Option<Remark> {
    let day = d.expires.filter(|_| d.is_past(as_of))?;
    if d.verdict.sets_aside() {
        let what = [
            format!("échéance du {day} passée, l’écart est rouvert"),
            format!("expired on {day}, the gap is open again"),
        ];
        let cure = [
            "décider de nouveau (limier decide), ou retirer l’entrée",
            "decide again (limier decide), or remove the entry",
        ];
        return Some(Remark {
            reopens: true,
            ..remark(d, "expired", what, cure)
        });
    }
    let what = [
        format!("la revue prévue le {day} est passée"),
        format!("the review of {day} is past"),
    ];
    let cure = [
        "si c’est fait, retirer l’entrée ; sinon fixer une autre date",
        "if it is done, remove the entry; else set another day",
    ];
    Some(remark(d, "review", what, cure))
}

fn nothing(d: &Decision) -> Remark {
    let what = [
        "elle ne dit pas ce qu’elle accepte (level, items, persons, places), et n’accepte rien"
            .to_owned(),
        "it does not say what it accepts (level, items, persons, places), and accepts nothing"
            .to_owned(),
    ];
    let cure = [
        "limier decide l’écrit d’après la dernière analyse",
        "limier decide writes it from the last scan",
    ];
    Remark {
        reopens: true,
        ..remark(d, "accepts-nothing", what, cure)
    }
}

fn twice(d: &Decision, earlier: &Decision) -> Remark {
    let place = &earlier.origin.source;
    let hides = Verdict::sets_aside;
    if hides(d.verdict) == hides(earlier.verdict) {
        let what = [
            format!("déjà décidé ({place})"),
            format!("already decided ({place})"),
        ];
        return remark(d, "twice", what, ["n’en garder qu’une", "keep only one"]);
    }
    let what = [
        format!("contredit {place} ; l’écart reste ouvert"),
        format!("contradicts {place}; the gap stays open"),
    ];
    remark(
        d,
        "contradiction",
        what,
        ["n’en garder qu’une", "keep only one"],
    )
}
