//! Remarks on what the fiches say: empty mandatory fields, contradictions,
//! unbounded retention, stale fiches.

use super::Remark;
use crate::model::{Datum, fold, folded_words};
use crate::register::fact::{At, Date, Message};
use crate::register::{Activity, Answer, Person, Register, RetentionKind, State, Status, purpose};

/// A fiche older than this asks to be read again.
const STALE_MONTHS: i32 = 24;

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

/// One fiche.
pub(super) fn activity(a: &Activity, as_of: Date, out: &mut Vec<Remark>) {
    mandatory(a, out);
    placeholders(a, out);
    contradicted(a, out);
    future_bindings(a, as_of, out);
    retention(a, out);
    age(a, as_of, out);
    special(a, out);
    negations(a, out);
    if a.status == Status::Draft || a.review_required {
        out.push(Remark::new(
            "draft",
            a.id.at,
            Message::new(
                "fiche à relire : un brouillon ne couvre rien",
                "fiche to be read: a draft covers nothing",
            ),
            Message::new(
                "la relire, puis écrire `status: active`",
                "read it, then write `status: active`",
            ),
        ));
    }
}

fn mandatory(a: &Activity, out: &mut Vec<Remark>) {
    let r = &a.recipients;
    let receivers = [&r.internal, &r.external, &r.processors];
    let no_data =
        !a.data.iter().any(|d| d.state == State::Declared) && a.declared_items().is_empty();
    for (missing, what, law) in [
        (
            a.purposes.iter().all(|p| p.text.value.trim().is_empty()),
            "purposes",
            "art. 30.1.b",
        ),
        (a.data_subjects.is_empty(), "data_subjects", "art. 30.1.c"),
        (no_data, "data", "art. 30.1.c"),
        (
            receivers.iter().all(|l| l.is_empty()),
            "recipients",
            "art. 30.1.d",
        ),
        (
            a.transfers.outside_eu.value == Answer::NotStated,
            "transfers.outside_eu",
            "art. 30.1.e",
        ),
        (
            a.sensitive.answer.value == Answer::NotStated
                && a.sensitive.declared.is_empty()
                && a.sensitive.nir.declared.is_none(),
            "sensitive",
            "art. 9 et 10",
        ),
        (a.retention.is_empty(), "retention", "art. 30.1.f"),
        (
            a.security.iter().all(|s| s.state.value != State::Declared),
            "security",
            "art. 30.1.g",
        ),
        (
            a.legal_basis.state != State::Declared,
            "legal_basis",
            "art. 6",
        ),
    ] {
        if missing {
            out.push(empty(what, law, a.id.at));
        }
    }
}

fn empty(what: &str, law: &str, at: At) -> Remark {
    Remark::new(
        "field-empty",
        at,
        Message::new(
            format!("`{what}` n’est pas renseigné (RGPD {law})"),
            format!("`{what}` is not filled in (GDPR {law})"),
        ),
        Message::new("le compléter", "fill it in"),
    )
}

fn retention(a: &Activity, out: &mut Vec<Remark>) {
    for r in &a.retention {
        if r.kind.value == RetentionKind::Bounded && r.months == Some(0) {
            out.push(Remark::new(
                "retention-zero",
                r.kind.at,
                Message::new(
                    format!("conservation de 0 mois (`{}`)", r.applies_to),
                    format!("kept for 0 months (`{}`)", r.applies_to),
                ),
                Message::new(
                    "à confirmer : donner une durée (RGPD art. 5.1.e)",
                    "to be confirmed: give a number of months (GDPR Art. 5(1)(e))",
                ),
            ));
        }
        if r.kind.value == RetentionKind::Indeterminate {
            out.push(Remark::new(
                "retention-unclear",
                r.kind.at,
                Message::new(
                    format!("aucune durée ne se lit dans ces mots (`{}`)", r.applies_to),
                    format!("no period can be read from these words (`{}`)", r.applies_to),
                ),
                Message::new(
                    "à confirmer : écrire `kind: bounded`, `months` et `trigger`, ou laisser : l’écart de conservation ne sera pas évalué",
                    "to be confirmed: write `kind: bounded`, `months` and `trigger`, or leave it: retention will not be judged",
                ),
            ));
        }
        if r.kind.value == RetentionKind::Unbounded {
            out.push(Remark::new(
                "retention-unbounded",
                r.kind.at,
                Message::new(
                    format!("conservation sans limite (`{}`)", r.applies_to),
                    format!("kept without limit (`{}`)", r.applies_to),
                ),
                Message::new(
                    "à confirmer : donner une durée et son point de départ (RGPD art. 5.1.e)",
                    "to be confirmed: give a number of months and a trigger (GDPR Art. 5(1)(e))",
                ),
            ));
        }
    }
}

/// Words that stand in templates where an answer should be, folded.
const PLACEHOLDERS: &[&str] = &[
    "cliquez ici",
    "a completer",
    "a preciser",
    "a renseigner",
    "lorem ipsum",
];

/// The same, as whole texts.
const BLANKS: &[&str] = &["tbd", "todo", "tba", "n/a", "na", "neant", "?"];

