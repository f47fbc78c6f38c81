//! Facts: what Xero's specifications say, without their prose. One file for each family, in `facts/`.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::errors::{Errors, Result, at_file};

/// The families, and the specification that each comes from.
pub(crate) const SPECIFICATIONS: [(&str, &str); 12] = [
    ("accounting", "xero_accounting.yaml"),
    ("assets", "xero_assets.yaml"),
    ("files", "xero_files.yaml"),
    ("projects", "xero-projects.yaml"),
    ("payroll_au", "xero-payroll-au.yaml"),
    ("payroll_au_v2", "xero-payroll-au-v2.yaml"),
    ("payroll_nz", "xero-payroll-nz.yaml"),
    ("payroll_uk", "xero-payroll-uk.yaml"),
    ("bank_feeds", "xero_bankfeeds.yaml"),
    ("finance", "xero-finance.yaml"),
    ("app_store", "xero-app-store.yaml"),
    ("identity", "xero-identity.yaml"),
];

/// By the family's key.
pub(crate) type AllFacts = BTreeMap<String, Facts>;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Facts {
    pub(crate) version: String,
    /// The path of the server's address.
    pub(crate) base: String,
    /// By operationId.
    pub(crate) operations: BTreeMap<String, OperationFacts>,
    pub(crate) schemas: BTreeMap<String, Shape>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct OperationFacts {
    pub(crate) method: String,
    pub(crate) path: String,
    /// The service's path, if the specification's is invented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) real_path: Option<String>,
    #[serde(default, skip_serializing_if = "is_false")]
    pub(crate) deprecated: bool,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) parameters: Vec<ParameterFacts>,
    /// By media type.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) body: BTreeMap<String, Shape>,
    /// Successful responses, by status and then by media type.
    pub(crate) replies: BTreeMap<String, BTreeMap<String, Shape>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) scopes: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ParameterFacts {
    pub(crate) name: String,
    #[serde(rename = "in")]
    pub(crate) place: String,
    #[serde(default, skip_serializing_if = "is_false")]
    pub(crate) required: bool,
    /// Present only if false: the list is sent with commas.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) explode: Option<bool>,
    #[serde(flatten)]
    pub(crate) shape: Shape,
}

/// A schema, or a reference to one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Shape {
    #[serde(default, rename = "ref", skip_serializing_if = "Option::is_none")]
    pub(crate) reference: Option<String>,
    #[serde(default, rename = "type", skip_serializing_if = "Option::is_none")]
    pub(crate) kind: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) format: Option<String>,
    /// What Xero's `x-is-…` extensions say: `msdate`, `msdate-time`, `date`, `datetime`, `money`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) marks: Vec<String>,
    #[serde(default, skip_serializing_if = "is_false")]
    pub(crate) read_only: bool,
    #[serde(default, skip_serializing_if = "is_false")]
    pub(crate) deprecated: bool,
    #[serde(default, rename = "enum", skip_serializing_if = "Vec::is_empty")]
    pub(crate) values: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) items: Option<Box<Shape>>,
    /// The names of the required fields; a parameter has its own flag.
    #[serde(default, rename = "needs", skip_serializing_if = "Vec::is_empty")]
    pub(crate) required: Vec<String>,
    /// In the specification's order, which is the service's.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) properties: Vec<PropertyFacts>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PropertyFacts {
    pub(crate) name: String,
    #[serde(flatten)]
    pub(crate) shape: Shape,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_false(flag: &bool) -> bool {
    !flag
}

impl Facts {
    /// The shape at the end of a chain of references.
    pub(crate) fn follow<'a>(&'a self, shape: &'a Shape) -> &'a Shape {
        let mut shape = shape;
        // A longer chain is a circle.
        for _ in 0..16 {
            match shape.reference.as_ref().and_then(|name| self.schemas.get(name)) {
                Some(next) => shape = next,
                None => break,
            }
        }
        shape
    }

    pub(crate) fn to_json(&self) -> Result<String> {
        let mut bytes = Vec::new();
        let formatter = serde_json::ser::PrettyFormatter::with_indent(b" ");
        self.serialize(&mut serde_json::Serializer::with_formatter(&mut bytes, formatter)).map_err(Errors::of)?;
        bytes.push(b'\n');
        String::from_utf8(bytes).map_err(Errors::of)
    }
}

impl Shape {
    pub(crate) fn has_mark(&self, mark: &str) -> bool {
        self.marks.iter().any(|it| it == mark)
    }
}

pub(crate) fn file_of(root: &Path, key: &str) -> PathBuf {
    root.join("crates/codegen/facts").join(format!("{key}.json"))
}

/// The committed facts.
pub(crate) fn load(root: &Path) -> Result<AllFacts> {
    let mut all = AllFacts::new();
    let mut errors = Errors::default();
    for (key, _) in SPECIFICATIONS {
        let path = file_of(root, key);
        let read = fs::read_to_string(&path).map_err(|error| at_file(&path, error));
        match read.and_then(|text| serde_json::from_str(&text).map_err(|error| at_file(&path, error))) {
            Ok(facts) => {
                all.insert(key.to_owned(), facts);
            }
            Err(error) => errors.merge(error),
        }
    }
    errors.into_result(all)
}
