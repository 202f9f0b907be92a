//! Whole documents, as programs write them.

use super::super::office::testing::Heard;
use super::super::testing::Recorder;
use super::*;
use proptest::prelude::*;
use std::io::Cursor;

fn heard(rtf: &str) -> Vec<String> {
    Heard::from(read, rtf.as_bytes()).lines
}

/// A document as word processors begin them.
fn document(body: &str) -> String {
    format!(
        "{{\\rtf1\\ansi\\ansicpg1252\\deff0{{\\fonttbl{{\\f0\\fcharset0 Arial;}}{{\\f1\\fcharset204 Arial CYR;}}{{\\f2\\fcharset2 Wingdings;}}}}\
         {{\\colortbl;\\red0;}}{{\\*\\generator X 1.0;}}\\pard {body}}}"
    )
}

#[test]
fn paragraphs_in_their_code_pages() {
    let body = "Dur\\'e9e de \\b conserv\\b0 ation\\par\r\n\\par\n{\\f1 \\'d3\\'e2} \\uc1\\u8364?\\u-3913? \\u55357?\\u56832?!\\par {\\uc2\\u228\\'e4xy}";
    assert_eq!(
        heard(&document(body)),
        ["text paragraph 1: Durée de conservation\n\nУв €\u{f0b7} 😀!\näy\n"]
    );
}

#[test]
fn signs_and_bullets() {
    let body = "{\\f2 \\'fe} Oui{\\field{\\*\\fldinst SYMBOL 168 \\\\f \"Wingdings\"}{\\fldrslt}}Non\\par\
        {\\listtext\\pard\\f2 \\'b7\\tab}Nom\\par a\\~b\\_c\\-d\\emdash\\{e\\}\\line f\\tab g\\\nh";
    assert_eq!(
        heard(&document(body)),
        ["text paragraph 1: \u{f0fe} Oui\u{f0a8}Non\n\u{f0b7} Nom\na\u{a0}b-cd—{e}\tf\tg\nh\n"]
    );
}

#[test]
fn tables_are_rows_and_nested_tables_follow() {
    let body = "before\\par\\trowd\\cellx100\\cellx200\\pard\\intbl Finalit\\'e9\\cell Paie\\par Congés\\cell\\row\
        \\trowd\\pard\\intbl a\\cell {\\pard\\intbl\\itap2 n\\nestcell m\\nestcell{\\*\\nesttableprops\\trowd\\nestrow}{\\nonesttables\\par}}\\pard\\intbl b\\cell\\row\
        \\pard after\\par";
    assert_eq!(
        heard(&document(body)),
        [
            "text paragraph 1: before\n",
            "table None",
            "row 1: Finalité|Paie Congés",
            "row 2: a|b",
            "end",
            "table None",
            "row 1: n|m",
            "end",
            "text paragraph 9: after\n",
        ]
    );
}

#[test]
fn cells_without_their_table_words() {
    // written by programs that leave out `\intbl` or put it elsewhere
    let pandoc = "{\\trowd\\cellx1\\cellx2\\trkeep\\intbl{{{\\pard\\intbl Code\\par}\\cell}{{\\pard\\intbl Error\\par}\\cell}}\\intbl\\row}{\\pard end\\par}";
    assert_eq!(
        heard(pandoc),
        [
            "table None",
            "row 1: Code|Error",
            "end",
            "text paragraph 3: end\n"
        ]
    );
    assert_eq!(
        heard("{\\rtf1 Fax\\cell Phone\\cell }"),
        ["table None", "row 1: Fax|Phone", "end"]
    );
}

#[test]
fn what_stands_beside_the_text() {
    let body = "{\\info{\\title Registre}{\\author A. Roux}{\\creatim\\yr2024}{\\*\\company B}}{\\header Page de C\\par}\
        host{\\footnote note}{\\shp{\\*\\shpinst\\shpleft1{\\sp{\\sn x}{\\sv y}}{\\shptxt \\pard box 1\\par box 2\\par}}{\\shprslt box 1}}\
        {\\field{\\*\\fldinst{HYPERLINK \"mailto:a@b.fr\"}}{\\fldrslt write}}{\\deleted Durand}{\\*\\atnauthor D}{\\*\\annotation remark}{\\*\\unknown no}\\par end";
    assert_eq!(
        heard(&document(body)),
        [
            "keyed field title: Registre",
            "keyed field author: A. Roux",
            "keyed field company: B",
            "keyed field hyperlink: mailto:a@b.fr",
            "keyed field author: D",
            "text paragraph 1: hostwrite\nnote\nbox 1\nbox 2\nend\n",
            "text field: Page de C\nDurand\nremark\n",
        ]
    );
}

