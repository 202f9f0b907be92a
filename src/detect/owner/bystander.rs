//! Whether the person who stands near a word of health, belief or offence is the
//! one it is said of. A name proves nothing of a word that stands in another item
//! of a list or in a sentence before it, nor when it is only that of somebody who
//! speaks, sells, teaches or is written to.
//!
//! Only words of vocabularies are judged that nothing but a person near made
//! medium; they become low.

use super::super::arbitrate::Claim;
use super::super::candidate::{Origin, WITHIN};
use crate::model::{Confidence, Datum, folded_words};
use crate::rule::{Rule, RuleSet};

/// How many times the reach of a rule's words a person may stand from one.
const REACH: usize = 3;
/// Bytes before and after a name that say who it is.
const BESIDE: usize = 36;

/// Words before the names of those who speak, sell, teach, heal, are thanked or
/// written to.
const BEFORE: &[&str] = &[
    "par",
    "contact",
    "contacter",
    "contactez",
    "aupres de",
    "animateur",
    "animatrice",
    "intervenant",
    "intervenante",
    "conferencier",
    "conference de",
    "exposition de",
    "chef",
    "conseiller",
    "conseillere",
    "gestionnaire",
    "bibliothecaire",
    "redacteur",
    "redactrice",
    "auteur",
    "autrice",
    "president",
    "presidente",
    "directeur",
    "directrice",
    "responsable",
    "formateur",
    "formatrice",
    "professeur",
    "enseignant",
    "enseignante",
    "interlocuteur",
    "interlocutrice",
    "commercial",
    "vendeur",
    "vendeuse",
    "remercie",
    "remercions",
    "conducteur de travaux",
    "architecte",
    "bonjour",
    "salut",
    "cher",
    "chere",
    "coach",
    "referent",
    "referente",
    "moderateur",
    "inscriptions",
    "renseignements",
    "avec",
    "photo",
];
/// Functions after such a name.
const AFTER: &[&str] = &[
    "universite",
    "drh",
    "rh",
    "pdg",
    "dg",
    "president",
    "presidente",
    "directeur",
    "directrice",
    "responsable",
    "cadre de sante",
    "conseiller",
    "conseillere",
    "formateur",
    "formatrice",
    "professeur",
    "chercheur",
    "chercheuse",
    "bibliothecaire",
    "conferencier",
    "gestionnaire",
    "auteur",
    "autrice",
    "journaliste",
    "redacteur",
    "chef",
];

/// Lowers the words that are said of nobody near. `claims` are resolved and sorted.
pub(super) fn lower(claims: &mut [Claim], text: &str, rules: &RuleSet) {
    let rule = |c: &Claim| &rules.rules()[usize::from(c.candidate.rule)];
    for i in 0..claims.len() {
        if leans_on_person(&claims[i], rule(&claims[i])) && !is_said(i, claims, text, rules) {
            claims[i].confidence = Some(Confidence::Low);
        }
    }
}

/// Whether nothing but a person near made this claim medium.
fn leans_on_person(claim: &Claim, rule: &Rule) -> bool {
    let c = &claim.candidate;
    // beliefs and unions are also said by a heading of those below it
    let judged = matches!(
        rule.item,
        Some(Datum::Health | Datum::Offence | Datum::Genetic)
    );
    judged
        && matches!(c.origin, Origin::Term(_))
        && rule.context.person
        && claim.confidence >= Some(Confidence::Medium)
        && claim.signals.word.is_none()
        && !claim.signals.named
        && c.proves_alone(rule) < Some(Confidence::Medium)
}

/// Whether a person near is the one that claim `i` is said of.
fn is_said(i: usize, claims: &[Claim], text: &str, rules: &RuleSet) -> bool {
    let rule = |c: &Claim| &rules.rules()[usize::from(c.candidate.rule)];
    let (start, end) = span(&claims[i]);
    let reach = REACH * usize::from(rule(&claims[i]).context.within.unwrap_or(WITHIN));
    let near = |c: &&Claim| {
        let (s, e) = span(c);
        e + reach >= start && s <= end + reach
    };
    let before = claims[..i].iter().rev().take_while(near);
    let after = claims[i + 1..].iter().take_while(near);
    let spoken = has_pronoun(text, start);
    before.chain(after).any(|c| {
        let (s, e) = span(c);
        let named = is_person(c, rule(c));
        let joined = || match e <= start {
            true => same_subject(text, e, start),
            false => same_sentence(text, end, s, e) || heads(text, start, end, s),
        };
        named && (spoken || is_subject(text, s, e) || !is_aside(text, s, e) && joined())
    })
}

const fn span(claim: &Claim) -> (usize, usize) {
    let c = &claim.candidate;
    (c.start as usize, c.end as usize)
}

/// Whether a claim is somebody, and no means to reach them.
fn is_person(claim: &Claim, rule: &Rule) -> bool {
    let whom = matches!(
        rule.item,
        Some(
            Datum::PersonName
                | Datum::Nir
                | Datum::NationalId
                | Datum::IdDocument
                | Datum::StudentNumber
                | Datum::BirthDate
        )
    );
    whom && claim.confidence >= Some(Confidence::Medium)
}

/// Whether what begins at `at` still speaks of who was named before it: no blank
/// line between, and no other item of the same list.
fn same_subject(text: &str, from: usize, at: usize) -> bool {
    let between = &text[from..at];
    let blank = between.split('\n').skip(1);
    let lines = between.matches('\n').count();
    if lines > 1 && blank.take(lines - 1).any(|l| l.trim().is_empty()) {
        return false;
    }
    lines == 0 || !(is_item(text, from) && is_item(text, at))
}

