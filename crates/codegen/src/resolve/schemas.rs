//! Records: the schemas that operations reach, with our names.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::errors::Errors;
use crate::facts::{Facts, Shape};
use crate::model::{DateStyle, Enumeration, Field, FieldType, Schema};
use crate::names::{capitalised, snake};
use crate::overlay::{Decisions, SchemaDecision};
use crate::specification_quirks::{self, Time};

use super::default_docs;

pub(super) struct Schemas<'a> {
    key: &'a str,
    facts: &'a Facts,
    decisions: &'a Decisions,
    /// The specification's names of schemas that the overlay renames, by our names.
    renamed: BTreeMap<&'a str, &'a str>,
    /// Schemas still to be made: our name, and the source of the shape.
    waiting: VecDeque<(String, SchemaSource<'a>)>,
    known: BTreeSet<String>,
    made: Vec<Schema>,
    enumerations: BTreeMap<String, Vec<String>>,
    errors: Errors,
}

#[derive(Clone, Copy)]
struct SchemaSource<'a> {
    /// The specification's name, which the overlay refers to; `None` for a schema inside another.
    component: Option<&'a str>,
    shape: &'a Shape,
}

impl<'a> Schemas<'a> {
    pub(super) fn new(key: &'a str, facts: &'a Facts, decisions: &'a Decisions) -> Self {
        let renames =
            decisions.schemas.iter().filter_map(|(name, schema)| Some((schema.name.as_deref()?, name.as_str())));
        Self {
            key,
            facts,
            decisions,
            renamed: renames.collect(),
            waiting: VecDeque::new(),
            known: BTreeSet::new(),
            made: Vec::new(),
            enumerations: BTreeMap::new(),
            errors: Errors::default(),
        }
    }

    fn error(&mut self, error: impl AsRef<str>) {
        self.errors.add(format!("overlay/{}.toml: {}", self.key, error.as_ref()));
    }

    /// Our name of a component, which is added to the table.
    pub(super) fn component(&mut self, component: &'a str) -> String {
        let decided = self.decisions.schemas.get(component).and_then(|schema| schema.name.clone());
        let name = decided.unwrap_or_else(|| component.to_owned());
        match self.facts.schemas.get(component) {
            Some(shape) => self.wait(name.clone(), SchemaSource { component: Some(component), shape }),
            None => self.error(format!("there is no schema {component}")),
        }
        name
    }

    /// A record inside another or inside a body, which the specification does not name.
    fn inline(&mut self, name: String, shape: &'a Shape) -> String {
        self.wait(name.clone(), SchemaSource { component: None, shape });
        name
    }

    fn wait(&mut self, name: String, source: SchemaSource<'a>) {
        if self.known.insert(name.clone()) {
            self.waiting.push_back((name, source));
        }
    }

    /// The type of a field. `owner` and `field` make the name of what the specification does not name.
    pub(super) fn kind(&mut self, shape: &'a Shape, owner: &str, field: &str) -> FieldType {
        let target = self.facts.follow(shape);
        let component = last_reference(self.facts, shape);
        if !target.values.is_empty() {
            return FieldType::Enumeration(match component {
                Some(name) => self.enumeration(name.to_owned(), &target.values),
                None => self.enumeration_of_field(owner, field, &target.values),
            });
        }
        if !target.properties.is_empty() {
            return FieldType::Record(match component {
                Some(component) => self.component(component),
                None => self.inline(format!("{owner}{}", capitalised(field)), target),
            });
        }
        if let Some(time) = specification_quirks::time(target) {
            return match time {
                Time::MicrosoftDate => FieldType::Date(DateStyle::Microsoft),
                Time::MicrosoftInstant => FieldType::Instant(DateStyle::Microsoft),
                Time::Date => FieldType::Date(self.spelling()),
                Time::Instant => FieldType::Instant(self.spelling()),
            };
        }
        match target.kind.as_deref() {
            Some("array") => {
                let items = target.items.as_deref();
                FieldType::List(Box::new(items.map_or(FieldType::Json, |items| self.kind(items, owner, field))))
            }
            Some("boolean") => FieldType::Boolean,
            Some("integer") => FieldType::Integer,
            Some("number") if specification_quirks::is_decimal(target) => FieldType::Decimal,
            Some("string") if specification_quirks::is_uuid(target) => FieldType::Id,
            Some("string") => FieldType::Text,
            _ => FieldType::Json,
        }
    }

    fn spelling(&self) -> DateStyle {
        if self.decisions.family.dates == "microsoft" { DateStyle::Microsoft } else { DateStyle::Iso }
    }

    /// The enumeration of a component.
    fn enumeration(&mut self, name: String, values: &[String]) -> String {
        let known = self.enumerations.entry(name.clone()).or_insert_with(|| values.to_vec());
        if known != values {
            self.error(format!("two enumerations are called {name}"));
        }
        name
    }

