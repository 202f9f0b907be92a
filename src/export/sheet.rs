//! The sheet of Art. 30 as one value: headings, and a row an activity. A cell's
//! values stand on a line each.

use super::words::{Line, entries};
use crate::register::Register;
use crate::register::label::{self, Of};

/// Headings and rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sheet {
    /// What it is called.
    pub(super) name: String,
    pub(super) headings: Vec<String>,
    pub(super) rows: Vec<Vec<String>>,
}

/// The sheet of a register.
pub(super) fn sheet(register: &Register, french: bool) -> Sheet {
    let mut headings = Vec::new();
    let mut rows = Vec::new();
    for activity in &register.activities {
        let said = entries(register, activity, french);
        headings = said.iter().map(|e| e.heading).collect();
        rows.push(said.iter().map(|e| cell(&e.lines, french)).collect());
    }
    let heading = |id: &str| label::text(Of::Heading, id, french).to_owned();
    Sheet {
        name: if french { "Registre" } else { "Register" }.to_owned(),
        headings: headings.into_iter().map(heading).collect(),
        rows,
    }
}

fn cell(lines: &[Line], french: bool) -> String {
    let colon = if french { " : " } else { ": " };
    let line = |l: &Line| match l.name {
        Some(name) => format!("{name}{colon}{}", l.text),
        None => l.text.clone(),
    };
    lines.iter().map(line).collect::<Vec<_>>().join("\n")
}
