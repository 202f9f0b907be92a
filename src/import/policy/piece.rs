//! The lines of a section as prose is read: wrapped lines joined, items whose
//! bullets were lost parted again (T15), sentences and clauses. Every piece is a
//! part of its line as it stands.

use super::super::block::{Line, Mark, Spot};
use super::super::draft::Said;

/// Characters of a line that is full, so that its sentence goes on; longer lines
/// are paragraphs that nobody wrapped.
const FULL: std::ops::RangeInclusive<usize> = 60..=200;

/// Words of a line of a list without bullets, at most.
const SHORT_LINE: usize = 16;

/// How a piece stands in its section.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    /// A paragraph.
    Plain,
    /// An item of a list.
    Item,
    /// An item of a list inside another, or of one whose bullets were lost.
    Subitem,
}

/// A paragraph or an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) said: Said,
    pub(super) level: Level,
}

impl Piece {
    /// Whether what follows belongs to it (`nous collectons :`).
    pub(super) fn is_open(&self) -> bool {
        self.said.text.ends_with(':')
    }
}

/// The pieces of some lines.
pub(super) fn pieces(lines: &[Line]) -> Vec<Piece> {
    // each with the last of the lines that it was wrapped into
    let mut whole: Vec<(Line, &Line)> = Vec::new();
    for line in lines {
        match whole.last_mut() {
            Some((first, last)) if goes_on(last, line) => {
                first.text.push(' ');
                first.text.push_str(&line.text);
                *last = line;
            }
            _ => whole.push((line.clone(), line)),
        }
    }
    // a list that is indented as a whole is no list inside another
    let outer = whole.iter().any(|(l, _)| l.mark == Mark::Item);
    if !outer {
        for (line, _) in whole.iter_mut().filter(|(l, _)| l.mark == Mark::Subitem) {
            line.mark = Mark::Item;
        }
    }
    listed(&mut whole);
    whole.iter().flat_map(|(line, _)| of_line(line)).collect()
}

/// The pieces of some lines, paragraphs cut into their sentences.
pub(super) fn apart(pieces: &[Piece]) -> Vec<Piece> {
    let of = |piece: &Piece| {
        let texts = match piece.level {
            Level::Plain => sentences(&piece.said.text),
            _ => vec![piece.said.text.as_str()],
        };
        let one = |text: &str| Piece {
            said: Said {
                text: text.to_owned(),
                at: piece.said.at.clone(),
            },
            level: piece.level,
        };
        texts.into_iter().map(one).collect::<Vec<_>>()
    };
    pieces.iter().flat_map(of).collect()
}

/// Marks lists whose bullets were lost: short lines one after the other that end
/// no sentence.
fn listed(lines: &mut [(Line, &Line)]) {
    let short = |l: &Line| {
        let few = l.text.split_whitespace().count() <= SHORT_LINE;
        l.mark == Mark::Plain && few && !l.text.ends_with(['.', ':', '!', '?'])
    };
    let all: Vec<bool> = lines.iter().map(|(l, _)| short(l)).collect();
    for (i, (line, _)) in lines.iter_mut().enumerate() {
        let near = i > 0 && all[i - 1] || all.get(i + 1).is_some_and(|s| *s);
        if all[i] && near {
            line.mark = Mark::Item;
        }
    }
}

/// Whether a line was wrapped and goes on with the next.
fn goes_on(before: &Line, line: &Line) -> bool {
    // pasted text may have an empty line between any two
    let (adjacent, near) = match (&before.at, &line.at) {
        (Spot::Line(a), Spot::Line(b)) => (a + 1 == *b, a + 2 == *b),
        (Spot::Page(_), Spot::Page(_)) => (true, true),
        _ => (false, false),
    };
    let plain = line.mark == Mark::Plain && !matches!(before.mark, Mark::Heading(_));
    let ended = before.text.ends_with(['.', ';', ':', '!', '?', '…']);
    let lower = line
        .text
        .starts_with(|c: char| c.is_lowercase() || "(«:;,".contains(c));
    let full = FULL.contains(&before.text.chars().count());
    let small = |w: &str| w.chars().count() <= 3 && w.starts_with(char::is_lowercase);
    let last = before.text.rsplit(' ').next().unwrap_or_default();
    let hangs = full && (last.ends_with(',') || small(last));
    let aside = before.text.matches('(').count() > before.text.matches(')').count();
    let wrapped = full && lower || hangs || aside && lower;
    plain && !ended && (adjacent && wrapped || near && lower && full)
}

/// A line and the items in it.
fn of_line(line: &Line) -> Vec<Piece> {
    let first = match line.mark {
        Mark::Plain | Mark::Heading(_) => Level::Plain,
        Mark::Subitem => Level::Subitem,
        Mark::Item | Mark::Ticked | Mark::Empty => Level::Item,
    };
    let piece = |(i, text): (usize, &str)| Piece {
        said: Said {
            text: text.to_owned(),
            at: line.at.clone(),
        },
        level: if i == 0 { first } else { Level::Subitem },
    };
    parts(&line.text)
        .into_iter()
        .enumerate()
        .map(piece)
        .collect()
}

