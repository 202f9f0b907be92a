//! Remarks on items that were read, in the reader's language. Notes in the
//! ledger are stable English codes with numbers in them; what is not known here
//! is shown as it is.

use super::Phrase;

macro_rules! notes {
    ($( $fragment:literal = $fr:literal, $en:literal; )*) => {
        /// What a note says, by the fragment that is always in it.
        pub(crate) fn of(note: &str) -> Option<Phrase> {
            $( if note.contains($fragment) {
                return Some(Phrase { fr: $fr, en: $en });
            } )*
            None
        }

        /// Every fragment with its text.
        #[cfg(test)]
        pub(crate) const ALL: &[(&str, Phrase)] = &[$( ($fragment, Phrase { fr: $fr, en: $en }) ),*];
    };
}

notes! {
    "identifiers destroyed" =
        "une colonne d’identifiants a été détruite par un tableur (2,55E+14) : ses valeurs ne peuvent plus être vérifiées",
        "a column of identifiers was destroyed by a spreadsheet (2.55E+14): its values can no longer be checked";
    "hidden sheets read" = "des feuilles masquées ont été lues", "hidden sheets were read";
    "macros not read" = "les macros ne sont pas lues", "macros are not read";
    "not all UTF-8" =
        "le fichier n’est pas entièrement en UTF-8 ; le reste est lu en Windows-1252",
        "the file is not all UTF-8; the rest is read as Windows-1252";
    "not UTF-8 read as Windows-1252" =
        "des lignes ne sont pas en UTF-8 et sont lues en Windows-1252",
        "rows are not UTF-8 and are read as Windows-1252";
    "unbalanced quotes" = "des guillemets non fermés sont lus comme du texte", "unbalanced quotes are read as text";
    "json: broken" = "du JSON invalide est lu comme du texte", "broken JSON is read as text";
    "json: ends within" = "le JSON s’arrête au milieu d’une valeur", "the JSON ends within a value";
    "long strings read in pieces" = "de longs textes sont lus par morceaux", "long strings are read in pieces";
    "connection lost and restored" =
        "la connexion à la base a été perdue puis rétablie",
        "the connection to the database was lost and restored";
}
