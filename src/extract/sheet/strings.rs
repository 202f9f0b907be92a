//! What all sheets of an XLSX workbook share: strings and number formats.

use super::super::Limits;
use super::super::office::xml::{Element, Fault, Halt, Token, Xml};
use super::value::Format;
use std::borrow::Cow;
use std::cell::Cell;
use std::collections::BTreeMap;

/// The shared strings, one after the other in one allocation.
#[derive(Debug, Default)]
pub(super) struct Strings {
    text: String,
    ends: Vec<usize>,
    /// How often a string was asked for that is not there.
    missing: Cell<u64>,
    /// Words of strings that are struck out, by number, where they are told apart.
    struck: BTreeMap<usize, String>,
}

impl Strings {
    /// The string of this number.
    pub(super) fn get(&self, number: usize) -> Option<&str> {
        let Some(&end) = self.ends.get(number) else {
            self.missing.set(self.missing.get() + 1);
            return None;
        };
        let start = match number.checked_sub(1) {
            Some(before) => self.ends[before],
            None => 0,
        };
        Some(&self.text[start..end])
    }

    /// The words of this string that are struck out and are not in it.
    pub(super) fn struck(&self, number: usize) -> Option<&str> {
        self.struck.get(&number).map(String::as_str)
    }

    /// How many cells asked for a string that is not there.
    pub(super) const fn missing(&self) -> u64 {
        self.missing.get()
    }

    /// Adds the strings of a part, up to the memory budget.
    /// Words that are struck out are parted from the others if `as_shown`.
    pub(super) fn read(
        &mut self,
        xml: &mut Xml<'_>,
        as_shown: bool,
        limits: &Limits,
    ) -> Result<(), Halt> {
        let (mut is_text, mut is_struck) = (false, false);
        let (mut raw, mut struck) = (String::new(), String::new());
        while let Some(token) = xml.next()? {
            match token {
                Token::Open(element) => match element.name() {
                    "t" => is_text = true,
                    "r" => is_struck = false,
                    "strike" => is_struck = as_shown && is_on(&element),
                    // How East Asian text is pronounced.
                    "rPh" => xml.skip()?,
                    _ => {}
                },
                Token::Text(text) if is_text && is_struck => struck.push_str(&text),
                Token::Text(text) if is_text => raw.push_str(&text),
                Token::Close(end) => match end.name() {
                    "t" => is_text = false,
                    "r" => is_struck = false,
                    "si" => {
                        if !struck.is_empty() {
                            let words = unescaped(&std::mem::take(&mut struck)).into_owned();
                            self.struck.insert(self.ends.len(), words);
                        }
                        self.push(&unescaped(&raw), limits)?;
                        raw.clear();
                    }
                    _ => {}
                },
                Token::Text(_) | Token::Other => {}
            }
        }
        Ok(())
    }

    /// Adds the next string.
    pub(super) fn push(&mut self, text: &str, limits: &Limits) -> Result<(), Fault> {
        self.text.push_str(text);
        self.ends.push(self.text.len());
        let memory = self.text.len() + self.ends.len() * size_of::<usize>();
        if memory as u64 > limits.memory {
            return Err(Fault::TooLarge);
        }
        Ok(())
    }
}

