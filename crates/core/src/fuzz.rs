//! What the fuzz targets call: every place that reads bytes from a server.

use std::collections::HashMap;
use std::io::{self, ErrorKind};
use std::net::Shutdown;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use http::{HeaderMap, Method};
use serde::de::IgnoredAny;
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::{Builder, Runtime};
use tokio::task::{AbortHandle, JoinSet};
use url::Url;

use crate::auth::Token;
use crate::clock::{Clock, SystemClock};
use crate::response::api_error::{RefusedCall, api_error};
use crate::response::decode::decode;
use crate::response::restore::restore;
use crate::transport::{DrivenBy, HttpRequest, Pool, PoolSettings, RawResponse};
use xero_m2m_spec::NameCase;
use xero_m2m_spec::SCHEMAS;
use xero_m2m_spec::{Envelope, RecordBody};

/// A response with records: the first two bytes choose the schema, the third the envelope.
pub fn records(bytes: &[u8]) {
    let [high, low, envelope, body @ ..] = bytes else { return };
    let schema = SCHEMAS[usize::from(u16::from_be_bytes([*high, *low])) % SCHEMAS.len()];
    let envelope = match envelope % 4 {
        0 => Envelope::List("Invoices"),
        1 => Envelope::One("employee"),
        2 => Envelope::BareList,
        _ => Envelope::Bare,
    };
    let Ok(decoded) = decode(body, RecordBody { envelope, schema }, NameCase::Snake) else { return };
    for at in 0..decoded.len() {
        let record = decoded.record(at).expect("as many records as it says");
        assert!(is_json(record), "a decoded record is JSON");
        let wire = restore(schema, record, NameCase::Snake).expect("a decoded record has its wire form");
        assert!(is_json(&wire), "the wire form is JSON");
    }
}

/// Numbers beyond a double's range are JSON too.
fn is_json(text: &[u8]) -> bool {
    serde_json::from_slice::<IgnoredAny>(text).is_ok()
}

/// Genuine refusals, for inputs that begin like one of them and continue arbitrarily.
const REFUSALS: &[&str] = &[
    "",
    r#"{"ErrorNumber":10,"Type":"ValidationException","Message":"no","Elements":[{"LineItems":[{"ValidationErrors":[{"Message":"a \"b\" \ud83d\ude00"},{"Message":"c"}]}],"Total":-1.5e3,"IsNil":[true,null]}]}"#,
    r#"{"problem":{"title":"Bad","invalidFields":[{"name":"Date","reason":"needed"}]},"modelState":{"name":["Missing"]}}"#,
    r#"<?xml version="1.0"?><ApiException xmlns:i="x"><Message a="&#65;">a &amp; b</Message><Elements><Invoice i:type="I"><ValidationErrors><ValidationError><Message><![CDATA[<c>]]></Message></ValidationError></ValidationErrors></Invoice></Elements></ApiException>"#,
    "<!DOCTYPE html><html><head><title>Bad &nbsp; Gateway</title><script>1<2</script></head><body><p>words<br>more</p></body></html>",
];

/// The body of an error: the first byte chooses the status, the second a genuine refusal, the third where that is cut.
pub fn error_body(bytes: &[u8]) {
    let [status, refusal, end, rest @ ..] = bytes else { return };
    let status = 300 + u16::from(*status);
    let refusal = REFUSALS[usize::from(*refusal) % REFUSALS.len()].as_bytes();
    let body = [&refusal[..refusal.len() * usize::from(*end) / 255], rest].concat();
    let response = RawResponse { status, headers: HeaderMap::new(), size: body.len() as u64, body, rest: None };
    let refused = RefusedCall {
        operation: None,
        has_tenant: false,
        host: "api.xero.com",
        target: None,
        now: SystemTime::UNIX_EPOCH,
    };
    assert!(!api_error(&response, refused).to_string().is_empty());
}

/// The text of a date or an instant, of any family.
pub fn date(bytes: &[u8]) {
    if let Ok(text) = std::str::from_utf8(bytes) {
        crate::codec::dates::read_dates(text);
    }
}

