//! What a document does not show, or shows otherwise than as text: struck out,
//! deleted and hidden words, rows, columns and sheets; boxes and form fields. All
//! documents are invented.

use super::super::{Document, Imported, Why};
use super::sound;
use crate::model::Datum;
use std::io::{Cursor, Write as _};

/// A zipped document of these parts.
fn zipped(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, zip::write::SimpleFileOptions::default())
            .unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn docx(body: &str) -> Vec<u8> {
    let xml = format!("<w:document><w:body>{body}</w:body></w:document>");
    zipped(&[("word/document.xml", &xml)])
}

fn odt(styles: &str, body: &str) -> Vec<u8> {
    let xml = format!(
        "<office:document-content><office:automatic-styles>{styles}</office:automatic-styles>\
         <office:body><office:text>{body}</office:text></office:body></office:document-content>"
    );
    zipped(&[
        ("content.xml", &xml),
        ("mimetype", "application/vnd.oasis.opendocument.text"),
    ])
}

/// The places and words that are told for these reasons.
fn told(imported: &Imported, wanted: &[Why]) -> Vec<String> {
    let of = imported.draft.unread.iter();
    of.filter(|u| wanted.contains(&u.why))
        .map(|u| format!("{:?} {} {}", u.why, u.said.at, u.said.text))
        .collect()
}

fn items(imported: &Imported) -> Vec<Datum> {
    let activities = imported.draft.activities.iter();
    let rubrics = activities.flat_map(|a| &a.rubrics);
    rubrics.flat_map(|r| r.items.clone()).collect()
}

fn lines(bytes: &[u8], name: &str) -> Vec<String> {
    let words = Document::read(bytes, name).words();
    words.lines().map(str::to_owned).collect()
}

const GONE: [Why; 2] = [Why::Struck, Why::Hidden];

#[test]
fn struck_deleted_and_hidden_words_of_a_docx_are_no_facts() {
    let run = |look: &str, text: &str| format!("<w:r><w:rPr>{look}</w:rPr><w:t>{text}</w:t></w:r>");
    let cell = |runs: &str| format!("<w:tc><w:p>{runs}</w:p></w:tc>");
    let row =
        |label: &str, runs: &str| format!("<w:tr>{}{}</w:tr>", cell(&run("", label)), cell(runs));
    let data = [
        run("<w:b/>", "Nom, prénom"),
        run("<w:strike/>", ", RIB"),
        run("<w:dstrike w:val='true'/>", ", adresse"),
        run("<w:strike w:val='0'/>", ", téléphone"),
        run("<w:vanish/>", ", date de naissance"),
        "<w:del w:author='A'><w:r><w:delText>, nationalité</w:delText></w:r></w:del>".to_owned(),
    ]
    .concat();
    let body = format!(
        "<w:p>{}</w:p><w:tbl>{}{}{}{}</w:tbl>",
        run("<w:strike/>", "Ancien registre"),
        row("Nom du traitement", &run("", "Paie")),
        row("Finalité", &run("", "Payer les salariés")),
        row("Données", &data),
        row("Durée de conservation", &run("", "5 ans")),
    );
    let bytes = docx(&body);
    let (imported, _) = sound(&bytes, "registre.docx");
    let found = items(&imported);
    assert!(found.contains(&Datum::PersonName), "{found:?}");
    assert!(found.contains(&Datum::Phone), "{found:?}");
    for gone in [
        Datum::Iban,
        Datum::PostalAddress,
        Datum::BirthDate,
        Datum::Nationality,
    ] {
        assert!(!found.contains(&gone), "{found:?}");
    }
    assert_eq!(
        told(&imported, &GONE),
        [
            "Struck par.1 Ancien registre",
            "Struck tab.1, B3 , RIB, adresse",
            "Hidden tab.1, B3 , date de naissance",
            "Struck tab.1, B3 , nationalité",
        ]
    );
}

#[test]
fn passages_that_are_struck_apart_are_told_apart() {
    let struck = |text: &str| format!("<w:r><w:rPr><w:strike/></w:rPr><w:t>{text}</w:t></w:r>");
    let shown = |text: &str| format!("<w:r><w:t xml:space='preserve'>{text}</w:t></w:r>");
    let body = format!(
        "<w:p>{}{}{}{}{}</w:p>",
        shown("a "),
        struck("b"),
        struck("bis"),
        shown(" c "),
        struck("d")
    );
    let document = Document::read(&docx(&body), "registre.docx");
    let told = document.unread.iter().map(|u| u.said.text.as_str());
    assert_eq!(told.collect::<Vec<_>>(), ["bbis", "d"]);
}

