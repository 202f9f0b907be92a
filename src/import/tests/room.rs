//! Documents that are larger than any register: read in part, and told where that
//! ends.

use super::super::{Block, Document, Imported, Why};
use crate::register::Register;

const HEAD: &str = "Nom du traitement;Finalité;Données;Durée de conservation\n";

fn limits(imported: &Imported) -> Vec<String> {
    let unread = imported.draft.unread.iter().filter(|u| u.why == Why::Limit);
    unread
        .map(|u| format!("{} {}", u.said.at, u.said.text))
        .collect()
}

/// What is read of a large table is a register that can be read.
#[test]
fn what_is_read_of_a_large_table_is_a_register() {
    let rows: String = (0..16_000)
        .map(|n| {
            format!("T{n};But;Nom, adresse, IBAN, téléphone;5 ans;Service RH, Banque;Chiffrement\n")
        })
        .collect();
    let head = "Nom du traitement;Finalité;Données;Durée de conservation;Destinataires;Mesures de sécurité\n";
    let imported = Imported::read((head.to_owned() + &rows).as_bytes(), "registre.csv");
    let read = imported.draft.activities.len();
    assert!((5_000..16_000).contains(&read), "{read}");
    assert_eq!(
        limits(&imported),
        [format!("l.{}, col.A T{read}", read + 2)]
    );
    let yaml = imported.yaml();
    Register::parse(&yaml, "register.yaml").expect("a register that can be read");
}

#[test]
fn more_activities_than_a_register_has_are_told_with_the_first() {
    let rows: String = (0..20_003)
        .map(|n| format!("T{n};But;Nom;5 ans\n"))
        .collect();
    let imported = Imported::read((HEAD.to_owned() + &rows).as_bytes(), "registre.csv");
    assert_eq!(imported.draft.activities.len(), 20_000);
    assert_eq!(limits(&imported), ["l.20002, col.A T20000"]);
}

#[test]
fn rows_and_lines_beyond_the_limit_are_told_with_the_first() {
    let rows = "a;b;c\n".repeat(100_010);
    let imported = Imported::read(rows.as_bytes(), "liste.csv");
    assert_eq!(limits(&imported), ["l.40001, col.A a"]);
    let document = Document::read(rows.as_bytes(), "liste.csv");
    assert!(matches!(document.blocks.as_slice(), [Block::Table(t)] if t.rows.len() == 40_000));
    let text: String = (1..=100_010).map(|n| format!("Phrase {n}.\n\n")).collect();
    let imported = Imported::read(text.as_bytes(), "registre.txt");
    assert_eq!(limits(&imported), ["l.200001 Phrase 100001."]);
    let blank = "\n".repeat(3_000_000) + "Fin";
    let imported = Imported::read(blank.as_bytes(), "registre.txt");
    assert_eq!(limits(&imported).len(), 1);
}

#[test]
fn columns_beyond_the_limit_are_told_once() {
    let wide = |n: usize| format!("{}c{n};d{n}", ";".repeat(1_000));
    let text = format!(
        "Nom du traitement;Finalité;Données;Durée de conservation{}\nPaie;Payer;Nom;5 ans{}\nAccueil;Recevoir;Nom;1 an{}\n",
        wide(0),
        wide(1),
        wide(2)
    );
    let imported = Imported::read(text.as_bytes(), "registre.csv");
    assert_eq!(imported.draft.activities.len(), 2);
    assert_eq!(limits(&imported), ["l.1, col.ALP c0"]);
}

#[test]
fn a_structured_file_that_is_too_large_is_told() {
    let one = "{\"nom\":\"Paie\",\"finalite\":\"Payer\",\"duree_conservation\":\"5 ans\"}";
    let small = Imported::read(format!("[{one}]").as_bytes(), "registre.json");
    assert_eq!(limits(&small), [""; 0]);
    let large = format!("[{one}{}]", " ".repeat(17 << 20));
    let imported = Imported::read(large.as_bytes(), "registre.json");
    let told = limits(&imported);
    assert!(told.len() == 1 && told[0].starts_with("l.1 [{"), "{told:?}");
}

#[test]
fn a_table_without_an_extension_is_a_table() {
    let rows = "Paie;Payer;\"Nom; prénom\";5 ans\nAccueil;Recevoir;Nom;1 an\n";
    let imported = Imported::read((HEAD.to_owned() + rows).as_bytes(), "registre");
    assert_eq!(imported.importer, "table");
    assert_eq!(imported.draft.activities.len(), 2);
}
