//! The module of a resource: its class with a method for each operation, and the parameters that they take.

use std::fmt::Write as _;

use super::super::wording;
use super::layout::{Imports, WIDTH, doc, group, quoted, union};
use super::names::{BANNER, LANGUAGE, argument, assigned, class_name, dashed, params_name};
use crate::model::{
    Family, Operation, Paging, Parameter, ParameterLocation, ParameterType, RequestBody, Resource, ResponseBody,
};
use crate::names::{camel, pascal};

/// What a class says of all its methods.
const SHARED: &str = "Options of every call: {@link OptionsOf}. Errors of every call: the subclasses of `XeroError`.";
const FILE: &str = "The file: its bytes, its path or `file:` URL, or a stream of its bytes. At most 10 MB.";
const TARGET: &str =
    "`to`: where the file is written, a path or `file:` URL, a file descriptor, or a stream, which stays open.";

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
        let method = ResourceMethod { family, resource, operation };
        interfaces += &method.interface(&mut imports, &models);
        if !methods.is_empty() {
            methods += "\n";
        }
        methods += &method.method(&mut imports, &models);
    }
    let doc = doc("", &[&resource.doc, "", SHARED]);
    format!(
        "{BANNER}\n{}\n{interfaces}{doc}export class {class}<M extends Mode> extends Resource<M> {{\n{methods}}}\n",
        imports.text()
    )
}

/// One operation as a method.
struct ResourceMethod<'a> {
    family: &'a Family,
    resource: &'a Resource,
    operation: &'a Operation,
}

