//! One form for locations, so that a pattern and a scanned place meet whatever
//! way each was written: scheme aliases, host case, default ports, user names,
//! percent-encoding, backslashes and composed or decomposed accents.
//!
//! Wildcards exist only in patterns: a `*` or `?` that stands in a real name
//! (or is written `%2A`, `%3F` in a pattern) becomes a private-use character.

use std::borrow::Cow;
use unicode_normalization::{UnicodeNormalization as _, is_nfc};

/// What sort of place a location names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scheme {
    /// Relative to the root of any scanned tree.
    None,
    /// `file:`, `smb:`: paths.
    File,
    /// A database: `schema.table.column` after the last `/`.
    Database,
    /// Another address with `//`.
    Other,
    /// `paper:`, `mailbox:`: declared, never scanned.
    Opaque,
}

/// Schemes that may be written without `//`: places that are declared only.
const OPAQUE: &[&str] = &["paper", "papier", "mailbox", "person", "service"];

/// Scheme as written, the name it goes by, default port, kind.
const KNOWN: &[(&str, &str, Option<&str>, Scheme)] = &[
    ("file", "file", None, Scheme::File),
    ("smb", "smb", Some(":445"), Scheme::File),
    ("cifs", "smb", Some(":445"), Scheme::File),
    ("postgres", "postgres", Some(":5432"), Scheme::Database),
    ("postgresql", "postgres", Some(":5432"), Scheme::Database),
    ("mysql", "mysql", Some(":3306"), Scheme::Database),
    ("mariadb", "mysql", Some(":3306"), Scheme::Database),
    ("sqlserver", "sqlserver", Some(":1433"), Scheme::Database),
    ("mssql", "sqlserver", Some(":1433"), Scheme::Database),
    ("odbc", "odbc", None, Scheme::Database),
    ("sqlite", "sqlite", None, Scheme::Database),
    ("http", "http", Some(":80"), Scheme::Other),
    ("https", "https", Some(":443"), Scheme::Other),
];

const LITERAL_STAR: char = '\u{f102}';
const LITERAL_QUESTION: char = '\u{f13f}';

/// A pattern as written, in normal form, wildcards kept.
pub(super) fn pattern(written: &str) -> (String, Scheme) {
    let (mut text, scheme) = normal(&backslashes(written));
    if text.ends_with('/') && text.contains(['*', '?']) {
        text.push_str("**");
    } else if scheme != Scheme::Opaque {
        trim_end(&mut text);
    }
    (text, scheme)
}

/// The URI of a scanned source, in normal form, without `/` at the end.
#[must_use]
pub fn uri(written: &str) -> String {
    let mut text = normal(&protect(written)).0;
    trim_end(&mut text);
    text
}

/// A path below a source, in normal form.
#[must_use]
pub fn path(written: &str) -> String {
    composed(decoded(&protect(written)))
}

/// Wildcard characters of real names are literal.
fn protect(text: &str) -> Cow<'_, str> {
    if !text.contains(['*', '?']) {
        return Cow::Borrowed(text);
    }
    let literal = |c| match c {
        '*' => LITERAL_STAR,
        '?' => LITERAL_QUESTION,
        c => c,
    };
    Cow::Owned(text.chars().map(literal).collect())
}

fn trim_end(text: &mut String) {
    while text.len() > 1 && text.ends_with('/') && !text.ends_with("//") {
        text.pop();
    }
}

/// `\\server\share`, `D:\x` and `RH\Paie` with `/`.
fn backslashes(written: &str) -> Cow<'_, str> {
    if written.contains('/') || !written.contains('\\') {
        Cow::Borrowed(written)
    } else {
        Cow::Owned(written.replace('\\', "/"))
    }
}

fn normal(written: &str) -> (String, Scheme) {
    let Some((scheme, rest)) = split_scheme(written) else {
        return bare(written);
    };
    let Some(rest) = rest.strip_prefix("//") else {
        return (
            format!("{scheme}:{}", composed(decoded(rest))),
            Scheme::Opaque,
        );
    };
    let known = KNOWN.iter().find(|k| k.0 == scheme);
    let (name, port, kind) =
        known.map_or((scheme.as_str(), None, Scheme::Other), |k| (k.1, k.2, k.3));
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let path = squeezed(&composed(decoded(path)));
    (format!("{name}://{}{path}", host(authority, port)), kind)
}

/// `scheme:` at the start, lower-cased. A drive letter is none; and without
/// `//` only places that are declared and never scanned are meant, since the
/// name of a folder may hold a colon.
fn split_scheme(written: &str) -> Option<(String, &str)> {
    let (scheme, rest) = written.split_once(':')?;
    let mut chars = scheme.chars();
    let valid = chars.next()?.is_ascii_alphabetic()
        && scheme.len() > 1
        && chars.all(|c| c.is_ascii_alphanumeric() || "+.-".contains(c));
    let scheme = scheme.to_ascii_lowercase();
    let meant = rest.starts_with("//") || OPAQUE.contains(&scheme.as_str());
    (valid && meant).then_some((scheme, rest))
}

