//! What must hold of the page as a whole.

use super::*;
use crate::inventory::Inventory;
use crate::model::{Datum, Kind, Locator, Masked, PathName, Problem, Reason, SourceId};
use crate::reconcile::{Code, PlaceRef, Quote, Subject};
use crate::report::{Reconciled, sample};
use proptest::prelude::*;

/// What a browser would see: tags with the names of their attributes, in order.
/// Text, values, and the contents of `style` and `script` are left out.
fn structure(html: &str) -> Vec<String> {
    let mut tags = Vec::new();
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        let (tag, after) = tag(&rest[open + 1..]);
        rest = after;
        for raw in ["style", "script"] {
            if tag == raw {
                let end = rest.find(&format!("</{raw}")).expect("closed");
                rest = &rest[end..];
            }
        }
        tags.push(tag);
    }
    tags
}

/// Reads one tag as the HTML standard tokenises it: quoted values may hold `>`.
fn tag(s: &str) -> (String, &str) {
    let mut outside = String::new();
    let mut quote = None;
    for (i, c) in s.char_indices() {
        match (quote, c) {
            (None, '>') => return (outside, &s[i + 1..]),
            (None, '"' | '\'') => quote = Some(c),
            (Some(q), c) if q == c => quote = None,
            (None, c) => outside.push(c),
            (Some(_), _) => {}
        }
    }
    panic!("a tag that does not end: {outside}");
}

/// A small scan and comparison in which every foreign text is `s`.
fn with_text_everywhere(s: &str) -> Report {
    let mut run = sample::run();
    for source in &mut run.sources {
        source.given = s.to_owned();
        source.uri = s.to_owned();
    }
    for card in &mut run.rules {
        (card.title_fr, card.title_en) = (s.to_owned(), s.to_owned());
    }
    (run.version, run.rules_sha256) = (s.to_owned(), s.to_owned());
    let at = Locator::new(SourceId(0), PathName::from_bytes(s.as_bytes())).member(s);
    let mut holding = sample::holding(&run, at.clone(), Datum::Nir, 7, 1);
    holding.place.sheet = Some(s.into());
    holding.place.header = Some(s.into());
    holding.samples = vec![Masked::already(s.to_owned())];
    let mut read = sample::outcome(at.clone(), "xlsx", None);
    read.notes = vec![s.to_owned()];
    let problem = Problem::new(Reason::Damaged, s);
    let mut unread = sample::outcome(at.member("x"), "pdf", Some(problem));
    unread.kind = Kind(s.to_owned().into());
    let inventory = Inventory {
        run,
        coverage: vec![read, unread],
        holdings: vec![holding],
        tables: Vec::new(),
    };
    let compared = compared_with(s, &inventory);
    Report::new(&inventory, Some(compared))
}

fn compared_with(s: &str, inventory: &Inventory) -> Reconciled {
    let mut r = sample::reconciled(inventory, 2);
    r.register.organisation = s.to_owned();
    r.register.file = s.to_owned();
    r.register.sha256 = Some(s.to_owned());
    let text = || s.to_owned();
    for row in &mut r.reconciliation.matrix.rows {
        match &mut row.subject {
            Subject::Activity { id, name, .. } => (*id, *name) = (text(), text()),
            Subject::Cluster { gap, fr, en } => (gap.0, *fr, *en) = (text(), text(), text()),
        }
    }
    for note in &mut r.reconciliation.notes {
        (note.text.fr, note.text.en) = (text(), text());
    }
    for warning in &mut r.reconciliation.warnings {
        (warning.text.fr, warning.text.en, warning.source) = (text(), text(), text());
    }
    for p in &mut r.reconciliation.profiles {
        p.gap.0 = text();
        p.locations = vec![text()];
        for people in &mut p.subjects {
            (people.name.fr, people.name.en) = (text(), text());
            people.by = [text()].into();
        }
    }
    r.reconciliation.gaps[1].waived = Some(s.to_owned());
    for gap in &mut r.reconciliation.gaps {
        gap.id.0 = s.to_owned();
        (gap.title_fr, gap.title_en) = (s.to_owned(), s.to_owned());
        gap.cluster = s.to_owned();
        (gap.where_fr, gap.where_en) = (s.to_owned(), s.to_owned());
        gap.severity.bound_by = Some(s.to_owned());
        gap.activity = Some((s.to_owned(), s.to_owned()));
        gap.evidence_fr = vec![s.to_owned()];
        gap.register = Some(Quote {
            quote: s.to_owned(),
            source: s.to_owned(),
        });
        let h = &inventory.holdings[0];
        gap.places = vec![PlaceRef {
            at: h.at.clone(),
            place: h.place.clone(),
            datum: Some(Datum::Nir),
            count: 7,
            distinct: 7,
            samples: h.samples.clone(),
            rule: s.to_owned(),
        }];
    }
    r
}

