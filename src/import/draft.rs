//! What was read of a register: facts with the words and the place they come
//! from. The shape of `register.yaml`, before anybody has confirmed it.

use super::block::Spot;
use crate::model::{Category, Datum};
use crate::register::{
    Answer, ClaimKind, Date, LegalBasis, Measure, RetentionKind, Role, State, Status,
};
use serde::{Deserialize, Serialize};

/// Words of a document, and where they stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// As written, white space folded.
    pub text: String,
    /// Where.
    pub at: Spot,
}

/// One rubric of data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rubric {
    /// Which.
    pub category: Category,
    /// What it says.
    pub state: State,
    /// The items that its words name, in their order.
    pub items: Vec<Datum>,
    /// What they are declared under ("si client").
    pub condition: Option<String>,
    /// Its words.
    pub said: Vec<Said>,
    /// Where its heading stands.
    pub at: Spot,
}

/// How long data are kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Keeping {
    /// Which data, in the words of the document; `all` where it says none.
    pub applies_to: String,
    /// Whether an end can be read.
    pub kind: RetentionKind,
    /// Months, where there is an end.
    pub months: Option<u32>,
    /// What the time runs from.
    pub trigger: Option<String>,
    /// Its words.
    pub said: Said,
}

/// What is said of sensitive data.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SensitiveDraft {
    /// The answer and its words; none where nothing can be read.
    pub answer: Option<(Answer, Said)>,
    /// Items of Art. 9 and 10 that are named as processed.
    pub items: Vec<(Datum, Said)>,
    /// Where the NIR is named as processed.
    pub nir: Option<Said>,
    /// The document says in so many words that the NIR is not processed.
    pub nir_denied: bool,
    /// The text that allows it.
    pub nir_ground: Option<Said>,
}

/// What is said of one measure of security.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Secured {
    /// Which.
    pub measure: Measure,
    /// Whether anything is said of it.
    pub state: State,
    /// Its words, or its heading.
    pub said: Vec<Said>,
}

/// A promise that a scan can test.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Promise {
    /// Which.
    pub kind: ClaimKind,
    /// The items that it is about; all where it names none.
    pub items: Vec<Datum>,
    /// Days after which data are destroyed, where it says a number.
    pub days: Option<u32>,
    /// Its words.
    pub said: Said,
    /// The system it is about.
    pub system: Option<String>,
}

/// Whom data go to.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct RecipientsDraft {
    /// Inside.
    pub internal: Vec<Said>,
    /// Outside.
    pub external: Vec<Said>,
    /// Processors.
    pub processors: Vec<Said>,
}

/// What is said of transfers out of the Union.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct TransfersDraft {
    /// The answer and its words.
    pub answer: Option<(Answer, Said)>,
    /// Countries.
    pub countries: Vec<Said>,
    /// Safeguards.
    pub safeguards: Vec<Said>,
}

/// One activity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftActivity {
    /// Its name.
    pub name: Said,
    /// Its id, where the document is an export.
    pub id: Option<String>,
    /// How far it counts, where it is said.
    pub status: Option<Status>,
    /// Read from prose: a person must review it.
    pub review: bool,
    /// Controller, joint or processor, where it is said.
    pub role: Option<Role>,
    /// When its fiche was made.
    #[serde(with = "day")]
    pub created: Option<Date>,
    /// When it was last changed.
    #[serde(with = "day")]
    pub updated: Option<Date>,
    /// What it is for.
    pub purposes: Vec<Said>,
    /// Its legal bases, and their words.
    pub basis: Vec<LegalBasis>,
    /// The words of the legal basis.
    pub basis_said: Vec<Said>,
    /// What is said of the legal basis, where it is said in so many words.
    pub basis_state: Option<State>,
    /// Whose data.
    pub subjects: Vec<Said>,
    /// What data.
    pub rubrics: Vec<Rubric>,
    /// Sensitive data.
    pub sensitive: SensitiveDraft,
    /// What the document says is not processed.
    pub forbidden: Vec<(Datum, Said)>,
    /// Whole rubrics that it says are not processed.
    pub forbidden_categories: Vec<(Category, Said)>,
    /// How long.
    pub keeping: Vec<Keeping>,
    /// Whom to.
    pub recipients: RecipientsDraft,
    /// Where to.
    pub transfers: TransfersDraft,
    /// Security measures, and the words of each.
    pub security: Vec<Secured>,
    /// Measures that are none of the closed list.
    pub measures: Vec<Said>,
    /// Promises.
    pub promises: Vec<Promise>,
    /// Software it names.
    pub systems: Vec<Said>,
    /// Storage places it names.
    pub places: Vec<Said>,
}

impl DraftActivity {
    /// An activity of which nothing but its name is known.
    #[must_use]
    pub fn named(name: Said) -> Self {
        Self {
            name,
            id: None,
            status: None,
            review: false,
            role: None,
            created: None,
            updated: None,
            purposes: Vec::new(),
            basis: Vec::new(),
            basis_said: Vec::new(),
            basis_state: None,
            subjects: Vec::new(),
            rubrics: Vec::new(),
            sensitive: SensitiveDraft::default(),
            forbidden: Vec::new(),
            forbidden_categories: Vec::new(),
            keeping: Vec::new(),
            recipients: RecipientsDraft::default(),
            transfers: TransfersDraft::default(),
            security: Vec::new(),
            measures: Vec::new(),
            promises: Vec::new(),
            systems: Vec::new(),
            places: Vec::new(),
        }
    }
}

/// A person or service that a register names.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Contact {
    /// Name.
    pub name: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Telephone.
    pub phone: Option<String>,
    /// Postal address.
    pub address: Option<String>,
    /// Company, where the person is of another.
    pub company: Option<String>,
    /// Where it is said.
    pub at: Option<Spot>,
}

