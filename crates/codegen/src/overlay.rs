//! Our decisions: names, scopes, paging, words. One file for each family, in `overlay/`.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use toml::{Table, Value};

use crate::problems::{Problems, Result, at_file};

#[derive(Debug, Default)]
pub(crate) struct Overlay {
    /// Keys of families, in the order of the reference.
    pub(crate) order: Vec<String>,
    pub(crate) families: BTreeMap<String, Decisions>,
}

/// The decisions about one family.
#[derive(Debug, Default)]
pub(crate) struct Decisions {
    pub(crate) family: Family,
    pub(crate) resources: BTreeMap<String, Resource>,
    /// By operationId.
    pub(crate) operations: BTreeMap<String, Operation>,
    /// Operations of ours, by name.
    pub(crate) derived: BTreeMap<String, Operation>,
    /// By wire name.
    pub(crate) parameters: BTreeMap<String, Parameter>,
    /// By operationId, then by wire name.
    pub(crate) parameters_of: BTreeMap<String, BTreeMap<String, Parameter>>,
    /// By the specification's name.
    pub(crate) schemas: BTreeMap<String, Schema>,
    /// By the schema's name and the member's wire name.
    pub(crate) members: BTreeMap<(String, String), String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Family {
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
    #[serde(default)]
    pub(crate) twin: Option<bool>,
    /// The largest page, where an operation says nothing else.
    #[serde(default)]
    pub(crate) page_size: Option<u32>,
    /// The most records in a request, where an operation says nothing else.
    #[serde(default)]
    pub(crate) batch: Option<usize>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Resource {
    pub(crate) doc: String,
    pub(crate) one: String,
    pub(crate) many: String,
    #[serde(default)]
    pub(crate) reachable: Option<String>,
    #[serde(default)]
    pub(crate) scopes: Option<OneOrMany>,
    #[serde(default)]
    pub(crate) broad: Option<OneOrMany>,
    #[serde(default)]
    pub(crate) twin: Option<bool>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Operation {
    /// Below the namespace: `invoices.list`.
    pub(crate) name: String,
    /// For derived ones: the operationId below it.
    pub(crate) from: Option<String>,
    pub(crate) doc: Option<String>,
    /// Sentences that stand after the doc.
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
    /// The member that holds the records of the body or the reply, where it is not the only one.
    pub(crate) envelope: Option<String>,
    /// What the body is called as an argument.
    pub(crate) argument: Option<String>,
    pub(crate) reachable: Option<String>,
    pub(crate) scopes: Option<OneOrMany>,
    pub(crate) broad: Option<OneOrMany>,
    pub(crate) twin: Option<bool>,
    /// Parameters that must be given, though the specification does not say so.
    pub(crate) required: Vec<String>,
    /// The order of the parameters; those that are not named follow.
    pub(crate) parameters: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Parameter {
    pub(crate) name: Option<String>,
    pub(crate) doc: Option<String>,
    pub(crate) value: Option<String>,
    /// For `enumeration` and `enumerations`: the name of one of the family's.
    pub(crate) enumeration: Option<String>,
    pub(crate) values: Vec<String>,
    pub(crate) required: Option<bool>,
    /// Whether long lists are cut into several requests.
    pub(crate) cut: Option<bool>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Schema {
    pub(crate) name: Option<String>,
    pub(crate) doc: Option<String>,
    /// The member that tells records of a list apart.
    pub(crate) identifies: Option<String>,
    pub(crate) read_only: Vec<String>,
    /// Read-only members that are written after all beside another, by their wire names.
    pub(crate) only_with: BTreeMap<String, String>,
    /// In place of the specification's.
    pub(crate) required: Option<Vec<String>>,
    pub(crate) kinds: BTreeMap<String, String>,
    /// Members that the specification gets wrong or leaves out.
    pub(crate) members: BTreeMap<String, String>,
    /// Our names of members, by wire name.
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

/// A decision that is one text in its short form.
trait Short: DeserializeOwned {
    fn short(text: String) -> Self;
}

impl Short for Operation {
    fn short(name: String) -> Self {
        Self { name, ..Self::default() }
    }
}

impl Short for Parameter {
    fn short(doc: String) -> Self {
        Self { doc: Some(doc), ..Self::default() }
    }
}

impl Short for Schema {
    fn short(doc: String) -> Self {
        Self { doc: Some(doc), ..Self::default() }
    }
}

#[derive(Debug, Deserialize)]
struct Index {
    families: Vec<String>,
}

/// An overlay file before the short forms are told from the long ones.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    family: Family,
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
    members: Table,
}

/// Every overlay file that is there; what is wrong with the others is added to `problems`.
pub(crate) fn load(root: &Path, keys: &[&str], problems: &mut Problems) -> Overlay {
    let directory = root.join("crates/codegen/overlay");
    let mut overlay = Overlay::default();
    let index = directory.join("index.toml");
    match read::<Index>(&index) {
        Ok(index) => overlay.order = index.families,
        Err(problem) => {
            problems.merge(problem);
            overlay.order = keys.iter().map(|key| (*key).to_owned()).collect();
        }
    }
    for key in keys {
        if !overlay.order.iter().any(|it| it == key) {
            problems.add(format!("{}: {key} is missing", index.display()));
        }
        let path = directory.join(format!("{key}.toml"));
        let decisions = fs::read_to_string(&path).map_err(|error| at_file(&path, error)).and_then(|text| {
            parse(&text, &format!("overlay/{key}.toml"), problems).map_err(|error| at_file(&path, error))
        });
        match decisions {
            Ok(decisions) => {
                overlay.families.insert((*key).to_owned(), decisions);
            }
            Err(problem) => problems.merge(problem),
        }
    }
    overlay
}

fn read<T: DeserializeOwned>(path: &Path) -> Result<T> {
    let text = fs::read_to_string(path).map_err(|error| at_file(path, error))?;
    toml::from_str(&text).map_err(|error| at_file(path, error))
}

/// One overlay file. What is wrong with single decisions is added to `problems`.
pub(crate) fn parse(text: &str, file: &str, problems: &mut Problems) -> Result<Decisions> {
    let raw: Raw = toml::from_str(text).map_err(Problems::of)?;
    let mut decisions = Decisions { family: raw.family, ..Decisions::default() };
    for (name, value) in raw.resources {
        match value.try_into() {
            Ok(resource) => {
                decisions.resources.insert(name, resource);
            }
            Err(error) => problems.add(format!("{file}: [resources.{name}]: {}", error.message())),
        }
    }
    decisions.operations = table(raw.operations, &format!("{file}: [operations]"), problems);
    decisions.derived = table(raw.derived, &format!("{file}: [derived]"), problems);
    decisions.schemas = table(raw.schemas, &format!("{file}: [schemas]"), problems);
    let mut everywhere = Table::new();
    for (name, value) in raw.parameters {
        match value {
            Value::Table(inner) if decisions.operations.contains_key(&name) => {
                let of_operation = table(inner, &format!("{file}: [parameters.{name}]"), problems);
                decisions.parameters_of.insert(name, of_operation);
            }
            other => {
                everywhere.insert(name, other);
            }
        }
    }
    decisions.parameters = table(everywhere, &format!("{file}: [parameters]"), problems);
    for (name, value) in raw.members {
        match (value, name.split_once('.')) {
            (Value::String(doc), Some((schema, member))) => {
                decisions.members.insert((schema.to_owned(), member.to_owned()), doc);
            }
            (Value::Table(members), None) => {
                for (member, doc) in members {
                    let Value::String(doc) = doc else {
                        problems.add(format!("{file}: [members]: {name}.{member} is not a text"));
                        continue;
                    };
                    decisions.members.insert((name.clone(), member), doc);
                }
            }
            _ => problems.add(format!("{file}: [members]: {name} is not \"Schema.Member\" = \"doc\"")),
        }
    }
    Ok(decisions)
}

fn table<T: Short>(table: Table, place: &str, problems: &mut Problems) -> BTreeMap<String, T> {
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
                    problems.add(format!("{place}: {name}: {}", error.message()));
                }
            },
        }
    }
    decisions
}
