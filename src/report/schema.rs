//! JSON Schemas (draft 2020-12) of what is written as JSON, generated from the
//! types that are written: they cannot say anything else.

use super::json::{Alone, Document};
use super::lines::{Coverage, Finding, OccurrenceLine};
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;

/// Names of the formats that have a schema, as `generate schema` takes them.
pub const NAMES: &[&str] = &["report", "gap", "finding", "coverage", "occurrence"];

/// The schema of a format, indented; none for an unknown name.
#[must_use]
pub fn schema(name: &str) -> Option<String> {
    match name {
        "report" => Some(of::<Document<'static>>()),
        "gap" => Some(of::<Alone<'static>>()),
        "finding" => Some(of::<Finding<'static>>()),
        "coverage" => Some(of::<Coverage<'static>>()),
        "occurrence" => Some(of::<OccurrenceLine<'static>>()),
        _ => None,
    }
}

fn of<T: JsonSchema>() -> String {
    // what is left out when it is nothing is not required
    let settings = SchemaSettings::draft2020_12().for_serialize();
    let schema = settings.into_generator().into_root_schema_for::<T>();
    serde_json::to_string_pretty(&schema).expect("a schema is JSON") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Lang, Report, json, lines, sample};
    use serde_json::Value;

    fn validator(name: &str) -> jsonschema::Validator {
        let text = schema(name).expect("a known name");
        let schema: Value = serde_json::from_str(&text).expect("JSON");
        jsonschema::validator_for(&schema).expect("a schema")
    }

    fn valid(validator: &jsonschema::Validator, value: &Value) {
        let faults: Vec<String> = validator
            .iter_errors(value)
            .map(|e| format!("{}: {e}", e.instance_path()))
            .collect();
        assert!(faults.is_empty(), "{}", faults.join("\n"));
    }

    fn each(name: &str, text: &[u8]) -> usize {
        let lines = std::str::from_utf8(text).expect("UTF-8").lines();
        let validator = validator(name);
        let parsed = lines.map(|l| serde_json::from_str(l).expect("JSON"));
        parsed.map(|v: Value| valid(&validator, &v)).count()
    }

    #[test]
    fn what_is_written_is_what_the_schemas_say() {
        let (inventory, reconciled) = sample::hostile();
        let hostile = Report::new(&inventory, Some(reconciled));
        let alone = Report::new(&inventory, None);
        let validator = validator("report");
        for report in [&sample::report(50), &sample::report(0), &hostile, &alone] {
            let text = json::render(report, Lang::Fr);
            valid(&validator, &serde_json::from_str(&text).expect("JSON"));
        }
        let mut out = Vec::new();
        lines::gaps(&sample::report(50), Lang::En, &mut out).expect("memory");
        assert_eq!(each("gap", &out), 50);
        out.clear();
        lines::findings(&inventory, &mut out).expect("memory");
        assert!(each("finding", &out) > 20);
        out.clear();
        lines::coverage(&inventory, &mut out).expect("memory");
        assert_eq!(each("coverage", &out), inventory.coverage.len());
    }

    #[test]
    fn a_schema_refuses_what_is_not_its_format() {
        let text = json::render(&sample::report(1), Lang::Fr);
        let mut report: Value = serde_json::from_str(&text).expect("JSON");
        report["gaps"][0]["severity"]["level"] = "terrible".into();
        assert!(!validator("report").is_valid(&report));
        let other = serde_json::json!({ "schema": "limier.gap.v1" });
        assert!(NAMES.iter().all(|n| !validator(n).is_valid(&other)));
        assert_eq!(schema("nothing"), None);
    }

    #[test]
    fn each_name_has_its_own_title() {
        for name in NAMES {
            let schema: Value = serde_json::from_str(&schema(name).expect("known")).expect("JSON");
            assert_eq!(schema["title"], format!("limier.{name}.v1"));
            assert_eq!(
                schema["properties"]["schema"]["const"],
                format!("limier.{name}.v1")
            );
        }
    }
}
