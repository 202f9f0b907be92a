//! Every format over the same reports: none hostile, none empty, none different
//! from one run to the next.

use super::sample::{self, HOSTILE};
use super::*;
use crate::inventory::Inventory;
use crate::reconcile::{Code, Level};
use serde_json::Value;

/// A report and the inventory it was built from, under a name.
struct Case {
    name: &'static str,
    inventory: Inventory,
    report: Report,
}

fn case(name: &'static str, inventory: Inventory, reconciled: Option<Reconciled>) -> Case {
    let report = Report::new(&inventory, reconciled);
    Case {
        name,
        inventory,
        report,
    }
}

fn cases() -> Vec<Case> {
    let inventory = || sample::inventory(60);
    let gaps = |n| Some(sample::reconciled(&inventory(), n));
    let mut nothing = inventory();
    nothing.coverage.clear();
    nothing.holdings.clear();
    let mut whole = inventory();
    whole.coverage.retain(|o| o.problems.is_empty());
    let mut waived = sample::reconciled(&inventory(), 6);
    for g in &mut waived.reconciliation.gaps {
        g.waived = Some("fictif".to_owned());
    }
    let (strange, hostile) = sample::hostile();
    vec![
        case("no register", inventory(), None),
        case("nothing at all", nothing, None),
        case("no gap", inventory(), gaps(0)),
        case("all read, no gap", whole, gaps(0)),
        case("one gap", inventory(), gaps(1)),
        case("fifty gaps", inventory(), gaps(50)),
        case("all set aside", inventory(), Some(waived)),
        case("hostile", strange, Some(hostile)),
    ]
}

fn each(format: Format, check: impl Fn(&Case, Lang, &[u8])) {
    for case in cases() {
        for lang in [Lang::Fr, Lang::En] {
            let bytes = render(
                format,
                &case.report,
                &case.inventory,
                lang,
                Some(Level::Low),
            );
            check(&case, lang, &bytes);
        }
    }
}

fn utf8(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("UTF-8")
}

#[test]
fn the_same_report_gives_the_same_bytes_in_every_format() {
    for format in Format::ALL {
        each(*format, |case, lang, bytes| {
            let again = render(
                *format,
                &case.report,
                &case.inventory,
                lang,
                Some(Level::Low),
            );
            assert!(again == bytes, "{} of {}", format.name(), case.name);
            let head = &bytes[..bytes.len().min(4096)];
            let ours = match format {
                Format::Xlsx => xlsx::is_ours(std::io::Cursor::new(bytes)),
                _ => head.is_empty() || is_ours(head),
            };
            assert!(
                ours,
                "{} of {} is not known as ours",
                format.name(),
                case.name
            );
        });
    }
}

#[test]
fn nothing_hidden_is_in_any_text() {
    for format in Format::ALL.iter().filter(|f| **f != Format::Xlsx) {
        each(*format, |case, _, bytes| {
            let text = utf8(bytes).trim_start_matches('\u{feff}');
            let hidden = |c: char| visible::is_hidden(c) && !matches!(c, '\n' | '\r');
            let found = text.chars().find(|c| hidden(*c));
            assert_eq!(found, None, "{} of {}", format.name(), case.name);
        });
    }
}

#[test]
fn csv_has_a_line_per_gap_and_place_and_no_formula() {
    for (format, delimiter) in [(Format::Csv, b','), (Format::CsvFr, b';')] {
        each(format, |case, lang, bytes| {
            let text = utf8(bytes);
            assert_eq!(text.starts_with('\u{feff}'), format == Format::CsvFr);
            let mut reader = ::csv::ReaderBuilder::new()
                .delimiter(delimiter)
                .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
            let heading = reader
                .headers()
                .expect("a header")
                .get(3)
                .map(str::to_owned);
            let wanted = match (format, lang) {
                (Format::Csv, _) => "level",
                (_, Lang::Fr) => "Gravité",
                (_, Lang::En) => "Severity",
            };
            assert_eq!(heading.as_deref(), Some(wanted));
            let lines: Vec<_> = reader.records().map(|r| r.expect("a record")).collect();
            for cell in lines.iter().flatten() {
                assert!(
                    !cell.starts_with(['=', '+', '-', '@', '\t', '\r']),
                    "{cell}"
                );
                assert!(!cell.contains(['\n', '\r']), "{cell}");
            }
            let all = case
                .report
                .comparison
                .iter()
                .flat_map(value::Comparison::all);
            let places: usize = all.map(|g| g.gap.places.len().max(1)).sum();
            assert_eq!(lines.len(), places, "{}", case.name);
        });
    }
}

