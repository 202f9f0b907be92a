//! What reconciliation says: one gap, why, and how grave it is.

use crate::decision::Verdict;
use crate::model::{Datum, Locator, Masked, Place};
use crate::register::{Accepted, Date, Gravity, Message};
use serde::{Deserialize, Serialize};

/// The gap taxonomy. Codes are stable; new ones are added, none is reused.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "UPPERCASE")]
pub enum Code {
    /// Undeclared location: no activity is bound to it.
    G01,
    /// Undeclared category.
    G02,
    /// Category declared with a list that lacks the item.
    G03,
    /// Sensitive data although the register answers "Non".
    G04,
    /// NIR without declaration or recognised purpose.
    G05,
    /// Data subjects whom the activity does not name.
    G06,
    /// Retention exceeded.
    G07,
    /// Declared but not found.
    G08,
    /// Transfer suspected.
    G09,
    /// Copy outside the system of record.
    G10,
    /// Contradiction of a measure of security.
    G11,
    /// Contradiction of a negation or claim of the register.
    G12,
    /// Undeclared recipient or processor.
    G13,
    /// Quality of the register, without any scan.
    G14,
    /// Not inspected.
    G15,
}

impl Code {
    /// Every code, in order.
    pub const ALL: &'static [Self] = &[
        Self::G01,
        Self::G02,
        Self::G03,
        Self::G04,
        Self::G05,
        Self::G06,
        Self::G07,
        Self::G08,
        Self::G09,
        Self::G10,
        Self::G11,
        Self::G12,
        Self::G13,
        Self::G14,
        Self::G15,
    ];

    /// `G01` and so on.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::G01 => "G01",
            Self::G02 => "G02",
            Self::G03 => "G03",
            Self::G04 => "G04",
            Self::G05 => "G05",
            Self::G06 => "G06",
            Self::G07 => "G07",
            Self::G08 => "G08",
            Self::G09 => "G09",
            Self::G10 => "G10",
            Self::G11 => "G11",
            Self::G12 => "G12",
            Self::G13 => "G13",
            Self::G14 => "G14",
            Self::G15 => "G15",
        }
    }
}

/// What spoke in a decision: the numbered steps of the register design, and what
/// is found without them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Step {
    /// The register excludes the item.
    #[serde(rename = "0")]
    Excluded,
    /// Sensitive item or NIR.
    #[serde(rename = "1")]
    Special,
    /// Item listed.
    #[serde(rename = "2")]
    Listed,
    /// Category declared without a list.
    #[serde(rename = "3")]
    Generic,
    /// Category declared with a list.
    #[serde(rename = "4")]
    Itemised,
    /// Item implied by name or purpose.
    #[serde(rename = "5")]
    Implied,
    /// The register does not say.
    #[serde(rename = "6")]
    Silent,
    /// Category not declared.
    #[serde(rename = "7")]
    Undeclared,
    /// No activity is bound to the place.
    Unbound,
    /// What is declared, looked for in what was found.
    Declared,
    /// A promise of the register.
    Claim,
    /// Of whom the data are.
    Subjects,
    /// How old they are.
    Retention,
    /// Where the place is hosted.
    Transfer,
    /// The same values as in a declared place.
    Copy,
    /// Measures of security.
    Security,
    /// Who made the file.
    Recipient,
    /// The register by itself.
    Quality,
    /// What was not read.
    Coverage,
    /// Data of a client.
    Processor,
}

impl Step {
    /// The name in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Excluded => "0",
            Self::Special => "1",
            Self::Listed => "2",
            Self::Generic => "3",
            Self::Itemised => "4",
            Self::Implied => "5",
            Self::Silent => "6",
            Self::Undeclared => "7",
            Self::Unbound => "unbound",
            Self::Declared => "declared",
            Self::Claim => "claim",
            Self::Subjects => "subjects",
            Self::Retention => "retention",
            Self::Transfer => "transfer",
            Self::Copy => "copy",
            Self::Security => "security",
            Self::Recipient => "recipient",
            Self::Quality => "quality",
            Self::Coverage => "coverage",
            Self::Processor => "processor",
        }
    }

    /// Whether the design numbers it.
    #[must_use]
    pub const fn is_numbered(self) -> bool {
        self.as_str().as_bytes()[0].is_ascii_digit()
    }
}

/// Stable id of a gap, `G-` and eight hex digits of
/// SHA-256(code, activity and category or cluster signature).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct GapId(pub String);

/// Severity level of a score: `>= 75` critical, `>= 55` high, `>= 35` medium,
/// `>= 15` low, else info.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Below 15.
    Info,
    /// From 15.
    Low,
    /// From 35.
    Medium,
    /// From 55.
    High,
    /// From 75.
    Critical,
}

impl Level {
    /// The name in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }

    /// The word that decisions write it as.
    #[must_use]
    pub const fn gravity(self) -> Gravity {
        match self {
            Self::Info => Gravity::Info,
            Self::Low => Gravity::Low,
            Self::Medium => Gravity::Medium,
            Self::High => Gravity::High,
            Self::Critical => Gravity::Critical,
        }
    }
}

/// The four terms of the score, printed so that each can be contested.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Terms {
    /// S: the gravest item, and minors, 0-40.
    pub sensitivity: u8,
    /// What minors add to S: part of it, not a term of its own.
    #[serde(default)]
    pub minors: u8,
    /// V: persons, 0-20.
    pub volume: u8,
    /// E: exposure, 0-20.
    pub exposure: u8,
    /// K: kind of gap, 0-20.
    pub kind: u8,
}