/// Resolves `_x000D_`: characters that XML cannot hold.
pub(super) fn unescaped(raw: &str) -> Cow<'_, str> {
    if !raw.contains("_x") {
        return Cow::Borrowed(raw);
    }
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.find("_x") {
        let code = rest
            .get(at + 2..at + 6)
            .filter(|_| rest.as_bytes().get(at + 6) == Some(&b'_'));
        let code = code.and_then(|hex| u32::from_str_radix(hex, 16).ok());
        let (shown, used) = match code.and_then(char::from_u32) {
            Some(character) => (Some(character), at + 7),
            None => (None, at + 2),
        };
        out.push_str(&rest[..if shown.is_some() { at } else { used }]);
        out.extend(shown);
        rest = &rest[used..];
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// Whether a property of a font is on: it is where it says nothing.
fn is_on(element: &Element<'_>) -> bool {
    !matches!(element.attribute("val").as_deref(), Some("0" | "false"))
}

/// The number format of each cell style, in order, and whether its font strikes
/// out.
pub(super) fn formats(xml: &mut Xml<'_>) -> Result<Vec<(Format, bool)>, Halt> {
    let mut codes: BTreeMap<u64, Format> = BTreeMap::new();
    let mut formats = Vec::new();
    let mut is_cell_style = false;
    let (mut is_fonts, mut fonts) = (false, Vec::new());
    while let Some(token) = xml.next()? {
        match token {
            Token::Open(element) => match element.name() {
                "numFmt" => {
                    let code = element.attribute("formatCode").unwrap_or_default();
                    let id = element.number("numFmtId").unwrap_or(0);
                    codes.insert(id, Format::of(&code));
                }
                "fonts" => is_fonts = true,
                "font" if is_fonts => fonts.push(false),
                "strike" if is_fonts => {
                    let font = fonts.last_mut().into_iter();
                    font.for_each(|struck| *struck = is_on(&element));
                }
                "cellXfs" => is_cell_style = true,
                "xf" if is_cell_style => {
                    let number = |name| element.number(name).unwrap_or(0);
                    let id = number("numFmtId");
                    let own = codes.get(&id).copied();
                    let struck = fonts.get(number("fontId") as usize).copied();
                    let format = own.unwrap_or_else(|| Format::builtin(id));
                    formats.push((format, struck.unwrap_or_default()));
                }
                _ => {}
            },
            Token::Close(end) if end.name() == "cellXfs" => is_cell_style = false,
            Token::Close(end) if end.name() == "fonts" => is_fonts = false,
            _ => {}
        }
    }
    Ok(formats)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_keep_their_numbers_even_when_empty() {
        let part = b"<sst uniqueCount='9999999999'><si><t>a</t></si><si/><si><r><t>b</t></r>\
                     <r><t xml:space='preserve'> c</t></r><rPh><t>no</t></rPh></si></sst>";
        let limits = Limits::default();
        let mut strings = Strings::default();
        let mut xml = Xml::new(&part[..], &limits).unwrap();
        strings.read(&mut xml, false, &limits).unwrap();
        let got: Vec<_> = (0..4).map(|n| strings.get(n)).collect();
        assert_eq!(got, [Some("a"), Some(""), Some("b c"), None]);
    }

    #[test]
    fn the_memory_budget_holds() {
        let limits = Limits {
            memory: 100,
            ..Limits::default()
        };
        let part = format!("<sst>{}</sst>", "<si><t>x</t></si>".repeat(20));
        let mut xml = Xml::new(part.as_bytes(), &limits).unwrap();
        let got = Strings::default().read(&mut xml, false, &limits);
        assert_eq!(got, Err(Halt::Fault(Fault::TooLarge)));
    }

    #[test]
    fn escapes_are_resolved() {
        assert_eq!(unescaped("a_x000D_\nb"), "a\r\nb");
        assert_eq!(unescaped("_x005F_x000D_"), "_x000D_");
        assert_eq!(
            unescaped("file_x and _xZZZZ_ and _x00"),
            "file_x and _xZZZZ_ and _x00"
        );
        assert_eq!(unescaped("_x\u{e9}\u{e9}\u{e9}_"), "_x\u{e9}\u{e9}\u{e9}_");
    }

    #[test]
    fn date_styles_are_known_by_number_and_code() {
        let part = b"<styleSheet><numFmts><numFmt numFmtId='164' formatCode='dd/mm/yyyy'/></numFmts>\
            <cellStyleXfs><xf numFmtId='14'/></cellStyleXfs>\
            <cellXfs><xf numFmtId='0'/><xf numFmtId='14'/><xf numFmtId='164'/></cellXfs></styleSheet>";
        let mut xml = Xml::new(&part[..], &Limits::default()).unwrap();
        let got = formats(&mut xml).unwrap().into_iter();
        let got: Vec<Format> = got.map(|(format, _)| format).collect();
        assert_eq!(got, [Format::Number, Format::Date, Format::Date]);
    }
}
