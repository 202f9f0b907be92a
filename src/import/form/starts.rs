//! Where fiches begin that no `Fiche de registre` announces: headings of a
//! document (Markdown, mostly) with the fields of an activity below them, as
//! labels with values or as chapters.

use super::super::block::{Block, Line, Mark};
use super::super::vocabulary::{Field, exact, heading};
use super::head;
use crate::model::folded_words;
use std::collections::{BTreeMap, BTreeSet};

/// Fields with their value that make a fiche of what stands below a heading.
const PAIRS: usize = 3;
/// Fields that do, where its heading says that it is one.
const CHAPTERS: usize = 4;
/// Words of headings over one activity.
const OF_FICHE: &[&str] = &[
    "fiche",
    "traitement",
    "activite",
    "processing",
    "activity",
    "verwerking",
];
/// Words of the titles of policies.
const OF_POLICIES: &[&str] = &[
    "politique",
    "charte",
    "confidentialite",
    "privacy",
    "policy",
    "mentions",
    "notice",
    "cookies",
    "privacyverklaring",
    "privacybeleid",
];
/// Words of headings over many activities.
const OF_MANY: &[&str] = &["donnees", "registre", "register"];

/// Fields that stand below a heading.
#[derive(Debug, Default, Clone)]
struct Below {
    pairs: BTreeSet<Field>,
    all: BTreeSet<Field>,
}

/// The headings that begin a fiche, by the number of their block, and the level
/// of each.
pub(super) fn starts(blocks: &[Block]) -> BTreeMap<usize, u8> {
    let mut starts = BTreeMap::new();
    if is_policy(blocks) {
        return starts;
    }
    // what stands below the headings that are yet to come, by their level
    let mut later: Vec<(u8, Below)> = Vec::new();
    let mut below = Below::default();
    for (i, block) in blocks.iter().enumerate().rev() {
        match block {
            Block::Line(line) => {
                let Mark::Heading(level) = line.mark else {
                    below.add(line);
                    continue;
                };
                while let Some((_, deeper)) = later.pop_if(|(l, _)| *l > level) {
                    below.pairs.extend(deeper.pairs);
                    below.all.extend(deeper.all);
                }
                // announced: no need to guess
                if super::announces(&line.text) {
                    below = Below::default();
                    continue;
                }
                match heading(&line.text).filter(|(f, _)| *f != Field::Activity) {
                    Some((field, _)) => _ = below.all.insert(field),
                    None if below.is_fiche(&line.text) => {
                        starts.insert(i, level);
                        below = Below::default();
                        continue;
                    }
                    None => {}
                }
                later.push((level, std::mem::take(&mut below)));
            }
            Block::Table(table) => {
                let fields = table.rows.iter().filter_map(|r| exact(&r.first()?.text));
                below.all.extend(fields);
            }
        }
    }
    starts
}

/// Whether the first heading of a document is a policy's, which is prose even
/// where it has labels.
fn is_policy(blocks: &[Block]) -> bool {
    let title = blocks.iter().find_map(|b| match b {
        Block::Line(line) if matches!(line.mark, Mark::Heading(_)) => Some(&line.text),
        _ => None,
    });
    let words = title.map(|t| folded_words(t)).unwrap_or_default();
    words.split(' ').any(|w| OF_POLICIES.contains(&w))
}

impl Below {
    fn add(&mut self, line: &Line) {
        let marked = line.text.contains(':');
        if let Some((field, value)) = heading(&line.text).filter(|_| marked) {
            self.all.insert(field);
            if !value.is_empty() || line.mark == Mark::Item {
                self.pairs.insert(field);
            }
        }
    }

    fn is_fiche(&self, name: &str) -> bool {
        let core = |set: &BTreeSet<Field>| {
            use Field::{Data, LegalBasis, Purposes, Retention};
            [Purposes, LegalBasis, Data, Retention]
                .iter()
                .any(|f| set.contains(f))
        };
        let words = folded_words(name);
        let has = |list: &[&str]| words.split(' ').any(|w| list.contains(&w));
        if head::organisation(name).is_some() {
            return false;
        }
        let by_pairs = self.pairs.len() >= PAIRS && core(&self.pairs);
        let by_name = has(OF_FICHE) && !has(OF_POLICIES) && !has(OF_MANY);
        by_pairs || by_name && self.all.len() >= CHAPTERS && core(&self.all)
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::document::Document;
    use super::*;

    fn names(text: &str) -> Vec<String> {
        let document = Document::read(text.as_bytes(), "registre.md");
        let starts = starts(&document.blocks);
        let name = |i: &usize| match &document.blocks[*i] {
            Block::Line(line) => line.text.clone(),
            Block::Table(_) => String::new(),
        };
        starts.keys().map(name).collect()
    }

    #[test]
    fn headings_over_the_fields_of_an_activity() {
        let fiches = "# Registre des traitements\n\n## Paie\n\n- **Finalité** : payer\n- **Base légale** : contrat\n- **Données** : RIB\n\n## Historique\n\n- Version : 2\n";
        assert_eq!(names(fiches), ["Paie"]);
        let chapters = "# Fiche Essayage\n\n## Finalités\n\nEssayer.\n\n## Base légale\n\nContrat\n\n## Données\n\n- Photo\n\n## Destinataires\n\n- Équipe\n";
        assert_eq!(names(chapters), ["Fiche Essayage"]);
        let policy = chapters.replace("Fiche Essayage", "Politique de traitement des données");
        assert!(names(&policy).is_empty());
    }
}
