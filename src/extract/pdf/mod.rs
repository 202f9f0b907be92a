//! PDF: the text of its pages in reading order, the values of its forms, and what
//! surrounds both.
//!
//! Nothing is passed over in silence: a document under a password, pages that are
//! pictures, characters that no font explains, streams that cannot be decoded and
//! pages that are missing are declared. Hidden layers are read like the rest.

mod checks;
mod columns;
mod fields;
mod glyphs;
mod grid;
mod layout;
mod objects;
mod shown;
mod surroundings;
#[cfg(test)]
mod tests;

use super::{Flow, Input, Limits, Sink, Start, Text, in_memory};
use crate::model::{Problem, Reason};
use checks::is_whole;
use glyphs::Page;
use hayro_interpret::kurbo::{Affine, Rect};
use hayro_interpret::{
    Context, InterpreterCache, InterpreterSettings, RenderContent, interpret_page,
};
use hayro_syntax::object::{Array, Dict};
use hayro_syntax::{LoadPdfError, Pdf};
use surroundings::Surroundings;

/// Fewer glyphs than this beside pictures or outlines: a page that is a picture.
const FEW: usize = 10;
/// Outlines that may be letters drawn as curves.
const OUTLINES: usize = 50;
/// Unknown glyphs of a hundred that make a page's text unreliable, and how many
/// there must be.
const UNKNOWN_PERCENT: usize = 8;
const UNKNOWN: usize = 5;

pub(super) fn read(input: Input<'_>, limits: &Limits, sink: &mut dyn Sink) -> Flow {
    match load(input, limits) {
        Ok(pdf) => read_document(&pdf, limits, sink),
        Err(problem) => {
            sink.problem(problem);
            Ok(())
        }
    }
}

fn load(input: Input<'_>, limits: &Limits) -> Result<Pdf, Problem> {
    let mut bytes = in_memory(input, limits.memory)?;
    show_layers(&mut bytes);
    let pdf = Pdf::new(bytes).map_err(|error| match error {
        LoadPdfError::Decryption(_) => Problem::new(Reason::Encrypted, ""),
        LoadPdfError::Invalid => Problem::new(Reason::Damaged, ""),
    })?;
    match pdf.pages().is_empty() {
        true => Err(Problem::new(Reason::Damaged, "no page")),
        false => Ok(pdf),
    }
}

/// What hides layers in the catalog, and what it is renamed to.
const LAYERS: &[u8] = b"/OCProperties";
const LAYERS_SHOWN: &[u8] = b"XCProperties";

/// The interpreter leaves out what is on a hidden layer. Without its properties
/// no layer is hidden: they are renamed in the copy that is read.
fn show_layers(bytes: &mut [u8]) {
    let places: Vec<_> = memchr::memmem::find_iter(bytes, LAYERS).collect();
    for place in places {
        bytes[place + 1] = b'X';
    }
}

fn read_document(pdf: &Pdf, limits: &Limits, sink: &mut dyn Sink) -> Flow {
    let xref = pdf.xref();
    let catalog: Dict<'_> = xref.get(xref.root_id()).unwrap_or_default();
    let mut around = Surroundings::default();
    around.information(pdf, sink)?;
    around.xmp(&catalog, limits, sink)?;
    let pages: Vec<&Dict<'_>> = pdf.pages().iter().map(|page| page.raw()).collect();
    let mut drawn_too = fields::read(&catalog, &pages, xref, limits, sink)?;
    around.bookmarks(&catalog);
    for (number, page) in (1..).zip(pdf.pages().iter()) {
        around.annotations(number, page.raw(), xref, sink)?;
    }
    drawn_too.extend(around.comments.iter().map(|(_, text)| text.clone()));
    read_pages(pdf, &Drawn::new(&drawn_too), sink)?;
    around.files(&catalog, xref, sink)?;
    around.finish(limits, sink)?;
    declare_layers(pdf, &catalog, sink);
    declare_missing(pdf, &catalog, sink);
    Ok(())
}

/// Pages whose reading must be declared.
#[derive(Debug, Default)]
struct Doubtful {
    pictures: Vec<u32>,
    unknown: Vec<u32>,
    damaged: Vec<u32>,
    cut: Vec<u32>,
}

fn read_pages(pdf: &Pdf, drawn_too: &Drawn, sink: &mut dyn Sink) -> Flow {
    let cache = InterpreterCache::new();
    let mut doubtful = Doubtful::default();
    for (number, page) in (1..).zip(pdf.pages().iter()) {
        let mut content = draw(pdf, page, &cache, RenderContent::PAGE);
        let notes = draw(pdf, page, &cache, RenderContent::ANNOTATIONS);
        doubtful.judge(number, page, &content, &notes, pdf);
        let as_shown = sink.as_shown();
        if as_shown {
            shown::fill(page.raw(), pdf.xref(), upright(page), &mut content);
        }
        let mut text = layout::text(&content);
        for line in layout::text(&notes).lines() {
            // the signs of boxes stand at their place already
            if as_shown && !line.contains(char::is_alphanumeric) {
                continue;
            }
            if !drawn_too.holds(line) {
                text.push_str(line);
                text.push('\n');
            }
        }
        if !text.trim().is_empty() {
            sink.text(Text::whole(&text, Start::Page(number)))?;
        }
    }
    doubtful.declare(sink);
    Ok(())
}

