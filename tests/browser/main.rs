//! The HTML report in a real browser: Chromium, driven without a driver and without
//! a port. `tests/run.sh` installs it and fetches axe-core.

mod decisions;
mod devtools;
mod page;

use std::path::Path;
use std::process::Command;

/// Runs the program in a directory of its own, in French, and gives its exit code,
/// which is never that of an error.
fn limier(home: &Path, arguments: &[&str]) -> i32 {
    let done = Command::new(env!("CARGO_BIN_EXE_limier"))
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .env("HOME", home)
        .env("LANG", "fr_FR.UTF-8")
        .env("LIMIER_DATA", home.join("data"))
        .env("SOURCE_DATE_EPOCH", "1795219200")
        .current_dir(home)
        .args(arguments)
        .output()
        .expect("the program starts");
    let code = done.status.code().expect("not killed");
    assert!(code < 2, "{}", String::from_utf8_lossy(&done.stderr));
    code
}
