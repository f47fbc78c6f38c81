//! The way of an awaited call: started from the event loop, run by the runtime, settled on the loop again.
//!
//! One bridge belongs to one event loop. Runtime threads never attach to the interpreter: they put the outcome into a
//! queue and wake the loop with one byte in a pipe, once for all that finish before the loop gets to look.

use std::collections::HashMap;
use std::future::Future;
use std::io::{PipeReader, PipeWriter, Read, Write, pipe};
use std::mem;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::PyBytes;
use tokio::runtime::Handle;
use tokio::task::AbortHandle;
use xero_m2m_ffi::{CallStatus, Error};

use crate::errors::Failure;

type Outcome = Result<Vec<u8>, Failure>;

/// The awaited calls of one event loop.
#[pyclass(frozen, weakref, module = "xero_m2m._native")]
pub(crate) struct Bridge {
    finished: Arc<Finished>,
    calls: Mutex<Calls>,
    process: u32,
}

/// Calls whose futures wait, by ticket. Only the loop's thread gets here, and only tickets leave it.
#[derive(Default)]
struct Calls {
    last_ticket: u64,
    waiting: HashMap<u64, Call>,
}

struct Call {
    future: Py<PyAny>,
    task: AbortHandle,
    /// None for calls that change nothing.
    status: Option<Arc<CallStatus>>,
}

#[pymethods]
impl Bridge {
    #[new]
    fn new() -> PyResult<Self> {
        let (reader, writer) = pipe()?;
        let finished = Finished {
            outcomes: Mutex::default(),
            woken: AtomicBool::new(false),
            closed: AtomicBool::new(false),
            reader,
            writer,
        };
        Ok(Self { finished: Arc::new(finished), calls: Mutex::default(), process: std::process::id() })
    }

    /// What the loop watches; readable when there is something to settle. None where no loop can watch a pipe.
    fn fileno(&self) -> Option<i32> {
        self.finished.descriptor()
    }

    /// What a notifier thread waits with, for loops that cannot watch a pipe. It does not keep the bridge alive.
    fn waker(&self) -> Waker {
        Waker { finished: Arc::clone(&self.finished) }
    }

    /// Called by the loop when the pipe is readable.
    fn on_readable(&self, py: Python<'_>) {
        // The pipe of a forked child's parent: what is in it is for the parent.
        if self.is_ours() {
            self.finished.take_wake();
            self.settle(py);
        }
    }

    /// Gives every finished call's outcome to its future. Calls that were given up are skipped.
    fn settle(&self, py: Python<'_>) {
        for (ticket, outcome) in self.finished.take() {
            let call = lock(&self.calls).waiting.remove(&ticket);
            if let Some(Err(error)) = call.map(|call| give(call.future.bind(py), outcome)) {
                error.write_unraisable(py, None);
            }
        }
    }

    /// Gives the call up: its request is dropped wherever it is, and its future stays as it is. The
    /// `CancelledError` that this gives says what became of it; None where it had ended, or changes nothing.
    fn abort<'py>(&self, py: Python<'py>, ticket: u64) -> Option<Bound<'py, PyAny>> {
        let call = lock(&self.calls).waiting.remove(&ticket).filter(|_| self.is_ours())?;
        let error = call.status.map(|status| status.cancel());
        call.task.abort();
        Some(Failure::Core(error?).raise(py).into_value(py).into_bound(py).into_any())
    }

    /// Whether this process made it. A forked child's loop needs a bridge of its own.
    #[getter]
    fn ours(&self) -> bool {
        self.is_ours()
    }

    /// Gives every call up: the loop is closed.
    fn close(&self) {
        self.abandon();
    }
}

