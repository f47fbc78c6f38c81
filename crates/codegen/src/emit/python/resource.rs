//! The module of a resource: its operations as constants, and its two classes with a method for each.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::super::header::MARK;
use super::super::wording;
use super::docstrings;
use super::layout::{WIDTH, braced, bracketed, doc, overload, quoted};
use super::mode::Mode;
use crate::model::{
    Family, Operation, Paging, Parameter, ParameterLocation, ParameterType, RequestBody, Resource, ResponseBody,
};
use crate::names::{pascal, python};

/// What a module may import from this package, in the order of the import lines. All of it is loaded with any resource.
const OWN: &[(&str, &str)] = &[
    ("..._async.pager", "AsyncPager"),
    ("..._async.resource", "AsyncResource"),
    ("..._docstrings", "documented_by"),
    ("..._lazy", "LazyModule"),
    ("..._operation", "Id"),
    ("..._operation", "Operation"),
    ("..._operation", "any_records"),
    ("..._operation", "one_record"),
    ("..._sync.pager", "Pager"),
    ("..._sync.resource", "Resource"),
    ("...batch", "BatchResult"),
    ("...values", "CallOptions"),
    ("...values", "XeroNames"),
];

/// The module of one resource.
pub(super) struct ResourceModule<'a> {
    family: &'a Family,
    resource: &'a Resource,
    /// Names of this package that the module uses.
    own: BTreeSet<&'static str>,
    /// Names of `typing` that the module uses.
    typing: BTreeSet<&'static str>,
    /// Modules of the standard library that the annotations use.
    standard: BTreeSet<&'static str>,
    /// Modules that the annotations use and that load when an annotation is evaluated.
    lazy: BTreeSet<&'static str>,
    uses_iterables: bool,
}

/// One parameter of a method.
struct Argument {
    name: String,
    kind: String,
    is_required: bool,
    doc: String,
    /// Whether it goes into the request's arguments.
    is_sent: bool,
}

impl Argument {
    fn declared(&self) -> String {
        let Self { name, kind, .. } = self;
        if self.is_required { format!("{name}: {kind}") } else { format!("{name}: {kind} | None = None") }
    }
}

/// One method, as far as it is the same in both modes.
struct ResourceMethod<'a> {
    operation: &'a Operation,
    positional: Vec<Argument>,
    keywords: Vec<Argument>,
}

impl ResourceMethod<'_> {
    /// The arguments, each with its docs.
    fn documented(&self) -> Vec<(&str, &str)> {
        let arguments = self.positional.iter().chain(&self.keywords);
        arguments.map(|argument| (argument.name.as_str(), argument.doc.as_str())).collect()
    }
}

impl<'a> ResourceModule<'a> {
    pub(super) fn new(family: &'a Family, resource: &'a Resource) -> Self {
        Self {
            family,
            resource,
            own: BTreeSet::from(["AsyncResource", "CallOptions", "Operation", "Resource", "documented_by"]),
            typing: BTreeSet::new(),
            standard: BTreeSet::new(),
            lazy: BTreeSet::new(),
            uses_iterables: false,
        }
    }

    pub(super) fn module(mut self) -> String {
        let resource = self.resource;
        let class = self.class();
        let mut body = String::new();
        for operation in &resource.operations {
            body += &self.constant(operation);
        }
        let methods: Vec<ResourceMethod<'_>> =
            resource.operations.iter().map(|operation| self.method(operation)).collect();
        for mode in Mode::BOTH {
            let base = mode.class("Resource");
            let about = doc(4, &resource.doc);
            let decorator = if mode == Mode::Awaited { format!("@documented_by({class})\n") } else { String::new() };
            let name = mode.class(&class);
            let _ = write!(body, "\n\n{decorator}class {name}({base}):\n{about}\n    __slots__ = ()\n");
            for method in &methods {
                body += &self.definition(method, mode);
            }
        }
        if !self.lazy.is_empty() {
            self.own.insert("LazyModule");
            self.typing.insert("TYPE_CHECKING");
        }
        let about = docstrings::module(&resource.doc);
        format!("# {MARK}\n{about}\n{}\n{body}", self.imports())
    }