/// A response of the token endpoint.
pub fn token_response(bytes: &[u8]) {
    if let Ok(token) = Token::parse(bytes, 0, SystemClock.now()) {
        assert!(!token.reveal().is_empty());
    }
}

/// A server on kept connections: the first byte chooses how many calls are made, and whether two at a time; the others
/// choose the response to each request. Every response carries the number of its request, so that a response that is
/// given to another call is noticed.
pub fn conversation(bytes: &[u8]) {
    let [calls, script @ ..] = bytes else { return };
    let (calls, pairs) = (u32::from(1 + calls % 8), *calls >= 128);
    let script = Arc::new(Mutex::new(Script { bytes: script.to_vec().into_iter(), late: Vec::new() }));
    let settings = PoolSettings::resolve(None, None, None, false, Duration::from_secs(5), &HashMap::new());
    let pool = Pool::shared(DrivenBy::Caller, &settings.expect("plain settings"));
    let (port, server) = drive(start(Arc::clone(&script)));
    for number in 1..=calls {
        if pairs {
            drive(async { tokio::join!(ask(&pool, port, number), ask(&pool, port, calls + number)) });
        } else {
            drive(ask(&pool, port, number));
        }
        // Sent while the connections are not polled: it has arrived before the next request is sent.
        for Late { stream, text, hangs_up } in script.lock().unwrap_or_else(PoisonError::into_inner).late.drain(..) {
            let _ = stream.socket.try_write(&text);
            if hangs_up {
                let _ = stream.same.shutdown(Shutdown::Both);
            }
        }
    }
    server.abort();
}

#[expect(clippy::disallowed_methods, reason = "a fuzz target has its thread to itself")]
fn drive<F: Future>(future: F) -> F::Output {
    thread_local! {
        static RUNTIME: Runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
    }
    RUNTIME.with(|runtime| runtime.block_on(future))
}

struct Script {
    bytes: std::vec::IntoIter<u8>,
    /// What is said once the call is over.
    late: Vec<Late>,
}

/// A connection as the server sees it.
struct Peer {
    socket: TcpStream,
    /// The same, to hang up with.
    same: std::net::TcpStream,
}

impl Peer {
    fn of(stream: TcpStream) -> io::Result<Self> {
        stream.set_nodelay(true)?;
        let same = stream.into_std()?;
        Ok(Self { socket: TcpStream::from_std(same.try_clone()?)?, same })
    }
}

struct Late {
    stream: Arc<Peer>,
    text: Vec<u8>,
    hangs_up: bool,
}

/// The number of a response that was not requested.
const STRAY: u32 = 99_999_999;

async fn start(script: Arc<Mutex<Script>>) -> (u16, AbortHandle) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let server = tokio::spawn(async move {
        let mut connections = JoinSet::new();
        while let Ok((stream, _)) = listener.accept().await {
            let peer = Peer::of(stream).expect("a socket");
            connections.spawn(serve(Arc::new(peer), Arc::clone(&script)));
        }
    });
    (port, server.abort_handle())
}

async fn ask(pool: &Pool, port: u16, number: u32) {
    let request = HttpRequest {
        method: if number % 3 == 0 { Method::POST } else { Method::GET },
        url: Url::parse(&format!("http://127.0.0.1:{port}/{number:08}")).expect("an address"),
        headers: HeaderMap::new(),
        body: None,
        read_timeout: Duration::from_secs(5),
        max_response_size: 1 << 20,
        is_streamed: false,
    };
    let Ok(response) = request.send(pool).await else { return };
    let headers = response.headers.get_all("x-for").into_iter().map(http::HeaderValue::as_bytes);
    for said in headers.chain([response.body.as_slice()]) {
        for part in said.windows(11).filter(|part| part.starts_with(b"n=") && part.ends_with(b";")) {
            assert_eq!(
                str::from_utf8(&part[2..10]),
                Ok(format!("{number:08}").as_str()),
                "which request is the response for?"
            );
        }
    }
}

