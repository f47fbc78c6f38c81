//! Operations: what a method is called, takes, sends and gives.

use std::collections::{BTreeMap, BTreeSet};

use crate::facts::{self, Shape};
use crate::model::{Body, Envelope, Method, Operation, Paging, Parameter, Place, Reachable, Reply, Scopes, Value};
use crate::names::snake;
use crate::overlay::{self, OneOrMany, Resource};
use crate::quirks;

use super::schemas::last_reference;
use super::{Context, default_docs, reachable};

/// Where Xero pages by `page` or `offset` alone, this many records stand on one.
const FIXED_PAGE: u32 = 100;
/// Xero advises about 50 records a call.
const BATCH: usize = 50;

/// Records and how they stand in a body.
#[derive(Clone)]
struct Records {
    schema: String,
    envelope: Envelope,
}

impl Records {
    fn are_many(&self) -> bool {
        matches!(self.envelope, Envelope::List(_) | Envelope::BareList)
    }
}

/// One operation of the specification with its decision.
struct Source<'a> {
    id: &'a str,
    facts: &'a facts::Operation,
    decision: &'a overlay::Operation,
}

/// Every operation with the name of its resource.
pub(super) fn operations<'a>(context: &mut Context<'a>) -> Vec<(String, Operation)> {
    let (facts, decisions) = (context.facts, context.decisions);
    for (id, operation) in &facts.operations {
        if !decisions.operations.contains_key(id) {
            context.problem(format!("operations: {id} ({} {}) has no decision", operation.method, operation.path));
        }
    }
    let mut by_name: BTreeMap<&str, Vec<Source<'a>>> = BTreeMap::new();
    for (id, decision) in &decisions.operations {
        match facts.operations.get(id) {
            Some(facts) => by_name.entry(&decision.name).or_default().push(Source { id, facts, decision }),
            None => context.problem(format!("operations: there is no operation {id}")),
        }
    }
    let mut operations = Vec::new();
    for (name, mut sources) in by_name {
        // The operation that takes an id names the parameter; those that take a number or a file name follow.
        sources.sort_by_key(|source| !takes_id(source.facts));
        let first = &sources[0];
        for other in &sources[1..] {
            if first.facts.method != other.facts.method || form(first.facts) != form(other.facts) {
                let problem = "are of one name, but not of one method and path";
                context.problem(format!("operations: {} and {} {problem}", first.id, other.id));
            }
        }
        let ids = sources.iter().map(|source| source.id.to_owned()).collect();
        operations.extend(operation(context, name, first, ids));
    }
    for (name, decision) in &decisions.derived {
        let from = decision.from.as_deref().unwrap_or_default();
        let Some((id, facts)) = facts.operations.get_key_value(from) else {
            context.problem(format!("derived: {name}: there is no operation {from:?} to make it from"));
            continue;
        };
        if !decision.body.as_ref().is_some_and(|body| body.starts_with('{') || body.starts_with('[')) {
            context.problem(format!("derived: {name}: body is not JSON"));
        }
        if decisions.operations.values().any(|operation| operation.name == *name) {
            context.problem(format!("derived: {name} is a name of another operation"));
        }
        let made = operation(context, name, &Source { id, facts, decision }, vec![id.clone()]);
        operations.extend(made.map(|(resource, mut operation)| {
            operation.parameters.retain(|parameter| parameter.place == Place::Path);
            (resource, operation)
        }));
    }
    check_parameters(context);
    operations
}

fn takes_id(operation: &facts::Operation) -> bool {
    let last = operation.parameters.iter().rev().find(|parameter| parameter.place == "path");
    last.is_some_and(|parameter| quirks::is_uuid(&parameter.shape))
}

/// A path without the names of its parameters.
fn form(operation: &facts::Operation) -> Vec<&str> {
    quirks::path(operation).split('/').map(|part| if part.starts_with('{') { "{}" } else { part }).collect()
}

