//! Facts from Xero's specifications: everything but their prose and their examples.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use yaml_serde::{Mapping, Value};

use crate::errors::{Errors, Result, at_file};
use crate::facts::{AllFacts, Facts, OperationFacts, ParameterFacts, PropertyFacts, SPECIFICATIONS, Shape};

const METHODS: [&str; 5] = ["get", "put", "post", "patch", "delete"];

/// The facts of every family, from a directory of specifications.
pub(crate) fn distil(directory: &Path) -> Result<AllFacts> {
    let mut all = AllFacts::new();
    let mut errors = Errors::default();
    for (key, file) in SPECIFICATIONS {
        let path = directory.join(file);
        let read = fs::read_to_string(&path).map_err(|error| at_file(&path, error));
        match read.and_then(|text| distil_text(&text).map_err(|error| at_file(&path, error))) {
            Ok(facts) => {
                all.insert(key.to_owned(), facts);
            }
            Err(error) => errors.merge(error),
        }
    }
    errors.into_result(all)
}

/// The facts of one specification.
pub(crate) fn distil_text(text: &str) -> Result<Facts> {
    let document: Document = yaml_serde::from_str(text).map_err(Errors::of)?;
    let server = document.servers.first().ok_or_else(|| Errors::of("the specification names no server"))?;
    let mut operations = BTreeMap::new();
    for (path, item) in &document.paths {
        for method in METHODS {
            let Some(operation) = item.get(method) else { continue };
            let raw: RawOperation = typed(operation).map_err(|error| at_operation(path, method, &error))?;
            let shared = item.get("parameters").map(typed::<Vec<Value>>).transpose()?.unwrap_or_default();
            let id = raw.id.clone();
            let facts =
                document.operation(path, method, &shared, raw).map_err(|error| at_operation(path, method, &error))?;
            if operations.insert(id.clone(), facts).is_some() {
                return Err(Errors::of(format!("two operations are called {id}")));
            }
        }
    }
    let mut schemas = BTreeMap::new();
    for (name, schema) in &document.components.schemas {
        schemas.insert(name.clone(), shape(schema).map_err(|error| Errors::of(format!("schema {name}: {error}")))?);
    }
    Ok(Facts { version: document.info.version, base: path_of(&server.url), operations, schemas })
}

#[derive(Deserialize)]
struct Document {
    info: Info,
    servers: Vec<Server>,
    paths: BTreeMap<String, Mapping>,
    #[serde(default)]
    components: Components,
}

#[derive(Deserialize)]
struct Info {
    version: String,
}

#[derive(Deserialize)]
struct Server {
    url: String,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Components {
    schemas: BTreeMap<String, Value>,
    parameters: BTreeMap<String, Value>,
    request_bodies: BTreeMap<String, Value>,
    responses: BTreeMap<String, Value>,
}

#[derive(Deserialize)]
struct RawOperation {
    #[serde(rename = "operationId")]
    id: String,
    #[serde(rename = "x-path")]
    real_path: Option<String>,
    #[serde(default)]
    deprecated: bool,
    #[serde(default)]
    parameters: Vec<Value>,
    #[serde(rename = "requestBody")]
    body: Option<Value>,
    #[serde(default)]
    responses: Mapping,
    #[serde(default)]
    security: Vec<BTreeMap<String, Vec<String>>>,
}

#[derive(Deserialize)]
struct RawParameter {
    name: String,
    #[serde(rename = "in")]
    place: String,
    #[serde(default)]
    required: bool,
    explode: Option<bool>,
    #[serde(default)]
    schema: Value,
}

/// The body of a request or a response.
#[derive(Deserialize)]
struct RawBody {
    #[serde(default)]
    content: BTreeMap<String, RawContent>,
}

#[derive(Deserialize)]
struct RawContent {
    #[serde(default)]
    schema: Value,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct RawShape {
    #[serde(rename = "$ref")]
    reference: Option<String>,
    r#type: Option<String>,
    format: Option<String>,
    read_only: bool,
    deprecated: bool,
    r#enum: Vec<Value>,
    items: Option<Value>,
    properties: Mapping,
    required: Option<Value>,
    #[serde(rename = "x-is-msdate")]
    is_msdate: Option<Value>,
    #[serde(rename = "x-is-msdate-time")]
    is_msdate_time: Option<Value>,
    #[serde(rename = "x-is-date")]
    is_date: Option<Value>,
    #[serde(rename = "x-is-datetime")]
    is_datetime: Option<Value>,
    #[serde(rename = "x-is-money")]
    is_money: Option<Value>,
}

impl Document {
    fn operation(&self, path: &str, method: &str, shared: &[Value], raw: RawOperation) -> Result<OperationFacts> {
        let mut parameters: Vec<ParameterFacts> = Vec::new();
        for value in shared.iter().chain(&raw.parameters) {
            let parameter = self.parameter(value)?;
            let same = |it: &ParameterFacts| it.name == parameter.name && it.place == parameter.place;
            // An operation's parameter replaces the path's.
            match parameters.iter_mut().find(|it| same(it)) {
                Some(before) => *before = parameter,
                None => parameters.push(parameter),
            }
        }
        let body = raw.body.as_ref().map(|body| content(follow(body, &self.components.request_bodies))).transpose()?;
        let mut replies = BTreeMap::new();
        for (status, reply) in &raw.responses {
            let status = text_of(status)?;
            if status.starts_with('2') {
                replies.insert(status, content(follow(reply, &self.components.responses))?);
            }
        }
        let scopes = raw.security.into_iter().flat_map(BTreeMap::into_values).flatten().collect();
        Ok(OperationFacts {
            method: method.to_uppercase(),
            path: path.to_owned(),
            real_path: raw.real_path,
            deprecated: raw.deprecated,
            parameters,
            body: body.unwrap_or_default(),
            replies,
            scopes,
        })
    }