/// How the space of a page becomes one that runs down from its upper left.
fn upright(page: &hayro_syntax::page::Page<'_>) -> Affine {
    Affine::new(page.initial_transform(true).as_coeffs())
}

fn draw<'a>(
    pdf: &'a Pdf,
    page: &hayro_syntax::page::Page<'a>,
    cache: &InterpreterCache<'a>,
    what: RenderContent,
) -> Page {
    let settings = InterpreterSettings {
        render_content: what,
        ..InterpreterSettings::default()
    };
    let upright = upright(page);
    let (width, height) = page.render_dimensions();
    let area = Rect::new(0.0, 0.0, width.into(), height.into());
    let mut context = Context::new(upright, area, cache, pdf.xref(), settings);
    let mut drawn = Page::default();
    interpret_page(page, &mut context, &mut drawn);
    drawn
}

impl Doubtful {
    fn judge(
        &mut self,
        number: u32,
        page: &hayro_syntax::page::Page<'_>,
        content: &Page,
        notes: &Page,
        pdf: &Pdf,
    ) {
        let glyphs = content.glyphs.len() + notes.glyphs.len();
        let unknown = content.unknown + notes.unknown;
        let is_picture = content.images + notes.images > 0 || content.outlines >= OUTLINES;
        if glyphs < FEW && is_picture {
            self.pictures.push(number);
        }
        if unknown >= UNKNOWN && unknown * 100 > glyphs * UNKNOWN_PERCENT {
            self.unknown.push(number);
        }
        if content.overflow || notes.overflow {
            self.cut.push(number);
        }
        if !is_whole(page, pdf.xref(), content.is_blank()) {
            self.damaged.push(number);
        }
    }

    fn declare(&self, sink: &mut dyn Sink) {
        let kinds = [
            (Reason::ImageOnly, &self.pictures),
            (Reason::UnreliableText, &self.unknown),
            (Reason::Damaged, &self.damaged),
            (Reason::Memory, &self.cut),
        ];
        for (reason, pages) in kinds {
            if !pages.is_empty() {
                sink.problem(Problem::new(reason, page_numbers(pages)));
            }
        }
    }
}

/// Values that are given under the names of their fields: where a page draws them
/// as well, they are not given twice.
struct Drawn(String);

impl Drawn {
    fn new(values: &[String]) -> Self {
        let values: Vec<_> = values.iter().map(|value| dense(value)).collect();
        Self(values.join("\n"))
    }

    fn holds(&self, line: &str) -> bool {
        let line = dense(line);
        !line.is_empty() && memchr::memmem::find(self.0.as_bytes(), line.as_bytes()).is_some()
    }
}

fn dense(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Says that hidden layers were read, or that they could not be.
fn declare_layers(pdf: &Pdf, catalog: &Dict<'_>, sink: &mut dyn Sink) {
    if hides_layers(catalog, LAYERS_SHOWN) {
        sink.note("hidden layers read");
    }
    if hides_layers(catalog, &LAYERS[1..]) && pdf.xref().has_optional_content_groups() {
        sink.problem(Problem::new(
            Reason::UnreliableText,
            "hidden layers not read",
        ));
    }
}

fn hides_layers(catalog: &Dict<'_>, key: &[u8]) -> bool {
    let config = catalog
        .get::<Dict<'_>>(key)
        .and_then(|layers| layers.get::<Dict<'_>>(b"D"));
    let hidden = config.and_then(|config| config.get::<Array<'_>>(b"OFF"));
    hidden.is_some_and(|hidden| hidden.raw_iter().next().is_some())
}

/// Says that the document counts more pages than can be found.
fn declare_missing(pdf: &Pdf, catalog: &Dict<'_>, sink: &mut dyn Sink) {
    let tree = catalog.get::<Dict<'_>>(b"Pages");
    let counted = tree.and_then(|tree| tree.get::<u32>(b"Count"));
    let found = pdf.pages().len();
    if let Some(counted) = counted.filter(|counted| *counted as usize > found) {
        let detail = format!("{found} of {counted} pages");
        sink.problem(Problem::new(Reason::Damaged, detail));
    }
}

/// `page 3`, `pages 1-4, 7`.
fn page_numbers(pages: &[u32]) -> String {
    const MOST: usize = 20;
    let mut stretches: Vec<(u32, u32)> = Vec::new();
    for page in pages {
        match stretches.last_mut() {
            Some((_, last)) if *last + 1 == *page => *last = *page,
            _ => stretches.push((*page, *page)),
        }
    }
    let more = if stretches.len() > MOST { ", ..." } else { "" };
    let shown = stretches
        .iter()
        .take(MOST)
        .map(|(first, last)| match first == last {
            true => first.to_string(),
            false => format!("{first}-{last}"),
        });
    let noun = if pages.len() == 1 { "page" } else { "pages" };
    format!("{noun} {}{more}", shown.collect::<Vec<_>>().join(", "))
}
