//! The narrow waist: every call is one JSON text in and one JSON text out, on the calling thread or as a future.

use std::collections::HashMap;
use std::mem;

use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyString};
use xero_m2m::{Client, Driver, Error, Naming};

use crate::bridge::Bridge;
use crate::errors::{Failure, guarded};
use crate::pages::NativePages;
use crate::runtime;

/// A client of the core, and the process it belongs to.
#[pyclass(frozen, module = "xero_m2m._native")]
pub(crate) struct NativeClient {
    /// Always there until the drop.
    client: Option<Client>,
    process: u32,
}

#[pymethods]
impl NativeClient {
    /// `environment` holds the variables of `ENVIRONMENT_VARIABLES` that are set.
    #[new]
    #[expect(clippy::needless_pass_by_value, reason = "pyo3 makes the map of a Python dict, to be owned here")]
    fn new(py: Python<'_>, options: &[u8], environment: HashMap<String, String>, blocking: bool) -> PyResult<Self> {
        let runtime = runtime::handle(py)?;
        let driver = if blocking { Driver::Caller { background: runtime } } else { Driver::Runtime(runtime) };
        Self::opened(py, || Client::new(options, Naming::Snake, &environment, driver))
    }

    /// One call on this thread, which waits for the reply. `payload` holds the bytes of a file to send.
    #[pyo3(signature = (request, payload=None))]
    fn invoke<'py>(&self, py: Python<'py>, request: &[u8], payload: Option<Vec<u8>>) -> PyResult<Bound<'py, PyBytes>> {
        let client = self.client(py)?;
        match runtime::block(py, client.invoke(request, payload.map(Into::into)))? {
            Ok(reply) => Ok(PyBytes::new(py, &reply)),
            Err(error) => Err(Failure::Core(error).raise(py)),
        }
    }

    /// Starts one call whose outcome goes to `future`. The ticket lets `Bridge.abort` give it up.
    #[pyo3(signature = (bridge, request, future, payload=None))]
    fn invoke_async(
        &self,
        py: Python<'_>,
        bridge: &Bridge,
        request: Vec<u8>,
        future: Py<PyAny>,
        payload: Option<Vec<u8>>,
    ) -> PyResult<u64> {
        let client = self.client(py)?.clone();
        let runtime = runtime::handle(py)?;
        Ok(bridge.start(&runtime, future, async move { client.invoke(&request, payload.map(Into::into)).await }))
    }

    /// The walk over the pages of a list. Sends nothing yet.
    fn pages(&self, py: Python<'_>, request: &[u8]) -> PyResult<NativePages> {
        let client = self.client(py)?;
        let pages = guarded(|| client.pages(request)).map_err(|failure| failure.raise(py))?;
        Ok(NativePages::new(pages))
    }

    /// A clone with other options that shares connections, token and limits.
    fn with_options(&self, py: Python<'_>, options: &[u8]) -> PyResult<Self> {
        let client = self.client(py)?;
        Self::opened(py, || client.with_options(options))
    }

    fn close(&self) {
        if let Some(client) = self.own() {
            client.close();
        }
    }

    #[getter]
    fn closed(&self) -> bool {
        self.own().is_none_or(Client::is_closed)
    }

    /// What may be shown of this client, as JSON.
    fn describe<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        let client = self.client(py)?;
        Ok(PyBytes::new(py, &client.describe()))
    }

    /// Whether the core waits for the value of a secret that the user's callable gives.
    #[getter]
    fn wants_secret(&self) -> bool {
        self.own().is_some_and(Client::wants_secret)
    }

    /// Half surrogates become replacement characters here: an error would carry the text.
    fn supply_secret(&self, py: Python<'_>, secret: &Bound<'_, PyString>) -> PyResult<()> {
        let client = self.client(py)?;
        client.supply_secret(secret.to_string_lossy().into_owned()).map_err(|error| Failure::Core(error).raise(py))
    }
}

impl NativeClient {
    fn opened(py: Python<'_>, open: impl FnOnce() -> Result<Client, Error>) -> PyResult<Self> {
        let client = guarded(open).map_err(|failure| failure.raise(py))?;
        Ok(Self { client: Some(client), process: std::process::id() })
    }

    fn client(&self, py: Python<'_>) -> PyResult<&Client> {
        self.own().ok_or_else(|| {
            let error =
                Error::closed("this client belongs to another process", "make a new client in the child process");
            Failure::Core(error).raise(py)
        })
    }

    /// The client, unless a fork left it with the parent.
    fn own(&self) -> Option<&Client> {
        self.client.as_ref().filter(|_| self.process == std::process::id())
    }
}

impl Drop for NativeClient {
    fn drop(&mut self) {
        if self.process != std::process::id() {
            // The parent's connections and locks: left as they are.
            mem::forget(self.client.take());
        }
    }
}

/// Every operation of the core's table, as JSON.
#[pyfunction]
pub(crate) fn operations(py: Python<'_>) -> Bound<'_, PyBytes> {
    PyBytes::new(py, &xero_m2m::api::operations_json(Naming::Snake))
}

/// What Xero sent for a decoded record.
#[pyfunction]
pub(crate) fn to_wire<'py>(py: Python<'py>, schema: &str, record: &[u8]) -> PyResult<Bound<'py, PyBytes>> {
    match guarded(|| xero_m2m::codec::to_wire(schema, record, Naming::Snake)) {
        Ok(wire) => Ok(PyBytes::new(py, &wire)),
        Err(failure) => Err(failure.raise(py)),
    }
}