/// Responds to the requests of one connection until it closes, without pauses within one response: what arrives after the
/// next request was sent cannot be distinguished from its response.
async fn serve(stream: Arc<Peer>, script: Arc<Mutex<Script>>) {
    while let Some(number) = request(&stream.socket).await {
        let (said, stays) = {
            let Script { bytes, late } = &mut *script.lock().unwrap_or_else(PoisonError::into_inner);
            let mut next = || bytes.next().unwrap_or(0);
            let (way, size) = (next() % 16, usize::from(next()));
            let mut raw: Vec<u8> =
                (0..if matches!(way, 4 | 7 | 14 | 15) { size % 32 } else { 0 }).map(|_| next()).collect();
            let mut later = |text, hangs_up| late.push(Late { stream: Arc::clone(&stream), text, hangs_up });
            let (plain, stray) = (response_to(number), response_to(STRAY));
            let cut = |response: &[u8]| response[..size % response.len()].to_vec();
            match way {
                0 => (plain, true),
                1 => (chunked(number), true),
                2 => ([b"HTTP/1.1 103 X\r\nlink: x\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n", &plain[..]].concat(), true),
                3 => ([plain, stray].concat(), true),
                4 => ([plain, raw].concat(), true),
                5 => ([plain.clone(), plain].concat(), false),
                6 => {
                    later(stray, size % 2 == 0);
                    (plain, true)
                }
                7 => {
                    later(raw, size % 2 == 0);
                    (chunked(number), true)
                }
                8 => {
                    later(b"HTTP/1.1 408 X\r\ncontent-length: 0\r\nconnection: close\r\n\r\n".to_vec(), true);
                    (plain, true)
                }
                9 => {
                    later(cut(&stray), false);
                    (plain, true)
                }
                10 => (cut(&plain), false),
                11 => (cut(&chunked(number)), false),
                // A wrong length: the rest comes before the next response, or the end comes too early.
                12 => ([lying(number, size % 11), stray].concat(), true),
                13 => (lying(number, 12 + size), false),
                14 => {
                    raw.splice(0..0, *b"HTTP/1.1 200 X\r\ntransfer-encoding: chunked\r\nx-for: ");
                    ([raw, plain].concat(), false)
                }
                _ => (raw, false),
            }
        };
        if write(&stream.socket, &said).await.is_err() || !stays {
            return;
        }
    }
}

/// The number in the address of the next request.
async fn request(stream: &TcpStream) -> Option<u32> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        stream.readable().await.ok()?;
        let mut piece = [0; 1024];
        match stream.try_read(&mut piece) {
            Ok(0) => return None,
            Ok(read) => head.extend_from_slice(&piece[..read]),
            Err(error) if error.kind() == ErrorKind::WouldBlock => {}
            Err(_) => return None,
        }
    }
    let at = head.iter().position(|byte| *byte == b'/')?;
    str::from_utf8(head.get(at + 1..at + 9)?).ok()?.parse().ok()
}

async fn write(stream: &TcpStream, mut bytes: &[u8]) -> io::Result<()> {
    while !bytes.is_empty() {
        match stream.try_write(bytes) {
            Ok(written) => bytes = &bytes[written..],
            Err(error) if error.kind() == ErrorKind::WouldBlock => stream.writable().await?,
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

fn response_to(number: u32) -> Vec<u8> {
    lying(number, 11)
}

fn lying(number: u32, length: usize) -> Vec<u8> {
    format!("HTTP/1.1 200 X\r\nx-for: n={number:08};\r\ncontent-length: {length}\r\n\r\nn={number:08};").into_bytes()
}

fn chunked(number: u32) -> Vec<u8> {
    let head = format!("HTTP/1.1 200 X\r\nx-for: n={number:08};\r\ntransfer-encoding: chunked\r\n\r\n");
    format!("{head}2\r\nn=\r\n9\r\n{number:08};\r\n0\r\n\r\n").into_bytes()
}
