//! The module of a resource: its class with a method for each operation, and the parameters that they take.

use std::fmt::Write as _;

use super::layout::{Imports, doc, group, member, quoted};
use super::models::open_values;
use super::{BANNER, argument, assigned, class_name, dashed, pascal};
use crate::model::{Body, Family, Method, Operation, Paging, Parameter, Place, Reachable, Reply, Resource, Value};
use crate::names::camel;

pub(super) fn resource_file(family: &Family, resource: &Resource) -> String {
    let class = class_name(family, resource);
    let mut imports = Imports::default();
    imports.add("../../options.js", "type Mode");
    imports.add("../../options.js", "type OptionsOf");
    imports.add("../../resource.js", "Resource");
    let models = format!("../../models/{}.js", dashed(&family.key));
    let mut interfaces = String::new();
    let mut methods = String::new();
    for operation in &resource.operations {
        let verb = Verb { family, resource, operation };
        interfaces += &verb.interface(&mut imports, &models);
        if !methods.is_empty() {
            methods += "\n";
        }
        methods += &verb.method(&mut imports, &models);
    }
    let doc = doc("", &[&resource.doc]);
    format!(
        "{BANNER}\n{}\n{interfaces}{doc}export class {class}<M extends Mode> extends Resource<M> {{\n{methods}}}\n",
        imports.text()
    )
}

/// One operation as a method.
struct Verb<'a> {
    family: &'a Family,
    resource: &'a Resource,
    operation: &'a Operation,
}

