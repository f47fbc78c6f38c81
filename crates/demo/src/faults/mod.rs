//! Faults: what goes wrong on purpose, by route, for so many requests or by chance.

pub(crate) mod bodies;
pub(crate) mod bomb;
mod route;

use std::time::Duration;

use hyper::header::{HeaderName, HeaderValue};
use serde_json::{Map, Value, json};

use crate::error::DemoError;
use crate::fields::Fields;
use crate::values::split_mix64::Chance;
use crate::wire::response::HTML;
use route::Route;

const MEMBERS: &[&str] = &[
    "do",
    "route",
    "status",
    "headers",
    "body",
    "content_type",
    "times",
    "after",
    "probability",
    "seed",
    "delay",
    "reset",
    "cut",
    "drip",
    "redirect",
    "gzip_bomb",
    "revoke_tokens",
    "processed",
];

/// Each megabyte costs a step to prepare.
const LARGEST_BOMB: u64 = 64 << 30;

#[derive(Debug, Default)]
pub(crate) struct Faults {
    armed: Vec<Armed>,
    /// How often each one hit that was added since they were last cleared, those that are used up included.
    hits: Vec<u64>,
}

#[derive(Debug)]
pub(crate) struct Armed {
    /// Its place among all that were added.
    pub(crate) nth: usize,
    /// The members that it was added with.
    pub(crate) members: Map<String, Value>,
    route: Route,
    skip: u64,
    /// None: always.
    pub(crate) left: Option<u64>,
    probability: f64,
    chance: Chance,
    fault: Fault,
}

