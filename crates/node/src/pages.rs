//! The pages of a list, on the calling thread or as promises.

use std::sync::Arc;

use napi::bindgen_prelude::{Env, Object, Result};
use napi_derive::napi;
use tokio::sync::Mutex;
use xero_m2m_ffi::{CallStatus, Client, Error, Pages};

use crate::calls::{Calls, JsonText, ascii};
use crate::client::{Listener, blocked};
use crate::errors;

/// The pages of a list.
#[derive(Debug)]
#[napi]
pub struct NativePages {
    /// None once the list was given up.
    pages: Arc<Mutex<Option<Pages>>>,
    client: Arc<Client>,
    calls: Calls,
}

impl NativePages {
    pub(crate) fn new(pages: Pages, client: Arc<Client>, calls: Calls) -> Self {
        Self { pages: Arc::new(Mutex::new(Some(pages))), client, calls }
    }
}

#[napi]
impl NativePages {
    /// The next page's response; an empty text at the end.
    #[napi]
    pub fn next_sync(&self, env: Env, listener: Option<Listener<'_>>) -> JsonText {
        JsonText(errors::guarded(|| blocked(env, &self.client, next(Arc::clone(&self.pages)), listener.as_ref())))
    }

    /// A promise of the next page's response, which is an empty text at the end and once it was cancelled.
    #[napi]
    pub fn next<'env>(&self, env: &'env Env, cancel_id: u32) -> Result<Object<'env>> {
        self.calls.start(env, cancel_id, Arc::new(CallStatus::of_read()), JsonText, next(Arc::clone(&self.pages)))
    }

    /// Gives up the pages that are fetched ahead.
    #[napi]
    pub fn close(&self) {
        let pages = Arc::clone(&self.pages);
        if let Ok(mut idle) = self.pages.try_lock() {
            *idle = None;
            return;
        }
        // A page that was cancelled lets go in a moment.
        self.calls.runtime().spawn(async move { *pages.lock().await = None });
    }
}

async fn next(pages: Arc<Mutex<Option<Pages>>>) -> std::result::Result<Vec<u8>, Error> {
    match pages.lock().await.as_mut() {
        // Here, and not in the thread of JavaScript: a page may be large.
        Some(pages) => Ok(pages.next().await?.map(ascii).unwrap_or_default()),
        None => Ok(Vec::new()),
    }
}
