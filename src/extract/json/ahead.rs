//! A look at the text that follows, before it is read: whether the keys of an
//! object are names of columns or of things and people.
//!
//! An object is a map when its first values are containers with mostly the same
//! keys: `{"dupont":{"age":1},"martin":{"age":2}}`. Nothing is kept of what is
//! looked at, and no more than [`WINDOW`] bytes are: a map whose first value is
//! longer is not seen here.

/// Bytes looked at behind the start of an object.
pub(super) const WINDOW: usize = 64 << 10;

/// Objects deeper than this are not looked at: what is nested is looked at once
/// for each object around it.
pub(super) const DEPTH: usize = 32;

/// Values that are compared.
const SIBLINGS: usize = 8;

/// Bytes behind a key within which its value begins.
pub(super) const BLANK: usize = 64;

/// Whether the object whose inside begins with `text` is a map.
pub(super) fn is_map(text: &[u8]) -> bool {
    let mut look = Look { text, at: 0 };
    let mut first: Option<Vec<&[u8]>> = None;
    let (mut alike, mut unlike) = (0, 0);
    for _ in 0..SIBLINGS {
        let Some(value) = look.member() else {
            break;
        };
        match (value, &first) {
            (Value::Other, _) => return false,
            (Value::Nothing, _) => {}
            (Value::Keys { keys, whole: true }, None) => first = Some(keys),
            (Value::Keys { whole: false, .. }, None) => break,
            (Value::Keys { keys, whole }, Some(first)) => match are_alike(first, &keys, whole) {
                true => alike += 1,
                false => unlike += 1,
            },
        }
        if look.token() != Some(b',') {
            break;
        }
        look.at += 1;
    }
    alike > 0 && alike >= 2 * unlike
}

/// Whether two objects have half of all their keys in common.
fn are_alike(first: &[&[u8]], keys: &[&[u8]], whole: bool) -> bool {
    let common = keys.iter().filter(|k| first.contains(k)).count();
    let all = match whole {
        true => first.len() + keys.len() - common,
        false => keys.len(),
    };
    common > 0 && common * 2 >= all
}

/// Whether behind a key's closing quote a container begins as its value.
pub(super) fn opens_container(text: &[u8]) -> bool {
    let text = &text[..text.len().min(BLANK)];
    let mut look = Look { text, at: 0 };
    if look.token() != Some(b':') {
        return false;
    }
    look.at += 1;
    matches!(look.token(), Some(b'{' | b'['))
}

/// Whether a key looks like the name of a person, and its value is to tell.
pub(super) fn is_like_a_person(key: &str) -> bool {
    let is_capitalised = |word: &&str| {
        let mut letters = word.chars();
        letters.next().is_some_and(char::is_uppercase) && letters.next().is_some()
    };
    key.split_whitespace().filter(is_capitalised).count() >= 2
}

/// A value that was looked at.
enum Value<'t> {
    /// An object, or an array of them: the keys of the (first) object.
    Keys { keys: Vec<&'t [u8]>, whole: bool },
    /// Null or empty.
    Nothing,
    /// Anything else.
    Other,
}

struct Look<'t> {
    text: &'t [u8],
    at: usize,
}

impl<'t> Look<'t> {
    /// The next byte that is not blank.
    fn token(&mut self) -> Option<u8> {
        let rest = self.text.get(self.at..)?;
        self.at += rest.iter().take_while(|b| b.is_ascii_whitespace()).count();
        self.text.get(self.at).copied()
    }

