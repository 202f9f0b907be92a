//! Tests of the mail reader.

use super::*;
use crate::extract::testing::Recorder;
use proptest::prelude::*;

fn recorded(raw: &[u8]) -> Recorder {
    let mut recorder = Recorder::default();
    let mut input = raw;
    let input = Input::Stream(&mut input);
    read(input, &Limits::default(), &mut recorder).expect("nothing stops it");
    recorder
}

/// The texts, and that those with a place in the file are there.
fn texts(raw: &[u8]) -> Vec<String> {
    let recorder = recorded(raw);
    for (text, _, start) in &recorder.texts {
        if let Start::Lines { line, column, byte } = *start {
            let whole = String::from_utf8_lossy(raw);
            let line = whole
                .split('\n')
                .nth(line as usize - 1)
                .expect("such a line");
            let first = text.split('\n').next().expect("a line");
            let at: String = line.chars().skip(column as usize).collect();
            assert!(at.starts_with(first), "{first:?} in {line:?}");
            if let Some(byte) = byte {
                assert!(raw[byte as usize..].starts_with(text.as_bytes()));
            }
        }
    }
    recorder.texts.into_iter().map(|t| t.0).collect()
}

const SIMPLE: &[u8] = b"Received: from x by y; Mon, 1 Jan 2024 10:00:00 +0100\r\n\
From: =?utf-8?q?L=C3=A9a_Martin?= <lea@exemple.fr>\r\n\
To: Jean <jean@exemple.fr>,\r\n  paul@exemple.fr\r\n\
Subject: Dossier\r\nMessage-ID: <1@exemple.fr>\r\n\r\nBonjour,\r\nvoici l'\xC3\xA9tat.\r\n";

#[test]
fn headers_and_text_have_their_places() {
    assert_eq!(
        texts(SIMPLE),
        [
            "From: Léa Martin <lea@exemple.fr>",
            "To: Jean <jean@exemple.fr>,\r\n  paul@exemple.fr",
            "Subject: Dossier",
            "Bonjour,\r\nvoici l'état.\r\n",
        ]
    );
    let starts: Vec<Start> = recorded(SIMPLE).texts.iter().map(|t| t.2).collect();
    assert_eq!(starts[0], Start::Field);
    let Start::Lines { line, column, .. } = starts[3] else {
        panic!("{:?}", starts[3]);
    };
    assert_eq!((line, column), (8, 0));
}

const MIXED: &str = "From: a@b.fr\nSubject: x\nMIME-Version: 1.0\n\
Content-Type: multipart/mixed; boundary=bb\n\n--bb\n\
Content-Type: multipart/alternative; boundary=cc\n\n--cc\n\
Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\n\
L'=E9t=E9\n--cc\nContent-Type: text/html; charset=utf-8\n\n<p>L'été</p>\n--cc--\n\n--bb\n\
Content-Type: text/csv; name=\"=?utf-8?q?pay=C3=A9s.csv?=\"\nContent-Disposition: attachment\n\
Content-Transfer-Encoding: base64\n\nbm9tO25pcgo=\n--bb\nContent-Type: message/rfc822\n\n\
From: c@d.fr\nSubject: dedans\n\nInterne\n--bb\nContent-Type: application/ms-tnef\n\
Content-Transfer-Encoding: base64\n\neJ8+IgAA\n--bb--\n";

#[test]
fn parts_are_text_and_members() {
    assert_eq!(
        texts(MIXED.as_bytes()),
        ["From: a@b.fr", "Subject: x", "L'été"]
    );
    let recorder = recorded(MIXED.as_bytes());
    assert_eq!(recorder.texts[2].2, Start::Paragraph(1));
    let members: Vec<(&str, &[u8])> = recorder
        .members
        .iter()
        .map(|m| (m.0.as_str(), m.2.as_deref().expect("readable")))
        .collect();
    assert_eq!(members[0], ("payés.csv", b"nom;nir\n".as_slice()));
    assert_eq!(members[1].0, "part-5.eml");
    assert!(
        members[1]
            .1
            .starts_with(b"From: c@d.fr\nSubject: dedans\n\nInterne")
    );
    assert_eq!(
        members[2],
        ("part-6.tnef", b"\x78\x9f\x3e\x22\0\0".as_slice())
    );
}

#[test]
fn html_is_read_where_it_stands_alone() {
    let alone = "From: a@b.fr\nContent-Type: text/html; charset=utf-8\n\n<p>Né le<br>1er mai</p>";
    assert_eq!(texts(alone.as_bytes())[1], "Né le\n1er mai\n");
    let placeholder = "From: a@b.fr\nContent-Type: multipart/alternative; boundary=b\n\n--b\n\n\
        HTML\n--b\nContent-Type: text/html\n\n<p>Le dossier complet de la famille</p>\n--b--\n";
    let given = texts(placeholder.as_bytes());
    assert!(given.iter().any(|t| t.contains("dossier complet")));
}

#[test]
fn charsets_in_ascii_are_decoded() {
    let raw = b"From: a@b.fr\nContent-Type: text/plain; charset=UTF-7\n\nM+APw-ller\n";
    assert_eq!(texts_lossy(raw)[1].trim(), "M\u{fc}ller");
}

