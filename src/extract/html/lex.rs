//! HTML cut into tags, text and what is not shown, as forgiving as a browser:
//! what is opened and never closed is text, and so is what only looks like a
//! tag (`Jean <jean@exemple.fr>`). No byte is lost and none is read twice more
//! than a fixed number of times.

use std::ops::Range;

/// A piece of HTML; ranges are bytes of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token<'t> {
    /// Text, its entities not undone.
    Text(Range<usize>),
    /// An opening tag.
    Open(Tag<'t>),
    /// A closing tag: its name, and what stands between that and `>`.
    Close(&'t str, Range<usize>),
    /// A comment, a declaration, a script, a style sheet: what is inside.
    Hidden(Range<usize>),
}

/// An opening tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tag<'t> {
    text: &'t str,
    /// Its name as written.
    pub(super) name: &'t str,
    /// Where `<` stands.
    pub(super) at: usize,
    /// What stands between its name and `>`.
    pub(super) inner: Range<usize>,
}

impl<'t> Tag<'t> {
    /// Whether it has this name.
    pub(super) fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    /// Its attributes that have a value: name, and where the value stands.
    pub(super) fn attributes(&self) -> impl Iterator<Item = (&'t str, Range<usize>)> {
        let text = self.text;
        let all = self.all();
        all.filter_map(move |(name, value)| Some((&text[name], value?)))
    }

    /// The value of an attribute as written.
    pub(super) fn attribute(&self, name: &str) -> Option<&'t str> {
        let mut all = self.attributes().take(NAMED);
        let (_, value) = all.find(|(n, _)| n.eq_ignore_ascii_case(name))?;
        Some(&self.text[value])
    }

    /// Whether an attribute stands in it, with a value or without.
    pub(super) fn has(&self, name: &str) -> bool {
        let mut words = self.all().take(NAMED);
        words.any(|(word, _)| self.text[word].eq_ignore_ascii_case(name))
    }

    /// Where the value of an attribute stands.
    pub(super) fn value(&self, name: &str) -> Option<Range<usize>> {
        let mut all = self.attributes().take(NAMED);
        let (_, value) = all.find(|(n, _)| n.eq_ignore_ascii_case(name))?;
        Some(value)
    }

    /// The words in it that have no value, those that follow one another as one
    /// stretch, which `is_odd` holds for one word of.
    pub(super) fn bare(&self, is_odd: impl Fn(&str) -> bool) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        let mut run: Option<(Range<usize>, bool)> = None;
        for (word, value) in self.all() {
            if value.is_some() {
                found.extend(run.take().filter(|r| r.1).map(|r| r.0));
                continue;
            }
            let odd = is_odd(&self.text[word.clone()]);
            let (range, is) = run.get_or_insert((word.clone(), false));
            range.end = word.end;
            *is |= odd;
        }
        found.extend(run.filter(|r| r.1).map(|r| r.0));
        found
    }

    const fn all(&self) -> Words<'t> {
        Words {
            text: self.text,
            at: self.inner.start,
            end: self.inner.end,
        }
    }
}

/// The words of a tag and their values.
struct Words<'t> {
    text: &'t str,
    at: usize,
    end: usize,
}

impl Iterator for Words<'_> {
    type Item = (Range<usize>, Option<Range<usize>>);

    fn next(&mut self) -> Option<Self::Item> {
        let bytes = &self.text.as_bytes()[..self.end];
        let skip = |from: usize, is: fn(&u8) -> bool| {
            let run = bytes[from..].iter().take_while(|b| is(b)).count();
            from + run
        };
        let name = skip(self.at, |b| is_space(*b) || *b == b'/');
        if name >= self.end {
            return None;
        }
        let name_end = skip(name, |b| !is_space(*b) && !matches!(*b, b'=' | b'/'));
        let name_end = name_end.max(name + usize::from(bytes[name] == b'='));
        let equals = skip(name_end, |b| is_space(*b));
        let word = name..name_end;
        if bytes.get(equals) != Some(&b'=') {
            self.at = name_end;
            return Some((word, None));
        }
        let value = skip(equals + 1, |b| is_space(*b));
        let quote = bytes.get(value).filter(|b| matches!(b, b'"' | b'\''));
        let closed = quote.and_then(|q| memchr::memchr(*q, &bytes[value + 1..]));
        let range = match closed {
            Some(length) => value + 1..value + 1 + length,
            None => value..skip(value, |b| !is_space(*b)),
        };
        self.at = range.end + usize::from(closed.is_some());
        Some((word, Some(range)))
    }
}

const fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0C)
}

/// Quotes looked at in one tag.
const QUOTES: usize = 128;

/// Blanks looked at between `=` and a quote.
const BLANKS: usize = 64;

/// Bytes of the blocks for which it is known what comes next.
const BLOCK: usize = 256;

/// Attributes among which one is sought by name.
const NAMED: usize = 64;

/// What is sought and may be known not to come any more.
#[derive(Debug, Clone, Copy)]
enum Sought {
    Comment,
    Script,
    Style,
    Double,
    Single,
    Angle,
}

impl Sought {
    const fn bytes(self) -> &'static [u8] {
        match self {
            Self::Comment => b"-->",
            Self::Script => b"</script",
            Self::Style => b"</style",
            Self::Double => b"\"",
            Self::Single => b"'",
            Self::Angle => b">",
        }
    }
}

/// Cuts HTML.
pub(super) struct Lexer<'t> {
    text: &'t str,
    at: usize,
    /// The element whose content comes next, as it is.
    raw: Option<Sought>,
    /// For each of [`Sought`]: from where it was sought last, and where it was
    /// found; without that, a hostile page would be searched over and over.
    known: [Option<(usize, usize)>; 6],
    /// For `"`, `'` and `>`: where the next one stands from each block on.
    blocks: [Option<Vec<u32>>; 3],
    /// Bytes searched.
    #[cfg(test)]
    searched: usize,
}

impl<'t> Lexer<'t> {
    pub(super) const fn new(text: &'t str) -> Self {
        Self {
            text,
            at: 0,
            raw: None,
            known: [None; 6],
            blocks: [None, None, None],
            #[cfg(test)]
            searched: 0,
        }
    }

    /// Where `what` comes next from byte `from` on.
    fn find(&mut self, what: Sought, from: usize) -> Option<usize> {
        if let Some((sought, found)) = self.known[what as usize]
            && (sought..=found).contains(&from)
        {
            return (found < self.text.len()).then_some(found);
        }
        let needle = what.bytes();
        let bytes = self.text.as_bytes().get(from..).unwrap_or_default();
        #[cfg(test)]
        self.work(memchr::memmem::find(bytes, needle).unwrap_or(bytes.len()));
        let found = match needle {
            [one] => memchr::memchr(*one, bytes),
            [first, ..] => memchr::memchr_iter(*first, bytes).find(|at| {
                let there = bytes.get(*at..at + needle.len());
                there.is_some_and(|t| t.eq_ignore_ascii_case(needle))
            }),
            [] => None,
        };
        let found = found.map(|at| from + at);
        // nowhere is behind the end
        self.known[what as usize] = Some((from, found.unwrap_or(usize::MAX)));
        found
    }

