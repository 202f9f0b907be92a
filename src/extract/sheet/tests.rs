//! Whole workbooks of each kind, built here, read back.

use super::super::office::testing::{Heard, zipped};
use super::super::{Input, Limits};
use super::read;
use rust_xlsxwriter::{Format, FormatAlign, Note, Workbook};
use std::io::{Cursor, Write};

fn heard(bytes: &[u8]) -> Heard {
    Heard::from(read, bytes)
}

/// A workbook as Excel writes it.
fn written() -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("Salari\u{e9}s").unwrap();
    for (column, title) in ["Nom", "NIR", "T\u{e9}l", "N\u{e9} le", "Actif"]
        .iter()
        .enumerate()
    {
        sheet.write(2, column as u16, *title).unwrap();
    }
    let date = Format::new().set_num_format("dd/mm/yyyy");
    let phone = Format::new().set_num_format("0#\" \"##\" \"##\" \"##\" \"##");
    sheet.write(4, 0, "Martin\nPaul").unwrap();
    sheet.write(4, 1, 255_081_416_802_538.0).unwrap();
    sheet
        .write_with_format(4, 2, 612_345_678.0, &phone)
        .unwrap();
    sheet.write_with_format(4, 3, 29_373.0, &date).unwrap();
    sheet.write(4, 4, true).unwrap();
    sheet.write(4, 16_383, 1.5).unwrap();
    sheet
        .write_blank(9, 0, &Format::new().set_align(FormatAlign::Center))
        .unwrap();
    sheet
        .insert_note(4, 0, &Note::new("rappeler").set_author("A. Roux"))
        .unwrap();
    sheet.set_header("&L&\"Arial,Bold\"&12Confidentiel&RPage &P");
    sheet.write_url(5, 0, "mailto:a@b.fr").unwrap();
    let hidden = book
        .add_worksheet()
        .set_name("Cach\u{e9}e")
        .unwrap()
        .set_very_hidden(true);
    hidden.write(0, 0, "secret").unwrap();
    book.define_name("Taux", "=0.2").unwrap();
    book.save_to_buffer().unwrap()
}

#[test]
fn xlsx_gives_every_sheet_and_what_surrounds_it() {
    let heard = heard(&written());
    let rows: Vec<_> = heard
        .starting("row ")
        .iter()
        .map(|row| row.trim_end_matches('|'))
        .collect();
    assert_eq!(rows[0], "row 3: Nom|NIR|T\u{e9}l|N\u{e9} le|Actif");
    assert!(
        rows[1].starts_with("row 5: Martin\nPaul|n:255081416802538|0612345678|d:1980-06-01|TRUE||")
    );
    assert!(rows[1].ends_with("||n:1.5"));
    assert_eq!(rows[1].matches('|').count(), 16_383);
    assert_eq!(rows[2..], ["row 6: a@b.fr", "row 1: secret"]);
    assert_eq!(
        heard.starting("table "),
        [
            "table Some(\"Salari\u{e9}s\")",
            "table Some(\"Cach\u{e9}e\")"
        ]
    );
    for line in [
        "note hidden sheets read: 1",
        "keyed field author: A. Roux",
        "keyed field hyperlink: mailto:a@b.fr",
        "keyed field Taux: 0.2",
        "text field: Confidentiel\tPage\n",
        "text field: A. Roux:\trappeler\n",
    ] {
        assert!(heard.has(line), "{line} in {:#?}", heard.starting("text "));
    }
    assert_eq!(heard.starting("problem "), [""; 0]);
}

#[test]
fn two_far_corners_cost_two_rows() {
    let sheet = "<worksheet><sheetData><row r='1'><c r='A1'><v>1</v></c></row>\
                 <row r='1048576'><c r='XFD1048576'><v>2</v></c></row></sheetData></worksheet>";
    let heard = heard(&zipped(&[("xl/worksheets/sheet1.xml", sheet.as_bytes())]));
    let rows = heard.starting("row ");
    assert_eq!(rows.len(), 2);
    assert!(rows[1].starts_with("row 1048576: |"));
    // A workbook part is missing, and its sheet is read all the same.
    assert!(heard.has("problem damaged (no main part)"));
    assert!(heard.has("table Some(\"sheet1\")"));
}