#[test]
fn pictures_and_objects_are_members() {
    let picture = format!(
        "{{\\*\\shppict{{\\pict\\pngblip {}}}}}{{\\nonshppict{{\\pict 00}}}}",
        "89 50\n".repeat(6000)
    );
    let object = "{\\object\\objemb{\\*\\objclass X}{\\*\\objdata 01050000 02000000 02000000 5800 00000000 00000000 03000000 612c62}{\\result{\\pict 00}}}";
    let body = format!("Pièce d'identité : {picture}{object}{{\\pict\\jpegblip\\bin3 }}}}}}}} end");
    assert_eq!(
        heard(&document(&body)),
        [
            "member object2: 3 bytes",
            "text paragraph 1: Pièce d'identité :  end\n",
            "member image1.png: 12000 bytes",
        ]
    );
    assert_eq!(heard(&document(&picture)), ["problem image_only"]);
}

#[test]
fn what_cannot_be_read_is_declared() {
    assert_eq!(
        heard("{\\rtf1 kept {\\b cut"),
        [
            "problem damaged (ends too early)",
            "text paragraph 1: kept cut\n"
        ]
    );
    let deep = format!("{{\\rtf1 kept{}", "{".repeat(20_000));
    assert_eq!(
        heard(&deep),
        ["problem depth_limit (groups)", "text paragraph 1: kept\n"]
    );
    let limits = Limits {
        memory: 10,
        ..Limits::default()
    };
    let large = Heard::within(read, &[b'x'; 20], &limits);
    assert!(large.lines[0].starts_with("problem expansion_limit"));
}

/// Reads anything; how much text there was.
fn read_any(bytes: &[u8]) -> usize {
    let mut recorder = Recorder::default();
    let mut file = Cursor::new(bytes);
    let input = Input::Seekable(&mut file);
    read(input, &Limits::default(), &mut recorder).expect("nothing stops it");
    recorder.texts.iter().map(|t| t.0.len()).sum()
}

proptest! {
    #[test]
    fn any_bytes_are_read(bytes: Vec<u8>) {
        // no more text than bytes, however they are decoded
        prop_assert!(read_any(&bytes) <= 3 * bytes.len() + 8);
    }

    #[test]
    fn any_words_are_read(words in prop::collection::vec(prop::sample::select(vec![
        "{", "}", "\\*", "\\par ", "\\cell ", "\\row ", "\\trowd", "\\intbl", "\\pard", "\\itap2 ", "\\itap9 ", "\\nestcell ", "\\nestrow ",
        "\\footnote ", "\\header ", "\\pict ", "\\objdata ", "\\fldinst ", "\\info", "\\title ", "\\fonttbl", "\\f1 ", "\\fcharset128 ", "\\uc0 ", "\\u-10179 ", "\\u-8704 ", "\\u233?",
        "\\'e9", "\\'83", "\\bin4 ", "\\deleted ", "\\plain ", "\\shptxt ", "\\listtext ", "\\tab ", "\\line ", "text", "é", "5a", "\\page ", "\\annotation ",
    ]), 0..60)) {
        read_any(words.concat().as_bytes());
    }

    #[test]
    fn damage_is_read(at: prop::sample::Index, byte: u8, keep: prop::sample::Index) {
        let body = "a\\par\\trowd\\pard\\intbl b\\cell{\\footnote c}\\cell\\row\\pard{\\pict\\pngblip 8950}{\\info{\\title d}}\\'e9\\u233? e";
        let mut bytes = document(body).into_bytes();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        read_any(&bytes);
        bytes.truncate(keep.index(bytes.len()));
        read_any(&bytes);
    }
}
