//! The Python face of xero-m2m: the same few methods as the Node face, JSON bytes in and out.
//!
//! Nothing here is for users. `python/xero_m2m` holds the classes they see; it turns these bytes into values.

#![forbid(unsafe_code)]

mod bridge;
mod cli;
mod client;
mod demo;
mod download;
mod errors;
mod pages;
mod runtime;
mod series;
mod webhooks;

#[pyo3::pymodule]
mod _native {
    #[pymodule_export]
    use crate::bridge::{Bridge, Waker};
    #[pymodule_export]
    use crate::cli::run_cli;
    #[pymodule_export]
    use crate::client::{NativeClient, hidden_fields, nearest_field, operations, read_record, to_xero, xero_name};
    #[pymodule_export]
    use crate::demo::NativeDemo;
    #[pymodule_export]
    use crate::download::NativeDownload;
    #[pymodule_export]
    use crate::errors::error_codes;
    #[pymodule_export]
    use crate::pages::NativePages;
    #[pymodule_export]
    use crate::webhooks::verify_webhook;

    use pyo3::prelude::*;

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("VERSION", env!("CARGO_PKG_VERSION"))?;
        module.add("ENVIRONMENT_VARIABLES", xero_m2m_ffi::environment_variables().collect::<Vec<_>>())
    }
}
