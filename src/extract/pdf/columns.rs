//! Columns on a page, told from tables.
//!
//! Both are parted by a gutter: a strip that no line of a stretch of lines
//! crosses. Beside each other stand two texts, to be read one after the other,
//! when their baselines do not agree (two addresses, two articles), or when both
//! are prose. Otherwise it is a table, whose rows belong together.

use super::layout::{Chunk, Line};

/// Narrowest gutter, in heights of the font.
const GUTTER: f64 = 1.0;
/// Lines of a side, and characters of its middle line, that make prose.
const PROSE_LINES: usize = 4;
const PROSE_CHARACTERS: usize = 22;
/// Lines this far apart, in heights of the font, belong to no one stretch.
const APART: f64 = 4.0;
/// Share of the shorter side's lines that may have a partner on the other side.
const AGREEING: f64 = 0.4;
/// Pages of more lines are read as they come: no real page has them.
const MOST_LINES: usize = 3000;
/// Columns inside columns.
const DEEPEST: u32 = 8;

/// The blocks of a page in the order they are read.
pub(super) fn in_reading_order(lines: Vec<Line>) -> Vec<Vec<Line>> {
    let mut blocks = Vec::new();
    if lines.len() > MOST_LINES {
        blocks.push(lines);
    } else {
        order(lines, 0, &mut blocks);
    }
    blocks
}

fn order(mut lines: Vec<Line>, depth: u32, blocks: &mut Vec<Vec<Line>>) {
    let mut start = 0;
    while start < lines.len() && depth < DEEPEST {
        let Some(band) = band(&lines[start..]) else {
            start += 1;
            continue;
        };
        let after = lines.split_off(start + band.count);
        let beside = lines.split_off(start);
        blocks.push(lines);
        let (left, right) = split(beside, band.gutter);
        order(left, depth + 1, blocks);
        order(right, depth + 1, blocks);
        (lines, start) = (after, 0);
    }
    blocks.push(lines);
}

/// A stretch of lines with a gutter through all of them.
struct Band {
    count: usize,
    /// Where the gutter is.
    gutter: f64,
}

/// The longest stretch from the first line on that two texts beside each other
/// make.
fn band(lines: &[Line]) -> Option<Band> {
    let mut text = Covered::default();
    let mut best = None;
    let mut above: Option<&Line> = None;
    for (count, line) in (1..).zip(lines) {
        if above.is_some_and(|above| line.base - above.base > APART * line.size.max(above.size)) {
            break;
        }
        above = Some(line);
        text.add(line);
        match text.widest_gap() {
            Some((left, right)) if right - left >= GUTTER * line.size => {
                best = Some((count, (left + right) / 2.0));
            }
            // A first side may come alone, and narrow.
            _ if best.is_none() && count < 12 => {}
            _ => break,
        }
    }
    let (count, gutter) = best?;
    are_beside(&lines[..count], gutter).then_some(Band { count, gutter })
}

/// The strips that lines cover, in order and apart.
#[derive(Default)]
struct Covered(Vec<(f64, f64)>);

impl Covered {
    fn add(&mut self, line: &Line) {
        for chunk in &line.chunks {
            self.cover(chunk.left, chunk.right);
        }
    }

    fn cover(&mut self, left: f64, right: f64) {
        let first = self.0.partition_point(|strip| strip.1 < left);
        let after = self.0.partition_point(|strip| strip.0 <= right);
        let (mut left, mut right) = (left, right);
        if first < after {
            left = left.min(self.0[first].0);
            right = right.max(self.0[after - 1].1);
        }
        self.0.splice(first..after.max(first), [(left, right)]);
    }

    fn widest_gap(&self) -> Option<(f64, f64)> {
        let gaps = self.0.windows(2).map(|pair| (pair[0].1, pair[1].0));
        gaps.max_by(|a, b| (a.1 - a.0).total_cmp(&(b.1 - b.0)))
    }
}

