//! Who looked at values as they are: a line for each time, in `reveals.jsonl` of the
//! data directory (0600, only added to). It says who, when, which gap of which run,
//! which places and how many values, and no value. Names of places stand in it as
//! they are, as in the store beside it.

use super::super::environment;
use super::super::lang::Lang;
use super::Revealed;
use crate::reconcile::Gap;
use anyhow::{Context as _, Result};
use serde::Serialize;
use std::fs::OpenOptions;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

/// Name of the file.
const FILE: &str = "reveals.jsonl";

/// One line: `limier.reveal.v1`.
#[derive(Serialize)]
struct Line<'a> {
    schema: &'static str,
    /// RFC 3339, UTC.
    at: String,
    /// Name that the session says; `uid` is the system's.
    user: Option<String>,
    uid: u32,
    gap: &'a str,
    run: &'a str,
    places: Vec<Place<'a>>,
}

#[derive(Serialize)]
struct Place<'a> {
    place: String,
    rule: &'a str,
    values: usize,
}

/// Adds the line and has it on disk; where it stands.
///
/// # Errors
/// It cannot be written: then nothing may be shown.
pub(super) fn keep(
    directory: &Path,
    run: &str,
    gap: &Gap,
    revealed: &[Revealed],
    lang: Lang,
) -> Result<PathBuf> {
    let places = revealed.iter().flat_map(|r| {
        let places = r.item.places.iter().enumerate();
        places.map(|(i, place)| Place {
            place: place.at.to_string(),
            rule: &place.rule,
            values: r.seen.as_ref().map_or(0, |s| s.values[i].len()),
        })
    });
    let seconds = environment::clock();
    let line = Line {
        schema: "limier.reveal.v1",
        at: jiff::Timestamp::from_second(seconds)
            .map_or_else(|_| seconds.to_string(), |t| t.to_string()),
        user: environment::text("USER").or_else(|| environment::text("LOGNAME")),
        uid: rustix::process::getuid().as_raw(),
        gap: &gap.id.0,
        run,
        places: places.collect(),
    };
    let path = directory.join(FILE);
    let mut text = serde_json::to_string(&line).expect("plain structs always serialise");
    text.push('\n');
    let write = || -> std::io::Result<()> {
        let mut file = OpenOptions::new()
            .append(true)
            .create(true)
            .mode(0o600)
            .open(&path)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()
    };
    let failed = || {
        let path = path.display();
        match lang {
            Lang::Fr => format!(
                "{path} : la consultation ne peut pas être notée, rien n’est montré ; vérifier les droits et la place du dossier, ou en nommer un autre (--data)"
            ),
            Lang::En => format!(
                "{path}: that values were looked at cannot be recorded, so nothing is shown; check the directory's rights and space, or name another (--data)"
            ),
        }
    };
    write().with_context(failed)?;
    Ok(path)
}
