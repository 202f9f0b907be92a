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