    /// An enumeration without a name of its own is called by its record and its field, or by its field alone if that
    /// starts with the record's name.
    fn enumeration_of_field(&mut self, owner: &str, field: &str, values: &[String]) -> String {
        let field = capitalised(field);
        let full = format!("{owner}{field}");
        let short = if field.starts_with(owner) { field } else { full.clone() };
        let candidates = [short, full.clone(), format!("{full}Value")];
        for name in candidates {
            let of_component = self.facts.schemas.get(&name).is_some_and(|shape| shape.values != values);
            let of_other = self.enumerations.get(&name).is_some_and(|known| known != values);
            if !of_component && !of_other && !self.known.contains(&name) {
                return self.enumeration(name, values);
            }
        }
        self.error(format!("no name is left for the enumeration {full}"));
        full
    }

    /// The name of a parameter's enumeration, if it is a component, which is then added to the table.
    pub(super) fn enumeration_of_parameter(&mut self, shape: &'a Shape) -> Option<String> {
        let component = last_reference(self.facts, shape)?;
        let values = &self.facts.follow(shape).values;
        Some(self.enumeration(component.to_owned(), values))
    }

    /// The values of an enumeration that the overlay names.
    pub(super) fn values_of(&mut self, name: &str) -> Option<Vec<String>> {
        self.make();
        if let Some(values) = self.enumerations.get(name) {
            return Some(values.clone());
        }
        let shape = self.facts.schemas.get(name).filter(|shape| !shape.values.is_empty())?;
        Some(self.enumerations.entry(name.to_owned()).or_insert_with(|| shape.values.clone()).clone())
    }

    /// A type as the overlay writes it: `integer`, `Invoice`, `ReportRow[]`.
    fn kind_of_text(&mut self, text: &str) -> Option<FieldType> {
        if let Some(items) = text.strip_suffix("[]") {
            return Some(FieldType::List(Box::new(self.kind_of_text(items)?)));
        }
        Some(match text {
            "text" => FieldType::Text,
            "id" => FieldType::Id,
            "boolean" => FieldType::Boolean,
            "integer" => FieldType::Integer,
            "decimal" => FieldType::Decimal,
            "date" => FieldType::Date(self.spelling()),
            "instant" => FieldType::Instant(self.spelling()),
            "microsoft_date" => FieldType::Date(DateStyle::Microsoft),
            "microsoft_instant" => FieldType::Instant(DateStyle::Microsoft),
            "iso_date" => FieldType::Date(DateStyle::Iso),
            "iso_instant" => FieldType::Instant(DateStyle::Iso),
            "json" => FieldType::Json,
            name => {
                let component = self.renamed.get(name).copied().or_else(|| {
                    let (component, _) = self.facts.schemas.get_key_value(name)?;
                    Some(component)
                });
                match component {
                    Some(component) if !self.facts.schemas[component].values.is_empty() => FieldType::Enumeration(
                        self.enumeration(component.to_owned(), &self.facts.schemas[component].values),
                    ),
                    Some(component) => FieldType::Record(self.component(component)),
                    None if self.enumerations.contains_key(name) => FieldType::Enumeration(name.to_owned()),
                    None => return None,
                }
            }
        })
    }

    fn make(&mut self) {
        while let Some((name, source)) = self.waiting.pop_front() {
            let schema = self.schema(name, source);
            self.made.push(schema);
        }
    }

    fn schema(&mut self, name: String, source: SchemaSource<'a>) -> Schema {
        let nothing = SchemaDecision::default();
        // The overlay refers to a record inside another by our name.
        let decided_by = source.component.unwrap_or(&name);
        let decision = self.decisions.schemas.get(decided_by).unwrap_or(&nothing);
        let mut fields = Vec::new();
        let mut names = BTreeSet::new();
        for property in &source.shape.properties {
            let overridden = decision.fields.get(&property.name).or_else(|| decision.kinds.get(&property.name));
            if overridden.is_some_and(|text| plain_kind(self.facts.follow(&property.shape)) == Some(text)) {
                self.error(format!("schemas: {decided_by}: {} is of that kind already", property.name));
            }
            let kind = match overridden {
                Some(text) => self.kind_of_text(text).unwrap_or_else(|| {
                    self.error(format!("schemas: {decided_by}: {} is of no known kind {text:?}", property.name));
                    FieldType::Json
                }),
                None => self.kind(&property.shape, &name, &property.name),
            };
            let read_only = property.shape.read_only || decision.read_only.contains(&property.name);
            let required = match &decision.required {
                Some(required) => required.contains(&property.name),
                None => specification_quirks::is_required(source.shape, &property.name),
            };
            let wire = specification_quirks::field_name(self.key, decided_by, &property.name).unwrap_or(&property.name);
            fields.push(self.field(decided_by, decision, wire, kind, read_only, required));
        }
        for (wire, text) in &decision.fields {
            if source.shape.properties.iter().any(|property| property.name == *wire) {
                continue;
            }
            let kind = self.kind_of_text(text).unwrap_or(FieldType::Json);
            let read_only = decision.read_only.contains(wire);
            let required = decision.required.as_ref().is_some_and(|required| required.contains(wire));
            fields.push(self.field(decided_by, decision, wire, kind, read_only, required));
        }
        self.check_fields(decided_by, decision, &fields);
        for field in &fields {
            if !names.insert(&field.name) {
                self.error(format!("schemas: {decided_by}: two fields are called {}; give names", field.name));
            }
        }
        if let Some(identity) = identity(&name, decision, &fields) {
            fields[identity].identifies = true;
        }
        let doc = decision.doc.clone().unwrap_or_else(|| default_docs::of_schema(&name));
        Schema { name, doc, fields }
    }

