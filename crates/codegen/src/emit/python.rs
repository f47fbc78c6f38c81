//! Python: a module for each resource, blocking and awaited classes side by side, and the records of each family.
//!
//! What is written here is laid out as `ruff format` lays it out.

mod facade;
mod layout;
mod models;

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use super::MARK;
use crate::model::{Api, Family, Resource};
use facade::Facade;
use layout::{bracketed, doc, the};
use models::models;

const ROOT: &str = "python/xero_m2m";

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
            "# {MARK}\n{}\nfrom __future__ import annotations\n\nfrom typing import TYPE_CHECKING\n\n\
             from ..._calls import AsyncNamespace, Namespace\nfrom ..._lazy import lazy\n\n",
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
            "\n    @lazy\n    def {name}(self) -> {class}:\n{}        from {module} import {import}\n\n        \
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
        "# {MARK}\n{}\nfrom __future__ import annotations\n\nfrom typing import TYPE_CHECKING\n\n\
         from .._lazy import lazy\n\n",
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

fn python_name(name: &str) -> String {
    if KEYWORDS.contains(&name) { format!("{name}_") } else { name.to_owned() }
}

fn class_name(name: &str) -> String {
    let capital = |part: &str| {
        let (first, rest) = part.split_at(part.len().min(1));
        first.to_uppercase() + rest
    };
    name.split('_').map(capital).collect()
}

#[cfg(test)]
mod tests {
    use super::layout::WIDTH;
    use super::*;
    use crate::model::{
        Body, Enumeration, Envelope, Kind, Member, Method as Verb, Operation, Paging, Parameter, Place, Reachable,
        Reply, Schema, Scopes, Spelling, Value,
    };

    fn operation(verb: &str, body: Body, reply: Reply) -> Operation {
        Operation {
            name: format!("invoices.{verb}"),
            verb: verb.to_owned(),
            operation_ids: vec!["updateFile".to_owned()],
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
            only_with: None,
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
            "`GET /files.xro/1.0/Invoices/{InvoiceID}`, operationId `updateFile`. Scope: `a.read` or `a` (connections",
            "Sent with an idempotency key. Xero does not document",
            "ValidationError: Xero rejects the record.",
            "\"\"\"Does it. See `Files.update`.\"\"\"",
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
        let changes = Body::Changes { schema: "Invoice".to_owned(), envelope: Envelope::Bare };
        let text = file(vec![operation("update", changes, one())], "models/files.py");
        for part in [
            "    Class = (\n        Literal[\n            \"V0\",\n",
            "else:\n    Class = str\n",
            "    class_: Class | None = None\n    total: Decimal | None = None\n    dates: list[datetime.date] | None = None\n",
            "_schema: ClassVar[str] = \"files.Invoice\"",
            "Required in a new record: `class_`. Set by Xero and never sent: `total`.",
        ] {
            assert!(text.contains(part), "{part}\n{text}");
        }
    }
}