/// Level and score; `level` is that of the score unless a floor applied, which
/// `bound_by` then names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Severity {
    /// The level after floors.
    pub level: Level,
    /// 0-100, the plain sum.
    pub score: u8,
    /// What it is made of.
    pub terms: Terms,
    /// The floor that moved `level`, if one did: one of the codes
    /// [`FLOOR_NIR`](super::FLOOR_NIR), [`FLOOR_SENSITIVE`](super::FLOOR_SENSITIVE).
    pub bound_by: Option<String>,
}

/// The words of the register a gap was compared with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    /// What the register says, in its own words or the lines of its file.
    pub quote: String,
    /// Where: `register.yaml:34`, `s1:l.101`.
    pub source: String,
}

/// One place of a gap, with what makes it checkable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlaceRef {
    /// The item.
    pub at: Locator,
    /// The column, where there is one.
    pub place: Place,
    /// What was found there.
    pub datum: Option<Datum>,
    /// How many.
    pub count: u64,
    /// How many distinct.
    pub distinct: u64,
    /// Masked samples.
    pub samples: Vec<Masked>,
    /// Rule id.
    pub rule: String,
}

/// The places of a gap as a waiver remembers them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Extent {
    /// The files and tables, sorted; empty where they are too many to be listed.
    pub places: Vec<String>,
    /// Stands for all of them; empty where there is none.
    pub digest: String,
}

/// How a decision stands to its gap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// It sets the gap aside.
    SetAside,
    /// The gap is open and will be seen to.
    ToDo,
    /// The same, and the day of its review is past.
    ReviewPast,
    /// It accepted the gap for a time that is over.
    Expired,
    /// It accepted less than there is now.
    Exceeded,
}

impl Standing {
    /// The name in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SetAside => "set_aside",
            Self::ToDo => "to_do",
            Self::ReviewPast => "review_past",
            Self::Expired => "expired",
            Self::Exceeded => "exceeded",
        }
    }
}

/// What was decided about a gap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// What.
    pub verdict: Verdict,
    /// Why; may be empty where nothing is set aside.
    pub reason: String,
    /// Who answers for it; may be empty.
    pub owner: String,
    /// The last day, or the day of its review.
    pub expires: Option<Date>,
    /// How it stands to the gap now.
    pub standing: Standing,
    /// One sentence; empty where the gap is set aside (see [`Gap::waived`]).
    pub said: Message,
    /// Where it is written: `decisions.toml:12`.
    pub source: String,
}

/// One difference between the register and what was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    /// Stable id.
    pub id: GapId,
    /// Which kind.
    pub code: Code,
    /// One plain French sentence.
    pub title_fr: String,
    /// The same in English.
    pub title_en: String,
    /// How grave.
    pub severity: Severity,
    /// Data concerned, sorted.
    pub items: Vec<Datum>,
    /// Every place, sorted; reports show the first few.
    pub places: Vec<PlaceRef>,
    /// Where, for programs: the activity, or a location pattern that means the
    /// places of the gap.
    pub cluster: String,
    /// The same as a French reader calls it.
    pub where_fr: String,
    /// The same in English.
    pub where_en: String,
    /// Estimated distinct persons, the least there can be; none where nothing
    /// counts persons.
    pub persons: Option<u64>,
    /// The most there can be, where the estimate does not tell well: rows that may each
    /// be a person, other people behind other identifiers; the severity takes this
    /// number then.
    pub at_most: Option<u64>,
    /// The activity it was compared with: (id, name).
    pub activity: Option<(String, String)>,
    /// What the register says; none: no declaration was found.
    pub register: Option<Quote>,
    /// The decision step that spoke.
    pub step: Step,
    /// Checkable facts, one a line, in French; the last ones explain the score: volume,
    /// persons, minors, exposure.
    pub evidence_fr: Vec<String>,
    /// The same in English.
    pub evidence_en: Vec<String>,
    /// What a decision about it has to remember.
    pub extent: Extent,
    /// Waived by a decision: reason and expiry; a waived gap is listed, not counted.
    pub waived: Option<String>,
    /// What was decided about it, whether it is open or set aside.
    #[serde(skip)]
    pub decided: Option<Decided>,
}

impl Gap {
    /// How many persons it weighs.
    #[must_use]
    pub const fn volume(&self) -> Option<u64> {
        match self.at_most {
            Some(rows) => Some(rows),
            None => self.persons,
        }
    }

    /// The most persons it may concern: what a waiver remembers.
    #[must_use]
    pub fn most_persons(&self) -> Option<u64> {
        self.persons.max(self.at_most)
    }

    /// What a decision has to write down so as to accept the gap as it is now.
    #[must_use]
    pub fn accepted(&self) -> Accepted {
        let extent = &self.extent;
        let digest = Some(extent.digest.clone());
        Accepted {
            level: Some(self.severity.level.gravity()),
            items: self.items.clone(),
            persons: self.most_persons(),
            places: extent.places.clone(),
            digest: digest.filter(|d| extent.places.is_empty() && !d.is_empty()),
        }
    }

    /// The same as the inside of a YAML flow mapping, in one line.
    #[must_use]
    pub fn accepts(&self) -> String {
        self.accepted().line()
    }
}
