//! The pages of a list, on the calling thread or as futures.

use std::mem;
use std::sync::Arc;

use pyo3::prelude::*;
use pyo3::types::PyBytes;
use tokio::sync::Mutex;
use xero_m2m_ffi::{Error, Pages};

use crate::bridge::Bridge;
use crate::client::{NativeClient, report_events};
use crate::errors::Failure;
use crate::runtime;

/// The pages of a list, and the process that they belong to: those under way are its parent's where it was forked.
#[pyclass(frozen, module = "xero_m2m._native")]
pub(crate) struct NativePages {
    /// Always there until the drop.
    pages: Option<Arc<Mutex<Pages>>>,
    client: Py<NativeClient>,
    process: u32,
}

impl NativePages {
    pub(crate) fn new(pages: Pages, client: Py<NativeClient>) -> Self {
        Self { pages: Some(Arc::new(Mutex::new(pages))), client, process: std::process::id() }
    }

    fn pages(&self, py: Python<'_>) -> PyResult<Arc<Mutex<Pages>>> {
        self.pages.as_ref().filter(|_| self.process == std::process::id()).cloned().ok_or_else(|| {
            let error = Error::closed("this list belongs to another process", "list it again in the child process");
            Failure::Core(error).raise(py)
        })
    }
}

#[pymethods]
impl NativePages {
    /// The next page's response; None at the end. `listener` is called when there are events to take meanwhile.
    #[pyo3(signature = (listener=None))]
    fn next<'py>(
        &self,
        py: Python<'py>,
        listener: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Option<Bound<'py, PyBytes>>> {
        let listener = listener.map(|listener| listener.clone().unbind());
        let pages = self.pages(py)?;
        let client = self.client.get().client()?;
        let next = async move { pages.lock().await.next().await };
        match runtime::block(py, next, || report_events(client, listener.as_ref()))? {
            Ok(response) => Ok(response.map(|response| PyBytes::new(py, &response))),
            Err(error) => Err(Failure::Core(error).raise(py)),
        }
    }

    /// Starts on the next page, whose response goes to `future`: no bytes at the end. The ticket is for `Bridge.abort`.
    fn next_async(&self, py: Python<'_>, bridge: &Bridge, future: Py<PyAny>) -> PyResult<u64> {
        let pages = self.pages(py)?;
        let runtime = runtime::handle()?;
        let call = async move { Ok(pages.lock().await.next().await?.unwrap_or_default()) };
        Ok(bridge.start(&runtime, future, None, call))
    }
}

impl Drop for NativePages {
    fn drop(&mut self) {
        if self.process != std::process::id() {
            // The parent's tasks: left as they are.
            mem::forget(self.pages.take());
        }
    }
}
