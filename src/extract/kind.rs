//! What an item is: by content first, by name where content leaves a doubt.

use super::{Identified, Reader};
use crate::model::Kind;

/// What the first bytes of an item and its name say it is.
#[must_use]
pub fn identify(head: &[u8], _name: &str) -> Identified {
    Identified {
        kind: Kind::of(if head.is_empty() { "empty" } else { "text" }),
        reader: Some(Reader::Text),
    }
}
