//! The module of a resource: its operations as constants, and its two classes with a method for each.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::super::MARK;
use super::super::wording::{self, Language};
use super::layout::{WIDTH, braced, bracketed, doc, quoted, quotes, summary, wrapped};
use super::{Mode, class_name, python_name};
use crate::model::{Body, Family, Operation, Paging, Parameter, Place, Reply, Resource, Value};

/// The longest list of values that a signature spells out.
const SPELT_OUT: usize = 80;

/// What a module says of all its methods.
const SHARED: &str = "Options of every call: `xero_m2m.CallOptions`. Errors of every call: `xero_m2m.errors`.";
const FILE: &str = "The file: its bytes, its path, or a file object opened for reading bytes. At most 10 MB.";
const TARGET: &str =
    "Where the file is written: a path, or a file object opened for writing bytes. Default: its bytes are returned.";

pub(super) const LANGUAGE: Language = Language { mapping: "a mapping", field: python_name };

/// What annotations may need and where it is, in the order of the import lines.
const TYPES: &[(&str, &str)] = &[
    ("collections.abc", "Iterable"),
    ("collections.abc", "Mapping"),
    ("collections.abc", "Sequence"),
    ("..._bytes", "Content"),
    ("..._bytes", "Target"),
    ("..._calls", "Id"),
    ("...batch", "BatchResult"),
    ("...filters", "Filter"),
    ("...models", "models"),
    ("...pager", "AsyncPager"),
    ("...pager", "Pager"),
    ("...values", "CallOptions"),
];

/// The module of one resource.
pub(super) struct Facade<'a> {
    family: &'a Family,
    resource: &'a Resource,
    /// Names that the annotations use.
    types: BTreeSet<&'static str>,
    /// Names of `typing` that the module uses.
    typing: BTreeSet<&'static str>,
    /// Modules that the annotations use.
    modules: BTreeSet<&'static str>,
    /// Names of `_calls` that the code uses.
    calls: BTreeSet<&'static str>,
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
struct Method<'a> {
    operation: &'a Operation,
    positional: Vec<Argument>,
    keywords: Vec<Argument>,
}

impl<'a> Facade<'a> {
    pub(super) fn new(family: &'a Family, resource: &'a Resource) -> Self {
        Self {
            family,
            resource,
            types: BTreeSet::from(["CallOptions"]),
            typing: BTreeSet::from(["TYPE_CHECKING"]),
            modules: BTreeSet::new(),
            calls: BTreeSet::from(["AsyncResource", "Operation", "Resource"]),
        }
    }

    pub(super) fn module(mut self) -> String {
        let resource = self.resource;
        let class = self.class();
        let mut body = String::new();
        for operation in &resource.operations {
            body += &self.constant(operation);
        }
        let methods: Vec<Method<'_>> = resource.operations.iter().map(|operation| self.method(operation)).collect();
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
        let about = module_doc(&resource.doc);
        format!("# {MARK}\n{about}\n{}\n{body}", self.imports())
    }

    fn imports(&self) -> String {
        let listed = |names: &BTreeSet<&'static str>| {
            let mut names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
            // Constants, classes, functions: the order that linters ask for.
            names.sort_by_key(|name| {
                let is_constant = *name == name.to_uppercase();
                (!is_constant, !name.starts_with(char::is_uppercase), name.to_lowercase())
            });
            names
        };
        let mut out = "from __future__ import annotations\n\n".to_owned();
        out += &bracketed(0, "from typing import ", "", &listed(&self.typing));
        out.push('\n');
        out += &bracketed(0, "from ..._calls import ", "", &listed(&self.calls));
        out += "from ..._docstrings import documented_by\n";
        out += "\nif TYPE_CHECKING:\n";
        for module in &self.modules {
            let _ = writeln!(out, "    import {module}");
        }
        let mut sections: Vec<(&str, Vec<String>)> = Vec::new();
        for (module, name) in TYPES.iter().filter(|(_, name)| self.types.contains(name)) {
            let name = if *name == "models" { format!("{} as models", self.family.key) } else { (*name).to_owned() };
            match sections.last_mut() {
                Some((last, names)) if last == module => names.push(name),
                _ => sections.push((module, vec![name])),
            }
        }
        let has_standard = sections.iter().any(|(module, _)| !module.starts_with('.')) || !self.modules.is_empty();
        let mut is_first_own = has_standard;
        for (module, names) in sections {
            if module.starts_with('.') && is_first_own {
                out.push('\n');
                is_first_own = false;
            }
            out += &bracketed(4, &format!("from {module} import "), "", &names);
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
        self.types.insert("models");
        format!("models.{schema}")
    }

