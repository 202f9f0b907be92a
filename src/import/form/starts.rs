//! Where fiches begin that no `Fiche de registre` announces: headings of a
//! document (Markdown, mostly) with the fields of an activity below them, as
//! labels with values or as chapters; lines that name an activity over its
//! labels, where a document has no headings.

use super::super::block::{Block, Line, Mark};
use super::super::name;
use super::super::phrase;
use super::super::template::{Worth, worth};
use super::super::vocabulary::{Field, exact, heading, is_weak_name};
use super::below::{Below, NAMED};
use super::peers;
use super::text::{is_contents, is_core};
use crate::model::folded_words;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Words of a line that is the title of what stands below it, at most.
const TITLE: usize = 10;

/// Words about where registers and fiches begin.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::import) struct Words {
    pub(super) titles: Vec<String>,
    pub(super) of: Vec<String>,
    pub(super) one: Vec<String>,
    pub(super) many: Vec<String>,
    pub(in crate::import) policies: Vec<String>,
    /// By which a heading speaks to who reads.
    pub(super) readers: Vec<String>,
    /// What stands before a name, with a number or a colon.
    pub(in crate::import) labels: Vec<String>,
    /// Words of the titles of fiches that name none.
    pub(super) titled: Vec<String>,
    /// First words of labels that tell a name.
    pub(super) naming: Vec<String>,
    /// What is done for a client is called after one of these.
    pub(super) services: Vec<String>,
    /// Signs of a number.
    pub(in crate::import) numbers: Vec<String>,
}

/// `rules/register/starts.toml`.
pub(in crate::import) static WORDS: LazyLock<Words> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../rules/register/starts.toml"))
        .expect("starts.toml is well-formed: tested")
});

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
    let (mut starts, mut tables) = (BTreeMap::new(), BTreeMap::new());
    let peers = peers::peers(blocks);
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
        let is_field = heading(&line.text).is_some_and(|(f, _)| f != Field::Activity);
        if peers.contains(&i) || !is_field && below.is_fiche(&line.text, parts) {
            starts.insert(i, level);
            below = Below::default();
            continue;
        }
        if !is_field && below.has_table(&line.text) {
            tables.insert(i, level);
        }
        below.add_heading(&line.text);
        later.push((level, std::mem::take(&mut below)));
    }
    // tables alone are read as tables; one page may have both
    if !starts.is_empty() {
        starts.extend(tables);
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
    let first = blocks.iter().find_map(chapter);
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
        let above = i.checked_sub(1).and_then(|above| chapter(&blocks[above]));
        let below = blocks.get(i + 1).and_then(chapter);
        // activities begin with the same chapter
        let inside = below.is_some_and(|field| first != Some(field));
        let is_value = above.is_some() || inside;
        if !names && labelled && !is_value && is_title(line) && titled.follows_title() {
            titles.insert(i, 0);
            titled = Below::default();
        }
        titled.see(&line.text);
        labelled = false;
    }
    // one document names its activities in one way
    let most = match starts.len() >= titles.len() {
        true => starts,
        false => titles,
    };
    let called = of_called(blocks);
    match called.len() > most.len() {
        true => called,
        false => most,
    }
}

/// The lines that say what something is called, above its labels.
fn of_called(blocks: &[Block]) -> BTreeMap<usize, u8> {
    let mut starts = BTreeMap::new();
    let called = |block: &Block| matches!(block, Block::Line(line) if is_called(line));
    if !blocks.iter().any(called) {
        return starts;
    }
    let mut below = Below::default();
    for (i, block) in blocks.iter().enumerate().rev() {
        if called(block) && below.follows_name() {
            starts.insert(i, 0);
            below = Below::default();
        } else {
            below.add(block);
        }
    }
    starts
}

/// Whether a line says what something is called by a word that is said of many
/// things (`Dénomination : Paie`).
fn is_called(line: &Line) -> bool {
    let label = line.text.split_once(':').map(|(label, _)| label);
    label.is_some_and(is_weak_name)
}

/// The field that a block is the name of, and nothing else: what stands below it is
/// its value.
fn chapter(block: &Block) -> Option<Field> {
    let Block::Line(line) = block else {
        return None;
    };
    let field = exact(&line.text).filter(|f| is_core(*f))?;
    (field != Field::Activity).then_some(field)
}

