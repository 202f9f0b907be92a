use super::super::draft::{Draft, DraftActivity};
use super::super::tests::{shared, sound};
use crate::model::{Category, Datum};
use crate::register::{Answer, RetentionKind, State};

fn seed(name: &str) -> Option<Draft> {
    let (file, bytes) = shared("seeds", name)?;
    let (imported, _) = sound(&bytes, &file);
    assert_eq!(imported.importer, "form");
    Some(imported.draft)
}

fn items(a: &DraftActivity, category: Category) -> (State, Vec<Datum>) {
    let r = a
        .rubrics
        .iter()
        .find(|r| r.category == category)
        .expect("the rubric is there");
    (r.state, r.items.clone())
}

#[test]
fn seed_001() {
    let Some(draft) = seed("001") else { return };
    let names: Vec<&str> = draft
        .activities
        .iter()
        .map(|a| a.name.text.as_str())
        .collect();
    assert_eq!(names.len(), 6, "{names:?}");
    let a = &draft.activities[0];
    assert_eq!(
        a.created.map(|d| d.to_string()).as_deref(),
        Some("2018-09-24")
    );
    assert_eq!(a.systems.len(), 1);
    assert_eq!(a.subjects.len(), 3);
    assert_eq!(
        (a.recipients.internal.len(), a.recipients.external.len()),
        (3, 2)
    );
    assert_eq!(
        items(a, Category::Identite),
        (
            State::Declared,
            vec![Datum::PersonName, Datum::Phone, Datum::Email]
        )
    );
    assert_eq!(items(a, Category::Connexion).0, State::HeadingOnly);
    assert_eq!(
        items(a, Category::EconomiqueFinancier).1,
        [Datum::Iban, Datum::Bic]
    );
    for a in &draft.activities {
        assert_eq!(
            a.sensitive.answer.as_ref().map(|x| x.0),
            Some(Answer::No),
            "{}",
            a.name.text
        );
        assert!(a.sensitive.nir.is_none() && a.sensitive.items.is_empty());
        assert_eq!(a.transfers.answer.as_ref().map(|x| x.0), Some(Answer::No));
        assert_eq!(
            a.keeping[0].kind,
            RetentionKind::Unbounded,
            "{:?}",
            a.keeping
        );
    }
    assert!(
        draft.activities[5]
            .rubrics
            .iter()
            .all(|r| r.state == State::Indeterminate)
    );
    assert_eq!(draft.activities[0].promises.len(), 1);
    assert!(draft.organisation.is_some() && draft.dpo.is_some() && draft.controller.is_some());
}

#[test]
fn seed_002() {
    let Some(draft) = seed("002") else { return };
    assert_eq!(draft.activities.len(), 1);
    let a = &draft.activities[0];
    let full: Vec<Category> = a
        .rubrics
        .iter()
        .filter(|r| r.state == State::Declared)
        .map(|r| r.category)
        .collect();
    assert_eq!(full.len(), 5, "{full:?}");
    assert_eq!(a.sensitive.answer.as_ref().map(|x| x.0), Some(Answer::No));
    assert_eq!(a.transfers.answer.as_ref().map(|x| x.0), Some(Answer::No));
    let months: Vec<u32> = a.keeping.iter().filter_map(|k| k.months).collect();
    assert_eq!(months, [36, 120], "{:?}", a.keeping);
    assert_eq!(
        (a.recipients.internal.len(), a.recipients.external.len()),
        (1, 3),
        "{:?}",
        a.recipients
    );
    assert_eq!(a.subjects.len(), 3);
}

/// What people who read a fiche would list, against what was read: F1.
fn f1(read: &[Datum], gold: &[Datum]) -> f64 {
    let mut read = read.to_vec();
    read.sort_unstable();
    read.dedup();
    let right = read.iter().filter(|d| gold.contains(d)).count();
    2.0 * right as f64 / (read.len() + gold.len()) as f64
}

fn all_items(a: &DraftActivity) -> Vec<Datum> {
    a.rubrics.iter().flat_map(|r| r.items.clone()).collect()
}

/// Items read by eye from the words of the fiches, before they were compared.
#[test]
fn items_of_seeds_001_and_002() {
    use Datum::*;
    let contact = [
        PersonName,
        Phone,
        Email,
        JobTitle,
        Iban,
        Bic,
        CompanyAddress,
    ];
    if let Some(draft) = seed("001") {
        let stock = [MacAddress, IpAddress, CompanyAddress];
        let gold: [&[Datum]; 6] = [&contact, &contact, &stock, &contact, &contact, &[]];
        for (a, gold) in draft.activities.iter().zip(gold) {
            let read = all_items(a);
            let found = if gold.is_empty() {
                1.0
            } else {
                f1(&read, gold)
            };
            assert!(
                found >= 0.8 && (!gold.is_empty() || read.is_empty()),
                "{}: {read:?}",
                a.name.text
            );
        }
        let read: Vec<(usize, Datum)> = (0..)
            .zip(&draft.activities)
            .flat_map(|(i, a)| all_items(a).into_iter().map(move |d| (i, d)))
            .collect();
        let right = read.iter().filter(|(i, d)| gold[*i].contains(d)).count();
        let total: usize = gold.iter().map(|g| g.len()).sum();
        let found = 2.0 * right as f64 / (read.len() + total) as f64;
        assert!(found >= 0.95, "F1 {found}");
    }
    if let Some(draft) = seed("002") {
        let gold = [
            Civility,
            PersonName,
            PostalAddress,
            Phone,
            Email,
            InternalId,
            Workplace,
            JobTitle,
            Iban,
            Bic,
            ChequeNumber,
            Transaction,
            Timestamp,
            LogRecord,
            SupportRequest,
            EmailContent,
            FreeTextComment,
            Pseudonym,
            DeviceId,
            UserAgent,
            Browsing,
        ];
        let read = all_items(&draft.activities[0]);
        let found = f1(&read, &gold);
        assert!(found >= 0.9, "F1 {found}: {read:?}");
    }
}
