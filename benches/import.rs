//! Importing a register of 100 pages in the forms in which registers are kept: a
//! text, a word processor's document, a PDF, a table. CPU-bound, one core.
//!
//! `cargo bench --bench import [-- PAGES]`

use limier::import::Imported;
use limier::register::Register;
use std::hint::black_box;
use std::io::{Cursor, Write as _};
use std::time::{Duration, Instant};

/// Lines of a page.
const LINES: usize = 45;

/// A fiche of about two pages, as the CNIL's model prints it.
fn fiche(n: usize) -> Vec<String> {
    let mut out = vec![
        format!("FICHE DE REGISTRE DE L'ACTIVITÉ : Gestion numéro {n}"),
        "Date de création de la fiche : 24/09/2021".to_owned(),
        "Nom du logiciel ou de l'application : FileMaker".to_owned(),
        "Objectifs poursuivis".to_owned(),
    ];
    out.extend((0..20).map(|i| {
        format!("Suivi de la tâche {i} et de ce qui en découle pour les clients du service {n}.")
    }));
    out.push("Catégories de personnes concernées".to_owned());
    out.extend(["Clients", "Prospects", "Salariés"].map(str::to_owned));
    out.push("Catégories de données collectées".to_owned());
    for (rubric, details) in [
        (
            "État-civil, identité, données d'identification, images",
            "Nom, prénom, téléphone, adresse électronique",
        ),
        ("Vie personnelle", ""),
        ("Vie professionnelle", "Poste occupé, lieu de travail"),
        (
            "Informations d'ordre économique et financier",
            "RIB, mode de règlement, factures",
        ),
        ("Données de connexion", "adresse IP, identifiant, journaux"),
        ("Données de localisation", ""),
    ] {
        out.push(rubric.to_owned());
        out.extend((!details.is_empty()).then(|| details.to_owned()));
    }
    out.push("Des données sensibles sont-elles traitées ?".to_owned());
    out.push("Oui **Non**".to_owned());
    out.push("Durées de conservation des catégories de données".to_owned());
    out.push("3 ans à compter de la fin de la relation commerciale".to_owned());
    out.push("Catégories de destinataires des données".to_owned());
    out.push("Destinataires internes".to_owned());
    out.extend(["Service commercial", "Comptabilité"].map(str::to_owned));
    out.push("Transferts des données hors UE".to_owned());
    out.push("Non".to_owned());
    out.push("Mesures de sécurité".to_owned());
    out.extend((0..24).map(|i| {
        format!("Mesure {i} prise pour que les données de l'activité {n} restent protégées.")
    }));
    out
}

fn lines(pages: usize) -> Vec<String> {
    (0..).flat_map(fiche).take(pages * LINES).collect()
}

fn docx(lines: &[String]) -> Vec<u8> {
    let mut body = String::from(
        r#"<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>"#,
    );
    for line in lines {
        let line = line.replace("**", "");
        body += &format!("<w:p><w:r><w:t>{line}</w:t></w:r></w:p>");
    }
    body += "</w:body></w:document>";
    let types = r#"<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"#;
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    for (name, text) in [("[Content_Types].xml", types), ("word/document.xml", &body)] {
        zip.start_file(name, options).expect("a zip in memory");
        zip.write_all(text.as_bytes()).expect("a zip in memory");
    }
    zip.finish().expect("a zip in memory").into_inner()
}

fn pdf(lines: &[String]) -> Vec<u8> {
    use lopdf::content::{Content, Operation};
    use lopdf::{Document, Object, Stream, dictionary};
    let mut document = Document::with_version("1.5");
    let tree = document.new_object_id();
    let font = document.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica", "Encoding" => "WinAnsiEncoding",
    });
    let resources = document.add_object(dictionary! { "Font" => dictionary! { "F1" => font } });
    let mut kids: Vec<Object> = Vec::new();
    for page in lines.chunks(LINES) {
        let mut operations = vec![
            Operation::new("BT", vec![]),
            Operation::new("Tf", vec!["F1".into(), 10.into()]),
            Operation::new("TL", vec![16.into()]),
            Operation::new("Td", vec![50.into(), 790.into()]),
        ];
        for line in page {
            let (bytes, _, _) = encoding_rs::WINDOWS_1252.encode(line);
            operations.push(Operation::new(
                "Tj",
                vec![Object::string_literal(bytes.into_owned())],
            ));
            operations.push(Operation::new("T*", vec![]));
        }
        operations.push(Operation::new("ET", vec![]));
        let content = Content { operations }
            .encode()
            .expect("operations can be written");
        let content = document.add_object(Stream::new(dictionary! {}, content));
        let page = document.add_object(dictionary! {
            "Type" => "Page", "Parent" => tree, "Contents" => content, "Resources" => resources,
            "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
        });
        kids.push(page.into());
    }
    let count = kids.len() as u32;
    document.objects.insert(
        tree,
        Object::Dictionary(dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count }),
    );
    let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => tree });
    document.trailer.set("Root", catalog);
    let mut out = Vec::new();
    document.save_to(&mut out).expect("a PDF in memory");
    out
}

/// An activity a row, as many as 25 to a page.
fn table(pages: usize) -> Vec<u8> {
    let mut out = String::from(
        "Traitement;Finalités;Base légale;Personnes concernées;Données;Durée de conservation;Destinataires;Transferts hors UE;Logiciel\n",
    );
    for n in 0..pages * 25 {
        out += &format!(
            "Gestion {n};Suivre les dossiers de la tâche {n};Contrat;Clients, salariés;Nom, prénom, e-mail, RIB;5 ans après la fin du contrat;Comptabilité;Non;Sage\n"
        );
    }
    out.into_bytes()
}

fn measure(name: &str, file: &str, bytes: &[u8]) {
    let mut best = Duration::MAX;
    let mut activities = 0;
    for _ in 0..5 {
        let begun = Instant::now();
        let imported = Imported::read(bytes, file);
        let yaml = imported.yaml();
        best = best.min(begun.elapsed());
        activities = imported.draft.activities.len();
        let register = Register::parse(&yaml, "register.yaml").expect("a register");
        assert_eq!(register.activities.len(), activities);
        black_box(yaml);
    }
    #[expect(clippy::print_stdout, reason = "a benchmark prints what it measured")]
    {
        println!(
            "{name:<10} {:>8.1} KiB  {activities:>5} activities  {:>8.1} ms",
            bytes.len() as f64 / 1024.0,
            best.as_secs_f64() * 1e3,
        );
    }
}

fn main() {
    let pages = std::env::args().filter_map(|a| a.parse().ok()).next();
    let pages: usize = pages.unwrap_or(100);
    let lines = lines(pages);
    measure("text", "registre.txt", lines.join("\n").as_bytes());
    measure("docx", "registre.docx", &docx(&lines));
    measure("pdf", "registre.pdf", &pdf(&lines));
    measure("csv", "registre.csv", &table(pages));
}
