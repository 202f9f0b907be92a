//! A PostgreSQL server of the tests' own: made in a temporary directory, on a
//! free loopback port and a socket of its own, gone when the tests are.
//!
//! The server is watched by a shell that holds a pipe from the test process:
//! when the process ends, however it ends, the pipe closes, the shell stops the
//! server and removes its directory. `postgres` refuses to run as root; as root
//! it is run under the account `postgres` or `nobody`.

use std::fs;
use std::io::Write as _;
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::time::{Duration, Instant};

/// Name of the superuser.
pub(crate) const ADMIN: &str = "intendant";

/// A running server.
pub(crate) struct Server {
    /// Where it listens on 127.0.0.1.
    pub(crate) port: u16,
    /// Its directory, which also holds its socket and certificates.
    pub(crate) directory: PathBuf,
    watch: Child,
    /// Closing it stops the server.
    leash: Option<ChildStdin>,
}

/// What a server is started with.
#[derive(Default)]
pub(crate) struct Setup<'a> {
    /// Lines of `postgresql.conf`.
    pub(crate) settings: &'a [&'a str],
    /// Lines of `pg_hba.conf` that come before "everybody from here is let in".
    pub(crate) access: &'a [&'a str],
    /// Files put into the data directory, mode 0600.
    pub(crate) files: &'a [(&'a str, &'a str)],
}

/// An account that is not root's.
#[derive(Clone, Copy)]
struct Account {
    uid: u32,
    gid: u32,
}

impl Server {
    /// Starts a server. Tests share one where they can: it takes a second or two.
    ///
    /// # Panics
    /// When there is no PostgreSQL server program, or it does not start.
    pub(crate) fn start(setup: &Setup<'_>) -> Self {
        let programs = programs();
        let account = unprivileged();
        // Removed if anything fails; later the shell removes it.
        let kept = private_directory(account);
        let directory = kept.path().to_path_buf();
        let data = directory.join("data");
        let mut init = Command::new(programs.join("initdb"));
        init.args(["--no-sync", "--encoding=UTF8", "--locale=C", "--auth=trust"])
            .arg(format!("--username={ADMIN}"))
            .arg("-D")
            .arg(&data);
        let made = run_as(&mut init, account, &directory)
            .output()
            .expect("initdb runs");
        assert!(
            made.status.success(),
            "initdb: {}",
            String::from_utf8_lossy(&made.stderr)
        );
        configure(&data, setup, account);
        // Between our finding a port free and the server's taking it another
        // program may come first.
        for _ in 0..5 {
            let port = free_port();
            let (mut watch, leash) = launch(&programs, &directory, port, account);
            if is_up(&mut watch, port) {
                return Self {
                    port,
                    directory: kept.keep(),
                    watch,
                    leash: Some(leash),
                };
            }
            drop(leash);
            let _ended = watch.wait();
        }
        let log = fs::read_to_string(directory.join("log")).unwrap_or_default();
        panic!("the PostgreSQL server does not start: {log}");
    }

    /// URL of a database for a user, over TCP.
    pub(crate) fn url(&self, user: &str, database: &str) -> String {
        format!("postgres://{user}@127.0.0.1:{}/{database}", self.port)
    }

    /// Makes an empty database and gives a session in it. Names must be unique
    /// among the tests that share the server.
    pub(crate) fn database(&self, name: &str) -> Session {
        Session::open(&self.url(ADMIN, "postgres"))
            .run(&format!("CREATE DATABASE \"{name}\" TEMPLATE template0"));
        Session::open(&self.url(ADMIN, name))
    }

    /// Ends all connections of a database, as a restart or a network would.
    pub(crate) fn cut_connections(&self, database: &str) {
        Session::open(&self.url(ADMIN, "postgres")).run(&format!(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database}'"
        ));
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.leash = None;
        let _ended = self.watch.wait();
        let _gone = fs::remove_dir_all(&self.directory);
    }
}

/// Waits until the server answers; false if it ended instead.
fn is_up(watch: &mut Child, port: u16) -> bool {
    let url = format!("postgres://{ADMIN}@127.0.0.1:{port}/postgres");
    let deadline = Instant::now() + Duration::from_secs(60);
    while Instant::now() < deadline {
        if watch.try_wait().is_ok_and(|ended| ended.is_some()) {
            return false;
        }
        if Session::try_open(&url).is_some() {
            return true;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    false
}

/// The directory of `initdb` and `postgres`.
fn programs() -> PathBuf {
    let mut candidates = Vec::new();
    let asked = Command::new("pg_config").arg("--bindir").output();
    if let Ok(asked) = asked {
        candidates.push(PathBuf::from(String::from_utf8_lossy(&asked.stdout).trim()));
    }
    // Debian's place for each version; the newest first.
    let mut versions: Vec<PathBuf> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path().join("bin")))
        .collect();
    versions.sort();
    candidates.extend(versions.into_iter().rev());
    let found = Command::new("sh")
        .args(["-c", "command -v postgres"])
        .output();
    if let Ok(found) = found {
        let program = PathBuf::from(String::from_utf8_lossy(&found.stdout).trim());
        candidates.extend(program.parent().map(Path::to_path_buf));
    }
    candidates
        .into_iter()
        .find(|dir| dir.join("initdb").is_file() && dir.join("postgres").is_file())
        .expect("no PostgreSQL server program found: apt-get install -y postgresql")
}

