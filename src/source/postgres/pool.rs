//! The connections of a source: one for each worker that reads at the moment,
//! made when first needed, used again, and made anew when they broke.

use super::DatabaseLimits;
use super::fault::Failure;
use super::session::{Connector, Session};
use crate::source::Fault;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Connections not in use, and how many there are.
pub(super) struct Pool {
    connector: Connector,
    state: Mutex<State>,
    returned: Condvar,
}

#[derive(Default)]
struct State {
    free: Vec<Session>,
    lent: usize,
    /// The last attempt to connect failed: do not wait for the server again
    /// for every table.
    down: bool,
}

/// How often who waits looks whether the run is to end.
const LOOK: Duration = Duration::from_millis(200);

/// Pauses before trying to connect to a server that went away.
const PAUSES: [Duration; 4] = [
    Duration::ZERO,
    Duration::from_millis(500),
    Duration::from_secs(2),
    Duration::from_secs(5),
];

impl Pool {
    /// A pool that holds its first connection.
    pub(super) fn open(connector: Connector) -> Result<Self, Fault> {
        let first = connector.connect()?;
        Ok(Self {
            connector,
            state: Mutex::new(State {
                free: vec![first],
                ..State::default()
            }),
            returned: Condvar::new(),
        })
    }

    pub(super) const fn limits(&self) -> &DatabaseLimits {
        self.connector.limits()
    }

    /// Lends a connection to `work`.
    pub(super) fn with<T>(
        &self,
        work: impl FnOnce(&Session) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let session = self.take()?;
        let mut lent = Lent {
            pool: self,
            usable: None,
        };
        let result = work(&session);
        let usable = match &result {
            Ok(_) => true,
            Err(failure) => *failure != Failure::Lost && !failure.is_in_flight(),
        };
        if usable && session.is_open() {
            lent.usable = Some(session);
        }
        result
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // A worker that panicked leaves counts that are still right.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take(&self) -> Result<Session, Failure> {
        let down = {
            let mut state = self.lock();
            while let Some(session) = state.free.pop() {
                if session.is_open() {
                    state.lent += 1;
                    return Ok(session);
                }
            }
            state.lent += 1;
            state.down
        };
        let result = self.connect_patiently(down);
        let mut state = self.lock();
        state.down = matches!(result, Err(ref fault) if *fault != Fault::TooMany);
        match result {
            Ok(session) => Ok(session),
            Err(fault) => {
                state.lent -= 1;
                // who waits for a connection of ours may have waited for this one
                self.returned.notify_all();
                if fault == Fault::TooMany {
                    return self.wait(state);
                }
                Err(Failure::Refused(fault))
            }
        }
    }

    /// The server has no connection left for us: waits for one of our own.
    fn wait(&self, mut state: MutexGuard<'_, State>) -> Result<Session, Failure> {
        loop {
            if let Some(session) = state.free.pop() {
                state.lent += 1;
                return Ok(session);
            }
            if state.lent == 0 {
                return Err(Failure::Refused(Fault::TooMany));
            }
            if self.connector.is_stopped() {
                return Err(Failure::interrupted());
            }
            (state, _) = self
                .returned
                .wait_timeout(state, LOOK)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn connect_patiently(&self, down: bool) -> Result<Session, Fault> {
        let pauses = if down { &PAUSES[..1] } else { &PAUSES[..] };
        let mut fault = Fault::Lost;
        for pause in pauses {
            std::thread::sleep(*pause);
            if self.connector.is_stopped() {
                break;
            }
            match self.connector.connect() {
                Ok(session) => return Ok(session),
                Err(error) => fault = error,
            }
            if !passing(&fault) {
                break;
            }
        }
        Err(fault)
    }
}

/// Counts a session as returned, even if the worker panics.
struct Lent<'a> {
    pool: &'a Pool,
    usable: Option<Session>,
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        let mut state = self.pool.lock();
        state.lent -= 1;
        state.free.extend(self.usable.take());
        drop(state);
        self.pool.returned.notify_all();
    }
}

/// Whether a fault may be over in a moment (a server that restarts).
fn passing(fault: &Fault) -> bool {
    match fault {
        Fault::Unreachable(_) | Fault::Timeout | Fault::Lost => true,
        Fault::Sql(code) => code.starts_with("57P0") || code.starts_with("08"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Environment;
    use crate::source::postgres::target::Target;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::sync::mpsc::channel;

    /// A pool for a server that is not there, of which one connection is lent.
    fn pool(stop: &Arc<AtomicBool>) -> Pool {
        let url = "postgres://u@127.0.0.1:1/d";
        let (target, _) = Target::resolve(url, &Environment::default()).unwrap();
        let limits = DatabaseLimits::default();
        Pool {
            connector: Connector::new(target, limits, Arc::clone(stop)).unwrap(),
            state: Mutex::new(State {
                lent: 1,
                down: true,
                ..State::default()
            }),
            returned: Condvar::new(),
        }
    }

    /// What a worker gets that waits while `meanwhile` happens.
    fn waits(pool: &Arc<Pool>, meanwhile: impl FnOnce()) -> Option<Failure> {
        let (told, answer) = channel();
        let waiting = Arc::clone(pool);
        std::thread::spawn(move || {
            let result = waiting.wait(waiting.lock());
            let _gone = told.send(result.err());
        });
        std::thread::sleep(Duration::from_millis(50));
        meanwhile();
        let answer = answer.recv_timeout(Duration::from_secs(10));
        answer.expect("nobody waits for ever")
    }

    #[test]
    fn a_failed_attempt_wakes_who_waits_for_it() {
        let pool = Arc::new(pool(&Arc::default()));
        let woken = waits(&pool, || {
            // the attempt of another worker, counted as lent, fails
            pool.lock().lent -= 1;
            assert!(pool.take().is_err());
        });
        assert_eq!(woken, Some(Failure::Refused(Fault::TooMany)));
    }

    #[test]
    fn a_stop_ends_the_waiting() {
        let stop = Arc::new(AtomicBool::new(false));
        let pool = Arc::new(pool(&stop));
        let woken = waits(&pool, || stop.store(true, Ordering::Relaxed));
        assert_eq!(woken, Some(Failure::interrupted()));
    }
}
