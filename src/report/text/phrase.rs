//! Labels and sentences of the reports. One flat catalogue: French, then English.

use super::{Lang, Phrase, Plural, figures};
use crate::reconcile::Severity;

macro_rules! phrases {
    ($( $name:ident = $fr:literal, $en:literal; )*) => {
        $( pub(crate) const $name: Phrase = Phrase { fr: $fr, en: $en }; )*

        /// Every phrase with its name.
        #[cfg(test)]
        pub(crate) const ALL: &[(&str, Phrase)] = &[$( (stringify!($name), $name) ),*];
    };
}

macro_rules! plurals {
    ($( $name:ident = $fr1:literal, $fr:literal; $en1:literal, $en:literal; )*) => {
        $( pub(crate) const $name: Plural = Plural {
            one: Phrase { fr: $fr1, en: $en1 },
            other: Phrase { fr: $fr, en: $en },
        }; )*

        /// Every plural with its name.
        #[cfg(test)]
        pub(crate) const ALL_PLURALS: &[(&str, Plural)] = &[$( (stringify!($name), $name) ),*];
    };
}

pub(super) use phrases;

/// `≈ 84 personnes`
pub(crate) fn estimated_persons(lang: Lang, n: u64) -> String {
    N_PERSONS
        .form(lang, n)
        .with(lang, &[("n", &figures::estimate(lang, n))])
}

/// The sum that a severity is: `Gravité 63 sur 100 = sensibilité 30 (20 + 10 mineurs) + …`
pub(crate) fn terms_of(lang: Lang, severity: &Severity) -> String {
    let t = severity.terms;
    let base = t.sensitivity.saturating_sub(t.minors);
    let sensitivity = match t.minors {
        0 => t.sensitivity.to_string(),
        more => MINORS_IN.with(
            lang,
            &[("sum", &t.sensitivity), ("base", &base), ("more", &more)],
        ),
    };
    TERMS.with(
        lang,
        &[
            ("score", &severity.score),
            ("sensitivity", &sensitivity),
            ("volume", &t.volume),
            ("exposure", &t.exposure),
            ("kind", &t.kind),
        ],
    )
}

/// The persons of a gap: `≈ 84 personnes`, `9 à 72 personnes`, or that nothing
/// counts them beside the rows.
pub(crate) fn persons_of(lang: Lang, least: Option<u64>, at_most: Option<u64>) -> Option<String> {
    let least = least.filter(|n| *n > 0);
    let number = |n| figures::number(lang, n);
    match (least, at_most) {
        (Some(low), Some(high)) => {
            Some(PERSONS_BETWEEN.with(lang, &[("low", &number(low)), ("high", &number(high))]))
        }
        (None, Some(high)) => {
            Some(PERSONS_UNTOLD.with(lang, &[("high", &N_ROWS.count(lang, high))]))
        }
        (Some(n), None) => Some(estimated_persons(lang, n)),
        (None, None) => None,
    }
}

