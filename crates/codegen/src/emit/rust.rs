//! The tables of `crates/spec`: for each family a file of operations and one of records, and one index of them all.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::{Path, PathBuf};

use crate::model::{
    Api, DateStyle, Envelope, Family, Field, FieldType, Operation, Paging, Parameter, ParameterLocation, ParameterType,
    Reachable, RequestBody, ResponseBody, Schema, Scopes,
};
use crate::names::{camel, capitalised, python, shout};

use super::header::MARK;

const FOLDER: &str = "crates/spec/src/table";

pub(crate) fn files(api: &Api) -> Vec<(PathBuf, String)> {
    let folder = Path::new(FOLDER);
    let mut files = Vec::new();
    let mut operations = BTreeMap::new();
    let mut schemas = BTreeMap::new();
    for family in &api.families {
        let table = Table::new(family);
        for (operation, name) in &table.operations {
            operations.insert(operation.name.clone(), format!("{}::{name}", family.key));
        }
        for schema in &family.schemas {
            let name = format!("{}.{}", family.key, schema.name);
            schemas.insert(name, format!("{}_schemas::{}", family.key, shout(&schema.name)));
        }
        files.push((folder.join(format!("{}.rs", family.key)), table.text()));
        files.push((folder.join(format!("{}_schemas.rs", family.key)), records(family)));
    }
    files.push((folder.join("index.rs"), index(api, &operations, &schemas)));
    files
}

/// The statics of all families by the names that users know, which sort them.
fn index(api: &Api, operations: &BTreeMap<String, String>, schemas: &BTreeMap<String, String>) -> String {
    let mut text = format!("// {MARK}\n\n//! Every operation and every record, sorted by name.\n\n");
    let modules: BTreeSet<String> =
        api.families.iter().flat_map(|family| [family.key.clone(), format!("{}_schemas", family.key)]).collect();
    let modules: Vec<String> = modules.into_iter().collect();
    let _ = writeln!(text, "use super::{{{}}};", modules.join(", "));
    text.push_str("use crate::operation::Operation;\nuse crate::schema::Schema;\n\n");
    let all =
        |paths: &BTreeMap<String, String>| paths.values().map(|path| format!("&{path}")).collect::<Vec<_>>().join(", ");
    let _ = writeln!(
        text,
        "/// Every operation, sorted by its name in snake case.\npub static OPERATIONS: &[&Operation] = &[{}];\n",
        all(operations)
    );
    let _ = writeln!(
        text,
        "/// Every type of record, sorted by name.\npub static SCHEMAS: &[&Schema] = &[{}];\n",
        all(schemas)
    );
    text
}

/// One family's operations, with the constants that they share.
struct Table<'a> {
    family: &'a Family,
    /// With the names of their statics.
    operations: Vec<(&'a Operation, String)>,
    records: Constants,
    scopes: Constants,
    parameters: Constants,
}

impl<'a> Table<'a> {
    fn new(family: &'a Family) -> Self {
        let mut names = BTreeSet::new();
        let mut operations = Vec::new();
        for operation in family.resources.iter().flat_map(|resource| &resource.operations) {
            let below_namespace =
                family.namespace.as_ref().and_then(|it| operation.name.strip_prefix(&format!("{it}.")));
            let name = shout(below_namespace.unwrap_or(&operation.name));
            names.insert(name.clone());
            operations.push((operation, name));
        }
        let mut table = Self {
            family,
            operations,
            records: Constants::default(),
            scopes: Constants::default(),
            parameters: Constants::default(),
        };
        table.share(&mut names);
        table
    }

