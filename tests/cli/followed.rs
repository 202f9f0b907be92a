//! From a gap to what a DPO does about it: draft fiches, one gap in full, two scans
//! side by side. On the demo, and on thousands of files in tens of places.

use super::{Limier, Said};
use limier::register::{BindingState, Register, Status, check, utc_date};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// A day on which the demo's ages are known.
const DAY: &str = "1795219200";
const REGISTER: &str = "fixtures/register.yaml";

fn on_a_day(limier: &Limier, arguments: &[&str]) -> Said {
    let mut command = limier.command();
    command.env("SOURCE_DATE_EPOCH", DAY).args(arguments);
    super::said(&command.output().expect("the program starts"))
}

fn text(path: &Path) -> &str {
    path.to_str().expect("UTF-8")
}

/// A copy of a tree, to be changed.
fn copied(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("made");
    for entry in std::fs::read_dir(from).expect("listed") {
        let entry = entry.expect("listed");
        let (path, to) = (entry.path(), to.join(entry.file_name()));
        match entry.file_type().expect("known") {
            kind if kind.is_dir() => copied(&path, &to),
            kind if kind.is_file() => _ = std::fs::copy(&path, &to).expect("copied"),
            _ => {}
        }
    }
}

/// The gaps of the last scan, from its JSON report.
fn gaps(limier: &Limier, register: &str) -> Vec<Value> {
    let report = limier.path("gaps.json");
    let said = on_a_day(
        limier,
        &["report", "-q", "-r", register, "-o", text(&report)],
    );
    assert!(
        said.code == 1 || said.code == 3 || said.code == 0,
        "{}",
        said.err
    );
    let json = std::fs::read_to_string(report).expect("written");
    let json: Value = serde_json::from_str(&json).expect("JSON");
    json["gaps"].as_array().expect("gaps").clone()
}

fn ids(gaps: &[Value], code: &str) -> Vec<String> {
    let own = gaps.iter().filter(|g| g["code"] == code);
    own.map(|g| g["id"].as_str().expect("an id").to_owned())
        .collect()
}

fn read(path: &Path) -> Register {
    let text = std::fs::read_to_string(path).expect("written");
    Register::parse(&text, "d.yaml").unwrap_or_else(|e| panic!("{}\n{text}", e.render(true)))
}

#[test]
fn every_undeclared_place_of_the_demo_has_a_draft() {
    let limier = Limier::new();
    on_a_day(&limier, &["scan", "-q", "fixtures/share", "-r", REGISTER]);
    let gaps = gaps(&limier, REGISTER);
    let undeclared = ids(&gaps, "G01");
    assert!(undeclared.len() > 3, "{undeclared:?}");
    for id in &undeclared {
        let file = limier.path(&format!("{id}.yaml"));
        let said = on_a_day(&limier, &["draft", id, "-r", REGISTER, "-o", text(&file)]);
        assert_eq!(said.code, 0, "{}", said.err);
        let said = limier.run(&["register", "check", text(&file)]);
        assert_eq!(said.code, 0, "{}", said.err);
        let register = read(&file);
        let a = &register.activities[0];
        assert_eq!(a.status, Status::Draft);
        let gap = gaps.iter().find(|g| g["id"] == id.as_str()).expect("known");
        for place in gap["places"].as_array().expect("places") {
            let path = place["path"].as_str().expect("a path");
            let meant = a.locations.iter().any(|l| l.pattern.matches(path));
            assert!(meant, "{path} is in no location of {id}");
        }
        let items: BTreeSet<String> = a.declared_items().iter().map(ToString::to_string).collect();
        for item in gap["items"].as_array().expect("items") {
            let item = item.as_str().expect("a name");
            let nir = item == "nir" && a.sensitive.nir.is_declared();
            assert!(nir || items.contains(item), "{item} is missing in {id}");
        }
    }
    let refused = ids(&gaps, "G04");
    let said = on_a_day(&limier, &["draft", &refused[0], "-r", REGISTER]);
    assert!(said.code == 2 && said.err.contains("G04"), "{}", said.err);
    let said = on_a_day(&limier, &["draft", "G-00000000", "-r", REGISTER]);
    assert!(
        said.code == 2 && said.err.contains(&undeclared[0]),
        "{}",
        said.err
    );
}