impl ResourceMethod<'_> {
    fn name(&self) -> String {
        camel(&self.operation.verb)
    }

    fn is_upload(&self) -> bool {
        matches!(self.operation.body, RequestBody::Bytes | RequestBody::Form)
    }

    fn gives_bytes(&self) -> bool {
        matches!(self.operation.reply, ResponseBody::Bytes { .. })
    }

    /// The parameters that stand before the object of the others.
    fn positional(&self) -> Vec<&Parameter> {
        let is_form = matches!(self.operation.body, RequestBody::Form);
        self.operation
            .parameters
            .iter()
            .filter(|parameter| parameter.place == ParameterLocation::Path || (is_form && parameter.name == "name"))
            .collect()
    }

    /// The properties of the object. Pages are the pager's business.
    fn named(&self) -> Vec<&Parameter> {
        let has_pages =
            matches!(self.operation.reply, ResponseBody::Pages { .. }) && self.operation.paging != Paging::None;
        let is_form = matches!(self.operation.body, RequestBody::Form);
        self.operation
            .parameters
            .iter()
            .filter(|parameter| {
                parameter.place != ParameterLocation::Path
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
            let mut types = value(&parameter.value, self.family, imports, models);
            types.extend((!parameter.required).then(|| "undefined".to_owned()));
            out += &doc("  ", &[&parameter.doc]);
            out += &union(&format!("  readonly {}{optional}", camel(&parameter.name)), &types);
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
            positional.push(format!("{name}: {}", value(&parameter.value, self.family, imports, models).join(" | ")));
            arguments.push(assigned(&name));
        }
        if matches!(self.operation.body, RequestBody::Form) && !arguments.iter().any(|name| name == "name") {
            positional.push("name: string".to_owned());
            arguments.push("name".to_owned());
        }
        if !self.named().iter().any(|parameter| parameter.required) && (self.has_interface() || self.gives_bytes()) {
            imports.add("../../options.js", "type ParametersOrOptions");
        }
        let text = MethodText {
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
        self.signatures(&text, imports, models)
    }

    /// The argument that is the body, its type, and what is made of it.
    fn body(&self, imports: &mut Imports, models: &str) -> Option<BodyArgument> {
        let mut params = |schema: &str| {
            let name = params_name(schema);
            imports.add(models, &format!("type {name}"));
            name
        };
        let (name, kind) = match &self.operation.body {
            RequestBody::None | RequestBody::Fixed(_) => return None,
            RequestBody::Record { schema, name, .. } => (name.as_str(), params(schema)),
            RequestBody::Changes { schema, .. } => ("changes", params(schema)),
            RequestBody::Records { schema, name, .. } => {
                let one = params(schema);
                let kind = if self.saves_records() {
                    imports.add("../../params.js", "type OneOrSeveral");
                    format!("OneOrSeveral<Given, {one}>")
                } else {
                    imports.add("../../params.js", "type Several");
                    format!("{one} | Several<{one}>")
                };
                (name.as_str(), kind)
            }
            RequestBody::Note { .. } => {
                imports.add("../../request.js", "noteBody");
                ("text", "string".to_owned())
            }
            RequestBody::Bytes | RequestBody::Form => {
                imports.add("../../files.js", "type FileInput");
                imports.add("../../request.js", "upload");
                ("content", "FileInput<M>".to_owned())
            }
        };
        let name = argument(name);
        let sent = match self.operation.body {
            RequestBody::Bytes | RequestBody::Form => format!("upload({name})"),
            RequestBody::Note { .. } => format!("noteBody({name})"),
            _ => name.clone(),
        };
        Some(BodyArgument { name, kind, sent })
    }

    fn takes_several(&self) -> bool {
        matches!(self.operation.body, RequestBody::Records { .. })
    }

    fn saves_records(&self) -> bool {
        matches!(self.operation.reply, ResponseBody::Saved { .. })
    }

    fn signatures(&self, text: &MethodText, imports: &mut Imports, models: &str) -> String {
        let reply = &self.operation.reply;
        if let ResponseBody::Pages { schema, .. }
        | ResponseBody::One { schema, .. }
        | ResponseBody::All { schema, .. }
        | ResponseBody::Saved { schema, .. } = reply
        {
            imports.add(models, &format!("type {schema}"));
            imports.add(models, &format!("{schema}$"));
        }
        if matches!(reply, ResponseBody::Pages { .. }) {
            imports.add("../../pager.js", "type PagerOf");
        } else {
            imports.add("../../options.js", "type ResultOf");
        }
        let mut with = |function: &'static str| {
            imports.add("../../resource.js", function);
            function
        };
        match reply {
            ResponseBody::Pages { schema, .. } => {
                text.plain(with("requestList"), Some(schema), &format!("PagerOf<M, {schema}>"))
            }
            ResponseBody::One { schema, .. } => text.plain(with("requestRecord"), Some(schema), &replied(schema)),
            ResponseBody::All { schema, .. } => {
                text.plain(with("requestRecords"), Some(schema), &replied(&format!("{schema}[]")))
            }
            ResponseBody::Nothing => text.plain(with("requestNothing"), None, &replied("void")),
            ResponseBody::Json => {
                let function = with("requestJson");
                imports.add("../../records.js", "type JsonObject");
                text.plain(function, None, &replied("JsonObject"))
            }
            ResponseBody::Saved { schema, .. } => {
                let function = with("saveRecords");
                imports.add("../../params.js", "type SaveResult");
                text.plain(function, Some(schema), &replied(&format!("SaveResult<Given, {schema}>")))
            }
            ResponseBody::Bytes { .. } => {
                let function = with("requestFile");
                imports.add("../../files.js", "type InMemory");
                imports.add("../../files.js", "type DownloadTo");
                text.overloaded_by_target(function)
            }
        }
    }

    /// The docs of each signature: one, or those of the two forms in which a method can be called.
    fn docs(&self) -> Vec<String> {
        let operation = self.operation;
        let saved = wording::saved(operation);
        let returned =
            format!("The {saved}; of several, a {{@link BatchResult}} with the {saved} or the error of each.");
        match operation.reply {
            ResponseBody::Saved { .. } => {
                vec![self.doc(&Form { how: wording::batches(operation), returned: Some(&returned), ..Form::default() })]
            }
            ResponseBody::Bytes { .. } => vec![
                self.doc(&Form { parameters: Some(TARGET), returned: Some(wording::FILE_SIZE), ..Form::default() }),
                self.doc(&Form { returned: Some(wording::FILE_CONTENT), is_second: true, ..Form::default() }),
            ],
            _ => vec![self.doc(&Form { how: wording::paging(operation), ..Form::default() })],
        }
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
        if matches!(operation.body, RequestBody::Form) && !self.positional().iter().any(|it| it.name == "name") {
            lines.push(parameter("name", wording::FILE_NAME));
        }
        let name = match &operation.body {
            RequestBody::Record { name, .. } | RequestBody::Records { name, .. } => argument(name),
            RequestBody::Note { .. } => "text".to_owned(),
            RequestBody::Bytes | RequestBody::Form => "content".to_owned(),
            RequestBody::Changes { .. } | RequestBody::None | RequestBody::Fixed(_) => "changes".to_owned(),
        };
        let body = match wording::body(&operation.body, &LANGUAGE) {
            None if self.is_upload() => Some(FILE.to_owned()),
            Some(one) if self.takes_several() => Some(format!("{one} For several, an array or another iterable.")),
            body => body,
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
    parameters: Option<&'a str>,
    returned: Option<&'a str>,
    /// The docs of the first form hold request and errors of both.
    is_second: bool,
}

/// What a method's text is made of.
struct MethodText {
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
    kind: String,
    /// The expression that is sent.
    sent: String,
}

impl MethodText {
    fn plain(&self, function: &str, schema: Option<&str>, result: &str) -> String {
        let parameters = self.parameters.as_ref().map(|own| self.parameters_argument(own));
        format!("{}{}\n{}", self.docs[0], self.head(parameters, result, " {"), self.call(function, schema))
    }

    fn overloaded_by_target(&self, function: &str) -> String {
        let own = self.parameters.as_ref().map(|name| format!("{name} & ")).unwrap_or_default();
        let either = if own.is_empty() {
            "DownloadTo<M> | InMemory".to_owned()
        } else {
            format!("{own}(DownloadTo<M> | InMemory)")
        };
        let head =
            |parameters: String, result: &str, end: &str| self.head(Some(parameters), &replied(result), end) + "\n";
        let (to_target, in_memory) = (&self.docs[0], &self.docs[1]);
        to_target.clone()
            + &head(format!("parameters: {own}DownloadTo<M>"), "number", ";")
            + in_memory
            + &head(self.parameters_argument(&format!("{own}InMemory")), "Uint8Array", ";")
            + &head(self.parameters_argument(&either), "number | Uint8Array", " {")
            + &self.call(function, None)
    }

    /// The parameters; options can stand in the place of those that are not given.
    fn parameters_argument(&self, own: &str) -> String {
        if self.must_have_parameters {
            format!("parameters: {own}")
        } else {
            format!("parameters?: ParametersOrOptions<{own}, M>")
        }
    }

    fn head(&self, parameters: Option<String>, result: &str, end: &str) -> String {
        let mut parts = self.positional.clone();
        parts.extend(self.body.as_ref().map(|body| format!("{}: {}", body.name, body.kind)));
        parts.extend(parameters);
        parts.push("options?: OptionsOf<M>".to_owned());
        let given = self.body.as_ref().is_some_and(|body| body.kind.contains("<Given,"));
        let generic = if given { "<Given>" } else { "" };
        group("  ", &format!("{}{generic}(", self.name), &parts, &format!("): {result}{end}"))
    }

    fn call(&self, function: &str, schema: Option<&str>) -> String {
        let mut given = Vec::new();
        if !self.arguments.is_empty() {
            given.push(format!("path: {{ {} }}", self.arguments.join(", ")));
        }
        if self.parameters.is_some() || self.takes_target {
            given.push("parameters".to_owned());
        }
        given.push("options".to_owned());
        let body = self
            .body
            .as_ref()
            .map(|body| if body.sent == "body" { body.sent.clone() } else { format!("body: {}", body.sent) });
        given.extend(body);
        let mut parts = vec!["this".to_owned(), quoted(&self.operation)];
        parts.extend(schema.map(|schema| format!("{schema}$")));
        let line = [parts.clone(), vec![format!("{{ {} }}", given.join(", "))]].concat();
        let call = format!("    return {function}({});", line.join(", "));
        if call.len() <= WIDTH {
            return format!("{call}\n  }}\n");
        }
        format!("    return {function}({}, {{\n      {},\n    }});\n  }}\n", parts.join(", "), given.join(",\n      "))
    }
}

fn replied(of: &str) -> String {
    format!("ResultOf<M, {of}>")
}

/// The type of a parameter, as the members of a union.
fn value(value: &ParameterType, family: &Family, imports: &mut Imports, models: &str) -> Vec<String> {
    let mut named = |name: &Option<String>, values: &[String]| match name
        .as_ref()
        .filter(|name| family.enumerations.iter().any(|it| it.name == **name))
    {
        Some(name) => {
            imports.add(models, &format!("type {name}"));
            vec![name.clone()]
        }
        None => values.iter().map(|value| quoted(value)).collect(),
    };
    match value {
        ParameterType::Text | ParameterType::Id => vec!["string".to_owned()],
        ParameterType::Ids { .. } | ParameterType::Texts { .. } => vec![several("string", imports)],
        ParameterType::Enumeration { name, values } => named(name, values),
        ParameterType::Enumerations { name, values } => vec![several(&named(name, values).join(" | "), imports)],
        ParameterType::Boolean => vec!["boolean".to_owned()],
        ParameterType::Integer => vec!["number".to_owned()],
        ParameterType::Date => {
            imports.add("../../values.js", "type PlainDate");
            vec!["PlainDate".to_owned()]
        }
        ParameterType::Instant => vec!["Date".to_owned(), "string".to_owned()],
        ParameterType::Filter => {
            imports.add("../../filters.js", "type Filter");
            vec!["string".to_owned(), "Filter".to_owned()]
        }
    }
}

fn several(of: &str, imports: &mut Imports) -> String {
    imports.add("../../params.js", "type Several");
    format!("Several<{of}>")
}
