//! Fiches for places that nobody has declared yet: what a scan knows of one,
//! written down as an activity in draft, with `[À COMPLÉTER PAR LE DPO]` where only
//! a person knows. [`Gap`] and
//! [`Profile`] in, an entry of `activities:` and a
//! [`Fiche`](crate::export::Fiche) out: no I/O, no clock.
//!
//! A draft covers nothing (`status: draft`) and its places are only suggested: it
//! changes no verdict until a person has read it.

mod entry;
mod fiche;
mod observed;

pub use entry::{entry, yaml};
pub use fiche::booklet;

use crate::reconcile::{Gap, Profile};

/// An undeclared place of which a fiche is drafted.
#[derive(Debug, Clone, Copy)]
pub struct Undeclared<'a> {
    /// Its gap, as outputs show it.
    pub gap: &'a Gap,
    /// What is known of it.
    pub profile: &'a Profile,
    /// The day of the scan, seconds since the epoch.
    pub scanned: i64,
}

impl Undeclared<'_> {
    /// The id of its activity: that of its gap, so that a place is drafted once.
    #[must_use]
    pub fn id(&self) -> String {
        let hex = self.gap.id.0.trim_start_matches("G-");
        format!("brouillon-{hex}")
    }

    /// The name of its activity, which a person gives it a better one for.
    #[must_use]
    pub fn name(&self, french: bool) -> String {
        match french {
            true => format!("À nommer : données de {}", self.gap.where_fr),
            false => format!("To be named: data of {}", self.gap.where_en),
        }
    }
}

#[cfg(test)]
mod tests;
