//! G11: measures of security that what was read contradicts: files that are not
//! encrypted, files that every account can open, passwords in clear.
//!
//! The mode of a file counts where its activity claims access control, whatever other
//! files show, unless it is that of a mount ([`super::exposure`]). What is granted on a
//! table is a fact.

use super::compared::{Rulings, belongs};
use super::evidence::{self, Draft};
use super::exposure::Exposure;
use super::gap::{Code, Gap, Quote, Step};
use super::survey::{Find, Survey};
use super::words;
use crate::model::Datum;
use crate::register::{Activity, Measure, Message, Register, Secured, State};

/// From this sensitivity on it matters that every account can read.
const GRAVE: u8 = 30;

/// What is contradicted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Breach {
    Clear,
    Open,
    Password,
}

impl Breach {
    const ALL: [Self; 3] = [Self::Clear, Self::Open, Self::Password];

    /// The name in the identity of a gap.
    const fn as_str(self) -> &'static str {
        match self {
            Self::Clear => "encryption",
            Self::Open => "access_control",
            Self::Password => "password",
        }
    }

    /// The measure that an activity must state.
    const fn measure(self) -> Option<Measure> {
        match self {
            Self::Clear => Some(Measure::Encryption),
            Self::Open => Some(Measure::AccessControl),
            Self::Password => None,
        }
    }
}

/// One gap per activity and measure; one for passwords outside all activities.
pub(super) fn gaps(survey: &Survey<'_>, register: &Register, rulings: &Rulings) -> Vec<Gap> {
    let shows = |find: &Find<'_>, breach: Breach| {
        let spot = &survey.spots[find.spot];
        match breach {
            Breach::Clear => !survey.is_database(spot.source),
            Breach::Open => spot.exposure == Exposure::Staff && find.datum.sensitivity() >= GRAVE,
            Breach::Password => find.datum == Datum::Password,
        }
    };
    let mut out = Vec::new();
    for (index, a) in register.activities.iter().enumerate() {
        if !a.is_in_force() {
            continue;
        }
        for breach in Breach::ALL {
            let stated = breach.measure().map(|m| stated(a, m));
            if matches!(stated, Some(None)) {
                continue;
            }
            let all = survey.finds.iter().enumerate();
            let own = all.filter(|(_, f)| shows(f, breach) && belongs(survey, rulings, f, index));
            let finds: Vec<usize> = own.map(|(i, _)| i).collect();
            if !finds.is_empty() {
                let quote = stated.flatten().map(|s| {
                    let at = ("security", s.state.at);
                    words::quote(register, s.text.as_ref(), at, s.source.as_ref())
                });
                out.push(gap(survey, Some(a), breach, quote, &finds));
            }
        }
    }
    let loose = survey
        .finds
        .iter()
        .enumerate()
        .filter(|(_, f)| f.is_strong() && f.bonds.is_unbound() && shows(f, Breach::Password));
    let loose: Vec<usize> = loose.map(|(i, _)| i).collect();
    if !loose.is_empty() {
        out.push(gap(survey, None, Breach::Password, None, &loose));
    }
    out
}

/// The measure, if the activity says that it is taken.
fn stated(a: &Activity, measure: Measure) -> Option<&Secured> {
    let mut all = a.security.iter();
    all.find(|s| s.measure == measure && s.state.value == State::Declared)
}

fn gap(
    survey: &Survey<'_>,
    a: Option<&Activity>,
    breach: Breach,
    register: Option<Quote>,
    finds: &[usize],
) -> Gap {
    let name = a.map(|a| words::quoted(&a.name.value));
    let id = a.map_or_else(|| "-".to_owned(), |a| a.id.value.clone());
    evidence::gap(
        survey,
        Draft {
            code: Code::G11,
            title: title(breach, name.as_ref()),
            cluster: a.map_or_else(|| "-".to_owned(), |a| a.name.value.clone()),
            shown: a
                .is_none()
                .then(|| Message::new("lieux sans activité", "places without an activity")),
            signature: vec![id, breach.as_str().to_owned()],
            also: None,
            activity: a.map(|a| (a.id.value.clone(), a.name.value.clone())),
            register,
            step: Step::Security,
            because: why(breach),
            most: None,
            finds,
        },
    )
}

fn title(breach: Breach, name: Option<&Message>) -> Message {
    let (fr, en) = match breach {
        Breach::Clear => (
            "fichiers lus sans déchiffrement",
            "files read without decryption",
        ),
        Breach::Open => (
            "données lisibles par tous les comptes",
            "data that every account can read",
        ),
        Breach::Password => ("mots de passe en clair", "passwords in clear"),
    };
    match name {
        Some(name) => Message::new(
            format!("Sécurité de {}\u{a0}: {fr}", name.fr),
            format!("Security of {}: {en}", name.en),
        ),
        None => Message::new(
            format!("Sécurité hors registre\u{a0}: {fr}"),
            format!("Security outside the register: {en}"),
        ),
    }
}

fn why(breach: Breach) -> Vec<Message> {
    let (fr, en) = match breach {
        Breach::Clear => (
            "La fiche annonce le chiffrement et ces fichiers ont été lus tels quels\u{a0}; un chiffrement du disque ou du transport ne se voit pas d’ici",
            "The record states encryption and these files were read as they are; encryption of the disk or of the transport cannot be seen from here",
        ),
        Breach::Open => (
            "La fiche annonce un contrôle d’accès et les droits de ces fichiers ou tables les ouvrent à tous les comptes",
            "The record states access control and the rights of these files or tables open them to every account",
        ),
        Breach::Password => (
            "Des mots de passe sont lisibles dans ces fichiers ou tables",
            "Passwords can be read in these files or tables",
        ),
    };
    vec![Message::new(fr, en)]
}
