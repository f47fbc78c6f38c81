//! The one error type: a kind, plain fields and the text made from them. It crosses the faces as data.

use std::borrow::Cow;
use std::fmt;

use serde::Serialize;
use serde_json::{Map, Value};

use crate::names::Naming;
use crate::progress::Outcome;

pub type Result<T> = std::result::Result<T, Error>;

/// Declares every kind once, with the code by which Python and Node choose the class.
macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident = $code:literal,)*) => {
        /// What went wrong, by meaning.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum Kind { $($(#[$doc])* $kind,)* }

        impl Kind {
            pub const ALL: &'static [Self] = &[$(Self::$kind,)*];

            /// The stable name that crosses the faces.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$kind => $code,)* }
            }
        }

        /// The codes of all kinds that users can meet, in declaration order.
        #[must_use]
        pub const fn codes() -> &'static [&'static str] {
            &[$($code,)*]
        }
    };
}

kinds! {
    /// An error of this library itself.
    Xero = "xero",
    /// The client cannot be made from what it was given.
    Config = "config",
    /// A bad argument, found before anything was sent.
    Argument = "argument",
    /// The token endpoint, or the API, did not accept who we are.
    Auth = "auth",
    /// Wrong client id or secret.
    InvalidClient = "invalid_client",
    /// A scope that the connection was not given.
    InvalidScope = "invalid_scope",
    /// The connection was edited and not approved again, or was revoked.
    ConnectionInactive = "connection_inactive",
    /// A refusal by the API that has no class of its own.
    Api = "api",
    /// The API refused records; every message is in `issues`.
    Validation = "validation",
    /// The token lacks a scope that the operation needs.
    MissingScope = "missing_scope",
    /// The API forbids the call.
    AccessDenied = "access_denied",
    /// There is no such record or address.
    NotFound = "not_found",
    /// The record is in a state that does not allow the call.
    Conflict = "conflict",
    /// A precondition of the request was not met.
    Precondition = "precondition",
    /// The request body is larger than Xero takes.
    PayloadTooLarge = "payload_too_large",
    /// A limit of calls in flight, a minute or the app's minute.
    RateLimit = "rate_limit",
    /// The limit of calls a day.
    DailyLimit = "daily_limit",
    /// Xero failed.
    Server = "server",
    /// Xero, or the organisation, is off line for now.
    Unavailable = "unavailable",
    /// The exchange broke.
    Transport = "transport",
    /// No connection could be made; nothing was sent.
    Connect = "connect",
    /// The TLS handshake failed; nothing was sent.
    Tls = "tls",
    /// An attempt took longer than its time-out.
    Timeout = "timeout",
    /// The reply is larger than the limit, or grows too much when inflated.
    ResponseTooLarge = "response_too_large",
    /// The call's deadline passed, or could not be kept.
    Deadline = "deadline",
    /// The reply is not what the API promises.
    Decode = "decode",
    /// The call was cancelled.
    Cancelled = "cancelled",
    /// The client is closed.
    Closed = "closed",
}

/// The code of the one error that stays between core and faces: the face must supply the client secret.
pub const SECRET_WANTED: &str = "secret_wanted";

/// The most characters of a value that a message shows.
const MOST_SHOWN: usize = 120;

/// A value as a message shows it: in quotes, escaped, and no longer than helps.
pub(crate) fn quoted(value: &str) -> String {
    match value.char_indices().nth(MOST_SHOWN) {
        Some((end, _)) => format!("{:?}…", &value[..end]),
        None => format!("{value:?}"),
    }
}

/// One message about one place of the records that were sent, or of the arguments of a call that was not sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Issue {
    /// The record's place in the list that was sent; 0 for an argument.
    pub index: usize,
    /// The place inside the record, by Xero's names: `LineItems[0].AccountCode`; of an argument, by the language's:
    /// `invoice_numbers[3]`.
    pub path: String,
    pub message: String,
}

/// What Xero says is left, from the headers of a reply.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Remaining {
    pub minute_remaining: Option<u32>,
    pub day_remaining: Option<u32>,
    pub app_minute_remaining: Option<u32>,
}

/// The fields that some kinds have and others have not.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Details {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operation: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attempts: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limits: Option<Remaining>,
    /// The reply's text, bounded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issues: Option<Vec<Issue>>,
    /// Seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resets_at: Option<String>,
    /// Which limit: `minute`, `concurrent`, `app_minute`, `day`.
    #[serde(rename = "kind", skip_serializing_if = "Option::is_none")]
    pub limit_kind: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asked: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub granted: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub needs: Option<Vec<String>>,
    /// Seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spent: Option<f64>,
    /// `limiter`, `token`, `attempt` or `retry`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waiting_for: Option<&'static str>,
    /// What became of a write: `not_sent`, `unknown`, `done`, or `refused` where Xero said no and changed nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub idempotency_key: Option<String>,
}

/// An error with its kind, its text and the fields that apply.
#[derive(Clone)]
pub struct Error(Box<Inner>);

#[derive(Debug, Clone)]
struct Inner {
    kind: Kind,
    message: String,
    hint: Option<Cow<'static, str>>,
    retryable: bool,
    secret_wanted: bool,
    details: Details,
}

