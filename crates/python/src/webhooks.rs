//! Webhooks: whether a delivery is from Xero, and the events in it.

use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyString};
use xero_m2m_ffi::NameCase;

use crate::errors::guarded;

/// The events of a delivery that Xero signed with `key`, as JSON. Half surrogates become replacement characters, which
/// match no signature: an error would carry the text.
#[pyfunction]
pub(crate) fn verify_webhook<'py>(
    py: Python<'py>,
    body: &[u8],
    signature: &Bound<'py, PyString>,
    key: &Bound<'py, PyString>,
) -> PyResult<Bound<'py, PyBytes>> {
    let (signature, key) = (signature.to_string_lossy(), key.to_string_lossy());
    match guarded(|| xero_m2m_ffi::verify_webhook(body, &signature, &key, NameCase::Snake)) {
        Ok(events) => Ok(PyBytes::new(py, &events)),
        Err(failure) => Err(failure.raise(py)),
    }
}
