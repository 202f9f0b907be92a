//! The code pages of RTF: that of the document (`\ansicpg`) and those of its
//! fonts (`\fcharset`).

use super::super::pages::Page;
use encoding_rs::Encoding;

/// What bytes stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CodePage {
    /// Any that browsers know.
    Known(&'static Encoding),
    /// 850, and 437, whose letters are the same.
    Dos,
    /// Signs of a symbol font, which stand in Unicode's private area.
    Symbol,
}

impl CodePage {
    /// That of western Windows.
    pub(super) const WESTERN: Self = Self::Known(encoding_rs::WINDOWS_1252);

    /// By its number; none where nothing is known of it.
    pub(super) fn numbered(number: i32) -> Option<Self> {
        use encoding_rs::*;
        Some(Self::Known(match number {
            437 | 850 => return Some(Self::Dos),
            42 => return Some(Self::Symbol),
            874 => WINDOWS_874,
            932 => SHIFT_JIS,
            936 => GBK,
            949 | 1361 => EUC_KR,
            950 => BIG5,
            1250 => WINDOWS_1250,
            1251 => WINDOWS_1251,
            1252 => WINDOWS_1252,
            1253 => WINDOWS_1253,
            1254 => WINDOWS_1254,
            1255 => WINDOWS_1255,
            1256 => WINDOWS_1256,
            1257 => WINDOWS_1257,
            1258 => WINDOWS_1258,
            10_000 => MACINTOSH,
            10_007 => X_MAC_CYRILLIC,
            65_001 => UTF_8,
            _ => return None,
        }))
    }

    /// By the number of a font's character set; none: that of the document.
    pub(super) fn charset(number: i32) -> Option<Self> {
        let page = match number {
            0 => 1252,
            2 => 42,
            77 => 10_000,
            128 => 932,
            129 | 130 => 949,
            134 => 936,
            136 => 950,
            161 => 1253,
            162 => 1254,
            163 => 1258,
            177 => 1255,
            178 => 1256,
            186 => 1257,
            204 => 1251,
            222 => 874,
            238 => 1250,
            254 => 437,
            255 => 850,
            _ => return None,
        };
        Self::numbered(page)
    }

    /// Appends bytes. UTF-8 where raw bytes are just that, whatever the document
    /// says: programs write it so.
    pub(super) fn push(self, bytes: &[u8], raw: bool, out: &mut String) {
        if bytes.is_ascii() && (self != Self::Symbol || bytes.len() > 1) {
            out.extend(bytes.iter().map(|b| *b as char));
            return;
        }
        if raw
            && !bytes.is_ascii()
            && let Ok(text) = std::str::from_utf8(bytes)
        {
            out.push_str(text);
            return;
        }
        match self {
            Self::Known(encoding) => {
                out.push_str(&encoding.decode_without_bom_handling(bytes).0);
            }
            Self::Dos => Page::Cp850.push(bytes, out),
            Self::Symbol => out.extend(bytes.iter().map(|b| sign(*b, bytes.len()))),
        }
    }
}

/// A sign of a symbol font. Letters that stand in a row are text whose font is
/// called a symbol font wrongly.
fn sign(byte: u8, among: usize) -> char {
    match byte {
        b' ' => ' ',
        0x20..0x80 if among > 1 => byte as char,
        _ => char::from_u32(0xF000 + u32::from(byte)).unwrap_or(' '),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_become_characters() {
        let read = |page: CodePage, bytes: &[u8], raw| {
            let mut out = String::new();
            page.push(bytes, raw, &mut out);
            out
        };
        assert_eq!(read(CodePage::WESTERN, b"\xe9t\xe9 \x80", false), "été €");
        assert_eq!(read(CodePage::Dos, b"\x82", false), "é");
        let cyrillic = CodePage::charset(204).expect("known");
        assert_eq!(read(cyrillic, b"\xd3\xe2", false), "Ув");
        let japanese = CodePage::numbered(932).expect("known");
        assert_eq!(read(japanese, b"\x83A", false), "ア");
        assert_eq!(read(CodePage::Symbol, b"\xfe", false), "\u{f0fe}");
        assert_eq!(read(CodePage::Symbol, b"o", true), "\u{f06f}");
        assert_eq!(read(CodePage::Symbol, b"Nom", true), "Nom");
        // programs that write UTF-8 into a document that says otherwise
        assert_eq!(read(CodePage::WESTERN, "é".as_bytes(), true), "é");
        assert_eq!(read(CodePage::WESTERN, "é".as_bytes(), false), "Ã©");
    }
}
