//! Why something was not read, what that means for the reader, and the cure.

use super::Phrase;
use crate::model::Reason;

/// What a report says of one [`Reason`].
#[derive(Debug, Clone, Copy)]
pub(crate) struct ReasonTexts {
    /// A short name, as in a list.
    pub(crate) title: Phrase,
    /// What happened.
    pub(crate) why: Phrase,
    /// What to do about it.
    pub(crate) cure: Phrase,
}

macro_rules! reasons {
    ($( $reason:ident {
        fr: $tf:literal, $wf:literal, $cf:literal;
        en: $te:literal, $we:literal, $ce:literal;
    } )*) => {
        /// The texts of a reason; the match makes the catalogue complete.
        pub(crate) const fn of(reason: Reason) -> ReasonTexts {
            match reason {
                $( Reason::$reason => ReasonTexts {
                    title: Phrase { fr: $tf, en: $te },
                    why: Phrase { fr: $wf, en: $we },
                    cure: Phrase { fr: $cf, en: $ce },
                }, )*
            }
        }

        /// Every reason with its texts.
        #[cfg(test)]
        pub(crate) const ALL: &[(Reason, ReasonTexts)] =
            &[$( (Reason::$reason, of(Reason::$reason)) ),*];
    };
}

reasons! {
    Encrypted {
        fr: "protégé par un mot de passe",
            "Le contenu est chiffré ; sans le mot de passe, rien n’a pu être lu.",
            "Demander une copie sans mot de passe au propriétaire, ou décider que ce contenu reste hors du contrôle.";
        en: "protected by a password",
            "The content is encrypted; without the password nothing could be read.",
            "Ask the owner for a copy without password, or decide that this content stays outside the check.";
    }
    ImageOnly {
        fr: "image sans texte",
            "Des pages ou des fichiers sont des images : numérisations, photos, captures d’écran. Leur texte n’est pas lu.",
            "Passer ces documents par une reconnaissance de caractères puis relancer l’analyse, ou les contrôler par sondage.";
        en: "image without text",
            "Pages or files are pictures: scans, photographs, screenshots. Their text is not read.",
            "Run these documents through character recognition and scan again, or check a sample by hand.";
    }
    UnsupportedKind {
        fr: "format sans lecteur",
            "Le format est reconnu mais aucun lecteur n’existe encore dans cette version.",
            "Convertir les fichiers importants en un format lu (PDF, DOCX, ODT, XLSX, CSV, texte), ou les contrôler à la main.";
        en: "format without a reader",
            "The format is recognised, but this version has no reader for it yet.",
            "Convert the important files to a format that is read (PDF, DOCX, ODT, XLSX, CSV, text), or check them by hand.";
    }
    Damaged {
        fr: "contenu endommagé",
            "Le contenu ne respecte pas les règles de son format : fichier tronqué, altéré ou mal nommé.",
            "Ouvrir le fichier dans l’application d’origine et l’enregistrer à nouveau, ou restaurer une copie saine.";
        en: "damaged content",
            "The content breaks the rules of its format: truncated, altered or misnamed file.",
            "Open the file in its own application and save it again, or restore a sound copy.";
    }
    PermissionDenied {
        fr: "accès refusé",
            "Le compte qui a lancé l’analyse n’a pas le droit de lire cet emplacement.",
            "Donner à ce compte un droit de lecture seule, puis relancer l’analyse.";
        en: "access denied",
            "The account that ran the scan may not read this place.",
            "Give that account read-only access, then scan again.";
    }
    Vanished {
        fr: "disparu avant lecture",
            "L’élément figurait dans la liste mais n’existait plus au moment de l’ouvrir.",
            "Relancer l’analyse à un moment où l’emplacement n’est pas modifié.";
        en: "gone before it was read",
            "The item was listed but no longer existed when it was opened.",
            "Scan again at a time when the place is not being changed.";
    }
    Changed {
        fr: "modifié pendant la lecture",
            "L’élément a changé pendant qu’il était lu : ce qui a été lu peut être incomplet.",
            "Relancer l’analyse en dehors des heures d’utilisation.";
        en: "changed while it was read",
            "The item changed while it was being read: what was read may be incomplete.",
            "Scan again outside working hours.";
    }
    IoError {
        fr: "erreur de lecture",
            "Le disque ou le réseau n’a pas rendu les données.",
            "Vérifier le support ou la connexion, puis relancer l’analyse.";
        en: "read error",
            "The disk or the network did not deliver the data.",
            "Check the medium or the connection, then scan again.";
    }
    Link {
        fr: "lien non suivi",
            "Un lien symbolique n’est pas suivi, pour que rien ne soit lu hors du périmètre demandé ; un fichier qui a plus de quatre noms (instantanés) est lu sous le premier.",
            "Si la cible fait partie du périmètre, l’ajouter comme source à part.";
        en: "link, not followed",
            "Symbolic links are not followed, so that nothing outside the requested scope is read; a file with more than four names (snapshots) is read under the first.",
            "If the target belongs to the scope, add it as a source of its own.";
    }
    NotRegular {
        fr: "périphérique ou tube",
            "Ce n’est pas un fichier ordinaire : il est compté, jamais ouvert.",
            "Rien à faire dans la plupart des cas.";
        en: "device or pipe",
            "It is not a regular file: it is counted, never opened.",
            "Nothing to do in most cases.";
    }
    Timeout {
        fr: "temps de lecture épuisé",
            "La lecture a dépassé le temps accordé à un élément ; ce qui a été lu avant est conservé.",
            "Augmenter le temps accordé par élément, ou découper ce fichier.";
        en: "reading time spent",
            "Reading took more than the time allowed for one item; what was read before is kept.",
            "Raise the time allowed per item, or split this file.";
    }
    Memory {
        fr: "mémoire accordée épuisée",
            "La lecture demandait plus de mémoire que la limite accordée à un élément.",
            "Augmenter la mémoire accordée par élément, ou découper ce fichier.";
        en: "allowed memory spent",
            "Reading asked for more memory than one item is allowed.",
            "Raise the memory allowed per item, or split this file.";
    }
    Crash {
        fr: "échec du lecteur",
            "Le lecteur de ce format a échoué sur ce contenu. Il travaille à part : le reste de l’analyse n’en souffre pas.",
            "Contrôler le fichier à la main et signaler le cas, sans joindre le fichier.";
        en: "reader failed",
            "The reader of this format failed on this content. It works apart, so the rest of the scan is unharmed.",
            "Check the file by hand and report the case, without attaching the file.";
    }
    ExpansionLimit {
        fr: "archive trop volumineuse une fois ouverte",
            "Le contenu décompressé dépasse la taille ou le taux accordés à une archive.",
            "Extraire l’archive dans un dossier et analyser ce dossier.";
        en: "archive too large once opened",
            "The expanded content exceeds the size or ratio allowed for one archive.",
            "Extract the archive to a folder and scan that folder.";
    }
    DepthLimit {
        fr: "archives trop imbriquées",
            "Des archives en contiennent d’autres au-delà de la profondeur accordée.",
            "Extraire l’archive extérieure et analyser son contenu.";
        en: "archives nested too deep",
            "Archives hold other archives beyond the depth allowed.",
            "Extract the outer archive and scan its content.";
    }
    MemberLimit {
        fr: "archive à trop d’éléments",
            "L’archive contient plus d’éléments que le nombre accordé ; les suivants n’ont pas été lus.",
            "Extraire l’archive dans un dossier et analyser ce dossier.";
        en: "archive with too many members",
            "The archive holds more members than allowed; those beyond were not read.",
            "Extract the archive to a folder and scan that folder.";
    }
    CellLimit {
        fr: "tableau trop grand",
            "Le tableau a plus de cellules que le nombre accordé ; la fin n’a pas été lue.",
            "Augmenter le nombre de cellules accordé, ou découper le tableau.";
        en: "table too large",
            "The table has more cells than allowed; its end was not read.",
            "Raise the number of cells allowed, or split the table.";
    }
    UnreliableText {
        fr: "texte peu fiable",
            "Les polices du document ne disent pas quels caractères elles dessinent : le texte lu peut être faux.",
            "Produire à nouveau le PDF depuis le document d’origine, ou le contrôler à la main.";
        en: "unreliable text",
            "The document’s fonts do not say which characters they draw: the text that was read may be wrong.",
            "Produce the PDF again from its original document, or check it by hand.";
    }
    ValueCut {
        fr: "valeur coupée",
            "Une valeur est trop longue pour être lue d’un bloc ; sa fin a été laissée de côté.",
            "Contrôler cette valeur à la main : il s’agit souvent d’un document entier rangé dans une cellule.";
        en: "value cut",
            "A value is too long to be read in one piece; its end was left out.",
            "Check that value by hand: often it is a whole document kept in one cell.";
    }
    DatabaseTimeout {
        fr: "délai de la base dépassé",
            "La base a mis trop longtemps à répondre, ou la table était verrouillée.",
            "Relancer l’analyse en dehors des heures d’utilisation, ou augmenter le délai.";
        en: "database timeout",
            "The database took too long to answer, or the table was locked.",
            "Scan again outside working hours, or raise the timeout.";
    }
    DatabaseError {
        fr: "erreur de la base",
            "La base a refusé ou interrompu la lecture ; son code figure à côté de l’élément.",
            "Transmettre le code SQLSTATE à l’administrateur de la base.";
        en: "database error",
            "The database refused or broke off the reading; its code stands beside the item.",
            "Hand the SQLSTATE code to the database administrator.";
    }
    NotATable {
        fr: "vue ou table étrangère",
            "Les vues et les tables étrangères sont comptées sans être lues : les lire pourrait exécuter du code ou sortir du périmètre.",
            "Vérifier que les tables d’origine font partie du périmètre.";
        en: "view or foreign table",
            "Views and foreign tables are counted, not read: reading them could run code or leave the scope.",
            "Check that the underlying tables are part of the scope.";
    }
    Excluded {
        fr: "exclu sur demande",
            "L’élément a été écarté par une exclusion donnée au lancement.",
            "Vérifier que l’exclusion est encore justifiée.";
        en: "excluded on request",
            "The item was left out by an exclusion given at the start.",
            "Check that the exclusion is still justified.";
    }
    Interrupted {
        fr: "analyse interrompue",
            "L’analyse a été arrêtée avant d’arriver à cet élément.",
            "Relancer l’analyse jusqu’à son terme.";
        en: "scan interrupted",
            "The scan was stopped before it reached this item.",
            "Run the scan to its end.";
    }
}

/// For an item that was not wholly read but gives no reason.
pub(crate) const NONE_GIVEN: ReasonTexts = ReasonTexts {
    title: Phrase {
        fr: "motif non précisé",
        en: "no reason given",
    },
    why: Phrase {
        fr: "La lecture s’est arrêtée sans dire pourquoi.",
        en: "Reading stopped without saying why.",
    },
    cure: Phrase {
        fr: "Relancer l’analyse ; si cela se reproduit, signaler le cas.",
        en: "Scan again; if it happens again, report the case.",
    },
};