    /// Where the byte `what` comes next from byte `from` on, in a time that does
    /// not depend on how far that is: tags are read from behind one another.
    fn find_byte(&mut self, what: Sought, from: usize) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let &[byte] = what.bytes() else {
            return self.find(what, from);
        };
        let which = match what {
            Sought::Double => 0,
            Sought::Single => 1,
            _ => 2,
        };
        if self.blocks[which].is_none() {
            self.work(bytes.len());
        }
        let starts = self.blocks[which].get_or_insert_with(|| {
            let mut next = u32::MAX;
            let blocks = bytes.chunks(BLOCK).enumerate().rev();
            let starts = blocks.map(|(n, block)| {
                if let Some(at) = memchr::memchr(byte, block) {
                    next = u32::try_from(n * BLOCK + at).unwrap_or(u32::MAX);
                }
                next
            });
            let mut starts: Vec<u32> = starts.collect();
            starts.reverse();
            starts
        });
        let block = from / BLOCK;
        let later = starts.get(block + 1).copied().filter(|n| *n != u32::MAX);
        let end = bytes.len().min((block + 1) * BLOCK);
        let near = bytes.get(from..end).unwrap_or_default();
        self.work(near.len());
        let near = memchr::memchr(byte, near).map(|n| from + n);
        near.or(later.map(|n| n as usize))
    }

    #[cfg(test)]
    const fn work(&mut self, bytes: usize) {
        self.searched += bytes;
    }

    #[cfg(not(test))]
    #[allow(clippy::unused_self)]
    const fn work(&mut self, _: usize) {}

    /// What begins with the `<` at `self.at`, and where it ends; none: text.
    fn markup(&mut self) -> Option<(Option<Token<'t>>, usize)> {
        let at = self.at;
        let text = self.text;
        let rest = &text[at + 1..];
        if rest.starts_with("!--") {
            let end = self.find(Sought::Comment, at + 4)?;
            return Some((Some(Token::Hidden(at + 4..end)), end + 3));
        }
        if rest.starts_with(['!', '?']) {
            let end = self.find(Sought::Angle, at)?;
            let doctype = rest.get(..8).filter(|d| d.eq_ignore_ascii_case("!doctype"));
            let hidden = doctype.is_none().then_some(Token::Hidden(at + 2..end));
            return Some((hidden, end + 1));
        }
        let closes = rest.starts_with('/');
        let name = at + 1 + usize::from(closes);
        let is_named = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b':' | b'_');
        let length = text[name..].bytes().take_while(|b| is_named(*b)).count();
        let after = text.as_bytes().get(name + length)?;
        let ends = is_space(*after) || matches!(after, b'>' | b'/');
        if !ends || !text.as_bytes()[name].is_ascii_alphabetic() {
            return None;
        }
        let (name, inner) = (&text[name..name + length], name + length);
        let end = self.tag_end(inner)?;
        if closes {
            return Some((Some(Token::Close(name, inner..end)), end + 1));
        }
        let inner = inner..end;
        let tag = Tag {
            text,
            name,
            at,
            inner,
        };
        if tag.is("script") {
            self.raw = Some(Sought::Script);
        } else if tag.is("style") {
            self.raw = Some(Sought::Style);
        }
        Some((Some(Token::Open(tag)), end + 1))
    }

    /// Where the tag ends whose attributes begin at `from`. A `>` inside a
    /// quoted value is none; a quote counts only behind `=`.
    fn tag_end(&mut self, from: usize) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let mut at = from;
        for _ in 0..QUOTES {
            let angle = self.find_byte(Sought::Angle, at)?;
            let quotes = [Sought::Double, Sought::Single];
            let quotes = quotes.map(|q| self.find_byte(q, at).map(|at| (at, q)));
            let first = quotes.into_iter().flatten().min_by_key(|q| q.0);
            let Some((next, what)) = first.filter(|q| q.0 < angle) else {
                return Some(angle);
            };
            let before = bytes[from.max(next.saturating_sub(BLANKS))..next].trim_ascii_end();
            at = next + 1;
            if before.ends_with(b"=")
                && let Some(close) = self.find_byte(what, at)
            {
                at = close + 1;
            }
        }
        self.find_byte(Sought::Angle, from)
    }

    /// Text from here to the next `<` that is not before `behind`.
    fn text_behind(&mut self, behind: usize) -> Token<'t> {
        let from = self.at;
        let length = memchr::memchr(b'<', &self.text.as_bytes()[behind..]);
        self.at = length.map_or(self.text.len(), |n| behind + n);
        Token::Text(from..self.at)
    }

    /// The content of a script or style sheet; none if it has no end.
    fn raw(&mut self, end: Sought) -> Option<Token<'t>> {
        let from = self.at;
        let end = self.find(end, from)?;
        self.at = end;
        Some(Token::Hidden(from..end))
    }
}

impl<'t> Iterator for Lexer<'t> {
    type Item = Token<'t>;

