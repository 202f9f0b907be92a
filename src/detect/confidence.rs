//! Evidence -> confidence: one function, one table.

use super::candidate::Signals;
use crate::model::Confidence::{self, High, Low, Medium};
use crate::rule::validator::Grade;

/// How sure one value is, from what its pattern proves alone and what stands
/// around it; none: not a finding.
///
/// | pattern alone | agreeing word or column | neither | only a word against |
/// |---|---|---|---|
/// | high | high | high | medium |
/// | medium | `raise-to`, else high | medium | low |
/// | low | `raise-to`, else medium | low | none |
/// | nothing | `raise-to`, else medium | none | none |
///
/// A weak proof (see [`Grade::Weak`]) counts as nothing alone and never gives
/// more than medium. A word for and a word against cancel out.
pub(super) fn confidence(
    alone: Option<Confidence>,
    grade: Option<Grade>,
    raise_to: Option<Confidence>,
    signals: Signals,
) -> Option<Confidence> {
    let weak = grade == Some(Grade::Weak);
    let alone = if weak { None } else { alone };
    let agrees = signals.named || signals.word.is_some();
    let speaks_against = signals.against.is_some() && !signals.named;
    let raised = match (agrees, speaks_against) {
        (true, false) => Some(raise(alone, raise_to)),
        (true, true) => alone.or(Some(Low)),
        (false, false) => alone,
        (false, true) => alone.and_then(lower),
    };
    if weak {
        raised.map(|c| c.min(Medium))
    } else {
        raised
    }
}

fn raise(alone: Option<Confidence>, raise_to: Option<Confidence>) -> Confidence {
    let next = match alone {
        Some(High | Medium) => High,
        Some(Low) | None => Medium,
    };
    raise_to.unwrap_or(next).max(alone.unwrap_or(Low))
}

const fn lower(c: Confidence) -> Option<Confidence> {
    match c {
        High => Some(Medium),
        Medium => Some(Low),
        Low => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::lexicon::PhraseIx;

    const WORD: Signals = Signals {
        word: Some(PhraseIx(0)),
        against: None,
        named: false,
    };
    const NONE: Signals = Signals {
        word: None,
        against: None,
        named: false,
    };
    const AGAINST: Signals = Signals {
        word: None,
        against: Some(PhraseIx(1)),
        named: false,
    };

    #[test]
    fn the_table_holds() {
        for (alone, with, without, against) in [
            (Some(High), Some(High), Some(High), Some(Medium)),
            (Some(Medium), Some(High), Some(Medium), Some(Low)),
            (Some(Low), Some(Medium), Some(Low), None),
            (None, Some(Medium), None, None),
        ] {
            assert_eq!(confidence(alone, None, None, WORD), with);
            assert_eq!(confidence(alone, None, None, NONE), without);
            assert_eq!(confidence(alone, None, None, AGAINST), against);
        }
    }

    #[test]
    fn a_weak_proof_needs_a_word_and_stays_medium() {
        let weak = Some(Grade::Weak);
        assert_eq!(confidence(Some(Medium), weak, Some(High), NONE), None);
        assert_eq!(
            confidence(Some(Medium), weak, Some(High), WORD),
            Some(Medium)
        );
    }
}