fn operation<'a>(
    context: &mut Context<'a>,
    name: &str,
    source: &Source<'a>,
    ids: Vec<String>,
) -> Option<(String, Operation)> {
    let Source { id, facts, decision } = source;
    let at = format!("operations: {id}");
    let Some((resource_name, verb)) = name.rsplit_once('.') else {
        context.problem(format!("{at}: {name:?} is not resource.verb"));
        return None;
    };
    let Some(resource) = context.decisions.resources.get(resource_name) else {
        context.problem(format!("resources: {resource_name} has no decision; {id} is in it"));
        return None;
    };
    let Some(method) = method(&facts.method) else {
        context.problem(format!("{at}: {} is no method", facts.method));
        return None;
    };
    let body = body(context, &at, verb, resource, source);
    let reply = reply(context, &at, verb, &body, source);
    let paging = paging(context, &at, source);
    let is_list = matches!(reply, Reply::Pages { .. });
    let parameters = parameters(context, &at, verb, resource, source, is_list, ids.len() > 1);
    if let Body::Record { name, .. } | Body::Records { name, .. } = &body
        && parameters.iter().any(|parameter| parameter.name == *name)
    {
        context.problem(format!("{at}: the body and a parameter are both called {name}; give argument"));
    }
    let takes_many = matches!(body, Body::Records { .. });
    let template = || default_docs::of_verb(verb, resource, takes_many);
    let mut doc = decision.doc.clone().or_else(template).unwrap_or_else(|| {
        context.problem(format!("{at}: {verb} is no common verb; give doc"));
        String::new()
    });
    if let Some(after) = &decision.after {
        doc = format!("{doc} {after}");
    }
    let namespace = &context.decisions.family.namespace;
    let operation = Operation {
        name: if namespace.is_empty() { name.to_owned() } else { format!("{namespace}.{name}") },
        verb: verb.to_owned(),
        operation_ids: ids,
        method,
        path: quirks::path(facts).to_owned(),
        parameters,
        body,
        reply,
        paging,
        scopes: scopes(context, &at, resource, source),
        takes_idempotency_key: facts.parameters.iter().any(quirks::is_idempotency_key),
        reachable: reachable_of(context, &at, resource, decision),
        doc,
    };
    Some((resource_name.to_owned(), operation))
}

fn method(text: &str) -> Option<Method> {
    Some(match text {
        "GET" => Method::Get,
        "POST" => Method::Post,
        "PUT" => Method::Put,
        "PATCH" => Method::Patch,
        "DELETE" => Method::Delete,
        _ => return None,
    })
}

fn reachable_of(context: &mut Context<'_>, at: &str, resource: &Resource, decision: &overlay::Operation) -> Reachable {
    let family = &context.decisions.family;
    let text = [&decision.reachable, &resource.reachable, &family.reachable].into_iter().find_map(Option::as_ref);
    let Some(text) = text else {
        context.problem("family: reachable is missing");
        return Reachable::Unknown;
    };
    reachable(text).unwrap_or_else(|| {
        context.problem(format!("{at}: reachable is {text:?}, not yes, no or unknown"));
        Reachable::Unknown
    })
}

/// Reads are let through by the scope for reading and by the one for writing; writes by the latter alone.
fn scopes(context: &mut Context<'_>, at: &str, resource: &Resource, source: &Source<'_>) -> Scopes {
    let family = &context.decisions.family;
    let decision = source.decision;
    let reads = source.facts.method == "GET";
    let attachments = quirks::attachments_scope(context.key, &source.facts.path);
    if decision.scopes.is_none()
        && let Some(scope) = attachments
    {
        return Scopes { granular: with_twins(&[scope.to_owned()], reads, true), broad: Vec::new() };
    }
    let nearest = |decided: [&Option<OneOrMany>; 3]| decided.into_iter().flatten().next().map(OneOrMany::list);
    let twin = decision.twin.or(resource.twin).or(family.twin).unwrap_or(true);
    let Some(granular) = nearest([&decision.scopes, &resource.scopes, &family.scopes]) else {
        context.problem(format!("{at}: scopes are missing"));
        return Scopes::default();
    };
    let broad = nearest([&decision.broad, &resource.broad, &family.broad]).unwrap_or_default();
    Scopes { granular: with_twins(&granular, reads, twin), broad: with_twins(&broad, reads, twin) }
}

