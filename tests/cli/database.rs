//! The demo's database in a real PostgreSQL: found with exact rows and columns,
//! and left as it was.

use super::postgres::{ADMIN, Server, Setup};
use super::{Limier, json_lines};

#[test]
fn a_database_is_scanned_beside_files_and_left_as_it_was() {
    let server = Server::start(&Setup::default());
    let db = server.database("erp");
    let dump = std::fs::read_to_string("fixtures/database/erp.sql").expect("there");
    db.run(&dump);
    let before = fingerprint(&db);

    let limier = Limier::new();
    let url = server.url(ADMIN, "erp");
    let (f, o, c) = (
        limier.path("f.jsonl"),
        limier.path("o.jsonl"),
        limier.path("c.jsonl"),
    );
    let said = limier.run(&[
        "scan".as_ref(),
        url.as_ref(),
        "fixtures/share/Logs".as_ref(),
        "--findings".as_ref(),
        f.as_os_str(),
        "--occurrences".as_ref(),
        o.as_os_str(),
        "--coverage".as_ref(),
        c.as_os_str(),
    ]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert_eq!(before, fingerprint(&db), "the database changed");

    let findings = json_lines(&f);
    let count = |table: &str, header: &str, item: &str| {
        findings
            .iter()
            .filter(|x| x["path"].as_str().is_some_and(|p| p.ends_with(table)))
            .filter(|x| {
                x["where"]["header"] == header && x["item"] == item && x["confidence"] != "low"
            })
            .map(|x| x["count"].as_u64().unwrap_or(0))
            .sum::<u64>()
    };
    assert_eq!(count("paie.salaries", "nss", "nir"), 24);
    assert_eq!(count("paie.salaries", "iban", "iban"), 24);
    assert_eq!(count("paie.salaries", "date_naissance", "birth_date"), 24);
    assert_eq!(count("ventes.clients", "email", "email"), 60);
    assert_eq!(count("ventes.tickets", "description", "nir"), 1);
    assert!(
        findings.iter().any(|x| x["item"] == "ip_address"),
        "the second source is there too"
    );

    let lines = json_lines(&o);
    let ticket = lines
        .iter()
        .find(|x| {
            x["path"]
                .as_str()
                .is_some_and(|p| p.ends_with("ventes.tickets"))
                && x["item"] == "nir"
        })
        .expect("the NIR in a ticket");
    assert_eq!(
        ticket["at"],
        serde_json::json!({"row": 5, "header": "description"})
    );

    let coverage = json_lines(&c);
    let state = |table: &str| {
        let of = |x: &&serde_json::Value| x["path"].as_str().is_some_and(|p| p.ends_with(table));
        coverage.iter().find(of).map(|x| x["state"].clone())
    };
    assert_eq!(state("paie.salaries"), Some("complete".into()));
    assert_eq!(
        state("ventes.v_clients"),
        Some("not_scanned".into()),
        "a view is declared, not read"
    );
}

/// The role may not read the catalog of relations: nothing is known of the
/// database, and every report of that scan says so.
#[test]
fn a_database_that_cannot_be_listed_is_never_reported_as_clean() {
    let server = Server::start(&Setup::default());
    server.database("muette").run(
        "CREATE TABLE t (a text); INSERT INTO t VALUES ('NIR 2 55 08 14 168 025 38');
         CREATE ROLE sourd LOGIN; REVOKE SELECT ON pg_catalog.pg_class FROM PUBLIC;",
    );
    let limier = Limier::new();
    let url = server.url("sourd", "muette");
    let (json, coverage) = (limier.path("r.json"), limier.path("c.jsonl"));
    let said = limier.run(&[
        "scan".as_ref(),
        url.as_ref(),
        "--item-timeout".as_ref(),
        "7".as_ref(),
        "-o".as_ref(),
        json.as_os_str(),
        "--coverage".as_ref(),
        coverage.as_os_str(),
    ]);
    assert_eq!(said.code, 2, "{}", said.err);
    let rows = json_lines(&coverage);
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0]["path"], ".");
    assert_eq!(rows[0]["state"], "not_scanned");
    assert_eq!(rows[0]["problems"][0]["detail"], "SQLSTATE 42501");
    let report = json_file(&json);
    assert_eq!(report["coverage"]["not_scanned"], 1, "{report}");

    let log = std::fs::read_to_string(server.directory.join("log")).expect("there");
    assert!(
        log.contains("statement_timeout = 7000"),
        "--item-timeout bounds statements too"
    );

    let again = limier.run(&["report"]);
    assert_eq!(again.code, 3, "{}", again.err);
}

fn json_file(path: &std::path::Path) -> serde_json::Value {
    let text = std::fs::read_to_string(path).expect("the file was written");
    serde_json::from_str(&text).expect("a JSON object")
}

/// Every row of every table, and how often each was written to.
fn fingerprint(db: &super::postgres::Session) -> String {
    [
        "ventes.clients",
        "ventes.commandes",
        "ventes.tickets",
        "paie.salaries",
    ]
    .map(|t| {
        db.one(&format!(
            "SELECT md5(string_agg(t::text || t.xmin::text, ',' ORDER BY t::text)) FROM {t} t"
        ))
    })
    .join(" ")
}
