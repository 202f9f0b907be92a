//! What reports say of each kind of gap: its name, the proposed action, the
//! legal hook, and what the decision steps mean.
//!
//! Wording is neutral on purpose ("constaté", "à confirmer"): the report states
//! differences; only people judge them.

use super::Phrase;
use crate::decision::Verdict;
use crate::reconcile::{Code, Level, Step};

/// What a report says of one [`Code`].
#[derive(Debug, Clone, Copy)]
pub(crate) struct GapTexts {
    /// Name of the kind.
    pub(crate) title: Phrase,
    /// What the reader may do.
    pub(crate) action: Phrase,
    /// The articles concerned.
    pub(crate) legal: Phrase,
}

macro_rules! gaps {
    ($( $code:ident {
        fr: $tf:literal, $af:literal, $lf:literal;
        en: $te:literal, $ae:literal, $le:literal;
    } )*) => {
        /// The texts of a kind of gap; the match makes the catalogue complete.
        pub(crate) const fn of(code: Code) -> GapTexts {
            match code {
                $( Code::$code => GapTexts {
                    title: Phrase { fr: $tf, en: $te },
                    action: Phrase { fr: $af, en: $ae },
                    legal: Phrase { fr: $lf, en: $le },
                }, )*
            }
        }

        /// Every kind with its texts.
        #[cfg(test)]
        pub(crate) const ALL: &[(Code, GapTexts)] = &[$( (Code::$code, of(Code::$code)) ),*];
    };
}

