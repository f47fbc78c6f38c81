//! Starts and stops the company: a thread of its own, a listener, and one task for each connection.

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

use crate::company::{Company, Site};
use crate::control::webhooks::Wait;
use crate::control::{self, Step};
use crate::error::DemoError;
use crate::options::Options;
use crate::tls::Identity;
use crate::wire::gzip::Packer;
use request_handler::{Desk, Line};

/// How long a caller may take to agree on TLS.
const HANDSHAKE: Duration = Duration::from_secs(10);

pub struct DemoCompany {
    company: Arc<Company>,
    address: SocketAddr,
    handle: Handle,
    /// The process that started it: a forked child has no such thread to wait for.
    process: u32,
    running: Mutex<Option<Running>>,
}

struct Running {
    stop: oneshot::Sender<()>,
    thread: JoinHandle<()>,
}

impl DemoCompany {
    /// Starts a company on a free port of 127.0.0.1. `options` is a JSON object; empty is fine.
    ///
    /// Its members: `region` (`"NZ"`, `"AU"`, `"UK"`, `"US"`), `clock` (the time it starts at), `clock_speed` (how many
    /// times faster than real time; 0 stands still), `token_ttl` (seconds), `limits` (true, false or the members of the
    /// `limits` command), `seed` (`"demo"`, `"empty"`, or `{"empty", "invoices", "contacts"}`), `client_id` and
    /// `client_secret` (otherwise made at random), `port` (0, the default, is any free one), `tls` (https, with a
    /// certificate of a CA made for this company), `ca_file` (where the CA's certificate is written, for clients;
    /// otherwise a temporary file, which the description names), `strict` (see the command) and `control` (false: no
    /// commands over HTTP, and no page at `/`).
    pub fn start(options: &[u8]) -> Result<DemoCompany, DemoError> {
        let options = Options::parse(options)?;
        let failed = |error: io::Error| DemoError::new(format!("the demo company cannot start: {error}"));
        // Bound here, so that the port is known and takes connections before this returns.
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, options.port)).map_err(failed)?;
        listener.set_nonblocking(true).map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let identity = options.tls.then(|| Identity::new(options.ca_file.as_deref())).transpose()?;
        let (acceptor, ca_file) = identity.map(|identity| (identity.acceptor, identity.ca_file)).unzip();
        let site = Site {
            root: format!("{}://{address}", if options.tls { "https" } else { "http" }),
            ca_file,
            takes_commands: options.control,
        };
        let company = Arc::new(Company::new(options, site)?);
        let runtime = runtime::Builder::new_current_thread().enable_io().enable_time().build().map_err(failed)?;
        let handle = runtime.handle().clone();
        let (stop, stopped) = oneshot::channel();
        let desk = Desk { company: Arc::clone(&company), packer: Arc::new(Packer::new()) };
        let thread = std::thread::Builder::new()
            .name("xero-demo".to_owned())
            .spawn(move || run(&runtime, listener, acceptor, desk, stopped))
            .map_err(failed)?;
        let running = Mutex::new(Some(Running { stop, thread }));
        Ok(DemoCompany { company, address, handle, process: std::process::id(), running })
    }

    /// Addresses and credentials, as JSON.
    pub fn describe(&self) -> Vec<u8> {
        self.company.describe(&self.company.lock()).to_string().into_bytes()
    }

    /// Carries out a command, JSON in and JSON out. Over HTTP the same is `POST /_demo/<command>` with the members as a
    /// JSON object, and `GET /_demo/<command>` for those that only read. `do` names it; the other members are its own:
    ///
    /// - `fault`: `route` (`"GET /Invoices/*"`, `"POST /connect/token"`, `"*"` for everything), `times` (absent or
    ///   null: always), `after` (skip so many), `probability` (from 0 to 1: hits only so many of the matching requests;
    ///   the same `seed`, commands and order of requests give the same hits), and what goes wrong: `status`, `headers`,
    ///   `body`, `content_type`, `delay` (seconds), `reset` (`"before"` or `"after"` the request is carried out), `cut`
    ///   (bytes sent), `drip` (`{"bytes", "every"}`), `redirect`, `gzip_bomb` (inflated bytes), `revoke_tokens`. A
    ///   `status` stands in for the request unless `processed` is true; without one the true reply is altered.
    ///   `clear_faults` ends all of them.
    /// - `revoke_tokens`; `clock` with `set`, `advance` (seconds) or `speed` (from 0 to 100000). All times of the
    ///   company are of this clock, its token lives, limits and `Retry-After` too; the delays of faults are real.
    /// - `limits`: `enabled`, `window` (`"sliding"`, `"fixed"`: minutes of the clock, or `"both"`), `concurrent`,
    ///   `per_minute`, `per_day`, `app_per_minute`; null takes a limit away. The answer also tells what is used and
    ///   left, `most_in_flight`, and in `refused` how many calls were refused: `concurrent`, `minute`, `app_minute`,
    ///   `day`. `clear_counters` counts all of it from zero.
    /// - `connection`: `active` (true; false: tokens without a tenant, calls answered 403; `"refused"`: the token
    ///   endpoint answers `unauthorized_client`), `scopes`, `app` (`"custom_connection"` or `"web"`), `client_secret`.
    /// - `seed`: `invoices` and `contacts` to generate.
    /// - `strict`, with `enabled`: each request is held against the table of operations. What breaks a rule is answered
    ///   400 with a difference of what was sent and what was expected, and written down: an unknown path, method or
    ///   query parameter, a value that does not fit its parameter, characters that must be encoded, a query that is too
    ///   long, a write without its `Idempotency-Key`, a body on a GET, a wrong content type, an empty tenant header.
    ///   `violations` gives each one's `method`, `path`, `rule`, `sent`, `expected` and `text`; `clear_violations`
    ///   forgets them.
    /// - `description`: what [`DemoCompany::describe`] gives.
    /// - `journal` (with `last`: only so many), `clear_journal`.
    /// - `webhooks`: `url` (http or https on a loopback host), `key` (otherwise made at random and given back), `events`
    ///   (categories, by default all that there are: `CONTACT`, `INVOICE`, `CREDITNOTE`, `PREPAYMENT`, `OVERPAYMENT`),
    ///   `ca_file` (for https: what the receiver's certificate is signed with), `timeout` (real seconds that a receiver
    ///   has, 5) and `within` (how many real seconds to wait for the checks, 30; 0 does not wait). The receiver is
    ///   checked for its intent to receive; the answer has a `status` (`"ok"`, `"failed"`, `"checking"`, `"disabled"`
    ///   or `"off"`) and the `checks`. Without members it tells the same of the receiver that is set; `enabled` false
    ///   takes it away. What changes from then on is delivered, in batches and in order: a failure is tried again at
    ///   once, then every 15 minutes of the clock, and after a day the receiver is disabled until it is set again.
    /// - `deliver` waits, at most `within` (10) real seconds, until all that is due has been tried, and gives what came
    ///   of each batch since it was last asked: `deliveries` with `first_sequence`, `last_sequence`, `events`, `outcome`
    ///   (`"delivered"`, `"waiting"`, `"disabled"`), `attempts`, `status`, `problem` and `next_attempt`; and how many
    ///   events are `undelivered`. A receiver that runs on the thread that gives this command must use `within` 0, or
    ///   give it over HTTP.
    /// - `snapshot`, and `reset` to a `snapshot` or, without one, to the start.
    pub fn control(&self, command: &[u8]) -> Result<Vec<u8>, DemoError> {
        if self.process != std::process::id() {
            return Err(DemoError::new("this demo company runs in the process that was forked from; start a new one"));
        }
        match control::carry_out(&self.company, command)? {
            Step::Done(answer) => Ok(answer),
            Step::Wait(wait) => self.wait(wait),
        }
    }

    fn wait(&self, wait: Wait) -> Result<Vec<u8>, DemoError> {
        let (sender, receiver) = mpsc::channel();
        let company = Arc::clone(&self.company);
        self.handle.spawn(async move {
            // Whoever asked may be gone.
            let _ = sender.send(wait.over(&company).await);
        });
        let answer = receiver.recv().map_err(|_| DemoError::new("the demo company has been stopped"))?;
        Ok(answer.to_string().into_bytes())
    }

    /// Stops the server and waits for its thread; a second call does nothing.
    pub fn stop(&self) {
        let running = self.running.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(Running { stop, thread }) = running else { return };
        if self.process != std::process::id() {
            std::mem::forget((stop, thread));
            return;
        }
        // An error only says that the thread has ended already.
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

/// The whole life of the server's thread; the runtime's end takes every connection with it.
#[expect(clippy::disallowed_methods, reason = "this thread is the server's own and has nothing else to do")]
fn run(
    runtime: &Runtime,
    listener: TcpListener,
    acceptor: Option<TlsAcceptor>,
    desk: Desk,
    stopped: oneshot::Receiver<()>,
) {
    runtime.block_on(accept(listener, acceptor, desk, stopped));
}

async fn accept(listener: TcpListener, acceptor: Option<TlsAcceptor>, desk: Desk, mut stopped: oneshot::Receiver<()>) {
    let Ok(listener) = tokio::net::TcpListener::from_std(listener) else { return };
    tokio::spawn(delivery_worker::run(Arc::clone(&desk.company)));
    loop {
        let accepted = tokio::select! {
            _ = &mut stopped => return,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, _)) => {
                tokio::spawn(converse(stream, acceptor.clone(), desk.clone()));
            }
            // Out of file descriptors, say: waiting is better than spinning.
            Err(_) => tokio::time::sleep(std::time::Duration::from_millis(10)).await,
        }
    }
}

/// Serves one connection to its end. How it ends, well or by a fault, is nobody's business here.
async fn converse(stream: TcpStream, acceptor: Option<TlsAcceptor>, desk: Desk) {
    let _ = stream.set_nodelay(true);
    let line = Line::default();
    let socket = Socket { stream, reset: Arc::clone(&line.reset) };
    match acceptor {
        None => serve(socket, line, desk).await,
        // Whoever speaks plain HTTP here, or nothing at all, is not waited for.
        Some(acceptor) => {
            if let Ok(Ok(socket)) = timeout(HANDSHAKE, acceptor.accept(socket)).await {
                serve(socket, line, desk).await;
            }
        }
    }
}

async fn serve(socket: impl AsyncRead + AsyncWrite + Unpin, line: Line, desk: Desk) {
    let service = service_fn(move |request| desk.clone().serve(line.clone(), request));
    let _ = http1::Builder::new().serve_connection(TokioIo::new(socket), service).await;
}

/// A socket that ends with an RST when a fault asked for it.
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
