//! A document cut at its headings. Numbers (`3.1.`), markup, bold lines,
//! capitals and plain lines that name a kind of section all head one; a heading
//! below another keeps the kind of the one above where its own words tell none.

use super::super::block::{Block, Line, Mark, Spot};
use super::super::document::Document;
use super::super::draft::Said;
use super::words::{Kind, kind, named_words};

/// Characters that a heading has at most.
const LONG: usize = 120;
/// Characters of a numbered one.
const NUMBERED: usize = 200;
/// Words of a heading that a colon ends at most; more announce a list.
const ANNOUNCED: usize = 6;
/// Words that a plain line has at most to be one.
const PLAIN: usize = 12;

/// A heading and the lines down to the next.
#[derive(Debug, Clone)]
pub(super) struct Section {
    /// What it is about; none where no heading tells.
    pub(super) kind: Option<Kind>,
    /// The heading that tells the kind.
    pub(super) title: Option<Said>,
    /// A heading below it, which says what these lines are about.
    pub(super) label: Option<Said>,
    /// Its lines.
    pub(super) lines: Vec<Line>,
}

/// How a heading is written: headings written alike are of one level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    Markup(u8),
    Numbered(usize),
    Bold,
    Capitals,
    Plain,
}

struct Open {
    style: Style,
    kind: Option<Kind>,
    title: Said,
}

/// The sections of a document, in its order; tables are left out.
pub(super) fn sections(document: &Document) -> Vec<Section> {
    let marked: Vec<Option<Line>> = document
        .blocks
        .iter()
        .map(|b| match b {
            Block::Line(line) => Some(marked(line, document)),
            Block::Table(_) => None,
        })
        .collect();
    let lines: Vec<Option<&Line>> = marked.iter().map(Option::as_ref).collect();
    let mut cut = Cut::default();
    for (i, line) in lines.iter().enumerate() {
        let Some(line) = line else { continue };
        let before = i.checked_sub(1).and_then(|b| lines[b]);
        let after = lines.get(i + 1).copied().flatten();
        match cut.heading(line, before, after) {
            Some((style, title)) => cut.begin(style, title),
            None => cut.say(line),
        }
    }
    cut.sections
        .retain(|s| !s.lines.is_empty() || s.label.is_some());
    cut.sections
}

/// A line with the mark of a heading where its tag says that it is one.
fn marked(line: &Line, document: &Document) -> Line {
    let mut line = line.clone();
    if line.mark == Mark::Plain
        && let Some(level) = document.headed.level(&line.text)
    {
        line.mark = Mark::Heading(level);
    }
    line
}

#[derive(Default)]
struct Cut {
    open: Vec<Open>,
    sections: Vec<Section>,
    /// The last number of a heading of the first level.
    last: u32,
}

impl Cut {
    fn say(&mut self, line: &Line) {
        if self.sections.is_empty() {
            self.sections.push(Section {
                kind: None,
                title: None,
                label: None,
                lines: Vec::new(),
            });
        }
        let last = self.sections.last_mut().expect("one was pushed");
        last.lines.push(line.clone());
    }

    /// The style and the words of a line that heads what follows.
    fn heading(
        &mut self,
        line: &Line,
        before: Option<&Line>,
        after: Option<&Line>,
    ) -> Option<(Style, Said)> {
        let text = line.text.trim();
        let said = |text: &str| Said {
            text: text.trim_end_matches([':', ' ', '\u{a0}']).to_owned(),
            at: line.at.clone(),
        };
        if let Mark::Heading(n) = line.mark {
            let (_, title) = numbered(text).unwrap_or((Vec::new(), text));
            return Some((Style::Markup(n), said(title)));
        }
        if line.mark != Mark::Plain || text.len() > 2 * NUMBERED {
            return None;
        }
        let long = text.chars().count();
        if let Some((numbers, title)) = numbered(text).filter(|_| long <= NUMBERED) {
            return self
                .is_next(&numbers, title, before, after)
                .then(|| (Style::Numbered(numbers.len()), said(title)));
        }
        let announces = text.ends_with(':') && text.split_whitespace().count() > ANNOUNCED;
        if long > LONG || announces || text.ends_with(['.', ';', ',', '…']) {
            return None;
        }
        let bold: usize = line.bold.iter().map(|b| b.len()).sum();
        if bold > 0 && bold + 3 >= text.len() {
            return Some((Style::Bold, said(text)));
        }
        let few = text.split_whitespace().count() <= PLAIN;
        let letters = || text.chars().filter(|c| c.is_alphabetic());
        let known = few && kind(text).is_some();
        if known && letters().count() > 3 && letters().all(char::is_uppercase) {
            return Some((Style::Capitals, said(text)));
        }
        let alone = |other: Option<&Line>| other.is_none_or(|o| apart(&o.at, &line.at));
        let begins = text.starts_with(|c: char| c.is_uppercase() || c.is_numeric());
        let head = known && begins && !text.contains(": ");
        let parted = alone(before) && (alone(after) || text.ends_with('?'));
        let listed = alone(before) && after.is_some_and(|a| a.mark == Mark::Item);
        (head && (parted || listed || stands_out(text, before, after)))
            .then(|| (Style::Plain, said(text)))
    }

