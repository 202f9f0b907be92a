//! What a page draws: its characters and where they stand, whether it shows
//! pictures.

use super::grid::{self, Rule};
use hayro_interpret::font::{Glyph as Drawn, GlyphRun};
use hayro_interpret::hayro_cmap::{BfString, WritingMode};
use hayro_interpret::kurbo::{Affine, BezPath, PathSeg, Point, Shape, Vec2};
use hayro_interpret::pattern::Pattern;
use hayro_interpret::{
    BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, Paint, SoftMask,
};
use std::ops::Range;

/// Characters of a page beyond this are not kept: no real page has them.
const MOST: usize = 1_000_000;
/// Units of an em in the space of glyphs.
const EM: f64 = 1000.0;

/// One character as drawn, y downwards.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Glyph {
    /// Where its baseline starts.
    pub(super) x: f64,
    /// Its baseline.
    pub(super) y: f64,
    /// Which way the text runs, in degrees from the right, clockwise.
    pub(super) angle: f64,
    /// How far the next character stands.
    pub(super) advance: f64,
    /// Height of its font.
    pub(super) size: f64,
    /// Its characters in [`Page::text`].
    pub(super) text: Range<usize>,
}

/// Everything that a page draws and that matters here.
#[derive(Debug, Default)]
pub(super) struct Page {
    /// Characters of all glyphs, in the order drawn.
    pub(super) text: String,
    /// The glyphs, in the order drawn.
    pub(super) glyphs: Vec<Glyph>,
    /// Glyphs whose character is not known.
    pub(super) unknown: usize,
    /// Straight lines.
    pub(super) rules: Vec<Rule>,
    /// Pictures.
    pub(super) images: usize,
    /// Filled outlines that are no rectangle: letters drawn as curves.
    pub(super) outlines: usize,
    /// Whether anything else was drawn.
    has_paths: bool,
    /// Whether glyphs were dropped.
    pub(super) overflow: bool,
}

impl Page {
    /// Whether nothing at all was drawn.
    pub(super) const fn is_blank(&self) -> bool {
        self.glyphs.is_empty() && self.images == 0 && !self.has_paths
    }

    /// Adds a text that the page does not draw itself, which runs to the right.
    pub(super) fn put(&mut self, text: &str, x: f64, y: f64, width: f64, size: f64) {
        if self.glyphs.len() >= MOST {
            self.overflow = true;
            return;
        }
        let start = self.text.len();
        self.text.push_str(text);
        self.glyphs.push(Glyph {
            x,
            y,
            angle: 0.0,
            advance: width,
            size,
            text: start..self.text.len(),
        });
    }

    fn add(&mut self, glyph: &Drawn<'_>, place: Affine, mode: WritingMode, em: Option<f64>) {
        if self.glyphs.len() >= MOST {
            self.overflow = true;
            return;
        }
        let origin = place * Point::ZERO;
        let along = place * Point::new(EM, 0.0) - origin;
        let up = place * Point::new(0.0, EM) - origin;
        let width = match glyph {
            Drawn::Outline(glyph) => glyph.advance_width(),
            Drawn::Type3(glyph) => glyph.advance_width(),
        };
        let (way, advance) = match mode {
            WritingMode::Horizontal => (along, f64::from(width.unwrap_or(0.0)) / EM),
            WritingMode::Vertical => (-up, 1.0),
        };
        let start = self.text.len();
        self.write(glyph);
        let glyph = Glyph {
            x: origin.x,
            y: origin.y,
            angle: degrees(way),
            advance: advance * em.unwrap_or_else(|| way.hypot().min(up.hypot())),
            size: up.hypot(),
            text: start..self.text.len(),
        };
        if glyph.x.is_finite() && glyph.y.is_finite() && glyph.size > 0.0 {
            self.glyphs.push(glyph);
        }
    }

    fn write(&mut self, glyph: &Drawn<'_>) {
        let before = self.text.len();
        match glyph.as_unicode() {
            Some(BfString::Char(character)) => write(character, &mut self.text),
            Some(BfString::String(string)) => {
                string
                    .chars()
                    .for_each(|character| write(character, &mut self.text));
            }
            None => {}
        }
        if self.text.len() == before {
            self.unknown += 1;
            self.text.push(char::REPLACEMENT_CHARACTER);
        }
    }
}