    fn imports(&self) -> String {
        let mut out = "from __future__ import annotations\n\n".to_owned();
        for module in &self.standard {
            let _ = writeln!(out, "import {module}");
        }
        if self.uses_iterables {
            out += "from collections.abc import Iterable\n";
        }
        if !self.typing.is_empty() {
            let mut names: Vec<String> = self.typing.iter().map(|name| (*name).to_owned()).collect();
            // Constants, classes, functions: the order that linters ask for.
            names.sort_by_key(|name| {
                let is_constant = *name == name.to_uppercase();
                (!is_constant, !name.starts_with(char::is_uppercase), name.to_lowercase())
            });
            out += &bracketed(0, "from typing import ", "", &names);
        }
        if !out.ends_with("\n\n") {
            out.push('\n');
        }
        let mut sections: Vec<(&str, Vec<String>)> = Vec::new();
        for (module, name) in OWN.iter().filter(|(_, name)| self.own.contains(name)) {
            match sections.last_mut() {
                Some((last, names)) if last == module => names.push((*name).to_owned()),
                _ => sections.push((module, vec![(*name).to_owned()])),
            }
        }
        for (module, names) in sections {
            out += &bracketed(0, &format!("from {module} import "), "", &names);
        }
        out + &self.lazy_imports()
    }

    /// The modules that an annotation loads when it is evaluated, each as a module for checkers.
    fn lazy_imports(&self) -> String {
        if self.lazy.is_empty() {
            return String::new();
        }
        let of_family = |name: &str| ["models", "types"].contains(&name);
        let shared: Vec<String> =
            self.lazy.iter().filter(|name| !of_family(name)).map(|name| (*name).to_owned()).collect();
        let mut out = "\nif TYPE_CHECKING:\n".to_owned();
        if !shared.is_empty() {
            out += &bracketed(4, "from ... import ", "", &shared);
        }
        let key = &self.family.key;
        for name in self.lazy.iter().filter(|name| of_family(name)) {
            let _ = writeln!(out, "    from ...{name} import {key} as {name}");
        }
        out += "else:\n";
        for name in &self.lazy {
            let module = if of_family(name) { format!("{name}.{key}") } else { (*name).to_owned() };
            let _ = writeln!(out, "    {name} = LazyModule(\"{module}\")");
        }
        out
    }

    fn constant(&mut self, operation: &Operation) -> String {
        let name = constant_name(&operation.verb);
        let mut given = vec![format!("\"{}\"", operation.name)];
        let kind = match schema_of(&operation.reply) {
            Some(schema) => {
                given.push(format!("\"{}.{schema}\"", self.family.key));
                self.record(schema)
            }
            None => {
                self.typing.insert("Any");
                "Any".to_owned()
            }
        };
        let start = format!("{name}: Operation[{kind}] = Operation");
        let joined = given.join(", ");
        let line = format!("{start}({joined})\n");
        match (line.len() <= WIDTH + 1, joined.len() + 4 <= WIDTH) {
            (true, _) => line,
            (false, true) => format!("{start}(\n    {joined}\n)\n"),
            (false, false) => format!("{start}(\n    {},\n)\n", given.join(",\n    ")),
        }
    }

    fn record(&mut self, schema: &str) -> String {
        self.lazy.insert("models");
        format!("models.{schema}")
    }

    /// A record, or a mapping that says to have Xero's names.
    fn given_record(&mut self, schema: &str) -> String {
        self.own.insert("XeroNames");
        format!("{} | XeroNames", self.record(schema))
    }

    /// A dictionary with the fields of a record.
    fn given_fields(&mut self, schema: &str) -> String {
        self.lazy.insert("types");
        format!("types.{schema}Params")
    }

    fn iterable(&mut self, of: &str) -> String {
        self.uses_iterables = true;
        format!("Iterable[{of}]")
    }