    /// Whether a number goes on with those of the headings before: lists are
    /// numbered too.
    fn is_next(
        &mut self,
        numbers: &[u32],
        title: &str,
        before: Option<&Line>,
        after: Option<&Line>,
    ) -> bool {
        let deep = numbers.len() > 1;
        let ends = title.ends_with([';', ',']) || !deep && title.ends_with('.');
        let listed = [before, after].iter().flatten().any(|l| {
            let number = numbered(l.text.trim());
            number.is_some_and(|(n, _)| n.len() == 1 && n[0].abs_diff(numbers[0]) == 1)
        });
        let follows = numbers[0] == self.last + 1 || numbers[0] == self.last + 2;
        let heads = match deep {
            true => numbers[0].abs_diff(self.last) <= 1 || self.last == 0,
            false => (follows || kind(title).is_some()) && !listed,
        };
        if heads && !ends {
            self.last = numbers[0];
        }
        heads && !ends
    }

    fn begin(&mut self, style: Style, title: Said) {
        if let Some(at) = self.open.iter().position(|o| closes(style, o.style)) {
            self.open.truncate(at);
        }
        let own = kind(&title.text);
        let above = self
            .open
            .iter()
            .rev()
            .find_map(|o| Some((o.kind?, &o.title)));
        let (kind, title, label) = match (above, own) {
            (None, own) => (own, own.is_some().then(|| title.clone()), Some(title)),
            (Some((above, top)), None) => (Some(above), Some(top.clone()), Some(title)),
            (Some((above, top)), Some(own)) if keeps(above, own) => {
                (Some(above), Some(top.clone()), Some(title))
            }
            (Some(_), Some(own)) => (Some(own), Some(title.clone()), Some(title)),
        };
        let label = label.filter(|l| title.as_ref() != Some(l));
        let words = label.clone().or_else(|| title.clone());
        self.open.push(Open {
            style,
            kind,
            title: title.clone().or(words).expect("a heading has a title"),
        });
        self.sections.push(Section {
            kind,
            title,
            label,
            lines: Vec::new(),
        });
    }
}

/// Whether a heading of one style ends the section of another.
fn closes(new: Style, open: Style) -> bool {
    match (new, open) {
        (Style::Markup(n), Style::Markup(o)) => n <= o,
        (Style::Markup(n), _) => n <= 2,
        (Style::Numbered(n), Style::Numbered(o)) => n <= o,
        (new, open) => new == open,
    }
}

/// Whether a heading below another is still about the same.
fn keeps(above: Kind, own: Kind) -> bool {
    match above {
        Kind::Rights | Kind::Definitions => true,
        Kind::Purposes => matches!(own, Kind::Purposes | Kind::Data | Kind::Cookies | Kind::Dpo),
        Kind::Data => matches!(own, Kind::Data | Kind::Cookies | Kind::Dpo),
        above => above == own || own == Kind::Dpo,
    }
}

/// Whether a line among others of running text can only be a heading: hardly a
/// word more than names the section, after the end of a sentence or before the
/// beginning of one.
fn stands_out(text: &str, before: Option<&Line>, after: Option<&Line>) -> bool {
    const MORE: usize = 3;
    let words = text.split_whitespace().count();
    let told = named_words(text).is_some_and(|n| words <= n + MORE);
    let ended = before.is_none_or(|b| b.text.ends_with(['.', '!', '?', ';']));
    let opens = after.is_some_and(|a| a.text.starts_with(char::is_uppercase));
    told && (ended || words > 1 && opens)
}

