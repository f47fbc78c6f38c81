//! Awaited calls: each a promise that always resolves, and may be cancelled by the id that JavaScript gave it.

use std::cell::RefCell;
use std::collections::HashMap;
use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use napi::bindgen_prelude::{Env, Object, Result, ToNapiValue};
use napi::{JsDeferred, JsValue, sys};
use tokio::runtime::Handle;
use tokio::task::AbortHandle;
use xero_m2m_ffi::{CallStatus, Error};

use crate::errors;

/// The calls of one client.
#[derive(Debug, Clone)]
pub(crate) struct Calls {
    runtime: Handle,
    open: Arc<Open>,
}

/// The calls under way, by their ids.
type Open = Mutex<HashMap<u32, Call>>;

thread_local! {
    /// Those of every client of this JavaScript environment, which has its thread to itself.
    static OPEN: RefCell<Option<Vec<Weak<Open>>>> = const { RefCell::new(None) };
}

#[derive(Debug)]
struct Call {
    task: AbortHandle,
    status: Arc<CallStatus>,
}

impl Calls {
    /// The calls of a new client. They are given up with the environment: nobody would learn how they ended.
    pub(crate) fn new(env: Env, runtime: Handle) -> Self {
        let open = Arc::default();
        OPEN.with_borrow_mut(|clients| {
            let clients = clients.get_or_insert_with(|| {
                let _ = env.add_env_cleanup_hook((), |()| give_all_up());
                Vec::new()
            });
            clients.retain(|client| client.strong_count() > 0);
            clients.push(Arc::downgrade(&open));
        });
        Self { runtime, open }
    }

    pub(crate) fn runtime(&self) -> Handle {
        self.runtime.clone()
    }

    /// Starts a call. Its promise resolves with the response in the form that `form` gives it, or with an empty one
    /// once it was cancelled.
    pub(crate) fn start<'env, T: ToNapiValue + 'static>(
        &self,
        env: &'env Env,
        id: u32,
        status: Arc<CallStatus>,
        form: fn(Vec<u8>) -> T,
        work: impl Future<Output = std::result::Result<Vec<u8>, Error>> + Send + 'static,
    ) -> Result<Object<'env>> {
        let (deferred, promise) = env.create_deferred()?;
        let mut promised = CallPromise { deferred: Some(deferred), form };
        let open = Arc::clone(&self.open);
        // Held until the id is in, so that a call which ends at once finds its id to remove.
        let mut pending = lock(&self.open);
        let task = self.runtime.spawn(async move {
            let response = errors::guarded_future(work).await;
            lock(&open).remove(&id);
            promised.give(response);
        });
        pending.insert(id, Call { task: task.abort_handle(), status });
        Ok(promise)
    }

    /// Gives a call up. The error says what became of it; there is none where the call has ended.
    pub(crate) fn cancel(&self, id: u32) -> Option<Error> {
        lock(&self.open).remove(&id).map(Call::give_up)
    }
}

impl Call {
    fn give_up(self) -> Error {
        let error = self.status.cancel();
        self.task.abort();
        error
    }
}

fn give_all_up() {
    let clients = OPEN.take().unwrap_or_default();
    for open in clients.iter().filter_map(Weak::upgrade) {
        let calls: Vec<Call> = lock(&open).drain().map(|(_, call)| call).collect();
        for call in calls {
            call.give_up();
        }
    }
}

fn lock(open: &Open) -> MutexGuard<'_, HashMap<u32, Call>> {
    open.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The promise of one call. If it is dropped because the call was cancelled, it resolves with an empty response.
struct CallPromise<T: ToNapiValue + 'static> {
    deferred: Option<JsDeferred<T, Resolver<T>>>,
    form: fn(Vec<u8>) -> T,
}

type Resolver<T> = Box<dyn FnOnce(Env) -> Result<T>>;

impl<T: ToNapiValue + 'static> CallPromise<T> {
    fn give(&mut self, response: Vec<u8>) {
        if let Some(deferred) = self.deferred.take() {
            let form = self.form;
            deferred.resolve(Box::new(move |_| Ok(form(response))));
        }
    }
}

impl<T: ToNapiValue + 'static> Drop for CallPromise<T> {
    fn drop(&mut self) {
        self.give(Vec::new());
    }
}

/// A JSON text of the core, which is UTF-8.
#[derive(Debug)]
pub struct JsonText(pub(crate) Vec<u8>);

impl ToNapiValue for JsonText {
    unsafe fn to_napi_value(env: sys::napi_env, response: Self) -> Result<sys::napi_value> {
        // V8 copies Latin-1 as it stands, and reads it faster than it decodes UTF-8.
        Ok(Env::from_raw(env).create_string_latin1(ascii(response.0))?.raw())
    }
}

/// A JSON text in ASCII: whatever else it holds stands within its strings, where it may be escaped.
pub(crate) fn ascii(json: Vec<u8>) -> Vec<u8> {
    if json.is_ascii() {
        return json;
    }
    let mut escaped = Vec::with_capacity(json.len() + json.len() / 8);
    for character in String::from_utf8_lossy(&json).chars() {
        if character.is_ascii() {
            escaped.push(character as u8);
        } else {
            for unit in character.encode_utf16(&mut [0; 2]) {
                escaped.extend_from_slice(b"\\u");
                escaped.extend([12, 8, 4, 0].map(|shift| b"0123456789abcdef"[usize::from(*unit >> shift & 15)]));
            }
        }
    }
    escaped
}
