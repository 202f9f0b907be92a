//! Types of labels, and which rule's findings answer to them.
//!
//! The names are those that the sets use (`NIR`, `PERSON`, ...). A rule whose datum
//! has no name here answers to the datum's own, in capitals.

use super::Types;
use crate::model::Datum;
use crate::rule::Rule;

/// Types that differ from the name of the datum.
const DATA: &[(Datum, &str)] = &[
    (Datum::TaxNumber, "FR_TAX_ID"),
    (Datum::CardPan, "CREDIT_CARD"),
    (Datum::IpAddress, "IP"),
    (Datum::MacAddress, "MAC"),
    (Datum::BirthDate, "DATE_BIRTH"),
    (Datum::BirthPlace, "BIRTHPLACE"),
    (Datum::PersonName, "PERSON"),
    (Datum::PostalAddress, "ADDRESS"),
    (Datum::Geolocation, "GPS"),
    (Datum::TradeUnion, "UNION"),
    (Datum::EthnicOrigin, "ETHNIC"),
    (Datum::Login, "USERNAME"),
    (Datum::Rpps, "HEALTH_ID"),
    (Datum::FreeTextComment, "FREE_TEXT"),
];

/// Rules that answer to a type of their own, whatever their datum.
const RULES: &[(&str, &str)] = &[
    ("fr-siret", "SIRET"),
    ("fr-siren", "SIREN"),
    ("vat", "VAT"),
    ("imei", "IMEI"),
    ("fr-rib", "BANK_ACCOUNT"),
    ("fr-passport", "PASSPORT"),
    ("passport", "PASSPORT"),
    ("fr-cni", "ID_CARD"),
    ("foreign-id-card", "ID_CARD"),
    ("de-personalausweis", "ID_CARD"),
    ("fr-driving-licence", "DRIVER_LICENSE"),
    ("foreign-driving-licence", "DRIVER_LICENSE"),
    ("de-kvnr", "HEALTH_ID"),
    ("cadastre", "CADASTRE"),
    // tax numbers of persons that serve as national ones
    ("br-cpf", "NATIONAL_ID"),
    ("cy-tic", "NATIONAL_ID"),
    ("de-idnr", "NATIONAL_ID"),
    ("gb-utr", "NATIONAL_ID"),
    ("gr-afm", "NATIONAL_ID"),
    ("hu-adoazonosito", "NATIONAL_ID"),
    ("pt-nif", "NATIONAL_ID"),
    ("us-itin", "NATIONAL_ID"),
];

/// A finding of the first type also answers to labels of the others.
const ANSWERS: &[(&str, &[&str])] = &[
    ("NATIONAL_ID", &["NIR", "FR_TAX_ID"]),
    ("NIR", &["NATIONAL_ID"]),
    ("FR_TAX_ID", &["NATIONAL_ID"]),
    (
        "ID_DOCUMENT",
        &["PASSPORT", "ID_CARD", "DRIVER_LICENSE", "NATIONAL_ID"],
    ),
    ("PASSPORT", &["ID_DOCUMENT"]),
    ("ID_CARD", &["ID_DOCUMENT"]),
    ("DRIVER_LICENSE", &["ID_DOCUMENT"]),
    ("COMPANY_ID", &["SIREN", "SIRET"]),
    ("SIREN", &["SIRET"]),
    ("BANK_ACCOUNT", &["IBAN"]),
    ("POSTCODE", &["ADDRESS"]),
    ("CITY", &["ADDRESS"]),
];

/// Where false alarms of a type are counted that a set does not label.
const CHARGED: &[(&str, &str)] = &[
    ("NATIONAL_ID", "NIR"),
    ("PASSPORT", "ID_DOCUMENT"),
    ("ID_CARD", "ID_DOCUMENT"),
    ("DRIVER_LICENSE", "ID_DOCUMENT"),
    ("COMPANY_ID", "SIRET"),
    ("BANK_ACCOUNT", "IBAN"),
];

/// Identifiers with a key or a fixed form.
const KEYED: &[&str] = &[
    "NIR",
    "FR_TAX_ID",
    "IBAN",
    "CREDIT_CARD",
    "EMAIL",
    "PHONE",
    "SIRET",
    "SIREN",
    "VAT",
    "IP",
    "MAC",
];

/// What sets score that do not say which types are labelled in their documents.
pub(super) const IN_TEXT: &[&str] = &[
    "NIR",
    "FR_TAX_ID",
    "IBAN",
    "CREDIT_CARD",
    "EMAIL",
    "PHONE",
    "IP",
    "MAC",
    "SIRET",
    "SIREN",
    "VAT",
    "PLATE",
    "DATE_BIRTH",
    "PERSON",
    "ADDRESS",
];

/// As [`IN_TEXT`], for columns.
pub(super) const IN_COLUMNS: &[&str] = &[
    "NIR",
    "FR_TAX_ID",
    "IBAN",
    "CREDIT_CARD",
    "EMAIL",
    "PHONE",
    "IP",
    "MAC",
    "PLATE",
    "DATE_BIRTH",
    "PERSON",
    "ADDRESS",
    "BIC",
    "GPS",
    "SALARY",
    "HEALTH",
    "RELIGION",
    "UNION",
    "USERNAME",
    "BIRTHPLACE",
    "HEALTH_ID",
    "FREE_TEXT",
    "SIRET",
    "SIREN",
    "VAT",
    "IMEI",
    "BANK_ACCOUNT",
    "PASSPORT",
    "ID_CARD",
];

/// The type that a rule's findings are scored as; empty for rules that find
/// nothing for a register and have no type of their own.
pub(super) fn of_rule(rule: &Rule) -> String {
    if let Some((_, kind)) = RULES.iter().find(|(id, _)| *id == rule.id) {
        return (*kind).to_owned();
    }
    let Some(datum) = rule.item else {
        return String::new();
    };
    match DATA.iter().find(|(d, _)| *d == datum) {
        Some((_, kind)) => (*kind).to_owned(),
        None => datum.as_str().to_uppercase(),
    }
}

/// Whether a finding answers to a label.
pub(super) fn answers(finding: &str, label: &str) -> bool {
    finding == label || others(finding).contains(&label)
}

/// The further types that a finding answers to.
pub(super) fn others(finding: &str) -> &'static [&'static str] {
    ANSWERS
        .iter()
        .find(|(f, _)| *f == finding)
        .map_or(&[], |(_, labels)| *labels)
}

/// The type that a finding is counted as among those that are scored; none: it is
/// not.
pub(super) fn charged<'a>(finding: &'a str, scored: &Types) -> Option<&'a str> {
    let other = || CHARGED.iter().find(|(f, _)| *f == finding).map(|(_, k)| *k);
    std::iter::once(finding)
        .chain(other())
        .find(|k| scored.contains(*k))
}

/// Whether findings of a type may earn recall but no precision: their own false
/// alarms are judged nowhere.
pub(super) fn is_weak(finding: &str) -> bool {
    matches!(finding, "CITY" | "POSTCODE")
}

pub(super) fn is_keyed(kind: &str) -> bool {
    KEYED.contains(&kind)
}
