//! Passwords and logins written after their label: what is a value, what is a
//! placeholder, a type, a call or a word of prose.

use super::{Accepted, Grade, account};
use crate::rule::dictionary::{self, Key};

/// Shortest password taken for one.
const SHORTEST: usize = 4;

/// Words that stand where a secret would: types, states, instructions.
const STANDINS: &[&str] = &[
    "string",
    "str",
    "text",
    "varchar",
    "char",
    "bool",
    "boolean",
    "int",
    "integer",
    "number",
    "any",
    "option",
    "optional",
    "bytes",
    "null",
    "none",
    "nil",
    "true",
    "false",
    "undefined",
    "required",
    "password",
    "passwd",
    "pass",
    "motdepasse",
    "mdp",
    "secret",
    "yes",
    "no",
    "value",
    "valeur",
    "your",
    "votre",
    "here",
    "xxxx",
    "xxxxx",
    "xxxxxx",
    "xxxxxxxx",
    "todo",
    "tbd",
    "redacted",
    "masked",
    "hidden",
    "input",
    "prompt",
    "function",
    "return",
    "self",
    "this",
    "new",
    "void",
    "object",
    "array",
    "type",
    "dword",
    "lpwstr",
    "lpcwstr",
    "lpstr",
    "lpcstr",
    "lmstr",
    "pwstr",
    "pcwstr",
    "bstr",
    "u8",
    "u16",
    "u32",
    "u64",
    "i32",
    "i64",
    "usize",
    "hresult",
    "ntstatus",
    "uint",
    "long",
    "ulong",
    "cstring",
    "pathbuf",
    "passwords",
    "passphrase",
    "incomplete",
    "final",
    "param",
    "secretstr",
    "secretbytes",
    "secretstring",
    "username",
    "user",
    "login",
    "oublie",
    "forgot",
    "null,",
];

/// Accounts of services and words that point elsewhere: nobody's login.
const NOBODY: &[&str] = &[
    "celui",
    "celle",
    "ceux",
    "celles",
    "root",
    "admin",
    "administrator",
    "administrateur",
    "nobody",
    "daemon",
    "www-data",
    "postgres",
    "oracle",
    "mysql",
    "mongodb",
    "redis",
    "nginx",
    "apache",
    "httpd",
    "tomcat",
    "jenkins",
    "gitlab",
    "git",
    "svn",
    "guest",
    "invite",
    "backup",
    "anonymous",
    "systemd",
    "ubuntu",
    "debian",
    "centos",
    "vagrant",
    "docker",
    "ansible",
    "puppet",
    "nagios",
    "zabbix",
    "ftp",
    "sshd",
    "system",
    "sysadmin",
    "test",
    "demo",
    "operator",
    "default",
    "everyone",
    "public",
    "localhost",
    "unknown",
    "inconnu",
    "invalid",
    "illegal",
    "username",
    "myuser",
    "youruser",
    "someuser",
    "newuser",
    "user1",
    "user2",
    "appuser",
    "dbuser",
    "sa",
    "whose",
    "which",
    "that",
    "with",
    "must",
    "should",
    "object",
    "optional",
];

/// Judges the password that starts `text`.
pub(super) fn password(text: &str) -> Option<Accepted> {
    let value = before_next_parameter(text).trim_end_matches(['.', ',', ';', ':', ')', ']', '}']);
    let n = value.chars().count();
    let fields = value.bytes().filter(|b| *b == b':').count() > 1;
    let kind = is_camel(value) && KINDS.iter().any(|k| value.ends_with(k));
    let code = is_code(value) || is_variable(value) || kind || fields && !has_digit(value);
    let pointer = ["celui", "celle", "ceux"].contains(&value.to_lowercase().as_str());
    if !(SHORTEST..=64).contains(&n) || pointer || is_placeholder(value) || code {
        return None;
    }
    let mixed =
        value.chars().any(|c| c.is_ascii_digit()) || value.chars().any(|c| !c.is_alphanumeric());
    let grade = match Key::of(value).and_then(|k| dictionary::word(&k)) {
        _ if mixed => Grade::Strong,
        // `FilterOrBool`, `DBPROPENUM`: the names of types look so
        _ if value.chars().skip(1).any(char::is_uppercase) => Grade::Weak,
        // a word of the language may be prose: something else must agree
        Some(_) => Grade::Weak,
        None => Grade::Plain,
    };
    accepted(value.len(), grade)
}

