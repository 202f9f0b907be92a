//! What surrounds the pages of a PDF: document information, XMP, bookmarks,
//! annotations, links, embedded files.

use super::super::office::properties::leaves;
use super::super::office::story::Story;
use super::super::office::xml::{Halt, Xml};
use super::super::{Flow, Limits, Member, Sink, Start, Stop, Text};
use super::fields::is_field;
use super::objects::{Met, NODES, dicts, is_long, stream, string, text};
use crate::model::{Problem, Reason};
use flate2::read::ZlibDecoder;
use hayro_syntax::object::{Dict, Stream};
use hayro_syntax::xref::XRef;
use hayro_syntax::{Filter, Pdf};
use std::collections::BTreeSet;
use std::io::Read;

/// Elements of XMP that give a value no name.
const WRAPPERS: [&str; 7] = ["xmpmeta", "RDF", "Description", "Seq", "Bag", "Alt", "li"];

/// Elements of XMP about programs, versions and dates, by the end of their names.
const LEFT_OUT: [&str; 7] = [
    "Date",
    "ID",
    "Tool",
    "Producer",
    "format",
    "conformance",
    "GTS_PDFXVersion",
];
/// Parts of XMP about the making of the file.
const MAKING: [&str; 8] = [
    "History",
    "DerivedFrom",
    "Fonts",
    "PlateNames",
    "SwatchGroups",
    "Thumbnails",
    "schemas",
    "Pantry",
];

/// What is given once though the document says it often.
#[derive(Debug, Default)]
pub(super) struct Surroundings {
    /// Values of the document information.
    given: BTreeSet<String>,
    links: BTreeSet<String>,
    authors: BTreeSet<String>,
    /// Titles of bookmarks.
    bookmarks: Vec<String>,
    /// Comments, with their pages.
    pub(super) comments: Vec<(u32, String)>,
    files: Met,
    /// Something was too long to be visited to its end.
    cut: bool,
}

impl Surroundings {
    /// Title, author, subject, keywords; the programs and dates are left out.
    pub(super) fn information(&mut self, pdf: &Pdf, sink: &mut dyn Sink) -> Flow {
        let metadata = pdf.metadata();
        let properties = [
            ("Title", &metadata.title),
            ("Author", &metadata.author),
            ("Subject", &metadata.subject),
            ("Keywords", &metadata.keywords),
        ];
        for (key, value) in properties {
            let value = value.as_deref().map(text).unwrap_or_default();
            if !value.is_empty() {
                sink.keyed(key, &value, Start::Field)?;
                self.given.insert(value);
            }
        }
        Ok(())
    }

    /// The XMP of the document, where it says more than its information.
    pub(super) fn xmp(&mut self, catalog: &Dict<'_>, limits: &Limits, sink: &mut dyn Sink) -> Flow {
        let Some(bytes) = stream(catalog, b"Metadata") else {
            return Ok(());
        };
        let mut each = |key: &str, value: &str| {
            let last = key.rsplit('.').next().unwrap_or(key);
            let is_said = LEFT_OUT.iter().any(|end| last.ends_with(end))
                || key.split('.').any(|part| MAKING.contains(&part))
                || !value.contains(char::is_alphabetic)
                || !self.given.insert(value.to_owned());
            match is_said {
                true => Ok(()),
                false => sink.keyed(key, value, Start::Field),
            }
        };
        let xml = Xml::new(bytes.as_slice(), limits);
        match xml.map(|mut xml| leaves(&mut xml, &WRAPPERS, &mut each)) {
            Ok(Err(Halt::Stop)) => Err(Stop),
            // XMP is often padded, and cut; what it held till there is given.
            Ok(Ok(()) | Err(Halt::Fault(_))) | Err(_) => Ok(()),
        }
    }

    /// Titles of bookmarks.
    pub(super) fn bookmarks(&mut self, catalog: &Dict<'_>) {
        let mut met = Met::default();
        let mut open: Vec<Dict<'_>> = catalog.get(b"Outlines").into_iter().collect();
        while let Some(item) = open.pop() {
            if !met.is_new(&item) {
                continue;
            }
            if self.bookmarks.len() > NODES {
                self.cut = true;
                break;
            }
            self.bookmarks.extend(string(&item, b"Title"));
            open.extend(item.get::<Dict<'_>>(b"Next"));
            open.extend(item.get::<Dict<'_>>(b"First"));
        }
    }

    /// Comments, links and files attached to a page.
    pub(super) fn annotations(
        &mut self,
        number: u32,
        page: &Dict<'_>,
        xref: &XRef,
        sink: &mut dyn Sink,
    ) -> Flow {
        self.cut |= is_long(page, b"Annots");
        for annotation in dicts(page, b"Annots", xref) {
            if let Some(action) = annotation.get::<Dict<'_>>(b"A") {
                self.links.extend(string(&action, b"URI"));
            }
            if let Some(file) = annotation.get::<Dict<'_>>(b"FS") {
                self.file(&file, sink)?;
            }
            // The title of a field is its name, its content a hint.
            if !is_field(&annotation) {
                self.authors.extend(string(&annotation, b"T"));
                let content = string(&annotation, b"Contents");
                let content = content.or_else(|| string(&annotation, b"RC"));
                let said = content.into_iter().chain(string(&annotation, b"Subj"));
                self.comments.extend(said.map(|text| (number, text)));
            }
        }
        Ok(())
    }