fn with_twins(scopes: &[String], reads: bool, twin: bool) -> Vec<String> {
    let mut weakest_first = Vec::new();
    if reads && twin {
        let has_twin = |scope: &&String| scope.split('.').next_back() != Some("read");
        weakest_first.extend(scopes.iter().filter(has_twin).map(|scope| format!("{scope}.read")));
    }
    weakest_first.extend(scopes.iter().cloned());
    weakest_first
}

fn paging(context: &mut Context<'_>, at: &str, source: &Source<'_>) -> Paging {
    let decision = source.decision;
    let has = |names: &[&str]| source.facts.parameters.iter().any(|parameter| names.contains(&parameter.name.as_str()));
    if has(&["offset"]) {
        return Paging::Offset { size: decision.offset.unwrap_or(FIXED_PAGE) };
    }
    if !has(&["page"]) {
        if decision.page.or(decision.page_size).or(decision.offset).is_some() {
            context.problem(format!("{at}: it has no pages"));
        }
        return Paging::None;
    }
    if !has(&["pageSize", "pagesize"]) {
        return Paging::Page { size: decision.page.unwrap_or(FIXED_PAGE) };
    }
    let largest = decision.page_size.or(context.decisions.family.page_size).unwrap_or_else(|| {
        context.problem(format!("{at}: page_size, the largest page, is missing"));
        FIXED_PAGE
    });
    Paging::PageSize { largest }
}

fn body<'a>(context: &mut Context<'a>, at: &str, verb: &str, resource: &Resource, source: &Source<'a>) -> Body {
    let decision = source.decision;
    let decided = decision.body.as_deref();
    if let Some(fixed) = decided.filter(|body| body.starts_with(['{', '['])) {
        if let Err(error) = serde_json::from_str::<serde_json::Value>(fixed) {
            context.problem(format!("{at}: body is not JSON: {error}"));
        }
        return Body::Fixed(fixed.to_owned());
    }
    let Some((media_type, shape)) = source.facts.body.iter().next() else {
        if decided.is_some_and(|body| body != "none") {
            context.problem(format!("{at}: it has no body"));
        }
        return Body::None;
    };
    match (media_type.as_str(), decided) {
        (_, Some("none")) => return Body::None,
        ("multipart/form-data", _) | (_, Some("form")) => return Body::Form,
        ("application/octet-stream", _) | (_, Some("bytes")) => return Body::Bytes,
        _ if quirks::is_empty_body(context.facts.follow(shape)) => return Body::None,
        _ => {}
    }
    let Some(records) = records(context, shape, decision) else {
        context.problem(format!("{at}: the body is of no known shape"));
        return Body::None;
    };
    let Records { schema, envelope } = records.clone();
    let argument = |noun: &str| decision.argument.clone().unwrap_or_else(|| snake(noun));
    let by_default = match verb {
        "update" => "changes",
        "add_note" => "note",
        _ if records.are_many() => "records",
        _ => "record",
    };
    match decided.unwrap_or(by_default) {
        "changes" => Body::Changes { schema, envelope },
        "note" => Body::Note { schema, envelope },
        "record" => Body::Record { schema, envelope, name: argument(&resource.one) },
        "records" => {
            // Where a request has room for one record only, several are several requests.
            let largest = if records.are_many() { context.decisions.family.batch.unwrap_or(BATCH) } else { 1 };
            let batch = decision.batch.unwrap_or(largest);
            if batch == 0 || batch > 1 && !records.are_many() {
                context.problem(format!("{at}: batch cannot be {batch}"));
            }
            Body::Records { schema, envelope, batch, name: argument(&resource.many) }
        }
        other => {
            context.problem(format!("{at}: body is of no known sort {other:?}"));
            Body::None
        }
    }
}