#[test]
fn xlsx_cells_of_every_type_and_broken_ones() {
    let sheet = "<x:worksheet xmlns:x='m'><x:sheetData><x:row>\
        <x:c t='inlineStr'><x:is><x:t>in</x:t><x:r><x:t>line</x:t></x:r></x:is></x:c>\
        <x:c t='str'><x:f>CONCAT(\"a@b.fr\")</x:f><x:v>a_x000D_b</x:v></x:c>\
        <x:c t='e'><x:v>#N/A</x:v></x:c><x:c t='b'><x:v>0</x:v></x:c>\
        <x:c t='s'><x:v>99</x:v></x:c><x:c t='d'><x:v>2024-05-31</x:v></x:c>\
        <x:c><x:v>2.55081416802538E14</x:v></x:c><x:c><x:v>n.a.</x:v></x:c>\
        <x:c r='ZZZZ1'><x:v>7</x:v></x:c></x:row>\
        <x:row><x:c><x:v>cut";
    let heard = heard(&zipped(&[("xl/worksheets/sheet1.xml", sheet.as_bytes())]));
    let rows = heard.starting("row ");
    let shown = "row 1: inline|a\rb||FALSE||d:2024-05-31|n:255081416802538|n.a.|";
    assert!(rows[0].starts_with(shown), "{}", &rows[0][..80]);
    assert!(rows[0].ends_with("|n:7"));
    for line in [
        "problem damaged (xl/worksheets/sheet1.xml)",
        "problem damaged (1 cells without their string)",
        "keyed field formula: CONCAT(\"a@b.fr\")",
    ] {
        assert!(
            heard.has(line),
            "{line} in {:#?}",
            heard.starting("problem")
        );
    }
}

#[test]
fn xlsx_comments_boxes_links_and_pivot_caches() {
    let heard = heard(&zipped(&[
        ("xl/workbook.xml", b"<workbook><sheets/></workbook>"),
        ("xl/threadedComments/threadedComment1.xml", b"<T><threadedComment><text>fil</text></threadedComment></T>"),
        ("xl/persons/person.xml", b"<P><person displayName='B. Blanc' userId='b@c.fr'/></P>"),
        ("xl/drawings/drawing1.xml", b"<d><a:p><a:r><a:t>bo</a:t></a:r><a:r><a:t>ite</a:t></a:r></a:p></d>"),
        ("xl/charts/chart1.xml", b"<c><c:strCache><c:pt><c:v>Dupont</c:v></c:pt></c:strCache><c:numCache><c:v>3</c:v></c:numCache></c>"),
        ("xl/drawings/vmlDrawing1.vml", b"<x><v:textbox><div>vieux<br></div></v:textbox>"),
        ("xl/externalLinks/externalLink1.xml", b"<e><row><cell><v>x</v></cell><cell><v>y</v></cell></row></e>"),
        ("xl/connections.xml", b"<c><connection><dbPr connection='PWD=x'/></connection></c>"),
        (
            "xl/pivotCache/pivotCacheDefinition1.xml",
            b"<p><cacheField name='Nom'><sharedItems><s v='Petit'/></sharedItems></cacheField><cacheField name='Age'/></p>",
        ),
        (
            "xl/pivotCache/_rels/pivotCacheDefinition1.xml.rels",
            b"<R><Relationship Id='r' Target='pivotCacheRecords1.xml'/></R>",
        ),
        ("xl/pivotCache/pivotCacheRecords1.xml", b"<p><r><x v='0'/><n v='42'/></r><r><x v='9'/><m/></r></p>"),
        ("xl/pivotCache/pivotCacheDefinition2.xml", b"<p><cacheField name='Ville'><sharedItems><s v='Lyon'/></sharedItems></cacheField></p>"),
        ("xl/embeddings/a.docx", b"123"),
        ("xl/media/carte.jpg", &[7; 20_000]),
    ]));
    assert_eq!(
        heard.lines,
        [
            "problem damaged (0 sheets missing, 0 found)",
            "text field: Dupont\n",
            "keyed field connection: PWD=x",
            "text field: boite\n",
            "text field: vieux\n",
            "text field: x\ty\t\n",
            "keyed field author: B. Blanc",
            "keyed field author: b@c.fr",
            "text field: fil\n",
            "table Some(\"pivot cache 1\")",
            "row 1: Petit|n:42",
            "end",
            "keyed field Ville: Lyon",
            "member xl/embeddings/a.docx: 3 bytes",
            "member xl/media/carte.jpg: 20000 bytes",
        ]
    );
}

