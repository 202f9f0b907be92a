//! Who keeps the register: the controller, the data protection officer, and the
//! day of the document's version.

use super::super::block::Line;
use super::super::contact::{email, labelled};
use super::super::draft::{Contact, Said};
use super::super::phrase;
use super::piece::sentences;
use super::section::Section;
use super::words::{Folded, Kind, WORDS};
use crate::register::Date;

/// Words of a name at most.
const NAME: usize = 8;
/// Lines below the officer's mention in which the address may stand.
const BELOW: usize = 6;

/// The organisation that decides.
pub(super) fn organisation(sections: &[Section]) -> Option<Said> {
    declaring(sections).find_map(|s| {
        s.lines.iter().enumerate().find_map(|(i, line)| {
            named_in(line).or_else(|| named_before(line)).or_else(|| {
                let opens = line.text.trim_end().ends_with(':');
                let speaks = WORDS.controller.words.stand_in(&Folded::of(&line.text));
                let next = s.lines.get(i + 1).filter(|_| opens && speaks)?;
                name_at(&next.text, next)
            })
        })
    })
}

/// The sections that say something of this organisation.
fn declaring(sections: &[Section]) -> impl Iterator<Item = &Section> {
    let silent = |s: &&Section| !matches!(s.kind, Some(Kind::Definitions | Kind::Other));
    sections.iter().filter(silent)
}

/// `Le responsable du traitement est : Ateliers Vernay SARL, 3 rue ...`.
fn named_in(line: &Line) -> Option<Said> {
    sentences(&line.text).into_iter().find_map(|sentence| {
        let folded = Folded::of(sentence);
        let at = WORDS.controller.words.first_in(&folded)?;
        let rest = &sentence[folded.bytes.get(at.end - 1)?.end..];
        if let Some((_, value)) = rest.split_once(':') {
            return name_at(value, line);
        }
        let next = folded.words().nth(at.end)?;
        let verb = folded
            .bytes
            .get(at.end)
            .filter(|_| WORDS.controller.is.has(next))?;
        name_at(&sentence[verb.end..], line)
    })
}

/// `Ateliers Vernay SARL, 3 rue ..., est responsable du traitement.`
fn named_before(line: &Line) -> Option<Said> {
    sentences(&line.text).into_iter().find_map(|sentence| {
        let folded = Folded::of(sentence);
        let at = WORDS.controller.being.first_in(&folded)?;
        let head = sentence[..folded.bytes[at.start].start].trim_end();
        let named = head.starts_with(|c: char| c.is_uppercase()) || head.starts_with("l'");
        name_at(head, line)
            .or_else(|| {
                let first = head.split_once(' ').map(|(_, rest)| rest)?;
                name_at(first, line)
            })
            .filter(|name| named && !WORDS.label.subjects.has(&name.text.to_lowercase()))
    })
}

/// The name that a text begins with.
fn name_at(text: &str, line: &Line) -> Option<Said> {
    let text = text.trim_start_matches([' ', '«', '\u{a0}', '"', '“']);
    let article = [
        "la société ",
        "l'association ",
        "l’association ",
        "the company ",
    ];
    let text = article
        .iter()
        .find_map(|a| text.strip_prefix(a))
        .unwrap_or(text);
    // `la SELARL Cabinet Morvan`
    let bare = ["la ", "le ", "l'", "l’", "the ", "de "];
    let mut bare = bare.iter().filter_map(|a| text.strip_prefix(a));
    let text = bare
        .find(|t| t.starts_with(char::is_uppercase))
        .unwrap_or(text);
    let ends = [
        ",", ";", "(", " – ", " - ", " dont ", " whose ", " which ", ". ", "»", " SIRET",
        " ayant ", " (“",
    ];
    let end = ends.iter().filter_map(|e| text.find(e)).min();
    let name = text[..end.unwrap_or(text.len())]
        .trim()
        .trim_end_matches(['.', ':', '"']);
    let begins = name.starts_with(|c: char| c.is_uppercase() || c.is_numeric());
    let few = (1..=NAME).contains(&name.split_whitespace().count());
    (begins && few).then(|| Said {
        text: name.to_owned(),
        at: line.at.clone(),
    })
}

