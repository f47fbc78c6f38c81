//! Names in the case of a language: keys of JSON, and the options and fields that hints name.

use std::borrow::Cow;

use serde_json::{Map, Value};
use xero_m2m::NameCase;

/// JSON of ours, which is made in snake case, in the case of the caller.
pub(crate) trait CaseOfNames {
    /// Turns the snake-case keys of an object, at every depth, into this case.
    fn rename_keys(self, value: Value) -> Value;

    /// Turns the keys of an object in this case, at every depth, into snake case.
    fn to_snake_keys(self, value: Value) -> Value;

    /// A sentence of ours, which names options and fields in snake case, with these names in this case.
    fn sentence(self, sentence: &str) -> Cow<'_, str>;
}

impl CaseOfNames for NameCase {
    fn rename_keys(self, value: Value) -> Value {
        match self {
            Self::Snake => value,
            Self::Camel => map_keys(value, &|key| self.name(key)),
        }
    }

    fn to_snake_keys(self, value: Value) -> Value {
        match self {
            Self::Snake => value,
            Self::Camel => map_keys(value, &|key| self.to_snake(key)),
        }
    }

    fn sentence(self, sentence: &str) -> Cow<'_, str> {
        let is_of_name = |character: char| character == '_' || character.is_ascii_alphanumeric();
        if self == Self::Snake || !NAMED.iter().any(|name| sentence.contains(name)) {
            return Cow::Borrowed(sentence);
        }
        let words = sentence.split_inclusive(|character| !is_of_name(character));
        Cow::Owned(
            words
                .map(|word| {
                    let name = word.trim_end_matches(|character| !is_of_name(character));
                    if NAMED.contains(&name) { self.name(name) + &word[name.len()..] } else { word.to_owned() }
                })
                .collect(),
        )
    }
}

/// What hints call by its name. Names of users' own, such as a profile's, are theirs.
const NAMED: &[&str] = &[
    "base_url",
    "ca_file",
    "client_certificate",
    "client_id",
    "client_secret",
    "extra_body",
    "extra_headers",
    "extra_query",
    "idempotency_key",
    "initial_delay",
    "log_level",
    "max_attempts",
    "max_delay",
    "max_wait",
    "per_minute",
    "reserve_daily",
    "resets_at",
    "retry_after",
    "tenant_id",
    "token_cache",
    "token_url",
    "trust_env",
];

fn map_keys(value: Value, rename: &dyn Fn(&str) -> String) -> Value {
    match value {
        Value::Object(fields) => Value::Object(
            fields.into_iter().map(|(key, value)| (rename(&key), map_keys(value, rename))).collect::<Map<_, _>>(),
        ),
        Value::Array(items) => items.into_iter().map(|item| map_keys(item, rename)).collect(),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn keys_change_case_at_every_depth_and_back() {
        let snake = json!({"client_id": 1, "limits": {"per_minute": [{"max_wait": 2}]}});
        let camel = NameCase::Camel.rename_keys(snake.clone());
        assert_eq!(camel, json!({"clientId": 1, "limits": {"perMinute": [{"maxWait": 2}]}}));
        assert_eq!(NameCase::Camel.to_snake_keys(camel), snake);
    }

    #[test]
    fn a_hint_names_options_as_its_language_does() {
        let hint = "lower reserve_daily of limits (limits.per_minute), or max_wait; my_max_wait stays";
        let camel = "lower reserveDaily of limits (limits.perMinute), or maxWait; my_max_wait stays";
        assert_eq!(NameCase::Camel.sentence(hint), camel);
        assert_eq!(NameCase::Snake.sentence(hint), hint);
        assert_eq!(NameCase::Camel.sentence("check the network"), "check the network");
    }
}