#[test]
fn struck_deleted_and_hidden_words_of_an_odt_are_no_facts() {
    let styles = "<style:style style:name='T1'><style:text-properties style:text-line-through-style='solid'/></style:style>\
        <style:style style:name='T2'><style:text-properties text:display='none'/></style:style>\
        <style:style style:name='T3'><style:text-properties style:text-line-through-style='none'/></style:style>";
    let body = "<text:tracked-changes><text:changed-region><text:deletion><text:p>NIR</text:p></text:deletion></text:changed-region></text:tracked-changes>\
        <text:p>Nom, <text:span text:style-name='T1'>RIB</text:span> <text:span text:style-name='T3'>adresse</text:span></text:p>\
        <text:p text:style-name='T2'>Secret</text:p>\
        <text:section text:display='none'><text:p>Caché</text:p></text:section><text:p>Fin</text:p>";
    let bytes = odt(styles, body);
    let document = Document::read(&bytes, "registre.odt");
    assert_eq!(document.words(), "Nom, adresse\nFin\n");
    let told: Vec<_> = document
        .unread
        .iter()
        .map(|u| u.said.text.as_str())
        .collect();
    assert_eq!(told, ["NIR", "RIB", "Secret", "Caché"]);
}

const WORKBOOK: &str = "<workbook><sheets><sheet name='Registre' r:id='r1'/>\
    <sheet name='Brouillon' state='hidden' r:id='r2'/></sheets></workbook>";
const RELATIONS: &str = "<Relationships><Relationship Id='r1' Target='worksheets/sheet1.xml'/>\
    <Relationship Id='r2' Target='worksheets/sheet2.xml'/></Relationships>";
const STYLES: &str = "<styleSheet><fonts><font/><font><strike/></font></fonts>\
    <cellXfs><xf fontId='0'/><xf fontId='1'/></cellXfs></styleSheet>";
const STRINGS: &str =
    "<sst><si><r><t>Nom, prénom</t></r><r><rPr><strike/></rPr><t>, RIB</t></r></si></sst>";

#[test]
fn hidden_rows_columns_and_sheets_and_struck_cells_of_an_xlsx_are_no_facts() {
    let text =
        |at: &str, text: &str| format!("<c r='{at}' t='inlineStr'><is><t>{text}</t></is></c>");
    let header = [
        "Nom du traitement",
        "Finalité",
        "Données",
        "Durée de conservation",
        "Destinataires",
    ];
    let header: String = header
        .iter()
        .zip('A'..)
        .map(|(h, c)| text(&format!("{c}1"), h))
        .collect();
    let sheet = format!(
        "<worksheet><cols><col min='5' max='5' hidden='1'/></cols><sheetData>\
         <row r='1'>{header}</row>\
         <row r='2'>{}{}<c r='C2' t='s'><v>0</v></c>{}{}</row>\
         <row r='3' hidden='1'>{}{}</row>\
         <row r='4'><c r='A4' s='1' t='inlineStr'><is><t>Vidéosurveillance</t></is></c></row>\
         </sheetData></worksheet>",
        text("A2", "Paie"),
        text("B2", "Payer"),
        text("D2", "5 ans"),
        text("E2", "Banque"),
        text("A3", "Prospection"),
        text("B3", "Vendre"),
    );
    let other = format!(
        "<worksheet><sheetData><row r='1'>{header}</row><row r='2'>{}{}</row></sheetData></worksheet>",
        text("A2", "Ancienne activité"),
        text("B2", "Rien")
    );
    let bytes = zipped(&[
        ("[Content_Types].xml", "<Types/>"),
        ("xl/workbook.xml", WORKBOOK),
        ("xl/_rels/workbook.xml.rels", RELATIONS),
        ("xl/styles.xml", STYLES),
        ("xl/sharedStrings.xml", STRINGS),
        ("xl/worksheets/sheet1.xml", &sheet),
        ("xl/worksheets/sheet2.xml", &other),
    ]);
    let (imported, _) = sound(&bytes, "registre.xlsx");
    let names: Vec<_> = imported
        .draft
        .activities
        .iter()
        .map(|a| a.name.text.as_str())
        .collect();
    assert_eq!(names, ["Paie"]);
    assert!(!items(&imported).contains(&Datum::Iban));
    assert_eq!(
        told(&imported, &GONE),
        [
            "Hidden Registre!E1 Destinataires",
            "Struck Registre!C2 , RIB",
            "Hidden Registre!A3 Prospection",
            "Struck Registre!A4 Vidéosurveillance",
            "Hidden Brouillon!A1 Nom du traitement",
        ]
    );
}