/// Last words of the names that programs give to types and variables.
const KINDS: [&str; 22] = [
    "Type", "Id", "Name", "Value", "Policy", "Input", "Field", "Token", "Provider", "Encoder",
    "Hash", "Reader", "Prompt", "Request", "Response", "String", "Text", "Reset", "Required",
    "Enabled", "Callback", "Config",
];

fn has_digit(value: &str) -> bool {
    value.bytes().any(|b| b.is_ascii_digit())
}

/// `readUsername`, `UserPoolId`: two words or more run together by capitals, as
/// programs write names; not `jDupont`.
fn is_camel(value: &str) -> bool {
    let b = value.as_bytes();
    let humps = b
        .windows(2)
        .filter(|w| w[0].is_ascii_lowercase() && w[1].is_ascii_uppercase())
        .count();
    let first = b.iter().take_while(|c| c.is_ascii_lowercase()).count();
    let letters = b.iter().all(u8::is_ascii_alphabetic);
    letters && humps > 0 && (first != 1)
}

/// `account-2021-02-01`: the name of a version.
fn is_dated(value: &str) -> bool {
    value.as_bytes().windows(8).any(|w| {
        let digits = |r: std::ops::Range<usize>| w[r].iter().all(u8::is_ascii_digit);
        digits(0..4) && w[4] == b'-' && digits(5..7) && w[7] == b'-'
    })
}

/// Names that programs and formats have where a login could stand, accounts of
/// services, departments.
fn is_of_program(value: &str) -> bool {
    const NAMES: [&str; 37] = [
        "arn",
        "uid",
        "gid",
        "userid",
        "username",
        "windows_sys",
        "string",
        "str",
        "self",
        "this",
        "uuid",
        "urn",
        "compta",
        "drh",
        "dsi",
        "accueil",
        "info",
        "achats",
        "ventes",
        "prod",
        "sav",
        "logistique",
        "paie",
        "siege",
        "backup",
        "www-data",
        "nobody",
        "daemon",
        "postgres",
        "mysql",
        "jenkins",
        "ubuntu",
        "debian",
        "ec2-user",
        "ansible",
        "nagios",
        "zabbix",
    ];
    NAMES.iter().any(|n| value.eq_ignore_ascii_case(n))
}

/// What stands before the next parameter of a connection string or an address:
/// `Chat7Noir9&ssl=true`, `Chat7Noir9;Encrypt=yes`.
fn before_next_parameter(text: &str) -> &str {
    let is_next = |i: usize| {
        let rest = &text[i + 1..];
        let name = rest
            .bytes()
            .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'))
            .count();
        name > 1 && rest[name..].starts_with('=')
    };
    let next = text
        .char_indices()
        .skip(SHORTEST)
        .find(|(i, c)| matches!(c, '&' | ';') && is_next(*i));
    next.map_or(text, |(i, _)| &text[..i])
}

/// Judges the login that starts `text`.
pub(super) fn login(text: &str) -> Option<Accepted> {
    let value = text.trim_end_matches(['.', '-', '_', '@']);
    let n = value.chars().count();
    let letter = value.chars().any(char::is_alphabetic);
    let code = is_code(value) && !account::names_person(value) || account::is_ledger(value);
    let code = code || is_camel(value) || is_dated(value) || is_of_program(value);
    if !(3..=40).contains(&n) || !letter || is_placeholder(value) || code {
        return None;
    }
    let plain = value.chars().all(char::is_alphabetic);
    let word = Key::of(value).is_some_and(|k| dictionary::is_common_word(&k));
    let lower = value.to_lowercase();
    let nobody = NOBODY.contains(&lower.as_str()) || lower.contains("user");
    if nobody || plain && (word || value.starts_with(char::is_uppercase)) {
        return None;
    }
    accepted(
        value.len(),
        if plain { Grade::Plain } else { Grade::Strong },
    )
}

const fn accepted(len: usize, grade: Grade) -> Option<Accepted> {
    Some(Accepted {
        len,
        grade,
        test: false,
    })
}

/// `<password>`, `${DB_PASS}`, `********`, `required`, `changeme`.
fn is_placeholder(value: &str) -> bool {
    let mut chars = value.chars();
    let first = chars.next();
    let marked = matches!(
        first,
        Some(
            '<' | '$'
                | '{'
                | '%'
                | '['
                | '('
                | '@'
                | '&'
                | '#'
                | '*'
                | '•'
                | '/'
                | '\\'
                | '|'
                | '`'
                | '-'
                | '.'
                | ':'
                | '='
                | '^'
                | '_'
        )
    );
    let one = chars.all(|c| Some(c) == first);
    let lower = value.to_ascii_lowercase();
    // a secret may begin with a sign, but not look like a variable
    let hash_like =
        matches!(first, Some('$')) && value[1..].starts_with(|c: char| c.is_ascii_digit());
    let told = [
        "example",
        "exemple",
        "changeme",
        "change_me",
        "change-me",
        "changez",
        "placeholder",
    ]
    .iter()
    .any(|w| lower.contains(w));
    one || marked && !hash_like || told || STANDINS.contains(&lower.as_str())
}

