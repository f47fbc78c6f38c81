//! The demo company, started inside the Python process.

use pyo3::prelude::*;
use pyo3::types::PyBytes;
use xero_m2m_demo::{DemoCompany, DemoError};
use xero_m2m_ffi::Error;

use crate::errors::{Failure, guarded};

/// A running demo company. It stops when Python lets go of it.
#[pyclass(frozen, module = "xero_m2m._native")]
pub(crate) struct NativeDemo {
    company: DemoCompany,
}

#[pymethods]
impl NativeDemo {
    #[new]
    fn new(py: Python<'_>, options: &[u8]) -> PyResult<Self> {
        let company = py.detach(|| guarded(|| DemoCompany::start(options).map_err(|error| refused(&error))));
        company.map(|company| Self { company }).map_err(|failure| failure.raise(py))
    }

    /// What a client needs to know of it, as JSON.
    fn describe<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, &self.company.describe())
    }

    /// Runs one command and returns its response as JSON.
    fn control<'py>(&self, py: Python<'py>, command: &[u8]) -> PyResult<Bound<'py, PyBytes>> {
        let response = py.detach(|| guarded(|| self.company.control(command).map_err(|error| refused(&error))));
        response.map(|response| PyBytes::new(py, &response)).map_err(|failure| failure.raise(py))
    }

    fn stop(&self, py: Python<'_>) {
        py.detach(|| self.company.stop());
    }
}

fn refused(error: &DemoError) -> Failure {
    Failure::Core(Error::argument(error.to_string()))
}
