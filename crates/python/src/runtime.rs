//! What this process owns, the tokio runtime, and the one way to wait for it.
//!
//! The runtime's threads do not survive a fork, so a child makes its own and leaves its parent's alone.

use std::cell::Cell;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};

use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use tokio::runtime::{Builder, Handle, Runtime};
use xero_m2m_ffi::PerProcess;
use xero_m2m_ffi::blocking;

use crate::errors::{Failure, words};

const WORKERS: usize = 2;

static RUNTIME: PerProcess<Runtime> = PerProcess::new();

/// The runtime of this process, made on first use.
pub(crate) fn handle() -> PyResult<Handle> {
    let made = RUNTIME.get_or_try_init(|| {
        Builder::new_multi_thread().worker_threads(WORKERS).thread_name("xero-m2m").enable_all().build()
    });
    match made {
        Ok(runtime) => Ok(runtime.handle().clone()),
        Err(error) => Err(PyRuntimeError::new_err(format!("no threads for xero-m2m: {error}"))),
    }
}

/// Drives `future` on this thread, detached from the interpreter, and calls `tick` now and then meanwhile. A signal whose
/// handler raises (Ctrl-C) drops the future, and so does an error of `tick`.
pub(crate) fn block<F>(py: Python<'_>, future: F, tick: impl Fn() -> PyResult<()> + Sync) -> PyResult<F::Output>
where
    F: Future + Send,
    F::Output: Send,
{
    let is_main = is_main_thread(py)?;
    let mut raised = None;
    let outcome = py.detach(|| {
        let mut interrupted = || {
            #[expect(clippy::redundant_closure_for_method_calls, reason = "the method is bound to one lifetime")]
            let signals = || if is_main { Python::attach(|py| py.check_signals()) } else { Ok(()) };
            raised = tick().and_then(|()| signals()).err();
            raised.is_some()
        };
        catch_unwind(AssertUnwindSafe(|| blocking::block_on(future, Some(&mut interrupted))))
    });
    match (outcome, raised) {
        (Ok(Ok(Some(output))), _) => Ok(output),
        (Ok(Ok(None)), Some(error)) => Err(error),
        (Ok(Err(error)), _) => Err(Failure::Core(error).raise(py)),
        (Ok(Ok(None)), None) => Err(Failure::Panic("a call ended without a response".to_owned()).raise(py)),
        (Err(panic), _) => Err(Failure::Panic(words(&*panic)).raise(py)),
    }
}

/// Whether this is the thread on which Python runs signal handlers: in a forked child, the one that forked. Found out
/// while the interpreter is held: a daemon thread that runs Python code when the interpreter ends would abort it.
fn is_main_thread(py: Python<'_>) -> PyResult<bool> {
    thread_local!(static KNOWN: Cell<Option<(u32, bool)>> = const { Cell::new(None) });
    let process = std::process::id();
    if let Some((_, is_main)) = KNOWN.get().filter(|(of, _)| *of == process) {
        return Ok(is_main);
    }
    let threading = py.import("threading")?;
    let main = threading.call_method0("main_thread")?.getattr("ident")?;
    let is_main = threading.call_method0("get_ident")?.eq(main)?;
    KNOWN.set(Some((process, is_main)));
    Ok(is_main)
}
