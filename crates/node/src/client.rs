//! The FFI boundary: every call is one JSON text in and one JSON text out, on the calling thread or as a promise.

use std::collections::HashMap;
use std::future::Future;
use std::sync::Arc;

use napi::bindgen_prelude::{Buffer, Either, Env, Function, JsObjectValue, Object, Result, Uint8Array};
use napi_derive::napi;
use xero_m2m_ffi::{CallStatus, Client, Driver, Error, NameCase, blocking};

use crate::calls::{Calls, JsonText, ascii};
use crate::download::NativeDownload;
use crate::pages::NativePages;
use crate::{errors, runtime};

/// A client of the core, and its awaited calls.
#[derive(Debug)]
#[napi]
pub struct NativeClient {
    client: Arc<Client>,
    calls: Calls,
    is_blocking: bool,
}

/// Opens a client, or gives the error response. A blocking client is driven on the threads that call it.
#[napi]
pub fn open_client(
    env: Env,
    options: String,
    environment: HashMap<String, String>,
    blocking: bool,
) -> Either<NativeClient, JsonText> {
    let runtime = runtime::handle();
    let driver =
        if blocking { Driver::Caller { background: runtime.clone() } } else { Driver::Runtime(runtime.clone()) };
    opened(|| {
        let client = Client::new(options.as_bytes(), NameCase::Camel, &environment, driver)?;
        Ok(NativeClient { client: Arc::new(client), calls: Calls::new(env, runtime), is_blocking: blocking })
    })
}

#[napi]
impl NativeClient {
    /// One call on this thread, which waits for the response. `payload` holds the bytes of a file to send.
    #[napi]
    pub fn invoke_sync(
        &self,
        env: Env,
        request: String,
        payload: Option<Uint8Array>,
        listener: Option<Listener<'_>>,
    ) -> JsonText {
        JsonText(self.block(env, &request, payload, listener.as_ref()))
    }

    /// One call whose promise always resolves: with the response, or with an empty text once it was cancelled.
    #[napi]
    pub fn invoke<'env>(
        &self,
        env: &'env Env,
        request: String,
        cancel_id: u32,
        payload: Option<Uint8Array>,
    ) -> Result<Object<'env>> {
        let status = Arc::new(CallStatus::default());
        let work = self.work(request, payload, Arc::clone(&status));
        // Here, and not in the thread of JavaScript: a page may be large.
        let work = async move { work.await.map(ascii) };
        self.calls.start(env, cancel_id, status, JsonText, work)
    }

    /// As [`Self::invoke_sync`], for calls whose response is not text alone.
    #[napi]
    pub fn invoke_bytes_sync(
        &self,
        env: Env,
        request: String,
        payload: Option<Uint8Array>,
        listener: Option<Listener<'_>>,
    ) -> Buffer {
        self.block(env, &request, payload, listener.as_ref()).into()
    }

    /// As [`Self::invoke`], for calls whose response is not text alone.
    #[napi]
    pub fn invoke_bytes<'env>(
        &self,
        env: &'env Env,
        request: String,
        cancel_id: u32,
        payload: Option<Uint8Array>,
    ) -> Result<Object<'env>> {
        let status = Arc::new(CallStatus::default());
        let work = self.work(request, payload, Arc::clone(&status));
        self.calls.start(env, cancel_id, status, Buffer::from, work)
    }

    /// The pages of a list, or the error response. Sends nothing yet.
    #[napi]
    pub fn pages(&self, request: String) -> Either<NativePages, JsonText> {
        opened(|| {
            let pages = self.client.pages(request.as_bytes())?;
            Ok(NativePages::new(pages, Arc::clone(&self.client), self.calls.clone()))
        })
    }

    /// A file, piece by piece, or the error response. Sends nothing yet.
    #[napi]
    pub fn download(&self, request: String) -> Either<NativeDownload, JsonText> {
        opened(|| {
            let download = self.client.download(request.as_bytes())?;
            Ok(NativeDownload::new(download, Arc::clone(&self.client), self.calls.clone(), self.is_blocking))
        })
    }

    /// Cancels the awaited call that was given this id. Returns the error that says what became of it, or an
    /// empty text where it has ended.
    #[napi]
    pub fn cancel(&self, cancel_id: u32) -> JsonText {
        JsonText(self.calls.cancel(cancel_id).as_ref().map(errors::response).unwrap_or_default())
    }

    /// Reports all events, or warnings alone.
    #[napi]
    pub fn listen(&self, to_all: bool) {
        self.client.listen(to_all);
    }

    /// The least important events that are written as lines, where somebody asked for these.
    #[napi(getter)]
    pub fn log_level(&self) -> Option<&'static str> {
        self.client.log_level()
    }

    #[napi(getter)]
    pub fn has_events(&self) -> bool {
        self.client.has_events()
    }

    /// The events since the last time, as a JSON list.
    #[napi]
    pub fn take_events(&self) -> JsonText {
        JsonText(errors::guarded(|| Ok(self.client.take_events())))
    }

    /// A clone with other options that shares connections, token, limits and events.
    #[napi]
    pub fn with_options(&self, env: Env, options: String) -> Either<NativeClient, JsonText> {
        opened(|| {
            let client = Arc::new(self.client.with_options(options.as_bytes())?);
            Ok(NativeClient { client, calls: Calls::new(env, self.calls.runtime()), is_blocking: self.is_blocking })
        })
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
    pub fn describe(&self) -> JsonText {
        JsonText(errors::guarded(|| Ok(self.client.describe())))
    }

    /// Whether the core waits for the value of a secret that a function of the user gives.
    #[napi(getter)]
    pub fn wants_secret(&self) -> bool {
        self.client.wants_secret()
    }

    /// Hands over that value. Returns an empty text, or why it cannot be a secret.
    #[napi]
    pub fn supply_secret(&self, secret: String) -> JsonText {
        JsonText(errors::guarded(|| self.client.supply_secret(secret).map(|()| Vec::new())))
    }
}

