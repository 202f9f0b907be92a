//! Remarks on what a fiche says: what Art. 30 asks for and is empty, words of a
//! template, drafts.

use super::{Remark, dates, retention, special};
use crate::model::fold;
use crate::register::fact::{At, Date, Message};
use crate::register::label::{self, Of};
use crate::register::{Activity, Answer, Role, State, Status};

/// One fiche.
pub(super) fn activity(a: &Activity, as_of: Date, out: &mut Vec<Remark>) {
    mandatory(a, out);
    placeholders(a, out);
    special::contradicted(a, out);
    dates::future_bindings(a, as_of, out);
    retention::retention(a, out);
    dates::age(a, as_of, out);
    special::special(a, out);
    special::negations(a, out);
    out.extend(to_be_read(a));
}

/// A draft, or a fiche in force that somebody is asked to read.
fn to_be_read(a: &Activity) -> Option<Remark> {
    let (what, cure) = match a.status {
        Status::Draft => (
            Message::new(
                "fiche à relire : un brouillon ne couvre rien",
                "fiche to be read: a draft covers nothing",
            ),
            Message::new(
                "la relire, puis écrire `status: active`",
                "read it, then write `status: active`",
            ),
        ),
        _ if a.review_required => (
            Message::new(
                "fiche à relire (`review_required`)",
                "fiche to be read (`review_required`)",
            ),
            Message::new(
                "la relire, puis retirer `review_required`",
                "read it, then remove `review_required`",
            ),
        ),
        _ => return None,
    };
    Some(Remark::new("draft", a.id.at, what, cure))
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
            a.other_measures.is_empty()
                && a.security.iter().all(|s| s.state.value != State::Declared),
            "security",
            "art. 30.1.g",
        ),
        (
            a.legal_basis.state != State::Declared,
            "legal_basis",
            "art. 6",
        ),
    ] {
        if missing && let Some(law) = asked(a, what, law) {
            out.push(empty(what, law, a.id.at));
        }
    }
}

/// The article that asks for a field; none where none does: Art. 30(2) asks less of
/// a processor, and what has ended is not completed any more.
fn asked(a: &Activity, what: &str, law: &'static str) -> Option<&'static str> {
    match (a.status, a.role, what) {
        (Status::Archived, ..) => None,
        (_, Role::Processor, "purposes") => Some("art. 30.2.b"),
        (_, Role::Processor, "transfers.outside_eu") => Some("art. 30.2.c"),
        (_, Role::Processor, "security") => Some("art. 30.2.d"),
        (_, Role::Processor, _) => None,
        (_, Role::Controller | Role::Joint, _) => Some(law),
    }
}

/// `art. 30.1.b` as it is written in English.
fn english(law: &str) -> String {
    let article = |n: &str| match n.split('.').collect::<Vec<_>>().as_slice() {
        [article, paragraph, point] => format!("{article}({paragraph})({point})"),
        _ => n.to_owned(),
    };
    let numbers = law.trim_start_matches("art. ").split(" et ").map(article);
    format!("Art. {}", numbers.collect::<Vec<_>>().join(" and "))
}

/// What is empty, which article asks for it, and what is written there.
pub(super) fn empty(what: &str, law: &str, at: At) -> Remark {
    let known = EXAMPLES.iter().find(|(k, ..)| *k == what);
    let (_, heading, example) = *known.expect("every key that is asked for has an example");
    let table = match heading {
        "organisation" | "recipients" => Of::Word,
        _ => Of::Heading,
    };
    let called = |french| label::text(table, heading, french).to_owned();
    Remark::new(
        "field-empty",
        at,
        Message::new(
            format!("{} (`{what}`) : non renseigné (RGPD {law})", called(true)),
            format!(
                "{} (`{what}`): not filled in (GDPR {})",
                called(false),
                english(law)
            ),
        ),
        Message::new(
            format!("le compléter, par exemple `{example}`"),
            format!("fill it in, for instance `{example}`"),
        ),
    )
}

/// Keys, their headings, and how each is written.
const EXAMPLES: &[(&str, &str, &str)] = &[
    ("organisation.name", "organisation", "name: \"…\""),
    (
        "organisation.controller",
        "controller",
        "controller: {name: \"…\", email: …}",
    ),
    ("purposes", "purposes", "purposes: [\"…\"]"),
    (
        "data_subjects",
        "data_subjects",
        "data_subjects: [\"salariés\"]",
    ),
    (
        "data",
        "data",
        "data: [{category: identite, state: declared, items: [person_name, email]}]",
    ),
    (
        "recipients",
        "recipients",
        "recipients: {internal: [\"…\"], processors: [\"…\"]}",
    ),
    (
        "transfers.outside_eu",
        "transfers",
        "transfers: {outside_eu: \"oui | non | partiel\"}",
    ),
    (
        "sensitive",
        "sensitive",
        "sensitive: {answer: \"oui | non | partiel\"}",
    ),
    (
        "retention",
        "retention",
        "retention: [{kind: bounded, months: 60, trigger: end_of_contract}]",
    ),
    (
        "security",
        "security",
        "security: {access_control: declared}",
    ),
    (
        "legal_basis",
        "legal_basis",
        "legal_basis: {state: declared, codes: [contract]}",
    ),
];

/// Words that stand in templates where an answer should be, folded.
const PLACEHOLDERS: &[&str] = &[
    "cliquez ici",
    "a completer",
    "a preciser",
    "a renseigner",
    "to be completed",
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