#[test]
fn an_attachment_that_is_cut_is_decoded_as_far_as_it_goes() {
    let raw = b"From: a@b.fr\nContent-Type: multipart/mixed; boundary=X\n\n--X\n\
        Content-Type: application/zip; name=a.zip\nContent-Transfer-Encoding: base64\n\n\
        bm9tO25pcgo=bm9tO25p*c";
    let recorder = recorded(raw);
    let (name, _, content) = &recorder.members[0];
    assert_eq!(name, "a.zip");
    let content = content.as_deref().expect("bytes");
    assert!(content.starts_with(b"nom;nir\n"), "{content:?}");
    assert_eq!(recorder.problems[0].what, Reason::Damaged);
}

#[test]
fn files_in_the_middle_of_text_are_members() {
    let raw = b"From: a@b.fr\n\nBonjour\n\nbegin 644 a.csv\n';F]M.VYI<@  \n`\nend\n";
    let recorder = recorded(raw);
    let (name, _, content) = &recorder.members[0];
    assert_eq!(
        (name.as_str(), content.as_deref()),
        ("a.csv", Ok(&b"nom;nir"[..]))
    );
}

/// Own parts of the texts given.
fn own_texts(raw: &str) -> Vec<String> {
    let texts = recorded(raw.as_bytes()).texts.into_iter();
    texts.map(|(text, own, _)| text[own].to_owned()).collect()
}

#[test]
fn html_that_repeats_nothing_is_read() {
    // a long text does not speak for an unrelated part
    let long = "Bonjour, voici le compte rendu. ".repeat(80);
    let mixed = format!(
        "From: a@b.fr\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\n{long}\n--b\n\
         Content-Type: text/html\n\n<p>NIR 2 55 08 14 168 025 38</p>\n--b--\n"
    );
    let given = own_texts(&mixed);
    assert!(
        given.iter().any(|t| t.contains("2 55 08 14 168 025 38")),
        "{given:?}"
    );
    // nor does a text beside it say what only the HTML says
    let footer = format!(
        "From: a@b.fr\nContent-Type: multipart/alternative; boundary=b\n\n--b\n\n{long}\n--b\n\
         Content-Type: text/html\n\n<p>Bonjour, voici</p><p>Compte : 12 34 56</p>\n--b--\n"
    );
    let given = own_texts(&footer);
    assert_eq!(
        given.last().map(String::as_str),
        Some("Compte : 12 34 56\n")
    );
    // the HTML may stand deeper, beside its pictures
    let related = "From: a@b.fr\nContent-Type: multipart/alternative; boundary=b\n\n--b\n\nL'offre\n\
        --b\nContent-Type: multipart/related; boundary=c\n\n--c\n\
        Content-Type: text/html\n\n<p>L&rsquo;offre</p>\n--c--\n--b--\n";
    assert_eq!(own_texts(related).len(), 2, "{:?}", own_texts(related));
}

#[test]
fn false_charsets_lose_no_letter() {
    let raw = b"From: a@b.fr\nContent-Type: text/plain; charset=utf-8\n\nLef\xE8vre\n";
    assert_eq!(texts_lossy(raw)[1], "Lefèvre\n");
    let encoded = b"From: a@b.fr\nContent-Type: text/plain; charset=utf-8\n\
        Content-Transfer-Encoding: quoted-printable\n\nLef=E8vre\n";
    assert_eq!(texts(encoded)[1], "Lefèvre\n");
    let header = b"From: Lef\xE8vre <a@b.fr>\n\nx";
    assert_eq!(texts_lossy(header)[0], "From: Lefèvre <a@b.fr>");
}

/// As [`texts`], for files that are not UTF-8: only what was given.
fn texts_lossy(raw: &[u8]) -> Vec<String> {
    recorded(raw).texts.into_iter().map(|t| t.0).collect()
}

#[test]
fn a_file_of_messages_has_members() {
    let one = b"From a@b.fr Mon Jan\nFrom: a@b.fr\n\nx\n";
    let recorder = recorded(one);
    assert_eq!((recorder.members.len(), recorder.texts.len()), (0, 2));
    let recorder = recorded(&[one.as_slice(), b"\n", one].concat());
    assert_eq!((recorder.members.len(), recorder.texts.len()), (2, 0));
}

#[test]
fn what_is_no_message_is_text() {
    let recorder = recorded(b"\n\n\n");
    assert!(recorder.problems.len() + recorder.texts.len() > 0);
}

proptest! {
    #[test]
    fn no_message_panics(raw in "(From: a\n|Content-Type: (multipart/mixed; boundary=b|message/rfc822|text/html)\n|Content-Transfer-Encoding: base64\n|\n|--b\n|--b--\n|é|=C3|=\\?utf-8\\?q\\?x|<p>|YWJj\n|\r\n){0,30}") {
        recorded(raw.as_bytes());
    }

    #[test]
    fn no_damage_panics(at in 0usize..700, byte: u8) {
        let mut raw = MIXED.as_bytes().to_vec();
        let at = at.min(raw.len() - 1);
        raw[at] = byte;
        recorded(&raw);
        recorded(&raw[..at]);
    }
}
