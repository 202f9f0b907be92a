//! Fiches as a document of Word: headings of its own styles, lists with bullets
//! that are text (they are read back as such), tables with borders. Five parts
//! in a ZIP with fixed times; what is not written has the program's default.

use super::fiche::{Block, Booklet, Fiche, Section};
use std::fmt::Write as _;
use std::io::{Cursor, Write as _};
use zip::write::SimpleFileOptions;

const TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/></Types>"#;
const RELATIONS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"#;
const OF_DOCUMENT: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>"#;
const STYLES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:cs="Calibri"/><w:sz w:val="22"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="80"/></w:pPr></w:pPrDefault></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style><w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/><w:basedOn w:val="Normal"/><w:pPr><w:spacing w:after="240"/></w:pPr><w:rPr><w:b/><w:sz w:val="36"/></w:rPr></w:style><w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/><w:basedOn w:val="Normal"/><w:next w:val="Normal"/><w:pPr><w:keepNext/><w:spacing w:before="360" w:after="160"/><w:outlineLvl w:val="0"/></w:pPr><w:rPr><w:b/><w:color w:val="1F3864"/><w:sz w:val="30"/></w:rPr></w:style><w:style w:type="paragraph" w:styleId="Heading2"><w:name w:val="heading 2"/><w:basedOn w:val="Normal"/><w:next w:val="Normal"/><w:pPr><w:keepNext/><w:spacing w:before="240" w:after="80"/><w:outlineLvl w:val="1"/></w:pPr><w:rPr><w:b/><w:color w:val="1F3864"/><w:sz w:val="24"/></w:rPr></w:style><w:style w:type="paragraph" w:styleId="ListParagraph"><w:name w:val="List Paragraph"/><w:basedOn w:val="Normal"/><w:pPr><w:spacing w:after="40"/><w:ind w:left="284" w:hanging="284"/></w:pPr></w:style><w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:left w:w="100" w:type="dxa"/><w:right w:w="100" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style></w:styles>"#;

/// What a page of A4 holds between its margins, in twentieths of a point.
const WIDE: usize = 9_638;
/// What names the rows of a table of two columns takes of it.
const NAMES: usize = 3_200;

/// Writes fiches, each but the first on a page of its own.
#[must_use]
pub fn docx(booklet: &Booklet) -> Vec<u8> {
    let body = body(booklet);
    let document = format!(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{body}<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134" w:header="567" w:footer="567" w:gutter="0"/></w:sectPr></w:body></w:document>"#
    );
    package(&[
        ("[Content_Types].xml", TYPES),
        ("_rels/.rels", RELATIONS),
        ("word/document.xml", &document),
        ("word/_rels/document.xml.rels", OF_DOCUMENT),
        ("word/styles.xml", STYLES),
    ])
}

fn package(parts: &[(&str, &str)]) -> Vec<u8> {
    // the times of the members are the format's zero
    let options = SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Deflated)
        .last_modified_time(zip::DateTime::default());
    let mut package = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        package
            .start_file(*name, options)
            .and_then(|()| Ok(package.write_all(text.as_bytes())?))
            .expect("memory takes everything");
    }
    let written = package.finish();
    written.expect("memory takes everything").into_inner()
}

fn body(booklet: &Booklet) -> String {
    let mut out = String::new();
    paragraph(&mut out, "Title", &booklet.title, false);
    for (n, f) in booklet.fiches.iter().enumerate() {
        fiche(f, n > 0, &mut out);
    }
    out
}

fn fiche(f: &Fiche, new_page: bool, out: &mut String) {
    paragraph(out, "Heading1", &f.title, new_page);
    for s in &f.sections {
        section(s, out);
    }
}

fn section(s: &Section, out: &mut String) {
    if let Some(heading) = &s.heading {
        paragraph(out, "Heading2", heading, false);
    }
    for block in &s.blocks {
        match block {
            Block::Text(text) => paragraph(out, "Normal", text, false),
            Block::List(lines) => {
                for line in lines {
                    paragraph(out, "ListParagraph", &format!("•\u{a0}{line}"), false);
                }
            }
            Block::Table(rows) => table(rows, out),
        }
    }
}

fn put(out: &mut String, what: std::fmt::Arguments<'_>) {
    out.write_fmt(what)
        .expect("writing to a String cannot fail");
}

fn paragraph(out: &mut String, style: &str, text: &str, new_page: bool) {
    let page = if new_page { "<w:pageBreakBefore/>" } else { "" };
    put(
        out,
        format_args!(r#"<w:p><w:pPr><w:pStyle w:val="{style}"/>{page}</w:pPr>"#),
    );
    run(out, text, false);
    out.push_str("</w:p>");
}

fn run(out: &mut String, text: &str, bold: bool) {
    let bold = if bold { "<w:rPr><w:b/></w:rPr>" } else { "" };
    let text = xml(text);
    put(
        out,
        format_args!(r#"<w:r>{bold}<w:t xml:space="preserve">{text}</w:t></w:r>"#),
    );
}

fn table(rows: &[Vec<String>], out: &mut String) {
    let Some(columns) = rows.iter().map(Vec::len).max().filter(|n| *n > 0) else {
        return;
    };
    let width = |column: usize| match (columns, column) {
        (2, 0) => NAMES,
        (2, _) => WIDE - NAMES,
        _ => WIDE / columns,
    };
    out.push_str(r#"<w:tbl><w:tblPr><w:tblW w:w="0" w:type="auto"/><w:tblBorders>"#);
    for side in ["top", "left", "bottom", "right", "insideH", "insideV"] {
        put(
            out,
            format_args!(r#"<w:{side} w:val="single" w:sz="4" w:space="0" w:color="A6A6A6"/>"#),
        );
    }
    out.push_str("</w:tblBorders></w:tblPr><w:tblGrid>");
    for column in 0..columns {
        put(out, format_args!(r#"<w:gridCol w:w="{}"/>"#, width(column)));
    }
    out.push_str("</w:tblGrid>");
    for row in rows {
        out.push_str("<w:tr>");
        for column in 0..columns {
            put(
                out,
                format_args!(
                    r#"<w:tc><w:tcPr><w:tcW w:w="{}" w:type="dxa"/></w:tcPr><w:p>"#,
                    width(column)
                ),
            );
            let text = row.get(column).map_or("", String::as_str);
            run(out, text, column == 0);
            out.push_str("</w:p></w:tc>");
        }
        out.push_str("</w:tr>");
    }
    // a table must not end a document, nor touch the next
    out.push_str("</w:tbl><w:p/>");
}

/// Text as XML; characters that the format forbids are left out.
fn xml(text: &str) -> String {
    let allowed = |c: &char| !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}');
    let mut out = String::with_capacity(text.len());
    for c in text.chars().filter(allowed) {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            c => out.push(c),
        }
    }
    out
}
