//! E-mail addresses as people use them: dot-atom and IDN (RFC 5321, 5322, 6531),
//! without the quoted and literal forms that text hardly ever holds.
//!
//! Refused: file names (`icone@2x.png`), packages (`lib@1.2.3`), unit files
//! (`getty@tty1.service`), repositories (`git@hote:chemin`).

use super::{Accepted, Grade};

/// The longest address that is an address.
pub(super) fn email(text: &str) -> Option<Accepted> {
    let at = text.find('@').filter(|at| (1..=64).contains(at))?;
    judge(text, at, 1)
}

/// The same with `%40` for the `@`, as in the address of a page.
pub(super) fn email_encoded(text: &str) -> Option<Accepted> {
    let at = text.find("%40").filter(|at| (1..=64).contains(at))?;
    judge(text, at, 3)
}

/// `at`: where the sign stands, which takes `sign` bytes.
fn judge(text: &str, at: usize, sign: usize) -> Option<Accepted> {
    let local = &text[..at];
    if !local_part(local) || local.eq_ignore_ascii_case("git") {
        return None;
    }
    let domain = &text[at + sign..];
    let len = domain_len(domain)?;
    let domain = &domain[..len];
    (at + sign + len <= 254).then(|| Accepted {
        len: at + sign + len,
        grade: Grade::Plain,
        test: is_reserved(domain),
    })
}

/// Letters, digits and the marks that providers allow; no dot first, last or twice.
fn local_part(local: &str) -> bool {
    let good = |c: char| c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c);
    let edge = |c: Option<char>| c.is_some_and(|c| c != '.');
    // the number of a message (`20250301080003.12345@mail…`) is nobody's
    let digits = local.bytes().filter(u8::is_ascii_digit).count();
    let a_number = digits >= 12 && !local.chars().any(char::is_alphabetic);
    !a_number
        && local.chars().all(good)
        && local.chars().any(char::is_alphanumeric)
        && edge(local.chars().next())
        && edge(local.chars().next_back())
        && !local.contains("..")
}

/// Bytes of the longest domain name at the start: labels of 1-63, two at least,
/// the last one a top-level domain.
fn domain_len(text: &str) -> Option<usize> {
    let mut end = 0;
    let mut labels = 0;
    let mut last = 0..0;
    loop {
        let label = label_len(&text[end..]);
        if !(1..=63).contains(&label) {
            break;
        }
        last = end..end + label;
        end += label;
        labels += 1;
        if !text[end..].starts_with('.') {
            break;
        }
        end += 1;
    }
    let touched =
        text[last.end..].starts_with(|c: char| c == '@' || c == '_' || c.is_alphanumeric());
    (labels >= 2 && !touched && top_level(&text[last.clone()])).then_some(last.end)
}

/// Bytes of a label: letters, digits and inner hyphens.
fn label_len(text: &str) -> usize {
    let run: usize = text
        .chars()
        .take(64)
        .take_while(|c| c.is_alphanumeric() || *c == '-')
        .map(char::len_utf8)
        .sum();
    if text.starts_with('-') {
        return 0;
    }
    text[..run].trim_end_matches('-').len()
}

/// Letters only, or punycode; and no ending of files, programs or units.
fn top_level(label: &str) -> bool {
    let letters = label.chars().all(char::is_alphabetic) && label.chars().count() >= 2;
    let punycode = label.len() > 4
        && label
            .get(..4)
            .is_some_and(|p| p.eq_ignore_ascii_case("xn--"));
    (letters || punycode)
        && label.len() <= 24
        && !ENDINGS.iter().any(|e| e.eq_ignore_ascii_case(label))
}

/// Endings of files and units that are no top-level domain.
const ENDINGS: &[&str] = &[
    "png", "jpg", "jpeg", "gif", "svg", "webp", "bmp", "ico", "css", "scss", "js", "jsx", "ts",
    "tsx", "mjs", "json", "xml", "html", "htm", "php", "txt", "csv", "pdf", "doc", "docx", "xls",
    "xlsx", "log", "gz", "tgz", "bz", "jar", "war", "exe", "dll", "bin", "conf", "cfg", "ini",
    "yml", "yaml", "toml", "lock", "whl", "deb", "rpm", "apk", "ttf", "woff", "service", "socket",
    "timer", "target", "mount", "slice", "scope", "path", "tmp", "bak", "class", "java", "cpp",
    "hpp", "swift", "dart", "vue",
];

/// RFC 2606 and 6761, and the French stand-in.
fn is_reserved(domain: &str) -> bool {
    const NAMES: [&str; 9] = [
        "example.com",
        "example.org",
        "example.net",
        "example.fr",
        "exemple.fr",
        "exemple.com",
        "exemple.org",
        "domain.tld",
        "domaine.tld",
    ];
    const ENDS: [&str; 4] = [".example", ".test", ".invalid", ".localhost"];
    let ends_with = |end: &str| {
        domain
            .len()
            .checked_sub(end.len())
            .and_then(|at| domain.get(at..))
            .is_some_and(|tail| tail.eq_ignore_ascii_case(end))
    };
    NAMES.iter().any(|n| {
        domain.eq_ignore_ascii_case(n)
            || (ends_with(n) && domain.as_bytes()[domain.len() - n.len() - 1] == b'.')
    }) || ENDS.iter().any(|e| ends_with(e))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accepts(text: &str) -> bool {
        email(text).is_some_and(|a| a.len == text.len())
    }

    #[test]
    fn addresses() {
        for ok in [
            "x@x.au",
            "test|123@müller.com",
            "some.name.midd.leNa.me.and.locality+extension@GoogleMail.com",
            "jean-pierre.o'neil@ville-nantes.fr",
            "hélène.noël@société.fr",
            "a_b@sous.domaine.gouv.fr",
            "rh@xn--socit-esab.fr",
            "agent@intranet.local",
        ] {
            assert!(accepts(ok), "{ok}");
        }
    }

    #[test]
    fn others_are_refused() {
        for bad in [
            "invalidemail@",
            "icone@2x.png",
            "lib@1.2.3",
            "getty@tty1.service",
            "@x.fr",
            "gmail...dots...@gmail.com",
            ".a@x.fr",
            "a.@x.fr",
            "a@x",
            "a@-x.fr",
            "foo\"bar\"@gmail.com",
            "git@github.com",
            "a@x..fr",
            "a@b@c.fr",
            "nbsp_test@te\u{a0}st.com",
        ] {
            assert!(!accepts(bad), "{bad}");
        }
    }

    #[test]
    fn the_sentence_is_left() {
        assert_eq!(email("foo@bar.co.uk.").map(|a| a.len), Some(13));
        assert_eq!(email("foo@bar.fr, merci").map(|a| a.len), Some(10));
        assert_eq!(email("foo@bar.fr-").map(|a| a.len), Some(10));
        assert!(email("foo@example.com").is_some_and(|a| a.test));
        assert!(email("foo@mail.example.com").is_some_and(|a| a.test));
        assert!(email("foo@myexample.com").is_some_and(|a| !a.test));
    }
}
