//! Tables of pages: the readers of `extract` part the cells of a line by three
//! blanks, and put as many before a line that starts in a later column.
//!
//! Where the page draws lines around cells, a line of one blank ends each row.
//! Else rows have no mark: one begins where the first column does, unless what
//! stands in it goes on with the name above: a small letter, a narrow line alone.
//! What pages repeat at their head or foot is left out.

mod apart;
mod running;

use super::block::{Block, Cell, Line, Mark, Row, Spot, Table};
use super::draft::{Said, Unread};
use super::line::{Read, read, spaces};
use apart::Untold;
use running::Running;

/// What parts cells.
const GAP: &str = "   ";
/// Characters of the widest line that may be the rest of a name.
const NARROW: usize = 48;
/// Characters of a line that may be too wide for the next word.
const WIDE: usize = 40;
/// Words that no line of its own ends with.
const HANGING: &[&str] = &[
    "de", "du", "des", "la", "le", "les", "et", "ou", "à", "au", "aux", "un", "une", "par", "pour",
    "sur", "en", "dans", "avec", "l", "d", "the", "of", "and", "or", "to", "a", "in", "van", "het",
    "een", "voor",
];
/// Lines at the head and foot of a page that may be repeated on others.
const EDGE: usize = 3;

/// A line of a page, cut into cells.
struct Cut<'a> {
    at: &'a Spot,
    raw: &'a str,
    /// Column and words; never empty words.
    cells: Vec<(usize, &'a str)>,
}

impl<'a> Cut<'a> {
    fn new((at, raw): &'a (Spot, String)) -> Self {
        let cells = raw.split(GAP).map(str::trim).enumerate();
        Self {
            at,
            raw,
            cells: cells.filter(|(_, words)| !words.is_empty()).collect(),
        }
    }

    fn first(&self) -> Option<&'a str> {
        match self.cells.first() {
            Some((0, text)) => Some(text),
            _ => None,
        }
    }
}

/// What pages hold.
#[derive(Debug, Default)]
pub(super) struct Pages {
    pub(super) blocks: Vec<Block>,
    /// What they repeat, which was left out.
    pub(super) repeated: Vec<Said>,
    /// Tables whose columns cannot be told apart.
    pub(super) unread: Vec<Unread>,
}

/// Lines of pages as blocks; the lines of tables that cannot be read are taken out
/// of them.
pub(super) fn pages(raw: &mut Vec<(Spot, String)>) -> Pages {
    let running = Running::of(raw);
    let untold = Untold::of(raw, |i| running.has(i));
    let mut drawn = Drawn::default();
    let told = |i: &usize| !running.has(*i) && !untold.has(*i);
    for (_, line) in raw.iter().enumerate().filter(|(i, _)| told(i)) {
        drawn.next(line);
    }
    drawn.end_lines();
    drawn.end();
    let blocks = drawn.out;
    let mut i = 0;
    raw.retain(|_| {
        i += 1;
        !untold.has(i - 1)
    });
    Pages {
        blocks,
        repeated: running.said,
        unread: untold.unread,
    }
}

/// A line of a page that ends a row.
const ROW_END: &str = " ";

#[derive(Default)]
struct Drawn<'a> {
    out: Vec<Block>,
    rows: Vec<Row>,
    /// The rows were ended by marks.
    marked: bool,
    /// Lines that may be a row that is yet to be ended.
    lines: Vec<Cut<'a>>,
    /// Characters of the widest line of these paragraphs, and of the last line.
    widest: usize,
    last: usize,
    /// The last line may go on.
    open: bool,
}

impl<'a> Drawn<'a> {
    fn next(&mut self, line: &'a (Spot, String)) {
        if self.lines.last().is_some_and(|l| *l.at != line.0) {
            self.end_lines();
        }
        match line.1.as_str() {
            ROW_END => self.end_row(),
            blank if blank.trim().is_empty() => {
                self.end_lines();
                self.open = false;
            }
            _ => self.lines.push(Cut::new(line)),
        }
    }