/// Whether two lines are parted by an empty one, as far as their places tell.
fn apart(a: &Spot, b: &Spot) -> bool {
    match (a, b) {
        (Spot::Line(a), Spot::Line(b)) => a.abs_diff(*b) > 1,
        (Spot::Page(_), Spot::Page(_)) => false,
        _ => true,
    }
}

/// `3.1. Titre`, `Article 4 - Titre`, `IV. Titre`: the numbers and the title.
fn numbered(text: &str) -> Option<(Vec<u32>, &str)> {
    let lower = text.get(..8).unwrap_or_default().to_lowercase();
    let (text, named) = match ["article ", "section "]
        .iter()
        .find(|w| lower.starts_with(**w))
    {
        Some(word) => (text[word.len()..].trim_start(), true),
        None => (text, false),
    };
    let end = text
        .find(|c: char| !(c.is_ascii_alphanumeric() || c == '.'))
        .unwrap_or(text.len());
    let (number, rest) = text.split_at(end);
    let numbers: Vec<u32> = number
        .split('.')
        .filter(|n| !n.is_empty())
        .map(|n| n.parse().ok().filter(|n| *n < 100).or_else(|| roman(n)))
        .collect::<Option<_>>()?;
    let marked = named || number.contains('.') || rest.starts_with([')', '/']) || dashed(rest);
    let title = rest.trim_start_matches([' ', '\u{a0}', ')', '-', '–', '—', ':', '/', '.']);
    let begins = title.starts_with(|c: char| c.is_alphabetic());
    (!numbers.is_empty() && numbers.len() <= 4 && marked && begins).then_some((numbers, title))
}

/// `1 - Titre`.
fn dashed(rest: &str) -> bool {
    let rest = rest.trim_start();
    rest.starts_with(['-', '–', '—'])
}

fn roman(word: &str) -> Option<u32> {
    const ROMAN: [&str; 15] = [
        "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV",
        "XV",
    ];
    let at = ROMAN.iter().position(|r| *r == word)?;
    u32::try_from(at + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<(Option<Kind>, String, usize)> {
        let document = Document::read(text.as_bytes(), "politique.txt");
        sections(&document)
            .into_iter()
            .map(|s| {
                let label = s.label.or(s.title).map_or(String::new(), |s| s.text);
                (s.kind, label, s.lines.len())
            })
            .collect()
    }

    #[test]
    fn numbers_head_sections_and_lists_do_not() {
        let text = "Politique\n\n1. Objet\n\nBonjour à tous.\n\n3. Données collectées\n\nPréambule.\n\n3.1. Par formulaire\n\n\
            1. Nom\n2. Prénom\n\n3.2 Données relatives aux mineurs\n\nAucune.\n\n4. Finalités\n\n4.1. Vente\n\n- Livrer ;\n";
        assert_eq!(
            cut(text),
            [
                (None, String::new(), 1),
                (None, "Objet".into(), 1),
                (Some(Kind::Data), "Données collectées".into(), 1),
                (Some(Kind::Data), "Par formulaire".into(), 2),
                (
                    Some(Kind::Minors),
                    "Données relatives aux mineurs".into(),
                    1
                ),
                (Some(Kind::Purposes), "Vente".into(), 1),
            ]
        );
    }

    #[test]
    fn headings_in_other_dress() {
        let text = "# Privacy\n\n## What we collect\n\nYour name.\n\n### Newsletter\n\nYour email.\n\n## Your account\n\nText.\n";
        let kinds: Vec<Option<Kind>> = cut(text).into_iter().map(|s| s.0).collect();
        assert_eq!(kinds, [None, Some(Kind::Data), Some(Kind::Data), None]);
        let text = "Article 1 – Données collectées\n\nNom.\n\nArticle 2 – Destinataires\n\nPersonne.\n\nVos droits\n\nTous.\n";
        let kinds: Vec<Option<Kind>> = cut(text).into_iter().map(|s| s.0).collect();
        assert_eq!(
            kinds,
            [Some(Kind::Data), Some(Kind::Recipients), Some(Kind::Rights)]
        );
    }
}
