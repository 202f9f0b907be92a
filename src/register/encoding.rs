//! A register file's bytes to text. Registers are UTF-8; what is not is refused
//! with its line and the name of the encoding it most likely has, because a
//! wrong guess would put wrong words into citations.

use super::fact::{At, Message};
use super::fault::{Fault, RegisterError};

/// The text of a register file.
///
/// # Errors
/// It is not UTF-8: one fault, with the line and the cure.
pub(super) fn decode(bytes: Vec<u8>, file: &str) -> Result<String, RegisterError> {
    let wide = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
    if wide {
        return Err(RegisterError::new(file, "", vec![sixteen_bits()]));
    }
    let text = String::from_utf8(bytes).map_err(|e| {
        let (valid, all) = (e.utf8_error().valid_up_to(), e.as_bytes());
        let before = String::from_utf8_lossy(&all[..valid]).into_owned();
        let binary = all.contains(&0);
        let text = String::from_utf8_lossy(all).into_owned();
        let fault = if binary {
            no_text()
        } else {
            eight_bits(&before)
        };
        RegisterError::new(file, &text, vec![fault])
    })?;
    if text.contains('\0') {
        return Err(RegisterError::new(file, "", vec![no_text()]));
    }
    Ok(text)
}

fn sixteen_bits() -> Fault {
    Fault::whole(
        Message::new(
            "le registre est en UTF-16, pas en UTF-8",
            "the register is UTF-16, not UTF-8",
        ),
        Message::new(
            "l’enregistrer en UTF-8 (« Enregistrer sous », encodage UTF-8)",
            "save it as UTF-8 (\"Save as\", encoding UTF-8)",
        ),
    )
}

fn eight_bits(before: &str) -> Fault {
    let line = before.lines().count().max(1);
    let (line, column) = match before.rsplit_once('\n') {
        Some((above, last)) => (above.split('\n').count() + 1, last.chars().count()),
        None => (line, before.chars().count()),
    };
    let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Fault::at(
        At {
            line: number(line),
            column: number(column + 1),
        },
        1,
        Message::new(
            "ce caractère n’est pas de l’UTF-8 (le fichier est sans doute en Windows-1252)",
            "this character is not UTF-8 (the file is probably Windows-1252)",
        ),
        Message::new(
            "enregistrer le registre en UTF-8 (« Enregistrer sous », encodage UTF-8)",
            "save the register as UTF-8 (\"Save as\", encoding UTF-8)",
        ),
    )
}

fn no_text() -> Fault {
    Fault::whole(
        Message::new("ce n’est pas un fichier texte", "this is not a text file"),
        Message::new(
            "donner le registre natif (register.yaml), pas un document ou un tableur",
            "give the native register (register.yaml), not a document or spreadsheet",
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(bytes: &[u8]) -> String {
        let e = decode(bytes.to_vec(), "r.yaml").expect_err("must be refused");
        e.render(true)
    }

    #[test]
    fn wrong_encodings_are_named_with_their_line() {
        let latin = said(b"version: 1\norganisation: {name: Soci\xe9t\xe9}\n");
        assert!(latin.starts_with("r.yaml:2:26: "), "{latin}");
        assert!(
            latin.contains("Windows-1252") && latin.contains("UTF-8"),
            "{latin}"
        );
        assert!(said(b"\xff\xfev\0e\0").contains("UTF-16"));
        assert!(said(b"PK\x03\x04\0\xff").contains("fichier texte"));
        assert_eq!(decode(b"a: \xc3\xa9".to_vec(), "r").expect("UTF-8"), "a: é");
    }
}
