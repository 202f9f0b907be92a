//! Standard output and error. A closed pipe (`| head`) is no failure.

use std::io::{self, BufWriter, ErrorKind, Write};

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

/// Standard output as a file that is written once. Whoever reads it may leave.
pub(super) struct Stdout(Option<BufWriter<io::Stdout>>);

impl Stdout {
    pub(super) fn new() -> Self {
        Self(Some(BufWriter::new(io::stdout())))
    }

    /// What `write` gives; nothing more is written once the reader is gone.
    fn unless_gone<T: Default>(
        &mut self,
        write: impl FnOnce(&mut BufWriter<io::Stdout>) -> io::Result<T>,
    ) -> Option<io::Result<T>> {
        let done = write(self.0.as_mut()?);
        if matches!(&done, Err(e) if e.kind() == ErrorKind::BrokenPipe) {
            // the buffer would be written once more when it is dropped
            let (_, _unwritten) = self.0.take()?.into_parts();
            return None;
        }
        Some(done)
    }
}

impl Write for Stdout {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.unless_gone(|out| out.write(bytes))
            .unwrap_or(Ok(bytes.len()))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.unless_gone(Write::flush).unwrap_or(Ok(()))
    }
}

/// Writes a line to standard error; nothing can be done if that fails.
pub(super) fn err(text: &str) {
    _ = writeln!(io::stderr().lock(), "{text}");
}
