//! The path to a JSON value: `client.adresse[].rue`.
//!
//! A path is the name of a column and is shown in reports, so keys that are
//! data must not get into it: an object with very many keys, or whose values are
//! alike, or with keys such as e-mail addresses and names of people, is read as a
//! list of its values (`clients[].nom`) and its keys are values themselves
//! (`clients.*`). A list that is the whole document is not shown (`nom`).

use crate::extract::Start;
use std::ops::Range;

/// An object with more keys than this has data for keys.
const WIDE: usize = 100;

/// Longest key, in bytes, that is taken for a name.
const NAME: usize = 96;

/// What a container is, for its members' paths.
#[derive(Debug, Clone, Copy)]
struct Frame {
    is_object: bool,
    /// Its keys are data.
    is_map: bool,
    /// Bytes of the container's own path.
    path: usize,
    /// Keys so far.
    keys: usize,
    /// Its first key in `names`.
    first: usize,
}

/// A key that may turn out to be data.
#[derive(Debug, Clone)]
struct Name {
    text: Range<usize>,
    at: Start,
}

/// What becomes of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// The name of a column.
    Name,
    /// A value.
    Data,
    /// A value, and so are all keys of the object before it.
    FirstOfMany,
}

/// The open containers and the path to where they lead.
#[derive(Debug, Default)]
pub(super) struct Keys {
    path: String,
    frames: Vec<Frame>,
    /// Keys of the open objects, end to end, and where they are.
    kept: String,
    names: Vec<Name>,
}

impl Keys {
    /// Number of open containers.
    pub(super) const fn depth(&self) -> usize {
        self.frames.len()
    }

    /// Whether the innermost open container is an object.
    pub(super) fn in_object(&self) -> bool {
        self.frames.last().is_some_and(|f| f.is_object)
    }

    /// The path of the current value.
    pub(super) fn path(&self) -> &str {
        match (self.path.as_str(), self.depth()) {
            ("", 1..) => "[]",
            (path, _) => path,
        }
    }

    /// A container begins, as the current value.
    pub(super) fn open(&mut self, is_object: bool, is_map: bool) {
        self.frames.push(Frame {
            is_object,
            is_map,
            path: self.path.len(),
            keys: 0,
            first: self.names.len(),
        });
        if !is_object {
            self.repeat();
        }
    }

    /// The innermost container ends: it was a value of the one around it.
    pub(super) fn close(&mut self) {
        if let Some(frame) = self.frames.pop() {
            self.forget(frame.first);
            self.path.truncate(frame.path);
            self.end_value();
        }
    }

    /// A value has ended: in an object, the path waits for the next key.
    pub(super) fn end_value(&mut self) {
        match self.frames.last() {
            Some(frame) if frame.is_object => self.path.truncate(frame.path),
            Some(_) => {}
            None => self.path.clear(),
        }
    }

    /// What follows is one of many.
    fn repeat(&mut self) {
        if !self.path.is_empty() {
            self.path.push_str("[]");
        }
    }

    /// A key begins a value of the innermost object; `is_person`: it is the name
    /// of somebody.
    pub(super) fn enter(&mut self, key: &str, at: Start, is_person: bool) -> Role {
        let Some(frame) = self.frames.last_mut() else {
            return Role::Name;
        };
        frame.keys += 1;
        self.path.truncate(frame.path);
        let keys = frame.keys;
        if keys > WIDE || frame.is_map || is_person || is_data(key) {
            self.repeat();
            return match keys {
                n if n == WIDE + 1 => Role::FirstOfMany,
                _ => Role::Data,
            };
        }
        let start = self.kept.len();
        self.kept.push_str(key);
        let text = start..self.kept.len();
        self.names.push(Name { text, at });
        if !self.path.is_empty() {
            self.path.push('.');
        }
        self.path.push_str(key);
        Role::Name
    }

    /// The path under which the keys of the innermost object are values.
    pub(super) fn key_path(&self) -> String {
        let own = self.frames.last().map_or(0, |f| f.path);
        match &self.path[..own] {
            "" => "*".to_owned(),
            path => format!("{path}.*"),
        }
    }

    /// The keys of the innermost object that were taken for names.
    pub(super) fn names(&self) -> impl Iterator<Item = (&str, Start)> {
        let first = self.frames.last().map_or(0, |f| f.first);
        self.names[first..]
            .iter()
            .map(|name| (&self.kept[name.text.clone()], name.at))
    }

    /// Leaves all containers.
    pub(super) fn clear(&mut self) {
        self.frames.clear();
        self.path.clear();
        self.forget(0);
    }

    fn forget(&mut self, first: usize) {
        if let Some(name) = self.names.get(first) {
            self.kept.truncate(name.text.start);
            self.names.truncate(first);
        }
    }
}

/// Whether a key is plainly no name: an address, a number, a date, a sentence.
/// (`@id` is a name, and so is `adresse_2`.)
fn is_data(key: &str) -> bool {
    key.len() > NAME
        || key.bytes().filter(u8::is_ascii_digit).count() >= 6
        || memchr::memrchr(b'@', key.as_bytes()).is_some_and(|at| at > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT: Start = Start::Field;

    #[test]
    fn paths_leave_indexes_out() {
        let mut keys = Keys::default();
        keys.open(true, false);
        keys.enter("client", AT, false);
        keys.open(true, false);
        keys.enter("adresse", AT, false);
        keys.open(false, false);
        keys.open(true, false);
        keys.enter("rue", AT, false);
        assert_eq!(keys.path(), "client.adresse[].rue");
        keys.end_value();
        keys.close();
        assert_eq!(keys.path(), "client.adresse[]");
        keys.close();
        keys.enter("nom", AT, false);
        assert_eq!(keys.path(), "client.nom");
        keys.close();
        keys.close();
        assert_eq!((keys.path(), keys.depth()), ("", 0));
        assert!(keys.kept.is_empty() && keys.names.is_empty());
    }

    #[test]
    fn keys_that_are_data_stay_out_of_paths() {
        let mut keys = Keys::default();
        keys.open(true, false);
        keys.enter("clients", AT, false);
        keys.open(true, false);
        assert_eq!(keys.enter("jean@exemple.fr", AT, false), Role::Data);
        assert_eq!(keys.path(), "clients[]");
        assert_eq!(keys.key_path(), "clients.*");
        assert_eq!(keys.enter("@id", AT, false), Role::Name);
        assert_eq!(keys.path(), "clients.@id");
    }

    #[test]
    fn very_many_keys_are_data() {
        let mut keys = Keys::default();
        keys.open(true, false);
        for i in 0..WIDE {
            assert_eq!(keys.enter(&format!("k{i}"), AT, false), Role::Name);
            keys.end_value();
        }
        assert_eq!(keys.enter("last", AT, false), Role::FirstOfMany);
        assert_eq!(keys.names().count(), WIDE);
        assert_eq!(keys.path(), "[]");
        assert_eq!(keys.enter("more", AT, false), Role::Data);
    }
}
