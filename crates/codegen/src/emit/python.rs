//! Python: a module for each resource, blocking and awaited classes side by side, and the records of each family.
//!
//! What is written here is laid out as `ruff format` lays it out.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::{Path, PathBuf};

use super::MARK;
use crate::model::{
    Api, Body, Enumeration, Family, Kind, Member, Operation, Paging, Parameter, Place, Reachable, Reply, Resource,
    Schema, Value,
};

const ROOT: &str = "python/xero_m2m";
const WIDTH: usize = 120;
/// The longest list of values that a signature spells out.
const SPELT_OUT: usize = 80;

const OPTIONS: &str = "Of this call alone: `timeout`, `deadline`, `retry`";

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

const KEYWORDS: &[&str] = &[
    "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del", "elif", "else", "except",
    "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal", "not", "or", "pass", "raise",
    "return", "try", "while", "with", "yield",
];

pub(crate) fn files(api: &Api) -> Vec<(PathBuf, String)> {
    let root = Path::new(ROOT);
    let homes = homes(api);
    let mut files = vec![(root.join("api/resources.py"), members_of_clients(&homes))];
    for home in &homes {
        let folder = root.join("api").join(home.module());
        files.push((folder.join("__init__.py"), home.package()));
        for (family, resource) in home.resources() {
            files.push((folder.join(format!("{}.py", resource.name)), Facade::new(family, resource).module()));
        }
    }
    for family in &api.families {
        files.push((root.join(format!("models/{}.py", family.key)), models(family)));
    }
    files
}

/// Families that share a place in a client, and so a package.
struct Home<'a> {
    families: Vec<&'a Family>,
}

fn homes(api: &Api) -> Vec<Home<'_>> {
    let mut homes: Vec<Home<'_>> = Vec::new();
    for family in &api.families {
        let shared = homes.iter_mut().find(|home| family.namespace.is_some() && home.namespace() == family.namespace());
        match shared {
            Some(home) => home.families.push(family),
            None => homes.push(Home { families: vec![family] }),
        }
    }
    homes
}

impl Family {
    fn namespace(&self) -> Option<&str> {
        self.namespace.as_deref()
    }
}

/// The two ways in which everything is offered.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Blocking,
    Awaited,
}

impl Mode {
    const BOTH: [Self; 2] = [Self::Blocking, Self::Awaited];

    fn class(self, name: &str) -> String {
        match self {
            Self::Blocking => name.to_owned(),
            Self::Awaited => format!("Async{name}"),
        }
    }
}

impl<'a> Home<'a> {
    fn first(&self) -> &'a Family {
        self.families[0]
    }

    fn namespace(&self) -> Option<&'a str> {
        self.first().namespace()
    }

    fn module(&self) -> &'a str {
        self.namespace().unwrap_or(&self.first().key)
    }

    fn resources(&self) -> impl Iterator<Item = (&'a Family, &'a Resource)> {
        self.families.iter().flat_map(|family| family.resources.iter().map(move |resource| (*family, resource)))
    }

    /// The package of the resources, with the namespace where there is one.
    fn package(&self) -> String {
        let Some(namespace) = self.namespace() else {
            let about = format!("The resources of {}; each loads when it is first touched.", the(&self.first().title));
            return format!("# {MARK}\n{}", doc(0, &about));
        };
        let own = class_name(namespace);
        let properties: Vec<Property> = self
            .resources()
            .map(|(_, resource)| Property {
                name: resource.name.clone(),
                module: format!(".{}", resource.name),
                class: class_name(&resource.name),
                doc: resource.doc.clone(),
                is_hidden: class_name(&resource.name) == own,
            })
            .collect();
        let mut out = format!(
            "# {MARK}\n{}\nfrom __future__ import annotations\n\nfrom functools import cached_property\n\
             from typing import TYPE_CHECKING\n\nfrom ..._calls import AsyncNamespace, Namespace\n\n",
            doc(0, &format!("The resources of {}.", the(&self.first().title))),
        );
        out += &imports_for_checkers(&properties, None);
        for mode in Mode::BOTH {
            let base = mode.class("Namespace");
            let _ = write!(out, "\n\nclass {}({base}):\n{}", mode.class(&own), doc(4, &self.first().doc));
            for property in &properties {
                out += &property.text(mode);
            }
        }
        out
    }
}

