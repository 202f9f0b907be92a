//! The closed lists that registers, rules and reports share: categories (the
//! CNIL rubrics and the special ones) and the data items inside them.
//!
//! One flat catalogue. A detector names its [`Datum`], a register word maps to
//! one, and the report prints it; adding a datum is adding a line here.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A name that is in neither closed list, with the nearest one that is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown {what} `{name}`{}", .nearest.map(|n| format!("; did you mean `{n}`?")).unwrap_or_default())]
pub struct UnknownName {
    /// `category` or `item`.
    pub what: &'static str,
    /// What was written.
    pub name: String,
    /// The nearest known name, when one is near enough to be meant.
    pub nearest: Option<&'static str>,
}

macro_rules! names {
    ($type:ident, $what:literal, $( $variant:ident = $name:literal, $fr:literal, $en:literal; )*) => {
        impl $type {
            /// Every value, in the order of the catalogue.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The name used in rules, registers, JSON and the store.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name),* }
            }

            /// What a French reader calls it.
            #[must_use]
            pub const fn title_fr(self) -> &'static str {
                match self { $(Self::$variant => $fr),* }
            }

            /// What an English reader calls it.
            #[must_use]
            pub const fn title_en(self) -> &'static str {
                match self { $(Self::$variant => $en),* }
            }
        }

        impl std::str::FromStr for $type {
            type Err = UnknownName;
            fn from_str(name: &str) -> Result<Self, UnknownName> {
                Self::ALL.iter().copied().find(|v| v.as_str() == name).ok_or_else(|| UnknownName {
                    what: $what,
                    name: name.to_owned(),
                    nearest: nearest(name, Self::ALL.iter().map(|v| v.as_str())),
                })
            }
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.serialize_str(self.as_str())
            }
        }

        impl schemars::JsonSchema for $type {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($type).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                let names: Vec<&str> = Self::ALL.iter().map(|v| v.as_str()).collect();
                schemars::json_schema!({ "type": "string", "enum": names })
            }
        }

        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                let name = String::deserialize(d)?;
                name.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

/// The name at the smallest edit distance, if at most a third of it differs:
/// what "did you mean" proposes, for these lists and for the keys of files.
pub fn nearest(name: &str, known: impl Iterator<Item = &'static str>) -> Option<&'static str> {
    known
        .map(|k| (distance(name, k), k))
        .min()
        .filter(|(d, k)| *d <= k.len().max(name.len()).div_ceil(3))
        .map(|(_, k)| k)
}

/// Levenshtein distance in characters.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, cb) in b.iter().enumerate() {
            let cost = diagonal + usize::from(ca != *cb);
            diagonal = row[j + 1];
            row[j + 1] = cost.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

/// A rubric of the CNIL register template, or one of the special categories
/// (NIR: GDPR Art. 87; Art. 9; Art. 10).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Category {
    /// État civil, identité (`identite`).
    Identite,
    /// Vie personnelle (`vie_personnelle`).
    ViePersonnelle,
    /// Vie professionnelle (`vie_professionnelle`).
    VieProfessionnelle,
    /// Économique et financier (`economique_financier`).
    EconomiqueFinancier,
    /// Connexion (`connexion`).
    Connexion,
    /// Localisation (`localisation`).
    Localisation,
    /// Internet (`internet`).
    Internet,
    /// Autres données (`autres`).
    Autres,
    /// NIR (`nir`).
    Nir,
    /// Santé (`art9.health`).
    Health,
    /// Religion (`art9.religion`).
    Religion,
    /// Opinions politiques (`art9.politics`).
    Politics,
    /// Syndicat (`art9.trade_union`).
    TradeUnion,
    /// Origine ethnique (`art9.ethnic_origin`).
    EthnicOrigin,
    /// Vie sexuelle (`art9.sex_life`).
    SexLife,
    /// Génétique (`art9.genetic`).
    Genetic,
    /// Biométrie (`art9.biometric`).
    Biometric,
    /// Infractions (`art10`).
    Offence,
}

names! { Category, "category",
    Identite = "identite", "État civil, identité", "Identity";
    ViePersonnelle = "vie_personnelle", "Vie personnelle", "Personal life";
    VieProfessionnelle = "vie_professionnelle", "Vie professionnelle", "Professional life";
    EconomiqueFinancier = "economique_financier", "Économique et financier", "Economic and financial";
    Connexion = "connexion", "Connexion", "Connection";
    Localisation = "localisation", "Localisation", "Location";
    Internet = "internet", "Internet", "Internet";
    Autres = "autres", "Autres données", "Other data";
    Nir = "nir", "NIR", "NIR";
    Health = "art9.health", "Santé", "Health";
    Religion = "art9.religion", "Religion", "Religion";
    Politics = "art9.politics", "Opinions politiques", "Political opinions";
    TradeUnion = "art9.trade_union", "Syndicat", "Trade union";
    EthnicOrigin = "art9.ethnic_origin", "Origine ethnique", "Ethnic origin";
    SexLife = "art9.sex_life", "Vie sexuelle", "Sex life";
    Genetic = "art9.genetic", "Génétique", "Genetic";
    Biometric = "art9.biometric", "Biométrie", "Biometric";
    Offence = "art10", "Infractions", "Offences";
}

