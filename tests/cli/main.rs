//! The program as its users run it: command in, files and exit code out.

mod database;
mod decided;
mod decisions;
mod demo;
mod followed;
mod measure;
#[allow(
    dead_code,
    reason = "shared with the tests of the database source, which use all of it"
)]
#[path = "../common/postgres.rs"]
mod postgres;
mod register;
mod register_documents;
mod register_import;
mod register_robust;
mod reread;
mod revealed;
mod streams;
mod usage;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// One run of the program, with a data directory of its own.
struct Limier {
    home: tempfile::TempDir,
}

/// What a run said.
struct Said {
    code: i32,
    out: String,
    err: String,
}

impl Limier {
    fn new() -> Self {
        Self {
            home: tempfile::tempdir().expect("a temporary directory"),
        }
    }

    /// A path for an output.
    fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    fn command(&self) -> Command {
        let mut c = Command::new(env!("CARGO_BIN_EXE_limier"));
        c.env_clear()
            .env("PATH", "/usr/bin:/bin")
            .env("HOME", self.home.path())
            .env("LANG", "fr_FR.UTF-8")
            .env("LIMIER_DATA", self.home.path().join("data"));
        c
    }

    fn run<S: AsRef<std::ffi::OsStr>>(&self, arguments: &[S]) -> Said {
        said(
            &self
                .command()
                .args(arguments)
                .output()
                .expect("the program starts"),
        )
    }
}

fn said(output: &Output) -> Said {
    Said {
        code: output.status.code().expect("not killed"),
        out: String::from_utf8(output.stdout.clone()).expect("UTF-8"),
        err: String::from_utf8(output.stderr.clone()).expect("UTF-8"),
    }
}

impl Said {
    fn last_line(&self) -> &str {
        self.err.lines().next_back().unwrap_or_default()
    }
}

fn json_lines(path: &Path) -> Vec<serde_json::Value> {
    let text = std::fs::read_to_string(path).expect("the file was written");
    text.lines()
        .map(|l| serde_json::from_str(l).expect("a JSON object"))
        .collect()
}
