//! Records: the schemas that operations reach, with our names.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::facts::{Facts, Shape};
use crate::model::{Enumeration, Kind, Member, Schema, Spelling};
use crate::names::{capitalised, snake};
use crate::overlay::{self, Decisions};
use crate::problems::Problems;
use crate::quirks::{self, Time};

use super::default_docs;

pub(super) struct Schemas<'a> {
    key: &'a str,
    facts: &'a Facts,
    decisions: &'a Decisions,
    /// The specification's name of what is called otherwise here.
    renamed: BTreeMap<&'a str, &'a str>,
    /// Still to be made: our name, and where its shape is from.
    waiting: VecDeque<(String, Source<'a>)>,
    known: BTreeSet<String>,
    made: Vec<Schema>,
    enumerations: BTreeMap<String, Vec<String>>,
    problems: Problems,
}

#[derive(Clone, Copy)]
struct Source<'a> {
    /// The specification's name, by which the overlay decides; none for records that stand within others.
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
            problems: Problems::default(),
        }
    }

    fn problem(&mut self, problem: impl AsRef<str>) {
        self.problems.add(format!("overlay/{}.toml: {}", self.key, problem.as_ref()));
    }

    /// Our name of a component, which is then part of the table.
    pub(super) fn component(&mut self, component: &'a str) -> String {
        let decided = self.decisions.schemas.get(component).and_then(|schema| schema.name.clone());
        let name = decided.unwrap_or_else(|| component.to_owned());
        match self.facts.schemas.get(component) {
            Some(shape) => self.wait(name.clone(), Source { component: Some(component), shape }),
            None => self.problem(format!("there is no schema {component}")),
        }
        name
    }

    /// A record that stands within another, or within a body, without a name in the specification.
    fn inline(&mut self, name: String, shape: &'a Shape) -> String {
        self.wait(name.clone(), Source { component: None, shape });
        name
    }

    fn wait(&mut self, name: String, source: Source<'a>) {
        if self.known.insert(name.clone()) {
            self.waiting.push_back((name, source));
        }
    }

    /// The kind of a value. `owner` and `member` name what has no name itself.
    pub(super) fn kind(&mut self, shape: &'a Shape, owner: &str, member: &str) -> Kind {
        let target = self.facts.follow(shape);
        let component = last_reference(self.facts, shape);
        if !target.values.is_empty() {
            return Kind::Enumeration(match component {
                Some(name) => self.enumeration(name.to_owned(), &target.values),
                None => self.enumeration_of_member(owner, member, &target.values),
            });
        }
        if !target.properties.is_empty() {
            return Kind::Record(match component {
                Some(component) => self.component(component),
                None => self.inline(format!("{owner}{}", capitalised(member)), target),
            });
        }
        if let Some(time) = quirks::time(target) {
            return match time {
                Time::MicrosoftDate => Kind::Date(Spelling::Microsoft),
                Time::MicrosoftInstant => Kind::Instant(Spelling::Microsoft),
                Time::Date => Kind::Date(self.spelling()),
                Time::Instant => Kind::Instant(self.spelling()),
            };
        }
        match target.kind.as_deref() {
            Some("array") => {
                let items = target.items.as_deref();
                Kind::List(Box::new(items.map_or(Kind::Json, |items| self.kind(items, owner, member))))
            }
            Some("boolean") => Kind::Boolean,
            Some("integer") => Kind::Integer,
            Some("number") if quirks::is_decimal(target) => Kind::Decimal,
            Some("string") if quirks::is_uuid(target) => Kind::Id,
            Some("string") => Kind::Text,
            _ => Kind::Json,
        }
    }

    fn spelling(&self) -> Spelling {
        if self.decisions.family.dates == "microsoft" { Spelling::Microsoft } else { Spelling::Iso }
    }

    /// The enumeration of a component.
    fn enumeration(&mut self, name: String, values: &[String]) -> String {
        let known = self.enumerations.entry(name.clone()).or_insert_with(|| values.to_vec());
        if known != values {
            self.problem(format!("two enumerations are called {name}"));
        }
        name
    }

    /// An enumeration without a name of its own is called by its record and its member, or by its member alone if that
    /// starts with the record's name.
    fn enumeration_of_member(&mut self, owner: &str, member: &str, values: &[String]) -> String {
        let member = capitalised(member);
        let full = format!("{owner}{member}");
        let short = if member.starts_with(owner) { member } else { full.clone() };
        let candidates = [short, full.clone(), format!("{full}Value")];
        for name in candidates {
            let of_component = self.facts.schemas.get(&name).is_some_and(|shape| shape.values != values);
            let of_other = self.enumerations.get(&name).is_some_and(|known| known != values);
            if !of_component && !of_other && !self.known.contains(&name) {
                return self.enumeration(name, values);
            }
        }
        self.problem(format!("no name is left for the enumeration {full}"));
        full
    }

    /// The name of an enumeration of these values, if the family has one. Of a component, it becomes part of the table.
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

    /// A kind in the overlay's words: `integer`, `Invoice`, `ReportRow[]`.
    fn kind_of_text(&mut self, text: &str) -> Option<Kind> {
        if let Some(items) = text.strip_suffix("[]") {
            return Some(Kind::List(Box::new(self.kind_of_text(items)?)));
        }
        Some(match text {
            "text" => Kind::Text,
            "id" => Kind::Id,
            "boolean" => Kind::Boolean,
            "integer" => Kind::Integer,
            "decimal" => Kind::Decimal,
            "date" => Kind::Date(self.spelling()),
            "instant" => Kind::Instant(self.spelling()),
            "microsoft_date" => Kind::Date(Spelling::Microsoft),
            "microsoft_instant" => Kind::Instant(Spelling::Microsoft),
            "iso_date" => Kind::Date(Spelling::Iso),
            "iso_instant" => Kind::Instant(Spelling::Iso),
            "json" => Kind::Json,
            name => {
                let component = self.renamed.get(name).copied().or_else(|| {
                    let (component, _) = self.facts.schemas.get_key_value(name)?;
                    Some(component)
                });
                match component {
                    Some(component) if !self.facts.schemas[component].values.is_empty() => {
                        Kind::Enumeration(self.enumeration(component.to_owned(), &self.facts.schemas[component].values))
                    }
                    Some(component) => Kind::Record(self.component(component)),
                    None if self.enumerations.contains_key(name) => Kind::Enumeration(name.to_owned()),
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

    fn schema(&mut self, name: String, source: Source<'a>) -> Schema {
        let nothing = overlay::Schema::default();
        // A record within another is decided by our name for it.
        let decided_by = source.component.unwrap_or(&name);
        let decision = self.decisions.schemas.get(decided_by).unwrap_or(&nothing);
        let mut members = Vec::new();
        let mut names = BTreeSet::new();
        for property in &source.shape.properties {
            let overridden = decision.members.get(&property.name).or_else(|| decision.kinds.get(&property.name));
            if overridden.is_some_and(|text| plain_kind(self.facts.follow(&property.shape)) == Some(text)) {
                self.problem(format!("schemas: {decided_by}: {} is of that kind already", property.name));
            }
            let kind = match overridden {
                Some(text) => self.kind_of_text(text).unwrap_or_else(|| {
                    self.problem(format!("schemas: {decided_by}: {} is of no known kind {text:?}", property.name));
                    Kind::Json
                }),
                None => self.kind(&property.shape, &name, &property.name),
            };
            let read_only = property.shape.read_only || decision.read_only.contains(&property.name);
            let required = match &decision.required {
                Some(required) => required.contains(&property.name),
                None => quirks::is_required(source.shape, &property.name),
            };
            let wire = quirks::member_name(self.key, decided_by, &property.name).unwrap_or(&property.name);
            members.push(self.member(decided_by, decision, wire, kind, read_only, required));
        }
        for (wire, text) in &decision.members {
            if source.shape.properties.iter().any(|property| property.name == *wire) {
                continue;
            }
            let kind = self.kind_of_text(text).unwrap_or(Kind::Json);
            let read_only = decision.read_only.contains(wire);
            let required = decision.required.as_ref().is_some_and(|required| required.contains(wire));
            members.push(self.member(decided_by, decision, wire, kind, read_only, required));
        }
        self.check_members(decided_by, decision, &members);
        for member in &members {
            if !names.insert(&member.name) {
                self.problem(format!("schemas: {decided_by}: two members are called {}; give names", member.name));
            }
        }
        if let Some(identity) = identity(&name, decision, &members) {
            members[identity].identifies = true;
        }
        let doc = decision.doc.clone().unwrap_or_else(|| default_docs::of_schema(&name));
        Schema { name, doc, members }
    }

    fn member(
        &self,
        decided_by: &str,
        decision: &overlay::Schema,
        wire: &str,
        kind: Kind,
        read_only: bool,
        required: bool,
    ) -> Member {
        let doc = self.decisions.members.get(&(decided_by.to_owned(), wire.to_owned()));
        Member {
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

    /// What the overlay says about members that do not exist is an error.
    fn check_members(&mut self, decided_by: &str, decision: &overlay::Schema, members: &[Member]) {
        let named = decision.read_only.iter().chain(decision.required.iter().flatten()).chain(decision.kinds.keys());
        for wire in named.chain(decision.names.keys()).chain(&decision.identifies) {
            if !members.iter().any(|member| member.wire == *wire) {
                self.problem(format!("schemas: {decided_by} has no member {wire}"));
            }
        }
        for (wire, with) in &decision.only_with {
            let is_so = |wire: &str, read_only| members.iter().any(|it| it.wire == wire && it.read_only == read_only);
            if !is_so(wire, true) || !is_so(with, false) {
                self.problem(format!("schemas: {decided_by}: {wire} is no read-only member beside a written {with}"));
            }
        }
        let documented: Vec<_> = self.decisions.members.keys().filter(|(schema, _)| schema == decided_by).collect();
        for (_, wire) in documented {
            if !members.iter().any(|member| member.wire == *wire) {
                self.problem(format!("members: {decided_by} has no member {wire}"));
            }
        }
    }

    /// All schemas and enumerations, sorted by name.
    pub(super) fn finish(mut self, problems: &mut Problems) -> (Vec<Schema>, Vec<Enumeration>) {
        self.make();
        let decided = self.decisions.schemas.keys().chain(self.decisions.members.keys().map(|(schema, _)| schema));
        for name in decided {
            if !self.facts.schemas.contains_key(name) && !self.made.iter().any(|schema| schema.name == *name) {
                self.problems.add(format!("overlay/{}.toml: schemas: there is no schema {name}", self.key));
            }
        }
        for schema in &self.made {
            if self.enumerations.contains_key(&schema.name) {
                let name = &schema.name;
                self.problems.add(format!("overlay/{}.toml: {name} is both a schema and an enumeration", self.key));
            }
            if matches!(schema.name.as_str(), "Record" | "Page" | "Meta") {
                self.problems.add(format!("overlay/{}.toml: schemas: {} is taken; rename it", self.key, schema.name));
            }
        }
        problems.merge(self.problems);
        self.made.sort_by(|a, b| a.name.cmp(&b.name));
        let enumerations = self.enumerations.into_iter().map(|(name, values)| Enumeration { name, values });
        (self.made, enumerations.collect())
    }
}

/// The overlay's word for what the specification says, if it is a plain value.
fn plain_kind(shape: &Shape) -> Option<&'static str> {
    if !shape.values.is_empty() || quirks::time(shape).is_some() {
        return None;
    }
    match shape.kind.as_deref()? {
        "boolean" => Some("boolean"),
        "integer" => Some("integer"),
        "number" => Some("decimal"),
        "string" if quirks::is_uuid(shape) => Some("id"),
        "string" => Some("text"),
        _ => None,
    }
}

/// The component that a shape is, after all its references.
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

/// The member that the overlay names, or the one that is called like its record, or `id`.
fn identity(name: &str, decision: &overlay::Schema, members: &[Member]) -> Option<usize> {
    let find = |wire: &str| members.iter().position(|member| member.wire.eq_ignore_ascii_case(wire));
    match &decision.identifies {
        Some(wire) => find(wire),
        None => find(&format!("{name}ID")).or_else(|| find("id")),
    }
}
