//! Turtle as a tree: each subject a map, its predicates the keys, blank nodes
//! maps inside. Names stay as they are written (`dpv:hasPurpose`, not its IRI),
//! and every value has its line; the libraries for RDF give neither back.

use super::super::block::Spot;
use super::tree::{Entry, Node, Parsed, Value};
use crate::model::{Problem, Reason};

/// Blank nodes and lists inside one another.
const DEPTH: usize = 64;

/// Reads a text; what is not well-formed is left out, to the end of its
/// statement.
pub(super) fn read(text: &str) -> Parsed {
    let mut parser = Parser {
        tokens: tokens(text),
        at: 0,
    };
    let mut parsed = Parsed::default();
    let mut subjects = Vec::new();
    while let Some(line) = parser.line() {
        if parser.directive() {
            continue;
        }
        match parser.subject() {
            Some(node) => subjects.push(node),
            None => {
                let problem = Problem::new(Reason::Damaged, format!("line {line}"));
                parsed.problems.push(problem);
                parser.skip_statement();
            }
        }
    }
    if !subjects.is_empty() {
        let at = Spot::Line(1);
        let value = Value::List(subjects);
        parsed.roots.push(Node { at, value });
    }
    parsed
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    /// `.`, `;`, `,`, brackets, `^` of a type.
    Sign(char),
    /// A name, a number, a keyword, an IRI without its brackets.
    Name(String),
    /// `@fr` after a text, `@prefix`.
    At(String),
    Literal(String),
    /// An IRI without an end.
    Open,
}

/// The tokens of a text and their lines.
fn tokens(text: &str) -> Vec<(Token, u64)> {
    let (mut all, mut rest, mut line) = (Vec::new(), text, 1);
    while let Some(c) = rest.chars().next() {
        let (token, length) = token(c, rest);
        let taken = &rest[..length];
        all.extend(token.map(|t| (t, line)));
        line += taken.bytes().filter(|b| *b == b'\n').count() as u64;
        rest = &rest[length..];
    }
    all
}

/// The token that a text begins with, and its length; none for what only parts
/// tokens.
fn token(c: char, rest: &str) -> (Option<Token>, usize) {
    match c {
        '#' => (None, rest.find('\n').unwrap_or(rest.len())),
        '.' | ';' | ',' | '[' | ']' | '(' | ')' | '^' => (Some(Token::Sign(c)), 1),
        '<' => match rest.find(['>', '\n']) {
            Some(end) if rest[end..].starts_with('>') => {
                (Some(Token::Name(rest[1..end].to_owned())), end + 1)
            }
            // it has no end: the next line goes on
            Some(end) => (Some(Token::Open), end),
            None => (Some(Token::Open), rest.len()),
        },
        '"' | '\'' => literal(c, rest),
        '@' => {
            let length = name_length(&rest[1..]) + 1;
            (Some(Token::At(rest[1..length].to_owned())), length)
        }
        c if c.is_whitespace() => (None, c.len_utf8()),
        c => match name_length(rest) {
            0 => (None, c.len_utf8()),
            n => (Some(Token::Name(rest[..n].to_owned())), n),
        },
    }
}

/// The length of a name: a dot at its end is no part of it.
fn name_length(text: &str) -> usize {
    let ends = |c: char| {
        c.is_whitespace()
            || matches!(
                c,
                ';' | ',' | '[' | ']' | '(' | ')' | '"' | '\'' | '<' | '>' | '#' | '^'
            )
    };
    let length = text.find(ends).unwrap_or(text.len());
    text[..length].trim_end_matches('.').len()
}

