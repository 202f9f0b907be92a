use super::{fixture, shared, sound};
use crate::import::DraftActivity;
use crate::model::Datum;
use crate::register::{LegalBasis, Register};

fn declare_nir(register: &Register) -> Vec<&str> {
    let all = register.activities.iter();
    all.filter(|a| a.sensitive.nir.is_declared())
        .map(|a| a.name.value.as_str())
        .collect()
}

fn items(a: &DraftActivity) -> Vec<Datum> {
    a.rubrics.iter().flat_map(|r| r.items.clone()).collect()
}

#[test]
fn names_of_seed_000() {
    let Some((name, bytes)) = shared("seeds", "000") else {
        return;
    };
    let (imported, _) = sound(&bytes, &name);
    let all = &imported.draft.activities;
    assert_eq!((imported.importer, all.len()), ("pasted", 32));
    let begins: Vec<&str> = all
        .iter()
        .map(|a| a.name.text.split(' ').next().expect("a word"))
        .collect();
    assert_eq!(
        begins,
        [
            "Téléphonie",
            "Identification",
            "Collecte",
            "Envoi",
            "Envoi",
            "Photographies",
            "Gestion",
            "Enquêtes",
            "Support",
            "Gestion",
            "Facturation",
            "Stockage",
            "Stockage",
            "Stockage",
            "Logs",
            "Envoi",
            "Sauvegarde",
            "Collecte",
            "Statistiques/profilage/classement/catégorisation",
            "Suppression",
            "Collecte",
            "Fournitures",
            "Annuaires",
            "Gestion",
            "Gestion",
            "Application",
            "Traitement",
            "Traitement",
            "Géolocalisation",
            "Traitement",
            "Traitement",
            "Traitement",
        ]
    );
}

#[test]
fn facts_of_seed_000() {
    let Some((name, bytes)) = shared("seeds", "000") else {
        return;
    };
    let (imported, register) = sound(&bytes, &name);
    let all = &imported.draft.activities;
    assert!(
        all.iter().all(|a| a.basis.len() == 1),
        "each has one legal basis"
    );
    let of = |basis| all.iter().filter(|a| a.basis == [basis]).count();
    assert_eq!(
        (
            of(LegalBasis::Contract),
            of(LegalBasis::LegitimateInterests),
            of(LegalBasis::Consent)
        ),
        (26, 5, 1)
    );
    let nir = declare_nir(&register);
    assert_eq!(nir.len(), 2, "{nir:?}");
    assert!(nir[0].contains("recrutement") && nir[1].contains("gestion administrative"));
    let listed: Vec<usize> = (0..32).filter(|i| !all[*i].rubrics.is_empty()).collect();
    assert_eq!(listed, [25, 26, 27], "three rows list data");
    assert!(items(&all[25]).contains(&Datum::Geolocation) && all[25].subjects.len() == 3);
    assert!(items(&all[26]).contains(&Datum::Salary));
    let systems: Vec<&str> = register
        .systems
        .iter()
        .map(|s| s.id.value.as_str())
        .collect();
    for place in [
        "base-de-donnees",
        "serveur-de-fichiers",
        "papier",
        "journaux",
        "sauvegardes",
    ] {
        assert!(systems.contains(&place), "{place}: {systems:?}");
    }
    assert!(
        register
            .activities
            .iter()
            .all(|a| a.sensitive.declared.is_empty())
    );
}

#[test]
fn its_twin() {
    let (imported, register) = sound(&fixture("tableau-colle.txt"), "tableau-colle.txt");
    let all = &imported.draft.activities;
    let names: Vec<&str> = all.iter().map(|a| a.name.text.as_str()).collect();
    assert_eq!(
        names,
        [
            "Standard",
            "Espace client",
            "Lettre d’information",
            "Stockage en base de données",
            "Stockage sous forme papier (factures)",
            "Analyse/statistiques/classement des contacts",
            "Traitement relatif à la paie des aidants",
            "Application mobile des tournées",
            "Encaissement en ligne (Stripe)",
        ]
    );
    let texts: Vec<&str> = all[5].purposes.iter().map(|p| p.text.as_str()).collect();
    assert_eq!(
        texts,
        [
            "Connaître nos clients",
            "Répartition par région",
            "tris par activité",
            "Tableaux de bord"
        ]
    );
    assert_eq!(all[2].basis, [LegalBasis::LegitimateInterests]);
    assert_eq!(
        declare_nir(&register),
        ["Traitement relatif à la paie des aidants"]
    );
    assert_eq!(
        items(&all[7]),
        [
            Datum::PersonName,
            Datum::PostalAddress,
            Datum::FreeTextComment,
            Datum::Geolocation,
            Datum::WorkingHours
        ]
    );
    assert_eq!(all[8].promises.len(), 1);
}
