//! The reconciliation as a table of cases, and what must hold of any input.

pub(super) mod build;
mod clusters;
mod decisions;
mod locations;
mod people;
mod periods;
mod persons;
mod properties;
mod suggest;
mod table;
mod waivers;
mod whole;
