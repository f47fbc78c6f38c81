//! The module of a resource: its operations as constants, and its two classes with a method for each.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::super::header::MARK;
use super::super::wording;
use super::docstrings;
use super::layout::{WIDTH, braced, bracketed, doc, quoted};
use super::mode::Mode;
use crate::model::{
    Family, Operation, Paging, Parameter, ParameterLocation, ParameterType, RequestBody, Resource, ResponseBody,
};
use crate::names::{pascal, python};

/// The longest list of values that a signature spells out.
const SPELT_OUT: usize = 80;

/// What annotations may need and where it is, in the order of the import lines.
const TYPES: &[(&str, &str)] = &[
    ("collections.abc", "AsyncGenerator"),
    ("collections.abc", "Coroutine"),
    ("collections.abc", "Generator"),
    ("collections.abc", "Iterable"),
    ("collections.abc", "Mapping"),
    ("collections.abc", "Sequence"),
    ("..._async.pager", "AsyncPager"),
    ("..._async.raw_response", "async_raw"),
    ("..._async.raw_response", "async_raw_list"),
    ("..._files", "AsyncFileInput"),
    ("..._files", "FileInput"),
    ("..._files", "FileOutput"),
    ("..._operation", "Id"),
    ("..._sync.pager", "Pager"),
    ("..._sync.raw_response", "raw"),
    ("..._sync.raw_response", "raw_list"),
    ("...batch", "BatchResult"),
    ("...filters", "Filter"),
    ("...models", "models"),
    ("...values", "CallOptions"),
];