/// A member of a client or a namespace that holds resources.
struct Property {
    name: String,
    module: String,
    class: String,
    doc: String,
    /// Whether the class has the name of the class that holds it.
    is_hidden: bool,
}

impl Property {
    fn import(&self, mode: Mode) -> String {
        let class = mode.class(&self.class);
        if self.is_hidden { format!("{class} as {class}Resource") } else { class }
    }

    fn known_as(&self, mode: Mode) -> String {
        let class = mode.class(&self.class);
        if self.is_hidden { format!("{class}Resource") } else { class }
    }

    fn text(&self, mode: Mode) -> String {
        let Self { name, module, .. } = self;
        let (import, class) = (self.import(mode), self.known_as(mode));
        format!(
            "\n    @cached_property\n    def {name}(self) -> {class}:\n{}        from {module} import {import}\n\n        \
             return {class}(self._link)\n",
            doc(8, &self.doc),
        )
    }
}

fn imports_for_checkers(properties: &[Property], link: Option<&str>) -> String {
    let mut out = "if TYPE_CHECKING:\n".to_owned();
    if let Some(module) = link {
        let _ = writeln!(out, "    from {module} import AsyncLink, Link");
    }
    let modules: BTreeMap<&str, &Property> =
        properties.iter().map(|property| (property.module.as_str(), property)).collect();
    for (module, property) in modules {
        let mut names = Mode::BOTH.map(|mode| property.import(mode));
        names.sort_by_key(|name| name.to_lowercase());
        if property.is_hidden {
            for name in names {
                let _ = writeln!(out, "    from {module} import {name}");
            }
        } else {
            out += &bracketed(4, &format!("from {module} import "), "", &names);
        }
    }
    out
}

