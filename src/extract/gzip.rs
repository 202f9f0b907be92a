//! GZIP: one member, however many streams the file is made of. A tar inside is
//! a member of kind `tar`; it is not looked into here.

use super::pages::legacy_name;
use super::{Flow, Input, Limits, Member, Sink, forward};
use crate::model::{Problem, Reason};
use flate2::bufread::GzDecoder;
use std::io::{self, BufRead, BufReader, Read, SeekFrom};

/// Compressed bytes read at a time.
const BUFFER: usize = 64 << 10;

/// Reads a gzip file. Its member has the name in its header, or none.
pub(super) fn read(mut input: Input<'_>, _limits: &Limits, sink: &mut dyn Sink) -> Flow {
    let stored = match &mut input {
        Input::Seekable(file) => file.seek(SeekFrom::End(0)).ok(),
        Input::Stream(_) => None,
    };
    let input = match forward(input) {
        Ok(input) => input,
        Err(problem) => {
            sink.problem(problem);
            return Ok(());
        }
    };
    let decoder = GzDecoder::new(BufReader::with_capacity(BUFFER, input));
    let Some(header) = decoder.header() else {
        sink.problem(Problem::new(Reason::Damaged, "gzip header"));
        return Ok(());
    };
    let name = header.filename().map(legacy_name).unwrap_or_default();
    let mut streams = Streams {
        decoder: Some(decoder),
        trailing: None,
        failed: None,
    };
    sink.member(Member {
        name: &name,
        stored,
        content: Ok(&mut streams),
    })?;
    if let Some(trailing) = streams.trailing {
        sink.problem(trailing);
    }
    Ok(())
}

/// The name of what a compressed file contains, from that of the file itself:
/// `liste.csv.gz` has `liste.csv`, `x.tgz` has `x.tar`. For members without a
/// name of their own.
#[must_use]
pub fn unpacked_name(container: &str) -> String {
    let name = container.rsplit(['/', '\\']).next().unwrap_or(container);
    let stem = |suffix: &str| {
        let at = name.len().checked_sub(suffix.len())?;
        let (stem, end) = (name.get(..at)?, name.get(at..)?);
        (!stem.is_empty() && end.eq_ignore_ascii_case(suffix)).then_some(stem)
    };
    if let Some(stem) = stem(".tgz") {
        return format!("{stem}.tar");
    }
    stem(".gz")
        .or_else(|| stem(".z"))
        .unwrap_or(name)
        .to_owned()
}

/// The streams of a gzip file, one after the other. Zeros that pad the file are
/// passed over; other bytes behind the last stream are no data of it.
struct Streams<'a> {
    decoder: Option<GzDecoder<BufReader<&'a mut dyn Read>>>,
    trailing: Option<Problem>,
    /// What reading has failed of: it fails from there on.
    failed: Option<io::ErrorKind>,
}

impl Read for Streams<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if let Some(kind) = self.failed {
            return Err(kind.into());
        }
        let read = self.read_on(buffer);
        if let Err(error) = &read {
            self.failed = Some(error.kind()).filter(|kind| *kind != io::ErrorKind::Interrupted);
        }
        read
    }
}

