//! Remarks on data that are declared and denied: special categories, the NIR,
//! exclusions, rubrics that list nothing.

use super::Remark;
use super::word;
use crate::model::{Datum, fold};
use crate::register::fact::{At, Message};
use crate::register::{Activity, Answer, State, purpose};

/// Words that speak of biometry whatever the answer about sensitive data.
const BIOMETRY: &[&str] = &[
    "empreinte digitale",
    "empreintes digitales",
    "biometri",
    "reconnaissance faciale",
    "fingerprint",
];

pub(super) fn special(a: &Activity, out: &mut Vec<Remark>) {
    let s = &a.sensitive;
    let listed: Vec<Datum> = a
        .declared_items()
        .into_iter()
        .filter(|d| d.category().is_special())
        .collect();
    // the NIR is its own regime: a fiche may declare it and answer "non"
    let beside_nir = listed.iter().find(|d| **d != Datum::Nir);
    match (s.answer.value, beside_nir.or(listed.first())) {
        (Answer::No, Some(item)) if beside_nir.is_some() => {
            out.push(contradiction(s.answer.at, *item));
        }
        (Answer::Yes, None) => out.push(Remark::new(
            "sensitive-unlisted",
            s.answer.at,
            Message::new(
                "données sensibles : « oui », sans dire lesquelles",
                "sensitive data: \"oui\", without saying which",
            ),
            Message::new(
                "lister `art9`, `art10` ou `nir`",
                "list `art9`, `art10` or `nir`",
            ),
        )),
        (Answer::No, _) if says_biometry(a) => {
            out.push(contradiction(s.answer.at, Datum::Biometric))
        }
        _ => {}
    }
    if listed.contains(&Datum::Nir) && purpose::recognised(a).is_none() {
        let at = s.nir.purpose.as_ref().map_or(a.id.at, |p| p.at);
        out.push(Remark::new(
            "nir-purpose",
            at,
            Message::new(
                "NIR déclaré pour une finalité que le décret n° 2019-341 ne semble pas prévoir",
                "NIR declared for a purpose that decree 2019-341 does not seem to provide for",
            ),
            Message::new(
                "à confirmer : préciser la finalité et le texte (`purpose`, `legal_ground`)",
                "to be confirmed: say the purpose and the text (`purpose`, `legal_ground`)",
            ),
        ));
    }
}

fn contradiction(at: At, item: Datum) -> Remark {
    let (fr, en) = word::item(item);
    Remark::new(
        "sensitive-contradiction",
        at,
        Message::new(
            format!("données sensibles : « non », mais la fiche parle de : {fr}"),
            format!("sensitive data: \"non\", but the fiche speaks of: {en}"),
        ),
        Message::new(
            "à confirmer : corriger la réponse ou la liste",
            "to be confirmed: correct the answer or the list",
        ),
    )
}

fn says_biometry(a: &Activity) -> bool {
    let purposes = a.purposes.iter().map(|p| &p.text.value);
    let details = a.data.iter().filter_map(|d| d.text.as_ref());
    let measures = a.security.iter().filter_map(|s| s.text.as_ref());
    let others = a.other_measures.iter().map(|m| &m.text.value);
    purposes
        .chain(details)
        .chain(measures)
        .chain(others)
        .chain([&a.name.value])
        .any(|t| BIOMETRY.iter().any(|w| fold(t).contains(w)))
}

pub(super) fn negations(a: &Activity, out: &mut Vec<Remark>) {
    let declared = a.declared_items();
    for f in &a.forbidden {
        if let Some(item) = declared.iter().find(|d| f.what.value.covers(**d)) {
            let (fr, en) = word::item(*item);
            out.push(Remark::new(
                "forbidden-declared",
                f.what.at,
                Message::new(
                    format!("{fr} : à la fois déclaré et exclu"),
                    format!("{en}: both declared and excluded"),
                ),
                Message::new("retirer l’un des deux", "remove one of the two"),
            ));
        }
    }
}

/// A list that says more or less than what stands beside it.
pub(super) fn contradicted(a: &Activity, out: &mut Vec<Remark>) {
    let bare = |d: &&crate::register::Declared| {
        d.state == State::Declared && d.items.is_empty() && d.text.is_none()
    };
    for d in a.data.iter().filter(bare) {
        let (fr, en) = word::rubric(d.category.value);
        out.push(Remark::new(
            "items-none",
            d.category.at,
            Message::new(
                format!("{fr} : déclarée sans aucun item, tout ce qui en relève est couvert"),
                format!("{en}: declared without any item, all that belongs to it is covered"),
            ),
            Message::new(
                "lister les items, ou écrire les mots du registre (`text`)",
                "list the items, or write the words of the register (`text`)",
            ),
        ));
    }
    let denied = a.sensitive.nir.declared.as_ref().filter(|d| !d.value);
    if let (Some(denied), Some((_, at))) = (denied, a.lists(Datum::Nir)) {
        out.push(Remark::new(
            "nir-contradiction",
            denied.at,
            Message::new(
                format!("NIR : « non », mais la ligne {} le liste", at.line),
                format!("NIR: \"non\", but line {} lists it", at.line),
            ),
            Message::new("corriger l’un des deux", "correct one of the two"),
        ));
    }
}
