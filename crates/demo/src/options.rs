//! The options that a demo company starts with.

use serde_json::Value;

use crate::clock::FASTEST;
use crate::error::DemoError;
use crate::fields::Fields;
use crate::limits::Settings;

pub(crate) struct Options {
    pub(crate) region: String,
    pub(crate) clock: Option<i64>,
    pub(crate) clock_speed: f64,
    /// Seconds.
    pub(crate) token_ttl: i64,
    pub(crate) limits: Settings,
    /// Organisation and chart of accounts only.
    pub(crate) empty: bool,
    pub(crate) invoices: usize,
    pub(crate) contacts: usize,
    pub(crate) client_id: Option<String>,
    pub(crate) client_secret: Option<String>,
}

impl Options {
    pub(crate) fn parse(json: &[u8]) -> Result<Options, DemoError> {
        let fields = Fields::parse("the options", json)?;
        fields.allow(&[
            "region",
            "clock",
            "clock_speed",
            "token_ttl",
            "limits",
            "seed",
            "client_id",
            "client_secret",
        ])?;
        let (empty, invoices, contacts) = seed(&fields)?;
        let token_ttl = fields.count("token_ttl")?.unwrap_or(1_800);
        Ok(Options {
            region: fields.text("region")?.unwrap_or_else(|| "NZ".to_owned()),
            clock: fields.instant("clock")?,
            clock_speed: fields.number("clock_speed", FASTEST)?.unwrap_or(1.0),
            token_ttl: i64::try_from(token_ttl).unwrap_or(i64::MAX).min(1_000_000_000),
            limits: limits(&fields)?,
            empty,
            invoices,
            contacts,
            client_id: some_text(&fields, "client_id")?,
            client_secret: some_text(&fields, "client_secret")?,
        })
    }
}

/// `true`, `false`, or the members of the `limits` command.
fn limits(fields: &Fields) -> Result<Settings, DemoError> {
    let defaults = Settings::default();
    match fields.get("limits") {
        None => Ok(defaults),
        Some(Value::Bool(enabled)) => Ok(Settings { enabled: *enabled, ..defaults }),
        Some(value) => defaults.changed(&Fields::of("\"limits\"", value)?),
    }
}

/// `"empty"`, a number of invoices to add, or `{"invoices": …, "contacts": …}`.
fn seed(fields: &Fields) -> Result<(bool, usize, usize), DemoError> {
    match fields.get("seed") {
        None => Ok((false, 0, 0)),
        Some(Value::String(word)) => match word.as_str() {
            "demo" => Ok((false, 0, 0)),
            "empty" => Ok((true, 0, 0)),
            _ => Err(DemoError::unknown("seed", word, &["demo", "empty"])),
        },
        Some(Value::Number(_)) => Ok((false, fields.size("seed")?.unwrap_or(0), 0)),
        Some(value) => {
            let seed = Fields::of("\"seed\"", value)?;
            seed.allow(&["empty", "invoices", "contacts"])?;
            let empty = seed.bool("empty")?.unwrap_or(false);
            Ok((empty, seed.size("invoices")?.unwrap_or(0), seed.size("contacts")?.unwrap_or(0)))
        }
    }
}

fn some_text(fields: &Fields, name: &str) -> Result<Option<String>, DemoError> {
    match fields.text(name)? {
        Some(text) if text.is_empty() => Err(DemoError::new(format!("\"{name}\" must not be empty"))),
        text => Ok(text),
    }
}

#[cfg(test)]
mod tests {
    use super::Options;

    #[test]
    fn nothing_given_means_new_zealand_with_real_limits() {
        for json in ["", "{}", "null"] {
            let options = Options::parse(json.as_bytes()).expect(json);
            assert_eq!((options.region.as_str(), options.token_ttl), ("NZ", 1_800));
            assert!(options.limits.enabled);
        }
    }

    #[test]
    fn a_wrong_option_is_named_with_the_right_one() {
        let message = |json: &str| Options::parse(json.as_bytes()).err().expect(json).to_string();
        assert!(message(r#"{"regoin": "NZ"}"#).contains("did you mean \"region\"?"));
        assert!(message(r#"{"token_ttl": -1}"#).contains("\"token_ttl\""));
        assert!(message(r#"{"clock_speed": -1}"#).contains("from 0 to 100000"));
        assert!(message(r#"{"limits": {"window": "siding"}}"#).contains("did you mean \"sliding\"?"));
        assert!(message(r#"{"clock": "soon"}"#).contains("\"clock\""));
        assert!(message(r#"{"seed": "emtpy"}"#).contains("did you mean \"empty\"?"));
        assert!(message("[]").contains("must be a JSON object"));
    }
}
