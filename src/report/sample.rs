//! Synthetic scans for the tests of this room: invented organisation, invented
//! names, masked values only.

use super::{Reconciled, RegisterFacts, Report};
use crate::inventory::{Evidence, Holding, Inventory, RuleCard, RuleIx, Run};
use crate::model::{
    Category, Confidence, Datum, Fingerprint, Kind, Locator, Masked, Outcome, Place, Position,
    Problem, Reason, Sketch, SourceId, State, Verdict,
};
use crate::reconcile::{
    Amount, Cell, Clock, Code, Gap, GapId, Level, Mark, Matrix, Note, NoteKind, People, Period,
    PlaceRef, Profile, Quote, Reading, Reconciliation, Row, Severity, Step, Subject, Terms, Untold,
    Warning, WarningKind,
};
use crate::register::{Message, Status, utc_date};
use crate::source::{SourceKind, SourceRef};
use std::collections::BTreeMap;

/// 22 November 2026, noon UTC.
pub(super) const STARTED: i64 = 1_795_348_800;

const DATA: [Datum; 9] = [
    Datum::Nir,
    Datum::Health,
    Datum::Iban,
    Datum::BirthDate,
    Datum::Email,
    Datum::Phone,
    Datum::PersonName,
    Datum::IpAddress,
    Datum::TradeUnion,
];

const FOLDERS: [&str; 8] = [
    "RH/Absences/2024",
    "RH/Paie",
    "Compta/Clients",
    "Commercial/Prospects/Salons",
    "Commun/Export",
    "CSE/Elections 2023",
    "Archives/ancien_serveur/D/Données",
    "Technique/Journaux",
];

fn cards() -> Vec<RuleCard> {
    let mut cards: Vec<RuleCard> = DATA
        .iter()
        .map(|d| RuleCard {
            id: format!("fr-{}", d.as_str().replace('_', "-")),
            datum: Some(*d),
            category: Some(d.category()),
            title_fr: d.title_fr().to_owned(),
            title_en: d.title_en().to_owned(),
        })
        .collect();
    cards.push(RuleCard {
        id: "fr-siret".to_owned(),
        datum: None,
        category: None,
        title_fr: "SIRET".to_owned(),
        title_en: "SIRET".to_owned(),
    });
    cards.sort_by(|a, b| a.id.cmp(&b.id));
    cards
}

fn source(id: u16, kind: SourceKind, given: &str, uri: &str) -> SourceRef {
    SourceRef {
        id: SourceId(id),
        kind,
        uri: uri.to_owned(),
        given: given.to_owned(),
    }
}

/// A run of a share and a database.
pub(super) fn run() -> Run {
    Run {
        id: "r-1".to_owned(),
        started: STARTED,
        finished: Some(STARTED + 600),
        version: "0.1.0".to_owned(),
        rules_sha256: "9f3c".repeat(16),
        sources: vec![
            source(0, SourceKind::Tree, "/srv/partage", "file:///srv/partage"),
            source(
                1,
                SourceKind::Postgres,
                "postgres://sav@db/sav",
                "postgres://db:5432/sav",
            ),
        ],
        rules: cards(),
    }
}

pub(super) fn sketch(of: std::ops::Range<u64>) -> Sketch {
    let mut s = Sketch::default();
    of.for_each(|i| s.insert(Fingerprint(i.wrapping_mul(0x9E37_79B9_7F4A_7C15))));
    s.settle();
    s
}