    fn next(&mut self) -> Option<Token<'t>> {
        if let Some(end) = self.raw.take()
            && let Some(hidden) = self.raw(end)
        {
            return Some(hidden);
        }
        loop {
            let from = self.at;
            let next = *self.text.as_bytes().get(from)?;
            if next == b'<' {
                match self.markup() {
                    Some((token, next)) => {
                        self.at = next;
                        if token.is_some() {
                            return token;
                        }
                    }
                    None => return Some(self.text_behind(from + 1)),
                }
            } else {
                return Some(self.text_behind(from));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(html: &str) -> String {
        let mut out = String::new();
        for token in Lexer::new(html) {
            out.push_str(&match token {
                Token::Text(r) => format!("[{}]", &html[r]),
                Token::Open(tag) => {
                    let value = |(n, v): (&str, Range<usize>)| format!(" {n}={}", &html[v]);
                    let values: String = tag.attributes().map(value).collect();
                    format!("<{}{values}>", tag.name)
                }
                Token::Close(name, _) => format!("</{name}>"),
                Token::Hidden(r) => format!("({})", &html[r]),
            });
        }
        out
    }

    #[test]
    fn tags_attributes_and_what_is_hidden() {
        assert_eq!(
            shown("<!DOCTYPE html><p class=a title=\"x > y\" checked data-n = 'z'>L'<b>é</b><br/>"),
            "<p class=a title=x > y data-n=z>[L']<b>[é]</b><br>"
        );
        assert_eq!(
            shown("<!-- <p> --><SCRIPT>if (a<b) x('</p>')</Script >z"),
            "( <p> )<SCRIPT>(if (a<b) x('</p>'))</Script>[z]"
        );
    }

    #[test]
    fn what_is_no_tag_is_text() {
        let text = |html: &str| {
            let pieces = Lexer::new(html).map(|t| match t {
                Token::Text(r) => &html[r],
                other => panic!("{other:?}"),
            });
            assert_eq!(pieces.collect::<String>(), html);
        };
        text("a < b & <3 <> <jean@exemple.fr> <x.y>");
        text("x<b y");
        text("<!-- x");
        assert_eq!(shown("<script>x<p>y"), "<script>[x]<p>[y]");
        assert_eq!(shown("<td title=\"x>a</td>"), "<td title=\"x>[a]</td>");
        assert_eq!(shown("<a b=L'c d='e>f'>g"), "<a b=L'c d=e>f>[g]");
    }

    #[test]
    fn hostile_pages_take_no_longer_than_their_length() {
        let quotes = "<a x=\"".repeat(60_000) + ">";
        let comments = "<!--<script ".repeat(40_000) + ">";
        let values = format!("<a {}>", "value=1 ".repeat(40_000));
        let open = "<a ".repeat(20_000);
        let last = format!("{open}\"");
        let quoted = format!("{open}=\">\"");
        let blanks = format!("{open}{}'=\">\"", " ".repeat(40_000));
        let pages = [quotes, comments, values, open, last, quoted, blanks];
        for page in pages {
            let mut words = 0;
            let mut lexer = Lexer::new(&page);
            for token in lexer.by_ref() {
                if let Token::Open(tag) = token {
                    words += tag.attributes().count();
                    assert_eq!(tag.attribute("none"), None);
                }
            }
            assert!(words <= page.len());
            let most = page.len() * 8 * BLOCK;
            assert!(lexer.searched <= most, "{} of {most}", lexer.searched);
        }
    }

    proptest! {
        #[test]
        fn nothing_panics_and_text_is_in_order(html in "[<>&;/!a-dé=\\-# \n\"']{0,60}|(<!--|-->|<style>|</style>|&eacute;|<p a='|<p>|é){0,12}") {
            let mut at = 0;
            for token in Lexer::new(&html) {
                if let Token::Text(range) | Token::Hidden(range) = token {
                    prop_assert!(range.start >= at);
                    at = range.end;
                } else if let Token::Open(tag) = token {
                    tag.attributes().for_each(drop);
                }
            }
            prop_assert!(at <= html.len());
        }
    }
}