#[test]
fn comments_are_found_by_the_relations_of_their_sheet() {
    let note = |text: &str| {
        format!("<c><commentList><comment><text><t>{text}</t></text></comment></commentList></c>")
    };
    let heard = heard(&zipped(&[
        ("xl/workbook.xml", b"<workbook><sheets><sheet name='A' r:id='r1'/></sheets></workbook>"),
        ("xl/_rels/workbook.xml.rels", b"<R><Relationship Id='r1' Target='worksheets/sheet1.xml'/></R>"),
        ("xl/worksheets/sheet1.xml", b"<worksheet/>"),
        (
            "xl/worksheets/_rels/sheet1.xml.rels",
            b"<R><Relationship Id='a' Type='x/relationships/comments' Target='/xl/notes/n7.bin'/>\
              <Relationship Id='b' Type='x/relationships/threadedComment' Target='../fils/f.xml'/></R>",
        ),
        ("xl/notes/n7.bin", note("suivi").as_bytes()),
        ("xl/fils/f.xml", b"<T><threadedComment><text>fil</text></threadedComment></T>"),
        // as openpyxl names them, no relation needed
        ("xl/comments/comment1.xml", note("libre").as_bytes()),
    ]));
    assert_eq!(
        heard.starting("text"),
        [
            "text field: libre\n",
            "text field: fil\n",
            "text field: suivi\n"
        ]
    );
}

#[test]
fn what_input_checks_say_is_read() {
    let sheet = "<worksheet><dataValidations><dataValidation promptTitle='Aide' prompt='Demander \u{e0} L. Roux' \
        error='Appeler le 12' sqref='A1'><formula1>\"Petit,Grand\"</formula1></dataValidation></dataValidations>\
        <extLst><x14:dataValidation><x14:formula1><xm:f>\"Brun,Vert\"</xm:f></x14:formula1></x14:dataValidation></extLst>\
        </worksheet>";
    let heard = heard(&zipped(&[
        (
            "xl/workbook.xml",
            b"<workbook><sheets><sheet name='A' r:id='r1'/></sheets></workbook>",
        ),
        (
            "xl/_rels/workbook.xml.rels",
            b"<R><Relationship Id='r1' Target='worksheets/sheet1.xml'/></R>",
        ),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ]));
    assert_eq!(
        heard.starting("text"),
        ["text field: Aide\nDemander \u{e0} L. Roux\nAppeler le 12\nPetit,Grand\nBrun,Vert\n"]
    );
}

#[test]
fn values_of_pivot_caches_that_take_too_much_are_declared() {
    let limits = Limits {
        memory: 8 * 60,
        ..Limits::default()
    };
    let book = zipped(&[
        ("xl/workbook.xml", b"<w/>"),
        (
            "xl/pivotCache/pivotCacheDefinition1.xml",
            b"<p><cacheField name='Nom'><sharedItems><s v='Petit'/><s v='Roux'/></sharedItems></cacheField></p>",
        ),
    ]);
    let heard = Heard::within(read, &book, &limits);
    assert!(heard.has("keyed field Nom: Petit"));
    assert!(heard.has("problem cell_limit (pivot cache 1, 1 values)"));
}

