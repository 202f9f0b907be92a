//! Bad input gets a clear answer: exit code 2, a cure, and no half-written
//! report.

use super::Limier;
use std::os::unix::fs::PermissionsExt as _;

/// Runs, expects an error, and that both texts are said.
fn refused(limier: &Limier, arguments: &[&str], says: &[&str]) {
    let said = limier.run(arguments);
    assert_eq!(said.code, 2, "{arguments:?}\n{}", said.err);
    for text in says {
        assert!(
            said.err.contains(text),
            "{arguments:?} does not say {text:?}:\n{}",
            said.err
        );
    }
    assert!(
        said.last_line().contains("code 2"),
        "{arguments:?}: {}",
        said.err
    );
}

#[test]
fn what_cannot_be_done_says_why_and_how() {
    let limier = Limier::new();
    let report = limier.path("r.html");
    let r = report.to_str().expect("UTF-8");
    let home = limier.home.path().to_str().expect("UTF-8");
    refused(
        &limier,
        &["scan", home, "--colour-blind"],
        &["--colour-blind"],
    );
    refused(&limier, &["scan"], &["SOURCE"]);
    refused(&limier, &["scan", "mysql://h/b"], &["mysql", "postgres://"]);
    refused(&limier, &["scan", "gopher://h/b"], &["gopher"]);
    refused(
        &limier,
        &["scan", "/no/such/directory", "-o", r],
        &["/no/such/directory"],
    );
    refused(
        &limier,
        &["scan", home, "-o", "/tmp/x.docx"],
        &[".html", ".json", ".sarif", "github="],
    );
    refused(
        &limier,
        &["scan", home, "-o", "githbu=x.html"],
        &["githbu", "github="],
    );
    refused(&limier, &["scan", home, "-o", "csv-fr="], &["csv-fr"]);
    let twice = format!("csv-fr={r}");
    refused(
        &limier,
        &["scan", home, "-o", r, "-o", &twice],
        &["deux fois"],
    );
    refused(
        &limier,
        &["scan", home, "-o", "/no/such/dir/x.html"],
        &["/no/such/dir"],
    );
    refused(&limier, &["scan", home, "-o", r, "-o", r], &["deux fois"]);
    refused(&limier, &["scan", home, "--exclude", "["], &["--exclude"]);
    refused(
        &limier,
        &["scan", home, "--store", "/no/such/dir/x.db"],
        &["/no/such/dir", "le créer"],
    );
    let dotted = format!("{home}/./r.html");
    refused(
        &limier,
        &["scan", home, "-o", r, "--coverage", &dotted],
        &["deux fois"],
    );
    refused(
        &limier,
        &["scan", home, "--rules", "/no/such/rules"],
        &["/no/such/rules", "--rules"],
    );
    refused(
        &limier,
        &["scan", home, "--tolerate", "nothing"],
        &["--tolerate", "encrypted"],
    );
    refused(&limier, &["explain", "nir"], &["fr-nir", "rules list"]);
    refused(
        &limier,
        &["report", "--store", "/no/such/store.sqlite"],
        &["limier scan"],
    );
    refused(
        &limier,
        &["scan", "postgres://nobody:geheim1@127.0.0.1:1/nothing"],
        &["127.0.0.1"],
    );
    assert!(!report.exists(), "a report was left behind");
}

#[test]
fn limits_are_limits_and_lists_are_there() {
    let limier = Limier::new();
    let home = limier.home.path().to_str().expect("UTF-8");
    for share in ["nan%", "inf%", "101%"] {
        refused(
            &limier,
            &["scan", home, "--tolerate", share],
            &["--tolerate"],
        );
    }
    for seconds in ["0", "18446744073709551615"] {
        refused(
            &limier,
            &["scan", home, "--item-timeout", seconds],
            &["--item-timeout"],
        );
    }
    for memory in ["1", "17592186044416"] {
        refused(
            &limier,
            &["scan", home, "--worker-memory", memory],
            &["--worker-memory"],
        );
    }
    for (lang, says) in [("en", "the list of files"), ("fr", "la liste de fichiers")] {
        let list = ["--lang", lang, "scan", "--files-from", "/no/such/list"];
        refused(&limier, &list, &["/no/such/list", says]);
    }
}

