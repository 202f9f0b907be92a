//! A process of this program that works for another: it has one end of a socket as
//! standard input, nothing of the environment, and says how it died.

use super::death::{Death, LastWords};
use std::io::ErrorKind;
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// How often whoever waits for an answer looks at the clock.
const LOOK: Duration = Duration::from_millis(50);

/// Time to be gone after the socket is closed.
const GONE: Duration = Duration::from_secs(2);

/// The process and our end of the socket; it ends when this is dropped.
#[derive(Debug)]
pub(super) struct Process {
    child: Child,
    pub(super) socket: UnixStream,
    last_words: Option<JoinHandle<LastWords>>,
}

impl Process {
    /// Starts this program, or another, with one argument.
    ///
    /// # Errors
    /// The system does not let us.
    pub(super) fn start(program: Option<&Path>, argument: &str) -> std::io::Result<Self> {
        let program = match program {
            Some(program) => program.to_owned(),
            None => std::env::current_exe()?,
        };
        let (socket, theirs) = UnixStream::pair()?;
        socket.set_read_timeout(Some(LOOK))?;
        let mut child = Command::new(program)
            .arg(argument)
            // no passwords of databases, no settings of the loader
            .env_clear()
            // what is typed at the terminal is for the supervisor
            .process_group(0)
            .stdin(OwnedFd::from(theirs))
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()?;
        let stderr = child.stderr.take();
        let last_words = stderr
            .map(|stderr| {
                std::thread::Builder::new()
                    .name("last words".into())
                    .stack_size(64 << 10)
                    .spawn(move || LastWords::listen(stderr))
            })
            .transpose();
        let mut process = Self {
            child,
            socket,
            last_words: None,
        };
        process.last_words = last_words?;
        Ok(process)
    }

    /// The process has closed its end: how did it die?
    pub(super) fn bury(&mut self) -> Death {
        let until = Instant::now() + GONE;
        while Instant::now() < until {
            if let Ok(Some(status)) = self.child.try_wait() {
                let words = self.last_words.take();
                let words = words.and_then(|thread| thread.join().ok());
                return Death::of(status, words.unwrap_or_default());
            }
            std::thread::sleep(Duration::from_millis(2));
        }
        Death::Garbage
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // it holds nothing that would need a gentle end; already gone is fine
        let _gone = self.child.kill();
        let _reaped = self.child.wait();
        if let Some(thread) = self.last_words.take() {
            let _words = thread.join();
        }
    }
}

/// Nothing came in time.
pub(super) fn is_wait(error: &std::io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::WouldBlock | ErrorKind::TimedOut | ErrorKind::Interrupted
    )
}
