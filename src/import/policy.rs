//! Policies in prose: privacy policies, numbered policies, notices.
//!
//! A document is cut at its headings into sections, each of a kind that its
//! words tell ([`words::Kind`]); lists and sentences below give the facts. What
//! is read of prose is a draft that a person must review. Prose without such
//! sections (letters, notices, mails) is read sentence by sentence ([`notice`]).

mod account;
mod contact;
mod fact;
mod family;
mod general;
mod label;
mod notice;
mod piece;
mod reader;
mod recipient;
mod section;
mod security;
mod time;
mod transfer;
mod voice;
mod words;

pub(super) use general::General;

use super::document::Document;
use super::draft::Draft;
use section::{Section, sections};
use std::collections::BTreeSet;
use words::{Folded, Kind, WORDS};

/// Lines that speak of personal data, at least.
const SPEAKS: usize = 3;
/// Kinds of sections beyond which one does.
const MANY: usize = 4;

/// Reads a policy; none where the document is none.
pub(super) fn read(document: &Document) -> Option<Draft> {
    let sections = sections(document);
    let policy = is_policy(&sections).then(|| reader::read(&sections));
    let mut draft = policy.flatten().or_else(|| notice::read(&sections))?;
    account::tell(&sections, &mut draft);
    Some(draft)
}

/// Whether a document says what is done with personal data: a section about
/// purposes or data, one of another kind, and the words of the subject.
fn is_policy(sections: &[Section]) -> bool {
    let full = sections.iter().filter(|s| !s.lines.is_empty());
    let kinds: BTreeSet<Kind> = full.filter_map(|s| s.kind).collect();
    let core = kinds.contains(&Kind::Purposes) || kinds.contains(&Kind::Data);
    let more = kinds.iter().filter(|k| MORE.contains(k)).count();
    let lines = sections.iter().flat_map(|s| {
        let titles = s.title.iter().chain(&s.label).map(|t| t.text.as_str());
        titles.chain(s.lines.iter().map(|l| l.text.as_str()))
    });
    let speaks = |text: &&str| WORDS.subject.words.stand_in(&Folded::of(text));
    let said = lines.filter(speaks).take(SPEAKS).count();
    // headings of any words, below which labels say what of a register each value is
    if said > 0 && sections.iter().any(reader::is_fiche) {
        return true;
    }
    // many sections of a policy make one, however little they speak of the subject
    let enough = match kinds.len() >= MANY {
        true if more >= 2 => 1,
        true => 2,
        false => SPEAKS,
    };
    core && more >= 1 && kinds.len() >= 3 && said >= enough
}

/// The kinds that other documents seldom have.
const MORE: [Kind; 8] = [
    Kind::Retention,
    Kind::Recipients,
    Kind::Rights,
    Kind::Transfers,
    Kind::LegalBasis,
    Kind::Cookies,
    Kind::Sensitive,
    Kind::Dpo,
];

/// What a document whose activities stand in tables or fiches says in prose of
/// all of them.
pub(super) fn surroundings(document: &Document) -> General {
    let mut sections = sections(document);
    // a document without a heading says nothing around its activities
    if sections.iter().all(|s| s.kind.is_none()) {
        sections.clear();
    }
    General::read(&sections, |kind| {
        matches!(kind, Kind::Data | Kind::Purposes)
    })
}

#[cfg(test)]
mod tests;
