//! JSON and NDJSON as they stream by: every leaf under its path, numbers as
//! written, at the place of its first character. Memory is that of one value.
//!
//! Nothing is lost: what breaks the grammar, or is nested too deep, is given as
//! text from there on; JSON is taken up again at the next line that begins with
//! `{` or `[`, which is what logs of JSON lines need.

mod ahead;
mod buffer;
mod keys;
mod shape;
mod strings;

pub(super) use shape::{Shape, shape};

use super::chars::Chars;
use super::text::close;
use super::{Flow, Input, Limits, Sink, Start, Stop, forward_or_say};
use crate::model::{Problem, Reason};
use buffer::Buffer;
use keys::{Keys, Role};
use std::ops::Range;
use strings::{Quoted, decoded, is_scalar, piece};

/// A broken document is given up for text if no new one begins within this.
const RECOVERY: usize = 1 << 20;

/// Context kept before what becomes text.
const CONTEXT: usize = 1024;

/// Reads JSON.
pub(super) fn read(input: Input<'_>, limits: &Limits, sink: &mut dyn Sink) -> Flow {
    forward_or_say(input, sink, |input, sink| {
        let mut chars = Chars::new(input);
        read_chars(&mut chars, limits, sink)?;
        close(chars, sink);
        Ok(())
    })
}

fn read_chars(chars: &mut Chars<'_>, limits: &Limits, sink: &mut dyn Sink) -> Flow {
    let mut reader = Reader::new(chars, limits, sink);
    let end = reader.documents()?;
    reader.remarks();
    if matches!(end, End::Text) {
        let (rest, chars) = reader.buffer.rest();
        rest.deliver(chars, sink)?;
    }
    Ok(())
}

/// What the grammar allows next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Want {
    /// A value; in an array also its end (a comma too many is forgiven).
    Value,
    /// A key, or the end of the object.
    Key,
    /// A comma or the end of the container.
    Comma,
}

/// Why parsing cannot go on.
enum Halt {
    /// The grammar is broken, or too deep.
    Broken,
    /// The text ends within a token.
    Early,
    /// The sink wants no more.
    Stop,
}

impl From<Stop> for Halt {
    fn from(Stop: Stop) -> Self {
        Self::Stop
    }
}

/// How reading ends.
enum End {
    /// All was read.
    All,
    /// The rest is to be read as text.
    Text,
}

struct Reader<'a, 'c, 's> {
    buffer: Buffer<'a, 'c>,
    keys: Keys,
    want: Want,
    sink: &'s mut dyn Sink,
    depth: usize,
    value: usize,
    scratch: String,
    /// Values delivered.
    leaves: u64,
    /// Documents wholly read.
    documents: u64,
    broken: u64,
    cut: u64,
    early: bool,
}

impl<'a, 'c, 's> Reader<'a, 'c, 's> {
    fn new(chars: &'c mut Chars<'a>, limits: &Limits, sink: &'s mut dyn Sink) -> Self {
        Self {
            buffer: Buffer::new(chars),
            keys: Keys::default(),
            want: Want::Value,
            sink,
            depth: limits.json_depth as usize,
            value: limits.value.clamp(16, 1 << 30),
            scratch: String::new(),
            leaves: 0,
            documents: 0,
            broken: 0,
            cut: 0,
            early: false,
        }
    }

    /// Reads document after document.
    fn documents(&mut self) -> Result<End, Stop> {
        loop {
            let Some(byte) = self.buffer.peek() else {
                self.early = self.keys.depth() > 0;
                return Ok(End::All);
            };
            match self.token(byte) {
                Ok(()) => {}
                Err(Halt::Stop) => return Err(Stop),
                Err(Halt::Early) => {
                    self.early = true;
                    return Ok(End::Text);
                }
                Err(Halt::Broken) => {
                    self.broken += 1;
                    self.keys.clear();
                    self.want = Want::Value;
                    if !self.recover()? {
                        return Ok(End::Text);
                    }
                }
            }
        }
    }

