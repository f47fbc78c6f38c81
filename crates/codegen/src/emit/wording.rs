//! Sentences that the docs of both languages share. Each language puts in its own words and names.

use std::collections::BTreeSet;

use crate::model::{Body, Family, Kind, Member, Operation, Paging, Parameter, Place, Reachable, Reply, Schema};
use crate::names::{article, capitalised};

/// What differs between the docs of the languages.
pub(super) struct Language {
    /// What a record without a class is called: a mapping, an object.
    pub(super) mapping: &'static str,
    /// How a record's field is spelt, from its name in snake case.
    pub(super) field: fn(&str) -> String,
}

/// The request, its scopes, its idempotency key, and who can send it.
pub(super) fn request(operation: &Operation, base: &str) -> String {
    let ids: Vec<String> = operation.operation_ids.iter().map(|id| format!("`{id}`")).collect();
    let method = operation.method.name();
    let many = if ids.len() == 1 { "" } else { "s" };
    let ids = ids.join(" and ");
    let mut text = format!("`{method} {base}{}`, operationId{many} {ids}. {}", operation.path, scopes(operation));
    if operation.takes_idempotency_key {
        text += " Sent with an idempotency key.";
    } else if method != "GET" {
        text += " Xero accepts no idempotency key.";
    }
    text += match operation.reachable {
        Reachable::Yes => "",
        Reachable::No => " Custom Connections cannot call it.",
        Reachable::Unknown => " Xero does not document whether Custom Connections can call it.",
    };
    text
}

fn scopes(operation: &Operation) -> String {
    let any_of = |scopes: &[String]| scopes.iter().map(|scope| format!("`{scope}`")).collect::<Vec<_>>().join(" or ");
    let (granular, broad) = (&operation.scopes.granular, &operation.scopes.broad);
    let older = "connections made before 29 April 2026";
    match (granular.is_empty(), broad.is_empty() || broad == granular) {
        (true, true) => "Any scope is enough.".to_owned(),
        (true, false) => format!("Scope, on {older} only: {}.", any_of(broad)),
        (false, true) => format!("Scope: {}.", any_of(granular)),
        (false, false) => format!("Scope: {} ({older}: {}).", any_of(granular), any_of(broad)),
    }
}

/// How a list is fetched.
pub(super) fn paging(operation: &Operation) -> Option<String> {
    if !matches!(operation.reply, Reply::Pages { .. }) {
        return None;
    }
    let lazy = "The list is lazy: requests are sent as you iterate over it";
    Some(match operation.paging {
        Paging::None => {
            "The list is lazy: a single request for all records is sent when you iterate over it.".to_owned()
        }
        Paging::PageSize { largest } => format!("{lazy}, for pages of up to {largest} records."),
        Paging::Page { size } | Paging::Offset { size } => format!("{lazy}, for pages of {size} records."),
    })
}

/// How several records are sent, where an operation takes one or several.
pub(super) fn batches(operation: &Operation) -> Option<String> {
    match (&operation.reply, &operation.body) {
        (Reply::Saved { .. }, Body::Records { batch: 0 | 1, .. }) => {
            Some("Several records are sent one by one.".to_owned())
        }
        (Reply::Saved { .. }, Body::Records { batch, .. }) => {
            Some(format!("Several records are sent in requests of {batch}."))
        }
        _ => None,
    }
}

/// What became of a record that was sent.
pub(super) fn saved(operation: &Operation) -> &'static str {
    if operation.verb.starts_with("delete") { "deleted record" } else { "saved record" }
}

pub(super) const FILE_CONTENT: &str = "The content of the file.";
pub(super) const FILE_SIZE: &str = "The number of bytes written.";
pub(super) const FILE_NAME: &str = "The file's name.";
pub(super) const CONTENT_TYPE: &str = "The file's media type. Default: derived from its name.";

