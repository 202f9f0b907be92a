//! Where fiches begin that no `Fiche de registre` announces: headings of a
//! document (Markdown, mostly) with the fields of an activity below them, as
//! labels with values or as chapters; lines that name an activity over its
//! labels, where a document has no headings.

use super::super::block::{Block, Line, Mark};
use super::super::item::named;
use super::super::name;
use super::super::vocabulary::{Field, asked, exact, heading};
use super::head;
use super::text::{is_contents, is_core, is_of_data};
use crate::model::folded_words;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// Fields with their value that make a fiche of what stands below a heading.
const PAIRS: usize = 3;
/// Fields that do below a line that names an activity.
const NAMED: usize = 2;
/// Fields that do, where its heading says that it is one.
const CHAPTERS: usize = 4;
/// Words of a line that is the title of what stands below it, at most.
const TITLE: usize = 10;

/// Words about where registers and fiches begin.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::import) struct Words {
    pub(super) titles: Vec<String>,
    pub(super) of: Vec<String>,
    one: Vec<String>,
    many: Vec<String>,
    policies: Vec<String>,
    /// What stands before a name, with a number or a colon.
    pub(in crate::import) labels: Vec<String>,
    /// Signs of a number.
    pub(in crate::import) numbers: Vec<String>,
}

/// `rules/register/starts.toml`.
pub(in crate::import) static WORDS: LazyLock<Words> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../rules/register/starts.toml"))
        .expect("starts.toml is well-formed: tested")
});

/// Fields that stand below a heading.
#[derive(Debug, Default, Clone)]
struct Below {
    pairs: BTreeSet<Field>,
    all: BTreeSet<Field>,
    /// One of them is of personal data only.
    of_data: bool,
    /// Some are asked as a question (`Pourquoi ?`).
    asks: bool,
    /// The line below the one that is looked at.
    next: String,
}

/// The lines that begin a fiche, by the number of their block, and the level of
/// the heading that each is or stands under.
pub(super) fn starts(blocks: &[Block]) -> BTreeMap<usize, u8> {
    if is_policy(blocks) {
        return BTreeMap::new();
    }
    let announced = |b: &Block| matches!(b, Block::Line(l) if super::announces(&l.text));
    let starts = of_headings(blocks);
    // one heading over all is the document's title
    if starts.len() > 1 || blocks.iter().any(announced) {
        return starts;
    }
    let lines = of_lines(blocks);
    match lines.len() > starts.len() {
        true => lines,
        false => starts,
    }
}

/// The headings that begin a fiche.
fn of_headings(blocks: &[Block]) -> BTreeMap<usize, u8> {
    let mut starts = BTreeMap::new();
    // what stands below the headings that are yet to come, by their level
    let mut later: Vec<(u8, Below)> = Vec::new();
    let mut below = Below::default();
    for (i, block) in blocks.iter().enumerate().rev() {
        let line = match block {
            Block::Line(line) => line,
            Block::Table(_) => {
                below.add(block);
                continue;
            }
        };
        let Mark::Heading(level) = line.mark else {
            below.add(block);
            continue;
        };
        let mut parts = 0;
        while let Some((_, deeper)) = later.pop_if(|(l, _)| *l > level) {
            parts += usize::from(deeper.pairs.len() >= NAMED);
            below.join(deeper);
        }
        // announced: no need to guess
        if super::announces(&line.text) {
            below = Below::default();
            continue;
        }
        match heading(&line.text).filter(|(f, _)| *f != Field::Activity) {
            Some((field, _)) => _ = below.all.insert(field),
            None if below.is_fiche(&line.text, parts) => {
                starts.insert(i, level);
                below = Below::default();
                continue;
            }
            None => {}
        }
        later.push((level, std::mem::take(&mut below)));
    }
    starts
}

