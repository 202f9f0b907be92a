//! Tests of the reader of HTML.

use super::super::office::testing::Heard;
use super::super::testing::Recorder;
use super::*;
use proptest::prelude::*;

fn heard(html: &str) -> Vec<String> {
    Heard::from(read, html.as_bytes()).lines
}

/// Bytes of a file, where they are known.
type Span = Option<(u64, u64)>;

/// The bytes of the file that the first `what` in the text stands for.
fn found(html: &[u8], what: &str) -> (u64, u64, Option<Vec<u8>>) {
    #[derive(Default)]
    struct Seek(String, Option<(u64, u64, Span)>);
    impl Sink for Seek {
        fn text(&mut self, text: Text<'_>) -> Flow {
            if let (Some(at), None) = (text.text.find(&self.0), self.1)
                && let Some(origin) = text.origin
                && let super::super::Start::Lines { line, column, byte } = text.start
            {
                let (from, to) = origin.range(at, at + self.0.len());
                let mut place = super::super::place::Place { line, column };
                place.pass(&origin.source[..from]);
                let bytes = byte.map(|b| (b + from as u64, b + to as u64));
                self.1 = Some((place.line, place.column + 1, bytes));
            }
            Ok(())
        }
        fn begin_table(&mut self, _: TableHead<'_>) -> Flow {
            Ok(())
        }
        fn row(&mut self, _: u64, _: &[super::super::Cell<'_>]) -> Flow {
            Ok(())
        }
        fn end_table(&mut self) -> Flow {
            Ok(())
        }
        fn keyed(&mut self, _: &str, _: &str, _: super::super::Start) -> Flow {
            Ok(())
        }
        fn member(&mut self, _: Member<'_>) -> Flow {
            Ok(())
        }
        fn problem(&mut self, _: Problem) {}
        fn note(&mut self, _: &str) {}
    }
    let mut seek = Seek(what.to_owned(), None);
    let mut input = html;
    read(Input::Stream(&mut input), &Limits::default(), &mut seek).expect("goes on");
    let (line, column, bytes) = seek.1.expect("it is in the text");
    let bytes = bytes.map(|(from, to)| html[from as usize..to as usize].to_vec());
    (line, column, bytes)
}

#[test]
fn values_that_markup_cuts_are_whole() {
    let html = "<!DOCTYPE html>\n<html><body>\n<h1>Fiche</h1>\n\
        <p>\u{c9}crire \u{e0} jean<b>&#64;</b>x.fr<!-- interne --></p>\n\
        <p>NIR&nbsp;: 2 55 08 <span class=\"g\">14</span> 168</p></body></html>";
    assert_eq!(
        heard(html),
        [
            "text line 4:  interne ",
            "text line 3: Fiche\n\u{c9}crire \u{e0} jean@x.fr\nNIR\u{a0}: 2 55 08 14 168\n",
        ]
    );
    let (line, column, bytes) = found(html.as_bytes(), "jean@x.fr");
    assert_eq!((line, column), (4, 13));
    assert_eq!(bytes.as_deref(), Some(b"jean<b>&#64;</b>x.fr".as_slice()));
    let (line, _, bytes) = found(html.as_bytes(), "2 55 08 14 168");
    assert_eq!(line, 5);
    assert!(bytes.expect("UTF-8").ends_with(b"14</span> 168"));
    // a page in another encoding has lines, and no bytes
    let latin = b"<html>\n<p>\xc9crire \xe0 jean&#64;x.fr, \xe9t\xe9</p>";
    assert_eq!(found(latin, "jean@x.fr"), (2, 13, None));
}

#[test]
fn tables_of_data_are_rows() {
    let html = "<p>avant</p><table><caption>Paie</caption>\
        <tr><th>Nom</th><th colspan=2>Adresse</th><th>T\u{e9}l</th></tr>\
        <tr><td rowspan=2>Dupont<td>1 rue X<br>Lyon</td><td></td><td>06<b>12</b>34</td>\
        <tr><td>a</td><td>b</td></table><p>apr\u{e8}s";
    assert_eq!(
        heard(html),
        [
            "keyed line 1 x: y".to_owned(),
            "text line 1: avant\n".into(),
            "table None".into(),
            "row 1: Nom|Adresse||T\u{e9}l".into(),
            "row 2: Dupont|1 rue X Lyon||06 12 34".replace("06 12 34", "061234"),
            "row 3: |a|b".into(),
            "end".into(),
            "text line 1: Paie\napr\u{e8}s".into(),
        ][1..]
    );
    // a table that lays out a page is its text
    let layout = "<table><tr><td>Nom :</td><td>Dupont</td></tr></table>";
    assert_eq!(heard(layout), ["text line 1: Nom :\tDupont\n"]);
}

#[test]
fn attributes_scripts_and_comments_are_given() {
    let html = "<meta name=\"author\" content=\"L&eacute;a\">\n<input name=nir value=255081416802538>\n\
        <a href=\"mailto:a@b.fr?subject=x\" class=\"c\">x</a><img alt='Photo de B' src=p.png>\n\
        <i data-tel=\"0612345678\" placeholder=\"x@y.fr\"></i><script>var m = 'c@d.fr';</script>\n\
        <style>/* e@f.fr */</style><Jean Dupont><p class='z@t.fr'>";
    let heard = heard(html);
    for line in [
        "keyed line 1 author: L\u{e9}a",
        "keyed line 2 nir: 255081416802538",
        "keyed line 3 hyperlink: mailto:a@b.fr?subject=x",
        "keyed line 3 alt: Photo de B",
        "keyed line 3 src: p.png",
        "keyed line 4 tel: 0612345678",
        "keyed line 4 placeholder: x@y.fr",
        "text line 4: var m = 'c@d.fr';",
        "text line 5: /* e@f.fr */",
        "text line 5: <Jean Dupont",
        "keyed line 5 class: z@t.fr",
    ] {
        assert!(heard.iter().any(|l| l == line), "{line}: {heard:#?}");
    }
}

#[test]
fn files_inside_a_page_are_members() {
    let png = base64::engine::general_purpose::STANDARD.encode(vec![7; ICON]);
    let csv = base64::engine::general_purpose::STANDARD.encode(b"a;b");
    let html = format!(
        "<img src='data:image/png;base64,{png}'><img src='data:image/gif;base64,AAAA'>\
         <a href='data:text/csv;charset=utf-8;base64,{csv}'>x</a>"
    );
    assert_eq!(
        heard(&html),
        [
            "member data-1.png: 10240 bytes",
            "member data-2.csv: 3 bytes",
            "text line 1: x"
        ]
    );
}

#[test]
fn every_attribute_and_element_of_looks_is_known() {
    let looks = ["align", "class", "rowspan", "xml:lang", "XMLNS:v"];
    assert!(looks.iter().all(|n| is_look(n)) && !is_look("alt"));
    let known = ["A", "colgroup", "wbr", "o:p", "my-card", "div"];
    assert!(known.iter().all(|n| is_known(n)) && !is_known("jean"));
    let switches = ["allowfullscreen", "CHECKED", "required", "v-else"];
    assert!(switches.iter().all(|n| is_switch(n)) && !is_switch("Dupont'"));
    assert!(!is_switch("jean-pierre"));
}

#[test]
fn what_looks_like_looks_may_name_someone() {
    for (html, given) in [
        ("<p id=255081416802538>", "keyed line 1 id: 255081416802538"),
        (
            "<p x></p x=\"255081416802538\">",
            "text line 1:  x=\"255081416802538\"",
        ),
        (
            "<p style='--x:255081416802538'>",
            "keyed line 1 style: --x:255081416802538",
        ),
    ] {
        assert!(heard(html).iter().any(|l| l == given), "{:?}", heard(html));
    }
    assert!(heard("<svg d='M12 34.5 6 78 9 10' class=c2>").is_empty());
}

#[test]
fn bare_words_do_not_give_values_twice() {
    assert_eq!(
        heard("<div contenteditable data-tel=\"06 12 34 56 78\">"),
        [
            "text line 1: contenteditable",
            "keyed line 1 tel: 06 12 34 56 78"
        ]
    );
}

#[test]
fn blanks_already_given_are_not_taken_back() {
    let heard = heard(&("&#32;".repeat(270_000) + "<br>x"));
    assert!(heard.iter().any(|l| l.ends_with('x')));
}

#[test]
fn rows_are_cut_and_begin_at_one() {
    let html = "<table><td colspan=18446744073709551615>a<td>b<tr><td>c<td>d<tr><td>e</table>";
    assert!(heard(html).iter().any(|l| l.starts_with("row 1: a|")));
    let wide = format!("<table><tr><td>a<tr>{}</table>", "<td>b".repeat(70_000));
    let mut recorder = Recorder::default();
    let mut input = wide.as_bytes();
    read(Input::Stream(&mut input), &Limits::default(), &mut recorder).expect("goes on");
    let rows: Vec<_> = recorder.rows.iter().map(|r| (r.0, r.1.len())).collect();
    assert_eq!(rows, [(1, 1), (2, 65_536), (2, 70_000 - 65_536)]);
    assert_eq!(recorder.notes.len(), 1);
    heard(&"<table>".repeat(5000));
}

#[test]
fn preformatted_text_keeps_its_lines() {
    assert_eq!(
        heard("<pre>NIR 1\nNIR 2</pre>a\nb"),
        ["text line 1: NIR 1\nNIR 2\na b"]
    );
}

#[test]
fn a_page_too_large_is_read_as_text() {
    let html = "<p>caf\u{e9}</p>\n".repeat(50);
    let mut recorder = Recorder::default();
    let mut input = html.as_bytes();
    let chars = Chars::with_block(&mut input, 64);
    read_chars(chars, 100, &Limits::default(), &mut recorder).expect("goes on");
    let text: String = recorder.texts.iter().map(|t| &t.0[t.1.clone()]).collect();
    assert_eq!(text, html);
    assert_eq!(recorder.notes.len(), 1);
}

#[test]
fn long_pages_come_in_windows() {
    let html = "<p>2 55 08<br>14 168</p>".repeat(60_000);
    let mut recorder = Recorder::default();
    let mut input = html.as_bytes();
    read(Input::Stream(&mut input), &Limits::default(), &mut recorder).expect("goes on");
    assert!(recorder.texts.len() > 2);
    let text: String = recorder.texts.iter().map(|t| &t.0[t.1.clone()]).collect();
    assert_eq!(text, "2 55 08\n14 168\n".repeat(60_000));
}

#[test]
fn mail_sees_what_is_shown() {
    let html = "<html><head><style>a{b:c}</style></head><body><p>Bonjour&nbsp;L&eacute;a,</p>\
        <table><tr><td>Dupont</td><td>06<b>12</b>345678</td></tr><tr><td>x &lt; y</td></tr></table>\
        <!-- <p>non</p> --><a href=\"mailto:a@b.fr?subject=x\">\u{e9}crire</a></body></html>";
    assert_eq!(
        strip(html),
        "Bonjour\u{a0}L\u{e9}a,\nDupont\t0612345678\nx < y\na@b.fr \u{e9}crire\n"
    );
    assert_eq!(strip("a < b & c &unknown; <3"), "a < b & c &unknown; <3");
    assert_eq!(strip("x<b y"), "x<b y");
}

proptest! {
    #[test]
    fn letters_of_text_are_not_lost(html in "([a-d\u{e9}]|<p>|<td>|<tr>|<table>|</table>|<b x='|>|'|<!--|-->|&|&#6|;| |\n){0,40}") {
        let mut recorder = Recorder::default();
        let mut input = html.as_bytes();
        read(Input::Stream(&mut input), &Limits::default(), &mut recorder).expect("goes on");
        let count = |s: &str| s.chars().filter(|c| matches!(c, 'd' | '\u{e9}')).count();
        let texts: usize = recorder.texts.iter().map(|t| count(&t.0[t.1.clone()])).sum();
        let cells: usize = recorder.rows.iter().flat_map(|r| &r.1).map(|c| count(c)).sum();
        let keyed: usize = recorder.keyed.iter().map(|k| count(&k.1)).sum();
        // `td` of tags that are text count too
        let tags = html.matches("<td>").count();
        prop_assert!(texts + cells + keyed + tags >= count(&html.replace("&#6d", "")) , "{:?}", recorder);
        strip(&html);
    }
}

#[test]
fn words_on_both_sides_of_a_tag() {
    for (html, text) in [
        (
            "NIR 255081416802538<a href='#'>Modifier</a>",
            "NIR 255081416802538 Modifier",
        ),
        (
            "FR1420041010050500013M02606<span>BIC</span>",
            "FR1420041010050500013M02606 BIC",
        ),
        (
            "sociale</label><span>2690549588157</span>",
            "sociale 2690549588157",
        ),
        ("538<sup>1</sup>", "538 1"),
        ("paul@free.fr</span><span>Rennes", "paul@free.fr Rennes"),
        ("Tél</span><noscript>06", "Tél 06"),
        (
            "jean<b>@</b>x.fr, 2 55 08 14<b>16</b>, DU<small>PONT</small>",
            "jean@x.fr, 2 55 08 1416, DUPONT",
        ),
        ("Du<span>pont</span>", "Dupont"),
    ] {
        assert_eq!(strip(html).trim(), text);
    }
}
