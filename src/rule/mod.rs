//! Detectors as data: the format of `rules/*.toml`, the validators they may
//! name, the dictionaries, and the builtin set.

mod compile;
pub mod dictionary;
mod format;
mod gate;
mod late;
pub mod lexicon;
pub mod measured;
mod set;
mod shape;
pub mod validator;

pub use compile::{Compiled, CompiledPattern, Door, FEW, HeaderName};
pub use gate::{Gate, GateCache, Open, Wicket, WicketCache};
pub use late::LateRegex;
pub use set::{RuleError, RuleSet, texts_of};

pub use format::{
    Anchor, Bilingual, Boundary, Class, Column, Context, Example, Mask, Part, Pattern, Rule, Scope,
    Status, Terms,
};