impl Verb<'_> {
    fn name(&self) -> String {
        camel(&self.operation.verb)
    }

    fn is_upload(&self) -> bool {
        matches!(self.operation.body, Body::Bytes | Body::Form)
    }

    fn gives_bytes(&self) -> bool {
        matches!(self.operation.reply, Reply::Bytes { .. })
    }

    /// The parameters that stand before the object of the others.
    fn positional(&self) -> Vec<&Parameter> {
        let is_form = matches!(self.operation.body, Body::Form);
        self.operation
            .parameters
            .iter()
            .filter(|parameter| parameter.place == Place::Path || (is_form && parameter.name == "name"))
            .collect()
    }

    /// The members of the object. Pages are the pager's business.
    fn named(&self) -> Vec<&Parameter> {
        let has_pages = matches!(self.operation.reply, Reply::Pages { .. }) && self.operation.paging != Paging::None;
        let is_form = matches!(self.operation.body, Body::Form);
        self.operation
            .parameters
            .iter()
            .filter(|parameter| {
                parameter.place != Place::Path
                    && !(has_pages && parameter.wire == "page")
                    && !(is_form && parameter.name == "name")
            })
            .collect()
    }

    fn interface_name(&self) -> String {
        let resource = pascal(&self.resource.name);
        format!("{resource}{}Parameters", pascal(&self.operation.verb))
    }

    fn has_interface(&self) -> bool {
        self.is_upload() || !self.named().is_empty()
    }

    fn interface(&self, imports: &mut Imports, models: &str) -> String {
        if !self.has_interface() {
            return String::new();
        }
        let what = format!("What `{}.{}` takes.", camel(&self.resource.name), self.name());
        let mut out = doc("", &[&what]);
        let _ = writeln!(out, "export interface {} {{", self.interface_name());
        let named = self.named();
        for parameter in &named {
            let optional = if parameter.required { ":" } else { "?:" };
            let undefined = if parameter.required { "" } else { " | undefined" };
            let value = value(&parameter.value, self.family, imports, models);
            out += &doc("  ", &[&parameter.doc]);
            let head = format!("  readonly {}{optional}", camel(&parameter.name));
            out += &member(&head, &format!("{value}{undefined}"));
        }
        if self.is_upload() && !named.iter().any(|parameter| parameter.name == "content_type") {
            out += "  /** The file's media type. Default: what its name says. */\n";
            out += "  readonly contentType?: string | undefined;\n";
        }
        out + "}\n\n"
    }

    fn method(&self, imports: &mut Imports, models: &str) -> String {
        let mut out = doc("  ", &self.docs().iter().map(String::as_str).collect::<Vec<_>>());
        let mut positional = Vec::new();
        let mut arguments = Vec::new();
        for parameter in self.positional() {
            let name = argument(&parameter.name);
            positional.push(format!("{name}: {}", value(&parameter.value, self.family, imports, models)));
            arguments.push(assigned(&name));
        }
        if matches!(self.operation.body, Body::Form) && !arguments.iter().any(|name| name == "name") {
            positional.push("name: string".to_owned());
            arguments.push("name".to_owned());
        }
        let shape = Shape {
            name: self.name(),
            operation: camel(&self.operation.name),
            positional,
            arguments,
            body: self.body(imports, models),
            parameters: self.has_interface().then(|| self.interface_name()),
            must_have_parameters: self.named().iter().any(|parameter| parameter.required),
            takes_target: self.gives_bytes(),
        };
        out += &self.signatures(&shape, imports, models);
        out
    }

    /// The argument that is the body, its types, and what is made of it.
    fn body(&self, imports: &mut Imports, models: &str) -> Option<BodyArgument> {
        let mut input = |schema: &str| {
            imports.add("../../records.js", "type Input");
            imports.add(models, &format!("type {schema}"));
            format!("Input<{schema}>")
        };
        let (name, kinds) = match &self.operation.body {
            Body::None | Body::Fixed(_) => return None,
            Body::Record { schema, name, .. } => (name.as_str(), vec![input(schema)]),
            Body::Changes { schema, .. } => ("changes", vec![input(schema)]),
            Body::Records { schema, name, .. } => {
                let one = input(schema);
                let many = format!("readonly {one}[]");
                (name.as_str(), vec![one, many])
            }
            Body::Note { .. } => {
                imports.add("../../request.js", "noteBody");
                ("text", vec!["string".to_owned()])
            }
            Body::Bytes | Body::Form => {
                imports.add("../../files.js", "type FileInput");
                imports.add("../../request.js", "upload");
                ("content", vec!["FileInput<M>".to_owned()])
            }
        };
        let name = argument(name);
        let sent = match self.operation.body {
            Body::Bytes | Body::Form => format!("upload({name})"),
            Body::Note { .. } => format!("noteBody({name})"),
            _ => name.clone(),
        };
        Some(BodyArgument { name, kinds, sent })
    }

    fn signatures(&self, shape: &Shape, imports: &mut Imports, models: &str) -> String {
        let reply = &self.operation.reply;
        if let Reply::Pages { schema, .. }
        | Reply::One { schema, .. }
        | Reply::All { schema, .. }
        | Reply::Saved { schema, .. } = reply
        {
            imports.add(models, &format!("type {schema}"));
            imports.add(models, &format!("{schema}$"));
        }
        if matches!(reply, Reply::Pages { .. }) {
            imports.add("../../pager.js", "type PagerOf");
        } else {
            imports.add("../../options.js", "type ResultOf");
        }
        let mut with = |function: &'static str| {
            imports.add("../../resource.js", function);
            function
        };
        match reply {
            Reply::Pages { schema, .. } => shape.plain(with("requestList"), Some(schema), &format!("PagerOf<M, {schema}>")),
            Reply::One { schema, .. } => shape.plain(with("requestRecord"), Some(schema), &replied(schema)),
            Reply::All { schema, .. } => shape.plain(with("requestRecords"), Some(schema), &replied(&format!("{schema}[]"))),
            Reply::Nothing => shape.plain(with("requestNothing"), None, &replied("void")),
            Reply::Json => {
                let function = with("requestJson");
                imports.add("../../records.js", "type JsonObject");
                shape.plain(function, None, &replied("JsonObject"))
            }
            Reply::Saved { schema, .. } => {
                let function = with("saveRecords");
                imports.add("../../batch.js", "type BatchResult");
                shape.overloaded_by_body(function, schema)
            }
            Reply::Bytes { .. } => {
                let function = with("requestFile");
                imports.add("../../files.js", "type InMemory");
                imports.add("../../files.js", "type DownloadTo");
                shape.overloaded_by_target(function)
            }
        }
    }

    fn docs(&self) -> Vec<String> {
        let operation = self.operation;
        let mut lines = vec![operation.doc.clone(), String::new()];
        let base = if self.family.namespace.is_some() { self.family.base.as_str() } else { "" };
        let method = operation.method.name();
        let manner = match (&operation.reply, operation.paging) {
            (Reply::Pages { .. }, Paging::None) => ", all at once",
            (Reply::Pages { .. }, _) => ", in pages",
            _ => "",
        };
        lines.push(format!("Wire: `{method} {base}{}`{manner}.", operation.path));
        lines.extend(scopes(operation));
        match operation.reachable {
            Reachable::Yes => {}
            Reachable::No => lines.push("A Custom Connection cannot call it.".to_owned()),
            Reachable::Unknown => {
                lines.push("Whether a Custom Connection can call it is not known.".to_owned());
            }
        }
        lines.push(self.errors());
        for parameter in self.positional() {
            lines.push(format!("@param {} {}", argument(&parameter.name), parameter.doc));
        }
        lines
    }

    fn errors(&self) -> String {
        let operation = self.operation;
        let writes = operation.method != Method::Get;
        let mut errors = Vec::new();
        if writes || !self.named().is_empty() {
            errors.push("ValidationError");
        }
        if !operation.parameters.is_empty() || writes {
            errors.push("ArgumentError");
        }
        if !self.positional().is_empty() {
            errors.push("NotFoundError");
        }
        if writes && operation.takes_idempotency_key {
            errors.push("ConflictError");
        }
        if !matches!(operation.body, Body::None | Body::Fixed(_)) {
            errors.push("PayloadTooLargeError");
        }
        errors.extend(["AuthError", "MissingScopeError", "PermissionDeniedError", "RateLimitError", "ServerError"]);
        errors.extend(["TransportError", "DeadlineError"]);
        format!("Errors: {}.", errors.iter().map(|error| format!("`{error}`")).collect::<Vec<_>>().join(", "))
    }
}