/// Whether a name after a word is in its sentence, or signs below it.
fn same_sentence(text: &str, end: usize, name: usize, name_end: usize) -> bool {
    let between = &text[end..name];
    let stop = [". ", "! ", "? ", " ; ", ".\n"]
        .iter()
        .any(|s| between.contains(s));
    if !between.contains('\n') {
        return !stop;
    }
    let rest = text[name_end..].lines().next().unwrap_or_default();
    let alone = between.ends_with('\n') && rest.trim().is_empty();
    alone && between.trim().len() < 60
}

/// Whether a word stands in a heading, and a name begins the line below it.
fn heads(text: &str, start: usize, end: usize, name: usize) -> bool {
    let line = text[..start].rfind('\n').map_or(0, |i| i + 1);
    let Some((rest, below)) = text[end..name].split_once('\n') else {
        return false;
    };
    let marks = |t: &str| {
        let t = t.trim();
        t.contains('\n')
            || t.len() > 20
            || t.chars().any(char::is_alphanumeric) && !t.ends_with(':')
    };
    let prose = [". ", ", ", "; "]
        .iter()
        .any(|p| text[line..end].contains(p));
    let ends = rest.trim_end().ends_with(['.', ',', ';']);
    !prose && !ends && !marks(below) && !is_item(text, start) && end - line + rest.len() < 90
}

/// Whether somebody speaks of themselves, to or of another, in the words before.
fn has_pronoun(text: &str, start: usize) -> bool {
    const PRONOUNS: [&str; 22] = [
        "je", "j", "mon", "ma", "mes", "vous", "votre", "vos", "il", "elle", "son", "sa", "ses",
        "lui", "tu", "ton", "ta", "he", "she", "his", "her", "my",
    ];
    let low = text.floor_char_boundary(start.saturating_sub(2 * BESIDE));
    let head = text[low..start]
        .rsplit(['\n', '.'])
        .next()
        .unwrap_or_default();
    folded_words(head).split(' ').any(|w| PRONOUNS.contains(&w))
}

/// Whether a document is about this person: its label, an age or a birth beside the
/// name says so.
fn is_subject(text: &str, start: usize, end: usize) -> bool {
    const LABELS: [&str; 34] = [
        "nom",
        "prenom",
        "soussigne",
        "soussignee",
        "patient",
        "patiente",
        "salarie",
        "salariee",
        "assure",
        "assuree",
        "victime",
        "enfant",
        "eleve",
        "resident",
        "residente",
        "adherent",
        "adherente",
        "candidat",
        "candidate",
        "agent",
        "interesse",
        "interessee",
        "concerne",
        "prevenu",
        "prevenue",
        "identite",
        "usager",
        "beneficiaire",
        "allocataire",
        "collaborateur",
        "collaboratrice",
        "name",
        "mis en cause",
        "mise en cause",
    ];
    let (head, tail) = beside(text, start, end);
    let head = folded_words(head);
    let mut after = folded_words(tail);
    after.push(' ');
    let born = [" ans ", "ne le ", "nee le ", "ne e le "];
    LABELS.iter().any(|w| ends_with_word(bare(&head), w)) || born.iter().any(|b| after.contains(b))
}

/// What stands on the line of a name before and after it, within reach.
fn beside(text: &str, start: usize, end: usize) -> (&str, &str) {
    let low = text.floor_char_boundary(start.saturating_sub(BESIDE));
    let high = text.ceil_char_boundary(text.len().min(end + BESIDE));
    let head = text[low..start].rsplit('\n').next().unwrap_or_default();
    let tail = text[end..high].lines().next().unwrap_or_default();
    (head, tail)
}

/// Words without the civility that ends them.
fn bare(head: &str) -> &str {
    let mut head = head;
    for civility in ["m", "mme", "mlle", "madame", "monsieur"] {
        if ends_with_word(head, civility) {
            head = head[..head.len() - civility.len()].trim_end();
        }
    }
    head
}

fn ends_with_word(head: &str, word: &str) -> bool {
    head.strip_suffix(word)
        .is_some_and(|h| h.is_empty() || h.ends_with(' '))
}

/// Whether the line of a place is an item of a list: it begins with a number, an
/// hour or a dash.
fn is_item(text: &str, at: usize) -> bool {
    let line = text[..at].rfind('\n').map_or(0, |i| i + 1);
    let head = text[line..at].trim_start();
    let first = folded_words(head.split_whitespace().next().unwrap_or_default());
    head.starts_with(|c: char| c.is_ascii_digit() || "-•*·–".contains(c))
        || matches!(
            first.as_str(),
            "lot" | "chapitre" | "article" | "module" | "atelier"
        )
}

/// Whether the words beside a name say that it is of somebody who speaks, sells,
/// teaches, heals, is thanked or written to.
fn is_aside(text: &str, start: usize, end: usize) -> bool {
    let (head, tail) = beside(text, start, end);
    let head = folded_words(head);
    let parted = tail.trim_start().starts_with([',', '(', '-', '–', '|']);
    let tail = folded_words(tail);
    let begins = |w: &str| {
        tail.strip_prefix(w)
            .is_some_and(|t| t.is_empty() || t.starts_with(' '))
    };
    BEFORE.iter().any(|w| ends_with_word(bare(&head), w))
        || parted && AFTER.iter().any(|w| begins(w))
}

#[cfg(test)]
mod tests;