fn is_placeholder(text: &str) -> bool {
    let folded = fold(text);
    let word = folded.trim_matches(|c: char| !c.is_alphanumeric() && c != '?');
    let filler = |c: char| "x.…_-? ".contains(c);
    PLACEHOLDERS.iter().any(|p| folded.contains(p))
        || BLANKS.contains(&word)
        || folded.chars().all(filler)
}

fn placeholders(a: &Activity, out: &mut Vec<Remark>) {
    for purpose in &a.purposes {
        let text = &purpose.text;
        if !text.value.trim().is_empty() && is_placeholder(&text.value) {
            out.push(Remark::new(
                "placeholder",
                text.at,
                Message::new(
                    "une mention du modèle tient lieu de finalité",
                    "words of the template stand for a purpose",
                ),
                Message::new(
                    "écrire la finalité (RGPD art. 30.1.b)",
                    "write the purpose (GDPR Art. 30(1)(b))",
                ),
            ));
        }
    }
}

/// A list that says more or less than what stands beside it.
fn contradicted(a: &Activity, out: &mut Vec<Remark>) {
    let bare = |d: &&crate::register::Declared| {
        d.state == State::Declared && d.items.is_empty() && d.text.is_none()
    };
    for d in a.data.iter().filter(bare) {
        out.push(Remark::new(
            "items-none",
            d.category.at,
            Message::new(
                format!(
                    "`{}` est déclarée sans aucun item : tout ce qui en relève est couvert",
                    d.category.value
                ),
                format!(
                    "`{}` is declared without any item: all that belongs to it is covered",
                    d.category.value
                ),
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

fn future_bindings(a: &Activity, as_of: Date, out: &mut Vec<Remark>) {
    for b in a.confirmed() {
        if let Some(on) = b.on.filter(|on| *on > as_of) {
            out.push(Remark::new(
                "binding-future",
                b.uri.at,
                Message::new(
                    format!("emplacement confirmé le {on}, dans l’avenir"),
                    format!("location confirmed on {on}, which lies in the future"),
                ),
                Message::new("corriger la date", "correct the date"),
            ));
        }
    }
}

fn age(a: &Activity, as_of: Date, out: &mut Vec<Remark>) {
    let Some(date) = a.updated.as_ref().or(a.created.as_ref()) else {
        out.push(Remark::new(
            "fiche-undated",
            a.id.at,
            Message::new("la fiche ne porte aucune date", "the fiche has no date"),
            Message::new("ajouter `updated: AAAA-MM-JJ`", "add `updated: YYYY-MM-DD`"),
        ));
        return;
    };
    for written in [&a.created, &a.updated].into_iter().flatten() {
        if written.value > as_of {
            out.push(Remark::new(
                "fiche-future",
                written.at,
                Message::new(
                    format!("la date {} est dans l’avenir", written.value),
                    format!("the date {} lies in the future", written.value),
                ),
                Message::new("corriger la date", "correct the date"),
            ));
        }
    }
    if let (Some(created), Some(updated)) = (&a.created, &a.updated)
        && created.value > updated.value
    {
        out.push(Remark::new(
            "fiche-dates",
            created.at,
            Message::new(
                format!(
                    "créée le {}, après sa mise à jour du {}",
                    created.value, updated.value
                ),
                format!(
                    "created on {}, after its update of {}",
                    created.value, updated.value
                ),
            ),
            Message::new(
                "corriger l’une des deux dates",
                "correct one of the two dates",
            ),
        ));
    }
    let oldest = as_of.saturating_sub(jiff::Span::new().months(STALE_MONTHS));
    if date.value < oldest && a.status != Status::Archived {
        out.push(Remark::new(
            "fiche-stale",
            date.at,
            Message::new(
                format!("fiche du {} : plus de {STALE_MONTHS} mois", date.value),
                format!(
                    "fiche of {}: more than {STALE_MONTHS} months old",
                    date.value
                ),
            ),
            Message::new(
                "la relire et mettre `updated` à jour",
                "read it again and update `updated`",
            ),
        ));
    }
}

/// Words that speak of biometry whatever the answer about sensitive data.
const BIOMETRY: &[&str] = &[
    "empreinte digitale",
    "empreintes digitales",
    "biometri",
    "reconnaissance faciale",
    "fingerprint",
];

fn special(a: &Activity, out: &mut Vec<Remark>) {
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
            out.push(contradiction(s.answer.at, item.as_str()));
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
        (Answer::No, _) if says_biometry(a) => out.push(contradiction(s.answer.at, "biometric")),
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

fn contradiction(at: At, item: &str) -> Remark {
    Remark::new(
        "sensitive-contradiction",
        at,
        Message::new(
            format!("données sensibles : « non », mais la fiche parle de `{item}`"),
            format!("sensitive data: \"non\", but the fiche speaks of `{item}`"),
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

fn negations(a: &Activity, out: &mut Vec<Remark>) {
    let declared = a.declared_items();
    for f in &a.forbidden {
        if let Some(item) = declared.iter().find(|d| f.what.value.covers(**d)) {
            out.push(Remark::new(
                "forbidden-declared",
                f.what.at,
                Message::new(
                    format!("`{item}` est à la fois déclaré et exclu"),
                    format!("`{item}` is both declared and excluded"),
                ),
                Message::new("retirer l’un des deux", "remove one of the two"),
            ));
        }
    }
}

/// Waivers whose day is past.
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
