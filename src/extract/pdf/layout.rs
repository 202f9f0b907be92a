//! From characters and their places to text as a person reads it.
//!
//! Characters that follow each other on a baseline make a chunk, chunks of one
//! baseline a line; a gap inside a line that is wider than a space becomes
//! several, and stands before a line that starts in a later column. Columns of prose are told from columns of a table: prose is read
//! column by column, a table row by row. Text that runs another way (margins,
//! stamps) comes last.

use super::columns::in_reading_order;
use super::glyphs::{Glyph, Page};
use super::grid::{Grid, grids};
use std::collections::{BTreeMap, BTreeSet};
use unicode_normalization::char::compose;

/// Gaps in parts of the font's height.
mod gap {
    /// From here on it is a space.
    pub(super) const SPACE: f64 = 0.15;
    /// From here on another cell or column starts.
    pub(super) const CELL: f64 = 1.0;
    /// From here on a character alone may have a box of its own.
    pub(super) const BOX: f64 = 0.4;
    /// An accent and its letter have their middles this near.
    pub(super) const OVER: f64 = 0.35;
    /// Characters may stand so far before the end of the one they follow.
    pub(super) const BACK: f64 = -0.3;
    /// Characters of one line may stand so much higher or lower.
    pub(super) const LEVEL: f64 = 0.35;
    /// Lines start in one column that start so near to each other.
    pub(super) const STRAIGHT: f64 = 0.6;
    /// A character this near to an equal one is the same, drawn twice.
    pub(super) const TWICE: f64 = 0.12;
}

/// What parts cells of a line, and stands for each column before its first.
const CELL_GAP: &str = "   ";
/// Columns that are told before a line.
const MOST_COLUMNS: usize = 12;
/// What ends a row of a drawn table whose cells have several lines: a line of one
/// blank, where between texts lines are empty.
const ROW_END: &str = " \n";

/// Characters that follow each other.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Chunk {
    /// Where it starts and ends.
    pub(super) left: f64,
    pub(super) right: f64,
    /// Its baseline.
    pub(super) base: f64,
    /// Height of its font.
    pub(super) size: f64,
    pub(super) text: String,
}

/// Chunks of one baseline, from left to right.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Line {
    pub(super) chunks: Vec<Chunk>,
    /// Baseline.
    pub(super) base: f64,
    /// Height of its largest font.
    pub(super) size: f64,
}

/// The text of a page.
pub(super) fn text(page: &Page) -> String {
    let mut ways: BTreeMap<i32, Vec<Glyph>> = BTreeMap::new();
    for glyph in &page.glyphs {
        ways.entry(way(glyph.angle))
            .or_default()
            .push(glyph.clone());
    }
    let mut ways: Vec<_> = ways.into_iter().collect();
    // The way most of the text runs first.
    ways.sort_by_key(|(way, glyphs)| (std::cmp::Reverse(glyphs.len()), *way));
    let mut out = String::new();
    for (_, mut glyphs) in ways {
        let angle = middle_angle(&glyphs);
        turn(&mut glyphs, -angle);
        let grids = if angle == 0.0 {
            grids(&page.rules)
        } else {
            Vec::new()
        };
        flow(glyphs, &grids, &page.text, &mut out);
    }
    out
}

/// Writes what stands outside grids, and each grid below what stands above it.
fn flow(mut glyphs: Vec<Glyph>, grids: &[Grid], text: &str, out: &mut String) {
    let mut tables: Vec<(f64, String)> = Vec::new();
    for grid in grids {
        let (inside, outside) = glyphs.into_iter().partition(|g| grid.holds(g));
        glyphs = outside;
        tables.push((grid.top, table(grid, &inside, text)));
    }
    let mut rest = lines(chunks(&glyphs, text));
    for (top, table) in tables.iter().filter(|(_, table)| !table.is_empty()) {
        let below = rest.split_off(rest.partition_point(|line| line.base <= *top));
        prose(rest, out);
        if !out.is_empty() && !out.ends_with("\n\n") {
            out.push('\n');
        }
        out.push_str(table);
        rest = below;
    }
    prose(rest, out);
}

fn prose(lines: Vec<Line>, out: &mut String) {
    for block in in_reading_order(lines) {
        write(&block, out);
    }
}