impl Bridge {
    /// Starts a call whose outcome goes to `future`, and gives its ticket.
    pub(crate) fn start(
        &self,
        runtime: &Handle,
        future: Py<PyAny>,
        status: Option<Arc<CallStatus>>,
        work: impl Future<Output = Result<Vec<u8>, Error>> + Send + 'static,
    ) -> u64 {
        let mut calls = lock(&self.calls);
        calls.last_ticket += 1;
        let ticket = calls.last_ticket;
        let mut pending = PendingOutcome { ticket, finished: Arc::clone(&self.finished), given: false };
        let task = runtime.spawn(async move { pending.give(work.await.map_err(Failure::Core)) });
        calls.waiting.insert(ticket, Call { future, task: task.abort_handle(), status });
        ticket
    }

    fn abandon(&self) {
        let waiting = mem::take(&mut lock(&self.calls).waiting);
        for call in waiting.into_values().filter(|_| self.is_ours()) {
            call.task.abort();
        }
    }

    /// After a fork the parent's tasks have no threads here, and their locks may be held for ever.
    fn is_ours(&self) -> bool {
        self.process == std::process::id()
    }
}

impl Drop for Bridge {
    fn drop(&mut self) {
        self.abandon();
        // A forked child shares its parent's pipe.
        if self.is_ours() {
            self.finished.closed.store(true, Ordering::Release);
            self.finished.wake();
        }
    }
}

/// Waits for a bridge's outcomes on a thread of its own.
#[pyclass(frozen, module = "xero_m2m._native")]
pub(crate) struct Waker {
    finished: Arc<Finished>,
}

#[pymethods]
impl Waker {
    /// True when there is something to settle, False when the bridge is gone.
    fn wait(&self, py: Python<'_>) -> bool {
        py.detach(|| self.finished.take_wake());
        !self.finished.closed.load(Ordering::Acquire)
    }
}

/// What the runtime hands over to the loop.
struct Finished {
    outcomes: Mutex<Vec<(u64, Outcome)>>,
    woken: AtomicBool,
    closed: AtomicBool,
    reader: PipeReader,
    writer: PipeWriter,
}

impl Finished {
    fn put(&self, ticket: u64, outcome: Outcome) {
        lock(&self.outcomes).push((ticket, outcome));
        if !self.woken.swap(true, Ordering::AcqRel) {
            self.wake();
        }
    }

    fn wake(&self) {
        // Both ends live as long as this, so the write can neither fail nor, at a byte or two, block.
        let _ = (&self.writer).write(&[1]);
    }

    #[cfg(unix)]
    #[expect(clippy::unnecessary_wraps, reason = "elsewhere there is none")]
    fn descriptor(&self) -> Option<i32> {
        use std::os::fd::AsRawFd;
        Some(self.reader.as_raw_fd())
    }

    #[cfg(not(unix))]
    fn descriptor(&self) -> Option<i32> {
        None
    }

    fn take_wake(&self) {
        let _ = (&self.reader).read(&mut [0; 8]);
    }

    fn take(&self) -> Vec<(u64, Outcome)> {
        self.woken.swap(false, Ordering::AcqRel);
        mem::take(&mut lock(&self.outcomes))
    }
}

/// The outcome that one task owes. A task that panics still gives one, so that no future hangs.
struct PendingOutcome {
    ticket: u64,
    finished: Arc<Finished>,
    given: bool,
}

impl PendingOutcome {
    fn give(&mut self, outcome: Outcome) {
        self.given = true;
        self.finished.put(self.ticket, outcome);
    }
}

impl Drop for PendingOutcome {
    fn drop(&mut self) {
        if !self.given && std::thread::panicking() {
            self.give(Err(Failure::Panic("a task broke off".to_owned())));
        }
    }
}

fn give(future: &Bound<'_, PyAny>, outcome: Outcome) -> PyResult<()> {
    let py = future.py();
    if future.call_method0(intern!(py, "done"))?.is_truthy()? {
        return Ok(());
    }
    match outcome {
        Ok(response) => future.call_method1(intern!(py, "set_result"), (PyBytes::new(py, &response),))?,
        Err(failure) => future.call_method1(intern!(py, "set_exception"), (failure.raise(py),))?,
    };
    Ok(())
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
