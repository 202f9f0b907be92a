//! The records of XLS (BIFF5 and BIFF8, [MS-XLS]) and the strings in them, which
//! run over from one record into the next.

use super::records::Fields;
use encoding_rs::Encoding;

/// A record that holds what did not fit into the one before it.
const CONTINUE: u16 = 0x3C;

/// The records of a workbook stream from one place on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Records<'b> {
    rest: &'b [u8],
}

/// One record with those that continue it.
#[derive(Debug)]
pub(super) struct Record<'b> {
    /// Its type.
    pub(super) kind: u16,
    /// Its content.
    pub(super) data: &'b [u8],
    /// What continues it.
    pub(super) more: Vec<&'b [u8]>,
}

impl<'b> Records<'b> {
    /// Records from `offset` on; none when that is outside the stream.
    pub(super) fn at(stream: &'b [u8], offset: usize) -> Self {
        Self {
            rest: stream.get(offset..).unwrap_or_default(),
        }
    }

    fn one(&mut self) -> Option<(u16, &'b [u8])> {
        let mut fields = Fields(self.rest);
        let (kind, length) = (fields.u16()?, fields.u16()?);
        let data = fields.slice(usize::from(length))?;
        self.rest = fields.0;
        Some((kind, data))
    }
}

impl<'b> Iterator for Records<'b> {
    type Item = Record<'b>;

    fn next(&mut self) -> Option<Record<'b>> {
        let (kind, data) = self.one()?;
        let mut more = Vec::new();
        loop {
            let before = *self;
            match self.one() {
                Some((CONTINUE, data)) => more.push(data),
                _ => {
                    *self = before;
                    break;
                }
            }
        }
        Some(Record { kind, data, more })
    }
}

/// Which strings a workbook holds.
#[derive(Debug, Clone, Copy)]
pub(super) enum Dialect {
    /// Bytes of a code page.
    Biff5(&'static Encoding),
    /// UTF-16, perhaps with the high bytes left out.
    Biff8,
}

/// Bytes of a record that go on in those that continue it.
#[derive(Debug)]
pub(super) struct Chain<'b> {
    now: Fields<'b>,
    more: std::vec::IntoIter<&'b [u8]>,
}

impl<'b> Chain<'b> {
    /// The bytes of `record` after the first `skipped`.
    pub(super) fn new(record: &Record<'b>, skipped: usize) -> Self {
        Self {
            now: Fields(record.data.get(skipped..).unwrap_or_default()),
            more: record.more.clone().into_iter(),
        }
    }

    fn refill(&mut self) -> Option<()> {
        while self.now.0.is_empty() {
            self.now = Fields(self.more.next()?);
        }
        Some(())
    }

    fn u8(&mut self) -> Option<u8> {
        self.refill()?;
        self.now.u8()
    }

    fn u16(&mut self) -> Option<u16> {
        Some(u16::from_le_bytes([self.u8()?, self.u8()?]))
    }

    fn u32(&mut self) -> Option<u32> {
        let (low, high) = (self.u16()?, self.u16()?);
        Some(u32::from(low) | u32::from(high) << 16)
    }

    fn skip(&mut self, mut count: usize) -> Option<()> {
        while count > 0 {
            self.refill()?;
            let now = count.min(self.now.0.len());
            self.now.slice(now)?;
            count -= now;
        }
        Some(())
    }

    /// A string with a count of two bytes, formats and phonetics skipped.
    pub(super) fn string(&mut self, dialect: Dialect) -> Option<String> {
        let count = usize::from(self.u16()?);
        self.counted(count, dialect)
    }

    /// A string with a count of one byte.
    pub(super) fn short_string(&mut self, dialect: Dialect) -> Option<String> {
        let count = usize::from(self.u8()?);
        self.counted(count, dialect)
    }

    fn counted(&mut self, count: usize, dialect: Dialect) -> Option<String> {
        if let Dialect::Biff5(encoding) = dialect {
            let bytes = self.now.slice(count.min(self.now.0.len()))?;
            return Some(encoding.decode_without_bom_handling(bytes).0.into_owned());
        }
        let flags = self.u8()?;
        let runs = if flags & 8 == 0 { 0 } else { self.u16()? };
        let phonetics = if flags & 4 == 0 { 0 } else { self.u32()? };
        let text = self.characters(count, flags & 1 != 0);
        self.skip(usize::from(runs) * 4 + usize::try_from(phonetics).ok()?);
        Some(text)
    }

