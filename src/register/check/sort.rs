//! What the remarks of one code are called together.

/// In French and in English, as a plural noun without its number.
const SORTS: &[(&str, &str, &str)] = &[
    (
        "dpo-conflict",
        "délégués qui décident aussi des traitements",
        "officers who also decide on processing",
    ),
    (
        "sensitive-contradiction",
        "réponses contredites sur les données sensibles",
        "contradicted answers on sensitive data",
    ),
    (
        "nir-contradiction",
        "réponses contredites sur le NIR",
        "contradicted answers on the NIR",
    ),
    (
        "nir-purpose",
        "NIR déclarés pour une finalité à confirmer",
        "NIRs declared for a purpose to be confirmed",
    ),
    (
        "forbidden-declared",
        "données à la fois déclarées et exclues",
        "data both declared and excluded",
    ),
    (
        "forbidden-shared",
        "données exclues ici et déclarées ailleurs pour le même lieu",
        "data excluded here and declared elsewhere for the same place",
    ),
    (
        "transfer-contradiction",
        "réponses contredites sur les transferts",
        "contradicted answers on transfers",
    ),
    (
        "transfer-tool",
        "outils de fournisseurs établis hors de l’UE",
        "tools of providers established outside the EU",
    ),
    (
        "activities-none",
        "registres sans activité",
        "registers without an activity",
    ),
    (
        "field-empty",
        "champs non renseignés",
        "fields not filled in",
    ),
    (
        "placeholder",
        "textes de modèle restés en place",
        "template texts left in place",
    ),
    (
        "sensitive-unlisted",
        "données sensibles sans dire lesquelles",
        "sensitive data without saying which",
    ),
    (
        "retention-unbounded",
        "durées de conservation sans limite",
        "periods without a limit",
    ),
    (
        "retention-zero",
        "conservations de 0 mois",
        "periods of 0 months",
    ),
    ("draft", "brouillons à relire", "drafts to be read again"),
    (
        "items-none",
        "rubriques déclarées sans détail",
        "categories declared without detail",
    ),
    (
        "retention-unclear",
        "durées qui ne se lisent pas",
        "periods that cannot be read",
    ),
    (
        "claim-undated",
        "destructions annoncées sans nombre de jours",
        "destructions announced without a number of days",
    ),
    (
        "system-unknown",
        "systèmes non décrits",
        "systems not described",
    ),
    (
        "location-shared",
        "emplacements confirmés pour plusieurs activités",
        "locations confirmed for several activities",
    ),
    (
        "location-none",
        "activités sans emplacement",
        "activities without a location",
    ),
    ("fiche-stale", "fiches anciennes", "old records"),
    (
        "fiche-undated",
        "fiches sans date",
        "records without a date",
    ),
    (
        "fiche-future",
        "dates dans l’avenir",
        "dates that lie in the future",
    ),
    (
        "fiche-dates",
        "dates qui se contredisent",
        "dates that contradict each other",
    ),
    (
        "binding-future",
        "emplacements confirmés dans l’avenir",
        "locations confirmed in the future",
    ),
    (
        "waiver-twice",
        "dérogations écrites deux fois",
        "waivers written twice",
    ),
    (
        "waiver-empty",
        "dérogations qui n’acceptent rien",
        "waivers that accept nothing",
    ),
    (
        "waiver-expired",
        "dérogations qui ont pris fin",
        "waivers that ended",
    ),
];

/// What remarks of a code are called together, in French and in English.
#[must_use]
pub fn sort_name(code: &str) -> Option<(&'static str, &'static str)> {
    let known = SORTS.iter().find(|(c, _, _)| *c == code);
    known.map(|(_, fr, en)| (*fr, *en))
}
