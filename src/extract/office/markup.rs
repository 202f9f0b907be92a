//! Text of Office Open XML: WordprocessingML and the DrawingML of shapes,
//! charts and diagrams, told to a [`Story`].
//!
//! Both kinds of tracked changes are read: inserted text where it stands,
//! deleted text aside, so that an old and a new word do not run together. Of a
//! drawing that is stored twice for old programs, the new form is read.

use super::super::{Flow, Start};
use super::story::Story;
use super::xml::{Element, Halt, Token, Xml};
use std::collections::BTreeSet;

/// Reads parts; keeps what must be given once only.
#[derive(Debug, Default)]
pub(in crate::extract) struct Markup {
    /// Who wrote comments and changes.
    authors: BTreeSet<String>,
    /// Text that tracked changes deleted, one paragraph each.
    deleted: Vec<String>,
}

/// Where in a part the reader stands.
#[derive(Debug, Default)]
struct At {
    /// What text belongs to.
    text: Inside,
    /// For each open `AlternateContent`: whether its choice has been seen.
    alternatives: Vec<bool>,
    /// The instruction of a field.
    instruction: String,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Inside {
    #[default]
    Nothing,
    Text,
    Deleted,
    Instruction,
}

impl Markup {
    /// Tells the story of one part.
    pub(in crate::extract) fn read(
        &mut self,
        xml: &mut Xml<'_>,
        story: &mut Story<'_>,
    ) -> Result<(), Halt> {
        let mut at = At::default();
        while let Some(token) = xml.next()? {
            match token {
                Token::Open(element) => {
                    if self.open(&element, &mut at, story)? == Content::Skipped {
                        xml.skip()?;
                    }
                }
                Token::Close(end) => close(end.name(), &mut at, story)?,
                Token::Text(text) => self.text(&text, &mut at, story),
                Token::Other => {}
            }
        }
        Ok(())
    }

    /// Gives what was kept: authors and deleted text.
    pub(in crate::extract) fn finish(&mut self, story: &mut Story<'_>) -> Flow {
        story.begin_aside()?;
        for text in self.deleted.drain(..).filter(|t| !t.trim().is_empty()) {
            story.open_paragraph();
            story.push(&text);
            story.close_paragraph()?;
        }
        story.end_part()?;
        for author in std::mem::take(&mut self.authors) {
            story.sink().keyed("author", &author, Start::Field)?;
        }
        Ok(())
    }

    fn open(
        &mut self,
        element: &Element<'_>,
        at: &mut At,
        story: &mut Story<'_>,
    ) -> Result<Content, Halt> {
        match element.name() {
            "p" => story.open_paragraph(),
            "t" => at.text = Inside::Text,
            // A label of a chart, as last seen in the sheet it is drawn from.
            "v" => {
                story.open_paragraph();
                at.text = Inside::Text;
            }
            "delText" => {
                at.text = Inside::Deleted;
                self.deleted.push(String::new());
            }
            "instrText" => at.text = Inside::Instruction,
            "tbl" => story.open_table()?,
            "tr" => story.open_row(),
            "tc" => story.open_cell(element.number("gridSpan").unwrap_or(1)),
            "gridSpan" => story.skip_columns(element.number("val").unwrap_or(1).saturating_sub(1)),
            "gridBefore" => story.skip_columns(element.number("val").unwrap_or(0)),
            "tab" | "ptab" | "br" | "cr" => story.push("\t"),
            "noBreakHyphen" => story.push("-"),
            "sym" => story.push(" "),
            "pPr" | "rPr" | "tblPr" | "sectPr" | "ffData" | "moveFrom" | "numCache" | "numLit" => {
                return Ok(Content::Skipped);
            }
            "AlternateContent" => at.alternatives.push(false),
            "Choice" => at
                .alternatives
                .iter_mut()
                .last()
                .into_iter()
                .for_each(|seen| *seen = true),
            "Fallback" if at.alternatives.last() == Some(&true) => return Ok(Content::Skipped),
            _ => self.surroundings(element, at, story)?,
        }
        Ok(Content::Read)
    }

    /// What stands in attributes: authors, links, descriptions of pictures.
    fn surroundings(&mut self, element: &Element<'_>, at: &mut At, story: &mut Story<'_>) -> Flow {
        match element.name() {
            "ins" | "del" | "moveTo" | "comment" | "person" => self.author(element, "author"),
            "presenceInfo" => self.author(element, "userId"),
            "fldChar" | "fldSimple" => {
                if let Some(instruction) = element.attribute("instr") {
                    at.instruction.push_str(&instruction);
                }
                link(&std::mem::take(&mut at.instruction), story)?;
            }
            "docPr" | "cNvPr" => {
                let text = element.attribute("descr").unwrap_or_default();
                if !text.trim().is_empty() {
                    story.sink().keyed("alt text", text.trim(), Start::Field)?;
                }
            }
            "textpath" => {
                if let Some(text) = element.attribute("string") {
                    story.open_paragraph();
                    story.push(&text);
                    story.close_paragraph()?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn author(&mut self, element: &Element<'_>, attribute: &str) {
        let name = element.attribute(attribute).unwrap_or_default();
        if !name.trim().is_empty() {
            self.authors.insert(name.trim().to_owned());
        }
    }

    fn text(&mut self, text: &str, at: &mut At, story: &mut Story<'_>) {
        match at.text {
            Inside::Nothing => {}
            Inside::Text => story.push(text),
            Inside::Deleted => {
                if let Some(last) = self.deleted.last_mut() {
                    last.push_str(text);
                }
            }
            Inside::Instruction => at.instruction.push_str(text),
        }
    }
}

/// Whether the content of an element that was opened is of interest.
#[derive(PartialEq, Eq)]
enum Content {
    Read,
    Skipped,
}

fn close(name: &str, at: &mut At, story: &mut Story<'_>) -> Flow {
    match name {
        "p" => story.close_paragraph()?,
        "v" => {
            at.text = Inside::Nothing;
            story.close_paragraph()?;
        }
        "t" | "delText" | "instrText" => at.text = Inside::Nothing,
        "tr" => story.close_row()?,
        "tbl" => story.close_table()?,
        "AlternateContent" => {
            at.alternatives.pop();
        }
        _ => {}
    }
    Ok(())
}

/// The target of a link written as a field: `HYPERLINK "mailto:..."`.
fn link(instruction: &str, story: &mut Story<'_>) -> Flow {
    let Some((_, rest)) = instruction.split_once("HYPERLINK") else {
        return Ok(());
    };
    match rest.split('"').nth(1) {
        Some(target) if !target.is_empty() => story.sink().keyed("hyperlink", target, Start::Field),
        _ => Ok(()),
    }
}