/// The data protection officer; the controller, where the document says that
/// both are one person.
pub(super) fn officer(sections: &[Section]) -> (Option<Contact>, Option<Contact>) {
    let lines: Vec<&Line> = sections.iter().flat_map(|s| &s.lines).collect();
    let (mut dpo, mut chief) = (Contact::default(), None);
    for (i, line) in lines.iter().enumerate() {
        let folded = Folded::of(&line.text);
        let titled = |s: &&Line| WORDS.officer.words.stand_in(&Folded::of(&s.text));
        if !WORDS.officer.words.stand_in(&folded) {
            continue;
        }
        let below: Vec<&Line> = lines[i + 1..]
            .iter()
            .take(BELOW)
            .copied()
            .take_while(|l| !titled(l))
            .collect();
        let below_it = labelled(&below).unwrap_or_default();
        let name = person(&line.text).or(below_it.name);
        if let (Some(name), true) = (&name, WORDS.officer.chief.stand_in(&folded)) {
            chief.get_or_insert(Contact {
                name: Some(name.clone()),
                at: Some(line.at.clone()),
                ..Contact::default()
            });
        }
        if dpo.name.is_none() && name.is_some() {
            dpo.name = name;
            dpo.at = Some(line.at.clone());
        }
        dpo.phone = dpo.phone.or(below_it.phone);
        if dpo.email.is_none()
            && let Some(email) = std::iter::once(*line)
                .chain(below)
                .find_map(|l| email(&l.text))
        {
            dpo.email = Some(email);
            dpo.at.get_or_insert_with(|| line.at.clone());
        }
    }
    let known = dpo.name.is_some() || dpo.email.is_some();
    (known.then_some(dpo), chief)
}

/// `Mr Jean Martin`: the capitalised words after a title.
fn person(text: &str) -> Option<String> {
    WORDS.officer.titles.iter().find_map(|title| {
        text.match_indices(title.as_str()).find_map(|(at, _)| {
            let free = text[..at]
                .chars()
                .next_back()
                .is_none_or(|c| !c.is_alphanumeric());
            let rest = &text[at + title.len()..];
            let name = capitalised(rest.strip_prefix([' ', '\u{a0}'])?);
            (free && !name.is_empty()).then(|| name.to_owned())
        })
    })
}

/// The capitalised words that a text begins with.
fn capitalised(text: &str) -> &str {
    let mut end = 0;
    for word in text.split(' ').take(4) {
        let bare = word.trim_end_matches([',', '.', ';', ')']);
        if !word.starts_with(char::is_uppercase) {
            break;
        }
        let from = end + usize::from(end > 0);
        end = from + bare.len();
        if bare.len() < word.len() {
            break;
        }
    }
    &text[..end]
}

/// The day of the document's version, from its head or its foot.
pub(super) fn updated(sections: &[Section]) -> Option<Date> {
    const HEAD: usize = 20;
    const FOOT: usize = 6;
    let titles = sections
        .iter()
        .take(3)
        .flat_map(|s| s.title.iter().chain(&s.label))
        .map(|t| t.text.as_str());
    let lines: Vec<&str> = sections
        .iter()
        .flat_map(|s| &s.lines)
        .map(|l| l.text.as_str())
        .collect();
    let foot = lines.len().saturating_sub(FOOT).max(HEAD.min(lines.len()));
    let all = titles
        .chain(lines.iter().take(HEAD).copied())
        .chain(lines[foot..].iter().copied());
    all.filter_map(dated).next()
}

/// The day in a text that says what day it is.
fn dated(text: &str) -> Option<Date> {
    let folded = Folded::of(text);
    // the day from which a law holds
    if WORDS.law.words.stand_in(&folded) {
        return None;
    }
    let said = WORDS.updated.words.first_in(&folded)?;
    let near = folded.bytes.iter().skip(said.end).take(NAME);
    near.map(|b| &text[b.start..])
        .find_map(phrase::date)
        .filter(|d| d.year() > 1990)
}
