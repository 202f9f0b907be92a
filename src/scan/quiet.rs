//! Panics of format readers are results, and their messages may quote what was
//! read: inside [`guarded`] they print nothing. Panics elsewhere are bugs and
//! print as always.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Once;

thread_local! {
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// A reader panicked. What it said is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Panicked;

/// Runs `read`; a panic in it is silent and returned.
///
/// What `read` was changing may be left half-changed: the caller must only use
/// what stays valid (detectors clear their buffers at each call) or throw it away.
pub(super) fn guarded<T>(read: impl FnOnce() -> T) -> Result<T, Panicked> {
    install();
    let before = GUARDED.replace(true);
    let result = catch_unwind(AssertUnwindSafe(read));
    GUARDED.set(before);
    result.map_err(|_| Panicked)
}

/// Wraps the process's panic hook, once.
fn install() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let previous = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if !GUARDED.get() {
                previous(info);
            }
        }));
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_a_value_and_guards_nest() {
        let inner = guarded(|| {
            let lost: Result<(), _> = guarded(|| panic!("2 55 08 14 168 025 38"));
            assert_eq!(lost, Err(Panicked));
            assert!(GUARDED.get());
            5
        });
        assert_eq!(inner, Ok(5));
        assert!(!GUARDED.get());
    }
}
