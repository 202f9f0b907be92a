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
    /// Of each open run, how it is withdrawn.
    runs: Vec<Option<Gone>>,
    /// Of each open content control, the box that it is.
    controls: Vec<Option<TickBox>>,
    /// What a list of the old forms shows, until its field shows text itself.
    chosen: Option<String>,
}

/// How a run is withdrawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gone {
    Struck,
    Hidden,
}

/// A content control that is ticked or not, and whether that was told.
#[derive(Debug, Clone, Copy)]
struct TickBox {
    ticked: bool,
    told: bool,
}

/// A box as text.
const fn tick(ticked: bool) -> &'static str {
    if ticked { "☒" } else { "☐" }
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
                Token::Open(element) => match self.open(&element, &mut at, story)? {
                    Content::Read => {}
                    Content::Skipped => xml.skip()?,
                    Content::Properties => {
                        let gone = withdrawn(&element);
                        let gone = gone.or(properties(xml)?);
                        at.runs.last_mut().into_iter().for_each(|run| *run = gone);
                    }
                    Content::FormField => form_field(xml, &mut at, story)?,
                },
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
            "r" => at.runs.push(None),
            "rPr" if story.as_shown() && at.runs.last() == Some(&None) => {
                return Ok(Content::Properties);
            }
            "ffData" => return Ok(Content::FormField),
            "sdt" => at.controls.push(None),
            "checkbox" => at.control(TickBox {
                ticked: false,
                told: false,
            }),
            "checked" => at.check(is_on(element)),
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
            "sym" if at.is_box() => at.tell_box(story),
            "sym" => story.push(symbol(element)),
            "pPr" | "rPr" | "tblPr" | "sectPr" | "moveFrom" | "numCache" | "numLit" => {
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
                if element.attribute("fldCharType").as_deref() == Some("end")
                    && let Some(chosen) = at.chosen.take()
                {
                    story.push(&chosen);
                }
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
            Inside::Text if at.is_box() => at.tell_box(story),
            Inside::Text => {
                at.chosen = None;
                match at.runs.last().copied().flatten() {
                    Some(gone) => story.withdraw(text, gone == Gone::Hidden),
                    None => story.push(text),
                }
            }
            Inside::Deleted if story.as_shown() => story.withdraw(text, false),
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
    /// How a run looks.
    Properties,
    /// A field of the old forms.
    FormField,
}

impl At {
    /// The innermost content control is a box.
    fn control(&mut self, is: TickBox) {
        self.controls
            .last_mut()
            .into_iter()
            .for_each(|c| *c = Some(is));
    }

    fn check(&mut self, ticked: bool) {
        if let Some(Some(control)) = self.controls.last_mut() {
            control.ticked = ticked;
        }
    }

    /// Whether what comes is but the sign of a box.
    fn is_box(&self) -> bool {
        matches!(self.controls.last(), Some(Some(_)))
    }

    /// Says once whether the box is ticked, whatever sign stands for it.
    fn tell_box(&mut self, story: &mut Story<'_>) {
        if let Some(Some(control)) = self.controls.last_mut()
            && !std::mem::replace(&mut control.told, true)
        {
            story.push(tick(control.ticked));
        }
    }
}

/// Whether a property is on: it is where it says nothing.
fn is_on(element: &Element<'_>) -> bool {
    let value = element.attribute("val");
    !matches!(value.as_deref(), Some("0" | "false" | "off" | "none"))
}

/// How an element of a run's properties withdraws it; shapes say it in an
/// attribute.
fn withdrawn(element: &Element<'_>) -> Option<Gone> {
    let struck = element.attribute("strike");
    match element.name() {
        "rPr" => struck.filter(|how| how != "noStrike").map(|_| Gone::Struck),
        "strike" | "dstrike" if is_on(element) => Some(Gone::Struck),
        "vanish" if is_on(element) => Some(Gone::Hidden),
        _ => None,
    }
}

/// Reads how a run looks; how that withdraws it.
fn properties(xml: &mut Xml<'_>) -> Result<Option<Gone>, Halt> {
    let outside = xml.depth().saturating_sub(1);
    let mut gone = None;
    while xml.depth() > outside {
        match xml.next()? {
            // how it looked before a change
            Some(Token::Open(element)) if element.name() == "rPrChange" => xml.skip()?,
            Some(Token::Open(element)) => gone = gone.or(withdrawn(&element)),
            Some(_) => {}
            None => break,
        }
    }
    Ok(gone)
}

/// Reads a field of the old forms: a box is text, and what a list shows waits for
/// the end of its field.
fn form_field(xml: &mut Xml<'_>, at: &mut At, story: &mut Story<'_>) -> Result<(), Halt> {
    let outside = xml.depth().saturating_sub(1);
    let (mut ticked, mut checked) = (None, None);
    let (mut result, mut default, mut entries) = (None, None, Vec::new());
    while xml.depth() > outside {
        let element = match xml.next()? {
            Some(Token::Open(element)) => element,
            Some(_) => continue,
            None => break,
        };
        match element.name() {
            "checkBox" => ticked = ticked.or(Some(false)),
            "default" if ticked.is_some() => ticked = Some(is_on(&element)),
            "default" => default = element.number("val"),
            "checked" => checked = Some(is_on(&element)),
            "result" => result = element.number("val"),
            "listEntry" => entries.push(element.attribute("val").unwrap_or_default().into_owned()),
            _ => {}
        }
    }
    if let Some(ticked) = ticked {
        story.push(tick(checked.unwrap_or(ticked)));
    }
    let chosen = result.or(default).unwrap_or(0);
    at.chosen = entries.into_iter().nth(chosen as usize);
    Ok(())
}

/// The signs of the fonts of symbols that stand for boxes; others are a blank.
fn symbol(element: &Element<'_>) -> &'static str {
    let font = element.attribute("font").unwrap_or_default();
    let code = element.attribute("char").unwrap_or_default();
    let code = u32::from_str_radix(&code, 16).unwrap_or_default() & 0xff;
    match (font.starts_with("Wingdings 2"), code) {
        (false, 0x78 | 0xfd | 0xfe) | (true, 0x51..=0x54) if font.starts_with("Wingdings") => {
            tick(true)
        }
        (false, 0x6f | 0x71 | 0x72 | 0xa8) | (true, 0x2a | 0x30 | 0xa3)
            if font.starts_with("Wingdings") =>
        {
            tick(false)
        }
        _ => " ",
    }
}

fn close(name: &str, at: &mut At, story: &mut Story<'_>) -> Flow {
    match name {
        "p" => story.close_paragraph()?,
        "v" => {
            at.text = Inside::Nothing;
            story.close_paragraph()?;
        }
        "t" | "delText" | "instrText" => at.text = Inside::Nothing,
        "r" => _ = at.runs.pop(),
        "sdt" => _ = at.controls.pop(),
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
