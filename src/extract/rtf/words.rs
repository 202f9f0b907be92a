//! What the control words of RTF mean to a reader of text.

use super::page::CodePage;
use super::{Document, Flow};

/// Where the text of a group goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Destination {
    /// The document.
    Body,
    /// A note or text box: paragraphs after the one that holds it.
    Note,
    /// The number or bullet of a list, which a tab follows.
    Number,
    /// Headers, comments.
    Aside,
    /// One property of the document.
    Property(Property),
    /// The document's properties: each a group.
    Properties,
    /// The instruction of a field.
    Instruction,
    /// The table of fonts.
    Fonts,
    /// A drawing: its own words say nothing, a text box in it does.
    Drawing,
    /// A picture's bytes.
    Picture,
    /// An object's bytes.
    Object,
    /// Nothing is read.
    Nowhere,
}

impl Destination {
    /// Whether characters in it are read.
    pub(super) const fn holds_text(self) -> bool {
        matches!(
            self,
            Self::Body
                | Self::Note
                | Self::Number
                | Self::Aside
                | Self::Property(_)
                | Self::Instruction
        )
    }

    /// Whether it holds bytes in hexadecimal.
    pub(super) const fn holds_bytes(self) -> bool {
        matches!(self, Self::Picture | Self::Object)
    }

    /// What a word begins inside this; none if the word begins nothing.
    fn begun(self, word: &[u8]) -> Option<Self> {
        if self == Self::Properties || word == b"atnauthor" || word == b"staticval" {
            return Property::of(word).map(Self::Property);
        }
        Some(match word {
            b"fonttbl" => Self::Fonts,
            b"info" | b"userprops" => Self::Properties,
            b"footnote" | b"shptxt" | b"dptxbxtext" => Self::Note,
            b"listtext" | b"pntext" => Self::Number,
            b"header" | b"headerl" | b"headerr" | b"headerf" | b"footer" | b"footerl"
            | b"footerr" | b"footerf" | b"annotation" | b"xe" | b"tc" => Self::Aside,
            b"fldinst" => Self::Instruction,
            b"shpinst" | b"do" => Self::Drawing,
            b"pict" => Self::Picture,
            b"objdata" => Self::Object,
            b"colortbl" | b"stylesheet" | b"filetbl" | b"listtables" | b"nonshppict"
            | b"shprslt" | b"nonesttables" | b"ftnsep" | b"ftnsepc" | b"ftncn" | b"aftnsep"
            | b"aftnsepc" | b"aftncn" | b"sp" | b"propname" | b"pnseclvl" => Self::Nowhere,
            _ => return None,
        })
    }
}

/// Properties that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Property(&'static str);

impl Property {
    fn of(word: &[u8]) -> Option<Self> {
        Some(Self(match word {
            b"title" => "title",
            b"subject" => "subject",
            b"author" | b"atnauthor" => "author",
            b"manager" => "manager",
            b"company" => "company",
            b"operator" => "last modified by",
            b"category" => "category",
            b"keywords" => "keywords",
            b"comment" | b"doccomm" => "comments",
            b"hlinkbase" => "hyperlink base",
            b"staticval" => "custom",
            _ => return None,
        }))
    }

    pub(super) const fn name(self) -> &'static str {
        self.0
    }
}

/// The characters of a word; none if it is none of a text.
const fn characters(word: &[u8]) -> Option<&'static str> {
    Some(match word {
        b"tab" => "\t",
        b"line" | b"lbr" | b"softline" => "\n",
        b"emdash" => "—",
        b"endash" => "–",
        b"lquote" => "‘",
        b"rquote" => "’",
        b"ldblquote" => "“",
        b"rdblquote" => "”",
        b"bullet" => "•",
        b"emspace" | b"enspace" | b"qmspace" => " ",
        _ => return None,
    })
}

/// The characters of a symbol (`\~`).
pub(super) const fn symbol(symbol: u8) -> &'static str {
    match symbol {
        b'\\' => "\\",
        b'{' => "{",
        b'}' => "}",
        b'~' => "\u{a0}",
        b'_' => "-",
        b'\t' => "\t",
        // `\-` may break a word: it stands inside one
        _ => "",
    }
}

/// What a field does.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Field<'a> {
    /// Leads there.
    Link(&'a str),
    /// Shows a sign of a symbol font.
    Sign(char),
    /// Anything else; what it shows is text.
    Other,
}

/// Reads the instruction of a field.
pub(super) fn field(text: &str) -> Field<'_> {
    let text = text.trim();
    let (name, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    let rest = rest.trim_start();
    if name.eq_ignore_ascii_case("HYPERLINK") {
        let target = match rest.strip_prefix('"') {
            Some(quoted) => quoted.split('"').next(),
            None => rest.split_whitespace().next(),
        };
        return match target.filter(|t| !t.is_empty() && !t.starts_with('\\')) {
            Some(target) => Field::Link(target),
            None => Field::Other,
        };
    }
    let code = rest.split_whitespace().next().and_then(|n| n.parse().ok());
    match code.filter(|_| name.eq_ignore_ascii_case("SYMBOL")) {
        Some(code @ 0..=0xFF) => Field::Sign(char::from_u32(0xF000 + code).unwrap_or(' ')),
        _ => Field::Other,
    }
}

