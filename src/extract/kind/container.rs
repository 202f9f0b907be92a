//! Zip archives and OLE files: which of the many formats made of them.

use super::headers::Headers;
use super::{with, without};
use crate::extract::{Identified, Reader};
use file_format::FileFormat;

/// Identifies a zip or an OLE file; none for anything else.
pub(super) fn identify(head: &[u8], extension: &str) -> Option<Identified> {
    match head {
        [b'P', b'K', 3, 4, ..] | [b'P', b'K', 7, 8, b'P', b'K', ..] => Some(zip(head, extension)),
        [b'P', b'K', 5, 6, ..] => Some(with(Reader::Zip, "zip")),
        [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, ..] => Some(ole(head, extension)),
        _ => None,
    }
}

/// The names of a zip's parts, as far as they tell what it is.
#[derive(Debug, Default)]
pub(in crate::extract) struct Parts {
    content_types: bool,
    iwork: bool,
    word: Part,
    excel: Part,
    excel_binary: bool,
    powerpoint: Part,
    visio: Part,
}

/// What is known of one family of parts.
#[derive(Debug, Default, Clone, Copy)]
struct Part {
    /// A part of this family's folder.
    some: bool,
    /// The main part.
    main: bool,
    /// Macros.
    macros: bool,
}

impl Part {
    fn add(&mut self, name: &str, mains: &[&str]) {
        self.some = true;
        self.main |= mains.contains(&name);
        self.macros |= name == "vbaProject.bin";
    }

    const fn told(self, content_types: bool) -> bool {
        self.main || (self.some && content_types)
    }
}

impl Parts {
    /// Takes note of one part.
    pub(in crate::extract) fn add(&mut self, name: &[u8]) {
        let Ok(name) = std::str::from_utf8(name) else {
            return;
        };
        let name = name.replace('\\', "/");
        match name.trim_start_matches('/').split_once('/') {
            None => self.content_types |= name == "[Content_Types].xml",
            Some(("word", part)) => self.word.add(part, &["document.xml", "document2.xml"]),
            Some(("xl", part)) => {
                self.excel.add(part, &["workbook.xml", "workbook.bin"]);
                self.excel_binary |= part == "workbook.bin";
            }
            Some(("ppt", part)) => self.powerpoint.add(part, &["presentation.xml"]),
            Some(("visio", part)) => self.visio.add(part, &["document.xml"]),
            Some(("Index", part)) => self.iwork |= part == "Document.iwa",
            Some(_) => {}
        }
    }

    /// The office document it is, if it is one.
    pub(in crate::extract) fn office(&self) -> Option<Identified> {
        let told = |part: Part| part.told(self.content_types);
        Some(if told(self.word) && self.word.macros {
            with(Reader::Docx, "docm")
        } else if told(self.word) {
            with(Reader::Docx, "docx")
        } else if told(self.excel) && self.excel_binary {
            with(Reader::Sheet, "xlsb")
        } else if told(self.excel) && self.excel.macros {
            with(Reader::Sheet, "xlsm")
        } else if told(self.excel) {
            with(Reader::Sheet, "xlsx")
        } else if told(self.powerpoint) {
            without("pptx")
        } else if told(self.visio) {
            without("vsdx")
        } else if self.iwork {
            without("iwork")
        } else {
            return None;
        })
    }
}

fn zip(head: &[u8], extension: &str) -> Identified {
    if let Some(declared) = mimetype(head) {
        return declared;
    }
    let mut parts = Parts::default();
    Headers::of(head).for_each(|name| parts.add(name));
    if let Some(office) = parts.office() {
        return by_name(office, extension);
    }
    match extension {
        "docx" | "dotx" => with(Reader::Docx, "docx"),
        "docm" | "dotm" => with(Reader::Docx, "docm"),
        "xlsx" | "xltx" => with(Reader::Sheet, "xlsx"),
        "xlsm" | "xltm" | "xlam" => with(Reader::Sheet, "xlsm"),
        "xlsb" => with(Reader::Sheet, "xlsb"),
        "ods" | "ots" => with(Reader::Sheet, "ods"),
        "odt" | "ott" => with(Reader::Odt, "odt"),
        "pptx" | "ppsx" | "potx" | "pptm" => without("pptx"),
        "odp" | "otp" => without("odp"),
        "odg" => without("odg"),
        "pages" => without("pages"),
        "numbers" => without("numbers"),
        "key" => without("keynote"),
        "epub" => with(Reader::Zip, "epub"),
        "jar" => with(Reader::Zip, "jar"),
        "apk" => with(Reader::Zip, "apk"),
        _ => with(Reader::Zip, "zip"),
    }
}

