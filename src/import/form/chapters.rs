//! Chapters whose marks are lost: word processors and pages give headings as plain
//! lines. Lines that are the name of a field and nothing else, several under one
//! title, and in the same way for each activity, are headings.
//!
//! Where anything of it is in doubt (a field that comes twice, a title that may be a
//! value, labels with values among the lines) nothing is marked.

use super::super::block::{Block, Line, Mark};
use super::super::template::{Worth, worth};
use super::super::vocabulary::{Field, exact, heading};
use super::head;
use super::starts::{WORDS, has, is_policy, is_title};
use super::text::{is_contents, is_core, is_of_data};
use super::{announces, is_beside};
use crate::model::folded_words;
use std::borrow::Cow;
use std::collections::BTreeSet;

/// Different fields below a title.
const FIELDS: usize = 4;
/// Words of the longest line that is a heading.
const LONGEST: usize = 10;

/// The blocks of a document, its titles and chapters marked as headings where they
/// can be told.
pub(super) fn marked(blocks: Cow<'_, [Block]>) -> Cow<'_, [Block]> {
    match found(&blocks) {
        None => blocks,
        Some(found) => {
            let mut blocks = blocks.into_owned();
            let titles = found.titles.iter().map(|i| (*i, 1));
            for (i, level) in titles.chain(found.chapters.iter().map(|i| (*i, 2))) {
                if let Block::Line(line) = &mut blocks[i] {
                    line.mark = Mark::Heading(level);
                }
            }
            Cow::Owned(blocks)
        }
    }
}

/// The numbers of the blocks that are headings.
struct Found {
    titles: Vec<usize>,
    chapters: Vec<usize>,
}

fn found(blocks: &[Block]) -> Option<Found> {
    let known = |line: &Line| matches!(line.mark, Mark::Heading(_)) || announces(&line.text);
    let is_known = |b: &Block| matches!(b, Block::Line(line) if known(line));
    let chapters: Vec<(usize, Field)> = (0..blocks.len())
        .filter_map(|i| Some((i, chapter(&blocks[i])?)))
        .collect();
    if chapters.len() < FIELDS || blocks.iter().any(is_known) || is_policy(blocks) {
        return None;
    }
    let begins = chapters[0].1;
    let first = |(_, field): &&(usize, Field)| *field == begins;
    let firsts: Vec<usize> = chapters.iter().filter(first).map(|(i, _)| *i).collect();
    let ends = firsts.iter().skip(1).map(|i| i - 1).chain([blocks.len()]);
    let is_chapter = |i: usize| chapters.binary_search_by_key(&i, |(at, _)| *at).is_ok();
    let parts = firsts.iter().copied().zip(ends);
    let all = parts.map(|(from, to)| {
        let title = from.checked_sub(1).filter(|t| names(&blocks[*t]))?;
        let free = title.checked_sub(1).is_none_or(|above| !is_chapter(above));
        (free && is_activity(&blocks[from..to])).then_some(title)
    });
    Some(Found {
        titles: all.collect::<Option<Vec<usize>>>()?,
        chapters: chapters.iter().map(|(i, _)| *i).collect(),
    })
}

/// The field whose chapter a block begins: its name, and nothing more.
fn chapter(block: &Block) -> Option<Field> {
    use Field::{
        Processors, RecipientsExternal, RecipientsInternal, Safeguards, Security, SubPurposes,
        Transfers,
    };
    let Block::Line(line) = block else {
        return None;
    };
    let short = line.mark == Mark::Plain && line.text.split(' ').count() <= LONGEST;
    let field = exact(&line.text).filter(|f| short && *f != Field::Activity)?;
    let other = matches!(
        field,
        Processors
            | RecipientsExternal
            | RecipientsInternal
            | Safeguards
            | Security
            | SubPurposes
            | Transfers
    );
    ((is_core(field) || other) && !is_beside(line)).then_some(field)
}

/// Whether a block may be the name of an activity.
fn names(block: &Block) -> bool {
    let Block::Line(line) = block else {
        return false;
    };
    let words = folded_words(&line.text);
    let lists = [&WORDS.policies, &WORDS.many];
    let titled = head::organisation(&line.text).is_some();
    let other = titled || lists.iter().any(|list| has(&words, list));
    let free = !is_beside(line) && !is_contents(&line.text) && heading(&line.text).is_none();
    is_title(line) && free && !other && worth(&line.text) == Worth::Said
}

/// Whether the chapters of a piece are an activity's: each once, what for, and on
/// which basis or for how long, and no label among them.
fn is_activity(blocks: &[Block]) -> bool {
    let mut fields: BTreeSet<Field> = BTreeSet::new();
    let (mut of_data, mut above) = (false, None);
    for block in blocks {
        let Block::Line(line) = block else {
            return false;
        };
        let field = chapter(block);
        // `Données courantes` right below `Données` is a part of it
        let is_part = field.is_some() && field == std::mem::replace(&mut above, field);
        if field.is_some_and(|f| !fields.insert(f)) && !is_part {
            return false;
        }
        match field {
            Some(field) => of_data |= is_of_data(field, &line.text, ""),
            None if has(&folded_words(&line.text), &WORDS.readers) => return false,
            None => {
                let labelled =
                    heading(&line.text).filter(|(f, value)| is_core(*f) && !value.is_empty());
                if labelled.is_some() {
                    return false;
                }
            }
        }
    }
    let has = |field| fields.contains(&field);
    let why = has(Field::Purposes) && (has(Field::LegalBasis) || has(Field::Retention));
    why && of_data && fields.len() >= FIELDS
}

#[cfg(test)]
mod tests {
    use super::super::super::document::Document;
    use super::*;

    /// The lines that are marked as headings.
    fn headings(text: &str) -> Vec<String> {
        let document = Document::read(text.as_bytes(), "registre.txt");
        let marked = marked(Cow::Borrowed(&document.blocks));
        let heading = |b: &Block| match b {
            Block::Line(l) if matches!(l.mark, Mark::Heading(_)) => Some(l.text.clone()),
            _ => None,
        };
        marked.iter().filter_map(heading).collect()
    }

    const FICHE: &str = "Prêt\nFinalités\nPrêter\nBase légale\nContrat\nDonnées\nNom\nConservation\n1 an\nTransferts\nAucun\n";

    #[test]
    fn titles_over_chapters_are_headings() {
        let one = [
            "Prêt",
            "Finalités",
            "Base légale",
            "Données",
            "Conservation",
            "Transferts",
        ];
        assert_eq!(headings(FICHE), one);
        let two = format!("{FICHE}{}", FICHE.replace("Prêt\n", "Lettre\n"));
        assert_eq!(headings(&two).len(), 2 * one.len());
    }

    #[test]
    fn in_doubt_nothing_is_marked() {
        let twice = format!("{FICHE}Données\nIBAN\n");
        let valued = format!("{FICHE}{FICHE}").replace("1 an\nTransferts\nAucun\n", "");
        for other in [
            twice.as_str(),
            // the second title may be the value above it
            &valued,
            &FICHE.replace("Prêt\n", "Politique de prêt\n"),
            &FICHE.replace("Prêt\n", "Données personnelles\n"),
            &FICHE.replace(
                "Prêt\n",
                "Nous expliquons ici ce que nous faisons de vos données.\n",
            ),
            &FICHE.replace("Aucun", "Vous avez des droits"),
            &FICHE
                .replace("Base légale", "Remarque")
                .replace("Conservation", "Annexe"),
            &format!(
                "{FICHE}Donnée sensible : origine, opinions, santé\nDurée de conservation : 3 ans\n"
            ),
        ] {
            assert!(headings(other).is_empty(), "{other}");
        }
    }
}
