//! The one error type: a kind, plain fields and the text made from them.

mod kind;
mod outcome;
mod suggestion;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use serde::Serialize;
use xero_m2m_spec::Operation;

use crate::shown::shown;
pub use kind::ErrorKind;
pub use outcome::Outcome;
pub(crate) use suggestion::nearest;
pub use suggestion::suggestion;

/// What every fallible function of this crate returns.
pub type Result<T> = std::result::Result<T, Error>;

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
    /// What is wrong there, in a sentence.
    pub message: String,
}

/// What Xero says is left of its limits, from the headers of a response.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct RateLimitHeaders {
    /// Calls left of the minute.
    pub minute_remaining: Option<u32>,
    /// Calls left of the day.
    pub day_remaining: Option<u32>,
    /// Calls left of the minute of the whole app.
    pub app_minute_remaining: Option<u32>,
}

/// The fields that some errors have and others have not.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Details {
    /// The name of the operation, such as `invoices.create`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operation: Option<String>,
    /// The HTTP status of the response.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// The ID by which Xero's support finds the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// The headers of the response, by their names in lower case, without those that may hold a secret.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub headers: Option<BTreeMap<String, String>>,
    /// How many requests were sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attempts: Option<u32>,
    /// What Xero says is left of its limits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limits: Option<RateLimitHeaders>,
    /// The start of the response's text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// Every place that is wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issues: Option<Vec<Issue>>,
    /// The refused record as Xero sent it: the text of a JSON object.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record: Option<String>,
    /// How long to wait before the same call can succeed, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<f64>,
    /// When the daily limit is over: a time in UTC, in the form of RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resets_at: Option<String>,
    /// Which limit: `minute`, `concurrent`, `app_minute`, `day`.
    #[serde(rename = "kind", skip_serializing_if = "Option::is_none")]
    pub limit_kind: Option<String>,
    /// The scopes that the client requested.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub requested: Option<Vec<String>>,
    /// The scopes that the token has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub granted: Option<Vec<String>>,
    /// The scopes of which the operation needs one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub needs: Option<Vec<String>>,
    /// How long the call has taken, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spent: Option<f64>,
    /// What the call was waiting for when its deadline passed: `limiter`, `token`, `attempt`, `retry` or `file`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waiting_for: Option<&'static str>,
    /// What became of a write; none for a read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
    /// The idempotency key of a write, to repeat it with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub idempotency_key: Option<String>,
}

/// An error with its kind, its text and the fields that apply.
#[derive(Clone)]
pub struct Error(Box<Inner>);

#[derive(Debug, Clone)]
struct Inner {
    kind: ErrorKind,
    message: String,
    hint: Option<Cow<'static, str>>,
    retryable: bool,
    secret_wanted: bool,
    details: Details,
    /// Without an address, which can hold a secret.
    cause: Option<Arc<dyn std::error::Error + Send + Sync>>,
}

