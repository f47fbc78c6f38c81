//! What this process owns, the tokio runtime, and the one way to wait for it.
//!
//! The runtime is made on first use and kept by process id. Its threads do not survive a fork, so a child makes its own
//! and leaks its parent's, which must not be touched: its locks may be held by threads that are not there.

use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, PoisonError};

use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use tokio::runtime::{Builder, Handle, Runtime};
use xero_m2m::blocking;

use crate::errors::{Failure, words};

const WORKERS: usize = 2;

struct Process {
    id: u32,
    runtime: &'static Runtime,
}

static PROCESS: Mutex<Option<Process>> = Mutex::new(None);

/// The runtime of this process. Taken while attached to the interpreter, as `os.fork` is, so no child inherits the lock held.
pub(crate) fn handle(_py: Python<'_>) -> PyResult<Handle> {
    let mut process = PROCESS.lock().unwrap_or_else(PoisonError::into_inner);
    let id = std::process::id();
    if let Some(known) = process.as_ref().filter(|known| known.id == id) {
        return Ok(known.runtime.handle().clone());
    }
    let runtime = Builder::new_multi_thread()
        .worker_threads(WORKERS)
        .thread_name("xero-m2m")
        .enable_all()
        .build()
        .map_err(|error| PyRuntimeError::new_err(format!("no threads for xero-m2m: {error}")))?;
    let runtime: &'static Runtime = Box::leak(Box::new(runtime));
    *process = Some(Process { id, runtime });
    Ok(runtime.handle().clone())
}

/// Drives `future` on this thread, detached from the interpreter. A signal whose handler raises (Ctrl-C) drops it.
pub(crate) fn block<F>(py: Python<'_>, future: F) -> PyResult<F::Output>
where
    F: Future + Send,
    F::Output: Send,
{
    let mut signals = Signals::Unknown;
    let outcome = py.detach(|| {
        let mut interrupted = || signals.raised();
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
        *self = Python::attach(|py| match self {
            Self::Unknown if !on_main_thread(py) => Self::NotOurs,
            _ => py.check_signals().map_or_else(Self::Raised, |()| Self::Ours),
        });
        matches!(self, Self::Raised(_))
    }
}

fn on_main_thread(py: Python<'_>) -> bool {
    let same = || {
        let threading = py.import("threading")?;
        let main = threading.call_method0("main_thread")?.getattr("ident")?;
        threading.call_method0("get_ident")?.eq(main)
    };
    same().unwrap_or(true)
}