#[test]
fn markdown_is_tables_and_inert_names() {
    each(Format::Markdown, |case, _, bytes| {
        let text = utf8(bytes);
        for tag in ["<script", "<!--b", "](", "http://", "@all", "::error"] {
            assert!(!text.contains(tag), "{tag} in {}", case.name);
        }
        // every row of a table has as many cells as the one before
        let bars = |l: &str| l.starts_with('|').then(|| l.matches('|').count());
        let lines: Vec<&str> = text.lines().collect();
        for pair in lines.windows(2) {
            if let (Some(a), Some(b)) = (bars(pair[0]), bars(pair[1])) {
                assert_eq!(a, b, "{} / {}", pair[0], pair[1]);
            }
        }
        assert_eq!(
            text.matches("<details>").count(),
            text.matches("</details>").count()
        );
        assert!(
            text.len() < 120_000,
            "{} bytes for {}",
            text.len(),
            case.name
        );
    });
}

#[test]
fn markdown_keeps_what_explains_a_score_and_counts_what_it_leaves_out() {
    let written = |facts: usize| {
        let mut report = sample::report(1);
        let c = report.comparison.as_mut().expect("compared");
        let gap = &mut c.gaps[0].gap;
        gap.evidence_fr = (1..=facts).map(|n| format!("Constat{n}.")).collect();
        markdown::render(&report, Lang::Fr)
    };
    let has = |text: &str, n: usize| text.contains(&format!("- Constat{n}&#46;\n"));
    // two kinds of data, minors: nothing is left out
    let all = written(16);
    assert!((1..=16).all(|n| has(&all, n)), "{all}");
    assert!(!all.contains("autre constat"));
    let cut = written(19);
    assert!((1..=9).chain(13..=19).all(|n| has(&cut, n)), "{cut}");
    assert!(
        !has(&cut, 10) && cut.contains("- et 3 autres constats\n"),
        "{cut}"
    );
}

#[test]
fn github_has_a_command_a_line_and_none_is_forged() {
    each(Format::Github, |case, _, bytes| {
        let text = utf8(bytes);
        let open = case
            .report
            .comparison
            .iter()
            .flat_map(|c| c.differences())
            .count();
        let first = text.lines().next().expect("a line");
        let left = [" de plus", " more that"].iter().find_map(|after| {
            let (before, _) = first.split_once(after)?;
            before.rsplit(' ').next()?.parse::<usize>().ok()
        });
        assert_eq!(
            text.lines().count() + left.unwrap_or(0),
            1 + open + case.report.unread.len(),
            "{}",
            case.name
        );
        for line in text.lines() {
            let (head, _) = line[2..].split_once("::").expect("a message");
            let (word, properties) = head.split_once(' ').expect("properties");
            assert!(["error", "warning", "notice"].contains(&word), "{line}");
            for property in properties.split(',') {
                let (key, value) = property.split_once('=').expect("key=value");
                assert!(["file", "line", "title"].contains(&key), "{line}");
                assert!(!value.contains(':'), "{line}");
            }
        }
    });
}

#[test]
fn gitlab_has_what_it_demands_and_stable_fingerprints() {
    each(Format::Gitlab, |case, _, bytes| {
        let entries: Vec<Value> = serde_json::from_slice(bytes).expect("a list");
        let open = case
            .report
            .comparison
            .iter()
            .flat_map(|c| c.differences())
            .count();
        assert_eq!(
            entries.len(),
            open + case.report.unread.len(),
            "{}",
            case.name
        );
        let mut prints: Vec<&str> = Vec::new();
        for e in &entries {
            assert!(e["description"].as_str().is_some_and(|d| !d.is_empty()));
            assert!(
                e["check_name"]
                    .as_str()
                    .is_some_and(|d| d.starts_with("limier.G"))
            );
            assert!(e["location"]["path"].is_string(), "{e}");
            assert!(
                e["location"]["lines"]["begin"]
                    .as_u64()
                    .is_some_and(|n| n > 0)
            );
            let known = ["info", "minor", "major", "critical", "blocker"];
            assert!(e["severity"].as_str().is_some_and(|s| known.contains(&s)));
            prints.extend(e["fingerprint"].as_str());
        }
        prints.sort_unstable();
        let all = prints.len();
        prints.dedup();
        assert_eq!((prints.len(), all), (entries.len(), entries.len()));
    });
}

