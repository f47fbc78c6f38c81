//! Generates files from the resolved form, which is all that the emitters read.

mod header;
mod python;
mod reference;
mod rust;
mod typescript;
mod wording;

use std::path::PathBuf;

use crate::model::Api;
pub(crate) use header::MARK;

/// The folders of generated files, below the root of the repository.
pub(crate) const FOLDERS: [&str; 6] = [
    "crates/spec/src/table",
    "docs/reference",
    "python/xero_m2m/api",
    "python/xero_m2m/models",
    "node/src/api",
    "node/src/models",
];

/// Every generated file: its path below the root of the repository, and its text.
pub(crate) fn files(api: &Api) -> Vec<(PathBuf, String)> {
    [rust::files(api), python::files(api), typescript::files(api), reference::files(api)].concat()
}