    /// A record of one's own, or a mapping.
    fn given_record(&mut self, schema: &str) -> String {
        self.types.insert("Mapping");
        self.typing.insert("Any");
        format!("{} | Mapping[str, Any]", self.record(schema))
    }

    fn method<'o>(&mut self, operation: &'o Operation) -> Method<'o> {
        let mut positional = Vec::new();
        let mut keywords = Vec::new();
        let is_upload = matches!(operation.body, Body::Bytes | Body::Form);
        for parameter in &operation.parameters {
            let is_pagers = matches!(operation.reply, Reply::Pages { .. })
                && operation.paging != Paging::None
                && parameter.wire == "page";
            let is_uploads = is_upload && ["name", "content_type"].contains(&parameter.name.as_str());
            if is_pagers || is_uploads && parameter.place != Place::Path {
                continue;
            }
            let argument = self.argument(parameter);
            if parameter.place == Place::Path {
                positional.push(argument);
            } else {
                keywords.push(argument);
            }
        }
        keywords.sort_by_key(|argument| !argument.is_required);
        if matches!(operation.body, Body::Form) {
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
        Method { operation, positional, keywords }
    }

    fn argument(&mut self, parameter: &Parameter) -> Argument {
        // Where Xero takes a number too, an id is still one.
        let is_id = parameter.place == Place::Path && parameter.name.ends_with("_id");
        let value = if is_id { &Value::Id } else { &parameter.value };
        Argument {
            name: python_name(&parameter.name),
            kind: self.kind(value),
            is_required: parameter.required || parameter.place == Place::Path,
            doc: parameter.doc.clone(),
            is_sent: true,
        }
    }

    fn kind(&mut self, value: &Value) -> String {
        match value {
            Value::Text => "str".to_owned(),
            Value::Id => {
                self.types.insert("Id");
                "Id".to_owned()
            }
            Value::Ids { .. } => {
                self.types.extend(["Id", "Sequence"]);
                "Sequence[Id]".to_owned()
            }
            Value::Texts { .. } => {
                self.types.insert("Sequence");
                "Sequence[str]".to_owned()
            }
            Value::Enumeration { name, values } => self.enumeration(name.as_deref(), values),
            Value::Enumerations { name, values } => {
                self.types.insert("Sequence");
                format!("Sequence[{}]", self.enumeration(name.as_deref(), values))
            }
            Value::Boolean => "bool".to_owned(),
            Value::Integer => "int".to_owned(),
            Value::Date => {
                self.modules.insert("datetime");
                "datetime.date | str".to_owned()
            }
            Value::Instant => {
                self.modules.insert("datetime");
                "datetime.datetime | datetime.date | str".to_owned()
            }
            Value::Filter => {
                self.types.insert("Filter");
                "Filter | str".to_owned()
            }
        }
    }

    fn enumeration(&mut self, name: Option<&str>, values: &[String]) -> String {
        if let Some(name) = name {
            return self.record(name);
        }
        let spelt = values.iter().map(|value| quoted(value)).collect::<Vec<_>>().join(", ");
        if spelt.len() > SPELT_OUT || values.is_empty() {
            return "str".to_owned();
        }
        self.typing.insert("Literal");
        format!("Literal[{spelt}] | str")
    }

    fn body_argument(&mut self, body: &Body) -> Option<Argument> {
        let (name, kind) = match body {
            Body::None | Body::Fixed(_) => return None,
            Body::Record { schema, name, .. } => (name.as_str(), self.given_record(schema)),
            Body::Changes { schema, .. } => ("changes", self.given_record(schema)),
            Body::Records { schema, name, .. } => {
                self.types.insert("Iterable");
                let one = self.given_record(schema);
                (name.as_str(), format!("{one} | Iterable[{one}]"))
            }
            Body::Note { .. } => ("text", "str".to_owned()),
            Body::Bytes | Body::Form => {
                self.types.insert("Content");
                ("content", "Content".to_owned())
            }
        };
        let mut doc = wording::body(body, &LANGUAGE).unwrap_or_else(|| FILE.to_owned());
        if matches!(body, Body::Records { .. }) {
            doc = format!("{}; or several of these.", doc.trim_end_matches('.'));
        }
        Some(Argument { name: python_name(name), kind, is_required: true, doc, is_sent: false })
    }

    fn definition(&mut self, method: &Method<'_>, mode: Mode) -> String {
        let operation = method.operation;
        let mut out = String::new();
        let returned = self.returned(operation, mode);
        for (changed, returned) in self.overloads(operation) {
            self.typing.insert("overload");
            let _ = write!(out, "\n    @overload\n{} ...\n", signature(method, mode, Some(&changed), &returned));
        }
        let changed = matches!(operation.reply, Reply::Bytes { .. })
            .then(|| ("to".to_owned(), "to: Target | None = None".to_owned()));
        let _ = write!(out, "\n{}\n", signature(method, mode, changed.as_ref(), &returned));
        out += &self.docs(method, mode);
        out += &self.code(method, mode);
        out
    }

    /// The parameter that decides what is returned, in each of its forms.
    fn overloads(&mut self, operation: &Operation) -> Vec<((String, String), String)> {
        match (&operation.reply, &operation.body) {
            (Reply::Saved { schema, .. }, Body::Records { schema: given, name, .. }) => {
                self.types.insert("BatchResult");
                let (record, one, name) = (self.record(schema), self.given_record(given), python_name(name));
                vec![
                    ((name.clone(), format!("{name}: {one}")), record.clone()),
                    ((name.clone(), format!("{name}: Iterable[{one}]")), format!("BatchResult[{record}]")),
                ]
            }
            (Reply::Bytes { .. }, _) => {
                self.types.insert("Target");
                let to = |kind: &str| ("to".to_owned(), format!("to: {kind}"));
                vec![(to("None = None"), "bytes".to_owned()), (to("Target"), "int".to_owned())]
            }
            _ => Vec::new(),
        }
    }

    fn returned(&mut self, operation: &Operation, mode: Mode) -> String {
        match &operation.reply {
            Reply::Nothing => "None".to_owned(),
            Reply::One { schema, .. } => self.record(schema),
            Reply::Pages { schema, .. } => {
                let pager = if mode == Mode::Blocking { "Pager" } else { "AsyncPager" };
                self.types.insert(pager);
                format!("{pager}[{}]", self.record(schema))
            }
            Reply::All { schema, .. } => {
                // In a class with a verb of that name, `list` is the verb.
                let is_hidden = self.resource.operations.iter().any(|operation| operation.verb == "list");
                let record = self.record(schema);
                if is_hidden {
                    self.modules.insert("builtins");
                    format!("builtins.list[{record}]")
                } else {
                    format!("list[{record}]")
                }
            }
            Reply::Saved { schema, .. } => {
                let record = self.record(schema);
                format!("{record} | BatchResult[{record}]")
            }
            Reply::Bytes { .. } => "bytes | int".to_owned(),
            Reply::Json => {
                self.typing.insert("Any");
                "dict[str, Any]".to_owned()
            }
        }
    }

    fn code(&mut self, method: &Method<'_>, mode: Mode) -> String {
        let operation = method.operation;
        let sent: Vec<&str> = method
            .positional
            .iter()
            .chain(&method.keywords)
            .filter(|argument| argument.is_sent)
            .map(|argument| argument.name.as_str())
            .collect();
        let pairs: Vec<String> = sent.iter().map(|name| format!("\"{name}\": {name}")).collect();
        let is_upload = matches!(operation.body, Body::Bytes | Body::Form);
        let how = match &operation.reply {
            Reply::One { .. } if is_upload => "_uploaded",
            reply if is_upload => panic!("{}: an upload gives a record, not {reply:?}", operation.name),
            Reply::Nothing => "_nothing",
            Reply::One { .. } => "_record",
            Reply::Pages { .. } => "_pages",
            Reply::All { .. } => "_all",
            Reply::Saved { .. } => "_saved",
            Reply::Bytes { .. } => "_bytes",
            Reply::Json => "_json",
        };
        let last = match (&operation.body, &operation.reply) {
            (Body::Bytes | Body::Form, _) => ", content".to_owned(),
            (Body::Records { name, .. }, Reply::Saved { .. }) => format!(", {}", python_name(name)),
            (Body::Records { name, .. }, _) => {
                self.calls.insert("any_records");
                format!(", any_records({})", python_name(name))
            }
            (Body::Record { name, .. }, _) => {
                self.calls.insert("one_record");
                format!(", one_record({})", python_name(name))
            }
            (Body::Changes { .. }, _) => {
                self.calls.insert("one_record");
                ", one_record(changes)".to_owned()
            }
            (Body::Note { .. }, _) => ", {\"details\": text}".to_owned(),
            (_, Reply::Bytes { .. }) => ", to".to_owned(),
            (Body::None | Body::Fixed(_), _) => String::new(),
        };
        let is_lazy = matches!(operation.reply, Reply::Pages { .. });
        let awaiting = if mode == Mode::Awaited && !is_lazy { "await " } else { "" };
        let giving = if matches!(operation.reply, Reply::Nothing) { "" } else { "return " };
        let constant = constant_name(&operation.verb);
        let call =
            |arguments: &str| format!("        {giving}{awaiting}self.{how}({constant}, {arguments}, options{last})\n");
        let in_one = call(&format!("{{{}}}", pairs.join(", ")));
        if in_one.len() <= WIDTH + 1 {
            return in_one;
        }
        braced(8, "arguments = ", &pairs) + &call("arguments")
    }

    fn docs(&self, method: &Method<'_>, mode: Mode) -> String {
        let operation = method.operation;
        if mode == Mode::Awaited {
            // At run time it has the whole docstring of the blocking method.
            return doc(8, &format!("{} See `{}.{}`.", first_sentence(&operation.doc), self.class(), operation.verb));
        }
        let base = if self.family.namespace.is_some() { self.family.base.as_str() } else { "" };
        let (summary, rest) = summary(&operation.doc, WIDTH - 11);
        let how = wording::paging(operation).or_else(|| wording::batches(operation));
        let about: Vec<String> = rest.into_iter().chain(how).collect();
        let mut out = format!("{summary}\n");
        for paragraph in [about.join(" "), wording::request(operation, base)] {
            if !paragraph.is_empty() {
                let _ = write!(out, "\n{}", wrapped(&paragraph, 8, 8));
            }
        }
        out += &section("Args", &arguments(method));
        out += &section("Returns", &returns(operation));
        let errors = wording::errors(operation);
        let errors: Vec<String> = errors.iter().map(|(error, when)| format!("{error}: {when}")).collect();
        out += &section("Raises", &errors);
        format!("        {}{out}        \"\"\"\n", quotes(&out))
    }

    fn class(&self) -> String {
        class_name(&self.resource.name)
    }
}

