//! Pages of wikis as they are kept: MediaWiki's, DokuWiki's and Confluence's
//! markup becomes the same lines and rows as any other text. Which it is, the page
//! itself tells: nothing is asked, and other texts are left alone.
//!
//! Cells that are merged over rows or columns leave empty cells, so that what
//! stands below them keeps its column. Tables inside cells are left out.

use super::block::{Cell, Line, Mark, Row, Spot};
use super::line::{self, Read};

/// Rows and columns that a merged cell may claim.
const WIDEST: usize = 256;
/// Headings that make a wiki's page of a text without a table.
const HEADINGS: usize = 2;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Dialect {
    MediaWiki,
    DokuWiki,
    Confluence,
}

/// A page that is read line by line.
#[derive(Debug)]
pub(super) struct Wiki {
    dialect: Dialect,
    /// Open tables, one inside the other.
    depth: usize,
    /// The cells of the row that is open, and how many rows and columns each takes.
    cells: Vec<(Cell, usize, usize)>,
    /// Rows that a merged cell of each column still takes.
    merged: Vec<usize>,
}

impl Wiki {
    /// The wiki that a text is a page of.
    pub(super) fn of(text: &str) -> Option<Self> {
        if !text.contains("==") && !text.contains("h2. ") && !text.contains("h1. ") {
            return None;
        }
        let (mut signs, mut carets, mut tables, mut titles, mut deep) = (0, 0, 0, 0, 0);
        for raw in text.lines() {
            let line = raw.trim();
            if let Some((n, _)) = heading(line) {
                signs += 1;
                deep += usize::from(n >= 5);
            }
            tables += usize::from(line.starts_with("{|") || line == "|}");
            carets += usize::from(is_head(line));
            titles += usize::from(confluence(line).is_some());
        }
        let dialect = match () {
            () if signs > 0 && tables > 1 => Dialect::MediaWiki,
            () if signs > 0 && (carets > 0 || deep > 0) => Dialect::DokuWiki,
            () if signs >= HEADINGS => Dialect::MediaWiki,
            () if titles >= HEADINGS => Dialect::Confluence,
            () => return None,
        };
        Some(Self {
            dialect,
            depth: 0,
            cells: Vec::new(),
            merged: Vec::new(),
        })
    }

    /// What a line says, or ends.
    pub(super) fn read(&mut self, raw: &str, at: &Spot) -> Vec<Read> {
        match self.dialect {
            Dialect::MediaWiki => self.media(raw, at),
            Dialect::DokuWiki => vec![doku(raw, at)],
            Dialect::Confluence => vec![confluent(raw, at)],
        }
    }

    /// What is left at the end of the page.
    pub(super) fn end(&mut self) -> Option<Read> {
        self.row().map(Read::Row)
    }

    fn media(&mut self, raw: &str, at: &Spot) -> Vec<Read> {
        let line = raw.trim();
        if line.starts_with("{|") {
            self.depth += 1;
            return match self.depth {
                1 => vec![Read::Blank],
                _ => Vec::new(),
            };
        }
        if self.depth == 0 {
            return vec![self::line(line, at)];
        }
        let ends = line.starts_with("|}");
        if self.depth > 1 {
            self.depth -= usize::from(ends);
            return Vec::new();
        }
        if ends {
            self.depth = 0;
            let last = self.row().map(Read::Row);
            self.merged.clear();
            return last.into_iter().chain([Read::Blank]).collect();
        }
        if line.starts_with("|-") {
            return self.row().map(Read::Row).into_iter().collect();
        }
        if let Some(caption) = line.strip_prefix("|+") {
            return vec![self::line(caption, at)];
        }
        match line.strip_prefix(['|', '!']) {
            Some(cells) => self.begin_cells(cells, line.starts_with('!'), at),
            None => self.go_on(line),
        }
        Vec::new()
    }

    /// The cells of a line of a table.
    fn begin_cells(&mut self, line: &str, is_head: bool, at: &Spot) {
        let heads = line.replace("!!", "||");
        let line = if is_head { heads.as_str() } else { line };
        for cell in line.split("||") {
            let (looks, text) = without_looks(cell);
            let claims = |name| claim(looks, name);
            let cell = line::cell(&inline(text), at);
            self.cells
                .push((cell, claims("rowspan"), claims("colspan")));
        }
    }

