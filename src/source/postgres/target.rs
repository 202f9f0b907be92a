//! What a `postgres://` URL names, completed as libpq does: URL, then service
//! file, then `PG*` variables, then defaults.
//!
//! Stricter than libpq where a mistake would show or send a password: an `@`
//! that is not encoded and a parameter nobody knows are refused.

use super::secrets::{self, Login};
use crate::source::{Environment, Warning};
use std::collections::BTreeMap;
use std::fmt;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Parameters understood, and the variable that sets each.
const PARAMETERS: [(&str, &str); 14] = [
    ("host", "PGHOST"),
    ("port", "PGPORT"),
    ("dbname", "PGDATABASE"),
    ("user", "PGUSER"),
    ("password", "PGPASSWORD"),
    ("passfile", "PGPASSFILE"),
    ("service", "PGSERVICE"),
    ("sslmode", "PGSSLMODE"),
    ("sslrootcert", "PGSSLROOTCERT"),
    ("sslcert", "PGSSLCERT"),
    ("sslkey", "PGSSLKEY"),
    ("connect_timeout", "PGCONNECT_TIMEOUT"),
    ("channel_binding", "PGCHANNELBINDING"),
    ("application_name", "PGAPPNAME"),
];

/// Where Debian, and most of the others, put the server's socket.
const SOCKET_DIRECTORY: &str = "/var/run/postgresql";

/// A message in English and French.
pub(super) type Said = [String; 2];

/// How the server is checked, by libpq's names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SslMode {
    /// Plain text.
    Disable,
    /// TLS if the server has it, unchecked.
    Prefer,
    /// TLS, unchecked.
    Require,
    /// TLS, certificate by a known authority.
    VerifyCa,
    /// TLS, certificate by a known authority for this very host.
    VerifyFull,
}

/// A host name, or the directory of a socket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Host {
    pub(super) name: String,
    pub(super) port: u16,
}

impl Host {
    /// A socket of this machine.
    pub(super) fn is_socket(&self) -> bool {
        self.name.starts_with('/')
    }

    /// What is said to it does not leave this machine.
    fn is_loopback(&self) -> bool {
        self.is_socket()
            || self.name.eq_ignore_ascii_case("localhost")
            || self.name.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
    }
}

/// All that is needed to connect.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Target {
    pub(super) hosts: Vec<Host>,
    pub(super) user: String,
    pub(super) password: Option<String>,
    pub(super) database: String,
    pub(super) ssl: SslMode,
    /// Certificates to trust; none: the system's.
    pub(super) root: Option<PathBuf>,
    /// Our own certificate and key.
    pub(super) client: Option<(PathBuf, PathBuf)>,
    pub(super) connect_timeout: Duration,
    pub(super) channel_binding: tokio_postgres::config::ChannelBinding,
}

impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Target({} as {})", self.uri(), self.user)
    }
}

impl Target {
    /// What `url` names, and what the user should know about it.
    pub(super) fn resolve(
        url: &str,
        environment: &Environment,
    ) -> Result<(Self, Vec<Warning>), Said> {
        let mut params = parse_url(url)?;
        let in_url = params.contains_key("password");
        complete(&mut params, environment)?;
        let (mut target, explicit) = from_params(&params)?;
        let mut warnings = Vec::new();
        if in_url {
            warnings.push(Warning::PasswordInUrl);
        }
        if target.password.is_none() {
            target.password = saved_password(&target, &params, environment, &mut warnings);
        }
        warnings.extend(target.tls_warning(explicit));
        Ok((target, warnings))
    }

    /// `postgres://host:port/database`: no user, no secret. A socket is shown
    /// as `localhost`.
    pub(super) fn uri(&self) -> String {
        let hosts: Vec<String> = self.hosts.iter().map(shown_host).collect();
        format!("postgres://{}/{}", hosts.join(","), self.database)
    }

    /// What may be seen on the way to a server elsewhere.
    fn tls_warning(&self, explicit: bool) -> Option<Warning> {
        let uri = self.uri();
        if !explicit || self.hosts.iter().all(Host::is_loopback) {
            return None;
        }
        match self.ssl {
            SslMode::Disable | SslMode::Prefer => Some(Warning::Plaintext { uri }),
            SslMode::Require => Some(Warning::UnverifiedServer { uri }),
            SslMode::VerifyCa | SslMode::VerifyFull => None,
        }
    }
}

fn shown_host(host: &Host) -> String {
    let name = host.name.to_ascii_lowercase();
    let port = host.port;
    if host.is_socket() {
        format!("localhost:{port}")
    } else if name.contains(':') {
        format!("[{name}]:{port}")
    } else {
        format!("{name}:{port}")
    }
}

