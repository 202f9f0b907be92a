//! Properties of old office files ([MS-OLEPS]): who wrote a document, for whom,
//! its title.

use super::super::{Flow, Sink, Start};
use encoding_rs::{Encoding, WINDOWS_1252};

/// Property sets and the properties worth reading in them.
const SETS: [(&str, &[(u32, &str)]); 2] = [
    (
        "\u{5}SummaryInformation",
        &[
            (2, "title"),
            (3, "subject"),
            (4, "creator"),
            (5, "keywords"),
            (6, "description"),
            (8, "lastModifiedBy"),
        ],
    ),
    (
        "\u{5}DocumentSummaryInformation",
        &[(2, "category"), (14, "Manager"), (15, "Company")],
    ),
];

/// Gives the properties; `stream` gives the bytes of a named stream.
pub(in crate::extract) fn read(
    mut stream: impl FnMut(&str) -> Option<Vec<u8>>,
    sink: &mut dyn Sink,
) -> Flow {
    for (name, wanted) in SETS {
        let Some(bytes) = stream(name) else {
            continue;
        };
        for (id, key) in wanted {
            match property(&bytes, *id) {
                Some(value) if !value.is_empty() => sink.keyed(key, &value, Start::Field)?,
                _ => {}
            }
        }
    }
    Ok(())
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    let four = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes(four.try_into().ok()?))
}

/// The text of a property of the first section; none: it has none.
fn property(bytes: &[u8], id: u32) -> Option<String> {
    let section = bytes.get(u32_at(bytes, 44)? as usize..)?;
    let value = value(section, id)?;
    let length = u32_at(value, 4)? as usize;
    let text = match u32_at(value, 0)? {
        30 => {
            let bytes = value.get(8..)?;
            let bytes = &bytes[..length.min(bytes.len())];
            encoding(section)
                .decode_without_bom_handling(bytes)
                .0
                .into_owned()
        }
        31 => {
            let bytes = value.get(8..)?;
            let units = bytes.as_chunks::<2>().0.iter().take(length);
            String::from_utf16_lossy(&units.map(|u| u16::from_le_bytes(*u)).collect::<Vec<_>>())
        }
        _ => return None,
    };
    Some(text.trim_end_matches('\0').trim().to_owned())
}

/// Type and content of a property.
fn value(section: &[u8], id: u32) -> Option<&[u8]> {
    let count = u32_at(section, 4)?.min(1000) as usize;
    let mut entries = (0..count).map(|n| 8 + 8 * n);
    let entry = entries.find(|at| u32_at(section, *at) == Some(id))?;
    section.get(u32_at(section, entry + 4)? as usize..)
}

/// Property 1 is the code page of the texts.
fn encoding(section: &[u8]) -> &'static Encoding {
    let page = value(section, 1)
        .and_then(|value| u32_at(value, 4))
        .unwrap_or(1252)
        & 0xFFFF;
    match page {
        65_001 => encoding_rs::UTF_8,
        10_000 => encoding_rs::MACINTOSH,
        932 => encoding_rs::SHIFT_JIS,
        936 => encoding_rs::GBK,
        949 => encoding_rs::EUC_KR,
        950 => encoding_rs::BIG5,
        page => Encoding::for_label(format!("windows-{page}").as_bytes()).unwrap_or(WINDOWS_1252),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::Heard;
    use super::*;

    fn set(texts: &[(u32, &str)]) -> Vec<u8> {
        let mut section = vec![0; 8 + 8 * texts.len()];
        section[4..8].copy_from_slice(&(texts.len() as u32).to_le_bytes());
        for (n, (id, text)) in texts.iter().enumerate() {
            let at = section.len() as u32;
            section[8 + 8 * n..12 + 8 * n].copy_from_slice(&id.to_le_bytes());
            section[12 + 8 * n..16 + 8 * n].copy_from_slice(&at.to_le_bytes());
            section.extend(30u32.to_le_bytes());
            section.extend((text.len() as u32 + 1).to_le_bytes());
            section.extend(text.bytes().chain([0]));
        }
        let mut bytes = vec![0; 48];
        bytes[44] = 48;
        bytes.extend(section);
        bytes
    }

    #[test]
    fn known_properties_are_given() {
        let mut heard = Heard::default();
        let stream = |name: &str| (name == SETS[0].0).then(|| set(&[(9, "no"), (4, "A. Petit")]));
        read(stream, &mut heard).unwrap();
        assert_eq!(heard.lines, ["keyed field creator: A. Petit"]);
    }

    #[test]
    fn broken_sets_give_nothing() {
        let whole = set(&[(4, "A. Petit")]);
        for cut in 0..whole.len() - 10 {
            let got = property(&whole[..cut], 4);
            assert!(got.is_none_or(|text| "A. Petit".starts_with(&text)));
        }
        let mut wild = whole;
        wild[44..48].fill(0xFF);
        assert_eq!(property(&wild, 4), None);
    }
}
