//! What `limier register` says of documents that harm their reader, of what is no
//! file, and of what may not be read or written: each in both languages, with a
//! cure, and without a cost for the others. All documents are invented.

use super::{Limier, Said};
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::time::Instant;

const FICHE: &str = "\
FICHE DE REGISTRE DE L'ACTIVITÉ : Gestion des badges
Objectifs poursuivis
Ouvrir les portes de l'atelier
Catégories de données collectées
Nom, prénom, numéro de badge
";

fn register(limier: &Limier, arguments: &[&str]) -> Said {
    let output = limier
        .command()
        .current_dir(limier.path(""))
        .env("LIMIER_TEST_FAULTS", "1")
        .arg("register")
        .args(arguments)
        .output()
        .expect("the program starts");
    super::said(&output)
}

fn desk(files: &[(&str, &[u8])]) -> Limier {
    let limier = Limier::new();
    for (name, bytes) in files {
        let path = limier.path(name);
        std::fs::create_dir_all(path.parent().expect("below the home")).expect("a directory");
        std::fs::write(path, bytes).expect("written");
    }
    limier
}

fn text(limier: &Limier, name: &str) -> String {
    std::fs::read_to_string(limier.path(name)).expect("it is there")
}

fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        let options = zip::write::SimpleFileOptions::default();
        zip.start_file(*name, options).expect("a member");
        zip.write_all(bytes).expect("written");
    }
    zip.finish().expect("an archive").into_inner()
}

#[test]
fn a_document_that_kills_its_reader_costs_no_other() {
    let archive = zipped(&[
        ("pile.txt", b"LIMIER-FAULT recurse\n"),
        ("badges.txt", FICHE.as_bytes()),
    ]);
    let limier = desk(&[
        ("attente.txt", b"LIMIER-FAULT hang\n"),
        ("memoire.txt", b"LIMIER-FAULT allocate\n"),
        ("panique.txt", b"LIMIER-FAULT panic\n"),
        ("arret.txt", b"LIMIER-FAULT abort\n"),
        ("bruit.txt", b"LIMIER-FAULT garbage\n"),
        ("fiches.zip", &archive),
    ]);
    let documents = [
        "attente.txt",
        "memoire.txt",
        "panique.txt",
        "arret.txt",
        "bruit.txt",
        "fiches.zip",
    ];
    for (lang, words) in [
        (
            "fr",
            [
                "attente.txt : non lu : temps de lecture épuisé ; donner plus de temps (--item-timeout)",
                "memoire.txt : non lu : mémoire accordée épuisée ; donner plus de mémoire (--worker-memory)",
                "panique.txt : non lu : échec du lecteur (arrêt imprévu) ; l’exporter sous une autre forme",
                "arret.txt : non lu : échec du lecteur (signal 6)",
                "bruit.txt : non lu : échec du lecteur (réponse illisible)",
                "fiches.zip!/pile.txt : non lu : échec du lecteur (pile épuisée)",
                "6 documents lus en partie ou sans activité ; le reste est écrit",
            ],
        ),
        (
            "en",
            [
                "attente.txt: not read: reading time spent; give more time (--item-timeout)",
                "memoire.txt: not read: allowed memory spent; give more memory (--worker-memory)",
                "panique.txt: not read: reader failed (panic); export it in another form",
                "arret.txt: not read: reader failed (signal 6)",
                "bruit.txt: not read: reader failed (garbled answer)",
                "fiches.zip!/pile.txt: not read: reader failed (stack overflow)",
                "6 documents read in part or without activity; the rest is written",
            ],
        ),
    ] {
        let mut arguments = vec!["import"];
        arguments.extend(documents);
        arguments.extend(["-o", "r.yaml", "--force", "--item-timeout", "4"]);
        arguments.extend(["--worker-memory", "256", "--lang", lang]);
        let said = register(&limier, &arguments);
        assert_eq!(said.code, 3, "{}", said.err);
        for words in words {
            assert!(said.err.contains(words), "{words}\n{}", said.err);
        }
        assert!(!said.err.contains("panicked"), "{}", said.err);
        assert!(text(&limier, "r.yaml").contains("Gestion des badges"));
    }
}

