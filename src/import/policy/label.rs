//! How an item of prose names what it is about: `Traitements commerciaux : ...`,
//! `Lors de votre visite sur notre site, nous collectons ...`; and when two
//! names are of one activity.

use super::notice::words::takes_at;
use super::words::{Folded, WORDS};
use crate::register::words::singular;
use std::collections::BTreeSet;

/// Words of a name that a colon ends, at most.
const COLON: usize = 14;
/// Words of a name that a sentence goes on from, at most.
const OPENED: usize = 40;
/// Words of a name that is all of an item, at most.
const WHOLE: usize = 16;
/// Letters by which words of one family are known.
const STEM: usize = 6;

/// A name and what is said of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Label<'a> {
    /// The name, as it stands.
    pub(super) name: &'a str,
    /// All that stands before the rest, as it stands.
    pub(super) head: &'a str,
    /// What follows.
    pub(super) rest: &'a str,
    /// It begins as a sentence does that says when data are collected.
    pub(super) opened: bool,
    /// Its first word says that it is an activity (`Traitements de gestion`).
    pub(super) processing: bool,
}

/// The label that a text begins with.
pub(super) fn label(text: &str) -> Option<Label<'_>> {
    let folded = Folded::of(text);
    let opened = WORDS.label.openers.begin(&folded).is_some();
    let colon = text
        .find(": ")
        .or_else(|| text.strip_suffix(':').map(str::len));
    let subject = goes_on(text);
    let (end, next) = match (colon, subject) {
        (Some(c), Some(s)) if s.0 < c => s,
        (Some(c), _) => (c, c + 1),
        (None, Some(s)) => s,
        (None, None) => return None,
    };
    let head = text[..end].trim();
    let most = if opened { OPENED } else { COLON };
    let words = head.split_whitespace().count();
    if words == 0 || words > most {
        return None;
    }
    let name = name(head);
    let first = folded.words().next().unwrap_or_default();
    (!name.is_empty()).then(|| Label {
        name,
        head,
        rest: text[next..].trim(),
        opened,
        processing: matches!(first, "traitement" | "traitements" | "processing"),
    })
}

/// The name that a sentence begins with before its first comma or its verb (`Pour le
/// prêt, une copie est demandée`, `Voor het prêt verwerken wij ...`), and the rest.
pub(super) fn lead(text: &str) -> Option<(&str, &str)> {
    let folded = Folded::of(text);
    WORDS.label.openers.begin(&folded)?;
    let comma = text.find(", ").map(|at| (at, at + 1));
    let verb = takes_at(&folded).map(|at| (at, at));
    let is = folded.words().position(|w| WORDS.time.verbs.has(w));
    let is = is.map(|n| (folded.bytes[n].start, folded.bytes[n].start));
    let (end, next) = [comma, verb, is].into_iter().flatten().min()?;
    let head = text[..end].trim();
    let few = head.split_whitespace().count() <= OPENED;
    let name = name(head);
    (few && !name.is_empty()).then(|| (name, text[next..].trim()))
}

/// Whether a sentence begins as one that says when data are taken, or what for.
pub(super) fn opens(text: &str) -> bool {
    WORDS.label.openers.begin(&Folded::of(text)).is_some()
}

/// Where a clause ends after which the sentence begins (`, nous ...`), and where
/// it begins.
fn goes_on(text: &str) -> Option<(usize, usize)> {
    text.match_indices(", ").find_map(|(at, _)| {
        let rest = &text[at + 2..];
        let near: String = rest.chars().take(24).collect();
        let begins = WORDS.label.subjects.begin(&Folded::of(&near)).is_some();
        begins.then_some((at, at + 2))
    })
}

/// The name in a head: without the opening words, and of a list its first part.
fn name(head: &str) -> &str {
    let folded = Folded::of(head);
    let Some(n) = WORDS.label.openers.begin(&folded) else {
        return trimmed(head);
    };
    let Some(first) = folded.bytes.get(n) else {
        return "";
    };
    let rest = without_articles(&head[first.start..]);
    let part = rest.split(", ").next().unwrap_or(rest);
    trimmed(part)
}

