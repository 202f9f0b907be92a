//! Whole documents: the seeds where they lie, and their synthetic twins in
//! `fixtures/registers/`.

mod apart;
mod denials;
mod labels;
mod layouts;
mod notices;
mod own_words;
mod pasted;
mod prose;
mod random;
mod room;
mod shown;
mod structured;
mod twin;

use super::Imported;
use crate::register::Register;

/// A document of a folder beside the project; none, with a notice, where the
/// folder is not there.
pub(super) fn shared(folder: &str, start: &str) -> Option<(String, Vec<u8>)> {
    let path = format!("{}/../shared/{folder}", env!("CARGO_MANIFEST_DIR"));
    let found = std::fs::read_dir(&path).ok().and_then(|dir| {
        dir.flatten()
            .find(|f| f.file_name().to_string_lossy().starts_with(start))
    });
    let Some(file) = found else {
        notice(&format!("shared/{folder}/{start}* is absent: not tested"));
        return None;
    };
    let bytes = std::fs::read(file.path()).expect("a seed can be read");
    Some((file.file_name().to_string_lossy().into_owned(), bytes))
}

/// Says what was not tested, past what the test harness swallows.
fn notice(text: &str) {
    use std::io::Write as _;
    _ = writeln!(std::io::stderr(), "notice: {text}");
}

fn fixture(name: &str) -> Vec<u8> {
    let path = format!("{}/fixtures/registers/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read(&path).unwrap_or_else(|e| panic!("{path}: {e}"))
}

/// Reads a document and demands of it what every import gives: a register
/// without a fault, and no word that the document does not say.
pub(super) fn sound(bytes: &[u8], name: &str) -> (Imported, Register) {
    let imported = Imported::read(bytes, name);
    let yaml = imported.yaml();
    let register = match Register::parse(&yaml, "register.yaml") {
        Ok(register) => register,
        Err(e) => panic!("{name}: {}\n{yaml}", e.render(false)),
    };
    quotes(&yaml, bytes, name);
    (imported, register)
}

/// Every text between quotes stands in the document.
fn quotes(yaml: &str, bytes: &[u8], name: &str) {
    let document = super::Document::read(bytes, name);
    let mut all = document.words();
    for block in &document.blocks {
        if let super::Block::Table(table) = block {
            all.push_str(table.sheet.as_deref().unwrap_or_default());
        }
    }
    all.push_str(&String::from_utf8_lossy(bytes));
    // markup is no word
    let plain: Vec<String> = all.lines().map(super::line::without_tags).collect();
    all.push_str(&plain.join("\n"));
    let squeezed = squeeze(&all);
    for line in yaml.lines() {
        // first and family name stand under labels of their own
        let person = ["  controller:", "  dpo:", "  representative:"];
        let apart = person.iter().any(|key| line.starts_with(key));
        for text in quoted(line) {
            let pieces = text.split(|c| c == '\n' || apart && c == ' ');
            for piece in pieces {
                let wanted = squeeze(piece);
                assert!(
                    squeezed.contains(&wanted),
                    "{name}: not in the document: {piece}\n{line}"
                );
            }
        }
    }
}

/// The quoted texts of a line of YAML that quote the document: not its places
/// nor its hash.
fn quoted(line: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut rest = line;
    while let Some(at) = rest.find('"') {
        let (before, after) = rest.split_at(at);
        let mut stream = serde_json::Deserializer::from_str(after).into_iter::<String>();
        let text = stream.next().expect("a text ends").expect("JSON's escapes");
        rest = &after[stream.byte_offset()..];
        let key = before
            .trim_end()
            .rsplit([' ', '{', ','])
            .find(|w| !w.is_empty());
        let ours = [
            "source:",
            "sha256:",
            "file:",
            "answer:",
            "outside_eu:",
            "id:",
            "applies_to:",
        ];
        if !key.is_some_and(|k| ours.contains(&k)) {
            out.push(text);
        }
    }
    out
}

/// Letters and figures only: white space, markup and bullets are not words.
fn squeeze(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}
