//! What a table lists, as the names of its columns say: a `nom` beside a
//! `population` is a town's, beside a `prenom` a person's.
//!
//! Only names of columns are read here, and values only to see whether they are
//! towns. What is decided bears on columns whose own name says no more than that
//! something is called so.

use crate::model::folded_words;
use crate::rule::dictionary::{Key, commune};

/// What a table lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) enum Lists {
    /// Its columns do not say.
    #[default]
    Anything,
    /// Perhaps things: companies, goods, places on a map.
    Hints,
    /// Things: towns, countries, schools, programs, colours.
    Things,
    /// Persons.
    Persons,
}

/// Words that only columns about persons bear.
const PERSON: [&str; 36] = [
    "prenom",
    "prenoms",
    "firstname",
    "lastname",
    "surname",
    "forename",
    "forenames",
    "givenname",
    "familyname",
    "civilite",
    "naissance",
    "naiss",
    "birth",
    "birthdate",
    "birthday",
    "dob",
    "nir",
    "secu",
    "nss",
    "ssn",
    "salaire",
    "salary",
    "matricule",
    "sexe",
    "gender",
    "age",
    "nationalite",
    "nationality",
    "conjoint",
    "salarie",
    "patient",
    "eleve",
    "etudiant",
    "adherent",
    "employee",
    "embauche",
];

/// Words that columns about places, institutions and programs bear.
const THING: [&str; 27] = [
    "race",
    "population",
    "habitants",
    "inhabitants",
    "superficie",
    "altitude",
    "codgeo",
    "epci",
    "arrondissement",
    "cheflieu",
    "alpha2",
    "alpha3",
    "iso2",
    "iso3",
    "iso",
    "tld",
    "capitale",
    "continent",
    "uai",
    "uic",
    "affluent",
    "rgb",
    "downloads",
    "espece",
    "species",
    "tonnage",
    "gentile",
];

/// Pairs of words that do.
const THING_PAIRS: [&str; 8] = [
    "code insee",
    "code commune",
    "insee commune",
    "insee com",
    "chef lieu",
    "code region",
    "code departement",
    "code pays",
];

/// Words that speak of things oftener than of persons.
const HINT: [&str; 41] = [
    "canton",
    "longueur",
    "bassin",
    "hex",
    "version",
    "license",
    "siren",
    "siret",
    "naf",
    "ape",
    "lat",
    "latitude",
    "lon",
    "lng",
    "longitude",
    "geo",
    "geometry",
    "prix",
    "price",
    "stock",
    "sku",
    "ean",
    "gtin",
    "count",
    "nombre",
    "effectif",
    "frequence",
    "frequency",
    "rang",
    "rank",
    "marque",
    "brand",
    "modele",
    "model",
    "surface",
    "region",
    "departement",
    "department",
    "url",
    "website",
    "calories",
];

/// What the name of one column says of its table.
pub(super) fn told_by(header: &str) -> Lists {
    let folded = folded_words(header);
    let holds = |list: &[&str]| folded.split(' ').any(|w| list.contains(&w));
    let padded = format!(" {folded} ");
    let pair = || {
        THING_PAIRS
            .iter()
            .any(|p| padded.contains(&format!(" {p} ")))
    };
    if holds(&PERSON) {
        Lists::Persons
    } else if holds(&THING) || pair() {
        Lists::Things
    } else if holds(&HINT) {
        Lists::Hints
    } else {
        Lists::Anything
    }
}

/// Whether a column's name says only that something is called so: `nom`, `name`,
/// `items[].name`.
pub(super) fn is_bare_name(header: &str) -> bool {
    const WORDS: [&str; 12] = [
        "nom", "noms", "name", "names", "libelle", "label", "long", "court", "short", "officiel",
        "fr", "en",
    ];
    let last = header.rsplit('.').find(|part| !part.is_empty());
    let folded = folded_words(last.unwrap_or(header));
    !folded.is_empty() && folded.split(' ').all(|w| WORDS.contains(&w))
}

/// Whether a name says that its column defines data and holds none: a schema, the
/// description of an interface.
pub(super) fn defines_data(header: &str) -> bool {
    const WORDS: [&str; 7] = [
        "shapes",
        "documentation",
        "minlength",
        "maxlength",
        "patternproperties",
        "allof",
        "oneof",
    ];
    header.contains('.') && folded_words(header).split(' ').any(|w| WORDS.contains(&w))
}

/// Cells of a column that were compared with the list of towns: all of them, so
/// that it does not matter in which stretches a table was read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Towns {
    seen: u64,
    found: u64,
}

impl Towns {
    /// Fewest cells that say something.
    const LEAST: u64 = 8;

    /// Compares one cell.
    pub(super) fn note(&mut self, cell: &str) {
        let town = Key::of(cell.trim()).is_some_and(|k| commune(&k).is_some());
        self.seen += 1;
        self.found += u64::from(town);
    }

    /// Adds what another stretch of the column gave.
    pub(super) fn merge(&mut self, other: Self) {
        self.seen += other.seen;
        self.found += other.found;
    }

    /// Whether two cells in three and more are towns; one surname in four is.
    pub(super) fn are_most(self) -> bool {
        self.seen >= Self::LEAST && self.found * 3 >= self.seen * 2
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_what_a_table_lists() {
        for (header, lists) in [
            ("Prénom", Lists::Persons),
            ("date_naissance", Lists::Persons),
            ("code_insee", Lists::Things),
            ("populationTotale", Lists::Things),
            ("SIREN", Lists::Hints),
            ("ville", Lists::Anything),
        ] {
            assert_eq!(told_by(header), lists, "{header}");
        }
        assert!(is_bare_name("nom") && is_bare_name("items[].name"));
        assert!(!is_bare_name("nom du patient") && !is_bare_name("prenom"));
        assert!(defines_data("shapes.User.members.email") && !defines_data("documentation"));
    }

    #[test]
    fn towns_are_told_from_surnames() {
        let of = |cells: &[&str]| {
            let mut towns = Towns::default();
            cells.iter().for_each(|c| towns.note(c));
            towns.are_most()
        };
        let towns = [
            "Abbeville",
            "Lamballe",
            "Denain",
            "Vire",
            "Bastia",
            "Nogent",
            "Avignon",
            "Orange",
        ];
        assert!(of(&towns));
        let names = [
            "Bernard", "Nguyen", "Le Gall", "Petit", "Haddad", "Da Silva", "Roux", "Lyon",
        ];
        assert!(!of(&names));
        assert!(!of(&towns[..5]));
    }
}
