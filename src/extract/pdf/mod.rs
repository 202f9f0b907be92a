//! Placeholder until the reader of this format is merged: declares the kind.

use super::{Flow, Input, Limits, Sink};
use crate::model::{Problem, Reason};

pub(super) fn read(_input: Input<'_>, _limits: &Limits, sink: &mut dyn Sink) -> Flow {
    sink.problem(Problem::new(Reason::UnsupportedKind, ""));
    Ok(())
}