impl Category {
    /// NIR, Art. 9 or Art. 10: needs an explicit declaration to be covered.
    #[must_use]
    pub const fn is_special(self) -> bool {
        !matches!(
            self,
            Self::Identite
                | Self::ViePersonnelle
                | Self::VieProfessionnelle
                | Self::EconomiqueFinancier
                | Self::Connexion
                | Self::Localisation
                | Self::Internet
                | Self::Autres
        )
    }
}

/// One kind of personal datum, as registers name it: the `item` of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Datum {
    /// Person name (`person_name`).
    PersonName,
    /// Civility (`civility`).
    Civility,
    /// Date of birth (`birth_date`).
    BirthDate,
    /// Place of birth (`birth_place`).
    BirthPlace,
    /// Nationality (`nationality`).
    Nationality,
    /// Photograph (`photo`).
    Photo,
    /// Signature (`signature`).
    Signature,
    /// Identity document (`id_document`).
    IdDocument,
    /// National or social-insurance identifier of another country (`national_id`).
    NationalId,
    /// Internal identifier (`internal_id`).
    InternalId,
    /// Pseudonym (`pseudonym`).
    Pseudonym,
    /// Number plate (`plate`).
    Plate,
    /// Student number (`student_number`).
    StudentNumber,
    /// Postal address (`postal_address`).
    PostalAddress,
    /// Phone number (`phone`).
    Phone,
    /// E-mail address (`email`).
    Email,
    /// Family situation (`family_situation`).
    FamilySituation,
    /// Free-text comment (`free_text_comment`).
    FreeTextComment,
    /// Job title (`job_title`).
    JobTitle,
    /// Workplace (`workplace`).
    Workplace,
    /// Company address (`company_address`).
    CompanyAddress,
    /// CV (`cv`).
    Cv,
    /// Evaluation (`evaluation`).
    Evaluation,
    /// Working hours (`working_hours`).
    WorkingHours,
    /// RPPS number (`rpps`).
    Rpps,
    /// Salary (`salary`).
    Salary,
    /// Payslip (`payslip`).
    Payslip,
    /// IBAN (`iban`).
    Iban,
    /// BIC (`bic`).
    Bic,
    /// Payment card (`card_pan`).
    CardPan,
    /// Cheque number (`cheque_number`).
    ChequeNumber,
    /// Tax number (`tax_number`).
    TaxNumber,
    /// Transaction (`transaction`).
    Transaction,
    /// Invoice (`invoice`).
    Invoice,
    /// Address of a crypto-currency (`crypto_address`).
    CryptoAddress,
    /// IP address (`ip_address`).
    IpAddress,
    /// MAC address (`mac_address`).
    MacAddress,
    /// Login (`login`).
    Login,
    /// Password (`password`).
    Password,
    /// Log record (`log_record`).
    LogRecord,
    /// Timestamp (`timestamp`).
    Timestamp,
    /// Device identifier (`device_id`).
    DeviceId,
    /// Cookie (`cookie`).
    Cookie,
    /// Browsing (`browsing`).
    Browsing,
    /// User agent (`user_agent`).
    UserAgent,
    /// Geolocation (`geolocation`).
    Geolocation,
    /// E-mail content (`email_content`).
    EmailContent,
    /// Call metadata (`call_metadata`).
    CallMetadata,
    /// Voice recording (`voice_recording`).
    VoiceRecording,
    /// Video (`video`).
    Video,
    /// Support request (`support_request`).
    SupportRequest,
    /// Survey answer (`survey_answer`).
    SurveyAnswer,
    /// NIR (social security number) (`nir`).
    Nir,
    /// Health (`health`).
    Health,
    /// Religion (`religion`).
    Religion,
    /// Political opinions (`politics`).
    Politics,
    /// Trade-union membership (`trade_union`).
    TradeUnion,
    /// Ethnic origin (`ethnic_origin`).
    EthnicOrigin,
    /// Sex life or orientation (`sex_life`).
    SexLife,
    /// Genetic data (`genetic`).
    Genetic,
    /// Biometric data (`biometric`).
    Biometric,
    /// Offences and convictions (`offence`).
    Offence,
}

