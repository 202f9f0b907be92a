//! Tables that a page draws with lines.
//!
//! Lines that cross make a grid; a character belongs to the cell whose left and
//! upper line are the nearest that reach beside it, so that merged cells are one.
//! Characters in a grid leave the flow of the page: cells are read one by one and
//! written side by side, a row after the other, what is empty as a gap.

use super::glyphs::Glyph;
use std::collections::BTreeMap;

/// A straight line along the page, in its units, y downwards.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Rule {
    /// Whether it runs from top to bottom.
    pub(super) is_upright: bool,
    /// Its x if upright, else its y.
    pub(super) at: f64,
    /// Where it starts and ends, in the other direction.
    pub(super) from: f64,
    pub(super) to: f64,
}

/// Widest stroke that is a line and no surface.
pub(super) const THIN: f64 = 2.5;
/// Shortest line that may part cells.
pub(super) const SHORT: f64 = 6.0;
/// Lines of a page beyond this are not kept: then it draws no tables.
pub(super) const MOST: usize = 20_000;
/// Lines this near touch.
const NEAR: f64 = 3.0;
/// Lines of one direction in a page whose crossings are looked for.
const MANY: usize = 800;
/// Narrowest column.
const NARROW: f64 = 8.0;

/// Lines that cross.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Grid {
    upright: Vec<Rule>,
    level: Vec<Rule>,
    left: f64,
    right: f64,
    pub(super) top: f64,
    bottom: f64,
}

/// The cells of a grid that hold something: row and column, each with its
/// characters in the order drawn.
pub(super) type Cells = BTreeMap<(usize, usize), Vec<Glyph>>;

/// The grids of a page, from top to bottom.
pub(super) fn grids(rules: &[Rule]) -> Vec<Grid> {
    let upright = merged(rules.iter().filter(|r| r.is_upright));
    let level = merged(rules.iter().filter(|r| !r.is_upright));
    if upright.len() > MANY || level.len() > MANY {
        return Vec::new();
    }
    let mut grids: Vec<Grid> = connected(&upright, &level)
        .into_iter()
        .filter_map(|(u, l)| Grid::of(u, l))
        .collect();
    grids.sort_by(|a, b| a.top.total_cmp(&b.top).then(a.left.total_cmp(&b.left)));
    grids
}

/// Lines of one direction, pieces that continue each other made one.
fn merged<'a>(rules: impl Iterator<Item = &'a Rule>) -> Vec<Rule> {
    let mut all: Vec<Rule> = rules.copied().collect();
    all.sort_by(|a, b| a.at.total_cmp(&b.at).then(a.from.total_cmp(&b.from)));
    let mut out: Vec<Rule> = Vec::new();
    for rule in all {
        // the pieces of one line stand among the last few
        let same = out.iter_mut().rev().take(MANY).find(|r| {
            (rule.at - r.at).abs() < NEAR && rule.from <= r.to + NEAR && rule.to >= r.from - NEAR
        });
        match same {
            Some(r) => (r.from, r.to) = (r.from.min(rule.from), r.to.max(rule.to)),
            None => out.push(rule),
        }
    }
    out
}

/// Sets of lines that hang together by their crossings.
fn connected(upright: &[Rule], level: &[Rule]) -> Vec<(Vec<Rule>, Vec<Rule>)> {
    let mut set: Vec<usize> = (0..upright.len() + level.len()).collect();
    for (i, u) in upright.iter().enumerate() {
        for (j, l) in level.iter().enumerate() {
            if u.crosses(l) {
                let (a, b) = (root(&mut set, i), root(&mut set, upright.len() + j));
                set[a.max(b)] = a.min(b);
            }
        }
    }
    let mut sets: BTreeMap<usize, (Vec<Rule>, Vec<Rule>)> = BTreeMap::new();
    for (i, rule) in upright.iter().chain(level).enumerate() {
        let (u, l) = sets.entry(root(&mut set, i)).or_default();
        if rule.is_upright { u } else { l }.push(*rule);
    }
    sets.into_values().collect()
}

fn root(set: &mut [usize], mut i: usize) -> usize {
    while set[i] != i {
        set[i] = set[set[i]];
        i = set[i];
    }
    i
}

impl Rule {
    fn reaches(&self, along: f64) -> bool {
        (self.from - NEAR..=self.to + NEAR).contains(&along)
    }

    fn crosses(&self, other: &Self) -> bool {
        self.reaches(other.at) && other.reaches(self.at)
    }
}

