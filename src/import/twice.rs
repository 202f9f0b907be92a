//! Text that was encoded twice: UTF-8 read as Windows-1252 and written as UTF-8
//! again (`dÃ©partement`), as copies between tools leave it.
//!
//! A piece is mended only where all of it goes back through Windows-1252 to
//! valid UTF-8 that is shorter; plain text never does.

use encoding_rs::WINDOWS_1252;

/// The text as it was meant, where it was encoded twice.
pub(super) fn mended(text: &str) -> Option<String> {
    if !text.contains(['Ã', 'Â', 'â', 'Å']) {
        return None;
    }
    // codes of 0x80 to 0x9f stand as signs of Windows-1252 or as controls
    let mut bytes = Vec::with_capacity(text.len());
    for c in text.chars() {
        match u32::from(c) {
            code @ 0..=0xff => bytes.push(code as u8),
            _ => bytes.push(byte(c)?),
        }
    }
    let meant = String::from_utf8(bytes).ok()?;
    (meant.chars().count() < text.chars().count()).then_some(meant)
}

/// The byte of a character in Windows-1252.
fn byte(c: char) -> Option<u8> {
    let mut buffer = [0; 4];
    let (bytes, _, lost) = WINDOWS_1252.encode(c.encode_utf8(&mut buffer));
    match (lost, &*bytes) {
        (false, [byte]) => Some(*byte),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_encoded_twice_is_mended() {
        for (written, meant) in [
            ("dÃ©partement", "département"),
            ("lâ€™activitÃ© Ã\u{a0} venir", "l’activité à venir"),
            ("FinalitÃ©s : Å“uvre", "Finalités : œuvre"),
            ("Ã\u{89}tat", "État"),
            ("Ã‰tat", "État"),
        ] {
            assert_eq!(mended(written).as_deref(), Some(meant), "{written}");
        }
        for plain in [
            "département",
            "Â",
            "â",
            "Ã",
            "São Tomé",
            "l’activité",
            "Nom",
            "ÃÃ",
        ] {
            assert_eq!(mended(plain), None, "{plain}");
        }
    }
}
