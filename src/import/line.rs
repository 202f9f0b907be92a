//! One line of text as it is written in documents, pasted pages and wikis: its
//! markup is taken off and kept as marks.
//!
//! White space of any width is one space (no-break spaces justify the cells of
//! PDF texts). HTML tags go, entities are read, `**bold**` is remembered,
//! examples in parentheses stay (the template decides what they are worth).

use super::block::{Cell, Line, Mark, Row, Spot};

/// What a line of text is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Read {
    /// No word.
    Blank,
    /// A line.
    Line(Line),
    /// A row of a table that is drawn in text (tabs or bars).
    Row(Row),
    /// The line under a table's header (`|---|---|`).
    Rule,
}

/// Reads one line.
pub(super) fn read(raw: &str, at: &Spot) -> Read {
    let plain = without_struck(without_tags(raw));
    let (mark, rest) = marked(plain.trim());
    let mark = match mark {
        Mark::Item if is_inner(&plain) => Mark::Subitem,
        mark => mark,
    };
    if let Some(cells) = cells(&plain, rest) {
        let words = |c: &str| c.chars().any(char::is_alphanumeric);
        if cells.iter().all(|c| !words(c)) {
            return if plain.contains("--") || plain.trim().is_empty() {
                Read::Rule
            } else {
                Read::Blank
            };
        }
        return Read::Row(cells.into_iter().map(|c| plain_cell(c, at)).collect());
    }
    let (text, bold) = emphasis(&spaces(rest));
    if !text.chars().any(char::is_alphanumeric) {
        // a tick alone answers
        return match mark {
            Mark::Ticked => Read::Line(Line {
                text: spaces(plain.trim()),
                bold: Vec::new(),
                mark,
                at: at.clone(),
            }),
            _ => Read::Blank,
        };
    }
    Read::Line(Line {
        text,
        bold,
        mark,
        at: at.clone(),
    })
}

/// A cell without the markup in it.
pub(super) fn cell(text: &str, at: &Spot) -> Cell {
    plain_cell(&without_struck(without_tags(text)), at)
}

fn plain_cell(text: &str, at: &Spot) -> Cell {
    let lines = text.split(BREAK).map(|l| emphasis(&spaces(l)).0);
    let lines: Vec<String> = lines.filter(|l| !l.is_empty()).collect();
    Cell {
        text: lines.join("\n"),
        at: at.clone(),
    }
}

/// The cells of a row that is drawn with bars, or parted by tabs; none where it
/// is no row.
fn cells<'a>(plain: &'a str, rest: &'a str) -> Option<Vec<&'a str>> {
    if let Some(inner) = rest.strip_prefix('|') {
        let inner = inner.trim_end();
        return Some(
            inner
                .strip_suffix('|')
                .unwrap_or(inner)
                .split('|')
                .collect(),
        );
    }
    if rest.matches(" | ").count() >= 2 {
        return Some(rest.split(" | ").collect());
    }
    if plain.trim().contains('\t') {
        return Some(plain.trim_end_matches(['\n', '\r']).split('\t').collect());
    }
    None
}