fn said(en: &str, fr: &str) -> Said {
    [en.to_owned(), fr.to_owned()]
}

/// Takes a URL apart: `scheme://[user[:password]@][host[:port],...][/db][?k=v&...]`.
fn parse_url(url: &str) -> Result<BTreeMap<&'static str, String>, Said> {
    let (_, rest) = url
        .split_once("://")
        .ok_or_else(|| said("no URL", "pas une adresse"))?;
    let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (authority, database) = rest.split_once('/').unwrap_or((rest, ""));
    let (login, hosts) = authority.split_once('@').unwrap_or(("", authority));
    if [hosts, database, query]
        .iter()
        .any(|part| part.contains('@'))
    {
        return Err(said(
            "an @ in the password or elsewhere must be written %40, a / %2F",
            "un @ dans le mot de passe ou ailleurs s'écrit %40, un / s'écrit %2F",
        ));
    }
    let mut params = BTreeMap::new();
    let (user, password) = login.split_once(':').unwrap_or((login, ""));
    put(&mut params, "user", user)?;
    put(&mut params, "password", password)?;
    put(&mut params, "dbname", database)?;
    put_hosts(&mut params, hosts)?;
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        // Behind a password, a key may be the rest of it.
        let hidden = params.contains_key("password");
        let key = known(key).or_else(|said| if hidden { known("...") } else { Err(said) })?;
        put(&mut params, key, value)?;
    }
    Ok(params)
}

fn put(
    params: &mut BTreeMap<&'static str, String>,
    key: &'static str,
    encoded: &str,
) -> Result<(), Said> {
    if !encoded.is_empty() {
        params.insert(key, decode(encoded)?);
    }
    Ok(())
}

/// `host:port,host:port` as the parallel lists that parameters have.
fn put_hosts(params: &mut BTreeMap<&'static str, String>, hosts: &str) -> Result<(), Said> {
    let (mut names, mut ports) = (Vec::new(), Vec::new());
    for host in hosts.split(',').filter(|_| !hosts.is_empty()) {
        let (name, port) = match host.strip_prefix('[').and_then(|h| h.split_once(']')) {
            Some((name, port)) => (name, port.strip_prefix(':').unwrap_or(port)),
            None => host.rsplit_once(':').unwrap_or((host, "")),
        };
        names.push(decode(name)?);
        ports.push(port);
    }
    if names.iter().any(|name| !name.is_empty()) {
        params.insert("host", names.join(","));
    }
    if ports.iter().any(|port| !port.is_empty()) {
        params.insert("port", ports.join(","));
    }
    Ok(())
}

/// The parameter of this name; the value is never shown, it may be a secret.
fn known(key: &str) -> Result<&'static str, Said> {
    let found = PARAMETERS.iter().find(|(name, _)| *name == key);
    found.map(|(name, _)| *name).ok_or_else(|| {
        let names: Vec<&str> = PARAMETERS.iter().map(|(name, _)| *name).collect();
        let names = names.join(", ");
        [
            format!("unknown parameter {key}; known: {names}"),
            format!("paramètre inconnu {key} ; connus : {names}"),
        ]
    })
}

/// Undoes percent-encoding.
fn decode(text: &str) -> Result<String, Said> {
    let wrong = || said("wrong percent-encoding", "encodage % incorrect");
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(b) = rest.next() {
        if b != b'%' {
            bytes.push(b);
            continue;
        }
        let mut digit = || {
            let digit = char::from(rest.next()?).to_digit(16)?;
            u8::try_from(digit).ok()
        };
        let (Some(high), Some(low)) = (digit(), digit()) else {
            return Err(wrong());
        };
        bytes.push(high << 4 | low);
    }
    match String::from_utf8(bytes) {
        Ok(text) if !text.contains('\0') => Ok(text),
        _ => Err(wrong()),
    }
}

/// Adds what the URL leaves out, from the service file and the environment.
fn complete(
    params: &mut BTreeMap<&'static str, String>,
    environment: &Environment,
) -> Result<(), Said> {
    let service = params.get("service").cloned();
    if let Some(service) = service.as_deref().or_else(|| environment.get("PGSERVICE")) {
        let found = secrets::service(service, environment).ok_or_else(|| {
            [
                format!("service {service} is in no pg_service.conf"),
                format!("le service {service} n'est dans aucun pg_service.conf"),
            ]
        })?;
        for (key, value) in found {
            params.entry(known(&key)?).or_insert(value);
        }
    }
    for (name, variable) in PARAMETERS {
        if let Some(value) = environment.get(variable) {
            params.entry(name).or_insert_with(|| value.to_owned());
        }
    }
    if let Some(user) = environment.get("USER") {
        params.entry("user").or_insert_with(|| user.to_owned());
    }
    Ok(())
}