    fn field(
        &self,
        decided_by: &str,
        decision: &SchemaDecision,
        wire: &str,
        kind: FieldType,
        read_only: bool,
        required: bool,
    ) -> Field {
        let doc = self.decisions.fields.get(&(decided_by.to_owned(), wire.to_owned()));
        Field {
            name: decision.names.get(wire).cloned().unwrap_or_else(|| snake(wire)),
            wire: wire.to_owned(),
            kind,
            read_only,
            only_with: decision.only_with.get(wire).cloned(),
            required,
            identifies: false,
            doc: doc.cloned().unwrap_or_default(),
        }
    }

    /// Overlay entries for fields that do not exist are errors.
    fn check_fields(&mut self, decided_by: &str, decision: &SchemaDecision, fields: &[Field]) {
        let named = decision.read_only.iter().chain(decision.required.iter().flatten()).chain(decision.kinds.keys());
        for wire in named.chain(decision.names.keys()).chain(&decision.identifies) {
            if !fields.iter().any(|field| field.wire == *wire) {
                self.error(format!("schemas: {decided_by} has no field {wire}"));
            }
        }
        for (wire, with) in &decision.only_with {
            let is_so = |wire: &str, read_only| fields.iter().any(|it| it.wire == wire && it.read_only == read_only);
            if !is_so(wire, true) || !is_so(with, false) {
                self.error(format!("schemas: {decided_by}: {wire} is no read-only field beside a written {with}"));
            }
        }
        let documented: Vec<_> = self.decisions.fields.keys().filter(|(schema, _)| schema == decided_by).collect();
        for (_, wire) in documented {
            if !fields.iter().any(|field| field.wire == *wire) {
                self.error(format!("fields: {decided_by} has no field {wire}"));
            }
        }
    }

    /// All schemas and enumerations, sorted by name.
    pub(super) fn finish(mut self, errors: &mut Errors) -> (Vec<Schema>, Vec<Enumeration>) {
        self.make();
        let decided = self.decisions.schemas.keys().chain(self.decisions.fields.keys().map(|(schema, _)| schema));
        for name in decided {
            if !self.facts.schemas.contains_key(name) && !self.made.iter().any(|schema| schema.name == *name) {
                self.errors.add(format!("overlay/{}.toml: schemas: there is no schema {name}", self.key));
            }
        }
        for schema in &self.made {
            if self.enumerations.contains_key(&schema.name) {
                let name = &schema.name;
                self.errors.add(format!("overlay/{}.toml: {name} is both a schema and an enumeration", self.key));
            }
            if matches!(schema.name.as_str(), "Record" | "Page" | "Meta") {
                self.errors.add(format!("overlay/{}.toml: schemas: {} is taken; rename it", self.key, schema.name));
            }
        }
        errors.merge(self.errors);
        self.made.sort_by(|a, b| a.name.cmp(&b.name));
        let enumerations = self.enumerations.into_iter().map(|(name, values)| Enumeration { name, values });
        (self.made, enumerations.collect())
    }
}

/// The specification's type as the overlay writes it, if it is a plain type.
fn plain_kind(shape: &Shape) -> Option<&'static str> {
    if !shape.values.is_empty() || specification_quirks::time(shape).is_some() {
        return None;
    }
    match shape.kind.as_deref()? {
        "boolean" => Some("boolean"),
        "integer" => Some("integer"),
        "number" => Some("decimal"),
        "string" if specification_quirks::is_uuid(shape) => Some("id"),
        "string" => Some("text"),
        _ => None,
    }
}

/// The component at the end of a shape's references.
pub(super) fn last_reference<'a>(facts: &'a Facts, shape: &'a Shape) -> Option<&'a str> {
    let mut name = shape.reference.as_deref()?;
    for _ in 0..16 {
        match facts.schemas.get(name).and_then(|shape| shape.reference.as_deref()) {
            Some(next) => name = next,
            None => break,
        }
    }
    Some(name)
}

/// The field that identifies a record: the overlay's, or the one named after the record, or `id`.
fn identity(name: &str, decision: &SchemaDecision, fields: &[Field]) -> Option<usize> {
    let find = |wire: &str| fields.iter().position(|field| field.wire.eq_ignore_ascii_case(wire));
    match &decision.identifies {
        Some(wire) => find(wire),
        None => find(&format!("{name}ID")).or_else(|| find("id")),
    }
}
