//! Whole documents, built here, read back.

use super::super::office::testing::Heard;
use super::super::{Input, Limits};
use super::{page_numbers, read};
use lopdf::{Document, EncryptionState, EncryptionVersion, Permissions};
use std::io::Cursor;

/// A document of these objects, numbered from 1; the first is the catalog.
fn pdf(objects: &[String]) -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n".to_vec();
    let mut offsets = Vec::new();
    for (number, object) in (1..).zip(objects) {
        offsets.push(bytes.len());
        bytes.extend(format!("{number} 0 obj\n{object}\nendobj\n").into_bytes());
    }
    let start = bytes.len();
    let count = objects.len() + 1;
    bytes.extend(format!("xref\n0 {count}\n0000000000 65535 f \n").into_bytes());
    for offset in offsets {
        bytes.extend(format!("{offset:010} 00000 n \n").into_bytes());
    }
    let trailer =
        format!("trailer << /Root 1 0 R /Info 3 0 R /Size {count} >>\nstartxref\n{start}\n%%EOF\n");
    bytes.extend(trailer.into_bytes());
    bytes
}

fn stream(entries: &str, content: &str) -> String {
    let length = content.len();
    format!("<< {entries} /Length {length} >>\nstream\n{content}\nendstream")
}

const FONTS: &str = "/Resources << /Font << /F << /Type /Font /Subtype /Type1 \
    /BaseFont /Helvetica /Encoding /WinAnsiEncoding >> >> >>";

/// A document whose pages have these contents; `catalog`, `page` and `more` add
/// to its catalog, to each page, and objects from number 4 + 2 x pages on.
fn document(contents: &[&str], catalog: &str, page: &str, more: &[String]) -> Vec<u8> {
    let count = contents.len();
    let kids: Vec<_> = (0..count).map(|n| format!("{} 0 R", 4 + 2 * n)).collect();
    let kids = kids.join(" ");
    let mut objects = vec![
        format!("<< /Type /Catalog /Pages 2 0 R {catalog} >>"),
        format!("<< /Type /Pages /Kids [{kids}] /Count {count} {FONTS} /MediaBox [0 0 600 800] >>"),
        "<< /Author (Ren\\351e Petit) /Producer (a program) >>".to_owned(),
    ];
    for (n, content) in contents.iter().enumerate() {
        let number = 5 + 2 * n;
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /Contents {number} 0 R {page} >>"
        ));
        objects.push(stream("", content));
    }
    objects.extend_from_slice(more);
    pdf(&objects)
}

/// Shows texts at places.
fn shows(texts: &[(u32, u32, &str)]) -> String {
    let show = |(x, y, text): &(u32, u32, &str)| format!("BT /F 10 Tf {x} {y} Td ({text}) Tj ET\n");
    texts.iter().map(show).collect()
}

fn lines(bytes: &[u8]) -> Vec<String> {
    Heard::from(read, bytes).lines
}

#[test]
fn pages_are_read_line_by_line_with_their_numbers() {
    let first = shows(&[
        (50, 700, "Nom"),
        (200, 700, "Martin"),
        (50, 720, "Fiche \\351tablie"),
        (50, 680, "Brut  1 852,00"),
    ]);
    let second = shows(&[(50, 700, "suite")]);
    let got = lines(&document(&[&first, &second], "", "", &[]));
    assert_eq!(
        got,
        [
            "keyed field Author: Ren\u{e9}e Petit",
            "text page 1: Fiche \u{e9}tablie\nNom   Martin\nBrut   1 852,00\n",
            "text page 2: suite\n",
        ]
    );
}

#[test]
fn words_are_made_whole_boxes_joined_and_turned_text_read() {
    let mut page = shows(&[
        (50, 700, "un adh\\351-"),
        (50, 688, "rent absent"),
        (50, 650, "Jean-"),
        (50, 638, "Pierre"),
    ]);
    for (n, digit) in "2550814168025".chars().enumerate() {
        page.push_str(&shows(&[(50 + 16 * n as u32, 600, &digit.to_string())]));
    }
    page.push_str("BT /F 10 Tf 0 1 -1 0 30 100 Tm (en marge) Tj ET\n");
    page.push_str(&shows(&[(50, 500, "gras"), (50, 500, "gras")]));
    let got = lines(&document(&[&page], "", "", &[]));
    assert_eq!(
        got[1],
        "text page 1: un adh\u{e9}rent\nabsent\n\nJean-\nPierre\n\n2550814168025\n\ngras\nen marge\n"
    );
}