/// Whether a line names an activity, or says that its name follows.
fn names(line: &Line) -> bool {
    let labelled = heading(&line.text).is_some_and(|(field, _)| field == Field::Activity);
    let whole = || exact(&line.text) == Some(Field::Activity);
    let named = line.text.contains(':') && labelled || whole();
    // `Fiche : Paie`
    let parted = line.text.split_once(':');
    let fiche = parted.is_some_and(|(label, name)| {
        let label = folded_words(label);
        let known = label.starts_with("fiche") && WORDS.labels.contains(&label);
        known && name.contains(char::is_alphabetic)
    });
    named || fiche || name::is_numbered_label(&line.text) || is_for_client(&line.text)
}

/// Whether a line says for whom what follows is done (`Traitement effectué pour le
/// compte de : Mairie`).
pub(super) fn is_for_client(text: &str) -> bool {
    let parted = text.split_once(':');
    parted.is_some_and(|(label, client)| {
        phrase::for_others(label) && client.contains(char::is_alphabetic)
    })
}

/// Whether a line may be the title of what stands below it.
pub(super) fn is_title(line: &Line) -> bool {
    let few = line.text.split(' ').count() <= TITLE;
    let ends = line.text.ends_with(['.', ';', ',', ':', '?', '!']);
    few && !ends && line.mark == Mark::Plain && !line.text.contains(':')
}

/// Whether a line may name the one activity of the table right below it.
pub(in crate::import) fn is_plain_title(line: &Line) -> bool {
    let words = folded_words(&line.text);
    let other = has(&words, &WORDS.policies)
        || words
            .split(' ')
            .all(|w| WORDS.titled.iter().any(|t| t == w));
    let said = worth(&line.text) == Worth::Said && heading(&line.text).is_none();
    is_title(line)
        && said
        && !other
        && super::head::organisation(&line.text).is_none()
        && !super::is_beside(line)
}

/// Whether the first heading or line of a document is a policy's, which is prose
/// even where it has labels.
pub(super) fn is_policy(blocks: &[Block]) -> bool {
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

/// Whether one of folded words is in a list.
pub(super) fn has(words: &str, list: &[String]) -> bool {
    words.split(' ').any(|w| list.iter().any(|l| l == w))
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
        for list in [
            &w.titles,
            &w.one,
            &w.many,
            &w.policies,
            &w.readers,
            &w.labels,
            &w.titled,
            &w.naming,
            &w.services,
        ] {
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
        // rubrics are enough, but a policy has them too
        let bare = chapters.replace("Fiche Essayage", "Essayage");
        let bare = bare.replace("## Destinataires", "## Conservation");
        assert_eq!(names(&bare), ["Essayage"]);
        for (from, to) in [
            ("# Essayage", "# Politique d'essayage"),
            ("## Conservation", "## Vos droits\n\n## Conservation"),
            ("## Base légale", "## Remarques"),
            ("## Finalités", "## Exemples"),
        ] {
            assert!(names(&bare.replace(from, to)).is_empty(), "{to}");
        }
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
        let called = labelled.replace("Traitement :", "Dénomination :");
        assert_eq!(
            names(&called),
            ["Dénomination : Prêt de livres", "Dénomination : Lettre"]
        );
        let person =
            "Traitement : Prêt de livres\nNom : Durand\nFinalité : prêter\nDonnées : nom\n";
        assert_eq!(names(person), ["Traitement : Prêt de livres"]);
        let titled = "Détail\n2.1 Prêt\nPourquoi ? Prêter\nQuoi ? nom\nCombien de temps ? 2 ans\n";
        assert_eq!(names(titled), ["2.1 Prêt"]);
        // who plans asks too, letters have an object, physicians treat
        for other in [
            "Réunion\nPourquoi ? Préparer la fête\nQui ? Les bénévoles\nQuoi ? Décorer\n",
            "Lettre\nObjet : travaux\nDestinataires : riverains\nDurée : 2 mois\n",
            "Traitement : sirop\nObjet : toux\nDurée : 5 jours\n",
            "Contrat\nObjet : site\nDurée : 1 an\nDonnées : fournies\nBase : devis\n",
            // what stands in a chapter is no title
            "Prêt.\nFinalités\nPrêter\nRelancer\nBase légale\nContrat\nDonnées\nNom\nDurée de conservation\n1 an\n",
            "Réunion\nPourquoi ? Préparer\nQuoi ? Fête\nCombien de temps ? 2 heures\n",
        ] {
            assert!(names(other).is_empty(), "{other}");
        }
    }
}
