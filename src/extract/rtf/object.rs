//! What an embedded object holds: the stream that OLE 1 writes, and in it the
//! file that the packager has put there, or the object itself.

use super::super::office::embedded::packaged;

/// The file in an object, and its name if it has one; none where the bytes are
/// no object.
pub(super) fn content(bytes: &[u8]) -> Option<(Option<String>, &[u8])> {
    // version, 2 for embedded; class, topic, item; content
    let (version_and_kind, rest) = bytes.split_at_checked(8)?;
    if version_and_kind[4] != 2 {
        return None;
    }
    let (class, rest) = counted(rest)?;
    let (_, rest) = counted(rest)?;
    let (_, rest) = counted(rest)?;
    let (native, _) = counted(rest)?;
    if class.starts_with(b"Package") {
        let (name, file) = packaged(native, 2)?;
        return Some((Some(name), file));
    }
    Some((None, native))
}

/// Bytes that follow their number.
fn counted(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk::<4>()?;
    rest.split_at_checked(usize::try_from(u32::from_le_bytes(*length)).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted_of(bytes: &[u8]) -> Vec<u8> {
        let length = u32::try_from(bytes.len()).expect("short");
        [&length.to_le_bytes()[..], bytes].concat()
    }

    #[test]
    fn files_and_objects() {
        let object = |class: &[u8], native: &[u8]| {
            let kind = [1, 5, 0, 0, 2, 0, 0, 0];
            let names = [counted_of(class), counted_of(b""), counted_of(b"")];
            [&kind[..], &names.concat(), &counted_of(native)].concat()
        };
        let native = [
            &b"\x02\0liste.csv\0C:\\liste.csv\0\0\0\x03\0"[..],
            &counted_of(b"C:\\liste.csv\0"),
            &counted_of(b"a;b"),
        ];
        let packaged = object(b"Package\0", &native.concat());
        let wanted = (Some("liste.csv".to_owned()), &b"a;b"[..]);
        assert_eq!(content(&packaged), Some(wanted));
        let sheet = object(b"Excel.Sheet.8\0", b"\xD0\xCF");
        assert_eq!(content(&sheet), Some((None, &b"\xD0\xCF"[..])));
        for cut in 0..packaged.len() {
            assert_eq!(content(&packaged[..cut]), None);
        }
    }
}