#[test]
fn drafts_go_into_a_register_once_and_comments_stay() {
    let limier = Limier::new();
    on_a_day(&limier, &["scan", "-q", "fixtures/share", "-r", REGISTER]);
    let register = limier.path("register.yaml");
    let before = std::fs::read_to_string(REGISTER).expect("the demo");
    std::fs::write(&register, format!("# à nous\n{before}")).expect("written");
    let add = ["draft", "--all", "--into", text(&register)];
    assert_eq!(on_a_day(&limier, &add).code, 0);
    let once = std::fs::read_to_string(&register).expect("written");
    for line in before.lines() {
        assert!(once.contains(line), "{line} is gone");
    }
    assert!(once.starts_with("# à nous\n"));
    let drafts = read(&register)
        .activities
        .iter()
        .filter(|a| a.status == Status::Draft)
        .count();
    assert!(drafts > 3, "{drafts}");
    // a draft covers nothing
    let (old, new) = (gaps(&limier, REGISTER), gaps(&limier, text(&register)));
    assert_eq!(ids(&old, "G01"), ids(&new, "G01"));
    assert_eq!(on_a_day(&limier, &add).code, 0);
    assert_eq!(std::fs::read_to_string(&register).expect("written"), once);
}

#[test]
fn fiches_are_read_back_as_drafts_without_what_is_to_complete() {
    let limier = Limier::new();
    on_a_day(&limier, &["scan", "-q", "fixtures/share", "-r", REGISTER]);
    for file in ["d.md", "d.docx"] {
        let (file, back) = (limier.path(file), limier.path("back.yaml"));
        let said = on_a_day(
            &limier,
            &["draft", "--all", "-r", REGISTER, "-o", text(&file)],
        );
        assert_eq!(said.code, 0, "{}", said.err);
        std::fs::remove_file(&back).ok();
        let said = limier.run(&["register", "import", text(&file), "-o", text(&back)]);
        assert_eq!(said.code, 0, "{}", said.err);
        for a in &read(&back).activities {
            assert_eq!(a.status, Status::Draft);
            assert!(a.purposes.is_empty() && a.retention.is_empty(), "{a:?}");
            assert!(a.legal_basis.codes.is_empty() && a.recipients.external.is_empty());
            assert!(
                !a.data.is_empty() || !a.declared_items().is_empty(),
                "{a:?}"
            );
        }
    }
}

#[test]
fn a_gap_is_shown_in_full_and_masked() {
    let limier = Limier::new();
    on_a_day(&limier, &["scan", "-q", "fixtures/share", "-r", REGISTER]);
    let gaps = gaps(&limier, REGISTER);
    for gap in gaps.iter().step_by(5) {
        let id = gap["id"].as_str().expect("an id");
        let said = on_a_day(&limier, &["show", id, "-r", REGISTER, "--page", "0"]);
        assert_eq!(said.code, 0, "{}", said.err);
        for place in gap["places"].as_array().expect("places") {
            let path = place["path"].as_str().expect("a path");
            assert!(
                said.out.contains(path),
                "{path} of {id} is missing:\n{}",
                said.out
            );
        }
        let said = on_a_day(&limier, &["show", id, "-r", REGISTER, "--json"]);
        let shown: Value = serde_json::from_str(&said.out).expect("JSON");
        assert_eq!(
            (&shown["schema"], &shown["gap"]),
            (&"limier.show.v1".into(), gap)
        );
        assert_eq!(shown["history"].as_array().map(Vec::len), Some(1));
    }
    let said = on_a_day(&limier, &["show", "G-00000000", "-r", REGISTER]);
    assert_eq!(said.code, 2);
}

