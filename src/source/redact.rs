//! Takes passwords out of what a user gave as a source, before it is shown.
//!
//! Careful rather than pretty: what is not clearly free of a password is
//! masked, since a mistyped URL is shown in an error message too.

/// What stands for a secret.
const MASK: &str = "***";

/// Keys whose values are secrets, in queries and connection strings.
const SECRET_KEYS: [&str; 4] = ["password", "sslpassword", "passwd", "pwd"];

/// The same text without its passwords: `postgres://anne:secret@host/db`
/// becomes `postgres://anne:***@host/db`.
#[must_use]
pub fn redact(given: &str) -> String {
    mask_keys(&mask_userinfo(given))
}

/// Masks from the first `:` behind the scheme to the last `@`: an unescaped
/// `@`, `/` or `?` in a password must not let part of it through. The scheme may
/// be missing or mistyped (`postgres:anne:secret@host`); what begins as a path
/// does is one.
fn mask_userinfo(given: &str) -> String {
    let start = match given.find("://") {
        Some(scheme) => scheme + "://".len(),
        None if given.starts_with(['/', '.', '~']) => return given.to_owned(),
        None => match (given.find(':'), given.rfind('@')) {
            (Some(colon), Some(at)) if colon < at => 0,
            (Some(colon), _) => {
                let behind = given[colon + 1..].trim_start_matches('/');
                given.len() - behind.len()
            }
            (None, _) => return given.to_owned(),
        },
    };
    let rest = &given[start..];
    let Some(colon) = rest.find(':') else {
        return given.to_owned();
    };
    let end = match rest.rfind('@') {
        Some(at) if at > colon => at,
        _ => match misplaced(rest, colon) {
            Some(end) => end,
            None => return given.to_owned(),
        },
    };
    let (user, host) = (&rest[..=colon], &rest[end..]);
    format!("{}{user}{MASK}{host}", &given[..start])
}

/// `user:password` without a host: what stands where a port should, up to the
/// end of the authority, is no number.
fn misplaced(rest: &str, colon: usize) -> Option<usize> {
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let port = rest.get(colon + 1..end)?;
    let number = port.bytes().all(|b| b.is_ascii_digit());
    (!number && !rest.starts_with('[')).then_some(end)
}

/// Masks the values of `password=...` up to the next separator.
fn mask_keys(text: &str) -> String {
    let lower = text.to_ascii_lowercase();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while let Some((start, end)) = next_secret(text, &lower, at) {
        out.push_str(&text[at..start]);
        out.push_str(MASK);
        at = end;
    }
    out.push_str(&text[at..]);
    out
}

/// Byte range of the next secret value at or behind `from`.
fn next_secret(text: &str, lower: &str, from: usize) -> Option<(usize, usize)> {
    SECRET_KEYS
        .iter()
        .filter_map(|key| {
            let mut keys = lower[from..].match_indices(key);
            keys.find_map(|(at, _)| value_of(text, from + at + key.len()))
        })
        .min()
}

/// Byte range of the value of a key that ends at `end`, if it has one.
fn value_of(text: &str, end: usize) -> Option<(usize, usize)> {
    let value = text[end..].trim_start().strip_prefix('=')?.trim_start();
    let start = text.len() - value.len();
    Some((start, value_end(text, start)))
}

/// Where a value ends: at its closing quote, or at the next `&` or space.
fn value_end(text: &str, start: usize) -> usize {
    let rest = &text[start..];
    let quote = rest.chars().next().filter(|c| matches!(c, '\'' | '"'));
    let length = match quote {
        Some(quote) => rest[1..].rfind(quote).map_or(rest.len(), |end| end + 2),
        None => rest
            .find(|c: char| c == '&' || c.is_whitespace())
            .unwrap_or(rest.len()),
    };
    start + length
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_do_not_show() {
        for (given, shown) in [
            ("postgres://host/db", "postgres://host/db"),
            (
                "postgres://anne@host:5432/db",
                "postgres://anne@host:5432/db",
            ),
            (
                "postgres://anne:s3cret@host/db",
                "postgres://anne:***@host/db",
            ),
            (
                "postgres://anne:s3@cret@host/db",
                "postgres://anne:***@host/db",
            ),
            (
                "postgres://anne:s3/cret@host/db",
                "postgres://anne:***@host/db",
            ),
            (
                "postgres://anne:12/s3cret?@host/db",
                "postgres://anne:***@host/db",
            ),
            (
                "postgres://anne@host/db?Password=s3cret&sslmode=require",
                "postgres://anne@host/db?Password=***&sslmode=require",
            ),
            (
                "host=h password='s3 cret' dbname=d",
                "host=h password=*** dbname=d",
            ),
            ("mysql://root:s3cret@h/d", "mysql://root:***@h/d"),
            (
                "jdbc:postgresql://u:s3cret@h/d",
                "jdbc:postgresql://u:***@h/d",
            ),
            ("postgres://anne:s3cret/db", "postgres://anne:***/db"),
            ("postgres://[::1]:5432/db", "postgres://[::1]:5432/db"),
            ("postgres://a:1,b:2/db", "postgres://a:***/db"),
            ("postgres://anne:se,cret/db", "postgres://anne:***/db"),
            ("postgres:anne:s3cret@host/db", "postgres:***@host/db"),
            ("postgres:/anne:s3cret@h/db", "postgres:***@h/db"),
            ("postgres:anne:s3cret/db", "postgres:anne:***/db"),
            ("anne:s3cret@host/db", "anne:***@host/db"),
            (
                "host=h password = s3cret dbname=d",
                "host=h password = *** dbname=d",
            ),
            ("password=\"s3 cret\"", "password=***"),
            ("passwords and pwd=s3cret", "passwords and pwd=***"),
            ("/srv/partage", "/srv/partage"),
            ("/srv/12:30@bureau", "/srv/12:30@bureau"),
            ("comptes:2024.csv", "comptes:2024.csv"),
        ] {
            assert_eq!(redact(given), shown);
            assert!(!redact(given).contains("cret"));
        }
    }
}
