//! Remarks on what stands beside the fiches: who keeps the register, its DPO,
//! waivers whose day is past.

use super::Remark;
use super::content::empty;
use crate::model::folded_words;
use crate::register::fact::{At, Date, Message};
use crate::register::{Person, Register};

/// The organisation and its DPO.
pub(super) fn organisation(register: &Register, out: &mut Vec<Remark>) {
    let o = &register.organisation;
    let at = o.at.unwrap_or_default();
    let named = |p: &Option<Person>| p.as_ref().is_some_and(|p| p.name.is_some());
    for (missing, what) in [
        (o.name.is_none(), "organisation.name"),
        (!named(&o.controller), "organisation.controller"),
    ] {
        if missing {
            out.push(empty(what, "art. 30.1.a", at));
        }
    }
    if register.activities.is_empty() {
        out.push(Remark::new(
            "activities-none",
            at,
            Message::new(
                "le registre ne décrit aucune activité",
                "the register describes no activity",
            ),
            Message::new(
                "ajouter une fiche sous `activities:`",
                "add a fiche under `activities:`",
            ),
        ));
    }
    let Some(dpo) = &o.dpo else { return };
    for (other, fr, en) in [
        (
            &o.controller,
            "le représentant légal",
            "the legal representative",
        ),
        (
            &o.representative,
            "le représentant dans l’Union",
            "the representative in the Union",
        ),
    ] {
        if other.as_ref().is_some_and(|p| same(p, dpo)) {
            out.push(conflict(dpo.at, fr, en));
        }
    }
}

fn same(a: &Person, b: &Person) -> bool {
    let words = |p: &Person| {
        let name = p.name.as_ref().map(|n| folded_words(&n.value))?;
        let mut words: Vec<String> = name.split(' ').map(str::to_owned).collect();
        words.sort();
        Some(words).filter(|w| w.concat().len() > 2)
    };
    words(a).is_some_and(|w| Some(w) == words(b))
}

fn conflict(at: At, fr: &str, en: &str) -> Remark {
    Remark::new(
        "dpo-conflict",
        at,
        Message::new(
            format!("le DPO est aussi {fr}"),
            format!("the DPO is also {en}"),
        ),
        Message::new(
            "à confirmer : conflit d’intérêts possible (RGPD art. 38.6)",
            "to be confirmed: possible conflict of interests (GDPR Art. 38(6))",
        ),
    )
}

/// Waivers that are written twice, that accept nothing, or whose day is past.
pub(super) fn waivers(register: &Register, as_of: Date, out: &mut Vec<Remark>) {
    for (i, w) in register.waivers.iter().enumerate() {
        let same =
            |first: &&crate::register::Waiver| first.gap.value.eq_ignore_ascii_case(&w.gap.value);
        if let Some(first) = register.waivers[..i].iter().find(same) {
            out.push(Remark::new(
                "waiver-twice",
                w.gap.at,
                Message::new(
                    format!(
                        "la dérogation {} est déjà écrite ligne {}",
                        w.gap.value, first.gap.at.line
                    ),
                    format!(
                        "the waiver {} is already written on line {}",
                        w.gap.value, first.gap.at.line
                    ),
                ),
                Message::new("n’en garder qu’une", "keep only one"),
            ));
        }
        if w.accepts.is_empty() {
            out.push(Remark::new(
                "waiver-empty",
                w.gap.at,
                Message::new(
                    format!(
                        "la dérogation {} ne dit pas ce qu’elle accepte (level, items, persons, places) : son écart reste ouvert",
                        w.gap.value
                    ),
                    format!(
                        "the waiver {} does not say what it accepts (level, items, persons, places): its gap stays open",
                        w.gap.value
                    ),
                ),
                Message::new(
                    "décider avec `limier decide`, qui l’écrit d’après la dernière analyse, ou recopier les faits que le rapport donne",
                    "decide with `limier decide`, which writes it from the last scan, or copy the facts that the report gives",
                ),
            ));
        }
        if w.until.value < as_of {
            out.push(Remark::new(
                "waiver-expired",
                w.until.at,
                Message::new(
                    format!(
                        "la dérogation {} a pris fin le {}",
                        w.gap.value, w.until.value
                    ),
                    format!("the waiver {} ended on {}", w.gap.value, w.until.value),
                ),
                Message::new(
                    "l’écart est rouvert : décider à nouveau",
                    "the gap is open again: decide again",
                ),
            ));
        }
    }
}