fn first_sentence(text: &str) -> &str {
    text.find(". ").map_or(text, |end| &text[..=end])
}

/// A module's docstring, with the place of what all methods share.
fn module_doc(about: &str) -> String {
    let (summary, rest) = summary(about, WIDTH - 3);
    let rest = rest.map_or_else(String::new, |rest| format!("\n{}", wrapped(&rest, 0, 0)));
    format!("{}{summary}\n{rest}\n{SHARED}\n\"\"\"\n", quotes(about))
}

/// The arguments with their docs, if there are any beside the options.
fn arguments(method: &Method<'_>) -> Vec<String> {
    let arguments = method.positional.iter().chain(&method.keywords);
    let mut lines: Vec<String> = arguments.map(|argument| format!("{}: {}", argument.name, argument.doc)).collect();
    if matches!(method.operation.reply, Reply::Bytes { .. }) {
        lines.push(format!("to: {TARGET}"));
    }
    if !lines.is_empty() {
        lines.push("options: See `CallOptions`.".to_owned());
    }
    lines
}

fn returns(operation: &Operation) -> Vec<String> {
    match operation.reply {
        Reply::Bytes { .. } => {
            vec!["The content of the file, or with `to` the number of bytes written.".to_owned()]
        }
        Reply::Saved { .. } => {
            let saved = wording::saved(operation);
            vec![format!("The {saved}; for several records, a `BatchResult` with the {saved} or the error of each.")]
        }
        _ => Vec::new(),
    }
}