/// What only the name tells, where the telling part may come later: macros, and
/// which of Apple's three kinds of document it is.
fn by_name(office: Identified, extension: &str) -> Identified {
    match (office.kind.as_str(), extension) {
        ("docx", "docm" | "dotm") => with(Reader::Docx, "docm"),
        ("xlsx", "xlsm" | "xltm") => with(Reader::Sheet, "xlsm"),
        ("iwork", "pages") => without("pages"),
        ("iwork", "numbers") => without("numbers"),
        ("iwork", "key") => without("keynote"),
        _ => office,
    }
}

/// What the first member, stored and named `mimetype`, declares.
fn mimetype(head: &[u8]) -> Option<Identified> {
    let start = &head[..head.len().min(512)];
    let name = memchr::memmem::find(start, b"mimetype")?;
    let value = &start[name + 8..];
    let opendocument = b"application/vnd.oasis.opendocument.";
    if let Some(at) = memchr::memmem::find(value, opendocument) {
        let rest = &value[at + opendocument.len()..];
        let is = |what: &str| rest.starts_with(what.as_bytes());
        return Some(if is("text") {
            with(Reader::Odt, "odt")
        } else if is("spreadsheet") {
            with(Reader::Sheet, "ods")
        } else if is("presentation") {
            without("odp")
        } else if is("graphics") {
            without("odg")
        } else {
            without("opendocument")
        });
    }
    memchr::memmem::find(value, b"application/epub+zip").map(|_| with(Reader::Zip, "epub"))
}

/// An OLE file, by the streams of its directory where that is near, else by
/// the start of its first stream, else by name.
fn ole(head: &[u8], extension: &str) -> Identified {
    let streams = ole_streams(head);
    let has = |name: &str| streams.iter().any(|s| s == name);
    if has("EncryptedPackage") {
        return encrypted_office(extension);
    }
    if has("Workbook") || has("Book") {
        return with(Reader::Sheet, "xls");
    }
    if has("WordDocument") {
        return without("doc");
    }
    if has("PowerPoint Document") {
        return without("ppt");
    }
    if streams.iter().any(|s| s.starts_with("__substg1.0_")) || has("__properties_version1.0") {
        return without("msg");
    }
    match head.get(512..520) {
        Some([9, 8, _, _, 0, 5 | 6, 5, 0]) => return with(Reader::Sheet, "xls"),
        Some([0xEC, 0xA5, ..]) => return without("doc"),
        _ => {}
    }
    match (extension, FileFormat::from_bytes(head)) {
        ("xls" | "xlt", _) => with(Reader::Sheet, "xls"),
        ("xlsx" | "xlsm" | "xlsb" | "docx" | "docm", _) => encrypted_office(extension),
        ("pptx", _) => without("pptx"),
        ("doc" | "dot", _) => without("doc"),
        ("ppt" | "pps", _) => without("ppt"),
        ("msg", _) => without("msg"),
        ("msi", _) | (_, FileFormat::MicrosoftSoftwareInstaller) => without("msi"),
        ("pub", _) | (_, FileFormat::MicrosoftPublisherDocument) => without("pub"),
        ("vsd", _) | (_, FileFormat::MicrosoftVisioDrawing) => without("vsd"),
        ("mpp", _) | (_, FileFormat::MicrosoftProjectPlan) => without("mpp"),
        _ if extension == "db" => without("thumbs"),
        _ => without("ole"),
    }
}

/// An office document that needs a password: its reader says so.
fn encrypted_office(extension: &str) -> Identified {
    match extension {
        "docx" | "dotx" => with(Reader::Docx, "docx"),
        "docm" => with(Reader::Docx, "docm"),
        "pptx" | "pptm" | "ppsx" => without("pptx"),
        "xlsm" => with(Reader::Sheet, "xlsm"),
        "xlsb" => with(Reader::Sheet, "xlsb"),
        _ => with(Reader::Sheet, "xlsx"),
    }
}

/// Names in the first sectors of an OLE directory, if they lie in `head`.
fn ole_streams(head: &[u8]) -> Vec<String> {
    const ENTRY: usize = 128;
    let number = |at: usize| {
        let bytes = head.get(at..at + 4)?;
        Some(u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
    };
    let shift = head.get(30).copied().unwrap_or(9);
    let Some(sector) = number(48).filter(|_| matches!(shift, 9 | 12)) else {
        return Vec::new();
    };
    let start = (sector as usize)
        .saturating_add(1)
        .saturating_mul(1 << shift);
    let entries = head.get(start..).unwrap_or_default().chunks_exact(ENTRY);
    entries.take(64).map_while(ole_name).collect()
}

/// The name of a directory entry; none where no directory can be.
fn ole_name(entry: &[u8]) -> Option<String> {
    let length = usize::from(u16::from_le_bytes([entry[64], entry[65]]));
    if length > 64 || entry[66] > 5 {
        return None;
    }
    let units = entry[..length.saturating_sub(2)].chunks_exact(2);
    let units = units.map(|u| u16::from_le_bytes([u[0], u[1]]));
    Some(
        char::decode_utf16(units)
            .map(|c| c.unwrap_or('\u{FFFD}'))
            .collect(),
    )
}