impl Grid {
    /// A grid has a line inside it that parts two columns.
    fn of(upright: Vec<Rule>, level: Vec<Rule>) -> Option<Self> {
        if upright.is_empty() || level.len() < 2 {
            return None;
        }
        let least = |values: &mut dyn Iterator<Item = f64>| values.fold(f64::INFINITY, f64::min);
        let most = |values: &mut dyn Iterator<Item = f64>| values.fold(f64::NEG_INFINITY, f64::max);
        let xs = || upright.iter().map(|r| r.at);
        let grid = Self {
            left: least(&mut xs().chain(level.iter().map(|r| r.from))),
            right: most(&mut xs().chain(level.iter().map(|r| r.to))),
            top: least(
                &mut upright
                    .iter()
                    .map(|r| r.from)
                    .chain(level.iter().map(|r| r.at)),
            ),
            bottom: most(
                &mut upright
                    .iter()
                    .map(|r| r.to)
                    .chain(level.iter().map(|r| r.at)),
            ),
            upright: Vec::new(),
            level: Vec::new(),
        };
        let inside = |x: f64| x > grid.left + NARROW && x < grid.right - NARROW;
        upright.iter().any(|r| inside(r.at)).then_some(Self {
            upright,
            level,
            ..grid
        })
    }

    /// Whether a character stands in it.
    pub(super) fn holds(&self, glyph: &Glyph) -> bool {
        let (x, y) = (glyph.x + glyph.advance / 2.0, glyph.y);
        x > self.left - 1.0 && x < self.right + 1.0 && y > self.top && y < self.bottom + NEAR
    }

    /// Puts characters into cells.
    pub(super) fn cells(&self, glyphs: &[Glyph]) -> Cells {
        let mut cells = Cells::new();
        for glyph in glyphs {
            let x = glyph.x + glyph.advance / 2.0;
            let column = nearest(&self.upright, x, glyph.y - glyph.size / 3.0);
            let row = nearest(&self.level, glyph.y - glyph.size / 4.0, x);
            cells.entry((row, column)).or_default().push(glyph.clone());
        }
        cells
    }
}

/// The number of the last line before a place that reaches beside it; lines of one
/// position count once, as the first of them.
fn nearest(rules: &[Rule], place: f64, along: f64) -> usize {
    let before = rules.partition_point(|r| r.at <= place);
    let found = rules[..before].iter().rposition(|r| r.reaches(along));
    let Some(found) = found else { return 0 };
    let first = rules.partition_point(|r| r.at < rules[found].at - NEAR);
    first + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn upright(at: f64, from: f64, to: f64) -> Rule {
        Rule {
            is_upright: true,
            at,
            from,
            to,
        }
    }

    fn level(at: f64, from: f64, to: f64) -> Rule {
        Rule {
            is_upright: false,
            ..upright(at, from, to)
        }
    }

    fn glyph(x: f64, y: f64) -> Glyph {
        Glyph {
            x,
            y,
            angle: 0.0,
            advance: 5.0,
            size: 10.0,
            text: 0..1,
        }
    }

    #[test]
    fn lines_that_cross_make_cells() {
        // two rows; the first one merged over both columns; lines in pieces
        let rules = [
            level(0.0, 0.0, 100.0),
            level(20.0, 0.0, 50.0),
            level(20.5, 50.0, 100.0),
            level(60.0, 0.0, 100.0),
            upright(0.0, 0.0, 30.0),
            upright(0.4, 30.0, 60.0),
            upright(100.0, 0.0, 60.0),
            upright(50.0, 20.0, 60.0),
        ];
        let grids = grids(&rules);
        let [grid] = grids.as_slice() else {
            panic!("{grids:?}");
        };
        let glyphs = [
            glyph(5.0, 15.0),
            glyph(70.0, 15.0),
            glyph(5.0, 35.0),
            glyph(70.0, 35.0),
            glyph(70.0, 55.0),
        ];
        assert!(glyphs.iter().all(|g| grid.holds(g)));
        assert!(!grid.holds(&glyph(5.0, 80.0)) && !grid.holds(&glyph(150.0, 30.0)));
        let sizes: Vec<usize> = grid.cells(&glyphs).values().map(Vec::len).collect();
        assert_eq!(sizes, [2, 1, 2]);
    }

    #[test]
    fn frames_and_underlines_are_no_tables() {
        let frame = [
            level(0.0, 0.0, 100.0),
            level(60.0, 0.0, 100.0),
            upright(0.0, 0.0, 60.0),
            upright(100.0, 0.0, 60.0),
        ];
        assert!(grids(&frame).is_empty());
        assert!(grids(&[level(0.0, 0.0, 100.0), level(9.0, 0.0, 100.0)]).is_empty());
        assert!(grids(&[]).is_empty());
    }
}
