//! Build script: lists the rule files so that they are compiled into the program.
//!
//! It writes `builtin.rs`, a constant array of (id, text), sorted by id. Nothing
//! else is done at build time: rules are read and checked when the program runs.

#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a build script speaks to cargo through both"
)]

use std::path::Path;
use std::{env, fs};

fn main() {
    let root = env::var("CARGO_MANIFEST_DIR").expect("cargo sets it");
    let rules = Path::new(&root).join("rules");
    println!("cargo::rerun-if-changed=rules");
    let mut ids: Vec<String> = fs::read_dir(&rules)
        .expect("the rules directory is part of the package")
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter_map(|name| name.strip_suffix(".toml").map(str::to_owned))
        .collect();
    ids.sort();
    let mut out = String::from("pub(super) const BUILTIN: &[(&str, &str)] = &[\n");
    for id in ids {
        let file = rules.join(format!("{id}.toml"));
        println!("cargo::rerun-if-changed={}", file.display());
        out += &format!(
            "    ({id:?}, include_str!({:?})),\n",
            file.display().to_string()
        );
    }
    out += "];\n";
    let target = Path::new(&env::var("OUT_DIR").expect("cargo sets it")).join("builtin.rs");
    fs::write(target, out).expect("the build directory can be written");
}
