//! Details of problems in the reader's language: the ledger keeps them as stable
//! English codes. What is not known here (SQLSTATE, numbers of errors) is shown as
//! it is.

use super::Lang;

/// A detail as a reader sees it.
pub(crate) fn of(lang: Lang, detail: &str) -> String {
    if lang == Lang::En {
        return detail.to_owned();
    }
    let known = DETAILS.iter().find(|(code, _)| *code == detail);
    if let Some((_, fr)) = known {
        return (*fr).to_owned();
    }
    let words: Vec<&str> = detail.split(' ').collect();
    match words[..] {
        [what @ ("row" | "page" | "line"), n] if n.bytes().all(|b| b.is_ascii_digit()) => {
            let what = match what {
                "row" | "line" => "ligne",
                _ => "page",
            };
            format!("{what} {n}")
        }
        _ => detail.to_owned(),
    }
}

/// Codes and their French.
const DETAILS: &[(&str, &str)] = &[
    (
        "bytes behind the gzip data",
        "octets après les données gzip",
    ),
    ("block device", "périphérique de blocs"),
    ("character device", "périphérique de caractères"),
    ("compound file", "fichier composé chiffré"),
    ("directory", "dossier"),
    ("directory inside itself", "dossier contenu dans lui-même"),
    ("embedded object", "objet incorporé"),
    ("endless findings", "résultats sans fin"),
    ("fifo", "tube nommé"),
    ("filter", "filtre"),
    ("findings", "résultats"),
    ("foreign table", "table étrangère"),
    ("garbled answer", "réponse illisible"),
    ("gzip header", "en-tête gzip"),
    ("malformed row", "ligne mal formée"),
    ("materialized view", "vue matérialisée"),
    ("no answer", "sans réponse"),
    ("no byte of it can be read", "aucun octet lisible"),
    ("no end", "sans fin de fichier"),
    ("no headers of a message", "sans en-têtes de message"),
    ("no main part", "sans partie principale"),
    ("no page", "sans page"),
    ("no sign of life", "sans signe de vie"),
    ("no such stream", "flux absent"),
    ("no workbook stream", "sans flux de classeur"),
    ("not a regular file", "pas un fichier ordinaire"),
    ("not listed", "non listé"),
    ("of the whole item", "de l’élément entier"),
    ("panic", "arrêt imprévu"),
    ("pivot cache", "cache de tableau croisé"),
    ("socket", "socket"),
    ("source", "source"),
    ("stack overflow", "pile épuisée"),
    ("symbolic link", "lien symbolique"),
    ("truncated sheet", "feuille tronquée"),
    ("view", "vue"),
    ("workbook without its sheets", "classeur sans ses feuilles"),
    ("XFA form", "formulaire XFA"),
    ("zip entry", "entrée de l’archive"),
    ("zip feature", "fonction zip"),
    ("zip structure", "structure zip"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn details_have_french_names() {
        assert_eq!(of(Lang::Fr, "symbolic link"), "lien symbolique");
        assert_eq!(of(Lang::Fr, "fifo"), "tube nommé");
        assert_eq!(of(Lang::Fr, "row 3"), "ligne 3");
        assert_eq!(of(Lang::Fr, "SQLSTATE 25006"), "SQLSTATE 25006");
        assert_eq!(of(Lang::En, "fifo"), "fifo");
    }
}
