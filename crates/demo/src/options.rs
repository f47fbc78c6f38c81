//! The options that a demo company starts with.

use serde_json::Value;

use crate::clock::FASTEST;
use crate::error::DemoError;
use crate::fields::Fields;
use crate::limits::settings::Settings;

/// A slip of the finger must not fill the memory.
const MOST_SYNTHETIC: u32 = 1_000_000;

pub(crate) struct Options {
    pub(crate) region: String,
    pub(crate) clock: Option<i64>,
    pub(crate) clock_speed: f64,
    /// Seconds.
    pub(crate) token_ttl: i64,
    pub(crate) limits: Settings,
    pub(crate) seed: Seed,
    pub(crate) client_id: Option<String>,
    pub(crate) client_secret: Option<String>,
    /// Zero is any free one.
    pub(crate) port: u16,
    pub(crate) tls: bool,
    /// Where the certificate of the CA is written; none is a temporary file.
    pub(crate) ca_file: Option<String>,
    /// Whether requests are held against the table.
    pub(crate) strict: bool,
    /// Whether commands come over HTTP too.
    pub(crate) control: bool,
}

/// What the books hold at the start.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Seed {
    /// Organisation and chart of accounts only.
    pub(crate) empty: bool,
    /// So many generated ones.
    pub(crate) invoices: u32,
    pub(crate) contacts: u32,
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
            "port",
            "tls",
            "ca_file",
            "control",
            "strict",
        ])?;
        let token_ttl = fields.count("token_ttl")?.unwrap_or(1_800);
        Ok(Options {
            region: fields.text("region")?.unwrap_or_else(|| "NZ".to_owned()),
            clock: fields.instant("clock")?,
            clock_speed: fields.number("clock_speed", FASTEST)?.unwrap_or(1.0),
            token_ttl: i64::try_from(token_ttl).unwrap_or(i64::MAX).min(1_000_000_000),
            limits: limits(&fields)?,
            seed: seed(&fields)?,
            client_id: some_text(&fields, "client_id")?,
            client_secret: some_text(&fields, "client_secret")?,
            port: port(&fields)?,
            tls: fields.bool("tls")?.unwrap_or(false),
            ca_file: some_text(&fields, "ca_file")?,
            strict: fields.bool("strict")?.unwrap_or(false),
            control: fields.bool("control")?.unwrap_or(true),
        })
    }
}

fn port(fields: &Fields) -> Result<u16, DemoError> {
    let Some(port) = fields.count("port")? else { return Ok(0) };
    u16::try_from(port).map_err(|_| DemoError::new(format!("\"port\" must be from 0 to 65535, not {port}")))
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
pub(crate) fn seed(fields: &Fields) -> Result<Seed, DemoError> {
    match fields.get("seed") {
        None => Ok(Seed::default()),
        Some(Value::String(word)) => match word.as_str() {
            "demo" => Ok(Seed::default()),
            "empty" => Ok(Seed { empty: true, ..Seed::default() }),
            _ => Err(DemoError::unknown("seed", word, &["demo", "empty"])),
        },
        Some(Value::Number(_)) => Ok(Seed { invoices: synthetic_count(fields, "seed")?, ..Seed::default() }),
        Some(value) => {
            let seed = Fields::of("\"seed\"", value)?;
            seed.allow(&["empty", "invoices", "contacts"])?;
            Ok(Seed {
                empty: seed.bool("empty")?.unwrap_or(false),
                invoices: synthetic_count(&seed, "invoices")?,
                contacts: synthetic_count(&seed, "contacts")?,
            })
        }
    }
}

/// How many are wanted.
pub(crate) fn synthetic_count(fields: &Fields, name: &str) -> Result<u32, DemoError> {
    match fields.size(name)?.map(u32::try_from) {
        None => Ok(0),
        Some(Ok(count)) if count <= MOST_SYNTHETIC => Ok(count),
        Some(_) => Err(DemoError::new(format!("at most {MOST_SYNTHETIC} records can be generated at once"))),
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
