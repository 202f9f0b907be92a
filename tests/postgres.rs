//! PostgreSQL as a source, against a server of the tests' own.

#[path = "common/postgres.rs"]
mod server;

use limier::extract::{
    Cell, CellKind, Flow, Header, Limits, Member, Sink, Start, Stop, TableHead, Text,
};
use limier::model::{Problem, Reason, SourceId};
use limier::source::{
    Content, DatabaseLimits, Environment, Fault, Item, Options, Source, SourceError, Warning, open,
};
use server::{ADMIN, Server, Session, Setup};
use std::collections::BTreeMap;
use std::sync::LazyLock;
use std::time::Duration;

/// Shared: each test has a database and roles of its own.
static SERVER: LazyLock<Server> = LazyLock::new(|| {
    Server::start(&Setup {
        settings: &["log_line_prefix = '%a|%d|%x|'"],
        access: &["host all secretaire,secretaire2 127.0.0.1/32 scram-sha-256"],
        files: &[],
    })
});

/// Keeps what it is given.
#[derive(Default)]
struct Kept {
    header: Vec<String>,
    rows: Vec<Vec<String>>,
    kinds: Vec<CellKind>,
    problems: Vec<Problem>,
    notes: Vec<String>,
    ended: bool,
}

impl Sink for Kept {
    fn text(&mut self, _: Text<'_>) -> Flow {
        panic!("a table has no text")
    }
    fn begin_table(&mut self, head: TableHead<'_>) -> Flow {
        assert!(self.header.is_empty(), "begun twice");
        assert_eq!((head.sheet, head.first_column), (None, 0));
        let Header::Declared(names) = head.header else {
            panic!("columns are declared")
        };
        self.header = names.iter().map(|name| (*name).to_owned()).collect();
        Ok(())
    }
    fn row(&mut self, row: u64, cells: &[Cell<'_>]) -> Flow {
        assert_eq!(cells.len(), self.header.len());
        self.kinds = cells.iter().map(|cell| cell.kind).collect();
        self.rows
            .push(cells.iter().map(|cell| cell.text.to_owned()).collect());
        assert_eq!(row, self.rows.len() as u64);
        Ok(())
    }
    fn end_table(&mut self) -> Flow {
        self.ended = true;
        Ok(())
    }
    fn keyed(&mut self, _: &str, _: &str, _: Start) -> Flow {
        panic!("a table has no keys")
    }
    fn member(&mut self, _: Member<'_>) -> Flow {
        panic!("a table has no members")
    }
    fn problem(&mut self, problem: Problem) {
        self.problems.push(problem);
    }
    fn note(&mut self, note: &str) {
        self.notes.push(note.to_owned());
    }
}

impl Kept {
    fn column(&self, name: &str) -> Vec<&str> {
        let at = self
            .header
            .iter()
            .position(|n| n == name)
            .expect("a column of this name");
        self.rows.iter().map(|row| row[at].as_str()).collect()
    }

