//! How a connection is made, directly or through a proxy, and how it is looked at before it carries a request.

use std::error::Error as StdError;
use std::future::Future;
use std::io::{self, ErrorKind, IoSlice, Read};
use std::mem::MaybeUninit;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use http::Uri;
use http::uri::Scheme;
use hyper_util::client::legacy::connect::proxy::Tunnel;
use hyper_util::client::legacy::connect::{Connected, Connection, HttpConnector};
use hyper_util::client::proxy::matcher::{Intercept, Matcher};
use hyper_util::rt::TokioIo;
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use socket2::SockRef;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tower_service::Service;

/// How often, and how long, a silent peer is asked whether it is still there.
const PROBE_EVERY: Duration = Duration::from_secs(15);
const PROBES: u32 = 3;
/// The longest time that sent bytes may stay unacknowledged.
#[cfg(target_os = "linux")]
const UNACKNOWLEDGED: Duration = Duration::from_secs(30);

type BoxError = Box<dyn StdError + Send + Sync>;

/// Makes the connections of a pool: TCP, then a proxy's tunnel and TLS where they are wanted.
#[derive(Clone)]
pub(super) struct Connector {
    tcp: HttpConnector,
    tls: TlsConnector,
    proxies: Option<Arc<Matcher>>,
    within: Duration,
}

impl Connector {
    pub(super) fn new(tls: ClientConfig, proxies: Option<Arc<Matcher>>, within: Duration) -> Self {
        let mut tcp = HttpConnector::new();
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        tcp.set_connect_timeout(Some(within));
        tcp.set_keepalive(Some(PROBE_EVERY));
        tcp.set_keepalive_interval(Some(PROBE_EVERY));
        tcp.set_keepalive_retries(Some(PROBES));
        #[cfg(target_os = "linux")]
        tcp.set_tcp_user_timeout(Some(UNACKNOWLEDGED));
        Self { tcp, tls: Arc::new(tls).into(), proxies, within }
    }

    async fn connect(self, to: Uri) -> Result<Stream, BoxError> {
        let proxy = self.proxies.as_ref().and_then(|proxies| proxies.intercept(&to));
        let is_https = to.scheme() == Some(&Scheme::HTTPS);
        match proxy {
            Some(proxy) if is_https => self.tunnel(&proxy, to).await,
            Some(proxy) => Ok(Stream { is_proxied: true, ..self.direct(proxy.uri().clone()).await? }),
            None => self.direct(to).await,
        }
    }

    async fn direct(mut self, to: Uri) -> Result<Stream, BoxError> {
        let tcp = self.tcp.call(to.clone()).await?.into_inner();
        let looks = Arc::new(AtomicBool::new(true));
        let socket = Socket { tcp, looks: Arc::clone(&looks) };
        let plain = Stream { io: Box::new(socket), awaits: false, looks, is_proxied: false };
        if to.scheme() == Some(&Scheme::HTTPS) { plain.secured(&self.tls, &to).await } else { Ok(plain) }
    }

    async fn tunnel(self, proxy: &Intercept, to: Uri) -> Result<Stream, BoxError> {
        let tls = self.tls.clone();
        let mut tunnel = Tunnel::new(proxy.uri().clone(), Self { proxies: None, ..self });
        if let Some(auth) = proxy.basic_auth() {
            tunnel = tunnel.with_auth(auth.clone());
        }
        tunnel.call(to.clone()).await?.into_inner().secured(&tls, &to).await
    }
}

impl Service<Uri> for Connector {
    type Response = TokioIo<Stream>;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, BoxError>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, to: Uri) -> Self::Future {
        let connector = self.clone();
        Box::pin(async move { Ok(TokioIo::new(timeout(connector.within, connector.connect(to)).await??)) })
    }
}

trait Io: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Io for T {}

/// A connection as HTTP sees it, whatever it goes through.
pub(super) struct Stream {
    io: Box<dyn Io>,
    /// Whether something was sent and nothing has come since.
    awaits: bool,
    /// Whether the socket asks the system itself what has arrived.
    looks: Arc<AtomicBool>,
    is_proxied: bool,
}

impl Stream {
    async fn secured(self, tls: &TlsConnector, to: &Uri) -> Result<Self, BoxError> {
        let host = to.host().ok_or("the address has no host")?.trim_start_matches('[').trim_end_matches(']');
        let name = ServerName::try_from(host.to_owned())?;
        self.looks.store(true, Ordering::Relaxed);
        Ok(Self { io: Box::new(tls.connect(name, self.io).await?), awaits: false, ..self })
    }
}

impl Connection for Stream {
    fn connected(&self) -> Connected {
        Connected::new().proxy(self.is_proxied)
    }
}

impl AsyncRead for Stream {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let before = buffer.filled().len();
        ready!(Pin::new(&mut this.io).poll_read(cx, buffer))?;
        if buffer.filled().len() > before {
            this.awaits = false;
            this.looks.store(false, Ordering::Relaxed);
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Stream {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        this.awaits = true;
        this.looks.store(false, Ordering::Relaxed);
        Pin::new(&mut this.io).poll_write(cx, bytes)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        this.awaits = true;
        this.looks.store(false, Ordering::Relaxed);
        Pin::new(&mut this.io).poll_write_vectored(cx, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.io.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        // HTTP flushes last whenever it is run, so that the next read of an idle connection is the one before a request.
        if !this.awaits {
            this.looks.store(true, Ordering::Relaxed);
        }
        Pin::new(&mut this.io).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().io).poll_shutdown(cx)
    }
}

/// A TCP connection that, while no response is awaited, asks the system itself what has arrived. The runtime would tell
/// only when it next looks, which may be after a request has gone out: what an earlier request left behind, or a
/// server's good-bye, would then be taken for the answer. HTTP reads before it begins a request, and gives up a
/// connection that has something to say.
struct Socket {
    tcp: TcpStream,
    looks: Arc<AtomicBool>,
}

impl AsyncRead for Socket {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let told = Pin::new(&mut this.tcp).poll_read(cx, buffer);
        if told.is_ready() || !this.looks.load(Ordering::Relaxed) {
            return told;
        }
        let waits = |error: &io::Error| matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted);
        let socket = SockRef::from(&this.tcp);
        if socket.peek(&mut [MaybeUninit::uninit()]).is_err_and(|error| waits(&error)) {
            return Poll::Pending;
        }
        match (&*socket).read(buffer.initialize_unfilled()) {
            Ok(read) => buffer.advance(read),
            Err(error) if waits(&error) => return Poll::Pending,
            Err(error) => return Poll::Ready(Err(error)),
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Socket {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().tcp).poll_write(cx, bytes)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().tcp).poll_write_vectored(cx, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.tcp.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().tcp).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().tcp).poll_shutdown(cx)
    }
}