impl Error {
    /// An error of this kind with a sentence of what happened.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            kind,
            message: message.into(),
            hint: None,
            retryable: false,
            secret_wanted: false,
            details: Details::default(),
            cause: None,
        }))
    }

    /// A bad argument, found before anything was sent.
    pub fn argument(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Argument, message)
    }

    /// A client that cannot be made, with what to do about it.
    pub fn config(message: impl Into<String>, hint: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorKind::Config, message).hint(hint)
    }

    /// A client that is used after its end.
    pub fn closed(message: impl Into<String>, hint: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorKind::Closed, message).hint(hint)
    }

    /// The face must supply the value of a client secret that is a callable.
    pub(crate) fn secret_wanted() -> Self {
        let mut error = Self::new(ErrorKind::Config, "the client secret is needed");
        error.0.secret_wanted = true;
        error
    }

    /// The same error with what to do next.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<Cow<'static, str>>) -> Self {
        self.0.hint = Some(hint.into());
        self
    }

    /// The same error with what caused it, as [`source`](std::error::Error::source) gives it.
    #[must_use]
    pub(crate) fn caused_by(mut self, cause: impl std::error::Error + Send + Sync + 'static) -> Self {
        self.0.cause = Some(Arc::new(cause));
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

    /// The error for all of these, the first of which is its message, and for so many more.
    #[must_use]
    pub(crate) fn with_issues(mut self, issues: Vec<Issue>, more: usize) -> Self {
        let others = (issues.len() + more).saturating_sub(1);
        if others > 0 {
            self.0.message = format!("{} (and {others} more)", self.0.message);
        }
        self.with(|details| details.issues = Some(issues))
    }

    /// The same error as one about an argument of a call, not about the client.
    #[must_use]
    pub fn of_argument(mut self) -> Self {
        self.0.kind = ErrorKind::Argument;
        self
    }

    /// The same error as one about an option of the client.
    #[must_use]
    pub(crate) fn of_config(mut self) -> Self {
        self.0.kind = ErrorKind::Config;
        self
    }

    /// Changes every text that may come from a server's response. A hint that is not ours alone is one too.
    #[must_use]
    pub(crate) fn with_texts(mut self, change: impl Fn(&mut String)) -> Self {
        let Inner { message, hint, details, .. } = &mut *self.0;
        change(message);
        if let Some(Cow::Owned(hint)) = hint {
            change(hint);
        }
        let texts = [&mut details.operation, &mut details.request_id, &mut details.body, &mut details.record];
        for text in texts.into_iter().flatten().chain(details.headers.iter_mut().flat_map(BTreeMap::values_mut)) {
            change(text);
        }
        for issue in details.issues.iter_mut().flatten() {
            change(&mut issue.path);
            change(&mut issue.message);
        }
        self
    }

    /// The error of a call of this operation that failed before anything was sent: it names the operation, and says of
    /// a write that it was not sent. An error about a read has no outcome.
    #[must_use]
    pub fn before_sending(self, operation: &Operation, name: &str) -> Self {
        let error = if operation.is_read() { self } else { self.not_sent() };
        error.with(|details| {
            details.operation.get_or_insert_with(|| name.to_owned());
        })
    }

    /// Says of a failed write that it was not sent.
    #[must_use]
    pub(crate) fn not_sent(self) -> Self {
        self.with(|details| details.outcome = Some(Outcome::NotSent))
    }

    /// Adds a remark to the message.
    #[must_use]
    pub(crate) fn note(mut self, remark: &str) -> Self {
        self.0.message = format!("{}; {remark}", self.0.message);
        self
    }

    /// What went wrong, by meaning.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// Whether the call needs a client secret that the caller supplies by [`Client::supply_secret`]; nothing was sent.
    ///
    /// [`Client::supply_secret`]: crate::Client::supply_secret
    pub fn is_secret_wanted(&self) -> bool {
        self.0.secret_wanted
    }

    /// The stable name of its kind as data, such as `rate_limit`.
    pub fn code(&self) -> &'static str {
        self.0.kind.code()
    }

    /// What happened, in a sentence.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// What to do next.
    pub fn advice(&self) -> Option<&str> {
        self.0.hint.as_deref()
    }

    /// The fields that apply to it.
    pub fn details(&self) -> &Details {
        &self.0.details
    }

    /// Whether the same call may succeed later, unchanged.
    pub fn is_retryable(&self) -> bool {
        self.0.retryable
    }

    /// The same error with another hint in place of its own.
    #[must_use]
    pub fn map_hint(mut self, change: impl FnOnce(&str) -> String) -> Self {
        self.0.hint = self.0.hint.map(|hint| change(&hint).into());
        self
    }
}

impl fmt::Display for Error {
    /// All that a person should know: what failed and where, each message, what to do next, what support will ask for,
    /// how long to wait and what became of a write. The words of others are shown escaped.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { kind, message, hint, details, .. } = &*self.0;
        if let Some(operation) = &details.operation {
            write!(f, "{}: ", shown(operation))?;
        }
        f.write_str(&shown(message))?;
        // The message already says what is wrong with one bad value.
        let is_in_message =
            *kind == ErrorKind::Argument && details.issues.as_ref().is_some_and(|issues| issues.len() == 1);
        let issues = details.issues.as_deref().filter(|_| !is_in_message).unwrap_or_default();
        for issue in issues.iter().take(20) {
            let dot = if issue.path.is_empty() { "" } else { "." };
            write!(f, "\n  [{}]{dot}{}: {}", issue.index, shown(&issue.path), shown(&issue.message))?;
        }
        let more = issues.len().saturating_sub(20);
        if more > 0 {
            write!(f, "\n  and {more} more")?;
        }
        if let Some(hint) = hint {
            write!(f, "\nhint: {}", shown(hint))?;
        }
        let facts = details.facts();
        if !facts.is_empty() {
            write!(f, "\n{}", facts.join("; "))?;
        }
        Ok(())
    }
}

