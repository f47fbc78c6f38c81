//! The narrow waist: every call is one JSON text in and one JSON text out, on the calling thread or as a promise.

use std::collections::HashMap;
use std::future::Future;

use napi::bindgen_prelude::{Buffer, Either, Env, Object, Result, Uint8Array};
use napi_derive::napi;
use tokio::runtime::Handle;
use xero_m2m::{Client, Driver, Error, Naming, blocking};

use crate::calls::{Calls, Reply};
use crate::pages::NativePages;
use crate::{errors, runtime};

/// A client of the core, and its awaited calls.
#[derive(Debug)]
#[napi]
pub struct NativeClient {
    client: Client,
    calls: Calls,
}

/// Opens a client, or gives the error reply. A blocking client is driven on the threads that call it.
#[napi]
pub fn open_client(
    options: String,
    environment: HashMap<String, String>,
    blocking: bool,
) -> Either<NativeClient, Reply> {
    let runtime = runtime::handle();
    let driver =
        if blocking { Driver::Caller { background: runtime.clone() } } else { Driver::Runtime(runtime.clone()) };
    opened(runtime, || Client::new(options.as_bytes(), Naming::Camel, &environment, driver))
}

#[napi]
impl NativeClient {
    /// One call on this thread, which waits for the reply. `payload` holds the bytes of a file to send.
    #[napi]
    pub fn invoke_sync(&self, request: String, payload: Option<Uint8Array>) -> Reply {
        Reply(self.block(&request, payload))
    }

    /// One call whose promise always resolves: with the reply, or with an empty text once it was cancelled.
    #[napi]
    pub fn invoke<'env>(
        &self,
        env: &'env Env,
        request: String,
        cancel_id: Option<u32>,
        payload: Option<Uint8Array>,
    ) -> Result<Object<'env>> {
        self.calls.start(env, cancel_id, Reply, self.work(request, payload))
    }

    /// As [`Self::invoke_sync`], for calls whose reply is not text alone.
    #[napi]
    pub fn invoke_bytes_sync(&self, request: String) -> Buffer {
        self.block(&request, None).into()
    }

    /// As [`Self::invoke`], for calls whose reply is not text alone.
    #[napi]
    pub fn invoke_bytes<'env>(&self, env: &'env Env, request: String, cancel_id: Option<u32>) -> Result<Object<'env>> {
        self.calls.start(env, cancel_id, Buffer::from, self.work(request, None))
    }

    /// The walk over the pages of a list, or the error reply. Sends nothing yet.
    #[napi]
    pub fn pages(&self, request: String) -> Either<NativePages, Reply> {
        let mut pages = None;
        let refusal = errors::guarded(|| {
            pages = Some(self.client.pages(request.as_bytes())?);
            Ok(Vec::new())
        });
        match pages {
            Some(pages) => Either::A(NativePages::new(pages, self.calls.clone())),
            None => Either::B(Reply(refusal)),
        }
    }

    /// Cancels the awaited call that was given this id, if it is still under way.
    #[napi]
    pub fn cancel(&self, cancel_id: u32) {
        self.calls.cancel(cancel_id);
    }

    /// A clone with other options that shares connections, token and limits.
    #[napi]
    pub fn with_options(&self, options: String) -> Either<NativeClient, Reply> {
        opened(self.calls.runtime(), || self.client.with_options(options.as_bytes()))
    }

    #[napi]
    pub fn close(&self) {
        self.client.close();
    }

    #[napi(getter)]
    pub fn closed(&self) -> bool {
        self.client.is_closed()
    }

    /// What may be shown of this client, as JSON.
    #[napi]
    pub fn describe(&self) -> Reply {
        Reply(errors::guarded(|| Ok(self.client.describe())))
    }

    /// Whether the core waits for the value of a secret that a function of the user gives.
    #[napi(getter)]
    pub fn wants_secret(&self) -> bool {
        self.client.wants_secret()
    }

    /// Hands over that value. Replies with an empty text, or with why it cannot be a secret.
    #[napi]
    pub fn supply_secret(&self, secret: String) -> Reply {
        Reply(errors::guarded(|| self.client.supply_secret(secret).map(|()| Vec::new())))
    }
}

impl NativeClient {
    fn block(&self, request: &str, payload: Option<Uint8Array>) -> Vec<u8> {
        errors::guarded(|| {
            let payload = payload.map(|bytes| bytes.to_vec().into());
            blocking::block_on(self.client.invoke(request.as_bytes(), payload), None)?
                .unwrap_or_else(|| Err(Error::argument("the call was interrupted")))
        })
    }

    /// The call as a future that owns what it needs.
    fn work(
        &self,
        request: String,
        payload: Option<Uint8Array>,
    ) -> impl Future<Output = std::result::Result<Vec<u8>, Error>> + Send + 'static {
        let client = self.client.clone();
        let payload = payload.map(|bytes| bytes.to_vec().into());
        async move { client.invoke(request.as_bytes(), payload).await }
    }
}

/// Every operation of the core's table, as JSON.
#[napi]
pub fn operations() -> Reply {
    Reply(errors::guarded(|| Ok(xero_m2m::api::operations_json(Naming::Camel))))
}

/// Every code that an error may have.
#[napi]
pub fn error_codes() -> Vec<&'static str> {
    xero_m2m::error::codes().to_vec()
}

/// The environment variables that the core reads.
#[napi]
pub fn environment_variables() -> Vec<&'static str> {
    xero_m2m::config::ENVIRONMENT_VARIABLES.to_vec()
}

/// What Xero sent for a decoded record.
#[napi]
pub fn to_wire(schema: String, record: String) -> Reply {
    Reply(errors::guarded(|| xero_m2m::codec::to_wire(&schema, record.as_bytes(), Naming::Camel)))
}

fn opened(runtime: Handle, open: impl FnOnce() -> std::result::Result<Client, Error>) -> Either<NativeClient, Reply> {
    let mut client = None;
    let refusal = errors::guarded(|| {
        client = Some(open()?);
        Ok(Vec::new())
    });
    match client {
        Some(client) => Either::A(NativeClient { client, calls: Calls::new(runtime) }),
        None => Either::B(Reply(refusal)),
    }
}
