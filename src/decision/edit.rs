//! Edits of `decisions.toml`: a decision is put in the place of the one about the
//! same gap, else at the end. All else stays as it is written: order, comments,
//! quotation marks, spaces. The result is read again; it must say just what was
//! to be said and hold every comment it held, or nothing is given back.

use super::{About, Decision, Match, read, toml};
use crate::register::{Date, RegisterError};
use std::collections::BTreeMap;
use toml_edit::{ArrayOfTables, DocumentMut, InlineTable, Item, Table, Value};

/// The first lines of a new file.
const HEAD: &str = "\
# Décisions sur les écarts (limier decide, limier decisions import).
# verdict : declare | delete | accept | false_positive ; accept et false_positive
# demandent reason et expires, et valent tant que l’écart ne va pas au-delà de ce
# qui est écrit (level, items, persons, places).
";

/// Why the file cannot be changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// It is wrong as it stands.
    #[error(transparent)]
    Unreadable(#[from] RegisterError),
    /// Decisions stand in brackets in one line (`decision = [{…}]`).
    #[error("write each decision as [[decision]]; they cannot be changed in `decision = […]`")]
    Inline,
    /// The result would say something else.
    #[error("{0} cannot be written without touching the rest; change the file by hand")]
    Entangled(String),
}

impl EditError {
    /// In one language.
    #[must_use]
    pub fn render(&self, french: bool) -> String {
        match self {
            Self::Unreadable(e) => e.render(french),
            _ if !french => self.to_string(),
            Self::Inline => {
                "écrire chaque décision comme [[decision]] ; elles ne peuvent être changées dans `decision = […]`".to_owned()
            }
            Self::Entangled(what) => {
                format!("{what} ne peut être écrit sans toucher au reste ; changer le fichier à la main")
            }
        }
    }
}

/// What became of one decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Done {
    /// It is new.
    Added,
    /// It stands in the place of another.
    Replaced,
    /// It was there already, word for word.
    Kept,
}

/// Puts decisions into the text of the file, one after the other; says of each
/// what became of it. An empty text becomes a new file.
///
/// # Errors
/// The text is wrong as it stands, or cannot be changed without touching more.
///
/// The mark at the start of a text and its line ends stay.
pub fn put(text: &str, file: &str, new: &[Decision]) -> Result<(String, Vec<Done>), EditError> {
    let body = text.strip_prefix(MARK).unwrap_or(text);
    let ends = body.matches('\n').count();
    let crlf = ends > 0 && body.matches("\r\n").count() == ends;
    let (mut changed, done) = put_in(&body.replace("\r\n", "\n"), file, new)?;
    if done.iter().all(|d| *d == Done::Kept) {
        return Ok((text.to_owned(), done));
    }
    if crlf {
        changed = changed.replace('\n', "\r\n");
    }
    if body.len() < text.len() {
        changed.insert(0, MARK);
    }
    Ok((changed, done))
}

/// What some editors write before a text of UTF-8.
const MARK: char = '\u{feff}';

fn put_in(text: &str, file: &str, new: &[Decision]) -> Result<(String, Vec<Done>), EditError> {
    let before = read(text, file)?;
    let mut wanted = before.clone();
    let done: Vec<Done> = new.iter().map(|d| place(&mut wanted, d)).collect();
    if done.iter().all(|d| *d == Done::Kept) {
        return Ok((text.to_owned(), done));
    }
    let changed = rewritten(text, &before, new)?;
    let entangled = || {
        let all: Vec<String> = new.iter().map(|d| d.about.say()).collect();
        EditError::Entangled(all.join(" ; "))
    };
    let after = read(&changed, file).map_err(|_| entangled())?;
    let same = after.len() == wanted.len() && after.iter().zip(&wanted).all(|(a, w)| a.same(w));
    match same && lost(text, &changed).is_empty() {
        true => Ok((changed, done)),
        false => Err(entangled()),
    }
}

/// What the list of decisions has to be afterwards.
fn place(all: &mut Vec<Decision>, new: &Decision) -> Done {
    let Some(first) = all.iter().position(|d| d.about.same(&new.about)) else {
        all.push(new.clone());
        return Done::Added;
    };
    let twice = all.iter().skip(first + 1).any(|d| d.about.same(&new.about));
    if all[first].same(new) && !twice {
        return Done::Kept;
    }
    // the id stays as it is written
    let about = all[first].about.clone();
    all[first] = Decision {
        about,
        ..new.clone()
    };
    let mut at = 0;
    all.retain(|d| {
        at += 1;
        at <= first + 1 || !d.about.same(&new.about)
    });
    Done::Replaced
}

fn rewritten(text: &str, before: &[Decision], new: &[Decision]) -> Result<String, EditError> {
    let whole = match text.trim().is_empty() {
        true => HEAD,
        false => text,
    };
    if before.is_empty() {
        // comments alone would go after what is added
        let added = rewritten_in(DocumentMut::new(), before, new)?;
        let gap = if whole.ends_with('\n') { "" } else { "\n" };
        return Ok(format!("{whole}{gap}{added}"));
    }
    let document = whole.parse().map_err(|_| EditError::Inline)?;
    rewritten_in(document, before, new)
}

