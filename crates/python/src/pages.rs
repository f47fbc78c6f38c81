//! The pages of a list.

use pyo3::prelude::*;
use pyo3::types::PyBytes;
use xero_m2m_ffi::Pages;

use crate::bridge::Bridge;
use crate::client::NativeClient;
use crate::series::Series;

/// The pages of a list.
#[pyclass(frozen, module = "xero_m2m._native")]
pub(crate) struct NativePages(Series<Pages>);

impl NativePages {
    pub(crate) fn new(pages: Pages, client: Py<NativeClient>) -> Self {
        Self(Series::new(pages, client))
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
        self.0.next(py, listener)
    }

    /// Starts on the next page, whose response goes to `future`: no bytes at the end. The ticket is for `Bridge.abort`.
    fn next_async(&self, py: Python<'_>, bridge: &Bridge, future: Py<PyAny>) -> PyResult<u64> {
        self.0.next_async(py, bridge, future)
    }
}