/// Members that are absent alter nothing.
#[derive(Clone, Debug, Default)]
pub(crate) struct Fault {
    pub(crate) status: Option<u16>,
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
    pub(crate) body: Option<String>,
    pub(crate) delay: Option<Duration>,
    pub(crate) reset: Option<Reset>,
    /// Send only so many bytes of the body.
    pub(crate) cut: Option<usize>,
    pub(crate) drip: Option<Drip>,
    /// Inflated size.
    pub(crate) gzip_bomb: Option<u64>,
    pub(crate) revoke_tokens: bool,
    /// With a status: the request is carried out before the false reply.
    pub(crate) processed: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reset {
    /// The request is not carried out.
    Before,
    /// It is, and its reply is lost.
    After,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Drip {
    pub(crate) bytes: usize,
    pub(crate) every: Duration,
}

impl Faults {
    pub(crate) fn add(&mut self, fields: &Fields) -> Result<Value, DemoError> {
        fields.allow(MEMBERS)?;
        let route = fields.text("route")?.unwrap_or_else(|| "*".to_owned());
        let nth = self.hits.len();
        let armed = Armed {
            nth,
            members: fields.all().iter().filter(|(name, _)| *name != "do").map(clone_of).collect(),
            route: Route::parse(&route)?,
            skip: fields.count("after")?.unwrap_or(0),
            left: fields.count("times")?,
            probability: fields.number("probability", 1.0)?.unwrap_or(1.0),
            // Faults of one seed must not all hit the same requests.
            chance: Chance::new(fields.count("seed")?.unwrap_or(0), nth as u64),
            fault: Fault::parse(fields)?,
        };
        self.armed.push(armed);
        self.hits.push(0);
        Ok(json!({ "faults": self.armed.len() }))
    }

    /// The first armed fault for this request, used up once.
    pub(crate) fn take(&mut self, method: &str, path: &str) -> Option<Fault> {
        for at in 0..self.armed.len() {
            let armed = &mut self.armed[at];
            if !armed.route.matches(method, path) || armed.left == Some(0) {
                continue;
            }
            if armed.skip > 0 {
                armed.skip -= 1;
                continue;
            }
            if !armed.chance.hits(armed.probability) {
                continue;
            }
            armed.left = armed.left.map(|left| left - 1);
            self.hits[armed.nth] += 1;
            let fault = armed.fault.clone();
            if armed.left == Some(0) {
                self.armed.remove(at);
            }
            return Some(fault);
        }
        None
    }

    /// How often each hit, in the order they were added.
    pub(crate) fn hits(&self) -> &[u64] {
        &self.hits
    }

    /// Those that may still hit.
    pub(crate) fn armed(&self) -> &[Armed] {
        &self.armed
    }

    pub(crate) fn clear(&mut self) {
        *self = Faults::default();
    }

    /// Ends the one that has this place among all that were added.
    pub(crate) fn end(&mut self, nth: usize) -> Result<(), DemoError> {
        if nth >= self.hits.len() {
            return Err(DemoError::new(format!("there is no fault {nth}: {} were added, from 0", self.hits.len())));
        }
        self.armed.retain(|armed| armed.nth != nth);
        Ok(())
    }
}

impl Fault {
    /// Whether the request reaches the company at all.
    pub(crate) fn lets_through(&self) -> bool {
        self.reset != Some(Reset::Before) && (self.status.is_none() || self.processed)
    }

    fn parse(fields: &Fields) -> Result<Fault, DemoError> {
        let mut fault = Fault {
            status: status(fields)?,
            headers: headers(fields)?,
            body: body(fields)?,
            delay: duration(fields, "delay")?,
            reset: reset(fields)?,
            cut: fields.size("cut")?,
            drip: drip(fields)?,
            gzip_bomb: gzip_bomb(fields)?,
            revoke_tokens: fields.bool("revoke_tokens")?.unwrap_or(false),
            processed: fields.bool("processed")?.unwrap_or(false),
        };
        if let Some(target) = fields.text("redirect")? {
            fault.status = fault.status.or(Some(302));
            fault.headers.push(header("location", &target)?);
        }
        if let Some(content_type) = fields.text("content_type")? {
            fault.headers.push(header("content-type", &content_type)?);
        } else if let Some(body) = fault.body.as_deref() {
            let named = fault.headers.iter().any(|(name, _)| name == "content-type");
            if !named {
                fault.headers.push(header("content-type", guessed_type(body))?);
            }
        }
        Ok(fault)
    }
}

fn clone_of((name, value): (&String, &Value)) -> (String, Value) {
    (name.clone(), value.clone())
}

fn status(fields: &Fields) -> Result<Option<u16>, DemoError> {
    let Some(status) = fields.count("status")? else { return Ok(None) };
    u16::try_from(status)
        .ok()
        .filter(|status| (200..600).contains(status))
        .map(Some)
        .ok_or_else(|| DemoError::new(format!("\"status\" must be from 200 to 599, not {status}")))
}

fn headers(fields: &Fields) -> Result<Vec<(HeaderName, HeaderValue)>, DemoError> {
    let Some(value) = fields.get("headers") else { return Ok(Vec::new()) };
    let Value::Object(members) = value else {
        return Err(DemoError::new("\"headers\" must be an object of texts"));
    };
    let one = |(name, value): (&String, &Value)| match value {
        Value::String(text) => header(name, text),
        Value::Number(number) => header(name, &number.to_string()),
        _ => Err(DemoError::new(format!("the header \"{name}\" must be a text"))),
    };
    members.iter().map(one).collect()
}

fn header(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), DemoError> {
    match (name.parse::<HeaderName>(), HeaderValue::from_str(value)) {
        (Ok(name), Ok(value)) => Ok((name, value)),
        _ => Err(DemoError::new(format!("the header \"{name}\" is not a valid HTTP header"))),
    }
}

fn gzip_bomb(fields: &Fields) -> Result<Option<u64>, DemoError> {
    match fields.count("gzip_bomb")? {
        Some(size) if size > LARGEST_BOMB => {
            Err(DemoError::new(format!("\"gzip_bomb\" must be at most {LARGEST_BOMB} bytes")))
        }
        size => Ok(size),
    }
}

/// A text as it is; anything else as JSON.
fn body(fields: &Fields) -> Result<Option<String>, DemoError> {
    match fields.get("body") {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(other) => serde_json::to_string(other)
            .map(Some)
            .map_err(|error| DemoError::new(format!("\"body\" cannot be written: {error}"))),
    }
}

fn guessed_type(body: &str) -> &'static str {
    match body.trim_start().as_bytes().first() {
        Some(b'{' | b'[') => "application/json; charset=utf-8",
        Some(b'<') => HTML,
        _ => "text/plain; charset=utf-8",
    }
}

fn reset(fields: &Fields) -> Result<Option<Reset>, DemoError> {
    match fields.text("reset")?.as_deref() {
        None => Ok(None),
        Some("before") => Ok(Some(Reset::Before)),
        Some("after") => Ok(Some(Reset::After)),
        Some(other) => Err(DemoError::unknown("reset", other, &["before", "after"])),
    }
}

fn drip(fields: &Fields) -> Result<Option<Drip>, DemoError> {
    let Some(value) = fields.get("drip") else { return Ok(None) };
    let drip = Fields::of("\"drip\"", value)?;
    drip.allow(&["bytes", "every"])?;
    Ok(Some(Drip {
        bytes: drip.size("bytes")?.unwrap_or(1).max(1),
        every: duration(&drip, "every")?.unwrap_or(Duration::from_millis(100)),
    }))
}

fn duration(fields: &Fields, name: &str) -> Result<Option<Duration>, DemoError> {
    let Some(millis) = fields.seconds(name)? else { return Ok(None) };
    u64::try_from(millis)
        .map(|millis| Some(Duration::from_millis(millis)))
        .map_err(|_| DemoError::new(format!("\"{name}\" must not be negative")))
}

#[cfg(test)]
mod tests {
    use super::Faults;
    use crate::fields::Fields;

    fn armed(commands: &[&str]) -> Faults {
        let mut faults = Faults::default();
        for command in commands {
            faults.add(&Fields::parse("the command", command.as_bytes()).expect(command)).expect(command);
        }
        faults
    }