    /// Files in the tree of names, and those the document is associated with.
    pub(super) fn files(&mut self, catalog: &Dict<'_>, xref: &XRef, sink: &mut dyn Sink) -> Flow {
        for file in dicts(catalog, b"AF", xref) {
            self.file(&file, sink)?;
        }
        let names = catalog.get::<Dict<'_>>(b"Names");
        let tree = names.and_then(|names| names.get::<Dict<'_>>(b"EmbeddedFiles"));
        let mut met = Met::default();
        let mut open: Vec<Dict<'_>> = tree.into_iter().collect();
        let mut visited = 0;
        while let Some(node) = open.pop() {
            visited += 1;
            if !met.is_new(&node) {
                continue;
            }
            if visited > NODES {
                self.cut = true;
                break;
            }
            self.cut |= is_long(&node, b"Names") || is_long(&node, b"Kids");
            for file in dicts(&node, b"Names", xref) {
                self.file(&file, sink)?;
            }
            open.extend(dicts(&node, b"Kids", xref).into_iter().rev());
        }
        Ok(())
    }

    /// Gives an embedded file, once.
    fn file(&mut self, file: &Dict<'_>, sink: &mut dyn Sink) -> Flow {
        if !file.contains_key(b"EF") {
            // it lies elsewhere
            return Ok(());
        }
        let name = string(file, b"UF").or_else(|| string(file, b"F"));
        let name = name.unwrap_or_else(|| "embedded file".to_owned());
        let embedded = file.get::<Dict<'_>>(b"EF").unwrap_or_default();
        let streams = [&b"UF"[..], b"F", b"Unix", b"Mac", b"DOS"];
        let stream = streams
            .iter()
            .find_map(|key| embedded.get::<Stream<'_>>(key));
        match stream {
            Some(stream) if self.files.is_new(stream.dict()) => give(&name, &stream, sink),
            None if self.files.is_new(file) => sink.member(Member {
                name: &name,
                stored: None,
                content: Err(Problem::new(Reason::Damaged, "no such stream")),
            }),
            Some(_) | None => Ok(()),
        }
    }

    /// Gives what was kept: bookmarks as text, comments on their pages, links and authors.
    pub(super) fn finish(self, limits: &Limits, sink: &mut dyn Sink) -> Flow {
        let mut story = Story::new(limits, sink);
        story.begin_aside()?;
        for text in &self.bookmarks {
            story.open_paragraph();
            story.push(text);
            story.close_paragraph()?;
        }
        story.end_part()?;
        for of_page in self.comments.chunk_by(|a, b| a.0 == b.0) {
            let texts: Vec<&str> = of_page.iter().map(|(_, text)| text.as_str()).collect();
            let text = texts.join("\n");
            sink.text(Text::whole(&text, Start::Page(of_page[0].0)))?;
        }
        for author in &self.authors {
            sink.keyed("author", author, Start::Field)?;
        }
        for link in &self.links {
            sink.keyed("hyperlink", link, Start::Field)?;
        }
        if self.cut {
            let detail = "bookmarks, notes or attached files";
            sink.problem(Problem::new(Reason::CellLimit, detail));
        }
        Ok(())
    }
}

/// Gives a stream as a contained file, inflated as the receiver reads it, so that
/// its budgets hold.
fn give(name: &str, stream: &Stream<'_>, sink: &mut dyn Sink) -> Flow {
    let raw = stream.raw_data();
    let has_parameters = stream.dict().contains_key(b"DecodeParms");
    let decoded;
    let (mut plain, mut inflated);
    let content: Result<&mut dyn Read, Problem> = match stream.filters().as_slice() {
        [] => {
            plain = &raw[..];
            Ok(&mut plain)
        }
        [Filter::FlateDecode] if !has_parameters => {
            inflated = ZlibDecoder::new(&raw[..]);
            Ok(&mut inflated)
        }
        _ => match stream.decoded_data() {
            Ok(bytes) => {
                decoded = bytes;
                plain = &decoded[..];
                Ok(&mut plain)
            }
            Err(_) => Err(Problem::new(Reason::Damaged, "filter")),
        },
    };
    sink.member(Member {
        name,
        stored: Some(raw.len() as u64),
        content,
    })
}
