//! Text of an XLSX workbook that is in no cell: comments and their threads, text
//! boxes, charts, page headers, the people named, connections, and the cells of
//! other workbooks that it remembers.

use super::super::office::markup::Markup;
use super::super::office::package::Package;
use super::super::office::relations::kinds;
use super::super::office::story::Story;
use super::super::office::xml::{Halt, Token, Xml};
use super::super::{Flow, Start};
use std::collections::BTreeMap;

/// Tells everything aside: the parts that bear the usual names, and those that
/// the parts of `sheets` refer to, whatever their names; `texts` are those found
/// in the sheets themselves.
pub(super) fn read(
    package: &mut Package<'_>,
    sheets: &[&str],
    texts: &[String],
    story: &mut Story<'_>,
) -> Flow {
    story.begin_aside()?;
    for text in texts {
        paragraph(text, story)?;
    }
    story.end_part()?;
    let mut markup = Markup::default();
    let referred = referred(package, sheets);
    for name in package.select(|name| how(name).is_some() || referred.contains_key(name)) {
        let by_name = || how(&name);
        let Some(reads) = referred.get(&name).copied().or_else(by_name) else {
            continue;
        };
        story.begin_aside()?;
        let problem = package.visit(&name, |xml| match reads {
            How::Markup => markup.read(xml, story),
            How::Comments => comments(xml, story),
            How::Threads => threads(xml, story),
            How::People => people(xml, story),
            How::Connections => connections(xml, story),
            How::OtherCells => other_cells(xml, story),
            How::OldDrawing => old_drawing(xml, story),
        })?;
        story.end_part()?;
        // Old drawings are HTML inside XML, seldom well formed.
        if let (Some(problem), false) = (problem, reads == How::OldDrawing) {
            story.sink().problem(problem);
        }
    }
    markup.finish(story)
}

/// How a part is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum How {
    Markup,
    Comments,
    Threads,
    People,
    Connections,
    OtherCells,
    OldDrawing,
}

/// The parts that sheets refer to, and how they are read.
fn referred(package: &mut Package<'_>, sheets: &[&str]) -> BTreeMap<String, How> {
    let mut referred = BTreeMap::new();
    for sheet in sheets {
        for (kind, part) in kinds(package, sheet) {
            let reads = match kind.as_str() {
                "comments" => How::Comments,
                "threadedComment" => How::Threads,
                "vmlDrawing" => How::OldDrawing,
                "drawing" => How::Markup,
                _ => continue,
            };
            referred.insert(part, reads);
        }
    }
    referred
}

/// How the part of a usual name is read.
fn how(name: &str) -> Option<How> {
    if !(name.ends_with(".xml") || name.ends_with(".vml")) {
        return None;
    }
    let (folder, file) = name.rsplit_once('/')?;
    let folder = folder.rsplit_once('/').map_or(folder, |(_, last)| last);
    Some(match folder {
        "drawings" if file.ends_with(".vml") => How::OldDrawing,
        "drawings" | "charts" | "chartsheets" | "chartex" => How::Markup,
        "diagrams" if file.starts_with("data") => How::Markup,
        "threadedComments" => How::Threads,
        "persons" => How::People,
        "externalLinks" => How::OtherCells,
        _ if file.starts_with("comment") => How::Comments,
        _ if file == "connections.xml" => How::Connections,
        _ => return None,
    })
}

fn paragraph(text: &str, story: &mut Story<'_>) -> Flow {
    if text.trim().is_empty() {
        return Ok(());
    }
    story.open_paragraph();
    story.push(text.trim());
    story.close_paragraph()
}

/// Notes on cells: each `text` is one, in runs; `author`s are listed before.
fn comments(xml: &mut Xml<'_>, story: &mut Story<'_>) -> Result<(), Halt> {
    let mut is_text = false;
    while let Some(token) = xml.next()? {
        match token {
            Token::Open(element) => match element.name() {
                "author" => {
                    let author = xml.inner_text()?;
                    keyed("author", &author, story)?;
                }
                "text" => story.open_paragraph(),
                "t" => is_text = true,
                "rPh" => xml.skip()?,
                _ => {}
            },
            Token::Text(text) if is_text => story.push(&text),
            Token::Close(end) => match end.name() {
                "text" => story.close_paragraph()?,
                "t" => is_text = false,
                _ => {}
            },
            Token::Text(_) | Token::Other => {}
        }
    }
    Ok(())
}

fn threads(xml: &mut Xml<'_>, story: &mut Story<'_>) -> Result<(), Halt> {
    while let Some(token) = xml.next()? {
        if let Token::Open(element) = token
            && element.name() == "text"
        {
            let text = xml.inner_text()?;
            paragraph(&text, story)?;
        }
    }
    Ok(())
}

fn people(xml: &mut Xml<'_>, story: &mut Story<'_>) -> Result<(), Halt> {
    while let Some(token) = xml.next()? {
        if let Token::Open(element) = token
            && element.name() == "person"
        {
            for attribute in ["displayName", "userId"] {
                keyed(
                    "author",
                    &element.attribute(attribute).unwrap_or_default(),
                    story,
                )?;
            }
        }
    }
    Ok(())
}

/// Connection strings may hold users and passwords.
fn connections(xml: &mut Xml<'_>, story: &mut Story<'_>) -> Result<(), Halt> {
    while let Some(token) = xml.next()? {
        if let Token::Open(element) = token {
            for attribute in ["connection", "command", "url"] {
                let value = element.attribute(attribute).unwrap_or_default();
                keyed(attribute, &value, story)?;
            }
        }
    }
    Ok(())
}

/// Last known cells of linked workbooks, a paragraph each row.
fn other_cells(xml: &mut Xml<'_>, story: &mut Story<'_>) -> Result<(), Halt> {
    while let Some(token) = xml.next()? {
        match token {
            Token::Open(element) => match element.name() {
                "row" => story.open_paragraph(),
                "v" => {
                    let value = xml.inner_text()?;
                    story.push(&value);
                    story.push("\t");
                }
                _ => {}
            },
            Token::Close(end) if end.name() == "row" => story.close_paragraph()?,
            _ => {}
        }
    }
    Ok(())
}

/// Text of VML shapes, without what it says of their place on the sheet.
fn old_drawing(xml: &mut Xml<'_>, story: &mut Story<'_>) -> Result<(), Halt> {
    while let Some(token) = xml.next()? {
        match token {
            Token::Open(element) => match element.name() {
                "ClientData" => xml.skip()?,
                "textbox" => story.open_paragraph(),
                _ => {}
            },
            Token::Text(text) if !text.trim().is_empty() => story.push(text.trim()),
            Token::Close(end) if end.name() == "textbox" => story.close_paragraph()?,
            _ => {}
        }
    }
    Ok(())
}

fn keyed(key: &str, value: &str, story: &mut Story<'_>) -> Flow {
    match value.trim() {
        "" => Ok(()),
        value => story.sink().keyed(key, value, Start::Field),
    }
}