#[test]
fn mistakes_are_told_in_the_language_asked() {
    let limier = Limier::new();
    let home = limier.home.path().to_str().expect("UTF-8");
    for (arguments, french, english) in [
        (
            &["scan", home, "--threds", "2"][..],
            &["option inconnue", "--threads"][..],
            &["unexpected argument", "--threads"][..],
        ),
        (&["scna"], &["commande inconnue", "scan"], &["scan"]),
        (&["scan"], &["il manque", "SOURCE"], &["required"]),
        (
            &["scan", home, "-o"],
            &["il manque une valeur", "--output"],
            &["value is required"],
        ),
        (
            &["scan", home, "--fail-on", "hihg"],
            &["valeur refusée", "high", "critical"],
            &["invalid value"],
        ),
        (
            &["scan", home, "--threads", "many"],
            &["valeur refusée", "nombre entier"],
            &["invalid value"],
        ),
        (
            &["scan", home, "--item-timeout", "0"],
            &["valeur refusée", "de 1 à 31536000"],
            &["not in 1..=31536000"],
        ),
        (
            &["scan", home, "--files-from", "l"],
            &["ne va pas avec"],
            &["cannot be used with"],
        ),
        (
            &["scan", home, "-o", "x.docx"],
            &["format de rapport inconnu"],
            &["unknown report format"],
        ),
        (
            &["scan", home, "--tolerate", "some"],
            &["un nombre d’éléments"],
            &["a number of items"],
        ),
        (
            &["report", "--store", "/no/such/store"],
            &["ce magasin n’existe pas"],
            &["there is no such store"],
        ),
        (&["report"], &["aucune analyse"], &["no scan is kept"]),
        (
            &["explain", "nir"],
            &["il n’y a pas de règle", "proches"],
            &["there is no rule", "near"],
        ),
        (&["scan", "-", "-"], &["donné deux fois"], &["given twice"]),
    ] {
        refused(&limier, arguments, french);
        let mut asked = vec!["--lang", "en"];
        asked.extend(arguments);
        refused(&limier, &asked, english);
        let last = limier.run(&asked).last_line().to_owned();
        assert!(last.starts_with("limier: code 2"), "{last}");
    }
}

#[test]
fn no_number_of_threads_is_one_per_core() {
    let limier = Limier::new();
    let said = limier.run(&["scan", "fixtures/register.yaml", "--threads", "0"]);
    assert_eq!(said.code, 0, "{}", said.err);
    let help = limier.run(&["scan", "--help"]).out;
    assert!(help.contains("0: one per core"), "{help}");
}

/// One machine output may go to standard output: nothing else stands there.
#[test]
fn one_output_may_be_standard_output() {
    let limier = Limier::new();
    let tree = limier.path("t");
    std::fs::create_dir(&tree).expect("made");
    std::fs::write(tree.join("a.txt"), "NIR 2 55 08 14 168 025 38").expect("written");
    let t = tree.to_str().expect("UTF-8");
    for (option, name, schema) in [
        ("--coverage", "-", "limier.coverage.v1"),
        ("--findings", "/dev/stdout", "limier.finding.v1"),
        ("--occurrences", "-", "limier.occurrence.v1"),
        ("-o", "-", "limier.report.v1"),
    ] {
        let said = limier.run(&["scan", t, option, name]);
        assert_eq!(said.code, 0, "{option}: {}", said.err);
        let mut objects = serde_json::Deserializer::from_str(&said.out).into_iter();
        let object: serde_json::Value = objects.next().expect("one").expect("JSON");
        assert_eq!(object["schema"], schema, "{option}");
        assert!(objects.all(|o: Result<serde_json::Value, _>| o.is_ok()));
        assert!(said.err.contains("Trouvé"), "{option}: {}", said.err);
    }
    assert!(!std::path::Path::new("-").exists());
    let both = ["scan", t, "--coverage", "-", "--findings", "/dev/stdout"];
    refused(&limier, &both, &["sortie standard"]);
}

