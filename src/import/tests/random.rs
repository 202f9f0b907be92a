//! Whatever a document says, reading it ends, and what it becomes is a register
//! that quotes nothing but the document.

use super::{fixture, sound};
use proptest::prelude::*;

/// Words that registers are made of, and what breaks readers.
fn word() -> impl Strategy<Value = String> {
    let words = [
        "FICHE DE REGISTRE DE L'ACTIVITÉ",
        "Finalités",
        "Finalité :",
        "Objectifs poursuivis",
        "Base légale",
        "Personnes concernées",
        "Catégories de données collectées",
        "Nom, prénom",
        "Numéro de sécurité sociale",
        "État-civil, identité, données d'identification",
        "Vie personnelle",
        "Durées de conservation",
        "3 ans",
        "Destinataires internes",
        "Transferts des données hors UE",
        "Oui **Non**",
        "☒ Oui",
        "☐ Non",
        "Cliquez ici.",
        "Consentement",
        "L'exécution du contrat",
        "Dropbox",
        "Données sensibles",
        "aucune donnée de santé",
        "1. Objet",
        "## Paie",
        "- **Finalité** : salaires",
        "Traitement",
        "Nom du traitement",
        "Ã©tat",
        "[À COMPLÉTER]",
        "\"",
        "\\",
        "{",
        "}",
        ": ",
        "#",
        "''",
        "|",
        "| --- |",
        "\t",
        "  ",
        "\u{a0}\u{a0}\u{a0}",
        "\u{200b}",
        "\u{feff}",
        "<b>",
        "</td>",
        "&nbsp;",
        "**",
        "*",
        "\r",
        "\u{0}",
        "é\u{301}",
        "日本",
        "\u{202e}",
        "30 jours",
        "(",
        ")",
        ";",
        "/",
    ];
    prop_oneof![
        8 => proptest::sample::select(words.to_vec()).prop_map(str::to_owned),
        1 => "\\PC{0,12}",
    ]
}

fn text() -> impl Strategy<Value = String> {
    let gap = prop_oneof![
        Just(" "),
        Just("\n"),
        Just("\n\n"),
        Just(" | "),
        Just("  "),
        Just("\t"),
        Just(";")
    ];
    prop::collection::vec((word(), gap), 0..120)
        .prop_map(|all| all.into_iter().map(|(w, g)| w + g).collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

    #[test]
    fn texts_become_registers(text in text(), name in proptest::sample::select(vec!["r.txt", "r.md", "r.csv", "r.html", "r"])) {
        sound(text.as_bytes(), name);
    }

    #[test]
    fn bytes_become_registers(bytes in prop::collection::vec(any::<u8>(), 0..600), name in proptest::sample::select(vec!["r.docx", "r.pdf", "r.xlsx", "r.txt", "r.json"])) {
        sound(&bytes, name);
    }

    #[test]
    fn damaged_documents_become_registers(cut in 0usize..5000, at in 0usize..5000, byte in any::<u8>()) {
        let mut bytes = fixture("tableau-colle.txt");
        let n = bytes.len();
        bytes[at % n] = byte;
        bytes.truncate(n - cut % n);
        sound(&bytes, "tableau-colle.txt");
    }
}