gaps! {
    G01 {
        fr: "Emplacement non déclaré",
            "Rattacher l’emplacement à une activité du registre, créer une fiche, ou supprimer les données si elles n’ont plus d’usage.",
            "RGPD art. 5.2 et 30.1.c";
        en: "Undeclared location",
            "Bind the location to an activity of the register, create a record, or delete the data if they have no further use.",
            "GDPR Art. 5(2) and 30(1)(c)";
    }
    G02 {
        fr: "Catégorie non déclarée",
            "Compléter la fiche si ces données sont nécessaires à l’activité ; sinon les retirer de l’emplacement.",
            "RGPD art. 30.1.c";
        en: "Undeclared category",
            "Complete the record if the activity needs these data; otherwise remove them from the location.",
            "GDPR Art. 30(1)(c)";
    }
    G03 {
        fr: "Donnée absente de la liste déclarée",
            "Ajouter la donnée à la liste de la fiche, ou la retirer de l’emplacement si elle n’est pas nécessaire.",
            "RGPD art. 30.1.c";
        en: "Item missing from the declared list",
            "Add the item to the record’s list, or remove it from the location if it is not needed.",
            "GDPR Art. 30(1)(c)";
    }
    G04 {
        fr: "Donnée sensible, le registre répond « Non »",
            "Vérifier la nécessité et l’exception invoquée ; corriger la fiche ou supprimer ces données ; examiner le besoin d’une analyse d’impact.",
            "RGPD art. 9, 10 et 35";
        en: "Sensitive data where the register answers “No”",
            "Check the need and the exemption relied on; correct the record or delete these data; consider an impact assessment.",
            "GDPR Art. 9, 10 and 35";
    }
    G05 {
        fr: "NIR sans déclaration",
            "Vérifier que l’usage figure parmi ceux que le décret autorise ; le déclarer avec sa finalité, ou supprimer le NIR.",
            "RGPD art. 87 ; loi Informatique et Libertés art. 30 ; décret n° 2019-341";
        en: "NIR without declaration",
            "Check that the use is among those the decree allows; declare it with its purpose, or delete the NIR.",
            "GDPR Art. 87; French Data Protection Act Art. 30; decree 2019-341";
    }
    G06 {
        fr: "Personnes non mentionnées",
            "Vérifier de qui sont ces données ; compléter les catégories de personnes de la fiche, ou ranger le fichier dans l’activité qui les concerne.",
            "RGPD art. 30.1.c";
        en: "Data subjects not mentioned",
            "Check whose data these are; complete the record’s categories of data subjects, or move the file to the activity that concerns them.",
            "GDPR Art. 30(1)(c)";
    }
    G07 {
        fr: "Durée de conservation dépassée",
            "Vérifier le point de départ de la durée ; supprimer, anonymiser ou archiver ce qui la dépasse, ou corriger la durée de la fiche.",
            "RGPD art. 5.1.e et 30.1.f";
        en: "Retention period exceeded",
            "Check when the period starts; delete, anonymise or archive what exceeds it, or correct the period in the record.",
            "GDPR Art. 5(1)(e) and 30(1)(f)";
    }
    G08 {
        fr: "Déclaré, non trouvé",
            "Vérifier que la fiche est à jour et que l’emplacement indiqué est le bon ; rien n’est à supprimer.",
            "RGPD art. 30 (exactitude du registre)";
        en: "Declared, not found",
            "Check that the record is up to date and names the right location; there is nothing to delete.",
            "GDPR Art. 30 (accuracy of the register)";
    }
    G09 {
        fr: "Transfert à vérifier",
            "Établir où le prestataire héberge ces fichiers ; déclarer le transfert et ses garanties, ou les retirer de ce service.",
            "RGPD art. 30.1.e et 44 à 46";
        en: "Transfer to be checked",
            "Establish where the provider hosts these files; declare the transfer and its safeguards, or remove them from the service.",
            "GDPR Art. 30(1)(e) and 44 to 46";
    }
    G10 {
        fr: "Copie hors du système déclaré",
            "Vérifier l’utilité de la copie ; la supprimer, ou rattacher son emplacement à l’activité avec les mêmes durées et protections.",
            "RGPD art. 5.1.c et 5.1.f";
        en: "Copy outside the declared system",
            "Check whether the copy is needed; delete it, or bind its location to the activity with the same periods and protections.",
            "GDPR Art. 5(1)(c) and 5(1)(f)";
    }
    G11 {
        fr: "Mesure de sécurité à vérifier",
            "Vérifier que la mesure annoncée est en place à cet endroit ; restreindre l’accès, chiffrer, ou corriger la fiche.",
            "RGPD art. 32";
        en: "Security measure to be checked",
            "Check that the stated measure is in place here; restrict access, encrypt, or correct the record.",
            "GDPR Art. 32";
    }
    G12 {
        fr: "Contradiction avec le registre",
            "Établir laquelle des deux affirmations est juste : corriger le registre, ou retirer ce qu’il dit ne pas exister.",
            "RGPD art. 5.2";
        en: "Contradiction of the register",
            "Establish which of the two statements holds: correct the register, or remove what it says does not exist.",
            "GDPR Art. 5(2)";
    }
    G13 {
        fr: "Destinataire ou sous-traitant non déclaré",
            "Établir si ce prestataire traite les données ; l’ajouter aux destinataires ou aux sous-traitants de la fiche, avec le contrat correspondant.",
            "RGPD art. 28 et 30.1.d";
        en: "Undeclared recipient or processor",
            "Establish whether this provider processes the data; add it to the record’s recipients or processors, with the contract that goes with it.",
            "GDPR Art. 28 and 30(1)(d)";
    }
    G14 {
        fr: "Qualité du registre",
            "Compléter ou préciser les fiches citées ; `limier register check` donne chaque point avec sa ligne.",
            "RGPD art. 30";
        en: "Quality of the register",
            "Complete or clarify the records named; `limier register check` gives each point with its line.",
            "GDPR Art. 30";
    }
    G15 {
        fr: "Non contrôlé",
            "Rendre ces éléments lisibles et relancer l’analyse, ou consigner la décision de les laisser hors du contrôle.",
            "Sans objet";
        en: "Not inspected",
            "Make these items readable and scan again, or record the decision to leave them outside the check.",
            "None";
    }
}

macro_rules! steps {
    ($( $step:ident = $fr:literal, $en:literal; )*) => {
        /// What a decision step means.
        pub(crate) const fn step(step: Step) -> Phrase {
            match step {
                $( Step::$step => Phrase { fr: $fr, en: $en }, )*
            }
        }

        /// Every step with its text.
        #[cfg(test)]
        pub(crate) const STEPS: &[(&str, Phrase)] =
            &[$( (stringify!($step), Phrase { fr: $fr, en: $en }) ),*];
    };
}

