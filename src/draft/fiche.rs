//! Drafts as fiches for people, in the order of the CNIL's model, by the writers
//! of declared ones.

use super::{Undeclared, observed, yaml};
use crate::export::{Block, Booklet, Fiche, Section};
use crate::register::label::{self, Of};
use crate::register::{Register, RegisterError};

/// Sections that only a person can fill in.
const OPEN: &[&str] = &[
    "purposes",
    "legal_basis",
    "retention",
    "recipients_internal",
    "recipients_external",
    "transfers",
    "security",
];

/// The fiches of some drafts.
///
/// # Errors
/// A draft is not what the native format takes: never, unless its names are beyond
/// what a register can hold.
pub fn booklet(drafts: &[Undeclared<'_>], french: bool) -> Result<Booklet, RegisterError> {
    let register = Register::parse(&yaml(drafts, french), "brouillon.yaml")?;
    let mut booklet = Booklet::of(&register, None, french);
    for (fiche, draft) in booklet.fiches.iter_mut().zip(drafts) {
        complete(fiche, draft, french);
    }
    Ok(booklet)
}

fn complete(fiche: &mut Fiche, u: &Undeclared<'_>, french: bool) {
    for section in &mut fiche.sections {
        let named = |id: &&&'static str| section.heading.as_deref() == Some(heading(id, french));
        if let Some(id) = OPEN.iter().find(named) {
            *section = Section::to_complete(id, french);
        }
    }
    fiche.sections.push(Section {
        heading: Some(seen(french).to_owned()),
        blocks: vec![Block::List(observed::lines(u, french))],
    });
}

fn heading(id: &'static str, french: bool) -> &'static str {
    label::text(Of::Heading, id, french)
}

/// The heading of what the scan saw.
const fn seen(french: bool) -> &'static str {
    match french {
        true => "Constats de l’analyse (pour remplir la fiche)",
        false => "What the scan saw (to fill in the record)",
    }
}