/// The target, and whether the TLS mode was asked for.
fn from_params(params: &BTreeMap<&'static str, String>) -> Result<(Target, bool), Said> {
    let get = |name: &str| params.get(name).cloned();
    let hosts = hosts(params)?;
    let user = get("user").ok_or_else(|| said("no user", "pas d'utilisateur"))?;
    let ssl = get("sslmode").map(|mode| ssl_mode(&mode)).transpose()?;
    let loopback = hosts.iter().all(Host::is_loopback);
    let default = if loopback {
        SslMode::Prefer
    } else {
        SslMode::VerifyFull
    };
    let seconds = number(params, "connect_timeout")?.unwrap_or(10);
    let target = Target {
        database: get("dbname").unwrap_or_else(|| user.clone()),
        user,
        password: get("password"),
        ssl: ssl.unwrap_or(default),
        root: get("sslrootcert")
            .filter(|path| path != "system")
            .map(PathBuf::from),
        client: get("sslcert")
            .map(PathBuf::from)
            .zip(get("sslkey").map(PathBuf::from)),
        connect_timeout: Duration::from_secs(seconds.clamp(1, 600)),
        channel_binding: channel_binding(get("channel_binding").as_deref())?,
        hosts,
    };
    Ok((target, ssl.is_some()))
}

fn hosts(params: &BTreeMap<&'static str, String>) -> Result<Vec<Host>, Said> {
    let names = params.get("host").map_or("", String::as_str);
    let ports = params.get("port").map_or("", String::as_str);
    let ports: Vec<&str> = ports.split(',').collect();
    let names: Vec<&str> = names.split(',').collect();
    if ports.len() != 1 && ports.len() != names.len() {
        return Err(said(
            "as many ports as hosts",
            "autant de ports que d'hôtes",
        ));
    }
    let port = |i: usize| match *ports.get(i).unwrap_or(&ports[0]) {
        "" => Ok(5432),
        // Not shown: in a URL gone wrong it is part of the password.
        text => text
            .parse()
            .map_err(|_| said("the port is no number", "le port n'est pas un nombre")),
    };
    let host = |(i, name): (usize, &&str)| {
        let name = if name.is_empty() {
            default_host()
        } else {
            (*name).to_owned()
        };
        Ok(Host {
            name,
            port: port(i)?,
        })
    };
    names.iter().enumerate().map(host).collect()
}

fn default_host() -> String {
    if Path::new(SOCKET_DIRECTORY).is_dir() {
        SOCKET_DIRECTORY.to_owned()
    } else {
        "localhost".to_owned()
    }
}

fn ssl_mode(name: &str) -> Result<SslMode, Said> {
    Ok(match name {
        "disable" => SslMode::Disable,
        "allow" | "prefer" => SslMode::Prefer,
        "require" => SslMode::Require,
        "verify-ca" => SslMode::VerifyCa,
        "verify-full" => SslMode::VerifyFull,
        _ => {
            return Err(said(
                "sslmode is one of disable, prefer, require, verify-ca, verify-full",
                "sslmode vaut disable, prefer, require, verify-ca ou verify-full",
            ));
        }
    })
}

fn channel_binding(name: Option<&str>) -> Result<tokio_postgres::config::ChannelBinding, Said> {
    use tokio_postgres::config::ChannelBinding;
    match name {
        None | Some("prefer") => Ok(ChannelBinding::Prefer),
        Some("disable") => Ok(ChannelBinding::Disable),
        Some("require") => Ok(ChannelBinding::Require),
        Some(_) => Err(said(
            "channel_binding is one of disable, prefer, require",
            "channel_binding vaut disable, prefer ou require",
        )),
    }
}

fn number(params: &BTreeMap<&'static str, String>, name: &str) -> Result<Option<u64>, Said> {
    let Some(text) = params.get(name) else {
        return Ok(None);
    };
    text.parse().map(Some).map_err(|_| {
        [
            format!("{name} is no number"),
            format!("{name} n'est pas un nombre"),
        ]
    })
}