impl Error {
    pub fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            kind,
            message: message.into(),
            hint: None,
            retryable: false,
            secret_wanted: false,
            details: Details::default(),
        }))
    }

    /// A bad argument, found before anything was sent.
    pub fn argument(message: impl Into<String>) -> Self {
        Self::new(Kind::Argument, message)
    }

    /// A client that cannot be made, with what to do about it.
    pub fn config(message: impl Into<String>, hint: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Kind::Config, message).hint(hint)
    }

    /// A client that is used after its end.
    pub fn closed(message: impl Into<String>, hint: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Kind::Closed, message).hint(hint)
    }

    /// The face must supply the value of a client secret that is a callable.
    pub(crate) fn secret_wanted() -> Self {
        let mut error = Self::new(Kind::Config, "the client secret is needed");
        error.0.secret_wanted = true;
        error
    }

    #[must_use]
    pub fn hint(mut self, hint: impl Into<Cow<'static, str>>) -> Self {
        self.0.hint = Some(hint.into());
        self
    }

    #[must_use]
    pub(crate) fn retryable(mut self) -> Self {
        self.0.retryable = true;
        self
    }

    #[must_use]
    pub(crate) fn with(mut self, change: impl FnOnce(&mut Details)) -> Self {
        change(&mut self.0.details);
        self
    }

    /// The same error as one about an argument of a call, not about the client.
    #[must_use]
    pub(crate) fn of_argument(mut self) -> Self {
        self.0.kind = Kind::Argument;
        self
    }

    /// Takes a secret out of everything that a server may have echoed it into.
    #[must_use]
    pub(crate) fn without(mut self, secret: &str) -> Self {
        let redact = |text: &mut String| {
            if text.contains(secret) {
                *text = text.replace(secret, "***");
            }
        };
        redact(&mut self.0.message);
        if let Some(body) = &mut self.0.details.body {
            redact(body);
        }
        for issue in self.0.details.issues.iter_mut().flatten() {
            redact(&mut issue.message);
        }
        self
    }

    /// Says of a write that it was not sent; an error about a read has no outcome.
    #[must_use]
    pub(crate) fn before(self, is_write: bool) -> Self {
        self.with(|details| details.outcome = is_write.then_some(Outcome::NotSent.name()))
    }

    /// Adds a remark to the message.
    #[must_use]
    pub(crate) fn note(mut self, remark: &str) -> Self {
        self.0.message = format!("{}; {remark}", self.0.message);
        self
    }

    pub fn kind(&self) -> Kind {
        self.0.kind
    }

    pub fn code(&self) -> &'static str {
        if self.0.secret_wanted { SECRET_WANTED } else { self.0.kind.code() }
    }

    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// What to do next.
    pub fn advice(&self) -> Option<&str> {
        self.0.hint.as_deref()
    }

    pub fn details(&self) -> &Details {
        &self.0.details
    }

    /// Whether the same call may succeed later, unchanged.
    pub fn is_retryable(&self) -> bool {
        self.0.retryable
    }

    /// The error as data: what the faces build their classes from.
    #[must_use]
    pub fn to_value(&self, naming: Naming) -> Value {
        let mut data = Map::new();
        data.insert("code".into(), self.code().into());
        data.insert("message".into(), self.0.message.clone().into());
        data.insert("hint".into(), self.0.hint.as_deref().into());
        data.insert("is_retryable".into(), self.0.retryable.into());
        if let Ok(Value::Object(details)) = serde_json::to_value(&self.0.details) {
            data.extend(details);
        }
        data.insert("text".into(), self.to_string().into());
        naming.rename_keys(Value::Object(data))
    }

    #[must_use]
    pub fn to_json(&self, naming: Naming) -> Vec<u8> {
        self.to_value(naming).to_string().into_bytes()
    }
}

impl fmt::Display for Error {
    /// What failed and where, each message, what to do next, and what support will ask for.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { kind, message, hint, details, .. } = &*self.0;
        if let Some(operation) = &details.operation {
            write!(f, "{operation}: ")?;
        }
        write!(f, "{message}")?;
        // A single one about an argument is what the message says.
        let issues = details.issues.as_deref().unwrap_or_default();
        let is_said = *kind == Kind::Argument && issues.len() == 1;
        for issue in issues.iter().take(if is_said { 0 } else { 20 }) {
            let dot = if issue.path.is_empty() { "" } else { "." };
            write!(f, "\n  [{}]{dot}{}: {}", issue.index, issue.path, issue.message)?;
        }
        let more = issues.len().saturating_sub(20);
        if more > 0 {
            write!(f, "\n  and {more} more")?;
        }
        if let Some(hint) = hint {
            write!(f, "\nhint: {hint}")?;
        }
        let attempts = details.attempts.map(|count| match count {
            1 => "1 attempt".to_owned(),
            count => format!("{count} attempts"),
        });
        let request = details.request_id.as_ref().map(|id| format!("request id {id}"));
        let facts: Vec<String> = request.into_iter().chain(attempts).collect();
        if !facts.is_empty() {
            write!(f, "\n{}", facts.join("; "))?;
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("kind", &self.0.kind)
            .field("message", &self.0.message)
            .field("details", &self.0.details)
            .finish_non_exhaustive()
    }
}

impl std::error::Error for Error {}
