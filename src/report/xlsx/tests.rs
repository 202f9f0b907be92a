//! The workbook as another program reads it.

use super::*;
use crate::report::sample;
use calamine::{Data, DataType as _, Range, Reader as _, Xlsx};
use std::io::Cursor;

type Sheets = Vec<(String, Range<Data>)>;

fn opened(bytes: &[u8]) -> Sheets {
    let mut book = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
    let names = book.sheet_names();
    for name in &names {
        let formulas = book.worksheet_formula(name).expect("a sheet");
        assert!(formulas.is_empty(), "{name} has formulas");
    }
    let range = |n: &String| (n.clone(), book.worksheet_range(n).expect("a sheet"));
    names.iter().map(range).collect()
}

fn rendered(n: u64, lang: Lang) -> Vec<u8> {
    let inventory = sample::inventory(240);
    let reconciled = sample::reconciled(&inventory, n);
    let report = Report::new(&inventory, Some(reconciled));
    render(&report, &inventory, lang)
}

fn row(range: &Range<Data>, at: usize) -> Vec<String> {
    let row = range.rows().nth(at).expect("a row");
    row.iter().map(ToString::to_string).collect()
}

#[test]
fn four_sheets_in_either_language() {
    for (lang, wanted) in [
        (Lang::Fr, ["Écarts", "Constats", "Couverture", "Décisions"]),
        (Lang::En, ["Gaps", "Findings", "Coverage", "Decisions"]),
    ] {
        let sheets = opened(&rendered(50, lang));
        let names: Vec<&str> = sheets.iter().map(|(n, _)| n.as_str()).collect();
        assert_eq!(names, wanted);
        // a heading and a row a gap
        assert_eq!(sheets[0].1.height(), 51);
    }
}

#[test]
fn decisions_have_the_keys_that_are_imported_and_a_row_an_open_gap() {
    let sheets = opened(&rendered(50, Lang::Fr));
    let decisions = &sheets[3].1;
    let head = row(decisions, 0);
    assert_eq!(
        head[..6],
        ["gap", "verdict", "reason", "owner", "expires", "accepts"]
    );
    // two of fifty are set aside
    assert_eq!(decisions.height(), 49);
    let first = row(decisions, 1);
    assert!(first[0].starts_with("G-"), "{first:?}");
    assert!(first[1..5].iter().all(String::is_empty), "{first:?}");
    assert!(first[5].starts_with("level: "), "{first:?}");
}

#[test]
fn people_choose_a_verdict_from_a_list() {
    let bytes = rendered(3, Lang::Fr);
    let mut archive = zip::ZipArchive::new(Cursor::new(&bytes)).expect("a zip");
    let mut part = |name: &str| {
        let mut text = String::new();
        let mut file = archive.by_name(name).expect("a part");
        std::io::Read::read_to_string(&mut file, &mut text).expect("UTF-8");
        text
    };
    let decisions = part("xl/worksheets/sheet4.xml");
    assert!(decisions.contains("\"declare,delete,accept,false_positive\""));
    assert!(decisions.contains("sqref=\"B2:B4\""), "{decisions}");
    assert!(decisions.contains("hidden=\"1\""));
    for i in 1..=4 {
        let sheet = part(&format!("xl/worksheets/sheet{i}.xml"));
        assert!(sheet.contains("state=\"frozen\"") && sheet.contains("<autoFilter"));
        assert!(!sheet.contains("<f>"), "sheet {i} has a formula");
    }
}

#[test]
fn coverage_adds_up_to_the_ledger() {
    let inventory = sample::inventory(300);
    let report = Report::new(&inventory, None);
    let sheets = opened(&render(&report, &inventory, Lang::En));
    let coverage = &sheets[2].1;
    let sum: f64 = coverage.rows().skip(1).map(|r| number(&r[1])).sum();
    assert_eq!(sum, report.totals().items as f64);
    assert_eq!(row(coverage, 1)[0], "read wholly");
}

fn number(cell: &Data) -> f64 {
    match cell {
        Data::Float(f) => *f,
        Data::Int(i) => *i as f64,
        other => panic!("{other} is no number"),
    }
}

#[test]
fn findings_are_those_of_the_inventory() {
    let inventory = sample::inventory(30);
    let report = Report::new(&inventory, None);
    let sheets = opened(&render(&report, &inventory, Lang::En));
    let findings = &sheets[1].1;
    assert_eq!(findings.height(), inventory.holdings.len() + 1);
    let sum: f64 = findings.rows().skip(1).map(|r| number(&r[4])).sum();
    let wanted: u64 = inventory.holdings.iter().map(|h| h.count).sum();
    assert_eq!(sum, wanted as f64);
}

#[test]
fn without_a_register_the_sheet_of_gaps_says_so() {
    let inventory = sample::inventory(4);
    let report = Report::new(&inventory, None);
    let sheets = opened(&render(&report, &inventory, Lang::En));
    assert!(row(&sheets[0].1, 1)[5].starts_with("Not compared"));
    assert_eq!(sheets[3].1.height(), 1);
}

#[test]
fn no_cell_begins_like_a_formula() {
    let (inventory, reconciled) = sample::hostile();
    let report = Report::new(&inventory, Some(reconciled));
    let mut guarded = 0;
    for (name, range) in opened(&render(&report, &inventory, Lang::Fr)) {
        for cell in range.used_cells().filter_map(|(_, _, c)| c.as_string()) {
            assert!(
                !cell.starts_with(['=', '+', '-', '@', '\t', '\r']),
                "{name}: {cell}"
            );
            guarded += usize::from(cell.starts_with("'="));
        }
    }
    assert!(guarded > 0, "the sample has cells to guard");
}

#[test]
fn ours_until_somebody_saves_it() {
    let bytes = rendered(1, Lang::Fr);
    assert!(is_ours(Cursor::new(&bytes)));
    assert!(!is_ours(Cursor::new(b"PK\x03\x04 no workbook")));
    for (from, to) in [
        ("<cp:lastModifiedBy>limier", "<cp:lastModifiedBy>Camille"),
        (
            "2026-11-22T00:00:00Z</dcterms:modified>",
            "2026-11-23T09:00:00Z</dcterms:modified>",
        ),
    ] {
        assert!(!is_ours(Cursor::new(changed(&bytes, from, to))), "{to}");
    }
}

/// The workbook with its properties changed as another program would.
fn changed(bytes: &[u8], from: &str, to: &str) -> Vec<u8> {
    use std::io::{Read as _, Write as _};
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a zip");
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for i in 0..archive.len() {
        let mut file = archive.by_index(i).expect("an entry");
        let name = file.name().expect("UTF-8").into_owned();
        let mut text = Vec::new();
        file.read_to_end(&mut text).expect("readable");
        if name == "docProps/core.xml" {
            let core = String::from_utf8(text).expect("UTF-8");
            assert!(core.contains(from), "{core}");
            text = core.replace(from, to).into_bytes();
        }
        out.start_file(name, zip::write::SimpleFileOptions::default())
            .expect("begun");
        out.write_all(&text).expect("written");
    }
    out.finish().expect("finished").into_inner()
}
