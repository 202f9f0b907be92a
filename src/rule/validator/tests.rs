//! All validators together: they stand any text, and the public vectors agree.

use super::*;
use proptest::prelude::*;
use serde_json::Value;

fn accepts(validator: Validator, text: &str) -> bool {
    validator.check(text).is_some_and(|a| a.len == text.len())
}

proptest! {
    #[test]
    fn any_text_is_judged_without_panic(text in "\\PC{0,60}") {
        for v in Validator::ALL {
            if let Some(a) = v.check(&text) {
                prop_assert!(a.len > 0 && a.len <= text.len());
                prop_assert!(text.is_char_boundary(a.len));
            }
        }
    }

    #[test]
    fn odd_numbers_are_judged_without_panic(
        text in "[0-9A-Za-z +()./:°'\"@<\u{a0}\u{202f}\u{2009}é-]{0,60}",
    ) {
        for v in Validator::ALL {
            if let Some(a) = v.check(&text) {
                prop_assert!(a.len > 0 && a.len <= text.len());
                prop_assert!(text.is_char_boundary(a.len));
                // What was accepted is accepted alone, and is as long.
                let again = v.check(&text[..a.len]).map(|b| b.len);
                prop_assert_eq!(again, Some(a.len), "{:?} {:?}", v, &text[..a.len]);
            }
        }
    }
}

/// The public vectors lie beside the repository on some machines only.
fn vectors() -> Option<Value> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .skip(1)
        .map(|dir| dir.join("shared/vectors/identifiers.json"))
        .find(|p| p.is_file());
    let Some(path) = path else {
        println!("skipped: no shared/vectors/identifiers.json above the repository");
        return None;
    };
    let text = std::fs::read_to_string(path).expect("readable vectors");
    Some(serde_json::from_str(&text).expect("JSON vectors"))
}

/// The texts of a list whose entries are texts or lists that begin with one.
fn texts(list: &Value) -> Vec<String> {
    list.as_array()
        .into_iter()
        .flatten()
        .filter_map(|v| v.as_str().or_else(|| v[0].as_str()))
        .map(str::to_owned)
        .collect()
}

#[test]
fn public_vectors_agree() {
    let Some(vectors) = vectors() else { return };
    let expectations = [
        (Validator::Nir, "nir", "valid", true),
        (Validator::Nir, "nir", "valid_spaced", true),
        (Validator::Nir, "nir", "invalid", false),
        (Validator::NirProvisional, "nnp_mig", "nnp_ok", true),
        (
            Validator::NirProvisional,
            "nnp_mig",
            "nnp_pre2012_only",
            true,
        ),
        (Validator::NirProvisional, "nnp_mig", "mig_ok", true),
        (Validator::Spi, "numero_fiscal", "valid", true),
        (Validator::Spi, "numero_fiscal", "invalid", false),
        (Validator::Siren, "siren", "valid", true),
        (Validator::Siren, "siren", "invalid", false),
        (Validator::Siret, "siret", "valid", true),
        (Validator::Siret, "siret", "invalid", false),
        (Validator::Vat, "tva_fr", "valid", true),
        (Validator::Vat, "tva_fr", "invalid", false),
        (Validator::Iban, "iban", "valid", true),
        (Validator::Iban, "iban", "invalid", false),
        (Validator::Uai, "uai", "valid", true),
        (Validator::Uai, "uai", "invalid", false),
        (Validator::Finess, "finess", "candidates", true),
    ];
    for (validator, family, list, expected) in expectations {
        for text in texts(&vectors[family][list]) {
            assert_eq!(accepts(validator, &text), expected, "{validator:?} {text}");
        }
    }
    for pair in vectors["rpps"]["candidates"]
        .as_array()
        .expect("candidates")
    {
        let text = pair[0].as_str().expect("a number");
        assert_eq!(Some(accepts(Validator::Rpps, text)), pair[1].as_bool());
    }
}

#[test]
fn public_machine_readable_zones_agree() {
    let Some(vectors) = vectors() else { return };
    let mrz = &vectors["mrz"];
    for (kind, lines) in [("td3", 1), ("td1", 2), ("fr_cni_1988", 2)] {
        let zone: Vec<&str> = (0..lines).filter_map(|i| mrz[kind][i].as_str()).collect();
        assert!(accepts(Validator::Mrz, &zone.join("\n")), "{kind}");
    }
}
