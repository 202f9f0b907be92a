//! Frames over a socket, the first of a job with an open file.
//!
//! A frame is its length in 4 bytes, little-endian, and a value in postcard.

use rustix::net::{
    RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, SendAncillaryBuffer,
    SendAncillaryMessage, SendFlags, recvmsg, sendmsg,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::io::{Error, ErrorKind, IoSlice, IoSliceMut, Read, Result, Write as _};
use std::mem::MaybeUninit;
use std::os::fd::{BorrowedFd, OwnedFd};
use std::os::unix::net::UnixStream;

/// Longest frame that is believed.
const LONGEST: usize = 64 << 20;

/// Bytes asked from the socket at once.
const BLOCK: usize = 64 << 10;

/// Adds a value as a frame.
pub(super) fn encode(value: &impl Serialize, into: &mut Vec<u8>) {
    let start = into.len();
    into.extend_from_slice(&[0; 4]);
    postcard::to_io(value, &mut *into).expect("plain values into memory always serialise");
    let length = (into.len() - start - 4) as u32;
    into[start..start + 4].copy_from_slice(&length.to_le_bytes());
}

/// Frames as they arrive.
#[derive(Debug, Default)]
pub(super) struct Frames {
    bytes: Vec<u8>,
    /// Of `bytes`, what is already taken.
    taken: usize,
}

impl Frames {
    /// The next whole frame; none: more bytes are needed.
    ///
    /// # Errors
    /// When the bytes are no frame of ours.
    pub(super) fn next<T: DeserializeOwned>(&mut self) -> Result<Option<T>> {
        let rest = &self.bytes[self.taken..];
        let Some((length, rest)) = rest.split_first_chunk::<4>() else {
            return Ok(None);
        };
        let length = u32::from_le_bytes(*length) as usize;
        if length > LONGEST {
            return Err(garbage());
        }
        let Some(frame) = rest.get(..length) else {
            return Ok(None);
        };
        let value = decode(frame)?;
        self.taken += 4 + length;
        Ok(Some(value))
    }

    /// Reads once from `from`; how many bytes came, 0 at its end.
    pub(super) fn fill(&mut self, from: &mut impl Read) -> Result<usize> {
        self.bytes.drain(..self.taken);
        self.taken = 0;
        let old = self.bytes.len();
        self.bytes.resize(old + BLOCK, 0);
        let read = from.read(&mut self.bytes[old..]);
        self.bytes.truncate(old + *read.as_ref().unwrap_or(&0));
        read
    }
}

fn decode<T: DeserializeOwned>(frame: &[u8]) -> Result<T> {
    match postcard::take_from_bytes(frame) {
        Ok((value, [])) => Ok(value),
        _ => Err(garbage()),
    }
}

fn garbage() -> Error {
    Error::from(ErrorKind::InvalidData)
}

/// Sends a value and an open file.
pub(super) fn send_with_file(
    to: &mut UnixStream,
    value: &impl Serialize,
    file: BorrowedFd<'_>,
) -> Result<()> {
    let mut frame = Vec::new();
    encode(value, &mut frame);
    let files = [file];
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
    let mut control = SendAncillaryBuffer::new(&mut space);
    control.push(SendAncillaryMessage::ScmRights(&files));
    let sent = loop {
        let parts = [IoSlice::new(&frame)];
        match sendmsg(&*to, &parts, &mut control, SendFlags::NOSIGNAL) {
            Err(rustix::io::Errno::INTR) => {}
            sent => break sent?,
        }
    };
    to.write_all(&frame[sent..])
}

/// Waits for a value and the open file that comes with its first byte; none at
/// the end of the conversation.
pub(super) fn receive_with_file<T: DeserializeOwned>(
    from: &mut UnixStream,
) -> Result<Option<(T, OwnedFd)>> {
    let mut length = [0; 4];
    let Some((read, file)) = receive_start(from, &mut length)? else {
        return Ok(None);
    };
    from.read_exact(&mut length[read..])?;
    let length = u32::from_le_bytes(length) as usize;
    if length > LONGEST {
        return Err(garbage());
    }
    let mut frame = vec![0; length];
    from.read_exact(&mut frame)?;
    Ok(Some((decode(&frame)?, file.ok_or_else(garbage)?)))
}

fn receive_start(from: &UnixStream, into: &mut [u8]) -> Result<Option<(usize, Option<OwnedFd>)>> {
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
    let mut control = RecvAncillaryBuffer::new(&mut space);
    let read = loop {
        let mut parts = [IoSliceMut::new(into)];
        match recvmsg(from, &mut parts, &mut control, RecvFlags::CMSG_CLOEXEC) {
            Err(rustix::io::Errno::INTR) => {}
            read => break read?.bytes,
        }
    };
    let mut files = control.drain().filter_map(|message| match message {
        RecvAncillaryMessage::ScmRights(mut files) => files.next(),
        _ => None,
    });
    let file = files.next();
    Ok((read > 0).then_some((read, file)))
}

/// Sends a value.
pub(super) fn send(to: &mut UnixStream, value: &impl Serialize) -> Result<()> {
    let mut frame = Vec::new();
    encode(value, &mut frame);
    to.write_all(&frame)
}

/// Waits for a value without a file.
pub(super) fn receive<T: DeserializeOwned>(from: &mut UnixStream) -> Result<T> {
    let mut length = [0; 4];
    from.read_exact(&mut length)?;
    let length = u32::from_le_bytes(length) as usize;
    if length > LONGEST {
        return Err(garbage());
    }
    let mut frame = vec![0; length];
    from.read_exact(&mut frame)?;
    decode(&frame)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Seek as _;
    use std::os::fd::AsFd as _;

    #[test]
    fn frames_arrive_whole_whatever_the_pieces() {
        let mut sent = Vec::new();
        for i in 0..50u32 {
            encode(&("x".repeat(i as usize), i), &mut sent);
        }
        for size in [1, 3, 1000] {
            let mut frames = Frames::default();
            let mut seen = 0;
            for mut piece in sent.chunks(size) {
                frames.fill(&mut piece).unwrap();
                while let Some((text, i)) = frames.next::<(String, u32)>().unwrap() {
                    assert_eq!((text.len() as u32, i), (seen, seen));
                    seen += 1;
                }
            }
            assert_eq!(seen, 50);
        }
    }

    #[test]
    fn what_is_no_frame_is_refused() {
        for bytes in [
            &[255, 255, 255, 255][..],
            &[2, 0, 0, 0, 200, 200],
            &[3, 0, 0, 0, 1, 1, 1],
        ] {
            let mut frames = Frames::default();
            frames.fill(&mut { bytes }).unwrap();
            assert!(frames.next::<u8>().is_err(), "{bytes:?}");
        }
    }

    #[test]
    fn a_file_crosses_with_a_long_message() {
        let (mut one, mut two) = UnixStream::pair().unwrap();
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(b"contenu").unwrap();
        let long = "n".repeat(1 << 20);
        let sender = std::thread::spawn({
            let long = long.clone();
            move || send_with_file(&mut one, &long, file.as_fd())
        });
        let (text, fd): (String, _) = receive_with_file(&mut two).unwrap().unwrap();
        sender.join().unwrap().unwrap();
        assert_eq!(text, long);
        let mut file = std::fs::File::from(fd);
        file.rewind().unwrap();
        let mut content = String::new();
        file.read_to_string(&mut content).unwrap();
        assert_eq!(content, "contenu");
        assert!(receive_with_file::<String>(&mut two).unwrap().is_none());
    }
}
