//! The docstrings of a resource's module and of its methods.

use std::fmt::Write;

use super::super::wording::{self, Language};
use super::layout::{WIDTH, doc, quotes, summary, wrapped};
use crate::model::{Operation, ResponseBody};
use crate::names::python;

pub(super) const LANGUAGE: Language =
    Language { other_records: ", a dictionary with its field names, or `xero_names(…)`", field: python };

/// The docs of all methods of a module.
const SHARED: &str = "Options of every call: `xero_m2m.values.CallOptions`. Errors of every call: `xero_m2m.errors`.";
pub(super) const FILE: &str =
    "The file: its bytes, its path, or a file object opened for reading bytes. At most 10 MB.";
const TARGET: &str =
    "Where the file is written: a path, or a file object opened for writing bytes. Default: its bytes are returned.";

/// A module's docstring, with a pointer to the docs that all methods share.
pub(super) fn module(about: &str) -> String {
    let (summary, rest) = summary(about, WIDTH - 3);
    let rest = rest.map_or_else(String::new, |rest| format!("\n{}", wrapped(rest, 0, 0)));
    format!("{}{summary}\n{rest}\n{SHARED}\n\"\"\"\n", quotes(about))
}

/// The docstring of a blocking method. The awaited method has it too, at run time.
pub(super) fn blocking(operation: &Operation, base: &str, arguments: &[(&str, &str)]) -> String {
    let (summary, rest) = summary(&operation.doc, WIDTH - 11);
    let how = wording::paging(operation).or_else(|| wording::batches(operation));
    let about: Vec<String> = rest.map(str::to_owned).into_iter().chain(how).collect();
    let mut out = format!("{summary}\n");
    for paragraph in [about.join(" "), wording::request(operation, base)] {
        if !paragraph.is_empty() {
            let _ = write!(out, "\n{}", wrapped(&paragraph, 8, 8));
        }
    }
    let mut arguments = arguments.to_vec();
    if matches!(operation.reply, ResponseBody::Bytes { .. }) {
        arguments.push(("to", TARGET));
    }
    if !arguments.is_empty() {
        arguments.push(("options", "See `CallOptions`."));
    }
    out += &section("Args", &arguments);
    if let Some(returned) = returned(operation) {
        let _ = write!(out, "\n        Returns:\n{}", wrapped(&returned, 12, 12));
    }
    out += &section("Raises", &wording::errors(operation));
    format!("        {}{out}        \"\"\"\n", quotes(&out))
}

/// The docstring of an awaited method in the source, which points to that of the blocking method.
pub(super) fn awaited(operation: &Operation, class: &str) -> String {
    let sentence = operation.doc.find(". ").map_or(operation.doc.as_str(), |end| &operation.doc[..=end]);
    doc(8, &format!("{sentence} See `{class}.{}`.", operation.verb))
}

fn returned(operation: &Operation) -> Option<String> {
    match operation.reply {
        ResponseBody::Bytes { .. } => {
            Some("The content of the file, or with `to` the number of bytes written.".to_owned())
        }
        ResponseBody::Saved { .. } => {
            let saved = wording::saved(operation);
            Some(format!("The {saved}; for several records, a `BatchResult` with the {saved} or the error of each."))
        }
        _ => None,
    }
}

/// A section of a docstring; further lines of an entry are indented.
fn section(title: &str, entries: &[(&str, &str)]) -> String {
    if entries.is_empty() {
        return String::new();
    }
    let listed: String = entries.iter().map(|(name, doc)| wrapped(&format!("{name}: {doc}"), 12, 16)).collect();
    format!("\n        {title}:\n{listed}")
}
