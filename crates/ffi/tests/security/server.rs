//! A server that keeps what it is sent and responds as a test says, and clients of it.

use std::collections::HashMap;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::channel;
use std::sync::{Arc, LazyLock, Mutex};
use std::thread;

use serde_json::{Value, json};
use tokio::runtime::Runtime;
use xero_m2m::clock::{Clock, SystemClock};
use xero_m2m_ffi::{Client, Driver, Error, NameCase, blocking};

pub(crate) const TOKEN: &str = "canary-token-4c81f2";
pub(crate) const SECRET: &str = "canary-secret-77d0ae";

static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Runtime::new().expect("a runtime"));

/// One request, as it came.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    pub(crate) connection: usize,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Seen {
    pub(crate) fn line(&self) -> &str {
        self.head.lines().next().unwrap_or_default()
    }

    /// The values of all headers of this name.
    pub(crate) fn headers(&self, name: &str) -> Vec<&str> {
        let pairs = self.head.lines().skip(1).filter_map(|line| line.split_once(": "));
        pairs.filter(|(given, _)| given.eq_ignore_ascii_case(name)).map(|(_, value)| value).collect()
    }
}

pub(crate) struct Server {
    pub(crate) port: u16,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl Server {
    /// Starts a server; `respond` gives the bytes of each response.
    pub(crate) fn start(respond: impl Fn(&Seen) -> String + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let (seen, respond) = (Arc::<Mutex<Vec<Seen>>>::default(), Arc::new(respond));
        let server = Self { port, seen: Arc::clone(&seen) };
        thread::spawn(move || {
            for (connection, stream) in listener.incoming().enumerate() {
                let (stream, seen, respond) = (stream.expect("a connection"), Arc::clone(&seen), Arc::clone(&respond));
                thread::spawn(move || {
                    let mut stream = stream;
                    while let Some(request) = request(&mut stream, connection) {
                        seen.lock().expect("no panic").push(request.clone());
                        if stream.write_all(respond(&request).as_bytes()).is_err() {
                            break;
                        }
                    }
                });
            }
        });
        server
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().expect("no panic").clone()
    }
}

/// The next request of a connection, read whole.
fn request(stream: &mut TcpStream, connection: usize) -> Option<Seen> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte).ok()?;
        head.push(byte[0]);
    }
    let mut seen = Seen { connection, head: String::from_utf8(head).expect("text"), body: String::new() };
    let length = seen.headers("content-length").first().and_then(|length| length.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    stream.read_exact(&mut body).ok()?;
    seen.body = String::from_utf8(body).expect("text");
    Some(seen)
}

pub(crate) fn response(status: u16, body: &str) -> String {
    format!(
        "HTTP/1.1 {status} X\r\ncontent-type: application/json\r\nset-cookie: session=1; Path=/\r\n\
         content-length: {}\r\n\r\n{body}",
        body.len()
    )
}

pub(crate) fn token_response() -> String {
    let token = json!({"access_token": TOKEN, "token_type": "Bearer", "expires_in": 1800});
    response(200, &token.to_string())
}

/// Responds as a token endpoint there and with an empty object everywhere else.
pub(crate) fn plain(seen: &Seen) -> String {
    if seen.line().contains("/connect/token") { token_response() } else { response(200, "{}") }
}

/// A client of this server with other options over its own, whose calls block.
pub(crate) fn client(server: &Server, options: &Value, environment: &[(&str, &str)]) -> Result<Client, Error> {
    client_on_clock(server, options, environment, Arc::new(SystemClock))
}

/// The same by another clock.
pub(crate) fn client_on_clock(
    server: &Server,
    options: &Value,
    environment: &[(&str, &str)],
    clock: Arc<dyn Clock>,
) -> Result<Client, Error> {
    driven_client(server, options, environment, Driver::Caller { background: RUNTIME.handle().clone() }, clock)
}

/// The same, whose calls are awaited.
pub(crate) fn awaited_client(server: &Server, options: &Value) -> Result<Client, Error> {
    driven_client(server, options, &[], Driver::Runtime(RUNTIME.handle().clone()), Arc::new(SystemClock))
}

fn driven_client(
    server: &Server,
    options: &Value,
    environment: &[(&str, &str)],
    driver: Driver,
    clock: Arc<dyn Clock>,
) -> Result<Client, Error> {
    let mut all = json!({
        "client_id": format!("id-{}", server.port),
        "client_secret": SECRET,
        "base_url": server.url(""),
        "token_url": server.url("/connect/token"),
        "retry": 1,
    });
    for (name, value) in options.as_object().into_iter().flatten() {
        all[name] = value.clone();
    }
    let environment: HashMap<String, String> =
        environment.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())).collect();
    Client::on_clock(all.to_string().as_bytes(), NameCase::Snake, &environment, driver, clock)
}

pub(crate) fn ask(client: &Client, request: &Value) -> Result<Value, Error> {
    let request = request.to_string().into_bytes();
    let response = blocking::block_on(client.invoke(&request, None, None), None)?.expect("nothing interrupts")?;
    Ok(serde_json::from_slice(&response).expect("JSON"))
}

/// Asks on the runtime that goes on by itself.
pub(crate) fn ask_awaited(client: &Client, request: &Value) -> Result<Value, Error> {
    let (client, request) = (client.clone(), request.to_string().into_bytes());
    let (give, given) = channel();
    RUNTIME.spawn(async move { give.send(client.invoke(&request, None, None).await) });
    Ok(serde_json::from_slice(&given.recv().expect("an outcome")?).expect("JSON"))
}

pub(crate) fn get(path: &str) -> Value {
    json!({"verb": "raw", "method": "GET", "path": path})
}
