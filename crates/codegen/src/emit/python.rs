//! Python: a module for each resource, blocking and awaited classes side by side, and the records of each family.
//!
//! What is written here is laid out as `ruff format` lays it out.

mod docstrings;
mod layout;
mod mode;
mod models;
mod resource;
mod types;

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use super::header::MARK;
use crate::model::{Api, Family, Resource};
use crate::names::pascal;
use layout::{bracketed, doc, the};
use mode::Mode;
use models::models;
use resource::ResourceModule;
use types::types;

const ROOT: &str = "python/xero_m2m";

pub(crate) fn files(api: &Api) -> Vec<(PathBuf, String)> {
    let root = Path::new(ROOT);
    let homes = homes(api);
    let mut files = vec![(root.join("api/resources.py"), client_properties(&homes))];
    for home in &homes {
        let folder = root.join("api").join(home.module());
        files.push((folder.join("__init__.py"), home.package()));
        for (family, resource) in home.resources() {
            files.push((folder.join(format!("{}.py", resource.name)), ResourceModule::new(family, resource).module()));
        }
    }
    files.push((root.join("models/__init__.py"), models::package(&api.families)));
    for family in &api.families {
        files.push((root.join(format!("models/{}.py", family.key)), models(family)));
        if let Some(types) = types(family) {
            files.push((root.join(format!("types/{}.py", family.key)), types));
        }
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
            let about = format!("The resources of {}. Each loads on first use.", the(&self.first().title));
            return format!("# {MARK}\n{}", doc(0, &about));
        };
        let own = pascal(namespace);
        let properties: Vec<Property> = self
            .resources()
            .map(|(_, resource)| Property {
                name: resource.name.clone(),
                module: format!(".{}", resource.name),
                class: pascal(&resource.name),
                doc: resource.doc.clone(),
                is_hidden: pascal(&resource.name) == own,
            })
            .collect();
        let mut out = format!(
            "# {MARK}\n{}\nfrom __future__ import annotations\n\nfrom typing import TYPE_CHECKING\n\n\
             from ..._async.resource import AsyncNamespace\nfrom ..._lazy import lazy\nfrom ..._sync.resource import Namespace\n\n",
            doc(0, &format!("The resources of {}.", the(&self.first().title))),
        );
        out += &imports_for_checkers(&properties, "");
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

/// A property of a client or a namespace that holds resources.
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
             return {class}(self._dispatcher)\n",
            doc(8, &self.doc),
        )
    }
}

