//! The narrow waist: every call is one JSON text in and one JSON text out, on the calling thread or as a promise.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use napi::bindgen_prelude::{Either, Env, Object, Result, ToNapiValue};
use napi::{JsDeferred, JsValue, sys};
use napi_derive::napi;
use tokio::runtime::Handle;
use tokio::task::AbortHandle;
use xero_m2m::{Client, Driver, Error, Naming, blocking};

use crate::{errors, runtime};

/// A client of the core, and what its awaited calls need.
#[derive(Debug)]
#[napi]
pub struct NativeClient {
    client: Client,
    runtime: Handle,
    cancels: Cancels,
}

/// The awaited calls that a signal may still cancel, by the id that JavaScript gave them.
type Cancels = Arc<Mutex<HashMap<u32, AbortHandle>>>;

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
    /// One call on this thread, which waits for the reply.
    #[napi]
    pub fn invoke_sync(&self, request: String) -> Reply {
        Reply(errors::guarded(|| {
            blocking::block_on(self.client.invoke(request.as_bytes()), None)?
                .unwrap_or_else(|| Err(Error::argument("the call was interrupted")))
        }))
    }

    /// One call whose promise always resolves: with the reply, or with an empty text once it was cancelled.
    #[napi]
    pub fn invoke<'env>(&self, env: &'env Env, request: String, cancel_id: Option<u32>) -> Result<Object<'env>> {
        let (deferred, promise) = env.create_deferred()?;
        let mut answer = Answer(Some(deferred));
        let client = self.client.clone();
        let Some(id) = cancel_id else {
            self.runtime.spawn(async move {
                answer.give(errors::guarded_future(client.invoke(request.as_bytes())).await);
            });
            return Ok(promise);
        };
        let cancels = Arc::clone(&self.cancels);
        // Held until the id is in, so that a call which ends at once finds its id to remove.
        let mut pending = lock(&self.cancels);
        let task = self.runtime.spawn(async move {
            let reply = errors::guarded_future(client.invoke(request.as_bytes())).await;
            lock(&cancels).remove(&id);
            answer.give(reply);
        });
        pending.insert(id, task.abort_handle());
        Ok(promise)
    }

    /// Cancels the awaited call that was given this id, if it is still under way.
    #[napi]
    pub fn cancel(&self, cancel_id: u32) {
        if let Some(task) = lock(&self.cancels).remove(&cancel_id) {
            task.abort();
        }
    }

    /// A clone with other options that shares connections, token and limits.
    #[napi]
    pub fn with_options(&self, options: String) -> Either<NativeClient, Reply> {
        opened(self.runtime.clone(), || self.client.with_options(options.as_bytes()))
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
        Some(client) => Either::A(NativeClient { client, runtime, cancels: Cancels::default() }),
        None => Either::B(Reply(refusal)),
    }
}

fn lock(cancels: &Cancels) -> std::sync::MutexGuard<'_, HashMap<u32, AbortHandle>> {
    cancels.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The promise of one call. Dropped with no answer, because the call was cancelled, it resolves with an empty text.
struct Answer(Option<JsDeferred<Reply, Resolver>>);

type Resolver = Box<dyn FnOnce(Env) -> Result<Reply>>;

impl Answer {
    fn give(&mut self, reply: Vec<u8>) {
        if let Some(deferred) = self.0.take() {
            deferred.resolve(Box::new(move |_| Ok(Reply(reply))));
        }
    }
}

impl Drop for Answer {
    fn drop(&mut self) {
        self.give(Vec::new());
    }
}

/// A JSON text of the core, which is UTF-8.
#[derive(Debug)]
pub struct Reply(Vec<u8>);

impl ToNapiValue for Reply {
    unsafe fn to_napi_value(env: sys::napi_env, reply: Self) -> Result<sys::napi_value> {
        let env = Env::from_raw(env);
        if reply.0.is_ascii() {
            // V8 copies Latin-1 as it stands, and has to decode UTF-8.
            Ok(env.create_string_latin1(&reply.0)?.raw())
        } else {
            Ok(env.create_string(String::from_utf8_lossy(&reply.0))?.raw())
        }
    }
}