/// What a method's text is made of.
struct Shape {
    name: String,
    operation: String,
    positional: Vec<String>,
    arguments: Vec<String>,
    body: Option<BodyArgument>,
    /// The interface of the parameters, if there are any.
    parameters: Option<String>,
    must_have_parameters: bool,
    takes_target: bool,
}

struct BodyArgument {
    name: String,
    /// One type, or that of one record and that of several.
    kinds: Vec<String>,
    /// The expression that is sent.
    sent: String,
}

impl Shape {
    fn plain(&self, function: &str, schema: Option<&str>, result: &str) -> String {
        let body = self.body.as_ref().map(|body| body.kinds.join(" | "));
        let head = self.head(body.as_deref(), self.parameters.as_deref(), self.must_have_parameters, result, " {");
        format!("{head}\n{}", self.call(function, schema))
    }

    fn overloaded_by_body(&self, function: &str, schema: &str) -> String {
        let kinds = self.body.as_ref().map(|body| body.kinds.clone()).unwrap_or_default();
        let batch = format!("BatchResult<{schema}>");
        let mut out = String::new();
        for (kind, result) in kinds.iter().zip([schema.to_owned(), batch.clone()]) {
            out +=
                &self.head(Some(kind), self.parameters.as_deref(), self.must_have_parameters, &replied(&result), ";");
            out += "\n";
        }
        out + &self.plain(function, Some(schema), &replied(&format!("{schema} | {batch}")))
    }

