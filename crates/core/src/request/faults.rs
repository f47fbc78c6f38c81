//! What is wrong with the records that a user gives: every fault with its place, reported in one error.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::Value;

use crate::codec::unwritable::{reason_and_hint, unwritable_values};
use crate::error::{Error, Issue, Result};

/// More than anyone reads.
const MOST_REPORTED: usize = 1000;

/// One thing that cannot be sent.
#[derive(Debug)]
pub(super) struct Fault {
    /// In a list, it begins with the record's index: `[3].line_items[0].quantity`.
    path: String,
    /// A sentence of its own, with the path.
    message: String,
    /// The same without the path.
    what: Cow<'static, str>,
    hint: Cow<'static, str>,
    unknown_value: Option<UnknownValue>,
}

/// A value that is not in the list of its field.
#[derive(Debug)]
struct UnknownValue {
    /// The field that holds it, and how deep its record is.
    holder: Option<(usize, &'static str)>,
    value: String,
}

impl Fault {
    /// About the value at this path, with a predicate: `is not a decimal`.
    pub(super) fn at(path: String, what: impl Into<Cow<'static, str>>) -> Self {
        let what = what.into();
        let subject = if path.is_empty() { "the record" } else { &path };
        Self { message: format!("{subject} {what}"), path, what, hint: "".into(), unknown_value: None }
    }

    /// About a field of the record at this path, with a sentence.
    pub(super) fn of(path: &str, field: &str, what: String) -> Self {
        let message = if path.is_empty() { what.clone() } else { format!("{what} (in {path})") };
        let path = if path.is_empty() { field.to_owned() } else { format!("{path}.{field}") };
        Self { path, message, what: what.into(), hint: "".into(), unknown_value: None }
    }

    /// About the value at this path, with a sentence.
    pub(super) fn about(path: &str, what: String) -> Self {
        let subject = if path.is_empty() { "the record" } else { path };
        let message = format!("{subject}: {what}");
        Self { path: path.to_owned(), message, what: what.into(), hint: "".into(), unknown_value: None }
    }

    /// About a value that a language could not write as JSON, with the reason that it gave.
    pub(super) fn unwritable(path: &str, reason: &str) -> Self {
        let (what, hint) = reason_and_hint(reason);
        Self::about(path, what.to_owned()).hint(hint.to_owned())
    }

    pub(super) fn hint(mut self, hint: impl Into<Cow<'static, str>>) -> Self {
        self.hint = hint.into();
        self
    }

    /// The value may be newer than our list of values.
    pub(super) fn unknown_value(mut self, value: &str) -> Self {
        self.unknown_value = Some(UnknownValue { holder: None, value: value.to_owned() });
        self
    }

    fn issue(&self) -> Issue {
        let (index, path) = index_and_path(&self.path);
        let message =
            if self.hint.is_empty() { self.what.to_string() } else { format!("{}; {}", self.what, self.hint) };
        Issue { index, path: path.to_owned(), message }
    }
}

/// The index in the list, and the path in the record.
fn index_and_path(path: &str) -> (usize, &str) {
    let split = path.strip_prefix('[').and_then(|rest| rest.split_once(']'));
    let found = split.and_then(|(index, rest)| Some((index.parse().ok()?, rest.strip_prefix('.').unwrap_or(rest))));
    found.unwrap_or((0, path))
}

/// All that was found so far.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    kept: Vec<Fault>,
    /// How many more were found when enough were kept.
    more: usize,
}

impl Faults {
    pub(super) fn add(&mut self, fault: Fault) {
        if self.kept.len() < MOST_REPORTED || fault.unknown_value.is_some() {
            self.kept.push(fault);
        } else {
            self.more += 1;
        }
    }

    pub(super) fn len(&self) -> usize {
        self.kept.len()
    }

    /// Unknown values that were found since then are in this field.
    pub(super) fn set_field(&mut self, since: usize, depth: usize, name: &'static str) {
        for unknown in self.kept[since..].iter_mut().filter_map(|fault| fault.unknown_value.as_mut()) {
            unknown.holder.get_or_insert((depth, name));
        }
    }

    /// Drops unknown values that were found since then in the record at this depth and that Xero itself sent: they are
    /// newer than our lists.
    pub(super) fn forgive_unknown_values(&mut self, since: usize, depth: usize, sent: &BTreeMap<String, Value>) {
        let is_sent = |unknown: &UnknownValue| match unknown.holder.and_then(|(at, name)| (at == depth).then_some(name))
        {
            Some(name) => sent.get(name).is_some_and(|sent| match sent {
                Value::Array(values) => values.iter().any(|sent| *sent == *unknown.value),
                sent => *sent == *unknown.value,
            }),
            None => false,
        };
        let mut at = 0;
        self.kept.retain(|fault| {
            at += 1;
            at <= since || !fault.unknown_value.as_ref().is_some_and(is_sent)
        });
    }

    /// Finds the values that a language could not write in JSON that no schema describes.
    pub(super) fn within_json(&mut self, path: &str, json: &[u8]) {
        for (place, reason) in unwritable_values(path, json) {
            self.add(Fault::unwritable(&place, &reason));
        }
    }

    /// The one error for all of them, if there is any.
    pub(super) fn into_result(self) -> Result<()> {
        let issues: Vec<Issue> = self.kept.iter().map(Fault::issue).collect();
        let more = self.more;
        let Some(Fault { message, hint, .. }) = self.kept.into_iter().next() else { return Ok(()) };
        let error = Error::argument(message).with_issues(issues, more);
        Err(if hint.is_empty() { error } else { error.hint(hint) })
    }
}
