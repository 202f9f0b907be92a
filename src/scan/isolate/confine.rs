//! What a worker process takes from itself before it reads anything.
//!
//! Rights that the system does not let us give up are kept: isolation then still
//! is that of a process.

use rustix::process::{Resource, Rlimit, Signal, getrlimit, setrlimit};
use serde::{Deserialize, Serialize};

/// How far the system keeps worker processes from files and network (Landlock,
/// Linux 5.13 and later).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Confinement {
    /// No file can be opened, no TCP connection made, no other process signalled.
    Full,
    /// Some of that: an older kernel.
    Partial,
    /// Only that of a process of its own.
    None,
}

/// Files that a worker process may have open: its socket, standard outputs, the
/// item, and some for the C library.
const FILES: u64 = 32;

/// To be called first: no core dump may keep what was read, and the process ends
/// with its parent.
pub(super) fn at_start() {
    no_core_dump();
    limit(Resource::Nofile, FILES);
    #[cfg(target_os = "linux")]
    {
        let _kept = rustix::process::set_parent_process_death_signal(Some(Signal::KILL));
    }
}

/// A core dump of this process would hold what it was reading. For every process
/// that scans, before it reads anything.
pub fn no_core_dump() {
    limit(Resource::Core, 0);
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{DumpableBehavior, set_dumpable_behavior};
        // a program that gets dumps through a pipe does not look at the limit
        let _kept = set_dumpable_behavior(DumpableBehavior::NotDumpable);
    }
}

/// Whether the supervisor is still there: it may have died before
/// [`at_start`] asked to die with it.
pub(super) fn has_parent(parent: u32) -> bool {
    let now = rustix::process::getppid().map(|p| p.as_raw_nonzero().get());
    now.is_some_and(|now| u32::try_from(now) == Ok(parent))
}

/// More than this of address space aborts the process.
pub(super) fn memory(bytes: u64) {
    limit(Resource::As, bytes);
}

/// Lowers a limit, never raises it.
fn limit(what: Resource, most: u64) {
    let hard = getrlimit(what).maximum.map_or(most, |now| now.min(most));
    let _kept = setrlimit(
        what,
        Rlimit {
            current: Some(hard),
            maximum: Some(hard),
        },
    );
}

/// Gives up opening files, TCP and signals, for this thread and what it starts.
#[cfg(target_os = "linux")]
pub(super) fn access() -> Confinement {
    use landlock::{
        ABI, Access as _, AccessFs, AccessNet, Ruleset, RulesetAttr as _, RulesetError,
        RulesetStatus, Scope,
    };
    let restrict = || -> Result<_, RulesetError> {
        Ruleset::default()
            .handle_access(AccessFs::from_all(ABI::V6))?
            .handle_access(AccessNet::from_all(ABI::V6))?
            .scope(Scope::from_all(ABI::V6))?
            .create()?
            .restrict_self()
    };
    match restrict().map(|status| status.ruleset) {
        Ok(RulesetStatus::FullyEnforced) => Confinement::Full,
        Ok(RulesetStatus::PartiallyEnforced) => Confinement::Partial,
        Ok(RulesetStatus::NotEnforced) | Err(_) => Confinement::None,
    }
}

/// Nothing of the kind here.
#[cfg(not(target_os = "linux"))]
pub(super) fn access() -> Confinement {
    Confinement::None
}