/// Writes a character: ligatures as their letters, white space as a space; what
/// has no meaning outside its font is left out.
fn write(character: char, out: &mut String) {
    match character {
        '\u{fb00}' => out.push_str("ff"),
        '\u{fb01}' => out.push_str("fi"),
        '\u{fb02}' => out.push_str("fl"),
        '\u{fb03}' => out.push_str("ffi"),
        '\u{fb04}' => out.push_str("ffl"),
        '\u{fb05}' | '\u{fb06}' => out.push_str("st"),
        '\u{ad}' => out.push('-'),
        // Symbol fonts put their codes there.
        '\u{f020}'..='\u{f07e}' => out.extend(char::from_u32(character as u32 - 0xF000)),
        '\u{e000}'..='\u{f8ff}' | '\u{fffd}' | '\0' => {}
        _ if character.is_whitespace() => out.push(' '),
        _ if character.is_control() => {}
        _ => out.push(character),
    }
}

/// Width of an em of a run. The glyphs of a font that is not in the file come from
/// another, each stretched to its width: then there is no one width to be seen.
fn em(places: &[Affine]) -> Option<f64> {
    let width = |place: &Affine| (*place * Point::new(EM, 0.0) - *place * Point::ZERO).hypot();
    let (first, rest) = places.split_first()?;
    let first = width(first);
    let is_even = rest
        .iter()
        .all(|place| (width(place) - first).abs() < 0.01 * first);
    (is_even && !rest.is_empty()).then_some(first)
}

fn degrees(way: Vec2) -> f64 {
    way.y.atan2(way.x).to_degrees()
}

/// A line between two points along the page.
fn rule(from: Point, to: Point) -> Option<Rule> {
    let (width, height) = ((from.x - to.x).abs(), (from.y - to.y).abs());
    let rule = |is_upright, at: f64, a: f64, b: f64| Rule {
        is_upright,
        at,
        from: a.min(b),
        to: a.max(b),
    };
    match () {
        () if width < grid::THIN && height > grid::SHORT => {
            Some(rule(true, (from.x + to.x) / 2.0, from.y, to.y))
        }
        () if height < grid::THIN && width > grid::SHORT => {
            Some(rule(false, (from.y + to.y) / 2.0, from.x, to.x))
        }
        () => None,
    }
}

impl Page {
    /// Keeps the straight lines of an outline: strokes as they run, thin surfaces
    /// as one.
    fn lines(&mut self, path: &BezPath, mode: &DrawMode) {
        let room = grid::MOST.saturating_sub(self.rules.len());
        if matches!(mode, DrawMode::Fill(_)) {
            let b = path.bounding_box();
            let one = rule(Point::new(b.x0, b.y0), Point::new(b.x1, b.y1));
            let finite = b.is_finite() && path.elements().len() <= 8;
            return self.rules.extend(one.filter(|_| finite && room > 0));
        }
        let lines = path.segments().filter_map(|segment| match segment {
            PathSeg::Line(line) => rule(line.p0, line.p1),
            PathSeg::Quad(_) | PathSeg::Cubic(_) => None,
        });
        let finite = lines.filter(|r| r.at.is_finite() && r.from.is_finite() && r.to.is_finite());
        self.rules.extend(finite.take(room));
    }
}

impl<'a> Device<'a> for Page {
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, _mode: &DrawMode) {
        let places: Vec<_> = run
            .glyphs()
            .iter()
            .map(|g| props.transform * g.transform())
            .collect();
        let em = em(&places);
        for (glyph, place) in run.glyphs().iter().zip(places) {
            self.add(glyph, place, run.writing_mode(), em);
        }
    }

    fn draw_image(&mut self, _image: Image<'a, '_>, _props: ImageDrawProps<'a>) {
        self.images += 1;
    }

    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, mode: &DrawMode) {
        self.has_paths = true;
        // A picture may be the tile of a pattern.
        if let Paint::Pattern(pattern) = &props.paint
            && matches!(**pattern, Pattern::Tiling(_))
        {
            self.images += 1;
        }
        self.lines(&(props.transform * path.clone()), mode);
        let is_filled = matches!(mode, DrawMode::Fill(_) | DrawMode::FillAndStroke(..));
        self.outlines += usize::from(is_filled && path.elements().len() > 8 && path.area() != 0.0);
    }

    fn push_clip_path(&mut self, _: &ClipPath) {}

    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}

    fn pop_clip(&mut self) {}

    fn pop_transparency_group(&mut self) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_are_plain() {
        let mut out = String::new();
        for character in "o\u{fb03}ce\u{a0}\u{ad}\u{f041}\u{e001}\u{7}\u{e9}".chars() {
            write(character, &mut out);
        }
        assert_eq!(out, "office -A\u{e9}");
    }
}
