//! The native register file (`register.yaml`, version 1) to a [`Register`].
//!
//! Reads everything it can and reports all faults together. What is legal but
//! doubtful is not refused here: see [`check`](super::check()).

mod activity;
mod declared;
mod organisation;

pub(crate) use organisation::{accepted, well_formed};

use super::excerpt::Text;
use super::fact::Message;
use super::fault::{Fault, RegisterError};
use super::read::{Faults, Fields};
use super::yaml;
use super::{Activity, Register};
use std::collections::BTreeMap;

/// The version of the format that this program reads.
const VERSION: u32 = 1;

/// Reads a register; see [`Register::parse`].
pub(super) fn register(text: &str, file: &str) -> Result<Register, RegisterError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    // what a space that is none breaks shows as other faults, elsewhere
    let fail = |faults: Vec<Fault>| {
        let causes = yaml::wide_spaces(text);
        let faults = if causes.is_empty() { faults } else { causes };
        RegisterError::new(file, text, faults)
    };
    let root = yaml::parse(text).map_err(|f| fail(vec![*f]))?;
    let Some(root) = root.filter(|r| !matches!(r.what, yaml::What::Null)) else {
        return Err(fail(vec![empty()]));
    };
    let faults = Faults::default();
    let register = Fields::open(&root, "register", &faults).map(|f| read(f, (text, file), &faults));
    match (register, faults.finish()) {
        (Some(register), faults) if faults.is_empty() => Ok(register),
        (_, faults) => Err(fail(faults)),
    }
}

fn read(mut f: Fields<'_>, (text, file): (&str, &str), faults: &Faults) -> Register {
    version(&mut f, faults);
    let organisation = organisation::read(&mut f, faults);
    let sources = organisation::sources(&mut f, faults);
    let systems = organisation::systems(&mut f, faults);
    let activities: Vec<Activity> = f
        .each("activities")
        .iter()
        .filter_map(|node| activity::read(node, faults))
        .collect();
    let waivers = organisation::waivers(&mut f, faults);
    f.close();
    unique(activities.iter().map(|a| &a.id), faults);
    unique(systems.iter().map(|s| &s.id), faults);
    unique(sources.iter().map(|s| &s.id), faults);
    Register {
        file: file.to_owned(),
        organisation,
        sources,
        systems,
        activities,
        waivers,
        text: Text::new(text),
    }
}

fn version(f: &mut Fields<'_>, faults: &Faults) {
    let Some(node) = f.need("version") else {
        return;
    };
    let read = super::read::text(node, faults);
    if read.is_some_and(|v| v.value.trim() != VERSION.to_string()) {
        faults.at(
            node,
            Message::new(
                "version de registre inconnue",
                "unknown version of the register format",
            ),
            Message::new(
                format!("écrire `version: {VERSION}`, ou mettre limier à jour"),
                format!("write `version: {VERSION}`, or update limier"),
            ),
        );
    }
}

/// Two entries with one id: the second is at fault.
fn unique<'a>(ids: impl Iterator<Item = &'a super::Fact<String>>, faults: &Faults) {
    let mut seen = BTreeMap::new();
    for id in ids {
        if let Some(first) = seen.insert(id.value.as_str(), id.at.line) {
            let name = super::read::shorten(&id.value);
            faults.add(Fault::at(
                id.at,
                u32::try_from(id.value.chars().count()).unwrap_or(1),
                Message::new(
                    format!("l’identifiant `{name}` est déjà pris ligne {first}"),
                    format!("the id `{name}` is already taken on line {first}"),
                ),
                Message::new(
                    "donner un identifiant différent à chacun",
                    "give each its own id",
                ),
            ));
        }
    }
}

fn empty() -> Fault {
    Fault::whole(
        Message::new("le registre est vide", "the register is empty"),
        Message::new(
            "écrire au moins `version: 1` et `activities:`",
            "write at least `version: 1` and `activities:`",
        ),
    )
}

#[cfg(test)]
mod tests;