#[test]
fn values_of_forms_are_given_once_drawn_or_not() {
    let catalog = "/AcroForm << /Fields [6 0 R 7 0 R 9 0 R] >>";
    let widget = "/Type /Annot /Subtype /Widget /FT /Tx /Rect [50 500 250 520]";
    let more = [
        format!("<< {widget} /T (nir) /V (2 55 08 14 168 025 38) /AP << /N 8 0 R >> >>"),
        "<< /T (client) /Kids [10 0 R 10 0 R] >>".to_owned(),
        stream(
            &format!("/Type /XObject /Subtype /Form /BBox [0 0 200 20] {FONTS}"),
            &shows(&[(2, 5, "2 55 08 14 168 025 38")]),
        ),
        "<< /T (cases[0]) /FT /Btn /V /Off >>".to_owned(),
        format!("<< {widget} /T <FEFF006E006F006D> /V (Petit) >>"),
    ];
    let page = shows(&[(50, 550, "Num\\351ro")]);
    let got = lines(&document(
        &[&page],
        catalog,
        "/Annots [6 0 R 10 0 R]",
        &more,
    ));
    assert_eq!(
        got[1..],
        [
            "keyed field nir: 2 55 08 14 168 025 38",
            "keyed field client.nom: Petit",
            "text page 1: Num\u{e9}ro\n",
        ]
    );
}

#[test]
fn data_of_xfa_forms_is_read() {
    let catalog = "/AcroForm << /Fields [] /XFA [(template) 6 0 R (datasets) 7 0 R] >>";
    let data = "<xfa:datasets><xfa:data><form><nom>Roux</nom></form></xfa:data></xfa:datasets>";
    let more = [
        stream("", "<template><v>no</v></template>"),
        stream("", data),
    ];
    let got = lines(&document(&["BT ET"], catalog, "", &more));
    assert_eq!(got[1..], ["keyed field form.nom: Roux"]);
    let whole = format!("<xdp:xdp><t>no</t>{data}</xdp:xdp>");
    let catalog = "/AcroForm << /XFA 6 0 R >>";
    let got = lines(&document(&["BT ET"], catalog, "", &[stream("", &whole)]));
    assert_eq!(got[1..], ["keyed field form.nom: Roux"]);
}

#[test]
fn data_of_xfa_forms_is_read_whatever_its_prefix() {
    for (open, close) in [
        ("<d:datasets a='datasets'>", "</d:datasets>"),
        ("<datasets>", "</datasets>"),
    ] {
        let whole =
            format!("<xdp><my-datasets/>{open}<data><f><nom>Roux</nom></f></data>{close}</xdp>");
        let catalog = "/AcroForm << /XFA 6 0 R >>";
        let got = lines(&document(&["BT ET"], catalog, "", &[stream("", &whole)]));
        assert_eq!(got[1..], ["keyed field f.nom: Roux"]);
    }
}

#[test]
fn fields_too_deep_and_files_without_content_are_declared() {
    let mut more: Vec<String> = (7..50)
        .map(|n| format!("<< /T (f) /Kids [{n} 0 R] >>"))
        .collect();
    more.push("<< /T (nir) /V (2 55 08 14 168 025 38) >>".to_owned());
    let got = lines(&document(
        &["BT ET"],
        "/AcroForm << /Fields [6 0 R] >>",
        "",
        &more,
    ));
    assert_eq!(got[1..], ["problem depth_limit (form fields)"]);
    let catalog = "/Names << /EmbeddedFiles << /Names [(a) 6 0 R (a) 6 0 R] >> >>";
    let more = ["<< /UF (paie.csv) /EF << /F 99 0 R >> >>".to_owned()];
    let got = lines(&document(&["BT ET"], catalog, "", &more));
    assert_eq!(got.len(), 2, "{got:?}");
    assert!(got[1].starts_with("member paie.csv: damaged"), "{got:?}");
}