    /// More of the last cell.
    fn go_on(&mut self, text: &str) {
        let Some((cell, ..)) = self.cells.last_mut() else {
            return;
        };
        let more = line::cell(&inline(&listed(text)), &cell.at);
        if !more.text.is_empty() {
            if !cell.text.is_empty() {
                cell.text.push('\n');
            }
            cell.text.push_str(&more.text);
        }
    }

    /// The row that ends, each cell in its column.
    fn row(&mut self) -> Option<Row> {
        let cells = std::mem::take(&mut self.cells);
        let blank = Cell {
            text: String::new(),
            at: cells.first()?.0.at.clone(),
        };
        let mut row = Row::new();
        let mut merged: Vec<usize> = Vec::new();
        let mut taken = std::mem::take(&mut self.merged).into_iter();
        let mut skip = |row: &mut Row, merged: &mut Vec<usize>| {
            while let Some(rows) = taken.next().filter(|rows| *rows > 0) {
                row.push(blank.clone());
                merged.push(rows - 1);
            }
        };
        for (cell, rows, columns) in cells {
            skip(&mut row, &mut merged);
            row.push(cell);
            merged.push(rows - 1);
            for _ in 1..columns {
                skip(&mut row, &mut merged);
                row.push(blank.clone());
                merged.push(rows - 1);
            }
        }
        skip(&mut row, &mut merged);
        self.merged = merged;
        row.iter().any(|c| !c.text.is_empty()).then_some(row)
    }
}

/// The number of signs around a heading, and its words.
fn heading(line: &str) -> Option<(usize, &str)> {
    let n = line.bytes().take_while(|b| *b == b'=').count();
    let inner = line.get(n..)?.strip_suffix(&"======"[..n.min(6)])?;
    let words = inner.trim();
    let whole = !inner.ends_with('=') && words.chars().any(char::is_alphanumeric);
    ((1..=6).contains(&n) && whole).then_some((n, words))
}

/// `h2. Title`.
fn confluence(line: &str) -> Option<(u8, &str)> {
    let rest = line.strip_prefix('h')?;
    let (level, words) = rest.split_once(". ")?;
    let level = level.parse().ok().filter(|n| (1..=6).contains(n))?;
    Some((level, words.trim()))
}

/// Whether a line is the head of a DokuWiki's table (`^ a ^ b ^`).
fn is_head(line: &str) -> bool {
    line.starts_with('^') && line.ends_with(['^', '|']) && line.matches('^').count() > 1
}

fn titled(level: usize, words: &str, at: &Spot) -> Read {
    match line::read(&inline(words), at) {
        Read::Line(line) => Read::Line(Line {
            mark: Mark::Heading(level as u8),
            ..line
        }),
        other => other,
    }
}

/// A line of MediaWiki outside of tables.
fn line(text: &str, at: &Spot) -> Read {
    if let Some((n, words)) = heading(text) {
        return titled(n, words, at);
    }
    let lower = text.to_lowercase();
    let aside = [
        "[[category:",
        "[[catégorie:",
        "[[categorie:",
        "__toc__",
        "__notoc__",
    ];
    if aside.iter().any(|a| lower.starts_with(a)) {
        return Read::Blank;
    }
    line::read(&inline(&listed(text)), at)
}

/// An item of a list as other texts have it; indents and terms without their sign.
fn listed(text: &str) -> String {
    let signs = text.bytes().take_while(|b| b"*#:;".contains(b)).count();
    let words = text[signs..].trim();
    match text.as_bytes().get(signs.wrapping_sub(1)) {
        Some(b'*' | b'#') if signs > 1 => format!("  - {words}"),
        Some(b'*' | b'#') => format!("- {words}"),
        Some(_) => words.to_owned(),
        None => text.to_owned(),
    }
}

fn doku(raw: &str, at: &Spot) -> Read {
    let line = raw.trim();
    if let Some((n, words)) = heading(line) {
        return titled(7 - n, words, at);
    }
    if line.starts_with(['^', '|']) && line.ends_with(['^', '|']) && line.len() > 1 {
        let inner = inline(&line[1..line.len() - 1]);
        let cell = |text: &str| match text.trim() {
            // merged with the one above
            ":::" => line::cell("", at),
            text => line::cell(text, at),
        };
        return Read::Row(inner.split(['^', '|']).map(cell).collect());
    }
    // two blanks are the first level of a list
    line::read(&inline(raw.strip_prefix("  ").unwrap_or(raw)), at)
}