fn reply<'a>(context: &mut Context<'a>, at: &str, verb: &str, body: &Body, source: &Source<'a>) -> Reply {
    let decided = source.decision.reply.as_deref();
    let Some((media_type, shape)) = source.facts.replies.values().flat_map(|content| content.iter()).next() else {
        if decided.is_some_and(|reply| reply != "nothing") {
            context.problem(format!("{at}: the specification gives nothing"));
        }
        return Reply::Nothing;
    };
    match (media_type.as_str(), decided) {
        (_, Some("nothing")) => return Reply::Nothing,
        (_, Some("json")) => return Reply::Json,
        ("application/octet-stream", _) => return Reply::Bytes { accept: String::new() },
        ("application/pdf", _) => return Reply::Bytes { accept: media_type.clone() },
        _ => {}
    }
    let Some(records) = records(context, shape, source.decision) else { return Reply::Json };
    let are_many = records.are_many();
    let Records { schema, envelope } = records;
    let by_default = match body {
        Body::Records { .. } => "saved",
        _ if !are_many || source.facts.method != "GET" => "one",
        _ if verb == "get" || verb.starts_with("get_") => "one",
        _ if verb == "list" || verb.starts_with("list_") || is_paged(source) => "pages",
        _ => "all",
    };
    match decided.unwrap_or(by_default) {
        "one" => Reply::One { schema, envelope },
        "saved" if matches!(body, Body::Records { .. }) => Reply::Saved { schema, envelope },
        "pages" if are_many => Reply::Pages { schema, envelope },
        "all" if are_many => Reply::All { schema, envelope },
        "bytes" => Reply::Bytes { accept: String::new() },
        other => {
            context.problem(format!("{at}: reply cannot be {other:?}"));
            Reply::Nothing
        }
    }
}

fn is_paged(source: &Source<'_>) -> bool {
    source.facts.parameters.iter().any(|parameter| matches!(parameter.name.as_str(), "page" | "offset"))
}

/// The records of a body or a reply, taken out of what surrounds them.
fn records<'a>(context: &mut Context<'a>, shape: &'a Shape, decision: &overlay::Operation) -> Option<Records> {
    let facts = context.facts;
    let target = facts.follow(shape);
    if target.kind.as_deref() == Some("array") {
        let schema = schema_of(context, target.items.as_deref()?)?;
        return Some(Records { schema, envelope: Envelope::BareList });
    }
    let named = decision.envelope.as_ref().and_then(|name| target.properties.iter().find(|it| it.name == *name));
    let mut inside = target.properties.iter().filter(|property| !quirks::surrounds_records(&property.name));
    let only = inside.next().filter(|_| inside.next().is_none());
    if let Some(property) = named.or(only) {
        let held = facts.follow(&property.shape);
        if held.kind.as_deref() == Some("array") {
            if let Some(schema) = held.items.as_deref().and_then(|items| schema_of(context, items)) {
                return Some(Records { schema, envelope: Envelope::List(property.name.clone()) });
            }
        } else if let Some(schema) = schema_of(context, &property.shape) {
            return Some(Records { schema, envelope: Envelope::One(property.name.clone()) });
        }
    }
    Some(Records { schema: schema_of(context, shape)?, envelope: Envelope::Bare })
}

/// Our name of a record's schema; none for what is no record.
fn schema_of<'a>(context: &mut Context<'a>, shape: &'a Shape) -> Option<String> {
    if context.facts.follow(shape).properties.is_empty() {
        return None;
    }
    let component = last_reference(context.facts, shape)?;
    Some(context.schemas.component(component))
}

