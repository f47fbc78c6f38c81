//! Sentences that the docs of both languages share. Each language puts in its own words and names.

use std::collections::BTreeSet;

use crate::model::{
    Family, Field, FieldType, Operation, Paging, Parameter, ParameterLocation, Reachable, RequestBody, ResponseBody,
    Schema,
};
use crate::names::{article, capitalised};

/// How the docs of the languages differ.
pub(super) struct Language {
    /// What a call takes in the place of a record, after the record itself.
    pub(super) other_records: &'static str,
    /// Spells the name of a record's field, which is in snake case.
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
    if !matches!(operation.reply, ResponseBody::Pages { .. }) {
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
        (ResponseBody::Saved { .. }, RequestBody::Records { batch: 0 | 1, .. }) => {
            Some("Several records are sent one by one.".to_owned())
        }
        (ResponseBody::Saved { .. }, RequestBody::Records { batch, .. }) => {
            Some(format!("Several records are sent in requests of {batch}."))
        }
        _ => None,
    }
}

/// The word for a record in the response to a write.
pub(super) fn saved(operation: &Operation) -> &'static str {
    if operation.verb.starts_with("delete") { "deleted record" } else { "saved record" }
}

pub(super) const FILE_CONTENT: &str = "The content of the file.";
pub(super) const FILE_SIZE: &str = "The number of bytes written.";
pub(super) const FILE_NAME: &str = "The file's name.";
pub(super) const CONTENT_TYPE: &str = "The file's media type. Default: derived from its name.";

/// The docs of the argument that is sent as the request's body.
pub(super) fn body(body: &RequestBody, language: &Language) -> Option<String> {
    let one = |schema: &str| format!("{} `{schema}`{}", article(schema), language.other_records);
    Some(match body {
        RequestBody::None | RequestBody::Fixed(_) | RequestBody::Bytes | RequestBody::Form => return None,
        RequestBody::Record { schema, .. } | RequestBody::Records { schema, .. } => {
            capitalised(&format!("{}.", one(schema)))
        }
        RequestBody::Changes { schema, .. } => format!("The fields to change: {}.", one(schema)),
        RequestBody::Note { .. } => "The text of the note.".to_owned(),
    })
}

/// The errors of an operation, without those that every operation can raise.
pub(super) fn errors(operation: &Operation) -> Vec<(&'static str, &'static str)> {
    let mut errors = Vec::new();
    let in_path = |it: &&Parameter| it.place == ParameterLocation::Path && it.name != "file_name";
    if operation.parameters.iter().any(|it| in_path(&it)) && !matches!(operation.reply, ResponseBody::Pages { .. }) {
        errors.push(("NotFoundError", "There is no such record."));
    }
    match operation.body {
        RequestBody::Record { .. } | RequestBody::Records { .. } | RequestBody::Changes { .. } => {
            errors.push(("ValidationError", "Xero rejects the record."));
        }
        RequestBody::Fixed(_) => errors.push(("ValidationError", "Xero rejects the change.")),
        RequestBody::None | RequestBody::Note { .. } | RequestBody::Bytes | RequestBody::Form => {}
    }
    errors
}

/// What a record is and, if it is ever sent, which of its fields are required, set by Xero, or sent only with another.
pub(super) fn record(schema: &Schema, is_sent: bool, language: &Language) -> String {
    if !is_sent {
        return schema.doc.clone();
    }
    let set_by_xero = named(schema, language, |field| !self::is_sent(field));
    let sentences = [
        Some(schema.doc.clone()),
        required(schema, language),
        set_by_xero.map(|names| format!("Set by Xero and never sent: {names}.")),
        only_together(schema, language),
    ];
    sentences.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// What the fields of a record are that a call takes, which of them are required, and which are sent only with another.
pub(super) fn params(schema: &Schema, language: &Language) -> String {
    let fields = format!("The fields of {} `{}` that calls send.", article(&schema.name), schema.name);
    let sentences = [Some(fields), required(schema, language), only_together(schema, language)];
    sentences.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// Whether calls send a field: of the fields that only Xero sets, those that are sent beside another.
pub(super) fn is_sent(field: &Field) -> bool {
    !field.read_only || field.only_with.is_some()
}

fn required(schema: &Schema, language: &Language) -> Option<String> {
    named(schema, language, |field| field.required).map(|names| format!("Required in a new record: {names}."))
}

fn only_together(schema: &Schema, language: &Language) -> Option<String> {
    let companion = schema.fields.iter().find_map(|field| field.only_with.as_ref())?;
    let companion = schema.fields.iter().find(|field| field.wire == *companion)?;
    let companion = (language.field)(&companion.name);
    named(schema, language, |field| field.only_with.is_some())
        .map(|names| format!("Sent only with `{companion}`, and never from a fetched record: {names}."))
}

/// The names of the chosen fields, if there are any.
fn named(schema: &Schema, language: &Language, chosen: impl Fn(&Field) -> bool) -> Option<String> {
    let chosen = schema.fields.iter().filter(|field| chosen(field));
    let names: Vec<String> = chosen.map(|field| format!("`{}`", (language.field)(&field.name))).collect();
    (!names.is_empty()).then(|| names.join(", "))
}

/// The names of the schemas that requests of a family hold.
pub(super) fn sent_schemas(family: &Family) -> BTreeSet<&str> {
    let operations = family.resources.iter().flat_map(|resource| &resource.operations);
    let mut waiting: Vec<&str> = operations
        .filter_map(|operation| match &operation.body {
            RequestBody::Record { schema, .. }
            | RequestBody::Records { schema, .. }
            | RequestBody::Changes { schema, .. } => Some(schema.as_str()),
            RequestBody::None
            | RequestBody::Fixed(_)
            | RequestBody::Note { .. }
            | RequestBody::Bytes
            | RequestBody::Form => None,
        })
        .collect();
    let mut sent = BTreeSet::new();
    while let Some(name) = waiting.pop() {
        if !sent.insert(name) {
            continue;
        }
        let fields = family.schemas.iter().filter(|schema| schema.name == name).flat_map(|schema| &schema.fields);
        waiting.extend(fields.filter(|field| is_sent(field)).filter_map(|field| record_of(&field.kind)));
    }
    sent
}

fn record_of(kind: &FieldType) -> Option<&str> {
    match kind {
        FieldType::Record(name) => Some(name),
        FieldType::List(items) => record_of(items),
        _ => None,
    }
}
