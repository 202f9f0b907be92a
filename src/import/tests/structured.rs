//! Registers in structured form, exports of register software, and RTF.

use super::twin::becomes;
use super::{fixture, shared, sound};
use crate::import::Imported;
use crate::model::Datum;

#[test]
fn each_form_becomes_its_register() {
    for name in [
        "registre.yml",
        "register.json",
        "registre.rtf",
        "fideslang.yml",
        "dpv.jsonld",
        "dpv.ttl",
        "madis.csv",
        "openrgpd.sql",
        "openrgpd.csv",
        "gdprropa.sql",
        "gdprropa.csv",
    ] {
        becomes(name);
    }
}

#[test]
fn what_holds_no_activity_gives_none_and_says_so() {
    for name in ["fideslang-dataset.yml", "modele-vide.yml", "reglages.json"] {
        let imported = Imported::read(&fixture(name), name);
        assert!(imported.draft.activities.is_empty(), "{name}");
        let said = imported.draft.unread.iter().map(|u| u.why.text(false));
        let said: Vec<&str> = said.collect();
        assert!(
            said.contains(&"describes no processing activity"),
            "{name}: {said:?}"
        );
        assert!(imported.problems.is_empty(), "{name}");
    }
}

#[test]
fn what_is_cut_is_said() {
    let whole = fixture("register.json");
    let cut = Imported::read(&whole[..whole.len() / 2], "register.json");
    assert!(!cut.problems.is_empty());
    assert!(cut.draft.activities.is_empty());
    let yaml = Imported::read(b"registre:\n- nom: [Paie\n", "registre.yml");
    assert_eq!(yaml.problems.len(), 1, "{:?}", yaml.problems);
}

#[test]
fn public_examples_are_read() {
    for (folder, start, activities) in [
        ("registers/fideslang", "demo_system", 2),
        ("registers/fideslang", "demo_dataset", 0),
        ("registers/dpv", "hr", 4),
        ("registers/dpv", "beta", 1),
        ("registers/edps", "U05", 4),
        ("registers/openrgpd", "openrgpd", 0),
    ] {
        let Some((name, bytes)) = shared(folder, start) else {
            continue;
        };
        let (imported, _) = sound(&bytes, &name);
        let read = &imported.draft.activities;
        assert_eq!(read.len(), activities, "{name}");
        // none of them says anything of a special category
        let special = |i: &Datum| i.category().is_special();
        for a in read {
            assert!(a.sensitive.nir.is_none(), "{name}");
            assert!(!a.sensitive.items.iter().any(|(i, _)| special(i)), "{name}");
        }
    }
}
