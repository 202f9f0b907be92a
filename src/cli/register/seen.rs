//! What an import says of a document in which it recognised no activity: what was
//! seen, what is lacking, and the cure.

use super::super::lang::{Lang, plural};
use crate::import::{Lack, Seen};
use crate::register::inert;

/// The lines about what was seen.
pub(super) fn of(seen: &Seen, lang: Lang) -> Vec<String> {
    let (what, cure) = lacking(seen.lacks, lang);
    let mut all = Vec::new();
    if seen.lacks != Lack::Text {
        all.push(match lang {
            Lang::Fr => format!("  vu : {}", counted(seen, lang)),
            Lang::En => format!("  seen: {}", counted(seen, lang)),
        });
    }
    if !seen.names.is_empty() {
        let names = inert(seen.names.join(", "));
        all.push(match lang {
            Lang::Fr => format!("  colonnes et libellés vus : {names}"),
            Lang::En => format!("  column heads and labels seen: {names}"),
        });
    }
    all.push(match lang {
        Lang::Fr => format!("  il manque : {what}"),
        Lang::En => format!("  lacking: {what}"),
    });
    all.push(match lang {
        Lang::Fr => format!("  remède : {cure}"),
        Lang::En => format!("  cure: {cure}"),
    });
    all
}

fn counted(seen: &Seen, lang: Lang) -> String {
    let n = |n, fr, en| plural(lang, n, fr, en);
    [
        n(seen.headings, ["titre", "titres"], ["heading", "headings"]),
        n(seen.tables, ["tableau", "tableaux"], ["table", "tables"]),
        n(
            seen.lines,
            ["ligne de texte", "lignes de texte"],
            ["line of text", "lines of text"],
        ),
    ]
    .join(", ")
}

/// What is lacking, and what helps.
const fn lacking(lack: Lack, lang: Lang) -> (&'static str, &'static str) {
    match (lack, lang) {
        (Lack::Text, Lang::Fr) => (
            "du texte ; ce sont peut-être des images de pages",
            "importer le document d’origine, ou sa version passée à la reconnaissance de caractères",
        ),
        (Lack::Text, Lang::En) => (
            "text; these may be pictures of pages",
            "import the document it was made of, or its version after text recognition (OCR)",
        ),
        (Lack::Fields, Lang::Fr) => (
            "un titre, une colonne ou un libellé de registre",
            "nommer les colonnes ou les libellés, par exemple : Nom du traitement, Finalité, Base légale, Personnes concernées, Catégories de données, Durée de conservation",
        ),
        (Lack::Fields, Lang::En) => (
            "a heading, column or label of a register",
            "name the columns or labels, for instance: Processing activity, Purpose, Legal basis, Data subjects, Categories of personal data, Retention period",
        ),
        (Lack::Purpose, Lang::Fr) => (
            "une colonne ou un libellé qui nomme le traitement ou dise sa finalité",
            "ajouter « Nom du traitement » ou « Finalité »",
        ),
        (Lack::Purpose, Lang::En) => (
            "a column or label that names the activity or says its purpose",
            "add \"Processing activity\" or \"Purpose\"",
        ),
        (Lack::PersonalData, Lang::Fr) => (
            "une colonne ou un libellé sur les données personnelles",
            "ajouter « Catégories de données », « Personnes concernées », « Base légale » ou « Durée de conservation »",
        ),
        (Lack::PersonalData, Lang::En) => (
            "a column or label about personal data",
            "add \"Categories of personal data\", \"Data subjects\", \"Legal basis\" or \"Retention period\"",
        ),
        (Lack::Layout, Lang::Fr) => (
            "une mise en page qui rattache ces libellés à un traitement",
            "une ligne ou une colonne par traitement, ou une fiche par traitement : « Nom du traitement : … », puis un libellé par ligne",
        ),
        (Lack::Layout, Lang::En) => (
            "a layout that ties these labels to an activity",
            "a row or column for each activity, or a record for each: \"Processing activity: …\", then one label a line",
        ),
    }
}