names! { Datum, "item",
    PersonName = "person_name", "Nom et prénom", "Person name";
    Civility = "civility", "Civilité", "Civility";
    BirthDate = "birth_date", "Date de naissance", "Date of birth";
    BirthPlace = "birth_place", "Lieu de naissance", "Place of birth";
    Nationality = "nationality", "Nationalité", "Nationality";
    Photo = "photo", "Photographie", "Photograph";
    Signature = "signature", "Signature", "Signature";
    IdDocument = "id_document", "Pièce d’identité", "Identity document";
    NationalId = "national_id", "Numéro d’identification national étranger", "Foreign national identifier";
    InternalId = "internal_id", "Identifiant interne", "Internal identifier";
    Pseudonym = "pseudonym", "Pseudonyme", "Pseudonym";
    Plate = "plate", "Plaque d’immatriculation", "Number plate";
    StudentNumber = "student_number", "Identifiant élève ou étudiant", "Student number";
    PostalAddress = "postal_address", "Adresse postale", "Postal address";
    Phone = "phone", "Téléphone", "Phone number";
    Email = "email", "Adresse électronique", "E-mail address";
    FamilySituation = "family_situation", "Situation familiale", "Family situation";
    FreeTextComment = "free_text_comment", "Commentaire libre", "Free-text comment";
    JobTitle = "job_title", "Fonction", "Job title";
    Workplace = "workplace", "Lieu de travail", "Workplace";
    CompanyAddress = "company_address", "Adresse professionnelle", "Company address";
    Cv = "cv", "CV", "CV";
    Evaluation = "evaluation", "Évaluation", "Evaluation";
    WorkingHours = "working_hours", "Temps de travail", "Working hours";
    Rpps = "rpps", "Numéro RPPS", "RPPS number";
    Salary = "salary", "Salaire", "Salary";
    Payslip = "payslip", "Bulletin de paie", "Payslip";
    Iban = "iban", "IBAN / RIB", "IBAN";
    Bic = "bic", "BIC", "BIC";
    CardPan = "card_pan", "Carte bancaire", "Payment card";
    ChequeNumber = "cheque_number", "Numéro de chèque", "Cheque number";
    TaxNumber = "tax_number", "Numéro fiscal", "Tax number";
    Transaction = "transaction", "Transaction", "Transaction";
    Invoice = "invoice", "Facture", "Invoice";
    CryptoAddress = "crypto_address", "Adresse de cryptomonnaie", "Crypto-currency address";
    IpAddress = "ip_address", "Adresse IP", "IP address";
    MacAddress = "mac_address", "Adresse MAC", "MAC address";
    Login = "login", "Identifiant de connexion", "Login";
    Password = "password", "Mot de passe ou secret", "Password or secret";
    LogRecord = "log_record", "Journal", "Log record";
    Timestamp = "timestamp", "Horodatage", "Timestamp";
    DeviceId = "device_id", "Identifiant d’appareil", "Device identifier";
    Cookie = "cookie", "Cookie", "Cookie";
    Browsing = "browsing", "Navigation", "Browsing";
    UserAgent = "user_agent", "Agent utilisateur", "User agent";
    Geolocation = "geolocation", "Géolocalisation", "Geolocation";
    EmailContent = "email_content", "Contenu de courriel", "E-mail content";
    CallMetadata = "call_metadata", "Métadonnées d’appel", "Call metadata";
    VoiceRecording = "voice_recording", "Enregistrement vocal", "Voice recording";
    Video = "video", "Vidéo", "Video";
    SupportRequest = "support_request", "Demande d’assistance", "Support request";
    SurveyAnswer = "survey_answer", "Réponse à une enquête", "Survey answer";
    Nir = "nir", "NIR (n° de sécurité sociale)", "NIR (social security number)";
    Health = "health", "Santé", "Health";
    Religion = "religion", "Religion", "Religion";
    Politics = "politics", "Opinions politiques", "Political opinions";
    TradeUnion = "trade_union", "Appartenance syndicale", "Trade-union membership";
    EthnicOrigin = "ethnic_origin", "Origine ethnique", "Ethnic origin";
    SexLife = "sex_life", "Vie ou orientation sexuelle", "Sex life or orientation";
    Genetic = "genetic", "Données génétiques", "Genetic data";
    Biometric = "biometric", "Données biométriques", "Biometric data";
    Offence = "offence", "Infractions et condamnations", "Offences and convictions";
}