/// White space of any kind and width as one space, none at the ends.
pub(super) fn spaces(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() || matches!(c, '\u{200b}' | '\u{feff}'));
    words
        .filter(|w| !w.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Whether an item is one of a list inside another.
fn is_inner(plain: &str) -> bool {
    let item = plain.trim_start_matches([' ', '\t']);
    let indent = plain.len() - item.len();
    indent >= 2 || plain.starts_with('\t') || item.starts_with(['o', '◦', '▪'])
}

/// The mark at the start of a line, and what follows it.
fn marked(line: &str) -> (Mark, &str) {
    let hashes = line.bytes().take_while(|b| *b == b'#').count();
    if (1..=6).contains(&hashes) && line[hashes..].starts_with(' ') {
        return (Mark::Heading(hashes as u8), line[hashes..].trim());
    }
    let first = line.chars().next().unwrap_or_default();
    let rest = line[first.len_utf8().min(line.len())..].trim_start();
    match first {
        '☒' | '☑' | '✓' | '✔' | '\u{f0fe}' | '\u{f052}' | '☓' => (Mark::Ticked, rest),
        '☐' | '□' | '\u{f0a8}' | '\u{f06f}' | '❏' | '◻' => (Mark::Empty, rest),
        '●' | '•' | '❖' | '▪' | '◦' | '‣' | '·' | '➢' | '\u{f0b7}' => boxed(rest),
        '-' | '–' | '—' | '*' | '+' | 'o'
            if line[first.len_utf8()..].starts_with([' ', '\t', '\u{a0}']) =>
        {
            boxed(rest)
        }
        '[' if matches!(boxed(line).0, Mark::Ticked | Mark::Empty) => boxed(line),
        _ => (Mark::Plain, line),
    }
}

/// An item, or a box after its bullet (`- [x] oui`, `- ☒ oui`).
fn boxed(rest: &str) -> (Mark, &str) {
    let ticked = ["[x]", "[X]", "☒", "☑"];
    let empty = ["[ ]", "☐", "□"];
    let after = |marks: &[&str]| marks.iter().find_map(|m| rest.strip_prefix(m));
    if let Some(on) = after(&ticked) {
        return (Mark::Ticked, on.trim_start());
    }
    match after(&empty) {
        Some(on) => (Mark::Empty, on.trim_start()),
        None => (Mark::Item, rest),
    }
}

/// Text without emphasis marks, and what was bold in it. Numeric entities
/// (`&#42;`) are read on the way: what they stand for is no markup.
fn emphasis(text: &str) -> (String, Vec<std::ops::Range<usize>>) {
    let (mut out, mut bold) = (String::with_capacity(text.len()), Vec::new());
    let mut open: Option<usize> = None;
    let italics = text.matches('*').nth(1).is_some();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if rest.starts_with("**") || rest.starts_with("__") {
            match open.take() {
                Some(from) if from < out.len() => bold.push(from..out.len()),
                Some(_) => {}
                None => open = Some(out.len()),
            }
            rest = &rest[2..];
        } else if italics && c == '*' && is_pair(text, rest) {
            rest = &rest[1..];
        } else if let Some((c, length)) = numeric(rest) {
            out.push(c);
            rest = &rest[length..];
        } else {
            out.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    (out, bold)
}

/// Whether the `*` that `rest` begins with opens or closes italics: it touches a
/// word on one side at least.
fn is_pair(text: &str, rest: &str) -> bool {
    let before = text[..text.len() - rest.len()].chars().next_back();
    let after = rest[1..].chars().next();
    let touches = |c: Option<char>| c.is_some_and(|c| !c.is_whitespace() && c != '*');
    touches(before) || touches(after)
}

/// The character of the numeric entity (`&#42;`) that a text begins with, and
/// the entity's length.
fn numeric(text: &str) -> Option<(char, usize)> {
    let tail = text.strip_prefix("&#")?;
    // no code is longer than `x10ffff`
    let near = &tail.as_bytes()[..tail.len().min(8)];
    let end = near.iter().position(|b| *b == b';')?;
    let number = &tail[..end];
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16),
        None => number.parse(),
    };
    let c = code.ok().filter(|c| *c >= 0x20).and_then(char::from_u32)?;
    Some((c, end + 3))
}

/// A break inside a line; white space to all but the cells of a row.
const BREAK: char = '\u{2028}';

/// The text without what was struck through (`~~NIR~~`).
fn without_struck(text: String) -> String {
    if !text.contains("~~") {
        return text;
    }
    let mut parts: Vec<&str> = text.split("~~").collect();
    // what is opened and not closed is not struck
    let open = parts.len().is_multiple_of(2).then(|| parts.pop()).flatten();
    let kept = parts.into_iter().step_by(2).chain(open);
    kept.collect::<Vec<_>>().join(" ")
}