phrases! {
    // head and frame
    TITLE_GAPS = "Écarts entre le registre et les données", "Gaps between the register and the data";
    TITLE_INVENTORY = "Inventaire des données personnelles", "Inventory of personal data";
    SKIP = "Aller au contenu", "Skip to content";
    CONTENTS = "Sommaire", "Contents";
    ESSENTIAL = "L’essentiel", "In short";
    GAPS_SECTION = "Écarts", "Gaps";
    MATRIX_SECTION = "Le registre face à la réalité", "The register against reality";
    PLACES_SECTION = "Où se trouvent les données", "Where the data are";
    DRAFTS_SECTION = "Brouillons de fiche", "Draft records";
    PERIODS_SECTION = "Durées de conservation", "Retention periods";
    UNREAD_SECTION = "Ce qui n’a pas été lu", "What was not read";
    METHOD_SECTION = "Méthode et limites", "Method and limits";
    SCANNED_ON = "Analyse du {day}", "Scan of {day}";
    REGISTER_OF = "Registre : {file}, mis à jour le {day}", "Register: {file}, updated {day}";
    REGISTER_FILE = "Registre : {file}", "Register: {file}";
    RESTRICTED = "Diffusion restreinte", "Restricted circulation";
    NOTHING_CLEAR = "Aucune valeur en clair : les exemples sont masqués.", "No value in clear: the examples are masked.";
    COLOPHON = "Produit par limier {version} à partir de l’analyse du {day}. Aucune donnée n’a été envoyée hors de la machine d’analyse.",
               "Produced by limier {version} from the scan of {day}. No data left the machine that ran the scan.";
    COLON = " : ", ": ";

    // the essential
    INTERRUPTED = "L’analyse a été interrompue : ce rapport ne porte que sur ce qui a été lu avant l’arrêt.",
                  "The scan was interrupted: this report only covers what was read before it stopped.";
    SENTENCE_NOTHING = "Aucune donnée personnelle n’a été trouvée dans ce qui a été lu.",
                       "No personal data were found in what was read.";
    SENTENCE_INVENTORY = "{sorts} de données personnelles dans {places}.", "{sorts} of personal data in {places}.";
    SENTENCE_EMPTY = "Il n’y avait rien à lire : aucun fichier ni table dans les sources. Rien n’a été contrôlé.",
                     "There was nothing to read: no file or table in the sources. Nothing was checked.";
    SENTENCE_UNREAD = "Rien n’a pu être lu : rien n’a été contrôlé.",
                      "Nothing could be read: nothing was checked.";
    EMPTY_SOURCES = "Attention : aucun fichier ni table dans {sources}", "Warning: no file or table in {sources}";
    SENTENCE_NO_GAP = "Aucun écart constaté entre le registre et ce qui a été lu.",
                      "No gap was found between the register and what was read.";
    OPEN_GAPS = "Écarts ouverts", "Open gaps";
    PERSONS_CONCERNED = "Personnes concernées", "Persons concerned";
    ACTIVITIES_CONFIRMED = "Activités confirmées", "Activities confirmed";
    VALUES_FOUND = "Valeurs trouvées", "Values found";
    PLACES_CONCERNED = "Éléments concernés", "Items concerned";
    NOT_ESTIMATED = "non estimé", "not estimated";
    BY_IDENTIFIERS = "estimation, par identifiants distincts", "estimate, by distinct identifiers";
    AT_LEAST = "au moins {n}", "at least {n}";
    PERSONS_RANGE = "jusqu’à {high} si ce ne sont pas les mêmes personnes : identifiants différents d’un élément à l’autre, noms en colonnes séparées ou lignes sans identifiant",
                    "up to {high} if they are not the same persons: identifiers that differ from item to item, names in columns of their own, or rows without identifier";
    PERSONS_BETWEEN = "{low} à {high} personnes", "{low} to {high} persons";
    PERSONS_UNTOLD = "{high}, personnes non estimées", "{high}, persons not estimated";
    CONFIRMED_NOTE = "activités en vigueur dont une donnée déclarée a été retrouvée", "activities in force of which a declared item was found";
    WHAT_WAS_READ = "Ce qui a été lu", "What was read";
    READ_SENTENCE = "{items} sur {sources}, {bytes}.", "{items} from {sources}, {bytes}.";
    SEE_UNREAD = "Voir ce qui n’a pas été lu", "See what was not read";
    TO_LOOK_AT = "À examiner, par gravité", "To look at, by severity";
    NO_REGISTER = "Aucun registre comparé", "Not compared with a register";
    NO_REGISTER_WHY = "Cette analyse dit où se trouvent les données, pas si elles sont déclarées. Donner le registre des traitements pour obtenir les écarts :",
                      "This scan says where the data are, not whether they are declared. Give the register of processing activities to get the gaps:";
    WHAT_WAS_FOUND = "Ce qui a été trouvé", "What was found";
    DATUM = "Donnée", "Item";
    VALUES = "Valeurs", "Values";
    PLACES = "Éléments", "Items";

    // drafts
    DRAFTS_LEAD = "Une fiche par emplacement non déclaré, préremplie de ce que l’analyse a vu. La finalité, la base légale, la durée, les destinataires et les transferts restent à écrire : une analyse ne les voit pas. Un brouillon ne couvre rien tant qu’une personne ne l’a pas complété.",
                  "A record for each undeclared place, filled in with what the scan saw. Purpose, legal basis, period, recipients and transfers are to be written: a scan does not see them. A draft covers nothing until a person has completed it.";
    DRAFTS_CAPTION = "Emplacements non déclarés et ce que leur fiche dira", "Undeclared places and what their record will say";
    DRAFTS_ALL = "Écrire toutes les fiches :", "Write all records:";
    DRAFT_WHAT = "Données à y porter", "Data to be listed";
    DRAFT_WHOSE = "Personnes concernées", "Data subjects";
    DRAFT_WHERE = "Emplacement à rattacher", "Location to be bound";
    DRAFT_COMMAND = "Commande", "Command";
    DRAFT_UNKNOWN = "à compléter", "to be completed";
    DRAFT_BY_NAMES = "d’après : {names}", "by: {names}";
    DRAFT_BY_BIRTHS = "{minors} mineurs sur {all} dates de naissance", "{minors} minors of {all} dates of birth";

    // periods
    PERIODS_LEAD = "Chaque durée du registre face aux dates trouvées : la colonne de dates la plus récente qui peut en être le point de départ, sinon la date de modification du fichier. Trois mois de marge.",
                   "Each period of the register beside the dates found: the newest column of dates that may be its start, else the date of modification of the file. Three months of margin.";
    PERIODS_CAPTION = "Durées déclarées et âge des données", "Declared periods and age of the data";
    NO_PERIOD = "Aucune activité en vigueur ne déclare de durée.", "No activity in force declares a period.";
    PERIOD_DECLARED = "Durée déclarée", "Declared period";
    PERIOD_SEEN = "Constat", "Finding";
    PERIOD_CLOCK = "Dates lues", "Dates read";
    PERIOD_OF = "{months} à compter {from}", "{months} from {from}";
    PERIOD_FOR = "pour : {what}", "for: {what}";
    PERIOD_NONE = "sans limite", "no limit";
    PERIOD_BEYOND = "{n} au-delà sur {all}", "{n} beyond it of {all}";
    PERIOD_WITHIN = "aucune date au-delà, sur {all}", "no date beyond it, of {all}";
    UNTOLD = "non évaluable : {why}", "cannot be evaluated: {why}";
    UNTOLD_UNBOUNDED = "le registre ne fixe pas de limite", "the register sets no limit";
    UNTOLD_EVENT = "elle court d’un événement que les fichiers ne montrent pas", "it runs from an event that files do not show";
    UNTOLD_UNCLEAR = "le registre ne dit pas combien de temps, ou à partir de quand", "the register does not say how long, or from when";
    UNTOLD_NOTHING = "rien de ce qu’elle couvre n’a été trouvé dans un emplacement confirmé", "nothing that it covers was found in a confirmed location";
    UNTOLD_NO_DATE = "aucune date qui puisse en être le point de départ", "no date that may be its start";
    UNTOLD_WORDS = "ce à quoi elle s’applique ne désigne aucune donnée connue", "what it is for names no known item";
    UNTOLD_UNREADABLE = "colonne « {column} » illisible : aucune date n’y est reconnue", "column “{column}” unreadable: no date is recognised in it";
    UNTOLD_FUTURE = "toutes les dates de la colonne « {column} » sont à venir", "all dates of the column “{column}” are to come";
    UNTOLD_COPY = "la seule date est celle d’un fichier qui est une copie, ou dont les valeurs se trouvent aussi ailleurs : elle ne dit pas l’âge des données", "the only date is that of a file that is a copy, or whose values stand elsewhere too: it does not tell how old the data are";
    UNTOLD_SHARED = "le lieu est partagé avec une durée plus longue, ou une activité qui ne dit pas la sienne", "the place is shared with a longer period, or an activity that does not say its own";
    CLOCK_COLUMN = "colonne « {name} »", "column “{name}”";
    CLOCK_MODIFIED = "modification du fichier", "modification of the file";
    FROM_TO = "{from} à {to}", "{from} to {to}";

    // gaps
    FILTER = "Gravité", "Severity";
    EVERY_LEVEL = "toutes", "all";
    SEARCH = "Chercher", "Search";
    DECIDED = "Décisions : {n} sur {all} (écarts et points non contrôlés)", "Decisions: {n} of {all} (gaps and points not inspected)";
    SHOWN = "Affichés : {n} sur {all}", "Shown: {n} of {all}";
    FIELDS_MISSING = "Motif, responsable et échéance à venir à indiquer : {ids}", "Reason, owner and an expiry to come needed: {ids}";
    SAVED = "Fichier decisions.toml enregistré : limier decisions import l’ajoute aux décisions", "File decisions.toml saved: limier decisions import adds it to the decisions";
    DECISIONS_HEAD = "Décisions prises dans le rapport ; limier decisions import les ajoute à decisions.toml.",
                     "Decisions made in the report; limier decisions import adds them to decisions.toml.";
    SAVE = "Enregistrer decisions.toml", "Save decisions.toml";
    SAVE_WHY = "Le fichier reste sur ce poste ; limier decisions import l’ajoute aux décisions. Accepter ou écarter un faux positif retient le niveau, les données, les lieux et le nombre de personnes de cet écart, qui se rouvre au-delà ; déclarer ou supprimer le laisse ouvert jusqu’à ce que ce soit fait.",
               "The file stays on this machine; limier decisions import adds it to the decisions. Accepting, or setting aside a false positive, remembers the level, data, places and number of persons of this gap, which opens again beyond them; declaring or deleting leaves it open until it is done.";
    OUTSIDE_REGISTER = "Hors registre", "Outside the register";
    WHERE = "Où", "Where";
    REGISTER_SAYS = "Ce que dit le registre", "What the register says";
    PROPOSED = "Action proposée", "Proposed action";
    NO_DECLARATION = "Aucune déclaration trouvée.", "No declaration was found.";
    NOTHING_TO_COMPARE = "Rien à comparer : le contenu n’a pas été lu.", "Nothing to compare: the content was not read.";
    NO_PLACE = "Aucun emplacement", "No place";
    QUOTED = "« {text} »", "“{text}”";
    SAMPLE = "ex. ", "e.g. ";
    COLUMN_NAMED = "colonne « {name} »", "column “{name}”";
    COLUMN_AT = "colonne {letter}", "column {letter}";
    MINORS_IN = "{sum} (= {base} + {more} mineurs)", "{sum} (= {base} + {more} minors)";
    TERMS = "Gravité {score} sur 100 = sensibilité {sensitivity} + personnes {volume} + exposition {exposure} + nature de l’écart {kind}",
            "Severity {score} of 100 = sensitivity {sensitivity} + persons {volume} + exposure {exposure} + kind of gap {kind}";
    HOW_DECIDED = "Comment cet écart a été établi", "How this gap was established";
    STEP = "Étape {step} : ", "Step {step}: ";
    DECISION = "Décision", "Decision";
    DECLARE = "Déclarer", "Declare";
    DELETE = "Supprimer", "Delete";
    ACCEPT = "Accepter", "Accept";
    FALSE_POSITIVE = "Faux positif", "False positive";
    UNTIL = "Échéance ou revue", "Expiry or review";
    OWNER = "Responsable", "Owner";
    REASON = "Motif", "Reason";
    PAPER_DECISION = "Décision : ☐ déclarer ☐ supprimer ☐ accepter ☐ faux positif. Échéance ou revue : ............ Responsable : .................... Motif : ........................................",
                     "Decision: ☐ declare ☐ delete ☐ accept ☐ false positive. Expiry or review: ............ Owner: .................... Reason: ........................................";
    TO_DECLARE = "[à déclarer] ", "[to be declared] ";
    TO_DELETE = "[à supprimer] ", "[to be deleted] ";
    DECISIONS_FILE = "Décisions", "Decisions";

    // matrix
    NO_MATRIX = "Le registre ne déclare aucune catégorie et rien n’a été trouvé.", "The register declares no category and nothing was found.";
    MATRIX_LEAD = "Chaque ligne est une activité du registre, chaque colonne une catégorie du modèle de la CNIL.",
                  "Each line is an activity of the register, each column a category of the CNIL template.";
    MATRIX_CAPTION = "Activités du registre par catégories de données", "Activities of the register by categories of data";
    ACTIVITY = "Activité", "Activity";
    ORDINARY = "Catégories courantes", "Ordinary categories";
    SENSITIVE = "NIR et données sensibles", "NIR and sensitive data";
    DRAFT = "(brouillon)", "(draft)";
    ARCHIVED = "(archivée)", "(archived)";
    NOTES = "À préciser au registre", "To be made clear in the register";
    WARNINGS = "Lignes du registre restées sans effet", "Lines of the register without effect";
    SCROLL_CUE = "Tableau large : faire défiler vers la droite →", "Wide table: scroll to the right →";
    MARK_BOTH = "déclaré et trouvé", "declared and found";
    MARK_DECLARED = "déclaré, non trouvé", "declared, not found";
    MARK_WEAK = "déclaré, indice trop faible pour être compté", "declared, hint too weak to be counted";
    MARK_UNVERIFIED = "déclaré, non vérifiable", "declared, could not be checked";
    MARK_IMPLIED = "trouvé, déclaré seulement par déduction", "found, declared by inference only";
    MARK_PARTLY = "déclaré et trouvé, avec une donnée non déclarée", "declared and found, beside an undeclared item";
    MARK_UNCLEAR = "trouvé, le registre ne dit rien de net", "found, the register is not clear";
    MARK_FOUND = "trouvé, non déclaré", "found, not declared";

    // places
    PLACES_LEAD = "Nombre de valeurs par emplacement. Plus la case est soutenue, plus il y en a ; les données sensibles ont leur propre teinte.",
                  "Number of values by place. The deeper the cell, the more there are; sensitive data have a tint of their own.";
    PLACES_CAPTION = "Nombre de valeurs par emplacement et par catégorie", "Number of values by place and category";
    PLACE = "Emplacement", "Place";
    TOTAL = "Total", "Total";
    DIRECTLY = "(directement dans ce dossier)", "(directly in this folder)";
    FOREMOST = "Éléments à regarder d’abord", "Items to look at first";
    WEAK_HINTS = "Indices trop faibles pour être comptés, par nombre d’éléments : ", "Hints too weak to be counted, by number of items: ";
    FOUND_NOTHING = "Aucune donnée personnelle trouvée dans ce qui a été lu.", "No personal data found in what was read.";

    // not read
    ALL_READ = "Tous les éléments ont été lus en entier.", "Every item was read wholly.";
    UNREAD_LEAD = "L’absence de constat ne dit rien de ce qui suit. Chaque élément est compté une fois, sous sa première raison.",
                  "Finding nothing says nothing of what follows. Each item is counted once, under its first reason.";
    FORMATS = "Formats : ", "Formats: ";
    PARTLY = "(lu en partie)", "(read in part)";
    REMARKS = "Remarques de lecture", "Remarks on what was read";
    REMARKS_WHY = "Elles ne retirent rien à ce qui a été lu.", "They take nothing from what was read.";
    FIRST_OF_THEM = ", d’abord dans ", ", first in ";

    // method
    READING_FIGURES = "Comment lire les chiffres", "How to read the figures";
    HOW_COUNTED = "Une valeur est comptée si une preuve la soutient : clé de contrôle, dictionnaire, mot voisin, nom de colonne, ou une colonne entière de valeurs semblables. Ce qui n’est qu’un indice est tenu à part.",
                  "A value is counted if some proof supports it: check digits, dictionary, a word nearby, the name of the column, or a whole column of like values. What is only a hint is kept apart.";
    HOW_PERSONS = "Le nombre de personnes est le plus grand nombre d’identifiants distincts d’un même type ; une ligne d’un tableau compte pour une personne au plus, et les noms ne comptent pas à côté d’un identifiant. Ailleurs, une personne qui a deux identifiants d’un même type compte deux fois ; une personne connue seulement par un autre type n’est pas comptée : « au moins » le dit, avec le total si toutes étaient différentes. Au-delà de 500, c’est une estimation : son écart type est de 4,4 %, l’erreur reste sous 9 % dans 95 cas sur 100.",
                  "The number of persons is the largest number of distinct identifiers of one kind; a row of a table counts as one person at most, and names do not count beside an identifier. Elsewhere a person with two identifiers of one kind counts twice; a person known only by another kind is not counted: “at least” says so, with the total if all were different. Beyond 500 it is an estimate: its standard error is 4.4 %, the error stays below 9 % in 95 cases of 100.";
    HOW_MASKED = "Les exemples sont masqués et aucune valeur entière n’est conservée.", "Examples are masked and no whole value is kept.";
    NOT_SAID = "Ce que ce rapport ne dit pas", "What this report does not say";
    NO_PROOF = "L’absence de constat n’est pas une preuve d’absence : une donnée écrite sous une forme qu’aucune règle ne connaît n’est pas vue.",
               "Finding nothing is no proof of absence: data written in a form that no rule knows are not seen.";
    NO_IMAGES = "Les images, les numérisations, le son et la vidéo ne sont pas lus. Les formats sans lecteur sont comptés plus haut, jamais passés sous silence.",
                "Pictures, scans, sound and video are not read. Formats without a reader are counted above, never passed over.";
    NO_VERDICT = "Un écart est une différence constatée, à confirmer par une personne. Ce rapport ne juge pas la conformité.",
                 "A gap is a difference that was found, to be confirmed by a person. This report does not judge compliance.";
    SEVERITY_HEAD = "Comment la gravité est calculée", "How severity is computed";
    SEVERITY_SUM = "La gravité est la somme de quatre termes, affichés sur chaque écart pour que chacun puisse être contesté.",
                   "Severity is the sum of four terms, shown on each gap so that each can be contested.";
    TERM_SENSITIVITY = "Sensibilité, 0 à 40", "Sensitivity, 0 to 40";
    SENSITIVITY_IS = "La donnée la plus grave : NIR, données sensibles et infractions 40 ; carte bancaire, mot de passe 35 ; IBAN, pièce d’identité, numéro fiscal, salaire 30 ; naissance, famille, adresse 20 ; téléphone et courriel 12 ; nom, contact professionnel 8.",
                     "The gravest item: NIR, sensitive data and offences 40; payment card, password 35; IBAN, identity document, tax number, salary 30; birth, family, address 20; phone and e-mail 12; name, work contact 8.";
    TERM_VOLUME = "Personnes, 0 à 20", "Persons, 0 to 20";
    VOLUME_IS = "1 à 9 personnes 2 ; de 10 : 6 ; de 100 : 10 ; de 1 000 : 14 ; de 10 000 : 18 ; de 100 000 : 20.",
                "1 to 9 persons 2; from 10: 6; from 100: 10; from 1,000: 14; from 10,000: 18; from 100,000: 20.";
    TERM_EXPOSURE = "Exposition, 0 à 20", "Exposure, 0 to 20";
    EXPOSURE_IS = "Chiffré 0 ; groupe nommé 5 ; inconnue 8 ; tout le personnel 12 ; synchronisation ou support amovible 15 ; tout le monde 20.",
                  "Encrypted 0; named group 5; unknown 8; whole staff 12; cloud sync or removable medium 15; everyone 20.";
    TERM_KIND = "Nature de l’écart, 0 à 20", "Kind of gap, 0 to 20";
    KIND_IS = "Donnée sensible ou NIR sans déclaration 20 ; emplacement non déclaré, contradiction 15 ; catégorie non déclarée 12 ; donnée absente de la liste 5 ; déclaré et non trouvé 0.",
              "Sensitive item or NIR without declaration 20; undeclared location, contradiction 15; undeclared category 12; item missing from the list 5; declared and not found 0.";
    TERM_LEVELS = "Niveaux", "Levels";
    LEVELS_ARE = "Critique à partir de 75, élevé 55, modéré 35, faible 15. Sont toujours critiques, dans un emplacement rattaché : le NIR sans déclaration ni finalité reconnue, et à partir de 10 personnes une donnée sensible malgré la réponse « non ». Hors registre, la somme décide. Une exclusion expresse n’allège jamais un écart ; ce que seuls des indices faibles soutiennent ne fait pas d’écart.",
                 "Critical from 75, high 55, medium 35, low 15. Always critical, in a bound location: the NIR without declaration or recognised purpose, and from 10 persons on sensitive data despite the answer “non”. Outside the register the sum decides. An explicit exclusion never makes a gap lighter; what only weak hints support makes no gap.";
    RULES_HEAD = "Règles", "Rules";
    RULES_SENTENCE = "{rules} appliquées, dont {used} ont trouvé quelque chose.", "{rules} were applied, {used} of which found something.";
    SEE_RULES = "Voir les règles", "See the rules";
    RULE = "Règle", "Rule";
    MEASURED = "Mesuré", "Measured";
    MEASURED_TEXT = "dans le texte {shares}", "in text {shares}";
    MEASURED_COLUMNS = "colonnes {shares}", "columns {shares}";
    MEASURED_PRECISION = "précision {share} (n = {n})", "precision {share} (n = {n})";
    MEASURED_RECALL = "rappel {share} (n = {n})", "recall {share} (n = {n})";
    MEASURED_ON = "jeu {set} v{version}, moitié {half}", "set {set} v{version}, half {half}";
    MEASURED_BEFORE = "avec d’autres règles que celles-ci", "with other rules than these";
    RULES_SILENT = "Règles qui ont cherché sans rien trouver, et que le jeu d’essai ne mesure pas ({n}) : {ids}.", "Rules that looked and found nothing, and that the test set does not measure ({n}): {ids}.";
    MEASURED_SENTENCE = "Précision et rappel : {on}. Ce jeu est inventé ; sur vos données, ils diffèrent. Le rappel d’une règle est celui de sa donnée, toutes règles réunies.", "Precision and recall: {on}. This set is invented; on your data they differ. The recall of a rule is that of its datum, all rules together.";
    TOLD_APART = "reconnu pour ne pas être confondu", "recognised so as not to be mistaken";
    PROVENANCE = "Sources et versions", "Sources and versions";
    SOURCES = "Sources", "Sources";
    PROGRAM = "Programme", "Program";
    REGISTER = "Registre", "Register";

    // terminal
    READ = "Lu", "Read";
    NOT_READ = "Non lu", "Not read";
    READ_LINE = "{items}, {bytes} : {complete} en entier ({share}), {partial} en partie, {unread}",
                "{items}, {bytes}: {complete} wholly ({share}), {partial} in part, {unread}";
    READ_NOTHING = "rien à lire : aucun fichier ni table dans les sources", "nothing to read: no file or table in the sources";
    NO_GAP_UNREAD = "rien n’a été contrôlé", "nothing was checked";
    REGISTER_LINES = "Registre", "Register";
    FOUND = "Trouvé", "Found";
    FOUND_LINE = "{values} dans {places}", "{values} in {places}";
    GAPS = "Écarts", "Gaps";
    NO_GAP = "aucun dans ce qui a été lu", "none in what was read";
    FILES = "Fichiers", "Files";

    // one gap
    SHOW_REGISTER = "Ce que dit le registre", "What the register says";
    SHOW_PLACES = "Emplacements ({n}, page {page} sur {pages})", "Places ({n}, page {page} of {pages})";
    SHOW_RULES = "Règles, et ce qui en a été mesuré", "Rules, and what was measured of them";
    SHOW_NOT_MEASURED = "rien n’a été mesuré de cette règle", "nothing was measured of this rule";
    SHOW_DECISIONS = "Décisions", "Decisions";
    SHOW_HISTORY = "D’analyse en analyse", "From scan to scan";
    SHOW_ABSENT = "absent", "absent";
    SHOW_NOT_READ = "non lu", "not read";
    SHOW_PROVEN = "{n} sur {all} vérifiées", "{n} of {all} proven";
    SHOW_WORD = "mot proche : « {word} »", "word near: “{word}”";
    SHOW_AGAINST = "mot contraire : « {word} »", "word against: “{word}”";
    SHOW_COLUMN_NAMED = "nom de colonne concordant", "column name agrees";

    // two scans
    SINCE = "Depuis l’analyse du {day} : {what}", "Since the scan of {day}: {what}";
    DIFF_HEAD = "Écarts : de {from} à {to}", "Gaps: from {from} to {to}";
    NO_CHANGE = "aucun changement", "no change";
    SAME_AS = "même emplacement que {id}", "same place as {id}";
    PLACES_NOT_READ = "{n} de {all} emplacements non relus", "{n} of {all} places not read again";
    DIFF_REGISTER = "Le registre n’est pas le même : un écart peut venir de lui.", "The register is not the same: a gap may come from it.";
    DIFF_RULES = "Les règles ne sont pas les mêmes : un écart peut venir d’elles.", "The rules are not the same: a gap may come from them.";
    DIFF_LOST = "Rien n’a été lu dans {sources}, où il y avait des éléments avant (montage absent ? droits ?) : ce qui n’a pas été relu n’est pas corrigé.", "Nothing was read in {sources}, where there was something before (not mounted? rights?): what was not read again is not fixed.";
    DIFF_SCOPE = "Les sources ne sont pas les mêmes, ou l’analyse s’est arrêtée avant la fin : ce qui n’a pas été relu n’est pas corrigé.", "The sources are not the same, or the scan ended early: what was not read again is not fixed.";
}

