//! A file, piece by piece: the connection is read from no faster than the pieces are asked for.

use std::mem;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::Call;
use super::send::{Completed, attempt_timeout};
use crate::config::CallSettings;
use crate::connection::Connection;
use crate::error::{Error, Outcome, Result};
use crate::limits::Slot;
use crate::transport::{Deadline, IncomingBody, Pool, WaitingFor};

/// A file that is downloaded piece by piece. One piece of it is in memory at a time. The request counts as one in flight
/// until its end; dropping this closes its connection.
#[derive(Debug)]
pub struct Download {
    connection: Connection,
    call: Arc<Call>,
    settings: Arc<CallSettings>,
    state: State,
}

#[derive(Debug)]
enum State {
    /// The request is still to be sent.
    Pending,
    Open(Box<OpenDownload>),
    Ended,
}

/// A response whose body is on its way.
#[derive(Debug)]
struct OpenDownload {
    connection: Connection,
    call: Arc<Call>,
    completed: Completed,
    /// Held until the end: the request is in flight.
    _slot: Option<Slot>,
    body: Box<IncomingBody>,
    deadline: Deadline,
    /// When the attempt began, without the time in which nobody asked for more.
    began: Instant,
    paused: Instant,
    error: Option<&'static str>,
}

impl Download {
    pub(crate) fn new(connection: Connection, call: Call, settings: Arc<CallSettings>) -> Self {
        Self { connection, call: Arc::new(call), settings, state: State::Pending }
    }

    /// The next piece of the file; none at its end. Sends the request at first; where that fails, the next call sends it
    /// again. Time in which nobody asks for more counts against a deadline that was given, and no other limit.
    ///
    /// # Errors
    /// Those of any call; `Transport` where the connection breaks in the middle; `Closed` where the client was closed
    /// meanwhile.
    pub async fn next(&mut self) -> Result<Option<Vec<u8>>> {
        self.connection.check_open()?;
        match &mut self.state {
            State::Pending => self.open().await,
            State::Open(open) => {
                let piece = open.next(self.settings.timeout.attempt).await;
                if !matches!(piece, Ok(Some(_))) {
                    self.state = State::Ended;
                }
                piece
            }
            State::Ended => Ok(None),
        }
    }

    /// Ends the download. Its connection is closed unless the whole file was read.
    pub async fn close(&mut self) {
        if matches!(mem::replace(&mut self.state, State::Ended), State::Open(_)) {
            // Blocked callers do not watch connections between calls.
            Pool::settle().await;
        }
    }

    /// Sends the request, and returns the first piece.
    async fn open(&mut self) -> Result<Option<Vec<u8>>> {
        let Self { connection, call, settings, .. } = self;
        let mut deadline = connection.deadline(settings).for_request(settings.timeout.attempt);
        let mut completed = Box::pin(connection.complete(call, settings, deadline.clone())).await?;
        completed.check_bytes(call)?;
        let first = mem::take(&mut completed.response.body);
        self.state = match completed.response.rest.take() {
            None => State::Ended,
            Some(body) => {
                deadline.extend_default(completed.waited);
                deadline.report_to(&connection.events, &call.label, call.caller.number);
                State::Open(Box::new(OpenDownload {
                    began: completed.started.monotonic,
                    paused: connection.clock.now().monotonic,
                    connection: connection.clone(),
                    call: Arc::clone(call),
                    _slot: completed.slot.take(),
                    completed,
                    body,
                    deadline,
                    error: None,
                }))
            }
        };
        Ok(Some(first).filter(|bytes| !bytes.is_empty()))
    }
}

impl OpenDownload {
    async fn next(&mut self, timeout: Duration) -> Result<Option<Vec<u8>>> {
        let now = self.connection.clock.now().monotonic;
        let pause = now.saturating_duration_since(self.paused);
        self.deadline.extend_default(pause);
        self.began += pause;
        let read = self.deadline.run_with_timeout(WaitingFor::Attempt, self.began, timeout, self.body.next()).await;
        self.paused = self.connection.clock.now().monotonic;
        let piece = match read {
            Ok(Some(piece)) => piece,
            Ok(None) => Err(attempt_timeout(timeout)),
            Err(error) => Err(error),
        };
        match piece {
            Ok(piece) => {
                self.completed.response.size += piece.as_ref().map_or(0, Vec::len) as u64;
                Ok(piece)
            }
            Err(error) => Err(self.failed(error)),
        }
    }

    fn failed(&mut self, error: Error) -> Error {
        self.error = Some(error.code());
        self.completed.error(&self.call, Outcome::Unknown, error)
    }
}

impl Drop for OpenDownload {
    fn drop(&mut self) {
        let Completed { attempts, started, response, .. } = &self.completed;
        self.connection.report(&self.call, *attempts, *started, Some(response), self.error);
    }
}
