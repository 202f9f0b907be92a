//! Lines in which several labels stand (`Finalité : payer ; Données : nom, RIB`),
//! cut into a line for each.

use super::super::block::{Block, Line, Mark};
use super::super::vocabulary::{Field, labelled};
use super::text::is_core;
use std::borrow::Cow;

/// Labels of a line that make it a row of labels.
const LABELS: usize = 3;
/// Words of a label at most.
const WORDS: usize = 6;
/// Signs between a value and the next label.
const BETWEEN: [char; 10] = ['/', ';', '|', '–', '—', '-', '•', ',', '.', '·'];

/// The blocks of a document, each label of its lines in a line of its own.
pub(super) fn apart(blocks: &[Block]) -> Cow<'_, [Block]> {
    let several = |b: &Block| matches!(b, Block::Line(line) if cuts(line).len() > 1);
    if !blocks.iter().any(several) {
        return Cow::Borrowed(blocks);
    }
    let parts = |block: &Block| match block {
        Block::Line(line) => parts(line).into_iter().map(Block::Line).collect(),
        Block::Table(_) => vec![block.clone()],
    };
    blocks.iter().flat_map(parts).collect()
}

fn parts(line: &Line) -> Vec<Line> {
    let cuts = cuts(line);
    if cuts.len() < 2 {
        return vec![line.clone()];
    }
    let ends = cuts.iter().skip(1).copied().chain([line.text.len()]);
    let part = |(from, to): (&usize, usize)| Line {
        text: line.text[*from..to]
            .trim_end_matches(|c: char| c.is_whitespace() || BETWEEN[..7].contains(&c) || c == ',')
            .to_owned(),
        bold: Vec::new(),
        ..line.clone()
    };
    cuts.iter().zip(ends).map(part).collect()
}

/// Where the labels of a line begin; nothing where they are too few: a sentence
/// may have a colon too.
fn cuts(line: &Line) -> Vec<usize> {
    if line.mark != Mark::Plain || line.text.matches(':').count() < 2 {
        return Vec::new();
    }
    let mut found: Vec<(usize, Field)> = Vec::new();
    let mut from = 0;
    for (colon, _) in line.text.match_indices(':') {
        found.extend(label(&line.text, from, colon));
        from = colon + 1;
    }
    let first = found.first().is_some_and(|(at, _)| *at == 0);
    let named = found.first().is_some_and(|(_, f)| *f == Field::Activity);
    let core = found
        .iter()
        .any(|(_, f)| is_core(*f) && *f != Field::Activity);
    let many = found.len() >= LABELS || named && found.len() > 1;
    if !(first && core && many) {
        return Vec::new();
    }
    let mut cuts: Vec<usize> = found.into_iter().map(|(at, _)| at).collect();
    cuts.extend(strangers(&line.text));
    cuts.sort_unstable();
    cuts.dedup();
    cuts
}

/// Where labels begin that look like the others of a row of labels and mean no known
/// field: in capitals after the end of a value, with a colon.
fn strangers(text: &str) -> impl Iterator<Item = usize> {
    let ends = text.match_indices(['.', ';', '|', '•']);
    ends.filter_map(move |(at, sign)| {
        let rest = &text[at + sign.len()..];
        let label = rest.trim_start();
        let colon = label.find(':')?;
        let parted = rest.len() > label.len() && label.starts_with(char::is_uppercase);
        let spaced = label[colon + 1..].starts_with(char::is_whitespace);
        let name = &label[..colon];
        let few = name.split_whitespace().count() <= WORDS && !name.contains(['.', ';', ',']);
        (parted && spaced && few).then(|| text.len() - label.len())
    })
}

/// The label that ends at a colon, and where it begins: after the colon before,
/// or after a sign between.
fn label(text: &str, from: usize, colon: usize) -> Option<(usize, Field)> {
    let before = text[from..colon].trim_end();
    let starts = before
        .match_indices(BETWEEN)
        .map(|(at, sign)| at + sign.len());
    let mut starts: Vec<usize> = starts.collect();
    if from == 0 {
        starts.insert(0, 0);
    }
    let label = |at: usize| {
        let label = before[at..].trim_start();
        let at = from + before.len() - label.len();
        let few = label.split(' ').count() <= WORDS;
        labelled(label).filter(|_| few).map(|field| (at, field))
    };
    starts.into_iter().rev().take(WORDS).find_map(label)
}

#[cfg(test)]
mod tests {
    use super::super::super::block::Spot;
    use super::*;

    fn apart(text: &str) -> Vec<String> {
        let line = Line {
            text: text.to_owned(),
            bold: Vec::new(),
            mark: Mark::Plain,
            at: Spot::Line(1),
        };
        parts(&line).into_iter().map(|l| l.text).collect()
    }

    #[test]
    fn each_label_has_its_line() {
        assert_eq!(
            apart("Nom du traitement : Paie / Finalité : payer les salaires / Données : nom, IBAN"),
            [
                "Nom du traitement : Paie",
                "Finalité : payer les salaires",
                "Données : nom, IBAN"
            ]
        );
        assert_eq!(
            apart("Traitement : Prêt. Finalité : prêter. Sous-traitants : aucun"),
            [
                "Traitement : Prêt.",
                "Finalité : prêter.",
                "Sous-traitants : aucun"
            ]
        );
        for whole in [
            "Finalité : payer ; voir aussi : annexe",
            "Attention : les données : nom, IBAN",
            "Nom : Paie",
        ] {
            assert_eq!(apart(whole), [whole]);
        }
    }
}
