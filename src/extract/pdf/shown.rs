//! Forms as a page shows them: what is filled into a field stands in its box, a
//! box that is ticked as ☒ and one that is not as ☐. For who reads a document as
//! a person does; a scan takes values under the names of their fields.

use super::fields::is_field;
use super::glyphs::Page;
use super::objects::{dicts, items, text};
use hayro_interpret::kurbo::{Affine, Point, Rect};
use hayro_syntax::object::{Array, Dict, Name, Object};
use hayro_syntax::xref::XRef;
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// Fields above a field that are asked for what it does not say.
const DEEPEST: usize = 32;
/// Flag of a button that is only pushed.
const PUSHED: u32 = 1 << 16;
/// Flag of a widget that is not shown.
const HIDDEN: u32 = 1 << 1;
/// Height of letters in a field that stands beside no text, at most.
const LETTER: f64 = 11.0;

/// Writes what is filled into the fields of a page on it; `upright` is how the
/// page is turned.
pub(super) fn fill(page: &Dict<'_>, xref: &XRef, upright: Affine, drawn: &mut Page) {
    let mut lines = Lines::of(drawn);
    for widget in dicts(page, b"Annots", xref).iter().filter(|a| is_field(a)) {
        let hidden = widget.get::<u32>(b"F").is_some_and(|f| f & HIDDEN != 0);
        let area = area(widget, xref).filter(|_| !hidden);
        if let (Some(area), Some(said)) = (area, said(widget, xref)) {
            write(&said, upright.transform_rect_bbox(area), &mut lines, drawn);
        }
    }
}

fn area(widget: &Dict<'_>, xref: &XRef) -> Option<Rect> {
    let corners = items(&widget.get::<Array<'_>>(b"Rect")?, xref);
    let number = |object: &Object<'_>| match object {
        Object::Number(number) => Some(number.as_f64()),
        _ => None,
    };
    let corners: Vec<f64> = corners.iter().filter_map(number).collect();
    let [a, b, c, d] = corners.try_into().ok()?;
    let rect = Rect::from_points(Point::new(a, b), Point::new(c, d));
    (rect.is_finite() && rect.area() > 0.0).then_some(rect)
}

/// The field itself and those above it.
fn lineage<'a>(widget: &Dict<'a>) -> impl Iterator<Item = Dict<'a>> {
    let above = |field: &Dict<'a>| field.get::<Dict<'a>>(b"Parent");
    std::iter::successors(Some(widget.clone()), above).take(DEEPEST)
}

