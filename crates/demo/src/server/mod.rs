//! Starts and stops the server: one thread, a listener, and a task for each connection.

pub(crate) mod delivery_worker;
pub(crate) mod request_handler;

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::task::{Context, Poll};
use std::thread::JoinHandle;
use std::time::Duration;
use std::{fmt, io};

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::runtime::{self, Handle, Runtime};
use tokio::sync::oneshot;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;

use crate::company::{Company, CompanyAddress};
use crate::control::webhooks::Wait;
use crate::control::{self, CommandResult};
use crate::error::DemoError;
use crate::options::Options;
use crate::tls::TlsIdentity;
use crate::wire::gzip::GzipEncoder;
use request_handler::{Connection, RequestHandler};

/// Time limit of the TLS handshake.
const HANDSHAKE: Duration = Duration::from_secs(10);

pub struct DemoCompany {
    company: Arc<Company>,
    address: SocketAddr,
    handle: Handle,
    /// The process that started it. A forked child does not have its thread.
    process: u32,
    running: Mutex<Option<Running>>,
}

struct Running {
    stop: oneshot::Sender<()>,
    thread: JoinHandle<()>,
}

impl DemoCompany {
    /// Starts a company on a free port of 127.0.0.1. `options` is a JSON object, or empty.
    ///
    /// Its fields:
    ///
    /// - `region`: `"NZ"`, `"AU"`, `"UK"` or `"US"`.
    /// - `clock`: the time at the start. `clock_speed`: how many times faster than real time it runs; 0 stops it.
    /// - `token_ttl`: the life of an access token in seconds.
    /// - `limits`: true, false, or the fields of the `limits` command.
    /// - `seed`: `"demo"`, `"empty"`, or `{"empty", "invoices", "contacts"}`.
    /// - `client_id` and `client_secret`: random by default.
    /// - `port`: 0, the default, selects any free port.
    /// - `tls`: HTTPS, with a certificate of a CA that is created for this company. `ca_file`: where the CA
    ///   certificate is written, for clients; by default to a temporary file, which the description names.
    /// - `strict`: see the command.
    /// - `control`: false disables commands over HTTP and the page at `/`.
    pub fn start(options: &[u8]) -> Result<DemoCompany, DemoError> {
        let options = Options::parse(options)?;
        let failed = |error: io::Error| DemoError::new(format!("the demo company cannot start: {error}"));
        // Bound here, so that the port accepts connections before this returns.
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, options.port)).map_err(failed)?;
        listener.set_nonblocking(true).map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let identity = options.tls.then(|| TlsIdentity::new(options.ca_file.as_deref())).transpose()?;
        let (acceptor, ca_file) = identity.map(|identity| (identity.acceptor, identity.ca_file)).unzip();
        let company_address = CompanyAddress {
            root: format!("{}://{address}", if options.tls { "https" } else { "http" }),
            ca_file,
            accepts_commands: options.control,
        };
        let company = Arc::new(Company::new(options, company_address)?);
        let runtime = runtime::Builder::new_current_thread().enable_io().enable_time().build().map_err(failed)?;
        let handle = runtime.handle().clone();
        let (stop, stopped) = oneshot::channel();
        let handler = RequestHandler { company: Arc::clone(&company), encoder: Arc::new(GzipEncoder::new()) };
        let thread = std::thread::Builder::new()
            .name("xero-demo".to_owned())
            .spawn(move || run(&runtime, listener, acceptor, handler, stopped))
            .map_err(failed)?;
        let running = Mutex::new(Some(Running { stop, thread }));
        Ok(DemoCompany { company, address, handle, process: std::process::id(), running })
    }

    /// Addresses and credentials, as JSON.
    pub fn describe(&self) -> Vec<u8> {
        self.company.describe(&self.company.lock()).to_string().into_bytes()
    }

    /// Runs a command; command and result are JSON. Over HTTP, send `POST /_demo/<command>` with the fields as a JSON
    /// object, or `GET /_demo/<command>` for commands that only read. `do` names the command; the other fields depend
    /// on it:
    ///
    /// - `fault`: `route` (`"GET /Invoices/*"`, `"POST /connect/token"`, `"*"` for everything), `times` (omitted or
    ///   null: always), `after` (number of requests to skip), `probability` (from 0 to 1: hits only this share of the
    ///   matching requests; the same `seed`, commands and order of requests give the same hits), and the effect:
    ///   `status`, `headers`, `body`, `content_type`, `delay` (seconds), `reset` (`"before"` or `"after"` the request
    ///   is processed), `cut` (bytes sent), `drip` (`{"bytes", "every"}`), `redirect`, `gzip_bomb` (inflated bytes),
    ///   `revoke_tokens`. With a `status` the request is not processed, unless `processed` is true; without a `status`
    ///   the real response is altered. `clear_faults` removes all faults.
    /// - `revoke_tokens`.
    /// - `clock`: `set`, `advance` (seconds) or `speed` (from 0 to 100000). All times of the company follow this
    ///   clock, including token lifetimes, limits and `Retry-After`; only the delays of faults are in real time.
    /// - `limits`: `enabled`, `window` (`"sliding"`, `"fixed"` for minutes of the clock, or `"both"`), `concurrent`,
    ///   `per_minute`, `per_day`, `app_per_minute`; null removes a limit. The result also has the used and remaining
    ///   calls, `most_in_flight`, and the number of refused calls in `refused`: `concurrent`, `minute`, `app_minute`,
    ///   `day`. `clear_counters` resets all counters to zero.
    /// - `connection`: `active` (true; false: tokens without a tenant, and 403 for calls; `"refused"`:
    ///   `unauthorized_client` from the token endpoint), `scopes`, `app` (`"custom_connection"` or `"web"`),
    ///   `client_secret`.
    /// - `seed`: the number of `invoices` and `contacts` to generate.
    /// - `strict`: with `enabled`, each request is checked against the operation table. A request that breaks a rule
    ///   gets a 400 with a diff of what was sent and what was expected, and is recorded. The rules cover an unknown
    ///   path, method or query parameter, a value that does not match its parameter, characters that must be encoded,
    ///   a query that is too long, a write without its `Idempotency-Key`, a body on a GET, a wrong content type, and
    ///   an empty tenant header. `violations` returns `method`, `path`, `rule`, `sent`, `expected` and `text` of each;
    ///   `clear_violations` drops them.
    /// - `description`: the same as [`DemoCompany::describe`].
    /// - `journal`: the recorded requests, or only the `last` ones. `clear_journal` drops them.
    /// - `webhooks`: `url` (http or https on a loopback host), `key` (by default generated and returned), `events`
    ///   (categories, by default all: `CONTACT`, `INVOICE`, `CREDITNOTE`, `PREPAYMENT`, `OVERPAYMENT`), `ca_file` (for
    ///   https: the CA of the receiver's certificate), `timeout` (real seconds for a response, 5) and `within` (real
    ///   seconds to wait for the checks, 30; 0 does not wait). The receiver must pass the intent-to-receive check. The
    ///   result has a `status` (`"ok"`, `"failed"`, `"checking"`, `"disabled"` or `"off"`) and the `checks`. Without
    ///   fields it describes the current receiver; `enabled` false removes it. Later changes are delivered in batches
    ///   and in order. A failed delivery is retried at once, then every 15 minutes of the clock; after a day the
    ///   receiver is disabled until it is set again.
    /// - `deliver`: waits, at most `within` (10) real seconds, until every due delivery has been attempted, and
    ///   returns the results since the last call: `deliveries` with `first_sequence`, `last_sequence`, `events`,
    ///   `outcome` (`"delivered"`, `"waiting"`, `"disabled"`), `attempts`, `status`, `problem` and `next_attempt`, and
    ///   the number of `undelivered` events. A receiver on the thread that runs this command must use `within` 0, or
    ///   send the command over HTTP.
    /// - `snapshot`; `reset` restores a `snapshot` or, without one, the start.
    pub fn control(&self, command: &[u8]) -> Result<Vec<u8>, DemoError> {
        if self.process != std::process::id() {
            return Err(DemoError::new("this demo company runs in the parent process; start a new one after a fork"));
        }
        match control::execute(&self.company, command)? {
            CommandResult::Done(response) => Ok(response),
            CommandResult::Wait(wait) => self.wait(wait),
        }
    }

    fn wait(&self, wait: Wait) -> Result<Vec<u8>, DemoError> {
        let (sender, receiver) = mpsc::channel();
        let company = Arc::clone(&self.company);
        self.handle.spawn(async move {
            // The caller may have gone.
            let _ = sender.send(wait.over(&company).await);
        });
        let response = receiver.recv().map_err(|_| DemoError::new("the demo company has been stopped"))?;
        Ok(response.to_string().into_bytes())
    }

    /// Stops the server and waits for its thread; a second call does nothing.
    pub fn stop(&self) {
        let running = self.running.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(Running { stop, thread }) = running else { return };
        if self.process != std::process::id() {
            std::mem::forget((stop, thread));
            return;
        }
        // An error means that the thread has already ended.
        let _ = stop.send(());
        let _ = thread.join();
        self.company.clean_up();
    }
}

