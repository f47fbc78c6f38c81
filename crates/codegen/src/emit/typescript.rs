//! The TypeScript package: models by family, a class for each resource, and the properties of the clients that hold them.
//!
//! Lines are laid out as biome would, so that its formatter runs over generated files as over all others.

mod layout;
mod models;
mod names;
mod resource;

use std::fmt::Write as _;
use std::path::PathBuf;

use super::wording;
use crate::model::{Api, Family, Resource};
use crate::names::{camel, pascal};
use layout::{Imports, WIDTH, doc, group, quoted};
use models::models;
use names::{BANNER, class_name, dashed, params_name};
use resource::resource_file;

pub(crate) fn files(api: &Api) -> Vec<(PathBuf, String)> {
    let mut files = Vec::new();
    let homes = homes(api);
    for family in &api.families {
        let name = dashed(&family.key);
        files.push((PathBuf::from(format!("node/src/models/{name}.ts")), models(family)));
    }
    for home in &homes {
        for (family, resource) in home.resources() {
            let path = format!("node/src/api/{}/{}.ts", home.folder, dashed(&resource.name));
            files.push((PathBuf::from(path), resource_file(family, resource)));
        }
        files.push((PathBuf::from(format!("node/src/api/{}/index.ts", home.folder)), home_file(home)));
    }
    files.push((PathBuf::from("node/src/api/resources.ts"), resources_file(&homes)));
    files.push((PathBuf::from("node/src/api/types.ts"), types_file(&homes)));
    files.push((PathBuf::from("node/src/api/models.ts"), classes_file(&homes)));
    files
}

/// Where resources are properties: the clients themselves, or one of their namespaces.
struct Home<'a> {
    namespace: Option<&'a str>,
    folder: String,
    families: Vec<&'a Family>,
}

impl<'a> Home<'a> {
    fn resources(&self) -> impl Iterator<Item = (&'a Family, &'a Resource)> + '_ {
        self.families.iter().flat_map(|family| family.resources.iter().map(move |resource| (*family, resource)))
    }
}

/// The class of a namespace, which may hold a resource of its own name: `projects.projects`.
fn namespace_class(home: &Home<'_>, namespace: &str) -> String {
    let class = pascal(namespace);
    let taken = home.resources().any(|(family, resource)| class_name(family, resource) == class);
    if taken { format!("{class}Api") } else { class }
}

fn homes(api: &Api) -> Vec<Home<'_>> {
    let mut homes: Vec<Home<'_>> = Vec::new();
    for family in &api.families {
        let namespace = family.namespace.as_deref();
        match homes.iter_mut().find(|home| home.namespace == namespace && namespace.is_some()) {
            Some(home) => home.families.push(family),
            None => {
                let folder = dashed(namespace.unwrap_or(&family.key));
                homes.push(Home { namespace, folder, families: vec![family] });
            }
        }
    }
    homes
}

// The properties of clients

/// Each resource in its own module, loaded when the property is first read.
fn getter(property: &str, text: &str, class: &str, module: &str) -> String {
    let mut out = doc("  ", &[text]);
    let _ = writeln!(out, "  get {}(): {class}<M> {{", camel(property));
    let parts = ["this".to_owned(), quoted(&camel(property)), format!("() => require(\"{module}\").{class}")];
    out += &group("    ", "return lazyProperty(", &parts, ");");
    out + "\n  }\n"
}

fn home_file(home: &Home<'_>) -> String {
    let mut modules: Vec<String> =
        home.resources().map(|(_, resource)| format!("./{}", dashed(&resource.name))).collect();
    modules.sort();
    let mut out = BANNER.to_owned();
    let Some(namespace) = home.namespace else {
        out += "\n";
        for module in modules {
            let _ = writeln!(out, "export type * from \"{module}.js\";");
        }
        return out;
    };
    out += "\n";
    let mut imports = Imports::default();
    imports.add("../../options.js", "type Mode");
    imports.add("../../resource.js", "lazyProperty");
    imports.add("../../resource.js", "Namespace");
    for (family, resource) in home.resources() {
        imports.add(&format!("./{}.js", dashed(&resource.name)), &format!("type {}", class_name(family, resource)));
    }
    out += &imports.text();
    out += "\n";
    for module in modules {
        let _ = writeln!(out, "export type * from \"{module}.js\";");
    }
    out += "\n";
    out += &doc("", &[&home.families[0].doc]);
    let _ = writeln!(out, "export class {}<M extends Mode> extends Namespace<M> {{", namespace_class(home, namespace));
    let getters: Vec<String> = home
        .resources()
        .map(|(family, resource)| {
            let module = format!("./{}.js", dashed(&resource.name));
            getter(&resource.name, &resource.doc, &class_name(family, resource), &module)
        })
        .collect();
    out + &getters.join("\n") + "}\n"
}