/// The text of a grid: cells side by side, each with its lines; a blank after
/// each row where one has cells of several lines.
fn table(grid: &Grid, glyphs: &[Glyph], text: &str) -> String {
    let mut rows: BTreeMap<usize, BTreeMap<usize, Vec<String>>> = BTreeMap::new();
    for ((row, column), glyphs) in grid.cells(glyphs) {
        let said = lines(chunks(&glyphs, text));
        let said = said.iter().map(|line| line.text().replace(CELL_GAP, " "));
        rows.entry(row).or_default().insert(column, said.collect());
    }
    let used: BTreeSet<usize> = rows.values().flat_map(BTreeMap::keys).copied().collect();
    let tall = rows
        .values()
        .flat_map(BTreeMap::values)
        .any(|cell| cell.len() > 1);
    let mut out = String::new();
    for cells in rows.values() {
        let height = cells.values().map(Vec::len).max().unwrap_or_default();
        for n in 0..height {
            let line: Vec<&str> = used
                .iter()
                .map(|c| {
                    cells
                        .get(c)
                        .and_then(|cell| cell.get(n))
                        .map_or("", String::as_str)
                })
                .collect();
            out.push_str(line.join(CELL_GAP).trim_end());
            out.push('\n');
        }
        if tall {
            out.push_str(ROW_END);
        }
    }
    out
}

/// The slant of a text: its characters share it, or nearly (a skewed scan).
fn middle_angle(glyphs: &[Glyph]) -> f64 {
    let mut angles: Vec<f64> = glyphs.iter().map(|glyph| glyph.angle).collect();
    angles.sort_by(f64::total_cmp);
    angles[angles.len() / 2]
}

/// The direction of a text, in degrees; slight slants are none.
fn way(angle: f64) -> i32 {
    let right = (angle / 90.0).round() * 90.0;
    let way = match (angle - right).abs() {
        0.0..5.0 => right,
        _ => (angle / 10.0).round() * 10.0,
    };
    (way as i32).rem_euclid(360)
}

/// Turns the page so that the text runs to the right.
fn turn(glyphs: &mut [Glyph], angle: f64) {
    if angle == 0.0 {
        return;
    }
    let (sin, cos) = angle.to_radians().sin_cos();
    for glyph in glyphs {
        (glyph.x, glyph.y) = (glyph.x * cos - glyph.y * sin, glyph.x * sin + glyph.y * cos);
    }
}

/// Joins characters, in the order drawn, while they follow each other.
fn chunks(glyphs: &[Glyph], text: &str) -> Vec<Chunk> {
    let mut joined = Joined::default();
    for glyph in glyphs {
        joined.add(glyph, &text[glyph.text.clone()]);
    }
    joined.chunks
}

#[derive(Default)]
struct Joined<'t> {
    chunks: Vec<Chunk>,
    last: Option<(&'t Glyph, &'t str)>,
    /// Spaces drawn since.
    spaces: usize,
}

impl<'t> Joined<'t> {
    fn add(&mut self, glyph: &'t Glyph, shown: &'t str) {
        if shown.trim().is_empty() {
            self.spaces += shown.len();
            return;
        }
        let before = self.last.replace((glyph, shown));
        let here = (glyph.x, glyph.y, shown);
        if before.is_some_and(|(last, text)| is_same((last.x, last.y, text), here, glyph.size)) {
            return;
        }
        let before = before.map(|(last, _)| last);
        if let Some(chunk) = self.chunks.last_mut() {
            if chunk.takes_accent(before, glyph, shown) {
                return;
            }
            if chunk.is_followed_by(glyph) {
                chunk.add(glyph, shown, self.spaces);
                self.spaces = 0;
                return;
            }
        }
        self.spaces = 0;
        self.chunks.push(Chunk {
            left: glyph.x,
            right: glyph.x + glyph.advance,
            base: glyph.y,
            size: glyph.size,
            text: shown.to_owned(),
        });
    }
}

/// Whether two texts are one, drawn twice for a bold look or a shadow.
fn is_same(one: (f64, f64, &str), other: (f64, f64, &str), size: f64) -> bool {
    let near = gap::TWICE * size;
    (one.0 - other.0).abs() < near && (one.1 - other.1).abs() < near && one.2 == other.2
}

impl Chunk {
    /// Makes one letter of an accent and the letter it stands over, where they
    /// were drawn one after the other.
    fn takes_accent(&mut self, before: Option<&Glyph>, glyph: &Glyph, shown: &str) -> bool {
        let middle = |glyph: &Glyph| glyph.x + glyph.advance / 2.0;
        let is_over = before.is_some_and(|before| {
            (middle(before) - middle(glyph)).abs() < gap::OVER * glyph.size
                && (before.y - glyph.y).abs() < 0.6 * glyph.size
        });
        let (Some(last), Some(next)) = (self.text.chars().next_back(), shown.chars().next()) else {
            return false;
        };
        let letter = accented(next, last).or_else(|| accented(last, next));
        match letter.filter(|_| is_over && shown.len() == next.len_utf8()) {
            Some(letter) => {
                self.text.pop();
                self.text.push(letter);
                self.left = self.left.min(glyph.x);
                self.right = self.right.max(glyph.x + glyph.advance);
                true
            }
            None => false,
        }
    }

