//! Finds fields that a specification declares as integers although its examples have fractions. `5.00` counts: a
//! service that writes it has a decimal.

use std::fs;
use std::path::Path;

use yaml_serde::Value;

use crate::errors::{Errors, Result, at_file};
use crate::facts::SPECIFICATIONS;
use crate::overlay::Overlay;

/// Deeper than any example. Schemas can be recursive.
const DEEPEST: usize = 32;

/// An error for every such field that the overlay does not make a decimal.
pub(crate) fn check(overlay: &Overlay, directory: &Path) -> Result<()> {
    let mut errors = Errors::default();
    for (key, file) in SPECIFICATIONS {
        let path = directory.join(file);
        let text = fs::read_to_string(&path).map_err(|error| at_file(&path, error))?;
        let found = of_specification(&text).map_err(|error| at_file(&path, error))?;
        for Fraction { owner, field, shown } in found {
            let schema = overlay.families.get(key).and_then(|decisions| decisions.schemas.get(&owner));
            if schema.and_then(|schema| schema.kinds.get(&field)).map(String::as_str) != Some("decimal") {
                errors.add(format!(
                    "overlay/{key}.toml: schemas: {owner}: {field} is declared as an integer, and an example of \
                     {file} has {shown}; say kinds = {{ {field} = \"decimal\" }}"
                ));
            }
        }
    }
    errors.into_result(())
}

#[derive(Debug, PartialEq)]
struct Fraction {
    /// The schema, or the parameter.
    owner: String,
    field: String,
    shown: String,
}

fn of_specification(text: &str) -> Result<Vec<Fraction>> {
    let document: Value = yaml_serde::from_str(text).map_err(Errors::of)?;
    let mut search = Search { document: &document, found: Vec::new() };
    search.anywhere(&document, "", "", DEEPEST * 2);
    Ok(search.found)
}

struct Search<'a> {
    document: &'a Value,
    found: Vec<Fraction>,
}

impl<'a> Search<'a> {
    /// Searches everything that has an example: requests, responses, parameters, schemas and their fields.
    fn anywhere(&mut self, value: &'a Value, owner: &str, field: &str, depth: usize) {
        let Some(depth) = depth.checked_sub(1) else { return };
        if let Some(items) = value.as_sequence() {
            for item in items {
                self.anywhere(item, owner, field, depth);
            }
        }
        let Some(mapping) = value.as_mapping() else { return };
        let schema = value.get("schema").unwrap_or(value);
        let named = value.get("name").and_then(Value::as_str).unwrap_or(field);
        let several = value.get("examples").and_then(Value::as_mapping).into_iter().flatten();
        let several = several.filter_map(|(_, example)| example.get("value"));
        let bounds = ["default", "minimum", "maximum", "multipleOf"].iter().filter_map(|name| value.get(*name));
        for example in value.get("example").into_iter().chain(several).chain(bounds) {
            match example.as_str().and_then(|text| yaml_serde::from_str(text).ok()) {
                Some(read) => self.example(schema, &read, owner, named, DEEPEST),
                None => self.example(schema, example, owner, named, DEEPEST),
            }
        }
        for (name, inner) in mapping {
            // Some files have numbers as status keys.
            let name = name.as_str().unwrap_or_default();
            if matches!(name, "example" | "examples") {
                continue;
            }
            // Only the schemas of the components have names.
            let owner = if owner.is_empty() && field == "schemas" { name } else { owner };
            self.anywhere(inner, owner, name, depth);
        }
    }

    fn example(&mut self, schema: &'a Value, example: &Value, owner: &str, field: &str, depth: usize) {
        let Some(depth) = depth.checked_sub(1) else { return };
        if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            let mut steps = reference.trim_start_matches("#/").split('/');
            let Some(target) = steps.try_fold(self.document, |at, step| at.get(step)) else { return };
            let name = reference.rsplit('/').next().unwrap_or(reference);
            return self.example(target, example, name, field, depth);
        }
        match example {
            Value::Mapping(fields) => {
                for (name, inner) in fields {
                    let Some(name) = name.as_str() else { continue };
                    if let Some(shape) = schema.get("properties").and_then(|properties| properties.get(name)) {
                        self.example(shape, inner, owner, name, depth);
                    }
                }
            }
            Value::Sequence(items) => {
                if let Some(shape) = schema.get("items") {
                    for item in items {
                        self.example(shape, item, owner, field, depth);
                    }
                }
            }
            shown if schema.get("type").and_then(Value::as_str) == Some("integer") => {
                let text = match shown {
                    Value::Number(number) => number.to_string(),
                    Value::String(text) => text.clone(),
                    _ => return,
                };
                let fraction = Fraction { owner: owner.to_owned(), field: field.to_owned(), shown: text };
                if fraction.shown.parse::<i64>().is_err() && !self.found.contains(&fraction) {
                    self.found.push(fraction);
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPECIFICATION: &str = r##"
paths:
  /Assets:
    get:
      parameters: [{ name: years, in: query, example: 1.5, schema: { type: integer } }]
      responses:
        200:
          content:
            application/json:
              schema: { $ref: "#/components/schemas/Assets" }
              example: '{"items": [{"years": 6.67, "days": 5, "setting": {"life": "7.0"}, "lines": [{"count": 5.00}]}]}'
components:
  schemas:
    Assets: { properties: { items: { type: array, items: { $ref: "#/components/schemas/Asset" } } } }
    Asset:
      properties:
        years: { type: integer }
        days: { type: integer, example: 5, maximum: 30 }
        weeks: { type: integer, example: 2.50 }
        rate: { type: number, example: 0.5 }
        setting: { $ref: "#/components/schemas/Setting" }
        lines: { type: array, items: { type: object, properties: { count: { type: integer } } } }
    Setting: { properties: { life: { type: integer } } }
"##;

    #[test]
    fn integers_that_examples_show_with_a_fraction_are_found_wherever_they_stand() {
        let found = of_specification(SPECIFICATION).expect("it can be read");
        let found: Vec<_> = found.iter().map(|it| format!("{}.{} {}", it.owner, it.field, it.shown)).collect();
        let expected = ["Asset.count 5.0", "Asset.weeks 2.5", "Asset.years 6.67", "Setting.life 7.0", ".years 1.5"];
        assert_eq!(found.len(), expected.len(), "{found:?}");
        for one in expected {
            assert!(found.iter().any(|it| it == one), "{one} not in {found:?}");
        }
    }
}