fn resources_file(homes: &[Home<'_>]) -> String {
    let mut imports = Imports::default();
    imports.add("../client-base.js", "ClientBase");
    imports.add("../options.js", "type Mode");
    imports.add("../resource.js", "lazyProperty");
    let mut getters = Vec::new();
    for home in homes {
        if let Some(namespace) = home.namespace {
            let module = format!("./{}/index.js", home.folder);
            let class = namespace_class(home, namespace);
            imports.add(&module, &format!("type {class}"));
            getters.push(getter(namespace, &home.families[0].doc, &class, &module));
            continue;
        }
        for (family, resource) in home.resources() {
            let module = format!("./{}/{}.js", home.folder, dashed(&resource.name));
            let class = class_name(family, resource);
            imports.add(&module, &format!("type {class}"));
            getters.push(getter(&resource.name, &resource.doc, &class, &module));
        }
    }
    format!(
        "{BANNER}\n{}\n/** The resources and namespaces that both clients have. */\n\
         export abstract class Resources<M extends Mode> extends ClientBase<M> {{\n{}}}\n",
        imports.text(),
        getters.join("\n")
    )
}

/// The types of resources and of their parameters: of the Accounting API flat, of the others by namespace.
fn types_file(homes: &[Home<'_>]) -> String {
    let mut lines: Vec<(String, String)> = homes
        .iter()
        .map(|home| {
            let index = format!("./{}/index.js", home.folder);
            let line = match home.namespace {
                None => format!("export type * from \"{index}\";\n"),
                Some(namespace) => format!("export type * as {} from \"{index}\";\n", camel(namespace)),
            };
            (index, line)
        })
        .collect();
    lines.sort();
    let lines: String = lines.into_iter().map(|(_, line)| line).collect();
    format!("{BANNER}/** The types of resources, and of the parameters of their methods. */\n\n{lines}")
}

/// The classes of records and their types: of the Accounting API flat, of the others by namespace.
fn classes_file(homes: &[Home<'_>]) -> String {
    let mut families: Vec<(bool, &Family)> =
        homes.iter().flat_map(|home| home.families.iter().map(|family| (home.namespace.is_none(), *family))).collect();
    families.sort_by_key(|(_, family)| dashed(&family.key));
    let (mut imports, mut own_types, mut own_names) = (String::new(), String::new(), String::new());
    let (mut types, mut loads, mut classes, mut own) = (String::new(), String::new(), String::new(), String::new());
    for (is_flat, family) in families {
        let name = camel(&family.key);
        let module = quoted(&format!("../models/{}.js", dashed(&family.key)));
        let _ = writeln!(imports, "import type * as {name}Models from {module};");
        let enumerations = family.enumerations.iter().map(|enumeration| enumeration.name.clone());
        let sent = wording::sent_schemas(family).into_iter().map(params_name);
        let mut named: Vec<String> =
            enumerations.chain(family.schemas.iter().map(|schema| schema.name.clone())).chain(sent).collect();
        named.sort();
        if is_flat {
            own_types.extend(named.iter().map(|kind| alias("  ", kind, &name)));
            own_names.extend(family.schemas.iter().map(|schema| format!("  {},\n", quoted(&schema.name))));
            own = format!("const loadOwn = () => require({module});\n\ntype Own = ClassesOf<typeof {name}Models>;\n");
        } else {
            let listed: String = named.iter().map(|kind| alias("    ", kind, &name)).collect();
            let _ = write!(types, "\n  export namespace {name} {{\n{listed}  }}\n");
            let _ = writeln!(loads, "  {name}: () => require({module}),");
            let _ = writeln!(classes, "  readonly {name}: ClassesOf<typeof {name}Models>;");
        }
    }
    format!(
        "{BANNER}\n{imports}import {{ type ClassesOf, lazyClasses }} from \"../record-classes.js\";\n\n\
         /** The types of records and of their values. */\nexport namespace models {{\n{own_types}{types}}}\n\n\
         const names = [\n{own_names}];\n\n{own}\nconst families = {{\n{loads}}};\n\n\
         interface Families {{\n{classes}}}\n\n\
         /** The classes of records: `models.Invoice.from(fields)` makes an invoice from plain data. */\n\
         export const models = lazyClasses(names, loadOwn, families) as Own & Families;\n"
    )
}

fn alias(indent: &str, kind: &str, family: &str) -> String {
    let (head, of) = (format!("{indent}export type {kind} ="), format!("{family}Models.{kind};\n"));
    if head.len() + of.len() <= WIDTH + 1 { format!("{head} {of}") } else { format!("{head}\n{indent}  {of}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{
        DateStyle, Enumeration, Envelope, Field, FieldType, Method, Operation, Paging, Parameter, ParameterLocation,
        ParameterType, Reachable, RequestBody, ResponseBody, Schema, Scopes,
    };

    fn field(name: &str, kind: FieldType) -> Field {
        let (wire, doc) = (name.to_owned(), String::new());
        Field {
            name: name.to_owned(),
            wire,
            kind,
            read_only: false,
            only_with: None,
            required: false,
            identifies: false,
            doc,
        }
    }

    fn parameter(name: &str, place: ParameterLocation, value: ParameterType) -> Parameter {
        let (wire, doc) = (name.to_owned(), format!("The {name}."));
        Parameter { name: name.to_owned(), wire, place, value, required: false, doc }
    }

    fn operation(verb: &str, parameters: Vec<Parameter>, body: RequestBody, reply: ResponseBody) -> Operation {
        Operation {
            name: format!("pay_land.tax_codes.{verb}"),
            verb: verb.to_owned(),
            operation_ids: Vec::new(),
            method: if matches!(body, RequestBody::None) { Method::Get } else { Method::Post },
            path: "/TaxCodes".to_owned(),
            parameters,
            body,
            reply,
            paging: Paging::PageSize { largest: 100 },
            scopes: Scopes::default(),
            takes_idempotency_key: true,
            reachable: Reachable::Yes,
            doc: "Does it.".to_owned(),
        }
    }

    fn api() -> Api {
        let schema = || "TaxCode".to_owned();
        let id = || parameter("tax_code_id", ParameterLocation::Path, ParameterType::Id);
        let operations = vec![
            operation(
                "list",
                vec![
                    parameter("page", ParameterLocation::Query, ParameterType::Integer),
                    parameter("where", ParameterLocation::Query, ParameterType::Filter),
                ],
                RequestBody::None,
                ResponseBody::Pages { schema: schema(), envelope: Envelope::BareList },
            ),
            operation(
                "create",
                Vec::new(),
                RequestBody::Records {
                    schema: schema(),
                    envelope: Envelope::BareList,
                    batch: 50,
                    name: "tax_codes".to_owned(),
                },
                ResponseBody::Saved { schema: schema(), envelope: Envelope::BareList },
            ),
            operation(
                "pdf",
                vec![id()],
                RequestBody::None,
                ResponseBody::Bytes { accept: "application/pdf".to_owned() },
            ),
            operation("upload", Vec::new(), RequestBody::Form, ResponseBody::Nothing),
        ];
        let fields = vec![
            field("class", FieldType::Enumeration("TaxClass".to_owned())),
            field("rate", FieldType::Decimal),
            field("changed_at", FieldType::Instant(DateStyle::Iso)),
            field("parts", FieldType::List(Box::new(FieldType::Record(schema())))),
            field("steps", FieldType::List(Box::new(FieldType::List(Box::new(FieldType::Decimal))))),
        ];
        Api {
            families: vec![Family {
                key: "pay_land_v2".to_owned(),
                namespace: Some("pay_land".to_owned()),
                title: "Payroll API of Land".to_owned(),
                doc: "Payroll.".to_owned(),
                base: "/land/2.0".to_owned(),
                resources: vec![Resource { name: "tax_codes".to_owned(), doc: "Tax codes.".to_owned(), operations }],
                schemas: vec![Schema { name: schema(), doc: "A tax code.".to_owned(), fields }],
                enumerations: vec![Enumeration { name: "TaxClass".to_owned(), values: vec!["A\"B".to_owned()] }],
            }],
        }
    }

    fn file(path: &str) -> String {
        let found = files(&api()).into_iter().find(|(it, _)| it.ends_with(path));
        found.map(|(_, text)| text).expect("the file is made")
    }

    fn assert_holds(text: &str, parts: &[&str]) {
        for part in parts {
            assert!(text.contains(part), "{part} is not in\n{text}");
        }
    }

    #[test]
    fn records_are_interfaces_and_what_makes_their_values() {
        assert_holds(
            &file("node/src/models/pay-land-v2.ts"),
            &[
                "// Generated by crates/codegen; do not edit.\n",
                "export type TaxClass = \"A\\\"B\" | NewerValue;\n",
                "export interface TaxCode extends XeroRecord {\n  class?: TaxClass | null;\n  rate?: Decimal | null;\n",
                "  steps?: Decimal[][] | null;\n",
                "/** The fields of a `TaxCode` that calls send. */\nexport interface TaxCodeParams extends RecordParams {\n",
                "  readonly class?: TaxClass | null | undefined;\n  readonly rate?: DecimalInput | null | undefined;\n",
                "  readonly changedAt?: Date | string | null | undefined;\n",
                "  readonly parts?: Several<TaxCodeParams> | null | undefined;\n",
                "  readonly steps?: Several<Several<DecimalInput>> | null | undefined;\n",
                "export const TaxCode$ = schema<TaxCode>(\"pay_land_v2.TaxCode\", (it) => {\n",
                "  if (it.rate) it.rate = decimal(it.rate);\n",
                "  if (it.parts) TaxCode$.reviveAll(it.parts);\n",
            ],
        );
    }

    #[test]
    fn verbs_are_written_once_for_both_modes() {
        assert_holds(
            &file("node/src/api/pay-land/tax-codes.ts"),
            &[
                "export class TaxCodes<M extends Mode> extends Resource<M> {\n",
                "export interface TaxCodesListParameters {\n  /** The where. */\n  readonly where?: string | Filter | undefined;\n}",
                "  list(parameters?: ParametersOrOptions<TaxCodesListParameters, M>, options?: OptionsOf<M>): PagerOf<M, TaxCode> {\n",
                "  create<Given>(\n    taxCodes: OneOrSeveral<Given, TaxCodeParams>,\n    options?: OptionsOf<M>,\n  ): CallResult<M, SaveResult<Given, TaxCode>> {\n",
                "return saveRecords(this, \"payLand.taxCodes.create\", TaxCode$, { options, body: taxCodes });",
                "  pdf(taxCodeId: string, parameters: DownloadTo<M>, options?: OptionsOf<M>): CallResult<M, number>;\n",
                "    return requestNothing(this, \"payLand.taxCodes.upload\", {\n      path: { name },\n      parameters,\n      options,\n      body: upload(content),\n    });\n",
                "   * Does it. The list is lazy: requests are sent as you iterate over it, for pages of up to 100 records.\n",
                "   * Does it. Several records are sent in requests of 50.\n",
                "   * @param taxCodes A `TaxCode`, its fields as an object, or {@link xeroNames} of an object. For several, an array or\n   * another iterable.\n",
                "   * @returns The number of bytes written.\n",
            ],
        );
    }

    #[test]
    fn resources_are_loaded_when_they_are_touched() {
        assert_holds(
            &file("node/src/api/pay-land/index.ts"),
            &[
                "  get taxCodes(): TaxCodes<M> {\n    return lazyProperty(this, \"taxCodes\", () => require(\"./tax-codes.js\").TaxCodes);\n",
            ],
        );
        assert_holds(&file("node/src/api/resources.ts"), &["  get payLand(): PayLand<M> {\n"]);
        assert_holds(&file("node/src/api/types.ts"), &["export type * as payLand from \"./pay-land/index.js\";"]);
        assert_holds(
            &file("node/src/api/models.ts"),
            &[
                "  export namespace payLandV2 {\n    export type TaxClass = payLandV2Models.TaxClass;\n",
                "    export type TaxCode = payLandV2Models.TaxCode;\n    export type TaxCodeParams = payLandV2Models.TaxCodeParams;\n",
                "const families = {\n  payLandV2: () => require(\"../models/pay-land-v2.js\"),\n};\n",
                "interface Families {\n  readonly payLandV2: ClassesOf<typeof payLandV2Models>;\n}\n",
            ],
        );
    }
}