fn inert_everywhere(s: &str) {
    let html = render(&with_text_everywhere(s), Lang::Fr);
    let plain = render(&with_text_everywhere("x"), Lang::Fr);
    assert_eq!(structure(&html), structure(&plain), "{s:?} made markup");
    let hidden = html.chars().find(|c| *c != '\n' && visible::is_hidden(*c));
    assert_eq!(hidden, None, "{s:?} left something hidden");
}

#[test]
fn known_attacks_stay_text() {
    for s in [
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "' onmouseover='alert(1)",
        "</style><script>alert(1)</script>",
        "</title></head><body onload=alert(1)>",
        "--><!-- ]]>",
        "javascript:alert(1)",
        "facture\u{202e}fdp.exe",
        "a\nb\u{0}c\u{1b}[2J\u{9b}31m",
        "&lt;script&gt; &#60;b&#62;",
        "{n} {score} {{}}",
        "0",
        "7",
        "42",
        "étape 7",
    ] {
        inert_everywhere(s);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn no_name_makes_markup(s in "[<>\"'&/=a-z! \u{0}-\u{1f}\u{202a}-\u{202e}-]{1,24}|\\PC{1,24}") {
        prop_assume!(!s.trim().is_empty());
        inert_everywhere(&s);
    }
}

#[test]
fn the_same_report_gives_the_same_bytes() {
    let inventory = sample::inventory(60);
    let mut turned = sample::reconciled(&inventory, 20);
    turned.reconciliation.gaps.reverse();
    let one = Report::new(&inventory, Some(sample::reconciled(&inventory, 20)));
    let other = Report::new(&inventory, Some(turned));
    assert_eq!(render(&one, Lang::Fr), render(&other, Lang::Fr));
}

#[test]
fn a_later_hour_of_the_same_day_changes_nothing() {
    let mut later = sample::inventory(20);
    let report = Report::new(&later, None);
    later.run.id = "another".to_owned();
    later.run.started += 3 * 3600;
    later.run.finished = Some(later.run.started + 5);
    let evening = Report::new(&later, None);
    assert_eq!(render(&report, Lang::En), render(&evening, Lang::En));
}

#[test]
fn fifty_gaps_stay_below_300_kb() {
    let html = render(&sample::report(50), Lang::Fr);
    assert!(html.len() < 300_000, "{} bytes", html.len());
}

#[test]
fn nothing_is_loaded_and_the_policy_names_what_may_act() {
    let html = render(&sample::report(5), Lang::Fr);
    let policy = policy();
    assert!(policy.starts_with("default-src 'none';") && !policy.contains("unsafe"));
    assert!(html.contains(&policy.replace('\'', "&#39;")));
    let tags = structure(&html);
    for tag in &tags {
        let name = tag.split(' ').next().unwrap_or_default();
        assert!(
            !["link", "img", "iframe", "object", "embed", "base", "form"].contains(&name),
            "{tag}"
        );
        for word in tag.split([' ', '=']) {
            assert!(
                !word.starts_with("on") && !["style", "src"].contains(&word) || tag == "style",
                "{tag}"
            );
        }
    }
    assert!(!html.contains("http://") && !html.contains("https://") && !html.contains("url("));
}

#[test]
fn tags_close_and_ids_are_single() {
    const VOID: [&str; 3] = ["meta", "input", "br"];
    let html = render(&sample::report(30), Lang::En);
    let mut open: Vec<String> = Vec::new();
    for tag in structure(&html).into_iter().skip(1) {
        let name = tag
            .split(' ')
            .next()
            .unwrap_or_default()
            .trim_end_matches('/')
            .to_owned();
        if let Some(closed) = tag.strip_prefix('/') {
            assert_eq!(open.pop().as_deref(), Some(closed));
        } else if !VOID.contains(&name.as_str()) && !tag.ends_with('/') {
            open.push(name);
        }
    }
    assert!(open.is_empty(), "{open:?}");
    let mut ids: Vec<&str> = html
        .split(" id=\"")
        .skip(1)
        .filter_map(|s| s.split('"').next())
        .collect();
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all);
    for target in html
        .split("href=\"#")
        .skip(1)
        .filter_map(|s| s.split('"').next())
    {
        assert!(
            ids.binary_search(&target).is_ok(),
            "#{target} leads nowhere"
        );
    }
}

#[test]
fn without_a_register_there_is_an_inventory_and_an_invitation() {
    let html = render(&Report::new(&sample::inventory(30), None), Lang::Fr);
    assert!(html.contains("Inventaire des données personnelles"));
    assert!(html.contains("Aucun registre comparé"));
    assert!(!html.contains("id=\"ecarts\"") && !html.contains("<script>"));
}