/// One column of a workbook, or of a table in source 1.
pub(super) fn holding(run: &Run, at: Locator, datum: Datum, count: u64, i: u64) -> Holding {
    let rule = run.rules.iter().position(|c| c.datum == Some(datum));
    let database = at.source == SourceId(1);
    Holding {
        at,
        place: Place {
            sheet: (!database).then(|| "Feuil1".into()),
            column: Some(if database { 0 } else { 3 }),
            header: Some(datum.as_str().into()),
        },
        rule: RuleIx(rule.expect("every datum has a rule") as u16),
        count,
        distinct: sketch(i * 10..i * 10 + count.min(400)),
        confidence: if i % 7 == 3 {
            Confidence::Low
        } else {
            Confidence::High
        },
        verdict: Verdict::Verified,
        first: Position::Cell {
            row: 2,
            column: if database { 0 } else { 3 },
        },
        samples: vec![Masked::already("2 55 ** ** *** *** **".to_owned())],
        evidence: Evidence {
            pattern: "15 digits".to_owned(),
            proven: count,
            tested: count,
            column_named: true,
            ..Evidence::default()
        },
    }
}

pub(super) fn outcome(at: Locator, kind: &'static str, problem: Option<Problem>) -> Outcome {
    let state = match &problem {
        None => State::Complete,
        Some(p) if p.what == Reason::CellLimit => State::Partial,
        Some(_) => State::NotScanned,
    };
    Outcome {
        at,
        kind: Kind::of(kind),
        state,
        problems: problem.into_iter().collect(),
        notes: Vec::new(),
        bytes: 48_211,
        rows: 120,
        modified: Some(STARTED),
        mode: Some(0o644),
    }
}

/// A scan of `n` files that were read, a tenth that was not, and a database.
pub(super) fn inventory(n: u64) -> Inventory {
    let run = run();
    let (mut coverage, mut holdings) = (Vec::new(), Vec::new());
    for i in 0..n {
        let folder = FOLDERS[(i % 8) as usize];
        let at = Locator::new(
            SourceId(0),
            format!("{folder}/fichier {i:03}.xlsx").as_str(),
        );
        let data = [DATA[(i % 9) as usize], DATA[(i * 5 % 7) as usize]];
        let data = if data[0] == data[1] {
            &data[..1]
        } else {
            &data[..]
        };
        for datum in data {
            holdings.push(holding(&run, at.clone(), *datum, 3 + i * i % 1700, i));
        }
        coverage.push(outcome(at, "xlsx", None));
        if i % 10 == 0 {
            coverage.push(unread(i));
        }
    }
    for (i, table) in ["public.tickets", "public.clients"].into_iter().enumerate() {
        let at = Locator::new(SourceId(1), table);
        holdings.push(holding(&run, at.clone(), Datum::Email, 48_200, i as u64));
        coverage.push(outcome(at, "table", None));
    }
    coverage.sort();
    holdings.sort_by(|a, b| (&a.at, &a.place, a.rule).cmp(&(&b.at, &b.place, b.rule)));
    Inventory {
        run,
        coverage,
        holdings,
        tables: Vec::new(),
    }
}

fn unread(i: u64) -> Outcome {
    let reasons = [
        (Reason::ImageOnly, "pdf", "pages 1-4"),
        (Reason::Encrypted, "xlsx", ""),
        (Reason::UnsupportedKind, "pst", ""),
        (Reason::PermissionDenied, "directory", ""),
        (Reason::CellLimit, "csv", "50000000 cells"),
    ];
    let (reason, kind, detail) = reasons[(i / 10 % 5) as usize];
    let at = Locator::new(SourceId(0), format!("Scans/lot {i}.{kind}").as_str());
    outcome(at, kind, Some(Problem::new(reason, detail)))
}

const ACTIVITIES: [&str; 6] = [
    "Paie et déclarations sociales",
    "Gestion du personnel",
    "Clients et facturation",
    "Prospection commerciale",
    "Support technique",
    "Recrutement",
];

/// `n` gaps over the places of an inventory.
pub(super) fn gaps(inventory: &Inventory, n: u64) -> Vec<Gap> {
    (0..n).map(|i| gap(inventory, i)).collect()
}

