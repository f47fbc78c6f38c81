//! A file that comes piece by piece, on the calling thread or as futures.

use std::mem;
use std::sync::Arc;

use pyo3::prelude::*;
use pyo3::types::PyBytes;
use tokio::sync::Mutex;
use xero_m2m_ffi::{Download, Error};

use crate::bridge::Bridge;
use crate::client::{NativeClient, report_events};
use crate::errors::Failure;
use crate::runtime;

/// A download, and the process that it belongs to: one under way is its parent's where it was forked.
#[pyclass(frozen, module = "xero_m2m._native")]
pub(crate) struct NativeDownload {
    /// Always there until the drop.
    download: Option<Arc<Mutex<Download>>>,
    client: Py<NativeClient>,
    process: u32,
}

impl NativeDownload {
    pub(crate) fn new(download: Download, client: Py<NativeClient>) -> Self {
        Self { download: Some(Arc::new(Mutex::new(download))), client, process: std::process::id() }
    }

    fn download(&self, py: Python<'_>) -> PyResult<Arc<Mutex<Download>>> {
        self.download.as_ref().filter(|_| self.process == std::process::id()).cloned().ok_or_else(|| {
            let error =
                Error::closed("this download belongs to another process", "download again in the child process");
            Failure::Core(error).raise(py)
        })
    }
}

#[pymethods]
impl NativeDownload {
    /// The next piece; None at the end. `listener` is called when there are events to take meanwhile.
    #[pyo3(signature = (listener=None))]
    fn next<'py>(
        &self,
        py: Python<'py>,
        listener: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Option<Bound<'py, PyBytes>>> {
        let listener = listener.map(|listener| listener.clone().unbind());
        let download = self.download(py)?;
        let client = self.client.get().client()?;
        let next = async move { download.lock().await.next().await };
        match runtime::block(py, next, || report_events(client, listener.as_ref()))? {
            Ok(piece) => Ok(piece.map(|piece| PyBytes::new(py, &piece))),
            Err(error) => Err(Failure::Core(error).raise(py)),
        }
    }

    /// Starts on the next piece, which goes to `future`: no bytes at the end. The ticket is for `Bridge.abort`.
    fn next_async(&self, py: Python<'_>, bridge: &Bridge, future: Py<PyAny>) -> PyResult<u64> {
        let download = self.download(py)?;
        let runtime = runtime::handle()?;
        let call = async move { Ok(download.lock().await.next().await?.unwrap_or_default()) };
        Ok(bridge.start(&runtime, future, None, call))
    }

    /// Ends the download, and frees its connection.
    fn close(&self, py: Python<'_>) -> PyResult<()> {
        // A forked child closes nothing of its parent's.
        if self.process != std::process::id() {
            return Ok(());
        }
        let download = self.download(py)?;
        if self.client.get().is_blocking() {
            return runtime::block(py, async move { download.lock().await.close().await }, || Ok(()));
        }
        // A piece that was given up lets go in a moment.
        runtime::handle()?.spawn(async move { download.lock().await.close().await });
        Ok(())
    }
}

impl Drop for NativeDownload {
    fn drop(&mut self) {
        if self.process != std::process::id() {
            // The parent's connection: left as it is.
            mem::forget(self.download.take());
        }
    }
}