fn imports_for_checkers(properties: &[Property], first: &str) -> String {
    let mut out = format!("if TYPE_CHECKING:\n{first}");
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
fn client_properties(homes: &[Home<'_>]) -> String {
    let mut properties = Vec::new();
    for home in homes {
        let Some(namespace) = home.namespace() else {
            properties.extend(home.resources().map(|(_, resource)| Property {
                name: resource.name.clone(),
                module: format!(".{}.{}", home.module(), resource.name),
                class: pascal(&resource.name),
                doc: resource.doc.clone(),
                is_hidden: false,
            }));
            continue;
        };
        properties.push(Property {
            name: namespace.to_owned(),
            module: format!(".{namespace}"),
            class: pascal(namespace),
            doc: home.first().doc.clone(),
            is_hidden: false,
        });
    }
    let mut out = format!(
        "# {MARK}\n{}\nfrom __future__ import annotations\n\nfrom typing import TYPE_CHECKING\n\n\
         from .._lazy import lazy\n\n",
        doc(0, "The resources and namespaces of both clients. Each loads on first use."),
    );
    let dispatchers =
        "    from .._async.dispatch import AsyncDispatcher\n    from .._sync.dispatch import Dispatcher\n";
    out += &imports_for_checkers(&properties, dispatchers);
    for (mode, client) in [(Mode::Blocking, "Client"), (Mode::Awaited, "AsyncClient")] {
        let about = doc(4, &format!("The resources and namespaces of `{client}`."));
        let (class, dispatcher) = (mode.class("Resources"), mode.class("Dispatcher"));
        let _ = write!(out, "\n\nclass {class}:\n{about}\n    if TYPE_CHECKING:\n        _dispatcher: {dispatcher}\n");
        for property in &properties {
            out += &property.text(mode);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::layout::WIDTH;
    use super::*;
    use crate::model::{
        DateStyle, Enumeration, Envelope, Field, FieldType, Method as Verb, Operation, Paging, Parameter,
        ParameterLocation, ParameterType, Reachable, RequestBody, ResponseBody, Schema, Scopes,
    };

    fn operation(verb: &str, body: RequestBody, reply: ResponseBody) -> Operation {
        Operation {
            name: format!("invoices.{verb}"),
            verb: verb.to_owned(),
            operation_ids: vec!["updateFile".to_owned()],
            method: Verb::Get,
            path: "/Invoices/{InvoiceID}".to_owned(),
            parameters: vec![Parameter {
                name: "from".to_owned(),
                wire: "From".to_owned(),
                place: ParameterLocation::Path,
                value: ParameterType::Id,
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
        let field = |name: &str, kind| Field {
            name: name.to_owned(),
            wire: name.to_owned(),
            kind,
            read_only: name == "total",
            only_with: None,
            required: name == "class",
            identifies: false,
            doc: String::new(),
        };
        let fields = vec![
            field("class", FieldType::Enumeration("Class".to_owned())),
            field("total", FieldType::Decimal),
            field("dates", FieldType::List(Box::new(FieldType::Date(DateStyle::Iso)))),
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
                schemas: vec![Schema { name: "Invoice".to_owned(), doc: "An invoice.".to_owned(), fields }],
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

    fn one() -> ResponseBody {
        ResponseBody::One { schema: "Invoice".to_owned(), envelope: Envelope::Bare }
    }

    #[test]
    fn methods_say_how_they_are_called_and_what_they_need() {
        let changes = RequestBody::Changes { schema: "Invoice".to_owned(), envelope: Envelope::Bare };
        let text = file(vec![operation("update", changes, one())], "api/files/files.py");
        for part in [
            "class Files(Resource):",
            "class AsyncFiles(AsyncResource):",
            "_UPDATE: Operation[models.Invoice] = Operation(\"invoices.update\", \"files.Invoice\")",
            "    async def update(\n        self,\n        from_: Id,",
            "return await self._fetch_one(_UPDATE, {\"from_\": from_}, options, one_record(changes))",
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
        let records = RequestBody::Records {
            schema: "Invoice".to_owned(),
            envelope: Envelope::Bare,
            batch: 50,
            name: "invoices".to_owned(),
        };
        let saved = ResponseBody::Saved { schema: "Invoice".to_owned(), envelope: Envelope::Bare };
        let pdf = operation("pdf", RequestBody::None, ResponseBody::Bytes { accept: String::new() });
        let text = file(vec![operation("create", records, saved), pdf], "api/files/files.py");
        assert_eq!(text.matches("@overload").count(), 12);
        for part in [
            "-> BatchResult[models.Invoice]: ...",
            "to: None = None",
            "-> int: ...",
            "-> bytes | int | Generator[bytes, None, None]:",
        ] {
            assert!(text.contains(part), "{part}\n{text}");
        }
        let at = |part: &str| text.find(part).expect(part);
        assert!(
            at("invoices: Iterable[") < at("invoices: types.InvoiceParams"),
            "the dictionary's overload is the last"
        );
    }

    #[test]
    fn a_list_is_never_mistaken_for_the_verb() {
        let pages = ResponseBody::Pages { schema: "Invoice".to_owned(), envelope: Envelope::BareList };
        let all = ResponseBody::All { schema: "Invoice".to_owned(), envelope: Envelope::BareList };
        let text = file(
            vec![operation("list", RequestBody::None, pages), operation("rest", RequestBody::None, all)],
            "api/files/files.py",
        );
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
        let changes = RequestBody::Changes { schema: "Invoice".to_owned(), envelope: Envelope::Bare };
        let text = file(vec![operation("update", changes, one())], "models/files.py");
        for part in [
            "if TYPE_CHECKING:\n    from ..types.files import Class\nelse:\n    Class = str\n",
            "    class_: Class | str | None = None\n    total: Decimal | None = None\n    dates: list[datetime.date] | None = None\n",
            "_schema: ClassVar[str] = \"files.Invoice\"",
            "Required in a new record: `class_`. Set by Xero and never sent: `total`.",
        ] {
            assert!(text.contains(part), "{part}\n{text}");
        }
    }

    #[test]
    fn records_without_a_namespace_are_in_the_package_and_the_others_in_its_modules() {
        let mut own = api(Vec::new());
        own.families[0].namespace = None;
        own.families[0].key = "accounting".to_owned();
        own.families.append(&mut api(Vec::new()).families);
        let made = files(&own).into_iter().find(|(at, _)| at.ends_with("models/__init__.py")).expect("it is made").1;
        for part in [
            "    from . import accounting, files\n    from .accounting import Invoice\n",
            "__all__ = [\n    \"Invoice\",\n    \"accounting\",\n    \"files\",\n]\n",
        ] {
            assert!(made.contains(part), "{part}\n{made}");
        }
    }

    #[test]
    fn bodies_are_dictionaries_of_what_may_be_sent_with_closed_enumerations() {
        let changes = RequestBody::Changes { schema: "Invoice".to_owned(), envelope: Envelope::Bare };
        let text = file(vec![operation("update", changes, one())], "types/files.py");
        for part in [
            "\nClass = Literal[\n    \"V0\",\n",
            "class InvoiceParams(TypedDict, total=False):\n",
            "    class_: Class | None\n    dates: Iterable[datetime.date | str]\n",
        ] {
            assert!(text.contains(part), "{part}\n{text}");
        }
        assert!(!text.contains("total:"), "{text}");
    }
}