#[test]
fn hidden_rows_columns_and_sheets_and_struck_cells_of_an_ods_are_no_facts() {
    let cell = |text: &str| format!("<table:table-cell><text:p>{text}</text:p></table:table-cell>");
    let xml = format!(
        "<c><style:style style:name='ce1'><style:text-properties style:text-line-through-style='solid'/></style:style>\
         <style:style style:name='ta2'><style:table-properties table:display='false'/></style:style>\
         <table:table table:name='R'><table:table-column/><table:table-column table:visibility='collapse' table:number-columns-repeated='2'/>\
         <table:table-row>{}{}{}{}</table:table-row>\
         <table:table-row table:visibility='filter'>{}</table:table-row>\
         <table:table-row>{}<table:table-cell/><table:table-cell/><table:table-cell table:style-name='ce1'><text:p>vieux</text:p></table:table-cell></table:table-row></table:table>\
         <table:table table:name='S' table:style-name='ta2'><table:table-row>{}</table:table-row></table:table></c>",
        cell("a"),
        cell("b"),
        cell("c"),
        cell("d"),
        cell("e"),
        cell("f<text:span text:style-name='ce1'>aux</text:span>"),
        cell("g"),
    );
    let bytes = zipped(&[
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", &xml),
    ]);
    let document = Document::read(&bytes, "registre.ods");
    let words: Vec<String> = lines(&bytes, "registre.ods")
        .into_iter()
        .filter(|l| !l.is_empty())
        .collect();
    assert_eq!(words, ["a", "d", "f"]);
    let told: Vec<_> = document
        .unread
        .iter()
        .map(|u| format!("{:?} {} {}", u.why, u.said.at, u.said.text))
        .collect();
    assert_eq!(
        told,
        [
            "Hidden R!B1 b",
            "Hidden R!C1 c",
            "Hidden R!A2 e",
            "Struck R!A3 aux",
            "Struck R!D3 vieux",
            "Hidden S!A1 g"
        ]
    );
}

