//! Errors cross to Python as data: `xero_m2m.errors` makes the right class from the JSON of a core error.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use pyo3::prelude::*;
use pyo3::types::PyBytes;
use serde_json::json;
use xero_m2m_ffi::{Error, NameCase, error_to_json};

/// Why a call gave no response.
#[derive(Debug)]
pub(crate) enum Failure {
    Core(Error),
    /// The library itself broke, with these words.
    Panic(String),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Core(error)
    }
}

impl Failure {
    fn to_json(&self) -> Vec<u8> {
        match self {
            Self::Core(error) => error_to_json(error, NameCase::Snake),
            Self::Panic(words) => {
                let message = format!("internal: xero-m2m failed inside: {words}");
                let hint = "this is a bug of xero-m2m: please report it with this text";
                let text = format!("{message}\nhint: {hint}");
                json!({ "code": "xero", "message": message, "hint": hint, "is_retryable": false, "text": text })
                    .to_string()
                    .into_bytes()
            }
        }
    }

    /// The exception, to be raised or set on a future.
    pub(crate) fn raise(&self, py: Python<'_>) -> PyErr {
        let module = py.import("xero_m2m.errors");
        let exception =
            module.and_then(|errors| errors.call_method1("from_json", (PyBytes::new(py, &self.to_json()),)));
        exception.map_or_else(|error| error, PyErr::from_value)
    }
}

/// What `work` gives, with a panic in it as a failure like any other.
pub(crate) fn guarded<T, E: Into<Failure>>(work: impl FnOnce() -> Result<T, E>) -> Result<T, Failure> {
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(outcome) => outcome.map_err(Into::into),
        Err(panic) => Err(Failure::Panic(words(&*panic))),
    }
}

pub(crate) fn words(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("no message").to_owned()
}

/// Every code that an error may have.
#[pyfunction]
pub(crate) fn error_codes() -> Vec<&'static str> {
    xero_m2m_ffi::error_codes()
}