    fn method<'o>(&mut self, operation: &'o Operation) -> ResourceMethod<'o> {
        let mut positional = Vec::new();
        let mut keywords = Vec::new();
        let is_upload = matches!(operation.body, RequestBody::Bytes | RequestBody::Form);
        for parameter in &operation.parameters {
            let is_pagers = matches!(operation.reply, ResponseBody::Pages { .. })
                && operation.paging != Paging::None
                && parameter.wire == "page";
            let is_uploads = is_upload && ["name", "content_type"].contains(&parameter.name.as_str());
            if is_pagers || is_uploads && parameter.place != ParameterLocation::Path {
                continue;
            }
            let argument = self.argument(parameter);
            if parameter.place == ParameterLocation::Path {
                positional.push(argument);
            } else {
                keywords.push(argument);
            }
        }
        keywords.sort_by_key(|argument| !argument.is_required);
        if matches!(operation.body, RequestBody::Form) {
            positional.push(Argument {
                name: "name".to_owned(),
                kind: "str".to_owned(),
                is_required: true,
                doc: wording::FILE_NAME.to_owned(),
                is_sent: true,
            });
        }
        positional.extend(self.body_argument(&operation.body));
        if is_upload {
            keywords.push(Argument {
                name: "content_type".to_owned(),
                kind: "str".to_owned(),
                is_required: false,
                doc: wording::CONTENT_TYPE.to_owned(),
                is_sent: true,
            });
        }
        ResourceMethod { operation, positional, keywords }
    }

    fn argument(&mut self, parameter: &Parameter) -> Argument {
        // Where Xero takes a number too, an id is still one.
        let is_id = parameter.place == ParameterLocation::Path && parameter.name.ends_with("_id");
        let value = if is_id { &ParameterType::Id } else { &parameter.value };
        Argument {
            name: python(&parameter.name),
            kind: self.kind(value),
            is_required: parameter.required || parameter.place == ParameterLocation::Path,
            doc: parameter.doc.clone(),
            is_sent: true,
        }
    }

    fn kind(&mut self, value: &ParameterType) -> String {
        match value {
            ParameterType::Text => "str".to_owned(),
            ParameterType::Id => {
                self.own.insert("Id");
                "Id".to_owned()
            }
            ParameterType::Ids { .. } => {
                self.own.insert("Id");
                self.iterable("Id")
            }
            ParameterType::Texts { .. } => self.iterable("str"),
            ParameterType::Enumeration { name, values } => self.enumeration(name.as_deref(), values),
            ParameterType::Enumerations { name, values } => {
                let one = self.enumeration(name.as_deref(), values);
                self.iterable(&one)
            }
            ParameterType::Boolean => "bool".to_owned(),
            ParameterType::Integer => "int".to_owned(),
            ParameterType::Date => {
                self.standard.insert("datetime");
                "datetime.date | str".to_owned()
            }
            ParameterType::Instant => {
                self.standard.insert("datetime");
                "datetime.datetime | datetime.date | str".to_owned()
            }
            ParameterType::Filter => {
                self.lazy.insert("filters");
                "filters.Filter | str".to_owned()
            }
        }
    }

    fn enumeration(&mut self, name: Option<&str>, values: &[String]) -> String {
        if let Some(name) = name {
            self.lazy.insert("types");
            return format!("types.{name}");
        }
        self.typing.insert("Literal");
        let values: Vec<String> = values.iter().map(|value| quoted(value)).collect();
        format!("Literal[{}]", values.join(", "))
    }

    fn body_argument(&mut self, body: &RequestBody) -> Option<Argument> {
        let (name, kind) = match body {
            RequestBody::None | RequestBody::Fixed(_) => return None,
            RequestBody::Record { schema, name, .. } => (name.as_str(), self.one(schema)),
            RequestBody::Changes { schema, .. } => ("changes", self.one(schema)),
            RequestBody::Records { schema, name, .. } => {
                let one = self.one(schema);
                (name.as_str(), format!("{one} | {}", self.iterable(&one)))
            }
            RequestBody::Note { .. } => ("text", "str".to_owned()),
            RequestBody::Bytes | RequestBody::Form => {
                self.lazy.insert("_files");
                ("content", "_files.FileInput".to_owned())
            }
        };
        let mut doc = wording::body(body, &docstrings::LANGUAGE).unwrap_or_else(|| docstrings::FILE.to_owned());
        if matches!(body, RequestBody::Records { .. }) {
            doc = format!("{}; or several of these.", doc.trim_end_matches('.'));
        }
        Some(Argument { name: python(name), kind, is_required: true, doc, is_sent: false })
    }

    /// One record in each of its forms.
    fn one(&mut self, schema: &str) -> String {
        format!("{} | {}", self.given_record(schema), self.given_fields(schema))
    }

    fn definition(&mut self, method: &ResourceMethod<'_>, mode: Mode) -> String {
        let operation = method.operation;
        let mut out = String::new();
        let returned = self.returned(operation, mode);
        for (changed, returned) in self.overloads(operation) {
            self.typing.insert("overload");
            let stub = signature(method, mode, Some(&changed), &returned, overload);
            let _ = write!(out, "\n    @overload\n{stub}");
        }
        let changed = matches!(operation.reply, ResponseBody::Bytes { .. })
            .then(|| ("to".to_owned(), "to: _files.FileOutput | None = None".to_owned()));
        let _ = write!(out, "\n{}", signature(method, mode, changed.as_ref(), &returned, bracketed));
        out += &match mode {
            Mode::Blocking => {
                let base = if self.family.namespace.is_some() { self.family.base.as_str() } else { "" };
                docstrings::blocking(operation, base, &method.documented())
            }
            Mode::Awaited => docstrings::awaited(operation, &self.class()),
        };
        out += &self.code(method, mode);
        out
    }

    /// The parameter that decides what is returned, in each of its forms. A dictionary has an overload of its own, and it
    /// is the last: type checkers then point at the wrong field in it, instead of at the whole call.
    fn overloads(&mut self, operation: &Operation) -> Vec<((String, String), String)> {
        let form = |name: &str, kind: String, returned: &str| {
            ((name.to_owned(), format!("{name}: {kind}")), returned.to_owned())
        };
        match (&operation.reply, &operation.body) {
            (ResponseBody::Saved { schema, .. }, RequestBody::Records { schema: given, name, .. }) => {
                self.own.insert("BatchResult");
                let (saved, one, name) = (self.record(schema), self.one(given), python(name));
                vec![
                    form(&name, self.iterable(&one), &format!("BatchResult[{saved}]")),
                    form(&name, self.given_record(given), &saved),
                    form(&name, self.given_fields(given), &saved),
                ]
            }
            (ResponseBody::Bytes { .. }, _) => {
                self.lazy.insert("_files");
                vec![form("to", "None = None".to_owned(), "bytes"), form("to", "_files.FileOutput".to_owned(), "int")]
            }
            (_, RequestBody::Record { schema, .. } | RequestBody::Changes { schema, .. }) => {
                let name = match &operation.body {
                    RequestBody::Record { name, .. } => python(name),
                    _ => "changes".to_owned(),
                };
                let returned = self.returned(operation, Mode::Blocking);
                vec![
                    form(&name, self.given_record(schema), &returned),
                    form(&name, self.given_fields(schema), &returned),
                ]
            }
            _ => Vec::new(),
        }
    }

    fn returned(&mut self, operation: &Operation, mode: Mode) -> String {
        match &operation.reply {
            ResponseBody::Nothing => "None".to_owned(),
            ResponseBody::One { schema, .. } => self.record(schema),
            ResponseBody::Pages { schema, .. } => {
                let pager = if mode == Mode::Blocking { "Pager" } else { "AsyncPager" };
                self.own.insert(pager);
                format!("{pager}[{}]", self.record(schema))
            }
            ResponseBody::All { schema, .. } => {
                // In a class with a verb of that name, `list` is the verb.
                let is_hidden = self.resource.operations.iter().any(|operation| operation.verb == "list");
                let record = self.record(schema);
                if is_hidden {
                    self.standard.insert("builtins");
                    format!("builtins.list[{record}]")
                } else {
                    format!("list[{record}]")
                }
            }
            ResponseBody::Saved { schema, .. } => {
                let record = self.record(schema);
                format!("{record} | BatchResult[{record}]")
            }
            ResponseBody::Bytes { .. } => "bytes | int".to_owned(),
            ResponseBody::Json => {
                self.typing.insert("Any");
                "dict[str, Any]".to_owned()
            }
        }
    }

    fn code(&mut self, method: &ResourceMethod<'_>, mode: Mode) -> String {
        let operation = method.operation;
        let sent: Vec<&str> = method
            .positional
            .iter()
            .chain(&method.keywords)
            .filter(|argument| argument.is_sent)
            .map(|argument| argument.name.as_str())
            .collect();
        let pairs: Vec<String> = sent.iter().map(|name| format!("\"{name}\": {name}")).collect();
        let is_upload = matches!(operation.body, RequestBody::Bytes | RequestBody::Form);
        let how = match &operation.reply {
            ResponseBody::One { .. } if is_upload => "_upload",
            reply if is_upload => panic!("{}: an upload gives a record, not {reply:?}", operation.name),
            ResponseBody::Nothing => "_run",
            ResponseBody::One { .. } => "_fetch_one",
            ResponseBody::Pages { .. } => "_pager",
            ResponseBody::All { .. } => "_fetch_all",
            ResponseBody::Saved { .. } => "_save",
            ResponseBody::Bytes { .. } => "_download",
            ResponseBody::Json => "_fetch_json",
        };
        let last = match (&operation.body, &operation.reply) {
            (RequestBody::Bytes | RequestBody::Form, _) => ", content".to_owned(),
            (RequestBody::Records { name, .. }, ResponseBody::Saved { .. }) => format!(", {}", python(name)),
            (RequestBody::Records { name, .. }, _) => {
                self.own.insert("any_records");
                format!(", any_records({})", python(name))
            }
            (RequestBody::Record { name, .. }, _) => {
                self.own.insert("one_record");
                format!(", one_record({})", python(name))
            }
            (RequestBody::Changes { .. }, _) => {
                self.own.insert("one_record");
                ", one_record(changes)".to_owned()
            }
            (RequestBody::Note { .. }, _) => ", {\"details\": text}".to_owned(),
            (_, ResponseBody::Bytes { .. }) => ", to".to_owned(),
            (RequestBody::None | RequestBody::Fixed(_), _) => String::new(),
        };
        let is_lazy = matches!(operation.reply, ResponseBody::Pages { .. });
        let awaiting = if mode == Mode::Awaited && !is_lazy { "await " } else { "" };
        let giving = if matches!(operation.reply, ResponseBody::Nothing) { "" } else { "return " };
        let constant = constant_name(&operation.verb);
        let call =
            |arguments: &str| format!("        {giving}{awaiting}self.{how}({constant}, {arguments}, options{last})\n");
        let in_one = call(&format!("{{{}}}", pairs.join(", ")));
        if in_one.len() <= WIDTH + 1 {
            return in_one;
        }
        braced(8, "arguments = ", &pairs) + &call("arguments")
    }

    fn class(&self) -> String {
        pascal(&self.resource.name)
    }
}