#[test]
fn a_source_inside_another_is_refused() {
    let limier = Limier::new();
    let inner = limier.path("a/b");
    std::fs::create_dir_all(&inner).expect("made");
    std::fs::create_dir_all(limier.path("ab")).expect("made");
    std::fs::write(inner.join("c.txt"), "Bonjour.").expect("written");
    std::fs::write(limier.path("ab/d.txt"), "Bonjour.").expect("written");
    let path = |name: &str| limier.path(name).to_str().expect("UTF-8").to_owned();
    let (a, b, c) = (path("a"), path("a/b"), path("a/b/c.txt"));
    let dotted = path("a/../a/b");
    refused(&limier, &["scan", &a, &dotted], &["deux fois", &a]);
    refused(&limier, &["scan", &b, &a], &["deux fois", "ne donner que"]);
    refused(&limier, &["scan", &a, &c], &["deux fois"]);
    refused(&limier, &["scan", &c, &c], &["deux fois"]);
    refused(
        &limier,
        &["--lang", "en", "scan", &a, &a],
        &["would be read twice"],
    );
    let said = limier.run(&["scan", &a, &path("ab")]);
    assert_eq!(said.code, 0, "{}", said.err);
}

/// A number in the name of a file or folder is a finding, and no output repeats it.
#[test]
fn values_in_names_go_out_masked() {
    let limier = Limier::new();
    let (one, other) = ("255081416802538", "255081416802637");
    let tree = limier.path("t");
    let inner = tree.join(format!("Salariés/{one}"));
    std::fs::create_dir_all(&inner).expect("made");
    std::fs::write(inner.join("a.txt"), "joindre anne@menuiserie-duval.fr").expect("written");
    for nir in [one, other] {
        let name = format!("dossier_{nir}.txt");
        std::fs::write(tree.join("Salariés").join(name), "Bonjour.").expect("written");
    }
    std::fs::write(tree.join("20240315123045.txt"), "Bonjour.").expect("written");
    let register = limier.path("register.yaml");
    let text = format!(
        "version: 1\nactivities:\n- id: a\n  name: A\n  sensitive:\n    answer: \"non\"   # {one}\n  locations: [{{uri: \"Salariés/dossier_{one}.txt\", \
         binding: confirmed, by: dpo, on: 2026-11-21}}]\n"
    );
    std::fs::write(&register, text).expect("written");
    let paths = ["r.html", "r.json", "f.jsonl", "c.jsonl", "o.jsonl"].map(|n| limier.path(n));
    let [html, json, findings, coverage, occurrences] = paths.each_ref().map(|p| p.as_os_str());
    let outputs = [
        "-o".as_ref(),
        html,
        "-o".as_ref(),
        json,
        "--findings".as_ref(),
        findings,
        "--coverage".as_ref(),
        coverage,
        "--occurrences".as_ref(),
        occurrences,
        "-r".as_ref(),
        register.as_os_str(),
    ];
    for command in [
        &["scan".as_ref(), tree.as_os_str()][..],
        &["report".as_ref()],
    ] {
        let said = limier.run(&[command, &outputs[..]].concat());
        assert_eq!(said.code, 1, "{}", said.err);
        let mut all = said.out + &said.err;
        for path in &paths {
            all += &std::fs::read_to_string(path).expect("written");
        }
        for nir in [one, other] {
            let at = all.find(nir).map(|i| &all[i.saturating_sub(200)..i]);
            assert_eq!(at, None);
        }
        assert!(
            all.contains("20240315123045.txt"),
            "a date is no number of persons"
        );
        let rows = super::json_lines(&paths[3]);
        let named: std::collections::BTreeSet<&str> = rows
            .iter()
            .filter_map(|r| r["path"].as_str())
            .filter(|p| p.starts_with("Salariés/dossier_255"))
            .collect();
        assert_eq!(named.len(), 2, "{named:?}");
        let found = super::json_lines(&paths[2]);
        assert_eq!(found.iter().filter(|r| r["rule"] == "fr-nir").count(), 2);
        // the register meant the file by its own name
        let report: serde_json::Value =
            serde_json::from_slice(&std::fs::read(&paths[1]).expect("written")).expect("JSON");
        let gaps = report["gaps"].as_array().expect("a list");
        assert!(gaps.iter().any(|g| g["activity"]["id"] == "a"), "{gaps:?}");
    }
}