fn gap(inventory: &Inventory, i: u64) -> Gap {
    let codes = [
        Code::G05,
        Code::G01,
        Code::G02,
        Code::G04,
        Code::G03,
        Code::G08,
        Code::G12,
        Code::G15,
    ];
    let levels = [
        Level::Critical,
        Level::High,
        Level::Medium,
        Level::Low,
        Level::Info,
    ];
    let code = codes[(i % 8) as usize];
    let holdings = inventory.holdings.iter().skip(i as usize * 3);
    let bare = matches!(code, Code::G08 | Code::G15);
    let places: Vec<PlaceRef> = holdings
        .take(if bare { 0 } else { 2 + (i as usize * 11) % 40 })
        .map(|h| place(inventory, h))
        .collect();
    let mut items: Vec<Datum> = places.iter().filter_map(|p| p.datum).collect();
    items.sort_unstable();
    items.dedup();
    let activity = (!i.is_multiple_of(3)).then(|| ACTIVITIES[(i % 6) as usize]);
    Gap {
        id: GapId(format!("G-{:08x}", i.wrapping_mul(0x9E37_79B9) as u32)),
        code,
        title_fr: format!("Données de santé et NIR dans un export : écart {i} à examiner ?"),
        title_en: format!("Health data and NIR in an export: gap {i} to look at?"),
        severity: Severity {
            level: levels[(i * 2 % 5) as usize],
            score: 82,
            terms: Terms {
                minors: 0,
                sensitivity: 40,
                volume: 10,
                exposure: 12,
                kind: 20,
            },
            bound_by: i.is_multiple_of(4).then(|| "floor_g05".to_owned()),
        },
        items,
        persons: (!bare).then_some(84 + i * 131),
        at_most: None,
        cluster: format!("{}/lot {i}", FOLDERS[(i % 8) as usize]),
        where_fr: format!("{}/lot {i}", FOLDERS[(i % 8) as usize]),
        where_en: format!("{}/lot {i}", FOLDERS[(i % 8) as usize]),
        activity: activity.map(|a| (a.to_lowercase().replace(' ', "-"), a.to_owned())),
        register: activity.map(|_| Quote {
            quote: "sensitive.answer: \"non\"".to_owned(),
            source: "register.yaml:34".to_owned(),
        }),
        step: if activity.is_some() {
            Step::Undeclared
        } else {
            Step::Unbound
        },
        evidence_fr: vec![
            "1 734 valeurs sur 1 736 portent une clé juste".to_owned(),
            "la colonne se nomme « num_secu »".to_owned(),
        ],
        evidence_en: vec!["1,734 of 1,736 values have valid check digits".to_owned()],
        extent: crate::reconcile::Extent::default(),
        waived: (i % 25 == 24).then(|| "jeu de test fictif, jusqu’au 2027-03-31".to_owned()),
        decided: None,
        places,
    }
}

/// What a gap says of one holding.
pub(super) fn place(inventory: &Inventory, h: &Holding) -> PlaceRef {
    let card = inventory.rule(h.rule);
    PlaceRef {
        at: h.at.clone(),
        place: h.place.clone(),
        datum: card.datum,
        count: h.count,
        distinct: h.values(),
        samples: h.samples.clone(),
        rule: card.id.clone(),
    }
}

fn matrix(gaps: &[Gap]) -> Matrix {
    let marks = [
        Mark::DeclaredFound,
        Mark::DeclaredFound,
        Mark::DeclaredNotFound,
        Mark::FoundNotDeclared,
        Mark::DeclaredNotScanned,
        Mark::FoundUnclear,
        Mark::FoundPartly,
        Mark::FoundImplied,
        Mark::DeclaredWeak,
    ];
    let activities = ACTIVITIES.iter().enumerate().map(|(i, name)| Row {
        subject: Subject::Activity {
            id: name.to_lowercase().replace(' ', "-"),
            name: (*name).to_owned(),
            status: if i == 5 {
                Status::Archived
            } else {
                Status::Active
            },
        },
        cells: cells(i, |c| marks[(i * 5 + c) % 9]),
    });
    let undeclared = gaps.iter().filter(|g| g.code == Code::G01);
    let clusters = undeclared.enumerate().map(|(i, gap)| Row {
        subject: Subject::Cluster {
            gap: gap.id.clone(),
            fr: gap.where_fr.clone(),
            en: gap.where_en.clone(),
        },
        cells: cells(i, |_| Mark::FoundNotDeclared),
    });
    Matrix {
        rows: activities.chain(clusters).collect(),
    }
}

