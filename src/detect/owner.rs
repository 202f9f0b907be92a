//! Whose an address, a number or an account is: what stands beside an
//! organisation's SIRET, and under no person's name, is the organisation's. A
//! company's name alone proves nothing: cards and signatures of its people bear
//! it too.
//!
//! Only what lies in the same block of lines counts. The nearest organisation or
//! person before a value owns it; where there is none before, the next one after
//! it. Words that announce a person (client, salarié, demeurant) part a value
//! from the organisation before it.

mod bystander;

use super::arbitrate::Claim;
use crate::model::{Confidence, Datum, folded_words};
use crate::rule::RuleSet;

/// Bytes before and after a value that its owner is sought in.
const REACH: usize = 400;

/// Lowers what is an organisation's to low, and words that are said of nobody near. `claims` are resolved and sorted.
pub(super) fn lower(claims: &mut [Claim], text: &str, rules: &RuleSet) {
    bystander::lower(claims, text, rules);
    let class = |c: &Claim| &rules.rules()[usize::from(c.candidate.rule)].class;
    if !claims.iter().any(|c| class(c).organisation) {
        return;
    }
    let owners: Vec<Option<bool>> = claims.iter().map(|c| owner(c, rules)).collect();
    for i in 0..claims.len() {
        let c = &claims[i].candidate;
        let (start, end) = (c.start as usize, c.end as usize);
        if claims[i].confidence <= Some(Confidence::Low) || !may_be(&claims[i], text, rules) {
            continue;
        }
        let block = block(text, start, end);
        let near = |k: &usize| {
            let other = &claims[*k].candidate;
            other.start as usize >= block.start && other.end as usize <= block.end
        };
        let owns = |k: &usize| owners[*k].is_some() && !is_aside(&claims[*k], text, start);
        let before = (0..i).rev().take_while(near).find(owns);
        let after = || {
            (i + 1..claims.len())
                .take_while(near)
                .find(|k| owners[*k].is_some())
        };
        let Some(k) = before.or_else(after) else {
            continue;
        };
        let from = if k < i {
            claims[k].candidate.end as usize
        } else {
            block.start
        };
        if owners[k] == Some(true) && !announces_person(&text[from.min(start)..start]) {
            claims[i].confidence = Some(Confidence::Low);
        }
    }
}

/// Whether a claim stands in brackets on a line before `at`: a sentence speaks of
/// somebody, and what follows below is not theirs (`chez Ablette (SIRET ...)`).
fn is_aside(claim: &Claim, text: &str, at: usize) -> bool {
    /// Bytes between a bracket and the number in it.
    const LABEL: usize = 24;
    let c = &claim.candidate;
    let (start, end) = (c.start as usize, c.end as usize);
    let from = text.floor_char_boundary(start.saturating_sub(LABEL));
    let open = text[from..start].rfind(['(', ')', '\n']);
    let inside = open.is_some_and(|i| text[from + i..].starts_with('('));
    inside && end <= at && text[end..at].contains('\n')
}

/// Whether a claim names an organisation (true) or a person (false).
fn owner(claim: &Claim, rules: &RuleSet) -> Option<bool> {
    let rule = &rules.rules()[usize::from(claim.candidate.rule)];
    if rule.class.organisation {
        return (claim.confidence >= Some(Confidence::Medium)).then_some(true);
    }
    let person = matches!(
        rule.item,
        Some(Datum::PersonName | Datum::Civility | Datum::Nir | Datum::BirthDate)
    );
    (person && claim.confidence.is_some()).then_some(false)
}

/// Whether a value is of a kind that organisations have too.
fn may_be(claim: &Claim, text: &str, rules: &RuleSet) -> bool {
    let c = &claim.candidate;
    match rules.rules()[usize::from(c.rule)].item {
        Some(Datum::PostalAddress | Datum::Phone | Datum::Iban | Datum::Bic) => true,
        Some(Datum::Email) => is_generic(&text[c.start as usize..c.end as usize]),
        _ => false,
    }
}

/// Whether an address of mail is a department's.
fn is_generic(address: &str) -> bool {
    const PARTS: [&str; 34] = [
        "contact",
        "contacts",
        "info",
        "infos",
        "information",
        "accueil",
        "commercial",
        "ventes",
        "vente",
        "sales",
        "achats",
        "compta",
        "comptabilite",
        "facturation",
        "direction",
        "secretariat",
        "administration",
        "service",
        "services",
        "sav",
        "support",
        "hello",
        "bonjour",
        "rh",
        "recrutement",
        "mairie",
        "agence",
        "boutique",
        "devis",
        "commande",
        "commandes",
        "noreply",
        "reservation",
        "dpo",
    ];
    let local = address.split('@').next().unwrap_or_default();
    let folded = folded_words(local);
    let first = folded.split(' ').next().unwrap_or_default();
    PARTS.contains(&first)
}

/// The lines around a place, up to blank ones, within reach.
fn block(text: &str, start: usize, end: usize) -> std::ops::Range<usize> {
    let low = text.floor_char_boundary(start.saturating_sub(REACH));
    let high = text.ceil_char_boundary(text.len().min(end + REACH));
    let mut from = low;
    let mut blank = false;
    for (i, c) in text[low..start].char_indices() {
        match c {
            '\n' if blank => from = low + i,
            '\n' => blank = true,
            c if c.is_whitespace() => {}
            _ => blank = false,
        }
    }
    let mut to = high;
    let mut blank = false;
    for (i, c) in text[end..high].char_indices() {
        match c {
            '\n' if blank => {
                to = end + i;
                break;
            }
            '\n' => blank = true,
            c if c.is_whitespace() => {}
            _ => blank = false,
        }
    }
    from..to
}

/// Whether words between an organisation and a value speak of a person.
fn announces_person(between: &str) -> bool {
    const WORDS: [&str; 32] = [
        "client",
        "cliente",
        "clients",
        "acheteur",
        "destinataire",
        "livre",
        "livraison",
        "salarie",
        "salariee",
        "patient",
        "patiente",
        "assure",
        "assuree",
        "locataire",
        "titulaire",
        "beneficiaire",
        "debiteur",
        "demeurant",
        "domicilie",
        "domiciliee",
        "residant",
        "ne",
        "nee",
        "m",
        "mr",
        "mme",
        "mlle",
        "monsieur",
        "madame",
        "dr",
        "docteur",
        "employe",
    ];
    folded_words(between).split(' ').any(|w| WORDS.contains(&w))
}
