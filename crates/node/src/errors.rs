//! Errors cross to JavaScript as data: the response `{"error": {…}}`, which the facade turns into the right class.

use std::any::Any;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::Poll;

use serde_json::json;
use xero_m2m_ffi::{Error, NameCase, error_to_json};

/// The response that stands for `error`.
pub(crate) fn response(error: &Error) -> Vec<u8> {
    wrap(&error_to_json(error, NameCase::Camel))
}

/// What `work` gives, as text; a panic in it becomes an error response.
pub(crate) fn guarded(work: impl FnOnce() -> Result<Vec<u8>, Error>) -> Vec<u8> {
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(outcome) => settle(outcome),
        Err(panic) => panicked(&*panic),
    }
}

/// As [`guarded`], for a future: every poll is guarded.
pub(crate) async fn guarded_future(work: impl Future<Output = Result<Vec<u8>, Error>>) -> Vec<u8> {
    let mut work = pin!(work);
    std::future::poll_fn(|context| match catch_unwind(AssertUnwindSafe(|| work.as_mut().poll(context))) {
        Ok(Poll::Pending) => Poll::Pending,
        Ok(Poll::Ready(outcome)) => Poll::Ready(settle(outcome)),
        Err(panic) => Poll::Ready(panicked(&*panic)),
    })
    .await
}

fn settle(outcome: Result<Vec<u8>, Error>) -> Vec<u8> {
    outcome.unwrap_or_else(|error| response(&error))
}

/// A response from outside the core, where there is no [`Error`] to be had.
pub(crate) fn plain(code: &str, message: &str, hint: &str) -> Vec<u8> {
    let text = if hint.is_empty() { message.to_owned() } else { format!("{message}\n{hint}") };
    let data = json!({ "code": code, "message": message, "hint": hint, "isRetryable": false, "text": text });
    wrap(data.to_string().as_bytes())
}

fn panicked(panic: &(dyn Any + Send)) -> Vec<u8> {
    let what = panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("no message");
    plain(
        "xero",
        &format!("xero-m2m failed inside: {what}"),
        "This is a bug of xero-m2m: please report it with this text.",
    )
}

fn wrap(data: &[u8]) -> Vec<u8> {
    [b"{\"error\":", data, b"}"].concat()
}