    fn share(&mut self, names: &mut BTreeSet<String>) {
        let operations: Vec<&Operation> = self.operations.iter().map(|(operation, _)| *operation).collect();
        for operation in &operations {
            let holders = [of_body(&operation.body), of_reply(&operation.reply)];
            for (schema, envelope) in holders.into_iter().flatten() {
                self.records.add(records_text(schema, envelope), names_of_records(schema, envelope), names);
            }
        }
        for operation in &operations {
            self.scopes.add(scopes_text(&operation.scopes), names_of_scopes(&operation.scopes), names);
        }
        let mut uses: BTreeMap<String, usize> = BTreeMap::new();
        let all = || operations.iter().flat_map(|operation| &operation.parameters);
        for parameter in all() {
            *uses.entry(self.parameter_text(parameter)).or_default() += 1;
        }
        for parameter in all() {
            let text = self.parameter_text(parameter);
            if uses[&text] > 1 {
                self.parameters.add(text, names_of_parameter(parameter), names);
            }
        }
    }

    fn text(&self) -> String {
        let mut statics = String::new();
        for (operation, name) in &self.operations {
            self.operation(operation, name, &mut statics);
        }
        let constants = [
            self.records.declarations("RecordBody"),
            self.scopes.declarations("Scopes"),
            self.parameters.declarations("Parameter"),
        ]
        .concat();
        let mut text = format!("// {MARK}\n\n//! The operations of the {}.\n\n", self.family.title);
        text.push_str("use http::Method;\n\n");
        let body = format!("{constants}{statics}");
        if body.contains("schemas::") {
            let _ = writeln!(text, "use super::{}_schemas as schemas;", self.family.key);
        }
        text.push_str(&imports(
            "operation",
            &[
                "RequestBody",
                "Envelope",
                "Family",
                "Operation",
                "Paging",
                "Parameter",
                "ParameterLocation",
                "Reachable",
                "RecordBody",
                "ResponseBody",
                "Scopes",
                "ParameterType",
                "parameter",
                "required",
            ],
            &body,
        ));
        text.push_str("use crate::schema::Name;\n\n");
        text + &body
    }