impl Datum {
    /// The rubric a register declares it under.
    #[must_use]
    pub const fn category(self) -> Category {
        match self {
            Self::PersonName
            | Self::Civility
            | Self::BirthDate
            | Self::BirthPlace
            | Self::Nationality
            | Self::Photo
            | Self::Signature
            | Self::IdDocument
            | Self::NationalId
            | Self::InternalId
            | Self::Pseudonym
            | Self::Plate
            | Self::StudentNumber
            | Self::PostalAddress
            | Self::Phone
            | Self::Email => Category::Identite,
            Self::FamilySituation | Self::FreeTextComment => Category::ViePersonnelle,
            Self::JobTitle
            | Self::Workplace
            | Self::CompanyAddress
            | Self::Cv
            | Self::Evaluation
            | Self::WorkingHours
            | Self::Rpps => Category::VieProfessionnelle,
            Self::Salary
            | Self::Payslip
            | Self::Iban
            | Self::Bic
            | Self::CardPan
            | Self::ChequeNumber
            | Self::TaxNumber
            | Self::Transaction
            | Self::Invoice
            | Self::CryptoAddress => Category::EconomiqueFinancier,
            Self::IpAddress
            | Self::MacAddress
            | Self::Login
            | Self::Password
            | Self::LogRecord
            | Self::Timestamp
            | Self::DeviceId => Category::Connexion,
            Self::Cookie | Self::Browsing | Self::UserAgent => Category::Internet,
            Self::Geolocation => Category::Localisation,
            Self::EmailContent
            | Self::CallMetadata
            | Self::VoiceRecording
            | Self::Video
            | Self::SupportRequest
            | Self::SurveyAnswer => Category::Autres,
            Self::Nir => Category::Nir,
            Self::Health => Category::Health,
            Self::Religion => Category::Religion,
            Self::Politics => Category::Politics,
            Self::TradeUnion => Category::TradeUnion,
            Self::EthnicOrigin => Category::EthnicOrigin,
            Self::SexLife => Category::SexLife,
            Self::Genetic => Category::Genetic,
            Self::Biometric => Category::Biometric,
            Self::Offence => Category::Offence,
        }
    }

    /// The severity term S (0-40) of the gap score: how much harm this datum
    /// alone can do (`docs/register.md` of the design, section 6).
    #[must_use]
    pub const fn sensitivity(self) -> u8 {
        match self {
            Self::Nir
            | Self::Health
            | Self::Religion
            | Self::Politics
            | Self::TradeUnion
            | Self::EthnicOrigin
            | Self::SexLife
            | Self::Genetic
            | Self::Biometric
            | Self::Offence => 40,
            Self::CardPan | Self::Password => 35,
            Self::IdDocument
            | Self::NationalId
            | Self::Salary
            | Self::Payslip
            | Self::Iban
            | Self::TaxNumber => 30,
            Self::Geolocation => 25,
            Self::BirthDate
            | Self::BirthPlace
            | Self::Nationality
            | Self::PostalAddress
            | Self::FamilySituation
            | Self::VoiceRecording
            | Self::Video => 20,
            Self::Cv | Self::Evaluation => 18,
            Self::Photo
            | Self::Signature
            | Self::Plate
            | Self::StudentNumber
            | Self::Phone
            | Self::Email
            | Self::FreeTextComment
            | Self::ChequeNumber
            | Self::CryptoAddress
            | Self::Transaction
            | Self::Browsing
            | Self::EmailContent
            | Self::CallMetadata => 12,
            Self::PersonName
            | Self::Civility
            | Self::InternalId
            | Self::Pseudonym
            | Self::JobTitle
            | Self::Workplace
            | Self::CompanyAddress
            | Self::WorkingHours
            | Self::Rpps
            | Self::Bic
            | Self::Invoice
            | Self::IpAddress
            | Self::MacAddress
            | Self::Login
            | Self::LogRecord
            | Self::Timestamp
            | Self::DeviceId
            | Self::Cookie
            | Self::UserAgent
            | Self::SupportRequest
            | Self::SurveyAnswer => 8,
        }
    }

    /// Whether a table with a column of it speaks of persons, one a row.
    #[must_use]
    pub const fn tells_of_persons(self) -> bool {
        self.counts_persons() || matches!(self, Self::BirthDate | Self::InternalId)
    }

    /// Whether counting distinct values of this datum counts persons.
    #[must_use]
    pub const fn counts_persons(self) -> bool {
        matches!(
            self,
            Self::Nir
                | Self::PersonName
                | Self::Email
                | Self::Phone
                | Self::Iban
                | Self::CardPan
                | Self::TaxNumber
                | Self::IdDocument
                | Self::NationalId
                | Self::StudentNumber
                | Self::Rpps
                | Self::Login
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_parses_back() {
        for d in Datum::ALL {
            assert_eq!(d.as_str().parse::<Datum>().as_ref(), Ok(d));
        }
        for c in Category::ALL {
            assert_eq!(c.as_str().parse::<Category>().as_ref(), Ok(c));
        }
    }

    #[test]
    fn a_misspelt_item_is_told_the_nearest() {
        let e = "persone_name".parse::<Datum>().expect_err("not an item");
        assert_eq!(e.nearest, Some("person_name"));
        let e = "zzzzzzzzzzzzzz".parse::<Datum>().expect_err("not an item");
        assert_eq!(e.nearest, None);
    }
}