/// A text cut at the bullets inside it.
fn parts(text: &str) -> Vec<&str> {
    let mut cuts: Vec<(usize, usize)> = Vec::new();
    for bullet in [" * ", " • ", " ● ", " ▪ "] {
        let number = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        cuts.extend(text.match_indices(bullet).filter_map(|(at, _)| {
            let (before, after) = (text[..at].chars().next_back(), &text[at + bullet.len()..]);
            let product = number(before) && number(after.chars().next());
            (!product).then_some((at, at + bullet.len()))
        }));
    }
    // `o ` is a bullet where a clause has ended before it
    cuts.extend(text.match_indices(" o ").filter_map(|(at, _)| {
        let ended = text[..at].trim_end().ends_with([':', ';', '.', ',', ')']);
        ended.then_some((at, at + 3))
    }));
    cuts.sort_unstable();
    let (mut parts, mut from) = (Vec::new(), 0);
    for (at, next) in cuts {
        parts.push(text[from..at.max(from)].trim());
        from = next;
    }
    parts.push(text[from..].trim());
    parts.retain(|p| p.chars().any(char::is_alphanumeric));
    for part in &mut parts {
        *part = part.trim_end_matches([' ', '*']);
    }
    parts
}

/// Short forms after which a stop ends no sentence.
const SHORT: &[&str] = &[
    "Mr", "Mrs", "Ms", "Mme", "Mlle", "Me", "Dr", "Pr", "Dhr", "Mevr", "St", "art", "Art", "tél",
    "Tél", "Tel", "n", "cf", "ex", "etc", "Ltd", "Inc",
];

/// The sentences of a text.
pub(super) fn sentences(text: &str) -> Vec<&str> {
    cut(text, |before, mark, after| {
        let begins = after.starts_with(|c: char| c.is_uppercase() || c.is_numeric() || c == '«');
        let word = before.rsplit([' ', '\'', '’', '(']).next();
        let initial = |w: &str| w.chars().count() == 1 && w.starts_with(char::is_uppercase);
        let short = mark == '.' && word.is_some_and(|w| initial(w) || SHORT.contains(&w));
        matches!(mark, '.' | '!' | '?') && begins && !short
    })
}

/// The clauses of a text: sentences, and what semicolons part.
pub(super) fn clauses(text: &str) -> Vec<&str> {
    let of = |s| cut(s, |_, mark, _| mark == ';');
    sentences(text).into_iter().flat_map(of).collect()
}

/// A text cut after each mark that a space follows and `ends` takes.
fn cut(text: &str, ends: impl Fn(&str, char, &str) -> bool) -> Vec<&str> {
    let (mut out, mut from) = (Vec::new(), 0);
    let marks = text.match_indices([';', '.', '!', '?']);
    for (at, mark) in marks {
        let after = &text[at + 1..];
        let c = mark.chars().next().unwrap_or_default();
        if at >= from && after.starts_with(' ') && ends(&text[from..at], c, after.trim_start()) {
            out.push(text[from..=at].trim());
            from = at + 1;
        }
    }
    out.push(text[from..].trim());
    out.retain(|p| p.chars().any(char::is_alphanumeric));
    out
}

#[cfg(test)]
mod tests {
    use super::super::super::block::Block;
    use super::super::super::document::Document;
    use super::*;

    fn read(text: &str) -> Vec<(Level, String)> {
        let document = Document::read(text.as_bytes(), "t.txt");
        let line = |b: &Block| match b {
            Block::Line(line) => line.clone(),
            Block::Table(t) => panic!("{t:?}"),
        };
        let lines: Vec<Line> = document.blocks.iter().map(line).collect();
        let all = pieces(&lines).into_iter();
        all.map(|p| (p.level, p.said.text)).collect()
    }

    #[test]
    fn lost_bullets_part_items() {
        let text = "– Gestion : devis, factures * sondages * avis ;\n  o des logins\n– Suite : * un o deux ; o trois\n";
        let is = |level, text: &str| (level, text.to_owned());
        assert_eq!(
            read(text),
            [
                is(Level::Item, "Gestion : devis, factures"),
                is(Level::Subitem, "sondages"),
                is(Level::Subitem, "avis ;"),
                is(Level::Subitem, "des logins"),
                is(Level::Item, "Suite :"),
                is(Level::Subitem, "un o deux ;"),
                is(Level::Subitem, "trois"),
            ]
        );
        assert_eq!(read("2 * 3 * 4").len(), 1);
    }

    #[test]
    fn wrapped_lines_are_one() {
        let text = "Nous conservons vos données pendant la durée qui est nécessaire\nà la relation.\nEnsuite, rien.\n- un\n- deux\n";
        assert_eq!(read(text).len(), 4, "{:?}", read(text));
    }

    #[test]
    fn sentences_end_where_they_end() {
        assert_eq!(
            sentences("Voir M. Martin. Le site www.exemple.fr est à nous ! Et vous ?"),
            [
                "Voir M. Martin.",
                "Le site www.exemple.fr est à nous !",
                "Et vous ?"
            ]
        );
        assert_eq!(
            clauses("nom, poste ; ces données sont là. Fin"),
            ["nom, poste ;", "ces données sont là.", "Fin"]
        );
    }
}
