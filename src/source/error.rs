//! Why a source is refused as a whole, and what to do about it, in both
//! languages. Nothing here ever holds a password: what the user gave comes in
//! redacted, and a server's own words are replaced by their code.

use crate::model::{Problem, Reason};
use std::fmt;
use std::path::PathBuf;

/// A source that cannot be scanned at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SourceError {
    /// No such path.
    Missing {
        /// As the user wrote it.
        given: String,
        /// The nearest directory above that exists.
        nearest: PathBuf,
        /// A name in it that the user may have meant.
        meant: Option<String>,
    },
    /// The system refuses the path.
    Refused {
        /// As the user wrote it.
        given: String,
        /// The system's reason.
        code: String,
    },
    /// A device, a FIFO, a file system of the kernel.
    NotData {
        /// As the user wrote it.
        given: String,
        /// What it is.
        what: String,
    },
    /// A kind of source that is planned but not there yet.
    Planned {
        /// Its scheme, `mysql`.
        scheme: String,
    },
    /// A scheme nobody knows.
    UnknownScheme {
        /// The scheme.
        scheme: String,
    },
    /// A database URL that cannot be understood.
    Url {
        /// As the user wrote it, redacted.
        given: String,
        /// What is wrong: English, French.
        why: [String; 2],
    },
    /// It lies in another one, or is given twice.
    Overlap {
        /// As the user wrote it, redacted.
        inner: String,
        /// The other one, in the same way.
        outer: String,
    },
    /// A pattern of `--exclude` that cannot be understood.
    Glob {
        /// The pattern.
        glob: String,
    },
    /// The list given by `--files-from` cannot be read.
    List {
        /// Its name.
        given: String,
        /// The system's reason.
        code: String,
    },
    /// The database refuses us, or is not there.
    Database {
        /// Which, without secrets.
        uri: String,
        /// Why.
        fault: Fault,
    },
}

/// Why a database cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// The host's name means nothing.
    UnknownHost,
    /// Nobody answers; the system's reason.
    Unreachable(String),
    /// No answer in time.
    Timeout,
    /// The server speaks no TLS.
    NoTls,
    /// The server's certificate cannot be trusted; the reason.
    Certificate(String),
    /// A certificate or key file of ours cannot be used; its path.
    CertificateFile(PathBuf),
    /// The server wants a password and none was given.
    NoPassword,
    /// Wrong password.
    Password,
    /// The server does not let this user in from here.
    NotAllowed,
    /// No such database.
    NoDatabase,
    /// All connections are taken.
    TooMany,
    /// The connection broke.
    Lost,
    /// Another error, as its SQLSTATE.
    Sql(String),
}

/// What the user should know though the scan goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Warning {
    /// A password stands in the URL, where `ps` and the shell's history show it.
    PasswordInUrl,
    /// TLS without checking who answers.
    UnverifiedServer {
        /// Which, without secrets.
        uri: String,
    },
    /// No TLS beyond this machine is certain.
    Plaintext {
        /// Which, without secrets.
        uri: String,
    },
    /// A password file that others can read is not used.
    OpenPasswordFile {
        /// The file.
        path: PathBuf,
    },
}

const EXISTING: &str = "/path, -, postgres://";

impl SourceError {
    /// What is wrong, in French or English.
    #[must_use]
    pub fn message(&self, french: bool) -> String {
        let [en, fr] = self.messages();
        if french { fr } else { en }
    }

    /// What to do about it, in French or English.
    #[must_use]
    pub fn cure(&self, french: bool) -> String {
        let [en, fr] = self.cures();
        if french { fr } else { en }
    }

    /// The same as a line of the ledger, for a source that was opened and
    /// could then not be listed.
    pub(crate) fn problem(&self) -> Problem {
        match self {
            Self::Missing { .. } => Problem::new(Reason::Vanished, ""),
            Self::Database { fault, .. } => fault.problem(),
            Self::Refused { code, .. } | Self::List { code, .. } => {
                Problem::new(Reason::IoError, code)
            }
            Self::NotData { what, .. } => Problem::new(Reason::NotRegular, what),
            Self::Planned { scheme } | Self::UnknownScheme { scheme } => {
                Problem::new(Reason::UnsupportedKind, scheme)
            }
            Self::Url { .. } | Self::Glob { .. } | Self::Overlap { .. } => {
                Problem::new(Reason::IoError, "not listed")
            }
        }
    }

