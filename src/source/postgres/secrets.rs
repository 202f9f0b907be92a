//! The files in which users of libpq keep how to connect: the password file
//! and the service file. Formats: PostgreSQL documentation, "The Password
//! File" and "The Connection Service File".

use crate::source::Environment;
use std::fs::File;
use std::io::Read as _;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

/// Whom a password is for.
pub(super) struct Login<'a> {
    pub(super) host: &'a str,
    pub(super) port: u16,
    pub(super) database: &'a str,
    pub(super) user: &'a str,
}

/// A password file that others can read is refused, as libpq does.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct OpenToOthers;

/// The password of the first line of `file` that matches, if any.
pub(super) fn password(file: &Path, login: &Login<'_>) -> Result<Option<String>, OpenToOthers> {
    let Ok(mut opened) = File::open(file) else {
        return Ok(None);
    };
    let regular = opened.metadata().ok().filter(std::fs::Metadata::is_file);
    let Some(meta) = regular else { return Ok(None) };
    if meta.mode() & 0o077 != 0 {
        return Err(OpenToOthers);
    }
    let mut text = String::new();
    if opened.read_to_string(&mut text).is_err() {
        return Ok(None);
    }
    Ok(text.lines().find_map(|line| matching(line, login)))
}

/// The password of one line `host:port:database:user:password`, where the
/// others match: equal, or `*`.
fn matching(line: &str, login: &Login<'_>) -> Option<String> {
    if line.starts_with('#') {
        return None;
    }
    let fields = fields(line);
    let [host, port, database, user, password] = fields.as_slice() else {
        return None;
    };
    let wanted = [
        (host, login.host),
        (port, &login.port.to_string()),
        (database, login.database),
        (user, login.user),
    ];
    let all = wanted
        .iter()
        .all(|(field, value)| *field == "*" || field == value);
    all.then(|| password.clone())
}

/// Five fields parted by `:`; `\` escapes `:` and itself.
fn fields(line: &str) -> Vec<String> {
    let mut fields = vec![String::new()];
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        let c = match c {
            ':' if fields.len() < 5 => {
                fields.push(String::new());
                continue;
            }
            '\\' => chars.next().unwrap_or('\\'),
            c => c,
        };
        if let Some(field) = fields.last_mut() {
            field.push(c);
        }
    }
    fields
}

/// Parameters of a service, in order; the user's file wins over the system's.
pub(super) fn service(name: &str, environment: &Environment) -> Option<Vec<(String, String)>> {
    let own = match environment.get("PGSERVICEFILE") {
        Some(path) => Some(PathBuf::from(path)),
        None => environment
            .get("HOME")
            .map(|home| Path::new(home).join(".pg_service.conf")),
    };
    let system = environment
        .get("PGSYSCONFDIR")
        .map_or_else(|| PathBuf::from("/etc/postgresql-common"), PathBuf::from)
        .join("pg_service.conf");
    own.into_iter().chain([system]).find_map(|file| {
        let text = std::fs::read_to_string(file).ok()?;
        section(&text, name)
    })
}

/// The lines `key=value` under `[name]`.
fn section(text: &str, name: &str) -> Option<Vec<(String, String)>> {
    let header = format!("[{name}]");
    let mut lines = text.lines().map(str::trim);
    lines.find(|line| *line == header)?;
    let pairs = lines
        .take_while(|line| !line.starts_with('['))
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('='))
        .map(|(key, value)| (key.trim().to_owned(), value.trim().to_owned()))
        .collect();
    Some(pairs)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt as _;

    const LOGIN: Login<'_> = Login {
        host: "db.exemple.fr",
        port: 5432,
        database: "paie",
        user: "anne",
    };

    fn found(line: &str) -> Option<String> {
        matching(line, &LOGIN)
    }

    #[test]
    fn lines_of_the_password_file_match() {
        assert_eq!(
            found("db.exemple.fr:5432:paie:anne:p1").as_deref(),
            Some("p1")
        );
        assert_eq!(found("*:*:*:*:p2").as_deref(), Some("p2"));
        assert_eq!(found(r"*:*:*:anne:a\:b\\c").as_deref(), Some(r"a:b\c"));
        assert_eq!(found("*:*:*:*:a:b").as_deref(), Some("a:b"));
        assert_eq!(found("#*:*:*:*:p"), None);
        assert_eq!(found("autre:*:*:*:p"), None);
        assert_eq!(found("*:5433:*:*:p"), None);
        assert_eq!(found("*:*:*"), None);
    }

    #[test]
    fn a_password_file_open_to_others_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("pgpass");
        assert_eq!(password(&file, &LOGIN), Ok(None));
        std::fs::write(&file, "# moi\nautre:*:*:*:p1\n*:*:paie:*:p2\n*:*:*:*:p3\n").unwrap();
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).unwrap();
        assert_eq!(password(&file, &LOGIN), Err(OpenToOthers));
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).unwrap();
        assert_eq!(password(&file, &LOGIN), Ok(Some("p2".to_owned())));
    }

    #[test]
    fn services_are_read() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("services");
        std::fs::write(
            &file,
            "[a]\nhost=x\n\n[paie]\n# c\nhost = db\nport=6\n[b]\nport=7\n",
        )
        .unwrap();
        let vars = [("PGSERVICEFILE", file.to_str().unwrap())];
        let environment = Environment::from_vars(vars);
        let expected = [("host", "db"), ("port", "6")].map(|(k, v)| (k.to_owned(), v.to_owned()));
        assert_eq!(
            service("paie", &environment).as_deref(),
            Some(&expected[..])
        );
        assert_eq!(service("zz", &environment), None);
    }
}
