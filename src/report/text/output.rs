//! What tables of gaps and CI systems show beside the texts of the other
//! catalogues: headings of columns, names of sheets, short lines.

use super::Phrase;
use super::phrase::phrases;

phrases! {
    // columns of gaps
    GAP = "Écart", "Gap";
    CODE = "Code", "Code";
    STATUS = "État", "Status";
    OPEN = "ouvert", "open";
    VERDICT = "Verdict", "Verdict";
    DECISION = "Décision", "Decision";
    SET_ASIDE = "mis de côté", "set aside";
    LEVEL = "Gravité", "Severity";
    SCORE = "Score", "Score";
    TITLE = "Constat", "What was found";
    ACTIVITY_ID = "Identifiant de l’activité", "Activity id";
    ACTIVITY = "Activité", "Activity";
    WHERE = "Lieu", "Where";
    PLACES = "Emplacements", "Places";
    SOURCE = "Source", "Source";
    PATH = "Chemin", "Path";
    ENTRY = "Dans l’archive", "In the archive";
    SHEET = "Feuille", "Sheet";
    COLUMN = "Colonne", "Column";
    HEADER = "En-tête", "Header";
    ITEM = "Donnée", "Item";
    CATEGORY = "Catégorie", "Category";
    COUNT = "Valeurs", "Values";
    DISTINCT = "Valeurs distinctes", "Distinct values";
    SAMPLE = "Exemple masqué", "Masked sample";
    RULE = "Règle", "Rule";
    CONFIDENCE = "Confiance", "Confidence";
    LOW = "faible", "low";
    MEDIUM = "moyenne", "medium";
    HIGH = "haute", "high";
    REASON = "Raison", "Reason";
    PERSONS = "Personnes (au moins)", "Persons (at least)";
    PERSONS_AT_MOST = "Personnes (au plus)", "Persons (at most)";
    SENSITIVITY = "Sensibilité", "Sensitivity";
    VOLUME = "Volume", "Volume";
    EXPOSURE = "Exposition", "Exposure";
    NATURE = "Nature (points)", "Kind (points)";
    STEP = "Étape de décision", "Decision step";
    REGISTER = "Le registre dit", "The register says";
    REGISTER_SOURCE = "Source au registre", "Place in the register";
    EVIDENCE = "Faits", "Facts";
    ACTION = "Action proposée", "Proposed action";
    LEGAL = "Texte", "Legal hook";
    WAIVED = "Décision en vigueur", "Decision in force";

    // columns of coverage
    STATE = "Lecture", "Read";
    COMPLETE = "lu en entier", "read wholly";
    PARTIAL = "lu en partie", "read in part";
    NOT_SCANNED = "non lu", "not read";
    ITEMS = "Éléments", "Items";
    DETAIL = "Détail", "Detail";
    FORMAT = "Format", "Kind";
    BYTES = "Octets", "Bytes";
    CURE = "Que faire", "What to do";
    OTHERS = "(autres, voir --coverage)", "(others, see --coverage)";
    OTHER_FINDINGS = "(autres, voir --findings)", "(others, see --findings)";

    // sheets
    SHEET_GAPS = "Écarts", "Gaps";
    SHEET_FINDINGS = "Constats", "Findings";
    SHEET_COVERAGE = "Couverture", "Coverage";
    SHEET_DECISIONS = "Décisions", "Decisions";
    VERDICT_HINT = "declare : à déclarer au registre ; delete : à supprimer ; accept : accepté jusqu’à la date de revue ; false_positive : faux positif",
                   "declare: to be declared in the register; delete: to be deleted; accept: accepted until the review date; false_positive: false positive";
    EXPIRES_HINT = "Date de revue, année-mois-jour : 2027-03-31. Obligatoire pour accept et false_positive.",
                   "Review date, year-month-day: 2027-03-31. Required for accept and false_positive.";
    REASON_HINT = "Pourquoi : une phrase, lue par la personne suivante.", "Why: one sentence, for the next reader.";
    OWNER_HINT = "Qui a décidé : une fonction ou un nom.", "Who decided: a role or a name.";

    // lines of CI systems
    NOT_COMPARED = "Aucun registre comparé : inventaire seul, aucun écart ne peut être constaté.",
                   "Not compared with a register: inventory only, no gap can be told.";
    SUITE_ACTIVITIES = "Activités du registre", "Activities of the register";
    SUITE_OUTSIDE = "Hors registre", "Outside the register";
    SUITE_UNREAD = "Lecture", "Reading";
    ALL_READ = "Tout a été lu en entier", "Everything was read wholly";
    COMPARED = "Comparaison avec un registre", "Comparison with a register";
    NOT_VERIFIABLE = "déclarée, mais ses emplacements n’ont pas été lus", "declared, but its places were not read";
    BELOW = "Sous le seuil demandé", "Below the level asked";
    DETAILS = "Détail des écarts", "Details of the gaps";
    REGISTER_SAYS = "Le registre", "The register";
    PROPOSED = "Proposition", "Proposal";
}

#[cfg(test)]
mod tests {
    use super::ALL;

    #[test]
    fn headings_are_short_enough_for_a_sheet() {
        for (name, p) in ALL.iter().filter(|(n, _)| n.starts_with("SHEET_")) {
            assert!(
                p.fr.chars().count() <= 31 && p.en.chars().count() <= 31,
                "{name}"
            );
        }
    }
}