/// The lines that name an activity, and those right above its labels.
fn of_lines(blocks: &[Block]) -> BTreeMap<usize, u8> {
    let mut starts = BTreeMap::new();
    let mut titles = BTreeMap::new();
    // what stands below the next name, and below the next title
    let (mut labels, mut titled) = (Below::default(), Below::default());
    let mut labelled = false;
    for (i, block) in blocks.iter().enumerate().rev() {
        let line = match block {
            Block::Line(line) if super::is_beside(line) || is_contents(&line.text) => continue,
            Block::Line(line) => line,
            Block::Table(_) => {
                labels.add(block);
                titled.add(block);
                labelled = true;
                continue;
            }
        };
        let names = names(line);
        if names && labels.follows_name() {
            starts.insert(i, 0);
            labels = Below::default();
        } else if labels.add(block) {
            titled.add(block);
            labelled = true;
            continue;
        }
        if !names && labelled && is_title(line) && titled.follows_title() {
            titles.insert(i, 0);
            titled = Below::default();
        }
        labelled = false;
    }
    // one document names its activities in one way
    match starts.len() >= titles.len() {
        true => starts,
        false => titles,
    }
}

/// Whether a line names an activity, or says that its name follows.
fn names(line: &Line) -> bool {
    let labelled = heading(&line.text).is_some_and(|(field, _)| field == Field::Activity);
    let whole = || exact(&line.text) == Some(Field::Activity);
    line.text.contains(':') && labelled || whole() || name::is_numbered_label(&line.text)
}

/// Whether a line may be the title of what stands below it.
fn is_title(line: &Line) -> bool {
    let few = line.text.split(' ').count() <= TITLE;
    let ends = line.text.ends_with(['.', ';', ',', ':', '?', '!']);
    few && !ends && line.mark == Mark::Plain && !line.text.contains(':')
}

/// Whether the first heading or line of a document is a policy's, which is prose
/// even where it has labels.
fn is_policy(blocks: &[Block]) -> bool {
    let lines = || {
        blocks.iter().filter_map(|b| match b {
            Block::Line(line) if !super::is_beside(line) => Some(line),
            _ => None,
        })
    };
    let title = lines().find(|l| matches!(l.mark, Mark::Heading(_)));
    let words = title.or_else(|| lines().next());
    let words = words.map(|l| folded_words(&l.text)).unwrap_or_default();
    has(&words, &WORDS.policies)
}

fn has(words: &str, list: &[String]) -> bool {
    words.split(' ').any(|w| list.iter().any(|l| l == w))
}

impl Below {
    /// Adds what a line or table says; whether it says anything of a fiche.
    fn add(&mut self, block: &Block) -> bool {
        let line = match block {
            Block::Line(line) => line,
            Block::Table(table) => {
                for row in &table.rows {
                    let Some(label) = row.first() else { continue };
                    let value = row.get(1).map_or("", |c| c.text.as_str());
                    if let Some(field) = exact(&label.text) {
                        self.all.insert(field);
                        self.of_data |= is_of_data(field, &label.text, value);
                    }
                }
                return false;
            }
        };
        let below = std::mem::replace(&mut self.next, line.text.clone());
        let said = |value: String| {
            if value.is_empty() {
                below.clone()
            } else {
                value
            }
        };
        let item = line.mark == Mark::Item;
        if let Some((field, value)) = asked(&line.text) {
            self.asks = true;
            self.all.insert(field);
            if item || !value.is_empty() {
                self.pairs.insert(field);
            }
            self.of_data |= field == Field::Data && !named(&said(value)).items.is_empty();
            return true;
        }
        let whole = exact(&line.text).filter(|f| is_core(*f)).is_some();
        let marked = line.text.contains(':') || whole;
        let Some((field, value)) = heading(&line.text).filter(|_| marked) else {
            return false;
        };
        self.all.insert(field);
        if item || whole || !value.is_empty() {
            self.pairs.insert(field);
        }
        self.of_data |= is_of_data(field, &line.text, &said(value));
        true
    }

    fn join(&mut self, other: Self) {
        self.pairs.extend(other.pairs);
        self.all.extend(other.all);
        self.of_data |= other.of_data;
        self.asks |= other.asks;
    }

    /// Whether what stands below a line that names an activity is a fiche.
    fn follows_name(&self) -> bool {
        let all = self.all.iter().filter(|f| **f != Field::Activity);
        self.of_data && all.count() >= NAMED && tells(&self.all)
    }

    /// Whether what stands below a title is a fiche. Who plans asks what, who and
    /// why; who keeps a register also asks how long.
    fn follows_title(&self) -> bool {
        let keeps = self.pairs.contains(&Field::Retention);
        self.of_data && self.pairs.len() >= PAIRS && tells(&self.pairs) && (keeps || !self.asks)
    }

