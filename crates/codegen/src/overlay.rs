//! Our decisions: names, scopes, paging, docs. One file for each family, in `overlay/`.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use toml::{Table, Value};

use crate::errors::{Errors, Result, at_file};

#[derive(Debug, Default)]
pub(crate) struct Overlay {
    /// Keys of families, in the order of the reference.
    pub(crate) order: Vec<String>,
    pub(crate) families: BTreeMap<String, Decisions>,
}

/// The decisions about one family.
#[derive(Debug, Default)]
pub(crate) struct Decisions {
    pub(crate) family: FamilyDecision,
    pub(crate) resources: BTreeMap<String, ResourceDecision>,
    /// By operationId.
    pub(crate) operations: BTreeMap<String, OperationDecision>,
    /// Shortcuts: operations of ours with a fixed body, by name.
    pub(crate) derived: BTreeMap<String, OperationDecision>,
    /// By wire name.
    pub(crate) parameters: BTreeMap<String, ParameterDecision>,
    /// By operationId, then by wire name.
    pub(crate) parameters_of: BTreeMap<String, BTreeMap<String, ParameterDecision>>,
    /// By the specification's name.
    pub(crate) schemas: BTreeMap<String, SchemaDecision>,
    /// By the schema's name and the field's wire name.
    pub(crate) fields: BTreeMap<(String, String), String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FamilyDecision {
    #[serde(default)]
    pub(crate) namespace: String,
    pub(crate) title: String,
    pub(crate) doc: String,
    #[serde(default)]
    pub(crate) spec: Option<String>,
    #[serde(default)]
    pub(crate) base: Option<String>,
    #[serde(default)]
    pub(crate) reachable: Option<String>,
    pub(crate) dates: String,
    #[serde(default)]
    pub(crate) scopes: Option<OneOrMany>,
    #[serde(default)]
    pub(crate) broad: Option<OneOrMany>,
    /// Whether Xero has a `.read` variant of the scopes. Default: it has.
    #[serde(default)]
    pub(crate) read_scope: Option<bool>,
    /// The largest page size, unless an operation sets another.
    #[serde(default)]
    pub(crate) page_size: Option<u32>,
    /// The most records of a request, unless an operation sets another.
    #[serde(default)]
    pub(crate) batch: Option<usize>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ResourceDecision {
    pub(crate) doc: String,
    pub(crate) one: String,
    pub(crate) many: String,
    #[serde(default)]
    pub(crate) reachable: Option<String>,
    #[serde(default)]
    pub(crate) scopes: Option<OneOrMany>,
    #[serde(default)]
    pub(crate) broad: Option<OneOrMany>,
    /// Whether Xero has a `.read` variant of the scopes. Default: it has.
    #[serde(default)]
    pub(crate) read_scope: Option<bool>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct OperationDecision {
    /// Below the namespace: `invoices.list`.
    pub(crate) name: String,
    /// For shortcuts: the operationId that they send.
    pub(crate) from: Option<String>,
    pub(crate) doc: Option<String>,
    /// Sentences added to the doc.
    pub(crate) after: Option<String>,
    /// What the last path parameter takes.
    pub(crate) accepts: Option<String>,
    /// `text` where path parameters take more than UUIDs.
    pub(crate) id: Option<String>,
    pub(crate) page_size: Option<u32>,
    pub(crate) page: Option<u32>,
    pub(crate) offset: Option<u32>,
    pub(crate) batch: Option<usize>,
    /// `none`, `record`, `records`, `changes`, `note`, `bytes`, `form`, or JSON that is always sent.
    pub(crate) body: Option<String>,
    /// `nothing`, `one`, `pages`, `all`, `saved`, `json`.
    pub(crate) reply: Option<String>,
    /// The field that holds the records of the request or the response, if it is not the only one.
    pub(crate) envelope: Option<String>,
    /// The name of the argument for the body.
    pub(crate) argument: Option<String>,
    pub(crate) reachable: Option<String>,
    pub(crate) scopes: Option<OneOrMany>,
    pub(crate) broad: Option<OneOrMany>,
    /// Whether Xero has a `.read` variant of the scopes. Default: it has.
    pub(crate) read_scope: Option<bool>,
    /// Parameters that Xero requires, though the specification does not say so.
    pub(crate) required: Vec<String>,
    /// The order of the parameters; the others follow.
    pub(crate) parameters: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct ParameterDecision {
    pub(crate) name: Option<String>,
    pub(crate) doc: Option<String>,
    pub(crate) value: Option<String>,
    /// For `enumeration` and `enumerations`: the name of an enumeration of the family.
    pub(crate) enumeration: Option<String>,
    pub(crate) values: Vec<String>,
    pub(crate) required: Option<bool>,
    /// Whether long lists are split over several requests.
    pub(crate) split: Option<bool>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct SchemaDecision {
    pub(crate) name: Option<String>,
    pub(crate) doc: Option<String>,
    /// The field that identifies a record in a list.
    pub(crate) identifies: Option<String>,
    pub(crate) read_only: Vec<String>,
    /// Read-only fields that are sent if another field is, by their wire names.
    pub(crate) only_with: BTreeMap<String, String>,
    /// Replaces the specification's required fields.
    pub(crate) required: Option<Vec<String>>,
    pub(crate) kinds: BTreeMap<String, String>,
    /// Fields that the specification gets wrong or leaves out.
    pub(crate) fields: BTreeMap<String, String>,
    /// Our names of fields, by wire name.
    pub(crate) names: BTreeMap<String, String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub(crate) enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

impl OneOrMany {
    pub(crate) fn list(&self) -> Vec<String> {
        match self {
            Self::One(text) if text.is_empty() => Vec::new(),
            Self::One(text) => vec![text.clone()],
            Self::Many(texts) => texts.clone(),
        }
    }
}

/// A decision with a short form of one string.
trait Short: DeserializeOwned {
    fn short(text: String) -> Self;
}

impl Short for OperationDecision {
    fn short(name: String) -> Self {
        Self { name, ..Self::default() }
    }
}

impl Short for ParameterDecision {
    fn short(doc: String) -> Self {
        Self { doc: Some(doc), ..Self::default() }
    }
}

impl Short for SchemaDecision {
    fn short(doc: String) -> Self {
        Self { doc: Some(doc), ..Self::default() }
    }
}

#[derive(Debug, Deserialize)]
struct Index {
    families: Vec<String>,
}

/// An overlay file, before short and long forms are distinguished.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    family: FamilyDecision,
    #[serde(default)]
    resources: Table,
    #[serde(default)]
    operations: Table,
    #[serde(default)]
    derived: Table,
    #[serde(default)]
    parameters: Table,
    #[serde(default)]
    schemas: Table,
    #[serde(default)]
    fields: Table,
}

/// Every overlay file that can be read; errors of the others are added to `errors`.
pub(crate) fn load(root: &Path, keys: &[&str], errors: &mut Errors) -> Overlay {
    let directory = root.join("crates/codegen/overlay");
    let mut overlay = Overlay::default();
    let index = directory.join("index.toml");
    match read::<Index>(&index) {
        Ok(index) => overlay.order = index.families,
        Err(error) => {
            errors.merge(error);
            overlay.order = keys.iter().map(|key| (*key).to_owned()).collect();
        }
    }
    for key in keys {
        if !overlay.order.iter().any(|it| it == key) {
            errors.add(format!("{}: {key} is missing", index.display()));
        }
        let path = directory.join(format!("{key}.toml"));
        let decisions = fs::read_to_string(&path).map_err(|error| at_file(&path, error)).and_then(|text| {
            parse(&text, &format!("overlay/{key}.toml"), errors).map_err(|error| at_file(&path, error))
        });
        match decisions {
            Ok(decisions) => {
                overlay.families.insert((*key).to_owned(), decisions);
            }
            Err(error) => errors.merge(error),
        }
    }
    overlay
}

fn read<T: DeserializeOwned>(path: &Path) -> Result<T> {
    let text = fs::read_to_string(path).map_err(|error| at_file(path, error))?;
    toml::from_str(&text).map_err(|error| at_file(path, error))
}

/// One overlay file. Errors of single decisions are added to `errors`.
pub(crate) fn parse(text: &str, file: &str, errors: &mut Errors) -> Result<Decisions> {
    let raw: Raw = toml::from_str(text).map_err(Errors::of)?;
    let mut decisions = Decisions { family: raw.family, ..Decisions::default() };
    for (name, value) in raw.resources {
        match value.try_into() {
            Ok(resource) => {
                decisions.resources.insert(name, resource);
            }
            Err(error) => errors.add(format!("{file}: [resources.{name}]: {}", error.message())),
        }
    }
    decisions.operations = table(raw.operations, &format!("{file}: [operations]"), errors);
    decisions.derived = table(raw.derived, &format!("{file}: [derived]"), errors);
    decisions.schemas = table(raw.schemas, &format!("{file}: [schemas]"), errors);
    let mut everywhere = Table::new();
    for (name, value) in raw.parameters {
        match value {
            Value::Table(inner) if decisions.operations.contains_key(&name) => {
                let of_operation = table(inner, &format!("{file}: [parameters.{name}]"), errors);
                decisions.parameters_of.insert(name, of_operation);
            }
            other => {
                everywhere.insert(name, other);
            }
        }
    }
    decisions.parameters = table(everywhere, &format!("{file}: [parameters]"), errors);
    for (name, value) in raw.fields {
        match (value, name.split_once('.')) {
            (Value::String(doc), Some((schema, field))) => {
                decisions.fields.insert((schema.to_owned(), field.to_owned()), doc);
            }
            (Value::Table(fields), None) => {
                for (field, doc) in fields {
                    let Value::String(doc) = doc else {
                        errors.add(format!("{file}: [fields]: {name}.{field} is not a text"));
                        continue;
                    };
                    decisions.fields.insert((name.clone(), field), doc);
                }
            }
            _ => errors.add(format!("{file}: [fields]: {name} is not \"Schema.Field\" = \"doc\"")),
        }
    }
    Ok(decisions)
}

fn table<T: Short>(table: Table, place: &str, errors: &mut Errors) -> BTreeMap<String, T> {
    let mut decisions = BTreeMap::new();
    for (name, value) in table {
        match value {
            Value::String(text) => {
                decisions.insert(name, T::short(text));
            }
            other => match other.try_into() {
                Ok(decision) => {
                    decisions.insert(name, decision);
                }
                Err(error) => {
                    let error: toml::de::Error = error;
                    errors.add(format!("{place}: {name}: {}", error.message()));
                }
            },
        }
    }
    decisions
}