#[test]
fn boxes_and_lists_of_word_are_text() {
    let field = |data: &str, shown: &str| {
        format!(
            "<w:r><w:fldChar w:fldCharType='begin'><w:ffData>{data}</w:ffData></w:fldChar></w:r>\
             <w:r><w:instrText> FORM </w:instrText></w:r><w:r><w:fldChar w:fldCharType='separate'/></w:r>{shown}\
             <w:r><w:fldChar w:fldCharType='end'/></w:r>"
        )
    };
    let tick = |inner: &str| {
        field(
            &format!("<w:checkBox><w:sizeAuto/>{inner}</w:checkBox>"),
            "",
        )
    };
    let control = |state: &str, shown: &str| {
        format!(
            "<w:sdt><w:sdtPr><w14:checkbox>{state}<w14:checkedState w14:val='2612'/></w14:checkbox></w:sdtPr>\
             <w:sdtContent><w:r>{shown}</w:r></w:sdtContent></w:sdt>"
        )
    };
    let list = "<w:ddList><w:result w:val='1'/><w:listEntry w:val='Non'/><w:listEntry w:val='Oui'/></w:ddList>";
    let text = |t: &str| format!("<w:r><w:t> {t}</w:t></w:r>");
    let body: String = [
        tick("<w:default w:val='0'/>") + &text("vide"),
        tick("<w:default w:val='1'/>") + &text("d'office"),
        tick("<w:default w:val='1'/><w:checked w:val='0'/>") + &text("décochée"),
        tick("<w:checked/>") + &text("cochée"),
        control("<w14:checked w14:val='1'/>", "<w:t>V</w:t>") + &text("contrôle"),
        control(
            "<w14:checked w14:val='0'/>",
            "<w:sym w:font='MS Gothic' w:char='2610'/>",
        ) + &text("contrôle vide"),
        "<w:r><w:sym w:font='Wingdings' w:char='F0FE'/></w:r>".to_owned() + &text("symbole"),
        text("Réponse ") + &field(list, ""),
        text("Choix ")
            + &field(
                "<w:ddList><w:result w:val='0'/><w:default w:val='2'/><w:listEntry w:val='Non'/><w:listEntry w:val='Oui'/><w:listEntry w:val='Peut-être'/></w:ddList>",
                "",
            ),
        text("Champ ")
            + &field(
                "<w:textInput><w:default w:val='x'/></w:textInput>",
                "<w:r><w:t>rempli</w:t></w:r>",
            ),
    ]
    .iter()
    .map(|p| format!("<w:p>{p}</w:p>"))
    .collect();
    let wanted = [
        (" vide", false),
        (" d'office", true),
        (" décochée", false),
        (" cochée", true),
        (" contrôle", true),
        (" contrôle vide", false),
        (" symbole", true),
    ];
    let document = Document::read(&docx(&body), "fiche.docx");
    let marks: Vec<_> = document
        .blocks
        .iter()
        .map(|b| match b {
            super::super::Block::Line(l) => (l.text.clone(), l.mark),
            super::super::Block::Table(_) => panic!("no table"),
        })
        .collect();
    for ((text, mark), (words, ticked)) in marks.iter().zip(wanted) {
        let expected = if ticked {
            super::super::Mark::Ticked
        } else {
            super::super::Mark::Empty
        };
        assert_eq!((text.as_str(), *mark), (words.trim(), expected));
    }
    assert_eq!(marks[7].0, "Réponse Oui");
    assert_eq!(marks[8].0, "Choix Non");
    assert_eq!(marks[9].0, "Champ rempli");
}

/// A PDF of one page: what it draws, and its fields.
fn pdf(content: &str, fields: &[&str]) -> Vec<u8> {
    let numbers: Vec<String> = (6..6 + fields.len()).map(|n| format!("{n} 0 R")).collect();
    let numbers = numbers.join(" ");
    let mut objects = vec![
        format!("<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [{numbers}] >> >>"),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Annots [{numbers}] /Resources << /Font << /F 5 0 R >> >> >>"
        ),
        format!(
            "<< /Length {} >>\nstream\n{content}\nendstream",
            content.len()
        ),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
            .to_owned(),
    ];
    objects.extend(
        fields
            .iter()
            .map(|f| format!("<< /Type /Annot /Subtype /Widget {f} >>")),
    );
    let mut out = "%PDF-1.7\n".to_owned();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (n, object) in (1..).zip(&objects) {
        table.push_str(&format!("{:010} 00000 n \n", out.len()));
        out.push_str(&format!("{n} 0 obj\n{object}\nendobj\n"));
    }
    let start = out.len();
    format!(
        "{out}{table}trailer << /Size {} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n",
        objects.len() + 1
    )
    .into_bytes()
}

#[test]
fn fields_of_a_pdf_are_read_where_they_stand() {
    let labels = [
        (700, "Nom du traitement :"),
        (670, "Finalite :"),
        (640, "Donnees sante traitees :"),
        (610, "Base legale :"),
        (580, "Observations :"),
    ];
    let content: String = labels
        .iter()
        .map(|(y, label)| format!("BT /F 11 Tf 50 {y} Td ({label}) Tj ET\n"))
        .collect();
    let bytes = pdf(
        &content,
        &[
            "/FT /Tx /T (c) /V (Payer les agents) /Rect [250 666 500 682]",
            "/FT /Tx /T (a) /V (Paie) /Rect [250 696 500 712]",
            "/FT /Btn /T (b) /AS /Off /V /Off /Rect [250 637 262 649]",
            "/FT /Ch /T (d) /V (x) /Opt [[(x) (Contrat)] [(y) (Consentement)]] /Rect [250 606 500 622]",
            "/FT /Btn /T (e) /AS /Oui /Rect [250 577 262 589]",
        ],
    );
    let got = lines(&bytes, "fiche.pdf").join("\n");
    let flat: String = got.split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(
        flat,
        "Nom du traitement : Paie Finalite : Payer les agents Donnees sante traitees : ☐ Base legale : Contrat Observations : ☒"
    );
}