/// A signature up to its colon, with one parameter in another form where `changed` names one.
fn signature(
    method: &ResourceMethod<'_>,
    mode: Mode,
    changed: Option<&(String, String)>,
    returned: &str,
    laid_out: fn(usize, &str, &str, &[String]) -> String,
) -> String {
    let declared = |argument: &Argument| match changed {
        Some((name, form)) if *name == argument.name => form.clone(),
        _ => argument.declared(),
    };
    let mut parameters = vec!["self".to_owned()];
    parameters.extend(method.positional.iter().map(declared));
    parameters.push("*".to_owned());
    parameters.extend(method.keywords.iter().map(declared));
    if let Some((name, form)) = changed
        && name == "to"
    {
        parameters.push(form.clone());
    }
    parameters.push("options: CallOptions | None = None".to_owned());
    let is_lazy = matches!(method.operation.reply, ResponseBody::Pages { .. });
    let define = if mode == Mode::Awaited && !is_lazy { "async def" } else { "def" };
    let start = format!("{define} {}", method.operation.verb);
    let end = format!(" -> {returned}:");
    laid_out(4, &start, &end, &parameters)
}

fn schema_of(reply: &ResponseBody) -> Option<&str> {
    match reply {
        ResponseBody::One { schema, .. }
        | ResponseBody::Pages { schema, .. }
        | ResponseBody::All { schema, .. }
        | ResponseBody::Saved { schema, .. } => Some(schema),
        ResponseBody::Nothing | ResponseBody::Bytes { .. } | ResponseBody::Json => None,
    }
}

fn constant_name(verb: &str) -> String {
    format!("_{}", verb.to_uppercase())
}
