//! Compound files (OLE2): the container of XLS, and of OOXML under a password.

use super::super::ReadSeek;
use cfb::CompoundFile;
use std::io::{Read, SeekFrom};

/// The first bytes of every compound file.
pub(in crate::extract) const MAGIC: [u8; 8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

/// The first eight bytes; the file is wound back.
pub(in crate::extract) fn magic(file: &mut dyn ReadSeek) -> [u8; 8] {
    let mut head = [0; 8];
    let mut filled = 0;
    let _ = file.seek(SeekFrom::Start(0));
    while let Ok(count @ 1..) = file.read(&mut head[filled..]) {
        filled += count;
    }
    // A file that cannot be wound back fails again, and loudly, when it is read.
    let _ = file.seek(SeekFrom::Start(0));
    head
}

/// Whether it is an OOXML document under a password.
///
/// Looks for the directory entry itself, so that a damaged allocation table
/// does not turn "encrypted" into "damaged".
pub(in crate::extract) fn is_encrypted_ooxml(file: &mut dyn ReadSeek) -> bool {
    has_entry(file, "EncryptedPackage")
}

/// Directory entries are 128 bytes long and lie on multiples of 128: the name in
/// UTF-16LE (in any case), then at offset 66 the type, 2 for a stream.
fn has_entry(file: &mut dyn ReadSeek, name: &str) -> bool {
    let mut wanted: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
    wanted.extend([0, 0]);
    let mut found = false;
    let mut block = Vec::new();
    while !found {
        block.clear();
        match Read::take(&mut *file, 64 << 10).read_to_end(&mut block) {
            Ok(0) | Err(_) => break,
            Ok(_) => {}
        }
        found = block
            .chunks_exact(128)
            .any(|entry| entry[..wanted.len()].eq_ignore_ascii_case(&wanted) && entry[66] == 2);
    }
    let _ = file.seek(SeekFrom::Start(0));
    found
}

/// The bytes of the first of these streams that exists, up to `limit`.
pub(in crate::extract) fn stream(
    file: &mut dyn ReadSeek,
    names: &[&str],
    limit: u64,
) -> Option<Vec<u8>> {
    let mut compound = CompoundFile::open(file).ok()?;
    let name = names.iter().find(|name| compound.is_stream(name))?;
    let mut bytes = Vec::new();
    let stream = compound.open_stream(name).ok()?;
    // What could be read of a damaged stream is still worth reading.
    let _ = stream.take(limit).read_to_end(&mut bytes);
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Cursor, Write};

    fn compound(name: &str, bytes: &[u8]) -> Cursor<Vec<u8>> {
        let mut file = CompoundFile::create(Cursor::new(Vec::new())).unwrap();
        file.create_stream(name).unwrap().write_all(bytes).unwrap();
        file.flush().unwrap();
        let mut inner = file.into_inner();
        inner.set_position(0);
        inner
    }

    #[test]
    fn encryption_is_seen_even_with_a_broken_allocation_table() {
        let mut file = compound("EncryptedPackage", b"secret");
        assert_eq!(magic(&mut file), MAGIC);
        assert!(is_encrypted_ooxml(&mut file));
        file.get_mut()[44..76].fill(0xFF);
        assert!(is_encrypted_ooxml(&mut file));
        assert!(is_encrypted_ooxml(&mut compound("ENCRYPTEDPACKAGE", b"x")));
        assert!(!is_encrypted_ooxml(&mut compound("Workbook", b"x")));
    }

    #[test]
    fn the_first_stream_that_exists_is_read() {
        let mut file = compound("Book", b"abc");
        let got = stream(&mut file, &["Workbook", "Book"], 2);
        assert_eq!(got.as_deref(), Some(&b"ab"[..]));
        assert_eq!(stream(&mut file, &["Other"], 2), None);
    }
}
