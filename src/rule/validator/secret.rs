//! Passwords and logins written after their label: what is a value, what is a
//! placeholder, a type, a call or a word of prose.

use super::{Accepted, Grade};
use crate::rule::dictionary::{self, Key};

/// Shortest password taken for one.
const SHORTEST: usize = 4;

/// Words that stand where a secret would: types, states, instructions.
const STANDINS: &[&str] = &[
    "string",
    "str",
    "text",
    "varchar",
    "char",
    "bool",
    "boolean",
    "int",
    "integer",
    "number",
    "any",
    "option",
    "optional",
    "bytes",
    "null",
    "none",
    "nil",
    "true",
    "false",
    "undefined",
    "required",
    "password",
    "passwd",
    "pass",
    "motdepasse",
    "mdp",
    "secret",
    "yes",
    "no",
    "value",
    "valeur",
    "your",
    "votre",
    "here",
    "xxxx",
    "xxxxx",
    "xxxxxx",
    "xxxxxxxx",
    "todo",
    "tbd",
    "redacted",
    "masked",
    "hidden",
    "input",
    "prompt",
    "function",
    "return",
    "self",
    "this",
    "new",
    "void",
    "object",
    "array",
    "type",
    "username",
    "user",
    "login",
    "oublie",
    "forgot",
    "null,",
];

/// Judges the password that starts `text`.
pub(super) fn password(text: &str) -> Option<Accepted> {
    let value = text.trim_end_matches(['.', ',', ';', ')', ']', '}']);
    let n = value.chars().count();
    if !(SHORTEST..=64).contains(&n) || is_placeholder(value) || is_code(value) {
        return None;
    }
    let mixed =
        value.chars().any(|c| c.is_ascii_digit()) || value.chars().any(|c| !c.is_alphanumeric());
    let grade = match Key::of(value).and_then(|k| dictionary::word(&k)) {
        _ if mixed => Grade::Strong,
        // a word of the language may be prose: something else must agree
        Some(_) => Grade::Weak,
        None => Grade::Plain,
    };
    accepted(value.len(), grade)
}

/// Judges the login that starts `text`.
pub(super) fn login(text: &str) -> Option<Accepted> {
    let value = text.trim_end_matches(['.', '-', '_', '@']);
    let n = value.chars().count();
    let letter = value.chars().any(char::is_alphabetic);
    if !(3..=40).contains(&n) || !letter || is_placeholder(value) || is_code(value) {
        return None;
    }
    let plain = value.chars().all(char::is_alphabetic);
    let word = Key::of(value).is_some_and(|k| dictionary::is_common_word(&k));
    if plain && (word || value.starts_with(char::is_uppercase)) {
        return None;
    }
    accepted(
        value.len(),
        if plain { Grade::Plain } else { Grade::Strong },
    )
}

const fn accepted(len: usize, grade: Grade) -> Option<Accepted> {
    Some(Accepted {
        len,
        grade,
        test: false,
    })
}

/// `<password>`, `${DB_PASS}`, `********`, `required`.
fn is_placeholder(value: &str) -> bool {
    let mut chars = value.chars();
    let first = chars.next();
    let marked = matches!(
        first,
        Some(
            '<' | '$'
                | '{'
                | '%'
                | '['
                | '('
                | '@'
                | '&'
                | '#'
                | '*'
                | '•'
                | '/'
                | '\\'
                | '|'
                | '`'
                | '-'
                | '.'
        )
    );
    let one = chars.all(|c| Some(c) == first);
    let lower = value.to_ascii_lowercase();
    // a secret may begin with a sign, but not look like a variable
    let hash_like =
        matches!(first, Some('$')) && value[1..].starts_with(|c: char| c.is_ascii_digit());
    one || marked && !hash_like || STANDINS.contains(&lower.as_str())
}

/// `getpass()`, `os.environ["PASS"]`, `config.password`, `hash(x)`.
fn is_code(value: &str) -> bool {
    let call = value.contains('(') && value.contains(')')
        || value.ends_with('(')
        || value.contains("::")
        || value.contains("->");
    let path = value.split('.').count() > 1
        && value
            .split('.')
            .all(|p| !p.is_empty() && p.chars().all(|c| c.is_ascii_lowercase() || c == '_'))
        && !value.contains('@');
    let variable = value.contains('_') && value.chars().all(|c| c.is_ascii_uppercase() || c == '_');
    let quoted = value.contains("\\n")
        || value.contains("${")
        || value.contains("{{")
        || value.contains("%s");
    call || path || variable || quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_told_from_placeholders_and_code() {
        for (value, grade) in [
            ("Azerty123!", Grade::Strong),
            ("changeme", Grade::Plain),
            ("hunter2", Grade::Strong),
            ("P@ss.w0rd", Grade::Strong),
            ("obligatoire", Grade::Weak),
        ] {
            assert_eq!(password(value).map(|a| a.grade), Some(grade), "{value}");
        }
        for value in [
            "<password>",
            "${DB_PASS}",
            "********",
            "String",
            "required",
            "getpass()",
            "config.password",
            "DB_PASSWORD",
            "abc",
            "{{secret}}",
            "xxxxxx",
        ] {
            assert_eq!(password(value), None, "{value}");
        }
    }

    #[test]
    fn logins_are_no_words() {
        assert!(login("jdupont").is_some());
        assert!(login("m.martin2").is_some());
        for value in [
            "required", "admin()", "Bonjour", "12345", "client", "<user>",
        ] {
            assert_eq!(login(value), None, "{value}");
        }
    }
}
