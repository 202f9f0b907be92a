//! Fiches as Markdown. Texts of the register are escaped with numeric entities,
//! only where they would be markup: every renderer shows them as they are, and
//! `import` reads them as they were.

use super::fiche::{Block, Booklet, Fiche, Section};

/// Writes fiches.
#[must_use]
pub fn markdown(booklet: &Booklet) -> String {
    let mut out = format!("# {}\n", escaped(&booklet.title));
    for f in &booklet.fiches {
        fiche(f, &mut out);
    }
    out
}

fn fiche(f: &Fiche, out: &mut String) {
    *out += &format!("\n## {}\n", escaped(&f.title));
    for s in &f.sections {
        section(s, out);
    }
}

fn section(s: &Section, out: &mut String) {
    if let Some(heading) = &s.heading {
        *out += &format!("\n### {}\n", escaped(heading));
    }
    for block in &s.blocks {
        out.push('\n');
        match block {
            Block::Text(text) => *out += &format!("{}\n", escaped(text)),
            Block::List(lines) => {
                for line in lines {
                    *out += &format!("- {}\n", escaped(line));
                }
            }
            Block::Table(rows) => table(rows, out),
        }
    }
}

/// The first cells name the rows: the header that the format demands is empty.
fn table(rows: &[Vec<String>], out: &mut String) {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    *out += &format!("|{}\n|{}\n", "  |".repeat(columns), "---|".repeat(columns));
    for row in rows {
        let cells: Vec<String> = row.iter().map(|c| escaped(c)).collect();
        *out += &format!("| {} |\n", cells.join(" | "));
    }
}

/// A text with what would be markup as entities.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before: Option<char> = None;
    for (at, c) in text.char_indices() {
        let after = text[at + c.len_utf8()..].chars().next();
        match is_markup(c, before, after, &text[at..]) {
            true => out += &format!("&#{};", c as u32),
            false => out.push(c),
        }
        before = Some(c);
    }
    out
}

/// Whether a character would be read as markup where it stands.
fn is_markup(c: char, before: Option<char>, after: Option<char>, rest: &str) -> bool {
    let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    match c {
        '*' | '|' | '<' | '`' | '\\' | '~' => true,
        '_' => !word(before) || !word(after),
        '&' => word(after) || after == Some('#'),
        '[' => before.is_none() && is_box(rest) || links(rest),
        '.' | ')' => before.is_some_and(|b| b.is_ascii_digit()) && !word(after),
        // marks of lists and headings
        _ if before.is_none() => {
            !c.is_alphanumeric() && !matches!(c, '[' | '«' | '"' | '(' | '’' | '\'')
                || c == 'o' && after == Some(' ')
        }
        _ => false,
    }
}

/// `[ ] text`, `[x] text`.
fn is_box(rest: &str) -> bool {
    ["[ ]", "[x]", "[X]"].iter().any(|b| rest.starts_with(b))
}

/// `[text](address)`, `[text][name]`, `[text]: address`.
fn links(rest: &str) -> bool {
    let end = rest.find(']').map(|at| &rest[at + 1..]);
    end.is_some_and(|after| after.starts_with(['(', '[', ':']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_markup_is_escaped() {
        for (text, wanted) in [
            ("Nom et prénom ; IBAN", "Nom et prénom ; IBAN"),
            ("llx_societe", "llx_societe"),
            ("_x_ et __y__", "&#95;x&#95; et &#95;&#95;y&#95;&#95;"),
            ("RH/Paie/**", "RH/Paie/&#42;&#42;"),
            ("R&D &amp; <b>", "R&#38;D &#38;amp; &#60;b>"),
            ("- liste", "&#45; liste"),
            ("1. liste", "1&#46; liste"),
            ("art. 6.1.b.", "art. 6.1.b."),
            ("[À COMPLÉTER PAR LE DPO]", "[À COMPLÉTER PAR LE DPO]"),
            ("[x] fait", "&#91;x] fait"),
            ("a|b", "a&#124;b"),
        ] {
            assert_eq!(escaped(text), wanted, "{text}");
        }
    }
}