#[test]
fn fields_outside_the_form_and_choices_are_read() {
    let more = [
        "<< /Subtype /Widget /T (nir) /V (2 55 08 14 168 025 38) >>".to_owned(),
        "<< /T (ville) /V (Lyon) /Kids [8 0 R] >>".to_owned(),
        "<< /Subtype /Widget /Parent 7 0 R >>".to_owned(),
        "<< /Subtype /Widget /T (agent) /V (Petit) /Opt [(Petit) [(r) (Roux)]] >>".to_owned(),
    ];
    let page = "/Annots [6 0 R 8 0 R 9 0 R]";
    let expected = [
        "keyed field nir: 2 55 08 14 168 025 38",
        "keyed field ville: Lyon",
        "keyed field agent: Petit",
        "keyed field agent: Roux",
    ];
    let got = lines(&document(&["BT ET"], "", page, &more));
    assert_eq!(got[1..], expected);
    // nothing is given twice
    let form = "/AcroForm << /Fields [6 0 R 7 0 R 9 0 R] >>";
    let got = lines(&document(&["BT ET"], form, page, &more));
    assert_eq!(got[1..], expected);
}

#[test]
fn what_surrounds_the_pages_is_read() {
    let catalog =
        "/Metadata 6 0 R /Outlines 7 0 R /Names << /EmbeddedFiles << /Names [(a) 9 0 R] >> >>";
    let xmp = "<x:xmpmeta><rdf:RDF><rdf:Description><dc:creator><rdf:Seq><rdf:li>Renée Petit</rdf:li>\
        <rdf:li>A. Roux</rdf:li></rdf:Seq></dc:creator><xmp:CreateDate>2024</xmp:CreateDate></rdf:Description></rdf:RDF></x:xmpmeta>";
    let more = [
        stream("", xmp),
        "<< /First 8 0 R >>".to_owned(),
        "<< /Title (Chapitre) /Next 8 0 R >>".to_owned(),
        "<< /UF (paie.csv) /EF << /F 10 0 R >> >>".to_owned(),
        stream("", "a;b"),
        "<< /Subtype /Text /Contents (\\340 revoir) /T (B. Blanc) >>".to_owned(),
        "<< /Subtype /Link /A << /URI (mailto:a@b.fr) >> >>".to_owned(),
        "<< /Subtype /FileAttachment /FS 9 0 R >>".to_owned(),
    ];
    let page = "/Annots [99 0 R 11 0 R 12 0 R 13 0 R]";
    let got = lines(&document(&["BT ET"], catalog, page, &more));
    assert_eq!(
        got[1..],
        [
            "keyed field creator: A. Roux",
            "member paie.csv: 3 bytes",
            "text field: Chapitre\n",
            "text page 1: \u{e0} revoir",
            "keyed field author: B. Blanc",
            "keyed field hyperlink: mailto:a@b.fr",
        ]
    );
}

#[test]
fn pictures_curves_and_unexplained_characters_are_declared() {
    let image = stream(
        "/Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8 /ColorSpace /DeviceGray",
        "x",
    );
    let page = "/Resources << /XObject << /I 10 0 R >> /Font << /U 11 0 R >> >>";
    let unknown = "<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H \
        /DescendantFonts [<< /Subtype /CIDFontType2 /BaseFont /X /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>] >>";
    let curves = "0 0 m 1 2 3 4 5 6 c 7 8 9 1 2 3 c 4 5 6 7 8 9 c 1 9 2 8 3 7 c 1 1 2 5 3 9 c 9 8 7 6 5 1 c 2 2 9 9 1 5 c 3 1 7 7 2 9 c f\n";
    let characters = "BT /U 10 Tf 50 50 Td <000100020003000400050006000700080009000A> Tj ET";
    let got = lines(&document(
        &["/I Do", &curves.repeat(60), characters],
        "",
        page,
        &[image, unknown.to_owned()],
    ));
    let problems: Vec<_> = got
        .iter()
        .filter(|line| line.starts_with("problem"))
        .collect();
    assert_eq!(
        problems,
        [
            "problem image_only (pages 1-2)",
            "problem unreliable_text (page 3)"
        ]
    );
    assert!(!got.iter().any(|line| line.starts_with("text page 1")));
}

