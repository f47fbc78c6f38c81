//! The walk over the pages of a list, on the calling thread or as futures.

use std::mem;
use std::sync::Arc;

use pyo3::prelude::*;
use pyo3::types::PyBytes;
use tokio::sync::Mutex;
use xero_m2m::{Error, Pages};

use crate::bridge::Bridge;
use crate::errors::Failure;
use crate::runtime;

/// A walk, and the process it belongs to.
#[pyclass(frozen, module = "xero_m2m._native")]
pub(crate) struct NativePages {
    /// Always there until the drop.
    pages: Option<Arc<Mutex<Pages>>>,
    process: u32,
}

impl NativePages {
    pub(crate) fn new(pages: Pages) -> Self {
        Self { pages: Some(Arc::new(Mutex::new(pages))), process: std::process::id() }
    }

    fn pages(&self, py: Python<'_>) -> PyResult<Arc<Mutex<Pages>>> {
        self.pages.as_ref().filter(|_| self.process == std::process::id()).cloned().ok_or_else(|| {
            let error = Error::closed("this list belongs to another process", "make a new client in the child process");
            Failure::Core(error).raise(py)
        })
    }
}

#[pymethods]
impl NativePages {
    /// The next page's reply; None at the end.
    fn next<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyBytes>>> {
        let pages = self.pages(py)?;
        match runtime::block(py, async move { pages.lock().await.next().await })? {
            Ok(reply) => Ok(reply.map(|reply| PyBytes::new(py, &reply))),
            Err(error) => Err(Failure::Core(error).raise(py)),
        }
    }

    /// Starts on the next page, whose reply goes to `future`: no bytes at the end. The ticket is for `Bridge.abort`.
    fn next_async(&self, py: Python<'_>, bridge: &Bridge, future: Py<PyAny>) -> PyResult<u64> {
        let pages = self.pages(py)?;
        let runtime = runtime::handle(py)?;
        Ok(bridge.start(&runtime, future, async move { Ok(pages.lock().await.next().await?.unwrap_or_default()) }))
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