    fn parameter(&self, value: &Value) -> Result<ParameterFacts> {
        let raw: RawParameter = typed(follow(value, &self.components.parameters))?;
        Ok(ParameterFacts {
            name: raw.name,
            place: raw.place,
            required: raw.required,
            explode: raw.explode.filter(|explode| !explode),
            shape: shape(&raw.schema)?,
        })
    }
}

fn typed<T: DeserializeOwned>(value: &Value) -> Result<T> {
    yaml_serde::from_value(value.clone()).map_err(Errors::of)
}

fn at_operation(path: &str, method: &str, error: &Errors) -> Errors {
    Errors::of(format!("{} {path}: {error}", method.to_uppercase()))
}

/// The target of a reference, or the value itself.
fn follow<'a>(value: &'a Value, components: &'a BTreeMap<String, Value>) -> &'a Value {
    let name = value.get("$ref").and_then(Value::as_str).map(last_part);
    name.and_then(|name| components.get(name)).unwrap_or(value)
}

fn last_part(reference: &str) -> &str {
    reference.rsplit('/').next().unwrap_or(reference)
}

fn content(value: &Value) -> Result<BTreeMap<String, Shape>> {
    let raw: RawBody = typed(value)?;
    raw.content.into_iter().map(|(media_type, content)| Ok((media_type, shape(&content.schema)?))).collect()
}

fn shape(value: &Value) -> Result<Shape> {
    if value.is_null() {
        return Ok(Shape::default());
    }
    let raw: RawShape = typed(value)?;
    let marks = [
        ("msdate", raw.is_msdate),
        ("msdate-time", raw.is_msdate_time),
        ("date", raw.is_date),
        ("datetime", raw.is_datetime),
        ("money", raw.is_money),
    ];
    let marks = marks.into_iter().filter(|(_, value)| value.as_ref().is_some_and(says_yes));
    let required = match raw.required {
        Some(Value::Sequence(names)) => names.iter().map(text_of).collect::<Result<_>>()?,
        _ => Vec::new(),
    };
    let mut properties = Vec::new();
    for (name, property) in &raw.properties {
        properties.push(PropertyFacts { name: text_of(name)?, shape: shape(property)? });
    }
    Ok(Shape {
        reference: raw.reference.as_deref().map(last_part).map(str::to_owned),
        kind: raw.r#type,
        format: raw.format,
        marks: marks.map(|(mark, _)| mark.to_owned()).collect(),
        read_only: raw.read_only,
        deprecated: raw.deprecated,
        values: raw.r#enum.iter().map(text_of).collect::<Result<_>>()?,
        items: raw.items.as_ref().map(shape).transpose()?.map(Box::new),
        required,
        properties,
    })
}

/// An extension is set by `true` or by the string `"true"`.
fn says_yes(value: &Value) -> bool {
    value.as_bool().unwrap_or_else(|| value.as_str() == Some("true"))
}

/// A string, or a number or boolean where a string is meant.
fn text_of(value: &Value) -> Result<String> {
    match value {
        Value::String(text) => Ok(text.clone()),
        Value::Number(number) => Ok(number.to_string()),
        Value::Bool(flag) => Ok(flag.to_string()),
        _ => Err(Errors::of(format!("a text is missing: {value:?}"))),
    }
}

/// `https://api.xero.com/files.xro/1.0/` to `/files.xro/1.0`.
fn path_of(url: &str) -> String {
    let after_scheme = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = after_scheme.split_once('/').map_or("", |(_, path)| path).trim_end_matches('/');
    if path.is_empty() { String::new() } else { format!("/{path}") }
}