#[test]
fn an_order_is_obeyed_by_nobody_but_tests() {
    let limier = desk(&[("attente.txt", b"LIMIER-FAULT hang\n")]);
    let output = limier
        .command()
        .current_dir(limier.path(""))
        .args(["register", "import", "attente.txt", "-o", "r.yaml"])
        .output()
        .expect("the program starts");
    let said = super::said(&output);
    assert!(
        said.err.contains("aucune activité reconnue"),
        "{}",
        said.err
    );
}

#[test]
fn what_is_no_file_is_never_waited_for() {
    let limier = desk(&[("fiches/badges.txt", FICHE.as_bytes())]);
    for name in ["tube", "fiches/tube"] {
        let at = limier.path(name);
        rustix::fs::mkfifoat(rustix::fs::CWD, &at, 0o600.into()).expect("a pipe");
    }
    let begun = Instant::now();
    for (lang, words) in [
        (
            "fr",
            "tube : non lu : c’est un tube, non ouvert ; écrire son contenu dans un fichier",
        ),
        (
            "en",
            "tube: not read: it is a pipe, not opened; write what comes out of it to a file",
        ),
    ] {
        let said = register(&limier, &["import", "tube", "-o", "r.yaml", "--lang", lang]);
        assert_eq!(said.code, 2, "{}", said.err);
        assert!(said.err.contains(words), "{}", said.err);
        let said = register(
            &limier,
            &["import", "fiches", "-o", "r.yaml", "--lang", lang],
        );
        assert_eq!(said.code, 3, "{}", said.err);
        assert!(
            said.err.contains(&format!("fiches/{words}")),
            "{}",
            said.err
        );
        assert!(text(&limier, "r.yaml").contains("Gestion des badges"));
    }
    for command in [
        &["show", "tube"][..],
        &["check", "tube"],
        &["bind", "tube"],
        &["export", "tube", "-o", "r.csv"],
        &["import", "fiches/badges.txt", "-o", "tube"],
        &["import", "fiches/badges.txt", "-o", "tube", "--force"],
    ] {
        for lang in ["fr", "en"] {
            let mut arguments = command.to_vec();
            arguments.extend(["--lang", lang]);
            let said = register(&limier, &arguments);
            assert_eq!(said.code, 2, "{command:?} {}", said.err);
            assert!(said.err.contains("tube"), "{command:?} {}", said.err);
        }
    }
    assert!(begun.elapsed().as_secs() < 60);
}

#[test]
fn names_that_lead_out_of_an_archive_hide_nothing() {
    let sheet = b"Traitement;Finalit\xc3\xa9s;Base l\xc3\xa9gale;Donn\xc3\xa9es\nCantine;Repas;Contrat;Nom\n";
    let archive = zipped(&[
        ("../../dehors.csv", sheet),
        ("/racine.txt", FICHE.as_bytes()),
    ]);
    let limier = desk(&[("fiches.zip", &archive)]);
    let said = register(&limier, &["import", "fiches.zip", "-o", "r.yaml"]);
    assert_eq!(said.code, 0, "{}", said.err);
    let register = text(&limier, "r.yaml");
    for fact in [
        "Cantine",
        "Gestion des badges",
        "file: \"dehors.csv\"",
        "file: \"racine.txt\"",
    ] {
        assert!(register.contains(fact), "{fact}\n{register}");
    }
    assert!(!limier.path("").with_file_name("dehors.csv").exists());
}