fn confluent(raw: &str, at: &Spot) -> Read {
    let line = raw.trim();
    if let Some((level, words)) = confluence(line) {
        return titled(usize::from(level), words, at);
    }
    match line.starts_with('|') {
        true => line::read(&inline(line).replace("||", "|"), at),
        false => line::read(&inline(&listed(line)), at),
    }
}

/// What a cell of MediaWiki looks like, and what it says (`style="..." | Paie`).
fn without_looks(cell: &str) -> (&str, &str) {
    match cell.split_once('|') {
        Some((looks, text)) if looks.contains('=') && !looks.contains("[[") => (looks, text),
        _ => ("", cell),
    }
}

/// How many rows or columns a cell takes.
fn claim(looks: &str, name: &str) -> usize {
    let number = || {
        let rest = looks.split_once(name)?.1;
        let rest = rest.trim_start_matches([' ', '=', '"', '\'']);
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        rest[..digits].parse::<usize>().ok()
    };
    number().unwrap_or(1).clamp(1, WIDEST)
}

/// Text without the marks of a wiki inside it: emphasis, links.
fn inline(text: &str) -> String {
    let bold = text.replace("'''", "**").replace("''", "");
    let mut out = String::with_capacity(bold.len());
    let mut rest = bold.as_str();
    while let Some(at) = rest.find("[[") {
        let Some(length) = rest[at..].find("]]") else {
            break;
        };
        out.push_str(&rest[..at]);
        let link = &rest[at + 2..at + length];
        out.push_str(link.rsplit('|').next().unwrap_or(link));
        rest = &rest[at + length + 2..];
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::super::block::Block;
    use super::super::document::Document;

    /// The blocks of a page; `*` marks headings, `-` items.
    fn blocks(page: &str) -> Vec<String> {
        let document = Document::read(page.as_bytes(), "page.txt");
        let row = |r: &super::Row| {
            r.iter()
                .map(|c| c.text.clone())
                .collect::<Vec<_>>()
                .join("|")
        };
        let shown = |b: &Block| match b {
            Block::Line(l) => vec![format!("{:?} {}", l.mark, l.text)],
            Block::Table(t) => t.rows.iter().map(row).collect(),
        };
        document.blocks.iter().flat_map(shown).collect()
    }

    #[test]
    fn pages_of_mediawiki() {
        let page = "= Registre =\n== Prêts ==\n{| class=\"wikitable\"\n! Rubrique !! Contenu\n|-\n| rowspan=\"2\" | Données || nom,\n* '''adresse'''\n|-\n| [[Page|mail]]\n|}\n* Finalité : prêter\n** Sous-finalité\n[[Catégorie:RGPD]]\n";
        assert_eq!(
            blocks(page),
            [
                "Heading(1) Registre",
                "Heading(2) Prêts",
                "Rubrique|Contenu",
                "Données|nom,\n- adresse",
                "|mail",
                "Item Finalité : prêter",
                "Subitem Sous-finalité",
            ]
        );
    }

    #[test]
    fn pages_of_dokuwiki_and_confluence() {
        let page = "====== Registre ======\n===== Prêts =====\n^ Champ ^ Valeur ^\n| Données | nom |\n| ::: | [[p|mail]] |\n  * Item\n    * Sous-item\n";
        assert_eq!(
            blocks(page),
            [
                "Heading(1) Registre",
                "Heading(2) Prêts",
                "Champ|Valeur",
                "Données|nom",
                "|mail",
                "Item Item",
                "Subitem Sous-item",
            ]
        );
        let page = "h1. Registre\nh2. Prêts\n||Champ||Valeur||\n|Données|nom|\n* Item\n";
        assert_eq!(
            blocks(page),
            [
                "Heading(1) Registre",
                "Heading(2) Prêts",
                "Champ|Valeur",
                "Données|nom",
                "Item Item"
            ]
        );
    }

    #[test]
    fn other_texts_and_broken_pages() {
        assert_eq!(blocks("a == b\n| x | y |\n"), ["Plain a == b", "x|y"]);
        assert_eq!(
            blocks("Titre\n=====\n\n* '''x'''\n"),
            ["Plain Titre", "Item '''x'''"]
        );
        let open = "== A ==\n== B ==\n{|\n{|\n| x\n|}\n| colspan=99999999 | y || rowspan=0 | z\n";
        let found = blocks(open);
        assert!(
            found[2].starts_with('y') && found[2].ends_with('z'),
            "{found:?}"
        );
    }
}