/// The text without HTML tags; breaks and ends of paragraphs are spaces, `<b>`
/// and `<strong>` become `**`.
pub(super) fn without_tags(raw: &str) -> String {
    if !raw.contains(['<', '&']) {
        return raw.to_owned();
    }
    let (mut out, mut rest) = (String::with_capacity(raw.len()), raw);
    let mut closes = raw.contains('>');
    while let Some(at) = rest.find('<').filter(|_| closes) {
        out.push_str(&rest[..at]);
        let tag = &rest[at..];
        let name: String = tag[1..]
            .trim_start_matches('/')
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .collect::<String>()
            .to_ascii_lowercase();
        let is_tag = TAGS.contains(&name.as_str());
        let end = is_tag.then(|| tag.find('>'));
        // where none ends this one, none ends the next
        closes = end != Some(None);
        match end.flatten() {
            Some(end) => {
                out.push_str(match name.as_str() {
                    "b" | "strong" => "**",
                    "br" => "\u{2028}",
                    "i" | "em" | "span" | "u" | "a" | "font" | "sup" | "sub" => "",
                    _ => " ",
                });
                rest = &tag[end + 1..];
            }
            None => {
                out.push('<');
                rest = &tag[1..];
            }
        }
    }
    out.push_str(rest);
    let entities = [
        ("&nbsp;", " "),
        ("&amp;", "&"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&rsquo;", "’"),
        ("&eacute;", "é"),
    ];
    entities
        .iter()
        .fold(out, |text, (name, c)| text.replace(name, c))
}

/// Elements whose tags are markup; `<jean@exemple.fr>` is none.
const TAGS: &[&str] = &[
    "p", "br", "b", "strong", "i", "em", "u", "span", "div", "a", "ul", "ol", "li", "td", "tr",
    "th", "table", "tbody", "thead", "font", "sup", "sub", "h1", "h2", "h3", "h4", "h5", "h6",
    "hr",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn line(raw: &str) -> Line {
        match read(raw, &Spot::Line(1)) {
            Read::Line(line) => line,
            other => panic!("{raw}: {other:?}"),
        }
    }

    fn row(raw: &str) -> Vec<String> {
        match read(raw, &Spot::Line(1)) {
            Read::Row(row) => row.into_iter().map(|c| c.text).collect(),
            other => panic!("{raw}: {other:?}"),
        }
    }

    #[test]
    fn markup_becomes_marks() {
        let yes_no = line("Oui **Non**");
        assert_eq!(yes_no.text, "Oui Non");
        assert_eq!(yes_no.bold.first(), Some(&(4..7)));
        assert_eq!(
            line("- Vie personnelle (*ex. habitudes*)").text,
            "Vie personnelle (ex. habitudes)"
        );
        assert_eq!(line("- Vie *privée*").mark, Mark::Item);
        assert_eq!(line("## Finalités").mark, Mark::Heading(2));
        assert_eq!(
            (line("☒ Oui").mark, line("- [ ] Non").mark),
            (Mark::Ticked, Mark::Empty)
        );
        assert_eq!(line("o Mise en place").text, "Mise en place");
        assert_eq!(line("oui").mark, Mark::Plain);
        assert_eq!(line("<p>Nom : A&nbsp;B</p>").text, "Nom : A B");
        assert_eq!(
            line("écrire à <dpo@exemple.fr>").text,
            "écrire à <dpo@exemple.fr>"
        );
        assert_eq!(
            line("mots\u{a0}\u{a0} \u{202f}justifiés").text,
            "mots justifiés"
        );
        assert_eq!(line("2 * 3 * 4").text, "2 * 3 * 4");
        assert_eq!(
            line("a &#42;&#42;b&#42;&#42; &#x7C; &#zz;").text,
            "a **b** | &#zz;"
        );
        let bold = line("&#233;t&#233; **oui**");
        assert_eq!(&bold.text[bold.bold[0].clone()], "oui");
    }

    #[test]
    fn emphasis_that_cuts_an_entity() {
        for raw in ["a&#1**00;b**", "Oui **Non &#4**2;", "**a&#**233;**b**"] {
            let line = line(raw);
            let inside = |r: &std::ops::Range<usize>| line.text.get(r.clone()).is_some();
            assert!(line.bold.iter().all(inside), "{raw}: {line:?}");
        }
        assert_eq!(line("a&#1**00;b**").text, "a&#100;b");
    }

    #[test]
    fn long_lines_of_marks() {
        assert_eq!(line(&"*a *b ".repeat(50_000)).text.len(), 200_000 - 1);
        let open = format!("a {}", "<".repeat(400_000));
        assert_eq!(line(&format!("{open}>")).text.len(), open.len() + 1);
        let tags = format!("a {}", "<p ".repeat(150_000));
        assert_eq!(line(&tags).text.len(), tags.len() - 1);
    }

    #[test]
    fn rows_drawn_in_text() {
        assert_eq!(
            row("Date de création\t24/09/2018"),
            ["Date de création", "24/09/2018"]
        );
        assert_eq!(
            row("- | 1. Commerciaux | 2. Techniciens |"),
            ["1. Commerciaux", "2. Techniciens"]
        );
        assert_eq!(row("| Finalité | **Paie** |"), ["Finalité", "Paie"]);
        assert_eq!(read("|---|:--:|", &Spot::Line(1)), Read::Rule);
        assert_eq!(read(" \u{a0} ", &Spot::Line(1)), Read::Blank);
    }
}