#[test]
fn sarif_is_valid_against_the_schema_of_oasis() {
    let schema = include_str!("../../tests/schema/sarif-2.1.0.json");
    // the pattern of languages there has a bracket too many
    let schema = schema.replace("-[a-zA-Z]{2}]?$", "-[a-zA-Z]{2}$");
    let schema: Value = serde_json::from_str(&schema).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    each(Format::Sarif, |case, _, bytes| {
        let log: Value = serde_json::from_slice(bytes).expect("JSON");
        let faults: Vec<String> = validator
            .iter_errors(&log)
            .map(|e| format!("{}: {e}", e.instance_path()))
            .collect();
        assert!(faults.is_empty(), "{}: {}", case.name, faults.join("\n"));
        let run = &log["runs"][0];
        let all = case
            .report
            .comparison
            .iter()
            .flat_map(value::Comparison::all);
        let results = run["results"].as_array().expect("results");
        assert_eq!(results.len(), all.count());
        for r in results {
            let rule = r["ruleIndex"].as_u64().expect("an index") as usize;
            assert_eq!(run["tool"]["driver"]["rules"][rule]["id"], r["ruleId"]);
            assert!(!r["locations"].as_array().expect("a list").is_empty());
        }
        let notes = &run["invocations"][0]["toolExecutionNotifications"];
        assert_eq!(
            notes.as_array().map(Vec::len),
            Some(case.report.unread.len())
        );
    });
    let broken = serde_json::json!({ "version": "2.1.0", "runs": [{ "tool": {} }] });
    assert!(
        !validator.is_valid(&broken),
        "the schema would take anything"
    );
}

#[test]
fn sarif_tells_waived_gaps_and_lines() {
    let mut inventory = sample::inventory(60);
    let text = crate::model::Position::Text {
        line: 7,
        column: 3,
        end_column: 9,
        bytes: None,
    };
    inventory.holdings.iter_mut().for_each(|h| h.first = text);
    let reconciled = sample::reconciled(&inventory, 50);
    let report = Report::new(&inventory, Some(reconciled));
    let log: Value = serde_json::from_str(&sarif::render(&report, Lang::En)).expect("JSON");
    let results = log["runs"][0]["results"].as_array().expect("results");
    let suppressed = |r: &&Value| r["suppressions"] != serde_json::json!([]);
    assert_eq!(results.iter().filter(suppressed).count(), 2);
    let first = results
        .iter()
        .map(|r| &r["locations"][0]["physicalLocation"])
        .find(|l| l["artifactLocation"]["uriBaseId"] == "SOURCE0")
        .expect("a gap with places");
    assert_eq!(first["region"]["startLine"], 7);
    let message = results[0]["message"]["text"].as_str().expect("a text");
    assert!(message.lines().count() > 2, "{message}");
    let bases = &log["runs"][0]["originalUriBaseIds"];
    assert_eq!(bases["SOURCE0"]["uri"], "file:///srv/partage/");
    assert_eq!(bases["SOURCE1"]["uri"], "postgres://db:5432/sav/");
    let print = &results[0]["partialFingerprints"]["limierGap/v1"];
    assert!(
        print.as_str().is_some_and(|p| p.starts_with("G-")),
        "{print}"
    );
}

/// Every element of a document with its attributes, in order.
fn elements(xml: &str) -> Vec<(String, Vec<(String, String)>)> {
    let mut reader = quick_xml::Reader::from_str(xml);
    let mut found = Vec::new();
    loop {
        use quick_xml::events::Event;
        match reader.read_event().expect("well-formed") {
            Event::Eof => return found,
            Event::Start(e) | Event::Empty(e) => {
                let attribute = |a: Result<quick_xml::events::attributes::Attribute<'_>, _>| {
                    let a = a.expect("an attribute");
                    let key = a.key.as_ref().to_owned();
                    let value = a.value.clone().into_owned();
                    let value = quick_xml::escape::unescape(&value).expect("escaped");
                    (key, value.into_owned())
                };
                let name = e.name().as_ref().to_owned();
                found.push((name, e.attributes().map(attribute).collect()));
            }
            _ => {}
        }
    }
}

#[test]
fn junit_is_well_formed_and_counts_itself() {
    each(Format::Junit, |case, _, bytes| {
        let all = elements(utf8(bytes));
        let count = |tag: &str| all.iter().filter(|(n, _)| n == tag).count().to_string();
        let (_, totals) = &all[0];
        for (key, tag) in [
            ("tests", "testcase"),
            ("failures", "failure"),
            ("errors", "error"),
            ("skipped", "skipped"),
        ] {
            let said = totals
                .iter()
                .find(|(k, _)| k == key)
                .map(|(_, v)| v.clone());
            assert_eq!(said, Some(count(tag)), "{key} of {}", case.name);
        }
        assert_ne!(count("testcase"), "0");
        let names = all
            .iter()
            .filter(|(n, _)| n == "testcase")
            .flat_map(|(_, a)| a);
        let script = names
            .filter(|(k, v)| k == "name" && v.contains(HOSTILE[1]))
            .count();
        assert_eq!(
            script > 0,
            case.name == "hostile",
            "names come back as they were"
        );
    });
}