    fn operation(&self, operation: &Operation, name: &str, text: &mut String) {
        let Operation { name: full, path, takes_idempotency_key, .. } = operation;
        let parameters: Vec<String> = operation
            .parameters
            .iter()
            .map(|parameter| {
                let text = self.parameter_text(parameter);
                self.parameters.name_of(&text).map_or(text.clone(), str::to_owned)
            })
            .collect();
        let _ = writeln!(
            text,
            "pub(super) static {name}: Operation = Operation {{
                name: Name::new({:?}),
                family: Family::{},
                method: Method::{},
                path: {path:?},
                parameters: &[{}],
                request: {},
                response: {},
                paging: {},
                scopes: {},
                creates: {},
                takes_idempotency_key: {takes_idempotency_key},
                reachable: Reachable::{},
            }};\n",
            spellings(full, &camel(full), operation.operation_ids.first().map_or("", String::as_str)),
            capitalised(&camel(&self.family.key)),
            operation.method.name(),
            parameters.join(", "),
            self.body(&operation.body),
            self.reply(&operation.reply),
            paging(operation),
            self.scopes.name_of(&scopes_text(&operation.scopes)).unwrap_or_default(),
            creates(operation),
            match operation.reachable {
                Reachable::Yes => "Yes",
                Reachable::No => "No",
                Reachable::Unknown => "Unknown",
            },
        );
    }

    fn records_name(&self, schema: &str, envelope: &Envelope) -> &str {
        self.records.name_of(&records_text(schema, envelope)).unwrap_or_default()
    }

    fn body(&self, body: &RequestBody) -> String {
        match body {
            RequestBody::None => "RequestBody::None".to_owned(),
            RequestBody::Bytes => "RequestBody::Bytes".to_owned(),
            RequestBody::Form => "RequestBody::Form".to_owned(),
            RequestBody::Fixed(json) => format!("RequestBody::Fixed({json:?})"),
            RequestBody::Record { schema, envelope, .. }
            | RequestBody::Changes { schema, envelope }
            | RequestBody::Note { schema, envelope } => {
                format!("RequestBody::Record({})", self.records_name(schema, envelope))
            }
            RequestBody::Records { schema, envelope, batch, .. } => {
                format!("RequestBody::Records {{ records: {}, batch: {batch} }}", self.records_name(schema, envelope))
            }
        }
    }

    fn reply(&self, reply: &ResponseBody) -> String {
        match reply {
            ResponseBody::Nothing => "ResponseBody::Nothing".to_owned(),
            ResponseBody::Json => "ResponseBody::Json".to_owned(),
            ResponseBody::Bytes { accept } => format!("ResponseBody::Bytes {{ accept: {accept:?} }}"),
            ResponseBody::One { schema, envelope } => {
                format!("ResponseBody::One({})", self.records_name(schema, envelope))
            }
            ResponseBody::Saved { schema, envelope } => {
                format!("ResponseBody::Saved({})", self.records_name(schema, envelope))
            }
            ResponseBody::Pages { schema, envelope } | ResponseBody::All { schema, envelope } => {
                format!("ResponseBody::Page({})", self.records_name(schema, envelope))
            }
        }
    }

    fn parameter_text(&self, parameter: &Parameter) -> String {
        let Parameter { name, wire, place, value, required, .. } = parameter;
        let place = match place {
            ParameterLocation::Path => "Path",
            ParameterLocation::Query => "Query",
            ParameterLocation::Header => "Header",
        };
        let maker = if *required { "required" } else { "parameter" };
        let value = match (place, wire.as_str()) {
            ("Path", "FileName" | "AttachmentID") => "ParameterType::FileName".to_owned(),
            (_, "order") => "ParameterType::Order".to_owned(),
            _ => self.value(value),
        };
        let spellings = spellings(&python(name), &camel(name), wire);
        format!("{maker}({spellings:?}, ParameterLocation::{place}, {value})")
    }

    fn value(&self, value: &ParameterType) -> String {
        match value {
            ParameterType::Text => "ParameterType::Text".to_owned(),
            ParameterType::Id => "ParameterType::Id".to_owned(),
            ParameterType::Ids { split } => format!("ParameterType::Ids {{ split: {split} }}"),
            ParameterType::Texts { split } => format!("ParameterType::Texts {{ split: {split} }}"),
            ParameterType::Enumeration { name, values } => {
                format!("ParameterType::Enumeration({})", self.values(name.as_deref(), values))
            }
            ParameterType::Enumerations { name, values } => {
                format!("ParameterType::Enumerations({})", self.values(name.as_deref(), values))
            }
            ParameterType::Boolean => "ParameterType::Boolean".to_owned(),
            ParameterType::Integer => "ParameterType::Integer".to_owned(),
            ParameterType::Date => "ParameterType::Date".to_owned(),
            ParameterType::Instant => "ParameterType::Instant".to_owned(),
            ParameterType::Filter => "ParameterType::Filter".to_owned(),
        }
    }

    /// The family's constant of an enumeration, or the values themselves.
    fn values(&self, name: Option<&str>, values: &[String]) -> String {
        let named = self.family.enumerations.iter().find(|it| Some(it.name.as_str()) == name && it.values == values);
        named.map_or_else(|| format!("{:?}", values.join("|")), |it| format!("schemas::{}", shout(&it.name)))
    }
}

/// Constants of one type, each under the first name that is free.
#[derive(Default)]
struct Constants {
    /// In the order of first use.
    texts: Vec<String>,
    names: BTreeMap<String, String>,
}

impl Constants {
    fn add(&mut self, text: String, candidates: Vec<String>, taken: &mut BTreeSet<String>) {
        if self.names.contains_key(&text) {
            return;
        }
        let last = candidates.last().cloned().unwrap_or_default();
        let numbered = (2..).map(|number| format!("{last}_{number}"));
        if let Some(name) = candidates.into_iter().chain(numbered).find(|name| taken.insert(name.clone())) {
            self.names.insert(text.clone(), name);
            self.texts.push(text);
        }
    }

    fn name_of(&self, text: &str) -> Option<&str> {
        self.names.get(text).map(String::as_str)
    }

    fn declarations(&self, of_type: &str) -> String {
        let mut declarations = String::new();
        for text in &self.texts {
            let name = self.name_of(text).unwrap_or_default();
            let _ = writeln!(declarations, "const {name}: {of_type} = {text};");
        }
        declarations + "\n"
    }
}