/// Whether the two sides of a gutter are texts of their own.
fn are_beside(lines: &[Line], gutter: f64) -> bool {
    let is_left = |chunk: &&Chunk| chunk.left < gutter;
    let (mut left, mut right, mut both) = (Vec::new(), Vec::new(), 0usize);
    for line in lines {
        let characters = |side: bool| -> usize {
            let chunks = line.chunks.iter().filter(|chunk| is_left(chunk) == side);
            chunks.map(|chunk| chunk.text.chars().count()).sum()
        };
        let (here, there) = (characters(true), characters(false));
        left.extend((here > 0).then_some(here));
        right.extend((there > 0).then_some(there));
        both += usize::from(here > 0 && there > 0);
    }
    let shorter = left.len().min(right.len());
    if shorter < 2 {
        return false;
    }
    let disagree = (both as f64) < AGREEING * shorter as f64;
    disagree || (is_prose(&mut left) && is_prose(&mut right))
}

fn is_prose(lengths: &mut [usize]) -> bool {
    lengths.sort_unstable();
    lengths.len() >= PROSE_LINES && lengths[lengths.len() / 2] >= PROSE_CHARACTERS
}

fn split(lines: Vec<Line>, gutter: f64) -> (Vec<Line>, Vec<Line>) {
    let (mut left, mut right) = (Vec::new(), Vec::new());
    for line in lines {
        let Line { chunks, base, size } = line;
        let (here, there): (Vec<_>, Vec<_>) =
            chunks.into_iter().partition(|chunk| chunk.left < gutter);
        for (chunks, side) in [(here, &mut left), (there, &mut right)] {
            if !chunks.is_empty() {
                side.push(Line { chunks, base, size });
            }
        }
    }
    (left, right)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(base: f64, chunks: &[(f64, &str)]) -> Line {
        let chunk = |(left, text): &(f64, &str)| Chunk {
            left: *left,
            right: left + 5.0 * text.len() as f64,
            base,
            size: 10.0,
            text: (*text).to_owned(),
        };
        Line {
            chunks: chunks.iter().map(chunk).collect(),
            base,
            size: 10.0,
        }
    }

    fn read(lines: Vec<Line>) -> Vec<String> {
        let blocks = in_reading_order(lines);
        let texts = blocks.iter().flatten().map(|line| {
            let texts: Vec<_> = line
                .chunks
                .iter()
                .map(|chunk| chunk.text.as_str())
                .collect();
            texts.join("|")
        });
        texts.collect()
    }

    #[test]
    fn a_table_is_read_row_by_row() {
        let rows: Vec<_> = (0..8)
            .map(|row| {
                line(
                    12.0 * f64::from(row),
                    &[(0.0, "Martin"), (100.0, "Paul"), (200.0, "Lyon")],
                )
            })
            .collect();
        assert_eq!(read(rows), ["Martin|Paul|Lyon"; 8]);
    }

    #[test]
    fn prose_is_read_column_by_column_between_full_lines() {
        let prose = "thirty characters and two more.";
        let mut lines = vec![line(
            0.0,
            &[(
                0.0,
                "A title that runs over the whole width of both columns, and on",
            )],
        )];
        lines.extend(
            (1..6).map(|row| line(12.0 * f64::from(row), &[(0.0, prose), (200.0, &prose[7..])])),
        );
        lines.push(line(
            90.0,
            &[(
                0.0,
                "A closing line that runs over the whole width of both columns",
            )],
        ));
        let read = read(lines);
        assert_eq!(read.len(), 12);
        assert_eq!(read[1..6], [prose; 5]);
        assert_eq!(read[6..11], [&prose[7..]; 5]);
    }

    #[test]
    fn two_addresses_whose_lines_disagree_are_two_texts() {
        let read = read(vec![
            line(0.0, &[(0.0, "Mairie")]),
            line(5.0, &[(300.0, "M. Petit")]),
            line(12.0, &[(0.0, "1 place X")]),
            line(17.0, &[(300.0, "2 rue Y")]),
            line(24.0, &[(0.0, "75001 Paris")]),
            line(29.0, &[(300.0, "69003 Lyon")]),
        ]);
        assert_eq!(
            read,
            [
                "Mairie",
                "1 place X",
                "75001 Paris",
                "M. Petit",
                "2 rue Y",
                "69003 Lyon"
            ]
        );
    }

    #[test]
    fn strips_are_merged() {
        let mut covered = Covered::default();
        for (left, right) in [(0.0, 1.0), (5.0, 6.0), (2.0, 3.0), (0.5, 2.5), (9.0, 9.5)] {
            covered.cover(left, right);
        }
        assert_eq!(covered.0, [(0.0, 3.0), (5.0, 6.0), (9.0, 9.5)]);
        assert_eq!(covered.widest_gap(), Some((6.0, 9.0)));
    }
}