impl NativeClient {
    fn block(&self, env: Env, request: &str, payload: Option<Uint8Array>, listener: Option<&Listener<'_>>) -> Vec<u8> {
        errors::guarded(|| {
            let payload = payload.map(|bytes| bytes.to_vec().into());
            blocked(env, &self.client, self.client.invoke(request.as_bytes(), payload, None), listener)
        })
    }

    /// The call as a future that owns what it needs.
    fn work(
        &self,
        request: String,
        payload: Option<Uint8Array>,
        status: Arc<CallStatus>,
    ) -> impl Future<Output = std::result::Result<Vec<u8>, Error>> + Send + 'static {
        let client = Arc::clone(&self.client);
        let payload = payload.map(|bytes| bytes.to_vec().into());
        async move { client.invoke(request.as_bytes(), payload, Some(status)).await }
    }
}

/// What is called, while a call blocks, when there are events to take.
pub(crate) type Listener<'scope> = Function<'scope, (), ()>;

/// Drives `call` on this thread to its end, and calls the listener meanwhile. The call is given up when its worker is
/// terminated, as nothing else would end it.
pub(crate) fn blocked(
    env: Env,
    client: &Client,
    call: impl Future<Output = std::result::Result<Vec<u8>, Error>>,
    listener: Option<&Listener<'_>>,
) -> std::result::Result<Vec<u8>, Error> {
    let mut tick = || {
        if let Some(listener) = listener.filter(|_| client.has_events()) {
            // What a listener throws is no concern of the call.
            let _ = listener.call(());
        }
        is_terminated(env)
    };
    blocking::block_on(call, Some(&mut tick))?.unwrap_or_else(|| Err(Error::argument("the call was interrupted")))
}

/// Whether this thread may run no JavaScript any more, which is when questions about objects are refused.
fn is_terminated(env: Env) -> bool {
    env.get_global().and_then(|global| global.has_named_property("process")).is_err()
}

/// Every operation of the core's table, as JSON.
#[napi]
pub fn operations() -> JsonText {
    JsonText(errors::guarded(|| Ok(xero_m2m_ffi::operations_json(NameCase::Camel))))
}

/// Every code that an error may have.
#[napi]
pub fn error_codes() -> Vec<&'static str> {
    xero_m2m_ffi::error_codes()
}

/// The environment variables that the core reads.
#[napi]
pub fn environment_variables() -> Vec<&'static str> {
    xero_m2m_ffi::environment_variables().collect()
}

/// The field of Xero's that a name may mean, in any casing or misspelt.
#[napi]
pub fn nearest_field(name: String) -> Option<&'static str> {
    xero_m2m_ffi::nearest_field(&name)
}

/// What Xero sent for a decoded record.
#[napi]
pub fn to_xero(schema: String, record: String) -> JsonText {
    JsonText(errors::guarded(|| xero_m2m_ffi::to_xero(&schema, record.as_bytes(), NameCase::Camel)))
}

/// Xero's name of a field of a record type.
#[napi]
pub fn xero_name(schema: String, field: String) -> JsonText {
    let name = || xero_m2m_ffi::xero_name(&schema, &field, NameCase::Camel);
    JsonText(errors::guarded(|| name().map(|name| format!("\"{name}\"").into_bytes())))
}

/// The record with these plain fields, as a response has it.
#[napi]
pub fn read_record(schema: String, fields: String) -> JsonText {
    JsonText(errors::guarded(|| xero_m2m_ffi::read_record(&schema, fields.as_bytes(), NameCase::Camel)))
}

/// What `open` opens, or the error response.
fn opened<T>(open: impl FnOnce() -> std::result::Result<T, Error>) -> Either<T, JsonText> {
    let mut opened = None;
    let refusal = errors::guarded(|| {
        opened = Some(open()?);
        Ok(Vec::new())
    });
    match opened {
        Some(opened) => Either::A(opened),
        None => Either::B(JsonText(refusal)),
    }
}
