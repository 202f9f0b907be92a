//! Headings that stand side by side, each with labels of its own that say what for
//! and with which data: activities, though one of them be called as a rubric is.

use super::super::block::{Block, Mark};
use super::below::Below;
use crate::model::folded_words;
use std::collections::BTreeSet;

/// The headings that begin a fiche because others beside them do: each has labels of
/// its own that say what for and with which data. Among them a heading may be called
/// as a rubric is (`État civil`, `Logiciels`).
pub(super) fn peers(blocks: &[Block]) -> BTreeSet<usize> {
    let mut peers = BTreeSet::new();
    // the headings side by side that are read, by their level
    let mut open: Vec<(u8, Vec<Peer>)> = Vec::new();
    let mut close = |group: Vec<Peer>| {
        let names: BTreeSet<&String> = group.iter().map(|p| &p.name).collect();
        let distinct = names.len() == group.len();
        let fiches = group.iter().filter(|p| p.below.is_one_of_several());
        if distinct && fiches.clone().count() > 1 {
            peers.extend(fiches.map(|p| p.at));
        }
    };
    for (i, block) in blocks.iter().enumerate() {
        let heading = match block {
            Block::Line(line) => match line.mark {
                Mark::Heading(level) => Some((level, line)),
                _ => None,
            },
            Block::Table(_) => None,
        };
        let Some((level, line)) = heading else {
            if let Some(peer) = open.last_mut().and_then(|(_, group)| group.last_mut()) {
                peer.blocks.push(i);
            }
            continue;
        };
        while let Some((_, group)) = open.pop_if(|(l, _)| *l > level) {
            close(group.into_iter().map(|p| p.read(blocks)).collect());
        }
        if open.last().is_none_or(|(l, _)| *l < level) {
            open.push((level, Vec::new()));
        }
        if let Some((_, group)) = open.last_mut() {
            group.push(Peer {
                at: i,
                name: folded_words(&line.text),
                blocks: Vec::new(),
                below: Below::default(),
            });
        }
    }
    while let Some((_, group)) = open.pop() {
        close(group.into_iter().map(|p| p.read(blocks)).collect());
    }
    peers
}

/// A heading, and what stands between it and the next.
struct Peer {
    at: usize,
    name: String,
    blocks: Vec<usize>,
    below: Below,
}

impl Peer {
    fn read(mut self, blocks: &[Block]) -> Self {
        for i in self.blocks.drain(..).rev() {
            self.below.add(&blocks[i]);
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::Imported;

    fn names(text: &str) -> Vec<String> {
        let draft = Imported::read(text.as_bytes(), "registre.md").draft;
        draft.activities.into_iter().map(|a| a.name.text).collect()
    }

    #[test]
    fn headings_that_are_called_as_rubrics_are() {
        let text = "# Registre\n\n## 1. État civil\n- **Finalité** : tenir les actes\n- **Données** : nom\n- **Durée** : 75 ans\n\n## 2. Prêts\n- **Finalité** : prêter\n- **Données** : nom, adresse\n- **Durée** : 2 ans\n\n## Logiciels\n- **Finalité** : suivre le parc\n- **Données** : nom\n";
        assert_eq!(names(text), ["État civil", "Prêts", "Logiciels"]);
        let few = "# Registre\n\n## Sécurité\n- Finalité : rondes\n- Données : nom\n\n## Formation\n- Finalité : former\n- Données : nom\n";
        assert_eq!(names(few), ["Sécurité", "Formation"]);
    }

    #[test]
    fn rubrics_of_one_activity_are_none() {
        let text = "# Fiche Prêts\n\n## Finalités\n- Finalité : prêter\n\n## Données\n- Données : nom, adresse\n- Durée : 2 ans\n\n## Sécurité\n- Sauvegarde : chaque nuit\n";
        assert!(names(text).len() < 2, "{:?}", names(text));
    }

    #[test]
    fn numbered_names_in_bold_over_lists() {
        let text = "1. **Adhésions**\n   - Finalité : gérer\n   - Données :\n      - nom\n      - RIB\n   - Durée : 1 an\n2. **Dons**\n   - Finalité : recevoir\n   - Données : nom, montant\n   - Durée : 6 ans\n";
        assert_eq!(names(text), ["Adhésions", "Dons"]);
    }
}