    fn messages(&self) -> [String; 2] {
        match self {
            Self::Missing { given, .. } => [
                format!("no such file or directory: {given}"),
                format!("fichier ou répertoire introuvable : {given}"),
            ],
            Self::Refused { given, code } => [
                format!("{given} cannot be read ({code})"),
                format!("{given} ne peut être lu ({code})"),
            ],
            Self::NotData { given, what } => [
                format!("{given} is no data to scan ({what})"),
                format!("{given} ne contient pas de données à analyser ({what})"),
            ],
            Self::Planned { scheme } => [
                format!("sources of kind {scheme} are planned, not available yet"),
                format!("les sources de type {scheme} sont prévues, pas encore disponibles"),
            ],
            Self::UnknownScheme { scheme } => [
                format!("unknown kind of source: {scheme}"),
                format!("type de source inconnu : {scheme}"),
            ],
            Self::Url {
                given,
                why: [en, fr],
            } => [format!("{given}: {en}"), format!("{given} : {fr}")],
            Self::Overlap { inner, outer } if inner == outer => [
                format!("{inner} is given twice, and would be read twice"),
                format!("{inner} est donné deux fois, et serait lu deux fois"),
            ],
            Self::Overlap { inner, outer } => [
                format!("{inner} lies in {outer}: its files would be read twice"),
                format!("{inner} est dans {outer} : ses fichiers seraient lus deux fois"),
            ],
            Self::Glob { glob } => [
                format!("--exclude pattern not understood: {glob}"),
                format!("motif --exclude incompris : {glob}"),
            ],
            Self::List { given, code } => [
                format!("the list of files {given} cannot be read ({code})"),
                format!("la liste de fichiers {given} ne peut être lue ({code})"),
            ],
            Self::Database { uri, fault } => {
                let [en, fr] = fault.messages();
                [format!("{uri}: {en}"), format!("{uri} : {fr}")]
            }
        }
    }

    fn cures(&self) -> [String; 2] {
        match self {
            Self::Missing { nearest, meant, .. } => missing_cure(nearest, meant.as_deref()),
            Self::Refused { .. } => both(
                "run as a user who may read it",
                "lancez limier avec un compte qui peut le lire",
            ),
            Self::NotData { .. } => both(
                "name a directory, a file, or - for standard input",
                "indiquez un répertoire, un fichier, ou - pour l'entrée standard",
            ),
            Self::Planned { .. } | Self::UnknownScheme { .. } => [
                format!(
                    "available: {EXISTING}; planned: {}. A dump or an export to CSV can be scanned as files",
                    PLANNED.join(", ")
                ),
                format!(
                    "disponibles : {EXISTING} ; prévues : {}. Un export (CSV, dump) s'analyse comme un fichier",
                    PLANNED.join(", ")
                ),
            ],
            Self::Url { .. } => both(
                "write postgres://user@host:5432/database?sslmode=verify-full; encode special characters (@ is %40, / is %2F)",
                "écrivez postgres://utilisateur@hôte:5432/base?sslmode=verify-full ; encodez les caractères spéciaux (@ devient %40, / devient %2F)",
            ),
            Self::Overlap { outer, .. } => [
                format!("give {outer} only, once"),
                format!("ne donner que {outer}, une fois"),
            ],
            Self::Glob { .. } => both(
                "write it as in .gitignore: *.log, node_modules/, /archives/**",
                "écrivez-le comme dans .gitignore : *.log, node_modules/, /archives/**",
            ),
            Self::List { .. } => both(
                "give a readable file with one path per line (or NUL between paths), or -",
                "donnez un fichier lisible, un chemin par ligne (ou séparés par NUL), ou -",
            ),
            Self::Database { fault, .. } => fault.cures(),
        }
    }
}

/// Kinds of source that later versions will read.
pub(super) const PLANNED: [&str; 4] = ["mysql", "sqlserver", "sqlite", "s3"];

impl fmt::Display for SourceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.message(false), self.cure(false))
    }
}

fn both(en: &str, fr: &str) -> [String; 2] {
    [en.to_owned(), fr.to_owned()]
}

fn missing_cure(nearest: &std::path::Path, meant: Option<&str>) -> [String; 2] {
    let near = nearest.display();
    match meant {
        Some(name) => [
            format!("did you mean {}?", nearest.join(name).display()),
            format!("vouliez-vous dire {} ?", nearest.join(name).display()),
        ],
        None => [
            format!("the path exists up to {near}"),
            format!("le chemin existe jusqu'à {near}"),
        ],
    }
}

impl Fault {
    /// A short English code, for the ledger of a table that could not be read.
    pub(super) fn code(&self) -> String {
        match self {
            Self::Sql(code) => format!("SQLSTATE {code}"),
            other => {
                let [en, _] = other.messages();
                en
            }
        }
    }

    fn problem(&self) -> Problem {
        let what = match self {
            Self::Timeout => Reason::DatabaseTimeout,
            Self::NotAllowed => Reason::PermissionDenied,
            Self::Sql(code) if code == "42501" => Reason::PermissionDenied,
            _ => Reason::DatabaseError,
        };
        Problem::new(what, self.code())
    }

