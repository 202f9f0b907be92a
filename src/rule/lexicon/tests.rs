use super::*;

fn found(phrases: &[&str], text: &str) -> Vec<(String, String)> {
    let lexicon = Lexicon::new(
        phrases.iter().map(|p| ((*p).to_owned(), Use::Context(0))),
        |_| u64::MAX,
    );
    let mut out = Vec::new();
    lexicon.find_all(text, |s| {
        out.push((
            lexicon.text(s.phrase).to_owned(),
            text[s.start as usize..s.end as usize].to_owned(),
        ));
    });
    out
}

#[test]
fn whole_words_in_any_dress() {
    for text in [
        "N° de Sécurité  Sociale :",
        "n de securite sociale",
        "N_de_SÉCURITÉ-SOCIALE.",
    ] {
        assert_eq!(found(&["n° de sécurité sociale"], text).len(), 1, "{text}");
    }
    assert_eq!(found(&["lic"], "public lic. lics licence").len(), 2);
    assert_eq!(found(&["né le"], "Née le 3; né\u{a0}le 4; né le5").len(), 1);
    assert_eq!(found(&["œuvre"], "ŒUVRES sociales oeuvre")[0].1, "ŒUVRES");
    assert!(found(&["sécurité sociale"], "sécurité\nsociale").is_empty());
}

#[test]
fn a_phrase_is_found_by_any_of_its_words() {
    for text in [
        "de nationalité belge",
        "Né, de\u{a0}NATIONALITÉS",
        "de-nationalite",
    ] {
        let f = found(&["de nationalité"], text);
        assert_eq!(f.len(), 1, "{text}");
        assert!(f[0].1.to_lowercase().starts_with("de"), "{f:?}");
    }
    assert!(found(&["de nationalité"], "la nationalité").is_empty());
    assert!(found(&["de nationalité"], "de\nnationalité").is_empty());
    assert!(found(&["de nationalité"], "nationalité").is_empty());
    assert!(found(&["de nationalité"], "cède nationalité").is_empty());
    assert_eq!(
        found(&["né le", "le dossier"], "ne\u{301} le dossier").len(),
        2
    );
}

#[test]
fn a_phrase_inside_another_is_found_too() {
    let f = found(&["nir", "nir de l'assuré", "assuré"], "NIR de l’assuré");
    let mut phrases: Vec<&str> = f.iter().map(|f| f.0.as_str()).collect();
    phrases.sort_unstable();
    assert_eq!(phrases, ["assure", "nir", "nir de l assure"]);
}

#[test]
fn decomposed_accents_are_folded() {
    assert_eq!(found(&["né le"], "ne\u{301} le 3").len(), 1);
}
