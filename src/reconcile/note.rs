//! What reconciliation says beside gaps: data covered by inference (advice to
//! complete the register), data on which the register is silent, data processed
//! for clients, exclusions that a shared place leaves without effect.

use super::Quote;
use super::compared::Rulings;
use super::decide::Decision;
use super::survey::Survey;
use super::words;
use crate::model::Datum;
use crate::register::{Activity, Message};
use std::collections::BTreeSet;

/// Which sort of note.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NoteKind {
    /// Covered by inference: "complete the register".
    CoveredImplied,
    /// The register does not say.
    Indeterminate,
    /// Processed for a client: Art. 30(2) sheet.
    ProcessorData,
    /// Excluded by this fiche, in a place that another fiche shares and that
    /// covers it.
    Excluded,
}

impl NoteKind {
    /// The note a decision calls for.
    pub(super) const fn of(decision: Decision) -> Option<Self> {
        match decision {
            Decision::CoveredImplied => Some(Self::CoveredImplied),
            Decision::Indeterminate => Some(Self::Indeterminate),
            Decision::ProcessorData => Some(Self::ProcessorData),
            _ => None,
        }
    }

    /// The name used in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::CoveredImplied => "covered_implied",
            Self::Indeterminate => "indeterminate",
            Self::ProcessorData => "processor_data",
            Self::Excluded => "excluded_shared",
        }
    }
}

/// One note: a sort, an activity, the data concerned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Which sort.
    pub kind: NoteKind,
    /// The activity: (id, name).
    pub activity: (String, String),
    /// Data concerned, sorted.
    pub items: Vec<Datum>,
    /// Files and tables concerned.
    pub places: u64,
    /// Values found.
    pub values: u64,
    /// What the register says, of the gravest datum.
    pub register: Option<Quote>,
    /// One sentence.
    pub text: Message,
}

impl Note {
    pub(super) fn of(
        survey: &Survey<'_>,
        rulings: &Rulings,
        kind: NoteKind,
        activity: &Activity,
        finds: &[usize],
    ) -> Self {
        let own = || finds.iter().map(|i| &survey.finds[*i]);
        let items = words::set(own().map(|f| f.datum));
        let gravest =
            own().max_by_key(|f| (f.datum.sensitivity(), std::cmp::Reverse((f.datum, f.bonds))));
        let register = gravest
            .and_then(|f| rulings.get(&(f.bonds, f.datum)))
            .and_then(|r| match (kind, &r.excluded) {
                (NoteKind::Excluded, Some((_, quote))) => Some(quote.clone()),
                _ => r.judgement.quote.clone(),
            });
        Self {
            kind,
            activity: (activity.id.value.clone(), activity.name.value.clone()),
            text: text(kind, activity, &items),
            places: own().map(|f| f.spot).collect::<BTreeSet<_>>().len() as u64,
            values: own().map(|f| f.holding.count).fold(0, u64::saturating_add),
            items,
            register,
        }
    }
}

fn text(kind: NoteKind, activity: &Activity, items: &[Datum]) -> Message {
    let name = words::quoted(&activity.name.value);
    let items = words::items(items);
    let (fr, en) = match kind {
        NoteKind::CoveredImplied => (
            "couvert par déduction, registre à compléter",
            "covered by inference, register to be completed",
        ),
        NoteKind::Indeterminate => (
            "le registre ne dit pas, à confirmer",
            "the register does not say, to be confirmed",
        ),
        NoteKind::ProcessorData => (
            "traité pour le compte d’un client, relève de son registre",
            "processed for a client, belongs to its register",
        ),
        NoteKind::Excluded => (
            "cette fiche exclut une donnée trouvée dans un lieu qu’elle partage avec une autre fiche, à confirmer",
            "this fiche excludes data found in a place that it shares with another fiche, to be confirmed",
        ),
    };
    Message::new(
        format!("{}\u{a0}: {fr} – {}", name.fr, items.fr),
        format!("{}: {en} – {}", name.en, items.en),
    )
}