impl Drop for DemoCompany {
    fn drop(&mut self) {
        self.stop();
    }
}

impl fmt::Debug for DemoCompany {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "DemoCompany(http://{})", self.address)
    }
}

/// Runs the server's thread. The end of the runtime closes every connection.
#[expect(clippy::disallowed_methods, reason = "this thread is the server's own and has nothing else to do")]
fn run(
    runtime: &Runtime,
    listener: TcpListener,
    acceptor: Option<TlsAcceptor>,
    handler: RequestHandler,
    stopped: oneshot::Receiver<()>,
) {
    runtime.block_on(accept(listener, acceptor, handler, stopped));
}

async fn accept(
    listener: TcpListener,
    acceptor: Option<TlsAcceptor>,
    handler: RequestHandler,
    mut stopped: oneshot::Receiver<()>,
) {
    let Ok(listener) = tokio::net::TcpListener::from_std(listener) else { return };
    tokio::spawn(delivery_worker::run(Arc::clone(&handler.company)));
    loop {
        let accepted = tokio::select! {
            _ = &mut stopped => return,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, _)) => {
                tokio::spawn(serve_connection(stream, acceptor.clone(), handler.clone()));
            }
            // For example, no file descriptors are left. Waiting avoids a busy loop.
            Err(_) => tokio::time::sleep(std::time::Duration::from_millis(10)).await,
        }
    }
}