    fn overloaded_by_target(&self, function: &str) -> String {
        let kind = self.body.as_ref().map(|body| body.kinds.join(" | "));
        let own = self.parameters.as_ref().map(|name| format!("{name} & ")).unwrap_or_default();
        let either = if own.is_empty() { "DownloadTo<M> | InMemory".to_owned() } else { format!("{own}(DownloadTo<M> | InMemory)") };
        let must = self.must_have_parameters;
        let head = |parameters: &str, must: bool, result: &str, end: &str| {
            self.head(kind.as_deref(), Some(parameters), must, &replied(result), end) + "\n"
        };
        head(&format!("{own}DownloadTo<M>"), true, "number", ";")
            + &head(&format!("{own}InMemory"), must, "Uint8Array", ";")
            + &head(&either, must, "number | Uint8Array", " {")
            + &self.call(function, None)
    }

    fn head(&self, body: Option<&str>, parameters: Option<&str>, must: bool, result: &str, end: &str) -> String {
        let mut parts = self.positional.clone();
        parts.extend(self.body.as_ref().zip(body).map(|(body, kind)| format!("{}: {kind}", body.name)));
        parts.extend(parameters.map(|kind| format!("parameters{}: {kind}", if must { "" } else { "?" })));
        parts.push("options?: OptionsOf<M>".to_owned());
        group("  ", &format!("{}(", self.name), &parts, &format!("): {result}{end}"))
    }

    fn call(&self, function: &str, schema: Option<&str>) -> String {
        let has_parameters = self.parameters.is_some() || self.takes_target;
        let arguments = match (has_parameters, self.arguments.is_empty()) {
            (false, true) => "undefined".to_owned(),
            (false, false) => format!("{{ {} }}", self.arguments.join(", ")),
            (true, true) => "parameters".to_owned(),
            (true, false) => format!("{{ ...parameters, {} }}", self.arguments.join(", ")),
        };
        let mut parts = vec!["this".to_owned(), quoted(&self.operation)];
        parts.extend(schema.map(|schema| format!("{schema}$")));
        parts.extend([arguments, "options".to_owned()]);
        parts.extend(self.body.as_ref().map(|body| body.sent.clone()));
        format!("{}\n  }}\n", group("    ", &format!("return {function}("), &parts, ");"))
    }
}

fn replied(of: &str) -> String {
    format!("ResultOf<M, {of}>")
}

fn scopes(operation: &Operation) -> Option<String> {
    let listed = |scopes: &[String]| scopes.iter().map(|scope| format!("`{scope}`")).collect::<Vec<_>>().join(" or ");
    let scopes = &operation.scopes;
    match (scopes.granular.is_empty(), scopes.broad.is_empty() || scopes.broad == scopes.granular) {
        (true, true) => None,
        (true, false) => Some(format!("Scopes: of older apps {}.", listed(&scopes.broad))),
        (false, true) => Some(format!("Scopes: {}.", listed(&scopes.granular))),
        (false, false) => {
            Some(format!("Scopes: {}; of older apps {}.", listed(&scopes.granular), listed(&scopes.broad)))
        }
    }
}

fn value(value: &Value, family: &Family, imports: &mut Imports, models: &str) -> String {
    let mut named = |name: &Option<String>, values: &[String]| match name
        .as_ref()
        .filter(|name| family.enumerations.iter().any(|it| it.name == **name))
    {
        Some(name) => {
            imports.add(models, &format!("type {name}"));
            name.clone()
        }
        None => open_values(values).join(" | "),
    };
    match value {
        Value::Text | Value::Id => "string".to_owned(),
        Value::Ids { .. } | Value::Texts { .. } => "readonly string[]".to_owned(),
        Value::Enumeration { name, values } => named(name, values),
        Value::Enumerations { name, values } => match named(name, values) {
            union if union.contains('|') => format!("readonly ({union})[]"),
            name => format!("readonly {name}[]"),
        },
        Value::Boolean => "boolean".to_owned(),
        Value::Integer => "number".to_owned(),
        Value::Date => {
            imports.add("../../values.js", "type PlainDate");
            "PlainDate".to_owned()
        }
        Value::Instant => "Date | string".to_owned(),
        Value::Filter => {
            imports.add("../../filters.js", "type Filter");
            "string | Filter".to_owned()
        }
    }
}
