//! What is wrong with the records that a user gives: every fault with its place, told all at once.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::Value;

use crate::error::{Error, Issue, Result};

/// The name of the one member of an object that stands where a language has a value that JSON cannot say. The member
/// holds the reason, in words for the user.
pub(super) const NOT_A_VALUE: &str = "\0";

/// Why a language could not write a value, where that is what stands in its place.
pub(crate) fn unwritable_reason(value: &Value) -> Option<&str> {
    value.as_object().filter(|members| members.len() == 1)?.get(NOT_A_VALUE)?.as_str()
}

/// The error about a value at this place that a language could not write, with the reason that it gave.
pub(crate) fn not_a_value(place: &str, reason: &str) -> Error {
    let (what, hint) = reason_and_hint(reason);
    let error = Error::argument(format!("{place}: {what}"));
    if hint.is_empty() { error } else { error.hint(hint.to_owned()) }
}

/// A reason says what is wrong, and after a semicolon what to do.
fn reason_and_hint(reason: &str) -> (&str, &str) {
    reason.split_once("; ").unwrap_or((reason, ""))
}

/// The places in a JSON text where a language could not write a value, each with the reason.
pub(crate) fn unwritable_values(path: &str, json: &[u8]) -> Vec<(String, String)> {
    fn collect(path: &str, value: &Value, found: &mut Vec<(String, String)>) {
        match value {
            Value::Array(items) => {
                items.iter().enumerate().for_each(|(at, item)| collect(&format!("{path}[{at}]"), item, found));
            }
            Value::Object(members) => match unwritable_reason(value) {
                Some(reason) => found.push((path.to_owned(), reason.to_owned())),
                None => members.iter().for_each(|(name, inner)| collect(&format!("{path}.{name}"), inner, found)),
            },
            _ => {}
        }
    }
    const MARK: &[u8] = br#""\u0000""#;
    let mut found = Vec::new();
    if json.windows(MARK.len()).any(|part| part == MARK) {
        collect(path, &serde_json::from_slice(json).unwrap_or_default(), &mut found);
    }
    found
}

/// More than anyone reads.
const MOST_TOLD: usize = 1000;

/// One thing that cannot be sent.
#[derive(Debug)]
pub(super) struct Fault {
    /// The record's place in the list first, if there is a list: `[3].line_items[0].quantity`.
    path: String,
    /// As a sentence of its own, with the place.
    message: String,
    /// The same where the place stands beside it.
    what: Cow<'static, str>,
    hint: Cow<'static, str>,
    unlisted: Option<Unlisted>,
}

/// A value that its member's list does not have.
#[derive(Debug)]
struct Unlisted {
    /// The member that holds it, and how deep its record stands.
    holder: Option<(usize, &'static str)>,
    value: String,
}

impl Fault {
    /// Of the value at this place, with a predicate: `is not a decimal`.
    pub(super) fn at(path: String, what: impl Into<Cow<'static, str>>) -> Self {
        let what = what.into();
        let subject = if path.is_empty() { "the record" } else { &path };
        Self { message: format!("{subject} {what}"), path, what, hint: "".into(), unlisted: None }
    }

    /// Of a member of the record at this place, with a whole sentence.
    pub(super) fn of(path: &str, member: &str, what: String) -> Self {
        let message = if path.is_empty() { what.clone() } else { format!("{what} (in {path})") };
        let path = if path.is_empty() { member.to_owned() } else { format!("{path}.{member}") };
        Self { path, message, what: what.into(), hint: "".into(), unlisted: None }
    }

    /// Of a value that a language could not write as JSON, with the reason that it gave.
    pub(super) fn not_a_value(path: &str, reason: &str) -> Self {
        let subject = if path.is_empty() { "the record" } else { path };
        let (what, hint) = reason_and_hint(reason);
        let message = format!("{subject}: {what}");
        Self {
            path: path.to_owned(),
            message,
            what: what.to_owned().into(),
            hint: hint.to_owned().into(),
            unlisted: None,
        }
    }

    pub(super) fn hint(mut self, hint: impl Into<Cow<'static, str>>) -> Self {
        self.hint = hint.into();
        self
    }

    /// It may be newer than our list of values.
    pub(super) fn unlisted(mut self, value: &str) -> Self {
        self.unlisted = Some(Unlisted { holder: None, value: value.to_owned() });
        self
    }

    fn issue(&self) -> Issue {
        let (index, path) = index_and_path(&self.path);
        let message =
            if self.hint.is_empty() { self.what.to_string() } else { format!("{}; {}", self.what, self.hint) };
        Issue { index, path: path.to_owned(), message }
    }
}

/// The place in the list, and the place in the record.
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
        if self.kept.len() < MOST_TOLD || fault.unlisted.is_some() {
            self.kept.push(fault);
        } else {
            self.more += 1;
        }
    }

    pub(super) fn len(&self) -> usize {
        self.kept.len()
    }

    /// What was found since then about values that are not listed is about this member.
    pub(super) fn of_member(&mut self, since: usize, depth: usize, name: &'static str) {
        for unlisted in self.kept[since..].iter_mut().filter_map(|fault| fault.unlisted.as_mut()) {
            unlisted.holder.get_or_insert((depth, name));
        }
    }

    /// Takes back what was found since then about values of the record at this depth that Xero itself sent: they are
    /// newer than our lists.
    pub(super) fn forgive_unlisted(&mut self, since: usize, depth: usize, sent: &BTreeMap<String, Value>) {
        let is_sent = |unlisted: &Unlisted| match unlisted.holder.and_then(|(at, name)| (at == depth).then_some(name)) {
            Some(name) => sent.get(name).is_some_and(|sent| match sent {
                Value::Array(values) => values.iter().any(|sent| *sent == *unlisted.value),
                sent => *sent == *unlisted.value,
            }),
            None => false,
        };
        let mut at = 0;
        self.kept.retain(|fault| {
            at += 1;
            at <= since || !fault.unlisted.as_ref().is_some_and(is_sent)
        });
    }

    /// Finds, in JSON that no schema describes, the values that a language could not write.
    pub(super) fn within_json(&mut self, path: &str, json: &[u8]) {
        for (place, reason) in unwritable_values(path, json) {
            self.add(Fault::not_a_value(&place, &reason));
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