    /// Reads what begins with `byte`.
    fn token(&mut self, byte: u8) -> Result<(), Halt> {
        let in_object = self.keys.in_object();
        match (self.want, byte) {
            (Want::Value, b'{') => self.open(true),
            (Want::Value, b'[') => self.open(false),
            (Want::Value, b'"') => self.string(),
            (Want::Key, b'"') => self.key(),
            (Want::Key | Want::Comma, b'}') if in_object => self.close(),
            (Want::Value | Want::Comma, b']') if !in_object && self.keys.depth() > 0 => {
                self.close()
            }
            (Want::Comma, b',') => {
                self.buffer.at += 1;
                self.want = if in_object { Want::Key } else { Want::Value };
                Ok(())
            }
            (Want::Value, b'-' | b'0'..=b'9' | b't' | b'f' | b'n') => self.scalar(),
            _ => Err(Halt::Broken),
        }
    }

    fn open(&mut self, is_object: bool) -> Result<(), Halt> {
        if self.keys.depth() >= self.depth {
            return Err(Halt::Broken);
        }
        self.buffer.at += 1;
        let is_map = is_object && self.is_map();
        self.keys.open(is_object, is_map);
        self.want = if is_object { Want::Key } else { Want::Value };
        Ok(())
    }

    /// Whether the object that begins here has data for keys.
    fn is_map(&mut self) -> bool {
        if self.keys.depth() >= ahead::DEPTH {
            return false;
        }
        self.buffer.ahead(ahead::WINDOW);
        let rest = &self.buffer.text.as_bytes()[self.buffer.at..];
        ahead::is_map(&rest[..rest.len().min(ahead::WINDOW)])
    }

    fn close(&mut self) -> Result<(), Halt> {
        self.buffer.at += 1;
        self.keys.close();
        self.ended();
        Ok(())
    }

    /// A value has ended.
    fn ended(&mut self) {
        self.want = Want::Comma;
        if self.keys.depth() == 0 {
            self.want = Want::Value;
            self.documents += 1;
        }
    }

    /// Reads a key and its colon.
    fn key(&mut self) -> Result<(), Halt> {
        let mut quoted = self.quoted()?.ok_or(Halt::Broken)?;
        let end = quoted.text.end + 1;
        let moved = self.buffer.ahead(end - self.buffer.at + ahead::BLANK);
        quoted.text = quoted.text.start - moved..quoted.text.end - moved;
        let at = self.buffer.start(quoted.text.start);
        let at = without_bytes(at, quoted.escaped);
        let key = decoded(&self.buffer.text, &quoted, &mut self.scratch);
        let is_person = ahead::is_like_a_person(key)
            && ahead::opens_container(&self.buffer.text.as_bytes()[quoted.text.end + 1..]);
        let role = self.keys.enter(key, at, is_person);
        if role != Role::Name {
            let path = self.keys.key_path();
            if role == Role::FirstOfMany {
                for (name, at) in self.keys.names() {
                    self.sink.keyed(&path, name, at)?;
                }
            }
            self.sink.keyed(&path, key, at)?;
        }
        self.leaves += 1;
        self.buffer.at = quoted.text.end + 1;
        if self.buffer.peek() != Some(b':') {
            return self.lone_key(role);
        }
        self.buffer.at += 1;
        self.want = Want::Value;
        Ok(())
    }

    /// A key without a value must not get lost with its path.
    fn lone_key(&mut self, role: Role) -> Result<(), Halt> {
        if role == Role::Name
            && let Some((name, at)) = self.keys.names().last()
        {
            self.sink.keyed(&self.keys.key_path(), name, at)?;
        }
        Err(Halt::Broken)
    }

    /// Reads a string that is a value.
    fn string(&mut self) -> Result<(), Halt> {
        let Some(quoted) = self.quoted()? else {
            return self.long_string();
        };
        self.leaf(&quoted)?;
        self.buffer.at = quoted.text.end + 1;
        self.keys.end_value();
        self.ended();
        Ok(())
    }

    /// Reads a string that exceeds the limit, piece by piece.
    fn long_string(&mut self) -> Result<(), Halt> {
        self.cut += 1;
        self.buffer.at += 1;
        loop {
            let from = self.buffer.at;
            let (end, closed, escaped) = piece(self.buffer.text.as_bytes(), from);
            let text = from..end;
            if !text.is_empty() {
                self.leaf(&Quoted { text, escaped })?;
            }
            self.buffer.at = end;
            if closed {
                self.buffer.at += 1;
                self.keys.end_value();
                self.ended();
                return Ok(());
            }
            self.buffer.more(end).ok_or(Halt::Early)?;
        }
    }

