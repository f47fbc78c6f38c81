//! The one tokio runtime of the process, owned by napi, which joins its threads when the last environment goes.

use napi::bindgen_prelude::{create_custom_tokio_runtime, within_runtime_if_available};
use tokio::runtime::{Builder, Handle};

const WORKERS: usize = 2;

#[napi_derive::module_init]
fn make() {
    // Without a runtime of ours napi makes its own, with a thread for each core.
    if let Ok(runtime) =
        Builder::new_multi_thread().worker_threads(WORKERS).thread_name("xero-m2m").enable_all().build()
    {
        create_custom_tokio_runtime(runtime);
    }
}

/// The runtime that awaited calls and background work of this environment run on.
pub(crate) fn handle() -> Handle {
    within_runtime_if_available(Handle::current)
}
