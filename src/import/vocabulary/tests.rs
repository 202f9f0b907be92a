use super::*;

#[test]
fn headings_are_folded_and_mean_one_field() {
    assert!(HEADINGS.keys().all(|words| &folded_words(words) == words));
    let all = &*DATA;
    let n = all.field.iter().map(|f| f.words.len()).sum::<usize>()
        + all.rubric.iter().map(|r| r.words.len()).sum::<usize>();
    assert_eq!(HEADINGS.len(), n, "two fields share words");
    let more = all
        .weak_names
        .iter()
        .chain(&all.details)
        .chain(&all.categories)
        .chain(&all.sublabels)
        .chain(all.question.iter().flat_map(|f| &f.words))
        .chain(all.plain.iter().flat_map(|f| &f.words))
        .chain(all.short.iter().flat_map(|f| &f.words));
    assert!(more.into_iter().all(|words| &folded_words(words) == words));
}

#[test]
fn headings_of_exports_mean_their_field() {
    use crate::register::label::{Of, text};
    for (id, field) in [
        ("fiche", Field::Activity),
        ("name", Field::Activity),
        ("reference", Field::LimierReference),
        ("status", Field::Status),
        ("role", Field::Role),
        ("created", Field::Created),
        ("updated", Field::Updated),
        ("controller", Field::Controller),
        ("dpo", Field::Dpo),
        ("purposes", Field::Purposes),
        ("legal_basis", Field::LegalBasis),
        ("data_subjects", Field::DataSubjects),
        ("data", Field::Data),
        ("sensitive", Field::Sensitive),
        ("sensitive_which", Field::SensitiveWhich),
        ("nir", Field::Nir),
        ("excluded", Field::Excluded),
        ("recipients_internal", Field::RecipientsInternal),
        ("recipients_external", Field::RecipientsExternal),
        ("processors", Field::Processors),
        ("transfers", Field::Transfers),
        ("transfer_countries", Field::TransferCountries),
        ("safeguards", Field::Safeguards),
        ("retention", Field::Retention),
        ("security", Field::Security),
        ("other_measures", Field::OtherMeasures),
        ("claims", Field::Claims),
        ("systems", Field::System),
        ("locations", Field::Other),
    ] {
        for french in [true, false] {
            let label = text(Of::Heading, id, french);
            assert_eq!(column(label), Some(field), "{label}");
            assert_eq!(heading(label), Some((field, String::new())), "{label}");
        }
    }
}

#[test]
fn lines_that_are_headings() {
    let field = heading;
    let is = |f: Field, v: &str| Some((f, v.to_owned()));
    assert_eq!(field("Objectifs poursuivis"), is(Field::Purposes, ""));
    assert_eq!(
        field("Autres catégories de données (précisez) :"),
        is(Field::Rubric(Category::Autres), "")
    );
    assert_eq!(
        field("Nom du responsable du traitement : A. Dupré"),
        is(Field::Controller, "A. Dupré")
    );
    assert_eq!(
        field("FICHE DE REGISTRE DE L'ACTIVITÉ : Gestion des prospects, clients ..."),
        is(Field::Activity, "Gestion des prospects, clients ...")
    );
    assert_eq!(
        field("FICHE DE REGISTRE DE L'ACTIVITÉ"),
        is(Field::Activity, "")
    );
    assert_eq!(
        field("Mesures de protection des logiciels (antivirus, mises à jour)"),
        is(Field::SoftwareProtection, "")
    );
    assert_eq!(
        field("Nom et coordonnées du délégué à la protection des données"),
        is(Field::Dpo, "")
    );
    assert_eq!(
        field("Catégories de données collectées."),
        is(Field::Data, "")
    );
    assert_eq!(
        field("6. Combien de temps mes données sont conservées ?"),
        is(Field::Retention, "")
    );
    for sentence in [
        "Sauvegarde journalière.",
        "Adresse de la société",
        "Le traitement est nécessaire.",
        "Données bancaires de l'établissement",
    ] {
        assert_eq!(field(sentence), None, "{sentence}");
    }
}

#[test]
fn names_of_columns() {
    for (name, wanted) in [
        ("Fondement juridique", Field::LegalBasis),
        ("Sous-finalités", Field::SubPurposes),
        ("Categories of individuals", Field::DataSubjects),
        ("Link to contract with processor", Field::Processors),
        ("Location of personal data", Field::Location),
        ("Doorgifte buiten de EU ?", Field::Transfers),
        (
            "a description of the categories of data subjects",
            Field::DataSubjects,
        ),
        (
            "the envisaged time limits for erasure of the data",
            Field::Retention,
        ),
    ] {
        assert_eq!(column(name), Some(wanted), "{name}");
    }
    assert_eq!(column("Zzz"), None);
    // a cell is no heading because it is long
    let long = "de la mesure ".repeat(50_000);
    assert_eq!((column(&long), heading(&long)), (None, None));
    let inside = long + "categories of data subjects";
    assert_eq!(column(&inside), Some(Field::DataSubjects));
}