    fn told(&self) -> Vec<String> {
        self.problems.iter().map(ToString::to_string).collect()
    }
}

/// Counts rows and calls `each` with their number.
struct Counting<F> {
    rows: u64,
    problems: Vec<Problem>,
    each: F,
}

impl<F: FnMut(u64) -> Flow> Counting<F> {
    const fn new(each: F) -> Self {
        Self {
            rows: 0,
            problems: Vec::new(),
            each,
        }
    }
}

impl<F: FnMut(u64) -> Flow> Sink for Counting<F> {
    fn text(&mut self, _: Text<'_>) -> Flow {
        Ok(())
    }
    fn begin_table(&mut self, _: TableHead<'_>) -> Flow {
        Ok(())
    }
    fn row(&mut self, row: u64, _: &[Cell<'_>]) -> Flow {
        self.rows += 1;
        assert_eq!(row, self.rows, "each row once, in order");
        (self.each)(row)
    }
    fn end_table(&mut self) -> Flow {
        Ok(())
    }
    fn keyed(&mut self, _: &str, _: &str, _: Start) -> Flow {
        Ok(())
    }
    fn member(&mut self, _: Member<'_>) -> Flow {
        Ok(())
    }
    fn problem(&mut self, problem: Problem) {
        self.problems.push(problem);
    }
    fn note(&mut self, _: &str) {}
}

fn opened_with(url: &str, options: &Options) -> Box<dyn Source> {
    open(url, SourceId(0), options).unwrap_or_else(|error| panic!("{error}"))
}

fn opened(url: &str) -> Box<dyn Source> {
    opened_with(url, &Options::default())
}

fn refused_with(url: &str, vars: &[(&str, &str)]) -> SourceError {
    let options = Options {
        environment: Environment::from_vars(vars.iter().map(|(k, v)| (*k, *v))),
        ..Options::default()
    };
    match open(url, SourceId(0), &options) {
        Ok(_) => panic!("{url} was opened"),
        Err(error) => error,
    }
}

fn fault(url: &str) -> Fault {
    match refused_with(url, &[]) {
        SourceError::Database { fault, .. } => fault,
        other => panic!("{other}"),
    }
}

fn listed(source: &dyn Source) -> BTreeMap<String, Item> {
    let mut items = BTreeMap::new();
    let each = &mut |item: Item| {
        let before = items.insert(item.at.to_string(), item);
        assert!(before.is_none(), "listed twice");
        Ok(())
    };
    source.list(each).unwrap_or_else(|error| panic!("{error}"));
    items
}

/// `path` and `table`, or why it cannot be read.
fn states(source: &dyn Source) -> Vec<(String, String)> {
    listed(source)
        .into_iter()
        .map(|(path, item)| match item.content {
            Content::Table { .. } => (path, "table".to_owned()),
            Content::Unreadable(problem) => (path, problem.to_string()),
            other => panic!("{other:?}"),
        })
        .collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    let own = |(a, b): &(&str, &str)| ((*a).to_owned(), (*b).to_owned());
    expected.iter().map(own).collect()
}

fn read_with(source: &dyn Source, schema: &str, table: &str, limits: &Limits) -> Kept {
    let mut kept = Kept::default();
    source
        .read_table(schema, table, limits, &mut kept)
        .expect("the sink never stops");
    kept
}

fn read(source: &dyn Source, schema: &str, table: &str) -> Kept {
    read_with(source, schema, table, &Limits::default())
}

#[test]
fn every_type_comes_as_text() {
    let db = SERVER.database("types");
    db.run(
        "CREATE DOMAIN jour AS date; CREATE DOMAIN naissance AS jour;
         CREATE TYPE couleur AS ENUM ('bleu', 'rouge');
         CREATE TYPE adresse AS (rue text, cp text);
         CREATE TABLE t (
            i int, b bigint, n numeric, nz numeric(20,3), f float8, r real, o bool,
            d date, dn naissance, ts timestamp, tz timestamptz, h time, iv interval,
            c char(5), v varchar(20), x text, j json, jb jsonb, a text[], ai int[],
            u uuid, ip inet, m money, by bytea, e couleur, co adresse, xm xml, rg int4range, ts2 tsvector,
            vide text);
         INSERT INTO t VALUES (
            1, 255081416802538, 255081416802538.5, 255081416802538, 4.97010123456789e15, 1.5, true,
            '1985-08-14', '1985-08-14', '2024-01-02 03:04:05', '2024-01-02 03:04:05+02', '03:04', '1 day 2 hours',
            'ab', 'é', E'tab\\there\\nline\\\\N', '{\"nom\": \"Zoé\"}', '{\"nom\": \"Zoé\"}', '{a,\"b c\"}', '{1,2}',
            '00000000-0000-0000-0000-000000000001', '10.0.0.1', 12.5, 'texte', 'bleu', ROW('1 rue X', '75001'), '<a>b</a>', '[1,3)', 'chat',
            NULL)",
    );
    let source = opened(&SERVER.url(ADMIN, "types"));
    let t = read(&*source, "public", "t");
    assert_eq!(t.told(), Vec::<String>::new());
    assert!(t.ended);
    let expected = [
        ("i", "1", CellKind::Number),
        ("b", "255081416802538", CellKind::Number),
        ("n", "255081416802538.5", CellKind::Number),
        ("nz", "255081416802538", CellKind::Number),
        ("f", "4970101234567890", CellKind::Number),
        ("r", "1.5", CellKind::Number),
        ("o", "t", CellKind::Text),
        ("d", "1985-08-14", CellKind::Date),
        ("dn", "1985-08-14", CellKind::Date),
        ("ts", "2024-01-02T03:04:05", CellKind::Date),
        ("tz", "2024-01-02T01:04:05+00", CellKind::Date),
        ("h", "03:04:00", CellKind::Date),
        ("iv", "P1DT2H", CellKind::Text),
        ("c", "ab   ", CellKind::Text),
        ("v", "é", CellKind::Text),
        ("x", "tab\there\nline\\N", CellKind::Text),
        ("j", "{\"nom\": \"Zoé\"}", CellKind::Text),
        ("jb", "{\"nom\": \"Zoé\"}", CellKind::Text),
        ("a", "{a,\"b c\"}", CellKind::Text),
        ("ai", "{1,2}", CellKind::Text),
        ("u", "00000000-0000-0000-0000-000000000001", CellKind::Text),
        ("ip", "10.0.0.1", CellKind::Text),
        ("m", "$12.50", CellKind::Text),
        ("by", "texte", CellKind::Text),
        ("e", "bleu", CellKind::Text),
        ("co", "(\"1 rue X\",75001)", CellKind::Text),
        ("xm", "<a>b</a>", CellKind::Text),
        ("rg", "[1,3)", CellKind::Text),
        ("ts2", "'chat'", CellKind::Text),
        ("vide", "", CellKind::Text),
    ];
    assert_eq!(t.header.len(), expected.len());
    for (at, (name, text, kind)) in expected.iter().enumerate() {
        assert_eq!(t.header[at], *name);
        assert_eq!(
            (t.rows[0][at].as_str(), t.kinds[at]),
            (*text, *kind),
            "{name}"
        );
    }
}

#[test]
fn names_may_hold_anything() {
    let db = SERVER.database("noms");
    db.run(
        r#"CREATE SCHEMA "Éléphant; drop schema public";
           CREATE TABLE "Éléphant; drop schema public"."a.b""c'd\e" ("select ""1""; --" text, "é" int);
           INSERT INTO "Éléphant; drop schema public"."a.b""c'd\e" VALUES ('x', 2);
           CREATE TABLE vide (); CREATE TABLE "Majuscules" (a int);"#,
    );
    let source = opened(&SERVER.url(ADMIN, "noms"));
    let items = listed(&*source);
    let paths: Vec<&str> = items.keys().map(String::as_str).collect();
    let odd = r#"Éléphant; drop schema public."a.b""c'd\e""#;
    assert_eq!(paths, ["public.Majuscules", "public.vide", odd]);
    let Content::Table { schema, table } = &items[odd].content else {
        panic!("a table")
    };
    let t = read(&*source, schema, table);
    assert_eq!(t.header, [r#"select "1"; --"#, "é"]);
    assert_eq!(t.rows, [["x", "2"]]);
    let empty = read(&*source, "public", "vide");
    assert!(empty.ended && empty.rows.is_empty() && empty.problems.is_empty());
    let gone = read(&*source, "public", "absente");
    assert_eq!(gone.told(), ["vanished"]);
    assert!(!gone.ended);
    assert!(read(&*source, "public", "Majuscules").ended);
}

#[test]
fn leaves_are_read_and_parents_where_only_they_were_granted() {
    let db = SERVER.database("parties");
    db.run(
        "CREATE TABLE ventes (an int, mois int, client text) PARTITION BY LIST (an);
         CREATE TABLE v2023 PARTITION OF ventes FOR VALUES IN (2023);
         CREATE TABLE v2024 PARTITION OF ventes FOR VALUES IN (2024) PARTITION BY LIST (mois);
         CREATE TABLE v2024_1 PARTITION OF v2024 FOR VALUES IN (1);
         CREATE TABLE v2024_2 PARTITION OF v2024 FOR VALUES IN (2);
         INSERT INTO ventes VALUES (2023, 1, 'a'), (2024, 1, 'b'), (2024, 2, 'c'), (2024, 2, 'd');
         CREATE TABLE mere (x int); CREATE TABLE fille (y int) INHERITS (mere);
         INSERT INTO mere VALUES (1); INSERT INTO fille VALUES (2, 3);
         CREATE ROLE parties_lecteur LOGIN; GRANT SELECT ON ventes TO parties_lecteur;",
    );
    let source = opened(&SERVER.url(ADMIN, "parties"));
    let tables = ["fille", "mere", "v2023", "v2024_1", "v2024_2"];
    let paths: Vec<String> = tables.iter().map(|t| format!("public.{t}")).collect();
    assert_eq!(listed(&*source).into_keys().collect::<Vec<_>>(), paths);
    assert_eq!(
        read(&*source, "public", "v2024_2").column("client"),
        ["c", "d"]
    );
    assert_eq!(read(&*source, "public", "mere").rows, [["1"]]);
    assert_eq!(read(&*source, "public", "fille").rows, [["2", "3"]]);

    let source = opened(&SERVER.url("parties_lecteur", "parties"));
    let refused = "permission_denied (SELECT not granted)";
    assert_eq!(
        states(&*source),
        pairs(&[
            ("public.fille", refused),
            ("public.mere", refused),
            ("public.ventes", "table"),
        ])
    );
    let all = read(&*source, "public", "ventes");
    assert_eq!(all.column("client"), ["a", "b", "c", "d"]);
    assert_eq!(all.told(), Vec::<String>::new());
}

#[test]
fn a_catalog_that_may_not_be_read_costs_its_part_only() {
    let db = SERVER.database("objets");
    db.run(
        "CREATE TABLE t (a text); CREATE ROLE objets_lecteur LOGIN;
         GRANT SELECT ON t TO objets_lecteur;
         REVOKE SELECT ON pg_catalog.pg_largeobject_metadata FROM PUBLIC;",
    );
    let source = opened(&SERVER.url("objets_lecteur", "objets"));
    assert_eq!(
        states(&*source),
        pairs(&[
            (
                "pg_catalog.pg_largeobject",
                "permission_denied (large objects cannot be counted)"
            ),
            ("public.t", "table"),
        ])
    );
}

#[test]
fn views_and_foreign_tables_are_named_never_read() {
    let db = SERVER.database("vues");
    db.run(
        "CREATE TABLE t (a text); INSERT INTO t VALUES ('x');
         CREATE TABLE appels (n int);
         CREATE FUNCTION effet() RETURNS text LANGUAGE plpgsql AS
            $$ BEGIN INSERT INTO appels VALUES (1); RETURN 'x'; END $$;
         CREATE VIEW v AS SELECT effet() AS a;
         CREATE MATERIALIZED VIEW mv AS SELECT a, 42 AS n FROM t;
         CREATE MATERIALIZED VIEW mv_vide AS SELECT a FROM t WITH NO DATA;
         CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s FOREIGN DATA WRAPPER w;
         CREATE FOREIGN TABLE f (a int) SERVER s;
         CREATE TEMP TABLE passagere (a int);
         SELECT lo_from_bytea(0, 'abc');",
    );
    let source = opened(&SERVER.url(ADMIN, "vues"));
    assert_eq!(
        states(&*source),
        pairs(&[
            (
                "pg_catalog.pg_largeobject",
                "unsupported_kind (1 large objects)"
            ),
            ("public.appels", "table"),
            ("public.f", "not_a_table (foreign table)"),
            ("public.mv", "table"),
            ("public.mv_vide", "table"),
            ("public.t", "table"),
            ("public.v", "not_a_table (view)"),
        ])
    );
    assert_eq!(read(&*source, "public", "mv").rows, [["x", "42"]]);
    let unfilled = read(&*source, "public", "mv_vide");
    assert_eq!(unfilled.told(), ["database_error (SQLSTATE 55000)"]);
    // Not even when asked for: only what holds rows is looked up.
    assert_eq!(read(&*source, "public", "v").told(), ["vanished"]);
    assert_eq!(db.one("SELECT count(*) FROM appels"), "0");
}

#[test]
fn what_is_not_granted_is_told() {
    let db = SERVER.database("droits");
    db.run(
        "CREATE ROLE droits_lecteur LOGIN;
         CREATE TABLE ouverte (a text); INSERT INTO ouverte VALUES ('x');
         CREATE TABLE fermee (a text); INSERT INTO fermee VALUES ('x');
         CREATE TABLE entrouverte (nom text, nss text, salaire int);
         INSERT INTO entrouverte VALUES ('n', 's', 1);
         CREATE TABLE filtree (a text); INSERT INTO filtree VALUES ('x');
         ALTER TABLE filtree ENABLE ROW LEVEL SECURITY;
         CREATE POLICY p ON filtree USING (a = 'y');
         CREATE SCHEMA prive; CREATE TABLE prive.t (a text);
         GRANT SELECT ON ouverte, filtree, prive.t TO droits_lecteur;
         GRANT SELECT (nom) ON entrouverte TO droits_lecteur;",
    );
    let source = opened(&SERVER.url("droits_lecteur", "droits"));
    let refused = "permission_denied (SELECT not granted)";
    assert_eq!(
        states(&*source),
        pairs(&[
            ("prive.t", refused),
            ("public.entrouverte", "table"),
            ("public.fermee", refused),
            ("public.filtree", "table"),
            ("public.ouverte", "table"),
        ])
    );
    let part = read(&*source, "public", "entrouverte");
    assert_eq!(part.header, ["nom"]);
    assert_eq!(part.rows, [["n"]]);
    assert_eq!(
        part.told(),
        ["permission_denied (columns not granted: nss, salaire)"]
    );

    let hidden = read(&*source, "public", "filtree");
    assert_eq!(
        hidden.told(),
        ["permission_denied (row-level security hides rows)"]
    );
    assert!(hidden.rows.is_empty() && !hidden.ended);

    assert_eq!(read(&*source, "public", "fermee").told(), [refused]);
    assert_eq!(
        read(&*source, "prive", "t").told(),
        ["permission_denied (SQLSTATE 42501)"]
    );
    assert_eq!(read(&*source, "public", "ouverte").rows, [["x"]]);

    let options = Options {
        exclude: vec!["prive.*".to_owned(), "public.f*".to_owned()],
        ..Options::default()
    };
    let source = opened_with(&SERVER.url(ADMIN, "droits"), &options);
    assert_eq!(
        states(&*source),
        pairs(&[
            ("prive.t", "excluded (prive.*)"),
            ("public.entrouverte", "table"),
            ("public.fermee", "excluded (public.f*)"),
            ("public.filtree", "excluded (public.f*)"),
            ("public.ouverte", "table"),
        ])
    );
}

#[test]
fn what_everyone_may_read_is_told() {
    let db = SERVER.database("ouvertures");
    db.run(
        "CREATE TABLE a_tous (nom text); GRANT SELECT ON a_tous TO PUBLIC;
         CREATE TABLE a_tous_en_partie (nom text, note text);
         GRANT SELECT (nom) ON a_tous_en_partie TO PUBLIC;
         CREATE ROLE ouvertures_rh; CREATE TABLE au_groupe (nom text);
         GRANT SELECT ON au_groupe TO ouvertures_rh;
         CREATE SCHEMA ferme; CREATE TABLE ferme.t (nom text); GRANT SELECT ON ferme.t TO PUBLIC;",
    );
    let open = |items: &BTreeMap<String, Item>, path: &str| {
        let mode = items[path].mode.expect("known of a table");
        mode & 0o004 != 0
    };
    let items = listed(&*opened(&SERVER.url(ADMIN, "ouvertures")));
    for (path, expected) in [
        ("public.a_tous", true),
        ("public.a_tous_en_partie", true),
        ("public.au_groupe", false),
        ("ferme.t", false),
    ] {
        assert_eq!(open(&items, path), expected, "{path}");
    }
    db.run("REVOKE CONNECT ON DATABASE ouvertures FROM PUBLIC");
    let items = listed(&*opened(&SERVER.url(ADMIN, "ouvertures")));
    assert!(!open(&items, "public.a_tous"), "no one else may connect");
}

/// A user who may write everywhere scans; the server's own record shows that no
/// transaction of ours ever got an identifier, as any write would need.
#[test]
fn nothing_is_written() {
    let db = SERVER.database("intacte");
    db.run(
        "CREATE ROLE intacte_proprietaire LOGIN SUPERUSER;
         CREATE SEQUENCE s; CREATE TABLE a (n int DEFAULT nextval('s'), t text);
         INSERT INTO a (t) SELECT 'ligne ' || i FROM generate_series(1, 1000) i;
         CREATE TABLE b AS SELECT * FROM a; ANALYZE;",
    );
    let digest = "SELECT md5(string_agg(r, ',')) FROM (
        SELECT xmin || ' ' || xmax || ' ' || ctid || ' ' || a::text AS r FROM a
        UNION ALL SELECT xmin || ' ' || xmax || ' ' || ctid || ' ' || b::text FROM b) rows";
    let objects = "SELECT count(*) FROM pg_class";
    let before = (
        db.one(digest),
        db.one(objects),
        db.one("SELECT last_value FROM s"),
    );

    let source = opened(&SERVER.url("intacte_proprietaire", "intacte"));
    let items = listed(&*source);
    assert_eq!(items.len(), 2);
    for table in ["a", "b"] {
        assert_eq!(read(&*source, "public", table).rows.len(), 1000);
    }
    drop(source);

    let after = (
        db.one(digest),
        db.one(objects),
        db.one("SELECT last_value FROM s"),
    );
    assert_eq!(before, after);
    let log = std::fs::read_to_string(SERVER.directory.join("log")).expect("the server's log");
    let ours: Vec<&str> = log
        .lines()
        .filter(|line| line.starts_with("limier|intacte|"))
        .collect();
    assert!(ours.len() > 8, "{ours:?}");
    for line in &ours {
        assert!(
            line.starts_with("limier|intacte|0|"),
            "a transaction wrote: {line}"
        );
    }
    let begun = ours.iter().filter(|line| line.contains("BEGIN")).count();
    let read_only = ours
        .iter()
        .filter(|line| line.contains("BEGIN TRANSACTION READ ONLY"))
        .count();
    assert_eq!((begun, read_only), (3, 3));
}

#[test]
fn memory_stays_flat() {
    let db = SERVER.database("longue");
    db.run(
        "CREATE TABLE t AS SELECT i, repeat('personne ' || i || ' ', 60) AS x
         FROM generate_series(1, 200000) i",
    );
    let source = opened(&SERVER.url(ADMIN, "longue"));
    let size = listed(&*source)["public.t"].size;
    assert!(size > 150 << 20, "{size}");
    let before = resident();
    let mut peak = 0;
    let mut sink = Counting::new(|row| {
        if row % 1000 == 0 {
            peak = peak.max(resident());
        }
        Ok(())
    });
    source
        .read_table("public", "t", &Limits::default(), &mut sink)
        .expect("no stop");
    assert_eq!((sink.rows, sink.problems.len()), (200_000, 0));
    // Other tests run beside this one; the table has 200 MB.
    assert!(peak < before + (100 << 20), "from {before} to {peak}");
}

/// Bytes of memory in use.
fn resident() -> u64 {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let pages = statm.split(' ').nth(1).and_then(|n| n.parse::<u64>().ok());
    pages.unwrap_or(0) * 4096
}

#[test]
fn a_locked_table_costs_itself_only() {
    let db = SERVER.database("verrou");
    db.run("CREATE TABLE a (x int); CREATE TABLE b (x int); INSERT INTO b VALUES (1); ANALYZE");
    db.run("BEGIN; LOCK TABLE a IN ACCESS EXCLUSIVE MODE");
    let options = Options {
        database: DatabaseLimits {
            lock: Duration::from_millis(200),
            ..DatabaseLimits::default()
        },
        ..Options::default()
    };
    let source = opened_with(&SERVER.url(ADMIN, "verrou"), &options);
    let items = listed(&*source);
    assert_eq!(items.keys().collect::<Vec<_>>(), ["public.a", "public.b"]);
    assert!(items["public.b"].size > 0, "as of the last ANALYZE");
    let locked = read(&*source, "public", "a");
    assert_eq!(locked.told(), ["database_timeout (SQLSTATE 55P03)"]);
    assert_eq!(read(&*source, "public", "b").rows, [["1"]]);
    db.run("ROLLBACK");
    assert!(read(&*source, "public", "a").ended);
}

#[test]
fn a_statement_that_takes_too_long_is_told_with_what_was_read() {
    let db = SERVER.database("lente");
    db.run("CREATE TABLE t AS SELECT i, repeat('x', 1000) AS x FROM generate_series(1, 20000) i");
    let options = Options {
        database: DatabaseLimits {
            statement: Duration::from_secs(2),
            per_megabyte: Duration::ZERO,
            ..DatabaseLimits::default()
        },
        ..Options::default()
    };
    let source = opened_with(&SERVER.url(ADMIN, "lente"), &options);
    let mut sink = Counting::new(|row| {
        if row == 5 {
            std::thread::sleep(Duration::from_secs(3));
        }
        Ok(())
    });
    source
        .read_table("public", "t", &Limits::default(), &mut sink)
        .expect("no stop");
    assert!(sink.rows >= 5 && sink.rows < 20_000, "{}", sink.rows);
    let expected = format!("SQLSTATE 57014, after {} rows", sink.rows);
    assert_eq!(
        sink.problems,
        [Problem::new(Reason::DatabaseTimeout, expected)]
    );
}

#[test]
fn budgets_of_cells_and_values_are_kept_and_told() {
    let db = SERVER.database("budgets");
    db.run(
        "CREATE EXTENSION IF NOT EXISTS plpgsql;
         CREATE TABLE t AS SELECT i, i AS j FROM generate_series(1, 1000) i;
         CREATE TABLE longues (court text, long text, doc bytea, j jsonb, n numeric);
         INSERT INTO longues VALUES ('a', repeat('é', 3000000), convert_to(repeat('b', 5000000), 'UTF8'), '{}', 1.50);
         INSERT INTO longues VALUES ('c', repeat(md5('x'), 30000), '\\xff00', '{}', NULL);",
    );
    let source = opened(&SERVER.url(ADMIN, "budgets"));
    let limits = Limits {
        cells: 100,
        value: 1 << 20,
        ..Limits::default()
    };
    let cut = read_with(&*source, "public", "t", &limits);
    assert_eq!(cut.rows.len(), 50);
    assert_eq!(cut.told(), ["cell_limit (after 50 rows)"]);
    assert!(cut.ended);

    let long = read_with(&*source, "public", "longues", &limits);
    assert_eq!(long.column("court"), ["a", "c"]);
    assert_eq!(long.column("n"), ["1.50", ""]);
    let lengths: Vec<usize> = long.column("long").iter().map(|x| x.len()).collect();
    assert_eq!(lengths, [1 << 20, 960_000]);
    assert_eq!(long.column("doc")[0].len(), 1 << 20);
    assert_eq!(
        long.told(),
        [
            "value_cut (2 values cut: long, doc)",
            "unsupported_kind (1 binary values: doc)"
        ]
    );
}

#[test]
fn a_stop_stops_and_the_source_goes_on() {
    let db = SERVER.database("arret");
    db.run("CREATE TABLE t AS SELECT i FROM generate_series(1, 300000) i");
    let source = opened(&SERVER.url(ADMIN, "arret"));
    for _ in 0..3 {
        let mut sink = Counting::new(|row| if row == 10 { Err(Stop) } else { Ok(()) });
        let flow = source.read_table("public", "t", &Limits::default(), &mut sink);
        assert_eq!((flow, sink.rows), (Err(Stop), 10));
    }
    let mut sink = Counting::new(|_| Ok(()));
    source
        .read_table("public", "t", &Limits::default(), &mut sink)
        .expect("no stop");
    assert_eq!((sink.rows, sink.problems.len()), (300_000, 0));
}

#[test]
fn a_lost_connection_is_made_again_and_told() {
    let db = SERVER.database("coupee");
    db.run("CREATE TABLE t AS SELECT i, repeat('x', 500) AS x FROM generate_series(1, 100000) i");
    let source = opened(&SERVER.url(ADMIN, "coupee"));

    // Between two tables: nothing is missing.
    drop(db);
    SERVER.cut_connections("coupee");
    let whole = read(&*source, "public", "t");
    assert_eq!((whole.rows.len(), whole.told()), (100_000, vec![]));

    // Inside a table: resumed, and said.
    let mut sink = Counting::new(|row| {
        if row == 100 {
            SERVER.cut_connections("coupee");
        }
        Ok(())
    });
    source
        .read_table("public", "t", &Limits::default(), &mut sink)
        .expect("no stop");
    assert_eq!(sink.rows, 100_000);
    let [problem] = sink.problems.as_slice() else {
        panic!("{:?}", sink.problems)
    };
    assert_eq!(problem.what, Reason::DatabaseError);
    assert!(
        problem.detail.starts_with("connection lost after"),
        "{problem}"
    );

    // Again and again: given up, and said.
    let mut sink = Counting::new(|row| {
        if row == 100 || row == 60_000 {
            SERVER.cut_connections("coupee");
        }
        Ok(())
    });
    source
        .read_table("public", "t", &Limits::default(), &mut sink)
        .expect("no stop");
    assert!(sink.rows >= 60_000 && sink.rows < 100_000);
    let expected = format!("connection lost, after {} rows", sink.rows);
    assert_eq!(
        sink.problems,
        [Problem::new(Reason::DatabaseError, expected)]
    );
}

#[test]
fn tables_are_read_in_parallel_and_share_what_connections_there_are() {
    let db = SERVER.database("parallele");
    db.run("CREATE ROLE parallele_seul LOGIN CONNECTION LIMIT 1");
    for n in 0..8 {
        db.run(&format!(
            "CREATE TABLE t{n} AS SELECT i, 'x' || i AS x FROM generate_series(1, 20000) i;
             GRANT SELECT ON t{n} TO parallele_seul"
        ));
    }
    for user in [ADMIN, "parallele_seul"] {
        let source = opened(&SERVER.url(user, "parallele"));
        std::thread::scope(|scope| {
            for n in 0..8 {
                let source = &*source;
                scope.spawn(move || {
                    let t = read(source, "public", &format!("t{n}"));
                    assert_eq!(t.told(), Vec::<String>::new(), "{user}");
                    assert_eq!(t.rows.len(), 20_000);
                    assert_eq!(t.rows[19_999], ["20000", "x20000"]);
                });
            }
        });
    }
}

#[test]
fn a_database_without_encoding_is_read() {
    Session::open(&SERVER.url(ADMIN, "postgres"))
        .run("CREATE DATABASE ancienne ENCODING 'SQL_ASCII' LOCALE 'C' TEMPLATE template0");
    let db = Session::open(&SERVER.url(ADMIN, "ancienne"));
    db.run(
        r"CREATE TABLE t (nom text); INSERT INTO t VALUES (E'Andr\xe9'), (E'\xc3\xa9t\xc3\xa9')",
    );
    let source = opened(&SERVER.url(ADMIN, "ancienne"));
    let t = read(&*source, "public", "t");
    assert_eq!(t.column("nom"), ["André", "été"]);
    assert_eq!(t.notes, ["rows not UTF-8 read as Windows-1252"]);
    assert_eq!(t.told(), Vec::<String>::new());
}

#[test]
fn a_refused_database_is_told_with_a_cure_and_no_password() {
    let db = SERVER.database("refus");
    db.run("CREATE ROLE secretaire LOGIN PASSWORD 'b0n-Passe'");
    let good = SERVER.url("secretaire", "refus");
    let url = |password: &str| good.replace("secretaire@", &format!("secretaire:{password}@"));

    assert_eq!(fault(&good), Fault::NoPassword);
    assert_eq!(fault(&url("fAux-Passe")), Fault::Password);
    let error = refused_with(&good, &[("PGPASSWORD", "fAux-Passe")]);
    for text in [error.to_string(), error.message(true), format!("{error:?}")] {
        assert!(!text.contains("fAux"), "{text}");
    }
    assert!(error.cure(true).contains("PGPASSWORD"));
    assert_eq!(fault(&SERVER.url(ADMIN, "absente")), Fault::NoDatabase);
    assert_eq!(fault(&SERVER.url("personne", "refus")), Fault::NotAllowed);
    let closed = "postgres://moi@127.0.0.1:1/db";
    assert!(
        matches!(fault(closed), Fault::Unreachable(_)),
        "{:?}",
        fault(closed)
    );
    let nowhere = "postgres://moi@hote.invalid/db?connect_timeout=5";
    assert!(
        matches!(fault(nowhere), Fault::UnknownHost | Fault::Timeout),
        "{:?}",
        fault(nowhere)
    );
    let misspelt = refused_with("postgres://moi@h/db?sslmod=require&password=s3cret", &[]);
    assert!(!format!("{misspelt} {misspelt:?}").contains("s3cret"));

    let source = opened(&url("b0n-Passe"));
    assert_eq!(source.warnings(), [Warning::PasswordInUrl]);
    let reference = format!("{:?}", source.reference());
    assert!(
        !reference.contains("b0n") && reference.contains("secretaire:***@"),
        "{reference}"
    );
    assert_eq!(
        source.reference().uri,
        format!("postgres://127.0.0.1:{}/refus", SERVER.port)
    );
}

#[test]
fn passwords_come_from_environment_and_files() {
    use std::os::unix::fs::PermissionsExt as _;
    let db = SERVER.database("passe");
    db.run("CREATE ROLE secretaire2 LOGIN PASSWORD 'b0n'");
    let dir = tempfile::tempdir().expect("a directory");
    let file = dir.path().join("pgpass");
    let port = SERVER.port;
    std::fs::write(&file, format!("127.0.0.1:{port}:*:secretaire2:b0n\n")).expect("written");
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).expect("set");
    let services = dir.path().join("services");
    let service = format!("[paie]\nhost=127.0.0.1\nport={port}\nuser=secretaire2\ndbname=passe\n");
    std::fs::write(&services, service).expect("written");
    let file = file.to_str().expect("UTF-8");
    let services = services.to_str().expect("UTF-8");
    for (url, vars) in [
        (
            "postgres:///?service=paie",
            vec![("PGSERVICEFILE", services), ("PGPASSFILE", file)],
        ),
        (
            "postgres://",
            vec![
                ("PGSERVICEFILE", services),
                ("PGSERVICE", "paie"),
                ("PGPASSWORD", "b0n"),
            ],
        ),
    ] {
        let options = Options {
            environment: Environment::from_vars(vars),
            ..Options::default()
        };
        let source = opened_with(url, &options);
        assert_eq!(
            source.reference().uri,
            format!("postgres://127.0.0.1:{port}/passe")
        );
        assert_eq!(source.warnings(), []);
    }
    // Through the socket of this machine.
    let socket = SERVER
        .directory
        .to_str()
        .expect("UTF-8")
        .replace('/', "%2F");
    let source = opened(&format!(
        "postgres://{ADMIN}@{socket}:{port}/passe?sslmode=verify-full"
    ));
    assert_eq!(
        source.reference().uri,
        format!("postgres://localhost:{port}/passe")
    );
}

/// An authority of the tests' own.
struct Authority {
    issuer: rcgen::Issuer<'static, rcgen::KeyPair>,
    pem: String,
}

impl Authority {
    fn new(name: &str) -> Self {
        let mut params = rcgen::CertificateParams::new(Vec::new()).expect("no names");
        params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
        params
            .distinguished_name
            .push(rcgen::DnType::CommonName, name);
        let key = rcgen::KeyPair::generate().expect("a key");
        let pem = params.self_signed(&key).expect("a certificate").pem();
        Self {
            issuer: rcgen::Issuer::new(params, key),
            pem,
        }
    }

