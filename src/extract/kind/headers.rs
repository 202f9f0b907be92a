//! The headers of a zip archive that lie in its first bytes, walked from one to
//! the next: what is stored *inside* an entry, which may be an archive itself,
//! is never taken for an entry.

/// The names in the headers, as far as they can be walked.
#[derive(Debug)]
pub(super) struct Headers<'h> {
    head: &'h [u8],
    /// Where the next header begins.
    at: usize,
}

impl<'h> Headers<'h> {
    /// The headers of an archive that begins with `head`.
    pub(super) fn of(head: &'h [u8]) -> Self {
        // the mark of an archive that was to be in several volumes
        let at = if head.starts_with(b"PK\x07\x08") {
            4
        } else {
            0
        };
        Self { head, at }
    }

    fn u16(&self, offset: usize) -> Option<usize> {
        let bytes = self.head.get(self.at + offset..)?.first_chunk()?;
        Some(usize::from(u16::from_le_bytes(*bytes)))
    }

    /// A name, and where the data behind its header begins; further fields of
    /// the header begin at `fields`.
    fn name(&self, lengths: usize, fields: usize) -> Option<(&'h [u8], usize)> {
        let name = self.at + fields;
        let end = name + self.u16(lengths)?;
        Some((self.head.get(name..end)?, end + self.u16(lengths + 2)?))
    }

    /// A header before an entry. Where its data ends may not be known.
    fn local(&mut self) -> Option<&'h [u8]> {
        let (name, data) = self.name(26, 30)?;
        let is_streamed = self.u16(6)? & 8 != 0;
        let size = u32_at(self.head, self.at + 18)?;
        self.at = match (is_streamed, size) {
            (true, 0) => descriptor_end(self.head, data),
            (_, u32::MAX) => None,
            (_, size) => data.checked_add(size as usize),
        }
        .unwrap_or(usize::MAX);
        if is_streamed && size > 0 {
            self.pass_descriptor();
        }
        Some(name)
    }

    /// A descriptor may follow data of a known size too.
    fn pass_descriptor(&mut self) {
        let next = self.head.get(self.at..).unwrap_or_default();
        if next.starts_with(b"PK\x07\x08") {
            let is_long = !next.get(16..).is_some_and(is_header);
            self.at += if is_long { 24 } else { 16 };
        }
    }

    /// A header in the directory.
    fn central(&mut self) -> Option<&'h [u8]> {
        let (name, end) = self.name(28, 46)?;
        self.at = end + self.u16(32)?;
        Some(name)
    }
}

impl<'h> Iterator for Headers<'h> {
    type Item = &'h [u8];

    fn next(&mut self) -> Option<&'h [u8]> {
        match self.head.get(self.at..)?.first_chunk()? {
            b"PK\x03\x04" => self.local(),
            b"PK\x01\x02" => self.central(),
            _ => None,
        }
    }
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

fn is_header(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x01\x02")
}

/// Where the descriptor ends behind data of unknown size that begins at `data`:
/// it must tell the size that the data then has. With or without signature, in
/// numbers of four bytes or eight, and a header follows it.
fn descriptor_end(head: &[u8], data: usize) -> Option<usize> {
    let rest = head.get(data..)?;
    memchr::memmem::find_iter(rest, b"PK")
        .filter(|at| is_header(&rest[*at..]))
        .find(|end| {
            let tells = |length: usize, size_at: usize| {
                let start = end.checked_sub(length);
                start
                    .is_some_and(|start| u32_at(rest, start + size_at) == u32::try_from(start).ok())
            };
            let signed = |length: usize| {
                let start = end.checked_sub(length);
                start.is_some_and(|start| rest[start..].starts_with(b"PK\x07\x08"))
            };
            (signed(16) && tells(16, 8))
                || (signed(24) && tells(24, 8))
                || tells(12, 4)
                || tells(20, 4)
        })
        .map(|end| data + end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Cursor, Write};
    use zip::write::{SimpleFileOptions, ZipWriter};

    fn names(bytes: &[u8]) -> Vec<String> {
        let names = Headers::of(bytes).map(|n| String::from_utf8_lossy(n).into_owned());
        names.collect()
    }

    /// An archive of stored members; streamed: sizes come behind the data.
    fn stored(members: &[(&str, &[u8])], streamed: bool) -> Vec<u8> {
        let options =
            SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        let mut out = Vec::new();
        if streamed {
            let mut writer = ZipWriter::new_stream(&mut out);
            for (name, content) in members {
                writer.start_file(*name, options).expect("memory");
                writer.write_all(content).expect("memory");
            }
            writer.finish().expect("memory");
            return out;
        }
        let mut writer = ZipWriter::new(Cursor::new(&mut out));
        for (name, content) in members {
            writer.start_file(*name, options).expect("memory");
            writer.write_all(content).expect("memory");
        }
        writer.finish().expect("memory");
        out
    }

    #[test]
    fn what_is_inside_an_entry_is_no_entry() {
        for inner_streamed in [false, true] {
            for streamed in [false, true] {
                let inner = stored(&[("word/document.xml", b"<w/>")], inner_streamed);
                let outer = stored(&[("a.docx", &inner), ("b.csv", b"x")], streamed);
                let found = names(&outer);
                assert_eq!(found, ["a.docx", "b.csv", "a.docx", "b.csv"], "{streamed}");
                assert_eq!(names(&outer[..outer.len() - 80])[..2], ["a.docx", "b.csv"]);
                assert_eq!(names(&outer[..60]), ["a.docx"]);
            }
        }
    }
}