/// A text between quotes, one or three of them.
fn literal(quote: char, rest: &str) -> (Option<Token>, usize) {
    let long: String = std::iter::repeat_n(quote, 3).collect();
    let end = if rest.starts_with(&long) {
        long
    } else {
        quote.to_string()
    };
    let (mut text, mut at) = (String::new(), end.len());
    while let Some(c) = rest[at..].chars().next() {
        if rest[at..].starts_with(&end) {
            return (Some(Token::Literal(text)), at + end.len());
        }
        at += c.len_utf8();
        if c != '\\' {
            text.push(c);
            continue;
        }
        let Some(escaped) = rest[at..].chars().next() else {
            break;
        };
        at += escaped.len_utf8();
        let digits = match escaped {
            'u' => 4,
            'U' => 8,
            'n' | 'r' | 't' => {
                text.push(' ');
                continue;
            }
            other => {
                text.push(other);
                continue;
            }
        };
        let code = rest
            .get(at..at + digits)
            .and_then(|d| u32::from_str_radix(d, 16).ok());
        if let Some(code) = code {
            at += digits;
            text.push(char::from_u32(code).unwrap_or('\u{FFFD}'));
        }
    }
    (Some(Token::Literal(text)), rest.len())
}

struct Parser {
    tokens: Vec<(Token, u64)>,
    at: usize,
}

impl Parser {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at).map(|t| &t.0)
    }

    fn line(&self) -> Option<u64> {
        self.tokens.get(self.at).map(|t| t.1)
    }

    fn next(&mut self) -> Option<(Token, Spot)> {
        let (token, line) = self.tokens.get(self.at)?.clone();
        self.at += 1;
        Some((token, Spot::Line(line)))
    }

    /// Passes a sign, if it is the next.
    fn sign(&mut self, sign: char) -> bool {
        let is = self.peek() == Some(&Token::Sign(sign));
        self.at += usize::from(is);
        is
    }

    fn skip_statement(&mut self) {
        while let Some((token, _)) = self.next() {
            if token == Token::Sign('.') {
                return;
            }
        }
    }

    /// `@prefix` and `@base`, in both spellings.
    fn directive(&mut self) -> bool {
        match self.peek() {
            Some(Token::At(_)) => {
                self.skip_statement();
                true
            }
            Some(Token::Name(word)) if word.eq_ignore_ascii_case("prefix") => {
                self.at += 3;
                true
            }
            Some(Token::Name(word)) if word.eq_ignore_ascii_case("base") => {
                self.at += 2;
                true
            }
            _ => false,
        }
    }

    /// A subject and all that is said of it.
    fn subject(&mut self) -> Option<Node> {
        let (token, at) = self.next()?;
        let mut map = match token {
            Token::Name(name) => vec![id(name, &at)],
            Token::Sign('[') => self.blank(0)?,
            _ => return None,
        };
        if !self.sign('.') {
            self.predicates(&mut map, 0)?;
            if !self.sign('.') {
                return None;
            }
        }
        let value = Value::Map(map);
        Some(Node { at, value })
    }

    /// What stands between the brackets of a blank node.
    fn blank(&mut self, depth: usize) -> Option<Vec<Entry>> {
        let mut map = Vec::new();
        if !self.sign(']') {
            self.predicates(&mut map, depth)?;
            if !self.sign(']') {
                return None;
            }
        }
        Some(map)
    }

    /// Keys and values, until something else stands there.
    fn predicates(&mut self, map: &mut Vec<Entry>, depth: usize) -> Option<()> {
        loop {
            while self.sign(';') {}
            let Some(Token::Name(_)) = self.peek() else {
                return Some(());
            };
            let (Token::Name(name), at) = self.next()? else {
                return None;
            };
            let is_type = name == "a" || name.ends_with(":type") || name.ends_with("#type");
            let mut objects = vec![self.object(is_type, depth)?];
            while self.sign(',') {
                objects.push(self.object(is_type, depth)?);
            }
            let node = match objects.len() {
                1 => objects.pop()?,
                _ => Node {
                    at: objects[0].at.clone(),
                    value: Value::List(objects),
                },
            };
            let key = if is_type { "@type".to_owned() } else { name };
            map.push(Entry { key, at, node });
        }
    }

    fn object(&mut self, is_type: bool, depth: usize) -> Option<Node> {
        if depth > DEPTH {
            return None;
        }
        let (token, at) = self.next()?;
        let value = match token {
            Token::Literal(text) => {
                self.pass_annotation();
                Value::Text(text)
            }
            Token::Name(name) if is_type || is_plain(&name) => Value::Text(name),
            Token::Name(name) => Value::Map(vec![id(name, &at)]),
            Token::Sign('[') => Value::Map(self.blank(depth + 1)?),
            Token::Sign('(') => {
                let mut list = Vec::new();
                while !self.sign(')') {
                    list.push(self.object(is_type, depth + 1)?);
                }
                Value::List(list)
            }
            Token::Sign(_) | Token::At(_) | Token::Open => return None,
        };
        Some(Node { at, value })
    }

    /// The language or type of a text.
    fn pass_annotation(&mut self) {
        if matches!(self.peek(), Some(Token::At(_))) {
            self.at += 1;
        }
        if self.sign('^') {
            while self.sign('^') {}
            self.at += 1;
        }
    }
}

