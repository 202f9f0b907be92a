//! Kinds of text: JSON, mail, tables and markup by what they say, source code
//! and the like by name.

use super::{with, without};
use crate::extract::{Identified, Reader, delimited, dump, json};

/// Identifies a text by its first characters.
pub(super) fn identify(sample: &str, name: &str, extension: &str) -> Identified {
    let start = sample.trim_start();
    if start.starts_with("{\\rtf") || (extension == "rtf" && start.starts_with("{\\")) {
        return with(Reader::Rtf, "rtf");
    }
    if start.starts_with("-----BEGIN PGP MESSAGE-----") {
        return without("pgp");
    }
    if let Some(markup) = markup(start, extension) {
        let reader = if markup == "html" {
            Reader::Html
        } else {
            Reader::Text
        };
        return with(reader, markup);
    }
    if let Some(json) = json(start, extension) {
        return json;
    }
    if let Some(mail) = mail(sample, extension) {
        return with(Reader::Mail, mail);
    }
    if let Some(card) = card(start) {
        return with(Reader::Card, card);
    }
    if let Some(dump) = dump(sample, name, extension) {
        return dump;
    }
    if is_log(name, extension) {
        return with(Reader::Text, "log");
    }
    if matches!(extension, "html" | "htm" | "xhtml") {
        return with(Reader::Html, "html");
    }
    if let Some(code) = CODE.iter().find(|c| **c == extension) {
        return with(Reader::Text, code);
    }
    table(sample, extension).unwrap_or(with(Reader::Text, "text"))
}

/// Extensions of texts that are no tables, whatever they look like.
const CODE: [&str; 54] = [
    "adoc",
    "asp",
    "bat",
    "c",
    "cfg",
    "cmd",
    "conf",
    "cpp",
    "cs",
    "css",
    "diff",
    "env",
    "go",
    "h",
    "ini",
    "java",
    "js",
    "jsp",
    "jsx",
    "kt",
    "less",
    "lua",
    "md",
    "patch",
    "php",
    "pl",
    "properties",
    "ps1",
    "py",
    "r",
    "rb",
    "reg",
    "rs",
    "rst",
    "scala",
    "scss",
    "sh",
    "sql",
    "srt",
    "svg",
    "swift",
    "tex",
    "tf",
    "toml",
    "ts",
    "tsx",
    "vb",
    "vbs",
    "vue",
    "xml",
    "xsd",
    "xsl",
    "yaml",
    "yml",
];

fn is_log(name: &str, extension: &str) -> bool {
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
    extension == "log" || extension == "syslog" || name.to_lowercase().contains(".log.")
}

/// HTML and XML.
fn markup(start: &str, extension: &str) -> Option<&'static str> {
    if !start.starts_with('<') {
        return None;
    }
    let head = start
        .get(..start.floor_char_boundary(2048))?
        .to_ascii_lowercase();
    let is_named = matches!(extension, "html" | "htm" | "xhtml");
    if is_named || head.contains("<!doctype html") || head.contains("<html") {
        Some("html")
    } else if head.contains("<svg") {
        Some("svg")
    } else if head.starts_with("<?xml") || head.starts_with("<!doctype") {
        Some("xml")
    } else {
        matches!(extension, "xml" | "xsd" | "xsl" | "kml" | "gpx").then_some("xml")
    }
}

/// Dumps of databases, and texts with drawn tables.
fn dump(sample: &str, name: &str, extension: &str) -> Option<Identified> {
    if extension == "sql" {
        return Some(with(Reader::Dump, "sql"));
    }
    let is_code = extension != "md" && CODE.contains(&extension);
    let is_table = matches!(extension, "csv" | "tsv" | "tab");
    if is_code || is_table || is_log(name, extension) {
        return None;
    }
    let kind = match (dump::sniff(sample)?, extension) {
        (dump::Sniffed::Statements, _) => "sql",
        (dump::Sniffed::Listing, "md") => "md",
        (dump::Sniffed::Listing, _) => "text",
    };
    Some(with(Reader::Dump, kind))
}

fn json(start: &str, extension: &str) -> Option<Identified> {
    if !start.starts_with(['{', '[']) {
        return None;
    }
    let named = match extension {
        "json" | "geojson" | "ipynb" | "har" | "webmanifest" => Some("json"),
        "jsonl" | "ndjson" => Some("ndjson"),
        _ => None,
    };
    let kind = match json::shape(start) {
        json::Shape::Document => named.unwrap_or("json"),
        json::Shape::Lines => "ndjson",
        json::Shape::None => named?,
    };
    Some(with(Reader::Json, kind))
}

/// Contacts, calendars and directory entries.
fn card(start: &str) -> Option<&'static str> {
    let begins = |with: &str| {
        let head = start.as_bytes().get(..with.len());
        head.is_some_and(|h| h.eq_ignore_ascii_case(with.as_bytes()))
    };
    if begins("BEGIN:VCARD") {
        Some("vcf")
    } else if begins("BEGIN:VCALENDAR") {
        Some("ics")
    } else if begins("dn: ") || (begins("version: 1") && start.contains("\ndn: ")) {
        Some("ldif")
    } else {
        None
    }
}

/// A message, or a file of messages.
fn mail(sample: &str, extension: &str) -> Option<&'static str> {
    if sample.starts_with("From ") {
        let (_, rest) = sample.split_once('\n')?;
        let named = matches!(extension, "mbox" | "mbx");
        return (named || is_message(rest, false)).then_some("mbox");
    }
    let named = matches!(extension, "eml" | "mht" | "mhtml" | "email");
    let kind = match extension {
        "mht" | "mhtml" => "mhtml",
        _ => "eml",
    };
    is_message(sample, named).then_some(kind)
}

/// Whether a text begins with the headers of a message.
fn is_message(sample: &str, named: bool) -> bool {
    let (mut fields, mut people, mut technical) = (0, 0, 0);
    for line in sample.lines().take(200) {
        if line.starts_with([' ', '\t']) && fields > 0 {
            continue;
        }
        let Some((name, _)) = line.split_once(':').filter(|(n, _)| is_field_name(n)) else {
            let ends_headers = line.trim().is_empty();
            if !ends_headers && !named {
                return false;
            }
            break;
        };
        fields += 1;
        match name.to_ascii_lowercase().as_str() {
            "from" | "to" | "subject" | "date" | "cc" => people += 1,
            "received"
            | "message-id"
            | "return-path"
            | "delivered-to"
            | "mime-version"
            | "x-mailer"
            | "dkim-signature"
            | "content-transfer-encoding" => technical += 1,
            _ => {}
        }
    }
    if named {
        fields > 0 && people + technical > 0
    } else {
        people >= 3 || (people >= 1 && technical >= 1 && fields >= 3)
    }
}

fn is_field_name(name: &str) -> bool {
    let name = name.trim_end();
    !name.is_empty() && name.bytes().all(|b| b.is_ascii_graphic())
}

/// CSV and TSV, by name or by content.
fn table(sample: &str, extension: &str) -> Option<Identified> {
    match extension {
        "csv" => return Some(with(Reader::Delimited, "csv")),
        "tsv" | "tab" => return Some(with(Reader::Delimited, "tsv")),
        _ => {}
    }
    let sample = &sample[..sample.floor_char_boundary(16 << 10)];
    let whole = sample.len() < 16 << 10;
    match delimited::table(sample, whole)? {
        b'\t' => Some(with(Reader::Delimited, "tsv")),
        _ => Some(with(Reader::Delimited, "csv")),
    }
}