    #[test]
    fn a_fault_skips_its_first_requests_and_ends_after_its_times() {
        let mut faults = armed(&[r#"{"route": "GET /Invoices/*", "status": 500, "times": 1, "after": 1}"#]);
        let mut hit = || faults.take("GET", "/api.xro/2.0/Invoices/1").map(|fault| fault.status);
        assert_eq!([hit(), hit(), hit()], [None, Some(Some(500)), None]);
    }

    #[test]
    fn a_later_fault_takes_over_when_an_earlier_one_is_used_up() {
        let mut faults = armed(&[r#"{"route": "*", "status": 500, "times": 1}"#, r#"{"route": "*", "status": 503}"#]);
        let mut hit = || faults.take("GET", "/connect/token").and_then(|fault| fault.status);
        assert_eq!([hit(), hit(), hit()], [Some(500), Some(503), Some(503)]);
    }

    #[test]
    fn each_hit_is_counted_for_its_own_fault_until_they_are_cleared() {
        let mut faults = armed(&[
            r#"{"route": "GET *", "status": 500, "times": 2}"#,
            r#"{"route": "POST *", "status": 500}"#,
            r#"{"route": "GET *", "status": 503, "times": 9}"#,
        ]);
        for _ in 0..5 {
            faults.take("GET", "/");
        }
        assert_eq!(faults.hits(), [2, 0, 3]);
        faults.clear();
        assert!(faults.hits().is_empty());
    }

    #[test]
    fn chance_is_told_by_the_seed_and_the_order_of_the_requests() {
        let hits = |seed: u64| {
            let command = format!(r#"{{"route": "GET *", "status": 500, "probability": 0.3, "seed": {seed}}}"#);
            let mut faults = armed(&[&command]);
            // Other requests come in between and change nothing.
            let mut hit = || {
                faults.take("POST", "/connect/token");
                faults.take("GET", "/").is_some()
            };
            (0..200).map(|_| hit()).collect::<Vec<_>>()
        };
        assert_eq!(hits(1), hits(1));
        assert_ne!(hits(1), hits(2));
        let count = hits(1).into_iter().filter(|hit| *hit).count();
        assert!((40..80).contains(&count), "{count}");
    }

    #[test]
    fn a_chance_that_is_missed_uses_nothing_up_and_leaves_the_request_to_the_next_fault() {
        let mut faults = armed(&[
            r#"{"status": 500, "probability": 0}"#,
            r#"{"status": 502, "probability": 0.5, "times": 3}"#,
            r#"{"status": 503, "probability": 0.5}"#,
        ]);
        let mut seen = |wanted: Option<u16>| {
            let all: Vec<_> = (0..100).map(|_| faults.take("GET", "/").and_then(|fault| fault.status)).collect();
            all.iter().filter(|status| **status == wanted).count()
        };
        assert_eq!(seen(Some(502)), 3);
        assert!((30..70).contains(&seen(Some(503))));
        assert!((30..70).contains(&seen(None)));
    }

    #[test]
    fn faults_of_one_seed_hit_different_requests_and_clearing_starts_again() {
        let both = [r#"{"route": "GET *", "probability": 0.5}"#, r#"{"route": "POST *", "probability": 0.5}"#];
        let mut faults = armed(&both);
        let hits =
            |faults: &mut Faults, method: &str| (0..64).map(|_| faults.take(method, "/").is_some()).collect::<Vec<_>>();
        let first = [hits(&mut faults, "GET"), hits(&mut faults, "POST")];
        assert_ne!(first[0], first[1]);
        faults.clear();
        for command in both {
            faults.add(&Fields::parse("the command", command.as_bytes()).expect(command)).expect(command);
        }
        assert_eq!([hits(&mut faults, "GET"), hits(&mut faults, "POST")], first);
    }

    #[test]
    fn a_redirect_is_a_302_with_its_location_unless_it_says_307() {
        let mut faults =
            armed(&[r#"{"redirect": "http://127.0.0.1:1/", "times": 1}"#, r#"{"redirect": "/", "status": 307}"#]);
        let mut hit = || faults.take("GET", "/").and_then(|fault| fault.status);
        assert_eq!([hit(), hit()], [Some(302), Some(307)]);
    }

    #[test]
    fn wrong_members_are_explained() {
        for (command, hint) in [
            (r#"{"rout": "*"}"#, "did you mean \"route\"?"),
            (r#"{"reset": "befor"}"#, "did you mean \"before\"?"),
            (r#"{"status": 42}"#, "from 200 to 599"),
            (r#"{"headers": {"a b": "c"}}"#, "not a valid HTTP header"),
            (r#"{"probability": 1.5}"#, "from 0 to 1"),
            (r#"{"seed": -1}"#, "a whole number"),
            (r#"{"delay": -1}"#, "must not be negative"),
            (r#"{"gzip_bomb": 99999999999999}"#, "must be at most"),
            (r#"{"route": "GET Invoices"}"#, "must begin with"),
        ] {
            let fields = Fields::parse("the fault", command.as_bytes()).expect(command);
            let message = Faults::default().add(&fields).expect_err(command).to_string();
            assert!(message.contains(hint), "{message}");
        }
    }
}
