//! Running text with tables, as word processors hold it: paragraphs become
//! windows of text, tables become rows.
//!
//! Paragraphs are numbered in reading order, those in table cells too, the
//! headers of pages not. The text of a cell is given by its table only. A
//! paragraph inside a paragraph (text box, note) comes after the one that holds
//! it; a table inside a cell comes after the table that holds it.

use super::super::{Cell, Flow, Header, Limits, Sink, Standing, TableHead, Withdrawn};
use super::running::Running;
use crate::model::{Problem, Reason};

/// Most columns that a repeated or spanning cell may claim.
const WIDEST: u64 = 1024;

const HEAD: TableHead<'static> = TableHead {
    sheet: None,
    header: Header::Unknown,
    first_column: 1,
};

/// Receives what a document opens and closes, gives windows and rows.
pub(in crate::extract) struct Story<'s> {
    sink: &'s mut dyn Sink,
    /// Cells that may still be given.
    cells: u64,
    body: Running,
    /// Where text goes that surrounds the content, while such a part is read.
    aside: Option<Running>,
    /// Texts of the open paragraphs, the innermost last.
    open: Vec<String>,
    /// Paragraphs that wait for the end of the one that holds them.
    held: Vec<String>,
    /// Open tables, the innermost last.
    tables: Vec<Table>,
    /// Tables that wait for the end of the one that holds them.
    inner: Vec<Table>,
    /// Characters received that are not white space.
    characters: u64,
    /// Whether withdrawn text is told apart.
    as_shown: bool,
    /// What was withdrawn of the open paragraphs, and whether it was hidden.
    withdrawn: Vec<(String, bool)>,
    /// Whether what is withdrawn next goes on with the last passage.
    goes_on: bool,
}

impl<'s> Story<'s> {
    /// An empty story; its first paragraph will be number 1.
    pub(in crate::extract) fn new(limits: &Limits, sink: &'s mut dyn Sink) -> Self {
        Self {
            as_shown: sink.as_shown(),
            withdrawn: Vec::new(),
            goes_on: false,
            sink,
            cells: limits.cells,
            body: Running::numbered(),
            aside: None,
            open: Vec::new(),
            held: Vec::new(),
            tables: Vec::new(),
            inner: Vec::new(),
            characters: 0,
        }
    }

    /// The sink, for what is no running text.
    pub(in crate::extract) fn sink(&mut self) -> &mut dyn Sink {
        self.sink
    }

    /// Characters received so far, white space not counted.
    pub(in crate::extract) const fn characters(&self) -> u64 {
        self.characters
    }

    /// A paragraph begins, perhaps inside another.
    pub(in crate::extract) fn open_paragraph(&mut self) {
        self.open.push(String::new());
    }

    /// Characters of the innermost paragraph. Soft hyphens are dropped, since
    /// they stand inside words; line breaks become tabs.
    pub(in crate::extract) fn push(&mut self, text: &str) {
        if self.open.is_empty() {
            self.open.push(String::new());
        }
        self.goes_on &= text.is_empty();
        let paragraph = self.open.last_mut().expect("one was just made sure of");
        for character in text.chars() {
            match character {
                '\u{ad}' => {}
                '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{2028}' | '\u{2029}' => paragraph.push('\t'),
                other => paragraph.push(other),
            }
            self.characters += u64::from(!character.is_whitespace());
        }
    }

    /// Whether what was struck out, deleted or hidden is told apart.
    pub(in crate::extract) const fn as_shown(&self) -> bool {
        self.as_shown
    }

    /// Characters that the document withdraws, where those are told apart; what
    /// follows each other so is one passage.
    pub(in crate::extract) fn withdraw(&mut self, text: &str, hidden: bool) {
        match self.withdrawn.last_mut() {
            Some((said, how)) if self.goes_on && *how == hidden => said.push_str(text),
            _ => self.withdrawn.push((text.to_owned(), hidden)),
        }
        self.goes_on = true;
        let shown = text.chars().filter(|c| !c.is_whitespace());
        self.characters += shown.count() as u64;
    }

    /// The innermost paragraph, which holds no more than was withdrawn, is none.
    pub(in crate::extract) fn drop_paragraph(&mut self) {
        self.open.pop();
        self.tell_withdrawn();
    }