    /// Passes a string and gives what is between its quotes.
    fn string(&mut self) -> Option<&'t [u8]> {
        let start = self.at + 1;
        let mut at = start;
        loop {
            let n = memchr::memchr2(b'"', b'\\', self.text.get(at..)?)?;
            if self.text[at + n] == b'"' {
                self.at = at + n + 1;
                return Some(&self.text[start..at + n]);
            }
            at += n + 2;
        }
    }

    /// Passes a key and its colon.
    fn key(&mut self) -> Option<&'t [u8]> {
        let key = match self.token()? {
            b'"' => self.string()?,
            _ => return None,
        };
        let is_key = self.token()? == b':';
        self.at += 1;
        is_key.then_some(key)
    }

    /// Passes a key and its value, which is looked at.
    fn member(&mut self) -> Option<Value<'t>> {
        self.key()?;
        Some(match self.token()? {
            b'{' => self.object(),
            b'[' => self.array(),
            b'n' => {
                self.skip();
                Value::Nothing
            }
            _ => Value::Other,
        })
    }

    /// Passes an object.
    fn object(&mut self) -> Value<'t> {
        let mut keys = Vec::new();
        let whole = self.keys(&mut keys).is_some();
        match (keys.is_empty(), whole) {
            (true, true) => Value::Nothing,
            _ => Value::Keys { keys, whole },
        }
    }

    fn keys(&mut self, keys: &mut Vec<&'t [u8]>) -> Option<()> {
        self.at += 1;
        while self.token()? != b'}' {
            keys.push(self.key()?);
            self.skip()?;
            if self.token()? == b',' {
                self.at += 1;
            }
        }
        self.at += 1;
        Some(())
    }

    /// Passes an array.
    fn array(&mut self) -> Value<'t> {
        self.at += 1;
        match self.token() {
            Some(b'{') => {}
            Some(b']') => {
                self.at += 1;
                return Value::Nothing;
            }
            _ => return Value::Other,
        }
        let value = self.object();
        let ended = self.leave(1).is_some();
        match value {
            Value::Keys { keys, whole } => Value::Keys {
                keys,
                whole: whole && ended,
            },
            other => other,
        }
    }

    /// Passes any value.
    fn skip(&mut self) -> Option<()> {
        match self.token()? {
            b'"' => self.string().map(drop),
            b'{' | b'[' => {
                self.at += 1;
                self.leave(1)
            }
            _ => {
                let rest = &self.text[self.at..];
                let end = |b: &u8| matches!(b, b',' | b'}' | b']') || b.is_ascii_whitespace();
                self.at += rest.iter().position(end)?;
                Some(())
            }
        }
    }

    /// Passes the ends of `depth` open containers.
    fn leave(&mut self, mut depth: usize) -> Option<()> {
        while depth > 0 {
            match *self.text.get(self.at)? {
                b'"' => {
                    self.string()?;
                    continue;
                }
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth -= 1,
                _ => {}
            }
            self.at += 1;
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn maps_are_told_from_records() {
        let map = |text: &str| is_map(&text.as_bytes()[1..]);
        assert!(map(r#"{"dupont":{"age":1},"martin":{"age":2}}"#));
        assert!(map(
            r#"{"a":[{"x":1,"y":[2]},{"z":"]"}], "b": [{"y":0,"x":{}}]}"#
        ));
        assert!(map(r#"{"a":{"x":1,"y":2},"b":null,"c":{"x":1}}"#));
        assert!(map(r#"{"a":{"x":1,"y":2},"b":{"x":"cut"#));
        assert!(!map(r#"{"a":{"x":1}}"#));
        assert!(!map(r#"{"a":{"x":1},"b":{"x":1},"c":3}"#));
        assert!(!map(r#"{"client":{"nom":1},"facture":{"date":1}}"#));
        assert!(!map(r#"{"mails":["a"],"tels":["b"]}"#));
        assert!(!map(r#"{"a":{"x":1"#));
        assert!(!map("{}"));
    }

    #[test]
    fn names_of_people_are_capitalised_twice() {
        assert!(is_like_a_person("Jean Dupont"));
        assert!(is_like_a_person("DUPONT  Léa"));
        assert!(!is_like_a_person("Adresse postale"));
        assert!(!is_like_a_person("JeanDupont"));
        assert!(opens_container(b" : ["));
        assert!(!opens_container(b":1"));
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "[\\[\\]{},:\"a0n \\\\]{0,60}") {
            is_map(text.as_bytes());
            opens_container(text.as_bytes());
        }
    }
}