    /// Certificate and key for a host, or for a user.
    fn issue(&self, common_name: &str, hosts: &[&str]) -> (String, String) {
        let hosts: Vec<String> = hosts.iter().map(|h| (*h).to_owned()).collect();
        let mut params = rcgen::CertificateParams::new(hosts).expect("names");
        params
            .distinguished_name
            .push(rcgen::DnType::CommonName, common_name);
        let key = rcgen::KeyPair::generate().expect("a key");
        let certificate = params.signed_by(&key, &self.issuer).expect("a certificate");
        (certificate.pem(), key.serialize_pem())
    }
}

/// A file of this name and text.
fn written(dir: &tempfile::TempDir, name: &str, text: &str) -> String {
    let path = dir.path().join(name);
    std::fs::write(&path, text).expect("written");
    path.to_str().expect("UTF-8").to_owned()
}

#[test]
fn tls_is_checked_as_far_as_the_mode_says() {
    let authority = Authority::new("autorite");
    let (certificate, key) = authority.issue("serveur", &["localhost"]);
    let server = Server::start(&Setup {
        settings: &["ssl = on", "ssl_ca_file = 'ca.crt'"],
        access: &[
            "hostssl all chiffree 127.0.0.1/32 trust",
            "hostssl all certifiee 127.0.0.1/32 cert",
            "host all chiffree,certifiee 127.0.0.1/32 reject",
        ],
        files: &[
            ("server.crt", &certificate),
            ("server.key", &key),
            ("ca.crt", &authority.pem),
        ],
    });
    let db = server.database("tls");
    db.run("CREATE ROLE chiffree LOGIN; CREATE ROLE certifiee LOGIN; CREATE TABLE t (a int)");
    let dir = tempfile::tempdir().expect("a directory");
    let root = written(&dir, "ca.crt", &authority.pem);
    let other = written(&dir, "autre.crt", &Authority::new("autre").pem);
    let port = server.port;
    let url =
        |host: &str, mode: &str| format!("postgres://chiffree@{host}:{port}/tls?sslmode={mode}");
    let with_root = |host: &str, mode: &str, root: &str| {
        format!(
            "{}&sslrootcert={}",
            url(host, mode),
            root.replace('/', "%2F")
        )
    };

    // The default on this machine takes TLS where there is some.
    let default = format!("postgres://chiffree@localhost:{port}/tls");
    for accepted in [
        default,
        url("127.0.0.1", "prefer"),
        url("127.0.0.1", "require"),
        with_root("localhost", "verify-full", &root),
        with_root("127.0.0.1", "verify-ca", &root),
        with_root("127.0.0.1", "require", &root),
    ] {
        let source = opened(&accepted);
        assert_eq!(states(&*source).len(), 1, "{accepted}");
        assert_eq!(source.warnings(), [], "{accepted}");
    }
    for (refused, why) in [
        (
            with_root("127.0.0.1", "verify-full", &root),
            "issued for another host",
        ),
        (
            with_root("localhost", "verify-full", &other),
            "unknown issuer",
        ),
        (
            with_root("localhost", "verify-ca", &other),
            "unknown issuer",
        ),
        (with_root("localhost", "require", &other), "unknown issuer"),
        // The system's authorities do not know ours.
        (url("localhost", "verify-full"), "unknown issuer"),
    ] {
        let expected = Fault::Certificate(why.to_owned());
        let got = fault(&refused);
        // A machine may have no authorities at all.
        let none = Fault::Certificate("the system trusts no authority".to_owned());
        let no_root = !refused.contains("sslrootcert");
        assert!(
            got == expected || (no_root && got == none),
            "{refused}: {got:?}"
        );
    }
    assert_eq!(fault(&url("localhost", "disable")), Fault::NotAllowed);
    let absent = with_root("localhost", "verify-full", "/absent.crt");
    assert!(matches!(fault(&absent), Fault::CertificateFile(_)));

    own_certificate_lets_in(&authority, &dir, port, &root);
}

/// A role that the server admits by certificate only.
fn own_certificate_lets_in(authority: &Authority, dir: &tempfile::TempDir, port: u16, root: &str) {
    let (certificate, key) = authority.issue("certifiee", &[]);
    let certificate = written(dir, "moi.crt", &certificate);
    let key = written(dir, "moi.key", &key);
    let mine = format!(
        "postgres://certifiee@localhost:{port}/tls?sslmode=verify-full&sslrootcert={root}&sslcert={certificate}&sslkey={key}"
    );
    assert_eq!(states(&*opened(&mine)).len(), 1);
    let without = mine.split("&sslcert").next().expect("a first part");
    assert!(matches!(
        fault(without),
        Fault::NotAllowed | Fault::Certificate(_)
    ));
}

#[test]
fn a_self_signed_server_is_believed_if_its_certificate_was_given() {
    let mut params = rcgen::CertificateParams::new(vec!["localhost".to_owned()]).expect("a name");
    params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    let key = rcgen::KeyPair::generate().expect("a key");
    let certificate = params.self_signed(&key).expect("a certificate").pem();
    let server = Server::start(&Setup {
        settings: &["ssl = on"],
        access: &[],
        files: &[
            ("server.crt", &certificate),
            ("server.key", &key.serialize_pem()),
        ],
    });
    let dir = tempfile::tempdir().expect("a directory");
    let own = written(&dir, "serveur.crt", &certificate);
    let url = |host: &str, mode: &str| {
        format!(
            "postgres://{ADMIN}@{host}:{}/postgres?sslmode={mode}&sslrootcert={own}",
            server.port
        )
    };
    opened(&url("localhost", "verify-full"));
    opened(&url("127.0.0.1", "verify-ca"));
    assert_eq!(
        fault(&url("127.0.0.1", "verify-full")),
        Fault::Certificate("issued for another host".to_owned())
    );
}

#[test]
fn a_server_without_tls_is_refused_where_tls_is_asked_for() {
    for mode in ["require", "verify-full"] {
        let url = format!("{}?sslmode={mode}", SERVER.url(ADMIN, "postgres"));
        assert_eq!(fault(&url), Fault::NoTls);
    }
    opened(&format!("{}?sslmode=prefer", SERVER.url(ADMIN, "postgres")));
}
