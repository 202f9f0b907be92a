//! What pages repeat at their head or foot, and their numbers: left out where it
//! stands at that edge, after the first time. What a register says is no such
//! line, however often it stands there: the name of a field, an answer, a time.

use super::super::answer::answer;
use super::super::block::{Line, Mark, Spot};
use super::super::draft::Said;
use super::super::form::head::organisation;
use super::super::line::spaces;
use super::super::phrase;
use super::super::retention;
use super::super::vocabulary::{Field, exact, heading};
use super::{EDGE, GAP};
use crate::model::folded_words;
use std::collections::{BTreeMap, BTreeSet};

/// Pages that something stands on at least to be a running line.
const PAGES: usize = 3;
/// Digits of the longest number of a page.
const DIGITS: usize = 4;
/// Words before the number of a page.
const PAGE: &[&str] = &["page", "p", "pg", "pagina", "blz"];

/// Which lines are left out.
#[derive(Debug, Default)]
pub(super) struct Running {
    /// Their numbers among all lines.
    lines: BTreeSet<usize>,
    /// Their words, each once.
    pub(super) said: Vec<Said>,
}

/// Where a line stands: at the head or not, how far from the edge.
type Edge = (bool, usize);

/// The lines of a page that say anything, and their numbers.
type Page = Vec<(usize, String)>;

/// How often words stand at an edge, and how often below the name of a field.
#[derive(Debug)]
struct Often {
    pages: usize,
    values: usize,
    /// One of the lines.
    line: usize,
}

impl Running {
    pub(super) fn of(raw: &[(Spot, String)]) -> Self {
        let pages = pages(raw);
        let often = often(&pages, raw);
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        let mut found = Self::default();
        // footers that bear the number of their page, each once
        let mut numbered: BTreeSet<String> = BTreeSet::new();
        for page in &pages {
            let mut near: BTreeMap<usize, bool> = BTreeMap::new();
            for (i, edge) in edges(page) {
                let repeated = often.contains(&(edge, page[i].1.as_str()));
                *near.entry(i).or_default() |= repeated;
            }
            for (i, repeated) in near {
                let (line, words) = &page[i];
                let bare = without_page(words, &raw[*line].0);
                let bare = bare.filter(|_| is_outermost(page, i) && !tells(&raw[*line].1));
                if is_page_number(words) {
                    found.lines.insert(*line);
                } else if let Some(bare) = bare {
                    match numbered.insert(bare) {
                        true => found.leave_out(*line, words, raw),
                        false => _ = found.lines.insert(*line),
                    }
                } else if repeated && !seen.insert(words) {
                    found.leave_out(*line, words, raw);
                }
            }
        }
        found
    }

    pub(super) fn has(&self, line: usize) -> bool {
        self.lines.contains(&line)
    }

    fn leave_out(&mut self, line: usize, words: &str, raw: &[(Spot, String)]) {
        self.lines.insert(line);
        if self.said.iter().all(|s| s.text != words) {
            self.said.push(Said {
                text: words.to_owned(),
                at: raw[line].0.clone(),
            });
        }
    }
}

/// What stands at the same edge of half of the pages, and is no fact.
fn often<'p>(pages: &'p [Page], raw: &[(Spot, String)]) -> BTreeSet<(Edge, &'p str)> {
    let mut counts: BTreeMap<(Edge, &str), Often> = BTreeMap::new();
    for page in pages {
        for (i, edge) in edges(page) {
            let (line, words) = &page[i];
            let count = counts.entry((edge, words)).or_insert(Often {
                pages: 0,
                values: 0,
                line: *line,
            });
            count.pages += 1;
            let above = i.checked_sub(1).map(|i| page[i].1.as_str());
            let is_value = above.is_some_and(|above| heading(above).is_some());
            count.values += usize::from(is_value);
        }
    }
    // pages of left and right may differ
    let many = |n: &Often| n.pages >= PAGES && n.pages * 2 + 1 >= pages.len();
    let running = |n: &Often| many(n) && n.values < n.pages && !tells(&raw[n.line].1);
    let found = counts.into_iter().filter(|(_, n)| running(n));
    found.map(|(at, _)| at).collect()
}

/// The lines of each page that say anything.
fn pages(raw: &[(Spot, String)]) -> Vec<Page> {
    let mut pages: Vec<Page> = Vec::new();
    let mut last: Option<&Spot> = None;
    for (i, (at, line)) in raw.iter().enumerate() {
        if last != Some(at) {
            pages.push(Vec::new());
            last = Some(at);
        }
        let words = spaces(line);
        if let Some(page) = pages.last_mut().filter(|_| !words.is_empty()) {
            page.push((i, words));
        }
    }
    pages
}

/// The lines near the head and the foot of a page, by their place on it.
fn edges(page: &Page) -> impl Iterator<Item = (usize, Edge)> {
    let n = page.len().min(EDGE);
    let head = (0..n).map(|i| (i, (true, i)));
    let foot = (0..n).map(|i| (page.len() - 1 - i, (false, i)));
    head.chain(foot)
}

/// Whether a line of a page is its first or last.
fn is_outermost(page: &Page, i: usize) -> bool {
    i == 0 || i + 1 == page.len()
}

