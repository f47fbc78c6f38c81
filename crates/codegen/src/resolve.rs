//! Facts and overlay to the one form that is emitted. Whatever is not decided is an error, and all errors come at once.

mod default_docs;
mod operations;
mod schemas;

use std::collections::BTreeSet;

use crate::facts::{AllFacts, Facts};
use crate::model::{Api, Family, Reachable, Resource};
use crate::overlay::{Decisions, Overlay};
use crate::problems::{Problems, Result};
use schemas::Schemas;

/// `problems` are those of reading the overlay.
pub(crate) fn resolve(facts: &AllFacts, overlay: &Overlay, mut problems: Problems) -> Result<Api> {
    let mut families = Vec::new();
    for key in facts.keys().filter(|key| !overlay.families.contains_key(*key)) {
        for id in facts[key].operations.keys() {
            problems.add(format!("overlay/{key}.toml: operations: {id} has no decision"));
        }
    }
    for key in &overlay.order {
        match (facts.get(key), overlay.families.get(key)) {
            (Some(facts), Some(decisions)) => families.push(family(key, facts, decisions, &mut problems)),
            (None, _) => problems.add(format!("overlay/index.toml: there are no facts of {key}")),
            (_, None) => {}
        }
    }
    let mut names = BTreeSet::new();
    for resource in families.iter().flat_map(|family| family.resources.iter().map(move |it| (family, it))) {
        let (family, resource) = resource;
        if !names.insert((&family.namespace, &resource.name)) {
            problems.add(format!("overlay/{}.toml: resource {} exists in another family", family.key, resource.name));
        }
    }
    problems.into_result(Api { families })
}

/// What is at hand while one family is resolved.
struct Context<'a> {
    key: &'a str,
    facts: &'a Facts,
    decisions: &'a Decisions,
    problems: &'a mut Problems,
    schemas: Schemas<'a>,
}

impl Context<'_> {
    fn problem(&mut self, problem: impl AsRef<str>) {
        self.problems.add(format!("overlay/{}.toml: {}", self.key, problem.as_ref()));
    }
}

fn family(key: &str, facts: &Facts, decisions: &Decisions, problems: &mut Problems) -> Family {
    let schemas = Schemas::new(key, facts, decisions);
    let mut context = Context { key, facts, decisions, problems, schemas };
    check_family(&mut context);
    let mut operations = operations::operations(&mut context);
    let mut resources = Vec::new();
    for (name, decision) in &decisions.resources {
        let mut own = Vec::new();
        let mut at = 0;
        while at < operations.len() {
            if operations[at].0 == *name { own.push(operations.remove(at).1) } else { at += 1 }
        }
        if own.is_empty() {
            context.problem(format!("resources: {name} has no operations"));
        }
        own.sort_by(|a, b| default_docs::place_of_verb(&a.verb).cmp(&default_docs::place_of_verb(&b.verb)));
        resources.push(Resource { name: name.clone(), doc: decision.doc.clone(), operations: own });
    }
    let Context { schemas, problems, .. } = context;
    let (schemas, enumerations) = schemas.finish(problems);
    let namespace = Some(decisions.family.namespace.clone()).filter(|namespace| !namespace.is_empty());
    Family {
        key: key.to_owned(),
        namespace,
        title: decisions.family.title.clone(),
        doc: decisions.family.doc.clone(),
        base: facts.base.clone(),
        resources,
        schemas,
        enumerations,
    }
}

fn check_family(context: &mut Context<'_>) {
    let family = &context.decisions.family;
    if let Some(base) = family.base.as_ref().filter(|base| base.trim_end_matches('/') != context.facts.base) {
        context.problem(format!("family: base is {base}, but the specification says {:?}", context.facts.base));
    }
    if !matches!(family.dates.as_str(), "iso" | "microsoft") {
        context.problem("family: dates is neither \"iso\" nor \"microsoft\"");
    }
    let specification = crate::facts::SPECIFICATIONS.iter().find(|(key, _)| *key == context.key).map(|(_, file)| *file);
    if let Some(spec) = family.spec.as_ref().filter(|spec| Some(spec.as_str()) != specification) {
        context
            .problem(format!("family: spec is {spec}, but the facts come from {}", specification.unwrap_or("no file")));
    }
}

fn reachable(text: &str) -> Option<Reachable> {
    match text {
        "yes" => Some(Reachable::Yes),
        "no" => Some(Reachable::No),
        "unknown" => Some(Reachable::Unknown),
        _ => None,
    }
}