/// Two of three categories.
fn cells(row: usize, mark: impl Fn(usize) -> Mark) -> BTreeMap<Category, Cell> {
    let columns = [
        Category::Identite,
        Category::VieProfessionnelle,
        Category::EconomiqueFinancier,
        Category::Connexion,
        Category::Nir,
        Category::Health,
    ];
    let kept = columns
        .into_iter()
        .enumerate()
        .filter(|(c, _)| (row + c) % 3 != 2);
    let cell = |(c, category)| {
        let items = Vec::new();
        let mark = mark(c);
        (
            category,
            Cell {
                mark,
                items,
                values: 7,
                confirmed: matches!(mark, Mark::DeclaredFound | Mark::FoundPartly),
            },
        )
    };
    kept.map(cell).collect()
}

fn note() -> Note {
    Note {
        kind: NoteKind::Indeterminate,
        activity: ("paie".to_owned(), ACTIVITIES[0].to_owned()),
        items: vec![Datum::Phone],
        places: 3,
        values: 40,
        register: Some(Quote {
            quote: "category: connexion, state: heading_only".to_owned(),
            source: "register.yaml:41".to_owned(),
        }),
        text: Message::new(
            "« Paie » : le registre ne dit pas, à confirmer (Téléphone)",
            "“Paie”: the register does not say, to be confirmed (Phone number)",
        ),
    }
}

fn warning() -> Warning {
    Warning {
        kind: WarningKind::BindingUnmatched,
        text: Message::new(
            "L’emplacement `rh/paie/**` ne correspond à rien",
            "The location `rh/paie/**` means nothing",
        ),
        source: "register.yaml:52".to_owned(),
    }
}

/// What a comparison with a register of six activities gave.
pub(super) fn reconciled(inventory: &Inventory, n: u64) -> Reconciled {
    let gaps = gaps(inventory, n);
    let profiles = profiles(&gaps);
    Reconciled {
        register: RegisterFacts {
            organisation: "Ateliers Vernay".to_owned(),
            file: "register.yaml".to_owned(),
            sha256: Some("07bd".repeat(16)),
            updated: Some(utc_date(STARTED - 320 * 86_400)),
            activities: 6,
            decisions: None,
        },
        reconciliation: Reconciliation {
            matrix: matrix(&gaps),
            notes: vec![note()],
            warnings: vec![warning()],
            weak: 0,
            gaps,
            periods: periods(),
            profiles,
        },
    }
}

/// What is known of the undeclared places among some gaps.
fn profiles(gaps: &[Gap]) -> Vec<Profile> {
    let undeclared = gaps.iter().filter(|g| g.code == Code::G01);
    let people = People {
        name: Message::new("clients", "customers"),
        by: ["num_client".to_owned()].into(),
        births: Some((3, 40)),
    };
    let amount = |datum| Amount {
        datum,
        count: 120,
        distinct: 40,
        places: 2,
    };
    let profile = |g: &Gap| Profile {
        gap: g.id.clone(),
        locations: vec![format!("{}/**", g.where_fr)],
        found: g.items.iter().copied().map(amount).collect(),
        subjects: vec![people.clone()],
        exposure: Vec::new(),
        modified: None,
        dates: Vec::new(),
        files: 2,
        tables: 0,
    };
    undeclared.map(profile).collect()
}

