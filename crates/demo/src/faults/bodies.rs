//! Reply bodies that break off or trickle.

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use hyper::body::{Body, Bytes, Frame};
use tokio::time::{Sleep, sleep};

use super::Drip;
use crate::limits::slot::Slot;
use crate::wire::body::BrokenOff;

/// What the sent part needs to be flushed before the connection breaks under it.
const FLUSH: Duration = Duration::from_millis(20);

/// Sends what it has and then breaks the connection.
pub(crate) struct CutBody {
    rest: Option<Bytes>,
    pause: Pin<Box<Sleep>>,
}

impl CutBody {
    pub(crate) fn new(sent: Bytes) -> CutBody {
        CutBody { rest: Some(sent).filter(|sent| !sent.is_empty()), pause: Box::pin(sleep(FLUSH)) }
    }
}

impl Body for CutBody {
    type Data = Bytes;
    type Error = BrokenOff;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BrokenOff>>> {
        if let Some(bytes) = self.rest.take() {
            return Poll::Ready(Some(Ok(Frame::data(bytes))));
        }
        ready!(self.pause.as_mut().poll(context));
        Poll::Ready(Some(Err(BrokenOff)))
    }
}

/// Sends a few bytes at a time; its caller stays in flight until the last.
pub(crate) struct DripBody {
    rest: Bytes,
    drip: Drip,
    pause: Option<Pin<Box<Sleep>>>,
    _slot: Option<Slot>,
}

impl DripBody {
    pub(crate) fn new(rest: Bytes, drip: Drip, slot: Option<Slot>) -> DripBody {
        DripBody { rest, drip, pause: None, _slot: slot }
    }
}

impl Body for DripBody {
    type Data = Bytes;
    type Error = BrokenOff;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BrokenOff>>> {
        if let Some(pause) = self.pause.as_mut() {
            ready!(pause.as_mut().poll(context));
        }
        if self.rest.is_empty() {
            return Poll::Ready(None);
        }
        let size = self.drip.bytes.min(self.rest.len());
        let part = self.rest.split_to(size);
        self.pause = (!self.rest.is_empty()).then(|| Box::pin(sleep(self.drip.every)));
        Poll::Ready(Some(Ok(Frame::data(part))))
    }
}