#[test]
fn pages_and_texts_show_what_they_show() {
    let html = "<html><body><h1>Fiche de traitement : Actes</h1>\
        <p><b>Finalité :</b> <textarea>délivrer les actes</textarea></p>\
        <p><b>Base légale :</b> <select><option>Consentement</option><option selected>Contrat</option></select></p>\
        <p><b>Catégories de données :</b> <input type=text placeholder='religion' value='e-mail'> <input type=checkbox checked> Nom <input type=checkbox> NIR <s>RIB</s> <span style='display: none'>photo</span></p>\
        <p><b>Données sensibles :</b> <input type=radio name=a> Oui <input type=radio name=a checked> Non</p>\
        <p hidden>NIR : oui</p><!-- Données : santé --><script>var a = 'Données : religion';</script>\
        <p><b>Durée de conservation :</b> <input value='3 mois'></p></body></html>";
    let (imported, register) = sound(html.as_bytes(), "fiche.html");
    assert_eq!(items(&imported), [Datum::Email, Datum::PersonName]);
    let activity = &register.activities[0];
    assert_eq!(activity.purposes.len(), 1);
    assert_eq!(activity.retention.len(), 1);
    assert!(
        imported.yaml().contains("codes: [contract]"),
        "{}",
        imported.yaml()
    );
    assert_eq!(
        told(&imported, &GONE),
        [
            "Struck l.1 RIB",
            "Hidden l.1 photo",
            "Hidden l.1 NIR : oui",
            "Hidden l.1 Données : santé"
        ]
    );
    let rtf = "{\\rtf1 Traitement : Pr\\'eat\\par Finalit\\'e9 : pr\\'eater\\par \
        Donn\\'e9es : nom{\\v , NIR}{\\strike , RIB}{\\deleted , photo}\\par}";
    let (imported, _) = sound(rtf.as_bytes(), "fiche.rtf");
    assert_eq!(items(&imported), [Datum::PersonName]);
    assert_eq!(
        told(&imported, &GONE),
        ["Hidden par.3 , NIR", "Struck par.3 , RIB, photo"]
    );
    let text = "Traitement : Prêt\nFinalité : prêter\n\
        Données : nom <!-- NIR --> ~~santé~~ <del>religion</del>\n\n```\nDonnées : photo\n```\n\
        [//]: # (Données : RIB)\nDurée de conservation : 1 an\n";
    let (imported, _) = sound(text.as_bytes(), "fiche.md");
    assert_eq!(items(&imported), [Datum::PersonName]);
    assert_eq!(
        told(&imported, &GONE),
        [
            "Hidden l.3 NIR",
            "Struck l.3 santé",
            "Struck l.3 religion",
            "Hidden l.6 Données : photo",
            "Hidden l.8 Données : RIB"
        ]
    );
}

#[test]
fn withdrawn_elements_end_where_they_must() {
    let page = |row: &str| {
        format!(
            "<table><tr><th>Traitement</th><th>Finalité</th><th>Données</th><th>Durée</th></tr>{row}<tr><td>Prêt</td><td>Prêter</td><td>Nom</td><td>1 an</td></tr></table>"
        )
    };
    for (row, found) in [
        (
            "<tr hidden><td>Paie</td><td>Payer</td><td>NIR</td><td>5 ans</td></tr>",
            &["pret"][..],
        ),
        (
            "<tr><td>Paie</td><td>Payer</td><td hidden>NIR</td><td>5 ans</td></tr>",
            &["paie", "pret"],
        ),
        (
            "<tr><td>Paie</td><td>Payer</td><td>Nom <s>NIR<td>5 ans",
            &["paie", "pret"],
        ),
        (
            "<tr><td>Paie</td><td>Payer</td><td><del>NIR <del>x</del> y</del> Nom</td><td>5 ans</td></tr>",
            &["paie", "pret"],
        ),
    ] {
        let (imported, register) = sound(page(row).as_bytes(), "page.html");
        let ids: Vec<&str> = register
            .activities
            .iter()
            .map(|a| a.id.value.as_str())
            .collect();
        assert_eq!(ids, found, "{row}");
        assert!(!items(&imported).contains(&Datum::Nir), "{row}");
        let kept = register.activities.iter().all(|a| a.retention.len() == 1);
        assert!(kept, "{row}: {}", imported.yaml());
    }
}