plurals! {
    N_GAPS = "{n} écart", "{n} écarts"; "{n} gap", "{n} gaps";
    SENTENCE_GAPS = "{n} écart sépare le registre de ce qui a été trouvé.", "{n} écarts séparent le registre de ce qui a été trouvé.";
                    "{n} gap between the register and what was found.", "{n} gaps between the register and what was found.";
    NOT_WHOLLY_READ = "{n} élément n’a pas été lu en entier.", "{n} éléments n’ont pas été lus en entier.";
                      "{n} item was not read wholly.", "{n} items were not read wholly.";
    OF_WHICH_CRITICAL = "{n} est critique.", "{n} sont critiques."; "{n} is critical.", "{n} are critical.";
    OF_WHICH_HIGH = "{n} est de gravité élevée.", "{n} sont de gravité élevée."; "{n} is of high severity.", "{n} are of high severity.";
    N_MONTHS = "{n} mois", "{n} mois"; "{n} month", "{n} months";
    N_DATES = "{n} date", "{n} dates"; "{n} date", "{n} dates";
    AND_UNDATED = " ; {n} lieu sans date", " ; {n} lieux sans date"; "; {n} place without a date", "; {n} places without a date";
    AND_COPIES = " ; {n} fichier non évaluable d’après sa seule date : copie, ou valeurs présentes ailleurs aussi", " ; {n} fichiers non évaluables d’après leur seule date : copies, ou valeurs présentes ailleurs aussi"; "; {n} file that cannot be evaluated by its date alone: a copy, or values that stand elsewhere too", "; {n} files that cannot be evaluated by their dates alone: copies, or values that stand elsewhere too";
    N_SORTS = "{n} sorte", "{n} sortes"; "{n} kind", "{n} kinds";
    N_ITEMS = "{n} élément", "{n} éléments"; "{n} item", "{n} items";
    N_VALUES = "{n} valeur", "{n} valeurs"; "{n} value", "{n} values";
    N_NEW = "{n} nouveau", "{n} nouveaux"; "{n} new", "{n} new";
    N_REOPENED = "{n} rouvert", "{n} rouverts"; "{n} reopened", "{n} reopened";
    N_WORSE = "{n} aggravé", "{n} aggravés"; "{n} worse", "{n} worse";
    N_BETTER = "{n} atténué", "{n} atténués"; "{n} better", "{n} better";
    N_FIXED = "{n} corrigé", "{n} corrigés"; "{n} fixed", "{n} fixed";
    N_NOT_READ_AGAIN = "{n} non relu", "{n} non relus"; "{n} not read again", "{n} not read again";
    N_UNCHANGED = "{n} inchangé", "{n} inchangés"; "{n} unchanged", "{n} unchanged";
    N_ROWS = "{n} ligne", "{n} lignes"; "{n} row", "{n} rows";
    N_PERSONS = "{n} personne", "{n} personnes"; "{n} person", "{n} persons";
    N_SOURCES = "{n} source", "{n} sources"; "{n} source", "{n} sources";
    N_FILES = "{n} fichier", "{n} fichiers"; "{n} file", "{n} files";
    N_TABLES = "{n} table", "{n} tables"; "{n} table", "{n} tables";
    N_RULES = "{n} règle", "{n} règles"; "{n} rule", "{n} rules";
    N_DISTINCT = "{n} distinct", "{n} distincts"; "{n} distinct", "{n} distinct";
    READ_WHOLLY = "{n} lu en entier", "{n} lus en entier"; "{n} read wholly", "{n} read wholly";
    READ_PARTLY = "{n} lu en partie", "{n} lus en partie"; "{n} read in part", "{n} read in part";
    N_UNREAD = "{n} non lu", "{n} non lus"; "{n} not read", "{n} not read";
    N_ACCEPTED = "{n} accepté (décision)", "{n} acceptés (décision)"; "{n} accepted (decision)", "{n} accepted (decision)";
    N_FALSE_POSITIVE = "{n} faux positif (décision)", "{n} faux positifs (décision)"; "{n} false positive (decision)", "{n} false positives (decision)";
    N_TO_DO = "{n} à traiter (décision)", "{n} à traiter (décision)"; "{n} to be seen to (decision)", "{n} to be seen to (decision)";
    N_WARNINGS = "{n} ligne sans effet, d’abord : ", "{n} lignes sans effet, d’abord : "; "{n} line without effect, first: ", "{n} lines without effect, first: ";
    N_WAIVED = "{n} écart mis de côté par une décision", "{n} écarts mis de côté par une décision";
               "{n} gap set aside by a decision", "{n} gaps set aside by a decision";
    SENTENCE_SET_ASIDE = "Aucun écart ouvert ; {n} mis de côté par une décision.", "Aucun écart ouvert ; {n} mis de côté par une décision.";
                         "No open gap; {n} set aside by a decision.", "No open gap; {n} set aside by a decision.";
    NONE_OPEN = "aucun écart ouvert ; {n} mis de côté par une décision", "aucun écart ouvert ; {n} mis de côté par une décision";
                "no open gap; {n} set aside by a decision", "no open gap; {n} set aside by a decision";
    N_NOT_INSPECTED = "{n} point non contrôlé", "{n} points non contrôlés"; "{n} point not inspected", "{n} points not inspected";
    N_MORE = "et {n} autre écart", "et {n} autres écarts"; "and {n} more gap", "and {n} more gaps";
    NOT_ANNOTATED = "{n} de plus n’est pas annoté, GitHub n’en montrant que dix par sorte : voir le rapport.", "{n} de plus ne sont pas annotés, GitHub n’en montrant que dix par sorte : voir le rapport.";
                    "{n} more that GitHub would not show is not annotated (ten of a sort): see the report.", "{n} more that GitHub would not show are not annotated (ten of a sort): see the report.";
    N_OTHERS = "{n} autre", "{n} autres"; "{n} other", "{n} others";
    N_OTHER_FOLDERS = "et {n} autre emplacement", "et {n} autres emplacements"; "and {n} other place", "and {n} other places";
    AND_FACTS = "et {n} autre constat", "et {n} autres constats"; "and {n} other fact", "and {n} other facts";
    AND_OTHERS = "et {n} autre", "et {n} autres"; "and {n} other", "and {n} others";
    CAPPED_PLACES = "{n} autre n’est pas affiché ; la liste complète est dans le rapport JSON.", "{n} autres ne sont pas affichés ; la liste complète est dans le rapport JSON.";
                    "{n} other is not shown; the JSON report has the whole list.", "{n} others are not shown; the JSON report has the whole list.";
    SEE_ITEMS = "Voir {n} élément", "Voir {n} éléments"; "See {n} item", "See {n} items";
    OF_WHICH_PARTLY = ", dont {n} lu en partie", ", dont {n} lus en partie"; ", {n} of them read in part", ", {n} of them read in part";
    CAPPED_ITEMS = "{n} autre n’est pas affiché ; la liste complète est dans le fichier de couverture (--coverage).", "{n} autres ne sont pas affichés ; la liste complète est dans le fichier de couverture (--coverage).";
                   "{n} other is not shown; the coverage file (--coverage) has the whole list.", "{n} others are not shown; the coverage file (--coverage) has the whole list.";
}