impl Streams<'_> {
    fn read_on(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while let Some(decoder) = &mut self.decoder {
            let n = decoder.read(buffer)?;
            if n > 0 || buffer.is_empty() {
                return Ok(n);
            }
            self.next_stream()?;
        }
        Ok(0)
    }

    /// Begins the stream behind the one that has ended, if there is one.
    fn next_stream(&mut self) -> io::Result<()> {
        let Some(decoder) = self.decoder.take() else {
            return Ok(());
        };
        let mut input = decoder.into_inner();
        loop {
            let bytes = input.fill_buf()?;
            let zeros = bytes.iter().take_while(|b| **b == 0).count();
            match bytes.get(zeros) {
                None if bytes.is_empty() => return Ok(()),
                None => input.consume(zeros),
                Some(0x1F) => {
                    input.consume(zeros);
                    self.decoder = Some(GzDecoder::new(input));
                    return Ok(());
                }
                Some(_) => {
                    let problem = Problem::new(Reason::Damaged, "bytes behind the gzip data");
                    self.trailing = Some(problem);
                    return Ok(());
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::testing::Recorder;
    use flate2::{Compression, GzBuilder};
    use std::io::Write;

    fn packed(name: Option<&[u8]>, bytes: &[u8]) -> Vec<u8> {
        let mut builder = GzBuilder::new();
        if let Some(name) = name {
            builder = builder.filename(name);
        }
        let mut writer = builder.write(Vec::new(), Compression::default());
        writer.write_all(bytes).expect("memory");
        writer.finish().expect("memory")
    }

    fn recorded(bytes: &[u8]) -> Recorder {
        let mut recorder = Recorder::default();
        let mut input = bytes;
        let input = Input::Stream(&mut input);
        read(input, &Limits::default(), &mut recorder).expect("nothing stops it");
        recorder
    }

    #[test]
    fn all_streams_are_one_member() {
        let file = [
            packed(Some(b"\xE9t\xE9.csv"), b"a;b\n"),
            packed(None, b"c;d\n"),
        ]
        .concat();
        let padded = [file, vec![0; 100]].concat();
        let recorder = recorded(&padded);
        let (name, _, content) = &recorder.members[0];
        assert_eq!(name, "été.csv");
        assert_eq!(content.as_deref(), Ok(b"a;b\nc;d\n".as_slice()));
        assert!(recorder.problems.is_empty());
    }

    #[test]
    fn bytes_behind_the_data_are_said() {
        let recorder = recorded(&[packed(None, b"abc"), b"junk".to_vec()].concat());
        assert_eq!(recorder.members[0].2.as_deref(), Ok(b"abc".as_slice()));
        assert_eq!(recorder.problems[0].what, Reason::Damaged);
    }

    #[test]
    fn damage_is_said() {
        let mut file = packed(None, &[b'x'; 5000]);
        file.truncate(file.len() / 2);
        let recorder = recorded(&file);
        let problem = recorder.members[0].2.as_ref().expect_err("truncated");
        assert_eq!(problem.what, Reason::Damaged);
        assert_eq!(recorded(b"\x1f\x8b").problems[0].what, Reason::Damaged);
    }

    /// Reads the member byte by byte, on and on after errors, as careless
    /// readers do: the bytes and the number of errors.
    fn insisted(mut bytes: &[u8]) -> (usize, usize) {
        let decoder = GzDecoder::new(BufReader::new(&mut bytes as &mut dyn Read));
        let mut streams = Streams {
            decoder: Some(decoder),
            trailing: None,
            failed: None,
        };
        let (mut read, mut errors) = (0, 0);
        for _ in 0..1000 {
            match streams.read(&mut [0; 7]) {
                Ok(n) => read += n,
                Err(_) => errors += 1,
            }
        }
        (read, errors)
    }

    #[test]
    fn what_has_failed_does_not_end_well() {
        let (one, mut two) = (packed(None, b"abc"), packed(None, b"def"));
        let crc = two.len() - 8;
        two[crc] ^= 1;
        let (bytes, errors) = insisted(&[one.clone(), two].concat());
        assert!(bytes >= 3 && errors > 100, "{bytes} {errors}");
        // cut inside the header of the second stream
        let (bytes, errors) = insisted(&[&one[..], &one[..4]].concat());
        assert!(bytes == 3 && errors > 100, "{bytes} {errors}");
    }

    #[test]
    fn members_without_name_are_named_after_their_file() {
        assert_eq!(unpacked_name("a/liste.csv.gz"), "liste.csv");
        assert_eq!(unpacked_name("x.TGZ"), "x.tar");
        assert_eq!(unpacked_name("é"), "é");
        assert_eq!(unpacked_name(".gz"), ".gz");
    }
}
