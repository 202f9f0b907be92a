//! The synthetic registers of `fixtures/registers/`, each beside the register
//! that it must become.

use super::{fixture, sound};

/// `(document, expected)`.
const TWINS: &[&str] = &[
    "tableau-colle.txt",
    "politique-prose.txt",
    "politique-numerotee.md",
    "politique-site.md",
    "privacy-policy.md",
    "privacyverklaring.txt",
    "fiches-cnil.html",
    "cnil-simplifie.ods",
    "ico.xlsx",
    "belge.xlsx",
    "cnpd.xlsx",
    "classeur.xlsx",
    "large.xlsx",
    "entetes.xlsx",
    "liste-fiches.xlsx",
    "markdown-tableau.md",
    "markdown-champs.md",
    "markdown-fiches.md",
    "markdown-chapitres.md",
    "nl-tabel.csv",
    "nl-fiche.md",
    "why-what.md",
    "cote-a-cote.csv",
    "fiches-empilees.csv",
    "tableau-reponses.md",
    "definitions.html",
    "cases-cochees.txt",
    "liste-details.txt",
    "fiches-copiees.txt",
    "fiches-emoji.md",
    "lettre-personnel.txt",
    "notice-club.md",
    "shop-notice.txt",
    "hr-notice.md",
    "praktijk.txt",
    "mail-traitements.txt",
    "titres.md",
    "mediawiki.txt",
    "libelles-dessus.docx",
    "libelles-fusionnes.docx",
];

#[test]
fn each_document_becomes_its_register() {
    for name in TWINS {
        becomes(name);
    }
}

/// Reads a document of `fixtures/registers/` and compares with what it must
/// become.
pub(super) fn becomes(name: &str) {
    let (imported, _) = sound(&fixture(name), name);
    let expected = format!("{name}.yaml");
    let path = format!(
        "{}/fixtures/registers/{expected}",
        env!("CARGO_MANIFEST_DIR")
    );
    let wanted = std::fs::read_to_string(&path).unwrap_or_default();
    let found = imported.yaml();
    if wanted != found {
        let beside = std::env::temp_dir().join(&expected);
        std::fs::write(&beside, &found).expect("the temporary directory can be written");
        let line = wanted.lines().zip(found.lines()).position(|(a, b)| a != b);
        panic!(
            "{name} does not become {path} (line {:?}); what it became: {}",
            line.map(|n| n + 1),
            beside.display()
        );
    }
}
