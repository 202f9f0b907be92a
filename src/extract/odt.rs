//! ODT: body, tables, notes, headers, comments, tracked changes, properties,
//! embedded objects.

use super::office::opendocument::{self, Prose, tell};
use super::office::package::{Package, seekable};
use super::office::story::Story;
use super::{Flow, Input, Limits, Sink, zip};
use crate::model::{Problem, Reason};

/// Fewer characters than this beside pictures: the pictures are the document.
const FEW: u64 = 10;

pub(super) fn read(input: Input<'_>, limits: &Limits, sink: &mut dyn Sink) -> Flow {
    match seekable(input, limits).and_then(|file| Package::open(file, limits)) {
        Ok(package) if package.is_no_document() => {
            zip::no_document(&mut *package.into_file(), sink)
        }
        Ok(package) => read_package(package, limits, sink),
        Err(problem) => {
            sink.problem(problem);
            Ok(())
        }
    }
}

fn read_package(mut package: Package<'_>, limits: &Limits, sink: &mut dyn Sink) -> Flow {
    if let Some(problem) = opendocument::encryption(&mut package) {
        sink.problem(problem);
        return Ok(());
    }
    if !package.has("content.xml") {
        sink.problem(Problem::new(Reason::Damaged, "no main part"));
    }
    let characters = {
        let mut story = Story::new(limits, sink);
        let mut prose = Prose::default();
        tell(&mut package, "content.xml", &mut prose, &mut story)?;
        // Page headers and footers, then charts and other objects.
        let objects = package.select(|name| name.ends_with("/content.xml"));
        for name in std::iter::once("styles.xml".to_owned()).chain(objects) {
            story.begin_aside()?;
            tell(&mut package, &name, &mut prose, &mut story)?;
        }
        prose.finish(&mut story)?;
        story.characters()
    };
    opendocument::surroundings(&mut package, sink)?;
    let is_picture = |name: &String| name.starts_with("Pictures/") && !name.ends_with('/');
    if characters < FEW && package.names().iter().any(is_picture) {
        sink.problem(Problem::new(Reason::ImageOnly, ""));
        return Ok(());
    }
    package.give_pictures(sink)
}

#[cfg(test)]
mod tests {
    use super::super::office::testing::{Heard, zipped};
    use super::*;

    fn heard(body: &str) -> Vec<String> {
        let xml = format!(
            "<office:document-content><office:body><office:text>{body}</office:text></office:body></office:document-content>"
        );
        Heard::from(read, &zipped(&[("content.xml", xml.as_bytes())])).lines
    }

    #[test]
    fn white_space_is_what_the_format_says() {
        let body = "<text:h>Title</text:h>\n<text:p>  a\n  <text:span>b</text:span><text:s text:c='3'/>c\
                    <text:tab/>d<text:line-break/>e </text:p>";
        assert_eq!(heard(body), ["text paragraph 1: Title\na b   c\td\te \n"]);
    }

    #[test]
    fn tables_notes_and_frames() {
        let body = "<text:p>x<text:note><text:note-citation>1</text:note-citation>\
            <text:note-body><text:p>note</text:p></text:note-body></text:note>y</text:p>\
            <table:table><table:table-row><table:table-cell table:number-columns-spanned='2'>\
            <text:p>a</text:p><text:p>b</text:p></table:table-cell><table:covered-table-cell/>\
            <table:table-cell><text:p>c</text:p></table:table-cell></table:table-row></table:table>\
            <text:p><draw:frame><svg:desc>Portrait</svg:desc><draw:text-box><text:p>box</text:p></draw:text-box></draw:frame></text:p>\
            <text:p><text:a xlink:href='mailto:a@b.fr'>z</text:a></text:p>";
        assert_eq!(
            heard(body),
            [
                "text paragraph 1: xy\nnote\n",
                "table None",
                "row 1: a b||c",
                "end",
                "keyed field alt text: Portrait",
                "keyed field hyperlink: mailto:a@b.fr",
                "text paragraph 6: \nbox\nz\n",
            ]
        );
    }

    #[test]
    fn comments_and_changes_stand_aside() {
        let body = "<text:tracked-changes><text:changed-region><text:deletion><office:change-info>\
            <dc:creator>A</dc:creator><dc:date>2024-01-01</dc:date></office:change-info><text:p>old</text:p>\
            </text:deletion></text:changed-region></text:tracked-changes>\
            <text:p>new<office:annotation><dc:creator>B</dc:creator><text:p>why?</text:p></office:annotation>er</text:p>";
        assert_eq!(
            heard(body),
            [
                "text paragraph 1: newer\n",
                "text field: old\nwhy?\n",
                "keyed field author: A",
                "keyed field author: B",
            ]
        );
    }

    #[test]
    fn headers_properties_and_objects() {
        let heard = Heard::from(
            read,
            &zipped(&[
                ("content.xml", b"<c><text:p>body text</text:p></c>"),
                ("styles.xml", b"<x><style:header><text:p>head</text:p></style:header></x>"),
                (
                    "meta.xml",
                    b"<office:document-meta><office:meta><dc:creator>C</dc:creator><dc:date>2024</dc:date>\
                      <meta:user-defined meta:name='Client'>D</meta:user-defined></office:meta></office:document-meta>",
                ),
                ("Object 1", b"ole"),
                ("Object 2/content.xml", b"<m><text:p>chart</text:p></m>"),
            ]),
        );
        assert_eq!(
            heard.lines,
            [
                "text paragraph 1: body text\n",
                "text field: head\n",
                "text field: chart\n",
                "keyed field creator: C",
                "keyed field Client: D",
                "member Object 1: 3 bytes",
            ]
        );
    }

    #[test]
    fn pictures_that_may_hold_text_are_members() {
        let parts: [(&str, &[u8]); 3] = [
            (
                "content.xml",
                b"<c><text:p>Voir la carte ci-dessous</text:p></c>",
            ),
            ("Pictures/1.jpg", &[7; 20_000]),
            ("Thumbnails/thumbnail.png", &[7; 20_000]),
        ];
        assert_eq!(
            Heard::from(read, &zipped(&parts)).starting("member"),
            ["member Pictures/1.jpg: 20000 bytes"]
        );
    }

    #[test]
    fn what_cannot_be_read_is_declared() {
        let manifest = b"<m><file-entry><encryption-data/></file-entry></m>";
        let parts: [(&str, &[u8]); 2] = [
            ("META-INF/manifest.xml", manifest),
            ("content.xml", b"\x12"),
        ];
        assert_eq!(
            Heard::from(read, &zipped(&parts)).lines,
            ["problem encrypted"]
        );
        let parts: [(&str, &[u8]); 2] = [("content.xml", b"<c/>"), ("Pictures/1.jpg", b"x")];
        assert_eq!(
            Heard::from(read, &zipped(&parts)).lines,
            ["problem image_only"]
        );
        let parts: [(&str, &[u8]); 1] = [("content.xml", b"<c><text:p>a</text:p>")];
        assert_eq!(
            Heard::from(read, &zipped(&parts)).lines,
            ["text paragraph 1: a\n", "problem damaged (content.xml)"]
        );
    }
}