/// Serves one connection. Errors at its end are ignored.
async fn serve_connection(stream: TcpStream, acceptor: Option<TlsAcceptor>, handler: RequestHandler) {
    let _ = stream.set_nodelay(true);
    let connection = Connection::default();
    let socket = Socket { stream, reset: Arc::clone(&connection.reset) };
    match acceptor {
        None => serve(socket, connection, handler).await,
        // A client that does not complete the handshake is dropped.
        Some(acceptor) => {
            if let Ok(Ok(socket)) = timeout(HANDSHAKE, acceptor.accept(socket)).await {
                serve(socket, connection, handler).await;
            }
        }
    }
}

async fn serve(socket: impl AsyncRead + AsyncWrite + Unpin, connection: Connection, handler: RequestHandler) {
    let service = service_fn(move |request| handler.clone().serve(connection.clone(), request));
    let _ = http1::Builder::new().serve_connection(TokioIo::new(socket), service).await;
}

/// A socket that ends with an RST if a fault requested it.
struct Socket {
    stream: TcpStream,
    reset: Arc<AtomicBool>,
}

impl Drop for Socket {
    fn drop(&mut self) {
        if self.reset.load(Ordering::Relaxed) {
            let _ = self.stream.set_zero_linger();
        }
    }
}

impl AsyncRead for Socket {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Socket {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffers: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(context, buffers)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