    fn is_fiche(&self, name: &str, parts: usize) -> bool {
        let words = folded_words(name);
        if head::organisation(name).is_some() {
            return false;
        }
        // a chapter over several activities
        let over = parts > 1 || parts > 0 && has(&words, &WORDS.many);
        let keeps = !self.asks || self.pairs.contains(&Field::Retention);
        let many = self.pairs.len() >= PAIRS && tells(&self.pairs);
        let by_pairs = many && self.of_data && !over && keeps;
        let one = has(&words, &WORDS.one) || name::is_numbered_label(name);
        let by_name = one && !has(&words, &WORDS.policies) && !has(&words, &WORDS.many);
        by_pairs || by_name && self.all.len() >= CHAPTERS && tells(&self.all)
    }
}

/// Whether fields tell what an activity is.
fn tells(fields: &BTreeSet<Field>) -> bool {
    use Field::{Data, LegalBasis, Purposes, Retention};
    [Purposes, LegalBasis, Data, Retention]
        .iter()
        .any(|f| fields.contains(f))
}

#[cfg(test)]
mod tests {
    use super::super::super::document::Document;
    use super::*;

    fn names(text: &str, file: &str) -> Vec<String> {
        let document = Document::read(text.as_bytes(), file);
        let starts = starts(&document.blocks);
        let name = |i: &usize| match &document.blocks[*i] {
            Block::Line(line) => line.text.clone(),
            Block::Table(_) => String::new(),
        };
        starts.keys().map(name).collect()
    }

    #[test]
    fn words_are_folded() {
        let w = &*WORDS;
        for list in [&w.titles, &w.one, &w.many, &w.policies, &w.labels] {
            assert!(list.iter().all(|word| &folded_words(word) == word));
        }
    }

    #[test]
    fn headings_over_the_fields_of_an_activity() {
        let names = |text: &str| names(text, "registre.md");
        let fiches = "# Registre des traitements\n\n## Paie\n\n- **Finalité** : payer\n- **Base légale** : contrat\n- **Données** : RIB\n\n## Historique\n\n- Version : 2\n";
        assert_eq!(names(fiches), ["Paie"]);
        let chapters = "# Fiche Essayage\n\n## Finalités\n\nEssayer.\n\n## Base légale\n\nContrat\n\n## Données\n\n- Photo\n\n## Destinataires\n\n- Équipe\n";
        assert_eq!(names(chapters), ["Fiche Essayage"]);
        let code = "# API\n\n## Export\n\n- But : exporter\n- Données : JSON\n- Conservation : 3 jours\n- Accès : lecture\n";
        assert!(names(code).is_empty());
        let policy = chapters.replace("Fiche Essayage", "Politique de traitement des données");
        assert!(names(&policy).is_empty());
    }

    #[test]
    fn lines_over_the_labels_of_an_activity() {
        let names = |text: &str| names(text, "registre.txt");
        let labelled = "Traitement : Prêt de livres\nFinalité : prêter\nDonnées : nom\n\nTraitement : Lettre\nFinalité : informer\nDonnées : courriel\n";
        assert_eq!(
            names(labelled),
            ["Traitement : Prêt de livres", "Traitement : Lettre"]
        );
        let titled = "Détail\n2.1 Prêt\nPourquoi ? Prêter\nQuoi ? nom\nCombien de temps ? 2 ans\n";
        assert_eq!(names(titled), ["2.1 Prêt"]);
        // who plans asks too, letters have an object, physicians treat
        for other in [
            "Réunion\nPourquoi ? Préparer la fête\nQui ? Les bénévoles\nQuoi ? Décorer\n",
            "Lettre\nObjet : travaux\nDestinataires : riverains\nDurée : 2 mois\n",
            "Traitement : sirop\nObjet : toux\nDurée : 5 jours\n",
            "Contrat\nObjet : site\nDurée : 1 an\nDonnées : fournies\nBase : devis\n",
            "Réunion\nPourquoi ? Préparer\nQuoi ? Fête\nCombien de temps ? 2 heures\n",
        ] {
            assert!(names(other).is_empty(), "{other}");
        }
    }
}