/// The words around `page 3` on the third page, which only a header or footer says
/// of itself (`Mairie - registre - page 3 sur 8`); none where they do not.
fn without_page(words: &str, at: &Spot) -> Option<String> {
    let Spot::Page(number) = at else {
        return None;
    };
    let folded = folded_words(words);
    let mut all: Vec<&str> = folded.split(' ').collect();
    let own = number.to_string();
    let said = |pair: &[&str]| PAGE.contains(&pair[0]) && pair[1] == own;
    let i = all.windows(2).position(said)?;
    all.drain(i..i + 2);
    Some(all.join(" "))
}

/// Whether a line says something of a register: the name of a field, an answer, a
/// time, a day. Titles of registers and names of columns do not.
fn tells(raw: &str) -> bool {
    let words = spaces(raw);
    let columns = raw.split(GAP).filter(|c| exact(c).is_some()).count();
    if organisation(&words).is_some() || columns > 1 {
        return false;
    }
    // the name of a field beside its value
    let mut cells = raw.split(GAP).filter(|c| !c.trim().is_empty());
    if let (Some(name), Some(_), None) = (cells.next(), cells.next(), cells.next())
        && exact(name).is_some()
    {
        return true;
    }
    let field = match heading(&words) {
        // a fiche that names itself on each of its pages
        Some((Field::Activity, name)) => name.is_empty(),
        found => found.is_some(),
    };
    let line = Line {
        text: words.clone(),
        bold: Vec::new(),
        mark: Mark::Plain,
        at: Spot::Field,
    };
    let said = answer(&line).is_some() || retention::has_duration(&words);
    field || said || phrase::date(&words).is_some()
}

/// `3 | P a g e`, `Page 2 sur 7`, `- 4 -`.
fn is_page_number(words: &str) -> bool {
    let letters: String = words
        .to_lowercase()
        .chars()
        .filter(|c| c.is_alphabetic())
        .collect();
    let digits = words.chars().filter(char::is_ascii_digit).count();
    let alone = |c: char| c.is_ascii_digit() || " -–—|/.()[]".contains(c);
    match letters.as_str() {
        "" => (1..=DIGITS).contains(&digits) && words.chars().all(alone),
        "page" | "pages" | "pagesur" | "pageof" | "pagevan" | "p" => digits > 0 && words.len() < 20,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::raw;
    use super::*;

    fn left_out(pages: &[&str]) -> Vec<String> {
        let raw = raw(pages);
        let running = Running::of(&raw);
        let lines = raw.iter().enumerate().filter(|(i, _)| running.has(*i));
        lines.map(|(_, (_, text))| text.clone()).collect()
    }

    #[test]
    fn what_each_page_says_of_its_fiche_is_kept() {
        let page = "FICHE DE REGISTRE\nPaie\nObjectifs poursuivis\nPayer\nDurées de conservation\n5 ans\nDonnées sensibles ?\nNon";
        assert!(left_out(&[page; 3]).iter().all(|l| l == "Paie"));
        let page = "Fiche\nSuivi\nDestinataires internes\nComptabilité";
        assert!(!left_out(&[page; 3]).contains(&"Comptabilité".to_owned()));
    }

    #[test]
    fn running_lines_are_left_out_where_they_stand_only() {
        let pages = [
            "Ateliers Morvand\nA\nB\nC\nD\nRegistre interne",
            "Ateliers Morvand\nE\nF\nAteliers Morvand\nG\nH\nI\nRegistre interne",
            "Ateliers Morvand\nJ\nK\nL\nM\nRegistre interne",
        ];
        let twice = ["Ateliers Morvand", "Registre interne"];
        assert_eq!(left_out(&pages), [twice, twice].concat());
        let said = Running::of(&raw(&pages)).said;
        let said: Vec<&str> = said.iter().map(|s| s.text.as_str()).collect();
        assert_eq!(said, twice);
        // two pages may say the same by chance
        assert!(left_out(&pages[..2]).is_empty());
    }

    #[test]
    fn a_footer_with_the_number_of_its_page_is_left_out_and_told_once() {
        let page = |n: u32| {
            format!(
                "Prêts\nFinalité : prêter\nDestinataires : banque\nAmis du port - registre - page {n}"
            )
        };
        let (one, two) = (page(1), page(2));
        let raw = raw(&[&one, &two]);
        let found = Running::of(&raw);
        let out: Vec<usize> = (0..raw.len()).filter(|i| found.has(*i)).collect();
        assert_eq!(out, [3, 7]);
        assert_eq!(found.said.len(), 1);
        // of another page, or a fact
        assert!(left_out(&["A\nB\nC\nvoir page 4", "D\nVersion 2"]).is_empty());
        assert!(left_out(&["A\nDestinataires : voir page 1"]).is_empty());
    }

    #[test]
    fn a_field_and_its_value_are_said_of_each_fiche() {
        let page = "Crèche\nFinalités   Garder\nDurée   1 an\nNIR   Non traité";
        let left = left_out(&[page; 4]);
        assert!(left.iter().all(|l| l == "Crèche"), "{left:?}");
    }

    #[test]
    fn numbers_of_pages_are_few_digits_at_an_edge() {
        for (words, wanted) in [
            ("3", true),
            ("- 4 -", true),
            ("Page 2 sur 7", true),
            ("3 | P a g e", true),
            ("24/09/2018", false),
            ("01 23 45 67 89", false),
            ("75001", false),
            ("12 %", false),
        ] {
            assert_eq!(is_page_number(words), wanted, "{words}");
        }
        assert_eq!(left_out(&["A\nB\nC\n12\nD\nE\nF\n7"]), ["7"]);
    }
}
