use super::*;
use crate::register::Register;
use proptest::prelude::*;

const BEFORE: &[&str] = &["id", "name", "role", "purposes", "data", "systems"];

fn place(uri: &str) -> Value {
    Value::Map(vec![
        ("uri".to_owned(), Value::text(uri)),
        ("binding".to_owned(), Value::word("suggested")),
    ])
}

fn at(activity: usize) -> [Step; 2] {
    [Step::Key("activities"), Step::Item(activity)]
}

/// The text after one edit.
fn edited(text: &str, edit: impl FnOnce(&mut Editor<'_>) -> Result<(), EditError>) -> String {
    let mut editor = Editor::open(text).expect("readable");
    edit(&mut editor).expect("the place is there");
    editor.finish().expect("safe")
}

fn bound(text: &str, activity: usize) -> String {
    edited(text, |e| {
        e.append(
            &at(activity),
            "locations",
            vec![place("RH/**")],
            Style::Braces,
            BEFORE,
        )
    })
}

#[test]
fn comments_go_where_their_rows_go() {
    let row = |category: &str, source: &str| {
        let pair = |k: &str, v: &str| (k.to_owned(), Value::word(v));
        let mut row = vec![pair("category", category), pair("state", "declared")];
        row.push(("source".to_owned(), Value::text(source)));
        Value::Map(row)
    };
    let line = |category: &str, source: &str| {
        format!("  - {{category: {category}, state: declared, source: \"{source}\"}}")
    };
    let text = format!(
        "activities:\n- id: a\n  data: # tout\n{} # vu\n  # à revoir\n{}\n{} # dernier\n  role: joint\n",
        line("identite", "s1:l.1"),
        line("connexion", "s1:l.2"),
        line("internet", "s1:l.3"),
    );
    let moved = [
        row("internet", "s1:l.11"),
        row("autres", "s1:l.12"),
        row("connexion", "s1:l.13"),
    ];
    let now = edited(&text, |e| {
        e.set(&at(0), "data", Value::List(moved.to_vec()), BEFORE)
    });
    let wanted = format!(
        "activities:\n- id: a\n  # tout\n  # vu\n  data:\n{} # dernier\n{}\n  # à revoir\n{}\n  role: joint\n",
        line("internet", "s1:l.11"),
        line("autres", "s1:l.12"),
        line("connexion", "s1:l.13"),
    );
    assert_eq!(now, wanted);
}

const ADDED: &str = "{uri: \"RH/**\", binding: suggested}";

#[test]
fn a_list_is_begun_and_continued_in_lines() {
    let text = "version: 1\nactivities:\n# une\n- id: a\n  name: A # nom\n  claims: []\n\n- id: b\n  name: B";
    let one = bound(text, 0);
    assert_eq!(
        one,
        format!(
            "version: 1\nactivities:\n# une\n- id: a\n  name: A # nom\n  locations:\n  - {ADDED}\n  claims: []\n\n- id: b\n  name: B"
        )
    );
    let two = bound(&one, 1);
    assert!(
        two.ends_with(&format!("  name: B\n  locations:\n  - {ADDED}")),
        "{two}"
    );
    let text = "activities:\n  - id: a\n    name: A\n    locations:\n      # vu\n      - uri: x\n        binding: suggested # ?\n        # suite\n    status: draft\n";
    assert_eq!(
        bound(text, 0),
        text.replace("# suite\n", &format!("# suite\n      - {ADDED}\n"))
    );
}

#[test]
fn a_list_is_begun_and_continued_in_braces() {
    for (text, expected) in [
        (
            "activities: [{id: a, name: A}] # fin\n",
            "activities: [{id: a, name: A, locations: [+]}] # fin\n",
        ),
        (
            "activities:\n- {id: a, name: A, locations: [ {uri: x, binding: suggested} , ], claims: []}\n",
            "activities:\n- {id: a, name: A, locations: [ {uri: x, binding: suggested}, + , ], claims: []}\n",
        ),
        (
            "activities:\n- {id: a, name: A, locations: []}\n",
            "activities:\n- {id: a, name: A, locations: [+]}\n",
        ),
        (
            "activities:\n- id: a\n  locations: # rien\n",
            "activities:\n- id: a\n  locations:\n  - + # rien\n",
        ),
        (
            "activities:\n- id: a\n  locations: {uri: x, binding: suggested}\n",
            "activities:\n- id: a\n  locations:\n  - {uri: x, binding: suggested}\n  - +\n",
        ),
    ] {
        assert_eq!(bound(text, 0), expected.replace('+', ADDED), "{text}");
    }
    let json = r#"{"version": 1, "activities": [{"id": "a", "name": "A"}]}"#;
    assert_eq!(
        bound(json, 0),
        r#"{"version": 1, "activities": [{"id": "a", "name": "A", "locations": [{"uri": "RH/**", "binding": "suggested"}]}]}"#
    );
}

#[test]
fn a_value_is_replaced_and_its_comments_stay() {
    let text = "activities:\r\n- id: a\r\n  purposes:\r\n  # relu\r\n  - {text: x} # par M.\r\n  role: joint\r\n";
    let new = Value::List(vec![Value::text("y")]);
    let set =
        |text: &str, new: &Value| edited(text, |e| e.set(&at(0), "purposes", new.clone(), BEFORE));
    assert_eq!(
        set(text, &new),
        "activities:\r\n- id: a\r\n  # relu\r\n  purposes: [\"y\"] # par M.\r\n  role: joint\r\n"
    );
    let flow = "activities:\n- {id: a, purposes: [x, # un\n    y], role: joint}\n";
    assert_eq!(
        set(flow, &new),
        "activities:\n- {id: a, purposes: [\"y\"] # un\n    , role: joint}\n"
    );
    let literal = "activities:\n- id: a\n  purposes: | # lu\n    x\n    y\n\n  role: joint\n";
    assert_eq!(
        set(literal, &new),
        "activities:\n- id: a\n  # lu\n  purposes: [\"y\"]\n\n  role: joint\n"
    );
}

#[test]
fn a_key_is_taken_away_and_its_comments_stay() {
    let remove = |text: &str| edited(text, |e| e.remove(&at(0), "role"));
    for (text, expected) in [
        (
            "activities:\n- id: a\n  role: joint # voir\n  name: A\n",
            "activities:\n- id: a\n  # voir\n  name: A\n",
        ),
        (
            "activities:\n- {id: a, role: joint, name: A}\n",
            "activities:\n- {id: a, name: A}\n",
        ),
        (
            "activities:\n- {id: a, name: A, role: joint}\n",
            "activities:\n- {id: a, name: A}\n",
        ),
        (
            "activities:\n- role: joint\n  id: a\n",
            "activities:\n- role: ~\n  id: a\n",
        ),
        (
            "activities:\n- id: a\n  role: joint",
            "activities:\n- id: a\n",
        ),
    ] {
        assert_eq!(remove(text), expected, "{text}");
    }
}

#[test]
fn whole_activities_are_added() {
    let new = Value::Map(vec![
        ("id".to_owned(), Value::word("z")),
        ("data".to_owned(), Value::List(vec![place("q")])),
    ]);
    let add = |text: &str| {
        edited(text, |e| {
            e.append(&[], "activities", vec![new.clone()], Style::Lines, &[])
        })
    };
    let lines = "- id: z\n  data:\n  - {uri: \"q\", binding: suggested}\n";
    assert_eq!(
        add("activities:\n- id: a\n  x:\n  - 1\n# fin\nwaivers: []\n"),
        format!("activities:\n- id: a\n  x:\n  - 1\n{lines}# fin\nwaivers: []\n")
    );
    assert_eq!(
        add("version: 1\nactivities: []\n"),
        format!("version: 1\nactivities:\n{lines}")
    );
    assert_eq!(
        add("activities: [{id: a}]\n"),
        "activities: [{id: a}, {id: z, data: [{uri: \"q\", binding: suggested}]}]\n"
    );
}

#[test]
fn what_cannot_be_done_safely_is_refused() {
    let alias = "activities:\n- &a {id: a, name: A}\n- *a\n";
    let mut e = Editor::open(alias).expect("readable");
    let refused = e.set(&at(1), "role", Value::word("joint"), BEFORE);
    assert!(matches!(refused, Err(EditError::Alias(_))), "{refused:?}");
    // the first is what the second refers to: it would change with it
    e.set(&at(0), "role", Value::word("joint"), BEFORE)
        .expect("a place");
    assert!(matches!(e.finish(), Err(EditError::Entangled(_))));
    let mut e = Editor::open("activities: []\n").expect("readable");
    let refused = e.set(&at(0), "role", Value::word("joint"), BEFORE);
    assert!(matches!(refused, Err(EditError::NoPlace(_))));
    assert!(matches!(Editor::open("a: [\n"), Err(EditError::Unreadable)));
}

#[test]
fn values_have_digests_of_their_content() {
    let of = |text: &str| Editor::open(text).expect("readable").value().digest();
    assert_eq!(
        of("a: {x: 1, y: [\"b\"]}\n"),
        of("a:\n  y:\n  - b\n  x: \"1\"\n")
    );
    assert_ne!(of("a: [b, c]\n"), of("a: [c, b]\n"));
    assert_ne!(of("a: [b]\n"), of("a: b\n"));
    let digest = of("a: b\n");
    assert!(digest.len() == 8 && digest.bytes().all(|b| b.is_ascii_lowercase()));
}

/// One line of a text, and the key of which activity it belongs to.
type Lines = Vec<(String, Option<(usize, &'static str)>)>;

fn comment() -> impl Strategy<Value = Option<String>> {
    prop::option::weighted(0.3, "[a-z#: \\[{'\"é-]{0,12}")
}

/// An activity as a person might write it.
fn activity(n: usize) -> impl Strategy<Value = Lines> {
    let purposes = prop::sample::select(vec![
        "purposes: [\"a # b\", 'c']",
        "purposes:\n- {text: x, source: \"s1:l.1\"}\n- y",
        "purposes: |\n  long\n  text",
        "purposes: one\n  and more",
        "\"purposes\" :   [x, # why\n    y]",
        "",
    ]);
    let places = prop::sample::select(vec![
        "",
        "locations:",
        "locations: []",
        "locations: ~",
        "locations: [{uri: a, binding: suggested}]",
        "locations: {uri: a, binding: suggested}",
        "locations:\n- {uri: a, binding: suggested}",
        "locations:\n    - uri: a\n      binding: suggested\n    -\n      uri: b\n      binding: suggested",
    ]);
    let comments = prop::collection::vec((comment(), comment()), 12);
    (purposes, places, comments, any::<bool>()).prop_map(
        move |(purposes, places, comments, last)| {
            let id = format!("id: a{n}");
            let mut keys = vec![
                ("id", id.as_str()),
                ("purposes", purposes),
                ("name", "name: \"N, é\""),
            ];
            keys.insert(if last { 3 } else { 1 }, ("locations", places));
            let mut lines = Lines::new();
            let mut comments = comments.into_iter();
            for (key, text) in keys.into_iter().filter(|(_, t)| !t.is_empty()) {
                let (own, end) = comments.next().expect("enough");
                if let (Some(own), false) = (own, key == "id") {
                    lines.push((format!("  # {own}"), None));
                }
                for (i, line) in text.lines().enumerate() {
                    let margin = if key == "id" { "- " } else { "  " };
                    let open = text.contains("long") || text.contains("more");
                    let end = end
                        .as_ref()
                        .filter(|_| i == 0 && !open && !line.contains(", #"));
                    let end = end.map_or(String::new(), |c| format!("  # {c}"));
                    lines.push((format!("{margin}{line}{end}"), Some((n, key))));
                }
            }
            lines
        },
    )
}

/// An activity in braces.
fn braces(n: usize) -> impl Strategy<Value = Lines> {
    let places = prop::sample::select(vec![
        "",
        ", locations: []",
        ", locations: [{uri: a, binding: suggested} ]",
    ]);
    (places, comment()).prop_map(move |(places, comment)| {
        let comment = comment.map_or(String::new(), |c| format!(" # {c}"));
        let line = format!("- {{ id: a{n}, purposes: ['x'], name: N{places} }}{comment}");
        vec![(line, Some((n, "braces")))]
    })
}

fn register() -> impl Strategy<Value = (Lines, &'static str, bool)> {
    let one = |n| prop_oneof![3 => activity(n).boxed(), 1 => braces(n).boxed()];
    (
        one(0),
        one(1),
        one(2),
        prop::sample::select(vec!["\n", "\r\n"]),
        any::<bool>(),
    )
        .prop_map(|(a, b, c, end, whole)| {
            let mut lines: Lines = vec![
                ("version: 1 # v".to_owned(), None),
                ("activities:".to_owned(), None),
            ];
            lines.extend(a.into_iter().chain(b).chain(c));
            if whole {
                lines.push(("waivers: [] ".to_owned(), None));
            }
            (lines, end, whole)
        })
}

proptest! {
    #[test]
    fn everything_else_stays_to_the_byte(
        (lines, end, whole) in register(),
        n in 0..3usize,
        edit in 0..4usize,
        mark in any::<bool>(),
    ) {
        let texts: Vec<&str> = lines.iter().map(|(l, _)| l.as_str()).collect();
        let mut text = texts.join(end);
        if whole { text += end; }
        if mark { text.insert(0, '\u{feff}'); }
        let before = Register::parse(&text, "r").expect("a register");
        let mut editor = Editor::open(&text).expect("readable");
        let (key, done) = match edit {
            0 => ("locations", editor.append(&at(n), "locations", vec![place("RH/**")], Style::Braces, BEFORE)),
            1 => ("purposes", editor.set(&at(n), "purposes", Value::List(vec![Value::text("neu")]), BEFORE)),
            2 => ("purposes", editor.remove(&at(n), "purposes")),
            _ => ("role", editor.set(&at(n), "role", Value::word("joint"), BEFORE)),
        };
        done.expect("the place is there");
        let new = editor.finish().expect("safe");
        prop_assert_eq!(new.starts_with('\u{feff}'), mark);
        prop_assert_eq!(new.contains("\r\n"), end == "\r\n");
        // the lines of everything else, in their order
        let mut rest = new.trim_start_matches('\u{feff}').split(end);
        for (line, of) in &lines {
            let touched = match of {
                Some((a, k)) => *a == n && (*k == key || *k == "braces"),
                None => false,
            };
            if !touched {
                prop_assert!(rest.any(|l| l == line), "{line:?} is gone from\n{new}");
            }
        }
        let after = Register::parse(&new, "r").expect("a register");
        for (i, (a, b)) in before.activities.iter().zip(&after.activities).enumerate() {
            let name = |r: &crate::register::Activity| (r.id.value.clone(), r.name.value.clone());
            prop_assert_eq!(name(a), name(b));
            let places = |r: &crate::register::Activity| {
                r.locations.iter().map(|l| l.uri.value.clone()).collect::<Vec<_>>()
            };
            let mut expected = places(a);
            if edit == 0 && i == n { expected.push("RH/**".to_owned()); }
            prop_assert_eq!(places(b), expected);
        }
    }

    #[test]
    fn no_text_makes_it_panic(text in "[a-z:#{}\\[\\], \n\r\t|>&*!?'\"-]{0,60}", key in prop::sample::select(vec!["a", "b", "x"])) {
        if let Ok(mut e) = Editor::open(&text) {
            let _ = e.append(&[], key, vec![place("q")], Style::Lines, &["a"]);
            let _ = e.set(&[], "b", Value::word("v"), &["a"]);
            let _ = e.remove(&[], "c");
            if let Ok(new) = e.finish() {
                prop_assert!(Editor::open(&new).is_ok());
            }
        }
    }
}