    /// Tells what was withdrawn of the paragraph that ends.
    fn tell_withdrawn(&mut self) {
        if self.withdrawn.is_empty() {
            return;
        }
        let at = match self.tables.first() {
            Some(table) => Standing::Cell {
                row: table.number + 1,
                column: u32::try_from(table.row.current + 1).unwrap_or(u32::MAX),
            },
            None => Standing::Text(self.aside.as_ref().unwrap_or(&self.body).place()),
        };
        for (text, hidden) in self.withdrawn.drain(..) {
            let text = text.trim();
            if !text.is_empty() {
                self.sink.withdrawn(Withdrawn { text, at, hidden });
            }
        }
    }

    /// What the innermost paragraph holds so far.
    pub(in crate::extract) fn paragraph(&self) -> &str {
        self.open.last().map_or("", String::as_str)
    }

    /// The innermost paragraph ends.
    pub(in crate::extract) fn close_paragraph(&mut self) -> Flow {
        let Some(text) = self.open.pop() else {
            return Ok(());
        };
        self.tell_withdrawn();
        if let Some(table) = self.tables.last_mut() {
            table.add(text);
            return Ok(());
        }
        self.held.push(text);
        if !self.open.is_empty() {
            return Ok(());
        }
        // The one that held the others closed last, and comes first.
        self.held.rotate_right(1);
        let running = self.aside.as_mut().unwrap_or(&mut self.body);
        for text in self.held.drain(..) {
            running.push(&text);
        }
        running.give_ready(self.sink)
    }

    /// A table begins, perhaps inside a cell.
    pub(in crate::extract) fn open_table(&mut self) -> Flow {
        if self.tables.is_empty() {
            self.body.give_all(self.sink)?;
            self.sink.begin_table(HEAD)?;
        }
        self.tables.push(Table::default());
        Ok(())
    }

    /// A row begins.
    pub(in crate::extract) fn open_row(&mut self) {
        if let Some(table) = self.tables.last_mut() {
            table.row = Row::default();
        }
    }

    /// A cell begins: it takes `columns` columns, its text stands in the first.
    pub(in crate::extract) fn open_cell(&mut self, columns: u64) {
        if let Some(table) = self.tables.last_mut() {
            table.row.current = table.row.cells.len();
            table.row.pad(columns.max(1));
        }
    }

    /// Skips columns that a row leaves out.
    pub(in crate::extract) fn skip_columns(&mut self, columns: u64) {
        if let Some(table) = self.tables.last_mut() {
            table.row.pad(columns);
        }
    }

    /// The row ends.
    pub(in crate::extract) fn close_row(&mut self) -> Flow {
        let is_outermost = self.tables.len() == 1;
        let Some(table) = self.tables.last_mut() else {
            return Ok(());
        };
        let row = std::mem::take(&mut table.row);
        table.number += 1;
        if is_outermost {
            let number = table.number;
            return self.give_row(number, &row);
        }
        table.rows.push(row);
        Ok(())
    }

    /// The innermost table ends.
    pub(in crate::extract) fn close_table(&mut self) -> Flow {
        let Some(table) = self.tables.pop() else {
            return Ok(());
        };
        if !self.tables.is_empty() {
            self.inner.push(table);
            return Ok(());
        }
        self.sink.end_table()?;
        for table in std::mem::take(&mut self.inner) {
            self.sink.begin_table(HEAD)?;
            for (number, row) in (1..).zip(&table.rows) {
                self.give_row(number, row)?;
            }
            self.sink.end_table()?;
        }
        Ok(())
    }

    fn give_row(&mut self, number: u64, row: &Row) -> Flow {
        if self.aside.is_none() {
            self.body.pass(row.paragraphs);
        }
        let width = row.cells.len() as u64;
        if width > self.cells {
            if self.cells > 0 {
                self.sink.problem(Problem::new(Reason::CellLimit, ""));
            }
            self.cells = 0;
            return Ok(());
        }
        self.cells -= width;
        let cells: Vec<_> = row.cells.iter().map(|cell| Cell::text(cell)).collect();
        self.sink.row(number, &cells)
    }

    /// From here on comes what surrounds the content (a page header, a comment),
    /// until [`Story::end_part`].
    pub(in crate::extract) fn begin_aside(&mut self) -> Flow {
        self.end_part()?;
        self.aside = Some(Running::aside());
        Ok(())
    }

    /// A part of the document ends: what it left open is closed, its text is
    /// given.
    pub(in crate::extract) fn end_part(&mut self) -> Flow {
        while !self.open.is_empty() {
            self.close_paragraph()?;
        }
        while !self.tables.is_empty() {
            self.close_row_if_begun()?;
            self.close_table()?;
        }
        match self.aside.take() {
            Some(mut aside) => aside.give_all(self.sink),
            None => self.body.give_all(self.sink),
        }
    }

