//! The module of a resource: its class with a method for each operation, and the parameters that they take.

use std::fmt::Write as _;

use super::super::wording::{self, Language};
use super::layout::{Imports, doc, group, member, quoted};
use super::models::open_values;
use super::{BANNER, argument, assigned, class_name, dashed, pascal};
use crate::model::{Body, Family, Operation, Paging, Parameter, Place, Reply, Resource, Value};
use crate::names::camel;

pub(super) const LANGUAGE: Language = Language { mapping: "an object", field: camel };

/// What a class says of all its methods.
const SHARED: &str = "Options of every call: {@link OptionsOf}. Errors of every call: the subclasses of `XeroError`.";
const FILE: &str = "The file: its bytes, its path or `file:` URL, or a stream of its bytes. At most 10 MB.";
const TARGET: &str =
    "`to`: where the file is written, a path or `file:` URL, a file descriptor, or a stream, which stays open.";

pub(super) fn resource_file(family: &Family, resource: &Resource) -> String {
    let class = class_name(family, resource);
    let mut imports = Imports::default();
    imports.add("../../request.js", "type Mode");
    imports.add("../../request.js", "type OptionsOf");
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
    let doc = doc("", &[&resource.doc, "", SHARED]);
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
        let what = format!("The parameters of `{}.{}`.", camel(&self.resource.name), self.name());
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
            out += &doc("  ", &[wording::CONTENT_TYPE]);
            out += "  readonly contentType?: string | undefined;\n";
        }
        out + "}\n\n"
    }

    fn method(&self, imports: &mut Imports, models: &str) -> String {
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
            docs: self.docs(),
        };
        self.signatures(&shape, imports, models)
    }

    /// The argument that is the body, its types, and what is made of it.
    fn body(&self, imports: &mut Imports, models: &str) -> Option<BodyArgument> {
        let mut input = |schema: &str| {
            imports.add("../../values.js", "type Input");
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
            Body::Note { .. } => ("text", vec!["string".to_owned()]),
            Body::Bytes | Body::Form => {
                imports.add("../../bytes.js", "type Content");
                imports.add("../../request.js", "upload");
                ("content", vec!["Content<M>".to_owned()])
            }
        };
        let name = argument(name);
        let sent = match self.operation.body {
            Body::Bytes | Body::Form => format!("upload({name})"),
            Body::Note { .. } => format!("{{ details: {name} }}"),
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
            imports.add("../../request.js", "type Reply");
        }
        let mut with = |function: &'static str| {
            imports.add("../../resource.js", function);
            function
        };
        match reply {
            Reply::Pages { schema, .. } => shape.plain(with("list"), Some(schema), &format!("PagerOf<M, {schema}>")),
            Reply::One { schema, .. } => shape.plain(with("one"), Some(schema), &replied(schema)),
            Reply::All { schema, .. } => shape.plain(with("all"), Some(schema), &replied(&format!("{schema}[]"))),
            Reply::Nothing => shape.plain(with("nothing"), None, &replied("void")),
            Reply::Json => {
                let function = with("json");
                imports.add("../../values.js", "type JsonObject");
                shape.plain(function, None, &replied("JsonObject"))
            }
            Reply::Saved { schema, .. } => {
                let function = with("save");
                imports.add("../../batch.js", "type BatchResult");
                shape.overloaded_by_body(function, schema)
            }
            Reply::Bytes { .. } => {
                let function = with("bytes");
                imports.add("../../bytes.js", "type Held");
                imports.add("../../bytes.js", "type Saved");
                shape.overloaded_by_target(function)
            }
        }
    }

    /// The docs of each signature: one, or those of the two forms in which a method can be called.
    fn docs(&self) -> Vec<String> {
        let operation = self.operation;
        let saved = wording::saved(operation);
        let (one, each) =
            (format!("The {saved}."), format!("A {{@link BatchResult}} with the {saved} or the error of each."));
        let form = match operation.reply {
            Reply::Saved { .. } => Form { returned: Some(&one), ..Form::default() },
            Reply::Bytes { .. } => {
                Form { parameters: Some(TARGET), returned: Some(wording::FILE_SIZE), ..Form::default() }
            }
            _ => Form { how: wording::paging(operation), ..Form::default() },
        };
        let mut docs = vec![self.doc(&form)];
        docs.extend(match operation.reply {
            Reply::Saved { .. } => Some(self.doc(&Form {
                how: wording::batches(operation),
                body: Some("The records, as an array."),
                returned: Some(&each),
                is_second: true,
                ..Form::default()
            })),
            Reply::Bytes { .. } => {
                Some(self.doc(&Form { returned: Some(wording::FILE_CONTENT), is_second: true, ..Form::default() }))
            }
            _ => None,
        });
        docs
    }

    fn doc(&self, form: &Form<'_>) -> String {
        let operation = self.operation;
        let base = if self.family.namespace.is_some() { self.family.base.as_str() } else { "" };
        let about: Vec<String> = [operation.doc.clone()].into_iter().chain(form.how.clone()).collect();
        let mut lines = vec![about.join(" ")];
        if !form.is_second {
            lines.extend([String::new(), wording::request(operation, base)]);
        }
        let parameter = |name: &str, doc: &str| format!("@param {name} {doc}");
        lines.extend(self.positional().into_iter().map(|it| parameter(&argument(&it.name), &it.doc)));
        if matches!(operation.body, Body::Form) && !self.positional().iter().any(|it| it.name == "name") {
            lines.push(parameter("name", wording::FILE_NAME));
        }
        let name = match &operation.body {
            Body::Record { name, .. } | Body::Records { name, .. } => argument(name),
            Body::Note { .. } => "text".to_owned(),
            Body::Bytes | Body::Form => "content".to_owned(),
            Body::Changes { .. } | Body::None | Body::Fixed(_) => "changes".to_owned(),
        };
        let body = match form.body {
            Some(body) => Some(body.to_owned()),
            None if self.is_upload() => Some(FILE.to_owned()),
            None => wording::body(&operation.body, &LANGUAGE),
        };
        lines.extend(body.map(|doc| parameter(&name, &doc)));
        lines.extend(form.parameters.map(|doc| parameter("parameters", doc)));
        lines.push(parameter("options", "See {@link OptionsOf}."));
        lines.extend(form.returned.map(|returned| format!("@returns {returned}")));
        if !form.is_second {
            let errors = wording::errors(operation).into_iter();
            lines.extend(errors.map(|(error, when)| format!("@throws `{error}` {when}")));
        }
        doc("  ", &lines.iter().map(String::as_str).collect::<Vec<_>>())
    }
}