impl Document<'_> {
    /// A control word.
    pub(super) fn word(&mut self, name: &[u8], number: Option<i32>) -> Flow {
        let starred = std::mem::take(&mut self.group.starred);
        if let Some(to) = self.group.to.begun(name) {
            self.begin(to);
            return Ok(());
        }
        if let Some(text) = characters(name) {
            self.put(text);
            return Ok(());
        }
        if self.break_word(name)? || self.format(name, number) {
            return Ok(());
        }
        // groups that hold what the words around them hold
        let known = matches!(name, b"shppict" | b"nesttableprops" | b"shp" | b"shpgrp");
        if starred && !known {
            self.begin(Destination::Nowhere);
        }
        Ok(())
    }

    /// Words that end a paragraph, cell or row.
    fn break_word(&mut self, name: &[u8]) -> Result<bool, super::super::Stop> {
        let inner = self.group.depth.max(2);
        match name {
            b"par" => self.end_paragraph()?,
            b"sect" | b"page" | b"column" if !self.text.trim().is_empty() => {
                self.end_paragraph()?;
            }
            b"cell" => self.end_cell(1)?,
            b"nestcell" => self.end_cell(inner)?,
            b"row" => self.end_row(1)?,
            b"nestrow" => self.end_row(inner)?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// Words that say how what follows is to be read.
    fn format(&mut self, name: &[u8], number: Option<i32>) -> bool {
        let page = |number: Option<i32>| number.and_then(CodePage::numbered);
        match (name, number) {
            (b"u", Some(number)) => self.unicode(number),
            (b"uc", number) => {
                self.group.replaced = number.and_then(|n| usize::try_from(n).ok()).unwrap_or(1);
            }
            (b"ansicpg", number) => self.set_page(page(number)),
            (b"mac", _) => self.set_page(page(Some(10_000))),
            (b"pc" | b"pca", _) => self.set_page(page(Some(850))),
            (b"deff", Some(font)) => self.default_font = font,
            (b"f", Some(font)) if self.group.to == Destination::Fonts => self.described = font,
            (b"f", Some(font)) => self.set_font(font),
            (b"fcharset", Some(set)) => {
                if let Some(page) = CodePage::charset(set) {
                    self.fonts.insert(self.described, page);
                }
            }
            (b"cpg", number) if self.group.to == Destination::Fonts => {
                if let Some(page) = page(number) {
                    self.fonts.insert(self.described, page);
                }
            }
            (b"plain", _) => {
                self.set_font(self.default_font);
                self.group.deleted = false;
                self.group.struck = false;
                self.group.hidden = false;
            }
            (b"v", on) => self.group.hidden = on != Some(0),
            (b"strike" | b"striked", on) => self.group.struck = on != Some(0),
            (b"deleted", on) => self.group.deleted = on != Some(0),
            (b"pard", _) => {
                self.group.depth = 0;
                self.rows.tell();
            }
            (b"intbl", on) => self.group.depth = usize::from(on != Some(0)).max(self.group.depth),
            (b"itap", Some(depth)) => self.group.depth = usize::try_from(depth).unwrap_or(0),
            (b"pngblip", _) => self.extension = ".png",
            (b"jpegblip", _) => self.extension = ".jpg",
            (b"emfblip", _) => self.extension = ".emf",
            (b"wmetafile", _) => self.extension = ".wmf",
            (b"dibitmap" | b"wbitmap", _) => self.extension = ".bmp",
            _ => return false,
        }
        true
    }

    fn set_page(&mut self, page: Option<CodePage>) {
        if let Some(page) = page {
            self.page = page;
            self.group.page = page;
        }
    }

    fn set_font(&mut self, font: i32) {
        self.group.page = *self.fonts.get(&font).unwrap_or(&self.page);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_lead_or_show() {
        for (text, wanted) in [
            (
                " HYPERLINK \"mailto:a@b.fr\" \\o \"x\"",
                Field::Link("mailto:a@b.fr"),
            ),
            ("HYPERLINK http://x.fr", Field::Link("http://x.fr")),
            ("HYPERLINK \\l \"here\"", Field::Other),
            ("HYPERLINK", Field::Other),
            ("SYMBOL 254 \\f \"Wingdings\"", Field::Sign('\u{f0fe}')),
            ("PAGE", Field::Other),
            ("", Field::Other),
        ] {
            assert_eq!(field(text), wanted, "{text}");
        }
    }
}
