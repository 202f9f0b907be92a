//! `decisions.toml` to decisions: everything that is wrong at once, each with
//! line, caret and cure. The keys of one decision are read as those of a register
//! are (`register::read`).

use super::toml::node;
use super::{About, Decision, Match, Origin, Verdict};
use crate::register::keyword::Keyword as _;
use crate::register::parse::{accepted, well_formed};
use crate::register::read::{Faults, Fields};
use crate::register::{At, Fault, Message, Pattern, RegisterError, inert};

/// Reads the file; `file` is only named in errors and citations.
///
/// # Errors
/// Everything that is wrong.
pub fn read(text: &str, file: &str) -> Result<Vec<Decision>, RegisterError> {
    let root = node(text).map_err(|f| RegisterError::new(file, text, vec![*f]))?;
    let faults = Faults::default();
    let mut decisions = Vec::new();
    if let Some(mut f) = Fields::open(&root, "decisions.toml", &faults) {
        version(&mut f, &faults);
        let each = f.each("decision").iter();
        let each = each.filter_map(|n| Fields::open(n, "decision[]", &faults));
        decisions.extend(each.filter_map(|f| one(f, file, &faults)));
        f.close();
    }
    match faults.finish() {
        faults if faults.is_empty() => Ok(decisions),
        faults => Err(RegisterError::new(file, text, faults)),
    }
}

fn version(f: &mut Fields<'_>, faults: &Faults) {
    if let Some(v) = f.number("version").filter(|v| v.value != 1) {
        faults.add(Fault::at(
            v.at,
            1,
            Message::new(
                format!("version {} inconnue", v.value),
                format!("unknown version {}", v.value),
            ),
            Message::new("écrire `version = 1`", "write `version = 1`"),
        ));
    }
}

fn one(mut f: Fields<'_>, file: &str, faults: &Faults) -> Option<Decision> {
    let start = f.at;
    let about = about(&mut f, faults);
    let verdict = verdict(&mut f, faults);
    let reason = f.text("reason");
    let owner = f.plain("owner").unwrap_or_default();
    let (decided, had_day) = (f.date("decided"), f.has("expires"));
    let expires = f.date("expires");
    let accepts = accepted(&mut f, faults);
    f.close();
    let verdict = verdict?;
    let said = reason.as_ref().is_some_and(|r| !r.value.trim().is_empty());
    if verdict.sets_aside() && !said {
        let at = reason.as_ref().map_or(start, |r| r.at);
        faults.add(needed(at, verdict, "reason", "\"…\""));
    }
    if verdict.sets_aside() && !had_day {
        faults.add(needed(start, verdict, "expires", "2027-03-31"));
    }
    let name = file.rsplit(['/', '\\']).next().unwrap_or_default();
    Some(Decision {
        about: about?,
        verdict,
        reason: reason.map(|r| r.value).unwrap_or_default(),
        owner,
        decided: decided.map(|d| d.value),
        expires: expires.map(|d| d.value),
        accepts,
        origin: Origin {
            source: inert(format!("{name}:{}", start.line)),
            at: start,
            waiver: false,
        },
    })
}

fn verdict(f: &mut Fields<'_>, faults: &Faults) -> Option<Verdict> {
    if !f.has("verdict") {
        let words = Verdict::WORDS.join(" | ");
        faults.add(Fault::at(
            f.at,
            ENTRY,
            Message::new(
                "cette décision n’a pas de `verdict`",
                "this decision has no `verdict`",
            ),
            Message::new(
                format!("ajouter `verdict = \"…\"` : {words}"),
                format!("add `verdict = \"…\"`: {words}"),
            ),
        ));
    }
    f.word("verdict").map(|v| v.value)
}

/// Characters of `[[decision]]`, for the caret.
const ENTRY: u32 = 12;

fn needed(at: At, verdict: Verdict, key: &str, value: &str) -> Fault {
    let verdict = verdict.as_str();
    Fault::at(
        at,
        ENTRY,
        Message::new(
            format!("`{verdict}` demande `{key}`"),
            format!("`{verdict}` needs `{key}`"),
        ),
        Message::new(
            format!(
                "ajouter `{key} = {value}` ; un écart n’est mis de côté qu’avec un motif et une échéance"
            ),
            format!("add `{key} = {value}`; a gap is set aside with a reason and an expiry only"),
        ),
    )
}

/// `gap` or `match`, one of them.
fn about(f: &mut Fields<'_>, faults: &Faults) -> Option<About> {
    let at = f.at;
    let gap = f.text("gap");
    let fits = f.fields("match");
    match (gap, fits) {
        (Some(id), None) => {
            well_formed(&id, faults);
            Some(About::Gap(id.value))
        }
        (None, Some(fields)) => matched(fields, faults).map(About::Match),
        (both, _) => {
            let (fr, en) = match both {
                Some(_) => ("`gap` et `match` ensemble", "`gap` and `match` together"),
                None => ("ni `gap` ni `match`", "neither `gap` nor `match`"),
            };
            faults.add(Fault::at(
                at,
                ENTRY,
                Message::new(fr, en),
                Message::new(
                    "écrire `gap = \"G-3f2a9c01\"`, ou `match = {code = \"G03\", activity = \"…\", place = \"Dossier/**\"}`",
                    "write `gap = \"G-3f2a9c01\"`, or `match = {code = \"G03\", activity = \"…\", place = \"Folder/**\"}`",
                ),
            ));
            None
        }
    }
}

fn matched(mut f: Fields<'_>, faults: &Faults) -> Option<Match> {
    let at = f.at;
    let (code, activity, place) = (f.text("code"), f.plain("activity"), f.text("place"));
    f.close();
    if let Some(code) = code.as_ref().filter(|c| !is_code(&c.value)) {
        faults.add(Fault::at(
            code.at,
            3,
            Message::new("code d’écart inconnu", "unknown code of a gap"),
            Message::new("écrire G01 à G15", "write G01 to G15"),
        ));
    }
    if let Some(place) = &place
        && Pattern::parse(&place.value).is_err()
    {
        faults.add(Fault::at(
            place.at,
            1,
            Message::new("ce n’est pas un emplacement", "this is no location"),
            Message::new(
                "écrire un chemin ou un motif, par exemple `Archives/**`",
                "write a path or a pattern, for instance `Archives/**`",
            ),
        ));
    }
    if code.is_none() && activity.is_none() && place.is_none() {
        faults.add(Fault::at(
            at,
            1,
            Message::new(
                "`match` vide : il conviendrait à tous les écarts",
                "`match` is empty: it would fit every gap",
            ),
            Message::new(
                "dire au moins `code`, `activity` ou `place`",
                "say `code`, `activity` or `place` at least",
            ),
        ));
        return None;
    }
    Some(Match {
        code: code.map(|c| c.value),
        activity,
        place: place.map(|p| p.value),
    })
}

pub(super) fn is_code(code: &str) -> bool {
    let number = code.strip_prefix('G').filter(|n| n.len() == 2);
    let number = number.and_then(|n| n.parse::<u8>().ok());
    number.is_some_and(|n| (1..=15).contains(&n))
}
