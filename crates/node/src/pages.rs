//! The walk over the pages of a list, on the calling thread or as promises.

use std::sync::Arc;

use napi::bindgen_prelude::{Env, Object, Result};
use napi_derive::napi;
use tokio::sync::Mutex;
use xero_m2m::{Error, Pages, blocking};

use crate::calls::{Calls, Reply};
use crate::errors;

/// A walk over the pages of a list.
#[derive(Debug)]
#[napi]
pub struct NativePages {
    pages: Arc<Mutex<Pages>>,
    calls: Calls,
}

impl NativePages {
    pub(crate) fn new(pages: Pages, calls: Calls) -> Self {
        Self { pages: Arc::new(Mutex::new(pages)), calls }
    }
}

#[napi]
impl NativePages {
    /// The next page's reply; an empty text at the end.
    #[napi]
    pub fn next_sync(&self) -> Reply {
        Reply(errors::guarded(|| {
            blocking::block_on(next(Arc::clone(&self.pages)), None)?
                .unwrap_or_else(|| Err(Error::argument("the call was interrupted")))
        }))
    }

    /// A promise of the next page's reply, which is an empty text at the end and once it was cancelled.
    #[napi]
    pub fn next<'env>(&self, env: &'env Env, cancel_id: Option<u32>) -> Result<Object<'env>> {
        self.calls.start(env, cancel_id, Reply, next(Arc::clone(&self.pages)))
    }
}

async fn next(pages: Arc<Mutex<Pages>>) -> std::result::Result<Vec<u8>, Error> {
    Ok(pages.lock().await.next().await?.unwrap_or_default())
}