    /// The lines since the last mark are a row. On a new page one without a first
    /// cell goes on with the row before.
    fn end_row(&mut self) {
        let lines = std::mem::take(&mut self.lines);
        let Some(first) = lines.first() else { return };
        if !self.marked {
            self.end();
        }
        self.marked = true;
        let page = self.rows.last().and_then(|r| r.last()).map(|c| &c.at);
        let headless = lines.iter().all(|l| l.first().is_none());
        let goes_on = page.is_some_and(|page| page != first.at) && headless;
        if !goes_on {
            self.rows.push(Row::new());
        }
        for line in &lines {
            self.go_on(line);
        }
    }

    /// The lines since the last mark were never ended as a row.
    fn end_lines(&mut self) {
        let lines = std::mem::take(&mut self.lines);
        if self.marked && !lines.is_empty() {
            self.end();
        }
        for line in &lines {
            self.line(line);
        }
    }

    fn line(&mut self, cut: &Cut<'_>) {
        match cut.first() {
            // a later column goes on
            None if !self.rows.is_empty() => self.go_on(cut),
            None => self.plain(cut),
            Some(name) if self.goes_on(name, cut) => self.go_on(cut),
            Some(_) if cut.cells.len() > 1 => self.rows.push(row(cut)),
            Some(name) if !self.rows.is_empty() && name.chars().count() <= NARROW => {
                self.rows.push(row(cut));
            }
            Some(_) => {
                self.end();
                self.plain(cut);
            }
        }
    }

    /// Whether the first cell of a line is the rest of the name above.
    fn goes_on(&self, name: &str, cut: &Cut<'_>) -> bool {
        let Some(above) = self.rows.last().filter(|r| r.len() > 1) else {
            return false;
        };
        let small = name.starts_with(|c: char| c.is_lowercase() || c == '(');
        let narrow = name.chars().count() <= NARROW;
        small && (narrow || cut.cells.len() > 1) && !above[0].text.is_empty()
    }

    fn go_on(&mut self, cut: &Cut<'_>) {
        let Some(row) = self.rows.last_mut() else {
            return;
        };
        for (column, text) in &cut.cells {
            while row.len() <= *column {
                row.push(Cell {
                    text: String::new(),
                    at: cut.at.clone(),
                });
            }
            join(&mut row[*column], text, cut.at);
        }
    }

    fn plain(&mut self, cut: &Cut<'_>) {
        let Read::Line(line) = read(cut.raw, cut.at) else {
            return;
        };
        self.widest = match self.out.last() {
            Some(Block::Line(last)) if last.at == line.at => self.widest,
            _ => 0,
        }
        .max(cut.raw.chars().count());
        if let Some(Block::Line(last)) = self.out.last_mut().filter(|_| self.open)
            && wraps(last, &line, self.last, self.widest)
        {
            last.text.push(' ');
            last.text.push_str(&line.text);
        } else {
            self.out.push(Block::Line(line));
        }
        self.last = cut.raw.trim().chars().count();
        self.open = true;
    }

    /// Ends the table; a single row is a line.
    fn end(&mut self) {
        let rows = std::mem::take(&mut self.rows);
        self.marked = false;
        if rows.iter().filter(|r| r.len() > 1).count() > 1 {
            self.out.push(Block::Table(Table { sheet: None, rows }));
            return;
        }
        for cell in rows.iter().flatten() {
            for text in cell.text.split('\n') {
                if let Read::Line(line) = read(text, &cell.at) {
                    self.out.push(Block::Line(line));
                }
            }
        }
    }
}

/// Whether a text ends within an address (`dpo@trois-`).
fn is_cut_address(text: &str) -> bool {
    let word = text.rsplit(char::is_whitespace).next().unwrap_or_default();
    word.contains('@') && word.ends_with(['-', '.', '@', '_'])
}

/// Whether a line of a page is the rest of the one above: that is nearly as wide
/// as any, or ends in the middle of something.
fn wraps(above: &Line, line: &Line, last: usize, widest: usize) -> bool {
    let plain = line.mark == Mark::Plain && above.at == line.at;
    if !plain || above.text.ends_with(['.', ':', ';', '?', '!']) {
        return false;
    }
    let opened = above.text.matches('(').count() > above.text.matches(')').count();
    let word = above
        .text
        .rsplit([' ', '\'', '’'])
        .next()
        .unwrap_or_default();
    let hangs = above.text.ends_with(',') || HANGING.contains(&word.to_lowercase().as_str());
    let small = line
        .text
        .starts_with(|c: char| c.is_lowercase() || c == '(');
    let wide = last >= WIDE && last * 5 >= widest * 3;
    small && wide || (opened || hangs) && last >= WIDE
}