/// A section of a docstring, each entry with its further lines indented.
fn section(title: &str, entries: &[String]) -> String {
    if entries.is_empty() {
        return String::new();
    }
    let further = if title == "Returns" { 12 } else { 16 };
    let listed: String = entries.iter().map(|entry| wrapped(entry, 12, further)).collect();
    format!("\n        {title}:\n{listed}")
}

/// A signature up to its colon, with one parameter in another form where `changed` names one.
fn signature(method: &Method<'_>, mode: Mode, changed: Option<&(String, String)>, returned: &str) -> String {
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
    let is_lazy = matches!(method.operation.reply, Reply::Pages { .. });
    let define = if mode == Mode::Awaited && !is_lazy { "async def" } else { "def" };
    let start = format!("{define} {}", method.operation.verb);
    let end = format!(" -> {returned}:");
    bracketed(4, &start, &end, &parameters).trim_end().to_owned()
}

fn schema_of(reply: &Reply) -> Option<&str> {
    match reply {
        Reply::One { schema, .. }
        | Reply::Pages { schema, .. }
        | Reply::All { schema, .. }
        | Reply::Saved { schema, .. } => Some(schema),
        Reply::Nothing | Reply::Bytes { .. } | Reply::Json => None,
    }
}

fn constant_name(verb: &str) -> String {
    format!("_{}", verb.to_uppercase())
}