    fn messages(&self) -> [String; 2] {
        match self {
            Self::UnknownHost => both("unknown host", "hôte inconnu"),
            Self::Unreachable(code) => [
                format!("no server answers ({code})"),
                format!("aucun serveur ne répond ({code})"),
            ],
            Self::Timeout => both("no answer in time", "pas de réponse dans le délai"),
            Self::NoTls => both(
                "the server offers no encryption (TLS)",
                "le serveur ne propose pas de chiffrement (TLS)",
            ),
            Self::Certificate(why) => [
                format!("the server's certificate is not trusted ({why})"),
                format!("le certificat du serveur n'est pas reconnu ({why})"),
            ],
            Self::CertificateFile(path) => [
                format!("{} cannot be used", path.display()),
                format!("{} ne peut être utilisé", path.display()),
            ],
            Self::NoPassword => both(
                "the server asks for a password",
                "le serveur demande un mot de passe",
            ),
            Self::Password => both(
                "wrong user or password",
                "utilisateur ou mot de passe refusé",
            ),
            Self::NotAllowed => both(
                "the server does not admit this user from here",
                "le serveur n'admet pas cet utilisateur depuis ce poste",
            ),
            Self::NoDatabase => both("no such database", "base inexistante"),
            Self::TooMany => both(
                "all connections of the server are taken",
                "toutes les connexions du serveur sont prises",
            ),
            Self::Lost => both("the connection broke", "la connexion a été rompue"),
            Self::Sql(code) => [
                format!("error SQLSTATE {code}"),
                format!("erreur SQLSTATE {code}"),
            ],
        }
    }

    fn cures(&self) -> [String; 2] {
        match self {
            Self::UnknownHost | Self::Unreachable(_) | Self::Timeout => both(
                "check host, port and firewall; psql with the same URL must connect",
                "vérifiez l'hôte, le port et le pare-feu ; psql doit se connecter avec la même adresse",
            ),
            Self::NoTls => both(
                "enable TLS on the server, or accept plain text with ?sslmode=disable",
                "activez TLS sur le serveur, ou acceptez la liaison en clair par ?sslmode=disable",
            ),
            Self::Certificate(_) => both(
                "give the authority's certificate with ?sslrootcert=FILE, or lower the check with ?sslmode=verify-ca or require",
                "donnez le certificat de l'autorité par ?sslrootcert=FICHIER, ou réduisez le contrôle par ?sslmode=verify-ca ou require",
            ),
            Self::CertificateFile(_) => {
                both("give a readable PEM file", "donnez un fichier PEM lisible")
            }
            Self::NoPassword | Self::Password => both(
                "set PGPASSWORD, or a line host:port:database:user:password in ~/.pgpass (mode 0600)",
                "définissez PGPASSWORD, ou une ligne hôte:port:base:utilisateur:mot_de_passe dans ~/.pgpass (mode 0600)",
            ),
            Self::NotAllowed => both(
                "check user and role, and ask for a pg_hba.conf line for this host",
                "vérifiez l'utilisateur, et demandez une ligne pg_hba.conf pour ce poste",
            ),
            Self::NoDatabase => both(
                "psql -l lists the databases; write the name behind the host",
                "psql -l donne la liste des bases ; écrivez le nom après l'hôte",
            ),
            Self::TooMany => both(
                "wait, or lower the number of threads",
                "attendez, ou réduisez le nombre de fils (threads)",
            ),
            Self::Lost => both("run the scan again", "relancez l'analyse"),
            Self::Sql(_) => both(
                "look up the code in the PostgreSQL documentation, appendix A",
                "voyez ce code dans l'annexe A de la documentation PostgreSQL",
            ),
        }
    }
}

impl Warning {
    /// The warning in French or English.
    #[must_use]
    pub fn message(&self, french: bool) -> String {
        let [en, fr] = match self {
            Self::PasswordInUrl => both(
                "a password on the command line is visible to other users; use PGPASSWORD or ~/.pgpass",
                "un mot de passe sur la ligne de commande est visible des autres utilisateurs ; préférez PGPASSWORD ou ~/.pgpass",
            ),
            Self::UnverifiedServer { uri } => [
                format!(
                    "{uri}: encrypted, but the server's identity is not checked; use sslmode=verify-full"
                ),
                format!(
                    "{uri} : liaison chiffrée, mais identité du serveur non vérifiée ; préférez sslmode=verify-full"
                ),
            ],
            Self::Plaintext { uri } => [
                format!(
                    "{uri}: personal data may cross the network in plain text; use sslmode=verify-full"
                ),
                format!(
                    "{uri} : les données personnelles peuvent circuler en clair ; préférez sslmode=verify-full"
                ),
            ],
            Self::OpenPasswordFile { path } => [
                format!(
                    "{} is not used: others can read it (chmod 0600)",
                    path.display()
                ),
                format!(
                    "{} n'est pas utilisé : d'autres peuvent le lire (chmod 0600)",
                    path.display()
                ),
            ],
        };
        if french { fr } else { en }
    }
}