fn parameters<'a>(
    context: &mut Context<'a>,
    at: &str,
    verb: &str,
    resource: &Resource,
    source: &Source<'a>,
    is_list: bool,
    merged: bool,
) -> Vec<Parameter> {
    let Source { id, facts, decision } = source;
    let path = quirks::path(facts);
    let mut own: Vec<&facts::Parameter> = facts.parameters.iter().collect();
    own.retain(|it| {
        !quirks::is_tenant_header(it) && !quirks::is_idempotency_key(it) && !quirks::is_content_type_header(it)
    });
    let last_in_path = path.rsplit_once('{').and_then(|(_, rest)| rest.split_once('}')).map(|(name, _)| name);
    let mut made = Vec::new();
    for parameter in own {
        let specific = context.decisions.parameters_of.get(*id).and_then(|of| of.get(&parameter.name));
        let general = context.decisions.parameters.get(&parameter.name);
        let decided = [specific, general];
        let ends_path = last_in_path == Some(parameter.name.as_str());
        let is_key = ends_path && verb == "attachment";
        let wire = &parameter.name;
        let name = find(decided, |it| it.name.clone())
            .or_else(|| is_key.then(|| "key".to_owned()))
            .or_else(|| quirks::parameter_name(wire).map(str::to_owned))
            .unwrap_or_else(|| snake(wire));
        let place = match parameter.place.as_str() {
            "path" => Place::Path,
            "header" => Place::Header,
            _ => Place::Query,
        };
        if place == Place::Path && !path.contains(&format!("{{{wire}}}")) {
            context.problem(format!("{at}: the path has no {{{wire}}}"));
        }
        let takes_text = place == Place::Path && (decision.id.as_deref() == Some("text") || ends_path && merged);
        let value = if takes_text { Value::Text } else { value(context, at, parameter, decided, is_list) };
        let required = place == Place::Path
            || find(decided, |it| it.required).unwrap_or(parameter.required)
            || decision.required.contains(wire)
            || decision.required.contains(&name);
        let doc = decision
            .accepts
            .as_ref()
            .filter(|_| ends_path)
            .map(|accepts| accepts_doc(accepts))
            .or_else(|| find([specific, None], |it| it.doc.clone()))
            .or_else(|| is_key.then(|| default_docs::of_parameter(wire, "key", true, resource)).flatten())
            .or_else(|| find([None, general], |it| it.doc.clone()))
            .or_else(|| default_docs::of_parameter(wire, &name, place == Place::Path, resource))
            .unwrap_or_else(|| {
                context.problem(format!("parameters: {wire} has no doc; {id} has it"));
                String::new()
            });
        made.push(Parameter { name, wire: wire.clone(), place, value, required, doc });
    }
    order(context, at, decision, path, &mut made);
    let mut names = BTreeSet::new();
    for parameter in &made {
        if !names.insert(&parameter.name) {
            context.problem(format!("{at}: two parameters are called {}", parameter.name));
        }
    }
    made
}

/// Path parameters in the path's order, then those that the overlay puts in order, then the others: the required ones first.
fn order(context: &mut Context<'_>, at: &str, decision: &overlay::Operation, path: &str, parameters: &mut [Parameter]) {
    let is = |parameter: &Parameter, name: &String| parameter.name == *name || parameter.wire == *name;
    for name in decision.parameters.iter().chain(&decision.required) {
        if !parameters.iter().any(|parameter| is(parameter, name)) {
            context.problem(format!("{at}: there is no parameter {name}"));
        }
    }
    parameters.sort_by_key(|parameter| {
        let in_path = path.find(&format!("{{{}}}", parameter.wire)).filter(|_| parameter.place == Place::Path);
        let decided = decision.parameters.iter().position(|name| is(parameter, name));
        (in_path.is_none(), in_path, decided.is_none(), decided, !parameter.required)
    });
}

fn accepts_doc(accepts: &str) -> String {
    let sentence = crate::names::capitalised(accepts);
    if sentence.ends_with('.') { sentence } else { format!("{sentence}.") }
}

fn find<T>(decided: [Option<&overlay::Parameter>; 2], of: impl Fn(&overlay::Parameter) -> Option<T>) -> Option<T> {
    decided.into_iter().flatten().find_map(of)
}