impl Details {
    /// What stands in the last line of an error's text.
    fn facts(&self) -> Vec<String> {
        let request = self.request_id.as_ref().map(|id| format!("request id {}", shown(id)));
        let attempts = self.attempts.map(|count| match count {
            1 => "1 attempt".to_owned(),
            count => format!("{count} attempts"),
        });
        let wait = self.retry_after.map(|wait| format!("retry after {}", spelt_out(wait)));
        let outcome = self.outcome.map(|outcome| match outcome {
            Outcome::NotSent => "outcome: not sent",
            Outcome::Refused => "outcome: refused, nothing of it was saved",
            Outcome::Unknown => "outcome: unknown, it may have been carried out",
            Outcome::Done => "outcome: done",
        });
        let key = self.idempotency_key.as_ref().filter(|_| outcome.is_some());
        let key = key.map(|key| format!("idempotency key {}", shown(key)));
        request.into_iter().chain(attempts).chain(wait).chain(outcome.map(str::to_owned)).chain(key).collect()
    }
}

/// Seconds as a person reads them.
pub(crate) fn spelt_out(seconds: f64) -> String {
    let exact = if seconds < 10.0 { (seconds * 10.0).ceil() / 10.0 } else { seconds.ceil() };
    let minutes = (exact / 60.0).round();
    let hours = (minutes / 60.0).floor();
    match minutes - hours * 60.0 {
        _ if exact < 120.0 => format!("{exact} s"),
        _ if hours < 1.0 => format!("{exact} s ({minutes} min)"),
        0.0 => format!("{exact} s ({hours} h)"),
        minutes => format!("{exact} s ({hours} h {minutes} min)"),
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

impl std::error::Error for Error {
    /// What caused it where that is an error of its own: of the network, of a file, or of a type that does not fit.
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&**self.0.cause.as_ref()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_others_are_escaped_in_the_text_and_stay_in_the_data() {
        let words = "\u{1b}[2J gone\r\nINFO all is well \u{202e}txet";
        let issue = Issue { index: 0, path: "A\n".to_owned(), message: words.to_owned() };
        let error = Error::new(ErrorKind::Validation, words).with(|details| details.issues = Some(vec![issue]));
        let escaped = r"\x1b[2J gone\r\nINFO all is well \u202etxet";
        assert_eq!(error.to_string(), format!("{escaped}\n  [0].A\\n: {escaped}"));
        let issues = error.details().issues.as_deref().unwrap();
        assert_eq!((error.message(), &*issues[0].message), (words, words));
    }

    #[test]
    fn a_failed_writes_text_ends_with_its_outcome_and_its_key() {
        let error = Error::new(ErrorKind::Timeout, "nothing arrived for 30 s").with(|details| {
            details.attempts = Some(2);
            details.idempotency_key = Some("k-1".to_owned());
        });
        assert!(error.to_string().ends_with("\n2 attempts"), "a read has no outcome: {error}");
        let error = error.with(|details| details.outcome = Some(Outcome::NotSent));
        assert!(error.to_string().ends_with("\n2 attempts; outcome: not sent; idempotency key k-1"), "{error}");
    }

    #[test]
    fn a_wait_is_spelt_out() {
        let spelt: Vec<_> = [0.2, 7.0, 41.3, 300.0, 3600.0, 4000.0, 86_400.0].map(spelt_out).into();
        assert_eq!(
            spelt,
            ["0.2 s", "7 s", "42 s", "300 s (5 min)", "3600 s (1 h)", "4000 s (1 h 7 min)", "86400 s (24 h)"]
        );
    }
}
