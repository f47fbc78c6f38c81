//! A response body on its way.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use tokio::time::timeout;

use super::body::BodyReader;
use super::send_error::SendError;
use crate::error::Result;

/// How much of it is handed over at once, if so much has arrived.
const LARGEST_PIECE: usize = 64 * 1024;

/// A body as it arrives. Nothing is read from the connection while nobody asks for more.
pub(crate) struct IncomingBody {
    incoming: reqwest::Response,
    /// What arrived and was not read yet.
    unread: Bytes,
    pub(super) reader: BodyReader,
    read_timeout: Duration,
    has_ended: bool,
}

impl IncomingBody {
    pub(super) fn new(incoming: reqwest::Response, reader: BodyReader, read_timeout: Duration) -> Self {
        Self { incoming, unread: Bytes::new(), reader, read_timeout, has_ended: false }
    }

    /// The next bytes; none at the end. Dropping the future loses nothing.
    pub(crate) async fn next(&mut self) -> Result<Option<Vec<u8>>> {
        loop {
            let goes_on = self.read().await.map_err(|failure| failure.error)?;
            let is_enough = self.reader.len() >= LARGEST_PIECE || self.unread.is_empty();
            if !goes_on || (is_enough && self.reader.len() > 0) {
                return Ok(Some(self.reader.take()).filter(|bytes| !bytes.is_empty()));
            }
        }
    }

    /// Reads one piece; false at the end.
    pub(super) async fn read(&mut self) -> std::result::Result<bool, SendError> {
        let broken = |error| SendError { error, sent: true };
        if self.has_ended {
            return Ok(false);
        }
        if self.unread.is_empty() {
            match timeout(self.read_timeout, self.incoming.chunk()).await {
                Ok(Ok(Some(chunk))) => self.unread = chunk,
                Ok(Ok(None)) => {
                    self.has_ended = true;
                    return self.reader.finish().map(|()| false).map_err(broken);
                }
                Ok(Err(error)) => return Err(SendError::new(error)),
                Err(_) => return Err(SendError::read_timeout(self.read_timeout)),
            }
        }
        let piece = self.unread.split_to(self.unread.len().min(self.reader.piece()));
        self.reader.push(&piece).map(|()| true).map_err(broken)
    }
}

impl fmt::Debug for IncomingBody {
    /// What arrived is nobody's business.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IncomingBody").finish_non_exhaustive()
    }
}
