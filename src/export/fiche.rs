//! A fiche as one value, whatever it is written as: sections with headings,
//! lines, lists and tables, in the order of the CNIL's model.

use super::words::{Entry, entries};
use crate::register::label::{self, Of};
use crate::register::{Activity, Register};

/// Fiches, one after another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Booklet {
    /// What stands above them.
    pub title: String,
    /// The fiches.
    pub fiches: Vec<Fiche>,
}

/// What is known of one activity, or of one that nobody has declared yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fiche {
    /// Its title (`Fiche de registre de l’activité : Paie`).
    pub title: String,
    /// Its sections, in their order.
    pub sections: Vec<Section>,
}

/// A heading and what stands below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// The heading; none for what stands right below the title.
    pub heading: Option<String>,
    /// What stands below it.
    pub blocks: Vec<Block>,
}

/// A piece of a section. Texts are one line each: line ends in them are spaces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A sentence.
    Text(String),
    /// Values, one a line.
    List(Vec<String>),
    /// Rows of cells; the first cell of each names the row.
    Table(Vec<Vec<String>>),
}

/// Which headings make the table at the head of a fiche.
const HEAD: &[&str] = &[
    "reference",
    "created",
    "updated",
    "status",
    "role",
    "controller",
    "dpo",
];

/// The sections after it, and whether they stand in a fiche that says nothing of
/// them.
const SECTIONS: &[(&str, bool)] = &[
    ("systems", false),
    ("purposes", true),
    ("legal_basis", true),
    ("data_subjects", true),
    ("data", true),
    ("sensitive", true),
    ("sensitive_which", false),
    ("nir", false),
    ("excluded", false),
    ("retention", true),
    ("recipients_internal", true),
    ("recipients_external", true),
    ("processors", false),
    ("transfers", true),
    ("transfer_countries", false),
    ("safeguards", false),
    ("security", true),
    ("other_measures", false),
    ("claims", false),
    ("locations", false),
];

impl Booklet {
    /// The fiches of a register: all of them, or that of one activity.
    #[must_use]
    pub fn of(register: &Register, activity: Option<&str>, french: bool) -> Self {
        let of = register.organisation.name.as_ref();
        let colon = if french { " :" } else { ":" };
        let name = of.map(|n| format!("{colon} {}", super::words::flat(&n.value)));
        let title = label::text(Of::Heading, "register", french);
        let asked = |a: &&Activity| activity.is_none_or(|id| a.id.value == id);
        let fiches = register.activities.iter().filter(asked);
        Self {
            title: format!("{title}{}", name.unwrap_or_default()),
            fiches: fiches.map(|a| Fiche::of(register, a, french)).collect(),
        }
    }
}

impl Fiche {
    /// The fiche of a declared activity.
    #[must_use]
    pub fn of(register: &Register, activity: &Activity, french: bool) -> Self {
        let said = entries(register, activity, french);
        let find = |id: &str| said.iter().find(|e| e.heading == id);
        let rows = HEAD.iter().filter_map(|id| head_row(find(id)?, french));
        let head = Section {
            heading: None,
            blocks: vec![Block::Table(rows.collect())],
        };
        let unsaid = label::text(Of::Word, "unsaid", french);
        let sections = SECTIONS.iter().filter_map(|(id, always)| {
            let entry = find(id)?;
            (*always || !entry.lines.is_empty()).then(|| section(entry, unsaid, french))
        });
        Self {
            title: Self::title(&super::words::flat(&activity.name.value), french),
            sections: std::iter::once(head).chain(sections).collect(),
        }
    }

    /// The title of a fiche, which `import` knows it by.
    #[must_use]
    pub fn title(name: &str, french: bool) -> String {
        let fiche = label::text(Of::Heading, "fiche", french);
        let colon = if french { " :" } else { ":" };
        format!("{fiche}{colon} {name}")
    }
}

impl Section {
    /// A section under one of the headings of `rules/register/labels.toml`.
    #[must_use]
    pub fn under(heading: &str, blocks: Vec<Block>, french: bool) -> Self {
        Self {
            heading: Some(label::text(Of::Heading, heading, french).to_owned()),
            blocks,
        }
    }

    /// What a person still has to write: `[À COMPLÉTER PAR LE DPO]`.
    #[must_use]
    pub fn to_complete(heading: &str, french: bool) -> Self {
        let text = label::text(Of::Word, "to_complete", french).to_owned();
        Self::under(heading, vec![Block::List(vec![text])], french)
    }
}

fn head_row(entry: &Entry, french: bool) -> Option<Vec<String>> {
    let lines: Vec<&str> = entry.lines.iter().map(|l| l.text.as_str()).collect();
    let name = label::text(Of::Heading, entry.heading, french);
    (!lines.is_empty()).then(|| vec![name.to_owned(), lines.join(" ; ")])
}

fn section(entry: &Entry, unsaid: &str, french: bool) -> Section {
    let named = entry.lines.iter().all(|l| l.name.is_some());
    let block = match entry.lines.is_empty() {
        true => Block::List(vec![unsaid.to_owned()]),
        false if named => {
            let row = |l: &super::words::Line| {
                let name = l.name.unwrap_or_default().to_owned();
                vec![name, l.text.clone()]
            };
            Block::Table(entry.lines.iter().map(row).collect())
        }
        false => Block::List(entry.lines.iter().map(|l| l.text.clone()).collect()),
    };
    Section::under(entry.heading, vec![block], french)
}