fn without_articles(text: &str) -> &str {
    let folded = Folded::of(text);
    let article = |w: &&str| WORDS.label.articles.has(w);
    let n = folded.words().take_while(article).count();
    folded.bytes.get(n).map_or("", |b| &text[b.start..])
}

fn trimmed(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || ":;,.–—-".contains(c))
}

/// The name of an item that is all name: `Pour répondre à vos questions ;`.
pub(super) fn whole(text: &str) -> &str {
    let text = trimmed(text);
    if text.split_whitespace().count() <= WHOLE {
        return text;
    }
    let end = text
        .find([',', '(', ';', ':'])
        .filter(|end| text[..*end].contains(' '));
    let short = trimmed(&text[..end.unwrap_or(text.len())]);
    if short.split_whitespace().count() <= 2 * WHOLE {
        return short;
    }
    let folded = Folded::of(short);
    // signs that stand alone are no words
    let last = folded.bytes.get(WHOLE).or(folded.bytes.last());
    trimmed(last.map_or(short, |w| &short[..w.end]))
}

/// Whether a text is about all the rest (`Autres traitements`).
pub(super) fn is_rest(text: &str) -> bool {
    WORDS.label.rest.begin(&Folded::of(text)).is_some()
}

/// The stems of the words that tell what a name is about, in their order.
pub(super) fn stems(name: &str) -> Vec<String> {
    let folded = Folded::of(name);
    let tells = |w: &&str| w.chars().count() > 2 && !WORDS.label.empty.has(w);
    let stem = |w: &str| -> String { singular(w).chars().take(STEM).collect() };
    let mut seen = BTreeSet::new();
    let all = folded.words().filter(tells).map(stem);
    all.filter(|w| seen.insert(w.clone())).collect()
}

/// Whether two names are of one activity, by their stems: half of their words in common, one
/// within the other, or the one word of a short name first in both.
pub(super) fn same(a: &[String], b: &[String]) -> bool {
    let (Some(first), Some(other)) = (a.first(), b.first()) else {
        return false;
    };
    let common = a.iter().filter(|w| b.contains(w)).count();
    let less = a.len().min(b.len());
    let all = a.len() + b.len() - common;
    2 * common >= all && common > 0 || less >= 2 && common == less || less == 1 && first == other
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_items() {
        for (text, name, opened) in [
            (
                "Traitements de gestion : devis, factures",
                "Traitements de gestion",
                false,
            ),
            (
                "Lors de votre passage au guichet, nous notons votre nom",
                "passage au guichet",
                true,
            ),
            (
                "aux fins de réglage des fours, moteurs, nous sommes amenés à connaître",
                "réglage des fours",
                true,
            ),
            (
                "Aux fins de copie de secours : des doubles",
                "copie de secours",
                true,
            ),
            ("Pour les abonnés : 3 ans", "abonnés", true),
            (
                "When you write to us, we collect your name",
                "write to us",
                true,
            ),
        ] {
            let found = label(text).map(|l| (l.name, l.opened));
            assert_eq!(found, Some((name, opened)), "{text}");
        }
        assert_eq!(label("Nom, prénom, civilité"), None);
        let signs = format!("répondre {}aux demandes", "/ ".repeat(40));
        assert_eq!(whole(&signs), signs);
        assert!(is_rest("Autres traitements légitimes"));
    }

    #[test]
    fn one_activity_under_two_names() {
        let are = |a: &str, b: &str| same(&stems(a), &stems(b));
        assert!(are(
            "Traitements commerciaux et marketing",
            "Traitements commerciaux"
        ));
        assert!(are(
            "Traitements de gestion",
            "Traitements de gestion et de comptabilité"
        ));
        assert!(are(
            "Traitements pour l’exécution des contrats",
            "Ventes et exécution des contrats"
        ));
        assert!(!are(
            "développement sur vos logiciels de gestion",
            "Traitements de gestion"
        ));
        assert!(!are(
            "configuration des serveurs",
            "supervision et de maintenance des serveurs"
        ));
        assert!(!are("Newsletter", "Cookies"));
    }
}