fn row(cut: &Cut<'_>) -> Row {
    let mut row = Row::new();
    for (column, text) in &cut.cells {
        row.resize_with(*column + 1, || Cell {
            text: String::new(),
            at: cut.at.clone(),
        });
        row[*column].text = spaces(text);
    }
    row
}

/// Adds a line to a cell: a new one after the end of a sentence or before a
/// bullet, else more of the last.
fn join(cell: &mut Cell, text: &str, at: &Spot) {
    let text = spaces(text);
    let bullet = text.starts_with(['-', '•', '–', '●', '▪', '\u{f0b7}', '☐', '☒']);
    let ended = cell.text.ends_with(['.', ';', ':', '!', '?']);
    let heading = text.ends_with(':') && text.starts_with(char::is_uppercase);
    match () {
        () if cell.text.is_empty() => cell.at = at.clone(),
        () if is_cut_address(&cell.text) => {}
        () if bullet || ended || heading => cell.text.push('\n'),
        () => cell.text.push(' '),
    }
    cell.text.push_str(&text);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Pages as lines.
    pub(super) fn raw(pages: &[&str]) -> Vec<(Spot, String)> {
        let lines = |(n, page): (u32, &&str)| {
            let lines: Vec<&str> = page.lines().collect();
            let line = |l: &str| (Spot::Page(n), l.to_owned());
            lines.into_iter().map(line).collect::<Vec<_>>()
        };
        (1..).zip(pages).flat_map(lines).collect()
    }

    fn read_pages(pages: &[&str]) -> Vec<String> {
        let mut raw = raw(pages);
        let shown = |b: &Block| match b {
            Block::Line(l) => vec![l.text.clone()],
            Block::Table(t) => t
                .rows
                .iter()
                .map(|r| {
                    let cells: Vec<&str> = r.iter().map(|c| c.text.as_str()).collect();
                    cells.join(" | ")
                })
                .collect(),
        };
        super::pages(&mut raw)
            .blocks
            .iter()
            .flat_map(shown)
            .collect()
    }

    #[test]
    fn a_record_of_two_columns() {
        let pages = [
            "Record of processing\nNr.   Item   Description\n1.   Last update   01/02/2024\n2.   Name of the joint   n/a\n   controller\n1 | P a g e",
            "Record of processing\nNr.   Item   Description\n3.   Time limit   Five years\n      after the end.\n      - then erased\n   where possible.\nA wide line of prose that says what nobody wanted to know.\n2 | P a g e",
            "Record of processing\nNr.   Item   Description\n4.   Recipients   Staff\n5.   Transfers   none\nThe end\n3 | P a g e",
        ];
        assert_eq!(
            read_pages(&pages),
            [
                "Record of processing",
                "Nr. | Item | Description",
                "1. | Last update | 01/02/2024",
                "2. | Name of the joint controller | n/a",
                "3. | Time limit where possible. | Five years after the end.\n- then erased",
                "A wide line of prose that says what nobody wanted to know.",
                "4. | Recipients | Staff",
                "5. | Transfers | none",
                "The end",
            ]
        );
    }

    #[test]
    fn rows_that_lines_were_drawn_around() {
        let pages = [
            "Prose\n\nDonnées   Nom\nPersonnelles   Adresse\n \nDurée   5 ans\n   puis archives\n ",
            "   intermédiaires\n \nUne ligne large qui ne tient dans aucune cellule de ce tableau\n \nFin de page",
        ];
        assert_eq!(
            read_pages(&pages),
            [
                "Prose",
                "Données Personnelles | Nom Adresse",
                "Durée | 5 ans puis archives intermédiaires",
                "Une ligne large qui ne tient dans aucune cellule de ce tableau",
                "Fin de page",
            ]
        );
    }
}