    /// Reads a number or `true`, `false`, `null` (an empty value).
    fn scalar(&mut self) -> Result<(), Halt> {
        let (mut text, last) = self.scalar_range()?;
        match &self.buffer.text[text.clone()] {
            "true" | "false" => {}
            "null" => text.end = text.start,
            number if number.starts_with(|c: char| c == '-' || c.is_ascii_digit()) => {}
            _ if last => return Err(Halt::Early),
            _ => return Err(Halt::Broken),
        }
        let escaped = false;
        let length = text.len();
        self.leaf(&Quoted { text, escaped })?;
        self.buffer.at += if length == 0 { "null".len() } else { length };
        self.keys.end_value();
        self.ended();
        Ok(())
    }

    /// The scalar that begins here, and whether the text ends with it.
    fn scalar_range(&mut self) -> Result<(Range<usize>, bool), Halt> {
        let mut end = self.buffer.at;
        loop {
            let bytes = &self.buffer.text.as_bytes()[end..];
            if let Some(n) = bytes.iter().position(|b| !is_scalar(*b)) {
                return Ok((self.buffer.at..end + n, false));
            }
            end = self.buffer.text.len();
            if end - self.buffer.at > CONTEXT {
                return Err(Halt::Broken);
            }
            match self.buffer.more(self.buffer.at) {
                Some(moved) => end -= moved,
                None => return Ok((0..self.buffer.text.len(), true)),
            }
        }
    }

    /// Delivers a value.
    fn leaf(&mut self, value: &Quoted) -> Flow {
        self.leaves += 1;
        let at = self.buffer.start(value.text.start);
        let text = decoded(&self.buffer.text, value, &mut self.scratch);
        let at = without_bytes(at, value.escaped);
        self.sink.keyed(self.keys.path(), text, at)
    }

    /// Finds the end of the string that begins here; none if it is longer than
    /// a value may be. A line end in it breaks it: its quote is missing.
    fn quoted(&mut self) -> Result<Option<Quoted>, Halt> {
        let mut at = self.buffer.at + 1;
        let mut escaped = false;
        loop {
            let bytes = self.buffer.text.as_bytes();
            match memchr::memchr3(b'"', b'\\', b'\n', bytes.get(at..).unwrap_or_default()) {
                Some(n) if bytes[at + n] == b'"' => {
                    let text = self.buffer.at + 1..at + n;
                    return Ok(Some(Quoted { text, escaped }));
                }
                Some(n) if bytes[at + n] == b'\\' => {
                    escaped = true;
                    at += n + 2;
                }
                Some(_) => return Err(Halt::Broken),
                None => {
                    at = at.max(bytes.len());
                    if at - self.buffer.at > self.value {
                        return Ok(None);
                    }
                    at -= self.buffer.more(self.buffer.at).ok_or(Halt::Early)?;
                }
            }
        }
    }

    /// Gives what is broken as text up to a line that begins a new document.
    /// False if there is none near.
    fn recover(&mut self) -> Result<bool, Stop> {
        let mut from = self.buffer.at;
        loop {
            let bytes = self.buffer.text.as_bytes();
            let line = memchr::memchr(b'\n', &bytes[from..]).map(|n| from + n + 1);
            match line.map(|line| (line, bytes.get(line))) {
                Some((line, Some(b'{' | b'['))) => {
                    let text = self.buffer.take(line);
                    self.sink.text(text)?;
                    return Ok(true);
                }
                Some((line, Some(_))) => from = line,
                _ => {
                    if bytes.len() - self.buffer.at > RECOVERY {
                        return Ok(false);
                    }
                    from = line.map_or(bytes.len(), |line| line - 1);
                    match self.buffer.more(self.buffer.at) {
                        Some(moved) => from -= moved,
                        None => return Ok(false),
                    }
                }
            }
        }
    }

    /// Says what was odd.
    fn remarks(&mut self) {
        if self.broken > 0 {
            let note = format!("json: broken in {} places, read as text there", self.broken);
            self.sink.note(&note);
        }
        if self.early {
            self.sink.note("json: ends within a value");
        }
        if self.cut > 0 {
            let detail = format!("{} long strings read in pieces", self.cut);
            self.sink.problem(Problem::new(Reason::ValueCut, detail));
        }
    }
}

/// The place of a value whose escapes were undone: as long in the file it is
/// not, so that it has a line and a column there, but no bytes.
const fn without_bytes(at: Start, escaped: bool) -> Start {
    match at {
        Start::Lines { line, column, .. } if escaped => Start::Lines {
            line,
            column,
            byte: None,
        },
        other => other,
    }
}

#[cfg(test)]
mod tests;