/// One of the forms in which a method can be called, as far as the docs of the forms differ.
#[derive(Default)]
struct Form<'a> {
    how: Option<String>,
    body: Option<&'a str>,
    parameters: Option<&'a str>,
    returned: Option<&'a str>,
    /// The docs of the first form hold request and errors of both.
    is_second: bool,
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
    /// One for each signature that callers see.
    docs: Vec<String>,
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
        format!("{}{head}\n{}", self.docs[0], self.call(function, schema))
    }

    fn overloaded_by_body(&self, function: &str, schema: &str) -> String {
        let kinds = self.body.as_ref().map(|body| body.kinds.clone()).unwrap_or_default();
        let batch = format!("BatchResult<{schema}>");
        let (parameters, must) = (self.parameters.as_deref(), self.must_have_parameters);
        let mut out = String::new();
        for ((kind, result), doc) in kinds.iter().zip([schema, &batch]).zip(&self.docs) {
            out += doc;
            out += &self.head(Some(kind), parameters, must, &replied(result), ";");
            out += "\n";
        }
        let either = replied(&format!("{schema} | {batch}"));
        out += &self.head(Some(&kinds.join(" | ")), parameters, must, &either, " {");
        format!("{out}\n{}", self.call(function, Some(schema)))
    }

    fn overloaded_by_target(&self, function: &str) -> String {
        let kind = self.body.as_ref().map(|body| body.kinds.join(" | "));
        let own = self.parameters.as_ref().map(|name| format!("{name} & ")).unwrap_or_default();
        let either = if own.is_empty() { "Saved<M> | Held".to_owned() } else { format!("{own}(Saved<M> | Held)") };
        let must = self.must_have_parameters;
        let head = |parameters: &str, must: bool, result: &str, end: &str| {
            self.head(kind.as_deref(), Some(parameters), must, &replied(result), end) + "\n"
        };
        let (to_target, in_memory) = (&self.docs[0], &self.docs[1]);
        to_target.clone()
            + &head(&format!("{own}Saved<M>"), true, "number", ";")
            + in_memory
            + &head(&format!("{own}Held"), must, "Uint8Array", ";")
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
    format!("Reply<M, {of}>")
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