/// A period that is exceeded, one that nothing is beyond, and one that cannot be told.
fn periods() -> Vec<Period> {
    let period = |months, trigger: &str, readings: Vec<Reading>, why| Period {
        activity: ("clients".to_owned(), "Clients".to_owned()),
        applies_to: "all".to_owned(),
        months,
        trigger: Message::both(trigger),
        register: Quote {
            quote: "trois ans".to_owned(),
            source: "register.yaml:40".to_owned(),
        },
        readings,
        untold: 2,
        copies: 1,
        why,
        column: None,
    };
    let reading = |path: &str, clock, beyond| Reading {
        at: Locator::new(SourceId(0), path),
        sheet: None,
        clock,
        span: (24_000, 24_310),
        total: 1_200,
        beyond,
    };
    let column = || Clock::Column("Dernier <contact>".to_owned());
    vec![
        period(
            Some(36),
            "du dernier contact",
            vec![
                reading("Clients/<b>.csv", column(), 130),
                reading("Clients/c.docx", Clock::Modified, 1),
            ],
            None,
        ),
        period(Some(60), "", vec![reading("d.csv", column(), 0)], None),
        period(None, "", Vec::new(), Some(Untold::Unbounded)),
    ]
}

/// A whole report with `n` gaps.
pub(super) fn report(n: u64) -> Report {
    let inventory = inventory(240);
    let reconciled = reconciled(&inventory, n);
    Report::new(&inventory, Some(reconciled))
}

/// Names that try to be formulas, markup, commands, links or other lines.
pub(super) const HOSTILE: [&str; 10] = [
    "=HYPERLINK(\"http://evil.example\",\"x\")",
    "<script>alert(1)</script>",
    "a\nb::error::forged",
    "x|y`z*_[l](http://evil.example)",
    "\"quote'&amp;]]>",
    "\u{202e}gpj.exe\u{200b}\u{feff}",
    "@all +1 -2",
    "--><!--",
    "%0A::warning::x\r\n,",
    "{0}](x)\\",
];

/// A scan and its comparison where every name that comes from outside is hostile,
/// and half of the gaps are set aside.
pub(super) fn hostile() -> (Inventory, Reconciled) {
    let mut inventory = inventory(30);
    let name = |i: usize| HOSTILE[i % HOSTILE.len()];
    for (i, outcome) in inventory.coverage.iter_mut().enumerate() {
        let folder = HOSTILE[i / HOSTILE.len() % HOSTILE.len()].replace('/', "_");
        let text = format!("{}/{i}{}", folder, name(i).replace('/', "_"));
        let old = std::mem::replace(&mut outcome.at.path, text.as_str().into());
        for h in inventory.holdings.iter_mut().filter(|h| h.at.path == old) {
            h.at.path = outcome.at.path.clone();
            h.place.header = Some(name(i).into());
            h.place.sheet = Some(name(i + 1).into());
            h.samples = vec![Masked::already(format!("{}***", name(i + 2)))];
        }
    }
    inventory.coverage.sort();
    inventory
        .holdings
        .sort_by(|a, b| (&a.at, &a.place, a.rule).cmp(&(&b.at, &b.place, b.rule)));
    let mut reconciled = reconciled(&inventory, 20);
    name(7).clone_into(&mut reconciled.register.organisation);
    name(8).clone_into(&mut reconciled.register.file);
    for (i, gap) in reconciled.reconciliation.gaps.iter_mut().enumerate() {
        let said = name(i).to_owned();
        (gap.title_fr, gap.title_en) = (said.clone(), said.clone());
        (gap.where_fr, gap.where_en) = (said.clone(), said.clone());
        gap.evidence_fr = vec![said.clone()];
        gap.evidence_en = vec![said.clone()];
        gap.activity = gap.activity.take().map(|(id, _)| (id, said.clone()));
        gap.waived = (i % 2 == 1).then(|| said.clone());
        gap.register = Some(Quote {
            quote: said.clone(),
            source: said,
        });
    }
    for (i, p) in reconciled.reconciliation.profiles.iter_mut().enumerate() {
        p.locations = vec![HOSTILE[i % HOSTILE.len()].to_owned()];
    }
    for row in &mut reconciled.reconciliation.matrix.rows {
        if let Subject::Activity { name: said, .. } = &mut row.subject {
            HOSTILE[1].clone_into(said);
        }
    }
    (inventory, reconciled)
}