#[test]
fn what_may_not_be_written_is_said_with_a_cure() {
    let limier = desk(&[
        ("badges.txt", FICHE.as_bytes()),
        (
            "ouvert.yaml",
            b"version: 1\nactivities:\n- id: a\n  name: \"A\n",
        ),
        ("r.yaml", b"version: 1\nactivities: []\n"),
        ("lot/casse.yaml", b"version: 1\nactivities:\n- nom: A\n"),
        ("lot/badges.txt", FICHE.as_bytes()),
    ]);
    std::fs::create_dir(limier.path("vide")).expect("a directory");
    for (arguments, code, fr, en) in [
        (
            &["import", "badges.txt", "-o", "ouvert.yaml"][..],
            2,
            "rien n’a été écrit ; corriger ouvert.yaml, ou --force",
            "nothing was written; mend ouvert.yaml, or --force",
        ),
        (
            &["import", "badges.txt", "-o", "absent/r.yaml"],
            2,
            "le dossier absent n’existe pas ; rien n’a été écrit. Le créer",
            "there is no directory absent; nothing was written. Create it",
        ),
        (
            &["import", "badges.txt", "-o", "vide"],
            2,
            "vide n’est pas un register.yaml",
            "vide is no register.yaml",
        ),
        (
            &["import", "vide", "-o", "neuf.yaml"],
            2,
            "vide : aucun document dans ce dossier",
            "vide: no document in this folder",
        ),
        (
            &["import", "-", "-o", "neuf.yaml"],
            2,
            "l’entrée standard n’est pas lue ; l’écrire dans un fichier",
            "standard input is not read; write it to a file",
        ),
        (
            &["export", "r.yaml", "-o", "absent/r.csv"],
            2,
            "le dossier absent n’existe pas",
            "there is no directory absent",
        ),
        (
            &[
                "export", "r.yaml", "-o", "r.yaml", "--format", "csv", "--force",
            ],
            2,
            "c’est le registre lui-même",
            "this is the register itself",
        ),
        (
            &["check", "ouvert.yaml"],
            2,
            "remède: fermer le guillemet",
            "cure: close the quote",
        ),
        // a register with errors that lies in a folder costs no other
        (
            &["import", "lot", "-o", "lot.yaml", "--force"],
            3,
            "clé inconnue",
            "unknown key",
        ),
    ] {
        for (lang, words) in [("fr", fr), ("en", en)] {
            let mut arguments = arguments.to_vec();
            arguments.extend(["--lang", lang]);
            let said = register(&limier, &arguments);
            assert_eq!(said.code, code, "{arguments:?}\n{}", said.err);
            assert!(said.err.contains(words), "{words}\n{}", said.err);
        }
    }
    assert_eq!(text(&limier, "r.yaml"), "version: 1\nactivities: []\n");
    assert!(!limier.path("neuf.yaml").exists());
    assert!(text(&limier, "lot.yaml").contains("Gestion des badges"));
}

/// For whom rights count: an administrator is let through.
#[test]
#[expect(
    clippy::print_stderr,
    reason = "what is not tested is said, not passed over"
)]
fn what_may_not_be_read_costs_no_other() {
    let limier = desk(&[
        ("lot/badges.txt", FICHE.as_bytes()),
        ("lot/secret.txt", FICHE.as_bytes()),
        ("lot/prive/badges.txt", FICHE.as_bytes()),
    ]);
    for name in ["lot/secret.txt", "lot/prive"] {
        let none = std::fs::Permissions::from_mode(0o000);
        std::fs::set_permissions(limier.path(name), none).expect("a mode");
    }
    if std::fs::read(limier.path("lot/secret.txt")).is_ok() {
        eprintln!("not tested: this user may read everything");
        return;
    }
    for (lang, words) in [
        ("fr", "accès refusé ; demander le droit de lecture"),
        ("en", "access denied; ask for the right to read it"),
    ] {
        let named = ["import", "lot/secret.txt", "-o", "r.yaml", "--lang", lang];
        let said = register(&limier, &named);
        assert_eq!(said.code, 2, "{}", said.err);
        assert!(said.err.contains(words), "{}", said.err);
        let folder = ["import", "lot", "-o", "r.yaml", "--force", "--lang", lang];
        let said = register(&limier, &folder);
        assert_eq!(said.code, 3, "{}", said.err);
        assert_eq!(said.err.matches(words).count(), 2, "{}", said.err);
    }
    let all = std::fs::Permissions::from_mode(0o700);
    std::fs::set_permissions(limier.path("lot/prive"), all).expect("a mode");
}
