//! G13: files whose columns are named as a service exports them, although nothing
//! in the register names the service: somebody else has these data. The exports
//! are data (`rules/reconcile/vendors.toml`).

use super::compared::{Rulings, belongs};
use super::evidence::{self, Draft};
use super::gap::{Code, Gap, Quote, Step};
use super::survey::{Find, Survey};
use super::words;
use crate::inventory::Table;
use crate::model::folded_words;
use crate::register::{Activity, Message, Register, Role, System, says};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Vendor {
    name: String,
    words: Vec<String>,
    headers: Vec<Vec<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rows {
    vendor: Vec<Vendor>,
}

static TABLE: LazyLock<Vec<Vendor>> = LazyLock::new(|| {
    let rows: Rows = toml::from_str(include_str!("../../rules/reconcile/vendors.toml"))
        .expect("the embedded table is read by a test");
    rows.vendor
});

/// One gap per activity (or for places without one) and service.
pub(super) fn gaps(survey: &Survey<'_>, register: &Register, rulings: &Rulings) -> Vec<Gap> {
    let tables: Vec<Vec<(&Table, &'static Vendor)>> = survey
        .spots
        .iter()
        .map(|s| {
            s.tables
                .iter()
                .filter_map(|t| Some((*t, made_by(t)?)))
                .collect()
        })
        .collect();
    if tables.iter().all(Vec::is_empty) {
        return Vec::new();
    }
    let named: Vec<String> = register
        .activities
        .iter()
        .map(|a| words_of(register, a))
        .collect();
    let systems: Vec<String> = register.systems.iter().flat_map(names_of).collect();
    let systems = named_in(&systems.join(" / "));
    let mut anywhere: BTreeMap<&str, bool> = BTreeMap::new();
    let mut found: BTreeMap<(Option<usize>, &'static str), Vec<usize>> = BTreeMap::new();
    for (i, find) in survey.finds.iter().enumerate().filter(|f| f.1.is_strong()) {
        let Some(vendor) = vendor_of(find, &tables[find.spot]) else {
            continue;
        };
        let names = |text: &String| vendor.words.iter().any(|w| says(text, w));
        if find.bonds.is_unbound() {
            let known = anywhere.entry(&vendor.name);
            let known = known.or_insert_with(|| names(&systems) || named.iter().any(names));
            if !*known {
                found.entry((None, &vendor.name)).or_default().push(i);
            }
            continue;
        }
        let own = (0..register.activities.len()).find(|a| belongs(survey, rulings, find, *a));
        // any activity of the place may be the one that uses the service
        let mut bound = survey.bonds(find.bonds).iter().map(|b| b.activity);
        let told = |a: usize| register.activities[a].role == Role::Processor || names(&named[a]);
        if let Some(own) = own
            && !told(own)
            && !bound.any(told)
        {
            found.entry((Some(own), &vendor.name)).or_default().push(i);
        }
    }
    found
        .into_iter()
        .map(|((activity, vendor), finds)| gap(survey, register, activity, vendor, &finds))
        .collect()
}

/// The service whose export a table is.
fn made_by(table: &Table) -> Option<&'static Vendor> {
    let names: BTreeSet<String> = table.columns.iter().map(|c| folded_words(c)).collect();
    let exports = |v: &&Vendor| {
        let mut sets = v.headers.iter();
        sets.any(|set| set.iter().all(|name| names.contains(name)))
    };
    TABLE.iter().find(exports)
}

fn vendor_of(find: &Find<'_>, tables: &[(&Table, &'static Vendor)]) -> Option<&'static Vendor> {
    let place = &find.holding.place;
    let own = |(t, _): &&(&Table, &'static Vendor)| {
        place.is_column() && t.at == find.holding.at && t.sheet == place.sheet
    };
    tables.iter().find(own).map(|(_, v)| *v)
}

/// Everything an activity says of who has its data, folded.
fn words_of(register: &Register, a: &Activity) -> String {
    let r = &a.recipients;
    let texts = [&r.internal, &r.external, &r.processors]
        .into_iter()
        .flatten();
    let texts = texts.chain(&a.purposes).map(|w| w.text.value.clone());
    let systems = a.systems.iter().flat_map(|s| {
        let described = register.system(&s.value).map(names_of);
        std::iter::once(s.value.clone()).chain(described.into_iter().flatten())
    });
    let more = a.transfers.text.iter().cloned();
    let all: Vec<String> = std::iter::once(a.name.value.clone())
        .chain(texts)
        .chain(systems)
        .chain(more)
        .collect();
    named_in(&all.join(" / "))
}

/// A text folded for names, once with the words that capitals part and once without:
/// `MailChimp` is Mailchimp.
fn named_in(text: &str) -> String {
    format!(
        "{} / {}",
        folded_words(text),
        folded_words(&text.to_lowercase())
    )
}

/// By what a system is called.
fn names_of(system: &System) -> Vec<String> {
    let names = system.aliases.iter().chain(&system.name);
    names.chain([&system.id.value]).cloned().collect()
}

fn gap(
    survey: &Survey<'_>,
    register: &Register,
    activity: Option<usize>,
    vendor: &str,
    finds: &[usize],
) -> Gap {
    let a = activity.map(|i| &register.activities[i]);
    let title = match a.map(|a| words::quoted(&a.name.value)) {
        Some(name) => Message::new(
            format!("Destinataire que {} ne nomme pas\u{a0}: {vendor}", name.fr),
            format!("Recipient that {} does not name: {vendor}", name.en),
        ),
        None => Message::new(
            format!("Service que le registre ne nomme pas\u{a0}: {vendor}"),
            format!("Service that the register does not name: {vendor}"),
        ),
    };
    evidence::gap(
        survey,
        Draft {
            code: Code::G13,
            title,
            cluster: a.map_or_else(|| vendor.to_owned(), |a| a.name.value.clone()),
            shown: None,
            signature: vec![
                a.map_or_else(|| "-".to_owned(), |a| a.id.value.clone()),
                vendor.to_owned(),
            ],
            also: None,
            activity: a.map(|a| (a.id.value.clone(), a.name.value.clone())),
            register: a.and_then(|a| quote(register, a)),
            step: Step::Recipient,
            because: vec![Message::new(
                format!("Les colonnes portent les noms des exports de {vendor}"),
                format!("The columns are named as in exports of {vendor}"),
            )],
            most: None,
            finds,
        },
    )
}

/// The recipients that an activity names.
fn quote(register: &Register, a: &Activity) -> Option<Quote> {
    let r = &a.recipients;
    let all = [&r.internal, &r.external, &r.processors];
    words::quote_all(register, all.into_iter().flatten())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capitals_within_a_name_part_no_words() {
        let own = named_in("Rocket (MailChimp), envoi de lettres");
        assert!(says(&own, "mailchimp") && says(&own, "lettres"), "{own}");
        assert!(says(&named_in("numSecu"), "num secu"));
        assert!(!says(&named_in("Mail chimpanzé"), "mailchimp"));
    }

    #[test]
    fn the_embedded_table_is_well_formed() {
        for v in TABLE.iter() {
            for word in v.words.iter().chain(v.headers.iter().flatten()) {
                assert_eq!(&folded_words(word), word, "{word} is not folded");
            }
            assert!(v.headers.iter().all(|set| set.len() >= 3), "{}", v.name);
        }
    }
}