/// One record of an XLSB part.
fn record12(kind: u16, data: &[u8]) -> Vec<u8> {
    let mut out = match kind {
        0..0x80 => vec![kind as u8],
        _ => vec![kind as u8 | 0x80, (kind >> 7) as u8],
    };
    out.extend([data.len() as u8 | 0x80, (data.len() >> 7) as u8]);
    out.extend(data);
    out
}

fn wide(text: &str) -> Vec<u8> {
    let units: Vec<u16> = text.encode_utf16().collect();
    let mut out = (units.len() as u32).to_le_bytes().to_vec();
    out.extend(units.iter().flat_map(|unit| unit.to_le_bytes()));
    out
}

fn cell12(kind: u16, column: u32, style: u32, value: &[u8]) -> Vec<u8> {
    let head = [column.to_le_bytes(), style.to_le_bytes()].concat();
    record12(kind, &[&head, value].concat())
}

#[test]
fn xlsb_cells_comments_and_headers() {
    let book = [
        record12(153, &1u32.to_le_bytes()),
        record12(
            156,
            &[&[1, 0, 0, 0, 1, 0, 0, 0][..], &wide("rId1"), &wide("Paie")].concat(),
        ),
    ];
    let styles = [
        record12(617, &[]),
        record12(47, &[0, 0, 0, 0]),
        record12(47, &[0, 0, 14, 0]),
        record12(618, &[]),
    ];
    let sheet = [
        record12(0, &4u32.to_le_bytes()),
        cell12(7, 0, 0, &0u32.to_le_bytes()),
        cell12(5, 1, 0, &255_081_416_802_538f64.to_le_bytes()),
        cell12(2, 2, 1, &((44_481u32 << 2) | 2).to_le_bytes()),
        cell12(6, 4, 0, &wide("direct")),
        cell12(4, 5, 0, &[1]),
        cell12(6, 6, 0, &[0xFF, 0xFF, 0, 0]),
        record12(
            479,
            &[&[0, 0][..], &wide("&LEn-t\u{ea}te"), &[0xFF; 4]].concat(),
        ),
    ];
    let comments = [
        record12(632, &wide("C. Noir")),
        record12(637, &[&[0][..], &wide("remarque")].concat()),
    ];
    let heard = heard(&zipped(&[
        ("xl/workbook.bin", &book.concat()),
        (
            "xl/_rels/workbook.bin.rels",
            b"<R><Relationship Id='rId1' Target='worksheets/sheet1.bin'/></R>",
        ),
        (
            "xl/sharedStrings.bin",
            &record12(19, &[&[0][..], &wide("Petit")].concat()),
        ),
        ("xl/styles.bin", &styles.concat()),
        ("xl/worksheets/sheet1.bin", &sheet.concat()),
        ("xl/comments1.bin", &comments.concat()),
    ]));
    assert_eq!(
        heard.lines,
        [
            "table Some(\"Paie\")",
            "row 5: Petit|n:255081416802538|d:2025-10-13||direct|TRUE",
            "end",
            "note hidden sheets read: 1",
            "text field: En-t\u{ea}te\nremarque\n",
            "keyed field author: C. Noir",
        ]
    );
    let cut = zipped(&[("xl/workbook.bin", &[0x9C, 1, 200][..])]);
    assert!(Heard::from(read, &cut).has("problem damaged (xl/workbook.bin)"));
}

/// One record of an XLS stream.
fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    let length = data.len() as u16;
    [&kind.to_le_bytes()[..], &length.to_le_bytes(), data].concat()
}

fn narrow(text: &str) -> Vec<u8> {
    [
        &(text.len() as u16).to_le_bytes()[..],
        &[0],
        text.as_bytes(),
    ]
    .concat()
}

fn cell8(kind: u16, row: u16, column: u16, style: u16, value: &[u8]) -> Vec<u8> {
    let head = [row.to_le_bytes(), column.to_le_bytes(), style.to_le_bytes()].concat();
    record(kind, &[&head, value].concat())
}

fn compound(stream: &[u8]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    file.create_stream("Workbook")
        .unwrap()
        .write_all(stream)
        .unwrap();
    file.flush().unwrap();
    file.into_inner().into_inner()
}

