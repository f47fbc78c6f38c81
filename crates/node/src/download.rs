//! A file that comes piece by piece, on the calling thread or as promises.

use std::sync::Arc;

use napi::bindgen_prelude::{Buffer, Env, Object, Result};
use napi_derive::napi;
use tokio::sync::Mutex;
use xero_m2m_ffi::{CallStatus, Client, Download, Error, blocking};

use crate::calls::Calls;
use crate::client::{Listener, blocked};
use crate::errors;

/// A file that comes piece by piece. Each piece follows an empty response and a line end.
#[derive(Debug)]
#[napi]
pub struct NativeDownload {
    download: Arc<Mutex<Download>>,
    client: Arc<Client>,
    calls: Calls,
    is_blocking: bool,
}

impl NativeDownload {
    pub(crate) fn new(download: Download, client: Arc<Client>, calls: Calls, is_blocking: bool) -> Self {
        Self { download: Arc::new(Mutex::new(download)), client, calls, is_blocking }
    }
}

#[napi]
impl NativeDownload {
    /// The next piece; no bytes at the end.
    #[napi]
    pub fn next_sync(&self, env: Env, listener: Option<Listener<'_>>) -> Buffer {
        errors::guarded(|| blocked(env, &self.client, next(Arc::clone(&self.download)), listener.as_ref())).into()
    }

    /// A promise of the next piece, which is of no bytes at the end and once it was cancelled.
    #[napi]
    pub fn next<'env>(&self, env: &'env Env, cancel_id: u32) -> Result<Object<'env>> {
        let status = Arc::new(CallStatus::of_read());
        self.calls.start(env, cancel_id, status, Buffer::from, next(Arc::clone(&self.download)))
    }

    /// Ends the download, and frees its connection.
    #[napi]
    pub fn close(&self) {
        let download = Arc::clone(&self.download);
        let close = async move { download.lock().await.close().await };
        if self.is_blocking {
            let _ = blocking::block_on(close, None);
        } else {
            // A piece that was cancelled lets go in a moment.
            self.calls.runtime().spawn(close);
        }
    }
}

async fn next(download: Arc<Mutex<Download>>) -> std::result::Result<Vec<u8>, Error> {
    let piece = download.lock().await.next().await?;
    Ok(piece.map_or_else(Vec::new, |piece| [b"{}\n", piece.as_slice()].concat()))
}
