//! One processing activity as declared: the fiche. Plain values; what they
//! mean for a scanned place is decided in `reconcile`.

use super::fact::{At, Date, Fact};
use super::keyword::{
    Answer, BindingState, ClaimKind, LegalBasis, Measure, RetentionKind, Role, State, Status,
};
use super::pattern::Pattern;
use crate::model::{Category, Datum};

/// One activity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Activity {
    /// Stable identifier.
    pub id: Fact<String>,
    /// As printed.
    pub name: Fact<String>,
    /// In which capacity.
    pub role: Role,
    /// Where that is written, when it is.
    pub role_at: Option<At>,
    /// How far it counts.
    pub status: Status,
    /// An importer was not sure: a person must read it.
    pub review_required: bool,
    /// When the fiche was made.
    pub created: Option<Fact<Date>>,
    /// When it was last revised.
    pub updated: Option<Fact<Date>>,
    /// What for.
    pub purposes: Vec<Worded>,
    /// On what ground.
    pub legal_basis: LegalBases,
    /// Whose data.
    pub data_subjects: Vec<Worded>,
    /// What data.
    pub data: Vec<Declared>,
    /// Special categories and NIR.
    pub sensitive: Sensitive,
    /// What the register says is not processed.
    pub forbidden: Vec<Forbidden>,
    /// For how long.
    pub retention: Vec<Retention>,
    /// To whom.
    pub recipients: Recipients,
    /// Outside the EU.
    pub transfers: Transfers,
    /// How protected.
    pub security: Vec<Secured>,
    /// Measures outside the closed list.
    pub other_measures: Vec<Worded>,
    /// Promises a scan can test.
    pub claims: Vec<Claim>,
    /// Names of the systems it runs on (ids of `systems`).
    pub systems: Vec<Fact<String>>,
    /// Where its data live.
    pub locations: Vec<Binding>,
    /// Where the fiche itself comes from (`s1:p.3`).
    pub source: Option<String>,
}

/// Words of the register, with the place of the original document they come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Worded {
    /// The words and their line in the register file.
    pub text: Fact<String>,
    /// `s1:l.101`.
    pub source: Option<String>,
}

/// The legal basis.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LegalBases {
    /// Whether one is declared.
    pub state: State,
    /// Which.
    pub codes: Vec<Fact<LegalBasis>>,
    /// In words.
    pub text: Option<String>,
    /// Where they stand in the original document.
    pub source: Option<String>,
    /// Where, when the register has the key.
    pub at: Option<At>,
}

/// One rubric of data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declared {
    /// Which rubric.
    pub category: Fact<Category>,
    /// What the register says of it.
    pub state: State,
    /// What it lists; empty and declared: the rubric in generic words.
    pub items: Vec<Fact<Datum>>,
    /// "si client".
    pub condition: Option<String>,
    /// The words of the register.
    pub text: Option<String>,
    /// Where they stand in the original document.
    pub source: Option<String>,
}

/// Answers about special categories.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sensitive {
    /// "Des données sensibles sont-elles traitées ?"
    pub answer: Fact<Answer>,
    /// Art. 9 data declared, and `offence` for Art. 10.
    pub declared: Vec<Fact<Datum>>,
    /// NIR.
    pub nir: Nir,
    /// The words.
    pub text: Option<String>,
    /// Where it stands in the original document.
    pub source: Option<String>,
}

/// What is declared about the NIR.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Nir {
    /// Whether it is declared; `None`: the register does not say.
    pub declared: Option<Fact<bool>>,
    /// What for.
    pub purpose: Option<Fact<String>>,
    /// Under which text.
    pub legal_ground: Option<Fact<String>>,
    /// Where it stands in the original document.
    pub source: Option<String>,
}

/// An explicit negation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forbidden {
    /// What is said not to be processed.
    pub what: Fact<Negated>,
    /// The words.
    pub text: Option<String>,
    /// Where they stand in the original document.
    pub source: Option<String>,
}

/// What a negation is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Negated {
    /// One item.
    Item(Datum),
    /// A whole rubric.
    Category(Category),
}

impl Negated {
    /// Whether it is about this datum.
    #[must_use]
    pub fn covers(self, datum: Datum) -> bool {
        match self {
            Self::Item(d) => d == datum,
            Self::Category(c) => c == datum.category(),
        }
    }

    /// The name used in register files.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Item(d) => d.as_str(),
            Self::Category(c) => c.as_str(),
        }
    }
}

