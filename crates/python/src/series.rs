//! What arrives one after the other, on the calling thread or as futures: the pages of a list, the pieces of a file.

use std::mem;
use std::sync::Arc;

use pyo3::prelude::*;
use pyo3::types::PyBytes;
use tokio::sync::Mutex;
use xero_m2m_ffi::{Download, Error, Pages};

use crate::bridge::Bridge;
use crate::client::{NativeClient, report_events};
use crate::errors::Failure;
use crate::runtime;

/// Where the next response or piece comes from.
pub(crate) trait Source: Send + 'static {
    /// What an error says in another process, and what to do there.
    const OF_ANOTHER_PROCESS: (&'static str, &'static str);

    fn next(&mut self) -> impl Future<Output = Result<Option<Vec<u8>>, Error>> + Send;
}

impl Source for Pages {
    const OF_ANOTHER_PROCESS: (&'static str, &'static str) =
        ("this list belongs to another process", "list it again in the child process");

    fn next(&mut self) -> impl Future<Output = Result<Option<Vec<u8>>, Error>> + Send {
        self.next()
    }
}

impl Source for Download {
    const OF_ANOTHER_PROCESS: (&'static str, &'static str) =
        ("this download belongs to another process", "download again in the child process");

    fn next(&mut self) -> impl Future<Output = Result<Option<Vec<u8>>, Error>> + Send {
        self.next()
    }
}

/// A source, and the process that it belongs to: one under way is its parent's where it was forked.
pub(crate) struct Series<S: Source> {
    /// Always there until the drop.
    source: Option<Arc<Mutex<S>>>,
    client: Py<NativeClient>,
    process: u32,
}

impl<S: Source> Series<S> {
    pub(crate) fn new(source: S, client: Py<NativeClient>) -> Self {
        Self { source: Some(Arc::new(Mutex::new(source))), client, process: std::process::id() }
    }

    pub(crate) fn client(&self) -> &NativeClient {
        self.client.get()
    }

    /// The source; none in a forked child.
    pub(crate) fn own(&self) -> Option<Arc<Mutex<S>>> {
        self.source.as_ref().filter(|_| self.is_own()).cloned()
    }

    /// The next bytes; None at the end. `listener` is called when there are events to take meanwhile.
    pub(crate) fn next<'py>(
        &self,
        py: Python<'py>,
        listener: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Option<Bound<'py, PyBytes>>> {
        let listener = listener.map(|listener| listener.clone().unbind());
        let source = self.source(py)?;
        let client = self.client().client()?;
        let next = async move { source.lock().await.next().await };
        match runtime::block(py, next, || report_events(client, listener.as_ref()))? {
            Ok(bytes) => Ok(bytes.map(|bytes| PyBytes::new(py, &bytes))),
            Err(error) => Err(Failure::Core(error).raise(py)),
        }
    }

    /// Starts on the next bytes, which go to `future`: none at the end. The ticket is for `Bridge.abort`.
    pub(crate) fn next_async(&self, py: Python<'_>, bridge: &Bridge, future: Py<PyAny>) -> PyResult<u64> {
        let source = self.source(py)?;
        let runtime = runtime::handle()?;
        let call = async move { Ok(source.lock().await.next().await?.unwrap_or_default()) };
        Ok(bridge.start(&runtime, future, None, call))
    }

    fn source(&self, py: Python<'_>) -> PyResult<Arc<Mutex<S>>> {
        let (message, hint) = S::OF_ANOTHER_PROCESS;
        self.own().ok_or_else(|| Failure::Core(Error::closed(message, hint)).raise(py))
    }

    fn is_own(&self) -> bool {
        self.process == std::process::id()
    }
}

impl<S: Source> Drop for Series<S> {
    fn drop(&mut self) {
        if !self.is_own() {
            // The parent's tasks and connections: left as they are.
            mem::forget(self.source.take());
        }
    }
}
