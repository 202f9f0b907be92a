//! The closed lists of words a register file may use, each a state and never a
//! boolean: "heading printed, nothing filled in" is not a declaration.

/// A closed list of words.
pub(crate) trait Keyword: Copy + 'static {
    /// The words, in the order of the documentation.
    const WORDS: &'static [&'static str];

    /// The value a word stands for.
    fn from_word(word: &str) -> Option<Self>;
}

macro_rules! keywords {
    ($(#[$doc:meta])* $name:ident { $( $(#[$vdoc:meta])* $variant:ident = $word:literal $(| $alias:literal)*, )* }) => {
        $(#[$doc])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
        )]
        pub enum $name { $( $(#[$vdoc])* $variant, )* }

        impl $name {
            /// The word used in register files.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }
        }

        impl Keyword for $name {
            const WORDS: &'static [&'static str] = &[$($word),*];
            fn from_word(word: &str) -> Option<Self> {
                match word { $($word $(| $alias)* => Some(Self::$variant),)* _ => None }
            }
        }
    };
}

keywords! {
    /// What the register says of one rubric or measure.
    State {
        /// Filled in: it is declared.
        Declared = "declared",
        /// The template's heading is printed, nothing filled in: not declared.
        HeadingOnly = "heading_only",
        /// Ticks lost, contradictory copies: nobody can tell.
        Indeterminate = "indeterminate",
        /// The rubric is not in the document.
        Absent = "absent",
        /// The document speaks of it and does not say.
        NotStated = "not_stated",
    }
}

keywords! {
    /// An answer to a question of the template.
    Answer {
        /// Yes.
        Yes = "oui",
        /// No.
        No = "non",
        /// In part, or with reserves.
        Partial = "partiel",
        /// Not said.
        NotStated = "non_precise",
    }
}

keywords! {
    /// In which capacity the organisation processes the data.
    Role {
        /// It decides.
        Controller = "controller",
        /// It decides with another.
        Joint = "joint",
        /// It acts for a client: Art. 30(2).
        Processor = "processor",
    }
}

keywords! {
    /// What a system keeps data on.
    Medium {
        /// A program with its own data (CRM, ERP, payroll).
        Application = "application",
        /// A database.
        Database = "database",
        /// Files on a server or a workstation.
        Files = "files",
        /// Storage or services of a provider.
        Cloud = "cloud",
        /// Mailboxes.
        Mail = "mail",
        /// Logs.
        Logs = "logs",
        /// Backups and archives.
        Backup = "backup",
        /// Paper: no scan can find it.
        Paper = "paper",
    }
}

keywords! {
    /// How far a fiche counts.
    Status {
        /// In force.
        Active = "active",
        /// Not yet reviewed by a person: covers nothing.
        Draft = "draft",
        /// The processing has ended: covers nothing.
        Archived = "archived",
    }
}

keywords! {
    /// Legal bases, GDPR Art. 6(1).
    LegalBasis {
        /// (a)
        Consent = "consent" | "6.1.a",
        /// (b)
        Contract = "contract" | "6.1.b",
        /// (c)
        LegalObligation = "legal_obligation" | "6.1.c",
        /// (d)
        VitalInterests = "vital_interests" | "6.1.d",
        /// (e)
        PublicTask = "public_task" | "6.1.e",
        /// (f)
        LegitimateInterests = "legitimate_interests" | "6.1.f",
    }
}

keywords! {
    /// How long data are kept.
    RetentionKind {
        /// A number of months from a trigger.
        Bounded = "bounded",
        /// Without limit.
        Unbounded = "unbounded",
        /// Words that give no number.
        Indeterminate = "indeterminate",
        /// Not said.
        NotStated = "not_stated",
    }
}

keywords! {
    /// Promises that a scan can test.
    ClaimKind {
        /// "Aucune donnée ne peut sortir de la base."
        NoExportOutsideSystem = "no_export_outside_system",
        /// "Tous les fichiers sont chiffrés."
        FilesEncrypted = "files_encrypted",
        /// "Ces données ne sont pas stockées."
        NotStored = "not_stored",
        /// Cards only "saisies".
        EnteredOnly = "entered_only",
        /// "30 jours… définitivement détruites."
        DestroyedAfter = "destroyed_after",
    }
}

keywords! {
    /// How grave a gap was when it was accepted.
    Gravity {
        /// Below 15.
        Info = "info" | "information",
        /// From 15.
        Low = "low" | "faible",
        /// From 35.
        Medium = "medium" | "modéré",
        /// From 55.
        High = "high" | "élevé",
        /// From 75.
        Critical = "critical" | "critique",
    }
}

keywords! {
    /// Who stands behind a location.
    BindingState {
        /// A person has confirmed it.
        Confirmed = "confirmed",
        /// Proposed; counts for nothing until confirmed.
        Suggested = "suggested",
        /// A person has said that it is not: never proposed again.
        Refused = "refused",
    }
}

keywords! {
    /// Security measures of the CNIL template.
    Measure {
        /// Contrôle d'accès.
        AccessControl = "access_control",
        /// Traçabilité.
        Traceability = "traceability",
        /// Protection des logiciels.
        SoftwareProtection = "software_protection",
        /// Sauvegarde.
        Backup = "backup",
        /// Chiffrement.
        Encryption = "encryption",
        /// Contrôle des sous-traitants.
        ProcessorControl = "processor_control",
    }
}

impl Answer {
    /// The answer in English words.
    #[must_use]
    pub const fn title_en(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::Partial => "partial",
            Self::NotStated => "not stated",
        }
    }
}

impl Status {
    /// How a fiche that does not count is called in evidence.
    #[must_use]
    pub const fn title_fr(self) -> &'static str {
        match self {
            Self::Active => "fiche en vigueur",
            Self::Draft => "fiche à l’état de brouillon",
            Self::Archived => "fiche archivée",
        }
    }

    /// The same in English.
    #[must_use]
    pub const fn title_en(self) -> &'static str {
        match self {
            Self::Active => "fiche in force",
            Self::Draft => "draft fiche",
            Self::Archived => "archived fiche",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_read_back() {
        for word in State::WORDS {
            assert_eq!(State::from_word(word).map(State::as_str), Some(*word));
        }
        assert_eq!(
            LegalBasis::from_word("6.1.f"),
            Some(LegalBasis::LegitimateInterests)
        );
        assert_eq!(Answer::from_word("no"), None);
    }
}