/// One retention rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retention {
    /// `all`, an item, a category, or words.
    pub applies_to: String,
    /// What kind of limit.
    pub kind: Fact<RetentionKind>,
    /// Months, for `bounded`.
    pub months: Option<u32>,
    /// From when (`end_of_contract`), for `bounded`.
    pub trigger: Option<String>,
    /// The words.
    pub text: Option<String>,
    /// Where they stand in the original document.
    pub source: Option<String>,
}

/// Who receives the data.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Recipients {
    /// Inside.
    pub internal: Vec<Worded>,
    /// Outside.
    pub external: Vec<Worded>,
    /// Acting for the organisation.
    pub processors: Vec<Worded>,
    /// Where, when the register has the key.
    pub at: Option<At>,
}

/// Transfers outside the European Union.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transfers {
    /// Whether there are any.
    pub outside_eu: Fact<Answer>,
    /// Countries, ISO 3166 codes or names.
    pub countries: Vec<Worded>,
    /// Standard clauses, adequacy, ...
    pub safeguards: Vec<Worded>,
    /// In words.
    pub text: Option<String>,
    /// Where they stand in the original document.
    pub source: Option<String>,
}

/// What is said of one measure of security.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Secured {
    /// Which.
    pub measure: Measure,
    /// Whether it is taken.
    pub state: Fact<State>,
    /// The words.
    pub text: Option<String>,
    /// Where they stand in the original document.
    pub source: Option<String>,
}

/// A promise a scan can test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Which.
    pub kind: Fact<ClaimKind>,
    /// The system it is about.
    pub system: Option<Fact<String>>,
    /// The items it is about; empty: all.
    pub items: Vec<Fact<Datum>>,
    /// Days, for `destroyed_after`.
    pub days: Option<u32>,
    /// The words.
    pub text: Option<String>,
    /// Where they stand in the original document.
    pub source: Option<String>,
}

/// A location bound, or proposed to be bound, to an activity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binding {
    /// As written.
    pub uri: Fact<String>,
    /// The same, ready to match.
    pub pattern: Pattern,
    /// Confirmed, suggested or refused.
    pub state: BindingState,
    /// Who decided.
    pub by: Option<String>,
    /// When.
    pub on: Option<Date>,
    /// How sure the suggestion is, 0 to 100.
    pub score: Option<u32>,
    /// Why it is suggested.
    pub reason: Option<String>,
}

impl Activity {
    /// Whether what it declares counts: in force, not a draft, not ended.
    #[must_use]
    pub fn is_in_force(&self) -> bool {
        self.status == Status::Active
    }

    /// Locations that a person has confirmed.
    pub fn confirmed(&self) -> impl Iterator<Item = &Binding> {
        self.locations
            .iter()
            .filter(|b| b.state == BindingState::Confirmed)
    }

    /// Locations that nobody has decided about.
    pub fn suggested(&self) -> impl Iterator<Item = &Binding> {
        self.locations
            .iter()
            .filter(|b| b.state == BindingState::Suggested)
    }

    /// Where an item is listed under any heading, in a rubric that is declared.
    #[must_use]
    pub fn lists(&self, datum: Datum) -> Option<(&Declared, At)> {
        self.data
            .iter()
            .filter(|d| d.state == State::Declared)
            .find_map(|d| {
                let item = d.items.iter().find(|i| i.value == datum)?;
                Some((d, item.at))
            })
    }

    /// What it says of one rubric, in the order of the file.
    pub fn rubric(&self, category: Category) -> impl Iterator<Item = &Declared> {
        self.data
            .iter()
            .filter(move |d| d.category.value == category)
    }

    /// Every item it declares, special ones and NIR included, sorted.
    #[must_use]
    pub fn declared_items(&self) -> Vec<Datum> {
        let listed = self
            .data
            .iter()
            .filter(|d| d.state == State::Declared)
            .flat_map(|d| d.items.iter().map(|i| i.value));
        let special = self.sensitive.declared.iter().map(|d| d.value);
        let nir = self.sensitive.nir.is_declared().then_some(Datum::Nir);
        let mut items: Vec<Datum> = listed.chain(special).chain(nir).collect();
        items.sort_unstable();
        items.dedup();
        items
    }

    /// Every rubric it declares, in generic words or by its items, sorted.
    #[must_use]
    pub fn declared_categories(&self) -> Vec<Category> {
        let rubrics = self
            .data
            .iter()
            .filter(|d| d.state == State::Declared)
            .map(|d| d.category.value);
        let items = self.declared_items().into_iter().map(Datum::category);
        let mut all: Vec<Category> = rubrics.chain(items).collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}

impl Nir {
    /// Whether the register says that it is processed.
    #[must_use]
    pub fn is_declared(&self) -> bool {
        self.declared.as_ref().is_some_and(|d| d.value)
    }
}