/// Whether it makes new records, rather than changing those that are there.
fn creates(operation: &Operation) -> bool {
    matches!(operation.body, RequestBody::Note { .. }) || operation.verb == "create"
}

fn of_body(body: &RequestBody) -> Option<(&str, &Envelope)> {
    match body {
        RequestBody::Record { schema, envelope, .. }
        | RequestBody::Records { schema, envelope, .. }
        | RequestBody::Changes { schema, envelope }
        | RequestBody::Note { schema, envelope } => Some((schema, envelope)),
        RequestBody::None | RequestBody::Fixed(_) | RequestBody::Bytes | RequestBody::Form => None,
    }
}

fn of_reply(reply: &ResponseBody) -> Option<(&str, &Envelope)> {
    match reply {
        ResponseBody::One { schema, envelope }
        | ResponseBody::Pages { schema, envelope }
        | ResponseBody::All { schema, envelope }
        | ResponseBody::Saved { schema, envelope } => Some((schema, envelope)),
        ResponseBody::Nothing | ResponseBody::Bytes { .. } | ResponseBody::Json => None,
    }
}

fn records_text(schema: &str, envelope: &Envelope) -> String {
    let envelope = match envelope {
        Envelope::List(field) => format!("Envelope::List({field:?})"),
        Envelope::One(field) => format!("Envelope::One({field:?})"),
        Envelope::BareList => "Envelope::BareList".to_owned(),
        Envelope::Bare => "Envelope::Bare".to_owned(),
    };
    format!("RecordBody {{ envelope: {envelope}, schema: &schemas::{} }}", shout(schema))
}

fn names_of_records(schema: &str, envelope: &Envelope) -> Vec<String> {
    let name = match envelope {
        Envelope::List(field) => shout(field),
        Envelope::One(field) => format!("ONE_{}", shout(field)),
        Envelope::BareList => format!("BARE_LIST_OF_{}", shout(schema)),
        Envelope::Bare => format!("BARE_{}", shout(schema)),
    };
    let longer = format!("{name}_OF_{}", shout(schema));
    vec![name, longer]
}

fn scopes_text(scopes: &Scopes) -> String {
    format!("Scopes {{ granular: &{:?}, broad: &{:?} }}", scopes.granular, scopes.broad)
}

/// `READ_SETTINGS` where a scope for reading is enough, else `WRITE_SETTINGS`.
fn names_of_scopes(scopes: &Scopes) -> Vec<String> {
    let Some(strongest) = scopes.granular.last() else { return vec!["ANY_SCOPE".to_owned()] };
    let for_reading = scopes.granular.iter().any(|scope| scope.split('.').next_back() == Some("read"));
    let access = if for_reading { "READ" } else { "WRITE" };
    let parts: Vec<&str> = strongest.split('.').filter(|part| *part != "read").collect();
    let last = parts.last().copied().unwrap_or_default();
    [last.to_owned(), parts.join("_")].map(|scope| format!("{access}_{}", shout(&scope))).to_vec()
}

fn names_of_parameter(parameter: &Parameter) -> Vec<String> {
    let name = shout(&parameter.name);
    let place = match parameter.place {
        ParameterLocation::Path => "PATH",
        ParameterLocation::Query => "QUERY",
        ParameterLocation::Header => "HEADER",
    };
    vec![name.clone(), format!("{name}_IN_{place}")]
}

fn paging(operation: &Operation) -> String {
    // The family's own spelling of the two names.
    let wire = |name: &'static str| {
        let wire = operation.parameters.iter().find(|parameter| parameter.wire.eq_ignore_ascii_case(name));
        wire.map_or(name, |parameter| parameter.wire.as_str())
    };
    match operation.paging {
        Paging::None => "Paging::None".to_owned(),
        Paging::PageSize { largest } => {
            let (page, size) = (wire("page"), wire("pageSize"));
            format!("Paging::PageSize {{ page: {page:?}, size: {size:?}, largest: {largest} }}")
        }
        Paging::Page { size } => format!("Paging::Page {{ size: {size} }}"),
        Paging::Offset { size } => format!("Paging::Offset {{ size: {size} }}"),
    }
}

