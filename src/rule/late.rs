//! A pattern's regex, compiled when it is first run: of some four hundred, a
//! scan runs a few dozen, and compiling all of them is half of the start-up.

use regex_automata::meta::{BuildError, Config, Regex};
use std::sync::OnceLock;

/// A regex that is compiled when it is first run.
#[derive(Debug)]
pub struct LateRegex {
    source: Box<str>,
    /// It is sought in a text, not tried at a place.
    sought: bool,
    built: OnceLock<Regex>,
}

impl LateRegex {
    pub(super) fn new(source: &str, sought: bool) -> Self {
        Self {
            source: source.into(),
            sought,
            built: OnceLock::new(),
        }
    }

    /// Compiles it now; what is wrong, in words.
    pub(super) fn compile(&self) -> Result<(), String> {
        if self.built.get().is_none() {
            let regex = self.build().map_err(|e| {
                e.syntax_error()
                    .map_or_else(|| e.to_string(), ToString::to_string)
            })?;
            _ = self.built.set(regex);
        }
        Ok(())
    }

    /// One that is tried at a place needs nothing to find places with.
    fn build(&self) -> Result<Regex, Box<BuildError>> {
        let config = Config::new().auto_prefilter(self.sought);
        let built = Regex::builder().configure(config).build(&self.source);
        built.map_err(Box::new)
    }

    /// The regex.
    ///
    /// # Panics
    /// Never: a user's patterns are compiled when they are loaded, the shipped
    /// ones by a test.
    #[inline]
    pub fn get(&self) -> &Regex {
        self.built
            .get_or_init(|| self.build().expect("shipped patterns compile"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::RuleSet;

    #[test]
    fn every_shipped_pattern_compiles() {
        let rules = RuleSet::load(&[]).expect("the shipped rules load");
        for p in &rules.compiled().patterns {
            assert_eq!(p.regex.compile(), Ok(()), "{}", p.regex.source);
            let group = p.regex.get().group_info();
            let value = group.to_index(regex_automata::PatternID::ZERO, "value");
            assert_eq!(p.value, value, "{}", p.regex.source);
        }
    }

    #[test]
    fn what_is_wrong_is_told() {
        let wrong = LateRegex::new("a(", false).compile();
        assert!(wrong.is_err_and(|e| e.contains("unclosed group")));
    }
}
