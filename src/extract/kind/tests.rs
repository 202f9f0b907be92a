//! Tests of the kinds.

use super::*;
use std::io::{Cursor, Write};
use zip::write::{SimpleFileOptions, ZipWriter};

fn told(head: &[u8], name: &str) -> (String, Option<Reader>) {
    let identified = identify(head, name);
    (identified.kind.as_str().to_owned(), identified.reader)
}

fn zip_of(names: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, content) in names {
        writer.start_file(*name, stored).expect("memory");
        writer.write_all(content.as_bytes()).expect("memory");
    }
    writer.finish().expect("memory").into_inner()
}

#[test]
fn extensions_do_not_lie() {
    let text = b"Bonjour, voici le compte rendu de la r\xE9union.";
    assert_eq!(told(text, "photo.jpg"), ("text".into(), Some(Reader::Text)));
    let pdf = b"%PDF-1.4\n%\xE2\xE3\xCF\xD3\n";
    assert_eq!(told(pdf, "notes.txt"), ("pdf".into(), Some(Reader::Pdf)));
    let docx = zip_of(&[("[Content_Types].xml", ""), ("word/document.xml", "")]);
    assert_eq!(told(&docx, "a.zip"), ("docx".into(), Some(Reader::Docx)));
    let zip = zip_of(&[("a.txt", "x"), ("word/notes.txt", "y")]);
    assert_eq!(told(&zip, "a.dat"), ("zip".into(), Some(Reader::Zip)));
    let html = b"<html><body><table><tr><td>x</table>";
    assert_eq!(
        told(html, "export.xls"),
        ("html".into(), Some(Reader::Html))
    );
}

#[test]
fn office_documents_are_told_apart() {
    let types = ("[Content_Types].xml", "");
    let xlsx = zip_of(&[types, ("xl/workbook.xml", "")]);
    assert_eq!(told(&xlsx, "x").0, "xlsx");
    let xlsb = zip_of(&[types, ("xl/workbook.bin", "")]);
    assert_eq!(told(&xlsb, "x").0, "xlsb");
    let xlsm = zip_of(&[types, ("xl/vbaProject.bin", ""), ("xl/workbook.xml", "")]);
    assert_eq!(told(&xlsm, "x").0, "xlsm");
    let pptx = zip_of(&[types, ("ppt/presentation.xml", "")]);
    assert_eq!(told(&pptx, "x"), ("pptx".into(), None));
    let odt = zip_of(&[("mimetype", "application/vnd.oasis.opendocument.text")]);
    assert_eq!(told(&odt, "x"), ("odt".into(), Some(Reader::Odt)));
    let ods = zip_of(&[("mimetype", "application/vnd.oasis.opendocument.spreadsheet")]);
    assert_eq!(told(&ods, "x"), ("ods".into(), Some(Reader::Sheet)));
    let late = zip_of(&[("a.bin", &"x".repeat(2000)), ("word/document.xml", "")]);
    assert_eq!(told(&late[..1000], "lettre.docx").0, "docx");
}

#[test]
fn ole_files_are_told_apart() {
    let mut file = Cursor::new(Vec::new());
    let mut ole = cfb::CompoundFile::create(&mut file).expect("memory");
    ole.create_stream("/EncryptedPackage").expect("memory");
    ole.flush().expect("memory");
    drop(ole);
    let bytes = file.into_inner();
    assert_eq!(
        told(&bytes, "paie.xlsx"),
        ("xlsx".into(), Some(Reader::Sheet))
    );
    assert_eq!(
        told(&bytes, "lettre.docx"),
        ("docx".into(), Some(Reader::Docx))
    );
    for (stream, kind) in [
        ("Workbook", "xls"),
        ("WordDocument", "doc"),
        ("__properties_version1.0", "msg"),
    ] {
        let mut file = Cursor::new(Vec::new());
        let mut ole = cfb::CompoundFile::create(&mut file).expect("memory");
        ole.create_stream(stream).expect("memory");
        ole.flush().expect("memory");
        drop(ole);
        assert_eq!(told(&file.into_inner(), "x").0, kind);
    }
}

#[test]
fn what_has_no_reader_has_a_kind() {
    for (head, kind) in [
        (b"\xFF\xD8\xFF\xE0\0\x10JFIF\0".as_slice(), "jpeg"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "png"),
        (b"\0\0\0\x18ftypmp42\0\0\0\0", "mp4"),
        (b"7z\xBC\xAF\x27\x1C\0\x04", "7z"),
        (b"SQLite format 3\0\x10\0\x01\x01\0\x40\x20\x20", "sqlite"),
        (b"\x01\x02\x03\x04\x05\xF0\xF1\x00\x99", "binary"),
        (b"-----BEGIN PGP MESSAGE-----\n\nhQ", "pgp"),
        (b"BZh91AY&SY\x94\x12\x13\x01", "bz2"),
    ] {
        assert_eq!(told(head, "x"), (kind.into(), None));
    }
    assert_eq!(
        told(b"{\\rtf1\\ansi{\\pict\\bin4 \x01\xFF\0\x02}}", "x"),
        ("rtf".into(), Some(Reader::Rtf))
    );
    assert_eq!(
        told(b"\x1f\x8b\x08\0\0\0\0\0\0\x03", "a"),
        ("gz".into(), Some(Reader::Gzip))
    );
    assert_eq!(told(b"", "a.pdf"), ("empty".into(), Some(Reader::Text)));
}