#[test]
fn a_password_in_a_url_is_never_printed() {
    let limier = Limier::new();
    let said = limier.run(&["scan", "postgres://nobody:geheim1@127.0.0.1:1/nothing"]);
    assert!(
        !said.err.contains("geheim1") && !said.out.contains("geheim1"),
        "{}",
        said.err
    );
    for arguments in [
        &["scan", "postgres:nobody:geheim1@h/db"][..],
        &["scan", "postgres:/nobody:geheim1@h/db"],
        &["scan", "host=h password = geheim1"],
        &["scan", "postgres://nobody:gehe,geheim1/db"],
        &["report", "postgres://nobody:geheim1@h/db"],
        &["report", "-r", "postgres://nobody:geheim1@h/db"],
        &["report", "--store=postgres://nobody:geheim1@h/db"],
    ] {
        let said = limier.run(arguments);
        assert_eq!(said.code, 2, "{arguments:?}");
        assert!(!said.err.contains("geheim1"), "{}", said.err);
    }
}

/// A store beside what is scanned, and another that nothing was finished in.
#[test]
fn our_own_files_are_neither_scanned_nor_in_the_way() {
    let limier = Limier::new();
    let tree = limier.path("t");
    std::fs::create_dir(&tree).expect("made");
    std::fs::write(tree.join("a.txt"), "Bonjour.").expect("written");
    let t = tree.to_str().expect("UTF-8");
    assert_eq!(limier.run(&["scan", t]).code, 0);

    let (store, coverage) = (tree.join("s.db"), limier.path("c.jsonl"));
    let said = limier.run(&[
        "scan".as_ref(),
        tree.as_os_str(),
        "--store".as_ref(),
        store.as_os_str(),
        "--coverage".as_ref(),
        coverage.as_os_str(),
    ]);
    assert_eq!(said.code, 0, "{}", said.err);
    for row in super::json_lines(&coverage) {
        let read = row["state"] != "not_scanned";
        assert_eq!(read, row["path"] == "a.txt", "{row}");
    }

    let unfinished = limier.path("data/scans/zzz.sqlite");
    drop(limier::inventory::Store::create(&unfinished).expect("made"));
    let again = limier.run(&["report"]);
    assert_eq!(again.code, 0, "{}", again.err);
}