/// The globals of a workbook with one sheet, hidden, that starts behind them.
fn globals() -> Vec<u8> {
    let begin = record(0x809, &[0, 6, 5, 0]);
    let strings = [&[0; 8][..], &narrow("Petit"), &narrow("Anne")].concat();
    let (first, rest) = strings.split_at(20);
    let continued = [&[0][..], rest].concat();
    let others = [
        record(0x5C, &narrow("D. Vert")),
        record(0x41E, &[&[164, 0][..], &narrow("dd/mm/yy")].concat()),
        record(0xE0, &[0, 0, 0, 0]),
        record(0xE0, &[0, 0, 164, 0]),
        record(0xFC, first),
        record(0x3C, &continued),
    ]
    .concat();
    let name = [&[4, 0][..], b"Paie"].concat();
    let end = record(0x0A, &[]);
    let offset = begin.len() + 4 + 6 + name.len() + others.len() + end.len();
    let listed = [&(offset as u32).to_le_bytes()[..], &[1, 0], &name].concat();
    [begin, record(0x85, &listed), others, end].concat()
}

fn sheet() -> Vec<u8> {
    let result = [0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0, 0, 0, 0, 0, 0];
    [
        record(0x809, &[0, 6, 16, 0]),
        record(0x14, &narrow("&CTitre")),
        cell8(0xFD, 6, 0, 0, &0u32.to_le_bytes()),
        cell8(0xFD, 6, 1, 0, &1u32.to_le_bytes()),
        cell8(0x203, 6, 2, 0, &255_081_416_802_538f64.to_le_bytes()),
        cell8(0x27E, 6, 3, 1, &((29_373u32 << 2) | 2).to_le_bytes()),
        cell8(0x06, 6, 4, 0, &result),
        record(0x207, &narrow("formule")),
        cell8(
            0xBD,
            7,
            1,
            0,
            &[
                &6u32.to_le_bytes()[..],
                &[0, 0],
                &10u32.to_le_bytes(),
                &[2, 0],
            ]
            .concat(),
        ),
        cell8(0x205, 7, 5, 0, &[1, 0]),
        record(
            0x1B6,
            &[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0],
        ),
        record(0x3C, b"\0bo\xEEte"),
        record(
            0x1C,
            &[&[6, 0, 0, 0, 0, 0, 1, 0][..], &narrow("E. Brun")].concat(),
        ),
        record(0x0A, &[]),
    ]
    .concat()
}

#[test]
fn xls_cells_boxes_and_people() {
    let heard = heard(&compound(&[globals(), sheet()].concat()));
    assert_eq!(
        heard.lines,
        [
            "table Some(\"Paie\")",
            "row 7: Petit|Anne|n:255081416802538|d:1980-06-01|formule",
            "row 8: |n:1|n:2|||TRUE",
            "end",
            "note hidden sheets read: 1",
            "text field: Titre\nbo\u{ee}te\n",
            "keyed field author: E. Brun",
            "keyed field author: D. Vert",
        ]
    );
}

#[test]
fn xls_truncated_encrypted_or_without_workbook_is_declared() {
    let mut cut = [globals(), sheet()].concat();
    cut.truncate(cut.len() - 60);
    let cut = heard(&compound(&cut));
    assert!(cut.has("row 7: Petit|Anne|n:255081416802538|d:1980-06-01|formule"));
    assert!(cut.has("problem damaged (truncated sheet)"));
    let locked = [record(0x809, &[0, 6, 5, 0]), record(0x2F, &[0; 6])].concat();
    assert_eq!(heard(&compound(&locked)).lines, ["problem encrypted"]);
    assert_eq!(
        heard(&compound(b"")).lines,
        ["problem damaged (workbook without its sheets)"]
    );
    let mut locked = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    locked.create_stream("EncryptedPackage").unwrap();
    let bytes = locked.into_inner().into_inner();
    assert_eq!(heard(&bytes).lines, ["problem encrypted (compound file)"]);
}

