//! The least that an operation can be called with.

use serde_json::{Map, Value, json};
use xero_m2m::spec::{FieldType, Operation, Parameter, ParameterLocation, ParameterType, RequestBody};

pub(crate) const ID: &str = "243216c5-369e-4056-ac67-05388f86dc81";

/// The request of a call, with one record, or a list of one where `many` are wanted.
pub(crate) fn request(operation: &Operation, many: bool) -> Value {
    let needed = operation.parameters.iter().filter(|it| it.required || it.location == ParameterLocation::Path);
    let mut arguments: Map<_, _> = needed.map(|it| (it.name.snake().to_owned(), argument(it))).collect();
    if matches!(operation.request, RequestBody::Form) {
        arguments.insert("name".to_owned(), "a.txt".into());
    }
    let mut request = json!({"operation": operation.name.snake(), "arguments": arguments});
    match operation.request {
        RequestBody::Record(records) | RequestBody::Records { records, .. } => {
            let required = records.schema.fields.iter().filter(|field| field.required);
            let record: Map<_, _> = required.map(|it| (it.name.snake().to_owned(), given(&it.kind))).collect();
            request["body"] = if many { json!([record]) } else { record.into() };
        }
        RequestBody::Bytes | RequestBody::Form | RequestBody::Fixed(_) | RequestBody::None => {}
    }
    request
}

fn argument(parameter: &Parameter) -> Value {
    match parameter.value {
        ParameterType::Id => ID.into(),
        ParameterType::Ids { .. } => json!([ID]),
        ParameterType::Texts { .. } => json!(["a"]),
        ParameterType::Text | ParameterType::FileName | ParameterType::Filter | ParameterType::Order => "a.txt".into(),
        ParameterType::Enumeration(values) => values.split('|').next().into(),
        ParameterType::Enumerations(values) => json!([values.split('|').next()]),
        ParameterType::Boolean => true.into(),
        ParameterType::Integer => 1.into(),
        ParameterType::Date => "2026-01-31".into(),
        ParameterType::Instant => "2026-01-31T10:30:00Z".into(),
    }
}

fn given(kind: &FieldType) -> Value {
    match kind {
        FieldType::Text => "a".into(),
        FieldType::Id => ID.into(),
        FieldType::Enumeration(values) => values.split('|').next().into(),
        FieldType::Boolean => true.into(),
        FieldType::Integer => 1.into(),
        FieldType::Decimal => "1".into(),
        FieldType::Date(_) => "2026-01-31".into(),
        FieldType::Instant(_) => "2026-01-31T10:30:00Z".into(),
        FieldType::Record(_) | FieldType::Json => json!({}),
        FieldType::List(_) => json!([]),
    }
}