/// What a field shows; none of one that is empty.
fn said(widget: &Dict<'_>, xref: &XRef) -> Option<String> {
    let kind = lineage(widget).find_map(|f| f.get::<Name<'_>>(b"FT"))?;
    let flags = lineage(widget).find_map(|f| f.get::<u32>(b"Ff"));
    let value = || lineage(widget).find_map(|f| f.get::<Object<'_>>(b"V"));
    match kind.as_ref() {
        b"Btn" if flags.unwrap_or(0) & PUSHED != 0 => None,
        b"Btn" => {
            let state = widget.get::<Name<'_>>(b"AS");
            let ticked = match (state, value()) {
                (Some(state), _) => state.as_ref() != b"Off",
                (None, Some(Object::Name(value))) => value.as_ref() != b"Off",
                (None, _) => false,
            };
            Some(if ticked { "☒" } else { "☐" }.to_owned())
        }
        b"Tx" => one(&value()?),
        b"Ch" => {
            let options = lineage(widget).find_map(|f| f.get::<Array<'_>>(b"Opt"));
            let options = options.map(|o| items(&o, xref)).unwrap_or_default();
            let chosen: Vec<String> = match value()? {
                Object::Array(several) => items(&several, xref).iter().filter_map(one).collect(),
                single => one(&single).into_iter().collect(),
            };
            let shown = chosen.iter().map(|c| label(c, &options, xref));
            Some(shown.collect::<Vec<_>>().join(", "))
        }
        _ => None,
    }
    .filter(|said| !said.trim().is_empty())
}

fn one(object: &Object<'_>) -> Option<String> {
    match object {
        Object::String(string) => Some(text(string.as_bytes())),
        Object::Name(name) => Some(text(name.as_ref())),
        Object::Stream(stream) => Some(text(&stream.decoded_data().ok()?)),
        _ => None,
    }
}

/// What a list shows of what it stores.
fn label(stored: &str, options: &[Object<'_>], xref: &XRef) -> String {
    let shown = options.iter().find_map(|option| match option {
        Object::Array(pair) => match items(pair, xref).as_slice() {
            [key, shown] if one(key).as_deref() == Some(stored) => one(shown),
            _ => None,
        },
        _ => None,
    });
    shown.unwrap_or_else(|| stored.to_owned())
}

/// Writes text into a box of the page: on the line of the text beside it, where
/// there is one.
fn write(said: &str, area: Rect, on: &mut Lines, drawn: &mut Page) {
    let lines: Vec<&str> = said
        .split(['\r', '\n'])
        .filter(|l| !l.trim().is_empty())
        .collect();
    let bottom = area.y1 - area.height() * 0.25;
    let beside = on.nearest(area.y0, area.y1 + 1.0, bottom);
    let (base, size) = match (beside, lines.len()) {
        (Some(line), 1) => line,
        (_, 1) => (bottom, (area.height() * 0.7).clamp(4.0, LETTER)),
        _ => (area.y0 + LETTER, LETTER),
    };
    for (n, line) in (0..).zip(lines) {
        let letters = line.chars().count() as f64;
        let width = (letters * size / 2.0).min(area.width());
        let y = base + f64::from(n) * size * 1.2;
        drawn.put(line.trim(), area.x0, y, width, size);
        on.add(y, size);
    }
}

/// The lines of text of a page by their height, each with the size of its letters:
/// a page may have very many boxes and letters.
#[derive(Default)]
struct Lines(BTreeMap<Height, f64>);

impl Lines {
    fn of(page: &Page) -> Self {
        let mut lines = Self::default();
        page.glyphs.iter().for_each(|g| lines.add(g.y, g.size));
        lines
    }

    fn add(&mut self, y: f64, size: f64) {
        self.0.entry(Height(y)).or_insert(size);
    }

    /// The line between two heights that is the nearest to one between them.
    fn nearest(&self, from: f64, to: f64, wanted: f64) -> Option<(f64, f64)> {
        if !(from <= wanted && wanted <= to) {
            return None;
        }
        let above = self.0.range(Height(from)..Height(wanted)).next_back();
        let below = self.0.range(Height(wanted)..=Height(to)).next();
        let both = above.into_iter().chain(below);
        let far = |h: &Height| (h.0 - wanted).abs();
        let nearest = both.min_by(|a, b| far(a.0).total_cmp(&far(b.0)));
        nearest.map(|(y, size)| (y.0, *size))
    }
}

/// A height in the total order of numbers.
#[derive(Clone, Copy)]
struct Height(f64);

impl Ord for Height {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.total_cmp(&other.0)
    }
}

impl PartialOrd for Height {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Height {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Height {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_beside_a_box_is_the_nearest() {
        let mut lines = Lines::default();
        for (y, size) in [(10.0, 8.0), (10.0, 9.0), (14.0, 11.0), (30.0, 12.0)] {
            lines.add(y, size);
        }
        assert_eq!(lines.nearest(5.0, 20.0, 11.0), Some((10.0, 8.0)));
        assert_eq!(lines.nearest(5.0, 20.0, 13.0), Some((14.0, 11.0)));
        assert_eq!(lines.nearest(16.0, 29.0, 20.0), None);
        assert_eq!(lines.nearest(f64::NAN, 29.0, 20.0), None);
    }

    #[test]
    fn very_many_boxes_on_a_page_of_very_many_letters() {
        let mut page = Page::default();
        for n in 0..100_000 {
            page.put("a", 0.0, f64::from(n), 1.0, 9.0);
        }
        let mut lines = Lines::of(&page);
        for n in 0..100_000 {
            let y = f64::from(n);
            write("b", Rect::new(0.0, y, 9.0, y + 4.0), &mut lines, &mut page);
        }
        assert_eq!(page.glyphs.len(), 200_000);
        assert_eq!(page.glyphs[100_000].y, 3.0);
    }
}