/// None unless we are root.
fn unprivileged() -> Option<Account> {
    if !rustix::process::geteuid().is_root() {
        return None;
    }
    let accounts = fs::read_to_string("/etc/passwd").expect("/etc/passwd is readable");
    let account = |name: &str| {
        let line = accounts.lines().find(|line| line.starts_with(name))?;
        let mut numbers = line.split(':').skip(2).map(str::parse);
        Some(Account {
            uid: numbers.next()?.ok()?,
            gid: numbers.next()?.ok()?,
        })
    };
    Some(
        account("postgres:")
            .or_else(|| account("nobody:"))
            .expect("an account besides root"),
    )
}

/// A directory only the server's account may enter. Not below `TMPDIR`: the
/// account may have no way there, and the socket's path must be short.
fn private_directory(account: Option<Account>) -> tempfile::TempDir {
    let directory = tempfile::Builder::new()
        .prefix("limier-pg-")
        .tempdir_in("/tmp")
        .expect("/tmp is writable");
    give(directory.path(), account);
    directory
}

fn give(path: &Path, account: Option<Account>) {
    if let Some(Account { uid, gid }) = account {
        chown(path, Some(uid), Some(gid)).expect("root may give files away");
    }
}

fn run_as<'a>(
    command: &'a mut Command,
    account: Option<Account>,
    directory: &Path,
) -> &'a mut Command {
    if let Some(Account { uid, gid }) = account {
        command.uid(uid).gid(gid);
    }
    // Messages in English, whatever the machine speaks.
    command.current_dir(directory).env("LC_ALL", "C")
}

fn configure(data: &Path, setup: &Setup<'_>, account: Option<Account>) {
    let mut settings = fs::OpenOptions::new()
        .append(true)
        .open(data.join("postgresql.conf"))
        .expect("initdb wrote postgresql.conf");
    for line in [
        "fsync = off",
        "full_page_writes = off",
        "synchronous_commit = off",
        "max_connections = 40",
        "shared_buffers = 64MB",
        "log_statement = all",
    ]
    .iter()
    .chain(setup.settings)
    {
        writeln!(settings, "{line}").expect("postgresql.conf takes a line");
    }
    let access = setup.access.join("\n");
    let all = "local all all trust\nhost all all 127.0.0.1/32 trust\nhost all all ::1/128 trust";
    fs::write(data.join("pg_hba.conf"), format!("{access}\n{all}\n"))
        .expect("pg_hba.conf can be written");
    for (name, text) in setup.files {
        let file = data.join(name);
        fs::write(&file, text).expect("the data directory takes a file");
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).expect("mode can be set");
        give(&file, account);
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    listener.local_addr().expect("a bound port").port()
}

/// Runs the server under a shell that stops it when its input ends.
fn launch(
    programs: &Path,
    directory: &Path,
    port: u16,
    account: Option<Account>,
) -> (Child, ChildStdin) {
    const WATCH: &str = r#"
        "$1/postgres" -D "$2/data" -k "$2" -h 127.0.0.1 -p "$3" >"$2/log" 2>&1 </dev/null &
        server=$!
        ( while kill -0 $server 2>/dev/null; do sleep 1; done; kill $$ 2>/dev/null ) >/dev/null 2>&1 &
        trap 'exit 1' TERM
        read -r _
        kill -INT $server 2>/dev/null
        wait $server
        rm -rf "$2"
    "#;
    let mut shell = Command::new("sh");
    shell
        .args(["-c", WATCH, "watch"])
        .arg(programs)
        .arg(directory)
        .arg(port.to_string())
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let mut watch = run_as(&mut shell, account, directory)
        .spawn()
        .expect("sh runs");
    let leash = watch.stdin.take().expect("its input is a pipe");
    (watch, leash)
}

/// A session of the test itself, to prepare and inspect.
pub(crate) struct Session {
    runtime: tokio::runtime::Runtime,
    client: tokio_postgres::Client,
}

impl Session {
    /// Connects without TLS.
    pub(crate) fn open(url: &str) -> Self {
        Self::try_open(url).unwrap_or_else(|| panic!("no connection to {url}"))
    }

    fn try_open(url: &str) -> Option<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime");
        let (client, connection) = runtime
            .block_on(tokio_postgres::connect(url, tokio_postgres::NoTls))
            .ok()?;
        runtime.spawn(connection);
        Some(Self { runtime, client })
    }

    /// Runs statements.
    pub(crate) fn run(&self, sql: &str) {
        let done = self.runtime.block_on(self.client.batch_execute(sql));
        done.unwrap_or_else(|e| panic!("{e:?}\n{sql}"));
    }

    /// The first value of the first row.
    pub(crate) fn one(&self, sql: &str) -> String {
        let messages = self.runtime.block_on(self.client.simple_query(sql));
        let messages = messages.unwrap_or_else(|e| panic!("{e:?}\n{sql}"));
        messages
            .iter()
            .find_map(|message| match message {
                tokio_postgres::SimpleQueryMessage::Row(row) => {
                    Some(row.get(0).unwrap_or_default().to_owned())
                }
                _ => None,
            })
            .unwrap_or_default()
    }
}
