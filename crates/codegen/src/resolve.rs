//! Combines facts and overlay into the form that the emitters read. Whatever the overlay leaves undecided is an error.

mod context;
mod default_docs;
mod operations;
mod schemas;

use std::collections::BTreeSet;

use crate::errors::{Errors, Result};
use crate::facts::{AllFacts, Facts};
use crate::model::{Api, Family, Resource};
use crate::overlay::{Decisions, Overlay};
use context::Context;
use schemas::Schemas;

/// `errors` are those found while the overlay was read.
pub(crate) fn resolve(facts: &AllFacts, overlay: &Overlay, mut errors: Errors) -> Result<Api> {
    let mut families = Vec::new();
    for key in facts.keys().filter(|key| !overlay.families.contains_key(*key)) {
        for id in facts[key].operations.keys() {
            errors.add(format!("overlay/{key}.toml: operations: {id} has no decision"));
        }
    }
    for key in &overlay.order {
        match (facts.get(key), overlay.families.get(key)) {
            (Some(facts), Some(decisions)) => families.push(family(key, facts, decisions, &mut errors)),
            (None, _) => errors.add(format!("overlay/index.toml: there are no facts of {key}")),
            (_, None) => {}
        }
    }
    let mut names = BTreeSet::new();
    for resource in families.iter().flat_map(|family| family.resources.iter().map(move |it| (family, it))) {
        let (family, resource) = resource;
        if !names.insert((&family.namespace, &resource.name)) {
            errors.add(format!("overlay/{}.toml: resource {} exists in another family", family.key, resource.name));
        }
    }
    errors.into_result(Api { families })
}

fn family(key: &str, facts: &Facts, decisions: &Decisions, errors: &mut Errors) -> Family {
    let schemas = Schemas::new(key, facts, decisions);
    let mut context = Context { key, facts, decisions, errors, schemas };
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
            context.error(format!("resources: {name} has no operations"));
        }
        own.sort_by(|a, b| default_docs::place_of_verb(&a.verb).cmp(&default_docs::place_of_verb(&b.verb)));
        resources.push(Resource { name: name.clone(), doc: decision.doc.clone(), operations: own });
    }
    let Context { schemas, errors, .. } = context;
    let (schemas, enumerations) = schemas.finish(errors);
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
        context.error(format!("family: base is {base}, but the specification says {:?}", context.facts.base));
    }
    if !matches!(family.dates.as_str(), "iso" | "microsoft") {
        context.error("family: dates is neither \"iso\" nor \"microsoft\"");
    }
    let specification = crate::facts::SPECIFICATIONS.iter().find(|(key, _)| *key == context.key).map(|(_, file)| *file);
    if let Some(spec) = family.spec.as_ref().filter(|spec| Some(spec.as_str()) != specification) {
        context
            .error(format!("family: spec is {spec}, but the facts come from {}", specification.unwrap_or("no file")));
    }
}