/// A report after an interrupted scan is one of the scan before, and says so.
#[test]
fn a_report_says_which_scan_it_is_of() {
    use limier::inventory::{RunState, Store};
    let limier = Limier::new();
    let tree = limier.path("partage");
    std::fs::create_dir(&tree).expect("made");
    std::fs::write(tree.join("a.txt"), "Bonjour.").expect("written");
    let (t, path) = (tree.to_str().expect("UTF-8"), limier.path("s.db"));
    let s = path.to_str().expect("UTF-8");
    assert_eq!(limier.run(&["scan", t, "--store", s]).code, 0);
    let said = limier.run(&["report", "--store", s]);
    assert!(said.err.contains("Analyse rapportée"), "{}", said.err);
    assert!(said.err.contains(t) && !said.err.contains("Attention"));

    let mut store = Store::create(&path).expect("opened");
    let mut run = store.runs().expect("read")[0].run.clone();
    run.started += 3600;
    let run = store.begin_run(run).expect("begun");
    store
        .finish_run(&run, RunState::Interrupted)
        .expect("finished");
    drop(store);
    let said = limier.run(&["report", "--store", s, "-q"]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(said.err.contains("a été interrompue"), "{}", said.err);
}

#[test]
fn a_wrong_register_is_shown_with_line_caret_and_cure() {
    let limier = Limier::new();
    let good = std::fs::read_to_string("fixtures/register.yaml").expect("there");
    let bad = good.replacen(
        "items: [person_name, postal_address, internal_id]",
        "items: [persone_name]",
        1,
    );
    assert_ne!(good, bad);
    let path = limier.path("register.yaml");
    std::fs::write(&path, bad).expect("written");
    let path = path.to_str().expect("UTF-8");
    refused(
        &limier,
        &["register", "check", path],
        &["persone_name", "person_name", "^", "register.yaml:"],
    );
    let home = limier.home.path().to_str().expect("UTF-8");
    refused(&limier, &["scan", home, "-r", path], &["persone_name"]);
    refused(
        &limier,
        &["scan", home, "-r", "/no/register.yaml"],
        &["/no/register.yaml"],
    );

    let said = limier.run(&["register", "check", "fixtures/register.yaml"]);
    assert_eq!(said.code, 0, "{}", said.err);
}

#[test]
fn a_file_that_is_not_ours_is_not_overwritten() {
    let limier = Limier::new();
    let tree = limier.path("t");
    std::fs::create_dir(&tree).expect("made");
    std::fs::write(tree.join("a.txt"), "Bonjour.").expect("written");
    let precious = limier.path("clients.json");
    std::fs::write(&precious, "{\"clients\": []}").expect("written");
    let (t, p) = (
        tree.to_str().expect("UTF-8"),
        precious.to_str().expect("UTF-8"),
    );
    refused(&limier, &["scan", t, "-o", p], &["--force"]);
    let notes = limier.path("notes.json");
    std::fs::write(&notes, "{\"note\": \"Le chien est un limier.\"}").expect("written");
    let n = notes.to_str().expect("UTF-8");
    refused(&limier, &["scan", t, "-o", n], &["--force"]);
    assert_eq!(
        std::fs::read_to_string(&precious).expect("there"),
        "{\"clients\": []}"
    );

    for name in ["r.html", "r.json"] {
        let ours = limier.path(name);
        let o = ours.to_str().expect("UTF-8");
        assert_eq!(limier.run(&["scan", t, "-o", o]).code, 0);
        assert_eq!(
            limier.run(&["scan", t, "-o", o]).code,
            0,
            "our own {name} is replaced"
        );
        let mode = ours.metadata().expect("there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}

#[test]
fn exit_codes_tell_clean_from_unread() {
    let limier = Limier::new();
    let tree = limier.path("t");
    std::fs::create_dir(&tree).expect("made");
    std::fs::write(tree.join("a.txt"), "Bonjour.").expect("written");
    let t = tree.to_str().expect("UTF-8");
    let clean = limier.run(&["scan", t]);
    assert_eq!(clean.code, 0, "{}", clean.err);

    std::fs::write(tree.join("b.bin"), [0u8, 1, 2, 0xFF, 0xFE, 0, 0, 7]).expect("written");
    let unread = limier.run(&["scan", t]);
    assert_eq!(unread.code, 3, "{}", unread.err);
    assert!(unread.last_line().contains("code 3"), "{}", unread.err);
    assert_eq!(
        limier
            .run(&["scan", t, "--tolerate", "unsupported_kind"])
            .code,
        0
    );
    assert_eq!(limier.run(&["scan", t, "--tolerate", "1"]).code, 0);
    assert_eq!(limier.run(&["scan", t, "--tolerate", "60%"]).code, 0);
    assert_eq!(limier.run(&["scan", t, "--tolerate", "40%"]).code, 3);
}

#[test]
fn a_source_with_nothing_to_read_is_not_clean() {
    let limier = Limier::new();
    let (full, empty) = (limier.path("t"), limier.path("vide"));
    std::fs::create_dir_all(empty.join("sous")).expect("made");
    std::fs::create_dir(&full).expect("made");
    std::fs::write(full.join("a.txt"), "Bonjour.").expect("written");
    let (f, e) = (
        full.to_str().expect("UTF-8"),
        empty.to_str().expect("UTF-8"),
    );
    assert_eq!(limier.run(&["scan", e]).code, 3);
    assert_eq!(limier.run(&["report"]).code, 3);
    assert_eq!(limier.run(&["scan", e, "-q"]).code, 3);
    assert_eq!(limier.run(&["scan", f, "-q"]).code, 0);
    let both = limier.run(&["scan", f, e]);
    assert_eq!(both.code, 3, "{}", both.err);
    assert!(both.last_line().contains("1 source"), "{}", both.err);
    assert_eq!(limier.run(&["scan", f, e, "--tolerate", "1"]).code, 0);
    // what is left out on request is not read either
    assert_eq!(limier.run(&["scan", f, "--exclude", "*.txt"]).code, 3);
}

#[test]
fn standard_input_and_lists_of_paths_are_sources() {
    let limier = Limier::new();
    let list = limier.path("list.txt");
    let file = limier.path("note.txt");
    std::fs::write(&file, "Contact : jeanne.vernay@courriel.example\n").expect("written");
    std::fs::write(&list, format!("{}\n", file.display())).expect("written");
    let out = limier.path("f.jsonl");
    let said = limier.run(&[
        "scan",
        "--files-from",
        list.to_str().expect("UTF-8"),
        "--findings",
        out.to_str().expect("UTF-8"),
    ]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(super::json_lines(&out).iter().any(|f| f["item"] == "email"));

    let mut child = limier
        .command()
        .args(["scan", "-", "--occurrences"])
        .arg(limier.path("o.jsonl"))
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .spawn()
        .expect("the program starts");
    use std::io::Write as _;
    let mut stdin = child.stdin.take().expect("piped");
    stdin
        .write_all("né\nNIR 2 55 08 14 168 025 38\n".as_bytes())
        .expect("taken");
    drop(stdin);
    assert!(child.wait().expect("ends").success());
    let lines = super::json_lines(&limier.path("o.jsonl"));
    assert_eq!(lines.len(), 1, "{lines:?}");
    let wanted = serde_json::json!({
        "schema": "limier.occurrence.v1", "path": "-", "entry": null, "rule": "fr-nir", "item": "nir",
        "at": {"line": 2, "column": 5, "end_column": 26, "byte_start": 8, "byte_end": 29},
        "masked": "2 55 ** ** *** *** **", "confidence": "high"
    });
    assert_eq!(lines[0], wanted);
}

#[test]
fn rules_and_doctor_answer() {
    let limier = Limier::new();
    for (arguments, says) in [
        (&["rules", "check"][..], "rules"),
        (&["rules", "list"], "fr-nir"),
        (&["explain", "fr-nir"], "NIR"),
        (
            &["--lang", "en", "explain", "bic"],
            "notes in French, as the rule has them",
        ),
        (&["doctor"], "[ok]"),
        (&["--help"], "Exit codes"),
    ] {
        let said = limier.run(arguments);
        assert_eq!(said.code, 0, "{arguments:?}: {}{}", said.out, said.err);
        assert!(
            said.out.contains(says) || says == "rules",
            "{arguments:?}: {}",
            said.out
        );
    }
}

#[test]
fn a_clock_that_is_none_is_an_error() {
    let limier = Limier::new();
    let run = |epoch: &str| {
        let mut command = limier.command();
        command.args(["scan", "fixtures/share/Logs", "-q"]);
        command.env("SOURCE_DATE_EPOCH", epoch);
        super::said(&command.output().expect("the program starts"))
    };
    let wrong = run("demain");
    assert_eq!(wrong.code, 2, "{}", wrong.err);
    assert!(
        wrong.err.contains("SOURCE_DATE_EPOCH=demain"),
        "{}",
        wrong.err
    );
    assert_eq!(run("1795348800").code, 0);
}

#[test]
fn a_dry_run_reads_nothing() {
    let limier = Limier::new();
    let said = limier.run(&["scan", "fixtures/share", "--dry-run"]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(said.out.contains("annuaire_interne.ods"));
    assert!(!limier.path("data").exists(), "a store was made");
}

#[test]
fn a_dry_run_masks_values_in_names() {
    let limier = Limier::new();
    let share = limier.path("share");
    std::fs::create_dir(&share).expect("a folder");
    std::fs::write(share.join("dossier_255081416802538.pdf"), "x").expect("a file");
    let said = limier.run(&["scan", share.to_str().expect("UTF-8"), "--dry-run"]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(said.out.contains("dossier_255****"), "{}", said.out);
    assert!(!said.out.contains("168025"), "{}", said.out);
}

#[test]
fn a_wrong_register_as_json_is_one_line_per_fault() {
    let limier = Limier::new();
    let path = limier.path("register.yaml");
    std::fs::write(&path, "version: 1\nactivities:\n- {id: a, nom: A}\n").expect("written");
    let path = path.to_str().expect("UTF-8");
    let said = limier.run(&["register", "check", path, "--json"]);
    assert_eq!(said.code, 2, "{}", said.err);
    let lines: Vec<serde_json::Value> = said
        .out
        .lines()
        .map(|l| serde_json::from_str(l).expect("JSON"))
        .collect();
    assert_eq!(lines.len(), 2, "{}", said.out);
    assert_eq!(
        (&lines[0]["schema"], &lines[0]["line"]),
        (&"limier.fault.v1".into(), &3.into())
    );
}

#[test]
fn a_register_in_another_encoding_is_told_in_the_language_asked() {
    let limier = Limier::new();
    let path = limier.path("register.yaml");
    std::fs::write(&path, b"version: 1\norganisation: {name: Soci\xe9t\xe9}\n").expect("written");
    let path = path.to_str().expect("UTF-8");
    refused(
        &limier,
        &["register", "check", path],
        &["Windows-1252", ":2:26", "enregistrer"],
    );
    refused(
        &limier,
        &["register", "check", "/no/r.yaml"],
        &["existe pas"],
    );
    refused(
        &limier,
        &["--lang", "en", "register", "check", "/no/r.yaml"],
        &["no such file"],
    );
}

#[test]
fn an_empty_source_is_a_warning_and_no_good_news() {
    let limier = Limier::new();
    let tree = limier.path("vide");
    std::fs::create_dir(&tree).expect("made");
    let said = limier.run(&[
        "scan",
        tree.to_str().expect("UTF-8"),
        "-r",
        "fixtures/register.yaml",
    ]);
    // a share that is not mounted looks like that: not clean
    assert_eq!(said.code, 3, "{}", said.err);
    assert!(said.last_line().contains("rien à lire"), "{}", said.err);
    assert!(
        said.out.contains("Attention") && !said.out.contains("aucun dans"),
        "{}",
        said.out
    );
    let quiet = limier.run(&["report", "-q", "-r", "fixtures/register.yaml"]);
    assert_eq!((quiet.code, quiet.out.as_str()), (3, ""), "{}", quiet.err);
}

/// A name that says no format says nothing; `FORMAT=FILE` may be standard output.
#[test]
fn a_format_may_be_named() {
    let limier = Limier::new();
    let source = limier.path("source");
    std::fs::create_dir_all(&source).expect("made");
    std::fs::write(source.join("a.txt"), "rien").expect("written");
    let source = source.to_str().expect("UTF-8");
    let said = limier.run(&["scan", source, "-o", "github=-"]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(
        said.out.starts_with("::notice title=limier::"),
        "{}",
        said.out
    );
    // a file of ours is written over, one that somebody has worked on is not
    let book = limier.path("ecarts.xlsx");
    let asked = format!("xlsx={}", book.display());
    for _ in 0..2 {
        let said = limier.run(&["scan", source, "-q", "-o", &asked]);
        assert_eq!(said.code, 0, "{}", said.err);
    }
    std::fs::write(&book, b"PK\x03\x04 somebody's").expect("written");
    let said = limier.run(&["scan", source, "-q", "-o", &asked]);
    assert_eq!(said.code, 2, "{}", said.err);
    assert!(said.err.contains("--force"), "{}", said.err);
    // a name with a `=` that is no format
    let odd = limier.path("a=b.csv");
    let said = limier.run(&["scan", source, "-q", "-o", odd.to_str().expect("UTF-8")]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(odd.exists());
}
