//! What this process owns, the tokio runtime, and the one way to wait for it.
//!
//! The runtime's threads do not survive a fork, so a child makes its own and leaves its parent's alone.

use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};

use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use tokio::runtime::{Builder, Handle, Runtime};
use xero_m2m::blocking;
use xero_m2m::process::PerProcess;

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
    let mut signals = Signals::Unknown;
    let outcome = py.detach(|| {
        let mut interrupted = || {
            if let Err(error) = tick() {
                signals = Signals::Raised(error);
                return true;
            }
            signals.raised()
        };
        catch_unwind(AssertUnwindSafe(|| blocking::block_on(future, Some(&mut interrupted))))
    });
    match (outcome, signals) {
        (Ok(Ok(Some(output))), _) => Ok(output),
        (Ok(Ok(None)), Signals::Raised(error)) => Err(error),
        (Ok(Err(error)), _) => Err(Failure::Core(error).raise(py)),
        (Ok(Ok(None)), _) => Err(Failure::Panic("a call ended with no reply".to_owned()).raise(py)),
        (Err(panic), _) => Err(Failure::Panic(words(&*panic)).raise(py)),
    }
}

/// Python runs signal handlers on the main thread alone: the first tick finds out whether this is it.
enum Signals {
    Unknown,
    Ours,
    NotOurs,
    Raised(PyErr),
}

impl Signals {
    fn raised(&mut self) -> bool {
        if matches!(self, Self::NotOurs) {
            return false;
        }
        let is_unknown = matches!(self, Self::Unknown);
        // A signal may have come before the first tick: its exception may come out of any Python code that runs here.
        *self = Python::attach(|py| match if is_unknown { on_main_thread(py) } else { Ok(true) } {
            Ok(true) => py.check_signals().map_or_else(Self::Raised, |()| Self::Ours),
            Ok(false) => Self::NotOurs,
            Err(error) => Self::Raised(error),
        });
        matches!(self, Self::Raised(_))
    }
}

fn on_main_thread(py: Python<'_>) -> PyResult<bool> {
    let threading = py.import("threading")?;
    let main = threading.call_method0("main_thread")?.getattr("ident")?;
    threading.call_method0("get_ident")?.eq(main)
}