#[test]
fn many_gaps_are_grouped_by_activity() {
    let few = render(&sample::report(GROUP_FROM as u64 - 1), Lang::Fr);
    assert!(!few.contains("class=\"group\"") && few.contains("<h3 id=\"t-G-"));
    let many = render(&sample::report(GROUP_FROM as u64 + 3), Lang::Fr);
    assert!(many.contains("class=\"group\"") && many.contains("<h4 id=\"t-G-"));
    assert!(many.contains("Hors registre"));
}

#[test]
fn an_interrupted_scan_says_so_first() {
    let mut inventory = sample::inventory(10);
    inventory.run.finished = None;
    let html = render(&Report::new(&inventory, None), Lang::Fr);
    assert!(html.contains("L’analyse a été interrompue"));
}

#[test]
fn decisions_are_saved_as_the_file_that_import_reads() {
    let html = render(&sample::report(5), Lang::Fr);
    assert!(html.contains("decisions.toml") && !html.contains("derogations"));
    assert!(html.contains("data-a-level=\"&quot;critical&quot;\" data-a-items=\"[&quot;"));
    for key in [
        "[[decision]]",
        "gap = ",
        "verdict = ",
        "expires = ",
        "data-a-",
    ] {
        assert!(SCRIPT.contains(key), "{key}");
    }
}

/// A gap that will be seen to is open, and says so on screen and on paper.
#[test]
fn what_was_decided_is_told_on_the_card() {
    use crate::reconcile::{Decided, Standing};
    let inventory = sample::inventory(240);
    let mut reconciled = sample::reconciled(&inventory, 3);
    let said = "Décidé : à déclarer (rh), revue le 2027-01-31";
    reconciled.reconciliation.gaps[0].decided = Some(Decided {
        verdict: crate::decision::Verdict::Declare,
        reason: "fiche <en cours>".to_owned(),
        owner: "rh".to_owned(),
        expires: None,
        standing: Standing::ToDo,
        said: crate::register::Message::both(said),
        source: "decisions.toml:3".to_owned(),
    });
    let html = render(&Report::new(&inventory, Some(reconciled)), Lang::Fr);
    let line = html.split("class=\"decided\">").nth(1).expect("a line");
    assert!(
        line.starts_with("Décidé\u{202f}: à déclarer (rh)"),
        "{}",
        &line[..60]
    );
    assert!(line.contains("fiche &lt;en cours&gt;"));
}

#[test]
fn paper_shows_what_the_screen_folds() {
    assert!(STYLE.contains("details::details-content { content-visibility: visible"));
    assert!(!STYLE.contains("details:not([open]) { display: none }"));
    assert!(SCRIPT.contains("beforeprint") && SCRIPT.contains("aside = all("));
    assert!(SCRIPT.contains("normalize(\"NFD\")"));
}

/// On a telephone the names of the rows stay while the columns are scrolled.
#[test]
fn wide_tables_keep_the_names_of_their_rows() {
    let narrow = STYLE.split("(max-width: 40rem)").nth(1);
    let rule = narrow.and_then(|s| s.split('}').next());
    assert!(rule.is_some_and(|r| r.contains(".grid tbody th") && r.contains("sticky; left: 0")));
    let html = render(&sample::report(5), Lang::Fr);
    let (cues, tables) = (
        html.matches("class=\"cue\""),
        html.matches("class=\"scroll\""),
    );
    assert_eq!(cues.count(), tables.count());
}

#[test]
fn steps_without_a_number_are_told_in_words_only() {
    let html = render(&sample::report(12), Lang::Fr);
    assert!(html.contains("aucune activité n’est rattachée à cet emplacement"));
    assert!(!html.contains("tape unbound"));
}

#[test]
fn lines_of_the_register_without_effect_are_listed() {
    let html = render(&sample::report(1), Lang::Fr);
    assert!(html.contains("Lignes du registre restées sans effet") && html.contains("rh/paie/**"));
}

#[test]
fn each_undeclared_place_has_a_draft_and_its_command() {
    let report = sample::report(20);
    let undeclared = report.open_gaps().filter(|g| g.code == Code::G01);
    let ids: Vec<String> = undeclared.map(|g| g.id.0.clone()).collect();
    assert!(!ids.is_empty());
    let html = render(&report, Lang::Fr);
    for id in ids {
        assert!(
            html.contains(&format!("<code>limier draft {id}</code>")),
            "{id}"
        );
    }
    assert!(html.contains("3 mineurs sur 40 dates de naissance"));
}