    /// Characters; each record that continues them says anew how wide they are.
    /// What a truncated record holds of them is given.
    pub(super) fn characters(&mut self, mut count: usize, mut is_wide: bool) -> String {
        let mut units = Vec::new();
        loop {
            let width = if is_wide { 2 } else { 1 };
            let here = count.min(self.now.0.len() / width);
            let bytes = self.now.slice(here * width).unwrap_or_default();
            if is_wide {
                let pairs = bytes.as_chunks::<2>().0;
                units.extend(pairs.iter().map(|pair| u16::from_le_bytes(*pair)));
            } else {
                units.extend(bytes.iter().map(|byte| u16::from(*byte)));
            }
            count -= here;
            if count == 0 {
                break;
            }
            match self.more.next() {
                Some(next) => self.now = Fields(next),
                None => break,
            }
            is_wide = self.now.u8().is_some_and(|flags| flags & 1 != 0);
        }
        String::from_utf16_lossy(&units)
    }
}

/// The encoding of a Windows code page; 1252 where it is unknown.
pub(super) fn code_page(number: u16) -> &'static Encoding {
    let label = match number {
        874 => "windows-874".to_owned(),
        932 => "shift_jis".to_owned(),
        936 => "gbk".to_owned(),
        949 => "euc-kr".to_owned(),
        950 => "big5".to_owned(),
        10_000 | 32_768 => "macintosh".to_owned(),
        65_001 => "utf-8".to_owned(),
        other => format!("windows-{other}"),
    };
    Encoding::for_label(label.as_bytes()).unwrap_or(encoding_rs::WINDOWS_1252)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record<'b>(data: &'b [u8], more: &[&'b [u8]]) -> Record<'b> {
        Record {
            kind: 0xFC,
            data,
            more: more.to_vec(),
        }
    }

    #[test]
    fn records_gather_what_continues_them() {
        let stream = [1, 0, 1, 0, 9, 0x3C, 0, 1, 0, 8, 2, 0, 0, 0, 3, 0, 5, 0, 1];
        let mut records = Records::at(&stream, 0);
        let first = records.next().unwrap();
        assert_eq!(
            (first.kind, first.data, first.more),
            (1, &[9][..], vec![&[8][..]])
        );
        assert_eq!(records.next().unwrap().kind, 2);
        assert!(records.next().is_none());
        assert!(Records::at(&stream, 99).next().is_none());
    }

    #[test]
    fn strings_run_over_and_change_width() {
        // "abé" cut after "a"; the rest is wide; then one format run.
        let start = [3, 0, 8, 1, 0, b'a'];
        let rest = [1, b'b', 0, 0xE9, 0, 0, 0, 0, 0, 1, 0, 0, b'z'];
        let record = record(&start, &[&rest]);
        let mut chain = Chain::new(&record, 0);
        assert_eq!(chain.string(Dialect::Biff8).as_deref(), Some("ab\u{e9}"));
        assert_eq!(chain.string(Dialect::Biff8).as_deref(), Some("z"));
        assert_eq!(chain.string(Dialect::Biff8), None);
    }

    #[test]
    fn strings_of_code_pages_and_truncated_ones() {
        let bytes = record(&[2, 0, 0xE9, b'a'], &[]);
        let dialect = Dialect::Biff5(code_page(1252));
        assert_eq!(
            Chain::new(&bytes, 0).string(dialect).as_deref(),
            Some("\u{e9}a")
        );
        let cut = record(&[9, 0, 0, b'a', b'b'], &[]);
        assert_eq!(
            Chain::new(&cut, 0).string(Dialect::Biff8).as_deref(),
            Some("ab")
        );
        assert_eq!(Chain::new(&cut, 7).string(Dialect::Biff8), None);
        assert_eq!(code_page(1251).name(), "windows-1251");
        assert_eq!(code_page(4711).name(), "windows-1252");
    }
}