steps! {
    Excluded = "le registre exclut expressément cette donnée",
          "the register expressly excludes this item";
    Special = "donnée sensible ou NIR, sans mention explicite dans une activité rattachée",
          "sensitive item or NIR without explicit mention in a bound activity";
    Listed = "donnée listée dans une activité rattachée",
          "item listed in a bound activity";
    Generic = "catégorie déclarée en termes généraux",
          "category declared in general terms";
    Itemised = "catégorie déclarée par une liste où la donnée ne figure pas",
          "category declared by a list that lacks the item";
    Implied = "donnée impliquée par le nom ou la finalité de l’activité",
          "item implied by the activity’s name or purpose";
    Silent = "le registre ne se prononce pas",
          "the register does not say";
    Undeclared = "catégorie absente des activités rattachées",
          "category absent from the bound activities";
    Unbound = "aucune activité n’est rattachée à cet emplacement",
                "no activity is bound to this location";
    Declared = "ce que l’activité déclare est comparé à ce qui a été trouvé dans ses emplacements",
                 "what the activity declares is compared with what was found in its locations";
    Claim = "une affirmation du registre est comparée à ce qui a été trouvé",
              "a statement of the register is compared with what was found";
    Subjects = "les personnes concernées que l’activité déclare sont comparées à celles dont parle la table",
               "the data subjects that the activity declares are compared with those the table speaks of";
    Retention = "les dates trouvées sont comparées à la durée déclarée",
                "the dates found are compared with the declared period";
    Transfer = "le service où se trouve le fichier est comparé à la réponse sur les transferts",
               "the service that holds the file is compared with the answer on transfers";
    Copy = "les mêmes valeurs se trouvent dans un emplacement déclaré",
           "the same values stand in a declared location";
    Security = "les mesures annoncées sont comparées à ce que l’analyse a pu lire",
               "the stated measures are compared with what the scan could read";
    Recipient = "la forme du fichier désigne le service qui l’a produit",
                "the shape of the file tells the service that made it";
    Quality = "le registre est relu sans les données",
              "the register is read by itself, without the data";
    Coverage = "ce qui n’a pas été lu ne peut pas être comparé",
                 "what was not read cannot be compared";
    Processor = "données traitées pour le compte d’un client",
                  "data processed on behalf of a client";
}

macro_rules! bounds {
    ($( $bound:literal = $fr:literal, $en:literal; )*) => {
        /// What a floor of the severity means; none for one this
        /// version does not know.
        pub(crate) fn bound(bound: &str) -> Option<Phrase> {
            match bound {
                $( $bound => Some(Phrase { fr: $fr, en: $en }), )*
                _ => None,
            }
        }

        /// Every bound with its text.
        #[cfg(test)]
        pub(crate) const BOUNDS: &[(&str, Phrase)] =
            &[$( ($bound, Phrase { fr: $fr, en: $en }) ),*];
    };
}

bounds! {
    "floor_g05" = "toujours critique : NIR sans déclaration", "always critical: NIR without declaration";
    "floor_g04_10_persons" = "toujours critique à partir de 10 personnes : le registre répond « Non »",
                             "always critical from 10 persons on: the register answers “No”";
}

/// Name of a verdict.
pub(crate) const fn verdict(verdict: Verdict) -> Phrase {
    match verdict {
        Verdict::Declare => Phrase {
            fr: "à déclarer",
            en: "to be declared",
        },
        Verdict::Delete => Phrase {
            fr: "à supprimer",
            en: "to be deleted",
        },
        Verdict::Accept => Phrase {
            fr: "accepté",
            en: "accepted",
        },
        Verdict::FalsePositive => Phrase {
            fr: "faux positif",
            en: "false positive",
        },
    }
}

/// Name of a severity level.
pub(crate) const fn level(level: Level) -> Phrase {
    match level {
        Level::Critical => Phrase {
            fr: "Critique",
            en: "Critical",
        },
        Level::High => Phrase {
            fr: "Élevé",
            en: "High",
        },
        Level::Medium => Phrase {
            fr: "Modéré",
            en: "Medium",
        },
        Level::Low => Phrase {
            fr: "Faible",
            en: "Low",
        },
        Level::Info => Phrase {
            fr: "Information",
            en: "Information",
        },
    }
}
