//! Standard output and error. A closed pipe (`| head`) is no failure.

use std::io::{self, ErrorKind, Write as _};

/// Writes to standard output.
///
/// # Errors
/// When it cannot be written to, unless the reader is gone.
pub(super) fn out(text: &str) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    match stdout
        .write_all(text.as_bytes())
        .and_then(|()| stdout.flush())
    {
        Err(e) if e.kind() == ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

/// Writes a line to standard error; nothing can be done if that fails.
pub(super) fn err(text: &str) {
    _ = writeln!(io::stderr().lock(), "{text}");
}
