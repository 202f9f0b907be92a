//! DOCX and DOCM: body, tables, notes, headers, comments, properties, embedded
//! files.
//!
//! Every XML part beside the main one is read as text, except those known to
//! hold none (styles, fonts, ...): a part whose name nobody foresaw is not
//! missed. Body and notes are numbered text, the rest stands aside.

use super::office::compound;
use super::office::markup::Markup;
use super::office::package::{Package, seekable};
use super::office::properties;
use super::office::relations::main_part;
use super::office::story::Story;
use super::{Flow, Input, Limits, ReadSeek, Sink, zip};
use crate::model::{Problem, Reason};

/// Fewer characters than this beside pictures: the pictures are the document.
const FEW: u64 = 10;

pub(super) fn read(input: Input<'_>, limits: &Limits, sink: &mut dyn Sink) -> Flow {
    match seekable(input, limits).and_then(|file| open(file, limits)) {
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

fn open<'a>(mut file: Box<dyn ReadSeek + 'a>, limits: &'a Limits) -> Result<Package<'a>, Problem> {
    if compound::magic(&mut *file) == compound::MAGIC {
        let what = match compound::is_encrypted_ooxml(&mut *file) {
            true => Reason::Encrypted,
            false => Reason::UnsupportedKind,
        };
        return Err(Problem::new(what, "compound file"));
    }
    Package::open(file, limits)
}

fn read_package(mut package: Package<'_>, limits: &Limits, sink: &mut dyn Sink) -> Flow {
    let main = main_part(&mut package, "word/document.xml");
    if !package.has(&main) {
        sink.problem(Problem::new(Reason::Damaged, "no main part"));
    }
    let characters = {
        let mut story = Story::new(limits, sink);
        let mut markup = Markup::default();
        read_stories(&mut package, &main, &mut markup, &mut story)?;
        markup.finish(&mut story)?;
        story.characters()
    };
    properties::office_open(&mut package, sink)?;
    let folder = main.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut files = package.select(is_embedded);
    files.extend(package.foreign(folder));
    files.sort();
    files.dedup();
    for name in files {
        package.give(&name, sink)?;
    }
    if characters < FEW && is_pictures(package.names()) {
        sink.problem(Problem::new(Reason::ImageOnly, ""));
        return Ok(());
    }
    package.give_pictures(sink)
}

/// The body first, then notes, which continue its numbering, then the rest.
fn read_stories(
    package: &mut Package<'_>,
    main: &str,
    markup: &mut Markup,
    story: &mut Story<'_>,
) -> Flow {
    let folder = main.rsplit_once('/').map_or("", |(folder, _)| folder);
    let parts = package.select(|name| {
        name != main && name.starts_with(folder) && name.ends_with(".xml") && holds_text(name)
    });
    let (notes, aside): (Vec<_>, Vec<_>) = parts.into_iter().partition(|name| is_notes(name));
    for name in std::iter::once(main.to_owned()).chain(notes) {
        read_story(package, &name, markup, story)?;
    }
    for name in aside {
        story.begin_aside()?;
        read_story(package, &name, markup, story)?;
    }
    Ok(())
}

fn read_story(
    package: &mut Package<'_>,
    name: &str,
    markup: &mut Markup,
    story: &mut Story<'_>,
) -> Flow {
    let problem = package.visit(name, |xml| markup.read(xml, story))?;
    story.end_part()?;
    if let Some(problem) = problem {
        story.sink().problem(problem);
    }
    Ok(())
}

fn file_name(name: &str) -> &str {
    name.rsplit_once('/').map_or(name, |(_, file)| file)
}

fn is_notes(name: &str) -> bool {
    let file = file_name(name);
    file.starts_with("footnotes") || file.starts_with("endnotes")
}

/// Whether a part beside the main one may hold text. The shapes of a diagram
/// repeat the text of its data.
fn holds_text(name: &str) -> bool {
    const NONE: [&str; 8] = [
        "styles.xml",
        "stylesWithEffects.xml",
        "settings.xml",
        "webSettings.xml",
        "fontTable.xml",
        "numbering.xml",
        "[Content_Types].xml",
        "vbaData.xml",
    ];
    let beside = name.starts_with("docProps/") || name.starts_with("customXml/");
    let repeats = name.contains("/diagrams/") && !file_name(name).starts_with("data");
    !(NONE.contains(&file_name(name)) || name.contains("/theme/") || beside || repeats)
}

/// Whole files inside: embedded objects, and chunks of HTML or RTF that the body
/// includes.
fn is_embedded(name: &str) -> bool {
    const CHUNKS: [&str; 7] = ["htm", "html", "xhtml", "mht", "rtf", "txt", "docx"];
    let extension = file_name(name).rsplit_once('.').map_or("", |(_, e)| e);
    name.contains("/embeddings/") || CHUNKS.contains(&extension.to_ascii_lowercase().as_str())
}

/// Whether the document shows pictures; a drawing beside an embedded file is but
/// its icon.
fn is_pictures(names: &[String]) -> bool {
    let is_drawing = |name: &str| name.ends_with(".emf") || name.ends_with(".wmf");
    let has_embedded = names.iter().any(|name| is_embedded(name));
    let mut pictures = names.iter().filter(|name| name.contains("/media/"));
    pictures.any(|name| !(has_embedded && is_drawing(name)))
}

#[cfg(test)]
mod tests {
    use super::super::office::testing::{Heard, zipped};
    use super::*;

    fn document(body: &str) -> Vec<u8> {
        let xml = format!("<w:document><w:body>{body}</w:body></w:document>");
        zipped(&[("word/document.xml", xml.as_bytes())])
    }

    fn heard(body: &str) -> Vec<String> {
        Heard::from(read, &document(body)).lines
    }

    #[test]
    fn words_split_over_runs_are_joined() {
        let body = "<w:p><w:pPr><w:tabs><w:tab w:val='left'/></w:tabs></w:pPr>\
                    <w:r><w:t>Mar</w:t></w:r><w:proofErr/><w:r><w:rPr><w:b/></w:rPr><w:t>tin</w:t>\
                    <w:tab/><w:t xml:space='preserve'>a </w:t></w:r><w:r><w:br/><w:t>b&#xAD;c</w:t></w:r></w:p>\
                    <w:p/><w:p><w:r><w:t>d</w:t><w:noBreakHyphen/><w:t>e</w:t></w:r></w:p>";
        assert_eq!(heard(body), ["text paragraph 1: Martin\ta \tbc\n\nd-e\n"]);
    }

    #[test]
    fn tables_are_rows_with_spans_and_nested_tables_follow() {
        let cell = |inner: &str| format!("<w:tc>{inner}</w:tc>");
        let p = |text: &str| format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>");
        let wide = cell(&format!(
            "<w:tcPr><w:gridSpan w:val='2'/></w:tcPr>{}{}",
            p("a"),
            p("b")
        ));
        let nested = format!("<w:tbl><w:tr>{}</w:tr></w:tbl>", cell(&p("n")));
        let body = format!(
            "{}<w:tbl><w:tr>{wide}{}</w:tr><w:tr>{}{}</w:tr></w:tbl>{}",
            p("before"),
            cell(&p("c")),
            cell(&nested),
            cell(&p("d")),
            p("after"),
        );
        assert_eq!(
            heard(&body),
            [
                "text paragraph 1: before\n",
                "table None",
                "row 1: a b||c",
                "row 2: |d",
                "end",
                "table None",
                "row 1: n",
                "end",
                "text paragraph 7: after\n",
            ]
        );
    }

    #[test]
    fn changes_are_both_read_and_do_not_run_together() {
        let body = "<w:p><w:del w:author='A. Roux'><w:r><w:delText>Durand</w:delText></w:r></w:del>\
                    <w:ins w:author='A. Roux'><w:r><w:t>Petit</w:t></w:r></w:ins>\
                    <w:moveFrom><w:r><w:t>moved</w:t></w:r></w:moveFrom></w:p>\
                    <w:p><w:moveTo><w:r><w:t>moved</w:t></w:r></w:moveTo></w:p>";
        assert_eq!(
            heard(body),
            [
                "text paragraph 1: Petit\nmoved\n",
                "text field: Durand\n",
                "keyed field author: A. Roux",
            ]
        );
    }

    #[test]
    fn text_boxes_are_read_once_and_links_too() {
        let body = "<w:p><w:r><w:t>host</w:t></w:r><mc:AlternateContent>\
            <mc:Choice><w:drawing><wp:docPr descr='Photo of B'/><w:txbxContent><w:p><w:r><w:t>box</w:t></w:r></w:p></w:txbxContent></w:drawing></mc:Choice>\
            <mc:Fallback><w:txbxContent><w:p><w:r><w:t>box</w:t></w:r></w:p></w:txbxContent></mc:Fallback>\
            </mc:AlternateContent>\
            <w:r><w:fldChar w:fldCharType='begin'/><w:instrText> HYPERLINK \"mailto:a@b.fr\" </w:instrText>\
            <w:fldChar w:fldCharType='separate'/><w:t>write</w:t><w:fldChar w:fldCharType='end'/></w:r></w:p>";
        assert_eq!(
            heard(body),
            [
                "keyed field alt text: Photo of B",
                "keyed field hyperlink: mailto:a@b.fr",
                "text paragraph 1: hostwrite\nbox\n",
            ]
        );
    }

    #[test]
    fn every_part_is_read_and_the_main_one_is_found_by_its_relation() {
        let p = |text: &str| format!("<x><w:p><w:r><w:t>{text}</w:t></w:r></w:p></x>");
        let heard = Heard::from(
            read,
            &zipped(&[
                ("_rels/.rels", b"<R><Relationship Type='x/officeDocument' Target='/word/main2.xml'/></R>"),
                ("word/header1.xml", p("header").as_bytes()),
                ("word/main2.xml", p("body").as_bytes()),
                ("word/footnotes.xml", p("note").as_bytes()),
                ("word/comments.xml", b"<x><w:comment w:author='C'><w:p><w:r><w:t>remark</w:t></w:r></w:p></w:comment></x>"),
                ("word/styles.xml", p("style").as_bytes()),
                ("word/embeddings/sheet1.xlsx", b"12345"),
                ("word/afchunk1.htm", b"<p>"),
                ("docProps/core.xml", b"<c><dc:creator>D</dc:creator></c>"),
            ]),
        );
        assert_eq!(
            heard.lines,
            [
                "text paragraph 1: body\n",
                "text paragraph 2: note\n",
                "text field: remark\n",
                "text field: header\n",
                "keyed field author: C",
                "keyed field creator: D",
                "member word/afchunk1.htm: 3 bytes",
                "member word/embeddings/sheet1.xlsx: 5 bytes",
            ]
        );
    }

    #[test]
    fn pictures_that_may_hold_text_are_members_beside_text() {
        let parts = |text: &str| {
            let body = format!("<d><w:p><w:r><w:t>{text}</w:t></w:r></w:p></d>");
            let heard = Heard::from(
                read,
                &zipped(&[
                    ("word/document.xml", body.as_bytes()),
                    ("word/media/image1.png", &[7; 10 << 10]),
                    ("word/media/logo.png", &[7; 900]),
                    ("word/theme/image2.jpeg", &[7; 90_000]),
                ]),
            );
            heard.lines
        };
        assert_eq!(
            parts("Pièce d'identité :"),
            [
                "text paragraph 1: Pièce d'identité :\n",
                "member word/media/image1.png: 10240 bytes"
            ]
        );
        // where there is nothing else, the document says so itself
        assert_eq!(parts(""), ["problem image_only"]);
    }

    #[test]
    fn files_that_somebody_added_are_members() {
        let heard = Heard::from(
            read,
            &zipped(&[
                (
                    "word/document.xml",
                    b"<d><w:p><w:r><w:t>body</w:t></w:r></w:p></d>",
                ),
                ("[Content_Types].xml", b"<T/>"),
                ("_rels/.rels", b"<R/>"),
                ("liste.csv", b"a;b"),
                ("notes/x.xml", b"<x/>"),
                ("media/image1.png", b"x"),
            ]),
        );
        assert_eq!(
            heard.starting("member"),
            ["member liste.csv: 3 bytes", "member notes/x.xml: 4 bytes"]
        );
    }

    #[test]
    fn what_cannot_be_read_is_declared() {
        let cut = "<w:document><w:p><w:r><w:t>kept</w:t></w:r></w:p><w:p>";
        let heard = Heard::from(read, &zipped(&[("word/document.xml", cut.as_bytes())]));
        assert_eq!(
            heard.lines,
            [
                "text paragraph 1: kept\n\n",
                "problem damaged (word/document.xml)"
            ]
        );
        let picture = [
            ("word/document.xml", &b"<d><w:p/></d>"[..]),
            ("word/media/image1.png", b"x"),
        ];
        assert_eq!(
            Heard::from(read, &zipped(&picture)).lines,
            ["problem image_only"]
        );
        assert_eq!(
            Heard::from(read, &zipped(&[("word/a", b"")])).lines,
            ["problem damaged (no main part)"]
        );
        // what only bears the name of a document is an archive
        assert_eq!(
            Heard::from(read, &zipped(&[("a.csv", b"x"), ("b/c.pdf", b"yy")])).lines,
            [
                "note no office document: read as a zip archive",
                "member a.csv: 1 bytes",
                "member b/c.pdf: 2 bytes"
            ]
        );
        assert_eq!(Heard::from(read, b"PK").lines, ["problem damaged (zip)"]);
        let deep = "<a>".repeat(1000);
        assert_eq!(
            Heard::from(read, &zipped(&[("word/document.xml", deep.as_bytes())])).lines,
            ["problem depth_limit (word/document.xml)"]
        );
    }
}
