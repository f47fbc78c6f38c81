//! The casing of names: Python's and JSON's snake case, TypeScript's camel case, and the nearest right name for hints.

use serde_json::{Map, Value};

/// The casing that a face speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Naming {
    Snake,
    Camel,
}

impl Naming {
    /// Turns the snake-case keys of an object, at every depth, into this casing.
    pub(crate) fn rename_keys(self, value: Value) -> Value {
        match self {
            Self::Snake => value,
            Self::Camel => map_keys(value, &|key| to_camel(key)),
        }
    }

    /// Turns the keys of an object in this casing, at every depth, into snake case.
    pub(crate) fn to_snake_keys(self, value: Value) -> Value {
        match self {
            Self::Snake => value,
            Self::Camel => map_keys(value, &|key| to_snake(key)),
        }
    }

    /// A name in this casing as snake case.
    pub(crate) fn to_snake(self, name: &str) -> String {
        match self {
            Self::Snake => name.to_owned(),
            Self::Camel => to_snake(name),
        }
    }

    /// A snake-case name in this casing.
    pub(crate) fn name(self, snake: &str) -> String {
        match self {
            Self::Snake => snake.to_owned(),
            Self::Camel => to_camel(snake),
        }
    }
}

fn map_keys(value: Value, rename: &dyn Fn(&str) -> String) -> Value {
    match value {
        Value::Object(members) => Value::Object(
            members.into_iter().map(|(key, value)| (rename(&key), map_keys(value, rename))).collect::<Map<_, _>>(),
        ),
        Value::Array(items) => items.into_iter().map(|item| map_keys(item, rename)).collect(),
        other => other,
    }
}

fn to_camel(snake: &str) -> String {
    let mut camel = String::with_capacity(snake.len());
    let mut raise = false;
    for character in snake.chars() {
        if character == '_' && !camel.is_empty() {
            raise = true;
        } else if raise {
            camel.extend(character.to_uppercase());
            raise = false;
        } else {
            camel.push(character);
        }
    }
    camel
}

fn to_snake(camel: &str) -> String {
    let mut snake = String::with_capacity(camel.len() + 4);
    for character in camel.chars() {
        if character.is_uppercase() {
            snake.push('_');
            snake.extend(character.to_lowercase());
        } else {
            snake.push(character);
        }
    }
    snake
}

/// The candidate most like `name`, if one is like it at all.
pub(crate) fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    candidates
        .into_iter()
        .map(|candidate| (strsim::jaro_winkler(&name.to_lowercase(), &candidate.to_lowercase()), candidate))
        .filter(|(likeness, _)| *likeness > 0.75)
        .max_by(|left, right| left.0.total_cmp(&right.0))
        .map(|(_, candidate)| candidate)
}

/// "did you mean …?", or the list of what there is.
pub(crate) fn suggestion<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str> + Clone) -> String {
    match nearest(name, candidates.clone()) {
        Some(candidate) => format!("did you mean {candidate}?"),
        None => format!("there are: {}", candidates.into_iter().collect::<Vec<_>>().join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn keys_change_case_at_every_depth_and_back() {
        let snake = json!({"client_id": 1, "limits": {"per_minute": [{"max_wait": 2}]}});
        let camel = Naming::Camel.rename_keys(snake.clone());
        assert_eq!(camel, json!({"clientId": 1, "limits": {"perMinute": [{"maxWait": 2}]}}));
        assert_eq!(Naming::Camel.to_snake_keys(camel), snake);
    }

    #[test]
    fn a_misspelt_name_finds_its_neighbour_and_nonsense_finds_none() {
        assert_eq!(nearest("clientid", ["client_id", "profile"]), Some("client_id"));
        assert_eq!(nearest("zzz", ["client_id", "profile"]), None);
    }
}