fn value<'a>(
    context: &mut Context<'a>,
    at: &str,
    parameter: &'a facts::Parameter,
    decided: [Option<&overlay::Parameter>; 2],
    is_list: bool,
) -> Value {
    let facts = context.facts;
    let shape = facts.follow(&parameter.shape);
    let items = shape.items.as_deref().map(|items| facts.follow(items));
    let holder = items.unwrap_or(shape);
    let mut values = holder.values.clone();
    let mut enumeration = None;
    if let Some(name) = find(decided, |it| it.enumeration.clone()) {
        values = context.schemas.values_of(&name).unwrap_or_else(|| {
            context.problem(format!("{at}: {}: there is no enumeration {name}", parameter.name));
            Vec::new()
        });
        enumeration = Some(name);
    } else if !values.is_empty() {
        enumeration = context.schemas.enumeration_of_parameter(shape.items.as_deref().unwrap_or(&parameter.shape));
    }
    values = find(decided, |it| Some(it.values.clone()).filter(|values| !values.is_empty())).unwrap_or(values);
    let is_several = items.is_some() || quirks::is_ids_by_name(parameter);
    let sort = find(decided, |it| it.value.clone()).unwrap_or_else(|| {
        let sort = match (parameter.name.as_str(), shape.kind.as_deref()) {
            ("where", _) => "filter",
            ("If-Modified-Since", _) => "instant",
            _ if !values.is_empty() && items.is_some() => "enumerations",
            _ if !values.is_empty() => "enumeration",
            _ if is_several && (quirks::is_uuid(holder) || quirks::is_ids_by_name(parameter)) => "ids",
            _ if is_several => "texts",
            _ if quirks::is_uuid(shape) => "id",
            _ if shape.format.as_deref() == Some("date-time") => "instant",
            _ if shape.format.as_deref() == Some("date") || quirks::is_date_by_name(parameter) => "date",
            (_, Some("boolean")) => "boolean",
            (_, Some("integer")) => "integer",
            _ => "text",
        };
        sort.to_owned()
    });
    let names_records = parameter.name.ends_with("Numbers") || parameter.name.ends_with("References");
    let cut = |by_default: bool| is_list && find(decided, |it| it.cut).unwrap_or(by_default);
    match sort.as_str() {
        "text" => Value::Text,
        "id" => Value::Id,
        "ids" => Value::Ids { cut: cut(true) },
        "texts" => Value::Texts { cut: cut(names_records) },
        "enumeration" | "enumerations" if values.is_empty() => {
            context.problem(format!("{at}: {}: give enumeration or values", parameter.name));
            Value::Text
        }
        "enumeration" => Value::Enumeration { name: enumeration, values },
        "enumerations" => Value::Enumerations { name: enumeration, values },
        "boolean" => Value::Boolean,
        "integer" => Value::Integer,
        "date" => Value::Date,
        "instant" => Value::Instant,
        "filter" => Value::Filter,
        other => {
            context.problem(format!("{at}: {}: {other:?} is no value", parameter.name));
            Value::Text
        }
    }
}

/// What the overlay says about parameters that do not exist is an error.
fn check_parameters(context: &mut Context<'_>) {
    let (facts, decisions) = (context.facts, context.decisions);
    let all: BTreeSet<&str> =
        facts.operations.values().flat_map(|operation| &operation.parameters).map(|it| it.name.as_str()).collect();
    for wire in decisions.parameters.keys().filter(|wire| !all.contains(wire.as_str())) {
        context.problem(format!("parameters: there is no parameter {wire}"));
    }
    for (id, parameters) in &decisions.parameters_of {
        let Some(operation) = facts.operations.get(id) else { continue };
        for wire in parameters.keys().filter(|wire| !operation.parameters.iter().any(|it| it.name == **wire)) {
            context.problem(format!("parameters.{id}: there is no parameter {wire}"));
        }
    }
}
