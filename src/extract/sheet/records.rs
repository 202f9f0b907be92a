//! The records of XLSB parts (BIFF12, [MS-XLSB] 2.1.4), and fields inside a
//! record. A field beyond the end of its record is none, never a panic.

use super::super::office::xml::Fault;
use std::io::{BufRead, Read};

/// The records of one part, in order.
pub(super) struct Records<R> {
    bytes: R,
    data: Vec<u8>,
}

impl<R: BufRead> Records<R> {
    /// The records of these bytes.
    pub(super) const fn new(bytes: R) -> Self {
        Self {
            bytes,
            data: Vec::new(),
        }
    }

    /// The next record: its type and content.
    pub(super) fn next(&mut self) -> Result<Option<(u16, Fields<'_>)>, Fault> {
        let Some(first) = self.byte()? else {
            return Ok(None);
        };
        let mut kind = u16::from(first);
        if first & 0x80 != 0 {
            let second = self.byte()?.ok_or(Fault::Damaged)?;
            kind = u16::from(first & 0x7F) | u16::from(second & 0x7F) << 7;
        }
        let mut length = 0u64;
        for shift in [0, 7, 14, 21] {
            let byte = self.byte()?.ok_or(Fault::Damaged)?;
            length |= u64::from(byte & 0x7F) << shift;
            if byte & 0x80 == 0 {
                break;
            }
        }
        self.data.clear();
        let read = Read::take(&mut self.bytes, length).read_to_end(&mut self.data);
        match read.map_err(|e| Fault::of_io(&e))? as u64 {
            got if got < length => Err(Fault::Damaged),
            _ => Ok(Some((kind, Fields(&self.data)))),
        }
    }

    fn byte(&mut self) -> Result<Option<u8>, Fault> {
        let buffer = self.bytes.fill_buf().map_err(|e| Fault::of_io(&e))?;
        let byte = buffer.first().copied();
        self.bytes.consume(usize::from(byte.is_some()));
        Ok(byte)
    }
}

/// What is left of a record; fields are little-endian.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fields<'r>(pub(super) &'r [u8]);

impl<'r> Fields<'r> {
    /// The next `N` bytes.
    pub(super) fn bytes<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (head, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*head)
    }

    /// The next byte.
    pub(super) fn u8(&mut self) -> Option<u8> {
        self.bytes().map(u8::from_le_bytes)
    }

    /// The next two bytes.
    pub(super) fn u16(&mut self) -> Option<u16> {
        self.bytes().map(u16::from_le_bytes)
    }

    /// The next four bytes.
    pub(super) fn u32(&mut self) -> Option<u32> {
        self.bytes().map(u32::from_le_bytes)
    }

    /// The next eight bytes.
    pub(super) fn f64(&mut self) -> Option<f64> {
        self.bytes().map(f64::from_le_bytes)
    }

    /// The next `count` bytes as they are.
    pub(super) fn slice(&mut self, count: usize) -> Option<&'r [u8]> {
        let (head, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(head)
    }

    /// A compressed number ([MS-XLS] 2.5.217): 30 bits of an integer or of the
    /// high half of a double, perhaps in hundredths.
    pub(super) fn rk(&mut self) -> Option<f64> {
        let raw = self.u32()?;
        let value = match raw & 2 {
            0 => f64::from_bits(u64::from(raw & !3) << 32),
            _ => f64::from(raw.cast_signed() >> 2),
        };
        Some(if raw & 1 == 0 { value } else { value / 100.0 })
    }

    /// A string that says its length in four bytes; absent ones say -1.
    pub(super) fn wide_string(&mut self) -> Option<String> {
        match self.u32()? {
            u32::MAX => Some(String::new()),
            count => Some(utf16(
                self.slice(usize::try_from(count).ok()?.checked_mul(2)?)?,
            )),
        }
    }
}

/// Text from UTF-16LE; what is no character becomes U+FFFD.
pub(super) fn utf16(bytes: &[u8]) -> String {
    let units = bytes
        .as_chunks::<2>()
        .0
        .iter()
        .map(|pair| u16::from_le_bytes(*pair));
    char::decode_utf16(units)
        .map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_have_short_and_long_headers() {
        let bytes = [7, 1, 0xAA, 0x97, 0x05, 2, 1, 2, 0x07, 0x05, 1];
        let mut records = Records::new(&bytes[..]);
        let (kind, fields) = records.next().unwrap().unwrap();
        assert_eq!((kind, fields.0), (7, &[0xAA][..]));
        let (kind, fields) = records.next().unwrap().unwrap();
        assert_eq!((kind, fields.0), (0x297, &[1, 2][..]));
        assert_eq!(records.next().err(), Some(Fault::Damaged));
    }

    #[test]
    fn compressed_numbers() {
        let rk = |raw: u32| Fields(&raw.to_le_bytes()).rk().unwrap();
        assert_eq!(rk(123_456 << 2 | 2), 123_456.0);
        assert_eq!(rk((12_345 << 2) | 3), 123.45);
        assert_eq!(rk(((-7i32) << 2).cast_unsigned() | 2), -7.0);
        assert_eq!(rk((1.5f64.to_bits() >> 32) as u32), 1.5);
        assert_eq!(Fields(&[1, 2]).rk(), None);
    }

    #[test]
    fn strings_never_read_beyond_their_record() {
        assert_eq!(
            Fields(&[2, 0, 0, 0, b'a', 0, b'b', 0])
                .wide_string()
                .as_deref(),
            Some("ab")
        );
        assert_eq!(Fields(&[9, 0, 0, 0, b'a', 0]).wide_string(), None);
        assert_eq!(Fields(&[0xFF; 4]).wide_string().as_deref(), Some(""));
    }
}