/// Something that a person should look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unread {
    /// What was not understood, or was ignored.
    pub said: Said,
    /// Why.
    pub why: Why,
}

/// Why words of the document gave no fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Why {
    /// The template printed them.
    Template,
    /// Nothing was filled in.
    Placeholder,
    /// They explain a word.
    Definition,
    /// They promise everything and so cover nothing.
    CatchAll,
    /// They name no item that is known.
    Unknown,
    /// A well-formed document that describes no activity.
    NoActivity,
    /// A column or label that is no known field.
    Field,
    /// A sheet that is no register: a legend, lists to choose from.
    Aside,
    /// Struck out, or deleted by a tracked change.
    Struck,
    /// Hidden text, or the first cell of a hidden row, column or sheet.
    Hidden,
    /// Prose of which nothing was made.
    Passage,
    /// Where the document goes beyond what is read of one: all that follows.
    Limit,
    /// Rows that repeat the name of an activity, read as one.
    Joined,
    /// The head of a table, of which it cannot be told what stands in which column.
    Columns,
    /// A row of a table that has no name of an activity, and is no part of another.
    Unnamed,
    /// Understood, but a register has no place for it.
    NoPlace,
}

impl Why {
    /// Every reason, the weightiest first.
    pub const ALL: &'static [Self] = &[
        Self::NoActivity,
        Self::Limit,
        Self::Columns,
        Self::Unnamed,
        Self::Struck,
        Self::Hidden,
        Self::Joined,
        Self::Aside,
        Self::Field,
        Self::Unknown,
        Self::Passage,
        Self::NoPlace,
        Self::CatchAll,
        Self::Placeholder,
        Self::Definition,
        Self::Template,
    ];

    /// In words.
    #[must_use]
    pub const fn text(self, french: bool) -> &'static str {
        match (self, french) {
            (Self::Template, true) => "texte du modèle, ignoré",
            (Self::Template, false) => "text of the template, ignored",
            (Self::Placeholder, true) => "non rempli",
            (Self::Placeholder, false) => "not filled in",
            (Self::Definition, true) => "définition, ne déclare rien",
            (Self::Definition, false) => "a definition, declares nothing",
            (Self::CatchAll, true) => "formule générale, ne couvre rien",
            (Self::CatchAll, false) => "covers everything and so nothing",
            (Self::Field, true) => "champ non reconnu, non lu",
            (Self::Field, false) => "no known field, not read",
            (Self::Aside, true) => "feuille annexe, non lue",
            (Self::Aside, false) => "a sheet beside the register, not read",
            (Self::Struck, true) => "barré ou supprimé, non lu",
            (Self::Struck, false) => "struck out or deleted, not read",
            (Self::Hidden, true) => "masqué, non lu ; l’afficher si cela compte encore",
            (Self::Hidden, false) => "hidden, not read; show it if it still counts",
            (Self::Limit, true) => {
                "au-delà de ce qui est lu d’un registre, non lu à partir d’ici ; partager le document"
            }
            (Self::Limit, false) => {
                "more than is read of a register, not read from here on; split the document"
            }
            (Self::Columns, true) => {
                "colonnes de cette page impossibles à distinguer, tableau non lu ; donner le fichier d’origine"
            }
            (Self::Columns, false) => {
                "columns of this page could not be told apart, table not read; give the original file"
            }
            (Self::Unnamed, true) => "ligne sans nom de traitement, non lue ; la nommer",
            (Self::Unnamed, false) => "a row that names no activity, not read; name it",
            (Self::NoPlace, true) => {
                "compris, mais sans place dans register.yaml ; à garder ailleurs"
            }
            (Self::NoPlace, false) => {
                "understood, but register.yaml has no place for it; keep it elsewhere"
            }
            (Self::Joined, true) => "activité dite en plusieurs endroits, lue comme une seule",
            (Self::Joined, false) => "an activity told in several places, read as one",
            (Self::Passage, true) => "phrase sans suite dans le registre, à relire",
            (Self::Passage, false) => "a sentence that gave no fact, to be read again",
            (Self::Unknown, true) => "aucune donnée reconnue",
            (Self::Unknown, false) => "no item recognised",
            (Self::NoActivity, true) => "ne décrit aucune activité de traitement",
            (Self::NoActivity, false) => "describes no processing activity",
        }
    }
}

/// A register as it was read.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Draft {
    /// Who keeps it.
    pub organisation: Option<Said>,
    /// Who decides.
    pub controller: Option<Contact>,
    /// The data protection officer.
    pub dpo: Option<Contact>,
    /// The activities, in the order of the document.
    pub activities: Vec<DraftActivity>,
    /// Storage places that it names for no activity in particular.
    pub places: Vec<Said>,
    /// What gave no fact.
    pub unread: Vec<Unread>,
}

/// A day between processes, as ISO 8601 writes it.
mod day {
    use super::Date;
    use serde::{Deserialize as _, Deserializer, Serialize as _, Serializer, de::Error as _};

    pub(super) fn serialize<S: Serializer>(day: &Option<Date>, s: S) -> Result<S::Ok, S::Error> {
        day.map(|day| day.to_string()).serialize(s)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<Option<Date>, D::Error> {
        let day = Option::<String>::deserialize(d)?;
        day.map(|day| day.parse().map_err(D::Error::custom))
            .transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_is_listed_once() {
        // the order of the variants is that of their numbers; `NoPlace` is the last
        let mut all = Why::ALL.to_vec();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), Why::ALL.len());
        assert_eq!(all.len(), Why::NoPlace as usize + 1);
    }
}