/// The module of one resource.
pub(super) struct ResourceModule<'a> {
    family: &'a Family,
    resource: &'a Resource,
    /// Names that the annotations use.
    types: BTreeSet<&'static str>,
    /// Names of `typing` that the module uses.
    typing: BTreeSet<&'static str>,
    /// Modules that the annotations use.
    modules: BTreeSet<&'static str>,
    /// Names of `_operation` that the code uses.
    helpers: BTreeSet<&'static str>,
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
            types: BTreeSet::from(["CallOptions"]),
            typing: BTreeSet::from(["TYPE_CHECKING"]),
            modules: BTreeSet::new(),
            helpers: BTreeSet::from(["Operation"]),
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
            let _ = write!(body, "\n    if TYPE_CHECKING:\n        with_raw_response: {name}WithRawResponse\n");
            for method in &methods {
                body += &self.definition(method, mode);
            }
        }
        body += "\n\nif TYPE_CHECKING:\n";
        for mode in Mode::BOTH {
            body += &self.raw_class(&methods, mode);
        }
        let about = docstrings::module(&resource.doc);
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
        out += "from ..._async.resource import AsyncResource\nfrom ..._docstrings import documented_by\n";
        out += &bracketed(0, "from ..._operation import ", "", &listed(&self.helpers));
        out += "from ..._sync.resource import Resource\n";
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
                self.types.insert("Id");
                "Id".to_owned()
            }
            ParameterType::Ids { .. } => {
                self.types.extend(["Id", "Sequence"]);
                "Sequence[Id]".to_owned()
            }
            ParameterType::Texts { .. } => {
                self.types.insert("Sequence");
                "Sequence[str]".to_owned()
            }
            ParameterType::Enumeration { name, values } => self.enumeration(name.as_deref(), values),
            ParameterType::Enumerations { name, values } => {
                self.types.insert("Sequence");
                format!("Sequence[{}]", self.enumeration(name.as_deref(), values))
            }
            ParameterType::Boolean => "bool".to_owned(),
            ParameterType::Integer => "int".to_owned(),
            ParameterType::Date => {
                self.modules.insert("datetime");
                "datetime.date | str".to_owned()
            }
            ParameterType::Instant => {
                self.modules.insert("datetime");
                "datetime.datetime | datetime.date | str".to_owned()
            }
            ParameterType::Filter => {
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

    fn body_argument(&mut self, body: &RequestBody) -> Option<Argument> {
        let (name, kind) = match body {
            RequestBody::None | RequestBody::Fixed(_) => return None,
            RequestBody::Record { schema, name, .. } => (name.as_str(), self.given_record(schema)),
            RequestBody::Changes { schema, .. } => ("changes", self.given_record(schema)),
            RequestBody::Records { schema, name, .. } => {
                self.types.insert("Iterable");
                let one = self.given_record(schema);
                (name.as_str(), format!("{one} | Iterable[{one}]"))
            }
            RequestBody::Note { .. } => ("text", "str".to_owned()),
            RequestBody::Bytes | RequestBody::Form => {
                self.types.extend(["AsyncFileInput", "FileInput"]);
                ("content", "FileInput".to_owned())
            }
        };
        let mut doc = wording::body(body, &docstrings::LANGUAGE).unwrap_or_else(|| docstrings::FILE.to_owned());
        if matches!(body, RequestBody::Records { .. }) {
            doc = format!("{}; or several of these.", doc.trim_end_matches('.'));
        }
        Some(Argument { name: python(name), kind, is_required: true, doc, is_sent: false })
    }

    fn definition(&mut self, method: &ResourceMethod<'_>, mode: Mode) -> String {
        let operation = method.operation;
        let mut out = String::new();
        let returned = self.returned(operation, mode);
        let is_lazy = matches!(operation.reply, ResponseBody::Pages { .. });
        let define = if mode == Mode::Awaited && !is_lazy { "async def" } else { "def" };
        if matches!(operation.reply, ResponseBody::Bytes { .. }) {
            out += &self.download_signatures(method, mode, define, &returned);
        } else {
            for (changed, returned) in self.overloads(operation) {
                self.typing.insert("overload");
                let signature = signature(method, mode, define, Some(&changed), &returned);
                let _ = write!(out, "\n    @overload\n{signature} ...\n");
            }
            let _ = write!(out, "\n{}\n", signature(method, mode, define, None, &returned));
        }
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

    /// The parameter that decides what is returned, in each of its forms.
    fn overloads(&mut self, operation: &Operation) -> Vec<((String, String), String)> {
        match (&operation.reply, &operation.body) {
            (ResponseBody::Saved { schema, .. }, RequestBody::Records { schema: given, name, .. }) => {
                self.types.insert("BatchResult");
                let (record, one, name) = (self.record(schema), self.given_record(given), python(name));
                vec![
                    ((name.clone(), format!("{name}: {one}")), record.clone()),
                    ((name.clone(), format!("{name}: Iterable[{one}]")), format!("BatchResult[{record}]")),
                ]
            }
            _ => Vec::new(),
        }
    }

    /// The forms of a download: into memory, to where it goes, and piece by piece, which is not awaited as a whole.
    fn download_signatures(&mut self, method: &ResourceMethod<'_>, mode: Mode, define: &str, returned: &str) -> String {
        self.types.insert("FileOutput");
        self.typing.extend(["Literal", "overload"]);
        let pieces = self.pieces(mode);
        let mut out = String::new();
        for (define, to, stream, returned) in [
            (define, "None = None", "Literal[False] = False", "bytes"),
            (define, "FileOutput", "Literal[False] = False", "int"),
            ("def", "None = None", "Literal[True]", pieces),
        ] {
            let form = Some(("to".to_owned(), format!("to: {to}, stream: {stream}")));
            let signature = signature(method, mode, define, form.as_ref(), returned);
            let _ = write!(out, "\n    @overload\n{signature} ...\n");
        }
        let form = Some(("to".to_owned(), "to: FileOutput | None = None, stream: bool = False".to_owned()));
        let _ = write!(out, "\n{}\n", signature(method, mode, "def", form.as_ref(), returned));
        out
    }

    fn pieces(&mut self, mode: Mode) -> &'static str {
        match mode {
            Mode::Blocking => {
                self.types.insert("Generator");
                "Generator[bytes, None, None]"
            }
            Mode::Awaited => {
                self.types.insert("AsyncGenerator");
                "AsyncGenerator[bytes, None]"
            }
        }
    }

    /// The types of the methods of `with_raw_response`.
    fn raw_class(&mut self, methods: &[ResourceMethod<'_>], mode: Mode) -> String {
        let class = mode.class(&self.class());
        let mut out = format!("\n    class {class}WithRawResponse:\n");
        let _ = write!(out, "        \"\"\"The methods of `{class}`, each of which returns a raw response.\"\"\"\n\n");
        let _ = write!(out, "        def __init__(self, resource: {class}) -> None:\n");
        for ResourceMethod { operation, .. } in methods {
            let is_list = matches!(operation.reply, ResponseBody::Pages { .. });
            let wrapper = match (mode, is_list) {
                (Mode::Blocking, false) => "raw",
                (Mode::Blocking, true) => "raw_list",
                (Mode::Awaited, false) => "async_raw",
                (Mode::Awaited, true) => "async_raw_list",
            };
            self.types.insert(wrapper);
            let verb = &operation.verb;
            let _ = writeln!(out, "            self.{verb} = {wrapper}(resource.{verb})");
        }
        out
    }

    fn returned(&mut self, operation: &Operation, mode: Mode) -> String {
        match &operation.reply {
            ResponseBody::Nothing => "None".to_owned(),
            ResponseBody::One { schema, .. } => self.record(schema),
            ResponseBody::Pages { schema, .. } => {
                let pager = if mode == Mode::Blocking { "Pager" } else { "AsyncPager" };
                self.types.insert(pager);
                format!("{pager}[{}]", self.record(schema))
            }
            ResponseBody::All { schema, .. } => {
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
            ResponseBody::Saved { schema, .. } => {
                let record = self.record(schema);
                format!("{record} | BatchResult[{record}]")
            }
            ResponseBody::Bytes { .. } => {
                let pieces = self.pieces(mode);
                match mode {
                    Mode::Blocking => format!("bytes | int | {pieces}"),
                    Mode::Awaited => {
                        self.types.insert("Coroutine");
                        self.typing.insert("Any");
                        format!("Coroutine[Any, Any, bytes | int] | {pieces}")
                    }
                }
            }
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
                self.helpers.insert("any_records");
                format!(", any_records({})", python(name))
            }
            (RequestBody::Record { name, .. }, _) => {
                self.helpers.insert("one_record");
                format!(", one_record({})", python(name))
            }
            (RequestBody::Changes { .. }, _) => {
                self.helpers.insert("one_record");
                ", one_record(changes)".to_owned()
            }
            (RequestBody::Note { .. }, _) => ", {\"details\": text}".to_owned(),
            (_, ResponseBody::Bytes { .. }) => ", to, stream".to_owned(),
            (RequestBody::None | RequestBody::Fixed(_), _) => String::new(),
        };
        let is_lazy = matches!(operation.reply, ResponseBody::Pages { .. } | ResponseBody::Bytes { .. });
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
    define: &str,
    changed: Option<&(String, String)>,
    returned: &str,
) -> String {
    let declared = |argument: &Argument| match changed {
        _ if mode == Mode::Awaited && argument.kind == "FileInput" => format!("{}: AsyncFileInput", argument.name),
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
        parameters.extend(form.split(", ").map(str::to_owned));
    }
    parameters.push("options: CallOptions | None = None".to_owned());
    let start = format!("{define} {}", method.operation.verb);
    let end = format!(" -> {returned}:");
    bracketed(4, &start, &end, &parameters).trim_end().to_owned()
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
