//! The file read, edited, checked; rows of a table.

use super::*;
use crate::model::Datum;
use crate::register::Gravity;
use proptest::prelude::*;

const FILE: &str = "\
# nos décisions
version = 1

# vu en comité
[[decision]]
gap = 'G-3f2a9c1b'  # la paie
verdict = \"accept\"
# le motif
reason = \"jeu de test\"
expires = 2027-03-31 # après l'audit
level = \"high\"
items = [
  \"nir\", # surtout
  \"iban\",
]
persons = 84
places = [\"RH/a.csv\"]

[[decision]]
match = { code = \"G15\", place = \"Archives/**\" } # photos
verdict = \"declare\"
owner = \"dpo\"
# fin
";

fn day(text: &str) -> Date {
    text.parse().expect("a date")
}

fn decision(id: &str, verdict: Verdict) -> Decision {
    Decision {
        about: About::Gap(id.to_owned()),
        verdict,
        reason: "autre motif".to_owned(),
        owner: String::new(),
        decided: Some(day("2026-11-22")),
        expires: Some(day("2027-06-30")),
        accepts: Accepted::default(),
        origin: Origin::default(),
    }
}

#[test]
fn a_file_is_read() {
    let all = read(FILE, "dir/decisions.toml").expect("valid");
    assert_eq!(all[0].about, About::Gap("G-3f2a9c1b".to_owned()));
    assert_eq!(all[0].expires, Some(day("2027-03-31")));
    assert_eq!(all[0].accepts.items, [Datum::Nir, Datum::Iban]);
    assert_eq!(all[0].accepts.level, Some(Gravity::High));
    assert_eq!(all[0].origin.source, "decisions.toml:5");
    assert_eq!(all[1].about.say(), "G15, Archives/**");
    assert_eq!(read("", "d"), Ok(Vec::new()));
    let windows = format!("\u{feff}{}", FILE.replace('\n', "\r\n"));
    assert_eq!(read(&windows, "dir/decisions.toml"), Ok(all));
}

/// Keys of a decision, the line of its fault, what is said of it and its cure.
const FAULTS: &[(&str, u32, &str, &str)] = &[
    (
        "verdict = \"declare\"",
        2,
        "ni `gap` ni `match`",
        "écrire `gap = ",
    ),
    (
        "match = {}\nverdict = \"declare\"",
        3,
        "`match` vide",
        "dire au moins",
    ),
    (
        "match = {code = \"G16\"}\nverdict = \"declare\"",
        3,
        "code d’écart",
        "G01 à G15",
    ),
    (
        "gap = \"EC-1\"\nverdict = \"delete\"",
        3,
        "n’est pas un identifiant",
        "G-3f2a9c01",
    ),
    (
        "gap = \"G-3f2a9c1b\"\nreason = \"x\"",
        2,
        "n’a pas de `verdict`",
        "declare | delete",
    ),
    (
        "gap = \"G-3f2a9c1b\"\nverdict = \"acept\"",
        4,
        "mot inconnu `acept`",
        "écrire `accept`",
    ),
    (
        "gap = \"G-3f2a9c1b\"\nverdict = \"accept\"\nexpires = 2027-01-01",
        2,
        "demande `reason`",
        "motif",
    ),
    (
        "gap = \"G-3f2a9c1b\"\nverdict = \"false_positive\"\nreason = \"x\"",
        2,
        "demande `expires`",
        "2027-03-31",
    ),
    (
        "gap = \"G-3f2a9c1b\"\nverdict = \"declare\"\nexpires = \"demain\"",
        5,
        "n’est pas une date",
        "AAAA-MM-JJ",
    ),
    (
        "gap = \"G-3f2a9c1b\"\nverdict = \"declare\"\nraison = \"x\"",
        5,
        "clé inconnue `raison`",
        "`reason`",
    ),
    (
        "gap = \"G-3f2a9c1b\"\nverdict = accept",
        4,
        "ce n’est pas du TOML",
        "guillemets",
    ),
    (
        "gap = \"G-3f2a9c1b\"\ngap = \"G-3f2a9c1b\"\nverdict = \"declare\"",
        4,
        "ce n’est pas du TOML",
        "corriger",
    ),
];

#[test]
fn faults_have_line_caret_and_cure() {
    let entry = |keys: &str| format!("# d\n[[decision]]\n{keys}\n");
    for (keys, line, what, cure) in FAULTS {
        let e = read(&entry(keys), "decisions.toml").expect_err(keys);
        let said = e.render(true);
        assert!(
            said.starts_with(&format!("decisions.toml:{line}:")),
            "{keys}: {said}"
        );
        assert!(
            said.contains(what) && said.contains(cure) && said.contains('^'),
            "{said}"
        );
    }
    let e = read("decisions = 1", "d").expect_err("an unknown key");
    assert!(e.to_string().contains("did you mean `decision`"), "{e}");
}

#[test]
fn an_edit_keeps_every_comment_and_the_order() {
    let new = decision("g-3F2A9C1B", Verdict::Accept);
    let (text, done) = put(FILE, "d", &[new]).expect("an edit");
    assert_eq!(done, [Done::Replaced]);
    let wanted = "\
# nos décisions
version = 1

# vu en comité
# surtout
[[decision]]
gap = 'G-3f2a9c1b'  # la paie
verdict = \"accept\"
# le motif
reason = \"autre motif\"
expires = 2027-06-30 # après l'audit
decided = 2026-11-22

[[decision]]
match = { code = \"G15\", place = \"Archives/**\" } # photos
verdict = \"declare\"
owner = \"dpo\"
# fin
";
    assert_eq!(text, wanted);
    let (again, done) = put(&text, "d", &[decision("G-3f2a9c1b", Verdict::Accept)]).expect("same");
    assert_eq!(
        (again.as_str(), done.as_slice()),
        (wanted, &[Done::Kept][..])
    );
}

#[test]
fn a_new_decision_stands_last_and_a_new_file_explains_itself() {
    let new = decision("G-00000001", Verdict::Delete);
    let (text, done) = put(FILE, "d", std::slice::from_ref(&new)).expect("an edit");
    assert_eq!(done, [Done::Added]);
    let last = text.find("G-00000001").expect("written");
    assert!(text.starts_with("# nos décisions") && last > text.find("photos").expect("kept"));
    let (text, _) = put("", "d", &[new]).expect("a new file");
    assert!(
        text.starts_with("# Décisions") && text.contains("\n\n[[decision]]\ngap = \"G-00000001\"")
    );
    let inline = "decision = [{gap = \"G-00000001\", verdict = \"declare\"}]\n";
    let other = decision("G-00000002", Verdict::Delete);
    assert_eq!(put(inline, "d", &[other]), Err(EditError::Inline));
}

#[test]
fn of_two_about_one_gap_one_is_left() {
    let twice = format!(
        "{FILE}\n# encore\n[[decision]] # bis\ngap = \"G-3F2A9C1B\"\nverdict = \"declare\"\n"
    );
    let found = check(&read(&twice, "d").expect("valid"), day("2026-11-22"));
    assert_eq!(
        found.iter().map(|r| r.code).collect::<Vec<_>>(),
        ["contradiction"]
    );
    let (text, _) = put(&twice, "d", &[decision("G-3f2a9c1b", Verdict::Declare)]).expect("an edit");
    assert_eq!(read(&text, "d").expect("valid").len(), 2);
    for comment in ["# encore", "# bis", "# fin", "# surtout"] {
        assert_eq!(text.matches(comment).count(), 1, "{text}");
    }
}

#[test]
fn what_is_past_or_accepts_nothing_is_told() {
    let codes = |d: Decision, as_of: &str| {
        let found = check(&[d], day(as_of));
        found
            .iter()
            .map(|r| (r.code, r.reopens))
            .collect::<Vec<_>>()
    };
    let accept = Decision {
        accepts: Accepted {
            level: Some(Gravity::Low),
            ..Accepted::default()
        },
        ..decision("G-00000001", Verdict::Accept)
    };
    assert_eq!(codes(accept.clone(), "2027-06-30"), []);
    assert_eq!(codes(accept, "2027-07-01"), [("expired", true)]);
    let bare = decision("G-00000001", Verdict::FalsePositive);
    assert_eq!(codes(bare, "2027-01-01"), [("accepts-nothing", true)]);
    let declare = decision("G-00000001", Verdict::Declare);
    assert_eq!(codes(declare, "2027-07-01"), [("review", false)]);
}

#[test]
fn rows_are_read_with_the_words_of_people() {
    let row = |cells: &[&str]| cells.iter().map(|c| (*c).to_owned()).collect::<Vec<_>>();
    let rows = vec![
        (1, row(&["Décisions du 22 novembre"])),
        (
            3,
            row(&[
                "Écart",
                "Titre",
                "Décision",
                "Motif",
                "Responsable",
                "Échéance",
                "accepts",
            ]),
        ),
        (
            4,
            row(&[
                "G-00000001",
                "t",
                "Faux positif",
                "'=1+1",
                "dpo",
                "31/03/2027",
                "level: low, persons: 3",
            ]),
        ),
        (5, row(&["G-00000002", "t", "", "", "", "", "level: low"])),
        (
            6,
            row(&["G-00000003", "t", "accepter", "", "", "", "level: low"]),
        ),
        (
            7,
            row(&["G-00000004", "t", "declare", "", "rh", "46477", ""]),
        ),
        (8, row(&["G-00000005", "t", "acepter", "", "", "", ""])),
    ];
    let (found, refused) = from_rows(&rows).expect("headings");
    assert_eq!(found.len(), 2);
    assert_eq!(
        (found[0].verdict, found[0].reason.as_str()),
        (Verdict::FalsePositive, "=1+1")
    );
    assert_eq!(found[0].accepts.persons, Some(3));
    assert_eq!(found[0].expires, Some(day("2027-03-31")));
    assert_eq!(found[1].expires, Some(day("2027-03-31")));
    assert_eq!(refused.iter().map(|r| r.row).collect::<Vec<_>>(), [6, 8]);
    assert_eq!(from_rows(&rows[..1]), None);
    // what is exported is read back
    let exported = vec![
        (1, COLUMNS.map(str::to_owned).to_vec()),
        (2, cells(&found[0]).to_vec()),
    ];
    let (back, _) = from_rows(&exported).expect("headings");
    assert!(back[0].same(&found[0]));
}

fn any_decision() -> impl Strategy<Value = Decision> {
    let words = "[a-zé\"'#\\\\ \n\u{1b}\u{7f}]{0,8}";
    let facts = (
        any::<Option<u32>>(),
        prop::collection::vec(words, 0..3),
        0..Datum::ALL.len(),
    );
    (0..6_u8, 0..4_usize, words, words, any::<bool>(), facts).prop_map(
        |(id, verdict, reason, owner, dated, (persons, places, datum))| {
            let verdict = Verdict::ALL[verdict];
            let sets_aside = verdict.sets_aside();
            let about = match id {
                0 => About::Match(Match {
                    place: Some("A/**".to_owned()),
                    ..Match::default()
                }),
                id => About::Gap(format!("G-0000000{id}")),
            };
            Decision {
                about,
                reason: if sets_aside {
                    format!("x{reason}")
                } else {
                    reason
                },
                owner,
                decided: dated.then(|| day("2026-11-22")),
                expires: (dated || sets_aside).then(|| day("2027-06-30")),
                accepts: Accepted {
                    items: vec![Datum::ALL[datum]],
                    persons: persons.map(u64::from),
                    places,
                    ..Accepted::default()
                },
                verdict,
                origin: Origin::default(),
            }
        },
    )
}

/// A comment after some of the lines, and lines of comment between others.
fn commented(text: &str, seed: u64) -> (String, Vec<String>) {
    let (mut out, mut comments) = (String::new(), Vec::new());
    for (i, line) in text.lines().enumerate() {
        let comment = format!("# c{i} \"' [x]");
        out += line;
        if seed >> (i % 64) & 1 == 1 && !line.contains("\"\"\"") {
            out += &format!(" {comment}");
            comments.push(comment.clone());
        }
        out.push('\n');
        if seed >> ((i * 7 + 3) % 64) & 1 == 1 {
            out += &format!("# entre {i}\n");
            comments.push(format!("# entre {i}"));
        }
    }
    (out, comments)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn edits_keep_every_comment_and_say_what_was_meant(
        first in prop::collection::vec(any_decision(), 0..5),
        then in prop::collection::vec(any_decision(), 1..4), seed in any::<u64>(),
    ) {
        // texts of several lines take no comment at the end of a line
        let flat = |d: &Decision| Decision { reason: d.reason.replace('\n', " "), owner: d.owner.replace('\n', " "), ..d.clone() };
        let first: Vec<Decision> = first.iter().map(flat).map(|mut d| {
            d.accepts.places = d.accepts.places.iter().map(|p| p.replace('\n', " ")).collect();
            d
        }).collect();
        let (text, _) = put("", "d", &first).expect("a new file");
        let (text, comments) = commented(&text, seed);
        let before = read(&text, "d").expect("comments change nothing");
        let (after, done) = put(&text, "d", &then).expect("an edit");
        for comment in &comments {
            prop_assert!(after.contains(comment.as_str()), "{comment} lost in\n{after}");
        }
        let after = read(&after, "d").expect("our own file");
        let last = then.last().expect("one at least");
        prop_assert!(after.iter().any(|d| d.same(last)));
        let others = before.iter().filter(|b| !then.iter().any(|t| t.about.same(&b.about)));
        for other in others {
            prop_assert!(after.iter().any(|d| d.same(other)));
        }
        prop_assert_eq!(done.len(), then.len());
    }

    #[test]
    fn no_text_makes_it_panic(text in "(\\[\\[decision\\]\\]\n|gap|match|verdict| = |\"|'|#|\n|\\{|\\}|\\[|\\]|G-00000001|accept|2027-01-01|,|\\PC){0,40}") {
        let read = read(&text, "d");
        let put = put(&text, "d", &[decision("G-00000001", Verdict::Delete)]);
        prop_assert!(read.is_ok() || put.is_err());
    }
}

#[test]
fn line_ends_and_the_mark_at_the_start_stay() {
    let new = [
        decision("G-3f2a9c1b", Verdict::Delete),
        decision("G-77d01e2b", Verdict::Declare),
    ];
    let (plain, _) = put(FILE, "d", &new).expect("put");
    let windows = format!("\u{feff}{}", FILE.replace('\n', "\r\n"));
    let (changed, done) = put(&windows, "d", &new).expect("put");
    assert_eq!(done, [Done::Replaced, Done::Added]);
    assert_eq!(changed, format!("\u{feff}{}", plain.replace('\n', "\r\n")));
    // nothing but comments
    let (changed, _) = put("# rien\r\n", "d", &new).expect("put");
    assert_eq!(
        changed.matches('\n').count(),
        changed.matches("\r\n").count()
    );
    let (same, done) = put(&changed, "d", &new).expect("put");
    assert_eq!((same, done), (changed, vec![Done::Kept, Done::Kept]));
}

#[test]
fn rows_that_say_half_or_two_things_are_told() {
    let row = |n: u64, cells: &[&str]| (n, cells.iter().map(|c| (*c).to_owned()).collect());
    let head = row(
        1,
        &[
            "gap", "verdict", "reason", "owner", "expires", "code", "place",
        ],
    );
    let refused = |rows: &[&[&str]]| {
        let rows = rows.iter().zip(2..).map(|(cells, n)| row(n, cells));
        let all: Vec<(u64, Vec<String>)> = [head.clone()].into_iter().chain(rows).collect();
        let (found, refused) = from_rows(&all).expect("headings");
        (
            found.len(),
            refused.iter().map(|r| r.row).collect::<Vec<u64>>(),
        )
    };
    // nothing was decided yet: no fault
    assert_eq!(refused(&[&["G-3f2a9c1b", "", "", "", ""]]), (0, vec![]));
    assert_eq!(refused(&[&["G-3f2a9c1b", "", "vu", "", ""]]), (0, vec![2]));
    assert_eq!(refused(&[&["G-3f2a9c1b", "", "", "dpo", ""]]), (0, vec![2]));
    assert_eq!(
        refused(&[&["G-3f2a9c1b", "", "", "", "2027-01-31"]]),
        (0, vec![2])
    );
    let (declare, delete) = (["G-3f2a9c1b", "declare"], ["g-3F2A9C1B", "delete"]);
    assert_eq!(refused(&[&declare, &declare]).1, Vec::<u64>::new());
    let delete = [&delete[0].replace("g-", "G-"), delete[1]];
    assert_eq!(refused(&[&declare, &delete]).1, [3]);
    assert_eq!(refused(&[&["", "declare", "", "", "", "G3", ""]]).1, [2]);
    assert_eq!(
        refused(&[&["", "declare", "", "", "", "G03", ""]]).1,
        Vec::<u64>::new()
    );
}