/// Numbers and truth values.
fn is_plain(name: &str) -> bool {
    matches!(name, "true" | "false") || name.starts_with(|c: char| c.is_ascii_digit() || c == '-')
}

fn id(name: String, at: &Spot) -> Entry {
    Entry {
        key: "@id".to_owned(),
        at: at.clone(),
        node: Node {
            at: at.clone(),
            value: Value::Text(name),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Keys, values and lines, as they nest.
    fn shown(node: &Node) -> String {
        match &node.value {
            Value::Empty => String::new(),
            Value::Text(text) => text.clone(),
            Value::List(list) => {
                let all: Vec<String> = list.iter().map(shown).collect();
                format!("[{}]", all.join(" "))
            }
            Value::Map(map) => {
                let all = map
                    .iter()
                    .map(|e| format!("{}@{}={}", e.key, e.at, shown(&e.node)));
                format!("{{{}}}", all.collect::<Vec<_>>().join(" "))
            }
        }
    }

    fn all(text: &str) -> Vec<String> {
        read(text).roots.iter().map(shown).collect()
    }

    #[test]
    fn statements_are_maps() {
        let text = "@prefix : <http://x.org/> . # comment\nPREFIX dpv: <https://w3id.org/dpv#>\n\
            :p a dpv:Process, <http://y/T> ;\n dct:title \"Paie\"@fr ;\n ex:n 5 ; ex:d \"2020-01-01\"^^xsd:date ;\n\
            dpv:hasPurpose [ a dpv:Purpose ; rdfs:label '''Payer\nles gens''' ], :q ; ex:l (:a :b) .\n[] ex:p :v.1 .";
        assert_eq!(
            all(text),
            [
                "[{@id@l.3=:p @type@l.3=[dpv:Process http://y/T] dct:title@l.4=Paie ex:n@l.5=5 ex:d@l.5=2020-01-01 \
              dpv:hasPurpose@l.6=[{@type@l.6=dpv:Purpose rdfs:label@l.6=Payer\nles gens} {@id@l.7=:q}] \
              ex:l@l.7=[{@id@l.7=:a} {@id@l.7=:b}]} {ex:p@l.8={@id@l.8=:v.1}}]"
            ]
        );
    }

    #[test]
    fn what_is_no_statement_is_said_and_left_out() {
        let parsed = read(":a ex:p ; .\n:b ex:q \"x\" .\n] :c .\n:d ex:r \"\\u00e9\\U0001F600");
        assert_eq!(
            parsed
                .problems
                .iter()
                .map(|p| p.detail.as_str())
                .collect::<Vec<_>>(),
            ["line 1", "line 3", "line 4"]
        );
        assert_eq!(parsed.roots.len(), 1);
        for open in [
            ":a ex:p <http://x .",
            ":a ex:p \"b\" .\n<http://x",
            ":a ex:p <x\n .",
        ] {
            assert_eq!(read(open).problems.len(), 1, "{open}");
        }
        let deep = format!(":a ex:p {}", "[ ex:p ".repeat(100_000));
        assert_eq!(read(&deep).problems.len(), 1);
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in "([a:]|[\\[\\]().;,<>\"'@^#\\\\é \n]){0,80}") {
            read(&text);
        }
    }
}
