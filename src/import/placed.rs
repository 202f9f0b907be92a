//! On which line of its file each line of a text stands: those of a page that was
//! decoded (tags, entities) are not lines of the file.

use crate::extract::{Start, Text};

/// The line of the file on which each line of a window's own text begins to say
/// something; none where it stands on no line (pages, paragraphs).
pub(super) fn lines(text: &Text<'_>) -> Option<Vec<u64>> {
    let Start::Lines { line: first, .. } = text.start else {
        return None;
    };
    let source = text.origin.map_or(text.text, |origin| origin.source);
    let (mut counted, mut line) = (0, first);
    let mut at = text.own.start;
    let own = &text.text[text.own.clone()];
    let each = own.split('\n').map(|said| {
        // the characters before the first word may be what an indented tag left
        let word = at + said.len() - said.trim_start().len();
        at += said.len() + 1;
        let from = match &text.origin {
            Some(origin) if !said.trim().is_empty() => origin.range(word, word + 1).0,
            Some(_) => counted,
            None => word.min(text.text.len()),
        };
        if from > counted {
            let piece = &source.as_bytes()[counted..from];
            line += piece.iter().filter(|b| **b == b'\n').count() as u64;
            counted = from;
        }
        line
    });
    Some(each.collect())
}

#[cfg(test)]
mod tests {
    use crate::import::Imported;

    #[test]
    fn facts_of_a_page_are_cited_by_the_line_of_its_file() {
        let page = "<html>\n<head><title>x</title></head>\n<body>\n<h1>Registre</h1>\n\n<p>Nom du traitement : Paie</p>\n<ul>\n  <li>Finalité :\n     payer &eacute;quitablement</li>\n\n  <li>Données : nom,\n IBAN</li>\n</ul><p>Durée de conservation : 5 ans</p></body></html>\n";
        let read = Imported::read(page.as_bytes(), "registre.html");
        let paie = &read.draft.activities[0];
        assert_eq!(paie.name.text, "Paie");
        assert_eq!(paie.name.at.to_string(), "l.6");
        let purpose = &paie.purposes[0];
        assert!(purpose.text.contains("équitablement"), "{}", purpose.text);
        assert_eq!(purpose.at.to_string(), "l.8");
    }
}