/// `getpass()`, `os.environ["PASS"]`, `config.password`, `hash(x)`.
fn is_code(value: &str) -> bool {
    let call = value.contains('(') && value.contains(')')
        || value.ends_with('(')
        || value.contains("::")
        || value.contains("->");
    let letters = |p: &str| p.chars().all(|c| c.is_ascii_alphabetic() || c == '_');
    let path = value.contains('.') && value.split('.').all(|p| !p.is_empty() && letters(p));
    let quoted = value.contains("\\n")
        || value.contains("${")
        || value.contains("{{")
        || value.contains("%s");
    call || is_call_head(value) || is_constant(value) || path || quoted
}

/// `DB_PASSWORD`, `WIN32_ERROR`, `__u32`, `0xCE4B`.
fn is_constant(value: &str) -> bool {
    let constant = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_';
    let hexadecimal = value
        .strip_prefix("0x")
        .is_some_and(|h| h.bytes().all(|b| b.is_ascii_hexdigit()));
    value.contains('_') && value.bytes().all(constant) || value.starts_with("__") || hexadecimal
}

/// `added_coding_passes`: accounts are named so, passwords are not.
fn is_variable(value: &str) -> bool {
    value.contains('_') && value.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
}

/// `write!(f`, `hi(&password`, `Optional[str`, `data[`: a call, a type or an
/// index whose end lies further on.
fn is_call_head(value: &str) -> bool {
    let lower = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "_:.!&*".contains(c);
    let any = |c: char| c.is_ascii_alphanumeric() || "_.".contains(c);
    let call = value
        .split_once('(')
        .is_some_and(|(name, _)| !name.is_empty() && name.chars().all(lower));
    let opens = |sign, inner: fn(char) -> bool| {
        value.split_once(sign).is_some_and(|(name, rest)| {
            !name.is_empty() && name.chars().all(any) && rest.chars().all(inner)
        })
    };
    let word = |c: char| c.is_ascii_alphabetic() || c == '_';
    call || opens('[', |c| c.is_ascii_alphanumeric() || c == '_' || c == '[') || opens('(', word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_told_from_placeholders_and_code() {
        for (value, grade) in [
            ("Azerty123!", Grade::Strong),
            ("soleil", Grade::Weak),
            ("MonChien", Grade::Weak),
            ("Soleil(75", Grade::Strong),
            ("kmspswd", Grade::Plain),
            ("hunter2", Grade::Strong),
            ("P@ss.w0rd", Grade::Strong),
            ("obligatoire", Grade::Weak),
        ] {
            assert_eq!(password(value).map(|a| a.grade), Some(grade), "{value}");
        }
        for value in [
            "<password>",
            "${DB_PASS}",
            "********",
            "String",
            "required",
            "getpass()",
            "config.password",
            "DB_PASSWORD",
            "abc",
            "{{secret}}",
            "xxxxxx",
            "write!(f",
            "hi(&password",
            "added_coding_passes",
            "__u32",
            "DWORD",
            "Optional[str",
            "Callable[[str",
            "data[",
            "None):",
            "WIN32_ERROR",
            "0xCE4B",
            "t.Any",
            "^.{0,104}$",
            "changeme",
        ] {
            assert_eq!(password(value), None, "{value}");
        }
    }

    #[test]
    fn a_password_ends_before_the_next_parameter() {
        for value in ["Chat7Noir9&ssl=true", "Chat7Noir9;Encrypt=yes"] {
            assert_eq!(password(value).map(|a| a.len), Some(10), "{value}");
        }
        for value in ["Chat&Chien=7", "Chat7;Noir9", "Ch&a=1"] {
            let whole = value != "Chat&Chien=7";
            assert_eq!(password(value).map(|a| a.len == value.len()), Some(whole));
        }
    }

    #[test]
    fn logins_are_no_words() {
        assert!(login("jdupont").is_some());
        assert!(login("m.martin2").is_some());
        for value in [
            "required", "admin()", "Bonjour", "12345", "client", "<user>",
        ] {
            assert_eq!(login(value), None, "{value}");
        }
    }
}