#[test]
fn ods_cells_repeats_comments_and_shapes() {
    let content = "<office:document-content><office:automatic-styles>\
        <style:style style:name='ta2'><style:table-properties table:display='false'/></style:style>\
        </office:automatic-styles><office:body><office:spreadsheet>\
        <table:table table:name='Paie'><table:shapes><draw:frame><text:p>forme</text:p></draw:frame></table:shapes>\
        <table:table-row table:number-rows-repeated='2'><table:table-cell table:number-columns-repeated='2'/>\
        <table:table-cell office:value-type='string' table:number-columns-repeated='2'><text:p>a<text:s text:c='2'/>b</text:p><text:p>c</text:p>\
        <office:annotation><dc:creator>F. Gris</dc:creator><text:p>note</text:p></office:annotation></table:table-cell>\
        </table:table-row><table:table-row>\
        <table:table-cell office:value-type='float' office:value='2.55081416802538E14'><text:p>2,55E+14</text:p></table:table-cell>\
        <table:table-cell office:value-type='float' office:value='612345678'><text:p>06 12 34 56 78</text:p></table:table-cell>\
        <table:table-cell office:value-type='date' office:date-value='1980-06-01'><text:p>01/06/80</text:p></table:table-cell>\
        <table:table-cell office:value-type='boolean' office:boolean-value='true'><text:p>VRAI</text:p></table:table-cell>\
        </table:table-row><table:table-row table:number-rows-repeated='1048000'><table:table-cell table:number-columns-repeated='16384'/></table:table-row>\
        </table:table><table:table table:name='Cach' table:style-name='ta2'><table:table-row>\
        <table:table-cell office:value-type='string'><text:p>secret</text:p></table:table-cell></table:table-row></table:table>\
        </office:spreadsheet></office:body></office:document-content>";
    let heard = heard(&zipped(&[
        ("content.xml", content.as_bytes()),
        ("styles.xml", b"<x><style:footer><text:p>Pied</text:p></style:footer></x>"),
        ("meta.xml", b"<office:document-meta><office:meta><dc:creator>G. Rose</dc:creator></office:meta></office:document-meta>"),
    ]));
    assert_eq!(
        heard.lines,
        [
            "table Some(\"Paie\")",
            "row 1: ||a  b\nc|a  b\nc",
            "row 2: ||a  b\nc|a  b\nc",
            "row 3: n:255081416802538|06 12 34 56 78|d:1980-06-01|TRUE",
            "end",
            "table Some(\"Cach\")",
            "row 1: secret",
            "end",
            "note hidden sheets read: 1",
            "text field: forme\n",
            "text field: Pied\n",
            "text field: note\n",
            "keyed field author: F. Gris",
            "keyed field creator: G. Rose",
        ]
    );
}

#[test]
fn ods_that_repeats_without_end_stops_at_the_budget() {
    let content = "<c><table:table><table:table-row table:number-rows-repeated='99999999'>\
        <table:table-cell table:number-columns-repeated='99999999'><text:p>x</text:p></table:table-cell>\
        </table:table-row></table:table></c>";
    let limits = Limits {
        cells: 100_000,
        ..Limits::default()
    };
    let heard = Heard::within(
        read,
        &zipped(&[("content.xml", content.as_bytes())]),
        &limits,
    );
    assert_eq!(heard.starting("row ").len(), 6);
    assert_eq!(heard.starting("problem "), ["problem cell_limit"]);
}

#[test]
fn damaged_workbooks_never_panic() {
    let xls = compound(&[globals(), sheet()].concat());
    for original in [written(), xls] {
        // Every byte of the small ones, a sample of the large ones, inverted.
        let step = original.len().div_ceil(400);
        for at in (0..original.len()).step_by(step) {
            let mut bytes = original.clone();
            bytes[at] ^= 0xFF;
            bytes.truncate(original.len() - at / 7);
            let mut file = Cursor::new(bytes);
            let mut heard = Heard::default();
            read(Input::Seekable(&mut file), &Limits::default(), &mut heard).unwrap();
        }
    }
}
