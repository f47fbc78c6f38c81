//! Reads the examples of Xero's specifications for the tests. They are Xero's text, so the repository does not keep them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::Serialize;
use serde_json::Value as Json;
use yaml_serde::Value as Yaml;

use crate::errors::{Errors, Result, at_file};
use crate::facts::SPECIFICATIONS;
use crate::model::{Api, Family, Operation, RequestBody};

/// What the specifications show of one operation.
#[derive(Debug, Serialize, PartialEq)]
struct OperationExamples {
    /// Our name.
    operation: String,
    operation_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    request: Option<Example>,
    replies: Vec<ResponseExample>,
}

#[derive(Debug, Serialize, PartialEq)]
struct ResponseExample {
    status: String,
    #[serde(flatten)]
    example: Example,
}

#[derive(Debug, Serialize, PartialEq)]
#[serde(rename_all = "lowercase")]
enum Example {
    Value(Json),
    /// Why the example is not JSON.
    Unreadable(String),
}

/// Every operation that has an example, with its request and its successful responses, as JSON.
pub(crate) fn examples(api: &Api, directory: &Path) -> Result<String> {
    let mut all = Vec::new();
    for (key, file) in SPECIFICATIONS {
        let Some(family) = api.families.iter().find(|family| family.key == key) else { continue };
        let path = directory.join(file);
        let text = fs::read_to_string(&path).map_err(|error| at_file(&path, error))?;
        all.extend(of_specification(&text, &names(family)).map_err(|error| at_file(&path, error))?);
    }
    serde_json::to_string_pretty(&all).map(|text| text + "\n").map_err(Errors::of)
}

/// Our names by operationId. An example belongs to the operation itself, not to its shortcuts.
fn names(family: &Family) -> BTreeMap<&str, &str> {
    let mut names = BTreeMap::new();
    let is_fixed = |operation: &&Operation| matches!(operation.body, RequestBody::Fixed(_));
    let operations = || family.resources.iter().flat_map(|resource| &resource.operations);
    for operation in operations().filter(is_fixed).chain(operations().filter(|it| !is_fixed(it))) {
        names.extend(operation.operation_ids.iter().map(|id| (id.as_str(), operation.name.as_str())));
    }
    names
}

fn of_specification(text: &str, names: &BTreeMap<&str, &str>) -> Result<Vec<OperationExamples>> {
    let document: Yaml = yaml_serde::from_str(text).map_err(Errors::of)?;
    let mut all = Vec::new();
    for operation in entries(&document["paths"]).flat_map(|(_, path)| entries(path)).map(|(_, operation)| operation) {
        let Some(id) = operation.get("operationId").and_then(Yaml::as_str) else { continue };
        let name = names.get(id).ok_or_else(|| Errors::of(format!("{id} has no name of ours")))?;
        let request = operation.get("requestBody").and_then(|body| example(&document, body));
        let replies = entries(&operation["responses"])
            .filter_map(|(status, reply)| Some((text_of(status)?, reply)))
            .filter(|(status, _)| status.starts_with('2'))
            .filter_map(|(status, reply)| Some(ResponseExample { status, example: example(&document, reply)? }))
            .collect::<Vec<_>>();
        if request.is_some() || !replies.is_empty() {
            all.push(OperationExamples {
                operation: (*name).to_owned(),
                operation_id: id.to_owned(),
                request,
                replies,
            });
        }
    }
    Ok(all)
}

fn entries(mapping: &Yaml) -> impl Iterator<Item = (&Yaml, &Yaml)> {
    mapping.as_mapping().into_iter().flatten()
}

fn text_of(status: &Yaml) -> Option<String> {
    status.as_str().map(str::to_owned).or_else(|| status.as_u64().map(|status| status.to_string()))
}

/// The example of a body, which may be a reference to a component.
fn example(document: &Yaml, body: &Yaml) -> Option<Example> {
    let body = match body.get("$ref").and_then(Yaml::as_str) {
        Some(reference) => reference.trim_start_matches("#/").split('/').try_fold(document, |at, step| at.get(step))?,
        None => body,
    };
    body.get("content")?.get("application/json")?.get("example").map(read)
}

/// An example as JSON. Many are strings in the specification. YAML dates are kept as they are written.
fn read(example: &Yaml) -> Example {
    let read = match example.as_str() {
        Some(text) => serde_json::from_str(text),
        None => serde_json::to_value(example),
    };
    read.map_or_else(|error| Example::Unreadable(error.to_string()), Example::Value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const SPECIFICATION: &str = r##"
paths:
  /Things:
    parameters: []
    put:
      operationId: createThing
      requestBody: { $ref: "#/components/requestBodies/thing" }
      responses:
        200: { content: { application/json: { example: '{"Day": "/Date(0)/"}' } } }
        "201": { content: { application/json: { example: '{"Day": }' } } }
        400: { content: { application/json: { example: {} } } }
    delete: { operationId: deleteThing, responses: { 204: {} } }
components:
  requestBodies: { thing: { content: { application/json: { example: { Day: 2020-01-31, At: 2020-01-31T10:00:00Z } } } } }
"##;

    #[test]
    fn examples_stand_by_operation_as_json() {
        let names = BTreeMap::from([("createThing", "things.create"), ("deleteThing", "things.delete")]);
        let found = of_specification(SPECIFICATION, &names).expect("it can be read");
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].operation, "things.create");
        assert_eq!(found[0].request, Some(Example::Value(json!({"Day": "2020-01-31", "At": "2020-01-31T10:00:00Z"}))));
        assert_eq!(found[0].replies[0].example, Example::Value(json!({"Day": "/Date(0)/"})));
        assert!(matches!(&found[0].replies[1].example, Example::Unreadable(why) if why.contains("expected value")));
        assert_eq!(found[0].replies.len(), 2);
    }

    #[test]
    fn an_operation_without_a_name_of_ours_is_an_error() {
        assert!(of_specification(SPECIFICATION, &BTreeMap::new()).is_err());
    }
}