    fn is_followed_by(&self, glyph: &Glyph) -> bool {
        let size = self.size.min(glyph.size);
        let gap = glyph.x - self.right;
        let level = (glyph.y - self.base).abs();
        // A character alone may stand in a box of a form.
        let widest = if self.ends_alone() {
            gap::BOX
        } else {
            gap::CELL
        };
        gap < widest * size
            && gap > gap::BACK * size
            && glyph.x > self.left
            && level < gap::LEVEL * self.size.max(glyph.size)
    }

    fn is_again(&self, other: &Self) -> bool {
        let here = (self.left, self.base, self.text.as_str());
        is_same(here, (other.left, other.base, &other.text), self.size)
    }

    /// Whether its last word is one character.
    fn ends_alone(&self) -> bool {
        let mut last = self.text.chars().rev();
        last.next().is_some() && last.next().is_none_or(|before| before == ' ')
    }

    fn add(&mut self, glyph: &Glyph, shown: &str, spaces: usize) {
        let is_word = glyph.x - self.right > gap::SPACE * self.size.min(glyph.size);
        match spaces {
            0 if !is_word => {}
            0 | 1 => self.text.push(' '),
            // Columns are also made by typing spaces.
            _ => self.text.push_str(CELL_GAP),
        }
        self.text.push_str(shown);
        self.right = self.right.max(glyph.x + glyph.advance);
    }
}

/// The letter with the accent, if `mark` is one that can stand over it.
fn accented(letter: char, mark: char) -> Option<char> {
    let mark = match mark {
        '`' | '\u{2cb}' => '\u{300}',
        '\u{b4}' | '\u{2ca}' => '\u{301}',
        '^' | '\u{2c6}' => '\u{302}',
        '~' | '\u{2dc}' => '\u{303}',
        '\u{a8}' => '\u{308}',
        '\u{2da}' => '\u{30a}',
        '\u{2c7}' => '\u{30c}',
        '\u{b8}' => '\u{327}',
        '\u{300}'..='\u{36f}' => mark,
        _ => return None,
    };
    let letter = match letter {
        '\u{131}' => 'i',
        '\u{237}' => 'j',
        letter => letter,
    };
    compose(letter, mark)
}

/// Puts chunks that stand on one baseline into lines, from top to bottom.
fn lines(mut chunks: Vec<Chunk>) -> Vec<Line> {
    chunks.sort_by(|a, b| a.base.total_cmp(&b.base).then(a.left.total_cmp(&b.left)));
    let mut lines: Vec<Line> = Vec::new();
    for chunk in chunks {
        match lines.last_mut() {
            Some(line) if line.holds(&chunk) => line.add(chunk),
            _ => lines.push(Line {
                base: chunk.base,
                size: chunk.size,
                chunks: vec![chunk],
            }),
        }
    }
    for line in &mut lines {
        line.chunks.sort_by(|a, b| a.left.total_cmp(&b.left));
        line.chunks.dedup_by(|next, chunk| next.is_again(chunk));
        line.join_boxes();
    }
    lines
}

impl Line {
    fn holds(&self, chunk: &Chunk) -> bool {
        (chunk.base - self.base).abs() < gap::LEVEL * self.size.min(chunk.size)
    }

    fn add(&mut self, chunk: Chunk) {
        self.size = self.size.max(chunk.size);
        self.chunks.push(chunk);
    }

    /// Joins characters that stand each in a box of a form, at even distances.
    fn join_boxes(&mut self) {
        let mut joined: Vec<Chunk> = Vec::with_capacity(self.chunks.len());
        let mut rest = self.chunks.as_slice();
        while let Some((first, others)) = rest.split_first() {
            let count = boxes(rest);
            let mut chunk = first.clone();
            for other in &others[..count.saturating_sub(1)] {
                // An empty box between two letters parts words.
                if other.left - chunk.right > 1.3 * (others[0].left - first.left) {
                    chunk.text.push(' ');
                }
                chunk.text.push_str(&other.text);
                chunk.right = other.right;
            }
            joined.push(chunk);
            rest = &rest[count.max(1)..];
        }
        self.chunks = joined;
    }
}

