//! All validators together: they stand any text, and the public vectors agree.

use super::*;
use proptest::prelude::*;
use serde_json::Value;
use std::io::Write as _;

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

/// Tells what a test skips or measures (shown with `--nocapture`).
fn notice(text: &str) {
    let _ = writeln!(std::io::stdout(), "{text}");
}

/// A file of the material that lies beside the repository on some machines.
fn shared(name: &str) -> Option<String> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .map(|dir| dir.join("shared").join(name));
    let text = path.and_then(|p| std::fs::read_to_string(p).ok());
    if text.is_none() {
        notice(&format!("skipped: no shared/{name} beside the repository"));
    }
    text
}

fn vectors() -> Option<Value> {
    let text = shared("vectors/identifiers.json")?;
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

/// Every vector of the evaluation set: a value is accepted as a whole or not.
#[test]
fn evaluation_vectors_agree() {
    let Some(text) = shared("eval/vectors.jsonl") else {
        return;
    };
    let families = [
        ("NIR", &[Validator::Nir][..], 1.0),
        ("IBAN", &[Validator::Iban], 0.98),
        ("CREDIT_CARD", &[Validator::Card], 1.0),
        ("FR_TAX_ID", &[Validator::Spi], 1.0),
        ("SIREN", &[Validator::Siren], 1.0),
        ("SIRET", &[Validator::Siret], 1.0),
        ("IMEI", &[Validator::Imei], 1.0),
        ("ISBN", &[Validator::Isbn], 1.0),
        ("BIC", &[Validator::Bic], 0.99),
        ("EAN", &[Validator::Ean], 1.0),
        ("UUID", &[Validator::Uuid], 1.0),
        ("MAC", &[Validator::Mac], 0.9),
        ("IP", &[Validator::Ipv4, Validator::Ipv6], 1.0),
        ("VAT", &[Validator::Vat], 0.95),
        ("GPS", &[Validator::Coordinates], 1.0),
    ];
    for (family, validators, least) in families {
        let (mut right, mut all) = ([0_u32; 2], [0_u32; 2]);
        for line in text.lines() {
            let v: Value = serde_json::from_str(line).expect("a vector");
            if v["type"] != family || v["kind"] != "value" {
                continue;
            }
            let valid = v["valid"].as_bool().expect("valid or not");
            let value = v["value"].as_str().expect("a value");
            let accepted = validators.iter().any(|k| accepts(*k, value));
            all[usize::from(valid)] += 1;
            right[usize::from(valid)] += u32::from(accepted == valid);
        }
        let rate = |i: usize| match all[i] {
            0 => 1.0,
            n => f64::from(right[i]) / f64::from(n),
        };
        let balanced = f64::midpoint(rate(0), rate(1));
        notice(&format!(
            "{family}: {right:?} of {all:?} [invalid, valid], balanced {balanced:.3}"
        ));
        assert!(balanced >= least, "{family}: {balanced:.3}");
    }
}
