//! Reads the `use crate::` paths under `src/` and fails on an import that the
//! table in `ARCHITECTURE.md` does not allow, and on rooms that import each
//! other.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The table between the two markers: room -> rooms it may import.
fn allowed() -> BTreeMap<String, BTreeSet<String>> {
    let text = fs::read_to_string("ARCHITECTURE.md").expect("ARCHITECTURE.md is there");
    let table = text
        .split("<!-- imports -->")
        .nth(1)
        .expect("the table stands between two `<!-- imports -->` markers");
    table
        .lines()
        .filter(|l| l.starts_with("| `"))
        .map(|l| {
            let cells: Vec<&str> = l.split('|').map(str::trim).collect();
            let names = |cell: &str| -> BTreeSet<String> {
                cell.split('`')
                    .skip(1)
                    .step_by(2)
                    .map(str::to_owned)
                    .collect()
            };
            let room = names(cells[1])
                .pop_first()
                .expect("a room in the first cell");
            (room, names(cells[3]))
        })
        .collect()
}

fn rust_files(dir: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).expect("src can be read") {
        let path = entry.expect("src can be read").path();
        if path.is_dir() {
            rust_files(&path, into);
        } else if path.extension().is_some_and(|e| e == "rs") {
            into.push(path);
        }
    }
}

/// The room of a file: the first directory or file below `src/`.
fn room(file: &Path) -> Option<String> {
    let below = file.strip_prefix("src").ok()?;
    let first = below.components().next()?.as_os_str().to_str()?;
    let name = first.strip_suffix(".rs").unwrap_or(first);
    (name != "lib" && name != "main").then(|| name.to_owned())
}

/// Every room named after `crate::` (or `limier::`), outside tests and comments.
fn imports(text: &str) -> BTreeSet<String> {
    let code: Vec<&str> = text
        .lines()
        .take_while(|l| !l.starts_with("#[cfg(test)]"))
        .filter(|l| !l.trim_start().starts_with("//"))
        .collect();
    let code = code.join("\n");
    let mut found = BTreeSet::new();
    for marker in ["crate::", "limier::"] {
        for (at, _) in code.match_indices(marker) {
            let rest = &code[at + marker.len()..];
            if let Some(group) = rest.strip_prefix('{') {
                let group = group.split('}').next().unwrap_or_default();
                found.extend(group.split(',').map(first_name).filter(|n| !n.is_empty()));
            } else {
                found.insert(first_name(rest));
            }
        }
    }
    found
}

fn first_name(path: &str) -> String {
    path.trim()
        .chars()
        .take_while(|c| c.is_alphanumeric() || *c == '_')
        .collect()
}

#[test]
fn rooms_import_only_what_the_table_allows() {
    let allowed = allowed();
    let mut files = Vec::new();
    rust_files(Path::new("src"), &mut files);
    let mut wrong = Vec::new();
    let mut seen: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for file in &files {
        let Some(room) = room(file) else { continue };
        let Some(may) = allowed.get(&room) else {
            wrong.push(format!(
                "{}: room `{room}` is not in the table",
                file.display()
            ));
            continue;
        };
        let text = fs::read_to_string(file).expect("a source file can be read");
        for import in imports(&text) {
            if import != room && allowed.contains_key(&import) {
                seen.entry(room.clone()).or_default().insert(import.clone());
                if !may.contains(&import) {
                    wrong.push(format!(
                        "{}: `{room}` may not import `{import}`",
                        file.display()
                    ));
                }
            }
        }
    }
    assert!(
        files.len() > 40,
        "only {} files were looked at",
        files.len()
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    for (room, imports) in &seen {
        for other in imports {
            let back = seen.get(other).is_some_and(|i| i.contains(room));
            assert!(!back, "`{room}` and `{other}` import each other");
        }
    }
}

#[test]
fn only_the_command_line_prints_or_exits() {
    let mut files = Vec::new();
    rust_files(Path::new("src"), &mut files);
    for file in files {
        if matches!(room(&file).as_deref(), None | Some("cli")) {
            continue;
        }
        let text = fs::read_to_string(&file).expect("a source file can be read");
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        for word in ["println!", "eprintln!", "process::exit(", "env::var("] {
            assert!(!code.contains(word), "{} uses {word}", file.display());
        }
    }
}
