//! A file that comes piece by piece.

use pyo3::prelude::*;
use pyo3::types::PyBytes;
use xero_m2m_ffi::Download;

use crate::bridge::Bridge;
use crate::client::NativeClient;
use crate::runtime;
use crate::series::Series;

/// A file that comes piece by piece.
#[pyclass(frozen, module = "xero_m2m._native")]
pub(crate) struct NativeDownload(Series<Download>);

impl NativeDownload {
    pub(crate) fn new(download: Download, client: Py<NativeClient>) -> Self {
        Self(Series::new(download, client))
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
        self.0.next(py, listener)
    }

    /// Starts on the next piece, which goes to `future`: no bytes at the end. The ticket is for `Bridge.abort`.
    fn next_async(&self, py: Python<'_>, bridge: &Bridge, future: Py<PyAny>) -> PyResult<u64> {
        self.0.next_async(py, bridge, future)
    }

    /// Ends the download, and frees its connection.
    fn close(&self, py: Python<'_>) -> PyResult<()> {
        // A forked child closes nothing of its parent's.
        let Some(download) = self.0.own() else { return Ok(()) };
        let close = async move { download.lock().await.close().await };
        if self.0.client().is_blocking() {
            return runtime::block(py, close, || Ok(()));
        }
        // A piece that was given up lets go in a moment.
        runtime::handle()?.spawn(close);
        Ok(())
    }
}