#[test]
fn two_scans_are_compared_and_what_was_not_read_is_not_fixed() {
    let limier = Limier::new();
    let share = limier.path("share");
    copied(Path::new("fixtures/share"), &share);
    let (a, b) = (limier.path("a.json"), limier.path("b.json"));
    let scan = |to: &PathBuf, more: &[&str]| {
        let mut arguments = vec!["scan", text(&share), "-r", REGISTER, "-o", text(to)];
        arguments.extend(more);
        on_a_day(&limier, &arguments)
    };
    scan(&a, &[]);
    let undeclared = |below: &str| {
        let gaps = gaps(&limier, REGISTER);
        let own = gaps.iter().find(|g| {
            let path = g["places"][0]["path"].as_str().unwrap_or_default();
            g["code"] == "G01" && path.starts_with(below)
        });
        own.expect(below)["id"].as_str().expect("an id").to_owned()
    };
    let (gone, left_out) = (undeclared("Direction/CSE"), undeclared("Archives/2016"));
    std::fs::remove_dir_all(share.join("Direction/CSE")).expect("removed");
    // a file moves inside its place: the gap stays
    let office = share.join("Commun/Informatique");
    let name = first(&office);
    let mut renamed = std::ffi::OsString::from("renomme ");
    renamed.push(&name);
    std::fs::rename(office.join(name), office.join(renamed)).expect("renamed");
    let new = share.join("Nouveau");
    std::fs::create_dir(&new).expect("made");
    std::fs::copy(
        share
            .join("Archives/2016")
            .join(first(&share.join("Archives/2016"))),
        new.join("copie.txt"),
    )
    .expect("copied");
    let screen = scan(&b, &["--exclude", "Archives/2016"]).out;
    assert!(
        screen.contains("1 corrigé") && screen.contains("1 non relu"),
        "{screen}"
    );
    for (arguments, names) in [
        (
            vec!["diff", "-r", REGISTER],
            ["1 (2026-11-21)", "2 (2026-11-21)"],
        ),
        (vec!["diff", text(&a), text(&b)], [text(&a), text(&b)]),
    ] {
        let plain = on_a_day(&limier, &arguments);
        assert_eq!(plain.code, 1, "a place is new: {}", plain.err);
        assert!(names.iter().all(|n| plain.out.contains(n)), "{}", plain.out);
        let said = on_a_day(&limier, &[&arguments[..], &["--json"]].concat());
        let json: Value = serde_json::from_str(&said.out).expect("JSON");
        let became = |id: &str| {
            let all = json["gaps"].as_array().expect("gaps");
            all.iter()
                .find(|g| g["id"] == id)
                .map(|g| g["change"].clone())
        };
        assert_eq!(became(&gone), Some("fixed".into()), "{}", plain.out);
        assert_eq!(became(&left_out), Some("not_read".into()), "{}", plain.out);
        let never = on_a_day(&limier, &[&arguments[..], &["--fail-on", "never"]].concat());
        assert_eq!(never.code, 0, "{}", never.err);
    }
    let said = on_a_day(&limier, &["diff", "7", "last", "-r", REGISTER]);
    assert!(
        said.code == 2 && said.err.contains("--list"),
        "{}",
        said.err
    );
}

fn first(folder: &Path) -> std::ffi::OsString {
    let mut all: Vec<_> = std::fs::read_dir(folder)
        .expect("listed")
        .map(|e| e.expect("listed").file_name())
        .collect();
    all.sort();
    all.remove(0)
}

/// Places of the large share, and files in each.
const PLACES: usize = 40;
const FILES: usize = 100;

/// What a file of a place holds: places of four kinds, names and values of nobody.
fn content(place: usize, file: usize) -> String {
    let n = place * FILES + file;
    let (last, first) = (
        ["Martel", "Granier", "Lopez"][n % 3],
        ["Anne", "Paul", "Zoe"][n % 3],
    );
    let email = format!("{first}.{last}{n}@ateliers-breval.fr").to_lowercase();
    match place % 4 {
        0 => format!("Contact : {email}\n"),
        1 => format!(
            "Courriel : {email}\nTel. : 06 {:02} {:02} 41 27\n",
            n % 90 + 10,
            n / 90 % 90 + 10
        ),
        2 => format!(
            "Mme {first} {last}, née le 12/03/19{:02}\nmail : {email}\n",
            n % 50 + 40
        ),
        _ => format!(
            "login : {last}{n}\nadresse IP : 82.64.{}.{}\nemail : {email}\n",
            n % 250,
            n / 250 + 1
        ),
    }
}

/// A share of forty places, ten of which a register declares.
fn large(limier: &Limier) -> (PathBuf, PathBuf) {
    let (share, register) = (limier.path("large"), limier.path("large.yaml"));
    let mut text = String::from("version: 1\nactivities:\n");
    for place in 0..PLACES {
        let name = format!("Direction {}/Service {place:02}", place % 5);
        let folder = share.join(&name);
        std::fs::create_dir_all(&folder).expect("made");
        for file in 0..FILES {
            let note = format!("note {file:03}.txt");
            std::fs::write(folder.join(note), content(place, file)).expect("written");
        }
        if place.is_multiple_of(4) {
            write!(
                text,
                "- id: s{place}\n  name: \"Contacts du service {place}\"\n  purposes: [\"Contacts\"]\n  data:\n  - {{category: identite, state: declared, items: [email]}}\n  locations:\n  - {{uri: \"{name}/**\", binding: confirmed, by: dpo, on: 2026-11-20}}\n"
            )
            .expect("written");
        }
    }
    std::fs::write(&register, text).expect("written");
    (share, register)
}