/// How many chunks from the first on are single characters at distances that are
/// whole multiples of the smallest.
fn boxes(chunks: &[Chunk]) -> usize {
    let is_single = |chunk: &Chunk| {
        let mut characters = chunk.text.chars();
        characters.next().is_some_and(char::is_alphanumeric) && characters.next().is_none()
    };
    let singles = chunks.iter().take_while(|chunk| is_single(chunk)).count();
    if singles < 5 {
        return 0;
    }
    // Centred in their boxes, or each at the left of its own.
    let middles = even(&chunks[..singles], |chunk| (chunk.left + chunk.right) / 2.0);
    match middles.max(even(&chunks[..singles], |chunk| chunk.left)) {
        count @ 5.. => count,
        _ => 0,
    }
}

/// How many chunks from the first on stand at whole multiples of one distance.
fn even(chunks: &[Chunk], place: fn(&Chunk) -> f64) -> usize {
    let pitch = place(&chunks[1]) - place(&chunks[0]);
    let is_even = |pair: &[Chunk]| {
        let steps = (place(&pair[1]) - place(&pair[0])) / pitch;
        steps > 0.8 && steps < 2.2 && (steps - steps.round()).abs() < 0.2
    };
    1 + chunks.windows(2).take_while(|pair| is_even(pair)).count()
}

/// Writes lines; a gap between them larger than usual leaves one empty. A word
/// cut at the end of a line is made whole there.
fn write(lines: &[Line], out: &mut String) {
    let columns = columns(lines);
    let mut last: Option<&Line> = None;
    for line in lines {
        let mut text = CELL_GAP.repeat(line.column(&columns));
        text.push_str(&line.text());
        let mut text = text.as_str();
        match last {
            Some(last) if line.base - last.base > 2.0 * line.size.max(last.size) => out.push('\n'),
            Some(_) => text = rejoin(text, out),
            None => {}
        }
        out.push_str(text);
        out.push('\n');
        last = Some(line);
    }
}

/// Where the later columns of a table start: what follows a gap in two lines at
/// least.
fn columns(lines: &[Line]) -> Vec<f64> {
    let mut starts: Vec<(f64, f64)> = Vec::new();
    for line in lines {
        let after_gap = line
            .chunks
            .windows(2)
            .filter(|pair| pair[1].left - pair[0].right >= gap::CELL * pair[1].size);
        starts.extend(after_gap.map(|pair| (pair[1].left, pair[1].size)));
    }
    starts.sort_by(|a, b| a.0.total_cmp(&b.0));
    let same = |a: &(f64, f64), b: &(f64, f64)| b.0 - a.0 < gap::STRAIGHT * b.1;
    let columns = starts.chunk_by(same).filter(|column| column.len() > 1);
    columns.map(|column| column[0].0).collect()
}

/// Puts the rest of a cut word where it began, and gives what follows it. Only
/// small letters around the hyphen: `Jean-` and `Pierre` stay two lines.
fn rejoin<'t>(text: &'t str, out: &mut String) -> &'t str {
    let is_small = |c: Option<char>| c.is_some_and(char::is_lowercase);
    let Some(before) = out.strip_suffix("-\n") else {
        return text;
    };
    if !is_small(before.chars().next_back()) || !is_small(text.chars().next()) {
        return text;
    }
    let (rest, after) = text.split_once(' ').unwrap_or((text, ""));
    out.truncate(out.len() - 2);
    out.push_str(rest);
    out.push('\n');
    after
}

impl Line {
    /// The column that the line starts in: 0, unless it starts where a later one
    /// does.
    fn column(&self, columns: &[f64]) -> usize {
        let Some(first) = self.chunks.first() else {
            return 0;
        };
        let near = gap::STRAIGHT * first.size;
        let at = columns.iter().position(|x| (first.left - x).abs() < near);
        at.map_or(0, |at| (at + 1).min(MOST_COLUMNS))
    }

    fn text(&self) -> String {
        let mut out = String::new();
        let mut right = f64::INFINITY;
        for chunk in &self.chunks {
            let gap = chunk.left - right;
            if gap >= gap::CELL * chunk.size {
                out.push_str(CELL_GAP);
            } else if gap > gap::SPACE * chunk.size || (gap < 0.0 && right.is_finite()) {
                out.push(' ');
            }
            out.push_str(&chunk.text);
            right = if right.is_finite() {
                right.max(chunk.right)
            } else {
                chunk.right
            };
        }
        out
    }
}
