//! What surrounds an Office Open XML document: its properties, the data bound
//! to it, the targets of its links. All of it is given under keys.

use super::super::{Flow, Sink, Start};
use super::package::Package;
use super::xml::{Halt, Token, Xml};

/// Properties of DOCX, XLSX and their kin: who wrote it and for whom, custom
/// properties, bound XML data, link targets.
pub(in crate::extract) fn office_open(package: &mut Package<'_>, sink: &mut dyn Sink) -> Flow {
    package.with_xml("docProps/core.xml", sink, |xml, sink| {
        properties(xml, &CORE, sink)
    })?;
    package.with_xml("docProps/app.xml", sink, |xml, sink| {
        properties(xml, &EXTENDED, sink)
    })?;
    package.with_xml("docProps/custom.xml", sink, custom)?;
    for name in package.select(is_bound_data) {
        package.with_xml(&name, sink, |xml, sink| {
            leaves(xml, &[], |key, value| sink.keyed(key, value, Start::Field))
        })?;
    }
    for name in package.select(|name| name.ends_with(".rels")) {
        package.with_xml(&name, sink, links)?;
    }
    if package
        .names()
        .iter()
        .any(|n| n.ends_with("vbaProject.bin"))
    {
        sink.note("macros not read");
    }
    Ok(())
}

/// Data that content controls show: `customXml/item1.xml`.
fn is_bound_data(name: &str) -> bool {
    name.strip_prefix("customXml/item")
        .and_then(|rest| rest.strip_suffix(".xml"))
        .is_some_and(|number| number.bytes().all(|b| b.is_ascii_digit()))
}

/// Calls `each` with every text of a part and the path of its element, the root
/// left out and the elements named in `transparent` too (`title`,
/// `address.street`).
pub(in crate::extract) fn leaves(
    xml: &mut Xml<'_>,
    transparent: &[&str],
    mut each: impl FnMut(&str, &str) -> Flow,
) -> Result<(), Halt> {
    let mut path: Vec<String> = Vec::new();
    let mut text = String::new();
    let mut leaf = |path: &[String], text: &mut String| -> Flow {
        let value = text.trim();
        if !value.is_empty() {
            let shown = path.iter().skip(1).map(String::as_str);
            let names: Vec<_> = shown.filter(|name| !transparent.contains(name)).collect();
            each(&names.join("."), value)?;
        }
        text.clear();
        Ok(())
    };
    while let Some(token) = xml.next()? {
        match token {
            Token::Open(element) => {
                leaf(&path, &mut text)?;
                path.push(element.name().to_owned());
            }
            Token::Close(_) => {
                leaf(&path, &mut text)?;
                path.pop();
            }
            Token::Text(more) => text.push_str(&more),
            Token::Other => {}
        }
    }
    Ok(())
}

/// Properties of Dublin Core that may name someone; dates and counts are left out.
const CORE: [&str; 8] = [
    "creator",
    "lastModifiedBy",
    "title",
    "subject",
    "description",
    "keywords",
    "category",
    "contentStatus",
];

/// The properties that programs add, the counts and names of parts left out.
const EXTENDED: [&str; 3] = ["Company", "Manager", "HyperlinkBase"];

fn properties(xml: &mut Xml<'_>, wanted: &[&str], sink: &mut dyn Sink) -> Result<(), Halt> {
    while let Some(token) = xml.next()? {
        let Token::Open(element) = token else {
            continue;
        };
        if wanted.contains(&element.name()) {
            let key = element.name().to_owned();
            let value = xml.inner_text()?;
            if !value.trim().is_empty() {
                sink.keyed(&key, value.trim(), Start::Field)?;
            }
        }
    }
    Ok(())
}

fn custom(xml: &mut Xml<'_>, sink: &mut dyn Sink) -> Result<(), Halt> {
    while let Some(token) = xml.next()? {
        let Token::Open(element) = token else {
            continue;
        };
        if element.name() == "property" {
            let key = element.attribute("name").unwrap_or_default().into_owned();
            let value = xml.inner_text()?;
            if !value.trim().is_empty() {
                sink.keyed(&key, value.trim(), Start::Field)?;
            }
        }
    }
    Ok(())
}

/// Targets of links out of the document: `mailto:` addresses may stand nowhere
/// else.
fn links(xml: &mut Xml<'_>, sink: &mut dyn Sink) -> Result<(), Halt> {
    while let Some(token) = xml.next()? {
        let Token::Open(element) = token else {
            continue;
        };
        let is_link = element
            .attribute("Type")
            .is_some_and(|kind| kind.ends_with("/hyperlink"));
        let is_external = element.attribute("TargetMode").as_deref() == Some("External");
        if is_link
            && is_external
            && let Some(target) = element.attribute("Target")
        {
            sink.keyed("hyperlink", &target, Start::Field)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::super::{Input, Limits};
    use super::super::testing::{Heard, zipped};
    use super::*;

    fn read(input: Input<'_>, limits: &Limits, sink: &mut dyn Sink) -> Flow {
        let Input::Seekable(file) = input else {
            panic!("tests give files");
        };
        let mut package = Package::open(Box::new(file), limits).unwrap();
        office_open(&mut package, sink)
    }

    #[test]
    fn properties_links_and_bound_data_are_given_under_keys() {
        let heard = Heard::from(
            read,
            &zipped(&[
                ("docProps/core.xml", b"<cp:core><dc:creator>A. Martin</dc:creator><revision>1</revision></cp:core>"),
                ("docProps/app.xml", b"<P><Words>12</Words><Manager> B </Manager><Company/></P>"),
                (
                    "docProps/custom.xml",
                    b"<P><property name='Matricule'><vt:lpwstr>77</vt:lpwstr></property></P>",
                ),
                ("customXml/item1.xml", b"<r>x<a><b>y</b></a></r>"),
                ("customXml/itemProps1.xml", b"<r><a>no</a></r>"),
                (
                    "word/_rels/document.xml.rels",
                    b"<R><Relationship Type='h/hyperlink' Target='mailto:a@b.fr' TargetMode='External'/>\
                      <Relationship Type='h/image' Target='c' TargetMode='External'/></R>",
                ),
                ("word/vbaProject.bin", b"x"),
            ]),
        );
        assert_eq!(
            heard.lines,
            [
                "keyed field creator: A. Martin",
                "keyed field Manager: B",
                "keyed field Matricule: 77",
                "keyed field : x",
                "keyed field a.b: y",
                "keyed field hyperlink: mailto:a@b.fr",
                "note macros not read",
            ]
        );
    }
}
