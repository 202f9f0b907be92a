//! The sign that ends a run: set by the user, or by the run when it cannot go on.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Looked at between rows, pages and items.
#[derive(Debug, Default)]
pub(super) struct StopSign {
    user: Arc<AtomicBool>,
    own: AtomicBool,
}

impl StopSign {
    /// A sign that also follows the user's.
    pub(super) fn new(user: Arc<AtomicBool>) -> Self {
        Self {
            user,
            own: AtomicBool::new(false),
        }
    }

    pub(super) fn set(&self) {
        self.own.store(true, Ordering::Relaxed);
    }

    pub(super) fn is_set(&self) -> bool {
        self.own.load(Ordering::Relaxed) || self.user.load(Ordering::Relaxed)
    }
}