#[test]
fn what_is_broken_or_missing_is_declared() {
    let good = shows(&[(50, 700, "lisible")]);
    let mut objects = document(&[&good], "", "", &[]);
    let text = String::from_utf8(objects.clone()).unwrap();
    objects = text.replace("/Count 1", "/Count 7").into_bytes();
    assert!(lines(&objects).contains(&"problem damaged (1 of 7 pages)".to_owned()));
    assert!(lines(&objects).contains(&"text page 1: lisible\n".to_owned()));
    let broken = stream("/Filter /ASCIIHexDecode", "certainly not hexadecimal, this");
    let broken = document(&[&good], "", "/Contents [5 0 R 6 0 R]", &[broken]);
    let broken = String::from_utf8(broken)
        .unwrap()
        .replace("/Contents 5 0 R", "");
    assert!(lines(broken.as_bytes()).contains(&"problem damaged (page 1)".to_owned()));
    let noise = document(&["\\001\\002 qqqq zzzz"], "", "", &[]);
    assert!(lines(&noise).contains(&"problem damaged (page 1)".to_owned()));
    assert_eq!(lines(b"%PDF-1.7 nothing"), ["problem damaged"]);
    assert_eq!(lines(b""), ["problem damaged"]);
}

fn encrypted(password: &str) -> Vec<u8> {
    let page = shows(&[(50, 700, "sous cl\\351")]);
    let mut document = Document::load_mem(&document(&[&page], "", "", &[])).unwrap();
    let id = lopdf::Object::string_literal("0123456789abcdef");
    document.trailer.set("ID", vec![id.clone(), id]);
    let state = EncryptionState::try_from(EncryptionVersion::V2 {
        document: &document,
        owner_password: "owner",
        user_password: password,
        key_length: 128,
        permissions: Permissions::all(),
    })
    .unwrap();
    document.encrypt(&state).unwrap();
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes
}

#[test]
fn a_password_is_declared_an_empty_one_is_none() {
    assert_eq!(lines(&encrypted("user")), ["problem encrypted"]);
    let open = lines(&encrypted(""));
    assert!(
        open.contains(&"text page 1: sous cl\u{e9}\n".to_owned()),
        "{open:?}"
    );
    assert!(open.contains(&"keyed field Author: Ren\u{e9}e Petit".to_owned()));
}

#[test]
fn hidden_layers_are_read() {
    let catalog = "/OCProperties << /OCGs [6 0 R] /D << /OFF [6 0 R] >> >>";
    let page = format!("/OC /L BDC {} EMC", shows(&[(50, 700, "invisible")]));
    let with_layer = FONTS.replacen("/Font", "/Properties << /L 6 0 R >> /Font", 1);
    let layer = ["<< /Type /OCG /Name (x) >>".to_owned()];
    let got = lines(&document(&[&page], catalog, &with_layer, &layer));
    assert_eq!(
        got[1..],
        ["text page 1: invisible\n", "note hidden layers read"]
    );
}

#[test]
fn damaged_documents_never_panic() {
    let page = shows(&[(50, 700, "Nom"), (200, 700, "Martin")]);
    let original = document(&[&page, &page], "/AcroForm << /Fields [4 0 R] >>", "", &[]);
    for at in (0..original.len()).step_by(3) {
        for byte in [0, b'<', b'(', b'9'] {
            let mut bytes = original.clone();
            bytes[at] = byte;
            let mut file = Cursor::new(bytes);
            let mut heard = Heard::default();
            read(Input::Seekable(&mut file), &Limits::default(), &mut heard).unwrap();
            assert!(!heard.lines.is_empty(), "silence when byte {at} is {byte}");
        }
    }
}

#[test]
fn pages_are_named_in_stretches() {
    assert_eq!(page_numbers(&[3]), "page 3");
    assert_eq!(page_numbers(&[1, 2, 3, 7]), "pages 1-3, 7");
    let odd: Vec<_> = (0..50).map(|n| 2 * n + 1).collect();
    assert!(page_numbers(&odd).ends_with("39, ..."));
}