#[test]
fn thousands_of_files_give_a_handful_of_lines_each_with_a_draft() {
    let limier = Limier::new();
    let (share, register) = large(&limier);
    let (share, register) = (text(&share).to_owned(), text(&register).to_owned());
    on_a_day(&limier, &["scan", "-q", &share, "-r", &register]);
    let found = gaps(&limier, &register);
    let undeclared = ids(&found, "G01");
    assert!(found.len() <= 30, "{} lines", found.len());
    assert!(undeclared.len() > 15, "{undeclared:?}");
    let drafts = limier.path("drafts.yaml");
    let said = on_a_day(
        &limier,
        &["draft", "--all", "-r", &register, "-o", text(&drafts)],
    );
    assert_eq!(said.code, 0, "{}", said.err);
    assert_eq!(limier.run(&["register", "check", text(&drafts)]).code, 0);
    let parsed = read(&drafts);
    assert_eq!(parsed.activities.len(), undeclared.len());
    let today = utc_date(DAY.parse().expect("a number"));
    let drafted = parsed.activities.iter().map(|a| a.id.value.clone());
    let asked = undeclared.iter().map(|id| id.replace("G-", "brouillon-"));
    assert_eq!(
        drafted.collect::<BTreeSet<String>>(),
        asked.collect::<BTreeSet<String>>()
    );
    for a in &parsed.activities {
        let suggested = |l: &limier::register::Binding| l.state == BindingState::Suggested;
        assert!(a.locations.iter().all(suggested));
    }
    assert!(
        check(&parsed, today)
            .iter()
            .any(|r| r.code == "placeholder")
    );
    // completed and confirmed, the drafts cover what they were drafted for
    let all = std::fs::read_to_string(&drafts).expect("written");
    let entries = all.split_once("activities:\n").expect("a list").1;
    let entries = entries.replace("status: draft", "status: active").replace(
        "binding: suggested",
        "binding: confirmed, by: dpo, on: 2026-11-21",
    );
    let whole = std::fs::read_to_string(&register).expect("written") + &entries;
    let confirmed = limier.path("confirmed.yaml");
    std::fs::write(&confirmed, whole).expect("written");
    assert_eq!(
        ids(&gaps(&limier, text(&confirmed)), "G01"),
        Vec::<String>::new()
    );
}

#[test]
fn renamed_files_and_regrouped_places_open_no_gap() {
    let limier = Limier::new();
    let share = limier.path("many");
    // more undeclared places than are told apart: two of a kind, so that they are
    // not taken for one another's like
    let register = limier.path("none.yaml");
    std::fs::write(&register, "version: 1\nactivities: []\n").expect("written");
    let folder = |place: usize| share.join(format!("Pole {}/Bureau {place:02}", place % 7));
    for place in 0..28 {
        std::fs::create_dir_all(folder(place)).expect("made");
        std::fs::write(share.join(format!("Pole {}/plan.txt", place % 7)), "rien\n")
            .expect("written");
        for file in 0..=(place / 7) {
            let path = folder(place).join(format!("{file}.txt"));
            std::fs::write(path, content(place * 5, file)).expect("written");
        }
    }
    // declared neighbours keep the offices apart
    let mut text_of = String::from(
        "version: 1\nactivities:\n- id: a\n  name: A\n  data:\n  - {category: identite, state: declared, items: [email]}\n  locations:\n",
    );
    for pole in 0..7 {
        let near = share.join(format!("Pole {pole}/Declare"));
        std::fs::create_dir_all(&near).expect("made");
        std::fs::write(near.join("a.txt"), content(0, pole)).expect("written");
        writeln!(
            text_of,
            "  - {{uri: \"Pole {pole}/Declare/**\", binding: confirmed, by: dpo, on: 2026-11-20}}"
        )
        .expect("written");
    }
    std::fs::write(&register, text_of).expect("written");
    let register = text(&register).to_owned();
    let scan = || on_a_day(&limier, &["scan", "-q", text(&share), "-r", &register]);
    scan();
    let before = ids(&gaps(&limier, &register), "G01");
    assert_eq!(before.len(), 20, "the others are gathered: {before:?}");
    // every file gets another name, and the least place becomes the fullest
    for place in 0..28 {
        for file in 0..=(place / 7) {
            let (from, to) = (format!("{file}.txt"), format!("renomme {file}.txt"));
            std::fs::rename(folder(place).join(from), folder(place).join(to)).expect("renamed");
        }
    }
    for place in 0..7 {
        for file in 10..20 {
            let path = folder(place).join(format!("{file}.txt"));
            std::fs::write(path, content(place * 5, 0)).expect("written");
        }
    }
    scan();
    let after = ids(&gaps(&limier, &register), "G01");
    assert_ne!(before, after, "other places are gathered now");
    let said = on_a_day(&limier, &["diff", "-r", &register, "--json"]);
    let json: Value = serde_json::from_str(&said.out).expect("JSON");
    assert_eq!(json["counts"]["new"], 0, "{}", said.out);
    assert_eq!(json["counts"]["fixed"], 0, "{}", said.out);
    assert_eq!(said.code, 0, "{}", said.err);
}
