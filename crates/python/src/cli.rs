//! The command `xero-m2m`, which both packages share.

use pyo3::prelude::*;

/// Runs the command with `arguments` (the program's name not among them) and gives its exit code.
#[pyfunction]
pub(crate) fn run_cli(py: Python<'_>, arguments: Vec<String>) -> i32 {
    py.detach(|| xero_m2m_cli::run(arguments))
}