fn rewritten_in(
    mut document: DocumentMut,
    before: &[Decision],
    new: &[Decision],
) -> Result<String, EditError> {
    let table = document.as_table_mut();
    let list = table
        .entry("decision")
        .or_insert_with(|| Item::ArrayOfTables(ArrayOfTables::new()));
    let list = list.as_array_of_tables_mut().ok_or(EditError::Inline)?;
    let mut abouts: Vec<About> = before.iter().map(|d| d.about.clone()).collect();
    for decision in new {
        let same = |a: &About| a.same(&decision.about);
        match abouts.iter().position(same) {
            Some(at) => {
                let mut gone = Vec::new();
                for other in (at + 1..abouts.len()).rev() {
                    if same(&abouts[other]) {
                        gone.extend(list.get(other).map(all_comments));
                        list.remove(other);
                        abouts.remove(other);
                    }
                }
                let entry = list.get_mut(at).ok_or(EditError::Inline)?;
                refill(entry, decision);
                move_above(entry, &gone.concat());
            }
            None => {
                list.push(fresh(decision));
                abouts.push(decision.about.clone());
            }
        }
    }
    Ok(document.to_string())
}

/// Writes a decision over an entry; comments beside what goes stand above it then.
fn refill(entry: &mut Table, decision: &Decision) {
    let before = entry.to_string();
    fill(entry, decision);
    let gone = lost(&before, &entry.to_string());
    move_above(entry, &gone);
}

fn move_above(entry: &mut Table, comments: &[String]) {
    let prefix = entry.decor().prefix().and_then(|p| p.as_str());
    let mut above = prefix.unwrap_or("\n").to_owned();
    for comment in comments {
        above += comment;
        above.push('\n');
    }
    entry.decor_mut().set_prefix(above);
}

/// Every comment of an entry, those above it included.
fn all_comments(entry: &Table) -> Vec<String> {
    let prefix = entry.decor().prefix().and_then(|p| p.as_str());
    let suffix = entry.decor().suffix().and_then(|p| p.as_str());
    let body = entry.to_string();
    let texts = [prefix.unwrap_or(""), suffix.unwrap_or(""), &body];
    let each = texts.iter().flat_map(|t| comments(t));
    each.map(str::to_owned).collect()
}

fn fresh(decision: &Decision) -> Table {
    let mut entry = Table::new();
    entry.decor_mut().set_prefix("\n");
    match &decision.about {
        About::Gap(id) => entry["gap"] = toml_edit::value(id.as_str()),
        About::Match(fits) => entry["match"] = toml_edit::value(inline(fits)),
    }
    fill(&mut entry, decision);
    entry
}

fn inline(fits: &Match) -> InlineTable {
    let keys = [
        ("code", &fits.code),
        ("activity", &fits.activity),
        ("place", &fits.place),
    ];
    let keys = keys.into_iter().filter_map(|(k, v)| Some((k, v.as_ref()?)));
    keys.map(|(k, v)| (k, Value::from(v.as_str()))).collect()
}

/// Writes every key but `gap` and `match`; what is not said any more goes.
fn fill(entry: &mut Table, decision: &Decision) {
    let mut keys: Vec<(&str, Value)> = vec![("verdict", decision.verdict.as_str().into())];
    for (key, text) in [("reason", &decision.reason), ("owner", &decision.owner)] {
        if !text.is_empty() {
            keys.push((key, text.as_str().into()));
        }
    }
    for (key, day) in [("decided", decision.decided), ("expires", decision.expires)] {
        keys.extend(day.map(|day| (key, date(day))));
    }
    keys.extend(toml::pairs(&decision.accepts));
    for key in [
        "reason", "owner", "decided", "expires", "level", "items", "persons", "places", "digest",
    ] {
        if !keys.iter().any(|(k, _)| *k == key) {
            entry.remove(key);
        }
    }
    for (key, value) in keys {
        set(entry, key, value);
    }
}

/// A value in the place of another keeps what is written around it.
fn set(entry: &mut Table, key: &str, mut value: Value) {
    match entry.get_mut(key).and_then(Item::as_value_mut) {
        Some(old) => {
            *value.decor_mut() = old.decor().clone();
            *old = value;
        }
        None => entry[key] = toml_edit::value(value),
    }
}

fn date(day: Date) -> Value {
    let written = day.to_string();
    let parsed: Option<toml_edit::Datetime> = written.parse().ok();
    // years beyond 9999 are no dates of TOML
    parsed.map_or_else(|| Value::from(written), Value::from)
}

/// Comments that a text held and another holds no more, in their order.
fn lost(before: &str, after: &str) -> Vec<String> {
    let mut left: BTreeMap<&str, usize> = BTreeMap::new();
    for comment in comments(after) {
        *left.entry(comment).or_default() += 1;
    }
    let gone = comments(before).into_iter().filter(|c| {
        let Some(n) = left.get_mut(c).filter(|n| **n > 0) else {
            return true;
        };
        *n -= 1;
        false
    });
    gone.map(str::to_owned).collect()
}

/// Every comment of a text of TOML, `#` included, without the end of its line.
fn comments(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(next) = text[at..].find(['#', '"', '\'']) {
        at += next;
        let rest = &text[at..];
        match rest.as_bytes()[0] {
            b'#' => {
                let end = rest.find('\n').unwrap_or(rest.len());
                found.push(rest[..end].trim_end());
                at += end;
            }
            _ => at += string(rest),
        }
    }
    found
}

/// Bytes of the string that a text begins with.
fn string(text: &str) -> usize {
    let quote = &text[..1];
    let long = quote.repeat(3);
    let (close, mut at) = match text.starts_with(&long) {
        true => (long.as_str(), 3),
        false => (quote, 1),
    };
    while at < text.len() {
        if quote == "\"" && text[at..].starts_with('\\') {
            let escaped = text[at + 1..].chars().next().map_or(0, char::len_utf8);
            at += 1 + escaped;
        } else if text[at..].starts_with(close) {
            // a long string may end in one or two quotation marks of its own
            let own = text[at + close.len()..].chars();
            let own = own.take_while(|c| close.len() == 3 && text.starts_with(*c));
            return at + close.len() + own.take(2).count();
        } else {
            at += text[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    text.len()
}
