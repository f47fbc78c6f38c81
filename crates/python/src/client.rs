//! The FFI boundary: every call is one JSON text in and one JSON text out, on the calling thread or as a future.

use std::collections::HashMap;
use std::sync::Arc;

use pyo3::exceptions::PyException;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyString};
use xero_m2m_ffi::PerProcess;
use xero_m2m_ffi::{CallStatus, Client, Driver, Error, NameCase};

use crate::bridge::Bridge;
use crate::errors::{Failure, guarded};
use crate::pages::NativePages;
use crate::runtime;

/// A client of the core, for each process that uses it.
#[pyclass(frozen, module = "xero_m2m._native")]
pub(crate) struct NativeClient {
    clients: PerProcess<Arc<Client>>,
    is_blocking: bool,
}

#[pymethods]
impl NativeClient {
    /// `environment` holds the variables of `ENVIRONMENT_VARIABLES` that are set.
    #[new]
    #[expect(clippy::needless_pass_by_value, reason = "pyo3 makes the map of a Python dict, to be owned here")]
    fn new(py: Python<'_>, options: &[u8], environment: HashMap<String, String>, blocking: bool) -> PyResult<Self> {
        let driver = driver(blocking)?;
        Self::opened(py, blocking, || Client::new(options, NameCase::Snake, &environment, driver))
    }

    /// One call on this thread, which waits for the response. `payload` holds the bytes of a file to send; `listener`
    /// is called when there are events to take while the call waits.
    #[pyo3(signature = (request, payload=None, listener=None))]
    fn invoke<'py>(
        &self,
        py: Python<'py>,
        request: &[u8],
        payload: Option<Vec<u8>>,
        listener: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyBytes>> {
        let listener = listener.map(|listener| listener.clone().unbind());
        let client = self.client()?;
        let status = Arc::new(CallStatus::default());
        let call_status = Arc::clone(&status);
        // Within the future, so that nothing of it is done with the interpreter held.
        let call = async move { client.invoke(request, payload.map(Into::into), Some(call_status)).await };
        match runtime::block(py, call, || report_events(client, listener.as_ref())) {
            Ok(Ok(response)) => Ok(PyBytes::new(py, &response)),
            Ok(Err(error)) => Err(Failure::Core(error).raise(py)),
            Err(interrupt) => Err(interrupted(py, interrupt, &status)),
        }
    }

    /// Starts one call whose outcome goes to `future`. The ticket lets `Bridge.abort` give it up.
    #[pyo3(signature = (bridge, request, future, payload=None))]
    fn invoke_async(
        &self,
        bridge: &Bridge,
        request: Vec<u8>,
        future: Py<PyAny>,
        payload: Option<Vec<u8>>,
    ) -> PyResult<u64> {
        let client = Arc::clone(self.client()?);
        let runtime = runtime::handle()?;
        let status = Arc::new(CallStatus::default());
        let call_status = Arc::clone(&status);
        let call = async move { client.invoke(&request, payload.map(Into::into), Some(call_status)).await };
        Ok(bridge.start(&runtime, future, Some(status), call))
    }

    /// The pages of a list. Sends nothing yet.
    fn pages(slf: &Bound<'_, Self>, request: &[u8]) -> PyResult<NativePages> {
        let client = slf.get().client()?;
        let pages = guarded(|| client.pages(request)).map_err(|failure| failure.raise(slf.py()))?;
        Ok(NativePages::new(pages, slf.clone().unbind()))
    }

    /// A clone with other options that shares connections, token, limits and events.
    fn with_options(&self, py: Python<'_>, options: &[u8]) -> PyResult<Self> {
        let client = self.client()?;
        Self::opened(py, self.is_blocking, || client.with_options(options))
    }

    fn close(&self) -> PyResult<()> {
        self.client()?.close();
        Ok(())
    }

    #[getter]
    fn closed(&self) -> PyResult<bool> {
        Ok(self.client()?.is_closed())
    }

    /// What may be shown of this client, as JSON.
    fn describe<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        Ok(PyBytes::new(py, &self.client()?.describe()))
    }

    /// Reports all events, or warnings alone.
    fn listen(&self, to_all: bool) -> PyResult<()> {
        self.client()?.listen(to_all);
        Ok(())
    }

    /// The least important events that are written as lines, where somebody asked for these.
    #[getter]
    fn log_level(&self) -> PyResult<Option<&'static str>> {
        Ok(self.client()?.log_level())
    }

    #[getter]
    fn has_events(&self) -> PyResult<bool> {
        Ok(self.client()?.has_events())
    }

    /// The events since the last time, as a JSON list.
    fn take_events<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        Ok(PyBytes::new(py, &self.client()?.take_events()))
    }

    /// Whether the core waits for the value of a secret that the user's callable gives.
    #[getter]
    fn wants_secret(&self) -> PyResult<bool> {
        Ok(self.client()?.wants_secret())
    }

    /// Half surrogates become replacement characters here: an error would carry the text.
    fn supply_secret(&self, py: Python<'_>, secret: &Bound<'_, PyString>) -> PyResult<()> {
        let client = self.client()?;
        client.supply_secret(secret.to_string_lossy().into_owned()).map_err(|error| Failure::Core(error).raise(py))
    }
}