#[test]
fn words_that_are_signatures_are_text() {
    for text in [
        "BMW;Audi",
        "MZ est un sigle",
        "PK est un sigle",
        "ID3 tags",
        "GIF est un format",
        "Rar!",
        "%! en début",
        "Le format %PDF- est décrit ici",
        "ZOO de Vincennes",
    ] {
        assert_eq!(
            told(text.as_bytes(), "a.txt"),
            ("text".into(), Some(Reader::Text)),
            "{text}"
        );
    }
}

#[test]
fn texts_have_kinds() {
    let eml =
        "Return-Path: <a@b.fr>\r\nFrom: A <a@b.fr>\r\nTo: c@d.fr\r\nSubject: x\r\n\r\nBonjour";
    for (text, name, kind, reader) in [
        ("a;b;c\n1;2;3\n", "x.txt", "csv", Reader::Delimited),
        (
            "Bonjour, à tous, et merci,\nde votre, patience, ici.\n",
            "x.txt",
            "text",
            Reader::Text,
        ),
        (
            "Bonjour, à tous, et merci,\n",
            "x.csv",
            "csv",
            Reader::Delimited,
        ),
        ("a\tb\n1\t2\n", "x.tsv", "tsv", Reader::Delimited),
        ("{\"a\": [1]}", "x.txt", "json", Reader::Json),
        ("{\"a\": 1}\n{\"a\": 2}\n", "x.log", "ndjson", Reader::Json),
        ("[section]\nx = 1\n", "x.json", "json", Reader::Json),
        ("[section]\nx = 1\n", "x.ini", "ini", Reader::Text),
        (eml, "x.txt", "eml", Reader::Mail),
        (
            "From a@b.fr Mon Jan 1 10:00:00 2024\nFrom: a@b.fr\nTo: c@d.fr\nDate: x\n\ny\n",
            "x",
            "mbox",
            Reader::Mail,
        ),
        (
            "Nom: Dupont\nVille: Lyon\n\n",
            "x.txt",
            "text",
            Reader::Text,
        ),
        ("<!DOCTYPE html><html>", "x", "html", Reader::Html),
        ("Bonjour &agrave; tous", "x.HTM", "html", Reader::Html),
        ("<?xml version=\"1.0\"?><a/>", "x", "xml", Reader::Text),
        ("BEGIN:VCARD\nFN:x", "x.txt", "vcf", Reader::Card),
        ("dn: cn=x\ncn: x\n", "x", "ldif", Reader::Card),
        (
            "insert into t values (1,2,3);\ninsert into t values (4,5,6);\n",
            "d.sql",
            "sql",
            Reader::Dump,
        ),
        ("# Titre\n", "LISEZMOI.md", "md", Reader::Text),
        ("1;2;3\n4;5;6\n", "app.log.2024-01-02", "log", Reader::Text),
        (
            "print(1,2,3)\nprint(4,5,6)\nprint(7,8,9)\n",
            "a.py",
            "py",
            Reader::Text,
        ),
    ] {
        assert_eq!(
            told(text.as_bytes(), name),
            (kind.into(), Some(reader)),
            "{name}: {text}"
        );
    }
    let wide: Vec<u8> = "nom;prénom;ville\na;b;c\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    assert_eq!(told(&wide, "x.txt").0, "csv");
}

#[test]
fn a_cut_head_is_no_other_kind() {
    let text = "é".repeat(3000);
    assert_eq!(told(&text.as_bytes()[..4095], "a.txt").0, "text");
}

#[test]
fn what_was_never_opened_has_the_kind_of_its_name() {
    let kind = |name| kind_by_name(name).as_str().to_owned();
    assert_eq!(kind("rh/paie.PDF"), "pdf");
    assert_eq!(kind("a.tgz"), "gz");
    assert_eq!(kind("notes"), "");
}

#[test]
fn an_archive_of_documents_is_no_document() {
    let docx = zip_of(&[("[Content_Types].xml", ""), ("word/document.xml", "")]);
    let docx = String::from_utf8_lossy(&docx).into_owned();
    let zip = zip_of(&[("a.docx", &docx), ("liste.csv", "a;b")]);
    assert_eq!(told(&zip, "dossier.zip").0, "zip");
    assert_eq!(told(&zip[..100], "dossier.zip").0, "zip");
    let zip = zip_of(&[("paie.pdf", "%PDF-1.4\n\u{1}\u{2}\u{3}"), ("b.csv", "a;b")]);
    assert_eq!(told(&zip, "dossier.zip").0, "zip");
    let prefixed = [&[0, 1, 2, 3, 0x80, 0xFF, 0, 1][..], b"%PDF-1.4\n\x01\x02"].concat();
    assert_eq!(told(&prefixed, "scan").0, "pdf");
}
