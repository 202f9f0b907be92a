//! Writing HTML that cannot be injected into.
//!
//! Foreign text has one way in, [`Markup::text`] (and attribute values), which
//! makes it inert and escapes it; markup is `&'static str`, written in this
//! crate. Elements are closures, so tags always close. A template crate would
//! escape `<` but not a right-to-left override, and only where asked.

use crate::report::text::{Lang, Phrase, Plural};
use crate::report::visible;

/// An attribute: its name, written here, and its value, from anywhere.
pub(super) type Attribute<'a> = (&'static str, &'a str);

/// A page being written.
pub(super) struct Markup {
    out: String,
    lang: Lang,
}

impl Markup {
    pub(super) fn new(lang: Lang) -> Self {
        Self {
            out: String::with_capacity(128 << 10),
            lang,
        }
    }

    pub(super) const fn lang(&self) -> Lang {
        self.lang
    }

    pub(super) fn finish(self) -> String {
        self.out
    }

    /// Markup of this crate, as it is.
    pub(super) fn raw(&mut self, markup: &'static str) {
        self.out.push_str(markup);
    }

    /// An element and what it holds.
    pub(super) fn el(
        &mut self,
        name: &'static str,
        attributes: &[Attribute<'_>],
        inside: impl FnOnce(&mut Self),
    ) {
        self.open(name, attributes);
        inside(self);
        self.out.push_str("</");
        self.out.push_str(name);
        self.out.push('>');
    }

    /// An element without content (`meta`, `use`).
    pub(super) fn empty(&mut self, name: &'static str, attributes: &[Attribute<'_>]) {
        self.open(name, attributes);
    }

    /// An element that holds a text only.
    pub(super) fn el_text(&mut self, name: &'static str, attributes: &[Attribute<'_>], text: &str) {
        self.el(name, attributes, |m| m.text(text));
    }

    /// An element that holds a phrase only.
    pub(super) fn el_say(&mut self, name: &'static str, attributes: &[Attribute<'_>], p: Phrase) {
        self.el(name, attributes, |m| m.say(p));
    }

    /// Text from anywhere.
    pub(super) fn text(&mut self, text: &str) {
        escape(&mut self.out, text);
    }

    /// A text of the catalogue.
    pub(super) fn say(&mut self, phrase: Phrase) {
        let text = phrase.say(self.lang);
        self.text(&text);
    }

    /// A number with its noun.
    pub(super) fn count(&mut self, plural: Plural, n: u64) {
        let text = plural.count(self.lang, n);
        self.text(&text);
    }

    fn open(&mut self, name: &'static str, attributes: &[Attribute<'_>]) {
        self.out.push('<');
        self.out.push_str(name);
        for (name, value) in attributes {
            self.out.push(' ');
            self.out.push_str(name);
            self.out.push_str("=\"");
            escape(&mut self.out, value);
            self.out.push('"');
        }
        self.out.push('>');
    }
}

/// Inert and escaped, for text and quoted attribute values alike.
fn escape(out: &mut String, text: &str) {
    let shown = visible::text(text);
    let mut rest = shown.as_ref();
    while let Some(i) = rest.find(['&', '<', '>', '"', '\'']) {
        out.push_str(&rest[..i]);
        out.push_str(match rest.as_bytes()[i] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            _ => "&#39;",
        });
        rest = &rest[i + 1..];
    }
    out.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn text_and_attributes_are_escaped() {
        let mut m = Markup::new(Lang::Fr);
        m.el("p", &[("title", "\"><script>")], |m| {
            m.text("<b> & 'x'\u{202e}")
        });
        assert_eq!(
            m.finish(),
            "<p title=\"&quot;&gt;&lt;script&gt;\">&lt;b&gt; &amp; &#39;x&#39;\\u{202e}</p>"
        );
    }

    proptest! {
        #[test]
        fn no_text_makes_markup(s in any::<String>()) {
            let mut m = Markup::new(Lang::En);
            m.text(&s);
            let out = m.finish();
            prop_assert!(!out.contains(['<', '>', '"', '\'']));
        }
    }
}