/// Without scheme: `//server/share` and absolute paths are what they look
/// like, anything else is relative.
fn bare(written: &str) -> (String, Scheme) {
    let drive = written.as_bytes().get(1) == Some(&b':')
        && written.as_bytes()[0].is_ascii_alphabetic()
        && matches!(written.as_bytes().get(2), None | Some(b'/'));
    if let Some(server) = written.strip_prefix("//") {
        return normal(&format!("smb://{server}"));
    }
    if drive {
        return normal(&format!("file:///{written}"));
    }
    if written.starts_with('/') {
        return normal(&format!("file://{written}"));
    }
    let relative = written.trim_start_matches("./");
    (squeezed(&composed(decoded(relative))), Scheme::None)
}

/// Without user name and default port, lower case.
fn host(authority: &str, port: Option<&str>) -> String {
    let host = authority.rsplit_once('@').map_or(authority, |(_, h)| h);
    let host = port
        .and_then(|p| host.strip_suffix(p))
        .unwrap_or(host)
        .to_lowercase();
    if host == "localhost" && port.is_none() {
        return String::new();
    }
    composed(decoded(&host))
}

/// `//` and `/./` inside a path are `/`.
fn squeezed(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    let last = path.split('/').count() - 1;
    for (i, part) in path.split('/').enumerate() {
        if i > 0 && !out.ends_with('/') {
            out.push('/');
        }
        if (part != "." && !part.is_empty()) || (i == last && part.is_empty()) {
            out.push_str(if part == "." { "" } else { part });
        }
    }
    out
}

/// Percent-decoded; `%2F` stays (it parts nothing), `%2A` and `%3F` are literal.
fn decoded(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return Cow::Borrowed(text);
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&b, tail)) = rest.split_first() {
        let code = (b == b'%').then(|| hex(tail)).flatten();
        rest = match code {
            Some(b'/') | None => {
                bytes.push(b);
                tail
            }
            Some(b'*') => {
                bytes.extend(LITERAL_STAR.to_string().bytes());
                &tail[2..]
            }
            Some(b'?') => {
                bytes.extend(LITERAL_QUESTION.to_string().bytes());
                &tail[2..]
            }
            Some(other) => {
                bytes.push(other);
                &tail[2..]
            }
        };
    }
    Cow::Owned(String::from_utf8_lossy(&bytes).into_owned())
}

fn hex(after: &[u8]) -> Option<u8> {
    let digits = std::str::from_utf8(after.get(..2)?).ok()?;
    let plain = digits.bytes().all(|b| b.is_ascii_hexdigit());
    u8::from_str_radix(digits, 16).ok().filter(|_| plain)
}

/// Accents composed (NFC): what macOS stores decomposed is the same name.
fn composed(text: Cow<'_, str>) -> String {
    if text.is_ascii() || is_nfc(&text) {
        text.into_owned()
    } else {
        text.nfc().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn norm(written: &str) -> String {
        pattern(written).0
    }

    #[test]
    fn ways_of_writing_meet() {
        for (written, expected) in [
            (
                "postgresql://dpo@SRV:5432/erp/rh.*",
                "postgres://srv/erp/rh.*",
            ),
            ("postgres://srv:6432/erp", "postgres://srv:6432/erp"),
            ("/srv/partage/RH/", "file:///srv/partage/RH"),
            (
                "file://localhost/srv//partage/./RH",
                "file:///srv/partage/RH",
            ),
            ("\\\\SRV-FIC\\RH\\**", "smb://srv-fic/RH/**"),
            ("D:\\Sauvegardes", "file:///D:/Sauvegardes"),
            ("./RH/Paie/**", "RH/Paie/**"),
            ("RH/*/", "RH/*/**"),
            ("Ressources%20Humaines/**", "Ressources Humaines/**"),
            ("Note: important/x", "Note: important/x"),
            ("paper:armoire RH", "paper:armoire RH"),
            ("Se\u{301}curite\u{301}", "Sécurité"),
            ("100%/x%zz", "100%/x%zz"),
            ("a%2Fb", "a%2Fb"),
        ] {
            assert_eq!(norm(written), expected, "{written}");
        }
    }

    #[test]
    fn schemes_are_told() {
        assert_eq!(pattern("RH").1, Scheme::None);
        assert_eq!(pattern("odbc://filemaker/x").1, Scheme::Database);
        assert_eq!(pattern("mailbox:a@exemple.fr").1, Scheme::Opaque);
        assert_eq!(pattern("s3://bucket/x").1, Scheme::Other);
    }

    #[test]
    fn names_with_wildcard_characters_are_literal() {
        assert_eq!(path("a*b?"), norm("a%2Ab%3F"));
        assert_ne!(path("a*b"), "a*b");
        assert_eq!(uri("file:///srv/partage/"), "file:///srv/partage");
        assert_eq!(uri("file:///"), "file:///");
    }
}