/// One `use` of what a text mentions.
fn imports(module: &str, names: &[&str], text: &str) -> String {
    let is_used = |name: &&&str| {
        let mut parts = text.split(|character: char| !character.is_alphanumeric() && character != '_');
        parts.any(|part| part == **name)
    };
    let used: Vec<&str> = names.iter().filter(is_used).copied().collect();
    if used.is_empty() { String::new() } else { format!("use crate::{module}::{{{}}};\n", used.join(", ")) }
}

/// One family's records and enumerations.
fn records(family: &Family) -> String {
    let mut body = String::new();
    for enumeration in &family.enumerations {
        let values = enumeration.values.join("|");
        let _ = writeln!(body, "pub(super) const {}: &str = {values:?};", shout(&enumeration.name));
    }
    body.push('\n');
    for schema in &family.schemas {
        record(family, schema, &mut body);
    }
    let mut text = format!(
        "// {MARK}\n\n//! The records of the {}: fields, their names and how their values are written.\n\n",
        family.title
    );
    text.push_str(&imports(
        "schema",
        &["FieldType", "Schema", "DateStyle", "field", "only_with", "read_only", "required"],
        &body,
    ));
    text.push('\n');
    text + &body
}

fn record(family: &Family, schema: &Schema, text: &mut String) {
    let identity = match schema.fields.iter().position(|field| field.identifies) {
        Some(place) => format!("Some({place})"),
        None => "None".to_owned(),
    };
    let fields: Vec<String> = schema.fields.iter().map(|it| field(schema, it)).collect();
    let _ = writeln!(
        text,
        "pub(super) static {}: Schema = Schema {{ name: \"{}.{}\", fields: &[{}], identity: {identity} }};\n",
        shout(&schema.name),
        family.key,
        schema.name,
        fields.join(", "),
    );
}

fn field(schema: &Schema, field: &Field) -> String {
    let Field { name, wire, .. } = field;
    let (name, kind) = (spellings(&python(name), &camel(name), wire), kind(&field.kind));
    if let Some(place) = schema.fields.iter().position(|it| Some(&it.wire) == field.only_with.as_ref()) {
        return format!("only_with({place}, {name:?}, {kind})");
    }
    // Xero makes what is read-only, so nobody has to give it.
    let maker = if field.read_only {
        "read_only"
    } else if field.required {
        "required"
    } else {
        "field"
    };
    format!("{maker}({name:?}, {kind})")
}

fn kind(of: &FieldType) -> String {
    match of {
        FieldType::Text => "FieldType::Text".to_owned(),
        FieldType::Id => "FieldType::Id".to_owned(),
        FieldType::Enumeration(name) => format!("FieldType::Enumeration({})", shout(name)),
        FieldType::Boolean => "FieldType::Boolean".to_owned(),
        FieldType::Integer => "FieldType::Integer".to_owned(),
        FieldType::Decimal => "FieldType::Decimal".to_owned(),
        FieldType::Date(spelling) => format!("FieldType::Date({})", spelling_text(*spelling)),
        FieldType::Instant(spelling) => format!("FieldType::Instant({})", spelling_text(*spelling)),
        FieldType::Record(name) => format!("FieldType::Record(&{})", shout(name)),
        FieldType::List(items) => format!("FieldType::List(&{})", kind(items)),
        FieldType::Json => "FieldType::Json".to_owned(),
    }
}

/// A name in its three spellings, as one text: a third of the pointers that the loader has to mend.
fn spellings(snake: &str, camel: &str, wire: &str) -> String {
    format!("{snake} {camel} {wire}")
}

fn spelling_text(spelling: DateStyle) -> &'static str {
    match spelling {
        DateStyle::Microsoft => "DateStyle::Microsoft",
        DateStyle::Iso => "DateStyle::Iso",
    }
}