impl NativeClient {
    fn opened(py: Python<'_>, is_blocking: bool, open: impl FnOnce() -> Result<Client, Error>) -> PyResult<Self> {
        let clients = PerProcess::new();
        guarded(|| clients.get_or_try_init(|| open().map(Arc::new)).map(drop)).map_err(|failure| failure.raise(py))?;
        Ok(Self { clients, is_blocking })
    }

    /// This process's client: in a forked child one of its own.
    pub(crate) fn client(&self) -> PyResult<&Arc<Client>> {
        let parents = self.clients.inherited();
        self.clients.get_or_try_init(|| match parents {
            Some(parents) => Ok(Arc::new(parents.in_child(driver(self.is_blocking)?))),
            None => Err(pyo3::exceptions::PyRuntimeError::new_err("the client was never made")),
        })
    }
}

/// Lets the listener of a call that waits take the events that there are. Of what it raises only an interruption matters
/// to the call.
pub(crate) fn report_events(client: &Client, listener: Option<&Py<PyAny>>) -> PyResult<()> {
    let Some(listener) = listener.filter(|_| client.has_events()) else { return Ok(()) };
    let reported = Python::try_attach(|py| match listener.call0(py) {
        Err(error) if !error.is_instance_of::<PyException>(py) => Err(error),
        Err(error) => {
            error.write_unraisable(py, None);
            Ok(())
        }
        Ok(_) => Ok(()),
    });
    reported.unwrap_or(Ok(()))
}

fn driver(is_blocking: bool) -> PyResult<Driver> {
    let runtime = runtime::handle()?;
    Ok(if is_blocking { Driver::Caller { background: runtime } } else { Driver::Runtime(runtime) })
}

/// An interruption (`KeyboardInterrupt`, say) that says what became of the call.
fn interrupted(py: Python<'_>, interrupt: PyErr, status: &CallStatus) -> PyErr {
    let cancelled = Failure::Core(status.cancel()).raise(py);
    let attached = py
        .import("xero_m2m.errors")
        .and_then(|errors| errors.call_method1("attach_outcome", (interrupt.value(py), cancelled.value(py))));
    // Without the note the interruption is still the one that was raised.
    drop(attached);
    interrupt
}

/// Every operation of the core's table, as JSON.
#[pyfunction]
pub(crate) fn operations(py: Python<'_>) -> Bound<'_, PyBytes> {
    PyBytes::new(py, &xero_m2m_ffi::operations_json(NameCase::Snake))
}

/// The field of Xero's that a name may mean, in any casing or misspelt.
#[pyfunction]
pub(crate) fn nearest_field(name: &str) -> Option<&'static str> {
    xero_m2m_ffi::nearest_field(name)
}

/// What Xero sent for a decoded record.
#[pyfunction]
pub(crate) fn to_xero<'py>(py: Python<'py>, schema: &str, record: &[u8]) -> PyResult<Bound<'py, PyBytes>> {
    match guarded(|| xero_m2m_ffi::to_xero(schema, record, NameCase::Snake)) {
        Ok(wire) => Ok(PyBytes::new(py, &wire)),
        Err(failure) => Err(failure.raise(py)),
    }
}

/// The record with these plain fields, as a response has it.
#[pyfunction]
pub(crate) fn read_record<'py>(py: Python<'py>, schema: &str, fields: &[u8]) -> PyResult<Bound<'py, PyBytes>> {
    match guarded(|| xero_m2m_ffi::read_record(schema, fields, NameCase::Snake)) {
        Ok(record) => Ok(PyBytes::new(py, &record)),
        Err(failure) => Err(failure.raise(py)),
    }
}

/// Xero's name of a field of a record type.
#[pyfunction]
pub(crate) fn xero_name(py: Python<'_>, schema: &str, field: &str) -> PyResult<&'static str> {
    guarded(|| xero_m2m_ffi::xero_name(schema, field, NameCase::Snake)).map_err(|failure| failure.raise(py))
}

/// What the records of a response carry beside their fields, with the path to each; no bytes where that is nothing.
#[pyfunction]
pub(crate) fn hidden_fields<'py>(py: Python<'py>, response: &[u8]) -> Bound<'py, PyBytes> {
    PyBytes::new(py, &xero_m2m_ffi::hidden_fields(response))
}