    /// A truncated document leaves a row open: its cells are still given.
    fn close_row_if_begun(&mut self) -> Flow {
        let begun = |table: &Table| !table.row.cells.is_empty();
        if self.tables.last().is_some_and(begun) {
            self.close_row()?;
        }
        Ok(())
    }
}

#[derive(Default)]
struct Table {
    /// Rows already read, where they must wait.
    rows: Vec<Row>,
    row: Row,
    /// Rows closed.
    number: u64,
}

#[derive(Default)]
struct Row {
    cells: Vec<String>,
    /// The cell that is open.
    current: usize,
    /// Paragraphs in the cells.
    paragraphs: usize,
}

impl Table {
    /// Adds a paragraph to the open cell.
    fn add(&mut self, paragraph: String) {
        let row = &mut self.row;
        row.paragraphs += 1;
        match row.cells.get_mut(row.current) {
            None => row.cells.push(paragraph),
            Some(cell) if cell.is_empty() => *cell = paragraph,
            Some(_) if paragraph.is_empty() => {}
            Some(cell) => {
                cell.push(' ');
                cell.push_str(&paragraph);
            }
        }
    }
}

impl Row {
    /// Adds empty cells, up to what is sane.
    fn pad(&mut self, columns: u64) {
        let width = (self.cells.len() as u64 + columns).min(WIDEST);
        let width = (width as usize).max(self.cells.len() + 1);
        self.cells.resize(width, String::new());
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::Heard;
    use super::*;

    fn paragraph(story: &mut Story<'_>, text: &str) {
        story.open_paragraph();
        story.push(text);
        story.close_paragraph().unwrap();
    }

    #[test]
    fn cells_are_given_by_their_table_only_and_counted() {
        let (mut heard, limits) = (Heard::default(), Limits::default());
        let mut story = Story::new(&limits, &mut heard);
        paragraph(&mut story, "before\u{ad}hand");
        story.open_table().unwrap();
        story.open_row();
        story.open_cell(2);
        paragraph(&mut story, "a");
        paragraph(&mut story, "b");
        story.open_table().unwrap();
        story.open_row();
        story.open_cell(1);
        paragraph(&mut story, "inner");
        story.close_row().unwrap();
        story.close_table().unwrap();
        story.open_cell(1);
        paragraph(&mut story, "c");
        story.close_row().unwrap();
        story.close_table().unwrap();
        paragraph(&mut story, "after\nwards");
        story.end_part().unwrap();
        assert_eq!(
            heard.lines,
            [
                "text paragraph 1: beforehand\n",
                "table None",
                "row 1: a b||c",
                "end",
                "table None",
                "row 1: inner",
                "end",
                "text paragraph 6: after\twards\n",
            ]
        );
    }

    #[test]
    fn a_paragraph_inside_another_comes_after_it() {
        let (mut heard, limits) = (Heard::default(), Limits::default());
        let mut story = Story::new(&limits, &mut heard);
        story.open_paragraph();
        story.push("ou");
        paragraph(&mut story, "box 1");
        paragraph(&mut story, "box 2");
        story.push("ter");
        story.close_paragraph().unwrap();
        story.end_part().unwrap();
        assert_eq!(heard.lines, ["text paragraph 1: outer\nbox 1\nbox 2\n"]);
    }

    #[test]
    fn what_a_truncated_part_left_open_is_given() {
        let (mut heard, limits) = (Heard::default(), Limits::default());
        let mut story = Story::new(&limits, &mut heard);
        story.begin_aside().unwrap();
        story.open_table().unwrap();
        story.open_row();
        story.open_cell(1);
        story.push("cut");
        story.end_part().unwrap();
        assert_eq!(heard.lines, ["table None", "row 1: cut", "end"]);
    }

    #[test]
    fn the_cell_budget_is_declared_once() {
        let (mut heard, limits) = (
            Heard::default(),
            Limits {
                cells: 3,
                ..Limits::default()
            },
        );
        let mut story = Story::new(&limits, &mut heard);
        story.open_table().unwrap();
        for _ in 0..4 {
            story.open_row();
            story.open_cell(2);
            paragraph(&mut story, "x");
            story.close_row().unwrap();
        }
        story.end_part().unwrap();
        assert_eq!(
            heard.lines,
            ["table None", "row 1: x|", "problem cell_limit", "end"]
        );
    }
}
