//! French words that people write in `items:`, and the item each means: what
//! "did you mean" proposes before it looks for a mere slip of the keyboard.

use crate::model::{Datum, folded_words};

/// Folded words and their item.
const WORDS: &[(&[&str], Datum)] = &[
    (
        &[
            "nom",
            "noms",
            "prenom",
            "prenoms",
            "nom prenom",
            "nom et prenom",
            "identite",
        ],
        Datum::PersonName,
    ),
    (&["civilite", "genre", "sexe", "titre"], Datum::Civility),
    (
        &[
            "date naissance",
            "date de naissance",
            "naissance",
            "ddn",
            "age",
        ],
        Datum::BirthDate,
    ),
    (
        &[
            "lieu naissance",
            "lieu de naissance",
            "ville naissance",
            "ville de naissance",
        ],
        Datum::BirthPlace,
    ),
    (&["nationalite"], Datum::Nationality),
    (&["photographie", "photos", "portrait"], Datum::Photo),
    (
        &[
            "cni",
            "passeport",
            "piece identite",
            "piece d identite",
            "carte identite",
            "carte d identite",
            "permis",
            "titre de sejour",
            "numero etranger",
        ],
        Datum::IdDocument,
    ),
    (
        &[
            "numero national",
            "identifiant national",
            "numero identification national",
            "numero d identification national",
            "identifiant national etranger",
            "registre national",
            "niss",
            "avs",
        ],
        Datum::NationalId,
    ),
    (
        &[
            "matricule",
            "allocataire",
            "numero allocataire",
            "numen",
            "numero client",
            "num client",
            "identifiant interne",
        ],
        Datum::InternalId,
    ),
    (&["pseudo", "pseudonyme", "surnom"], Datum::Pseudonym),
    (&["immatriculation", "plaque", "vin"], Datum::Plate),
    (&["ine", "numero etudiant"], Datum::StudentNumber),
    (
        &["adresse", "adresse postale", "adresses", "domicile"],
        Datum::PostalAddress,
    ),
    (
        &[
            "telephone",
            "tel",
            "portable",
            "mobile",
            "fax",
            "gsm",
            "numero telephone",
            "numero de telephone",
        ],
        Datum::Phone,
    ),
    (
        &[
            "mail",
            "mel",
            "courriel",
            "e mail",
            "adresse mail",
            "adresse email",
            "adresse electronique",
        ],
        Datum::Email,
    ),
    (
        &[
            "situation familiale",
            "situation de famille",
            "famille",
            "enfants",
        ],
        Datum::FamilySituation,
    ),
    (
        &["commentaire", "commentaires", "remarque", "remarques"],
        Datum::FreeTextComment,
    ),
    (&["poste", "fonction", "metier", "emploi"], Datum::JobTitle),
    (&["curriculum vitae"], Datum::Cv),
    (
        &["horaires", "absences", "conges", "temps de travail"],
        Datum::WorkingHours,
    ),
    (&["salaires", "remuneration", "paie"], Datum::Salary),
    (
        &[
            "bulletin",
            "bulletin paie",
            "bulletin de paie",
            "fiche de paie",
        ],
        Datum::Payslip,
    ),
    (
        &["rib", "coordonnees bancaires", "compte bancaire"],
        Datum::Iban,
    ),
    (
        &["carte bancaire", "cb", "numero carte", "numero de carte"],
        Datum::CardPan,
    ),
    (&["cheque"], Datum::ChequeNumber),
    (&["numero fiscal", "spi", "nif"], Datum::TaxNumber),
    (&["facture", "factures"], Datum::Invoice),
    (&["commande", "commandes", "paiement"], Datum::Transaction),
    (
        &["cryptomonnaie", "bitcoin", "wallet"],
        Datum::CryptoAddress,
    ),
    (&["ip", "adresse ip"], Datum::IpAddress),
    (&["adresse mac", "mac"], Datum::MacAddress),
    (&["identifiant", "utilisateur", "compte"], Datum::Login),
    (
        &[
            "mot de passe",
            "mdp",
            "motdepasse",
            "secret",
            "jeton",
            "cle api",
        ],
        Datum::Password,
    ),
    (&["imei", "imsi", "appareil"], Datum::DeviceId),
    (&["journaux", "logs", "traces"], Datum::LogRecord),
    (&["cookies", "temoin"], Datum::Cookie),
    (&["localisation", "gps", "position"], Datum::Geolocation),
    (
        &[
            "nss",
            "secu",
            "insee",
            "numero secu",
            "num secu",
            "securite sociale",
            "numero de securite sociale",
            "numero securite sociale",
        ],
        Datum::Nir,
    ),
    (
        &["sante", "donnees de sante", "medical", "handicap"],
        Datum::Health,
    ),
    (
        &["syndicat", "syndical", "appartenance syndicale"],
        Datum::TradeUnion,
    ),
    (&["opinions politiques", "politique"], Datum::Politics),
    (&["origine ethnique", "ethnie"], Datum::EthnicOrigin),
    (&["vie sexuelle", "orientation sexuelle"], Datum::SexLife),
    (&["genetique"], Datum::Genetic),
    (&["biometrie", "empreinte", "empreintes"], Datum::Biometric),
    (
        &["infraction", "infractions", "casier judiciaire"],
        Datum::Offence,
    ),
    (&["enregistrement vocal", "voix"], Datum::VoiceRecording),
    (&["videos", "videosurveillance"], Datum::Video),
];

/// The item that a word means, if it is a known word or an item already.
pub(super) fn meaning(word: &str) -> Option<Datum> {
    if let Ok(item) = word.trim().parse() {
        return Some(item);
    }
    let word = folded_words(&word.replace(['_', '-'], " "));
    let listed = WORDS
        .iter()
        .find(|(words, _)| words.contains(&word.as_str()));
    listed.map(|(_, item)| *item)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_folded_and_single() {
        let mut all: Vec<&str> = WORDS.iter().flat_map(|(w, _)| w.iter().copied()).collect();
        for word in &all {
            assert_eq!(&folded_words(word), word, "{word} is not folded");
            assert!(word.parse::<Datum>().is_err(), "{word} is an item");
        }
        let n = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), n, "a word means two items");
    }

    #[test]
    fn french_words_mean_items() {
        for (word, item) in [
            ("date_naissance", Datum::BirthDate),
            ("Prénom", Datum::PersonName),
            ("téléphone", Datum::Phone),
            ("adresse", Datum::PostalAddress),
            ("RIB", Datum::Iban),
            ("nss", Datum::Nir),
            ("santé", Datum::Health),
            ("email", Datum::Email),
        ] {
            assert_eq!(meaning(word), Some(item), "{word}");
        }
        assert_eq!(meaning("zzz"), None);
    }
}
