//! RTF cut into tokens: groups, control words, bytes. Linear, and total: any
//! bytes are some tokens.

/// One piece of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// `{`
    Open,
    /// `}`
    Close,
    /// `\b0`: letters, and the number after them.
    Word(&'a [u8], Option<i32>),
    /// `\~`: one byte that is no letter.
    Symbol(u8),
    /// `\'e9`: a byte of the code page.
    Byte(u8),
    /// Bytes as they lie, without line ends.
    Text(&'a [u8]),
    /// `\bin4 ....`: bytes of a picture; fewer than were promised at the end of
    /// a truncated file.
    Binary(&'a [u8], Promise),
}

/// Whether all bytes were there that `\bin` announced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Promise {
    /// All of them.
    Kept,
    /// The file ends before.
    Broken,
}

/// The tokens of a document.
#[derive(Debug)]
pub(super) struct Tokens<'a> {
    rest: &'a [u8],
}

impl<'a> Tokens<'a> {
    pub(super) const fn of(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    fn take(&mut self, n: usize) -> &'a [u8] {
        let (taken, rest) = self.rest.split_at(n.min(self.rest.len()));
        self.rest = rest;
        taken
    }

    /// What stands after a backslash; none at the end of the file.
    fn control(&mut self) -> Option<Token<'a>> {
        let first = *self.rest.first()?;
        if first == b'\'' {
            self.take(1);
            return Some(self.hex());
        }
        if !first.is_ascii_alphabetic() {
            self.take(1);
            return Some(Token::Symbol(first));
        }
        let letters = run(self.rest, u8::is_ascii_alphabetic);
        let name = self.take(letters);
        let number = self.number();
        if self.rest.first() == Some(&b' ') {
            self.take(1);
        }
        if name == b"bin" {
            let wanted = usize::try_from(number.unwrap_or(0)).unwrap_or(0);
            let bytes = self.take(wanted);
            let kept = match bytes.len() == wanted {
                true => Promise::Kept,
                false => Promise::Broken,
            };
            return Some(Token::Binary(bytes, kept));
        }
        Some(Token::Word(name, number))
    }

    /// Two digits; what are none is no byte.
    fn hex(&mut self) -> Token<'a> {
        let digit = |at: usize| self.rest.get(at).and_then(|b| nibble(*b));
        match (digit(0), digit(1)) {
            (Some(high), Some(low)) => {
                self.take(2);
                Token::Byte(high << 4 | low)
            }
            _ => Token::Text(&[]),
        }
    }

    /// The number after a word; one that is too large counts as none.
    fn number(&mut self) -> Option<i32> {
        let minus = usize::from(self.rest.first() == Some(&b'-'));
        let digits = run(&self.rest[minus..], u8::is_ascii_digit);
        if digits == 0 {
            return None;
        }
        let text = self.take(minus + digits);
        std::str::from_utf8(text).ok()?.parse().ok()
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            match *self.rest.first()? {
                b'{' => {
                    self.take(1);
                    return Some(Token::Open);
                }
                b'}' => {
                    self.take(1);
                    return Some(Token::Close);
                }
                b'\\' => {
                    self.take(1);
                    return self.control();
                }
                b'\r' | b'\n' | 0 => _ = self.take(1),
                _ => {
                    let end = |b: &u8| matches!(b, b'{' | b'}' | b'\\' | b'\r' | b'\n' | 0);
                    let length = run(self.rest, |b| !end(b));
                    return Some(Token::Text(self.take(length)));
                }
            }
        }
    }
}

/// How many bytes at the start are so.
fn run(bytes: &[u8], is: impl Fn(&u8) -> bool) -> usize {
    bytes.iter().position(|b| !is(b)).unwrap_or(bytes.len())
}

/// The value of a hexadecimal digit.
pub(super) const fn nibble(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_bytes_and_text() {
        let tokens: Vec<_> =
            Tokens::of(b"{\\b0 a\r\nb\\'e9\\~\\u-3913?\\bin3 }}}c\\'zz}").collect();
        use Token::*;
        assert_eq!(
            tokens,
            [
                Open,
                Word(b"b", Some(0)),
                Text(b"a"),
                Text(b"b"),
                Byte(0xE9),
                Symbol(b'~'),
                Word(b"u", Some(-3913)),
                Text(b"?"),
                Binary(b"}}}", Promise::Kept),
                Text(b"c"),
                Text(b""),
                Text(b"zz"),
                Close,
            ]
        );
        let cut: Vec<_> = Tokens::of(b"\\bin9 ab").collect();
        assert_eq!(cut, [Binary(b"ab", Promise::Broken)]);
        assert_eq!(Tokens::of(b"a\\").collect::<Vec<_>>(), [Text(b"a")]);
        let large: Vec<_> = Tokens::of(b"\\f99999999999999 x").collect();
        assert_eq!(large, [Word(b"f", None), Text(b"x")]);
    }
}
