//! Whom words near a name are said of.

use super::*;

fn place<'a>(text: &'a str, part: &str) -> (&'a str, usize, usize) {
    let start = text.find(part).expect("is there");
    (text, start, start + part.len())
}

#[test]
fn who_speaks_or_is_written_to_stands_aside() {
    for (text, name) in [
        ("Asthme, conférence animée par Lucie Morvan", "Lucie Morvan"),
        ("Contact : Mme Lucie Morvan", "Lucie Morvan"),
        ("Lucie Morvan, cadre de santé", "Lucie Morvan"),
        ("Bonjour Lucie, le serveur est malade", "Lucie"),
    ] {
        let (t, s, e) = place(text, name);
        assert!(is_aside(t, s, e), "{text}");
    }
    for (text, name) in [
        ("Lucie Morvan est malade", "Lucie Morvan"),
        ("Lucie Morvan, diabète", "Lucie Morvan"),
        ("Patient : Lucie Morvan", "Lucie Morvan"),
    ] {
        let (t, s, e) = place(text, name);
        assert!(!is_aside(t, s, e), "{text}");
    }
}

#[test]
fn a_record_is_about_whom_its_labels_name() {
    for text in [
        "Patiente : Morvan",
        "Je soussigné M. Morvan",
        "Mme Morvan, 71 ans",
        "Morvan, née le 3 mai",
    ] {
        let (t, s, e) = place(text, "Morvan");
        assert!(is_subject(t, s, e), "{text}");
    }
    let (t, s, e) = place("Contact : Morvan", "Morvan");
    assert!(!is_subject(t, s, e));
}

#[test]
fn items_of_a_list_are_of_others() {
    let text = "9 h Morvan, orateur\n10 h Asthme";
    let at = text.find("Asthme").expect("is there");
    assert!(!same_subject(text, 10, at));
    let text = "Morvan Lucie\n- asthme";
    assert!(same_subject(text, 12, text.len() - 6));
    let text = "Morvan Lucie\n\nL'asthme";
    assert!(!same_subject(text, 12, text.len() - 6));
}

#[test]
fn a_name_after_a_word_is_in_its_sentence_or_below_its_heading() {
    let at = |text: &str| text.find("Morvan").expect("is there");
    let after = |text: &str, end: usize| same_sentence(text, end, at(text), at(text) + 6);
    assert!(after("asthme de Morvan", 6));
    assert!(!after("asthme. Voir Morvan", 6));
    assert!(after("malade demain\nMorvan", 6));
    assert!(!after("malade demain\nMorvan vient", 6));
    let heads = |text: &str, end| heads(text, 0, end, at(text));
    assert!(heads("Liste CGT\nMorvan Lucie", 9));
    assert!(!heads("Le vote, CGT\nMorvan Lucie", 12));
}

#[test]
fn pronouns_say_that_somebody_is_meant() {
    let text = "je suis en arrêt";
    assert!(has_pronoun(text, 11));
    assert!(!has_pronoun("le serveur est malade", 15));
}