/// What the argument that becomes the request's body is.
pub(super) fn body(body: &Body, language: &Language) -> Option<String> {
    let one = |schema: &str| {
        format!("{} `{schema}`, or {} with its field names or Xero's names", article(schema), language.mapping)
    };
    Some(match body {
        Body::None | Body::Fixed(_) | Body::Bytes | Body::Form => return None,
        Body::Record { schema, .. } | Body::Records { schema, .. } => capitalised(&format!("{}.", one(schema))),
        Body::Changes { schema, .. } => format!("The fields to change: {}.", one(schema)),
        Body::Note { .. } => "The text of the note.".to_owned(),
    })
}

/// The errors that an operation raises beside those that every operation can raise.
pub(super) fn errors(operation: &Operation) -> Vec<(&'static str, &'static str)> {
    let mut errors = Vec::new();
    let in_path = |it: &&Parameter| it.place == Place::Path && it.name != "file_name";
    if operation.parameters.iter().any(|it| in_path(&it)) && !matches!(operation.reply, Reply::Pages { .. }) {
        errors.push(("NotFoundError", "There is no such record."));
    }
    match operation.body {
        Body::Record { .. } | Body::Records { .. } | Body::Changes { .. } => {
            errors.push(("ValidationError", "Xero rejects the record."));
        }
        Body::Fixed(_) => errors.push(("ValidationError", "Xero rejects the change.")),
        Body::None | Body::Note { .. } | Body::Bytes | Body::Form => {}
    }
    errors
}

/// What a record is and, if it is ever sent, which of its fields are required, set by Xero, or sent only with another.
pub(super) fn record(schema: &Schema, is_sent: bool, language: &Language) -> String {
    if !is_sent {
        return schema.doc.clone();
    }
    let named = |chosen: &dyn Fn(&Member) -> bool| {
        let names: Vec<String> = schema
            .members
            .iter()
            .filter(|member| chosen(member))
            .map(|member| format!("`{}`", (language.field)(&member.name)))
            .collect();
        names.join(", ")
    };
    let mut sentences = vec![schema.doc.clone()];
    let mut add = |names: String, sentence: &dyn Fn(&str) -> String| {
        if !names.is_empty() {
            sentences.push(sentence(&names));
        }
    };
    add(named(&|member| member.required), &|names| format!("Required in a new record: {names}."));
    add(named(&|member| member.read_only && member.only_with.is_none()), &|names| {
        format!("Set by Xero and never sent: {names}.")
    });
    let companion = schema.members.iter().find_map(|member| member.only_with.as_ref());
    if let Some(companion) = companion.and_then(|wire| schema.members.iter().find(|member| member.wire == *wire)) {
        let companion = (language.field)(&companion.name);
        add(named(&|member| member.only_with.is_some()), &|names| {
            format!("Sent only with `{companion}`, and never from a fetched record: {names}.")
        });
    }
    sentences.join(" ")
}

/// The names of the schemas that requests of a family hold.
pub(super) fn sent_schemas(family: &Family) -> BTreeSet<&str> {
    let operations = family.resources.iter().flat_map(|resource| &resource.operations);
    let mut waiting: Vec<&str> = operations
        .filter_map(|operation| match &operation.body {
            Body::Record { schema, .. } | Body::Records { schema, .. } | Body::Changes { schema, .. } => {
                Some(schema.as_str())
            }
            Body::None | Body::Fixed(_) | Body::Note { .. } | Body::Bytes | Body::Form => None,
        })
        .collect();
    let mut sent = BTreeSet::new();
    while let Some(name) = waiting.pop() {
        if !sent.insert(name) {
            continue;
        }
        let members = family.schemas.iter().filter(|schema| schema.name == name).flat_map(|schema| &schema.members);
        waiting.extend(members.filter(|member| !member.read_only).filter_map(|member| record_of(&member.kind)));
    }
    sent
}

fn record_of(kind: &Kind) -> Option<&str> {
    match kind {
        Kind::Record(name) => Some(name),
        Kind::List(items) => record_of(items),
        _ => None,
    }
}