#[test]
fn junit_fails_what_the_exit_code_fails() {
    let inventory = sample::inventory(60);
    let report = Report::new(&inventory, Some(sample::reconciled(&inventory, 50)));
    let tags = |fail_on| {
        let xml = junit::render(&report, Lang::En, fail_on);
        let all = elements(&xml);
        let count = |tag: &str| all.iter().filter(|(n, _)| n == tag).count();
        (count("failure"), count("skipped"), count("error"))
    };
    let failing = |level: Level| {
        report
            .open_gaps()
            .any(|g| g.severity.level >= level && g.code != Code::G15)
    };
    assert!(failing(Level::Critical));
    let (low, _, errors) = tags(Some(Level::Low));
    let (critical, ..) = tags(Some(Level::Critical));
    assert!(low > critical && critical > 0, "{low} {critical}");
    assert_eq!(tags(None).0, 0);
    assert_eq!(errors, report.unread.len());
}

#[test]
fn nothing_found_never_hides_what_was_not_read() {
    let inventory = sample::inventory(60);
    let report = Report::new(&inventory, Some(sample::reconciled(&inventory, 0)));
    let unread = report.totals.partial + report.totals.not_scanned;
    let said = text::phrase::NOT_WHOLLY_READ.count(Lang::En, unread);
    assert!(unread > 0);
    for format in [Format::Markdown, Format::Github, Format::Sarif] {
        let bytes = render(format, &report, &inventory, Lang::En, None);
        assert!(utf8(&bytes).contains(&said), "{}", format.name());
    }
}

#[test]
fn endings_say_the_format() {
    let of = |name: &str| Format::of(std::path::Path::new(name)).map(Format::name);
    for (name, format) in [
        ("r.html", Some("html")),
        ("R.HTM", Some("html")),
        ("a/b.json", Some("json")),
        ("b.sarif", Some("sarif")),
        ("b.sarif.json", Some("sarif")),
        ("b.junit.xml", Some("junit")),
        ("ecarts.csv", Some("csv")),
        ("ecarts.jsonl", Some("jsonl")),
        ("x.md", Some("md")),
        ("x.xlsx", Some("xlsx")),
        (".json", None),
        ("json", None),
        ("x.pdf", None),
    ] {
        assert_eq!(of(name), format, "{name}");
    }
    for format in Format::ALL {
        assert_eq!(Format::named(format.name()), Some(*format));
    }
    let (endings, named) = Format::known();
    assert_eq!(named, "csv-fr=, github=, gitlab=");
    assert!(endings.contains(".sarif.json"));
}

#[test]
fn others_files_are_not_ours() {
    for other in [
        &b"[]"[..],
        b"[{\"x\":1}]",
        b"gap;code\n",
        b"# README\n",
        b"::warning::x",
        b"<?xml version=\"1.0\"?><testsuites/>",
        b"{\n  \"$schema\": \"https://docs.oasis-open.org/sarif/x\", \"runs\": []}",
    ] {
        assert!(!is_ours(other), "{}", utf8(other));
    }
}

#[test]
fn a_decision_reads_the_same_in_every_output() {
    use crate::decision::Verdict;
    use crate::reconcile::{Decided, Standing};
    use crate::register::Message;
    let mut report = sample::report(6);
    let c = report.comparison.as_mut().expect("compared");
    c.waived.clear();
    let differs = |g: &super::gaps::GapView| g.gap.code != crate::reconcile::Code::G15;
    let decided = |verdict, standing, said: &str| Decided {
        verdict,
        reason: "photos de stock".to_owned(),
        owner: "dpo".to_owned(),
        expires: None,
        standing,
        said: Message::new(said, said),
        source: "decisions.toml:3".to_owned(),
    };
    let at = c.gaps.iter().position(differs).expect("a difference");
    let mut aside = c.gaps.remove(at);
    aside.gap.waived = Some("photos de stock (dpo)".to_owned());
    aside.gap.decided = Some(decided(Verdict::FalsePositive, Standing::SetAside, ""));
    c.waived.push(aside);
    let at = c.gaps.iter().position(differs).expect("another");
    c.gaps[at].gap.decided = Some(decided(Verdict::Delete, Standing::ToDo, "Décidé : doublon"));
    let outputs = [
        (
            "csv",
            String::from_utf8(csv::render(&report, Lang::Fr, csv::Dialect::Plain)).expect("UTF-8"),
        ),
        ("junit", junit::render(&report, Lang::Fr, Some(Level::Info))),
        ("sarif", sarif::render(&report, Lang::Fr)),
        ("markdown", markdown::render(&report, Lang::Fr)),
    ];
    for (name, text) in outputs {
        assert!(
            text.to_lowercase().contains("faux positif"),
            "{name}: {text}"
        );
    }
    let page = html::render(&report, Lang::Fr);
    assert!(page.contains("data-d-verdict=\"delete\" data-d-reason=\"photos de stock\""));
    assert_eq!(page.matches("data-d-verdict=").count(), 1);
    let github = github::render(&report, Lang::Fr);
    assert!(
        github.contains("Décidé") && github.contains("photos de stock"),
        "{github}"
    );
}