/// What both clients inherit.
fn members_of_clients(homes: &[Home<'_>]) -> String {
    let mut properties = Vec::new();
    for home in homes {
        let Some(namespace) = home.namespace() else {
            properties.extend(home.resources().map(|(_, resource)| Property {
                name: resource.name.clone(),
                module: format!(".{}.{}", home.module(), resource.name),
                class: class_name(&resource.name),
                doc: resource.doc.clone(),
                is_hidden: false,
            }));
            continue;
        };
        properties.push(Property {
            name: namespace.to_owned(),
            module: format!(".{namespace}"),
            class: class_name(namespace),
            doc: home.first().doc.clone(),
            is_hidden: false,
        });
    }
    let mut out = format!(
        "# {MARK}\n{}\nfrom __future__ import annotations\n\nfrom functools import cached_property\n\
         from typing import TYPE_CHECKING\n\n",
        doc(0, "What both clients have of Xero's API; each part loads when it is first touched."),
    );
    out += &imports_for_checkers(&properties, Some(".._send"));
    for (mode, client) in [(Mode::Blocking, "Client"), (Mode::Awaited, "AsyncClient")] {
        let about = doc(4, &format!("The resources and namespaces of `{client}`."));
        let _ = write!(out, "\n\nclass {}:\n{about}\n    _link: {}\n", mode.class("Resources"), mode.class("Link"));
        for property in &properties {
            out += &property.text(mode);
        }
    }
    out
}

/// The module of one resource.
struct Facade<'a> {
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
    fn new(family: &'a Family, resource: &'a Resource) -> Self {
        Self {
            family,
            resource,
            types: BTreeSet::from(["CallOptions"]),
            typing: BTreeSet::from(["TYPE_CHECKING"]),
            modules: BTreeSet::new(),
            calls: BTreeSet::from(["AsyncResource", "Operation", "Resource"]),
        }
    }

    fn module(mut self) -> String {
        let resource = self.resource;
        let class = class_name(&resource.name);
        let mut body = String::new();
        for operation in &resource.operations {
            body += &self.constant(operation);
        }
        let methods: Vec<Method<'_>> = resource.operations.iter().map(|operation| self.method(operation)).collect();
        for mode in Mode::BOTH {
            let base = mode.class("Resource");
            let about = doc(4, &resource.doc);
            let _ = write!(body, "\n\nclass {}({base}):\n{about}\n    __slots__ = ()\n", mode.class(&class));
            for method in &methods {
                body += &self.definition(method, mode);
            }
        }
        format!("# {MARK}\n{}\n{}\n{body}", doc(0, &resource.doc), self.imports())
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
                doc: "The file's name.".to_owned(),
                is_sent: true,
            });
        }
        positional.extend(self.body_argument(&operation.body));
        if is_upload {
            keywords.push(Argument {
                name: "content_type".to_owned(),
                kind: "str".to_owned(),
                is_required: false,
                doc: "The file's media type. Default: by the ending of its name.".to_owned(),
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
        let (name, kind, doc) = match body {
            Body::None | Body::Fixed(_) => return None,
            Body::Record { schema, name, .. } => {
                let doc = format!("A `{schema}`, or a mapping with the names of its members or Xero's own.");
                (name.as_str(), self.given_record(schema), doc)
            }
            Body::Changes { schema, .. } => {
                let doc =
                    "The members that change: a record, or a mapping with the names of its members or Xero's own.";
                ("changes", self.given_record(schema), doc.to_owned())
            }
            Body::Records { schema, name, .. } => {
                self.types.insert("Iterable");
                let one = self.given_record(schema);
                let doc = format!(
                    "One record, or several. Mappings take the names of `{schema}`'s members or Xero's own names."
                );
                (name.as_str(), format!("{one} | Iterable[{one}]"), doc)
            }
            Body::Note { .. } => ("text", "str".to_owned(), "The note.".to_owned()),
            Body::Bytes | Body::Form => {
                self.types.insert("Content");
                let doc = "The file: its bytes, its path, or a file object open for reading bytes. At most 10 MB.";
                ("content", "Content".to_owned(), doc.to_owned())
            }
        };
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
        out += &self.docs(method);
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

    fn docs(&self, method: &Method<'_>) -> String {
        let operation = method.operation;
        let (summary, rest) = summary(&operation.doc, WIDTH - 11);
        let mut paragraphs = Vec::from_iter(rest);
        paragraphs.extend(manner(operation));
        paragraphs.push(self.wire(operation));
        let mut out = format!("{summary}\n");
        for paragraph in paragraphs {
            out.push('\n');
            out += &wrapped(&paragraph, 8, 8);
        }
        out += "\n        Args:\n";
        for argument in method.positional.iter().chain(&method.keywords) {
            out += &wrapped(&format!("{}: {}", argument.name, argument.doc), 12, 16);
        }
        if matches!(operation.reply, Reply::Bytes { .. }) {
            out += &wrapped(
                "to: Where the file goes: a path, or a file object open for writing bytes. Default: it is returned.",
                12,
                16,
            );
        }
        let key = if operation.takes_idempotency_key { ", `idempotency_key`" } else { "" };
        out += &wrapped(&format!("options: {OPTIONS}{key}."), 12, 16);
        if let Some(returns) = returns(operation) {
            out += "\n        Returns:\n";
            out += &wrapped(returns, 12, 12);
        }
        out += "\n        Raises:\n";
        for line in raises(method) {
            out += &wrapped(line, 12, 16);
        }
        format!("        {}{out}        \"\"\"\n", quotes(&out))
    }

    /// The operation on the wire, its scopes, its pages, and who can call it.
    fn wire(&self, operation: &Operation) -> String {
        let base = if self.family.namespace.is_some() { self.family.base.as_str() } else { "" };
        let method = format!("{:?}", operation.method).to_uppercase();
        let mut text = format!("`{method} {base}{}`. {}", operation.path, scopes(operation));
        if matches!(operation.reply, Reply::Pages { .. }) {
            let pages = match operation.paging {
                Paging::None => " Not paged: all at once.".to_owned(),
                Paging::PageSize { largest } => format!(" Paged, {largest} records a request at most."),
                Paging::Page { size } => format!(" Paged, {size} records a request."),
                Paging::Offset { size } => format!(" Paged by number, {size} records a request."),
            };
            text += &pages;
        } else {
            text += " Not paged.";
        }
        if operation.takes_idempotency_key {
            text += " Sent with an idempotency key, so that it can be repeated safely.";
        }
        text += match operation.reachable {
            Reachable::Yes => "",
            Reachable::No => " Not for Custom Connections.",
            Reachable::Unknown => " Whether Custom Connections may call it is not known.",
        };
        text
    }
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

fn scopes(operation: &Operation) -> String {
    let any_of = |scopes: &[String]| scopes.iter().map(|scope| format!("`{scope}`")).collect::<Vec<_>>().join(" or ");
    let (granular, broad) = (&operation.scopes.granular, &operation.scopes.broad);
    match (granular.is_empty(), broad.is_empty() || broad == granular) {
        (true, true) => "Any scope.".to_owned(),
        (true, false) => format!("Scopes, of older connections alone: {}.", any_of(broad)),
        (false, true) => format!("Scopes: {}.", any_of(granular)),
        (false, false) => format!("Scopes: {}; of older connections {}.", any_of(granular), any_of(broad)),
    }
}

/// What is worth knowing of the way in which a call works.
fn manner(operation: &Operation) -> Option<String> {
    match (&operation.reply, &operation.body) {
        (Reply::Pages { .. }, _) => Some("A lazy list, which sends nothing until it is used.".to_owned()),
        (Reply::Saved { .. }, Body::Records { batch, .. }) => {
            let cut = match batch {
                0 | 1 => "each is sent by itself".to_owned(),
                batch => format!("long lists are cut into requests of {batch}"),
            };
            Some(format!(
                "One record gives the saved record; several give a `BatchResult` with, for each, the saved record or its \
                 error, and {cut}."
            ))
        }
        _ => None,
    }
}

fn returns(operation: &Operation) -> Option<&'static str> {
    match operation.reply {
        Reply::Bytes { .. } => Some("The bytes of the file, or with `to` how many were written."),
        _ => None,
    }
}

fn raises(method: &Method<'_>) -> Vec<&'static str> {
    let operation = method.operation;
    let mut raises = Vec::new();
    if !method.positional.is_empty() || !method.keywords.is_empty() {
        raises.push("ArgumentError: Something given cannot be sent; nothing was.");
    }
    if operation.path.contains('{') && !matches!(operation.reply, Reply::Pages { .. }) {
        raises.push("NotFoundError: There is no such record.");
    }
    match operation.body {
        Body::Records { .. } if matches!(operation.reply, Reply::Saved { .. }) => {
            raises.push("ValidationError: Xero refused the record; of several, each refusal stands in the result.");
        }
        Body::Record { .. } | Body::Records { .. } | Body::Changes { .. } | Body::Fixed(_) => {
            raises.push("ValidationError: Xero refused it.");
        }
        Body::None | Body::Note { .. } | Body::Bytes | Body::Form => {}
    }
    raises.push("MissingScopeError: The token lacks the scope.");
    raises.push("XeroError: Everything else that can go wrong: see `xero_m2m.errors`.");
    raises
}

/// The records of a family.
fn models(family: &Family) -> String {
    let (mut classes, mut has_decimals, mut has_dates, mut has_json) = (String::new(), false, false, false);
    for schema in &family.schemas {
        classes += &record_class(family, schema);
        for member in &schema.members {
            match innermost(&member.kind) {
                Kind::Decimal => has_decimals = true,
                Kind::Date(_) | Kind::Instant(_) => has_dates = true,
                Kind::Json => has_json = true,
                _ => {}
            }
        }
    }
    let about = "Every member is optional: Xero leaves out what does not apply. Amounts are exact decimals, calendar \
                 dates carry no time zone, instants are UTC, and enumerations accept values that are newer than this \
                 library.";
    let mut out = format!(
        "# {MARK}\n\"\"\"The records of {}.\n\n{}\"\"\"\n\nfrom __future__ import annotations\n\n",
        the(&family.title),
        wrapped(about, 0, 0),
    );
    if has_dates {
        out += "import datetime\n";
    }
    if has_decimals {
        out += "from decimal import Decimal\n";
    }
    let mut typing: Vec<String> = Vec::new();
    if !family.enumerations.is_empty() {
        typing.push("TYPE_CHECKING".to_owned());
    }
    if has_json {
        typing.push("Any".to_owned());
    }
    typing.push("ClassVar".to_owned());
    out += &bracketed(0, "from typing import ", "", &typing);
    out += "\nfrom ..values import Record\n";
    out += &enumerations(&family.enumerations);
    out + &classes
}

fn enumerations(enumerations: &[Enumeration]) -> String {
    if enumerations.is_empty() {
        return String::new();
    }
    let mut out = "\nif TYPE_CHECKING:\n    from typing import Literal\n\n".to_owned();
    for Enumeration { name, values } in enumerations {
        let values: Vec<String> = values.iter().map(|value| quoted(value)).collect();
        let line = format!("    {name} = Literal[{}] | str\n", values.join(", "));
        if line.len() <= WIDTH + 1 {
            out += &line;
            continue;
        }
        let _ = writeln!(out, "    {name} = (\n        Literal[");
        for value in values {
            let _ = writeln!(out, "            {value},");
        }
        out += "        ]\n        | str\n    )\n";
    }
    out += "else:\n";
    for Enumeration { name, .. } in enumerations {
        let _ = writeln!(out, "    {name} = str");
    }
    out
}

fn record_class(family: &Family, schema: &Schema) -> String {
    let wires = |chosen: fn(&Member) -> bool| {
        let names: Vec<String> = schema
            .members
            .iter()
            .filter(|member| chosen(member))
            .map(|member| format!("`{}`", python_name(&member.name)))
            .collect();
        names.join(", ")
    };
    let required = wires(|member| member.required);
    let read_only = wires(|member| member.read_only);
    let mut about = schema.doc.clone();
    if !required.is_empty() {
        let _ = write!(about, " Xero asks for {required} in a new one.");
    }
    if !read_only.is_empty() {
        let _ = write!(about, " Set by Xero and never sent: {read_only}.");
    }
    let mut out = format!("\n\nclass {}(Record, kw_only=True):\n{}", schema.name, doc(4, &about));
    let _ = write!(out, "\n    _schema: ClassVar[str] = \"{}.{}\"\n", family.key, schema.name);
    if !schema.members.is_empty() {
        out.push('\n');
    }
    for member in &schema.members {
        let _ = writeln!(out, "    {}: {} | None = None", python_name(&member.name), annotation(&member.kind));
        if !member.doc.is_empty() {
            let text = wrapped(&format!("{}{}", quotes(&member.doc), member.doc), 4, 4);
            let text = text.trim_end();
            let is_full = text.rsplit('\n').next().is_some_and(|line| line.chars().count() + 3 > WIDTH);
            let _ = writeln!(out, "{text}{}\"\"\"", if is_full { "\n    " } else { "" });
        }
    }
    out
}

fn innermost(kind: &Kind) -> &Kind {
    match kind {
        Kind::List(element) => innermost(element),
        _ => kind,
    }
}

fn annotation(kind: &Kind) -> String {
    match kind {
        Kind::Text | Kind::Id => "str".to_owned(),
        Kind::Enumeration(name) | Kind::Record(name) => name.clone(),
        Kind::Boolean => "bool".to_owned(),
        Kind::Integer => "int".to_owned(),
        Kind::Decimal => "Decimal".to_owned(),
        Kind::Date(_) => "datetime.date".to_owned(),
        Kind::Instant(_) => "datetime.datetime".to_owned(),
        Kind::List(element) => format!("list[{}]", annotation(element)),
        Kind::Json => "Any".to_owned(),
    }
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

fn python_name(name: &str) -> String {
    if KEYWORDS.contains(&name) { format!("{name}_") } else { name.to_owned() }
}

fn constant_name(verb: &str) -> String {
    format!("_{}", verb.to_uppercase())
}

fn class_name(name: &str) -> String {
    let capital = |part: &str| {
        let (first, rest) = part.split_at(part.len().min(1));
        first.to_uppercase() + rest
    };
    name.split('_').map(capital).collect()
}

fn quoted(value: &str) -> String {
    format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""))
}

/// What a docstring of this text begins with.
fn quotes(text: &str) -> &'static str {
    if text.contains('\\') { "r\"\"\"" } else { "\"\"\"" }
}

/// A title as it stands in a sentence.
fn the(title: &str) -> String {
    let bare = title.strip_prefix("the ").or_else(|| title.strip_prefix("The ")).unwrap_or(title);
    format!("the {bare}")
}

/// A docstring of its own lines.
fn doc(indent: usize, text: &str) -> String {
    let margin = " ".repeat(indent);
    let quotes = quotes(text);
    let line = format!("{margin}{quotes}{text}\"\"\"\n");
    if line.chars().count() <= WIDTH + 1 {
        return line;
    }
    let (summary, rest) = summary(text, WIDTH - indent - 3);
    let rest = rest.map_or_else(String::new, |rest| format!("\n{}", wrapped(&rest, indent, indent)));
    format!("{margin}{quotes}{summary}\n{rest}{margin}\"\"\"\n")
}

/// The first sentence, or as much of it as fits, and the rest.
fn summary(text: &str, room: usize) -> (String, Option<String>) {
    let sentence = text.find(". ").map_or(text.len(), |at| at + 1);
    let (first, rest) = text.split_at(sentence);
    let rest = rest.trim_start();
    if first.chars().count() <= room {
        return (first.to_owned(), (!rest.is_empty()).then(|| rest.to_owned()));
    }
    let cut = [": ", "; ", ", "]
        .iter()
        .filter_map(|mark| first.match_indices(*mark).map(|(at, _)| at).take_while(|at| *at < room).last())
        .max();
    let Some(at) = cut else { panic!("no summary line can be made of: {first}") };
    let (start, end) = text.split_at(at);
    let end = end[1..].trim_start();
    let (initial, others) = end.split_at(end.chars().next().map_or(0, char::len_utf8));
    (format!("{start}."), Some(initial.to_uppercase() + others))
}

/// The words in lines that fit.
fn wrapped(text: &str, first: usize, others: usize) -> String {
    let mut out = String::new();
    let mut line = " ".repeat(first);
    let mut is_empty = true;
    for word in text.split_whitespace() {
        if !is_empty && line.chars().count() + 1 + word.chars().count() > WIDTH {
            out += &line;
            out.push('\n');
            line = " ".repeat(others);
            is_empty = true;
        }
        if !is_empty {
            line.push(' ');
        }
        line += word;
        is_empty = false;
    }
    out + &line + "\n"
}

/// Names after an import, or parameters in parentheses: on one line, or each on its own.
fn bracketed(indent: usize, start: &str, end: &str, parts: &[String]) -> String {
    let margin = " ".repeat(indent);
    let is_import = end.is_empty();
    let (open, close) = if is_import { ("", "") } else { ("(", ")") };
    let line = format!("{margin}{start}{open}{}{close}{end}", parts.join(", "));
    // A stub's body stands on the line of its signature.
    let room = if is_import { WIDTH } else { WIDTH - " ...".len() };
    if line.chars().count() <= room {
        return line + "\n";
    }
    let listed: String = parts.iter().map(|part| parameter_line(&margin, part)).collect();
    format!("{margin}{start}(\n{listed}{margin}){end}\n")
}

/// A parameter on its own line; a union that is too long, one kind on a line.
fn parameter_line(margin: &str, part: &str) -> String {
    let line = format!("{margin}    {part},\n");
    if line.chars().count() <= WIDTH + 1 {
        return line;
    }
    let mut depth = 0;
    let mut out = format!("{margin}    ");
    for (at, sign) in part.char_indices() {
        match sign {
            '[' => depth += 1,
            ']' => depth -= 1,
            '|' if depth == 0 => {
                out.truncate(out.trim_end().len());
                let _ = write!(out, "\n{margin}    ");
            }
            _ => {}
        }
        out.push_str(&part[at..at + sign.len_utf8()]);
    }
    out + ",\n"
}

fn braced(indent: usize, start: &str, parts: &[String]) -> String {
    let margin = " ".repeat(indent);
    let line = format!("{margin}{start}{{{}}}", parts.join(", "));
    if line.chars().count() <= WIDTH {
        return line + "\n";
    }
    let separator = format!(",\n{margin}    ");
    let listed = parts.join(&separator);
    format!("{margin}{start}{{\n{margin}    {listed},\n{margin}}}\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Envelope, Method as Verb, Scopes, Spelling};

    fn operation(verb: &str, body: Body, reply: Reply) -> Operation {
        Operation {
            name: format!("invoices.{verb}"),
            verb: verb.to_owned(),
            operation_ids: Vec::new(),
            method: Verb::Get,
            path: "/Invoices/{InvoiceID}".to_owned(),
            parameters: vec![Parameter {
                name: "from".to_owned(),
                wire: "From".to_owned(),
                place: Place::Path,
                value: Value::Id,
                required: true,
                doc: "The invoice's id.".to_owned(),
            }],
            body,
            reply,
            paging: Paging::None,
            scopes: Scopes { granular: vec!["a.read".to_owned(), "a".to_owned()], broad: vec!["b".to_owned()] },
            takes_idempotency_key: true,
            reachable: Reachable::Unknown,
            doc: "Does it. With care.".to_owned(),
        }
    }

    fn api(operations: Vec<Operation>) -> Api {
        let member = |name: &str, kind| Member {
            name: name.to_owned(),
            wire: name.to_owned(),
            kind,
            read_only: name == "total",
            required: name == "class",
            identifies: false,
            doc: String::new(),
        };
        let members = vec![
            member("class", Kind::Enumeration("Class".to_owned())),
            member("total", Kind::Decimal),
            member("dates", Kind::List(Box::new(Kind::Date(Spelling::Iso)))),
        ];
        let resource = Resource { name: "files".to_owned(), doc: "Sales invoices.".to_owned(), operations };
        Api {
            families: vec![Family {
                key: "files".to_owned(),
                namespace: Some("files".to_owned()),
                title: "Files API".to_owned(),
                doc: "Files.".to_owned(),
                base: "/files.xro/1.0".to_owned(),
                resources: vec![resource],
                schemas: vec![Schema { name: "Invoice".to_owned(), doc: "An invoice.".to_owned(), members }],
                enumerations: vec![Enumeration {
                    name: "Class".to_owned(),
                    values: (0..40).map(|n| format!("V{n}")).collect(),
                }],
            }],
        }
    }

    fn file(operations: Vec<Operation>, name: &str) -> String {
        let path = Path::new(ROOT).join(name);
        let found = files(&api(operations)).into_iter().find(|(at, _)| *at == path);
        found.expect("the file is made").1
    }

    fn one() -> Reply {
        Reply::One { schema: "Invoice".to_owned(), envelope: Envelope::Bare }
    }

    #[test]
    fn methods_say_how_they_are_called_and_what_they_need() {
        let changes = Body::Changes { schema: "Invoice".to_owned(), envelope: Envelope::Bare };
        let text = file(vec![operation("update", changes, one())], "api/files/files.py");
        for part in [
            "class Files(Resource):",
            "class AsyncFiles(AsyncResource):",
            "_UPDATE: Operation[models.Invoice] = Operation(\"invoices.update\", \"files.Invoice\")",
            "    async def update(\n        self,\n        from_: Id,",
            "return await self._record(_UPDATE, {\"from_\": from_}, options, one_record(changes))",
            "`GET /files.xro/1.0/Invoices/{InvoiceID}`. Scopes: `a.read` or `a`; of older connections `b`. Not paged.",
            "not known",
            "        \"\"\"Does it.\n\n        With care.\n",
        ] {
            assert!(text.contains(part), "{part}\n{text}");
        }
        assert!(text.lines().all(|line| line.len() <= WIDTH));
    }

    #[test]
    fn what_is_given_decides_what_is_returned() {
        let records = Body::Records {
            schema: "Invoice".to_owned(),
            envelope: Envelope::Bare,
            batch: 50,
            name: "invoices".to_owned(),
        };
        let saved = Reply::Saved { schema: "Invoice".to_owned(), envelope: Envelope::Bare };
        let pdf = operation("pdf", Body::None, Reply::Bytes { accept: String::new() });
        let text = file(vec![operation("create", records, saved), pdf], "api/files/files.py");
        assert_eq!(text.matches("@overload").count(), 8);
        for part in ["-> BatchResult[models.Invoice]: ...", "to: None = None", "-> int: ...", "-> bytes | int:"] {
            assert!(text.contains(part), "{part}\n{text}");
        }
    }

    #[test]
    fn a_list_is_never_mistaken_for_the_verb() {
        let pages = Reply::Pages { schema: "Invoice".to_owned(), envelope: Envelope::BareList };
        let all = Reply::All { schema: "Invoice".to_owned(), envelope: Envelope::BareList };
        let text =
            file(vec![operation("list", Body::None, pages), operation("rest", Body::None, all)], "api/files/files.py");
        assert!(text.contains("-> builtins.list[models.Invoice]:"), "{text}");
        assert!(text.contains("import builtins"), "{text}");
    }

    #[test]
    fn a_resource_may_have_the_name_of_its_namespace() {
        let text = file(Vec::new(), "api/files/__init__.py");
        assert!(text.contains("from .files import AsyncFiles as AsyncFilesResource\n"), "{text}");
        assert!(text.contains("    def files(self) -> FilesResource:"), "{text}");
    }

    #[test]
    fn records_are_structs_with_open_enumerations() {
        let text = file(Vec::new(), "models/files.py");
        for part in [
            "    Class = (\n        Literal[\n            \"V0\",\n",
            "else:\n    Class = str\n",
            "    class_: Class | None = None\n    total: Decimal | None = None\n    dates: list[datetime.date] | None = None\n",
            "_schema: ClassVar[str] = \"files.Invoice\"",
            "Xero asks for `class_` in a new one. Set by Xero and never sent: `total`.",
        ] {
            assert!(text.contains(part), "{part}\n{text}");
        }
    }

    #[test]
    fn a_summary_is_one_line() {
        assert_eq!(summary("One. Two.", 20), ("One.".to_owned(), Some("Two.".to_owned())));
        assert_eq!(summary("A long start, and more.", 15), ("A long start.".to_owned(), Some("And more.".to_owned())));
    }
}