/// From the password file, by the first host.
fn saved_password(
    target: &Target,
    params: &BTreeMap<&'static str, String>,
    environment: &Environment,
    warnings: &mut Vec<Warning>,
) -> Option<String> {
    let host = target.hosts.first()?;
    let login = Login {
        host: if host.is_socket() {
            "localhost"
        } else {
            &host.name
        },
        port: host.port,
        database: &target.database,
        user: &target.user,
    };
    let file = match params.get("passfile") {
        Some(path) => PathBuf::from(path),
        None => Path::new(environment.get("HOME")?).join(".pgpass"),
    };
    match secrets::password(&file, &login) {
        Ok(password) => password,
        Err(secrets::OpenToOthers) => {
            warnings.push(Warning::OpenPasswordFile { path: file });
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolve(url: &str, vars: &[(&str, &str)]) -> Result<(Target, Vec<Warning>), Said> {
        let vars = vars.iter().map(|(k, v)| (*k, *v)).chain([("USER", "moi")]);
        Target::resolve(url, &Environment::from_vars(vars))
    }

    fn host(name: &str, port: u16) -> Host {
        Host {
            name: name.to_owned(),
            port,
        }
    }

    #[test]
    fn a_url_is_taken_apart() {
        let (target, warnings) = resolve(
            "postgresql://ann%C3%A9e:p%40ss%2F@db1.exemple.fr:5433,[2001:db8::1]/ma%20base?sslmode=require&connect_timeout=3",
            &[],
        )
        .unwrap();
        assert_eq!(
            target.hosts,
            [host("db1.exemple.fr", 5433), host("2001:db8::1", 5432)]
        );
        assert_eq!(target.user, "année");
        assert_eq!(target.password.as_deref(), Some("p@ss/"));
        assert_eq!(target.database, "ma base");
        assert_eq!(target.ssl, SslMode::Require);
        assert_eq!(target.connect_timeout, Duration::from_secs(3));
        let uri = "postgres://db1.exemple.fr:5433,[2001:db8::1]:5432/ma base";
        assert_eq!(target.uri(), uri);
        let uri = uri.to_owned();
        assert_eq!(
            warnings,
            [Warning::PasswordInUrl, Warning::UnverifiedServer { uri }]
        );
        assert!(!format!("{target:?}").contains("p@ss"));
    }

    #[test]
    fn what_the_url_leaves_out_comes_from_the_environment() {
        let vars = [
            ("PGHOST", "h"),
            ("PGPORT", "6000"),
            ("PGPASSWORD", "x"),
            ("PGSSLMODE", "verify-ca"),
        ];
        let (target, warnings) = resolve("postgres:///", &vars).unwrap();
        assert_eq!(target.hosts, [host("h", 6000)]);
        assert_eq!(
            (target.user.as_str(), target.database.as_str()),
            ("moi", "moi")
        );
        assert_eq!(target.password.as_deref(), Some("x"));
        assert_eq!(target.ssl, SslMode::VerifyCa);
        assert_eq!(warnings, []);
    }

    #[test]
    fn tls_is_checked_by_default_beyond_this_machine() {
        let ssl = |url: &str| resolve(url, &[]).unwrap().0.ssl;
        assert_eq!(ssl("postgres://serveur/db"), SslMode::VerifyFull);
        assert_eq!(ssl("postgres://10.0.0.1/db"), SslMode::VerifyFull);
        assert_eq!(ssl("postgres://localhost,10.0.0.1/db"), SslMode::VerifyFull);
        assert_eq!(ssl("postgres://localhost/db"), SslMode::Prefer);
        assert_eq!(ssl("postgres://127.1.2.3/db"), SslMode::Prefer);
        assert_eq!(ssl("postgres://[::1]/db"), SslMode::Prefer);
        assert_eq!(ssl("postgres://%2Ftmp/db"), SslMode::Prefer);
        assert_eq!(
            ssl("postgres://serveur/db?sslmode=disable"),
            SslMode::Disable
        );
    }

    #[test]
    fn what_is_wrong_is_said_without_the_password() {
        for url in [
            "postgres://u:s3@cret@h/db",
            "postgres://u:s3/cret@h/db",
            "postgres://u:12/cret@h/db",
            "postgres://u:cret/x",
            "postgres://u:c%zzret@h/db",
            "postgres://u@h/db?passwrd=cret",
            "postgres://u@h/db?password=s3&cret",
            "postgres://u@h/db?sslmode=cret",
            "postgres://u@h:1,2:cret/db",
        ] {
            let [en, fr] = resolve(url, &[]).unwrap_err();
            assert!(!en.contains("cret") && !fr.contains("cret"), "{url}: {en}");
        }
    }
}
