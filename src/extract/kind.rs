//! What an item is: by content first, by name where content leaves a doubt. A
//! wrong extension hides nothing: text in a `.jpg` is read, a PDF named `.txt`
//! is a PDF. What has no reader is given its kind, so that it can be declared.

mod container;
mod headers;
mod text;

pub(super) use container::Parts;

use super::encoding::{self, Encoding};
use super::{Identified, Reader};
use crate::model::Kind;
use file_format::FileFormat;
use std::borrow::Cow;

/// What the first bytes of an item and its name say it is. 64 KiB are enough;
/// with fewer, tables without a telling name and office documents whose
/// telling parts come late may be called `text` and `zip` (and are read well).
#[must_use]
pub fn identify(head: &[u8], name: &str) -> Identified {
    if head.is_empty() {
        return with(Reader::Text, "empty");
    }
    let extension = extension(name);
    let extension = extension.as_str();
    // pictures may lie in it as bytes that are no text
    if head.trim_ascii_start().starts_with(b"{\\rtf") {
        return with(Reader::Rtf, "rtf");
    }
    if is_pdf(head, extension) {
        return with(Reader::Pdf, "pdf");
    }
    if let Some(container) = container::identify(head, extension) {
        return container;
    }
    match encoding::guess(head) {
        Some(guess) if !has_signature(head, guess.encoding) => {
            text::identify(&encoding::sample(head, guess), name, extension)
        }
        _ => binary(head, extension),
    }
}

/// What the name alone says of an item that could not be opened; empty if it
/// says nothing.
#[must_use]
pub fn kind_by_name(name: &str) -> Kind {
    const SAME: [&str; 35] = [
        "rtf", "pdf", "docx", "docm", "xlsx", "xlsm", "xlsb", "xls", "ods", "odt", "odp", "odg",
        "pptx", "doc", "ppt", "msg", "pst", "ost", "eml", "mbox", "zip", "gz", "tar", "7z", "rar",
        "csv", "json", "xml", "html", "sql", "db", "mdb", "accdb", "dbf", "png",
    ];
    let extension = extension(name);
    let kind = match extension.as_str() {
        "txt" | "log" | "md" | "text" => "text",
        "tsv" => "csv",
        "ndjson" | "jsonl" => "json",
        "htm" => "html",
        "tgz" => "gz",
        "jpg" | "jpeg" => "jpeg",
        "tif" | "tiff" => "tiff",
        same => match SAME.into_iter().find(|s| *s == same) {
            Some(kind) => kind,
            None => return Kind::default(),
        },
    };
    Kind::of(kind)
}

/// A kind and who reads it.
const fn with(reader: Reader, kind: &'static str) -> Identified {
    Identified {
        kind: Kind::of(kind),
        reader: Some(reader),
    }
}

/// A kind that nobody reads yet.
const fn without(kind: &'static str) -> Identified {
    Identified {
        kind: Kind::of(kind),
        reader: None,
    }
}

/// The lower-case extension of a name; empty if it has none.
fn extension(name: &str) -> String {
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
    match name.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() => extension.to_lowercase(),
        _ => String::new(),
    }
}

/// A PDF may have other bytes before its header, which readers seek in the
/// first 1,024; a text that speaks of PDF is none, nor is an archive that holds
/// one.
fn is_pdf(head: &[u8], extension: &str) -> bool {
    let start = &head[..head.len().min(1024 + 5)];
    match memchr::memmem::find(start, b"%PDF-") {
        None => false,
        Some(0) => true,
        Some(_) if extension == "pdf" => true,
        Some(_) => encoding::guess(head).is_none() && !is_signed(head),
    }
}

/// Whether the first bytes are the signature of something other than PDF.
fn is_signed(head: &[u8]) -> bool {
    !matches!(
        FileFormat::from_bytes(head),
        FileFormat::ArbitraryBinaryData | FileFormat::PortableDocumentFormat
    )
}

/// Whether bytes that could be text are something else by their signature.
/// Many signatures are a few letters that texts may begin with: they count
/// only where the bytes are odd for a text.
fn has_signature(head: &[u8], encoding: Encoding) -> bool {
    let odd = |b: &u8| matches!(*b, 0..=8 | 14..=31 | 127);
    let suspect = match encoding {
        Encoding::Utf8 => head.iter().any(odd),
        Encoding::Utf32 { .. } => false,
        Encoding::Other(wide) if !wide.is_ascii_compatible() => false,
        _ => head.iter().any(odd) || head.iter().take(4).any(|b| !b.is_ascii()),
    };
    suspect && FileFormat::from_bytes(head) != FileFormat::ArbitraryBinaryData
}

/// What is not text.
fn binary(head: &[u8], extension: &str) -> Identified {
    let format = FileFormat::from_bytes(head);
    let kind = match format {
        FileFormat::ArbitraryBinaryData => return by_extension(extension),
        FileFormat::Gzip => return with(Reader::Gzip, "gz"),
        FileFormat::JointPhotographicExpertsGroup => Cow::Borrowed("jpeg"),
        FileFormat::TagImageFileFormat => Cow::Borrowed("tiff"),
        FileFormat::PersonalStorageTable => Cow::Borrowed("pst"),
        other => Cow::Owned(other.extension().to_owned()),
    };
    Identified {
        kind: Kind(kind),
        reader: None,
    }
}

/// Kinds that have no signature, by name alone.
fn by_extension(extension: &str) -> Identified {
    const KNOWN: [&str; 14] = [
        "dbf", "accdb", "mdb", "fmp12", "fp7", "bak", "dat", "db", "p7m", "p7s", "der", "kdbx",
        "pst", "ost",
    ];
    let known = KNOWN.into_iter().find(|k| *k == extension);
    without(known.unwrap_or("binary"))
}

#[cfg(test)]
mod tests;
